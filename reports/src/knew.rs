//! Who knew what when, and how far the posted ETA was from the truth: the moments that text and page tell of.

use crate::card::Card;
use crate::words::length;
use kernel::{SimDuration, SimTime};

/// What the last moment is called.
pub(crate) const RESTORED: &str = "service really restored";

/// A moment that somebody learned something.
pub(crate) struct Moment {
    /// What happened.
    pub what: &'static str,
    /// When, if ever.
    pub at: Option<SimTime>,
    /// What to add: how late it was, or how wrong.
    pub note: String,
}

/// All moments, in the order in which they are told; an ETA only if one was posted.
pub(crate) fn moments(card: &Card<'_>) -> Vec<Moment> {
    let c = &card.worst().score.communication;
    let after = |t: Option<SimTime>| {
        let late = t.zip(c.customers).map(|(t, felt)| t.since(felt));
        let late = late.filter(|d| d.0 > 0);
        late.map_or_else(String::new, |d| {
            format!("{} after customers felt it", length(d))
        })
    };
    let moment = |what, at, note| Moment { what, at, note };
    let late = |what, at| moment(what, at, after(at));
    let post = if card.tape.posts.is_empty() {
        "first post (assumed)"
    } else {
        "status page: first post"
    };
    let mut all = vec![
        moment("customers felt it", c.customers, String::new()),
        late("your monitors fired", c.monitors),
        late("the first person looked", c.people),
        late(post, c.first_post),
        late("status page: the cause", c.explained),
    ];
    if c.eta.is_some() {
        all.push(moment("status page: first ETA", c.eta, eta(c.eta_error_us)));
    }
    all.push(late(RESTORED, c.restored));
    all
}

/// How wrong the ETA was, for this architecture.
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
