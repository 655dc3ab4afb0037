//! `zonefall validate`: how close simulated and observed outages come to what was published; one in full, or all of them.

use crate::cli::{Format, Validate};
use crate::failure::Failure;
use crate::inputs::{self, Storm, invalid};
use crate::output::Console;
use crate::progress::Progress;
use cloud::model::CloudModel;
use cloud::outage::{Customer, Outage};
use scenarios::{Kind, Library, Source};
use search::{Case, Effort, Subject, Watched};
use tape::Tape;
use tenant::architecture::Architecture;

pub(super) fn run(args: &Validate, console: &mut Console<'_>) -> Result<(), Failure> {
    let library = inputs::library()?;
    let files = match &args.outage {
        Some(typed) => vec![named(&library, typed)?],
        None => all(&library)?,
    };
    let effort = match (args.quick, args.outage.is_some()) {
        (true, _) => Effort::quick(),
        (false, true) => Effort::default(),
        (false, false) => Effort::of_all(),
    };
    let architectures = inputs::architectures(&library)?;
    let subjects: Vec<Subject<'_>> = files
        .iter()
        .map(|f| f.subject(&library, &architectures))
        .collect();
    let progress = Progress::new(console.progress);
    let seen = |done: usize, total: usize, what: &str| progress.at(what, done, total);
    let verdicts =
        search::validate_all(&subjects, args.seed, effort, &seen).map_err(|(id, e)| {
            let file = files.iter().find(|f| f.id() == id);
            let name = file.map_or(id.as_str(), |f| f.name.as_str());
            Failure::Invalid(format!("error: {name}: {e}"))
        })?;
    drop(progress);
    let text = match args.output.format {
        Format::Text => match verdicts.as_slice() {
            [one] if args.outage.is_some() => reports::validate::one(one),
            all => reports::validate::all(all),
        },
        Format::Json => {
            let version = env!("CARGO_PKG_VERSION");
            reports::json::validate(&verdicts, args.seed, &effort, version)
        }
    };
    console.write(&text, args.output.output.as_deref())
}

/// An outage or a tape as it was read.
struct File<'a> {
    /// Its name, for mistakes in it.
    name: String,
    read: Read<'a>,
}

enum Read<'a> {
    Outage {
        outage: Box<Outage>,
        cloud: &'a CloudModel,
        /// The tape on which the same outage was written down, if there is one.
        observed: Option<Tape>,
    },
    Tape {
        storm: Box<Storm>,
        customers: Vec<Customer>,
    },
}

impl File<'_> {
    fn id(&self) -> &str {
        match &self.read {
            Read::Outage { outage, .. } => &outage.id,
            Read::Tape { storm, .. } => &storm.tape.outage,
        }
    }

    fn subject<'b>(
        &'b self,
        library: &'b Library,
        architectures: &'b [Architecture],
    ) -> Subject<'b> {
        match &self.read {
            Read::Outage {
                outage,
                cloud,
                observed,
            } => Subject::Simulated(Case {
                outage,
                cloud,
                offers: library.offers_at(&outage.cloud),
                architectures,
                observed: observed.as_ref(),
            }),
            Read::Tape { storm, customers } => Subject::Observed(Watched {
                title: &storm.title,
                tape: &storm.tape,
                customers,
                start_unix: storm.clock.start_unix.unwrap_or(0),
                offers: storm.offers(library),
                architectures,
            }),
        }
    }
}

/// The outage, or the tape, of that name.
fn named<'a>(library: &'a Library, typed: &str) -> Result<File<'a>, Failure> {
    let source = inputs::source(library, &[Kind::Outage, Kind::Tape], typed)?;
    if scenarios::kind_of(&source).map_err(|p| invalid(&p))? != Kind::Tape {
        return simulated(library, &source);
    }
    let file = observed(library, &source)?;
    match &file.read {
        Read::Tape { customers, .. } if customers.is_empty() => Err(Failure::Invalid(format!(
            "error: {} is a tape without customers, and a tape has no milestones\n  = help: name an outage, or a tape that \
             says what happened to `customers`: zonefall list outage",
            source.name
        ))),
        Read::Tape { .. } | Read::Outage { .. } => Ok(file),
    }
}

/// Everything built in: simulated outages, then those that were only observed.
fn all(library: &Library) -> Result<Vec<File<'_>>, Failure> {
    let outages = library.list(Kind::Outage);
    let mut files: Vec<File<'_>> = outages
        .map(|item| simulated(library, &item.source))
        .collect::<Result<_, _>>()?;
    for item in library.list(Kind::Tape) {
        let file = observed(library, &item.source)?;
        if files.iter().all(|f| f.id() != file.id()) {
            files.push(file);
        }
    }
    Ok(files)
}

fn simulated<'a>(library: &'a Library, source: &Source) -> Result<File<'a>, Failure> {
    let (outage, cloud) = inputs::outage(library, source)?;
    Ok(File {
        name: source.name.clone(),
        read: Read::Outage {
            observed: seen(library, &outage.id)?,
            outage: Box::new(outage),
            cloud,
        },
    })
}

fn observed<'a>(library: &'a Library, source: &Source) -> Result<File<'a>, Failure> {
    let file = scenarios::load_tape_file(source, library).map_err(|p| invalid(&p))?;
    Ok(File {
        name: source.name.clone(),
        read: Read::Tape {
            storm: Box::new(inputs::observed(library, source)?),
            customers: file.customers,
        },
    })
}

/// The tape on which the same outage was written down, if there is one.
fn seen(library: &Library, outage: &str) -> Result<Option<Tape>, Failure> {
    for item in library.list(Kind::Tape) {
        let tape = scenarios::load_tape(&item.source).map_err(|p| invalid(&p))?;
        if tape.outage == outage {
            return Ok(Some(tape));
        }
    }
    Ok(None)
}
