//! Which built-in designs came through an outage, tried only as far as somebody asks.

use super::{House, LIVING, Row, Sky};
use crate::failure::Failure;
use search::matrix::{Cell, Nearest, Standing, candidates};
use tenant::architecture::Architecture;

/// The built-in designs under one outage.
pub(super) struct Examples<'a> {
    house: &'a House<'a>,
    sky: &'a Sky<'a>,
    built_in: &'a [Architecture],
    /// How each came through, once that is known.
    standings: Vec<Option<Standing>>,
}

impl<'a> Examples<'a> {
    pub fn new(house: &'a House<'a>, sky: &'a Sky<'a>, built_in: &'a [Architecture]) -> Self {
        Self {
            house,
            sky,
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
    pub fn nearest(
        &mut self,
        arch: &Architecture,
        cell: &Cell,
    ) -> Result<Option<Nearest>, Failure> {
        if cell.standing != Standing::Failed {
            return Ok(None);
        }
        for candidate in candidates(arch, self.built_in) {
            if self.standing(candidate.index)?.survived() {
                return Ok(Some(candidate.nearest));
            }
        }
        Ok(None)
    }

    fn standing(&mut self, index: usize) -> Result<Standing, Failure> {
        if let Some(known) = self.standings[index] {
            return Ok(known);
        }
        let seeds: Vec<u64> = (self.house.seeds.0..self.house.seeds.1).collect();
        self.house.progress.more(LIVING, seeds.len());
        let lived = self.house.live(&self.built_in[index], self.sky, &seeds)?;
        let found = self.house.cell(lived).standing;
        self.standings[index] = Some(found);
        Ok(found)
    }
}
