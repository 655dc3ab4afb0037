//! What lies round a run and is not in it: what was published about its outage, the zones next door, other designs.

use cloud::outage::{self, Quantity};
use kernel::SimTime;
use reports::words::{Clock, length_s, minutes, share};
use tape::Tape;
use tape::query::{Take, ask};

/// What lies round a run.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Around {
    /// The cloud whose offer held then, if one is named.
    pub cloud: Option<String>,
    /// What was published about the outage, in order of time.
    pub milestones: Vec<Milestone>,
    /// Paths of all zones that the providers rent out.
    pub zones: Vec<String>,
    /// Names of the built-in architectures.
    pub architectures: Vec<String>,
}

/// Something that was published about the outage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Milestone {
    /// Its letter: A, B, C .. in order of time; none after z.
    pub letter: Option<char>,
    /// When it was, as published; where a level was published, when that held.
    pub at: SimTime,
    /// What, in one line.
    pub what: String,
    /// The published level, where it is one: `13 %`.
    pub published: Option<String>,
    /// The same in this run: `13.4 %`, `T+4:50 (05:37)`; `None` for what somebody did, or where it never came to it.
    pub here: Option<String>,
    /// Where it is published.
    pub source: String,
}

/// The published milestones of an outage, beside what the tape (as simulated, not moved to other places) says of them.
#[must_use]
pub fn milestones(published: &[outage::Milestone], tape: &Tape, clock: Clock) -> Vec<Milestone> {
    let mut out: Vec<Milestone> = published
        .iter()
        .map(|m| milestone(m, published, tape, clock))
        .collect();
    out.sort_by_key(|m| m.at);
    for (m, letter) in out.iter_mut().zip(('A'..='Z').chain('a'..='z')) {
        m.letter = Some(letter);
    }
    out
}

fn milestone(
    m: &outage::Milestone,
    all: &[outage::Milestone],
    tape: &Tape,
    clock: Clock,
) -> Milestone {
    let instant = |seconds: f64| SimTime((seconds.max(0.0) * 1e6) as u64);
    let answer = m.answer(all, |q| {
        let place = tape.places.deepest(&q.place)?;
        ask(tape, &q.measure, place, q.take)
    });
    let since = m.reference(all);
    let middle = |m: &outage::Milestone| {
        let end = m.published_until.unwrap_or(m.published);
        f64::midpoint(m.published, end)
    };
    let at = match m.query.as_ref().map(|q| q.take) {
        Some(Take::At(t)) => t,
        Some(Take::Peak { until, .. } | Take::Change { until, .. }) => until,
        // Of a window of time its middle; it is said that it is one.
        Some(Take::FirstOver { .. } | Take::LastUnder { .. }) | None => {
            instant(middle(m) + since.map_or(0.0, middle))
        }
    };
    let quantity = m.quantity();
    let signed = |v: f64, text: String| match v < 0.0 {
        true => format!("-{text}"),
        false => text,
    };
    let written = |v: f64| match quantity {
        Quantity::Share => signed(v, share(v.abs())),
        Quantity::Instant => minutes(instant(v)),
        Quantity::Length => signed(v, length_s(v.abs())),
    };
    let window = m
        .published_until
        .map(|end| format!("between {} and {}", written(m.published), written(end)));
    Milestone {
        letter: None,
        at,
        what: m.what.clone(),
        published: match quantity {
            Quantity::Share => Some(written(m.published)),
            Quantity::Instant => window,
            Quantity::Length => Some(window.unwrap_or_else(|| written(m.published))),
        },
        here: answer.map(|v| match quantity {
            Quantity::Instant => clock.both(instant(v)),
            Quantity::Share | Quantity::Length => written(v),
        }),
        source: m.source.clone(),
    }
}

impl Milestone {
    /// What was published and what this run makes of it.
    #[must_use]
    pub fn sentence(&self) -> String {
        let mut text = self.what.clone();
        if let Some(published) = &self.published {
            text.push_str(&format!(": {published}"));
        }
        if let Some(here) = &self.here {
            text.push_str(&format!(" (in this run {here})"));
        }
        text
    }
}
