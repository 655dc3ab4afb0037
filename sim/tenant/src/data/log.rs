//! One log: what one writer had acknowledged in one epoch, as a broken line of (time, micro-writes) points.

use super::{CopyId, Instant, WriterId};

/// A log. Its positions are micro-writes since its start.
#[derive(Debug, Clone)]
pub(super) struct Log {
    /// Whose; `None` for the log that stands for everything older than the history.
    pub writer: Option<WriterId>,
    /// The copy that takes its writes, and therefore has all of them at once.
    pub origin: CopyId,
    /// From here on nothing is added; the origin's copy is then like any other.
    pub closed: Option<Instant>,
    /// When the origin stopped or died, if it did so before the log was closed.
    pub cut: Option<Instant>,
    /// Where the epoch in force left it, if not at its end.
    pub left: Option<Left>,
    points: Vec<(Instant, u64)>,
}

/// Where a promotion or restore left a log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Left {
    /// Writes from this position on are left behind.
    pub position: u64,
    /// The failure that led to it.
    pub failed_at: Instant,
}

impl Log {
    /// A log that starts empty at `from`.
    pub fn open(writer: Option<WriterId>, origin: CopyId, from: Instant) -> Self {
        Self {
            writer,
            origin,
            closed: None,
            cut: None,
            left: None,
            points: vec![(from, 0)],
        }
    }

    /// Adds `micro_writes`, spread evenly from the last point before `until` to `until`. What is added at one instant
    /// in several calls is spread together.
    pub fn add(&mut self, until: Instant, micro_writes: u64) {
        let (time, position) = self.last();
        let until = until.max(time);
        let n = self.points.len();
        let (since, before) = self.points[n.max(2) - 2];
        if since < until && until == time {
            self.points[n - 1].1 = position.saturating_add(micro_writes);
        } else if micro_writes == 0 && (until == time || (n >= 2 && before == position)) {
            self.points[n - 1].0 = until;
        } else {
            self.points
                .push((until, position.saturating_add(micro_writes)));
        }
    }

    /// Adds one micro-write at this very instant.
    pub fn step(&mut self, at: Instant) {
        let (time, position) = self.last();
        self.points.push((at.max(time), position + 1));
    }

    /// All that was acknowledged, micro-writes.
    pub fn end(&self) -> u64 {
        self.last().1
    }

    /// How far the epoch in force reaches.
    pub fn line(&self) -> u64 {
        self.left.map_or(self.end(), |left| left.position)
    }

    /// Position at an instant; after the last point it stays.
    pub fn at(&self, at: Instant) -> u64 {
        let next = self.points.partition_point(|&(time, _)| time <= at);
        if next == 0 {
            return self.points[0].1;
        }
        let (t0, y0) = self.points[next - 1];
        let Some(&(t1, y1)) = self.points.get(next) else {
            return y0;
        };
        y0 + scale(y1 - y0, at - t0, t1 - t0)
    }

    /// When the write at `position` was acknowledged; for the end and beyond, the time of the last point.
    pub fn when(&self, position: u64) -> Instant {
        let next = self.points.partition_point(|&(_, y)| y <= position);
        if next == 0 {
            return self.points[0].0;
        }
        let (t0, y0) = self.points[next - 1];
        let Some(&(t1, y1)) = self.points.get(next) else {
            return t0;
        };
        let into =
            u128::from(position - y0) * (t1 - t0).unsigned_abs() as u128 / u128::from(y1 - y0);
        t0 + into as Instant
    }

    /// Every piece with its length in time: micro-writes, microseconds.
    pub fn pieces(&self) -> impl DoubleEndedIterator<Item = (u64, u64)> + '_ {
        let piece = |w: &[(Instant, u64)]| (w[1].1 - w[0].1, (w[1].0 - w[0].0).unsigned_abs());
        self.points.windows(2).map(piece)
    }

    /// The last piece that lasts.
    pub fn last_piece(&self) -> Option<(u64, u64)> {
        self.pieces().rfind(|p| p.1 > 0)
    }

    fn last(&self) -> (Instant, u64) {
        self.points[self.points.len() - 1]
    }
}

/// `whole * part / of` without overflow, rounded down.
fn scale(whole: u64, part: Instant, of: Instant) -> u64 {
    (u128::from(whole) * part.unsigned_abs() as u128 / of.unsigned_abs() as u128) as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_and_times_are_each_others_inverse_on_a_broken_line() {
        let mut log = Log::open(Some(WriterId(0)), CopyId(0), -10);
        log.add(0, 20); // two per microsecond
        log.add(50, 0); // a pause
        log.add(60, 5); // one per two microseconds
        assert_eq!(
            [log.at(-11), log.at(-10), log.at(-7), log.at(0), log.at(30)],
            [0, 0, 6, 20, 20]
        );
        assert_eq!(
            [log.at(52), log.at(53), log.at(60), log.at(99)],
            [21, 21, 25, 25]
        );
        assert_eq!([log.when(0), log.when(6), log.when(19)], [-10, -7, -1]);
        assert_eq!(
            [log.when(20), log.when(21), log.when(25)],
            [50, 52, 60],
            "after the pause"
        );
    }

    #[test]
    fn a_step_in_no_time_is_there_from_its_instant_on() {
        let mut log = Log::open(Some(WriterId(0)), CopyId(0), 0);
        log.add(10, 10);
        log.step(10);
        log.add(20, 10);
        assert_eq!([log.at(9), log.at(10), log.at(15)], [9, 11, 16]);
        assert_eq!([log.when(10), log.when(11)], [10, 10]);
    }

    #[test]
    fn what_two_journeys_add_at_one_instant_is_spread_together() {
        let mut log = Log::open(Some(WriterId(0)), CopyId(0), 0);
        log.add(10, 10);
        log.add(10, 30);
        assert_eq!([log.at(5), log.at(10)], [20, 40]);
        log.step(10);
        log.add(10, 9);
        assert_eq!(
            [log.at(5), log.at(10)],
            [20, 50],
            "what comes after a step stays after it"
        );
    }

    #[test]
    fn pauses_do_not_grow_the_log() {
        let mut log = Log::open(Some(WriterId(0)), CopyId(0), 0);
        log.add(1, 1);
        for t in 2..100 {
            log.add(t, 0);
        }
        assert_eq!(log.points.len(), 3);
        log.add(110, 11);
        assert_eq!(log.at(104), 1 + 5);
    }
}
