//! Million events per second of the queue, one thread: `cargo bench -p zonefall-kernel`.
//!
//! PHOLD and the cancel-heavy stations beside std's heap, then the stress forms of PHOLD as ratios
//! to PHOLD of the same size. Ratios travel between machines, rates do not.

mod workloads;

use workloads::phold::{self, COLLAPSE, Delay, STRESS};
use workloads::{Measured, binary_heap, fastest, measure, median, tandem, zonefall};

const ROUNDS: usize = 5;
/// Events per burst.
const EVENTS: u64 = 1_000_000;

/// One row: how the kernel and std's heap run it.
struct Row {
    name: String,
    kernel: Box<dyn Fn() -> Measured>,
    heap: Box<dyn Fn() -> Measured>,
    kernel_rates: Vec<f64>,
    heap_rates: Vec<f64>,
}

impl Row {
    fn phold(name: &str, processes: u32, delay: Delay) -> Self {
        let config = phold::Config::new(processes, delay, EVENTS);
        Self {
            name: format!("{name}, {processes} processes"),
            kernel: Box::new(move || measure(zonefall::phold(&config), config.span)),
            heap: Box::new(move || measure(binary_heap::phold(&config), config.span)),
            kernel_rates: Vec::new(),
            heap_rates: Vec::new(),
        }
    }

    fn tandem(pending: u32, servers: u32) -> Self {
        let config = tandem::Config::new(servers, EVENTS);
        Self {
            name: format!("cancel-heavy, about {pending} pending"),
            kernel: Box::new(move || measure(zonefall::tandem(&config), config.span)),
            heap: Box::new(move || measure(binary_heap::tandem(&config), config.span)),
            kernel_rates: Vec::new(),
            heap_rates: Vec::new(),
        }
    }

    fn round(&mut self) {
        let (kernel, heap) = (fastest(&self.kernel), fastest(&self.heap));
        assert_eq!(
            kernel.work, heap.work,
            "{}: the heap did other work",
            self.name
        );
        self.kernel_rates.push(kernel.rate());
        self.heap_rates.push(heap.rate());
    }

    fn print(&self) -> f64 {
        let (kernel, heap) = (median(&self.kernel_rates), median(&self.heap_rates));
        print!(
            "{:42} {kernel:9.2} {heap:9.2} {:7.2}",
            self.name,
            kernel / heap
        );
        kernel
    }
}

fn main() {
    let mut rows = vec![
        Row::tandem(100, 20),
        Row::tandem(48_000, 10_000),
        Row::phold("PHOLD", 1000, Delay::Classic),
        Row::phold("PHOLD", 100_000, Delay::Classic),
    ];
    let mut stress: Vec<Row> = STRESS
        .iter()
        .map(|&(name, delay)| Row::phold(name, 100_000, delay))
        .collect();
    for _ in 0..ROUNDS {
        rows.iter_mut().chain(&mut stress).for_each(Row::round);
    }
    println!(
        "{:42} {:>9} {:>9} {:>7} {:>9}",
        "M events/s", "zonefall", "std heap", "ratio", "to PHOLD"
    );
    let mut phold = 0.0;
    for row in &rows {
        phold = row.print();
        println!();
    }
    for row in &stress {
        let share = row.print() / phold;
        println!(
            " {share:9.2} {}",
            if share < COLLAPSE {
                "COLLAPSE"
            } else {
                "no collapse"
            }
        );
    }
}
