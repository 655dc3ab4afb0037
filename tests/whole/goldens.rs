//! What the program prints, whole: the front table, cards, explanations, lists, help.

use crate::program::{golden, run};

#[test]
fn tour() {
    let alone = run(&[]).ok();
    golden("tour", &alone);
    assert_eq!(
        run(&["tour"]).ok(),
        alone,
        "`zonefall` alone is `zonefall tour`"
    );
}

#[test]
fn run_cards() {
    golden("run-one-egg", &run(&["run", "one-egg"]).ok());
    golden("run-picnic-hamper", &run(&["run", "picnic-hamper"]).ok());
    golden(
        "run-managed-multi-zone",
        &run(&["run", "managed-multi-zone"]).ok(),
    );
    golden(
        "run-nightly-snapshot",
        &run(&["run", "nightly-snapshot"]).ok(),
    );
    golden("run-two-providers", &run(&["run", "two-providers"]).ok());
    golden("run-today-web-app", &run(&["run", "today-web-app"]).ok());
}

#[test]
fn run_as_the_dice_fall() {
    golden(
        "run-two-zones-drawn",
        &run(&["run", "two-zones", "--luck", "drawn", "--seed", "7"]).ok(),
    );
}

#[test]
fn run_on_what_was_observed() {
    let outage = "aws-2011-04-21-observed";
    golden(
        "run-one-egg-observed",
        &run(&["run", "one-egg", "--outage", outage]).ok(),
    );
    golden(
        "explain-one-egg-observed",
        &run(&["explain", "one-egg", "--outage", outage]).ok(),
    );
}

#[test]
fn run_where_the_outage_is_not() {
    let elsewhere = ["run", "one-egg", "--onto", "rackspace/dfw"];
    golden("run-one-egg-onto-another-provider", &run(&elsewhere).ok());
}

#[test]
fn run_json() {
    golden(
        "run-picnic-hamper-json",
        &run(&["run", "picnic-hamper", "--format", "json"]).ok(),
    );
    golden(
        "run-standby-region-json",
        &run(&["run", "standby-region", "--format", "json"]).ok(),
    );
}

#[test]
fn explain() {
    golden(
        "explain-picnic-hamper",
        &run(&["explain", "picnic-hamper"]).ok(),
    );
    golden(
        "explain-no-block-store",
        &run(&["explain", "no-block-store"]).ok(),
    );
}

#[test]
fn list_and_show() {
    golden("list", &run(&["list"]).ok());
    golden("list-json", &run(&["list", "--format", "json"]).ok());
    golden("show-picnic-hamper", &run(&["show", "picnic-hamper"]).ok());
}

#[test]
fn help_of_every_command() {
    let commands = [
        "tour",
        "run",
        "explain",
        "sweep",
        "check",
        "matrix",
        "merge",
        "validate",
        "forecast",
        "tape",
        "list",
        "show",
        "schema",
        "init",
        "check-file",
    ];
    let mut all = run(&["--help"]).ok();
    for command in commands {
        assert!(
            all.contains(&format!("  {command} ")),
            "{command} stands in the overview"
        );
        all.push_str(&format!(
            "\n== zonefall {command} --help\n{}",
            run(&[command, "--help"]).ok()
        ));
    }
    golden("help", &all);
}

#[test]
fn text_fits_into_a_hundred_columns() {
    for arguments in [
        &["tour"][..],
        &["list"],
        &["tour", "--onto", "rackspace/dfw"],
        &["validate", "aws-2011-04-21", "--quick"],
        &["run", "today-web-app"],
        &["run", "standby-region"],
        &["run", "two-providers"],
        &["explain", "standby-region"],
        &["explain", "cold-redeploy"],
    ] {
        let text = run(arguments).ok();
        for line in text.lines() {
            assert!(line.chars().count() <= 100, "{arguments:?}: {line}");
        }
    }
}
