//! Points a name elsewhere. Needs the control API of the name's provider, if that is one that rents things out.

use crate::architecture::{ComponentId, ComponentKind, Need};
use crate::components::dns_name;
use crate::engine::run::Run;
use tape::Service;

pub(super) fn always_needs(run: &Run<'_>, name: ComponentId) -> Vec<Need> {
    match &run.arch.component(name).kind {
        ComponentKind::DnsName(x) if run.world.offer(&x.provider).is_some() => {
            vec![Need::Service(Service::ControlApi, x.provider.clone())]
        }
        ComponentKind::DnsName(_)
        | ComponentKind::Instances(_)
        | ComponentKind::LoadBalancer(_)
        | ComponentKind::Cdn(_)
        | ComponentKind::Volume(_)
        | ComponentKind::Database(_)
        | ComponentKind::Bucket(_)
        | ComponentKind::Queue(_)
        | ComponentKind::Cache(_)
        | ComponentKind::Key(_)
        | ComponentKind::External(_) => Vec::new(),
    }
}

pub(super) fn complete(run: &mut Run<'_>, plan: usize, name: ComponentId, to: ComponentId) {
    let cause = run.recovery.plans[plan].cause;
    dns_name::point(run, name, to, cause);
}
