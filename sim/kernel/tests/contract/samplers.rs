//! Every sampler against its closed-form mean and variance: fixed seeds, four standard errors.

use proptest::prelude::*;
use zonefall_kernel::{Alias, Stream, math};

const DRAWS: usize = 40_000;

/// Mean, variance and fourth central moment; the last gives the error of a measured variance.
#[derive(Debug, Clone, Copy)]
struct Moments {
    mean: f64,
    variance: f64,
    fourth: f64,
}

impl Moments {
    /// From the means of x, x², x³ and x⁴.
    fn from_raw([m1, m2, m3, m4]: [f64; 4]) -> Self {
        let variance = m2 - m1 * m1;
        let fourth = m4 - 4.0 * m1 * m3 + 6.0 * m1 * m1 * m2 - 3.0 * m1 * m1 * m1 * m1;
        Self {
            mean: m1,
            variance,
            fourth,
        }
    }
}

fn stream(purpose: &str) -> Stream {
    Stream::named(7, purpose, "test")
}

fn check(name: &str, expected: Moments, draw: impl Fn(&mut Stream) -> f64) {
    let mut stream = stream(name);
    let draws: Vec<f64> = (0..DRAWS).map(|_| draw(&mut stream)).collect();
    let n = DRAWS as f64;
    let (mut sum, mut squares) = (0.0, 0.0);
    for x in &draws {
        sum += x;
        squares += (x - expected.mean) * (x - expected.mean);
    }
    let (mean, variance) = (sum / n, squares / n);
    let mean_error = (expected.variance / n).sqrt();
    let variance_error = ((expected.fourth - expected.variance * expected.variance) / n).sqrt();
    assert!(
        (mean - expected.mean).abs() <= 4.0 * mean_error,
        "{name}: mean {mean}, expected {} +- {mean_error}",
        expected.mean
    );
    assert!(
        (variance - expected.variance).abs() <= 4.0 * variance_error,
        "{name}: variance {variance}, expected {} +- {variance_error}",
        expected.variance
    );
}

/// How often each bucket came, against its probability.
fn check_counts(name: &str, counts: &[u64], probabilities: &[f64]) {
    let draws: u64 = counts.iter().sum();
    for (i, (&count, &p)) in counts.iter().zip(probabilities).enumerate() {
        let (mean, error) = (draws as f64 * p, (draws as f64 * p * (1.0 - p)).sqrt());
        assert!(
            (count as f64 - mean).abs() <= 4.0 * error,
            "{name}: bucket {i} came {count} times, expected {mean} +- {error}"
        );
    }
}

#[test]
fn unit_and_uniform() {
    let unit = Moments {
        mean: 0.5,
        variance: 1.0 / 12.0,
        fourth: 1.0 / 80.0,
    };
    check("unit", unit, Stream::unit);
    let wide = Moments {
        mean: 3.0,
        variance: 100.0 / 12.0,
        fourth: 10_000.0 / 80.0,
    };
    check("uniform", wide, |s| s.uniform(-2.0, 8.0));
    let mut stream = stream("range");
    assert!((0..DRAWS).all(|_| (-2.0..8.0).contains(&stream.uniform(-2.0, 8.0))));
}

#[test]
fn bernoulli() {
    let p = 0.03;
    let variance = p * (1.0 - p);
    let fourth = variance * (1.0 - 3.0 * variance);
    check(
        "bernoulli",
        Moments {
            mean: p,
            variance,
            fourth,
        },
        |s| f64::from(s.bernoulli(p)),
    );
    let mut stream = stream("certain");
    assert!((0..100).all(|_| stream.bernoulli(1.0) && !stream.bernoulli(0.0)));
}

#[test]
fn exponential() {
    for mean in [0.001, 1.0, 5e6] {
        let squared = mean * mean;
        let moments = Moments {
            mean,
            variance: squared,
            fourth: 9.0 * squared * squared,
        };
        check("exponential", moments, |s| s.exponential(mean));
    }
}

#[test]
fn normal() {
    check(
        "normal",
        Moments {
            mean: 0.0,
            variance: 1.0,
            fourth: 3.0,
        },
        Stream::normal,
    );
}

#[test]
fn lognormal() {
    let (median, sigma) = (3.0, 0.5);
    let raw =
        [1.0, 2.0, 3.0, 4.0].map(|k| math::pow(median, k) * math::exp(k * k * sigma * sigma / 2.0));
    check("lognormal", Moments::from_raw(raw), |s| {
        s.lognormal(median, sigma)
    });
}

#[test]
fn weibull() {
    for shape in [0.8, 1.0, 3.0] {
        let scale = 2.0;
        let raw = [1.0, 2.0, 3.0, 4.0].map(|k| math::pow(scale, k) * libm::tgamma(1.0 + k / shape));
        check("weibull", Moments::from_raw(raw), |s| {
            s.weibull(scale, shape)
        });
    }
}

#[test]
fn poisson() {
    // 30 and a little more: where the sampler starts to split the mean into parts.
    for mean in [0.02, 3.0, 30.0, 30.5, 1000.0] {
        let moments = Moments {
            mean,
            variance: mean,
            fourth: mean * (1.0 + 3.0 * mean),
        };
        check("poisson", moments, |s| s.poisson(mean) as f64);
    }
    assert_eq!(stream("none").poisson(0.0), 0);
}

#[test]
fn poisson_of_a_small_mean_has_the_right_shape() {
    let mut stream = stream("poisson shape");
    let mut counts = [0; 4];
    for _ in 0..DRAWS {
        counts[stream.poisson(0.7).min(3) as usize] += 1;
    }
    let none = math::exp(-0.7);
    let [one, two] = [0.7 * none, 0.245 * none];
    check_counts(
        "poisson",
        &counts,
        &[none, one, two, 1.0 - none - one - two],
    );
}

#[test]
fn binomial() {
    for (n, p) in [
        (1, 0.5),
        (20, 0.1),
        (20, 0.9),
        (100_000, 0.0003),
        (1000, 0.5),
    ] {
        let (trials, q) = (n as f64, 1.0 - p);
        let variance = trials * p * q;
        let fourth = variance * (1.0 + 3.0 * (trials - 2.0) * p * q);
        check(
            "binomial",
            Moments {
                mean: trials * p,
                variance,
                fourth,
            },
            |s| s.binomial(n, p) as f64,
        );
    }
    let mut stream = stream("edges");
    assert_eq!(
        (
            stream.binomial(0, 0.4),
            stream.binomial(9, 0.0),
            stream.binomial(9, 1.0)
        ),
        (0, 0, 9)
    );
    assert!((0..DRAWS).all(|_| stream.binomial(3, 0.7) <= 3));
}

#[test]
fn alias_follows_its_weights() {
    let weights = [5.0, 0.0, 1.0, 0.25, 3.75];
    let (alias, mut stream) = (Alias::new(&weights), stream("alias"));
    let mut counts = [0; 5];
    for _ in 0..DRAWS {
        counts[alias.draw(&mut stream)] += 1;
    }
    assert_eq!(counts[1], 0, "weight zero is never drawn");
    check_counts("alias", &counts, &weights.map(|w| w / 10.0));
}

#[test]
#[should_panic(expected = "weights sum to zero")]
fn alias_refuses_nothing_to_choose() {
    let _ = Alias::new(&[0.0, 0.0]);
}

/// At three quarters of the range taking the remainder favours the lowest third, and multiplying
/// without rejecting favours every third value; both would come half of the time.
#[test]
fn below_is_unbiased() {
    let third = 1 << 62;
    let mut stream = stream("below");
    let (mut thirds, mut remainders) = ([0; 3], [0; 3]);
    for _ in 0..DRAWS {
        let x = stream.below(3 * third);
        thirds[(x / third) as usize] += 1;
        remainders[(x % 3) as usize] += 1;
    }
    check_counts("thirds", &thirds, &[1.0 / 3.0; 3]);
    check_counts("remainders", &remainders, &[1.0 / 3.0; 3]);
}

#[test]
fn below_covers_small_ranges_evenly() {
    let mut stream = stream("die");
    let mut counts = [0; 6];
    for _ in 0..DRAWS {
        counts[stream.below(6) as usize] += 1;
    }
    check_counts("die", &counts, &[1.0 / 6.0; 6]);
    assert_eq!(stream.below(1), 0);
}

#[test]
fn shuffle_gives_every_order_equally_often() {
    let orders = [
        [0, 1, 2],
        [0, 2, 1],
        [1, 0, 2],
        [1, 2, 0],
        [2, 0, 1],
        [2, 1, 0],
    ];
    let mut stream = stream("shuffle");
    let mut counts = [0; 6];
    for _ in 0..DRAWS {
        let mut items = [0, 1, 2];
        stream.shuffle(&mut items);
        counts[orders
            .iter()
            .position(|&order| order == items)
            .expect("an order of three")] += 1;
    }
    check_counts("shuffle", &counts, &[1.0 / 6.0; 6]);
}

/// Samplers that promise a fixed number of draws keep later draws in step.
#[test]
fn fixed_draws_per_sample() {
    type Sampler = fn(&mut Stream) -> f64;
    let samplers: [(usize, Sampler); 6] = [
        (1, |s| f64::from(s.bernoulli(0.5))),
        (1, |s| s.uniform(1.0, 2.0)),
        (1, |s| s.exponential(2.0)),
        (1, |s| s.weibull(2.0, 3.0)),
        (2, |s| s.normal()),
        (2, |s| s.lognormal(2.0, 3.0)),
    ];
    for (i, (draws, sampler)) in samplers.into_iter().enumerate() {
        let (mut sampled, mut counted) = (stream("step"), stream("step"));
        assert!(sampler(&mut sampled).is_finite());
        let next = (0..=draws).map(|_| counted.bits()).last();
        assert_eq!(Some(sampled.bits()), next, "sampler {i}");
    }
}

/// Few enough names that two of them often read the same when run together.
fn name() -> impl Strategy<Value = (String, String)> {
    ("a{0,3}b?", "a{0,3}b?")
}

proptest! {
    /// Adding a part, and drawing from it at any moment, changes nobody else's luck.
    #[test]
    fn other_names_are_unaffected(
        seed: u64,
        mine in name(),
        other in name(),
        between in prop::collection::vec(0..4usize, 20),
    ) {
        let mut alone = Stream::named(seed, &mine.0, &mine.1);
        let undisturbed: Vec<u64> = (0..between.len()).map(|_| alone.bits()).collect();
        let mut disturbed = Stream::named(seed, &mine.0, &mine.1);
        let mut newcomer = Stream::named(seed, &other.0, &other.1);
        for (&draws, &expected) in between.iter().zip(&undisturbed) {
            (0..draws).for_each(|_| assert!(newcomer.unit() < 1.0));
            prop_assert_eq!(disturbed.bits(), expected);
        }
    }

    /// Neither the seed nor where purpose ends and entity begins can be confused.
    #[test]
    fn different_names_give_different_streams(
        seed in 0..3u64,
        mine in name(),
        other_seed in 0..3u64,
        other in name(),
    ) {
        prop_assume!((seed, &mine) != (other_seed, &other));
        let a = Stream::named(seed, &mine.0, &mine.1).bits();
        let b = Stream::named(other_seed, &other.0, &other.1).bits();
        prop_assert_ne!(a, b);
    }
}
