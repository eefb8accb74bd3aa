//! Figures of what a member did and came to know, without anybody in them.

use std::collections::BTreeMap;

use sluis_protocol::core::{Figure, Request};
use sluis_protocol::journal::Actor;
use sluis_schemas::codelists::{Nace, Region};
use sluis_schemas::{Country, Date, HalfYear};

use super::{Service, ServiceError};
use crate::store::ListedRequest;

/// Months that a baseline looks back on.
const BASELINE: usize = 12;

/// A request of a member, without its other side but for the country of that.
#[derive(Debug, Clone)]
pub struct AskedThen {
    /// The country.
    pub country: Country,
    /// How it stands.
    pub request: Request,
}

/// What happened in half a year, up to today.
#[derive(Debug, Clone)]
pub struct HalfYearFigures {
    /// The last day that is counted.
    pub until: Date,
    /// The day on which it is told how requests stand.
    pub today: Date,
    /// The first day that figures tell of, where that is later than the half year's.
    pub counted_since: Option<Date>,
    /// How often what happened.
    pub figures: BTreeMap<Figure, u64>,
    /// Requests that were asked in it, and how they stand.
    pub requests: Vec<AskedThen>,
    /// Legal gaps that began in it.
    pub gaps: u64,
}

/// A branch, a region: what both, or one of them, was seen in.
pub type Place = (Option<Nace>, Option<Region>);

/// How often something became known, by branch and region.
pub type Seen = BTreeMap<Place, u64>;

/// What became known in a month, and in those before it.
#[derive(Debug, Clone)]
pub struct Months {
    /// The last day that is counted.
    pub until: Date,
    /// The month itself.
    pub now: Seen,
    /// Whole months before it, the newest first: twelve, or fewer where counting began later.
    pub before: Vec<Seen>,
}

/// Days of equal number before a day and from it on.
#[derive(Debug, Clone)]
pub struct Around {
    /// How many days the first span has.
    pub days_before: u64,
    /// What became known in it.
    pub before: Seen,
    /// How many days of the second span have passed.
    pub days_after: u64,
    /// What became known in it.
    pub after: Seen,
}

impl Service {
    /// What the member did in half a year.
    ///
    /// # Errors
    /// [`ServiceError::NotAllowed`] without a role that sees figures.
    pub async fn half_year(&self, actor: &Actor, half: HalfYear) -> Result<HalfYearFigures, ServiceError> {
        self.check_may_see_figures(actor)?;
        let (first, until) = (half.first(), half.last().min(self.today()));
        let figures = self.store.counted(&actor.member, first, until).await?;
        let requests = self.store.asked_between(&actor.member, first, until).await?;
        let (directory, today) = (self.directory(), self.today());
        let asked = |listed: ListedRequest| {
            let country = directory.member(&listed.other)?.country.clone();
            Some(AskedThen { country, request: listed.request })
        };
        let requests = requests.into_iter().filter_map(asked).collect();
        let gaps = self.store.gaps(&actor.member, Some(first), Some(until)).await?;
        let counted_since = self.store.counted_since().await?.filter(|since| *since > first);
        let gaps = gaps.iter().map(|gap| gap.count).sum();
        Ok(HalfYearFigures { until, today, counted_since, figures, requests, gaps })
    }

    /// What became known in the month of a day, and in the twelve before it.
    ///
    /// # Errors
    /// As [`Self::half_year`].
    pub async fn months(&self, actor: &Actor, month: Date) -> Result<Months, ServiceError> {
        self.check_may_see_figures(actor)?;
        let since = self.store.counted_since().await?;
        let until = month.last_of_month().min(self.today());
        let now = self.seen(actor, month.first_of_month(), until).await?;
        let (mut before, mut first) = (Vec::new(), month.first_of_month());
        while before.len() < BASELINE {
            let last = first.before();
            first = last.first_of_month();
            // Of a month that was counted in part nobody knows how much is missing.
            if since.is_none_or(|since| first < since) {
                break;
            }
            before.push(self.seen(actor, first, last).await?);
        }
        Ok(Months { until, now, before })
    }

    /// What became known in so many days before a day and from it on.
    ///
    /// # Errors
    /// As [`Self::half_year`].
    pub async fn around(&self, actor: &Actor, on: Date, days: u32) -> Result<Around, ServiceError> {
        self.check_may_see_figures(actor)?;
        // Of days before counting began nobody knows anything: a rate is over the others alone.
        let since = self.store.counted_since().await?.unwrap_or(on);
        let (from, start) = (on.minus_days(days).max(since), on.max(since));
        let until = on.plus_days(days).before().min(self.today());
        Ok(Around {
            days_before: on.days_since(from),
            before: self.seen(actor, from, on.before()).await?,
            days_after: until.plus_days(1).days_since(start),
            after: self.seen(actor, start, until).await?,
        })
    }

    /// The day it is.
    #[must_use]
    pub fn today(&self) -> Date {
        Date::of(self.core.now())
    }

    async fn seen(&self, actor: &Actor, from: Date, until: Date) -> Result<Seen, ServiceError> {
        let figures = self.store.counted(&actor.member, from, until).await?;
        let seen = figures.into_iter().filter_map(|(figure, count)| match figure {
            Figure::Seen { sector, region } => Some(((sector, region), count)),
            _ => None,
        });
        Ok(seen.collect())
    }
}
