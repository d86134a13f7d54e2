#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| tributary::http::fuzzing::form_urlencoded(bytes));
