//! The store's contract in memory: what is committed is there, all of a batch or nothing, and survives every crash.
//!
//! Writes that would be refused by a database's keys are kept as [`MemoryStore::anomalies`] and break an invariant.

mod disputes;
mod endings;
mod figures;
mod follow_ups;
mod forgotten;
mod gaps;
mod matches;
mod pruned;
mod relays;
mod requests;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use sluis_protocol::core::{
    Absence, AwaitedReply, Buried, Consents, Direction, Disputed, DraftBody, DraftId, EXPIRED, Evidence, Fact, Facts,
    FeedPlace, Figures, Fingerprint, FollowUp, HeldState, IdempotencyKey, Key, LOST, PageEntry, Private, ReadSet,
    RecordOf, Requests, Snapshot, ToOrder, ToRetract, Waiting, WaitingFor, Witnessed, Write,
};
use sluis_protocol::crypto::{Digest, Salt};
use sluis_protocol::envelope::RecordId;
use sluis_protocol::feeds::{Block, FeedState};
use sluis_protocol::journal::note::FIRST_LOG;
use sluis_protocol::journal::tree::{Frontier, Span, Subtree, node_hash};
use sluis_protocol::journal::{Entry, JournalHead, JournalSeq, Opening, PolicyEpoch, RefusalId};
use sluis_protocol::records::{Announced, Exception, FeedId, Lane, Lanes, State};
use sluis_protocol::register::{Directory, RegisterError};
use sluis_protocol::standing::{Cause, Incarnation, Stage, Standing};
use sluis_protocol::wire::PeerFault;
use sluis_schemas::packs::PackSource;
use sluis_schemas::vocabulary::Ending;
use sluis_schemas::{Date, MemberId, NodeId, Timestamp};
use thiserror::Error;

use crate::crypto::ModelCrypto;

/// A commit that failed as it was told to; nothing of it was kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("the commit failed, as the scenario asked")]
pub struct CommitFailed;

/// A member's hold on a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holding {
    /// From whom.
    pub from: MemberId,
    /// How.
    pub state: HeldState,
    /// Since when.
    pub since: Timestamp,
    /// Where it came in the feed.
    pub place: Option<FeedPlace>,
    /// When it is destroyed.
    pub ends: Option<Timestamp>,
    /// How and when it ended.
    pub ended: Option<(Ending, Timestamp)>,
    /// Since when it is under legal hold.
    pub hold: Option<Timestamp>,
    /// Whether an operator is asked before it is destroyed, or let it be.
    pub operator: Operator,
    /// Whether the member's key to it is destroyed.
    pub destroyed: bool,
}

impl Holding {
    /// Whether it may be read.
    #[must_use]
    pub const fn is_open(&self) -> bool {
        self.ended.is_none() && self.hold.is_none() && !self.destroyed
    }
}

/// What an operator has to do with the end of a record.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Operator {
    /// Nothing.
    #[default]
    NotAsked,
    /// It waits for one.
    Asked,
    /// One let it be destroyed.
    Let,
}

/// A draft as it is kept.
#[derive(Debug, Clone)]
pub(crate) struct Draft {
    pub(crate) body: Arc<DraftBody>,
    pub(crate) released: Option<RecordId>,
    pub(crate) fingerprint: Fingerprint,
}

/// A block as it joined its lane.
#[derive(Debug, Clone)]
pub(crate) struct Joined {
    pub(crate) epoch: u32,
    pub(crate) at: Timestamp,
    pub(crate) block: Block,
}

/// One node's store.
#[derive(Debug, Default, Clone)]
pub struct MemoryStore {
    /// The packs in force, where others than those that ship were put in force.
    pub(crate) packs: Option<Arc<[PackSource]>>,
    pub(crate) drafts: BTreeMap<(MemberId, DraftId), Draft>,
    pub(crate) refused_again: BTreeMap<Fingerprint, RecordId>,
    pub(crate) of: BTreeMap<RecordId, RecordOf>,
    /// Whom a member's own record was released to, which outlives its content.
    pub(crate) sent: BTreeMap<RecordId, (MemberId, BTreeSet<MemberId>)>,
    pub(crate) tombstones: BTreeMap<(MemberId, RecordId), Buried>,
    pub(crate) to_retract: BTreeMap<(FeedId, RecordId), ToRetract>,
    pub(crate) to_reaffirm: BTreeSet<(FeedId, RecordId)>,
    pub(crate) reaffirmed: BTreeSet<(MemberId, RecordId)>,
    pub(crate) said: BTreeMap<(Direction, FeedId, Lane, u64), Timestamp>,
    pub(crate) idempotency: BTreeMap<IdempotencyKey, (Digest, String)>,
    pub(crate) records: BTreeMap<RecordId, Arc<[u8]>>,
    pub(crate) private: BTreeMap<RecordId, (MemberId, Arc<Private>)>,
    pub(crate) held: BTreeMap<(MemberId, RecordId), Holding>,
    pub(crate) outbox: BTreeMap<FeedId, Vec<RecordId>>,
    pub(crate) withheld: BTreeMap<(FeedId, RecordId), String>,
    pub(crate) requests: BTreeMap<(MemberId, RecordId), Requests>,
    pub(crate) consents: BTreeMap<(MemberId, RecordId), Consents>,
    pub(crate) follow_ups: BTreeMap<(MemberId, RecordId), FollowUp>,
    pub(crate) to_tell: BTreeMap<(FeedId, RecordId), Announced>,
    pub(crate) absences: BTreeMap<(MemberId, Date), Absence>,
    pub(crate) disputes: BTreeMap<(MemberId, RecordId), Disputed>,
    pub(crate) awaited: BTreeMap<(FeedId, RecordId), AwaitedReply>,
    pub(crate) feeds: BTreeMap<(Direction, FeedId), FeedState>,
    pub(crate) blocks: BTreeMap<(Direction, FeedId, Lane), BTreeMap<u64, Joined>>,
    pub(crate) exceptions: BTreeMap<(Direction, FeedId, Lane), BTreeMap<u64, Exception>>,
    pub(crate) journal: Vec<(Entry, Opening)>,
    pub(crate) journal_head: Option<JournalHead>,
    subtrees: BTreeMap<Subtree, Digest>,
    /// How often the journal began anew.
    restarts: u32,
    pub(crate) witnessed: BTreeMap<NodeId, Witnessed>,
    pub(crate) cosigned: BTreeMap<NodeId, (u32, u64)>,
    pub(crate) forks: BTreeSet<(NodeId, Arc<str>, Arc<str>)>,
    pub(crate) faults: Vec<(NodeId, PeerFault)>,
    pub(crate) register: BTreeMap<u64, Arc<[u8]>>,
    pub(crate) last_time: Timestamp,
    pub(crate) reviewed: Option<PolicyEpoch>,
    standing: Option<Standing>,
    /// With the signal, and the version up to which the receiver was told that it ended.
    pub(crate) lost: BTreeMap<(FeedId, RecordId), (RecordId, u32)>,
    pub(crate) evidence: Vec<Evidence>,
    pub(crate) orders: BTreeMap<(MemberId, ToOrder), relays::Order>,
    pub(crate) relayed: BTreeMap<(FeedId, RecordId), RecordId>,
    pub(crate) relay_said: BTreeMap<relays::Passed, (Option<State>, Option<String>)>,
    pub(crate) gaps: gaps::Gaps,
    pub(crate) figures: Figures,
    pub(crate) refusals: BTreeMap<(MemberId, RefusalId), bool>,
    pub(crate) matches: matches::Matches,
    heads: BTreeMap<FeedId, (u32, Lanes, Arc<[u8]>)>,
    receipts: BTreeMap<FeedId, Arc<[u8]>>,
    anomalies: BTreeSet<String>,
    fail_next: bool,
    /// What a disk that lies really holds.
    synced: Option<Box<Self>>,
}

impl MemoryStore {
    /// A store that holds a register and nothing else.
    #[must_use]
    pub fn new(register: &Directory) -> Self {
        let register = (0..).zip(register.versions().iter().cloned()).collect();
        Self { register, ..Self::default() }
    }

    /// A store that was put back from a copy, as `sluis restore` leaves it.
    pub(crate) fn put_back(&mut self, incarnation: Incarnation, now: Timestamp) {
        self.standing = Some(Standing::after(incarnation, Cause::Restored, Stage::Found, now));
    }

    /// How it stands to what its node last knew.
    #[must_use]
    pub fn standing(&self) -> Standing {
        self.standing.clone().unwrap_or_else(|| Standing::new(Incarnation(Salt([0; 32]))))
    }

    /// Signed statements of peers that contradict each other.
    #[must_use]
    pub fn evidence(&self) -> &[Evidence] {
        &self.evidence
    }

    /// Records that members elsewhere hold and of which nothing is kept here.
    pub fn lost(&self) -> impl Iterator<Item = (&FeedId, RecordId)> {
        self.lost.keys().map(|(feed, record)| (feed, *record))
    }

    /// The next commit will fail.
    pub const fn fail_next_commit(&mut self) {
        self.fail_next = true;
    }

    /// From now on commits are only said to be durable.
    pub(crate) fn lie(&mut self) {
        if self.synced.is_none() {
            self.synced = Some(Box::new(self.clone()));
        }
    }

    /// What was said to be durable is so, and no commit fails.
    pub(crate) fn behave(&mut self) {
        (self.fail_next, self.synced) = (false, None);
    }

    /// The machine went down: what only was said to be durable is gone.
    pub(crate) fn lose_what_was_not_synced(&mut self) {
        if let Some(synced) = self.synced.take() {
            *self = *synced;
        }
    }

    pub(crate) const fn will_fail(&self) -> bool {
        self.fail_next
    }

    /// Rows that were written twice or belong to nothing.
    #[must_use]
    pub const fn anomalies(&self) -> &BTreeSet<String> {
        &self.anomalies
    }

    /// Whether it holds no draft and no record.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.drafts.is_empty() && self.records.is_empty() && self.held.is_empty()
    }

    /// Whether a record's bytes are kept, whoever holds it.
    #[must_use]
    pub fn has_record(&self, record: RecordId) -> bool {
        self.records.contains_key(&record)
    }

    /// Whether anything of a record's content is kept.
    pub(crate) fn keeps_content(&self, record: RecordId) -> bool {
        let became = |draft: &Draft| draft.released == Some(record);
        self.has_record(record) || self.private.contains_key(&record) || self.drafts.values().any(became)
    }

    /// Finds what a batch needs.
    #[must_use]
    pub fn read(&self, keys: &ReadSet) -> Facts {
        Facts::new(keys.iter().filter_map(|key| Some((key.clone(), self.find(key)?))).collect())
    }

    fn find(&self, key: &Key) -> Option<Fact> {
        match key {
            Key::Draft(member, id) => {
                let draft = self.drafts.get(&(member.clone(), id.clone()))?;
                let recalled = self.refused_again.get(&draft.fingerprint).copied();
                Some(Fact::Draft { body: draft.body.clone(), released: draft.released, recalled })
            }
            Key::Idempotency(key) => {
                let (body, made) = self.idempotency.get(key)?;
                Some(Fact::Idempotency { body: *body, made: made.clone() })
            }
            Key::Held(member, id) => {
                let holding = self.held.get(&(member.clone(), *id))?;
                if let Some(why) = endings::closed(holding) {
                    return Some(Fact::Closed(why));
                }
                let (bytes, reaffirmed) = (self.records.get(id)?.clone(), self.is_reaffirmed(*id));
                Some(Fact::Held { bytes, state: holding.state, since: holding.since, reaffirmed })
            }
            Key::Outbox { feed, limit } => self.find_waiting(feed, *limit).map(Fact::Outbox),
            Key::Page { feed, lane, after, limit } => {
                let pruned = self.feeds.get(&(Direction::Out, feed.clone())).map(|state| state.pruned.get(*lane));
                let listed = pruned.is_none_or(|pruned| pruned <= *after);
                let entries = self.entries(Direction::Out, feed, *lane).filter(|_| listed);
                let entries = entries.skip_while(|(place, _)| place <= after);
                let entry = |(_, id): (u64, RecordId)| {
                    let first = self.of.get(&id).map_or(id, |of| of.first);
                    match self.goes_no_more(feed, id) {
                        Some(outcome) => Some(PageEntry::Withheld { id, first, outcome }),
                        None => self.waiting(feed, id).map(PageEntry::Record),
                    }
                };
                entries.take(*limit as usize).map(entry).collect::<Option<_>>().map(Fact::Page)
            }
            Key::Exceptions { feed, lane, from, to } => {
                let all = self.exceptions.get(&(Direction::In, feed.clone(), *lane))?;
                Some(Fact::Exceptions(all.range(from..=to).map(|(_, e)| e.clone()).collect()))
            }
            Key::BlockAt { feed, lane, place } => {
                let blocks = self.blocks.get(&(Direction::Out, feed.clone(), *lane))?;
                let holds = |(first, joined): &(&u64, &Joined)| **first + joined.block.ids.len() as u64 > *place;
                let block = blocks.range(..=place).next_back().filter(holds).map(|(_, joined)| joined);
                let block = block.or_else(|| blocks.get(&place.checked_add(1)?).filter(|_| *place > 0));
                block.map(|joined| Fact::Block(joined.block.clone()))
            }
            Key::Request(member, id) => self.requests.get(&(member.clone(), *id)).cloned().map(Fact::Request),
            Key::Own(member, id) => {
                let (owner, private) = self.private.get(id)?;
                let fact = Fact::Own { bytes: self.records.get(id)?.clone(), private: private.clone() };
                (owner == member).then_some(fact)
            }
            key @ (Key::MatchCount(_)
            | Key::AskedMatch(_)
            | Key::OpenMatches { .. }
            | Key::MatchAnswered(..)
            | Key::Matching { .. }) => self.find_match(key),
            Key::Consents(member, signal) => self.consents.get(&(member.clone(), *signal)).cloned().map(Fact::Consents),
            key @ (Key::FollowUp(..) | Key::ToTell { .. } | Key::TellDue(..) | Key::Due { .. }) => {
                self.find_follow_up(key)
            }
            key @ (Key::Dispute(..) | Key::Disputes(..)) => self.find_dispute(key),
            Key::Replies(feed) => Some(Fact::Replies(self.find_replies(feed))),
            Key::Subtree(subtree) => self.subtree(*subtree).map(Fact::Subtree),
            Key::NewestHead(feed) => self.heads.get(feed).map(|(.., bytes)| Fact::Signed(bytes.clone())),
            Key::NewestReceipt(feed) => self.receipts.get(feed).map(|bytes| Fact::Signed(bytes.clone())),
            Key::Received { feed, lane, after, limit } => {
                let entries = self.entries(Direction::In, feed, *lane).filter(|(place, _)| place > after);
                let kept = |id| self.records.get(&id).filter(|_| *lane == Lane::Urgent).cloned();
                Some(Fact::Received(entries.map(|(_, id)| (id, kept(id))).take(*limit as usize).collect()))
            }
            key @ (Key::Beyond { .. } | Key::LostAt(..) | Key::Known { .. }) => self.find_forgotten(key),
            Key::Spread(member, first) => Some(Fact::Spread(self.spread(member, *first))),
            Key::Holdings(signer, first) => Some(Fact::Holdings(self.holdings(signer, *first))),
            Key::Tombstone(signer, id) => self.tombstones.get(&(signer.clone(), *id)).copied().map(Fact::Tombstone),
            Key::Resubmitted(fingerprint) => self.refused_again.get(fingerprint).copied().map(Fact::Resubmitted),
            Key::Refusal(member, id) => {
                let is_waiting = *self.refusals.get(&(member.clone(), *id))?;
                Some(Fact::Refusal { is_waiting })
            }
            Key::Ends { limit } => Some(Fact::Ends(self.due(*limit))),
            Key::SaidSince { feed, after, limit } => Some(Fact::SaidSince(self.said_since(feed, *after, *limit))),
            Key::ToRetract { limit } => {
                Some(Fact::ToRetract(self.to_retract.values().take(*limit as usize).cloned().collect()))
            }
            Key::RetractionDue(feed, signal) => {
                self.to_retract.contains_key(&(feed.clone(), *signal)).then_some(Fact::RetractionDue)
            }
            Key::Kept(member, id) => self.still_kept(member, *id).map(Fact::Kept),
            Key::Reaffirmed(signer, record) => {
                self.reaffirmed.contains(&(signer.clone(), *record)).then_some(Fact::Reaffirmed)
            }
            Key::ReaffirmedCount(signer) => {
                Some(Fact::Count(self.reaffirmed.iter().filter(|(known, _)| known == signer).count() as u64))
            }
            Key::ToReaffirm { limit } => {
                let stays = |(feed, id): &&(FeedId, RecordId)| {
                    let waits = self.outbox.get(feed).is_some_and(|waiting| waiting.contains(id));
                    let withheld = self.withheld.contains_key(&(feed.clone(), *id));
                    waits || withheld || self.is_on_its_way_by_relay(feed, *id)
                };
                let all = self.to_reaffirm.iter().filter(|row| !stays(row));
                Some(Fact::ToReaffirm(all.take(*limit as usize).cloned().collect()))
            }
            Key::Reaffirmable { limit } => {
                let unread = self.held.iter().filter(|(_, held)| held.state == HeldState::Deferred && held.is_open());
                let known = unread.map(|(key, _)| key).filter(|(_, record)| self.is_reaffirmed(*record));
                Some(Fact::Reaffirmable(known.take(*limit as usize).cloned().collect()))
            }
            Key::Unread(member, record) => {
                let held = self.held.get(&(member.clone(), *record))?;
                let unread = held.state == HeldState::Deferred && held.is_open();
                let bytes = self.records.get(record).filter(|_| unread)?.clone();
                Some(Fact::Unread { bytes, from: held.from.clone() })
            }
            Key::Orders { keeper, origin, signal } => Some(Fact::Orders(self.orders_of(keeper, origin, *signal))),
            Key::Entered(feed, record) => self.entered(feed, *record),
            Key::OrderAt { feed, lane, place } => self.order_at(feed, *lane, *place),
            Key::ToOrder { limit } => Some(Fact::ToOrder(self.to_order(*limit))),
            Key::Relayed { after, limit } => Some(Fact::Relayed(self.to_judge(after.as_ref(), *limit))),
            Key::Oldest { direction, feed, lane, before, limit } => {
                Some(Fact::Oldest(self.oldest((*direction, feed, *lane), *before, *limit)))
            }
        }
    }

    /// Whether a record is an entry of an outgoing feed.
    pub(crate) fn holds_entry(&self, feed: &FeedId, record: RecordId) -> bool {
        let mut lanes = [Lane::Urgent, Lane::Bulk].into_iter();
        lanes.any(|lane| self.entries(Direction::Out, feed, lane).any(|(_, id)| id == record))
    }

    /// Whether the signer of a record has attested it again.
    pub(crate) fn is_reaffirmed(&self, record: RecordId) -> bool {
        self.of.get(&record).is_some_and(|of| self.reaffirmed.contains(&(of.signer.clone(), record)))
    }

    fn find_waiting(&self, feed: &FeedId, limit: u32) -> Option<Vec<Waiting>> {
        self.outbox.get(feed)?.iter().take(limit as usize).map(|id| self.waiting(feed, *id)).collect()
    }

    fn waiting(&self, feed: &FeedId, id: RecordId) -> Option<Waiting> {
        if let Some(relayed) = self.relayed_in(feed, id) {
            return Some(relayed);
        }
        let bytes = self.records.get(&id)?.clone();
        let what = match self.private.get(&id).filter(|(owner, _)| *owner == feed.discloser) {
            Some((member, private)) => WaitingFor::Signal {
                distribution: Arc::new(private.meant_for()),
                request: self.request_of(member, id, private).cloned().unwrap_or_default(),
                ended: self.tombstones.get(&(member.clone(), id)).copied(),
            },
            None => self.evidence_waiting(feed, &bytes),
        };
        Some(Waiting { id, bytes, what })
    }

    /// The entries of a lane at one end, with their places.
    pub(crate) fn entries(
        &self,
        direction: Direction,
        feed: &FeedId,
        lane: Lane,
    ) -> impl Iterator<Item = (u64, RecordId)> {
        let blocks = self.blocks.get(&(direction, feed.clone(), lane));
        let blocks = blocks.into_iter().flat_map(BTreeMap::values).map(|joined| &joined.block);
        blocks.flat_map(|block| (block.first..).zip(block.ids.iter().copied()))
    }

    /// Why an entry goes no more in a feed of ours, if so.
    fn goes_no_more(&self, feed: &FeedId, id: RecordId) -> Option<String> {
        let key = (feed.clone(), id);
        let lost = self.lost.contains_key(&key).then(|| LOST.to_owned());
        let gone = || (!self.records.contains_key(&id)).then(|| EXPIRED.to_owned());
        self.withheld.get(&key).cloned().or(lost).or_else(gone)
    }

    /// The records of a lane at one end, in order.
    #[must_use]
    pub fn lane(&self, direction: Direction, feed: &FeedId, lane: Lane) -> Vec<RecordId> {
        self.entries(direction, feed, lane).map(|(_, id)| id).collect()
    }

    /// Makes a batch durable, or nothing of it.
    ///
    /// # Errors
    /// [`CommitFailed`] where the scenario asked for it.
    pub fn commit(&mut self, writes: &[Write]) -> Result<(), CommitFailed> {
        if std::mem::take(&mut self.fail_next) {
            return Err(CommitFailed);
        }
        writes.iter().for_each(|write| self.apply(write));
        Ok(())
    }

    fn apply(&mut self, write: &Write) {
        match write {
            Write::Draft { id, member, body, fingerprint, .. } => {
                let fresh = Draft { body: body.clone(), released: None, fingerprint: *fingerprint };
                let draft = self.drafts.entry((member.clone(), id.clone())).or_insert_with(|| fresh);
                (draft.body, draft.fingerprint) = (body.clone(), *fingerprint);
            }
            Write::Retabled { id, member, body, .. } => {
                let known = self.drafts.get_mut(&(member.clone(), id.clone()));
                let known = known.map(|draft| draft.body = body.clone()).is_some();
                self.anomaly(!known, || format!("draft {} has a new table, but was never kept", id.0));
            }
            Write::DraftGone { id, member } => {
                let before = self.drafts.remove(&(member.clone(), id.clone()));
                self.anomaly(before.is_none(), || format!("draft {} was discarded, but never kept", id.0));
                self.idempotency.retain(|_, (_, made)| *made != id.0);
            }
            Write::DraftReleased { id, member, record } => {
                let draft = self.drafts.get_mut(&(member.clone(), id.clone()));
                let before = draft.map(|draft| draft.released.replace(*record));
                self.anomaly(before != Some(None), || format!("draft {} was released twice, or never kept", id.0));
            }
            Write::Idempotency { idempotency, made, .. } => {
                let before = self.idempotency.insert(idempotency.key, (idempotency.body, made.clone()));
                self.anomaly(before.is_some(), || format!("an idempotency key was given twice, last to {made}"));
            }
            Write::Record { id, bytes, of, .. } => {
                self.records.insert(*id, bytes.clone());
                self.of.insert(*id, of.clone());
            }
            Write::Private { record, member, private } => {
                let before = self.private.insert(*record, (member.clone(), private.clone()));
                self.sent.insert(*record, (member.clone(), private.table.permitted().cloned().collect()));
                self.anomaly(before.is_some(), || format!("record {record} was submitted twice"));
            }
            Write::Held { member, record, from, state, place, ends, at, .. } => {
                let (from, state, place, ends) = (from.clone(), *state, *place, *ends);
                let operator = Operator::NotAsked;
                let known = self.held.get(&(member.clone(), *record)).filter(|before| before.ended.is_none());
                let since = known.map_or(*at, |before| before.since);
                let holding =
                    Holding { from, state, since, place, ends, ended: None, hold: None, operator, destroyed: false };
                let before = self.held.insert((member.clone(), *record), holding);
                // What was taken back may be disclosed again, and what was kept unread be read.
                let twice = before.is_some_and(|b| b.ended.is_none() && b.state != HeldState::Deferred);
                self.anomaly(twice, || format!("{member} was given record {record} twice"));
            }
            Write::Widened { record, member, private } => {
                let before = self.private.insert(*record, (member.clone(), private.clone()));
                let own = before.is_some_and(|(owner, _)| owner == *member);
                self.sent.insert(*record, (member.clone(), private.table.permitted().cloned().collect()));
                self.anomaly(!own, || format!("record {record} was widened and never submitted"));
            }
            Write::Request { .. }
            | Write::Progress { .. }
            | Write::Rated { .. }
            | Write::ReplyAwaited { .. }
            | Write::ReplySettled { .. } => self.apply_requests(write),
            Write::OutboxAdd { feed, record, .. } => self.outbox.entry(feed.clone()).or_default().push(*record),
            Write::OutboxRemove { feed, record } => self.leave_outbox(feed, *record),
            Write::Withheld { feed, record, outcome, .. } => {
                let before = self.withheld.insert((feed.clone(), *record), outcome.clone());
                self.anomaly(before.is_some(), || format!("record {record} was withheld from {feed} twice"));
            }
            Write::Entries { direction, feed, lane, block, state, at } => {
                self.append((*direction, feed, *lane), *at, block, state);
            }
            Write::Pruned { direction, feed, lane, last, records, state } => {
                self.prune((*direction, feed, *lane), *last, records);
                self.feeds.insert((*direction, feed.clone()), state.clone());
            }
            Write::Acknowledged { feed, state, receipt, .. } => {
                self.receipts.insert(feed.clone(), receipt.clone());
                self.feeds.insert((Direction::Out, feed.clone()), state.clone());
            }
            Write::Exception { direction, feed, exception, at } => {
                self.said.insert((*direction, feed.clone(), exception.lane, exception.place), *at);
                let key = (*direction, feed.clone(), exception.lane);
                self.exceptions.entry(key).or_default().insert(exception.place, exception.clone());
            }
            Write::ToOrder { .. }
            | Write::Ordered { .. }
            | Write::OrderEnded { .. }
            | Write::Relayed { .. }
            | Write::RelaySaid { .. } => self.apply_relay(write),
            Write::Figures { counted, .. } => self.add_figures(counted),
            Write::Gap { .. }
            | Write::GapsEnded { .. }
            | Write::GapAnswered { .. }
            | Write::Refusal { .. }
            | Write::HandedOver { .. } => self.apply_gaps(write),
            Write::MatchCount { .. }
            | Write::MatchAsked { .. }
            | Write::MatchLearnt { .. }
            | Write::MatchAnswered { .. } => self.apply_match(write),
            Write::Consent { member, signal, request, as_kept } => {
                let kept = self.consents.entry((member.clone(), *signal)).or_default();
                kept.insert(*request, as_kept.clone());
            }
            Write::FollowUp { .. }
            | Write::ToTell { .. }
            | Write::TellDone { .. }
            | Write::Absence { .. }
            | Write::AbsenceOver { .. } => self.apply_follow_up(write),
            Write::Dispute { member, id, as_kept } => {
                self.disputes.insert((member.clone(), *id), as_kept.clone());
            }
            // Neither is read by a core: users and the board of recalls are the node's.
            Write::Rights { .. } | Write::Told { .. } => {}
            Write::Register { sequence, bytes } => {
                let before = self.register.insert(*sequence, bytes.clone());
                self.anomaly(before.is_some(), || format!("register {sequence} was written twice"));
            }
            Write::Journal { entry, opening, leaf, completed } => {
                self.last_time = self.last_time.max(entry.at);
                let before = self.subtrees.insert(Subtree { level: 0, number: entry.seq.0 - 1 }, *leaf);
                self.anomaly(before.is_some(), || format!("entry {} was written twice", entry.seq.0));
                self.subtrees.extend(completed.iter().copied());
                self.journal.push((entry.clone(), opening.clone()));
            }
            Write::JournalHead(head) => self.journal_head = Some(*head),
            Write::JournalLog(log) => self.restarts = log.saturating_sub(FIRST_LOG),
            Write::Witnessed { node, witnessed, .. } => drop(self.witnessed.insert(node.clone(), witnessed.clone())),
            Write::Cosigned { node, checkpoint, .. } => {
                self.cosigned.insert(node.clone(), (checkpoint.origin.log, checkpoint.size));
            }
            Write::JournalFork { node, held, shown, .. } => {
                self.forks.insert((node.clone(), held.clone(), shown.clone()));
            }
            Write::Reviewed { epoch } => self.reviewed = *epoch,
            Write::Fault { node, fault, .. } => self.faults.push((node.clone(), fault.clone())),
            Write::HeadReceived { feed, epoch, lanes, bytes, .. } => {
                let newest = self.heads.get(feed);
                let further = newest.is_none_or(|(e, l, _)| epoch > e || epoch == e && !l.exceed(lanes));
                if further {
                    self.heads.insert(feed.clone(), (*epoch, *lanes, bytes.clone()));
                }
            }
            Write::Evidence(evidence) => self.evidence.push(evidence.clone()),
            Write::Standing(standing) => self.standing = Some(standing.clone()),
            forgotten @ (Write::Epoch { .. }
            | Write::Parted { .. }
            | Write::Unsaid { .. }
            | Write::Requeue { .. }
            | Write::Lost { .. }
            | Write::LostEnded { .. }
            | Write::NotWithheld { .. }) => self.apply_forgotten(forgotten),
            Write::End { member, record, ending, at, ends } => {
                self.with_holding(member, *record, |holding| {
                    holding.ended = Some((*ending, *at));
                    holding.ends = Some(*ends);
                });
            }
            Write::Destroy { member, record, ending, at } => self.destroy(member, *record, *ending, *at),
            Write::AwaitOperator { member, record } => {
                self.with_holding(member, *record, |holding| holding.operator = Operator::Asked);
            }
            Write::OperatorLet { at } => self.let_be_destroyed(*at),
            Write::Packs { packs, .. } => self.packs = Some(packs.clone()),
            Write::Hold { member, record, on, at } => {
                self.with_holding(member, *record, |holding| holding.hold = on.then_some(*at));
            }
            Write::Tombstone { signer, record, buried, .. } => {
                let kept = self.tombstones.entry((signer.clone(), *record)).or_insert(*buried);
                if matches!(buried, Buried::Recalled { .. }) {
                    *kept = *buried;
                }
            }
            Write::RefuseAgain { member, record, signal } => self.refuse_again(member, *record, *signal),
            Write::ToRetract { what, .. } => {
                self.to_retract.insert((what.feed.clone(), what.signal), what.clone());
            }
            Write::Retracted { feed, signal } => {
                self.to_retract.remove(&(feed.clone(), *signal));
            }
            Write::ToReaffirm { feed, records } => {
                self.to_reaffirm.extend(records.iter().map(|record| (feed.clone(), *record)));
            }
            Write::ReaffirmationSigned { feed, records } => {
                for record in records {
                    let known = self.to_reaffirm.remove(&(feed.clone(), *record));
                    self.anomaly(!known, || format!("record {record} was reaffirmed in {feed} unasked"));
                }
            }
            Write::Reaffirmed { signer, records, .. } => {
                self.reaffirmed.extend(records.iter().map(|record| (signer.clone(), *record)));
            }
        }
    }

    /// A complete subtree of the journal's tree, from the parts that are kept.
    fn subtree(&self, subtree: Subtree) -> Option<Digest> {
        let made = || {
            let [left, right] = subtree.halves()?;
            Some(node_hash(&ModelCrypto, self.subtree(left)?, self.subtree(right)?))
        };
        self.subtrees.get(&subtree).copied().or_else(made)
    }

    /// Lets the operator write another journal, with everything that follows from it.
    pub(crate) fn rewrite_journal(&mut self, change: impl FnOnce(&mut Vec<(Entry, Opening)>)) {
        change(&mut self.journal);
        let mut tree = Frontier::default();
        self.subtrees.clear();
        for ((entry, _), seq) in self.journal.iter_mut().zip(1..) {
            entry.seq = JournalSeq(seq);
            let leaf = entry.leaf_hash(&ModelCrypto);
            self.subtrees.insert(Subtree { level: 0, number: seq - 1 }, leaf);
            self.subtrees.extend(tree.append(&ModelCrypto, leaf));
        }
        self.journal_head = Some(JournalHead { seq: JournalSeq(tree.size()), root: tree.root(&ModelCrypto) });
    }

    /// The journal as it is becomes the beginning of another log.
    pub(crate) const fn begin_log(&mut self) {
        self.restarts += 1;
    }

    /// The number of the journal's log.
    pub(crate) const fn log(&self) -> u32 {
        FIRST_LOG + self.restarts
    }

    /// The right edge of the journal's tree.
    pub(crate) fn tree(&self) -> Frontier {
        let size = self.journal.len() as u64;
        let edge = Span::tree(size).subtrees().filter_map(|subtree| self.subtree(subtree)).collect();
        // The store holds each of its leaves; one without is empty and shows it.
        Frontier::new(size, edge).unwrap_or_default()
    }

    fn leave_outbox(&mut self, feed: &FeedId, record: RecordId) {
        let waiting = self.outbox.entry(feed.clone()).or_default();
        let before = waiting.len();
        waiting.retain(|id| *id != record);
        let gone = before - waiting.len();
        self.anomaly(gone != 1, || format!("record {record} left the outbox of {feed} {gone} times"));
    }

    fn append(
        &mut self,
        (direction, feed, lane): (Direction, &FeedId, Lane),
        at: Timestamp,
        block: &Block,
        state: &FeedState,
    ) {
        let end = self.entries(direction, feed, lane).last().map_or(state.pruned.get(lane), |(place, _)| place);
        self.anomaly(block.first != end + 1, || format!("feed {feed} goes on at {} after {end}", block.first));
        let known: BTreeSet<_> = self.entries(direction, feed, lane).map(|(_, id)| id).collect();
        let again = block.ids.iter().find(|id| known.contains(id)).copied();
        self.anomaly(again.is_some(), || format!("feed {feed} holds a record twice"));
        let joined = Joined { epoch: state.epoch, at, block: block.clone() };
        self.blocks.entry((direction, feed.clone(), lane)).or_default().insert(block.first, joined);
        self.feeds.insert((direction, feed.clone()), state.clone());
    }

    pub(crate) fn anomaly(&mut self, found: bool, text: impl FnOnce() -> String) {
        if found {
            self.anomalies.insert(text());
        }
    }

    /// The register it holds.
    ///
    /// # Errors
    /// If the versions do not follow each other.
    pub fn directory(&self) -> Result<Directory, RegisterError> {
        Directory::open(&ModelCrypto, &self.register.values().collect::<Vec<_>>())
    }

    /// What a core starts from.
    ///
    /// # Errors
    /// If the versions of the register do not follow each other.
    pub fn snapshot(&self) -> Result<Snapshot, RegisterError> {
        let waiting = self.outbox.iter().map(|(feed, records)| (feed.clone(), records.len() as u64));
        Ok(Snapshot {
            directory: self.directory()?,
            feeds: self.feeds.clone(),
            outbox: waiting.collect(),
            journal: self.tree(),
            log: self.log(),
            witnessed: self.witnessed.clone(),
            cosigned: self.cosigned.clone(),
            last_time: self.last_time,
            ends: self.soonest(),
            unknown_recalled: self.unknown_recalled(),
            absences: self.absences.clone(),
            reviewed: self.reviewed,
            standing: self.standing(),
        })
    }
}

#[cfg(test)]
mod tests {
    use sluis_protocol::feeds::FIRST_EPOCH;

    use super::*;

    #[test]
    fn the_newest_head_is_of_the_latest_epoch_and_reaches_furthest_in_it() {
        let id = |id: &str| id.parse::<MemberId>().unwrap();
        let feed = FeedId { discloser: id("nl-maasdorp"), receiver: id("de-rurheim") };
        let beginning = FeedState::new(&ModelCrypto, &feed, FIRST_EPOCH).lanes;
        let mut further = beginning;
        further.get_mut(Lane::Bulk).place += 3;
        let mut store = MemoryStore::default();
        let mut newest_after = |epoch: u32, lanes: Lanes, text: &[u8]| {
            let (bytes, feed, at) = (Arc::from(text), feed.clone(), Timestamp::from_millis(1));
            store.commit(&[Write::HeadReceived { feed: feed.clone(), epoch, lanes, at, bytes }]).unwrap();
            match store.find(&Key::NewestHead(feed)) {
                Some(Fact::Signed(bytes)) => bytes.to_vec(),
                other => panic!("{other:?}"),
            }
        };
        assert_eq!(newest_after(1, further, b"far"), b"far");
        assert_eq!(newest_after(1, beginning, b"short of it"), b"far");
        assert_eq!(newest_after(2, beginning, b"later"), b"later");
        assert_eq!(newest_after(1, further, b"old"), b"later");
    }
}
