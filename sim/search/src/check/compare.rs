//! The same promise before and after a change, run by run with the same seeds: did it become worse?
//!
//! Only runs that differ tell anything. If the change made nothing worse or better, each of them is as likely to be
//! worse as better; a confidence sequence for the share of worse ones is watched until it has left one half. It is
//! about that share over the draws of the cloud taken together, like the verdicts themselves.

use super::course::Course;
use super::{Before, Kept, Verdict};
use crate::many::Promise;
use crate::statistics::{Mixture, Share};

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

/// For each promise of now the index of the same one then: the same journey, the same kind, and of several such the
/// same in order.
pub(super) fn matching(now: &[Course], then: &[Earlier]) -> Vec<Option<usize>> {
    let mut taken = vec![false; then.len()];
    let same =
        |c: &Course, e: &Earlier| e.journey() == c.journey && e.promise().name == c.promise.name;
    let one = |c: &Course| {
        let found = (0..then.len()).find(|&i| !taken[i] && same(c, &then[i]))?;
        taken[found] = true;
        Some(found)
    };
    now.iter().map(one).collect()
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
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::SimDuration;
    use tenant::score::Target;

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
}
