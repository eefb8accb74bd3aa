//! What holds for every kind of record: one that is accepted, and everything that can be wrong with its envelope.

use serde_json::{Value, json};
use sluis_schemas::vocabulary::Environment;

use super::federation::{directory, public, scope, signer};
use super::raw::{
    ES256, Entries, LABEL_ENVIRONMENT, LABEL_GENESIS, LABEL_VERSION, Raw, bytes, bytes_with_long_length, flip_last_bit,
    header, id, int, long_int, text, view,
};
use super::{Vector, committed_vectors};
use crate::cbor::CborError;
use crate::crypto::{Crypto, Digest};
use crate::envelope::{EnvelopeError, Scope};
use crate::records::{
    Consent, Dispute, FeedHead, Finding, MatchQuery, Ownership, Reaffirmation, Recall, Receipt, Record, RelayOrder,
    RelayReceipt, RequestNotice, Retraction, Signal,
};
use crate::register::Rejection;
use crate::testing::RingCrypto;

/// A kind of record, with one payload that is accepted.
pub(super) struct Kind {
    pub content_type: &'static str,
    pub signer: &'static str,
    /// A key that exists, of the other use.
    pub other_use: &'static str,
    pub payload: Vec<u8>,
}

impl Kind {
    pub(super) fn sign_as(&self, name: &str, payload: &[u8]) -> Raw {
        let signer = signer(name);
        Raw::sign(&signer, &header(self.content_type, &signer, scope()).write(), payload)
    }

    pub(super) fn sign(&self, payload: &[u8]) -> Vec<u8> {
        self.sign_as(self.signer, payload).write()
    }

    fn raw(&self) -> Raw {
        self.sign_as(self.signer, &self.payload)
    }

    fn header(&self) -> Entries {
        header(self.content_type, &signer(self.signer), scope())
    }

    fn with_header(&self, header: &[u8]) -> Vec<u8> {
        Raw::sign(&signer(self.signer), header, &self.payload).write()
    }

    pub(super) fn fields(&self) -> Entries {
        Entries::of(&self.payload)
    }

    fn id(&self, name: &str, payload: &[u8]) -> Digest {
        id(&header(self.content_type, &signer(name), scope()).write(), payload).0
    }

    pub(super) fn accepted(&self, name: &str, what: &str, key: &str, payload: &[u8]) -> Vector {
        let bytes = self.sign_as(key, payload).write();
        Vector::accepted(name, what, bytes, Some(self.id(key, payload)), self.says(key, payload))
    }

    fn says(&self, key: &str, payload: &[u8]) -> Value {
        json!({
            "contentType": self.content_type, "keyId": RingCrypto.key_id(&public(key)), "version": 1,
            "genesis": scope().genesis, "environment": scope().environment, "payload": view(payload),
        })
    }

    pub(super) fn not_understood(&self, name: &str, what: &str, payload: &[u8]) -> Vector {
        let id = id(&self.header().write(), payload);
        Vector::refused(name, what, self.sign(payload), &Rejection::NotUnderstood { id, signer: None })
    }

    pub(super) fn payload_refused(&self, name: &str, what: &str, payload: &[u8], error: CborError) -> Vector {
        Vector::refused(name, what, self.sign(payload), &Rejection::Payload(error))
    }

    /// What can be wrong with any record.
    pub(super) fn refusals(&self) -> Vec<Vector> {
        [self.wrong_signatures(), self.wrong_envelopes(), self.wrong_headers(), self.wrong_encodings()].concat()
    }

    fn wrong_signatures(&self) -> Vec<Vector> {
        let raw = self.raw();
        let unknown = |name| Rejection::UnknownKey { key: RingCrypto.key_id(&public(name)) };
        let refused = |name, what, raw: Raw, r| Vector::refused(name, what, raw.write(), &r);
        let flipped = Raw { signature: flip_last_bit(raw.signature.clone()), ..raw.clone() };
        let other = self.sign_as(self.signer, &self.fields().with(text("salt"), bytes(&[7; 32])).write());
        vec![
            refused("bad-signature", "the last bit of the signature is flipped", flipped, Rejection::Signature),
            refused(
                "signature-of-another-record",
                "the signature is one by the same key over another salt",
                Raw { signature: other.signature, ..raw },
                Rejection::Signature,
            ),
            refused(
                "unknown-key",
                "signed with a key that is not in the register",
                self.sign_as("nobody's", &self.payload),
                unknown("nobody's"),
            ),
            refused(
                "key-of-another-use",
                "signed with a registered key that signs other kinds of records",
                self.sign_as(self.other_use, &self.payload),
                unknown(self.other_use),
            ),
        ]
    }

    fn wrong_envelopes(&self) -> Vec<Vector> {
        let raw = self.raw();
        let refused = |name, what, bytes, e| Vector::refused(name, what, bytes, &Rejection::Envelope(e));
        let long = bytes_with_long_length(&self.payload);
        let indefinite = [vec![0x5f], bytes(&self.payload), vec![0xff]].concat();
        let unprotected = Entries(vec![(int(4), bytes(b"k"))]).write();
        let mut array = raw.write();
        array.splice(1..2, [0x9f]);
        array.push(0xff);
        vec![
            refused("untagged", "no tag 18 before the array", raw.write()[1..].to_vec(), EnvelopeError::Malformed),
            refused(
                "wrong-tag",
                "tag 98 (COSE_Sign) instead of 18",
                Raw { tag: vec![0xd8, 98], ..raw.clone() }.write(),
                EnvelopeError::Malformed,
            ),
            refused(
                "non-minimal-tag",
                "tag 18 in two bytes",
                Raw { tag: vec![0xd8, 18], ..raw.clone() }.write(),
                EnvelopeError::NotDeterministic,
            ),
            refused(
                "trailing-byte",
                "one byte after the record",
                [raw.write(), vec![0]].concat(),
                EnvelopeError::Malformed,
            ),
            refused(
                "cut-short",
                "the last byte is missing",
                raw.write()[..raw.write().len() - 1].to_vec(),
                EnvelopeError::Malformed,
            ),
            refused("indefinite-envelope", "the array has no stated length", array, EnvelopeError::NotDeterministic),
            refused(
                "unprotected-header",
                "the unprotected map holds a key id",
                Raw { unprotected, ..raw.clone() }.write(),
                EnvelopeError::Unprotected,
            ),
            refused(
                "detached-payload",
                "null instead of the payload",
                Raw { payload: vec![0xf6], ..raw.clone() }.write(),
                EnvelopeError::Detached,
            ),
            refused(
                "non-minimal-payload-length",
                "the payload's length takes eight bytes",
                Raw { payload: long, ..raw.clone() }.write(),
                EnvelopeError::NotDeterministic,
            ),
            refused(
                "indefinite-payload",
                "the payload comes in chunks",
                Raw { payload: indefinite, ..raw.clone() }.write(),
                // The decoder for envelopes may refuse chunks outright or read them; both refuse the record.
                EnvelopeError::NotDeterministic,
            ),
            refused(
                "short-signature",
                "the signature has 63 bytes",
                Raw { signature: bytes(&[1; 63]), ..raw }.write(),
                EnvelopeError::Malformed,
            ),
        ]
    }

    fn wrong_headers(&self) -> Vec<Vector> {
        let header = self.header();
        let envelope = |name: &str, what: &str, header: Vec<u8>, e| {
            Vector::refused(name, what, self.with_header(&header), &Rejection::Envelope(e))
        };
        let missing = |name, label| {
            let what = format!("the protected header has no {label}");
            envelope(name, &what, header.clone().without(int(label)).write(), EnvelopeError::Header)
        };
        let refused =
            |name, what, header: Entries, r| Vector::refused(name, what, self.with_header(&header.write()), &r);
        let version = |value: Vec<u8>| header.clone().with(int(LABEL_VERSION), value);
        let other = Scope { genesis: Digest([0xee; 32]), ..scope() };
        let expected = self.content_type;
        let found = "application/vnd.sluis.other+cbor";
        vec![
            envelope(
                "missing-alg",
                "the protected header has no algorithm",
                header.clone().without(int(1)).write(),
                EnvelopeError::Algorithm,
            ),
            envelope(
                "wrong-alg",
                "the algorithm is ES256",
                header.clone().with(int(1), int(ES256)).write(),
                EnvelopeError::Algorithm,
            ),
            missing("missing-content-type", 3),
            missing("missing-key-id", 4),
            missing("missing-version", LABEL_VERSION),
            missing("missing-genesis", LABEL_GENESIS),
            missing("missing-environment", LABEL_ENVIRONMENT),
            envelope(
                "extra-header",
                "the protected header has a label of its own",
                header.clone().with(int(-70_004), int(1)).write(),
                EnvelopeError::Header,
            ),
            envelope(
                "critical-header",
                "the protected header lists critical labels",
                header.clone().with(int(2), vec![0x81, 0x01]).write(),
                EnvelopeError::Header,
            ),
            envelope(
                "unsorted-header",
                "two labels of the protected header stand in the wrong order",
                header.clone().swapped().write(),
                EnvelopeError::NotDeterministic,
            ),
            envelope(
                "duplicate-header",
                "a label of the protected header stands twice",
                header.clone().doubled().write(),
                EnvelopeError::Malformed,
            ),
            envelope(
                "non-minimal-header-integer",
                "the version in the protected header takes nine bytes",
                version(long_int(1)).write(),
                EnvelopeError::NotDeterministic,
            ),
            envelope(
                "indefinite-header",
                "the protected header has no stated length",
                header.write_indefinite(),
                EnvelopeError::NotDeterministic,
            ),
            envelope(
                "float-version",
                "the version is the float 1.0",
                version(vec![0xf9, 0x3c, 0x00]).write(),
                EnvelopeError::Header,
            ),
            refused("version-2", "record version 2", version(int(2)), Rejection::Version { found: 2 }),
            refused(
                "wrong-content-type",
                "another kind of record",
                header.clone().with(int(3), text(found)),
                Rejection::ContentType { found: found.to_owned(), expected },
            ),
            refused(
                "wrong-genesis",
                "another federation",
                header.clone().with(int(LABEL_GENESIS), bytes(&other.genesis.0)),
                Rejection::Genesis,
            ),
            refused(
                "wrong-environment",
                "production instead of test",
                header.clone().with(int(LABEL_ENVIRONMENT), text(Environment::Production.as_str())),
                Rejection::Environment,
            ),
            envelope(
                "unknown-environment",
                "an environment that does not exist",
                header.clone().with(int(LABEL_ENVIRONMENT), text("staging")).write(),
                EnvelopeError::Header,
            ),
        ]
    }

    fn wrong_encodings(&self) -> Vec<Vector> {
        let fields = self.fields();
        let at = fields.get(text("at")).clone();
        let millis = serde_cbor::from_slice::<u64>(&at).unwrap();
        let not_deterministic =
            |name, what, payload: Vec<u8>| self.payload_refused(name, what, &payload, CborError::NotDeterministic);
        let with_at = |value: Vec<u8>| fields.clone().with(text("at"), value).write();
        let salt: Vec<u8> =
            serde_cbor::from_slice::<serde_bytes::ByteBuf>(fields.get(text("salt"))).unwrap().into_vec();
        let numbers: Vec<_> = salt.iter().map(|b| int((*b).into())).collect();
        let mut float = vec![0xfb];
        float.extend((millis as f64).to_be_bytes());
        let place = |entries: &Entries| entries.0.iter().position(|(k, _)| *k == text("salt")).unwrap();
        let mut long_key = fields.clone();
        let at_place = place(&long_key);
        long_key.0[at_place].0 = [&[0x78, 4][..], b"salt"].concat();
        vec![
            not_deterministic("unsorted-keys", "two keys stand in the wrong order", fields.clone().swapped().write()),
            not_deterministic("duplicate-key", "a key stands twice", fields.clone().doubled().write()),
            not_deterministic("non-minimal-integer", "`at`, 1, takes nine bytes", with_at(long_int(1))),
            not_deterministic("non-minimal-key-length", "the length of a key takes two bytes", long_key.write()),
            not_deterministic("indefinite-map", "the payload's map has no stated length", fields.write_indefinite()),
            not_deterministic(
                "field-by-number",
                "the field `salt` is named by its place, 0",
                fields.clone().renamed(text("salt"), int(0)).write(),
            ),
            not_deterministic(
                "salt-as-array",
                "the salt is an array of 32 numbers",
                fields.clone().with(text("salt"), super::raw::array(&numbers)).write(),
            ),
            self.payload_refused("float", "`at` is a float", &with_at(float), CborError::Forbidden),
            self.payload_refused(
                "payload-trailing-byte",
                "one byte after the payload's map",
                &[self.payload.clone(), vec![0]].concat(),
                CborError::Malformed,
            ),
            self.not_understood(
                "unknown-field",
                "a field that this version does not have",
                &fields.clone().with(text("zzz"), int(1)).write(),
            ),
            self.not_understood("missing-field", "no salt", &fields.clone().without(text("salt")).write()),
            self.not_understood(
                "short-salt",
                "the salt has 31 bytes",
                &fields.with(text("salt"), bytes(&[7; 31])).write(),
            ),
        ]
    }
}

fn verify<T: Record>(vector: &Vector) -> Result<(Option<Digest>, Value), (String, String)> {
    let verified = directory()
        .verify::<T>(&RingCrypto, &vector.bytes, vector.evidence)
        .map_err(|r| (r.code().to_owned(), r.to_string()))?;
    let envelope = crate::envelope::Unverified::parse(&vector.bytes, crate::envelope::MAX_RECORD).unwrap();
    let says = json!({
        "contentType": envelope.header.content_type, "keyId": envelope.header.key, "version": envelope.header.version,
        "genesis": envelope.header.scope.genesis, "environment": envelope.header.scope.environment,
        "payload": serde_json::to_value(verified.record()).unwrap(),
    });
    Ok((Some(verified.id().0), says))
}

fn every_vector_is_judged_as_the_file_says<T: Record>(file: &str) {
    for form in committed_vectors(file) {
        let vector = Vector::from_json(&form);
        vector.assert(verify::<T>(&vector));
    }
}

#[test]
fn signals_are_judged_as_the_vectors_say() {
    every_vector_is_judged_as_the_file_says::<Signal>("signal.json");
}

#[test]
fn feed_heads_are_judged_as_the_vectors_say() {
    every_vector_is_judged_as_the_file_says::<FeedHead>("feed-head.json");
}

#[test]
fn receipts_are_judged_as_the_vectors_say() {
    every_vector_is_judged_as_the_file_says::<Receipt>("receipt.json");
}

#[test]
fn recalls_are_judged_as_the_vectors_say() {
    every_vector_is_judged_as_the_file_says::<Recall>("recall.json");
}

#[test]
fn retractions_are_judged_as_the_vectors_say() {
    every_vector_is_judged_as_the_file_says::<Retraction>("retraction.json");
}

#[test]
fn reaffirmations_are_judged_as_the_vectors_say() {
    every_vector_is_judged_as_the_file_says::<Reaffirmation>("reaffirmation.json");
}

#[test]
fn relay_orders_are_judged_as_the_vectors_say() {
    every_vector_is_judged_as_the_file_says::<RelayOrder>("relay-order.json");
}

#[test]
fn relay_receipts_are_judged_as_the_vectors_say() {
    every_vector_is_judged_as_the_file_says::<RelayReceipt>("relay-receipt.json");
}

#[test]
fn notices_are_judged_as_the_vectors_say() {
    every_vector_is_judged_as_the_file_says::<RequestNotice>("request-notice.json");
}

#[test]
fn steps_of_disputes_and_findings_are_judged_as_the_vectors_say() {
    every_vector_is_judged_as_the_file_says::<Dispute>("dispute.json");
    every_vector_is_judged_as_the_file_says::<Finding>("finding.json");
}

#[test]
fn steps_of_ownership_are_judged_as_the_vectors_say() {
    every_vector_is_judged_as_the_file_says::<Ownership>("ownership.json");
}

#[test]
fn steps_of_consents_are_judged_as_the_vectors_say() {
    every_vector_is_judged_as_the_file_says::<Consent>("consent.json");
}

#[test]
fn questions_of_matches_are_judged_as_the_vectors_say() {
    every_vector_is_judged_as_the_file_says::<MatchQuery>("match-query.json");
}
