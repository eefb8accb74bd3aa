//! The published grammar, as a CDDL tool of others reads it: what is accepted fits, and of what is refused only that
//! which no grammar can tell.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde_json::Value;

use crate::structure::files;
use crate::tools;

/// Refused vectors that fit: what is wrong with them are signatures, keys, time, order of sets, size, the form of an
/// identifier, or what another record or version says.
const BEYOND: [(&str, &[&str]); 12] = [
    (
        "signal",
        &[
            "bad-signature",
            "signature-of-another-record",
            "unknown-key",
            "key-of-another-use",
            "wrong-genesis",
            "wrong-environment",
            "before-from",
            "at-until",
            "after-until",
            "at-compromise",
            "after-compromise",
            "unsorted-set",
            "repeating-set",
            "not-a-date",
            "neighbours-key",
            "foreign-key",
            "oversized",
        ],
    ),
    (
        "ownership",
        &[
            "bad-signature",
            "signature-of-another-record",
            "unknown-key",
            "key-of-another-use",
            "wrong-genesis",
            "wrong-environment",
            "neighbours-key",
        ],
    ),
    (
        "dispute",
        &[
            "bad-signature",
            "signature-of-another-record",
            "unknown-key",
            "key-of-another-use",
            "wrong-genesis",
            "wrong-environment",
            "neighbours-key",
        ],
    ),
    (
        "finding",
        &[
            "bad-signature",
            "signature-of-another-record",
            "unknown-key",
            "key-of-another-use",
            "wrong-genesis",
            "wrong-environment",
            "neighbours-key",
        ],
    ),
    (
        "consent",
        &[
            "bad-signature",
            "signature-of-another-record",
            "unknown-key",
            "key-of-another-use",
            "wrong-genesis",
            "wrong-environment",
            "neighbours-key",
        ],
    ),
    (
        "match-query",
        &[
            "bad-signature",
            "signature-of-another-record",
            "unknown-key",
            "key-of-another-use",
            "wrong-genesis",
            "wrong-environment",
            "check-digit",
            "not-normal",
            "neighbours-key",
        ],
    ),
    ("feed-head", ATTESTED),
    ("receipt", ATTESTED),
    (
        "relay-order",
        &[
            "bad-signature",
            "signature-of-another-record",
            "unknown-key",
            "key-of-another-use",
            "wrong-genesis",
            "wrong-environment",
            "neighbours-key",
            "relays-key",
        ],
    ),
    ("relay-receipt", ATTESTED),
    (
        "register",
        &[
            "one-signature",
            "no-signature",
            "same-signature-twice",
            "bad-signature",
            "unknown-signer",
            "sequence-1",
            "with-previous",
            "section-first",
            "threshold-1-of-3",
            "threshold-4-of-3",
            "threshold-1-of-2",
            "authorities-share-a-key",
            "delegates-to-nobody",
            "delegates-to-more-than-there-are",
            "pack-of-a-country",
            "root-skipping",
            "root-repeating",
            "root-after-another",
            "root-after-nothing",
            "root-after-a-section",
            "root-with-one-signature",
            "root-by-new-authorities",
            "root-by-a-country",
            "root-with-low-threshold",
            "root-renamed",
            "root-elsewhere",
            "root-forgets-a-country",
            "root-takes-back-what-was-signed",
            "extends-skipping",
            "extends-repeating",
            "extends-another",
            "extends-nothing",
            "extends-another-country",
            "of-another-federation",
            "carries-itself",
            "names-another-countrys-member",
            "names-another-countrys-node",
            "takes-a-name",
            "removes-member",
            "removes-node",
            "removes-key",
            "removes-transport-key",
            "removes-node-keys",
            "lifts-end",
            "moves-end",
            "lifts-revocation",
            "moves-start",
            "members-share-a-key",
            "takes-a-key",
            "key-of-two-uses",
            "nodes-share-a-transport-key",
            "transport-key-signs",
            "succeeded-by-itself",
            "succeeded-by-nobody",
            "succeeded-from-elsewhere",
            "succeeded-in-a-circle",
            "agreement-of-others",
            "section-one-signature",
            "section-by-another",
            "section-by-authorities",
            "section-of-a-stranger",
            "section-by-replaced-keys",
            "node-comes-back",
            "successor-forgotten",
        ],
    ),
    (
        "link",
        &[
            "push-past-head",
            "push-short-of-head",
            "push-at-the-end-of-numbers",
            "push-other-lane",
            "push-flipped-bit",
            "push-bad-head",
            "push-head-by-member",
            "push-relayed-flipped-bit",
            "push-relayed-order-flipped-bit",
            "push-relayed-order-by-relay",
            "push-relayed-order-by-node",
            "push-relayed-order-of-another-federation",
            "push-relayed-signal-for-order",
            "push-relayed-signal-by-relay",
            "push-order-by-node",
            "push-relay-receipt-flipped-bit",
            "push-relay-receipt-of-another-federation",
            "match-without-case",
            "match-long-case",
            "match-query-by-node",
            "register-too-few-signatures",
            "attest-bad-head",
            "note-empty",
            "note-extension",
            "note-leading-zero",
            "note-root-unpadded",
            "note-log-zero-padded",
            "note-unsigned",
            "note-base64",
            "note-cosigned",
            "note-unknown-node",
            "note-other-federation",
            "note-by-witness",
            "note-by-member",
            "cosigned-at-another-time",
            "cosigned-as-a-log",
            "cosigned-by-nobody",
        ],
    ),
];

const ATTESTED: &[&str] = &[
    "bad-signature",
    "signature-of-another-record",
    "unknown-key",
    "key-of-another-use",
    "wrong-genesis",
    "wrong-environment",
    "other-nodes-key",
];

/// Names of the accepted vectors of a file.
fn accepted(kind: &str) -> BTreeSet<String> {
    let file: Value = serde_json::from_str(&files::text(&format!("schemas/vectors/{kind}.json"))).unwrap();
    let accepted = file["vectors"].as_array().unwrap().iter().filter(|v| v["accept"] == true);
    accepted.map(|v| v["name"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn exactly_the_accepted_vectors_fit_the_grammar_and_those_refused_for_what_no_grammar_tells() {
    if !tools::python_has("cddl_verifier") {
        return;
    }
    let schemas: &Path = &files::root().join("schemas");
    let printed = tools::python("check_cddl.py", &[schemas.as_os_str()]);
    let fitting: BTreeMap<String, BTreeSet<String>> = serde_json::from_str(&printed).unwrap();
    assert_eq!(fitting.len(), BEYOND.len());
    for (kind, beyond) in BEYOND {
        let expected = accepted(kind).into_iter().chain(beyond.iter().map(|&name| name.to_owned())).collect();
        assert_eq!(fitting[kind], expected, "{kind}");
    }
}
