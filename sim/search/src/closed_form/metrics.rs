//! Metrics in one line.

use super::{Class, Metric, Rule};

/// A metric of lives through the engine, and a standard error that was measured.
pub(super) fn measured(
    name: &str,
    exact: f64,
    (simulated, std_error): (f64, f64),
    rule: Rule,
) -> Metric {
    Metric {
        name: name.to_owned(),
        exact,
        simulated,
        std_error,
        rule,
        class: Class::Engine,
        remark: String::new(),
    }
}

/// What a function of the product says, and its absolute tolerance.
pub(super) fn certain(name: &str, exact: f64, simulated: f64, tolerance: f64) -> Metric {
    measured(name, exact, (simulated, 0.0), Rule::Exact(tolerance)).of(Class::Function)
}

/// What a life through the engine yields without chance, and its absolute tolerance.
pub(super) fn lived(name: &str, exact: f64, simulated: f64, tolerance: f64) -> Metric {
    certain(name, exact, simulated, tolerance).of(Class::Engine)
}

/// One formula of this table against another, and the absolute tolerance.
pub(super) fn identity(name: &str, exact: f64, other: f64, tolerance: f64) -> Metric {
    certain(name, exact, other, tolerance).of(Class::Identity)
}

/// As four standard errors of so many samples that are not simulated one by one.
pub(super) fn allowed(sigma: f64, n: u32) -> Rule {
    Rule::Allowed {
        sigma,
        n: f64::from(n),
    }
}

/// Four standard errors of so many runs, each with this deviation.
pub(super) fn known(sigma: f64, n: u32) -> Rule {
    Rule::Known {
        sigma,
        n: f64::from(n),
    }
}

/// Deviation of a single yes or no.
pub(super) fn yes_or_no(p: f64) -> f64 {
    (p * (1.0 - p)).sqrt()
}

/// A ratio of two independent estimates and its standard error (delta method).
pub(super) fn ratio(a: (f64, f64), b: (f64, f64)) -> (f64, f64) {
    let (x, y) = (a.1 / a.0, b.1 / b.0);
    (a.0 / b.0, a.0 / b.0 * (x * x + y * y).sqrt())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_of_a_ratio_add_as_parts_of_it() {
        let (x, error) = ratio((6.0, 0.3), (2.0, 0.0));
        assert!((x - 3.0).abs() < 1e-15 && (error - 0.15).abs() < 1e-15);
        let (_, error) = ratio((6.0, 0.18), (2.0, 0.08));
        assert!((error - 3.0 * 0.05).abs() < 1e-15);
    }
}
