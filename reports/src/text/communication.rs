//! Who knew what when, and how far the posted ETA was from the truth.

use crate::card::Card;
use crate::paint::heading;
use crate::table::{Cell, Table};
use crate::words::length;
use kernel::{SimDuration, SimTime};

pub(super) fn text(card: &Card<'_>) -> String {
    let c = &card.worst().score.communication;
    // A short one is told to the second.
    let span = c.customers.zip(c.restored);
    let short = span.is_some_and(|(felt, end)| end.since(felt) < SimDuration::from_secs(600));
    let clock = |t: SimTime| {
        if short && t < SimTime::from_secs(3600) {
            card.clock.exact(t)
        } else {
            card.clock.both(t)
        }
    };
    let mut table = Table::default();
    let mut line = |what: &str, at: Option<SimTime>, note: String| {
        let at = at.map_or_else(|| "never".to_owned(), clock);
        table.row(vec![Cell::left(what), Cell::left(at), Cell::left(note)]);
    };
    let after = |d: Option<SimDuration>| {
        d.filter(|d| d.0 > 0)
            .map(|d| format!("{} after customers felt it", length(d)))
    };
    let since_felt = |t: Option<SimTime>| after(t.zip(c.customers).map(|(t, felt)| t.since(felt)));
    line("customers felt it", c.customers, String::new());
    line(
        "your monitors fired",
        c.monitors,
        since_felt(c.monitors).unwrap_or_default(),
    );
    line(
        "the first person looked",
        c.people,
        since_felt(c.people).unwrap_or_default(),
    );
    let first = if card.tape.posts.is_empty() {
        "first post (assumed)"
    } else {
        "status page: first post"
    };
    line(first, c.first_post, after(c.post_delay).unwrap_or_default());
    line(
        "status page: the cause",
        c.explained,
        since_felt(c.explained).unwrap_or_default(),
    );
    if c.eta.is_some() {
        line("status page: first ETA", c.eta, eta_error(c.eta_error_us));
    }
    line("service really restored", c.restored, String::new());
    format!("{}{}", heading("WHO KNEW WHEN"), table.render(2))
}

/// How wrong the ETA was, for this architecture.
fn eta_error(error_us: Option<i64>) -> String {
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
