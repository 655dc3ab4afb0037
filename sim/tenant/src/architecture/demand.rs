//! Who asks for what, how often, and what a failure costs.

use super::ComponentId;
use kernel::SimDuration;

/// Index of a journey in its architecture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct JourneyId(pub u16);

/// How demand goes over the day, in the users' local time.
#[derive(Debug, Clone, PartialEq)]
pub enum Curve {
    /// Always the mean.
    Flat,
    /// 1 + swing x sin, highest at `peak_hour`.
    Daily {
        /// Between 0 and 1.
        swing: f64,
        /// Hour of the day with most demand, 0..24.
        peak_hour: f64,
    },
}

/// A population of clients.
#[derive(Debug, Clone, PartialEq)]
pub struct Clients {
    /// Its name.
    pub name: String,
    /// Demand over the day.
    pub curve: Curve,
    /// Share behind resolvers that keep DNS answers too long, parts per million; `None`: the offer's default.
    pub stretch_ppm: Option<u32>,
    /// How long those resolvers keep an answer; `None`: the offer's default.
    pub stretch_ttl: Option<SimDuration>,
    /// How often clients behind one resolver ask for a name, millionths per second; `None`: so often that every
    /// resolver asks again as soon as its answer is too old.
    pub resolver_micro_per_s: Option<u64>,
    /// How clients try again.
    pub retry: Retry,
    /// How long a client waits for an answer.
    pub timeout: SimDuration,
}

/// What clients do about a failed attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retry {
    /// Attempts in all, at least 1.
    pub attempts: u32,
    /// Pause before the next attempt.
    pub delay: SimDuration,
    /// Whether the pause doubles each time.
    pub doubling: bool,
    /// The longest pause, if it doubles; `None`: no limit.
    pub delay_max: Option<SimDuration>,
    /// Whether the pause is drawn evenly between nothing and its length (full jitter).
    pub jitter: bool,
    /// Retries at most this share of first attempts, parts per million; `None`: no budget.
    pub budget_ppm: Option<u32>,
}

/// What a failed request costs.
#[derive(Debug, Clone, PartialEq)]
pub struct Harm {
    /// `USD`, or another unit such as `patients waiting`.
    pub unit: String,
    /// Per failed request, millionths of the unit.
    pub per_request_micro: u64,
}

/// Something users want to get done.
#[derive(Debug, Clone, PartialEq)]
pub struct Journey {
    /// Its name, e.g. `checkout`.
    pub name: String,
    /// Index into [`super::Architecture::clients`].
    pub clients: usize,
    /// Mean rate of requests, millionths per second.
    pub rate_micro_per_s: u64,
    /// The components a request goes through, in order.
    pub path: Vec<ComponentId>,
    /// Whether each request writes to the last store on its path.
    pub writes: bool,
    /// Down when less than this share of requests is served, parts per million.
    pub threshold_ppm: u32,
    /// What failure costs.
    pub harm: Option<Harm>,
}
