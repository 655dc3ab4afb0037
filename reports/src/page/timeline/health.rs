//! How components fared: a bar each, of a height and a pattern of its own per state.

use super::lane::{Clockwork, Lane};
use super::scale::{COLUMNS, num, runs};
use crate::card::Card;
use crate::words::length;
use kernel::{SimDuration, SimTime};
use maud::{Markup, html};
use tenant::outcome::{Health, HealthChange, Outcome};

const HEIGHT: u32 = 18;
/// From harmless to harsh: a column shows the harshest.
const STATES: [Health; 5] = [
    Health::Up,
    Health::Degraded,
    Health::Recovering,
    Health::Hung,
    Health::Down,
];
/// Rows of the table; the rest is counted.
const ROWS_MAX: usize = 60;

/// A stretch of one state.
struct Stretch {
    from: SimTime,
    until: SimTime,
    health: Health,
}

/// A row per component that was not up throughout, and the names of the others.
pub(super) fn lanes(card: &Card<'_>, clock: &Clockwork) -> (Vec<Lane>, Vec<String>) {
    let o = &card.worst().outcome;
    let (mut lanes, mut up) = (Vec::new(), Vec::new());
    for (i, component) in o.digests.components.iter().enumerate() {
        let stretches = stretches(o, i);
        if stretches.iter().all(|s| s.health == Health::Up) {
            up.push(component.name.clone());
        }
        let shows = |s: &Stretch| s.health != Health::Up && clock.scale.shows(s.from, s.until);
        if !stretches.iter().any(shows) {
            continue;
        }
        lanes.push(Lane {
            name: component.name.clone(),
            said: said(&stretches),
            height: HEIGHT,
            picture: picture(clock, &stretches),
        });
    }
    (lanes, up)
}

fn stretches(o: &Outcome, component: usize) -> Vec<Stretch> {
    let mut out = vec![Stretch {
        from: SimTime::ZERO,
        until: o.end,
        health: Health::Up,
    }];
    let mine = |c: &&HealthChange| usize::from(c.component.0) == component && c.at < o.end;
    for change in o.health.iter().filter(mine) {
        if let Some(last) = out.last_mut() {
            last.until = change.at;
        }
        out.push(Stretch {
            from: change.at,
            until: o.end,
            health: change.health,
        });
    }
    out.retain(|s| s.until > s.from);
    out
}

/// `hung 3h20m, down 12m`.
fn said(stretches: &[Stretch]) -> String {
    let total = |h: Health| {
        let of = stretches.iter().filter(|s| s.health == h);
        SimDuration(of.map(|s| s.until.since(s.from).0).sum())
    };
    let harsh = STATES.iter().rev().filter(|&&h| h != Health::Up);
    let times = harsh.map(|&h| (word(h), total(h))).filter(|(_, d)| d.0 > 0);
    let times: Vec<String> = times.map(|(w, d)| format!("{w} {}", length(d))).collect();
    times.join(", ")
}

fn picture(clock: &Clockwork, stretches: &[Stretch]) -> Markup {
    let mut columns = [0usize; COLUMNS];
    for s in stretches {
        let rank = STATES.iter().position(|&h| h == s.health).unwrap_or(0);
        for column in &mut columns[clock.scale.columns(s.from, s.until)] {
            *column = (*column).max(rank);
        }
    }
    html! {
        @for (from, until, rank) in runs(&columns) {
            (bar(STATES[rank], from as f64 * 2.0, (until - from) as f64 * 2.0))
        }
    }
}

fn bar(h: Health, x: f64, width: f64) -> Markup {
    let (y, height) = match h {
        Health::Up => (8, 2),
        Health::Degraded => (6, 6),
        Health::Recovering => (4, 10),
        Health::Hung | Health::Down => (0, HEIGHT),
    };
    html! { rect class={ "h-" (word(h)) } x=(num(x)) y=(y) width=(num(width)) height=(height) {} }
}

/// What the bars mean.
pub(super) fn legend() -> Markup {
    html! {
        ul.legend {
            @for h in STATES { li {
                svg viewBox={ "0 0 40 " (HEIGHT) } aria-hidden="true" { (bar(h, 0.0, 40.0)) }
                (match h {
                    Health::Up => "up",
                    Health::Degraded => "degraded: part of it works",
                    Health::Recovering => "recovering: being made again",
                    Health::Hung => "hung: calls wait",
                    Health::Down => "down: calls fail",
                })
            } }
        }
    }
}

/// The same as a table, for whoever does not see the figure.
pub(super) fn table(card: &Card<'_>) -> Markup {
    let o = &card.worst().outcome;
    let mut rows = Vec::new();
    for (i, component) in o.digests.components.iter().enumerate() {
        for s in stretches(o, i)
            .into_iter()
            .filter(|s| s.health != Health::Up)
        {
            rows.push((component.name.as_str(), s));
        }
    }
    let more = rows.len().saturating_sub(ROWS_MAX);
    html! {
        @if !rows.is_empty() {
            details {
                summary { "Components as a table" }
                div.wide tabindex="0" { table {
                    thead { tr { th scope="col" { "Component" } th scope="col" { "State" } th scope="col" { "From" } th.n scope="col" { "Length" } } }
                    tbody { @for (name, s) in rows.iter().take(ROWS_MAX) { tr {
                        th scope="row" { (name) } td { (word(s.health)) }
                        td { (card.clock.both(s.from)) } td.n { (length(s.until.since(s.from))) }
                    } } }
                } }
                @if more > 0 { p.note { "and " (more) " more" } }
            }
        }
    }
}

const fn word(h: Health) -> &'static str {
    match h {
        Health::Up => "up",
        Health::Degraded => "degraded",
        Health::Hung => "hung",
        Health::Down => "down",
        Health::Recovering => "recovering",
    }
}
