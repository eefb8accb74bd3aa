//! Effects, before they run: what is said is stored, goes to whom it may, and stays below its limits.

use std::collections::BTreeSet;

use sluis_protocol::core::{Direction, Effect, HeldState, LinkId, PRUNED, Reply, Ticket, own_copy};
use sluis_protocol::crypto::Crypto;
use sluis_protocol::envelope::{MAX_RECORD, RecordId, Unverified};
use sluis_protocol::gates::PERMITTED;
use sluis_protocol::journal::{Actor, Detail, ReadForm};
use sluis_protocol::records::{FeedHead, FeedId, Lane, Receipt};
use sluis_protocol::wire::{Entry, MAX_MESSAGE, MAX_PUSH, Message, Push, Resume};
use sluis_schemas::{MemberId, NodeId, Timestamp};

use super::classes::Classes;
use super::endings::Evidence;
use super::{Invariant, Moment, Told, Witness};
use crate::crypto::ModelCrypto;
use crate::net::{Links, SimNode};

/// Most entries on one link without a receipt, as the protocol promises.
const WINDOW: u64 = 4_096;
/// Faults that honest nodes find in each other when the register changes between them.
const EXPECTED: [&str; 4] = ["starts-over", "register-changed", "removed", "not-registered"];
/// The fault of a record under a key that does not count yet.
const KEY_NOT_VALID: &str = "key-not-valid";
/// The fault of a journal that is not the one that was cosigned: also where a store was put back by hand, and its journal
/// grew before anybody could tell.
pub(crate) const JOURNAL_FORK: &str = "journal-fork";

impl Witness {
    /// Looks at an effect that will run.
    pub(crate) fn effect(&mut self, moment: &Moment<'_>, effect: &Effect, links: &Links) {
        let Moment { now, node, .. } = *moment;
        match effect {
            Effect::Reply { ticket, reply } => self.reply(moment, *ticket, reply),
            Effect::Send { node: to, link, message } => self.message(moment, to, *link, message),
            // To a clock that was set back a key that joined since has not begun.
            Effect::Cut { fault, .. } if fault.code == KEY_NOT_VALID && node.may_be_set_back() => {}
            Effect::Cut { node: peer, fault, .. } if !self.is_expected(links, [peer, &node.id], &fault.code) => {
                self.broken(Invariant::Civil, &node.id, now, format!("cuts {peer}: {fault}"));
            }
            _ => {}
        }
    }

    /// Whether two nodes may find a fault in each other without anything being wrong with the protocol.
    fn is_expected(&self, links: &Links, nodes: [&NodeId; 2], code: &str) -> bool {
        let any = |set: &BTreeSet<NodeId>| nodes.iter().any(|node| set.contains(*node));
        EXPECTED.contains(&code)
            || any(&links.cheats)
            || code == JOURNAL_FORK && any(&self.by_hand)
            || code == PRUNED && any(&self.put_back)
    }

    fn reply(&mut self, moment: &Moment<'_>, ticket: Ticket, reply: &Reply) {
        let Moment { now, node, .. } = *moment;
        let Some(member) = node.askers.get(&ticket).cloned() else { return };
        match reply {
            Reply::Draft { id, .. } => self.tell(now, node, Told::Draft(member, id.clone())),
            Reply::Released { record, .. } => self.tell(now, node, Told::Released(member, *record)),
            Reply::Records(shown) => {
                if node.store.standing().is_quarantined() {
                    self.broken(Invariant::NoLeak, &node.id, now, format!("{member} reads in quarantine"));
                }
                let ids: Vec<RecordId> = shown.iter().map(|(id, ..)| *id).collect();
                let holding = |id: &RecordId| node.store.held.get(&(member.clone(), *id));
                if ids.iter().any(|id| holding(id).is_none()) {
                    self.broken(Invariant::NoLeak, &node.id, now, format!("{member} reads what it does not hold"));
                }
                if ids.iter().any(|id| holding(id).is_some_and(|holding| !holding.is_open())) {
                    self.broken(
                        Invariant::Recalled,
                        &node.id,
                        now,
                        format!("{member} reads what ended or is restricted"),
                    );
                }
                let doubted = shown.iter().find(|(id, bytes, _)| is_doubted(node, &member, *id, bytes));
                if let Some((id, ..)) = doubted {
                    let text = format!("{member} reads record {id}, which a stolen key may have signed");
                    self.broken(Invariant::Authentic, &node.id, now, text);
                }
                let told = self.newest.iter().find_map(|detail| match detail {
                    Detail::Read { actor, form, records, outcome } => {
                        (*records == ids && outcome == PERMITTED).then(|| (actor.clone(), *form))
                    }
                    _ => None,
                });
                match told {
                    None => {
                        let text = format!("{member} reads and no entry says so");
                        self.broken(Invariant::Accounted, &node.id, now, text);
                    }
                    Some((actor, form)) if shown.iter().any(|(_, bytes, _)| !may_read(moment, &actor, form, bytes)) => {
                        let text = format!("{member} reads what the access gate refuses");
                        self.broken(Invariant::NoLeak, &node.id, now, text);
                    }
                    Some(_) => {}
                }
            }
            Reply::Refused { rule } if !rule.starts_with("needs-role") => {
                let told = |d: &Detail| match d {
                    Detail::Refusal { rule: r, .. } => r == rule,
                    Detail::Read { outcome, .. } => outcome.ends_with(rule.as_str()),
                    _ => false,
                };
                if !self.newest.iter().any(told) {
                    self.broken(
                        Invariant::Accounted,
                        &node.id,
                        now,
                        format!("{member} is refused by {rule} and no entry says so"),
                    );
                }
            }
            Reply::WrongChannel { refusal, is_waiting, .. }
                if node.store.refusals.get(&(member.clone(), *refusal)) != Some(is_waiting) =>
            {
                let text = format!("{member} is told of a refusal that does not wait so");
                self.broken(Invariant::Accounted, &node.id, now, text);
            }
            _ => {}
        }
    }

    fn message(&mut self, moment: &Moment<'_>, to: &NodeId, link: LinkId, message: &Message) {
        let Moment { now, node, .. } = *moment;
        if message.encode().map_or(true, |bytes| bytes.len() > MAX_MESSAGE) {
            self.broken(Invariant::Bounded, &node.id, now, "a message exceeds its limit");
        }
        self.classes.hear(&node.id, link, message);
        match message {
            Message::Push(push) => self.push(moment, to, link, push),
            Message::Receipt(bytes) => self.receipt(now, node, to, bytes),
            Message::Resume(resume) => self.resume(now, node, to, resume),
            Message::MatchQuery(query) => self.match_query(moment, to, query),
            Message::MatchAnswer(answer) => self.match_answer(moment, to, answer),
            _ => {}
        }
    }

    fn push(&mut self, moment: &Moment<'_>, to: &NodeId, link: LinkId, push: &Push) {
        let Moment { now, node, .. } = *moment;
        let Some(directory) = node.directory() else { return };
        let Ok(head) = directory.verify::<FeedHead>(&ModelCrypto, &push.head, now) else {
            return self.broken(Invariant::Authentic, &node.id, now, "a head that the register does not bear out");
        };
        let FeedHead { feed, lanes, .. } = head.record();
        if directory.node_of(&feed.receiver) != Some(to) {
            self.broken(Invariant::NoLeak, &node.id, now, format!("{feed} is sent to {to}"));
        }
        if directory.active_node(to).is_none() {
            self.broken(Invariant::NoLeak, &node.id, now, format!("{to} is no longer registered and is sent {feed}"));
        }
        if push.lane == Lane::Bulk && node.store.standing().is_quarantined() {
            self.broken(Invariant::NoLeak, &node.id, now, format!("{feed} moves on in quarantine"));
        }
        if push.entries.is_empty() || push.entries.len() > MAX_PUSH {
            self.broken(Invariant::Bounded, &node.id, now, format!("a push of {} entries", push.entries.len()));
        }
        let goes = |classes: &Classes, record: &[u8]| {
            push.lane == Lane::Urgent || classes.let_go(moment, (to, link), &feed.receiver, record)
        };
        for entry in &push.entries {
            if let Entry::Record(record) | Entry::Relayed { record, .. } = entry
                && !goes(&self.classes, record)
            {
                let text = format!("a personal record goes in {feed}, whose receiver's node did not accept its class");
                self.broken(Invariant::NoLeak, &node.id, now, text);
            }
            match entry {
                Entry::Record(record) => self.pushed(moment, feed, record),
                Entry::Relayed { order, record } => {
                    let is_order = matches!(Evidence::in_bytes(order), Some(Evidence::Order(order))
                        if order.relay == feed.discloser && order.receiver == feed.receiver);
                    if !is_order {
                        self.broken(
                            Invariant::Authentic,
                            &node.id,
                            now,
                            format!("a record in {feed} without its order"),
                        );
                    }
                    self.pushed(moment, feed, record);
                }
                Entry::Withheld(id) => drop(self.told_alone.insert((feed.clone(), *id))),
            }
        }
        let newest = lanes.get(push.lane).place;
        self.tell(now, node, Told::Pushed(feed.clone(), push.lane, newest));
        self.in_flight(now, node, link, (feed, push.lane), (push.first.saturating_sub(1), newest));
    }

    /// A record on its way: to whom it may go at this moment, and without a word of whom else.
    fn pushed(&mut self, moment: &Moment<'_>, feed: &FeedId, bytes: &[u8]) {
        let Moment { now, node, .. } = *moment;
        let Ok(envelope) = Unverified::parse(bytes, MAX_MESSAGE) else {
            return self.broken(Invariant::Authentic, &node.id, now, "a push with what is no record");
        };
        let id = envelope.id(&ModelCrypto);
        if !self.disclosed.contains(&(feed.clone(), id)) || !self.permits_now(moment, id, feed) {
            self.broken(Invariant::NoLeak, &node.id, now, format!("record {id} is sent in {feed}"));
        }
        self.sent_after_recall(now, node, id);
        if self.clean.insert(id)
            && let Some(leaked) = self.leaked(node, id, bytes)
        {
            self.broken(Invariant::NoLeak, &node.id, now, format!("record {id} tells {leaked}"));
        }
    }

    /// What a record's bytes tell of its audience and exclusions, if anything.
    fn leaked(&self, node: &SimNode, id: RecordId, bytes: &[u8]) -> Option<String> {
        match Evidence::in_bytes(bytes) {
            Some(Evidence::Notice(notice)) => {
                let said = (notice.origin, notice.addressee);
                return self.releases.get(&notice.request).and_then(|r| {
                    let between = r.origin == said.0 || r.origin == said.1;
                    (!between).then(|| "a request of two others".to_owned())
                });
            }
            Some(_) => return None,
            None => {}
        }
        let release = self.releases.get(&id)?;
        let (_, private) = node.store.private.get(&id)?;
        let has = |needle: &[u8]| bytes.windows(needle.len()).any(|window| window == needle);
        if has(&private.audience_salt.0) {
            return Some("the salt of its audience".to_owned());
        }
        let distribution = &release.distribution;
        let named = distribution.audience.members.iter().chain(&distribution.exclude).filter(|m| **m != release.origin);
        let origin = own_copy(bytes).map(|signal| signal.origin);
        if origin.as_ref() != Some(&release.origin) {
            return Some("another origin".to_owned());
        }
        named.into_iter().find(|m| has(m.as_str().as_bytes())).map(ToString::to_string)
    }

    fn in_flight(&mut self, now: Timestamp, node: &SimNode, link: LinkId, of: (&FeedId, Lane), sent: (u64, u64)) {
        let spans = self.in_flight.entry((node.id.clone(), link)).or_default();
        spans.entry((of.0.clone(), of.1)).or_insert(sent).1 = sent.1;
        let waiting = |((feed, lane), (base, newest)): (&(FeedId, Lane), &(u64, u64))| {
            let state = node.store.feeds.get(&(Direction::Out, feed.clone()));
            newest.saturating_sub(state.map_or(0, |s| s.acknowledged.get(*lane).place).max(*base))
        };
        let waiting: u64 = spans.iter().map(waiting).sum();
        if waiting > WINDOW {
            self.broken(Invariant::Bounded, &node.id, now, format!("{waiting} entries in flight on one link"));
        }
    }

    fn receipt(&mut self, now: Timestamp, node: &SimNode, to: &NodeId, bytes: &[u8]) {
        let Some(directory) = node.directory() else { return };
        let Ok(receipt) = directory.verify::<Receipt>(&ModelCrypto, bytes, now) else {
            return self.broken(Invariant::Authentic, &node.id, now, "a receipt that the register does not bear out");
        };
        let Receipt { feed, lanes, exceptions, .. } = receipt.record();
        if directory.node_of(&feed.discloser) != Some(to) {
            self.broken(Invariant::NoLeak, &node.id, now, format!("the receipt for {feed} goes to {to}"));
        }
        for lane in [Lane::Urgent, Lane::Bulk] {
            self.tell(now, node, Told::Acknowledged(feed.clone(), lane, lanes.get(lane).place));
        }
        self.said_destroyed(now, node, feed, exceptions);
        let state = node.store.feeds.get(&(Direction::In, feed.clone()));
        if state.is_none_or(|s| s.lanes != *lanes) {
            self.broken(Invariant::Durable, &node.id, now, format!("the receipt for {feed} is not what is stored"));
        }
        let said: BTreeSet<(Lane, u64)> = exceptions.iter().map(|e| (e.lane, e.place)).collect();
        for lane in [Lane::Urgent, Lane::Bulk] {
            let stored = node.store.exceptions.get(&(Direction::In, feed.clone(), lane));
            for (place, id) in node.store.entries(Direction::In, feed, lane) {
                let held = node.store.held.contains_key(&(feed.receiver.clone(), id));
                let named = said.contains(&(lane, place)) || stored.is_some_and(|all| all.contains_key(&place));
                let withheld = self.told_alone.contains(&(feed.clone(), id));
                if !held && !named && !withheld {
                    let text = format!("the receipt for {feed} covers place {place}, which is not held");
                    self.broken(Invariant::Durable, &node.id, now, text);
                }
            }
        }
    }

    /// A node tells another of feeds between members of the two and of no others.
    fn resume(&mut self, now: Timestamp, node: &SimNode, to: &NodeId, resume: &Resume) {
        let Some(directory) = node.directory() else { return };
        let between = |discloser: &NodeId, receiver: &NodeId, feed: &FeedId| {
            directory.node_of(&feed.discloser) == Some(discloser) && directory.node_of(&feed.receiver) == Some(receiver)
        };
        let strange = resume.feeds.iter().map(|held| &held.feed).find(|feed| !between(to, &node.id, feed));
        let strange = strange.or_else(|| resume.said.iter().map(|s| &s.feed).find(|feed| !between(&node.id, to, feed)));
        if let Some(feed) = strange {
            self.broken(Invariant::NoLeak, &node.id, now, format!("{to} is told of {feed}"));
        }
        for held in &resume.feeds {
            for lane in [Lane::Urgent, Lane::Bulk] {
                self.tell(now, node, Told::Acknowledged(held.feed.clone(), lane, held.lanes.get(lane).place));
            }
        }
    }
}

/// Whether the access gate lets somebody read a record, under the rules before the batch or after it. Evidence has no
/// content that anybody could be refused.
fn may_read(moment: &Moment<'_>, actor: &Actor, form: ReadForm, bytes: &[u8]) -> bool {
    let Moment { now, node, before, judge, .. } = *moment;
    let Some(signal) = own_copy(bytes) else { return true };
    let registers = [Some(before), node.directory()];
    let mut judge = judge.beside();
    registers
        .into_iter()
        .flatten()
        .any(|register| judge.may_read(register, actor, &signal.content, form, now).is_none())
}

/// Whether somebody else may have signed a record that a member received: its key was compromised before it came, and its
/// member has not said since that it stands.
pub(crate) fn is_doubted(node: &SimNode, member: &MemberId, id: RecordId, bytes: &[u8]) -> bool {
    let holding = node.store.held.get(&(member.clone(), id)).filter(|holding| holding.state != HeldState::Own);
    let (Some(holding), Some(directory)) = (holding, node.directory()) else { return false };
    let Ok(envelope) = Unverified::parse(bytes, MAX_RECORD) else { return true };
    let keys = directory.head().members.values().flat_map(|member| &member.keys);
    let mut signed = keys.filter(|entry| ModelCrypto.key_id(&entry.key) == envelope.header.key);
    let compromised = signed.next().and_then(|entry| entry.compromised_since);
    compromised.is_some_and(|since| since <= holding.since) && !node.store.is_reaffirmed(id)
}
