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
use sluis_protocol::records::{FeedHead, FeedId, Lane, Lanes, Recall, Record, Signal, State};
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
fn a_peer_cannot_say_that_it_let_go_of_more_than_it_attests() -> Result<(), SimError> {
    // Given a copy from before an epoch that its receiver goes by.
    let mut net = Net::new(6)?;
    let mut sent = vec![net.member("nl-maasdorp")?.submit(&case("c01")?.submission)?];
    net.run_until_quiet()?;
    let copy = net.back_up("node-nl")?;
    sent.push(net.member("nl-maasdorp")?.submit(&case("c01")?.submission)?);
    net.run_until_quiet()?;
    net.restore_from("node-nl", copy.clone())?;
    net.run_until_quiet()?;
    // When the receiver, asked what it has of it, claims to list nothing until far beyond.
    net.tamper("node-de", "node-nl", |_, mut message| {
        if let Message::Recounted(recounted) = &mut message {
            recounted.first += 1 << 40;
            recounted.ids.clear();
        }
        message
    })?;
    net.restore_from("node-nl", copy)?;
    net.advance_millis(20_000)?;
    // Then it is told so, and nothing goes on from there.
    assert!(net.faults("node-nl")?.iter().any(|code| code == "recount"), "{:?}", net.faults("node-nl"));
    assert!(net.is_quarantined("node-nl")?);
    net.behave("node-de", "node-nl")?;
    net.run_until_quiet()?;
    sent.sort();
    assert_eq!((net.is_quarantined("node-nl")?, net.inbox("de-rurheim")), (false, sent));
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
                        seen.borrow_mut().insert(id_of(bytes), bytes.clone());
                    }
                    Entry::Withheld(id) => {
                        let before = seen.borrow().get(id).cloned();
                        *entry = before.map_or(Entry::Withheld(*id), Entry::Record);
                    }
                    Entry::Relayed { .. } => {}
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

/// The one record of a push.
fn only_record(push: &Push) -> Option<Unverified> {
    let [Entry::Record(bytes)] = push.entries.as_slice() else { return None };
    Unverified::parse(bytes, MAX_RECORD).ok()
}

pub(super) fn feed_of(push: &Push) -> FeedId {
    let head = Unverified::parse(&push.head, MAX_RECORD).unwrap();
    cbor::decode::<FeedHead>(&head.payload).unwrap().feed
}

pub(super) fn id_of(record: &[u8]) -> RecordId {
    Unverified::parse(record, MAX_RECORD).unwrap().id(&ModelCrypto)
}

/// Puts a record in the place of all that a push brings, under a head whose lanes fit it.
pub(super) fn bring_instead(
    keys: &Keys,
    push: &mut Push,
    node: &str,
    record: Vec<u8>,
    lanes: impl FnOnce(&FeedId, u32) -> Lanes,
) {
    let envelope = Unverified::parse(&push.head, MAX_RECORD).unwrap();
    let scope = envelope.header.scope;
    let mut head: FeedHead = cbor::decode(&envelope.payload).unwrap();
    head.lanes = lanes(&head.feed, head.epoch);
    let payload = cbor::encode(&head).unwrap();
    let signer = &keys.nodes[&node.parse().unwrap()];
    push.head = seal(&ModelCrypto, signer, scope, FeedHead::CONTENT_TYPE, payload, MAX_RECORD).unwrap().into();
    push.entries = vec![Entry::Record(record.into())];
}

/// Both lanes of a feed with these entries.
pub(super) fn lanes_of(feed: &FeedId, epoch: u32, urgent: &[RecordId], bulk: &[RecordId]) -> Lanes {
    let lane = |lane, ids| feeds::append_all(&ModelCrypto, feeds::start(&ModelCrypto, feed, epoch, lane), ids);
    Lanes { urgent: lane(Lane::Urgent, urgent), bulk: lane(Lane::Bulk, bulk) }
}

/// The recall that a push brings, if it brings one alone, as it would be of another signal.
fn recall_of(keys: &Keys, push: &Push, signal: RecordId) -> Option<Vec<u8>> {
    let envelope = only_record(push)?;
    let mut recall = cbor::decode::<Recall>(&envelope.payload).ok()?;
    recall.signal = signal;
    let payload = cbor::encode(&recall).unwrap();
    let (signer, scope) = (&keys.members[&recall.origin], envelope.header.scope);
    Some(seal(&ModelCrypto, signer, scope, Recall::CONTENT_TYPE, payload, MAX_RECORD).unwrap())
}

/// The signal that a push brings, if it brings one alone, as it would be with a type that nobody knows.
fn of_unknown_type(keys: &Keys, push: &Push) -> Option<Vec<u8>> {
    let envelope = only_record(push)?;
    let signal = cbor::decode::<Signal>(&envelope.payload).ok()?;
    let known = signal.content.r#type.as_str();
    let at = envelope.payload.windows(known.len()).position(|w| w == known.as_bytes())?;
    let mut payload = envelope.payload;
    payload[at] = b'x';
    let (signer, scope) = (&keys.members[&signal.origin], envelope.header.scope);
    Some(seal(&ModelCrypto, signer, scope, Signal::CONTENT_TYPE, payload, MAX_RECORD).unwrap())
}

#[test]
fn what_is_not_understood_is_not_kept_after_its_recall() -> Result<(), SimError> {
    let mut net = Net::new(5)?;
    let unknown = Rc::new(RefCell::new((Vec::new(), Vec::new())));
    let (made, mut first) = (unknown.clone(), None);
    net.tamper("node-nl", "node-de", move |keys, mut message| {
        let Message::Push(push) = &mut message else { return message };
        if feed_of(push).receiver.as_str() != "de-rurheim" {
            return message;
        }
        let mut made = made.borrow_mut();
        let (of_unknown, recall) = &mut *made;
        if let Some(signal) = of_unknown_type(keys, push) {
            if of_unknown.is_empty() {
                *of_unknown = signal;
                first = only_record(push).map(|envelope| envelope.id(&ModelCrypto));
            } else if let Some(first) = first.filter(|_| !recall.is_empty()) {
                let (urgent, bulk) = ([id_of(recall)], [first, id_of(of_unknown)]);
                let late = of_unknown.clone();
                bring_instead(keys, push, "node-nl", late, |feed, epoch| lanes_of(feed, epoch, &urgent, &bulk));
            }
        } else if let Some(first) = first
            && let Some(forged) = recall_of(keys, push, id_of(of_unknown))
        {
            recall.clone_from(&forged);
            let urgent = [id_of(&forged)];
            bring_instead(keys, push, "node-nl", forged, |feed, epoch| lanes_of(feed, epoch, &urgent, &[first]));
        }
        message
    })?;
    let record = net.member("nl-maasdorp")?.submit(&case("c01")?.submission)?;
    net.run_until_quiet()?;
    // Before the receipt for the forged recall comes, which an honest core calls a fork.
    net.member("nl-maasdorp")?.recall(record, RecallGround::Error)?;
    let mut other = case("c01")?.submission;
    other.content.title = Some("Another".to_owned());
    let _ = net.member("nl-maasdorp")?.submit(&other);
    net.advance_millis(1_000)?;
    let late = id_of(&unknown.borrow().0);
    let outcomes = net.journal("node-de")?.into_iter().filter_map(|detail| match detail {
        Detail::Arrival { entries, .. } => entries.into_iter().find(|entry| entry.record == late),
        _ => None,
    });
    let outcomes: Vec<_> = outcomes.map(|entry| entry.outcome).collect();
    assert_eq!(outcomes, ["ended"]);
    assert!(!net.store("node-de")?.has_record(late));
    Ok(())
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
        if let Message::Push(push) = &mut message
            && let Some(forged) = recall_of(keys, push, record)
        {
            let urgent = [id_of(&forged)];
            bring_instead(keys, push, "node-be", forged, |feed, epoch| lanes_of(feed, epoch, &urgent, &[others]));
            *done.borrow_mut() = true;
        }
        message
    })?;
    net.member("be-ariec-oost")?.recall(others, RecallGround::Error)?;
    // On the next link its own node would take what its key signed for what it has forgotten itself.
    net.advance_millis(1_000)?;
    assert!(*forged.borrow(), "no recall was sent");
    let urgent = |d: &Detail| matches!(d, Detail::Arrival { lane: Lane::Urgent, .. });
    assert!(net.journal("node-nl")?.iter().any(urgent), "the forged recall was not taken in");
    let reply = net.member("nl-maasdorp")?.for_purpose(Purpose::PremisesMeasure, "z-1").read(record)?;
    assert!(matches!(reply, Some(Reply::Records(_))), "{reply:?}");
    Ok(())
}
