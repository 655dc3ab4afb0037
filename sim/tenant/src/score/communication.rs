//! Who knew what when, and how wrong the posted ETA was.

use crate::outcome::Communication;
use kernel::SimTime;

/// When who knew.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommunicationScore {
    /// When customers first felt it.
    pub customers: Option<SimTime>,
    /// When the architecture's own monitors fired.
    pub monitors: Option<SimTime>,
    /// When the first person looked.
    pub people: Option<SimTime>,
    /// First post on the provider's status page.
    pub first_post: Option<SimTime>,
    /// First post that named the cause.
    pub explained: Option<SimTime>,
    /// The first ETA posted.
    pub eta: Option<SimTime>,
    /// When the longest interruption really ended.
    pub restored: Option<SimTime>,
    /// The truth less the posted ETA in microseconds: positive when it took longer than promised.
    /// `None` without an ETA, or when it was never restored.
    pub eta_error_us: Option<i64>,
}

impl CommunicationScore {
    pub(super) fn of(c: &Communication) -> Self {
        let signed = |t: SimTime| i64::try_from(t.0).unwrap_or(i64::MAX);
        Self {
            customers: c.customers,
            monitors: c.monitors,
            people: c.people,
            first_post: c.first_post,
            explained: c.explained,
            eta: c.eta,
            restored: c.restored,
            eta_error_us: c
                .restored
                .zip(c.eta)
                .map(|(end, eta)| signed(end) - signed(eta)),
        }
    }
}
