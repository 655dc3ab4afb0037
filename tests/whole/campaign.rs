//! Campaigns: several outages on one calendar, wherever an outage can stand.

use crate::program::Desk;
use serde_json::Value;

/// The same short outage twice, a week apart.
const TWICE: &str = "kind: campaign\nversion: 1\nname: twice\ntitle: \"The same twice\"\noutages:\n  - outage: \
                     once.yaml\n  - { outage: once.yaml, at: 2020-01-08T00:00:00Z, zone: same }\n";

/// Every volume of a zone hangs for two hours.
const ONCE: &str = "kind: tape\nversion: 1\noutage: once\ntitle: \"Two hours\"\nstart: 2020-01-01T00:00:00Z\nregion: \
                    aws/us-east-1\nzone: a\nrows:\n  - { from: T+1:00, to: T+3:00, place: aws/us-east-1/a, service: \
                    volumes, share: 100%, state: hung }\n";

fn desk() -> Desk {
    let desk = Desk::new();
    desk.put("once.yaml", ONCE);
    desk.put("twice.yaml", TWICE);
    desk
}

fn episodes(desk: &Desk, outage: &str) -> (usize, f64) {
    let json = desk.run(&["run", "one-egg", "--outage", outage, "--format", "json"]);
    let json: Value = serde_json::from_str(&json.ok()).expect("JSON");
    let journey = &json["journeys"][0];
    let episodes = journey["episodes"].as_array().expect("episodes").len();
    let down = journey["downtime_s"].as_f64().expect("downtime");
    (episodes, down)
}

#[test]
fn what_happens_once_happens_twice() {
    let desk = desk();
    let (once, twice) = (episodes(&desk, "once.yaml"), episodes(&desk, "twice.yaml"));
    assert_eq!((once.0, twice.0), (1, 2));
    assert!(twice.1 > 1.5 * once.1, "{once:?} {twice:?}");
}

#[test]
fn it_stands_where_an_outage_stands() {
    let desk = desk();
    let sweep = [
        "sweep",
        "one-egg",
        "--outage",
        "twice.yaml",
        "--seeds",
        "0..8",
        "--no-cache",
    ];
    assert!(desk.run(&sweep).ok().contains("The same twice"));
    let matrix = [
        "matrix",
        "one-egg",
        "--outage",
        "twice.yaml",
        "--seeds",
        "0..8",
        "--no-cache",
    ];
    assert!(desk.run(&matrix).ok().contains("twice"));
    desk.run(&["explain", "one-egg", "--outage", "twice.yaml"])
        .ok();
    desk.run(&["check-file", "twice.yaml"]).ok();
}
