//! What happens where a pack is wrong: at loading, or when it is asked.

use sluis_schemas::packs::{self, PackSource};
use sluis_schemas::vocabulary::Language;

use super::super::{DecisionTable, Engine, Outcome, PackErrorKind, ReasonKind, SubmitOutcome};
use super::fixture::{Case, rules};

const HEAD: &str = r#"@id("NL-F9") @order("900") @basis("b") @source("s") @confidence("illustrative")"#;

fn with(text: &str) -> Result<Engine, super::super::PackError> {
    let country = Some("NL".parse().unwrap());
    let mut all = packs::all();
    all.push(PackSource { name: "extra".to_owned(), country, text: text.to_owned() });
    Engine::new(packs::SCHEMA, all)
}

fn refusal(text: &str) -> PackErrorKind {
    let error = with(text).unwrap_err();
    assert!(error.to_string().contains("`extra`"), "{error}");
    error.kind
}

fn overflowing(action: &str, effect: &str) -> String {
    format!(
        "{HEAD} {effect} (principal, action == Action::\"{action}\", resource)
         when {{ context.record.personal && 9223372036854775807 + 1 > 0 }};"
    )
}

/// An engine in which a rule fails on every personal record.
pub(super) fn engine_that_cannot_decide() -> Engine {
    with(&overflowing("disclose", "forbid")).unwrap()
}

#[test]
fn a_policy_that_errors_makes_the_outcome_an_error() {
    for effect in ["forbid", "permit"] {
        let engine = with(&overflowing("disclose", effect)).unwrap();
        let table = Case::published("c01").table_with(&engine, &mut DecisionTable::default());
        let decision = &table.members[&"de-rurheim".parse().unwrap()];
        assert_eq!(decision.outcome, Outcome::Error, "{effect}");
        assert_eq!(rules(decision), ["NL-F9"]);
        assert_eq!(decision.reasons[0].kind, ReasonKind::Error);
    }
}

#[test]
fn a_refusal_that_errors_lets_nothing_in() {
    let engine =
        with(&overflowing("submit", "forbid").replace("@basis", r#"@remedy("x") @pointer("/x") @basis"#)).unwrap();
    let table = Case::published("c01").table_with(&engine, &mut DecisionTable::default());
    assert_eq!(table.submit.outcome, SubmitOutcome::Error);
    assert!(table.members.is_empty());
}

#[test]
fn an_error_in_the_receivers_law_is_an_error_for_the_sender() {
    let country = Some("DE".parse().unwrap());
    let text = overflowing("accept", "forbid");
    let mut all = packs::all();
    all.push(PackSource { name: "extra".to_owned(), country, text });
    let engine = Engine::new(packs::SCHEMA, all).unwrap();
    let table = Case::published("c01").table_with(&engine, &mut DecisionTable::default());
    assert_eq!(table.members[&"de-rurheim".parse().unwrap()].outcome, Outcome::Error);
    assert_eq!(table.members[&"be-grensbeek".parse().unwrap()].outcome, Outcome::Permitted);
}

#[test]
fn a_pack_that_cannot_be_used_is_refused_by_name() {
    let forbid = |condition: &str| {
        format!("{HEAD} forbid (principal, action == Action::\"disclose\", resource) when {{ {condition} }};")
    };
    assert!(matches!(refusal("forbid ("), PackErrorKind::Syntax(_)));
    assert!(matches!(refusal(&forbid("context.record.colour")), PackErrorKind::Invalid(_)));
    assert!(matches!(
        refusal(&forbid(r#"context.record.purpose == Purpose::"license-decision""#)),
        PackErrorKind::Invalid(_)
    ));
    assert!(matches!(
        refusal(&forbid("context.record.personal && !context.record.personal && false")),
        PackErrorKind::Invalid(_)
    ));
    let good = forbid("context.record.personal");
    assert!(with(&good).is_ok());
    assert_eq!(refusal(&good.replace(r#"@basis("b")"#, "")), PackErrorKind::Missing("basis"));
    assert_eq!(refusal(&good.replace("@basis", "@bassis")), PackErrorKind::Unknown("bassis".to_owned()));
    assert!(matches!(refusal(&good.replace("NL-F9", "nl9")), PackErrorKind::Annotation { name: "id", .. }));
    assert_eq!(refusal(&good.replace("NL-F9", "EU-F2")), PackErrorKind::Duplicate("floor".to_owned()));
    assert!(matches!(refusal(&good.replace("900", "101")), PackErrorKind::SameOrder(_)));
    assert_eq!(refusal(&good.replace("action == Action::\"disclose\"", "action")), PackErrorKind::Scope);
    assert_eq!(refusal(&good.replace("@basis", r#"@ask("agreement") @basis"#)), PackErrorKind::Missing("grants"));
    assert!(matches!(
        refusal(&good.replace("@basis", r#"@grants("consent") @basis"#)),
        PackErrorKind::Annotation { .. }
    ));
    assert!(matches!(
        refusal(&good.replace("@basis", r#"@outcome("permitted") @basis"#)),
        PackErrorKind::Annotation { .. }
    ));
}

#[test]
fn a_ground_on_an_unsure_reading_is_refused() {
    let text =
        format!("{HEAD} permit (principal, action == Action::\"disclose\", resource) when {{ context.record.tax }};");
    assert!(with(&text).is_ok());
    assert_eq!(refusal(&text.replace("illustrative", "unsure")), PackErrorKind::UnsureGround);
}

#[test]
fn the_law_of_one_country_does_not_bind_what_another_sends() {
    let text = format!(
        "{HEAD} forbid (principal, action == Action::\"disclose\", resource) when {{ context.record.personal }};"
    );
    let engine = with(&text).unwrap();
    let outcome = |case: &str, member: &str| {
        let table = Case::published(case).table_with(&engine, &mut DecisionTable::default());
        table.members[&member.parse().unwrap()].outcome.to_string()
    };
    assert_eq!(outcome("c01", "de-rurheim"), "forbidden:NL-F9");
    assert_eq!(outcome("c04", "nl-maasdorp"), "permitted");
}

fn added(text: &str) -> Result<Engine, PackErrorKind> {
    let addition = PackSource { name: "policy/own.cedar".to_owned(), country: None, text: text.to_owned() };
    Engine::narrowed(packs::SCHEMA, packs::all(), &[addition]).map_err(|error| error.kind)
}

#[test]
fn what_an_operator_adds_forbids_and_is_told_by_its_name_and_basis() {
    let text = format!(
        "{HEAD} forbid (principal, action == Action::\"disclose\", resource)
         when {{ context.record.personal && context.relation.abroad }};"
    );
    let engine = added(&text).unwrap();
    let table = Case::published("c01").table_with(&engine, &mut DecisionTable::default());
    let decision = &table.members[&"de-rurheim".parse().unwrap()];
    assert_eq!(decision.outcome.to_string(), "forbidden:NL-F9");
    let reason = decision.reasons.iter().find(|reason| reason.rule.is_some()).unwrap();
    for lang in [Language::Nl, Language::De, Language::Fr, Language::En] {
        let said = reason.message.text(lang).text;
        assert!(said.contains("NL-F9") && !said.contains("added-rule") && !said.contains('$'), "{said}");
    }
    assert_eq!(table.members.len(), Case::published("c01").table().members.len());
}

#[test]
fn an_addition_that_widens_or_that_others_must_know_is_refused() {
    let policy = |head: &str, effect: &str, action: &str| {
        format!(
            "{head} {effect} (principal, action == Action::\"{action}\", resource) when {{ context.record.personal }};"
        )
    };
    let refused = |text: &str| added(text).unwrap_err();
    assert_eq!(refused(&policy(HEAD, "permit", "disclose")), PackErrorKind::Widens);
    assert_eq!(refused(&policy(HEAD, "permit", "access")), PackErrorKind::Widens);
    assert_eq!(refused(&policy(HEAD, "forbid", "accept")), PackErrorKind::NotForbidding);
    let ask = HEAD.replace("@basis", r#"@ask("agreement") @grants("consent") @basis"#);
    assert_eq!(refused(&policy(&ask, "forbid", "disclose")), PackErrorKind::NotForbidding);
    let with_step = |step: &str| HEAD.replace("@basis", &format!(r#"@remedy("{step}") @basis"#));
    let refusal = |step: &str| with_step(step).replace("@basis", r#"@pointer("/handling") @basis"#);
    assert!(matches!(refused(&policy(&refusal("pray"), "forbid", "submit")), PackErrorKind::Annotation { .. }));
    assert!(matches!(refused(&policy(&with_step("pray"), "forbid", "access")), PackErrorKind::Annotation { .. }));
    assert!(added(&policy(&refusal("right-channel"), "forbid", "submit")).is_ok());
    assert!(added(&policy(HEAD, "forbid", "access")).is_ok());
}
