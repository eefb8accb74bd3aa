//! Checkpoints with their signatures: a note has one form, and is written as it was read.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sluis_protocol::crypto::PublicKey;
use sluis_protocol::journal::note::Note;
use sluis_protocol_fuzz::Trusting;

fuzz_target!(|data: &[u8]| {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let Ok(note) = Note::parse(text) else { return };
    assert_eq!(note.to_string(), text);
    for line in &note.lines {
        let (witness, key) = (line.witness(), PublicKey([7; 32]));
        let _ = witness.and_then(|witness| line.cosigns(&Trusting, &note.checkpoint, &witness, &key));
    }
});
