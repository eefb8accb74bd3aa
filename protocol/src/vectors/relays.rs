//! Vectors of what relays go by: orders of origins, and receipts for them; alone and in pushes.

use serde_bytes::ByteBuf;
use sluis_schemas::MemberId;

use super::attested::{head, head_kind};
use super::federation::{directory, feed, member_id, now, public, register, scope, signer};
use super::links::{accepted, refused};
use super::raw::{Entries, LABEL_GENESIS, Raw, array, bytes, flip_last_bit, header, int, text};
use super::records::Kind;
use super::signals::{full_content, signal};
use super::{Vector, compare, file};
use crate::cbor::{self, CborError};
use crate::crypto::{Crypto, Digest, Salt};
use crate::envelope::RecordId;
use crate::feeds::{FIRST_EPOCH, FeedState, append_all};
use crate::records::{FeedHead, FeedId, Lane, Record, RelayOrder, RelayReceipt, Signal, State};
use crate::register::Rejection;
use crate::testing::RingCrypto;
use crate::wire::{Entry, Message, Push};

const SIGNAL: RecordId = RecordId(Digest([0x0c; 32]));
const LATER: RecordId = RecordId(Digest([0x0d; 32]));

/// Who orders, who passes on and who is to have it.
type Parties = [&'static str; 3];

/// The order goes along the feed of the vectors.
const ORDERED: Parties = ["nl-molenstad", "be-brugdorp", "nl-havenstad"];
/// What is passed on goes along it.
const PASSED_ON: Parties = ["nl-havenstad", "nl-molenstad", "be-brugdorp"];
/// The receipt goes along it.
const TAKEN_BACK: Parties = ["be-brugdorp", "nl-molenstad", "nl-havenstad"];

pub(crate) fn order(parties: [&str; 3], record: RecordId) -> RelayOrder {
    let [origin, relay, receiver] = parties.map(member_id);
    RelayOrder {
        salt: Salt([0xeb; 32]),
        at: now(),
        register: register(),
        origin,
        relay,
        receiver,
        signal: record,
        record,
        until: None,
    }
}

pub(crate) fn receipt(parties: [&str; 3], state: Option<State>, rule: Option<&str>) -> RelayReceipt {
    let [origin, relay, receiver] = parties.map(member_id);
    let (salt, at, register, rule) = (Salt([0xec; 32]), now(), register(), rule.map(str::to_owned));
    RelayReceipt { salt, at, register, receiver, relay, origin, signal: SIGNAL, record: SIGNAL, state, rule }
}

/// A record signed with the key of this name, whoever speaks in it.
pub(crate) fn seal<T: Record>(record: &T, key: &str) -> Vec<u8> {
    let signer = signer(key);
    Raw::sign(&signer, &header(T::CONTENT_TYPE, &signer, scope()).write(), &cbor::encode(record).unwrap()).write()
}

/// A signal of this member, signed with the key of this name.
pub(crate) fn signal_of(origin: MemberId, key: &str) -> Vec<u8> {
    seal(&Signal { origin, ..signal(full_content()) }, key)
}

/// Entries at the beginning of the bulk lane of a feed of the Dutch node, with the ids they have.
pub(crate) fn pushed(feed: FeedId, entries: Vec<(Entry, RecordId)>) -> Push {
    pushed_in(Lane::Bulk, feed, entries)
}

fn pushed_in(lane: Lane, feed: FeedId, entries: Vec<(Entry, RecordId)>) -> Push {
    let (entries, ids): (Vec<_>, Vec<_>) = entries.into_iter().unzip();
    let mut lanes = FeedState::new(&RingCrypto, &feed, FIRST_EPOCH).lanes;
    *lanes.get_mut(lane) = append_all(&RingCrypto, lanes.get(lane), &ids);
    let head = head_kind().sign(&cbor::encode(&FeedHead { feed, ..head(lanes) }).unwrap());
    Push { lane, first: 1, entries, head: ByteBuf::from(head) }
}

/// The id of a record that verifies.
pub(crate) fn id_of<T: Record>(record: &[u8]) -> RecordId {
    directory().verify::<T>(&RingCrypto, record, now()).unwrap().id()
}

pub(crate) fn record(bytes: Vec<u8>) -> Entry {
    Entry::Record(ByteBuf::from(bytes))
}

pub(crate) fn relayed(order: Vec<u8>, record: Vec<u8>) -> Entry {
    Entry::Relayed { order: ByteBuf::from(order), record: ByteBuf::from(record) }
}

fn order_kind() -> Kind {
    Kind {
        content_type: "application/vnd.sluis.relay-order+cbor",
        signer: "nl-molenstad",
        other_use: "node-nl, attestation",
        payload: cbor::encode(&order(ORDERED, SIGNAL)).unwrap(),
    }
}

fn receipt_kind() -> Kind {
    Kind {
        content_type: "application/vnd.sluis.relay-receipt+cbor",
        signer: "node-nl, attestation",
        other_use: "nl-havenstad",
        payload: cbor::encode(&receipt(ORDERED, Some(State::Declined), Some("NL-R1"))).unwrap(),
    }
}

/// What can be wrong with whom both name and with what.
fn wrong(kind: &Kind) -> Vec<Vector> {
    let with = |field: &str, value: Vec<u8>| kind.fields().with(text(field), value).write();
    let without = |field: &str| kind.fields().without(text(field)).write();
    vec![
        kind.not_understood("no-receiver", "for nobody", &without("receiver")),
        kind.not_understood("no-relay", "by way of nobody", &without("relay")),
        kind.not_understood("no-signal", "of no signal", &without("signal")),
        kind.not_understood("no-record", "of no version", &without("record")),
        kind.not_understood("short-record", "the version's id has 31 bytes", &with("record", bytes(&[7; 31]))),
        kind.not_understood("null-record", "the version is null", &with("record", vec![0xf6])),
        kind.not_understood("unknown-member-form", "the relay's id is in upper case", &with("relay", text("BE"))),
        kind.not_understood("two-receivers", "two receivers", &with("receiver", array(&[text("be"), text("nl")]))),
    ]
}

fn orders() -> Vec<Vector> {
    let kind = order_kind();
    let later = RelayOrder { record: LATER, ..order(ORDERED, SIGNAL) };
    let in_time = RelayOrder { until: Some("2026-12-31".parse().unwrap()), ..order(ORDERED, SIGNAL) };
    let by = |name: &str, what: &str, key: &str| {
        let speaker = member_id(kind.signer);
        Vector::refused(name, what, kind.sign_as(key, &kind.payload).write(), &Rejection::Speaker { speaker })
    };
    let own = vec![
        kind.accepted("first-version", "the first version is to be passed on", kind.signer, &kind.payload),
        kind.accepted("later-version", "a later one is", kind.signer, &cbor::encode(&later).unwrap()),
        kind.accepted("last-day", "up to a last day", kind.signer, &cbor::encode(&in_time).unwrap()),
        by("neighbours-key", "signed by another member on the same node, which is to have it", "nl-havenstad"),
        by("relays-key", "signed by the member that is to pass it on", "be-brugdorp"),
    ];
    [own, kind.refusals(), wrong(&kind)].concat()
}

fn receipts() -> Vec<Vector> {
    let kind = receipt_kind();
    let with = |field: &str, value: Vec<u8>| kind.fields().with(text(field), value).write();
    let said = |state, rule| cbor::encode(&receipt(ORDERED, state, rule)).unwrap();
    let speaker = Rejection::Speaker { speaker: member_id("nl-havenstad") };
    let own = vec![
        kind.accepted("declined", "a rule does not let it be held", kind.signer, &kind.payload),
        kind.accepted("held", "it was accepted and is held", kind.signer, &said(None, None)),
        kind.accepted("erased", "the last copy was destroyed", kind.signer, &said(Some(State::Erased), None)),
        Vector::refused(
            "other-nodes-key",
            "signed by the node of the relay, which does not serve the receiver",
            kind.sign_as("node-be, attestation", &kind.payload).write(),
            &speaker,
        ),
        kind.not_understood("unknown-state", "a state not known yet", &with("state", text("eaten"))),
        kind.payload_refused(
            "null-state",
            "the state is null, not absent",
            &with("state", vec![0xf6]),
            CborError::NotDeterministic,
        ),
        kind.payload_refused(
            "null-rule",
            "the rule is null, not absent",
            &with("rule", vec![0xf6]),
            CborError::NotDeterministic,
        ),
        kind.not_understood("no-origin", "for nobody", &kind.fields().without(text("origin")).write()),
    ];
    [own, kind.refusals(), wrong(&kind)].concat()
}

/// A signal of the neighbour, and the order to pass it on.
fn neighbours() -> (Vec<u8>, Vec<u8>, RecordId) {
    let signal = signal_of(member_id("nl-havenstad"), "nl-havenstad");
    let id = id_of::<Signal>(&signal);
    (seal(&order(PASSED_ON, id), "nl-havenstad"), signal, id)
}

fn own() -> (Vec<u8>, RecordId) {
    let signal = signal_of(member_id("nl-molenstad"), "nl-molenstad");
    let id = id_of::<Signal>(&signal);
    (signal, id)
}

/// One that was passed on, and one of the discloser's own.
fn push_relayed() -> Push {
    let ((order, signal, id), (own, own_id)) = (neighbours(), own());
    pushed(feed(), vec![(relayed(order, signal), id), (record(own), own_id)])
}

/// Orders to pass two versions of a signal on.
fn push_order() -> Push {
    let (_, first) = own();
    let entry = |version| {
        let order = seal(&RelayOrder { record: version, ..order(ORDERED, first) }, "nl-molenstad");
        let id = id_of::<RelayOrder>(&order);
        (record(order), id)
    };
    pushed_in(Lane::Urgent, feed(), vec![entry(first), entry(LATER)])
}

fn push_receipts() -> Push {
    let entry = |state, rule| {
        let receipt = seal(&receipt(TAKEN_BACK, state, rule), "node-nl, attestation");
        let id = id_of::<RelayReceipt>(&receipt);
        (record(receipt), id)
    };
    pushed(feed(), vec![entry(None, None), entry(Some(State::Declined), Some("NL-R1"))])
}

/// Receipts that nothing shows to be of whom they name: signed by a node that does not serve it, and by itself.
fn push_unproved() -> Push {
    let said = receipt(TAKEN_BACK, None, None);
    let entry = |key: &str| {
        let header = header(RelayReceipt::CONTENT_TYPE, &signer(key), scope());
        (record(seal(&said, key)), super::raw::id(&header.write(), &cbor::encode(&said).unwrap()))
    };
    pushed(feed(), ["node-be, attestation", "nl-havenstad"].map(entry).into())
}

pub(super) fn good() -> Vec<Vector> {
    let push = |name, what, push| accepted(name, what, &Message::Push(push));
    vec![
        push(
            "push-relayed",
            "a signal of another member with its order, and one of the discloser's own",
            push_relayed(),
        ),
        push("push-order", "orders to pass two versions of a signal on, in the urgent lane", push_order()),
        push("push-relay-receipts", "what became of two that were passed on", push_receipts()),
        push(
            "push-unproved",
            "such receipts, signed by a node that does not serve the receiver and by the receiver itself: they count \
             for nothing, and who takes them there is not at fault",
            push_unproved(),
        ),
    ]
}

/// The first entry, as its fields, replaced.
fn with_first(entry: &Entries) -> Vec<u8> {
    let message = Entries::of(&Message::Push(push_relayed()).encode().unwrap());
    let fields = Entries::of(message.get(text("push")));
    let (own, _) = own();
    let entries = [Entries(vec![(text("relayed"), entry.write())]), Entries(vec![(text("record"), bytes(&own))])];
    let entries = entries.map(|entry| entry.write());
    Entries(vec![(text("push"), fields.with(text("entries"), array(&entries)).write())]).write()
}

fn wrong_forms() -> Vec<Vector> {
    let (order, signal, _) = neighbours();
    let entry = Entries(vec![(text("order"), bytes(&order)), (text("record"), bytes(&signal))]);
    let form = |name: &str, what: &str, entry: &Entries| {
        let message = with_first(entry);
        let error = cbor::decode::<Message>(&message).unwrap_err();
        refused(name, what, message, "message", &format!("the message is {error}"))
    };
    let withheld = entry.clone().with(text("record"), vec![0xf6]);
    vec![
        form("push-relayed-no-order", "no order", &entry.clone().without(text("order"))),
        form("push-relayed-no-record", "an order for no record", &entry.clone().without(text("record"))),
        form("push-relayed-null-record", "the record is null", &withheld),
        form("push-relayed-unknown-field", "a field not known yet", &entry.clone().with(text("zzz"), int(1))),
        form("push-relayed-unsorted", "order and record in the wrong order", &entry.swapped()),
    ]
}

/// What cannot be passed on, ordered or taken back so.
pub(super) fn wrong_pushes() -> Vec<Vector> {
    let (good_order, signal, id) = neighbours();
    let unknown = |key: &str| Rejection::UnknownKey { key: RingCrypto.key_id(&public(key)) };
    let speaker = Rejection::Speaker { speaker: member_id("nl-havenstad") };
    let fault = |name: &str, what: &str, entry: Entry, rejection: &Rejection| {
        let push = pushed(feed(), vec![(entry, id)]);
        let reason = format!("record at place 1 of {}: {rejection}", feed());
        refused(name, what, Message::Push(push).encode().unwrap(), rejection.code(), &reason)
    };
    let elsewhere = |content_type: &str, key: &str, payload: Vec<u8>| {
        let signer = signer(key);
        let header = header(content_type, &signer, scope()).with(int(LABEL_GENESIS), bytes(&[0xee; 32]));
        Raw::sign(&signer, &header.write(), &payload).write()
    };
    let said = order(PASSED_ON, id);
    let with_order = |order: Vec<u8>| relayed(order, signal.clone());
    let order_elsewhere = elsewhere(RelayOrder::CONTENT_TYPE, "nl-havenstad", cbor::encode(&said).unwrap());
    let receipt = receipt(TAKEN_BACK, None, None);
    let receipt_elsewhere =
        elsewhere(RelayReceipt::CONTENT_TYPE, "node-nl, attestation", cbor::encode(&receipt).unwrap());
    let flipped = flip_last_bit;
    let not_order = Rejection::ContentType {
        found: Signal::CONTENT_TYPE.to_owned(),
        expected: "application/vnd.sluis.relay-order+cbor",
    };
    let own = vec![
        fault(
            "push-relayed-flipped-bit",
            "the last bit of the record is flipped",
            relayed(good_order.clone(), flipped(signal.clone())),
            &Rejection::Signature,
        ),
        fault(
            "push-relayed-order-flipped-bit",
            "the last bit of the order is flipped",
            with_order(flipped(good_order.clone())),
            &Rejection::Signature,
        ),
        fault(
            "push-relayed-order-by-relay",
            "the order is signed by who passes on",
            with_order(seal(&said, "nl-molenstad")),
            &speaker,
        ),
        fault(
            "push-relayed-order-by-node",
            "the order is signed by the origin's node",
            with_order(seal(&said, "node-nl, attestation")),
            &unknown("node-nl, attestation"),
        ),
        fault(
            "push-relayed-order-of-another-federation",
            "the order belongs to another federation",
            with_order(order_elsewhere),
            &Rejection::Genesis,
        ),
        fault(
            "push-relayed-signal-for-order",
            "a signal in place of the order",
            with_order(signal.clone()),
            &not_order,
        ),
        fault(
            "push-relayed-signal-by-relay",
            "the record is signed by who passes on",
            relayed(good_order, signal_of(member_id("nl-havenstad"), "nl-molenstad")),
            &speaker,
        ),
        fault(
            "push-order-by-node",
            "an order signed by a node",
            record(seal(&order(ORDERED, id), "node-nl, attestation")),
            &unknown("node-nl, attestation"),
        ),
        fault(
            "push-relay-receipt-flipped-bit",
            "the last bit of a receipt is flipped",
            record(flipped(seal(&receipt, "node-nl, attestation"))),
            &Rejection::Signature,
        ),
        fault(
            "push-relay-receipt-of-another-federation",
            "a receipt of another federation",
            record(receipt_elsewhere),
            &Rejection::Genesis,
        ),
    ];
    [own, wrong_forms()].concat()
}

#[test]
fn the_vectors_of_orders_are_as_committed() {
    let about = "Records of content type application/vnd.sluis.relay-order+cbor.";
    compare("relay-order.json", &file(about, &orders()));
}

#[test]
fn the_vectors_of_what_became_of_what_was_passed_on_are_as_committed() {
    let about = "Records of content type application/vnd.sluis.relay-receipt+cbor.";
    compare("relay-receipt.json", &file(about, &receipts()));
}
