//! The invented federation that vectors and tests are checked against: keys from fixed seeds, two of three authorities.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};
use sluis_schemas::federation::Mandate;
use sluis_schemas::vocabulary::{Environment, Purpose, Role};
use sluis_schemas::{MemberId, NodeId, Timestamp};

use crate::cbor;
use crate::crypto::{Crypto, Digest, PublicKey, Salt, Signer};
use crate::envelope::Scope;
use crate::records::FeedId;
use crate::register::{Directory, KeyEntry, Member, Node, NodeKeys, Register};
use crate::testing::{RingCrypto, RingSigner};

use super::raw::RawRegister;

/// Each key by its name; its private half is this seed, 32 times. Never use them outside tests.
pub(crate) const KEYS: [(&str, u8); 17] = [
    ("authority NL", 1),
    ("authority BE", 2),
    ("authority DE", 3),
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

/// The first version, before it is signed.
pub(crate) fn genesis() -> Register {
    let start = "2026-01-01T00:00:00Z";
    let town = Role::Municipality;
    let authority = |country: &str| (country.parse().unwrap(), public(&format!("authority {country}")));
    let one = |name: &str| vec![key(name, start)];
    Register {
        salt: Salt([0x5a; 32]),
        sequence: 0,
        previous: None,
        settles: BTreeSet::new(),
        name: "vectors (invented)".to_owned(),
        environment: Environment::Test,
        at: moment(start),
        authorities: ["NL", "BE", "DE"].map(authority).into(),
        threshold: 2,
        nodes: [("NL", "node-nl"), ("BE", "node-be")].map(|(c, n)| (node_id(n), node(c, n))).into(),
        members: [
            ("nl-molenstad", member("NL", town, "Molenstad", "node-nl", "nl.gemeentewet", molenstad_keys())),
            ("nl-havenstad", member("NL", town, "Havenstad", "node-nl", "nl.gemeentewet", one("nl-havenstad"))),
            ("be-brugdorp", member("BE", town, "Brugdorp", "node-be", "be.law-2024-01-15", one("be-brugdorp"))),
        ]
        .map(|(id, member)| (member_id(id), member))
        .into(),
        agreements: BTreeSet::new(),
        packs: BTreeMap::from([("floor".to_owned(), Digest([0x11; 32])), ("nl".to_owned(), Digest([0x22; 32]))]),
    }
}

/// A second version: the Dutch town gets a new key and retires its old one, an agreement is made, a node joins.
pub(crate) fn second() -> Register {
    let mut next = genesis();
    next.sequence = 1;
    next.previous = Some(digest(&genesis()));
    next.at = moment("2026-10-01T00:00:00Z");
    let town = next.members.get_mut(&member_id("nl-molenstad")).unwrap();
    town.keys[0].until = Some(moment("2027-03-01T00:00:00Z"));
    town.keys.push(key("nl-molenstad, next", "2026-10-01T00:00:00Z"));
    next.nodes.insert(node_id("node-de"), node("DE", "node-de"));
    next.agreements.insert(sluis_schemas::federation::Agreement {
        between: BTreeSet::from([member_id("nl-molenstad"), member_id("be-brugdorp")]),
        basis: "be.law-2024-01-15".parse().unwrap(),
        since: "2026-10-01".parse().unwrap(),
    });
    next
}

pub(crate) fn digest(register: &Register) -> Digest {
    RingCrypto.sha256(&[&cbor::encode(register).unwrap()])
}

/// A version signed by those named, put together without the code under test.
pub(crate) fn sign(register: &Register, by: &[&str]) -> Vec<u8> {
    let signers: Vec<_> = by.iter().map(|name| signer(name)).collect();
    RawRegister::sign(&signers.iter().collect::<Vec<_>>(), &cbor::encode(register).unwrap()).write()
}

/// Enough of them.
pub(crate) const QUORUM: [&str; 2] = ["authority NL", "authority BE"];

pub(crate) fn directory() -> Directory {
    Directory::open(&RingCrypto, &[sign(&genesis(), &QUORUM)]).unwrap()
}

pub(crate) fn scope() -> Scope {
    Scope { genesis: digest(&genesis()), environment: Environment::Test }
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
        "register": [hex::encode(sign(&genesis(), &QUORUM))],
        "genesis": digest(&genesis()),
    })
}
