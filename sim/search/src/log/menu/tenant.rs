//! What can be done to an architecture: its parts stopped and started, its plans and people set going, every kind of step.

use super::{Deed, Holds, Item, On, Parameter};
use cloud::model::Unit;
use kernel::SimDuration;
use tenant::TenantAction;
use tenant::architecture::{
    Architecture, ComponentId, ComponentKind, Need, PersonId, StepKind, ZoneId,
};

/// Most servers of one launch.
const LAUNCH_MAX: f64 = 1000.0;

/// A step with what its parameters leave open.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Blank {
    /// Zone, count.
    Launch(ComponentId, Vec<ZoneId>),
    /// Copy: the most advanced, or by index.
    Promote(ComponentId),
    /// Zone.
    Restore(usize, Vec<ZoneId>),
    /// Target.
    PointName(ComponentId, Vec<ComponentId>),
    /// Zone.
    LeaveZone(ComponentId, Vec<ZoneId>),
    ReadOnly(ComponentId),
    /// Effort.
    Manual,
    WaitFor(ComponentId),
}

impl Blank {
    /// The step with these values, which have been checked.
    pub(super) fn filled(&self, values: &[f64]) -> StepKind {
        let number = |i: usize| values.get(i).copied().unwrap_or_default();
        let zone = |zones: &[ZoneId]| {
            let chosen = zones.get(number(0) as usize).or(zones.first());
            chosen.copied().unwrap_or(ZoneId(0))
        };
        match self {
            Self::Launch(component, zones) => StepKind::Launch {
                component: *component,
                zone: zone(zones),
                count: number(1) as u32,
            },
            Self::Promote(database) => StepKind::Promote {
                database: *database,
                copy: (number(0) as usize).checked_sub(1),
            },
            Self::Restore(backup, zones) => StepKind::Restore {
                backup: *backup,
                zone: zone(zones),
            },
            Self::PointName(name, targets) => StepKind::PointName {
                name: *name,
                to: targets.get(number(0) as usize).copied().unwrap_or(*name),
            },
            Self::LeaveZone(component, zones) => StepKind::LeaveZone {
                component: *component,
                zone: zone(zones),
            },
            Self::ReadOnly(database) => StepKind::ReadOnly {
                database: *database,
            },
            Self::Manual => StepKind::Manual {
                what: "work by hand".to_owned(),
                effort: SimDuration::from_secs_f64(number(0)),
            },
            Self::WaitFor(component) => StepKind::WaitFor {
                need: Need::Component(*component),
            },
        }
    }
}

/// Everything that can be done to an architecture.
pub(super) fn items(arch: &Architecture) -> Vec<Item> {
    let mut items = Vec::new();
    for i in 0..arch.components.len() {
        items.extend(of_component(arch, ComponentId(i as u16)));
    }
    for (i, plan) in arch.plans.iter().enumerate() {
        items.push(Item {
            id: format!("plan:{}.start", plan.name),
            on: On::Plan(plan.name.clone()),
            title: format!("start plan {}", plan.name),
            doc: "it starts now, whoever would have to agree; each step waits for what it needs"
                .to_owned(),
            parameters: Vec::new(),
            lasts: false,
            deed: Deed::Tenant(TenantAction::StartPlan(i)),
        });
    }
    for (i, person) in arch.people.iter().enumerate() {
        items.push(Item {
            id: format!("person:{}.inform", person.name),
            on: On::Person(person.name.clone()),
            title: format!("tell {}", person.name),
            doc: "learns now that there is trouble, and what it is".to_owned(),
            parameters: Vec::new(),
            lasts: false,
            deed: Deed::Tenant(TenantAction::Inform(PersonId(i as u16))),
        });
    }
    for (i, backup) in arch.backups.iter().enumerate() {
        if arch.zones.is_empty() {
            continue;
        }
        items.push(step(
            format!("backup:{}.restore", backup.name),
            On::Component(arch.component(backup.of).name.clone()),
            format!("restore {}", backup.name),
            "a new copy is filled from the backup, then it serves",
            vec![zone_choice(arch, &all_zones(arch), "where to")],
            Blank::Restore(i, all_zones(arch)),
        ));
    }
    items.push(step(
        "people.work".to_owned(),
        On::Place(arch.home.clone()),
        "work by hand".to_owned(),
        "takes its time and changes nothing; it marks what people did",
        vec![Parameter::number(
            "effort",
            Unit::Seconds,
            (1.0, 1e7),
            1800.0,
            "how long",
        )],
        Blank::Manual,
    ));
    items
}

fn step(
    id: String,
    on: On,
    title: String,
    doc: &str,
    parameters: Vec<Parameter>,
    blank: Blank,
) -> Item {
    Item {
        id,
        on,
        title,
        doc: doc.to_owned(),
        parameters,
        lasts: false,
        deed: Deed::Step(blank),
    }
}

fn all_zones(arch: &Architecture) -> Vec<ZoneId> {
    (0..arch.zones.len()).map(|i| ZoneId(i as u16)).collect()
}

fn zone_choice(arch: &Architecture, zones: &[ZoneId], doc: &'static str) -> Parameter {
    Parameter {
        name: "zone",
        holds: Holds::Choice(zones.iter().map(|&z| arch.zone(z).to_owned()).collect()),
        doc,
    }
}

fn of_component(arch: &Architecture, id: ComponentId) -> Vec<Item> {
    let mut items = stop_and_start(arch, id);
    let component = arch.component(id);
    let name = &component.name;
    let on = || On::Component(name.clone());
    let named = |what: &str| format!("tenant:{name}.{what}");
    let leave = |zones: Vec<ZoneId>| {
        step(
            named("leave_zone"),
            on(),
            format!("take {name} out of a zone"),
            "no request goes there any more",
            vec![zone_choice(arch, &zones, "the zone to leave")],
            Blank::LeaveZone(id, zones),
        )
    };
    match &component.kind {
        ComponentKind::Instances(x) => {
            let zones: Vec<ZoneId> = x.per_zone.iter().map(|&(z, _)| z).collect();
            items.push(step(
                named("launch"),
                on(),
                format!("launch more {name}"),
                "asks the provider for servers; it may refuse, or have none",
                vec![
                    zone_choice(arch, &all_zones(arch), "where"),
                    Parameter::number("count", Unit::Count, (1.0, LAUNCH_MAX), 1.0, "how many"),
                ],
                Blank::Launch(id, all_zones(arch)),
            ));
            items.push(leave(zones));
        }
        ComponentKind::LoadBalancer(x) if !x.zones.is_empty() => items.push(leave(x.zones.clone())),
        ComponentKind::Database(x) => {
            let mut copies = vec!["the most advanced".to_owned()];
            copies.extend(x.copies.iter().map(|c| c.name.clone()));
            items.push(step(
                named("promote"),
                on(),
                format!("promote a copy of {name}"),
                "another copy takes the writes; what it had not yet got is lost",
                vec![Parameter {
                    name: "copy",
                    holds: Holds::Choice(copies),
                    doc: "which copy",
                }],
                Blank::Promote(id),
            ));
            items.push(step(
                named("read_only"),
                on(),
                format!("make {name} read-only"),
                "reads are served, writes refused",
                Vec::new(),
                Blank::ReadOnly(id),
            ));
        }
        ComponentKind::DnsName(_) => items.extend(point_name(arch, id)),
        ComponentKind::LoadBalancer(_)
        | ComponentKind::Cdn(_)
        | ComponentKind::Volume(_)
        | ComponentKind::Bucket(_)
        | ComponentKind::Queue(_)
        | ComponentKind::Cache(_)
        | ComponentKind::Key(_)
        | ComponentKind::External(_) => {}
    }
    items.push(step(
        named("wait_for"),
        on(),
        format!("wait for {name}"),
        "changes nothing; it marks when this works again",
        Vec::new(),
        Blank::WaitFor(id),
    ));
    items
}

/// Only what runs on rented hosts can be stopped.
fn stop_and_start(arch: &Architecture, id: ComponentId) -> Vec<Item> {
    let component = arch.component(id);
    let (stop, start) = (TenantAction::Stop(id), TenantAction::Start(id));
    let one = |what: &str, doc: &str, lasts: bool, deed| Item {
        id: format!("tenant:{}.{what}", component.name),
        on: On::Component(component.name.clone()),
        title: format!("{what} {}", component.name),
        doc: doc.to_owned(),
        parameters: Vec::new(),
        lasts,
        deed,
    };
    match &component.kind {
        ComponentKind::Instances(_)
        | ComponentKind::LoadBalancer(_)
        | ComponentKind::Volume(_)
        | ComponentKind::Database(_)
        | ComponentKind::Cache(_) => vec![
            one(
                "stop",
                "all its servers or copies stop",
                true,
                Deed::Stop(stop, start.clone()),
            ),
            one(
                "start",
                "what was stopped by hand runs again",
                false,
                Deed::Tenant(start),
            ),
        ],
        ComponentKind::DnsName(_)
        | ComponentKind::Cdn(_)
        | ComponentKind::Bucket(_)
        | ComponentKind::Queue(_)
        | ComponentKind::Key(_)
        | ComponentKind::External(_) => Vec::new(),
    }
}

/// A name can be pointed at whatever answers requests.
fn point_name(arch: &Architecture, id: ComponentId) -> Option<Item> {
    let answers = |other: &ComponentId| {
        *other != id
            && matches!(
                arch.component(*other).kind,
                ComponentKind::Instances(_)
                    | ComponentKind::LoadBalancer(_)
                    | ComponentKind::Cdn(_)
                    | ComponentKind::Bucket(_)
                    | ComponentKind::External(_)
            )
    };
    let all = (0..arch.components.len()).map(|i| ComponentId(i as u16));
    let targets: Vec<ComponentId> = all.filter(answers).collect();
    if targets.is_empty() {
        return None;
    }
    let name = &arch.component(id).name;
    let words = targets.iter().map(|&t| arch.component(t).name.clone());
    Some(step(
        format!("tenant:{name}.point_name"),
        On::Component(name.clone()),
        format!("point {name} elsewhere"),
        "clients follow as their caches forget",
        vec![Parameter {
            name: "to",
            holds: Holds::Choice(words.collect()),
            doc: "its new target",
        }],
        Blank::PointName(id, targets),
    ))
}
