//! Relays: a member that holds a signal passes it on to another, where the signal's origin orders it.
//!
//! | at | what happens |
//! |---|---|
//! | the origin | a releaser names who passes on and to whom; each is judged, with the relay as holder; an order for each is signed and joins the feed to the relay. Of a later version new orders follow by themselves |
//! | the relay | what is ordered and held joins the feed to the receiver, each time judged again, and goes with the order |
//! | the receiver | takes in what an order names as anything else. What became of it it says to the relay in receipts, and to the origin in a record that the relay takes there |
//!
//! What ends a signal follows to whom it was passed on. Only the order lets a member say what another signed, and it names
//! relay, receiver and version: what a relay alters or invents is refused, what it withholds is outstanding at the origin.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use sluis_schemas::content::Distribution;
use sluis_schemas::vocabulary::{RetractionGround, SignalType};
use sluis_schemas::{Date, MemberId, Timestamp};

use super::answering::Own;
use super::contract::{Fact, Facts, HeldState, Input, Key, Preview, ReadSet, Ticket, ToRetract, Write};
use super::disclose::Carried;
use super::effects::{Effect, Reply};
use super::ending::{Buried, Entry as FeedPlace, Reached, SentVersion};
use super::gaps::GapEnd;
use super::judge::Disclosure;
use super::people::class;
use super::recall::{keep_evidence, spread};
use super::receive::{Taken, exception};
use super::relay_said::{way_home, way_there};
use super::widen::TAKEN_BACK;
use super::work::Work;
use super::{Core, CoreError, Direction, Judged};
use crate::cbor;
use crate::crypto::{Crypto, Signer};
use crate::envelope::{MAX_RECORD, RecordId, Unverified};
use crate::gates::NOT_IN_AUDIENCE;
use crate::journal::{Actor, Detail};
use crate::records::{FeedId, Lane, Recall, Record, RelayOrder, RelayReceipt, Retraction, Signal};
use crate::register::Verified;
use crate::wire::Item;

/// Outcome for a member that has the newest version, or is on its way to have it, without a relay.
pub const HAS_IT: &str = "has-it";
/// Outcome for a member that a relay was ordered to pass the newest version on to before.
pub const ORDERED: &str = "ordered";
/// The rule that only who has the newest version can pass it on.
pub const RELAY_LACKS_IT: &str = "relay-lacks-it";
/// The rule that who asks for something asks it itself.
pub const REQUEST_NOT_RELAYED: &str = "request-not-relayed";
/// What is written at a relay of an entry that goes no more, since the order or the record stands no more there.
pub const NOT_HELD: &str = "not-held";
/// What is written at a relay of a version that goes no more, since the last day of its order is over.
pub const ORDER_OVER: &str = "order-over";
/// What is said of an order or a receipt that no order is known for.
pub(super) const NOT_ORDERED: &str = "declined:not-ordered";

/// Most orders that signatures are asked for at once.
const MAX_TO_ORDER: u32 = 256;
/// Orders judged again at once.
const MAX_JUDGED: u32 = 256;

/// One version of a signal is to be passed on to one member.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ToOrder {
    /// Whose signal it is.
    pub origin: MemberId,
    /// Who passes it on.
    pub relay: MemberId,
    /// To whom.
    pub receiver: MemberId,
    /// The signal: the id of its first version.
    pub signal: RecordId,
    /// The version.
    pub record: RecordId,
    /// Last day, UTC, on which that is done, where its origin gave one.
    pub until: Option<Date>,
}

/// The record of an order.
pub type SignedOrder = (RecordId, Arc<[u8]>);

/// An order as its origin or its relay keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ordered {
    /// What it says.
    pub what: ToOrder,
    /// As it was signed; none where it is to be.
    pub order: Option<SignedOrder>,
    /// Whether it was neither withdrawn, nor declined by relay or receiver.
    pub stands: bool,
    /// Whether its origin withdrew it, with what it was about or for this receiver alone.
    pub ended: bool,
    /// At the relay: whether the version joined the feed to the receiver.
    pub passed: bool,
    /// At the relay: what the receiver holds of this feed and of which nothing is kept here since a restore.
    pub lost: BTreeSet<RecordId>,
    /// At the origin: whether the receiver attests that it has the version, and not that this is gone.
    pub held: bool,
}

/// An order that stands, with what it is judged by.
#[derive(Debug, Clone)]
pub struct OrderedSignal {
    /// What it says.
    pub what: ToOrder,
    /// The version.
    pub bytes: Arc<[u8]>,
    /// Whom it is meant for.
    pub distribution: Arc<Distribution>,
}

/// What a releaser asks for.
pub(super) struct Relaying {
    pub(super) actor: Actor,
    pub(super) signal: RecordId,
    pub(super) record: RecordId,
    pub(super) through: MemberId,
    pub(super) to: BTreeSet<MemberId>,
}

/// Where an order stands that a member keeps.
pub(super) fn orders_key(keeper: &MemberId, origin: &MemberId, signal: RecordId) -> Key {
    Key::Orders { keeper: keeper.clone(), origin: origin.clone(), signal }
}

pub(super) fn order_needs(order: &RelayOrder, keys: &mut ReadSet) {
    keys.insert(Key::Spread(order.origin.clone(), order.signal));
    keys.insert(orders_key(&order.origin, &order.origin, order.signal));
}

pub(super) fn tick_needs(keys: &mut ReadSet) {
    keys.insert(Key::ToOrder { limit: MAX_TO_ORDER });
}

/// What is read before an order, or what was said of one, is taken in by a member.
pub(super) fn item_needs(receiver: &MemberId, item: &Item, keys: &mut ReadSet) {
    match item {
        Item::Order(order) => {
            let RelayOrder { origin, relay, receiver, signal, record, .. } = order.record();
            keys.insert(orders_key(relay, origin, *signal));
            keys.insert(Key::Holdings(origin.clone(), *signal));
            keys.insert(Key::Tombstone(origin.clone(), *signal));
            keys.insert(Key::Entered(FeedId { discloser: relay.clone(), receiver: receiver.clone() }, *record));
        }
        Item::RelayReceipt(receipt) => {
            let RelayReceipt { origin, signal, record, .. } = receipt.record();
            keys.insert(orders_key(receiver, origin, *signal));
            keys.insert(Key::Spread(origin.clone(), *signal));
            keys.insert(Key::Tombstone(origin.clone(), *signal));
            keys.insert(Key::Entered(way_home(receipt.record()), receipt.id()));
            keys.insert(Key::Entered(way_there(receipt.record()), *record));
        }
        Item::Relayed(relayed) => {
            let RelayOrder { origin, signal, .. } = relayed.order.record();
            keys.insert(Key::Holdings(origin.clone(), *signal));
            keys.insert(Key::Tombstone(origin.clone(), *signal));
        }
        _ => {}
    }
}

pub(super) const fn review_key(after: Option<(MemberId, RecordId, MemberId)>) -> Key {
    Key::Relayed { after, limit: MAX_JUDGED }
}

impl Work {
    /// Orders that a member keeps of a signal, as this batch left them.
    pub(super) fn orders(&self, facts: &Facts, keeper: &MemberId, origin: &MemberId, signal: RecordId) -> Vec<Ordered> {
        let key = orders_key(keeper, origin, signal);
        let stored = match facts.get(&key) {
            Some(Fact::Orders(stored)) => stored.as_slice(),
            _ => &[],
        };
        let new = self
            .orders
            .iter()
            .filter(|((of, what), _)| of == keeper && what.origin == *origin && what.signal == signal);
        let mut all: BTreeMap<ToOrder, Ordered> =
            stored.iter().map(|ordered| (ordered.what.clone(), ordered.clone())).collect();
        for ((_, what), order) in new {
            let (what, order) = (what.clone(), order.clone());
            let known = all.entry(what.clone());
            let known = known.or_insert_with(|| Ordered {
                what,
                order: None,
                stands: true,
                ended: false,
                passed: false,
                lost: BTreeSet::new(),
                held: false,
            });
            known.order = order.or_else(|| known.order.take());
        }
        let mut all: Vec<Ordered> = all.into_values().collect();
        for ordered in &mut all {
            let key = (keeper.clone(), origin.clone(), signal, ordered.what.receiver.clone());
            ordered.ended |= self.orders_ended.contains(&key);
            ordered.stands &= !ordered.ended;
            let feed = FeedId { discloser: keeper.clone(), receiver: ordered.what.receiver.clone() };
            ordered.passed |= self.passed.contains(&(feed, ordered.what.record));
        }
        all
    }

    /// Whether a member holds a record, and not unread.
    pub(super) fn has_accepted(&self, facts: &Facts, member: &MemberId, record: RecordId) -> bool {
        let key = (member.clone(), record);
        let stored = || match facts.get(&Key::Held(member.clone(), record)) {
            Some(Fact::Held { state, .. }) => *state == HeldState::Accepted,
            _ => false,
        };
        self.accepted.contains(&key) || !self.ended.contains(&key) && stored()
    }

    /// Orders to a receiver end at who keeps them.
    pub(super) fn end_orders(&mut self, keeper: &MemberId, origin: &MemberId, signal: RecordId, receiver: &MemberId) {
        let key = (keeper.clone(), origin.clone(), signal, receiver.clone());
        if self.orders_ended.insert(key) {
            let (keeper, origin, receiver, at) = (keeper.clone(), origin.clone(), receiver.clone(), self.now);
            self.writes.push(Write::OrderEnded { keeper, origin, signal, receiver, at });
        }
    }

    fn have_ordered(&mut self, what: ToOrder) {
        self.orders.insert((what.origin.clone(), what.clone()), None);
        self.writes.push(Write::ToOrder { what: what.clone(), at: self.now });
        self.effects.push(Effect::SignOrder(what));
    }
}

/// The order by which each receiver is to have a signal, where that stands.
pub(super) fn standing(orders: &[Ordered]) -> BTreeMap<&MemberId, &ToOrder> {
    let standing = orders.iter().filter(|ordered| ordered.stands);
    standing.map(|ordered| (&ordered.what.receiver, &ordered.what)).collect()
}

/// Whether a last day is over.
pub(super) fn is_past(until: Option<Date>, now: Timestamp) -> bool {
    until.is_some_and(|until| until < Date::of(now))
}

/// Who has a signal by an order that its relay gave up since, as one does that was put back: the origin tells it itself.
pub(super) fn left_alone(orders: &[Ordered]) -> BTreeSet<&MemberId> {
    let standing = standing(orders);
    let held = orders.iter().filter(|ordered| ordered.held).map(|ordered| &ordered.what.receiver);
    held.filter(|receiver| !standing.contains_key(receiver)).collect()
}

/// Where a version joined the feed to a relay, and goes there still.
fn relay_has(versions: &[SentVersion], record: RecordId, relay: &MemberId) -> Option<FeedPlace> {
    match versions.iter().find(|version| version.id == record)?.receivers.get(relay)? {
        Reached::Joined(entry) => Some(*entry),
        _ => None,
    }
}

impl<C: Crypto, S: Signer> Core<C, S> {
    /// A releaser has an own signal passed on to those of the members named that may have it so; what becomes of each is
    /// answered.
    pub(super) fn relay(
        &mut self,
        work: &mut Work,
        facts: &Facts,
        ticket: Ticket,
        asked: Relaying,
    ) -> Result<(), CoreError> {
        let reply = match self.order_to(work, facts, asked, None)? {
            Ok(outcomes) => Reply::Widened { outcomes },
            Err(reply) => reply,
        };
        Self::reply(work, ticket, reply)
    }

    /// Judges for each of the members named whether it may have an own signal by a relay, and has that ordered for those that
    /// may; the outcome for each, or why none was judged.
    pub(super) fn order_to(
        &mut self,
        work: &mut Work,
        facts: &Facts,
        asked: Relaying,
        until: Option<Date>,
    ) -> Result<Result<BTreeMap<MemberId, String>, Reply>, CoreError> {
        let Relaying { actor, signal, record, through, to } = asked;
        let (newest, own) = match Self::newest_own(work, facts, &actor, signal, record)? {
            Ok(found) => found,
            Err(reply) => return Ok(Err(reply)),
        };
        let member = actor.member.clone();
        let with_relay = FeedId { discloser: member.clone(), receiver: through.clone() };
        let has = relay_has(std::slice::from_ref(newest), record, &through);
        // What is ordered overtakes all else, and must not come before what it is about.
        let has = has.filter(|entry| self.is_acknowledged(&with_relay, entry));
        let asks = own.signal.content.r#type == SignalType::Request;
        if asks || has.is_none() || work.withheld_now(&with_relay, record) {
            let rule = if asks { REQUEST_NOT_RELAYED } else { RELAY_LACKS_IT }.to_owned();
            let (class, epoch) = (class(&own.signal.content), self.epoch(work.now));
            self.journal_entry(work, &Detail::Refusal { actor, class, epoch, rule: rule.clone(), waits: None })?;
            return Ok(Err(Reply::Refused { rule }));
        }
        let orders = work.orders(facts, &member, &member, signal);
        let (mut outcomes, mut new) = (BTreeMap::new(), Vec::new());
        for receiver in to {
            let what = ToOrder { origin: member.clone(), relay: through.clone(), receiver, signal, record, until };
            let outcome = self.may_relay(work.now, newest, &orders, &own, &what);
            outcomes.insert(what.receiver.clone(), outcome.clone());
            if outcome == Judged::Permitted.outcome() {
                new.push(what);
            }
        }
        // What waits for its own turn is counted there, if it may not go any more.
        let waits = |receiver: &MemberId| newest.receivers.get(receiver) == Some(&Reached::Waiting);
        let kept = outcomes.iter().filter(|(receiver, _)| !waits(receiver));
        self.begin_gaps(work, (&member, signal, &own.signal.content), kept);
        work.end_gaps(signal, Some(new.iter().map(|what| what.receiver.clone()).collect()), GapEnd::Relayed);
        let (outcomes_told, epoch) = (outcomes.clone(), self.epoch(work.now));
        let detail = Detail::Relay { actor, record, through, outcomes: outcomes_told, epoch };
        self.journal_entry(work, &detail)?;
        for what in new {
            let direct = FeedId { discloser: member.clone(), receiver: what.receiver.clone() };
            if newest.receivers.get(&what.receiver) == Some(&Reached::Waiting) {
                self.leave_outbox(work, &direct, record);
                work.writes.push(Write::ReplySettled { feed: direct, record });
            }
            work.have_ordered(what);
        }
        Ok(Ok(outcomes))
    }

    fn is_acknowledged(&self, feed: &FeedId, entry: &FeedPlace) -> bool {
        let state = self.feeds.get(&(Direction::Out, feed.clone()));
        state.is_some_and(|state| entry.place <= state.acknowledged.get(entry.lane).place)
    }

    /// Orders to a receiver, or to everybody, stand no more: those that are not sent yet never are. As they stood before.
    pub(super) fn withdraw_orders(
        work: &mut Work,
        facts: &Facts,
        (origin, signal): (&MemberId, RecordId),
        only: Option<&MemberId>,
        outcome: &str,
    ) -> Vec<Ordered> {
        let mut orders = work.orders(facts, origin, origin, signal);
        orders.retain(|ordered| only.is_none_or(|only| *only == ordered.what.receiver));
        for Ordered { what, order, stands, .. } in &orders {
            work.end_orders(origin, origin, signal, &what.receiver);
            if let Some((order, _)) = order.as_ref().filter(|_| *stands) {
                let feed = FeedId { discloser: origin.clone(), receiver: what.relay.clone() };
                work.withhold(&feed, *order, outcome.to_owned());
            }
        }
        orders.retain(|ordered| ordered.order.is_some());
        orders
    }

    fn may_relay(
        &mut self,
        now: Timestamp,
        newest: &SentVersion,
        orders: &[Ordered],
        own: &Own,
        what: &ToOrder,
    ) -> String {
        let mine = orders.iter().filter(|ordered| ordered.what.receiver == what.receiver);
        if mine.clone().any(|ordered| ordered.stands) {
            return ORDERED.to_owned();
        }
        // A version stands once in a feed.
        let before = mine.clone().any(|ordered| ordered.what == *what);
        match newest.receivers.get(&what.receiver) {
            Some(Reached::Joined(_)) => HAS_IT.to_owned(),
            Some(Reached::Ended(_) | Reached::Withheld) => TAKEN_BACK.to_owned(),
            _ if before => TAKEN_BACK.to_owned(),
            _ => self.pass_on_outcome(now, &own.signal, &own.private.meant_for(), what).outcome(),
        }
    }

    /// Whether a relay may pass a signal on. The order is the origin's consent.
    pub(super) fn pass_on_outcome(
        &mut self,
        now: Timestamp,
        signal: &Signal,
        distribution: &Distribution,
        what: &ToOrder,
    ) -> Judged {
        let (receiver, holder) = (&what.receiver, Some(&what.relay));
        let disclosure = Disclosure { signal, distribution, receiver, request: None, holder };
        self.judge.disclose(&self.directory, disclosure, now)
    }

    /// Whether this member may pass a signal on that it was ordered to, as far as it knows: whom else its origin means it for
    /// is not told.
    pub(super) fn may_pass_on_now(&mut self, now: Timestamp, feed: &FeedId, signal: &Signal) -> Judged {
        let mut distribution = Distribution::default();
        distribution.audience.members.insert(feed.receiver.clone());
        let (receiver, holder) = (&feed.receiver, Some(&feed.discloser));
        let disclosure = Disclosure { signal, distribution: &distribution, receiver, request: None, holder };
        self.judge.disclose(&self.directory, disclosure, now)
    }

    /// Has those orders signed that wait for it.
    pub(super) fn ask_for_orders(work: &mut Work, facts: &Facts) {
        if let Some(Fact::ToOrder(waiting)) = facts.get(&Key::ToOrder { limit: MAX_TO_ORDER }) {
            work.effects.extend(waiting.iter().cloned().map(Effect::SignOrder));
        }
    }

    /// An order was signed: it goes to its relay, if that has the version.
    pub(super) fn order(
        &mut self,
        work: &mut Work,
        facts: &Facts,
        order: &Verified<RelayOrder>,
    ) -> Result<(), CoreError> {
        let what = ToOrder::from(order.record());
        let ToOrder { origin, relay, receiver, signal, record, .. } = &what;
        let orders = work.orders(facts, origin, origin, *signal);
        if !orders.iter().any(|ordered| ordered.what == what && ordered.stands && ordered.order.is_none()) {
            return Ok(());
        }
        if order.checked_against() != self.directory.digest() {
            work.effects.push(Effect::SignOrder(what));
            return Ok(());
        }
        let feed = FeedId { discloser: origin.clone(), receiver: relay.clone() };
        let has = relay_has(spread(facts, origin, *signal), *record, relay);
        if has.is_none() || work.withheld_now(&feed, *record) {
            // A later version may be ordered since.
            let other =
                |ordered: &Ordered| ordered.what.receiver == *receiver && ordered.what != what && ordered.stands;
            if !orders.iter().any(other) {
                work.end_orders(origin, origin, *signal, receiver);
            }
            return Ok(());
        }
        let id = order.id();
        let by = (origin.clone(), relay.clone(), receiver.clone());
        let detail = Detail::Ordered { order: id, origin: by.0, relay: by.1, receiver: by.2, record: *record };
        self.journal_entry(work, &detail)?;
        keep_evidence(work, origin, origin, order);
        work.orders.insert((origin.clone(), what.clone()), Some((id, order.bytes().clone())));
        work.writes.push(Write::Ordered { keeper: origin.clone(), what, order: id, entry: None, at: work.now });
        self.let_out(work, &feed, Lane::Urgent, id, order.bytes());
        Ok(())
    }

    /// A correction was released: where a relay has the version before it, it is to pass this one on too; for whom. Of any
    /// other the version before is taken back.
    pub(super) fn order_again(
        &mut self,
        work: &mut Work,
        facts: &Facts,
        (record, signal): (RecordId, &Signal),
        distribution: &Distribution,
        table: &Preview,
    ) -> BTreeSet<MemberId> {
        let origin = &signal.origin;
        let first = signal.first(record);
        let orders = work.orders(facts, origin, origin, first);
        let mut ordered = BTreeSet::new();
        for before in standing(&orders).into_values() {
            let what = ToOrder { record, ..before.clone() };
            let judged = self.pass_on_outcome(work.now, signal, distribution, &what);
            if judged == Judged::Permitted && table.permits(&what.relay) && !is_past(what.until, work.now) {
                ordered.insert(what.receiver.clone());
                work.have_ordered(what);
                continue;
            }
            let feed = FeedId { discloser: origin.clone(), receiver: what.receiver };
            let outside = judged.outcome() == NOT_IN_AUDIENCE;
            let ground = if outside { RetractionGround::Narrowed } else { RetractionGround::Rules };
            Self::to_retract(work, ToRetract { feed, signal: first, ground });
        }
        ordered
    }

    /// An order came: what it names waits to be passed on.
    pub(super) fn take_order(
        &mut self,
        work: &mut Work,
        facts: &Facts,
        feed: &FeedId,
        order: &Verified<RelayOrder>,
        place: FeedPlace,
    ) -> Taken {
        let what = ToOrder::from(order.record());
        let ToOrder { origin, relay, receiver, signal, record, .. } = &what;
        if matches!(work.buried(facts, origin, *signal), Some(Buried::Recalled { .. })) {
            return Taken::Over;
        }
        let known = work.orders(facts, relay, origin, *signal);
        if known.iter().any(|ordered| ordered.what == what) {
            // An origin that was put back signs it anew.
            if !known.iter().any(|ordered| ordered.order.as_ref().is_some_and(|(id, _)| *id == order.id())) {
                keep_evidence(work, relay, &feed.discloser, order);
            }
            return Taken::Held;
        }
        let holdings = work.holdings(facts, origin, *signal);
        if !holdings.iter().any(|holding| holding.member == *relay && holding.record == *record) {
            return Taken::Refused(format!("declined:{NOT_HELD}"));
        }
        if receiver == relay || receiver == origin || self.directory.member(receiver).is_none() {
            return Taken::Refused(NOT_ORDERED.to_owned());
        }
        let id = order.id();
        keep_evidence(work, relay, &feed.discloser, order);
        work.orders.insert((relay.clone(), what.clone()), Some((id, order.bytes().clone())));
        let (keeper, entry, at) = (relay.clone(), Some(place), work.now);
        let onwards = FeedId { discloser: relay.clone(), receiver: receiver.clone() };
        let entered = facts.get(&Key::Entered(onwards.clone(), *record));
        work.writes.push(Write::Ordered { keeper, what: what.clone(), order: id, entry, at });
        if let Some(Fact::Entered { waits }) = entered {
            // This store was put back, and forgot by which order it went there, or waits to go there again.
            if !waits {
                work.writes.push(Write::Relayed { feed: onwards, record: *record, order: id });
            }
        } else {
            work.writes.push(Write::OutboxAdd { feed: onwards.clone(), record: *record, at });
            *self.outbox.entry(onwards).or_default() += 1;
            if let Some(node) = self.directory.node_of(receiver) {
                work.effects.push(Effect::Again(Input::Pump { node: node.clone() }));
            }
        }
        Taken::Held
    }

    /// What ends a signal follows it to those that it was passed on to.
    pub(super) fn pass_on_end(
        &mut self,
        work: &mut Work,
        facts: &Facts,
        (relay, origin, signal): (&MemberId, &MemberId, RecordId),
        (id, bytes): (RecordId, &Arc<[u8]>),
        only: Option<&MemberId>,
    ) {
        let mut newest: BTreeMap<MemberId, (bool, Ordered)> = BTreeMap::new();
        for ordered in work.orders(facts, relay, origin, signal) {
            let receiver = ordered.what.receiver.clone();
            let had = newest.get(&receiver).is_some_and(|(had, _)| *had);
            let has = had || ordered.passed || ordered.lost.contains(&ordered.what.record);
            newest.insert(receiver, (has, ordered));
        }
        for (receiver, (has, ordered)) in newest {
            if only.is_some_and(|only| *only != receiver) {
                continue;
            }
            work.end_orders(relay, origin, signal, &receiver);
            let feed = FeedId { discloser: relay.clone(), receiver };
            let Some((order, bytes_of_order)) = ordered.order.filter(|_| has && !ordered.lost.contains(&id)) else {
                continue;
            };
            if work.passed.insert((feed.clone(), id)) {
                work.writes.push(Write::Relayed { feed: feed.clone(), record: id, order });
                self.let_out(work, &feed, Lane::Urgent, id, Carried::by_order(bytes.clone(), bytes_of_order));
            }
        }
    }

    /// A signal joins the feed of who passes it on.
    pub(super) fn pass_on_signal(
        &mut self,
        work: &mut Work,
        feed: &FeedId,
        (record, bytes): (RecordId, &Arc<[u8]>),
        order: &Arc<[u8]>,
    ) -> Result<(), CoreError> {
        let (id, _) = self.read_order(order).ok_or(CoreError::DamagedRecord { record })?;
        if work.passed.insert((feed.clone(), record)) {
            work.writes.push(Write::Relayed { feed: feed.clone(), record, order: id });
            self.let_out(work, feed, Lane::Bulk, record, Carried::by_order(bytes.clone(), order.clone()));
        }
        Ok(())
    }

    /// What a relay passed on is taken in; its origin is told what became of it.
    pub(super) fn take_relayed(
        &mut self,
        work: &mut Work,
        facts: &Facts,
        feed: &FeedId,
        (order, item): (&Verified<RelayOrder>, &Item),
        place: FeedPlace,
    ) -> Result<Taken, CoreError> {
        let (receiver, said) = (&feed.receiver, order.record());
        let taken = match item {
            Item::Signal(signal) => {
                if !work.has_accepted(facts, receiver, signal.id()) {
                    keep_evidence(work, receiver, &feed.discloser, order);
                    self.journal_entry(work, &Detail::OrderKept { feed: feed.clone(), order: order.id() })?;
                }
                self.take_signal(work, facts, feed, signal, place)
            }
            Item::Recall(recall) => self.take_recall(work, facts, feed, &said.origin, recall),
            other => self.take_in(work, facts, feed, other, place)?,
        };
        let (state, rule) = exception(place.lane, place.place, &taken).map(|e| (e.state, e.rule)).unzip();
        self.say_to_origin(work, feed, (&said.origin, said.signal), (item.id(), state, rule.flatten()))?;
        Ok(taken)
    }

    /// Takes a retraction for another member to it, where that was passed the signal.
    pub(super) fn take_others_retraction(
        &mut self,
        work: &mut Work,
        facts: &Facts,
        feed: &FeedId,
        retraction: &Verified<Retraction>,
    ) -> Taken {
        let Retraction { origin, receiver, signal, .. } = retraction.record();
        let relay = &feed.receiver;
        if !work.orders(facts, relay, origin, *signal).iter().any(|ordered| ordered.what.receiver == *receiver) {
            return Taken::Refused(NOT_ORDERED.to_owned());
        }
        work.end_consents(facts, (relay, *signal), |kept| kept.lets_pass_on(receiver));
        keep_evidence(work, relay, &feed.discloser, retraction);
        let of = (relay, origin, *signal);
        self.pass_on_end(work, facts, of, (retraction.id(), retraction.bytes()), Some(receiver));
        Taken::Held
    }

    /// Judges orders again, under the rules that hold now; the last that was.
    pub(super) fn review_orders(
        &mut self,
        work: &mut Work,
        orders: &[OrderedSignal],
    ) -> Result<Option<(MemberId, RecordId, MemberId)>, CoreError> {
        for OrderedSignal { what, bytes, distribution } in orders {
            let signal = Self::own_copy(what.record, bytes)?;
            if let Judged::Refused(_) = self.pass_on_outcome(work.now, &signal, distribution, what) {
                let feed = FeedId { discloser: what.origin.clone(), receiver: what.receiver.clone() };
                Self::take_back(work, &feed, what.signal);
            }
        }
        let last = orders.last().filter(|_| orders.len() >= MAX_JUDGED as usize);
        Ok(last.map(|OrderedSignal { what, .. }| (what.origin.clone(), what.record, what.receiver.clone())))
    }

    /// The order in bytes that were verified when they came in. Never for bytes from anywhere but our own store.
    pub(super) fn read_order(&self, bytes: &[u8]) -> Option<(RecordId, RelayOrder)> {
        let envelope = Unverified::parse(bytes, MAX_RECORD).ok()?;
        Some((envelope.id(&self.crypto), cbor::decode(&envelope.payload).ok()?))
    }

    /// Whether a record without an order is another member's signal, or an end of one, that its discloser may not say
    /// itself: the order was forgotten, or is kept unread.
    pub(super) fn lacks_order(&self, feed: &FeedId, bytes: &[u8]) -> bool {
        let Ok(envelope) = Unverified::parse(bytes, MAX_RECORD) else { return false };
        let payload = &envelope.payload;
        let succeeds = |origin: &MemberId| self.directory.succeeds(origin, &feed.discloser);
        let origin = match envelope.header.content_type.as_str() {
            Signal::CONTENT_TYPE => cbor::decode::<Signal>(payload).map(|signal| signal.origin),
            Retraction::CONTENT_TYPE => cbor::decode::<Retraction>(payload).map(|retraction| retraction.origin),
            Recall::CONTENT_TYPE => match cbor::decode::<Recall>(payload).map(|recall| recall.origin) {
                Ok(origin) if succeeds(&origin) => return false,
                origin => origin,
            },
            _ => return false,
        };
        origin.is_ok_and(|origin| origin != feed.discloser)
    }

    /// Whether an order lets its relay say what another signed.
    pub(super) fn may_pass_on(&self, feed: &FeedId, order: &RelayOrder, item: &Item) -> bool {
        let about = |signer: &MemberId| *signer == order.origin;
        let names = match item {
            Item::Signal(signal) => {
                let (id, said) = (signal.id(), signal.record());
                about(&said.origin) && id == order.record && said.first(id) == order.signal
            }
            Item::Recall(recall) => {
                let said = recall.record();
                let succeeds = self.directory.succeeds(&said.origin, &order.origin);
                said.signal == order.signal && (about(&said.origin) || succeeds)
            }
            Item::Retraction(retraction) => {
                let said = retraction.record();
                about(&said.origin) && said.signal == order.signal && said.receiver == feed.receiver
            }
            // What it is about is not known yet: it is kept unread.
            Item::NotUnderstood { signer, .. } => about(signer),
            _ => false,
        };
        names && order.relay == feed.discloser && order.receiver == feed.receiver
    }
}

impl From<&RelayOrder> for ToOrder {
    fn from(order: &RelayOrder) -> Self {
        Self {
            origin: order.origin.clone(),
            relay: order.relay.clone(),
            receiver: order.receiver.clone(),
            signal: order.signal,
            record: order.record,
            until: order.until,
        }
    }
}
