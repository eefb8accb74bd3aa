//! The notice: what became of a request, said by one of its two members to the other.

use serde::{Deserialize, Serialize};
use sluis_schemas::vocabulary::RefusalGround;
use sluis_schemas::{BasisId, MemberId, Timestamp};

use super::{KeyUse, Record};
use crate::crypto::{Digest, Salt};
use crate::envelope::RecordId;

/// A notice about a request. It holds codes and ids only, and tells its addressee of nothing that it did not ask, or was
/// not asked, itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RequestNotice {
    /// See [`super::Signal::salt`].
    pub salt: Salt,
    /// When the signer says it signed.
    pub at: Timestamp,
    /// Digest of the register the signer saw.
    pub register: Digest,
    /// The member that answers for it.
    pub origin: MemberId,
    /// The member it is for: who asked, or for [`Notice::Closed`] who was asked.
    pub addressee: MemberId,
    /// The request.
    pub request: RecordId,
    /// What became of it.
    pub notice: Notice,
}

/// What becomes of a request, replies apart: those are signals.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Notice {
    /// Who was asked works on it.
    Accepted,
    /// Who was asked names another member. Whether the request goes there is for whoever asked to say.
    #[serde(rename_all = "camelCase")]
    Forwarded {
        /// The member named.
        to: MemberId,
    },
    /// Who was asked will not answer.
    #[serde(rename_all = "camelCase")]
    Refused {
        /// Why.
        ground: RefusalGround,
        /// On which law, where one says so.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        basis: Option<BasisId>,
    },
    /// Who asked wants no more answers.
    Closed,
}

impl Record for RequestNotice {
    const CONTENT_TYPE: &'static str = "application/vnd.sluis.request-notice+cbor";
    const KEY: KeyUse = KeyUse::Member;

    fn speaker(&self) -> &MemberId {
        &self.origin
    }
}
