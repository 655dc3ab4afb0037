//! Architectures by outages: who came through, how a cell comes about, and what those that came through have.
//!
//! Rows come a few at a time. Under a single outage the columns are its numbers; under several there is one column each,
//! with the number that was chosen. Everything said of a cell is what `zonefall matrix` says of it.

mod draw;
mod heat;
mod keys;
mod metric;
mod order;
mod panels;
mod told;
mod update;

use super::keys::Key;
use super::look::Look;
use super::page::{Ask as Wish, Asks, Mouse, Page};
use super::replay::Replay;
use super::work::{Ask, Column, Grid, Job, Product, RowName, Setup};
use metric::Metric;
use order::Sort;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use reports::matrix::Lines;
use search::matrix::{Cell, Harm, Matrix as Cells};
use std::sync::Arc;
use tenant::Luck;

/// The panels, in the order of Tab.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Panel {
    /// The map.
    Heat,
    /// The chosen cell in words.
    Cell,
    /// Downtime beside what is rented.
    Money,
    /// What those have that came through, counted over those that failed.
    Helps,
}

impl Panel {
    const ALL: [Self; 4] = [Self::Heat, Self::Cell, Self::Money, Self::Helps];
}

/// Architectures by outages: who came through, and how a cell comes about.
#[derive(Debug)]
pub struct Matrix {
    grid: Grid,
    /// What is known by now.
    columns: Vec<Arc<Column>>,
    /// The same row by row.
    cells: Cells,
    /// The architecture to begin at.
    begin_at: Option<String>,
    metric: Metric,
    sort: Sort,
    transposed: bool,
    hide_met: bool,
    filter: String,
    /// The chosen architecture and column.
    row: usize,
    column: usize,
    /// Whether somebody has chosen that row; until then it is the first in sight.
    chose: bool,
    marked: Vec<usize>,
    focus: Panel,
    big: bool,
    scroll: usize,
    /// Whether cells were left undone for something else that was wanted at once.
    interrupted: bool,
    /// What was shown before other rows or columns were asked for, to go back to should there be none.
    before: Option<(Grid, Vec<Arc<Column>>, usize)>,
}

impl Matrix {
    /// All built-in architectures under the outage of this setup.
    #[must_use]
    pub fn new(setup: Setup) -> Self {
        Self::of(Grid::of(&setup), Some(setup.architecture))
    }

    /// These architectures under these outages.
    #[must_use]
    pub fn of(grid: Grid, begin_at: Option<String>) -> Self {
        Self {
            cells: empty(&grid),
            grid,
            columns: Vec::new(),
            begin_at,
            metric: Metric::Down,
            sort: Sort::Worst,
            transposed: false,
            hide_met: false,
            filter: String::new(),
            row: 0,
            column: 0,
            chose: false,
            marked: Vec::new(),
            focus: Panel::Heat,
            big: false,
            scroll: 0,
            interrupted: false,
            before: None,
        }
    }

    /// What is known by now, and what to paste for each cell of it.
    #[must_use]
    pub fn known(&self) -> (&Cells, Vec<Vec<Lines>>) {
        let whole = self.columns.iter().filter(|c| c.is_whole());
        let of_row = |row: usize| whole.clone().map(|c| c.lines[row].clone()).collect();
        (&self.cells, (0..self.rows().len()).map(of_row).collect())
    }

    fn rows(&self) -> &[RowName] {
        self.columns.first().map_or(&[], |c| &c.rows)
    }

    fn outages(&self) -> usize {
        self.columns.first().map_or(0, |c| c.outages.len())
    }

    fn cell(&self, row: usize, outage: usize) -> Option<&Cell> {
        self.cells.cells.get(row)?.get(outage)
    }

    fn harm(&self, row: usize, outage: usize) -> Option<&Harm> {
        self.columns.get(outage)?.harms.get(row)?.as_ref()
    }

    /// Whether a single outage has all its numbers side by side.
    fn is_single(&self) -> bool {
        self.outages() <= 1 && !self.transposed
    }

    /// What each column of the map shows: an outage and a number of it.
    fn shown(&self) -> Vec<(usize, Metric)> {
        match self.is_single() {
            true => Metric::ALL.iter().map(|&m| (0, m)).collect(),
            false => (0..self.outages()).map(|o| (o, self.metric)).collect(),
        }
    }

    /// The outage of the chosen cell.
    fn outage(&self) -> usize {
        match self.is_single() {
            true => 0,
            false => self.column.min(self.outages().saturating_sub(1)),
        }
    }

    /// The number that counts at the cursor.
    fn metric(&self) -> Metric {
        match self.is_single() {
            true => Metric::ALL[self.column.min(Metric::ALL.len() - 1)],
            false => self.metric,
        }
    }

    fn chosen(&self) -> Option<&Cell> {
        self.cell(self.row, self.outage())
    }

    /// What `zonefall sweep` would be asked about an architecture under the chosen outage.
    fn ask(&self, row: usize) -> Option<Ask> {
        let outages = &self.columns.first()?.outages;
        Some(Ask {
            architecture: self.rows().get(row)?.typed.clone(),
            outage: outages.get(self.outage())?.clone(),
            onto: self.grid.onto.clone(),
            from: 0,
            draws: self.grid.draws.clone(),
        })
    }

    /// What shows the run of a seed of an architecture under the chosen outage.
    fn setup(&self, row: usize, seed: u64) -> Option<Setup> {
        let values = self.cell(row, self.outage())?.sweep.frame.values;
        Some(self.ask(row)?.setup(seed, Luck::Touched, values))
    }

    /// Asks for what is missing next.
    fn go_on(&mut self, asks: &mut Asks) {
        self.interrupted = false;
        let (index, known) = match self.columns.last() {
            None => (0, None),
            Some(last) if !last.is_whole() => (last.index, Some(Arc::clone(last))),
            Some(last) if last.index + 1 < last.outages.len() => (last.index + 1, None),
            Some(_) => return,
        };
        asks.ask(Wish::Work(Job::Column(self.grid.clone(), index, known)));
    }

    /// Whether nothing is missing.
    fn is_whole(&self) -> bool {
        let last = self.columns.last();
        last.is_some_and(|c| c.is_whole() && c.index + 1 == c.outages.len())
    }

    /// Begins anew with other rows or columns.
    fn again_with(&mut self, grid: Grid, asks: &mut Asks) {
        let begin_at = self.rows().get(self.row).map(|r| r.typed.clone());
        let (sort, metric, transposed) = (self.sort, self.metric, self.transposed);
        let columns = std::mem::take(&mut self.columns);
        let before = Some((self.grid.clone(), columns, self.row));
        *self = Self {
            before,
            sort,
            metric,
            transposed,
            ..Self::of(grid, begin_at)
        };
        self.go_on(asks);
    }

    fn take(&mut self, column: Arc<Column>) {
        let first = self.columns.is_empty();
        match self.columns.get_mut(column.index) {
            Some(known) => *known = column,
            None => self.columns.push(column),
        }
        self.cells = gathered(&self.grid, &self.columns);
        if first && let Some(name) = &self.begin_at {
            let is = |r: &RowName| r.typed == *name || r.name == *name;
            let at = self.rows().iter().position(is);
            self.chose = at.is_some();
            self.row = at.unwrap_or(0);
        }
        if !self.chose {
            self.row = self.order().first().copied().unwrap_or(0);
        }
    }
}

fn empty(grid: &Grid) -> Cells {
    Cells {
        seeds: grid.seeds,
        architectures: Vec::new(),
        outages: Vec::new(),
        cells: Vec::new(),
    }
}

/// Columns as rows of cells.
fn gathered(grid: &Grid, columns: &[Arc<Column>]) -> Cells {
    let Some(first) = columns.first() else {
        return empty(grid);
    };
    let row = |row: usize| {
        let cells = columns.iter().map_while(|c| c.cells.get(row).cloned());
        cells.collect()
    };
    Cells {
        seeds: grid.seeds,
        architectures: first.rows.iter().map(|r| r.name.clone()).collect(),
        outages: columns.iter().map(|c| c.outage.clone()).collect(),
        cells: (0..first.rows.len()).map(row).collect(),
    }
}

impl Page for Matrix {
    fn name(&self) -> &'static str {
        "MATRIX"
    }

    fn head(&self) -> (String, String) {
        draw::head(self)
    }

    fn keys(&self) -> &'static [Key] {
        keys::KEYS
    }

    fn begin(&mut self, asks: &mut Asks) {
        self.go_on(asks);
    }

    fn again(&mut self, asks: &mut Asks) {
        if self.interrupted {
            self.go_on(asks);
        }
    }

    fn act(&mut self, id: &str, argument: Option<&str>, asks: &mut Asks) -> bool {
        update::act(self, id, argument, asks)
    }

    fn close(&mut self) -> bool {
        if std::mem::take(&mut self.big) {
            return true;
        }
        if self.columns.is_empty()
            && let Some((grid, columns, row)) = self.before.take()
        {
            self.cells = gathered(&grid, &columns);
            (self.grid, self.columns, self.row) = (grid, columns, row);
            return true;
        }
        !std::mem::take(&mut self.filter).is_empty()
    }

    fn mouse(&mut self, event: Mouse, area: Rect, asks: &mut Asks) {
        draw::mouse(self, event, area, asks);
    }

    fn done(&mut self, product: Product, asks: &mut Asks) {
        if let Product::Story(story) = product {
            asks.open(Replay::new(story));
        } else if let Product::Column(column) = product {
            self.take(column);
            self.go_on(asks);
        }
    }

    fn draw(&self, buffer: &mut Buffer, area: Rect, look: &Look) {
        draw::draw(buffer, self, look, area);
    }

    fn told(&self) -> Vec<String> {
        told::told(self)
    }
}
