//! Legal gaps in figures, and refusals that wait for their hand-over to another channel.

use std::collections::BTreeMap;

use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use sluis_protocol::core::GapEnd;
use sluis_schemas::Date;
use sluis_schemas::calls::HandOverOf;
use sluis_schemas::messages::{Message, label};
use sluis_schemas::vocabulary::{Language, Purpose, SignalType};
use utoipa::{IntoParams, ToSchema};

use super::answer::localised;
use super::document::{ListProblems, StepProblems};
use super::paging::{Place, unreadable};
use super::problem::{FieldError, Problem, words};
use super::request::{Caller, Id, JsonBytes, Lang};
use super::told::SMALLEST;
use crate::service::{GapLine, Service, ServiceError};
use crate::store::WaitingRefusal;

/// Legal gaps that a member's signals met.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct GapReport {
    /// First day on which they began, where that was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = Date)]
    pub since: Option<String>,
    /// Last such day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = Date)]
    pub until: Option<String>,
    /// The day (UTC) up to which those that last are counted.
    #[schema(format = Date)]
    pub today: String,
    /// Numbers smaller than this are not told, in what may be handed on; absent where all are told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub below: Option<u64>,
    /// What was missing, most often first; where small numbers are not told, in the order of countries and codes.
    pub items: Vec<GapItem>,
    /// All of them; absent where small numbers are not told, which could be computed from it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub total: Option<GapTotal>,
}

/// Gaps of one kind: from where to where, what for, on which basis, and what is missing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct GapItem {
    /// The country of the member whose signals could not go.
    pub origin_country: String,
    /// The country of those that they could not go to.
    pub receiver_country: String,
    /// A code of the list `purposes`.
    pub purpose: String,
    /// The purpose in words, in the reader's language.
    pub purpose_label: String,
    /// A code of the list `signal-types`.
    pub r#type: String,
    /// The type in words, in the reader's language.
    pub type_label: String,
    /// Codes of the list `legal-bases`.
    pub bases: Vec<String>,
    /// `no-ground` where no rule lets it go, or `ask-first:` and the step that is missing.
    pub missing: String,
    /// The same in words, in the reader's language.
    pub missing_label: String,
    /// How often; absent where it is too small to be told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub count: Option<u64>,
    /// How many of these last; absent where that, or the rest, is too small to be told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub open: Option<u64>,
    /// How many ended, by how: `widened`, `relayed`, `corrected` and `answered` where the way opened, `dropped`,
    /// `recalled` and `expired` where the signal is no more. Absent where small numbers are not told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended: Option<BTreeMap<String, u64>>,
    /// How many days they cost; absent where the number is too small to be told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub days: Option<GapDays>,
}

/// How long gaps lasted, in days: each until its end, or until today.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct GapDays {
    /// All together.
    pub total: u64,
    /// Half of them lasted no longer.
    pub median: u64,
}

/// All gaps of a report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct GapTotal {
    /// How often.
    pub count: u64,
    /// How many last.
    pub open: u64,
    /// How many days they cost.
    pub days: u64,
}

/// Which gaps, and for whom.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct Span {
    /// First day (UTC) on which they began.
    #[param(value_type = Option<String>, format = Date)]
    since: Option<String>,
    /// Last day (UTC) on which they began.
    #[param(value_type = Option<String>, format = Date)]
    until: Option<String>,
    /// `true` for figures that may be handed on: small numbers are not told, nor what they could be computed from.
    #[param(pattern = "^(true|false)$")]
    export: Option<String>,
}

/// A page of refusals that wait for their hand-over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RefusalPage {
    /// The refusals, oldest first.
    pub items: Vec<RefusalItem>,
    /// Give it as `cursor` for the next page; none on the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// A submission that was refused and belongs to another channel: its class, no content.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RefusalItem {
    /// Its name, in hex.
    pub id: String,
    /// Whose it is.
    pub member: String,
    /// When it was refused.
    #[schema(format = DateTime)]
    pub at: String,
    /// Who submitted it, as the journal names them; absent once it does no more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user: Option<String>,
    /// What for: a code of the list `purposes`.
    pub purpose: String,
    /// The purpose in words, in the reader's language.
    pub purpose_label: String,
    /// Its type.
    pub r#type: String,
    /// The type in words, in the reader's language.
    pub type_label: String,
    /// The rule that refused it.
    pub rule: String,
    /// Where it belongs, in the reader's language.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel: Option<String>,
}

/// Count the legal gaps that the member's signals met
///
/// No content and no signal: only what was missing, from where to where, how often and for how many days. With
/// `export=true` for handing on: numbers below five are not told, and nothing that they could be computed from.
#[utoipa::path(
    get,
    path = "/v1/gaps",
    operation_id = "gaps",
    tag = "gaps",
    params(Span, ("Accept-Language" = Option<String>, Header, description = "Language of labels")),
    responses((status = 200, description = "Gaps by kind", body = GapReport), ListProblems),
)]
pub(super) async fn gaps(
    State(service): State<Service>,
    Lang(lang): Lang,
    Caller(actor): Caller,
    span: Result<Query<Span>, QueryRejection>,
) -> Result<Response, Problem> {
    let Query(span) = span.map_err(unreadable).map_err(Problem::malformed)?;
    let (since, until, export) = span.read().map_err(Problem::malformed)?;
    let (today, mut lines) = service.gaps(&actor, since, until).await.map_err(|e| Problem::of(e, lang))?;
    let sum = |of: fn(&GapLine) -> u64| lines.iter().map(of).sum();
    let total = GapTotal { count: sum(|l| l.count), open: sum(|l| l.open), days: sum(|l| l.days) };
    if export {
        // The order of numbers that are not told would tell of them.
        lines.sort_by(|a, b| a.class.cmp(&b.class));
    }
    let report = GapReport {
        since: since.map(|day| day.to_string()),
        until: until.map(|day| day.to_string()),
        today: today.to_string(),
        below: export.then_some(SMALLEST),
        items: lines.iter().map(|line| GapItem::of(line, export, lang)).collect(),
        total: Some(total).filter(|_| !export),
    };
    Ok(localised(StatusCode::OK, &report, lang))
}

/// List refusals that wait for their hand-over to another channel
///
/// Oldest first. No content: class, rule, channel, when and by whom.
#[utoipa::path(
    get,
    path = "/v1/refusals",
    operation_id = "refusals",
    tag = "gaps",
    params(Place, ("Accept-Language" = Option<String>, Header, description = "Language of labels")),
    responses((status = 200, description = "Refusals", body = RefusalPage), ListProblems),
)]
pub(super) async fn refusals(
    State(service): State<Service>,
    Lang(lang): Lang,
    Caller(actor): Caller,
    place: Result<Query<Place>, QueryRejection>,
) -> Result<Response, Problem> {
    let after = Place::read(place, |text| service.refusal_place(&actor.member, text)).map_err(Problem::malformed)?;
    let (found, next) = service.refusals(&actor, after).await.map_err(|e| Problem::of(e, lang))?;
    let items = found.iter().map(|refusal| RefusalItem::of(refusal, actor.member.as_str(), lang)).collect();
    Ok(localised(StatusCode::OK, &RefusalPage { items, next }, lang))
}

/// Record that what was refused was handed over to another channel
///
/// The journal keeps who says so, where it went and the reference. Nothing is sent.
#[utoipa::path(
    post,
    path = "/v1/refusals/{id}/hand-over",
    operation_id = "handOver",
    tag = "gaps",
    params(
        ("id" = String, Path, description = "The refusal's name, in hex"),
        ("Accept-Language" = Option<String>, Header, description = "Language of sentences: `nl`, `fr`, `de` or `en`"),
    ),
    request_body(content = ref("#/components/schemas/HandOver"), content_type = "application/json"),
    responses((status = 204, description = "It waits no longer"), StepProblems),
)]
pub(super) async fn hand_over(
    State(service): State<Service>,
    Lang(lang): Lang,
    Caller(actor): Caller,
    Id(id): Id,
    JsonBytes(body): JsonBytes,
) -> Result<StatusCode, Problem> {
    let problem = |e| Problem::of(e, lang);
    let HandOverOf { to, reference } =
        HandOverOf::parse(&body).map_err(|problems| problem(ServiceError::Malformed(problems)))?;
    let refusal = id.parse().map_err(|_| problem(ServiceError::NotFound { what: "refusal", id }))?;
    service.hand_over(&actor, refusal, to, reference).await.map_err(problem)?;
    Ok(StatusCode::NO_CONTENT)
}

impl Span {
    fn read(&self) -> Result<(Option<Date>, Option<Date>, bool), Vec<FieldError>> {
        let day = |name: &str, given: &Option<String>| {
            let malformed = |_| FieldError::named(name, "malformed", words("day", []));
            given.as_deref().map(|day| day.parse::<Date>().map_err(malformed)).transpose()
        };
        let unknown = |_| FieldError::named("export", "unknown-code", words("export", []));
        let export = self.export.as_deref().map_or(Ok(false), |given| given.parse().map_err(unknown));
        match (day("since", &self.since), day("until", &self.until), export) {
            (Ok(since), Ok(until), Ok(export)) => Ok((since, until, export)),
            (since, until, export) => Err([since.err(), until.err(), export.err()].into_iter().flatten().collect()),
        }
    }
}

impl GapItem {
    fn of(line: &GapLine, export: bool, lang: Language) -> Self {
        let GapLine { class, count, open, ended, days, median } = line;
        let may_tell = |number: u64| !export || number == 0 || number >= SMALLEST;
        let told = may_tell(*count);
        let (kind, _) = class.missing.split_once(':').unwrap_or((&class.missing, ""));
        let by_how = || ended.iter().map(|(end, count)| (how(*end).to_owned(), *count)).collect();
        Self {
            origin_country: class.origin.to_string(),
            receiver_country: class.receiver.to_string(),
            purpose: class.purpose.to_string(),
            purpose_label: label(lang, Purpose::LIST, class.purpose.as_str()).text,
            r#type: class.r#type.to_string(),
            type_label: label(lang, SignalType::LIST, class.r#type.as_str()).text,
            bases: class.bases.iter().map(ToString::to_string).collect(),
            missing: class.missing.clone(),
            missing_label: Message::plain(format!("outcome-{kind}")).text(lang).text,
            count: told.then_some(*count),
            open: (told && may_tell(*open) && may_tell(count - open)).then_some(*open),
            ended: (!export).then(by_how),
            days: told.then_some(GapDays { total: *days, median: *median }),
        }
    }
}

const fn how(end: GapEnd) -> &'static str {
    match end {
        GapEnd::Widened => "widened",
        GapEnd::Relayed => "relayed",
        GapEnd::Corrected => "corrected",
        GapEnd::Answered => "answered",
        GapEnd::Dropped => "dropped",
        GapEnd::Recalled => "recalled",
        GapEnd::Expired => "expired",
    }
}

impl RefusalItem {
    fn of(refusal: &WaitingRefusal, member: &str, lang: Language) -> Self {
        let WaitingRefusal { id, at, purpose, r#type, rule, user, .. } = refusal;
        let key = format!("channel-{purpose}");
        let channel = Message::plain(&key).text(lang).text;
        Self {
            id: id.to_string(),
            member: member.to_owned(),
            at: at.to_string(),
            user: user.clone(),
            purpose: purpose.to_string(),
            purpose_label: label(lang, Purpose::LIST, purpose.as_str()).text,
            r#type: r#type.to_string(),
            type_label: label(lang, SignalType::LIST, r#type.as_str()).text,
            rule: rule.clone(),
            // A text that no language has is its key.
            channel: Some(channel).filter(|channel| *channel != key),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sluis_protocol::core::Gap;

    fn line(count: u64, open: u64) -> GapLine {
        let class = Gap {
            member: "nl-maasdorp".parse().unwrap(),
            origin: "NL".parse().unwrap(),
            receiver: "BE".parse().unwrap(),
            purpose: Purpose::LicenceDecision,
            r#type: SignalType::AddressMisuse,
            bases: ["nl.wgs".parse().unwrap()].into(),
            missing: "no-ground".to_owned(),
        };
        GapLine { class, count, open, ended: [(GapEnd::Widened, count - open)].into(), days: 9 * count, median: 9 }
    }

    #[test]
    fn what_is_handed_on_tells_no_small_number_nor_its_rest() {
        let export = |count, open| GapItem::of(&line(count, open), true, Language::En);
        let few = export(4, 4);
        assert_eq!((few.count, few.open, few.days, few.ended), (None, None, None, None));
        let many = export(5, 5);
        assert_eq!((many.count, many.open), (Some(5), Some(5)));
        assert_eq!(many.days, Some(GapDays { total: 45, median: 9 }));
        assert_eq!(export(12, 4).open, None, "four last");
        assert_eq!(export(12, 8).open, None, "four ended");
        assert_eq!((export(12, 0).open, export(12, 6).open), (Some(0), Some(6)));
        let own = GapItem::of(&line(4, 3), false, Language::En);
        assert_eq!((own.count, own.open, own.ended.unwrap()["widened"]), (Some(4), Some(3), 1));
    }
}
