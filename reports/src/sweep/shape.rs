//! How the runs of a journey spread: counts, the share so far, twenty runs that stand for all, and two kinds of runs.

use super::said;
use crate::forecast::numbers::{border, percent};
use crate::paint::{QUIET, WARN, paint};
use crate::words::{count, wrap};
use search::spread::Chance;
use search::sweep::{Humps, JourneyView, Lengths};

/// Widest bar of runs.
const BAR: usize = 20;
/// Widest bar of the share so far.
const SO_FAR: usize = 10;

/// One bar of the picture.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Which lengths it counts.
    pub label: String,
    /// How many runs.
    pub runs: u64,
    /// Runs of the twenty that stand for all: `o`, and `x` where the promise is broken.
    pub dots: String,
    /// Where it begins, seconds.
    pub from: f64,
}

pub(super) fn text(touched: &JourneyView, drawn: &JourneyView, rto: Option<f64>) -> String {
    let mut out = String::new();
    if touched.never_down.share.hits < touched.never_down.share.of {
        out.push_str(&picture(&touched.down, rto));
    }
    match (&touched.down.humps, &drawn.down.humps) {
        (Some(h), _) => out.push_str(&humps(h, &touched.down, "given touched")),
        (None, Some(h)) => out.push_str(&humps(h, &drawn.down, "as the dice fall")),
        (None, None) => {}
    }
    out
}

fn picture(down: &Lengths, rto: Option<f64>) -> String {
    let rows = rows(down, rto);
    let all: u64 = rows.iter().map(|r| r.runs).sum();
    let most = rows.iter().map(|r| r.runs).max().unwrap_or(0).max(1);
    let widest = rows
        .iter()
        .map(|r| r.label.chars().count())
        .max()
        .unwrap_or(0);
    let dots = if down.dots_s.is_empty() { "" } else { "of 20" };
    let head = format!(
        "downtime{:pad$}  {:BAR$}  {:>9}  so far{:9}{dots}",
        "",
        "given touched",
        "runs",
        "",
        pad = widest.saturating_sub(8)
    );
    let mut out = format!("\n  {}\n", paint(QUIET, head.trim_end()));
    let mut so_far = 0;
    let mut promised = rto;
    for row in rows {
        if let Some(time) = promised.take_if(|time| row.from >= *time && row.runs > 0) {
            let line = format!("-- RTO {} ", said::time(time, ""));
            out.push_str(&format!("  {}\n", paint(QUIET, &format!("{line:-<72}"))));
        }
        so_far += row.runs;
        let part = so_far as f64 / all.max(1) as f64;
        // A mark for every run there is, however few.
        let bar = "#".repeat((row.runs as usize * BAR).div_ceil(most as usize));
        let filled = "=".repeat((part * SO_FAR as f64).floor() as usize);
        let line = format!(
            "{:>widest$}  {bar:BAR$}  {:>9}  {:>7} |{filled:SO_FAR$}| {}",
            row.label,
            count(row.runs),
            percent(part),
            row.dots
        );
        out.push_str(&format!("  {}\n", line.trim_end()));
    }
    out
}

/// The bars from the shortest to the longest; those without a run only between those with some.
#[must_use]
pub fn rows(down: &Lengths, rto: Option<f64>) -> Vec<Row> {
    let h = &down.histogram;
    let dots = |holds: &dyn Fn(f64) -> bool| -> String {
        let those = down.dots_s.iter().map(|d| d.unwrap_or(f64::INFINITY));
        let late = |s: f64| rto.is_some_and(|rto| s > rto);
        those
            .filter(|&s| holds(s))
            .map(|s| if late(s) { 'x' } else { 'o' })
            .collect()
    };
    let mut out = Vec::new();
    if h.none > 0 {
        out.push(Row {
            label: "never down".to_owned(),
            runs: h.none,
            dots: dots(&|s| s <= 0.0),
            from: 0.0,
        });
    }
    let used = |i: &usize| h.counts[*i] > 0;
    let first = (0..h.counts.len()).find(used).unwrap_or(0);
    let last = (0..h.counts.len()).rfind(used).map_or(0, |i| i + 1);
    for i in first..last {
        let (from, until) = (h.borders_s[i], h.borders_s.get(i + 1).copied());
        let inside = move |s: f64| {
            s > 0.0 && s.is_finite() && s >= from && until.is_none_or(|until| s < until)
        };
        out.push(Row {
            label: match (i, until) {
                (0, Some(until)) => format!("under {}", border(until)),
                (_, Some(until)) => format!("{} to {}", border(from), border(until)),
                (0, None) => "some".to_owned(),
                (_, None) => format!("{} and more", border(from)),
            },
            runs: h.counts[i],
            dots: dots(&inside),
            from,
        });
    }
    if down.not_restored.share.hits > 0 {
        out.push(Row {
            label: said::NOT_RESTORED.to_owned(),
            runs: down.not_restored.share.hits,
            dots: dots(&|s| !s.is_finite()),
            from: f64::INFINITY,
        });
    }
    out
}

fn humps(h: &Humps, down: &Lengths, luck: &str) -> String {
    let (quoted, kinds) = kinds(h, down);
    let mut out = format!(
        "\n  {}\n",
        paint(WARN, &format!("TWO KINDS OF RUNS, {luck}{quoted}"))
    );
    for text in kinds {
        out.push_str(&format!("  {}\n", wrap(&text, super::WIDTH - 2, 5)));
    }
    out
}

/// Two kinds of runs: what to warn of (empty where there is no mean that could be quoted), and each kind in words.
#[must_use]
pub fn kinds(h: &Humps, down: &Lengths) -> (String, [String; 2]) {
    let quoted = match &down.mean_s {
        Ok(mean) => format!(": do not quote the mean ({})", said::time(mean.mean, "")),
        Err(_) => String::new(),
    };
    let border = said::time(h.border_s, "");
    let (low, high) = match h.low.0.share.hits == down.histogram.none {
        true => ("never down".to_owned(), "down".to_owned()),
        false => (format!("under {border}"), format!("{border} or longer")),
    };
    let kind = |(name, what, (chance, median)): (&str, String, (Chance, f64))| {
        let mut text = format!("{name}  {what}: {} of runs", said::chance(&chance));
        if median > 0.0 {
            text.push_str(&match median.is_finite() {
                true => format!(", median {}", said::time(median, "")),
                false => ", most are not restored".to_owned(),
            });
        }
        text
    };
    (quoted, [("A", low, h.low), ("B", high, h.high)].map(kind))
}
