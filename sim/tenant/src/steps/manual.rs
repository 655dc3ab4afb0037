//! Work by hand: takes its time, done by whoever runs the plan. An automatic plan takes the same time.

use super::Begun;
use crate::engine::run::Run;
use kernel::SimDuration;

pub(super) fn begin(run: &Run<'_>, plan: usize, effort: SimDuration) -> Begun {
    // Whoever has begun stays until it is done, at whatever hour.
    debug_assert!(
        run.recovery.plans.len() > plan,
        "a plan that does not exist"
    );
    Begun::For(effort)
}
