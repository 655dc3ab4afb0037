//! The distributions behind intervals: Student's t, binomial; and their quantiles. The normal one is the kernel's.
//!
//! Both are the regularised incomplete beta function, by its continued fraction (Abramowitz and Stegun 26.5.8, evaluated by Lentz's method). Quantiles solve for
//! these. Good to about twelve digits.

use kernel::math::{exp, ln, ln_1p, ln_gamma};

/// Most terms of the continued fraction; about the root of the larger parameter is needed.
const TERMS_MAX: u32 = 20_000;
/// Halvings until a bracket is as narrow as doubles allow.
const HALVINGS_MAX: u32 = 200;

/// Chance that Student's t with `freedom` degrees of freedom is at most `x`.
#[must_use]
pub fn t_cdf(x: f64, freedom: f64) -> f64 {
    let tail = 0.5 * beta(freedom / 2.0, 0.5, freedom / (freedom + x * x));
    if x > 0.0 { 1.0 - tail } else { tail }
}

/// The value that Student's t with `freedom` degrees of freedom does not exceed with chance `p`, 0 < `p` < 1.
#[must_use]
pub fn t_quantile(p: f64, freedom: f64) -> f64 {
    if p > 0.5 {
        return -t_quantile(1.0 - p, freedom);
    }
    let mut low = -1.0;
    while t_cdf(low, freedom) > p {
        low *= 2.0;
    }
    let mut high = 0.0;
    for _ in 0..HALVINGS_MAX {
        let middle = (low + high) / 2.0;
        if middle == low || middle == high {
            break;
        }
        if t_cdf(middle, freedom) > p {
            high = middle;
        } else {
            low = middle;
        }
    }
    (low + high) / 2.0
}

/// Chance of at most `k` successes in `n` trials of chance `p`.
#[must_use]
pub fn binomial_cdf(k: u64, n: u64, p: f64) -> f64 {
    if k >= n {
        return 1.0;
    }
    beta((n - k) as f64, k as f64 + 1.0, 1.0 - p)
}

/// The regularised incomplete beta function I_x(a, b).
fn beta(a: f64, b: f64, x: f64) -> f64 {
    if x <= 0.0 {
        return 0.0;
    }
    if x >= 1.0 {
        return 1.0;
    }
    let front = exp(ln_gamma(a + b) - ln_gamma(a) - ln_gamma(b) + a * ln(x) + b * ln_1p(-x));
    // The fraction converges fast on this side of the mean.
    if x < (a + 1.0) / (a + b + 2.0) {
        front * fraction(a, b, x) / a
    } else {
        1.0 - front * fraction(b, a, 1.0 - x) / b
    }
}

/// The continued fraction of the incomplete beta function, by the modified method of Lentz.
fn fraction(a: f64, b: f64, x: f64) -> f64 {
    let small = |v: f64| if v.abs() < 1e-300 { 1e-300 } else { v };
    let mut c = 1.0;
    let mut d = 1.0 / small(1.0 - (a + b) * x / (a + 1.0));
    let mut value = d;
    for term in 1..=TERMS_MAX {
        let m = f64::from(term);
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        d = 1.0 / small(1.0 + even * d);
        c = small(1.0 + even / c);
        value *= d * c;
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        d = 1.0 / small(1.0 + odd * d);
        c = small(1.0 + odd / c);
        value *= d * c;
        if (d * c - 1.0).abs() < 1e-15 {
            break;
        }
    }
    value
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::math::{normal_cdf, normal_quantile};

    fn close(a: f64, b: f64, tolerance: f64) {
        assert!((a - b).abs() <= tolerance, "{a} is not {b}");
    }

    #[test]
    fn quantiles_of_the_normal_are_those_of_the_tables() {
        close(normal_quantile(0.975), 1.959_963_984_540_054, 1e-14);
        close(normal_quantile(0.95), 1.644_853_626_951_472_7, 1e-14);
        close(normal_quantile(0.5), 0.0, 1e-16);
        close(normal_quantile(1e-9), -5.997_807_015_007_687, 1e-13);
        for p in [1e-12, 1e-4, 0.02, 0.3, 0.6, 0.999] {
            close(normal_cdf(normal_quantile(p)) / p, 1.0, 1e-12);
        }
    }

    #[test]
    fn quantiles_of_t_are_those_of_the_tables() {
        close(t_quantile(0.975, 1.0), 12.706_204_736_174_694, 1e-9);
        close(t_quantile(0.975, 9.0), 2.262_157_162_798_204_5, 1e-12);
        close(t_quantile(0.975, 49.0), 2.009_575_237_129_24, 1e-10);
        close(t_quantile(0.025, 9.0), -2.262_157_162_798_204_5, 1e-12);
        close(t_quantile(0.975, 1e6), normal_quantile(0.975), 3e-6);
    }

    #[test]
    fn the_binomial_adds_its_terms() {
        // 10 tosses: 1, 10, 45, 120 of 1024.
        close(binomial_cdf(0, 10, 0.5), 1.0 / 1024.0, 1e-15);
        close(binomial_cdf(3, 10, 0.5), 176.0 / 1024.0, 1e-13);
        close(binomial_cdf(9, 10, 0.5), 1023.0 / 1024.0, 1e-13);
        close(binomial_cdf(10, 10, 0.5), 1.0, 0.0);
        close(binomial_cdf(1, 3, 0.1), 0.972, 1e-13);
        let mut sum = 0.0;
        for k in 0..=120u64 {
            let choose = ln_gamma(1001.0) - ln_gamma(k as f64 + 1.0) - ln_gamma(1001.0 - k as f64);
            sum += exp(choose + k as f64 * ln(0.1) + (1000.0 - k as f64) * ln(0.9));
        }
        close(binomial_cdf(120, 1000, 0.1), sum, 1e-10);
    }
}
