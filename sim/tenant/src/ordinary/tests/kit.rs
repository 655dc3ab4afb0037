//! Short ways to build groups and to watch them.

use crate::architecture::{Age, ComponentId, Crew, CrewId, Failures, Shock};
use crate::ordinary::{Change, GroupId, GroupPlan, Luck, Ordinary, Rule, UnitId};
use kernel::{SimDuration, SimTime, Stream};
use tape::Law;

pub(super) fn hours(h: u64) -> SimDuration {
    SimDuration::from_hours(h)
}

pub(super) fn at(h: u64) -> SimTime {
    SimTime::ZERO + hours(h)
}

pub(super) fn exponential(h: u64) -> Law {
    Law::Exponential(hours(h))
}

pub(super) fn fails(every: Law, repair: Option<Law>) -> Failures {
    Failures {
        every,
        repair,
        crew: None,
        common_cause_ppm: 0,
        age: Age::New,
    }
}

/// By the first crew.
pub(super) fn by_crew(fails: Failures) -> Failures {
    Failures {
        crew: Some(CrewId(0)),
        ..fails
    }
}

pub(super) fn crew(size: u32) -> Crew {
    Crew {
        name: "crew".into(),
        size,
    }
}

/// A world under one seed that tells everything.
pub(super) fn world(seed: u64, crews: &[Crew]) -> Ordinary {
    Ordinary::new(seed, crews, true)
}

/// `count` units of one component.
pub(super) fn group(
    world: &mut Ordinary,
    name: &str,
    count: u64,
    fails: Option<Failures>,
    rule: Rule,
    serial: bool,
) -> GroupId {
    let component = ComponentId(name.len() as u16);
    let group = world.add_group(&GroupPlan {
        component,
        entity: name,
        fails,
        rule,
        serial,
    });
    for i in 0..count {
        world.add_unit(group, luck(name, i));
    }
    group
}

/// The luck of a unit.
pub(super) fn luck(name: &str, i: u64) -> Luck {
    Luck {
        lives: Stream::named(7, "failures", name).member(i),
        repairs: Stream::named(7, "repairs", name).member(i),
    }
}

/// A shock that may hit these units.
pub(super) fn shock(world: &mut Ordinary, shock: &Shock, seed: u64, units: &[UnitId]) {
    let base = Stream::named(seed, "hits", &shock.name);
    let reach = units.iter().map(|&u| (u, base.member(u64::from(u.0))));
    let reach = reach.collect();
    world.add_shock(shock, reach);
}

/// Everything that happens until an instant.
pub(super) fn watch(world: &mut Ordinary, until: SimTime) -> Vec<Change> {
    let mut changes = Vec::new();
    while world.advance(until, u64::MAX).is_some() {
        world.take_changes(&mut changes);
    }
    world.take_changes(&mut changes);
    changes
}

/// Mean and standard error of the mean.
pub(super) fn mean(values: &[f64]) -> (f64, f64) {
    let n = values.len() as f64;
    let (mut sum, mut squares) = (0.0, 0.0);
    for v in values {
        sum += v;
        squares += v * v;
    }
    let mean = sum / n;
    (mean, ((squares / n - mean * mean) / n).sqrt())
}

pub(super) fn close(values: &[f64], exact: f64) {
    let (mean, error) = mean(values);
    assert!(
        (mean - exact).abs() <= 4.0 * error + 1e-9 * exact,
        "{mean} +- {error}, not {exact}"
    );
}
