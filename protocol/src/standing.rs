//! Whether a store is what its node last knew: incarnation, restore and quarantine.
//!
//! A store that was put back from a backup, or rolled back by hand, has forgotten what its node disclosed and received
//! since. It begins a new incarnation and shows nothing until the nodes that it exchanges with have told it where it
//! stands.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use sluis_schemas::{MemberId, NodeId, Timestamp};

use crate::crypto::Salt;
use crate::records::FeedId;

/// Names one life of a store, from its creation or its last restore on. Random.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Incarnation(pub Salt);

impl std::fmt::Display for Incarnation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// How a store stands to what its node last knew.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Standing {
    /// Its incarnation.
    pub incarnation: Incarnation,
    /// What began this incarnation; none for a store that nothing happened to since its creation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recovery: Option<Recovery>,
}

/// How far a store has come back from a restore.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Recovery {
    /// Since when, or the newest that it signed and forgot, where its clock was ahead. What the node signed before is known
    /// to be forgotten.
    pub began: Timestamp,
    /// Why.
    pub cause: Cause,
    /// How far.
    pub stage: Stage,
    /// Nodes that have told where the feeds between them and this node stand, and whose recalls are held.
    pub confirmed: BTreeSet<NodeId>,
}

/// Why an incarnation began.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Cause {
    /// `sluis restore`.
    Restored,
    /// A node showed a statement that this node signed and its store does not know.
    Behind {
        /// The node.
        node: NodeId,
        /// The feed that it is about.
        feed: FeedId,
    },
    /// A node has cosigned more of this node's journal than its store has.
    Cosigned {
        /// The node.
        node: NodeId,
    },
    /// A member moved here from another node, which knew its feeds.
    TookOver {
        /// The member.
        member: MemberId,
    },
}

/// How far a recovery has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// The store was put back; the node has not run since.
    Found,
    /// It runs and shows nothing.
    Quarantined,
    /// It shows what it holds. Nodes that have not confirmed yet are still asked when they come.
    Over,
}

impl Standing {
    /// A store that nothing happened to.
    #[must_use]
    pub const fn new(incarnation: Incarnation) -> Self {
        Self { incarnation, recovery: None }
    }

    /// A store that was just put back, or found to be behind.
    #[must_use]
    pub const fn after(incarnation: Incarnation, cause: Cause, stage: Stage, began: Timestamp) -> Self {
        Self { incarnation, recovery: Some(Recovery { began, cause, stage, confirmed: BTreeSet::new() }) }
    }

    /// Whether nothing may be read, taken in from users, or disclosed.
    #[must_use]
    pub fn is_quarantined(&self) -> bool {
        self.recovery.as_ref().is_some_and(|recovery| recovery.stage != Stage::Over)
    }

    /// Whether a node has still to say where the feeds between it and this node stand.
    #[must_use]
    pub fn awaits(&self, node: &NodeId) -> bool {
        self.recovery.as_ref().is_some_and(|recovery| !recovery.confirmed.contains(node))
    }

    /// Whether something that this node signed at a moment may be unknown to its store without anything new being wrong.
    #[must_use]
    pub fn has_forgotten(&self, signed: Timestamp) -> bool {
        self.recovery.as_ref().is_some_and(|recovery| signed <= recovery.began)
    }
}
