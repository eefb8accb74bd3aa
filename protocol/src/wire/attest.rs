//! What nodes tell each other after one of them was restored: signed statements of where each feed between them stands.
//!
//! They flow when one side asks for it: in its `Hello` after a restore, or with `Ask` where the other claims to hold more
//! than was disclosed. What a peer shows of one's own signature proves it; its word alone does not.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;
use sluis_schemas::Timestamp;

use super::{Entry, Item, PeerFault, check_item, check_own};
use crate::crypto::Crypto;
use crate::envelope::RecordId;
use crate::records::{Exception, FeedHead, FeedId, Lane, Receipt};
use crate::register::{Directory, Verified};

/// Most statements of one kind in one message.
pub const MAX_ATTEST: usize = 1_000;
/// Most ids in one answer to a recount.
pub const MAX_RECOUNT: usize = 8_192;

/// Asks where the feeds between two nodes stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ask {}

/// Where the feeds between two nodes stand, signed by the sender for its members.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Attest {
    /// Receipts for feeds that the sender's members receive, as far as they hold them now.
    pub receipts: Vec<ByteBuf>,
    /// Heads of feeds that the sender's members disclose, as they stand now.
    pub heads: Vec<ByteBuf>,
    /// The newest statements that the addressee's node signed about feeds between the two.
    pub shown: Vec<ByteBuf>,
    /// Whether another message follows.
    pub more: bool,
}

/// Asks which entries of the sender's feed the addressee holds after a place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Recount {
    /// The feed.
    pub feed: FeedId,
    /// The lane.
    pub lane: Lane,
    /// The place.
    pub after: u64,
}

/// The answer to a [`Recount`]: what follows on its place, or on what the answerer let go of, where it lists nothing before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Recounted {
    /// The feed.
    pub feed: FeedId,
    /// The lane.
    pub lane: Lane,
    /// Place of the first entry.
    pub first: u64,
    /// The entries; none where all were let go of.
    pub ids: Vec<RecordId>,
    /// Those of them that are not simply held.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub exceptions: Vec<Exception>,
    /// Those of them that are kept, as signed: of the urgent lane, for who forgot what it ended.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub records: Vec<ByteBuf>,
}

/// A recount whose records were verified.
#[derive(Debug, Clone)]
pub struct CheckedRecounted {
    /// As it came.
    pub said: Recounted,
    /// Its records.
    pub records: BTreeMap<RecordId, Item>,
}

/// Statements whose signatures were checked.
#[derive(Debug, Clone, Default)]
pub struct CheckedAttest {
    /// See [`Attest::receipts`].
    pub receipts: Vec<Verified<Receipt>>,
    /// See [`Attest::heads`].
    pub heads: Vec<Verified<FeedHead>>,
    /// See [`Attest::shown`].
    pub shown: Vec<Shown>,
    /// See [`Attest::more`].
    pub more: bool,
}

/// A statement that the addressee's node signed.
#[derive(Debug, Clone)]
pub enum Shown {
    /// How far it disclosed.
    Head(Verified<FeedHead>),
    /// How far it held.
    Receipt(Verified<Receipt>),
}

pub(super) fn check_attest(
    directory: &Directory,
    crypto: &impl Crypto,
    now: Timestamp,
    attest: &Attest,
) -> Result<CheckedAttest, PeerFault> {
    if [&attest.receipts, &attest.heads, &attest.shown].into_iter().any(|list| list.len() > MAX_ATTEST) {
        return Err(PeerFault::new("attest-oversized", format!("at most {MAX_ATTEST} statements of a kind")));
    }
    let receipts = attest.receipts.iter().map(|bytes| directory.verify(crypto, bytes, now));
    let heads = attest.heads.iter().map(|bytes| directory.verify(crypto, bytes, now));
    // What does not verify as ours proves nothing, whoever is to blame for it.
    let shown = attest.shown.iter().filter_map(|bytes| {
        let head = directory.verify_past(crypto, bytes).map(Shown::Head);
        head.or_else(|_| directory.verify_past(crypto, bytes).map(Shown::Receipt)).ok()
    });
    Ok(CheckedAttest {
        receipts: receipts.collect::<Result<_, _>>()?,
        heads: heads.collect::<Result<_, _>>()?,
        shown: shown.collect(),
        more: attest.more,
    })
}

pub(super) fn check_recounted(
    directory: &Directory,
    crypto: &impl Crypto,
    now: Timestamp,
    said: Recounted,
) -> Result<CheckedRecounted, PeerFault> {
    let end = said.first.checked_add(said.ids.len() as u64);
    if said.ids.len() > MAX_RECOUNT || said.exceptions.len() > MAX_RECOUNT || end.is_none() {
        return Err(PeerFault::new("recount-oversized", format!("a recount has at most {MAX_RECOUNT} entries")));
    }
    let ids: BTreeSet<_> = said.ids.iter().copied().collect();
    let mut records = BTreeMap::new();
    for bytes in &said.records {
        let item = match check_item(directory, crypto, now, &Entry::Record(bytes.clone()))? {
            Item::Unattested(item) => check_own(directory, crypto, bytes).unwrap_or(Item::Unattested(item)),
            item => item,
        };
        if !ids.contains(&item.id()) || records.insert(item.id(), item).is_some() {
            return Err(PeerFault::new("recount", "a record is none of the entries, or comes twice"));
        }
    }
    Ok(CheckedRecounted { said, records })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::Digest;
    use crate::testing::RingCrypto;
    use crate::vectors::federation::{directory, feed, now};
    use crate::vectors::{sealed_head, sealed_receipt};
    use crate::wire::{Checked, Message, check};

    fn code(message: &Message) -> Option<String> {
        check(&directory(), &RingCrypto, now(), &message.encode().unwrap()).err().map(|fault| fault.code)
    }

    #[test]
    fn no_more_statements_and_ids_than_allowed_are_taken() {
        let shown = |count| Message::Attest(Attest { shown: vec![ByteBuf::new(); count], ..Attest::default() });
        assert_eq!(code(&shown(MAX_ATTEST)), None);
        assert_eq!(code(&shown(MAX_ATTEST + 1)).as_deref(), Some("attest-oversized"));
        let recounted = |first, count| {
            let ids = vec![RecordId(Digest::ZERO); count];
            let (feed, exceptions, records) = (feed(), Vec::new(), Vec::new());
            Message::Recounted(Recounted { feed, lane: Lane::Bulk, first, ids, exceptions, records })
        };
        assert_eq!(code(&recounted(1, MAX_RECOUNT)), None);
        assert_eq!(code(&recounted(1, MAX_RECOUNT + 1)).as_deref(), Some("recount-oversized"));
        assert_eq!(code(&recounted(u64::MAX, 1)).as_deref(), Some("recount-oversized"));
    }

    #[test]
    fn what_is_shown_and_does_not_verify_proves_nothing_and_is_no_fault() {
        let mut forged = sealed_head();
        *forged.last_mut().unwrap() ^= 1;
        let shown = [sealed_head(), sealed_receipt(), forged].map(ByteBuf::from).to_vec();
        let message = Message::Attest(Attest { shown, ..Attest::default() }).encode().unwrap();
        let Ok(Checked::Attest(said)) = check(&directory(), &RingCrypto, now(), &message) else { panic!("refused") };
        assert!(matches!(said.shown.as_slice(), [Shown::Head(_), Shown::Receipt(_)]), "{:?}", said.shown);
    }
}
