//! `zonefall forecast`: what it prints, that it is the same on one thread and on two, and what it says where there is
//! nothing to forecast or too little to tell.

use crate::program::{Desk, golden, root, run, with_one_thread_and_with_two};
use serde_json::Value;

/// The architecture of one server whose long run is known by a formula.
fn one_server() -> String {
    let path = root().join("tests/closed_form/a01-one-server.yaml");
    path.to_str().expect("a path in UTF-8").to_owned()
}

fn json(args: &[&str]) -> Value {
    let text = run(&[&["forecast"], args, &["--format", "json"]].concat()).ok();
    serde_json::from_str(&text).expect("JSON")
}

#[test]
fn plain_words_first() {
    golden(
        "forecast-one-egg",
        &run(&["forecast", "one-egg", "--runs", "40"]).ok(),
    );
    golden(
        "forecast-one-server",
        &run(&["forecast", &one_server()]).ok(),
    );
    let five = run(&["forecast", "two-zones", "--years", "5", "--runs", "8"]).ok();
    golden("forecast-five-years", &five);
}

/// With nothing that fails by itself, all that ever happens is what was recorded.
#[test]
fn recorded_outages_fall_into_years_as_often_as_they_say() {
    let desk = Desk::new();
    let often =
        std::fs::read_to_string(root().join("scenarios/tapes/aws-2011-04-21-observed.yaml"));
    let often = often.expect("it is there").replace(
        "zone: a\n",
        "zone: a\nevery: { value: 180d, assumed: \"for this test\", range: [90d, 360d] }\n",
    );
    desk.put("often.yaml", &often);
    let args = [
        "forecast",
        "one-egg",
        "--runs",
        "60",
        "--background",
        "none",
        "--outages",
        "often.yaml",
    ];
    let text = desk.run(&args).ok();
    golden("forecast-recorded", &text);
    let json = desk.run(&[&args[..], &["--format", "json"]].concat()).ok();
    let json: Value = serde_json::from_str(&json).expect("JSON");
    let recorded = &json["recorded"][0];
    let came = recorded["came"]["mean"].as_f64().expect("a mean");
    // Twice a year, but not while the last one is going on.
    assert!((1.6..2.4).contains(&came), "{came}");
    let down = recorded["journeys"][0]["downtime_s"]["mean"]
        .as_f64()
        .expect("a mean");
    let all = json["journeys"][0]["downtime_s"]["mean"]["mean"]
        .as_f64()
        .expect("a mean");
    assert!((down - all).abs() < 1.0 && down > 0.0, "{down} of {all}");
}

#[test]
fn an_outage_that_does_not_say_how_often_cannot_be_drawn() {
    let refused = run(&[
        "forecast",
        "one-egg",
        "--outages",
        "aws-2011-04-21-observed",
    ]);
    golden("forecast-not-recurring", &refused.all());
    let unknown = run(&["forecast", "one-egg", "--outages", "aws-2011-04-22"]);
    assert_eq!(unknown.code, Some(2));
    assert!(unknown.err.contains("did you mean"), "{}", unknown.err);
}

#[test]
fn nothing_to_forecast_is_said() {
    let nothing = run(&["forecast", "one-egg", "--background", "none"]);
    golden("forecast-nothing", &nothing.all());
}

#[test]
fn it_fits_into_eighty_columns() {
    for name in ["one-egg", "two-providers"] {
        let text = run(&["forecast", name, "--runs", "8"]).ok();
        for line in text.lines() {
            assert!(
                line.chars().count() <= 80 || line.contains("://") || line.contains(".com"),
                "{name}: {line}"
            );
        }
    }
}

#[test]
fn threads_do_not_count() {
    let desk = Desk::new();
    let args = ["forecast", "one-egg", "--runs", "24", "--format", "json"];
    with_one_thread_and_with_two(&desk, &args).ok();
}

/// MTTF 1000 h, MTTR 4 h: A = 1000 / 1004, and 8.725 failures in a year that begins like any other hour.
#[test]
fn the_long_run_is_that_of_the_formula() {
    let f = json(&[&one_server(), "--runs", "4000", "--seed", "5"]);
    let j = &f["journeys"][0];
    let number = |v: &Value| v.as_f64().expect("a number");
    let (mean, error) = (
        &j["availability_time"]["mean"],
        &j["availability_time"]["std_error"],
    );
    let exact = 1000.0 / 1004.0;
    assert!(
        (number(mean) - exact).abs() < 4.0 * number(error),
        "{mean} is not {exact}"
    );
    assert!(number(error) < 0.000_05, "{error}");
    assert!((number(&j["availability_independent"]) - exact).abs() < 1e-12);
    let failures = &f["parts"][0]["failures_per_year"];
    assert!(
        (number(&failures["mean"]) - 8760.0 / 1004.0).abs() < 4.0 * number(&failures["std_error"]),
        "{failures}"
    );
    // A part that states its law gets no background, nor does its zone.
    assert_eq!(f["background"]["parts"], Value::Array(Vec::new()));
    assert_eq!(f["shocks"], Value::Array(Vec::new()));
    assert_eq!(j["drivers"][0]["component"], "server");
    assert!(number(&j["drivers"][0]["share"]) > 0.999);
}

#[test]
fn too_few_runs_have_no_tail() {
    let f = json(&["one-egg", "--runs", "40"]);
    let quantiles = &f["journeys"][0]["downtime_s"]["quantiles"];
    assert!(quantiles[0]["value"].is_number() && quantiles[1]["value"].is_number());
    assert_eq!(
        (&quantiles[2]["value"], &quantiles[2]["runs_needed"]),
        (&Value::Null, &Value::from(368))
    );
}

/// More lives begin like fewer, and another seed is another world.
#[test]
fn seeds_name_lives() {
    let mean = |seed: &str| {
        json(&["one-egg", "--runs", "20", "--seed", seed])["journeys"][0]["downtime_s"]["mean"]["mean"]
            .clone()
    };
    assert_eq!(mean("1"), mean("1"));
    assert_ne!(mean("1"), mean("2"));
}

/// Down eight times in each of 200 years: that is no lack of events, and nobody knows that it must be so.
#[test]
fn what_is_alike_in_all_years_is_certain_to_nobody() {
    let path = root().join("tests/closed_form/a01-one-server.yaml");
    let text = std::fs::read_to_string(path).expect("there");
    let (head, _) = text.split_once("fails:").expect("a law");
    let desk = Desk::new();
    let law = "fails: { every: fixed(1000h), repair: fixed(4h), age: new } }\n";
    desk.put("alike.yaml", format!("{head}{law}"));
    let said = desk.run(&["forecast", "alike.yaml", "--runs", "200"]).ok();
    let words = said.split_whitespace().collect::<Vec<_>>().join(" ");
    for part in [
        "is down for 32 h. It goes down 8 times a year, and fewer than 1.5 % of years pass without any downtime (95 % \
         sure).",
        "share of time 99.6347 % 99.6347 %",
        "parts begin new (`age: new`)",
    ] {
        assert!(words.contains(part), "{part} in {said}");
    }
    assert!(!said.contains("too few events"), "{said}");
}

/// The provider's rate is that of whole volumes, which it keeps in copies already: it is not laid under stated ones.
#[test]
fn stated_copies_get_no_background() {
    let text = "kind: architecture
version: 1
name: copies
teaches: copies of which nobody says how they fail
home: cloud/r1
clients:
  users: { curve: flat, timeout: 10s, attempts: 1 }
journeys:
  keep: { clients: users, rate: 1/s, path: [server] }
components:
  server: { kind: instances, zones: { a: 1 }, root: local_disk, at_least: 1, needs: [disk, plain] }
  disk: { kind: volume, zone: a, size: 100 GB, data: copies(3) }
  plain: { kind: volume, zone: a, size: 100 GB }
";
    let desk = Desk::new();
    desk.put("copies.yaml", text);
    let said = desk.run(&["forecast", "copies.yaml", "--runs", "8", "--format", "json"]);
    let f: Value = serde_json::from_str(&said.ok()).expect("JSON");
    let laid = serde_json::json!(["server", "plain"]);
    assert_eq!(f["background"]["parts"], laid);
    assert_eq!(f["without_law"], serde_json::json!(["disk"]));
    let said = desk.run(&["forecast", "copies.yaml", "--runs", "8"]).ok();
    assert!(
        said.contains("state `fails` to say how the copies of these do: disk"),
        "{said}"
    );
}

/// Eight disks lose their data for good in a quarter of years: no calculation by units says so.
#[test]
fn no_estimate_of_what_can_be_lost_for_good() {
    let path = root().join("tests/closed_form/b03-raid6.yaml");
    let f = json(&[path.to_str().expect("UTF-8"), "--runs", "40"]);
    assert_eq!(f["journeys"][0]["availability_independent"], Value::Null);
    let said = f["independent_leaves_out"].to_string();
    assert!(
        said.contains("journey keep altogether, because the data of store can be lost for good"),
        "{said}"
    );
    assert!(
        said.contains("every life begins with all parts working"),
        "{said}"
    );
}
