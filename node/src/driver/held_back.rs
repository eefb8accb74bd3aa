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
    /// What may be said now. Where nothing is held back any more, what waited goes first.
    pub(super) fn pass(&mut self, effects: Vec<Effect>, is_held_back: bool) -> Vec<Effect> {
        if is_held_back {
            return effects.into_iter().filter_map(|effect| self.keep(effect)).collect();
        }
        let waited = std::mem::take(self).feeds.into_values().flatten();
        waited.chain(effects).collect()
    }

    /// Keeps an effect that is to wait; gives back one that is not.
    fn keep(&mut self, effect: Effect) -> Option<Effect> {
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
            until: None,
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

    fn count_of(receipts: &[Effect]) -> Vec<usize> {
        let exceptions = |effect: &Effect| {
            let Effect::Send { message, .. } = effect else { panic!() };
            receipt(message).unwrap().exceptions.len()
        };
        receipts.iter().map(exceptions).collect()
    }

    #[test]
    fn what_says_that_something_is_gone_waits_and_nothing_of_its_feed_overtakes_it() {
        let mut held = HeldBack::default();
        let (gone, alike) = (says("be-a", Some(State::Erased)), says("be-b", Some(State::Relinquished)));
        let harmless = [says("be-a", None), says("be-a", Some(State::Restricted))];
        assert_eq!(held.pass(harmless.into(), true).len(), 2);
        assert!(held.pass(vec![gone, alike, says("be-a", None)], true).is_empty());
        assert_eq!(held.pass(vec![says("be-c", None)], true).len(), 1, "other feeds go on");
        let waited = held.pass(Vec::new(), false);
        assert_eq!(count_of(&waited), [1, 0, 1], "in their order");
        assert_eq!(held.pass(vec![says("be-a", None)], true).len(), 1, "nothing waits any more");
    }

    /// A commit that destroys more may have cut the logs for what waited too.
    #[test]
    fn what_waited_goes_with_the_first_that_need_not_wait() {
        let mut held = HeldBack::default();
        assert!(held.pass(vec![says("be-a", Some(State::Erased))], true).is_empty());
        let said = held.pass(vec![says("be-a", None)], false);
        assert_eq!(count_of(&said), [1, 0]);
        assert!(held.pass(Vec::new(), false).is_empty());
    }

    #[test]
    fn only_so_much_is_held_back() {
        let mut held = HeldBack::default();
        while !held.is_full() {
            assert!(held.pass(vec![says("be-a", Some(State::Erased))], true).is_empty());
        }
        assert_eq!(held.pass(Vec::new(), false).len(), MOST);
        assert!(!held.is_full());
    }
}
