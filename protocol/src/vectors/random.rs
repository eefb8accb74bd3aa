//! Random content for property tests.

use std::collections::BTreeSet;

use proptest::collection::{btree_set, vec};
use proptest::option::of;
use proptest::prelude::*;
use proptest::sample::select;
use sluis_schemas::Date;
use sluis_schemas::content::{
    Address, AdmiraltyInformation, AdmiraltySource, Content, Deferral, Deferred, FourInformation, FourSource, Grading,
    Handling, Measure, Notification, Period, Relation, Sector, Subject, Summary, Urgency,
};
use sluis_schemas::identifiers::Identifier;
use sluis_schemas::vocabulary::{
    Answer, Category, HandlingCode, Language, MeasureKind, Onward, Purpose, Question, RelationKind, Review, Scheme,
    SignalType, SubjectKind, SubjectRole, Threat, Tlp, UrgencyLevel, Use,
};

fn date() -> impl Strategy<Value = Date> {
    (1990..2100_u16, 1..13_u8, 1..29_u8).prop_map(|(y, m, d)| format!("{y:04}-{m:02}-{d:02}").parse().unwrap())
}

fn free() -> impl Strategy<Value = String> {
    "\\PC{0,40}"
}

fn period() -> impl Strategy<Value = Period> {
    (of(date()), of(date())).prop_map(|(from, to)| Period { from, to })
}

fn summary() -> impl Strategy<Value = Summary> {
    (select(Language::ALL), free(), any::<bool>()).prop_map(|(lang, text, original)| Summary { lang, text, original })
}

fn identifier() -> impl Strategy<Value = Identifier> {
    let given = vec![(Scheme::NlKvk, "90000001"), (Scheme::NlKvk, "KVK 90000001"), (Scheme::Imo, "IMO 9074729")];
    select(given).prop_map(|(scheme, given)| Identifier::parse(scheme, given).unwrap())
}

fn address() -> impl Strategy<Value = Address> {
    (of(Just("NL423".parse().unwrap())), of(free()), of(free()), of(free()), of(free()))
        .prop_map(|(nuts, lau, postcode, street, locality)| Address { nuts, lau, postcode, street, locality })
}

fn subject() -> impl Strategy<Value = Subject> {
    (select(SubjectKind::ALL), select(SubjectRole::ALL), of(free()), of(address()), vec(identifier(), 0..3))
        .prop_map(|(kind, role, name, address, identifiers)| Subject { kind, role, name, address, identifiers })
}

fn relation() -> impl Strategy<Value = Relation> {
    (any::<u16>(), select(RelationKind::ALL), any::<u16>(), of(date())).prop_map(|(from, kind, to, since)| Relation {
        from,
        kind,
        to,
        since,
    })
}

fn measure() -> impl Strategy<Value = Measure> {
    let days = (date(), of(date()), of(date()));
    (select(MeasureKind::ALL), of(free()), days, select(Review::ALL), of(free())).prop_map(
        |(kind, article, (decided_on, from, to), review, reference)| Measure {
            kind,
            article,
            decided_on,
            from,
            to,
            review,
            reference,
        },
    )
}

fn grading() -> impl Strategy<Value = Grading> {
    let four = (select(FourSource::ALL), select(FourInformation::ALL))
        .prop_map(|(source, information)| Grading::FourByFour { source, information });
    let admiralty = (select(AdmiraltySource::ALL), select(AdmiraltyInformation::ALL))
        .prop_map(|(source, information)| Grading::Admiralty { source, information });
    prop_oneof![four, admiralty]
}

fn notification() -> impl Strategy<Value = Notification> {
    let deferral = (free(), date(), free()).prop_map(|(ground, review_on, responsible)| {
        Notification::Deferred(Deferral { state: Deferred::Deferred, ground, review_on, responsible })
    });
    prop_oneof![Just(Notification::Due), Just(Notification::Done), deferral]
}

fn handling() -> impl Strategy<Value = Handling> {
    let bases = ["nl.gemeentewet", "nl.bibob", "be.law-2024-01-15", "eu.bris"].map(|b| b.parse().unwrap());
    let what = (select(Purpose::ALL), btree_set(select(bases.to_vec()), 0..4), of(free()));
    let codes =
        (btree_set(select(Category::ALL), 0..5), any::<bool>(), select(HandlingCode::ALL), of(select(Tlp::ALL)));
    let may = (select(Use::ALL), select(Onward::ALL));
    let rest = (of(date()), of(free()), of(notification()));
    (what, codes, may, rest).prop_map(|(what, codes, may, rest)| Handling {
        purpose: what.0,
        legal_bases: what.1,
        necessity: what.2,
        categories: codes.0,
        admin_use: codes.1,
        handling_code: codes.2,
        tlp: codes.3,
        r#use: may.0,
        onward: may.1,
        retain_until: rest.0,
        in_reply_to: rest.1,
        notification: rest.2,
    })
}

/// Content of every form, also such as no gate would let pass.
pub(crate) fn content() -> impl Strategy<Value = Content> {
    let sector = Just(Sector { nace: "2.1".to_owned(), code: "56".parse().unwrap() });
    let urgency = (select(UrgencyLevel::ALL), free()).prop_map(|(level, reason)| Urgency { level, reason });
    let said = (select(SignalType::ALL), of(free()), vec(summary(), 0..3), of(period()), of(free()));
    let about = (vec(subject(), 0..3), vec(relation(), 0..3), of(sector), of(measure()), of(grading()));
    let lists = (btree_set(select(Threat::ALL), 0..3), btree_set(select(Question::ALL), 0..3), 0..3_usize);
    let asked = (of(date()), of(urgency), of(free()), of(select(Answer::ALL)), handling());
    (said, about, lists, asked).prop_map(|(said, about, lists, asked)| Content {
        r#type: said.0,
        title: said.1,
        summary: said.2,
        observed: said.3,
        assessment: said.4,
        subjects: about.0,
        relations: about.1,
        sector: about.2,
        regions: vec!["NL423".parse().unwrap(); lists.2],
        threats: in_order(lists.0),
        measure: about.3,
        grading: about.4,
        questions: in_order(lists.1),
        due_by: asked.0,
        urgency: asked.1,
        case_ref: asked.2,
        answer: asked.3,
        handling: asked.4,
    })
}

fn in_order<T: Ord>(set: BTreeSet<T>) -> Vec<T> {
    set.into_iter().collect()
}
