//! What is promised. Names follow AWS Resilience Hub v2.

use super::JourneyId;
use kernel::SimDuration;

/// Objectives of one journey.
#[derive(Debug, Clone, PartialEq)]
pub struct Objective {
    /// For which journey.
    pub journey: JourneyId,
    /// Longest acceptable time from interruption to restored service.
    pub rto: Option<SimDuration>,
    /// Most acknowledged data that may be missing afterwards, as time.
    pub rpo: Option<SimDuration>,
    /// Share of a 28-day window that must be served, parts per million.
    pub availability_slo_ppm: Option<u32>,
}
