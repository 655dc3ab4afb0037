//! From decoded failures, crews, shocks and redundancy to `tenant`'s.

use super::names::Names;
use crate::format::advice::twice;
use crate::format::value::{Named, Record, Value};
use crate::problem::suggest;
use crate::unit;
use tape::Law;
use tenant::architecture::{
    Age, Component, ComponentKind, Crew, CrewId, Failures, Rebuild, Redundancy, RestoreLink,
    Sharing, Shock, ShockTarget,
};

/// Most units of one component's data, and most repairers of a crew.
const UNITS_MAX: u64 = 10_000;
/// Most failures in a simulated day, over all units: beyond that it is no longer ordinary life, and takes for ever.
const FAILURES_PER_DAY_MAX: f64 = 100_000.0;

/// All crews of a file.
pub(super) fn crews(names: &mut Names<'_>, file: &Record) -> Vec<Crew> {
    let mut out = Vec::new();
    for c in file.map("crews") {
        let size = c.value.integer();
        if c.value.is_there() && !(1..=UNITS_MAX).contains(&size) {
            let message = format!("crew `{}` has {size} members", c.name);
            let help = if size == 0 {
                "a crew of nobody repairs nothing: give at least 1, or leave `repair` out where nothing is repaired"
            } else {
                "between 1 and 10000"
            };
            names.problem(&c.value.span, message, help);
        }
        out.push(Crew {
            name: c.name.clone(),
            size: size.clamp(1, UNITS_MAX) as u32,
        });
    }
    out
}

/// How a component's units fail.
pub(super) fn failures(names: &mut Names<'_>, r: &Record) -> Option<Failures> {
    let r = r.record("fails")?;
    let every = r.law("every");
    let repair = r.has("repair").then(|| r.law("repair"));
    let common_cause_ppm = r.count("common_cause");
    let wrong = r.has("every") && !matches!(every, Law::Exponential(_));
    if common_cause_ppm > 0 && wrong {
        let help = "a share of a rate only means something if the rate is constant: use exponential(mean) or \
                    afr(share), or a shock beside this law";
        names.problem(
            &r.span("common_cause"),
            "`common_cause` needs an exponential `every`",
            help,
        );
    }
    let crew = crew(names, r.get("crew"));
    if crew.is_some() && repair.is_none() && !r.is_given("repair") {
        let help = "say how long one unit takes: `repair: exponential(10h)`";
        names.problem(&r.span("crew"), "a crew with nothing to repair", help);
    }
    // Without `every` there is a problem already.
    r.has("every").then_some(Failures {
        every,
        repair,
        crew,
        common_cause_ppm,
        age: age(r),
    })
}

fn age(r: &Record) -> Age {
    if r.text("age") == "new" {
        Age::New
    } else {
        Age::Any
    }
}

fn crew(names: &mut Names<'_>, value: &Value) -> Option<CrewId> {
    if !value.is_there() {
        return None;
    }
    let found = names.crews.iter().position(|c| *c == value.text);
    if found.is_none() {
        let help = if names.crews.is_empty() {
            format!(
                "declare it beside `components`: `crews: {{ {}: 1 }}`",
                value.text
            )
        } else {
            suggest(&value.text, names.crews.iter().map(String::as_str))
        };
        names.problem(
            &value.span,
            format!("there is no crew `{}`", value.text),
            help,
        );
    }
    found.map(|i| CrewId(i as u16))
}

/// How a volume's data is kept on several units.
pub(super) fn redundancy(names: &mut Names<'_>, r: &Record) -> Option<Redundancy> {
    if r.is_given("rebuild") && !r.is_given("data") {
        let help = "say how it is kept: `data: copies(3)`, `raid5(8)` or `raid6(8)`";
        names.problem(
            &r.span("rebuild"),
            "`rebuild` without `data`: there is nothing to rebuild from",
            help,
        );
    }
    let (name, [units]) = r.form("data")? else {
        return None;
    };
    let (least, missing) = match name {
        "raid5" => (3, 1),
        "raid6" => (4, 2),
        _ => (2, u64::MAX),
    };
    let n = units.integer();
    if !units.is_broken() && !(least..=UNITS_MAX).contains(&n) {
        let (why, help) = match name {
            _ if n > UNITS_MAX => ("at most 10000 units", "no store has so many"),
            "raid5" => ("RAID-5 needs at least 3 disks", "`copies(2)` is a mirror"),
            "raid6" => (
                "RAID-6 needs at least 4 disks",
                "`copies(3)` can miss two of its three",
            ),
            _ => ("at least 2 copies", "a volume without `data` fails as one"),
        };
        let message = format!("`{name}({n})`: {why}");
        names.problem(&units.span, message, help);
    }
    let n = n.clamp(least, UNITS_MAX);
    Some(Redundancy {
        units: n as u32,
        tolerates: missing.min(n - 1) as u32,
        rebuild: match (r.text("rebuild"), name) {
            ("serial", _) => Rebuild::Serial,
            ("parallel", _) | (_, "copies") => Rebuild::Parallel,
            _ => Rebuild::Serial,
        },
    })
}

/// Fewest members of a group of instances that must work.
pub(super) fn at_least(names: &mut Names<'_>, r: &Record, all: u32, max: u32) -> Option<u32> {
    let k = r.integer_if_given("at_least")?;
    let members = if all == 0 { max } else { all };
    if r.has("zones") && (k == 0 || k > u64::from(members)) {
        let message = match (k, members) {
            (0, _) => "`at_least` is 0".to_owned(),
            (k, 1) => format!("`at_least` is {k}, but there is 1 server"),
            (k, n) => format!("`at_least` is {k}, but there are {n} servers"),
        };
        let help = if k == 0 {
            "without `at_least` every server serves its share for itself"
        } else {
            "it could never serve: `at_least` is at most the number of servers"
        };
        names.problem(&r.span("at_least"), message, help);
    }
    Some(u32::try_from(k).unwrap_or(u32::MAX))
}

/// What restores share.
pub(super) fn restore_link(names: &mut Names<'_>, file: &Record) -> Option<RestoreLink> {
    let r = file.record("restore_link")?;
    Some(RestoreLink {
        bytes_per_s: not_zero(names, r, "speed").unwrap_or(1),
        sharing: if r.text("sharing") == "fifo" {
            Sharing::Fifo
        } else {
            Sharing::Fair
        },
    })
}

/// A rate or speed that must be over 0, if it is given.
pub(super) fn not_zero(names: &mut Names<'_>, r: &Record, field: &str) -> Option<u64> {
    let value = r.integer_if_given(field)?;
    if value == 0 {
        let help = "it would never get anywhere; leave the key out for what holds without it";
        names.problem(&r.span(field), format!("`{field}` is 0"), help);
    }
    Some(value.max(1))
}

/// All shocks of a file.
pub(super) fn shocks(names: &mut Names<'_>, file: &Record, components: &[Component]) -> Vec<Shock> {
    let all = file.map("shocks").iter();
    all.filter_map(|s| shock(names, s, components)).collect()
}

fn shock(names: &mut Names<'_>, named: &Named, components: &[Component]) -> Option<Shock> {
    let r = named.value.record()?;
    let lasts = r.has("lasts").then(|| r.law("lasts"));
    if r.has("on") && r.list("on").is_empty() {
        let message = format!("shock `{}` hits nothing", named.name);
        let help = "name components or places: `on: [web, region(r1)]`";
        names.problem(&r.span("on"), message, help);
    }
    if r.has("hits") && r.count("hits") == 0 {
        let message = format!("shock `{}` hits with a chance of 0%", named.name);
        let help = "it would never hit anything: give a chance, or leave the shock out";
        names.problem(&r.span("hits"), message, help);
    }
    for value in twice(r.list("on")) {
        let message = format!("shock `{}` names `{}` twice", named.name, value.text);
        let help = "once is enough: each unit is hit at most once by one shock";
        names.problem(&value.span, message, help);
    }
    let mut targets = Vec::new();
    for value in r.list("on").iter().filter(|v| v.is_there()) {
        let target = target(names, value);
        let unfailing = match target {
            Some(ShockTarget::Component(id)) => components
                .get(usize::from(id.0))
                .filter(|c| c.fails.is_none() && lasts.is_none() && !r.is_given("lasts")),
            Some(ShockTarget::Place(_)) | None => None,
        };
        if let Some(c) = unfailing {
            let message = format!(
                "shock `{}` takes units of `{}` down, and nothing says until when",
                named.name, c.name
            );
            let help = format!(
                "give the shock `lasts`, or `{}` a `fails` with its `repair`",
                c.name
            );
            names.problem(&value.span, message, help);
        }
        targets.extend(target);
    }
    // Without `every` there is a problem already.
    r.has("every").then(|| Shock {
        name: named.name.clone(),
        every: r.law("every"),
        targets,
        hit_ppm: r.count("hits"),
        lasts,
        age: age(r),
    })
}

/// A component's name, `region(r1)`, a zone at home, or the path of a place.
fn target(names: &mut Names<'_>, value: &Value) -> Option<ShockTarget> {
    let text = value.text.as_str();
    let is_component = names.components.iter().any(|(name, _)| name == text);
    if is_component {
        return names.component(value, &[]).map(ShockTarget::Component);
    }
    if let Some(("region", inside)) = unit::call(text).filter(|(_, inside)| !inside.is_empty()) {
        let region = Value {
            text: inside.join(","),
            ..value.clone()
        };
        return Some(ShockTarget::Place(names.region(&region)));
    }
    names.place(text, &value.span).map(ShockTarget::Place)
}

/// How many units of a component fail one by one.
fn units(c: &Component) -> u32 {
    match &c.kind {
        ComponentKind::Instances(group) => group.per_zone.iter().map(|(_, n)| n).sum(),
        ComponentKind::Database(db) => db.copies.len() as u32,
        ComponentKind::Volume(v) => v.redundancy.map_or(1, |r| r.units),
        ComponentKind::LoadBalancer(_)
        | ComponentKind::DnsName(_)
        | ComponentKind::Cdn(_)
        | ComponentKind::Bucket(_)
        | ComponentKind::Queue(_)
        | ComponentKind::Cache(_)
        | ComponentKind::Key(_)
        | ComponentKind::External(_) => 1,
    }
}

/// Refuses files whose parts fail so often that a run would not end.
pub(super) fn check_pace(
    names: &mut Names<'_>,
    file: &Record,
    components: &[Component],
    shocks: &[Shock],
) {
    let a_day = |law: Law| 86_400.0 / unit::typical_s(law).max(1.0);
    let (mut everybody, mut alone, mut together) = (0.0, 0.0, 0.0);
    for c in components {
        let units = f64::from(units(c));
        everybody += units;
        alone += c.fails.map_or(0.0, |f| units * a_day(f.every));
    }
    for s in shocks {
        together += everybody * a_day(s.every);
    }
    if alone + together > FAILURES_PER_DAY_MAX {
        let key = if alone > together {
            "components"
        } else {
            "shocks"
        };
        let message = format!("about {:.0} failures a day", alone + together);
        let help = "at most 100000 a day in all: longer times between failures, or fewer units";
        names.problem(&file.span(key), message, help);
    }
}
