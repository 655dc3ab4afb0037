//! The order of things that happen at the same instant.

/// Within one instant, lower phases come first; within one phase, first scheduled comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Phase {
    /// The world changes: faults, repairs, dated actions.
    Fault = 0,
    /// Machines and people react to what they see: detectors, control planes, plan steps.
    Control = 1,
    /// Requests and data flow under the new conditions.
    Traffic = 2,
    /// Observers read what is now true.
    Measure = 3,
}
