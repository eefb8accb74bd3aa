//! Vectors of notices: what members say of a request.

use sluis_schemas::vocabulary::RefusalGround;

use super::federation::{member_id, now, register};
use super::raw::{Entries, text};
use super::records::Kind;
use super::{Vector, compare, file};
use crate::cbor::{self, CborError};
use crate::crypto::{Digest, Salt};
use crate::envelope::RecordId;
use crate::records::{Notice, RequestNotice};
use crate::register::Rejection;

fn notice(notice: Notice) -> Vec<u8> {
    let said = RequestNotice {
        salt: Salt([0xe5; 32]),
        at: now(),
        register: register(),
        origin: member_id("nl-molenstad"),
        addressee: member_id("be-brugdorp"),
        request: RecordId(Digest([0x0a; 32])),
        notice,
    };
    cbor::encode(&said).unwrap()
}

fn refused(basis: Option<&str>) -> Notice {
    Notice::Refused { ground: RefusalGround::NoLegalGround, basis: basis.map(|basis| basis.parse().unwrap()) }
}

fn kind() -> Kind {
    Kind {
        content_type: "application/vnd.sluis.request-notice+cbor",
        signer: "nl-molenstad",
        other_use: "node-nl, attestation",
        payload: notice(refused(Some("nl.gemeentewet"))),
    }
}

pub(crate) fn sealed_notice() -> Vec<u8> {
    kind().sign(&kind().payload)
}

fn accepted() -> Vec<Vector> {
    let kind = kind();
    let forwarded = Notice::Forwarded { to: member_id("nl-havenstad") };
    [
        ("refused-on-a-basis", "refused with its ground and basis", refused(Some("nl.gemeentewet"))),
        ("refused", "refused with its ground", refused(None)),
        ("forwarded", "another member is named", forwarded),
        ("accepted", "it is worked on", Notice::Accepted),
        ("closed", "no more answers are wanted", Notice::Closed),
    ]
    .map(|(name, what, said)| kind.accepted(name, what, kind.signer, &notice(said)))
    .into()
}

fn wrong_notices() -> Vec<Vector> {
    let kind = kind();
    let with = |field: &str, value: Vec<u8>| kind.fields().with(text(field), value).write();
    let refusal = |fields: Entries| Entries(vec![(text("refused"), fields.write())]).write();
    let ground = |code: &str| (text("ground"), text(code));
    let speaker = Rejection::Speaker { speaker: member_id("nl-molenstad") };
    vec![
        kind.not_understood("unknown-notice", "a step not known yet", &with("notice", text("pondered"))),
        kind.not_understood(
            "unknown-ground",
            "a ground not known yet",
            &with("notice", refusal(Entries(vec![ground("tired")]))),
        ),
        kind.not_understood("refused-without-ground", "no ground", &with("notice", refusal(Entries(Vec::new())))),
        kind.payload_refused(
            "null-basis",
            "the basis is null, not absent",
            &with("notice", refusal(Entries(vec![(text("basis"), vec![0xf6]), ground("secrecy")]))),
            CborError::NotDeterministic,
        ),
        Vector::refused(
            "neighbours-key",
            "signed by another member on the same node",
            kind.sign_as("nl-havenstad", &kind.payload).write(),
            &speaker,
        ),
    ]
}

#[test]
fn the_vectors_of_notices_are_as_committed() {
    let vectors = [accepted(), kind().refusals(), wrong_notices()].concat();
    compare(
        "request-notice.json",
        &file("Records of content type application/vnd.sluis.request-notice+cbor.", &vectors),
    );
}
