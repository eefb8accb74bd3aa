//! Vectors of the register: genesis and extensions.

use serde_json::{Value, json};
use sluis_schemas::vocabulary::Environment;

use super::federation::{QUORUM, digest, genesis, key, member_id, moment, node_id, public, second, sign, signer};
use super::raw::{
    ED_DSA, ES256, Entries, RawRegister, bytes, bytes_with_long_length, flip_last_bit, int, long_int, text, view,
};
use super::{Vector, committed_vectors, compare, file};
use crate::cbor::{self, CborError};
use crate::crypto::Digest;
use crate::register::{Directory, ExtensionError, GenesisError, Register, RegisterError, SignedRegisterError};
use crate::testing::RingCrypto;

/// The code under which a peer is told that a register is refused; the reason says why.
const CODE: &str = "register";

fn refused(name: &str, what: &str, bytes: Vec<u8>, error: impl Into<RegisterError>) -> Vector {
    Vector::refused_as(name, what, bytes, CODE, error.into().to_string())
}

fn accepted(name: &str, what: &str, register: &Register, by: &[&str]) -> Vector {
    let payload = cbor::encode(register).unwrap();
    let says = json!({"payload": view(&payload), "signedBy": by.iter().map(|n| public(n)).collect::<Vec<_>>()});
    Vector::accepted(name, what, sign(register, by), Some(digest(register)), says)
}

fn changed(register: Register, change: impl FnOnce(&mut Register)) -> Register {
    let mut register = register;
    change(&mut register);
    register
}

fn raw() -> RawRegister {
    let signers: Vec<_> = QUORUM.iter().map(|name| signer(name)).collect();
    RawRegister::sign(&signers.iter().collect::<Vec<_>>(), &cbor::encode(&genesis()).unwrap())
}

fn sign_payload(payload: &[u8]) -> Vec<u8> {
    let signers: Vec<_> = QUORUM.iter().map(|name| signer(name)).collect();
    RawRegister::sign(&signers.iter().collect::<Vec<_>>(), payload).write()
}

fn sign_header(header: &[u8], alg: i64) -> Vec<u8> {
    let signers: Vec<_> = QUORUM.iter().map(|name| signer(name)).collect();
    let payload = cbor::encode(&genesis()).unwrap();
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
        refused("one-signature", "one authority of three", sign(&genesis(), &["authority BE"]), too_few(1)),
        refused("no-signature", "nobody signed", sign(&genesis(), &[]), too_few(0)),
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
            sign(&genesis(), &["authority NL", "nl-molenstad"]),
            too_few(1),
        ),
    ]
}

fn wrong_envelopes() -> Vec<Vector> {
    let raw = raw();
    let envelope = |name, what, bytes| refused(name, what, bytes, SignedRegisterError::Envelope);
    let header = Entries(vec![(int(3), text("application/vnd.sluis.register+cbor"))]);
    let long = bytes_with_long_length(&cbor::encode(&genesis()).unwrap());
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
        refused(name, what, sign_payload(&payload), SignedRegisterError::Payload(error))
    };
    let not_deterministic = |name, what, bytes| payload(name, what, bytes, CborError::NotDeterministic);
    let with = |field: &str, value: Vec<u8>| fields.clone().with(text(field), value).write();
    vec![
        not_deterministic("unsorted-keys", "two keys stand in the wrong order", fields.clone().swapped().write()),
        not_deterministic("duplicate-key", "a key stands twice", fields.clone().doubled().write()),
        not_deterministic("non-minimal-integer", "the sequence takes nine bytes", with("sequence", long_int(0))),
        not_deterministic("indefinite-map", "the payload's map has no stated length", fields.write_indefinite()),
        not_deterministic("null-previous", "`previous` is null, not absent", with("previous", vec![0xf6])),
        not_deterministic("no-agreements", "`agreements` is empty, not absent", with("agreements", vec![0x80])),
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
    let content = |name, what, error: ExtensionError, change: fn(&mut Register)| {
        refused(name, what, sign(&changed(genesis(), change), &QUORUM), GenesisError::Content(error))
    };
    let first = |name, what, change: fn(&mut Register)| {
        refused(name, what, sign(&changed(genesis(), change), &QUORUM), GenesisError::NotFirst)
    };
    let threshold = |threshold| ExtensionError::Threshold { threshold, authorities: 3 };
    let shared = |first: &str, second: &str| ExtensionError::SharedKey { first: first.into(), second: second.into() };
    let route = |name, what, carrier| {
        let carried = changed(genesis(), |r| {
            r.nodes.get_mut(&node_id("node-be")).unwrap().routes.insert(node_id(carrier));
        });
        let error = ExtensionError::Route { node: node_id("node-be"), carrier: node_id(carrier) };
        refused(name, what, sign(&carried, &QUORUM), GenesisError::Content(error))
    };
    vec![
        first("sequence-1", "the first version has sequence 1", |r| r.sequence = 1),
        first("with-previous", "the first version names one before it", |r| r.previous = Some(Digest([1; 32]))),
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
            |r| {
                r.authorities.insert("DE".parse().unwrap(), public("authority NL"));
            },
        ),
        content("members-share-a-key", "one key for two members", shared("nl-havenstad", "nl-molenstad"), |r| {
            let key = r.members[&member_id("nl-havenstad")].keys[0].clone();
            r.members.get_mut(&member_id("nl-molenstad")).unwrap().keys.push(key);
        }),
        content(
            "key-of-two-uses",
            "a member's key is a node's attestation key",
            shared("be-brugdorp", "node-be"),
            |r| {
                let key = r.members[&member_id("be-brugdorp")].keys[0].clone();
                r.nodes.get_mut(&node_id("node-be")).unwrap().keys.as_mut().unwrap().attestation.push(key);
            },
        ),
        content(
            "nodes-share-a-transport-key",
            "one key opens links for two nodes",
            shared("node-be", "node-nl"),
            |r| {
                let nl = r.nodes.get_mut(&node_id("node-nl")).unwrap();
                nl.keys.as_mut().unwrap().transport = vec![key("node-be, transport", "2026-01-01T00:00:00Z")];
            },
        ),
        content(
            "transport-key-signs",
            "a transport key is also an attestation key",
            shared("node-nl", "node-nl"),
            |r| {
                let nl = r.nodes.get_mut(&node_id("node-nl")).unwrap();
                nl.keys.as_mut().unwrap().transport = vec![key("node-nl, attestation", "2026-01-01T00:00:00Z")];
            },
        ),
        content(
            "unknown-node",
            "a member is served by a node that is not there",
            ExtensionError::UnknownNode { member: member_id("be-brugdorp"), node: node_id("node-fr") },
            |r| r.members.get_mut(&member_id("be-brugdorp")).unwrap().node = node_id("node-fr"),
        ),
        route("unknown-carrier", "links are carried by a node that is not there", "node-fr"),
        route("carries-itself", "a node carries its own links", "node-be"),
    ]
}

/// Versions that do not extend the genesis.
fn wrong_extensions() -> Vec<Vector> {
    let by = |name, what, error: ExtensionError, signers: &[&str], change: &dyn Fn(&mut Register)| {
        let register = changed(second(), change);
        let error = RegisterError::Extension { sequence: register.sequence, error };
        refused(name, what, sign(&register, signers), error).after(&["genesis"])
    };
    let refuse = |name, what, error, change: &dyn Fn(&mut Register)| by(name, what, error, &QUORUM, change);
    let follows = || ExtensionError::DoesNotFollow { held: 0 };
    let removed = |what, id: &str| ExtensionError::Removed { what, id: id.to_owned() };
    let town = || member_id("nl-molenstad");
    let successor = |member: &str| ExtensionError::Successor { member: member_id(member) };
    vec![
        refuse("extends-skipping", "sequence 2 after 0", follows(), &|r| r.sequence = 2),
        refuse("extends-repeating", "sequence 0 after 0", follows(), &|r| r.sequence = 0),
        refuse("extends-another", "names another previous digest", follows(), &|r| r.previous = Some(Digest([1; 32]))),
        refuse("extends-nothing", "names no previous digest", follows(), &|r| r.previous = None),
        by(
            "extends-with-one-signature",
            "one authority of three",
            ExtensionError::Signatures { found: 1, needed: 2 },
            &["authority DE"],
            &|_| {},
        ),
        by(
            "extends-by-new-authorities",
            "signed by authorities that it names itself, not by those of the version held",
            ExtensionError::Signatures { found: 1, needed: 2 },
            &["authority NL", "nobody's"],
            &|r| _ = r.authorities.insert("BE".parse().unwrap(), public("nobody's")),
        ),
        refuse(
            "extends-with-low-threshold",
            "the new threshold is not more than half",
            ExtensionError::Threshold { threshold: 1, authorities: 3 },
            &|r| r.threshold = 1,
        ),
        refuse("extends-renamed", "another name", ExtensionError::Identity, &|r| r.name.push('!')),
        refuse("extends-elsewhere", "another environment", ExtensionError::Identity, &|r| {
            r.environment = Environment::Production;
        }),
        refuse("removes-member", "a member is gone", removed("member", "nl-havenstad"), &|r| {
            r.members.remove(&member_id("nl-havenstad"));
        }),
        refuse(
            "removes-node",
            "a node is gone",
            ExtensionError::UnknownNode { member: member_id("be-brugdorp"), node: node_id("node-be") },
            &|r| _ = r.nodes.remove(&node_id("node-be")),
        ),
        refuse("removes-empty-node", "a node is gone, its members moved", removed("node", "node-be"), &|r| {
            r.members.get_mut(&member_id("be-brugdorp")).unwrap().node = node_id("node-nl");
            r.nodes.remove(&node_id("node-be"));
        }),
        refuse("removes-key", "a member's key is gone", removed("member", "nl-molenstad"), &|r| {
            r.members.get_mut(&town()).unwrap().keys.remove(0);
        }),
        refuse("removes-transport-key", "a node's transport key is gone", removed("node", "node-nl"), &|r| {
            let nl = r.nodes.get_mut(&node_id("node-nl")).unwrap();
            nl.keys.as_mut().unwrap().transport = vec![key("nobody's", "2026-10-01T00:00:00Z")];
        }),
        refuse("removes-node-keys", "a node's keys are gone", removed("node", "node-nl"), &|r| {
            r.nodes.get_mut(&node_id("node-nl")).unwrap().keys = None;
        }),
        refuse("lifts-end", "a retired key is valid again", removed("member", "nl-molenstad"), &|r| {
            r.members.get_mut(&town()).unwrap().keys[1].until = None;
        }),
        refuse("moves-end", "a retired key ends later", removed("member", "nl-molenstad"), &|r| {
            r.members.get_mut(&town()).unwrap().keys[1].until = Some(moment("2026-07-01T00:00:00Z"));
        }),
        refuse("lifts-revocation", "a revoked key is trusted again", removed("member", "nl-molenstad"), &|r| {
            r.members.get_mut(&town()).unwrap().keys[2].compromised_since = None;
        }),
        refuse("moves-start", "a key begins earlier", removed("member", "nl-molenstad"), &|r| {
            r.members.get_mut(&town()).unwrap().keys[3].from = moment("2026-01-01T00:00:00Z");
        }),
        refuse("moves-member", "a member is in another country", removed("member", "nl-molenstad"), &|r| {
            r.members.get_mut(&town()).unwrap().country = "BE".parse().unwrap();
        }),
        refuse(
            "takes-a-key",
            "another member takes a key that has an owner",
            ExtensionError::SharedKey { first: "be-brugdorp".into(), second: "nl-molenstad".into() },
            &|r| r.members.get_mut(&town()).unwrap().keys.push(key("be-brugdorp", "2026-01-01T00:00:00Z")),
        ),
        refuse("succeeded-by-itself", "a member is its own successor", successor("nl-molenstad"), &|r| {
            r.members.get_mut(&town()).unwrap().successor = Some(town());
        }),
        refuse("succeeded-by-nobody", "a successor that is no member", successor("nl-molenstad"), &|r| {
            r.members.get_mut(&town()).unwrap().successor = Some(member_id("nl-zeestad"));
        }),
        refuse("succeeded-in-a-circle", "two members succeed each other", successor("nl-havenstad"), &|r| {
            r.members.get_mut(&town()).unwrap().successor = Some(member_id("nl-havenstad"));
            r.members.get_mut(&member_id("nl-havenstad")).unwrap().successor = Some(town());
        }),
        refuse("agreement-of-one", "an agreement of a member with itself", ExtensionError::Agreement, &|r| {
            let mut agreement = r.agreements.pop_first().unwrap();
            agreement.between.pop_last();
            r.agreements.insert(agreement);
        }),
        refuse("agreement-with-nobody", "an agreement with who is no member", ExtensionError::Agreement, &|r| {
            let mut agreement = r.agreements.pop_first().unwrap();
            agreement.between.pop_last();
            agreement.between.insert(member_id("nl-zeestad"));
            r.agreements.insert(agreement);
        }),
    ]
}

/// A node leaves after its member moved, one is reached through another, and a member joins whose keys are still to come.
fn third() -> Register {
    changed(second(), |r| {
        (r.sequence, r.previous) = (2, Some(digest(&second())));
        r.members.get_mut(&member_id("be-brugdorp")).unwrap().node = node_id("node-de");
        r.nodes.get_mut(&node_id("node-be")).unwrap().removed = Some(moment("2026-11-01T00:00:00Z"));
        r.nodes.get_mut(&node_id("node-de")).unwrap().routes.insert(node_id("node-nl"));
        let mut outside = r.members[&member_id("nl-havenstad")].clone();
        (outside.third_country, outside.keys) = (true, Vec::new());
        outside.mandates[0].transfer_instrument = Some("GDPR 46(2)(a)".to_owned());
        r.members.insert(member_id("nl-overzee"), outside);
        r.members.get_mut(&member_id("nl-havenstad")).unwrap().successor = Some(member_id("nl-molenstad"));
    })
}

/// Another version after the genesis, which takes what the second grants.
fn rival() -> Register {
    changed(genesis(), |r| {
        (r.sequence, r.previous) = (1, Some(digest(&genesis())));
        r.members.get_mut(&member_id("nl-molenstad")).unwrap().mandates.clear();
    })
}

/// The next after both.
fn settling() -> Register {
    changed(second(), |r| {
        (r.sequence, r.previous) = (2, Some(digest(&second())));
        r.settles = [digest(&rival())].into();
    })
}

fn vectors() -> Vec<Vector> {
    let all = ["authority NL", "authority BE", "authority DE"];
    let comes_back = changed(third(), |r| {
        (r.sequence, r.previous) = (3, Some(digest(&third())));
        r.nodes.get_mut(&node_id("node-be")).unwrap().removed = None;
    });
    let error = ExtensionError::Removed { what: "node", id: "node-be".into() };
    let back = refused(
        "node-comes-back",
        "a removed node is there again",
        sign(&comes_back, &QUORUM),
        RegisterError::Extension { sequence: 3, error },
    );
    let forgets = changed(third(), |r| {
        (r.sequence, r.previous) = (3, Some(digest(&third())));
        r.members.get_mut(&member_id("nl-havenstad")).unwrap().successor = None;
    });
    let error = ExtensionError::Removed { what: "member", id: "nl-havenstad".into() };
    let forgets = refused(
        "successor-forgotten",
        "a member that was succeeded has no successor any more",
        sign(&forgets, &QUORUM),
        RegisterError::Extension { sequence: 3, error },
    );
    let good = vec![
        accepted("genesis", "the first version, signed by two of three", &genesis(), &QUORUM),
        accepted("all-signed", "the first version, signed by all three", &genesis(), &all),
        accepted("second", "a key joins and one ends, a node joins, an agreement", &second(), &QUORUM)
            .after(&["genesis"]),
        accepted(
            "third",
            "a member moves and its node ends, one is succeeded, one outside the Union joins, a node has its links carried",
            &third(),
            &["authority BE", "authority DE"],
        )
        .after(&["genesis", "second"]),
        accepted(
            "rival",
            "another second version: until both are settled, what both let be is in force",
            &rival(),
            &QUORUM,
        )
        .after(&["genesis"]),
        accepted("settling", "the next after both, which names them", &settling(), &QUORUM)
            .after(&["genesis", "second", "rival"]),
        back.after(&["genesis", "second", "third"]),
        forgets.after(&["genesis", "second", "third"]),
    ];
    let groups = [good, wrong_signatures(), wrong_envelopes(), wrong_payloads(), wrong_geneses(), wrong_extensions()];
    groups.concat()
}

#[test]
fn the_vectors_of_registers_are_as_committed() {
    compare("register.json", &file("Versions of the register; `after` names those held before.", &vectors()));
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
            let head = serde_json::to_value(&**directory.head()).unwrap();
            (Some(directory.digest()), json!({"payload": head, "signedBy": form["says"]["signedBy"]}))
        });
        Vector::from_json(form).assert(outcome);
    }
}
