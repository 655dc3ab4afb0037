//! No run goes on for ever, whatever is asked of it: it ends at its bound and says so.

use super::kit::*;
use crate::architecture::*;
use crate::engine::{End, LiveOptions, Luck, live_traced};
use crate::outcome::Outcome;
use kernel::{SimDuration, SimTime};
use tape::{Law, Tape};

fn server_that_fails(every: SimDuration, repair: SimDuration) -> Architecture {
    let mut arch = architecture();
    let web = arch.servers("web", &[(A, 2)], Root::LocalDisk);
    arch.components[web.0 as usize].fails = Some(Failures {
        every: Law::Fixed(every),
        repair: Some(Law::Fixed(repair)),
        crew: None,
        common_cause_ppm: 0,
        age: Age::New,
    });
    arch.journey("shop", &[web], false);
    arch
}

fn lived(arch: &Architecture, tape: &Tape, events_max: u64) -> Outcome {
    let options = LiveOptions {
        luck: Luck::Drawn,
        end: End::At(SimTime::ZERO + SimDuration::from_hours(1000)),
        events_max,
        ..LiveOptions::default()
    };
    run_with(arch, tape, &options)
}

fn says_so(outcome: &Outcome) {
    assert!(outcome.facts.iter().any(|f| f.kind == "tenant.events_max"));
    let warned = |w: &String| w.contains("the run was ended at");
    assert!(
        outcome.warnings.iter().any(warned),
        "{:?}",
        outcome.warnings
    );
}

#[test]
fn a_run_within_its_bound_does_not_speak_of_it() {
    let arch = server_that_fails(SimDuration::from_hours(10), SimDuration::from_hours(1));
    let outcome = lived(&arch, &Weather::new().tape(), 10_000);
    assert_eq!(outcome.end, SimTime::ZERO + SimDuration::from_hours(1000));
    assert_eq!(outcome.warnings, Vec::<String>::new());
}

#[test]
fn a_run_over_its_bound_ends_there_and_conserves_requests() {
    let arch = server_that_fails(SimDuration::from_hours(10), SimDuration::from_hours(1));
    let tape = Weather::new().tape();
    let outcome = lived(&arch, &tape, 3);
    assert!(outcome.end < SimTime::ZERO + SimDuration::from_hours(1000));
    says_so(&outcome);
    let segments = &outcome.journeys[0].segments;
    assert_eq!(segments.last().map(|s| s.until), Some(outcome.end));
    for s in segments {
        let out = s.served + s.failed + s.shed;
        assert_eq!(s.offered as i64, out as i64 + s.waiting);
    }
}

#[test]
fn failing_every_microsecond_or_at_once_does_not_hang() {
    for (every, repair) in [(1, 1), (0, 0), (0, 1)] {
        let arch = server_that_fails(SimDuration(every), SimDuration(repair));
        says_so(&lived(&arch, &Weather::new().tape(), 1000));
    }
}

#[test]
fn a_trace_tells_the_run_and_does_not_change_it() {
    let arch = server_that_fails(SimDuration::from_hours(10), SimDuration::from_hours(1));
    let tape = Weather::new().tape();
    let options = LiveOptions {
        luck: Luck::Drawn,
        ..LiveOptions::default()
    };
    let plain = run_with(&arch, &tape, &options);
    let world = crate::engine::World::new(&[], &tape);
    let (traced, lines) = live_traced(&arch, &world, &options);
    assert_eq!(plain.digest, traced.digest);
    assert!(lines.is_sorted_by_key(|l| l.at));
    let failed = lines.iter().filter(|l| l.who == "component/web");
    assert!(failed.clone().any(|l| l.event == "ordinary"), "{lines:?}");
    let (again, same) = live_traced(&arch, &world, &options);
    assert_eq!((again.digest, same), (traced.digest, lines));
}
