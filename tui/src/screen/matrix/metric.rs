//! The numbers that a map can show of a cell.

use super::Matrix;
use reports::matrix as said;
use reports::words::dollars;
use search::matrix::Cell;

/// What is shown of a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Metric {
    /// Median downtime of the journey that fared worst.
    Down,
    /// Share of runs in which the promise held that held least.
    Kept,
    /// Share of runs in which acknowledged writes were missing.
    Lost,
    /// What failed requests cost in the run in the middle.
    Harm,
    /// What is rented on a calm month.
    Month,
}

impl Metric {
    /// All of them, in the order of columns and of the key that goes through them.
    pub const ALL: [Self; 5] = [Self::Down, Self::Kept, Self::Lost, Self::Harm, Self::Month];

    /// Its name, as it is typed and over a column.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Down => "down",
            Self::Kept => "kept",
            Self::Lost => "lost",
            Self::Harm => "harm",
            Self::Month => "month",
        }
    }

    /// What it means.
    pub const fn means(self) -> &'static str {
        match self {
            Self::Down => "down: median downtime of the journey that fared worst",
            Self::Kept => "kept: runs in which the promise held that held least",
            Self::Lost => "lost: runs in which acknowledged writes were missing",
            Self::Harm => "harm: what failed requests cost, median; each at its own load",
            Self::Month => "month: what is rented on a calm month, by price list",
        }
    }
}

impl Matrix {
    /// What the map says of a cell; `None`: it is not known yet.
    pub(super) fn said(&self, row: usize, outage: usize, metric: Metric) -> Option<String> {
        let cell = self.cell(row, outage)?;
        Some(match metric {
            Metric::Down => said::said(said::Metric::Downtime, cell),
            Metric::Kept => said::said(said::Metric::Met, cell),
            Metric::Lost => said::said(said::Metric::Lost, cell),
            Metric::Harm => self
                .harm(row, outage)
                .map_or_else(|| "-".to_owned(), |h| harm(&h.unit, h.median_micro)),
            Metric::Month => dollars(self.rows()[row].monthly_micro),
        })
    }

    /// How bad a number is: larger is worse. Only numbers of one kind are compared.
    pub(super) fn weight(&self, row: usize, outage: usize, metric: Metric) -> f64 {
        let Some(cell) = self.cell(row, outage) else {
            return f64::NEG_INFINITY;
        };
        match metric {
            Metric::Down => typical_s(cell),
            Metric::Kept => said::kept(cell).map_or(-1.0, |(share, ..)| -share.value()),
            Metric::Lost => said::lossy(cell).value(),
            Metric::Harm => self
                .harm(row, outage)
                .map_or(-1.0, |h| h.median_micro as f64),
            Metric::Month => self.rows()[row].monthly_micro as f64,
        }
    }
}

/// Median downtime of the journey that fared worst, seconds.
pub(super) fn typical_s(cell: &Cell) -> f64 {
    said::worst_journey(cell).map_or(0.0, |j| said::typical_s(&j.down))
}

/// Money, or another harm as its number.
pub(super) fn harm(unit: &str, micro: u64) -> String {
    match unit {
        "USD" => dollars(micro),
        _ => reports::words::count(micro / 1_000_000),
    }
}
