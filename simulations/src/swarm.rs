//! Random actions under random faults; then everything heals, comes to rest, and every invariant must hold.

use sluis_protocol::core::Write;
use sluis_protocol::envelope::RecordId;
use sluis_protocol::records::Notice;
use sluis_schemas::case::{CASES, Case, CaseRequest};
use sluis_schemas::vocabulary::{Answer, RefusalGround};
use sluis_schemas::{MemberId, NodeId};

use crate::SimError;
use crate::cases::{case, question_of};
use crate::draws::Stream;
use crate::net::{CrashPoint, Net};

/// Cases that answer a question.
const REPLIES: [&str; 2] = ["c06", "c08"];
/// Actions of one run before everything heals.
const ACTIONS: u64 = 24;

/// Runs one seed; gives the trace's number.
///
/// # Errors
/// [`SimError`] names the seed and what was broken.
pub fn run(seed: u64) -> Result<u64, SimError> {
    let (load, faults) = (Stream::new(seed, "load", ""), Stream::new(seed, "faults", ""));
    let mut swarm = Swarm { net: Net::new(seed)?, asked: Vec::new(), load, faults };
    for _ in 0..ACTIONS {
        swarm.act()?;
        let pause = swarm.load.below(400);
        swarm.net.advance_millis(pause)?;
    }
    swarm.net.finish()
}

struct Swarm {
    net: Net,
    /// Requests that were released: which, by whom and to whom.
    asked: Vec<(RecordId, MemberId, MemberId)>,
    load: Stream,
    faults: Stream,
}

impl Swarm {
    fn act(&mut self) -> Result<(), SimError> {
        let submits = 1 + self.load.below(3);
        for _ in 0..submits {
            self.submit()?;
        }
        self.talk()?;
        match self.faults.below(12) {
            0 | 1 => self.with_two(|net, a, b| net.cut(a.as_str(), b.as_str())),
            2 | 3 => self.with_two(|net, a, b| net.heal(a.as_str(), b.as_str())),
            4 => self.with_one(|net, a| net.crash(a.as_str())),
            5 | 6 => {
                let point = *self.faults.pick(&CrashPoint::ALL).unwrap_or(&CrashPoint::BeforeCommit);
                let when: [fn(&Write) -> bool; 3] = [
                    |write| matches!(write, Write::Held { .. }),
                    |write| matches!(write, Write::Entries { .. }),
                    |write| matches!(write, Write::Acknowledged { .. }),
                ];
                let when = self.faults.pick(&when).copied();
                self.with_one(|net, a| when.map_or(Ok(()), |when| net.crash_at(a.as_str(), point, when)))
            }
            7 | 8 => self.restart_all(),
            9 => self.with_one(|net, a| net.fail_next_commit(a.as_str())),
            10 => self.change_register(),
            _ => {
                let hours = self.faults.below(30);
                self.net.advance_millis(hours * 3_600_000)
            }
        }
    }

    /// A case is submitted by its origin, if its node is up. What it is refused or told does not matter here.
    fn submit(&mut self) -> Result<(), SimError> {
        let Some((name, _)) = self.load.pick(CASES) else { return Ok(()) };
        let Case { submitted_by, submission, .. } = case(name)?;
        let Some(origin) = submitted_by else { return Ok(()) };
        let Ok(mut person) = self.net.member(origin.as_str()) else { return Ok(()) };
        let release = match person.draft(&submission) {
            Ok(draft) => person.release(&draft).map(|_| ()),
            Err(error) => Err(error),
        };
        unless_broken(release)
    }

    /// Somebody asks, or says something of a request that was asked: replies, accepts, forwards, refuses, closes.
    fn talk(&mut self) -> Result<(), SimError> {
        let Some(name) = self.load.pick(&REPLIES) else { return Ok(()) };
        let Case { requests, submitted_by, mut submission, .. } = case(name)?;
        let (Some(request), Some(replier)) = (requests.first(), submitted_by) else { return Ok(()) };
        let known = self.load.pick(&self.asked).cloned();
        let outcome = match (known, self.load.below(8)) {
            (None, _) | (_, 0 | 1) => self.ask(request),
            (Some((id, ..)), 2 | 3) => {
                submission.content.handling.in_reply_to = Some(id.to_string());
                submission.content.answer = self.load.pick(Answer::ALL).copied();
                self.net.member(replier.as_str()).and_then(|mut person| person.submit(&submission)).map(drop)
            }
            (Some((id, asker, asked)), 4) => self.notify(&asker, id, &asked, Notice::Closed),
            (Some((id, asker, asked)), 5) => self.notify(&asked, id, &asker, Notice::Accepted),
            (Some((id, asker, asked)), 6) => {
                let forwarded = Notice::Forwarded { to: replier.clone() };
                let notice = self.notify(&asked, id, &asker, forwarded);
                let pass_on = |()| self.net.member(asker.as_str())?.pass_on(id, replier.as_str()).map(drop);
                notice.and_then(pass_on)
            }
            (Some((id, asker, asked)), _) => {
                self.notify(&asked, id, &asker, Notice::Refused { ground: RefusalGround::Insufficient, basis: None })
            }
        };
        unless_broken(outcome)
    }

    fn ask(&mut self, request: &CaseRequest) -> Result<(), SimError> {
        let record = self.net.member(request.from.as_str())?.submit(&question_of(request)?)?;
        self.asked.push((record, request.from.clone(), request.to.clone()));
        Ok(())
    }

    fn notify(&mut self, by: &MemberId, id: RecordId, to: &MemberId, notice: Notice) -> Result<(), SimError> {
        self.net.member(by.as_str())?.notify(id, to.as_str(), notice).map(drop)
    }

    /// A node that is up is handed a register that takes a mandate from one member.
    fn change_register(&mut self) -> Result<(), SimError> {
        let running: Vec<NodeId> = self.net.node_ids().into_iter().filter(|n| self.net.is_running(n)).collect();
        let Some(holder) = self.faults.pick(&running).cloned() else { return Ok(()) };
        let luck = self.faults.below(1_000);
        self.net.extend_register(holder.as_str(), |register| {
            let count = register.members.len().max(1);
            let index = usize::try_from(luck).unwrap_or(0) % count;
            if let Some(member) = register.members.values_mut().nth(index) {
                member.mandates.pop();
            }
        })
    }

    fn restart_all(&mut self) -> Result<(), SimError> {
        for node in self.net.node_ids() {
            if !self.net.is_running(&node) {
                self.net.restart(node.as_str())?;
            }
        }
        Ok(())
    }

    fn with_one(&mut self, act: impl FnOnce(&mut Net, NodeId) -> Result<(), SimError>) -> Result<(), SimError> {
        let nodes = self.net.node_ids();
        self.faults.pick(&nodes).cloned().map_or(Ok(()), |a| act(&mut self.net, a))
    }

    fn with_two(&mut self, act: impl FnOnce(&mut Net, NodeId, NodeId) -> Result<(), SimError>) -> Result<(), SimError> {
        let nodes = self.net.node_ids();
        match (self.faults.pick(&nodes).cloned(), self.faults.pick(&nodes).cloned()) {
            (Some(a), Some(b)) if a != b => act(&mut self.net, a, b),
            _ => Ok(()),
        }
    }
}

/// What could not be done does not matter here; what was broken does.
fn unless_broken(outcome: Result<(), SimError>) -> Result<(), SimError> {
    match outcome {
        Err(SimError::Scenario(_)) | Ok(()) => Ok(()),
        Err(error) => Err(error),
    }
}
