//! Components and durability: what the files say moves the exact answer and the simulated one alike, and nothing else
//! moves either. Chains and the engine agree on small systems made up at random.

use crate::case::{case, library, measure};
use kernel::{SimDuration, Stream};
use tape::Law;
use tenant::architecture::{Architecture, ComponentKind, Rebuild};
use zonefall_search::closed_form::{Case, Metric};

fn find<'a>(metrics: &'a [Metric], name: &str) -> &'a Metric {
    metrics
        .iter()
        .find(|m| m.name == name)
        .expect("a metric of that name")
}

/// What is edited in an architecture.
type Edit = fn(&mut Architecture);

/// The only failing component's numbers.
fn fails(arch: &mut Architecture) -> &mut tenant::architecture::Failures {
    let all = arch.components.iter_mut();
    all.filter_map(|c| c.fails.as_mut())
        .next()
        .expect("it fails")
}

fn serial(arch: &mut Architecture) {
    if let ComponentKind::Volume(x) = &mut arch.components[0].kind {
        x.redundancy.as_mut().expect("copies").rebuild = Rebuild::Serial;
    }
}

/// Case, architecture, metric, how far runs are thinned, edit.
const EDITS: &[(&str, &str, &str, u32, Edit)] = &[
    ("A04", "main", "system_failures_per_h", 20, |a| {
        fails(a).repair = Some(Law::Exponential(SimDuration::from_hours(8)));
    }),
    ("A05", "main", "availability", 20, |a| a.crews[0].size = 2),
    ("A06", "repaired", "with_repair_h", 50, |a| {
        fails(a).every = Law::Exponential(SimDuration::from_hours(120));
    }),
    ("A07", "main", "unavailability", 3, |a| {
        fails(a).common_cause_ppm = 200_000;
    }),
    ("B01", "main", "MTTDL_h", 10, |a| {
        fails(a).repair = Some(Law::Exponential(SimDuration::from_hours(20)));
    }),
    ("B02", "parallel", "MTTDL_parallel_h", 50, serial),
    ("B08", "three", "R3_with_shocks_h", 10, |a| {
        a.shocks[0].hit_ppm = 400_000;
    }),
];

#[test]
fn what_a_file_says_moves_exact_and_simulated_alike() {
    let library = library();
    for &(id, which, metric, thinned, edit) in EDITS {
        let plain = case(&library, id);
        let mut edited = plain.clone();
        edit(edited.architectures.get_mut(which).expect("in the case"));
        let before = measure(&library, &plain, 1, thinned);
        let after = measure(&library, &edited, 1, thinned);
        for m in before.iter().chain(&after) {
            assert!(m.passed(), "{id}: {m:?}");
        }
        let (was, is) = (find(&before, metric), find(&after, metric));
        let moved = (is.exact - was.exact).abs();
        assert!(moved > 1.5 * was.tolerance(), "{id}: {was:?} {is:?}");
        // An engine that lives by other numbers than the formula was told is caught.
        let lies = Metric {
            simulated: is.simulated,
            std_error: is.std_error,
            ..was.clone()
        };
        assert!(!lies.passed(), "{id}: {lies:?}");
    }
}

#[test]
fn threads_change_nothing() {
    let library = library();
    for id in ["A05", "B05"] {
        let case = case(&library, id);
        let with = |threads: usize| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads);
            let pool = pool.build().expect("threads");
            pool.install(|| measure(&library, &case, 7, 50))
        };
        assert_eq!(with(1), with(3), "{id}");
    }
}

/// A05 with other numbers: 2 to 5 servers, any least number, crew, lives, repairs and share of common causes.
fn made_up(case: &mut Case, draw: &mut Stream) -> String {
    let n = 2 + draw.below(4) as u32;
    let least = 1 + draw.below(u64::from(n)) as u32;
    let crew = 1 + draw.below(u64::from(n)) as u32;
    let life = 50 + draw.below(200);
    let repair = 5 + draw.below(60);
    let common = [0, 50_000, 300_000][draw.below(3) as usize];
    let shock = draw.bernoulli(0.5);
    for arch in case.architectures.values_mut() {
        if let ComponentKind::Instances(x) = &mut arch.components[0].kind {
            x.per_zone[0].1 = n;
            x.max = n;
            x.at_least = Some(least);
        }
        let fails = fails(arch);
        fails.every = Law::Exponential(SimDuration::from_hours(life));
        fails.repair = Some(Law::Exponential(SimDuration::from_hours(repair)));
        fails.common_cause_ppm = common;
        if let Some(crews) = arch.crews.first_mut() {
            crews.size = crew;
        }
        if shock {
            arch.shocks.push(tenant::architecture::Shock {
                name: "bump".to_owned(),
                every: Law::Exponential(SimDuration::from_hours(300)),
                targets: vec![tenant::architecture::ShockTarget::Component(
                    tenant::architecture::ComponentId(0),
                )],
                hit_ppm: 400_000,
                lasts: None,
                age: tenant::architecture::Age::Any,
            });
        }
    }
    format!("{least} of {n}, crew {crew}, {life} h, {repair} h, {common} ppm, shock {shock}")
}

#[test]
fn chains_and_the_engine_agree_on_made_up_systems() {
    let library = library();
    let plain = case(&library, "A05");
    let mut draw = Stream::named(20, "test", "made up");
    for i in 0..24 {
        let mut case = plain.clone();
        let what = made_up(&mut case, &mut draw);
        for m in measure(&library, &case, i, 40) {
            assert!(m.passed(), "{what}: {m:?}");
        }
    }
}
