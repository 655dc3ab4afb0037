//! How long an architecture is down over many runs: twenty dots that stand for all, bars, quantiles, and both kinds of
//! luck side by side.

use super::mark::Mark;
use super::note;
use crate::text::journeys::{said, target};
use crate::words::{count, length_s, plural, share};
use maud::{Markup, html};
use search::many::{Frame, Values};
use search::spread::{Chance, Expected, Untold};
use search::statistics::{Interval, Quantile, TooFew};
use search::sweep::{JourneyView, Lengths, NotRestored, StoreView, Sweep, View};

/// Columns of the page's two kinds of luck.
const LUCKS: [&str; 2] = ["Given a hit", "As the dice fall"];

/// The journey that is down longest in the middle run, given a hit; the first of equals.
pub(super) fn worst(sweep: &Sweep) -> Option<&JourneyView> {
    let middle = |j: &&JourneyView| match j.down.quantiles_s[0] {
        Ok(q) => q.value,
        Err(_) if j.down.not_restored.share.hits > 0 => f64::INFINITY,
        Err(_) => 0.0,
    };
    let longest = |j: &&JourneyView| j.down.longest;
    let mut all = sweep.touched.journeys.iter().rev();
    let first = all.next()?;
    Some(all.fold(first, |w, j| {
        let harsher = middle(&j)
            .total_cmp(&middle(&w))
            .then(longest(&j).cmp(&longest(&w)));
        if harsher.is_ge() { j } else { w }
    }))
}

/// The answer in one line.
pub(super) fn sentence(sweep: &Sweep) -> (Mark, String) {
    let f = &sweep.frame;
    let Some(j) = worst(sweep) else {
        return (Mark::None, format!("{} has no journey", f.architecture));
    };
    let hit = match sweep.touched.p_touched {
        Some(p) => format!("When it is hit (a chance of {}), ", share(p)),
        None => "If it is hit, ".to_owned(),
    };
    let runs = j.never_down.share.of;
    let spared = j.never_down.share.hits;
    let text = if spared == runs {
        format!("{hit}nothing was down in any of {}", plural(runs, "run"))
    } else {
        let often = if spared == 0 {
            format!("in all of {}", plural(runs, "run"))
        } else {
            format!("in {} of {} runs", count(runs - spared), count(runs))
        };
        let middle = match j.down.quantiles_s[0] {
            Ok(q) if q.value.is_finite() => format!(", for {} in the middle one", long(q.value)),
            Ok(_) => ", most of them not restored".to_owned(),
            Err(_) => String::new(),
        };
        format!("{hit}{} was down {often}{middle}", j.name)
    };
    let lossy = sweep.touched.stores.iter().any(|s| s.lossy.share.hits > 0);
    let text = if lossy {
        format!("{text}; some runs lose acknowledged data")
    } else {
        text
    };
    let broken = |j: &JourneyView| {
        j.objectives
            .iter()
            .any(|o| o.met.share.hits < o.met.share.of || o.untold > 0)
    };
    let mark = match (
        spared == runs && !lossy,
        sweep.touched.journeys.iter().any(broken),
    ) {
        (true, false) => Mark::Good,
        (_, true) => Mark::Bad,
        (false, false) => Mark::Hurt,
    };
    (mark, text)
}

/// Seconds as people say them; without end: not restored.
pub(super) fn long(seconds: f64) -> String {
    if seconds.is_finite() {
        length_s(seconds)
    } else {
        "not restored".to_owned()
    }
}

/// What is the same in all runs.
pub(super) fn facts(frame: &Frame, seeds: (u64, u64)) -> Vec<(&'static str, String)> {
    let zones: Vec<&str> = frame.zones.iter().flatten().map(String::as_str).collect();
    let mut out = vec![("Put on", frame.place.clone())];
    if !zones.is_empty() {
        out.push(("Zones struck in turn", zones.join(", ")));
    }
    out.push((
        "Seeds",
        format!("{} to {}", seeds.0, seeds.1.saturating_sub(1)),
    ));
    out.push((
        "Draws of the outage",
        match frame.values {
            Values::Drawn => format!("{}, luck and assumed numbers", frame.clouds),
            Values::Fixed => format!("{}, luck alone", frame.clouds),
            Values::Observed => "one: it was observed".to_owned(),
        },
    ));
    out
}

/// Of every journey: figure, quantiles, promises. Then stores.
pub(super) fn markup(sweep: &Sweep) -> Markup {
    html! {
        p { "Each run puts the outage on every zone the architecture uses; what counts is the zone that hurts most. "
            b { "Given a hit" } ": runs in which something of it is hit. " b { "As the dice fall" } ": most may spare it." }
        @for (t, d) in sweep.touched.journeys.iter().zip(&sweep.drawn.journeys) { (journey(t, d)) }
        (hits(sweep))
        (stores(&sweep.touched.stores, &sweep.drawn.stores))
    }
}

fn journey(touched: &JourneyView, drawn: &JourneyView) -> Markup {
    html! {
        h3 { "How long " (touched.name) " is down" }
        @if let Some(h) = &touched.down.humps {
            p { "Two kinds of runs, so a mean describes neither: " (share(h.low.0.share.value())) " are about "
                (long(h.low.1)) ", " (share(h.high.0.share.value())) " about " (long(h.high.1)) "." }
        }
        (plot(&touched.down))
        (numbers(touched, drawn))
        (promises(touched, drawn))
    }
}

/// A row of the figure.
struct Row {
    range: String,
    runs: u64,
    dots: usize,
}

fn rows(l: &Lengths) -> Vec<Row> {
    let h = &l.histogram;
    let border = |i: usize| h.borders_s.get(i).copied();
    let mut dots = vec![0usize; h.counts.len() + 2];
    for dot in &l.dots_s {
        let at = match dot {
            None => h.counts.len() + 1,
            Some(s) if *s <= 0.0 => 0,
            Some(s) => h.borders_s.partition_point(|b| b <= s).max(1),
        };
        dots[at.min(h.counts.len() + 1)] += 1;
    }
    let mut out = vec![Row {
        range: "never down".to_owned(),
        runs: h.none,
        dots: dots[0],
    }];
    for (i, &runs) in h.counts.iter().enumerate() {
        let from = border(i).unwrap_or(0.0);
        let range = match border(i + 1) {
            Some(until) if from <= 0.0 => format!("under {}", length_s(until)),
            Some(until) => format!("{} to {}", length_s(from), length_s(until)),
            None => format!("{} or more", length_s(from)),
        };
        out.push(Row {
            range,
            runs,
            dots: dots[i + 1],
        });
    }
    out.push(Row {
        range: "not restored".to_owned(),
        runs: l.not_restored.share.hits,
        dots: dots[h.counts.len() + 1],
    });
    // Ends that nothing fell into say nothing; a gap in the middle does.
    let seen = |r: &Row| r.runs > 0;
    let last = out.iter().rposition(seen).unwrap_or(0);
    out.truncate(last + 1);
    let first = out
        .iter()
        .skip(1)
        .position(seen)
        .map_or(out.len(), |i| i + 1);
    if first > 2 {
        out.drain(1..first);
    }
    out
}

fn plot(l: &Lengths) -> Markup {
    let rows = rows(l);
    let all: u64 = rows.iter().map(|r| r.runs).sum();
    let most = rows.iter().map(|r| r.runs).max().unwrap_or(0).max(1);
    let part = |n: u64| n as f64 / all.max(1) as f64;
    let dotted = !l.dots_s.is_empty();
    html! {
        figure {
            table.spread {
                caption { "Given a hit." @if dotted { " Each dot is one run in twenty." } }
                thead { tr {
                    th scope="col" { "Down" }
                    @if dotted { th scope="col" { "In twenty" } }
                    th.bar-head scope="col" { "Share of runs" } th.n scope="col" { "Runs" }
                } }
                tbody { @for r in &rows { tr {
                    th scope="row" { (r.range) }
                    @if dotted { td.dots { (dots(r.dots)) } }
                    td.bar {
                        svg viewBox="0 0 1000 16" preserveAspectRatio="none" aria-hidden="true" {
                            rect.truth width=(r.runs * 1000 / most) height="16" {}
                        }
                    }
                    td.n { (share(part(r.runs))) span.quiet { " (" (count(r.runs)) ")" } }
                } } }
            }
        }
    }
}

/// So many dots, five to a group.
fn dots(n: usize) -> Markup {
    let x = |i: usize| i * 11 + i / 5 * 5 + 6;
    html! {
        @if n > 0 {
            svg.dot-row viewBox={ "0 0 " (x(n - 1) + 7) " 12" } style={ (format!("width:{:.2}em", (x(n - 1) + 7) as f64 / 16.0)) } role="img" {
                title { (n) " of 20" }
                @for i in 0..n { circle cx=(x(i)) cy="6" r="4.6" {} }
            }
        }
    }
}

fn numbers(touched: &JourneyView, drawn: &JourneyView) -> Markup {
    let both = [touched, drawn];
    let down = |i: usize| both.map(|j| quantile(&j.down.quantiles_s[i]));
    let rows = [
        ("Middle run (median)", down(0)),
        ("Nine in ten no longer than", down(1)),
        ("99 in 100 no longer than", down(2)),
        ("Mean", both.map(|j| mean(&j.down.mean_s))),
        ("Mean over zones", both.map(|j| mean(&j.mean_zone_s))),
        ("Never down", both.map(|j| chance(&j.never_down))),
        ("Not restored", both.map(|j| chance(&j.down.not_restored))),
        (
            "Requests failed",
            both.map(|j| expected(&j.failed_share, share)),
        ),
    ];
    lucks("Downtime", &rows)
}

/// A table with a column for each kind of luck.
fn lucks(what: &str, rows: &[(&str, [String; 2])]) -> Markup {
    html! {
        div.wide tabindex="0" { table {
            thead { tr { th scope="col" { (what) } @for l in LUCKS { th scope="col" { (l) } } } }
            tbody { @for (name, both) in rows { tr {
                th scope="row" { (name) } @for text in both { td { (text) } }
            } } }
        } }
    }
}

fn promises(touched: &JourneyView, drawn: &JourneyView) -> Markup {
    html! {
        @if !touched.objectives.is_empty() {
            div.wide tabindex="0" { table {
                thead { tr {
                    th scope="col" { "Promise" } th.n scope="col" { "Promised" }
                    @for l in LUCKS { th scope="col" { "Held, " (l.to_lowercase()) } }
                    th.n scope="col" { "First seed that breaks it" }
                } }
                tbody { @for (t, d) in touched.objectives.iter().zip(&drawn.objectives) { tr {
                    th scope="row" { (said(&t.promise.name)) }
                    td.n { (target(t.promise.target)) }
                    @for o in [t, d] { td {
                        (held(&o.met)) " " (chance(&o.met))
                        @if o.untold > 0 { span.quiet { "; not known in " (count(o.untold)) } }
                    } }
                    td.n { (t.first_broken.map_or("none".to_owned(), |s| s.to_string())) }
                } } }
            } }
        }
    }
}

fn held(met: &Chance) -> Markup {
    let s = met.share;
    match s.hits {
        _ if s.of == 0 => Mark::Unknown.chip("not known"),
        hits if hits == s.of => Mark::Good.chip("always"),
        0 => Mark::Bad.chip("never"),
        _ => Mark::Hurt.chip("not always"),
    }
}

fn hits(sweep: &Sweep) -> Markup {
    let p = |v: &View| v.p_touched.map_or("not known".to_owned(), share);
    html! {
        @if sweep.frame.knows_shares {
            (note(&format!(
                "Chance that anything of it is hit in the zone that hurts most: {} on average; as the dice fall it was hit in {}.",
                p(&sweep.drawn),
                chance(&sweep.drawn.hit)
            )))
        }
    }
}

fn stores(touched: &[StoreView], drawn: &[StoreView]) -> Markup {
    html! {
        @for (t, d) in touched.iter().zip(drawn) {
            h3 { "What " (t.name) " loses" }
            (lucks("Acknowledged writes", &[
                ("Runs that lose some", [t, d].map(|s| chance(&s.lossy))),
                ("Runs in which nothing brings the data back", [t, d].map(|s| chance(&s.unrecoverable))),
                ("Writes lost, mean", [t, d].map(|s| expected(&s.lost, |v| count(v.round() as u64)))),
                ("The loss reaches back, middle run", [t, d].map(|s| quantile(&s.rpo.quantiles_s[0]))),
                ("The loss reaches back, nine in ten no further than", [t, d].map(|s| quantile(&s.rpo.quantiles_s[1]))),
            ]))
        }
    }
}

fn quantile(q: &Result<Quantile, TooFew>) -> String {
    match q {
        Ok(q) => within(long(q.value), q.interval, long),
        Err(few) => format!(
            "takes {} (there are {})",
            plural(few.needed, "run"),
            count(few.runs)
        ),
    }
}

fn mean(m: &Result<Expected, NotRestored>) -> String {
    match m {
        Ok(e) => expected(e, length_s),
        Err(n) => format!("none: {} not restored", plural(n.runs, "run")),
    }
}

fn expected(e: &Expected, say: impl Fn(f64) -> String) -> String {
    match e.interval {
        Ok(i) => within(say(e.mean), i, say),
        Err(Untold::Never | Untold::OneRun | Untold::Few) => say(e.mean),
        Err(Untold::Alike(i)) => within(say(e.mean), i, say),
    }
}

/// A chance in percent, with its interval.
pub(super) fn chance(c: &Chance) -> String {
    match (c.upper, c.interval) {
        (Some(upper), _) => format!("none seen (under {})", share(upper)),
        (None, Some(i)) => within(share(c.share.value()), i, share),
        (None, None) => "no runs".to_owned(),
    }
}

/// `12h (10h to 14h)`; one number where both ends are alike.
fn within(value: String, i: Interval, say: impl Fn(f64) -> String) -> String {
    let (low, high) = (say(i.low), say(i.high));
    if low == high && low == value {
        value
    } else {
        format!("{value} ({low} to {high})")
    }
}
