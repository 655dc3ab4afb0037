//! Times between failures: laws, or the share of units that fails in a year.

use super::{Wrong, call, law, share_exact, wrong};
use kernel::{SimDuration, math};
use tape::Law;

/// Hours of the year that annual failure rates are stated for.
const YEAR_H: f64 = 8760.0;
/// Shortest typical time between failures. Anything shorter is not a failure now and then, and a run of years would
/// not end.
const TYPICAL_MIN_S: f64 = 60.0;

/// A time between failures: a law (see [`law`]), or `afr(2%)`: exponential, so that this share fails within a year.
///
/// # Errors
/// No law, a share that is not between 0 and 100 %, a law whose typical length is under a minute.
pub fn lifetime(text: &str) -> Result<Law, Wrong> {
    if let Some(("afr", arguments)) = call(text) {
        return afr(text, &arguments);
    }
    let read = law(text)?;
    if typical_s(read) < TYPICAL_MIN_S {
        return wrong(
            format!("`{text}` is too short a time between failures"),
            "at least a minute (mean, median or scale): what fails more often never works, and a run would not end",
        );
    }
    Ok(read)
}

fn afr(text: &str, arguments: &[&str]) -> Result<Law, Wrong> {
    let help = "the share of units that fails in a year, for example afr(2%)";
    let [share] = arguments else {
        return wrong(
            format!("`afr` does not take {} arguments", arguments.len()),
            help,
        );
    };
    let share = share_exact(share)?;
    if share <= 0.0 || share >= 1.0 {
        let why = if share <= 0.0 {
            "over 0%: leave `fails` out for what never fails"
        } else {
            "under 100%: a year has no rate at which all of them fail"
        };
        return wrong(format!("`{text}` is no annual failure rate"), why);
    }
    // 1 - AFR of the units live through a year: exp(-rate x year).
    let mean_h = YEAR_H / -math::ln_1p(-share);
    let mean = SimDuration::from_secs_f64(mean_h * 3600.0);
    if mean.secs_f64() < TYPICAL_MIN_S || mean_h > 1e9 {
        return wrong(format!("`{text}` is no annual failure rate"), help);
    }
    Ok(Law::Exponential(mean))
}

/// A length that at least a third of a law's draws reach, seconds.
#[must_use]
pub fn typical_s(law: Law) -> f64 {
    match law {
        Law::Fixed(d) | Law::Exponential(d) | Law::Lognormal(d, _) | Law::Weibull(d, _) => {
            d.secs_f64()
        }
        Law::Uniform(low, high) => (low.secs_f64() + high.secs_f64()) / 2.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_annual_failure_rate_is_not_a_rate() {
        // -ln(1 - 0.08) = 0.0833816 a year.
        let Ok(Law::Exponential(mean)) = lifetime("afr(8%)") else {
            panic!("an exponential law");
        };
        let hours = mean.secs_f64() / 3600.0;
        assert!((hours - 8760.0 / 0.083_381_608_939).abs() < 1e-3, "{hours}");
        for text in [
            "afr(0%)",
            "afr(100%)",
            "afr(120%)",
            "afr(0.2)",
            "afr()",
            "afr(1%, 2%)",
        ] {
            assert!(lifetime(text).is_err(), "{text}");
        }
    }

    #[test]
    fn failures_without_end_are_refused() {
        for text in [
            "0s",
            "fixed(0s)",
            "exponential(30s)",
            "weibull(1ms, 0.5)",
            "uniform(0s, 1s)",
        ] {
            let wrong = lifetime(text).expect_err(text);
            assert!(wrong.message.contains("too short"), "{text}: {wrong:?}");
        }
        assert!(lifetime("exponential").is_err() && lifetime("weibull(2h, 0)").is_err());
        assert_eq!(lifetime("60s"), Ok(Law::Fixed(SimDuration::from_secs(60))));
    }
}
