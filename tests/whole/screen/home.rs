//! Where one begins: what a newcomer sees, choosing, filtering, marking, and where the keys lead.

use super::stage::{ASCII, BLOCK, LARGE, SMALL, Stage, rooms};
use crate::program::golden;
use std::fs;
use zonefall::screen::First;
use zonefall::screen::home::{Places, load, recent};

fn open() -> Stage {
    Stage::open(First::Home(Places::default()), SMALL, ASCII)
}

/// As for somebody whose runs are kept; what is kept comes back as an effect.
fn open_with_recent() -> Stage {
    let places = Places {
        folder: None,
        recent: Some("no-such-folder/recent.json".into()),
    };
    Stage::open(First::Home(places), SMALL, ASCII)
}

/// The top row, which names the screen in view.
fn top(stage: &Stage) -> String {
    stage.text().lines().next().unwrap_or_default().to_owned()
}

#[test]
fn the_first_screen_as_it_looks() {
    golden("screen-home-small", &open().text());
    let large = Stage::open(First::Home(Places::default()), LARGE, BLOCK);
    golden("screen-home-large", &large.text());
    golden("screen-home-styles", &open().styles());
    golden("screen-home-narrow", &open().resize(50, 14).text());
}

#[test]
fn a_newcomer_presses_enter_and_sees_one_egg() {
    let mut stage = open_with_recent();
    assert!(
        stage
            .text()
            .contains("Enter: was one-egg down in aws-2011-04-21")
    );
    stage.keys("Enter");
    assert!(
        top(&stage).contains("REPLAY aws-2011-04-21 x one-egg"),
        "{}",
        top(&stage)
    );
    // Back home the run stands among those that were looked at; from there it is opened again.
    let home = stage.keys("q").text();
    assert!(home.contains("RECENT RUNS 1"), "{home}");
    assert_eq!(stage.remembered.len(), 1);
    assert_eq!(stage.remembered[0].architecture, "one-egg");
    golden("screen-home-recent", &home);
    stage.keys("Tab Tab Enter");
    assert!(top(&stage).contains("REPLAY"), "{}", top(&stage));
    assert_eq!(stage.remembered[0], stage.remembered[1]);
}

#[test]
fn every_key_leads_where_it_says() {
    for (keys, screen) in [
        ("Enter", "REPLAY"),
        ("p", "PREDICT"),
        ("l", "LAB"),
        ("x", "MATRIX"),
        ("d", "DISTRIBUTION"),
        ("Space Down c", "COMPARE"),
        ("c \"two-zones\" Enter", "COMPARE"),
    ] {
        let mut stage = open();
        stage.keys(keys);
        assert!(top(&stage).contains(screen), "{keys}: {}", top(&stage));
    }
}

#[test]
fn a_filter_acts_with_every_letter() {
    let mut stage = open();
    let found = stage.keys("/ \"two-\"").text();
    assert!(found.contains(" of 36 with `two-`"), "{found}");
    assert!(
        found.contains("two-zones") && !found.contains("no-block-store"),
        "{found}"
    );
    stage.keys("Enter");
    golden("screen-home-filter", &stage.text());
    let all = stage.keys("Esc").text();
    assert!(all.contains("no-block-store"), "{all}");
    let none = stage.keys("/ \"zzz\" Enter").text();
    assert!(none.contains("nothing here speaks of that"), "{none}");
}

#[test]
fn rows_are_picked_by_their_number_too() {
    let mut stage = open();
    stage.command("pick 2");
    assert!(
        stage
            .text()
            .contains("Enter: was backup-at-another-provider"),
        "{}",
        stage.text()
    );
    for wrong in ["0", "99", "two"] {
        let text = stage.command(&format!("pick {wrong}")).text();
        assert!(
            text.contains(&format!("there is no row {wrong} here")),
            "{text}"
        );
    }
}

#[test]
fn seed_luck_and_region_are_said_at_the_top() {
    let mut stage = open();
    assert!(top(&stage).contains("seed 42, given a hit"));
    stage.keys("s Backspace Backspace \"7\" Enter u");
    stage.command("onto aws/us-east-1");
    assert!(
        top(&stage).contains("seed 7, as the dice fall, onto aws/us-east-1"),
        "{}",
        top(&stage)
    );
    stage.command("seed x");
    assert!(stage.text().contains("`x` is no seed"));
    stage.command("luck bad");
    assert!(stage.text().contains("luck is touched or drawn"));
    stage.command("open no-such-thing");
    assert!(
        stage
            .text()
            .contains("there is no architecture `no-such-thing`"),
        "{}",
        stage.text()
    );
}

#[test]
fn a_click_chooses_and_a_second_one_goes_on() {
    let mut stage = open();
    let text = stage.text();
    let row = text.lines().position(|l| l.contains("own-balancer"));
    let row = row.expect("a row of own-balancer") as u16;
    stage.click(50, row);
    assert!(
        stage.text().contains("Enter: was own-balancer down"),
        "{}",
        stage.text()
    );
    let text = stage.text();
    let row = text
        .lines()
        .position(|l| l.contains("> ") && l.contains("own-balancer"));
    stage.click(50, row.expect("the chosen row") as u16);
    assert!(top(&stage).contains("REPLAY"), "{}", top(&stage));
}

#[test]
fn files_of_the_folder_stand_first_and_mistakes_are_said() {
    let folder = tempfile::tempdir().expect("a folder");
    let egg = rooms()
        .library
        .find(scenarios::Kind::Architecture, "one-egg")
        .expect("one-egg")
        .source
        .text
        .clone();
    let write =
        |name: &str, text: &str| fs::write(folder.path().join(name), text).expect("written");
    write("mine.yaml", &egg.replace("name: one-egg", "name: mine"));
    write("bad.yaml", &egg.replace("rto: 24h", "rto: soon"));
    write("other.yaml", "kind: suite\n");
    write("notes.txt", "nothing");
    let file = folder.path().join("recent.json");
    fs::write(&file, "not ours").expect("written");
    let places = Places {
        folder: Some(folder.path().to_owned()),
        recent: Some(file),
    };
    let data = load(&rooms(), &places);
    let own: Vec<bool> = data.designs[..2].iter().map(|d| d.broken).collect();
    assert_eq!(own, [true, false], "{:?}", &data.designs[..2]);
    assert!(data.designs[0].teaches.starts_with("has mistakes:"));
    assert!(
        data.designs[2..]
            .iter()
            .all(|d| !d.broken && !d.typed.contains('/'))
    );
    assert_eq!(data.notes.len(), 1, "{:?}", data.notes);
    let told = Stage::open(First::Home(places), SMALL, ASCII).text();
    assert!(told.contains("recent runs are left out"), "{told}");
}

#[test]
fn runs_come_back_from_the_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("recent.json");
    let mut stage = open_with_recent();
    stage.command("seed 3").keys("Enter");
    recent::remember(&file, stage.remembered.remove(0)).expect("written");
    let places = Places {
        folder: None,
        recent: Some(file),
    };
    let again = Stage::open(First::Home(places), SMALL, ASCII).text();
    assert!(again.contains("seed 3"), "{again}");
}

#[test]
fn everything_on_the_screen_is_told_too() {
    let mut stage = open();
    let _ = stage.keys("y");
    let told = stage.copied.remove(0);
    for said in [
        "one-egg",
        "aws-2011-04-21-observed",
        "dated facts",
        "chaos lab",
        "MEDIUM",
    ] {
        assert!(told.contains(said), "{said} in {told}");
    }
}
