//! What a member holds about a data subject: for the desk that answers them, and as a letter to them.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use sluis_protocol::core::{Closed, HeldState};
use sluis_schemas::calls::SubjectOf;
use sluis_schemas::content::{Content, Notification};
use sluis_schemas::identifiers::Identifier;
use sluis_schemas::lists::LEGAL_BASES;
use sluis_schemas::messages::{self, Arg, Args, Message, label};
use sluis_schemas::vocabulary::{Category, Ending, Language, Purpose, RecallGround, SignalType};
use sluis_schemas::{Date, Timestamp};
use utoipa::ToSchema;

use super::answer::localised;
use super::bodies::Delivery;
use super::document::SearchProblems;
use super::letter;
use super::problem::Problem;
use super::request::{Caller, JsonBytes, Lang};
use super::signals::with_headers;
use crate::service::{RecordAbout, Service, ServiceError};

/// What a member holds about an identifier.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SubjectReport {
    /// The member that holds it.
    pub member: String,
    /// Its name in the register.
    pub member_name: String,
    /// What was asked for, in its normal form.
    pub identifier: AskedFor,
    /// The day (UTC) on which this was so.
    #[schema(format = Date)]
    pub today: String,
    /// Each record that names it, newest first; empty where nothing is held.
    pub items: Vec<SubjectItem>,
    /// How many older ones this leaves out.
    pub more: u64,
    /// Drafts that name it and were not released; absent for who may not see drafts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub drafts: Option<Vec<SubjectDraft>>,
    /// Whether there are older drafts that were not looked through.
    pub more_drafts: bool,
    /// A text for the data subject, where that was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub letter: Option<String>,
    /// The language that texts are in.
    #[schema(example = "nl")]
    pub lang: String,
}

/// An identifier.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AskedFor {
    /// A code of the list `schemes`.
    pub scheme: String,
    /// Its normal form.
    pub value: String,
}

/// A record that names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SubjectItem {
    /// The record, in hex.
    pub id: String,
    /// The signal that it is a version of: the first one's record, in hex.
    pub signal: String,
    /// Which version, from 1.
    pub version: u32,
    /// Who says it.
    pub origin: String,
    /// Who disclosed it to this member; the member itself where it is its own.
    pub from: String,
    /// Since when it is held.
    #[schema(format = DateTime)]
    pub at: String,
    /// `own` or `accepted`; `restricted` under legal hold; `doubted` where a stolen key may have signed it; `recalled`,
    /// `retracted`, `superseded` or `expired` until it is destroyed; `not-readable` where the access gate keeps it from this
    /// reader. Of all but the first two it is not told what they say.
    pub state: String,
    /// The state in words, in the reader's language.
    pub state_label: String,
    /// When its content is destroyed at the latest; absent where nothing says so yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = DateTime)]
    pub ends: Option<String>,
    /// What it says of the subject; absent where it may not be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub said: Option<SaidOfSubject>,
    /// Of an own one: what became of it at each member that it was to go to.
    pub sent: BTreeMap<String, Delivery>,
    /// Of another's: whom this member passed it on to, by an order of its origin.
    pub passed_on: Vec<String>,
    /// How often users of the member exported it: those copies are theirs to correct or destroy.
    pub exports: u64,
    /// How the subject's rights are followed for every copy of it.
    pub next: Vec<FollowStep>,
}

/// What a record says of the subject: no other subject, no free text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SaidOfSubject {
    /// Rendered from type, measure and role, in the reader's language.
    pub title: String,
    /// A code of the list `types`, with its label.
    pub r#type: Coded,
    /// A code of the list `purposes`, with its label.
    pub purpose: Coded,
    /// Codes of the list `legal-bases`, each with its title.
    pub legal_bases: Vec<Coded>,
    /// Codes of the list `categories`, with their labels.
    pub categories: Vec<Coded>,
    /// The subjects that have the identifier, as signed.
    #[schema(value_type = Vec<Object>)]
    pub subjects: Vec<serde_json::Value>,
    /// Last day it may be held (UTC).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = Date)]
    pub retain_until: Option<String>,
    /// Whether the data subject was told.
    pub notification: NotificationState,
}

/// A code with its label in the reader's language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Coded {
    /// The code.
    pub code: String,
    /// In words.
    pub label: String,
}

/// Whether the data subject was told (GDPR 14), as the record's origin says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct NotificationState {
    /// `due`, `deferred` or `done`; `not-said` where the origin does not say.
    pub state: String,
    /// The same in words, in the reader's language.
    pub label: String,
    /// Where it is due: by which day, a month after the member has it (GDPR 14(3)(a)). Where it is deferred: when that is
    /// looked at again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = Date)]
    pub by: Option<String>,
    /// Whether that day has passed.
    pub passed: bool,
    /// Why it is deferred.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ground: Option<String>,
    /// Who answers for its being deferred.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub responsible: Option<String>,
}

/// A step that follows every copy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FollowStep {
    /// `rectify`, `erase`, `restrict`, `ask-origin`, `exports` or `follow`.
    pub step: String,
    /// In the reader's language.
    pub text: String,
    /// The command that carries it out, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub command: Option<String>,
}

/// A draft that names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SubjectDraft {
    /// The draft.
    pub id: String,
    /// When it was written.
    #[schema(format = DateTime)]
    pub at: String,
}

/// Report what the member holds about a data subject
///
/// For the answer to a data subject (GDPR 15 to 19): each record that names the identifier, own and received, from whom, on
/// which ground, to whom it went, when it goes, whether the subject was told, and how a rectification or an erasure follows
/// every copy. Each record that is told is journalled as read in a form of its own; so is that there is none. With `letter`
/// also a text that can be handed to the subject: it names no other subject, and no source where telling the subject is
/// deferred, unless a policy officer asks.
#[utoipa::path(
    post,
    path = "/v1/reports/subject",
    operation_id = "reportSubject",
    tag = "reports",
    params(
        ("Sluis-Purpose" = Option<String>, Header, max_length = 200,
            description = "For what it is read: a purpose among the member's mandates; needed"),
        ("Sluis-Case" = Option<String>, Header, max_length = 200, description = "In which case; needed"),
        ("Accept-Language" = Option<String>, Header, description = "Language of texts: `nl`, `fr`, `de` or `en`"),
    ),
    request_body(content = ref("#/components/schemas/Subject"), content_type = "application/json"),
    responses((status = 200, description = "What is held; or that nothing is", body = SubjectReport), SearchProblems),
)]
pub(super) async fn report(
    State(service): State<Service>,
    Lang(lang): Lang,
    Caller(actor): Caller,
    JsonBytes(body): JsonBytes,
) -> Result<Response, Problem> {
    let problem = |e| Problem::of(e, lang);
    let SubjectOf { identifier, letter } =
        SubjectOf::parse(&body).map_err(|problems| problem(ServiceError::Malformed(problems)))?;
    let about = service.about_subject(&actor, &identifier).await.map_err(|e| with_headers(e, &actor, problem))?;
    let directory = service.directory();
    let name_of = |id: &str| {
        let known = id.parse().ok().and_then(|id| directory.member(&id).map(|member| member.name.clone()));
        known.unwrap_or_else(|| id.to_owned())
    };
    let items = about.records.iter().map(|record| SubjectItem::of(record, &identifier, about.today, lang));
    let mut report = SubjectReport {
        member: actor.member.to_string(),
        member_name: name_of(actor.member.as_str()),
        identifier: AskedFor::of(&identifier),
        today: about.today.to_string(),
        items: items.collect::<Option<_>>().ok_or_else(Problem::internal)?,
        more: about.more,
        drafts: about.drafts.as_ref().map(|drafts| drafts.iter().map(SubjectDraft::of).collect()),
        more_drafts: about.more_drafts,
        letter: None,
        lang: messages::sentences(lang).to_string(),
    };
    report.letter = letter.then(|| letter::of(&report, about.is_policy_officer, &name_of, lang));
    Ok(localised(StatusCode::OK, &report, messages::sentences(lang)))
}

impl AskedFor {
    pub(super) fn of(identifier: &Identifier) -> Self {
        Self { scheme: identifier.scheme().to_string(), value: identifier.value().to_owned() }
    }
}

impl SubjectItem {
    /// None where the subject has no JSON form, which does not happen.
    fn of(record: &RecordAbout, asked: &Identifier, today: Date, lang: Language) -> Option<Self> {
        let RecordAbout { kept, signal, sent, exports } = record;
        let (state, state_label) = state(record, lang);
        let said = match signal {
            Some(signal) => Some(SaidOfSubject::of(&signal.content, asked, (kept.at, today), lang)?),
            None => None,
        };
        Some(Self {
            id: kept.record.to_string(),
            signal: kept.first.to_string(),
            version: kept.version,
            origin: kept.origin.to_string(),
            from: kept.from.to_string(),
            at: kept.at.to_string(),
            state,
            state_label,
            ends: kept.ends.map(|ends| ends.to_string()),
            said,
            sent: sent.iter().map(|(member, sent)| (member.to_string(), Delivery::from(sent))).collect(),
            passed_on: kept.passed_on.iter().map(ToString::to_string).collect(),
            exports: *exports,
            next: next(record, lang),
        })
    }
}

/// How it is kept, as a code and in words.
fn state(record: &RecordAbout, lang: Language) -> (String, String) {
    let of_report = |code: &str| (code.to_owned(), word(&format!("report-state-{code}"), lang));
    match (record.kept.closed, record.kept.state) {
        (Some(Closed::Ended { ending, .. }), _) => {
            (ending.to_string(), label(lang, Ending::LIST, ending.as_str()).text)
        }
        (Some(Closed::Restricted { .. }), _) => of_report("restricted"),
        (Some(Closed::Doubted { .. }), _) => of_report("doubted"),
        (None, _) if record.signal.is_none() => of_report("not-readable"),
        (None, HeldState::Own) => of_report("own"),
        (None, _) => of_report("accepted"),
    }
}

/// What carries a right of the subject to every copy.
fn next(record: &RecordAbout, lang: Language) -> Vec<FollowStep> {
    let id = record.kept.record;
    let step = |step: &str, command: Option<String>, args: Args| {
        let text = Message::new(format!("report-next-{step}"), args).text(lang).text;
        FollowStep { step: step.to_owned(), text, command }
    };
    let plain = |name: &str, command: String| step(name, Some(command), Args::new());
    let is_own = record.kept.state == HeldState::Own;
    let ground = RecallGround::ErasureRequest;
    let restrict = || plain("restrict", format!("sluis signals hold {id} --reason …"));
    let mut steps = match (record.kept.closed, is_own) {
        (None, true) => vec![
            plain("rectify", format!("sluis signals correct {id} FILE --release")),
            plain("erase", format!("sluis signals recall {id} --ground {ground}")),
            restrict(),
        ],
        (None, false) => {
            let origin = Args::from([("origin".to_owned(), Arg::Text(record.kept.origin.to_string()))]);
            vec![step("ask-origin", None, origin), restrict()]
        }
        (Some(_), true) => vec![plain("follow", format!("sluis signals board {id}"))],
        (Some(_), false) => Vec::new(),
    };
    if record.exports > 0 {
        let count = Arg::Count(usize::try_from(record.exports).unwrap_or(usize::MAX));
        steps.push(step("exports", None, Args::from([("count".to_owned(), count)])));
    }
    steps
}

impl SaidOfSubject {
    fn of(content: &Content, asked: &Identifier, days: (Timestamp, Date), lang: Language) -> Option<Self> {
        let has_it = |id: &Identifier| id.scheme() == asked.scheme() && id.value() == asked.value();
        let named = content.subjects.iter().filter(|subject| subject.identifiers.iter().any(has_it));
        let handling = &content.handling;
        Some(Self {
            title: messages::title(lang, content).text,
            r#type: Coded::of(SignalType::LIST, content.r#type.as_str(), lang),
            purpose: Coded::of(Purpose::LIST, handling.purpose.as_str(), lang),
            legal_bases: handling.legal_bases.iter().map(|b| Coded::of(LEGAL_BASES, b.as_str(), lang)).collect(),
            categories: handling.categories.iter().map(|c| Coded::of(Category::LIST, c.as_str(), lang)).collect(),
            subjects: named.map(serde_json::to_value).collect::<Result<_, _>>().ok()?,
            retain_until: handling.retain_until.map(|day| day.to_string()),
            notification: NotificationState::of(handling.notification.as_ref(), days, lang),
        })
    }
}

impl Coded {
    pub(super) fn of(list: &str, code: &str, lang: Language) -> Self {
        Self { code: code.to_owned(), label: label(lang, list, code).text }
    }
}

impl NotificationState {
    /// Of what is held since a moment, as it stands on a day.
    fn of(said: Option<&Notification>, (since, today): (Timestamp, Date), lang: Language) -> Self {
        let (state, by) = match said {
            None => ("not-said", None),
            Some(Notification::Done) => ("done", None),
            Some(Notification::Due) => ("due", Some(Date::of(since).a_month_later())),
            Some(Notification::Deferred(deferral)) => ("deferred", Some(deferral.review_on)),
        };
        let deferral = match said {
            Some(Notification::Deferred(deferral)) => Some(deferral),
            _ => None,
        };
        Self {
            state: state.to_owned(),
            label: word(&format!("report-notification-{state}"), lang),
            by: by.map(|day| day.to_string()),
            passed: by.is_some_and(|day| day < today),
            ground: deferral.map(|deferral| deferral.ground.clone()),
            responsible: deferral.map(|deferral| deferral.responsible.clone()),
        }
    }
}

impl SubjectDraft {
    fn of((id, at): &(sluis_protocol::core::DraftId, Timestamp)) -> Self {
        Self { id: id.0.clone(), at: at.to_string() }
    }
}

fn word(key: &str, lang: Language) -> String {
    Message::plain(key).text(lang).text
}

#[cfg(test)]
mod tests {
    use super::*;
    use sluis_schemas::content::{Deferral, Deferred};

    #[test]
    fn a_term_runs_a_month_from_what_is_held_or_to_the_review_and_has_passed_the_day_after() {
        let held: Date = "2026-10-31".parse().unwrap();
        let on = |said: Option<Notification>, today: &str| {
            let state = NotificationState::of(said.as_ref(), (held.start(), today.parse().unwrap()), Language::En);
            (state.state, state.by, state.passed)
        };
        let told = |state: &str, by: Option<&str>, passed| (state.to_owned(), by.map(str::to_owned), passed);
        assert_eq!(on(Some(Notification::Due), "2026-11-30"), told("due", Some("2026-11-30"), false));
        assert_eq!(on(Some(Notification::Due), "2026-12-01"), told("due", Some("2026-11-30"), true));
        let deferral = Deferral {
            state: Deferred::Deferred,
            ground: "inspection under way".to_owned(),
            review_on: "2026-12-01".parse().unwrap(),
            responsible: "legal desk".to_owned(),
        };
        let deferred = || Some(Notification::Deferred(deferral.clone()));
        assert_eq!(on(deferred(), "2026-12-01"), told("deferred", Some("2026-12-01"), false));
        assert_eq!(on(deferred(), "2026-12-02"), told("deferred", Some("2026-12-01"), true));
        assert_eq!(on(Some(Notification::Done), "2027-01-01"), told("done", None, false));
        assert_eq!(on(None, "2027-01-01"), told("not-said", None, false));
    }
}
