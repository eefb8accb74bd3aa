//! Disputes: a party hears of a record that it knows, a mediator of none, and both parties come to the same; what ends one
//! by a finding was signed by a mediator of the register that it was brought to.

use std::collections::BTreeSet;

use sluis_protocol::core::{DisputeEnd, Disputed, Judge, Reached, Write};
use sluis_protocol::envelope::RecordId;
use sluis_protocol::journal::Detail;
use sluis_protocol::records::{Dispute, FeedId, Finding};
use sluis_schemas::vocabulary::Role;
use sluis_schemas::{MemberId, NodeId};

use super::commits::Commit;
use super::endings::Evidence;
use super::matches::journal;
use super::ownership::{has_ended_key, may_speak};
use super::{Invariant, Witness};
use crate::net::{Net, SimNode};

impl Witness {
    /// Whether a receiver may hear of a step: a party, of a record that it may have or that is its own; a mediator, of no
    /// record.
    pub(super) fn may_hear_dispute(
        &mut self,
        commit: &Commit<'_>,
        (feed, id): (&FeedId, RecordId),
        said: &Dispute,
        judge: &Judge,
    ) -> bool {
        if said.addressee != feed.receiver || said.origin != feed.discloser {
            return false;
        }
        let Some(about) = &said.about else {
            let dispute = said.step.dispute().unwrap_or(id);
            let kept = commit.kept_dispute(&said.origin, dispute);
            let is_mediator = |kept: &Disputed| kept.mediator.as_ref() == Some(&feed.receiver);
            return mediates(commit, &feed.receiver) && kept.iter().any(|kept| is_mediator(kept));
        };
        if about.of != said.origin {
            let back = FeedId { discloser: feed.receiver.clone(), receiver: feed.discloser.clone() };
            return about.of == feed.receiver && self.may_hear(&back, about.signal);
        }
        self.has_and_may(commit, feed, about.signal, judge)
    }

    /// Whether a receiver may hear of a finding: it is a party of what was brought to who found.
    pub(super) fn may_hear_finding(commit: &Commit<'_>, feed: &FeedId, said: &Finding) -> bool {
        let is_for = said.addressee == feed.receiver && said.origin == feed.discloser;
        let kept = commit.kept_dispute(&said.origin, said.dispute);
        is_for && kept.iter().any(|kept| kept.about.is_none() && kept.other(&feed.receiver).is_some())
    }

    /// A dispute comes further as the journal tells, and a finding ends it only where a mediator has it.
    pub(super) fn disputed(&mut self, commit: &Commit<'_>, member: &MemberId, id: RecordId, to: &Disputed) {
        let told = commit.details.iter().any(|detail| {
            matches!(
                detail,
                Detail::Dispute { .. } | Detail::Finding { .. } | Detail::Arrival { .. } | Detail::Opened { .. }
            )
        });
        if !told {
            self.unaccounted(commit, format!("how dispute {id} stands at {member}"));
        }
        let is_found = matches!(to.end, Some(DisputeEnd::Found(_)));
        let by_mediator = to.mediator.as_ref().is_some_and(|mediator| mediates(commit, mediator));
        if is_found && !by_mediator {
            self.broken(
                Invariant::Owned,
                &commit.node.id,
                commit.now,
                format!("nobody mediates dispute {id} at {member}"),
            );
        }
        let before = commit.node.store.disputes.get(&(member.clone(), id));
        let fell = before.is_some_and(|before| before.level > to.level || before.end.is_some() && to.end.is_none());
        if fell {
            self.broken(Invariant::Owned, &commit.node.id, commit.now, format!("dispute {id} at {member} went back"));
        }
    }
}

impl Commit<'_> {
    /// A dispute as a member keeps it before this commit and after it.
    fn kept_dispute(&self, member: &MemberId, id: RecordId) -> Vec<&Disputed> {
        let written = self.writes.iter().filter_map(|write| match write {
            Write::Dispute { member: m, id: i, as_kept } if m == member && *i == id => Some(as_kept),
            _ => None,
        });
        self.node.store.disputes.get(&(member.clone(), id)).into_iter().chain(written).collect()
    }
}

fn mediates(commit: &Commit<'_>, member: &MemberId) -> bool {
    commit.registers().iter().any(|d| d.member(member).is_some_and(|member| member.role == Role::Mediator))
}

/// Once all is whole and quiet: both parties of a dispute keep it alike, and who found in one told both.
pub(super) fn at_rest(net: &Net) -> Vec<(Invariant, NodeId, String)> {
    let mut found = Vec::new();
    for node in net.nodes.values().filter(|node| node.is_running()) {
        for ((member, id), kept) in &node.store.disputes {
            let wrong = [&kept.opener, &kept.against].into_iter().filter(|party| *party != member);
            let wrong = wrong.filter_map(|party| unlike(net, node, (member, *id, kept), party));
            found.extend(wrong.map(|text| (Invariant::Owned, node.id.clone(), text)));
        }
    }
    found
}

/// What a node keeps that was said of a dispute, and to whom.
fn said_of(node: &SimNode, id: RecordId) -> impl Iterator<Item = (RecordId, MemberId)> {
    node.store.records.iter().filter_map(move |(record, bytes)| match Evidence::in_bytes(bytes)? {
        Evidence::Dispute(said) => (said.step.dispute().unwrap_or(*record) == id).then_some((*record, said.addressee)),
        Evidence::Finding(said) => (said.dispute == id).then_some((*record, said.addressee)),
        _ => None,
    })
}

/// Whether something that was said of a dispute stayed back, or was not taken: its record did not go there then, or not any
/// more. What may stay back is judged where it does.
fn is_unheard(net: &Net, node: &SimNode, id: RecordId) -> bool {
    said_of(node, id)
        .any(|(record, to)| net.withheld(record, to.as_str()).is_some() || net.said_of(record, to.as_str()).is_some())
}

/// Whether one of two nodes took something not that was said of a dispute. Of what is over long since its feeds tell no more.
fn was_declined(nodes: [&SimNode; 2], id: RecordId) -> bool {
    let said: BTreeSet<RecordId> = nodes.into_iter().flat_map(|node| said_of(node, id)).map(|(id, _)| id).collect();
    nodes.into_iter().flat_map(journal).any(|detail| match detail {
        Detail::Arrival { entries, .. } => {
            entries.iter().any(|entry| said.contains(&entry.record) && entry.outcome.starts_with("declined"))
        }
        _ => false,
    })
}

/// What is wrong with how a party keeps a dispute that another member keeps.
fn unlike(
    net: &Net,
    node: &SimNode,
    (member, id, kept): (&MemberId, RecordId, &Disputed),
    party: &MemberId,
) -> Option<String> {
    let home = net.node_of(party)?;
    let theirs = net.nodes.get(&home).filter(|node| node.is_running())?;
    let put_back = net.witness.was_put_back(&node.id) || net.witness.was_put_back(&theirs.id);
    let may_be_unheard = [&kept.opener, &kept.against, member].into_iter().any(|member| has_ended_key(net, member));
    let is_unheard = || [node, theirs].into_iter().any(|node| is_unheard(net, node, id));
    if put_back || may_be_unheard || !may_speak(net, node, theirs) || is_unheard() {
        return None;
    }
    let their_row = theirs.store.disputes.get(&(party.clone(), id));
    let found = |kept: &Disputed| kept.found().cloned();
    let Some(about) = &kept.about else {
        // A mediator knows as much as each party told it; what it found, both know, unless another mediates.
        let mediates = their_row.is_some_and(|theirs| theirs.mediator.as_ref() == Some(member));
        let is_alike = !mediates || found(kept).is_none() || their_row.and_then(found) == found(kept);
        return (!is_alike).then(|| format!("{party} does not know what {member} found in {id}"));
    };
    // Of what goes there no more nothing is said there.
    let origins = if about.of == *member { node } else { theirs };
    let holder = if about.of == *member { party } else { member };
    let spread = origins.store.spread(&about.of, about.signal);
    let newest = spread.last().filter(|newest| newest.live);
    let goes = newest.is_some_and(|newest| matches!(newest.receivers.get(holder), Some(Reached::Joined(_))));
    if !goes {
        return None;
    }
    let view = |kept: &Disputed| Disputed { at: net.now(), changed: net.now(), ..kept.clone() };
    let is_alike = their_row.is_some_and(|theirs| view(theirs) == view(kept));
    let is_wrong = !is_alike && !was_declined([node, theirs], id);
    is_wrong.then(|| {
        let theirs = their_row.map(|theirs| (theirs.level, theirs.state()));
        format!("dispute {id} is {:?} at {member} and {theirs:?} at {party}", (kept.level, kept.state()))
    })
}
