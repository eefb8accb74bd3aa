//! The handling: its larger part binds every receiver and is signed, the audience stays at the origin.

use std::collections::BTreeSet;

use serde_json::Value;

use super::Known;
use super::content::{MAX_CODES, MAX_TEXT};
use crate::content::{Audience, Deferral, Distribution, Handling, Notification};
use crate::federation::MAX_MEMBERS;
use crate::ids::{BasisId, MemberId};
use crate::problem::Fault;
use crate::vocabulary::{HandlingCode, Onward, SignalType, Use};
use crate::walk::{Fields, Node, Read, code, country, date, flag, id, set, string, text};

/// All of ISO 3166-1 and some room.
const MAX_COUNTRIES: usize = 300;

const FIELDS: &[&str] = &[
    "purpose",
    "legalBases",
    "necessity",
    "categories",
    "adminUse",
    "handlingCode",
    "tlp",
    "use",
    "audience",
    "exclude",
    "onward",
    "retainUntil",
    "inReplyTo",
    "notification",
];

/// Reads the handling of a signal of a type, if the type could be read.
pub(super) fn handling(node: Node<'_>, kind: Option<SignalType>, known: Known<'_>) -> Read<(Handling, Distribution)> {
    let fields = node.object(FIELDS)?;
    let signed = signed(&fields, kind);
    let distribution = distribution(&fields, kind, known);
    Ok((signed?, distribution?))
}

fn signed(fields: &Fields<'_>, kind: Option<SignalType>) -> Read<Handling> {
    let purpose = fields.required("purpose", code);
    let legal_bases = fields.required("legalBases", |node| legal_bases(node, kind));
    let necessity = fields.optional("necessity", text(MAX_TEXT));
    let categories = fields.required("categories", set(MAX_CODES, code));
    let admin_use = fields.required("adminUse", flag);
    let handling_code = fields.required("handlingCode", code);
    let tlp = fields.optional("tlp", code);
    let r#use = fields.optional("use", code).map(|given| given.unwrap_or(Use::LeadOnly));
    let onward = fields.optional("onward", code).map(|given| given.unwrap_or(Onward::None));
    let retain_until = fields.optional("retainUntil", date);
    let in_reply_to = fields.optional("inReplyTo", text(128));
    let notification = fields.optional("notification", notification);
    if let (Ok(Use::MayBeCited), Ok(HandlingCode::H1)) = (r#use, handling_code) {
        fields.report_at("use", Fault::CitedWithH1);
    }
    Ok(Handling {
        purpose: purpose?,
        legal_bases: legal_bases?,
        necessity: necessity?,
        categories: categories?,
        admin_use: admin_use?,
        handling_code: handling_code?,
        tlp: tlp?,
        r#use: r#use?,
        onward: onward?,
        retain_until: retain_until?,
        in_reply_to: in_reply_to?,
        notification: notification?,
    })
}

/// Whether a basis exists is for the rules; here only its form counts, and that there is one.
fn legal_bases(node: Node<'_>, kind: Option<SignalType>) -> Read<BTreeSet<BasisId>> {
    let bases = set(MAX_CODES, id)(node)?;
    if bases.is_empty() && kind.is_some_and(|kind| !kind.is_aggregate()) {
        return Err(node.report(Fault::BasesMissing));
    }
    Ok(bases)
}

fn notification(node: Node<'_>) -> Read<Notification> {
    match node.value() {
        Value::Object(_) => deferral(node).map(Notification::Deferred),
        _ => match string(node)? {
            "due" => Ok(Notification::Due),
            "done" => Ok(Notification::Done),
            _ => Err(node.report(Fault::Malformed {
                what: "a notification",
                rule: "give `due`, `done`, or an object with the state `deferred`",
            })),
        },
    }
}

fn deferral(node: Node<'_>) -> Read<Deferral> {
    let fields = node.object(&["state", "ground", "reviewOn", "responsible"])?;
    let state = fields.required("state", code);
    let ground = fields.required("ground", text(2_000));
    let review_on = fields.required("reviewOn", date);
    let responsible = fields.required("responsible", text(200));
    Ok(Deferral { state: state?, ground: ground?, review_on: review_on?, responsible: responsible? })
}

fn distribution(fields: &Fields<'_>, kind: Option<SignalType>, known: Known<'_>) -> Read<Distribution> {
    let audience = fields.required("audience", |node| audience(node, kind, known));
    let exclude = fields.or_default("exclude", set(MAX_MEMBERS, |node| member(node, known)));
    Ok(Distribution { audience: audience?, exclude: exclude? })
}

fn audience(node: Node<'_>, kind: Option<SignalType>, known: Known<'_>) -> Read<Audience> {
    let fields = node.object(&["members", "countries", "roles"])?;
    let members = fields.or_default("members", set(MAX_MEMBERS, |node| member(node, known)));
    let countries = fields.or_default("countries", set(MAX_COUNTRIES, country));
    let roles = fields.or_default("roles", set(MAX_CODES, code));
    let audience = Audience { members: members?, countries: countries?, roles: roles? };
    if kind == Some(SignalType::Request) && !is_one_member(&audience) {
        return Err(node.report(Fault::RequestAudience));
    }
    Ok(audience)
}

fn is_one_member(audience: &Audience) -> bool {
    audience.members.len() == 1 && audience.countries.is_empty() && audience.roles.is_empty()
}

fn member(node: Node<'_>, known: Known<'_>) -> Read<MemberId> {
    let member = id(node)?;
    if known(&member) { Ok(member) } else { Err(node.report(Fault::UnknownMember { member })) }
}
