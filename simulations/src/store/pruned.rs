//! What is left of the oldest entries of feeds, and what goes with them when they are let go of.

use sluis_protocol::core::{Direction, HeldState, Keeps, OldBlock, OldEntry, subjects};
use sluis_protocol::envelope::RecordId;
use sluis_protocol::records::{FeedId, Lane, LaneHead, State};
use sluis_schemas::{MemberId, Timestamp};

use super::{Joined, MemoryStore};

type Of<'a> = (Direction, &'a FeedId, Lane);

const fn keeper<'a>((direction, feed, _): Of<'a>) -> &'a MemberId {
    match direction {
        Direction::Out => &feed.discloser,
        Direction::In => &feed.receiver,
    }
}

impl MemoryStore {
    /// How many entries are listed of all feeds, at this end of each.
    #[must_use]
    pub fn entries_listed(&self) -> usize {
        self.blocks.values().flat_map(|blocks| blocks.values()).map(|joined| joined.block.ids.len()).sum()
    }

    pub(super) fn oldest(&self, of: Of<'_>, before: Timestamp, limit: u32) -> Vec<OldBlock> {
        let (direction, feed, lane) = of;
        let all = self.blocks.get(&(direction, feed.clone(), lane));
        let (mut room, mut found) = (limit as usize, Vec::new());
        for Joined { epoch, at, block } in all.into_iter().flat_map(|blocks| blocks.values()) {
            if room == 0 || *at >= before {
                break;
            }
            let entries = (block.first..).zip(&block.ids).take(room);
            let entries: Vec<_> = entries.map(|(place, id)| self.old_entry(of, (place, *id), *at)).collect();
            room -= entries.len();
            let before = LaneHead { place: block.first - 1, hash: block.before };
            found.push(OldBlock { epoch: *epoch, before, entries });
        }
        found
    }

    fn old_entry(&self, of: Of<'_>, (place, id): (u64, RecordId), at: Timestamp) -> OldEntry {
        let (direction, feed, lane) = of;
        let key = (direction, feed.clone(), lane);
        let said = self.exceptions.get(&key).and_then(|all| all.get(&place)).map(|said| said.state);
        let said_at = self.said.get(&(direction, feed.clone(), lane, place)).copied();
        let holding = self.held.get(&(keeper(of).clone(), id));
        let ended_at = holding.and_then(|holding| holding.ended).map(|(_, at)| at);
        let keeps = match holding {
            None => Keeps::Nothing,
            Some(holding) if holding.state == HeldState::Notice => {
                Keeps::Evidence { is_needed: self.is_needed(of, id, said) }
            }
            Some(holding) if holding.destroyed => Keeps::Nothing,
            Some(_) => Keeps::Content,
        };
        let signal = self.of.get(&id).map_or(id, |of| of.first);
        let retraction_due = direction == Direction::Out && self.to_retract.contains_key(&(feed.clone(), signal));
        let last = [Some(at), said_at, ended_at].into_iter().flatten().max().unwrap_or(at);
        OldEntry { id, last, said: said.zip(said_at), keeps, retraction_due }
    }

    /// Whether something that evidence is about is still kept or listed, or an order of the member's still to be answered.
    fn is_needed(&self, of: Of<'_>, id: RecordId, said: Option<State>) -> bool {
        let about = self.records.get(&id).and_then(|bytes| subjects(bytes));
        let unanswered = self.orders.iter().any(|((keeper, what), order)| {
            let passed = (what.origin.clone(), what.relay.clone(), what.receiver.clone(), what.record);
            let last = self.relay_said.get(&passed).and_then(|(state, _)| *state);
            order.signed == Some(id) && *keeper == what.origin && !last.is_some_and(State::is_last_word)
        });
        let is_answered = said.is_some_and(State::is_last_word) || !unanswered;
        !is_answered || about.is_none_or(|about| about.iter().any(|subject| self.is_left(of, *subject)))
    }

    /// Whether a member keeps some version of a signal, or lists it in a feed.
    fn is_left(&self, of: Of<'_>, subject: RecordId) -> bool {
        let (direction, feed, _) = of;
        let is_it = |id: RecordId| id == subject || self.of.get(&id).is_some_and(|of| of.first == subject);
        let kept = self.held.iter().any(|((member, id), holding)| {
            member == keeper(of) && is_it(*id) && !holding.destroyed && holding.state != HeldState::Notice
        });
        kept || Lane::ALL.into_iter().any(|lane| self.entries(direction, feed, lane).any(|(_, id)| is_it(id)))
    }

    pub(super) fn prune(&mut self, of: Of<'_>, last: LaneHead, records: &[RecordId]) {
        let (direction, feed, lane) = of;
        let key = (direction, feed.clone(), lane);
        if let Some(blocks) = self.blocks.get_mut(&key) {
            let behind = blocks.split_off(&(last.place + 1));
            // One that begins before goes on behind it.
            let cut = blocks.pop_last().and_then(|(first, mut joined)| {
                let gone = usize::try_from(last.place + 1 - first).ok()?;
                joined.block.ids.drain(..gone.min(joined.block.ids.len()));
                (joined.block.first, joined.block.before) = (last.place + 1, last.hash);
                (!joined.block.ids.is_empty()).then_some(joined)
            });
            *blocks = behind;
            blocks.extend(cut.map(|joined| (joined.block.first, joined)));
        }
        self.exceptions.entry(key).or_default().retain(|place, _| *place > last.place);
        self.said.retain(|(d, f, l, place), _| (*d, f, *l) != of || *place > last.place);
        if direction == Direction::Out {
            for record in records {
                let key = (feed.clone(), *record);
                self.withheld.remove(&key);
                self.lost.remove(&key);
                self.relayed.remove(&key);
            }
        }
    }

    /// What was said of the entries of an outgoing feed since a moment counts no more.
    pub(super) fn unsay(&mut self, feed: &FeedId, since: Timestamp) {
        let said = self
            .said
            .extract_if(.., |(direction, of, ..), at| *direction == Direction::Out && of == feed && *at >= since);
        for ((direction, of, lane, place), _) in said {
            self.exceptions.entry((direction, of, lane)).or_default().remove(&place);
        }
    }
}
