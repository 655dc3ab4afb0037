//! Many runs on the screen: what it shows is what `zonefall sweep` says of the same runs.

use super::stage::{ASCII, BLOCK, LARGE, SMALL, Stage, rooms};
use crate::program::{golden, run};
use zonefall::screen::work::{Ask, Job, Product, Setup, Ticker, perform};
use zonefall::screen::{First, Look};

const RUNS: u64 = 32;

fn ask(architecture: &str) -> Ask {
    let mut ask = Ask::of(&Setup::new(architecture));
    ask.draws.clouds = 2;
    ask
}

fn open(architecture: &str, size: (u16, u16), look: Look) -> Stage {
    Stage::open(First::Distribution(ask(architecture), RUNS), size, look)
}

#[test]
fn a_distribution_as_it_looks() {
    let mut small = open("one-egg", SMALL, ASCII);
    golden("screen-distribution-small", &small.text());
    golden("screen-distribution-styles", &small.styles());
    golden("screen-distribution-drawn", &small.keys("t v").text());
    golden(
        "screen-distribution-large",
        &open("one-egg", LARGE, BLOCK).text(),
    );
    let told = small.keys("t v").command("copy").copied.join("\n");
    golden("screen-distribution-told", &told);
}

#[test]
fn its_numbers_are_those_of_the_command() {
    let made = perform(
        Job::Many(ask("one-egg"), None, 12),
        &rooms(),
        &Ticker::default(),
    );
    let Ok(Product::Many(half)) = made else {
        panic!("{made:?}")
    };
    // In two steps, as on the screen.
    let made = perform(
        Job::Many(ask("one-egg"), Some(half), RUNS),
        &rooms(),
        &Ticker::default(),
    );
    let Ok(Product::Many(all)) = made else {
        panic!("{made:?}")
    };
    let args = [
        "sweep",
        "one-egg",
        "--seeds",
        "0..32",
        "--clouds",
        "2",
        "--no-cache",
        "--format",
        "json",
    ];
    assert_eq!(
        reports::json::sweep(&all.sweep, env!("CARGO_PKG_VERSION")),
        run(&args).ok()
    );
}

/// The run of a percentile is the run that is replayed.
#[test]
fn a_percentile_opens_as_a_replay() {
    let mut stage = open("one-egg", SMALL, ASCII);
    let seed = |stage: &Stage| {
        let text = stage.text();
        let row = text.lines().find(|l| l.starts_with('>')).expect("a row");
        row.to_owned()
    };
    let middle = seed(&stage);
    assert!(middle.starts_with(">p50"), "{middle}");
    let worst = seed(stage.keys("Down Down Down"));
    assert!(worst.starts_with(">worst"), "{worst}");
    let page = |stage: &Stage| stage.app.page().map(|p| p.name());
    assert_eq!(page(stage.keys("Enter")), Some("REPLAY"));
    assert_eq!(page(stage.keys("q")), Some("DISTRIBUTION"));
    assert_eq!(page(stage.command("compare two-zones")), Some("COMPARE"));
    assert_eq!(page(stage.keys("q x")), Some("MATRIX"));
}

#[test]
fn more_runs_can_be_had_and_a_share_read_off() {
    let mut stage = open("one-egg", SMALL, ASCII);
    let text = stage.command("more-runs 40").text();
    assert!(text.contains("40 runs, seeds 0..40"), "{text}");
    assert!(stage.command("more-runs x").text().contains("is no number"));
    let short = stage.text();
    assert!(short.contains("no longer than 1h in"), "{short}");
    let long = stage.keys("Right").text();
    assert!(long.contains("no longer than 1h30m in"), "{long}");
}

#[test]
fn it_can_be_drawn_at_any_size() {
    let mut stage = open("one-egg", SMALL, ASCII);
    for (width, height) in [
        (0, 0),
        (1, 1),
        (10, 3),
        (40, 10),
        (72, 18),
        (119, 33),
        (200, 60),
    ] {
        stage.resize(width, height);
        for _ in 0..5 {
            stage.keys("Tab z").text();
            stage.click(width / 2, height / 2).keys("z");
        }
    }
}
