//! Everything one mechanism may tell another. The list is closed: a mechanism that needs to say something
//! new adds a row here, and every other mechanism says whether it listens.

use crate::context::InstanceId;
use std::rc::Rc;
use tape::{FactId, PlaceId};

/// What one instance tells another along a wire of the cloud file.
#[derive(Debug, Clone)]
pub(crate) enum Signal {
    /// This share of the hosts behind a network is cut off.
    Cut {
        /// Share of the hosts, 0..=1.
        share: f64,
    },
    /// Volumes became usable, unusable or lost.
    Volumes {
        /// How many volumes the zone has.
        of: u32,
        /// Which changed.
        changes: Rc<[VolumeChange]>,
    },
    /// This share of a zone's volumes is stuck.
    Stuck {
        /// Share of the volumes, 0..=1.
        share: f64,
    },
    /// What happens to calls that create a volume in a zone.
    Creates(Creates),
    /// Elections of a writable copy that wait for an answer.
    Elections {
        /// As a share of the zone's volumes.
        share: f64,
    },
    /// Whether the sender, such as a zone's store, talks to the receiver at all.
    Reach {
        /// Whether it does.
        connected: bool,
    },
    /// Calls that create a volume in a zone.
    CreateDemand {
        /// Where the volume is wanted.
        zone: PlaceId,
        /// Calls per second.
        per_second: f64,
    },
    /// How calls to the control plane fare, for the receiver's place.
    Api(ApiHealth),
    /// Customers move into this zone.
    Relaunch {
        /// Instances they ask for, as a share of a zone's fleet.
        share: f64,
    },
    /// The status page took back a promised time of recovery, or promised one.
    Eta {
        /// Whether the last word is that there is none any more.
        withdrawn: bool,
    },
    /// Owners of stuck resources give up on them at this rate.
    GiveUp {
        /// Per owner and hour.
        per_hour: f64,
    },
    /// What the sender does for its listeners works for this share: of racks that have power, of members that are up,
    /// of names that resolve, of calls that are answered. Who listens knows by its port what it is a share of.
    Serving {
        /// 0..=1; 1 on a calm day.
        share: f64,
    },
}

/// One volume's change, as its renter feels it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct VolumeChange {
    /// Which volume.
    pub(crate) volume: u32,
    /// Into what.
    pub(crate) into: VolumeUse,
}

/// Whether a volume can be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum VolumeUse {
    /// It answers.
    Usable,
    /// Calls hang.
    Stuck,
    /// Its data is gone for good.
    Lost,
}

/// What happens to calls that create a volume.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Creates {
    /// They succeed.
    Served,
    /// There is no space: they hang until the control plane's time-out.
    Hang,
    /// They are refused at once.
    Refused,
}

/// Shares of calls that fail, 0..=1.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct ApiHealth {
    /// Calls about volumes.
    pub(crate) block: f64,
    /// Calls that create a volume, beyond those.
    pub(crate) create: f64,
    /// Calls that attach a volume during a launch, beyond those.
    pub(crate) attach: f64,
    /// All other calls.
    pub(crate) control: f64,
    /// Calls that change what the control plane has on record, beyond those.
    pub(crate) changes: f64,
}

/// A signal on its way.
#[derive(Debug, Clone)]
pub(crate) struct Message {
    /// Who sends it.
    pub(crate) sender: InstanceId,
    /// Where the sender stands.
    pub(crate) from: PlaceId,
    /// The receiver's port by which it is wired to the sender; `None`: the sender is wired to the receiver.
    pub(crate) port: Option<&'static str>,
    /// What it says.
    pub(crate) signal: Signal,
    /// The fact that made it say so.
    pub(crate) cause: Option<FactId>,
}
