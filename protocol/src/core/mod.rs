//! The core of a node: one task owns it, feeds it batches of inputs with the facts it asked for, commits the writes
//! and only then runs the effects.
//!
//! ```text
//! needs(batch) ─▶ store reads ─▶ handle(now, batch, facts) ─▶ commit(writes) ─▶ after_commit, committed(now)
//! ```
//!
//! The store's contract is the types of `contract` and `effects`: it finds a [`Key`]'s [`Fact`], seeing every commit before,
//! makes a [`WriteBatch`] durable all or nothing, and gives a [`Snapshot`] to start from. If a commit fails the core
//! must be thrown away and restored. Records are verified and drafts judged by pure functions before they come here
//! ([`crate::wire::check`], [`Judge`]); what they were judged under is stamped on them, and a stale stamp is refused.
//!
//! | look for | in |
//! |---|---|
//! | drafts, release, reading, rights | `people` |
//! | handshake, register, catching up | `links` |
//! | classes offered where packs differ | `classes` |
//! | letting records out of the outbox into feeds and onto links, each judged again | `disclose` |
//! | taking records in, receipts | `receive` |
//! | recalls, retractions, corrections | `recall` |
//! | destroying what ended, legal holds | `erase` |
//! | what was signed with keys that ended | `reaffirm` |
//! | what the store tells of endings | `ending` |
//! | putting other packs in force | `activate` |
//! | judging what was disclosed again when the rules change | `review` |
//! | letting go of what has long been over | `prune` |
//! | having signals passed on by who has them | `relay` |
//! | what becomes of that | `relay_said` |
//! | letting more members have what they may since the rules changed | `widen` |
//! | signed statements that contradict each other | `evidence` |
//! | a store that is behind: quarantine and its end | `quarantine` |
//! | telling each other where feeds stand | `attest` |
//! | feeds that go on in new epochs | `epochs` |
//! | what was ended and forgotten since | `ended_again` |
//! | which of the node's keys it attests with | `signing` |
//! | requests as their members keep them | `request` |
//! | notices, replies, passing on | `answering` |
//! | whether an answer helped who asked | `rating` |
//! | who follows a signal up, as its origin and holders keep it | `follow_up` |
//! | steps of ownership, given and arrived | `ownership` |
//! | absence of members, and what they give away meanwhile | `absence` |
//! | a dispute as its parties and its mediator keep it | `disputed` |
//! | steps of disputes and findings, given and arrived | `dispute` |
//! | consents of origins, as origin and holder keep them | `consent` |
//! | steps of consents, given and arrived | `consenting` |
//! | whether members have something about an identifier | `matching` |
//! | what never leaves the origin of a record | `private` |
//! | what a record is found by | `terms` |
//! | checkpoints of the journal, and those of others as their witness | `witness` |

mod absence;
mod activate;
mod answering;
mod attest;
mod classes;
mod consent;
mod consenting;
mod contract;
mod disclose;
mod dispute;
mod disputed;
mod effects;
mod ended_again;
mod ending;
mod epochs;
mod erase;
mod evidence;
mod figures;
mod follow_up;
mod gaps;
mod judge;
mod links;
mod matching;
mod ownership;
mod people;
mod private;
mod prune;
mod quarantine;
mod rating;
mod reaffirm;
mod recall;
mod receive;
mod relay;
mod relay_said;
mod request;
mod review;
mod signing;
mod terms;
mod widen;
mod witness;
mod work;
mod write;

use std::collections::BTreeMap;
use std::sync::Arc;

use sluis_schemas::{Date, MemberId, NodeId, Timestamp};

pub use absence::{Absence, NoAbsence};
pub use activate::{NotProven, Proven};
pub use answering::CLOSED;
pub use consent::{ConsentStage, Consents, KeptConsent, NoConsent};
pub use contract::{
    BeyondEntry, Decided, Direction, DraftBody, DraftId, Fact, Facts, Fingerprint, HeldState, Idempotency,
    IdempotencyKey, Input, Key, KnownEntry, LinkId, PageEntry, Prepared, Preview, Private, ReadSet, RecordOf, Ticket,
    ToRetract, Waiting, WaitingFor, Witnessed, Write,
};
pub use disputed::{DisputeBar, DisputeEnd, DisputeReply, Disputed, Saying, next_level};
pub use effects::{CoreError, DeadlineReason, Effect, Reply, Snapshot, Step, WriteBatch};
pub use ending::{
    Buried, Closed, Due as DueEnds, Entry as FeedPlace, Holding, Kept, Reached, SaidAfter, SentVersion, Terms,
    TermsError,
};
pub use evidence::{Against, Contradiction, Evidence};
pub use figures::{Figure, Figures};
pub use follow_up::{FollowUp, NotNow, Offer, Stage, ToSay, ToTell};
pub use gaps::{Gap, GapEnd};
pub use judge::{Judge, JudgeError, Judged, Proposed, lacks, pack_digests, packs_digest, view};
pub use links::WINDOW_BYTES;
pub use matching::{AskedMatch, Counted, MATCH_TERM, MatchCounter, MatchId, MatchQuota, MayAsk, OwnRecord, own_query};
pub use ownership::step_to_holder;
pub use people::read_own_copy as own_copy;
pub use prune::{Keeps, OldBlock, OldEntry, PRUNED, subjects};
pub use quarantine::STARTS_OVER;
pub use reaffirm::Opened;
pub use recall::{CORRECTS_REQUEST, EXPIRED, LOST, RECALLED, RETRACTED, SUPERSEDED};
pub use receive::{ABSENT, AGAIN, KEY_ENDED, OVER};
pub use relay::{
    HAS_IT, NOT_HELD, ORDER_OVER, ORDERED, Ordered, OrderedSignal, RELAY_LACKS_IT, REQUEST_NOT_RELAYED, ToOrder,
};
pub use request::{ANSWER_TERM, AwaitedReply, Progress, Request, Requests, Side, view as request_view};
pub use signing::Attestation;
pub use terms::{Term, terms};
pub use widen::TAKEN_BACK;

use crate::crypto::{Crypto, Salts, Signer};
use crate::feeds::FeedState;
use crate::journal::{Detail, PolicyEpoch};
use crate::records::FeedId;
use crate::register::Directory;
use crate::standing::Standing;
use crate::wire::MAX_PUSH;

use attest::Statements;
use disclose::Outgoing;
use links::Link;
use matching::Answers;
use prune::Pruning;
use receive::Due;
use review::Review;
use witness::Ledger;
use work::Work;

/// The node's own link to itself: members of one node disclose to each other through the same feeds.
pub const SELF_LINK: LinkId = LinkId(0);

/// The core of a node.
pub struct Core<C, S> {
    node: NodeId,
    crypto: C,
    attestation: Attestation<S>,
    salts: Salts,
    judge: Judge,
    directory: Arc<Directory>,
    feeds: BTreeMap<(Direction, FeedId), FeedState>,
    outbox: BTreeMap<FeedId, u64>,
    links: BTreeMap<NodeId, Link>,
    ledger: Ledger,
    witnessed: BTreeMap<NodeId, Witnessed>,
    cosigned: BTreeMap<NodeId, (u32, u64)>,
    /// Whom to tell what of their journals is cosigned, once it is durable.
    cosignatures: Vec<(NodeId, LinkId)>,
    last_time: Timestamp,
    /// Time of the newest entry of the journal: until then all is said that receipts say.
    journalled: Timestamp,
    outgoing: Vec<Outgoing>,
    answers: Answers,
    due: BTreeMap<FeedId, Due>,
    standing: Standing,
    /// What to tell nodes of the feeds between them and this one, once it is durable.
    statements: Vec<Statements>,
    terms: Terms,
    /// When the first of what is held ends.
    ends: Option<Timestamp>,
    /// How many recalls of records that nobody here held are kept, by signer.
    unknown_recalled: BTreeMap<MemberId, u64>,
    /// How far each peer's clock was ahead of ours when it last said anything, in milliseconds.
    clocks: BTreeMap<NodeId, i64>,
    /// When members here are absent that are not back yet, by the first day.
    absences: BTreeMap<(MemberId, Date), Absence>,
    /// The rules under which all that was disclosed was judged last.
    reviewed: Option<PolicyEpoch>,
    review: Option<Review>,
    pruning: Option<Pruning>,
    /// The day on which it was last begun to let go of what is over.
    pruned_on: Option<Date>,
}

/// What a core is made of beside its snapshot.
pub struct Parts<C, S> {
    /// The node it is.
    pub node: NodeId,
    /// Hashes and verifies.
    pub crypto: C,
    /// Sign heads, receipts and checkpoints.
    pub attestation: Attestation<S>,
    /// A source of salts with a fresh seed.
    pub salts: Salts,
    /// The policy engine.
    pub judge: Judge,
    /// When content that ended is destroyed.
    pub terms: Terms,
}

impl<C: Crypto, S: Signer> Core<C, S> {
    /// A core that goes on where the store left off. Give [`Self::start`] its first input.
    pub fn restore(parts: Parts<C, S>, snapshot: Snapshot) -> Self {
        let Parts { node, crypto, attestation, salts, judge, terms } = parts;
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
            ledger: Ledger::new(snapshot.journal, snapshot.log),
            witnessed: snapshot.witnessed,
            cosigned: snapshot.cosigned,
            cosignatures: Vec::new(),
            // A receipt may have been signed for all that is in the journal: what comes now is later.
            last_time: snapshot.last_time.plus_millis(1),
            journalled: snapshot.last_time,
            outgoing: Vec::new(),
            answers: Answers::new(),
            due: BTreeMap::new(),
            standing: snapshot.standing,
            statements: Vec::new(),
            terms,
            ends: snapshot.ends,
            unknown_recalled: snapshot.unknown_recalled,
            clocks: BTreeMap::new(),
            absences: snapshot.absences,
            reviewed: snapshot.reviewed,
            review: None,
            pruning: None,
            pruned_on: None,
        };
        core.links.insert(node, core.link_to_self());
        core
    }

    /// The inputs to begin with: what waits for members of this node, and what ended while it was away.
    #[must_use]
    pub fn start(&self) -> Vec<Input> {
        // The tick tells the journal of a restore that it has not been told of.
        let node = || self.node.clone();
        vec![Input::Tick, Input::Pump { node: node() }, Input::AskAgain { node: node() }]
    }

    /// What must be read before `batch` is handled.
    #[must_use]
    pub fn needs(&self, batch: &[Input]) -> ReadSet {
        let mut keys = ReadSet::new();
        for input in batch {
            match input {
                Input::Draft { actor, idempotency, fingerprint, body, .. } => {
                    keys.extend(idempotency.map(Key::Idempotency));
                    self.refusal_needs(&actor.member, &body.value.table, fingerprint, &mut keys);
                    keys.insert(Key::Resubmitted(*fingerprint));
                    keys.extend(answering::request_key(&actor.member, &body.value.content));
                }
                Input::Release { actor, draft, prepared, .. } => {
                    keys.insert(Key::Draft(actor.member.clone(), draft.clone()));
                    let signal = prepared.record.record();
                    keys.extend(answering::request_key(&actor.member, &signal.content));
                    if let Some(corrects) = signal.corrects {
                        keys.insert(Key::FollowUp(actor.member.clone(), corrects.first));
                        recall::own_needs(&actor.member, corrects.first, &mut keys);
                        keys.insert(Key::Request(actor.member.clone(), corrects.first));
                    }
                }
                Input::Widen { actor, signal, record, .. } => {
                    widen::needs(&actor.member, *signal, *record, &mut keys);
                }
                Input::Relay { actor, signal, record, .. } => {
                    widen::needs(&actor.member, *signal, *record, &mut keys);
                }
                Input::Order { order } => relay::order_needs(order.record(), &mut keys),
                Input::Recall { recall, .. } => {
                    let said = recall.record();
                    for owner in self.directory.predecessors(&said.origin).chain([&said.origin]) {
                        recall::own_needs(owner, said.signal, &mut keys);
                        keys.insert(Key::Request(owner.clone(), said.signal));
                    }
                }
                Input::Retract { retraction } => {
                    let said = retraction.record();
                    recall::own_needs(&said.origin, said.signal, &mut keys);
                    let feed = FeedId { discloser: said.origin.clone(), receiver: said.receiver.clone() };
                    keys.insert(Key::RetractionDue(feed, said.signal));
                    keys.insert(Key::Request(said.origin.clone(), said.signal));
                    keys.insert(Key::LostAt(said.origin.clone(), said.signal));
                    keys.insert(Key::FollowUp(said.origin.clone(), said.signal));
                }
                Input::HandOver { actor, refusal, .. } => {
                    keys.insert(Key::Refusal(actor.member.clone(), *refusal));
                }
                Input::Hold { actor, record, .. } => {
                    keys.insert(Key::Kept(actor.member.clone(), *record));
                }
                Input::Tick => {
                    erase::tick_needs(&mut keys);
                    relay::tick_needs(&mut keys);
                    reaffirm::tick_needs(&mut keys);
                    ownership::tick_needs(&mut keys);
                    self.absence_needs(&mut keys);
                }
                Input::Reaffirm { actor, signal, .. } => {
                    recall::own_needs(&actor.member, *signal, &mut keys);
                }
                Input::Reaffirmation { .. } => reaffirm::tick_needs(&mut keys),
                Input::Reopen { member, record } => {
                    keys.insert(Key::Unread(member.clone(), *record));
                }
                Input::Opened(opened) => reaffirm::opened_needs(opened, &mut keys),
                Input::Review => self.review_needs(&mut keys),
                Input::Prune => self.prune_needs(&mut keys),
                Input::Replace { actor, id, fingerprint, body, .. } => {
                    self.refusal_needs(&actor.member, &body.value.table, fingerprint, &mut keys);
                    keys.insert(Key::Resubmitted(*fingerprint));
                    keys.insert(Key::Draft(actor.member.clone(), id.clone()));
                    keys.extend(answering::request_key(&actor.member, &body.value.content));
                }
                Input::Discard { actor, id, .. } => {
                    keys.insert(Key::Draft(actor.member.clone(), id.clone()));
                }
                Input::Notice { actor, notice, .. } => {
                    keys.insert(Key::Request(actor.member.clone(), notice.record().request));
                }
                Input::Ownership { actor, said, .. } => ownership::needs(&actor.member, said.record(), &mut keys),
                Input::Consent { actor, idempotency, record, said, .. } => {
                    let made = (*record, idempotency.as_ref());
                    consenting::own_needs(&actor.member, said.record(), made, &mut keys);
                }
                Input::Absence { idempotency, .. } => {
                    keys.extend(idempotency.map(|idempotency| Key::Idempotency(idempotency.key)));
                }
                Input::Tell { said } => ownership::told_needs(said.record(), &mut keys),
                Input::Dispute { actor, idempotency, said, .. } => {
                    keys.extend(idempotency.map(|idempotency| Key::Idempotency(idempotency.key)));
                    said.iter().for_each(|one| dispute::needs(&actor.member, one.id(), one.record(), &mut keys));
                }
                Input::Find { actor, idempotency, said, .. } => {
                    keys.extend(idempotency.map(|idempotency| Key::Idempotency(idempotency.key)));
                    let found = said.iter().map(|one| one.record().dispute);
                    found.for_each(|id| dispute::finding_needs(&actor.member, id, &mut keys));
                }
                Input::Rate { actor, request, .. } => {
                    keys.insert(Key::Request(actor.member.clone(), *request));
                }
                Input::PassOn { actor, request, .. } => {
                    keys.insert(Key::Request(actor.member.clone(), *request));
                    keys.insert(Key::Own(actor.member.clone(), *request));
                }
                Input::Match { actor, idempotency, queries, .. } => {
                    keys.extend(idempotency.map(|idempotency| Key::Idempotency(idempotency.key)));
                    matching::asking_needs(actor, queries, &mut keys);
                }
                Input::AskAgain { .. } => Self::ask_again_needs(&mut keys),
                Input::Read { actor, records, .. } => {
                    keys.extend(records.iter().take(MAX_PUSH).map(|r| Key::Held(actor.member.clone(), *r)));
                }
                Input::Message { node, message, .. } => self.message_needs(node, message, &mut keys),
                Input::Pump { node } => self.pump_needs(node, &mut keys),
                Input::Checkpoint { node } => self.checkpoint_needs(node, &mut keys),
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
    pub fn handle(&mut self, now: Timestamp, mut batch: Vec<Input>, facts: &Facts) -> Result<Step, CoreError> {
        let now = now.max(self.last_time);
        self.last_time = now;
        let mut work = Work::new(now);
        // What is read of a signal's spread was read before the batch: nothing of the batch may move it first.
        batch.sort_by_key(Input::turn);
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
            Input::Draft { ticket, actor, id, idempotency, fingerprint, body } => {
                self.draft(work, facts, people::NewDraft { ticket, actor, id, idempotency, fingerprint, body })
            }
            Input::Release { ticket, actor, draft, table_hash, prepared } => {
                self.release(work, facts, people::Release { ticket, actor, draft, table_hash, prepared: *prepared })
            }
            Input::Replace { ticket, actor, id, version, fingerprint, body } => {
                self.replace(work, facts, people::Change { ticket, actor, id, version }, fingerprint, body)
            }
            Input::Discard { ticket, actor, id, version } => {
                self.discard(work, facts, people::Change { ticket, actor, id, version })
            }
            Input::Read { ticket, actor, records, form } => self.read(work, facts, ticket, actor, records, form),
            Input::Notice { ticket, actor, notice } => self.give_notice(work, facts, ticket, actor, &notice),
            Input::Ownership { ticket, actor, said } => self.take_step(work, facts, ticket, actor, &said),
            Input::Dispute { ticket, actor, idempotency, said } => {
                self.dispute(work, facts, dispute::Saying { ticket, actor, idempotency, said })
            }
            Input::Find { ticket, actor, idempotency, said } => {
                self.find(work, facts, dispute::Saying { ticket, actor, idempotency, said })
            }
            Input::Consent { ticket, actor, idempotency, record, said } => {
                self.take_consent_step(work, facts, consenting::Step { ticket, actor, idempotency, record, said })
            }
            Input::Rate { ticket, actor, request, of, rating } => {
                self.rate(work, facts, rating::Given { ticket, actor, request, of, rating })
            }
            Input::PassOn { ticket, actor, request, to } => self.pass_on(work, facts, ticket, actor, request, to),
            Input::Match { ticket, actor, id, idempotency, queries } => {
                self.ask_match(work, facts, matching::Asking { ticket, actor, id, idempotency, queries })
            }
            Input::AskAgain { node } => {
                self.ask_again(work, facts, &node);
                Ok(())
            }
            Input::Widen { ticket, actor, signal, record, to } => {
                self.widen(work, facts, widen::Widening { ticket, actor, signal, record, to })
            }
            Input::Relay { ticket, actor, signal, record, through, to } => {
                self.relay(work, facts, ticket, relay::Relaying { actor, signal, record, through, to })
            }
            Input::Recall { ticket, actor, recall } => self.recall(work, facts, ticket, actor, &recall),
            // It is asked for again once the quarantine is over.
            Input::Retract { .. } | Input::Order { .. } | Input::Tell { .. } if self.standing.is_quarantined() => {
                Ok(())
            }
            Input::Tell { said } => self.say_without_user(work, facts, &said),
            Input::Absence { ticket, actor, idempotency, from, until, delegate } => {
                let new = absence::Announcing { ticket, actor, idempotency, from, until, delegate };
                self.announce_absence(work, facts, new)
            }
            Input::EndAbsence { ticket, actor, from } => self.end_absence(work, ticket, actor, from),
            Input::Order { order } => self.order(work, facts, &order),
            Input::Retract { retraction } => self.retract(work, facts, &retraction),
            Input::Reaffirm { ticket, actor, signal } => self.reaffirm(work, facts, ticket, actor, signal),
            // The tick asks for it again once the quarantine is over.
            Input::Reaffirmation { .. } | Input::Reopen { .. } | Input::Opened(_) if self.standing.is_quarantined() => {
                Ok(())
            }
            Input::Reaffirmation { reaffirmation } => self.reaffirmed(work, facts, &reaffirmation),
            Input::Reopen { member, record } => {
                self.reopen(work, facts, member, record);
                Ok(())
            }
            Input::Opened(opened) => self.take_opened(work, facts, &opened),
            Input::Hold { ticket, actor, record, on, reason } => {
                self.hold(work, facts, erase::Holds { ticket, actor, record, on, reason })
            }
            Input::HandOver { ticket, actor, refusal, to, reference } => {
                self.hand_over(work, facts, gaps::HandOver { ticket, actor, refusal, to, reference })
            }
            Input::Destroy { ticket, released } => self.operator_let(work, ticket, released),
            Input::Activate { ticket, actor, proven, reason } => self.activate(work, ticket, actor, *proven, reason),
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
            Input::Review => self.review(work, facts),
            Input::Prune => self.prune(work, facts),
            Input::Checkpoint { node } => self.offer(work, facts, &node),
            Input::Tick => {
                self.give_answers(work);
                self.announce_restore(work)?;
                if !self.standing.is_quarantined() {
                    self.ask_for_signatures(work, facts);
                    Self::ask_for_orders(work, facts);
                    Self::see_to_ended_keys(work, facts);
                    Self::ask_to_tell(work, facts);
                    self.mind_absences(work, facts);
                }
                self.destroy_ended(work, facts)?;
                self.begin_review(work);
                self.begin_pruning(work);
                self.pump_all(work);
                self.offer_to_all(work);
                Ok(())
            }
            Input::LiftQuarantine { ticket, released } => self.lift(work, ticket, released),
            Input::TakeOpenings { ticket, operator } => {
                let entries = self.journal().seq.0;
                self.journal_entry(work, &Detail::OpeningsTaken { operator, entries })?;
                Self::reply(work, ticket, Reply::Done { notice: None })
            }
            Input::Attest { node, link } => {
                self.owe_statements(facts, node, link);
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
        self.ledger.committed();
        let mut effects = self.sign_cosignatures(now);
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
        let day = (!self.feeds.is_empty() || self.outbox.values().any(|n| *n > 0))
            .then(|| (Date::of(self.last_time).end(), DeadlineReason::PolicyDay));
        let destruction = self.ends.map(|at| (at, DeadlineReason::Destruction));
        let checkpoint = self.ledger.deadline().map(|at| (at, DeadlineReason::Checkpoint));
        let answers = self.next_answer().map(|at| (at, DeadlineReason::Answers));
        [day, destruction, checkpoint, answers].into_iter().flatten().min()
    }

    /// The time that it goes by: that of its last batch or commit, below which it never runs.
    #[must_use]
    pub const fn time(&self) -> Timestamp {
        self.last_time
    }

    /// The register held.
    #[must_use]
    pub const fn directory(&self) -> &Arc<Directory> {
        &self.directory
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
