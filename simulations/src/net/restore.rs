//! Copies of a node's store, put back later: with `sluis restore`, or by hand.

use sluis_protocol::core::{Input, Reply};
use sluis_protocol::crypto::{Crypto, Salt};
use sluis_protocol::journal::Released;
use sluis_protocol::standing::Incarnation;

use super::Net;
use crate::crypto::ModelCrypto;
use crate::store::MemoryStore;
use crate::{SimError, scenario};

impl Net {
    /// A copy of a node's store as it is now.
    ///
    /// # Errors
    /// [`SimError::Scenario`] if there is no such node.
    pub fn back_up(&self, node: &str) -> Result<MemoryStore, SimError> {
        Ok(self.node(node)?.store.clone())
    }

    /// Puts a copy back as `sluis restore` does: the store knows that it was, and the node starts on it.
    ///
    /// # Errors
    /// [`SimError`] if there is no such node, or an invariant is broken.
    pub fn restore_from(&mut self, node: &str, mut copy: MemoryStore) -> Result<(), SimError> {
        let now = self.now;
        let salt = ModelCrypto.sha256(&[b"incarnation", node.as_bytes(), &now.as_millis().to_be_bytes()]);
        copy.put_back(Incarnation(Salt(salt.0)), now);
        self.roll_back(node, copy)
    }

    /// Puts a copy back by hand: nothing tells the store, and the node starts on it.
    ///
    /// # Errors
    /// [`SimError`] if there is no such node, or an invariant is broken.
    pub fn roll_back(&mut self, node: &str, copy: MemoryStore) -> Result<(), SimError> {
        let id = self.node(node)?.id.clone();
        self.stop(&id);
        let before = std::mem::replace(&mut self.node_mut(node)?.store, copy);
        // Which entries were first written is not the store's to forget.
        self.node_mut(node)?.store.first_leaves.extend(before.first_leaves);
        self.witness.rolled_back(&id);
        self.restart(node)
    }

    /// Whether a node is in quarantine.
    ///
    /// # Errors
    /// [`SimError::Scenario`] if there is no such node.
    pub fn is_quarantined(&self, node: &str) -> Result<bool, SimError> {
        Ok(self.node(node)?.store.standing().is_quarantined())
    }

    /// A node's operator ends its quarantine.
    ///
    /// # Errors
    /// [`SimError`] if there is no such node, it did not do so, or an invariant is broken.
    pub fn lift_quarantine(&mut self, node: &str, reason: &str) -> Result<(), SimError> {
        let id = self.node(node)?.id.clone();
        let operator = "operator".parse().map_err(scenario)?;
        let released = Released { operator: "operator".to_owned(), reason: reason.to_owned() };
        let reply = self.ask(&id, &operator, |ticket| Input::LiftQuarantine { ticket, released });
        match reply {
            Some(Reply::Done { .. }) => self.checked(),
            other => Err(scenario(format!("the quarantine was not lifted: {other:?}"))),
        }
    }
}
