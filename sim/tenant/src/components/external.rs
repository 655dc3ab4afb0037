//! Somebody else's service.
//!
//! Models: it stands in a place and shares what happens there: the worst of servers, volumes and network, or, if it is
//! one of the provider's services, that service. One that survives the loss of a zone is hurt only by what hurts its
//! whole region. Without a place it always works.
//! Leaves out: its own design and its own outages.

use crate::architecture::{ComponentId, External};
use crate::engine::flow::{End, Leg, Walk};

pub(crate) fn enter(
    walk: &Walk<'_, '_>,
    id: ComponentId,
    x: &External,
    mut leg: Leg,
    out: &mut Vec<Leg>,
) {
    if x.place.is_some() {
        let mut worst = None;
        for &watch in walk.run.external_watches(id) {
            let error = walk.run.weather.now(watch).error_ppm;
            if error > worst.map_or(0, |(e, _)| e) {
                worst = Some((error, watch));
            }
        }
        if let Some((_, watch)) = worst {
            match walk.pass(leg, watch, End::Hang, id, out) {
                Some(rest) => leg = rest,
                None => return,
            }
        }
    }
    out.push(leg);
}
