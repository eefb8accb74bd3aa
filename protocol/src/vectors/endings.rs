//! Vectors of what ends a signal: recalls and retractions.

use sluis_schemas::vocabulary::{RecallGround, RetractionGround};

use super::federation::{feed, member_id, now, register};
use super::raw::{bytes, text};
use super::records::Kind;
use super::{Vector, compare, file};
use crate::cbor;
use crate::crypto::{Digest, Salt};
use crate::envelope::RecordId;
use crate::records::{Recall, Retraction};
use crate::register::Rejection;

fn recall(ground: RecallGround) -> Vec<u8> {
    let said = Recall {
        salt: Salt([0xe7; 32]),
        at: now(),
        register: register(),
        origin: member_id("nl-molenstad"),
        signal: RecordId(Digest([0x0a; 32])),
        ground,
    };
    cbor::encode(&said).unwrap()
}

fn retraction(ground: RetractionGround) -> Vec<u8> {
    let said = Retraction {
        salt: Salt([0xe9; 32]),
        at: now(),
        register: register(),
        origin: member_id("nl-molenstad"),
        receiver: feed().receiver,
        signal: RecordId(Digest([0x0b; 32])),
        ground,
    };
    cbor::encode(&said).unwrap()
}

fn kind(content_type: &'static str, payload: Vec<u8>) -> Kind {
    Kind { content_type, signer: "nl-molenstad", other_use: "node-nl, attestation", payload }
}

fn recalls() -> Kind {
    kind("application/vnd.sluis.recall+cbor", recall(RecallGround::Error))
}

fn retractions() -> Kind {
    kind("application/vnd.sluis.retraction+cbor", retraction(RetractionGround::Narrowed))
}

pub(crate) fn sealed_recall() -> Vec<u8> {
    recalls().sign(&recalls().payload)
}

pub(crate) fn sealed_retraction() -> Vec<u8> {
    retractions().sign(&retractions().payload)
}

/// What can be wrong with what both say.
fn wrong(kind: &Kind) -> Vec<Vector> {
    let with = |field: &str, value: Vec<u8>| kind.fields().with(text(field), value).write();
    let speaker = Rejection::Speaker { speaker: member_id("nl-molenstad") };
    vec![
        kind.not_understood("unknown-ground", "a ground not known yet", &with("ground", text("regret"))),
        kind.not_understood("short-signal", "the signal's id has 31 bytes", &with("signal", bytes(&[7; 31]))),
        kind.not_understood("no-signal", "of no signal", &kind.fields().without(text("signal")).write()),
        kind.not_understood("null-ground", "the ground is null", &with("ground", vec![0xf6])),
        Vector::refused(
            "neighbours-key",
            "signed by another member on the same node",
            kind.sign_as("nl-havenstad", &kind.payload).write(),
            &speaker,
        ),
    ]
}

#[test]
fn the_vectors_of_recalls_are_as_committed() {
    let kind = recalls();
    let accepted = RecallGround::ALL
        .iter()
        .map(|ground| kind.accepted(ground.as_str(), "recalled", kind.signer, &recall(*ground)));
    let vectors = [accepted.collect(), kind.refusals(), wrong(&kind)].concat();
    compare("recall.json", &file("Records of content type application/vnd.sluis.recall+cbor.", &vectors));
}

#[test]
fn the_vectors_of_retractions_are_as_committed() {
    let kind = retractions();
    let accepted = RetractionGround::ALL
        .iter()
        .map(|ground| kind.accepted(ground.as_str(), "taken back", kind.signer, &retraction(*ground)));
    let vectors = [accepted.collect(), kind.refusals(), wrong(&kind)].concat();
    compare("retraction.json", &file("Records of content type application/vnd.sluis.retraction+cbor.", &vectors));
}
