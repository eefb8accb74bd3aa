//! Writes, before they are committed: nothing is let out without leave, nothing unsigned is kept, all is accounted for.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use sluis_protocol::core::{
    ABSENT, AGAIN, Buried, Direction, HeldState, Judge, ORDER_OVER, OVER, Private, Progress, RecordOf, Requests,
    ToOrder, Write, own_copy, request_view,
};
use sluis_protocol::crypto::Crypto;
use sluis_protocol::envelope::{MAX_RECORD, RecordId, Unverified};
use sluis_protocol::feeds::Block;
use sluis_protocol::gates::PERMITTED;
use sluis_protocol::gates::facts::RequestView;
use sluis_protocol::journal::tree::Frontier;
use sluis_protocol::journal::{Detail, Entry, JournalHead, JournalSeq, Opening};
use sluis_protocol::records::{
    Consent, Dispute, Exception, FeedId, Finding, Lane, Ownership, Reaffirmation, Recall, Receipt, RelayOrder,
    RelayReceipt, RequestNotice, Retraction, Signal,
};
use sluis_protocol::register::Directory;
use sluis_protocol::standing::{Stage, Standing};
use sluis_protocol::wire::ClassSaid;
use sluis_schemas::{MemberId, Timestamp};

use super::endings::Evidence;
use super::signatures::is_signed;
use super::{Invariant, Moment, Release, Told, Witness};
use crate::crypto::ModelCrypto;
use crate::net::SimNode;

/// The longest that a slow disk takes for a commit, in milliseconds.
const SLOWEST: u64 = 3_000;

/// One commit as it is looked at.
pub(super) struct Commit<'a> {
    pub(super) now: Timestamp,
    pub(super) node: &'a SimNode,
    pub(super) writes: &'a [Write],
    /// The register before the batch and after it: either may have been asked.
    pub(super) registers: [Arc<Directory>; 2],
    pub(super) details: Vec<Detail>,
    /// Requests that came further in a commit that was made: what is asked about now may have gone out before that.
    moved: &'a BTreeSet<(MemberId, RecordId)>,
}

impl Commit<'_> {
    /// The register before the batch and after it.
    pub(super) const fn registers(&self) -> &[Arc<Directory>; 2] {
        &self.registers
    }

    /// A record's bytes: in this commit, or in the store.
    pub(super) fn bytes(&self, record: RecordId) -> Option<Arc<[u8]>> {
        let new = self.writes.iter().find_map(|w| match w {
            Write::Record { id, bytes, .. } if *id == record => Some(bytes.clone()),
            _ => None,
        });
        new.or_else(|| self.node.store.records.get(&record).cloned())
    }

    /// What a record is: in this commit, or in the store.
    pub(super) fn of(&self, record: RecordId) -> Option<&RecordOf> {
        let new = self.writes.iter().find_map(|w| match w {
            Write::Record { id, of, .. } if *id == record => Some(of),
            _ => None,
        });
        new.or_else(|| self.node.store.of.get(&record))
    }

    /// Whether everybody who is given a record in this commit keeps it unread.
    fn is_kept_unread(&self, record: RecordId) -> bool {
        let mut given = self.writes.iter().filter_map(|write| match write {
            Write::Held { record: id, state, .. } if *id == record => Some(*state),
            _ => None,
        });
        given.all(|state| state == HeldState::Deferred)
    }

    /// Whether a record's signer has attested it again: in this commit, or before.
    fn is_reaffirmed(&self, record: RecordId) -> bool {
        let now = |write: &Write| matches!(write, Write::Reaffirmed { records, .. } if records.contains(&record));
        self.node.store.is_reaffirmed(record)
            || self.writes.iter().any(now)
            || self.of(record).is_some_and(|of| self.node.store.reaffirmed.contains(&(of.signer.clone(), record)))
    }

    /// A request as a member keeps it before this commit, with those that it begins.
    fn kept(&self, member: &MemberId, id: RecordId) -> Requests {
        let mut kept = self.node.store.requests.get(&(member.clone(), id)).cloned().unwrap_or_default();
        kept.extend(self.writes.iter().filter_map(|write| match write {
            Write::Request { member: m, request, other, as_kept } if m == member && *request == id => {
                Some((other.clone(), as_kept.clone()))
            }
            _ => None,
        }));
        kept
    }

    /// The request that a signal answers: as it is before this commit, and after it.
    pub(super) fn requests(&self, signal: &Signal) -> [Vec<RequestView>; 2] {
        let named = signal.content.handling.in_reply_to.as_deref().and_then(|named| named.parse().ok());
        let Some(id) = named else { return [Vec::new(), Vec::new()] };
        let mut before = self.kept(&signal.origin, id);
        let mut after = before.clone();
        if self.moved.contains(&(signal.origin.clone(), id)) {
            before.values_mut().for_each(|request| request.progress = Progress::Open);
        }
        for write in self.writes {
            if let Write::Progress { member, request, other, as_kept } = write
                && *member == signal.origin
                && *request == id
                && let Some(kept) = after.get_mut(other)
            {
                kept.progress = as_kept.progress.clone();
            }
        }
        [before, after].map(|kept| request_view(&signal.origin, id, &kept).into_iter().collect())
    }

    /// Whether the journal says that a record came back that its member had given.
    fn regains(&self, id: RecordId) -> bool {
        self.details.iter().any(|detail| match detail {
            Detail::Epochs { regained, .. } => regained.iter().any(|one| one.record == id),
            _ => false,
        })
    }

    /// Whether the journal says of an entry that its receiver held it before this store knew.
    fn takes_back(&self, feed: &FeedId, id: RecordId) -> bool {
        self.details.iter().any(|detail| match detail {
            Detail::Epochs { recounted, .. } => recounted.iter().any(|e| e.feed == *feed && e.records.contains(&id)),
            _ => false,
        })
    }

    /// Whether the journal says of an entry that it stays in a feed that begins a new epoch.
    fn chains_again(&self, feed: &FeedId, id: RecordId) -> bool {
        self.details.iter().any(|detail| match detail {
            Detail::Epochs { again, .. } => again.iter().any(|e| e.feed == *feed && e.records.contains(&id)),
            _ => false,
        })
    }

    pub(super) fn private(&self, record: RecordId) -> Option<Arc<Private>> {
        let new = self.writes.iter().rev().find_map(|w| match w {
            Write::Private { record: id, private, .. } | Write::Widened { record: id, private, .. }
                if *id == record =>
            {
                Some(private.clone())
            }
            _ => None,
        });
        new.or_else(|| self.node.store.private.get(&record).map(|(_, p)| p.clone()))
    }
}

impl Witness {
    /// Looks at a batch of writes that will be committed.
    pub(crate) fn commits(
        &mut self,
        now: Timestamp,
        before: &Arc<Directory>,
        node: &SimNode,
        writes: &[Write],
        judge: &Judge,
    ) {
        let after = node.directory().unwrap_or(before).clone();
        let moved = &BTreeSet::new();
        let mut commit = Commit { now, node, writes, registers: [before.clone(), after], details: Vec::new(), moved };
        self.journal(&mut commit);
        for detail in &commit.details {
            match detail {
                Detail::Ordered { relay, receiver, record, .. } => {
                    let feed = FeedId { discloser: relay.clone(), receiver: receiver.clone() };
                    self.orders.insert((feed, *record));
                }
                Detail::Ownership { actor: None, member, signal, step, .. } if !step.is_origins() => {
                    self.said_without_user(&commit, member, *signal);
                }
                _ => {}
            }
        }
        self.remember_endings(&commit);
        for write in writes {
            self.write(&commit, write, judge);
            self.ending(&commit, write);
        }
        for detail in &commit.details {
            if let Detail::Recall { signal, .. } = detail {
                self.recalled.insert(*signal, now);
            }
        }
        self.answers_matches(&commit, judge);
        self.newest = commit.details;
    }

    /// The tree goes on from what is stored and ends as the head says, each opening opens, time does not run back.
    fn journal(&mut self, commit: &mut Commit<'_>) {
        let mut tree = commit.node.store.tree();
        let (mut last, mut head) = (commit.node.store.last_time, commit.node.store.journal_head);
        let (mut log, mut leaves) = (commit.node.store.log(), Vec::new());
        for write in commit.writes {
            let (entry, opening) = match write {
                Write::Journal { entry, opening, leaf, completed } => {
                    let follows = entry.seq.0 == tree.size() + 1 && entry.at >= last;
                    let hashed = *leaf == entry.leaf_hash(&ModelCrypto);
                    if !(follows && hashed && *completed == tree.append(&ModelCrypto, *leaf)) {
                        self.unaccounted(commit, format!("entry {} does not continue the journal", entry.seq.0));
                    }
                    self.is_written(&commit.node.id, log, entry.seq.0 - 1, *leaf);
                    leaves.push((entry.seq.0 - 1, *leaf));
                    (entry, opening)
                }
                Write::JournalHead(next) => {
                    head = Some(*next);
                    continue;
                }
                Write::JournalLog(next) => {
                    log = *next;
                    self.begins_log(commit.node, log);
                    leaves.iter().for_each(|(index, leaf)| self.is_written(&commit.node.id, log, *index, *leaf));
                    continue;
                }
                _ => continue,
            };
            last = entry.at;
            match opened(entry, opening) {
                Some(detail) => commit.details.push(detail),
                None => self.unaccounted(commit, format!("entry {} is not what its opening says", entry.seq.0)),
            }
        }
        if tree.size() > 0 && head != Some(head_of(&tree)) {
            self.unaccounted(commit, format!("the journal's head is not that of its {} entries", tree.size()));
        }
    }

    fn write(&mut self, commit: &Commit<'_>, write: &Write, judge: &Judge) {
        match write {
            Write::Draft { id, body, .. } | Write::Retabled { id, body, .. } => {
                let told = |d: &Detail| matches!(d, Detail::Draft { draft, outcomes, .. } if *draft == id.0 && *outcomes == body.table.members);
                if !commit.details.iter().any(told) {
                    self.unaccounted(commit, format!("draft {}", id.0));
                }
            }
            Write::DraftGone { id, member } => {
                // From now on it need not be there any more.
                if let Some(told) = self.told.get_mut(&commit.node.id) {
                    told.remove(&Told::Draft(member.clone(), id.clone()));
                }
                let told = |d: &Detail| matches!(d, Detail::Discard { draft, .. } if *draft == id.0);
                if !commit.details.iter().any(told) {
                    self.unaccounted(commit, format!("discarded draft {}", id.0));
                }
            }
            Write::Private { record, member, private } => self.submission(commit, *record, member, private, judge),
            Write::Widened { record, member, private } => self.widened(commit, *record, member, private, judge),
            Write::Record { id, bytes, .. } => self.record(commit, *id, bytes),
            Write::Held { member, record, from, state, .. } => self.held(commit, member, *record, from, *state),
            Write::Entries { direction, feed, lane, block, .. } => {
                self.entries(commit, *direction, feed, *lane, block, judge);
            }
            Write::Withheld { feed, record, outcome, .. } => {
                self.withheld(commit, feed, *record, outcome, judge);
            }
            Write::ToOrder { what, .. } => self.passed_on(commit, what, judge),
            Write::Absence { .. } | Write::AbsenceOver { .. } => self.absence(commit, write),
            Write::FollowUp { member, signal, as_kept } => self.followed_up(commit, member, *signal, as_kept),
            Write::Dispute { member, id, as_kept } => self.disputed(commit, member, *id, as_kept),
            Write::Consent { member, signal, request, as_kept } => {
                self.consented(commit, (member, *signal), *request, as_kept);
            }
            Write::Rated { member, request, other, rating: now } => {
                let told = |d: &Detail| {
                    let Detail::Rating { actor, request: id, of, rating } = d else { return false };
                    (&actor.member, id, of, rating) == (member, request, other, now)
                };
                if !commit.details.iter().any(told) {
                    self.unaccounted(commit, format!("what {member} says of the answer to {request}"));
                }
            }
            Write::Packs { digest, .. } => {
                let told = |d: &Detail| matches!(d, Detail::Activation { packs, .. } if packs == digest);
                if !commit.details.iter().any(told) {
                    self.unaccounted(commit, format!("packs {digest} in force"));
                }
            }
            Write::Standing(standing) => self.standing(commit, standing),
            Write::Epoch { feed, state } => {
                // What its receiver has forgotten since is no part of the feed any more.
                let anchor = state.anchor.unwrap_or(state.lanes);
                let is_gone = |told: &Told| matches!(told, Told::Pushed(of, lane, place) if of == feed && *place > anchor.get(*lane).place);
                if let Some(told) = self.told.get_mut(&commit.node.id) {
                    told.retain(|told| !is_gone(told));
                }
            }
            Write::Requeue { feed, records, .. } => {
                let told = |d: &Detail| matches!(d, Detail::Epochs { again, .. } if again.iter().any(|w| w.feed == *feed && w.records == *records));
                if !commit.details.iter().any(told) {
                    self.unaccounted(commit, format!("entries of {feed} that wait again"));
                }
            }
            Write::Exception { direction: Direction::In, feed, exception, .. } => {
                self.exception(commit, feed, exception);
            }
            Write::Pruned { direction, feed, lane, last, .. } => {
                let told = |d: &Detail| {
                    matches!(d, Detail::Pruned { direction: d, feed: f, lane: l, last: to, .. }
                        if (d, f, l, to) == (direction, feed, lane, last))
                };
                if !commit.details.iter().any(told) {
                    self.unaccounted(commit, format!("entries of {feed} up to {} that are let go of", last.place));
                }
            }
            Write::Acknowledged { feed, receipt, .. } => {
                let [before, after] = &commit.registers;
                let verify = |d: &Directory| d.verify::<Receipt>(&ModelCrypto, receipt, commit.now);
                let signed = commit.registers.iter().any(|d| is_signed::<Receipt>(d, receipt));
                if !signed || !verify(before).or_else(|_| verify(after)).is_ok_and(|r| r.record().feed == *feed) {
                    self.broken(Invariant::Authentic, &commit.node.id, commit.now, format!("receipt for {feed}"));
                }
            }
            _ => {}
        }
    }

    fn submission(
        &mut self,
        commit: &Commit<'_>,
        record: RecordId,
        member: &MemberId,
        private: &Private,
        judge: &Judge,
    ) {
        if !serves(commit, member) {
            self.leak(commit, format!("{member}'s audience is kept at another node"));
        }
        let told = commit.details.iter().find_map(|d| match d {
            Detail::Submission { record: id, outcomes, .. } if *id == record => Some(outcomes.clone()),
            _ => None,
        });
        let tables = self.reference(commit, record, judge);
        let is_one =
            |told: &BTreeMap<_, _>| tables.iter().any(|t| told.iter().all(|(m, outcome)| t.get(m) == Some(outcome)));
        // Who was succeeded may be named no more.
        let names_all = |d: &Arc<Directory>, told: &BTreeMap<MemberId, String>| {
            let named = |m: &&MemberId| *m != member && (d.head().successor(m).is_none() || told.contains_key(*m));
            d.head().members.keys().filter(named).eq(told.keys())
        };
        let everybody = told.as_ref().is_some_and(|told| commit.registers.iter().any(|d| names_all(d, told)));
        match told {
            Some(outcomes) if everybody && is_one(&outcomes) => {
                let release = Release { origin: member.clone(), distribution: private.distribution.clone(), outcomes };
                self.releases.insert(record, release);
            }
            _ => self.unaccounted(commit, format!("submission {record} without the outcome for every member")),
        }
        let Some(of) = commit.of(record) else { return };
        self.versions.insert(record, of.first);
        for detail in &commit.details {
            if let Detail::Submission { record: id, corrects: Some(previous), .. } = detail
                && *id == record
            {
                self.superseded.insert(*previous, commit.now);
            }
        }
    }

    /// What is ordered to be passed on is permitted so, and the journal says who let it, or which correction it is.
    fn passed_on(&mut self, commit: &Commit<'_>, what: &ToOrder, judge: &Judge) {
        let ToOrder { relay, receiver, record, .. } = what;
        let told = commit.details.iter().any(|detail| match detail {
            Detail::Relay { record: id, through, outcomes, .. } => {
                id == record && through == relay && outcomes.get(receiver).is_some_and(|o| o == PERMITTED)
            }
            Detail::Submission { record: id, corrects, .. } => id == record && corrects.is_some(),
            _ => false,
        });
        if !told || what.until.is_some() && !Self::was_asked(commit, what) {
            self.unaccounted(commit, format!("record {record} is to be passed on to {receiver}"));
        }
        let feed = FeedId { discloser: relay.clone(), receiver: receiver.clone() };
        if !self.relayed(commit, *record, &feed, judge).iter().any(|outcome| outcome == PERMITTED) {
            self.leak(commit, format!("record {record} is to be passed on to {receiver}"));
        }
    }

    fn record(&mut self, commit: &Commit<'_>, id: RecordId, bytes: &[u8]) {
        let speaks = |d: &Directory| {
            is_signed::<Signal>(d, bytes)
                || is_signed::<RequestNotice>(d, bytes)
                || is_signed::<Ownership>(d, bytes)
                || is_signed::<Dispute>(d, bytes)
                || is_signed::<Finding>(d, bytes)
                || is_signed::<Consent>(d, bytes)
                || is_signed::<Recall>(d, bytes)
                || is_signed::<Retraction>(d, bytes)
                || is_signed::<Reaffirmation>(d, bytes)
                || is_signed::<RelayOrder>(d, bytes)
                || is_signed::<RelayReceipt>(d, bytes)
        };
        let is_verified = |d: &Arc<Directory>, at: Timestamp| {
            let signed = [
                d.verify::<Signal>(&ModelCrypto, bytes, at).map(|r| r.id()).ok(),
                d.verify::<RequestNotice>(&ModelCrypto, bytes, at).map(|r| r.id()).ok(),
                d.verify::<Ownership>(&ModelCrypto, bytes, at).map(|r| r.id()).ok(),
                d.verify::<Dispute>(&ModelCrypto, bytes, at).map(|r| r.id()).ok(),
                d.verify::<Finding>(&ModelCrypto, bytes, at).map(|r| r.id()).ok(),
                d.verify::<Consent>(&ModelCrypto, bytes, at).map(|r| r.id()).ok(),
                d.verify::<Recall>(&ModelCrypto, bytes, at).map(|r| r.id()).ok(),
                d.verify::<Retraction>(&ModelCrypto, bytes, at).map(|r| r.id()).ok(),
                d.verify::<Reaffirmation>(&ModelCrypto, bytes, at).map(|r| r.id()).ok(),
                d.verify::<RelayOrder>(&ModelCrypto, bytes, at).map(|r| r.id()).ok(),
                d.verify::<RelayReceipt>(&ModelCrypto, bytes, at).map(|r| r.id()).ok(),
            ];
            signed.contains(&Some(id)) && speaks(d)
        };
        // Under a key that ended it is kept unread, or its member has attested it since.
        let was_signed = |d: &Arc<Directory>| {
            let signed = [
                d.verify_ended::<Signal>(&ModelCrypto, bytes, commit.now).map(|r| r.id()).ok(),
                d.verify_ended::<RequestNotice>(&ModelCrypto, bytes, commit.now).map(|r| r.id()).ok(),
                d.verify_ended::<Ownership>(&ModelCrypto, bytes, commit.now).map(|r| r.id()).ok(),
                d.verify_ended::<Dispute>(&ModelCrypto, bytes, commit.now).map(|r| r.id()).ok(),
                d.verify_ended::<Finding>(&ModelCrypto, bytes, commit.now).map(|r| r.id()).ok(),
                d.verify_ended::<Consent>(&ModelCrypto, bytes, commit.now).map(|r| r.id()).ok(),
                d.verify_ended::<Recall>(&ModelCrypto, bytes, commit.now).map(|r| r.id()).ok(),
                d.verify_ended::<Retraction>(&ModelCrypto, bytes, commit.now).map(|r| r.id()).ok(),
                d.verify_ended::<Reaffirmation>(&ModelCrypto, bytes, commit.now).map(|r| r.id()).ok(),
            ];
            signed.contains(&Some(id)) && speaks(d) && (commit.is_kept_unread(id) || commit.is_reaffirmed(id))
        };
        // What its own store had forgotten may have been signed with a key that was retired since.
        let came_back = |d: &Arc<Directory>| {
            let signed = [
                d.verify_past::<Recall>(&ModelCrypto, bytes).map(|r| r.id()).ok(),
                d.verify_past::<Retraction>(&ModelCrypto, bytes).map(|r| r.id()).ok(),
            ];
            signed.contains(&Some(id)) && speaks(d) && commit.regains(id)
        };
        // It is verified where it comes in, and the batch before may keep a slow disk busy until its key has ended.
        let read = Timestamp::from_millis(commit.now.as_millis().saturating_sub(SLOWEST));
        let from = |d: &Arc<Directory>| {
            let key = Unverified::parse(bytes, MAX_RECORD).ok()?.header.key;
            let register = d.head();
            let of_nodes =
                register.nodes.values().filter_map(|node| node.keys.as_ref()).flat_map(|keys| &keys.attestation);
            let mut all = register.members.values().flat_map(|member| &member.keys).chain(of_nodes);
            all.find(|entry| ModelCrypto.key_id(&entry.key) == key).map(|entry| entry.from)
        };
        // A key may begin and end in that time.
        let meanwhile = |d| from(d).is_some_and(|from| from <= commit.now && is_verified(d, from.max(read)));
        // To a clock that was set back a key that joined since has not begun, and one that ended since has not ended.
        let at_some_time = |d| is_verified(d, Timestamp::MAX) || from(d).is_some_and(|from| is_verified(d, from));
        let ahead = |d| commit.node.may_be_set_back() && at_some_time(d);
        let is_verified = |d| meanwhile(d) || ahead(d);
        if !commit.registers.iter().any(|d| is_verified(d) || was_signed(d) || came_back(d)) {
            self.broken(Invariant::Authentic, &commit.node.id, commit.now, format!("record {id} is kept"));
        }
    }

    /// A record goes to more members only where the journal says so and the gates do; the new outcome counts from now on.
    fn widened(&mut self, commit: &Commit<'_>, record: RecordId, member: &MemberId, private: &Private, judge: &Judge) {
        let goes: BTreeSet<&MemberId> = private.receivers().collect();
        let is_known = |to: &&MemberId| {
            self.releases.get(&record).and_then(|r| r.outcomes.get(*to)).is_some_and(|outcome| outcome == PERMITTED)
        };
        for to in goes.iter().copied().filter(|to| !is_known(to)).collect::<Vec<_>>() {
            let told = commit.details.iter().find_map(|d| match d {
                Detail::PassedOn { actor, request, to: t, outcome, .. } => {
                    (*request == record && t == to && outcome == PERMITTED).then_some(actor.as_ref())
                }
                Detail::Widening { actor, record: id, outcomes, .. } => {
                    let permitted = outcomes.get(to).is_some_and(|outcome| outcome == PERMITTED);
                    (*id == record && permitted).then_some(Some(actor))
                }
                _ => None,
            });
            let personal = || {
                let signal = commit.bytes(record).and_then(|bytes| own_copy(&bytes));
                signal.is_none_or(|signal| !signal.content.handling.categories.is_empty())
            };
            if told.is_some_and(|actor| actor.is_none()) && personal() {
                self.leak(commit, format!("request {record} goes on to {to} by itself"));
            }
            if told.is_none() {
                self.unaccounted(commit, format!("record {record} goes to {to} too"));
            }
            let feed = FeedId { discloser: member.clone(), receiver: to.clone() };
            if !self.permits(commit, record, &feed, judge) {
                self.leak(commit, format!("record {record} is let go to {to}"));
            }
        }
        if let Some(release) = self.releases.get_mut(&record) {
            release.distribution = private.meant_for();
            release.outcomes.extend(goes.into_iter().map(|to| (to.clone(), PERMITTED.to_owned())));
        }
    }

    fn held(&mut self, commit: &Commit<'_>, member: &MemberId, id: RecordId, from: &MemberId, state: HeldState) {
        let feed = FeedId { discloser: from.clone(), receiver: member.clone() };
        // Evidence that came tells of its sender alone; what honest nodes send of it is checked where it joins a feed.
        let own = state == HeldState::Own && member == from || state == HeldState::Notice;
        if !serves(commit, member) || !own && !self.disclosed.contains(&(feed.clone(), id)) {
            self.leak(commit, format!("{member} is given record {id}"));
        }
        let bytes = commit.bytes(id);
        let signal = bytes.as_ref().and_then(|bytes| own_copy(bytes)).map(|signal| signal.origin);
        let origin = signal.or_else(|| Some(Evidence::in_bytes(bytes.as_ref()?)?.origin().clone()));
        let by_order = bytes.as_ref().is_some_and(|bytes| match Evidence::in_bytes(bytes) {
            Some(Evidence::Order(order)) => order.relay == *from && order.receiver == *member,
            Some(Evidence::RelayReceipt(said)) => said.relay == *from && said.origin == *member,
            Some(Evidence::Recall(Recall { signal, .. }) | Evidence::Retraction(Retraction { signal, .. })) => {
                self.was_ordered(&feed, signal)
            }
            Some(
                Evidence::Notice(_)
                | Evidence::Ownership(_)
                | Evidence::Dispute(_)
                | Evidence::Finding(_)
                | Evidence::Consent(_)
                | Evidence::Reaffirmation(_),
            ) => false,
            None => self.orders.contains(&(feed.clone(), id)),
        });
        let succeeds = |origin: &MemberId| commit.registers.iter().any(|d| d.succeeds(origin, from));
        let recalls = || matches!(Evidence::in_bytes(bytes.as_ref()?), Some(Evidence::Recall(_))).then_some(());
        let by_successor = recalls().is_some() && origin.as_ref().is_some_and(succeeds);
        if origin.as_ref() != Some(from) && !by_successor && !by_order {
            let text = format!("record {id} is held as {from}'s");
            self.broken(Invariant::Authentic, &commit.node.id, commit.now, text);
        }
    }

    fn entries(
        &mut self,
        commit: &Commit<'_>,
        direction: Direction,
        feed: &FeedId,
        lane: Lane,
        block: &Block,
        judge: &Judge,
    ) {
        let told = commit.details.iter().any(|detail| match (direction, detail) {
            (Direction::Out, Detail::LetOut { entries, .. }) => entries
                .iter()
                .any(|e| e.feed == *feed && e.lane == lane && e.first == block.first && e.records == block.ids),
            (Direction::Out, Detail::Epochs { recounted, again, .. }) => {
                recounted
                    .iter()
                    .any(|e| e.feed == *feed && e.lane == lane && e.first == block.first && e.records == block.ids)
                    || again.iter().any(|e| e.feed == *feed && lane == Lane::Urgent && e.records == block.ids)
            }
            (Direction::In, Detail::Arrival { feed: f, lane: l, first, entries, .. }) => {
                f == feed && *l == lane && *first == block.first && entries.iter().map(|e| &e.record).eq(&block.ids)
            }
            _ => false,
        });
        if !told {
            self.unaccounted(commit, format!("entries of {feed} from {}", block.first));
        }
        if direction == Direction::In {
            return self.arrivals(commit, feed, lane, block);
        }
        for id in &block.ids {
            // What was disclosed before a store was put back is disclosed; it only takes its place again. It is judged again
            // where it is sent.
            if (commit.takes_back(feed, *id) || commit.chains_again(feed, *id))
                && self.disclosed.contains(&(feed.clone(), *id))
            {
                continue;
            }
            if self.permits(commit, *id, feed, judge) {
                self.disclosed.insert((feed.clone(), *id));
            } else {
                self.leak(commit, format!("record {id} joins {feed}"));
            }
        }
    }

    /// Whether a record may go to a member that stands in the register.
    pub(super) fn permits(&mut self, commit: &Commit<'_>, id: RecordId, feed: &FeedId, judge: &Judge) -> bool {
        let receiver = &feed.receiver;
        match commit.bytes(id).and_then(|bytes| Evidence::in_bytes(&bytes)) {
            // A notice tells a member of a request that it asked, or was asked, itself.
            Some(Evidence::Notice(notice)) => {
                let kept = commit.kept(&notice.origin, notice.request);
                return notice.addressee == *receiver && kept.contains_key(receiver);
            }
            Some(Evidence::Dispute(said)) => return self.may_hear_dispute(commit, (feed, id), &said, judge),
            Some(Evidence::Finding(said)) => return Self::may_hear_finding(commit, feed, &said),
            Some(Evidence::Ownership(said)) => {
                let ends = (&said.origin, &said.addressee, said.step.is_origins());
                return self.may_hear_step(commit, feed, (ends, said.signal), judge);
            }
            Some(Evidence::Consent(said)) => {
                let ends = (&said.origin, &said.addressee, said.step.is_origins());
                return self.may_hear_step(commit, feed, (ends, said.signal), judge);
            }
            Some(Evidence::Recall(recall)) => return self.may_hear(feed, recall.signal),
            Some(Evidence::Retraction(r)) => {
                // The relay takes it to whom it passed the signal on.
                let onwards = FeedId { discloser: receiver.clone(), receiver: r.receiver.clone() };
                let is_for = r.receiver == *receiver || self.was_ordered(&onwards, r.signal);
                return is_for && self.may_hear(feed, r.signal);
            }
            Some(Evidence::Order(order)) => {
                let onwards = FeedId { discloser: order.relay.clone(), receiver: order.receiver };
                let known = self.orders.contains(&(onwards, order.record));
                return order.relay == *receiver && known && self.may_hear(feed, order.signal);
            }
            Some(Evidence::RelayReceipt(said)) => {
                let onwards = FeedId { discloser: said.relay, receiver: said.receiver };
                let back = onwards.receiver == feed.discloser && onwards.discloser == *receiver;
                let home = onwards.discloser == feed.discloser && said.origin == *receiver;
                return (back || home) && self.was_ordered(&onwards, said.signal);
            }
            // It tells of nothing but what its receiver was sent.
            Some(Evidence::Reaffirmation(said)) => {
                let by_relay =
                    |record: &RecordId| self.versions.get(record).is_some_and(|first| self.may_hear(feed, *first));
                // Who was told by a retraction that a signal ended may hear of its recall too.
                let recalls = |record: &RecordId| {
                    commit.node.store.tombstones.iter().any(|((_, first), buried)| {
                        *buried == Buried::Recalled { recall: *record } && self.may_hear(feed, *first)
                    })
                };
                let store = &commit.node.store;
                let sent = |r: &RecordId| store.holds_entry(feed, *r) || by_relay(r) || recalls(r);
                return said.receiver == *receiver && said.records.iter().all(sent);
            }
            None => {}
        }
        if self.releases.get(&id).is_some_and(|release| release.origin != feed.discloser) {
            let known = self.orders.contains(&(feed.clone(), id)) && !Self::is_too_late(commit, feed, id);
            return known && self.relayed(commit, id, feed, judge).iter().any(|outcome| outcome == PERMITTED);
        }
        let tables = self.reference(commit, id, judge);
        tables.iter().any(|t| t.get(receiver).is_some_and(|outcome| outcome == PERMITTED))
    }

    /// Whether a record that was stored may go to a member now.
    pub(super) fn permits_now(&mut self, moment: &Moment<'_>, id: RecordId, feed: &FeedId) -> bool {
        let Moment { now, node, before, moved, judge } = *moment;
        let after = node.directory().unwrap_or(before).clone();
        let commit = Commit { now, node, writes: &[], registers: [before.clone(), after], details: Vec::new(), moved };
        self.permits(&commit, id, feed, judge)
    }

    /// What arrived is held if the journal says permitted, and not held if it says declined or withheld.
    fn arrivals(&mut self, commit: &Commit<'_>, feed: &FeedId, lane: Lane, block: &Block) {
        let arrived = commit.details.iter().find_map(|d| match d {
            Detail::Arrival { feed: f, lane: l, first, entries, .. }
                if f == feed && *l == lane && *first == block.first =>
            {
                Some(entries)
            }
            _ => None,
        });
        for entry in arrived.into_iter().flatten() {
            let held = commit.writes.iter().any(|w| {
                matches!(w, Write::Held { member, record, .. } if *member == feed.receiver && *record == entry.record)
            });
            // It came another way before.
            let known = commit.node.store.held.contains_key(&(feed.receiver.clone(), entry.record));
            let held = held || known && entry.outcome == AGAIN;
            let withheld = entry.outcome == ABSENT;
            if withheld && !self.told_alone.contains(&(feed.clone(), entry.record)) {
                self.unaccounted(commit, format!("record {} came, and arrived as withheld", entry.record));
            }
            if held == (withheld || entry.outcome == OVER || entry.outcome.starts_with("declined")) {
                self.unaccounted(commit, format!("record {} arrived `{}`, held: {held}", entry.record, entry.outcome));
            }
        }
    }

    fn withheld(&mut self, commit: &Commit<'_>, feed: &FeedId, id: RecordId, outcome: &str, judge: &Judge) {
        let told = commit.details.iter().any(|d| match d {
            Detail::LetOut { withheld, .. } => {
                withheld.iter().any(|w| w.feed == *feed && w.record == id && w.outcome == outcome)
            }
            _ => false,
        });
        if !told {
            self.unaccounted(commit, format!("record {id} withheld from {}", feed.receiver));
        }
        let over = self.ended_by(commit, feed, id, outcome)
            || self.orders.contains(&(feed.clone(), id))
                && self.relayed(commit, id, feed, judge).iter().any(|o| o == outcome && o != PERMITTED);
        let declined = outcome.strip_prefix("declined:").map(|rule| ClassSaid::Declined(rule.to_owned()));
        let bytes = commit.bytes(id);
        let by_class = declined.zip(bytes).is_some_and(|(said, bytes)| {
            commit.registers.iter().any(|d| self.classes.was_said(d, &feed.receiver, &bytes, commit.now, &said))
        });
        // Of an order that was forgotten, or is kept unread.
        let unordered = outcome == "declined:not-ordered" && commit.node.store.goes_by(feed, id).is_none();
        let too_late = outcome == ORDER_OVER && Self::is_too_late(commit, feed, id);
        let over = over || by_class || unordered || too_late || Self::stays_back(commit, id, outcome);
        let tables = self.reference(commit, id, judge);
        if !over && !tables.iter().any(|t| t.get(&feed.receiver).is_some_and(|o| o == outcome && o != PERMITTED)) {
            let text = format!("record {id} is withheld from {} as `{outcome}`", feed.receiver);
            self.broken(Invariant::Delivered, &commit.node.id, commit.now, text);
        }
    }

    fn exception(&mut self, commit: &Commit<'_>, feed: &FeedId, exception: &Exception) {
        let told = commit.details.iter().any(|d| match d {
            Detail::Arrival { feed: f, lane, first, entries, .. } if f == feed && *lane == exception.lane => {
                let index = exception.place.checked_sub(*first).and_then(|i| usize::try_from(i).ok());
                index.and_then(|i| entries.get(i)).is_some_and(|e| e.outcome != PERMITTED)
            }
            _ => false,
        });
        if !told && !Self::is_destruction(commit, feed, exception) {
            self.unaccounted(commit, format!("an exception at place {} of {feed}", exception.place));
        }
    }

    /// A quarantine begins and ends with an entry, and ends only where everybody has confirmed or an operator says so.
    fn standing(&mut self, commit: &Commit<'_>, standing: &Standing) {
        let was = commit.node.store.standing();
        let (before, after) = (was.is_quarantined() && is_announced(&was), standing.is_quarantined());
        let begun = commit.details.iter().any(|d| matches!(d, Detail::Quarantine { .. }));
        let cleared = commit.details.iter().any(
            |d| matches!(d, Detail::Cleared { missing, released, .. } if missing.is_empty() != released.is_some()),
        );
        if !before && after && !begun || was.is_quarantined() && !after && !cleared {
            self.unaccounted(commit, "a quarantine begins or ends".to_owned());
        }
    }

    fn leak(&mut self, commit: &Commit<'_>, text: String) {
        self.broken(Invariant::NoLeak, &commit.node.id, commit.now, text);
    }

    pub(super) fn unaccounted(&mut self, commit: &Commit<'_>, text: String) {
        self.broken(Invariant::Accounted, &commit.node.id, commit.now, text);
    }
}

/// Whether the journal was told of a restore.
fn is_announced(standing: &Standing) -> bool {
    standing.recovery.as_ref().is_none_or(|recovery| recovery.stage != Stage::Found)
}

fn serves(commit: &Commit<'_>, member: &MemberId) -> bool {
    commit.registers.iter().any(|d| d.node_of(member) == Some(&commit.node.id))
}

/// The head of a journal with this tree.
pub(super) fn head_of(tree: &Frontier) -> JournalHead {
    JournalHead { seq: JournalSeq(tree.size()), root: tree.root(&ModelCrypto) }
}

/// What an entry says, if its opening opens it and its kind is the right one.
pub(super) fn opened(entry: &Entry, opening: &Opening) -> Option<Detail> {
    let detail = opening.detail().ok()?;
    (opening.commitment(&ModelCrypto) == entry.commitment && detail.kind() == entry.kind).then_some(detail)
}
