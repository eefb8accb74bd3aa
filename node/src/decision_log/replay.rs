//! Logged decisions, judged again from the facts that they name: whether the same comes out.
//!
//! What is judged are submissions: their entry has the outcome for every member, and names all that led to it. A later
//! decision also hangs on how far the signal had come then; a refusal keeps nothing of what was refused.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use sluis_protocol::core::{Judge, JudgeError, Private, Proposed};
use sluis_protocol::crypto::Digest;
use sluis_protocol::envelope::RecordId;
use sluis_protocol::gates::table::Reasons;
use sluis_protocol::journal::decisions::{Logged, Matter};
use sluis_protocol::journal::{Entry, JournalSeq};
use sluis_protocol::records::Signal;
use sluis_protocol::register::{Directory, RegisterError};
use sluis_schemas::MemberId;
use sluis_schemas::content::Submission;
use thiserror::Error;

use crate::crypto::RingCrypto;
use crate::policy::JudgeFactory;
use crate::store::{JournalRow, Reader, StoreError};

/// Why a decision cannot be judged again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Lost {
    /// What opens the entry was destroyed.
    EntryErased,
    /// The record was destroyed, or whom it was meant for.
    ContentErased,
    /// It was decided by packs that were never in force here, or with other additions than now.
    OtherPacks,
    /// The register that it names is not among the versions held.
    OtherRegister,
    /// It is a reply, of a time when entries did not name the request as it stood.
    RequestNotTold,
    /// Nothing was kept of what was refused.
    Refused,
    /// It also hangs on how far the signal had come.
    Later,
}

impl Lost {
    /// Its code.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::EntryErased => "entry-erased",
            Self::ContentErased => "content-erased",
            Self::OtherPacks => "other-packs",
            Self::OtherRegister => "other-register",
            Self::RequestNotTold => "request-not-told",
            Self::Refused => "refused",
            Self::Later => "later",
        }
    }
}

/// An outcome that is not what was logged; none where the member stands on one side alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// In the journal.
    pub logged: Option<String>,
    /// Judged again.
    pub replayed: Option<String>,
}

/// What came out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Replayed {
    /// The same for every member.
    Agrees,
    /// Something else for some.
    Differs(BTreeMap<MemberId, Difference>),
    /// It cannot be judged again.
    Lost(Lost),
}

/// Replaying could not go on.
#[derive(Debug, Error)]
pub enum ReplayError {
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The register held.
    #[error(transparent)]
    Register(#[from] RegisterError),
    /// Packs.
    #[error(transparent)]
    Judge(#[from] JudgeError),
}

/// Judges again, by each set of packs and under each register that was in force.
pub struct Replay {
    judges: Vec<Judge>,
    registers: BTreeMap<Digest, Directory>,
}

/// Records of members with what stays with their origin.
type Facts = BTreeMap<MemberId, BTreeMap<RecordId, (Signal, Private)>>;

impl Replay {
    /// With the packs that a store ever had in force, what its operator adds to them now, and its register as it grew.
    ///
    /// # Errors
    /// If the store cannot be read, or a version of the register does not continue those before it.
    pub async fn new(reader: &Reader, factory: &JudgeFactory) -> Result<Self, ReplayError> {
        let register = reader.snapshot().await?.directory;
        let mut judges = Vec::new();
        let sets: BTreeSet<Digest> = reader.eras(u32::MAX).await?.into_iter().map(|set| set.digest).collect();
        for set in sets {
            let packs = reader.pack_set(set).await?.unwrap_or_default();
            // Packs of long ago may not go together with what is added today: then they are others than those.
            judges.extend(factory.make_of(&packs));
        }
        if judges.is_empty() {
            judges.push(factory.make()?);
        }
        let mut registers = BTreeMap::new();
        if let Some((first, rest)) = register.versions().split_first() {
            let mut grown = Directory::open(&RingCrypto, &[first])?;
            registers.insert(grown.digest(), grown.clone());
            for version in rest {
                grown = grown.extend(&RingCrypto, version)?;
                registers.insert(grown.digest(), grown.clone());
            }
        }
        Ok(Self { judges, registers })
    }

    /// Judges the decisions of a page of the journal again, each named by its entry.
    ///
    /// # Errors
    /// If the store cannot be read, or a member is in no register: the outcome of a decision is no error.
    pub async fn page(
        &mut self,
        reader: &Reader,
        page: &[JournalRow],
        member: Option<&MemberId>,
    ) -> Result<Vec<(JournalSeq, Replayed)>, ReplayError> {
        let (mut decisions, mut replayed) = (Vec::new(), Vec::new());
        for JournalRow { entry, opening } in page {
            match opening.as_ref().and_then(|opening| opening.detail().ok()) {
                None => replayed.push((entry.seq, Replayed::Lost(Lost::EntryErased))),
                Some(detail) => decisions.extend(Logged::all(detail).into_iter().map(|logged| (entry, logged))),
            }
        }
        decisions.retain(|(_, logged)| member.is_none_or(|member| logged.member.as_ref() == Some(member)));
        let facts = facts(reader, &decisions).await?;
        for (entry, logged) in &decisions {
            replayed.push((entry.seq, self.one(&facts, entry, logged)?));
        }
        replayed.sort_by_key(|(seq, _)| *seq);
        Ok(replayed)
    }

    fn one(&mut self, facts: &Facts, entry: &Entry, logged: &Logged) -> Result<Replayed, JudgeError> {
        let (origin, record) = match (logged.matter, &logged.member, logged.record) {
            (Matter::Submission, Some(member), Some(record)) => (member, record),
            (Matter::Refusal, ..) => return Ok(Replayed::Lost(Lost::Refused)),
            _ => return Ok(Replayed::Lost(Lost::Later)),
        };
        let Some(directory) = self.registers.get(&logged.epoch.register) else {
            return Ok(Replayed::Lost(Lost::OtherRegister));
        };
        // The day of a decision is that of its entry.
        let Some(judge) = self.judges.iter_mut().find(|judge| judge.epoch(directory, entry.at) == logged.epoch) else {
            return Ok(Replayed::Lost(Lost::OtherPacks));
        };
        let Some((signal, private)) = facts.get(origin).and_then(|records| records.get(&record)) else {
            return Ok(Replayed::Lost(Lost::ContentErased));
        };
        if signal.content.handling.in_reply_to.is_some() && logged.request.is_none() {
            return Ok(Replayed::Lost(Lost::RequestNotTold));
        }
        let submission = Submission { content: signal.content.clone(), distribution: private.distribution.clone() };
        let proposed =
            Proposed { origin, submission: &submission, request: logged.request.as_ref(), corrects: logged.corrects };
        let (_, table) = judge.preview(&RingCrypto, directory, entry.at, proposed, Reasons::Kept)?;
        let differences = differences(logged, &table.members);
        Ok(if differences.is_empty() { Replayed::Agrees } else { Replayed::Differs(differences) })
    }
}

fn differences(logged: &Logged, replayed: &BTreeMap<MemberId, String>) -> BTreeMap<MemberId, Difference> {
    let members: BTreeSet<_> = logged.outcomes.keys().chain(replayed.keys()).collect();
    let differ = members.into_iter().filter(|member| logged.outcomes.get(*member) != replayed.get(*member));
    let both = |member: &MemberId| Difference {
        logged: logged.outcomes.get(member).cloned(),
        replayed: replayed.get(member).cloned(),
    };
    differ.map(|member| (member.clone(), both(member))).collect()
}

/// What the submissions among decisions were decided about, as far as it is held.
async fn facts(reader: &Reader, decisions: &[(&Entry, Logged)]) -> Result<Facts, StoreError> {
    let mut named = BTreeMap::<&MemberId, BTreeSet<RecordId>>::new();
    for (_, logged) in decisions {
        if let (Matter::Submission, Some(member), Some(record)) = (logged.matter, &logged.member, logged.record) {
            named.entry(member).or_default().insert(record);
        }
    }
    let mut facts = Facts::new();
    for (member, records) in named {
        facts.insert(member.clone(), reader.decided_about(member, &records).await?);
    }
    Ok(facts)
}
