//! The column of a matrix: all architectures under one outage, a few at a time so that they can be looked at as they come.

use super::many::{draws, live};
use super::{Failed, Rooms, Setup, Ticker};
use crate::cli::many::Draws;
use crate::cli::matrix::Matrix as Args;
use crate::commands::matrix::{Examples, Row, label, lines, outages, rows};
use crate::inputs;
use reports::matrix::Lines;
use search::matrix::{Cell, Harm, Standing, harm, monthly_micro};
use search::sweep::sweep;
use std::sync::Arc;
use tenant::architecture::Architecture;

/// What `zonefall matrix` is asked.
#[derive(Debug, Clone, PartialEq)]
pub struct Grid {
    /// Files or names of built-in architectures; empty: all that are built in.
    pub architectures: Vec<String>,
    /// Files or ids of built-in outages; empty: all that are built in and simulated.
    pub outages: Vec<String>,
    /// Region to put them on.
    pub onto: Option<String>,
    /// First seed and the one after the last.
    pub seeds: (u64, u64),
    /// How each outage is drawn.
    pub draws: Draws,
}

/// Runs of a cell that the command lives unless told otherwise.
const RUNS: u64 = 20;
/// Architectures between two looks.
const BATCH: usize = 3;

impl Grid {
    /// As the command was asked.
    #[must_use]
    pub fn typed(args: &Args) -> Self {
        Self {
            architectures: args.architectures.clone(),
            outages: args.outage.clone(),
            onto: args.onto.clone(),
            seeds: (args.seeds.0.start, args.seeds.0.end),
            draws: args.draws.clone(),
        }
    }

    /// Everything built in, under the outage of a setup.
    #[must_use]
    pub fn of(setup: &Setup) -> Self {
        Self {
            architectures: Vec::new(),
            outages: vec![setup.circumstances.outage.clone()],
            onto: setup.circumstances.onto.clone(),
            seeds: (0, RUNS),
            draws: draws(),
        }
    }

    /// Whether all that is named is there.
    ///
    /// # Errors
    /// What is not, or has mistakes.
    pub fn check(&self, rooms: &Rooms) -> Result<(), Failed> {
        let library = &rooms.library;
        rows(library, &self.architectures)?;
        inputs::onto(library, self.onto.as_deref())?;
        for outage in outages(library, &self.outages)? {
            inputs::source(library, inputs::STORMS, &outage)?;
        }
        Ok(())
    }
}

/// An architecture of a matrix.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowName {
    /// As it was typed.
    pub typed: String,
    /// Its name.
    pub name: String,
    /// What it rents on a calm month, micro-dollars.
    pub monthly_micro: u64,
}

/// All architectures under one outage, as far as they have been lived.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// Its place among the outages.
    pub index: usize,
    /// All rows of the matrix.
    pub rows: Arc<[RowName]>,
    /// All outages of the matrix, as they were typed.
    pub outages: Vec<String>,
    /// What this one is called, and what it was.
    pub outage: (String, String),
    /// One per row, as far as they have been lived; once all have, those that failed know the nearest that came through.
    pub cells: Vec<Cell>,
    /// What failed requests cost, one per cell.
    pub harms: Vec<Option<Harm>>,
    /// What to paste, one per row once all have been lived.
    pub lines: Vec<Lines>,
}

impl Column {
    /// Whether nothing is missing.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.lines.len() == self.rows.len()
    }
}

/// Lives some more rows of a column; with the last of them it becomes whole.
pub(super) fn column(
    grid: &Grid,
    index: usize,
    known: Option<&Column>,
    rooms: &Rooms,
    ticker: &Ticker,
) -> Result<Column, Failed> {
    let rows = rows(&rooms.library, &grid.architectures)?;
    let mut column = match known {
        Some(known) => known.clone(),
        None => begun(grid, index, &rows, rooms)?,
    };
    let place = Place {
        grid,
        outage: &column.outages[index].clone(),
        rooms,
        ticker,
    };
    for row in rows.iter().skip(column.cells.len()).take(BATCH) {
        let (cell, harm) = place.cell(&row.arch)?;
        column.outage.1.clone_from(&cell.sweep.frame.title);
        column.cells.push(cell);
        column.harms.push(harm);
    }
    if column.cells.len() == rows.len() {
        place.finish(&rows, &mut column)?;
    }
    Ok(column)
}

fn begun(grid: &Grid, index: usize, rows: &[Row], rooms: &Rooms) -> Result<Column, Failed> {
    let library = &rooms.library;
    let outages = outages(library, &grid.outages)?;
    let Some(typed) = outages.get(index) else {
        return Err(Failed::Because("there is no such outage".to_owned()));
    };
    let name = |row: &Row| RowName {
        typed: row.typed.clone(),
        name: row.arch.name.clone(),
        monthly_micro: monthly_micro(&row.arch, library.offers()),
    };
    Ok(Column {
        index,
        rows: rows.iter().map(name).collect(),
        outage: (label(typed, &outages), String::new()),
        outages,
        cells: Vec::new(),
        harms: Vec::new(),
        lines: Vec::new(),
    })
}

/// Where the cells of a column are lived.
struct Place<'a> {
    grid: &'a Grid,
    outage: &'a str,
    rooms: &'a Rooms,
    ticker: &'a Ticker,
}

impl Place<'_> {
    fn cell(&self, arch: &Architecture) -> Result<(Cell, Option<Harm>), Failed> {
        let library = &self.rooms.library;
        let onto = inputs::onto(library, self.grid.onto.as_deref())?;
        let storms = self
            .rooms
            .weather(self.outage, &self.grid.draws, self.ticker)?;
        let stage = storms.stage(library, arch, onto)?;
        let (from, until) = self.grid.seeds;
        let seeds: Vec<u64> = (from..until).collect();
        let mut runs = Vec::new();
        live(&stage, &seeds, &mut runs, self.ticker)?;
        let sweep = sweep(stage.frame(), (from, until), &runs, stage.notes());
        Ok((Cell::of(sweep), harm(arch, &runs)))
    }

    /// Whoever failed gets to know the nearest design that came through.
    fn finish(&self, rows: &[Row], column: &mut Column) -> Result<(), Failed> {
        let built_in = inputs::architectures(&self.rooms.library)?;
        let mut examples = Examples::new(&built_in);
        examples.know(rows, &column.cells);
        let mut live = |design: &Architecture| -> Result<Standing, Failed> {
            // A design that has not the parts that somebody stops can be no example.
            let storms = self
                .rooms
                .weather(self.outage, &self.grid.draws, self.ticker)?;
            match storms.log(&self.rooms.library, design) {
                Ok(_) => Ok(self.cell(design)?.0.standing),
                Err(_) => Ok(Standing::Failed),
            }
        };
        let (onto, draws) = (self.grid.onto.as_deref(), &self.grid.draws);
        for (row, cell) in rows.iter().zip(&mut column.cells) {
            cell.nearest = examples.nearest(&row.arch, cell, &mut live)?;
            column
                .lines
                .push(lines(row, self.outage, onto, draws, cell));
        }
        Ok(())
    }
}
