//! The verdict on promises, for people, and the words that all its reports share.

mod beside;
mod csv;
mod finding;
mod github;
mod gitlab;
mod junit;
mod markdown;
mod sarif;
mod text;

pub use csv::csv;
pub use finding::{Context, worst_replay};
pub use github::commands;
pub use gitlab::code_quality;
pub use junit::junit;
pub use markdown::{comment, step_summary};
pub use sarif::sarif;
pub use text::text;

use crate::words::{length, share_ppb};
use search::check::{Check, Verdict};
use search::many::Promise;
use tenant::score::Target;

/// `PASS`, `FAIL`, `UNDECIDED`.
#[must_use]
pub const fn word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Pass => "PASS",
        Verdict::Fail => "FAIL",
        Verdict::Undecided => "UNDECIDED",
    }
}

/// `RTO 4h`, `RPO 5m`, `SLO 99.9 %`.
#[must_use]
pub fn promise(promise: &Promise) -> String {
    format!("{} {}", short(promise), target(promise.target))
}

/// `RTO`, `RPO`, `SLO`.
fn short(promise: &Promise) -> &str {
    match promise.name.as_str() {
        "rto" => "RTO",
        "rpo" => "RPO",
        "availability_slo" => "SLO",
        other => other,
    }
}

/// `4h`, `99.9 %`.
fn target(target: Target) -> String {
    match target {
        Target::Time(d) => length(d),
        Target::Share(ppb) => share_ppb(ppb),
    }
}

/// What came out, in one sentence: `2 of 6 promises are broken, 1 is undecided.`
#[must_use]
pub fn summary(check: &Check) -> String {
    let all: Vec<Verdict> = check
        .pairs
        .iter()
        .flat_map(|p| p.objectives.iter().map(|o| o.verdict))
        .collect();
    let count = |v: Verdict| all.iter().filter(|x| **x == v).count();
    let (broken, open) = (count(Verdict::Fail), count(Verdict::Undecided));
    let be = |n: usize| if n == 1 { "is" } else { "are" };
    match (all.len(), broken, open) {
        (1, 0, 0) => "the promise holds".to_owned(),
        (1, 1, _) => "the promise does not hold".to_owned(),
        (1, _, _) => "it cannot be told yet whether the promise holds".to_owned(),
        (n, 0, 0) => format!("all {n} promises hold"),
        (n, 0, open) if n == open => format!("none of {n} promises can be told yet"),
        (n, 0, open) => format!(
            "of {n} promises {open} {} undecided, the others hold",
            be(open)
        ),
        (n, broken, 0) if n == broken => format!("none of {n} promises holds"),
        (n, broken, 0) => format!("{broken} of {n} promises {} not hold", does(broken)),
        (n, broken, open) => format!(
            "{broken} of {n} promises {} not hold, {open} {} undecided",
            does(broken),
            be(open)
        ),
    }
}

const fn does(n: usize) -> &'static str {
    if n == 1 { "does" } else { "do" }
}
