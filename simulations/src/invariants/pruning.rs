//! What is let go of was over: at this end, at the other one as far as it still is there, long enough, and said and heard.

use sluis_protocol::core::{Direction, HeldState, Write};
use sluis_protocol::envelope::RecordId;
use sluis_protocol::records::{FeedId, Lane, LaneHead};
use sluis_schemas::{MemberId, NodeId, Timestamp};

use super::endings::Evidence;
use crate::crypto::ModelCrypto;
use crate::net::{Net, SimNode};

/// Entries that a node is about to let go of.
struct Going<'a> {
    node: &'a SimNode,
    direction: Direction,
    feed: &'a FeedId,
    lane: Lane,
    last: LaneHead,
    records: &'a [RecordId],
}

/// What a node is about to let go of and must not, before it is committed.
pub(crate) fn wrongly_pruned(net: &Net, id: &NodeId, now: Timestamp, writes: &[Write]) -> Vec<String> {
    let Some(node) = net.nodes.get(id) else { return Vec::new() };
    let going = writes.iter().filter_map(|write| match write {
        Write::Pruned { direction, feed, lane, last, records, .. } => {
            let (direction, lane, last) = (*direction, *lane, *last);
            Some(Going { node, direction, feed, lane, last, records })
        }
        _ => None,
    });
    let found = going.filter_map(|going| {
        let why = going.is_no_beginning().or_else(|| going.is_not_over(net, now))?;
        Some(format!("{} is let go of up to place {}: {why}", going.feed, going.last.place))
    });
    found.collect()
}

impl Going<'_> {
    /// The member at this end, and the one at the other.
    const fn ends(&self) -> (&MemberId, &MemberId) {
        match self.direction {
            Direction::Out => (&self.feed.discloser, &self.feed.receiver),
            Direction::In => (&self.feed.receiver, &self.feed.discloser),
        }
    }

    /// Whether these are not the first entries of the lane, or what is left does not go on from them.
    fn is_no_beginning(&self) -> Option<String> {
        let store = &self.node.store;
        let entries = store.entries(self.direction, self.feed, self.lane).take(self.records.len());
        let (places, ids): (Vec<u64>, Vec<RecordId>) = entries.unzip();
        if ids != self.records || places.last() != Some(&self.last.place) {
            return Some("these are not its oldest entries".to_owned());
        }
        let blocks = store.blocks.get(&(self.direction, self.feed.clone(), self.lane))?;
        let (_, joined) = blocks.range(..=self.last.place).next_back()?;
        let head = joined.block.head_at(&ModelCrypto, self.last.place);
        (head != Some(self.last)).then(|| "the hash is another".to_owned())
    }

    fn is_not_over(&self, net: &Net, now: Timestamp) -> Option<String> {
        if self.node.store.standing().is_quarantined() {
            return Some("in quarantine".to_owned());
        }
        let signed = self.node.store.feeds.get(&(self.direction, self.feed.clone())).map(|state| state.acknowledged);
        if signed.is_none_or(|lanes| lanes.get(self.lane).place < self.last.place) {
            return Some("its receiver has not acknowledged it".to_owned());
        }
        let first = self.last.place + 1 - self.records.len() as u64;
        (first..).zip(self.records).find_map(|(place, id)| {
            let why = self.is_young(place, *id, now, net).or_else(|| self.is_open(net, place, *id))?;
            Some(format!("record {id} {why}"))
        })
    }

    /// Whether something became of an entry in the years for which the account is kept.
    fn is_young(&self, place: u64, id: RecordId, now: Timestamp, net: &Net) -> Option<String> {
        let store = &self.node.store;
        let blocks = store.blocks.get(&(self.direction, self.feed.clone(), self.lane))?;
        let joined = blocks.range(..=place).next_back().map(|(_, joined)| joined.at);
        let said = store.said.get(&(self.direction, self.feed.clone(), self.lane, place)).copied();
        let holding = store.held.get(&(self.ends().0.clone(), id));
        let ended = holding.and_then(|holding| holding.ended).map(|(_, at)| at);
        let newest = [joined, said, ended].into_iter().flatten().max();
        newest.is_none_or(|at| at >= net.terms.account_until(now)).then(|| "was not over for so long".to_owned())
    }

    /// Whether somebody at an end of the feed has an entry by it, or what it is about, or has not heard what became of it.
    fn is_open(&self, net: &Net, place: u64, id: RecordId) -> Option<String> {
        let (here, there) = self.ends();
        let evidence = self.node.store.records.get(&id).and_then(|bytes| Evidence::in_bytes(bytes));
        let is_evidence = evidence.is_some();
        let subjects = match evidence {
            Some(Evidence::Recall(recall)) => vec![recall.signal],
            Some(Evidence::Retraction(retraction)) => vec![retraction.signal],
            Some(Evidence::Order(order)) => vec![order.signal],
            Some(Evidence::RelayReceipt(said)) => vec![said.signal],
            Some(Evidence::Notice(notice)) => vec![notice.request],
            Some(Evidence::Ownership(said)) => vec![said.signal],
            Some(Evidence::Dispute(said)) => said.about.map(|about| about.signal).into_iter().collect(),
            Some(Evidence::Finding(_)) => Vec::new(),
            Some(Evidence::Consent(said)) => vec![said.signal],
            Some(Evidence::Reaffirmation(said)) => said.records,
            None => vec![id],
        };
        if subjects.iter().any(|subject| keeps(self.node, here, (*subject, is_evidence), None)) {
            return Some(format!("is still kept by {here}"));
        }
        // A store that was put back may hold again what it said is gone, and says so before long.
        let other = net.nodes.values().find(|node| net.node_of(there).as_ref() == Some(&node.id));
        let other = other.filter(|node| !net.witness.put_back.contains(&node.id))?;
        if self.direction == Direction::Out {
            let kept = subjects.iter().any(|subject| keeps(other, there, (*subject, is_evidence), Some(here)));
            return kept.then(|| format!("is still kept by {there}"));
        }
        // What this end said of it the other one knows, unless it has let go of it before.
        let state = other.store.feeds.get(&(Direction::Out, self.feed.clone()))?;
        let said = |node: &SimNode, direction| {
            node.store.exceptions.get(&(direction, self.feed.clone(), self.lane))?.get(&place).map(|said| said.state)
        };
        let heard =
            place <= state.pruned.get(self.lane) || said(other, Direction::Out) == said(self.node, Direction::In);
        (!heard).then(|| format!("{there} has not heard what became of it"))
    }
}

/// Whether a member keeps content of a record, or of any version of a signal, that came from somebody.
fn keeps(
    node: &SimNode,
    member: &MemberId,
    (subject, with_versions): (RecordId, bool),
    from: Option<&MemberId>,
) -> bool {
    let is_version = |id: RecordId| node.store.of.get(&id).is_some_and(|of| of.first == subject);
    let is_it = |id: RecordId| id == subject || with_versions && is_version(id);
    let of_member = node.store.held.iter().filter(|((holder, id), _)| holder == member && is_it(*id));
    of_member.into_iter().any(|(_, holding)| {
        let came = from.is_none_or(|from| holding.from == *from);
        came && !holding.destroyed && holding.state != HeldState::Notice
    })
}
