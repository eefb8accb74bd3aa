//! The published grammar, as a CDDL tool of others reads it: what is accepted fits, and of what is refused only that
//! which no grammar can tell.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde_json::Value;

use crate::structure::files;
use crate::tools;

/// Refused vectors that fit: what is wrong with them are signatures, keys, time, order of sets, size, or what another
/// record or version says.
const BEYOND: [(&str, &[&str]); 5] = [
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
    ("feed-head", ATTESTED),
    ("receipt", ATTESTED),
    (
        "register",
        &[
            "node-comes-back",
            "one-signature",
            "no-signature",
            "same-signature-twice",
            "bad-signature",
            "unknown-signer",
            "sequence-1",
            "with-previous",
            "threshold-1-of-3",
            "threshold-4-of-3",
            "threshold-1-of-2",
            "authorities-share-a-key",
            "members-share-a-key",
            "key-of-two-uses",
            "nodes-share-a-transport-key",
            "transport-key-signs",
            "removes-transport-key",
            "unknown-node",
            "extends-skipping",
            "extends-repeating",
            "extends-another",
            "extends-nothing",
            "extends-with-one-signature",
            "extends-by-new-authorities",
            "extends-with-low-threshold",
            "extends-renamed",
            "extends-elsewhere",
            "removes-member",
            "removes-node",
            "removes-empty-node",
            "removes-key",
            "removes-node-keys",
            "lifts-end",
            "moves-end",
            "lifts-revocation",
            "moves-start",
            "moves-member",
            "takes-a-key",
            "agreement-with-nobody",
            "succeeded-by-itself",
            "succeeded-by-nobody",
            "succeeded-in-a-circle",
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
            "attest-bad-head",
            "register-too-few-signatures",
            "register-of-another-chain",
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
