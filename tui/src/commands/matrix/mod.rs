//! `zonefall matrix`: architectures by outages by seeds.
//!
//! One outage is drawn at a time and one architecture lived at a time, so that few tapes are held at once; of a cell
//! only what its runs say together is kept.

mod examples;
mod lines;
mod page;

use crate::cli::many::ManyFormat;
use crate::cli::matrix::{Matrix as Args, MetricArg, SortArg};
use crate::failure::Failure;
use crate::inputs;
use crate::output::Console;
use crate::progress::{Kind as Work, Progress};
use crate::weather::{self, Storms};
use examples::Examples;
use reports::matrix::{Lines, Metric, Shown, Sort};
use scenarios::{Kind, Library};
use search::many::Stage;
use search::matrix::{Cell, Matrix};
use search::sweep::sweep;
use std::collections::BTreeSet;
use std::path::Path;
use tenant::architecture::Architecture;

/// What drawing an outage is called, as it calls itself.
const DRAWING: &str = "simulating the outage";
/// What living through it is called.
const LIVING: &str = "living through it";
/// Seconds of a draw and of a run on two cores, before anything is known of this machine.
const GUESSES_S: [f64; 2] = [0.5, 0.01];

pub(super) fn run(args: &Args, console: &mut Console<'_>) -> Result<(), Failure> {
    let library = inputs::library()?;
    let onto = inputs::onto(&library, args.onto.as_deref())?;
    let rows = rows(&library, &args.architectures)?;
    let outages = outages(&library, &args.outage)?;
    let seeds = args.seeds.list();
    let steps = [
        outages.len() * args.draws.clouds as usize,
        outages.len() * rows.len() * seeds.len(),
    ];
    let kinds = [DRAWING, LIVING].iter().zip(steps).zip(GUESSES_S);
    let kinds: Vec<Work> = kinds
        .map(|((&what, steps), guess_s)| Work {
            what,
            steps,
            guess_s,
        })
        .collect();
    let house = House {
        args,
        library: &library,
        onto,
        seeds,
        progress: Progress::over(console.progress, &kinds),
    };
    let (matrix, lines) = house.matrix(&rows, &outages)?;
    drop(house);
    let shown = Shown {
        matrix: &matrix,
        lines: &lines,
        metric: match args.metric {
            MetricArg::Downtime => Metric::Downtime,
            MetricArg::Met => Metric::Met,
            MetricArg::Lost => Metric::Lost,
        },
        sort: match args.sort {
            SortArg::Worst => Sort::Worst,
            SortArg::Name => Sort::Name,
            SortArg::Given => Sort::Given,
        },
    };
    let text = match args.output.format {
        ManyFormat::Text => reports::matrix::text(&shown),
        ManyFormat::Json => reports::json::matrix(&shown, env!("CARGO_PKG_VERSION")),
        ManyFormat::Csv => reports::matrix::csv(&shown),
        ManyFormat::Md => reports::matrix::markdown(&shown),
        ManyFormat::Html => {
            let page = page::page(args, &matrix, &lines);
            return console.write_page(&page, args.output.output.as_deref());
        }
    };
    console.write(&text, args.output.output.as_deref())
}

/// An architecture and how it was typed.
pub(super) struct Row {
    pub typed: String,
    pub arch: Architecture,
}

/// The architectures that were asked for, or all that are built in.
fn rows(library: &Library, typed: &[String]) -> Result<Vec<Row>, Failure> {
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
fn outages(library: &Library, typed: &[String]) -> Result<Vec<String>, Failure> {
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
fn label(typed: &str, all: &[String]) -> String {
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
pub(super) struct House<'a> {
    args: &'a Args,
    library: &'a Library,
    onto: Option<&'a str>,
    seeds: Vec<u64>,
    progress: Progress,
}

impl House<'_> {
    fn matrix(
        &self,
        rows: &[Row],
        outages: &[String],
    ) -> Result<(Matrix, Vec<Vec<Lines>>), Failure> {
        let seeds = (self.args.seeds.0.start, self.args.seeds.0.end);
        let mut matrix = Matrix {
            seeds,
            architectures: rows.iter().map(|r| r.arch.name.clone()).collect(),
            outages: Vec::new(),
            cells: rows.iter().map(|_| Vec::new()).collect(),
        };
        let mut lines: Vec<Vec<Lines>> = rows.iter().map(|_| Vec::new()).collect();
        let built_in = inputs::architectures(self.library)?;
        for typed in outages {
            let storms = weather::storms(self.library, typed, &self.args.draws, &self.progress)?;
            self.progress.done(DRAWING, self.args.draws.clouds as usize);
            let mut cells: Vec<Cell> = rows.iter().map(|r| self.cell(&r.arch, &storms)).collect();
            let mut examples = Examples::new(self, &storms, &built_in);
            examples.know(rows, &cells);
            for ((row, cell), (list, line)) in rows
                .iter()
                .zip(&mut cells)
                .zip(matrix.cells.iter_mut().zip(&mut lines))
            {
                cell.nearest = examples.nearest(&row.arch, cell);
                line.push(self.lines(row, typed, &storms, cell));
                list.push(cell.clone());
            }
            let title = storms.weather.title.clone();
            matrix.outages.push((label(typed, outages), title));
        }
        Ok((matrix, lines))
    }

    /// All runs of an architecture under an outage.
    fn cell(&self, arch: &Architecture, storms: &Storms) -> Cell {
        let stage = Stage::new(arch, self.library.offers(), &storms.weather, self.onto);
        let total = self.seeds.len();
        let runs = stage.runs(&self.seeds, &|done| self.progress.at(LIVING, done, total));
        self.progress.done(LIVING, total);
        let seeds = (self.args.seeds.0.start, self.args.seeds.0.end);
        Cell::of(sweep(stage.frame(), seeds, &runs, stage.notes()))
    }
}
