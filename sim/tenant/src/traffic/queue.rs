//! A first-in, first-out queue of fluid, kept as cohorts of arrivals so that ages are exact.
//!
//! A cohort is a span of arrival time with constant rates. Its front (the head) moves through
//! arrival time as the server works it off; the deadline of each class moves through it at its own
//! pace. Where the deadline is ahead of the head, clients have left, but the server does not know
//! and still works for them. Both move linearly, so every meeting is computed, not searched.
//! The same structure without a server holds requests that hang until their clients give up.

use super::parts::{Lane, shrinks};
use std::collections::VecDeque;

/// Instants closer than this are the same, seconds (events are rounded to microseconds).
const EPS: f64 = 1e-8;
/// A deadline and a head this close have met; events come up to a microsecond late.
const MEET: f64 = 2e-6;

/// Something flowing into a queue now: `rate` per second of class `lane`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Flow {
    pub(super) lane: Lane,
    /// Position on the lane's path.
    pub(super) hop: u16,
    pub(super) rate: f64,
    /// When the clients of what flows now leave, seconds.
    pub(super) deadline: f64,
    /// How fast that deadline moves, seconds per second.
    pub(super) slope: f64,
    /// Their clients have left already.
    pub(super) dead: bool,
    /// Share that has not waited too long at steady stations passed on the way.
    pub(super) in_time: f64,
}

/// A class within a cohort.
#[derive(Debug, Clone, Copy)]
struct Entry {
    lane: Lane,
    hop: u16,
    rate: f64,
    d0: f64,
    slope: f64,
    dead: bool,
    in_time: f64,
}

impl Entry {
    fn of(f: &Flow) -> Self {
        Self {
            lane: f.lane,
            hop: f.hop,
            rate: f.rate,
            d0: f.deadline,
            slope: f.slope,
            dead: f.dead,
            in_time: f.in_time,
        }
    }

    fn deadline(&self, offset: f64) -> f64 {
        self.d0 + self.slope * offset
    }

    /// Whether `f`, flowing now at `offset`, continues this entry.
    fn continues(&self, f: &Flow, offset: f64) -> bool {
        let near = |a: f64, b: f64, tolerance: f64| (a - b).abs() <= tolerance;
        self.lane == f.lane
            && self.hop == f.hop
            && self.dead == f.dead
            && near(self.rate, f.rate, 1e-6 * f.rate)
            && near(self.slope, f.slope, 1e-9)
            && near(self.in_time, f.in_time, 1e-6)
            && near(self.deadline(offset), f.deadline, 1e-5)
    }
}

/// Arrivals between `t0` and `t0 + len` (seconds).
#[derive(Debug, Clone)]
struct Cohort {
    t0: f64,
    len: f64,
    total: f64,
    entries: Vec<Entry>,
}

impl Cohort {
    fn all_left(&self, now: f64) -> bool {
        self.entries
            .iter()
            .all(|e| e.dead || e.deadline(self.len) <= now + EPS)
    }

    fn none_left(&self, now: f64) -> bool {
        self.entries.iter().all(|e| e.dead || e.d0 > now)
    }
}

/// The queue before one station, or the place where hanging requests wait for their time-out.
#[derive(Debug, Clone, Default)]
pub(super) struct Queue {
    cohorts: VecDeque<Cohort>,
    /// Whether the last cohort is still growing.
    open: bool,
    /// How far the first cohort is worked off, seconds of arrival time.
    head: f64,
    /// Cohorts at the front whose clients have all left.
    left: usize,
    /// Requests waiting.
    pub(super) amount: f64,
    /// Requests served per second.
    speed: f64,
    /// Requests let in per second.
    inflow: f64,
}

impl Queue {
    pub(super) fn is_empty(&self) -> bool {
        self.cohorts.is_empty()
    }

    /// From now on these flow in (after any refusal) and `capacity` per second is served.
    pub(super) fn set(&mut self, now: f64, arrivals: &[Flow], capacity: f64, tick: f64) {
        self.speed = capacity;
        self.inflow = 0.0;
        for f in arrivals {
            self.inflow += f.rate;
        }
        if self.open {
            if let Some(back) = self.cohorts.back() {
                let offset = now - back.t0;
                let same = back.entries.len() == arrivals.len()
                    && back
                        .entries
                        .iter()
                        .zip(arrivals)
                        .all(|(e, f)| e.continues(f, offset));
                if same {
                    return;
                }
            }
            self.close(now, tick);
        }
        if self.inflow > 0.0 {
            let entries = arrivals
                .iter()
                .filter(|f| f.rate > 0.0)
                .map(Entry::of)
                .collect();
            self.cohorts.push_back(Cohort {
                t0: now,
                len: 0.0,
                total: self.inflow,
                entries,
            });
            self.open = true;
        }
    }

    /// Ends the growing cohort; two short ones become one.
    fn close(&mut self, now: f64, tick: f64) {
        self.open = false;
        let Some(mut back) = self.cohorts.pop_back() else {
            return;
        };
        back.len = now - back.t0;
        if back.len <= 0.0 {
            return;
        }
        // Not into what is being worked off, nor into what is known to wait for nobody.
        let first = self.cohorts.len() < 2 || self.cohorts.len() <= self.left;
        match self.cohorts.back_mut() {
            Some(before)
                if !first
                    && before.len + back.len <= tick
                    && before.none_left(now)
                    && back.none_left(now) =>
            {
                merge(before, &back);
            }
            _ => self.cohorts.push_back(back),
        }
    }

    /// Time passes: the head moves on, the last cohort grows.
    pub(super) fn advance(&mut self, now: f64, dt: f64) {
        if self.open
            && let Some(back) = self.cohorts.back_mut()
        {
            back.len = now - back.t0;
        }
        self.amount += (self.inflow - self.speed) * dt;
        let mut work = self.speed * dt;
        while let Some(front) = self.cohorts.front() {
            let last = self.open && self.cohorts.len() == 1;
            let rest = (front.len - self.head) * front.total;
            // Less than a millionth of a request is nothing.
            if work < rest - 1e-6 || (last && work <= 0.0) {
                self.head += work / front.total;
                break;
            }
            if last && self.inflow > self.speed {
                self.head = front.len;
                break;
            }
            work -= rest;
            self.pop();
        }
        if self.cohorts.is_empty() {
            (self.amount, self.inflow, self.speed) = (0.0, 0.0, 0.0);
        }
        self.amount = self.amount.max(0.0);
        while self.left < self.cohorts.len() - usize::from(self.open && !self.is_empty())
            && self.cohorts[self.left].all_left(now)
        {
            self.left += 1;
        }
    }

    fn pop(&mut self) {
        self.cohorts.pop_front();
        self.head = 0.0;
        self.left = self.left.saturating_sub(1);
        if self.cohorts.is_empty() {
            self.open = false;
        }
    }

    /// Forgets what nobody waits for; for queues without a server.
    pub(super) fn forget_left(&mut self) {
        while self.left > 0 {
            self.pop();
        }
        if self.cohorts.is_empty() {
            self.amount = 0.0;
        }
    }

    /// What the server hands on now.
    pub(super) fn departures(&self, now: f64, out: &mut Vec<Flow>) {
        let Some(front) = self.cohorts.front() else {
            return;
        };
        let pace = self.speed / front.total;
        if pace <= 0.0 {
            return;
        }
        for e in &front.entries {
            let deadline = e.deadline(self.head);
            out.push(Flow {
                lane: e.lane,
                hop: e.hop,
                rate: e.rate * pace,
                deadline,
                slope: e.slope * pace,
                dead: e.dead || self.gone_at_head(front, e, now),
                in_time: e.in_time,
            });
        }
    }

    /// Clients leaving now: calls `leave(lane, rate)` for each class.
    pub(super) fn leaving(&self, now: f64, mut leave: impl FnMut(Lane, f64)) {
        for (i, c) in self.cohorts.iter().enumerate().skip(self.left) {
            let growing = self.open && i + 1 == self.cohorts.len();
            for e in c.entries.iter().filter(|e| !e.dead) {
                let at = (now - e.d0) / e.slope;
                let begun = if i == 0 {
                    self.gone_at_head(c, e, now)
                } else {
                    at >= -EPS
                };
                if begun && (growing || at < c.len - EPS) {
                    leave(e.lane, e.rate / e.slope);
                }
            }
        }
    }

    /// Whether the clients of `e` at the head of the first cohort have left. Where deadline and head
    /// meet, the faster one is ahead the next moment.
    fn gone_at_head(&self, c: &Cohort, e: &Entry, now: f64) -> bool {
        let ahead = (now - e.d0) / e.slope - self.head;
        if ahead.abs() > MEET {
            ahead > 0.0
        } else {
            1.0 / e.slope > self.speed / c.total + EPS
        }
    }

    /// Seconds until something turns: the head reaches the end of its cohort, a deadline reaches the
    /// head, the beginning or the end of a cohort, or the queue reaches `max` from either side.
    pub(super) fn next(&self, now: f64, max: Option<f64>) -> f64 {
        let mut next = f64::INFINITY;
        let mut at = |dt: f64| {
            if dt > 0.0 && dt < next {
                next = dt;
            }
        };
        if let Some(max) = max
            && self.inflow > self.speed
            && self.amount < max
        {
            at((max - self.amount) / (self.inflow - self.speed));
        }
        if let Some(max) = max.filter(|&max| shrinks(self.amount, max)) {
            at((self.amount - max) / (self.speed - self.inflow));
        }
        // The first, then those in which somebody still waits.
        let behind = self.cohorts.iter().enumerate().skip(self.left.max(1));
        for (i, c) in self.cohorts.iter().enumerate().take(1).chain(behind) {
            let growing = self.open && i + 1 == self.cohorts.len();
            let pace = if i == 0 { self.speed / c.total } else { 0.0 };
            let head = if i == 0 { self.head } else { 0.0 };
            if i == 0 && pace > 0.0 {
                let closing = if growing { pace - 1.0 } else { pace };
                if closing > 0.0 {
                    at(((c.len - head) / closing).max(EPS));
                }
            }
            if i < self.left {
                continue;
            }
            for e in c.entries.iter().filter(|e| !e.dead) {
                let deadline = 1.0 / e.slope;
                let here = (now - e.d0) * deadline;
                at(-here * e.slope);
                if !growing {
                    at((c.len - here) * e.slope);
                }
                if i == 0 && (deadline - pace).abs() > EPS {
                    at((head - here) / (deadline - pace));
                }
            }
        }
        next
    }
}

#[cfg(test)]
impl Queue {
    /// Requests in the queue whose clients still wait.
    pub(super) fn alive(&self, now: f64) -> f64 {
        let mut sum = 0.0;
        for (i, c) in self.cohorts.iter().enumerate() {
            let head = if i == 0 { self.head } else { 0.0 };
            for e in c.entries.iter().filter(|e| !e.dead) {
                let from = ((now - e.d0) / e.slope).max(head);
                sum += e.rate * (c.len - from).max(0.0);
            }
        }
        sum
    }
}

/// Adds the arrivals of `next` to `into`, spread evenly over both spans; every class keeps its
/// amount and its first and last deadline.
fn merge(into: &mut Cohort, next: &Cohort) {
    let len = into.len + next.len;
    let known = into.entries.len();
    for n in &next.entries {
        let (first, last) = (n.d0, n.deadline(next.len));
        // The same class whose deadline goes on where it stood; a jump stays an entry of its own.
        let twin = into.entries[..known].iter_mut().find(|e| {
            e.lane == n.lane
                && e.hop == n.hop
                && e.dead == n.dead
                && (first - e.deadline(into.len)).abs() <= n.slope * next.len
                && last > e.d0
        });
        match twin {
            Some(e) => {
                let (old, new) = (e.rate * into.len, n.rate * next.len);
                e.in_time = (e.in_time * old + n.in_time * new) / (old + new);
                e.rate = (old + new) / into.len;
                e.slope = (last - e.d0) / into.len;
            }
            None => {
                let stretch = next.len / into.len;
                let (rate, slope) = (n.rate * stretch, n.slope * stretch);
                into.entries.push(Entry { rate, slope, ..*n });
            }
        }
    }
    // All entries now hold the right amounts and deadlines over `into.len`; stretch that to `len`.
    let shrink = into.len / len;
    for e in &mut into.entries {
        e.rate *= shrink;
        e.slope *= shrink;
    }
    into.total = (into.total * into.len + next.total * next.len) / len;
    into.len = len;
}
