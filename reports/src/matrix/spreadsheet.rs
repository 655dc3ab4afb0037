//! The matrix as CSV: one row per cell and journey, given touched, in the order asked for.

use super::cells::{gone, held, lossy, rows};
use super::{Shown, standing_word};
use search::matrix::Cell;
use search::sweep::{JourneyView, Lengths};

const COLUMNS: [&str; 19] = [
    "architecture",
    "outage",
    "standing",
    "place",
    "runs",
    "p_touched",
    "journey",
    "down_p50_s",
    "down_p90_s",
    "down_p99_s",
    "down_mean_s",
    "down_longest_s",
    "runs_not_restored",
    "runs_never_down",
    "runs_promises_held",
    "runs_data_lost",
    "runs_unrecoverable",
    "nearest",
    "replay",
];

/// The matrix as CSV. Quantiles that the runs cannot support are empty, `inf` is not restored.
#[must_use]
pub fn csv(shown: &Shown<'_>) -> String {
    let m = shown.matrix;
    let mut out = csv::Writer::from_writer(Vec::new());
    let mut write = |record: &[String]| {
        // Into memory, and all records are of one length.
        out.write_record(record)
            .unwrap_or_else(|e| unreachable!("{e}"));
    };
    write(&COLUMNS.map(str::to_owned));
    for row in rows(m, shown.sort) {
        for (column, cell) in m.cells[row].iter().enumerate() {
            for journey in &cell.sweep.touched.journeys {
                let mut record = vec![m.architectures[row].clone(), m.outages[column].0.clone()];
                record.extend(about(cell, journey));
                record.push(shown.lines[row][column].replay.clone().unwrap_or_default());
                write(&record);
            }
        }
    }
    let bytes = out.into_inner().unwrap_or_else(|e| unreachable!("{e}"));
    String::from_utf8_lossy(&bytes).into_owned()
}

fn about(cell: &Cell, journey: &JourneyView) -> Vec<String> {
    let view = &cell.sweep.touched;
    let down = &journey.down;
    let [p50, p90, p99] = quantiles(down);
    let least = journey.objectives.iter().map(held).min_by_key(|s| s.hits);
    let nearest = cell.nearest.as_ref();
    vec![
        standing_word(cell.standing).to_owned(),
        cell.sweep.frame.place.clone(),
        view.hit.share.of.to_string(),
        view.p_touched.map_or_else(String::new, |p| p.to_string()),
        journey.name.clone(),
        p50,
        p90,
        p99,
        down.mean_s
            .as_ref()
            .map_or_else(|_| "inf".to_owned(), |e| e.mean.to_string()),
        down.longest.secs_f64().to_string(),
        down.not_restored.share.hits.to_string(),
        journey.never_down.share.hits.to_string(),
        least.map_or_else(String::new, |s| s.hits.to_string()),
        lossy(cell).hits.to_string(),
        gone(cell).hits.to_string(),
        nearest.map_or_else(String::new, |n| n.architecture.clone()),
    ]
}

fn quantiles(down: &Lengths) -> [String; 3] {
    down.quantiles_s.each_ref().map(|q| {
        q.as_ref()
            .map_or_else(|_| String::new(), |q| q.value.to_string())
    })
}
