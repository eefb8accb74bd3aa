//! How a list of actions is played: each is applied to the federation and told to the model; what cannot be done, since a
//! node is down or the rules refuse, does nothing. Then everything heals, and some more is submitted that must arrive.

use std::collections::{BTreeMap, BTreeSet};
use std::panic::AssertUnwindSafe;

use sluis_protocol::core::{Reply, Terms, next_level};
use sluis_protocol::envelope::RecordId;
use sluis_protocol::gates::PERMITTED;
use sluis_protocol::records::{About, DisputeStep, Found, Matter, Notice, OwnershipRefusal, OwnershipStep, Remedy};
use sluis_protocol::register::{KeyEntry, Register};
use sluis_schemas::case::CASES;
use sluis_schemas::content::Submission;
use sluis_schemas::vocabulary::{
    Answer, DisputeAnswer, DisputeGround, DisputeLevel, DisputeMatter, FollowUpOutcome, OwnCheck, Purpose,
    RecallGround, Role, UserRole,
};
use sluis_schemas::{Date, MemberId, NodeId, Timestamp, Words};

use super::{Plan, Tally};
use crate::actions::{Action, Disputing, Owning, RegisterChange};
use crate::cases::{case, matchable, question};
use crate::draws::draw;
use crate::invariants::{Invariant, JOURNAL_FORK};
use crate::model::{Model, Released};
use crate::net::{BEGIN, CrashPoint, Drafted, Net};
use crate::packs::PackSet;
use crate::store::MemoryStore;
use crate::{SimError, scenario};

const HOUR: u64 = 3_600_000;
const DAY: u64 = 24 * HOUR;
/// So many records of one signer may end before an operator is asked, in runs where these are many.
const FEW: u64 = 1;
/// Nodes that run on whole lines have met by then, in milliseconds.
const MET: u64 = 2 * 60_000;

/// What became of a run.
#[derive(Debug)]
pub struct Run {
    /// A number that two runs share only if everything happened in the same order.
    pub trace: u64,
    /// What was done.
    pub tally: Tally,
    /// What happened last, as far as it was asked for.
    pub events: Vec<String>,
    /// Why it failed, if it did.
    pub failed: Option<SimError>,
}

impl Run {
    /// A run that could not even begin.
    fn impossible(error: SimError) -> Self {
        Self { trace: 0, tally: Tally::default(), events: Vec::new(), failed: Some(error) }
    }
}

/// Plays a plan to its end, or to the first violation. The last `events` events are told, which costs time.
#[must_use]
pub fn play(plan: &Plan, events: usize) -> Run {
    let mut player = match caught(plan.seed, || Player::new(plan.seed, events)) {
        Ok(player) => player,
        Err(error) => return Run::impossible(error),
    };
    let failed = caught(plan.seed, || player.play(&plan.actions)).err();
    player.count_hits();
    Run { trace: player.net.trace(), tally: player.tally, events: player.net.told(), failed }
}

/// A core that panics fails the run, and not whoever runs it. Of what it leaves behind only counts and events are used.
fn caught<T>(seed: u64, run: impl FnOnce() -> Result<T, SimError>) -> Result<T, SimError> {
    std::panic::catch_unwind(AssertUnwindSafe(run)).unwrap_or_else(|panic| {
        let text = panic.downcast_ref::<String>().map(String::as_str).or_else(|| panic.downcast_ref::<&str>().copied());
        Err(SimError::Panicked { seed, text: text.unwrap_or("no text").to_owned() })
    })
}

/// A signal that was released, or may have been.
struct Sent {
    submission: Submission,
    /// Its versions, in order.
    versions: Vec<RecordId>,
}

impl Sent {
    fn first(&self) -> Result<RecordId, SimError> {
        self.versions.first().copied().ok_or_else(|| scenario("a signal without a version"))
    }
}

struct Player {
    net: Net,
    model: Model,
    tally: Tally,
    drafts: BTreeMap<u32, Drafted>,
    requests: BTreeMap<u32, RecordId>,
    signals: BTreeMap<u32, Sent>,
    copies: BTreeMap<u32, (NodeId, MemoryStore)>,
    /// The register as it began.
    first: Register,
}

/// The usual terms; in every fourth run few records at once are many enough for an operator.
fn terms(seed: u64) -> Result<Terms, SimError> {
    let few = draw(seed, "terms", "", 0).is_multiple_of(4);
    if few { Terms::new(HOUR, 72 * HOUR, FEW).map_err(scenario) } else { Ok(Terms::DEFAULT) }
}

impl Player {
    fn new(seed: u64, events: usize) -> Result<Self, SimError> {
        let mut net = Net::under(seed, terms(seed)?)?;
        net.tell(events);
        let (first, model) = (net.register().clone(), Model::of(&net));
        let (drafts, requests, signals) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        let (tally, copies) = (Tally::default(), BTreeMap::new());
        Ok(Self { net, model, tally, drafts, requests, signals, copies, first })
    }

    fn play(&mut self, actions: &[Action]) -> Result<(), SimError> {
        for action in actions {
            self.net.say(|| action.to_string());
            let done = self.act(action)?;
            self.tally.count(action, done);
            self.model.watch(&mut self.net);
            self.net.checked()?;
        }
        self.net.say(|| "everything heals".to_owned());
        self.model.safety(&mut self.net);
        self.net.checked()?;
        self.net.recover()?;
        self.reaffirm_all()?;
        self.rest()?;
        self.net.let_clocks_agree()?;
        self.probe()?;
        self.net.advance_millis(2 * HOUR)?;
        self.let_all_be_destroyed()?;
        self.rest()?;
        self.model.nothing_remains(&mut self.net);
        self.net.checked()
    }

    /// Operators let be destroyed what waits for them, everywhere; every node must take it.
    fn let_all_be_destroyed(&mut self) -> Result<(), SimError> {
        for member in self.net.register().members.keys().cloned().collect::<Vec<_>>() {
            if !self.let_be_destroyed(&member)? {
                self.stuck(&member, "lets nothing be destroyed");
            }
        }
        self.net.checked()
    }

    /// A member's node does not do what every node must, once all is whole.
    fn stuck(&mut self, member: &MemberId, what: &str) {
        let now = self.net.now();
        if let Some(node) = self.net.node_of(member) {
            self.net.witness.broken(
                Invariant::Delivered,
                &node,
                now,
                format!("once all is whole, it {what} for {member}"),
            );
        }
    }

    /// Everything heals and comes to rest; then all that must have come about has.
    fn rest(&mut self) -> Result<(), SimError> {
        self.net.come_to_rest()?;
        self.model.safety(&mut self.net);
        self.model.liveness(&mut self.net);
        self.net.checked()
    }

    /// Once all is whole, somebody on each node submits what nobody submitted before, and that must arrive as well. Only
    /// the rules may refuse it by now, and then something else will do.
    fn probe(&mut self) -> Result<(), SimError> {
        let mut probed: BTreeSet<NodeId> = BTreeSet::new();
        for (name, _) in CASES {
            let case = case(name)?;
            let Some(by) = case.submitted_by.filter(|_| case.requests.is_empty()) else { continue };
            let Some(node) = self.net.node_of(&by).filter(|node| !probed.contains(node)) else { continue };
            let mut submission = case.submission;
            submission.content.title = Some(format!("Probe, {}", self.net.now()));
            match self.takes(&by, &submission) {
                Ok(None) => continue,
                Ok(Some(true)) => {}
                Ok(Some(false)) | Err(SimError::Scenario(_)) => self.stuck(&by, "takes no submission"),
                Err(error) => return Err(error),
            }
            probed.insert(node);
        }
        self.net.checked()
    }

    /// Whether a member's node takes a submission; none where the rules refuse it, and the node says so.
    fn takes(&mut self, by: &MemberId, submission: &Submission) -> Result<Option<bool>, SimError> {
        let mut person = self.net.member(by.as_str())?;
        if person.preview(submission)?.submit == "accepted" {
            return self.submit(by, submission).map(Some);
        }
        let reply = person.draft_as(submission, None)?;
        Ok((!matches!(reply, Some(Reply::Refused { .. } | Reply::WrongChannel { .. }))).then_some(false))
    }

    fn count_hits(&mut self) {
        let crashes: u64 = CrashPoint::ALL.into_iter().map(|point| self.net.hits(point)).sum();
        let failed = self.net.failed_commits();
        for (kind, count) in [("crash-at", crashes), ("fail-commit", failed)] {
            self.tally.faults.remove(kind);
            if count > 0 {
                self.tally.faults.insert(kind, count);
            }
        }
        self.tally.events = self.net.events();
    }

    /// Applies one action; whether it did anything.
    fn act(&mut self, action: &Action) -> Result<bool, SimError> {
        let outcome = match action {
            Action::Submit { signal, by, case: name, days } => self.submit_case(*signal, by, name, *days),
            Action::Draft { signal, by, case: name } => self.draft(*signal, by, name),
            Action::Release { signal, by } => self.release(*signal, by),
            Action::Ask { request, by, to, purpose } => self.ask(*request, by, to, *purpose),
            Action::Reply { signal, request, by, case: name, answer } => {
                self.reply(*signal, *request, by, name, *answer)
            }
            Action::Notify { request, by, to, notice } => self.notify(*request, by, to, notice),
            Action::PassOn { request, by, to } => self.pass_on(*request, by, to),
            Action::Correct { signal, by, without } => self.correct(*signal, by, without.as_ref()),
            Action::Own { signal, by, to, says } => self.own(*signal, by, to, *says),
            Action::Dispute { signal, by, with, mediator, says } => self.dispute(*signal, by, (with, mediator), *says),
            Action::Relay { signal, by, through, to } => self.relay(*signal, by, through, to),
            Action::Recall { signal, by } => self.recall(*signal, by),
            Action::Withdraw { request, by } => self.withdraw(*request, by),
            Action::Hold { signal, by, on } => self.hold(*signal, by, *on),
            Action::LetBeDestroyed { by } => self.let_be_destroyed(by),
            Action::Rotate { member, node, ms } => self.rotate(member, node, *ms),
            Action::Revoke { member, node, ms } => self.revoke(member, node, *ms),
            Action::Reaffirm { signal, by } => self.reaffirm(*signal, by),
            Action::Activate { by, packs } => self.activate(by, *packs),
            Action::Match { by, of, case: name } => self.ask_match(by, of, name),
            Action::Read { by, purpose } => self.read(by, *purpose),
            Action::ChangeRegister { node, change } => self.change_register(node, change),
            Action::BackUp { node, copy } => self.back_up(node, *copy),
            Action::Restore { node, copy, by_hand } => self.restore(node, *copy, *by_hand),
            Action::LiftQuarantine { node } => self.lift_quarantine(node),
            fault => self.happen(fault),
        };
        match outcome {
            // What could not be done does not matter here; what was broken does.
            Err(SimError::Scenario(_)) => Ok(false),
            outcome => outcome,
        }
    }

    /// Faults, their ends, and time.
    fn happen(&mut self, action: &Action) -> Result<bool, SimError> {
        let net = &mut self.net;
        match action {
            Action::Cut { a, b } if !net.links.is_cut(a, b) => net.cut(a.as_str(), b.as_str())?,
            Action::Heal { a, b } if net.links.is_cut(a, b) => net.heal(a.as_str(), b.as_str())?,
            Action::HealAll if net.links.any_is_cut() => net.heal_all(),
            Action::Crash { node } if net.is_running(node) => net.crash(node.as_str())?,
            Action::CrashAt { node, point, write } => net.crash_at(node.as_str(), *point, write.picks())?,
            Action::FailCommit { node } => net.fail_next_commit(node.as_str())?,
            Action::SlowDisk { node, ms } if net.slow(node.as_str())? != *ms => net.slow_disk(node.as_str(), *ms)?,
            Action::LyingDisk { node } => net.lying_disk(node.as_str())?,
            Action::ClockJump { node, ms } if *ms != 0 => net.jump_clock(node.as_str(), *ms)?,
            Action::Restart { node } if !net.is_running(node) => net.restart(node.as_str())?,
            Action::RestartAll if net.any_is_down() => net.restart_all()?,
            Action::Advance { ms } => net.advance_millis(*ms)?,
            _ => return Ok(false),
        }
        Ok(true)
    }

    fn submit_case(&mut self, signal: u32, by: &MemberId, name: &str, days: Option<u32>) -> Result<bool, SimError> {
        let mut submission = case(name)?.submission;
        if let Some(days) = days {
            let until = Date::of(self.net.now().plus_millis(u64::from(days) * DAY));
            submission.content.handling.retain_until = Some(until);
        }
        let draft = self.net.member(by.as_str())?.draft(&submission)?;
        self.release_as(signal, by, &draft)
    }

    fn submit(&mut self, by: &MemberId, submission: &Submission) -> Result<bool, SimError> {
        let draft = self.net.member(by.as_str())?.draft(submission)?;
        Ok(self.release_draft(by, &draft)?.is_some_and(|(_, sure)| sure))
    }

    fn draft(&mut self, signal: u32, by: &MemberId, name: &str) -> Result<bool, SimError> {
        let draft = self.net.member(by.as_str())?.draft(&case(name)?.submission)?;
        self.drafts.insert(signal, draft);
        Ok(true)
    }

    fn release(&mut self, signal: u32, by: &MemberId) -> Result<bool, SimError> {
        let Some(draft) = self.drafts.get(&signal).cloned() else { return Ok(false) };
        self.release_as(signal, by, &draft)
    }

    /// Releases a draft as a version of a signal.
    fn release_as(&mut self, signal: u32, by: &MemberId, draft: &Drafted) -> Result<bool, SimError> {
        let Some((record, sure)) = self.release_draft(by, draft)? else { return Ok(false) };
        let first = || Sent { submission: draft.submission.clone(), versions: Vec::new() };
        self.signals.entry(signal).or_insert_with(first).versions.push(record);
        Ok(sure)
    }

    /// Releases a draft and tells the model; the record, and whether the node said that there is one.
    fn release_draft(&mut self, by: &MemberId, draft: &Drafted) -> Result<Option<(RecordId, bool)>, SimError> {
        let register = self.net.register_at(by);
        let (signed, table, reply) = self.net.member(by.as_str())?.release_watched(draft)?;
        let (record, outcomes, sure) = match reply {
            Some(Reply::Released { record, table }) => (record, table.members, true),
            // It may have been released all the same: the answer was lost.
            None => (signed, table.members, false),
            Some(_) => return Ok(None),
        };
        let (origin, submission, corrects) = (by.clone(), draft.submission.clone(), draft.corrects);
        self.model.released(&self.net, record, Released { origin, submission, outcomes, sure, register, corrects });
        Ok(Some((record, sure)))
    }

    fn sent(&self, signal: u32) -> Result<&Sent, SimError> {
        self.signals.get(&signal).ok_or_else(|| scenario(format!("signal {signal} was never released")))
    }

    fn correct(&mut self, signal: u32, by: &MemberId, without: Option<&MemberId>) -> Result<bool, SimError> {
        let sent = self.sent(signal)?;
        let (first, mut submission) = (sent.first()?, sent.submission.clone());
        submission.content.title = Some(format!("Version {}", sent.versions.len() + 1));
        submission.distribution.exclude.extend(without.cloned());
        let draft = self.net.member(by.as_str())?.draft_correction(first, &submission)?;
        self.release_as(signal, by, &draft)
    }

    fn relay(&mut self, signal: u32, by: &MemberId, through: &MemberId, to: &MemberId) -> Result<bool, SimError> {
        let first = self.sent(signal)?.first()?;
        let reply = self.net.member(by.as_str())?.relay(first, through.as_str(), &[to.as_str()])?;
        let sure = match &reply {
            Some(Reply::Widened { outcomes }) => outcomes.get(to).is_some_and(|outcome| outcome == PERMITTED),
            _ => false,
        };
        if sure || reply.is_none() {
            self.model.relayed(first, to);
        }
        Ok(sure)
    }

    /// By the offer that who says it knows of; where there is none, by one that never was.
    fn own(&mut self, signal: u32, by: &MemberId, to: &MemberId, says: Owning) -> Result<bool, SimError> {
        let first = self.sent(signal)?.first()?;
        let kept = self.net.follow_up(by.as_str(), first);
        let offer = kept.as_ref().and_then(|kept| kept.stage.offer()).map_or(first, |offer| offer.id);
        let today = Date::of(self.net.now());
        let step = match says {
            Owning::Offer => OwnershipStep::Offered { accept_by: today.plus_days(7), close_by: today.plus_days(30) },
            Owning::Propose => OwnershipStep::Proposed { owner: by.clone() },
            Owning::Withdraw => OwnershipStep::Withdrawn { offer },
            Owning::Accept => OwnershipStep::Accepted { offer },
            Owning::Refuse => OwnershipStep::Refused { offer, why: OwnershipRefusal::Duplicate },
            Owning::HandOver => OwnershipStep::HandedOver { offer, to: by.clone() },
            Owning::Close => {
                let (outcome, check) = (FollowUpOutcome::NoMeasureNeeded, OwnCheck::Confirmed);
                OwnershipStep::Closed { offer, outcome, check }
            }
        };
        let reply = self.net.member(by.as_str())?.own(first, to.as_str(), step)?;
        Ok(matches!(reply, Some(Reply::Done { .. })))
    }

    /// Of the newest dispute that who says it has; where there is none, of one that never was.
    fn dispute(
        &mut self,
        signal: u32,
        by: &MemberId,
        (with, mediator): (&MemberId, &MemberId),
        says: Disputing,
    ) -> Result<bool, SimError> {
        let first = self.sent(signal)?.first()?;
        let of = self.net.witness.releases.get(&first).map_or_else(|| by.clone(), |release| release.origin.clone());
        let dispute = self.net.newest_dispute(by.as_str()).unwrap_or(first);
        let level = self.net.disputed(by.as_str(), dispute).map_or(DisputeLevel::Officer, |kept| kept.level);
        let due = Date::of(self.net.now()).plus_days(7);
        let words = Words::new("it is said otherwise").map_err(scenario)?;
        let answered = |view, words| DisputeStep::Answered { dispute, level, view, words };
        let step = match says {
            Disputing::Open => {
                let case = Matter { matter: DisputeMatter::Grading, ground: DisputeGround::Facts, words };
                let about = About { of, signal: first };
                let reply = self.net.member(by.as_str())?.open_dispute(about, with.as_str(), (case, due))?;
                return Ok(matches!(reply, Some(Reply::Done { .. })));
            }
            Disputing::Find => {
                let basis = "eu.gdpr-6-1-e".parse().map_err(scenario)?;
                let found = Found { outcome: Remedy::Agreement { basis }, words };
                let reply = self.net.member(by.as_str())?.find(dispute, &found)?;
                return Ok(matches!(reply, Some(Reply::Done { .. })));
            }
            Disputing::Uphold => answered(DisputeAnswer::Upheld, words),
            Disputing::Yield => answered(DisputeAnswer::Yielded, words),
            Disputing::Withdraw => DisputeStep::Withdrawn { dispute },
            Disputing::Escalate => {
                let level = next_level(level).unwrap_or(DisputeLevel::SteeringGroup);
                let mediator = (level >= DisputeLevel::Mediator).then(|| mediator.clone());
                DisputeStep::Escalated { dispute, level, due, mediator }
            }
        };
        let reply = self.net.member(by.as_str())?.dispute(dispute, step)?;
        Ok(matches!(reply, Some(Reply::Done { .. })))
    }

    fn recall(&mut self, signal: u32, by: &MemberId) -> Result<bool, SimError> {
        let first = self.sent(signal)?.first()?;
        self.recall_record(first, by)
    }

    fn withdraw(&mut self, request: u32, by: &MemberId) -> Result<bool, SimError> {
        self.recall_record(self.asked(request)?, by)
    }

    fn recall_record(&mut self, first: RecordId, by: &MemberId) -> Result<bool, SimError> {
        let reply = self.net.member(by.as_str())?.recall(first, RecallGround::Error)?;
        let sure = matches!(reply, Some(Reply::Recalled { .. }));
        if sure || reply.is_none() {
            self.model.recalled(first, sure);
        }
        Ok(sure)
    }

    /// The newest version that the member keeps comes under legal hold, or the hold is lifted.
    fn hold(&mut self, signal: u32, by: &MemberId, on: bool) -> Result<bool, SimError> {
        let keeps = |record: &&RecordId| self.net.row(by, **record).is_some_and(|holding| !holding.destroyed);
        let Some(record) = self.sent(signal)?.versions.iter().rev().find(keeps).copied() else { return Ok(false) };
        let reply = self.net.member(by.as_str())?.hold(record, on)?;
        let sure = matches!(reply, Some(Reply::Done { .. }));
        if sure || reply.is_none() {
            self.model.legal_hold(by, record, on, sure);
        }
        Ok(sure)
    }

    fn let_be_destroyed(&mut self, by: &MemberId) -> Result<bool, SimError> {
        let administrator = self.net.member(by.as_str())?.in_roles(&[UserRole::Administrator]).let_be_destroyed()?;
        Ok(matches!(administrator, Some(Reply::Done { .. })))
    }

    /// A new key joins the one that a member has; the next time that one is retired.
    fn rotate(&mut self, member: &MemberId, node: &NodeId, ms: u64) -> Result<bool, SimError> {
        if !self.net.is_running(node) || !self.net.serves_now(member) {
            return Ok(false);
        }
        let is_old = |entry: &KeyEntry| entry.until.is_none() && entry.compromised_since.is_none();
        if self.net.key_entries(member).into_iter().filter(is_old).count() < 2 {
            self.net.add_key(member, node.as_str())?;
        } else {
            self.net.retire_keys(member, node.as_str(), self.net.now().plus_millis(ms))?;
        }
        self.model.registered(&self.net);
        Ok(true)
    }

    fn revoke(&mut self, member: &MemberId, node: &NodeId, ms: u64) -> Result<bool, SimError> {
        if !self.net.is_running(node) || !self.net.serves_now(member) {
            return Ok(false);
        }
        let moment = self.net.now().as_millis().saturating_sub(ms).max(BEGIN.as_millis());
        self.net.revoke_since(member, node.as_str(), Timestamp::from_millis(moment))?;
        self.model.registered(&self.net);
        Ok(true)
    }

    fn reaffirm(&mut self, signal: u32, by: &MemberId) -> Result<bool, SimError> {
        let first = self.sent(signal)?.first()?;
        Ok(matches!(self.net.member(by.as_str())?.reaffirm(first)?, Some(Reply::Done { .. })))
    }

    /// Members say of all that they signed with a key that was revoked that it stands; every node must take it.
    fn reaffirm_all(&mut self) -> Result<(), SimError> {
        for (member, signal) in self.model.signed_under_revoked_keys(&self.net) {
            // Who forgot a signal in a restore cannot say anything of it.
            let reply = self.net.member(member.as_str())?.reaffirm(signal)?;
            if !matches!(reply, Some(Reply::Done { .. } | Reply::NotFound)) {
                self.stuck(&member, "takes no reaffirmation");
            }
        }
        self.net.checked()
    }

    fn ask(&mut self, request: u32, by: &MemberId, to: &MemberId, purpose: Purpose) -> Result<bool, SimError> {
        let draft = self.net.member(by.as_str())?.draft(&question(by, to, purpose)?)?;
        let asked = self.release_draft(by, &draft)?.filter(|(_, sure)| *sure);
        self.requests.extend(asked.map(|(record, _)| (request, record)));
        Ok(asked.is_some())
    }

    fn asked(&self, request: u32) -> Result<RecordId, SimError> {
        self.requests.get(&request).copied().ok_or_else(|| scenario(format!("request {request} was never asked")))
    }

    fn reply(
        &mut self,
        signal: u32,
        request: u32,
        by: &MemberId,
        name: &str,
        answer: Answer,
    ) -> Result<bool, SimError> {
        let mut submission = case(name)?.submission;
        submission.content.handling.in_reply_to = Some(self.asked(request)?.to_string());
        submission.content.answer = Some(answer);
        let draft = self.net.member(by.as_str())?.draft(&submission)?;
        self.release_as(signal, by, &draft)
    }

    fn notify(&mut self, request: u32, by: &MemberId, to: &MemberId, notice: &Notice) -> Result<bool, SimError> {
        let record = self.asked(request)?;
        let reply = self.net.member(by.as_str())?.notify(record, to.as_str(), notice.clone())?;
        let sure = matches!(reply, Some(Reply::Done { .. }));
        if sure || reply.is_none() {
            self.model.said(record, by, to, notice, sure);
        }
        Ok(sure)
    }

    fn pass_on(&mut self, request: u32, by: &MemberId, to: &MemberId) -> Result<bool, SimError> {
        let record = self.asked(request)?;
        let reply = self.net.member(by.as_str())?.pass_on(record, to.as_str())?;
        let sure = matches!(reply, Some(Reply::Done { .. }));
        if sure || reply.is_none() {
            self.model.passed_on(record, to, sure);
        }
        Ok(sure)
    }

    fn activate(&mut self, by: &MemberId, packs: PackSet) -> Result<bool, SimError> {
        let proven = packs.proven()?;
        let reply = self.net.member(by.as_str())?.in_roles(&[UserRole::PolicyOfficer]).activate(proven)?;
        let sure = matches!(reply, Some(Reply::Activated { .. }));
        if sure || reply.is_none() {
            self.model.activated(&self.net, by, packs);
        }
        Ok(sure)
    }

    fn ask_match(&mut self, by: &MemberId, of: &MemberId, name: &str) -> Result<bool, SimError> {
        let case = case(name)?;
        let number = matchable(&case).ok_or_else(|| scenario(format!("{name} is about no number")))?;
        let purpose = case.submission.content.handling.purpose;
        let mut person = self.net.member(by.as_str())?.for_purpose(purpose, "z-1");
        Ok(matches!(person.ask_match(&number, &[of.as_str()])?, Some(Reply::Asked { .. })))
    }

    fn read(&mut self, by: &MemberId, purpose: Purpose) -> Result<bool, SimError> {
        let held = self.model.once_read_by(by);
        let reply = self.net.member(by.as_str())?.for_purpose(purpose, "z-1").read_all(held)?;
        Ok(matches!(reply, Some(Reply::Records(_))))
    }

    fn back_up(&mut self, node: &NodeId, copy: u32) -> Result<bool, SimError> {
        let store = self.net.back_up(node.as_str())?;
        self.copies.insert(copy, (node.clone(), store));
        Ok(true)
    }

    /// A node goes on with a copy of its store; the model learns what was forgotten with that.
    fn restore(&mut self, node: &NodeId, copy: u32, by_hand: bool) -> Result<bool, SimError> {
        let Some((_, copy)) = self.copies.get(&copy).filter(|(of, _)| of == node) else { return Ok(false) };
        let (copy, before) = (copy.clone(), self.net.back_up(node.as_str())?);
        if !by_hand {
            self.net.restore_from(node.as_str(), copy)?;
            self.model.put_back(&self.net, node, &before);
            return Ok(true);
        }
        // Somebody who does so lets the node meet its peers before anybody works with it: what it signs anew before it
        // learns what it forgot is a fork.
        if self.net.any_is_down() || self.net.links.any_is_cut() {
            return Ok(false);
        }
        self.net.roll_back(node.as_str(), copy)?;
        self.model.put_back(&self.net, node, &before);
        self.net.advance_millis(MET)?;
        self.settle_fork(node)?;
        Ok(true)
    }

    /// An operator who is told that the journal is another than others cosigned says that the store was put back.
    fn settle_fork(&mut self, node: &NodeId) -> Result<(), SimError> {
        if self.net.faults(node.as_str())?.iter().any(|code| code == JOURNAL_FORK) {
            let store = self.net.back_up(node.as_str())?;
            self.net.restore_from(node.as_str(), store)?;
        }
        Ok(())
    }

    fn lift_quarantine(&mut self, node: &NodeId) -> Result<bool, SimError> {
        if !self.net.is_running(node) || !self.net.is_quarantined(node.as_str())? {
            return Ok(false);
        }
        self.net.lift_quarantine(node.as_str(), "the line is down for days")?;
        Ok(true)
    }

    /// The authorities sign a change and hand it to a node, if that is up and anything changes.
    fn change_register(&mut self, node: &NodeId, change: &RegisterChange) -> Result<bool, SimError> {
        let mut next = self.net.register().clone();
        change_in(&mut next, change, &self.first, Date::of(self.net.now()));
        if !self.net.is_running(node) || next == *self.net.register() {
            return Ok(false);
        }
        self.net.extend_register(node.as_str(), |register| {
            (register.members, register.agreements) = (next.members, next.agreements);
        })?;
        self.model.registered(&self.net);
        Ok(true)
    }
}

/// Makes a change; `first` is the register as it began.
fn change_in(register: &mut Register, change: &RegisterChange, first: &Register, today: Date) {
    match change {
        RegisterChange::TakeMandate { member } => {
            register.members.get_mut(member).and_then(|m| m.mandates.pop());
        }
        RegisterChange::TakeMandates { member } => {
            register.members.entry(member.clone()).and_modify(|m| m.mandates.clear());
        }
        RegisterChange::TakeSectors { member } => {
            let mandates = register.members.get_mut(member).into_iter().flat_map(|m| &mut m.mandates);
            mandates.for_each(|mandate| mandate.sectors.clear());
        }
        RegisterChange::ReturnMandates { member } => {
            let before = first.members.get(member).map(|m| m.mandates.clone());
            if let Some((member, mandates)) = register.members.get_mut(member).zip(before) {
                member.mandates = mandates;
            }
        }
        RegisterChange::DelayAgreements { member } => {
            let delayed = std::mem::take(&mut register.agreements).into_iter().map(|mut agreement| {
                if agreement.between.contains(member) {
                    agreement.since = Date::of(today.end());
                }
                agreement
            });
            register.agreements = delayed.collect();
        }
        RegisterChange::Mediates { member } => {
            register.members.entry(member.clone()).and_modify(|m| m.role = Role::Mediator);
        }
        RegisterChange::EndAgreements => register.agreements.clear(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_fails_the_run_and_is_told_from_other_failures() {
        let panicked = caught::<()>(7, || panic!("index out of bounds")).unwrap_err();
        assert_eq!(panicked.to_string(), "seed 7: the core panicked: index out of bounds");
        assert!(panicked.is_like(&SimError::Panicked { seed: 8, text: String::new() }));
        assert!(!panicked.is_like(&SimError::NotQuiet { seed: 7, events: 1 }));
        assert!(!panicked.is_like(&scenario("no such node")));
    }

    #[test]
    fn what_cannot_do_anything_is_no_fault_that_came_about() {
        let [a, b] = ["node-nl", "node-de"].map(|id| id.parse::<NodeId>().unwrap());
        let cut = Action::Cut { a: a.clone(), b: b.clone() };
        let slow = Action::SlowDisk { node: a.clone(), ms: 40 };
        let actions = vec![cut.clone(), cut, slow.clone(), slow, Action::ClockJump { node: b, ms: 0 }];

        let tally = play(&Plan { seed: 1, actions }, 0).tally;

        assert_eq!(tally.faults, [("cut", 1), ("slow-disk", 1)].into());
        assert_eq!(tally.idle, [("clock-jump", 1), ("cut", 1), ("slow-disk", 1)].into());
    }
}
