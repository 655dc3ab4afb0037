//! Suite files: which architectures are put through which outages, over which seeds, and what is promised.
//!
//! Names are resolved here, so that a suite that can be loaded can be run: an architecture, outage, region or journey
//! that does not exist is told at its place in the suite.

pub(crate) mod beside;
pub(crate) mod table;

use crate::format::advice::twice;
use crate::format::decode::Decoder;
use crate::format::value::{Record, Value};
use crate::problem::{Problem, suggest};
use crate::{
    Kind, Library, Problems, Source, kind_of, load_architecture, load_campaign, load_commands,
    load_outage, load_tape_file,
};
use crate::{unit, yaml};
use kernel::SimDuration;
use std::ops::Range;
use tenant::Luck;
use tenant::architecture::{Architecture, Journey, Objective};

/// Most promises of one journey: each run keeps one bit for each.
const PROMISES_MAX: usize = 32;

/// Most draws of an outage.
const CLOUDS_MAX: u32 = 10_000;

/// A decoded suite, with everything it names.
#[derive(Debug, Clone, PartialEq)]
pub struct Suite {
    /// Its name.
    pub name: String,
    /// Who is checked.
    pub architectures: Vec<SuiteArchitecture>,
    /// Under what.
    pub outages: Vec<SuiteOutage>,
    /// Seeds that may be used.
    pub seeds: Range<u64>,
    /// How many times each outage is drawn.
    pub clouds: u32,
    /// What draws of an outage vary beside luck.
    pub assumed: Assumed,
    /// Confidence of each verdict, 0.5..1.
    pub confidence: f64,
    /// Share of runs in which a promise of an architecture file has to hold, 0.5..1.
    pub hold_in: f64,
    /// How fates are drawn.
    pub luck: Luck,
    /// Region the outages are put on; `None`: where each architecture's primary runs.
    pub onto: Option<String>,
    /// What is promised beside the architecture files.
    pub objectives: Vec<SuiteObjective>,
}

/// An architecture that a suite names.
#[derive(Debug, Clone, PartialEq)]
pub struct SuiteArchitecture {
    /// As the suite writes it.
    pub named: String,
    /// Line and column of that in the suite, from 1.
    pub place: (usize, usize),
    /// Its text; the name of this is the path from where the program runs, or `built-in/...`.
    pub source: Source,
    /// What it says, without the suite's own objectives.
    pub architecture: Architecture,
}

/// An outage, or a tape, that a suite names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SuiteOutage {
    /// As the suite writes it.
    pub named: String,
    /// Line and column of that in the suite, from 1.
    pub place: (usize, usize),
    /// Its text, which has been read once without a mistake.
    pub source: Source,
    /// Whether it is simulated ([`Kind::Outage`]), was observed ([`Kind::Tape`]), or is one of these with something done in
    /// it ([`Kind::Commands`]).
    pub kind: Kind,
    /// Its id; of commands the name of the file.
    pub id: String,
}

/// What draws of an outage vary.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Assumed {
    /// Luck, and every assumed number within its range.
    Drawn,
    /// Luck alone.
    Fixed,
}

/// What a suite promises.
#[derive(Debug, Clone, PartialEq)]
pub struct SuiteObjective {
    /// Of which journey; `None`: of every journey.
    pub journey: Option<String>,
    /// Longest interruption.
    pub rto: Option<SimDuration>,
    /// Most data that may be missing, as time.
    pub rpo: Option<SimDuration>,
    /// Share of a window that must be served, parts per million.
    pub availability_slo_ppm: Option<u32>,
    /// Share of runs in which it has to hold, 0.5..1.
    pub hold_in: f64,
    /// Line and column in the suite, from 1.
    pub place: (usize, usize),
}

impl SuiteObjective {
    /// Whether it is about this journey.
    #[must_use]
    pub fn is_about(&self, journey: &Journey) -> bool {
        self.journey.as_ref().is_none_or(|j| *j == journey.name)
    }

    fn promises(&self) -> usize {
        let times = [self.rto, self.rpo].iter().flatten().count();
        times + usize::from(self.availability_slo_ppm.is_some())
    }
}

fn promises(o: &Objective) -> usize {
    let times = [o.rto, o.rpo].iter().flatten().count();
    times + usize::from(o.availability_slo_ppm.is_some())
}

/// Reads a suite and everything it names.
///
/// # Errors
/// Every problem of the file; else every problem of the first file it names that is wrong.
pub fn load_suite(source: &Source, library: &Library) -> Result<Suite, Problems> {
    let root = yaml::parse(source).map_err(|list| Problems::of(source.clone(), list))?;
    let mut decoder = Decoder::default();
    let file = decoder.file(&root, &table::SUITE);
    let mut reader = Reader {
        source,
        library,
        problems: decoder.problems,
    };
    let named = reader.named(&file, "architectures", &[Kind::Architecture])?;
    let storms = reader.named(
        &file,
        "outages",
        &[Kind::Outage, Kind::Tape, Kind::Campaign, Kind::Commands],
    )?;
    let mut suite = reader.frame(&file);
    reader.stop()?;
    for (value, found, _) in &named {
        let (architecture, _) = load_architecture(found, library)?;
        suite.architectures.push(SuiteArchitecture {
            named: value.text.clone(),
            place: source.position(value.span.start),
            source: found.clone(),
            architecture,
        });
    }
    for (value, found, kind) in &storms {
        let id = match kind {
            Kind::Tape => load_tape_file(found, library)?.tape.outage,
            Kind::Campaign => load_campaign(found, library)?.name,
            Kind::Commands => {
                let commands = load_commands(found, library)?;
                for a in &suite.architectures {
                    commands.log(&a.architecture, library)?;
                }
                // Any number of them may be about one outage.
                value.text.clone()
            }
            Kind::Outage | Kind::Architecture | Kind::Cloud | Kind::Case | Kind::Suite => {
                load_outage(found, library)?.id
            }
        };
        suite.outages.push(SuiteOutage {
            named: value.text.clone(),
            place: source.position(value.span.start),
            source: found.clone(),
            kind: *kind,
            id,
        });
    }
    reader.apart(&suite, &named, &storms);
    reader.promised(&suite, &file, &named);
    reader.stop()?;
    Ok(suite)
}

/// What a suite names: where, the text behind it, and what that is.
type Named<'a> = (&'a Value, Source, Kind);

struct Reader<'a> {
    source: &'a Source,
    library: &'a Library,
    problems: Vec<Problem>,
}

impl Reader<'_> {
    fn problem(&mut self, span: &yaml::Span, message: impl Into<String>, help: impl Into<String>) {
        self.problems
            .push(Problem::new(span.clone(), message).help(help));
    }

    /// Ends here if there is a problem.
    fn stop(&mut self) -> Result<(), Problems> {
        let list = std::mem::take(&mut self.problems);
        Problems::none_or(self.source, list, ())
    }

    /// The texts behind a list of names.
    fn named<'f>(
        &mut self,
        file: &'f Record,
        key: &str,
        kinds: &[Kind],
    ) -> Result<Vec<Named<'f>>, Problems> {
        let list = file.list(key);
        if file.has(key) && list.is_empty() {
            let message = format!("`{key}` is empty");
            self.problem(&file.span(key), message, "a suite needs at least one");
        }
        for value in twice(list) {
            let message = format!("`{}` is named twice", value.text);
            self.problem(&value.span, message, "once is enough");
        }
        let mut out = Vec::new();
        for value in list.iter().filter(|v| v.is_there()) {
            // No commands are built in.
            let known = &kinds[..kinds.len().min(2)];
            let found = match beside::find(self.source, self.library, known, &value.text) {
                Ok(found) => found,
                Err(wrong) => {
                    self.problem(&value.span, wrong.message, wrong.help);
                    continue;
                }
            };
            // What cannot be read that far is told in its own file.
            let kind = kind_of(&found)?;
            if kinds.contains(&kind) {
                out.push((value, found, kind));
            } else {
                let names: Vec<&str> = kinds.iter().map(|k| k.name()).collect();
                let message = format!("`{}` is of kind {}", value.text, kind.name());
                let help = format!("`{key}` are of kind {}", names.join(" or "));
                self.problem(&value.span, message, help);
            }
        }
        Ok(out)
    }

    /// All that needs no other file.
    fn frame(&mut self, file: &Record) -> Suite {
        let hold_in = self.over_half(file, "hold_in", "a promise can be shown to hold in");
        let seeds = unit::seeds(file.text("seeds")).unwrap_or_else(|wrong| {
            if file.has("seeds") {
                self.problem(&file.span("seeds"), wrong.message, wrong.help);
            }
            0..1
        });
        let clouds = file.count("clouds");
        if file.has("clouds") && !(1..=CLOUDS_MAX).contains(&clouds) {
            let message = format!("an outage cannot be drawn {} times", file.text("clouds"));
            let help = format!("give a whole number from 1 to {CLOUDS_MAX}");
            self.problem(&file.span("clouds"), message, help);
        }
        if file.has("name") && file.text("name").trim().is_empty() {
            self.problem(&file.span("name"), "the name is empty", "reports need one");
        }
        Suite {
            name: file.text("name").to_owned(),
            architectures: Vec::new(),
            outages: Vec::new(),
            seeds,
            clouds,
            assumed: match file.text("assumed") {
                "fixed" => Assumed::Fixed,
                _ => Assumed::Drawn,
            },
            confidence: self.over_half(file, "confidence", "runs can make sure of"),
            hold_in,
            luck: match file.text("luck") {
                "drawn" => Luck::Drawn,
                _ => Luck::Touched,
            },
            onto: self.onto(file),
            objectives: self.objectives(file, hold_in),
        }
    }

    /// A share from a half to under one.
    fn over_half(&mut self, record: &Record, key: &str, most: &str) -> f64 {
        let ppm = record.count(key);
        if record.has(key) && ppm < 500_000 {
            let message = format!("`{key}` is under 50%");
            self.problem(&record.span(key), message, "for example 95%");
        }
        if record.has(key) && ppm >= 1_000_000 {
            let message = format!("`{key}` of 100% can never be told");
            let help = format!("99.9% is about the most that {most}");
            self.problem(&record.span(key), message, help);
        }
        f64::from(ppm) / 1e6
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

    fn objectives(&mut self, file: &Record, usual: f64) -> Vec<SuiteObjective> {
        if file.has("objectives") && file.list("objectives").is_empty() {
            let help = "leave it out if nothing is promised beside the architecture files";
            self.problem(&file.span("objectives"), "`objectives` is empty", help);
        }
        let mut out = Vec::new();
        for r in file.list("objectives").iter().filter_map(Value::record) {
            if !["rto", "rpo", "availability_slo"]
                .iter()
                .any(|k| r.is_given(k))
            {
                let help = "give rto, rpo or availability_slo";
                self.problem(&r.span, "this objective promises nothing", help);
            }
            let own = self.over_half(r, "hold_in", "a promise can be shown to hold in");
            out.push(SuiteObjective {
                journey: r.has("journey").then(|| r.text("journey").to_owned()),
                rto: r.duration_if_given("rto"),
                rpo: r.duration_if_given("rpo"),
                availability_slo_ppm: r
                    .has("availability_slo")
                    .then(|| r.count("availability_slo")),
                hold_in: if r.has("hold_in") { own } else { usual },
                place: self.source.position(r.span.start),
            });
        }
        out
    }

    /// Reports tell architectures and outages apart by what they are called.
    fn apart(&mut self, suite: &Suite, named: &[Named<'_>], storms: &[Named<'_>]) {
        for (i, a) in suite.architectures.iter().enumerate() {
            let name = &a.architecture.name;
            let mut before = suite.architectures[..i].iter();
            if let Some(other) = before.find(|b| b.architecture.name == *name) {
                let message = format!("`{}` and `{}` are both called {name}", other.named, a.named);
                let help = "give one of them another `name:`";
                self.problem(&named[i].0.span, message, help);
            }
        }
        for (i, o) in suite.outages.iter().enumerate() {
            let mut before = suite.outages[..i].iter();
            if let Some(other) = before.find(|b| (b.kind, &b.id) == (o.kind, &o.id)) {
                let message = format!(
                    "`{}` and `{}` are both called {}",
                    other.named, o.named, o.id
                );
                let help = "give one of them another id";
                self.problem(&storms[i].0.span, message, help);
            }
        }
    }

    /// Whether every promise is about somebody, and everybody has promises, but not too many.
    fn promised(&mut self, suite: &Suite, file: &Record, named: &[Named<'_>]) {
        let records = file.list("objectives").iter().filter_map(Value::record);
        for (objective, record) in suite.objectives.iter().zip(records) {
            let all = suite.architectures.iter().map(|a| &a.architecture);
            let journeys: Vec<&Journey> = all.flat_map(|a| &a.journeys).collect();
            if let Some(journey) = &objective.journey
                && !journeys.iter().any(|j| objective.is_about(j))
            {
                let message = format!("no architecture here has a journey `{journey}`");
                let help = suggest(journey, journeys.iter().map(|j| j.name.as_str()));
                self.problem(&record.span("journey"), message, help);
            }
        }
        for (a, (value, ..)) in suite.architectures.iter().zip(named) {
            let most = a.architecture.journeys.iter().enumerate().map(|(i, j)| {
                let own = a.architecture.objectives.iter();
                let own = own.filter(|o| usize::from(o.journey.0) == i);
                let more = suite.objectives.iter().filter(|o| o.is_about(j));
                own.map(promises).sum::<usize>() + more.map(SuiteObjective::promises).sum::<usize>()
            });
            let (any, most) = most.fold((0, 0), |(sum, max), n| (sum + n, n.max(max)));
            if any == 0 {
                let message = format!("nothing is promised for `{}`", a.named);
                let help = "add `objectives:` to it or to this file";
                self.problem(&value.span, message, help);
            } else if most > PROMISES_MAX {
                let message = format!("a journey of `{}` has {most} promises", a.named);
                let help = format!("at most {PROMISES_MAX} are kept apart");
                self.problem(&value.span, message, help);
            }
        }
    }
}
