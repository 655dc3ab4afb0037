//! What must not matter: a fault of no length, the order of a log, and, for what came before it, any command.

use super::design::{any_design, steady};
use super::weather::{any_weather, conditions};
use super::{LIBRARY, built, config, lived, options, served};
use kernel::{SimDuration, SimTime};
use proptest::collection::vec;
use proptest::prelude::*;

use tape::{Fact, Tape};
use tenant::architecture::{Architecture, ComponentId};
use tenant::outcome::{Outcome, Segment};
use tenant::score::score;
use tenant::{End, Keep, LiveOptions, TenantAction, TenantCommand};

fn minute(m: u32) -> SimTime {
    SimTime::ZERO + SimDuration::from_mins(u64::from(m))
}

fn command(at: SimTime, action: TenantAction) -> TenantCommand {
    TenantCommand { at, action }
}

/// What was told before an instant.
fn before(outcome: &Outcome, at: SimTime) -> Vec<&Fact> {
    outcome.facts.iter().filter(|f| f.at < at).collect()
}

/// What journeys did until an instant, segments cut there; the counts of a cut one are left out.
fn course(outcome: &Outcome, at: SimTime) -> Vec<Vec<Segment>> {
    let cut = |j: &tenant::outcome::JourneyTimeline| {
        j.segments
            .iter()
            .filter(|s| s.until < at)
            .copied()
            .collect()
    };
    outcome.journeys.iter().map(cut).collect()
}

/// Downtime and requests per journey; causes are left out, for a command is a fact even if it changes nothing.
fn verdict(arch: &Architecture, outcome: &Outcome) -> Vec<[u64; 4]> {
    let score = score(arch, outcome, LIBRARY.offers(), 0);
    let journeys = score.journeys.iter();
    journeys
        .map(|j| [j.downtime.0, j.offered, j.served, j.failed])
        .collect()
}

proptest! {
    #![proptest_config(config())]

    /// A command changes nothing that happened before it.
    #[test]
    fn the_past_is_fixed(
        design in any_design(), weather in any_weather(), seed in 0u64..1000,
        at in 1u32..400, which in any::<prop::sample::Index>(),
    ) {
        let arch = built(&design);
        let tape = weather.tape(1);
        let target = ComponentId(which.index(arch.components.len()) as u16);
        let plain = lived(&arch, &tape, &options(seed));
        let commands = vec![command(minute(at), TenantAction::Stop(target))];
        let told = lived(&arch, &tape, &LiveOptions { commands, ..options(seed) });
        // Without the command a run may be over before its time comes.
        let until = minute(at).min(plain.end);
        prop_assert_eq!(before(&plain, until), before(&told, until));
        prop_assert_eq!(course(&plain, until), course(&told, until));
    }

    /// What is stopped and started in the same instant was never stopped.
    #[test]
    fn a_fault_of_no_length_changes_nothing(
        design in steady(), weather in conditions(), seed in 0u64..1000,
        at in 0u32..400, which in any::<prop::sample::Index>(),
    ) {
        let arch = built(&design);
        let tape = weather.tape(1);
        let target = ComponentId(which.index(arch.components.len()) as u16);
        let plain = lived(&arch, &tape, &options(seed));
        let commands = vec![
            command(minute(at), TenantAction::Stop(target)),
            command(minute(at), TenantAction::Start(target)),
        ];
        let told = lived(&arch, &tape, &LiveOptions { commands, ..options(seed) });
        if minute(at) <= plain.end {
            for (a, b) in verdict(&arch, &plain).iter().zip(verdict(&arch, &told)) {
                prop_assert_eq!(a[0], b[0]);
                // A stretch of time cut in two is rounded twice.
                prop_assert!(a.iter().zip(b).all(|(x, y)| x.abs_diff(y) < 10), "{a:?} {b:?}");
            }
        }
    }

    /// What is kept of a run does not change it.
    #[test]
    fn keeping_less_changes_nothing(design in any_design(), weather in any_weather(), seed in 0u64..1000, days in 1u64..60) {
        let arch = built(&design);
        let tape = weather.tape(1);
        let end = End::At(SimTime::ZERO + SimDuration::from_hours(24 * days));
        let all = lived(&arch, &tape, &LiveOptions { end, ..options(seed) });
        let few = lived(&arch, &tape, &LiveOptions { end, keep: Keep::Scores, ..options(seed) });
        prop_assert_eq!(&all.parts, &few.parts);
        prop_assert_eq!(verdict(&arch, &all), verdict(&arch, &few));
        let lost = |o: &Outcome| o.stores.iter().map(|s| [s.acknowledged, s.lost, s.diverged]).collect::<Vec<_>>();
        prop_assert_eq!(lost(&all), lost(&few));
    }

    /// A run that goes on longer began the same.
    #[test]
    fn a_longer_run_begins_the_same(design in any_design(), weather in any_weather(), seed in 0u64..1000, hours in 1u64..600) {
        let arch = built(&design);
        let tape = weather.tape(1);
        let until = SimTime::ZERO + SimDuration::from_hours(hours);
        let short = lived(&arch, &tape, &LiveOptions { end: End::At(until), ..options(seed) });
        let end = End::At(until + SimDuration::from_hours(48));
        let long = lived(&arch, &tape, &LiveOptions { end, ..options(seed) });
        prop_assert_eq!(before(&short, until), before(&long, until));
        prop_assert_eq!(course(&short, until), course(&long, until));
    }

    /// A log's lines may be written in any order, unless two of them speak of one instant.
    #[test]
    fn a_log_has_no_order(
        design in any_design(), weather in any_weather(), seed in 0u64..1000,
        stops in vec((1u32..400, any::<prop::sample::Index>()), 2..5),
    ) {
        let arch = built(&design);
        let tape = weather.tape(1);
        let mut commands: Vec<TenantCommand> = stops
            .iter()
            .enumerate()
            .map(|(i, (at, which))| {
                let target = ComponentId(which.index(arch.components.len()) as u16);
                command(minute(*at) + SimDuration::from_secs(i as u64), TenantAction::Stop(target))
            })
            .collect();
        let forth = lived(&arch, &tape, &LiveOptions { commands: commands.clone(), ..options(seed) });
        commands.reverse();
        let back = lived(&arch, &tape, &LiveOptions { commands, ..options(seed) });
        prop_assert_eq!(forth.digest, back.digest);
    }

    /// Faults that come and go in any order leave what was there before: in the end all is served again. Exception:
    /// with a capacity, retries may hold a design down that would stand (metastable failure).
    #[test]
    fn faults_fold_back_to_base(
        mut design in steady(), seed in 0u64..1000,
        stops in vec((1u32..60, 1u32..60, any::<prop::sample::Index>()), 1..5),
    ) {
        design.servers.capacity = None;
        let arch = built(&design);
        let tape = Tape::calm(super::design::REGION, SimDuration::from_hours(4));
        let mut commands = Vec::new();
        for (from, length, which) in stops {
            let target = ComponentId(which.index(arch.components.len()) as u16);
            commands.push(command(minute(from), TenantAction::Stop(target)));
            commands.push(command(minute(from + length), TenantAction::Start(target)));
        }
        let calm = lived(&arch, &tape, &options(seed));
        let told = lived(&arch, &tape, &LiveOptions { commands, ..options(seed) });
        for (a, b) in calm.journeys.iter().zip(&told.journeys) {
            let share = |segments: &[Segment]| {
                segments.last().map_or(0, |s| s.served * 100 / s.offered.max(1))
            };
            prop_assert!(
                share(&b.segments) + 1 >= share(&a.segments),
                "{}: {} % in the end, {} % on a calm day", a.name, share(&b.segments), share(&a.segments)
            );
        }
    }
}

/// The properties above would hold of commands that do nothing.
#[test]
fn a_stop_is_felt() {
    let text = "kind: architecture\nversion: 1\nname: one\nhome: cloud/r1\nclients: { u: {} }\njourneys: { j: { clients: u, rate: 10/s, path: [web] } }\ncomponents: { web: { kind: instances, zones: { a: 1 }, root: local_disk } }\n";
    let arch = super::design::read(text);
    let tape = Tape::calm(super::design::REGION, SimDuration::from_hours(2));
    let plain = lived(&arch, &tape, &options(1));
    let commands = vec![
        command(minute(10), TenantAction::Stop(ComponentId(0))),
        command(minute(20), TenantAction::Start(ComponentId(0))),
    ];
    let told = lived(
        &arch,
        &tape,
        &LiveOptions {
            commands,
            ..options(1)
        },
    );
    let gone = served(&plain)[0].abs_diff(served(&told)[0]);
    assert!(gone.abs_diff(600 * 10 * 1_000_000) <= 100_000_000, "{gone}");
}
