//! What lies round a run and is not in it: what was published about its outage, the zones next door, other designs.

use cloud::outage;
use kernel::SimTime;
use reports::words::{Clock, minutes, share};
use tape::Tape;
use tape::query::{Take, ask};

/// What lies round a run.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Around {
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
        .map(|m| milestone(m, tape, clock))
        .collect();
    out.sort_by_key(|m| m.at);
    for (m, letter) in out.iter_mut().zip(('A'..='Z').chain('a'..='z')) {
        m.letter = Some(letter);
    }
    out
}

fn milestone(m: &outage::Milestone, tape: &Tape, clock: Clock) -> Milestone {
    let instant = |seconds: f64| SimTime((seconds.max(0.0) * 1e6) as u64);
    let answer = m.query.as_ref().and_then(|q| {
        let place = tape.places.deepest(&q.place)?;
        ask(tape, &q.measure, place, q.take)
    });
    let at = match m.query.as_ref().map(|q| q.take) {
        Some(Take::At(t)) => t,
        Some(Take::Peak { until, .. } | Take::Change { until, .. }) => until,
        // Of a window of time its middle; it is said that it is one.
        Some(Take::FirstOver { .. } | Take::LastUnder { .. }) | None => instant(
            m.published_until
                .map_or(m.published, |end| f64::midpoint(m.published, end)),
        ),
    };
    let level = |v: f64| match v < 0.0 {
        true => format!("-{}", share(-v)),
        false => share(v),
    };
    let window = m.published_until.map(|end| {
        let (from, until) = (minutes(instant(m.published)), minutes(instant(end)));
        format!("between {from} and {until}")
    });
    Milestone {
        letter: None,
        at,
        what: m.what.clone(),
        published: match m.is_time {
            true => window,
            false => Some(level(m.published)),
        },
        here: answer.map(|v| match m.is_time {
            true => clock.both(instant(v)),
            false => level(v),
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
