//! Observed tapes, YAML and CSV.
#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| zonefall_fuzz::tape(text));
