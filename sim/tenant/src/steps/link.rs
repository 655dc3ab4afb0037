//! The link that restores share.
//!
//! Models: copies on their way at the same time, each at most as fast as its own backup can be read. Fairly shared,
//! all get the same rate and what one cannot use goes to the others; first come, first served, the first gets all it
//! can use and the rest goes down the line. What follows the copy (the log, starting) needs no link.
//! Leaves out: other traffic on the link, and restores begun before the run.

use crate::architecture::{RestoreLink, Sharing};
use crate::engine::run::{Event, Run};
use kernel::{EventId, Phase, SimDuration, SimTime};

/// One copy on its way.
#[derive(Debug)]
struct Transfer {
    plan: usize,
    step: usize,
    /// Left to move, in millionths of a byte.
    left: u128,
    /// Bytes per second, at most and now.
    most: u64,
    rate: u64,
    /// What the step does after the copy.
    then: SimDuration,
}

/// All copies on their way, in the order in which they began.
#[derive(Debug, Default)]
pub(crate) struct Link {
    transfers: Vec<Transfer>,
    since: SimTime,
    event: Option<EventId>,
}

/// Puts a copy on its way; its step goes on by itself.
pub(super) fn send(
    run: &mut Run<'_>,
    (plan, step): (usize, usize),
    (bytes, most): (u64, u64),
    then: SimDuration,
) {
    progress(run);
    run.restoring.transfers.push(Transfer {
        plan,
        step,
        left: u128::from(bytes) * 1_000_000,
        most,
        rate: 0,
        then,
    });
    share_anew(run);
}

/// A copy has arrived.
pub(crate) fn arrived(run: &mut Run<'_>) {
    run.restoring.event = None;
    progress(run);
    let now = run.now;
    let all = std::mem::take(&mut run.restoring.transfers);
    let (done, left): (Vec<_>, Vec<_>) = all.into_iter().partition(|t| t.left == 0);
    run.restoring.transfers = left;
    for Transfer {
        plan, step, then, ..
    } in done
    {
        let event = Event::Step { plan, step };
        run.queue.schedule(now + then, Phase::Control, event);
    }
    share_anew(run);
}

/// Moves what was moved since the last change of rates.
fn progress(run: &mut Run<'_>) {
    let now = run.now;
    let elapsed = now.since(run.restoring.since).0;
    for t in &mut run.restoring.transfers {
        let moved = u128::from(t.rate) * u128::from(elapsed);
        t.left = t.left.saturating_sub(moved);
    }
    run.restoring.since = now;
}

fn share_anew(run: &mut Run<'_>) {
    let Some(link) = run.arch.restore_link else {
        return;
    };
    let most: Vec<u64> = run.restoring.transfers.iter().map(|t| t.most).collect();
    let rates = rates(link, &most);
    let mut next: Option<SimDuration> = None;
    for (t, rate) in run.restoring.transfers.iter_mut().zip(rates) {
        t.rate = rate;
        if rate > 0 {
            let takes = SimDuration(t.left.div_ceil(u128::from(rate)) as u64);
            next = Some(next.map_or(takes, |n| n.min(takes)));
        }
    }
    if let Some(event) = run.restoring.event.take() {
        run.queue.cancel(event);
    }
    if let Some(takes) = next {
        let at = run.now + takes;
        run.restoring.event = Some(run.queue.schedule(at, Phase::Control, Event::Restores));
    }
}

/// What each gets of the link.
fn rates(link: RestoreLink, most: &[u64]) -> Vec<u64> {
    let mut left = link.bytes_per_s;
    let mut rates = vec![0; most.len()];
    let mut order: Vec<usize> = (0..most.len()).collect();
    if link.sharing == Sharing::Fair {
        // Who can use least takes first, so that what it leaves is shared by the others.
        order.sort_by_key(|&i| most[i]);
    }
    for (taken, &i) in order.iter().enumerate() {
        let waiting = (most.len() - taken) as u64;
        let part = match link.sharing {
            Sharing::Fair => left / waiting,
            Sharing::Fifo => left,
        };
        rates[i] = part.min(most[i]);
        left -= rates[i];
    }
    rates
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fair_link_gives_to_others_what_one_cannot_use_and_a_queue_gives_to_the_first() {
        let link = |sharing| RestoreLink {
            bytes_per_s: 90,
            sharing,
        };
        assert_eq!(rates(link(Sharing::Fair), &[100, 10, 100]), [40, 10, 40]);
        assert_eq!(rates(link(Sharing::Fair), &[100; 3]), [30; 3]);
        assert_eq!(rates(link(Sharing::Fifo), &[100, 10, 100]), [90, 0, 0]);
        assert_eq!(rates(link(Sharing::Fifo), &[50, 10, 100]), [50, 10, 30]);
    }
}
