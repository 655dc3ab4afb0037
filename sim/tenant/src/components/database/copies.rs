//! What becomes of copies: who comes back follows somebody, who is lost tells the data, who was restored serves alone.

use super::answer::{blame, reach};
use super::crash::strike;
use super::moves::self_healing;
use super::{OneCopy, lag};
use crate::architecture::{ComponentId, Database, DatabaseMode, ZoneId};
use crate::components::Memory;
use crate::data::Feed;
use crate::engine::hosts::{HostId, Works};
use crate::engine::run::Run;
use tape::FactId;

/// Looks at every copy again and starts or stops what moves by itself.
pub(crate) fn review(run: &mut Run<'_>, id: ComponentId, x: &Database) {
    let Memory::Database(copies) = run.memory(id) else {
        return;
    };
    let joint = copies.joint && !copies.restored;
    let changes: Vec<(usize, Works)> = copies
        .list
        .iter()
        .enumerate()
        .filter(|&(i, _)| !(joint && i > 0))
        .map(|(i, c)| (i, reach(run, c, joint)))
        .filter(|&(i, now)| now != copies.reach(i) || is_doomed(run, id, &copies.list[i]))
        .collect();
    for (i, now) in changes {
        let Memory::Database(copies) = run.memory_mut(id) else {
            return;
        };
        copies.list[i].reach = now;
        let cause = blame_now(run, id, i).or(run.news);
        run.touch(id, cause);
        relate(run, id, x, i, now);
    }
    self_healing(run, id, x);
}

pub(super) fn blame_now(run: &Run<'_>, id: ComponentId, i: usize) -> Option<FactId> {
    let copies = run.memory(id).copies()?;
    blame(run, &copies.list[i])
}

/// Whether a copy's host is lost and its data does not know yet.
fn is_doomed(run: &Run<'_>, id: ComponentId, copy: &OneCopy) -> bool {
    let store = run.stores.of(id);
    run.hosts.get(copy.host).lost && store.is_some_and(|s| !s.is_gone(copy.data))
}

/// Tells the data what became of a copy.
fn relate(run: &mut Run<'_>, id: ComponentId, x: &Database, i: usize, now: Works) {
    let at = run.now;
    let Memory::Database(copies) = run.memory(id) else {
        return;
    };
    let data = copies.list[i].data;
    let lost = run.hosts.get(copies.list[i].host).lost;
    let n = x.copies.len();
    let ring = matches!(x.mode, DatabaseMode::Ring { .. }) && n > 1;
    // After a restore, who comes back stands apart with what it has.
    let alone = copies.restored || copies.joint || (!ring && i == copies.primary);
    let before = if ring {
        (i + n - 1) % n
    } else {
        copies.primary
    };
    let (source, lag) = (copies.list[before].data, lag(x));
    let Some(store) = run.stores.of_mut(id) else {
        return;
    };
    let follows = !(alone || ring && store.is_gone(data));
    let feed = follows.then_some(Feed { source, lag });
    match now {
        Works::Up => store.comes_back(data, feed, at),
        Works::Hung | Works::Down => {
            let Some(mut draws) = run.memory(id).copies().map(|c| c.crashes.clone()) else {
                return;
            };
            if let Some(store) = run.stores.of_mut(id) {
                strike(&mut store.data, x, data, (lost, at), &mut draws);
            }
            if let Memory::Database(copies) = run.memory_mut(id) {
                copies.crashes = draws;
            }
        }
    }
}

/// A restored copy stands ready on a new host: it serves from now on.
pub(crate) fn restored(run: &mut Run<'_>, id: ComponentId, zone: ZoneId, host: HostId) {
    let Some(data) = run.stores.of_mut(id).map(|s| s.restored_copy()) else {
        return;
    };
    if let Memory::Database(copies) = run.memory_mut(id) {
        let name = format!("restored-{}", copies.list.len());
        copies.list.push(OneCopy {
            name,
            zone,
            host,
            data,
            reach: Works::Up,
        });
        copies.primary = copies.list.len() - 1;
        copies.restored = true;
        copies.moving = None;
    }
    run.stations_of_database(id);
    run.dirty = true;
}
