//! Vectors of ownership: what an origin and a holder say of who follows a signal up.

use sluis_schemas::vocabulary::{FollowUpOutcome, OwnCheck};

use super::federation::{member_id, now, register};
use super::raw::{Entries, text};
use super::records::Kind;
use super::{Vector, compare, file};
use crate::cbor::{self, CborError};
use crate::crypto::{Digest, Salt};
use crate::envelope::RecordId;
use crate::records::{Announced, Ownership, OwnershipRefusal, OwnershipStep};
use crate::register::Rejection;

fn step(step: OwnershipStep) -> Vec<u8> {
    let said = Ownership {
        salt: Salt([0xe6; 32]),
        at: now(),
        register: register(),
        origin: member_id("nl-molenstad"),
        addressee: member_id("be-brugdorp"),
        signal: RecordId(Digest([0x0a; 32])),
        step,
    };
    cbor::encode(&said).unwrap()
}

const OFFER: RecordId = RecordId(Digest([0x0b; 32]));

fn offered() -> OwnershipStep {
    OwnershipStep::Offered { accept_by: "2026-11-30".parse().unwrap(), close_by: "2026-12-21".parse().unwrap() }
}

fn kind() -> Kind {
    Kind {
        content_type: "application/vnd.sluis.ownership+cbor",
        signer: "nl-molenstad",
        other_use: "node-nl, attestation",
        payload: step(offered()),
    }
}

fn accepted() -> Vec<Vector> {
    let kind = kind();
    let offer = OFFER;
    let refused = |why| OwnershipStep::Refused { offer, why };
    let (outcome, check) = (FollowUpOutcome::MeasureTaken, OwnCheck::PartlyConfirmed);
    let better = member_id("nl-havenstad");
    let absent = OwnershipRefusal::Absent { until: "2026-12-31".parse().unwrap(), better: better.clone() };
    [
        ("offered", "the origin asks, with both terms", offered()),
        ("withdrawn", "the origin takes its offer back", OwnershipStep::Withdrawn { offer }),
        ("proposed", "a holder names who could", OwnershipStep::Proposed { owner: better.clone() }),
        ("accepted", "who was asked does", OwnershipStep::Accepted { offer }),
        ("not-competent", "another is competent", refused(OwnershipRefusal::NotCompetent { better: better.clone() })),
        ("absent", "it is absent, and names who stands in", refused(absent)),
        ("insufficient", "it says too little", refused(OwnershipRefusal::Insufficient)),
        ("duplicate", "it is followed up already", refused(OwnershipRefusal::Duplicate)),
        ("handed-over", "the owner names another", OwnershipStep::HandedOver { offer, to: better }),
        ("closed", "what came of it", OwnershipStep::Closed { offer, outcome, check }),
        ("told-owned", "another holder is told", OwnershipStep::Announced { state: Announced::Owned }),
        ("told-unowned", "another holder is told", OwnershipStep::Announced { state: Announced::Unowned }),
        ("told-closed", "another holder is told", OwnershipStep::Announced { state: Announced::Closed }),
    ]
    .map(|(name, what, said)| kind.accepted(name, what, kind.signer, &step(said)))
    .into()
}

fn wrong_steps() -> Vec<Vector> {
    let kind = kind();
    let with = |value: Vec<u8>| kind.fields().with(text("step"), value).write();
    let of = |name: &str, fields: Entries| Entries(vec![(text(name), fields.write())]).write();
    let owner = (text("owner"), text("nl-havenstad"));
    let state = (text("state"), text("owned"));
    vec![
        kind.not_understood("unknown-step", "a step not known yet", &with(text("pondered"))),
        kind.not_understood("proposed-nobody", "nobody is named", &with(of("proposed", Entries(Vec::new())))),
        kind.payload_refused(
            "told-by-whom",
            "another holder is told who follows it up",
            &with(of("announced", Entries(vec![owner, state]))),
            CborError::NotDeterministic,
        ),
        Vector::refused(
            "neighbours-key",
            "signed by another member on the same node",
            kind.sign_as("nl-havenstad", &kind.payload).write(),
            &Rejection::Speaker { speaker: member_id("nl-molenstad") },
        ),
    ]
}

#[test]
fn the_vectors_of_ownership_are_as_committed() {
    let vectors = [accepted(), kind().refusals(), wrong_steps()].concat();
    compare("ownership.json", &file("Records of content type application/vnd.sluis.ownership+cbor.", &vectors));
}
