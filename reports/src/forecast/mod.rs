//! What to expect of an architecture's ordinary life, for people: plain words first, then the numbers, then what they
//! stand on. At most 80 columns.

mod ground;
pub(crate) mod numbers;
mod parts;
mod recorded;

use crate::paint::{BAD, GOOD, HEADING, QUIET, WARN, heading, paint};
use crate::table::{Cell, Table};
use crate::words::{count, plural, wrap};
use numbers::{about, availability, border, chance_of, percent, range, spread_row};
use search::forecast::{Forecast, JourneyForecast, ObjectiveForecast};
use search::spread::Histogram;
use tenant::score::Target;

/// Lines are at most this long.
const WIDTH: usize = 80;
/// Widest bar of a histogram.
const BAR: usize = 36;

/// The whole forecast as text.
#[must_use]
pub fn text(f: &Forecast) -> String {
    let life = Life(f.years);
    let title = format!(
        "{}: {} of ordinary life, lived {}; seed {}",
        f.architecture,
        plural(u64::from(f.years), "year"),
        match f.runs {
            1 => "once".to_owned(),
            n => format!("{} times", count(u64::from(n))),
        },
        f.seed
    );
    let mut out = format!("{}\n", paint(HEADING, &wrap(&title, WIDTH, 2)));
    let note = match &f.laid {
        _ if !f.recorded.is_empty() => {
            "Ordinary life, and recorded outages that fall into it by chance, as often as their files say."
        }
        Some(laid) if !laid.parts.is_empty() || !laid.zones.is_empty() => {
            "Calm days but for what parts do by themselves. Parts that do not say how they fail got their provider's \
             background of failures, see WHAT IT STANDS ON."
        }
        Some(_) | None => {
            "Calm days but for what parts do by themselves, as the file says. Intervals are 95 %."
        }
    };
    out.push_str(&format!("{}\n", paint(QUIET, &wrap(note, WIDTH, 0))));
    for (i, j) in f.journeys.iter().enumerate() {
        let same = |other: &&JourneyForecast| {
            other.histogram == j.histogram && other.down_s.quantiles == j.down_s.quantiles
        };
        let alike = f.journeys[..i].iter().find(same);
        out.push_str(&journey(j, alike, life));
    }
    out.push_str(&recorded::text(f, life));
    out.push_str(&parts::stores(f, life));
    out.push_str(&parts::credits(f, life));
    out.push_str(&parts::failures(f));
    out.push_str(&ground::text(f));
    out
}

/// How a life is called.
#[derive(Debug, Clone, Copy)]
struct Life(u32);

impl Life {
    /// `year`, `life of 5 years`
    fn long(self) -> String {
        match self.0 {
            1 => "year".to_owned(),
            n => format!("life of {n} years"),
        }
    }

    /// `year`, `life`
    const fn short(self) -> &'static str {
        if self.0 == 1 { "year" } else { "life" }
    }

    /// `1 year`, `1,000 years`, `40 lives`
    fn times(self, n: u64) -> String {
        let unit = if n == 1 { self.short() } else { self.many() };
        format!("{} {unit}", count(n))
    }

    /// `years`, `lives`
    const fn many(self) -> &'static str {
        if self.0 == 1 { "years" } else { "lives" }
    }
}

/// `alike`: an earlier journey that is down when this one is.
fn journey(j: &JourneyForecast, alike: Option<&JourneyForecast>, life: Life) -> String {
    let mut out = heading(&format!("JOURNEY {}", j.name));
    if let Some(other) = alike {
        let text = format!(
            "`{}` is down as often and as long as `{}`.",
            j.name, other.name
        );
        out.push_str(&format!("  {}\n", wrap(&text, WIDTH - 2, 2)));
        out.push_str(&format!("\n{}", availabilities(j, life)));
        out.push_str(&objectives(&j.objectives, life));
        return out;
    }
    out.push_str(&format!("  {}\n", wrap(&in_words(j, life), WIDTH - 2, 2)));
    out.push_str(&format!("\n{}", spreads(j, life)));
    out.push_str(&format!("\n{}", availabilities(j, life)));
    if j.never_down.upper.is_some() || j.never_down.share.hits < j.never_down.share.of {
        out.push_str(&histogram(&j.histogram, life));
    }
    out.push_str(&objectives(&j.objectives, life));
    out.push_str(&drivers(j));
    out
}

/// The answer to the yearly question, as one would say it.
fn in_words(j: &JourneyForecast, life: Life) -> String {
    let (name, of) = (&j.name, j.never_down.share.of);
    let never = j.never_down.share.value();
    if j.never_down.share.hits == of {
        return format!(
            "`{name}` was never down in {}. That does not make it impossible: fewer than {} of {} see an outage \
             (95 % sure).",
            life.times(of),
            percent(search::statistics::zero_events_upper(of, 0.95)),
            life.many()
        );
    }
    let mean = about(j.down_s.mean.mean);
    let mut text = if never > 0.5 {
        format!(
            "In {} of {} `{name}` is never down. Over all {} it is down for {mean} on average",
            percent(never),
            life.many(),
            life.many()
        )
    } else {
        format!("In an average {} `{name}` is down for {mean}", life.long())
    };
    let tail = [(1, "ten"), (2, "a hundred")].map(|(i, word)| (&j.down_s.quantiles[i], word));
    let said = tail
        .into_iter()
        .find_map(|(q, word)| q.ok().filter(|q| q.value > 0.0).map(|q| (q, word)));
    // Where all are alike nobody has more.
    if let Some((q, word)) = said.filter(|s| about(s.0.value) != mean) {
        text.push_str(&format!(
            "; one {} in {word} for more than {}",
            life.short(),
            about(q.value)
        ));
    }
    text.push_str(&format!(
        ". It goes down {} a {}",
        match numbers::number(j.episodes.mean).as_str() {
            "1" => "once".to_owned(),
            n => format!("{n} times"),
        },
        life.short()
    ));
    if never <= 0.5 {
        text.push_str(&match j.never_down.share.hits {
            0 => format!(
                ", and fewer than {} of {} pass without any downtime (95 % sure)",
                percent(search::statistics::zero_events_upper(of, 0.95)),
                life.many()
            ),
            _ => format!(
                ", and {} of {} pass without any downtime",
                percent(never),
                life.many()
            ),
        });
    }
    text.push('.');
    if j.open.share.hits > 0 {
        text.push_str(&format!(
            " In {} of {} it was still down at the end: nothing brings it back, or not yet.",
            percent(j.open.share.value()),
            life.many()
        ));
    }
    text
}

/// Downtime and the longest interruption over lives.
fn spreads(j: &JourneyForecast, life: Life) -> String {
    let short = life.short();
    let mut table = Table::new(&["", "mean", "median", "1 in 10", "1 in 100", "largest"]);
    table.row(spread_row(&format!("down in a {short}"), &j.down_s));
    table.row(
        spread_row("  95 % interval", &j.down_s)
            .into_iter()
            .enumerate()
            .map(|(i, _)| numbers::interval_cell(i, &j.down_s))
            .collect(),
    );
    table.row(spread_row("longest outage in it", &j.longest_s));
    let mut out = table.render(2);
    out.push_str(&numbers::refused(&j.down_s, life.many()));
    out
}

/// The ways to count how available it is.
fn availabilities(j: &JourneyForecast, life: Life) -> String {
    let mut table = Table::new(&["availability", "mean", "95 % interval"]);
    for (what, e) in [
        ("share of time", &j.availability_time),
        ("share of requests", &j.availability_requests),
    ] {
        table.row(vec![
            Cell::left(what),
            Cell::right(availability(e.mean, e.std_error)),
            Cell::left(range(e, life.many())),
        ]);
    }
    if let Some(by_hand) = j.availability_independent {
        table.row(vec![
            Cell::left("for comparison").styled(QUIET),
            Cell::right(availability(by_hand, j.availability_time.std_error)).styled(QUIET),
            Cell::left("a formula: each part fails by itself").styled(QUIET),
        ]);
    } else {
        table.row(vec![
            Cell::left("for comparison").styled(QUIET),
            Cell::right("-").styled(QUIET),
            Cell::left("no formula for it, see WHAT IT STANDS ON").styled(QUIET),
        ]);
    }
    table.render(2)
}

fn histogram(h: &Histogram, life: Life) -> String {
    let most = h
        .counts
        .iter()
        .copied()
        .max()
        .unwrap_or(0)
        .max(h.none)
        .max(1);
    let all = (h.none + h.counts.iter().sum::<u64>()).max(1);
    let mut rows: Vec<(String, u64)> = vec![("none".to_owned(), h.none)];
    // Bars without a life are shown only between those with some.
    let used = |i: &usize| h.counts[*i] > 0;
    let first = (0..h.counts.len()).find(used).unwrap_or(0);
    let last = (0..h.counts.len()).rfind(used).unwrap_or(0);
    for i in (first..=last).take(h.counts.len()) {
        let until = h.borders_s.get(i + 1).map(|b| border(*b));
        let label = match (i, until) {
            (0, Some(until)) => format!("under {until}"),
            (_, Some(until)) => format!("{} to {until}", border(h.borders_s[i])),
            (0, None) => "some".to_owned(),
            (_, None) => format!("{} and more", border(h.borders_s[i])),
        };
        rows.push((label, h.counts[i]));
    }
    let widest = rows.iter().map(|r| r.0.chars().count()).max().unwrap_or(0);
    let mut out = format!(
        "\n  {}\n",
        paint(QUIET, &format!("{} by downtime", life.many()))
    );
    for (label, n) in rows {
        // A bar for every life there is, however few.
        let long = (n as usize * BAR).div_ceil(most as usize);
        let share = percent(n as f64 / all as f64);
        let line = format!("  {label:>widest$}  {share:>7}  {}", "#".repeat(long));
        out.push_str(&format!("{}\n", line.trim_end()));
    }
    out
}

fn objectives(list: &[ObjectiveForecast], life: Life) -> String {
    if list.is_empty() {
        return String::new();
    }
    let mut out = format!("\n  {}\n", paint(QUIET, "promised"));
    for o in list {
        let (name, over) = match o.name {
            "rto" => ("RTO", ""),
            "rpo" => ("RPO", ""),
            "availability_slo" => (
                "availability",
                if life.0 == 1 {
                    " over the year"
                } else {
                    " over the life"
                },
            ),
            other => (other, ""),
        };
        let target = match o.target {
            Target::Time(d) => about(d.secs_f64()),
            Target::Share(ppb) => availability(f64::from(ppb) / 1e9, 0.0),
        };
        let kept = o.kept.share.value();
        let style = match kept {
            k if k >= 0.99 => GOOD,
            k if k >= 0.9 => WARN,
            _ => BAD,
        };
        let said = match o.kept.share.of {
            0 => "no life tells".to_owned(),
            _ => format!("kept in {}", chance_of(&o.kept, life.many())),
        };
        let line = wrap(&format!("{name} {target}{over}: {said}"), WIDTH - 2, 4);
        out.push_str(&format!("  {}\n", paint(style, &line)));
    }
    out
}

fn drivers(j: &JourneyForecast) -> String {
    if j.drivers.is_empty() {
        return String::new();
    }
    let mut out = format!(
        "\n  {}\n",
        paint(
            QUIET,
            "what was down too (also parts that only wait for what they need)"
        )
    );
    let widest = j.drivers.iter().map(|d| d.component.chars().count()).max();
    let widest = widest.unwrap_or(0);
    for d in &j.drivers {
        let share = percent(d.share);
        out.push_str(&format!(
            "  {:<widest$}  {share:>7} of its downtime\n",
            d.component
        ));
    }
    out
}
