//! One component, looked at closely: what it is, what it hangs on, what hangs on it, and what moved it last.

use super::Story;
use super::why::WhyRow;
use kernel::SimTime;
use reports::words::plural;
use tenant::architecture::{
    Component, ComponentId, ComponentKind, DatabaseHost, DatabaseMode, Routing, StepKind, Trigger,
};
use tenant::outcome::Health;

/// A component at an instant.
#[derive(Debug, Clone, PartialEq)]
pub struct Inspected {
    /// Its name.
    pub name: String,
    /// What it is: `database, one copy on 1 volume`.
    pub what: String,
    /// Where: `a of aws/us-east-1`.
    pub places: Vec<String>,
    /// How it fares.
    pub health: Health,
    /// Since when; `None`: since the beginning.
    pub since: Option<SimTime>,
    /// Why, from the newest fact to the oldest; empty while it is as it began.
    pub because: Vec<WhyRow>,
    /// What it calls and needs.
    pub calls: Vec<String>,
    /// What calls and needs it.
    pub called_by: Vec<String>,
    /// Journeys that go through it.
    pub journeys: Vec<String>,
    /// Plans that touch it or wait for its fall.
    pub plans: Vec<String>,
}

impl Story {
    /// A component at `t`.
    #[must_use]
    pub fn inspect(&self, id: ComponentId, t: SimTime) -> Inspected {
        let component = self.arch.component(id);
        let change = self.last_change(id, t);
        let because = change.and_then(|h| h.cause);
        let all = self.arch.components.iter();
        let callers = all.filter(|c| c.calls().contains(&id) || c.needs.contains(&id));
        let journeys = self.arch.journeys.iter().filter(|j| j.path.contains(&id));
        let places = self.places_of(component).into_iter();
        Inspected {
            name: component.name.clone(),
            what: what(component),
            places: places
                .map(|(region, zone)| match zone.is_empty() {
                    true => region,
                    false => format!("{region}/{zone}"),
                })
                .collect(),
            health: change.map_or(Health::Up, |h| h.health),
            since: change.map(|h| h.at),
            because: self.chain(because, t),
            calls: self.names(component.calls().into_iter().chain(component.needs.clone())),
            called_by: callers.map(|c| c.name.clone()).collect(),
            journeys: journeys.map(|j| j.name.clone()).collect(),
            plans: self.plans_about(id),
        }
    }

    fn names(&self, ids: impl Iterator<Item = ComponentId>) -> Vec<String> {
        let mut out: Vec<String> = Vec::new();
        for id in ids {
            let name = &self.arch.component(id).name;
            if !out.contains(name) {
                out.push(name.clone());
            }
        }
        out
    }

    fn plans_about(&self, id: ComponentId) -> Vec<String> {
        let touches = |kind: &StepKind| match kind {
            StepKind::Launch { component, .. } | StepKind::LeaveZone { component, .. } => {
                *component == id
            }
            StepKind::Promote { database, .. } | StepKind::ReadOnly { database } => *database == id,
            StepKind::PointName { name, to } => *name == id || *to == id,
            StepKind::Restore { backup, .. } => {
                self.arch.backups.get(*backup).is_some_and(|b| b.of == id)
            }
            StepKind::Manual { .. } | StepKind::WaitFor { .. } => false,
        };
        let plans = self.arch.plans.iter().filter(|p| {
            let starts = match &p.trigger {
                Trigger::Automatic { component, .. } | Trigger::Person { component, .. } => {
                    *component == id
                }
            };
            starts || p.steps.iter().any(|s| touches(&s.kind))
        });
        plans.map(|p| p.name.clone()).collect()
    }
}

/// What a component is, in a few words.
fn what(component: &Component) -> String {
    match &component.kind {
        ComponentKind::Instances(x) => {
            let count: u32 = x.per_zone.iter().map(|z| z.1).sum();
            plural(u64::from(count), "server")
        }
        ComponentKind::LoadBalancer(_) => "load balancer".to_owned(),
        ComponentKind::DnsName(x) => match &x.routing {
            Routing::Simple(_) => "name that leads to one target".to_owned(),
            Routing::Failover(..) => "name that leads to the first healthy target".to_owned(),
            Routing::Weighted(..) => "name that spreads over its targets".to_owned(),
        },
        ComponentKind::Cdn(_) => "content delivery".to_owned(),
        ComponentKind::Volume(_) => "volume".to_owned(),
        ComponentKind::Database(x) => {
            let copies = match x.copies.len() {
                1 => "one copy".to_owned(),
                n => format!("{n} copies"),
            };
            let mode = match &x.mode {
                DatabaseMode::Alone => "",
                DatabaseMode::Standby { .. } => ", a standby takes over by itself",
                DatabaseMode::Replicas { .. } => ", asynchronous replicas",
                DatabaseMode::Ring { .. } => ", in a ring",
                DatabaseMode::Quorum(_) => ", by quorum",
            };
            let host = match x.copies.first().map(|c| c.host) {
                Some(DatabaseHost::Volumes(n)) => format!(" on {}", plural(u64::from(n), "volume")),
                Some(DatabaseHost::LocalDisk) => " on local disks".to_owned(),
                Some(DatabaseHost::Managed) => ", managed".to_owned(),
                None => String::new(),
            };
            format!("database, {copies}{host}{mode}")
        }
        ComponentKind::Bucket(x) => match &x.copy {
            Some((to, _)) => format!("bucket, copied to {to}"),
            None => "bucket".to_owned(),
        },
        ComponentKind::Queue(_) => "queue".to_owned(),
        ComponentKind::Cache(_) => "cache".to_owned(),
        ComponentKind::Key(_) => "key".to_owned(),
        ComponentKind::External(_) => "somebody else's service".to_owned(),
    }
}
