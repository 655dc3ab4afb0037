//! Named random streams and our own samplers.
//!
//! A stream is named by (seed, purpose, entity). Two streams of different names are independent;
//! the same name always gives the same draws, whatever else is simulated.

use crate::math;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

/// A deterministic source of chance.
#[derive(Debug, Clone)]
pub struct Stream {
    rng: ChaCha8Rng,
}

impl Stream {
    /// The stream of `purpose` for `entity` under `seed`.
    #[must_use]
    pub fn named(seed: u64, purpose: &str, entity: &str) -> Self {
        let mut h = blake3::Hasher::new();
        h.update(&seed.to_le_bytes());
        h.update(&(purpose.len() as u64).to_le_bytes());
        h.update(purpose.as_bytes());
        h.update(entity.as_bytes());
        Self {
            rng: ChaCha8Rng::from_seed(*h.finalize().as_bytes()),
        }
    }

    /// The stream of one of many equal members: the same name, another nonce. Much cheaper than a name for each, and a
    /// member's draws do not depend on how many there are. Nothing may have been drawn from `self` yet.
    #[must_use]
    pub fn member(&self, number: u64) -> Self {
        let mut rng = self.rng.clone();
        rng.set_stream(number + 1);
        Self { rng }
    }

    /// 64 random bits.
    #[inline]
    pub fn bits(&mut self) -> u64 {
        self.rng.next_u64()
    }

    /// Uniform in [0, 1), 53 bits.
    #[inline]
    pub fn unit(&mut self) -> f64 {
        (self.bits() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// Uniform in 0..n, without modulo bias. `n` must not be zero.
    #[inline]
    pub fn below(&mut self, n: u64) -> u64 {
        assert!(n > 0, "below(0)");
        // Lemire's multiply-and-reject.
        let mut m = u128::from(self.bits()) * u128::from(n);
        if (m as u64) < n {
            let threshold = n.wrapping_neg() % n;
            while (m as u64) < threshold {
                m = u128::from(self.bits()) * u128::from(n);
            }
        }
        (m >> 64) as u64
    }

    /// True with probability `p`.
    #[inline]
    pub fn bernoulli(&mut self, p: f64) -> bool {
        self.unit() < p
    }

    /// Uniform in [low, high).
    #[inline]
    pub fn uniform(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.unit()
    }

    /// Exponential with the given mean.
    #[inline]
    pub fn exponential(&mut self, mean: f64) -> f64 {
        -mean * math::ln(1.0 - self.unit())
    }

    /// Standard normal (Box-Muller, one of the pair; two draws each, so the count per call is
    /// fixed).
    pub fn normal(&mut self) -> f64 {
        let r = (-2.0 * math::ln(1.0 - self.unit())).sqrt();
        r * math::cos(std::f64::consts::TAU * self.unit())
    }

    /// Lognormal with the given median and the standard deviation `sigma` of its logarithm.
    pub fn lognormal(&mut self, median: f64, sigma: f64) -> f64 {
        median * math::exp(sigma * self.normal())
    }

    /// Weibull with the given scale and shape.
    pub fn weibull(&mut self, scale: f64, shape: f64) -> f64 {
        scale * math::pow(-math::ln(1.0 - self.unit()), 1.0 / shape)
    }

    /// Poisson with the given mean: by multiplication, split into parts so that large means stay
    /// exact.
    pub fn poisson(&mut self, mean: f64) -> u64 {
        let mut left = mean;
        let mut count = 0;
        while left > 0.0 {
            let part = if left > 30.0 { 30.0 } else { left };
            left -= part;
            let limit = math::exp(-part);
            let mut product = self.unit();
            while product > limit {
                count += 1;
                product *= self.unit();
            }
        }
        count
    }

    /// Number of successes in `n` trials of probability `p`, by geometric skips: exact, cost n·p.
    pub fn binomial(&mut self, n: u64, p: f64) -> u64 {
        if p <= 0.0 || n == 0 {
            return 0;
        }
        if p >= 1.0 {
            return n;
        }
        if p > 0.5 {
            return n - self.binomial(n, 1.0 - p);
        }
        let log_q = math::ln_1p(-p);
        let mut successes = 0;
        let mut position = 0.0;
        loop {
            position += (math::ln(1.0 - self.unit()) / log_q).floor() + 1.0;
            if position > n as f64 {
                return successes;
            }
            successes += 1;
        }
    }

    /// Shuffles in place (Fisher-Yates).
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for i in (1..items.len()).rev() {
            let j = self.below(i as u64 + 1) as usize;
            items.swap(i, j);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The published ChaCha8 key stream of the key zero starts 3e 00 ef 2f 89 5f 40 d6.
    #[test]
    fn the_generator_is_chacha8() {
        let mut stream = Stream {
            rng: ChaCha8Rng::from_seed([0; 32]),
        };
        assert_eq!(
            stream.bits(),
            u64::from_le_bytes([0x3e, 0x00, 0xef, 0x2f, 0x89, 0x5f, 0x40, 0xd6])
        );
    }

    #[test]
    fn members_draw_apart_from_each_other_and_from_the_whole() {
        let whole = Stream::named(1, "test", "group");
        let mut firsts: Vec<u64> = (0..100).map(|i| whole.member(i).bits()).collect();
        assert_eq!(firsts[7], whole.member(7).bits());
        firsts.push(whole.clone().bits());
        firsts.sort_unstable();
        firsts.dedup();
        assert_eq!(firsts.len(), 101);
    }
}
