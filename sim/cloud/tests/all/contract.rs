//! What every run promises, whatever it is about.

use crate::fixture::{action, all_outages, calm, recorded, set};
use kernel::SimTime;
use tape::{Fact, FactId, Moves, PopulationKind, Tape};
use zonefall_cloud::model::Unit;
use zonefall_cloud::outage::CloudRun;
use zonefall_cloud::{CloudError, EVENTS_MAX, simulate, specs};

fn tape_of(run: &CloudRun) -> Tape {
    simulate(run).expect("the run is well described").tape
}

#[test]
fn the_same_run_gives_the_same_tape() {
    let (a, b) = (tape_of(&recorded(7)), tape_of(&recorded(7)));
    assert_eq!(a.digest(), b.digest());
    assert!(a == b, "equal beyond what the digest covers");
    assert_ne!(a.digest(), tape_of(&recorded(8)).digest());
}

#[test]
fn a_command_changes_no_fact_before_its_time() {
    let at = 5 * 3600;
    let plain = tape_of(&recorded(7));
    for (target, name) in [
        ("ebs/a", "suppress_search"),
        ("ebs/a", "disconnect"),
        ("ebs-control", "fix_attach"),
    ] {
        let mut run = recorded(7);
        run.commands.push(action(at, target, name, &[]));
        let changed = tape_of(&run);
        let before = |tape: &Tape| -> Vec<Fact> {
            tape.facts
                .iter()
                .filter(|f| f.at < SimTime::from_secs(at))
                .cloned()
                .collect()
        };
        // What a fact turns out to move may be learned later; everything else of it stands.
        let bare = |tape: &Tape| {
            before(tape)
                .into_iter()
                .map(|f| Fact {
                    moves: Vec::new(),
                    ..f
                })
                .collect::<Vec<_>>()
        };
        assert_eq!(bare(&plain), bare(&changed), "{name}");
        assert_ne!(plain.digest(), changed.digest(), "{name} does nothing");
        for (p, q) in plain.populations.iter().zip(&changed.populations) {
            let early = |h: &tape::History| {
                h.transitions
                    .iter()
                    .filter(|x| x.at < SimTime::from_secs(at))
                    .count()
            };
            let count = |p: &tape::Population| p.touched.iter().map(early).sum::<usize>();
            assert_eq!(count(p), count(q), "{name}");
        }
    }
}

#[test]
fn facts_have_earlier_causes_and_end_at_an_input() {
    let tape = tape_of(&recorded(7));
    assert!(tape.facts.len() < 1000, "{} facts", tape.facts.len());
    for (i, fact) in tape.facts.iter().enumerate() {
        let earlier = |f: &FactId| (f.0 as usize) < i;
        assert!(
            fact.cause.iter().all(earlier) && fact.given.iter().all(earlier),
            "{fact:?}"
        );
        assert!(fact.given.len() <= Fact::GIVEN_MAX);
        let first = fact.input || fact.kind == "block_store.host_failed";
        assert_eq!(fact.cause.is_none(), first, "{fact:?}");
    }
}

fn chain(tape: &Tape, from: FactId) -> Vec<String> {
    let mut kinds = Vec::new();
    let mut next = Some(from);
    while let Some(id) = next {
        kinds.push(tape.fact(id).kind.clone());
        next = tape.fact(id).cause;
    }
    kinds
}

#[test]
fn a_hung_volume_is_explained_back_to_the_traffic_shift() {
    let tape = tape_of(&recorded(7));
    let zone = tape.places.find("aws/us-east-1/a").expect("the zone");
    let volumes = tape
        .population(zone, PopulationKind::Volumes)
        .expect("its volumes");
    let mut through_space = 0;
    for history in &volumes.touched {
        for x in &history.transitions {
            let cause = x.cause.expect("every change of a volume has a reason");
            assert!(tape.fact(cause).at <= x.at);
        }
        let at_one = history
            .transitions
            .iter()
            .rfind(|x| x.at <= SimTime::from_secs(3600));
        let Some(cause) = at_one.and_then(|x| x.cause) else {
            continue;
        };
        let kinds = chain(&tape, cause);
        if kinds.iter().any(|k| k == "block_store.space_exhausted") {
            through_space += 1;
        }
    }
    assert!(
        through_space > 10_000,
        "{through_space} volumes are explained by missing space"
    );
    let exhausted = tape
        .facts
        .iter()
        .position(|f| f.kind == "block_store.space_exhausted");
    let kinds = chain(&tape, FactId(exhausted.expect("space ran out") as u32));
    assert_eq!(
        kinds.last().map(String::as_str),
        Some("action.shift_traffic"),
        "{kinds:?}"
    );
}

#[test]
fn recoveries_are_explained_by_what_people_did() {
    let tape = tape_of(&recorded(7));
    let after = |kind: &str, minutes: u64| {
        let at = SimTime::from_secs(minutes * 60);
        let found = (0..).zip(&tape.facts);
        let mut found = found.filter(|(_, f)| f.kind == kind && f.at >= at);
        let (i, _) = found.next().unwrap_or_else(|| panic!("no {kind}"));
        chain(&tape, FactId(i))
    };
    let disabled = "action.disable_create".to_owned();
    assert!(after("control_plane.relieved", 113).contains(&disabled));
    assert!(after("control_plane.recovered", 113).contains(&disabled));
    let disconnected = "action.disconnect".to_owned();
    assert!(after("control_plane.relieved", 453).contains(&disconnected));
    assert!(after("control_plane.recovered", 453).contains(&disconnected));
    for name in ["suppress_search", "end_capacity"] {
        let kind = format!("action.{name}");
        let fact = tape.facts.iter().find(|f| f.kind == kind);
        let moved = fact.map(|f| f.moves.contains(&Moves::Fates(PopulationKind::Volumes)));
        assert_eq!(moved, Some(true), "{name} ends what volumes went through");
    }
    for population in &tape.populations {
        let kind = population.kind;
        for x in population.touched.iter().flat_map(|h| &h.transitions) {
            assert!(x.cause.is_some(), "{kind:?} {x:?}");
        }
    }
}

#[test]
fn a_run_stays_within_its_limits() {
    let result = simulate(&recorded(7)).expect("runs");
    assert!(result.events < EVENTS_MAX / 5, "{} events", result.events);
    let transitions: usize = result
        .tape
        .populations
        .iter()
        .flat_map(|p| &p.touched)
        .map(|h| h.transitions.len())
        .sum();
    let bytes = transitions * size_of::<tape::Transition>();
    assert!(bytes < 20_000_000, "{transitions} transitions");
}

#[test]
fn every_action_of_every_mechanism_can_be_done_at_any_time() {
    let all = all_outages(1);
    for spec in specs() {
        let in_cloud = |run: &&CloudRun| run.cloud.instances.iter().any(|i| i.kind == spec.kind);
        let Some(storm) = all.iter().find(in_cloud) else {
            continue;
        };
        let instances = &storm.cloud.instances;
        let instance = instances.iter().find(|i| i.kind == spec.kind);
        let instance = instance.expect("it was found there");
        let base = calm(storm.clone());
        for a in spec.actions {
            for hours in [0, 1, 90] {
                let arguments: Vec<(&str, f64)> = a
                    .parameters
                    .iter()
                    .map(|p| {
                        (
                            p.name,
                            if p.unit == Unit::Seconds {
                                3600.0
                            } else {
                                p.high.min(0.3)
                            },
                        )
                    })
                    .collect();
                let mut run = base.clone();
                run.commands
                    .push(action(hours * 3600, &instance.name, a.name, &arguments));
                let mut storm = storm.clone();
                storm.commands.clone_from(&run.commands);
                for run in [run, storm] {
                    assert!(simulate(&run).is_ok(), "{} at {hours} h", a.name);
                }
            }
        }
    }
}

type Break = fn(&mut CloudRun);

#[test]
fn a_mistake_in_a_description_is_an_error_and_not_a_panic() {
    let cases: &[(&str, Break)] = &[
        ("kind", |r| r.cloud.instances[0].kind = "gremlin".to_owned()),
        ("twice", |r| {
            let again = r.cloud.instances[0].clone();
            r.cloud.instances.push(again);
        }),
        ("place", |r| {
            r.cloud.instances[0].place = "moon/x".to_owned()
        }),
        ("region", |r| r.outage.region = "moon".to_owned()),
        ("parameter", |r| {
            r.cloud.instances[0].parameters[0].name = "zeal".to_owned()
        }),
        ("missing", |r| r.cloud.instances[0].parameters.clear()),
        ("range", |r| set(r, "ebs", "free_space", -1.0)),
        ("nan", |r| set(r, "ebs", "free_space", f64::NAN)),
        ("setting", |r| set(r, "ebs", "zeal", 1.0)),
        ("target", |r| set(r, "nobody", "volumes", 1.0)),
        ("port", |r| {
            r.cloud.instances[0]
                .wires
                .push(("ear".to_owned(), "ebs/a".to_owned()))
        }),
        ("no wire", |r| {
            r.cloud.instances.iter_mut().for_each(|i| i.wires.clear())
        }),
        ("wire", |r| {
            r.cloud
                .instances
                .iter_mut()
                .flat_map(|i| &mut i.wires)
                .for_each(|w| w.1 = "x".to_owned());
        }),
        ("actor", |r| r.outage.trigger.target = "nobody".to_owned()),
        ("action", |r| r.outage.trigger.action = "dance".to_owned()),
        ("argument", |r| {
            r.outage.trigger.arguments.push(("mood".to_owned(), 1.0))
        }),
        ("no argument", |r| {
            r.outage
                .actions
                .iter_mut()
                .for_each(|a| a.arguments.clear())
        }),
        ("post", |r| r.outage.posts[0].place = "moon".to_owned()),
        ("page", |r| {
            r.cloud
                .instances
                .retain(|i| i.kind != "status_page" && i.kind != "crowd")
        }),
    ];
    for (name, damage) in cases {
        let mut run = recorded(1);
        damage(&mut run);
        match simulate(&run) {
            Err(CloudError::TooManyEvents { .. } | CloudError::Tape(_)) | Ok(_) => panic!("{name}"),
            Err(error) => assert!(!error.to_string().is_empty()),
        }
    }
}
