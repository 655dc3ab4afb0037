//! One unit: a server, a copy, a disk, or a component that fails as one.

use crate::architecture::Age;
use kernel::{SimDuration, SimTime, Stream, math};
use tape::Law;

/// How a unit stands, whatever passes over it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum UnitState {
    /// Not broken; its clock rings when it fails.
    Sound,
    /// Broken, and waits for whoever repairs it.
    Waiting,
    /// Broken; its clock rings when it is repaired.
    Repairing,
    /// Broken for good.
    Broken,
    /// Given back; nothing happens to it any more.
    Gone,
}

/// A unit.
#[derive(Debug, Clone)]
pub(super) struct Unit {
    pub(super) group: u16,
    pub(super) state: UnitState,
    /// Since when it has been out, broken or covered.
    pub(super) since: SimTime,
    /// Until when a passing shock is over it, the longest of those that are; [`BARE`]: none is. Meanwhile its clock
    /// rings at that time if nothing happens to the unit itself before.
    pub(super) covered: SimTime,
    /// When something happens to the unit itself, while a shock is over it.
    pub(super) own: SimTime,
}

/// No shock is over a unit.
pub(super) const BARE: SimTime = SimTime::ZERO;

impl Unit {
    /// A sound unit of a group.
    pub(super) const fn of(group: u16) -> Self {
        Self {
            group,
            state: UnitState::Sound,
            since: SimTime::ZERO,
            covered: BARE,
            own: SimTime::ZERO,
        }
    }

    /// Serves.
    #[inline]
    pub(super) fn is_up(&self) -> bool {
        self.state == UnitState::Sound && self.covered == BARE
    }
}

/// Where a unit's luck comes from. A stream each, so that slower repairs change nobody's lives.
#[derive(Debug, Clone)]
pub(crate) struct Luck {
    pub(crate) lives: Stream,
    pub(crate) repairs: Stream,
}

/// A law, ready for drawing.
#[derive(Debug, Clone, Copy)]
pub(super) enum Draw {
    /// Mean, microseconds.
    Exponential(f64),
    Other(Law),
}

impl Draw {
    pub(super) fn of(law: Law) -> Self {
        match law {
            Law::Exponential(mean) => Self::Exponential(mean.0 as f64),
            Law::Fixed(_) | Law::Uniform(..) | Law::Lognormal(..) | Law::Weibull(..) => {
                Self::Other(law)
            }
        }
    }

    /// One length, at least a microsecond.
    #[inline]
    pub(super) fn draw(self, stream: &mut Stream) -> SimDuration {
        match self {
            // A float too large for the integer becomes the largest.
            Self::Exponential(mean) => {
                SimDuration(((-mean * math::ln(1.0 - stream.unit()) + 0.5) as u64).max(1))
            }
            Self::Other(law) => SimDuration(law.draw(stream).0.max(1)),
        }
    }
}

/// A law of failures when only a share of them counts; `None`: nothing fails by it.
pub(super) fn thinned(law: Law, share: f64) -> Option<Law> {
    match law {
        _ if share <= 0.0 => None,
        Law::Exponential(mean) => Some(Law::Exponential(SimDuration::from_secs_f64(
            mean.secs_f64() / share,
        ))),
        Law::Fixed(_) | Law::Uniform(..) | Law::Lognormal(..) | Law::Weibull(..) => Some(law),
    }
}

/// What is left at the start of a run, of a unit's life or until the first shock.
pub(super) fn first(age: Age, every: Law, stream: &mut Stream) -> SimDuration {
    let life = match age {
        Age::New => every.draw(stream),
        Age::Any => residual(every, stream),
    };
    SimDuration(life.0.max(1))
}

/// A draw from the stationary residual of a law: a life chosen in proportion to its length, and an even share of it.
/// Exact for every law.
fn residual(law: Law, stream: &mut Stream) -> SimDuration {
    let s = SimDuration::secs_f64;
    let whole = match law {
        // Without memory the residual is the law itself.
        Law::Exponential(_) => return law.draw(stream),
        Law::Fixed(d) => s(d),
        Law::Uniform(low, high) => {
            let (low, high) = (s(low), s(high));
            (low * low + stream.unit() * (high * high - low * low)).sqrt()
        }
        Law::Lognormal(median, sigma) => {
            stream.lognormal(s(median) * math::exp(sigma * sigma), sigma)
        }
        Law::Weibull(scale, shape) => {
            s(scale) * math::pow(gamma(1.0 + 1.0 / shape, stream), 1.0 / shape)
        }
    };
    SimDuration::from_secs_f64(whole * stream.unit())
}

/// A gamma variable of this shape, at least 1, and scale 1 (Marsaglia and Tsang 2000).
fn gamma(shape: f64, stream: &mut Stream) -> f64 {
    let d = shape - 1.0 / 3.0;
    let c = 1.0 / (9.0 * d).sqrt();
    loop {
        let x = stream.normal();
        let v = 1.0 + c * x;
        let v = v * v * v;
        if v > 0.0 && math::ln(1.0 - stream.unit()) < 0.5 * x * x + d - d * v + d * math::ln(v) {
            return d * v;
        }
    }
}
