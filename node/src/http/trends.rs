//! What became known in a month, by branch and region, beside the twelve months before it.

use std::collections::BTreeSet;

use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use sluis_schemas::Date;
use sluis_schemas::codelists::{Nace, Region};
use sluis_schemas::messages::sentences;
use sluis_schemas::vocabulary::Language;
use utoipa::{IntoParams, ToSchema};

use super::answer::localised;
use super::document::ListProblems;
use super::paging::unreadable;
use super::problem::{FieldError, Problem, words};
use super::request::{Caller, Lang};
use super::subject::Coded;
use super::told::{SMALLEST, Told};
use crate::service::{Months, Place, SeenFigures, Service};

/// What became known in a month. Nobody is in it, and no number that is small.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TrendReport {
    /// Which month.
    #[schema(example = "2026-11")]
    pub month: String,
    /// The last day (UTC) that is counted.
    #[schema(format = Date)]
    pub until: String,
    /// Numbers smaller than this are not told, but for none at all.
    pub below: u64,
    /// How many whole months before it the baselines look back on: twelve, or fewer where counting began later.
    pub baseline_months: u32,
    /// By branch and region, in the order of their codes. A signal counts for each of its regions.
    pub items: Vec<Trend>,
    /// The language that labels are in.
    #[schema(example = "nl")]
    pub lang: String,
}

/// What became known of a branch in a region.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Trend {
    /// A division of NACE 2.1; absent where signals name none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sector: Option<Coded>,
    /// A NUTS region of level 2; absent where signals name none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// How many signals in the month.
    pub figure: Told,
    /// The same of the months before; absent where there is none that was counted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub baseline: Option<Baseline>,
}

/// What the months before were like. It is computed from what would be told of each of them, so that it tells no more.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Baseline {
    /// The mean of a month, at least: every small number taken for 1.
    pub mean_from: f64,
    /// The mean of a month, at most: every small number taken for 4.
    pub mean_to: f64,
    /// The month with the least.
    pub least: Told,
    /// The month with the most.
    pub most: Told,
}

/// Which month, and of what.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct Which {
    /// As `2026-11`; the last whole month where it is left out.
    #[param(pattern = "^[0-9]{4}-[0-9]{2}$")]
    month: Option<String>,
    /// Only of this division of NACE.
    #[param(pattern = "^[0-9]{2}$")]
    sector: Option<String>,
    /// Only of this NUTS region of level 2.
    #[param(pattern = "^[A-Z]{2}[A-Z0-9]{2}$")]
    region: Option<String>,
}

/// Report what became known in a month, by branch and region
///
/// Signals of the member and those it received, each counted on the day it was released or came, beside the mean and the
/// range of the twelve months before. Questions, pictures of many cases and corrections are not counted. Nobody is in it, and
/// nobody is compared with anybody: numbers from one to four are not told.
#[utoipa::path(
    get,
    path = "/v1/reports/trends",
    operation_id = "reportTrends",
    tag = "reports",
    params(Which, ("Accept-Language" = Option<String>, Header, description = "Language of labels")),
    responses((status = 200, description = "The figures", body = TrendReport), ListProblems),
)]
pub(super) async fn trends(
    State(service): State<Service>,
    Lang(lang): Lang,
    Caller(actor): Caller,
    which: Result<Query<Which>, QueryRejection>,
) -> Result<Response, Problem> {
    let Query(which) = which.map_err(unreadable).map_err(Problem::malformed)?;
    let (month, sector, region) = which.read(service.today()).map_err(Problem::malformed)?;
    let mut months = service.months(&actor, month).await.map_err(|e| Problem::of(e, lang))?;
    let wanted = |place: &Place| {
        sector.as_ref().is_none_or(|sector| place.0.as_ref() == Some(sector))
            && region.as_ref().is_none_or(|region| place.1.as_ref() == Some(region))
    };
    months.now.retain(|place, _| wanted(place));
    months.before.iter_mut().for_each(|month| month.retain(|place, _| wanted(place)));
    let report = TrendReport::of(month, &months, lang);
    Ok(localised(StatusCode::OK, &report, sentences(lang)))
}

/// A division of NACE as a query names it.
pub(super) fn sector_in(given: &str) -> Result<Nace, FieldError> {
    let sector: Option<Nace> = given.parse().ok().filter(|sector: &Nace| sector.division() == *sector);
    sector.ok_or_else(|| FieldError::named("sector", "unknown-code", words("sector", [])))
}

/// A NUTS region of level 2 as a query names it.
pub(super) fn region_in(name: &str, given: &str) -> Result<Region, FieldError> {
    let region: Option<Region> = given.parse().ok().filter(|region: &Region| region.level_2().as_ref() == Some(region));
    region.ok_or_else(|| FieldError::named(name, "unknown-code", words("region", [])))
}

impl Which {
    fn read(&self, today: Date) -> Result<(Date, Option<Nace>, Option<Region>), Vec<FieldError>> {
        let unknown = || FieldError::named("month", "malformed", words("month", []));
        let month = match &self.month {
            None => Ok(today.first_of_month().before().first_of_month()),
            Some(given) => {
                let first: Option<Date> = format!("{given}-01").parse().ok();
                first.filter(|first| *first <= today).ok_or_else(unknown)
            }
        };
        let sector = self.sector.as_deref().map(sector_in).transpose();
        let region = self.region.as_deref().map(|given| region_in("region", given)).transpose();
        match (month, sector, region) {
            (Ok(month), Ok(sector), Ok(region)) => Ok((month, sector, region)),
            (month, sector, region) => Err([month.err(), sector.err(), region.err()].into_iter().flatten().collect()),
        }
    }
}

impl TrendReport {
    fn of(month: Date, counted: &Months, lang: Language) -> Self {
        let Months { until, now, before } = counted;
        let places: BTreeSet<&Place> = before.iter().chain([now]).flat_map(SeenFigures::keys).collect();
        let trend = |place: &Place| Trend {
            sector: place.0.as_ref().map(|sector| sector_named(sector, lang)),
            region: place.1.as_ref().map(ToString::to_string),
            figure: Told::of(now.get(place).copied().unwrap_or_default()),
            baseline: Baseline::of(before.iter().map(|month| month.get(place).copied().unwrap_or_default()).collect()),
        };
        Self {
            month: month.month(),
            until: until.to_string(),
            below: SMALLEST,
            baseline_months: u32::try_from(before.len()).unwrap_or(u32::MAX),
            items: places.into_iter().map(trend).collect(),
            lang: sentences(lang).to_string(),
        }
    }
}

/// A branch with its heading.
pub(super) fn sector_named(sector: &Nace, lang: Language) -> Coded {
    Coded { code: sector.to_string(), label: sector.label_in(lang).text }
}

impl Baseline {
    fn of(months: Vec<u64>) -> Option<Self> {
        let (least, most) = (*months.iter().min()?, *months.iter().max()?);
        let taking = |few: u64| {
            let sum = months.iter().map(|count| if Told::of(*count).is_few() { few } else { *count }).sum();
            tenths(sum, months.len() as u64)
        };
        Some(Self { mean_from: taking(1), mean_to: taking(SMALLEST - 1), least: Told::of(least), most: Told::of(most) })
    }
}

/// A quotient with one decimal; none of nothing.
pub(super) fn tenths(of: u64, by: u64) -> f64 {
    let tenths = (of.saturating_mul(10).saturating_add(by / 2)).checked_div(by).unwrap_or_default();
    f64::from(u32::try_from(tenths).unwrap_or(u32::MAX)) / 10.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(sector: &str, region: &str, count: u64) -> SeenFigures {
        let place = (Some(sector.parse().unwrap()), Some(region.parse().unwrap()));
        [(place, count)].into()
    }

    #[test]
    fn a_month_stands_beside_what_those_before_it_were_like_and_small_ones_stay_unknown() {
        let until = "2026-11-30".parse().unwrap();
        let before = vec![seen("56", "NL42", 8), seen("56", "NL42", 2), SeenFigures::new(), seen("56", "NL42", 5)];
        let months = Months { until, now: seen("56", "NL42", 12), before };
        let report = TrendReport::of("2026-11-01".parse().unwrap(), &months, Language::En);
        let Trend { sector, region, figure, baseline } = &report.items[0];
        assert_eq!((sector.as_ref().unwrap().code.as_str(), region.as_deref()), ("56", Some("NL42")));
        assert_eq!((report.items.len(), report.baseline_months, figure.count), (1, 4, Some(12)));
        let baseline = baseline.as_ref().unwrap();
        assert_eq!((baseline.mean_from, baseline.mean_to), (3.5, 4.3), "14 to 17 in four months");
        assert_eq!((baseline.least.count, baseline.most.count), (Some(0), Some(8)));
        let few = Months { until, now: seen("56", "NL42", 3), before: Vec::new() };
        let report = TrendReport::of("2026-11-01".parse().unwrap(), &few, Language::En);
        assert_eq!((report.items[0].figure.cell().as_str(), &report.items[0].baseline), ("<5", &None));
    }

    #[test]
    fn rows_stand_in_the_order_of_codes_whatever_their_numbers() {
        let until = "2026-11-30".parse().unwrap();
        let mut now = seen("56", "NL42", 90);
        now.extend(seen("41", "NL41", 7));
        now.extend(seen("56", "BE22", 3));
        let report =
            TrendReport::of("2026-11-01".parse().unwrap(), &Months { until, now, before: Vec::new() }, Language::En);
        let rows: Vec<_> = report
            .items
            .iter()
            .map(|trend| (trend.sector.as_ref().unwrap().code.as_str(), trend.region.as_deref().unwrap()))
            .collect();
        assert_eq!(rows, [("41", "NL41"), ("56", "BE22"), ("56", "NL42")]);
    }
}
