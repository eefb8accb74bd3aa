//! Everything, once the world is whole and quiet.

use std::collections::BTreeSet;

use sluis_protocol::core::{Direction, EXPIRED};
use sluis_protocol::crypto::Digest;
use sluis_protocol::envelope::RecordId;
use sluis_protocol::feeds::{FIRST_EPOCH, FeedState};
use sluis_protocol::gates::PERMITTED;
use sluis_protocol::journal::Entry;
use sluis_protocol::journal::tree::Frontier;
use sluis_protocol::records::{FeedId, Lane, State};
use sluis_schemas::vocabulary::Ending;
use sluis_schemas::{MemberId, NodeId};

use super::commits::{head_of, opened};
use super::journals::unwitnessed;
use super::{Invariant, Release, consents, disputes, endings, gaps, ownership};
use crate::crypto::ModelCrypto;
use crate::net::{Net, SimNode};

/// Checks what must hold when everything has healed and nothing is left to do.
pub(crate) fn at_rest(net: &mut Net) {
    let mut found: Vec<(Invariant, NodeId, String)> = Vec::new();
    for node in net.nodes.values() {
        found.extend(journal(node).map(|text| (Invariant::Accounted, node.id.clone(), text)));
        found.extend(unwitnessed(net, node).map(|text| (Invariant::Accounted, node.id.clone(), text)));
        found.extend(node.store.anomalies().iter().map(|text| (Invariant::Durable, node.id.clone(), text.clone())));
        found.extend(feeds(net, node).map(|text| (Invariant::Delivered, node.id.clone(), text)));
        let put_back = net.witness.was_put_back(&node.id);
        let open = gaps::still_open(node).into_iter().filter(|_| !put_back);
        found.extend(open.map(|text| (Invariant::Accounted, node.id.clone(), text)));
        let waits = node.is_running() && node.store.standing().is_quarantined();
        found.extend(waits.then(|| (Invariant::Delivered, node.id.clone(), "is still in quarantine".to_owned())));
        found.extend(strangers(net, node).map(|text| (Invariant::NoLeak, node.id.clone(), text)));
    }
    for (record, release) in &net.witness.releases {
        for (member, outcome) in &release.outcomes {
            if let Some((node, text)) = delivery(net, *record, release, member, outcome) {
                found.push((Invariant::Delivered, node, text));
            }
        }
    }
    found.extend(ownership::at_rest(net));
    found.extend(disputes::at_rest(net));
    found.extend(consents::at_rest(net));
    found.extend(endings::at_rest(net));
    found.extend(endings::narrowed(net));
    let now = net.now;
    for (invariant, node, text) in found {
        net.witness.broken(invariant, &node, now, text);
    }
    for node in net.nodes.values() {
        net.witness.restored(node.time(now), node);
    }
}

/// Every entry from the beginning, and that the tree would notice a change.
fn journal(node: &SimNode) -> Option<String> {
    let mut tree = Frontier::default();
    for (entry, opening) in &node.store.journal {
        if opened(entry, opening).is_none() {
            return Some(format!("entry {} is not what its opening says", entry.seq.0));
        }
        let changed = Entry { commitment: Digest::ZERO, ..entry.clone() };
        let leaf = entry.leaf_hash(&ModelCrypto);
        if entry.seq.0 != tree.size() + 1 || leaf == changed.leaf_hash(&ModelCrypto) {
            return Some(format!("entry {} does not follow, or could be changed unseen", entry.seq.0));
        }
        tree.append(&ModelCrypto, leaf);
    }
    let head = node.store.journal_head;
    (tree.size() > 0 && head != Some(head_of(&tree)))
        .then(|| "the journal's head is not that of its entries".to_owned())
}

/// Both ends of each feed hold the same chain, acknowledged to its end.
fn feeds(net: &Net, node: &SimNode) -> impl Iterator<Item = String> {
    let outgoing = node.store.feeds.iter().filter(|((direction, _), _)| *direction == Direction::Out);
    outgoing.filter_map(|((_, feed), ours)| {
        let peer = receiver_node(net, node, feed)?;
        let theirs = peer.store.feeds.get(&(Direction::In, feed.clone()));
        // The receiver learns of a new epoch with the first entry in it.
        let is_at_anchor =
            |t: &FeedState| ours.anchor == Some(t.lanes) && ours.lanes == ours.beginning(&ModelCrypto, feed);
        let nothing = FeedState::new(&ModelCrypto, feed, FIRST_EPOCH);
        let is_level = |t: &FeedState| t.lanes == ours.lanes || is_at_anchor(t);
        if !is_level(theirs.unwrap_or(&nothing)) {
            return Some(format!(
                "{feed} goes to {} here and {:?} there",
                ours.lanes.bulk.place,
                theirs.map(|t| t.lanes.bulk.place)
            ));
        }
        if ours.acknowledged != ours.lanes {
            return Some(format!(
                "{feed}: acknowledged to {} of {}",
                ours.acknowledged.bulk.place, ours.lanes.bulk.place
            ));
        }
        [Lane::Urgent, Lane::Bulk].into_iter().find_map(|lane| {
            // Each end lets go of what is over when its own time has come.
            let pruned = ours.pruned.get(lane).max(theirs.map_or(0, |t| t.pruned.get(lane)));
            let entries =
                |n: &SimNode, d| n.store.entries(d, feed, lane).filter(|(p, _)| *p > pruned).collect::<Vec<_>>();
            let said = |n: &SimNode, d| {
                let all = n.store.exceptions.get(&(d, feed.clone(), lane)).cloned().unwrap_or_default();
                all.into_iter().filter(|(place, _)| *place > pruned).collect::<Vec<_>>()
            };
            if entries(node, Direction::Out) != entries(peer, Direction::In) {
                return Some(format!("{feed} has other entries at its ends"));
            }
            (said(node, Direction::Out) != said(peer, Direction::In))
                .then(|| format!("{feed}: what became of its entries there is not known here"))
        })
    })
}

/// The node of a feed's receiver, where it can be reached.
fn receiver_node<'a>(net: &'a Net, node: &'a SimNode, feed: &FeedId) -> Option<&'a SimNode> {
    let peer = node.directory()?.node_of(&feed.receiver)?;
    let reachable = *peer == node.id || net.may_connect(&node.id, peer) && !net.links.is_cut(&node.id, peer);
    net.nodes.get(peer).filter(|_| reachable)
}

/// Members that hold what was never disclosed to them.
fn strangers(net: &Net, node: &SimNode) -> impl Iterator<Item = String> {
    node.store.held.iter().filter_map(|((member, record), holding)| {
        let release = net.witness.releases.get(record)?;
        let feed = FeedId { discloser: holding.from.clone(), receiver: member.clone() };
        let entitled = *member == release.origin || net.witness.disclosed.contains(&(feed, *record));
        // Who names itself among the excluded keeps its own record all the same.
        let excluded = *member != release.origin && release.distribution.exclude.contains(member);
        (!entitled || excluded).then(|| format!("{member} holds record {record}"))
    })
}

/// Whether a receiver says this of an entry.
fn says(node: &SimNode, feed: &FeedId, id: RecordId, state: State) -> bool {
    [Lane::Urgent, Lane::Bulk].into_iter().any(|lane| {
        let place = node.store.entries(Direction::In, feed, lane).find(|(_, entry)| *entry == id).map(|(p, _)| p);
        let exceptions = node.store.exceptions.get(&(Direction::In, feed.clone(), lane));
        place.and_then(|place| exceptions?.get(&place)).is_some_and(|exception| exception.state == state)
    })
}

/// A member that was permitted holds the record, declined it, or was refused it since; and just one of the three.
fn delivery(net: &Net, id: RecordId, release: &Release, member: &MemberId, outcome: &str) -> Option<(NodeId, String)> {
    if net.witness.versions.get(&id).is_some_and(|first| net.witness.recalled.contains_key(first))
        || net.witness.superseded.contains_key(&id)
    {
        // What ended has its own check.
        return None;
    }
    let origin = net.nodes.values().find(|n| n.store.sent.contains_key(&id))?;
    let feed = FeedId { discloser: release.origin.clone(), receiver: member.clone() };
    let here = receiver_node(net, origin, &feed)?;
    let orders: Vec<_> = origin.store.ordered(&release.origin).filter(|(what, _)| what.record == id).collect();
    let orders: Vec<_> = orders.into_iter().filter(|(what, _)| what.receiver == *member).collect();
    let relays = orders.iter().map(|(what, _)| FeedId { discloser: what.relay.clone(), receiver: member.clone() });
    let declined = [feed.clone()].into_iter().chain(relays).any(|feed| says(here, &feed, id, State::Declined));
    // An origin that was put back may have forgotten why it sent no more than the id.
    let absent = says(here, &feed, id, State::Absent);
    let holding = here.store.held.get(&(member.clone(), id));
    let kept = holding.is_some_and(|h| h.ended.is_none_or(|(ending, _)| ending == Ending::Expired));
    // What was kept too long before its receipt came is held there, and goes no more from here; what was, and may go no more
    // since, was not taken back from anybody.
    let over = holding.is_some_and(|h| h.ended.is_some_and(|(ending, _)| ending == Ending::Expired));
    let withheld = origin.store.withheld.get(&(feed, id));
    // So is what it had before, where a receiver's store was put back, and then to a later moment.
    let again = net.witness.was_put_back(&here.id);
    let withheld = withheld.is_some_and(|outcome| !(kept && (over || again || outcome == EXPIRED)));
    // An origin that was put back may have forgotten that it took it back.
    let taken_back = holding.is_some_and(|h| h.ended.is_some_and(|(ending, _)| ending == Ending::Retracted))
        && net.witness.was_put_back(&origin.id);
    // Where a receiver's store was put back to before it came, and its day has passed meanwhile.
    let expired = outcome == PERMITTED && !kept && !origin.store.records.contains_key(&id);
    // What was ordered to be passed on, and its relay may not pass on.
    let not_passed = !orders.is_empty() && !kept && orders.iter().all(|(_, stands)| !stands);
    let fates: BTreeSet<&str> = [
        kept.then_some("held"),
        declined.then_some("declined"),
        (!declined && (withheld || absent || expired || not_passed || taken_back)).then_some("withheld"),
    ]
    .into_iter()
    .flatten()
    .collect();
    let expected = usize::from(outcome == PERMITTED || !orders.is_empty());
    (fates.len() != expected)
        .then(|| (origin.id.clone(), format!("record {id} for {member}, `{outcome}` at release: {fates:?}")))
}
