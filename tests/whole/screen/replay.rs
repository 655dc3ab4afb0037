//! The replay: one run, looked at from any instant.

use super::stage::{ASCII, BLOCK, LARGE, SMALL, Stage};
use crate::program::golden;
use crossterm::event::{MouseButton, MouseEventKind};
use zonefall::screen::First;
use zonefall::screen::Look;
use zonefall::screen::work::Setup;

fn open(architecture: &str, size: (u16, u16), look: Look) -> Stage {
    Stage::open(First::Replay(Setup::new(architecture)), size, look)
}

fn small() -> Stage {
    open("one-egg", SMALL, ASCII)
}

/// What is said of the screen, line by line.
fn told(stage: &mut Stage) -> String {
    stage.keys("y");
    stage.copied.pop().expect("a copy")
}

#[test]
fn a_replay_as_it_looks() {
    let at = "goto 3:34";
    golden("screen-replay-small", &small().command(at).text());
    golden(
        "screen-replay-large",
        &open("one-egg", LARGE, BLOCK).command(at).text(),
    );
    golden("screen-replay-styles", &small().command(at).styles());
}

#[test]
fn several_zones_and_a_journey_that_has_come_back() {
    let at = "goto 3:34";
    golden(
        "screen-replay-zones-small",
        &open("managed-multi-zone", SMALL, ASCII).command(at).text(),
    );
    golden(
        "screen-replay-zones-large",
        &open("standby-region", LARGE, BLOCK).command(at).text(),
    );
}

#[test]
fn each_panel_can_be_looked_at_alone() {
    let mut stage = small();
    stage.command("goto 31:00");
    golden("screen-replay-why", &stage.keys("w").text());
    golden("screen-replay-status", &stage.keys("S").text());
    golden("screen-replay-milestones", &stage.keys("m").text());
    golden(
        "screen-replay-inspector",
        &stage.keys("Esc BackTab z").text(),
    );
    assert!(stage.keys("Esc").text().contains("TOPOLOGY"));
}

#[test]
fn a_replay_in_sentences() {
    let mut stage = small();
    stage.command("goto 0:30").command("goto 1:00");
    golden("screen-replay-told", &told(&mut stage));
}

#[test]
fn parts_are_inspected_by_name() {
    let mut stage = open("standby-region", SMALL, ASCII);
    stage.command("goto 3:00").command("inspect db");
    assert!(stage.text().contains("SELECTED db"), "{}", stage.text());
    // What is looked at alone is told too.
    let told = told(&mut stage);
    assert!(
        told.contains("journeys through it: serve, record"),
        "{told}"
    );
    let text = stage.command("inspect dbb").text();
    assert!(text.contains("did you mean `db`"), "{text}");
}

#[test]
fn plans_that_wait_are_told() {
    let mut stage = open("nightly-snapshot", SMALL, ASCII);
    golden(
        "screen-replay-held-up",
        &stage.command("goto 6:00").keys("w").text(),
    );
}

#[test]
fn narrow_and_low_terminals_show_one_panel_at_a_time() {
    let mut stage = small();
    stage.command("goto 3:34").resize(40, 10);
    golden("screen-replay-narrow", &stage.text());
    assert!(stage.keys("Tab Tab").text().contains("WHY"));
}

#[test]
fn no_size_is_too_small() {
    let mut stage = open("standby-region", SMALL, BLOCK);
    for (width, height) in [
        (0, 0),
        (1, 1),
        (2, 3),
        (3, 40),
        (200, 4),
        (10, 5),
        (72, 18),
        (73, 19),
        (120, 34),
        (120, 36),
        (131, 36),
        (200, 60),
    ] {
        stage.resize(width, height).keys("Tab z Tab z");
        stage.click(width / 2, height / 2).text();
    }
}

#[test]
fn keys_move_the_playhead() {
    for (keys, shown) in [
        ("End", "T+96:15"),
        ("End Home", "T+0:00"),
        ("g \"2:40\" Enter", "T+2:40"),
        ("g \"2:40\" Enter g \"+3h\" Enter", "T+5:40"),
        ("g \"2:40\" Enter g \"-10m\" Enter", "T+2:30"),
        ("g \"50%\" Enter", "T+48:07"),
        ("g \"2:00\" Enter ]", "T+2:03"),
        ("g \"2:00\" Enter [", "T+1:53"),
        ("g \"2:00\" Enter ] ] [", "T+2:03"),
        ("g \"0:30\" Enter }", "T+0:54"),
        ("g \"1:00\" Enter {", "T+0:54"),
        ("g \"48:00\" Enter = = = Right", "T+48:12"),
        ("PageDown PageUp", "T+0:00"),
        ("g \"96:00\" Enter Right Right Space", "T+0:00"),
    ] {
        let text = small().keys(keys).text();
        let head = text.lines().next().unwrap_or_default();
        assert!(head.contains(shown), "{keys}: {head}");
    }
}

#[test]
fn there_and_back_is_the_same_picture() {
    let mut stage = open("standby-region", LARGE, BLOCK);
    let before = stage.command("goto 3:00").text();
    stage
        .keys("End ] , } { Home g \"70%\" Enter")
        .command("goto 3:00");
    assert_eq!(stage.text(), before);
}

#[test]
fn time_goes_on_while_it_plays() {
    let mut stage = small();
    stage.keys("Space").pass(6);
    assert!(stage.text().contains("T+1:00"), "{}", stage.text());
    stage.keys("> Space").pass(60);
    assert!(stage.text().contains("T+1:00"));
    stage.keys("Space").pass(1000);
    assert!(stage.text().contains("T+96:15"));
    assert!(stage.text().contains("||"), "it stops at the end");
}

#[test]
fn events_are_searched_while_one_types() {
    let mut stage = small();
    stage.command("goto 2:00").keys("Tab Tab Tab");
    golden("screen-replay-find", &stage.keys("/ \"owner\"").text());
    let first = stage.keys("Enter").text();
    assert!(first.contains("EVENTS with `owner`: 1 of"), "{first}");
    assert!(stage.keys("n").text().contains("2 of"));
    assert!(stage.keys("N").text().contains("1 of"));
    assert!(
        stage.keys("N").text().contains("8 of 8"),
        "round the end: {}",
        stage.text()
    );
    // Esc leaves the search, then the screen.
    assert!(!stage.keys("Esc").text().contains("with `owner`"));
    // Given up while typing: back to where one was.
    stage.command("goto 2:00").keys("/ \"owner\" Esc");
    assert!(stage.text().contains("T+2:00"), "{}", stage.text());
    assert!(
        stage
            .keys("/ \"xyzzy\" Enter n")
            .text()
            .contains("no event says")
    );
}

#[test]
fn kinds_of_events_are_chosen() {
    let mut stage = small();
    for (kind, shown) in [
        ("all", "of 493"),
        ("inputs", "inputs (F: all 493)"),
        ("yours", "yours (F: all 493)"),
    ] {
        let text = stage.command(&format!("kinds {kind}")).text();
        assert!(text.contains(shown), "{kind}: {text}");
        stage = small();
    }
    assert!(
        stage
            .command("kinds sorts")
            .text()
            .contains("kinds of events are")
    );
}

#[test]
fn clicks_do_what_keys_do() {
    let mut stage = open("one-egg", LARGE, BLOCK);
    stage.command("goto 3:34");
    let text = stage.text();
    let row_of = |text: &str, what: &str| {
        let row = text.lines().position(|l| l.contains(what));
        row.unwrap_or_else(|| panic!("no {what}: {text}")) as u16
    };
    // A part in the topology.
    stage.click(8, row_of(&text, "─ db"));
    assert!(stage.text().contains("SELECTED db"), "{}", stage.text());
    // A journey.
    stage.click(8, row_of(&text, "order x"));
    assert!(stage.text().contains("WHY order IS DOWN"));
    // The timeline, a drag, the wheel.
    let rail = row_of(&text, "milestones");
    stage.click(158, rail);
    assert!(stage.text().contains("T+96:15"), "{}", stage.text());
    stage.mouse(MouseEventKind::Drag(MouseButton::Left), 2, rail);
    assert!(stage.text().contains("T+0:00"));
    stage.mouse(MouseEventKind::ScrollUp, 60, rail);
    assert!(stage.text().contains("zoom 2x"), "{}", stage.text());
    stage.mouse(MouseEventKind::ScrollDown, 60, rail);
    assert!(stage.text().contains("zoom 1x"));
}

#[test]
fn other_screens_open_from_here_and_lead_back() {
    for (keys, name) in [
        ("f", "LAB"),
        ("x", "MATRIX"),
        ("p", "PREDICT"),
        ("c \"two-zones\" Enter", "COMPARE"),
    ] {
        let mut stage = small();
        let text = stage.keys(keys).text();
        assert!(text.starts_with(&format!(" {name}")), "{keys}: {text}");
        assert!(stage.keys("q").text().starts_with(" REPLAY"), "{keys}");
    }
    let text = small().keys("c \"two-zone\" Enter").text();
    assert!(text.contains("did you mean `two-zones`"), "{text}");
}

/// What README shows of the screen is what it looks like.
#[test]
fn the_readme_shows_the_screen_as_it_is() {
    let readme = include_str!("../../../README.md");
    let shown = Stage::open(First::Replay(Setup::new("one-egg")), SMALL, ASCII)
        .command("goto 3:34")
        .text();
    assert!(readme.contains(&shown), "{shown}");
}
