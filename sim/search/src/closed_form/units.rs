//! The units of a component as an architecture describes them, and the Markov chain they are.
//!
//! Reads laws, copies, common causes, crews, rebuilds and shocks out of a loaded architecture, so that an exact answer
//! follows the file. Time is in hours here, as in the literature of reliability.
//! Leaves out, and refuses: crews that several components share, shocks that pass, laws that are not exponential where
//! a chain is asked for.

use super::chain::{Chain, Time};
use crate::statistics::Sum;
use kernel::math;
use tape::Law;
use tenant::architecture::{Architecture, ComponentId, ComponentKind, Rebuild, Shock, ShockTarget};

/// Seconds in an hour.
pub const HOUR: f64 = 3600.0;

/// Mean and standard deviation of a law, hours.
#[must_use]
pub fn moments_h(law: Law) -> (f64, f64) {
    let (mean, squared_cv) = match law {
        Law::Fixed(d) => (d.secs_f64(), 0.0),
        Law::Exponential(d) => (d.secs_f64(), 1.0),
        Law::Uniform(low, high) => {
            let (low, high) = (low.secs_f64(), high.secs_f64());
            let (mean, width) = ((low + high) / 2.0, high - low);
            (mean, width * width / (12.0 * mean * mean))
        }
        Law::Lognormal(median, sigma) => {
            let mean = median.secs_f64() * math::exp(sigma * sigma / 2.0);
            (mean, math::exp_m1(sigma * sigma))
        }
        Law::Weibull(scale, shape) => {
            let (first, second) = (
                math::gamma(1.0 + 1.0 / shape),
                math::gamma(1.0 + 2.0 / shape),
            );
            (scale.secs_f64() * first, second / (first * first) - 1.0)
        }
    };
    (mean / HOUR, mean / HOUR * squared_cv.sqrt())
}

/// E[exp(-rate · X)] of a repair that is fixed or exponential, rate per hour.
pub fn transform(law: Law, rate: f64) -> Result<f64, String> {
    let (mean, _) = moments_h(law);
    match law {
        Law::Fixed(_) => Ok(math::exp(-rate * mean)),
        Law::Exponential(_) => Ok(1.0 / (1.0 + rate * mean)),
        Law::Uniform(..) | Law::Lognormal(..) | Law::Weibull(..) => {
            Err("repairs must be fixed or exponential here".to_owned())
        }
    }
}

/// A shock as its victims see it.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Burst {
    per_h: f64,
    hit: f64,
}

/// The units of one component.
#[derive(Debug, Clone, PartialEq)]
pub struct Units {
    /// How many.
    pub count: usize,
    /// Most that may be missing while it still works or still has its data.
    pub tolerates: usize,
    /// From new to a failure.
    pub every: Law,
    /// Work on one; `None`: stays broken.
    pub repair: Option<Law>,
    /// Share of failures with a common cause.
    pub common: f64,
    /// Repairs that go on at once, at most.
    pub repairers: usize,
    bursts: Vec<Burst>,
}

impl Units {
    /// Of the component of that name.
    pub fn of(arch: &Architecture, name: &str) -> Result<Self, String> {
        let id = arch
            .find(name)
            .ok_or_else(|| format!("there is no component '{name}'"))?;
        let component = arch.component(id);
        let fails = component
            .fails
            .ok_or_else(|| format!("'{name}' does not fail by itself"))?;
        let (count, tolerates, serial) = structure(&component.kind);
        let crew = match fails.crew {
            Some(crew) => {
                let shared = arch
                    .components
                    .iter()
                    .filter(|c| c.fails.is_some_and(|f| f.crew == Some(crew)));
                if shared.count() > 1 {
                    return Err(format!(
                        "'{name}' shares its crew, which this formula does not know"
                    ));
                }
                arch.crews[usize::from(crew.0)].size as usize
            }
            None => count,
        };
        Ok(Self {
            count,
            tolerates,
            every: fails.every,
            repair: fails.repair,
            common: f64::from(fails.common_cause_ppm) / 1e6,
            repairers: if serial { 1 } else { crew.min(count) },
            bursts: bursts(arch, id)?,
        })
    }

    /// The only component that fails by itself.
    pub fn only(arch: &Architecture) -> Result<Self, String> {
        let mut failing = arch.components.iter().filter(|c| c.fails.is_some());
        match (failing.next(), failing.next()) {
            (Some(c), None) => Self::of(arch, &c.name),
            (_, _) => Err(format!(
                "'{}' must have one component that fails",
                arch.name
            )),
        }
    }

    /// Mean time from new to a failure of one unit, hours.
    #[must_use]
    pub fn mttf_h(&self) -> f64 {
        moments_h(self.every).0
    }

    /// Mean work on one, hours.
    pub fn mttr_h(&self) -> Result<f64, String> {
        let law = self.repair.ok_or("a unit that is never repaired")?;
        Ok(moments_h(law).0)
    }

    /// Failures of one unit per hour.
    pub fn rate(&self) -> Result<f64, String> {
        match self.every {
            Law::Exponential(_) => Ok(1.0 / self.mttf_h()),
            Law::Fixed(_) | Law::Uniform(..) | Law::Lognormal(..) | Law::Weibull(..) => {
                Err("lives must be exponential here".to_owned())
            }
        }
    }

    /// Repairs of one unit per hour; 0 if it stays broken.
    pub fn repair_rate(&self) -> Result<f64, String> {
        match self.repair {
            None => Ok(0.0),
            Some(law @ Law::Exponential(_)) => Ok(1.0 / moments_h(law).0),
            Some(Law::Fixed(_) | Law::Uniform(..) | Law::Lognormal(..) | Law::Weibull(..)) => {
                Err("repairs must be exponential here".to_owned())
            }
        }
    }

    /// The same units without common causes.
    #[must_use]
    pub fn without_common_cause(&self) -> Self {
        Self {
            common: 0.0,
            ..self.clone()
        }
    }

    /// The same units without shocks.
    #[must_use]
    pub fn without_bursts(&self) -> Self {
        Self {
            bursts: Vec::new(),
            ..self.clone()
        }
    }

    /// Their chain; its states are how many are broken.
    pub fn chain(&self) -> Result<Chain, String> {
        let (rate, repair, n) = (self.rate()?, self.repair_rate()?, self.count);
        let mut chain = Chain::of(n + 1);
        for broken in 0..=n {
            let up = n - broken;
            if up > 0 {
                chain.add(broken, broken + 1, up as f64 * (1.0 - self.common) * rate);
                chain.add(broken, n, self.common * rate);
            }
            for burst in &self.bursts {
                for hit in 1..=up {
                    chain.add(
                        broken,
                        broken + hit,
                        burst.per_h * binomial(up, hit, burst.hit),
                    );
                }
            }
            if broken > 0 {
                chain.add(
                    broken,
                    broken - 1,
                    broken.min(self.repairers) as f64 * repair,
                );
            }
        }
        Ok(chain)
    }

    /// States in which too many are missing.
    #[must_use]
    pub fn too_few(&self) -> Vec<usize> {
        (self.tolerates + 1..=self.count).collect()
    }

    /// 1 for states in which it works, 0 for the others.
    #[must_use]
    pub fn works(&self) -> Vec<f64> {
        let works = |broken| f64::from(u8::from(broken <= self.tolerates));
        (0..=self.count).map(works).collect()
    }

    /// Share of time in which it works.
    pub fn availability(&self) -> Result<f64, String> {
        Ok(1.0 - self.unavailability()?)
    }

    /// Share of time in which it does not.
    pub fn unavailability(&self) -> Result<f64, String> {
        let share = self.chain()?.stationary();
        Ok(Sum::of(share[self.tolerates + 1..].iter().copied()))
    }

    /// Standard deviation of the share of time in which it works, as seen in a run of so many hours.
    pub fn availability_sigma(&self, hours: f64) -> Result<f64, String> {
        let variance = self.chain()?.average_variance(&self.works());
        Ok((variance / hours).sqrt())
    }

    /// How long, from all up, until too many are missing, hours.
    pub fn first_down_h(&self) -> Result<Time, String> {
        Ok(self.chain()?.time_until(0, &self.too_few()))
    }
}

/// Units, how many of them may be missing, and whether they are mended one by one.
fn structure(kind: &ComponentKind) -> (usize, usize, bool) {
    match kind {
        ComponentKind::Instances(x) => {
            let count: u32 = x.per_zone.iter().map(|z| z.1).sum();
            let least = x.at_least.unwrap_or(count);
            (count as usize, count.saturating_sub(least) as usize, false)
        }
        ComponentKind::Volume(x) => x.redundancy.map_or((1, 0, false), |r| {
            (
                r.units as usize,
                r.tolerates as usize,
                r.rebuild == Rebuild::Serial,
            )
        }),
        ComponentKind::Database(_)
        | ComponentKind::LoadBalancer(_)
        | ComponentKind::DnsName(_)
        | ComponentKind::Cdn(_)
        | ComponentKind::Bucket(_)
        | ComponentKind::Queue(_)
        | ComponentKind::Cache(_)
        | ComponentKind::Key(_)
        | ComponentKind::External(_) => (1, 0, false),
    }
}

fn bursts(arch: &Architecture, id: ComponentId) -> Result<Vec<Burst>, String> {
    let mut out = Vec::new();
    for shock in &arch.shocks {
        for target in &shock.targets {
            match target {
                ShockTarget::Component(c) if *c == id => out.push(burst(shock)?),
                ShockTarget::Component(_) => {}
                ShockTarget::Place(_) => {
                    return Err(format!(
                        "'{}' strikes a place, which this formula does not know",
                        shock.name
                    ));
                }
            }
        }
    }
    Ok(out)
}

fn burst(shock: &Shock) -> Result<Burst, String> {
    match (shock.every, shock.lasts) {
        (law @ Law::Exponential(_), None) => Ok(Burst {
            per_h: 1.0 / moments_h(law).0,
            hit: f64::from(shock.hit_ppm) / 1e6,
        }),
        (_, _) => Err(format!(
            "'{}' must come at random and break what it hits",
            shock.name
        )),
    }
}

/// Chance of `k` hits among `n`.
fn binomial(n: usize, k: usize, p: f64) -> f64 {
    let mut chance = 1.0;
    for i in 0..n {
        chance *= if i < k {
            p * (n - i) as f64 / (i + 1) as f64
        } else {
            1.0 - p
        };
    }
    chance
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::SimDuration;

    #[test]
    fn moments_by_hand() {
        let hours = SimDuration::from_hours;
        assert_eq!(moments_h(Law::Fixed(hours(3))), (3.0, 0.0));
        assert_eq!(moments_h(Law::Exponential(hours(3))), (3.0, 3.0));
        let (mean, sd) = moments_h(Law::Uniform(hours(2), hours(8)));
        assert!((mean - 5.0).abs() < 1e-12 && (sd - 3.0f64.sqrt()).abs() < 1e-12);
        // A lognormal of mean 4 and cv 2; a Weibull of shape 1 is exponential.
        let median = SimDuration::from_secs_f64(4.0 / 5.0f64.sqrt() * HOUR);
        let (mean, sd) = moments_h(Law::Lognormal(median, math::ln(5.0).sqrt()));
        assert!((mean - 4.0).abs() < 1e-9 && (sd - 8.0).abs() < 1e-8);
        let (mean, sd) = moments_h(Law::Weibull(hours(7), 1.0));
        assert!((mean - 7.0).abs() < 1e-9 && (sd - 7.0).abs() < 1e-8);
    }

    #[test]
    fn hits_are_binomial() {
        assert!((binomial(4, 2, 0.3) - 6.0 * 0.09 * 0.49).abs() < 1e-15);
        assert!((binomial(3, 3, 0.3) - 0.027).abs() < 1e-15);
        let all: Vec<f64> = (0..=5).map(|k| binomial(5, k, 0.3)).collect();
        assert!((Sum::of(all) - 1.0).abs() < 1e-14);
    }
}
