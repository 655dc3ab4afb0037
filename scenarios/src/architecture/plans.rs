//! From decoded backups, people and plans to `tenant`'s.

use super::names::Names;
use super::ordinary;
use crate::Source;
use crate::format::value::{Data, Named, Record, Value};
use crate::problem::suggest;
use crate::unit;
use tape::Service;
use tenant::architecture::{
    Awareness, Backup, BackupKind, BackupPlace, Need, Person, PersonId, Plan, Step, StepKind,
    Trigger,
};

const STORES: &[&str] = &["database", "volume", "bucket"];

/// All backups of a file.
pub(super) fn backups(names: &mut Names<'_>, file: &Record) -> Vec<Backup> {
    file.map("backups")
        .iter()
        .filter_map(|b| backup(names, b))
        .collect()
}

fn backup(names: &mut Names<'_>, named: &Named) -> Option<Backup> {
    let r = named.value.record()?;
    let kind = backup_kind(names, named, r);
    let place = match r.form("to") {
        Some(("object_store", [region])) => BackupPlace::ObjectStore(names.region(region)),
        Some(("component", [c])) => BackupPlace::Component(names.component_or_first(c, &[])),
        Some(_) | None => BackupPlace::Elsewhere,
    };
    let of = names.component_or_first(r.get("of"), STORES);
    let key = names.component(r.get("key"), &["key"]);
    Some(Backup {
        name: named.name.clone(),
        of,
        kind: kind?,
        place,
        key,
        corrupt_ppm: r.count("corrupt"),
        keep: r.duration("keep"),
        fail_ppm: r.count("fails"),
        restore_bytes_per_s: ordinary::not_zero(names, r, "speed"),
        replay: replay(names, r),
    })
}

/// The log a restore reads again, and how fast.
fn replay(names: &mut Names<'_>, r: &Record) -> Option<(u64, u64)> {
    let speed = ordinary::not_zero(names, r, "replay");
    match (r.is_given("log"), r.is_given("replay")) {
        (true, false) => {
            let help = "say how fast a restore reads it: `replay: 20 MB/s`";
            names.problem(&r.span("log"), "`log` without `replay`", help);
        }
        (false, true) => {
            let help = "say how much is written: `log: 2 MB/s`";
            names.problem(&r.span("replay"), "`replay` without `log`", help);
        }
        (true, true) | (false, false) => {}
    }
    Some((r.integer_if_given("log")?, speed?))
}

fn backup_kind(names: &mut Names<'_>, named: &Named, r: &Record) -> Option<BackupKind> {
    match (
        r.duration_if_given("every"),
        r.duration_if_given("archive_lag"),
    ) {
        (Some(every), None) => {
            if every.0 < 60_000_000 {
                let help = "use `archive_lag` for a continuous archive";
                names.problem(&r.span("every"), "snapshots closer than a minute", help);
            }
            Some(BackupKind::Snapshot {
                every,
                takes: r.duration("takes"),
                offline: r.switch("offline"),
            })
        }
        (None, Some(lag)) => {
            if r.count("fails") > 0 {
                let help = "a continuous archive makes no snapshots";
                names.problem(&r.span("fails"), "`fails` belongs to snapshots", help);
            }
            Some(BackupKind::Archive { lag })
        }
        // A problem of one of them is reported already.
        _ if r.get("every").is_broken() || r.get("archive_lag").is_broken() => None,
        (both, _) => {
            let what = if both.is_some() {
                "both `every` and `archive_lag`"
            } else {
                "neither `every` nor `archive_lag`"
            };
            let help = "snapshots have `every`, a continuous archive has `archive_lag`";
            names.problem(&named.name_span, format!("a backup with {what}"), help);
            None
        }
    }
}

/// All people of a file.
pub(super) fn people(names: &mut Names<'_>, file: &Record) -> Vec<Person> {
    file.map("people")
        .iter()
        .filter_map(|p| person(names, p))
        .collect()
}

fn person(names: &mut Names<'_>, named: &Named) -> Option<Person> {
    let r = named.value.record()?;
    Some(Person {
        name: named.name.clone(),
        hours: hours(names, r.get("hours")),
        learns: awareness(r.text("learns")).unwrap_or(Awareness::Pager),
        engage: r.law("engage"),
        diagnose: r.law("diagnose"),
        may_decide: r.switch("may_decide"),
        believes_eta: r.switch("believes_eta"),
        patience: r.duration("patience"),
        sits_in: names.region_if_given(r.get("sits_in")),
    })
}

fn awareness(word: &str) -> Option<Awareness> {
    match word {
        "pager" => Some(Awareness::Pager),
        "customers" => Some(Awareness::Customers),
        "status_page" => Some(Awareness::StatusPage),
        _ => None,
    }
}

fn hours(names: &mut Names<'_>, value: &Value) -> (f64, f64) {
    if value.text == "always" {
        return (0.0, 24.0);
    }
    let help = "write `always` or for example `09:00-18:00`";
    let Some((from, until)) = value.text.split_once('-') else {
        names.problem(
            &value.span,
            format!("`{}` are not hours of work", value.text),
            help,
        );
        return (0.0, 24.0);
    };
    match (unit::hour(from.trim()), unit::hour(until.trim())) {
        (Ok(from), Ok(until)) if from < until || until < from => (from, until),
        (Ok(_), Ok(_)) => {
            let message = "the hours of work end where they begin";
            names.problem(&value.span, message, help);
            (0.0, 24.0)
        }
        (Err(w), _) | (_, Err(w)) => {
            names.problem(&value.span, w.message, help);
            (0.0, 24.0)
        }
    }
}

/// All plans of a file.
pub(super) fn plans(names: &mut Names<'_>, file: &Record, source: &Source) -> Vec<Plan> {
    file.map("plans")
        .iter()
        .filter_map(|p| plan(names, p, source))
        .collect()
}

fn plan(names: &mut Names<'_>, named: &Named, source: &Source) -> Option<Plan> {
    let r = named.value.record()?;
    let component = names.component_or_first(r.get("when_down"), &[]);
    let trigger = match (r.has("by"), r.duration_if_given("down_for")) {
        (true, None) => Trigger::Person {
            who: names.person(r.get("by")).unwrap_or(PersonId(0)),
            approved_by: names.person(r.get("approved_by")),
            component,
        },
        (false, Some(down_for)) => Trigger::Automatic {
            component,
            down_for,
        },
        // A problem of one of them is reported already.
        _ if r.get("by").is_broken() || r.get("down_for").is_broken() => return None,
        (by, _) => {
            let what = if by {
                "both `by` and `down_for`"
            } else {
                "neither `by` nor `down_for`"
            };
            let help = "a person starts it (`by`), or automation does when something was `down_for` so long";
            names.problem(&named.name_span, format!("a plan with {what}"), help);
            return None;
        }
    };
    let ids: Vec<&str> = r
        .list("steps")
        .iter()
        .filter_map(Value::record)
        .map(|s| s.text("id"))
        .collect();
    let place = Place { ids: &ids, source };
    let steps: Vec<Step> = r
        .list("steps")
        .iter()
        .enumerate()
        .filter_map(|(i, s)| step(names, s.record()?, i, &place))
        .collect();
    if r.has("steps") && r.list("steps").is_empty() {
        names.problem(&r.span("steps"), "the plan has no steps", "");
    }
    Some(Plan {
        name: named.name.clone(),
        trigger,
        learns: awareness(r.text("learns")),
        steps,
    })
}

/// What a step can refer to.
struct Place<'a> {
    ids: &'a [&'a str],
    source: &'a Source,
}

fn step(names: &mut Names<'_>, r: &Record, index: usize, place: &Place<'_>) -> Option<Step> {
    let kind = step_kind(names, r)?;
    let before = &place.ids[..index];
    let mut after = Vec::new();
    for v in r.list("after") {
        match before.iter().position(|id| *id == v.text) {
            Some(i) => after.push(i),
            None => {
                let help = suggest(&v.text, before.iter().copied().filter(|id| !id.is_empty()));
                names.problem(
                    &v.span,
                    format!("no step before this one has the id `{}`", v.text),
                    help,
                );
            }
        }
    }
    Some(Step {
        kind,
        needs: r
            .list("needs")
            .iter()
            .filter_map(|v| need(names, v))
            .collect(),
        after,
        line: place.source.position(r.span.start).0 as u32,
    })
}

/// Most servers that one step launches: a tenant here is small beside its provider, and every launch is lived by itself.
const LAUNCHED_MAX: u32 = 1000;

fn launched(names: &mut Names<'_>, r: &Record) -> u32 {
    let count = r.count("count");
    if count > LAUNCHED_MAX {
        let message = format!("more than {LAUNCHED_MAX} servers in one step");
        names.problem(
            &r.span("count"),
            message,
            "launch fewer, or in several steps",
        );
    }
    count.min(LAUNCHED_MAX)
}

/// What a step does.
pub(super) fn step_kind(names: &mut Names<'_>, r: &Record) -> Option<StepKind> {
    let name = r.variant?;
    Some(match (name, r.record(name)) {
        ("launch", Some(x)) => StepKind::Launch {
            component: names.component_or_first(x.get("component"), &["instances"]),
            zone: names.zone(x.text("zone"), &x.span("zone")),
            count: launched(names, x),
        },
        ("promote", Some(x)) => StepKind::Promote {
            database: names.component_or_first(x.get("database"), &["database"]),
            copy: copy_index(names, x),
        },
        ("restore", Some(x)) => StepKind::Restore {
            backup: names.backup(x.get("backup")).unwrap_or_default(),
            zone: names.zone(x.text("zone"), &x.span("zone")),
        },
        ("point_name", Some(x)) => StepKind::PointName {
            name: names.component_or_first(x.get("name"), &["dns_name"]),
            to: names.component_or_first(x.get("to"), &[]),
        },
        ("leave_zone", Some(x)) => StepKind::LeaveZone {
            component: names
                .component_or_first(x.get("component"), &["load_balancer", "instances"]),
            zone: names.zone(x.text("zone"), &x.span("zone")),
        },
        ("manual", Some(x)) => StepKind::Manual {
            what: x.text("what").to_owned(),
            effort: x.duration("effort"),
        },
        ("read_only", None) => StepKind::ReadOnly {
            database: names.component_or_first(r.get("read_only"), &["database"]),
        },
        ("wait_for", None) => StepKind::WaitFor {
            need: need(names, r.get("wait_for"))?,
        },
        _ => return None,
    })
}

/// Which copy a promotion names.
fn copy_index(names: &mut Names<'_>, promote: &Record) -> Option<usize> {
    let copy = promote.get("copy");
    if !copy.is_there() {
        return None;
    }
    let database = promote.text("database");
    let index = names.components.iter().position(|c| c.0 == database)?;
    let copies = names.copies[index].clone();
    let found = copies.iter().position(|c| *c == copy.text);
    if found.is_none() {
        let message = format!("`{database}` has no copy `{}`", copy.text);
        let help = suggest(&copy.text, copies.iter().map(String::as_str));
        names.problem(&copy.span, message, help);
    }
    found
}

fn need(names: &mut Names<'_>, value: &Value) -> Option<Need> {
    let Data::Form(name, arguments) = &value.data else {
        return None;
    };
    match (*name, arguments.as_slice()) {
        ("service", [what, place]) => {
            let service = service(names, what)?;
            names.check_place(&place.text, &place.span);
            Some(Need::Service(service, place.text.clone()))
        }
        ("component", [c]) => names.component(c, &[]).map(Need::Component),
        ("key", [k]) => names.component(k, &["key"]).map(Need::Key),
        ("backup", [b]) => names.backup(b).map(Need::Backup),
        ("person", [p]) => names.person(p).map(Need::Person),
        ("offer", [provider, what]) => {
            let service = service(names, what)?;
            if names.library.offer(&provider.text).is_none() {
                let known: Vec<&str> = names
                    .library
                    .offers()
                    .iter()
                    .map(|o| o.provider.as_str())
                    .collect();
                let help = suggest(&provider.text, known);
                names.problem(
                    &provider.span,
                    format!("there is no provider `{}`", provider.text),
                    help,
                );
            }
            Some(Need::Offer(provider.text.clone(), service))
        }
        _ => None,
    }
}

fn service(names: &mut Names<'_>, value: &Value) -> Option<Service> {
    let service = Service::parse(&value.text);
    if service.is_none() {
        let help = suggest(&value.text, Service::ALL.into_iter().map(Service::name));
        names.problem(
            &value.span,
            format!("there is no service `{}`", value.text),
            help,
        );
    }
    service
}
