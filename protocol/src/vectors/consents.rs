//! Vectors of consents: what a holder asks of an origin, and what that answers.

use sluis_schemas::vocabulary::{Purpose, RefusalGround};

use super::federation::{member_id, now, register};
use super::raw::{Entries, text};
use super::records::Kind;
use super::{Vector, compare, file};
use crate::cbor;
use crate::crypto::{Digest, Salt};
use crate::envelope::RecordId;
use crate::records::{Consent, ConsentStep, ConsentTo};
use crate::register::Rejection;

fn step(step: ConsentStep) -> Vec<u8> {
    let said = Consent {
        salt: Salt([0xe8; 32]),
        at: now(),
        register: register(),
        origin: member_id("nl-molenstad"),
        addressee: member_id("be-brugdorp"),
        signal: RecordId(Digest([0x0a; 32])),
        step,
    };
    cbor::encode(&said).unwrap()
}

const REQUEST: RecordId = RecordId(Digest([0x0d; 32]));

fn asked(to: ConsentTo) -> ConsentStep {
    ConsentStep::Asked { to, case: "2026-114".to_owned(), until: "2027-01-31".parse().unwrap() }
}

fn kind() -> Kind {
    Kind {
        content_type: "application/vnd.sluis.consent+cbor",
        signer: "nl-molenstad",
        other_use: "node-nl, attestation",
        payload: step(asked(ConsentTo::Cite)),
    }
}

fn accepted() -> Vec<Vector> {
    let kind = kind();
    let request = REQUEST;
    [
        ("cite", "a holder asks to cite it", asked(ConsentTo::Cite)),
        ("purpose", "a holder asks to use it for more", asked(ConsentTo::Purpose(Purpose::TaxAssessment))),
        ("onward", "a holder asks to pass it on", asked(ConsentTo::Onward(member_id("nl-havenstad")))),
        ("granted", "the origin consents", ConsentStep::Granted { request, until: "2026-12-31".parse().unwrap() }),
        ("refused", "it does not", ConsentStep::Refused { request, ground: RefusalGround::Secrecy }),
        ("withdrawn", "it does no more", ConsentStep::Withdrawn { request }),
    ]
    .map(|(name, what, said)| kind.accepted(name, what, kind.signer, &step(said)))
    .into()
}

fn wrong_steps() -> Vec<Vector> {
    let kind = kind();
    let with = |value: Vec<u8>| kind.fields().with(text("step"), value).write();
    let of = |name: &str, fields: Entries| Entries(vec![(text(name), fields.write())]).write();
    vec![
        kind.not_understood("unknown-step", "a step not known yet", &with(text("pondered"))),
        kind.not_understood("granted-nothing", "nothing is named", &with(of("granted", Entries(Vec::new())))),
        Vector::refused(
            "neighbours-key",
            "signed by another member on the same node",
            kind.sign_as("nl-havenstad", &kind.payload).write(),
            &Rejection::Speaker { speaker: member_id("nl-molenstad") },
        ),
    ]
}

#[test]
fn the_vectors_of_consents_are_as_committed() {
    let vectors = [accepted(), kind().refusals(), wrong_steps()].concat();
    compare("consent.json", &file("Records of content type application/vnd.sluis.consent+cbor.", &vectors));
}
