//! How long a forecast takes: ten thousand years of the one server of case A01, on one core at most two seconds.
//!
//! `RAYON_NUM_THREADS=1 cargo bench -p zonefall-search --bench forecast`

#![expect(
    clippy::disallowed_types,
    reason = "a benchmark is the one place here that looks at the clock on the wall"
)]

use scenarios::Library;
use std::path::Path;
use std::time::Instant;
use zonefall_search::forecast::{Question, forecast};

/// Years that are lived.
const RUNS: u32 = 10_000;

fn main() {
    let library = Library::built_in().expect("built-in files are right");
    let file = "../../tests/closed_form/a01-one-server.yaml";
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
    let source = scenarios::read_source(&path).expect("the case's architecture");
    let (arch, _) = scenarios::load_architecture(&source, &library).expect("right");
    let question = Question {
        arch: &arch,
        offers: library.offers(),
        recorded: &[],
        years: 1,
        runs: RUNS,
        seed: 1,
        background: true,
    };
    let begun = Instant::now();
    let found = forecast(&question, &|_, _| ()).expect("it fails");
    let up = found.journeys[0].availability_time;
    println!(
        "{RUNS} years of one server: {:.2} s (budget 2.00 on one core); availability {:.6} +- {:.6}",
        begun.elapsed().as_secs_f64(),
        up.mean,
        up.std_error,
    );
}
