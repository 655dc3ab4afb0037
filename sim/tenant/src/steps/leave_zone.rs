//! Takes a zone out of a balancer (or the balancers before a group). Needs the region's control API, where somebody
//! rents things out.

use crate::architecture::{ComponentId, Need, ZoneId};
use crate::engine::hosts::region_of;
use crate::engine::run::Run;
use tape::Service;

pub(super) fn always_needs(run: &Run<'_>, zone: ZoneId) -> Vec<Need> {
    let region = region_of(run.arch.zone(zone));
    match run.world.offer(region) {
        Some(_) => vec![Need::Service(Service::ControlApi, region.to_owned())],
        None => Vec::new(),
    }
}

pub(super) fn complete(run: &mut Run<'_>, component: ComponentId, zone: ZoneId) {
    run.leave(component, zone);
    let news = run.news;
    run.touch(component, news);
}
