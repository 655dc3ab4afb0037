//! From a journey's segments to episodes of being down, and to availability.
//!
//! Down means that the served share of what ended is under the journey's threshold; where nothing
//! ends though something is asked for, nothing is served. An episode ends when the journey has been
//! over its threshold for five minutes; it lasts until the start of those five minutes.

use crate::outcome::Segment;
use kernel::{SimDuration, SimTime};
use tape::FactId;

/// An episode ends after so long over the threshold.
pub const RECOVERED_AFTER: SimDuration = SimDuration::from_mins(5);

/// Availability is stated over this long, with nothing else happening in the rest of it (the window
/// of AWS Resilience Hub).
pub const WINDOW: SimDuration = SimDuration::from_hours(28 * 24);

/// A time in which a journey was down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Episode {
    /// Since when.
    pub from: SimTime,
    /// Until it was over its threshold again, or the run ended.
    pub until: SimTime,
    /// When the backlog of that time was worked off.
    pub drained: SimTime,
    /// Whether it came back before the run ended.
    pub restored: bool,
    /// Largest share of requests not served, parts per million.
    pub depth_ppm: u32,
    /// Failed or refused for good in it, micro-requests.
    pub failed: u64,
    /// The fact that brought it about, if one did.
    pub cause: Option<FactId>,
}

impl Episode {
    /// Its length without the drain.
    #[must_use]
    pub fn length(&self) -> SimDuration {
        self.until.since(self.from)
    }

    /// Its length with the drain.
    #[must_use]
    pub fn with_drain(&self) -> SimDuration {
        self.drained.since(self.from)
    }
}

/// Two ways to count how available something was, parts per billion.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Availability {
    /// Share of time not down.
    pub time_ppb: u32,
    /// Share of requests served.
    pub requests_ppb: u32,
}

/// Availability over exactly the span of these segments.
#[must_use]
pub fn availability(segments: &[Segment], threshold_ppm: u32) -> Availability {
    let length = match (segments.first(), segments.last()) {
        (Some(a), Some(b)) => b.until.since(a.from),
        _ => SimDuration::ZERO,
    };
    let (mut offered, mut failed) = (0u64, 0u64);
    for s in segments {
        offered += s.offered;
        failed += s.failed + s.shed;
    }
    let downtime = downtime(&episodes(segments, threshold_ppm));
    Availability {
        time_ppb: time_ppb(downtime, length),
        requests_ppb: requests_ppb(failed, offered),
    }
}

/// Share of `window` that is not `downtime`, parts per billion.
#[must_use]
pub fn time_ppb(downtime: SimDuration, window: SimDuration) -> u32 {
    requests_ppb(downtime.0, window.0)
}

/// Share of `offered` that did not fail, parts per billion, rounded to the nearest; all of it if
/// nothing was offered.
#[must_use]
pub fn requests_ppb(failed: u64, offered: u64) -> u32 {
    if offered == 0 {
        return 1_000_000_000;
    }
    let good = u128::from(offered.saturating_sub(failed));
    ((good * 1_000_000_000 + u128::from(offered / 2)) / u128::from(offered)) as u32
}

/// What a rate amounts to in a time, in millionths.
pub(super) fn amount(rate_micro_per_s: u64, time: SimDuration) -> u64 {
    let amount = u128::from(rate_micro_per_s) * u128::from(time.0) / 1_000_000;
    u64::try_from(amount).unwrap_or(u64::MAX)
}

/// All episodes together.
pub(super) fn downtime(episodes: &[Episode]) -> SimDuration {
    SimDuration(episodes.iter().map(|e| e.length().0).sum::<u64>())
}

/// Share served of what ended in a segment, parts per million; `None` if nothing ended and nothing
/// was asked for.
#[must_use]
pub fn served_ppm(s: &Segment) -> Option<u32> {
    let ended = s.served + s.failed + s.shed;
    if ended == 0 {
        return (s.offered > 0).then_some(0);
    }
    Some((u128::from(s.served) * 1_000_000 / u128::from(ended)) as u32)
}

/// The times in which a journey was down, in order.
pub(super) fn episodes(segments: &[Segment], threshold_ppm: u32) -> Vec<Episode> {
    let mut out: Vec<Episode> = Vec::new();
    let mut down = false;
    let mut over_since = SimTime::ZERO;
    for s in segments {
        let served = served_ppm(s);
        let now_down = served.map_or(down, |ppm| ppm < threshold_ppm);
        if now_down {
            let depth_ppm = 1_000_000 - served.unwrap_or(1_000_000);
            match out.last_mut() {
                Some(e) if down || s.from.since(over_since) < RECOVERED_AFTER => {
                    e.until = s.until;
                    e.depth_ppm = e.depth_ppm.max(depth_ppm);
                }
                _ => out.push(Episode {
                    from: s.from,
                    until: s.until,
                    drained: s.until,
                    restored: true,
                    depth_ppm,
                    failed: 0,
                    cause: s.cause,
                }),
            }
        } else if down {
            over_since = s.from;
        }
        down = now_down;
    }
    if down && let Some(last) = out.last_mut() {
        last.restored = false;
    }
    for i in 0..out.len() {
        let next = out.get(i + 1).map_or(SimTime::NEVER, |e| e.from);
        finish(&mut out[i], segments, next);
    }
    out
}

/// Adds what failed in an episode and when its backlog was gone.
fn finish(episode: &mut Episode, segments: &[Segment], next: SimTime) {
    let first = segments.partition_point(|s| s.from < episode.from);
    let after = segments.partition_point(|s| s.from < episode.until);
    episode.failed = segments[first..after]
        .iter()
        .map(|s| s.failed + s.shed)
        .sum::<u64>();
    episode.drained = episode.until;
    let mut backlog: i64 = segments[first..after].iter().map(|s| s.waiting).sum();
    for s in segments[after..].iter().take_while(|s| s.from < next) {
        let length = s.until.since(s.from).0;
        // A second's worth under way is no backlog, and one that hardly falls is none any more.
        let second = (u128::from(s.offered) * 1_000_000 / u128::from(length.max(1))) as i64;
        let falls = s.waiting < 0 && s.waiting.saturating_mul(1000) < -(s.offered as i64);
        if !falls || (episode.drained == episode.until && backlog <= second) || backlog <= 0 {
            break;
        }
        let left = backlog + s.waiting;
        if left <= 0 {
            let part = u128::from(length) * backlog as u128 / s.waiting.unsigned_abs() as u128;
            episode.drained = s.from + SimDuration(part as u64);
            break;
        }
        episode.drained = s.until;
        backlog = left;
    }
}
