//! Federation files: what is accepted is written and read back.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sluis_schemas::federation::Federation;

fuzz_target!(|data: &[u8]| {
    let Ok(federation) = Federation::parse(data) else { return };
    let json = serde_json::to_vec(&federation).expect("a federation is JSON");
    assert_eq!(Federation::parse(&json), Ok(federation));
});
