//! What every screen has: help, the palette, prompts, themes, files, any size, any key.

use super::stage::{ASCII, SMALL, Stage};
use crate::program::golden;
use zonefall::screen::First;
use zonefall::screen::work::Setup;

fn stage() -> Stage {
    Stage::open(First::Replay(Setup::new("one-egg")), SMALL, ASCII)
}

#[test]
fn help_speaks_of_the_screen_in_view_and_can_be_searched() {
    let mut stage = stage();
    golden("screen-help", &stage.keys("?").text());
    let found = stage.keys("/ \"turning\" Enter").text();
    assert!(found.contains("next-turn"), "{found}");
    assert!(!found.contains("suspend"), "{found}");
    stage.keys("Esc Esc");
    assert!(!stage.app.is_covered());
}

#[test]
fn any_command_can_be_typed_by_its_name() {
    let mut stage = stage();
    stage.keys(": \"got\" Tab Space \"2:40\" Enter");
    assert!(stage.text().contains("T+2:40"), "{}", stage.text());
    stage.command("nonsense");
    assert!(stage.text().contains("there is no command `nonsense`"));
}

#[test]
fn a_screen_can_be_written_to_a_file() {
    let mut stage = stage();
    let shown = stage.text();
    stage.command("export a.txt");
    let (name, text) = stage.wrote.remove(0);
    assert_eq!(name, "a.txt");
    assert_eq!(text.trim_end(), shown.trim_end());
    stage.command("export a.svg");
    assert!(stage.wrote[0].1.starts_with("<svg"));
    stage.command("export a.doc");
    assert!(stage.text().contains("a screen is written as"));
}

#[test]
fn everything_ends_with_two_keys_at_most() {
    assert!(stage().keys("? Ctrl-c").app.ended);
    assert!(stage().keys("q").app.ended);
    assert!(stage().keys(": \"quit\" Enter").app.ended);
}
