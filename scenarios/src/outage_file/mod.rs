//! Outage files: lowered into `cloud`'s data, with every address checked against the machinery of the cloud file.

mod actions;
mod published;
pub(crate) mod table;

use crate::format::decode::Decoder;
use crate::format::value::{Data, Record};
use crate::problem::{Problem, suggest};
use crate::unit::Date;
use crate::yaml::Span;
use crate::{Kind, Library, Problems, Source, yaml};
use cloud::model::{CloudModel, MechanismSpec};
use cloud::outage::{Customer, Outage, Tag};
use kernel::SimTime;
use tape::PostLevel;

/// Reads an outage file.
pub(crate) fn load(source: &Source, library: &Library) -> Result<Outage, Problems> {
    let root = yaml::parse(source).map_err(|p| Problems::of(source.clone(), p))?;
    let start = root
        .get("start")
        .and_then(yaml::Node::text)
        .and_then(|t| crate::unit::date(t).ok());
    let mut decoder = Decoder {
        start,
        ..Decoder::default()
    };
    let file = decoder.file(&root, &table::OUTAGE);
    let mut lower = Lower {
        library,
        cloud: None,
        problems: decoder.problems,
    };
    let outage = lower.outage(&file);
    Problems::none_or(source, lower.problems, outage)
}

/// The arguments of an action that is addressed to a mechanism by what stands under `key`; `None` if that, or the action,
/// is not known.
pub(crate) fn addressed(
    library: &Library,
    cloud: &CloudModel,
    r: &Record,
    key: &str,
    problems: &mut Vec<Problem>,
) -> Option<Vec<(String, f64)>> {
    let mut lower = Lower {
        library,
        cloud: Some(cloud),
        problems: std::mem::take(problems),
    };
    let before = lower.problems.len();
    let spec = lower.instance(r, key);
    let arguments = spec.map(|spec| lower.arguments(r, spec));
    let sound = lower.problems.len() == before;
    *problems = lower.problems;
    arguments.filter(|_| sound)
}

/// What a file says about customers; the architectures that stand for them must be in the library.
pub(crate) fn customers(
    library: &Library,
    file: &Record,
    problems: &mut Vec<Problem>,
) -> Vec<Customer> {
    let mut lower = Lower {
        library,
        cloud: None,
        problems: std::mem::take(problems),
    };
    let customers = lower.customers(file);
    *problems = lower.problems;
    customers
}

/// An outage file on its way.
struct Lower<'a> {
    library: &'a Library,
    cloud: Option<&'a CloudModel>,
    problems: Vec<Problem>,
}

impl Lower<'_> {
    fn problem(&mut self, span: &Span, message: impl Into<String>, help: impl Into<String>) {
        self.problems
            .push(Problem::new(span.clone(), message).help(help));
    }

    fn outage(&mut self, file: &Record) -> Outage {
        self.find_cloud(file);
        let region = file.text("place").to_owned();
        self.place(&region, &file.span("place"), file.has("place"));
        let zone = match file.text("zone") {
            path if path.contains('/') => path.to_owned(),
            short => format!("{region}/{short}"),
        };
        self.place(
            &zone,
            &file.span("zone"),
            file.has("zone") && file.has("place"),
        );
        let trigger = file.record("trigger").map(|r| self.action(r, "trigger"));
        let actions: Vec<_> = file
            .list("actions")
            .iter()
            .filter_map(|v| v.record())
            .map(|r| self.action(r, r.text("id")))
            .collect();
        self.unique(file, "actions");
        self.unique(file, "milestones");
        self.unique(file, "counterfactuals");
        let date = if let Data::Date(date) = file.get("start").data {
            date
        } else {
            Date {
                unix: 0,
                offset_min: 0,
            }
        };
        Outage {
            id: file.text("id").to_owned(),
            title: file.text("title").to_owned(),
            brief: file.text("brief").trim().to_owned(),
            start_unix: date.unix,
            utc_offset_min: date.offset_min,
            cloud: file.text("cloud").to_owned(),
            mechanisms: self.carriers(file),
            region,
            zone,
            length: file.duration("length"),
            trigger: trigger.unwrap_or_else(actions::no_action),
            settings: self.settings(file),
            milestones: self.milestones(file),
            counterfactuals: self.counterfactuals(file, &actions),
            actions,
            posts: self.posts(file),
            customers: self.customers(file),
            goodwill_days: file.count("goodwill_days"),
            leaves_out: file
                .list("leaves_out")
                .iter()
                .map(|v| v.text.clone())
                .collect(),
        }
    }

    fn find_cloud(&mut self, file: &Record) {
        let name = file.text("cloud");
        self.cloud = self.library.cloud(name);
        if self.cloud.is_some() || !file.has("cloud") {
            return;
        }
        let span = file.span("cloud");
        if self.library.find(Kind::Cloud, name).is_some() {
            self.problem(
                &span,
                format!("cloud `{name}` has no machinery"),
                "its outages can be observed, not simulated",
            );
        } else {
            let names: Vec<&str> = self
                .library
                .list(Kind::Cloud)
                .map(|i| i.name.as_str())
                .collect();
            self.problem(
                &span,
                format!("there is no cloud `{name}`"),
                suggest(name, names),
            );
        }
    }

    /// The kinds of mechanisms that carry it; each must be part of the cloud.
    fn carriers(&mut self, file: &Record) -> Vec<String> {
        for kind in file.list("mechanisms") {
            let Some(cloud) = self.cloud else { break };
            let mut kinds: Vec<&str> = cloud.instances.iter().map(|i| i.kind.as_str()).collect();
            if !kinds.contains(&kind.text.as_str()) {
                kinds.sort_unstable();
                kinds.dedup();
                let message = format!("cloud {} has no {}", cloud.name, kind.text);
                self.problem(&kind.span, message, suggest(&kind.text, kinds));
            }
        }
        let texts = file.list("mechanisms").iter().map(|v| v.text.clone());
        texts.collect()
    }

    /// Checks that a place is one of the cloud's.
    fn place(&mut self, path: &str, span: &Span, given: bool) {
        let Some(cloud) = self.cloud.filter(|_| given) else {
            return;
        };
        if cloud.places.find(path).is_none() {
            let names: Vec<&str> = cloud.places.ids().map(|id| cloud.places.path(id)).collect();
            let help = suggest(path, names);
            self.problem(
                span,
                format!("cloud {} has no place `{path}`", cloud.name),
                help,
            );
        }
    }

    fn unique(&mut self, file: &Record, list: &str) {
        let ids: Vec<_> = file
            .list(list)
            .iter()
            .filter_map(|v| v.record())
            .map(|r| r.get("id").clone())
            .collect();
        for (i, id) in ids.iter().enumerate() {
            if let Some(first) = ids[..i].iter().find(|o| o.text == id.text && id.is_there()) {
                let problem = Problem::new(
                    id.span.clone(),
                    format!("the id `{}` is used twice in {list}", id.text),
                );
                self.problems
                    .push(problem.also(first.span.clone(), "first used here"));
            }
        }
    }

    /// The kind of a mechanism, by family or instance.
    fn spec(&self, target: &str) -> Option<&'static MechanismSpec> {
        let instance = self
            .cloud?
            .instances
            .iter()
            .find(|i| i.name == target || i.family == target)?;
        cloud::specs().iter().find(|s| s.kind == instance.kind)
    }
}

fn tag(word: &str) -> Tag {
    match word {
        "P" => Tag::Primary,
        "S" => Tag::Secondary,
        "I" => Tag::Inferred,
        _ => Tag::Memory,
    }
}

/// What a post claims.
pub(crate) fn level(word: &str) -> PostLevel {
    match word {
        "normal" => PostLevel::Normal,
        "degraded" => PostLevel::Degraded,
        "disrupted" => PostLevel::Disrupted,
        _ => PostLevel::Notice,
    }
}

fn at(r: &Record, key: &str) -> SimTime {
    r.get(key).instant().unwrap_or_default()
}
