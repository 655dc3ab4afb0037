//! What recovery plans can do: one file per kind of step.
