//! How an architecture came through, in one of four words. The rule is told with [`Standing`].

#[cfg(test)]
mod tests;

use super::Standing;
use crate::statistics::Share;
use crate::sweep::{JourneyView, PromiseView, StoreView, Sweep, View};

/// What holds in so many runs holds, percent.
const HOLDS_IN: u64 = 95;
/// What holds in fewer than this does not, percent.
const FAILS_UNDER: u64 = 50;
/// The name of promises about data; all others are about time.
const OF_DATA: &str = "rpo";

impl Standing {
    /// How that ended.
    #[must_use]
    pub fn of(sweep: &Sweep) -> Self {
        let view = &sweep.touched;
        if sweep.frame.absent && unharmed(view) {
            return Self::PassedBy;
        }
        time(&view.journeys).max(data(view))
    }

    /// Whether the architecture serves as an example: it was there and came through.
    #[must_use]
    pub const fn survived(self) -> bool {
        matches!(self, Self::Survived)
    }
}

/// Whether nothing was down and nothing lost in any run.
fn unharmed(view: &View) -> bool {
    let up = |j: &JourneyView| j.never_down.share.hits == j.never_down.share.of;
    view.journeys.iter().all(up) && view.stores.iter().all(|s| s.lossy.share.hits == 0)
}

/// By being down.
fn time(journeys: &[JourneyView]) -> Standing {
    let about_time = |p: &&PromiseView| p.promise.name != OF_DATA;
    let promises = journeys.iter().flat_map(|j| &j.objectives);
    let promised = promises.filter(about_time).map(|p| {
        let held = held(p);
        match (reaches(held, HOLDS_IN), reaches(held, FAILS_UNDER)) {
            (true, _) => Standing::Survived,
            (false, true) => Standing::Hurt,
            (false, false) => Standing::Failed,
        }
    });
    let as_it_was = journeys.iter().map(|j| {
        match (
            happens(j.down.not_restored.share),
            reaches(j.never_down.share, HOLDS_IN),
        ) {
            (true, _) => Standing::Failed,
            (false, true) => Standing::Survived,
            (false, false) => Standing::Hurt,
        }
    });
    promised
        .max()
        .or(as_it_was.max())
        .unwrap_or(Standing::Survived)
}

/// By losing data.
fn data(view: &View) -> Standing {
    let about_data = |p: &&PromiseView| p.promise.name == OF_DATA;
    let promises = view.journeys.iter().flat_map(|j| &j.objectives);
    let promised = promises.filter(about_data).map(|p| {
        if happens(broken(p)) {
            Standing::Failed
        } else if reaches(held(p), HOLDS_IN) {
            Standing::Survived
        } else {
            Standing::Hurt
        }
    });
    let failed_if = |yes: bool| {
        if yes {
            Standing::Failed
        } else {
            Standing::Survived
        }
    };
    let lost = |s: &StoreView| failed_if(happens(s.lossy.share));
    let gone = |s: &StoreView| failed_if(happens(s.unrecoverable.share));
    let by_promise = promised.max();
    by_promise
        .or(view.stores.iter().map(lost).max())
        .max(view.stores.iter().map(gone).max())
        .unwrap_or(Standing::Survived)
}

/// Runs in which a promise held, of all: where it cannot be told, it did not hold.
fn held(p: &PromiseView) -> Share {
    Share {
        hits: p.met.share.hits,
        of: p.met.share.of + p.untold,
    }
}

/// Runs in which it was broken, of all.
fn broken(p: &PromiseView) -> Share {
    Share {
        hits: p.met.share.of - p.met.share.hits,
        of: p.met.share.of + p.untold,
    }
}

/// Whether so many percent of the runs are among them; all of none are.
const fn reaches(share: Share, percent: u64) -> bool {
    share.hits * 100 >= share.of * percent
}

/// Whether it happens in more runs than may be spared.
const fn happens(share: Share) -> bool {
    share.hits * 100 > share.of * (100 - HOLDS_IN)
}
