//! Receipts that say that content is destroyed, while it may still stand in a write-ahead log that somebody reads from.

use std::collections::BTreeMap;

use sluis_protocol::cbor;
use sluis_protocol::core::Effect;
use sluis_protocol::envelope::{MAX_RECORD, Unverified};
use sluis_protocol::records::{FeedId, Receipt, State};
use sluis_protocol::wire::Message;

/// Most receipts held back; some KiB each.
const MOST: usize = 1_024;

/// What is held back, in its order, by feed: a later receipt does not overtake an earlier one.
#[derive(Default)]
pub(super) struct HeldBack {
    feeds: BTreeMap<FeedId, Vec<Effect>>,
    count: usize,
}

impl HeldBack {
    /// Keeps an effect that is to wait; gives back one that is not.
    pub(super) fn keep(&mut self, effect: Effect) -> Option<Effect> {
        let Effect::Send { message, .. } = &effect else { return Some(effect) };
        let Some(receipt) = receipt(message) else { return Some(effect) };
        let feed = receipt.feed;
        let is_gone = |state: State| matches!(state, State::Erased | State::Relinquished);
        if !self.feeds.contains_key(&feed) && !receipt.exceptions.iter().any(|one| is_gone(one.state)) {
            return Some(effect);
        }
        self.feeds.entry(feed).or_default().push(effect);
        self.count += 1;
        None
    }

    /// Everything that waited.
    pub(super) fn take(&mut self) -> Vec<Effect> {
        std::mem::take(self).feeds.into_values().flatten().collect()
    }

    /// Forgets what waits: it is said again to who has not heard it.
    pub(super) fn clear(&mut self) {
        *self = Self::default();
    }

    pub(super) const fn is_full(&self) -> bool {
        self.count >= MOST
    }
}

/// The receipt in a message of this node's own.
fn receipt(message: &Message) -> Option<Receipt> {
    let Message::Receipt(bytes) = message else { return None };
    let envelope = Unverified::parse(bytes, MAX_RECORD).ok()?;
    cbor::decode(&envelope.payload).ok()
}

#[cfg(test)]
mod tests {
    use sluis_protocol::core::LinkId;
    use sluis_protocol::crypto::{Digest, Salt};
    use sluis_protocol::envelope;
    use sluis_protocol::records::{Exception, Lane, LaneHead, Lanes, Record};
    use sluis_schemas::Timestamp;

    use super::*;
    use crate::crypto::{Ed25519Signer, RingCrypto};

    /// A receipt of a feed from this member that says this of its first entry.
    fn says(discloser: &str, state: Option<State>) -> Effect {
        let head = LaneHead { place: 1, hash: Digest([1; 32]) };
        let receipt = Receipt {
            salt: Salt([1; 32]),
            at: Timestamp::from_millis(1),
            register: Digest([2; 32]),
            feed: FeedId { discloser: discloser.parse().unwrap(), receiver: "nl-a".parse().unwrap() },
            epoch: 1,
            lanes: Lanes { urgent: head, bulk: head },
            exceptions: state
                .map(|state| Exception { lane: Lane::Bulk, place: 1, state, rule: None })
                .into_iter()
                .collect(),
        };
        let signer = Ed25519Signer::from_seed(&[1; 32]).unwrap();
        let scope = sluis_protocol::envelope::Scope {
            genesis: Digest([3; 32]),
            environment: sluis_schemas::vocabulary::Environment::Test,
        };
        let payload = cbor::encode(&receipt).unwrap();
        let bytes = envelope::seal(&RingCrypto, &signer, scope, Receipt::CONTENT_TYPE, payload, MAX_RECORD).unwrap();
        Effect::Send { node: "node-be".parse().unwrap(), link: LinkId(1), message: Message::Receipt(bytes.into()) }
    }

    #[test]
    fn what_says_that_something_is_gone_waits_and_nothing_of_its_feed_overtakes_it() {
        let mut held = HeldBack::default();
        assert!(held.keep(says("be-a", None)).is_some());
        assert!(held.keep(says("be-a", Some(State::Restricted))).is_some());
        assert!(held.keep(says("be-a", Some(State::Erased))).is_none());
        assert!(held.keep(says("be-b", Some(State::Relinquished))).is_none());
        assert!(held.keep(says("be-a", None)).is_none());
        assert!(held.keep(says("be-c", None)).is_some(), "other feeds go on");
        let waited = held.take();
        assert_eq!(waited.len(), 3);
        let [Effect::Send { message, .. }, ..] = waited.as_slice() else { panic!() };
        assert_eq!(receipt(message).unwrap().exceptions.len(), 1, "in their order");
        assert!(held.keep(says("be-a", None)).is_some(), "nothing waits any more");
    }

    #[test]
    fn only_so_much_is_held_back() {
        let mut held = HeldBack::default();
        while !held.is_full() {
            assert!(held.keep(says("be-a", Some(State::Erased))).is_none());
        }
        assert_eq!(held.take().len(), MOST);
        assert!(!held.is_full());
    }
}
