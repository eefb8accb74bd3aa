//! The engine against the independent model, over thousands of random cases.

use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZeroUsize;

use proptest::prelude::*;
use proptest::sample::{Index, select, subsequence};
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use serde_json::{Value, json};
use sluis_schemas::MemberId;
use sluis_schemas::codelists::Nace;
use sluis_schemas::content::Sector;
use sluis_schemas::federation::{Agreement, Mandate};
use sluis_schemas::messages::Arg;
use sluis_schemas::vocabulary::{Onward, Purpose, Role, SignalType, SubjectKind};

use super::super::facts::{ConsentView, RequestView};
use super::super::rules::Gate;
use super::super::table::OutcomeTable;
use super::super::{AcceptFacts, Change, Decision, DecisionTable, Outcome, Remedy};
use super::fixture::{Case, ENGINE, federation, rules};
use super::model;

const BASES: [&str; 12] = [
    "nl.gemeentewet",
    "nl.wgs",
    "nl.bibob",
    "nl.gatekeeper",
    "be.law-2024-01-15",
    "be.haven",
    "de.vwvfg",
    "de.ao-31a",
    "de.gewo",
    "eu.reg-515-97",
    "eu.bris",
    "it.antimafia",
];
const DAYS: [&str; 4] = ["2025-12-31", "2026-01-01", "2026-11-23", "2026-11-24"];
const CODES: [&str; 5] = ["56", "56.1", "56.11", "92", "77.11"];
const PREFIXES: [&str; 5] = ["5", "56.1", "561", "92", "77"];

/// One of the random numbers picks one of a list.
fn pick<'a, T>(index: &Index, of: &'a [T]) -> &'a T {
    index.get(of)
}

/// Mandates of a member as they stand, or random ones.
fn mandate() -> impl Strategy<Value = Mandate> {
    (select(Purpose::ALL), select(&BASES[..]), any::<bool>(), subsequence(PREFIXES.to_vec(), 0..=2), any::<bool>())
        .prop_map(|(purpose, basis, offence, sectors, instrument)| Mandate {
            purpose,
            legal_basis: basis.parse().unwrap(),
            offence,
            sectors: sectors.into_iter().map(str::to_owned).collect(),
            transfer_instrument: instrument.then(|| "adequacy".to_owned()),
        })
}

prop_compose! {
    fn handling()(
        purpose in any::<Index>(),
        bases in subsequence(BASES.to_vec(), 0..=2),
        categories in prop_oneof![
            2 => Just(vec![]), 5 => Just(vec!["personal"]), 2 => Just(vec!["personal", "offence"]),
            2 => Just(vec!["personal", "tax"]), 1 => Just(vec!["tax"]),
            1 => subsequence(vec!["personal", "offence", "special", "tax", "minor"], 0..=3),
        ],
        code in prop_oneof![6 => Just("H3"), 1 => Just("H0"), 1 => Just("H1"), 2 => Just("H2")],
        admin_use in prop::bool::weighted(0.9),
        onward in select(Onward::ALL),
        necessity in prop_oneof![12 => Just(Some("needed")), 1 => Just(None), 1 => Just(Some("  "))],
        retain in prop_oneof![8 => Just(Some("2029-01-01")), 1 => Just(None), 1 => Just(Some("2026-11-23"))],
    ) -> (Index, Value) {
        let mut value = json!({
            "legalBases": bases, "categories": categories, "handlingCode": code, "adminUse": admin_use,
            "use": "lead-only", "onward": onward,
        });
        if let Some(text) = necessity { value["necessity"] = text.into(); }
        if let Some(day) = retain { value["retainUntil"] = day.into(); }
        (purpose, value)
    }
}

prop_compose! {
    fn audience()(
        members in subsequence(federation().members.iter().map(|m| m.id.to_string()).collect::<Vec<_>>(), 0..=16),
        countries in subsequence(vec!["NL", "BE", "DE", "FR", "IT"], 0..=5),
        roles in subsequence(Role::ALL.to_vec(), 0..=15),
        exclude in subsequence(federation().members.iter().map(|m| m.id.to_string()).collect::<Vec<_>>(), 0..=2),
        everyone in prop::bool::weighted(0.6),
    ) -> Value {
        let countries = if everyone { vec!["NL", "BE", "DE", "FR", "IT"] } else { countries };
        let roles = if everyone { vec![] } else { roles };
        json!({ "audience": { "members": members, "countries": countries, "roles": roles }, "exclude": exclude })
    }
}

/// Numbers from which everything about members is picked, once the members are known.
#[derive(Debug, Clone)]
struct Picks {
    origin: Index,
    holder: Option<Index>,
    own_basis: bool,
    mandates: Vec<(Index, Mandate)>,
    roles: Vec<(Index, Role)>,
    third: Option<Index>,
    requests: Vec<(Index, Index, Option<Index>, Index, bool, bool)>,
    consents: Vec<(Index, Index)>,
    agreements: Vec<(Index, Index, Index, Index)>,
    day: Index,
}

prop_compose! {
    fn picks()(
        origin in any::<Index>(),
        holder in prop::option::weighted(0.35, any::<Index>()),
        own_basis in prop::bool::weighted(0.85),
        mandates in prop::collection::vec((any::<Index>(), mandate()), 0..12),
        roles in prop::collection::vec((any::<Index>(), select(Role::ALL)), 0..6),
        third in prop::option::weighted(0.2, any::<Index>()),
        requests in prop::collection::vec(
            (any::<Index>(), any::<Index>(), prop::option::of(any::<Index>()), any::<Index>(), prop::bool::weighted(0.7), prop::bool::weighted(0.8)), 0..8),
        consents in prop::collection::vec((any::<Index>(), any::<Index>()), 0..6),
        agreements in prop::collection::vec((any::<Index>(), any::<Index>(), any::<Index>(), any::<Index>()), 0..10),
        day in any::<Index>(),
    ) -> Picks {
        Picks { origin, holder, own_basis, mandates, roles, third, requests, consents, agreements, day }
    }
}

fn grading() -> impl Strategy<Value = Value> {
    prop_oneof![
        2 => Just(Value::Null),
        3 => (select(vec!["A", "B", "C", "X"]), select(vec!["1", "2", "3", "4"]))
            .prop_map(|(s, i)| json!({ "scheme": "4x4", "source": s, "information": i })),
        3 => (select(vec!["A", "B", "C", "D", "E", "F"]), select(vec!["1", "2", "3", "4", "5", "6"]))
            .prop_map(|(s, i)| json!({ "scheme": "admiralty", "source": s, "information": i })),
    ]
}

fn subjects() -> impl Strategy<Value = Vec<Value>> {
    let identifiers =
        prop_oneof![6 => Just(json!([])), 1 => Just(json!([{ "scheme": "it-cf", "value": "RSSMRA85T10A562S" }]))];
    let kind = prop_oneof![4 => Just(SubjectKind::LegalEntity), 1 => select(SubjectKind::ALL)];
    prop::collection::vec((kind, identifiers), 0..3).prop_map(|all| {
        all.into_iter().map(|(kind, ids)| json!({ "kind": kind, "role": "other", "identifiers": ids })).collect()
    })
}

prop_compose! {
    pub(super) fn case()(
        signal_type in prop_oneof![3 => select(SignalType::ALL), 2 => select(vec![
            SignalType::EnforcementMeasure, SignalType::Request, SignalType::AddressMisuse, SignalType::CustomsRisk,
        ])],
        (purpose, handling) in handling(),
        distribution in audience(),
        grading in grading(),
        subjects in subjects(),
        sector in prop::option::weighted(0.8, select(&CODES[..])),
        picks in picks(),
    ) -> Case {
        build(signal_type, &purpose, handling, distribution, grading, subjects, sector, &picks)
    }
}

#[expect(clippy::too_many_arguments)]
fn build(
    signal_type: SignalType,
    purpose: &Index,
    mut handling: Value,
    distribution: Value,
    grading: Value,
    subjects: Vec<Value>,
    sector: Option<&str>,
    picks: &Picks,
) -> Case {
    let mut federation = federation();
    for (index, mandate) in &picks.mandates {
        let place = index.index(federation.members.len());
        federation.members[place].mandates.push(mandate.clone());
    }
    for (index, role) in &picks.roles {
        let place = index.index(federation.members.len());
        federation.members[place].role = *role;
    }
    if let Some(third) = &picks.third {
        let place = third.index(federation.members.len());
        federation.members[place].third_country = true;
    }
    let ids: Vec<MemberId> = federation.members.iter().map(|member| member.id.clone()).collect();
    let origin = pick(&picks.origin, &federation.members).clone();
    // Mostly a purpose and a basis that the origin has, else nothing would pass the first gate.
    let own = pick(purpose, &origin.mandates);
    handling["purpose"] = if picks.own_basis { json!(own.purpose) } else { json!(pick(purpose, Purpose::ALL)) };
    if picks.own_basis {
        handling["legalBases"] = own_bases(&origin.mandates, own, &handling["legalBases"]);
    }
    let purpose: Purpose = serde_json::from_value(handling["purpose"].clone()).unwrap();
    let requests =
        picks.requests.iter().enumerate().map(|(place, (from, to, forwarded, other, same, open))| RequestView {
            id: format!("req-{}", place / 6),
            from: pick(from, &ids).clone(),
            to: if *same { origin.id.clone() } else { pick(to, &ids).clone() },
            forwarded_to: forwarded
                .as_ref()
                .map(|index| if *same { pick(index, &ids).clone() } else { origin.id.clone() }),
            purpose: if *same { purpose } else { *pick(other, Purpose::ALL) },
            open: *open,
        });
    let requests: Vec<_> = requests.collect();
    if !requests.is_empty() {
        handling["inReplyTo"] = "req-0".into();
    }
    let holder = picks.holder.as_ref().map(|index| pick(index, &ids).clone());
    let consents = picks.consents.iter().map(|(by, to)| ConsentView {
        holder: holder.clone().filter(|_| by.index(2) == 0).unwrap_or_else(|| pick(by, &ids).clone()),
        receiver: pick(to, &ids).clone(),
    });
    let agreements = picks.agreements.iter().map(|(one, other, basis, since)| Agreement {
        between: [
            if one.index(2) == 0 { origin.id.clone() } else { pick(one, &ids).clone() },
            pick(other, &ids).clone(),
        ]
        .into(),
        basis: if basis.index(2) == 0 { "be.law-2024-01-15" } else { *pick(basis, &BASES) }.parse().unwrap(),
        since: pick(since, &DAYS).parse().unwrap(),
    });
    federation.agreements.extend(agreements);
    let content = json!({
        "type": signal_type, "subjects": subjects, "grading": grading, "handling": handling,
        "sector": sector.map(|code| json!({ "nace": "2.1", "code": code })),
    });
    Case {
        consents: consents.collect(),
        federation,
        origin: origin.id.to_string(),
        holder: holder.map(|holder| holder.to_string()),
        today: pick(&picks.day, &DAYS).parse().unwrap(),
        content: serde_json::from_value(content).unwrap(),
        distribution: serde_json::from_value(distribution).unwrap(),
        requests,
    }
}

/// The basis of one own mandate and, where the random ones have any, another of the same purpose.
fn own_bases(mandates: &[Mandate], own: &Mandate, random: &Value) -> Value {
    let same = mandates.iter().filter(|mandate| mandate.purpose == own.purpose).map(|mandate| &mandate.legal_basis);
    let wanted = random.as_array().map_or(0, Vec::len);
    let bases: BTreeSet<_> = same.take(wanted).chain([&own.legal_basis]).collect();
    json!(bases)
}

pub(super) fn outcomes(table: &OutcomeTable) -> (String, BTreeMap<String, String>) {
    let members = table.members.iter().map(|(id, decision)| (id.to_string(), decision.outcome.to_string()));
    (table.submit.outcome.to_string(), members.collect())
}

#[test]
fn engine_and_model_agree_wherever_any_rule_speaks() {
    let mut runner = TestRunner::deterministic();
    let mut spoken = BTreeSet::new();
    for _ in 0..3000 {
        let case = case().new_tree(&mut runner).unwrap().current();
        let table = case.table();
        assert_eq!(outcomes(&table), model::outcomes(&case), "{case:#?}");
        let reasons = table.members.values().flat_map(|decision| &decision.reasons).chain(&table.submit.reasons);
        spoken.extend(reasons.filter_map(|reason| reason.rule.clone()));
    }
    let rules = ENGINE.rules().filter(|rule| rule.gate != Gate::Access).map(|rule| rule.id.clone());
    assert_eq!(spoken, rules.collect(), "cases that reach every rule");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_kept_decision_is_a_fresh_one(cases in prop::collection::vec(case(), 1..4)) {
        let mut small = DecisionTable::new(NonZeroUsize::new(5).unwrap());
        for case in cases.iter().chain(&cases) {
            let kept = case.table_with(&ENGINE, &mut small);
            prop_assert!(small.len() <= 5);
            prop_assert_eq!(kept, case.table());
        }
    }

    #[test]
    fn reasons_begin_with_the_outcomes_rule(case in case()) {
        for decision in case.table().members.values() {
            let rules = rules(decision);
            match &decision.outcome {
                Outcome::Forbidden(rule) | Outcome::Declined(rule) => prop_assert_eq!(&rules[0], rule.as_str()),
                Outcome::NoGround => prop_assert!(rules.is_empty() && decision.reasons.len() == 1),
                _ => prop_assert!(!rules.is_empty()),
            }
        }
    }

    #[test]
    fn a_remedy_is_offered_only_where_steps_lead_to_permitted(case in case()) {
        let table = case.table();
        for member in &case.federation.members {
            let Some(decision) = table.members.get(&member.id) else { continue };
            let offered = |decision: &Decision| -> Vec<Remedy> {
                decision.reasons.iter().filter_map(|reason| reason.remedy.clone()).collect()
            };
            let (mut done, mut next) = (case.clone(), offered(decision));
            if next.is_empty() {
                continue;
            }
            // Being named may lead to a step that a rule asks for; there is no third.
            for _ in 0..2 {
                next.iter().for_each(|remedy| take(&mut done, remedy, &member.id));
                next = offered(&done.decision(member.id.as_str()));
            }
            prop_assert_eq!(done.outcome(member.id.as_str()), "permitted");
        }
    }

    #[test]
    fn what_the_sender_predicts_the_receiver_decides(case in case()) {
        for (id, decision) in &case.table().members {
            let receiver = case.federation.member(id.as_str()).view();
            let arrival = ENGINE.judge_acceptance(&AcceptFacts::of(&case.content, receiver, case.today));
            match decision.outcome {
                Outcome::Permitted | Outcome::Declined(_) => prop_assert_eq!(&arrival.outcome, &decision.outcome),
                _ => prop_assert!(matches!(arrival.outcome, Outcome::Permitted | Outcome::Declined(_))),
            }
        }
    }
}

/// Really takes a step: what the remedy says, done in the world.
fn take(case: &mut Case, remedy: &Remedy, receiver: &MemberId) {
    let origin: MemberId = case.origin.parse().unwrap();
    match remedy.step.as_str() {
        "origin-consent" => case
            .consents
            .push(ConsentView { holder: case.holder.as_ref().unwrap().parse().unwrap(), receiver: receiver.clone() }),
        "agreement" => case.federation.agreements.push(Agreement {
            between: [origin, receiver.clone()].into(),
            basis: "be.law-2024-01-15".parse().unwrap(),
            since: case.today,
        }),
        "request" => {
            case.content.handling.in_reply_to = Some("asked".to_owned());
            case.requests.push(RequestView {
                id: "asked".to_owned(),
                from: receiver.clone(),
                to: origin,
                forwarded_to: None,
                purpose: case.content.handling.purpose,
                open: true,
            });
        }
        "name-in-audience" | "other-basis" => match remedy.changes.last() {
            Some(Change::Named(members)) => case.distribution.audience.members = members.clone(),
            Some(Change::Bases(bases)) => case.content.handling.legal_bases = bases.clone(),
            None => panic!("no change"),
        },
        "name-sector" => {
            let Some(Arg::Codes { codes, .. }) = remedy.message.args.get("receiverSectors") else {
                panic!("no sector")
            };
            let code = Nace::all().find(|code| code.begins_with(&codes[0])).unwrap();
            case.content.sector = Some(Sector { nace: "2.1".to_owned(), code });
        }
        other => panic!("`{other}` is no step that this test can take"),
    }
}
