//! Prints what an outage's milestones come to, for calibration. Clouds and outages are read from the folder at each
//! start, so a changed number needs no build.
//!
//! `cargo run -p zonefall-cloud --example milestones ID SEEDS [target.parameter=value | action=second ...]`
//! prints each milestone's spread over seeds, and each counterfactual's; with `facts`, the facts of seed 0; with
//! `ranges`, which milestones leave their tolerance when one assumed number at a time goes to the end of its range.

#[path = "../tests/all/fixture.rs"]
#[expect(dead_code, reason = "tests use more of it")]
mod fixture;

use kernel::SimTime;
use scenarios::{Library, load_outage, read_source};
use std::path::Path;
use zonefall_cloud::model::Provenance;
use zonefall_cloud::outage::{CloudRun, Milestone};

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let id = arguments.first().expect("the id of an outage");
    let seeds: u64 = arguments.get(1).and_then(|a| a.parse().ok()).unwrap_or(1);
    let mut run = read(id);
    for (name, value) in arguments.iter().filter_map(|a| a.split_once('=')) {
        let value: f64 = value.parse().expect("a number");
        if let Some((target, name)) = name.split_once('.') {
            fixture::set(&mut run, target, name, value);
        } else if let Some(dated) = run.outage.actions.iter_mut().find(|d| d.id == name) {
            dated.at = SimTime::from_secs(value as u64);
        }
    }
    if arguments.iter().any(|a| a == "facts") {
        let result = zonefall_cloud::simulate(&run).expect("the recorded outage runs");
        for f in &result.tape.facts {
            println!("{} {} {}", f.at, f.kind, f.text);
        }
        println!("{} events", result.events);
    }
    if arguments.iter().any(|a| a == "ranges") {
        ranges(&run, seeds);
        return;
    }
    for (m, found) in answers(&run, seeds) {
        let inside = found
            .iter()
            .filter(|v| (m.low..=m.high).contains(*v))
            .count();
        let unit = if m.is_time { 1.0 / 3600.0 } else { 100.0 };
        println!(
            "{:4} {:24} published {:7.3} [{:7.3} {:7.3}]  p10 {:7.3} median {:7.3} p90 {:7.3}  inside {inside}/{seeds}",
            m.row,
            m.id,
            m.published * unit,
            m.low * unit,
            m.high * unit,
            quantile(&found, 0.1) * unit,
            quantile(&found, 0.5) * unit,
            quantile(&found, 0.9) * unit,
        );
    }
    counterfactuals(&run, seeds);
}

/// An outage in its cloud, as they stand in the folder.
fn read(id: &str) -> CloudRun {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scenarios");
    let mut library = Library::built_in().expect("the built-in clouds are right");
    let source = |path: &Path| read_source(path).unwrap_or_else(|p| panic!("{}", p.render(false)));
    let clouds = folder.join("clouds").read_dir().expect("there are clouds");
    let mut clouds: Vec<_> = clouds.map(|e| e.expect("it can be read").path()).collect();
    clouds.sort();
    for path in clouds {
        let added = library.add_cloud(&source(&path));
        added.unwrap_or_else(|p| panic!("{}", p.render(false)));
    }
    let text = source(&folder.join(format!("outages/{id}.yaml")));
    let outage = load_outage(&text, &library).unwrap_or_else(|p| panic!("{}", p.render(false)));
    CloudRun {
        cloud: library
            .cloud(&outage.cloud)
            .expect("it has machinery")
            .clone(),
        outage,
        seed: 0,
        commands: Vec::new(),
    }
}

fn counterfactuals(run: &CloudRun, seeds: u64) {
    for c in &run.outage.counterfactuals {
        let mut run = run.clone();
        for (target, name, value) in &c.settings {
            fixture::set(&mut run, target, name, *value);
        }
        run.outage.actions.retain(|a| !c.without.contains(&a.id));
        if c.without.iter().any(|id| id == "trigger") {
            run.outage.trigger.at = SimTime::NEVER;
        }
        let holds = |seed| {
            run.seed = seed;
            let tape = zonefall_cloud::simulate(&run).expect("it runs").tape;
            match fixture::ask(&tape, &c.query) {
                Some(v) => (c.low..=c.high).contains(&v),
                None => c.none_holds,
            }
        };
        let held = (0..seeds).map(holds).filter(|&h| h).count();
        println!("     if {:24} {held}/{seeds} {}", c.id, c.expected);
    }
}

/// What each milestone that asks something comes to, over seeds, sorted.
fn answers(run: &CloudRun, seeds: u64) -> Vec<(&Milestone, Vec<f64>)> {
    let asked = run.outage.milestones.iter().filter(|m| m.query.is_some());
    let mut out: Vec<(&Milestone, Vec<f64>)> = asked.map(|m| (m, Vec::new())).collect();
    for seed in 0..seeds {
        let run = CloudRun {
            seed,
            ..run.clone()
        };
        let tape = zonefall_cloud::simulate(&run)
            .expect("the recorded outage runs")
            .tape;
        for (m, found) in &mut out {
            found.extend(m.answer(&run.outage.milestones, |q| fixture::ask(&tape, q)));
        }
    }
    for (_, found) in &mut out {
        found.sort_by(f64::total_cmp);
    }
    out
}

fn quantile(sorted: &[f64], part: f64) -> f64 {
    let at = ((sorted.len().max(1) - 1) as f64 * part + 0.5) as usize;
    sorted.get(at).copied().unwrap_or(f64::NAN)
}

fn ranges(run: &CloudRun, seeds: u64) {
    for instance in &run.cloud.instances {
        let first = run
            .cloud
            .instances
            .iter()
            .find(|i| i.family == instance.family);
        if first.is_some_and(|i| i.name != instance.name) {
            continue;
        }
        for p in &instance.parameters {
            let setting = run
                .outage
                .settings
                .iter()
                .rfind(|s| s.target == instance.family && s.parameter.name == p.name);
            let in_force = setting.map_or(p, |s| &s.parameter);
            let Provenance::Assumed { low, high, .. } = in_force.provenance else {
                continue;
            };
            for end in [low, high] {
                let mut run = run.clone();
                fixture::set(&mut run, &instance.family, &p.name, end);
                for (m, found) in answers(&run, seeds) {
                    let median = quantile(&found, 0.5);
                    if !(m.low..=m.high).contains(&median) {
                        println!(
                            "{}.{} = {end}: {} is {median}",
                            instance.family, p.name, m.id
                        );
                    }
                }
            }
        }
    }
}
