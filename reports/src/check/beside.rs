//! A check beside its baseline: what a change did to each promise, with the same seeds.

use super::text::{WIDTH, style, who};
use super::{promise, target};
use crate::paint::{QUIET, heading, paint};
use crate::table::{Cell, Table};
use crate::words::{count, plural, share, wrap};
use search::check::{Before, Check, FailOn, Objective, Verdict};

/// The comparison, if there is one.
pub(super) fn text(check: &Check) -> String {
    let (Some(baseline), Some(regressed)) = (&check.baseline, check.regressed()) else {
        return String::new();
    };
    let mut out = heading(&format!("BESIDE {}", baseline.name));
    let said = match regressed {
        Verdict::Pass => "Nothing that was promised before became worse.",
        Verdict::Fail => "The change made it worse.",
        Verdict::Undecided => {
            "Some runs became worse; too few to tell whether that is more than luck."
        }
    };
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
        for (journey, promised) in &pair.gone {
            let name = who(check, pair, &format!("{journey} {}", promise(promised)));
            table.row(vec![
                Cell::left("gone").styled(style(Verdict::Undecided)),
                Cell::left(name),
            ]);
        }
    }
    for name in &baseline.gone {
        table.row(vec![
            Cell::left("gone").styled(style(Verdict::Undecided)),
            Cell::left(name),
        ]);
    }
    out.push_str(&table.render(2));
    for note in &baseline.notes {
        let note = wrap(note, WIDTH - 2, 2);
        out.push_str(&format!("  {}\n", paint(QUIET, &note)));
    }
    out
}

fn row(name: String, o: &Objective, before: &Before) -> Vec<Cell> {
    let (word, style) = change(before);
    let name = match before.target == o.promise.target {
        true => name,
        false => format!("{name} (was {})", target(before.target)),
    };
    vec![
        Cell::left(word).styled(style),
        Cell::left(name),
        Cell::right(share(before.share)),
        Cell::right(share(before.share_now)),
        Cell::left(differing(before)),
    ]
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
