//! Messages that can wait.
//!
//! Models: a request is served once the queue has taken its message; what works the messages off may be down for as
//! long as messages are kept, older ones are lost. A journey's path ends at the queue for its users: what follows
//! works for the queue. Leaves out: the time a backlog takes to drain (consumers are taken as fast enough once they
//! work), order, and messages delivered twice.

use crate::architecture::{ComponentId, Queue};
use crate::components::Memory;
use crate::engine::flow::{End, Leg, Walk};
use crate::engine::run::{Beat, Run};
use crate::engine::weather::WatchId;
use crate::outcome::Health;
use kernel::SimTime;
use tape::Service;

/// What has come in and waits.
#[derive(Debug)]
pub(crate) struct Backlog {
    watch: WatchId,
    /// Messages taken so far, micro-messages.
    pub(crate) taken: u64,
    pub(crate) lost: u64,
    /// Since when nothing is worked off, and the course of `taken` from then on.
    stalled: Option<SimTime>,
    course: Vec<(SimTime, u64)>,
}

impl Backlog {
    pub(crate) fn first(run: &mut Run<'_>, x: &Queue) -> Self {
        let watch = run.weather.watch(&x.region, Service::Queue);
        Self {
            watch,
            taken: 0,
            lost: 0,
            stalled: None,
            course: Vec::new(),
        }
    }

    /// Counts what came in up to an instant.
    pub(crate) fn take(&mut self, at: SimTime, micro: u64) {
        self.taken += micro;
        if self.stalled.is_some() {
            self.course.push((at, self.taken));
        }
    }

    /// How much had come in at an instant of the stall.
    fn taken_at(&self, t: SimTime) -> u64 {
        let n = self.course.partition_point(|c| c.0 <= t);
        match (n.checked_sub(1).map(|i| self.course[i]), self.course.get(n)) {
            (Some((t0, a)), Some(&(t1, b))) => {
                let part = u128::from(b - a) * u128::from(t.0 - t0.0) / u128::from(t1.0 - t0.0);
                a + part as u64
            }
            (Some((_, a)), None) => a,
            (None, Some(&(_, b))) => b,
            (None, None) => self.taken,
        }
    }

    /// Messages that wait now.
    pub(crate) fn waiting(&self, now: SimTime, x: &Queue) -> u64 {
        let Some(since) = self.stalled else {
            return 0;
        };
        let kept_since = SimTime(now.0.saturating_sub(x.retention.0)).max(since);
        self.taken - self.taken_at(kept_since)
    }

    /// Messages older than they are kept.
    fn overdue(&self, now: SimTime, x: &Queue) -> u64 {
        match self.stalled {
            Some(since) if since + x.retention < now => {
                self.taken_at(SimTime(now.0 - x.retention.0)) - self.taken_at(since)
            }
            Some(_) | None => 0,
        }
    }

    /// All that is lost at an instant, micro-messages.
    pub(crate) fn lost_by(&self, now: SimTime, x: &Queue) -> u64 {
        self.lost + self.overdue(now, x)
    }
}

pub(crate) fn enter(walk: &Walk<'_, '_>, id: ComponentId, leg: Leg, out: &mut Vec<Leg>) {
    let Memory::Queue(backlog) = walk.run.memory(id) else {
        return;
    };
    if let Some(taken) = walk.pass(leg, backlog.watch, End::Fast, id, out) {
        out.push(Leg {
            end: End::Done,
            ..taken
        });
    }
}

/// Notices whether messages are worked off.
pub(crate) fn review(run: &mut Run<'_>, id: ComponentId, x: &Queue) {
    let behind = std::iter::once(&x.consumer).chain(&run.layout.downstream[id.0 as usize]);
    let works = |c: &ComponentId| {
        matches!(
            run.status[c.0 as usize].health,
            Health::Up | Health::Degraded
        )
    };
    let working = behind.clone().all(works);
    let culprit = behind
        .clone()
        .find(|c| !works(c))
        .and_then(|&c| run.status_fact(c));
    let now = run.now;
    let name = run.arch.component(id).name.clone();
    let Memory::Queue(backlog) = run.memory_mut(id) else {
        return;
    };
    match (working, backlog.stalled) {
        (false, None) => {
            backlog.stalled = Some(now);
            backlog.course = vec![(now, backlog.taken)];
            run.fact(
                "tenant.queue_stalled",
                format!("messages pile up in {name}"),
                culprit,
            );
            run.beat(now + x.retention, id, Beat::Expire);
        }
        (true, Some(_)) => {
            backlog.lost += backlog.overdue(now, x);
            backlog.stalled = None;
            backlog.course = Vec::new();
            let news = run.news;
            run.fact(
                "tenant.queue_drained",
                format!("{name} is worked off again"),
                news,
            );
        }
        (true, None) | (false, Some(_)) => {}
    }
}

/// Messages begin to be too old, if the stall has lasted.
pub(crate) fn expire(run: &mut Run<'_>, id: ComponentId, x: &Queue) {
    let now = run.now;
    let Memory::Queue(backlog) = run.memory(id) else {
        return;
    };
    if backlog
        .stalled
        .is_some_and(|since| since + x.retention <= now)
    {
        let name = &run.arch.component(id).name;
        let text = format!("messages in {name} are older than they are kept, and lost");
        let cause = run.status_fact(x.consumer);
        run.fact("tenant.queue_lost", text, cause);
    }
}
