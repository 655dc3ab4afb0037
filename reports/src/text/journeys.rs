//! How users fared: downtime, availability two ways, objectives, episodes.

use crate::card::Card;
use crate::paint::{BAD, GOOD, QUIET, WARN, heading, paint};
use crate::table::{Cell, Table};
use crate::words::{count, length, share_ppb, share_ppm};
use kernel::SimDuration;
use tenant::score::{JourneyScore, ObjectiveScore, Target, WINDOW};

/// Episodes listed per journey; the rest are counted.
const EPISODES_MAX: usize = 6;
/// Episodes shorter than this are told to the second.
const SHORT: SimDuration = SimDuration(600_000_000);

pub(super) fn text(card: &Card<'_>) -> String {
    let journeys = &card.worst().score.journeys;
    let mut out = heading("JOURNEYS: what users felt");
    let mut table = Table::new(&[
        "",
        "journey",
        "down",
        "longest*",
        "served",
        "failed",
        "wanted",
        "28d by time",
        "28d by requests",
    ]);
    let few = |ppb: u32| availability(ppb, digits(journeys));
    for j in journeys {
        let up = j.episodes.is_empty();
        let rto = match j.rto {
            Some(rto) => length(rto),
            None => "not restored".to_owned(),
        };
        table.row(vec![
            if up {
                Cell::left("+").styled(GOOD)
            } else {
                Cell::left("x").styled(BAD)
            },
            Cell::left(&j.name),
            Cell::right(length(j.downtime)),
            Cell::right(rto),
            Cell::right(few(served_ppb(j))),
            Cell::right(count(j.failed / 1_000_000)),
            Cell::right(count(j.offered / 1_000_000)),
            Cell::right(few(j.availability_time_ppb)),
            Cell::right(few(j.availability_requests_ppb)),
        ]);
    }
    out.push_str(&table.render(0));
    let days = WINDOW.0 / 86_400_000_000;
    let note = format!(
        "  +: never down, x: was down; *: with the backlog after it worked off, as an RTO counts it\n  \
         `served`, `failed`, `wanted`: requests of the run; `28d`: availability over {days} days with\n  \
         nothing else in them, as a share of time and of requests\n"
    );
    out.push_str(&paint(QUIET, &note));
    out.push_str(&objectives(card, journeys));
    out.push_str(&episodes(card, journeys));
    out
}

/// Share of the run's requests that were answered in time, parts per billion.
pub(crate) fn served_ppb(j: &JourneyScore) -> u32 {
    let served = u128::from(j.served.min(j.offered));
    (served * 1_000_000_000 / u128::from(j.offered.max(1))) as u32
}

/// Digits after the point for all shares of the table: two, or as many as keep the one nearest to all apart from it.
fn digits(journeys: &[JourneyScore]) -> usize {
    let shares = |j: &JourneyScore| {
        let all = [
            served_ppb(j),
            j.availability_time_ppb,
            j.availability_requests_ppb,
        ];
        all.into_iter().filter(|&ppb| ppb < 1_000_000_000)
    };
    let nearest = journeys.iter().flat_map(shares).max().unwrap_or(0);
    match 1_000_000_000 - nearest {
        1_000_000.. => 2,
        100_000.. => 3,
        _ => 4,
    }
}

/// A share with that many digits after the point.
fn availability(ppb: u32, digits: usize) -> String {
    match ppb {
        1_000_000_000.. => "100 %".to_owned(),
        // Rounded down, so that what is not all does not look like it.
        _ => {
            let step = 10_u32.pow(7 - digits as u32);
            format!("{:.digits$} %", f64::from(ppb / step * step) / 1e7)
        }
    }
}

fn objectives(card: &Card<'_>, journeys: &[JourneyScore]) -> String {
    if journeys.iter().all(|j| j.objectives.is_empty()) {
        return String::new();
    }
    let mut table = Table::new(&["", "objective", "promised", "reached", "verdict"]);
    let mut budgets = String::new();
    let mut stores = card.worst().score.stores.iter();
    let idle = stores.all(|s| s.acknowledged == 0 && s.lost == 0);
    for j in journeys {
        for o in &j.objectives {
            let reached = if idle && o.name == "rpo" {
                "no writes".to_owned()
            } else {
                o.actual.map_or_else(|| "not restored".to_owned(), target)
            };
            let (mark, style, verdict) = match o.met {
                Some(true) => ("+", GOOD, "met"),
                Some(false) => ("x", BAD, "missed"),
                None => ("?", WARN, "not known: the run ended too early"),
            };
            table.row(vec![
                Cell::left(mark).styled(style),
                Cell::left(format!("{} {}", j.name, said(o.name))),
                Cell::right(target(o.target)),
                Cell::right(reached),
                Cell::left(verdict),
            ]);
            if let Some(line) = budget(o) {
                let several = journeys.iter().flat_map(|j| &j.objectives);
                let several = several.filter(|o| o.budget.is_some()).count() > 1;
                let whose = if several {
                    format!("{} ", j.name)
                } else {
                    String::new()
                };
                budgets.push_str(&format!("  {whose}{line}\n"));
            }
        }
    }
    format!("\n{}{budgets}", table.render(0))
}

pub(crate) fn said(name: &str) -> &str {
    match name {
        "rto" => "RTO",
        "rpo" => "RPO",
        "availability_slo" => "availability",
        other => other,
    }
}

pub(crate) fn target(target: Target) -> String {
    match target {
        Target::Time(d) => length(d),
        Target::Share(ppb) => share_ppb(ppb),
    }
}

/// How much of the error budget is gone, and which alert on the burn rate would have called first.
pub(crate) fn budget(o: &ObjectiveScore) -> Option<String> {
    let b = o.budget.as_ref()?;
    let fired = b
        .alerts
        .iter()
        .filter_map(|a| a.after.map(|after| (after, a.alert)));
    let first = fired.min_by_key(|(after, _)| *after);
    let alert = match first {
        Some((after, alert)) => format!("a {}x alert after {}", alert.burn(), length(after)),
        None => "no burn-rate alert".to_owned(),
    };
    Some(format!(
        "error budget: {} of {} used; {alert}",
        share_ppm(b.used_ppm),
        days(b.window)
    ))
}

fn days(window: SimDuration) -> String {
    const DAY: u64 = 86_400_000_000;
    match window.0 % DAY {
        0 => format!("{} days", window.0 / DAY),
        _ => length(window),
    }
}

fn episodes(card: &Card<'_>, journeys: &[JourneyScore]) -> String {
    let mut table = Table::new(&[
        "down",
        "from",
        "until",
        "length",
        "with drain",
        "served at worst",
    ]);
    let mut more = 0;
    for j in journeys {
        more += j.episodes.len().saturating_sub(EPISODES_MAX);
        for e in j.episodes.iter().take(EPISODES_MAX) {
            // A short one has seconds, or its begin and end would not tell its length.
            let clock = |t| match e.length() {
                l if l < SHORT => card.clock.exact(t),
                _ => card.clock.both(t),
            };
            let until = if e.restored {
                clock(e.until)
            } else {
                "not restored".to_owned()
            };
            table.row(vec![
                Cell::left(&j.name),
                Cell::left(clock(e.from)),
                Cell::left(until),
                Cell::right(length(e.length())),
                Cell::right(length(e.with_drain())),
                Cell::right(share_ppm(1_000_000 - u64::from(e.depth_ppm.min(1_000_000)))),
            ]);
        }
    }
    if journeys.iter().all(|j| j.episodes.is_empty()) {
        return String::new();
    }
    let more = if more > 0 {
        format!("  and {more} more\n")
    } else {
        String::new()
    };
    format!("\n{}{more}", table.render(2))
}
