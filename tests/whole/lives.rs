//! The front table: many lives, and any of them again.

use crate::program::{Desk, run};
use serde_json::Value;

fn json(args: &[&str]) -> Value {
    serde_json::from_str(&run(args).ok()).expect("JSON")
}

#[test]
fn the_worst_comes_first_by_its_tail() {
    let value = json(&["tour", "--format", "json"]);
    let rows = value["architectures"].as_array().expect("architectures");
    let number = |row: &Value, name: &str| row[name].as_f64().expect("a number");
    let tails: Vec<f64> = rows.iter().map(|r| number(r, "downtime_p95_s")).collect();
    assert!(tails.is_sorted_by(|a, b| a >= b), "{tails:?}");
    for row in rows {
        assert_eq!(row["lives"], 40);
        assert!(number(row, "downtime_median_s") <= number(row, "downtime_p95_s"));
        assert!((0.0..=1.0).contains(&number(row, "share_objectives_met")));
    }
    let spread = |r: &&Value| number(r, "downtime_p95_s") > 2.0 * number(r, "downtime_median_s");
    assert!(rows.iter().any(|r| spread(&r)), "luck decides for some");
}

#[test]
fn the_life_in_the_middle_can_be_lived_again() {
    let value = json(&[
        "tour",
        "--format",
        "json",
        "--seed",
        "7",
        "--cloud-seed",
        "3",
    ]);
    assert_eq!(
        (&value["seed"], &value["cloud_seed"]),
        (&7.into(), &3.into())
    );
    let row = &value["architectures"][0];
    let name = row["architecture"].as_str().expect("a name");
    let seed = row["median_seed"].to_string();
    let again = json(&[
        "run",
        name,
        "--format",
        "json",
        "--seed",
        &seed,
        "--cloud-seed",
        "3",
    ]);
    assert_eq!(again["digest"], row["digest"]);
    let other = json(&["run", name, "--format", "json", "--seed", &seed]);
    assert_ne!(other["digest"], row["digest"], "the cloud has luck too");
}

#[test]
fn a_region_where_nobody_is_has_no_detail() {
    let text = run(&["tour", "--onto", "rackspace/dfw"]).ok();
    assert!(text.contains("Nobody was down"), "{text}");
    assert!(!text.contains("JOURNEYS"), "{text}");
    let why = run(&["explain", "one-egg", "--onto", "rackspace/dfw"]).ok();
    assert!(why.contains("the outage passes it by"), "{why}");
    let card = run(&["run", "one-egg", "--onto", "rackspace/dfw"]).ok();
    assert!(
        card.contains("? one-egg has nothing in rackspace/dfw: the outage passes it by"),
        "{card}"
    );
    assert!(!card.contains("JOURNEYS"), "{card}");
}

#[test]
fn a_tape_without_shares_has_no_chance() {
    let desk = Desk::new();
    let row = "T+0:10,T+3:10,aws/us-east-1/a,compute,100%\n";
    desk.put("mine.csv", format!("from,to,place,service,error\n{row}"));
    let shown = desk
        .run(&["run", "picnic-hamper", "--outage", "mine.csv"])
        .ok();
    for said in [
        "this tape has no shares: what it names is hit",
        "as it is written down in mine.csv",
        "first post (assumed)",
    ] {
        assert!(shown.contains(said), "{said}: {shown}");
    }
    let text = desk
        .run(&[
            "run",
            "picnic-hamper",
            "--outage",
            "mine.csv",
            "--format",
            "json",
        ])
        .ok();
    let value: Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(value["p_touched"], Value::Null);
}

#[test]
fn help_is_a_command_and_kinds_have_plurals() {
    assert_eq!(run(&["help", "run"]).ok(), run(&["run", "--help"]).ok());
    assert_eq!(
        run(&["list", "outages"]).ok(),
        run(&["list", "outage"]).ok()
    );
}

#[test]
fn what_was_meant_is_said() {
    for (args, said) in [
        (
            &["run", "aws-2011-04-21"][..],
            "zonefall run ARCH --outage aws-2011-04-21",
        ),
        (
            &["run", "one-egg", "--seed", "abc"],
            "a whole number from 0 to 18446744073709551615",
        ),
        (
            &["validate", "aws-2011-04-21-observed"],
            "a tape has no milestones",
        ),
        (&["init", "no/such/file.yaml"], "there is no folder no/such"),
    ] {
        let shown = run(args);
        assert_ne!(shown.code, Some(0), "{args:?}");
        assert!(shown.err.contains(said), "{args:?}: {}", shown.err);
    }
}

#[test]
fn results_describe_themselves() {
    for kind in ["run", "tour", "validate", "explain", "list", "check-file"] {
        let schema = json(&["schema", kind]);
        assert!(
            schema["properties"]["schema"].is_object(),
            "{kind}: {schema}"
        );
    }
}

#[test]
fn findings_are_for_programs_too() {
    let desk = Desk::new();
    desk.run(&["init", "my.yaml"]);
    let text = desk
        .run(&["check-file", "my.yaml", "--format", "json"])
        .ok();
    let value: Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(value["files"][0]["kind"], "architecture");
    assert!(value["files"][0]["findings"].is_array());
}
