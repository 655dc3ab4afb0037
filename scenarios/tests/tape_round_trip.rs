//! Tapes that are written down and read back: the same conditions and shares, within a step.

use cloud::outage::CloudRun;
use kernel::SimTime;
use tape::query::{Measure, Take, ask};
use tape::{PlaceId, Tape};
use zonefall_scenarios::{
    About, Kind, Library, Source, TapeFormat, load_outage, load_tape, write_tape,
};

/// A share is written down when it has changed by a point; a tape has members of a hundredth of a point.
const STEP: f64 = 0.0101;

/// A simulated tape, and the queries of its milestones.
fn simulated() -> (Tape, Vec<cloud::outage::Query>) {
    let library = Library::built_in().expect("built-in files are right");
    let item = library.find(Kind::Outage, "aws-2011-04-21");
    let outage = load_outage(&item.expect("built in").source, &library).expect("right");
    let cloud = library.cloud(&outage.cloud).expect("its cloud").clone();
    let queries = outage.milestones.iter().filter_map(|m| m.query.clone());
    let queries = queries.collect();
    let run = CloudRun {
        cloud,
        outage,
        seed: 42,
        commands: Vec::new(),
    };
    (cloud::simulate(&run).expect("it runs").tape, queries)
}

fn read_back(tape: &Tape, format: TapeFormat) -> Tape {
    let about = About {
        title: "a test: with, \"quotes\" and # signs",
        start: Some("2011-04-21T00:47:00-07:00"),
        cloud: Some("aws-2011"),
        made_by: "a test",
    };
    let text = write_tape(tape, &about, format);
    let name = match format {
        TapeFormat::Csv => "aws-2011-04-21.csv",
        TapeFormat::Yaml => "tape.yaml",
    };
    load_tape(&Source::new(name, text)).unwrap_or_else(|p| panic!("{}", p.render(false)))
}

/// Whether two answers to a query are within a step: of a share directly, of an instant by the levels round it.
fn agree(written: &Tape, read: &Tape, measure: &Measure, place: &str, take: Take) -> bool {
    let at = |tape: &Tape, take| ask(tape, measure, find(tape, place, measure), take);
    let level_moved = |by: f64| match take {
        Take::FirstOver { level, from, until } => Take::FirstOver {
            level: level + by,
            from,
            until,
        },
        Take::LastUnder { level, from, until } => Take::LastUnder {
            level: level - by,
            from,
            until,
        },
        Take::At(_) | Take::Peak { .. } | Take::Change { .. } => take,
    };
    let found = at(read, take);
    match take {
        Take::At(_) | Take::Peak { .. } => {
            (at(written, take).unwrap_or(0.0) - found.unwrap_or(0.0)).abs() <= STEP
        }
        Take::Change { .. } => {
            (at(written, take).unwrap_or(0.0) - found.unwrap_or(0.0)).abs() <= 2.0 * STEP
        }
        Take::FirstOver { .. } | Take::LastUnder { .. } => {
            let seconds = found.unwrap_or(f64::INFINITY);
            let early = at(written, level_moved(-STEP)).unwrap_or(f64::INFINITY);
            let late = at(written, level_moved(STEP)).unwrap_or(f64::INFINITY);
            early - 1.0 <= seconds && seconds <= late + 1.0
        }
    }
}

/// A service is asked for at the deepest place that is known; a population has a place of its own.
fn find(tape: &Tape, place: &str, measure: &Measure) -> PlaceId {
    let found = if matches!(measure, Measure::Error(_)) {
        tape.places.deepest(place)
    } else {
        tape.places.find(place)
    };
    found.unwrap_or_else(|| panic!("{place} is not on the tape"))
}

#[test]
fn what_is_written_answers_milestones_as_before_within_a_step() {
    let (tape, queries) = simulated();
    for format in [TapeFormat::Csv, TapeFormat::Yaml] {
        let read = read_back(&tape, format);
        assert_eq!(read.outage, tape.outage);
        let zone = |t: &Tape| t.zone.map(|z| t.places.path(z).to_owned());
        assert_eq!(zone(&read), zone(&tape), "{format:?}");
        let mut asked = 0;
        for q in &queries {
            // Who was touched before is not kept.
            if matches!(q.measure, Measure::Error(_) | Measure::Share(..)) {
                let same = agree(&tape, &read, &q.measure, &q.place, q.take);
                assert!(same, "{format:?}: {q:?}");
                asked += 1;
            }
        }
        assert!(
            asked > 10,
            "the outage has milestones that a tape can answer"
        );
    }
}

#[test]
fn conditions_are_the_same_to_the_second() {
    let (tape, _) = simulated();
    let read = read_back(&tape, TapeFormat::Yaml);
    for track in &tape.tracks {
        let path = tape.places.path(track.place);
        let measure = Measure::Error(track.service);
        for minute in (0..96 * 60).step_by(7) {
            // Between two seconds, so that rounding plays no part.
            let at = Take::At(SimTime(minute * 60_000_000 + 500_000));
            let here = ask(&tape, &measure, track.place, at).unwrap_or(0.0);
            let there = ask(&read, &measure, find(&read, path, &measure), at).unwrap_or(0.0);
            assert!(
                (here - there).abs() <= STEP,
                "{path} {:?} at {minute} min: {here}, {there}",
                track.service
            );
        }
    }
}
