//! What is kept beside an own record and never leaves its origin.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use sluis_schemas::MemberId;
use sluis_schemas::content::Distribution;

use super::contract::Preview;
use crate::crypto::Salt;
use crate::envelope::RecordId;

/// What never leaves the origin of a record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Private {
    /// Salt of the commitment in the record.
    pub audience_salt: Salt,
    /// Whom it is meant for.
    pub distribution: Distribution,
    /// The request that it answers, if it names one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answers: Option<RecordId>,
    /// Members that it was passed on to since, as a request that was forwarded.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub added: BTreeSet<MemberId>,
    /// The table it was released under; an added member's outcome is that of the day it was added.
    pub table: Preview,
}

impl Private {
    /// Whom the record was released to, and let go to since.
    pub fn receivers(&self) -> impl Iterator<Item = &MemberId> {
        self.table.permitted().chain(self.added.iter().filter(|member| !self.table.permits(member)))
    }

    /// Whom the record is meant for now.
    #[must_use]
    pub fn meant_for(&self) -> Distribution {
        let mut distribution = self.distribution.clone();
        distribution.audience.members.extend(self.added.iter().cloned());
        distribution
    }
}
