//! Which built-in designs came through an outage, tried only as far as somebody asks.

use super::{House, LIVING, Row};
use crate::weather::Storms;
use search::matrix::{Cell, Nearest, Standing, candidates};
use tenant::architecture::Architecture;

/// The built-in designs under one outage.
pub(super) struct Examples<'a> {
    house: &'a House<'a>,
    storms: &'a Storms,
    built_in: &'a [Architecture],
    /// How each came through, once that is known.
    standings: Vec<Option<Standing>>,
}

impl<'a> Examples<'a> {
    pub fn new(house: &'a House<'a>, storms: &'a Storms, built_in: &'a [Architecture]) -> Self {
        Self {
            house,
            storms,
            built_in,
            standings: vec![None; built_in.len()],
        }
    }

    /// Rows that are built-in designs have been tried.
    pub fn know(&mut self, rows: &[Row], cells: &[Cell]) {
        for (design, standing) in self.built_in.iter().zip(&mut self.standings) {
            let at = rows.iter().position(|r| r.arch == *design);
            *standing = at.map(|i| cells[i].standing);
        }
    }

    /// For a cell that failed: the nearest design that came through, if one did.
    pub fn nearest(&mut self, arch: &Architecture, cell: &Cell) -> Option<Nearest> {
        if cell.standing != Standing::Failed {
            return None;
        }
        let list = candidates(arch, self.built_in);
        let found = list.into_iter().find(|c| self.standing(c.index).survived());
        found.map(|c| c.nearest)
    }

    fn standing(&mut self, index: usize) -> Standing {
        if let Some(known) = self.standings[index] {
            return known;
        }
        self.house.progress.more(LIVING, self.house.seeds.len());
        let found = self.house.cell(&self.built_in[index], self.storms).standing;
        self.standings[index] = Some(found);
        found
    }
}
