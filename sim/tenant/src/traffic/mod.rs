//! Traffic as a fluid: how much of each journey's demand is served, fails, is refused or waits.
//!
//! Models: demand that is constant between changes, split over routes; stations that pass, fail or
//! hang a share of what reaches them, or serve it at a limited rate from a first-in, first-out
//! queue; clients that give up after their time-out (the server still works for them) and try again
//! after a pause, fixed or spread evenly between nothing and its length. Between events all rates are
//! constant and all queues linear, so nothing is stepped: the next crossing is computed. Retry storms
//! and metastable collapse come out of this.
//!
//! Leaves out: randomness of single requests beyond the steady Erlang C waiting; servers that notice
//! that a client has left; a station met twice on one path limits only the first meeting.

mod counters;
mod erlang;
mod line;
mod net;
mod parts;
mod pause;
mod queue;
mod solve;
mod spread;
#[cfg(test)]
mod tests;

pub use counters::Counters;
pub use erlang::{Waiting, erlang_c};
pub use net::{
    FailMode, JourneyTraffic, Rates, Route, Servers, StationId, StationState, TrafficNet,
};
