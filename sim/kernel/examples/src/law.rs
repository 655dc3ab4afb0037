//! How long something takes.

use kernel::{SimDuration, Stream, math};

/// A law of a length of time; all lengths in seconds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Law {
    /// Always the same.
    Fixed(f64),
    /// Exponential with this mean.
    Exponential(f64),
    /// Lognormal: median, and standard deviation of the logarithm.
    Lognormal(f64, f64),
}

impl Law {
    /// The lognormal law with this mean and squared coefficient of variation.
    #[must_use]
    pub fn lognormal(mean: f64, scv: f64) -> Self {
        Self::Lognormal(mean / (1.0 + scv).sqrt(), math::ln_1p(scv).sqrt())
    }

    /// A law with this mean and squared coefficient of variation: fixed for 0, exponential for 1, else lognormal.
    #[must_use]
    pub fn with_scv(mean: f64, scv: f64) -> Self {
        if scv == 0.0 {
            Self::Fixed(mean)
        } else if scv == 1.0 {
            Self::Exponential(mean)
        } else {
            Self::lognormal(mean, scv)
        }
    }

    /// One length, rounded to a microsecond.
    #[inline]
    pub fn draw(self, stream: &mut Stream) -> SimDuration {
        SimDuration::from_secs_f64(match self {
            Self::Fixed(length) => length,
            Self::Exponential(mean) => stream.exponential(mean),
            Self::Lognormal(median, sigma) => stream.lognormal(median, sigma),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Mean and squared coefficient of variation of a million draws.
    fn moments(law: Law) -> (f64, f64) {
        let mut stream = Stream::named(7, "moments", "law");
        let n = 1_000_000;
        let (mut sum, mut squares) = (0.0, 0.0);
        for _ in 0..n {
            let x = law.draw(&mut stream).secs_f64();
            sum += x;
            squares += x * x;
        }
        let mean = sum / f64::from(n);
        (mean, squares / f64::from(n) / (mean * mean) - 1.0)
    }

    #[test]
    fn laws_have_the_moments_they_are_asked_for() {
        for scv in [0.0, 1.0, 4.0] {
            let (mean, got) = moments(Law::with_scv(0.1, scv));
            assert!((mean - 0.1).abs() < 0.001, "mean {mean} for {scv}");
            assert!((got - scv).abs() < 0.05 + 0.1 * scv, "{got} is not {scv}");
        }
    }
}
