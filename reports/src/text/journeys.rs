//! How users fared: downtime, availability two ways, objectives, episodes.

use crate::card::Card;
use crate::paint::{BAD, GOOD, QUIET, WARN, heading, paint};
use crate::table::{Cell, Table};
use crate::words::{count, length, share_ppb, share_ppm};
use tenant::score::{JourneyScore, ObjectiveScore, Target, WINDOW};

/// Episodes listed per journey; the rest are counted.
const EPISODES_MAX: usize = 6;

pub(super) fn text(card: &Card<'_>) -> String {
    let journeys = &card.worst().score.journeys;
    let mut out = heading("JOURNEYS: what users felt");
    let mut table = Table::new(&[
        "",
        "journey",
        "down",
        "longest (RTO)",
        "by time",
        "by requests",
        "failed",
        "wanted",
    ]);
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
            Cell::right(share_ppb(j.availability_time_ppb)),
            Cell::right(share_ppb(j.availability_requests_ppb)),
            Cell::right(count(j.failed / 1_000_000)),
            Cell::right(count(j.offered / 1_000_000)),
        ]);
    }
    out.push_str(&table.render(0));
    let days = WINDOW.0 / 86_400_000_000;
    let note = format!(
        "  `by time` and `by requests` are availability over {days} days with nothing else in them;\n  \
         `failed` and `wanted` count requests during the run\n"
    );
    out.push_str(&paint(QUIET, &note));
    out.push_str(&objectives(journeys));
    out.push_str(&episodes(card, journeys));
    out
}

fn objectives(journeys: &[JourneyScore]) -> String {
    if journeys.iter().all(|j| j.objectives.is_empty()) {
        return String::new();
    }
    let mut table = Table::new(&["", "objective", "promised", "reached", "verdict"]);
    for j in journeys {
        for o in &j.objectives {
            let (mark, style, verdict) = match o.met {
                Some(true) => ("+", GOOD, "met"),
                Some(false) => ("x", BAD, "missed"),
                None => ("?", WARN, "not known: the run ended too early"),
            };
            table.row(vec![
                Cell::left(mark).styled(style),
                Cell::left(format!("{} {}", j.name, said(o.name))),
                Cell::right(target(o.target)),
                Cell::right(o.actual.map_or_else(|| "not restored".to_owned(), target)),
                Cell::left(format!("{verdict}{}", budget(o))),
            ]);
        }
    }
    format!("\n{}", table.render(0))
}

fn said(name: &str) -> &str {
    match name {
        "rto" => "RTO",
        "rpo" => "RPO",
        "availability_slo" => "availability",
        other => other,
    }
}

fn target(target: Target) -> String {
    match target {
        Target::Time(d) => length(d),
        Target::Share(ppb) => share_ppb(ppb),
    }
}

fn budget(o: &ObjectiveScore) -> String {
    match o.budget_used_ppm {
        Some(ppm) => format!(", {} of the error budget used", share_ppm(ppm)),
        None => String::new(),
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
            let until = if e.restored {
                card.clock.both(e.until)
            } else {
                "not restored".to_owned()
            };
            table.row(vec![
                Cell::left(&j.name),
                Cell::left(card.clock.both(e.from)),
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
