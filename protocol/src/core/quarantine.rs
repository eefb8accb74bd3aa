//! A store that is behind what its node once knew shows nothing, until its peers have told where it stands.
//!
//! It is found by `sluis restore`, or by what a peer shows of this node's own signature: a head, a receipt, or a checkpoint
//! of its journal that the peer cosigned. Links stay up only to recover:
//! incoming feeds are caught up with, of outgoing ones only the urgent lane moves.

use std::collections::BTreeSet;

use sluis_schemas::{MemberId, NodeId, Timestamp};

use super::contract::{Input, LinkId, Ticket, Write};
use super::effects::{Effect, Reply};
use super::links::Link;
use super::work::Work;
use super::{Core, CoreError, Direction};
use crate::crypto::{Crypto, Signer};
use crate::feeds::{FeedState, start_after};
use crate::journal::{Detail, Released};
use crate::records::Lane;
use crate::register::Directory;
use crate::standing::{Cause, Incarnation, Stage, Standing};
use crate::wire::PeerFault;

/// Code of the fault that a node cuts its links with when it finds itself behind. No fault of the peer's.
pub const STARTS_OVER: &str = "starts-over";

impl<C: Crypto, S: Signer> Core<C, S> {
    /// Who is answered that nothing goes now, if this is something that does not.
    pub(super) fn kept_out(&self, input: &Input) -> Option<Ticket> {
        let ticket = match input {
            Input::Draft { ticket, .. }
            | Input::Release { ticket, .. }
            | Input::Replace { ticket, .. }
            | Input::Discard { ticket, .. }
            | Input::Read { ticket, .. }
            | Input::Notice { ticket, .. }
            | Input::Ownership { ticket, .. }
            | Input::Dispute { ticket, .. }
            | Input::Find { ticket, .. }
            | Input::Consent { ticket, .. }
            | Input::Absence { ticket, .. }
            | Input::EndAbsence { ticket, .. }
            | Input::Rate { ticket, .. }
            | Input::PassOn { ticket, .. }
            | Input::Match { ticket, .. }
            | Input::Widen { ticket, .. }
            | Input::Relay { ticket, .. }
            | Input::Recall { ticket, .. }
            | Input::Reaffirm { ticket, .. }
            | Input::Hold { ticket, .. }
            | Input::HandOver { ticket, .. }
            | Input::Activate { ticket, .. }
            | Input::Destroy { ticket, .. } => *ticket,
            _ => return None,
        };
        self.standing.is_quarantined().then_some(ticket)
    }

    /// Something that this node signed is unknown to its store: it begins a new incarnation, in quarantine. What was signed
    /// by then is known to be forgotten, also where the clock was ahead when it was.
    pub(super) fn enter_quarantine(
        &mut self,
        work: &mut Work,
        cause: Cause,
        signed: Timestamp,
    ) -> Result<(), CoreError> {
        self.begin_incarnation(cause, Stage::Found, work.now.max(signed));
        self.announce_restore(work)?;
        self.start_links_over(work);
        Ok(())
    }

    fn begin_incarnation(&mut self, cause: Cause, stage: Stage, began: Timestamp) {
        let incarnation = Incarnation(self.salts.draw(&self.crypto));
        self.standing = Standing::after(incarnation, cause, stage, began);
    }

    /// Every link begins anew, and with it what nodes tell each other first.
    fn start_links_over(&mut self, work: &mut Work) {
        self.begin_links_anew(work, "this node's store was put back: it asks where its feeds stand");
        self.review = None;
        self.pruning = None;
    }

    /// Every link begins anew, because of what the peers are told.
    pub(super) fn begin_links_anew(&mut self, work: &mut Work, why: &str) {
        // What joined a feed in this batch and was not sent goes when the feed is caught up with.
        self.outgoing.clear();
        self.due.clear();
        self.statements.clear();
        let others: Vec<(NodeId, LinkId)> = self.open_links().map(|(node, link)| (node.clone(), link)).collect();
        for (node, link) in others {
            self.down(&node, link);
            let fault = PeerFault::new(STARTS_OVER, why);
            work.effects.push(Effect::Cut { node, link, fault });
        }
        self.links.insert(self.node.clone(), self.link_to_self());
        work.effects.push(Effect::Again(Input::Pump { node: self.node.clone() }));
    }

    /// The journal is told of a restore once, and the quarantine that it begins ends at once where nobody is awaited.
    pub(super) fn announce_restore(&mut self, work: &mut Work) -> Result<(), CoreError> {
        let incarnation = self.standing.incarnation;
        let Some(recovery) = self.standing.recovery.as_mut().filter(|r| r.stage == Stage::Found) else { return Ok(()) };
        recovery.stage = Stage::Quarantined;
        let cause = recovery.cause.clone();
        self.journal_entry(work, &Detail::Quarantine { incarnation, cause })?;
        self.keep_standing(work);
        self.clear_if_confirmed(work)
    }

    fn keep_standing(&self, work: &mut Work) {
        work.writes.push(Write::Standing(self.standing.clone()));
    }

    /// Nodes that the store has feeds with, and that have not confirmed them in this incarnation.
    #[must_use]
    pub fn awaited(&self) -> BTreeSet<NodeId> {
        let ends = self.feeds.keys().map(|(direction, feed)| match direction {
            Direction::Out => &feed.receiver,
            Direction::In => &feed.discloser,
        });
        let nodes = ends.chain(self.outbox.keys().map(|feed| &feed.receiver)).filter_map(|m| self.directory.node_of(m));
        let known = |node: &&NodeId| **node != self.node && self.directory.active_node(node).is_some();
        nodes.filter(known).filter(|node| self.standing.awaits(node)).cloned().collect()
    }

    /// A node has told where its feeds stand; it has confirmed once its urgent lanes are held up to what it said. Not
    /// before the feeds to it go on: it may push while what it holds of them is still being counted again.
    pub(super) fn confirm_if_level(&mut self, work: &mut Work, node: &NodeId) -> Result<(), CoreError> {
        let goes_on = self.links.get(node).is_some_and(Link::is_ready);
        if !goes_on || !self.standing.awaits(node) || !self.urgent_lanes_are_level(node) {
            return Ok(());
        }
        if let Some(recovery) = &mut self.standing.recovery {
            recovery.confirmed.insert(node.clone());
        }
        self.keep_standing(work);
        // What is to be taken back there waited for this.
        work.effects.push(Effect::Again(Input::Tick));
        self.clear_if_confirmed(work)
    }

    fn urgent_lanes_are_level(&self, node: &NodeId) -> bool {
        let Some(said) = self.links.get(node).and_then(|link| link.said.as_ref()) else { return false };
        said.iter().all(|(feed, (epoch, head))| {
            let ours = self.feeds.get(&(Direction::In, feed.clone()));
            // An epoch that began since carries the entries of the one before on at the same places. We learn of it with the
            // first entry in it.
            let reaches = |ours: &FeedState| {
                let goes_on = || start_after(&self.crypto, feed, *epoch, Lane::Urgent, ours.lanes.urgent) == *head;
                ours.epoch >= *epoch && ours.lanes.urgent.place >= head.place || goes_on()
            };
            head.place == 0 || ours.is_some_and(reaches)
        })
    }

    fn clear_if_confirmed(&mut self, work: &mut Work) -> Result<(), CoreError> {
        if self.standing.is_quarantined() && self.awaited().is_empty() {
            return self.clear(work, None);
        }
        Ok(())
    }

    fn clear(&mut self, work: &mut Work, released: Option<Released>) -> Result<(), CoreError> {
        let missing = self.awaited();
        let Some(recovery) = &mut self.standing.recovery else { return Ok(()) };
        recovery.stage = Stage::Over;
        let confirmed = recovery.confirmed.clone();
        self.begin_log(work);
        self.journal_entry(work, &Detail::Cleared { confirmed, missing, released })?;
        self.keep_standing(work);
        // The tick sees to what waited: retractions, and judging again what was disclosed.
        work.effects.push(Effect::Again(Input::Tick));
        Ok(())
    }

    /// An operator does not wait for nodes that are away.
    pub(super) fn lift(&mut self, work: &mut Work, ticket: Ticket, released: Released) -> Result<(), CoreError> {
        if !self.standing.is_quarantined() {
            return Self::reply(work, ticket, Reply::NotFound);
        }
        // The journal is told of the restore first, where the node has not come to that; that may end the quarantine too.
        self.announce_restore(work)?;
        if self.standing.is_quarantined() {
            self.clear(work, Some(released))?;
        }
        Self::reply(work, ticket, Reply::Done { notice: None })
    }

    /// Members that another node served until this register have feeds that this store does not know: the nodes that
    /// they exchange with are asked where these stand, as after a restore. Nothing is quarantined, for nothing that is
    /// held here is in doubt.
    pub(super) fn take_over_moved(&mut self, work: &mut Work, before: &Directory) -> Result<(), CoreError> {
        let moved = |member: &&MemberId| before.node_of(member).is_some_and(|node| *node != self.node);
        let here = self.directory.served_by(&self.node);
        let Some(member) = here.iter().find(moved).cloned() else { return Ok(()) };
        if self.standing.is_quarantined() {
            return Ok(());
        }
        self.begin_incarnation(Cause::TookOver { member: member.clone() }, Stage::Over, work.now);
        let incarnation = self.standing.incarnation;
        self.journal_entry(work, &Detail::TookOver { member, incarnation })?;
        self.keep_standing(work);
        self.start_links_over(work);
        Ok(())
    }
}
