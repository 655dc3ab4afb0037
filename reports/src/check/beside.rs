//! A check beside its baseline: what a change did to each promise, with the same seeds.

use super::text::{WIDTH, style, who};
use super::{promise, target};
use crate::paint::{QUIET, heading, paint};
use crate::table::{Cell, Table};
use crate::words::{count, plural, share, wrap};
use search::check::{Before, Check, FailOn, Failing, Objective, Pair, Verdict};
use search::many::Promise;

/// The comparison, if there is one.
pub(super) fn text(check: &Check) -> String {
    let Some(baseline) = &check.baseline else {
        return String::new();
    };
    let regressed = check.regressed();
    let mut out = heading(&format!("BESIDE {}", baseline.name));
    let said = match regressed {
        None => {
            "Nothing could be compared: no promise of it is of a file and a journey that are here."
        }
        Some(Verdict::Pass) => "Nothing that was promised before became worse.",
        Some(Verdict::Fail) => "The change made it worse.",
        Some(Verdict::Undecided) => {
            "Some runs became worse; too few to tell whether that is more than luck."
        }
    };
    let regressed = regressed.unwrap_or(Verdict::Undecided);
    let answer = match check.fail_on {
        FailOn::Regression => " The exit code is about this (--fail-on regression).",
        FailOn::Objective => "",
    };
    let said = wrap(&format!("{said}{answer}"), WIDTH - 2, 2);
    out.push_str(&format!("  {}\n", paint(style(regressed), &said)));
    let mut table = Table::new(&["", "promise", "before", "now", "of the same runs"]);
    for pair in &check.pairs {
        for o in &pair.objectives {
            let name = who(
                check,
                pair,
                &format!("{} {}", o.journey, promise(&o.promise)),
            );
            table.row(match &o.before {
                Some(before) => row(name, o, before),
                None => vec![Cell::left("new").styled(QUIET), Cell::left(name)],
            });
        }
        for g in &pair.gone {
            let name = who(
                check,
                pair,
                &format!("{} {}", g.journey, promise(&g.promise)),
            );
            let before = g.judged.as_ref().and_then(|o| o.before.as_ref());
            table.row(match before {
                Some(before) => compared(format!("{name} (promised no more)"), before),
                None => vec![
                    Cell::left("gone").styled(style(Verdict::Undecided)),
                    Cell::left(name),
                ],
            });
        }
    }
    for name in &baseline.gone {
        table.row(vec![
            Cell::left("gone").styled(style(Verdict::Undecided)),
            Cell::left(name),
        ]);
    }
    out.push_str(&table.render(2));
    if let_go(check) {
        let note = "What is promised no more, or less strictly, is judged by what was promised before, then and now.";
        out.push_str(&format!("  {}\n", paint(QUIET, &wrap(note, WIDTH - 2, 2))));
    }
    out.push_str(&see(check));
    for note in &baseline.notes {
        let note = wrap(note, WIDTH - 2, 2);
        out.push_str(&format!("  {}\n", paint(QUIET, &note)));
    }
    out
}

fn row(name: String, o: &Objective, before: &Before) -> Vec<Cell> {
    let name = match before.target == o.promise.target {
        true => name,
        false => format!("{name} (was {})", target(before.target)),
    };
    compared(name, before)
}

fn compared(name: String, before: &Before) -> Vec<Cell> {
    let (word, style) = change(before);
    vec![
        Cell::left(word).styled(style),
        Cell::left(name),
        Cell::right(share(before.share)),
        Cell::right(share(before.share_now)),
        Cell::left(differing(before)),
    ]
}

/// Whether something was judged by a promise that is no longer made, or only less of it.
fn let_go(check: &Check) -> bool {
    check.pairs.iter().any(|p| {
        let loosened = |o: &Objective| o.before.as_ref().is_some_and(|b| b.loosened);
        p.gone.iter().any(|g| g.judged.is_some()) || p.objectives.iter().any(loosened)
    })
}

/// Runs that break what was promised once, which the promises of now do not show.
fn see(check: &Check) -> String {
    let mut out = String::new();
    let mut say = |pair: &Pair, promised: String, failing: &Failing| {
        let text = format!(
            "{} as it was promised: broken first by seed {}",
            who(check, pair, &promised),
            failing.seed
        );
        out.push_str(&format!("  {}\n", wrap(&text, WIDTH - 2, 4)));
        out.push_str(&format!("    {}\n", failing.replay));
    };
    for pair in &check.pairs {
        for o in &pair.objectives {
            if let Some(before) = o.before.as_ref().filter(|b| b.regressed != Verdict::Pass)
                && let Some(failing) = &before.failing
            {
                let promised = format!("{} {}", o.journey, then(o, before));
                say(pair, promised, failing);
            }
        }
        for o in pair.gone.iter().filter_map(|g| g.judged.as_ref()) {
            let worse = o
                .before
                .as_ref()
                .is_some_and(|b| b.regressed != Verdict::Pass);
            if let Some(failing) = o.failing.as_ref().filter(|_| worse) {
                say(
                    pair,
                    format!("{} {}", o.journey, promise(&o.promise)),
                    failing,
                );
            }
        }
    }
    out
}

/// A promise as it was.
fn then(o: &Objective, before: &Before) -> String {
    promise(&Promise {
        name: o.promise.name.clone(),
        target: before.target,
    })
}

/// What the change did, in a word.
fn change(before: &Before) -> (&'static str, anstyle::Style) {
    let word = match (before.regressed, before.worse, before.better) {
        (Verdict::Fail, _, _) => "WORSE",
        (Verdict::Undecided, _, _) => "unclear",
        (Verdict::Pass, 0, 0) => "same",
        (Verdict::Pass, _, _) => "better",
    };
    match word {
        "same" => (word, QUIET),
        _ => (word, style(before.regressed)),
    }
}

/// `80: 70 worse, 0 better`
fn differing(before: &Before) -> String {
    let runs = plural(before.runs, "run");
    match (before.worse, before.better) {
        (0, 0) => format!("{runs}, none differs"),
        (worse, better) => format!("{runs}, {} worse, {} better", count(worse), count(better)),
    }
}
