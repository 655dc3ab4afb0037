//! Who knew what when.

use crate::card::Card;
use crate::words::length;
use kernel::{SimDuration, SimTime};
use maud::{Markup, html};

/// A moment that somebody learned something.
pub(super) struct Moment {
    /// Its letter in the figure.
    pub letter: char,
    /// What happened.
    pub what: &'static str,
    /// When, if ever.
    pub at: Option<SimTime>,
    /// What to add.
    pub note: String,
}

/// All moments, in the order of the table.
pub(super) fn moments(card: &Card<'_>) -> Vec<Moment> {
    let c = &card.worst().score.communication;
    let after = |t: Option<SimTime>| {
        let late = t.zip(c.customers).map(|(t, felt)| t.since(felt));
        let late = late.filter(|d| d.0 > 0);
        late.map_or_else(String::new, |d| {
            format!("{} after customers felt it", length(d))
        })
    };
    let post = if card.tape.posts.is_empty() {
        "first post (assumed)"
    } else {
        "status page: first post"
    };
    let rows = [
        ("customers felt it", c.customers, String::new()),
        ("your monitors fired", c.monitors, after(c.monitors)),
        ("the first person looked", c.people, after(c.people)),
        (post, c.first_post, after(c.first_post)),
        ("status page: the cause", c.explained, after(c.explained)),
        ("status page: first ETA", c.eta, eta(c.eta_error_us)),
        ("service really restored", c.restored, after(c.restored)),
    ];
    let told = |(i, (what, at, note)): (usize, (&'static str, Option<SimTime>, String))| Moment {
        letter: char::from(b'a' + i as u8),
        what,
        at,
        note,
    };
    rows.into_iter()
        .enumerate()
        .map(told)
        .filter(|m| m.what != "status page: first ETA" || m.at.is_some())
        .collect()
}

fn eta(error_us: Option<i64>) -> String {
    let Some(us) = error_us else {
        return "nothing to compare it with".to_owned();
    };
    let off = length(SimDuration(us.unsigned_abs()));
    match us {
        0 => "exact".to_owned(),
        1.. => format!("really restored {off} after it"),
        ..0 => format!("really restored {off} before it"),
    }
}

pub(super) fn markup(card: &Card<'_>) -> Markup {
    html! {
        div.wide tabindex="0" {
            table {
                thead { tr { th scope="col" { "In the timeline" } th scope="col" { "Moment" } th scope="col" { "When" } th scope="col" { "How late" } } }
                tbody {
                    @for m in moments(card) {
                        tr {
                            td { @if m.at.is_some() { span.pin-key { (m.letter) } } }
                            th scope="row" { (m.what) }
                            td { (m.at.map_or_else(|| "never".to_owned(), |t| card.clock.both(t))) }
                            td { (m.note) }
                        }
                    }
                }
            }
        }
    }
}
