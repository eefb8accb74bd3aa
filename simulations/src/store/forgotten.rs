//! What a store that was put back does not know, or knows of what others hold: what it is asked for, and what it learns.

use sluis_protocol::core::{BeyondEntry, Direction, Fact, Key, KnownEntry, Write};
use sluis_protocol::envelope::RecordId;
use sluis_protocol::feeds::FeedState;
use sluis_protocol::records::{FeedId, Lane};

use super::MemoryStore;

impl MemoryStore {
    pub(super) fn find_forgotten(&self, key: &Key) -> Option<Fact> {
        match key {
            Key::Beyond { feed, lane, after } => {
                let entries = self.entries(Direction::Out, feed, *lane).filter(|(place, _)| place > after);
                let entry = |(_, record)| BeyondEntry {
                    record,
                    goes: self.goes_no_more(feed, record).is_none(),
                    lost: self.lost.get(&(feed.clone(), record)).copied(),
                };
                Some(Fact::Beyond(entries.map(entry).collect()))
            }
            Key::LostAt(member, signal) => {
                let lost = self.lost.iter().filter(|((feed, _), (of, _))| of == signal && feed.discloser == *member);
                Some(Fact::LostAt(lost.map(|((feed, _), (_, told))| (feed.receiver.clone(), *told)).collect()))
            }
            Key::Known { feed, ids } => {
                let waits = |id: &&RecordId| self.outbox.get(feed).is_some_and(|waiting| waiting.contains(id));
                let waiting = ids.iter().filter(waits).map(|id| (*id, self.goes_by(feed, *id)));
                let known = |id: &RecordId| {
                    let withheld = self.withheld.get(&(feed.clone(), *id)).cloned();
                    Some((*id, KnownEntry { first: self.of.get(id)?.first, withheld }))
                };
                Some(Fact::Known { waiting: waiting.collect(), kept: ids.iter().filter_map(known).collect() })
            }
            _ => None,
        }
    }

    pub(super) fn apply_forgotten(&mut self, write: &Write) {
        match write {
            Write::Epoch { feed, state } => self.begin_epoch(feed, state),
            Write::Parted { feed, lane, after, .. } => self.cut_off(feed, *lane, *after),
            Write::Unsaid { feed, state, since } => {
                self.unsay(feed, *since);
                self.feeds.insert((Direction::Out, feed.clone()), state.clone());
            }
            Write::Requeue { feed, records, .. } => {
                let waiting = self.outbox.entry(feed.clone()).or_default();
                waiting.splice(0..0, records.iter().copied());
                self.relayed.retain(|(of, record), _| of != feed || !records.contains(record));
            }
            Write::Lost { feed, record, signal, .. } => {
                self.lost.insert((feed.clone(), *record), (*signal, 0));
            }
            Write::LostEnded { feed, signal, version } => {
                let of_it = self.lost.iter_mut().filter(|((of, _), (lost, _))| of == feed && lost == signal);
                of_it.for_each(|(_, (_, told))| *told = *version.max(told));
            }
            Write::NotWithheld { feed, record } => drop(self.withheld.remove(&(feed.clone(), *record))),
            _ => {}
        }
    }

    /// Entries beyond the anchor are no part of the feed any more.
    fn begin_epoch(&mut self, feed: &FeedId, state: &FeedState) {
        let anchor = state.anchor.unwrap_or(state.lanes);
        for lane in Lane::ALL {
            self.cut_off(feed, lane, anchor.get(lane).place);
        }
        self.feeds.insert((Direction::Out, feed.clone()), state.clone());
    }

    fn cut_off(&mut self, feed: &FeedId, lane: Lane, last: u64) {
        let Some(blocks) = self.blocks.get_mut(&(Direction::Out, feed.clone(), lane)) else { return };
        blocks.retain(|first, _| *first <= last);
        for (first, joined) in blocks {
            joined.block.ids.truncate(usize::try_from(last + 1 - first).unwrap_or(usize::MAX));
        }
        // What was said of what stood there is not said of what will.
        let key = (Direction::Out, feed.clone(), lane);
        self.exceptions.entry(key).or_default().retain(|place, _| *place <= last);
    }
}
