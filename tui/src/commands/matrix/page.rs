//! The matrix as a page, with the runs that say most of its worst cells in full.

use crate::again::page_line;
use crate::commands::told::{Told, shown};
use crate::shards::Question;
use reports::matrix::Lines;
use reports::page::{Made, telling};
use search::matrix::Matrix;

pub(super) fn page(question: &Question, matrix: &Matrix, lines: &[Vec<Lines>]) -> String {
    let told = |(row, column): (usize, usize)| {
        let line = lines.get(row)?.get(column)?.replay.clone()?;
        let (design, outage) = (&matrix.architectures[row], &matrix.outages[column].0);
        Told::of_line(format!("{design} under {outage}"), line)
    };
    let told: Vec<Told> = telling::of_matrix(matrix)
        .into_iter()
        .filter_map(told)
        .collect();
    let made = Made {
        version: env!("CARGO_PKG_VERSION"),
        command: &page_line(question),
    };
    reports::page::matrix(matrix, &shown(&told), made)
}
