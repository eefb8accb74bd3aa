//! Tests of what relays pass on and take back, as it is checked in pushes.

use sluis_schemas::Timestamp;

use super::{Checked, CheckedPush, Entry, Item, Message, PeerFault, check, check_again};
use crate::cbor;
use crate::crypto::Digest;
use crate::envelope::{MAX_RECORD, RecordId, Unverified, seal as sealed};
use crate::records::{FeedId, Record, RelayOrder, RelayReceipt, Signal};
use crate::testing::RingCrypto;
use crate::vectors::federation::{DUTCH, directory, member_id, moment, now, scope, second, sign, signer};
use crate::vectors::relays::{order, pushed, receipt, record, relayed, seal, signal_of};
use crate::vectors::sealed_head;

/// Whose record is passed on, who does that, and to whom.
const PARTIES: [&str; 3] = ["nl-molenstad", "nl-havenstad", "be-brugdorp"];
const ORIGIN: &str = "nl-molenstad";
/// Whose node signs what became of it.
const RECEIVERS_NODE: &str = "node-be, attestation";

fn id(record: &[u8]) -> RecordId {
    Unverified::parse(record, MAX_RECORD).unwrap().id(&RingCrypto)
}

fn signal(key: &str) -> Vec<u8> {
    signal_of(member_id(ORIGIN), key)
}

/// A signal and its order, signed with the keys of these names.
fn passed_on(order_by: &str, signal_by: &str) -> Entry {
    let signal = signal(signal_by);
    relayed(seal(&order(PARTIES, id(&signal)), order_by), signal)
}

fn taken_back(key: &str) -> Vec<u8> {
    seal(&receipt(PARTIES, None, None), key)
}

fn id_of(entry: &Entry) -> RecordId {
    match entry {
        Entry::Record(record) | Entry::Relayed { record, .. } => id(record),
        Entry::Withheld(id) => *id,
    }
}

/// Entries from the relay to the receiver, as the receiver checks them.
fn checked(entries: Vec<Entry>) -> Result<CheckedPush, PeerFault> {
    let feed = FeedId { discloser: member_id(PARTIES[1]), receiver: member_id(PARTIES[2]) };
    let entries = entries.into_iter().map(|entry| (entry.clone(), id_of(&entry))).collect();
    let message = Message::Push(pushed(feed, entries)).encode().unwrap();
    check(&directory(), &RingCrypto, now(), &message).map(|checked| {
        let Checked::Push(push) = checked else { panic!("not a push") };
        push
    })
}

fn item(entry: Entry) -> Item {
    checked(vec![entry]).unwrap().items.remove(0)
}

fn code(entry: Entry) -> String {
    checked(vec![entry]).unwrap_err().code
}

fn flipped(mut record: Vec<u8>) -> Vec<u8> {
    *record.last_mut().unwrap() ^= 1;
    record
}

/// A record with a field that is not known here.
fn newer<T: Record>(record: &T, key: &str) -> Vec<u8> {
    let mut fields: serde_cbor::Value = serde_cbor::from_slice(&cbor::encode(record).unwrap()).unwrap();
    let serde_cbor::Value::Map(entries) = &mut fields else { panic!("not a map") };
    entries.insert("zzz".to_owned().into(), 1.into());
    let payload = cbor::encode(&fields).unwrap();
    sealed(&RingCrypto, &signer(key), scope(), T::CONTENT_TYPE, payload, MAX_RECORD).unwrap()
}

#[test]
fn what_is_passed_on_is_checked_under_both_keys() {
    let good = passed_on(ORIGIN, ORIGIN);
    let item = item(good.clone());
    let Item::Relayed(relayed) = &item else { panic!("{item:?}") };
    let Entry::Relayed { order, record } = good else { unreachable!() };
    assert!(matches!(relayed.item, Item::Signal(_)));
    assert_eq!((item.id(), item.signer()), (id(&record), Some(&member_id(ORIGIN))));
    assert_eq!(item.bytes().unwrap().as_ref(), record.as_slice());
    assert_eq!(item.order().unwrap().bytes().as_ref(), order.as_slice());
    for (key, refused) in [
        ("nl-havenstad", "speaker"),
        ("be-brugdorp", "speaker"),
        ("node-nl, attestation", "unknown-key"),
        ("nobody's", "unknown-key"),
        ("nl-molenstad, not yet valid", "key-not-valid"),
    ] {
        assert_eq!(code(passed_on(key, ORIGIN)), refused, "order by {key}");
        assert_eq!(code(passed_on(ORIGIN, key)), refused, "record by {key}");
    }
}

#[test]
fn what_is_passed_on_without_a_signature_that_holds_is_refused() {
    let Entry::Relayed { order, record } = passed_on(ORIGIN, ORIGIN) else { unreachable!() };
    assert_eq!(code(relayed(order.to_vec(), flipped(record.to_vec()))), "signature");
    assert_eq!(code(relayed(flipped(order.to_vec()), record.to_vec())), "signature");
    assert_eq!(code(relayed(sealed_head(), record.to_vec())), "content-type");
    assert_eq!(code(relayed(record.to_vec(), order.to_vec())), "content-type");
}

#[test]
fn what_is_passed_on_is_not_attested_where_either_key_has_ended() {
    for key in ["nl-molenstad, retired", "nl-molenstad, revoked"] {
        for entry in [passed_on(key, ORIGIN), passed_on(ORIGIN, key), passed_on(key, key)] {
            let item = item(entry.clone());
            let Item::Unattested(inner) = &item else { panic!("{key}: {item:?}") };
            assert!(matches!(&**inner, Item::Relayed(relayed) if matches!(relayed.item, Item::Signal(_))), "{inner:?}");
            assert!(item.order().is_some());
            assert_eq!(item.id(), id_of(&entry));
        }
    }
    // Also then both are checked.
    let Entry::Relayed { order, record } = passed_on("nl-molenstad, retired", ORIGIN) else { unreachable!() };
    assert_eq!(code(relayed(order.to_vec(), flipped(record.to_vec()))), "signature");
    assert_eq!(code(relayed(flipped(order.to_vec()), record.to_vec())), "key-not-valid");
}

#[test]
fn what_is_passed_on_and_not_understood_keeps_its_order() {
    let said = crate::vectors::signal(crate::vectors::full_content());
    let signal = newer::<Signal>(&said, ORIGIN);
    let item = item(relayed(seal(&order(PARTIES, id(&signal)), ORIGIN), signal.clone()));
    let Item::Relayed(relayed) = &item else { panic!("{item:?}") };
    assert!(matches!(&relayed.item, Item::NotUnderstood { signer, .. } if *signer == member_id(ORIGIN)));
    assert_eq!((item.id(), item.bytes().unwrap().as_ref()), (id(&signal), signal.as_slice()));
}

#[test]
fn an_order_counts_with_the_key_of_its_origin_alone() {
    let said: RelayOrder = order(PARTIES, RecordId(Digest([7; 32])));
    let order = |key| record(seal(&said, key));
    assert!(matches!(item(order(ORIGIN)), Item::Order(_)));
    assert!(
        matches!(item(order("nl-molenstad, retired")), Item::Unattested(inner) if matches!(*inner, Item::Order(_)))
    );
    assert_eq!(code(order("nl-havenstad")), "speaker");
    assert_eq!(code(order("node-nl, attestation")), "unknown-key");
}

#[test]
fn a_receipt_that_is_not_shown_to_be_of_its_receiver_is_no_fault_of_who_takes_it_there() {
    let good = taken_back(RECEIVERS_NODE);
    assert!(matches!(item(record(good.clone())), Item::RelayReceipt(_)));
    let newer = newer::<RelayReceipt>(&receipt(PARTIES, None, None), RECEIVERS_NODE);
    let others = ["node-nl, attestation", "node-de, attestation", "be-brugdorp", "nobody's"].map(taken_back);
    for receipt in others.into_iter().chain([newer]) {
        let item = item(record(receipt.clone()));
        assert!(matches!(item, Item::Unproved { .. }), "{item:?}");
        assert_eq!((item.id(), item.signer()), (id(&receipt), None));
        assert_eq!(item.bytes().unwrap().as_ref(), receipt.as_slice());
    }
    // What it can see for itself is.
    assert_eq!(code(record(flipped(good))), "signature");
}

#[test]
fn what_is_checked_again_is_the_same() {
    let order = seal(&order(PARTIES, RecordId(Digest([7; 32]))), ORIGIN);
    let push = checked(vec![
        passed_on(ORIGIN, ORIGIN),
        passed_on("nl-molenstad, retired", ORIGIN),
        passed_on(ORIGIN, "nl-molenstad, revoked"),
        record(order),
        record(taken_back(RECEIVERS_NODE)),
        record(taken_back("be-brugdorp")),
        record(signal("nl-molenstad, retired")),
        Entry::Withheld(RecordId(Digest([8; 32]))),
    ])
    .unwrap();
    let again = check_again(&directory(), &RingCrypto, now(), &push).unwrap();
    assert_eq!(format!("{again:?}"), format!("{push:?}"));
}

#[test]
fn what_is_checked_again_is_judged_by_the_keys_of_then() {
    let push = checked(vec![passed_on(ORIGIN, ORIGIN)]).unwrap();
    let later = directory().extend(&RingCrypto, &sign(second(), &DUTCH)).unwrap();
    let again = |now: Timestamp| check_again(&later, &RingCrypto, now, &push).unwrap().items.remove(0);
    assert!(matches!(again(now()), Item::Relayed(_)));
    assert!(matches!(again(moment("2027-03-01T00:00:00Z")), Item::Unattested(inner) if inner.order().is_some()));
}
