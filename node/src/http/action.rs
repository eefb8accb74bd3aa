//! Next steps as a program can start them.

use json_patch::jsonptr::PointerBuf;
use json_patch::{AddOperation, Patch, PatchOperation};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sluis_protocol::gates::{Change, Reason};
use sluis_schemas::{BasisId, MemberId};
use utoipa::ToSchema;

/// A next step that a program can start, or show at its place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Action {
    /// Which, in kebab-case.
    #[schema(example = "other-basis")]
    pub step: String,
    /// The field of the submission that it is about (RFC 6901).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "/handling/legalBases")]
    pub pointer: Option<String>,
    /// Changes of the submission that carry it out, any one of them, each as a JSON Patch (RFC 6902), for
    /// `PATCH /v1/drafts/{id}`. Whether it is right is for a person to say. None where something has to be written, or
    /// somebody else has to act.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(value_type = Vec<Vec<Operation>>)]
    pub changes: Vec<Patch>,
}

/// An operation of a JSON Patch (RFC 6902).
#[derive(ToSchema)]
#[expect(dead_code, reason = "stands in the document for the type of the library that carries it out")]
pub struct Operation {
    /// `add`, `remove`, `replace` or `test`.
    op: String,
    /// Where (RFC 6901).
    path: String,
    /// What, of `add`, `replace` and `test`.
    value: Option<Value>,
}

impl Action {
    /// Of a reason, where it has a next step.
    #[must_use]
    pub fn of(reason: &Reason) -> Option<Self> {
        let remedy = reason.remedy.as_ref()?;
        let changes = remedy.changes.iter().map(patch).collect();
        Some(Self { step: remedy.step.to_string(), pointer: reason.pointer.clone(), changes })
    }
}

/// Sets a list whole, whether it is there or not.
fn patch(change: &Change) -> Patch {
    let value = match change {
        Change::Named(members) => members.iter().map(MemberId::as_str).collect::<Value>(),
        Change::Bases(bases) => bases.iter().map(BasisId::as_str).collect(),
    };
    let path = PointerBuf::from_tokens(change.pointer().split('/').skip(1));
    Patch(vec![PatchOperation::Add(AddOperation { path, value })])
}
