//! What the parts of an architecture do with a request: one file per kind.
//!
//! A kind is a file here and a row in each of the two matches below.

pub(crate) mod bucket;
pub(crate) mod cache;
pub(crate) mod cdn;
pub(crate) mod database;
pub(crate) mod dns_name;
pub(crate) mod external;
pub(crate) mod instances;
pub(crate) mod key;
pub(crate) mod load_balancer;
pub(crate) mod queue;
pub(crate) mod volume;

use crate::architecture::{ComponentId, ComponentKind};
use crate::engine::flow::{Leg, Walk};
use crate::engine::run::Run;

/// What a component remembers during a run.
#[derive(Debug)]
pub(crate) enum Memory {
    /// Everything it is stands in the architecture and its hosts.
    Nothing,
    DnsName(dns_name::Resolvers),
    Database(Box<database::Copies>),
    Cdn(cdn::Freshness),
    Cache(cache::Warmth),
    Bucket(bucket::Side),
    Queue(queue::Backlog),
    Volume(volume::Mount),
    Key(key::Ring),
}

impl Memory {
    /// A database's copies.
    pub(crate) fn copies(&self) -> Option<&database::Copies> {
        if let Self::Database(copies) = self {
            Some(copies)
        } else {
            None
        }
    }

    /// A queue's backlog.
    pub(crate) fn backlog(&self) -> Option<&queue::Backlog> {
        if let Self::Queue(backlog) = self {
            Some(backlog)
        } else {
            None
        }
    }

    /// The volume in use.
    pub(crate) fn mount(&self) -> Option<&volume::Mount> {
        if let Self::Volume(mount) = self {
            Some(mount)
        } else {
            None
        }
    }

    /// What a component knows at the start; hosts exist already.
    pub(crate) fn first(run: &mut Run<'_>, id: ComponentId) -> Self {
        let arch = run.arch;
        match &arch.component(id).kind {
            ComponentKind::Instances(_) | ComponentKind::LoadBalancer(_) => Self::Nothing,
            ComponentKind::External(_) => Self::Nothing,
            ComponentKind::DnsName(x) => Self::DnsName(dns_name::Resolvers::first(run, x)),
            ComponentKind::Cdn(x) => Self::Cdn(cdn::Freshness::first(run, x)),
            ComponentKind::Volume(_) => Self::Volume(volume::Mount::first(run, id)),
            ComponentKind::Database(x) => {
                Self::Database(Box::new(database::Copies::first(run, id, x)))
            }
            ComponentKind::Bucket(x) => Self::Bucket(bucket::Side::first(run, x)),
            ComponentKind::Queue(x) => Self::Queue(queue::Backlog::first(run, x)),
            ComponentKind::Cache(x) => Self::Cache(cache::Warmth::first(x)),
            ComponentKind::Key(x) => Self::Key(key::Ring::first(run, x)),
        }
    }
}

/// Lets a leg go through one component and on to where that leads by itself.
pub(crate) fn enter(walk: &Walk<'_, '_>, id: ComponentId, leg: Leg, out: &mut Vec<Leg>) {
    match &walk.run.arch.component(id).kind {
        ComponentKind::Instances(_) => instances::enter(walk, id, leg, out),
        ComponentKind::LoadBalancer(x) => load_balancer::enter(walk, id, x, leg, out),
        ComponentKind::DnsName(x) => dns_name::enter(walk, id, x, leg, out),
        ComponentKind::Cdn(x) => cdn::enter(walk, id, x, leg, out),
        ComponentKind::Volume(_) => volume::enter(walk, id, leg, out),
        ComponentKind::Database(x) => database::enter(walk, id, x, leg, out),
        ComponentKind::Bucket(x) => bucket::enter(walk, id, x, leg, out),
        ComponentKind::Queue(_) => queue::enter(walk, id, leg, out),
        ComponentKind::Cache(x) => cache::enter(walk, id, x, leg, out),
        ComponentKind::Key(x) => key::enter(walk, id, x, leg, out),
        ComponentKind::External(x) => external::enter(walk, id, x, leg, out),
    }
}
