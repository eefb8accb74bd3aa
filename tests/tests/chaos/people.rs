//! Users of members, who submit, correct, recall, hold, list and read all the while, and say again what got no answer.

use std::collections::BTreeSet;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use fastrand::Rng;
use serde_json::{Value, json};

use super::memory::{Memory, Recall, text};
use crate::federation::{Answer, Http, case};

/// How long a user waits for an answer: a node may be paused.
const PATIENCE: Duration = Duration::from_secs(4);
/// Cases whose submissions each member varies.
const SUBMITTED: [(&str, &[&str]); 12] = [
    ("nl-riec-zuid", &["c13"]),
    ("nl-maasdorp", &["c01", "c02", "c13"]),
    ("nl-register", &["c19", "c13"]),
    ("nl-terminal-a", &["c09"]),
    ("nl-douane", &["c10", "c13"]),
    ("nl-arbeid", &["c13"]),
    ("nl-eiland", &["c13"]),
    ("be-ariec-oost", &["c13"]),
    ("be-grensbeek", &["c13"]),
    ("be-register", &["c13"]),
    ("de-rurheim", &["c13"]),
    ("de-zoll", &["c13"]),
];

/// Something asked for, to be said again until there is an answer.
#[derive(Debug, Clone)]
enum Work {
    /// A signal, or the next version of one.
    Release {
        signal: Option<usize>,
        key: String,
        body: Value,
    },
    Recall {
        signal: usize,
    },
    Hold {
        record: String,
    },
}

/// A member's user.
pub struct Person<'a> {
    pub member: String,
    url: String,
    token: String,
    http: Http,
    rng: Rng,
    memory: &'a Mutex<Memory>,
    /// What has no answer yet, and since when it is asked for.
    pending: Option<(Work, Instant)>,
    number: u32,
}

impl<'a> Person<'a> {
    pub fn new(member: &str, url: &str, token: &str, seed: u64, memory: &'a Mutex<Memory>) -> Self {
        let (member, url, token) = (member.to_owned(), url.to_owned(), token.to_owned());
        let (http, rng) = (Http::with_patience(PATIENCE), Rng::with_seed(seed));
        Self { member, url, token, http, rng, memory, pending: None, number: 0 }
    }

    fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: Option<&Value>) -> Option<Answer> {
        let body = body.map(|body| body.to_string().into_bytes());
        self.http.send(&self.token, method, &format!("{}{path}", self.url), headers, body)
    }

    /// Headers of a reader: a purpose of the member's, and a case.
    fn reading(&self) -> [(&'static str, &'static str); 2] {
        let is_in_a_port = self.member.contains("terminal") || self.member.contains("haven");
        let purpose = if is_in_a_port { "facility-access" } else { "phenomenon-picture" };
        [("Sluis-Purpose", purpose), ("Sluis-Case", "Z-2026-17")]
    }

    /// Works until told to stop.
    ///
    /// # Errors
    /// What was seen and must not be.
    pub fn work(&mut self, stop: &AtomicBool) -> Result<(), String> {
        while !stop.load(Ordering::Relaxed) {
            if !self.memory.lock().unwrap().is_silent(&self.member) {
                if self.pending.is_none() {
                    self.pending = self.choose().map(|work| (work, Instant::now()));
                }
                self.ask_again()?;
            }
            for _ in 0..self.rng.u8(0..3) {
                self.look()?;
            }
            // People are no benchmark: the nodes share a small machine.
            std::thread::park_timeout(Duration::from_millis(self.rng.u64(50..400)));
        }
        Ok(())
    }

    /// Says what has no answer yet once more; whether that is over.
    pub fn ask_again(&mut self) -> Result<bool, String> {
        let Some((work, since)) = self.pending.clone() else { return Ok(true) };
        let done = match &work {
            Work::Release { signal, key, body } => self.release(*signal, key, body, since)?,
            Work::Recall { signal } => self.recall(*signal)?,
            Work::Hold { record } => self.hold(record)?,
        };
        if done {
            self.pending = None;
        }
        Ok(done)
    }

    fn choose(&mut self) -> Option<Work> {
        let roll = self.rng.u8(0..100);
        let own: Vec<usize> = {
            let memory = self.memory.lock().unwrap();
            let alive = |(number, signal): (usize, &super::memory::Signal)| {
                (signal.origin == self.member && signal.recall == Recall::No).then_some(number)
            };
            memory.signals.iter().enumerate().filter_map(alive).collect()
        };
        let cases = SUBMITTED.iter().find(|(member, _)| *member == self.member).map(|(_, cases)| *cases)?;
        match (roll, self.rng.choice(&own)) {
            (0..35, _) => self.vary(None, cases),
            (35..50, Some(signal)) => self.vary(Some(*signal), cases),
            (50..65, Some(signal)) => {
                let mut memory = self.memory.lock().unwrap();
                memory.signals[*signal].recall = Recall::Asked;
                memory.signals[*signal].asked.push(Instant::now());
                Some(Work::Recall { signal: *signal })
            }
            (65..68, _) => {
                let mut memory = self.memory.lock().unwrap();
                let held: Vec<_> = memory.listed.iter().filter(|(member, _, _)| *member == self.member).collect();
                let record = self.rng.choice(held).map(|(_, record, _)| record.clone())?;
                memory.holds.entry((self.member.clone(), record.clone())).or_default();
                Some(Work::Hold { record })
            }
            _ => None,
        }
    }

    /// A submission as no other: its title is its key.
    fn vary(&mut self, signal: Option<usize>, cases: &[&str]) -> Option<Work> {
        self.number += 1;
        let key = format!("Merkwoord {} {}", self.member, self.number);
        let mut body = case(self.rng.choice(cases)?)["submission"].clone();
        if body["type"] == "phenomenon" {
            let mut countries = vec!["NL", "BE", "DE"];
            self.rng.shuffle(&mut countries);
            countries.truncate(self.rng.usize(1..4));
            body["handling"]["audience"]["countries"] = json!(countries);
        }
        if self.rng.u8(0..3) == 0 {
            let other = self.rng.choice(SUBMITTED)?.0;
            body["handling"]["exclude"] = json!(if other == self.member { vec![] } else { vec![other] });
        }
        body["title"] = json!(key);
        Some(Work::Release { signal, key, body })
    }

    fn release(&self, signal: Option<usize>, key: &str, body: &Value, since: Instant) -> Result<bool, String> {
        let path = {
            let mut memory = self.memory.lock().unwrap();
            signal.map(|signal| {
                memory.signals[signal].asked.push(Instant::now());
                format!("/v1/signals/{}/corrections", memory.signals[signal].versions.last().unwrap().record)
            })
        };
        let headers = [("Idempotency-Key", key)];
        let draft = self.send("POST", path.as_deref().unwrap_or("/v1/drafts"), &headers, Some(body));
        let Some(draft) = self.answered("draft", key, draft, &[201])? else { return Ok(false) };
        if draft.status != 201 {
            return Ok(true);
        }
        let members = draft.body["table"]["members"].as_object().cloned().unwrap_or_default();
        let may = members.iter().filter(|(_, told)| told["outcome"] == "permitted").map(|(id, _)| id.clone()).collect();
        self.memory.lock().unwrap().may.insert(key.to_owned(), may);
        let path = format!("/v1/drafts/{}/release", text(&draft.body["id"]));
        let table = json!({ "tableHash": draft.body["table"]["hash"] });
        let mut record: Option<String> = None;
        // Said twice, it gives the same record.
        for _ in 0..2 {
            let released = self.send("POST", &path, &[], Some(&table));
            let released = match self.answered("release", key, released, &[201])? {
                Some(released) => released,
                None if record.is_some() => break,
                None => return Ok(false),
            };
            let told = text(&released.body["recordId"]);
            if released.status == 201 && record.get_or_insert_with(|| told.clone()) != &told {
                return Err(format!("{} released {key} as {record:?} and as {told}", self.member));
            }
        }
        if let Some(record) = record {
            let mut memory = self.memory.lock().unwrap();
            memory.count(if signal.is_some() { "corrections" } else { "releases" });
            memory.note(format!("{} has {record} for {key}", self.member));
            memory.released(&self.member, signal, key, &record, since);
        }
        Ok(true)
    }

    /// Recalls a signal; whether there is an answer.
    ///
    /// # Errors
    /// What was seen and must not be.
    pub fn recall(&self, number: usize) -> Result<bool, String> {
        let record = self.memory.lock().unwrap().signals[number].versions.last().unwrap().record.clone();
        let path = format!("/v1/signals/{record}/recall");
        let answer = self.send("POST", &path, &[], Some(&json!({ "ground": "error" })));
        let Some(answer) = self.answered("recall", &record, answer, &[200, 201])? else { return Ok(false) };
        let recall = text(&answer.body["recall"]);
        let mut memory = self.memory.lock().unwrap();
        if ![200, 201].contains(&answer.status) {
            return Ok(true);
        }
        if let Recall::Given(before, _) = &memory.signals[number].recall
            && *before != recall
            && !memory.is_disturbed(&memory.signals[number])
        {
            return Err(format!("{} recalled {record} as {before} and as {recall}", self.member));
        }
        memory.count("recalls");
        memory.note(format!("{} recalled {record}", self.member));
        memory.signals[number].asked.push(Instant::now());
        memory.signals[number].recall = Recall::Given(recall, Instant::now());
        Ok(true)
    }

    fn hold(&self, record: &str) -> Result<bool, String> {
        let path = format!("/v1/signals/{record}/hold");
        let body = json!({ "on": true, "reason": "bezwaar" });
        let Some(answer) = self.send("PUT", &path, &[], Some(&body)) else { return Ok(false) };
        let mut memory = self.memory.lock().unwrap();
        match answer.status {
            204 => {
                memory.count("holds");
                memory.note(format!("{} holds {record}", self.member));
                memory.holds.insert((self.member.clone(), record.to_owned()), true);
            }
            // It ended meanwhile, or is to come again after a restore.
            404 | 409 | 410 => {}
            500 if memory.may_fail(&self.member) => return Ok(false),
            503 => return Ok(false),
            _ => return Err(format!("{} holds {record}: {} {}", self.member, answer.status, answer.body)),
        }
        Ok(true)
    }

    /// An answer that says what became of it; none where that is not known.
    fn answered(&self, what: &str, of: &str, answer: Option<Answer>, good: &[u16]) -> Result<Option<Answer>, String> {
        let Some(answer) = answer else { return Ok(None) };
        let memory = self.memory.lock().unwrap();
        match answer.status {
            status if good.contains(&status) => Ok(Some(answer)),
            503 => Ok(None),
            500 if memory.may_fail(&self.member) => Ok(None),
            // What was done since the backup is forgotten there.
            404 | 409 | 410 if memory.is_put_back(&self.member) => Ok(Some(answer)),
            status => Err(format!("{}: {what} of {of}: {status} {}", self.member, answer.body)),
        }
    }

    /// Reads or lists something.
    ///
    /// # Errors
    /// What was seen and must not be.
    pub fn look(&mut self) -> Result<(), String> {
        if self.rng.u8(0..4) == 0 {
            return self.inbox().map(|_| ());
        }
        let record = {
            let memory = self.memory.lock().unwrap();
            let signal = self.rng.choice(&memory.signals);
            signal.and_then(|signal| self.rng.choice(&signal.versions)).map(|version| version.record.clone())
        };
        record.map_or(Ok(()), |record| self.read(&record).map(|_| ()))
    }

    /// Reads a record; none where there is no answer.
    ///
    /// # Errors
    /// What was seen and must not be.
    pub fn read(&self, record: &str) -> Result<Option<Answer>, String> {
        let began = Instant::now();
        let Some(answer) = self.send("GET", &format!("/v1/signals/{record}"), &self.reading(), None) else {
            return Ok(None);
        };
        let mut memory = self.memory.lock().unwrap();
        memory.count("reads");
        match answer.status {
            200 | 404 | 410 => memory.check_read(&self.member, record, began, &answer)?,
            503 => return Ok(None),
            500 if memory.may_fail(&self.member) => return Ok(None),
            status => return Err(format!("{} reads {record}: {status} {}", self.member, answer.body)),
        }
        Ok(Some(answer))
    }

    /// The whole list of what the member received; none where there is no answer.
    ///
    /// # Errors
    /// What was seen and must not be.
    pub fn inbox(&self) -> Result<Option<BTreeSet<String>>, String> {
        let ended = self.memory.lock().unwrap().ended_at(&self.member);
        let mut items = Vec::new();
        let mut cursor = String::new();
        loop {
            let path = format!("/v1/signals?direction=received&limit=100{cursor}");
            let Some(page) = self.send("GET", &path, &[], None) else { return Ok(None) };
            match page.status {
                200 => {}
                503 => return Ok(None),
                500 if self.memory.lock().unwrap().may_fail(&self.member) => return Ok(None),
                status => return Err(format!("{} lists: {status} {}", self.member, page.body)),
            }
            items.extend(page.body["items"].as_array().cloned().unwrap_or_default());
            match page.body["next"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => break,
            }
        }
        let mut memory = self.memory.lock().unwrap();
        memory.count("lists");
        memory.check_list(&self.member, &ended, &items)?;
        Ok(Some(items.iter().map(|item| text(&item["id"])).collect()))
    }

    /// An answer to a question that changes nothing.
    pub fn ask(&self, path: &str) -> Option<Answer> {
        self.send("GET", path, &self.reading(), None).filter(|answer| answer.status != 503)
    }
}
