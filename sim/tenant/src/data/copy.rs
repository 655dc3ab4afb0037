//! Copies: where data comes from, and what a copy holds at any instant, now or past.

use super::store::Store;
use super::{ALWAYS, CopyId, CopyState, Feed, Instant, instant, length};
use kernel::SimTime;

/// A stretch of a copy's life.
#[derive(Debug, Clone)]
pub(super) struct Span {
    /// Its start; it lasts until the next one's.
    pub from: Instant,
    /// Whether the copy can be read.
    pub state: CopyState,
    /// Where data comes from, while it comes.
    pub flow: Option<Flow>,
    /// Position in each log at `from`; logs opened later are not in it.
    kept: Vec<u64>,
}

impl Span {
    /// Position in a log at its start.
    pub fn held(&self, log: usize) -> u64 {
        self.kept.get(log).copied().unwrap_or(0)
    }
}

/// Data on its way from a live copy to a live copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Flow {
    pub source: CopyId,
    pub lag: Instant,
    /// Since when; what the source sent before has not arrived unless it was kept.
    pub since: Instant,
}

/// A copy.
#[derive(Debug, Clone)]
pub(super) struct Copy {
    pub state: CopyState,
    pub feed: Option<Feed>,
    /// An archive holds data for a backup; it takes no writes and cannot be promoted.
    pub archive: bool,
    pub spans: Vec<Span>,
}

impl Store {
    /// Position of a copy in a log at an instant, now or past. It goes back along the copies followed, once round at
    /// most: what went round a whole ring was held here before.
    pub(super) fn position(&self, copy: CopyId, log: usize, at: Instant) -> u64 {
        let (mut copy, mut at, mut best) = (copy, at, 0);
        let written = &self.logs[log];
        for _ in 0..=self.copies.len() {
            if written.origin == copy && written.closed.is_none_or(|closed| at < closed) {
                return best.max(written.at(at));
            }
            let span = self.copies[usize::from(copy.0)].span(at);
            best = best.max(span.kept.get(log).copied().unwrap_or(0));
            match span.flow {
                Some(flow) if at - flow.lag >= flow.since => {
                    (copy, at) = (flow.source, at - flow.lag);
                }
                Some(_) | None => return best,
            }
        }
        best
    }

    /// Positions of a copy in all logs at an instant.
    pub(super) fn vector(&self, copy: CopyId, at: Instant) -> Vec<u64> {
        (0..self.logs.len())
            .map(|log| self.position(copy, log, at))
            .collect()
    }

    /// Changes something at an instant: `how` gets what each copy holds and may change that too.
    pub(super) fn change(&mut self, at: SimTime, how: impl FnOnce(&mut Self, &mut [Vec<u64>])) {
        self.now = self.now.max(instant(at));
        let now = self.now;
        for log in self.logs.iter_mut().filter(|log| log.closed.is_none()) {
            log.add(now, 0);
        }
        let all = (0..self.copies.len()).map(|i| CopyId(i as u16));
        let mut held: Vec<Vec<u64>> = all.clone().map(|copy| self.vector(copy, now)).collect();
        how(self, &mut held);
        let flows: Vec<_> = all.clone().map(|copy| self.flow(copy)).collect();
        for ((copy, flow), kept) in all.zip(flows).zip(held) {
            let last = self.copies[usize::from(copy.0)].span(now);
            let same = last.state == self.state(copy) && last.flow == flow;
            if same
                && kept
                    .iter()
                    .enumerate()
                    .all(|(log, &p)| p == self.position(copy, log, now))
            {
                continue;
            }
            let state = self.state(copy);
            self.copy(copy).spans.push(Span {
                from: now,
                state,
                flow,
                kept,
            });
        }
    }

    /// Where a copy's data comes from now: on with the flow there is, or a new one.
    fn flow(&self, copy: CopyId) -> Option<Flow> {
        let this = &self.copies[usize::from(copy.0)];
        let live = |feed: &Feed| {
            this.state == CopyState::Live && self.state(feed.source) == CopyState::Live
        };
        let feed = this.feed.filter(live)?;
        let (source, lag) = (feed.source, length(feed.lag));
        let going = this
            .span(self.now)
            .flow
            .filter(|flow| (flow.source, flow.lag) == (source, lag));
        Some(going.unwrap_or(Flow {
            source,
            lag,
            since: self.now,
        }))
    }
}

impl Copy {
    pub(super) fn new(state: CopyState, feed: Option<Feed>, archive: bool) -> Self {
        let flow = feed.map(|f| Flow {
            source: f.source,
            lag: length(f.lag),
            since: ALWAYS,
        });
        let kept = if state == CopyState::Gone {
            Vec::new()
        } else {
            vec![1]
        };
        Self {
            state,
            feed,
            archive,
            spans: vec![Span {
                from: ALWAYS,
                state,
                flow,
                kept,
            }],
        }
    }

    /// The stretch of its life that an instant lies in.
    pub(super) fn span(&self, at: Instant) -> &Span {
        let next = self.spans.partition_point(|span| span.from <= at);
        &self.spans[next.max(1) - 1]
    }

    /// The states of a copy from one instant until just before another.
    pub(super) fn state_during(
        &self,
        from: Instant,
        until: Instant,
    ) -> impl Iterator<Item = CopyState> {
        let first = self.spans.partition_point(|span| span.from <= from).max(1) - 1;
        let during = move |(i, span): &(usize, &Span)| *i == 0 || span.from < until;
        self.spans[first..]
            .iter()
            .enumerate()
            .take_while(during)
            .map(|(_, span)| span.state)
    }

    /// The last instant, up to `at`, at which data came in.
    pub(super) fn flowing_until(&self, at: Instant) -> Instant {
        let mut until = at;
        for span in self.spans.iter().rev().filter(|span| span.from <= at) {
            if span.flow.is_some() {
                break;
            }
            until = span.from;
        }
        until
    }
}
