//! Vectors of matches: the question, and answers that differ in one bit.

use serde_bytes::ByteBuf;
use sluis_schemas::calls::MAX_CASE;
use sluis_schemas::identifiers::{Identifier, Matchable};
use sluis_schemas::vocabulary::{Purpose, Scheme};

use super::federation::{member_id, now, public, register};
use super::links::{accepted, refused};
use super::raw::{Entries, text};
use super::records::Kind;
use super::{Vector, compare, file};
use crate::cbor::{self, CborError};
use crate::crypto::{Crypto, Digest, Salt};
use crate::envelope::RecordId;
use crate::records::MatchQuery;
use crate::register::Rejection;
use crate::testing::RingCrypto;
use crate::wire::{MatchAnswer, Message};

fn query() -> MatchQuery {
    let identifier = Identifier::parse(Scheme::BeKbo, "0999.000.129").unwrap();
    MatchQuery {
        salt: Salt([0xe6; 32]),
        at: now(),
        register: register(),
        origin: member_id("nl-molenstad"),
        addressee: member_id("be-brugdorp"),
        identifier: Matchable::try_from(identifier).unwrap(),
        purpose: Purpose::LicenceDecision,
        case: "voorbeeld-2026-114".to_owned(),
    }
}

fn kind() -> Kind {
    Kind {
        content_type: "application/vnd.sluis.match-query+cbor",
        signer: "nl-molenstad",
        other_use: "node-nl, attestation",
        payload: cbor::encode(&query()).unwrap(),
    }
}

fn asked(payload: &[u8]) -> Message {
    Message::MatchQuery(ByteBuf::from(kind().sign(payload)))
}

fn answer(hit: bool) -> Message {
    Message::MatchAnswer(MatchAnswer { query: RecordId(Digest([0x0b; 32])), hit })
}

pub(super) fn good() -> Vec<Vector> {
    let unknown = kind().fields().with(text("purpose"), text("unheard-of")).write();
    vec![
        accepted("match-query", "does a member have something about this number", &asked(&kind().payload)),
        accepted("match-query-not-known", "a purpose that is not known: left unanswered", &asked(&unknown)),
        accepted("match-hit", "it has", &answer(true)),
        accepted("match-no-answer", "nothing is held, or nothing may be said", &answer(false)),
    ]
}

pub(super) fn wrong() -> Vec<Vector> {
    let case = format!("a case has 1 to {MAX_CASE} characters");
    let with_case = |case: String| asked(&cbor::encode(&MatchQuery { case, ..query() }).unwrap()).encode().unwrap();
    let by_node = kind().sign_as("node-nl, attestation", &kind().payload).write();
    let unknown = Rejection::UnknownKey { key: RingCrypto.key_id(&public("node-nl, attestation")) }.to_string();
    vec![
        refused("match-without-case", "the case is blank", with_case(" ".to_owned()), "match-query", &case),
        refused("match-long-case", "one character too many", with_case("x".repeat(MAX_CASE + 1)), "match-query", &case),
        refused(
            "match-query-by-node",
            "signed with the key of a node",
            Message::MatchQuery(ByteBuf::from(by_node)).encode().unwrap(),
            "unknown-key",
            &unknown,
        ),
    ]
}

fn wrong_queries() -> Vec<Vector> {
    let kind = kind();
    let identifier = |scheme: &str, value: &str| {
        let fields = Entries(vec![(text("value"), text(value)), (text("scheme"), text(scheme))]).write();
        kind.fields().with(text("identifier"), fields).write()
    };
    let given = Entries::of(kind.fields().get(text("identifier"))).with(text("given"), text("0999.000.129")).write();
    let name = Entries(vec![(text("name"), text("Voorbeeldhof"))]).write();
    let speaker = Rejection::Speaker { speaker: member_id("nl-molenstad") };
    vec![
        kind.not_understood("account", "the number of an account", &identifier("iban", "NL91ABNA0417164300")),
        kind.not_understood("person", "the tax code of a person", &identifier("it-cf", "RSSMRA85T10A562S")),
        kind.not_understood("check-digit", "a number that is none", &identifier("be-kbo", "0999000128")),
        kind.not_understood("not-normal", "not in its normal form", &identifier("be-kbo", "0999.000.129")),
        kind.payload_refused(
            "as-given",
            "the text as it was given beside the number",
            &kind.fields().with(text("identifier"), given).write(),
            CborError::NotDeterministic,
        ),
        kind.not_understood("name", "a name for a number", &kind.fields().with(text("identifier"), name).write()),
        Vector::refused(
            "neighbours-key",
            "signed by another member on the same node",
            kind.sign_as("nl-havenstad", &kind.payload).write(),
            &speaker,
        ),
    ]
}

#[test]
fn the_vectors_of_questions_are_as_committed() {
    let good = kind().accepted("number", "a number of a legal entity", "nl-molenstad", &kind().payload);
    let vectors = [vec![good], kind().refusals(), wrong_queries()].concat();
    let about = "Records of content type application/vnd.sluis.match-query+cbor.";
    compare("match-query.json", &file(about, &vectors));
}

#[test]
fn answers_have_the_same_size_and_differ_in_one_bit() {
    let [hit, none] = [true, false].map(|hit| answer(hit).encode().unwrap());
    assert_eq!(hit.len(), none.len());
    let bits: u32 = hit.iter().zip(&none).map(|(a, b)| (a ^ b).count_ones()).sum();
    assert_eq!(bits, 1);
}
