//! Launches more servers of a group; see `engine::launches` for how a launch goes.

use super::Begun;
use crate::architecture::{ComponentId, ZoneId};
use crate::engine::launches::Order;
use crate::engine::run::Run;

pub(super) fn begin(
    run: &mut Run<'_>,
    (plan, step): (usize, usize),
    component: ComponentId,
    zone: ZoneId,
    count: u32,
) -> Begun {
    let order = Order {
        component,
        zone,
        count,
        step: Some((plan, step)),
        by: run.recovery.plans[plan].by,
        replaces: None,
        cause: run.recovery.plans[plan].cause,
    };
    match run.launch(order) {
        Ok(()) => Begun::Launched,
        Err(why) => Begun::Never(why),
    }
}
