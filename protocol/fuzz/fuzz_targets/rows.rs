//! Rows of CSV, and what the submission reader says of them.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sluis_schemas::content::Submission;
use sluis_schemas::submission::rows::rows;

fuzz_target!(|data: &[u8]| {
    for (_, row) in rows(data) {
        let Ok(row) = row else { continue };
        let text = row.to_string();
        assert_eq!(Submission::parse(text.as_bytes()), Submission::from_json(&row));
    }
});
