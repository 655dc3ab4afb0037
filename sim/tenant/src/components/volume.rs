//! A block-store volume of its own, mounted by the servers that need it.
//!
//! Models: it shares the fate of one member of its zone's volumes; a stuck volume hangs its users. After a restore the
//! new volume lies where the restore put it. Leaves out: attaching it again (part of the restore's hands-on time).

use crate::architecture::ComponentId;
use crate::components::{Memory, instances};
use crate::engine::flow::{End, Leg, Walk};
use crate::engine::hosts::HostId;
use crate::engine::run::Run;

/// Which volume is in use.
#[derive(Debug)]
pub(crate) struct Mount {
    pub(crate) host: HostId,
}

impl Mount {
    pub(crate) fn first(run: &Run<'_>, id: ComponentId) -> Self {
        let host = run.hosts.of(id).next().map_or(HostId(0), |(h, _)| h);
        Self { host }
    }
}

pub(crate) fn enter(walk: &Walk<'_, '_>, id: ComponentId, leg: Leg, out: &mut Vec<Leg>) {
    let Memory::Volume(mount) = walk.run.memory(id) else {
        return;
    };
    if walk.run.stores.of(id).is_some_and(|s| s.offline) {
        out.push(leg.failed(End::Fast, id, walk.run.status_fact(id)));
        return;
    }
    let stand = instances::stand(walk.run.hosts.get(mount.host));
    // I/O does not go through a server's processor: only the network and the volume count.
    let here = Leg {
        at: leg.at.or(stand.zone.map(|z| walk.run.layout.zone(z))),
        ..leg
    };
    if let Some(served) = walk.serve(here, stand, id, out) {
        out.push(served);
    }
}
