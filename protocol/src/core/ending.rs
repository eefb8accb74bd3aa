//! How a signal ends at whoever holds it: what the store tells of it, and the terms that destruction keeps.

use std::collections::BTreeMap;

use sluis_schemas::vocabulary::Ending;
use sluis_schemas::{MemberId, Timestamp};
use thiserror::Error;

use crate::envelope::RecordId;
use crate::records::{FeedId, Lane};

const HOUR: u64 = 3_600_000;

/// No year is longer.
const YEAR: u64 = 366 * 24 * HOUR;

/// When content that ended is destroyed, and how long the account of it is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Terms {
    grace: u64,
    deadline: u64,
    threshold: u64,
    account_years: u32,
}

impl Default for Terms {
    fn default() -> Self {
        Self::DEFAULT
    }
}

/// Why terms do not hold together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum TermsError {
    /// Content would have to be destroyed before it may be.
    #[error("the grace before content is destroyed ({grace} ms) must end before the deadline ({deadline} ms)")]
    Grace {
        /// How long it is kept.
        grace: u64,
        /// When it must be gone.
        deadline: u64,
    },
    /// A peer's backup could be older than what is listed here.
    #[error(
        "the account of what was disclosed must be kept for at least {} year, not {years}: a peer whose backup is older than \
         that account cannot be put back",
        Terms::SHORTEST_ACCOUNT
    )]
    Account {
        /// How many years were asked for.
        years: u32,
    },
}

impl Terms {
    /// One hour of grace, 72 hours until the deadline, 1,000 records at once, ten years of account.
    pub const DEFAULT: Self = Self { grace: HOUR, deadline: 72 * HOUR, threshold: 1_000, account_years: 10 };
    /// The fewest years that the account of what was disclosed is kept.
    pub const SHORTEST_ACCOUNT: u32 = 1;

    /// Grace and deadline in milliseconds since the recall came; how many records of one signer may wait to be destroyed
    /// before an operator is asked, if they are also more than one in a hundred of those held.
    ///
    /// # Errors
    /// If the grace does not end before the deadline.
    pub const fn new(grace: u64, deadline: u64, threshold: u64) -> Result<Self, TermsError> {
        let account_years = Self::DEFAULT.account_years;
        if grace < deadline {
            Ok(Self { grace, deadline, threshold, account_years })
        } else {
            Err(TermsError::Grace { grace, deadline })
        }
    }

    /// The same, with so many years for which it is kept what was disclosed to whom, once that is over.
    ///
    /// # Errors
    /// If these are fewer than [`Self::SHORTEST_ACCOUNT`].
    pub const fn with_account(self, years: u32) -> Result<Self, TermsError> {
        if years < Self::SHORTEST_ACCOUNT {
            return Err(TermsError::Account { years });
        }
        Ok(Self { account_years: years, ..self })
    }

    /// The account of what was over before this need not be kept any more.
    #[must_use]
    pub const fn account_until(&self, now: Timestamp) -> Timestamp {
        years_before(now, self.account_years)
    }

    /// What was said before this is known to every store that may still be put back.
    pub(super) const fn known_to_backups(now: Timestamp) -> Timestamp {
        years_before(now, Self::SHORTEST_ACCOUNT)
    }

    /// When what ended now is destroyed.
    pub(super) const fn destroyed_at(&self, now: Timestamp) -> Timestamp {
        Timestamp::from_millis(now.as_millis().saturating_add(self.grace))
    }

    /// When what ended then must be destroyed, or stand as restricted.
    #[must_use]
    pub const fn deadline(&self, ended: Timestamp) -> Timestamp {
        Timestamp::from_millis(ended.as_millis().saturating_add(self.deadline))
    }

    /// What ended before this is past its deadline now.
    #[must_use]
    pub const fn overdue_since(&self, now: Timestamp) -> Timestamp {
        Timestamp::from_millis(now.as_millis().saturating_sub(self.deadline))
    }

    /// Whether so many are a decision for an operator.
    pub(super) const fn is_mass(&self, ending: u64, held: u64) -> bool {
        ending > self.threshold && ending > held / 100
    }
}

const fn years_before(now: Timestamp, years: u32) -> Timestamp {
    Timestamp::from_millis(now.as_millis().saturating_sub(YEAR.saturating_mul(years as u64)))
}

/// A place in a feed between two members.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry {
    /// The feed's epoch.
    pub epoch: u32,
    /// The lane.
    pub lane: Lane,
    /// The place there.
    pub place: u64,
}

/// Why a record that is or was held may not be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Closed {
    /// It ended.
    Ended {
        /// How.
        ending: Ending,
        /// When.
        at: Timestamp,
        /// Whether its content is destroyed already.
        destroyed: bool,
    },
    /// The key that signed it may have been stolen before it came, and its member has not said since that it stands.
    Doubted {
        /// Since when somebody else may have had the key.
        since: Timestamp,
    },
    /// It is under legal hold.
    Restricted {
        /// Since when.
        since: Timestamp,
    },
}

/// That a record never comes back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Buried {
    /// By its origin's recall.
    Recalled {
        /// The recall.
        recall: RecordId,
    },
    /// A later version took its place.
    Superseded,
}

/// A version of an own signal, and where it went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SentVersion {
    /// Its record.
    pub id: RecordId,
    /// Its number.
    pub version: u32,
    /// Whether its own member may still read it.
    pub live: bool,
    /// Whom it was released to, and how far it came.
    pub receivers: BTreeMap<MemberId, Reached>,
}

/// How far a record came on its way to a member.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reached {
    /// It waits in the outbox.
    Waiting,
    /// It joined the feed.
    Joined(Entry),
    /// It was withheld before it joined.
    Withheld,
    /// It joined, and goes there no more.
    Ended(Entry),
}

/// What a member here holds of a signal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holding {
    /// The member.
    pub member: MemberId,
    /// The record.
    pub record: RecordId,
    /// Which version it is.
    pub version: u32,
    /// From whom it came.
    pub from: MemberId,
}

/// What ends soonest, and what it is to be held against.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Due {
    /// Soonest first; what waits for an operator is not among them.
    pub ending: Vec<Kept>,
    /// When the next after these ends.
    pub next: Option<Timestamp>,
    /// How many records ended, are not destroyed, and were not let by an operator, by signer.
    pub by_signer: BTreeMap<MemberId, u64>,
    /// How many are held.
    pub held: u64,
}

/// Content that a member keeps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// When it is destroyed; none where nothing says so, or an operator is to.
    pub ends: Option<Timestamp>,
    /// Who holds it.
    pub member: MemberId,
    /// The record.
    pub record: RecordId,
    /// The signal that it is a version of, by its first.
    pub signal: RecordId,
    /// Who signed it.
    pub signer: MemberId,
    /// From whom it came.
    pub from: MemberId,
    /// Where it stood in the feed; none for a member's own.
    pub entry: Option<Entry>,
    /// How it ended, if it did.
    pub ending: Option<Ending>,
    /// Whether it is under legal hold.
    pub hold: bool,
    /// Whether an operator let it be destroyed.
    pub let_by_operator: bool,
    /// How many other members here can open it.
    pub other_holders: u64,
    /// Feeds in whose outbox it waits, or that it joined beyond what the receiver acknowledged; of a member's own, and of
    /// what it passes on.
    pub unheard: Vec<(FeedId, Reached)>,
    /// Of what it passes on: by which order it goes in each feed, and where that order came.
    pub ordered: Vec<(FeedId, RecordId, Entry)>,
}

/// Where to go on with what was said of a feed: exceptions in order of time, lane, place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct SaidAfter {
    /// The time.
    pub at: Timestamp,
    /// The lane.
    pub lane: Lane,
    /// The place.
    pub place: u64,
}

impl SaidAfter {
    /// Everything said at a moment or later.
    #[must_use]
    pub const fn from(at: Timestamp) -> Self {
        Self { at, lane: Lane::Urgent, place: 0 }
    }
}
