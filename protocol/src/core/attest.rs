//! What two nodes tell each other after one of them was restored: signed, and counted again where one has forgotten.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde_bytes::ByteBuf;
use sluis_schemas::{NodeId, Timestamp};

use super::contract::{Fact, Facts, Input, Key, LinkId, ReadSet};
use super::effects::Effect;
use super::evidence::Contradiction;
use super::links::Phase;
use super::prune::let_go_of;
use super::work::Work;
use super::{Core, CoreError, Direction};
use crate::crypto::{Crypto, Signer};
use crate::envelope::RecordId;
use crate::feeds::{FIRST_EPOCH, FeedState};
use crate::records::{Exception, FeedHead, FeedId, Lane, LaneHead, Lanes, Receipt};
use crate::register::Verified;
use crate::standing::Cause;
use crate::wire::{
    Attest, CheckedAttest, CheckedRecounted, Held, Item, MAX_ATTEST, MAX_PUSH_BYTES, MAX_RECOUNT, Message, PeerFault,
    Recount, Recounted, Shown,
};

/// Most entries of one lane that are counted again: 32 MiB of ids.
const MAX_FORGOTTEN: usize = 1 << 20;

/// Statements to sign for a node once all that they say is durable.
pub(super) struct Statements {
    node: NodeId,
    link: LinkId,
    shown: Vec<Arc<[u8]>>,
}

/// What a node has told so far of the feeds between it and this one.
#[derive(Default)]
pub(super) struct Attesting {
    /// What its resume said.
    pub(super) held: Vec<Held>,
    /// What it holds of our feeds, as signed.
    pub(super) receipts: BTreeMap<FeedId, Verified<Receipt>>,
    /// What it holds and we have forgotten, as far as it was counted again.
    pub(super) recounts: BTreeMap<(FeedId, Lane), Forgotten>,
    /// Lanes that go another way here than what it holds, or may: entries joined before this store knew that it was behind,
    /// or were given other places after an earlier restore from the same copy.
    pub(super) parted: BTreeMap<(FeedId, Lane), Since>,
    heads: BTreeMap<FeedId, (u32, LaneHead)>,
    /// What it is to count again next.
    asked: Option<Recount>,
    complete: bool,
    /// What it is told, if it was asked only because it claims what was not disclosed, and shows nothing for it.
    doubt: Option<PeerFault>,
}

/// From where a lane is counted again that may go another way here than at its receiver.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Since {
    /// What its receiver acknowledged last.
    Acknowledged,
    /// Behind a place from which on both ends list what is there, to be compared: the receiver goes by an epoch that was
    /// forgotten here, and that may have begun before what it acknowledged.
    Listed(u64),
    /// A place up to which both ends were found to list the same.
    Compared(u64),
}

/// Entries that this store has forgotten.
#[derive(Default)]
pub(super) struct Forgotten {
    pub(super) ids: Vec<RecordId>,
    pub(super) exceptions: Vec<Exception>,
    pub(super) records: BTreeMap<RecordId, Item>,
}

impl Attesting {
    pub(super) fn of(held: Vec<Held>) -> Self {
        Self { held, ..Self::default() }
    }

    pub(super) fn in_doubt(held: Vec<Held>, doubt: PeerFault) -> Self {
        Self { held, doubt: Some(doubt), ..Self::default() }
    }

    /// Whether a lane goes another way here than there.
    pub(super) fn has_parted(&self, feed: &FeedId, lane: Lane) -> bool {
        self.parted.contains_key(&(feed.clone(), lane))
    }

    fn is_to_compare(&self, feed: &FeedId, lane: Lane) -> bool {
        matches!(self.parted.get(&(feed.clone(), lane)), Some(Since::Listed(_)))
    }

    pub(super) const fn is_complete(&self) -> bool {
        self.complete
    }
}

impl<C: Crypto, S: Signer> Core<C, S> {
    /// Whether this is a feed from a member there to a member here.
    fn comes_from(&self, node: &NodeId, feed: &FeedId) -> bool {
        self.directory.node_of(&feed.discloser) == Some(node) && self.serves(&feed.receiver)
    }

    /// Whether this is a feed from a member here to a member there.
    pub(super) fn goes_to(&self, node: &NodeId, feed: &FeedId) -> bool {
        self.directory.node_of(&feed.receiver) == Some(node) && self.serves(&feed.discloser)
    }

    /// Feeds between members there and members here, and how far they are.
    pub(super) fn feeds_of(&self, direction: Direction, node: &NodeId) -> impl Iterator<Item = (&FeedId, &FeedState)> {
        let of = self.feeds.iter().filter(move |((d, feed), _)| match direction {
            Direction::In => *d == direction && self.comes_from(node, feed),
            Direction::Out => *d == direction && self.goes_to(node, feed),
        });
        of.map(|((_, feed), state)| (feed, state))
    }

    fn has_link(&self, node: &NodeId, id: LinkId) -> bool {
        *node != self.node && self.links.get(node).is_some_and(|link| link.id == id)
    }

    pub(super) fn attest_needs(&self, node: &NodeId, id: LinkId, keys: &mut ReadSet) {
        if self.has_link(node, id) {
            keys.extend(self.feeds_of(Direction::In, node).map(|(feed, _)| Key::NewestHead(feed.clone())));
            keys.extend(self.feeds_of(Direction::Out, node).map(|(feed, _)| Key::NewestReceipt(feed.clone())));
        }
    }

    /// Owes a node the statements of where its feeds stand.
    pub(super) fn owe_statements(&mut self, facts: &Facts, node: NodeId, link: LinkId) {
        let mut keys = ReadSet::new();
        self.attest_needs(&node, link, &mut keys);
        let shown = keys.iter().filter_map(|key| match facts.get(key)? {
            Fact::Signed(bytes) => Some(bytes.clone()),
            _ => None,
        });
        let shown = shown.collect();
        if self.has_link(&node, link) {
            self.statements.push(Statements { node, link, shown });
        }
    }

    /// Signs what is durable now of each feed between a node and this one.
    pub(super) fn sign_statements(&mut self, now: Timestamp, said: Statements) -> Result<Vec<Effect>, CoreError> {
        let Statements { node, link, shown } = said;
        if !self.has_link(&node, link) {
            return Ok(Vec::new());
        }
        let register = self.directory.digest();
        let incoming: Vec<_> =
            self.feeds_of(Direction::In, &node).map(|(f, s)| (f.clone(), s.epoch, s.lanes)).collect();
        let outgoing: Vec<_> =
            self.feeds_of(Direction::Out, &node).map(|(f, s)| (f.clone(), s.epoch, s.lanes)).collect();
        let mut receipts = Vec::with_capacity(incoming.len());
        for (feed, epoch, lanes) in incoming {
            let salt = self.salts.draw(&self.crypto);
            let receipt = Receipt { salt, at: now, register, feed, epoch, lanes, exceptions: Vec::new(), until: None };
            receipts.push(ByteBuf::from(self.attest(now, &receipt)?));
        }
        let mut heads = Vec::with_capacity(outgoing.len());
        for (feed, epoch, lanes) in outgoing {
            let salt = self.salts.draw(&self.crypto);
            heads.push(ByteBuf::from(self.attest(now, &FeedHead { salt, at: now, register, feed, epoch, lanes })?));
        }
        let shown = shown.iter().map(|bytes| ByteBuf::from(bytes.to_vec())).collect();
        let send = |attest| Effect::Send { node: node.clone(), link, message: Message::Attest(attest) };
        Ok(in_messages(receipts, heads, shown).into_iter().map(send).collect())
    }

    /// A node says where its feeds stand, and shows what this node signed of them.
    pub(super) fn attested(
        &mut self,
        work: &mut Work,
        facts: &Facts,
        node: &NodeId,
        id: LinkId,
        said: CheckedAttest,
    ) -> Result<Result<(), PeerFault>, CoreError> {
        let unknown = said.shown.iter().filter_map(|shown| self.unknown_to_us(facts, node, shown));
        if let Some((feed, signed)) = unknown.max_by_key(|(_, signed)| *signed) {
            self.enter_quarantine(work, Cause::Behind { node: node.clone(), feed }, signed)?;
            return Ok(Ok(()));
        }
        self.note_what_went_back(work, node, &said);
        // Of feeds between others nothing is anybody's to say on this link.
        let CheckedAttest { mut receipts, mut heads, more, .. } = said;
        receipts.retain(|receipt| self.goes_to(node, &receipt.record().feed));
        heads.retain(|head| self.comes_from(node, &head.record().feed));
        let Some(link) = self.links.get_mut(node).filter(|link| link.id == id) else { return Ok(Ok(())) };
        // Nobody asked: only what was shown of ours counts.
        let Phase::Attesting(attesting) = &mut link.phase else { return Ok(Ok(())) };
        attesting.complete = !more;
        attesting.receipts.extend(receipts.into_iter().map(|receipt| (receipt.record().feed.clone(), receipt)));
        attesting.heads.extend(heads.iter().map(|head| {
            let FeedHead { feed, epoch, lanes, .. } = head.record();
            (feed.clone(), (*epoch, lanes.urgent))
        }));
        if !attesting.complete {
            return Ok(Ok(()));
        }
        if let Some(doubt) = attesting.doubt.take() {
            return Ok(Err(doubt));
        }
        link.said = Some(std::mem::take(&mut attesting.heads));
        self.count_forgotten_epochs(node);
        self.recount_or_anchor(work, node, id);
        Ok(Ok(()))
    }

    pub(super) fn shown_needs(&self, node: &NodeId, shown: &[Shown], keys: &mut ReadSet) {
        for shown in shown {
            let Shown::Head(head) = shown else { continue };
            let FeedHead { feed, lanes, .. } = head.record();
            if self.goes_to(node, feed) {
                let key = |lane: Lane| Key::BlockAt { feed: feed.clone(), lane, place: lanes.get(lane).place };
                keys.extend(Lane::ALL.map(key));
            }
        }
    }

    /// Whether a head of this epoch was signed for other entries than our chain has.
    fn is_elsewhere(&self, facts: &Facts, feed: &FeedId, epoch: u32, lanes: &Lanes) -> bool {
        let state = self.out_state(feed);
        epoch == state.epoch
            && Lane::ALL.into_iter().any(|lane| {
                let head = lanes.get(lane);
                self.head_at(facts, feed, &state, lane, head.place).is_some_and(|ours| ours != head)
            })
    }

    /// The feed of a statement that this node signed and its store does not bear out, and when it was signed.
    fn unknown_to_us(&self, facts: &Facts, node: &NodeId, shown: &Shown) -> Option<(FeedId, Timestamp)> {
        let behind = |direction, feed: &FeedId, epoch, lanes| {
            let state = self.feeds.get(&(direction, feed.clone())).cloned();
            state.unwrap_or_else(|| FeedState::new(&self.crypto, feed, FIRST_EPOCH)).is_behind(epoch, lanes)
        };
        let (feed, at, is_behind) = match shown {
            Shown::Head(head) => {
                let FeedHead { feed, epoch, lanes, at, .. } = head.record();
                let is_behind =
                    || behind(Direction::Out, feed, *epoch, lanes) || self.is_elsewhere(facts, feed, *epoch, lanes);
                (feed, at, self.goes_to(node, feed) && is_behind())
            }
            Shown::Receipt(receipt) => {
                let Receipt { feed, epoch, lanes, at, .. } = receipt.record();
                (feed, at, self.comes_from(node, feed) && behind(Direction::In, feed, *epoch, lanes))
            }
        };
        (is_behind && !self.standing.has_forgotten(*at)).then(|| (feed.clone(), *at))
    }

    /// A peer that signs less than it signed before was restored: that is kept, and is no fault.
    fn note_what_went_back(&self, work: &mut Work, node: &NodeId, said: &CheckedAttest) {
        for head in &said.heads {
            let FeedHead { feed, epoch, lanes, .. } = head.record();
            let ours = self.feeds.get(&(Direction::In, feed.clone())).filter(|_| self.comes_from(node, feed));
            if ours.is_some_and(|s| *epoch < s.epoch || *epoch == s.epoch && s.lanes.exceed(lanes)) {
                work.contradicts_head(node, Contradiction::WentBack, head);
            }
        }
        for receipt in &said.receipts {
            let Receipt { feed, epoch, lanes, .. } = receipt.record();
            let ours = self.feeds.get(&(Direction::Out, feed.clone())).filter(|_| self.goes_to(node, feed));
            if ours.is_some_and(|s| *epoch == s.epoch && s.acknowledged.exceed(lanes)) {
                work.contradicts_receipt(node, Contradiction::WentBack, receipt);
            }
        }
    }

    /// Asks for what it holds and we have forgotten, piece by piece; then the feeds go on.
    fn recount_or_anchor(&mut self, work: &mut Work, node: &NodeId, id: LinkId) {
        let Some(Phase::Attesting(attesting)) = self.links.get(node).map(|link| &link.phase) else { return };
        let counts = self.standing.awaits(node) || !attesting.parted.is_empty();
        let next = counts.then(|| self.next_recount(node, attesting)).flatten();
        if let Some(Phase::Attesting(attesting)) = self.links.get_mut(node).map(|link| &mut link.phase) {
            attesting.asked.clone_from(&next);
        }
        work.effects.push(match next {
            Some(recount) => Effect::Send { node: node.clone(), link: id, message: Message::Recount(recount) },
            None => Effect::Again(Input::Anchor { node: node.clone(), link: id }),
        });
    }

    /// Lanes of which a receiver goes by an epoch that was forgotten here are counted again from where they are listed:
    /// nobody can tell any more where that epoch began.
    fn count_forgotten_epochs(&mut self, node: &NodeId) {
        if !self.standing.awaits(node) {
            return;
        }
        let Some(Phase::Attesting(attesting)) = self.links.get(node).map(|link| &link.phase) else { return };
        let later = attesting.receipts.iter().filter_map(|(feed, receipt)| {
            let state = self.out_state(feed);
            (receipt.record().epoch > state.epoch).then_some((feed.clone(), state.pruned))
        });
        let since = later
            .flat_map(|(feed, pruned)| Lane::ALL.map(|lane| ((feed.clone(), lane), Since::Listed(pruned.get(lane)))));
        let since: Vec<_> = since.collect();
        if let Some(Phase::Attesting(attesting)) = self.links.get_mut(node).map(|link| &mut link.phase) {
            attesting.parted.extend(since);
        }
    }

    /// Up to which place a lane is the same at both ends: as far as it is here, or less where they went different ways.
    pub(super) fn common(&self, attesting: &Attesting, feed: &FeedId, lane: Lane) -> u64 {
        let state = self.out_state(feed);
        match attesting.parted.get(&(feed.clone(), lane)) {
            None => state.lanes.get(lane).place,
            Some(Since::Acknowledged) => state.acknowledged.get(lane).place,
            Some(Since::Listed(place) | Since::Compared(place)) => *place,
        }
    }

    /// The head up to which a lane is the same at both ends. Of epochs that were left no more is told than their places.
    pub(super) fn common_head(&self, facts: &Facts, attesting: &Attesting, feed: &FeedId, lane: Lane) -> LaneHead {
        let (state, place) = (self.out_state(feed), self.common(attesting, feed, lane));
        let head = self.head_at(facts, feed, &state, lane, place);
        head.unwrap_or(LaneHead { place, hash: state.beginning(&self.crypto, feed).get(lane).hash })
    }

    /// How far both ends list the same of the lanes that were counted again to be compared.
    pub(super) fn compared(&self, facts: &Facts, attesting: &Attesting) -> Vec<(FeedId, Lane, u64)> {
        let listed = attesting.parted.iter().filter_map(|((feed, lane), since)| match since {
            Since::Listed(after) => Some((feed, *lane, *after)),
            Since::Acknowledged | Since::Compared(_) => None,
        });
        let compared = listed.filter_map(|(feed, lane, after)| {
            let Fact::Beyond(own) = facts.get(&Key::Beyond { feed: feed.clone(), lane, after })? else { return None };
            let theirs = attesting.recounts.get(&(feed.clone(), lane)).map_or(&[][..], |theirs| &theirs.ids);
            let same = own.iter().zip(theirs).take_while(|(own, theirs)| own.record == **theirs).count();
            Some((feed.clone(), lane, after.saturating_add(same as u64)))
        });
        compared.collect()
    }

    /// These lanes part behind these places: what both ends list up to there is not forgotten.
    pub(super) fn part_behind(&mut self, node: &NodeId, compared: Vec<(FeedId, Lane, u64)>) {
        let Some(Phase::Attesting(attesting)) = self.links.get_mut(node).map(|link| &mut link.phase) else { return };
        for (feed, lane, place) in compared {
            let of = (feed, lane);
            let Some(Since::Listed(after)) = attesting.parted.insert(of.clone(), Since::Compared(place)) else {
                continue;
            };
            let Some(forgotten) = attesting.recounts.get_mut(&of) else { continue };
            let same = usize::try_from(place.saturating_sub(after)).unwrap_or(usize::MAX).min(forgotten.ids.len());
            forgotten.ids.drain(..same).for_each(|id| drop(forgotten.records.remove(&id)));
            forgotten.exceptions.retain(|exception| exception.place > place);
            if forgotten.ids.is_empty() {
                attesting.recounts.remove(&of);
            }
        }
    }

    /// These lanes are counted again from where both ends agree: those that are to be compared, as they are.
    pub(super) fn recount_parted(
        &mut self,
        work: &mut Work,
        node: &NodeId,
        id: LinkId,
        parted: BTreeSet<(FeedId, Lane)>,
    ) {
        if let Some(Phase::Attesting(attesting)) = self.links.get_mut(node).map(|link| &mut link.phase) {
            attesting.recounts.retain(|of, _| !parted.contains(of));
            for of in parted {
                attesting.parted.entry(of).or_insert(Since::Acknowledged);
            }
        }
        self.recount_or_anchor(work, node, id);
    }

    fn next_recount(&self, node: &NodeId, attesting: &Attesting) -> Option<Recount> {
        let lanes = attesting.receipts.iter().flat_map(|(feed, receipt)| Lane::ALL.map(|lane| (feed, lane, receipt)));
        lanes.filter(|(feed, ..)| self.goes_to(node, feed)).find_map(|(feed, lane, receipt)| {
            let ours = self.common(attesting, feed, lane);
            let counted = attesting.recounts.get(&(feed.clone(), lane)).map_or(0, |f| f.ids.len() as u64);
            let after = ours.saturating_add(counted);
            (receipt.record().lanes.get(lane).place > after).then(|| Recount { feed: feed.clone(), lane, after })
        })
    }

    pub(super) fn recount_needs(&self, node: &NodeId, recount: &Recount, keys: &mut ReadSet) {
        let Recount { feed, lane, after } = recount;
        let ours = self.feeds.get(&(Direction::In, feed.clone()));
        let (held, let_go) = ours.map_or((0, 0), |s| (s.lanes.get(*lane).place, s.pruned.get(*lane)));
        let after = *after.max(&let_go);
        if self.comes_from(node, feed) && after < held {
            let (feed, lane, limit) = (feed.clone(), *lane, MAX_RECOUNT as u32);
            let to = held.min(after.saturating_add(MAX_RECOUNT as u64));
            keys.insert(Key::Exceptions { feed: feed.clone(), lane, from: after + 1, to });
            keys.insert(Key::Received { feed, lane, after, limit });
        }
    }

    /// Tells a node which entries of its feed are held here: behind a place, or from where this end lists them.
    pub(super) fn recount(
        &self,
        work: &mut Work,
        facts: &Facts,
        (node, link): (&NodeId, LinkId),
        mut recount: Recount,
    ) -> Result<(), PeerFault> {
        let ours =
            self.feeds.get(&(Direction::In, recount.feed.clone())).filter(|_| self.comes_from(node, &recount.feed));
        recount.after = recount.after.max(ours.map_or(0, |state| state.pruned.get(recount.lane)));
        let mut keys = ReadSet::new();
        self.recount_needs(node, &recount, &mut keys);
        let (mut ids, mut records, mut exceptions) = (Vec::new(), Vec::new(), Vec::new());
        for key in &keys {
            match facts.get(key) {
                Some(Fact::Received(found)) => (ids, records) = fitting(found),
                Some(Fact::Exceptions(found)) => exceptions.clone_from(found),
                _ => {}
            }
        }
        let Recount { feed, lane, after } = recount;
        let last = after.saturating_add(ids.len() as u64);
        exceptions.retain(|exception| exception.place <= last);
        let recounted = Recounted { feed, lane, first: after.saturating_add(1), ids, exceptions, records };
        work.effects.push(Effect::Send { node: node.clone(), link, message: Message::Recounted(recounted) });
        Ok(())
    }

    /// A node tells which entries of our feed it holds.
    pub(super) fn recounted(
        &mut self,
        work: &mut Work,
        node: &NodeId,
        id: LinkId,
        CheckedRecounted { said, records }: CheckedRecounted,
    ) -> Result<(), PeerFault> {
        let unasked = || PeerFault::new("recount", "no such entries were asked for or attested, or there are none");
        let Some(Phase::Attesting(attesting)) = self.links.get(node).map(|link| &link.phase) else {
            return Err(unasked());
        };
        let expected = attesting.asked.clone().filter(|asked| asked.after < u64::MAX).ok_or_else(unasked)?;
        let before = said.first.saturating_sub(1);
        let let_go = before.checked_sub(expected.after).ok_or_else(unasked)?;
        let attested = attesting.receipts.get(&said.feed).map_or(0, |r| r.record().lanes.get(said.lane).place);
        let is_more = before.saturating_add(said.ids.len() as u64) > attested;
        let is_it = (&said.feed, said.lane) == (&expected.feed, expected.lane);
        if !is_it || is_more || said.ids.is_empty() && let_go == 0 {
            return Err(unasked());
        }
        // A user ended a signal meanwhile: that joined where the lane was to go on.
        if self.next_recount(node, attesting).is_none_or(|next| next != expected) {
            self.recount_parted(work, node, id, BTreeSet::from([(expected.feed, expected.lane)]));
            return Ok(());
        }
        if let_go > 0 {
            // Of what was over at both ends nothing is compared.
            let is_first = !attesting.recounts.contains_key(&(said.feed.clone(), said.lane));
            if !(is_first && attesting.is_to_compare(&said.feed, said.lane)) {
                return Err(let_go_of(&said.feed, said.lane, said.first));
            }
        }
        if let Some(Phase::Attesting(attesting)) = self.links.get_mut(node).map(|link| &mut link.phase) {
            let of = (said.feed, said.lane);
            if let_go > 0 {
                attesting.parted.insert(of.clone(), Since::Listed(before));
            }
            let forgotten = attesting.recounts.entry(of).or_default();
            let last = before.saturating_add(said.ids.len() as u64);
            let is_told = |e: &Exception| e.lane == said.lane && (said.first..=last).contains(&e.place);
            forgotten.exceptions.extend(said.exceptions.into_iter().filter(is_told));
            let ids: BTreeSet<RecordId> = said.ids.iter().copied().filter(|_| said.lane == Lane::Urgent).collect();
            forgotten.records.extend(records.into_iter().filter(|(id, _)| ids.contains(id)));
            forgotten.ids.extend(said.ids);
            if forgotten.ids.len() > MAX_FORGOTTEN {
                return Err(PeerFault::new(
                    "recount",
                    format!("more than {MAX_FORGOTTEN} entries were forgotten here"),
                ));
            }
        }
        self.recount_or_anchor(work, node, id);
        Ok(())
    }
}

/// As many entries as fit into one message with their records.
fn fitting(found: &[(RecordId, Option<Arc<[u8]>>)]) -> (Vec<RecordId>, Vec<ByteBuf>) {
    let (mut ids, mut records, mut room) = (Vec::new(), Vec::new(), MAX_PUSH_BYTES);
    for (id, record) in found {
        ids.push(*id);
        if let Some(bytes) = record {
            records.push(ByteBuf::from(bytes.to_vec()));
            room = room.saturating_sub(bytes.len());
        }
        if room == 0 {
            break;
        }
    }
    (ids, records)
}

/// Statements in as many messages as they take, at least one.
fn in_messages(receipts: Vec<ByteBuf>, heads: Vec<ByteBuf>, shown: Vec<ByteBuf>) -> Vec<Attest> {
    let count = [&receipts, &heads, &shown].map(|list| list.len().div_ceil(MAX_ATTEST));
    let count = count.into_iter().max().unwrap_or_default().max(1);
    let piece = |list: &[ByteBuf], i: usize| list.iter().skip(i * MAX_ATTEST).take(MAX_ATTEST).cloned().collect();
    let message = |i| Attest {
        receipts: piece(&receipts, i),
        heads: piece(&heads, i),
        shown: piece(&shown, i),
        more: i + 1 < count,
    };
    (0..count).map(message).collect()
}
