//! From a decoded commands file to what can be said of it without an architecture.

use super::table::COMMANDS;
use super::{CommandFile, Line};
use crate::format::decode::Decoder;
use crate::format::value::{Data, Record, Value};
use crate::outage_file::addressed;
use crate::problem::{Problem, suggest};
use crate::suite_file::{Assumed, beside};
use crate::{
    Kind, Library, Problems, Source, kind_of, load_architecture, load_outage, load_tape_file, yaml,
};
use ::tape::{Change, Condition, FateState, PopulationKind, Service};
use cloud::model::CloudModel;
use cloud::outage::Outage;
use kernel::{SimDuration, SimTime};
use tenant::Luck;

/// Latest instant and longest span of a command: a run lives on for a month after its outage.
const LATEST: SimDuration = SimDuration::from_hours(90 * 24);

pub(super) fn load(source: &Source, library: &Library) -> Result<CommandFile, Problems> {
    let root = yaml::parse(source).map_err(|list| Problems::of(source.clone(), list))?;
    let mut decoder = Decoder::default();
    let file = decoder.file(&root, &COMMANDS);
    let mut reader = Reader {
        source,
        library,
        problems: decoder.problems,
        outage: None,
    };
    let outage = reader.named(&file, "outage", &[Kind::Outage, Kind::Tape])?;
    let architecture = reader.named(&file, "architecture", &[Kind::Architecture])?;
    if let Some((found, kind)) = &outage {
        match kind {
            Kind::Outage => reader.outage = Some(load_outage(found, library)?),
            Kind::Tape => drop(load_tape_file(found, library)?),
            Kind::Architecture
            | Kind::Cloud
            | Kind::Case
            | Kind::Suite
            | Kind::Commands
            | Kind::Campaign => {}
        }
    }
    if let Some((found, _)) = &architecture {
        load_architecture(found, library)?;
    }
    let kind = outage.as_ref().map(|(_, kind)| *kind);
    let lines = reader.lines(&file, kind);
    let (outage_source, outage_kind) = outage.unwrap_or((Source::default(), Kind::Outage));
    let word = |key: &str| file.has(key).then(|| file.text(key).to_owned());
    let loaded = CommandFile {
        title: word("title").filter(|t| !t.trim().is_empty()),
        outage: file.text("outage").to_owned(),
        outage_source,
        outage_kind,
        architecture: word("architecture").zip(architecture.map(|a| a.0)),
        onto: reader.onto(&file),
        zone: word("zone"),
        seed: reader.seed(&file, "seed"),
        cloud_seed: reader.seed(&file, "cloud_seed"),
        assumed: word("assumed").map(|w| match w.as_str() {
            "drawn" => Assumed::Drawn,
            _ => Assumed::Fixed,
        }),
        luck: word("luck").map(|w| match w.as_str() {
            "drawn" => Luck::Drawn,
            _ => Luck::Touched,
        }),
        digest: reader.digest(&file),
        source: source.clone(),
        lines,
    };
    Problems::none_or(source, reader.problems, loaded)
}

struct Reader<'a> {
    source: &'a Source,
    library: &'a Library,
    problems: Vec<Problem>,
    /// The outage, if it is simulated.
    outage: Option<Outage>,
}

impl Reader<'_> {
    fn problem(&mut self, span: &yaml::Span, message: impl Into<String>, help: impl Into<String>) {
        self.problems
            .push(Problem::new(span.clone(), message).help(help));
    }

    /// The text behind a name, and what that is.
    fn named(
        &mut self,
        file: &Record,
        key: &str,
        kinds: &[Kind],
    ) -> Result<Option<(Source, Kind)>, Problems> {
        let value = file.get(key);
        if !value.is_there() {
            return Ok(None);
        }
        let found = match beside::find(self.source, self.library, kinds, &value.text) {
            Ok(found) => found,
            Err(wrong) => {
                self.problem(&value.span, wrong.message, wrong.help);
                return Ok(None);
            }
        };
        // What cannot be read that far is told in its own file.
        let kind = kind_of(&found)?;
        if kinds.contains(&kind) {
            return Ok(Some((found, kind)));
        }
        let names: Vec<&str> = kinds.iter().map(|k| k.name()).collect();
        let message = format!("`{}` is of kind {}", value.text, kind.name());
        let help = format!("the `{key}` is of kind {}", names.join(" or "));
        self.problem(&value.span, message, help);
        Ok(None)
    }

    fn onto(&mut self, file: &Record) -> Option<String> {
        let onto = file.get("onto");
        if !onto.is_there() {
            return None;
        }
        let known = self.library.regions();
        if !known.contains(&onto.text) {
            let message = format!("there is no region `{}`", onto.text);
            let help = suggest(&onto.text, known.iter().map(String::as_str));
            self.problem(&onto.span, message, help);
        }
        Some(onto.text.clone())
    }

    fn seed(&mut self, file: &Record, key: &str) -> Option<u64> {
        if !file.has(key) {
            return None;
        }
        let seed = file.text(key).parse().ok();
        if seed.is_none() {
            let message = format!("`{}` is not a seed", file.text(key));
            let help = format!("a seed is a whole number from 0 to {}", u64::MAX);
            self.problem(&file.span(key), message, help);
        }
        seed
    }

    fn digest(&mut self, file: &Record) -> Option<String> {
        if !file.has("digest") {
            return None;
        }
        let text = file.text("digest").to_owned();
        if text.len() != 32 || !text.chars().all(|c| c.is_ascii_hexdigit()) {
            let help = "it is 32 hexadecimal digits, as `run --format json` prints them; leave it out if it is not known";
            self.problem(
                &file.span("digest"),
                format!("`{text}` is not a digest"),
                help,
            );
        }
        Some(text)
    }

    fn lines(&mut self, file: &Record, kind: Option<Kind>) -> Vec<Line> {
        if file.has("do") && file.list("do").is_empty() {
            let help = "name the outage itself where nothing is done to it";
            self.problem(&file.span("do"), "`do` is empty", help);
        }
        let list = file.list("do").iter().filter_map(Value::record);
        list.filter_map(|r| self.line(r, kind)).collect()
    }

    fn line(&mut self, r: &Record, kind: Option<Kind>) -> Option<Line> {
        let at = r.get("at").instant();
        if at.is_some_and(|at| at > SimTime::ZERO + LATEST) {
            let help = "a run lives on for a month after its outage";
            self.problem(&r.span("at"), "this is more than 90 days on", help);
        }
        if r.variant != Some("overlay") && r.has("for") {
            let help = match r.variant {
                Some("tenant") => {
                    "what is stopped is started by another line: `tenant: { start: NAME }`"
                }
                _ => "it belongs to overlays",
            };
            self.problem(&r.span("for"), "this command has no end", help);
        }
        match r.variant? {
            "cloud" => self.cloud(r.record("cloud")?, at, &r.span("at"), kind),
            "overlay" => self.overlay(r, r.record("overlay")?, at),
            _ => Some(Line::Tenant {
                at: at?,
                action: r.record("tenant")?.clone(),
            }),
        }
    }

    fn cloud(
        &mut self,
        r: &Record,
        at: Option<SimTime>,
        at_span: &yaml::Span,
        kind: Option<Kind>,
    ) -> Option<Line> {
        if kind == Some(Kind::Tape) {
            let message = "this outage was observed: it has no mechanisms";
            let help =
                "say what holds where instead: `overlay: { place: ..., service: ..., error: ... }`";
            self.problem(&r.span, message, help);
            return None;
        }
        let outage = self.outage.as_ref()?;
        let cloud: &CloudModel = self.library.cloud(&outage.cloud)?;
        let end = SimTime::ZERO + outage.length;
        if at.is_some_and(|at| at >= end) {
            let message = "nothing is simulated any more then";
            let help = format!("the provider's side of this outage ends at {end}");
            self.problems
                .push(Problem::new(at_span.clone(), message).help(help));
        }
        let arguments = addressed(self.library, cloud, r, "mechanism", &mut self.problems);
        Some(Line::Cloud(search::log::cloud_action(
            at?,
            r.text("mechanism"),
            r.text("action"),
            &arguments?,
        )))
    }

    fn overlay(&mut self, line: &Record, r: &Record, at: Option<SimTime>) -> Option<Line> {
        let length = line.duration_if_given("for");
        if length.is_some_and(|l| l > LATEST) {
            let help = "left out, it lasts until the end of the outage";
            self.problem(&line.span("for"), "this is longer than 90 days", help);
        }
        if length.is_some_and(|l| l.0 == 0) {
            let help = "left out, it lasts until the end of the outage";
            self.problem(&line.span("for"), "this lasts no time at all", help);
        }
        let change = match (r.is_given("service"), r.is_given("members")) {
            (true, false) => self.condition(r),
            (false, true) => self.members(r),
            (both, _) => {
                let what = if both {
                    "both `service` and `members`"
                } else {
                    "neither `service` nor `members`"
                };
                let help = "`service: compute` has an `error`, `members: volumes` have a `state`";
                self.problem(&r.span, format!("an overlay with {what}"), help);
                None
            }
        }?;
        let lost = matches!(
            change,
            Change::Members {
                state: FateState::Lost,
                ..
            }
        );
        if lost && length.is_some() {
            let help = "leave out `for`, or let them be `down`";
            self.problem(&line.span("for"), "what is lost is lost for good", help);
        }
        Some(Line::Overlay {
            at: at?,
            length,
            place: r.has("place").then(|| r.text("place").to_owned())?,
            span: r.span("place"),
            change,
        })
    }

    fn apart(&mut self, r: &Record, keys: &[&str], what: &str, help: &str) {
        for key in keys.iter().filter(|k| r.is_given(k)) {
            self.problem(&r.span(key), format!("{what} has no `{key}`"), help);
        }
    }

    fn condition(&mut self, r: &Record) -> Option<Change> {
        let help = "`members` have it";
        self.apart(r, &["state", "share"], "a service", help);
        let keys = ["error", "latency", "throughput", "capacity"];
        if !keys.iter().any(|k| r.is_given(k)) {
            let help = "give error, latency, throughput or capacity; `error: 0%` lets it work as on a calm day";
            self.problem(&r.span, "this overlay does not say what holds", help);
        }
        let mut latency = 1.0;
        if let Data::Number(x) = r.get("latency").data {
            latency = x;
        }
        if !(0.0 < latency && latency <= 1000.0) {
            let help = "it lies over 0 and at 1000 or less; calls that never come back are errors";
            self.problem(&r.span("latency"), "this is not a latency factor", help);
        }
        let or_calm = |key: &str| if r.has(key) { r.count(key) } else { 1_000_000 };
        Some(Change::Service {
            service: Service::parse(r.text("service"))?,
            condition: Condition {
                error_ppm: r.count("error"),
                latency_ppm: (latency * 1e6 + 0.5) as u32,
                throughput_ppm: or_calm("throughput"),
                capacity_ppm: or_calm("capacity"),
            },
        })
    }

    fn members(&mut self, r: &Record) -> Option<Change> {
        let keys = ["error", "latency", "throughput", "capacity"];
        self.apart(r, &keys, "a population", "a `service` has it");
        let state = match r.has("state") {
            true => FateState::parse(r.text("state"))?,
            false => FateState::Hung,
        };
        let share_ppm = match r.has("share") {
            true => r.count("share"),
            false => 1_000_000,
        };
        Some(Change::Members {
            kind: PopulationKind::parse(r.text("members"))?,
            state,
            share_ppm,
        })
    }
}
