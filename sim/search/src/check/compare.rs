//! The same promise before and after a change, run by run with the same seeds: did it become worse?
//!
//! Only runs that differ tell anything. If the change made nothing worse or better, each of them is as likely to be
//! worse as better; a confidence sequence for the share of worse ones is watched until it has left one half. It is
//! about that share over the draws of the cloud taken together, like the verdicts themselves.

use super::course::Course;
use super::{Before, Kept, Verdict};
use crate::many::Promise;
use crate::statistics::{Mixture, Share};
use tenant::score::Target;

/// A promise of the baseline.
#[derive(Debug)]
pub(super) enum Earlier {
    /// Lived again.
    Lived(Course),
    /// Kept from an earlier result.
    Kept(Kept),
}

impl Earlier {
    pub(super) fn journey(&self) -> &str {
        match self {
            Self::Lived(c) => &c.journey,
            Self::Kept(k) => &k.journey,
        }
    }

    pub(super) fn promise(&self) -> &Promise {
        match self {
            Self::Lived(c) => &c.promise,
            Self::Kept(k) => &k.promise,
        }
    }

    /// The course of one that is lived again.
    pub(super) fn course(&mut self) -> Option<&mut Course> {
        match self {
            Self::Lived(course) => Some(course),
            Self::Kept(_) => None,
        }
    }

    fn held(&self) -> &[bool] {
        match self {
            Self::Lived(c) => &c.held,
            Self::Kept(k) => &k.held,
        }
    }

    fn verdict(&self) -> Verdict {
        match self {
            Self::Lived(c) => c.verdict.unwrap_or(Verdict::Undecided),
            Self::Kept(k) => k.verdict,
        }
    }

    /// Whether more runs can tell nothing more of its verdict.
    pub(super) fn decided(&self) -> bool {
        match self {
            Self::Lived(c) => c.verdict.is_some(),
            Self::Kept(_) => true,
        }
    }
}

/// A promise of a journey: the journey's name, and what is promised.
pub(super) type Named<'a> = (&'a str, &'a Promise);

/// For each promise of now the index of the same one then: the same journey, the same kind, and of several such the
/// same in order.
pub(super) fn matching(now: &[Named<'_>], then: &[Named<'_>]) -> Vec<Option<usize>> {
    let mut taken = vec![false; then.len()];
    let one = |&(journey, promise): &Named<'_>| {
        let same = |&(j, p): &Named<'_>| j == journey && p.name == promise.name;
        let found = (0..then.len()).find(|&i| !taken[i] && same(&then[i]))?;
        taken[found] = true;
        Some(found)
    };
    now.iter().map(one).collect()
}

/// Which promises of then are no longer made, or only less of them.
#[must_use]
pub fn let_go(now: &[(String, Promise)], then: &[(String, Promise)]) -> Vec<(String, Promise)> {
    fn named(list: &[(String, Promise)]) -> Vec<Named<'_>> {
        list.iter().map(|(j, p)| (j.as_str(), p)).collect()
    }
    let matched = matching(&named(now), &named(then));
    let kept = |i: usize| {
        let found = matched.iter().position(|m| *m == Some(i));
        found.is_some_and(|n| !is_looser(now[n].1.target, then[i].1.target))
    };
    let gone = (0..then.len()).filter(|&i| !kept(i));
    gone.map(|i| then[i].clone()).collect()
}

/// Whether a promise asks for less than another one.
pub(super) const fn is_looser(now: Target, then: Target) -> bool {
    match (now, then) {
        (Target::Time(now), Target::Time(then)) => now.0 > then.0,
        (Target::Share(now), Target::Share(then)) => now < then,
        (Target::Time(_), Target::Share(_)) | (Target::Share(_), Target::Time(_)) => false,
    }
}

/// Pairs of runs, as they come in.
#[derive(Debug, Default)]
pub(super) struct Compared {
    runs: u64,
    held_then: u64,
    held_now: u64,
    worse: u64,
    better: u64,
    verdict: Option<Verdict>,
}

impl Compared {
    /// Takes in the runs that both have by now.
    pub(super) fn look(&mut self, now: &[bool], then: &Earlier, confidence: f64) {
        let new = now.iter().zip(then.held()).skip(self.runs as usize);
        for (&now, &then) in new {
            self.runs += 1;
            self.held_now += u64::from(now);
            self.held_then += u64::from(then);
            self.worse += u64::from(then && !now);
            self.better += u64::from(now && !then);
        }
        if self.verdict.is_none() {
            let differ = Share {
                hits: self.worse,
                of: self.worse + self.better,
            };
            let worse = Mixture::EVEN.above(differ, 0.5, confidence);
            self.verdict = worse.map(|yes| if yes { Verdict::Fail } else { Verdict::Pass });
        }
    }

    /// Whether more runs are worth living for it: one became worse, and it is not clear yet.
    pub(super) fn open(&self, then: &Earlier) -> bool {
        let more = match then {
            Earlier::Lived(_) => true,
            Earlier::Kept(k) => k.held.len() as u64 > self.runs,
        };
        more && self.verdict.is_none() && self.worse > 0
    }

    /// What is said of it.
    pub(super) fn before(&self, then: &Earlier) -> Before {
        let of = |held: u64| Share {
            hits: held,
            of: self.runs,
        };
        let unclear = match self.worse {
            0 => Verdict::Pass,
            _ => Verdict::Undecided,
        };
        Before {
            target: then.promise().target,
            verdict: then.verdict(),
            runs: self.runs,
            share: of(self.held_then).value(),
            share_now: of(self.held_now).value(),
            worse: self.worse,
            better: self.better,
            regressed: self.verdict.unwrap_or(unclear),
            loosened: false,
            failing: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::SimDuration;

    fn kept(held: &[bool]) -> Earlier {
        Earlier::Kept(Kept {
            journey: "order".to_owned(),
            promise: Promise {
                name: "rto".to_owned(),
                target: Target::Time(SimDuration::from_secs(60)),
            },
            verdict: Verdict::Pass,
            held: held.to_vec(),
        })
    }

    fn compared(now: &[bool], then: &[bool]) -> Before {
        let then = kept(then);
        let mut compared = Compared::default();
        // In two looks, as runs come in.
        let half = now.len() / 2;
        compared.look(&now[..half], &then, 0.95);
        compared.look(now, &then, 0.95);
        compared.before(&then)
    }

    #[test]
    fn seven_worse_and_none_better_make_a_regression() {
        let six = compared(&[[false; 6].as_slice(), &[true; 60]].concat(), &[true; 66]);
        assert_eq!((six.worse, six.better), (6, 0));
        assert_eq!(six.regressed, Verdict::Undecided);
        let seven = compared(&[[false; 7].as_slice(), &[true; 60]].concat(), &[true; 67]);
        assert_eq!(seven.regressed, Verdict::Fail);
        assert_eq!(seven.share, 1.0);
    }

    #[test]
    fn better_and_alike_are_no_regression() {
        let better = compared(&[true; 20], &[false; 20]);
        assert_eq!((better.better, better.regressed), (20, Verdict::Pass));
        let alike = compared(&[false; 20], &[false; 20]);
        assert_eq!((alike.worse, alike.better), (0, 0));
        assert_eq!(alike.regressed, Verdict::Pass);
    }

    #[test]
    fn only_seeds_that_both_have_are_compared() {
        let short = compared(&[true; 20], &[false; 5]);
        assert_eq!((short.runs, short.better), (5, 5));
        let open = Compared {
            runs: 5,
            worse: 1,
            ..Compared::default()
        };
        assert!(!open.open(&kept(&[true; 5])), "nothing more can come");
        assert!(open.open(&kept(&[true; 6])));
    }

    #[test]
    fn what_is_promised_no_more_or_less_of_is_let_go() {
        let time = |journey: &str, secs| {
            let target = Target::Time(SimDuration::from_secs(secs));
            let name = "rto".to_owned();
            (journey.to_owned(), Promise { name, target })
        };
        let share = |journey: &str, ppb| {
            let name = "availability_slo".to_owned();
            let target = Target::Share(ppb);
            (journey.to_owned(), Promise { name, target })
        };
        let then = [
            time("a", 60),
            share("a", 999),
            time("b", 60),
            time("a", 600),
        ];
        assert_eq!(let_go(&then, &then), []);
        // Stricter, in another order; what is new lets nothing go.
        let now = [
            share("a", 1000),
            time("a", 30),
            time("a", 600),
            time("b", 60),
            time("c", 1),
        ];
        assert_eq!(let_go(&now, &then), []);
        let now = [time("a", 61), share("a", 998), time("a", 600)];
        assert_eq!(let_go(&now, &then), then[..3]);
    }
}
