//! Which rows are shown, and in which order.

use super::Matrix;
use reports::matrix::{Sort as Order, rows};
use search::matrix::{Cell, Standing};

/// The order of architectures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sort {
    /// Most failures first, then the longest downtime.
    Worst,
    /// By the number at the cursor, the worst first.
    Column,
    /// What is rented for least first.
    Cheapest,
    /// By name.
    Name,
    /// As asked for.
    Given,
}

impl Sort {
    /// All of them, in the order of the key that goes through them.
    pub const ALL: [Self; 5] = [
        Self::Worst,
        Self::Column,
        Self::Cheapest,
        Self::Name,
        Self::Given,
    ];

    /// Its name, as it is typed.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Worst => "worst",
            Self::Column => "column",
            Self::Cheapest => "cheapest",
            Self::Name => "name",
            Self::Given => "given",
        }
    }

    /// In words.
    pub const fn says(self) -> &'static str {
        match self {
            Self::Worst => "worst first",
            Self::Column => "by this column, worst first",
            Self::Cheapest => "cheapest first",
            Self::Name => "by name",
            Self::Given => "as given",
        }
    }
}

impl Matrix {
    /// The architectures that are shown, in their order.
    pub(super) fn order(&self) -> Vec<usize> {
        let mut order = match self.sort {
            Sort::Worst => rows(&self.cells, Order::Worst),
            Sort::Name => rows(&self.cells, Order::Name),
            Sort::Column | Sort::Cheapest | Sort::Given => rows(&self.cells, Order::Given),
        };
        match self.sort {
            Sort::Column => {
                let weight = |row| self.weight(row, self.outage(), self.metric());
                order.sort_by(|&a, &b| weight(b).total_cmp(&weight(a)));
            }
            Sort::Cheapest => order.sort_by_key(|&row| self.rows()[row].monthly_micro),
            Sort::Worst | Sort::Name | Sort::Given => {}
        }
        order.retain(|&row| self.is_shown(row));
        order
    }

    fn is_shown(&self, row: usize) -> bool {
        let names = self.rows()[row].name.contains(&self.filter);
        names && !(self.hide_met && self.is_met(row))
    }

    /// Whether an architecture came through everything that is known by now.
    fn is_met(&self, row: usize) -> bool {
        let mut cells = self.cells.cells[row].iter();
        let known = cells.len() > 0;
        known && cells.all(came_through)
    }
}

/// Whether it survived, or the outage passed it by.
fn came_through(cell: &Cell) -> bool {
    matches!(cell.standing, Standing::Survived | Standing::PassedBy)
}
