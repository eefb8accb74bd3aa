//! Legal gaps as a member's users see them, and refusals that wait for their hand-over.

use std::collections::BTreeMap;

use sluis_protocol::core::{Gap, GapEnd, Input, Reply};
use sluis_protocol::journal::{Actor, JournalSeq, RefusalId};
use sluis_schemas::vocabulary::Channel;
use sluis_schemas::{Date, MemberId};

use super::{MAX_PAGE, Service, ServiceError, unexpected};
use crate::store::{Cursor, Gaps, WaitingRefusal};

/// The question that the list of refusals is.
const REFUSALS: &str = "refusals";

/// What one class of gaps amounts to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GapLine {
    /// What they are counted by.
    pub class: Gap,
    /// How often a signal could not go to a member.
    pub count: u64,
    /// How many of these last.
    pub open: u64,
    /// How many ended, and how.
    pub ended: BTreeMap<GapEnd, u64>,
    /// How many days they lasted, each until its end or until today.
    pub days: u64,
    /// Half of them lasted no longer than so many days.
    pub median: u64,
}

impl Service {
    /// Gaps of the member's signals that began in a span of days, both included: those that hurt most often first.
    ///
    /// # Errors
    /// [`ServiceError::NotAllowed`] without a role that sees figures.
    pub async fn gaps(
        &self,
        actor: &Actor,
        since: Option<Date>,
        until: Option<Date>,
    ) -> Result<(Date, Vec<GapLine>), ServiceError> {
        self.check_may_see_figures(actor)?;
        let today = Date::of(self.core.now());
        Ok((today, lines(self.store.gaps(&actor.member, since, until).await?, today)))
    }

    /// The place that a client was given as the next of the list of refusals; none if it was not.
    #[must_use]
    pub fn refusal_place(&self, member: &MemberId, text: &str) -> Option<JournalSeq> {
        self.place_of(member, REFUSALS, text).map(|place| JournalSeq(place.minor))
    }

    /// The member's refusals that wait for their hand-over, oldest first, and where to go on if there are more.
    ///
    /// # Errors
    /// [`ServiceError::NotAllowed`] without a role that sees figures.
    pub async fn refusals(
        &self,
        actor: &Actor,
        after: Option<JournalSeq>,
    ) -> Result<(Vec<WaitingRefusal>, Option<String>), ServiceError> {
        self.check_may_see_figures(actor)?;
        let mut found = self.store.refusals(&actor.member, after.unwrap_or_default(), MAX_PAGE + 1).await?;
        let more = found.len() > MAX_PAGE as usize;
        found.truncate(MAX_PAGE as usize);
        let last = found.last().filter(|_| more).map(|last| Cursor { major: 0, minor: last.entry.0 });
        let next = last.map(|last| self.seal(&actor.member, REFUSALS, last)).transpose()?;
        Ok((found, next))
    }

    /// Records that what was refused went to another channel.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] also where another member submitted it, [`ServiceError::HandedOver`] where that was
    /// recorded before, [`ServiceError::NotAllowed`] without the role.
    pub async fn hand_over(
        &self,
        actor: &Actor,
        refusal: RefusalId,
        to: Channel,
        reference: Option<String>,
    ) -> Result<(), ServiceError> {
        let actor = actor.clone();
        match self.core.ask(move |ticket| Input::HandOver { ticket, actor, refusal, to, reference }).await? {
            Reply::Done { .. } => Ok(()),
            Reply::NotFound => Err(ServiceError::NotFound { what: "refusal", id: refusal.to_string() }),
            Reply::HandedOver => Err(ServiceError::HandedOver { refusal }),
            other => Err(unexpected(other)),
        }
    }

    pub(super) fn check_may_see_figures(&self, actor: &Actor) -> Result<(), ServiceError> {
        let directory = self.directory();
        Self::judged(self.judges.with(|judge| judge.may_see_figures(&directory, actor, self.core.now())))
    }
}

fn lines(gaps: Vec<Gaps>, today: Date) -> Vec<GapLine> {
    let mut by_class: BTreeMap<Gap, Vec<Gaps>> = BTreeMap::new();
    for some in gaps {
        by_class.entry(some.class.clone()).or_default().push(some);
    }
    let mut lines: Vec<GapLine> = by_class.into_iter().map(|(class, gaps)| line(class, &gaps, today)).collect();
    lines.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.class.cmp(&b.class)));
    lines
}

fn line(class: Gap, gaps: &[Gaps], today: Date) -> GapLine {
    let mut line = GapLine { class, count: 0, open: 0, ended: BTreeMap::new(), days: 0, median: 0 };
    let mut lasted: BTreeMap<u64, u64> = BTreeMap::new();
    for some in gaps {
        let days = some.ended.map_or(today, |(_, ended)| ended).days_since(some.began);
        line.count += some.count;
        line.days += days * some.count;
        *lasted.entry(days).or_default() += some.count;
        match some.ended {
            None => line.open += some.count,
            Some((end, _)) => *line.ended.entry(end).or_default() += some.count,
        }
    }
    let mut seen = 0;
    let half = lasted.into_iter().find(|(_, count)| {
        seen += count;
        seen * 2 >= line.count
    });
    line.median = half.map_or(0, |(days, _)| days);
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    fn class(missing: &str) -> Gap {
        Gap {
            member: "nl-maasdorp".parse().unwrap(),
            origin: "NL".parse().unwrap(),
            receiver: "BE".parse().unwrap(),
            purpose: sluis_schemas::vocabulary::Purpose::LicenceDecision,
            r#type: sluis_schemas::vocabulary::SignalType::AddressMisuse,
            bases: ["nl.wgs".parse().unwrap()].into(),
            missing: missing.to_owned(),
        }
    }

    fn gaps(missing: &str, began: &str, ended: Option<(GapEnd, &str)>, count: u64) -> Gaps {
        let ended = ended.map(|(end, day)| (end, day.parse().unwrap()));
        Gaps { class: class(missing), began: began.parse().unwrap(), ended, count }
    }

    #[test]
    fn days_run_until_the_end_or_until_today_and_what_hurts_most_comes_first() {
        let found = vec![
            gaps("ask-first:agreement", "2026-11-01", None, 1),
            gaps("no-ground", "2026-11-01", Some((GapEnd::Widened, "2026-11-04")), 2),
            gaps("no-ground", "2026-11-10", Some((GapEnd::Recalled, "2026-11-10")), 1),
            gaps("no-ground", "2026-11-10", None, 2),
        ];
        let lines = lines(found, "2026-11-30".parse().unwrap());
        let figures: Vec<_> =
            lines.iter().map(|l| (l.class.missing.as_str(), l.count, l.open, l.days, l.median)).collect();
        assert_eq!(figures, [("no-ground", 5, 2, 2 * 3 + 2 * 20, 3), ("ask-first:agreement", 1, 1, 29, 29)]);
        assert_eq!(lines[0].ended, [(GapEnd::Widened, 2), (GapEnd::Recalled, 1)].into());
    }
}
