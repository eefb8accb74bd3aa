//! Stub: a store in memory with the real one's contract.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use sluis_protocol::core::{
    Direction as End, DraftBody, DraftId, Fact, Facts, HeldState, Key, PageEntry, Private, ReadSet, Snapshot, Waiting,
    Write, WriteBatch,
};
use sluis_protocol::crypto::Digest;
use sluis_protocol::envelope::RecordId;
use sluis_protocol::feeds::{Block, FeedState};
use sluis_protocol::journal::{JournalHead, RightsChange};
use sluis_protocol::records::{Exception, FeedId, Lane};
use sluis_protocol::register::Directory;
use sluis_schemas::vocabulary::UserRole;
use sluis_schemas::{MemberId, NodeId, Timestamp};

/// Stub.
#[derive(Debug, thiserror::Error)]
#[error("the store failed")]
pub struct StoreError;

/// Whose token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// Member.
    pub member: MemberId,
    /// User.
    pub user: String,
    /// Roles.
    pub roles: BTreeSet<UserRole>,
}

/// Which side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// Own.
    Sent,
    /// Received.
    Received,
}

/// A place in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cursor(pub String);

/// A line of a list.
#[derive(Debug, Clone)]
pub struct Listed {
    /// Record.
    pub record: RecordId,
    /// From.
    pub from: MemberId,
    /// At.
    pub at: Timestamp,
}

/// What became of a signal at one member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Delivery {
    /// Not permitted, or no longer.
    Withheld {
        /// Why.
        outcome: String,
    },
    /// In the outbox.
    Waiting {
        /// Since.
        since: Timestamp,
    },
    /// In the feed, no receipt yet.
    Sent {
        /// When.
        at: Timestamp,
    },
    /// Receipt.
    Answered {
        /// `accepted` or the exception's state.
        state: &'static str,
        /// The rule.
        rule: Option<String>,
        /// When.
        at: Timestamp,
    },
}

#[derive(Default)]
struct Rows {
    versions: Vec<Arc<[u8]>>,
    drafts: BTreeMap<(MemberId, DraftId), (Arc<DraftBody>, Option<RecordId>)>,
    idempotency: BTreeMap<Digest, (Digest, DraftId)>,
    records: BTreeMap<RecordId, (Timestamp, Arc<[u8]>)>,
    private: BTreeMap<(RecordId, MemberId), Arc<Private>>,
    held: BTreeMap<(MemberId, RecordId), (MemberId, Timestamp, HeldState)>,
    outbox: BTreeMap<FeedId, Vec<(RecordId, Timestamp)>>,
    feeds: BTreeMap<(End, FeedId), FeedState>,
    blocks: BTreeMap<(bool, FeedId, Lane, u64), (Block, Timestamp)>,
    exceptions: BTreeMap<(bool, FeedId, Lane, u64), Exception>,
    tokens: BTreeMap<Digest, Token>,
    faults: Vec<(NodeId, Timestamp, bool, String, String)>,
    journal: Option<JournalHead>,
    last: Timestamp,
}

/// Stub.
#[derive(Clone)]
pub struct Store(Arc<Mutex<Rows>>);

/// Stub.
#[derive(Clone)]
pub struct Reader(Arc<Mutex<Rows>>);

impl Store {
    /// With a register.
    pub fn in_memory(directory: &Directory) -> Self {
        Self(Arc::new(Mutex::new(Rows { versions: directory.versions().to_vec(), ..Rows::default() })))
    }

    /// To read.
    pub fn reader(&self) -> Reader {
        Reader(self.0.clone())
    }

    fn rows(&self) -> MutexGuard<'_, Rows> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Stub.
    pub async fn snapshot(&self) -> Result<Snapshot, StoreError> {
        let rows = self.rows();
        Ok(Snapshot {
            directory: Directory::open(&crate::crypto::RingCrypto, &rows.versions).map_err(|_| StoreError)?,
            feeds: rows.feeds.clone(),
            outbox: rows.outbox.iter().map(|(f, w)| (f.clone(), w.len() as u64)).collect(),
            journal: rows.journal.unwrap_or(JournalHead::EMPTY),
            last_time: rows.last,
        })
    }

    /// Stub.
    pub async fn read(&self, keys: &ReadSet) -> Result<Facts, StoreError> {
        let rows = self.rows();
        Ok(Facts::new(keys.iter().filter_map(|k| Some((k.clone(), rows.fact(k)?))).collect()))
    }

    /// Stub.
    pub async fn commit(&self, batch: WriteBatch) -> Result<(), StoreError> {
        let mut rows = self.rows();
        batch.into_iter().for_each(|w| rows.write(w));
        Ok(())
    }
}

impl Rows {
    fn bytes(&self, id: &RecordId) -> Option<Arc<[u8]>> {
        self.records.get(id).map(|(_, b)| b.clone())
    }

    fn fact(&self, key: &Key) -> Option<Fact> {
        Some(match key {
            Key::Draft(member, id) => {
                let (body, released) = self.drafts.get(&(member.clone(), id.clone()))?;
                Fact::Draft { body: body.clone(), released: *released }
            }
            Key::Idempotency(key) => {
                let (body, draft) = self.idempotency.get(key)?;
                Fact::Idempotency { body: *body, draft: draft.clone() }
            }
            Key::Held(member, id) => {
                let (_, _, state) = self.held.get(&(member.clone(), *id))?;
                Fact::Held { bytes: self.bytes(id)?, state: *state }
            }
            Key::Outbox { feed, limit } => Fact::Outbox(
                self.outbox
                    .get(feed)?
                    .iter()
                    .take(*limit as usize)
                    .filter_map(|(id, _)| {
                        let private = self.private.get(&(*id, feed.discloser.clone()))?;
                        let distribution = Arc::new(private.distribution.clone());
                        Some(Waiting { id: *id, bytes: self.bytes(id)?, distribution })
                    })
                    .collect(),
            ),
            Key::Page { feed, lane, after, limit } => Fact::Page(
                self.blocks
                    .iter()
                    .filter(|((out, f, l, _), _)| *out && f == feed && l == lane)
                    .flat_map(|(_, (b, _))| b.ids.iter().enumerate().map(|(i, id)| (b.first + i as u64, *id)))
                    .filter(|(place, _)| place > after)
                    .take(*limit as usize)
                    .filter_map(|(_, id)| Some(PageEntry { id, bytes: self.bytes(&id)? }))
                    .collect(),
            ),
            Key::Exceptions { feed, lane, from, to } => Fact::Exceptions(
                self.exceptions
                    .range((false, feed.clone(), *lane, *from)..=(false, feed.clone(), *lane, *to))
                    .map(|(_, e)| e.clone())
                    .collect(),
            ),
            Key::BlockAt { feed, lane, place } => {
                let key = |p| (true, feed.clone(), *lane, p);
                Fact::Block(self.blocks.range(key(0)..=key(*place)).next_back()?.1.0.clone())
            }
        })
    }

    fn write(&mut self, write: Write) {
        match write {
            Write::Draft { id, member, body, .. } => {
                self.drafts.insert((member, id), (body, None));
            }
            Write::DraftReleased { id, member, record } => {
                if let Some(draft) = self.drafts.get_mut(&(member, id)) {
                    draft.1 = Some(record);
                }
            }
            Write::Idempotency { idempotency, draft, .. } => {
                self.idempotency.insert(idempotency.key, (idempotency.body, draft));
            }
            Write::Record { id, at, bytes } => {
                self.records.insert(id, (at, bytes));
            }
            Write::Private { record, member, private } => {
                self.private.insert((record, member), private);
            }
            Write::Held { member, record, from, at, state } => {
                self.held.insert((member, record), (from, at, state));
            }
            Write::OutboxAdd { feed, record, at } => self.outbox.entry(feed).or_default().push((record, at)),
            Write::OutboxRemove { feed, record, .. } => {
                self.outbox.entry(feed).or_default().retain(|(id, _)| *id != record);
            }
            Write::Entries { direction, feed, lane, at, block, state } => {
                let out = direction == End::Out;
                self.blocks.insert((out, feed.clone(), lane, block.first), (block, at));
                self.feeds.insert((direction, feed), state);
            }
            Write::Acknowledged { feed, state, .. } => {
                self.feeds.insert((End::Out, feed), state);
            }
            Write::Exception { direction, feed, exception, .. } => {
                self.exceptions.insert((direction == End::Out, feed, exception.lane, exception.place), exception);
            }
            Write::Rights { change: RightsChange::Grant { token, member, user, roles }, .. } => {
                self.tokens.insert(token, Token { member, user, roles });
            }
            Write::Rights { change: RightsChange::Revoke { token }, .. } => {
                self.tokens.remove(&token);
            }
            Write::Register { bytes, .. } => self.versions.push(bytes),
            Write::Journal { entry, head, .. } => {
                self.last = entry.at;
                self.journal = Some(head);
            }
            Write::Fault { node, at, ours, fault } => {
                self.faults.push((node, at, ours, fault.code.to_string(), fault.text.to_string()));
            }
        }
    }

    fn delivery(&self, feed: &FeedId, record: RecordId, outcome: &str) -> Delivery {
        if let Some((_, since)) = self.outbox.get(feed).into_iter().flatten().find(|(id, _)| *id == record) {
            return Delivery::Waiting { since: *since };
        }
        let entry = self.blocks.iter().filter(|((out, f, ..), _)| *out && f == feed).find_map(|((_, _, l, _), (b, at))| {
            let place = b.first + b.ids.iter().position(|id| *id == record)? as u64;
            Some((*l, place, *at))
        });
        let Some((lane, place, at)) = entry else { return Delivery::Withheld { outcome: outcome.to_owned() } };
        let acknowledged = self.feeds.get(&(End::Out, feed.clone())).map_or(0, |s| s.acknowledged.get(lane).place);
        if acknowledged < place {
            return Delivery::Sent { at };
        }
        Delivery::Answered { state: "accepted", rule: None, at }
    }
}

impl Reader {
    fn rows(&self) -> MutexGuard<'_, Rows> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Stub.
    pub async fn token(&self, hash: Digest) -> Result<Option<Token>, StoreError> {
        Ok(self.rows().tokens.get(&hash).cloned())
    }

    /// Stub.
    pub async fn tokens(&self) -> Result<Vec<(Digest, Token)>, StoreError> {
        Ok(self.rows().tokens.iter().map(|(h, t)| (*h, t.clone())).collect())
    }

    /// Stub.
    pub async fn draft(&self, member: &MemberId, id: &DraftId) -> Result<Option<Arc<DraftBody>>, StoreError> {
        Ok(self.rows().drafts.get(&(member.clone(), id.clone())).map(|(b, _)| b.clone()))
    }

    /// Stub.
    pub async fn list(
        &self,
        member: &MemberId,
        direction: Option<Direction>,
        after: Option<Cursor>,
        limit: u32,
    ) -> Result<(Vec<Listed>, Option<Cursor>), StoreError> {
        let rows = self.rows();
        let mut all: Vec<_> = rows.held.iter().filter(|((m, _), _)| m == member).collect();
        all.retain(|(_, (_, _, s))| {
            direction.is_none_or(|d| (*s == HeldState::Own) == (d == Direction::Sent)) && *s != HeldState::Deferred
        });
        all.sort_by_key(|((_, id), (_, at, _))| std::cmp::Reverse((*at, *id)));
        let skip = after.and_then(|c| c.0.parse::<usize>().ok()).unwrap_or(0);
        let page: Vec<_> = all
            .iter()
            .skip(skip)
            .take(limit as usize)
            .map(|((_, id), (from, at, _))| Listed { record: *id, from: from.clone(), at: *at })
            .collect();
        let next = skip + page.len();
        Ok((page, (next < all.len()).then(|| Cursor(next.to_string()))))
    }

    /// Stub.
    pub async fn delivery(
        &self,
        member: &MemberId,
        record: RecordId,
    ) -> Result<Option<BTreeMap<MemberId, Delivery>>, StoreError> {
        let rows = self.rows();
        let Some(private) = rows.private.get(&(record, member.clone())) else { return Ok(None) };
        let one = |(m, outcome): (&MemberId, &String)| {
            let feed = FeedId { discloser: member.clone(), receiver: m.clone() };
            (m.clone(), rows.delivery(&feed, record, outcome))
        };
        Ok(Some(private.table.members.iter().map(one).collect()))
    }

    /// Stub.
    pub async fn journal(&self) -> Result<JournalHead, StoreError> {
        Ok(self.rows().journal.unwrap_or(JournalHead::EMPTY))
    }

    /// Stub: waiting by feed, with the oldest's time.
    pub async fn outstanding(&self) -> Result<Vec<(FeedId, u64, Timestamp)>, StoreError> {
        let rows = self.rows();
        Ok(rows.outbox.iter().filter_map(|(f, w)| Some((f.clone(), w.len() as u64, w.first()?.1))).collect())
    }

    /// Stub.
    pub async fn faults(&self, limit: u32) -> Result<Vec<(NodeId, Timestamp, bool, String, String)>, StoreError> {
        Ok(self.rows().faults.iter().rev().take(limit as usize).cloned().collect())
    }
}
