//! One promise as every format for other programs sees it: a verdict, a name that lasts, a sentence, a place in a file.

use super::text::{held, interval};
use super::{promise, target, word};
use crate::words::{count, share};
use kernel::Digester;
use search::check::{Before, Check, FailOn, Failing, Objective, Pair, Verdict};
use std::collections::BTreeMap;

/// What formats need beside the check.
#[derive(Debug, Clone, Copy, Default)]
pub struct Context<'a> {
    /// Version of the program.
    pub version: &'a str,
    /// File of the suite, if there is one: where messages point that have no architecture file to point at.
    pub suite_file: Option<&'a str>,
    /// The run that is worst for the worst promise, told at length, without colours.
    pub worst_run: Option<&'a str>,
}

/// A promise with its verdict.
#[derive(Debug, Clone)]
pub(super) struct Finding<'a> {
    /// The architecture and the outage.
    pub pair: &'a Pair,
    /// All that is known.
    pub objective: &'a Objective,
    /// The answer to what was asked: whether it holds, or with `--fail-on regression` whether it became worse.
    pub verdict: Verdict,
    /// What it is: architecture, outage, journey, objective, and which of those that are alike. Moving it in a file or
    /// promising another number changes none of these.
    pub key: [String; 5],
    /// Whether there is something to compare it with, if that has it.
    pub compared: bool,
    /// Whether it is promised no more, and is there because it became worse.
    pub gone: bool,
}

/// Where something stands: a file as it was named; line and column from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place<'a> {
    pub file: &'a str,
    pub line: usize,
    pub column: Option<usize>,
}

/// Every promise, in the order of the check. If the answer is about the change, also those that are made no more and of
/// which it cannot be said that they hold as before.
pub(super) fn findings(check: &Check) -> Vec<Finding<'_>> {
    let mut alike: BTreeMap<[String; 4], usize> = BTreeMap::new();
    let mut out = Vec::new();
    for pair in &check.pairs {
        let made = pair.objectives.iter().map(|o| (o, false));
        let gone = pair.gone.iter().filter_map(|g| g.judged.as_ref());
        let gone = gone.filter(|o| check.fail_on == FailOn::Regression && !is_as_before(o));
        for (objective, gone) in made.chain(gone.map(|o| (o, true))) {
            let frame = &pair.frame;
            let [a, o, j, n] = [
                frame.architecture.clone(),
                frame.outage.clone(),
                objective.journey.clone(),
                objective.promise.name.clone(),
            ];
            let nth = alike.entry([a.clone(), o.clone(), j.clone(), n.clone()]);
            let nth = nth.and_modify(|x| *x += 1).or_insert(1).to_string();
            out.push(Finding {
                pair,
                objective,
                verdict: asked(check, objective),
                key: [a, o, j, n, nth],
                compared: check.baseline.is_some(),
                gone,
            });
        }
    }
    out
}

fn is_as_before(o: &Objective) -> bool {
    let before = o.before.as_ref();
    before.is_none_or(|b| b.regressed == Verdict::Pass)
}

/// What there is to complain about, the worst first.
pub(super) fn complaints(check: &Check) -> Vec<Finding<'_>> {
    let mut all = findings(check);
    all.retain(|f| f.verdict != Verdict::Pass);
    worst_first(&mut all);
    all
}

/// Failed before undecided before passed; those that hold in the smallest share of runs first.
pub(super) fn worst_first(all: &mut [Finding<'_>]) {
    // Shares are compared as fractions, so that nothing is rounded.
    all.sort_by(|a, b| {
        let (x, y) = (a.objective, b.objective);
        let share = |x: &Objective, y: &Objective| u128::from(x.held) * u128::from(y.runs);
        b.verdict
            .cmp(&a.verdict)
            .then(share(x, y).cmp(&share(y, x)))
    });
}

/// The line to paste that shows the worst there is to complain about, if any run breaks a promise.
#[must_use]
pub fn worst_replay(check: &Check) -> Option<&str> {
    complaints(check).iter().find_map(Finding::replay)
}

/// Whether a promise is as was asked. One that the baseline does not have cannot have become worse.
fn asked(check: &Check, o: &Objective) -> Verdict {
    match (check.fail_on, &check.baseline) {
        (FailOn::Regression, Some(_)) => o.before.as_ref().map_or(Verdict::Pass, |b| b.regressed),
        (FailOn::Regression, None) | (FailOn::Objective, _) => o.verdict,
    }
}

impl<'a> Finding<'a> {
    /// `RTO 4h`
    pub fn promise(&self) -> String {
        promise(&self.objective.promise)
    }

    /// What happened, without names: `held in 61.2 % of 240 runs (interval 57 - 65.1 %), and has to in 95 %`.
    pub fn said(&self) -> String {
        let o = self.objective;
        if self.gone {
            let became = o.before.as_ref().map_or_else(String::new, became);
            return format!("it is promised no more, and judged all the same{became}");
        }
        let mut out = format!(
            "held in {} of {} runs (interval {}), and has to in {}",
            held(o),
            count(o.runs),
            interval(o),
            share(o.hold_in)
        );
        if o.verdict == Verdict::Undecided {
            out.push_str("; too few runs to tell");
            if let Some(needed) = o.runs_needed {
                out.push_str(&format!(", about {} would", count(needed)));
            }
        }
        if o.untold > 0 {
            let n = count(o.untold);
            out.push_str(&format!(
                "; in {n} it cannot be told, which counts as not held"
            ));
        }
        if let Some(before) = &o.before {
            out.push_str(&became(before));
        }
        out
    }

    /// The whole in one sentence.
    pub fn sentence(&self) -> String {
        let [architecture, outage, journey, ..] = &self.key;
        format!(
            "{}: {} of {journey} in {architecture} under {outage}: {}",
            word(self.verdict),
            self.promise(),
            self.said()
        )
    }

    /// The first run that breaks it, as it is promised or was.
    pub fn failing(&self) -> Option<&'a Failing> {
        let o = self.objective;
        let then = || o.before.as_ref().and_then(|b| b.failing.as_ref());
        o.failing.as_ref().or_else(then)
    }

    /// The line to paste that shows what breaks it.
    pub fn replay(&self) -> Option<&'a str> {
        Some(self.failing()?.replay.as_str())
    }

    /// A digest of what it is, which stays when lines move.
    pub fn fingerprint(&self) -> String {
        let mut digester = Digester::new();
        for part in &self.key {
            digester.text(part);
        }
        digester.finish().to_string()
    }

    /// The architecture's file, if it is one. A built-in goes by its name alone, which no file of its own has.
    pub fn file(&self) -> Option<&'a str> {
        let file = self.pair.file.as_str();
        let built_in = self.objective.place.is_none() && file == self.pair.frame.architecture;
        (!built_in).then_some(file)
    }

    /// Where to look: the promise in its file, else the head of that file, else the head of the suite.
    pub fn place<'b>(&self, context: &Context<'b>) -> Option<Place<'b>>
    where
        'a: 'b,
    {
        let head = |file| Place {
            file,
            line: 1,
            column: None,
        };
        match (self.file(), self.objective.place) {
            (Some(file), Some((line, column))) => Some(Place {
                file,
                line,
                column: Some(column),
            }),
            (Some(file), None) => Some(head(file)),
            (None, _) => context.suite_file.map(head),
        }
    }
}

/// What a change did, to follow something else: `; worse than before: 98 % then, 61.2 % now in the same runs`.
fn became(before: &Before) -> String {
    let became = match before.regressed {
        Verdict::Pass => "not worse",
        Verdict::Fail => "worse",
        Verdict::Undecided => "perhaps worse",
    };
    let by = match before.loosened {
        true => format!(", by the promise as it was ({})", target(before.target)),
        false => String::new(),
    };
    format!(
        "; {became} than before: {} then, {} now in the same runs{by}",
        share(before.share),
        share(before.share_now)
    )
}

/// A path as repositories know it: seen from where the program runs, without `.` and `a/..` in it.
pub(super) fn tidy(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match (part, parts.last()) {
            ("" | ".", _) => {}
            ("..", Some(&last)) if last != ".." => {
                parts.pop();
            }
            (part, _) => parts.push(part),
        }
    }
    let root = if path.starts_with('/') { "/" } else { "" };
    format!("{root}{}", parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::tidy;

    #[test]
    fn paths_are_short() {
        for (long, short) in [
            ("./dr/../web.yaml", "web.yaml"),
            ("dr//./web.yaml", "dr/web.yaml"),
            ("../../x", "../../x"),
            ("/a/../b", "/b"),
            ("a b/c", "a b/c"),
        ] {
            assert_eq!(tidy(long), short);
        }
    }
}
