//! Checkpoints of journals come in by the same door: signed notes instead of envelopes, the same keys.

use sluis_schemas::{NodeId, Timestamp};

use super::{Rejection, Verified};
use crate::crypto::{Crypto, PublicKey};
use crate::envelope::RecordId;
use crate::journal::note::{Checkpoint, Cosigned, Line, Note, NoteError};
use crate::register::{Directory, KeyEntry};

impl Directory {
    /// Verifies a checkpoint that a node signed of its own journal, and that nobody cosigned.
    ///
    /// # Errors
    /// The first [`Rejection`], in the order: form, number of signatures, federation, node, signature.
    pub fn verify_checkpoint(
        &self,
        crypto: &impl Crypto,
        note: &str,
        evidence: Timestamp,
    ) -> Result<Verified<Checkpoint>, Rejection> {
        let (checkpoint, [line]) = self.read_note(note)?;
        let signs = |key: &PublicKey| line.signs(crypto, &checkpoint, key).then_some(());
        self.by_key(&checkpoint.origin.node, Some(evidence), signs)?;
        Ok(self.verified_note(crypto, checkpoint, note))
    }

    /// Verifies a checkpoint that a node signed of its own journal, and a witness cosigned.
    ///
    /// # Errors
    /// As [`Self::verify_checkpoint`].
    pub fn verify_cosigned(
        &self,
        crypto: &impl Crypto,
        note: &str,
        evidence: Timestamp,
    ) -> Result<Verified<Cosigned>, Rejection> {
        let (checkpoint, [log, line]) = self.read_note(note)?;
        // The log's key may have ended since; what was signed with it then was cosigned then.
        let signs = |key: &PublicKey| log.signs(crypto, &checkpoint, key).then_some(());
        self.by_key(&checkpoint.origin.node, None, signs)?;
        let witness = line.witness().ok_or(NoteError::UnknownNode)?;
        let cosigns = |key: &PublicKey| line.cosigns(crypto, &checkpoint, &witness, key);
        let at = self.by_key(&witness, Some(evidence), cosigns)?;
        Ok(self.verified_note(crypto, Cosigned { checkpoint, witness, at }, note))
    }

    fn read_note<const N: usize>(&self, note: &str) -> Result<(Checkpoint, [Line; N]), Rejection> {
        let Note { checkpoint, lines } = Note::parse(note)?;
        let found = lines.len();
        let lines = lines.try_into().map_err(|_| NoteError::Count { expected: N, found })?;
        if checkpoint.origin.genesis == self.scope().genesis {
            Ok((checkpoint, lines))
        } else {
            Err(Rejection::Genesis)
        }
    }

    /// What one of a node's attestation keys made; of those that are valid then, where it matters.
    fn by_key<T>(
        &self,
        node: &NodeId,
        evidence: Option<Timestamp>,
        made: impl Fn(&PublicKey) -> Option<T>,
    ) -> Result<T, Rejection> {
        let keys = self.active_node(node).and_then(|node| node.keys.as_ref()).ok_or(NoteError::UnknownNode)?;
        let valid = |entry: &&KeyEntry| evidence.is_none_or(|evidence| entry.is_valid_at(evidence));
        keys.attestation.iter().filter(valid).find_map(|entry| made(&entry.key)).ok_or(Rejection::Signature)
    }

    fn verified_note<T>(&self, crypto: &impl Crypto, record: T, note: &str) -> Verified<T> {
        let id = RecordId(crypto.sha256(&[note.as_bytes()]));
        Verified { record, id, bytes: note.as_bytes().into(), register: self.digest() }
    }
}
