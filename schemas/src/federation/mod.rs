//! A federation as a file: authorities, nodes, members with their mandates, agreements.

mod read;

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::date::Date;
use crate::ids::{BasisId, Country, MemberId, NodeId};
use crate::vocabulary::{Environment, Purpose, Role};

/// Nodes and members that a federation is made to hold.
pub const MAX_MEMBERS: usize = 4_096;

/// A federation file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Federation {
    /// Name of the federation.
    pub name: String,
    /// Test, acceptance or production.
    pub environment: Environment,
    /// Who signs the register.
    pub authorities: Vec<Authority>,
    /// How many of them must sign: more than half.
    pub threshold: u16,
    /// Nodes.
    pub nodes: Vec<NodeEntry>,
    /// Members.
    pub members: Vec<MemberEntry>,
    /// Agreements between two members.
    pub agreements: Vec<Agreement>,
}

/// An authority of the register.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Authority {
    /// Its country; one authority a country.
    pub country: Country,
}

/// A node and who runs it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct NodeEntry {
    /// Its id.
    pub id: NodeId,
    /// Its country.
    pub country: Country,
    /// Who runs it.
    pub operator: String,
}

/// A legal body.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct MemberEntry {
    /// Its id.
    pub id: MemberId,
    /// Its country.
    pub country: Country,
    /// Its role there.
    pub role: Role,
    /// Its name, in its own languages.
    pub name: String,
    /// The node that serves it.
    pub node: NodeId,
    /// Whether it lies outside the Union, whatever its country (GDPR 44).
    pub third_country: bool,
    /// What it may do, and on what.
    pub mandates: Vec<Mandate>,
}

/// A task in the public interest that a member has (GDPR 6(1)(e), 6(3)).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Mandate {
    /// For what.
    pub purpose: Purpose,
    /// On what basis.
    pub legal_basis: BasisId,
    /// Whether it covers data on offences (GDPR 10).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub offence: bool,
    /// Sectors it was limited to or listed for: NACE prefixes. A missing list covers nothing where a rule asks for one.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub sectors: BTreeSet<String>,
    /// What allows transfer to this member in a third country (GDPR 46).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub transfer_instrument: Option<String>,
}

/// An agreement between exactly two members.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Agreement {
    /// The two members.
    pub between: BTreeSet<MemberId>,
    /// On what basis.
    pub basis: BasisId,
    /// From this day.
    pub since: Date,
}
