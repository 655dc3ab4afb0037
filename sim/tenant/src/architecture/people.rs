//! Who repairs: awake, informed, allowed to decide.

use kernel::SimDuration;
use tape::Law;

/// Index of a person in an architecture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PersonId(pub u16);

/// How a person learns that something is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Awareness {
    /// A monitor pages them, day or night.
    Pager,
    /// Customers call; only heard while awake.
    Customers,
    /// Reads the provider's status page; only while awake.
    StatusPage,
}

/// Somebody who can act.
#[derive(Debug, Clone, PartialEq)]
pub struct Person {
    /// Role, e.g. `on-call engineer`.
    pub name: String,
    /// Local hours at work, e.g. (9.0, 18.0); (0.0, 24.0) is always. Weekends count like weekdays.
    pub hours: (f64, f64),
    /// How they learn of trouble.
    pub learns: Awareness,
    /// From the first sign until they look.
    pub engage: Law,
    /// From looking until they know what to do.
    pub diagnose: Law,
    /// Whether they may start a fail-over on their own.
    pub may_decide: bool,
    /// Whether they believe a posted ETA and wait for it instead of acting.
    pub believes_eta: bool,
    /// How long they wait at most before acting when no ETA is posted; zero: act at once.
    pub patience: SimDuration,
    /// Path of the region where they sit, if an outage there keeps them from working.
    pub sits_in: Option<String>,
}

/// Help bought from the provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Support {
    /// A forum.
    #[default]
    None,
    /// Answers within a day.
    Basic,
    /// Somebody to call: people learn what failed at least this long after the first sign, whatever the status page says.
    Premium {
        /// From the first sign.
        informed_after: SimDuration,
    },
}
