//! Random actions under random faults; then everything heals, comes to rest, and every invariant must hold.

use sluis_protocol::core::Write;
use sluis_schemas::NodeId;
use sluis_schemas::case::{CASES, Case};

use crate::SimError;
use crate::cases::case;
use crate::draws::Stream;
use crate::net::{CrashPoint, Net};

/// Actions of one run before everything heals.
const ACTIONS: u64 = 24;

/// Runs one seed; gives the trace's number.
///
/// # Errors
/// [`SimError`] names the seed and what was broken.
pub fn run(seed: u64) -> Result<u64, SimError> {
    let mut swarm =
        Swarm { net: Net::new(seed)?, load: Stream::new(seed, "load", ""), faults: Stream::new(seed, "faults", "") };
    for _ in 0..ACTIONS {
        swarm.act()?;
        let pause = swarm.load.below(400);
        swarm.net.advance_millis(pause)?;
    }
    swarm.net.finish()
}

struct Swarm {
    net: Net,
    load: Stream,
    faults: Stream,
}

impl Swarm {
    fn act(&mut self) -> Result<(), SimError> {
        let submits = 1 + self.load.below(3);
        for _ in 0..submits {
            self.submit()?;
        }
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
        match release {
            Err(SimError::Scenario(_)) | Ok(()) => Ok(()),
            Err(error) => Err(error),
        }
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
