//! Offers: what a renter gets on a calm day, and at what price and promise.

use kernel::{SimDuration, Stream, math};
use serde::{Deserialize, Serialize};

/// A number that is not published and carries a result.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assumption {
    /// What it is, e.g. `ebs.race_rate`.
    pub name: String,
    /// Its value with unit, as text.
    pub value: String,
    /// Why this value, and in which range it was varied.
    pub why: String,
}

/// How long something takes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Law {
    /// Always the same.
    Fixed(SimDuration),
    /// Evenly between two lengths.
    Uniform(SimDuration, SimDuration),
    /// Exponential with this mean.
    Exponential(SimDuration),
    /// Lognormal: median, and standard deviation of the logarithm.
    Lognormal(SimDuration, f64),
    /// Weibull: scale and shape.
    Weibull(SimDuration, f64),
}

impl Law {
    /// The mean length, seconds.
    #[must_use]
    pub fn mean_s(self) -> f64 {
        let s = SimDuration::secs_f64;
        match self {
            Self::Fixed(d) | Self::Exponential(d) => s(d),
            Self::Uniform(low, high) => (s(low) + s(high)) / 2.0,
            Self::Lognormal(median, sigma) => s(median) * math::exp(sigma * sigma / 2.0),
            Self::Weibull(scale, shape) => s(scale) * math::gamma(1.0 + 1.0 / shape),
        }
    }

    /// Exponential with an annualised failure rate: the share of units that fail within 365 days. That is a probability
    /// and not a rate, so the rate is -ln(1 - AFR) a year.
    #[must_use]
    pub fn of_afr(share: f64) -> Self {
        const YEAR_S: f64 = 365.0 * 86_400.0;
        Self::Exponential(SimDuration::from_secs_f64(YEAR_S / -math::ln_1p(-share)))
    }

    /// The variance of the length, square seconds.
    #[must_use]
    pub fn variance_s2(self) -> f64 {
        let s = SimDuration::secs_f64;
        let mean = self.mean_s();
        match self {
            Self::Fixed(_) => 0.0,
            Self::Uniform(low, high) => (s(high) - s(low)) * (s(high) - s(low)) / 12.0,
            Self::Exponential(_) => mean * mean,
            Self::Lognormal(_, sigma) => mean * mean * (math::exp(sigma * sigma) - 1.0),
            Self::Weibull(scale, shape) => {
                s(scale) * s(scale) * math::gamma(1.0 + 2.0 / shape) - mean * mean
            }
        }
    }

    /// The length, in seconds, that is not exceeded with chance `p`.
    #[must_use]
    pub fn quantile_s(self, p: f64) -> f64 {
        let s = SimDuration::secs_f64;
        let p = p.clamp(0.0, 1.0);
        match self {
            Self::Fixed(d) => s(d),
            Self::Uniform(low, high) => s(low) + p * (s(high) - s(low)),
            Self::Exponential(mean) => -s(mean) * math::ln_1p(-p),
            Self::Lognormal(median, sigma) => {
                s(median) * math::exp(sigma * math::normal_quantile(p))
            }
            Self::Weibull(scale, shape) => s(scale) * math::pow(-math::ln_1p(-p), 1.0 / shape),
        }
    }

    /// One length.
    pub fn draw(self, stream: &mut Stream) -> SimDuration {
        let s = SimDuration::secs_f64;
        match self {
            Self::Fixed(d) => d,
            Self::Uniform(low, high) => SimDuration::from_secs_f64(stream.uniform(s(low), s(high))),
            Self::Exponential(mean) => SimDuration::from_secs_f64(stream.exponential(s(mean))),
            Self::Lognormal(median, sigma) => {
                SimDuration::from_secs_f64(stream.lognormal(s(median), sigma))
            }
            Self::Weibull(scale, shape) => {
                SimDuration::from_secs_f64(stream.weibull(s(scale), shape))
            }
        }
    }
}

/// A token bucket that limits an account's calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ThrottleLimit {
    /// Calls that can be made at once.
    pub bucket: u32,
    /// Calls per second after that, in millionths.
    pub refill_micro_per_s: u64,
}

/// Health-check defaults.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CheckDefaults {
    /// Time between probes.
    pub interval: SimDuration,
    /// How long a probe waits.
    pub timeout: SimDuration,
    /// Failed probes in a row until a member is taken out.
    pub unhealthy: u32,
    /// Good probes in a row until it is put back.
    pub healthy: u32,
}

/// Prices in millionths of a US dollar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Prices {
    /// One instance for an hour.
    pub instance_hour: u64,
    /// One managed database instance for an hour (a standby doubles it).
    pub database_hour: u64,
    /// One gigabyte of volume for a month (720 h).
    pub volume_gb_month: u64,
    /// One gigabyte of object store or snapshot for a month.
    pub object_gb_month: u64,
    /// One load balancer for an hour.
    pub balancer_hour: u64,
    /// One gigabyte out to the internet or another region.
    pub egress_gb: u64,
    /// One gigabyte between zones, one way.
    pub zone_gb: u64,
}

/// What an SLA counts as unavailable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SlaScope {
    /// Only when more than one zone in use is unreachable and nothing can be launched (AWS EC2 2008-2013), over a year.
    RegionYear,
    /// The region's service, over a month.
    RegionMonth,
    /// A single host or instance, per started period, over a month.
    HostMonth,
}

/// A step of a credit table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CreditStep {
    /// Availability under this, parts per million, earns ...
    pub below_ppm: u32,
    /// ... this share of the service's bill, parts per million.
    pub credit_ppm: u32,
}

/// A contract with a penalty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sla {
    /// Which service, as reports name it, e.g. `compute`.
    pub service: String,
    /// What counts.
    pub scope: SlaScope,
    /// From the mildest step to the hardest.
    pub credits: Vec<CreditStep>,
}

/// How often what a provider rents out fails by itself. Replays of outages take no notice of it; forecasts lay it under
/// the parts of an architecture that do not say how they fail.
#[derive(Debug, Clone, PartialEq)]
pub struct Background {
    /// A server, from one failure to the next ...
    pub server_every: Law,
    /// ... and until it is back.
    pub server_out: Law,
    /// A volume, until its data is lost.
    pub volume_every: Law,
    /// A whole zone, from one outage to the next ...
    pub zone_every: Law,
    /// ... and until it is back.
    pub zone_out: Law,
    /// Where each of these numbers comes from, also the published ones.
    pub sources: Vec<Assumption>,
}

/// What one provider rents out.
#[derive(Debug, Clone, PartialEq)]
pub struct Offer {
    /// The cloud file's name, e.g. `aws-2011`.
    pub name: String,
    /// The provider's name as places use it, e.g. `aws`.
    pub provider: String,
    /// Regions and their zones: (`us-east-1`, [`a`, `b`, ...]).
    pub regions: Vec<(String, Vec<String>)>,
    /// From an accepted launch to a running operating system, local root.
    pub launch_local: Law,
    /// The same, root on a volume.
    pub launch_block: Law,
    /// A managed database's automatic fail-over.
    pub database_failover: Law,
    /// Creating a managed database from a backup, besides copying the data.
    pub database_create: Law,
    /// Limits on launches per account.
    pub launch_throttle: ThrottleLimit,
    /// Bytes per second read back from snapshots and buckets.
    pub restore_bytes_per_s: u64,
    /// Bytes per second to another region or provider, one stream.
    pub cross_region_bytes_per_s: u64,
    /// Load balancer health checks.
    pub balancer_check: CheckDefaults,
    /// Health checks of DNS names; `None` where the provider has none.
    pub dns_check: Option<CheckDefaults>,
    /// Default TTL of a DNS name.
    pub dns_ttl: SimDuration,
    /// Share of clients behind resolvers that keep answers longer than the TTL, parts per million.
    pub dns_stretch_ppm: u32,
    /// How long those resolvers keep an answer.
    pub dns_stretch_ttl: SimDuration,
    /// From the start of an outage to the first status post, where a tape has no posts.
    pub first_post: Law,
    /// What things cost.
    pub prices: Prices,
    /// Contracts with penalties.
    pub slas: Vec<Sla>,
    /// Chance that a customer who is owed a credit claims it, parts per million.
    pub claim_ppm: u32,
    /// How often things fail by themselves; `None`: nobody has said.
    pub background: Option<Background>,
    /// The numbers above that are not published.
    pub assumptions: Vec<Assumption>,
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Mean, variance and quantiles of every law agree with what it draws.
    #[test]
    fn moments_and_quantiles_are_those_of_the_draws() {
        let hour = SimDuration::from_hours(1);
        let laws = [
            Law::Fixed(hour),
            Law::Uniform(SimDuration::from_mins(10), hour),
            Law::Exponential(hour),
            Law::Lognormal(hour, 0.5),
            Law::Weibull(hour, 1.5),
        ];
        const N: usize = 100_000;
        for law in laws {
            let mut stream = Stream::named(1, "test", "law");
            let mut drawn: Vec<f64> = (0..N).map(|_| law.draw(&mut stream).secs_f64()).collect();
            drawn.sort_by(f64::total_cmp);
            let mean = drawn.iter().fold(0.0, |all, x| all + x) / N as f64;
            let square = |all: f64, x: &f64| all + (x - mean) * (x - mean);
            let variance = drawn.iter().fold(0.0, square) / N as f64;
            let near = |a: f64, b: f64| (a - b).abs() <= 0.03 * b;
            assert!(near(mean, law.mean_s()), "{law:?}: mean {mean}");
            assert!(
                near(variance, law.variance_s2()),
                "{law:?}: variance {variance}"
            );
            for percent in [5, 50, 95] {
                let (seen, said) = (
                    drawn[N / 100 * percent],
                    law.quantile_s(percent as f64 / 100.0),
                );
                assert!(
                    near(seen, said),
                    "{law:?}: {percent} % under {seen}, not {said}"
                );
            }
        }
    }
}
