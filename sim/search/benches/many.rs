//! How long many runs take: a thousand of one architecture on twenty draws of each built-in outage, and twenty of every
//! built-in, on one thread and on two.
//!
//! `cargo bench -p zonefall-search --bench many` prints seconds, runs per second and the speed-up from one thread to two
//! (budget: at least 1.7; the thousand at most 1.5 s on two). Drawing the clouds and putting them onto zones are told apart
//! from the runs. What a run takes of memory is the difference between two sweeps, in the release build:
//!
//! ```text
//! for n in 1000 10000; do /usr/bin/time -f %MkB zonefall sweep managed-multi-zone --seeds 0..$n > /dev/null; done
//! ```

#![expect(
    clippy::disallowed_types,
    reason = "a benchmark is the one place here that looks at the clock on the wall"
)]

use cloud::outage::CloudRun;
use rayon::prelude::*;
use rayon::{ThreadPool, ThreadPoolBuilder};
use scenarios::{Kind, Library};
use std::time::Instant;
use tenant::architecture::Architecture;
use zonefall_search::draws;
use zonefall_search::many::{Stage, Values, Weather};

/// Draws of the cloud.
const CLOUDS: u64 = 20;
/// Whose runs are counted.
const ARCHITECTURE: &str = "managed-multi-zone";
/// Its runs.
const RUNS: u64 = 1000;
/// Runs of each built-in.
const ROUNDS: u64 = 20;

fn main() {
    let library = Library::built_in().expect("built-in files are right");
    let load = |i: &scenarios::Item| scenarios::load_architecture(&i.source, &library);
    let architectures: Vec<Architecture> = library
        .list(Kind::Architecture)
        .map(|i| load(i).expect("right").0)
        .collect();
    for item in library.list(Kind::Outage) {
        let begun = Instant::now();
        let weather = weather(&library, item);
        println!(
            "{}: {CLOUDS} draws in {:.2} s",
            item.name,
            begun.elapsed().as_secs_f64()
        );
        let one = architectures.iter().filter(|a| a.name == ARCHITECTURE);
        let one: Vec<&Architecture> = one.collect();
        compare(ARCHITECTURE, &one, &library, &weather, RUNS);
        let all: Vec<&Architecture> = architectures.iter().collect();
        compare("every built-in", &all, &library, &weather, ROUNDS);
    }
}

/// The outage with all that is assumed drawn.
fn weather(library: &Library, item: &scenarios::Item) -> Weather {
    let outage = scenarios::load_outage(&item.source, library).expect("right");
    let cloud = library.cloud(&outage.cloud).expect("its cloud").clone();
    let list = draws::assumed(&cloud, &outage);
    let title = outage.title.clone();
    let base = CloudRun {
        cloud,
        outage,
        seed: 0,
        commands: Vec::new(),
    };
    let one = |seed| {
        let run = draws::with_draw(&base, &list, seed);
        cloud::simulate(&run).expect("it can be run").tape
    };
    Weather {
        outage: item.name.clone(),
        title,
        start_hour_utc: 7.0,
        tapes: (0..CLOUDS).into_par_iter().map(one).collect(),
        plain: Vec::new(),
        values: Values::Drawn,
    }
}

/// The same runs on one thread and on two.
fn compare(
    what: &str,
    architectures: &[&Architecture],
    library: &Library,
    weather: &Weather,
    runs: u64,
) {
    let seeds: Vec<u64> = (0..runs).collect();
    let mut lived = Vec::new();
    for threads in [1, 2] {
        let pool = pool(threads);
        let (mut ready_s, mut runs_s) = (0.0, 0.0);
        for arch in architectures {
            let begun = Instant::now();
            let stage = pool.install(|| Stage::new(arch, library.offers(), weather, None));
            ready_s += begun.elapsed().as_secs_f64();
            let begun = Instant::now();
            std::hint::black_box(pool.install(|| stage.runs(&seeds, &|_| ())));
            runs_s += begun.elapsed().as_secs_f64();
        }
        let count = (runs * architectures.len() as u64) as f64;
        println!(
            "  {what:<20} {threads} thread{}: {runs_s:>6.2} s, {:>6.0} runs/s; made ready in {ready_s:.2} s",
            if threads == 1 { " " } else { "s" },
            count / runs_s,
        );
        lived.push(runs_s);
    }
    println!(
        "  {what:<20} speed-up {:.2} (budget 1.70)",
        lived[0] / lived[1]
    );
}

fn pool(threads: usize) -> ThreadPool {
    let pool = ThreadPoolBuilder::new().num_threads(threads).build();
    pool.expect("threads can be started")
}
