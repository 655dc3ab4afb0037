//! Which built-in designs came through an outage, tried only as far as somebody asks.

use super::Row;
use search::matrix::{Cell, Nearest, Standing, candidates};
use tenant::architecture::Architecture;

/// The built-in designs under one outage.
pub struct Examples<'a> {
    built_in: &'a [Architecture],
    /// How each came through, once that is known.
    standings: Vec<Option<Standing>>,
}

impl<'a> Examples<'a> {
    /// None of them tried yet.
    pub fn new(built_in: &'a [Architecture]) -> Self {
        Self {
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

    /// For a cell that failed: the nearest design that came through, if one did. `live` tries one.
    ///
    /// # Errors
    /// Those of `live`.
    pub fn nearest<E>(
        &mut self,
        arch: &Architecture,
        cell: &Cell,
        live: &mut dyn FnMut(&Architecture) -> Result<Standing, E>,
    ) -> Result<Option<Nearest>, E> {
        if cell.standing != Standing::Failed {
            return Ok(None);
        }
        for candidate in candidates(arch, self.built_in) {
            if self.standing(candidate.index, live)?.survived() {
                return Ok(Some(candidate.nearest));
            }
        }
        Ok(None)
    }

    fn standing<E>(
        &mut self,
        index: usize,
        live: &mut dyn FnMut(&Architecture) -> Result<Standing, E>,
    ) -> Result<Standing, E> {
        if let Some(known) = self.standings[index] {
            return Ok(known);
        }
        let found = live(&self.built_in[index])?;
        self.standings[index] = Some(found);
        Ok(found)
    }
}
