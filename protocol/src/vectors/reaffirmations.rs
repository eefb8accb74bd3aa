//! Vectors of what a member says of its own records after their key ended.

use super::federation::{feed, member_id, now, register};
use super::raw::text;
use super::records::Kind;
use super::{Vector, compare, file};
use crate::cbor;
use crate::crypto::{Digest, Salt};
use crate::envelope::RecordId;
use crate::records::{MAX_REAFFIRMED, Reaffirmation};
use crate::register::Rejection;

fn said(records: Vec<RecordId>) -> Vec<u8> {
    let said = Reaffirmation {
        salt: Salt([0xea; 32]),
        at: now(),
        register: register(),
        origin: member_id("nl-molenstad"),
        receiver: feed().receiver,
        records,
    };
    cbor::encode(&said).unwrap()
}

fn id(n: u16) -> RecordId {
    let mut id = [0; 32];
    id[..2].copy_from_slice(&n.to_be_bytes());
    RecordId(Digest(id))
}

fn kind() -> Kind {
    let payload = said(vec![id(1), id(2)]);
    let content_type = "application/vnd.sluis.reaffirmation+cbor";
    Kind { content_type, signer: "nl-molenstad", other_use: "node-nl, attestation", payload }
}

#[test]
fn the_vectors_of_reaffirmations_are_as_committed() {
    let kind = kind();
    let many: Vec<RecordId> = (0..=MAX_REAFFIRMED as u16).map(id).collect();
    let wrong = |name, what, records| kind.not_understood(name, what, &said(records));
    let speaker = Rejection::Speaker { speaker: member_id("nl-molenstad") };
    let vectors = [
        vec![
            kind.accepted("two", "two records stand", kind.signer, &kind.payload),
            kind.accepted("most", "as many as one may name", kind.signer, &said(many[1..].to_vec())),
        ],
        kind.refusals(),
        vec![
            wrong("none", "of no record", Vec::new()),
            wrong("too-many", "of more than one may name", many),
            wrong("unsorted", "not in ascending order", vec![id(2), id(1)]),
            wrong("twice", "one record twice", vec![id(1), id(1)]),
            kind.not_understood("no-receiver", "for nobody", &kind.fields().without(text("receiver")).write()),
            Vector::refused(
                "neighbours-key",
                "signed by another member on the same node",
                kind.sign_as("nl-havenstad", &kind.payload).write(),
                &speaker,
            ),
        ],
    ];
    let about = "Records of content type application/vnd.sluis.reaffirmation+cbor.";
    compare("reaffirmation.json", &file(about, &vectors.concat()));
}
