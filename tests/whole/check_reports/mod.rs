//! Reports of `zonefall check` for other programs: what they say, that those programs accept them, and that no name
//! that somebody wrote breaks them.

mod sample;
mod tools;

use crate::program::{Desk, golden};
use reports::check::{Context, code_quality, commands, comment, csv, junit, sarif, step_summary};
use sample::{Names, check, compared, many};
use search::check::{Check, FailOn};
use serde_json::Value;
use std::collections::BTreeSet;

const CONTEXT: Context<'_> = Context {
    version: "0.1.0",
    suite_file: Some("dr/suite.yaml"),
    worst_run: Some("web under aws-2011-04-21\n  TIMELINE ###...\n"),
};

/// Names that have meant something to some format.
const STRANGE: [&str; 14] = [
    "two words",
    "it's \"quoted\"",
    "<img src=x onerror=alert(1)>",
    "a|b|c",
    "line\nbreak\r\nand ::error::more",
    "--> -- <!-- ]]>",
    "@everyone #1 [x](http://example.com)",
    "```\n# heading",
    "100%25 %0A",
    "a,b;c:d=e",
    "=1+1",
    "{0} \\ \t",
    "größe 漢字 🔥",
    "..",
];

#[test]
fn every_form_has_its_golden() {
    let (plain, beside) = (check(&Names::plain()), compared(&Names::plain()));
    golden("check-junit", &junit(&plain));
    golden("check-sarif", &sarif(&plain, &CONTEXT));
    golden("check-github", &commands(&plain, &CONTEXT));
    golden("check-codequality", &code_quality(&plain, &CONTEXT));
    golden("check-csv", &csv(&beside));
    golden("check-comment", &comment(&plain, &CONTEXT));
    golden("check-comment-beside", &comment(&beside, &CONTEXT));
    golden("check-summary", &step_summary(&plain, &CONTEXT));
}

#[test]
fn junit_is_accepted_by_its_schema() {
    tools::accepts_junit("plain", &junit(&check(&Names::plain())));
    for (i, name) in STRANGE.into_iter().enumerate() {
        tools::accepts_junit(
            &format!("strange-{i}"),
            &junit(&check(&Names::strange(name))),
        );
    }
}

#[test]
fn sarif_is_accepted_by_its_schema() {
    let mut all = vec![
        sarif(&check(&Names::plain()), &CONTEXT),
        sarif(&check(&Names::plain()), &Context::default()),
    ];
    all.extend(STRANGE.map(|name| sarif(&check(&Names::strange(name)), &CONTEXT)));
    tools::accepts_sarif(&all);
}

#[test]
fn what_cannot_be_told_is_not_read_as_passed() {
    let text = junit(&check(&Names::plain()));
    assert!(
        text.contains("tests=\"5\" failures=\"2\" errors=\"1\""),
        "{text}"
    );
    assert!(!text.contains("<skipped"), "{text}");
    let log: Value = serde_json::from_str(&sarif(&check(&Names::plain()), &CONTEXT)).expect("JSON");
    let levels: Vec<_> = results(&log).iter().map(|r| r["level"].clone()).collect();
    assert_eq!(levels, ["error", "error", "warning"]);
}

fn results(log: &Value) -> &Vec<Value> {
    log["runs"][0]["results"].as_array().expect("results")
}

/// Places and fingerprints of all results.
fn marks(check: &Check) -> Vec<(Value, Value)> {
    let log: Value = serde_json::from_str(&sarif(check, &CONTEXT)).expect("JSON");
    let of = |r: &Value| {
        let place = r["locations"][0]["physicalLocation"].clone();
        (place, r["partialFingerprints"].clone())
    };
    results(&log).iter().map(of).collect()
}

#[test]
fn fingerprints_tell_promises_apart_and_stay_when_lines_move() {
    let before = check(&Names::plain());
    let marks_before = marks(&before);
    let apart: BTreeSet<String> = marks_before.iter().map(|m| m.1.to_string()).collect();
    assert_eq!(apart.len(), 3);
    let mut moved = before.clone();
    for o in moved.pairs.iter_mut().flat_map(|p| &mut p.objectives) {
        o.place = o.place.map(|(line, column)| (line + 7, column));
        o.hold_in = 0.9;
    }
    let marks_moved = marks(&moved);
    assert_eq!(marks_moved[0].0["region"]["startLine"], 38);
    let prints = |all: &[(Value, Value)]| all.iter().map(|m| m.1.clone()).collect::<Vec<_>>();
    assert_eq!(prints(&marks_moved), prints(&marks_before));
    let mut other = before;
    for o in other.pairs.iter_mut().flat_map(|p| &mut p.objectives) {
        o.journey = "look".to_owned();
    }
    assert_ne!(prints(&marks(&other)), prints(&marks_before));
    // What is built in points at the suite.
    assert_eq!(
        marks_before[1].0["artifactLocation"]["uri"],
        "dr/suite.yaml"
    );
}

#[test]
fn the_answer_is_about_what_was_asked() {
    let mut check = compared(&Names::plain());
    check.fail_on = FailOn::Regression;
    assert_eq!(marks(&check).len(), 1, "one promise became worse");
    let text = junit(&check);
    assert!(
        text.contains("tests=\"5\" failures=\"1\" errors=\"0\""),
        "{text}"
    );
}

#[test]
fn no_name_breaks_github_commands() {
    for name in STRANGE {
        let text = commands(&check(&Names::strange(name)), &CONTEXT);
        assert_eq!(text.lines().count(), 3, "{text}");
        for line in text.lines() {
            let rest = line
                .strip_prefix("::error ")
                .or(line.strip_prefix("::warning "));
            let (properties, _) = rest.expect(line).split_once("::").expect(line);
            assert!(
                properties.split(',').all(|p| p.matches('=').count() >= 1),
                "{line}"
            );
        }
    }
    let text = commands(&many(40), &CONTEXT);
    assert_eq!(text.lines().count(), 11);
    assert!(
        text.lines()
            .last()
            .is_some_and(|l| l.starts_with("::notice ")),
        "{text}"
    );
}

#[test]
fn no_name_breaks_code_quality() {
    for name in STRANGE {
        let text = code_quality(&check(&Names::strange(name)), &CONTEXT);
        let issues: Vec<Value> = serde_json::from_str(&text).expect("JSON");
        assert_eq!(issues.len(), 3);
        for issue in &issues {
            assert!(issue["location"]["lines"]["begin"].is_u64(), "{issue}");
            for field in ["description", "check_name", "fingerprint", "severity"] {
                assert!(issue[field].is_string(), "{issue}");
            }
        }
    }
}

#[test]
fn no_name_breaks_a_row_of_the_table() {
    for name in STRANGE {
        let text = csv(&check(&Names::strange(name)));
        let mut reader = ::csv::Reader::from_reader(text.as_bytes());
        let rows: Vec<_> = reader.records().collect::<Result<_, _>>().expect("rows");
        assert_eq!(rows.len(), 5);
        assert_eq!((&rows[0][0], &rows[0][4], &rows[0][7]), (name, name, name));
    }
}

#[test]
fn no_name_breaks_a_comment() {
    for name in STRANGE {
        let text = comment(&check(&Names::strange(name)), &CONTEXT);
        let first = text.lines().next().expect("a line");
        assert!(
            first.starts_with("<!-- zonefall:") && first.ends_with(" -->"),
            "{first}"
        );
        assert_eq!(first.matches("--").count(), 2, "{first}");
        let outside = outside_fences(&text);
        let rows: Vec<_> = outside.iter().filter(|l| l.starts_with('|')).collect();
        assert_eq!(rows.len(), 5, "{text}");
        let cells = |row: &str| row.matches('|').count();
        assert!(rows.iter().all(|r| cells(r) == cells(rows[0])), "{rows:?}");
        for line in &outside[1..] {
            let tags = line.replace("<code>", "").replace("</code>", "");
            let ours = tags.starts_with("<details><summary>") || tags == "</details>";
            assert!(ours || !tags.contains(['<', '@', '[']), "{line}");
        }
    }
}

/// The lines of a text that stand in no block of code.
fn outside_fences(text: &str) -> Vec<&str> {
    let mut fence: Option<&str> = None;
    let mut out = Vec::new();
    for line in text.lines() {
        let ticks = &line[..line.len() - line.trim_start_matches('`').len()];
        match fence {
            Some(open) if line == open => fence = None,
            Some(_) => {}
            None if ticks.len() >= 3 => fence = Some(ticks),
            None => out.push(line),
        }
    }
    assert_eq!(fence, None, "every block ends");
    out
}

#[test]
fn a_comment_is_cut_to_what_a_forge_takes() {
    let long = "a line of a very long run\n".repeat(10_000);
    let context = Context {
        worst_run: Some(&long),
        ..CONTEXT
    };
    let text = comment(&many(3000), &context);
    assert!(
        (60_000..65_536).contains(&text.len()),
        "{} bytes",
        text.len()
    );
    assert!(
        text.contains(" more rows are cut; the worst are shown."),
        "rows are cut"
    );
    assert!(text.contains("(the rest is cut)") && text.ends_with("</details>\n"));
    assert!(!text.contains("| pass "), "those that hold are cut first");
    let text = step_summary(&many(8_000), &context);
    assert!(text.len() < 1_048_576, "{} bytes", text.len());
}

const SUITE: &str = "
kind: suite
version: 1
name: dr
architectures: [\"a web.yaml\"]
outages: [aws-2011-04-21]
seeds: 0..12
clouds: 2
";

#[test]
fn all_are_written_whatever_the_exit_code() {
    let desk = Desk::new();
    let library = scenarios::Library::built_in().expect("built-in files");
    let item = library.find(scenarios::Kind::Architecture, "picnic-hamper");
    let text = &item.expect("built in").source.text;
    desk.put("a web.yaml", text).put("suite.yaml", SUITE);
    let list =
        "junit=j.xml,sarif=s.sarif,md=c.md,json=c.json,codequality=q.json,github=-,summary=s.md";
    let args = [
        "check",
        "suite.yaml",
        "--no-cache",
        "--report",
        list,
        "--report",
        "csv=c.csv",
    ];
    let shown = desk.run(&args);
    assert!(matches!(shown.code, Some(1 | 3)), "{}", shown.all());
    assert!(shown.out.starts_with("::"), "{}", shown.out);
    let read = |name: &str| std::fs::read_to_string(desk.path(name)).expect(name);
    tools::accepts_junit("whole", &read("j.xml"));
    tools::accepts_sarif(&[read("s.sarif")]);
    assert!(
        read("s.sarif").contains("\"uri\": \"a%20web.yaml\""),
        "{}",
        read("s.sarif")
    );
    assert!(read("c.md").contains("TIMELINE"), "{}", read("c.md"));
    assert!(read("s.md").starts_with("## zonefall: "));
    assert!(read("q.json").contains("\"path\": \"a web.yaml\""));
    assert!(read("c.csv").lines().count() > 1 && read("c.json").contains("zonefall/check/1"));
    assert_eq!(desk.run(&args).out, shown.out, "a second run says the same");
}

#[test]
fn what_cannot_be_written_is_refused() {
    let desk = Desk::new();
    let refused = |args: &[&str], why: &str| {
        let all = [&["check", "two-zones", "--no-cache"], args].concat();
        let shown = desk.run(&all);
        assert_eq!(shown.code, Some(2), "{}", shown.all());
        assert!(
            shown.err.contains(why) && shown.out.is_empty(),
            "{}",
            shown.all()
        );
    };
    refused(
        &["--report", "md=x,csv=./x"],
        "two results are to be written to ./x",
    );
    refused(
        &["--report", "md=x", "-o", "x"],
        "two results are to be written to x",
    );
    desk.put("tape.csv", "from,to,place\n")
        .put("mine.yaml", SUITE);
    refused(&["--report", "csv=tape.csv"], "tape.csv is of kind tape");
    refused(&["--report", "md=mine.yaml"], "mine.yaml is of kind suite");
    refused(&["--report", "pdf=x"], "FORM is one of junit, sarif, md");
    refused(
        &["--report", "csv=-"],
        "only github=- goes to standard output",
    );
    refused(
        &["--report", "github=-", "--format", "json"],
        "would be mixed",
    );
}
