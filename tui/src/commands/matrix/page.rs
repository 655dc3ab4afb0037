//! The matrix as a page, with the runs that say most of its worst cells in full.

use crate::cli::many::AssumedArg;
use crate::commands::run::Lived;
use crate::shards::Question;
use reports::matrix::Lines;
use reports::page::{Made, Shown, telling};
use search::matrix::Matrix;

pub(super) fn page(question: &Question, matrix: &Matrix, lines: &[Vec<Lines>]) -> String {
    let mut told = Vec::new();
    for (row, column) in telling::of_matrix(matrix) {
        let line = lines.get(row).and_then(|l| l.get(column));
        let Some(line) = line.and_then(|l| l.replay.clone()) else {
            continue;
        };
        let Some(lived) = Lived::of_line(&line) else {
            continue;
        };
        let (design, outage) = (&matrix.architectures[row], &matrix.outages[column].0);
        told.push((format!("{design} under {outage}"), line, lived));
    }
    let shown: Vec<Shown<'_>> = told
        .iter()
        .map(|(title, line, lived)| Shown {
            title: title.clone(),
            line: line.clone(),
            card: lived.card(),
        })
        .collect();
    let made = Made {
        version: env!("CARGO_PKG_VERSION"),
        command: &again(question),
    };
    reports::page::matrix(matrix, &shown, made)
}

/// The line that makes the page again.
fn again(question: &Question) -> String {
    let (from, until) = question.seeds;
    let (seeds, clouds) = (format!("{from}..{until}"), question.clouds.to_string());
    let mut words = vec!["zonefall", "matrix"];
    words.extend(question.architectures.iter().map(|a| a.name.as_str()));
    for outage in &question.outages {
        words.extend(["--outage", &outage.name]);
    }
    if let Some(region) = &question.onto {
        words.extend(["--onto", region]);
    }
    words.extend(["--seeds", &seeds, "--clouds", &clouds]);
    if question.assumed == AssumedArg::Fixed.name() {
        words.extend(["--assumed", "fixed"]);
    }
    words.extend(["--format", "html", "-o", "page.html"]);
    shlex::try_join(words).unwrap_or_default()
}
