//! A check whose exit code is about a change, and a baseline that has nothing in common with it: files or journeys have
//! other names there. That nothing became worse is not shown by it, and must not be read so.

use crate::failure::Failure;
use search::check::{Check, Pair};

/// Most names of a side.
const NAMED_MAX: usize = 4;

/// What to say, with what each side has.
pub(super) fn nothing_in_common(check: &Check) -> Failure {
    let baseline = check.baseline.as_ref();
    let name = baseline.map_or("the baseline", |b| b.name.as_str());
    let here = check.pairs.iter().flat_map(|p| {
        let made = p.objectives.iter();
        made.map(|o| of(p, &o.journey, &reports::check::promise(&o.promise)))
    });
    let there = check.pairs.iter().flat_map(|p| {
        let gone = p.gone.iter();
        gone.map(|g| of(p, &g.journey, &reports::check::promise(&g.promise)))
    });
    let mut there: Vec<String> = there.collect();
    there.extend(baseline.into_iter().flat_map(|b| b.gone.clone()));
    if there.is_empty() {
        let files = check.pairs.iter().map(|p| p.file.as_str());
        let mut files: Vec<&str> = files.collect();
        files.dedup();
        there.push(format!("it has no {}", some(&files, " and no ")));
    }
    let here: Vec<String> = here.collect();
    Failure::Baseline(format!(
        "error: the baseline cannot be used: nothing here can be compared with {name}, so whether a promise became \
         worse cannot be told\n  \
         = note: here: {}\n  \
         = note: there: {}\n  \
         = help: files and journeys are compared by their names: change a name and a design one after the other\n  \
         = help: what is new is judged by its own promises: leave out --fail-on regression",
        some(&here, "; "),
        some(&there, "; ")
    ))
}

/// `order RTO 4h of kiosk.yaml under day.csv`
fn of(pair: &Pair, journey: &str, promise: &str) -> String {
    let (file, outage) = (&pair.file, &pair.frame.outage);
    format!("{journey} {promise} of {file} under {outage}")
}

/// The first few, and how many more.
fn some<T: AsRef<str>>(all: &[T], between: &str) -> String {
    let shown: Vec<&str> = all.iter().take(NAMED_MAX).map(AsRef::as_ref).collect();
    let shown = shown.join(between);
    match all.len().saturating_sub(NAMED_MAX) {
        0 => shown,
        more => format!("{shown}{between}{more} more"),
    }
}
