//! `zonefall sweep`: what it prints, that it is the same on one thread and on two, what it refuses, and that it leaves
//! nothing behind when it is stopped or has no room.

use crate::program::{Desk, golden, run, shown, under_test, with_one_thread_and_with_two};
use serde_json::Value;
use std::process::{Command, Stdio};

/// Few seeds on few draws.
const SMALL: [&str; 5] = ["--seeds", "0..12", "--clouds", "2", "--no-cache"];

fn small<'a>(args: &[&'a str]) -> Vec<&'a str> {
    [&["sweep"], args, &SMALL[..]].concat()
}

fn json(args: &[&str]) -> Value {
    let text = run(&[&small(args)[..], &["--format", "json"]].concat()).ok();
    serde_json::from_str(&text).expect("JSON")
}

#[test]
fn plain_words_then_both_lucks_side_by_side() {
    golden("sweep-picnic-hamper", &run(&small(&["picnic-hamper"])).ok());
    let fixed = [&small(&["one-egg"])[..], &["--assumed", "fixed"]].concat();
    golden("sweep-one-egg-fixed", &run(&fixed).ok());
}

#[test]
fn markdown_and_a_table_of_runs() {
    let with = |format| run(&[&small(&["two-zones"])[..], &["--format", format]].concat()).ok();
    golden("sweep-two-zones-md", &with("md"));
    let table = with("csv");
    let head: Vec<&str> = table.lines().take(5).collect();
    golden("sweep-two-zones-csv", &head.join("\n"));
    let columns = table.lines().map(|l| l.split(',').count());
    assert!(
        columns.clone().all(|n| Some(n) == columns.clone().next()),
        "{table}"
    );
}

/// An observed outage has one course: no draws, no chance where nobody wrote down who was hit.
#[test]
fn an_observed_outage_has_one_draw() {
    let args = [
        "sweep",
        "one-egg",
        "--outage",
        "aws-2011-04-21-observed",
        "--seeds",
        "0..40",
    ];
    golden("sweep-one-egg-observed", &run(&args).ok());
}

#[test]
fn it_keeps_to_its_width() {
    for name in ["picnic-hamper", "managed-multi-zone"] {
        let text = run(&small(&[name])).ok();
        for line in text
            .lines()
            .filter(|l| !l.trim_start().starts_with("zonefall run"))
        {
            assert!(line.chars().count() <= 100, "{name}: {line}");
        }
    }
}

#[test]
fn threads_do_not_count() {
    let desk = Desk::new();
    let args = small(&["picnic-hamper", "--format", "json"]);
    with_one_thread_and_with_two(&desk, &args).ok();
}

/// What the sweep says of a seed is what `run` shows of it.
#[test]
fn a_seed_is_the_run_that_it_replays() {
    let sweep = json(&["picnic-hamper"]);
    let journey = &sweep["touched"]["journeys"][0];
    let seed = journey["downtime_s"]["worst_seed"]
        .as_u64()
        .expect("a seed");
    let text = run(&small(&["picnic-hamper"])).ok();
    let line = text
        .lines()
        .map(str::trim)
        .find(|l| l.starts_with("zonefall run") && l.contains(&format!("--seed {seed} ")))
        .expect("the line to paste");
    let words: Vec<&str> = line
        .split(' ')
        .skip(1)
        .chain(["--format", "json"])
        .collect();
    let again: Value = serde_json::from_str(&run(&words).ok()).expect("JSON");
    let name = &journey["name"];
    let found = again["journeys"].as_array().expect("journeys");
    let found = found
        .iter()
        .find(|j| &j["name"] == name)
        .expect("it is there");
    let seen = &journey["downtime_s"]["longest"];
    let open = journey["downtime_s"]["not_restored"]["hits"].as_u64() > Some(0);
    assert!(open || &found["downtime_s"] == seen, "{found} {journey}");
    assert_eq!(found["censored"].as_bool(), Some(open), "{found}");
}

#[test]
fn too_few_runs_have_no_tail() {
    let sweep = json(&["picnic-hamper"]);
    let down = &sweep["touched"]["journeys"][0]["downtime_s"];
    assert_eq!(
        (&down["p99"]["value"], &down["p99"]["runs_needed"]),
        (&Value::Null, &368.into())
    );
    assert_eq!(down["dots"], Value::Array(Vec::new()));
    assert_eq!((&sweep["runs"], &sweep["clouds"]), (&12.into(), &2.into()));
}

#[test]
fn what_cannot_be_asked_is_told() {
    for (args, part) in [
        (&["sweep", "one-egg", "--seeds", "5"][..], "0..1000"),
        (&["sweep", "one-egg", "--seeds", "7..7"], "no seed"),
        (&["sweep", "one-egg", "--seeds", "-3..7"], "whole number"),
        (&["sweep", "one-egg", "--seeds", "0..9000000"], "at most"),
        (&["sweep", "one-egg", "--clouds", "0"], "1 to"),
        (
            &["sweep", "one-egg", "--outage", "aws-2011-04-22"],
            "did you mean",
        ),
        (&["sweep", "one-eg"], "did you mean"),
        (
            &["sweep", "one-egg", "--onto", "aws/us-east-9"],
            "there is no region",
        ),
    ] {
        let said = run(args);
        assert_eq!(said.code, Some(2), "{args:?}");
        assert!(
            said.err.contains(part) && said.out.is_empty(),
            "{args:?}: {}",
            said.err
        );
    }
}

#[test]
fn a_region_where_it_has_nothing_is_said() {
    let text = run(&small(&["one-egg", "--onto", "rackspace/dfw"])).ok();
    assert!(
        text.contains("the outage passes it by") && !text.contains("JOURNEY"),
        "{text}"
    );
}

const PROMISES_NOTHING: &str = "kind: architecture
version: 1
name: quiet
home: aws/us-east-1
clients:
  people: { timeout: 3s, attempts: 2 }
components:
  web: { kind: instances, zones: { a: 2 }, root: local_disk }
journeys:
  shop: { clients: people, rate: 20/s, path: [web] }
";

#[test]
fn an_architecture_may_promise_nothing() {
    let desk = Desk::new();
    desk.put("quiet.yaml", PROMISES_NOTHING);
    let text = desk.run(&small(&["quiet.yaml"])).ok();
    assert!(
        text.contains("JOURNEY shop") && !text.contains("kept"),
        "{text}"
    );
    let table = desk.run(&small(&["quiet.yaml", "--format", "csv"])).ok();
    assert!(
        table
            .lines()
            .next()
            .is_some_and(|l| l.ends_with("failed_share")),
        "{table}"
    );
}

fn files(desk: &Desk) -> Vec<String> {
    let entries = std::fs::read_dir(desk.path("")).expect("the folder");
    entries
        .map(|e| {
            e.expect("an entry")
                .file_name()
                .to_string_lossy()
                .into_owned()
        })
        .collect()
}

/// Stopped by Ctrl-C in a sweep that would last for long: no file, no part of one, no temporary name.
#[test]
fn stopped_in_the_middle_it_leaves_nothing() {
    let desk = Desk::new();
    let mut args = vec![
        "sweep",
        "picnic-hamper",
        "--seeds",
        "0..1000000",
        "--clouds",
        "1",
    ];
    args.extend(["--no-cache", "--format", "csv", "-o", "runs.csv"]);
    let mut child = desk
        .command(under_test(), &args)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("it starts");
    std::thread::sleep(std::time::Duration::from_millis(1500));
    assert_eq!(
        child.try_wait().expect("it can be asked"),
        None,
        "it still works"
    );
    let id = child.id().to_string();
    let kill = Command::new("kill").args(["-INT", &id]).status();
    assert!(kill.expect("kill").success());
    let status = child.wait().expect("it ends");
    assert_eq!(status.code(), None, "ended by the signal");
    assert_eq!(files(&desk), Vec::<String>::new());
}

#[test]
fn without_room_it_says_so() {
    let desk = Desk::new();
    let to = |file: &str| desk.run(&[&small(&["one-egg"])[..], &["-o", file]].concat());
    let full = to("/dev/full");
    assert_eq!(full.code, Some(2), "{full:?}");
    assert!(
        full.err.contains("cannot write /dev/full") && full.err.contains("space"),
        "{full:?}"
    );
    let gone = to("no/such/folder/result.txt");
    assert_eq!(gone.code, Some(2), "{gone:?}");
    assert!(
        gone.err.contains("cannot write no/such/folder/result.txt"),
        "{gone:?}"
    );
    let proc = to("/proc/result.txt");
    assert_eq!(proc.code, Some(2), "{proc:?}");
    assert!(
        proc.err.contains("cannot write /proc/result.txt"),
        "{proc:?}"
    );
    let device = std::fs::OpenOptions::new().write(true).open("/dev/full");
    let out = desk
        .command(under_test(), &small(&["one-egg"]))
        .stdout(device.expect("the device"))
        .output()
        .expect("it starts");
    let out = shown(out);
    assert_eq!(out.code, Some(2), "{out:?}");
    assert!(out.err.contains("cannot write the output"), "{out:?}");
    assert_eq!(
        files(&desk),
        Vec::<String>::new(),
        "nothing half done stays"
    );
}
