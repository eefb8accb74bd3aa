//! How a list of actions is played: each is applied to the federation and told to the model; what cannot be done, since a
//! node is down or the rules refuse, does nothing. Then everything heals, and some more is submitted that must arrive.

use std::collections::BTreeMap;

use sluis_protocol::core::{Reply, Terms};
use sluis_protocol::envelope::RecordId;
use sluis_protocol::records::Notice;
use sluis_protocol::register::Register;
use sluis_schemas::case::CASES;
use sluis_schemas::content::Submission;
use sluis_schemas::vocabulary::{Answer, Purpose, RecallGround, UserRole};
use sluis_schemas::{Date, MemberId, NodeId};

use super::{Plan, Tally};
use crate::actions::{Action, RegisterChange};
use crate::cases::{case, question};
use crate::draws::draw;
use crate::model::{Model, Released};
use crate::net::{CrashPoint, Drafted, Net};
use crate::{SimError, scenario};

const HOUR: u64 = 3_600_000;
const DAY: u64 = 24 * HOUR;
/// So many records of one signer may end before an operator is asked, in runs where these are many.
const FEW: u64 = 1;

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
    // A core that panics fails the run, and not whoever runs it.
    std::panic::catch_unwind(|| play_on(plan, events)).unwrap_or_else(|panic| {
        let text = panic.downcast_ref::<String>().map(String::as_str).or_else(|| panic.downcast_ref::<&str>().copied());
        Run::impossible(SimError::Panicked { seed: plan.seed, text: text.unwrap_or("no text").to_owned() })
    })
}

fn play_on(plan: &Plan, events: usize) -> Run {
    let mut player = match Player::new(plan.seed, events) {
        Ok(player) => player,
        Err(error) => return Run::impossible(error),
    };
    let failed = player.play(&plan.actions).err();
    player.count_hits();
    Run { trace: player.net.trace(), tally: player.tally, events: player.net.told(), failed }
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
        let (tally, drafts, requests, signals) = (Tally::default(), BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        Ok(Self { net, model, tally, drafts, requests, signals, first })
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
        self.rest()?;
        self.net.let_clocks_agree()?;
        self.probe()?;
        self.net.advance_millis(2 * HOUR)?;
        self.let_all_be_destroyed()?;
        self.rest()?;
        self.model.nothing_remains(&mut self.net);
        self.net.checked()
    }

    fn let_all_be_destroyed(&mut self) -> Result<(), SimError> {
        let members = self.net.register().members.keys().cloned().collect::<Vec<_>>();
        members.iter().try_for_each(|member| self.let_be_destroyed(member).map(drop))
    }

    /// Everything heals and comes to rest; then all that must have come about has.
    fn rest(&mut self) -> Result<(), SimError> {
        self.net.come_to_rest()?;
        self.model.safety(&mut self.net);
        self.model.liveness(&mut self.net);
        self.net.checked()
    }

    /// Once all is whole, somebody on each node submits, and that must arrive as well.
    fn probe(&mut self) -> Result<(), SimError> {
        let mut probed: Vec<NodeId> = Vec::new();
        for (name, _) in CASES {
            let case = case(name)?;
            let Some(by) = case.submitted_by.filter(|_| case.requests.is_empty()) else { continue };
            let Some(node) = self.net.node_of(&by).filter(|node| !probed.contains(node)) else { continue };
            match self.submit(&by, &case.submission) {
                Ok(true) => probed.push(node),
                // The rules refuse it by now, and something else will do.
                Ok(false) | Err(SimError::Scenario(_)) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
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
            Action::Recall { signal, by } => self.recall(*signal, by),
            Action::Withdraw { request, by } => self.withdraw(*request, by),
            Action::Hold { signal, by, on } => self.hold(*signal, by, *on),
            Action::LetBeDestroyed { by } => self.let_be_destroyed(by),
            Action::Read { by, purpose } => self.read(by, *purpose),
            Action::ChangeRegister { node, change } => self.change_register(node, change),
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
            Action::Cut { a, b } => net.cut(a.as_str(), b.as_str())?,
            Action::Heal { a, b } => net.heal(a.as_str(), b.as_str())?,
            Action::HealAll => net.heal_all(),
            Action::Crash { node } if net.is_running(node) => net.crash(node.as_str())?,
            Action::CrashAt { node, point, write } => net.crash_at(node.as_str(), *point, write.picks())?,
            Action::FailCommit { node } => net.fail_next_commit(node.as_str())?,
            Action::SlowDisk { node, ms } => net.slow_disk(node.as_str(), *ms)?,
            Action::LyingDisk { node } => net.lying_disk(node.as_str())?,
            Action::ClockJump { node, ms } => net.jump_clock(node.as_str(), *ms)?,
            Action::Restart { node } if !net.is_running(node) => net.restart(node.as_str())?,
            Action::RestartAll => net.restart_all()?,
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

    fn read(&mut self, by: &MemberId, purpose: Purpose) -> Result<bool, SimError> {
        let held = self.model.once_read_by(by);
        let reply = self.net.member(by.as_str())?.for_purpose(purpose, "z-1").read_all(held)?;
        Ok(matches!(reply, Some(Reply::Records(_))))
    }

    /// The authorities sign a change and hand it to a node, if that is up.
    fn change_register(&mut self, node: &NodeId, change: &RegisterChange) -> Result<bool, SimError> {
        if !self.net.is_running(node) {
            return Ok(false);
        }
        let first = &self.first;
        self.net.extend_register(node.as_str(), |register| match change {
            RegisterChange::TakeMandate { member } => {
                register.members.get_mut(member).and_then(|m| m.mandates.pop());
            }
            RegisterChange::ReturnMandates { member } => {
                let before = first.members.get(member).map(|m| m.mandates.clone());
                if let Some((member, mandates)) = register.members.get_mut(member).zip(before) {
                    member.mandates = mandates;
                }
            }
            RegisterChange::EndAgreements => register.agreements.clear(),
        })?;
        self.model.registered(&self.net);
        Ok(true)
    }
}
