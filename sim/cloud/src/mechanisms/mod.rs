//! The registry: one row per mechanism. A row makes the variant, the dispatch, the schema and the menu; the file itself
//! is named above it, where tools that do not expand macros find it.

pub(crate) mod admission;
pub(crate) mod backlog;
pub(crate) mod block_store;
pub(crate) mod compute;
pub(crate) mod congestion;
pub(crate) mod control_plane;
pub(crate) mod crowd;
pub(crate) mod datastore;
pub(crate) mod dns_records;
pub(crate) mod dns_service;
pub(crate) mod fleet;
pub(crate) mod gossip;
pub(crate) mod healing;
pub(crate) mod health_checks;
pub(crate) mod leak;
pub(crate) mod leases;
pub(crate) mod load_balancer;
pub(crate) mod machines;
pub(crate) mod managed_database;
pub(crate) mod metadata_index;
pub(crate) mod network;
pub(crate) mod object_store;
pub(crate) mod power;
pub(crate) mod service;
pub(crate) mod status_page;
pub(crate) mod thread_limit;
pub(crate) mod time_bomb;
pub(crate) mod work_queue;

use crate::context::{Action, Context, Numbers};
use crate::model::{ActionSpec, MechanismSpec, ParameterSpec, PortSpec, Unit};
use crate::outage::DatedPost;
use crate::signal::Message;
use tape::PlaceId;

/// What every mechanism can do. Anything it has no use for it simply does not react to.
pub(crate) trait Mechanism: Sized {
    /// Its own future, a closed list.
    type Event;

    /// What files need to know.
    const SPEC: MechanismSpec;

    /// An instance with these numbers, on a calm day.
    fn new(numbers: &Numbers) -> Self;

    /// Plans its beginning.
    fn start(&mut self, _ctx: &mut Context<'_>) {}

    /// Something it planned happens.
    fn event(&mut self, event: Self::Event, ctx: &mut Context<'_>);

    /// Somebody tells it something.
    fn receive(&mut self, _message: &Message, _ctx: &mut Context<'_>) {}

    /// Somebody does something to it; the action is one of its specification's.
    fn act(&mut self, _action: &Action, _ctx: &mut Context<'_>) {}

    /// Somebody posts on it.
    fn post(&mut self, _post: &DatedPost, _place: PlaceId, _ctx: &mut Context<'_>) {}
}

macro_rules! mechanisms {
    ($($module:ident :: $Name:ident,)*) => {
        /// Any mechanism.
        pub(crate) enum AnyMechanism {
            $($Name(Box<$module::$Name>),)*
        }

        /// Any mechanism's own event.
        #[derive(Debug)]
        pub(crate) enum AnyEvent {
            $($Name($module::Event),)*
        }

        $(impl From<$module::Event> for AnyEvent {
            fn from(event: $module::Event) -> Self {
                Self::$Name(event)
            }
        })*

        static SPECS: &[MechanismSpec] = &[$($module::$Name::SPEC),*];

        impl AnyMechanism {
            /// An instance of the kind, `None` if there is no such kind.
            pub(crate) fn build(kind: &str, numbers: &Numbers) -> Option<Self> {
                $(if kind == $module::$Name::SPEC.kind {
                    return Some(Self::$Name(Box::new($module::$Name::new(numbers))));
                })*
                None
            }

            pub(crate) fn start(&mut self, ctx: &mut Context<'_>) {
                match self {
                    $(Self::$Name(m) => m.start(ctx),)*
                }
            }

            pub(crate) fn event(&mut self, event: AnyEvent, ctx: &mut Context<'_>) {
                match (self, event) {
                    $((Self::$Name(m), AnyEvent::$Name(e)) => m.event(e, ctx),)*
                    _ => unreachable!("an event reached a mechanism of another kind"),
                }
            }

            pub(crate) fn receive(&mut self, message: &Message, ctx: &mut Context<'_>) {
                match self {
                    $(Self::$Name(m) => m.receive(message, ctx),)*
                }
            }

            pub(crate) fn act(&mut self, action: &Action, ctx: &mut Context<'_>) {
                match self {
                    $(Self::$Name(m) => m.act(action, ctx),)*
                }
            }

            pub(crate) fn post(&mut self, post: &DatedPost, place: PlaceId, ctx: &mut Context<'_>) {
                match self {
                    $(Self::$Name(m) => m.post(post, place, ctx),)*
                }
            }
        }
    };
}

mechanisms! {
    network::Network,
    block_store::BlockStore,
    control_plane::ControlPlane,
    compute::Compute,
    crowd::Crowd,
    managed_database::ManagedDatabase,
    load_balancer::LoadBalancer,
    dns_service::DnsService,
    object_store::ObjectStore,
    status_page::StatusPage,
    fleet::Fleet,
    service::Service,
    metadata_index::MetadataIndex,
    gossip::Gossip,
    power::Power,
    machines::Machines,
    datastore::Datastore,
    work_queue::WorkQueue,
    dns_records::DnsRecords,
    leases::Leases,
    admission::Admission,
    backlog::Backlog,
    health_checks::HealthChecks,
    thread_limit::ThreadLimit,
    congestion::Congestion,
    leak::Leak,
    time_bomb::TimeBomb,
    healing::Healing,
}

/// Every mechanism there is, as files need to know it.
#[must_use]
pub fn specs() -> &'static [MechanismSpec] {
    SPECS
}

/// A port that must be wired to a mechanism of that kind.
const fn port(name: &'static str, kind: &'static str) -> PortSpec {
    PortSpec {
        name,
        kind: Some(kind),
        optional: false,
    }
}

/// A port that may be wired to any mechanism that says how well it serves.
const fn needs(name: &'static str) -> PortSpec {
    PortSpec {
        name,
        kind: None,
        optional: true,
    }
}

/// A port that may stay without a wire.
const fn optional(port: PortSpec) -> PortSpec {
    PortSpec {
        optional: true,
        ..port
    }
}

/// A row of a parameter table.
const fn number(
    name: &'static str,
    unit: Unit,
    low: f64,
    high: f64,
    doc: &'static str,
) -> ParameterSpec {
    ParameterSpec {
        name,
        unit,
        low,
        high,
        doc,
    }
}

/// A row of a parameter table that is on or off.
const fn switch(name: &'static str, doc: &'static str) -> ParameterSpec {
    number(name, Unit::Switch, 0.0, 1.0, doc)
}

/// A row of an action table.
const fn action(
    name: &'static str,
    parameters: &'static [ParameterSpec],
    doc: &'static str,
) -> ActionSpec {
    ActionSpec {
        name,
        parameters,
        doc,
    }
}

/// An action's name is checked when a run is assembled, so a mechanism never meets another.
fn not_an_action(action: &Action) -> ! {
    unreachable!("{} is not in the specification", action.name)
}
