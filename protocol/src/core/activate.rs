//! Other packs come into force: they keep what the floor promises, a policy officer says so, the journal has it, and what
//! was disclosed is judged again by them.

use std::collections::BTreeMap;
use std::sync::Arc;

use sluis_schemas::Date;
use sluis_schemas::packs::PackSource;
use sluis_schemas::vocabulary::UserRole;
use thiserror::Error;

use super::contract::{Ticket, Write};
use super::effects::Reply;
use super::judge::lacks;
use super::work::Work;
use super::{Core, CoreError, Judge};
use crate::crypto::{Crypto, Signer};
use crate::gates::Engine;
use crate::gates::proof::{Proof, ProofError, Step, prove};
use crate::gates::rules::Gate;
use crate::journal::{Actor, Detail};

/// Packs that keep what the floor promises. There is one way to it, and only these are put in force.
#[derive(Debug)]
pub struct Proven(Judge);

/// Why packs are not put in force.
#[derive(Debug, Error)]
pub enum NotProven {
    /// They break a promise, or name a basis that is not listed.
    #[error("they do not keep what the floor promises")]
    Broken(Box<Proof>),
    /// Nothing can be proved of them.
    #[error(transparent)]
    Undecided(#[from] ProofError),
    /// They change who may read. No promise is about that, so it comes with another version of this program alone.
    #[error("pack `{pack}` says who may read, and is not the one of this version")]
    Reading {
        /// Which.
        pack: String,
    },
}

impl Proven {
    /// Decides the promises for the packs of a judge, for every day from one on; it takes some seconds.
    ///
    /// # Errors
    /// What is not kept.
    pub fn of(judge: Judge, from: Date, step: Step<'_>) -> Result<Self, NotProven> {
        let shipped = Engine::shipped().map_err(ProofError::from)?;
        let (ours, theirs) = (of_reading(&shipped), of_reading(judge.engine()));
        if let Some(pack) = ours.keys().chain(theirs.keys()).find(|pack| ours.get(*pack) != theirs.get(*pack)) {
            return Err(NotProven::Reading { pack: (*pack).to_owned() });
        }
        let proof = prove(judge.engine().packs(), from, step)?;
        if proof.holds() { Ok(Self(judge)) } else { Err(NotProven::Broken(Box::new(proof))) }
    }

    /// The same packs for another node, without deciding it all again.
    #[must_use]
    pub fn beside(&self) -> Self {
        Self(self.0.beside())
    }
}

/// Packs with rules of who may read, by their names.
fn of_reading(engine: &Engine) -> BTreeMap<&str, Option<&PackSource>> {
    let rules = engine.rules().filter(|rule| rule.gate == Gate::Access && !rule.added);
    let pack = |name: &str| engine.packs().iter().find(|pack| pack.name == name);
    rules.map(|rule| (rule.pack.as_str(), pack(&rule.pack))).collect()
}

impl<C: Crypto, S: Signer> Core<C, S> {
    /// Puts other packs in force. Peers are told by links that begin anew: what they predict of our gate rests on it.
    pub(super) fn activate(
        &mut self,
        work: &mut Work,
        ticket: Ticket,
        actor: Actor,
        Proven(judge): Proven,
        reason: String,
    ) -> Result<(), CoreError> {
        if let Some(rule) = lacks(&actor, UserRole::PolicyOfficer) {
            return Self::reply(work, ticket, Reply::Refused { rule });
        }
        let (before, packs) = (self.judge.packs_digest(), judge.packs_digest());
        if before != packs {
            self.journal_entry(work, &Detail::Activation { actor, before, packs, reason })?;
            let texts: Arc<[PackSource]> = judge.engine().packs().into();
            work.writes.push(Write::Packs { at: work.now, digest: packs, packs: texts });
            self.judge = judge;
            self.begin_links_anew(work, "this node judges by other packs now");
            self.begin_review(work);
        }
        Self::reply(work, ticket, Reply::Activated { before, packs })
    }
}
