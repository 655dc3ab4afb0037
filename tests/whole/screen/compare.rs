//! Two architectures on one clock: what it shows is what `zonefall compare` says of the same runs.

use super::stage::{ASCII, BLOCK, LARGE, SMALL, Stage, rooms};
use crate::program::{golden, run};
use std::sync::Arc;
use zonefall::screen::work::{Job, Over, Pair, Product, Setup, Ticker, Versus, perform};
use zonefall::screen::{First, Look};

fn versus() -> Versus {
    Versus {
        a: Setup::new("one-egg"),
        b: Setup::new("two-zones"),
        over: None,
    }
}

fn many() -> Versus {
    let mut over = Over::usual();
    over.seeds = (0, 12);
    over.draws.clouds = 2;
    Versus {
        over: Some(over),
        ..versus()
    }
}

fn lived(versus: Versus) -> Arc<Pair> {
    match perform(Job::Pair(Box::new(versus)), &rooms(), &Ticker::default()) {
        Ok(Product::Pair(pair)) => pair,
        other => panic!("{other:?}"),
    }
}

fn open(versus: Versus, size: (u16, u16), look: Look) -> Stage {
    Stage::open(First::Compare(versus), size, look)
}

#[test]
fn a_comparison_as_it_looks() {
    let mut small = open(versus(), SMALL, ASCII);
    golden("screen-compare-begin", &small.text());
    golden("screen-compare-small", &small.command("goto 3:34").text());
    golden("screen-compare-styles", &small.styles());
    let told = small.command("copy").copied.join("\n");
    golden("screen-compare-told", &told);
    golden("screen-compare-differences", &small.keys("D s").text());
    golden("screen-compare-worst", &small.keys("D s !").text());
    let mut large = open(many(), LARGE, BLOCK);
    golden("screen-compare-large", &large.command("goto 3:34").text());
}

#[test]
fn its_numbers_and_its_sentence_are_those_of_the_command() {
    let pair = lived(many());
    let args = |format| {
        [
            "compare",
            "one-egg",
            "two-zones",
            "--seeds",
            "0..12",
            "--clouds",
            "2",
            "--no-cache",
            "--format",
            format,
        ]
    };
    let text = run(&args("text")).ok();
    let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let sentence = reports::compare::sentence(&pair.comparison);
    assert!(words(&text).contains(&words(&sentence)), "{sentence}");
    let json: serde_json::Value = serde_json::from_str(&run(&args("json")).ok()).expect("JSON");
    let shown = &pair.comparison.shown;
    assert_eq!(json["shown"]["seed"], shown.seed, "{}", json["shown"]);
    // The run that is played is the run that is told.
    for (story, told) in pair.stories.iter().zip(&shown.tries) {
        assert_eq!(story.life.outcome.digest, told.outcome.digest);
        assert_eq!(story.life.zone, told.zone);
    }
}

#[test]
fn both_go_together_until_they_are_parted() {
    let mut stage = open(versus(), SMALL, ASCII);
    let head = |stage: &Stage| stage.text().lines().next().unwrap_or_default().to_owned();
    for (keys, wanted) in [
        ("Home", "T+0:00 "),
        (": \"goto\" Space \"3:34\" Enter", "T+3:34"),
        ("g \"+1h\" Enter", "T+4:34"),
        ("End", "T+"),
        ("Home L", "each at its own instant"),
        ("b g \"2:00\" Enter L", "T+2:00"),
    ] {
        let head = head(stage.keys(keys));
        assert!(head.contains(wanted), "{keys}: {head}");
    }
    stage.keys("Home Space").pass(10);
    assert!(!head(&stage).contains("T+0:00"), "{}", head(&stage));
}

#[test]
fn swapping_mirrors_it() {
    let mut stage = open(versus(), SMALL, ASCII);
    let before = stage.command("goto 3:34").text();
    assert!(before.contains("A one-egg") && before.contains("B two-zones"));
    let after = stage.keys("s").text();
    assert!(
        after.contains("A two-zones") && after.contains("B one-egg"),
        "{after}"
    );
    assert_eq!(stage.keys("s").text(), before);
}

#[test]
fn either_opens_as_a_replay_at_this_instant() {
    let mut stage = open(versus(), SMALL, ASCII);
    stage.command("goto 3:34");
    for (keys, name) in [("a Enter", "one-egg"), ("q b Enter", "two-zones")] {
        let text = stage.keys(keys).text();
        let head = text.lines().next().unwrap_or_default();
        assert!(head.contains("REPLAY") && head.contains(name), "{head}");
        assert!(head.contains("T+3:34"), "{head}");
    }
}

#[test]
fn the_mouse_seeks_and_chooses_a_side() {
    let mut stage = open(versus(), SMALL, ASCII);
    let text = stage.text();
    let row = text
        .lines()
        .position(|l| l.starts_with(" A "))
        .expect("strips") as u16;
    let before = stage.text();
    assert_ne!(stage.click(40, row).text(), before, "it seeks");
    let text = stage.click(70, 3).keys("Enter").text();
    assert!(text.contains("two-zones"), "{text}");
}

#[test]
fn it_can_be_drawn_at_any_size() {
    let mut stage = open(versus(), SMALL, ASCII);
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
        for _ in 0..4 {
            stage.keys("Tab z ] =").text();
            stage.click(width / 2, height / 2).keys("z L");
        }
    }
}
