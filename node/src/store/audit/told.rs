//! Which rows of other tables the journal tells of.

use std::collections::{BTreeMap, BTreeSet};

use sluis_protocol::core::Direction;
use sluis_protocol::crypto::Digest;
use sluis_protocol::envelope::RecordId;
use sluis_protocol::gates::PERMITTED;
use sluis_protocol::journal::{Arrived, Begun, Destroyed, Detail, LetOut, Regained, RightsChange, Withdrawn};
use sluis_protocol::records::{FeedId, Lane, LaneHead, State};
use sluis_schemas::MemberId;

use crate::store::rows::Code;

/// Rows of one table: what names each, and what it says as far as the journal tells.
pub(super) type Rows = BTreeMap<String, String>;

/// A row as an entry told it.
pub(super) struct Said {
    pub(super) says: String,
    /// Whether every later entry could be opened: else one of them may have changed or removed it.
    pub(super) is_certain: bool,
}

/// Everything that entries told so far.
#[derive(Default)]
pub(super) struct Told {
    tables: BTreeMap<&'static str, BTreeMap<String, Said>>,
    /// Where members got records, as their exceptions name it.
    places: BTreeMap<String, String>,
    /// Up to where lanes were let go of: by how [`block_row`] names a lane, the epoch and head of the last that went.
    pub(super) pruned: BTreeMap<String, (u32, LaneHead)>,
    /// Packs that were put in force, in order, since an entry could not be opened any more.
    pub(super) packs: Vec<Digest>,
    /// Whether an entry could not be opened any more: then rows may be there that no entry tells of.
    pub(super) gaps: bool,
    /// Whether that was so of the entry before.
    in_gap: bool,
}

pub(super) const BLOCK: &str = "block";
pub(super) const DRAFT: &str = "draft";
pub(super) const EXCEPTION: &str = "exception";
pub(super) const HELD: &str = "held";
pub(super) const PACKS: &str = "in_force";
pub(super) const PRIVATE: &str = "private";
pub(super) const RECORD: &str = "record";
pub(super) const REGISTER: &str = "register_version";
pub(super) const REFUSAL: &str = "refusal";
pub(super) const TOKEN: &str = "token";
pub(super) const WITHHELD: &str = "withheld";
/// Tables whose rows no entry removes.
pub(super) const NEVER_GO: [&str; 2] = [HELD, RECORD];

impl Told {
    /// The rows that must be in a table.
    pub(super) fn take(&mut self, table: &'static str) -> BTreeMap<String, Said> {
        self.tables.remove(table).unwrap_or_default()
    }

    /// An entry cannot be opened any more.
    pub(super) fn erased(&mut self) {
        self.gaps = true;
        self.packs.clear();
        if !std::mem::replace(&mut self.in_gap, true) {
            self.tables.values_mut().flat_map(BTreeMap::values_mut).for_each(|said| said.is_certain = false);
        }
    }

    fn row(&mut self, table: &'static str, row: String, says: impl Into<String>) {
        self.tables.entry(table).or_default().insert(row, Said { says: says.into(), is_certain: true });
    }

    fn gone(&mut self, table: &'static str, row: &str) {
        self.tables.entry(table).or_default().remove(row);
    }

    /// An entry tells of something.
    pub(super) fn tell(&mut self, detail: Detail) {
        self.in_gap = false;
        match detail {
            Detail::Draft { actor, draft, .. } => self.row(DRAFT, draft_row(&actor.member, &draft), ""),
            Detail::Discard { actor, draft } => self.gone(DRAFT, &draft_row(&actor.member, &draft)),
            Detail::Submission { actor, draft, record, .. } => {
                self.row(DRAFT, draft_row(&actor.member, &draft), record.to_string());
                self.row(PRIVATE, held_row(&actor.member, record), "");
                self.holds(&actor.member, record, own());
            }
            Detail::Notice { actor, record, .. } => {
                self.holds(&actor.member, record, held_from(&actor.member));
            }
            Detail::Consent { member, record, .. } => self.holds(&member, record, held_from(&member)),
            Detail::Ownership { member, record, .. } => self.holds(&member, record, held_from(&member)),
            Detail::Dispute { actor, record, .. } | Detail::Finding { actor, record, .. } => {
                self.holds(&actor.member, record, held_from(&actor.member));
            }
            Detail::LetOut { entries, withheld, .. } => {
                for LetOut { feed, lane, first, records } in entries {
                    self.row(BLOCK, block_row(Direction::Out, &feed, lane, first), ids(&records));
                }
                for one in withheld {
                    self.row(WITHHELD, withheld_row(&one.feed, one.record), one.outcome);
                }
            }
            Detail::Arrival { feed, lane, first, entries, .. } => self.arrival(&feed, lane, first, &entries),
            Detail::Rights { change: RightsChange::Grant { token, member, roles, .. }, .. } => {
                let roles = roles.iter().map(|role| role.as_str()).collect::<Vec<_>>().join(" ");
                self.row(TOKEN, token.to_string(), token_says(member.as_str(), &roles));
            }
            Detail::Rights { change: RightsChange::Revoke { token }, .. } => self.gone(TOKEN, &token.to_string()),
            Detail::Activation { packs, .. } => self.packs.push(packs),
            Detail::Register { sequence, digest } => self.row(REGISTER, sequence.to_string(), digest.to_string()),
            Detail::Recall { actor, recall, predecessor, .. } => {
                let owner = predecessor.unwrap_or(actor.member);
                self.holds(&owner, recall, held_from(&owner));
            }
            Detail::Retraction { feed, retraction, .. } => {
                self.holds(&feed.discloser, retraction, held_from(&feed.discloser));
            }
            Detail::Reaffirmation { feed, reaffirmation, .. } => {
                self.holds(&feed.discloser, reaffirmation, held_from(&feed.discloser));
            }
            Detail::Ordered { order, origin, .. } => self.holds(&origin, order, held_from(&origin)),
            Detail::OrderKept { feed, order } => self.holds(&feed.receiver, order, held_from(&feed.discloser)),
            Detail::RelayReceipt { receiver, receipt } => self.holds(&receiver, receipt, held_from(&receiver)),
            Detail::NotPassedOn { feed, order, rule } => self.said_why(&feed.receiver, order, State::Declined, &rule),
            Detail::Opened { feed, record, state } => {
                self.said(&feed.receiver, record, state);
                if state == State::Lifted {
                    self.holds(&feed.receiver, record, held_from(&feed.discloser));
                }
            }
            Detail::Destruction { destroyed, .. } => {
                for Destroyed { member, record, state, .. } in destroyed {
                    self.destroyed(&member, record, state);
                }
            }
            Detail::Hold { actor, record, on, .. } => {
                self.said(&actor.member, record, if on { State::Restricted } else { State::Lifted });
            }
            Detail::Epochs { begun, recounted, again, regained, not_withheld, .. } => {
                let mut parted = BTreeMap::new();
                for LetOut { feed, lane, first, records } in recounted {
                    let mut own = self.cut_off(&feed, lane, first.saturating_sub(1));
                    own.says = without(&own.says, &records);
                    self.row(BLOCK, block_row(Direction::Out, &feed, lane, first), ids(&records));
                    if lane == Lane::Urgent {
                        parted.insert(feed, own);
                    }
                }
                for Begun { feed, anchor, .. } in begun {
                    self.cut_off(&feed, Lane::Bulk, anchor.bulk.place);
                    let goes = again.iter().filter(|one| one.feed == feed).flat_map(|one| &one.records);
                    self.chained_again(&feed, anchor.urgent.place, parted.remove(&feed), goes);
                }
                for Withdrawn { feed, records } in not_withheld {
                    records.iter().for_each(|record| self.gone(WITHHELD, &withheld_row(&feed, record)));
                }
                for Regained { member, record } in regained {
                    self.holds(&member, record, held_from(&member));
                }
            }
            Detail::Pruned { direction, feed, epoch, lane, last } => self.pruned(direction, &feed, lane, (epoch, last)),
            Detail::Refusal { actor, waits: Some(refusal), .. } => {
                self.row(REFUSAL, refusal_row(actor.member.as_str(), refusal.0), "waits");
            }
            Detail::HandOver { actor, refusal, .. } => {
                self.row(REFUSAL, refusal_row(actor.member.as_str(), refusal.0), "handed over");
            }
            Detail::KeysLost { held, drafts, tokens } => {
                for Destroyed { member, record, state, .. } in held {
                    self.gone(PRIVATE, &held_row(&member, record));
                    self.said(&member, record, state);
                }
                drafts.iter().for_each(|one| self.gone(DRAFT, &draft_row(&one.member, &one.draft)));
                tokens.iter().for_each(|token| self.gone(TOKEN, &token.to_string()));
            }
            Detail::Refusal { waits: None, .. }
            | Detail::Reaffirm { .. }
            | Detail::Rating { .. }
            | Detail::Read { .. }
            | Detail::PassedOn { .. }
            | Detail::Relay { .. }
            | Detail::Widening { .. }
            | Detail::OperatorLet { .. }
            | Detail::Quarantine { .. }
            | Detail::OpeningsTaken { .. }
            | Detail::Cleared { .. }
            | Detail::MatchAsked { .. }
            | Detail::MatchLearnt { .. }
            | Detail::MatchAnswered { .. }
            | Detail::Absence { .. }
            | Detail::AbsenceEnded { .. }
            | Detail::TookOver { .. } => {}
        }
    }

    /// The oldest entries of a lane were let go of, with what was said of them and why they were withheld.
    fn pruned(&mut self, direction: Direction, feed: &FeedId, lane: Lane, (epoch, last): (u32, LaneHead)) {
        let of_lane = block_row(direction, feed, lane, "");
        let mut gone = BTreeSet::new();
        for (row, first) in self.numbered(BLOCK, &of_lane, last.place) {
            let Some(said) = self.tables.entry(BLOCK).or_default().remove(&row) else { continue };
            let count = usize::try_from((last.place + 1).saturating_sub(first)).unwrap_or(usize::MAX);
            gone.extend(said.says.split(' ').take(count).map(str::to_owned));
            let says: String = said.says.split_inclusive(' ').skip(count).collect();
            if !says.is_empty() {
                let row = block_row(direction, feed, lane, last.place.saturating_add(1));
                let left = Said { says, is_certain: said.is_certain };
                self.tables.entry(BLOCK).or_default().insert(row, left);
            }
        }
        match direction {
            Direction::Out => gone.iter().for_each(|record| self.gone(WITHHELD, &withheld_row(feed, record))),
            Direction::In => {
                for (row, _) in self.numbered(EXCEPTION, &exception_row(feed, lane, ""), last.place) {
                    self.gone(EXCEPTION, &row);
                }
            }
        }
        self.pruned.insert(of_lane, (epoch, last));
    }

    /// Rows that begin alike and go on with a number that is not above the last.
    fn numbered(&self, table: &'static str, prefix: &str, last: u64) -> Vec<(String, u64)> {
        let rows = self.tables.get(table).into_iter().flat_map(|rows| rows.range(prefix.to_owned()..));
        let alike = rows.map_while(|(row, _)| Some((row, row.strip_prefix(prefix)?)));
        let numbered = alike.filter_map(|(row, number)| Some((row.clone(), number.parse::<u64>().ok()?)));
        numbered.filter(|(_, number)| *number <= last).collect()
    }

    /// A new epoch goes on from a place: what stood behind it is no part of the lane any more. Gives that, in its order.
    fn cut_off(&mut self, feed: &FeedId, lane: Lane, last: u64) -> Said {
        let of_lane = block_row(Direction::Out, feed, lane, "");
        let blocks = self.tables.entry(BLOCK).or_default();
        let (mut beyond, mut is_certain) = (BTreeMap::new(), true);
        for (row, said) in blocks.iter_mut() {
            let first = row.strip_prefix(&of_lane).and_then(|first| first.parse::<u64>().ok());
            let Some(first) = first else { continue };
            let kept = usize::try_from((last + 1).saturating_sub(first)).unwrap_or(usize::MAX);
            let cut: String = said.says.split_inclusive(' ').skip(kept).collect();
            if !cut.is_empty() {
                said.says.truncate(said.says.len() - cut.len());
                is_certain &= said.is_certain;
                beyond.insert(first, cut);
            }
        }
        blocks.retain(|row, said| !row.starts_with(&of_lane) || !said.says.is_empty());
        Said { says: beyond.into_values().collect(), is_certain }
    }

    /// What ends signals never waits: it stays in the feed as far as it goes on, in one block of its new epoch, with what
    /// had gone another way than the receiver holds.
    fn chained_again<'a>(
        &mut self,
        feed: &FeedId,
        last: u64,
        parted: Option<Said>,
        goes: impl Iterator<Item = &'a RecordId>,
    ) {
        let mut again = self.cut_off(feed, Lane::Urgent, last);
        if let Some(parted) = parted {
            again.says.insert_str(0, &parted.says);
            again.is_certain &= parted.is_certain;
        }
        let goes: BTreeSet<String> = goes.map(|id| format!("{id} ")).collect();
        again.says = again.says.split_inclusive(' ').filter(|id| goes.contains(*id)).collect();
        if !again.says.is_empty() {
            let row = block_row(Direction::Out, feed, Lane::Urgent, last.saturating_add(1));
            self.tables.entry(BLOCK).or_default().insert(row, again);
        }
    }

    /// A member's content of a record went, and the draft that it was.
    fn destroyed(&mut self, member: &MemberId, record: RecordId, state: State) {
        self.gone(PRIVATE, &held_row(member, record));
        let (of_member, became) = (draft_row(member, ""), record.to_string());
        if let Some(drafts) = self.tables.get_mut(DRAFT) {
            drafts.retain(|row, said| !row.starts_with(&of_member) || said.says != became);
        }
        self.said(member, record, state);
    }

    /// What its discloser is told of a record that a member got.
    fn said(&mut self, member: &MemberId, record: RecordId, state: State) {
        self.said_why(member, record, state, "");
    }

    fn said_why(&mut self, member: &MemberId, record: RecordId, state: State, rule: &str) {
        if let Some(place) = self.places.get(&held_row(member, record)).cloned() {
            self.row(EXCEPTION, place, exception_says(state, rule));
        }
    }

    fn holds(&mut self, member: &MemberId, record: RecordId, how: String) {
        self.row(RECORD, record.to_string(), "");
        self.row(HELD, held_row(member, record), how);
    }

    fn arrival(&mut self, feed: &FeedId, lane: Lane, first: u64, entries: &[Arrived]) {
        let records: Vec<RecordId> = entries.iter().map(|entry| entry.record).collect();
        self.row(BLOCK, block_row(Direction::In, feed, lane, first), ids(&records));
        for (entry, place) in entries.iter().zip(first..) {
            let place = exception_row(feed, lane, place);
            let (state, rule) = match entry.outcome.split_once(':') {
                Some(("declined", rule)) => (State::Declined, rule),
                Some(("deferred", rule)) => {
                    self.places.insert(held_row(&feed.receiver, entry.record), place.clone());
                    self.holds(&feed.receiver, entry.record, deferred_from(&feed.discloser));
                    (State::Deferred, rule)
                }
                _ if entry.outcome == PERMITTED => {
                    self.places.insert(held_row(&feed.receiver, entry.record), place);
                    self.holds(&feed.receiver, entry.record, held_from(&feed.discloser));
                    continue;
                }
                _ if entry.outcome == "deferred" => {
                    self.places.insert(held_row(&feed.receiver, entry.record), place.clone());
                    self.holds(&feed.receiver, entry.record, deferred_from(&feed.discloser));
                    (State::Deferred, "")
                }
                _ if entry.outcome == "declined" => (State::Declined, ""),
                _ if entry.outcome == "withheld" => (State::Absent, ""),
                _ if entry.outcome == "ended" => (State::Erased, ""),
                _ => continue,
            };
            self.row(EXCEPTION, place, exception_says(state, rule));
        }
    }
}

/// Ids without those of some records.
fn without(says: &str, records: &[RecordId]) -> String {
    let gone: BTreeSet<String> = records.iter().map(|id| format!("{id} ")).collect();
    says.split_inclusive(' ').filter(|id| !gone.contains(*id)).collect()
}

fn ids(records: &[RecordId]) -> String {
    records.iter().map(|id| format!("{id} ")).collect()
}

pub(super) fn refusal_row(member: &str, id: impl ToString) -> String {
    format!("{member} {}", id.to_string())
}

pub(super) fn draft_row(member: impl ToString, id: &str) -> String {
    format!("{} {id}", member.to_string())
}

pub(super) fn held_row(member: impl ToString, record: impl ToString) -> String {
    format!("{} {}", member.to_string(), record.to_string())
}

pub(super) fn block_row(direction: Direction, feed: &FeedId, lane: Lane, first: impl ToString) -> String {
    let direction = if direction == Direction::Out { "out" } else { "in" };
    format!("{direction} {feed} lane {} from {}", lane.code(), first.to_string())
}

pub(super) fn withheld_row(feed: &FeedId, record: impl ToString) -> String {
    format!("{feed} {}", record.to_string())
}

pub(super) fn exception_row(feed: &FeedId, lane: Lane, place: impl ToString) -> String {
    format!("{feed} lane {} place {}", lane.code(), place.to_string())
}

/// What an exception says: the state's number in the store and its rule.
pub(super) fn exception_says(state: State, rule: &str) -> String {
    format!("{} {rule}", state.code())
}

pub(super) fn token_says(member: &str, roles: &str) -> String {
    format!("{member} may {roles}")
}

pub(super) fn own() -> String {
    "own".to_owned()
}

pub(super) fn held_from(member: impl ToString) -> String {
    format!("from {}", member.to_string())
}

pub(super) fn deferred_from(member: impl ToString) -> String {
    format!("deferred from {}", member.to_string())
}

#[cfg(test)]
mod tests {
    use sluis_protocol::crypto::Digest;
    use sluis_protocol::records::{LaneHead, Lanes};

    use super::*;

    fn feed() -> FeedId {
        FeedId { discloser: "be-a".parse().unwrap(), receiver: "nl-a".parse().unwrap() }
    }

    fn let_out(lane: Lane, first: u64, numbers: &[u8]) -> LetOut {
        let records = numbers.iter().map(|n| RecordId(Digest([*n; 32]))).collect();
        LetOut { feed: feed(), lane, first, records }
    }

    fn epochs(recounted: Vec<LetOut>, begun: Vec<Begun>) -> Detail {
        going(recounted, begun, &[1, 2, 3, 4])
    }

    /// Of what is behind an anchor, some goes on.
    fn going(recounted: Vec<LetOut>, begun: Vec<Begun>, again: &[u8]) -> Detail {
        let records = again.iter().map(|n| RecordId(Digest([*n; 32]))).collect();
        let again = vec![Withdrawn { feed: feed(), records }];
        let (node, regained, not_withheld) = ("node-nl".parse().unwrap(), Vec::new(), Vec::new());
        Detail::Epochs { node, begun, recounted, again, regained, not_withheld }
    }

    fn begun_at(place: u64) -> Vec<Begun> {
        let head = LaneHead { place, hash: Digest([0; 32]) };
        vec![Begun { feed: feed(), epoch: 2, anchor: Lanes { urgent: head, bulk: head } }]
    }

    /// The blocks that must be there, as they joined.
    fn assert_blocks(mut told: Told, expected: &[LetOut]) {
        let row = |e: &LetOut| (block_row(Direction::Out, &e.feed, e.lane, e.first), ids(&e.records));
        let rows: Rows = told.take(BLOCK).into_iter().map(|(row, said)| (row, said.says)).collect();
        assert_eq!(rows, expected.iter().map(row).collect::<Rows>());
    }

    #[test]
    fn of_a_feed_that_goes_on_in_a_new_epoch_what_is_urgent_stays_and_the_rest_waits_again() {
        let mut told = Told::default();
        for lane in Lane::ALL {
            let joined = [(1, &[1, 2][..]), (3, &[3]), (10, &[4])].map(|(first, ids)| let_out(lane, first, ids));
            told.tell(epochs(joined.to_vec(), Vec::new()));
        }

        told.tell(epochs(Vec::new(), begun_at(1)));

        let (urgent, bulk) = (Lane::Urgent, Lane::Bulk);
        assert_blocks(told, &[let_out(urgent, 1, &[1]), let_out(urgent, 2, &[2, 3, 4]), let_out(bulk, 1, &[1])]);
    }

    #[test]
    fn of_what_is_urgent_only_what_goes_on_stays_in_a_new_epoch() {
        let mut told = Told::default();
        told.tell(epochs(vec![let_out(Lane::Urgent, 1, &[1, 2, 3, 4])], Vec::new()));

        told.tell(going(Vec::new(), begun_at(1), &[2, 4]));

        assert_blocks(told, &[let_out(Lane::Urgent, 1, &[1]), let_out(Lane::Urgent, 2, &[2, 4])]);
    }

    #[test]
    fn what_a_receiver_holds_is_withheld_no_more_where_an_entry_says_so() {
        let mut told = Told::default();
        let (node, record) = ("node-nl".parse().unwrap(), RecordId(Digest([1; 32])));
        told.row(WITHHELD, withheld_row(&feed(), record), "ended");

        let not_withheld = vec![Withdrawn { feed: feed(), records: vec![record] }];
        let (begun, recounted, again, regained) = Default::default();
        told.tell(Detail::Epochs { node, begun, recounted, again, regained, not_withheld });

        assert!(told.take(WITHHELD).is_empty());
    }

    #[test]
    fn what_went_another_way_than_a_receiver_holds_goes_on_behind_that() {
        let mut told = Told::default();
        told.tell(epochs(vec![let_out(Lane::Urgent, 1, &[1]), let_out(Lane::Urgent, 2, &[2, 3, 4])], Vec::new()));

        told.tell(epochs(vec![let_out(Lane::Urgent, 2, &[8, 3])], begun_at(3)));

        let expected = [(1, &[1][..]), (2, &[8, 3]), (4, &[2, 4])].map(|(at, ids)| let_out(Lane::Urgent, at, ids));
        assert_blocks(told, &expected);
    }
}
