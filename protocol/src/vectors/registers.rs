//! Vectors of the register: its root, sections, and what may follow them.

use serde_json::{Value, json};
use sluis_schemas::MemberId;
use sluis_schemas::vocabulary::Environment;

use super::federation::{
    BELGIAN, DUTCH, GERMAN, QUORUM, after, agreement, belgian, country, digest, dutch, genesis, german, key, member_id,
    moment, node_id, public, second, second_belgian, sign, signer,
};
use super::raw::{
    ED_DSA, ES256, Entries, RawRegister, bytes, bytes_with_long_length, flip_last_bit, int, long_int, text, view,
};
use super::{Vector, committed_vectors, compare, file};
use crate::cbor::{self, CborError};
use crate::crypto::Digest;
use crate::register::{
    Delegation, Directory, ExtensionError, GenesisError, Line, Place, RegisterError, Root, Section, SignedVersion,
    SignedVersionError, Version,
};
use crate::testing::RingCrypto;

/// The code under which a peer is told that a register is refused; the reason says why.
const CODE: &str = "register";

fn refused(name: &str, what: &str, bytes: Vec<u8>, error: impl Into<RegisterError>) -> Vector {
    Vector::refused_as(name, what, bytes, CODE, error.into().to_string())
}

fn accepted(name: &str, what: &str, version: impl Into<Version>, by: &[&str]) -> Vector {
    let version = version.into();
    let payload = cbor::encode(&version).unwrap();
    let says = json!({"payload": view(&payload), "signedBy": by.iter().map(|n| public(n)).collect::<Vec<_>>()});
    Vector::accepted(name, what, sign(version.clone(), by), Some(digest(&version)), says)
}

fn changed<T>(mut version: T, change: impl FnOnce(&mut T)) -> T {
    change(&mut version);
    version
}

/// The register that most others follow.
const BEGUN: [&str; 3] = ["genesis", "dutch", "belgian"];

fn raw() -> RawRegister {
    let signers: Vec<_> = QUORUM.iter().map(|name| signer(name)).collect();
    RawRegister::sign(&signers.iter().collect::<Vec<_>>(), &cbor::encode(&Version::from(genesis())).unwrap())
}

fn sign_payload(payload: &[u8]) -> Vec<u8> {
    let signers: Vec<_> = QUORUM.iter().map(|name| signer(name)).collect();
    RawRegister::sign(&signers.iter().collect::<Vec<_>>(), payload).write()
}

fn sign_header(header: &[u8], alg: i64) -> Vec<u8> {
    let signers: Vec<_> = QUORUM.iter().map(|name| signer(name)).collect();
    let payload = cbor::encode(&Version::from(genesis())).unwrap();
    RawRegister::sign_as(&signers.iter().collect::<Vec<_>>(), header, alg, &payload).write()
}

fn too_few(found: usize) -> GenesisError {
    GenesisError::Content(ExtensionError::Signatures { found, needed: 2 })
}

fn wrong_signatures() -> Vec<Vector> {
    let raw = raw();
    let twice = RawRegister { signatures: vec![raw.signatures[0].clone(); 2], ..raw.clone() };
    let bad = vec![raw.signatures[0].clone(), flip_last_bit(raw.signatures[1].clone())];
    vec![
        refused("one-signature", "one authority of three", sign(genesis(), &["authority BE"]), too_few(1)),
        refused("no-signature", "nobody signed", sign(genesis(), &[]), too_few(0)),
        refused("same-signature-twice", "one authority's signature stands twice", twice.write(), too_few(1)),
        refused(
            "bad-signature",
            "the last bit of one of two signatures is flipped",
            RawRegister { signatures: bad, ..raw }.write(),
            too_few(1),
        ),
        refused(
            "unknown-signer",
            "one authority and one key that is none",
            sign(genesis(), &["authority NL", "nl-molenstad"]),
            too_few(1),
        ),
    ]
}

fn wrong_envelopes() -> Vec<Vector> {
    let raw = raw();
    let envelope = |name, what, bytes| refused(name, what, bytes, SignedVersionError::Envelope);
    let header = Entries(vec![(int(3), text("application/vnd.sluis.register+cbor"))]);
    let long = bytes_with_long_length(&cbor::encode(&Version::from(genesis())).unwrap());
    vec![
        envelope("untagged", "no tag 98 before the array", raw.write()[2..].to_vec()),
        envelope("trailing-byte", "one byte after the register", [raw.write(), vec![0]].concat()),
        envelope(
            "detached-payload",
            "null instead of the payload",
            RawRegister { payload: vec![0xf6], ..raw.clone() }.write(),
        ),
        envelope(
            "unprotected-header",
            "the unprotected map holds a key id",
            RawRegister { unprotected: Entries(vec![(int(4), bytes(b"k"))]).write(), ..raw.clone() }.write(),
        ),
        envelope(
            "non-minimal-payload-length",
            "the payload's length takes eight bytes",
            RawRegister { payload: long, ..raw }.write(),
        ),
        envelope("wrong-signer-alg", "the signers' algorithm is ES256", sign_header(&header.write(), ES256)),
        envelope("missing-content-type", "the body's protected header is empty", {
            sign_header(&Entries(vec![]).write(), ED_DSA)
        }),
        envelope("wrong-content-type", "the body is a signal's", {
            sign_header(&header.clone().with(int(3), text("application/vnd.sluis.signal+cbor")).write(), ED_DSA)
        }),
        envelope("extra-header", "the body's protected header has a label of its own", {
            sign_header(&header.with(int(-70_004), int(1)).write(), ED_DSA)
        }),
    ]
}

fn wrong_payloads() -> Vec<Vector> {
    let fields = Entries::of(&cbor::encode(&genesis()).unwrap());
    let payload = |name, what, payload: Vec<u8>, error: CborError| {
        let payload = Entries(vec![(text("root"), payload)]).write();
        refused(name, what, sign_payload(&payload), SignedVersionError::Payload(error))
    };
    let not_deterministic = |name, what, bytes| payload(name, what, bytes, CborError::NotDeterministic);
    let with = |field: &str, value: Vec<u8>| fields.clone().with(text(field), value).write();
    vec![
        not_deterministic("unsorted-keys", "two keys stand in the wrong order", fields.clone().swapped().write()),
        not_deterministic("duplicate-key", "a key stands twice", fields.clone().doubled().write()),
        not_deterministic("non-minimal-integer", "the sequence takes nine bytes", with("sequence", long_int(0))),
        not_deterministic("indefinite-map", "the payload's map has no stated length", fields.write_indefinite()),
        not_deterministic("null-previous", "`previous` is null, not absent", with("previous", vec![0xf6])),
        not_deterministic("no-settles", "`settles` is empty, not absent", with("settles", vec![0x80])),
        payload(
            "float",
            "the threshold is the float 2.0",
            with("threshold", vec![0xf9, 0x40, 0]),
            CborError::Forbidden,
        ),
        payload(
            "payload-trailing-byte",
            "one byte after the payload's map",
            [fields.write(), vec![0]].concat(),
            CborError::Malformed,
        ),
    ]
}

fn wrong_geneses() -> Vec<Vector> {
    let content = |name, what, error: ExtensionError, change: fn(&mut Root)| {
        refused(name, what, sign(changed(genesis(), change), &QUORUM), GenesisError::Content(error))
    };
    let first = |name, what, change: fn(&mut Root)| {
        refused(name, what, sign(changed(genesis(), change), &QUORUM), GenesisError::NotFirst)
    };
    let threshold = |threshold| ExtensionError::Threshold { threshold, authorities: 3 };
    let shared = |first: &str, second: &str| ExtensionError::SharedKey { first: first.into(), second: second.into() };
    let delegation = || ExtensionError::Delegation(country("NL"));
    vec![
        first("sequence-1", "the first root has sequence 1", |r| r.sequence = 1),
        first("with-previous", "the first root names one before it", |r| r.previous = Some(Digest([1; 32]))),
        refused("section-first", "a section without a root", sign(dutch(), &DUTCH), GenesisError::NotFirst),
        content("threshold-1-of-3", "not more than half", threshold(1), |r| r.threshold = 1),
        content("threshold-4-of-3", "more than there are", threshold(4), |r| r.threshold = 4),
        content(
            "threshold-1-of-2",
            "half is not more than half",
            ExtensionError::Threshold { threshold: 1, authorities: 2 },
            |r| {
                r.authorities.pop_last();
                r.threshold = 1;
            },
        ),
        content(
            "authorities-share-a-key",
            "one key for two authorities",
            shared("an authority", "another authority"),
            |r| _ = r.authorities.insert(country("DE"), public("authority NL")),
        ),
        content("delegates-to-nobody", "a country none of whose keys must sign", delegation(), |r| {
            r.delegations.get_mut(&country("NL")).unwrap().threshold = 0;
        }),
        content("delegates-to-more-than-there-are", "four of three keys must sign", delegation(), |r| {
            r.delegations.get_mut(&country("NL")).unwrap().threshold = 4;
        }),
        content("pack-of-a-country", "a pack that its section names", ExtensionError::Pack("nl".to_owned()), |r| {
            _ = r.packs.insert("nl".to_owned(), Digest([1; 32]));
        }),
    ]
}

/// Of the root, by the quorum of the one before.
fn next_root(change: impl FnOnce(&mut Root)) -> Root {
    let next = Root { sequence: 1, previous: Some(digest(&genesis().into())), ..genesis() };
    changed(Root { at: moment("2026-10-01T00:00:00Z"), ..next }, change)
}

fn after_dutch() -> Option<Place> {
    Some(Place { sequence: 0, digest: digest(&dutch().into()) })
}

/// The Dutch keys are replaced by one.
fn replaced() -> Root {
    next_root(|r| {
        let delegation = Delegation { keys: [public("nobody's")].into(), threshold: 1, after: after_dutch() };
        r.delegations.insert(country("NL"), delegation);
    })
}

fn wrong_roots() -> Vec<Vector> {
    let by = |name, what, error: ExtensionError, signers: &[&str], root: Root| {
        let error = RegisterError::Extension { line: Line::Root, sequence: root.sequence, error };
        refused(name, what, sign(root, signers), error).after(&BEGUN)
    };
    let refuse = |name, what, error, change: fn(&mut Root)| by(name, what, error, &QUORUM, next_root(change));
    let follows = || ExtensionError::DoesNotFollow { held: Some(0) };
    let delegation = || ExtensionError::Delegation(country("NL"));
    vec![
        refuse("root-skipping", "sequence 2 after 0", follows(), |r| r.sequence = 2),
        refuse("root-repeating", "sequence 0 after 0", follows(), |r| r.sequence = 0),
        refuse("root-after-another", "names another before it", follows(), |r| r.previous = Some(Digest([1; 32]))),
        refuse("root-after-nothing", "names none before it", follows(), |r| r.previous = None),
        refuse("root-after-a-section", "names a section before it", follows(), |r| {
            r.previous = Some(digest(&dutch().into()));
        }),
        by(
            "root-with-one-signature",
            "one authority of three",
            ExtensionError::Signatures { found: 1, needed: 2 },
            &["authority DE"],
            next_root(|_| {}),
        ),
        by(
            "root-by-new-authorities",
            "signed by authorities that it names itself, not by those of the root held",
            ExtensionError::Signatures { found: 1, needed: 2 },
            &["authority NL", "nobody's"],
            next_root(|r| _ = r.authorities.insert(country("BE"), public("nobody's"))),
        ),
        by(
            "root-by-a-country",
            "signed with the keys of a section",
            ExtensionError::Signatures { found: 0, needed: 2 },
            &DUTCH,
            next_root(|_| {}),
        ),
        refuse(
            "root-with-low-threshold",
            "the new threshold is not more than half",
            ExtensionError::Threshold { threshold: 1, authorities: 3 },
            |r| r.threshold = 1,
        ),
        refuse("root-renamed", "another name", ExtensionError::Identity, |r| r.name.push('!')),
        refuse("root-elsewhere", "another environment", ExtensionError::Identity, |r| {
            r.environment = Environment::Production;
        }),
        refuse("root-forgets-a-country", "a country is delegated nothing any more", removed("delegation", "DE"), |r| {
            r.delegations.remove(&country("DE"));
        }),
        refuse("root-takes-back-what-was-signed", "new keys, as if no section had been signed", delegation(), |r| {
            r.delegations.get_mut(&country("NL")).unwrap().threshold = 1;
        }),
    ]
}

fn town() -> MemberId {
    member_id("nl-molenstad")
}

fn removed(what: &'static str, id: &str) -> ExtensionError {
    ExtensionError::Removed { what, id: id.to_owned() }
}

fn refused_section(name: &str, what: &str, error: ExtensionError, signers: &[&str], section: Section) -> Vector {
    let line = Line::Section(section.country.clone());
    let error = RegisterError::Extension { line, sequence: section.sequence, error };
    refused(name, what, sign(section, signers), error).after(&BEGUN)
}

/// Sections that are signed as they should be, and say what they may not.
fn wrong_sections() -> Vec<Vector> {
    let refuse = |name, what, error, change: fn(&mut Section)| {
        refused_section(name, what, error, &DUTCH, changed(second(), change))
    };
    let follows = || ExtensionError::DoesNotFollow { held: Some(0) };
    let shared = |first: &str, second: &str| ExtensionError::SharedKey { first: first.into(), second: second.into() };
    let successor = |member: &str| ExtensionError::Successor { member: member_id(member) };
    let taken = |id: &str| ExtensionError::Taken { id: id.to_owned(), country: country("BE") };
    let carries_itself = ExtensionError::Route { node: node_id("node-nl"), carrier: node_id("node-nl") };
    let foreign = |id: &str| ExtensionError::Foreign { id: id.to_owned(), country: country("BE") };
    vec![
        refuse("extends-skipping", "sequence 2 after 0", follows(), |s| s.sequence = 2),
        refuse("extends-repeating", "sequence 0 after 0", follows(), |s| s.sequence = 0),
        refuse("extends-another", "names another before it", follows(), |s| s.previous = Some(Digest([1; 32]))),
        refuse("extends-nothing", "names none before it", follows(), |s| s.previous = None),
        refuse("extends-another-country", "names a section of another country before it", follows(), |s| {
            s.previous = Some(digest(&belgian().into()));
        }),
        refuse("of-another-federation", "another genesis", ExtensionError::Identity, |s| s.genesis = Digest([1; 32])),
        refuse("carries-itself", "a node carries its own links", carries_itself, |s| {
            s.nodes.get_mut(&node_id("node-nl")).unwrap().routes.insert(node_id("node-nl"));
        }),
        refuse("names-another-countrys-member", "a member of another country", foreign("be-zeedorp"), |s| {
            let mut member = s.members[&member_id("nl-havenstad")].clone();
            (member.country, member.keys) = (country("BE"), Vec::new());
            s.members.insert(member_id("be-zeedorp"), member);
        }),
        refuse("names-another-countrys-node", "a node of another country", foreign("node-be2"), |s| {
            let mut node = s.nodes[&node_id("node-nl")].clone();
            (node.country, node.keys) = (country("BE"), None);
            s.nodes.insert(node_id("node-be2"), node);
        }),
        refuse("takes-a-name", "a node with the id of another country's", taken("node-be"), |s| {
            let mut node = s.nodes[&node_id("node-nl")].clone();
            node.keys = None;
            s.nodes.insert(node_id("node-be"), node);
        }),
        refuse("removes-member", "a member is gone", removed("member", "nl-havenstad"), |s| {
            s.members.remove(&member_id("nl-havenstad"));
        }),
        refuse("removes-node", "a node is gone", removed("node", "node-nl"), |s| {
            s.nodes.remove(&node_id("node-nl"));
        }),
        refuse("removes-key", "a member's key is gone", removed("member", "nl-molenstad"), |s| {
            s.members.get_mut(&town()).unwrap().keys.remove(0);
        }),
        refuse("removes-transport-key", "a node's transport key is gone", removed("node", "node-nl"), |s| {
            let nl = s.nodes.get_mut(&node_id("node-nl")).unwrap();
            nl.keys.as_mut().unwrap().transport = vec![key("nobody's", "2026-10-01T00:00:00Z")];
        }),
        refuse("removes-node-keys", "a node's keys are gone", removed("node", "node-nl"), |s| {
            s.nodes.get_mut(&node_id("node-nl")).unwrap().keys = None;
        }),
        refuse("lifts-end", "a retired key is valid again", removed("member", "nl-molenstad"), |s| {
            s.members.get_mut(&town()).unwrap().keys[1].until = None;
        }),
        refuse("moves-end", "a retired key ends later", removed("member", "nl-molenstad"), |s| {
            s.members.get_mut(&town()).unwrap().keys[1].until = Some(moment("2026-07-01T00:00:00Z"));
        }),
        refuse("lifts-revocation", "a revoked key is trusted again", removed("member", "nl-molenstad"), |s| {
            s.members.get_mut(&town()).unwrap().keys[2].compromised_since = None;
        }),
        refuse("moves-start", "a key begins earlier", removed("member", "nl-molenstad"), |s| {
            s.members.get_mut(&town()).unwrap().keys[3].from = moment("2026-01-01T00:00:00Z");
        }),
        refuse("members-share-a-key", "one key for two members", shared("nl-havenstad", "nl-molenstad"), |s| {
            let key = s.members[&member_id("nl-havenstad")].keys[0].clone();
            s.members.get_mut(&town()).unwrap().keys.push(key);
        }),
        refuse(
            "takes-a-key",
            "a member takes a key of another country's member",
            shared("be-brugdorp", "nl-molenstad"),
            |s| s.members.get_mut(&town()).unwrap().keys.push(key("be-brugdorp", "2026-01-01T00:00:00Z")),
        ),
        refuse(
            "key-of-two-uses",
            "a member's key is its node's attestation key",
            shared("nl-havenstad", "node-nl"),
            |s| {
                let key = s.members[&member_id("nl-havenstad")].keys[0].clone();
                s.nodes.get_mut(&node_id("node-nl")).unwrap().keys.as_mut().unwrap().attestation.push(key);
            },
        ),
        refuse("nodes-share-a-transport-key", "one key opens links for two nodes", shared("node-be", "node-nl"), |s| {
            let nl = s.nodes.get_mut(&node_id("node-nl")).unwrap();
            nl.keys.as_mut().unwrap().transport.push(key("node-be, transport", "2026-01-01T00:00:00Z"));
        }),
        refuse(
            "transport-key-signs",
            "a transport key is also an attestation key",
            shared("node-nl", "node-nl"),
            |s| {
                let nl = s.nodes.get_mut(&node_id("node-nl")).unwrap();
                nl.keys.as_mut().unwrap().transport.push(key("node-nl, attestation", "2026-01-01T00:00:00Z"));
            },
        ),
        refuse("succeeded-by-itself", "a member is its own successor", successor("nl-molenstad"), |s| {
            s.members.get_mut(&town()).unwrap().successor = Some(town());
        }),
        refuse("succeeded-by-nobody", "a successor that is no member", successor("nl-molenstad"), |s| {
            s.members.get_mut(&town()).unwrap().successor = Some(member_id("nl-zeestad"));
        }),
        refuse("succeeded-from-elsewhere", "a successor in another country", successor("nl-molenstad"), |s| {
            s.members.get_mut(&town()).unwrap().successor = Some(member_id("be-brugdorp"));
        }),
        refuse("succeeded-in-a-circle", "two members succeed each other", successor("nl-havenstad"), |s| {
            s.members.get_mut(&town()).unwrap().successor = Some(member_id("nl-havenstad"));
            s.members.get_mut(&member_id("nl-havenstad")).unwrap().successor = Some(town());
        }),
        refuse("agreement-of-one", "an agreement of a member with itself", ExtensionError::Agreement, |s| {
            let mut agreement = s.agreements.pop_first().unwrap();
            agreement.between.remove(&member_id("be-brugdorp"));
            s.agreements.insert(agreement);
        }),
        refuse("agreement-of-others", "an agreement of which none is a member here", ExtensionError::Agreement, |s| {
            let mut agreement = s.agreements.pop_first().unwrap();
            agreement.between = ["be-brugdorp", "be-zeedorp"].map(member_id).into();
            s.agreements.insert(agreement);
        }),
    ]
}

/// Sections that are signed with too few keys, or with others.
fn wrongly_signed_sections() -> Vec<Vector> {
    let signatures = |found, needed| ExtensionError::Signatures { found, needed };
    let stranger = changed(german(), |s| (s.country, s.nodes) = (country("FR"), [].into()));
    vec![
        refused_section("section-one-signature", "one Dutch key of two", signatures(1, 2), &DUTCH[..1], second()),
        refused_section("section-by-another", "signed with the Belgian key", signatures(0, 1), &BELGIAN, german()),
        refused_section("section-by-authorities", "signed by all authorities", signatures(0, 2), &QUORUM, second()),
        refused_section(
            "section-of-a-stranger",
            "a country that the root says nothing of",
            ExtensionError::NotDelegated,
            &QUORUM,
            stranger,
        ),
        refused_section(
            "section-by-replaced-keys",
            "signed with keys that the root has replaced",
            ExtensionError::Replaced,
            &DUTCH,
            second(),
        )
        .after(&["genesis", "dutch", "belgian", "replaced"]),
    ]
}

/// The next after the one that replaces keys, and another for its place, which the reader need not hold.
fn settling_root() -> Root {
    let rival = digest(&next_root(|_| {}).into());
    let (previous, settles) = (Some(digest(&replaced().into())), [rival].into());
    Root { sequence: 2, previous, settles, ..replaced() }
}

/// A member moves and its node ends.
fn moved() -> Section {
    after(second_belgian(), |s| {
        s.members.get_mut(&member_id("be-brugdorp")).unwrap().node = node_id("node-de");
        s.nodes.get_mut(&node_id("node-be")).unwrap().removed = Some(moment("2026-11-01T00:00:00Z"));
    })
}

/// One is succeeded, and a member joins whose keys are still to come.
fn third() -> Section {
    after(second(), |s| {
        s.nodes.get_mut(&node_id("node-nl")).unwrap().routes.insert(node_id("node-be"));
        let mut outside = s.members[&member_id("nl-havenstad")].clone();
        (outside.third_country, outside.keys) = (true, Vec::new());
        outside.mandates[0].transfer_instrument = Some("GDPR 46(2)(a)".to_owned());
        s.members.insert(member_id("nl-overzee"), outside);
        s.members.get_mut(&member_id("nl-havenstad")).unwrap().successor = Some(member_id("nl-molenstad"));
    })
}

/// Another second section, which takes what the other grants.
fn rival() -> Section {
    after(dutch(), |s| s.members.get_mut(&member_id("nl-molenstad")).unwrap().mandates.clear())
}

fn good() -> Vec<Vector> {
    let all = ["authority NL", "authority BE", "authority DE"];
    let settling = after(second(), |s| s.settles = [digest(&rival().into())].into());
    let withdrawn = after(second_belgian(), |s| _ = s.agreements.remove(&agreement()));
    vec![
        accepted("genesis", "the first root, signed by two of three", genesis(), &QUORUM),
        accepted("all-signed", "the first root, signed by all three", genesis(), &all),
        accepted("dutch", "the first Dutch section, signed with two of three keys", dutch(), &DUTCH)
            .after(&["genesis"]),
        accepted("belgian", "the first Belgian section", belgian(), &BELGIAN).after(&["genesis", "dutch"]),
        accepted("second", "a key joins and one ends, an agreement", second(), &DUTCH).after(&BEGUN),
        accepted("second-belgian", "the other agrees", second_belgian(), &BELGIAN)
            .after(&["genesis", "dutch", "belgian", "second"]),
        accepted("withdrawn", "one of them alone ends it", withdrawn, &BELGIAN).after(&[
            "genesis",
            "dutch",
            "belgian",
            "second",
            "second-belgian",
        ]),
        accepted("german", "a country joins with a node", german(), &GERMAN).after(&BEGUN),
        accepted("moved", "a member moves to another country's node and its own ends", moved(), &BELGIAN).after(&[
            "genesis",
            "dutch",
            "belgian",
            "german",
            "second-belgian",
        ]),
        accepted("third", "a member is succeeded, one outside the Union joins", third(), &DUTCH)
            .after(&["genesis", "dutch", "belgian", "second"]),
        accepted("rival", "another second section: what both let be is in force", rival(), &DUTCH)
            .after(&["genesis", "dutch", "belgian", "second"]),
        accepted("settling", "the next after both, which names them", settling, &DUTCH)
            .after(&["genesis", "dutch", "belgian", "second", "rival"]),
        accepted("replaced", "a root that replaces the Dutch keys", replaced(), &QUORUM).after(&BEGUN),
        accepted("root-settling", "the next after two roots for one place", settling_root(), &QUORUM)
            .after(&["genesis", "dutch", "belgian", "replaced"]),
        accepted("by-new-keys", "the first section after that", second(), &["nobody's"])
            .after(&["genesis", "dutch", "belgian", "replaced"]),
    ]
}

/// What was ended or named once, and is to be undone.
fn wrong_returns() -> Vec<Vector> {
    let back = after(moved(), |s| s.nodes.get_mut(&node_id("node-be")).unwrap().removed = None);
    let forgets = after(third(), |s| s.members.get_mut(&member_id("nl-havenstad")).unwrap().successor = None);
    vec![
        refused_section("node-comes-back", "a node is there again", removed("node", "node-be"), &BELGIAN, back)
            .after(&["genesis", "dutch", "belgian", "german", "second-belgian", "moved"]),
        refused_section(
            "successor-forgotten",
            "no successor any more",
            removed("member", "nl-havenstad"),
            &DUTCH,
            forgets,
        )
        .after(&["genesis", "dutch", "belgian", "second", "third"]),
    ]
}

fn vectors() -> Vec<Vector> {
    let wrong = [wrong_signatures(), wrong_envelopes(), wrong_payloads(), wrong_geneses(), wrong_roots()];
    [good(), wrong.concat(), wrong_sections(), wrongly_signed_sections(), wrong_returns()].concat()
}

#[test]
fn the_vectors_of_registers_are_as_committed() {
    compare(
        "register.json",
        &file("Versions of the root and of sections; `after` names those held before.", &vectors()),
    );
}

#[test]
fn registers_are_judged_as_the_vectors_say() {
    let forms = committed_vectors("register.json");
    let bytes_of = |name: &Value| {
        let form = forms.iter().find(|form| form["name"] == *name).unwrap();
        hex::decode(form["hex"].as_str().unwrap()).unwrap()
    };
    for form in &forms {
        let mut chain: Vec<_> = form["after"].as_array().into_iter().flatten().map(bytes_of).collect();
        chain.push(bytes_of(&form["name"]));
        let outcome = Directory::open(&RingCrypto, &chain).map_err(|e| (CODE.to_owned(), e.to_string()));
        let outcome = outcome.map(|directory| {
            let signed = SignedVersion::parse(&RingCrypto, chain.last().unwrap()).unwrap();
            assert!(directory.holds(&signed.digest));
            let payload = serde_json::to_value(&signed.version).unwrap();
            (Some(signed.digest), json!({"payload": payload, "signedBy": form["says"]["signedBy"]}))
        });
        Vector::from_json(form).assert(outcome);
    }
}
