//! How a single run fared: the answer in one line, what has to be known to read it, journeys, promises, data, zones.

use super::mark::Mark;
use super::note;
use crate::card::{Card, Lost, downtime_said, lost, worst_journey};
use crate::text::journeys::{budget, said, served_ppb, target};
use crate::words::{count, dollars, length, plural, share_ppb, share_ppm};
use maud::{Markup, html};
use tenant::score::{JourneyScore, ObjectiveScore, WINDOW};

/// The answer in one line, as on the scorecard.
pub(super) fn sentence(card: &Card<'_>) -> String {
    crate::text::answer(card)
}

/// What has to be known to read the page.
pub(super) fn facts(card: &Card<'_>) -> Vec<(&'static str, String)> {
    let o = &card.worst().outcome;
    let mut out = vec![("Put on", o.place.clone())];
    if let Some(zone) = &o.struck_zone {
        out.push(("Struck zone", zone.clone()));
    }
    if let Some(from) = crate::text::moved_from(card) {
        out.push(("Where it happened", from.to_owned()));
    }
    if let Some(start) = card.clock.start() {
        out.push(("T+0:00 is", start));
    }
    out.push(("Luck", crate::text::luck(card)));
    out
}

/// The section.
pub(super) fn markup(card: &Card<'_>) -> Markup {
    html! {
        (tiles(card))
        (journeys(card))
        (promises(card))
        (stores(card))
        (tried(card))
    }
}

fn tiles(card: &Card<'_>) -> Markup {
    let t = card.worst();
    let worst = card.worst_journey();
    let down = worst.filter(|j| !j.episodes.is_empty());
    let (lost, writes) = match card.lost() {
        Lost::Nothing => ("none".to_owned(), "of the acknowledged writes".to_owned()),
        Lost::Writes(n, age) => (
            length(age),
            format!("{} missing, the oldest that old", plural(n, "write")),
        ),
        Lost::Store(n) => (
            "a whole store".to_owned(),
            format!("with {} of this run", plural(n, "write")),
        ),
    };
    let harm = t.score.money.harm.iter().find(|h| h.unit == "USD");
    let spend = format!("bill of the run {}", dollars(t.score.money.spend_micro));
    html! {
        div.tiles {
            (tile("Longest down", &down.map_or("0".to_owned(), |j| length(j.downtime)), &match down {
                Some(j) if j.censored => format!("{}, not restored", j.name),
                Some(j) => j.name.clone(),
                None => "no journey".to_owned(),
            }))
            (tile("Data lost", &lost, &writes))
            @if let Some(h) = harm { (tile("Lost with failed requests", &dollars(h.micro), &spend)) }
            @if !card.tape.populations.is_empty() {
                (tile("Chance of a hit", &card.chance(t), "that anything of it is touched"))
            }
        }
    }
}

/// A number to be read from the last row.
pub(super) fn tile(name: &str, value: &str, beside: &str) -> Markup {
    html! {
        div.tile { p.name { (name) } p.number { (value) } p.beside { (beside) } }
    }
}

fn journeys(card: &Card<'_>) -> Markup {
    let days = WINDOW.0 / 86_400_000_000;
    html! {
        h3 { "What users felt" }
        div.wide tabindex="0" {
            table {
                thead { tr {
                    th scope="col" { "Journey" } th scope="col" { "Verdict" }
                    th.n scope="col" { "Down" } th.n scope="col" { "Longest, with drain" }
                    th.n scope="col" { "Served" } th.n scope="col" { "Failed" } th.n scope="col" { "Wanted" }
                    th.n scope="col" { (days) " days by time" }
                } }
                tbody { @for j in &card.worst().score.journeys { (journey(j)) } }
            }
        }
    }
}

fn journey(j: &JourneyScore) -> Markup {
    let longest = j.rto.map_or("not restored".to_owned(), length);
    html! {
        tr {
            th scope="row" { (j.name) }
            td { @if j.episodes.is_empty() { (Mark::Good.chip("never down")) }
                 @else if j.censored { (Mark::Bad.chip("not restored")) }
                 @else { (Mark::Bad.chip("was down")) } }
            td.n { (length(j.downtime)) }
            td.n { (longest) }
            td.n { (share_ppb(served_ppb(j))) }
            td.n { (count(j.failed / 1_000_000)) }
            td.n { (count(j.offered / 1_000_000)) }
            td.n { (share_ppb(j.availability_time_ppb)) }
        }
    }
}

fn promises(card: &Card<'_>) -> Markup {
    let journeys = &card.worst().score.journeys;
    let mut stores = card.worst().score.stores.iter();
    let idle = stores.all(|s| s.acknowledged == 0 && s.lost == 0);
    let reached = |o: &ObjectiveScore| match o.actual {
        _ if idle && o.name == "rpo" => "no writes".to_owned(),
        Some(t) => target(t),
        None => "not restored".to_owned(),
    };
    let all: Vec<(&str, &ObjectiveScore)> = journeys
        .iter()
        .flat_map(|j| j.objectives.iter().map(|o| (j.name.as_str(), o)))
        .collect();
    let beside = all.iter().any(|(_, o)| !beside_it(o).is_empty());
    html! {
        @if !all.is_empty() {
            h3 { "What was promised" }
            div.wide tabindex="0" {
                table {
                    thead { tr {
                        th scope="col" { "Promise" } th scope="col" { "Verdict" }
                        th.n scope="col" { "Promised" } th.n scope="col" { "Reached" }
                        @if beside { th scope="col" { "Beside it" } }
                    } }
                    tbody {
                        @for (name, o) in &all {
                            tr {
                                th scope="row" { (name) " " (said(o.name)) }
                                td { (match o.met {
                                    Some(true) => Mark::Good.chip("met"),
                                    Some(false) => Mark::Bad.chip("missed"),
                                    None => Mark::Unknown.chip("not known yet"),
                                }) }
                                td.n { (target(o.target)) }
                                td.n { (reached(o)) }
                                @if beside { td { (beside_it(o)) } }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// What of the error budget is gone, or why it cannot be told.
fn beside_it(o: &ObjectiveScore) -> String {
    match o.met {
        None => "the run ended too early".to_owned(),
        Some(_) => budget(o).unwrap_or_default(),
    }
}

fn stores(card: &Card<'_>) -> Markup {
    let stores = &card.worst().score.stores;
    html! {
        @if !stores.is_empty() {
            h3 { "What became of acknowledged writes" }
            div.wide tabindex="0" {
                table {
                    thead { tr {
                        th scope="col" { "Store" } th scope="col" { "Verdict" }
                        th.n scope="col" { "Acknowledged" } th.n scope="col" { "Lost" }
                        th.n scope="col" { "Diverged" } th.n scope="col" { "Not known" } th.n scope="col" { "Lost reach back" }
                    } }
                    tbody { @for s in stores { tr {
                        th scope="row" { (s.name) }
                        td { @if s.unrecoverable { (Mark::Bad.chip("gone for good")) }
                             @else if s.lost > 0 { (Mark::Bad.chip("writes lost")) }
                             @else { (Mark::Good.chip("nothing lost")) } }
                        td.n { (count(s.acknowledged)) } td.n { (count(s.lost)) }
                        td.n { (count(s.diverged)) } td.n { (count(s.unknown)) }
                        td.n { @match s.rpo {
                            Some(_) if s.acknowledged == 0 && s.lost == 0 => { "no writes" }
                            Some(rpo) => { (length(rpo)) }
                            None => { "all" }
                        } }
                    } } }
                }
            }
        }
    }
}

fn tried(card: &Card<'_>) -> Markup {
    let replay = card.replay;
    html! {
        @if replay.tries.len() > 1 {
            h3 { "The zones it was put on" }
            div.wide tabindex="0" {
                table {
                    thead { tr {
                        th scope="col" { "Struck zone" } th scope="col" { "Worst journey down" }
                        th scope="col" { "Data lost" } th.n scope="col" { "Chance of a hit" }
                    } }
                    tbody { @for (i, t) in replay.tries.iter().enumerate() { tr {
                        th scope="row" { (t.zone.as_deref().unwrap_or("none")) @if i == replay.worst { " (shown here)" } }
                        td { (downtime_said(worst_journey(t))) }
                        td { (lost(&t.score.stores).said()) }
                        td.n { (card.chance(t)) }
                    } } }
                }
            }
            (note(&format!("Mean over these zones: {}.", length(card.mean_downtime()))))
        }
    }
}

/// A share for a tooltip or a label.
pub(super) fn percent(ppm: u32) -> String {
    share_ppm(u64::from(ppm))
}
