//! From a decoded architecture file to `tenant`'s data: the frame, who asks, and what is promised.

use super::components;
use super::cycles;
use super::findings::{self, Finding};
use super::names::{Names, UNKNOWN};
use super::ordinary;
use super::plans;
use super::table::ARCHITECTURE;
use crate::format::decode::Decoder;
use crate::format::value::{Data, Record, Value};
use crate::problem::suggest;
use crate::unit;
use crate::{Kind, Library, Problem, Problems, Source, yaml};
use tenant::architecture::{
    Architecture, Clients, Curve, Harm, Journey, JourneyId, Objective, Retry, Support,
};

/// Reads an architecture file.
///
/// # Errors
/// Every problem of the file.
pub fn load(source: &Source, library: &Library) -> Result<(Architecture, Vec<Finding>), Problems> {
    if let Some(problem) = of_another_kind(source) {
        return Err(Problems::of(source.clone(), vec![problem]));
    }
    let (file, mut problems) =
        decode(source, library).map_err(|p| Problems::of(source.clone(), p))?;
    let mut names = Names::new(&file, library);
    let architecture = lower(&mut names, &file, source);
    problems.append(&mut names.problems);
    if problems.is_empty() {
        cycles::check(&architecture, &file, &mut problems);
    }
    let findings = if problems.is_empty() {
        findings::find(&architecture, &file, source)
    } else {
        Vec::new()
    };
    Problems::none_or(source, problems, (architecture, findings))
}

/// What to say of a file that describes something else: that alone, and what to do with it.
fn of_another_kind(source: &Source) -> Option<Problem> {
    let root = yaml::parse(source).ok()?;
    let node = root.get("kind")?;
    let kind = Kind::parse(node.text()?)?;
    let name = &source.name;
    let (what, help) = match kind {
        Kind::Architecture => return None,
        Kind::Suite => (
            "a suite",
            format!("a suite is checked: zonefall check {name}"),
        ),
        Kind::Outage => ("an outage", format!("zonefall run ARCH --outage {name}")),
        Kind::Tape => (
            "a tape of what was observed",
            format!("zonefall run ARCH --outage {name}"),
        ),
        Kind::Cloud => (
            "a cloud",
            "what a cloud rents out is built in: zonefall list cloud".to_owned(),
        ),
        Kind::Campaign => ("a campaign", format!("zonefall run ARCH --outage {name}")),
        Kind::Commands => (
            "a log of commands",
            format!("zonefall run --commands {name}"),
        ),
        Kind::Case => (
            "a case",
            format!("zonefall validate --closed-form --case {name}"),
        ),
    };
    let problem = Problem::new(
        node.span.clone(),
        format!("this is {what}, and an architecture is wanted here"),
    );
    Some(problem.help(help))
}

/// Decodes an architecture file: the record, and the problems found so far.
///
/// # Errors
/// When it is not YAML at all.
pub(crate) fn decode(
    source: &Source,
    library: &Library,
) -> Result<(Record, Vec<Problem>), Vec<Problem>> {
    let root = yaml::parse(source)?;
    let home = root
        .get("home")
        .and_then(yaml::Node::text)
        .unwrap_or_default();
    let offer = home
        .split('/')
        .next()
        .and_then(|provider| library.offer(provider));
    let mut decoder = Decoder {
        offer,
        ..Decoder::default()
    };
    let file = decoder.file(&root, &ARCHITECTURE);
    Ok((file, decoder.problems))
}

fn lower(names: &mut Names<'_>, file: &Record, source: &Source) -> Architecture {
    if file.has("home") {
        let zones = names.check_region(&names.home.clone(), &file.span("home"));
        names.home_exists = zones.is_some();
    }
    let clients = file.map("clients");
    let client_names: Vec<&str> = clients.iter().map(|c| c.name.as_str()).collect();
    let journeys = file.map("journeys");
    for key in ["clients", "journeys", "components"] {
        if file.has(key) && file.map(key).is_empty() {
            names.problem(
                &file.span(key),
                format!("`{key}` is empty"),
                "an architecture needs at least one",
            );
        }
    }
    let mut architecture = Architecture {
        name: file.text("name").to_owned(),
        teaches: file.text("teaches").to_owned(),
        home: names.home.clone(),
        utc_offset_min: if let Data::Offset(minutes) = file.get("utc_offset").data {
            minutes
        } else {
            0
        },
        support: support(file),
        clients: clients
            .iter()
            .filter_map(|c| Some(client(names, &c.name, c.value.record()?)))
            .collect(),
        ..Architecture::default()
    };
    architecture.crews = ordinary::crews(names, file);
    architecture.components = components::lower(names, file, source);
    architecture.shocks = ordinary::shocks(names, file, &architecture.components);
    architecture.restore_link = ordinary::restore_link(names, file);
    ordinary::check_pace(names, file, &architecture.components, &architecture.shocks);
    architecture.journeys = journeys
        .iter()
        .filter_map(|j| Some(journey(names, &j.name, j.value.record()?, &client_names)))
        .collect();
    architecture.backups = plans::backups(names, file);
    architecture.people = plans::people(names, file);
    architecture.plans = plans::plans(names, file, source);
    architecture.objectives = objectives(names, file);
    architecture.zones = std::mem::take(&mut names.zones);
    architecture
}

fn support(file: &Record) -> Support {
    match file.form("support") {
        Some(("basic", _)) => Support::Basic,
        Some(("premium", [after])) => Support::Premium {
            informed_after: after.duration(),
        },
        Some(_) | None => Support::None,
    }
}

fn client(names: &mut Names<'_>, name: &str, r: &Record) -> Clients {
    let attempts = r.count("attempts");
    if attempts == 0 && r.has("attempts") {
        names.problem(
            &r.span("attempts"),
            "there is at least one attempt",
            "attempts count the first one too",
        );
    }
    if r.has("retry_max") && !r.switch("doubling") {
        let help = "add `doubling: true`, or leave it out";
        names.problem(
            &r.span("retry_max"),
            "`retry_max` without `doubling`: the pause never grows",
            help,
        );
    }
    Clients {
        name: name.to_owned(),
        curve: match r.form("curve") {
            Some(("daily", [swing, hour])) => Curve::Daily {
                swing: swing.integer() as f64 / 1e6,
                peak_hour: hour_of_day(names, hour),
            },
            Some(_) | None => Curve::Flat,
        },
        stretch_ppm: r.has("stretch").then(|| r.count("stretch")),
        stretch_ttl: r.duration_if_given("stretch_ttl"),
        resolver_micro_per_s: ordinary::not_zero(names, r, "resolver_rate"),
        retry: Retry {
            attempts,
            delay: r.duration("retry_after"),
            doubling: r.switch("doubling"),
            delay_max: r.duration_if_given("retry_max"),
            jitter: r.switch("jitter"),
            budget_ppm: r.has("retry_budget").then(|| r.count("retry_budget")),
        },
        timeout: r.duration("timeout"),
    }
}

fn hour_of_day(names: &mut Names<'_>, value: &Value) -> f64 {
    unit::hour(&value.text).unwrap_or_else(|w| {
        names.problem(&value.span, w.message, w.help);
        0.0
    })
}

fn journey(names: &mut Names<'_>, name: &str, r: &Record, clients: &[&str]) -> Journey {
    let who = r.get("clients");
    let index = clients.iter().position(|c| *c == who.text);
    if index.is_none() && who.is_there() {
        let message = format!("there is no client population `{}`", who.text);
        names.problem(
            &who.span,
            message,
            suggest(&who.text, clients.iter().copied()),
        );
    }
    let path: Vec<_> = r
        .list("path")
        .iter()
        .filter_map(|v| names.component(v, &[]))
        .collect();
    if r.has("path") && r.list("path").is_empty() {
        names.problem(
            &r.span("path"),
            "the path is empty",
            "name the components a request goes through",
        );
    }
    let stores = ["database", "bucket", "volume", "queue"];
    let ends_in_store = |n: &Names<'_>| {
        path.iter().any(|id| {
            n.components
                .get(usize::from(id.0))
                .is_some_and(|(_, k)| stores.contains(k) || *k == UNKNOWN)
        })
    };
    let all_known = path.len() == r.list("path").len();
    if r.switch("writes") && all_known && !path.is_empty() && !ends_in_store(names) {
        let message = format!("journey `{name}` writes, but there is no store on its path");
        names.problem(
            &r.span("path"),
            message,
            format!("add one of: {}", stores.join(", ")),
        );
    }
    Journey {
        name: name.to_owned(),
        clients: index.unwrap_or_default(),
        rate_micro_per_s: r.integer("rate"),
        path,
        writes: r.switch("writes"),
        threshold_ppm: r.count("down_under"),
        harm: if let Data::Harm(micro, unit) = &r.get("harm").data {
            Some(Harm {
                unit: unit.clone(),
                per_request_micro: *micro,
            })
        } else {
            None
        },
    }
}

fn objectives(names: &mut Names<'_>, file: &Record) -> Vec<Objective> {
    let journeys: Vec<&str> = file
        .map("journeys")
        .iter()
        .map(|j| j.name.as_str())
        .collect();
    let mut out = Vec::new();
    for named in file.map("objectives") {
        let Some(index) = journeys.iter().position(|j| *j == named.name) else {
            let message = format!("there is no journey `{}`", named.name);
            names.problem(
                &named.name_span,
                message,
                suggest(&named.name, journeys.iter().copied()),
            );
            continue;
        };
        let Some(r) = named.value.record() else {
            continue;
        };
        if !["rto", "rpo", "availability_slo"]
            .iter()
            .any(|k| r.is_given(k))
        {
            names.problem(
                &named.name_span,
                "this objective promises nothing",
                "give rto, rpo or availability_slo",
            );
        }
        out.push(Objective {
            journey: JourneyId(index as u16),
            rto: r.duration_if_given("rto"),
            rpo: r.duration_if_given("rpo"),
            availability_slo_ppm: r
                .has("availability_slo")
                .then(|| r.count("availability_slo")),
        });
    }
    out
}
