//! JUnit XML: a suite of tests per architecture, a test per promise.
//!
//! What cannot be told is an *error*, not skipped: readers show skipped tests as harmless, and a promise that nobody
//! could confirm is not. JUnit's error says just that: the test could not be carried out, unlike one that failed.
//!
//! There are no times in it: what is told of a check does not depend on how long it took.

use super::finding::{Finding, findings, tidy};
use super::word;
use crate::words::share;
use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};
use search::check::{Check, Verdict};
use std::collections::BTreeSet;
use tenant::Luck;

/// The whole report.
#[must_use]
pub fn junit(check: &Check) -> String {
    let mut report = Report::new(&check.suite);
    let mut suites: Vec<(&str, TestSuite)> = Vec::new();
    let mut names = BTreeSet::new();
    for finding in findings(check) {
        let architecture = &finding.pair.frame.architecture;
        let found = suites.iter().position(|(name, _)| name == architecture);
        let index = found.unwrap_or_else(|| {
            suites.push((architecture, suite(check, &finding)));
            suites.len() - 1
        });
        suites[index].1.add_test_case(case(&finding, &mut names));
    }
    report.add_test_suites(suites.into_iter().map(|(_, suite)| suite));
    let text = report.to_string().unwrap_or_default();
    // Nothing is ever skipped, and some readers refuse to hear so of all suites together: the usual schema of these
    // files knows the attribute for single suites only.
    text.replacen(" skipped=\"0\"", "", 1)
}

fn suite(check: &Check, first: &Finding<'_>) -> TestSuite {
    let mut suite = TestSuite::new(&first.pair.frame.architecture);
    if let Some(file) = first.file() {
        suite.extra.insert("file".into(), tidy(file).into());
    }
    let luck = match check.luck {
        Luck::Touched => "touched",
        Luck::Drawn => "drawn",
    };
    let seeds = format!("{}..{}", check.seeds.0, check.seeds.1);
    suite.add_property(("seeds", seeds.as_str()));
    suite.add_property(("confidence", share(check.confidence).as_str()));
    suite.add_property(("luck", luck));
    suite
}

fn case(finding: &Finding<'_>, names: &mut BTreeSet<(String, String)>) -> TestCase {
    let [architecture, outage, journey, ..] = &finding.key;
    let class = format!("{architecture} under {outage}");
    let promised = format!("{journey}: {}", finding.promise());
    // Readers take tests of one name for one test.
    let mut name = promised.clone();
    let mut nth = 1;
    while !names.insert((class.clone(), name.clone())) {
        nth += 1;
        name = format!("{promised} ({nth})");
    }
    let kind = match finding.verdict {
        Verdict::Pass => None,
        Verdict::Fail => Some(NonSuccessKind::Failure),
        Verdict::Undecided => Some(NonSuccessKind::Error),
    };
    let status = kind.map_or_else(TestCaseStatus::success, |kind| {
        let mut status = TestCaseStatus::non_success(kind);
        status.set_message(finding.said());
        status.set_type(word(finding.verdict).to_lowercase());
        status.set_description(match finding.replay() {
            Some(line) => format!("{}\n{line}", finding.sentence()),
            None => finding.sentence(),
        });
        status
    });
    let mut case = TestCase::new(name, status);
    case.set_classname(class);
    if let Some(line) = finding
        .replay()
        .filter(|_| finding.verdict != Verdict::Pass)
    {
        case.set_system_out(line);
    }
    case
}
