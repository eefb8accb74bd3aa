//! A batch sorted by kind, so that many rows of one kind become one statement.
//!
//! Sorting keeps the order within a kind. Across kinds it puts what is named before what names it; the core writes
//! nothing whose meaning depends on more.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use sluis_protocol::core::{
    Direction, DraftBody, DraftId, FeedPlace, Fingerprint, HeldState, Idempotency, Private, RecordOf, Request, Term,
    Witnessed, Write, WriteBatch,
};
use sluis_protocol::crypto::Digest;
use sluis_protocol::envelope::RecordId;
use sluis_protocol::feeds::{Block, FeedState};
use sluis_protocol::journal::note::Checkpoint;
use sluis_protocol::journal::tree::Subtree;
use sluis_protocol::journal::{Entry, JournalHead, Opening, PolicyEpoch, RightsChange};
use sluis_protocol::records::{Exception, FeedId, Lane};
use sluis_protocol::wire::PeerFault;
use sluis_schemas::packs::PackSource;
use sluis_schemas::vocabulary::{Answer, Rating};
use sluis_schemas::{MemberId, NodeId, Timestamp};

use super::consents::Consented;
use super::disputes::Kept as Dispute;
use super::endings::Endings;
use super::figures::Counted;
use super::follow_ups::FollowUps;
use super::gaps::Gaps;
use super::matches::Matches;
use super::pruned::Pruned;
use super::reaffirmed::Reaffirmed;
use super::recovery::Recovery;
use super::relays::Relays;
use crate::store::datakeys::{NODE, Wanted};
use crate::store::vault::Item;

pub(super) struct Draft {
    pub(super) member: MemberId,
    pub(super) id: DraftId,
    pub(super) at: Timestamp,
    pub(super) body: Arc<DraftBody>,
    /// None where only the table is another.
    pub(super) fingerprint: Option<Fingerprint>,
}

pub(super) struct Held {
    pub(super) member: MemberId,
    pub(super) record: RecordId,
    pub(super) from: MemberId,
    pub(super) at: Timestamp,
    pub(super) state: HeldState,
    pub(super) terms: BTreeSet<Term>,
    pub(super) place: Option<FeedPlace>,
    pub(super) ends: Option<Timestamp>,
}

pub(super) struct Entries {
    pub(super) feed: (Direction, FeedId),
    pub(super) epoch: u32,
    pub(super) lane: Lane,
    pub(super) at: Timestamp,
    pub(super) block: Block,
}

pub(super) struct Acknowledged {
    pub(super) feed: FeedId,
    pub(super) at: Timestamp,
    pub(super) state: FeedState,
    pub(super) receipt: Arc<[u8]>,
}

pub(super) struct Asked {
    pub(super) member: MemberId,
    pub(super) request: RecordId,
    pub(super) other: MemberId,
    pub(super) as_kept: Request,
}

pub(super) struct Cosigned {
    pub(super) witness: NodeId,
    pub(super) at: Timestamp,
    pub(super) checkpoint: Checkpoint,
    pub(super) note: Arc<str>,
}

pub(super) struct Fork {
    pub(super) node: NodeId,
    pub(super) at: Timestamp,
    pub(super) held: Arc<str>,
    pub(super) shown: Arc<str>,
}

pub(super) struct Fault {
    pub(super) node: NodeId,
    pub(super) at: Timestamp,
    pub(super) ours: bool,
    pub(super) fault: PeerFault,
}

/// The writes of one commit by kind.
#[derive(Default)]
pub(super) struct Batch {
    pub(super) drafts: Vec<Draft>,
    pub(super) released: Vec<(MemberId, DraftId, RecordId)>,
    pub(super) discarded: Vec<(MemberId, DraftId)>,
    pub(super) idempotency: Vec<(Idempotency, String, Timestamp)>,
    pub(super) records: BTreeMap<RecordId, (Timestamp, Arc<[u8]>, RecordOf)>,
    pub(super) privates: Vec<(RecordId, MemberId, Arc<Private>)>,
    pub(super) held: Vec<Held>,
    pub(super) endings: Endings,
    pub(super) widened: Vec<(RecordId, MemberId, Arc<Private>)>,
    pub(super) requests: Vec<Asked>,
    pub(super) progress: Vec<Asked>,
    pub(super) rated: Vec<(MemberId, RecordId, MemberId, Rating)>,
    pub(super) awaited: Vec<(FeedId, RecordId, RecordId, Answer)>,
    pub(super) settled: Vec<(FeedId, RecordId)>,
    pub(super) waiting: Vec<(FeedId, RecordId, Timestamp)>,
    pub(super) gone: BTreeMap<FeedId, Vec<RecordId>>,
    pub(super) withheld: Vec<(FeedId, RecordId, String, Timestamp)>,
    pub(super) entries: Vec<Entries>,
    pub(super) acknowledged: Vec<Acknowledged>,
    pub(super) states: BTreeMap<(Direction, FeedId), FeedState>,
    pub(super) exceptions: Vec<((Direction, FeedId), Exception, Timestamp)>,
    pub(super) rights: Vec<(RightsChange, Timestamp)>,
    pub(super) register: Vec<(u64, Arc<[u8]>)>,
    pub(super) packs: Vec<(Timestamp, Digest, Arc<[PackSource]>)>,
    pub(super) journal: Vec<(Entry, Opening, Digest)>,
    pub(super) subtrees: Vec<(Subtree, Digest)>,
    pub(super) head: Option<JournalHead>,
    pub(super) log: Option<u32>,
    pub(super) witnessed: BTreeMap<NodeId, (Timestamp, Witnessed)>,
    pub(super) cosigned: Vec<Cosigned>,
    pub(super) forks: Vec<Fork>,
    pub(super) faults: Vec<Fault>,
    pub(super) recovery: Recovery,
    pub(super) pruned: Vec<Pruned>,
    pub(super) reaffirmed: Reaffirmed,
    pub(super) relays: Relays,
    pub(super) gaps: Gaps,
    pub(super) figures: Counted,
    pub(super) consents: Vec<Consented>,
    pub(super) follow_ups: FollowUps,
    pub(super) disputes: Vec<Dispute>,
    pub(super) matches: Matches,
    /// What is to stand there then, if that changes.
    pub(super) reviewed: Option<Option<PolicyEpoch>>,
    pub(super) last_time: Timestamp,
}

impl From<WriteBatch> for Batch {
    fn from(writes: WriteBatch) -> Self {
        let mut batch = Self::default();
        for write in writes {
            batch.add(write);
        }
        batch
    }
}

impl Batch {
    fn add(&mut self, write: Write) {
        match write {
            Write::Draft { id, member, at, body, fingerprint } => {
                self.see(at);
                self.drafts.push(Draft { member, id, at, body, fingerprint: Some(fingerprint) });
            }
            Write::Retabled { id, member, at, body } => {
                self.see(at);
                self.drafts.push(Draft { member, id, at, body, fingerprint: None });
            }
            Write::DraftGone { id, member } => self.discarded.push((member, id)),
            Write::DraftReleased { id, member, record } => self.released.push((member, id, record)),
            Write::Idempotency { idempotency, made, at } => {
                self.see(at);
                self.idempotency.push((idempotency, made, at));
            }
            Write::Record { id, at, bytes, of } => {
                self.see(at);
                self.records.entry(id).or_insert((at, bytes, of));
            }
            Write::Private { record, member, private } => self.privates.push((record, member, private)),
            Write::Held { member, record, from, at, state, terms, place, ends } => {
                self.see(at);
                self.endings.held_again(&member, record);
                self.held.push(Held { member, record, from, at, state, terms, place, ends });
            }
            Write::Rights { change, at } => {
                self.see(at);
                self.rights.push((change, at));
            }
            Write::Register { sequence, bytes } => self.register.push((sequence, bytes)),
            Write::Packs { at, digest, packs } => {
                self.see(at);
                self.packs.push((at, digest, packs));
            }
            of_ended_keys @ (Write::Reaffirmed { .. }
            | Write::ToReaffirm { .. }
            | Write::ReaffirmationSigned { .. }) => {
                if let Some(at) = self.reaffirmed.add(of_ended_keys) {
                    self.see(at);
                }
            }
            of_relay @ (Write::ToOrder { .. }
            | Write::Ordered { .. }
            | Write::OrderEnded { .. }
            | Write::Relayed { .. }
            | Write::RelaySaid { .. }) => {
                if let Some(at) = self.relays.add(of_relay) {
                    self.see(at);
                }
            }
            of_gaps @ (Write::Gap { .. }
            | Write::GapsEnded { .. }
            | Write::GapAnswered { .. }
            | Write::Refusal { .. }
            | Write::HandedOver { .. }) => {
                if let Some(at) = self.gaps.add(of_gaps) {
                    self.see(at);
                }
            }
            Write::Figures { on, counted } => {
                let day = self.figures.entry(on).or_default();
                counted.into_iter().for_each(|(figure, count)| *day.entry(figure).or_default() += count);
            }
            Write::Consent { member, signal, request, as_kept } => {
                self.see(as_kept.changed);
                self.consents.push(Consented { member, signal, request, as_kept });
            }
            of_follow_up @ (Write::FollowUp { .. }
            | Write::ToTell { .. }
            | Write::TellDone { .. }
            | Write::Absence { .. }
            | Write::AbsenceOver { .. }) => {
                if let Some(at) = self.follow_ups.add(of_follow_up) {
                    self.see(at);
                }
            }
            Write::Dispute { member, id, as_kept } => {
                self.see(as_kept.changed);
                self.disputes.push((member, id, as_kept));
            }
            of_match @ (Write::MatchCount { .. }
            | Write::MatchAsked { .. }
            | Write::MatchLearnt { .. }
            | Write::MatchAnswered { .. }) => {
                if let Some(at) = self.matches.add(of_match) {
                    self.see(at);
                }
            }
            of_journal @ (Write::Journal { .. }
            | Write::JournalHead(_)
            | Write::JournalLog(_)
            | Write::Witnessed { .. }
            | Write::Cosigned { .. }
            | Write::JournalFork { .. }) => self.add_to_journals(of_journal),
            Write::Reviewed { epoch } => self.reviewed = Some(epoch),
            Write::Fault { node, at, ours, fault } => {
                self.see(at);
                self.faults.push(Fault { node, at, ours, fault });
            }
            of_request @ (Write::Widened { .. }
            | Write::Request { .. }
            | Write::Progress { .. }
            | Write::Rated { .. }
            | Write::ReplyAwaited { .. }
            | Write::ReplySettled { .. }) => self.add_to_requests(of_request),
            of_restore @ (Write::HeadReceived { .. }
            | Write::Epoch { .. }
            | Write::Parted { .. }
            | Write::Unsaid { .. }
            | Write::Requeue { .. }
            | Write::Lost { .. }
            | Write::LostEnded { .. }
            | Write::NotWithheld { .. }
            | Write::Evidence(_)
            | Write::Standing(_)) => self.add_to_recovery(of_restore),
            of_feed @ (Write::OutboxAdd { .. }
            | Write::OutboxRemove { .. }
            | Write::Withheld { .. }
            | Write::Entries { .. }
            | Write::Acknowledged { .. }
            | Write::Exception { .. }
            | Write::Pruned { .. }) => self.add_to_feed(of_feed),
            ending @ (Write::End { .. }
            | Write::Destroy { .. }
            | Write::AwaitOperator { .. }
            | Write::OperatorLet { .. }
            | Write::Hold { .. }
            | Write::Tombstone { .. }
            | Write::RefuseAgain { .. }
            | Write::Told { .. }
            | Write::ToRetract { .. }
            | Write::Retracted { .. }) => {
                let at = self.endings.add(ending);
                self.see(at);
            }
        }
    }

    fn add_to_journals(&mut self, write: Write) {
        match write {
            Write::Journal { entry, opening, leaf, completed } => {
                self.see(entry.at);
                self.subtrees.extend(completed);
                self.journal.push((entry, opening, leaf));
            }
            Write::JournalHead(head) => self.head = Some(head),
            Write::JournalLog(log) => self.log = Some(log),
            Write::Witnessed { node, at, witnessed } => {
                self.see(at);
                self.witnessed.insert(node, (at, witnessed));
            }
            Write::Cosigned { node: witness, at, checkpoint, note } => {
                self.see(at);
                self.cosigned.push(Cosigned { witness, at, checkpoint, note });
            }
            Write::JournalFork { node, at, held, shown } => {
                self.see(at);
                self.forks.push(Fork { node, at, held, shown });
            }
            // See `add_to_feed`.
            _ => {}
        }
    }

    fn add_to_recovery(&mut self, write: Write) {
        if let Write::Epoch { feed, state } | Write::Unsaid { feed, state, .. } = &write {
            self.states.insert((Direction::Out, feed.clone()), state.clone());
        }
        if let Write::Unsaid { feed, .. } = &write {
            self.exceptions.retain(|((direction, of), ..)| (*direction, of) != (Direction::Out, feed));
        }
        if let Some(at) = self.recovery.add(write) {
            self.see(at);
        }
    }

    fn add_to_requests(&mut self, write: Write) {
        match write {
            Write::Widened { record, member, private } => self.widened.push((record, member, private)),
            Write::Request { member, request, other, as_kept } => {
                self.see(as_kept.changed);
                self.requests.push(Asked { member, request, other, as_kept });
            }
            Write::Progress { member, request, other, as_kept } => {
                self.see(as_kept.changed);
                self.progress.push(Asked { member, request, other, as_kept });
            }
            Write::Rated { member, request, other, rating } => self.rated.push((member, request, other, rating)),
            Write::ReplyAwaited { feed, record, request, answer } => {
                self.awaited.push((feed, record, request, answer));
            }
            Write::ReplySettled { feed, record } => self.settled.push((feed, record)),
            // See `add_to_feed`.
            _ => {}
        }
    }

    fn add_to_feed(&mut self, write: Write) {
        match write {
            Write::OutboxAdd { feed, record, at } => {
                self.see(at);
                self.waiting.push((feed, record, at));
            }
            Write::OutboxRemove { feed, record } => self.gone.entry(feed).or_default().push(record),
            Write::Withheld { feed, record, outcome, at } => {
                self.see(at);
                self.withheld.push((feed, record, outcome, at));
            }
            Write::Entries { direction, feed, lane, at, block, state } => {
                self.see(at);
                let feed = (direction, feed);
                self.entries.push(Entries { feed: feed.clone(), epoch: state.epoch, lane, at, block });
                self.states.insert(feed, state);
            }
            Write::Acknowledged { feed, at, state, receipt } => {
                self.see(at);
                self.states.insert((Direction::Out, feed.clone()), state.clone());
                self.acknowledged.push(Acknowledged { feed, at, state, receipt });
            }
            Write::Exception { direction, feed, exception, at } => {
                self.see(at);
                self.exceptions.push(((direction, feed), exception, at));
            }
            Write::Pruned { direction, feed, lane, last, records, state } => {
                let feed = (direction, feed);
                self.states.insert(feed.clone(), state);
                self.pruned.push(Pruned { feed, lane, last, records });
            }
            // `add` gives nothing else here, and names each kind, so that none can be forgotten.
            _ => {}
        }
    }

    fn see(&mut self, at: Timestamp) {
        self.last_time = self.last_time.max(at);
    }

    /// Every record that a row will name.
    pub(super) fn named_records(&self) -> Vec<RecordId> {
        let mut ids: BTreeSet<RecordId> = self.records.keys().copied().collect();
        ids.extend(self.privates.iter().map(|(record, ..)| *record));
        ids.extend(self.held.iter().map(|held| held.record));
        ids.extend(self.waiting.iter().map(|(_, record, _)| *record));
        ids.extend(self.gone.values().flatten());
        ids.extend(self.withheld.iter().map(|(_, record, ..)| *record));
        ids.extend(self.widened.iter().map(|(record, ..)| *record));
        ids.extend(self.awaited.iter().map(|(_, record, ..)| *record));
        ids.extend(self.settled.iter().map(|(_, record)| *record));
        ids.extend(self.recovery.again.iter().flat_map(|(_, records, _)| records));
        ids.extend(self.endings.records());
        ids.into_iter().collect()
    }

    /// Every feed that a row will name.
    pub(super) fn named_feeds(&self) -> BTreeSet<(Direction, FeedId)> {
        let out = |feed: &FeedId| (Direction::Out, feed.clone());
        let mut feeds: BTreeSet<_> = self.states.keys().cloned().collect();
        feeds.extend(self.waiting.iter().map(|(feed, ..)| out(feed)));
        feeds.extend(self.gone.keys().map(out));
        feeds.extend(self.withheld.iter().map(|(feed, ..)| out(feed)));
        feeds.extend(self.awaited.iter().map(|(feed, ..)| out(feed)));
        feeds.extend(self.settled.iter().map(|(feed, _)| out(feed)));
        feeds.extend(self.recovery.heads.keys().map(|feed| (Direction::In, feed.clone())));
        feeds.extend(self.recovery.lost.iter().map(|lost| out(&lost.feed)));
        feeds.extend(self.recovery.lost_ended.iter().map(|(feed, ..)| out(feed)));
        feeds.extend(self.recovery.not_withheld.iter().map(|(feed, _)| out(feed)));
        feeds.extend(self.exceptions.iter().map(|(feed, ..)| feed.clone()));
        feeds.extend(self.reaffirmed.feeds().map(out));
        feeds.extend(self.relays.feeds().map(out));
        feeds.extend(self.endings.feeds().map(out));
        feeds
    }

    /// The data keys that its content is sealed with.
    pub(super) fn wanted_keys(&self) -> Wanted {
        let mut wanted = Wanted::new();
        let mut want = |item, holder: &str| {
            wanted.entry(item).or_default().insert(holder.to_owned());
        };
        self.held.iter().for_each(|held| want(Item::record(held.record), held.member.as_str()));
        self.privates.iter().for_each(|(record, member, _)| want(Item::record(*record), member.as_str()));
        self.widened.iter().for_each(|(record, member, _)| want(Item::record(*record), member.as_str()));
        self.drafts.iter().for_each(|draft| want(Item::draft(&draft.id.0), draft.member.as_str()));
        self.journal.iter().for_each(|(entry, ..)| want(Item::day(entry.at), NODE));
        self.matches.sealed().for_each(|at| want(Item::day(at), NODE));
        for (change, _) in &self.rights {
            if let RightsChange::Grant { token, member, .. } = change {
                want(Item::token(*token), member.as_str());
            }
        }
        // Without a holder: found if it is there, and made for nobody.
        for destroyed in &self.endings.destroyed {
            wanted.entry(Item::record(destroyed.record)).or_default();
        }
        wanted
    }
}
