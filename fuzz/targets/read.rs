//! Any bytes are read or refused, and whatever is read of them lies in them.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| wayhold_fuzz::facts::check(bytes));
