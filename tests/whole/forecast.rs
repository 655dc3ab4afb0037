//! `zonefall forecast`: what it prints, that it is the same on one thread and on two, and what it says where there is
//! nothing to forecast or too little to tell.

use crate::program::{Desk, golden, run, shown, under_test};
use serde_json::Value;

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
    let five = run(&["forecast", "two-zones", "--years", "5", "--runs", "8"]).ok();
    golden("forecast-five-years", &five);
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
fn with_one_thread_and_with_two() {
    let desk = Desk::new();
    let args = ["forecast", "one-egg", "--runs", "24", "--format", "json"];
    let with = |threads: &str| {
        let mut command = desk.command(under_test(), &args);
        command.env("RAYON_NUM_THREADS", threads);
        shown(command.output().expect("it starts")).ok()
    };
    assert_eq!(with("1"), with("2"));
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
