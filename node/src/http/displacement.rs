//! Whether what an intervention drives out of a place shows elsewhere: rates before and after it, of the place, of regions
//! beside it, and of other branches in it.

use std::collections::BTreeSet;

use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use sluis_schemas::Date;
use sluis_schemas::codelists::{Nace, Region};
use sluis_schemas::messages::{Arg, Message, sentences};
use sluis_schemas::vocabulary::Language;
use utoipa::{IntoParams, ToSchema};

use super::answer::localised;
use super::document::ListProblems;
use super::paging::unreadable;
use super::problem::{FieldError, Problem, words};
use super::request::{Caller, Lang};
use super::subject::Coded;
use super::told::{SMALLEST, Told};
use super::trends::{region_in, sector_in, sector_named, tenths};
use crate::service::{Around, Place, Service};

/// Days on each side where nothing is asked.
const DAYS: u32 = 90;
/// Fewest days on each side: a rate is told of 30.
const FEWEST_DAYS: u32 = 30;
/// Most days on each side.
const MOST_DAYS: u32 = 366;
/// Days that rates are told of.
const RATE: u64 = 30;

/// What became known around an intervention. Nobody is in it, and no number that is small.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct DisplacementReport {
    /// The branch: a division of NACE 2.1.
    pub sector: Coded,
    /// The place: a NUTS region of level 2.
    pub region: String,
    /// The day of the intervention (UTC): the first of those after it.
    #[schema(format = Date)]
    pub on: String,
    /// How many days before it are counted: fewer than asked for where counting began later.
    pub days_before: u64,
    /// How many days from it on are counted: fewer than asked for where they are yet to come.
    pub days_after: u64,
    /// Numbers smaller than this are not told, but for none at all.
    pub below: u64,
    /// Which regions are taken for neighbours: `nuts-1`, those in the same NUTS region of level 1; `nuts-1-and-named` with
    /// those that were named as well.
    pub neighbours_by: String,
    /// The same in words, in the reader's language.
    pub neighbours_by_label: String,
    /// The place, its neighbours in the order of their codes, then other branches in the place in theirs.
    pub items: Vec<AroundPlace>,
    /// The language that labels are in.
    #[schema(example = "nl")]
    pub lang: String,
}

/// A branch in a region around the intervention.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AroundPlace {
    /// `place`, `neighbour` or `other-sector`.
    pub relation: String,
    /// The same in words, in the reader's language.
    pub relation_label: String,
    /// A division of NACE 2.1.
    pub sector: Coded,
    /// A NUTS region of level 2.
    pub region: String,
    /// Signals before.
    pub before: Rate,
    /// Signals from that day on.
    pub after: Rate,
}

/// How many signals, and how many of these in 30 days.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Rate {
    /// How many.
    pub figure: Told,
    /// The same of 30 days; absent where it is not told, or no day was counted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub per_30_days: Option<f64>,
}

/// Around which intervention.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct Which {
    /// A division of NACE.
    #[param(required, pattern = "^[0-9]{2}$")]
    sector: Option<String>,
    /// A NUTS region of level 2.
    #[param(required, pattern = "^[A-Z]{2}[A-Z0-9]{2}$")]
    region: Option<String>,
    /// The day of the intervention (UTC).
    #[param(required, value_type = Option<String>, format = Date)]
    on: Option<String>,
    /// Days on each side: 30 to 366, 90 where it is left out.
    #[param(value_type = Option<u32>, minimum = 30, maximum = 366)]
    days: Option<String>,
    /// Other regions that lie beside it, such as those across a border: NUTS of level 2, with commas between.
    #[param(pattern = "^[A-Z]{2}[A-Z0-9]{2}(,[A-Z]{2}[A-Z0-9]{2})*$")]
    beside: Option<String>,
}

/// Report what became known around an intervention, there and beside it
///
/// Rates before and after a day: of the branch in the place, of the branch in regions beside it, of other branches in the
/// place. Neighbours are the regions of the same NUTS level 1; which lie across a border is for who asks to name. It says
/// what was reported where, not why. Nobody is in it: numbers from one to four are not told.
#[utoipa::path(
    get,
    path = "/v1/reports/displacement",
    operation_id = "reportDisplacement",
    tag = "reports",
    params(Which, ("Accept-Language" = Option<String>, Header, description = "Language of labels")),
    responses((status = 200, description = "The figures", body = DisplacementReport), ListProblems),
)]
pub(super) async fn displacement(
    State(service): State<Service>,
    Lang(lang): Lang,
    Caller(actor): Caller,
    which: Result<Query<Which>, QueryRejection>,
) -> Result<Response, Problem> {
    let Query(which) = which.map_err(unreadable).map_err(Problem::malformed)?;
    let asked = which.read(service.today()).map_err(Problem::malformed)?;
    let around = service.around(&actor, asked.on, asked.days).await.map_err(|e| Problem::of(e, lang))?;
    Ok(localised(StatusCode::OK, &DisplacementReport::of(&asked, &around, lang), sentences(lang)))
}

/// An intervention, and what lies beside its place.
struct Asked {
    sector: Nace,
    region: Region,
    on: Date,
    days: u32,
    beside: BTreeSet<Region>,
}

impl Which {
    fn read(&self, today: Date) -> Result<Asked, Vec<FieldError>> {
        let sector = sector_in(self.sector.as_deref().unwrap_or_default());
        let region = region_in("region", self.region.as_deref().unwrap_or_default());
        let on = self.on.as_deref().and_then(|on| on.parse().ok()).filter(|on: &Date| *on <= today);
        let on = on.ok_or_else(|| FieldError::named("on", "malformed", words("on", [])));
        let days = self.days.as_deref().map_or(Ok(DAYS), |given| {
            let bounds =
                || [("min", FEWEST_DAYS), ("max", MOST_DAYS)].map(|(name, n)| (name, Arg::Text(n.to_string())));
            let days = given.parse().ok().filter(|days| (FEWEST_DAYS..=MOST_DAYS).contains(days));
            days.ok_or_else(|| FieldError::named("days", "malformed", words("days", bounds())))
        });
        let named = self.beside.as_deref().into_iter().flat_map(|named| named.split(','));
        let beside: Result<BTreeSet<Region>, _> = named.map(|region| region_in("beside", region)).collect();
        match (sector, region, on, days, beside) {
            (Ok(sector), Ok(region), Ok(on), Ok(days), Ok(beside)) => Ok(Asked { sector, region, on, days, beside }),
            (sector, region, on, days, beside) => {
                let errors = [sector.err(), region.err(), on.err(), days.err(), beside.err()];
                Err(errors.into_iter().flatten().collect())
            }
        }
    }
}

impl DisplacementReport {
    fn of(asked: &Asked, around: &Around, lang: Language) -> Self {
        let Asked { sector, region, on, beside, .. } = asked;
        let label = |key: &str| Message::plain(format!("report-{key}")).text(lang).text;
        let row = |relation: &str, sector: &Nace, region: &Region| {
            let place: Place = (Some(sector.clone()), Some(region.clone()));
            let count = |seen: &crate::service::SeenFigures| seen.get(&place).copied().unwrap_or_default();
            AroundPlace {
                relation: relation.to_owned(),
                relation_label: label(&format!("relation-{relation}")),
                sector: sector_named(sector, lang),
                region: region.to_string(),
                before: Rate::of(count(&around.before), around.days_before),
                after: Rate::of(count(&around.after), around.days_after),
            }
        };
        let mut neighbours: BTreeSet<Region> = region.siblings().into_iter().collect();
        neighbours.extend(beside.iter().filter(|other| *other != region).cloned());
        let in_place = around.before.keys().chain(around.after.keys());
        let in_place = in_place.filter(|(_, other)| other.as_ref() == Some(region));
        let others: BTreeSet<&Nace> =
            in_place.filter_map(|(other, _)| other.as_ref()).filter(|other| *other != sector).collect();
        let mut items = vec![row("place", sector, region)];
        items.extend(neighbours.iter().map(|other| row("neighbour", sector, other)));
        items.extend(others.into_iter().map(|other| row("other-sector", other, region)));
        let by = if beside.is_empty() { "nuts-1" } else { "nuts-1-and-named" };
        Self {
            sector: sector_named(sector, lang),
            region: region.to_string(),
            on: on.to_string(),
            days_before: around.days_before,
            days_after: around.days_after,
            below: SMALLEST,
            neighbours_by: by.to_owned(),
            neighbours_by_label: label(&format!("neighbours-{by}")),
            items,
            lang: sentences(lang).to_string(),
        }
    }
}

impl Rate {
    fn of(count: u64, days: u64) -> Self {
        // Of days that nobody counted there is no number either.
        if days == 0 {
            return Self { figure: Told::withheld(), per_30_days: None };
        }
        let figure = Told::of(count);
        Self { figure, per_30_days: figure.count.map(|count| tenths(count.saturating_mul(RATE), days)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::service::SeenFigures;

    fn seen(rows: &[(&str, &str, u64)]) -> SeenFigures {
        let row = |(sector, region, count): &(&str, &str, u64)| {
            ((Some(sector.parse().unwrap()), Some(region.parse().unwrap())), *count)
        };
        rows.iter().map(row).collect()
    }

    fn asked(beside: &str) -> Asked {
        let text = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        let which = Which {
            sector: text("56"),
            region: text("NL42"),
            on: text("2026-09-14"),
            days: None,
            beside: text(beside),
        };
        which.read("2026-11-30".parse().unwrap()).unwrap()
    }

    #[test]
    fn rates_stand_for_the_place_for_what_lies_beside_it_and_for_other_branches_in_it() {
        let around = Around {
            days_before: 90,
            before: seen(&[("56", "NL42", 18), ("56", "NL41", 3), ("96", "NL42", 6), ("96", "NL41", 60)]),
            days_after: 60,
            after: seen(&[("56", "NL42", 0), ("56", "BE22", 14), ("41", "NL42", 2)]),
        };
        let report = DisplacementReport::of(&asked("BE22"), &around, Language::En);
        let cell = |rate: &Rate| (rate.figure.cell(), rate.per_30_days);
        let rows: Vec<_> = report
            .items
            .iter()
            .map(|item| {
                (
                    item.relation.as_str(),
                    item.sector.code.as_str(),
                    item.region.as_str(),
                    cell(&item.before),
                    cell(&item.after),
                )
            })
            .collect();
        let told = |text: &str, rate| (text.to_owned(), rate);
        assert_eq!(
            rows,
            [
                ("place", "56", "NL42", told("18", Some(6.0)), told("0", Some(0.0))),
                ("neighbour", "56", "BE22", told("0", Some(0.0)), told("14", Some(7.0))),
                ("neighbour", "56", "NL41", told("<5", None), told("0", Some(0.0))),
                ("other-sector", "41", "NL42", told("0", Some(0.0)), told("<5", None)),
                ("other-sector", "96", "NL42", told("6", Some(2.0)), told("0", Some(0.0))),
            ]
        );
        assert_eq!(report.neighbours_by, "nuts-1-and-named");
        assert_eq!(DisplacementReport::of(&asked(""), &around, Language::En).neighbours_by, "nuts-1");
        let uncounted = Around { days_before: 0, ..around };
        let report = DisplacementReport::of(&asked(""), &uncounted, Language::En);
        assert_eq!(cell(&report.items[0].before), ("-".to_owned(), None), "nobody counted then");
    }
}
