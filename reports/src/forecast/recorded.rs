//! Recorded outages that fell into the years: how often, and what they cost.

use super::numbers::{about, number};
use super::{Life, WIDTH};
use crate::paint::{QUIET, heading, paint};
use crate::words::{plural, wrap};
use search::forecast::{Forecast, RecordedForecast};
use search::spread::Expected;

pub(super) fn text(f: &Forecast, life: Life) -> String {
    if f.recorded.is_empty() {
        return String::new();
    }
    let mut out = heading(&format!(
        "RECORDED OUTAGES IN A {}",
        life.short().to_uppercase()
    ));
    for r in &f.recorded {
        out.push_str(&one(r, life));
    }
    out
}

fn one(r: &RecordedForecast, life: Life) -> String {
    let came = match r.came.mean {
        0.0 => "never came".to_owned(),
        mean => format!("came {} times in a {}", number(mean), life.short()),
    };
    let mut text = format!("{}: {came}", r.outage);
    for (journey, down) in &r.down_s {
        text.push_str(&format!("; `{journey}` {}", down_for(down, life)));
    }
    let mut why = format!(
        "once in {} in a region; {}",
        about(r.every.secs_f64()),
        r.why
    );
    if r.crowded > 0 {
        let times = plural(r.crowded, "time");
        why.push_str(&format!("; left out {times} because another was not over"));
    }
    format!(
        "  {}\n    {}\n",
        wrap(&text, WIDTH - 4, 4),
        paint(QUIET, &wrap(&why, WIDTH - 6, 4))
    )
}

/// How long a journey was down for it.
fn down_for(down: &Expected, life: Life) -> String {
    match down.mean {
        0.0 => "was never down for it".to_owned(),
        mean => format!("was down for it {} in a {}", about(mean), life.short()),
    }
}
