//! The invented federation that vectors and tests are checked against: keys from fixed seeds, two of three authorities, two of
//! three Dutch keys, one Belgian and one German.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};
use sluis_schemas::federation::{Agreement, Mandate};
use sluis_schemas::vocabulary::{Environment, Purpose, Role};
use sluis_schemas::{Country, MemberId, NodeId, Timestamp};

use crate::cbor;
use crate::crypto::{Crypto, Digest, PublicKey, Salt, Signer};
use crate::envelope::Scope;
use crate::records::FeedId;
use crate::register::{Delegation, Directory, Head, KeyEntry, Member, Node, NodeKeys, Root, Section, Version};
use crate::testing::{RingCrypto, RingSigner};

use super::raw::RawRegister;

/// Each key by its name; its private half is this seed, 32 times. Never use them outside tests.
pub(crate) const KEYS: [(&str, u8); 20] = [
    ("authority NL", 1),
    ("authority BE", 2),
    ("authority DE", 3),
    ("section NL, one", 4),
    ("section NL, two", 5),
    ("section NL, three", 6),
    ("nl-molenstad", 11),
    ("nl-molenstad, retired", 12),
    ("nl-molenstad, revoked", 13),
    ("nl-molenstad, not yet valid", 14),
    ("nl-havenstad", 15),
    ("be-brugdorp", 21),
    ("node-nl, attestation", 31),
    ("node-nl, transport", 32),
    ("node-be, attestation", 41),
    ("node-be, transport", 42),
    ("node-de, attestation", 51),
    ("node-de, transport", 52),
    ("nl-molenstad, next", 61),
    ("nobody's", 99),
];

pub(crate) fn signer(name: &str) -> RingSigner {
    let (_, seed) = KEYS.iter().find(|(n, _)| *n == name).unwrap();
    RingSigner::from_seed(*seed)
}

pub(crate) fn public(name: &str) -> PublicKey {
    signer(name).public_key()
}

pub(crate) fn moment(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// When records are evidenced unless a vector says otherwise.
pub(crate) fn now() -> Timestamp {
    moment("2026-11-23T12:00:00Z")
}

pub(crate) fn key(name: &str, from: &str) -> KeyEntry {
    KeyEntry::since(public(name), moment(from))
}

pub(crate) fn member_id(id: &str) -> MemberId {
    id.parse().unwrap()
}

pub(crate) fn node_id(id: &str) -> NodeId {
    id.parse().unwrap()
}

/// From the Dutch town to the Belgian one.
pub(crate) fn feed() -> FeedId {
    FeedId { discloser: member_id("nl-molenstad"), receiver: member_id("be-brugdorp") }
}

fn node(country: &str, name: &str) -> Node {
    let one = |use_: &str| vec![key(&format!("{name}, {use_}"), "2026-01-01T00:00:00Z")];
    let (transport, attestation) = (one("transport"), one("attestation"));
    Node {
        country: country.parse().unwrap(),
        operator: format!("Operator {country} (example)"),
        keys: Some(NodeKeys { transport, attestation }),
        endpoints: vec![format!("/dns4/{name}.example/udp/4001/quic-v1")],
        routes: BTreeSet::new(),
        removed: None,
    }
}

fn member(country: &str, role: Role, name: &str, node: &str, basis: &str, keys: Vec<KeyEntry>) -> Member {
    let mandate = Mandate {
        purpose: Purpose::PremisesMeasure,
        legal_basis: basis.parse().unwrap(),
        offence: true,
        sectors: BTreeSet::from(["56".to_owned()]),
        transfer_instrument: None,
    };
    Member {
        country: country.parse().unwrap(),
        role,
        name: name.to_owned(),
        node: node_id(node),
        third_country: false,
        mandates: vec![mandate],
        successor: None,
        keys,
    }
}

fn molenstad_keys() -> Vec<KeyEntry> {
    let start = "2026-01-01T00:00:00Z";
    vec![
        key("nl-molenstad", start),
        KeyEntry { until: Some(moment("2026-06-01T00:00:00Z")), ..key("nl-molenstad, retired", start) },
        KeyEntry { compromised_since: Some(moment("2026-09-01T00:00:00Z")), ..key("nl-molenstad, revoked", start) },
        key("nl-molenstad, not yet valid", "2027-01-01T00:00:00Z"),
    ]
}

/// The first root, before it is signed.
pub(crate) fn genesis() -> Root {
    let authority = |country: &str| (country.parse().unwrap(), public(&format!("authority {country}")));
    let keys = |names: &[&str]| names.iter().map(|name| public(name)).collect();
    let dutch = Delegation::first(keys(&["section NL, one", "section NL, two", "section NL, three"]), 2);
    let of_one = |country: &str| Delegation::first(keys(&[&format!("authority {country}")]), 1);
    Root {
        salt: Salt([0x5a; 32]),
        sequence: 0,
        previous: None,
        settles: BTreeSet::new(),
        name: "vectors (invented)".to_owned(),
        environment: Environment::Test,
        at: moment("2026-01-01T00:00:00Z"),
        authorities: ["NL", "BE", "DE"].map(authority).into(),
        threshold: 2,
        delegations: [("NL", dutch), ("BE", of_one("BE")), ("DE", of_one("DE"))].map(|(c, d)| (country(c), d)).into(),
        packs: BTreeMap::from([("floor".to_owned(), Digest([0x11; 32]))]),
    }
}

pub(crate) fn country(code: &str) -> Country {
    code.parse().unwrap()
}

fn section(code: &str, nodes: &[&str], members: Vec<(&str, Member)>) -> Section {
    Section {
        salt: Salt([0x5b; 32]),
        country: country(code),
        sequence: 0,
        previous: None,
        settles: BTreeSet::new(),
        genesis: digest(&genesis().into()),
        at: moment("2026-01-01T00:00:00Z"),
        nodes: nodes.iter().map(|name| (node_id(name), node(code, name))).collect(),
        members: members.into_iter().map(|(id, member)| (member_id(id), member)).collect(),
        agreements: BTreeSet::new(),
        pack: None,
    }
}

/// The first Dutch section.
pub(crate) fn dutch() -> Section {
    let (town, start) = (Role::Municipality, "2026-01-01T00:00:00Z");
    let harbour = vec![key("nl-havenstad", start)];
    let members = vec![
        ("nl-molenstad", member("NL", town, "Molenstad", "node-nl", "nl.gemeentewet", molenstad_keys())),
        ("nl-havenstad", member("NL", town, "Havenstad", "node-nl", "nl.gemeentewet", harbour)),
    ];
    Section { pack: Some(Digest([0x22; 32])), ..section("NL", &["node-nl"], members) }
}

/// The first Belgian section.
pub(crate) fn belgian() -> Section {
    let keys = vec![key("be-brugdorp", "2026-01-01T00:00:00Z")];
    let town = member("BE", Role::Municipality, "Brugdorp", "node-be", "be.law-2024-01-15", keys);
    section("BE", &["node-be"], vec![("be-brugdorp", town)])
}

/// The first German section, which no vector begins with.
pub(crate) fn german() -> Section {
    Section { at: moment("2026-10-01T00:00:00Z"), ..section("DE", &["node-de"], vec![]) }
}

/// The next after a section.
pub(crate) fn after(section: Section, change: impl FnOnce(&mut Section)) -> Section {
    let (sequence, previous) = (section.sequence + 1, Some(digest(&section.clone().into())));
    let mut next = Section { sequence, previous, at: moment("2026-10-01T00:00:00Z"), ..section };
    change(&mut next);
    next
}

/// An agreement between a Dutch and a Belgian member.
pub(crate) fn agreement() -> Agreement {
    Agreement {
        between: BTreeSet::from([member_id("nl-molenstad"), member_id("be-brugdorp")]),
        basis: "be.law-2024-01-15".parse().unwrap(),
        since: "2026-10-01".parse().unwrap(),
    }
}

/// A second Dutch section: the town gets a new key and retires its old one, and agrees with the Belgian one.
pub(crate) fn second() -> Section {
    after(dutch(), |next| {
        let town = next.members.get_mut(&member_id("nl-molenstad")).unwrap();
        town.keys[0].until = Some(moment("2027-03-01T00:00:00Z"));
        town.keys.push(key("nl-molenstad, next", "2026-10-01T00:00:00Z"));
        next.agreements.insert(agreement());
    })
}

/// A second Belgian section, which agrees.
pub(crate) fn second_belgian() -> Section {
    after(belgian(), |next| _ = next.agreements.insert(agreement()))
}

pub(crate) fn digest(version: &Version) -> Digest {
    RingCrypto.sha256(&[&cbor::encode(version).unwrap()])
}

/// A version signed by those named, put together without the code under test.
pub(crate) fn sign(version: impl Into<Version>, by: &[&str]) -> Vec<u8> {
    let signers: Vec<_> = by.iter().map(|name| signer(name)).collect();
    RawRegister::sign(&signers.iter().collect::<Vec<_>>(), &cbor::encode(&version.into()).unwrap()).write()
}

/// Enough authorities.
pub(crate) const QUORUM: [&str; 2] = ["authority NL", "authority BE"];
/// Enough of those that sign the Dutch section.
pub(crate) const DUTCH: [&str; 2] = ["section NL, one", "section NL, two"];
/// Who signs the Belgian one.
pub(crate) const BELGIAN: [&str; 1] = ["authority BE"];
/// Who signs the German one.
pub(crate) const GERMAN: [&str; 1] = ["authority DE"];

/// The register that everything is checked against, as signed.
pub(crate) fn versions() -> Vec<Vec<u8>> {
    vec![sign(genesis(), &QUORUM), sign(dutch(), &DUTCH), sign(belgian(), &BELGIAN)]
}

pub(crate) fn directory() -> Directory {
    Directory::open(&RingCrypto, &versions()).unwrap()
}

/// Digest of that register: over the newest versions of the root and of the sections, these in order of their countries.
pub(crate) fn register() -> Digest {
    let heads = [genesis().into(), belgian().into(), dutch().into()].map(|version: Version| digest(&version));
    RingCrypto.sha256(&[b"sluis/heads/1", &heads[0].0, &heads[1].0, &heads[2].0])
}

/// How far it is held.
pub(crate) fn heads() -> Vec<Head> {
    let head = |version: Version| Head {
        country: if let Version::Section(section) = &version { Some(section.country.clone()) } else { None },
        sequence: version.sequence(),
        at: version.at(),
        digest: digest(&version),
    };
    vec![head(genesis().into()), head(belgian().into()), head(dutch().into())]
}

pub(crate) fn scope() -> Scope {
    Scope { genesis: digest(&genesis().into()), environment: Environment::Test }
}

/// What a reader of the vectors needs beside them.
pub(super) fn file() -> Value {
    let key = |(name, seed): &(&str, u8)| {
        let public = RingSigner::from_seed(*seed).public_key();
        json!({"name": name, "seed": hex::encode([*seed; 32]), "publicKey": public, "keyId": RingCrypto.key_id(&public)})
    };
    json!({
        "about": "Invented keys and the register that every vector of records and messages is checked against.",
        "keys": KEYS.iter().map(key).collect::<Vec<_>>(),
        "register": versions().iter().map(hex::encode).collect::<Vec<_>>(),
        "genesis": digest(&genesis().into()),
        "digest": register(),
    })
}
