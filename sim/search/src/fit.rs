//! Curves through published points.

use crate::statistics::Sum;
use kernel::math;

/// The share that decays with time, v·e^(-t/tau), nearest to points (seconds, share) in the logarithm: v and tau.
/// `None` without two different times, or where nothing decays.
#[must_use]
pub fn decay(points: &[(f64, f64)]) -> Option<(f64, f64)> {
    let n = points.len() as f64;
    let (t, y) = (
        Sum::of(points.iter().map(|p| p.0)) / n,
        Sum::of(points.iter().map(|p| math::ln(p.1))) / n,
    );
    let spread = Sum::of(points.iter().map(|p| (p.0 - t) * (p.0 - t)));
    let slope = Sum::of(points.iter().map(|p| (p.0 - t) * (math::ln(p.1) - y))) / spread;
    (slope < 0.0).then(|| (math::exp(y - slope * t), -1.0 / slope))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_on_a_curve_give_the_curve_back() {
        let curve = |t: f64| (t, 0.3 * math::exp(-t / 40.0));
        let (v, tau) = decay(&[curve(1.0), curve(10.0), curve(99.0)]).unwrap();
        assert!((v - 0.3).abs() < 1e-12 && (tau - 40.0).abs() < 1e-9);
        assert_eq!(decay(&[(1.0, 0.1), (2.0, 0.1)]), None);
        assert_eq!(decay(&[(1.0, 0.1)]), None);
    }
}
