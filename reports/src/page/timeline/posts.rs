//! What the status page said, when, and what was true then; and who had learned what by when.

use super::lane::{Clockwork, Lane};
use super::scale::num;
use crate::card::Card;
use crate::page::fared::percent;
use crate::page::knew::lettered;
use crate::words::plural;
use kernel::SimTime;
use maud::{Markup, html};
use tape::{Post, PostLevel};

const HEIGHT: u32 = 26;
/// Letters closer than this, of a thousand, are put one under the other.
const APART: f64 = 65.0;

/// What the page showed from post to post.
pub(super) fn lane(card: &Card<'_>, clock: &Clockwork) -> Option<Lane> {
    let posts = &card.tape.posts;
    let first = posts.first()?;
    let harshest = posts.iter().map(|p| p.level).max()?;
    let picture = html! {
        rect.ground x="0" y="0" width="1000" height=(HEIGHT) {}
        @for (i, p) in posts.iter().enumerate() {
            (block(clock, p, posts.get(i + 1).map_or(SimTime::NEVER, |n| n.at)))
        }
        @for p in posts { path.post d={ "M" (num(clock.scale.x(p.at))) " 0V" (HEIGHT) } {} }
    };
    Some(Lane {
        name: "status page".to_owned(),
        said: format!(
            "{}, first {}; at worst {}",
            plural(posts.len() as u64, "post"),
            card.clock.both(first.at),
            level(harshest)
        ),
        height: HEIGHT,
        picture,
    })
}

fn block(clock: &Clockwork, p: &Post, until: SimTime) -> Markup {
    let height = match p.level {
        PostLevel::Normal => 0,
        PostLevel::Notice => HEIGHT / 3,
        PostLevel::Degraded => HEIGHT * 2 / 3,
        PostLevel::Disrupted => HEIGHT,
    };
    let (from, until) = (clock.scale.x(p.at), clock.scale.x(until));
    html! {
        @if height > 0 && until > from {
            rect class={ "claim " (level(p.level)) } x=(num(from)) y=(HEIGHT - height) width=(num(until - from)) height=(height) {}
        }
    }
}

/// The posts as a table.
pub(super) fn table(card: &Card<'_>) -> Markup {
    let known = !card.tape.populations.is_empty();
    html! {
        @if !card.tape.posts.is_empty() {
            details {
                summary { "What the status page said, and what was true then" }
                div.wide tabindex="0" { table {
                    thead { tr {
                        th scope="col" { "When" } th scope="col" { "Level" } th scope="col" { "What it said" }
                        @if known { th.n scope="col" { "Volumes stuck then" } }
                    } }
                    tbody { @for p in &card.tape.posts { tr {
                        th scope="row" { (card.clock.both(p.at)) }
                        td { (level(p.level)) }
                        td { (p.text)
                            @if let Some(eta) = p.eta { span.quiet { " (promises " (card.clock.both(eta)) ")" } }
                            @if p.explains { span.quiet { " (names the cause)" } } }
                        @if known { td.n { (percent(p.truth_ppm)) } }
                    } } }
                } }
            }
        }
    }
}

const fn level(level: PostLevel) -> &'static str {
    match level {
        PostLevel::Normal => "normal",
        PostLevel::Notice => "notice",
        PostLevel::Degraded => "degraded",
        PostLevel::Disrupted => "disrupted",
    }
}

/// Letters on the clock, explained in the table of who knew when.
pub(super) fn pins(card: &Card<'_>, clock: &Clockwork) -> Markup {
    let all: Vec<(char, &'static str, SimTime)> = lettered(card)
        .filter_map(|(letter, m)| m.at.map(|at| (letter, m.what, at)))
        .collect();
    let mut order: Vec<usize> = (0..all.len()).collect();
    order.sort_by_key(|&i| (all[i].2, i));
    let mut ends: Vec<f64> = Vec::new();
    let mut placed = Vec::new();
    for i in order {
        let x = clock.scale.x(all[i].2);
        let row = ends.iter().position(|&end| x >= end).unwrap_or(ends.len());
        ends.resize(ends.len().max(row + 1), 0.0);
        ends[row] = x + APART;
        placed.push((i, row));
    }
    html! {
        @if !all.is_empty() {
            div.lane {
                div.lane-name { b { "who knew" } " " span { "letters as in the table below" } }
                div.strip.pins style={ "height:" (num(ends.len() as f64 * 1.4)) "rem" } {
                    @for (i, row) in placed {
                        span.pin title={ (all[i].1) ", " (card.clock.both(all[i].2)) }
                            style={ "left:" (clock.scale.percent(all[i].2)) ";top:" (num(row as f64 * 1.4)) "rem" } {
                            (all[i].0)
                        }
                    }
                }
            }
        }
    }
}
