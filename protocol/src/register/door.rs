//! The one door through which bytes become a [`Verified`] record.

mod notes;

use std::sync::Arc;

use sluis_schemas::{MemberId, Timestamp};
use thiserror::Error;

use super::directory::Owner;
use super::{Directory, KeyEntry};
use crate::cbor::{self, CborError};
use crate::crypto::{Crypto, Digest, KeyId};
use crate::envelope::{EnvelopeError, MAX_RECORD, RECORD_VERSION, RecordId, Unverified};
use crate::journal::note::NoteError;
use crate::records::Record;

/// A record whose signature, key, federation and form were checked. Only [`Directory::verify`] makes one.
#[derive(Debug, Clone)]
pub struct Verified<T> {
    record: T,
    id: RecordId,
    bytes: Arc<[u8]>,
    register: Digest,
}

impl<T> Verified<T> {
    /// What it says.
    #[must_use]
    pub const fn record(&self) -> &T {
        &self.record
    }

    /// Its id, derived from its bytes.
    #[must_use]
    pub const fn id(&self) -> RecordId {
        self.id
    }

    /// The bytes as received: these are stored and passed on.
    #[must_use]
    pub const fn bytes(&self) -> &Arc<[u8]> {
        &self.bytes
    }

    /// Digest of the register it was checked against; under another it must be checked again.
    #[must_use]
    pub const fn checked_against(&self) -> Digest {
        self.register
    }
}

/// Why a record is not accepted. The peer's fault, and told to it.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Rejection {
    /// The envelope.
    #[error(transparent)]
    Envelope(#[from] EnvelopeError),
    /// Another kind of record than expected here.
    #[error("the content type is `{found}`, expected `{expected}`")]
    ContentType {
        /// Found, cut to 100 characters.
        found: String,
        /// Expected.
        expected: &'static str,
    },
    /// A version this build does not speak.
    #[error("record version {found} is not spoken here, {RECORD_VERSION} is")]
    Version {
        /// Found.
        found: u16,
    },
    /// Another federation.
    #[error("the record belongs to another federation (genesis hash)")]
    Genesis,
    /// Another environment.
    #[error("the record belongs to another environment")]
    Environment,
    /// A key that the register does not know, or of another use.
    #[error("the register knows no key {key} for this kind of record")]
    UnknownKey {
        /// The key named.
        key: KeyId,
    },
    /// A key that was not valid then.
    #[error("the key {key} is not valid at {at}")]
    KeyNotValid {
        /// The key named.
        key: KeyId,
        /// The evidence.
        at: Timestamp,
    },
    /// The signature.
    #[error("the signature does not hold")]
    Signature,
    /// The payload's encoding.
    #[error("the payload is {0}")]
    Payload(CborError),
    /// Signed and well-formed, but with codes or fields that this build does not know.
    #[error("the record {id} has codes or fields that are not known here")]
    NotUnderstood {
        /// Its id.
        id: RecordId,
        /// The member whose key signed it; none for a node's key.
        signer: Option<MemberId>,
    },
    /// Signed by another member's key than the one that speaks.
    #[error("the record of `{speaker}` is signed with another's key")]
    Speaker {
        /// Who speaks.
        speaker: MemberId,
    },
    /// A checkpoint of a journal that is none.
    #[error(transparent)]
    Note(#[from] NoteError),
}

impl Rejection {
    /// Stable code for the wire, logs and metrics.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Envelope(EnvelopeError::Oversized { .. }) => "oversized",
            Self::Envelope(EnvelopeError::Unprotected) => "unprotected-not-empty",
            Self::Envelope(EnvelopeError::NotDeterministic) | Self::Payload(CborError::NotDeterministic) => {
                "not-deterministic"
            }
            Self::Envelope(_) => "envelope",
            Self::ContentType { .. } => "content-type",
            Self::Version { .. } => "version",
            Self::Genesis => "genesis",
            Self::Environment => "environment",
            Self::UnknownKey { .. } => "unknown-key",
            Self::KeyNotValid { .. } => "key-not-valid",
            Self::Signature => "signature",
            Self::Payload(CborError::Forbidden) => "forbidden-type",
            Self::Payload(_) => "payload",
            Self::NotUnderstood { .. } => "not-understood",
            Self::Speaker { .. } => "speaker",
            Self::Note(_) => "note",
        }
    }
}

/// How a key stands at a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyStanding {
    /// What is evidenced then counts.
    Counts,
    /// It was followed by another: what was signed before is its owner's, if the owner says so.
    Retired,
    /// Somebody else may have had it.
    Compromised {
        /// Since when.
        since: Timestamp,
    },
}

impl Directory {
    /// How a key stands; none of a key that is not known.
    #[must_use]
    pub fn key_standing(&self, key: &KeyId, at: Timestamp) -> Option<KeyStanding> {
        let entry = self.owner(key)?.entry();
        Some(match entry.compromised_since {
            Some(since) if since <= at => KeyStanding::Compromised { since },
            _ if entry.until.is_some_and(|until| until <= at) => KeyStanding::Retired,
            _ => KeyStanding::Counts,
        })
    }

    /// Verifies what was signed with a key that has ended, as far as its signature goes. Whether it counts is for its
    /// member to say with a key that does.
    ///
    /// # Errors
    /// As [`Self::verify`]; [`Rejection::KeyNotValid`] where the key has not ended.
    pub fn verify_ended<T: Record>(
        &self,
        crypto: &impl Crypto,
        bytes: &[u8],
        now: Timestamp,
    ) -> Result<Verified<T>, Rejection> {
        self.admit(crypto, bytes, |entry| entry.has_ended(now).then_some(()).ok_or(now))
    }

    /// Verifies a record whose earliest evidence is `evidence`.
    ///
    /// # Errors
    /// The first [`Rejection`], in the order: size and envelope, kind, version, federation, key, signature, payload, speaker.
    pub fn verify<T: Record>(
        &self,
        crypto: &impl Crypto,
        bytes: &[u8],
        evidence: Timestamp,
    ) -> Result<Verified<T>, Rejection> {
        self.admit(crypto, bytes, |entry| entry.is_valid_at(evidence).then_some(()).ok_or(evidence))
    }

    /// Verifies what was signed with a key that counted once and was not taken back: a statement shown to the one that made
    /// it.
    ///
    /// # Errors
    /// As [`Self::verify`].
    pub fn verify_past<T: Record>(&self, crypto: &impl Crypto, bytes: &[u8]) -> Result<Verified<T>, Rejection> {
        self.admit(crypto, bytes, |entry| entry.compromised_since.map_or(Ok(()), Err))
    }

    fn admit<T: Record>(
        &self,
        crypto: &impl Crypto,
        bytes: &[u8],
        counts: impl FnOnce(&KeyEntry) -> Result<(), Timestamp>,
    ) -> Result<Verified<T>, Rejection> {
        let envelope = Unverified::parse(bytes, MAX_RECORD)?;
        self.check_header::<T>(&envelope)?;
        let owner = self.check_signature::<T>(crypto, &envelope, counts)?;
        let id = envelope.id(crypto);
        let record: T = match cbor::decode(&envelope.payload) {
            Ok(record) => record,
            Err(CborError::Form(_)) => return Err(Rejection::NotUnderstood { id, signer: owner.member().cloned() }),
            Err(error) => return Err(Rejection::Payload(error)),
        };
        if !self.may_speak(owner, record.speaker()) {
            return Err(Rejection::Speaker { speaker: record.speaker().clone() });
        }
        Ok(Verified { record, id, bytes: bytes.into(), register: self.digest() })
    }

    fn check_header<T: Record>(&self, envelope: &Unverified) -> Result<(), Rejection> {
        let header = &envelope.header;
        if header.content_type != T::CONTENT_TYPE {
            let found = header.content_type.chars().take(100).collect();
            return Err(Rejection::ContentType { found, expected: T::CONTENT_TYPE });
        }
        if header.version != RECORD_VERSION {
            return Err(Rejection::Version { found: header.version });
        }
        if header.scope.environment != self.scope().environment {
            return Err(Rejection::Environment);
        }
        if header.scope.genesis != self.scope().genesis {
            return Err(Rejection::Genesis);
        }
        Ok(())
    }

    fn check_signature<T: Record>(
        &self,
        crypto: &impl Crypto,
        envelope: &Unverified,
        counts: impl FnOnce(&KeyEntry) -> Result<(), Timestamp>,
    ) -> Result<&Owner, Rejection> {
        let key = envelope.header.key;
        let owner = self.owner(&key).filter(|o| o.key_use() == T::KEY).ok_or(Rejection::UnknownKey { key })?;
        counts(owner.entry()).map_err(|at| Rejection::KeyNotValid { key, at })?;
        if crypto.verify(&owner.entry().key, &envelope.signed, &envelope.signature) {
            Ok(owner)
        } else {
            Err(Rejection::Signature)
        }
    }

    fn may_speak(&self, owner: &Owner, speaker: &MemberId) -> bool {
        match owner {
            Owner::Member(member, _) => member == speaker,
            Owner::Node(node, _) => self.node_of(speaker) == Some(node),
        }
    }
}
