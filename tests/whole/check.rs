//! `zonefall check`: its three answers, what it says beside each, comparisons with a revision and with an earlier
//! result, and every exit code.

use crate::program::{Desk, Shown, golden, shown, under_test, with_one_thread_and_with_two};
use serde_json::Value;
use std::process::Command;

/// Single databases of the struck zone hang for three hours, half of them.
const DAY: &str = "from,to,place,service,share,state
T+0:10,T+3:10,aws/us-east-1/a,databases_single,50%,hung
";

/// A kiosk with such a database: three hours down if it is hit.
fn kiosk(rto: &str) -> String {
    design("alone", "only: { zone: a, on: managed }", rto)
}

/// The same with a standby, which such a day does not touch.
fn safe(rto: &str) -> String {
    let copies = "first: { zone: a, on: managed }, second: { zone: b, on: managed }";
    design("standby", copies, rto)
}

fn design(mode: &str, copies: &str, rto: &str) -> String {
    format!(
        "kind: architecture
version: 1
name: kiosk
teaches: a till with its database
home: aws/us-east-1
clients:
  users: {{ curve: flat, timeout: 10s, attempts: 1 }}
journeys:
  order: {{ clients: users, rate: 1/s, path: [db], writes: true }}
components:
  db: {{ kind: database, mode: {mode}, copies: {{ {copies} }}, size: 1 GB }}
objectives:
  order: {{ {rto} }}
"
    )
}

/// A folder with the day and a kiosk in it.
fn desk(architecture: &str) -> Desk {
    let desk = Desk::new();
    desk.put("day.csv", DAY).put("kiosk.yaml", architecture);
    desk
}

/// Runs `check`; `git` has to be found.
fn check(desk: &Desk, more: &[&str]) -> Shown {
    let arguments = [&["check"], more].concat();
    let mut command = desk.command(under_test(), &arguments);
    let path = std::env::var_os("PATH").unwrap_or_default();
    shown(command.env("PATH", path).output().expect("it starts"))
}

/// Checks the kiosk under the day.
fn kiosk_with(desk: &Desk, more: &[&str]) -> Shown {
    check(
        desk,
        &[&["kiosk.yaml", "--outage", "day.csv"], more].concat(),
    )
}

fn json(shown: &Shown) -> Value {
    serde_json::from_str(&shown.out).unwrap_or_else(|e| panic!("{e}\n{}", shown.all()))
}

fn git(desk: &Desk, arguments: &[&str]) {
    let identity = ["-c", "user.name=a", "-c", "user.email=a@example.org"];
    let output = Command::new("git")
        .args(identity)
        .args(arguments)
        .current_dir(desk.path("."))
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .output()
        .expect("git");
    assert!(output.status.success(), "git {arguments:?}: {output:?}");
}

/// Makes everything in the folder a commit of a repository there.
fn commit(desk: &Desk) {
    git(desk, &["init", "--quiet", "--initial-branch=main"]);
    git(desk, &["add", "."]);
    git(desk, &["commit", "--quiet", "--message=then"]);
}

/// A hash differs from day to day.
fn without_hash(text: &str) -> String {
    let Some((before, rest)) = text.split_once("main (") else {
        return text.to_owned();
    };
    let (_, after) = rest.split_once(')').expect("closed");
    format!("{before}main (...){after}")
}

#[test]
fn promises_that_hold_pass() {
    let passed = kiosk_with(&desk(&kiosk("rto: 4h")), &[]);
    assert_eq!(passed.code, Some(0), "{}", passed.all());
    golden("check-pass", &passed.all());
}

#[test]
fn promises_that_break_fail_and_are_shown() {
    let desk = desk(&kiosk("rto: 1h, availability_slo: 99.99%"));
    let failed = kiosk_with(&desk, &[]);
    assert_eq!(failed.code, Some(1), "{}", failed.all());
    golden("check-fail", &failed.all());
    let result = json(&kiosk_with(&desk, &["--format", "json"]));
    let first = &result["objectives"][0];
    assert_eq!(result["verdict"], "fail");
    assert_eq!((&first["line"], &first["column"]), (&13.into(), &12.into()));
    let replay = first["replay"].as_str().expect("a line");
    let words: Vec<&str> = replay
        .split(' ')
        .skip(1)
        .chain(["--format", "json"])
        .collect();
    let run = desk.run(&words).ok();
    let run: Value = serde_json::from_str(&run).expect("JSON");
    let objectives = run["journeys"][0]["objectives"].as_array().expect("some");
    let rto = objectives
        .iter()
        .find(|o| o["name"] == "rto")
        .expect("the promise");
    assert_eq!(rto["met"], false, "{replay} shows it");
}

#[test]
fn what_cannot_be_told_is_undecided() {
    let desk = desk(&kiosk("rto: 1h"));
    let more = ["--luck", "drawn", "--hold-in", "50%", "--seeds", "0..48"];
    let open = kiosk_with(&desk, &more);
    assert_eq!(open.code, Some(3), "{}", open.all());
    golden("check-undecided", &open.all());
    desk.put("kiosk.yaml", kiosk("rto: 4h"));
    let few = kiosk_with(&desk, &["--seeds", "0..40"]);
    assert_eq!(few.code, Some(3), "{}", few.all());
    assert!(few.out.contains("takes 76 runs"), "{}", few.out);
}

#[test]
fn threads_do_not_count() {
    let desk = desk(&kiosk("rto: 1h"));
    let arguments = [
        "kiosk.yaml",
        "two-zones",
        "--outage",
        "day.csv",
        "--luck",
        "drawn",
    ];
    let arguments = [&["check"], &arguments[..], &["--format", "json"]].concat();
    let shown = with_one_thread_and_with_two(&desk, &arguments);
    assert!(shown.out.contains("\"verdict\""), "{}", shown.all());
}

#[test]
fn draws_of_a_simulated_outage_are_told_apart() {
    let arguments = [
        "one-egg",
        "--clouds",
        "2",
        "--seeds",
        "0..16",
        "--no-cache",
        "--format",
        "json",
    ];
    let result = json(&check(&Desk::new(), &arguments));
    let rto = &result["objectives"][0];
    assert_eq!(rto["verdict"], "fail", "{rto}");
    assert!(rto["worst_draw"]["share"].as_f64() <= rto["estimate"].as_f64());
    assert_eq!(result["pairs"][0]["clouds"], 2);
    assert_eq!(rto["line"], Value::Null, "a built-in has no place");
}

#[test]
fn a_suite_says_it_all_and_options_say_otherwise() {
    let desk = Desk::new();
    std::fs::create_dir(desk.path("dr")).expect("a folder");
    desk.put("dr/day.csv", DAY);
    desk.put("dr/kiosk.yaml", kiosk("rto: 4h"));
    desk.put(
        "dr/suite.yaml",
        "kind: suite
version: 1
name: plan
architectures: [kiosk.yaml]
outages: [day.csv]
seeds: 0..160
objectives:
  - { rto: 1h, hold_in: 60% }
",
    );
    let failed = check(&desk, &["dr/suite.yaml"]);
    assert_eq!(failed.code, Some(1), "{}", failed.all());
    golden("check-suite", &failed.all());
    let result = json(&check(
        &desk,
        &["dr/suite.yaml", "--seeds", "0..16", "--format", "json"],
    ));
    assert_eq!(result["seed_until"], 16);
    assert_eq!(result["objectives"][0]["verdict"], "undecided");
    assert_eq!(result["objectives"][1]["hold_in"], 0.6);
    let two = check(&desk, &["dr/suite.yaml", "one-egg"]);
    assert_eq!(two.code, Some(2), "{}", two.all());
}

#[test]
fn a_change_that_makes_it_worse_is_a_regression() {
    let desk = desk(&safe("rto: 1h"));
    commit(&desk);
    desk.put("kiosk.yaml", kiosk("rto: 1h"));
    let against = ["--against", "main"];
    let worse = kiosk_with(&desk, &against);
    assert_eq!(worse.code, Some(1), "{}", worse.all());
    golden("check-against", &without_hash(&worse.all()));
    let result = json(&kiosk_with(
        &desk,
        &["--against", "main", "--format", "json"],
    ));
    let before = &result["objectives"][0]["before"];
    assert_eq!(before["regressed"], "fail");
    assert_eq!(
        (&before["verdict"], &before["better"]),
        (&"pass".into(), &0.into())
    );
    assert_eq!(before["worse"], before["runs"]);
    let gate = kiosk_with(&desk, &["--against", "main", "--fail-on", "regression"]);
    assert_eq!(gate.code, Some(1), "{}", gate.all());
}

#[test]
fn a_change_that_mends_it_is_none_and_nor_is_no_change() {
    let desk = desk(&kiosk("rto: 1h"));
    commit(&desk);
    let gate = [
        "--against",
        "main",
        "--fail-on",
        "regression",
        "--format",
        "json",
    ];
    let same = kiosk_with(&desk, &gate);
    assert_eq!(
        same.code,
        Some(0),
        "it fails, but not because of a change: {}",
        same.all()
    );
    let before = json(&same)["objectives"][0]["before"].clone();
    assert_eq!(
        (&before["worse"], &before["better"]),
        (&0.into(), &0.into())
    );
    // The same in other words is lived again, and no run differs.
    desk.put("kiosk.yaml", format!("# other words\n{}", kiosk("rto: 1h")));
    let lived = kiosk_with(&desk, &gate);
    assert_eq!(json(&lived)["objectives"][0]["before"], before);
    desk.put("kiosk.yaml", safe("rto: 1h"));
    let mended = kiosk_with(&desk, &gate);
    assert_eq!(mended.code, Some(0), "{}", mended.all());
    let before = &json(&mended)["objectives"][0]["before"];
    assert_eq!(
        (&before["worse"], &before["regressed"]),
        (&0.into(), &"pass".into())
    );
    assert_eq!(before["better"], before["runs"]);
}

#[test]
fn what_is_new_or_gone_is_told() {
    let desk = desk(&kiosk("rto: 4h, availability_slo: 90%"));
    commit(&desk);
    desk.put("kiosk.yaml", kiosk("rto: 5h"));
    desk.put(
        "other.yaml",
        kiosk("rto: 4h").replace("name: kiosk", "name: other"),
    );
    let told = kiosk_with(&desk, &["other.yaml", "--against", "main"]);
    assert_eq!(told.code, Some(0), "{}", told.all());
    for part in [
        "(was 4h)",
        "new   other",
        "order SLO 90 % (promised no more)",
    ] {
        assert!(told.out.contains(part), "{part}: {}", told.out);
    }
}

/// The answer to whether the change made a promise worse.
const GATE: [&str; 4] = ["--against", "main", "--fail-on", "regression"];

#[test]
fn to_promise_less_hides_nothing() {
    let desk = desk(&safe("rto: 1h"));
    let kept = kiosk_with(&desk, &["--format", "json", "-o", "b.json"]);
    assert_eq!(kept.code, Some(0), "{}", kept.all());
    commit(&desk);
    // Three hours are within what is promised now, and not within what was.
    desk.put("kiosk.yaml", kiosk("rto: 4h"));
    let loosened = kiosk_with(&desk, &GATE);
    assert_eq!(loosened.code, Some(1), "{}", loosened.all());
    golden("check-loosened", &without_hash(&loosened.all()));
    let result = json(&kiosk_with(
        &desk,
        &["--against", "main", "--format", "json"],
    ));
    let before = &result["objectives"][0]["before"];
    assert_eq!(
        (
            &before["loosened"],
            &before["regressed"],
            &result["verdict"]
        ),
        (&true.into(), &"fail".into(), &"pass".into())
    );
    assert!(
        before["replay"]
            .as_str()
            .is_some_and(|line| line.starts_with("zonefall run"))
    );
    let kept = kiosk_with(&desk, &["--baseline", "b.json", "--fail-on", "regression"]);
    assert_eq!(kept.code, Some(1), "{}", kept.all());
    // The design alone is what it is about.
    commit(&desk);
    desk.put("kiosk.yaml", kiosk("rto: 5h"));
    let same = kiosk_with(&desk, &GATE);
    assert_eq!(same.code, Some(0), "{}", same.all());
}

#[test]
fn to_promise_nothing_hides_nothing() {
    let desk = desk(&safe("rto: 1h, availability_slo: 90%"));
    commit(&desk);
    desk.put("kiosk.yaml", kiosk("availability_slo: 90%"));
    let more = [
        "--report",
        "junit=j.xml",
        "--report",
        "summary=s.md",
        "--format",
        "json",
    ];
    let gone = kiosk_with(&desk, &[&GATE[..], &more].concat());
    assert_eq!(gone.code, Some(1), "{}", gone.all());
    let result = json(&gone);
    let told = &result["pairs"][0]["gone"][0];
    assert_eq!(
        (&told["objective"], &told["before"]["regressed"]),
        (&"rto".into(), &"fail".into())
    );
    let read = |name: &str| std::fs::read_to_string(desk.path(name)).expect("there");
    assert!(
        read("j.xml").contains("promised no more, and judged all the same; worse"),
        "{}",
        read("j.xml")
    );
    assert!(
        read("s.md").contains("(judged all the same)"),
        "{}",
        read("s.md")
    );
}

#[test]
fn what_has_nothing_in_common_is_no_pass() {
    let desk = desk(&kiosk("rto: 4h"));
    commit(&desk);
    desk.put("kiosk.yaml", kiosk("rto: 4h").replace("order", "buy"));
    let journey = kiosk_with(&desk, &GATE);
    assert_eq!(journey.code, Some(4), "{}", journey.all());
    golden("check-nothing-in-common", &without_hash(&journey.err));
    assert!(
        journey.out.contains("Nothing could be compared"),
        "{}",
        journey.out
    );
    desk.put("till.yaml", kiosk("rto: 4h"));
    let file = check(
        &desk,
        &[&["till.yaml", "--outage", "day.csv"], &GATE[..]].concat(),
    );
    assert_eq!(file.code, Some(4), "{}", file.all());
    assert!(
        file.err.contains("there: it has no till.yaml"),
        "{}",
        file.err
    );
    // Without the question it is new, and judged by itself.
    let new = check(
        &desk,
        &["till.yaml", "--outage", "day.csv", "--against", "main"],
    );
    assert_eq!(new.code, Some(0), "{}", new.all());
}

#[test]
fn a_promise_that_fails_as_before_is_no_headline_of_a_pass() {
    let desk = desk(&kiosk("rto: 1h"));
    commit(&desk);
    let same = kiosk_with(&desk, &[&GATE[..], &["--report", "summary=s.md"]].concat());
    assert_eq!(same.code, Some(0), "{}", same.all());
    let summary = std::fs::read_to_string(desk.path("s.md")).expect("there");
    let head = "## zonefall: FAIL, but nothing became worse\n";
    assert!(summary.starts_with(head), "{summary}");
    assert!(
        summary.contains("| not worse, fails 0 % → 0 % |"),
        "{summary}"
    );
}

#[test]
fn a_suite_is_compared_with_what_it_was() {
    let desk = desk(&safe("rto: 1h"));
    let suite = |outages: &str, promise: &str| {
        format!(
            "kind: suite\nversion: 1\nname: plan\narchitectures: [./kiosk.yaml]\noutages: [{outages}]\n\
             seeds: 0..160\nobjectives:\n  - {{ {promise} }}\n"
        )
    };
    desk.put("night.csv", DAY.replace("T+3:10", "T+5:10"));
    desk.put("suite.yaml", suite("day.csv, night.csv", "rpo: 1h"));
    commit(&desk);
    desk.put("kiosk.yaml", kiosk("rto: 1h"));
    desk.put("suite.yaml", suite("day.csv", "rpo: 2h"));
    let told = check(&desk, &["suite.yaml", "--against", "main"]);
    assert_eq!(told.code, Some(1), "{}", told.all());
    for part in ["WORSE", "RPO 2h (was 1h)", "everybody under night.csv"] {
        assert!(told.out.contains(part), "{part}: {}", told.out);
    }
    desk.put("suite.yaml", "kind: suite\nversion: 1\nname: plan\n");
    git(&desk, &["commit", "--quiet", "--all", "--message=broken"]);
    desk.put("suite.yaml", suite("day.csv", "rpo: 2h"));
    let broken = check(&desk, &["suite.yaml", "--against", "main"]);
    assert_eq!(broken.code, Some(4), "{}", broken.all());
    assert!(broken.err.contains("main:./suite.yaml"), "{}", broken.err);
}

#[test]
fn baselines_that_cannot_be_used_are_exit_code_four() {
    let desk = desk(&kiosk("rto: 4h"));
    let why = |more: &[&str], part: &str| {
        let shown = kiosk_with(&desk, more);
        assert_eq!(shown.code, Some(4), "{more:?}: {}", shown.all());
        assert!(shown.err.contains(part), "{part}: {}", shown.err);
        assert_eq!(shown.out, "");
    };
    why(&["--against", "main"], "is in no git repository");
    desk.put(
        "kiosk.yaml",
        "kind: architecture\nversion: 1\nname: unfinished\n",
    );
    commit(&desk);
    desk.put("kiosk.yaml", kiosk("rto: 4h"));
    why(&["--against", "nowhere"], "has no revision `nowhere`");
    why(&["--against=--output=x"], "has no revision `--output=x`");
    why(&["--against", "main"], "a file in it has mistakes");
    let built_in = check(&desk, &["one-egg", "--against", "main"]);
    assert_eq!(built_in.code, Some(4), "{}", built_in.all());
    why(&["--baseline", "none.json"], "none.json");
    desk.put("b.json", "{}");
    why(&["--baseline", "b.json"], "it is no result of zonefall");
    desk.put("b.json", "{\"schema\": \"zonefall/run/1\"}");
    why(&["--baseline", "b.json"], "a result of zonefall/run/1");
    desk.put("b.json", "{\"schema\": \"zonefall/check/1\"}");
    why(&["--baseline", "b.json"], "damaged");
}

#[test]
fn an_earlier_result_is_a_baseline_on_the_same_ground_only() {
    let desk = desk(&safe("rto: 1h"));
    let kept = kiosk_with(&desk, &["--format", "json", "--output", "b.json"]);
    assert_eq!(kept.code, Some(0), "{}", kept.all());
    desk.put("kiosk.yaml", kiosk("rto: 1h"));
    let worse = kiosk_with(&desk, &["--baseline", "b.json", "--fail-on", "regression"]);
    assert_eq!(worse.code, Some(1), "{}", worse.all());
    assert!(worse.out.contains("BESIDE b.json"), "{}", worse.out);
    let text = std::fs::read_to_string(desk.path("b.json")).expect("there");
    let result: Value = serde_json::from_str(&text).expect("JSON");
    for (key, said) in [
        ("engine", "another version of the program"),
        ("catalogue", "other built-in files"),
        ("suite", "another suite"),
    ] {
        let mut other = result.clone();
        other["ground"][key] = "0".into();
        desk.put("c.json", other.to_string());
        let shown = kiosk_with(&desk, &["--baseline", "c.json"]);
        assert_eq!(shown.code, Some(4), "{}", shown.all());
        assert!(shown.err.contains(said), "{}", shown.err);
    }
    let other = kiosk_with(&desk, &["--baseline", "b.json", "--hold-in", "90%"]);
    assert_eq!(other.code, Some(4), "{}", other.all());
}

#[test]
fn what_cannot_be_checked_is_told() {
    let silent = kiosk("rto: 1h");
    let (silent, _) = silent.split_once("objectives").expect("some");
    let desk = desk(silent);
    golden("check-nothing-promised", &kiosk_with(&desk, &[]).all());
    desk.put("kiosk.yaml", kiosk("rto: 1h"));
    for (more, part) in [
        (
            &["--hold-in", "100%"][..],
            "one failure shows that it is not",
        ),
        (&["--hold-in", "40%"], "under 50%"),
        (&["--confidence", "2"], "confidence"),
        (&["--fail-on", "regression"], "--against GIT_REV"),
        (&["kiosk.yaml"], "both called kiosk"),
        (&["--outage", "day.csv"], "named twice"),
    ] {
        let shown = kiosk_with(&desk, more);
        assert_eq!(shown.code, Some(2), "{more:?}: {}", shown.all());
        assert!(shown.err.contains(part), "{part}: {}", shown.err);
    }
    let few = check(
        &desk,
        &[
            "kiosk.yaml",
            "--seeds",
            "0..4",
            "--clouds",
            "6",
            "--no-cache",
        ],
    );
    assert_eq!(few.code, Some(2), "{}", few.all());
    assert!(
        few.err.contains("4 seeds are fewer than the 6 draws"),
        "{}",
        few.err
    );
}

/// Each journey has a database of its own in a zone of its own, so that no single zone breaks both promises.
const APART: &str = "kind: architecture
version: 1
name: apart
home: aws/us-east-1
clients: { people: { timeout: 10s, attempts: 1 } }
journeys:
  big: { clients: people, rate: 10/s, path: [one], writes: true }
  small: { clients: people, rate: 1/s, path: [two], writes: true }
components:
  one: { kind: database, mode: alone, copies: { only: { zone: a, on: volumes(4) } }, size: 10 GB }
  two: { kind: database, mode: alone, copies: { only: { zone: b, on: volumes(4) } }, size: 10 GB }
objectives:
  big: { rto: 1h }
  small: { rto: 1h }
";

#[test]
fn a_line_to_paste_shows_the_zone_that_breaks_the_promise() {
    let desk = Desk::new();
    desk.put("apart.yaml", APART);
    let arguments = [
        "apart.yaml",
        "--seeds",
        "1..61",
        "--clouds",
        "2",
        "--format",
        "json",
    ];
    let result = json(&check(&desk, &[&arguments[..], &["--no-cache"]].concat()));
    let mut zones = 0;
    for promise in result["objectives"].as_array().expect("two promises") {
        let line = promise["replay"].as_str().expect("a line to paste");
        zones += usize::from(line.contains(" --zone "));
        let words: Vec<&str> = line
            .split(' ')
            .skip(1)
            .chain(["--format", "json"])
            .collect();
        let run: Value = serde_json::from_str(&desk.run(&words).ok()).expect("JSON");
        let mut journeys = run["journeys"].as_array().expect("journeys").iter();
        let journey = journeys
            .find(|j| j["name"] == promise["journey"])
            .expect("it");
        assert_eq!(journey["objectives"][0]["met"], false, "{line} shows it");
    }
    assert_eq!(
        zones, 1,
        "in the zone that hurts most only one of them is broken"
    );
}
