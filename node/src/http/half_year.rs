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
use sluis_schemas::{Country, Date, HalfYear};
use utoipa::{IntoParams, ToSchema};

use super::answer::localised;
use super::document::ListProblems;
use super::paging::unreadable;
use super::problem::{FieldError, Problem, words};
use super::request::{Caller, Lang};
use super::subject::Coded;
use super::told::{SMALLEST, Told, with_total};
use crate::service::{HalfYearFigures, Service};
use crate::store::AskedThen;

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
    pub asking: RequestFigures,
    /// Questions that it was asked in this half year.
    pub asked: RequestFigures,
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

/// Questions, and how they stand today.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RequestFigures {
    /// How many.
    pub count: Told,
    /// How many of these were answered, in full or that there is nothing.
    pub answered: Told,
    /// Half of these took no more days; absent where they are not told, or none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub median_days: Option<u64>,
    /// How many of those answered said by when the answer was wanted.
    pub with_term: Told,
    /// How many of these were answered by then.
    pub in_time: Told,
    /// The same in percent; absent where it is not told, or none had a term.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub in_time_percent: Option<u64>,
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
/// Signals sent and received by type, purpose and country of the other member; what releases came to; questions with the
/// time that their answers took; recalls; legal gaps. Nobody is in it: no identifier, no text. Numbers from one to four are
/// not told, nor what they could be computed from.
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
        let HalfYearFigures { until, counted_since, figures, requests, gaps } = counted;
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
        let of_side = |side| requests.iter().filter(move |asked| asked.side == side).collect::<Vec<_>>();
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
            asking: RequestFigures::of(&of_side(Side::Asking)),
            asked: RequestFigures::of(&of_side(Side::Asked)),
            follow_ups: FollowUpFigures::by_country(figures, lang),
            recalls: recalls.collect(),
            recalled,
            gaps: if is_few && !gaps.is_few() { Told::withheld() } else { gaps },
            lang: sentences(lang).to_string(),
        }
    }
}

/// A number that is part of another, so that neither of the two tells what the rest is where that is small.
fn part(part: u64, (whole, told): (u64, Told)) -> Told {
    let alone = Told::of(part);
    let rest = Told::of(whole.saturating_sub(part));
    let tells = rest.is_few() || told.count.is_none() && rest.count == Some(0);
    if tells && !alone.is_few() && part > 0 { Told::withheld() } else { alone }
}

/// One number in percent of another, where both are told.
fn percent(part: Told, whole: Told) -> Option<u64> {
    let (part, whole) = part.count.zip(whole.count.filter(|whole| *whole > 0))?;
    Some(part * 100 / whole)
}

/// Half of them are no larger.
fn median(mut numbers: Vec<u64>) -> Option<u64> {
    numbers.sort_unstable();
    numbers.get(numbers.len().saturating_sub(1) / 2).copied()
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

impl RequestFigures {
    fn of(requests: &[&AskedThen]) -> Self {
        let answered: Vec<(&AskedThen, Date)> =
            requests.iter().filter_map(|asked| Some((*asked, Date::of(asked.answered?)))).collect();
        let days = answered.iter().map(|(asked, on)| on.days_since(Date::of(asked.at))).collect();
        let with_term: Vec<bool> = answered.iter().filter_map(|(asked, on)| Some(*on <= asked.due?)).collect();
        let in_time = with_term.iter().filter(|in_time| **in_time).count() as u64;
        let (all, done, termed) = (requests.len() as u64, answered.len() as u64, with_term.len() as u64);
        let count = Told::of(all);
        let told_answered = part(done, (all, count));
        let told_termed = part(termed, (done, told_answered));
        let told_in_time = part(in_time, (termed, told_termed));
        Self {
            count,
            answered: told_answered,
            median_days: median(days).filter(|_| told_answered.count.is_some()),
            with_term: told_termed,
            in_time: told_in_time,
            in_time_percent: percent(told_in_time, told_termed),
        }
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
    use sluis_schemas::Timestamp;

    const DAY: u64 = 86_400_000;

    fn figures(counted: &[(Figure, u64)], requests: Vec<AskedThen>, gaps: u64) -> HalfYearReport {
        let figures = counted.iter().cloned().collect();
        let until = "2026-11-30".parse().unwrap();
        let counted = HalfYearFigures { until, counted_since: None, figures, requests, gaps };
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
        let report = figures(&all, Vec::new(), 11);
        let cells: Vec<String> = report.sent.items.iter().map(|item| item.figure.cell()).collect();
        assert_eq!((cells, report.sent.total.cell()), (vec!["<5".to_owned(), "-".to_owned()], "11".to_owned()));
        assert_eq!((told(&report, "permitted"), told(&report, "no-ground")), ("11".to_owned(), "<5".to_owned()));
        assert_eq!(report.gaps.cell(), "-", "two and nine");
        let report = figures(&[sent("BE", 3), sent("DE", 2), outcome("permitted", 5)], Vec::new(), 0);
        assert_eq!((report.sent.total.cell(), told(&report, "permitted")), ("-".to_owned(), "-".to_owned()));
        let report = figures(&[sent("BE", 12), outcome("permitted", 10)], Vec::new(), 6);
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
        let report = figures(&all, Vec::new(), 0);
        let [belgium, germany] = report.follow_ups.as_slice() else { panic!("{:?}", report.follow_ups) };
        assert_eq!((belgium.offered.cell(), belgium.accepted_in_time_percent), ("20".to_owned(), Some(75)));
        assert_eq!((belgium.closed.cell(), belgium.median_days), ("13".to_owned(), Some(9)));
        assert_eq!((belgium.closed_in_time.cell(), belgium.closed_in_time_percent), ("7".to_owned(), Some(53)));
        assert_eq!((germany.country.code.as_str(), germany.offered.cell()), ("DE", "<5".to_owned()));
        assert_eq!(germany.accepted_in_time_percent, None);
    }

    #[test]
    fn answers_are_counted_in_days_and_a_share_is_told_where_no_small_rest_is() {
        let asked = |days: u64, term: Option<&str>| AskedThen {
            side: Side::Asked,
            at: "2026-10-01T08:00:00Z".parse().unwrap(),
            due: term.map(|day| day.parse().unwrap()),
            answered: Some(Timestamp::from_millis(
                "2026-10-01T07:00:00Z".parse::<Timestamp>().unwrap().as_millis() + days * DAY,
            )),
        };
        let ten = || (1..=10).map(|days| asked(days, Some("2026-10-06"))).collect::<Vec<_>>();
        let report = figures(&[], ten(), 0).asked;
        assert_eq!((report.count.count, report.answered.count, report.median_days), (Some(10), Some(10), Some(5)));
        assert_eq!(
            (report.with_term.count, report.in_time.count, report.in_time_percent),
            (Some(10), Some(5), Some(50))
        );
        let three = figures(&[], ten().into_iter().take(3).collect(), 0).asked;
        assert_eq!((three.count.cell(), three.median_days, three.in_time_percent), ("<5".to_owned(), None, None));
        let mut open = ten();
        open.extend((0..2).map(|_| AskedThen { answered: None, ..asked(0, None) }));
        let report = figures(&[], open, 0).asked;
        assert_eq!((report.count.cell(), report.answered.cell()), ("12".to_owned(), "-".to_owned()), "two are open");
        assert_eq!(figures(&[], ten(), 0).asking.count.count, Some(0));
    }
}
