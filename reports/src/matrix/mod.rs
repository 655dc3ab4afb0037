//! Architectures by outages: who came through, and for whoever did not, a design that did.
//!
//! One or two outages have a table each, with several numbers per architecture; more have a map with one number per
//! cell. A sign says how a cell ended, its colour says it again. Fits 80 columns: a wide map goes on in further blocks.

mod cells;
mod failed;
mod heat;
mod markdown;
mod spreadsheet;

pub use cells::{
    brief, kept, lossy, percent, rows, said, sign, telling_seed, typical_s, worst_journey,
};
pub use failed::why;
pub use markdown::markdown;
pub use spreadsheet::csv;

use crate::paint::{HEADING, QUIET, paint};
use crate::words::{plural, wrap};
use search::many::Values;
use search::matrix::{Matrix, Standing};

/// Where text is broken.
const WIDTH: usize = 80;

/// What is shown of each cell, where one number has to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Metric {
    /// Median downtime of the journey that fared worst.
    Downtime,
    /// Share of runs in which the promise held that held least.
    Met,
    /// Share of runs in which acknowledged writes were missing.
    Lost,
}

/// The order of rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    /// Most failures first, then the longest downtime.
    Worst,
    /// By name.
    Name,
    /// As asked for.
    Given,
}

/// What to paste to see a cell closer.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Lines {
    /// Shows the run that says most about it.
    pub replay: Option<String>,
    /// Sets it beside the nearest design that came through.
    pub compare: Option<String>,
}

/// A matrix and how it is shown.
#[derive(Debug, Clone, Copy)]
pub struct Shown<'a> {
    /// What is shown.
    pub matrix: &'a Matrix,
    /// One per architecture, one per outage in it.
    pub lines: &'a [Vec<Lines>],
    /// What a cell of a map shows.
    pub metric: Metric,
    /// The order of rows.
    pub sort: Sort,
}

/// How a cell ended, for programs.
pub(crate) const fn standing_word(standing: Standing) -> &'static str {
    match standing {
        Standing::PassedBy => "passed_by",
        Standing::Survived => "survived",
        Standing::Hurt => "hurt",
        Standing::Failed => "failed",
    }
}

/// The matrix for people.
#[must_use]
pub fn text(shown: &Shown<'_>) -> String {
    let m = shown.matrix;
    let title = match m.outages.as_slice() {
        [(id, title)] => format!("{id}: {title}"),
        _ => format!(
            "{} under {}",
            plural(m.architectures.len() as u64, "architecture"),
            plural(m.outages.len() as u64, "outage")
        ),
    };
    let mut out = format!(
        "{}\n{}\n\n",
        paint(HEADING, &title),
        wrap(&about(shown), WIDTH, 0)
    );
    match m.outages.len() {
        0 => {}
        1 | 2 => out.push_str(&heat::tables(shown)),
        _ => out.push_str(&heat::map(shown)),
    }
    out.push_str(&format!("{}\n", paint(QUIET, &legend(shown))));
    out.push_str(&failed::text(shown));
    out
}

/// What was lived, in a few sentences.
fn about(shown: &Shown<'_>) -> String {
    let m = shown.matrix;
    let runs = m.seeds.1 - m.seeds.0;
    let first = m.cells.first().and_then(|row| row.first());
    let drawn = first.map_or_else(String::new, |cell| {
        let frame = &cell.sweep.frame;
        match frame.values {
            Values::Observed => String::new(),
            Values::Fixed => format!(" on {} (assumed numbers fixed)", clouds(frame.clouds)),
            Values::Drawn => format!(" on {} (assumed numbers drawn too)", clouds(frame.clouds)),
        }
    });
    let order = match shown.sort {
        Sort::Worst => "worst first",
        Sort::Name => "by name",
        Sort::Given => "in the order given",
    };
    format!(
        "{} each, seeds {}..{}{drawn}, the same weather for all; given that something of each is hit, in the zone that \
         hurts most; {order}.",
        plural(runs, "run"),
        m.seeds.0,
        m.seeds.1,
    )
}

fn clouds(n: u32) -> String {
    plural(u64::from(n), "draw") + " of the cloud"
}

/// What signs and columns mean.
fn legend(shown: &Shown<'_>) -> String {
    let mut out = String::from(
        "+ every promise held in 95 % of the runs   ~ some promise did not\n\
         x one held in fewer than half, or data was lost beyond its promise\n\
         ? has nothing there   ! acknowledged writes were missing in some run\n",
    );
    let columns = if shown.matrix.outages.len() <= 2 {
        "Down: median of the journey that fared worst; `90 %`: nine in ten runs are no longer, shown where there are \
         enough runs to tell; `open`: not restored when the run ended. `kept`: runs in which the promise held that held \
         least. `lost`: runs in which acknowledged writes were missing. `hit`: the chance that anything of it is touched \
         at all."
    } else {
        match shown.metric {
            Metric::Downtime => {
                "Numbers: median downtime of the journey that fared worst; `open`: not restored when the run ended; `<`: \
                 the longest run, as there are too few for a median."
            }
            Metric::Met => {
                "Numbers: runs in which the promise held that held least; `-`: nothing is promised."
            }
            Metric::Lost => {
                "Numbers: runs in which acknowledged writes were missing; `gone`: in some run nothing could bring the \
                 data back."
            }
        }
    };
    out.push_str(&wrap(columns, WIDTH, 0));
    out
}
