//! What one batch amounts to while it is handled.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use sluis_schemas::{Date, MemberId, NodeId, Timestamp};

use super::consent::Consents;
use super::contract::{DraftBody, DraftId, Fact, Facts, Idempotency, IdempotencyKey, Key, Private, Write};
use super::disputed::Disputed;
use super::effects::{Effect, Step, WriteBatch};
use super::ending::{Buried, Holding};
use super::figures::Figures;
use super::follow_up::{FollowUp, ToTell};
use super::gaps::Refusals;
use super::matching::Matched;
use super::relay::{SignedOrder, ToOrder};
use super::request::{Request, Requests};
use super::{Core, CoreError, Direction};
use crate::crypto::{Crypto, Signer};
use crate::envelope::RecordId;
use crate::feeds::Block;
use crate::journal::{self, Appended, Detail, JournalHead, JournalSeq, LetOut, Withheld};
use crate::records::{FeedId, Lane};

/// Writes and effects of a batch, and what later inputs of the batch must see of earlier ones.
pub(super) struct Work {
    pub(super) now: Timestamp,
    pub(super) writes: WriteBatch,
    pub(super) effects: Vec<Effect>,
    idempotency: BTreeMap<IdempotencyKey, (Idempotency, String)>,
    pub(super) released: BTreeMap<DraftId, RecordId>,
    /// Drafts that were changed, and none for those that are gone.
    pub(super) drafts: BTreeMap<(MemberId, DraftId), Option<Arc<DraftBody>>>,
    /// What was refused and waits for its hand-over, or does no more.
    pub(super) refusals: Refusals,
    /// What this batch adds to figures.
    pub(super) figures: Figures,
    pub(super) taken: BTreeSet<(FeedId, RecordId)>,
    pub(super) requests: BTreeMap<(MemberId, RecordId), Requests>,
    /// Requests that were kept unread.
    pub(super) unread_requests: BTreeMap<(FeedId, RecordId), Request>,
    /// How signals are followed up, where this batch changed that.
    pub(super) follow_ups: BTreeMap<(MemberId, RecordId), FollowUp>,
    /// What was asked of signals, where this batch changed that.
    pub(super) consents: BTreeMap<(MemberId, RecordId), Consents>,
    pub(super) told_now: BTreeSet<ToTell>,
    /// Disputes that this batch changed.
    pub(super) disputes: BTreeMap<(MemberId, RecordId), Disputed>,
    /// What was counted, answered and learnt of matches.
    pub(super) matched: Matched,
    pub(super) widened: BTreeMap<RecordId, Arc<Private>>,
    pub(super) tombstones: BTreeMap<(MemberId, RecordId), Buried>,
    /// What members here took in, by signer and first version.
    pub(super) taken_in: BTreeMap<(MemberId, RecordId), Vec<Holding>>,
    pub(super) ended: BTreeSet<(MemberId, RecordId)>,
    /// Legal holds that were looked at, and whether each stands now.
    pub(super) holds: BTreeMap<(MemberId, RecordId), bool>,
    pub(super) to_retract: BTreeSet<(FeedId, RecordId)>,
    /// Signals that the receiver of a feed was told the end of, by what came back: up to which version, and how they ended.
    pub(super) told_there: BTreeMap<(FeedId, RecordId), (u32, &'static str)>,
    /// Entries that the receiver of a feed holds, by what came back.
    pub(super) held_there: BTreeSet<(FeedId, RecordId)>,
    /// Signals of which the receiver of a feed holds a version that is lost here, by what came back.
    pub(super) lost_there: BTreeSet<(FeedId, RecordId)>,
    pub(super) retracted: BTreeSet<(FeedId, RecordId)>,
    /// Orders of this batch by who keeps them, with the record where they are signed.
    pub(super) orders: BTreeMap<(MemberId, ToOrder), Option<SignedOrder>>,
    /// Orders that this batch ended: keeper, origin, signal, receiver.
    pub(super) orders_ended: BTreeSet<(MemberId, MemberId, RecordId, MemberId)>,
    /// Signals that members here accepted in this batch.
    pub(super) accepted: BTreeSet<(MemberId, RecordId)>,
    /// Evidence that members here were given in this batch.
    pub(super) kept_evidence: BTreeSet<(MemberId, RecordId)>,
    /// What was passed on in this batch.
    pub(super) passed: BTreeSet<(FeedId, RecordId)>,
    /// Records to be attested again, and those that were, by feed.
    pub(super) to_reaffirm: BTreeSet<(FeedId, RecordId)>,
    pub(super) reaffirmed: BTreeSet<(FeedId, RecordId)>,
    /// What signers attested again in this batch.
    pub(super) known_reaffirmed: BTreeSet<(MemberId, RecordId)>,
    /// What was kept unread and is taken in now.
    pub(super) opened: BTreeSet<(MemberId, RecordId)>,
    /// Whether a tick follows.
    pub(super) ticks_again: bool,
    pub(super) destroyed_ended: bool,
    /// Peers of which it became known in this batch up to where they cosigned the journal.
    pub(super) met_witnesses: BTreeSet<NodeId>,
    /// When the first of what this batch ends, or takes in, is destroyed.
    pub(super) ends: Option<Timestamp>,
    /// What joined outgoing feeds; written at the end of the batch.
    pub(super) blocks: BTreeMap<(FeedId, Lane), Block>,
    withheld: BTreeMap<(FeedId, RecordId), String>,
}

/// What an idempotency key that was used before stands for.
pub(super) enum Repeated {
    /// The same call, which made what has this id.
    Same { made: String },
    /// Another call.
    Another,
}

impl Work {
    pub(super) const fn new(now: Timestamp) -> Self {
        Self {
            now,
            writes: Vec::new(),
            effects: Vec::new(),
            idempotency: BTreeMap::new(),
            released: BTreeMap::new(),
            drafts: BTreeMap::new(),
            refusals: Refusals::new(),
            figures: Figures::new(),
            taken: BTreeSet::new(),
            requests: BTreeMap::new(),
            follow_ups: BTreeMap::new(),
            consents: BTreeMap::new(),
            told_now: BTreeSet::new(),
            disputes: BTreeMap::new(),
            matched: Matched::new(),
            unread_requests: BTreeMap::new(),
            widened: BTreeMap::new(),
            tombstones: BTreeMap::new(),
            taken_in: BTreeMap::new(),
            ended: BTreeSet::new(),
            holds: BTreeMap::new(),
            to_retract: BTreeSet::new(),
            told_there: BTreeMap::new(),
            held_there: BTreeSet::new(),
            lost_there: BTreeSet::new(),
            retracted: BTreeSet::new(),
            orders: BTreeMap::new(),
            orders_ended: BTreeSet::new(),
            accepted: BTreeSet::new(),
            kept_evidence: BTreeSet::new(),
            passed: BTreeSet::new(),
            to_reaffirm: BTreeSet::new(),
            reaffirmed: BTreeSet::new(),
            known_reaffirmed: BTreeSet::new(),
            opened: BTreeSet::new(),
            ticks_again: false,
            destroyed_ended: false,
            met_witnesses: BTreeSet::new(),
            ends: None,
            blocks: BTreeMap::new(),
            withheld: BTreeMap::new(),
        }
    }

    /// What was made under an idempotency key before, if it was used.
    pub(super) fn repeated(&self, facts: &Facts, new: &Idempotency) -> Option<Repeated> {
        let (before, made) = match (self.idempotency.get(&new.key), facts.get(&Key::Idempotency(new.key))) {
            (Some((idempotency, made)), _) => (idempotency.body, made),
            (None, Some(Fact::Idempotency { body, made })) => (*body, made),
            _ => return None,
        };
        Some(if before == new.body { Repeated::Same { made: made.clone() } } else { Repeated::Another })
    }

    /// Remembers what was made under an idempotency key.
    pub(super) fn remember(&mut self, idempotency: Idempotency, made: &str) {
        self.writes.push(Write::Idempotency { idempotency, made: made.to_owned(), at: self.now });
        self.idempotency.insert(idempotency.key, (idempotency, made.to_owned()));
    }

    /// One block a feed and commit, however many records join it.
    pub(super) fn block(&mut self, feed: &FeedId, lane: Lane, new: impl FnOnce() -> Block) -> &mut Block {
        self.blocks.entry((feed.clone(), lane)).or_insert_with(new)
    }

    /// Whether this batch withheld a record from a feed, which facts read before it do not know.
    pub(super) fn withheld_now(&self, feed: &FeedId, record: RecordId) -> bool {
        self.withheld.contains_key(&(feed.clone(), record))
    }

    /// The same for a record that never joined the feed: no receipt for it will come.
    pub(super) fn withhold_waiting(&mut self, feed: &FeedId, record: RecordId, outcome: String) {
        self.withhold(feed, record, outcome);
        self.writes.push(Write::ReplySettled { feed: feed.clone(), record });
    }

    /// Keeps and journals that a record does not go to a receiver, once however often its turn comes in a batch.
    pub(super) fn withhold(&mut self, feed: &FeedId, record: RecordId, outcome: String) {
        let Entry::Vacant(first) = self.withheld.entry((feed.clone(), record)) else { return };
        first.insert(outcome.clone());
        self.writes.push(Write::Withheld { feed: feed.clone(), record, outcome, at: self.now });
    }
}

impl<C: Crypto, S: Signer> Core<C, S> {
    /// Writes the blocks and the one entry of everything let out, and closes the step.
    pub(super) fn finish(&mut self, mut work: Work) -> Result<Step, CoreError> {
        let blocks = std::mem::take(&mut work.blocks);
        let withheld = std::mem::take(&mut work.withheld);
        let withheld = withheld.into_iter().map(|((feed, record), outcome)| Withheld { feed, record, outcome });
        let withheld: Vec<_> = withheld.collect();
        let mut entries = Vec::new();
        for ((feed, lane), block) in blocks {
            entries.push(LetOut { feed: feed.clone(), lane, first: block.first, records: block.ids.clone() });
            let Some(state) = self.feeds.get(&(Direction::Out, feed.clone())).cloned() else { continue };
            work.writes.push(Write::Entries { direction: Direction::Out, feed, lane, at: work.now, block, state });
        }
        if !entries.is_empty() || !withheld.is_empty() {
            let epoch = self.epoch(work.now);
            self.journal_entry(&mut work, &Detail::LetOut { entries, withheld, epoch })?;
        }
        let counted = std::mem::take(&mut work.figures);
        if !counted.is_empty() {
            work.writes.push(Write::Figures { on: Date::of(work.now), counted });
        }
        if work.writes.iter().any(|write| matches!(write, Write::Journal { .. })) {
            work.writes.push(Write::JournalHead(self.journal()));
            self.plan_checkpoint(work.now);
        }
        Ok(Step { writes: work.writes, after_commit: work.effects })
    }

    /// The journal's head, with the entries of this batch.
    #[must_use]
    pub fn journal(&self) -> JournalHead {
        let tree = &self.ledger.tree;
        JournalHead { seq: JournalSeq(tree.size()), root: tree.root(&self.crypto) }
    }

    /// Appends to the journal.
    pub(super) fn journal_entry(&mut self, work: &mut Work, detail: &Detail) -> Result<(), CoreError> {
        let salt = self.salts.draw(&self.crypto);
        let appended = journal::append(&self.crypto, &mut self.ledger.tree, salt, work.now, detail)?;
        let Appended { entry, opening, leaf, completed } = appended;
        self.journalled = work.now;
        work.writes.push(Write::Journal { entry, opening, leaf, completed });
        Ok(())
    }
}
