//! The packs that ship keep the promises; packs that break one are caught, and the example can be explained.

use sluis_schemas::packs::{self, PackSource};

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use proptest::collection::vec;
use proptest::prelude::*;
use sluis_schemas::MemberId;
use sluis_schemas::case::{Case, CaseConsent, CaseRequest};
use sluis_schemas::federation::Federation;

use super::expr::Truth;
use super::*;
use crate::gates::facts::{ConsentView, MemberView, RecordFacts, RequestView, Surroundings};
use crate::gates::table::{Reasons, table};
use crate::gates::{DecisionTable, Engine, Outcome, SubmitOutcome};

fn today() -> Date {
    "2026-11-23".parse().unwrap()
}

fn proved(packs: &[PackSource]) -> Proof {
    prove(packs, today(), &mut |_, _| {}).unwrap()
}

/// The packs that ship, one text of one pack changed.
fn changed(pack: &str, from: &str, to: &str) -> Vec<PackSource> {
    let mut all = packs::all();
    let text = &mut all.iter_mut().find(|source| source.name == pack).unwrap().text;
    assert!(text.contains(from), "`{from}` stands in {pack}");
    *text = text.replacen(from, to, 1);
    all
}

#[test]
fn the_packs_that_ship_keep_every_promise() {
    let proof = proved(&packs::all());
    let broken: Vec<_> = proof.promises.iter().filter(|promise| promise.broken.is_some()).collect();
    assert!(broken.is_empty(), "{broken:#?}");
    assert!(proof.holds());
    assert!(proof.combinations > 1_u128 << 40, "{}", proof.combinations);
    assert!(proof.unreachable > 0 && proof.policies > 30);
}

/// Which promises are broken, with what leaves.
fn broken(packs: &[PackSource]) -> BTreeMap<String, Example> {
    let broken = proved(packs).promises.into_iter().filter_map(|promise| Some((promise.id, *promise.broken?)));
    broken.collect()
}

/// What surrounds an example, as anybody reads it from the files that are printed. None of what is no whole submission,
/// like a request to nobody.
fn with_surroundings<T>(example: &Example, then: impl FnOnce(&Surroundings<'_>, &Federation) -> T) -> Option<T> {
    let federation = Federation::parse(example.federation().to_string().as_bytes()).unwrap();
    let case = Case::parse(example.case().to_string().as_bytes()).ok()?;
    let member = |id: &MemberId| MemberView::from(federation.members.iter().find(|member| member.id == *id).unwrap());
    let request = |request: CaseRequest| RequestView {
        id: request.id,
        from: request.from,
        to: request.to,
        forwarded_to: None,
        purpose: request.purpose,
        open: request.open,
    };
    let consent = |given: CaseConsent| ConsentView { holder: given.holder, receiver: given.receiver };
    let around = Surroundings {
        content: &case.submission.content,
        distribution: &case.submission.distribution,
        origin: member(case.submitted_by.as_ref().unwrap()),
        holder: case.holder.as_ref().map(member),
        agreements: &federation.agreements,
        requests: &case.requests.into_iter().map(request).collect::<Vec<_>>(),
        consents: &case.consents.into_iter().map(consent).collect::<Vec<_>>(),
        today: "2026-11-23".parse().unwrap(),
    };
    Some(then(&around, &federation))
}

/// The example says what is wrong, and anybody can have it explained: by these packs it leaves.
fn leaves(packs: &[PackSource], example: &Example) {
    let engine = Engine::new(packs::SCHEMA, packs.to_vec()).unwrap();
    let table = with_surroundings(example, |around, federation| {
        let members = federation.members.iter().map(MemberView::from);
        table(&engine, &mut DecisionTable::default(), around, members, Reasons::Kept)
    })
    .unwrap();
    let outcomes: Vec<_> = table.members.values().map(|decision| decision.outcome.to_string()).collect();
    assert!(outcomes.contains(&"permitted".to_owned()), "{:#}: {outcomes:?}", example.case());
}

#[test]
fn minors_may_not_leave() {
    let packs = changed("floor", "    context.record.minor\n", "    context.record.minor && context.record.special\n");
    let broken = broken(&packs);
    leaves(&packs, &broken["special-and-minor"]);
}

#[test]
fn what_is_not_for_administrative_use_may_not_leave() {
    let packs = changed(
        "floor",
        "HandlingCode::\"H0\" && !context.record.adminUse",
        "HandlingCode::\"H0\" && !context.record.adminUse && context.relation.abroad",
    );
    let broken = broken(&packs);
    leaves(&packs, &broken["no-administrative-use"]);
}

#[test]
fn bibob_data_may_not_go_abroad() {
    let packs = changed(
        "nl",
        "Basis::\"nl.bibob\") && context.relation.abroad",
        "Basis::\"nl.bibob\") && context.relation.abroad && context.record.tax",
    );
    let broken = broken(&packs);
    leaves(&packs, &broken["bibob-abroad"]);
}

#[test]
fn what_nobody_corroborated_may_not_go_abroad() {
    let packs = changed(
        "floor",
        "!context.record.corroborated && context.relation.abroad",
        "!context.record.corroborated && context.relation.abroad && context.relation.relayed",
    );
    let broken = broken(&packs);
    leaves(&packs, &broken["uncorroborated-abroad"]);
}

#[test]
fn no_pack_may_lift_the_floor() {
    let packs = changed(
        "floor",
        "    context.relation.excluded\n",
        "    context.relation.excluded && context.relation.abroad\n",
    );
    let broken = broken(&packs);
    leaves(&packs, &broken["floor"]);
}

/// The packs that ship, and a ground on a basis.
fn with_ground_on(basis: &str) -> Vec<PackSource> {
    let mut packs = packs::all();
    let be = packs.iter_mut().find(|source| source.name == "be").unwrap();
    be.text.push_str(&format!(
        "@id(\"BE-P9\") @order(\"299\") @basis(\"x\") @source(\"x\") @confidence(\"illustrative\")
         permit (principal, action == Action::\"disclose\", resource)
         when {{ context.record.bases.contains(Basis::\"{basis}\") }};"
    ));
    packs
}

#[test]
fn nothing_may_leave_for_a_basis_alone_of_which_the_reading_is_unsure() {
    let packs = with_ground_on("be.haven");
    let broken = broken(&packs);
    assert_eq!(broken.keys().collect::<Vec<_>>(), [UNSURE]);
    leaves(&packs, &broken[UNSURE]);
}

#[test]
fn what_a_policy_says_of_a_country_beyond_the_eight_is_decided_too() {
    let excluded = "context.relation.excluded\n";
    let but = "context.relation.excluded && context.receiver.country != Country::\"LU\"\n";
    let packs = changed("floor", excluded, but);
    let broken = broken(&packs);
    assert_eq!(broken[FLOOR].disclosure.receiver.country.as_str(), "LU");
    leaves(&packs, &broken[FLOOR]);
}

#[test]
fn a_basis_without_an_entry_in_the_list_is_named() {
    let proof = proved(&with_ground_on("be.never-listed"));
    assert_eq!(proof.unlisted, ["be.never-listed".parse().unwrap()]);
    assert!(!proof.holds() && proof.promises.iter().all(|promise| promise.broken.is_none()));
}

#[test]
fn what_cannot_be_decided_for_every_combination_is_named() {
    let packs = changed("nl", "context.relation.abroad\n", "context.relation.agreementBases == context.record.bases\n");
    let error = prove(&packs, today(), &mut |_, _| {}).unwrap_err();
    assert!(error.to_string().starts_with("policy `NL-F1` says what cannot be decided"), "{error}");
}

fn compared(then: &[PackSource]) -> Difference {
    compare((&packs::all(), then), today(), &mut |_, _| {}).unwrap()
}

#[test]
fn the_same_packs_change_nothing() {
    let same = compared(&packs::all());
    assert!(same.added.is_empty() && same.dropped.is_empty() && same.changed.is_empty() && same.flows.is_empty());
}

#[test]
fn what_other_packs_change_is_said_from_country_to_country() {
    let then = changed(
        "nl",
        "[Country::\"NL\", Country::\"BE\", Country::\"DE\"]",
        "[Country::\"NL\", Country::\"DE\", Country::\"FR\"]",
    );

    let Difference { added, dropped, changed, flows, .. } = compared(&then);

    assert_eq!((added, dropped, changed), (vec![], vec![], vec!["NL-P1".parse().unwrap()]));
    let to: Vec<_> = flows.iter().map(|flow| (flow.origin.as_str(), flow.receiver.as_str())).collect();
    assert_eq!(to, [("NL", "BE"), ("NL", "FR")]);
    let [belgium, france] = &flows[..] else { panic!() };
    assert!(belgium.more.is_none() && france.less.is_none());
    leaves(&packs::all(), belgium.less.as_ref().unwrap());
    leaves(&then, france.more.as_ref().unwrap());
}

#[test]
fn a_rule_that_is_gone_lets_more_leave_and_one_that_is_new_less() {
    let mut then = packs::all();
    let floor = then.iter_mut().find(|source| source.name == "floor").unwrap();
    let from = floor.text.find("@id(\"EU-F12\")").unwrap();
    let to = from + floor.text[from..].find("};").unwrap() + 2;
    floor.text.replace_range(from..to, "");
    let gone = compared(&then);
    assert_eq!(gone.dropped, ["EU-F12".parse().unwrap()]);
    assert!(!gone.flows.is_empty() && gone.flows.iter().all(|flow| flow.more.is_some() && flow.less.is_none()));
    let back = compare((&then, &packs::all()), today(), &mut |_, _| {}).unwrap();
    assert_eq!(back.added, gone.dropped);
    assert!(back.flows.iter().all(|flow| flow.more.is_none() && flow.less.is_some()));
    assert_eq!(back.flows.len(), gone.flows.len());
}

static GROUND: LazyLock<(Ground, Engine)> =
    LazyLock::new(|| (Ground::new(&packs::all()).unwrap(), Engine::shipped().unwrap()));

/// One combination that exists, drawn by the choices: half of them from where something leaves, since that is rare. None
/// where the choices lead to none.
fn drawn(origin: usize, leaving: bool, choices: Vec<u64>) -> Option<(Expr, Region)> {
    let ground = &GROUND.0;
    let origin = ground.space.places().nth(origin).unwrap();
    let reachable = ground.space.reachable().into_iter().map(|(_, rule)| rule);
    let law = Law::read(&ground.space, &ground.texts).unwrap();
    let leaves = Expr::All(law.leaves(&ground.space, origin));
    let aim = Expr::All(reachable.chain(leaving.then(|| leaves.clone())).collect());
    let mut choices = choices.into_iter().chain([0]).cycle();
    let mut choose = |count: usize| usize::try_from(choices.next().unwrap()).unwrap() % count;
    let mut region = ground.space.region(origin);
    while let Truth::Open(var, values) = aim.holds_in(&region) {
        let possible = region.of(var);
        let sides = [possible.and(values), possible.without(values)].map(|side| region.narrowed(var, side));
        let open: Vec<_> = sides.into_iter().filter(|side| aim.holds_in(side) != Truth::Never).collect();
        region = open.get(choose(open.len().max(1)))?.clone();
    }
    for var in region.vars() {
        let values: Vec<_> = region.of(var).each().collect();
        region = region.narrowed(var, values[choose(values.len())]);
    }
    Some((leaves, region))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_decided_here_is_what_the_gates_judge(
        origin in 0..10_usize, leaving: bool, choices in vec(0..1_000_u64, 1..80),
    ) {
        let (ground, engine) = &*GROUND;
        let drawn = drawn(origin, leaving, choices);
        prop_assume!(drawn.is_some());
        let (leaves, region) = drawn.unwrap();
        let submission = ground.space.submission(&region).unwrap();
        let disclosure = ground.space.disclosure(&region).unwrap();
        let accepted = engine.judge_submission(&submission).outcome == SubmitOutcome::Accepted;
        let judged = accepted && engine.judge_disclosure(&disclosure).outcome == Outcome::Permitted;
        prop_assert_eq!(leaves.holds_in(&region) == Truth::Always, judged, "{:?} {:?}", submission, disclosure);
    }

    /// Facts that are told apart here are those that a record in its surroundings gives, whatever else it says.
    #[test]
    fn records_of_equal_facts_have_equal_facts_read_from_them(
        origin in 0..10_usize, leaving: bool, choices in vec(0..1_000_u64, 1..80),
    ) {
        let ground = &GROUND.0;
        let drawn = drawn(origin, leaving, choices);
        prop_assume!(drawn.is_some());
        let region = drawn.unwrap().1;
        let mut disclosure = ground.space.disclosure(&region).unwrap();
        let example = Example { on: today(), submission: ground.space.submission(&region).unwrap(), disclosure: disclosure.clone() };
        // Who passes on is a third member here, in one of the two countries.
        let relation = &disclosure.relation;
        prop_assume!(!relation.relayed || relation.in_holder_country || relation.abroad);
        let found = with_surroundings(&example, |around, federation| {
            let receiver = federation.members.iter().find(|member| member.id.as_str() == "receiver-example").unwrap();
            around.facts(&Arc::new(RecordFacts::of(around.content, around.today)), MemberView::from(receiver))
        });
        prop_assume!(found.is_some());
        let found = found.unwrap();
        let receiver = &mut disclosure.receiver;
        // What a mandate would cover or name says nothing without one, and the sector is one for both.
        receiver.sector_covered &= found.receiver.sector_covered;
        prop_assert_eq!(found, disclosure);
    }
}
