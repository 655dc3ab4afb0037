//! Calls to a provider's APIs: tried once a minute until every service needed has answered one.
//!
//! Each attempt fails with each service's error share at that minute; while one fails every call, nothing is tried
//! until it changes. Models a person or a script that tries again by hand; leaves out back-off and queues of calls.

use super::weather::{WatchId, Weather};
use kernel::{SimDuration, SimTime, Stream};
use tape::{FactId, Service, Tape};

/// Time between two attempts. Assumed: one minute, range 10 s to 5 minutes.
const EVERY: SimDuration = SimDuration::from_mins(1);

/// How long one answer about capacity stands while the capacity is the same. Assumed: others give servers back and take
/// them within an hour, range 10 minutes to 6 hours.
const TURNOVER: SimDuration = SimDuration::from_hours(1);
/// How long a wish is kept up when the tape has nothing more to say.
const PATIENCE_MAX: SimDuration = SimDuration::from_hours(30 * 24);

/// Conditions of APIs, looked up at any time.
#[derive(Debug)]
pub(crate) struct Calls<'a> {
    weather: Weather<'a>,
}

/// Something to call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Api {
    pub(crate) service: Service,
    /// Path of the place.
    pub(crate) place: String,
}

impl<'a> Calls<'a> {
    pub(crate) fn new(tape: &'a Tape) -> Self {
        Self {
            weather: Weather::new(tape),
        }
    }

    fn watch(&mut self, api: &Api) -> WatchId {
        self.weather.watch(&api.place, api.service)
    }

    /// When an attempt passes all services for the first time, starting at `from`; after a tape's end all is calm, so
    /// there always is one.
    pub(crate) fn accepted(&mut self, apis: &[Api], from: SimTime, chance: &mut Stream) -> SimTime {
        let watches: Vec<WatchId> = apis.iter().map(|a| self.watch(a)).collect();
        let mut at = from;
        loop {
            let mut passed = true;
            let mut blocked_until = None;
            for &w in &watches {
                let error = self.weather.at(w, at).0.error_ppm;
                if error >= 1_000_000 {
                    blocked_until = blocked_until.max(self.weather.change_after(w, at));
                    passed = false;
                } else if error > 0 {
                    passed &= !chance.bernoulli(f64::from(error) / 1e6);
                }
            }
            if passed {
                return at;
            }
            let steps = blocked_until
                .map_or(1, |until| (until - from).0.div_ceil(EVERY.0))
                .max(((at - from).0 / EVERY.0) + 1);
            at = from + SimDuration(steps * EVERY.0);
        }
    }

    /// The worst of some services now: its error share and the fact behind it.
    pub(crate) fn worst(
        &mut self,
        apis: &[Api],
        at: SimTime,
    ) -> Option<(usize, u32, Option<FactId>)> {
        let mut worst: Option<(usize, u32, Option<FactId>)> = None;
        for (i, api) in apis.iter().enumerate() {
            let w = self.watch(api);
            self.weather.advance(at);
            let error = self.weather.now(w).error_ppm;
            if error > worst.map_or(0, |x| x.1) {
                worst = Some((i, error, self.weather.cause(w)));
            }
        }
        worst
    }

    /// Error share and latency factor of a service at an instant, parts per million.
    pub(crate) fn condition(&mut self, api: &Api, at: SimTime) -> tape::Condition {
        let w = self.watch(api);
        self.weather.at(w, at).0
    }

    /// When a wish for capacity is granted: one draw per tenant, zone, class and step of capacity, and another for
    /// every hour that the step lasts.
    pub(crate) fn granted(&mut self, api: &Api, from: SimTime, seed: u64) -> SimTime {
        let w = self.watch(api);
        let mut at = from;
        loop {
            let capacity = self.weather.at(w, at).0.capacity_ppm;
            let since = self.capacity_since(w, at);
            let hour = (at - since).0 / TURNOVER.0;
            let place = &api.place;
            let entity = format!("{place}/{}/{}/{hour}", api.service.name(), since.0);
            let luck = Stream::named(seed, "capacity", &entity).unit();
            if luck < f64::from(capacity) / 1e6 {
                return at;
            }
            let step = self.next_capacity(w, at);
            let drawn = since + SimDuration((hour + 1) * TURNOVER.0);
            at = match step {
                // Nothing is left to come: what an unlucky draw would go on for has no end.
                None if capacity == 0 || (at - from) >= PATIENCE_MAX => return at,
                None => drawn,
                Some(step) if capacity == 0 => step,
                Some(step) => step.min(drawn),
            };
        }
    }

    /// The next change of capacity after `t`.
    fn next_capacity(&self, w: WatchId, t: SimTime) -> Option<SimTime> {
        let capacity = self.weather.at(w, t).0.capacity_ppm;
        let mut at = t;
        loop {
            at = self.weather.change_after(w, at)?;
            if self.weather.at(w, at).0.capacity_ppm != capacity {
                return Some(at);
            }
        }
    }

    /// Since when the capacity in force at `t` has been in force.
    fn capacity_since(&self, w: WatchId, t: SimTime) -> SimTime {
        let (condition, mut since) = self.weather.at(w, t);
        while since > SimTime::ZERO {
            let (before, earlier) = self.weather.at(w, SimTime(since.0 - 1));
            if before.capacity_ppm != condition.capacity_ppm {
                break;
            }
            since = earlier;
        }
        since
    }

    /// The next change of a service after `t`.
    pub(crate) fn change_after(&mut self, api: &Api, t: SimTime) -> Option<SimTime> {
        let w = self.watch(api);
        self.weather.change_after(w, t)
    }
}
