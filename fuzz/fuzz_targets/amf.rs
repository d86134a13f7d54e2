#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| actors_live::fuzzing::amf(bytes));
