//! The half-yearly report: what a member did, in figures that may be handed on.

use std::collections::{BTreeMap, BTreeSet};

use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use sluis_protocol::core::{Figure, Side};
use sluis_schemas::codelists::COUNTRY_LIST;
use sluis_schemas::messages::{Message, label, sentences};
use sluis_schemas::vocabulary::{Language, Purpose, RecallGround, SignalType};
use sluis_schemas::{Country, HalfYear};
use utoipa::{IntoParams, ToSchema};

use super::answer::localised;
use super::document::ListProblems;
use super::paging::unreadable;
use super::problem::{FieldError, Problem, words};
use super::questions::Questions;
use super::request::{Caller, Lang};
use super::subject::Coded;
use super::told::{SMALLEST, Told, median, part, percent, with_total};
use crate::service::{HalfYearFigures, Service};

/// Outcomes in the order in which they are reported: as outcomes begin.
const OUTCOMES: [&str; 6] = ["permitted", "ask-first", "no-ground", "forbidden", "declined", "error"];

/// What a member did in half a year. Nobody is in it, and no number that is small.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct HalfYearReport {
    /// Which half year.
    #[schema(example = "2026-H2")]
    pub half: String,
    /// The member.
    pub member: String,
    /// The last day (UTC) that is counted.
    #[schema(format = Date)]
    pub until: String,
    /// The first day that is counted, where counting began after the half year did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = Date)]
    pub counted_since: Option<String>,
    /// Numbers smaller than this are not told, but for none at all.
    pub below: u64,
    /// How often an own signal was let go to a member, but for questions; to two members counts twice.
    pub sent: Exchange,
    /// How often a signal was accepted, but for questions.
    pub received: Exchange,
    /// What releases came to for the members that they were meant for.
    pub outcomes: Vec<Counted>,
    /// Questions that the member asked in this half year.
    pub asking: Questions,
    /// Questions that it was asked in this half year.
    pub asked: Questions,
    /// How other members followed own signals up, by their country, in the order of its code.
    pub follow_ups: Vec<FollowUpFigures>,
    /// Own signals that were recalled, by ground.
    pub recalls: Vec<Counted>,
    /// All of them.
    pub recalled: Told,
    /// Legal gaps that began.
    pub gaps: Told,
    /// The language that labels are in.
    #[schema(example = "nl")]
    pub lang: String,
}

/// Signals that went, or came.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Exchange {
    /// By type, purpose and country, in the order of these codes.
    pub items: Vec<ExchangeItem>,
    /// All of them.
    pub total: Told,
}

/// Signals of one class.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ExchangeItem {
    /// A code of the list `types`.
    pub r#type: Coded,
    /// A code of the list `purposes`.
    pub purpose: Coded,
    /// The country of the other member.
    pub country: Coded,
    /// How often.
    pub figure: Told,
}

/// How often something happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Counted {
    /// What.
    pub what: Coded,
    /// How often.
    pub figure: Told,
}

/// How members of a country followed own signals up: what was asked, accepted and closed in this half year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct FollowUpFigures {
    /// Their country.
    pub country: Coded,
    /// How often one was asked.
    pub offered: Told,
    /// How often one accepted by the last day for it.
    pub accepted_in_time: Told,
    /// The same in percent of what was asked, which is over 100 where more was accepted than asked in this half year; absent
    /// where it is not told, or nothing was asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accepted_in_time_percent: Option<u64>,
    /// How often one was done.
    pub closed: Told,
    /// Half of these took no more days since they were asked; absent where they are not told, or none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub median_days: Option<u64>,
    /// How many of these were done by the last day for it.
    pub closed_in_time: Told,
    /// The same in percent of what was closed; absent where it is not told, or nothing was closed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed_in_time_percent: Option<u64>,
}

/// Which half year.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct Which {
    /// As `2026-H2`; that of today where it is left out.
    #[param(pattern = "^[0-9]{4}-H[12]$")]
    half: Option<String>,
}

/// Report what the member did in half a year, in figures
///
/// Signals sent and received by type, purpose and country of the other member; what releases came to; questions by country of
/// the other member, with the time that their answers took, what stayed unanswered and what was no help; recalls; legal gaps.
/// Nobody is in it: no identifier, no text. Numbers from one to four are not told, nor what they could be computed from.
#[utoipa::path(
    get,
    path = "/v1/reports/half-year",
    operation_id = "reportHalfYear",
    tag = "reports",
    params(Which, ("Accept-Language" = Option<String>, Header, description = "Language of labels")),
    responses((status = 200, description = "The figures", body = HalfYearReport), ListProblems),
)]
pub(super) async fn half_year(
    State(service): State<Service>,
    Lang(lang): Lang,
    Caller(actor): Caller,
    which: Result<Query<Which>, QueryRejection>,
) -> Result<Response, Problem> {
    let Query(Which { half }) = which.map_err(unreadable).map_err(Problem::malformed)?;
    let today = service.today();
    let half = half.as_deref().map_or(Some(HalfYear::of(today)), |half| half.parse().ok());
    let half = half.filter(|half| half.first() <= today);
    let unknown = || Problem::malformed(vec![FieldError::named("half", "malformed", words("half", []))]);
    let half = half.ok_or_else(unknown)?;
    let figures = service.half_year(&actor, half).await.map_err(|e| Problem::of(e, lang))?;
    let report = HalfYearReport::of(actor.member.to_string(), half, &figures, lang);
    Ok(localised(StatusCode::OK, &report, sentences(lang)))
}

impl HalfYearReport {
    fn of(member: String, half: HalfYear, counted: &HalfYearFigures, lang: Language) -> Self {
        let HalfYearFigures { until, today, counted_since, figures, requests, gaps } = counted;
        let sent = Exchange::of(
            figures.iter().filter_map(|(figure, count)| match figure {
                Figure::Sent { r#type, purpose, to } => Some((*r#type, *purpose, to, *count)),
                _ => None,
            }),
            lang,
        );
        let received = Exchange::of(
            figures.iter().filter_map(|(figure, count)| match figure {
                Figure::Received { r#type, purpose, from } => Some((*r#type, *purpose, from, *count)),
                _ => None,
            }),
            lang,
        );
        let outcome = |kind: &str| figures.get(&Figure::Outcome { kind: kind.to_owned() }).copied().unwrap_or_default();
        let sent_in_all = figures.iter().filter(|(figure, _)| matches!(figure, Figure::Sent { .. }));
        let sent_in_all = sent_in_all.map(|(_, count)| count).sum();
        let outcomes = OUTCOMES.map(|kind| {
            let figure = match kind {
                // What went is what was permitted and what was widened: each could be computed from the others.
                "permitted" => part(outcome(kind), (sent_in_all, sent.total)),
                _ => Told::of(outcome(kind)),
            };
            let label = Message::plain(format!("outcome-{kind}")).text(lang).text;
            Counted { what: Coded { code: kind.to_owned(), label }, figure }
        });
        let grounds = RecallGround::ALL
            .iter()
            .filter_map(|ground| Some((*ground, *figures.get(&Figure::Recalled { ground: *ground })?)));
        let (grounds, counts): (Vec<RecallGround>, Vec<u64>) = grounds.unzip();
        let (told, recalled) = with_total(&counts);
        let recalls = grounds
            .iter()
            .zip(told)
            .map(|(ground, figure)| Counted { what: Coded::of(RecallGround::LIST, ground.as_str(), lang), figure });
        // A gap is one of these outcomes: where one of them is small, all gaps would tell it.
        let is_few = ["no-ground", "ask-first"].into_iter().any(|kind| Told::of(outcome(kind)).is_few());
        let gaps = Told::of(*gaps);
        Self {
            half: half.to_string(),
            member,
            until: until.to_string(),
            counted_since: counted_since.map(|day| day.to_string()),
            below: SMALLEST,
            sent,
            received,
            outcomes: outcomes.into(),
            asking: Questions::of(requests, Side::Asking, *today, lang),
            asked: Questions::of(requests, Side::Asked, *today, lang),
            follow_ups: FollowUpFigures::by_country(figures, lang),
            recalls: recalls.collect(),
            recalled,
            gaps: if is_few && !gaps.is_few() { Told::withheld() } else { gaps },
            lang: sentences(lang).to_string(),
        }
    }
}

impl Exchange {
    /// In the order of what is given, which is that of codes: an order by number would tell of numbers that are not told.
    fn of<'a>(counted: impl Iterator<Item = (SignalType, Purpose, &'a Country, u64)>, lang: Language) -> Self {
        let counted: Vec<_> = counted.collect();
        let (told, total) = with_total(&counted.iter().map(|(.., count)| *count).collect::<Vec<_>>());
        let items = counted.into_iter().zip(told).map(|((r#type, purpose, country, _), figure)| ExchangeItem {
            r#type: Coded::of(SignalType::LIST, r#type.as_str(), lang),
            purpose: Coded::of(Purpose::LIST, purpose.as_str(), lang),
            country: Coded { code: country.to_string(), label: label(lang, COUNTRY_LIST, country.as_str()).text },
            figure,
        });
        Self { items: items.collect(), total }
    }
}

impl FollowUpFigures {
    fn by_country(figures: &BTreeMap<Figure, u64>, lang: Language) -> Vec<Self> {
        let of = |figure: &Figure| match figure {
            Figure::Offered { to } => Some(to.clone()),
            Figure::Owned { by, .. } | Figure::FollowedUp { by, .. } => Some(by.clone()),
            _ => None,
        };
        let countries: BTreeSet<Country> = figures.keys().filter_map(of).collect();
        countries.iter().map(|country| Self::of(country, figures, lang)).collect()
    }

    fn of(country: &Country, figures: &BTreeMap<Figure, u64>, lang: Language) -> Self {
        let (mut offered, mut accepted, mut days) = (0, 0, Vec::new());
        let mut in_time = 0;
        for (figure, count) in figures {
            match figure {
                Figure::Offered { to } if to == country => offered += count,
                Figure::Owned { by, in_time: true } if by == country => accepted += count,
                Figure::FollowedUp { by, days: took, in_time: was_in_time } if by == country => {
                    days.extend((0..*count).map(|_| *took));
                    in_time += if *was_in_time { *count } else { 0 };
                }
                _ => {}
            }
        }
        let closed = days.len() as u64;
        let told_offered = Told::of(offered);
        let told_accepted = part(accepted, (offered, told_offered));
        let told_closed = part(closed, (offered, told_offered));
        let told_in_time = part(in_time, (closed, told_closed));
        Self {
            country: Coded { code: country.to_string(), label: label(lang, COUNTRY_LIST, country.as_str()).text },
            offered: told_offered,
            accepted_in_time: told_accepted,
            accepted_in_time_percent: percent(told_accepted, told_offered),
            closed: told_closed,
            median_days: median(days).filter(|_| told_closed.count.is_some()),
            closed_in_time: told_in_time,
            closed_in_time_percent: percent(told_in_time, told_closed),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figures(counted: &[(Figure, u64)], gaps: u64) -> HalfYearReport {
        let figures = counted.iter().cloned().collect();
        let until = "2026-11-30".parse().unwrap();
        let requests = Vec::new();
        let counted = HalfYearFigures { until, today: until, counted_since: None, figures, requests, gaps };
        HalfYearReport::of("nl-maasdorp".to_owned(), "2026-H2".parse().unwrap(), &counted, Language::En)
    }

    fn sent(to: &str, count: u64) -> (Figure, u64) {
        let (r#type, purpose) = (SignalType::AddressMisuse, Purpose::LicenceDecision);
        (Figure::Sent { r#type, purpose, to: to.parse().unwrap() }, count)
    }

    fn outcome(kind: &str, count: u64) -> (Figure, u64) {
        (Figure::Outcome { kind: kind.to_owned() }, count)
    }

    fn told(report: &HalfYearReport, kind: &str) -> String {
        report.outcomes.iter().find(|counted| counted.what.code == kind).unwrap().figure.cell()
    }

    #[test]
    fn no_figure_of_a_section_tells_a_small_one_of_another() {
        let all =
            [sent("BE", 3), sent("DE", 8), outcome("permitted", 11), outcome("no-ground", 2), outcome("ask-first", 9)];
        let report = figures(&all, 11);
        let cells: Vec<String> = report.sent.items.iter().map(|item| item.figure.cell()).collect();
        assert_eq!((cells, report.sent.total.cell()), (vec!["<5".to_owned(), "-".to_owned()], "11".to_owned()));
        assert_eq!((told(&report, "permitted"), told(&report, "no-ground")), ("11".to_owned(), "<5".to_owned()));
        assert_eq!(report.gaps.cell(), "-", "two and nine");
        let report = figures(&[sent("BE", 3), sent("DE", 2), outcome("permitted", 5)], 0);
        assert_eq!((report.sent.total.cell(), told(&report, "permitted")), ("-".to_owned(), "-".to_owned()));
        let report = figures(&[sent("BE", 12), outcome("permitted", 10)], 6);
        assert_eq!(told(&report, "permitted"), "-", "two were widened");
        assert_eq!((report.gaps.cell(), told(&report, "error")), ("6".to_owned(), "0".to_owned()));
    }

    #[test]
    fn follow_ups_are_told_by_country_and_small_ones_are_not() {
        let be = || "BE".parse::<Country>().unwrap();
        let closed = |days, in_time, count| (Figure::FollowedUp { by: be(), days, in_time }, count);
        let all = [
            (Figure::Offered { to: be() }, 20),
            (Figure::Owned { by: be(), in_time: true }, 15),
            (Figure::Owned { by: be(), in_time: false }, 5),
            closed(3, true, 4),
            closed(9, true, 3),
            closed(40, false, 6),
            (Figure::Offered { to: "DE".parse().unwrap() }, 3),
        ];
        let report = figures(&all, 0);
        let [belgium, germany] = report.follow_ups.as_slice() else { panic!("{:?}", report.follow_ups) };
        assert_eq!((belgium.offered.cell(), belgium.accepted_in_time_percent), ("20".to_owned(), Some(75)));
        assert_eq!((belgium.closed.cell(), belgium.median_days), ("13".to_owned(), Some(9)));
        assert_eq!((belgium.closed_in_time.cell(), belgium.closed_in_time_percent), ("7".to_owned(), Some(53)));
        assert_eq!((germany.country.code.as_str(), germany.offered.cell()), ("DE", "<5".to_owned()));
        assert_eq!(germany.accepted_in_time_percent, None);
    }
}
