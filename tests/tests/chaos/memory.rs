//! What everybody outside remembers: what was acknowledged, what was seen, and what may never be seen after that.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::federation::Answer;

/// How long a fault of a disk may be felt after it is over: requests that were in hand.
const FELT: Duration = Duration::from_secs(5);

/// A signal, as its origin remembers it.
pub struct Signal {
    pub origin: String,
    /// Versions whose release was acknowledged, the newest last.
    pub versions: Vec<Version>,
    pub recall: Recall,
    /// When a change of it was asked for, whatever came of that.
    pub asked: Vec<Instant>,
}

/// A version of a signal.
pub struct Version {
    pub record: String,
    /// Its title, which nothing else has.
    pub key: String,
}

/// How far a recall is known to have come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Recall {
    No,
    /// Asked for, without an answer yet.
    Asked,
    /// Acknowledged: the recall's record, and since when nobody at its origin may read the signal.
    Given(String, Instant),
}

/// What a member saw of a record last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Seen {
    Held,
    Ended,
}

/// A node that was put back to how it was.
#[derive(Clone)]
pub struct PutBack {
    pub node: String,
    /// The moment of the backup.
    pub to: Instant,
}

/// Everything that is remembered.
#[derive(Default)]
pub struct Memory {
    pub signals: Vec<Signal>,
    /// By title: members that the table shown permits.
    pub may: HashMap<String, BTreeSet<String>>,
    /// By record.
    versions: HashMap<String, (usize, usize)>,
    seen: HashMap<(String, String), Seen>,
    /// What each member was ever shown in a list: record and origin.
    pub listed: HashSet<(String, String, String)>,
    /// Records under legal hold: asked for, and whether it was acknowledged.
    pub holds: BTreeMap<(String, String), bool>,
    pub put_back: Option<PutBack>,
    /// A node whose people only look: an older copy runs there, which may not know it before it meets its peers. What it
    /// would sign meanwhile contradicts what it signed before, which peers keep as evidence of a fork; and until then it
    /// shows what it held.
    pub silent: Option<String>,
    pub nodes: BTreeMap<String, String>,
    /// Nodes whose disk fails, or failed until then.
    pub disks: BTreeMap<String, Option<Instant>>,
    pub counts: BTreeMap<&'static str, u64>,
    log: Vec<(Instant, String)>,
}

impl Memory {
    pub fn note(&mut self, text: String) {
        self.log.push((Instant::now(), text));
    }

    pub fn count(&mut self, what: &'static str) {
        *self.counts.entry(what).or_default() += 1;
    }

    /// Whether enough happened for the run to show something.
    pub fn has_seen_enough(&self) -> bool {
        ["releases", "recalls", "kills"].iter().all(|what| self.counts.contains_key(what))
    }

    /// What happened, oldest first.
    pub fn told(&self) -> String {
        let Some((began, _)) = self.log.first() else { return String::new() };
        let line = |(at, text): &(Instant, String)| format!("{:9.3} {text}\n", (*at - *began).as_secs_f64());
        self.log.iter().map(line).collect()
    }

    /// Remembers a version that was acknowledged: the first of a new signal, or the next of one that is known.
    pub fn released(&mut self, origin: &str, signal: Option<usize>, key: &str, record: &str, asked: Instant) -> usize {
        let signal = signal.unwrap_or_else(|| {
            let origin = origin.to_owned();
            self.signals.push(Signal { origin, versions: Vec::new(), recall: Recall::No, asked: Vec::new() });
            self.signals.len() - 1
        });
        let known = &mut self.signals[signal];
        known.asked.extend([asked, Instant::now()]);
        known.versions.push(Version { record: record.to_owned(), key: key.to_owned() });
        self.versions.insert(record.to_owned(), (signal, known.versions.len() - 1));
        signal
    }

    /// The signal and version that a record is, where its release was acknowledged.
    pub fn version(&self, record: &str) -> Option<(&Signal, usize)> {
        self.versions.get(record).map(|(signal, version)| (&self.signals[*signal], *version))
    }

    /// Whether the table shown at the release of a version permits a member.
    pub fn permits(&self, version: &Version, member: &str) -> bool {
        self.may.get(&version.key).is_some_and(|may| may.contains(member))
    }

    /// Whether a member's node was put back to how it was.
    pub fn is_put_back(&self, member: &str) -> bool {
        self.put_back.as_ref().is_some_and(|put_back| put_back.node == self.nodes[member])
    }

    /// Whether a member's node may not know yet that it was put back.
    pub fn is_silent(&self, member: &str) -> bool {
        self.silent.as_ref() == Some(&self.nodes[member])
    }

    /// Whether the origin's node was put back to before something that its people did to a signal.
    pub fn is_disturbed(&self, signal: &Signal) -> bool {
        let to = self.put_back.as_ref().filter(|_| self.is_put_back(&signal.origin)).map(|put_back| put_back.to);
        to.is_some_and(|to| signal.asked.iter().any(|asked| *asked >= to))
    }

    /// Whether a member's node may say that something failed within: its disk does.
    pub fn may_fail(&self, member: &str) -> bool {
        self.disks.get(&self.nodes[member]).is_some_and(|until| until.is_none_or(|until| until.elapsed() < FELT))
    }

    /// What a read must not show.
    ///
    /// # Errors
    /// Which invariant it breaks.
    pub fn check_read(&mut self, member: &str, record: &str, began: Instant, answer: &Answer) -> Result<(), String> {
        let Some((signal, number)) = self.version(record) else { return Ok(()) };
        let is_origin = signal.origin == member;
        let permitted = is_origin || self.permits(&signal.versions[number], member);
        let place = (member.to_owned(), record.to_owned());
        let before = self.seen.get(&place).copied();
        let forgot = self.is_put_back(member);
        // Its node forgot that it ended the signal itself, or may not know that it forgot anything.
        let excused = forgot && self.is_disturbed(signal) || self.is_silent(member);
        let told = |what: &str| Err(format!("{member} reads {record}: {} {}, {what}", answer.status, answer.body));
        let seen = match answer.status {
            200 if !permitted => return told("which its gate refuses"),
            200 if before == Some(Seen::Ended) && !excused => return told("which had ended there"),
            200 if is_origin && matches!(signal.recall, Recall::Given(_, at) if at < began) && !excused => {
                return told("whose recall was acknowledged");
            }
            200 => Seen::Held,
            410 if !permitted => return told("of which it may know nothing"),
            410 if is_ended(&answer.body) => Seen::Ended,
            410 => return Ok(()),
            404 if before.is_some() && !forgot => return told("which it held"),
            404 if is_origin && !forgot => return told("which it released"),
            _ => return Ok(()),
        };
        self.seen.insert(place, seen);
        Ok(())
    }

    /// What a list must not show.
    ///
    /// # Errors
    /// Which invariant it breaks.
    pub fn check_list(&mut self, member: &str, ended_before: &HashSet<String>, items: &[Value]) -> Result<(), String> {
        let mut once = HashSet::new();
        for item in items {
            let (record, origin) = (text(&item["id"]), text(&item["origin"]));
            if !once.insert(record.clone()) {
                return Err(format!("{member} lists {record} twice"));
            }
            if ended_before.contains(&record) {
                return Err(format!("{member} lists {record}, which had ended there"));
            }
            self.listed.insert((member.to_owned(), record, origin));
        }
        Ok(())
    }

    /// What is known to have ended at a member, and to be known there.
    pub fn ended_at(&self, member: &str) -> HashSet<String> {
        if self.is_silent(member) {
            return HashSet::new();
        }
        let ended = self.seen.iter().filter(|((at, _), seen)| at == member && **seen == Seen::Ended);
        let records = ended.map(|((_, record), _)| record);
        // Its node may have forgotten that it ended the signal itself.
        let excused = |record: &str| {
            self.is_put_back(member) && self.version(record).is_some_and(|(signal, _)| self.is_disturbed(signal))
        };
        records.filter(|record| !excused(record)).cloned().collect()
    }
}

/// Whether an answer says that a signal is over; a legal hold may be lifted.
fn is_ended(problem: &Value) -> bool {
    problem["type"] != "urn:sluis:problem:restricted"
}

pub fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}
