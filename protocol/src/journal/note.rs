//! Checkpoints of journals and what witnesses sign of them, in the forms that tools of others verify: signed notes
//! (c2sp.org/signed-note), checkpoints (c2sp.org/tlog-checkpoint), cosignatures (c2sp.org/tlog-cosignature, version 1).
//!
//! Of those forms only what this federation writes is read: three lines of text, Ed25519, the one encoding of each.

use std::fmt;
use std::str::FromStr;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sluis_schemas::{NodeId, Timestamp};
use thiserror::Error;

use crate::crypto::{Crypto, Digest, PublicKey, Signature, Signer};

/// Largest note, in bytes: sixteen signatures fit, as the form asks of whoever reads it.
pub const MAX_NOTE: usize = 8 * 1024;
/// Most signatures in a note.
pub const MAX_LINES: usize = 16;
/// The log that a node's journal begins with; each that it has to begin anew has the next number.
pub const FIRST_LOG: u32 = 1;

/// Ed25519 over the text.
const SIGNED: u8 = 0x01;
/// Ed25519 over time and text.
const COSIGNED: u8 = 0x04;

/// Why a text is no note of a journal. The peer's fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum NoteError {
    /// Too long.
    #[error("the note has {size} bytes, at most {MAX_NOTE} are allowed")]
    Oversized {
        /// Its bytes.
        size: usize,
    },
    /// Its three lines.
    #[error("the text of a checkpoint must be its origin, size and root, each on a line of its own")]
    Text,
    /// The first line.
    #[error("the origin must be `sluis/`, the genesis digest, the node and the number of its log")]
    Origin,
    /// The second line.
    #[error("the size must be a decimal number without leading zeros")]
    Size,
    /// The third line.
    #[error("the root must be 32 bytes in padded base64")]
    Root,
    /// A line of a signature.
    #[error("the note must end with 1 to {MAX_LINES} signatures: a dash, a name, and key id and signature in base64")]
    Signatures,
    /// As many signatures as this kind of note has.
    #[error("the note must bear {expected} signatures, not {found}")]
    Count {
        /// Expected.
        expected: usize,
        /// Found.
        found: usize,
    },
    /// The node is not in the register, or has no keys.
    #[error("the register knows no node of this name")]
    UnknownNode,
}

/// Which log a checkpoint is of: the journal of a node, from its beginning or since it began anew.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Origin {
    /// The federation.
    pub genesis: Digest,
    /// The node.
    pub node: NodeId,
    /// The number of its log.
    pub log: u32,
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "sluis/{}/{}/{}", self.genesis, self.node, self.log)
    }
}

impl FromStr for Origin {
    type Err = NoteError;
    fn from_str(text: &str) -> Result<Self, NoteError> {
        let read = || {
            let mut parts = text.split('/');
            let (sluis, genesis, node, log) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
            let origin = Self { genesis: genesis.parse().ok()?, node: node.parse().ok()?, log: log.parse().ok()? };
            (sluis == "sluis" && origin.to_string() == text).then_some(origin)
        };
        read().ok_or(NoteError::Origin)
    }
}

/// The name under which a node cosigns the checkpoints of others.
#[must_use]
pub fn witness_name(genesis: Digest, node: &NodeId) -> String {
    format!("sluis/{genesis}/{node}")
}

/// The head of a journal's tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    /// Of which log.
    pub origin: Origin,
    /// How many entries.
    pub size: u64,
    /// The root over them.
    pub root: Digest,
}

impl Checkpoint {
    fn parse(text: &str) -> Result<Self, NoteError> {
        let lines: Vec<&str> = text.split('\n').collect();
        let [origin, size, root, ""] = lines.as_slice() else { return Err(NoteError::Text) };
        let number = size.parse().ok().filter(|number: &u64| number.to_string() == **size);
        let root = STANDARD.decode(root).ok().and_then(|root| Digest::from_slice(&root));
        Ok(Self { origin: origin.parse()?, size: number.ok_or(NoteError::Size)?, root: root.ok_or(NoteError::Root)? })
    }

    /// Signed by the node whose journal it is.
    #[must_use]
    pub fn sign(self, crypto: &impl Crypto, signer: &impl Signer) -> Note {
        let name = self.origin.to_string();
        let id = key_id(crypto, &name, SIGNED, &signer.public_key());
        let signature = signer.sign(self.to_string().as_bytes()).0.to_vec();
        Note { checkpoint: self, lines: vec![Line { name, id, signature }] }
    }

    /// A witness's signature, which says that no entry of what it signed of this log before is missing or changed.
    #[must_use]
    pub fn cosign(&self, crypto: &impl Crypto, signer: &impl Signer, witness: &NodeId, at: Timestamp) -> Line {
        let name = witness_name(self.origin.genesis, witness);
        let id = key_id(crypto, &name, COSIGNED, &signer.public_key());
        let seconds = at.as_millis() / 1_000;
        let signature = signer.sign(self.cosigned_text(seconds).as_bytes());
        Line { name, id, signature: [&seconds.to_be_bytes()[..], &signature.0].concat() }
    }

    fn cosigned_text(&self, seconds: u64) -> String {
        format!("cosignature/v1\ntime {seconds}\n{self}")
    }
}

impl fmt::Display for Checkpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}\n{}\n{}\n", self.origin, self.size, STANDARD.encode(self.root.0))
    }
}

/// One signature under a note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Whose.
    pub name: String,
    id: [u8; 4],
    signature: Vec<u8>,
}

impl Line {
    /// Reads one line, without its end.
    ///
    /// # Errors
    /// [`NoteError::Signatures`].
    pub fn parse(line: &str) -> Result<Self, NoteError> {
        let read = || {
            let (name, signature) = line.strip_prefix("— ")?.split_once(' ')?;
            let bytes = STANDARD.decode(signature).ok()?;
            let (id, signature) = bytes.split_first_chunk::<4>()?;
            let plain = !name.is_empty() && name.bytes().all(|b| b.is_ascii_graphic() && b != b'+');
            plain.then(|| Self { name: name.to_owned(), id: *id, signature: signature.to_vec() })
        };
        read().ok_or(NoteError::Signatures)
    }

    /// Whether the key signed the checkpoint with this, as the log itself.
    #[must_use]
    pub fn signs(&self, crypto: &impl Crypto, checkpoint: &Checkpoint, key: &PublicKey) -> bool {
        let Some(signature) = Signature::from_slice(&self.signature) else { return false };
        self.name == checkpoint.origin.to_string()
            && self.id == key_id(crypto, &self.name, SIGNED, key)
            && crypto.verify(key, checkpoint.to_string().as_bytes(), &signature)
    }

    /// When the key cosigned the checkpoint with this, as a node's; none if it did not.
    #[must_use]
    pub fn cosigns(
        &self,
        crypto: &impl Crypto,
        checkpoint: &Checkpoint,
        witness: &NodeId,
        key: &PublicKey,
    ) -> Option<Timestamp> {
        let (seconds, signature) = self.signature.split_first_chunk::<8>()?;
        let (seconds, signature) = (u64::from_be_bytes(*seconds), Signature::from_slice(signature)?);
        let at = Timestamp::from_millis(seconds.checked_mul(1_000)?);
        let holds = self.name == witness_name(checkpoint.origin.genesis, witness)
            && self.id == key_id(crypto, &self.name, COSIGNED, key)
            && crypto.verify(key, checkpoint.cosigned_text(seconds).as_bytes(), &signature);
        holds.then_some(at)
    }

    /// The node that cosigned, as its name says.
    #[must_use]
    pub fn witness(&self) -> Option<NodeId> {
        self.name.rsplit_once('/')?.1.parse().ok()
    }
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "— {} {}", self.name, STANDARD.encode([&self.id[..], &self.signature].concat()))
    }
}

/// A checkpoint with its signatures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// What it says.
    pub checkpoint: Checkpoint,
    /// Who signed, in order.
    pub lines: Vec<Line>,
}

impl Note {
    /// Reads a note: exactly what [`Display`](fmt::Display) writes.
    ///
    /// # Errors
    /// The first [`NoteError`].
    pub fn parse(note: &str) -> Result<Self, NoteError> {
        if note.len() > MAX_NOTE {
            return Err(NoteError::Oversized { size: note.len() });
        }
        let (text, signatures) = note.split_once("\n\n").ok_or(NoteError::Text)?;
        let checkpoint = Checkpoint::parse(&format!("{text}\n"))?;
        let signatures = signatures.strip_suffix('\n').ok_or(NoteError::Signatures)?;
        let lines = signatures.split('\n').map(Line::parse).collect::<Result<Vec<_>, _>>()?;
        if lines.len() > MAX_LINES {
            return Err(NoteError::Signatures);
        }
        Ok(Self { checkpoint, lines })
    }

    /// The same with one more signature.
    #[must_use]
    pub fn with(mut self, line: Line) -> Self {
        self.lines.push(line);
        self
    }
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.checkpoint)?;
        self.lines.iter().try_for_each(|line| writeln!(f, "{line}"))
    }
}

/// A checkpoint that a witness cosigned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cosigned {
    /// What it says.
    pub checkpoint: Checkpoint,
    /// Who.
    pub witness: NodeId,
    /// When, as it says itself.
    pub at: Timestamp,
}

/// The key of a log as tools of others take it: name, id and key in one text.
#[must_use]
pub fn log_key(crypto: &impl Crypto, origin: &Origin, key: &PublicKey) -> String {
    verifier_key(crypto, &origin.to_string(), SIGNED, key)
}

/// The key of a witness, in the same form.
#[must_use]
pub fn witness_key(crypto: &impl Crypto, genesis: Digest, node: &NodeId, key: &PublicKey) -> String {
    verifier_key(crypto, &witness_name(genesis, node), COSIGNED, key)
}

fn verifier_key(crypto: &impl Crypto, name: &str, kind: u8, key: &PublicKey) -> String {
    let id = hex::encode(key_id(crypto, name, kind, key));
    format!("{name}+{id}+{}", STANDARD.encode([&[kind], &key.0[..]].concat()))
}

fn key_id(crypto: &impl Crypto, name: &str, kind: u8, key: &PublicKey) -> [u8; 4] {
    let hash = crypto.sha256(&[name.as_bytes(), b"\n", &[kind], &key.0]);
    hash.0.first_chunk().copied().unwrap_or_default()
}

/// A proof that an entry is in a journal, as it is handed on (c2sp.org/tlog-proof): the leaf as its extra data, place,
/// hashes, and the checkpoint with all its signatures.
#[must_use]
pub fn proof_file(leaf: &[u8], index: u64, proof: &[Digest], note: &Note) -> String {
    let hashes: String = proof.iter().map(|hash| format!("{}\n", STANDARD.encode(hash.0))).collect();
    format!("c2sp.org/tlog-proof@v1\nextra {}\nindex {index}\n{hashes}\n{note}", STANDARD.encode(leaf))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::testing::{RingCrypto, RingSigner};

    fn checkpoint() -> Checkpoint {
        let origin = Origin { genesis: Digest([0xab; 32]), node: "node-nl".parse().unwrap(), log: FIRST_LOG };
        Checkpoint { origin, size: 20_852_163, root: Digest([7; 32]) }
    }

    fn witness() -> NodeId {
        "node-be".parse().unwrap()
    }

    fn noted() -> Note {
        let (log, peer) = (RingSigner::from_seed(1), RingSigner::from_seed(2));
        let line = checkpoint().cosign(&RingCrypto, &peer, &witness(), Timestamp::from_millis(1_679_315_147_900));
        checkpoint().sign(&RingCrypto, &log).with(line)
    }

    /// The example of c2sp.org/signed-note: a note of another kind, whose key id and signature count all the same.
    #[test]
    fn a_line_of_the_published_example_reads_and_is_written_as_it_was() {
        let line = "— witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==";
        let read = Line::parse(line).unwrap();
        assert_eq!(read.to_string(), line);
        assert_eq!(read.signature[..8], 1_679_315_147_u64.to_be_bytes());
    }

    #[test]
    fn a_note_is_signed_by_its_log_and_cosigned_by_its_witness_alone() {
        let note = noted();
        let [log, peer] = [1, 2].map(|seed| RingSigner::from_seed(seed).public_key());
        assert!(note.lines[0].signs(&RingCrypto, &note.checkpoint, &log));
        assert!(!note.lines[0].signs(&RingCrypto, &note.checkpoint, &peer));
        assert!(!note.lines[1].signs(&RingCrypto, &note.checkpoint, &peer), "a cosignature is no signature of a log");
        let at = note.lines[1].cosigns(&RingCrypto, &note.checkpoint, &witness(), &peer);
        assert_eq!(at, Some(Timestamp::from_millis(1_679_315_147_000)));
        assert_eq!(note.lines[1].cosigns(&RingCrypto, &note.checkpoint, &checkpoint().origin.node, &peer), None);
        let other = Checkpoint { size: 1, ..checkpoint() };
        assert_eq!(note.lines[1].cosigns(&RingCrypto, &other, &witness(), &peer), None);
        assert!(!note.lines[0].signs(&RingCrypto, &other, &log));
        assert_eq!(note.lines[1].witness(), Some(witness()));
    }

    #[test]
    fn a_key_is_written_as_tools_of_others_take_it() {
        let key = log_key(&RingCrypto, &checkpoint().origin, &RingSigner::from_seed(1).public_key());
        let [name, id, key] = key.splitn(3, '+').collect::<Vec<_>>().try_into().unwrap();
        assert_eq!((name, id), (checkpoint().origin.to_string().as_str(), hex::encode(noted().lines[0].id).as_str()));
        assert_eq!(STANDARD.decode(key).unwrap()[0], SIGNED);
    }

    #[test]
    fn another_form_of_the_same_note_is_refused() {
        let note = noted().to_string();
        let changed = |from: &str, to: &str| Note::parse(&note.replacen(from, to, 1)).unwrap_err();
        assert_eq!(changed("\n20852163\n", "\n020852163\n"), NoteError::Size);
        assert_eq!(changed("\n20852163\n", "\n+20852163\n"), NoteError::Size);
        assert_eq!(changed("=\n\n", "=\nan extension\n\n"), NoteError::Text);
        assert_eq!(changed("=\n\n", "\n\n"), NoteError::Root);
        assert_eq!(changed("cHBwc=", "cHBwd="), NoteError::Root, "bits beyond the end");
        assert_eq!(changed("/1\n", "/01\n"), NoteError::Origin);
        assert_eq!(changed("abab", "ABAB"), NoteError::Origin);
        assert_eq!(changed("\n— ", "\n- "), NoteError::Signatures);
        assert_eq!(changed("\n— sluis", "\n—  sluis"), NoteError::Signatures);
        assert_eq!(Note::parse(note.trim_end()), Err(NoteError::Signatures));
        assert_eq!(Note::parse(&format!("{note}\n")), Err(NoteError::Signatures));
        let unsigned = note.split_once('—').unwrap().0;
        assert_eq!(Note::parse(unsigned), Err(NoteError::Signatures));
        let line = noted().lines[1].clone();
        let many = |count| (0..count).fold(noted(), |note, _| note.with(line.clone())).to_string();
        assert!(Note::parse(&many(MAX_LINES - 2)).is_ok());
        assert_eq!(Note::parse(&many(MAX_LINES - 1)), Err(NoteError::Signatures));
        assert!(matches!(Note::parse(&many(100)), Err(NoteError::Oversized { .. })));
    }

    proptest! {
        #[test]
        fn what_was_written_is_read_back(size in any::<u64>(), root in any::<[u8; 32]>(), log in any::<u32>()) {
            let mut note = noted();
            (note.checkpoint.size, note.checkpoint.root, note.checkpoint.origin.log) = (size, Digest(root), log);
            prop_assert_eq!(Note::parse(&note.to_string()), Ok(note));
        }

        #[test]
        fn a_changed_note_is_refused_or_another(at in any::<prop::sample::Index>(), to in any::<char>()) {
            let mut chars: Vec<char> = noted().to_string().chars().collect();
            let at = at.index(chars.len());
            chars[at] = to;
            let changed: String = chars.into_iter().collect();
            if let Ok(note) = Note::parse(&changed) {
                prop_assert_eq!(note.to_string(), changed);
            }
        }

        #[test]
        fn arbitrary_text_never_panics(text in ".{0,200}") {
            let _ = (Note::parse(&text), Line::parse(&text));
        }
    }
}
