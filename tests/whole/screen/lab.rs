//! The chaos lab: something is done to a run, and the other future is set beside it.

use super::stage::{ASCII, BLOCK, LARGE, SMALL, Stage, rooms};
use crate::program::{Desk, golden};
use kernel::{SimDuration, SimTime};
use search::log::{Command, Log};
use std::sync::{Arc, OnceLock};
use tape::{Change, Condition, Overlay, Service};
use zonefall::screen::First;
use zonefall::screen::lab::{Diff, Guess, Session, Step};
use zonefall::screen::story::Story;
use zonefall::screen::work::{Base, Job, Product, Setup, Ticker, perform};

fn lab(architecture: &str) -> Stage {
    Stage::open(First::Lab(Setup::new(architecture)), SMALL, ASCII)
}

/// What a newcomer types who wants to know what happens if zone b fails too: it is chosen when the lab opens.
const ZONE_B: &str = "Enter Enter";

/// Goldens of a lab: as it opens, its menu, its form, a branch, all differences.
const SMALL_ONES: [&str; 5] = [
    "screen-lab-small-open",
    "screen-lab-small-menu",
    "screen-lab-small-form",
    "screen-lab-small-branch",
    "screen-lab-small-all",
];
/// See [`SMALL_ONES`].
const LARGE_ONES: [&str; 5] = [
    "screen-lab-large-open",
    "screen-lab-large-menu",
    "screen-lab-large-form",
    "screen-lab-large-branch",
    "screen-lab-large-all",
];

#[test]
fn a_lab_as_it_looks() {
    for (names, size, look) in [(SMALL_ONES, SMALL, ASCII), (LARGE_ONES, LARGE, BLOCK)] {
        let mut stage = Stage::open(First::Lab(Setup::new("two-zones")), size, look);
        stage.command("goto 3:34");
        golden(names[0], &stage.text());
        golden(names[1], &stage.keys("Enter").text());
        golden(names[2], &stage.keys("Enter").text());
        golden(names[3], &stage.keys("y Enter").text());
        golden(names[4], &stage.keys("D").text());
    }
}

#[test]
fn the_styles_of_a_branch() {
    let mut stage = lab("two-zones");
    stage.command("goto 3:34").keys(ZONE_B).keys("Enter");
    golden("screen-lab-styles", &stage.styles());
}

#[test]
fn a_small_lab_shows_a_panel_at_a_time() {
    let mut stage = lab("one-egg");
    stage.resize(40, 10).keys(ZONE_B);
    golden("screen-lab-tiny", &stage.text());
}

fn story() -> Arc<Story> {
    static STORY: OnceLock<Arc<Story>> = OnceLock::new();
    let live = || {
        let job = Job::Live(Setup::new("one-egg"));
        let made = perform(job, &rooms(), &Ticker::default()).expect("a run");
        let Product::Story(story) = made else {
            panic!("not a story: {made:?}");
        };
        story
    };
    Arc::clone(STORY.get_or_init(live))
}

fn future(log: &Log) -> Arc<Story> {
    let job = Job::Branch(Base(story()), log.clone());
    let made = perform(job, &rooms(), &Ticker::default()).expect("a future");
    let Product::Branch(_, story) = made else {
        panic!("not a branch: {made:?}");
    };
    story
}

fn step(title: &str, hours: u64) -> Step {
    let at = SimTime::from_secs(hours * 3600);
    let overlay = Overlay {
        at,
        length: Some(SimDuration::from_hours(2)),
        place: "aws/us-east-1/a".to_owned(),
        change: Change::Service {
            service: Service::Network,
            condition: Condition::errors(1.0),
        },
    };
    Step {
        title: title.to_owned(),
        at,
        length: overlay.length,
        commands: vec![Command::Overlay(overlay)],
        guess: None,
    }
}

/// The branches as lines: names, depths and titles; `>` is in view, `*` is main.
fn tree(session: &Session) -> String {
    let line = |(depth, b): &(usize, &zonefall::screen::lab::Branch)| {
        let titles: Vec<&str> = b.steps().iter().map(|s| s.title.as_str()).collect();
        let view = if b.id == session.current().id {
            ">"
        } else {
            ""
        };
        let main = if b.id == session.main().id { "*" } else { "" };
        format!(
            "{}{view}{main}{}[{}]",
            "-".repeat(*depth),
            b.name,
            titles.join(" ")
        )
    };
    let lines: Vec<String> = session.tree().iter().map(line).collect();
    lines.join(" ")
}

#[test]
fn a_session_is_a_tree_of_logs() {
    type Do = fn(&mut Session);
    let table: &[(&str, Do, &str)] = &[
        (
            "a first step forks main",
            |s| s.inject(step("x", 40)),
            "*main[] ->what-if-1[x]",
        ),
        (
            "a second one does not",
            |s| s.inject(step("y", 50)),
            "*main[] ->what-if-1[x y]",
        ),
        (
            "undo",
            |s| assert_eq!(s.undo().as_deref(), Some("y")),
            "*main[] ->what-if-1[x]",
        ),
        (
            "redo",
            |s| assert_eq!(s.redo().as_deref(), Some("y")),
            "*main[] ->what-if-1[x y]",
        ),
        (
            "a fork knows what is done by then",
            |s| assert_eq!(s.fork(SimTime::from_secs(45 * 3600)), 1),
            "*main[] -what-if-1[x y] -->what-if-2[x]",
        ),
        (
            "what was taken over is not undone",
            |s| assert_eq!(s.undo(), None),
            "*main[] -what-if-1[x y] -->what-if-2[x]",
        ),
        (
            "a step ends what could be done again",
            |s| {
                s.inject(step("z", 60));
                s.undo();
                s.inject(step("w", 70));
                assert_eq!(s.redo(), None);
            },
            "*main[] -what-if-1[x y] -->what-if-2[x w]",
        ),
        (
            "names are taken once",
            |s| {
                assert!(s.rename("what-if-1").is_err());
                assert!(s.rename("  ").is_err());
                assert!(s.rename(&"long".repeat(9)).is_err());
                assert_eq!(s.rename(" deep "), Ok(()));
            },
            "*main[] -what-if-1[x y] -->deep[x w]",
        ),
        (
            "what forked from a dropped branch stays",
            |s| {
                let parent = s.current().parent.expect("a parent");
                assert!(s.look_at(parent));
                assert_eq!(s.drop_current().as_deref(), Ok("what-if-1"));
            },
            ">*main[] -deep[x w]",
        ),
        (
            "main is not dropped",
            |s| assert!(s.drop_current().is_err()),
            ">*main[] -deep[x w]",
        ),
        (
            "another can be kept as main, and is forked then",
            |s| {
                let deep = s.tree()[1].1.id;
                s.look_at(deep);
                s.keep();
                s.inject(step("v", 90));
            },
            "main[] -*deep[x w] -->what-if-1[x w v]",
        ),
    ];
    let mut session = Session::new(story());
    for (what, act, expected) in table {
        act(&mut session);
        assert_eq!(tree(&session), *expected, "{what}");
    }
}

#[test]
fn what_is_undone_has_never_been() {
    let mut session = Session::new(story());
    let before = story().life.outcome.digest;
    session.inject(step("x", 40));
    let log = session.wanted().expect("a future that is not known");
    let changed = future(&log);
    assert_ne!(changed.life.outcome.digest, before);
    session.learned(log, changed);
    session.undo();
    assert_eq!(session.wanted(), None, "the future without it is known");
    let shown = session.story(session.current().id).expect("it is known");
    assert_eq!(shown.life.outcome.digest, before);
    // Made anew from an empty log it is the same.
    assert_eq!(future(&Log::default()).life.outcome.digest, before);
}

#[test]
fn two_runs_are_the_same_until_something_is_done() {
    let log = Log {
        commands: step("x", 40).commands,
    };
    let diff = Diff::of(&story(), &future(&log));
    assert_eq!(diff.first, Some(SimTime::from_secs(40 * 3600)));
    assert!(
        diff.lines
            .iter()
            .all(|l| l.at >= SimTime::from_secs(40 * 3600))
    );
    assert!(diff.counts().0 > 0);
    assert_eq!(Diff::of(&story(), &story()).first, None);
}

#[test]
fn predictions_are_scored_as_brier_did() {
    let guess = |worse, sure| Guess {
        journey: 0,
        worse,
        by: SimDuration::from_mins(20),
        sure,
    };
    assert_eq!(guess(true, 70).brier_ppm(true), 90_000);
    assert_eq!(guess(true, 70).brier_ppm(false), 490_000);
    assert_eq!(guess(false, 100).brier_ppm(false), 0);
    assert_eq!(guess(false, 50).brier_ppm(true), 250_000);
}

#[test]
fn a_prediction_is_shown_beside_what_happened() {
    let mut stage = lab("two-zones");
    stage.command("goto 3:34").keys(ZONE_B).keys("y Enter");
    assert!(stage.text().contains(": predicted "), "{}", stage.text());
    let mut silent = lab("two-zones");
    silent.command("goto 3:34").keys(ZONE_B).keys("Enter");
    assert!(!silent.text().contains(": predicted "), "{}", silent.text());
}

#[test]
fn a_branch_is_dropped_by_another_key_than_the_one_that_asks() {
    let mut stage = lab("one-egg");
    stage.command("goto 3:34").keys(ZONE_B).keys("Enter");
    assert!(stage.text().contains("what-if-1"));
    assert!(stage.keys("X X").text().contains("what-if-1"));
    assert!(stage.keys("X n").text().contains("what-if-1"));
    assert!(!stage.keys("X y Down").text().contains("what-if-1"));
}

#[test]
fn what_was_tried_is_saved_run_and_checked() {
    let mut stage = lab("two-zones");
    stage.command("goto 3:34").keys(ZONE_B).keys("Enter");
    stage
        .command("save-test what-if")
        .command("save dr.yaml")
        .command("save dr.yaml");
    assert!(
        stage.text().contains("stands there already"),
        "{}",
        stage.text()
    );
    let names: Vec<&str> = stage.wrote.iter().map(|w| w.0.as_str()).collect();
    assert_eq!(names, ["what-if.yaml", "what-if-suite.yaml", "dr.yaml"]);
    stage.keys("y");
    assert_eq!(stage.copied, [stage.wrote[2].1.clone()]);
    golden("screen-lab-suite", &stage.wrote[1].1);
    let desk = Desk::new();
    for (name, text) in &stage.wrote {
        desk.put(name, text);
    }
    // The digest in the file is that of the screen; another one would be exit code 1.
    assert!(stage.wrote[0].1.contains("digest: "));
    desk.run(&["run", "--commands", "what-if.yaml"]).ok();
    let few = ["--clouds", "2", "--seeds", "0..12", "--no-cache"];
    let checked = desk.run(&[&["check", "what-if-suite.yaml"], &few[..]].concat());
    assert!(
        matches!(checked.code, Some(0 | 1 | 3)) && checked.err.is_empty(),
        "{checked:?}"
    );
}

#[test]
fn what_is_looked_for_is_found_wherever_it_stands() {
    let mut stage = lab("two-zones");
    stage.keys("/ \"zone\" Space \"b\" Space \"power\"");
    assert!(
        stage.text().contains(">zone b loses power"),
        "{}",
        stage.text()
    );
    stage.keys("Enter Enter Enter");
    assert!(
        stage.text().contains("zone b loses power, for 1h"),
        "{}",
        stage.text()
    );
    let nothing = stage.keys("/ \"unheard\" Enter").text();
    assert!(nothing.contains("nothing that can be done"), "{nothing}");
}

#[test]
fn a_run_with_commands_opens_as_a_branch() {
    let mut stage = lab("two-zones");
    stage
        .command("goto 3:34")
        .keys(ZONE_B)
        .keys("Enter")
        .command("save dr");
    let desk = Desk::new();
    desk.put("dr.yaml", &stage.wrote[0].1);
    let mut setup = Setup::new("two-zones");
    setup.circumstances.outage = desk.path("dr.yaml").display().to_string();
    let opened = Stage::open(First::Lab(setup), SMALL, ASCII);
    golden("screen-lab-opened", &opened.text());
}

#[test]
fn clicks_choose() {
    let mut stage = lab("two-zones");
    stage.command("goto 3:34");
    // Zone b, its first line, "do it", and a point of the strip.
    stage.click(4, 9).click(50, 2);
    assert!(stage.text().contains("PREDICT FIRST"), "{}", stage.text());
    stage.click(50, 8);
    assert!(stage.text().contains("what-if-1"), "{}", stage.text());
    let before = stage.text();
    stage.click(60, 17);
    assert_ne!(stage.text().lines().next(), before.lines().next());
}

#[test]
fn branches_that_no_file_has_are_not_lost_with_one_key() {
    let mut stage = lab("one-egg");
    stage.command("goto 3:34").keys(ZONE_B).keys("Enter");
    stage.keys("q");
    assert!(!stage.app.ended);
    assert!(stage.text().contains("in no file yet"), "{}", stage.text());
    assert!(stage.keys("q").app.ended);
    let mut saved = lab("one-egg");
    saved
        .command("goto 3:34")
        .keys(ZONE_B)
        .keys("Enter")
        .command("save a.yaml");
    assert!(saved.keys("q").app.ended);
}
