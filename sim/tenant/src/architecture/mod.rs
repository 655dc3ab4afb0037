//! An architecture as data: who asks for what, what serves it, where it runs, who repairs it and how.
//!
//! Names are resolved to ids here; the files people write are decoded elsewhere.

mod backup;
mod component;
mod demand;
mod objective;
mod ordinary;
mod people;
mod plan;

pub use backup::{Backup, BackupKind, BackupPlace};
pub use component::{
    Bucket, Cache, Cdn, Check, Component, ComponentId, ComponentKind, Copy, Database, DatabaseHost,
    DatabaseMode, Deployment, DnsName, External, Instances, Key, LoadBalancer, Queue, Root,
    Routing, Volume, WriteConcern, ZoneId,
};
pub use demand::{Clients, Curve, Harm, Journey, JourneyId, Retry};
pub use objective::Objective;
pub use ordinary::{
    Age, Crew, CrewId, Failures, Rebuild, Redundancy, RestoreLink, Sharing, Shock, ShockTarget,
};
pub use people::{Awareness, Person, PersonId, Support};
pub use plan::{Need, Plan, Step, StepKind, Trigger};

/// What somebody built and runs.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Architecture {
    /// Its name.
    pub name: String,
    /// What it teaches, one line.
    pub teaches: String,
    /// Paths of the zones (`aws/us-east-1/a`) it names; [`ZoneId`] indexes this list.
    pub zones: Vec<String>,
    /// Path of the region where its primary runs, e.g. `aws/us-east-1`.
    pub home: String,
    /// Offset of its users' local time from UTC in minutes, for demand curves and office hours.
    pub utc_offset_min: i32,
    /// Who asks.
    pub clients: Vec<Clients>,
    /// What they ask for.
    pub journeys: Vec<Journey>,
    /// What serves them.
    pub components: Vec<Component>,
    /// Who repairs parts that fail by themselves.
    pub crews: Vec<Crew>,
    /// What hits many parts at once.
    pub shocks: Vec<Shock>,
    /// What restores share; `None`: each has the offer's speed to itself.
    pub restore_link: Option<RestoreLink>,
    /// What is copied away, how often, and where to.
    pub backups: Vec<Backup>,
    /// Who repairs.
    pub people: Vec<Person>,
    /// What they would do.
    pub plans: Vec<Plan>,
    /// What is promised.
    pub objectives: Vec<Objective>,
    /// Help bought from the provider.
    pub support: Support,
}

impl Architecture {
    /// The component of that id.
    #[must_use]
    pub fn component(&self, id: ComponentId) -> &Component {
        &self.components[id.0 as usize]
    }

    /// The component of that name.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<ComponentId> {
        self.components
            .iter()
            .position(|c| c.name == name)
            .map(|i| ComponentId(i as u16))
    }

    /// Whether it asks a provider in whose zones it rents nothing for a service: names, delivery, objects or another's.
    #[must_use]
    pub fn asks_of(&self, provider: &str) -> bool {
        let theirs = |path: &String| path.split('/').next() == Some(provider);
        let of = |c: &Component| match &c.kind {
            ComponentKind::DnsName(x) => {
                theirs(&x.provider) || x.second_provider.iter().any(theirs)
            }
            ComponentKind::Cdn(x) => theirs(&x.provider),
            ComponentKind::Bucket(x) => theirs(&x.region) || x.copy.iter().any(|(r, _)| theirs(r)),
            ComponentKind::External(x) => x.place.iter().any(theirs),
            ComponentKind::Queue(_)
            | ComponentKind::Instances(_)
            | ComponentKind::LoadBalancer(_)
            | ComponentKind::Volume(_)
            | ComponentKind::Database(_)
            | ComponentKind::Cache(_)
            | ComponentKind::Key(_) => false,
        };
        let rents = theirs(&self.home) || self.zones.iter().any(theirs);
        !rents && self.components.iter().any(of)
    }

    /// The path of a zone.
    #[must_use]
    pub fn zone(&self, id: ZoneId) -> &str {
        &self.zones[id.0 as usize]
    }
}
