//! Units, crews, shocks and data by themselves, without an engine.
