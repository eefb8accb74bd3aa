//! A report as a text that can be handed to the data subject: what is held about them, and nothing about anybody else.
//!
//! Where telling the subject is deferred it says neither where the record comes from nor whom it went to, unless who asks
//! decides on policy. Users, cases, grounds of deferral and free text are in no letter.

use serde_json::Value;
use sluis_schemas::messages::{Arg, Message};
use sluis_schemas::vocabulary::Language;

use super::bodies::Delivery;
use super::subject::{Coded, SaidOfSubject, SubjectItem, SubjectReport};

/// Deliveries by which nothing went to the member.
const NOT_GIVEN: [&str; 2] = ["waiting", "withheld"];

/// Parts of an address, in the order in which they are written.
const ADDRESS: [&str; 5] = ["street", "postcode", "locality", "lau", "nuts"];

/// The letter; `sees_deferred` where its reader may name what is deferred, `name_of` says what a member is called.
pub(super) fn of(
    report: &SubjectReport,
    sees_deferred: bool,
    name_of: &dyn Fn(&str) -> String,
    lang: Language,
) -> String {
    let text = |key: &str, args: &[(&str, Arg)]| said(key, args, lang);
    let asked = &report.identifier;
    let mut parts = vec![text(
        "head",
        &[
            ("member", named(&report.member_name)),
            ("scheme", named(&asked.scheme)),
            ("value", named(&asked.value)),
            ("today", named(&report.today)),
        ],
    )];
    let drafts = report.drafts.as_ref().map_or(0, Vec::len);
    if report.items.is_empty() && drafts == 0 {
        parts.push(text("nothing", &[]));
    }
    let readable: Vec<(&SubjectItem, &SaidOfSubject)> =
        report.items.iter().filter_map(|item| Some((item, item.said.as_ref()?))).collect();
    for (number, (item, said)) in (1_usize..).zip(&readable) {
        let is_told = sees_deferred || said.notification.state != "deferred";
        parts.push(record(number, (item, said), is_told.then_some(name_of), lang));
    }
    let counted = [("closed", report.items.len() - readable.len()), ("drafts", drafts)];
    let counted = counted.into_iter().filter(|(_, count)| *count > 0);
    parts.extend(counted.map(|(key, count)| text(key, &[("count", Arg::Count(count))])));
    if report.more > 0 || report.more_drafts {
        parts.push(text("more", &[]));
    }
    parts.push(text("rights", &[]));
    parts.join("\n\n")
}

/// One record; source and receivers only where `name_of` is there.
fn record(
    number: usize,
    (item, said): (&SubjectItem, &SaidOfSubject),
    name_of: Option<&dyn Fn(&str) -> String>,
    lang: Language,
) -> String {
    let text = |key: &str, args: &[(&str, Arg)]| self::said(key, args, lang);
    let day = |moment: &str| named(moment.split('T').next().unwrap_or_default());
    let about = said.subjects.iter().map(about).collect::<Vec<_>>().join("; ");
    let mut lines = vec![
        text("record", &[("number", named(number)), ("title", named(&said.title)), ("day", day(&item.at))]),
        text("about", &[("what", named(about))]),
        text("purpose", &[("purpose", named(&said.purpose.label))]),
        text("bases", &[("bases", named(labels(&said.legal_bases)))]),
    ];
    match name_of {
        Some(name_of) => {
            lines.push(text("source", &[("origin", named(name_of(&item.origin)))]));
            lines.push(given(item, name_of, lang));
        }
        None => lines.push(text("source-deferred", &[])),
    }
    lines.push(match &said.retain_until {
        Some(last) => text("until", &[("day", named(last))]),
        None => text("until-open", &[]),
    });
    lines.join("\n")
}

fn given(item: &SubjectItem, name_of: &dyn Fn(&str) -> String, lang: Language) -> String {
    let went = |delivery: &Delivery| !NOT_GIVEN.contains(&delivery.state.as_str());
    let sent = item.sent.iter().filter(|(_, delivery)| went(delivery)).map(|(member, _)| member);
    let members: Vec<String> = sent.chain(&item.passed_on).map(|member| name_of(member)).collect();
    if members.is_empty() {
        return said("given-nobody", &[], lang);
    }
    said("given", &[("members", named(members.join(", ")))], lang)
}

/// Name, address and identifiers of a subject.
fn about(subject: &Value) -> String {
    let of = |value: &Value| value.as_str().map(str::to_owned);
    let address = subject.get("address");
    let parts = ADDRESS.iter().filter_map(|part| address?.get(part).and_then(of));
    let identifiers = subject.get("identifiers").and_then(Value::as_array).into_iter().flatten();
    let identifiers =
        identifiers.filter_map(|id| Some(format!("{} {}", of(id.get("scheme")?)?, of(id.get("value")?)?)));
    subject.get("name").and_then(of).into_iter().chain(parts).chain(identifiers).collect::<Vec<_>>().join(", ")
}

fn labels(codes: &[Coded]) -> String {
    codes.iter().map(|coded| coded.label.as_str()).collect::<Vec<_>>().join(", ")
}

fn named(text: impl ToString) -> Arg {
    Arg::Text(text.to_string())
}

fn said(key: &str, args: &[(&str, Arg)], lang: Language) -> String {
    let args = args.iter().map(|(name, arg)| ((*name).to_owned(), arg.clone()));
    Message::new(format!("report-letter-{key}"), args.collect::<sluis_schemas::messages::Args>()).text(lang).text
}
