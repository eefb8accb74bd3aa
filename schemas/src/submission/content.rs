//! What was seen, of whom, how reliable; the handling is read beside it.

use crate::calls::MAX_REASON;
use crate::content::{
    Address, Content, Grading, Handling, Measure, Period, Relation, Sector, Subject, Summary, Urgency,
};
use crate::date::Date;
use crate::identifiers::Identifier;
use crate::problem::Fault;
use crate::vocabulary::{Language, Scheme, SignalType};
use crate::walk::{Fields, Node, Read, code, date, flag, list, listed, number, string, text};

const MAX_TITLE: usize = 200;
const MAX_NAME: usize = 300;
const MAX_REFERENCE: usize = 200;
/// Longest free text, some three pages.
pub(super) const MAX_TEXT: usize = 8_000;
/// Longest identifier as given; the longest normalised ones, a EUID, stay below 50.
const MAX_IDENTIFIER: usize = 200;
const MAX_SUBJECTS: usize = 64;
const MAX_RELATIONS: usize = 128;
const MAX_IDENTIFIERS: usize = 16;
const MAX_REGIONS: usize = 64;
/// For lists of codes that are shorter than this themselves.
pub(super) const MAX_CODES: usize = 16;
/// The version of NACE that sectors are given in.
const NACE: &str = "2.1";

/// Reads what stands beside the handling.
pub(super) fn content(fields: &Fields<'_>, kind: Read<SignalType>, handling: Read<Handling>) -> Read<Content> {
    let subjects = fields.entries("subjects");
    let title = fields.optional("title", text(MAX_TITLE));
    let summaries = fields.or_default("summary", summaries);
    let observed = fields.optional("observed", period);
    let assessment = fields.optional("assessment", text(MAX_TEXT));
    let all_subjects = fields.or_default("subjects", list(MAX_SUBJECTS, subject));
    let relations = fields.or_default("relations", list(MAX_RELATIONS, |node| relation(node, subjects)));
    let sector = fields.optional("sector", sector);
    let regions = fields.or_default("regions", list(MAX_REGIONS, listed("regions")));
    let threats = fields.or_default("threats", list(MAX_CODES, code));
    let measure = fields.optional("measure", measure);
    let grading = fields.optional("grading", grading);
    let questions = fields.or_default("questions", list(MAX_CODES, code));
    let due_by = fields.optional("dueBy", date);
    let urgency = fields.optional("urgency", urgency);
    let case_ref = fields.optional("caseRef", text(MAX_REFERENCE));
    let answer = fields.optional("answer", code);
    Ok(Content {
        r#type: kind?,
        title: title?,
        summary: summaries?,
        observed: observed?,
        assessment: assessment?,
        subjects: all_subjects?,
        relations: relations?,
        sector: sector?.flatten(),
        regions: regions?,
        threats: threats?,
        measure: measure?,
        grading: grading?,
        questions: questions?,
        due_by: due_by?,
        urgency: urgency?,
        case_ref: case_ref?,
        answer: answer?,
        handling: handling?,
    })
}

/// One text for each language.
fn summaries(node: Node<'_>) -> Read<Vec<Summary>> {
    let mut languages = Vec::new();
    list(Language::ALL.len(), |node| {
        let summary = summary(node)?;
        if languages.contains(&summary.lang) {
            return Err(node.report(Fault::Repeated));
        }
        languages.push(summary.lang);
        Ok(summary)
    })(node)
}

fn summary(node: Node<'_>) -> Read<Summary> {
    let fields = node.object(&["lang", "text", "original"])?;
    let lang = fields.required("lang", code);
    let text = fields.required("text", text(MAX_TEXT));
    let original = fields.optional("original", flag);
    Ok(Summary { lang: lang?, text: text?, original: original?.unwrap_or(true) })
}

fn period(node: Node<'_>) -> Read<Period> {
    let fields = node.object(&["from", "to"])?;
    let (from, to) = from_to(&fields);
    Ok(Period { from: from?, to: to? })
}

/// The days of a period, in their order if both are given.
fn from_to(fields: &Fields<'_>) -> (Read<Option<Date>>, Read<Option<Date>>) {
    let (from, to) = (fields.optional("from", date), fields.optional("to", date));
    if let (Ok(Some(from)), Ok(Some(to))) = (from, to)
        && to < from
    {
        fields.report_at("to", Fault::PeriodReversed);
    }
    (from, to)
}

fn subject(node: Node<'_>) -> Read<Subject> {
    let fields = node.object(&["kind", "role", "name", "address", "identifiers"])?;
    let kind = fields.required("kind", code);
    let role = fields.required("role", code);
    let name = fields.optional("name", text(MAX_NAME));
    let address = fields.optional("address", address);
    let identifiers = fields.or_default("identifiers", list(MAX_IDENTIFIERS, identifier));
    Ok(Subject { kind: kind?, role: role?, name: name?, address: address?, identifiers: identifiers? })
}

fn address(node: Node<'_>) -> Read<Address> {
    let fields = node.object(&["nuts", "lau", "postcode", "street", "locality"])?;
    let nuts = fields.optional("nuts", listed("regions"));
    let lau = fields.optional("lau", text(32));
    let postcode = fields.optional("postcode", text(16));
    let street = fields.optional("street", text(200));
    let locality = fields.optional("locality", text(200));
    Ok(Address { nuts: nuts?, lau: lau?, postcode: postcode?, street: street?, locality: locality? })
}

fn identifier(node: Node<'_>) -> Read<Identifier> {
    let fields = node.object(&["scheme", "value"])?;
    let scheme = fields.required("scheme", code::<Scheme>);
    let checked = fields.required("value", |node| {
        let given = text(MAX_IDENTIFIER)(node)?;
        let scheme = scheme?;
        Identifier::parse(scheme, &given).map_err(|e| node.report(Fault::Identifier { scheme, rule: e.reason() }))
    });
    scheme?;
    checked
}

fn relation(node: Node<'_>, subjects: usize) -> Read<Relation> {
    let fields = node.object(&["from", "kind", "to", "since"])?;
    let from = fields.required("from", |node| subject_index(node, subjects));
    let kind = fields.required("kind", code);
    let to = fields.required("to", |node| subject_index(node, subjects));
    let since = fields.optional("since", date);
    Ok(Relation { from: from?, kind: kind?, to: to?, since: since? })
}

fn subject_index(node: Node<'_>, subjects: usize) -> Read<u16> {
    let given = number(node)?;
    let index = u16::try_from(given).ok().filter(|index| usize::from(*index) < subjects);
    index.ok_or_else(|| node.report(Fault::SubjectOutOfRange { given, subjects }))
}

/// A sector without a code is none.
fn sector(node: Node<'_>) -> Read<Option<Sector>> {
    let fields = node.object(&["nace", "code"])?;
    if fields.lacks("code") {
        fields.optional("nace", nace_version)?;
        return Ok(None);
    }
    let nace = fields.required("nace", nace_version);
    let code = fields.required("code", listed("nace"));
    Ok(Some(Sector { nace: nace?, code: code? }))
}

fn nace_version(node: Node<'_>) -> Read<String> {
    match string(node)? {
        NACE => Ok(NACE.to_owned()),
        _ => Err(node.report(Fault::Malformed { what: "a version of NACE", rule: "sectors are given in `2.1`" })),
    }
}

fn measure(node: Node<'_>) -> Read<Measure> {
    let fields = node.object(&["kind", "article", "decidedOn", "from", "to", "review", "reference"])?;
    let kind = fields.required("kind", code);
    let article = fields.optional("article", text(MAX_REFERENCE));
    let decided_on = fields.required("decidedOn", date);
    let (from, to) = from_to(&fields);
    let review = fields.required("review", code);
    let reference = fields.optional("reference", text(MAX_REFERENCE));
    Ok(Measure {
        kind: kind?,
        article: article?,
        decided_on: decided_on?,
        from: from?,
        to: to?,
        review: review?,
        reference: reference?,
    })
}

fn grading(node: Node<'_>) -> Read<Grading> {
    let fields = node.object(&["scheme", "source", "information"])?;
    match fields.required("scheme", grading_scheme)? {
        GradingScheme::FourByFour => {
            let (source, information) = (fields.required("source", code), fields.required("information", code));
            Ok(Grading::FourByFour { source: source?, information: information? })
        }
        GradingScheme::Admiralty => {
            let (source, information) = (fields.required("source", code), fields.required("information", code));
            Ok(Grading::Admiralty { source: source?, information: information? })
        }
    }
}

enum GradingScheme {
    FourByFour,
    Admiralty,
}

fn grading_scheme(node: Node<'_>) -> Read<GradingScheme> {
    match string(node)? {
        "4x4" => Ok(GradingScheme::FourByFour),
        "admiralty" => Ok(GradingScheme::Admiralty),
        _ => Err(node.report(Fault::Malformed { what: "a grading scheme", rule: "give `4x4` or `admiralty`" })),
    }
}

fn urgency(node: Node<'_>) -> Read<Urgency> {
    let fields = node.object(&["level", "reason"])?;
    let level = fields.required("level", code);
    let reason = fields.required("reason", text(MAX_REASON));
    Ok(Urgency { level: level?, reason: reason? })
}
