//! Taking records in, and the receipts that prove it.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde_bytes::ByteBuf;
use sluis_schemas::{NodeId, Timestamp};

use super::contract::{Facts, HeldState, Input, Key, LinkId, ReadSet, RecordOf, Write};
use super::effects::Effect;
use super::ending::{Entry as FeedPlace, Holding, SaidAfter};
use super::links::other_chain;
use super::people::retention_end;
use super::prune::pruned_below;
use super::request::Side;
use super::terms::{Term, terms};
use super::work::Work;
use super::{Core, CoreError, Direction, Judged, answering, reaffirm, recall, relay_said};
use crate::crypto::{Crypto, Signer};
use crate::envelope::RecordId;
use crate::feeds::{self, Block, FIRST_EPOCH, FeedState};
use crate::gates::PERMITTED;
use crate::journal::{Arrived, Detail};
use crate::records::{Exception, FIRST_VERSION, FeedHead, FeedId, Lane, Receipt, RelayReceipt, Signal, State};
use crate::register::Verified;
use crate::wire::{self, CheckedPush, Item, MAX_PUSH, Message, PeerFault};

/// Most exceptions of a receipt, which must be no larger than a record.
pub(super) const MAX_EXCEPTIONS: usize = 2 * MAX_PUSH;

/// What is said of a record that was signed with a key that has ended, and that its member has not attested since.
pub const KEY_ENDED: &str = "key-ended";

/// A receipt to sign once what it says is durable.
#[derive(Default)]
pub(super) struct Due {
    /// The link that the records came on: on a newer one the peer does not expect a receipt yet, and will send again.
    link: Option<LinkId>,
    exceptions: Vec<Exception>,
    /// When the first of them was written.
    since: Option<Timestamp>,
    /// See [`Receipt::until`].
    until: Option<Timestamp>,
}

impl Due {
    /// Says what was just written.
    pub(super) fn say(&mut self, now: Timestamp, exceptions: impl IntoIterator<Item = Exception>) {
        let before = self.exceptions.len();
        self.exceptions.extend(exceptions);
        if self.exceptions.len() > before {
            self.since = self.since.or(Some(now));
        }
    }

    /// Says what was written earlier, before what was written since: of an entry the last word counts.
    pub(super) fn say_first(&mut self, earlier: &[(Timestamp, Exception)], until: Option<Timestamp>) {
        self.exceptions.splice(..0, earlier.iter().map(|(_, exception)| exception.clone()));
        self.since = earlier.first().map(|(at, _)| *at).into_iter().chain(self.since).min();
        self.until = until;
    }
}

/// What became of an entry that arrived.
pub(super) enum Taken {
    /// It is held.
    Held,
    /// It is held as it came before, in another feed or in this.
    Again,
    /// It may not be held: the outcome.
    Refused(String),
    /// It is kept unread until it is understood.
    Deferred,
    /// It is kept unread until its member attests it with a key that counts.
    Unattested,
    /// Only its id came.
    Absent,
    /// It had ended before it came.
    Over,
}

/// A record that a member here is about to hold.
struct NewHolding<'a> {
    id: RecordId,
    bytes: &'a Arc<[u8]>,
    of: RecordOf,
    state: HeldState,
    terms: BTreeSet<Term>,
    ends: Option<Timestamp>,
}

/// What to do with a push, after its place in the feed was checked.
struct Fresh {
    state: FeedState,
    block: Block,
    /// How many of its items are held already.
    known: usize,
}

impl<C: Crypto, S: Signer> Core<C, S> {
    pub(super) fn push_needs(push: &CheckedPush, keys: &mut ReadSet) {
        let feed = &push.head.record().feed;
        for item in &push.items {
            answering::item_needs(&feed.receiver, item, keys);
            recall::succession_needs(feed, item, keys);
        }
    }

    pub(super) fn receipt_needs(&self, receipt: &Receipt, keys: &mut ReadSet) {
        if !self.feeds.contains_key(&(Direction::Out, receipt.feed.clone())) {
            return;
        }
        // Also where the head is the newest now: an earlier input of the batch may move the feed on.
        for lane in [Lane::Urgent, Lane::Bulk] {
            let place = receipt.lanes.get(lane).place;
            if place > 0 {
                keys.insert(Key::BlockAt { feed: receipt.feed.clone(), lane, place });
            }
        }
        keys.insert(Key::Replies(receipt.feed.clone()));
        reaffirm::late_needs(receipt, keys);
        relay_said::given_up_needs(receipt, keys);
    }

    /// Judges what arrived, stores what may be held, and owes a receipt.
    pub(super) fn receive(
        &mut self,
        work: &mut Work,
        facts: &Facts,
        node: &NodeId,
        push: CheckedPush,
    ) -> Result<Result<(), PeerFault>, CoreError> {
        let push = match self.checked_now(work.now, push) {
            Ok(push) => push,
            Err(fault) => return Ok(Err(fault)),
        };
        let head = push.head.record();
        let feed = head.feed.clone();
        let fresh = match self.check_place(node, head, &push) {
            Ok(fresh) => fresh,
            Err(fault) => {
                work.head_was_wrong(node, &push.head, &fault);
                return Ok(Err(fault));
            }
        };
        work.writes.push(Write::HeadReceived {
            feed: feed.clone(),
            epoch: head.epoch,
            lanes: head.lanes,
            at: work.now,
            bytes: push.head.bytes().clone(),
        });
        self.heard_time(work, node, head.at);
        let mut exceptions = Vec::new();
        let items = push.items.get(fresh.known..).unwrap_or_default();
        let mut arrived = Vec::with_capacity(items.len());
        for (place, item) in (fresh.block.first..).zip(items) {
            let entry = FeedPlace { epoch: fresh.state.epoch, lane: push.lane, place };
            let taken = self.take_in(work, facts, &feed, item, entry)?;
            arrived.push(Arrived { record: item.id(), outcome: outcome_text(&taken) });
            if let Some(exception) = exception(push.lane, place, &taken) {
                work.writes.push(Write::Exception {
                    direction: Direction::In,
                    feed: feed.clone(),
                    exception: exception.clone(),
                    at: work.now,
                });
                exceptions.push(exception);
            }
        }
        if !arrived.is_empty() {
            self.keep_entries(work, &feed, push.lane, fresh, arrived)?;
        }
        if let Some(due) = self.due_now(&feed) {
            due.say(work.now, exceptions);
        }
        self.confirm_if_level(work, node)?;
        Ok(Ok(()))
    }

    /// A push that was checked under a register that changed since is checked again under the one in force.
    fn checked_now(&self, now: Timestamp, push: CheckedPush) -> Result<CheckedPush, PeerFault> {
        if push.head.checked_against() == self.directory.digest() {
            return Ok(push);
        }
        wire::check_again(&self.directory, &self.crypto, now, &push)
    }

    /// Checks that a push continues its feed: right ends, no gap, one chain.
    fn check_place(&self, node: &NodeId, head: &FeedHead, push: &CheckedPush) -> Result<Fresh, PeerFault> {
        let feed = &head.feed;
        let fault = |code: &str, text: String| PeerFault::new(code, format!("feed {feed}: {text}"));
        if self.directory.node_of(&feed.discloser) != Some(node) || !self.serves(&feed.receiver) {
            return Err(fault("feed", "not a feed between members of these nodes".into()));
        }
        if let Some(other) = push.items.iter().find(|item| !belongs(item, push.lane)) {
            return Err(fault("lane", format!("record {} belongs in the other lane", other.id())));
        }
        if let Some(other) =
            push.items.iter().find(|item| addressee(item).is_some_and(|addressee| *addressee != feed.receiver))
        {
            return Err(fault("addressee", format!("record {} is for another member", other.id())));
        }
        if let Some(other) = push.items.iter().find(|item| !self.may_say(feed, item)) {
            return Err(fault(
                "not-origin",
                format!("record {} is another member's, and no relay was ordered", other.id()),
            ));
        }
        let state = self.feeds.get(&(Direction::In, feed.clone())).cloned();
        let mut state = state.unwrap_or_else(|| FeedState::new(&self.crypto, feed, FIRST_EPOCH));
        if head.epoch < state.epoch {
            return Err(fault("epoch", format!("epoch {} was expected, not {}", state.epoch, head.epoch)));
        }
        if head.epoch > state.epoch {
            // The discloser was restored, or moved: its feed goes on from what is held here.
            state = state.in_epoch(&self.crypto, feed, head.epoch, state.lanes);
        }
        let held = state.lanes.get(push.lane);
        if push.first > held.place + 1 {
            return Err(fault("gap", format!("place {} was expected, not {}", held.place + 1, push.first)));
        }
        let known = usize::try_from(held.place + 1 - push.first).unwrap_or(usize::MAX).min(push.items.len());
        let ids: Vec<_> = push.items.iter().skip(known).map(Item::id).collect();
        let reached = feeds::append_all(&self.crypto, held, &ids);
        if reached.place == head.lanes.get(push.lane).place && reached != head.lanes.get(push.lane) {
            return Err(fault("fork", format!("another chain than was received before, at place {}", reached.place)));
        }
        *state.lanes.get_mut(push.lane) = reached;
        state.acknowledged = state.lanes;
        Ok(Fresh { state, block: Block { before: held.hash, first: held.place + 1, ids }, known })
    }

    /// Whether an item is its discloser's own, or ends what a member signed that its signer succeeds.
    fn may_say(&self, feed: &FeedId, item: &Item) -> bool {
        let succeeds = |signer| self.directory.succeeds(signer, &feed.discloser);
        match item {
            Item::Relayed(relayed) => return self.may_pass_on(feed, relayed.order.record(), &relayed.item),
            Item::Unattested(item) if matches!(**item, Item::Relayed(_) | Item::RelayReceipt(_)) => {
                return self.may_say(feed, item);
            }
            Item::RelayReceipt(receipt) => {
                let RelayReceipt { receiver, relay, origin, .. } = receipt.record();
                return *relay == feed.discloser && *origin == feed.receiver
                    || *receiver == feed.discloser && *relay == feed.receiver;
            }
            _ => {}
        }
        let recalls = |item: &Item| match item {
            Item::Unattested(inner) => matches!(**inner, Item::Recall(_)),
            other => matches!(other, Item::Recall(_)),
        };
        item.signer().is_none_or(|signer| *signer == feed.discloser || recalls(item) && succeeds(signer))
    }

    /// Judges one record by the receiver's law and stores it if it may be held.
    pub(super) fn take_in(
        &mut self,
        work: &mut Work,
        facts: &Facts,
        feed: &FeedId,
        item: &Item,
        place: FeedPlace,
    ) -> Result<Taken, CoreError> {
        match item {
            Item::Signal(signal) => Ok(self.take_signal(work, facts, feed, signal, place)),
            Item::Notice(notice) => self.take_notice(work, facts, feed, notice),
            Item::Ownership(said) => Ok(self.take_ownership(work, facts, feed, said)),
            Item::Dispute(said) => Ok(self.take_dispute(work, facts, feed, said)),
            Item::Finding(said) => Ok(self.take_finding(work, facts, feed, said)),
            Item::Consent(said) => Ok(self.take_consent(work, facts, feed, said)),
            Item::Recall(recall) => Ok(self.take_recall(work, facts, feed, &feed.discloser, recall)),
            Item::Retraction(retraction) => Ok(self.take_retraction(work, facts, feed, retraction)),
            Item::Reaffirmation(said) => Ok(Self::take_reaffirmation(work, facts, feed, said)),
            Item::Unattested(item) => self.take_unattested(work, facts, feed, item, place),
            Item::NotUnderstood { id, signer, bytes } => {
                if work.buried(facts, signer, *id).is_some() {
                    return Ok(Taken::Over);
                }
                let of = RecordOf { signer: signer.clone(), first: *id, version: FIRST_VERSION };
                let kept =
                    NewHolding { id: *id, bytes, of, state: HeldState::Deferred, terms: BTreeSet::new(), ends: None };
                self.keep(work, feed, place, kept);
                Ok(Taken::Deferred)
            }
            Item::Order(order) => Ok(self.take_order(work, facts, feed, order, place)),
            Item::RelayReceipt(receipt) => Ok(self.take_relay_receipt(work, facts, feed, receipt)),
            Item::Relayed(relayed) => self.take_relayed(work, facts, feed, (&relayed.order, &relayed.item), place),
            Item::Unproved { .. } => Ok(Taken::Refused("declined:not-attested".to_owned())),
            Item::Withheld { .. } => Ok(Taken::Absent),
        }
    }

    /// What was signed with a key that ended is kept, and nobody reads it before its member has said that it stands.
    fn take_unattested(
        &mut self,
        work: &mut Work,
        facts: &Facts,
        feed: &FeedId,
        item: &Item,
        place: FeedPlace,
    ) -> Result<Taken, CoreError> {
        // Of these nothing is kept unread: who ordered it can order anew.
        if let Item::Order(_) | Item::RelayReceipt(_) | Item::Relayed(_) = item {
            if let Item::Relayed(relayed) = item {
                let order = relayed.order.record();
                let said = (item.id(), Some(State::Declined), Some(KEY_ENDED.to_owned()));
                self.say_to_origin(work, feed, (&order.origin, order.signal), said)?;
            }
            return Ok(Taken::Refused(format!("declined:{KEY_ENDED}")));
        }
        let (id, Some(signer), Some(bytes)) = (item.id(), item.signer(), item.bytes()) else {
            return Ok(Taken::Absent);
        };
        if Self::is_reaffirmed(work, facts, signer, id) {
            return self.take_in(work, facts, feed, item, place);
        }
        if work.buried(facts, signer, id).is_some() {
            return Ok(Taken::Over);
        }
        let (first, version, ends) = match item {
            Item::Signal(signal) => {
                let said = signal.record();
                (said.first(id), said.version(), retention_end(&said.content))
            }
            _ => (id, FIRST_VERSION, None),
        };
        if let Item::Signal(signal) = item
            && let Some(request) = answering::request_of(signal.record(), Side::Asked, work.now)
        {
            work.unread_requests.insert((feed.clone(), id), request);
        }
        let of = RecordOf { signer: signer.clone(), first, version };
        let (state, terms) = (HeldState::Deferred, BTreeSet::new());
        self.keep(work, feed, place, NewHolding { id, bytes, of, state, terms, ends });
        Ok(Taken::Unattested)
    }

    pub(super) fn take_signal(
        &mut self,
        work: &mut Work,
        facts: &Facts,
        feed: &FeedId,
        signal: &Verified<Signal>,
        place: FeedPlace,
    ) -> Taken {
        if self.is_over(work, facts, &feed.receiver, signal) {
            return Taken::Over;
        }
        let (id, said) = (signal.id(), signal.record());
        // It may have come by way of a relay before, or come so now.
        if work.has_accepted(facts, &feed.receiver, id) {
            return Taken::Again;
        }
        let of = RecordOf { signer: said.origin.clone(), first: said.first(id), version: said.version() };
        let ends = retention_end(&said.content);
        let (state, terms, taken) = match self.judge.accept(&self.directory, said, &feed.receiver, work.now) {
            Judged::Permitted => (HeldState::Accepted, terms(&said.content), Taken::Held),
            Judged::Error => (HeldState::Deferred, BTreeSet::new(), Taken::Deferred),
            Judged::Refused(outcome) => return Taken::Refused(outcome),
        };
        self.keep(work, feed, place, NewHolding { id, bytes: signal.bytes(), of, state, terms, ends });
        if state == HeldState::Accepted {
            work.accepted.insert((feed.receiver.clone(), id));
            self.count_received(work, &feed.receiver, said);
            Self::took_in(work, facts, &feed.receiver, signal);
        }
        taken
    }

    /// A member here holds a record from now on.
    fn keep(&mut self, work: &mut Work, feed: &FeedId, place: FeedPlace, new: NewHolding<'_>) {
        let NewHolding { id, bytes, of, state, terms, ends } = new;
        let (member, from, at) = (feed.receiver.clone(), feed.discloser.clone(), work.now);
        let holding = Holding { member: member.clone(), record: id, version: of.version, from: from.clone() };
        work.taken_in.entry((of.signer.clone(), of.first)).or_default().push(holding);
        work.ended.remove(&(member.clone(), id));
        work.writes.push(Write::Record { id, at, bytes: bytes.clone(), of });
        work.writes.push(Write::Held { member, record: id, from, at, state, terms, place: Some(place), ends });
        if let Some(ends) = ends {
            self.expect_end(work, ends);
        }
    }

    fn keep_entries(
        &mut self,
        work: &mut Work,
        feed: &FeedId,
        lane: Lane,
        fresh: Fresh,
        arrived: Vec<Arrived>,
    ) -> Result<(), CoreError> {
        let Fresh { state, block, .. } = fresh;
        let epoch = self.epoch(work.now);
        let arrival = Detail::Arrival { feed: feed.clone(), lane, first: block.first, entries: arrived, epoch };
        self.journal_entry(work, &arrival)?;
        self.feeds.insert((Direction::In, feed.clone()), state.clone());
        let (feed, at) = (feed.clone(), work.now);
        work.writes.push(Write::Entries { direction: Direction::In, feed, lane, at, block, state });
        Ok(())
    }

    /// The receipt to sign for whoever stands at the other end of the link now.
    pub(super) fn due_now(&mut self, feed: &FeedId) -> Option<&mut Due> {
        let node = self.directory.node_of(&feed.discloser)?;
        let link = Some(self.links.get(node)?.id);
        let due = self.due.entry(feed.clone()).or_default();
        if due.link != link {
            *due = Due { link, ..Due::default() };
        }
        Some(due)
    }

    /// A receipt for all that is held of a feed, if the link to its discloser still stands. It waits until what the peer may
    /// not have heard is said again: who heard a newer receipt is not told anything older. What is too much for one is
    /// said in parts, as the store has it.
    pub(super) fn sign_receipt(&mut self, now: Timestamp, feed: FeedId, due: Due) -> Result<Option<Effect>, CoreError> {
        let Some(node) = self.directory.node_of(&feed.discloser).cloned() else { return Ok(None) };
        let Some(link) = self.links.get_mut(&node).filter(|link| due.link == Some(link.id)) else { return Ok(None) };
        let id = link.id;
        if due.exceptions.len() > MAX_EXCEPTIONS {
            let since = SaidAfter::from(due.since.unwrap_or(now));
            let after = link.unheard.entry(feed.clone()).or_insert(since);
            *after = since.min(*after);
            self.due.insert(feed, Due { link: due.link, ..Due::default() });
            return Ok(Some(Effect::Again(Input::Pump { node })));
        }
        if due.until.is_none() && (!link.is_ready() || link.unheard.contains_key(&feed)) {
            self.due.insert(feed, due);
            return Ok(None);
        }
        let Some(state) = self.feeds.get(&(Direction::In, feed.clone())) else { return Ok(None) };
        let Due { exceptions, until, .. } = due;
        self.last_time = self.last_time.max(self.journalled.plus_millis(1));
        let receipt = Receipt {
            salt: self.salts.draw(&self.crypto),
            // What is said from now on is at a later time, also where a clock is set back after a crash: this one is durable.
            at: self.journalled,
            register: self.directory.digest(),
            feed,
            epoch: state.epoch,
            lanes: state.lanes,
            exceptions,
            until,
        };
        let message = Message::Receipt(ByteBuf::from(self.attest(now, &receipt)?));
        Ok(Some(Effect::Send { node, link: id, message }))
    }

    /// The receiver says how far it holds our feed.
    pub(super) fn acknowledged(
        &mut self,
        work: &mut Work,
        facts: &Facts,
        node: &NodeId,
        verified: &Verified<Receipt>,
    ) -> Result<(), PeerFault> {
        let again;
        let verified = if verified.checked_against() == self.directory.digest() {
            verified
        } else {
            again = self.directory.verify(&self.crypto, verified.bytes(), work.now)?;
            &again
        };
        let receipt = verified.record();
        let feed = &receipt.feed;
        let fault = |code, text: &str| Err(PeerFault::new(code, format!("receipt for feed {feed}: {text}")));
        if self.directory.node_of(&feed.receiver) != Some(node) || !self.serves(&feed.discloser) {
            return fault("feed", "not a feed between members of these nodes");
        }
        let Some(state) = self.feeds.get(&(Direction::Out, feed.clone())).cloned() else {
            return fault("head-ahead", "nothing was disclosed from here");
        };
        // Before the first entry of an epoch its receiver speaks of the one before, which it goes on from.
        let is_anchor = receipt.epoch < state.epoch && state.anchor == Some(receipt.lanes);
        if receipt.epoch != state.epoch && !is_anchor {
            return fault("epoch", "another epoch than here");
        }
        for lane in Lane::ALL.into_iter().filter(|_| !is_anchor) {
            let head = receipt.lanes.get(lane);
            if head.place < state.pruned.get(lane) {
                return Err(pruned_below(feed, &state));
            }
            if head.place > state.lanes.get(lane).place {
                return fault("head-ahead", "more is held than was disclosed from here: was this store restored?");
            }
            let ours = [state.lanes.get(lane), state.acknowledged.get(lane)];
            if !ours.contains(&head) && self.head_at(facts, feed, &state, lane, head.place) != Some(head) {
                return Err(other_chain(feed));
            }
        }
        let is_beyond = |e: &&Exception| e.place == 0 || e.place > receipt.lanes.get(e.lane).place;
        if receipt.exceptions.iter().any(|exception| is_beyond(&exception)) {
            return fault("exception", "something is said of an entry that the receipt does not cover");
        }
        // One that says again what was said before bears an older time than the hello.
        if self.links.get(node).is_some_and(|link| receipt.at >= link.met) {
            self.heard_time(work, node, receipt.at);
        }
        self.keep_receipt(work, facts, node, verified, state);
        Ok(())
    }

    fn keep_receipt(
        &mut self,
        work: &mut Work,
        facts: &Facts,
        node: &NodeId,
        verified: &Verified<Receipt>,
        mut state: FeedState,
    ) {
        let receipt = verified.record();
        let feed = receipt.feed.clone();
        // While more is to be said of what it holds it acknowledges nothing new.
        let reached = if receipt.until.is_some() { state.acknowledged } else { receipt.lanes };
        let before = state.acknowledged;
        let advances = |lane: &Lane| reached.get(*lane).place > before.get(*lane).place;
        // Of what was let go of here nothing is kept, however often it is said.
        let listed = receipt.exceptions.iter().filter(|said| said.place > state.pruned.get(said.lane));
        for exception in listed {
            let (direction, exception) = (Direction::Out, exception.clone());
            work.writes.push(Write::Exception { direction, feed: feed.clone(), exception, at: work.now });
        }
        self.mind_what_came_late(work, facts, receipt);
        Self::mind_what_is_not_passed_on(work, facts, receipt);
        // A receiver that was restored acknowledges again what it acknowledged before.
        if let Some(link) = self.links.get_mut(node).filter(|_| receipt.until.is_none()) {
            link.landed(&feed, &receipt.lanes);
        }
        work.effects.push(Effect::Again(Input::Pump { node: node.clone() }));
        if !Lane::ALL.iter().any(advances) && receipt.exceptions.is_empty() {
            return;
        }
        state.receipt_at = state.receipt_at.max(receipt.until.unwrap_or(receipt.at));
        Self::settle_replies(work, facts, &feed, receipt.exceptions.iter(), (&before, &reached));
        for lane in Lane::ALL.into_iter().filter(advances) {
            *state.acknowledged.get_mut(lane) = reached.get(lane);
        }
        self.feeds.insert((Direction::Out, feed.clone()), state.clone());
        work.writes.push(Write::Acknowledged { feed, at: work.now, state, receipt: verified.bytes().clone() });
    }
}

/// Whom a record is for, where it says so and is for nobody else.
fn addressee(item: &Item) -> Option<&sluis_schemas::MemberId> {
    match item {
        Item::Ownership(said) => Some(&said.record().addressee),
        Item::Dispute(said) => Some(&said.record().addressee),
        Item::Finding(said) => Some(&said.record().addressee),
        Item::Consent(said) => Some(&said.record().addressee),
        Item::Order(order) => Some(&order.record().relay),
        Item::Reaffirmation(said) => Some(&said.record().receiver),
        Item::Unattested(item) => addressee(item),
        _ => None,
    }
}

/// Whether a record goes in a lane: what ends a signal, or a version of it, overtakes all else.
fn belongs(item: &Item, lane: Lane) -> bool {
    match item {
        Item::Recall(_) | Item::Retraction(_) | Item::Reaffirmation(_) | Item::Order(_) => lane == Lane::Urgent,
        Item::Unattested(item) => belongs(item, lane),
        Item::Relayed(relayed) => belongs(&relayed.item, lane),
        Item::Signal(signal) => lane == Lane::Bulk || signal.record().corrects.is_some(),
        Item::Notice(_)
        | Item::Ownership(_)
        | Item::Dispute(_)
        | Item::Finding(_)
        | Item::Consent(_)
        | Item::RelayReceipt(_)
        | Item::Unproved { .. } => lane == Lane::Bulk,
        Item::NotUnderstood { .. } | Item::Withheld { .. } => true,
    }
}

pub(super) fn exception(lane: Lane, place: u64, taken: &Taken) -> Option<Exception> {
    let (state, rule) = match taken {
        Taken::Held | Taken::Again => return None,
        Taken::Absent => (State::Absent, None),
        Taken::Refused(outcome) => (State::Declined, outcome.split_once(':').map(|(_, rule)| rule.to_owned())),
        Taken::Deferred => (State::Deferred, None),
        Taken::Unattested => (State::Deferred, Some(KEY_ENDED.to_owned())),
        Taken::Over => (State::Erased, None),
    };
    Some(Exception { lane, place, state, rule })
}

/// The journal's word for an entry of which only the id came.
pub const ABSENT: &str = "withheld";
/// The journal's word for an entry that was held before.
pub const AGAIN: &str = "held";
/// The journal's word for an entry that its origin had ended before it came.
pub const OVER: &str = "ended";

fn outcome_text(taken: &Taken) -> String {
    match taken {
        Taken::Held => PERMITTED.to_owned(),
        Taken::Again => AGAIN.to_owned(),
        Taken::Refused(outcome) => outcome.clone(),
        Taken::Deferred => "deferred".to_owned(),
        Taken::Unattested => format!("deferred:{KEY_ENDED}"),
        Taken::Absent => ABSENT.to_owned(),
        Taken::Over => OVER.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cbor;
    use crate::crypto::{Digest, Salt};
    use crate::envelope::MAX_RECORD;
    use crate::records::{LaneHead, Lanes};

    #[test]
    fn the_largest_receipt_fits_in_a_record() {
        let (lane, place, state) = (Lane::Urgent, u64::from(u32::MAX), State::Relinquished);
        let exception =
            Exception { lane, place, state, rule: Some("a-rule-with-a-name-of-forty-characters!!".to_owned()) };
        let head = LaneHead { place, hash: Digest([1; 32]) };
        let member = |letter: &str| letter.repeat(40).parse().unwrap();
        let receipt = Receipt {
            salt: Salt([1; 32]),
            at: Timestamp::from_millis(u64::MAX),
            register: Digest([1; 32]),
            feed: FeedId { discloser: member("a"), receiver: member("b") },
            epoch: u32::MAX,
            lanes: Lanes { urgent: head, bulk: head },
            exceptions: vec![exception; MAX_EXCEPTIONS],
            until: Some(Timestamp::from_millis(u64::MAX)),
        };
        let signed_around = 1_024;
        assert!(cbor::encode(&receipt).unwrap().len() + signed_around < MAX_RECORD);
    }
}
