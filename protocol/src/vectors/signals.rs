//! Vectors of signals.

use serde_json::json;
use sluis_schemas::content::Content;

use super::federation::{member_id, moment, now, public, register, scope, signer};
use super::raw::{Entries, bytes, int, text};
use super::records::Kind;
use super::{Vector, compare, file};
use crate::cbor::{self, CborError};
use crate::crypto::{Crypto, Digest, Salt};
use crate::envelope::{EnvelopeError, MAX_RECORD, RecordId, seal};
use crate::records::{AudienceCommitment, Corrects, Record, Signal};
use crate::register::Rejection;
use crate::testing::RingCrypto;

/// A content in which every field stands, valid or not by the rules of submission.
pub(crate) fn full_content() -> Content {
    let form = json!({
        "type": "enforcement-measure", "title": "Lunchroom closed (invented)",
        "summary": [
            {"lang": "nl", "text": "Gesloten na controle.", "original": true},
            {"lang": "en", "text": "Closed after inspection.", "original": false}
        ],
        "observed": {"from": "2026-09-01", "to": "2026-09-14"}, "assessment": "Likely to reopen across the border.",
        "subjects": [{
            "kind": "premises", "role": "location", "name": "Lunchroom De Voorbeeld",
            "address": {
                "nuts": "NL423", "lau": "1903", "postcode": "6299 ZZ", "street": "Voorbeeldstraat 1",
                "locality": "Molenstad"
            },
            "identifiers": [{"scheme": "nl-kvk", "value": "90000001"}]
        }, {"kind": "legal-entity", "role": "operator"}],
        "relations": [{"from": 1, "kind": "uses", "to": 0, "since": "2026-01-01"}],
        "sector": {"nace": "2.1", "code": "56"}, "regions": ["NL423"], "threats": ["don-2"],
        "measure": {
            "kind": "closure", "article": "Opiumwet 13b", "decidedOn": "2026-09-14", "from": "2026-09-15",
            "to": "2027-03-14", "review": "open", "reference": "M-1"
        },
        "grading": {"scheme": "4x4", "source": "B", "information": "2"},
        "questions": ["known-to-you", "other"], "dueBy": "2026-12-01",
        "urgency": {"level": "urgent", "reason": "A licence is about to be granted."}, "caseRef": "Z-2026-1",
        "answer": "part",
        "handling": {
            "purpose": "premises-measure", "legalBases": ["nl.bibob", "nl.gemeentewet"],
            "necessity": "The operator has applied for a licence there.", "categories": ["personal", "offence"],
            "adminUse": true, "handlingCode": "H1", "tlp": "AMBER+STRICT", "use": "ask-before-citing",
            "onward": "in-country", "retainUntil": "2029-09-14", "inReplyTo": "r-1",
            "notification": {
                "state": "deferred", "ground": "GDPR 23(1)(d)", "reviewOn": "2027-01-01", "responsible": "officer"
            }
        }
    });
    serde_json::from_value(form).unwrap()
}

fn small_content() -> Content {
    let form = json!({
        "type": "phenomenon",
        "handling": {
            "purpose": "phenomenon-picture", "legalBases": [], "categories": [], "adminUse": false,
            "handlingCode": "H0", "use": "lead-only", "onward": "none"
        }
    });
    serde_json::from_value(form).unwrap()
}

pub(crate) fn signal(content: Content) -> Signal {
    Signal {
        salt: Salt([0xa1; 32]),
        at: now(),
        register: register(),
        origin: member_id("nl-molenstad"),
        audience: AudienceCommitment(Digest([0xb2; 32])),
        corrects: None,
        content,
    }
}

/// The version after a first one.
pub(crate) fn correction() -> Signal {
    let (first, previous) = (RecordId(Digest([0x0a; 32])), RecordId(Digest([0x0b; 32])));
    Signal { corrects: Some(Corrects { first, previous, version: 3 }), ..signal(small_content()) }
}

/// Signed by its origin through the code under test.
pub(crate) fn sealed_signal(signal: &Signal) -> Vec<u8> {
    let payload = cbor::encode(signal).unwrap();
    seal(&RingCrypto, &signer("nl-molenstad"), scope(), Signal::CONTENT_TYPE, payload, MAX_RECORD).unwrap()
}

fn kind() -> Kind {
    Kind {
        content_type: "application/vnd.sluis.signal+cbor",
        signer: "nl-molenstad",
        other_use: "node-nl, attestation",
        payload: cbor::encode(&signal(full_content())).unwrap(),
    }
}

fn accepted() -> Vec<Vector> {
    let kind = kind();
    let small = cbor::encode(&signal(small_content())).unwrap();
    let until = moment("2026-05-31T23:59:59.999Z");
    let since = moment("2026-08-31T23:59:59.999Z");
    let first = moment("2026-01-01T00:00:00Z");
    vec![
        kind.accepted("every-field", "every field that a signal may have", kind.signer, &kind.payload),
        kind.accepted("fewest-fields", "only what every signal has", kind.signer, &small),
        kind.accepted(
            "correction",
            "the third version of a signal",
            kind.signer,
            &cbor::encode(&correction()).unwrap(),
        ),
        kind.accepted("first-moment", "evidenced when the key begins", kind.signer, &small).at(first),
        kind.accepted("before-until", "the last moment of a retired key", "nl-molenstad, retired", &small).at(until),
        kind.accepted("before-compromise", "the last good moment of a revoked key", "nl-molenstad, revoked", &small)
            .at(since),
    ]
}

fn keys_out_of_time() -> Vec<Vector> {
    let late = |name, what, key: &str, at| {
        let at = moment(at);
        let rejection = Rejection::KeyNotValid { key: RingCrypto.key_id(&public(key)), at };
        Vector::refused(name, what, kind().sign_as(key, &kind().payload).write(), &rejection).at(at)
    };
    let (retired, revoked) = ("nl-molenstad, retired", "nl-molenstad, revoked");
    vec![
        late("before-from", "the key is valid later only", "nl-molenstad, not yet valid", "2026-12-31T23:59:59.999Z"),
        late("at-until", "the moment from which the key is retired", retired, "2026-06-01T00:00:00Z"),
        late("after-until", "long after the key was retired", retired, "2026-11-23T12:00:00Z"),
        late("at-compromise", "the moment from which the key is not trusted", revoked, "2026-09-01T00:00:00Z"),
        late("after-compromise", "long after the key was lost", revoked, "2026-11-23T12:00:00Z"),
    ]
}

/// With a field of the content, or of its handling, replaced or added.
fn content_with(inside: Option<&str>, field: &str, value: Vec<u8>) -> Vec<u8> {
    let fields = kind().fields();
    let content = Entries::of(fields.get(text("content")));
    let content = match inside {
        None => content.with(text(field), value),
        Some(part) => {
            let inner = Entries::of(content.get(text(part))).with(text(field), value).write();
            content.with(text(part), inner)
        }
    };
    fields.with(text("content"), content.write()).write()
}

fn wrong_content() -> Vec<Vector> {
    let kind = kind();
    let not_deterministic =
        |name, what, payload: Vec<u8>| kind.payload_refused(name, what, &payload, CborError::NotDeterministic);
    let list = |items: &[&str]| super::raw::array(&items.iter().map(|i| text(i)).collect::<Vec<_>>());
    let observed = list(&["2026-09-01", "2026-09-14"]);
    let null = vec![0xf6];
    vec![
        not_deterministic("null-for-absent", "`title` is null", content_with(None, "title", null)),
        not_deterministic("empty-list", "`threats` is empty, not absent", content_with(None, "threats", list(&[]))),
        not_deterministic(
            "unsorted-set",
            "the legal bases stand in descending order",
            content_with(Some("handling"), "legalBases", list(&["nl.gemeentewet", "nl.bibob"])),
        ),
        not_deterministic(
            "repeating-set",
            "a legal basis stands twice",
            content_with(Some("handling"), "legalBases", list(&["nl.bibob", "nl.bibob"])),
        ),
        not_deterministic(
            "structure-as-array",
            "`observed` is an array of its values",
            content_with(None, "observed", observed),
        ),
        kind.payload_refused(
            "tagged-date",
            "`dueBy` bears the tag of a date (RFC 8943)",
            &content_with(None, "dueBy", [vec![0xd9, 0x03, 0xec], text("2026-12-01")].concat()),
            // The decoder drops the tag, so what it reads is another encoding.
            CborError::NotDeterministic,
        ),
        kind.payload_refused(
            "float-in-content",
            "`questions` is the float 1.5",
            &content_with(None, "questions", vec![0xf9, 0x3e, 0x00]),
            CborError::Forbidden,
        ),
        kind.not_understood("unknown-type", "a type of signal not known yet", &content_with(None, "type", text("new"))),
        kind.not_understood(
            "unknown-handling-code",
            "a handling code not known yet",
            &content_with(Some("handling"), "handlingCode", text("H9")),
        ),
        kind.not_understood("unknown-content-field", "a field not known yet", &content_with(None, "zzz", int(1))),
        kind.not_understood("not-a-date", "30 February", &content_with(None, "dueBy", text("2026-02-30"))),
        kind.not_understood("not-an-audience", "no hash", &kind.fields().with(text("audience"), bytes(b"x")).write()),
    ]
}

fn of_another() -> Vec<Vector> {
    let speaker = Rejection::Speaker { speaker: member_id("nl-molenstad") };
    let signed = |key: &str| kind().sign_as(key, &kind().payload).write();
    vec![
        Vector::refused(
            "neighbours-key",
            "signed by another member on the same node",
            signed("nl-havenstad"),
            &speaker,
        ),
        Vector::refused("foreign-key", "signed by a member of another country", signed("be-brugdorp"), &speaker),
    ]
}

/// A signal of exactly this many bytes.
fn of_size(size: usize) -> Vec<u8> {
    let with = |characters: usize| {
        let content = Content { assessment: Some("x".repeat(characters)), ..small_content() };
        kind().sign(&cbor::encode(&signal(content)).unwrap())
    };
    let characters = size - 1_000;
    let bytes = with(characters + size - with(characters).len());
    assert_eq!(bytes.len(), size);
    bytes
}

fn vectors() -> Vec<Vector> {
    let size = MAX_RECORD + 1;
    let oversized = Rejection::Envelope(EnvelopeError::Oversized { size, max: MAX_RECORD });
    let oversized = Vector::refused("oversized", "65,537 bytes", of_size(size), &oversized);
    let groups = [accepted(), kind().refusals(), keys_out_of_time(), wrong_content(), of_another(), vec![oversized]];
    groups.concat()
}

#[test]
fn the_vectors_of_signals_are_as_committed() {
    compare("signal.json", &file("Records of content type application/vnd.sluis.signal+cbor.", &vectors()));
}

#[test]
fn the_largest_record_is_accepted() {
    let directory = super::federation::directory();
    assert!(directory.verify::<Signal>(&RingCrypto, &of_size(MAX_RECORD), now()).is_ok());
}
