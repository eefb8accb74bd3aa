//! What nodes that judge by different packs tell each other first: the class of a record, and whether a member may hold
//! records of it. A class has no subject, no text and no identifier; the record follows where the answer is yes.

use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;
use sluis_schemas::MemberId;

use super::PeerFault;
use crate::cbor;
use crate::crypto::{Crypto, Digest};
use crate::gates::RuleId;
use crate::gates::facts::RecordClass;

/// Largest class, in bytes.
pub const MAX_CLASS: usize = 2 * 1024;

/// Asks whether a member of the addressee may hold records of a class.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ClassOffer {
    /// The member.
    pub receiver: MemberId,
    /// A [`RecordClass`] in deterministic CBOR: what the addressee does not know of it leaves the rest readable.
    pub class: ByteBuf,
}

/// The answer to a [`ClassOffer`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ClassAnswer {
    /// The member that was asked about.
    pub receiver: MemberId,
    /// SHA-256 of the class that was offered.
    pub class: Digest,
    /// What is said of it.
    pub said: ClassSaid,
}

/// Whether a member may hold records of a class, by the packs and the register of its node at that moment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ClassSaid {
    /// It may. The record is judged again when it comes.
    Accepted,
    /// The receiver's law does not let it hold them: the rule, see [`RuleId`].
    Declined(String),
    /// The gate could not say, or the class has codes that are not known there.
    Undecided,
}

/// An offer whose class was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckedOfferOfClass {
    /// The offer.
    pub offer: ClassOffer,
    /// SHA-256 of the class.
    pub digest: Digest,
    /// The class; none where it has codes that this build does not know.
    pub class: Option<RecordClass>,
}

pub(super) fn check_class(crypto: &impl Crypto, offer: ClassOffer) -> Result<CheckedOfferOfClass, PeerFault> {
    if offer.class.len() > MAX_CLASS {
        return Err(PeerFault::new("class-oversized", format!("a class has at most {MAX_CLASS} bytes")));
    }
    let digest = crypto.sha256(&[&offer.class]);
    let class = cbor::decode(&offer.class).ok();
    Ok(CheckedOfferOfClass { offer, digest, class })
}

pub(super) fn check_answer(answer: ClassAnswer) -> Result<ClassAnswer, PeerFault> {
    if let ClassSaid::Declined(rule) = &answer.said {
        rule.parse::<RuleId>().map_err(|e| PeerFault::new("class-answer", e.to_string()))?;
    }
    Ok(answer)
}
