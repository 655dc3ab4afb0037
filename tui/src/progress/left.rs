//! How much of some work of several kinds is left, and for how long.
//!
//! The kinds take turns: the time between two reports counts for the kind that reports. A kind of which nothing is done
//! yet is reckoned at a guess. Leaves out that steps of a kind may differ.

use std::time::Duration;

/// Steps whose time the guess counts for, besides those that were timed.
const TRUST_IN_GUESS: f64 = 2.0;

/// Work of one kind.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Kind {
    /// What it is called while it is done.
    pub what: &'static str,
    /// Steps of it in all.
    pub steps: usize,
    /// A guess of the seconds that one takes.
    pub guess_s: f64,
}

/// All kinds, and how far each is.
#[derive(Debug)]
pub(super) struct Work {
    kinds: Vec<Part>,
    seen: Duration,
    share: f64,
}

#[derive(Debug)]
struct Part {
    kind: Kind,
    /// Steps of pieces that are done.
    behind: usize,
    /// Steps of the piece that is under way.
    now: usize,
    spent: Duration,
}

impl Part {
    fn steps_done(&self) -> usize {
        (self.behind + self.now).min(self.kind.steps)
    }

    /// Seconds of one step.
    fn pace(&self) -> f64 {
        let guessed = TRUST_IN_GUESS * self.kind.guess_s;
        (guessed + self.spent.as_secs_f64()) / (TRUST_IN_GUESS + self.steps_done() as f64)
    }

    fn left_s(&self) -> f64 {
        (self.kind.steps - self.steps_done()) as f64 * self.pace()
    }
}

impl Work {
    pub fn new(kinds: &[Kind]) -> Self {
        let part = |&kind: &Kind| Part {
            kind,
            behind: 0,
            now: 0,
            spent: Duration::ZERO,
        };
        Self {
            kinds: kinds.iter().map(part).collect(),
            seen: Duration::ZERO,
            share: 0.0,
        }
    }

    /// `done` steps of the piece of a kind that is under way. Threads may report out of order; a kind that was not
    /// planned moves nothing.
    pub fn at(&mut self, what: &str, done: usize, now: Duration) {
        if let Some(part) = self.part(what, now) {
            part.now = part.now.max(done);
        }
    }

    /// A piece of a kind is done.
    pub fn done(&mut self, what: &str, steps: usize, now: Duration) {
        if let Some(part) = self.part(what, now) {
            part.behind += steps;
            part.now = 0;
        }
    }

    pub fn more(&mut self, what: &str, steps: usize) {
        if let Some(part) = self.kinds.iter_mut().find(|p| p.kind.what == what) {
            part.kind.steps += steps;
        }
    }

    /// Time left.
    pub fn left(&self) -> Duration {
        let seconds = self.kinds.iter().fold(0.0, |sum, p| sum + p.left_s());
        Duration::from_secs_f64(seconds)
    }

    /// Share of the work that is done, by time; it never goes back.
    pub fn share(&mut self) -> f64 {
        let (seen, left) = (self.seen.as_secs_f64(), self.left().as_secs_f64());
        if seen + left > 0.0 {
            self.share = self.share.max(seen / (seen + left));
        }
        self.share
    }

    /// The kind of that name, with the time since the last report counted for it.
    fn part(&mut self, what: &str, now: Duration) -> Option<&mut Part> {
        let part = self.kinds.iter_mut().find(|p| p.kind.what == what)?;
        part.spent += now.saturating_sub(self.seen);
        self.seen = self.seen.max(now);
        Some(part)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DRAW: &str = "drawing";
    const LIVE: &str = "living";

    fn work() -> Work {
        let kind = |what, steps, guess_s| Kind {
            what,
            steps,
            guess_s,
        };
        Work::new(&[kind(DRAW, 4, 1.0), kind(LIVE, 100, 0.01)])
    }

    fn seconds(s: f64) -> Duration {
        Duration::from_secs_f64(s)
    }

    fn close(found: Duration, wanted: f64) {
        assert!(
            (found.as_secs_f64() - wanted).abs() < 1e-6,
            "{found:?} is not {wanted} s"
        );
    }

    #[test]
    fn each_kind_has_its_own_pace() {
        let mut w = work();
        close(w.left(), 5.0);
        // Draws take two seconds each, not one: (2 guessed + 4 spent) of 4 steps for each of the two left.
        w.at(DRAW, 2, seconds(4.0));
        close(w.left(), 2.0 * 1.5 + 1.0);
        w.at(DRAW, 4, seconds(8.0));
        w.done(DRAW, 4, seconds(8.0));
        close(w.left(), 1.0);
        w.at(LIVE, 50, seconds(8.5));
        close(w.left(), 0.5);
        w.at(LIVE, 100, seconds(9.0));
        close(w.left(), 0.0);
        assert!(w.share() > 0.999);
    }

    #[test]
    fn late_reports_and_unknown_kinds_move_nothing_back() {
        let mut w = work();
        w.at(DRAW, 3, seconds(3.0));
        let (share, left) = (w.share(), w.left());
        w.at(DRAW, 2, seconds(3.0));
        w.at("reading", 7, seconds(3.0));
        assert_eq!((w.share(), w.left()), (share, left));
        // More turns up: the bar waits rather than going back.
        w.more(LIVE, 1000);
        assert_eq!(w.share(), share);
        assert!(w.left() > left);
    }

    #[test]
    fn what_was_kept_takes_no_time() {
        let mut w = work();
        w.done(DRAW, 4, seconds(0.1));
        close(w.left(), 1.0);
        // A second outage, kept as well.
        w.more(DRAW, 4);
        assert!(w.left() < seconds(1.0 + 4.0 * 0.4), "{:?}", w.left());
    }
}
