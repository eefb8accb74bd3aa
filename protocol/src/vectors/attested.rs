//! Vectors of feed heads and receipts: what nodes attest for members.

use sluis_schemas::Timestamp;

use super::federation::{feed, member_id, now, register};
use super::raw::{Entries, array, int, text};
use super::records::Kind;
use super::{Vector, compare, file};
use crate::cbor::{self, CborError};
use crate::crypto::{Digest, Salt};
use crate::envelope::RecordId;
use crate::feeds::{FIRST_EPOCH, FeedState, append_all};
use crate::records::{Exception, FeedHead, Lane, Lanes, Receipt, State};
use crate::register::Rejection;
use crate::testing::RingCrypto;

/// Three entries of the bulk lane.
pub(super) fn lanes() -> Lanes {
    let mut lanes = FeedState::new(&RingCrypto, &feed(), FIRST_EPOCH).lanes;
    lanes.bulk = append_all(&RingCrypto, lanes.bulk, &[1, 2, 3].map(|n| RecordId(Digest([n; 32]))));
    lanes
}

pub(super) fn head(lanes: Lanes) -> FeedHead {
    let (salt, register) = (Salt([0xc3; 32]), register());
    FeedHead { salt, at: now(), register, feed: feed(), epoch: FIRST_EPOCH, lanes }
}

pub(super) fn receipt(exceptions: Vec<Exception>) -> Receipt {
    let (salt, register) = (Salt([0xd4; 32]), register());
    Receipt { salt, at: now(), register, feed: feed(), epoch: FIRST_EPOCH, lanes: lanes(), exceptions, until: None }
}

pub(super) fn head_kind() -> Kind {
    Kind {
        content_type: "application/vnd.sluis.feed-head+cbor",
        signer: "node-nl, attestation",
        other_use: "nl-molenstad",
        payload: cbor::encode(&head(lanes())).unwrap(),
    }
}

pub(super) fn receipt_kind() -> Kind {
    let entry =
        |place, state, rule: Option<&str>| Exception { lane: Lane::Bulk, place, state, rule: rule.map(str::to_owned) };
    let exceptions = vec![entry(1, State::Declined, Some("BE-R1")), entry(3, State::Deferred, None)];
    Kind {
        content_type: "application/vnd.sluis.receipt+cbor",
        signer: "node-be, attestation",
        other_use: "be-brugdorp",
        payload: cbor::encode(&receipt(exceptions)).unwrap(),
    }
}

pub(crate) fn sealed_receipt() -> Vec<u8> {
    receipt_kind().sign(&receipt_kind().payload)
}

pub(crate) fn sealed_head() -> Vec<u8> {
    head_kind().sign(&head_kind().payload)
}

/// What can be wrong with both: the node that attests, and the lanes.
fn refusals(kind: &Kind, other_node: &str, speaker: &str) -> Vec<Vector> {
    let fields = kind.fields();
    let lanes = Entries::of(fields.get(text("lanes")));
    let with_lanes = |lanes: Vec<u8>| fields.clone().with(text("lanes"), lanes).write();
    vec![
        Vector::refused(
            "other-nodes-key",
            "signed by the node of the feed's other end",
            kind.sign_as(other_node, &kind.payload).write(),
            &Rejection::Speaker { speaker: member_id(speaker) },
        ),
        kind.payload_refused(
            "lanes-as-array",
            "the lanes are an array of their values",
            &with_lanes(lanes.write_array(&["urgent", "bulk"])),
            CborError::NotDeterministic,
        ),
        kind.not_understood(
            "third-lane",
            "a lane not known yet",
            &with_lanes(lanes.clone().with(text("slow"), int(1)).write()),
        ),
        kind.not_understood("negative-epoch", "the epoch is -1", &fields.clone().with(text("epoch"), int(-1)).write()),
        kind.not_understood("unknown-member-form", "the receiver's id is in upper case", &{
            let feed = Entries::of(fields.get(text("feed"))).with(text("receiver"), text("BE"));
            fields.clone().with(text("feed"), feed.write()).write()
        }),
    ]
}

fn heads() -> Vec<Vector> {
    let kind = head_kind();
    let empty = cbor::encode(&head(FeedState::new(&RingCrypto, &feed(), FIRST_EPOCH).lanes)).unwrap();
    let accepted = vec![
        kind.accepted("three-entries", "three entries in the bulk lane", kind.signer, &kind.payload),
        kind.accepted("empty", "nothing disclosed yet", kind.signer, &empty),
    ];
    [accepted, kind.refusals(), refusals(&kind, "node-be, attestation", "nl-molenstad")].concat()
}

fn receipts() -> Vec<Vector> {
    let kind = receipt_kind();
    let plain = cbor::encode(&receipt(Vec::new())).unwrap();
    let earlier = Timestamp::from_millis(now().as_millis() - 60_000);
    let part = cbor::encode(&Receipt { until: Some(earlier), ..receipt(Vec::new()) }).unwrap();
    let fields = kind.fields();
    let exceptions = |items: &[Vec<u8>]| fields.clone().with(text("exceptions"), array(items)).write();
    let unknown = Entries(vec![(text("lane"), text("bulk")), (text("place"), int(1)), (text("state"), text("eaten"))]);
    let own = vec![
        kind.accepted("exceptions", "one entry declined, one deferred", kind.signer, &kind.payload),
        kind.accepted("all-held", "everything accepted and held", kind.signer, &plain),
        kind.accepted("until", "what was said in the last minute is still to be said", kind.signer, &part),
        kind.payload_refused(
            "empty-exceptions",
            "the list of exceptions is empty, not absent",
            &exceptions(&[]),
            CborError::NotDeterministic,
        ),
        kind.not_understood("unknown-state", "a state not known yet", &exceptions(&[unknown.write()])),
    ];
    [own, kind.refusals(), refusals(&kind, "node-nl, attestation", "be-brugdorp")].concat()
}

#[test]
fn the_vectors_of_feed_heads_are_as_committed() {
    compare("feed-head.json", &file("Records of content type application/vnd.sluis.feed-head+cbor.", &heads()));
}

#[test]
fn the_vectors_of_receipts_are_as_committed() {
    compare("receipt.json", &file("Records of content type application/vnd.sluis.receipt+cbor.", &receipts()));
}
