//! What moves by itself or by a plan: fail-over to a standby, promotion of a replica.

use super::copies::blame_now;
use super::{Copies, FAILOVER, Move, lag};
use crate::architecture::{ComponentId, Database, DatabaseMode};
use crate::components::Memory;
use crate::data::{CopyId, Feed};
use crate::engine::hosts::Works;
use crate::engine::run::{Beat, Run};
use tape::FactId;

/// Starts, keeps or takes back a move.
pub(super) fn self_healing(run: &mut Run<'_>, id: ComponentId, x: &Database) {
    let Memory::Database(copies) = run.memory(id) else {
        return;
    };
    if copies.joint || copies.restored {
        return;
    }
    let (primary, other) = (copies.reach(copies.primary), copies.reach(copies.other()));
    let wanted = match x.mode {
        DatabaseMode::Alone | DatabaseMode::Ring { .. } => None,
        DatabaseMode::Standby { .. } => match (primary, other, copies.in_step) {
            (Works::Up, Works::Up, false) => {
                rejoin(run, id, x);
                None
            }
            (Works::Up, Works::Down, true) => {
                drop_standby(run, id);
                None
            }
            (Works::Up, Works::Hung, true) => Some(Move::DropStandby),
            (Works::Hung | Works::Down, Works::Up, true) => Some(Move::FailOver),
            (Works::Up, Works::Up, true) => None,
            (_, Works::Hung | Works::Down, _) | (Works::Hung | Works::Down, Works::Up, false) => {
                None
            }
        },
        DatabaseMode::Replicas { promote_after, .. } => {
            let bad = primary != Works::Up;
            promote_after
                .filter(|_| bad && copies.ups().next().is_some())
                .map(|_| Move::Promote)
        }
        DatabaseMode::Quorum(_) => {
            if primary != Works::Up && copies.answer(x, true).is_ok() {
                promote_best(run, id, x, None);
            }
            None
        }
    };
    arm(run, id, x, wanted);
}

/// Schedules the wanted move unless it is under way; takes back what is no longer wanted.
fn arm(run: &mut Run<'_>, id: ComponentId, x: &Database, wanted: Option<Move>) {
    let first = run.memory(id).copies().and_then(|c| c.list.first());
    let offered = first.and_then(|c| run.world.offer(run.arch.zone(c.zone)));
    let law = offered.map_or(FAILOVER, |o| o.database_failover);
    let now = run.now;
    let Memory::Database(copies) = run.memory_mut(id) else {
        return;
    };
    if copies.moving.map(|(_, m)| m) == wanted {
        return;
    }
    let old = copies.moving.take();
    let takes = match (wanted, &x.mode) {
        (None, _) => None,
        (Some(_), DatabaseMode::Standby { failover: Some(d) }) => Some(*d),
        (Some(_), DatabaseMode::Replicas { promote_after, .. }) => *promote_after,
        (Some(_), _) => Some(law.draw(&mut copies.draws)),
    };
    if let Some((event, _)) = old {
        run.queue.cancel(event);
    }
    if let (Some(takes), Some(wanted)) = (takes, wanted) {
        let event = run.beat(now + takes, id, Beat::Database);
        if let Memory::Database(copies) = run.memory_mut(id) {
            copies.moving = Some((event, wanted));
        }
    }
}

/// The time of the move under way has come.
pub(crate) fn moved(run: &mut Run<'_>, id: ComponentId, x: &Database) {
    let Memory::Database(copies) = run.memory_mut(id) else {
        return;
    };
    let Some((_, moving)) = copies.moving.take() else {
        return;
    };
    let standby = copies.other();
    match moving {
        Move::FailOver => promote_best(run, id, x, Some(standby)),
        Move::DropStandby => drop_standby(run, id),
        Move::Promote => promote_best(run, id, x, None),
    }
}

fn drop_standby(run: &mut Run<'_>, id: ComponentId) {
    let Memory::Database(copies) = run.memory_mut(id) else {
        return;
    };
    copies.in_step = false;
    let other = copies.other();
    let name = copies.list[other].name.clone();
    let cause = blame_now(run, id, other);
    let text = format!(
        "{} goes on without its standby {name}",
        run.arch.component(id).name
    );
    let fact = run.fact("tenant.standby_dropped", text, cause.or(run.news));
    run.touch(id, Some(fact));
    run.dirty = true;
}

fn rejoin(run: &mut Run<'_>, id: ComponentId, x: &Database) {
    let at = run.now;
    let Memory::Database(copies) = run.memory_mut(id) else {
        return;
    };
    copies.in_step = true;
    let (data, source) = (
        copies.list[copies.other()].data,
        copies.list[copies.primary].data,
    );
    if let Some(store) = run.stores.of_mut(id) {
        store.data.follow(
            data,
            Feed {
                source,
                lag: lag(x),
            },
            at,
        );
    }
}

/// Makes a copy take writes: the named one, or of those within reach the most advanced. Whether one could.
pub(crate) fn promote(
    run: &mut Run<'_>,
    id: ComponentId,
    x: &Database,
    copy: Option<usize>,
    cause: Option<FactId>,
) -> bool {
    let at = run.now;
    let Memory::Database(copies) = run.memory(id) else {
        return false;
    };
    let before = copies.primary;
    // Clients of such a ring have moved on by themselves: there is no primary to be moved.
    let by_itself = match x.mode {
        DatabaseMode::Ring { move_on, each, .. } => move_on || each,
        DatabaseMode::Alone
        | DatabaseMode::Standby { .. }
        | DatabaseMode::Replicas { .. }
        | DatabaseMode::Quorum(_) => false,
    };
    if by_itself && !copies.restored {
        return copy.map_or(copies.ups().next().is_some(), |i| {
            copies.reach(i) == Works::Up
        });
    }
    let Some((chosen, left_behind)) = choose(run, id, copies, copy) else {
        return false;
    };
    if chosen == before {
        return true;
    }
    let ring = matches!(x.mode, DatabaseMode::Ring { .. }) && !copies.restored;
    let (data, old_data) = (copies.list[chosen].data, copies.list[before].data);
    let (name, old) = (
        copies.list[chosen].name.clone(),
        copies.list[before].name.clone(),
    );
    let others = copies.ups().filter(|&i| i != chosen);
    let followers: Vec<CopyId> = others.map(|i| copies.list[i].data).collect();
    let Some(store) = run.stores.of_mut(id) else {
        return false;
    };
    let done = match ring {
        true => store.hand_over(old_data, data, at),
        false => store.data.promote(data, at).is_ok(),
    };
    if !done {
        return false;
    }
    let feed = Feed {
        source: data,
        lag: lag(x),
    };
    // The others of a ring go on following each other.
    for follower in followers.into_iter().filter(|_| !ring) {
        store.data.follow(follower, feed, at);
    }
    store.backups_from(data, at);
    if let Memory::Database(copies) = run.memory_mut(id) {
        copies.primary = chosen;
        copies.in_step = false;
    }
    let behind = match left_behind / 1_000_000 {
        0 => String::new(),
        n => format!(", {n} acknowledged writes behind {old}"),
    };
    let text = format!(
        "{} now takes writes on {name}{behind}",
        run.arch.component(id).name
    );
    let cause = cause.or(blame_now(run, id, before)).or(run.news);
    let fact = run.fact("tenant.promoted", text, cause);
    run.touch(id, Some(fact));
    run.dirty = true;
    true
}

/// The copy to promote, and how many micro-writes it misses.
fn choose(
    run: &Run<'_>,
    id: ComponentId,
    copies: &Copies,
    copy: Option<usize>,
) -> Option<(usize, u64)> {
    let store = run.stores.of(id)?;
    let missing = |i: usize| store.data.missing(copies.list[i].data, run.now);
    let chosen = match copy {
        Some(i) => Some(i).filter(|&i| copies.reach(i) == Works::Up),
        None => {
            let others = copies.ups().filter(|&i| i != copies.primary);
            others.min_by_key(|&i| missing(i))
        }
    }?;
    Some((chosen, missing(chosen)))
}

fn promote_best(run: &mut Run<'_>, id: ComponentId, x: &Database, copy: Option<usize>) {
    // A copy that went out of reach meanwhile is tried again when something changes.
    let _promoted = promote(run, id, x, copy, None);
}
