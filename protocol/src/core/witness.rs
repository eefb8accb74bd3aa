//! Witnesses: nodes show each other their journals' checkpoints, and each signs only what continues what it signed before.
//!
//! When a link is ready each side says up to where it cosigned the other's journal. Whose journal goes further offers a
//! checkpoint with the proof that it continues that one, then and whenever [`EVERY_ENTRIES`] were added or
//! [`EVERY_MILLIS`] passed. The witness keeps it before it answers. A history that does not continue is kept with what
//! was signed before, as evidence, and the link is cut. Nothing of this is in the journal: it would never rest.

use sluis_schemas::{NodeId, Timestamp};

use super::contract::{Fact, Facts, Input, Key, LinkId, ReadSet, Witnessed, Write};
use super::effects::Effect;
use super::work::Work;
use super::{Core, CoreError};
use crate::crypto::{Crypto, Digest, Signer};
use crate::journal::note::{Checkpoint, Cosigned, Note, Origin};
use crate::journal::tree::{self, Frontier};
use crate::register::{Rejection, Verified};
use crate::standing::Cause;
use crate::wire::{self, CheckedOffer, Message, Offer, PeerFault};

/// After so many entries a checkpoint is offered at once.
const EVERY_ENTRIES: u64 = 1_000;
/// An entry waits no longer for a checkpoint, in milliseconds.
const EVERY_MILLIS: u64 = 30_000;

/// The journal as it grows, and what witnesses have of it.
pub(super) struct Ledger {
    /// With the entries of the batch that is handled.
    pub(super) tree: Frontier,
    /// What is durable: only that is shown to anybody.
    durable: Frontier,
    /// The number of its log.
    log: u32,
    /// How many entries the newest checkpoint had that was offered to all.
    offered: u64,
    /// When the next one is.
    due: Option<Timestamp>,
}

impl Ledger {
    pub(super) fn new(tree: Frontier, log: u32) -> Self {
        Self { durable: tree.clone(), offered: tree.size(), tree, log, due: None }
    }

    /// What was handled so far became durable.
    pub(super) fn committed(&mut self) {
        if self.durable.size() != self.tree.size() {
            self.durable.clone_from(&self.tree);
        }
    }

    /// Entries were added, or a witness is behind: it will be offered a checkpoint in time.
    fn plan(&mut self, now: Timestamp) {
        let many = self.tree.size().saturating_sub(self.offered) >= EVERY_ENTRIES;
        let at = now.plus_millis(if many { 0 } else { EVERY_MILLIS });
        self.due = Some(self.due.map_or(at, |due| due.min(at)));
    }

    pub(super) const fn deadline(&self) -> Option<Timestamp> {
        self.due
    }
}

/// What a link knows of its peer as a witness of our journal.
#[derive(Default)]
pub(super) struct Peer {
    /// How many entries the peer said that it has cosigned; none before it said so.
    holds: Option<u64>,
    /// Whether it owes an answer.
    asked: bool,
    /// Whether it was shown anything since the link stands: it is even where nothing was added, as that may be another.
    shown: bool,
}

impl<C: Crypto, S: Signer> Core<C, S> {
    /// The link became ready: says what was cosigned of the peer's journal, and offers it what it lacks of ours, if it
    /// said that already.
    pub(super) fn meet_witness(&mut self, work: &mut Work, node: &NodeId, link: LinkId) {
        work.met_witnesses.insert(node.clone());
        self.cosignatures.push((node.clone(), link));
        work.effects.push(Effect::Again(Input::Checkpoint { node: node.clone() }));
    }

    /// The journal grew in this batch.
    pub(super) fn plan_checkpoint(&mut self, now: Timestamp) {
        self.ledger.plan(now);
    }

    /// Offers a checkpoint to every witness that waits for one, if it is time.
    pub(super) fn offer_to_all(&mut self, work: &mut Work) {
        if self.ledger.due.is_none_or(|due| due > work.now) {
            return;
        }
        self.ledger.due = None;
        self.ledger.offered = self.ledger.durable.size();
        let ready = self.links.iter().filter(|(node, link)| link.is_ready() && **node != self.node);
        work.effects.extend(ready.map(|(node, _)| Effect::Again(Input::Checkpoint { node: node.clone() })));
    }

    /// After a restore the journal lacks entries that witnesses may have cosigned: it goes on as the next log, which they
    /// accept, and keep what they had as evidence.
    pub(super) fn begin_log(&mut self, work: &mut Work) {
        let known = self.cosigned.values().map(|(log, _)| *log).chain([self.ledger.log]).max();
        self.ledger.log = known.unwrap_or_default().saturating_add(1);
        work.writes.push(Write::JournalLog(self.ledger.log));
        work.met_witnesses.extend(self.links.keys().cloned());
        for link in self.links.values_mut() {
            link.peer = Peer { holds: link.peer.holds.map(|_| 0), ..Peer::default() };
        }
        self.ledger.plan(work.now);
    }

    /// Up to where the peer cosigned, if it is to be offered more. Nothing is offered of a journal that is in doubt.
    fn behind(&self, node: &NodeId) -> Option<u64> {
        if self.standing.is_quarantined() {
            return None;
        }
        let peer = &self.links.get(node).filter(|link| link.is_ready())?.peer;
        let size = self.ledger.durable.size();
        // Also where it has more than is here: it must learn of that.
        peer.holds.filter(|holds| !peer.asked && size > 0 && (*holds != size || !peer.shown))
    }

    /// What the proof for a peer is made of.
    pub(super) fn checkpoint_needs(&self, node: &NodeId, keys: &mut ReadSet) {
        let Some(held) = self.behind(node) else { return };
        let spans = tree::consistency(held, self.ledger.durable.size());
        keys.extend(spans.into_iter().flat_map(tree::Span::subtrees).map(Key::Subtree));
    }

    /// Signs a checkpoint of what is durable and offers it to a peer, with the proof that it continues what the peer has.
    pub(super) fn offer(&mut self, work: &mut Work, facts: &Facts, node: &NodeId) -> Result<(), CoreError> {
        let Some(old) = self.behind(node) else { return Ok(()) };
        if work.met_witnesses.contains(node) {
            // What the proof is made of was asked for before this was known.
            work.effects.push(Effect::Again(Input::Checkpoint { node: node.clone() }));
            return Ok(());
        }
        let size = self.ledger.durable.size();
        let find = found(facts);
        let spans = tree::consistency(old, size).into_iter();
        let proof: Option<Vec<Digest>> = spans.map(|span| span.hash(&self.crypto, &find)).collect();
        let proof = proof.ok_or(CoreError::DamagedJournal { size })?;
        let note = self.checkpoint().sign(&self.crypto, self.attestation(work.now)).to_string();
        let Some(link) = self.links.get_mut(node) else { return Ok(()) };
        (link.peer.asked, link.peer.shown) = (true, true);
        let message = Message::Checkpoint(Offer { old, proof, note });
        work.effects.push(Effect::Send { node: node.clone(), link: link.id, message });
        Ok(())
    }

    /// The head of what is durable.
    fn checkpoint(&self) -> Checkpoint {
        let origin = Origin { genesis: self.directory.scope().genesis, node: self.node.clone(), log: self.ledger.log };
        let durable = &self.ledger.durable;
        Checkpoint { origin, size: durable.size(), root: durable.root(&self.crypto) }
    }

    /// A peer shows a checkpoint of its journal: kept and then cosigned, if it continues what was cosigned before.
    pub(super) fn witness(
        &mut self,
        work: &mut Work,
        node: &NodeId,
        id: LinkId,
        offer: CheckedOffer,
    ) -> Result<(), PeerFault> {
        let verified = self.checkpoint_now(work.now, offer.checkpoint)?;
        let shown = verified.record();
        if shown.origin.node != *node {
            return Err(PeerFault::new("note", "the checkpoint is of another node's journal"));
        }
        let held = self.witnessed.get(node).cloned();
        let same_log = held.as_ref().filter(|held| held.checkpoint.origin == shown.origin);
        let old = same_log.map_or((0, Digest::ZERO), |held| (held.checkpoint.size, held.checkpoint.root));
        if let Some(held) = &held
            && let Some(text) = self.contradiction(held, shown, &offer.proof)
        {
            self.keep_fork(work, node, held, &verified);
            return Err(PeerFault::new("journal-fork", text));
        }
        if offer.old != old.0 {
            let text = format!("the proof begins at {} entries, {} were cosigned here", offer.old, old.0);
            return Err(PeerFault::new("checkpoint", text));
        }
        if let Some(held) = held.as_ref().filter(|_| same_log.is_none()) {
            self.keep_fork(work, node, held, &verified);
            let fault = PeerFault::new("journal-restarted", "the node's journal began anew");
            work.writes.push(Write::Fault { node: node.clone(), at: work.now, ours: false, fault });
        }
        self.keep_witnessed(work, node, &verified);
        self.cosignatures.push((node.clone(), id));
        Ok(())
    }

    /// Why a checkpoint does not continue what was cosigned before.
    fn contradiction(&self, held: &Witnessed, shown: &Checkpoint, proof: &[Digest]) -> Option<String> {
        let before = &held.checkpoint;
        let (old, new) = ((before.size, before.root), (shown.size, shown.root));
        if shown.origin.log < before.origin.log {
            return Some(format!("log {} was shown, log {} was cosigned before", shown.origin.log, before.origin.log));
        }
        if shown.origin.log > before.origin.log {
            return None;
        }
        if new.0 < old.0 {
            return Some(format!("a journal of {} entries was shown, {} were cosigned before", new.0, old.0));
        }
        let continues = tree::proves_consistency(&self.crypto, old, new, proof);
        (!continues).then(|| format!("the journal shown is not that of the {} entries cosigned before", old.0))
    }

    /// A checkpoint that was checked under a register that changed since is checked again under the one in force.
    fn checkpoint_now(&self, now: Timestamp, checked: Verified<Checkpoint>) -> Result<Verified<Checkpoint>, Rejection> {
        if checked.checked_against() == self.directory.digest() {
            return Ok(checked);
        }
        self.directory.verify_checkpoint(&self.crypto, &wire::note_text(checked.bytes()), now)
    }

    fn keep_fork(&self, work: &mut Work, node: &NodeId, held: &Witnessed, shown: &Verified<Checkpoint>) {
        let (held, shown) = (held.note.clone(), wire::note_text(shown.bytes()));
        work.writes.push(Write::JournalFork { node: node.clone(), at: work.now, held, shown });
    }

    fn keep_witnessed(&mut self, work: &mut Work, node: &NodeId, verified: &Verified<Checkpoint>) {
        let (checkpoint, note) = (verified.record().clone(), wire::note_text(verified.bytes()));
        let witnessed = Witnessed { checkpoint, note };
        if self.witnessed.get(node) != Some(&witnessed) {
            self.witnessed.insert(node.clone(), witnessed.clone());
            work.writes.push(Write::Witnessed { node: node.clone(), at: work.now, witnessed });
        }
    }

    /// Signs what is durable now of other nodes' checkpoints: in answer to an offer, and when a link became ready.
    pub(super) fn sign_cosignatures(&mut self, now: Timestamp) -> Vec<Effect> {
        let told = std::mem::take(&mut self.cosignatures).into_iter();
        told.map(|(node, link)| {
            let note = self.witnessed.get(&node).and_then(|held| self.cosign(held, now));
            Effect::Send { node, link, message: Message::Cosigned(wire::Answer { note }) }
        })
        .collect()
    }

    fn cosign(&self, held: &Witnessed, now: Timestamp) -> Option<String> {
        // It was read when it came in, or written by it.
        let note = Note::parse(&held.note).ok()?;
        let line = held.checkpoint.cosign(&self.crypto, self.attestation(now), &self.node, now);
        Some(note.with(line).to_string())
    }

    /// What shows whether a checkpoint that a peer cosigned is of this journal.
    pub(super) fn cosigned_needs(&self, cosigned: &Cosigned, keys: &mut ReadSet) {
        if self.may_be_of_another_log(&cosigned.checkpoint) {
            keys.extend(tree::Span::tree(cosigned.checkpoint.size).subtrees().map(Key::Subtree));
        }
    }

    /// A store that was put back twice from one copy begins two logs of one number, where nobody could tell it so before.
    fn may_be_of_another_log(&self, checkpoint: &Checkpoint) -> bool {
        self.standing.recovery.is_some()
            && !self.standing.is_quarantined()
            && checkpoint.origin.log == self.ledger.log
            && checkpoint.size <= self.ledger.durable.size()
    }

    fn is_of_another_log(&self, facts: &Facts, checkpoint: &Checkpoint) -> bool {
        // Where nothing was read the log began in this batch, after what the peer cosigned.
        self.may_be_of_another_log(checkpoint)
            && tree::Span::tree(checkpoint.size).hash(&self.crypto, &found(facts)) != Some(checkpoint.root)
    }

    /// A peer says up to where it cosigned our journal.
    pub(super) fn cosigned(
        &mut self,
        work: &mut Work,
        facts: &Facts,
        node: &NodeId,
        cosigned: Option<&Verified<Cosigned>>,
    ) -> Result<Result<(), CoreError>, PeerFault> {
        let held = (self.ledger.log, self.ledger.durable.size());
        if let Some(cosigned) = cosigned {
            let Cosigned { checkpoint, witness, .. } = cosigned.record();
            if *witness != *node || checkpoint.origin.node != self.node {
                return Err(PeerFault::new("note", "the checkpoint is not ours, or not cosigned by this node"));
            }
            self.keep_cosigned(work, node, cosigned);
            if (checkpoint.origin.log, checkpoint.size) > held && !self.standing.is_quarantined() {
                return Ok(self.enter_quarantine(work, Cause::Cosigned { node: node.clone() }, work.now));
            }
        }
        if cosigned.is_some_and(|c| self.is_of_another_log(facts, &c.record().checkpoint)) {
            self.begin_log(work);
        }
        let ours = cosigned.filter(|c| c.record().checkpoint.origin.log == self.ledger.log);
        let holds = ours.map_or(0, |cosigned| cosigned.record().checkpoint.size);
        work.met_witnesses.insert(node.clone());
        let Some(link) = self.links.get_mut(node) else { return Ok(Ok(())) };
        let first = link.peer.holds.replace(holds).is_none();
        link.peer.asked = false;
        if first {
            work.effects.push(Effect::Again(Input::Checkpoint { node: node.clone() }));
        } else if self.behind(node).is_some() {
            self.ledger.plan(work.now);
        }
        Ok(Ok(()))
    }

    fn keep_cosigned(&mut self, work: &mut Work, node: &NodeId, cosigned: &Verified<Cosigned>) {
        let checkpoint = &cosigned.record().checkpoint;
        let known = self.cosigned.insert(node.clone(), (checkpoint.origin.log, checkpoint.size));
        if known != Some((checkpoint.origin.log, checkpoint.size)) {
            let (checkpoint, note) = (checkpoint.clone(), wire::note_text(cosigned.bytes()));
            work.writes.push(Write::Cosigned { node: node.clone(), at: work.now, checkpoint, note });
        }
    }
}

/// Subtrees that were read.
fn found(facts: &Facts) -> impl Fn(tree::Subtree) -> Option<Digest> {
    |subtree| match facts.get(&Key::Subtree(subtree)) {
        Some(Fact::Subtree(hash)) => Some(*hash),
        _ => None,
    }
}
