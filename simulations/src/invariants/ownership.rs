//! Owned: who follows a signal up is asked by its origin, accepted, and put in order there; everybody else learns no more
//! than that there is somebody.

use sluis_protocol::core::{FollowUp, HeldState, Judge, NOT_HELD, Reached, Stage, Write};
use sluis_protocol::envelope::RecordId;
use sluis_protocol::journal::Detail;
use sluis_protocol::records::{Announced, FeedId};
use sluis_schemas::{Date, MemberId, NodeId};

use super::commits::Commit;
use super::endings::Evidence;
use super::{Invariant, Witness};
use crate::net::{Net, SimNode};

impl Witness {
    /// Whether a receiver may hear of a step: the origin of the signal hears of everything, a holder where the signal may go
    /// there itself.
    pub(super) fn may_hear_step(
        &mut self,
        commit: &Commit<'_>,
        feed: &FeedId,
        ((origin, addressee, is_origins), signal): ((&MemberId, &MemberId, bool), RecordId),
        judge: &Judge,
    ) -> bool {
        if *addressee != feed.receiver || *origin != feed.discloser {
            return false;
        }
        if !is_origins {
            return self
                .may_hear(&FeedId { discloser: feed.receiver.clone(), receiver: feed.discloser.clone() }, signal);
        }
        self.has_and_may(commit, feed, signal, judge)
    }

    /// Whether a record is a step that is withheld since its signal does not go there, or not any more.
    pub(super) fn stays_back(commit: &Commit<'_>, id: RecordId, outcome: &str) -> bool {
        let said = || Evidence::in_bytes(commit.bytes(id)?.as_ref());
        let is_step = || {
            matches!(said(), Some(Evidence::Ownership(_) | Evidence::Dispute(_) | Evidence::Consent(_))).then_some(())
        };
        outcome == NOT_HELD && is_step().is_some()
    }

    /// A member is absent only as a user of it said, and until it said or the last day is over.
    pub(super) fn absence(&mut self, commit: &Commit<'_>, write: &Write) {
        let is_told = match write {
            Write::Absence { member, absence } => commit.details.iter().any(|detail| {
                matches!(detail, Detail::Absence { actor, from, until, delegate }
                    if (&actor.member, from, until, delegate)
                        == (member, &absence.from, &absence.until, &absence.delegate))
            }),
            Write::AbsenceOver { member, from } => {
                let kept = commit.node.store.absences.get(&(member.clone(), *from));
                let is_past = kept.is_some_and(|absence| absence.until < Date::of(commit.now));
                is_past
                    || commit.details.iter().any(|detail| {
                        matches!(detail, Detail::AbsenceEnded { actor, from: day }
                            if actor.member == *member && day == from)
                    })
            }
            _ => true,
        };
        if !is_told {
            self.unaccounted(commit, format!("who is absent: {write:?}"));
        }
    }

    /// What a member says without a user is that it is absent, and only of what is due before it is back.
    pub(super) fn said_without_user(&mut self, commit: &Commit<'_>, member: &MemberId, signal: RecordId) {
        let today = Date::of(commit.now);
        let kept = commit.node.store.follow_ups.get(&(member.clone(), signal));
        let due = kept.and_then(|kept| kept.stage.due());
        let absences = commit.node.store.absences.iter().filter(|((of, _), _)| of == member);
        let is_away = absences
            .map(|(_, absence)| absence)
            .any(|absence| absence.is_on(today) && due.is_some_and(|due| due <= absence.until));
        if !is_away {
            let text = format!("{member} gave {signal} away, and is not absent when that is due");
            self.broken(Invariant::Owned, &commit.node.id, commit.now, text);
        }
    }

    /// A follow-up comes further only as it may: who owns a signal was offered it, who closes it owned it.
    pub(super) fn followed_up(&mut self, commit: &Commit<'_>, member: &MemberId, signal: RecordId, to: &FollowUp) {
        let told = commit.details.iter().any(|detail| {
            matches!(
                detail,
                Detail::Ownership { .. } | Detail::Arrival { .. } | Detail::Retraction { .. } | Detail::Opened { .. }
            )
        });
        if !told {
            self.unaccounted(commit, format!("how far {signal} is followed up at {member}"));
        }
        let written = commit.writes.iter().filter_map(|write| match write {
            Write::FollowUp { member: m, signal: s, as_kept } if m == member && *s == signal => Some(as_kept),
            _ => None,
        });
        let before = commit.node.store.follow_ups.get(&(member.clone(), signal));
        let before: Vec<&FollowUp> =
            before.into_iter().chain(written.take_while(|kept| !std::ptr::eq(*kept, to))).collect();
        let before = before.last();
        let was_offered = |offer: RecordId| {
            let was = before.map(|kept| &kept.stage);
            matches!(was, Some(Stage::Offered { offer: o }) if o.id == offer)
        };
        let was_owned = |offer: RecordId| {
            let was = before.map(|kept| &kept.stage);
            matches!(was, Some(Stage::Owned { offer: o, .. }) if o.id == offer)
        };
        let again = before.is_some_and(|kept| kept.stage == to.stage);
        let is_right = again
            || match &to.stage {
                Stage::Owned { offer, .. } => was_offered(offer.id) || offer.to == to.origin && to.origin == *member,
                Stage::Refused { offer, .. } => was_offered(offer.id),
                Stage::Closed { offer, .. } | Stage::HandedOver { offer, .. } => was_owned(offer.id),
                Stage::Offered { offer } => {
                    let stands = before.is_some_and(|kept| {
                        matches!(kept.stage, Stage::Offered { .. } | Stage::Owned { .. } | Stage::Closed { .. })
                    });
                    offer.to == *member || to.origin == *member && !stands
                }
                Stage::Unowned | Stage::Elsewhere { .. } => true,
            };
        if !is_right {
            let text = format!("{signal} at {member} is {} and was {before:?}", to.stage.state());
            self.broken(Invariant::Owned, &commit.node.id, commit.now, text);
        }
    }
}

/// Once all is whole and quiet: each signal has an owner who knows it and a term, or is in its origin's list; nobody else
/// counts itself the owner; and other holders know as much as they may.
pub(super) fn at_rest(net: &Net) -> Vec<(Invariant, NodeId, String)> {
    let mut found = Vec::new();
    for node in net.nodes.values().filter(|node| node.is_running()) {
        for (member, signal) in own_signals(node) {
            found.extend(owner(net, node, &member, signal).map(|text| (Invariant::Owned, node.id.clone(), text)));
        }
        // A store that was put back asks again what it forgot; until then its origin's word has not come anew.
        let rows = node.store.follow_ups.iter().filter(|_| !net.witness.was_put_back(&node.id));
        for ((member, signal), kept) in rows {
            found.extend(
                holder(net, node, (member, *signal), kept).map(|text| (Invariant::Owned, node.id.clone(), text)),
            );
        }
        found.extend(node.store.to_tell.keys().map(|(feed, signal)| {
            (Invariant::Owned, node.id.clone(), format!("{} is not told how far {signal} is", feed.receiver))
        }));
    }
    found
}

/// Own signals whose newest version stands, by their first; questions apart.
fn own_signals(node: &SimNode) -> Vec<(MemberId, RecordId)> {
    let own = node.store.held.iter().filter(|(_, holding)| holding.state == HeldState::Own && holding.ended.is_none());
    let signal = |(member, record): &(MemberId, RecordId)| {
        let signal = sluis_protocol::core::own_copy(node.store.records.get(record)?)?;
        let is_request = signal.content.r#type == sluis_schemas::vocabulary::SignalType::Request;
        (!is_request).then(|| (member.clone(), signal.first(*record)))
    };
    own.filter_map(|(key, _)| signal(key)).collect()
}

fn row<'a>(net: &'a Net, member: &MemberId, signal: RecordId) -> Option<(&'a SimNode, Option<&'a FollowUp>)> {
    let home = net.node_of(member)?;
    let node = net.nodes.get(&home).filter(|node| node.is_running())?;
    Some((node, node.store.follow_ups.get(&(member.clone(), signal))))
}

/// What is wrong with who owns a signal, as its origin has it.
fn owner(net: &Net, node: &SimNode, member: &MemberId, signal: RecordId) -> Option<String> {
    let kept = node.store.follow_ups.get(&(member.clone(), signal));
    let is_listed = node.store.unowned(member).any(|listed| listed == signal);
    let Some(Stage::Owned { offer, .. }) = kept.map(|kept| &kept.stage) else {
        let is_closed = matches!(kept.map(|kept| &kept.stage), Some(Stage::Closed { .. }));
        return (is_listed == is_closed).then(|| format!("{signal} of {member} has no owner, and is not listed so"));
    };
    if is_listed {
        return Some(format!("{signal} of {member} has an owner, and is listed without"));
    }
    let (theirs, their_row) = row(net, &offer.to, signal)?;
    let put_back = net.witness.was_put_back(&node.id) || net.witness.was_put_back(&theirs.id);
    // What was said under a key that ended is heard by nobody, and not said again.
    let may_be_unheard = has_ended_key(net, member) || has_ended_key(net, &offer.to);
    if put_back || may_be_unheard || !may_speak(net, node, theirs) {
        return None;
    }
    let knows = matches!(their_row.map(|kept| &kept.stage), Some(Stage::Owned { offer: o, .. }) if o.id == offer.id);
    (!knows).then(|| format!("{signal} of {member} is owned by {}, which does not know", offer.to))
}

pub(super) fn has_ended_key(net: &Net, member: &MemberId) -> bool {
    net.key_entries(member).iter().any(|key| key.until.is_some() || key.compromised_since.is_some())
}

pub(super) fn may_speak(net: &Net, one: &SimNode, other: &SimNode) -> bool {
    one.id == other.id || net.may_connect(&one.id, &other.id) && !net.links.is_cut(&one.id, &other.id)
}

/// What is wrong with what a holder knows.
fn holder(net: &Net, node: &SimNode, (member, signal): (&MemberId, RecordId), kept: &FollowUp) -> Option<String> {
    let holds = node.store.holdings(&kept.origin, signal).iter().any(|holding| holding.member == *member);
    if kept.origin == *member || !holds {
        return None;
    }
    let (home, origins) = row(net, &kept.origin, signal)?;
    let may_be_unheard = has_ended_key(net, member) || has_ended_key(net, &kept.origin);
    if net.witness.was_put_back(&home.id) || may_be_unheard || !may_speak(net, node, home) {
        return None;
    }
    // Of what goes there no more nothing is said there.
    let spread = home.store.spread(&kept.origin, signal);
    let goes = spread.last().is_some_and(|newest| matches!(newest.receivers.get(member), Some(Reached::Joined(_))));
    let origins = origins.filter(|_| goes)?;
    let is_right = match &kept.stage {
        Stage::Owned { offer, .. } | Stage::Offered { offer } => {
            origins.stage.offer().is_some_and(|o| o.id == offer.id) && origins.stage.state() == kept.stage.state()
        }
        Stage::Elsewhere { state } => {
            let is_asked = origins.stage.is_with(member);
            *state == origins.stage.announced() && !(is_asked && *state != Announced::Unowned)
        }
        _ => true,
    };
    (!is_right).then(|| {
        let (here, there) = (kept.stage.state(), origins.stage.state());
        format!("{signal} is {here} at {member} and {there} at {}", kept.origin)
    })
}
