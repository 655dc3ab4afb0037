//! `zonefall compare`: what it prints, that a design beside itself is exactly nothing, that the other way round is a mirror,
//! and that threads do not count.

use crate::program::{Desk, golden, root, run, with_one_thread_and_with_two};
use serde_json::Value;

/// Few runs on few draws, without the user's cache.
const QUICK: [&str; 5] = ["--clouds", "2", "--seeds", "0..12", "--no-cache"];

fn compare(args: &[&str]) -> crate::program::Shown {
    run(&[&["compare"], args, &QUICK].concat())
}

fn json(args: &[&str]) -> Value {
    let text = compare(&[args, &["--format", "json"]].concat()).ok();
    serde_json::from_str(&text).expect("JSON")
}

#[test]
fn where_two_designs_part() {
    let text = compare(&["one-egg", "two-zones"]).ok();
    golden("compare-one-egg-two-zones", &text);
    let page = compare(&[
        "one-egg",
        "two-zones",
        "--luck",
        "touched",
        "--format",
        "md",
    ])
    .ok();
    assert!(!page.contains('\u{1b}'), "no colours on a page");
    golden("compare-page", &page);
}

#[test]
fn a_design_beside_itself_is_exactly_nothing() {
    for luck in ["drawn", "touched"] {
        let c = json(&["two-zones", "two-zones", "--luck", luck]);
        let none = |paired: &Value, what: &str| {
            assert_eq!(
                (&paired["b_less"], &paired["b_more"]),
                (&0.into(), &0.into()),
                "{what}"
            );
            let zero = |v: &Value| v.is_null() || v.as_f64() == Some(0.0);
            assert!(
                zero(&paired["mean"]["mean"]) && zero(&paired["median"]["value"]),
                "{paired}"
            );
            assert!(
                zero(&paired["median"]["low"]) && zero(&paired["median"]["high"]),
                "{paired}"
            );
        };
        for j in c["journeys"].as_array().expect("journeys") {
            none(&j["downtime_s"], "downtime");
            for o in j["objectives"].as_array().expect("objectives") {
                assert_eq!(o["met"]["difference"], Value::from(0.0));
                assert_eq!(
                    (&o["met"]["runs"]["only_a"], &o["met"]["runs"]["only_b"]),
                    (&0.into(), &0.into())
                );
            }
        }
        for s in c["stores"].as_array().expect("stores") {
            none(&s["writes_lost"], "writes");
            none(&s["rpo_s"], "rpo");
        }
        assert_eq!(c["shown"]["partings"], Value::Array(Vec::new()));
        assert_eq!(c["shown"]["chosen"], "first");
        assert_eq!(c["shown"]["a"]["digest"], c["shown"]["b"]["digest"]);
        assert_eq!(c["differs"], Value::Array(Vec::new()));
    }
    let text = compare(&["two-zones", "two-zones"]).ok();
    assert!(text.contains("They do not part"), "{text}");
}

/// What A and B are called the other way round; numbers of B - A with the other sign.
fn mirrored(value: &Value, key: &str, out_of: &str) -> Value {
    match value {
        Value::Object(map) => {
            let other = |k: &str| match k {
                "a" => "b".to_owned(),
                "b" => "a".to_owned(),
                "only_a" => "only_b".to_owned(),
                "only_b" => "only_a".to_owned(),
                "b_less" => "b_more".to_owned(),
                "b_more" => "b_less".to_owned(),
                "share_a" => "share_b".to_owned(),
                "share_b" => "share_a".to_owned(),
                "target_a" => "target_b".to_owned(),
                "target_b" => "target_a".to_owned(),
                // Ends of intervals of differences change places; those of levels are not there.
                "low" => "high".to_owned(),
                "high" => "low".to_owned(),
                same => same.to_owned(),
            };
            let turned = map.iter().map(|(k, v)| (other(k), mirrored(v, k, key)));
            Value::Object(turned.collect())
        }
        Value::Array(list) => list.iter().map(|v| mirrored(v, key, out_of)).collect(),
        Value::Number(n) => {
            let level = matches!(out_of, "a" | "b");
            let signed =
                matches!(key, "low" | "high" | "value" | "difference") || (key == "mean" && !level);
            match n.as_f64().filter(|_| signed) {
                Some(x) => Value::from(0.0 - x),
                None => value.clone(),
            }
        }
        Value::Null | Value::Bool(_) | Value::String(_) => value.clone(),
    }
}

#[test]
fn the_other_way_round_is_a_mirror() {
    for (one, other) in [
        ("one-egg", "two-zones"),
        ("nightly-snapshot", "standby-region"),
    ] {
        let there = json(&[one, other]);
        let back = json(&[other, one]);
        for part in ["journeys", "stores", "hit", "runs"] {
            let turned = mirrored(&there[part], part, "");
            let sorted = |v: &Value| {
                let mut list = v.as_array().cloned().unwrap_or_else(|| vec![v.clone()]);
                list.sort_by_key(|j| j["name"].to_string());
                list
            };
            assert_eq!(
                sorted(&turned),
                sorted(&back[part]),
                "{one} and {other}: {part}"
            );
        }
        assert_eq!(
            there["shown"]["seed"], back["shown"]["seed"],
            "the same run is shown"
        );
        assert_eq!(there["shown"]["a"], back["shown"]["b"]);
        let at = |c: &Value, a: &str, b: &str| {
            let all = c["shown"]["partings"].as_array().expect("partings").iter();
            let one = |p: &Value| ["at_s", a, b].map(|key| p[key].clone());
            all.map(one).collect::<Vec<_>>()
        };
        let (there, back) = (
            at(&there, "name_a", "name_b"),
            at(&back, "name_b", "name_a"),
        );
        assert_eq!(there, back, "they part at the same instant");
    }
}

#[test]
fn threads_do_not_count() {
    let desk = Desk::new();
    let args = [
        &["compare", "one-egg", "two-zones", "--format", "json"][..],
        &QUICK,
    ]
    .concat();
    with_one_thread_and_with_two(&desk, &args).ok();
}

#[test]
fn a_run_can_be_asked_for() {
    let c = json(&["one-egg", "two-zones", "--seed", "3"]);
    assert_eq!(
        (&c["shown"]["seed"], &c["shown"]["chosen"]),
        (&3.into(), &"asked".into())
    );
}

/// No name is shared: the worst journeys are compared, and that is said.
#[test]
fn without_a_shared_name_the_worst_are_compared() {
    let path = root().join("scenarios/architectures/two-zones.yaml");
    let text = std::fs::read_to_string(path).expect("there");
    let renamed = text
        .replace("  shop: {", "  browse: {")
        .replace("  order: {", "  buy: {")
        .replace("db", "store");
    let desk = Desk::new();
    desk.put("renamed.yaml", renamed);
    let args = [&["compare", "two-zones", "renamed.yaml"][..], &QUICK].concat();
    let said = desk.run(&args).ok();
    assert!(
        said.contains("No journey has the same name in both"),
        "{said}"
    );
    assert!(
        said.contains("Only A has the journeys shop, order and the store db."),
        "{said}"
    );
    let args = [&args[..], &["--format", "json"]].concat();
    let c: Value = serde_json::from_str(&desk.run(&args).ok()).expect("JSON");
    assert_eq!(c["matching"], "worst");
    assert_eq!(c["journeys"][0]["name"], Value::Null);
    assert_eq!(c["journeys"][0]["downtime_s"]["runs"], 12);
    assert_eq!(c["stores"][0]["name"], Value::Null);
}

#[test]
fn mistakes_are_told() {
    golden("compare-mistakes", &{
        let mut text = String::new();
        for args in [
            &["one-egg", "two-zone"][..],
            &["one-egg", "two-zones", "--seeds", "5..5"],
            &["one-egg", "aws-2011-04-21"],
            &["one-egg"],
        ] {
            text.push_str(&format!("$ zonefall compare {}\n", args.join(" ")));
            let all = [&["compare"], args].concat();
            text.push_str(&run(&all).all());
            text.push('\n');
        }
        text
    });
}
