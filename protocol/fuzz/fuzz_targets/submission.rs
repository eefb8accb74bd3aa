//! A submission as partners write it: what is accepted is written and read back, as JSON and as signed content.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sluis_protocol::cbor;
use sluis_schemas::content::Submission;

fuzz_target!(|data: &[u8]| {
    let Ok(submission) = Submission::parse(data) else { return };
    let json = serde_json::to_vec(&submission).expect("a submission is JSON");
    assert_eq!(Submission::parse(&json).as_ref(), Ok(&submission));
    let content = cbor::encode(&submission.content).expect("content is CBOR");
    assert_eq!(cbor::decode(&content).as_ref(), Ok(&submission.content));
});
