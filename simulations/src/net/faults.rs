//! What can go wrong with a node: it crashes, its disk fails, is slow or lies, its clock jumps. And how that ends.

use sluis_protocol::core::Write;

use super::{CrashPoint, Net};
use crate::SimError;

impl Net {
    /// Crashes a node now. What was committed stays.
    ///
    /// # Errors
    /// [`SimError::Scenario`] if there is no such node.
    pub fn crash(&mut self, node: &str) -> Result<(), SimError> {
        let id = self.node(node)?.id.clone();
        self.stop(&id);
        self.checked()
    }

    /// Crashes a node at a named point of the next commit that `when` picks.
    ///
    /// # Errors
    /// [`SimError::Scenario`] if there is no such node.
    pub fn crash_at(&mut self, node: &str, point: CrashPoint, when: fn(&Write) -> bool) -> Result<(), SimError> {
        self.node_mut(node)?.crash_at = Some((point, when));
        Ok(())
    }

    /// How often nodes crashed at a point.
    #[must_use]
    pub fn hits(&self, point: CrashPoint) -> u64 {
        self.nodes.values().map(|n| n.hits.get(&point).copied().unwrap_or(0)).sum()
    }

    /// Makes the next commit of a node fail.
    ///
    /// # Errors
    /// [`SimError::Scenario`] if there is no such node.
    pub fn fail_next_commit(&mut self, node: &str) -> Result<(), SimError> {
        self.node_mut(node)?.store.fail_next_commit();
        Ok(())
    }

    /// How long a node's disk takes for each commit from now on, in milliseconds.
    ///
    /// # Errors
    /// [`SimError::Scenario`] if there is no such node.
    pub fn slow_disk(&mut self, node: &str, millis: u64) -> Result<(), SimError> {
        self.node_mut(node)?.slow = millis;
        Ok(())
    }

    /// How long a node's disk takes for each commit now, in milliseconds.
    pub(crate) fn slow(&self, node: &str) -> Result<u64, SimError> {
        Ok(self.node(node)?.slow)
    }

    /// Whether any node is down.
    pub(crate) fn any_is_down(&self) -> bool {
        self.nodes.values().any(|node| !node.is_running())
    }

    /// Lets a node's disk lie: from now on it says that commits are durable, and at the next crash they are gone.
    /// No protocol survives that unseen, so this shows that a run can fail.
    ///
    /// # Errors
    /// [`SimError::Scenario`] if there is no such node.
    pub fn lying_disk(&mut self, node: &str) -> Result<(), SimError> {
        self.node_mut(node)?.store.lie();
        Ok(())
    }

    /// Moves a node's clock against the world's, forward or back.
    ///
    /// # Errors
    /// [`SimError::Scenario`] if there is no such node.
    pub fn jump_clock(&mut self, node: &str, millis: i64) -> Result<(), SimError> {
        let node = self.node_mut(node)?;
        node.skew = node.skew.saturating_add(millis);
        (node.jumped, node.was_set_back) = (true, node.was_set_back || node.skew < 0);
        Ok(())
    }

    /// Ends every fault: lines are mended, disks and clocks do as they should, and whoever is down starts.
    ///
    /// # Errors
    /// [`SimError`] if an invariant is broken.
    pub(crate) fn end_faults(&mut self) -> Result<(), SimError> {
        self.heal_all();
        for node in self.nodes.values_mut() {
            (node.crash_at, node.skew, node.slow) = (None, 0, 0);
            node.store.behave();
        }
        self.restart_all()
    }

    /// Starts every node that is down.
    ///
    /// # Errors
    /// [`SimError`] if an invariant is broken.
    pub(crate) fn restart_all(&mut self) -> Result<(), SimError> {
        for node in self.node_ids() {
            if !self.is_running(&node) {
                self.restart(node.as_str())?;
            }
        }
        Ok(())
    }
}
