//! The terminal is always given back, whichever way the program ends; and what it is told when there is none.

use super::real::Real;
use crate::program::run;
use rustix::process::Signal;
use std::os::unix::process::ExitStatusExt as _;

const REPLAY: &[&str] = &["run", "one-egg", "--tui"];

fn replay() -> Real {
    let mut real = Real::start(REPLAY, &[], (80, 24));
    real.shows("REPLAY").took();
    real
}

#[test]
fn q_gives_it_back() {
    let mut real = replay();
    assert!(real.types("q").ends().success());
    real.gave_back();
}

#[test]
fn ctrl_c_gives_it_back() {
    let mut real = replay();
    assert!(real.types("\u{3}").ends().success());
    real.gave_back();
}

#[test]
fn signals_give_it_back_and_end_the_program_as_ever() {
    for signal in [Signal::TERM, Signal::HUP, Signal::INT, Signal::QUIT] {
        let mut real = replay();
        let status = real.signal(signal).ends();
        assert_eq!(status.signal(), Some(signal.as_raw()), "{status}");
        real.gave_back();
    }
}

/// Writing a file has a guard of its own against signals; it must not get in the way of this one.
#[test]
fn a_signal_after_a_file_was_written_gives_it_back_too() {
    let mut real = replay();
    real.types(":export a.txt\r").shows("wrote a.txt");
    real.signal(Signal::TERM).ends();
    real.gave_back();
    let text = std::fs::read_to_string(real.desk.path("a.txt")).expect("the file");
    assert!(text.contains("REPLAY"), "{text}");
}

#[test]
fn ctrl_z_gives_it_back_and_fg_takes_it_again() {
    let mut real = replay();
    real.types("\u{1a}").stops().gave_back();
    real.signal(Signal::CONT).took().shows("REPLAY");
    assert!(real.types("q").ends().success());
    real.gave_back();
}

#[test]
fn a_panic_gives_it_back_before_it_is_told() {
    let mut real = Real::start(&[], &[("ZONEFALL_TEST_PANIC", "1")], (80, 24));
    let status = real.shows("MINE").took().types(":panic\r").ends();
    assert_eq!(status.code(), Some(101));
    real.gave_back();
    assert!(real.screen().contains("panicked"), "{}", real.screen());
}

/// Whoever reads keys from a terminal that is gone reads nothing for ever; the program must not.
#[test]
fn it_ends_with_its_terminal() {
    let status = replay().hang_up().ends();
    assert!(!status.success(), "{status}");
}

#[test]
fn another_size_is_drawn_anew_down_to_nothing() {
    let mut real = replay();
    for (columns, rows) in [(160, 45), (40, 10), (1, 1), (3, 2), (80, 24)] {
        real.resize(columns, rows);
    }
    real.shows("REPLAY");
    assert!(real.types("q").ends().success());
    real.gave_back();
}

#[test]
fn without_colours_weight_and_reverse_stay() {
    let mut real = Real::start(REPLAY, &[("NO_COLOR", "1")], (80, 24));
    real.shows("REPLAY").types("q").ends();
    let bytes = real.bytes();
    for colour in ["[31m", "[33m", "[36m", "[38;", "[90m", "[91m"] {
        assert!(!bytes.contains(colour), "{colour}");
    }
    assert!(bytes.contains("\u{1b}[1m"), "weight is left");
}

#[test]
fn without_a_terminal_it_says_so() {
    let shown = run(REPLAY);
    assert_eq!(shown.code, Some(2));
    assert!(shown.err.contains("needs a terminal"), "{}", shown.err);
}

/// Whoever types the name alone sees where one begins, learns why `one-egg` was down, and finds that run again.
#[test]
fn the_name_alone_opens_the_first_screen() {
    let state = [("ZONEFALL_STATE", "state")];
    let mut real = Real::start(&[], &state, (80, 24));
    real.shows("Enter: was one-egg down in aws-2011-04-21, and why?")
        .took();
    real.types("\r").shows("REPLAY");
    real.types("q").shows("RECENT RUNS 1");
    assert!(real.types("q").ends().success());
    real.gave_back();
    let kept = std::fs::read_to_string(real.desk.path("state/recent.json")).expect("the file");
    assert!(kept.contains("\"architecture\": \"one-egg\""), "{kept}");
}

/// Nobody would ever press a key in a pipeline, though many have terminals.
#[test]
fn the_name_alone_is_the_tour_where_nobody_sits() {
    for variable in [("CI", "true"), ("TERM", "dumb")] {
        let mut real = Real::start(&[], &[variable], (100, 80));
        assert!(real.ends().success());
        let written = real.bytes();
        assert!(
            written.contains(" architectures live through it"),
            "{written}"
        );
        assert!(!written.contains("WHAT YOU CAN DO"), "{written}");
    }
    assert!(run(&[]).ok().contains(" architectures live through it"));
}
