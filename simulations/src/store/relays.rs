//! Orders to pass signals on, as their origins and relays keep them, and what was said of what was.

use std::collections::BTreeSet;
use std::sync::Arc;

use sluis_protocol::core::{
    Direction, Fact, FeedPlace, HeldState, Ordered, OrderedSignal, ToOrder, Waiting, WaitingFor, Write,
};
use sluis_protocol::envelope::RecordId;
use sluis_protocol::records::{FeedId, Lane, State};
use sluis_schemas::MemberId;

use super::MemoryStore;

/// An order as a member keeps it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Order {
    /// Its record, once it is signed.
    pub(crate) signed: Option<RecordId>,
    /// Where it came at the relay.
    entry: Option<FeedPlace>,
    /// Whether it was withdrawn.
    ended: bool,
}

/// Who passed what on to whom, and what the receiver said of which record.
pub(crate) type Passed = (MemberId, MemberId, MemberId, RecordId);

impl MemoryStore {
    pub(super) fn apply_relay(&mut self, write: &Write) {
        match write {
            Write::ToOrder { what, .. } => {
                for ((keeper, other), order) in &mut self.orders {
                    let same =
                        (&other.origin, other.signal, &other.receiver) == (&what.origin, what.signal, &what.receiver);
                    order.ended |= same && *keeper == what.origin && order.signed.is_none();
                }
                let before = self.orders.insert((what.origin.clone(), what.clone()), Order::default());
                self.anomaly(before.is_some(), || format!("{} is to be passed on twice", what.record));
            }
            Write::Ordered { keeper, what, order, entry, .. } => {
                let kept = self.orders.entry((keeper.clone(), what.clone())).or_default();
                let twice = kept.signed.replace(*order).is_some();
                kept.entry = *entry;
                self.anomaly(twice, || format!("{keeper} was given an order for {} twice", what.record));
            }
            Write::OrderEnded { keeper, origin, signal, receiver, .. } => {
                for ((kept_by, what), order) in &mut self.orders {
                    let named = (&what.origin, what.signal, &what.receiver) == (origin, *signal, receiver);
                    order.ended |= named && kept_by == keeper;
                }
            }
            Write::Relayed { feed, record, order } => {
                let before = self.relayed.insert((feed.clone(), *record), *order);
                self.anomaly(before.is_some(), || format!("{record} was passed on in {feed} twice"));
            }
            Write::RelaySaid { origin, relay, receiver, record, state, rule, .. } => {
                let key = (origin.clone(), relay.clone(), receiver.clone(), *record);
                self.relay_said.insert(key, (*state, rule.clone()));
            }
            _ => {}
        }
    }

    pub(super) fn orders_of(&self, keeper: &MemberId, origin: &MemberId, signal: RecordId) -> Vec<Ordered> {
        let of = self
            .orders
            .iter()
            .filter(|((by, what), _)| by == keeper && what.origin == *origin && what.signal == signal);
        let ordered = |((_, what), order): (&(MemberId, ToOrder), &Order)| {
            let feed = FeedId { discloser: keeper.clone(), receiver: what.receiver.clone() };
            let lost: BTreeSet<_> = self.lost.keys().filter(|(f, _)| *f == feed).map(|(_, id)| *id).collect();
            let said = (what.origin.clone(), what.relay.clone(), what.receiver.clone(), what.record);
            let said = self.relay_said.get(&said);
            Ordered {
                held: said.is_some_and(|(state, _)| !state.is_some_and(State::is_last_word)),
                what: what.clone(),
                order: order.signed.and_then(|id| Some((id, self.records.get(&id)?.clone()))),
                stands: self.stands(keeper, what, order),
                ended: order.ended,
                passed: self.relayed.contains_key(&(feed, what.record)),
                lost,
            }
        };
        of.map(ordered).collect()
    }

    /// By which orders a member passes a record on, in which feeds, and where these came.
    pub(super) fn onwards(&self, member: &MemberId, record: RecordId) -> Vec<(FeedId, RecordId, FeedPlace)> {
        let of = self.orders.iter().filter(|((keeper, what), _)| {
            keeper == member && what.relay == *member && what.origin != *member && what.record == record
        });
        let onwards = |((_, what), order): (&(MemberId, ToOrder), &Order)| {
            let feed = FeedId { discloser: member.clone(), receiver: what.receiver.clone() };
            Some((feed, order.signed?, order.entry?))
        };
        of.filter_map(onwards).collect()
    }

    fn stands(&self, keeper: &MemberId, what: &ToOrder, order: &Order) -> bool {
        if order.ended {
            return false;
        }
        let key = (what.origin.clone(), what.relay.clone(), what.receiver.clone(), what.record);
        let declined_there = matches!(self.relay_said.get(&key), Some((Some(State::Declined), _)));
        let with_relay = FeedId { discloser: what.origin.clone(), receiver: what.relay.clone() };
        let place = order.signed.filter(|_| *keeper == what.origin).and_then(|id| self.place(&with_relay, id));
        let said = place.and_then(|at| {
            self.exceptions.get(&(Direction::Out, with_relay, at.lane))?.get(&at.place).map(|said| said.state)
        });
        !declined_there && said != Some(State::Declined)
    }

    /// Members that a member's signal was ordered to be passed on to, and by whom.
    pub(crate) fn ordered(&self, origin: &MemberId) -> impl Iterator<Item = (&ToOrder, bool)> {
        let own = self.orders.iter().filter(move |((keeper, what), _)| keeper == origin && what.origin == *origin);
        own.map(|((keeper, what), order)| (what, self.stands(keeper, what, order)))
    }

    /// Whether a member has a record passed on to the receiver of a feed, which has not said what became of it.
    pub(super) fn is_on_its_way_by_relay(&self, feed: &FeedId, record: RecordId) -> bool {
        let origin = &feed.discloser;
        let said = |what: &ToOrder| (origin.clone(), what.relay.clone(), what.receiver.clone(), record);
        self.ordered(origin).any(|(what, stands)| {
            stands
                && (what.record, &what.receiver) == (record, &feed.receiver)
                && !self.relay_said.contains_key(&said(what))
        })
    }

    /// The order to pass a record on that is kept here, as signed.
    #[must_use]
    pub fn order_of(&self, record: RecordId) -> Option<Arc<[u8]>> {
        let order = self.orders.iter().find(|((_, what), _)| what.record == record)?.1;
        self.records.get(&order.signed?).cloned()
    }

    pub(super) fn entered(&self, feed: &FeedId, record: RecordId) -> Option<Fact> {
        let ordered = |((keeper, what), _): (&(MemberId, ToOrder), &Order)| {
            *keeper == feed.discloser && what.receiver == feed.receiver && what.record == record
        };
        let key = (feed.clone(), record);
        let by_order = self.holds_entry(feed, record)
            || self.relayed.contains_key(&key)
            || self.lost.contains_key(&key)
            || self.orders.iter().any(ordered);
        let waits = self.outbox.get(feed).is_some_and(|waiting| waiting.contains(&record));
        (by_order || waits).then_some(Fact::Entered { waits: !by_order })
    }

    pub(super) fn order_at(&self, feed: &FeedId, lane: Lane, place: u64) -> Option<Fact> {
        let (_, id) = self.entries(Direction::Out, feed, lane).find(|(at, _)| *at == place)?;
        let own = |((keeper, what), order): &(&(MemberId, ToOrder), &Order)| {
            *keeper == what.origin && what.origin == feed.discloser && order.signed == Some(id)
        };
        let ((_, what), order) = self.orders.iter().find(own)?;
        let said = (what.origin.clone(), what.relay.clone(), what.receiver.clone(), what.record);
        let held = self.relay_said.get(&said).is_some_and(|(state, _)| !state.is_some_and(State::is_last_word));
        let earlier = self.ordered(&what.origin).filter(|(other, stands)| {
            let of_one = (other.signal, &other.receiver) == (what.signal, &what.receiver);
            *stands
                && of_one
                && self.of.get(&other.record).map(|of| of.version) < self.of.get(&what.record).map(|of| of.version)
        });
        Some(Fact::OrderAt {
            what: what.clone(),
            has_earlier: earlier.count() > 0,
            ended_while_held: order.ended && held,
        })
    }

    pub(super) fn to_order(&self, limit: u32) -> Vec<ToOrder> {
        let waits = self.orders.values().zip(self.orders.keys());
        let waits =
            waits.filter(|(order, (keeper, what))| order.signed.is_none() && !order.ended && *keeper == what.origin);
        waits.map(|(_, (_, what))| what.clone()).take(limit as usize).collect()
    }

    /// Orders that stand, of newest versions that may be read.
    pub(super) fn to_judge(&self, after: Option<&(MemberId, RecordId, MemberId)>, limit: u32) -> Vec<OrderedSignal> {
        let key = |what: &ToOrder| (what.origin.clone(), what.record, what.receiver.clone());
        let own = self.orders.iter().filter(|((keeper, what), order)| {
            *keeper == what.origin && self.stands(keeper, what, order) && after.is_none_or(|after| key(what) > *after)
        });
        let mut found: Vec<_> = own
            .filter_map(|((_, what), _)| {
                let held = self.held.get(&(what.origin.clone(), what.record))?;
                (held.ended.is_none() && !held.destroyed).then_some(())?;
                let (_, private) = self.private.get(&what.record)?;
                let bytes = self.records.get(&what.record)?.clone();
                Some(OrderedSignal { what: what.clone(), bytes, distribution: private.meant_for().into() })
            })
            .collect();
        found.sort_by_key(|found| key(&found.what));
        found.truncate(limit as usize);
        found
    }

    /// The order by which a record goes, or waits to go, in a feed.
    pub(crate) fn goes_by(&self, feed: &FeedId, id: RecordId) -> Option<RecordId> {
        let of_record = |((keeper, what), _): &(&(MemberId, ToOrder), &Order)| {
            *keeper == feed.discloser && what.receiver == feed.receiver && what.record == id && what.origin != *keeper
        };
        let by_record = self.orders.iter().find(of_record);
        self.relayed.get(&(feed.clone(), id)).copied().or(by_record.and_then(|(_, order)| order.signed))
    }

    /// A record that goes, or waits to go, in a feed by an order.
    pub(super) fn relayed_in(&self, feed: &FeedId, id: RecordId) -> Option<Waiting> {
        let signed = self.goes_by(feed, id)?;
        let is_it = |((keeper, _), order): &(&(MemberId, ToOrder), &Order)| {
            *keeper == feed.discloser && order.signed == Some(signed)
        };
        let (_, order) = self.orders.iter().find(is_it)?;
        let held = self.held.get(&(feed.discloser.clone(), id));
        let is_buried = self.of.get(&id).is_some_and(|of| self.tombstones.contains_key(&(of.signer.clone(), id)));
        let is_read = held.is_some_and(|held| held.is_open() && held.state == HeldState::Accepted);
        let is_open = is_read && !is_buried && !order.ended;
        let (bytes, order_bytes) = (self.records.get(&id)?.clone(), self.records.get(&signed)?.clone());
        Some(Waiting { id, bytes, what: WaitingFor::Relayed { order: order_bytes, entry: order.entry?, is_open } })
    }
}
