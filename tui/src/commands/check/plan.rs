//! What is to be checked: a suite file, or architectures with options, as plain values.

use super::design::Design;
use crate::cli::check::Check;
use crate::cli::many::{AssumedArg, Draws};
use crate::cli::{DEFAULT_OUTAGE, LuckArg};
use crate::failure::Failure;
use crate::inputs;
use scenarios::{Assumed, Kind, Library, Source, Suite, SuiteObjective};
use search::check::Rules;
use tenant::Luck;

/// Confidence of verdicts, and share of runs in which a promise has to hold, unless somebody says otherwise.
const USUAL: f64 = 0.95;
/// Seeds that may be used.
const SEEDS: std::ops::Range<u64> = 0..2000;
/// Draws of an outage.
const CLOUDS: u32 = 20;
/// What the names of built-in sources begin with.
const BUILT_IN: &str = "built-in/";

/// Everything that is asked.
pub struct Plan {
    /// Its name: the suite's, or the architectures'.
    pub name: String,
    /// The suite's text, if there is one.
    pub suite: Option<Source>,
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
    /// Share of runs in which a promise of an architecture file has to hold.
    pub hold_in: f64,
    /// What the suite promises.
    pub promises: Vec<SuiteObjective>,
}

/// An outage to check under.
pub struct Outage {
    /// As it was named.
    pub named: String,
    /// Its text.
    pub source: Source,
}

/// What stands where nobody says otherwise: in the suite, or of old.
struct Usual {
    seeds: std::ops::Range<u64>,
    clouds: u32,
    assumed: AssumedArg,
    confidence: f64,
    hold_in: f64,
    luck: Luck,
}

impl Plan {
    /// What the options and the suite ask.
    pub fn of(library: &Library, args: &Check) -> Result<Self, Failure> {
        let plan = match suite_source(library, &args.targets)? {
            Some(source) => {
                let suite = scenarios::load_suite(&source, library);
                let suite = suite.map_err(|p| inputs::invalid(&p))?;
                Self::of_suite(library, args, source, suite)?
            }
            None => Self::of_architectures(library, args)?,
        };
        plan.designs
            .iter()
            .try_for_each(Design::promises_something)?;
        Ok(plan)
    }

    fn of_architectures(library: &Library, args: &Check) -> Result<Self, Failure> {
        let usual = Usual {
            seeds: SEEDS,
            clouds: CLOUDS,
            assumed: AssumedArg::Drawn,
            confidence: USUAL,
            hold_in: USUAL,
            luck: Luck::Touched,
        };
        let mut plan = Self::frame(library, args, usual)?;
        let typed = [DEFAULT_OUTAGE.to_owned()];
        let typed = if args.outage.is_empty() {
            &typed
        } else {
            &args.outage[..]
        };
        plan.outages = outages(library, typed)?;
        for typed in &args.targets {
            let (architecture, _) = inputs::architecture(library, typed)?;
            let source = inputs::source(library, &[Kind::Architecture], typed)?;
            let design = Design::new(typed, source, architecture, plan.hold_in);
            let mut others = plan.designs.iter();
            if let Some(other) = others.find(|d| d.architecture.name == design.architecture.name) {
                return Err(Failure::Invalid(format!(
                    "error: {} and {typed} are both called {}\n  = help: name each architecture once, and give each a `name:` of its own",
                    other.named, design.architecture.name
                )));
            }
            plan.designs.push(design);
        }
        let names: Vec<&str> = plan
            .designs
            .iter()
            .map(|d| d.architecture.name.as_str())
            .collect();
        plan.name = names.join(", ");
        Ok(plan)
    }

    fn of_suite(
        library: &Library,
        args: &Check,
        source: Source,
        suite: Suite,
    ) -> Result<Self, Failure> {
        let usual = Usual {
            seeds: suite.seeds,
            clouds: suite.clouds,
            assumed: match suite.assumed {
                Assumed::Drawn => AssumedArg::Drawn,
                Assumed::Fixed => AssumedArg::Fixed,
            },
            confidence: suite.confidence,
            hold_in: suite.hold_in,
            luck: suite.luck,
        };
        let mut plan = Self::frame(library, args, usual)?;
        plan.name = suite.name;
        plan.suite = Some(source);
        plan.onto = plan.onto.or(suite.onto);
        plan.promises = suite.objectives;
        if let Some(hold_in) = args.hold_in {
            plan.promises.iter_mut().for_each(|p| p.hold_in = hold_in);
        }
        plan.outages = match args.outage.is_empty() {
            false => outages(library, &args.outage)?,
            true => suite
                .outages
                .into_iter()
                .map(|o| Outage {
                    named: shown(&o.named, &o.source),
                    source: o.source,
                })
                .collect(),
        };
        for a in suite.architectures {
            let named = shown(&a.named, &a.source);
            let mut design = Design::new(&named, a.source, a.architecture, plan.hold_in);
            design.promise(&plan.promises);
            plan.designs.push(design);
        }
        Ok(plan)
    }

    /// All but who and under what.
    fn frame(library: &Library, args: &Check, usual: Usual) -> Result<Self, Failure> {
        Ok(Self {
            name: String::new(),
            suite: None,
            designs: Vec::new(),
            outages: Vec::new(),
            onto: inputs::onto(library, args.onto.as_deref())?.map(str::to_owned),
            draws: Draws {
                clouds: args.clouds.unwrap_or(usual.clouds),
                assumed: args.assumed.unwrap_or(usual.assumed),
                cache: args.cache,
            },
            rules: Rules {
                confidence: args.confidence.unwrap_or(usual.confidence),
                seeds: args.seeds.as_ref().map_or(usual.seeds, |s| s.0.clone()),
                luck: match args.luck {
                    None => usual.luck,
                    Some(LuckArg::Touched) => Luck::Touched,
                    Some(LuckArg::Drawn) => Luck::Drawn,
                },
            },
            hold_in: args.hold_in.unwrap_or(usual.hold_in),
            promises: Vec::new(),
        })
    }
}

/// The suite among what was typed; it stands alone.
fn suite_source(library: &Library, targets: &[String]) -> Result<Option<Source>, Failure> {
    for typed in targets {
        if library.find(Kind::Architecture, typed).is_some() {
            continue;
        }
        // What cannot be read is told when it is read as an architecture.
        let Ok(source) = inputs::source(library, &[Kind::Architecture], typed) else {
            continue;
        };
        if scenarios::kind_of(&source).is_ok_and(|kind| kind == Kind::Suite) {
            return match targets {
                [_] => Ok(Some(source)),
                _ => Err(Failure::Invalid(format!(
                    "error: {typed} is a suite, and a suite is checked alone\n  = help: name the architectures in it, \
                     or check one suite after the other"
                ))),
            };
        }
    }
    Ok(None)
}

fn outages(library: &Library, typed: &[String]) -> Result<Vec<Outage>, Failure> {
    let mut out: Vec<Outage> = Vec::new();
    for named in typed {
        if out.iter().any(|o| o.named == *named) {
            let text = format!("error: {named} is named twice\n  = help: once is enough");
            return Err(Failure::Invalid(text));
        }
        let source = inputs::source(library, inputs::STORMS, named)?;
        out.push(Outage {
            named: named.clone(),
            source,
        });
    }
    Ok(out)
}

/// What would be typed for it here: the name of a built-in, or the path of a file.
pub fn shown(named: &str, source: &Source) -> String {
    match is_file(source) {
        true => source.name.clone(),
        false => named.to_owned(),
    }
}

/// Whether it is a file rather than built in.
pub fn is_file(source: &Source) -> bool {
    !source.name.starts_with(BUILT_IN)
}
