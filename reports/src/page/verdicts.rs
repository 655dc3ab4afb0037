//! Verdicts about promises: held in enough runs, not, or it cannot be told, each with where the share lies and a line
//! that shows a run that breaks it.

use super::mark::Mark;
use super::note;
use crate::text::journeys::{said, target};
use crate::words::{count, share};
use maud::{Markup, html};
use search::check::{Check, Objective, Verdict};

/// The sign and the word of a verdict.
pub(super) const fn verdict(v: Verdict) -> (Mark, &'static str) {
    match v {
        Verdict::Pass => (Mark::Good, "PASS"),
        Verdict::Undecided => (Mark::Unknown, "UNDECIDED"),
        Verdict::Fail => (Mark::Bad, "FAIL"),
    }
}

/// The answer in one line: to what was asked, then how many promises hold.
pub(super) fn sentence(c: &Check) -> (Mark, String) {
    let all = || c.pairs.iter().flat_map(|p| &p.objectives);
    let of = |v: Verdict| all().filter(|o| o.verdict == v).count();
    let total = all().count();
    let (pass, open, fail) = (of(Verdict::Pass), of(Verdict::Undecided), of(Verdict::Fail));
    let mut said = vec![format!("of {total} promises {pass} hold")];
    said.extend((fail > 0).then(|| format!("{fail} do not")));
    said.extend((open > 0).then(|| format!("of {open} it cannot be told")));
    let change = match c.regressed() {
        Some(Verdict::Fail) => "; the change made some worse",
        Some(Verdict::Undecided) => "; whether the change made some worse cannot be told",
        Some(Verdict::Pass) => "; the change made none worse",
        None if c.baseline.is_some() => "; nothing could be compared",
        None => "",
    };
    // Where the answer is about the change, a promise that does not hold is not called a pass.
    let (mark, word) = verdict(c.answer().max(c.verdict));
    (mark, format!("{word}: {}{change}", said.join(", ")))
}

/// The table, worst first within each pair, and the lines to paste.
pub(super) fn markup(c: &Check) -> Markup {
    html! {
        @for p in &c.pairs {
            h3 { (p.frame.architecture) " under " (p.frame.outage) }
            div.wide tabindex="0" { table.verdicts {
                thead { tr {
                    th scope="col" { "Promise" } th scope="col" { "Verdict" } th.n scope="col" { "Promised" }
                    th scope="col" { "Held in" } th.n scope="col" { "Has to hold in" } th.n scope="col" { "Runs" }
                    @if c.baseline.is_some() { th scope="col" { "Before" } }
                } }
                tbody { @for o in &p.objectives { (row(c, o)) } }
            } }
            (failing(&p.objectives))
        }
        (note(&format!(
            "Bars: where the share lies with a confidence of {}, by a sequence that may be looked at after every block \
             of runs; the line is the share in which the promise has to hold.",
            share(c.confidence)
        )))
    }
}

fn row(c: &Check, o: &Objective) -> Markup {
    let (mark, word) = verdict(o.verdict);
    let seen = o.held as f64 / o.runs.max(1) as f64;
    html! {
        tr {
            th scope="row" { (o.journey) " " (said(&o.promise.name)) }
            td { (mark.chip(word)) }
            td.n { (target(o.promise.target)) }
            td.bar {
                (bar(o))
                span { (share(seen)) span.quiet { " (" (share(o.interval.low)) " to " (share(o.interval.high)) ")" } }
            }
            td.n { (share(o.hold_in)) }
            td.n { (count(o.runs))
                @if let Some(n) = o.runs_needed { span.quiet { " of about " (count(n)) } } }
            @if c.baseline.is_some() { td { (before(o)) } }
        }
    }
}

/// The interval on a line from none to all, with a mark where the promise asks for.
fn bar(o: &Objective) -> Markup {
    let x = |v: f64| (v.clamp(0.0, 1.0) * 1000.0).round() as u64;
    let (low, high) = (x(o.interval.low), x(o.interval.high));
    let (mark, _) = verdict(o.verdict);
    html! {
        svg viewBox="0 0 1000 16" preserveAspectRatio="none" aria-hidden="true" {
            rect.ground y="5" width="1000" height="6" {}
            rect class={ "interval " (mark.class()) } x=(low) y="3" width=((high - low).max(6)) height="10" {}
            path.post d={ "M" (x(o.hold_in)) " 0V16" } {}
        }
    }
}

fn before(o: &Objective) -> Markup {
    html! {
        @match &o.before {
            None => { span.quiet { "not there" } }
            Some(b) => {
                @let (mark, word) = match b.regressed {
                    Verdict::Pass => (Mark::Good, "not worse"),
                    Verdict::Undecided => (Mark::Unknown, "cannot be told"),
                    Verdict::Fail => (Mark::Bad, "worse"),
                };
                (mark.chip(word)) " " (share(b.share)) " then, " (share(b.share_now)) " now"
                span.quiet { "; " (count(b.worse)) " runs worse, " (count(b.better)) " better" }
            }
        }
    }
}

fn failing(list: &[Objective]) -> Markup {
    let broken = || {
        list.iter()
            .filter_map(|o| o.failing.as_ref().map(|f| (o, f)))
    };
    html! {
        @if broken().next().is_some() {
            details open {
                summary { "Runs that break a promise" }
                @for (o, f) in broken() {
                    p { (o.journey) " " (said(&o.promise.name)) ", seed " (f.seed) ":" }
                    pre.line tabindex="0" { code { (f.replay) } }
                }
            }
        }
    }
}
