//! The store's contract in memory: what is committed is there, all of a batch or nothing, and survives every crash.
//!
//! Writes that would be refused by a database's keys are kept as [`MemoryStore::anomalies`] and break an invariant.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use sluis_protocol::core::{
    AwaitedReply, Direction, DraftBody, DraftId, Evidence, Fact, Facts, HeldState, IdempotencyKey, Key, PageEntry,
    Private, ReadSet, Requests, Snapshot, Waiting, WaitingFor, Write,
};
use sluis_protocol::crypto::{Digest, Salt};
use sluis_protocol::envelope::RecordId;
use sluis_protocol::feeds::{Block, FeedState};
use sluis_protocol::journal::{Entry, JournalHead, Opening};
use sluis_protocol::records::{Exception, FeedId, Lane, Lanes};
use sluis_protocol::register::{Directory, RegisterError};
use sluis_protocol::standing::{Cause, Incarnation, Stage, Standing};
use sluis_protocol::wire::PeerFault;
use sluis_schemas::{MemberId, NodeId, Timestamp};
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
}

/// One node's store.
#[derive(Debug, Clone, Default)]
pub struct MemoryStore {
    pub(crate) drafts: BTreeMap<(MemberId, DraftId), (Arc<DraftBody>, Option<RecordId>)>,
    pub(crate) idempotency: BTreeMap<IdempotencyKey, (Digest, DraftId)>,
    pub(crate) records: BTreeMap<RecordId, Arc<[u8]>>,
    pub(crate) private: BTreeMap<RecordId, (MemberId, Arc<Private>)>,
    pub(crate) held: BTreeMap<(MemberId, RecordId), Holding>,
    pub(crate) outbox: BTreeMap<FeedId, Vec<RecordId>>,
    pub(crate) withheld: BTreeMap<(FeedId, RecordId), String>,
    pub(crate) requests: BTreeMap<(MemberId, RecordId), Requests>,
    pub(crate) awaited: BTreeMap<(FeedId, RecordId), AwaitedReply>,
    pub(crate) feeds: BTreeMap<(Direction, FeedId), FeedState>,
    pub(crate) blocks: BTreeMap<(Direction, FeedId, Lane), BTreeMap<u64, Block>>,
    pub(crate) exceptions: BTreeMap<(Direction, FeedId, Lane), BTreeMap<u64, Exception>>,
    pub(crate) journal: Vec<(Entry, Opening)>,
    pub(crate) journal_head: Option<JournalHead>,
    pub(crate) faults: Vec<(NodeId, PeerFault)>,
    pub(crate) register: BTreeMap<u64, Arc<[u8]>>,
    pub(crate) last_time: Timestamp,
    standing: Option<Standing>,
    pub(crate) lost: BTreeSet<(FeedId, RecordId)>,
    pub(crate) evidence: Vec<Evidence>,
    heads: BTreeMap<FeedId, (u32, Lanes, Arc<[u8]>)>,
    receipts: BTreeMap<FeedId, Arc<[u8]>>,
    anomalies: BTreeSet<String>,
    fail_next: bool,
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
        self.lost.iter().map(|(feed, record)| (feed, *record))
    }

    /// The next commit will fail.
    pub const fn fail_next_commit(&mut self) {
        self.fail_next = true;
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

    /// Finds what a batch needs.
    #[must_use]
    pub fn read(&self, keys: &ReadSet) -> Facts {
        Facts::new(keys.iter().filter_map(|key| Some((key.clone(), self.find(key)?))).collect())
    }

    fn find(&self, key: &Key) -> Option<Fact> {
        match key {
            Key::Draft(member, id) => {
                let (body, released) = self.drafts.get(&(member.clone(), id.clone()))?;
                Some(Fact::Draft { body: body.clone(), released: *released })
            }
            Key::Idempotency(key) => {
                let (body, draft) = self.idempotency.get(key)?;
                Some(Fact::Idempotency { body: *body, draft: draft.clone() })
            }
            Key::Held(member, id) => {
                let state = self.held.get(&(member.clone(), *id))?.state;
                Some(Fact::Held { bytes: self.records.get(id)?.clone(), state })
            }
            Key::Outbox { feed, limit } => self.find_waiting(feed, *limit).map(Fact::Outbox),
            Key::Page { feed, lane, after, limit } => {
                let entries = self.entries(Direction::Out, feed, *lane).skip_while(|(place, _)| place <= after);
                let entry = |(_, id): (u64, RecordId)| {
                    let key = (feed.clone(), id);
                    let withheld = self.withheld.contains_key(&key) || self.lost.contains(&key);
                    if withheld { Some(PageEntry::Withheld(id)) } else { self.waiting(id).map(PageEntry::Record) }
                };
                entries.take(*limit as usize).map(entry).collect::<Option<_>>().map(Fact::Page)
            }
            Key::Exceptions { feed, lane, from, to } => {
                let all = self.exceptions.get(&(Direction::In, feed.clone(), *lane))?;
                Some(Fact::Exceptions(all.range(from..=to).map(|(_, e)| e.clone()).collect()))
            }
            Key::BlockAt { feed, lane, place } => {
                let blocks = self.blocks.get(&(Direction::Out, feed.clone(), *lane))?;
                let (first, block) = blocks.range(..=place).next_back()?;
                (first + block.ids.len() as u64 > *place).then(|| Fact::Block(block.clone()))
            }
            Key::Request(member, id) => self.requests.get(&(member.clone(), *id)).cloned().map(Fact::Request),
            Key::Own(member, id) => {
                let (owner, private) = self.private.get(id)?;
                let fact = Fact::Own { bytes: self.records.get(id)?.clone(), private: private.clone() };
                (owner == member).then_some(fact)
            }
            Key::Replies(feed) => Some(Fact::Replies(self.find_replies(feed))),
            Key::NewestHead(feed) => self.heads.get(feed).map(|(.., bytes)| Fact::Signed(bytes.clone())),
            Key::NewestReceipt(feed) => self.receipts.get(feed).map(|bytes| Fact::Signed(bytes.clone())),
            Key::Received { feed, lane, after, limit } => {
                let entries = self.entries(Direction::In, feed, *lane).filter(|(place, _)| place > after);
                Some(Fact::Ids(entries.map(|(_, id)| id).take(*limit as usize).collect()))
            }
            Key::Beyond { feed, lane, after } => {
                let goes = |id| {
                    let key = (feed.clone(), id);
                    *lane == Lane::Urgent || !self.withheld.contains_key(&key) && !self.lost.contains(&key)
                };
                let entries =
                    self.entries(Direction::Out, feed, *lane).filter(|(place, id)| place > after && goes(*id));
                Some(Fact::Ids(entries.map(|(_, id)| id).collect()))
            }
            Key::Known { feed, ids } => {
                let waits = |id: &&RecordId| self.outbox.get(feed).is_some_and(|waiting| waiting.contains(id));
                let is_held = |id: RecordId| self.held.contains_key(&(feed.discloser.clone(), id));
                Some(Fact::Known {
                    waiting: ids.iter().filter(waits).copied().collect(),
                    unknown: ids.iter().filter(|id| !is_held(**id)).copied().collect(),
                })
            }
        }
    }

    fn find_waiting(&self, feed: &FeedId, limit: u32) -> Option<Vec<Waiting>> {
        self.outbox.get(feed)?.iter().take(limit as usize).map(|id| self.waiting(*id)).collect()
    }

    fn find_replies(&self, feed: &FeedId) -> Vec<AwaitedReply> {
        let place = |record| self.entries(Direction::Out, feed, Lane::Bulk).find(|(_, id)| *id == record);
        let awaited = self.awaited.iter().filter(|((f, _), _)| f == feed);
        let with_place = |(_, reply): (&(FeedId, RecordId), &AwaitedReply)| AwaitedReply {
            kept: self.requests.get(&(feed.discloser.clone(), reply.request)).cloned().unwrap_or_default(),
            place: place(reply.record).map(|(place, _)| place),
            ..reply.clone()
        };
        awaited.map(with_place).collect()
    }

    fn waiting(&self, id: RecordId) -> Option<Waiting> {
        let bytes = self.records.get(&id)?.clone();
        let what = match self.private.get(&id) {
            Some((member, private)) => WaitingFor::Signal {
                distribution: Arc::new(private.meant_for()),
                request: self.request_answered(member, private).cloned().unwrap_or_default(),
            },
            None => WaitingFor::Notice,
        };
        Some(Waiting { id, bytes, what })
    }

    /// The request that a member's signal names, as the member keeps it.
    fn request_answered(&self, member: &MemberId, private: &Private) -> Option<&Requests> {
        self.requests.get(&(member.clone(), private.answers?))
    }

    /// The entries of a lane at one end, with their places.
    pub(crate) fn entries(
        &self,
        direction: Direction,
        feed: &FeedId,
        lane: Lane,
    ) -> impl Iterator<Item = (u64, RecordId)> {
        let blocks = self.blocks.get(&(direction, feed.clone(), lane));
        blocks.into_iter().flat_map(BTreeMap::values).flat_map(|block| (block.first..).zip(block.ids.iter().copied()))
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
            Write::Draft { id, member, body, .. } => {
                let draft = self.drafts.entry((member.clone(), id.clone())).or_insert_with(|| (body.clone(), None));
                draft.0 = body.clone();
            }
            Write::DraftGone { id, member } => {
                let before = self.drafts.remove(&(member.clone(), id.clone()));
                self.anomaly(before.is_none(), || format!("draft {} was discarded, but never kept", id.0));
                self.idempotency.retain(|_, (_, draft)| draft != id);
            }
            Write::DraftReleased { id, member, record } => {
                let draft = self.drafts.get_mut(&(member.clone(), id.clone()));
                let before = draft.map(|(_, released)| released.replace(*record));
                self.anomaly(before != Some(None), || format!("draft {} was released twice, or never kept", id.0));
            }
            Write::Idempotency { idempotency, draft, .. } => {
                let before = self.idempotency.insert(idempotency.key, (idempotency.body, draft.clone()));
                self.anomaly(before.is_some(), || format!("an idempotency key was given twice, last to {}", draft.0));
            }
            Write::Record { id, bytes, .. } => drop(self.records.insert(*id, bytes.clone())),
            Write::Private { record, member, private } => {
                let before = self.private.insert(*record, (member.clone(), private.clone()));
                self.anomaly(before.is_some(), || format!("record {record} was submitted twice"));
            }
            Write::Held { member, record, from, state, .. } => {
                let holding = Holding { from: from.clone(), state: *state };
                let before = self.held.insert((member.clone(), *record), holding);
                self.anomaly(before.is_some(), || format!("{member} was given record {record} twice"));
            }
            Write::Widened { record, member, private } => {
                let before = self.private.insert(*record, (member.clone(), private.clone()));
                let own = before.is_some_and(|(owner, _)| owner == *member);
                self.anomaly(!own, || format!("record {record} was widened and never submitted"));
            }
            Write::Request { member, request, other, as_kept } => {
                let requests = self.requests.entry((member.clone(), *request)).or_default();
                let before = requests.insert(other.clone(), as_kept.clone());
                self.anomaly(before.is_some(), || format!("{member} and {other} have request {request} twice"));
            }
            Write::Progress { member, request, other, progress, at } => {
                let requests = self.requests.get_mut(&(member.clone(), *request));
                let kept = requests.and_then(|requests| requests.get_mut(other));
                let known = kept.map(|kept| (kept.progress, kept.changed) = (progress.clone(), *at)).is_some();
                self.anomaly(!known, || format!("{member} keeps no request {request} with {other}"));
            }
            Write::ReplyAwaited { feed, record, request, answer } => {
                let (record, request, answer) = (*record, *request, *answer);
                let reply = AwaitedReply { record, request, kept: Requests::new(), answer, place: None };
                let before = self.awaited.insert((feed.clone(), record), reply);
                self.anomaly(before.is_some(), || format!("reply {record} is awaited twice"));
            }
            Write::ReplySettled { feed, record } => drop(self.awaited.remove(&(feed.clone(), *record))),
            Write::OutboxAdd { feed, record, .. } => self.outbox.entry(feed.clone()).or_default().push(*record),
            Write::OutboxRemove { feed, record } => self.leave_outbox(feed, *record),
            Write::Withheld { feed, record, outcome, .. } => {
                let before = self.withheld.insert((feed.clone(), *record), outcome.clone());
                self.anomaly(before.is_some(), || format!("record {record} was withheld from {feed} twice"));
            }
            Write::Entries { direction, feed, lane, block, state, .. } => {
                self.append(*direction, feed, *lane, block, state);
            }
            Write::Acknowledged { feed, state, receipt, .. } => {
                self.receipts.insert(feed.clone(), receipt.clone());
                self.feeds.insert((Direction::Out, feed.clone()), state.clone());
            }
            Write::Exception { direction, feed, exception, .. } => {
                let key = (*direction, feed.clone(), exception.lane);
                self.exceptions.entry(key).or_default().insert(exception.place, exception.clone());
            }
            Write::Rights { .. } => {}
            Write::Register { sequence, bytes } => {
                let before = self.register.insert(*sequence, bytes.clone());
                self.anomaly(before.is_some(), || format!("register {sequence} was written twice"));
            }
            Write::Journal { entry, opening, head } => {
                self.last_time = self.last_time.max(entry.at);
                self.journal.push((entry.clone(), opening.clone()));
                self.journal_head = Some(*head);
            }
            Write::Fault { node, fault, .. } => self.faults.push((node.clone(), fault.clone())),
            Write::HeadReceived { feed, epoch, lanes, bytes, .. } => {
                let newest = self.heads.get(feed);
                let further = newest.is_none_or(|(e, l, _)| (epoch, l.exceed(lanes)) >= (e, false) && !l.exceed(lanes));
                if further {
                    self.heads.insert(feed.clone(), (*epoch, *lanes, bytes.clone()));
                }
            }
            Write::Evidence(evidence) => self.evidence.push(evidence.clone()),
            Write::Standing(standing) => self.standing = Some(standing.clone()),
            Write::Epoch { feed, state } => self.begin_epoch(feed, state),
            Write::Requeue { feed, records, .. } => {
                let waiting = self.outbox.entry(feed.clone()).or_default();
                waiting.splice(0..0, records.iter().copied());
            }
            Write::Lost { feed, record, .. } => drop(self.lost.insert((feed.clone(), *record))),
        }
    }

    /// Entries beyond the anchor are no part of the feed any more.
    fn begin_epoch(&mut self, feed: &FeedId, state: &FeedState) {
        let anchor = state.anchor.unwrap_or(state.lanes);
        for lane in Lane::ALL {
            let last = anchor.get(lane).place;
            let Some(blocks) = self.blocks.get_mut(&(Direction::Out, feed.clone(), lane)) else { continue };
            blocks.retain(|first, _| *first <= last);
            for (first, block) in blocks {
                block.ids.truncate(usize::try_from(last + 1 - first).unwrap_or(usize::MAX));
            }
        }
        self.feeds.insert((Direction::Out, feed.clone()), state.clone());
    }

    fn leave_outbox(&mut self, feed: &FeedId, record: RecordId) {
        let waiting = self.outbox.entry(feed.clone()).or_default();
        let before = waiting.len();
        waiting.retain(|id| *id != record);
        let gone = before - waiting.len();
        self.anomaly(gone != 1, || format!("record {record} left the outbox of {feed} {gone} times"));
    }

    fn append(&mut self, direction: Direction, feed: &FeedId, lane: Lane, block: &Block, state: &FeedState) {
        let end = self.entries(direction, feed, lane).last().map_or(0, |(place, _)| place);
        self.anomaly(block.first != end + 1, || format!("feed {feed} goes on at {} after {end}", block.first));
        let known: BTreeSet<_> = self.entries(direction, feed, lane).map(|(_, id)| id).collect();
        let again = block.ids.iter().find(|id| known.contains(id)).copied();
        self.anomaly(again.is_some(), || format!("feed {feed} holds a record twice"));
        self.blocks.entry((direction, feed.clone(), lane)).or_default().insert(block.first, block.clone());
        self.feeds.insert((direction, feed.clone()), state.clone());
    }

    fn anomaly(&mut self, found: bool, text: impl FnOnce() -> String) {
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
            journal: self.journal_head.unwrap_or(JournalHead::EMPTY),
            last_time: self.last_time,
            standing: self.standing(),
        })
    }
}
