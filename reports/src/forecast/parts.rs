//! Data, money, and what fails how often.

use super::numbers::{about, chance, number, percent};
use super::{Life, WIDTH};
use crate::paint::{BAD, GOOD, QUIET, heading, paint};
use crate::table::{Cell, Table};
use crate::words::{count, wrap};
use search::forecast::{Forecast, StoreForecast};
use search::spread::Expected;
use tape::Law;

/// Rows of a table that are printed; the rest is counted, and stands in the JSON.
const ROWS_MAX: usize = 12;

pub(super) fn stores(f: &Forecast, life: Life) -> String {
    if f.stores.is_empty() {
        return String::new();
    }
    let mut out = heading(&format!("DATA LOST IN A {}", life.short().to_uppercase()));
    for s in &f.stores {
        out.push_str(&format!("  {}\n", wrap(&store(s, life), WIDTH - 4, 4)));
    }
    out
}

fn store(s: &StoreForecast, life: Life) -> String {
    let bad = s.loss.share.hits > 0;
    let mark = paint(if bad { BAD } else { GOOD }, if bad { "x" } else { "+" });
    let mut text = if bad {
        format!(
            "{mark} {}: some is lost in {} of {}",
            s.name,
            chance(&s.loss),
            life.many()
        )
    } else {
        format!("{mark} {}: some is lost in {}", s.name, chance(&s.loss))
    };
    if s.writes_lost.mean > 0.0 {
        text.push_str(&format!(
            "; {} writes on average{}",
            number(s.writes_lost.mean),
            between(&s.writes_lost)
        ));
    }
    if s.writes_diverged.mean > 0.0 {
        text.push_str(&format!(
            "; {} writes left behind by a promotion",
            number(s.writes_diverged.mean)
        ));
    }
    if s.unrecoverable.share.hits > 0 {
        text.push_str(&format!(
            "; all of it, for good, in {}",
            chance(&s.unrecoverable)
        ));
    }
    if let Some(bytes) = s.bytes_lost.filter(|b| b.mean > 0.0) {
        text.push_str(&format!(", {} on average", bytes_of(bytes.mean)));
    }
    text
}

/// `4.2 GB`
fn bytes_of(bytes: f64) -> String {
    let units = [(1e12, "TB"), (1e9, "GB"), (1e6, "MB"), (1e3, "kB")];
    let unit = units
        .into_iter()
        .find(|u| bytes >= u.0)
        .unwrap_or((1.0, "bytes"));
    format!("{} {}", number(bytes / unit.0), unit.1)
}

fn between(e: &Expected) -> String {
    match e.interval {
        Ok(i) => format!(" ({} .. {})", number(i.low), number(i.high)),
        Err(_) => String::new(),
    }
}

pub(super) fn credits(f: &Forecast, life: Life) -> String {
    if f.credits.is_empty() {
        return String::new();
    }
    let mut out = heading(&format!("CREDITS IN A {}", life.short().to_uppercase()));
    let mut table = Table::new(&["contract", "owed in", "if all is claimed", "as claims go"]);
    for c in &f.credits {
        let owed_in = match c.any.upper {
            Some(upper) => format!("under {}", percent(upper)),
            None => percent(c.any.share.value()),
        };
        table.row(vec![
            Cell::left(format!("{} {}", c.provider, c.service)),
            Cell::right(owed_in),
            Cell::right(money(&c.owed)),
            Cell::right(money(&c.expected)),
        ]);
    }
    out.push_str(&table.render(2));
    out
}

/// `$49 (4 .. 94)`, with cents below ten.
fn money(e: &Expected) -> String {
    let one = |v: f64| match v {
        v if v <= 0.0 => "0".to_owned(),
        v if v < 10.0 => format!("{v:.2}"),
        v => count(v.round() as u64),
    };
    match e.interval {
        Ok(i) => format!("${} ({} .. {})", one(e.mean), one(i.low), one(i.high)),
        Err(_) => format!("${}", one(e.mean)),
    }
}

pub(super) fn failures(f: &Forecast) -> String {
    if f.parts.is_empty() {
        return String::new();
    }
    let mut out = heading("WHAT FAILS, A YEAR");
    let mut table = Table::new(&[
        "part",
        "each fails by itself",
        "units failed or hit",
        "unit-hours out",
    ]);
    for p in f.parts.iter().take(ROWS_MAX) {
        table.row(vec![
            Cell::left(&p.name),
            Cell::left(p.every.map_or_else(|| "only by shocks".to_owned(), law)),
            Cell::right(number(p.failures_per_year.mean)),
            Cell::right(number(p.out_h_per_year)),
        ]);
    }
    out.push_str(&table.render(2));
    if f.parts.len() > ROWS_MAX {
        let more = format!("  and {} more: --format json\n", f.parts.len() - ROWS_MAX);
        out.push_str(&paint(QUIET, &more));
    }
    if !f.shocks.is_empty() {
        let text = format!("shocks that hit many at once: {}", f.shocks.join(", "));
        out.push_str(&format!("  {}\n", wrap(&text, WIDTH - 2, 4)));
    }
    out
}

/// `every 1,000 h or so`
fn law(law: Law) -> String {
    let mean = about_long(law.mean_s());
    match law {
        Law::Fixed(_) => format!("every {mean}"),
        Law::Uniform(..) | Law::Exponential(_) | Law::Lognormal(..) | Law::Weibull(..) => {
            format!("every {mean} on average")
        }
    }
}

/// Lengths of lives: hours up to a thousand days, then years.
fn about_long(seconds: f64) -> String {
    if seconds > 1000.0 * 86_400.0 {
        format!("{} years", number(seconds / (365.0 * 86_400.0)))
    } else {
        about(seconds)
    }
}
