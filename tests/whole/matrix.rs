//! `zonefall matrix`: what it prints in each format, that it fits and is the same on one thread and on two, and what it
//! says to wrong input.

use crate::program::{Desk, golden, root, run, with_one_thread_and_with_two};
use serde_json::Value;

/// Few runs on few draws, and nothing kept.
const QUICK: [&str; 5] = ["--clouds", "2", "--seeds", "0..12", "--no-cache"];

/// Under the storm of 2011 alone, unless others are named.
fn matrix(args: &[&str]) -> String {
    let storm = ["--outage", "aws-2011-04-21"];
    let named = args.contains(&"--outage");
    let under = if named { &[][..] } else { &storm };
    run(&[&["matrix"], args, under, &QUICK].concat()).ok()
}

/// The observed tape of 2011 under so many other names; observed outages are quick to have.
fn with_tapes(count: usize) -> (Desk, Vec<String>) {
    let desk = Desk::new();
    let tape = root().join("scenarios/tapes/aws-2011-04-21-observed.yaml");
    let text = std::fs::read(tape).expect("there");
    let name = |i: usize| format!("aws-20{:02}-seen-again.yaml", 11 + i);
    let names: Vec<String> = (0..count).map(name).collect();
    for name in &names {
        desk.put(name, &text);
    }
    (desk, names)
}

#[test]
fn one_outage_has_a_table_and_says_who_came_through() {
    let rows = [
        "two-zones",
        "one-egg",
        "no-block-store",
        "managed-multi-zone",
    ];
    golden("matrix-one-outage", &matrix(&rows));
    golden(
        "matrix-markdown",
        &matrix(&[&rows[..], &["--format", "md", "--metric", "met"]].concat()),
    );
    golden(
        "matrix-csv",
        &matrix(&[&rows[..], &["--format", "csv", "--sort", "given"]].concat()),
    );
}

#[test]
fn many_outages_have_a_map_in_blocks() {
    let (desk, names) = with_tapes(20);
    let list = names.join(",");
    let args = [
        "matrix",
        "picnic-hamper",
        "two-providers",
        "standby-region",
        "--outage",
        &list,
    ];
    let text = desk.run(&[&args[..], &QUICK].concat()).ok();
    golden("matrix-twenty-outages", &text);
    let lost = desk
        .run(&[&args[..], &["--metric", "lost"], &QUICK].concat())
        .ok();
    assert!(lost.contains("nothing could bring the data"), "{lost}");
}

#[test]
fn it_fits_into_eighty_columns() {
    let (desk, names) = with_tapes(7);
    let long = "a-name-that-somebody-has-made-far-too-long-for-any-table";
    let item = std::fs::read_to_string(root().join("scenarios/architectures/one-egg.yaml"));
    let text = item
        .expect("there")
        .replace("name: one-egg", &format!("name: {long}"));
    desk.put("long.yaml", text);
    let list = names.join(",");
    for outages in [&names[0], &list] {
        let args = [
            "matrix",
            "long.yaml",
            "block-store-with-archive",
            "--outage",
            outages,
        ];
        let text = desk.run(&[&args[..], &QUICK].concat()).ok();
        for line in text.lines() {
            let pasted = line.contains("zonefall ");
            assert!(line.chars().count() <= 80 || pasted, "{line}");
        }
    }
}

#[test]
fn threads_do_not_count() {
    let desk = Desk::new();
    let args = [
        &[
            "matrix",
            "one-egg",
            "two-zones",
            "--outage",
            "aws-2011-04-21",
            "--format",
            "json",
        ][..],
        &QUICK,
    ]
    .concat();
    with_one_thread_and_with_two(&desk, &args).ok();
}

/// Rows meet the same weather whoever else is there, and whatever their order.
#[test]
fn a_cell_does_not_know_its_neighbours() {
    let cells = |args: &[&str]| -> Vec<Value> {
        let text = matrix(&[args, &["--format", "json"]].concat());
        let value: Value = serde_json::from_str(&text).expect("JSON");
        value["cells"].as_array().expect("cells").clone()
    };
    let both = cells(&["two-zones", "one-egg"]);
    assert_eq!(cells(&["one-egg"]), both[1..]);
    assert_eq!(cells(&["one-egg", "two-zones"])[1..], both[..1]);
}

/// A file of one's own that fails is told the nearest built-in that did not, as are built-in ones.
#[test]
fn ones_own_design_is_told_a_neighbour() {
    let desk = Desk::new();
    let own = std::fs::read_to_string(root().join("scenarios/architectures/one-egg.yaml"));
    let own = own.expect("there").replace("name: one-egg", "name: mine");
    desk.put("my own.yaml", own);
    let args = [
        &[
            "matrix",
            "my own.yaml",
            "--outage",
            "aws-2011-04-21",
            "--format",
            "json",
        ][..],
        &QUICK,
    ]
    .concat();
    let value: Value = serde_json::from_str(&desk.run(&args).ok()).expect("JSON");
    let mine = &value["cells"][0];
    assert_eq!(mine["standing"], "failed");
    let built_in = matrix(&["one-egg", "--format", "json"]);
    let built_in: Value = serde_json::from_str(&built_in).expect("JSON");
    assert_eq!(mine["nearest"], built_in["cells"][0]["nearest"]);
    assert!(mine["nearest"]["differs"][0].is_string(), "{mine}");
    let replay = mine["replay"].as_str().expect("a line");
    assert!(
        replay.starts_with("zonefall run 'my own.yaml' --seed "),
        "{replay}"
    );
    let compare = mine["compare"].as_str().expect("a line");
    assert!(
        compare.starts_with("zonefall compare 'my own.yaml' "),
        "{compare}"
    );
}

#[test]
fn wrong_input_is_told_at_once() {
    let desk = Desk::new();
    desk.put("mine.yaml", "kind: architecture\n");
    let mut all = String::new();
    for args in [
        &["two-zone"][..],
        &["--outage", "aws-2011"],
        &["two-zones", "one-egg", "two-zones"],
        &["--outage", "aws-2011-04-21,aws-2011-04-21"],
        &["--onto", "aws/us-east-9"],
        &["--seeds", "5..5"],
        &["aws-2011-04-21"],
        &["mine.yaml"],
    ] {
        let shown = desk.run(&[&["matrix"], args].concat());
        assert_eq!(shown.code, Some(2), "{args:?}");
        all.push_str(&format!(
            "$ zonefall matrix {}\n{}\n",
            args.join(" "),
            shown.all()
        ));
    }
    golden("matrix-wrong-input", &all);
}
