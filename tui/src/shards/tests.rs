//! Shards that are written, spoilt in every way, and put together; made up, so that no run has to be lived.

use super::file::{self, Command, Header, Input, Lived, Origin, Question, Shard, Spoilt};
use super::{Part, gather};
use crate::failure::Failure;
use kernel::SimDuration;
use search::many::{Frame, JourneyFrame, JourneyRun, Lot, Notes, Run, StoreRun, Values};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use tempfile::TempDir;

const CLOUDS: u32 = 2;

fn question(architectures: &[&str], outages: &[&str], seeds: (u64, u64)) -> Question {
    let inputs = |names: &[&str]| names.iter().map(|n| named(n)).collect();
    Question {
        command: Command::Matrix,
        architectures: inputs(architectures),
        outages: inputs(outages),
        onto: None,
        seeds,
        clouds: CLOUDS,
        assumed: "drawn".to_owned(),
        report: BTreeMap::from([("sort".to_owned(), "worst".to_owned())]),
    }
}

fn named(name: &str) -> Input {
    Input {
        name: name.to_owned(),
        text: name.contains('.').then(|| format!("text of {name}")),
    }
}

fn origin(question: Question) -> Origin {
    Origin {
        engine: "0.1.0".to_owned(),
        catalogue: "00112233445566".to_owned(),
        question,
    }
}

fn frame(question: &Question, pair: usize) -> Frame {
    let name = |list: &[Input], i: usize| list[i].name.clone();
    Frame {
        architecture: name(&question.architectures, pair / question.outages.len()),
        teaches: "something".to_owned(),
        outage: name(&question.outages, pair % question.outages.len()),
        title: "a day".to_owned(),
        place: "cloud/r1".to_owned(),
        absent: false,
        zones: vec![None],
        clouds: CLOUDS,
        values: Values::Drawn,
        knows_shares: true,
        journeys: vec![JourneyFrame {
            name: "browse".to_owned(),
            objectives: Vec::new(),
        }],
        stores: vec!["orders".to_owned()],
        assumptions: Vec::new(),
    }
}

fn run(pair: usize, seed: u64) -> Run {
    let lot = |down: u64| Lot {
        zone: 0,
        touched: down.is_multiple_of(2),
        p_touched_ppm: 250_000,
        journeys: Box::new([JourneyRun {
            down: SimDuration(down),
            rto: (!down.is_multiple_of(3)).then_some(SimDuration(down)),
            ..JourneyRun::default()
        }]),
        stores: Box::new([StoreRun::default()]),
    };
    Run {
        seed,
        cloud: (seed % u64::from(CLOUDS)) as u32,
        drawn: lot(1000 * pair as u64 + seed),
        redrawn: seed.is_multiple_of(4).then(|| lot(seed)),
    }
}

fn lived(question: &Question, pair: usize, seeds: impl Iterator<Item = u64>) -> Lived {
    let runs: Vec<Run> = seeds.map(|seed| run(pair, seed)).collect();
    let count = runs.len() as u64;
    Lived {
        frame: frame(question, pair),
        runs,
        notes: Notes {
            warnings: BTreeMap::from([("a small tenant".to_owned(), count)]),
            ..Notes::default()
        },
    }
}

fn shard(question: &Question, number: u64, total: u64) -> Shard {
    let part = Part::new(number - 1, total).expect("there is such a shard");
    let pairs = (0..question.pairs()).map(|pair| {
        let seeds: Vec<u64> = question.seeds_of(part, pair).collect();
        (!seeds.is_empty()).then(|| lived(question, pair, seeds.into_iter()))
    });
    Shard {
        pairs: pairs.collect(),
        header: Header::new(origin(question.clone()), part),
        part,
    }
}

fn put(folder: &Path, shard: &Shard) {
    file::write(&folder.join(shard.part.file_name()), shard).expect("it is written");
}

fn folder_of(question: &Question, numbers: &[u64], total: u64) -> TempDir {
    let folder = TempDir::new().expect("a folder");
    for &number in numbers {
        put(folder.path(), &shard(question, number, total));
    }
    folder
}

/// What is said about a folder, with its name left out.
fn complaint(folder: &Path) -> String {
    match gather(folder, &|_, _| {}) {
        Err(Failure::Invalid(text)) => text.replace(&folder.display().to_string(), "DIR"),
        other => panic!("no complaint but {other:?}"),
    }
}

#[test]
fn merged_is_as_if_never_parted() {
    let question = question(&["a", "b"], &["x", "y", "z"], (3, 8));
    let all = |pair| lived(&question, pair, 3..8);
    let whole: Vec<Lived> = (0..6).map(all).collect();
    for total in [1, 2, 7, 30, 41] {
        let numbers: Vec<u64> = (1..=total).rev().collect();
        let folder = folder_of(&question, &numbers, total);
        let gathered = gather(folder.path(), &|_, _| {}).expect("all is there");
        assert_eq!(gathered.lived, whole, "{total} shards");
        assert_eq!(gathered.origin, origin(question.clone()));
    }
}

#[test]
fn a_shard_is_what_was_written() {
    let question = question(&["a", "my.yaml"], &["x"], (0, 9));
    let folder = TempDir::new().expect("a folder");
    let path = folder.path().join("one");
    for number in 1..=4 {
        let shard = shard(&question, number, 4);
        file::write(&path, &shard).expect("it is written");
        assert_eq!(file::read(&path), Ok(shard));
    }
}

#[test]
fn no_byte_can_be_changed_or_be_missing_unnoticed() {
    let question = question(&["a"], &["x"], (0, 3));
    let folder = folder_of(&question, &[1], 1);
    let path = folder.path().join("shard-1-of-1.jsonl");
    let bytes = fs::read(&path).expect("it is there");
    let told = |bytes: &[u8]| file::parse(bytes).expect_err("it is told");
    for at in 0..bytes.len() {
        let mut flipped = bytes.clone();
        flipped[at] ^= 1;
        told(&flipped);
        let cut = told(&bytes[..at]);
        assert!(
            matches!(cut, Spoilt::CutOff | Spoilt::Foreign | Spoilt::Changed),
            "{cut:?}"
        );
    }
    assert_eq!(told(&bytes[..bytes.len() - 200]), Spoilt::CutOff);
    assert_eq!(told(&[&bytes[..], b"more\n"].concat()), Spoilt::CutOff);
    assert_eq!(told(b"kind: architecture\n"), Spoilt::Foreign);
    assert_eq!(told(b""), Spoilt::Foreign);
}

/// Another's tool could make a checksum of anything.
#[test]
fn a_right_checksum_is_no_excuse() {
    let question = question(&["a"], &["x"], (0, 3));
    let folder = folder_of(&question, &[1], 1);
    let path = folder.path().join("shard-1-of-1.jsonl");
    let text = fs::read_to_string(&path).expect("it is there");
    let (body, _) = text.split_once("{\"end\"").expect("a last line");
    let told = |from: &str, to: &str| {
        let body = body.replacen(from, to, 1);
        assert!(from.is_empty() || !body.contains(from) || to.contains(from));
        let sum = blake3::hash(body.as_bytes()).to_hex();
        let end = format!("{{\"end\":{{\"blake3\":\"{sum}\"}}}}\n");
        file::parse(format!("{body}{end}").as_bytes())
    };
    assert!(told("", "").is_ok(), "as it was");
    for (from, to) in [
        ("\"stores\":[\"orders\"]", "\"stores\":[]"),
        ("\"seed\":1", "\"seed\":7"),
        ("\"seeds\":[0,3]", "\"seeds\":[0,18446744073709551615]"),
        ("\"seeds\":[0,3]", "\"seeds\":[3,0]"),
        ("\"pair\":0", "\"pair\":9"),
        ("\"shard\":1", "\"shard\":0"),
        ("\"of\":1", "\"of\":0"),
        ("\"clouds\":2,\"values\"", "\"clouds\":1,\"values\""),
        ("\"question\"", "\"query\""),
    ] {
        assert!(matches!(told(from, to), Err(Spoilt::Wrong(_))), "{to}");
    }
    assert_eq!(told("\"format\":1", "\"format\":2"), Err(Spoilt::Format(2)));
}

#[test]
fn everything_that_is_wrong_is_said_at_once() {
    let asked = question(&["my.yaml"], &["x"], (0, 20));
    let folder = folder_of(&asked, &[1, 2, 5, 6, 7, 8], 9);
    let dir = folder.path();
    fs::create_dir(dir.join("again")).expect("a folder");
    fs::copy(
        dir.join("shard-2-of-9.jsonl"),
        dir.join("again/shard-2-of-9.jsonl"),
    )
    .expect("a copy");
    fs::write(dir.join("notes.txt"), "mine").expect("a file");
    fs::write(dir.join(".zonefall-8x2k"), "half of one").expect("a hidden file");
    let cut = dir.join("shard-5-of-9.jsonl");
    let text = fs::read_to_string(&cut).expect("it is there");
    fs::write(&cut, &text[..text.len() - 100]).expect("it is written");
    let flipped = dir.join("shard-6-of-9.jsonl");
    let text = fs::read_to_string(&flipped).expect("it is there");
    fs::write(&flipped, text.replacen("browse", "browsf", 1)).expect("it is written");
    let mut other = shard(&asked, 7, 9);
    other.header.origin.question.architectures[0].text = Some("changed".to_owned());
    put(dir, &other);
    let mut other = shard(&question(&["my.yaml", "b"], &["y"], (0, 5)), 4, 7);
    other.header.origin.engine = "0.2.0".to_owned();
    other.header.origin.question.clouds = 3;
    other.header.origin.question.report.clear();
    other.header.origin.question.onto = Some("cloud/r2".to_owned());
    put(dir, &other);
    assert_eq!(
        complaint(dir),
        "error: the shards in DIR cannot be put together: 7 problems
  notes.txt: is no shard
    = help: keep nothing but shards in the folder
  shard-5-of-9.jsonl: is cut off: its last line is missing
    = help: delete it and run its shard again
  shard-6-of-9.jsonl: is damaged: its bytes are not those that its checksum was made of
    = help: delete it and run its shard again
  shard-4-of-7.jsonl: is of something else than again/shard-2-of-9.jsonl
    number of shards: 7 here, 9 there
    program: 0.2.0 here, 0.1.0 there
    --seeds: 0..5 here, 0..20 there
    --clouds: 3 here, 2 there
    --onto: cloud/r2 here, not given there
    --sort:  here, worst there
    architectures: 2 here, 1 there
    outage: y (built in) here, x (built in) there
    = help: delete it, or keep each sweep or matrix in a folder of its own
  shard-7-of-9.jsonl: is of something else than again/shard-2-of-9.jsonl
    architecture: my.yaml (6a9f75ee) here, my.yaml (63180bfd) there
    = help: delete it, or keep each sweep or matrix in a folder of its own
  shard 2 of 9 is there more than once: again/shard-2-of-9.jsonl, shard-2-of-9.jsonl
    = help: delete all but one
  missing: shards 3, 4 and 9 of 9
    = help: run the same command with --shard 3/9, and so on
"
    );
}

#[test]
fn an_empty_folder_and_none_are_told() {
    let folder = TempDir::new().expect("a folder");
    assert!(complaint(folder.path()).starts_with("error: there is no shard in DIR\n"));
    let gone = gather(&folder.path().join("gone"), &|_, _| {});
    assert!(matches!(gone, Err(Failure::Failed(text)) if text.contains("cannot read")));
}

#[test]
fn many_missing_shards_are_counted() {
    let folder = folder_of(&question(&["a"], &["x"], (0, 90)), &[1], 40);
    let said = complaint(folder.path());
    assert!(said.contains(" 20, 21 and 19 more of 40\n"), "{said}");
}
