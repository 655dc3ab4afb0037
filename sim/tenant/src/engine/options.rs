//! What a run is asked for: the world it lives in, its seed, and what is done to it on the way.

use crate::architecture::{ComponentId, PersonId, StepKind};
use kernel::{SimTime, Ties};
use tape::{Offer, Tape};

/// What surrounds an architecture: what can be rented, and what happened there.
#[derive(Debug, Clone, Copy)]
pub struct World<'a> {
    /// Every provider that rents something out.
    pub offers: &'a [Offer],
    /// What happened, already put onto the region and zone of this run.
    pub tape: &'a Tape,
    /// The same without what commands changed, on which luck is drawn and by which it is judged what the outage covers:
    /// whoever changes something at noon must not change who was hit in the morning. Its places are the first of the
    /// tape's, under the same ids.
    pub luck: &'a Tape,
}

impl<'a> World<'a> {
    /// A world in which nobody gave a command to the cloud.
    #[must_use]
    pub fn new(offers: &'a [Offer], tape: &'a Tape) -> Self {
        Self {
            offers,
            tape,
            luck: tape,
        }
    }

    /// The offer that rules at a place: that of the provider named by the path's first segment.
    #[must_use]
    pub fn offer(&self, path: &str) -> Option<&'a Offer> {
        let provider = path.split('/').next().unwrap_or(path);
        self.offers.iter().find(|o| o.provider == provider)
    }
}

/// Which members of the populations the tenant's resources become.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Luck {
    /// Drawn again until at least one resource is touched.
    #[default]
    Touched,
    /// Drawn once.
    Drawn,
}

/// What can be done to a tenant while it lives.
#[derive(Debug, Clone, PartialEq)]
pub enum TenantAction {
    /// Start a plan now, whoever would have to agree (index into the architecture's plans).
    StartPlan(usize),
    /// Do one step now.
    Do(StepKind),
    /// A person learns of the trouble and what it is.
    Inform(PersonId),
    /// All servers or copies of a component stop.
    Stop(ComponentId),
    /// Those stopped by hand run again.
    Start(ComponentId),
}

/// A line of the command log: at this time, do this.
#[derive(Debug, Clone, PartialEq)]
pub struct TenantCommand {
    /// When.
    pub at: SimTime,
    /// What.
    pub action: TenantAction,
}

/// When a run ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum End {
    /// When every journey and store has settled after the tape's end, at most 30 days later.
    #[default]
    Settled,
    /// At this instant, whatever goes on then.
    At(SimTime),
    /// When the units under a component have lost its data for the first time, at the latest at this instant. Time ends
    /// after 1,141 years: where that cuts off more than a few runs, the mean time to a loss is all time lived over all
    /// losses.
    FirstLoss(SimTime),
    /// When all units under a component's data are back after a first failure, or its data is lost, at the latest at this
    /// instant: one cycle of a renewal process. The mean time to a loss is the mean length over the mean of losses.
    Cycle(SimTime),
    /// When a journey is down for the first time, at the latest at this instant.
    FirstDown(SimTime),
}

/// How much of a run is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Keep {
    /// Everything: facts, health, timelines.
    #[default]
    All,
    /// Only what scores need: timelines, stores, what became of parts. Facts are not told, nothing can be
    /// explained, and there are no fingerprints.
    Scores,
}

/// Most events of one run, unless told otherwise.
pub const EVENTS_MAX: u64 = 5_000_000;

/// Importance sampling of rare losses.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bias {
    /// While a unit under a component's data is missing, the others fail so many times as often, where they fail by an
    /// exponential law. Good values make the next failure about as likely as a repair. Multiply whatever is averaged over runs
    /// by their [`crate::outcome::Outcome::weight`].
    pub factor: f64,
}

/// How a run is made.
#[derive(Debug, Clone, PartialEq)]
pub struct LiveOptions {
    /// Where chance starts.
    pub seed: u64,
    /// Whether fates are drawn until one of them is bad.
    pub luck: Luck,
    /// What is done on the way; their order in time does not matter.
    pub commands: Vec<TenantCommand>,
    /// Hour of the day, UTC, at which the tape starts, 0..24. Demand curves and office hours hang on it.
    pub start_hour_utc: f64,
    /// When it ends.
    pub end: End,
    /// Whether parts fail by themselves where the architecture says how.
    pub ordinary: bool,
    /// How much more often parts fail than they do; `None`: as often as they do.
    pub bias: Option<Bias>,
    /// How much of it is kept.
    pub keep: Keep,
    /// After so many events it ends with a warning.
    pub events_max: u64,
    /// Who comes first of events at one instant. Other than usual only to see that results do not hang on it.
    pub ties: Ties,
}

impl Default for LiveOptions {
    fn default() -> Self {
        Self {
            seed: 1,
            luck: Luck::Touched,
            commands: Vec::new(),
            start_hour_utc: 0.0,
            end: End::Settled,
            ordinary: true,
            bias: None,
            keep: Keep::All,
            events_max: EVENTS_MAX,
            ties: Ties::First,
        }
    }
}
