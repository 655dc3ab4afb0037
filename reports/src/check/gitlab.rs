//! GitLab's Code Quality report: an issue per promise that fails or cannot be told.
//!
//! An issue needs a path: what is built in, and checked without a suite, goes by its name.

use super::finding::{Context, Finding, complaints, tidy};
use search::check::{Check, Verdict};
use serde_json::{Value, json};

/// The whole report.
#[must_use]
pub fn code_quality(check: &Check, context: &Context<'_>) -> String {
    let all: Vec<Value> = complaints(check)
        .iter()
        .map(|f| issue(f, context))
        .collect();
    format!("{:#}\n", Value::from(all))
}

fn issue(finding: &Finding<'_>, context: &Context<'_>) -> Value {
    let place = finding.place(context);
    let (file, line) = place.map_or((finding.pair.file.as_str(), 1), |p| (p.file, p.line));
    let mut description = finding.sentence();
    if let Some(line) = finding.replay() {
        description.push_str(&format!(". To see one run that breaks it: {line}"));
    }
    json!({
        "description": description,
        "check_name": format!("zonefall/{}", finding.objective.promise.name),
        "fingerprint": finding.fingerprint(),
        "severity": severity(finding),
        "location": { "path": tidy(file), "lines": { "begin": line } },
    })
}

/// A promise that breaks more often than it holds is worse than one that holds a little too seldom.
fn severity(finding: &Finding<'_>) -> &'static str {
    let o = finding.objective;
    match finding.verdict {
        Verdict::Fail if o.held * 2 < o.runs => "critical",
        Verdict::Fail => "major",
        Verdict::Undecided => "minor",
        Verdict::Pass => "info",
    }
}
