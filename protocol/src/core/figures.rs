//! Figures: what happened, counted by day and class in the commit in which it happens.
//!
//! Nothing in them leads to a signal or to whom it is about, so that they stay when that is erased. A signal is counted once,
//! in its first version; a question and its notices are counted by what is kept of requests.

use std::collections::{BTreeMap, BTreeSet};

use sluis_schemas::codelists::{Nace, Region};
use sluis_schemas::content::Content;
use sluis_schemas::vocabulary::{Answer, Purpose, RecallGround, SignalType};
use sluis_schemas::{Country, Date, MemberId};

use super::Core;
use super::answering::is_request;
use super::contract::Preview;
use super::follow_up::Stage;
use super::work::Work;
use crate::crypto::{Crypto, Signer};
use crate::gates::{NOT_IN_AUDIENCE, PERMITTED};
use crate::records::Signal;

/// Something that happened to a member, as it is counted.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Figure {
    /// An own signal was let go to a member.
    Sent {
        /// Of which type.
        r#type: SignalType,
        /// What for.
        purpose: Purpose,
        /// The country of that member.
        to: Country,
    },
    /// A signal was accepted.
    Received {
        /// Of which type.
        r#type: SignalType,
        /// What for.
        purpose: Purpose,
        /// The country of its origin.
        from: Country,
    },
    /// A release came to an outcome for a member that the signal was meant for.
    Outcome {
        /// The outcome without its rule or step, such as `no-ground`.
        kind: String,
    },
    /// An own signal was recalled.
    Recalled {
        /// Why.
        ground: RecallGround,
    },
    /// A member was asked to follow an own signal up.
    Offered {
        /// Its country.
        to: Country,
    },
    /// It accepted that.
    Owned {
        /// Its country.
        by: Country,
        /// Whether by the last day for it.
        in_time: bool,
    },
    /// It was done with it.
    FollowedUp {
        /// Its country.
        by: Country,
        /// How many days after it was asked.
        days: u64,
        /// Whether by the last day for it.
        in_time: bool,
    },
    /// A signal became known, by this member's own hand or from another: one that tells of a branch or of a place, and not of
    /// many cases at once. It is counted for each of its regions.
    Seen {
        /// Its branch: a division of NACE.
        sector: Option<Nace>,
        /// Its region: NUTS of level 2.
        region: Option<Region>,
    },
}

/// How often what happened, by member.
pub type Figures = BTreeMap<(MemberId, Figure), u64>;

impl Work {
    pub(super) fn count(&mut self, member: &MemberId, figure: Figure) {
        *self.figures.entry((member.clone(), figure)).or_default() += 1;
    }

    /// Where and in which branch a signal tells of something.
    fn count_seen(&mut self, member: &MemberId, content: &Content) {
        if is_request(content) || content.r#type.is_aggregate() || content.answer == Some(Answer::None) {
            return;
        }
        let sector = content.sector.as_ref().map(|sector| sector.code.division());
        let regions: BTreeSet<Region> = content.regions.iter().filter_map(Region::level_2).collect();
        if regions.is_empty() && sector.is_some() {
            self.count(member, Figure::Seen { sector, region: None });
            return;
        }
        for region in regions {
            self.count(member, Figure::Seen { sector: sector.clone(), region: Some(region) });
        }
    }
}

impl<C: Crypto, S: Signer> Core<C, S> {
    /// A signal was released under a table. Its corrections are the same signal.
    pub(super) fn count_release(&self, work: &mut Work, signal: &Signal, table: &Preview) {
        if signal.corrects.is_some() || is_request(&signal.content) {
            return;
        }
        // For whom it is not meant there was nothing to decide.
        let meant = table.members.iter().filter(|(_, outcome)| *outcome != NOT_IN_AUDIENCE);
        for (receiver, outcome) in meant {
            let kind = outcome.split(':').next().unwrap_or_default().to_owned();
            work.count(&signal.origin, Figure::Outcome { kind });
            if outcome == PERMITTED {
                self.count_one_sent(work, signal, receiver);
            }
        }
        work.count_seen(&signal.origin, &signal.content);
    }

    /// An own signal goes to more members.
    pub(super) fn count_sent(&self, work: &mut Work, signal: &Signal, members: &BTreeSet<MemberId>) {
        if !is_request(&signal.content) {
            members.iter().for_each(|receiver| self.count_one_sent(work, signal, receiver));
        }
    }

    fn count_one_sent(&self, work: &mut Work, signal: &Signal, receiver: &MemberId) {
        let Some(to) = self.country_of(receiver) else { return };
        let (r#type, purpose) = (signal.content.r#type, signal.content.handling.purpose);
        work.count(&signal.origin, Figure::Sent { r#type, purpose, to });
    }

    /// A member accepted a signal.
    pub(super) fn count_received(&self, work: &mut Work, member: &MemberId, signal: &Signal) {
        let Some(from) = self.country_of(&signal.origin) else { return };
        if signal.corrects.is_some() || is_request(&signal.content) {
            return;
        }
        let (r#type, purpose) = (signal.content.r#type, signal.content.handling.purpose);
        work.count(member, Figure::Received { r#type, purpose, from });
        work.count_seen(member, &signal.content);
    }

    /// An own signal's follow-up came so far, with another member.
    pub(super) fn count_follow_up(&self, work: &mut Work, member: &MemberId, stage: &Stage) {
        let today = Date::of(work.now);
        let other = stage.offer().filter(|offer| offer.to != *member);
        let Some((offer, country)) = other.and_then(|offer| Some((offer, self.country_of(&offer.to)?))) else { return };
        let figure = match stage {
            Stage::Offered { .. } => Figure::Offered { to: country },
            Stage::Owned { .. } => Figure::Owned { by: country, in_time: today <= offer.accept_by },
            Stage::Closed { .. } => {
                let days = today.days_since(Date::of(offer.at));
                Figure::FollowedUp { by: country, days, in_time: today <= offer.close_by }
            }
            _ => return,
        };
        work.count(member, figure);
    }

    fn country_of(&self, member: &MemberId) -> Option<Country> {
        self.directory.member(member).map(|member| member.country.clone())
    }
}
