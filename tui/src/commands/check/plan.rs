//! What is to be checked: a suite file, or architectures with options, as plain values.

use crate::cli::check::Check;
use crate::cli::many::{AssumedArg, Draws};
use crate::cli::{DEFAULT_OUTAGE, LuckArg};
use crate::failure::Failure;
use crate::inputs;
use scenarios::{Kind, Library, Source};
use search::check::{Asked, Rules};
use tenant::Luck;
use tenant::architecture::{Architecture, Objective};

/// Confidence of verdicts, and share of runs in which a promise has to hold, unless somebody says otherwise.
const USUAL: f64 = 0.95;
/// Seeds that may be used.
const SEEDS: std::ops::Range<u64> = 0..2000;
/// Draws of an outage.
const CLOUDS: u32 = 20;

/// Everything that is asked.
pub struct Plan {
    /// Its name: the suite's, or the architectures'.
    pub name: String,
    /// Who is checked.
    pub designs: Vec<Design>,
    /// Under what.
    pub outages: Vec<Outage>,
    /// Region the outages are put on.
    pub onto: Option<String>,
    /// How outages are drawn.
    pub draws: Draws,
    /// How runs are made and judged.
    pub rules: Rules,
    /// Share of runs in which a promise has to hold that does not say otherwise.
    pub hold_in: f64,
}

/// An architecture to check.
pub struct Design {
    /// As it was typed.
    pub named: String,
    /// Its text.
    pub source: Source,
    /// What it says, with the promises that are added to it.
    pub architecture: Architecture,
    /// Per journey what is asked of its promises, in the order of their scores.
    pub asked: Vec<Vec<Asked>>,
}

/// An outage to check under.
pub struct Outage {
    /// As it was typed.
    pub named: String,
    /// Its text.
    pub source: Source,
}

impl Plan {
    /// What the options ask.
    pub fn of(library: &Library, args: &Check) -> Result<Self, Failure> {
        let plan = Self::plain(library, args)?;
        for design in &plan.designs {
            if design.asked.iter().all(Vec::is_empty) {
                return Err(without_promises(design));
            }
        }
        Ok(plan)
    }

    fn plain(library: &Library, args: &Check) -> Result<Self, Failure> {
        let hold_in = args.hold_in.unwrap_or(USUAL);
        let mut designs: Vec<Design> = Vec::new();
        for typed in &args.targets {
            if designs.iter().any(|d| d.named == *typed) {
                let text = format!("error: {typed} is named twice\n  = help: once is enough");
                return Err(Failure::Invalid(text));
            }
            designs.push(Design::typed(library, typed, hold_in)?);
        }
        let names: Vec<&str> = designs
            .iter()
            .map(|d| d.architecture.name.as_str())
            .collect();
        Ok(Self {
            name: names.join(", "),
            outages: outages(library, &args.outage)?,
            onto: inputs::onto(library, args.onto.as_deref())?.map(str::to_owned),
            draws: Draws {
                clouds: args.clouds.unwrap_or(CLOUDS),
                assumed: args.assumed.unwrap_or(AssumedArg::Drawn),
                cache: args.cache,
            },
            rules: Rules {
                confidence: args.confidence.unwrap_or(USUAL),
                seeds: args.seeds.as_ref().map_or(SEEDS, |s| s.0.clone()),
                luck: luck(args.luck),
            },
            hold_in,
            designs,
        })
    }
}

impl Design {
    /// An architecture that was typed, with the promises of its file alone.
    fn typed(library: &Library, typed: &str, hold_in: f64) -> Result<Self, Failure> {
        let (architecture, _) = inputs::architecture(library, typed)?;
        let source = inputs::source(library, &[Kind::Architecture], typed)?;
        Ok(Self::new(typed, source, architecture, hold_in))
    }

    /// An architecture whose promises stand in its own file.
    pub fn new(named: &str, source: Source, architecture: Architecture, hold_in: f64) -> Self {
        let journeys = architecture.journeys.iter().enumerate();
        let asked = journeys.map(|(j, journey)| {
            let own = architecture.objectives.iter();
            let own = own.filter(|o| usize::from(o.journey.0) == j);
            let one = |_| Asked {
                hold_in,
                place: None,
            };
            let names = own.flat_map(promised);
            names.map(one).collect()
        });
        Self {
            named: named.to_owned(),
            asked: asked.collect(),
            source,
            architecture,
        }
    }
}

/// Names of what an objective promises, in the order in which they are scored.
fn promised(o: &Objective) -> impl Iterator<Item = &'static str> {
    let all = [
        ("rto", o.rto.is_some()),
        ("rpo", o.rpo.is_some()),
        ("availability_slo", o.availability_slo_ppm.is_some()),
    ];
    let there = all.into_iter().filter(|(_, there)| *there);
    there.map(|(name, _)| name)
}

fn outages(library: &Library, typed: &[String]) -> Result<Vec<Outage>, Failure> {
    let usual = [DEFAULT_OUTAGE.to_owned()];
    let typed = if typed.is_empty() { &usual } else { typed };
    let mut out: Vec<Outage> = Vec::new();
    for named in typed {
        if out.iter().any(|o| o.named == *named) {
            let text = format!("error: {named} is named twice\n  = help: once is enough");
            return Err(Failure::Invalid(text));
        }
        let source = inputs::source(library, &[Kind::Outage, Kind::Tape], named)?;
        out.push(Outage {
            named: named.clone(),
            source,
        });
    }
    Ok(out)
}

fn luck(typed: Option<LuckArg>) -> Luck {
    match typed {
        None | Some(LuckArg::Touched) => Luck::Touched,
        Some(LuckArg::Drawn) => Luck::Drawn,
    }
}

fn without_promises(design: &Design) -> Failure {
    let name = &design.named;
    let journeys = &design.architecture.journeys;
    let journey = journeys.first().map_or("order", |j| j.name.as_str());
    Failure::Invalid(format!(
        "error: {name} promises nothing, so there is nothing to check\n  = help: say in the file what has to hold:\n\n\
         objectives:\n  {journey}: {{ rto: 4h, rpo: 5m, availability_slo: 99.9% }}\n\n  \
         = note: rto: longest interruption; rpo: most data lost, as time; availability_slo: requests served in 28 days"
    ))
}
