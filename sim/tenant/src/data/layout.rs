//! How a store looks at the start of the run.

use super::{CopyId, Feed, MergeRule};
use kernel::SimDuration;

/// How a store looks at the start of the run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layout {
    /// The copies: what each follows, and has always followed.
    pub copies: Vec<Option<Feed>>,
    /// The writers: which copy takes each one's writes.
    pub writers: Vec<CopyId>,
    /// How far back writes from before the run are counted; make it longer than the oldest backup in use.
    pub history: SimDuration,
    /// What each writer had acknowledged in that time, micro-writes, spread evenly; none for writers beyond the list.
    pub before: Vec<u64>,
    /// What becomes of writes that a promotion leaves behind.
    pub merge: MergeRule,
}

impl Layout {
    /// One copy that takes writes and `replicas` that follow it. With a lag of zero: a synchronous standby, or the
    /// members of a quorum store.
    #[must_use]
    pub fn primary(replicas: u16, lag: SimDuration) -> Self {
        let feed = Some(Feed {
            source: CopyId(0),
            lag,
        });
        let copies = (0..=replicas).map(|i| feed.filter(|_| i > 0)).collect();
        Self::of(copies, vec![CopyId(0)])
    }

    /// A ring of copies in which each takes writes and follows the one before it.
    #[must_use]
    pub fn ring(copies: u16, hop: SimDuration) -> Self {
        let before = |i: u16| CopyId((i + copies - 1) % copies);
        let feeds = (0..copies)
            .map(|i| {
                Some(Feed {
                    source: before(i),
                    lag: hop,
                })
            })
            .collect();
        Self::of(feeds, (0..copies).map(CopyId).collect())
    }

    fn of(copies: Vec<Option<Feed>>, writers: Vec<CopyId>) -> Self {
        let merge = MergeRule::DropLeftBehind;
        Self {
            copies,
            writers,
            history: SimDuration::ZERO,
            before: Vec::new(),
            merge,
        }
    }
}
