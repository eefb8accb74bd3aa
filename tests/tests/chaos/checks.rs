//! What must hold once everything healed, seen through the interfaces, the command line and the stopped databases.

use std::collections::BTreeSet;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use serde_json::Value;

use super::memory::{Memory, Recall, text};
use super::people::Person;
use super::world::{NODES, World};
use crate::federation::{output, run, sluis};
use crate::tools;

/// How long it may take until everything has come where it belongs. Who was cut off is dialled again after half a minute.
const SETTLED: Duration = Duration::from_secs(150);

/// The world after it healed.
pub struct After<'a> {
    pub world: World,
    pub memory: &'a Mutex<Memory>,
    pub people: Vec<Person<'a>>,
}

/// A recall that was acknowledged.
struct Recalled {
    origin: String,
    record: String,
    /// Members that the tables of its versions permit.
    may: BTreeSet<String>,
}

impl After<'_> {
    /// Checks everything.
    ///
    /// # Panics
    /// With the first promise that is not kept.
    pub fn check(mut self) {
        let by = Instant::now() + SETTLED;
        for number in 0..self.people.len() {
            let member = self.people[number].member.clone();
            settle(by, &format!("{member} has an answer"), || match self.people[number].ask_again() {
                Ok(true) => Ok(()),
                Ok(false) => Err("none yet".to_owned()),
                Err(broken) => panic!("{broken}"),
            });
        }
        self.recall_what_was_forgotten(by);
        self.lists_are_whole(by);
        self.receipts_came(by);
        let recalled = self.recalled();
        self.boards_are_complete(by, &recalled);
        self.recalled_is_shown_to_nobody(by, &recalled);
        self.nothing_was_shown_that_a_gate_refuses();
        self.nodes_blame_nobody();
        self.journals_hold("running");
        for node in NODES {
            let status = self.world.federation.process(node).stop();
            assert!(status.success(), "{node} stopped with {status}");
        }
        self.journals_hold("stopped");
        self.files_hold_nothing_of_it();
    }

    fn person(&self, member: &str) -> &Person<'_> {
        self.people.iter().find(|person| person.member == member).unwrap()
    }

    /// What a node that was put back forgot, its people say again; where it forgot the signal too they cannot.
    fn recall_what_was_forgotten(&self, by: Instant) {
        let forgotten: Vec<(usize, String)> = {
            let memory = self.memory.lock().unwrap();
            let given = |signal: &super::memory::Signal| matches!(signal.recall, Recall::Given(..));
            let signals = memory.signals.iter().enumerate();
            let forgotten = signals.filter(|(_, signal)| given(signal) && memory.is_disturbed(signal));
            forgotten.map(|(number, signal)| (number, signal.origin.clone())).collect()
        };
        for (number, origin) in forgotten {
            settle(by, &format!("{origin} recalls again"), || match self.person(&origin).recall(number) {
                Ok(true) => Ok(()),
                Ok(false) => Err("no answer yet".to_owned()),
                Err(broken) => panic!("{broken}"),
            });
        }
    }

    /// Every member lists every live signal that is for it once, and nothing else.
    fn lists_are_whole(&self, by: Instant) {
        for person in &self.people {
            let member = &person.member;
            settle(by, &format!("the list of {member}"), || {
                let listed = person.inbox().unwrap_or_else(|broken| panic!("{broken}")).ok_or("no answer")?;
                let (expected, excused) = self.expected(member);
                let missing: Vec<_> = expected.difference(&listed).collect();
                let extra: Vec<_> = listed.difference(&expected).filter(|record| !excused.contains(*record)).collect();
                let extra: Vec<_> = extra.into_iter().filter(|record| !self.is_left_over(member, record)).collect();
                match (missing.is_empty(), extra.is_empty()) {
                    (true, true) => Ok(()),
                    _ => Err(format!("missing {missing:?}, and not for it {extra:?}")),
                }
            });
        }
    }

    /// Records that a member must list, and those of which that cannot be said.
    fn expected(&self, member: &str) -> (BTreeSet<String>, BTreeSet<String>) {
        let memory = self.memory.lock().unwrap();
        let (mut expected, mut excused) = (BTreeSet::new(), BTreeSet::new());
        for signal in &memory.signals {
            let of_newest = signal.versions.len() - 1;
            for (number, version) in signal.versions.iter().enumerate() {
                let record = version.record.clone();
                let is_held = memory.holds.contains_key(&(member.to_owned(), record.clone()));
                if signal.recall == Recall::No && number == of_newest && memory.permits(version, member) && !is_held {
                    expected.insert(record.clone());
                }
                if is_held || memory.is_disturbed(signal) && memory.permits(version, member) {
                    excused.insert(record);
                }
            }
        }
        (expected.difference(&excused).cloned().collect(), excused)
    }

    /// Whether a record is one whose release was never acknowledged, by a node that was put back, and permitted.
    fn is_left_over(&self, member: &str, record: &str) -> bool {
        if self.memory.lock().unwrap().version(record).is_some() {
            return false;
        }
        let Ok(Some(answer)) = self.person(member).read(record) else { return false };
        let memory = self.memory.lock().unwrap();
        let origin = text(&answer.body["origin"]);
        let may = memory.may.get(&text(&answer.body["content"]["title"]));
        memory.is_put_back(&origin) && may.is_some_and(|may| may.contains(member))
    }

    /// Every origin has the receipt of every member that a live signal is for.
    fn receipts_came(&self, by: Instant) {
        let live: Vec<(String, String, BTreeSet<String>)> = {
            let memory = self.memory.lock().unwrap();
            let live = memory.signals.iter().filter(|s| s.recall == Recall::No && !memory.is_disturbed(s));
            live.map(|signal| {
                let newest = signal.versions.last().unwrap();
                (signal.origin.clone(), newest.record.clone(), memory.may[&newest.key].clone())
            })
            .collect()
        };
        for (origin, record, may) in live {
            settle(by, &format!("receipts for {record}"), || {
                let read = self.person(&origin).read(&record).unwrap_or_else(|broken| panic!("{broken}"));
                let answer = read.ok_or("no answer")?;
                let delivery = answer.body["delivery"].as_object().cloned().unwrap_or_default();
                let wrong: Vec<_> =
                    may.iter().filter(|member| !self.has(member, &record, &delivery[*member])).collect();
                if wrong.is_empty() { Ok(()) } else { Err(format!("{wrong:?} in {}", answer.body)) }
            });
        }
    }

    fn has(&self, member: &str, record: &str, delivery: &Value) -> bool {
        let held = self.memory.lock().unwrap().holds.contains_key(&(member.to_owned(), record.to_owned()));
        delivery["state"] == "accepted" || held && delivery["state"] == "restricted"
    }

    /// Recalls that stand.
    fn recalled(&self) -> Vec<Recalled> {
        let memory = self.memory.lock().unwrap();
        let given = memory.signals.iter().filter(|signal| matches!(signal.recall, Recall::Given(..)));
        given
            .map(|signal| Recalled {
                origin: signal.origin.clone(),
                record: signal.versions.last().unwrap().record.clone(),
                may: signal.versions.iter().flat_map(|version| memory.may[&version.key].clone()).collect(),
            })
            .collect()
    }

    /// Each holder has said that it destroyed what was recalled, or that a hold keeps it.
    fn boards_are_complete(&self, by: Instant, recalled: &[Recalled]) {
        for Recalled { origin, record, may } in recalled {
            settle(by, &format!("the board of {record}"), || {
                let path = format!("/v1/signals/{record}/recall");
                let board = self.person(origin).ask(&path).ok_or("no answer")?;
                let memory = self.memory.lock().unwrap();
                if board.status == 404 && memory.is_put_back(origin) {
                    return Ok(());
                }
                let members = board.body["members"].as_object().cloned().unwrap_or_default();
                for (member, told) in &members {
                    let state = text(&told["state"]);
                    let held = memory.holds.keys().any(|(holder, _)| holder == member);
                    let good = ["erased", "relinquished", "absent"].contains(&&*state) || held && state == "restricted";
                    if !good || !may.contains(member) {
                        return Err(format!("{member} {state}: {}", board.body));
                    }
                }
                if board.body["complete"] == true { Ok(()) } else { Err(board.body.to_string()) }
            });
        }
    }

    /// Whoever had it is told that it is over, and nobody else is told anything.
    fn recalled_is_shown_to_nobody(&self, by: Instant, recalled: &[Recalled]) {
        let forgotten = |origin: &str| self.memory.lock().unwrap().is_put_back(origin);
        for Recalled { origin, record, may } in recalled {
            for person in &self.people {
                // A connection from before its node was killed gives none the first time.
                let status = settle(by, &format!("{} reads {record}", person.member), || {
                    let read = person.read(record).unwrap_or_else(|broken| panic!("{broken}"));
                    Ok(read.ok_or("no answer")?.status)
                });
                let may = may.contains(&person.member) || person.member == *origin;
                let good = status == 404 || status == 410 && may;
                assert!(good || forgotten(origin), "{} reads {record}, which is recalled: {status}", person.member);
            }
        }
    }

    /// Whatever was shown in a list was for that member.
    fn nothing_was_shown_that_a_gate_refuses(&self) {
        let memory = self.memory.lock().unwrap();
        for (member, record, origin) in &memory.listed {
            match memory.version(record) {
                Some((signal, number)) => {
                    let permitted = memory.permits(&signal.versions[number], member);
                    assert!(permitted, "{member} was shown {record}, which its gate refuses");
                }
                None => {
                    assert!(memory.is_put_back(origin), "{member} was shown {record}, which {origin} never had back")
                }
            }
        }
    }

    /// No node says that another did wrong: all were what they should be, only hard pressed. Of one that was put back is
    /// told what that is.
    fn nodes_blame_nobody(&self) {
        for node in NODES {
            let told = run(sluis().args(["status", "--json", "--dir"]).arg(self.world.federation.dir_of(node)));
            let status: Value = serde_json::from_str(&told).unwrap();
            let wrong: Vec<_> =
                status["faults"].as_array().unwrap().iter().filter(|f| !self.is_of_restore(f, "code")).collect();
            assert!(wrong.is_empty(), "{node}: {wrong:?}");
            let out = self.world.federation.root().join(format!("evidence-{node}"));
            output(
                sluis().args(["doctor", "--evidence"]).arg(&out).arg("--dir").arg(self.world.federation.dir_of(node)),
            );
            let Ok(listed) = std::fs::read(out.join("evidence.json")) else { continue };
            let listed: Vec<Value> = serde_json::from_slice(&listed).unwrap();
            let is_of_restore = |one: &Value| one["kind"] == "went-back" || self.is_of_restore(one, "kind");
            let forks: Vec<_> = listed.iter().filter(|one| !is_of_restore(one)).collect();
            assert!(forks.is_empty(), "{node}: {forks:?}");
        }
    }

    fn is_of_restore(&self, told: &Value, what: &str) -> bool {
        let put_back = self.memory.lock().unwrap().put_back.clone();
        told[what] == "journal-restarted" && put_back.is_some_and(|put_back| told["node"] == put_back.node)
    }

    fn journals_hold(&self, when: &str) {
        for node in NODES {
            let found =
                output(sluis().args(["audit", "verify", "--json", "--dir"]).arg(self.world.federation.dir_of(node)));
            assert!(found.status.success(), "{node}, {when}: {}", String::from_utf8_lossy(&found.stdout));
        }
    }

    /// Nothing that ended and is under no hold is left, and no log names what signals say.
    fn files_hold_nothing_of_it(&self) {
        for node in NODES {
            let dir = self.world.federation.dir_of(node);
            let log = std::fs::read(dir.join("log")).unwrap();
            assert!(!log.windows(9).any(|word| word == b"Merkwoord"), "{node} logs content");
            let left = tools::left_of_what_ended(dir);
            assert!(left.is_empty(), "{node}: {left:?}");
        }
    }
}

/// Waits until something is as it must be.
fn settle<T>(by: Instant, what: &str, mut check: impl FnMut() -> Result<T, String>) -> T {
    loop {
        match check() {
            Ok(value) => return value,
            Err(why) => assert!(Instant::now() < by, "{SETTLED:?} after everything healed still not so: {what}: {why}"),
        }
        std::thread::park_timeout(Duration::from_millis(100));
    }
}
