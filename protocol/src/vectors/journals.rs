//! Vectors of checkpoints and cosignatures: notes in messages on a link.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::Vector;
use super::federation::{node_id, now, scope, signer};
use super::links::{accepted, refused};
use crate::crypto::{Crypto, Digest, Signer};
use crate::journal::note::{Checkpoint, FIRST_LOG, Note, NoteError, Origin, witness_name};
use crate::journal::tree::{Frontier, MAX_PROOF, consistency, leaf_hash, node_hash};
use crate::register::Rejection;
use crate::testing::RingCrypto;
use crate::wire::{Answer, Message, Offer};

const LOG: &str = "node-nl, attestation";
const WITNESS: &str = "node-be, attestation";

fn leaf(n: u8) -> Digest {
    leaf_hash(&RingCrypto, &[n; 64])
}

/// The journal of node-nl with so many entries.
fn checkpoint(size: u8) -> Checkpoint {
    let mut tree = Frontier::default();
    (1..=size).for_each(|n| drop(tree.append(&RingCrypto, leaf(n))));
    let origin = Origin { genesis: scope().genesis, node: node_id("node-nl"), log: FIRST_LOG };
    Checkpoint { origin, size: size.into(), root: tree.root(&RingCrypto) }
}

fn signed() -> Note {
    checkpoint(5).sign(&RingCrypto, &signer(LOG))
}

fn cosigned() -> Note {
    let line = checkpoint(5).cosign(&RingCrypto, &signer(WITNESS), &node_id("node-be"), now());
    signed().with(line)
}

/// From three entries to five: the third leaf, the fourth, the first two, and the fifth.
fn proof() -> Vec<Digest> {
    assert_eq!(consistency(3, 5).len(), 4);
    vec![leaf(3), leaf(4), node_hash(&RingCrypto, leaf(1), leaf(2)), leaf(5)]
}

fn offer(note: impl ToString) -> Message {
    Message::Checkpoint(Offer { old: 3, proof: proof(), note: note.to_string() })
}

fn answer(note: impl ToString) -> Message {
    Message::Cosigned(Answer { note: Some(note.to_string()) })
}

pub(super) fn good() -> Vec<Vector> {
    let first = Message::Checkpoint(Offer { old: 0, proof: Vec::new(), note: signed().to_string() });
    vec![
        accepted("checkpoint", "five entries, three of them cosigned before", &offer(signed())),
        accepted("checkpoint-first", "nothing was cosigned before", &first),
        accepted("cosigned", "five entries, cosigned", &answer(cosigned())),
        accepted("cosigned-nothing", "nothing is cosigned yet", &Message::Cosigned(Answer { note: None })),
    ]
}

/// A line over any text, as the form of signed notes says.
fn line(name: &str, kind: u8, by: &str, message: &str, before: &[u8]) -> String {
    let signer = signer(by);
    let id = RingCrypto.sha256(&[name.as_bytes(), b"\n", &[kind], &signer.public_key().0]);
    let blob = [&id.0[..4], before, &signer.sign(message.as_bytes()).0].concat();
    format!("— {name} {}\n", STANDARD.encode(blob))
}

/// A text signed as the log's, whatever it says.
fn signed_text(text: &str, by: &str) -> String {
    let name = text.lines().next().unwrap();
    format!("{text}\n{}", line(name, 1, by, text, &[]))
}

fn changed(from: &str, to: &str) -> String {
    let text = checkpoint(5).to_string();
    assert!(text.contains(from));
    signed_text(&text.replacen(from, to, 1), LOG)
}

fn of_another_federation() -> String {
    let other = Digest([0x55; 32]).to_string();
    changed(&scope().genesis.to_string(), &other)
}

pub(super) fn wrong() -> Vec<Vector> {
    let note = |name: &str, what: &str, note: String, error: NoteError| {
        refused(name, what, offer(note).encode().unwrap(), "note", &error.to_string())
    };
    let signature = |name: &str, what: &str, message: &Message| {
        refused(name, what, message.encode().unwrap(), "signature", &Rejection::Signature.to_string())
    };
    let text = checkpoint(5).to_string();
    let flipped = signed().to_string().replacen("/1 ", "/1 A", 1);
    let long =
        Message::Checkpoint(Offer { old: 3, proof: vec![Digest::ZERO; MAX_PROOF + 1], note: signed().to_string() });
    let witness = witness_name(scope().genesis, &node_id("node-be"));
    let later = line(&witness, 4, WITNESS, &format!("cosignature/v1\ntime 1\n{text}"), &2_u64.to_be_bytes());
    let as_log = line(&witness, 1, WITNESS, &text, &[]);
    let genesis = Rejection::Genesis.to_string();
    vec![
        note("note-empty", "no text", String::new(), NoteError::Text),
        note("note-extension", "a fourth line", changed("=\n", "=\nmore\n"), NoteError::Text),
        note("note-leading-zero", "a size with a leading zero", changed("\n5\n", "\n05\n"), NoteError::Size),
        note("note-root-unpadded", "a root without padding", changed("=\n", "\n"), NoteError::Root),
        note("note-log-zero-padded", "the log's number with a zero", changed("/1\n", "/01\n"), NoteError::Origin),
        note("note-unsigned", "no signature", format!("{text}\n"), NoteError::Signatures),
        note("note-base64", "a signature that is no base64", flipped, NoteError::Signatures),
        note("note-cosigned", "two signatures", cosigned().to_string(), NoteError::Count { expected: 1, found: 2 }),
        note("note-unknown-node", "a node that is not there", changed("node-nl", "node-xx"), NoteError::UnknownNode),
        refused(
            "note-other-federation",
            "another genesis",
            offer(of_another_federation()).encode().unwrap(),
            "genesis",
            &genesis,
        ),
        signature("note-by-witness", "signed with another node's key", &offer(signed_text(&text, WITNESS))),
        signature("note-by-member", "signed with a member's key", &offer(signed_text(&text, "nl-molenstad"))),
        refused(
            "checkpoint-long-proof",
            "more hashes than any proof has",
            long.encode().unwrap(),
            "checkpoint",
            &format!("a proof has at most {MAX_PROOF} hashes"),
        ),
        signature("cosigned-at-another-time", "the time was changed", &answer(format!("{}{later}", signed()))),
        signature("cosigned-as-a-log", "a signature of the other kind", &answer(format!("{}{as_log}", signed()))),
        refused(
            "cosigned-by-nobody",
            "the log's signature alone",
            answer(signed()).encode().unwrap(),
            "note",
            &NoteError::Count { expected: 2, found: 1 }.to_string(),
        ),
    ]
}
