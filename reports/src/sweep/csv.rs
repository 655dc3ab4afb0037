//! Every run and journey as a row, for whoever draws pictures of their own.

use search::many::{Frame, JourneyRun, Lot, Run};
use tenant::Luck;

/// The columns before the promises.
const COLUMNS: [&str; 11] = [
    "seed",
    "cloud",
    "luck",
    "zone",
    "hit",
    "journey",
    "downtime_s",
    "mean_zone_downtime_s",
    "not_restored",
    "rto_s",
    "failed_share",
];

/// One row per run, luck and journey. A journey that was not restored has the downtime that was seen of it, `yes` under
/// `not_restored` and no `rto_s`; a promise that it has not is empty.
#[must_use]
pub fn csv(frame: &Frame, runs: &[Run]) -> String {
    let promises = promises(frame);
    let mut writer = csv::WriterBuilder::new().from_writer(Vec::new());
    let mut row = |cells: Vec<String>| {
        // Written to memory, and all rows are as long as the first.
        writer
            .write_record(&cells)
            .unwrap_or_else(|e| unreachable!("{e}"));
    };
    let heads = promises.iter().map(|p| format!("{p}_met"));
    row(COLUMNS
        .map(str::to_owned)
        .into_iter()
        .chain(heads)
        .collect());
    for run in runs {
        for (luck, name) in [(Luck::Touched, "touched"), (Luck::Drawn, "drawn")] {
            let lot = run.lot(luck);
            for (index, journey) in lot.journeys.iter().enumerate() {
                let mut cells = vec![run.seed.to_string(), run.cloud.to_string(), name.to_owned()];
                cells.extend(measures(frame, lot, journey, index));
                cells.extend(promises.iter().map(|p| kept(frame, journey, index, p)));
                row(cells);
            }
        }
    }
    let bytes = writer.into_inner().unwrap_or_else(|e| unreachable!("{e}"));
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Names of promises, in the order in which journeys make them.
fn promises(frame: &Frame) -> Vec<&str> {
    let mut out: Vec<&str> = Vec::new();
    for p in frame.journeys.iter().flat_map(|j| &j.objectives) {
        if !out.contains(&p.name.as_str()) {
            out.push(&p.name);
        }
    }
    out
}

fn measures(frame: &Frame, lot: &Lot, journey: &JourneyRun, index: usize) -> [String; 8] {
    let zone = frame.zones.get(usize::from(lot.zone)).cloned().flatten();
    [
        zone.unwrap_or_default(),
        yes(lot.touched).to_owned(),
        frame.journeys[index].name.clone(),
        seconds(journey.down.0),
        seconds(journey.mean_down.0),
        yes(journey.censored).to_owned(),
        journey.rto.map_or(String::new(), |d| seconds(d.0)),
        (journey.failed as f64 / journey.offered.max(1) as f64).to_string(),
    ]
}

fn kept(frame: &Frame, journey: &JourneyRun, index: usize, name: &str) -> String {
    let mut own = frame.journeys[index].objectives.iter();
    match own.position(|p| p.name == name) {
        None => String::new(),
        Some(at) => journey.objective(at).map_or("unknown", yes).to_owned(),
    }
}

fn seconds(us: u64) -> String {
    crate::json::seconds(us).to_string()
}

const fn yes(answer: bool) -> &'static str {
    if answer { "yes" } else { "no" }
}
