//! The bound on a run: so many events, then it ends where it stands and says so.
//!
//! Counted are events handled and steps of traffic between them. Failures and repairs that nobody can feel cost a
//! fraction of an event and have their own, larger bound. No file may make a run hang, whatever its laws.

use super::facts::Who;
use super::run::Run;

/// Failures and repairs that cost as much as one event.
const UNFELT_PER_EVENT: u64 = 20;

impl Run<'_> {
    /// Failures and repairs that a run may go through.
    pub(crate) fn unfelt_max(&self) -> u64 {
        self.options.events_max.saturating_mul(UNFELT_PER_EVENT)
    }

    /// Whether the run has to end here.
    pub(crate) fn is_spent(&self) -> bool {
        let unfelt = self.life.as_ref().map_or(0, |l| l.state.rung());
        self.spent + self.journeys.net.steps() > self.options.events_max
            || unfelt >= self.unfelt_max()
    }

    /// Says that it ended for that.
    pub(crate) fn warn_of_bound(&mut self) {
        let max = self.options.events_max;
        let at = self.now;
        let text =
            format!("the run was ended at {at}, after {max} events: nothing later was looked at");
        self.facts.about(Who::All);
        self.fact("tenant.events_max", text.clone(), None);
        self.warnings.push(text);
    }
}
