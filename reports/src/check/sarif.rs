//! SARIF 2.1.0, for code scanning: a rule per kind of promise, a result per promise that fails or cannot be told.
//!
//! A result points at the promise in its architecture file. What is built in has no file in anybody's repository: such
//! a result points at the suite that names it, and without a suite it has a logical location only, which the format
//! allows and some code scanning refuses.

use super::finding::{Context, Finding, Place, complaints, tidy};
use search::check::{Check, Verdict};
use serde_json::{Value, json};

/// A kind of promise: its key in files, what it is called, what it means, and what helps.
struct Rule {
    id: &'static str,
    name: &'static str,
    title: &'static str,
    help: &'static str,
}

const RULES: [Rule; 3] = [
    Rule {
        id: "rto",
        name: "RecoveryTimeObjective",
        title: "A journey is restored in time",
        help: "The longest interruption of the journey is longer than its `rto` in too many of the simulated outages. \
               The line in the message replays one of them; `zonefall explain` says why it took so long.",
    },
    Rule {
        id: "rpo",
        name: "RecoveryPointObjective",
        title: "No more data is lost than may be",
        help: "Acknowledged writes that are older than the `rpo` are missing in too many of the simulated outages. The \
               line in the message replays one of them.",
    },
    Rule {
        id: "availability_slo",
        name: "AvailabilityObjective",
        title: "Enough requests are served",
        help: "Over 28 days with the outage in them, fewer requests are served than `availability_slo` promises, in too \
               many of the simulated outages. The line in the message replays one of them.",
    },
];

/// The whole log.
#[must_use]
pub fn sarif(check: &Check, context: &Context<'_>) -> String {
    let results: Vec<Value> = complaints(check)
        .iter()
        .map(|f| result(f, context))
        .collect();
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "zonefall",
                "semanticVersion": context.version,
                "rules": RULES.iter().map(rule).collect::<Vec<_>>(),
            } },
            // Results of two suites in one repository are kept apart by this.
            "automationDetails": { "id": format!("zonefall/{}/", check.suite.replace('/', "-")) },
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    format!("{log:#}\n")
}

fn rule(rule: &Rule) -> Value {
    json!({
        "id": rule.id,
        "name": rule.name,
        "shortDescription": { "text": rule.title },
        "fullDescription": { "text": rule.help.replace('`', "") },
        "help": { "text": rule.help.replace('`', ""), "markdown": rule.help },
        "defaultConfiguration": { "level": "error" },
        "properties": { "tags": ["reliability"], "precision": "high" },
    })
}

fn result(finding: &Finding<'_>, context: &Context<'_>) -> Value {
    let level = match finding.verdict {
        Verdict::Fail => "error",
        Verdict::Undecided => "warning",
        Verdict::Pass => "none",
    };
    let mut text = finding.sentence();
    if let Some(line) = finding.replay() {
        text.push_str(&format!(".\nTo see one run that breaks it: {line}"));
    }
    let [architecture, outage, journey, objective, _] = &finding.key;
    let mut result = json!({
        "ruleId": objective,
        "level": level,
        // Nothing in it is meant as a link or a placeholder.
        "message": { "text": braces(&text) },
        "locations": [location(finding, context)],
        // The first is the one that GitHub looks at: promises on one line are told apart by it, and one that moves to
        // another line stays the same.
        "partialFingerprints": {
            "primaryLocationLineHash": format!("{}:1", finding.fingerprint()),
            "zonefall/v1": finding.key.join("/"),
        },
        "properties": {
            "architecture": architecture,
            "outage": outage,
            "journey": journey,
            "held": finding.objective.held,
            "runs": finding.objective.runs,
            "holdIn": finding.objective.hold_in,
        },
    });
    if let Some(index) = RULES.iter().position(|r| r.id == objective) {
        result["ruleIndex"] = json!(index);
    }
    result
}

/// Text without the meaning that braces and brackets have in messages.
fn braces(text: &str) -> String {
    let doubled = text.replace('{', "{{").replace('}', "}}");
    doubled.replace('[', "\\[").replace(']', "\\]")
}

fn location(finding: &Finding<'_>, context: &Context<'_>) -> Value {
    let [architecture, _, journey, objective, _] = &finding.key;
    let mut location = json!({ "logicalLocations": [{
        "name": objective,
        "fullyQualifiedName": format!("{architecture}/{journey}/{objective}"),
        "kind": "object",
    }] });
    if let Some(place) = finding.place(context) {
        location["physicalLocation"] = physical(&place);
    }
    location
}

fn physical(place: &Place<'_>) -> Value {
    let mut region = json!({ "startLine": place.line });
    if let Some(column) = place.column {
        region["startColumn"] = json!(column);
    }
    json!({ "artifactLocation": { "uri": uri(place.file) }, "region": region })
}

/// A path as a URI reference: relative as it is, absolute with its scheme, everything unusual by its bytes.
pub(super) fn uri(path: &str) -> String {
    let path = tidy(path);
    let scheme = if path.starts_with('/') { "file://" } else { "" };
    let mut out = scheme.to_owned();
    for byte in path.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                out.push(char::from(byte));
            }
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::uri;

    #[test]
    fn paths_become_references() {
        for (path, reference) in [
            ("./dr/web.yaml", "dr/web.yaml"),
            ("a b/ü#1.yaml", "a%20b/%C3%BC%231.yaml"),
            ("c:d%.yaml", "c%3Ad%25.yaml"),
            ("/tmp/x y", "file:///tmp/x%20y"),
        ] {
            assert_eq!(uri(path), reference);
        }
    }
}
