//! Case files, and submissions where a case file may stand.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sluis_schemas::case::{Case, ExplainInput};

fuzz_target!(|data: &[u8]| {
    if let Ok(ExplainInput::Case(case)) = ExplainInput::parse(data) {
        assert_eq!(Case::parse(data), Ok(case));
    }
});
