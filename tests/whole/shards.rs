//! Sweeps and matrices that are lived in parts: merged they are, byte for byte, what one machine prints; a part that is
//! there is not lived again; what cannot be put together is refused by name.

use crate::program::{Desk, Shown, root, shown, under_test};
use std::fs;

/// Nothing here is simulated, so that the tests are quick.
const SWEEP: [&str; 6] = [
    "sweep",
    "my.yaml",
    "--outage",
    "mine.yaml",
    "--seeds",
    "5..14",
];
const MATRIX: [&str; 9] = [
    "matrix",
    "my.yaml",
    "two-zones",
    "--outage",
    "aws-2011-04-21-observed,mine.yaml",
    "--seeds",
    "0..3",
    "--sort",
    "given",
];
/// But here.
const DRAWN: [&str; 6] = ["sweep", "two-zones", "--seeds", "0..4", "--clouds", "2"];
const FORMATS: [&str; 4] = ["text", "json", "csv", "md"];

/// A folder with an architecture and a tape of the user's.
fn desk() -> Desk {
    let desk = Desk::new();
    let path = root().join("scenarios/architectures/one-egg.yaml");
    let text = fs::read_to_string(path).expect("there");
    desk.put("my.yaml", text.replacen("one-egg", "my-egg", 1));
    let path = root().join("scenarios/tapes/aws-2011-04-21-observed.yaml");
    fs::copy(path, desk.path("mine.yaml")).expect("a copy");
    desk
}

/// A sweep of the user's architecture under what was observed.
fn observed(seeds: &str) -> [&str; 6] {
    let outage = "aws-2011-04-21-observed";
    ["sweep", "my.yaml", "--outage", outage, "--seeds", seeds]
}

fn live(desk: &Desk, asked: &[&str], shard: &str) -> Shown {
    desk.run(&[asked, &["--shard", shard]].concat())
}

/// Everything said on both streams, with the exit code.
fn said(shown: &Shown) -> (Option<i32>, String) {
    (shown.code, format!("{}{}", shown.out, shown.err))
}

fn merged_is_as_never_parted(asked: &[&str], totals: &[usize]) {
    let desk = desk();
    let whole = |format: &str| desk.run(&[asked, &["--format", format]].concat()).ok();
    let whole = FORMATS.map(whole);
    for &total in totals {
        let folder = format!("parts-{total}");
        for number in (1..=total).rev() {
            let shard = format!("{number}/{total}");
            let done = desk.run(&[asked, &["--shard", &shard, "--out", &folder]].concat());
            assert_eq!(
                (done.code, done.out.as_str()),
                (Some(0), ""),
                "{}",
                done.err
            );
        }
        // Whoever merges needs no file of the user's.
        let elsewhere = Desk::new();
        let from = desk.path(&folder);
        let from = from.to_str().expect("UTF-8");
        for (format, whole) in FORMATS.iter().zip(&whole) {
            let merged = elsewhere.run(&["merge", from, "--format", format]).ok();
            assert_eq!(&merged, whole, "{total} shards as {format}");
        }
    }
}

#[test]
fn a_merged_sweep_is_as_never_parted() {
    merged_is_as_never_parted(&SWEEP, &[1, 2, 7]);
    merged_is_as_never_parted(&[&DRAWN[..], &["--no-cache"]].concat(), &[2]);
}

#[test]
fn a_merged_matrix_is_as_never_parted() {
    merged_is_as_never_parted(&MATRIX, &[1, 2, 7]);
}

#[test]
fn a_shard_that_is_there_is_not_lived_again() {
    let desk = desk();
    let asked = observed("0..4");
    let (code, text) = said(&live(&desk, &asked, "2/3"));
    assert_eq!(
        (code, text.as_str()),
        (
            Some(0),
            "wrote zonefall-out/shard-2-of-3.jsonl: 1 of 4 runs\n  = help: when all 3 shards are there: zonefall merge \
             zonefall-out\n"
        )
    );
    let path = desk.path("zonefall-out/shard-2-of-3.jsonl");
    let bytes = fs::read(&path).expect("it is there");
    let made = |path| {
        fs::metadata(path)
            .and_then(|m| m.modified())
            .expect("a time")
    };
    let before = made(&path);
    let (code, text) = said(&live(&desk, &asked, "2/3"));
    assert_eq!(
        (code, text.as_str()),
        (
            Some(0),
            "zonefall-out/shard-2-of-3.jsonl is there already, whole and of the same\n"
        )
    );
    assert_eq!(made(&path), before, "it was not touched");
    let (_, text) = said(&live(
        &desk,
        &[&asked[..], &["--assumed", "fixed"]].concat(),
        "2/3",
    ));
    assert!(
        text.contains("is of something else, and its runs are lived again"),
        "{text}"
    );
    fs::write(&path, &bytes[..bytes.len() / 2]).expect("written");
    let (code, text) = said(&live(&desk, &asked, "2/3"));
    assert!(
        text.contains("is no whole shard, and its runs are lived again"),
        "{text}"
    );
    assert_eq!((code, fs::read(&path).expect("there")), (Some(0), bytes));
}

#[test]
fn what_cannot_be_put_together_is_refused() {
    let desk = desk();
    let asked = observed("0..6");
    for shard in ["1/3", "3/3"] {
        assert_eq!(live(&desk, &asked, shard).code, Some(0));
    }
    let (code, text) = said(&desk.run(&["merge", "zonefall-out"]));
    assert_eq!(code, Some(2));
    assert!(text.contains("missing: shard 2 of 3\n"), "{text}");
    // The same file with other contents, on another machine.
    let path = desk.path("my.yaml");
    let changed = fs::read_to_string(&path).expect("there") + "# changed\n";
    fs::write(&path, changed).expect("written");
    assert_eq!(live(&desk, &asked, "2/3").code, Some(0));
    let (code, text) = said(&desk.run(&["merge", "zonefall-out", "-o", "report.txt"]));
    assert_eq!(code, Some(2));
    assert!(text.contains("architecture: my.yaml ("), "{text}");
    assert!(!desk.path("report.txt").exists(), "nothing is written");
}

#[test]
fn more_shards_than_runs_are_no_mistake() {
    let desk = desk();
    let asked = observed("0..2");
    for shard in ["1/3", "2/3", "3/3"] {
        assert_eq!(live(&desk, &asked, shard).code, Some(0));
    }
    let merged = desk
        .run(&["merge", "zonefall-out", "--format", "json"])
        .ok();
    assert_eq!(
        merged,
        desk.run(&[&asked[..], &["--format", "json"]].concat()).ok()
    );
}

#[test]
fn the_environment_is_read_when_that_is_asked_for() {
    let desk = desk();
    let asked = observed("0..2");
    let asked = [&asked[..], &["--shard-from-env"]].concat();
    let with = |variables: &[(&str, &str)]| {
        let mut command = desk.command(under_test(), &asked);
        command.envs(variables.iter().copied());
        said(&shown(command.output().expect("it starts")))
    };
    let (code, text) = with(&[]);
    assert_eq!(code, Some(2));
    assert!(
        text.starts_with("error: nothing in the environment says which shard"),
        "{text}"
    );
    let (code, _) = with(&[("CI_NODE_INDEX", "2"), ("CI_NODE_TOTAL", "2")]);
    assert_eq!(code, Some(0));
    assert!(desk.path("zonefall-out/shard-2-of-2.jsonl").exists());
}

#[test]
fn a_folder_that_cannot_be_written_to_is_told_before_anything_is_lived() {
    let desk = desk();
    desk.put("taken", "a file");
    let (code, text) = said(&desk.run(&[
        "sweep",
        "my.yaml",
        "--shard",
        "1/2",
        "--out",
        "taken/out",
        "--no-cache",
    ]));
    assert_eq!(code, Some(2));
    assert!(
        text.starts_with("error: cannot write into taken/out: "),
        "{text}"
    );
}

#[test]
fn a_shard_has_no_report() {
    let desk = desk();
    for surplus in [
        &["--format", "json"][..],
        &["-o", "x"],
        &["--shard-from-env"],
    ] {
        let done = desk.run(&[&["sweep", "my.yaml", "--shard", "1/2"], surplus].concat());
        assert_eq!(done.code, Some(2), "{surplus:?}");
    }
}
