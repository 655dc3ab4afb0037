//! The scorecard of one run, for an architect in a review.

mod caveats;
mod communication;
pub(crate) mod journeys;
mod money;
mod stores;
pub(crate) mod timeline;

use crate::card::{Card, Lost, downtime, downtime_said, lost, worst_journey};
use crate::paint::{BAD, GOOD, HEADING, QUIET, WARN, paint};
use crate::table::{Cell, Table};
use crate::words::{length, plural, wrap};

/// The whole card.
#[must_use]
pub fn text(card: &Card<'_>) -> String {
    let mut out = head(card);
    if card.passed_by() {
        return out;
    }
    out.push_str(&tried(card));
    out.push_str(&journeys::text(card));
    out.push_str(&timeline::text(card));
    out.push_str(&stores::text(card));
    out.push_str(&money::text(card));
    if !card.unharmed() {
        out.push_str(&communication::text(card));
    }
    out.push_str(&caveats::text(card));
    out
}

fn head(card: &Card<'_>) -> String {
    let o = &card.worst().outcome;
    let mut out = paint(HEADING, &format!("{} under {}", o.architecture, o.outage));
    out.push_str(&format!(
        "\n  architecture  {}\n",
        wrap(card.teaches, 82, 16)
    ));
    out.push_str(&format!("  outage        {}\n", wrap(card.title, 82, 16)));
    let zone = o
        .struck_zone
        .as_ref()
        .map(|z| format!(", struck zone {z}"))
        .unwrap_or_default();
    out.push_str(&crate::commands::text(card));
    out.push_str(&format!("  put on        {}{zone}\n", o.place));
    if let Some(from) = moved_from(card) {
        out.push_str(&format!("  moved         from {from}, where it happened\n"));
    }
    if let Some(start) = card.clock.start() {
        out.push_str(&format!(
            "  clock         T+0:00 is {start}; local times in brackets\n"
        ));
    }
    out.push_str(&format!("  luck          {}\n", wrap(&luck(card), 82, 16)));
    let cloud = of_cloud(card);
    out.push_str(&format!(
        "  seed, digest  {}{cloud}, {}; same digest, same result\n\n",
        o.seed, o.digest
    ));
    out.push_str(&headline(card));
    out
}

/// What has to be said of the cloud's seed beside the tenant's, in brackets.
pub(crate) fn of_cloud(card: &Card<'_>) -> String {
    let seed = card.cloud_seed;
    match (seed == card.worst().outcome.seed, card.values_drawn) {
        (true, false) => String::new(),
        (true, true) => " (assumed numbers drawn)".to_owned(),
        (false, false) => format!(" (of the cloud {seed})"),
        (false, true) => format!(" (of the cloud {seed}, assumed numbers drawn)"),
    }
}

/// The place where the tape was recorded, if it was put onto another one.
pub(crate) fn moved_from<'a>(card: &Card<'a>) -> Option<&'a str> {
    let tape = card.tape;
    let region = tape.places.path(tape.region);
    let o = &card.worst().outcome;
    if region != o.place {
        return Some(region);
    }
    let zone = tape.zone.map(|z| tape.places.path(z))?;
    (o.struck_zone.as_deref() != Some(zone)).then_some(zone)
}

/// Which draw this is and how likely such a one is.
pub(crate) fn luck(card: &Card<'_>) -> String {
    let o = &card.worst().outcome;
    if card.tape.populations.is_empty() {
        return "this tape has no shares: what it names is hit".to_owned();
    }
    let chance = card.chance(card.worst());
    match (o.given_touched, o.touched) {
        (true, true) => {
            format!("given that something of it is hit, which has a chance of {chance}")
        }
        (true, false) => "nothing of it can be hit by this outage directly".to_owned(),
        (false, true) => format!("as the dice fall: it is hit, which has a chance of {chance}"),
        (false, false) => {
            format!("as the dice fall: it is spared; being hit has a chance of {chance}")
        }
    }
}

/// The answer in one line.
pub(crate) fn headline(card: &Card<'_>) -> String {
    let mark = if card.passed_by() {
        paint(WARN, "?")
    } else if card.unharmed_there() {
        paint(GOOD, "+")
    } else {
        paint(BAD, "x")
    };
    format!("{mark} {}\n", answer(card))
}

/// The same without its mark.
pub(crate) fn answer(card: &Card<'_>) -> String {
    if card.passed_by() {
        let o = &card.worst().outcome;
        return format!(
            "{} has nothing in {}: the outage passes it by",
            o.architecture, o.place
        );
    }
    let lost = card.lost();
    let data = match lost {
        Lost::Nothing => "no acknowledged write was lost".to_owned(),
        Lost::Writes(..) => format!("{} of acknowledged data lost", lost.said()),
        Lost::Store(n) => {
            format!(
                "a whole store lost, with {} written in this run",
                plural(n, "write")
            )
        }
    };
    match card.worst_journey() {
        Some(j) if !j.episodes.is_empty() => {
            format!("{} was down {}; {data}", j.name, downtime_said(Some(j)))
        }
        Some(_) | None => format!("nothing was down; {data}"),
    }
}

/// The zones the outage was put on, if there is a choice.
fn tried(card: &Card<'_>) -> String {
    if card.replay.tries.len() < 2 {
        return String::new();
    }
    let mut table = Table::new(&["struck zone", "worst journey down", "data lost", "hit", ""]);
    for (i, t) in card.replay.tries.iter().enumerate() {
        table.row(vec![
            Cell::left(t.zone.as_deref().unwrap_or("none")),
            Cell::left(downtime_said(worst_journey(t))),
            Cell::left(lost(&t.score.stores).said()),
            Cell::right(card.chance(t)),
            Cell::left(if i == card.replay.worst {
                "<- shown below"
            } else {
                ""
            }),
        ]);
    }
    let worst = length(downtime(card.worst()));
    let mean = length(card.mean_downtime());
    let note = "  `hit`: chance that anything of it is touched when the outage strikes that zone\n";
    format!(
        "\n{}  worst {worst}, mean of the zones tried {mean}\n{}",
        table.render(2),
        paint(QUIET, note)
    )
}
