//! Vectors of disputes and findings: what two members and a mediator say.

use sluis_schemas::Words;
use sluis_schemas::vocabulary::{DisputeAnswer, DisputeGround, DisputeLevel, DisputeMatter, Purpose, SignalType};

use super::federation::{member_id, now, register};
use super::raw::text;
use super::records::Kind;
use super::{Vector, compare, file};
use crate::cbor;
use crate::crypto::{Digest, Salt};
use crate::envelope::RecordId;
use crate::records::{About, Dispute, DisputeStep, DisputedClass, Finding, Found, Matter, Remedy};
use crate::register::Rejection;

const DISPUTE: RecordId = RecordId(Digest([0x0c; 32]));
const MEDIATOR: &str = "nl-havenstad";

fn words() -> Words {
    Words::new("the law of 15 January 2024 says otherwise").unwrap()
}

fn matter() -> Matter {
    Matter { matter: DisputeMatter::Condition, ground: DisputeGround::Law, words: words() }
}

fn step(about: bool, step: DisputeStep) -> Vec<u8> {
    let signal = RecordId(Digest([0x0a; 32]));
    let said = Dispute {
        salt: Salt([0xe7; 32]),
        at: now(),
        register: register(),
        origin: member_id("nl-molenstad"),
        addressee: member_id(if about { "be-brugdorp" } else { MEDIATOR }),
        about: about.then(|| About { of: member_id("be-brugdorp"), signal }),
        step,
    };
    cbor::encode(&said).unwrap()
}

fn opened() -> DisputeStep {
    DisputeStep::Opened { case: matter(), due: "2026-11-30".parse().unwrap() }
}

fn dispute_kind() -> Kind {
    Kind {
        content_type: "application/vnd.sluis.dispute+cbor",
        signer: "nl-molenstad",
        other_use: "node-nl, attestation",
        payload: step(true, opened()),
    }
}

fn accepted_steps() -> Vec<Vector> {
    let (kind, dispute, due) = (dispute_kind(), DISPUTE, "2026-12-14".parse().unwrap());
    let answered = |view| DisputeStep::Answered { dispute, level: DisputeLevel::Officer, view, words: words() };
    let up = |level, mediator| DisputeStep::Escalated { dispute, level, due, mediator };
    let referred = DisputeStep::Referred {
        dispute,
        opener: member_id("nl-molenstad"),
        against: member_id("be-brugdorp"),
        case: matter(),
        level: DisputeLevel::SteeringGroup,
        due,
    };
    let mediator = Some(member_id(MEDIATOR));
    [
        ("opened", "a holder disputes a condition", true, opened()),
        ("upheld", "the other party holds to it", true, answered(DisputeAnswer::Upheld)),
        ("yielded", "the other party gives way", true, answered(DisputeAnswer::Yielded)),
        ("to-lawyers", "it goes up", true, up(DisputeLevel::Lawyer, None)),
        ("to-a-mediator", "it goes up, and who mediates", true, up(DisputeLevel::Mediator, mediator)),
        ("referred", "the mediator is told, and not of which record", false, referred),
        ("withdrawn", "who opened it lets it rest", true, DisputeStep::Withdrawn { dispute }),
    ]
    .map(|(name, what, about, said)| kind.accepted(name, what, kind.signer, &step(about, said)))
    .into()
}

fn wrong_steps() -> Vec<Vector> {
    let kind = dispute_kind();
    let with = |value: Vec<u8>| kind.fields().with(text("step"), value).write();
    let of_somebody = Vector::refused(
        "neighbours-key",
        "signed by another member on the same node",
        kind.sign_as("nl-havenstad", &kind.payload).write(),
        &Rejection::Speaker { speaker: member_id("nl-molenstad") },
    );
    vec![kind.not_understood("unknown-step", "a step not known yet", &with(text("pondered"))), of_somebody]
}

#[test]
fn the_vectors_of_disputes_are_as_committed() {
    let vectors = [accepted_steps(), dispute_kind().refusals(), wrong_steps()].concat();
    compare("dispute.json", &file("Records of content type application/vnd.sluis.dispute+cbor.", &vectors));
}

fn found(outcome: Remedy) -> Vec<u8> {
    let said = Finding {
        salt: Salt([0xe8; 32]),
        at: now(),
        register: register(),
        origin: member_id("nl-molenstad"),
        addressee: member_id("be-brugdorp"),
        dispute: DISPUTE,
        found: Found { outcome, words: words() },
    };
    cbor::encode(&said).unwrap()
}

fn class() -> DisputedClass {
    let basis = "be.law-2024-01-15".parse().unwrap();
    DisputedClass { r#type: SignalType::PremisesMisuse, purpose: Purpose::LicenceDecision, basis }
}

fn gap() -> Remedy {
    Remedy::Gap { class: class() }
}

fn finding_kind() -> Kind {
    Kind {
        content_type: "application/vnd.sluis.finding+cbor",
        signer: "nl-molenstad",
        other_use: "node-nl, attestation",
        payload: found(gap()),
    }
}

fn accepted_findings() -> Vec<Vector> {
    let kind = finding_kind();
    [
        ("agreement", "the parties are to agree", Remedy::Agreement { basis: "be.law-2024-01-15".parse().unwrap() }),
        (
            "pack-change",
            "a pack is to be changed",
            Remedy::PackChange { country: "BE".parse().unwrap(), class: class() },
        ),
        ("gap", "the law lacks a ground", gap()),
    ]
    .map(|(name, what, outcome)| kind.accepted(name, what, kind.signer, &found(outcome)))
    .into()
}

fn wrong_findings() -> Vec<Vector> {
    let kind = finding_kind();
    let neighbours = Vector::refused(
        "neighbours-key",
        "signed by another member on the same node",
        kind.sign_as("nl-havenstad", &kind.payload).write(),
        &Rejection::Speaker { speaker: member_id("nl-molenstad") },
    );
    let unknown = kind.fields().with(text("found"), text("undecided")).write();
    vec![kind.not_understood("unknown-finding", "of another form than is known", &unknown), neighbours]
}

#[test]
fn the_vectors_of_findings_are_as_committed() {
    let vectors = [accepted_findings(), finding_kind().refusals(), wrong_findings()].concat();
    compare("finding.json", &file("Records of content type application/vnd.sluis.finding+cbor.", &vectors));
}
