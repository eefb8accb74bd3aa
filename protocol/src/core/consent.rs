//! Consents of origins, as origin and holder keep them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sluis_schemas::vocabulary::{ConsentState, RefusalGround};
use sluis_schemas::{Date, MemberId, Timestamp};

use crate::envelope::RecordId;
use crate::records::{ConsentStep, ConsentTo};

/// Most that a holder asks of a signal before it is answered.
const MAX_OPEN: usize = 16;

/// What a holder asked of the origin of a signal, and what that says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct KeptConsent {
    /// The origin of the signal.
    pub origin: MemberId,
    /// Who asked.
    pub holder: MemberId,
    /// To do what.
    pub to: ConsentTo,
    /// Until when it was asked, UTC.
    pub asked_until: Date,
    /// How far it is.
    pub stage: ConsentStage,
    /// When that changed last.
    pub changed: Timestamp,
}

/// What was asked of a signal, by the record that asks it.
pub type Consents = BTreeMap<RecordId, KeptConsent>;

/// How far it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs, reason = "the fields are what their types say")]
pub enum ConsentStage {
    /// See [`ConsentState::Asked`].
    Asked,
    /// See [`ConsentState::Granted`]. Up to the last day, UTC.
    Granted { until: Date },
    /// See [`ConsentState::Refused`].
    Refused { ground: RefusalGround },
    /// See [`ConsentState::Withdrawn`].
    Withdrawn,
    /// See [`ConsentState::Ended`].
    Ended,
}

/// Why a step of a consent cannot be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum NoConsent {
    /// It may be done without.
    NotNeeded,
    /// The member has no mandate for that purpose.
    NoMandate,
    /// The rules do not let it be passed on to that member, or nobody in the register has that name.
    NotPermitted,
    /// What becomes of a request is said of the request.
    IsRequest,
    /// The last day is over.
    Past,
    /// The signal is the member's own.
    Own,
    /// The member does not have the signal from its origin, or may not have it any more.
    NotHeld,
    /// Too much is asked that has not been answered.
    TooMany,
    /// Nothing was asked so, or not by that member.
    NotAsked,
    /// It was answered.
    Answered,
    /// It does not consent.
    NotGranted,
}

impl NoConsent {
    /// Its code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::NotNeeded => "consent-not-needed",
            Self::NoMandate => "no-mandate",
            Self::NotPermitted => "may-not-be-passed-on",
            Self::IsRequest => "is-a-request",
            Self::Past => "day-is-over",
            Self::Own => "own-signal",
            Self::NotHeld => "not-a-holder",
            Self::TooMany => "too-many-asked",
            Self::NotAsked => "not-asked",
            Self::Answered => "consent-answered",
            Self::NotGranted => "not-granted",
        }
    }
}

impl KeptConsent {
    /// How far it is on a day, UTC.
    #[must_use]
    pub fn state(&self, today: Date) -> ConsentState {
        match self.stage {
            ConsentStage::Asked => ConsentState::Asked,
            ConsentStage::Granted { until } if until < today => ConsentState::Expired,
            ConsentStage::Granted { .. } => ConsentState::Granted,
            ConsentStage::Refused { .. } => ConsentState::Refused,
            ConsentStage::Withdrawn => ConsentState::Withdrawn,
            ConsentStage::Ended => ConsentState::Ended,
        }
    }

    const fn is_open(&self) -> bool {
        matches!(self.stage, ConsentStage::Asked)
    }

    fn at(&self, stage: ConsentStage, changed: Timestamp) -> Self {
        Self { stage, changed, ..self.clone() }
    }

    /// Whether it is about passing the signal on to a member.
    pub(super) fn lets_pass_on(&self, receiver: &MemberId) -> bool {
        matches!(&self.to, ConsentTo::Onward(to) if to == receiver)
    }

    /// What the end of its signal makes of it, if that changes anything.
    pub(super) fn ended(&self, now: Timestamp) -> Option<Self> {
        let stands = matches!(self.stage, ConsentStage::Asked | ConsentStage::Granted { .. });
        stands.then(|| self.at(ConsentStage::Ended, now))
    }

    /// What its origin makes of it there.
    pub(super) fn answered(&self, step: &ConsentStep, now: Timestamp) -> Result<Self, NoConsent> {
        match (step, self.stage) {
            (ConsentStep::Granted { until, .. }, _) if *until < Date::of(now) => Err(NoConsent::Past),
            (ConsentStep::Granted { .. } | ConsentStep::Refused { .. }, ConsentStage::Asked)
            | (ConsentStep::Withdrawn { .. }, ConsentStage::Granted { .. }) => Ok(self.heard(step, now)),
            (ConsentStep::Withdrawn { .. }, _) => Err(NoConsent::NotGranted),
            _ => Err(NoConsent::Answered),
        }
    }

    /// What the origin's word makes of it at the holder: it counts, whatever was so before, until the signal ended.
    pub(super) fn heard(&self, step: &ConsentStep, now: Timestamp) -> Self {
        let stage = match (step, self.stage) {
            (_, ConsentStage::Ended) => ConsentStage::Ended,
            (ConsentStep::Asked { .. }, stage) => stage,
            (ConsentStep::Granted { until, .. }, _) => ConsentStage::Granted { until: *until },
            (ConsentStep::Refused { ground, .. }, _) => ConsentStage::Refused { ground: *ground },
            (ConsentStep::Withdrawn { .. }, _) => ConsentStage::Withdrawn,
        };
        self.at(stage, now)
    }
}

/// Whether a holder may ask one thing more.
pub(super) fn has_room(kept: &Consents, holder: &MemberId) -> bool {
    kept.values().filter(|consent| consent.holder == *holder && consent.is_open()).count() < MAX_OPEN
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::Digest;

    const REQUEST: RecordId = RecordId(Digest([1; 32]));
    const NOW: Timestamp = Timestamp::from_millis(0);

    fn asked() -> KeptConsent {
        KeptConsent {
            origin: "nl-a".parse().unwrap(),
            holder: "be-b".parse().unwrap(),
            to: ConsentTo::Cite,
            asked_until: "1970-01-09".parse().unwrap(),
            stage: ConsentStage::Asked,
            changed: NOW,
        }
    }

    fn granted(until: &str) -> ConsentStep {
        ConsentStep::Granted { request: REQUEST, until: until.parse().unwrap() }
    }

    const REFUSED: ConsentStep = ConsentStep::Refused { request: REQUEST, ground: RefusalGround::Secrecy };
    const WITHDRAWN: ConsentStep = ConsentStep::Withdrawn { request: REQUEST };

    #[test]
    fn what_is_asked_is_answered_once_and_what_is_granted_may_be_withdrawn() {
        let consent = asked().answered(&granted("1970-01-02"), NOW).unwrap();
        assert_eq!(consent.answered(&REFUSED, NOW), Err(NoConsent::Answered));
        let over = consent.answered(&WITHDRAWN, NOW).unwrap();
        assert_eq!(over.answered(&granted("1970-01-02"), NOW), Err(NoConsent::Answered));
        assert_eq!(asked().answered(&WITHDRAWN, NOW), Err(NoConsent::NotGranted));
        let refused = asked().answered(&REFUSED, NOW).unwrap();
        assert_eq!(refused.answered(&WITHDRAWN, NOW), Err(NoConsent::NotGranted));
        assert_eq!(asked().answered(&granted("1969-12-31"), NOW), Err(NoConsent::Past));
    }

    #[test]
    fn a_consent_stands_up_to_its_last_day() {
        let consent = asked().answered(&granted("1970-01-02"), NOW).unwrap();
        assert_eq!(consent.state("1970-01-02".parse().unwrap()), ConsentState::Granted);
        assert_eq!(consent.state("1970-01-03".parse().unwrap()), ConsentState::Expired);
    }

    #[test]
    fn nothing_stands_again_once_its_signal_ended() {
        let ended = asked().ended(NOW).unwrap();
        assert_eq!(ended.heard(&granted("1970-01-02"), NOW).stage, ConsentStage::Ended);
        assert_eq!(ended.ended(NOW), None);
    }

    #[test]
    fn so_much_is_asked_before_it_is_answered() {
        let rows = |stage| {
            let row = move |n| (RecordId(Digest([n; 32])), KeptConsent { stage, ..asked() });
            (0..16_u8).map(row).collect::<Consents>()
        };
        let (holder, other) = (asked().holder, asked().origin);
        assert!(!has_room(&rows(ConsentStage::Asked), &holder));
        assert!(has_room(&rows(ConsentStage::Asked), &other) && has_room(&rows(ConsentStage::Withdrawn), &holder));
    }
}
