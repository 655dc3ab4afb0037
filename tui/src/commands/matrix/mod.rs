//! `zonefall matrix`: architectures by outages by seeds.
//!
//! One outage is drawn at a time and one architecture lived at a time, so that few tapes are held at once; of a cell
//! only what its runs say together is kept.

mod examples;
mod lines;
mod page;

pub use examples::Examples;
pub use lines::lines;

use crate::cli::many::{Draws, ManyFormat, ManyOutput};
use crate::cli::matrix::{Matrix as Args, MetricArg, SortArg};
use crate::cli::merge::Merge;
use crate::failure::Failure;
use crate::inputs;
use crate::output::Console;
use crate::progress::{Kind as Work, Progress};
use crate::screen::{self, First, work::Grid};
use crate::shards::{self, Command, Gathered, Input, Lived, Part, Question, Share};
use crate::weather::{self, Storms};
use clap::ValueEnum;
use reports::matrix::{Lines, Metric, Shown, Sort};
use scenarios::{Kind, Library};
use search::matrix::{Cell, Matrix, Standing};
use search::sweep::sweep;
use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use tenant::architecture::Architecture;

/// What drawing an outage is called, as it calls itself.
const DRAWING: &str = "simulating the outage";
/// What living through it is called.
const LIVING: &str = "living through it";
/// Seconds of a draw and of a run on two cores, before anything is known of this machine.
const GUESSES_S: [f64; 2] = [0.5, 0.01];
/// What an outage can be.
const OUTAGES: &[Kind] = inputs::STORMS;

pub(super) fn run(args: &Args, console: &mut Console<'_>) -> Result<(), Failure> {
    if args.tui || args.look.plain {
        return screen::open(First::Matrix(Grid::typed(args)), &args.look);
    }
    let library = inputs::library()?;
    let onto = inputs::onto(&library, args.onto.as_deref())?;
    let rows = rows(&library, &args.architectures)?;
    let outages = outages(&library, &args.outage)?;
    let question = question(&library, args, &rows, &outages)?;
    let watched = console.progress;
    let house = |shares: &[Share]| House {
        draws: args.draws.clone(),
        library: &library,
        onto,
        seeds: question.seeds,
        progress: progress(watched, shares, args.draws.clouds),
    };
    let mut live = |shares: &[Share]| house(shares).shares(&rows, &question.outages, shares);
    if shards::live(&args.sharding, &library, &question, console, &mut live)? {
        return Ok(());
    }
    let house = house(&shards::shares(&question, Part::WHOLE));
    let seeds = args.seeds.list();
    let column = |_, sky: &Sky<'_>| {
        let live = |row: &Row| house.live(&row.arch, sky, &seeds);
        rows.iter().map(live).collect()
    };
    let matrix = house.matrix(&rows, &question.outages, column)?;
    drop(house);
    show(&question, &matrix, &args.output, console)
}

/// The matrix of runs that were lived elsewhere.
pub(super) fn merged(
    library: &Library,
    args: &Merge,
    gathered: &Gathered,
    console: &mut Console<'_>,
) -> Result<(), Failure> {
    let question = &gathered.origin.question;
    let rows: Vec<Row> = question
        .architectures
        .iter()
        .map(|input| Row::of(library, input))
        .collect::<Result<_, _>>()?;
    let house = House {
        draws: Draws {
            clouds: question.clouds,
            assumed: option(&question.assumed)?,
            cache: args.cache,
        },
        library,
        onto: inputs::onto(library, question.onto.as_deref())?,
        seeds: question.seeds,
        // Only designs that serve as examples and are in no row have yet to be lived.
        progress: Progress::new(console.progress),
    };
    let columns = question.outages.len();
    let column = |outage: usize, _: &Sky<'_>| {
        let of_outage = gathered.lived.iter().skip(outage).step_by(columns);
        Ok(of_outage.cloned().collect())
    };
    let matrix = house.matrix(&rows, &question.outages, column)?;
    drop(house);
    show(question, &matrix, &args.output, console)
}

/// One bar over all that is to do.
fn progress(watched: bool, shares: &[Share], clouds: u32) -> Progress {
    let outages: BTreeSet<usize> = shares.iter().map(|s| s.outage).collect();
    let runs = shares.iter().map(|s| s.seeds.len()).sum();
    let steps = [outages.len() * clouds as usize, runs];
    let kinds = [DRAWING, LIVING].iter().zip(steps).zip(GUESSES_S);
    let kinds: Vec<Work> = kinds
        .map(|((&what, steps), guess_s)| Work {
            what,
            steps,
            guess_s,
        })
        .collect();
    Progress::over(watched, &kinds)
}

fn show(
    question: &Question,
    (matrix, lines): &(Matrix, Vec<Vec<Lines>>),
    output: &ManyOutput,
    console: &mut Console<'_>,
) -> Result<(), Failure> {
    let asked = |name: &str| question.report.get(name).map_or("", String::as_str);
    let shown = Shown {
        matrix,
        lines,
        metric: match option(asked("metric"))? {
            MetricArg::Downtime => Metric::Downtime,
            MetricArg::Met => Metric::Met,
            MetricArg::Lost => Metric::Lost,
        },
        sort: match option(asked("sort"))? {
            SortArg::Worst => Sort::Worst,
            SortArg::Name => Sort::Name,
            SortArg::Given => Sort::Given,
        },
    };
    let text = match output.format {
        ManyFormat::Text => reports::matrix::text(&shown),
        ManyFormat::Json => reports::json::matrix(&shown, env!("CARGO_PKG_VERSION")),
        ManyFormat::Csv => reports::matrix::csv(&shown),
        ManyFormat::Md => reports::matrix::markdown(&shown),
        ManyFormat::Html => {
            let page = page::page(question, matrix, lines);
            return console.write_page(&page, output.output.as_deref());
        }
    };
    console.write(&text, output.output.as_deref())
}

/// What was asked.
fn question(
    library: &Library,
    args: &Args,
    rows: &[Row],
    outages: &[String],
) -> Result<Question, Failure> {
    let row = |row: &Row| Input::of(library, &[Kind::Architecture], &row.typed);
    let outage = |typed: &String| Input::of(library, OUTAGES, typed);
    Ok(Question {
        command: Command::Matrix,
        architectures: rows.iter().map(row).collect::<Result<_, _>>()?,
        outages: outages.iter().map(outage).collect::<Result<_, _>>()?,
        onto: args.onto.clone(),
        seeds: (args.seeds.0.start, args.seeds.0.end),
        clouds: args.draws.clouds,
        assumed: args.draws.assumed.name().to_owned(),
        report: BTreeMap::from([
            ("metric".to_owned(), word(args.metric)),
            ("sort".to_owned(), word(args.sort)),
        ]),
    })
}

/// A choice as it is typed.
fn word(choice: impl ValueEnum) -> String {
    let value = choice.to_possible_value();
    value.map_or_else(String::new, |v| v.get_name().to_owned())
}

/// A choice from how it was typed.
fn option<T: ValueEnum>(word: &str) -> Result<T, Failure> {
    T::from_str(word, false).map_err(|_| {
        Failure::Invalid(format!(
            "error: the shards were asked for `{word}`, which is no choice"
        ))
    })
}

/// An architecture and how it was typed.
pub struct Row {
    /// As it was typed.
    pub typed: String,
    /// What it says.
    pub arch: Architecture,
}

impl Row {
    /// A row of shards.
    fn of(library: &Library, input: &Input) -> Result<Self, Failure> {
        let source = input.source(library, &[Kind::Architecture])?;
        let loaded = scenarios::load_architecture(&source, library);
        Ok(Self {
            typed: input.name.clone(),
            arch: loaded.map_err(|p| inputs::invalid(&p))?.0,
        })
    }
}

/// The architectures that were asked for, or all that are built in.
pub fn rows(library: &Library, typed: &[String]) -> Result<Vec<Row>, Failure> {
    let row = |typed: &str| -> Result<Row, Failure> {
        let (arch, _) = inputs::architecture(library, typed)?;
        Ok(Row {
            typed: typed.to_owned(),
            arch,
        })
    };
    if typed.is_empty() {
        let all = library.list(Kind::Architecture);
        return all.map(|item| row(&item.name)).collect();
    }
    let rows: Vec<Row> = typed.iter().map(|t| row(t)).collect::<Result<_, _>>()?;
    let names: Vec<&str> = rows.iter().map(|r| r.arch.name.as_str()).collect();
    match twice(&names) {
        Some(name) => Err(Failure::Invalid(format!(
            "error: two of the architectures are called {name}\n  = help: name each once; a copy needs a name of its \
             own (`name:` in its file)"
        ))),
        None => Ok(rows),
    }
}

/// The outages that were asked for, or all built-in ones that are simulated.
pub fn outages(library: &Library, typed: &[String]) -> Result<Vec<String>, Failure> {
    if typed.is_empty() {
        let all = library.list(Kind::Outage);
        return Ok(all.map(|item| item.name.clone()).collect());
    }
    let names: Vec<&str> = typed.iter().map(String::as_str).collect();
    match twice(&names) {
        Some(name) => Err(Failure::Invalid(format!(
            "error: the outage {name} is named twice\n  = help: name each once"
        ))),
        None => Ok(typed.to_vec()),
    }
}

/// What a column is called: a built-in by its name, a file by its name without folder and ending unless that is
/// another's too. (An observed tape has the id of the outage that it is of.)
pub fn label(typed: &str, all: &[String]) -> String {
    let stem = |typed: &str| {
        let stem = Path::new(typed).file_stem();
        stem.map_or_else(|| typed.to_owned(), |s| s.to_string_lossy().into_owned())
    };
    let short = stem(typed);
    let alike = all.iter().filter(|other| stem(other) == short).count();
    if alike > 1 { typed.to_owned() } else { short }
}

/// The first that has been there before.
fn twice<'a>(names: &[&'a str]) -> Option<&'a str> {
    let mut seen = BTreeSet::new();
    names.iter().find(|n| !seen.insert(**n)).copied()
}

/// What all cells share.
struct House<'a> {
    draws: Draws,
    library: &'a Library,
    onto: Option<&'a str>,
    /// First seed and the one after the last.
    seeds: (u64, u64),
    progress: Progress,
}

/// An outage that is drawn when somebody looks up.
struct Sky<'a> {
    house: &'a House<'a>,
    outage: &'a Input,
    storms: OnceCell<Storms>,
}

impl<'a> Sky<'a> {
    fn new(house: &'a House<'a>, outage: &'a Input) -> Self {
        Self {
            house,
            outage,
            storms: OnceCell::new(),
        }
    }

    /// Whether an architecture has all the parts and people that something is done to.
    fn knows(&self, arch: &Architecture) -> Result<bool, Failure> {
        Ok(self.storms()?.log(self.house.library, arch).is_ok())
    }

    fn storms(&self) -> Result<&Storms, Failure> {
        if let Some(storms) = self.storms.get() {
            return Ok(storms);
        }
        let House {
            library,
            draws,
            progress,
            ..
        } = self.house;
        let source = self.outage.source(library, OUTAGES)?;
        let storms = weather::storms_of(library, &source, draws, progress)?;
        progress.done(DRAWING, draws.clouds as usize);
        Ok(self.storms.get_or_init(|| storms))
    }
}

impl House<'_> {
    /// The matrix of rows by outages, and what to paste for each cell. `column` gives the runs of all rows under the
    /// outage of that number.
    fn matrix(
        &self,
        rows: &[Row],
        outages: &[Input],
        column: impl Fn(usize, &Sky<'_>) -> Result<Vec<Lived>, Failure>,
    ) -> Result<(Matrix, Vec<Vec<Lines>>), Failure> {
        let mut matrix = Matrix {
            seeds: self.seeds,
            architectures: rows.iter().map(|r| r.arch.name.clone()).collect(),
            outages: Vec::new(),
            cells: rows.iter().map(|_| Vec::new()).collect(),
        };
        let mut lines: Vec<Vec<Lines>> = rows.iter().map(|_| Vec::new()).collect();
        let built_in = inputs::architectures(self.library)?;
        let typed: Vec<String> = outages.iter().map(|o| o.name.clone()).collect();
        for (at, outage) in outages.iter().enumerate() {
            let sky = Sky::new(self, outage);
            let lived = column(at, &sky)?;
            let mut cells: Vec<Cell> = lived.into_iter().map(|l| self.cell(l)).collect();
            let title = cells.first().map(|c| c.sweep.frame.title.clone());
            let mut examples = Examples::new(&built_in);
            examples.know(rows, &cells);
            let mut live = |design: &Architecture| -> Result<Standing, Failure> {
                // A design that has not the parts that somebody stops can be no example.
                if !sky.knows(design)? {
                    return Ok(Standing::Failed);
                }
                let seeds: Vec<u64> = (self.seeds.0..self.seeds.1).collect();
                self.progress.more(LIVING, seeds.len());
                Ok(self.cell(self.live(design, &sky, &seeds)?).standing)
            };
            for ((row, cell), (list, line)) in rows
                .iter()
                .zip(&mut cells)
                .zip(matrix.cells.iter_mut().zip(&mut lines))
            {
                cell.nearest = examples.nearest(&row.arch, cell, &mut live)?;
                let (onto, draws) = (self.onto, &self.draws);
                line.push(self::lines(row, &outage.name, onto, draws, cell));
                list.push(cell.clone());
            }
            let label = label(&outage.name, &typed);
            matrix.outages.push((label, title.unwrap_or_default()));
        }
        Ok((matrix, lines))
    }

    /// Lives shares of cells, one outage at a time.
    fn shares(
        &self,
        rows: &[Row],
        outages: &[Input],
        shares: &[Share],
    ) -> Result<Vec<Lived>, Failure> {
        let mut lived: Vec<Option<Lived>> = vec![None; shares.len()];
        for (at, outage) in outages.iter().enumerate() {
            let sky = Sky::new(self, outage);
            for (share, lived) in shares.iter().zip(&mut lived) {
                if share.outage == at {
                    let arch = &rows[share.architecture].arch;
                    *lived = Some(self.live(arch, &sky, &share.seeds)?);
                }
            }
        }
        Ok(lived.into_iter().flatten().collect())
    }

    /// Runs of an architecture under an outage.
    fn live(&self, arch: &Architecture, sky: &Sky<'_>, seeds: &[u64]) -> Result<Lived, Failure> {
        let stage = sky.storms()?.stage(self.library, arch, self.onto)?;
        let total = seeds.len();
        let runs = stage.runs(seeds, &|done| self.progress.at(LIVING, done, total));
        self.progress.done(LIVING, total);
        Ok(Lived {
            frame: stage.frame(),
            runs,
            notes: stage.notes(),
        })
    }

    /// What all runs of a cell say together.
    fn cell(&self, lived: Lived) -> Cell {
        Cell::of(sweep(lived.frame, self.seeds, &lived.runs, lived.notes))
    }
}
