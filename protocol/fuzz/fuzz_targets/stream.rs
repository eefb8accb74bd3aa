//! Greeting and frames, cut in pieces as a network cuts them.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sluis_protocol::stream::{Greeting, Incoming};

const MAX: usize = 4 * 1024 * 1024;
/// What may be reserved before a frame's first byte.
const RESERVED: usize = 4 * 1024;

/// The frames that come from pieces of at most `size` bytes, up to one that is refused.
fn frames(mut from: &[u8], size: usize) -> Vec<Vec<u8>> {
    let (mut frames, mut incoming) = (Vec::new(), Incoming::new(MAX));
    loop {
        let (some, rest) = from.split_at(incoming.missing().min(size).min(from.len()));
        incoming.buffer().extend_from_slice(some);
        from = rest;
        match incoming.whole() {
            Ok(Some(frame)) => {
                frames.push(frame);
                incoming = Incoming::new(MAX);
            }
            Ok(None) if from.is_empty() => break,
            Ok(None) => {}
            Err(_) => break,
        }
        // Room grows with what came, not with what a length promises.
        assert!(incoming.buffer().capacity() <= RESERVED + 2 * incoming.buffer().len());
    }
    frames
}

fuzz_target!(|data: &[u8]| {
    let Some((greeting, rest)) = data.split_first_chunk() else { return };
    assert_eq!(Greeting::from_bytes(*greeting).to_bytes(), *greeting);
    let Some((size, rest)) = rest.split_first() else { return };
    let whole = frames(rest, usize::MAX);
    assert_eq!(frames(rest, usize::from(*size) + 1), whole);
    let written: Vec<u8> = whole.iter().flat_map(|f| [&(f.len() as u32).to_be_bytes()[..], f].concat()).collect();
    assert!(rest.starts_with(&written));
});
