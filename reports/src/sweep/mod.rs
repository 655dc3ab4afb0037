//! What many runs of one architecture under one outage say, for people: plain words first, then both lucks side by
//! side, how runs spread, what they stand on, and the lines that show single runs again.

mod csv;
mod ground;
mod markdown;
pub mod said;
pub mod shape;

pub use csv::csv;
pub use markdown::markdown;

use crate::paint::{BAD, GOOD, HEADING, QUIET, WARN, heading, paint};
use crate::table::{Cell, Table};
use crate::words::{count, plural, wrap};
use search::many::{Frame, Values};
use search::statistics::{Quantile, TooFew};
use search::sweep::{JourneyView, Lengths, PromiseView, StoreView, Sweep, View};
use tenant::Luck;
use tenant::score::Target;

/// Lines are at most this long, but for what is meant to be pasted.
const WIDTH: usize = 96;
/// The names of [`search::sweep::LEVELS`].
pub const LEVELS: [&str; 3] = ["p50", "p90", "p99"];

/// The line to paste that shows the run of a seed with one kind of luck again.
pub type Again<'a> = &'a dyn Fn(u64, Luck) -> String;

/// The whole sweep as text.
#[must_use]
pub fn text(s: &Sweep, again: Again<'_>) -> String {
    let mut out = format!("{}\n", paint(HEADING, &wrap(&title(s), WIDTH, 2)));
    out.push_str(&format!("{}\n", paint(QUIET, &wrap(&how(s), WIDTH, 0))));
    if s.frame.absent {
        let text = format!("? {}", passed_by(&s.frame));
        out.push_str(&format!("\n{}\n", paint(WARN, &wrap(&text, WIDTH, 2))));
        return out;
    }
    out.push_str(&hits(s));
    let pairs = s.touched.journeys.iter().zip(&s.drawn.journeys);
    for (index, (touched, drawn)) in pairs.enumerate() {
        let earlier = &s.touched.journeys[..index];
        let alike = earlier.iter().find(|e| same_downtime(e, touched));
        out.push_str(&journey(touched, drawn, alike));
    }
    for (touched, drawn) in s.touched.stores.iter().zip(&s.drawn.stores) {
        out.push_str(&store(touched, drawn));
    }
    out.push_str(&replays(s, again));
    out.push_str(&ground::text(s));
    out
}

/// `two-zones under the EBS outage: 1,000 runs, seeds 0..1000`
fn title(s: &Sweep) -> String {
    format!(
        "{} under {} ({}): {}, seeds {}..{}",
        s.frame.architecture,
        s.frame.outage,
        s.frame.title,
        plural(runs(s), "run"),
        s.seeds.0,
        s.seeds.1
    )
}

fn runs(s: &Sweep) -> u64 {
    s.touched.hit.share.of
}

fn passed_by(frame: &Frame) -> String {
    format!(
        "{} has nothing in {}: the outage passes it by",
        frame.architecture, frame.place
    )
}

/// Where it was put, what differs from run to run, and what intervals mean.
#[must_use]
pub fn how(s: &Sweep) -> String {
    let f = &s.frame;
    let zones: Vec<&str> = f
        .zones
        .iter()
        .flatten()
        .map(|z| z.rsplit('/').next().unwrap_or(z))
        .collect();
    let put = match zones.as_slice() {
        [] => format!(
            "The outage is put on {} and strikes no single zone.",
            f.place
        ),
        [one] => format!("The outage strikes zone {one} of {}.", f.place),
        all => format!(
            "The outage strikes each of the zones {} of {} in turn; what counts is the zone that hurts most.",
            all.join(", "),
            f.place
        ),
    };
    let n = f.clouds;
    let drawn = match (f.values, n) {
        (Values::Observed, _) => {
            "It was observed once, so runs differ in the tenant's luck alone. Intervals are 95 %."
                .to_owned()
        }
        (_, 1) => {
            "It was simulated once, so runs differ in the tenant's luck alone. Intervals are 95 %."
                .to_owned()
        }
        (values, _) => format!(
            "It was drawn {n} times{}; seed s lives through draw s mod {n}. Intervals are 95 % and know that runs of one \
             draw share its luck.",
            match values {
                Values::Drawn => ", every assumed number within its range",
                Values::Fixed | Values::Observed => ", assumed numbers as in their file",
            }
        ),
    };
    format!("{put} {drawn}")
}

/// Who is hit, and what "given touched" is worth.
fn hits(s: &Sweep) -> String {
    let mut out = heading("WHO IS HIT");
    let mut table = side_by_side("");
    let row = |say: &dyn Fn(&View) -> String| (say(&s.touched), say(&s.drawn));
    let (touched, drawn) = row(&|v| said::chance(&v.hit));
    table.row(cells("something of it is hit", touched, drawn, None));
    if s.touched.p_touched.is_some() {
        let mean = |v: &View| v.p_touched.map_or("-".to_owned(), crate::words::share);
        let (touched, drawn) = row(&mean);
        table.row(cells("chance of that, mean", touched, drawn, None));
    }
    out.push_str(&table.render(2));
    let mut note = |text: String| {
        out.push_str(&format!("  {}\n", wrap(&text, WIDTH - 2, 2)));
    };
    if s.touched.p_touched.is_none() {
        note(
            "The record of this outage does not say who was hit, so there is no chance of it."
                .to_owned(),
        );
    }
    if s.touched.untouchable > 0 {
        note(format!(
            "In {} of {} nothing of it could be hit at all; they count as they are, given touched too.",
            count(s.touched.untouchable),
            plural(runs(s), "run")
        ));
    }
    out
}

fn side_by_side(last: &str) -> Table {
    Table::new(&["", "given touched", "as the dice fall", last])
}

/// A row of both lucks; `mark` says how the first stands to a promise.
fn cells(what: &str, touched: String, drawn: String, mark: Option<Cell>) -> Vec<Cell> {
    let mut row = vec![Cell::left(what), Cell::left(touched), Cell::left(drawn)];
    row.extend(mark);
    row
}

fn same_downtime(a: &JourneyView, b: &JourneyView) -> bool {
    a.down == b.down && a.mean_zone_s == b.mean_zone_s
}

fn journey(touched: &JourneyView, drawn: &JourneyView, alike: Option<&JourneyView>) -> String {
    let mut out = heading(&format!("JOURNEY {}", touched.name));
    let words = match alike {
        Some(other) => format!("`{}` is down when `{}` is.", touched.name, other.name),
        None => in_words(touched),
    };
    out.push_str(&format!("  {}\n\n", wrap(&words, WIDTH - 2, 2)));
    let rto = rto(touched);
    let mut table = match rto {
        Some(_) => side_by_side("vs RTO"),
        None => side_by_side(""),
    };
    if alike.is_none() {
        downtimes(&mut table, touched, drawn, rto);
    }
    table.row(cells(
        "requests failed, mean",
        said::mean_share(&touched.failed_share),
        said::mean_share(&drawn.failed_share),
        None,
    ));
    for (t, d) in touched.objectives.iter().zip(&drawn.objectives) {
        table.row(vec![
            Cell::left(format!("{} kept", said::promise(&t.promise))),
            Cell::left(said::chance(&t.met)).styled(style(t)),
            Cell::left(said::chance(&d.met)).styled(style(d)),
        ]);
    }
    out.push_str(&table.render(2));
    out.push_str(&untold(touched));
    if alike.is_none() {
        out.push_str(&shape::text(touched, drawn, rto));
    }
    out
}

fn downtimes(table: &mut Table, touched: &JourneyView, drawn: &JourneyView, rto: Option<f64>) {
    quantiles(table, "down, ", &touched.down, &drawn.down, |q| {
        rto.and_then(|rto| against(q, rto))
    });
    let mean = match touched.down.humps.is_some() || drawn.down.humps.is_some() {
        true => "mean: see two kinds",
        false => "mean",
    };
    table.row(cells(
        mean,
        said::mean_time(&touched.down.mean_s),
        said::mean_time(&drawn.down.mean_s),
        None,
    ));
    if touched.mean_zone_s != touched.down.mean_s || drawn.mean_zone_s != drawn.down.mean_s {
        table.row(cells(
            "mean over the zones",
            said::mean_time(&touched.mean_zone_s),
            said::mean_time(&drawn.mean_zone_s),
            None,
        ));
    }
    table.row(cells(
        "never down",
        said::chance(&touched.never_down),
        said::chance(&drawn.never_down),
        None,
    ));
    table.row(cells(
        said::NOT_RESTORED,
        said::chance(&touched.down.not_restored),
        said::chance(&drawn.down.not_restored),
        None,
    ));
}

fn quantiles(
    table: &mut Table,
    what: &str,
    touched: &Lengths,
    drawn: &Lengths,
    mark: impl Fn(&Result<Quantile, TooFew>) -> Option<Cell>,
) {
    for (i, level) in LEVELS.iter().enumerate() {
        let (t, d) = (&touched.quantiles_s[i], &drawn.quantiles_s[i]);
        let open = if what.starts_with("down") {
            said::NOT_RESTORED
        } else {
            said::GONE
        };
        table.row(cells(
            &format!("{what}{level}"),
            said::quantile(t, open),
            said::quantile(d, open),
            mark(t),
        ));
    }
}

/// The time that is promised of a journey, in seconds.
#[must_use]
pub fn rto(j: &JourneyView) -> Option<f64> {
    let promised = |p: &PromiseView| match (p.promise.name.as_str(), p.promise.target) {
        ("rto", Target::Time(d)) => Some(d.secs_f64()),
        _ => None,
    };
    j.objectives.iter().find_map(promised)
}

fn against(q: &Result<Quantile, TooFew>, rto: f64) -> Option<Cell> {
    let value = q.as_ref().ok()?.value;
    let style = if value <= rto { GOOD } else { BAD };
    Some(Cell::left(beside_rto(value, rto)).styled(style))
}

/// How a length stands to a time that is promised, both in seconds: `within`, `3.2 times`.
#[must_use]
pub fn beside_rto(seconds: f64, rto: f64) -> String {
    match seconds {
        v if v <= rto => "within".to_owned(),
        v if !v.is_finite() => "no end".to_owned(),
        v if rto <= 0.0 || v / rto < 1.05 => "over".to_owned(),
        v => format!("{} times", crate::forecast::numbers::number(v / rto)),
    }
}

const fn few_runs_tell(p: &PromiseView) -> bool {
    p.met.share.of == 0
}

fn style(p: &PromiseView) -> anstyle::Style {
    match p.met.share.value() {
        _ if few_runs_tell(p) => QUIET,
        k if k >= 0.95 => GOOD,
        k if k >= 0.5 => WARN,
        _ => BAD,
    }
}

fn untold(j: &JourneyView) -> String {
    let mut out = String::new();
    for p in j.objectives.iter().filter(|p| p.untold > 0) {
        let text = format!(
            "{}: in {} it cannot be told, which count on neither side",
            said::promise(&p.promise),
            plural(p.untold, "run")
        );
        out.push_str(&format!("  {}\n", wrap(&text, WIDTH - 2, 2)));
    }
    out
}

/// The answer for a journey as one would say it.
#[must_use]
pub fn in_words(j: &JourneyView) -> String {
    let name = &j.name;
    let never = j.never_down.share;
    if never.hits == never.of {
        return format!(
            "`{name}` is never down in any of {}, even given that something of it is hit.",
            plural(never.of, "run")
        );
    }
    let mut text = "Given that something of it is hit, ".to_owned();
    let [middle, tail, _] = &j.down.quantiles_s;
    match middle {
        Ok(q) if q.value <= 0.0 => {
            text.push_str(&format!(
                "`{name}` is not down at all in at least half of the runs"
            ));
        }
        Ok(q) if !q.value.is_finite() => {
            text.push_str(&format!(
                "`{name}` is not restored in at least half of the runs"
            ));
        }
        Ok(q) => text.push_str(&format!(
            "`{name}` is down for up to {} in half of the runs",
            said::time(q.value, said::NOT_RESTORED)
        )),
        Err(_) => text.push_str(&format!(
            "`{name}` is down in {} of {}",
            count(never.of - never.hits),
            plural(never.of, "run")
        )),
    }
    match tail {
        Ok(q) if !q.value.is_finite() => text.push_str(", and in one of ten it is not restored"),
        Ok(q) if q.value > 0.0 => text.push_str(&format!(
            ", and in one of ten for {} or more",
            said::time(q.value, said::NOT_RESTORED)
        )),
        Ok(_) | Err(_) => {}
    }
    text.push('.');
    for p in j.objectives.iter().filter(|p| !few_runs_tell(p)) {
        text.push_str(&format!(
            " {} is kept in {} of {}.",
            said::promise(&p.promise),
            count(p.met.share.hits),
            plural(p.met.share.of, "run")
        ));
    }
    text
}

fn store(touched: &StoreView, drawn: &StoreView) -> String {
    let mut out = heading(&format!("STORE {}", touched.name));
    let nothing = |s: &StoreView| s.lossy.share.hits == 0 && s.unrecoverable.share.hits == 0;
    if nothing(touched) && nothing(drawn) {
        let bound = touched.lossy.upper.map_or(String::new(), |u| {
            format!(
                " (under {}, 95 % sure)",
                crate::forecast::numbers::percent(u)
            )
        });
        let all = plural(touched.lossy.share.of, "run");
        return out + &format!("  no acknowledged write is lost in any of {all}{bound}\n");
    }
    let mut table = side_by_side("");
    table.row(cells(
        "some writes lost",
        said::chance(&touched.lossy),
        said::chance(&drawn.lossy),
        None,
    ));
    table.row(cells(
        "writes lost, mean",
        said::mean_count(&touched.lost),
        said::mean_count(&drawn.lost),
        None,
    ));
    quantiles(
        &mut table,
        "oldest lost, ",
        &touched.rpo,
        &drawn.rpo,
        |_| None,
    );
    table.row(cells(
        "all gone for good",
        said::chance(&touched.unrecoverable),
        said::chance(&drawn.unrecoverable),
        None,
    ));
    out.push_str(&table.render(2));
    out
}

/// Seeds worth a look, each with what it stands for, in the order of journeys.
fn worth_a_look(s: &Sweep) -> Vec<(Vec<String>, u64)> {
    let mut out: Vec<(Vec<String>, u64)> = Vec::new();
    for j in &s.touched.journeys {
        let [p50, p90, p99] = j.down.quantile_seeds;
        let named = [
            ("p50", p50),
            ("p90", p90),
            ("p99", p99),
            ("worst", j.down.worst_seed),
        ];
        for (what, seed) in named {
            let Some(seed) = seed else { continue };
            let text = format!("{} {what}", j.name);
            match out.iter_mut().find(|(_, known)| *known == seed) {
                Some((texts, _)) => texts.push(text),
                None => out.push((vec![text], seed)),
            }
        }
    }
    out
}

fn replays(s: &Sweep, again: Again<'_>) -> String {
    let all = worth_a_look(s);
    if all.is_empty() {
        return String::new();
    }
    let mut out = heading("A REAL RUN WITH EVERYTHING THAT HAPPENED (given touched)");
    for (what, seed) in all {
        out.push_str(&format!("  {}\n", wrap(&what.join(", "), WIDTH - 2, 2)));
        out.push_str(&format!("    {}\n", again(seed, Luck::Touched)));
    }
    out
}
