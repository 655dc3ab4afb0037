//! How lengths, shares and intervals over runs are said.

use crate::forecast::numbers::{number, percent};
use crate::words::{count, length, length_s, plural, share_ppb};
use kernel::SimDuration;
use search::many::Promise;
use search::spread::{Chance, Expected, SOME, Untold};
use search::statistics::{Interval, Quantile, TooFew};
use search::sweep::NotRestored;
use tenant::score::Target;

/// What a journey's length without an end is called.
pub const NOT_RESTORED: &str = "not restored";
/// What a store's is called.
pub const GONE: &str = "all gone";

/// Seconds as people say them; `open` if there is no end.
#[must_use]
pub fn time(seconds: f64, open: &str) -> String {
    match seconds {
        s if !s.is_finite() => open.to_owned(),
        s if s >= 10.0 => length(SimDuration::from_secs(s.round() as u64)),
        s => length_s(s),
    }
}

/// `20m .. 25m`, or one of them if they are said alike.
fn span(low: String, high: String) -> String {
    match low == high {
        true => low,
        false => format!("{low} .. {high}"),
    }
}

fn times(interval: Interval, open: &str) -> String {
    span(time(interval.low, open), time(interval.high, open))
}

/// `22m (20m .. 25m)`, or how many runs it takes.
#[must_use]
pub fn quantile(q: &Result<Quantile, TooFew>, open: &str) -> String {
    match q {
        Ok(q) => format!("{} ({})", time(q.value, open), times(q.interval, open)),
        Err(few) => format!("- needs {}", plural(few.needed, "run")),
    }
}

/// A mean of lengths.
#[must_use]
pub fn mean_time(mean: &Result<Expected, NotRestored>) -> String {
    match mean {
        Err(open) => format!("none: {} {NOT_RESTORED}", plural(open.runs, "run")),
        Ok(e) => expected(e, |v| time(v, NOT_RESTORED)),
    }
}

/// A mean of shares.
#[must_use]
pub fn mean_share(e: &Expected) -> String {
    expected(e, percent)
}

/// A mean of counts.
#[must_use]
pub fn mean_count(e: &Expected) -> String {
    expected(e, number)
}

fn expected(e: &Expected, say: impl Fn(f64) -> String) -> String {
    let mean = say(e.mean);
    match e.interval {
        Ok(i) => format!("{mean} ({})", span(say(i.low), say(i.high))),
        Err(Untold::Never) => mean,
        Err(Untold::Few) => format!("{mean} (in under {SOME} runs)"),
        Err(Untold::OneRun) => format!("{mean} (one run)"),
        Err(Untold::Alike(_)) => format!("{mean} (alike in nearly all)"),
    }
}

/// `84.6 % (82.2 % .. 86.8 %)`, or what nothing seen bounds.
#[must_use]
pub fn chance(c: &Chance) -> String {
    match (c.upper, c.interval) {
        (Some(upper), _) => format!("in none of {} (< {})", count(c.share.of), percent(upper)),
        (None, Some(i)) => {
            let low = percent(i.low);
            let low = low.trim_end_matches(" %").to_owned();
            let high = percent(i.high);
            format!("{} ({low} .. {high})", percent(c.share.value()))
        }
        (None, None) => "no run tells".to_owned(),
    }
}

/// `RTO 1h`, `availability 99.9 %`.
#[must_use]
pub fn promise(p: &Promise) -> String {
    let name = match p.name.as_str() {
        "rto" => "RTO",
        "rpo" => "RPO",
        "availability_slo" => "availability",
        other => other,
    };
    match p.target {
        Target::Time(d) => format!("{name} {}", length(d)),
        Target::Share(ppb) => format!("{name} {}", share_ppb(ppb)),
    }
}
