//! The kernel beside other engines: `cargo run --release --manifest-path
//! sim/kernel/peers/Cargo.toml`.
//!
//! Every engine runs the workloads of `sim/kernel/benches/workloads` in its own idiom, with the
//! same draws, in one process on one thread, optimised alike. Five interleaved rounds, so that a
//! slow minute of the machine hits all, and in each round the fastest of three bursts. Printed are
//! medians in million events per second, how many times faster the kernel is, and the targets it is
//! held to. An engine that runs in two forms is compared by its faster one. Engines must report the
//! same work: the same events in the same order. Only a model per process in NeXosim does less, see
//! there; it is left out with 100,000 processes, where it falls to a third of its other form.
//!
//! This crate is no member of the workspace, has its own lock file and is built by nobody else.

mod nexosim_engine;
mod simcore_engine;
#[path = "../../benches/workloads/mod.rs"]
mod workloads;

use workloads::phold::{self, COLLAPSE, Delay, STRESS};
use workloads::{Measured, Run, Span, binary_heap, fastest, measure, median, tandem, zonefall};

const ROUNDS: usize = 5;
/// Events per burst.
const EVENTS: u64 = 800_000;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Engine {
    Zonefall,
    BinaryHeap,
    NeXosim,
    SimCore,
}

impl Engine {
    fn name(self) -> &'static str {
        match self {
            Self::Zonefall => "zonefall",
            Self::BinaryHeap => "std heap",
            Self::NeXosim => "NeXosim",
            Self::SimCore => "SimCore",
        }
    }
}

/// One way of running a workload.
struct Entry {
    engine: Engine,
    form: &'static str,
    /// Whether it must report the same work as the kernel.
    same_work: bool,
    run: Box<dyn Fn() -> Measured>,
    rates: Vec<f64>,
}

impl Entry {
    fn new<C: Copy + 'static, R: Run + 'static>(
        (engine, form): (Engine, &'static str),
        start: fn(&C) -> R,
        (config, span): (C, Span),
    ) -> Self {
        let run = Box::new(move || measure(start(&config), span));
        Self {
            engine,
            form,
            same_work: true,
            run,
            rates: Vec::new(),
        }
    }

    fn median(&self) -> f64 {
        median(&self.rates)
    }
}

/// One workload, its entries, and how many times faster than a peer the kernel must be.
struct Contest {
    name: String,
    entries: Vec<Entry>,
    targets: Vec<(Engine, f64)>,
}

impl Contest {
    fn phold(processes: u32, nexosim_min: f64, simcore_min: f64) -> Self {
        use Engine::{BinaryHeap, NeXosim, SimCore, Zonefall};
        let config = phold::Config::new(processes, Delay::Classic, EVENTS);
        let load = (config, config.span);
        let mut entries = vec![
            Entry::new((Zonefall, ""), zonefall::phold, load),
            Entry::new((BinaryHeap, ""), binary_heap::phold, load),
            Entry::new((NeXosim, "one model"), nexosim_engine::phold, load),
            Entry::new((SimCore, "one component"), simcore_engine::phold, load),
            Entry::new(
                (SimCore, "a component per process"),
                simcore_engine::phold_spread,
                load,
            ),
        ];
        if processes <= 1000 {
            let form = (NeXosim, "a model per process");
            let spread = Entry::new(form, nexosim_engine::phold_spread, load);
            entries.push(Entry {
                same_work: false,
                ..spread
            });
        }
        let targets = vec![(NeXosim, nexosim_min), (SimCore, simcore_min)];
        Self {
            name: format!("PHOLD, {processes} processes"),
            entries,
            targets,
        }
    }

    fn tandem(pending: u32, servers: u32, nexosim_min: f64, simcore_min: f64) -> Self {
        use Engine::{BinaryHeap, NeXosim, SimCore, Zonefall};
        let config = tandem::Config::new(servers, EVENTS);
        let load = (config, config.span);
        let entries = vec![
            Entry::new((Zonefall, ""), zonefall::tandem, load),
            Entry::new((BinaryHeap, ""), binary_heap::tandem, load),
            Entry::new((NeXosim, "one model"), nexosim_engine::tandem, load),
            Entry::new((SimCore, "one component"), simcore_engine::tandem, load),
        ];
        let targets = vec![(NeXosim, nexosim_min), (SimCore, simcore_min)];
        Self {
            name: format!("cancel-heavy, about {pending} pending"),
            entries,
            targets,
        }
    }

    /// NeXosim is absent: it refuses events at the present instant.
    fn stress(name: &str, delay: Delay) -> Self {
        let config = phold::Config::new(100_000, delay, EVENTS);
        let load = (config, config.span);
        let entries = vec![
            Entry::new((Engine::Zonefall, ""), zonefall::phold, load),
            Entry::new((Engine::BinaryHeap, ""), binary_heap::phold, load),
            Entry::new(
                (Engine::SimCore, "one component"),
                simcore_engine::phold,
                load,
            ),
        ];
        Self {
            name: format!("{name}, 100000 processes"),
            entries,
            targets: Vec::new(),
        }
    }

    /// One round of all entries; the work of the first is the measure for the others.
    fn round(&mut self) {
        let mut expected = None;
        for entry in &mut self.entries {
            let measured = fastest(&entry.run);
            entry.rates.push(measured.rate());
            if entry.same_work {
                let expected = *expected.get_or_insert(measured.work);
                let name = entry.engine.name();
                assert_eq!(
                    measured.work, expected,
                    "{}: {name} did other work",
                    self.name
                );
            }
        }
    }

    /// The median of the engine's faster form.
    fn best(&self, engine: Engine) -> f64 {
        let forms = self.entries.iter().filter(|entry| entry.engine == engine);
        forms.map(Entry::median).fold(0.0, f64::max)
    }

    /// Prints the rates and how many times faster the kernel is than each form, then the targets.
    fn print(&self) {
        let kernel = self.best(Engine::Zonefall);
        println!(
            "\n{:<38} {:>10} {:>12}",
            self.name, "M events/s", "zonefall is"
        );
        for entry in &self.entries {
            let rate = entry.median();
            print!("  {:9} {:26} {rate:10.2}", entry.engine.name(), entry.form);
            match entry.engine {
                Engine::Zonefall => println!(),
                Engine::BinaryHeap | Engine::NeXosim | Engine::SimCore => {
                    println!(" {:10.2} x", kernel / rate)
                }
            }
        }
        for &(peer, target) in &self.targets {
            let ratio = kernel / self.best(peer);
            let verdict = if ratio < target { "MISSED" } else { "met" };
            println!(
                "  target {target:.1} x {}: {ratio:.2}, {verdict}",
                peer.name()
            );
        }
    }
}

fn main() {
    let mut contests = vec![
        Contest::phold(1000, 6.0, 2.0),
        Contest::tandem(100, 20, 6.0, 2.2),
        Contest::tandem(48_000, 10_000, 7.0, 3.3),
        Contest::phold(100_000, 8.0, 5.0),
    ];
    let mut stress: Vec<Contest> = STRESS
        .iter()
        .map(|&(name, delay)| Contest::stress(name, delay))
        .collect();
    for _ in 0..ROUNDS {
        contests
            .iter_mut()
            .chain(&mut stress)
            .for_each(Contest::round);
    }
    let mut phold = 0.0;
    for contest in &contests {
        contest.print();
        phold = contest.best(Engine::Zonefall);
    }
    for contest in &stress {
        contest.print();
        let share = contest.best(Engine::Zonefall) / phold;
        let verdict = if share < COLLAPSE { "MISSED" } else { "met" };
        println!("  target no collapse, at least {COLLAPSE} of PHOLD: {share:.2}, {verdict}");
    }
}
