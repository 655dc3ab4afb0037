//! Files of any kind through parser, checker and lowering; architectures that pass live.
#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| zonefall_fuzz::chain(text));
