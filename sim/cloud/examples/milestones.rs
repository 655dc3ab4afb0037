//! Prints what the recorded outage's milestones come to over a number of seeds, for calibration.
//!
//! `cargo run --release -p zonefall-cloud --example milestones [SEEDS] [target.parameter=value ...]`

#[path = "../tests/fixture/mod.rs"]
#[expect(dead_code, reason = "tests use more of it")]
mod fixture;

use tape::query::ask;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let seeds: u64 = arguments.first().and_then(|a| a.parse().ok()).unwrap_or(1);
    let mut answers: Vec<Vec<Option<f64>>> = Vec::new();
    let mut run = fixture::recorded(0);
    for setting in &arguments[1.min(arguments.len())..] {
        let (name, value) = setting.split_once('=').expect("target.parameter=value");
        let (target, name) = name.split_once('.').expect("target.parameter=value");
        fixture::set(&mut run, target, name, value.parse().expect("a number"));
    }
    for seed in 0..seeds {
        run.seed = seed;
        let result = zonefall_cloud::simulate(&run).expect("the recorded outage runs");
        let tape = &result.tape;
        eprintln!("seed {seed}: {} events, {} facts", result.events, tape.facts.len());
        if seeds == 1 {
            for f in &tape.facts {
                println!("{} {} {}", f.at, f.kind, f.text);
            }
        }
        let queries = run.outage.milestones.iter().filter_map(|m| m.query.as_ref());
        let answer = |q: &zonefall_cloud::outage::Query| {
            ask(tape, &q.measure, tape.places.find(&q.place)?, q.take)
        };
        answers.push(queries.map(answer).collect());
    }
    let milestones = run.outage.milestones.iter().filter(|m| m.query.is_some());
    for (i, m) in milestones.enumerate() {
        let mut found: Vec<f64> = answers.iter().filter_map(|a| a[i]).collect();
        found.sort_by(f64::total_cmp);
        let inside = found.iter().filter(|v| (m.low..=m.high).contains(*v)).count();
        let unit = if m.is_time { 1.0 / 3600.0 } else { 100.0 };
        let at = |part: f64| {
            let at = ((found.len().max(1) - 1) as f64 * part + 0.5) as usize;
            found.get(at).map_or(f64::NAN, |v| v * unit)
        };
        println!(
            "{:4} {:24} published {:7.3} [{:7.3} {:7.3}]  p10 {:7.3} median {:7.3} p90 {:7.3}  inside {inside}/{seeds}",
            m.row, m.id, m.published * unit, m.low * unit, m.high * unit, at(0.1), at(0.5), at(0.9),
        );
    }
}
