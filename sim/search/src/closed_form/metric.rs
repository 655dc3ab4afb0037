//! One number of a case: exact and simulated, how far apart they may be and why, and what stands behind the simulated one.

/// Why a tolerance is what it is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Rule {
    /// Nothing is random: rounding and the clock's resolution, absolute.
    Exact(f64),
    /// Four standard errors, from the known deviation of one sample and the number of independent samples simulated.
    Known {
        /// Standard deviation of one sample.
        sigma: f64,
        /// Samples.
        n: f64,
    },
    /// What four standard errors of so many single samples would be, though what is simulated has no such samples: each
    /// run averages a whole population, or nothing is random at all. The case allows so much; it is no measured error.
    Allowed {
        /// Standard deviation of one sample.
        sigma: f64,
        /// Samples that the case speaks of.
        n: f64,
    },
    /// This part of the exact value, where no deviation is known in closed form.
    Relative(f64),
    /// Four standard errors as measured, where the exact value is that of a derived quantity.
    Measured,
    /// The exact value is a bound: not below it.
    AtLeast,
    /// The exact value is a bound: not above it.
    AtMost,
}

/// What stands behind a simulated value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// A life through the engine, or a run of the kernel's models.
    Engine,
    /// A function of the product, called on its own.
    Function,
    /// Formulas of this table alone, one against the other, or another row times a number of the case: no evidence of
    /// its own about the product.
    Identity,
}

/// One number, exact and simulated.
#[derive(Debug, Clone, PartialEq)]
pub struct Metric {
    /// Name within its case.
    pub name: String,
    /// By the formula.
    pub exact: f64,
    /// By the simulator.
    pub simulated: f64,
    /// Standard error of `simulated` as measured; 0 where nothing is random.
    pub std_error: f64,
    /// How far apart they may be.
    pub rule: Rule,
    /// What stands behind `simulated`.
    pub class: Class,
    /// Why it may fail, or what is special about it; empty: nothing.
    pub remark: String,
}

/// How far apart two numbers are. What is no number is infinitely far from everything.
#[must_use]
pub fn distance(a: f64, b: f64) -> f64 {
    let apart = (a - b).abs();
    if apart.is_nan() { f64::INFINITY } else { apart }
}

/// Of several values for one number, that which is farthest off.
#[must_use]
pub fn farthest<const N: usize>(exact: f64, said: [f64; N]) -> f64 {
    said.into_iter().fold(exact, |worst, x| {
        if distance(x, exact) > distance(worst, exact) {
            x
        } else {
            worst
        }
    })
}

impl Metric {
    /// How far apart exact and simulated may be; 0 for a bound.
    #[must_use]
    pub fn tolerance(&self) -> f64 {
        match self.rule {
            Rule::Exact(x) => x,
            Rule::Known { sigma, n } | Rule::Allowed { sigma, n } => 4.0 * sigma / n.sqrt(),
            Rule::Relative(x) => x * self.exact.abs(),
            Rule::Measured => 4.0 * self.std_error,
            Rule::AtLeast | Rule::AtMost => 0.0,
        }
    }

    /// How far the simulated value lies on the wrong side: of the exact one, or of a bound (negative: on the right side).
    #[must_use]
    pub fn miss(&self) -> f64 {
        let over = self.simulated - self.exact;
        let miss = match self.rule {
            Rule::AtLeast => -over,
            Rule::AtMost => over,
            Rule::Exact(_)
            | Rule::Known { .. }
            | Rule::Allowed { .. }
            | Rule::Relative(_)
            | Rule::Measured => over.abs(),
        };
        if miss.is_nan() { f64::INFINITY } else { miss }
    }

    /// Whether they are that close. What is no number, or has no finite tolerance, is not.
    #[must_use]
    pub fn passed(&self) -> bool {
        let numbers = [self.exact, self.simulated, self.tolerance()];
        numbers.iter().all(|x| x.is_finite()) && self.miss() <= self.tolerance()
    }

    /// The same, of another class.
    #[must_use]
    pub fn of(self, class: Class) -> Self {
        Self { class, ..self }
    }

    /// The same with a remark.
    #[must_use]
    pub fn noted(self, remark: impl Into<String>) -> Self {
        Self {
            remark: remark.into(),
            ..self
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn metric(exact: f64, simulated: f64, rule: Rule) -> Metric {
        Metric {
            name: "m".to_owned(),
            exact,
            simulated,
            std_error: 0.0,
            rule,
            class: Class::Engine,
            remark: String::new(),
        }
    }

    #[test]
    fn what_is_no_number_agrees_with_nothing() {
        let nan = f64::NAN;
        assert!(metric(1.0, 1.0, Rule::Exact(0.0)).passed());
        for m in [
            metric(nan, 1.0, Rule::Exact(1.0)),
            metric(1.0, nan, Rule::Exact(1.0)),
            metric(1.0, 1.0, Rule::Exact(nan)),
            metric(nan, nan, Rule::AtLeast),
            metric(1.0, nan, Rule::AtMost),
            metric(f64::INFINITY, f64::INFINITY, Rule::Relative(0.1)),
            // No samples: a tolerance without end.
            metric(1.0, 2.0, Rule::Known { sigma: 1.0, n: 0.0 }),
        ] {
            assert!(!m.passed(), "{m:?}");
        }
    }

    #[test]
    fn the_farthest_of_several_is_one_that_is_no_number() {
        assert_eq!(farthest(1.0, [1.1, 0.8, 1.0]), 0.8);
        assert!(farthest(1.0, [1.1, f64::NAN, 5.0]).is_nan());
        assert!(farthest(1.0, [f64::NAN, 1.1]).is_nan());
        assert_eq!(distance(f64::NAN, 1.0), f64::INFINITY);
    }

    #[test]
    fn a_bound_is_kept_on_one_side() {
        assert!(metric(0.9, 0.95, Rule::AtLeast).passed());
        assert!(!metric(0.9, 0.89, Rule::AtLeast).passed());
        assert!(metric(0.9, 0.9, Rule::AtMost).passed());
        assert!(!metric(0.9, 0.91, Rule::AtMost).passed());
    }
}
