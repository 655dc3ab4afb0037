//! How long a replay and a cloud run take: every built-in architecture under every built-in outage.
//!
//! `cargo bench -p zonefall-search` prints microseconds beside the budget: a replay from ready tapes has a median of
//! 1 ms and at worst 5 ms; a cloud run of 100,000 volumes takes at most a second. Behind it: how long a new future takes
//! when somebody lays overlays on a ready outage or stops something, all zones together, everything told (budget 50 ms).

#![expect(
    clippy::disallowed_types,
    reason = "a benchmark is the one place here that looks at the clock on the wall"
)]

use cloud::outage::CloudRun;
use kernel::{SimDuration, SimTime};
use scenarios::{Kind, Library};
use std::time::Instant;
use tenant::architecture::Architecture;
use tenant::{LiveOptions, Luck};
use zonefall_search::log::{Log, menu::menu};
use zonefall_search::{ready, replay};

/// Seeds per architecture.
const ROUNDS: u64 = 41;

fn main() {
    let library = Library::built_in().expect("built-in files are right");
    let architectures: Vec<Architecture> = library
        .list(Kind::Architecture)
        .map(|i| {
            scenarios::load_architecture(&i.source, &library)
                .expect("built-in files are right")
                .0
        })
        .collect();
    let (mut all, mut slowest) = (Vec::new(), 0.0f64);
    for item in library.list(Kind::Outage) {
        let outage = scenarios::load_outage(&item.source, &library).expect("right");
        let run = CloudRun {
            cloud: library.cloud(&outage.cloud).expect("its cloud").clone(),
            outage,
            seed: 1,
            commands: Vec::new(),
        };
        let begun = Instant::now();
        let result = cloud::simulate(&run).expect("built-in files can be run");
        println!(
            "{}: cloud run {:.0} ms (budget 1000), {} events (budget {}), {} facts",
            item.name,
            begun.elapsed().as_secs_f64() * 1e3,
            result.events,
            cloud::EVENTS_MAX,
            result.tape.facts.len(),
        );
        for arch in &architectures {
            let times = replay_times(arch, &library, &result.tape);
            let median = times[times.len() / 2];
            println!(
                "  {:<28} median {median:>7.0} us   worst {:>7.0} us",
                arch.name,
                times[times.len() - 1]
            );
            slowest = slowest.max(times[times.len() - 1]);
            all.extend(times);
            let futures = future_times(arch, &library, &result.tape);
            println!(
                "  {:<28} a new future: median {:>5.1} ms   worst {:>5.1} ms (budget 50)",
                "",
                futures[futures.len() / 2],
                futures[futures.len() - 1]
            );
        }
    }
    all.sort_by(f64::total_cmp);
    if let Some(median) = all.get(all.len() / 2) {
        println!("all: median {median:.0} us (budget 1000), worst {slowest:.0} us (budget 5000)");
    }
}

/// Milliseconds of a new future of all zones, sorted: a zone without power for two hours from T+3:00 on, laid on the
/// ready tapes and lived.
fn future_times(arch: &Architecture, library: &Library, tape: &tape::Tape) -> Vec<f64> {
    let tapes = ready(arch, library.offers(), tape, None);
    let items = menu(None, tape, arch);
    let item = items.iter().find(|i| i.id.ends_with(".no_power"));
    let hours = |n| SimDuration::from_hours(n);
    let commands = item.map(|i| i.commands(SimTime::ZERO + hours(3), Some(hours(2)), &[]));
    let log = Log {
        commands: commands.transpose().ok().flatten().unwrap_or_default(),
    };
    let overlays = log.overlays();
    let options = LiveOptions {
        commands: log.tenant(),
        ..LiveOptions::default()
    };
    let time = |_| {
        let begun = Instant::now();
        let laid: Vec<_> = tapes.iter().map(|t| t.overlaid(&overlays)).collect();
        std::hint::black_box(&replay(arch, library.offers(), &laid, &options));
        begun.elapsed().as_secs_f64() * 1e3
    };
    let mut times: Vec<f64> = (0..11).map(time).collect();
    times.sort_by(f64::total_cmp);
    times
}

/// Microseconds of one replay on one zone, sorted; each the best of three, so that what else the machine does does not
/// count.
fn replay_times(arch: &Architecture, library: &Library, tape: &tape::Tape) -> Vec<f64> {
    let tapes = ready(arch, library.offers(), tape, None);
    let mut times = Vec::new();
    for seed in 0..ROUNDS {
        let options = LiveOptions {
            seed,
            luck: Luck::Touched,
            ..LiveOptions::default()
        };
        for one in tapes.chunks(1) {
            let time = || {
                let begun = Instant::now();
                std::hint::black_box(&replay(arch, library.offers(), one, &options));
                begun.elapsed().as_secs_f64() * 1e6
            };
            times.push(time().min(time()).min(time()));
        }
    }
    times.sort_by(f64::total_cmp);
    times
}
