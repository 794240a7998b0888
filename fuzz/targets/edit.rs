//! Whatever can be edited in any bytes changes by what was meant and by nothing else.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| wayhold_fuzz::edits::check(bytes));
