//! The records of this version: signal, recall, retraction, reaffirmation, notice, ownership, dispute, finding, consent,
//! question of a match, relay order and receipt, feed head, receipt. The register has a module of its own.

mod consent;
mod dispute;
mod feed;
mod matching;
mod notice;
mod ownership;
mod reaffirmation;
mod recall;
mod relay;
mod signal;

use serde::Serialize;
use serde::de::DeserializeOwned;
use sluis_schemas::MemberId;

pub use consent::{Consent, ConsentStep, ConsentTo};
pub use dispute::{About, Dispute, DisputeStep, DisputedClass, Finding, Found, Matter, Remedy};
pub use feed::{Exception, FeedHead, FeedId, Lane, LaneHead, Lanes, Receipt, State};
pub use matching::MatchQuery;
pub use notice::{Notice, RequestNotice};
pub use ownership::{Announced, Ownership, OwnershipRefusal, OwnershipStep};
pub use reaffirmation::{MAX_REAFFIRMED, Reaffirmation};
pub use recall::{Recall, Retraction};
pub use relay::{RelayOrder, RelayReceipt};
pub use signal::{AudienceCommitment, Corrects, FIRST_VERSION, Signal};

/// Whose key signs a kind of record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyUse {
    /// The record key of the member that speaks.
    Member,
    /// The attestation key of the node that serves the member spoken for.
    Attestation,
}

/// A kind of record.
pub trait Record: Serialize + DeserializeOwned {
    /// Media type in the protected header.
    const CONTENT_TYPE: &'static str;
    /// Whose key signs it.
    const KEY: KeyUse;

    /// The member that speaks, or for whom its node attests.
    fn speaker(&self) -> &MemberId;
}
