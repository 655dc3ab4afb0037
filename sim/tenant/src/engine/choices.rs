//! What a request has met that its retries meet again: the answer of a name that its client keeps, a key that a cache
//! holds or not. Balancers and failing shares of services are no choice: each attempt has another chance there.
//!
//! A leg that failed before it came to a choice is shared out over all that the choice can be, in their proportion: the
//! request had the key it had before it met the zone that failed it.

use super::flow::{Leg, Shares};
use crate::architecture::ComponentId;

/// Most choices on one way; more are not told apart.
const CHOICES_MAX: usize = 6;

/// Of a cache or a content delivery network: the key is there.
pub(crate) const HIT: u16 = 0;
/// The key is not there.
pub(crate) const MISS: u16 = 1;
/// Of a name: no answer. Other answers are the target's number.
pub(crate) const NO_ANSWER: u16 = u16::MAX;

/// The choices a request has met, in order: where, and which.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(crate) struct Choices {
    list: [(u16, u16); CHOICES_MAX],
    len: u8,
}

impl Choices {
    /// These and one more.
    pub(crate) fn and(mut self, at: ComponentId, which: u16) -> Self {
        if let Some(slot) = self.list.get_mut(usize::from(self.len)) {
            *slot = (at.0, which);
            self.len += 1;
        }
        self
    }

    fn as_slice(&self) -> &[(u16, u16)] {
        &self.list[..usize::from(self.len)]
    }

    /// Whether a request with these choices has met the others before its last ones.
    fn goes_on_from(&self, before: &Self) -> bool {
        self.len > before.len && self.as_slice().starts_with(before.as_slice())
    }
}

/// The groups of one journey; a group's number stays the same for the whole run.
#[derive(Debug, Default)]
pub(crate) struct Groups {
    known: Vec<Choices>,
}

impl Groups {
    /// The number of the group with these choices.
    pub(crate) fn number(&mut self, choices: Choices) -> u16 {
        let i = self.known.iter().position(|&k| k == choices);
        let i = i.unwrap_or_else(|| {
            self.known.push(choices);
            self.known.len() - 1
        });
        i as u16
    }
}

/// Shares out every leg that ended before a choice that other legs have met.
pub(crate) fn complete(legs: &[Leg]) -> Vec<Leg> {
    let early = |l: &Leg| legs.iter().any(|o| o.choices.goes_on_from(&l.choices));
    let mut whole: Vec<(Choices, u64)> = Vec::new();
    for leg in legs.iter().filter(|l| !early(l)) {
        match whole.iter_mut().find(|w| w.0 == leg.choices) {
            Some(w) => w.1 += u64::from(leg.ppm),
            None => whole.push((leg.choices, u64::from(leg.ppm))),
        }
    }
    let mut out = Vec::with_capacity(legs.len());
    for leg in legs {
        let after = || whole.iter().filter(|w| w.0.goes_on_from(&leg.choices));
        let mut shares = Shares::of(leg.ppm, after().fold(0, |sum, w| sum + w.1));
        if after().next().is_none() {
            out.push(*leg);
        }
        for &(choices, weight) in after() {
            let ppm = shares.next(weight);
            out.push(Leg {
                ppm,
                choices,
                ..*leg
            });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::flow::{End, WHOLE};

    fn leg(ppm: u32, choices: Choices, end: End) -> Leg {
        Leg {
            ppm,
            choices,
            end,
            ..Leg::whole(None)
        }
    }

    /// Half of the traffic fails in a dead zone before it meets the cache: its keys are as the others'.
    #[test]
    fn who_failed_early_has_the_keys_of_the_others() {
        let (none, cache) = (Choices::default(), ComponentId(4));
        let (hit, miss) = (none.and(cache, HIT), none.and(cache, MISS));
        let legs = [
            leg(500_001, none, End::Fast),
            leg(399_999, hit, End::Open),
            leg(100_000, miss, End::Hang),
        ];
        let all = complete(&legs);
        let sum = |c: Choices| {
            all.iter()
                .filter(|l| l.choices == c)
                .fold(0, |s, l| s + l.ppm)
        };
        assert_eq!(sum(none), 0);
        assert_eq!(sum(hit) + sum(miss), WHOLE);
        assert!(sum(hit).abs_diff(800_000) <= 2, "{}", sum(hit));
    }

    /// Numbers stay, whatever comes and goes in between.
    #[test]
    fn numbers_stay() {
        let mut groups = Groups::default();
        let a = Choices::default().and(ComponentId(1), 7);
        let b = a.and(ComponentId(2), MISS);
        let first = (groups.number(a), groups.number(b));
        assert_eq!(first, (0, 1));
        assert_eq!((groups.number(a), groups.number(b)), first);
    }
}
