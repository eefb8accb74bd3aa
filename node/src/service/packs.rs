//! Policy packs: which are in force, what others would change for what is held, and putting them in force.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use sluis_protocol::core::{Input, JudgeError, NotProven, Proposed, Proven, Reply, lacks};
use sluis_protocol::crypto::Digest;
use sluis_protocol::gates::PERMITTED;
use sluis_protocol::gates::table::Reasons;
use sluis_protocol::journal::Actor;
use sluis_schemas::calls::PacksOf;
use sluis_schemas::content::Submission;
use sluis_schemas::packs::PackSource;
use sluis_schemas::vocabulary::UserRole;
use sluis_schemas::{Date, MemberId};
use thiserror::Error;

use super::{Overview, Service, ServiceError, unexpected};
use crate::check;
use crate::crypto::RingCrypto;
use crate::store::{Conditions, Cursor, Direction, Era};

/// The question that going through own signals under other packs is.
const COMPARISON: &str = "comparison";
/// Most sets that are told of as having been in force.
const ERAS: u32 = 100;

/// The packs in force.
#[derive(Debug, Clone)]
pub struct InForce {
    /// Their texts.
    pub packs: Arc<[PackSource]>,
    /// Names of what the operator adds.
    pub additions: Vec<String>,
    /// Names of packs that are not as the register names them.
    pub differing: Vec<String>,
    /// Which sets were in force, the newest first.
    pub eras: Vec<Era>,
}

/// An own signal that other packs would let go to other members.
#[derive(Debug, Clone)]
pub struct Changed {
    /// Its newest version.
    pub overview: Overview,
    /// Members that it was released to and that would be refused: it would be taken back, or go no more. The outcome.
    pub narrows: BTreeMap<MemberId, String>,
    /// Members that may not have it and might then, once a releaser lets it go.
    pub widens: BTreeSet<MemberId>,
}

/// What is in force now.
#[derive(Debug, Clone)]
pub struct Activated {
    /// Digest of the packs before.
    pub before: Digest,
    /// Digest of the packs now.
    pub packs: Digest,
    /// Names of packs that are not as the register names them.
    pub differing: Vec<String>,
}

/// Why packs are not used.
#[derive(Debug, Error)]
pub enum PacksRefused {
    /// They cannot be.
    #[error(transparent)]
    Unusable(#[from] JudgeError),
    /// They do not keep what is promised, or nothing is known of that.
    #[error(transparent)]
    NotProven(#[from] NotProven),
}

impl Service {
    /// The packs in force, and which were.
    ///
    /// # Errors
    /// The general ones.
    pub async fn packs_in_force(&self) -> Result<InForce, ServiceError> {
        let factory = self.judges.factory();
        let packs = factory.packs();
        let differing = check::differing(&packs, &self.directory());
        let additions = factory.additions().iter().map(|addition| addition.name.clone()).collect();
        Ok(InForce { packs, additions, differing, eras: self.store.eras(ERAS).await? })
    }

    /// The texts of a set that is or was in force.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`].
    pub async fn pack_set(&self, set: &str) -> Result<Vec<PackSource>, ServiceError> {
        let not_found = || ServiceError::NotFound { what: "set of packs", id: set.to_owned() };
        let digest = hex::decode(set).ok().and_then(|bytes| Digest::from_slice(&bytes)).ok_or_else(not_found)?;
        self.store.pack_set(digest).await?.ok_or_else(not_found)
    }

    async fn texts(&self, packs: PacksOf) -> Result<Vec<PackSource>, ServiceError> {
        match packs {
            PacksOf::Texts(texts) => Ok(texts),
            PacksOf::Before(set) => self.pack_set(&set).await,
        }
    }

    /// Puts packs in force, once it is proved that they keep what the floor promises. Those that are in force already stay
    /// so, and the journal is not told again.
    ///
    /// # Errors
    /// [`ServiceError::NotAllowed`] without the role, [`ServiceError::PacksRefused`], [`ServiceError::NotFound`] for a set
    /// that was never in force.
    pub async fn activate(&self, actor: &Actor, packs: PacksOf, reason: String) -> Result<Activated, ServiceError> {
        // Before anything is proved, which takes its time.
        if let Some(rule) = lacks(actor, UserRole::PolicyOfficer) {
            return Err(ServiceError::NotAllowed { rule });
        }
        let texts = self.texts(packs).await?;
        let (factory, today) = (self.judges.factory().clone(), Date::of(self.core.now()));
        let named = texts.clone();
        let proving = tokio::task::spawn_blocking(move || {
            let judge = factory.make_of(&texts)?;
            Ok::<_, PacksRefused>(Proven::of(judge, today, &mut |_, _| {})?)
        });
        let proven = proving.await.map_err(|_| ServiceError::Internal)?;
        let proven = Box::new(proven.map_err(|why| ServiceError::PacksRefused(Box::new(why)))?);
        let by = actor.clone();
        match self.core.ask(move |ticket| Input::Activate { ticket, actor: by, proven, reason }).await? {
            Reply::Activated { before, packs } => {
                Ok(Activated { before, packs, differing: check::differing(&named, &self.directory()) })
            }
            other => Err(unexpected(other)),
        }
    }

    /// The place that a client was given as the next of a comparison; none if it was not.
    #[must_use]
    pub fn comparison_place(&self, member: &MemberId, text: &str) -> Option<Cursor> {
        self.place_of(member, COMPARISON, text)
    }

    /// Goes through the newest versions of some own signals, newest first: those that would go to other members by other
    /// packs, and where to go on if there is more to go through. The look is journalled as a list.
    ///
    /// # Errors
    /// [`ServiceError::NotAllowed`] without a role that lists, [`ServiceError::PacksRefused`] for packs that cannot be used,
    /// [`ServiceError::NotFound`] for a set that was never in force.
    pub async fn compare(
        &self,
        actor: &Actor,
        packs: PacksOf,
        after: Option<Cursor>,
        limit: u32,
    ) -> Result<(Vec<Changed>, Option<String>), ServiceError> {
        let texts = self.texts(packs).await?;
        let made = self.judges.factory().make_of(&texts);
        let mut then = made.map_err(|why| ServiceError::PacksRefused(Box::new(why.into())))?;
        let own = Conditions { direction: Some(Direction::Own), ..Conditions::default() };
        let (overviews, next) = self.page(actor, &own, after, limit).await?;
        let next = next.map(|place| self.seal(&actor.member, COMPARISON, place)).transpose()?;
        let ids: Vec<_> = overviews.iter().map(|overview| overview.record).collect();
        let mut kept = self.store.kept_beside(&actor.member, &ids).await?;
        let mut changed = Vec::new();
        for overview in overviews {
            let Some(private) = kept.remove(&overview.record) else { continue };
            let (content, distribution) = (overview.signal.content.clone(), private.meant_for());
            let submission = Submission { content, distribution };
            let request = self.answered_then(&actor.member, &submission).await?;
            let about = (request.as_ref(), Some(overview.record));
            let (_, now) = self.judge(&actor.member, &submission, about, Reasons::Kept)?;
            let (directory, at) = (self.directory(), self.core.now());
            let (request, corrects) = about;
            let proposed = Proposed { origin: &actor.member, submission: &submission, request, corrects };
            let judged = then.preview(&RingCrypto, &directory, at, proposed, Reasons::Kept);
            let (_, other) = judged.map_err(|error| {
                tracing::error!(%error, member = %actor.member, "a signal could not be judged by other packs");
                ServiceError::Internal
            })?;
            let released: BTreeSet<&MemberId> = private.receivers().collect();
            let permitted_now: BTreeSet<&MemberId> = now.permitted().collect();
            let refused = |(member, outcome): &(&MemberId, &String)| {
                released.contains(member) && permitted_now.contains(member) && outcome.as_str() != PERMITTED
            };
            let narrows: BTreeMap<_, _> = other
                .members
                .iter()
                .filter(refused)
                .map(|(member, outcome)| (member.clone(), outcome.clone()))
                .collect();
            let is_new = |member: &&MemberId| !released.contains(*member) && !permitted_now.contains(*member);
            let widens: BTreeSet<_> = other.permitted().filter(is_new).cloned().collect();
            if !narrows.is_empty() || !widens.is_empty() {
                changed.push(Changed { overview, narrows, widens });
            }
        }
        Ok((changed, next))
    }
}
