use proptest::collection::vec;
use proptest::prelude::*;
use sluis_schemas::Timestamp;

use super::*;
use crate::cbor;
use crate::crypto::{Crypto, Digest, PublicKey, Signer};
use crate::records::FeedHead;
use crate::testing::{RingCrypto, RingSigner};
use crate::vectors::federation::{
    QUORUM, digest, directory, genesis, member_id, moment, node_id, now, public, second, sign, signer,
};
use crate::vectors::sealed_head;

/// Ways in which a version may differ from the one before it.
#[derive(Debug, Clone)]
enum Change {
    AddKey(u8),
    End(usize, u64),
    Revoke(usize, u64),
    Lift(usize),
    Drop(usize),
    MoveStart(usize, u64),
    DropMember,
    RemoveNode(u64),
    RestoreNode,
    SkipSequence,
    OneSignature,
}

fn change() -> impl Strategy<Value = Change> {
    let key = 0..6_usize;
    let time = 1_000..1_010_u64;
    prop_oneof![
        4 => (100..110_u8).prop_map(Change::AddKey),
        4 => (key.clone(), time.clone()).prop_map(|(k, t)| Change::End(k, t)),
        4 => (key.clone(), time.clone()).prop_map(|(k, t)| Change::Revoke(k, t)),
        1 => key.clone().prop_map(Change::Lift),
        1 => key.clone().prop_map(Change::Drop),
        1 => (key, time.clone()).prop_map(|(k, t)| Change::MoveStart(k, t)),
        1 => Just(Change::DropMember),
        1 => time.prop_map(Change::RemoveNode),
        1 => Just(Change::RestoreNode),
        1 => Just(Change::SkipSequence),
        1 => Just(Change::OneSignature),
    ]
}

fn keys(register: &mut Register) -> &mut Vec<KeyEntry> {
    &mut register.members.get_mut(&member_id("nl-molenstad")).unwrap().keys
}

fn apply(register: &mut Register, change: &Change) {
    let at = |t: &u64| Timestamp::from_millis(*t);
    let count = keys(register).len();
    match change {
        Change::AddKey(seed) => {
            let key = RingSigner::from_seed(*seed).public_key();
            keys(register).push(KeyEntry { key, from: at(&1), until: None, compromised_since: None });
        }
        Change::End(key, t) => keys(register)[key % count].until = Some(at(t)),
        Change::Revoke(key, t) => keys(register)[key % count].compromised_since = Some(at(t)),
        Change::Lift(key) => keys(register)[key % count].until = None,
        Change::Drop(key) => _ = keys(register).remove(key % count),
        Change::MoveStart(key, t) => keys(register)[key % count].from = at(t),
        Change::DropMember => _ = register.members.remove(&member_id("nl-havenstad")),
        Change::RemoveNode(t) => register.nodes.get_mut(&node_id("node-nl")).unwrap().removed = Some(at(t)),
        Change::RestoreNode => register.nodes.get_mut(&node_id("node-nl")).unwrap().removed = None,
        Change::SkipSequence => register.sequence += 1,
        Change::OneSignature => {}
    }
}

fn next(directory: &Directory, changes: &[Change]) -> Vec<u8> {
    let mut register = (**directory.head()).clone();
    register.sequence += 1;
    register.previous = Some(directory.digest());
    changes.iter().for_each(|change| apply(&mut register, change));
    let one = changes.iter().any(|c| matches!(c, Change::OneSignature));
    sign(&register, if one { &QUORUM[..1] } else { &QUORUM })
}

/// Every key with its owner: what may only grow.
fn owned(register: &Register) -> std::collections::BTreeSet<(String, PublicKey, Timestamp)> {
    let members = register.members.iter().flat_map(|(id, m)| m.keys.iter().map(|k| (id.to_string(), k.key, k.from)));
    let nodes = register.nodes.iter().filter_map(|(id, n)| Some((id, n.keys.as_ref()?)));
    members.chain(nodes.flat_map(|(id, k)| k.attestation.iter().map(|k| (id.to_string(), k.key, k.from)))).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn keys_never_disappear_and_never_count_again(versions in vec(vec(change(), 1..3), 1..8)) {
        let mut held = directory();
        for changes in versions {
            let Ok(after) = held.extend(&RingCrypto, &next(&held, &changes)) else { continue };
            prop_assert!(owned(held.head()).is_subset(&owned(after.head())));
            prop_assert_eq!(after.head().sequence, held.head().sequence + 1);
            prop_assert_eq!(after.head().previous, Some(held.digest()));
            for entry in &held.head().members[&member_id("nl-molenstad")].keys {
                let later = &after.head().members[&member_id("nl-molenstad")].keys;
                let later = later.iter().find(|k| k.key == entry.key).unwrap();
                for t in 995..1_015 {
                    let t = Timestamp::from_millis(t);
                    prop_assert!(entry.is_valid_at(t) || !later.is_valid_at(t), "counts again at {t}");
                }
            }
            held = after;
        }
        prop_assert!(Directory::open(&RingCrypto, held.versions()).is_ok());
    }

    #[test]
    fn arbitrary_bytes_never_panic(bytes in vec(any::<u8>(), 0..200)) {
        let _ = SignedRegister::parse(&RingCrypto, &bytes);
    }

    #[test]
    fn a_changed_register_never_panics_and_never_counts(
        changes in vec((any::<prop::sample::Index>(), any::<u8>()), 1..4),
    ) {
        let version = sign(&genesis(), &QUORUM);
        let mut changed = version.clone();
        for (place, value) in changes {
            changed[place.index(version.len())] = value;
        }
        prop_assert!(changed == version || Directory::open(&RingCrypto, &[changed]).is_err());
    }
}

#[test]
fn every_flipped_bit_of_a_signature_that_is_needed_is_refused() {
    let version = sign(&genesis(), &QUORUM);
    let payload = cbor::encode(&genesis()).unwrap().len();
    // Everything after the payload: the count of signatures, their headers and themselves.
    let signatures = version.len() - 2 * (1 + 2 + 39 + 1 + 2 + 64) - 1;
    assert!(signatures > payload);
    for bit in signatures * 8..version.len() * 8 {
        let mut flipped = version.clone();
        flipped[bit / 8] ^= 1 << (bit % 8);
        assert!(Directory::open(&RingCrypto, &[flipped]).is_err(), "bit {bit} does not matter");
    }
}

#[test]
fn a_signature_above_the_threshold_may_fail() {
    let mut version = sign(&genesis(), &["authority NL", "authority BE", "authority DE"]);
    *version.last_mut().unwrap() ^= 1;
    assert!(Directory::open(&RingCrypto, &[version]).is_ok());
}

#[test]
fn what_the_authorities_sign_one_after_another_is_what_is_read() {
    let mut signed = draft(&RingCrypto, second()).unwrap();
    for name in QUORUM.iter().chain(&QUORUM) {
        countersign(&RingCrypto, &mut signed, &signer(name));
    }
    let bytes = signed.to_bytes().unwrap();
    assert_eq!(bytes, sign(&second(), &QUORUM));
    assert_eq!(SignedRegister::parse(&RingCrypto, &bytes).unwrap(), signed);
    let directory = directory().extend(&RingCrypto, &bytes).unwrap();
    assert!(directory.holds(&digest(&genesis())) && directory.holds(&signed.digest));
}

#[test]
fn a_peer_is_sent_what_it_lacks_and_all_where_there_is_no_telling() {
    let directory = directory().extend(&RingCrypto, &sign(&second(), &QUORUM)).unwrap();
    let lacks = |digest: &Digest| directory.versions_after(digest).len();
    assert_eq!([lacks(&digest(&genesis())), lacks(&digest(&second())), lacks(&Digest([7; 32]))], [1, 0, 1]);
}

/// Another version after the genesis: an agreement of its own, no node joins, and a key ends sooner.
fn rival() -> Register {
    let mut rival = genesis();
    rival.sequence = 1;
    rival.previous = Some(digest(&genesis()));
    rival.at = moment("2026-10-02T00:00:00Z");
    let town = rival.members.get_mut(&member_id("nl-molenstad")).unwrap();
    town.keys[0].until = Some(moment("2027-01-01T00:00:00Z"));
    town.mandates.clear();
    rival
}

/// What settles both.
fn settling(settles: &[Digest]) -> Register {
    let mut next = second();
    next.sequence = 2;
    next.previous = Some(digest(&second()));
    next.settles = settles.iter().copied().collect();
    next.members.get_mut(&member_id("nl-molenstad")).unwrap().keys[0].until = Some(moment("2027-01-01T00:00:00Z"));
    next
}

fn contradicted() -> Directory {
    let one = directory().extend(&RingCrypto, &sign(&second(), &QUORUM)).unwrap();
    one.extend(&RingCrypto, &sign(&rival(), &QUORUM)).unwrap()
}

#[test]
fn of_two_versions_for_one_place_every_restriction_counts_and_no_grant_of_one() {
    let held = contradicted();
    assert!(held.is_contradicted() && held.tips().count() == 2);
    let town = &held.head().members[&member_id("nl-molenstad")];
    assert!(town.mandates.is_empty(), "one took them");
    assert_eq!(town.keys[0].until, Some(moment("2027-01-01T00:00:00Z")), "the earlier end");
    assert_eq!(town.keys.len(), 4, "a key that one alone names does not count");
    assert!(held.head().agreements.is_empty() && !held.head().nodes.contains_key(&node_id("node-de")));
}

#[test]
fn what_is_in_force_does_not_depend_on_which_came_first() {
    let other = directory().extend(&RingCrypto, &sign(&rival(), &QUORUM)).unwrap();
    let other = other.extend(&RingCrypto, &sign(&second(), &QUORUM)).unwrap();
    let held = contradicted();
    assert_eq!(held.digest(), other.digest());
    assert_eq!(held.head().members, other.head().members);
    assert_eq!((&held.head().nodes, &held.head().agreements), (&other.head().nodes, &other.head().agreements));
    let opened = Directory::open(&RingCrypto, held.versions()).unwrap();
    assert_eq!(opened.digest(), held.digest());
}

#[test]
fn a_version_that_names_both_settles_them_and_one_that_does_not_settles_nothing() {
    let settled = contradicted().extend(&RingCrypto, &sign(&settling(&[digest(&rival())]), &QUORUM)).unwrap();
    assert!(!settled.is_contradicted());
    assert_eq!(settled.head().sequence, 2);
    let still = contradicted().extend(&RingCrypto, &sign(&settling(&[]), &QUORUM)).unwrap();
    assert!(still.is_contradicted());
    // Who never saw the rival takes the version that settles it as the next one.
    let unaware = directory().extend(&RingCrypto, &sign(&second(), &QUORUM)).unwrap();
    let unaware = unaware.extend(&RingCrypto, &sign(&settling(&[digest(&rival())]), &QUORUM)).unwrap();
    assert_eq!(unaware.digest(), settled.digest());
}

#[test]
fn what_settles_lifts_no_end_that_either_set() {
    let mut lifts = settling(&[digest(&rival())]);
    lifts.members.get_mut(&member_id("nl-molenstad")).unwrap().keys[0].until = Some(moment("2027-03-01T00:00:00Z"));
    assert!(contradicted().extend(&RingCrypto, &sign(&lifts, &QUORUM)).is_err());
}

#[test]
fn keys_of_authorities_that_are_gone_put_nothing_beside_what_is_in_force() {
    let mut replaced = second();
    replaced.authorities.insert("BE".parse().unwrap(), public("nobody's"));
    replaced.authorities.insert("DE".parse().unwrap(), public("nl-havenstad"));
    let held = directory().extend(&RingCrypto, &sign(&replaced, &QUORUM)).unwrap();
    assert!(held.extend(&RingCrypto, &sign(&rival(), &["authority BE", "authority DE"])).is_err());
}

#[test]
fn a_removed_node_attests_nothing_from_then_on() {
    let removed = moment("2026-11-20T00:00:00Z");
    let mut register = second();
    register.nodes.get_mut(&node_id("node-nl")).unwrap().removed = Some(removed);
    let directory = directory().extend(&RingCrypto, &sign(&register, &QUORUM)).unwrap();
    let before = Timestamp::from_millis(removed.as_millis() - 1);
    assert!(directory.verify::<FeedHead>(&RingCrypto, &sealed_head(), before).is_ok());
    for evidence in [removed, now()] {
        let refused = directory.verify::<FeedHead>(&RingCrypto, &sealed_head(), evidence).unwrap_err();
        assert_eq!(refused.code(), "key-not-valid");
    }
}

#[test]
fn a_key_is_named_by_its_thumbprint() {
    // RFC 9679: the hash is over {1: 1, -1: 6, -2: x} in deterministic encoding.
    let key = signer("nl-molenstad").public_key();
    let cose_key = serde_cbor::Value::Map(
        [
            (1, serde_cbor::Value::Integer(1)),
            (-1, serde_cbor::Value::Integer(6)),
            (-2, serde_cbor::Value::Bytes(key.0.into())),
        ]
        .map(|(label, value)| (serde_cbor::Value::Integer(label), value))
        .into(),
    );
    let hash = RingCrypto.sha256(&[&serde_cbor::to_vec(&cose_key).unwrap()]);
    assert_eq!(RingCrypto.key_id(&key).0, hash.0);
}
