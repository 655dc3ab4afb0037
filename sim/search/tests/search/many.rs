//! Many runs: who is hit, what is kept, and that one run is what `run` shows.

use cloud::outage::CloudRun;
use scenarios::{Kind, Library};
use tape::Tape;
use tenant::Luck;
use tenant::architecture::Architecture;
use zonefall_search::many::{Stage, Values, Weather};

fn library() -> Library {
    Library::built_in().expect("built-in files are right")
}

fn architecture(library: &Library, name: &str) -> Architecture {
    let item = library.find(Kind::Architecture, name).expect("a built-in");
    let loaded = scenarios::load_architecture(&item.source, library);
    loaded.expect("built-in files are right").0
}

fn tape(library: &Library, seed: u64) -> Tape {
    let item = library.find(Kind::Outage, "aws-2011-04-21").expect("it");
    let outage = scenarios::load_outage(&item.source, library).expect("right");
    let run = CloudRun {
        cloud: library.cloud(&outage.cloud).expect("its cloud").clone(),
        outage,
        seed,
        commands: Vec::new(),
    };
    cloud::simulate(&run).expect("it runs").tape
}

fn weather(library: &Library, clouds: u64) -> Weather {
    Weather {
        outage: "aws-2011-04-21".to_owned(),
        title: String::new(),
        start_hour_utc: 7.0,
        tapes: (0..clouds).map(|c| tape(library, c)).collect(),
        plain: Vec::new(),
        values: Values::Fixed,
    }
}

#[test]
fn a_run_holds_what_a_replay_shows() {
    let library = library();
    let weather = weather(&library, 2);
    for name in ["two-zones", "one-egg", "managed-multi-zone"] {
        let arch = architecture(&library, name);
        let stage = Stage::new(&arch, library.offers(), &weather, None);
        let frame = stage.frame();
        let seeds: Vec<u64> = (0..12).collect();
        for run in stage.runs(&seeds, &|_| {}) {
            assert_eq!(u64::from(run.cloud), run.seed % 2);
            for luck in [Luck::Touched, Luck::Drawn] {
                let lot = run.lot(luck);
                let replay = stage.replay(run.seed, luck);
                assert_eq!(usize::from(lot.zone), replay.worst, "{name} {luck:?}");
                for (j, kept) in lot.journeys.iter().enumerate() {
                    let tries = replay.tries.iter().map(|t| &t.score.journeys[j]);
                    let worst = tries.clone().map(|j| (j.censored, j.downtime)).max();
                    assert_eq!(Some((kept.censored, kept.down)), worst);
                    for o in 0..frame.journeys[j].objectives.len() {
                        let mut all = tries.clone().map(|j| j.objectives[o].met);
                        let expected = match all.clone().any(|m| m == Some(false)) {
                            true => Some(false),
                            false => all.all(|m| m == Some(true)).then_some(true),
                        };
                        assert_eq!(kept.objective(o), expected);
                    }
                }
            }
        }
    }
}

#[test]
fn notes_and_runs_do_not_hang_on_who_lived_them() {
    let library = library();
    let weather = weather(&library, 3);
    let arch = architecture(&library, "two-zones");
    let whole = Stage::new(&arch, library.offers(), &weather, None);
    let runs = whole.runs(&(0..20).collect::<Vec<_>>(), &|_| {});
    let parts = Stage::new(&arch, library.offers(), &weather, None);
    let again: Vec<_> = (0..20).rev().map(|s| parts.run(s)).rev().collect();
    assert_eq!(runs, again);
    assert_eq!(whole.notes(), parts.notes());
    assert!(!whole.notes().leaves_out.is_empty());
    assert!(
        runs.iter().any(|r| r.redrawn.is_some()),
        "somebody is spared"
    );
}
