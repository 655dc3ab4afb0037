//! Predict, watch, debrief: what is said is locked, and stands beside what happened.

use super::stage::{ASCII, BLOCK, LARGE, SMALL, Stage};
use crate::program::golden;
use zonefall::screen::First;
use zonefall::screen::home::Places;

/// Before the run of `one-egg`.
fn open(size: (u16, u16), look: zonefall::screen::Look) -> Stage {
    let mut stage = Stage::open(First::Home(Places::default()), size, look);
    stage.keys("p");
    stage
}

fn top(stage: &Stage) -> String {
    stage.text().lines().next().unwrap_or_default().to_owned()
}

#[test]
fn questions_as_they_look() {
    golden(
        "screen-predict-small",
        &open(SMALL, ASCII)
            .keys("Space Right = Down Space Space")
            .text(),
    );
    golden(
        "screen-predict-large",
        &open(LARGE, BLOCK).keys("Space").text(),
    );
    golden("screen-predict-styles", &open(SMALL, ASCII).styles());
}

#[test]
fn answers_are_given_with_keys_or_typed() {
    for (keys, said) in [
        ("Space", "yes, for 1h 70 % sure"),
        ("Space Space", "no 70 % sure"),
        ("Space Space Space", "no answer"),
        ("Right", "yes, for 1h"),
        ("Right Right Right", "yes, for 4h"),
        ("Space Left Left", "yes, for 20m"),
        ("Space = = =", "85 % sure"),
        ("Space - - - - - - -", "50 % sure"),
        ("Space = = = = = = = = =", "100 % sure"),
        ("g \"3h30m\" Enter", "yes, for 3h30m"),
        ("Space s \"85\" Enter", "85 % sure"),
        (
            ": \"say\" Space \"shop=up\" Space \"at\" Space \"90%\" Enter",
            "no 90 % sure",
        ),
    ] {
        let mut stage = open(SMALL, ASCII);
        let text = stage.keys(keys).text();
        let row = text
            .lines()
            .find(|l| l.contains("Will shop be down?"))
            .unwrap_or_default();
        let row: Vec<&str> = row.split_whitespace().collect();
        let row = row.join(" ");
        assert!(row.contains(said), "{keys}: {row}");
    }
    let mut stage = open(SMALL, ASCII);
    for (command, said) in [
        ("sure 49", "is not 50 % to 100 %"),
        ("length 0s", "a length of 0 is `up`"),
        (
            "say nobody=up at 90%",
            "nothing like that is asked of `nobody`",
        ),
        ("say shop", "write it like"),
    ] {
        let text = stage.command(command).text();
        assert!(text.contains(said), "{command}: {text}");
    }
}

#[test]
fn nothing_of_the_run_is_shown_before_it_is_predicted() {
    let mut stage = open(LARGE, ASCII);
    let text = stage.text();
    let _ = stage.keys("y");
    for shown in [text, stage.copied.remove(0)] {
        for secret in ["32h", "was down", "went down", "not restored"] {
            assert!(!shown.contains(secret), "{secret} in {shown}");
        }
    }
}

#[test]
fn the_debrief_comes_when_the_replay_is_left() {
    let mut stage = open(SMALL, ASCII);
    stage.keys("Space Enter");
    assert!(top(&stage).contains("REPLAY"), "{}", top(&stage));
    stage.keys("q");
    assert!(top(&stage).contains("DEBRIEF"), "{}", top(&stage));
    assert!(
        stage.text().contains("You said down for 1h, 70 % sure"),
        "{}",
        stage.text()
    );
    stage.keys("q");
    assert!(top(&stage).contains("HOME"), "{}", top(&stage));
}

#[test]
fn a_replay_leads_to_its_debrief() {
    let mut stage = open(SMALL, ASCII);
    stage.command("say shop=up at 60%").keys("Enter D");
    assert!(top(&stage).contains("DEBRIEF"), "{}", top(&stage));
    assert!(
        stage.text().contains("You said never down, 60 % sure"),
        "{}",
        stage.text()
    );
    stage.keys("q");
    assert!(top(&stage).contains("REPLAY"), "{}", top(&stage));
}

#[test]
fn a_debrief_as_it_looks() {
    let said = "say shop=down for 2h at 80%";
    golden(
        "screen-debrief-small",
        &open(SMALL, ASCII).command(said).keys("d").text(),
    );
    let mut large = open(LARGE, BLOCK);
    golden(
        "screen-debrief-large",
        &large.command(said).keys("d").text(),
    );
    golden(
        "screen-debrief-narrow",
        &large.resize(50, 14).keys("Tab").text(),
    );
    large.command("export debrief.md");
    golden("screen-debrief-export", &large.wrote[0].1);
}
