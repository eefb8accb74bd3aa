//! What was signed with keys that ended: until its member attests it, it may stay unread; after that it may not.

use std::collections::BTreeSet;

use sluis_protocol::cbor;
use sluis_protocol::core::own_copy;
use sluis_protocol::crypto::Crypto;
use sluis_protocol::envelope::{MAX_RECORD, Unverified};
use sluis_protocol::journal::Detail;
use sluis_protocol::records::{
    Consent, Dispute, Finding, Ownership, Reaffirmation, Recall, Record, RequestNotice, Retraction,
};
use sluis_protocol::register::KeyEntry;
use sluis_schemas::vocabulary::Answer;

use super::*;
use crate::crypto::ModelCrypto;
use crate::invariants::is_doubted;
use crate::net::SimNode;
use crate::store::Holding;

impl Model {
    /// Signals of members of which a key was revoked, by their first versions.
    pub(crate) fn signed_under_revoked_keys(&self, net: &Net) -> BTreeSet<(MemberId, RecordId)> {
        let all = self.signals.values().map(|signal| (signal.released.origin.clone(), signal.first));
        all.filter(|(origin, _)| has_revoked_key(net, origin)).collect()
    }

    /// Once members have said that what they signed stands, everything that came can be read, or does what it says.
    pub(super) fn unattested(&self, net: &Net) -> Found {
        let mut found = Found::new();
        for node in net.nodes.values() {
            for ((member, record), holding) in node.store.held.iter().filter(|(_, holding)| holding.is_open()) {
                let Some(bytes) = node.store.records.get(record) else { continue };
                let waits = match holding.state {
                    HeldState::Deferred => true,
                    HeldState::Accepted => is_doubted(node, member, *record, bytes),
                    HeldState::Own | HeldState::Notice => false,
                };
                // Who forgot a record in a restore says nothing of it, nor does who has none any more; and a relay says what
                // the origin said.
                let knows = |member: &MemberId| net.row(member, *record).is_some_and(|own| !own.destroyed);
                let signer = node.store.of.get(record).map(|of| &of.signer);
                let is_known = knows(&holding.from) && signer.is_none_or(knows);
                if waits && is_known && !is_attested_by_nobody(bytes) && !ends_nothing(net, member, bytes) {
                    let text = format!("{member} waits for {} to attest record {record}", holding.from);
                    found.push((Invariant::Delivered, node.id.clone(), text));
                }
            }
        }
        found
    }

    /// Requests of which a notice, or a part of an answer, came under a key that had ended, so that it was unread at first.
    pub(super) fn came_unread(&self, net: &Net) -> BTreeSet<RecordId> {
        let request = |node: &SimNode, record| {
            let by_notice = || notice(node.store.records.get(&record)?).map(|notice| notice.request);
            let signal = self.signals.get(&record);
            let in_part = signal.filter(|signal| {
                !matches!(signal.released.submission.content.answer, Some(Answer::Full | Answer::None))
            });
            in_part.and_then(|signal| signal.answers).or_else(by_notice)
        };
        let at = |node: &SimNode| {
            let details = node.store.journal.iter().filter_map(|(_, opening)| opening.detail().ok());
            let came = details.filter_map(|detail| match detail {
                Detail::Arrival { entries, .. } => Some(entries),
                _ => None,
            });
            let unread = came.flatten().filter(|entry| entry.outcome.starts_with("deferred"));
            unread.filter_map(|entry| request(node, entry.record)).collect::<BTreeSet<_>>()
        };
        net.nodes.values().flat_map(at).collect()
    }
}

/// Whether somebody else may have had a key of a member.
pub(super) fn has_revoked_key(net: &Net, member: &MemberId) -> bool {
    net.key_entries(member).iter().any(|key| key.compromised_since.is_some())
}

/// Whether a record may be kept unread until its member attests it: the key that signed it has an end.
pub(super) fn may_wait(net: &Net, bytes: &[u8], holding: &Holding) -> bool {
    let Ok(envelope) = Unverified::parse(bytes, MAX_RECORD) else { return false };
    let signed = |entry: &KeyEntry| ModelCrypto.key_id(&entry.key) == envelope.header.key;
    let has_end = |entry: &KeyEntry| entry.until.is_some() || entry.compromised_since.is_some();
    holding.state == HeldState::Deferred
        && net.key_entries(&holding.from).iter().any(|entry| signed(entry) && has_end(entry))
}

/// Whether a record is evidence of something, and no signal.
pub(super) fn is_evidence(bytes: &[u8]) -> bool {
    own_copy(bytes).is_none()
}

/// Members attest signals and their recalls. What was said of a request is not said again; for a word that was given under
/// a stolen key another is given, and what was taken back under one is taken back again.
fn is_attested_by_nobody(bytes: &[u8]) -> bool {
    let given_again = [
        Reaffirmation::CONTENT_TYPE,
        Retraction::CONTENT_TYPE,
        Ownership::CONTENT_TYPE,
        Dispute::CONTENT_TYPE,
        Finding::CONTENT_TYPE,
        Consent::CONTENT_TYPE,
    ];
    let is_given_again = |envelope: Unverified| given_again.contains(&envelope.header.content_type.as_str());
    notice(bytes).is_some() || Unverified::parse(bytes, MAX_RECORD).is_ok_and(is_given_again)
}

/// Whether it recalls what the member never had: its origin's next epoch begins before the signal.
fn ends_nothing(net: &Net, member: &MemberId, bytes: &[u8]) -> bool {
    recall(bytes).is_some_and(|recall| net.row(member, recall.signal).is_none())
}

pub(super) fn recall(bytes: &[u8]) -> Option<Recall> {
    let envelope = Unverified::parse(bytes, MAX_RECORD).ok()?;
    let is_recall = envelope.header.content_type == Recall::CONTENT_TYPE;
    is_recall.then(|| cbor::decode(&envelope.payload).ok())?
}

pub(super) fn retraction(bytes: &[u8]) -> Option<Retraction> {
    let envelope = Unverified::parse(bytes, MAX_RECORD).ok()?;
    let is_retraction = envelope.header.content_type == Retraction::CONTENT_TYPE;
    is_retraction.then(|| cbor::decode(&envelope.payload).ok())?
}

fn notice(bytes: &[u8]) -> Option<RequestNotice> {
    let envelope = Unverified::parse(bytes, MAX_RECORD).ok()?;
    let is_notice = envelope.header.content_type == RequestNotice::CONTENT_TYPE;
    is_notice.then(|| cbor::decode(&envelope.payload).ok())?
}
