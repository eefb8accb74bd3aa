//! Which of its attestation keys a node signs with: while one follows another it holds both.

use sluis_schemas::Timestamp;

use super::Core;
use crate::crypto::{Crypto, Signer};
use crate::register::KeyEntry;

/// The attestation keys that a node holds.
#[derive(Debug, Clone)]
pub struct Attestation<S> {
    oldest: S,
    newer: Vec<S>,
}

impl<S: Signer> Attestation<S> {
    /// The one that a node began with, and those that followed it.
    #[must_use]
    pub const fn new(oldest: S, newer: Vec<S>) -> Self {
        Self { oldest, newer }
    }

    fn all(&self) -> impl Iterator<Item = &S> {
        std::iter::once(&self.oldest).chain(&self.newer)
    }
}

impl<S: Signer> From<S> for Attestation<S> {
    fn from(only: S) -> Self {
        Self::new(only, Vec::new())
    }
}

impl<C: Crypto, S: Signer> Core<C, S> {
    /// The key that the register lets this node attest with now. Where it holds none of those, its peers refuse what it
    /// says until it does.
    pub(super) fn attestation(&self, now: Timestamp) -> &S {
        let keys = self.directory.active_node(&self.node).and_then(|node| node.keys.as_ref());
        let entries = keys.map(|keys| keys.attestation.as_slice()).unwrap_or_default();
        let held = |key: &_| self.attestation.all().any(|signer| signer.public_key() == *key);
        let used = KeyEntry::to_use(entries, now, held);
        let signer = used.and_then(|entry| self.attestation.all().find(|signer| signer.public_key() == entry.key));
        signer.unwrap_or(&self.attestation.oldest)
    }
}
