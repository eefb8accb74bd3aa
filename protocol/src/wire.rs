//! Messages on a link between two nodes, and their check against the register before the core sees them.
//!
//! A link opens with one `Hello` from each side, then each says with `Resume` how far its members hold the other's
//! feeds, then records and receipts flow. Whoever breaks the form is told with a `Fault` and cut off.

mod attest;
mod classes;
mod matching;
#[cfg(test)]
mod relayed;

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;
use sluis_schemas::{MemberId, NodeId, Timestamp};
use thiserror::Error;

use crate::cbor::{self, CborError};
use crate::crypto::{Crypto, Digest};
use crate::envelope::{MAX_RECORD, RecordId, Scope, Unverified};
use crate::journal::note::{Checkpoint, Cosigned};
use crate::journal::tree::MAX_PROOF;
use crate::records::{
    Consent, Dispute, FeedHead, FeedId, Finding, Lane, Lanes, MatchQuery, Ownership, Reaffirmation, Recall, Receipt,
    Record, RelayOrder, RelayReceipt, RequestNotice, Retraction, Signal,
};
use crate::register::{Directory, Head, MAX_SECTIONS, RegisterError, Rejection, SignedVersion, Verified};
use crate::standing::Incarnation;

pub use attest::{Ask, Attest, CheckedAttest, CheckedRecounted, MAX_ATTEST, MAX_RECOUNT, Recount, Recounted, Shown};
pub use classes::{CheckedOfferOfClass, ClassAnswer, ClassOffer, ClassSaid, MAX_CLASS};
pub use matching::MatchAnswer;

/// Version of the link protocol that this build speaks; there is none before it.
pub const LINK_VERSION: u16 = 1;
/// Largest message, in bytes: one version of the register with 4,096 members fits.
pub const MAX_MESSAGE: usize = 4 * 1024 * 1024;
/// Most entries in one push.
pub const MAX_PUSH: usize = 256;
/// Most bytes of records in one push: leaves room for head and framing.
pub const MAX_PUSH_BYTES: usize = 768 * 1024;
/// Most feeds in one resume message.
pub const MAX_RESUME: usize = 1_000;

/// A message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Message {
    /// First on each link.
    Hello(Hello),
    /// The versions of the register after those that the peer said it holds.
    Register(Vec<ByteBuf>),
    /// How far the sender's members hold the peer's feeds.
    Resume(Resume),
    /// Entries of one lane of one feed.
    Push(Push),
    /// A receipt record.
    Receipt(ByteBuf),
    /// A checkpoint of the sender's journal, for the peer to cosign.
    Checkpoint(Offer),
    /// What the sender cosigned of the peer's journal: when the link is ready, and in answer to each checkpoint.
    Cosigned(Answer),
    /// Asks for an `Attest`.
    Ask(Ask),
    /// Where the feeds between the two nodes stand, signed.
    Attest(Attest),
    /// Asks which entries the addressee holds after a place.
    Recount(Recount),
    /// The answer to that.
    Recounted(Recounted),
    /// Asks whether a member of the addressee may hold records of a class, where the two judge by different packs.
    ClassOffer(ClassOffer),
    /// The answer to that.
    ClassAnswer(ClassAnswer),
    /// Asks whether a member of the addressee has something about an identifier: a match query record.
    MatchQuery(ByteBuf),
    /// The answer to that.
    MatchAnswer(MatchAnswer),
    /// Why the sender will cut the link.
    Fault(PeerFault),
}

/// Who is there and what it speaks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Hello {
    /// Versions of the link protocol spoken, the newest two at most.
    pub versions: Vec<u16>,
    /// The sender.
    pub node: NodeId,
    /// Its federation.
    pub scope: Scope,
    /// How far it holds each line of the register.
    pub register: Vec<Head>,
    /// Digest of its policy packs.
    pub packs: Digest,
    /// The time there: what is to be destroyed by the clock waits where the clocks of peers say otherwise.
    pub at: Timestamp,
    /// Incarnation of its store.
    pub incarnation: Incarnation,
    /// Whether it asks both sides to attest where the feeds between them stand: its store was put back.
    pub attest: bool,
}

/// How far feeds are held.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Resume {
    /// Feeds held, each with its heads; feeds not named are held from nothing.
    pub feeds: Vec<Held>,
    /// Feeds to the peer, each with the newest receipt kept: what the peer said since is said again.
    pub said: Vec<Said>,
    /// Whether another resume message follows.
    pub more: bool,
}

/// How far one feed is held.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Held {
    /// The feed.
    pub feed: FeedId,
    /// Its epoch.
    pub epoch: u32,
    /// Heads held.
    pub lanes: Lanes,
}

/// How far what was said of a feed was heard.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Said {
    /// The feed.
    pub feed: FeedId,
    /// Until when everything said was heard.
    pub at: Timestamp,
}

/// Entries of one lane, ending where the head says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Push {
    /// The lane.
    pub lane: Lane,
    /// Place of the first entry.
    pub first: u64,
    /// The entries.
    pub entries: Vec<Entry>,
    /// The feed head as signed by the discloser's node.
    pub head: ByteBuf,
}

/// A checkpoint, and the proof that it continues the one that the peer cosigned last.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Offer {
    /// How many entries the one had that the peer cosigned last; 0 if there is none.
    pub old: u64,
    /// Hashes of the proof (RFC 6962 §2.1.2).
    pub proof: Vec<Digest>,
    /// The signed note.
    pub note: String,
}

/// Up to where a witness cosigned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Answer {
    /// The peer's newest checkpoint known here, as signed by it and by the sender; none if there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// What is sent of one entry of a feed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Entry {
    /// The record as signed by its origin.
    Record(ByteBuf),
    /// The same, passed on by another member on the origin's order.
    Relayed {
        /// The order, as signed.
        order: ByteBuf,
        /// The record.
        record: ByteBuf,
    },
    /// The id alone: the record may no longer go, or the receiver said that it holds the entry. The chain stays whole.
    Withheld(RecordId),
}

/// What a peer did wrong, as told to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Error)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[error("{code}: {text}")]
pub struct PeerFault {
    /// Stable code.
    pub code: String,
    /// What was wrong with what, in English for the peer's operator. Holds no content.
    pub text: String,
}

impl PeerFault {
    /// A fault.
    #[must_use]
    pub fn new(code: &str, text: impl Into<String>) -> Self {
        Self { code: code.to_owned(), text: text.into() }
    }
}

impl From<Rejection> for PeerFault {
    fn from(rejection: Rejection) -> Self {
        Self::new(rejection.code(), rejection.to_string())
    }
}

impl Message {
    /// The bytes of a frame.
    ///
    /// # Errors
    /// As [`cbor::encode`].
    pub fn encode(&self) -> Result<Vec<u8>, CborError> {
        cbor::encode(self)
    }

    fn decode(bytes: &[u8]) -> Result<Self, PeerFault> {
        if bytes.len() > MAX_MESSAGE {
            return Err(PeerFault::new("message-oversized", format!("a message has at most {MAX_MESSAGE} bytes")));
        }
        cbor::decode(bytes).map_err(|e| PeerFault::new("message", format!("the message is {e}")))
    }
}

/// A message whose records were verified.
#[derive(Debug, Clone)]
pub enum Checked {
    /// See [`Message::Hello`].
    Hello(Hello),
    /// The register, extended by what the peer sent. Boxed: it is large and rare.
    Register(Box<Directory>),
    /// See [`Message::Resume`].
    Resume(Resume),
    /// See [`Message::Push`].
    Push(CheckedPush),
    /// See [`Message::Receipt`].
    Receipt(Verified<Receipt>),
    /// See [`Message::Checkpoint`]. Boxed, as it is rare.
    Checkpoint(Box<CheckedOffer>),
    /// See [`Message::Cosigned`].
    Cosigned(Option<Box<Verified<Cosigned>>>),
    /// See [`Message::Ask`].
    Ask,
    /// See [`Message::Attest`].
    Attest(Box<CheckedAttest>),
    /// See [`Message::Recount`].
    Recount(Recount),
    /// See [`Message::Recounted`].
    Recounted(Box<CheckedRecounted>),
    /// See [`Message::ClassOffer`]. Boxed, as it is rare.
    ClassOffer(Box<CheckedOfferOfClass>),
    /// See [`Message::ClassAnswer`].
    ClassAnswer(ClassAnswer),
    /// See [`Message::MatchQuery`]; none where it is left unanswered. Boxed, as it is rare.
    MatchQuery(Option<Box<Verified<MatchQuery>>>),
    /// See [`Message::MatchAnswer`].
    MatchAnswer(MatchAnswer),
    /// The peer says that we did wrong.
    Fault(PeerFault),
}

/// A checkpoint whose signature was verified; whether it continues what came before is for the core to say.
#[derive(Debug, Clone)]
pub struct CheckedOffer {
    /// Where the proof begins.
    pub old: u64,
    /// The proof.
    pub proof: Vec<Digest>,
    /// The checkpoint.
    pub checkpoint: Verified<Checkpoint>,
}

/// The text of a note that was verified.
#[must_use]
pub fn note_text(bytes: &[u8]) -> Arc<str> {
    String::from_utf8_lossy(bytes).into()
}

/// A push whose head and records were verified.
#[derive(Debug, Clone)]
pub struct CheckedPush {
    /// The signed head.
    pub head: Verified<FeedHead>,
    /// The lane.
    pub lane: Lane,
    /// Place of the first entry.
    pub first: u64,
    /// The entries.
    pub items: Vec<Item>,
}

/// One entry of a push.
#[derive(Debug, Clone)]
pub enum Item {
    /// A signal.
    Signal(Verified<Signal>),
    /// A notice about a request.
    Notice(Verified<RequestNotice>),
    /// A step of ownership.
    Ownership(Verified<Ownership>),
    /// A step of a dispute.
    Dispute(Verified<Dispute>),
    /// What a mediator found.
    Finding(Verified<Finding>),
    /// A step of a consent.
    Consent(Verified<Consent>),
    /// The end of a signal.
    Recall(Verified<Recall>),
    /// The end of what was disclosed to one member.
    Retraction(Verified<Retraction>),
    /// What a member says of what it signed with a key that ended.
    Reaffirmation(Verified<Reaffirmation>),
    /// The order to pass a signal on.
    Order(Verified<RelayOrder>),
    /// What became of what was passed on.
    RelayReceipt(Verified<RelayReceipt>),
    /// Passed on by who did not sign it.
    Relayed(Box<Relayed>),
    /// Signed with a key that has ended: it counts once its member says so with one that has not.
    Unattested(Box<Item>),
    /// Signed by a key of the federation, but with codes that this build does not know.
    NotUnderstood {
        /// Its id.
        id: RecordId,
        /// The member whose key signed it.
        signer: MemberId,
        /// Its bytes.
        bytes: Arc<[u8]>,
    },
    /// A receipt by way of a relay, of a node that does not speak for its member.
    Unproved {
        /// Its id.
        id: RecordId,
        /// Its bytes.
        bytes: Arc<[u8]>,
    },
    /// Of the record only its id came.
    Withheld {
        /// Its id.
        id: RecordId,
    },
}

/// A record that a relay passed on.
#[derive(Debug, Clone)]
pub struct Relayed {
    /// The order that lets it; whether it is one about this record is for the core to say.
    pub order: Verified<RelayOrder>,
    /// The record.
    pub item: Item,
}

impl Item {
    /// The member whose key signed it, if it came.
    #[must_use]
    pub fn signer(&self) -> Option<&MemberId> {
        match self {
            Self::Reaffirmation(said) => Some(&said.record().origin),
            Self::Order(order) => Some(&order.record().origin),
            Self::RelayReceipt(receipt) => Some(&receipt.record().receiver),
            Self::Relayed(relayed) => relayed.item.signer(),
            Self::Unattested(item) => item.signer(),
            Self::Signal(signal) => Some(&signal.record().origin),
            Self::Notice(notice) => Some(&notice.record().origin),
            Self::Ownership(said) => Some(&said.record().origin),
            Self::Dispute(said) => Some(&said.record().origin),
            Self::Finding(said) => Some(&said.record().origin),
            Self::Consent(said) => Some(&said.record().origin),
            Self::Recall(recall) => Some(&recall.record().origin),
            Self::Retraction(retraction) => Some(&retraction.record().origin),
            Self::NotUnderstood { signer, .. } => Some(signer),
            Self::Unproved { .. } | Self::Withheld { .. } => None,
        }
    }

    /// Its id.
    #[must_use]
    pub fn id(&self) -> RecordId {
        match self {
            Self::Reaffirmation(said) => said.id(),
            Self::Order(order) => order.id(),
            Self::RelayReceipt(receipt) => receipt.id(),
            Self::Relayed(relayed) => relayed.item.id(),
            Self::Unattested(item) => item.id(),
            Self::Signal(signal) => signal.id(),
            Self::Notice(notice) => notice.id(),
            Self::Ownership(said) => said.id(),
            Self::Dispute(said) => said.id(),
            Self::Finding(said) => said.id(),
            Self::Consent(said) => said.id(),
            Self::Recall(recall) => recall.id(),
            Self::Retraction(retraction) => retraction.id(),
            Self::NotUnderstood { id, .. } | Self::Unproved { id, .. } | Self::Withheld { id } => *id,
        }
    }

    /// Its bytes, if it came.
    #[must_use]
    pub fn bytes(&self) -> Option<&Arc<[u8]>> {
        match self {
            Self::Signal(signal) => Some(signal.bytes()),
            Self::Notice(notice) => Some(notice.bytes()),
            Self::Ownership(said) => Some(said.bytes()),
            Self::Dispute(said) => Some(said.bytes()),
            Self::Finding(said) => Some(said.bytes()),
            Self::Consent(said) => Some(said.bytes()),
            Self::Recall(recall) => Some(recall.bytes()),
            Self::Retraction(retraction) => Some(retraction.bytes()),
            Self::Reaffirmation(said) => Some(said.bytes()),
            Self::Order(order) => Some(order.bytes()),
            Self::RelayReceipt(receipt) => Some(receipt.bytes()),
            Self::Relayed(relayed) => relayed.item.bytes(),
            Self::Unattested(item) => item.bytes(),
            Self::NotUnderstood { bytes, .. } | Self::Unproved { bytes, .. } => Some(bytes),
            Self::Withheld { .. } => None,
        }
    }

    /// The order that it was passed on by, if it was.
    #[must_use]
    pub fn order(&self) -> Option<&Verified<RelayOrder>> {
        match self {
            Self::Relayed(relayed) => Some(&relayed.order),
            Self::Unattested(item) => item.order(),
            _ => None,
        }
    }
}

/// Decodes a frame and verifies every record in it. Pure: workers run it beside the core.
///
/// # Errors
/// What to tell the peer before cutting it off.
pub fn check(directory: &Directory, crypto: &impl Crypto, now: Timestamp, bytes: &[u8]) -> Result<Checked, PeerFault> {
    match Message::decode(bytes)? {
        Message::Hello(hello) => check_hello(hello).map(Checked::Hello),
        Message::Register(versions) => {
            check_register(directory, crypto, &versions).map(|d| Checked::Register(Box::new(d)))
        }
        Message::Resume(resume) => check_resume(resume).map(Checked::Resume),
        Message::Push(push) => check_push(directory, crypto, now, push).map(Checked::Push),
        Message::Receipt(bytes) => Ok(Checked::Receipt(directory.verify(crypto, &bytes, now)?)),
        Message::Checkpoint(offer) => check_offer(directory, crypto, now, offer).map(Checked::Checkpoint),
        Message::Cosigned(Answer { note }) => {
            let cosigned = note.map(|note| directory.verify_cosigned(crypto, &note, now).map(Box::new));
            Ok(Checked::Cosigned(cosigned.transpose()?))
        }
        Message::Ask(Ask {}) => Ok(Checked::Ask),
        Message::Attest(said) => {
            attest::check_attest(directory, crypto, now, &said).map(|said| Checked::Attest(Box::new(said)))
        }
        Message::Recount(recount) => Ok(Checked::Recount(recount)),
        Message::Recounted(said) => {
            attest::check_recounted(directory, crypto, now, said).map(|said| Checked::Recounted(Box::new(said)))
        }
        Message::ClassOffer(offer) => {
            classes::check_class(crypto, offer).map(|offer| Checked::ClassOffer(Box::new(offer)))
        }
        Message::ClassAnswer(answer) => classes::check_answer(answer).map(Checked::ClassAnswer),
        Message::MatchQuery(bytes) => matching::check_query(directory, crypto, now, &bytes).map(Checked::MatchQuery),
        Message::MatchAnswer(answer) => Ok(Checked::MatchAnswer(answer)),
        Message::Fault(fault) => Ok(Checked::Fault(fault)),
    }
}

fn check_offer(
    directory: &Directory,
    crypto: &impl Crypto,
    now: Timestamp,
    offer: Offer,
) -> Result<Box<CheckedOffer>, PeerFault> {
    let Offer { old, proof, note } = offer;
    if proof.len() > MAX_PROOF {
        return Err(PeerFault::new("checkpoint", format!("a proof has at most {MAX_PROOF} hashes")));
    }
    let checkpoint = directory.verify_checkpoint(crypto, &note, now)?;
    Ok(Box::new(CheckedOffer { old, proof, checkpoint }))
}

fn check_register(directory: &Directory, crypto: &impl Crypto, versions: &[ByteBuf]) -> Result<Directory, PeerFault> {
    let fault = |e: RegisterError| PeerFault::new("register", e.to_string());
    versions.iter().try_fold(directory.clone(), |held, bytes| {
        let version = SignedVersion::parse(crypto, bytes).map_err(|e| fault(e.into()))?;
        // Both sides may learn of a version from a third while this message travels, with signatures of others.
        if held.holds(&version.digest) {
            return Ok(held);
        }
        match held.extend(crypto, bytes) {
            // It stands in the way of nothing that the peer may send beside it.
            Err(error) if error.may_be_held_elsewhere() => Ok(held),
            extended => extended.map_err(fault),
        }
    })
}

fn check_hello(hello: Hello) -> Result<Hello, PeerFault> {
    // The root and the section of each country.
    if hello.register.len() > 1 + MAX_SECTIONS {
        return Err(PeerFault::new("hello", "a hello names the head of each line of the register once"));
    }
    Ok(hello)
}

fn check_resume(resume: Resume) -> Result<Resume, PeerFault> {
    if resume.feeds.len() > MAX_RESUME || resume.said.len() > MAX_RESUME {
        return Err(PeerFault::new(
            "resume-oversized",
            format!("a resume names at most {MAX_RESUME} feeds of each kind"),
        ));
    }
    Ok(resume)
}

fn check_push(
    directory: &Directory,
    crypto: &impl Crypto,
    now: Timestamp,
    push: Push,
) -> Result<CheckedPush, PeerFault> {
    let head: Verified<FeedHead> = directory.verify(crypto, &push.head, now)?;
    let count = push.entries.len();
    let end = push.first.checked_add(count as u64).and_then(|end| end.checked_sub(1));
    if count == 0 || count > MAX_PUSH || push.first == 0 || end != Some(head.record().lanes.get(push.lane).place) {
        return Err(PeerFault::new("push", "a push holds 1 to 256 entries that end where its head says"));
    }
    let item = |(offset, entry): (usize, Entry)| {
        check_item(directory, crypto, now, &entry).map_err(|r| {
            let place = push.first.saturating_add(offset as u64);
            PeerFault::new(r.code(), format!("record at place {place} of {}: {r}", head.record().feed))
        })
    };
    let items = push.entries.into_iter().enumerate().map(item).collect::<Result<_, _>>()?;
    Ok(CheckedPush { head, lane: push.lane, first: push.first, items })
}

/// Checks a push again, after the register changed since it was checked.
///
/// # Errors
/// As [`check`].
pub fn check_again(
    directory: &Directory,
    crypto: &impl Crypto,
    now: Timestamp,
    push: &CheckedPush,
) -> Result<CheckedPush, PeerFault> {
    let buffer = |bytes: &[u8]| ByteBuf::from(bytes.to_vec());
    let entry = |item: &Item| match (item.order(), item.bytes()) {
        (Some(order), Some(record)) => Entry::Relayed { order: buffer(order.bytes()), record: buffer(record) },
        (None, Some(record)) => Entry::Record(buffer(record)),
        (_, None) => Entry::Withheld(item.id()),
    };
    let head = ByteBuf::from(push.head.bytes().to_vec());
    let entries = push.items.iter().map(entry).collect();
    check_push(directory, crypto, now, Push { lane: push.lane, first: push.first, entries, head })
}

fn check_item(directory: &Directory, crypto: &impl Crypto, now: Timestamp, entry: &Entry) -> Result<Item, Rejection> {
    let door = |key| Door { directory, crypto, key };
    let (item, ended) = match entry {
        Entry::Record(bytes) => counts_or_ended(now, |key| door(key).item(bytes))?,
        Entry::Relayed { order, record } => {
            let (order, order_ended) = counts_or_ended(now, |key| door(key).verify(order))?;
            let (item, item_ended) = counts_or_ended(now, |key| door(key).item(record))?;
            (Item::Relayed(Box::new(Relayed { order, item })), order_ended || item_ended)
        }
        Entry::Withheld(id) => (Item::Withheld { id: *id }, false),
    };
    // Of what nobody bears out it does not matter which key that is not.
    let is_proved = !matches!(item, Item::Unproved { .. });
    Ok(if ended && is_proved { Item::Unattested(Box::new(item)) } else { item })
}

/// What verifies under a key that counts, or else under one that has ended; whether it has.
fn counts_or_ended<T>(
    now: Timestamp,
    verify: impl Fn(KeyThat) -> Result<T, Rejection>,
) -> Result<(T, bool), Rejection> {
    match verify(KeyThat::CountsAt(now)) {
        // One that has not begun is another fault.
        Err(Rejection::KeyNotValid { key, at }) => verify(KeyThat::EndedBy(now))
            .map(|verified| (verified, true))
            .map_err(|_| Rejection::KeyNotValid { key, at }),
        other => other.map(|verified| (verified, false)),
    }
}

/// Verifies a record again that came under a key that had ended, now that its member attested it.
///
/// # Errors
/// As [`Directory::verify`], but for the time of the key.
pub fn check_reaffirmed(directory: &Directory, crypto: &impl Crypto, bytes: &[u8]) -> Result<Item, Rejection> {
    Door { directory, crypto, key: KeyThat::EndedBy(Timestamp::MAX) }.item(bytes)
}

/// Verifies a record that is given back to the node that disclosed it: its key may have been retired since.
fn check_own(directory: &Directory, crypto: &impl Crypto, bytes: &[u8]) -> Result<Item, Rejection> {
    Door { directory, crypto, key: KeyThat::WasNotTaken }.item(bytes)
}

/// What records of any kind come in by.
struct Door<'a, C> {
    directory: &'a Directory,
    crypto: &'a C,
    key: KeyThat,
}

/// Which keys open it.
#[derive(Clone, Copy)]
enum KeyThat {
    CountsAt(Timestamp),
    EndedBy(Timestamp),
    WasNotTaken,
}

impl<C: Crypto> Door<'_, C> {
    fn verify<T: Record>(&self, bytes: &[u8]) -> Result<Verified<T>, Rejection> {
        match self.key {
            KeyThat::CountsAt(now) => self.directory.verify(self.crypto, bytes, now),
            KeyThat::EndedBy(by) => self.directory.verify_ended(self.crypto, bytes, by),
            KeyThat::WasNotTaken => self.directory.verify_past(self.crypto, bytes),
        }
    }

    fn item(&self, bytes: &[u8]) -> Result<Item, Rejection> {
        let verified = match self.verify(bytes).map(Item::Signal) {
            Err(Rejection::ContentType { found, expected }) => match found.as_str() {
                RequestNotice::CONTENT_TYPE => self.verify(bytes).map(Item::Notice),
                Ownership::CONTENT_TYPE => self.verify(bytes).map(Item::Ownership),
                Dispute::CONTENT_TYPE => self.verify(bytes).map(Item::Dispute),
                Finding::CONTENT_TYPE => self.verify(bytes).map(Item::Finding),
                Consent::CONTENT_TYPE => self.verify(bytes).map(Item::Consent),
                Recall::CONTENT_TYPE => self.verify(bytes).map(Item::Recall),
                Retraction::CONTENT_TYPE => self.verify(bytes).map(Item::Retraction),
                Reaffirmation::CONTENT_TYPE => self.verify(bytes).map(Item::Reaffirmation),
                RelayOrder::CONTENT_TYPE => self.verify(bytes).map(Item::Order),
                RelayReceipt::CONTENT_TYPE => self.relay_receipt(bytes),
                _ => Err(Rejection::ContentType { found, expected }),
            },
            signal => signal,
        };
        match verified {
            Err(Rejection::NotUnderstood { id, signer: Some(signer) }) => {
                Ok(Item::NotUnderstood { id, signer, bytes: bytes.into() })
            }
            verified => verified,
        }
    }
}

impl<C: Crypto> Door<'_, C> {
    /// Who passes it on did not sign it, and is not at fault where its signer's node speaks for its member no more.
    fn relay_receipt(&self, bytes: &[u8]) -> Result<Item, Rejection> {
        match self.verify(bytes).map(Item::RelayReceipt) {
            Err(
                Rejection::UnknownKey { .. }
                | Rejection::Speaker { .. }
                | Rejection::NotUnderstood { signer: None, .. },
            ) => {
                let id = Unverified::parse(bytes, MAX_RECORD)?.id(self.crypto);
                Ok(Item::Unproved { id, bytes: bytes.into() })
            }
            receipt => receipt,
        }
    }
}

const _: () = assert!(MAX_PUSH_BYTES + 2 * MAX_RECORD < MAX_MESSAGE);

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;
    use crate::testing::RingCrypto;
    use crate::vectors::federation::{DUTCH, directory, now, second, sign};
    use crate::vectors::good_messages;

    static DIRECTORY: LazyLock<Directory> = LazyLock::new(directory);
    static GOOD: LazyLock<Vec<Vec<u8>>> =
        LazyLock::new(|| good_messages().iter().map(|message| message.encode().unwrap()).collect());

    fn checked(bytes: &[u8]) -> Result<Checked, PeerFault> {
        check(&DIRECTORY, &RingCrypto, now(), bytes)
    }

    #[test]
    fn a_message_too_large_is_refused_unread() {
        assert_eq!(checked(&vec![0; MAX_MESSAGE + 1]).unwrap_err().code, "message-oversized");
    }

    #[test]
    fn a_resume_names_no_more_feeds_than_allowed() {
        let lane = |hash| crate::records::LaneHead { place: 0, hash };
        let lanes = Lanes { urgent: lane(Digest::ZERO), bulk: lane(Digest::ZERO) };
        let held = Held { feed: crate::vectors::federation::feed(), epoch: 1, lanes };
        let resume =
            |count| Message::Resume(Resume { feeds: vec![held.clone(); count], said: Vec::new(), more: false });
        assert!(checked(&resume(MAX_RESUME).encode().unwrap()).is_ok());
        assert_eq!(checked(&resume(MAX_RESUME + 1).encode().unwrap()).unwrap_err().code, "resume-oversized");
    }

    #[test]
    fn a_push_holds_no_more_entries_than_allowed() {
        let push = good_messages().into_iter().find_map(|m| if let Message::Push(p) = m { Some(p) } else { None });
        let mut push = push.unwrap();
        push.entries = vec![push.entries[0].clone(); MAX_PUSH + 1];
        assert_eq!(checked(&Message::Push(push).encode().unwrap()).unwrap_err().code, "push");
    }

    #[test]
    fn a_version_already_held_is_no_fault_whoever_signed_it() {
        let directory = directory().extend(&RingCrypto, &sign(second(), &DUTCH)).unwrap();
        let others = sign(second(), &["section NL, two", "section NL, three"]);
        let message = Message::Register(vec![ByteBuf::from(others)]).encode().unwrap();
        let Checked::Register(held) = check(&directory, &RingCrypto, now(), &message).unwrap() else {
            panic!("not a register")
        };
        assert_eq!(held.versions(), directory.versions());
    }

    proptest! {
        #[test]
        fn arbitrary_bytes_never_panic(bytes in vec(any::<u8>(), 0..200)) {
            let _ = checked(&bytes);
        }

        #[test]
        fn a_changed_message_never_panics(
            which in any::<prop::sample::Index>(),
            changes in vec((any::<prop::sample::Index>(), any::<u8>()), 1..4),
        ) {
            let mut bytes = GOOD[which.index(GOOD.len())].clone();
            for (place, value) in changes {
                let place = place.index(bytes.len());
                bytes[place] = value;
            }
            let _ = checked(&bytes);
        }
    }
}
