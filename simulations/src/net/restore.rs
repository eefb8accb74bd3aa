//! Copies of a node's store, put back later: with `sluis restore`, or by hand.

use sluis_protocol::core::{Input, Reply};
use sluis_protocol::crypto::{Crypto, Salt};
use sluis_protocol::journal::Released;
use sluis_protocol::standing::Incarnation;
use sluis_schemas::NodeId;

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
        self.drawn += 1;
        let salt = ModelCrypto.sha256(&[b"incarnation", node.as_bytes(), &self.drawn.to_be_bytes()]);
        let now = self.clock(&self.node(node)?.id.clone());
        copy.put_back(Incarnation(Salt(salt.0)), now);
        let id = self.replace_store(node, copy)?;
        self.nodes.get(&id).into_iter().for_each(|down| self.witness.rolled_back(down));
        self.restart(node)
    }

    /// Puts a copy back by hand: nothing tells the store, and the node starts on it.
    ///
    /// # Errors
    /// [`SimError`] if there is no such node, or an invariant is broken.
    pub fn roll_back(&mut self, node: &str, copy: MemoryStore) -> Result<(), SimError> {
        let id = self.replace_store(node, copy)?;
        self.nodes.get(&id).into_iter().for_each(|down| self.witness.rolled_back_by_hand(down));
        self.restart(node)
    }

    fn replace_store(&mut self, node: &str, copy: MemoryStore) -> Result<NodeId, SimError> {
        let id = self.node(node)?.id.clone();
        self.stop(&id);
        self.node_mut(node)?.store = copy;
        Ok(id)
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
