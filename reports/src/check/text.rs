//! A check for people: the verdict, every promise on one line, what breaks those that fail and how to see it, what a
//! change did, and what the answer stands on.

use super::{promise, summary, word};
use crate::paint::{BAD, GOOD, HEADING, QUIET, WARN, heading, paint};
use crate::table::{Cell, Table};
use crate::words::{count, plural, share, wrap};
use anstyle::Style;
use search::check::{Check, Objective, Pair, Verdict, runs_to_pass};
use std::collections::BTreeSet;
use tenant::Luck;

/// Lines are at most this long, but for those to paste.
pub(super) const WIDTH: usize = 90;
/// Most texts of one kind that are listed.
const LISTED: usize = 5;

/// The whole check as text.
#[must_use]
pub fn text(check: &Check) -> String {
    let mut out = head(check);
    let mixed = mixed(check);
    for pair in &check.pairs {
        out.push_str(&rows(pair, mixed));
    }
    out.push_str(&broken(check));
    out.push_str(&super::beside::text(check));
    out.push_str(&undecided(check));
    out.push_str(&stands_on(check));
    out
}

pub(super) const fn style(verdict: Verdict) -> Style {
    match verdict {
        Verdict::Pass => GOOD,
        Verdict::Undecided => WARN,
        Verdict::Fail => BAD,
    }
}

fn head(check: &Check) -> String {
    let verdict = check.verdict;
    let mut out = format!(
        "{}  {}\n",
        paint(style(verdict).bold(), word(verdict)),
        paint(
            HEADING,
            &wrap(&format!("{}: {}", check.suite, summary(check)), WIDTH, 2)
        )
    );
    let needs = match (
        mixed(check),
        check.pairs.first().and_then(|p| p.objectives.first()),
    ) {
        (false, Some(o)) => format!("A promise has to hold in {} of runs. ", share(o.hold_in)),
        (true, _) | (false, None) => String::new(),
    };
    let note = format!(
        "{needs}Each verdict is {} sure by itself, and runs end when it is clear. Seeds {}..{}; {}.",
        share(check.confidence),
        check.seeds.0,
        check.seeds.1,
        match check.luck {
            Luck::Touched => "given that something of it is hit (--luck touched)",
            Luck::Drawn => "as the dice fall (--luck drawn)",
        }
    );
    out.push_str(&format!("{}\n", paint(QUIET, &wrap(&note, WIDTH, 0))));
    out
}

/// Whether promises have to hold in different shares of runs.
fn mixed(check: &Check) -> bool {
    let mut all = check.pairs.iter().flat_map(|p| &p.objectives);
    let first = all.next().map(|o| o.hold_in);
    all.any(|o| Some(o.hold_in) != first)
}

/// The promises of one pair, one per line.
fn rows(pair: &Pair, mixed: bool) -> String {
    let frame = &pair.frame;
    let title = format!("{} under {}", frame.architecture, frame.outage);
    let mut out = heading(&format!("{title}, on {}", frame.place));
    if frame.absent {
        let text = "It has nothing there: the outage passes it by.";
        out.push_str(&format!("  {}\n", paint(WARN, text)));
    }
    let several = frame.clouds > 1;
    let mut headings = vec!["", "journey", "promise", "held in", "interval", "runs"];
    if several {
        headings.push("worst draw");
    }
    if mixed {
        headings.push("needs");
    }
    let mut table = Table::new(&headings);
    for o in &pair.objectives {
        let mut cells = vec![
            Cell::left(word(o.verdict)).styled(style(o.verdict)),
            Cell::left(&o.journey),
            Cell::left(promise(&o.promise)),
            Cell::right(held(o)),
            Cell::right(interval(o)),
            Cell::right(count(o.runs)),
        ];
        if several {
            cells.push(Cell::right(o.worst_cloud.map_or_else(String::new, worst)));
        }
        if mixed {
            cells.push(Cell::right(share(o.hold_in)));
        }
        table.row(cells);
    }
    out.push_str(&table.render(2));
    out
}

fn worst((draw, held): (u32, f64)) -> String {
    match held < 1.0 {
        true => format!("{draw}: {}", share(held)),
        false => "-".to_owned(),
    }
}

pub(super) fn held(o: &Objective) -> String {
    share(o.held as f64 / o.runs.max(1) as f64)
}

/// `95.1 - 100 %`, rounded outwards, with as many digits as what is asked has.
pub(super) fn interval(o: &Objective) -> String {
    let digits = match o.hold_in {
        h if h > 0.999 => 3,
        h if h > 0.99 => 2,
        _ => 1,
    };
    let steps = [1e2, 1e3, 1e4, 1e5][digits];
    let said = |value: f64| {
        let text = format!("{:.digits$}", value / steps * 100.0);
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    };
    let low = said((o.interval.low * steps).floor());
    let high = said((o.interval.high * steps).ceil());
    format!("{low} - {high} %")
}

/// What is said of promises, with the architecture and the outage where there are several.
pub(super) fn who(check: &Check, pair: &Pair, promised: &str) -> String {
    let mut out = String::new();
    let differs = |f: fn(&Pair) -> &String| check.pairs.iter().any(|p| f(p) != f(pair));
    if differs(|p| &p.frame.architecture) {
        out.push_str(&format!("{}: ", pair.frame.architecture));
    }
    out.push_str(promised);
    if differs(|p| &p.frame.outage) {
        out.push_str(&format!(", under {}", pair.frame.outage));
    }
    out
}

/// Promises of a pair that have something in common: what, and their names.
fn alike<K: PartialEq>(pair: &Pair, of: impl Fn(&Objective) -> Option<K>) -> Vec<(K, Vec<String>)> {
    let mut out: Vec<(K, Vec<String>)> = Vec::new();
    for o in &pair.objectives {
        let Some(key) = of(o) else { continue };
        let name = format!("{} {}", o.journey, promise(&o.promise));
        match out.iter_mut().find(|(k, _)| *k == key) {
            Some((_, names)) => names.push(name),
            None => out.push((key, vec![name])),
        }
    }
    out
}

/// How to see what breaks them.
fn broken(check: &Check) -> String {
    let mut out = String::new();
    for pair in &check.pairs {
        let not_passed = |o: &&Objective| o.verdict != Verdict::Pass;
        let first = |o: &Objective| Some(o).filter(not_passed).and_then(|o| o.failing.clone());
        for (f, names) in alike(pair, first) {
            let draw = match pair.frame.clouds {
                0 | 1 => String::new(),
                _ => format!(", on draw {} of the outage", f.cloud),
            };
            let text = format!(
                "{}: broken first by seed {}{draw}",
                who(check, pair, &names.join(", ")),
                f.seed
            );
            out.push_str(&format!("  {}\n", wrap(&text, WIDTH - 2, 4)));
            out.push_str(&format!("    {}\n", f.replay));
        }
        let untold = |o: &Objective| Some((o.untold, o.runs)).filter(|u| u.0 > 0);
        for ((untold, runs), names) in alike(pair, untold) {
            let text = format!(
                "{}: in {} of {} it cannot be told, because they end too early; that counts as not held",
                who(check, pair, &names.join(", ")),
                count(untold),
                plural(runs, "run")
            );
            out.push_str(&format!("  {}\n", wrap(&text, WIDTH - 2, 4)));
        }
    }
    match out.is_empty() {
        true => out,
        false => format!("{}{out}", heading("SEE FOR YOURSELF")),
    }
}

/// What it means that it cannot be told, and what to do.
fn undecided(check: &Check) -> String {
    let seeds = check.seeds.1 - check.seeds.0;
    let mut lines = Vec::new();
    let mut least = 0;
    for pair in &check.pairs {
        let more = |o: &Objective| {
            let needed = runs_to_pass(o.hold_in, check.confidence).unwrap_or(u64::MAX);
            (o.verdict == Verdict::Undecided).then(|| match needed > seeds {
                true => Err(needed),
                false => Ok(more(o)),
            })
        };
        for (more, names) in alike(pair, more) {
            match more {
                Ok(more) => lines.push(format!("{}: {more}", who(check, pair, &names.join(", ")))),
                Err(needed) => least = least.max(needed),
            }
        }
    }
    if least > 0 {
        lines.push(format!(
            "{} cannot show that a promise holds: even one that is never broken takes {}",
            plural(seeds, "seed"),
            plural(least, "run")
        ));
    }
    if lines.is_empty() {
        return String::new();
    }
    let mut out = heading("UNDECIDED");
    let what = "All seeds were used, and the share of runs that hold is too near to what is asked, or the runs are too \
                few, to tell on which side it lies. Nothing is shown to be broken, and nothing to be safe: give it \
                more seeds, or the design more margin. In a pipeline let exit code 3 warn and not stop.";
    out.push_str(&format!("  {}\n", wrap(what, WIDTH - 2, 2)));
    for line in lines {
        out.push_str(&format!("  {}\n", wrap(&line, WIDTH - 2, 4)));
    }
    out
}

fn more(o: &Objective) -> String {
    match o.runs_needed {
        Some(n) => format!(
            "it would take about {} if the share stays at {}",
            plural(rounded(n), "run"),
            held(o)
        ),
        None => format!(
            "it would take more runs than anybody has if the share stays at {}",
            held(o)
        ),
    }
}

/// Up, to two digits that count.
fn rounded(n: u64) -> u64 {
    let mut unit = 1;
    while n / unit >= 100 {
        unit *= 10;
    }
    n.div_ceil(unit) * unit
}

/// What the answer is about, and what it leaves out.
fn stands_on(check: &Check) -> String {
    let mut out = heading("WHAT IT STANDS ON");
    let mut say = |text: &str| out.push_str(&format!("  {}\n", wrap(text, WIDTH - 2, 2)));
    let clouds = check
        .pairs
        .iter()
        .map(|p| p.frame.clouds)
        .max()
        .unwrap_or(1);
    if clouds > 1 {
        say(&format!(
            "A share is the mean over the {clouds} draws of the outage in this check, and its interval says nothing \
             of draws that are not among them. The draw in which a promise holds least stands beside it."
        ));
    } else {
        say("The outage was observed, once: runs differ by the luck of the architecture alone.");
    }
    if check.pairs.iter().any(|p| p.frame.zones.len() > 1) {
        say(
            "A promise holds in a run only if it holds whichever of the architecture's zones is struck.",
        );
    }
    let unused = (check.seeds.1 - check.seeds.0) % u64::from(clouds.max(1));
    if unused > 0 && check.verdict == Verdict::Undecided {
        say(&format!(
            "The last {} are no whole round of {clouds} draws and were not used.",
            plural(unused, "seed")
        ));
    }
    let mut kinds: [BTreeSet<&str>; 3] = Default::default();
    for pair in &check.pairs {
        let notes = &pair.notes;
        let lists = [&notes.warnings, &notes.not_covered, &notes.leaves_out];
        for (kind, list) in kinds.iter_mut().zip(lists) {
            kind.extend(list.keys().map(String::as_str));
        }
    }
    let titles = [
        "warnings of runs",
        "not covered by an outage",
        "left out by the model",
    ];
    for (title, texts) in titles.into_iter().zip(&kinds) {
        out.push_str(&listed(title, texts));
    }
    out
}

/// Texts; a long list is cut.
fn listed(title: &str, texts: &BTreeSet<&str>) -> String {
    if texts.is_empty() {
        return String::new();
    }
    let mut out = format!("  {}\n", paint(QUIET, title));
    for text in texts.iter().take(LISTED) {
        out.push_str(&format!("    {}\n", wrap(text, WIDTH - 4, 6)));
    }
    if texts.len() > LISTED {
        let rest = (texts.len() - LISTED) as u64;
        out.push_str(&format!("    and {} more: --format json\n", count(rest)));
    }
    out
}
