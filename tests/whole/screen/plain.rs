//! Line by line: what a screen reader is told.

use super::stage::{first_pages, rooms};
use crate::program::golden;
use zonefall::screen::plain;

fn talk(page: usize, lines: &str) -> String {
    let mut out = Vec::new();
    plain::run(
        first_pages()[page].1(),
        &rooms(),
        &mut lines.as_bytes(),
        &mut out,
    )
    .expect("it can be written");
    String::from_utf8(out).expect("text")
}

#[test]
fn a_talk_about_a_replay() {
    golden(
        "plain-replay",
        &talk(0, "next-turn\n.\ngoto\n2:40\nnonsense\n?\nq\n"),
    );
}

#[test]
fn nothing_more_to_read_is_the_end() {
    assert!(talk(0, "").contains("REPLAY"));
    assert!(!talk(0, "goto 50%\nplay\n").contains('\u{1b}'));
}
