//! How signals are followed up, and what is listed of that.

use sluis_protocol::core::{
    Fact, FollowUp, HeldState, Key, Reached, SentVersion, ToTell, WaitingFor, Write, own_copy, step_to_holder,
};
use sluis_protocol::envelope::RecordId;
use sluis_protocol::records::FeedId;
use sluis_schemas::vocabulary::{FollowUpState, SignalType};
use sluis_schemas::{Date, MemberId};

use super::MemoryStore;

impl MemoryStore {
    pub(super) fn find_follow_up(&self, key: &Key) -> Option<Fact> {
        match key {
            Key::FollowUp(member, signal) => {
                self.follow_ups.get(&(member.clone(), *signal)).cloned().map(Fact::FollowUp)
            }
            Key::ToTell { limit } => {
                let waiting = self.to_tell.iter().take(*limit as usize);
                let to_tell = |((feed, signal), state): (&(FeedId, RecordId), &_)| ToTell {
                    feed: feed.clone(),
                    signal: *signal,
                    state: *state,
                };
                Some(Fact::ToTell(waiting.map(to_tell).collect()))
            }
            Key::TellDue(feed, signal) => self.to_tell.get(&(feed.clone(), *signal)).copied().map(Fact::TellDue),
            Key::Due { on, limit } => Some(Fact::Due(self.due_in_absence(*on).take(*limit as usize).collect())),
            _ => None,
        }
    }

    fn due_in_absence(&self, on: Date) -> impl Iterator<Item = (MemberId, RecordId, FollowUp)> {
        let absent = self.absences.iter().filter(move |(_, absence)| absence.is_on(on));
        absent.flat_map(|((member, _), absence)| {
            let theirs = self.follow_ups.iter().filter(move |((of, _), kept)| of == member && kept.origin != *member);
            let due = theirs.filter(|(_, kept)| {
                kept.stage.is_with(member) && kept.stage.due().is_some_and(|due| due <= absence.until)
            });
            due.map(|((member, signal), kept)| (member.clone(), *signal, kept.clone()))
        })
    }

    pub(super) fn apply_follow_up(&mut self, write: &Write) {
        match write {
            Write::FollowUp { member, signal, as_kept } => {
                self.follow_ups.insert((member.clone(), *signal), as_kept.clone());
            }
            Write::ToTell { what, .. } => drop(self.to_tell.insert((what.feed.clone(), what.signal), what.state)),
            Write::TellDone { feed, signal } => {
                let due = self.to_tell.remove(&(feed.clone(), *signal));
                self.anomaly(due.is_none(), || format!("{} is told of {signal} unasked", feed.receiver));
            }
            Write::Absence { member, absence } => {
                let key = (member.clone(), absence.from);
                let before = self.absences.insert(key, absence.clone());
                self.anomaly(before.is_some(), || format!("{member} is absent twice from {}", absence.from));
            }
            Write::AbsenceOver { member, from } => {
                let before = self.absences.remove(&(member.clone(), *from));
                self.anomaly(before.is_none(), || format!("{member} was not absent from {from}"));
            }
            _ => {}
        }
    }

    /// What a step of ownership, or other evidence, is judged by when its turn comes.
    pub(super) fn evidence_waiting(&self, feed: &FeedId, bytes: &[u8]) -> WaitingFor {
        let Some(signal) = step_to_holder(bytes) else { return WaitingFor::Notice };
        let versions = self.spread(&feed.discloser, signal);
        let newest = versions.last().filter(|newest| goes_to(newest, &feed.receiver));
        let joined = newest.is_some_and(|newest| newest.receivers.get(&feed.receiver) != Some(&Reached::Waiting));
        WaitingFor::Ownership { signal: newest.and_then(|newest| self.waiting(feed, newest.id)).map(Box::new), joined }
    }

    /// Signals that a member has and may read, by their first versions; questions apart.
    fn followed(&self, member: &MemberId) -> impl Iterator<Item = RecordId> {
        let open = self.held.iter().filter(move |((m, _), holding)| {
            m == member && holding.ended.is_none() && matches!(holding.state, HeldState::Own | HeldState::Accepted)
        });
        open.filter_map(|((_, record), _)| {
            let signal = own_copy(self.records.get(record)?)?;
            (signal.content.r#type != SignalType::Request).then(|| signal.first(*record))
        })
    }

    fn state(&self, member: &MemberId, signal: RecordId) -> FollowUpState {
        let kept = self.follow_ups.get(&(member.clone(), signal));
        kept.map_or(FollowUpState::Unowned, |kept| kept.stage.state())
    }

    /// Signals of a member that nobody follows up, as far as it knows.
    pub fn unowned(&self, member: &MemberId) -> impl Iterator<Item = RecordId> {
        let has_one =
            |signal: &RecordId| matches!(self.state(member, *signal), FollowUpState::Owned | FollowUpState::Closed);
        self.followed(member).filter(move |signal| !has_one(signal))
    }

    /// Signals of a member whose term is over, by the day that it is.
    pub fn overdue(&self, member: &MemberId, today: Date) -> impl Iterator<Item = RecordId> {
        self.followed(member).filter(move |signal| {
            let kept = self.follow_ups.get(&(member.clone(), *signal));
            kept.and_then(|kept: &FollowUp| kept.stage.due()).is_some_and(|due| due < today)
        })
    }

    /// Signals that a member is asked to follow up, or does.
    pub fn owned_by(&self, member: &MemberId) -> impl Iterator<Item = RecordId> {
        self.followed(member).filter(move |signal| {
            let kept = self.follow_ups.get(&(member.clone(), *signal));
            kept.is_some_and(|kept| kept.stage.is_with(member))
        })
    }
}

/// Whether a version stands and goes to a member, or went.
fn goes_to(newest: &SentVersion, receiver: &MemberId) -> bool {
    newest.live && matches!(newest.receivers.get(receiver), Some(Reached::Waiting | Reached::Joined(_)))
}
