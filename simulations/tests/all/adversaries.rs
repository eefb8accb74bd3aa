//! Nodes that cheat: forged, altered and misplaced records are refused, the peer is told why, and nothing of them stays.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use sluis_protocol::cbor;
use sluis_protocol::core::{Against, Contradiction, Reply, Write, own_copy};
use sluis_protocol::crypto::Signer;
use sluis_protocol::envelope::{MAX_RECORD, RecordId, Unverified, seal};
use sluis_protocol::feeds;
use sluis_protocol::journal::Detail;
use sluis_protocol::records::{FeedHead, Lane, Recall, Record, Signal, State};
use sluis_protocol::wire::{Entry, Message, Push};
use sluis_schemas::vocabulary::{Purpose, RecallGround};
use sluis_simulations::SimError;
use sluis_simulations::cases::case;
use sluis_simulations::crypto::{ModelCrypto, ModelSigner};
use sluis_simulations::keys::Keys;
use sluis_simulations::net::{CrashPoint, Net};

/// Applies a change to every record of every push.
fn each_record(change: impl Fn(&Keys, &[u8]) -> Vec<u8>) -> impl FnMut(&Keys, Message) -> Message {
    move |keys, mut message| {
        if let Message::Push(push) = &mut message {
            for entry in &mut push.entries {
                if let Entry::Record(record) = entry {
                    *record = change(keys, record).into();
                }
            }
        }
        message
    }
}

/// The record as another key would sign it.
fn signed_by(signer: &ModelSigner, bytes: &[u8], change: impl FnOnce(&mut Signal)) -> Vec<u8> {
    let scope = Unverified::parse(bytes, MAX_RECORD).unwrap().header.scope;
    let mut signal = own_copy(bytes).unwrap();
    change(&mut signal);
    let payload = cbor::encode(&signal).unwrap();
    seal(&ModelCrypto, signer, scope, Signal::CONTENT_TYPE, payload, MAX_RECORD).unwrap()
}

/// A cheating Dutch node gets this fault, and its German peer holds nothing; once it behaves, all arrives.
fn is_refused(code: &str, change: impl FnMut(&Keys, Message) -> Message + 'static) -> Result<(), SimError> {
    let mut net = Net::new(1)?;
    net.tamper("node-nl", "node-de", change)?;
    let record = net.member("nl-maasdorp")?.submit(&case("c01")?.submission)?;
    net.advance_millis(20_000)?;
    assert!(net.store("node-de")?.is_empty(), "something of it was kept");
    assert!(net.faults("node-de")?.iter().any(|c| c == code), "{:?}", net.faults("node-de"));
    assert!(net.faults("node-nl")?.iter().any(|c| c == code), "the peer was not told");
    net.behave("node-nl", "node-de")?;
    net.run_until_quiet()?;
    assert_eq!(net.inbox("de-rurheim"), [record]);
    net.finish().map(drop)
}

#[test]
fn one_flipped_bit_is_refused_and_the_peer_told() -> Result<(), SimError> {
    is_refused(
        "signature",
        each_record(|_, bytes| {
            let mut bytes = bytes.to_vec();
            *bytes.last_mut().unwrap() ^= 1;
            bytes
        }),
    )
}

#[test]
fn a_member_cannot_speak_as_another() -> Result<(), SimError> {
    is_refused(
        "speaker",
        each_record(|keys, bytes| signed_by(&keys.members[&"nl-douane".parse().unwrap()], bytes, |_| {})),
    )
}

#[test]
fn a_stranger_cannot_sign() -> Result<(), SimError> {
    is_refused("unknown-key", each_record(|_, bytes| signed_by(&ModelSigner::new(9, "a stranger"), bytes, |_| {})))
}

#[test]
fn a_node_cannot_pass_on_what_another_member_signed() -> Result<(), SimError> {
    is_refused(
        "not-origin",
        each_record(|keys, bytes| {
            let douane = "nl-douane".parse().unwrap();
            signed_by(&keys.members[&douane], bytes, |signal| signal.origin = douane.clone())
        }),
    )
}

#[test]
fn a_node_cannot_attest_for_members_it_does_not_serve() -> Result<(), SimError> {
    is_refused("speaker", |keys, mut message| {
        if let Message::Push(push) = &mut message {
            let envelope = Unverified::parse(&push.head, MAX_RECORD).unwrap();
            let signer = keys.nodes[&"node-fr".parse().unwrap()];
            assert_ne!(envelope.header.key.0, signer.public_key().0);
            let (scope, kind) = (envelope.header.scope, envelope.header.content_type);
            push.head = seal(&ModelCrypto, &signer, scope, &kind, envelope.payload, MAX_RECORD).unwrap().into();
        }
        message
    })
}

#[test]
fn a_place_left_out_is_noticed() -> Result<(), SimError> {
    let mut net = Net::new(2)?;
    let mut pushes = 0;
    net.tamper("node-nl", "node-de", move |_, message| match message {
        Message::Push(_) if pushes == 0 => {
            pushes += 1;
            // A message that changes nothing stands in its place.
            Message::Register(Vec::new())
        }
        other => other,
    })?;
    let first = net.member("nl-maasdorp")?.submit(&case("c01")?.submission)?;
    net.advance_millis(500)?;
    let second = net.member("nl-maasdorp")?.submit(&case("c01")?.submission)?;
    net.run_until_quiet()?;
    assert!(net.faults("node-de")?.iter().any(|c| c == "gap"), "{:?}", net.faults("node-de"));
    let mut sent = vec![first, second];
    sent.sort();
    assert_eq!(net.inbox("de-rurheim"), sent);
    net.finish().map(drop)
}

/// The head of a push as its node would sign it with another hash.
fn with_another_hash(keys: &Keys, head: &[u8]) -> Vec<u8> {
    let envelope = Unverified::parse(head, MAX_RECORD).unwrap();
    let mut said: FeedHead = cbor::decode(&envelope.payload).unwrap();
    said.lanes.bulk.hash.0[0] ^= 1;
    let signer = keys.nodes[&"node-nl".parse().unwrap()];
    let (scope, kind) = (envelope.header.scope, envelope.header.content_type);
    seal(&ModelCrypto, &signer, scope, &kind, cbor::encode(&said).unwrap(), MAX_RECORD).unwrap()
}

#[test]
fn two_heads_for_one_place_are_kept_as_evidence() -> Result<(), SimError> {
    let mut net = Net::new(3)?;
    net.member("nl-maasdorp")?.submit(&case("c01")?.submission)?;
    net.run_until_quiet()?;
    net.tamper("node-nl", "node-de", |keys, mut message| {
        if let Message::Push(push) = &mut message {
            push.head = with_another_hash(keys, &push.head).into();
        }
        message
    })?;
    net.member("nl-maasdorp")?.submit(&case("c01")?.submission)?;
    net.advance_millis(20_000)?;
    let evidence = net.store("node-de")?.evidence();
    assert!(
        !evidence.is_empty() && evidence.iter().all(|e| (e.kind, e.against) == (Contradiction::Fork, Against::Head))
    );
    net.behave("node-nl", "node-de")?;
    net.run_until_quiet()?;
    net.finish().map(drop)
}

#[test]
fn a_claim_without_our_signature_quarantines_nobody() -> Result<(), SimError> {
    let mut net = Net::new(4)?;
    net.member("nl-maasdorp")?.submit(&case("c01")?.submission)?;
    net.run_until_quiet()?;
    net.tamper("node-de", "node-nl", |_, mut message| {
        if let Message::Resume(resume) = &mut message {
            resume.feeds.iter_mut().for_each(|held| held.lanes.bulk.place += 7);
        }
        message
    })?;
    net.cut("node-nl", "node-de")?;
    net.heal("node-nl", "node-de")?;
    net.advance_millis(20_000)?;
    assert!(!net.is_quarantined("node-nl")?);
    assert!(net.faults("node-nl")?.iter().any(|code| code == "head-ahead"), "{:?}", net.faults("node-nl"));
    net.behave("node-de", "node-nl")?;
    net.run_until_quiet()?;
    net.finish().map(drop)
}

#[test]
fn a_peer_cannot_make_a_restored_node_take_what_it_never_disclosed_for_its_own() -> Result<(), SimError> {
    let mut net = Net::new(5)?;
    let first = net.member("nl-maasdorp")?.submit(&case("c01")?.submission)?;
    net.run_until_quiet()?;
    let copy = net.back_up("node-nl")?;
    let record = net.member("nl-maasdorp")?.submit(&case("c01")?.submission)?;
    net.run_until_quiet()?;
    net.tamper("node-de", "node-nl", |_, mut message| {
        if let Message::Recounted(recounted) = &mut message {
            recounted.ids.iter_mut().for_each(|id| id.0.0[0] ^= 1);
        }
        message
    })?;
    net.restore_from("node-nl", copy)?;
    net.advance_millis(20_000)?;
    assert!(net.is_quarantined("node-nl")?, "the German node has not told where it stands");
    assert!(net.faults("node-nl")?.iter().any(|code| code == "fork"), "{:?}", net.faults("node-nl"));
    net.behave("node-de", "node-nl")?;
    net.run_until_quiet()?;
    assert!(!net.is_quarantined("node-nl")?);
    let mut sent = vec![first, record];
    sent.sort();
    assert_eq!(net.inbox("de-rurheim"), sent);
    net.finish().map(drop)
}

#[test]
fn a_record_sent_after_its_recall_is_not_taken_in() -> Result<(), SimError> {
    let mut net = Net::new(3)?;
    let kept = Rc::new(RefCell::new(BTreeMap::new()));
    let seen = kept.clone();
    net.tamper("node-nl", "node-de", move |_, mut message| {
        if let Message::Push(push) = &mut message {
            for entry in &mut push.entries {
                match entry {
                    Entry::Record(bytes) => {
                        let id = Unverified::parse(bytes, MAX_RECORD).unwrap().id(&ModelCrypto);
                        seen.borrow_mut().insert(id, bytes.clone());
                    }
                    Entry::Withheld(id) => {
                        let before = seen.borrow().get(id).cloned();
                        *entry = before.map_or(Entry::Withheld(*id), Entry::Record);
                    }
                }
            }
        }
        message
    })?;
    net.crash_at("node-de", CrashPoint::BeforeCommit, |write| matches!(write, Write::Held { .. }))?;
    let record = net.member("nl-maasdorp")?.submit(&case("c01")?.submission)?;
    net.run_until_quiet()?;
    net.member("nl-maasdorp")?.recall(record, RecallGround::Error)?;
    net.restart("node-de")?;
    net.run_until_quiet()?;
    assert!(kept.borrow().contains_key(&record), "it was never sent");
    assert!(!net.store("node-de")?.has_record(record));
    assert_eq!(net.said_of(record, "de-rurheim"), Some(State::Erased));
    net.behave("node-nl", "node-de")?;
    net.finish().map(drop)
}

/// Turns the one recall of a push into one of another signal, under a head that fits it.
fn recall_another(keys: &Keys, push: &mut Push, signal: RecordId) -> bool {
    let head = Unverified::parse(&push.head, MAX_RECORD).unwrap();
    let scope = head.header.scope;
    let mut head: FeedHead = cbor::decode(&head.payload).unwrap();
    let [Entry::Record(bytes)] = push.entries.as_mut_slice() else { return false };
    let envelope = Unverified::parse(bytes, MAX_RECORD).unwrap();
    let Ok(mut recall) = cbor::decode::<Recall>(&envelope.payload) else { return false };
    recall.signal = signal;
    let payload = cbor::encode(&recall).unwrap();
    let signer = &keys.members[&recall.origin];
    let forged = seal(&ModelCrypto, signer, scope, Recall::CONTENT_TYPE, payload, MAX_RECORD).unwrap();
    let id = Unverified::parse(&forged, MAX_RECORD).unwrap().id(&ModelCrypto);
    let start = feeds::start(&ModelCrypto, &head.feed, head.epoch, Lane::Urgent);
    head.lanes.urgent = feeds::append(&ModelCrypto, start, id);
    let payload = cbor::encode(&head).unwrap();
    let node = &keys.nodes[&"node-be".parse().unwrap()];
    push.head = seal(&ModelCrypto, node, scope, FeedHead::CONTENT_TYPE, payload, MAX_RECORD).unwrap().into();
    push.entries = vec![Entry::Record(forged.into())];
    true
}

#[test]
fn a_recall_binds_the_records_of_its_signer_alone() -> Result<(), SimError> {
    let mut net = Net::new(4)?;
    let record = net.member("nl-maasdorp")?.submit(&case("c01")?.submission)?;
    let others = net.member("be-ariec-oost")?.submit(&case("c04")?.submission)?;
    net.run_until_quiet()?;
    assert_eq!(net.inbox("nl-maasdorp"), [others]);
    let forged = Rc::new(RefCell::new(false));
    let done = forged.clone();
    net.tamper("node-be", "node-nl", move |keys, mut message| {
        if let Message::Push(push) = &mut message {
            *done.borrow_mut() |= recall_another(keys, push, record);
        }
        message
    })?;
    net.member("be-ariec-oost")?.recall(others, RecallGround::Error)?;
    net.advance_millis(20_000)?;
    assert!(*forged.borrow(), "no recall was sent");
    let urgent = |d: &Detail| matches!(d, Detail::Arrival { lane: Lane::Urgent, .. });
    assert!(net.journal("node-nl")?.iter().any(urgent), "the forged recall was not taken in");
    let reply = net.member("nl-maasdorp")?.for_purpose(Purpose::PremisesMeasure, "z-1").read(record)?;
    assert!(matches!(reply, Some(Reply::Records(_))), "{reply:?}");
    Ok(())
}
