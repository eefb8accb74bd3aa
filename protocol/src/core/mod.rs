//! The core of a node: one task owns it, feeds it batches of inputs with the facts it asked for, commits the writes
//! and only then runs the effects.
//!
//! ```text
//! needs(batch) ─▶ store reads ─▶ handle(now, batch, facts) ─▶ commit(writes) ─▶ after_commit, committed(now)
//! ```
//!
//! The store's contract is the types of `contract`: it finds a [`Key`]'s [`Fact`], seeing every commit before,
//! makes a [`WriteBatch`] durable all or nothing, and gives a [`Snapshot`] to start from. If a commit fails the core
//! must be thrown away and restored. Records are verified and drafts judged by pure functions before they come here
//! ([`crate::wire::check`], [`Judge`]); what they were judged under is stamped on them, and a stale stamp is refused.
//!
//! | look for | in |
//! |---|---|
//! | drafts, release, reading, rights | `people` |
//! | handshake, register, catching up | `links` |
//! | letting records out of the outbox into feeds and onto links, each judged again | `disclose` |
//! | taking records in, receipts | `receive` |
//! | signed statements that contradict each other | `evidence` |
//! | a store that is behind: quarantine and its end | `quarantine` |
//! | telling each other where feeds stand | `attest` |
//! | feeds that go on in new epochs | `epochs` |
//! | requests as their members keep them | `request` |
//! | notices, replies, passing on | `answering` |
//! | what a record is found by | `terms` |

mod answering;
mod attest;
mod contract;
mod disclose;
mod epochs;
mod evidence;
mod judge;
mod links;
mod people;
mod quarantine;
mod receive;
mod request;
mod terms;
mod work;

use std::collections::BTreeMap;
use std::sync::Arc;

use sluis_schemas::{Date, MemberId, NodeId, Timestamp};

pub use contract::{
    CoreError, DeadlineReason, Decided, Direction, DraftBody, DraftId, Effect, Fact, Facts, HeldState, Idempotency,
    IdempotencyKey, Input, Key, LinkId, PageEntry, Prepared, Preview, Private, ReadSet, Reply, Snapshot, Step, Ticket,
    Waiting, WaitingFor, Write, WriteBatch,
};
pub use evidence::{Against, Contradiction, Evidence};
pub use judge::{Judge, JudgeError, Judged, Proposed};
pub use links::WINDOW_BYTES;
pub use people::read_own_copy as own_copy;
pub use quarantine::STARTS_OVER;
pub use request::{AwaitedReply, Progress, Request, Requests, Side, view as request_view};
pub use terms::{Term, terms};

use crate::crypto::{Crypto, Salts, Signer};
use crate::feeds::FeedState;
use crate::journal::{JournalHead, PolicyEpoch};
use crate::records::FeedId;
use crate::register::Directory;
use crate::standing::Standing;
use crate::wire::MAX_PUSH;

use attest::Statements;
use disclose::Outgoing;
use links::Link;
use receive::Due;
use work::Work;

/// The node's own link to itself: members of one node disclose to each other through the same feeds.
pub const SELF_LINK: LinkId = LinkId(0);

/// The core of a node.
pub struct Core<C, S> {
    node: NodeId,
    crypto: C,
    attestation: S,
    salts: Salts,
    judge: Judge,
    directory: Arc<Directory>,
    feeds: BTreeMap<(Direction, FeedId), FeedState>,
    outbox: BTreeMap<FeedId, u64>,
    links: BTreeMap<NodeId, Link>,
    journal: JournalHead,
    last_time: Timestamp,
    outgoing: Vec<Outgoing>,
    due: BTreeMap<FeedId, Due>,
    standing: Standing,
    /// What to tell nodes of the feeds between them and this one, once it is durable.
    statements: Vec<Statements>,
}

/// What a core is made of beside its snapshot.
pub struct Parts<C, S> {
    /// The node it is.
    pub node: NodeId,
    /// Hashes and verifies.
    pub crypto: C,
    /// Signs heads and receipts.
    pub attestation: S,
    /// A source of salts with a fresh seed.
    pub salts: Salts,
    /// The policy engine.
    pub judge: Judge,
}

impl<C: Crypto, S: Signer> Core<C, S> {
    /// A core that goes on where the store left off. Give [`Self::start`] its first input.
    pub fn restore(parts: Parts<C, S>, snapshot: Snapshot) -> Self {
        let Parts { node, crypto, attestation, salts, judge } = parts;
        let mut core = Self {
            node: node.clone(),
            crypto,
            attestation,
            salts,
            judge,
            directory: Arc::new(snapshot.directory),
            feeds: snapshot.feeds,
            outbox: snapshot.outbox,
            links: BTreeMap::new(),
            journal: snapshot.journal,
            last_time: snapshot.last_time,
            outgoing: Vec::new(),
            due: BTreeMap::new(),
            standing: snapshot.standing,
            statements: Vec::new(),
        };
        core.links.insert(node, core.link_to_self());
        core
    }

    /// The inputs to begin with: what waits for members of this node.
    #[must_use]
    pub fn start(&self) -> Vec<Input> {
        // The tick tells the journal of a restore that it has not been told of.
        vec![Input::Tick, Input::Pump { node: self.node.clone() }]
    }

    /// What must be read before `batch` is handled.
    #[must_use]
    pub fn needs(&self, batch: &[Input]) -> ReadSet {
        let mut keys = ReadSet::new();
        for input in batch {
            match input {
                Input::Draft { actor, idempotency, body, .. } => {
                    keys.extend(idempotency.map(|i| Key::Idempotency(i.key)));
                    keys.extend(answering::request_key(&actor.member, &body.value.content));
                }
                Input::Release { actor, draft, prepared, .. } => {
                    keys.insert(Key::Draft(actor.member.clone(), draft.clone()));
                    keys.extend(answering::request_key(&actor.member, &prepared.record.record().content));
                }
                Input::Replace { actor, id, body, .. } => {
                    keys.insert(Key::Draft(actor.member.clone(), id.clone()));
                    keys.extend(answering::request_key(&actor.member, &body.value.content));
                }
                Input::Discard { actor, id, .. } => {
                    keys.insert(Key::Draft(actor.member.clone(), id.clone()));
                }
                Input::Notice { actor, notice, .. } => {
                    keys.insert(Key::Request(actor.member.clone(), notice.record().request));
                }
                Input::PassOn { actor, request, .. } => {
                    keys.insert(Key::Request(actor.member.clone(), *request));
                    keys.insert(Key::Own(actor.member.clone(), *request));
                }
                Input::Read { actor, records, .. } => {
                    keys.extend(records.iter().take(MAX_PUSH).map(|r| Key::Held(actor.member.clone(), *r)));
                }
                Input::Message { node, message, .. } => self.message_needs(node, message, &mut keys),
                Input::Pump { node } => self.pump_needs(node, &mut keys),
                Input::Attest { node, link } => self.attest_needs(node, *link, &mut keys),
                Input::Anchor { node, link } => self.anchor_needs(node, *link, &mut keys),
                _ => {}
            }
        }
        keys
    }

    /// Handles a batch: decides everything, writes nothing, says nothing.
    ///
    /// # Errors
    /// [`CoreError`]: throw the core away and restore it; nothing was said or stored.
    pub fn handle(&mut self, now: Timestamp, batch: Vec<Input>, facts: &Facts) -> Result<Step, CoreError> {
        let now = now.max(self.last_time);
        self.last_time = now;
        let mut work = Work::new(now);
        for input in batch {
            self.handle_one(input, facts, &mut work)?;
        }
        self.finish(work)
    }

    fn handle_one(&mut self, input: Input, facts: &Facts, work: &mut Work) -> Result<(), CoreError> {
        if let Some(ticket) = self.kept_out(&input) {
            return Self::reply(work, ticket, Reply::Quarantined);
        }
        match input {
            Input::Draft { ticket, actor, id, idempotency, body } => {
                self.draft(work, facts, people::NewDraft { ticket, actor, id, idempotency, body })
            }
            Input::Release { ticket, actor, draft, table_hash, prepared } => {
                self.release(work, facts, people::Release { ticket, actor, draft, table_hash, prepared: *prepared })
            }
            Input::Replace { ticket, actor, id, version, body } => {
                self.replace(work, facts, people::Change { ticket, actor, id, version }, body)
            }
            Input::Discard { ticket, actor, id, version } => {
                self.discard(work, facts, people::Change { ticket, actor, id, version })
            }
            Input::Read { ticket, actor, records, form } => self.read(work, facts, ticket, actor, records, form),
            Input::Notice { ticket, actor, notice } => self.give_notice(work, facts, ticket, actor, &notice),
            Input::PassOn { ticket, actor, request, to } => self.pass_on(work, facts, ticket, actor, request, to),
            Input::Rights { ticket, actor, change } => self.rights(work, ticket, actor, change),
            Input::Register { directory } => self.install(work, *directory),
            Input::Up { node, link } => self.up(work, node, link),
            Input::Down { node, link } => {
                self.down(&node, link);
                Ok(())
            }
            Input::Message { node, link, message } => self.message(work, facts, &node, link, message),
            Input::Misbehaved { node, link, fault } => {
                self.cut(work, &node, link, fault);
                Ok(())
            }
            Input::Pump { node } => self.pump(work, facts, &node),
            Input::Tick => {
                self.announce_restore(work)?;
                self.pump_all(work);
                Ok(())
            }
            Input::LiftQuarantine { ticket, released } => self.lift(work, ticket, released),
            Input::Attest { node, link } => {
                self.tell(facts, node, link);
                Ok(())
            }
            Input::Anchor { node, link } => self.anchor(work, facts, &node, link),
        }
    }

    /// Called once the writes of the last step are durable: signs one head or receipt for each feed that moved.
    ///
    /// # Errors
    /// [`CoreError::Encoding`] only.
    pub fn committed(&mut self, now: Timestamp) -> Result<Vec<Effect>, CoreError> {
        let now = now.max(self.last_time);
        let mut effects = Vec::new();
        // Before what is sent again: a peer that was rolled back must learn of it before it has caught up.
        for statements in std::mem::take(&mut self.statements) {
            effects.extend(self.sign_statements(now, statements)?);
        }
        for outgoing in std::mem::take(&mut self.outgoing) {
            effects.push(self.sign_push(now, outgoing)?);
        }
        for (feed, due) in std::mem::take(&mut self.due) {
            effects.extend(self.sign_receipt(now, feed, due)?);
        }
        Ok(effects)
    }

    /// When the core next wants a [`Input::Tick`], and why.
    #[must_use]
    pub fn next_deadline(&self) -> Option<(Timestamp, DeadlineReason)> {
        let waits = self.outbox.values().any(|n| *n > 0) || self.links.values().any(|link| link.undecided);
        waits.then(|| (Date::of(self.last_time).end(), DeadlineReason::PolicyDay))
    }

    /// The register held.
    #[must_use]
    pub const fn directory(&self) -> &Arc<Directory> {
        &self.directory
    }

    /// The journal's head.
    #[must_use]
    pub const fn journal(&self) -> JournalHead {
        self.journal
    }

    /// How the store stands to what its node last knew.
    #[must_use]
    pub const fn standing(&self) -> &Standing {
        &self.standing
    }

    /// Nodes whose links are ready to carry records.
    pub fn ready_links(&self) -> impl Iterator<Item = &NodeId> {
        self.links.iter().filter(|(node, link)| link.is_ready() && **node != self.node).map(|(node, _)| node)
    }

    /// Every link to another node, ready or not.
    pub fn open_links(&self) -> impl Iterator<Item = (&NodeId, LinkId)> {
        self.links.iter().filter(|(node, _)| **node != self.node).map(|(node, link)| (node, link.id))
    }

    /// The rules in force at a moment.
    fn epoch(&self, now: Timestamp) -> PolicyEpoch {
        self.judge.epoch(&self.directory, now)
    }

    fn serves(&self, member: &MemberId) -> bool {
        self.directory.node_of(member) == Some(&self.node)
    }
}
