use proptest::collection::vec;
use proptest::prelude::*;
use sluis_schemas::Timestamp;

use super::*;
use crate::cbor;
use crate::crypto::{Crypto, Digest, PublicKey, Signer};
use crate::records::FeedHead;
use crate::testing::{RingCrypto, RingSigner};
use crate::vectors::federation::{
    BELGIAN, DUTCH, GERMAN, QUORUM, after, agreement, belgian, country, digest, directory, dutch, genesis, german,
    heads, key, member_id, moment, node_id, now, public, register, second, second_belgian, sign, signer, versions,
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

fn keys(section: &mut Section) -> &mut Vec<KeyEntry> {
    &mut section.members.get_mut(&member_id("nl-molenstad")).unwrap().keys
}

fn apply(section: &mut Section, change: &Change) {
    let at = |t: &u64| Timestamp::from_millis(*t);
    let count = keys(section).len();
    match change {
        Change::AddKey(seed) => {
            let key = RingSigner::from_seed(*seed).public_key();
            keys(section).push(KeyEntry { key, from: at(&1), until: None, compromised_since: None });
        }
        Change::End(key, t) => keys(section)[key % count].until = Some(at(t)),
        Change::Revoke(key, t) => keys(section)[key % count].compromised_since = Some(at(t)),
        Change::Lift(key) => keys(section)[key % count].until = None,
        Change::Drop(key) => _ = keys(section).remove(key % count),
        Change::MoveStart(key, t) => keys(section)[key % count].from = at(t),
        Change::DropMember => _ = section.members.remove(&member_id("nl-havenstad")),
        Change::RemoveNode(t) => section.nodes.get_mut(&node_id("node-nl")).unwrap().removed = Some(at(t)),
        Change::RestoreNode => section.nodes.get_mut(&node_id("node-nl")).unwrap().removed = None,
        Change::SkipSequence => section.sequence += 1,
        Change::OneSignature => {}
    }
}

/// The newest Dutch section.
fn newest(directory: &Directory) -> (Digest, Section) {
    let (digest, version) = directory.tips_of(&Line::Section(country("NL"))).first_key_value().unwrap();
    let Version::Section(section) = &**version else { panic!("a root in a section's line") };
    (*digest, section.clone())
}

fn next(directory: &Directory, changes: &[Change]) -> Vec<u8> {
    let (previous, mut section) = newest(directory);
    section.sequence += 1;
    section.previous = Some(previous);
    changes.iter().for_each(|change| apply(&mut section, change));
    let one = changes.iter().any(|c| matches!(c, Change::OneSignature));
    sign(section, if one { &DUTCH[..1] } else { &DUTCH })
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
            prop_assert_eq!(newest(&after).1.previous, Some(newest(&held).0));
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
    fn nodes_that_get_the_same_versions_in_any_order_agree(order in Just((0..6).collect::<Vec<usize>>()).prop_shuffle()) {
        let all = [
            dutch_second(),
            dutch_rival(),
            replaced(place(second())),
            sign(after(second(), |_| {}), &["nobody's"]),
            sign(second_belgian(), &BELGIAN),
            sign(german(), &GERMAN),
        ];
        let mut held = directory();
        // What cannot be accepted yet comes again, as at each handshake.
        for place in std::iter::repeat_n(&order, all.len()).flatten() {
            held = held.extend(&RingCrypto, &all[*place]).unwrap_or(held);
        }
        let honest = with(&[0, 2, 3, 4, 5].map(|place: usize| all[place].clone()));
        prop_assert_eq!((held.digest(), held.head()), (honest.digest(), honest.head()));
    }

    #[test]
    fn arbitrary_bytes_never_panic(bytes in vec(any::<u8>(), 0..200)) {
        let _ = SignedVersion::parse(&RingCrypto, &bytes);
    }

    #[test]
    fn a_changed_register_never_panics_and_never_counts(
        changes in vec((any::<prop::sample::Index>(), any::<u8>()), 1..4),
    ) {
        let version = sign(genesis(), &QUORUM);
        let mut changed = version.clone();
        for (place, value) in changes {
            changed[place.index(version.len())] = value;
        }
        prop_assert!(changed == version || Directory::open(&RingCrypto, &[changed]).is_err());
    }
}

#[test]
fn every_flipped_bit_of_a_signature_that_is_needed_is_refused() {
    let version = sign(genesis(), &QUORUM);
    let payload = cbor::encode(&Version::from(genesis())).unwrap().len();
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
    let mut version = sign(genesis(), &["authority NL", "authority BE", "authority DE"]);
    *version.last_mut().unwrap() ^= 1;
    assert!(Directory::open(&RingCrypto, &[version]).is_ok());
}

#[test]
fn what_is_signed_one_after_another_is_what_is_read() {
    let mut signed = draft(&RingCrypto, second().into()).unwrap();
    for name in DUTCH.iter().chain(&DUTCH) {
        countersign(&RingCrypto, &mut signed, &signer(name));
    }
    let bytes = signed.to_bytes().unwrap();
    assert_eq!(bytes, sign(second(), &DUTCH));
    assert_eq!(SignedVersion::parse(&RingCrypto, &bytes).unwrap(), signed);
    let directory = directory().extend(&RingCrypto, &bytes).unwrap();
    assert!(directory.holds(&digest(&genesis().into())) && directory.holds(&signed.digest));
}

#[test]
fn heads_and_digest_are_those_of_the_newest_versions() {
    assert_eq!((directory().digest(), directory().heads(&RingCrypto)), (register(), heads()));
}

/// A register with these versions after the first ones.
fn with(more: &[Vec<u8>]) -> Directory {
    Directory::open(&RingCrypto, &[versions(), more.to_vec()].concat()).unwrap()
}

fn dutch_second() -> Vec<u8> {
    sign(second(), &DUTCH)
}

fn dutch_rival() -> Vec<u8> {
    sign(rival(), &DUTCH)
}

#[test]
fn a_peer_is_sent_of_each_line_what_it_lacks_and_all_where_there_is_no_telling() {
    let held = with(&[dutch_second(), sign(second_belgian(), &BELGIAN)]);
    let lacks = |theirs: &[Head]| held.lacking(&RingCrypto, theirs).len();
    let ours = held.heads(&RingCrypto);
    assert_eq!((lacks(&ours), lacks(&heads()), lacks(&ours[..2]), lacks(&[])), (0, 2, 2, 4));
    let mut unknown = ours.clone();
    unknown[2].digest = Digest([7; 32]);
    assert_eq!(lacks(&unknown), 2, "all of the Dutch line");
    unknown[2].sequence = 2;
    assert_eq!(lacks(&unknown), 0, "it is further");
}

/// Another second Dutch section: no new key, one ends sooner, and a member loses its mandates.
fn rival() -> Section {
    after(dutch(), |next| {
        let town = next.members.get_mut(&member_id("nl-molenstad")).unwrap();
        town.keys[0].until = Some(moment("2027-01-01T00:00:00Z"));
        town.mandates.clear();
    })
}

/// What settles both.
fn settling(settles: &[Digest]) -> Section {
    after(second(), |next| {
        next.settles = settles.iter().copied().collect();
        keys(next)[0].until = Some(moment("2027-01-01T00:00:00Z"));
    })
}

fn contradicted() -> Directory {
    with(&[sign(second_belgian(), &BELGIAN), dutch_second(), dutch_rival()])
}

#[test]
fn of_two_versions_for_one_place_every_restriction_counts_and_no_grant_of_one() {
    let held = contradicted();
    assert!(held.is_contradicted() && held.contradicting().count() == 2);
    let town = &held.head().members[&member_id("nl-molenstad")];
    assert!(town.mandates.is_empty(), "one took them");
    assert_eq!(town.keys[0].until, Some(moment("2027-01-01T00:00:00Z")), "the earlier end");
    assert_eq!(town.keys.len(), 4, "a key that one alone names does not count");
    assert!(held.head().agreements.is_empty());
}

#[test]
fn a_contradiction_of_one_country_leaves_the_others_as_they_were() {
    let (before, held) = (directory(), contradicted());
    let of_belgium = |directory: &Directory| directory.head().members[&member_id("be-brugdorp")].clone();
    assert_eq!(of_belgium(&held), of_belgium(&before));
    assert_eq!(held.head().packs["floor"], before.head().packs["floor"]);
    let grows = held.extend(&RingCrypto, &sign(german(), &GERMAN)).unwrap();
    assert!(grows.active_node(&node_id("node-de")).is_some(), "others go on");
}

#[test]
fn what_is_in_force_does_not_depend_on_which_came_first() {
    let all = [sign(second_belgian(), &BELGIAN), dutch_second(), dutch_rival(), sign(german(), &GERMAN)];
    let orders = [[0, 1, 2, 3], [3, 2, 1, 0], [2, 0, 3, 1], [1, 3, 0, 2]];
    let held = orders.map(|order| with(&order.map(|place| all[place].clone())));
    for other in &held {
        assert_eq!((other.digest(), other.head()), (held[0].digest(), held[0].head()));
        let opened = Directory::open(&RingCrypto, other.versions()).unwrap();
        assert_eq!(opened.digest(), other.digest());
        assert_eq!(directory().joined_by(&RingCrypto, other).digest(), other.digest());
    }
}

#[test]
fn a_version_that_names_both_settles_them_and_one_that_does_not_settles_nothing() {
    let rival = digest(&rival().into());
    let settled = contradicted().extend(&RingCrypto, &sign(settling(&[rival]), &DUTCH)).unwrap();
    assert!(!settled.is_contradicted());
    assert_eq!(newest(&settled).1.sequence, 2);
    let still = contradicted().extend(&RingCrypto, &sign(settling(&[]), &DUTCH)).unwrap();
    assert!(still.is_contradicted());
    // Who never saw the rival takes the version that settles it as the next one.
    let unaware = with(&[sign(second_belgian(), &BELGIAN), dutch_second(), sign(settling(&[rival]), &DUTCH)]);
    assert_eq!(unaware.digest(), settled.digest());
}

#[test]
fn what_settles_lifts_no_end_that_either_set() {
    let mut lifts = settling(&[digest(&rival().into())]);
    keys(&mut lifts)[0].until = Some(moment("2027-03-01T00:00:00Z"));
    assert!(contradicted().extend(&RingCrypto, &sign(lifts, &DUTCH)).is_err());
}

#[test]
fn an_agreement_is_in_force_while_it_stands_in_both_sections() {
    let one = with(&[dutch_second()]);
    assert!(one.head().agreements.is_empty(), "the other has not agreed");
    let both = one.extend(&RingCrypto, &sign(second_belgian(), &BELGIAN)).unwrap();
    assert_eq!(both.head().agreements, [agreement()].into());
    let withdrawn = after(second_belgian(), |next| next.agreements.clear());
    let ended = both.extend(&RingCrypto, &sign(withdrawn, &BELGIAN)).unwrap();
    assert!(ended.head().agreements.is_empty(), "one alone ends it");
}

#[test]
fn a_member_waits_for_the_node_that_is_to_serve_it() {
    let moved = after(belgian(), |next| {
        next.members.get_mut(&member_id("be-brugdorp")).unwrap().node = node_id("node-de");
    });
    let moved = with(&[sign(moved, &BELGIAN)]);
    assert!(moved.member(&member_id("be-brugdorp")).is_none());
    let served = moved.extend(&RingCrypto, &sign(german(), &GERMAN)).unwrap();
    assert_eq!(served.served_by(&node_id("node-de")), [member_id("be-brugdorp")]);
}

/// Another root: the Dutch keys are replaced by one.
fn replaced(after: Option<Place>) -> Vec<u8> {
    let mut root = Root { sequence: 1, previous: Some(digest(&genesis().into())), ..genesis() };
    let delegation = Delegation { keys: [public("nobody's")].into(), threshold: 1, after };
    root.delegations.insert(country("NL"), delegation);
    sign(root, &QUORUM)
}

fn place(section: Section) -> Option<Place> {
    Some(Place { sequence: section.sequence, digest: digest(&section.into()) })
}

#[test]
fn new_keys_of_a_country_sign_from_the_section_on_that_the_root_names() {
    let held = with(&[dutch_second(), replaced(place(second()))]);
    let third = after(second(), |next| keys(next)[3].until = Some(moment("2028-01-01T00:00:00Z")));
    assert!(held.extend(&RingCrypto, &sign(third.clone(), &["nobody's"])).is_ok());
    let refused = held.extend(&RingCrypto, &sign(third, &DUTCH)).unwrap_err();
    assert!(matches!(refused, RegisterError::Extension { error: ExtensionError::Replaced, .. }), "{refused}");
    assert!(refused.may_be_held_elsewhere());
}

#[test]
fn who_hears_of_new_keys_before_the_sections_that_the_old_ones_signed_still_takes_these() {
    let [root, third] = [replaced(place(second())), sign(after(second(), |_| {}), &["nobody's"])];
    let before = with(&[dutch_second(), root.clone(), third.clone()]);
    let after = with(&[root, dutch_second(), third]);
    assert_eq!((before.digest(), before.head()), (after.digest(), after.head()));
}

#[test]
fn what_a_thief_of_replaced_keys_signs_is_refused_or_counts_no_more() {
    let honest = with(&[dutch_second(), replaced(place(second()))]);
    let refused = honest.extend(&RingCrypto, &dutch_rival()).unwrap_err();
    assert!(refused.may_be_held_elsewhere(), "{refused}");
    let misled = with(&[dutch_rival(), dutch_second()]);
    assert!(misled.is_contradicted());
    let told = misled.extend(&RingCrypto, &replaced(place(second()))).unwrap();
    assert_eq!((told.digest(), told.head()), (honest.digest(), honest.head()));
    let led_on = with(&[replaced(place(second())), dutch_rival(), dutch_second()]);
    assert_eq!(led_on.digest(), honest.digest());
}

#[test]
fn keys_of_authorities_that_are_gone_put_nothing_beside_what_is_in_force() {
    let next = Root { sequence: 1, previous: Some(digest(&genesis().into())), ..genesis() };
    let mut replaced = next.clone();
    replaced.authorities.insert(country("BE"), public("nobody's"));
    replaced.authorities.insert(country("DE"), public("nl-havenstad"));
    let held = with(&[sign(replaced, &QUORUM)]);
    let rival = Root { at: now(), ..next };
    assert!(held.extend(&RingCrypto, &sign(rival, &["authority BE", "authority DE"])).is_err());
}

#[test]
fn under_two_roots_for_one_place_only_what_both_delegate_is_signed() {
    let other = Root { sequence: 1, previous: Some(digest(&genesis().into())), at: now(), ..genesis() };
    let held = with(&[replaced(place(dutch())), sign(other, &QUORUM)]);
    assert!(held.is_contradicted());
    assert!(held.extend(&RingCrypto, &dutch_second()).is_err());
    assert!(held.extend(&RingCrypto, &sign(second(), &["nobody's"])).is_err());
    assert!(held.extend(&RingCrypto, &sign(second_belgian(), &BELGIAN)).is_ok());
}

#[test]
fn a_removed_node_attests_nothing_from_then_on() {
    let removed = moment("2026-11-20T00:00:00Z");
    let section = after(second(), |next| next.nodes.get_mut(&node_id("node-nl")).unwrap().removed = Some(removed));
    let directory = with(&[dutch_second(), sign(section, &DUTCH)]);
    let before = Timestamp::from_millis(removed.as_millis() - 1);
    assert!(directory.verify::<FeedHead>(&RingCrypto, &sealed_head(), before).is_ok());
    for evidence in [removed, now()] {
        let refused = directory.verify::<FeedHead>(&RingCrypto, &sealed_head(), evidence).unwrap_err();
        assert_eq!(refused.code(), "key-not-valid");
    }
}

fn drawn(held: Option<&Directory>, wanted: &Register) -> Result<Vec<Version>, RegisterError> {
    let (salt, settles) = (crate::crypto::Salt([8; 32]), std::collections::BTreeMap::new());
    draw(&RingCrypto, held, &Wanted { register: wanted, settles: &settles, salt, at: now() })
}

fn only(drawn: Result<Vec<Version>, RegisterError>) -> Version {
    let [version]: [Version; 1] = drawn.unwrap().try_into().unwrap();
    version
}

#[test]
fn only_the_lines_that_change_are_drawn_up() {
    let held = with(&[dutch_second()]);
    let mut wanted = Register::clone(held.head());
    assert_eq!(drawn(Some(&held), &wanted).unwrap(), []);
    let ends = moment("2027-06-01T00:00:00Z");
    wanted.members.get_mut(&member_id("be-brugdorp")).unwrap().keys[0].until = Some(ends);
    let Version::Section(next) = only(drawn(Some(&held), &wanted)) else { panic!("a root") };
    assert_eq!((&next.country, next.sequence), (&country("BE"), 1));
    assert!(next.agreements.is_empty(), "nobody agrees for it");
    let after = held.extend(&RingCrypto, &sign(next, &BELGIAN)).unwrap();
    assert_eq!(after.head().members[&member_id("be-brugdorp")].keys[0].until, Some(ends));
    // What the Dutch agreed to alone waits in their section.
    let mut wanted = Register::clone(held.head());
    wanted.members.get_mut(&member_id("nl-havenstad")).unwrap().name.push('!');
    let Version::Section(next) = only(drawn(Some(&held), &wanted)) else { panic!("a root") };
    assert_eq!(next.agreements, [agreement()].into());
}

#[test]
fn a_federation_is_drawn_up_as_a_root_and_a_section_for_each_country() {
    let wanted = Register::clone(directory().head());
    let drawn = drawn(None, &wanted).unwrap();
    let lines: Vec<_> = drawn.iter().map(|version| version.line().to_string()).collect();
    assert_eq!(lines, ["the root", "the section of BE", "the section of NL"], "the Germans have nothing to say yet");
    let signed = drawn.into_iter().map(|version| {
        let by: &[&str] = match version.line() {
            Line::Root => &QUORUM,
            Line::Section(of) if of == country("NL") => &DUTCH,
            Line::Section(_) => &BELGIAN,
        };
        sign(version, by)
    });
    let opened = Directory::open(&RingCrypto, &signed.collect::<Vec<_>>()).unwrap();
    assert_eq!(opened.head().members, wanted.members);
}

#[test]
fn new_keys_are_drawn_up_to_go_on_from_the_newest_section() {
    let held = with(&[dutch_second()]);
    let mut wanted = Register::clone(held.head());
    wanted.delegations.insert(country("NL"), Delegation::first([public("nobody's")].into(), 1));
    let Version::Root(root) = only(drawn(Some(&held), &wanted)) else { panic!("a section") };
    assert_eq!(root.delegations[&country("NL")].after, place(second()));
}

#[test]
fn what_no_node_would_take_is_not_drawn_up() {
    let held = directory();
    let mut taken = Register::clone(held.head());
    let belgian = key("be-brugdorp", "2026-01-01T00:00:00Z");
    taken.members.get_mut(&member_id("nl-havenstad")).unwrap().keys.push(belgian);
    let mut nowhere = Register::clone(held.head());
    nowhere.members.get_mut(&member_id("nl-havenstad")).unwrap().node = node_id("node-fr");
    for (wanted, says) in [(taken, "already the key"), (nowhere, "not in the register")] {
        let refused = drawn(Some(&held), &wanted).unwrap_err().to_string();
        assert!(refused.contains(says), "{refused}");
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
