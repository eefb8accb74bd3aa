//! The published grammar of records names the fields and codes that the types have.

use std::collections::BTreeSet;

use serde_json::Value;
use sluis_schemas::vocabulary::{
    DisputeAnswer, DisputeGround, DisputeLevel, DisputeMatter, Environment, FollowUpOutcome, OwnCheck, RecallGround,
    RefusalGround, RetractionGround, Role,
};

use super::committed_vectors;
use crate::records::{Announced, Lane, State};

const FILES: [(&str, &str); 17] = [
    ("envelope", include_str!("../../../schemas/cddl/envelope.cddl")),
    ("signal", include_str!("../../../schemas/cddl/signal.cddl")),
    ("recall", include_str!("../../../schemas/cddl/recall.cddl")),
    ("retraction", include_str!("../../../schemas/cddl/retraction.cddl")),
    ("reaffirmation", include_str!("../../../schemas/cddl/reaffirmation.cddl")),
    ("request-notice", include_str!("../../../schemas/cddl/request-notice.cddl")),
    ("ownership", include_str!("../../../schemas/cddl/ownership.cddl")),
    ("dispute", include_str!("../../../schemas/cddl/dispute.cddl")),
    ("finding", include_str!("../../../schemas/cddl/finding.cddl")),
    ("consent", include_str!("../../../schemas/cddl/consent.cddl")),
    ("match-query", include_str!("../../../schemas/cddl/match-query.cddl")),
    ("relay-order", include_str!("../../../schemas/cddl/relay-order.cddl")),
    ("relay-receipt", include_str!("../../../schemas/cddl/relay-receipt.cddl")),
    ("feed-head", include_str!("../../../schemas/cddl/feed-head.cddl")),
    ("receipt", include_str!("../../../schemas/cddl/receipt.cddl")),
    ("register", include_str!("../../../schemas/cddl/register.cddl")),
    ("link", include_str!("../../../schemas/cddl/link.cddl")),
];

/// The text of a rule, up to the next one.
fn rule(name: &str) -> &'static str {
    let start = format!("\n{name} = ");
    let found =
        FILES.iter().find_map(|(_, text)| text.split_once(&start)).unwrap_or_else(|| panic!("no rule `{name}`"));
    found.1.split("\n\n").next().unwrap()
}

/// The text fields of a rule, those that may be left out apart.
pub(super) fn fields(name: &str) -> (BTreeSet<String>, BTreeSet<String>) {
    let lines = rule(name).lines().filter_map(|line| line.strip_prefix("  ")?.split_once(": "));
    let (may, must): (Vec<_>, Vec<_>) = lines.map(|(field, _)| field).partition(|field| field.starts_with("? "));
    let plain = |field: &&str| field.trim_start_matches("? ").trim_matches('"').to_owned();
    (must.iter().map(plain).collect(), may.iter().map(plain).collect())
}

fn choices(name: &str) -> BTreeSet<String> {
    rule(name).split('/').map(|choice| choice.trim().trim_matches('"').to_owned()).collect()
}

/// Everything that accepted vectors say at a place, `*` standing for every entry of a list or map.
fn written(file: &str, place: &str) -> Vec<Value> {
    let vectors = committed_vectors(file);
    let mut found: Vec<Value> = vectors.iter().filter(|v| v["accept"] == true).map(|v| v["says"].clone()).collect();
    for step in place.split('/').filter(|step| !step.is_empty()) {
        found = found.iter().flat_map(|value| below(value, step)).collect();
    }
    assert!(!found.is_empty(), "no vector of {file} has {place}");
    found
}

fn below(value: &Value, step: &str) -> Vec<Value> {
    match (value, step) {
        (Value::Array(items), "*") => items.clone(),
        (Value::Object(entries), "*") => entries.values().cloned().collect(),
        _ => value.get(step).cloned().into_iter().collect(),
    }
}

fn assert_fields(rule: &str, file: &str, place: &str) {
    let (must, may) = fields(rule);
    let mut seen = BTreeSet::new();
    for value in written(file, place) {
        let keys: BTreeSet<String> = value.as_object().unwrap().keys().cloned().collect();
        assert!(must.is_subset(&keys), "{rule}: the grammar requires what is not written: {must:?}, {keys:?}");
        seen.extend(keys);
    }
    assert_eq!(seen, must.union(&may).cloned().collect(), "{rule}");
}

#[test]
fn every_field_of_the_grammar_is_one_of_the_types_and_the_other_way_round() {
    for (rule, file, place) in [
        ("signal", "signal.json", "payload"),
        ("corrects", "signal.json", "payload/corrects"),
        ("recall", "recall.json", "payload"),
        ("retraction", "retraction.json", "payload"),
        ("reaffirmation", "reaffirmation.json", "payload"),
        ("request-notice", "request-notice.json", "payload"),
        ("forwarded", "request-notice.json", "payload/notice/forwarded"),
        ("refused", "request-notice.json", "payload/notice/refused"),
        ("ownership", "ownership.json", "payload"),
        ("proposed", "ownership.json", "payload/step/proposed"),
        ("offered", "ownership.json", "payload/step/offered"),
        ("of-offer", "ownership.json", "payload/step/accepted"),
        ("refused-offer", "ownership.json", "payload/step/refused"),
        ("not-competent", "ownership.json", "payload/step/refused/why/not-competent"),
        ("absent-owner", "ownership.json", "payload/step/refused/why/absent"),
        ("handed-over", "ownership.json", "payload/step/handed-over"),
        ("follow-up-closed", "ownership.json", "payload/step/closed"),
        ("announced", "ownership.json", "payload/step/announced"),
        ("dispute", "dispute.json", "payload"),
        ("disputed-record", "dispute.json", "payload/about"),
        ("dispute-opened", "dispute.json", "payload/step/opened"),
        ("dispute-matter", "dispute.json", "payload/step/opened/case"),
        ("dispute-answered", "dispute.json", "payload/step/answered"),
        ("dispute-escalated", "dispute.json", "payload/step/escalated"),
        ("of-dispute", "dispute.json", "payload/step/withdrawn"),
        ("dispute-referred", "dispute.json", "payload/step/referred"),
        ("finding", "finding.json", "payload"),
        ("found", "finding.json", "payload/found"),
        ("found-agreement", "finding.json", "payload/found/outcome/agreement"),
        ("found-pack-change", "finding.json", "payload/found/outcome/pack-change"),
        ("found-gap", "finding.json", "payload/found/outcome/gap"),
        ("disputed-class", "finding.json", "payload/found/outcome/gap/class"),
        ("consent", "consent.json", "payload"),
        ("consent-asked", "consent.json", "payload/step/asked"),
        ("consent-granted", "consent.json", "payload/step/granted"),
        ("consent-refused", "consent.json", "payload/step/refused"),
        ("of-consent", "consent.json", "payload/step/withdrawn"),
        ("match-query", "match-query.json", "payload"),
        ("match-identifier", "match-query.json", "payload/identifier"),
        ("relay-order", "relay-order.json", "payload"),
        ("relay-receipt", "relay-receipt.json", "payload"),
        ("feed-head", "feed-head.json", "payload"),
        ("feed-id", "feed-head.json", "payload/feed"),
        ("lanes", "feed-head.json", "payload/lanes"),
        ("lane-head", "feed-head.json", "payload/lanes/*"),
        ("receipt", "receipt.json", "payload"),
        ("exception", "receipt.json", "payload/exceptions/*"),
        ("root", "register.json", "payload/root"),
        ("delegation", "register.json", "payload/root/delegations/*"),
        ("version-place", "register.json", "payload/root/delegations/*/after"),
        ("section", "register.json", "payload/section"),
        ("node", "register.json", "payload/section/nodes/*"),
        ("node-keys", "register.json", "payload/section/nodes/*/keys"),
        ("member", "register.json", "payload/section/members/*"),
        ("key-entry", "register.json", "payload/section/members/*/keys/*"),
        ("mandate", "register.json", "payload/section/members/*/mandates/*"),
        ("agreement", "register.json", "payload/section/agreements/*"),
        ("hello", "link.json", "hello"),
        ("register-head", "link.json", "hello/register/*"),
        ("scope", "link.json", "hello/scope"),
        ("resume", "link.json", "resume"),
        ("held", "link.json", "resume/feeds/*"),
        ("said", "link.json", "resume/said/*"),
        ("push", "link.json", "push"),
        ("checkpoint-offer", "link.json", "checkpoint"),
        ("cosigned-answer", "link.json", "cosigned"),
        ("class-offer", "link.json", "class-offer"),
        ("class-answer", "link.json", "class-answer"),
        ("match-answer", "link.json", "match-answer"),
        ("fault", "link.json", "fault"),
    ] {
        assert_fields(rule, file, place);
    }
}

#[test]
fn every_message_of_the_grammar_is_one_of_the_types_and_the_other_way_round() {
    let named: BTreeSet<String> = rule("message")
        .split('{')
        .filter_map(|choice| choice.split_once(':'))
        .map(|(name, _)| name.trim().to_owned())
        .collect();
    let known = written("link.json", "")
        .iter()
        .flat_map(|m| m.as_object().unwrap().keys().cloned().collect::<Vec<_>>())
        .collect();
    assert_eq!(named, known);
    assert_eq!(named, variants::<crate::wire::Message>());
}

#[test]
fn every_entry_of_the_grammar_is_one_of_the_types_and_the_other_way_round() {
    let named = rule("entry").split("{ ").filter_map(|choice| choice.split_once(':')).map(|(name, _)| name.to_owned());
    let mut named: BTreeSet<String> = named.collect();
    // What is passed on is spelt out in its place.
    assert!(named.remove("order") && rule("entry").contains("{ relayed: { order: bstr, record: bstr } }"));
    let written = written("link.json", "push/entries/*");
    let known = written.iter().flat_map(|entry| entry.as_object().unwrap().keys().cloned()).collect();
    assert_eq!(named, known);
    assert_eq!(named, variants::<crate::wire::Entry>());
}

#[test]
fn every_code_list_of_the_grammar_is_that_of_the_types() {
    let codes = |list: &[&str]| list.iter().map(|code| (*code).to_owned()).collect::<BTreeSet<_>>();
    let roles: Vec<_> = Role::ALL.iter().map(|role| role.as_str()).collect();
    let environments: Vec<_> = Environment::ALL.iter().map(|environment| environment.as_str()).collect();
    assert_eq!(choices("role"), codes(&roles));
    assert_eq!(choices("environment"), codes(&environments));
    let grounds: Vec<_> = RefusalGround::ALL.iter().map(|ground| ground.as_str()).collect();
    assert_eq!(choices("refusal-ground"), codes(&grounds));
    let grounds: Vec<_> = RecallGround::ALL.iter().map(|ground| ground.as_str()).collect();
    assert_eq!(choices("recall-ground"), codes(&grounds));
    let grounds: Vec<_> = RetractionGround::ALL.iter().map(|ground| ground.as_str()).collect();
    assert_eq!(choices("retraction-ground"), codes(&grounds));
    let outcomes: Vec<_> = FollowUpOutcome::ALL.iter().map(|outcome| outcome.as_str()).collect();
    assert_eq!(choices("follow-up-outcome"), codes(&outcomes));
    let checks: Vec<_> = OwnCheck::ALL.iter().map(|check| check.as_str()).collect();
    assert_eq!(choices("own-check"), codes(&checks));
    assert_eq!(choices("announced-state"), variants::<Announced>());
    let matters: Vec<_> = DisputeMatter::ALL.iter().map(|matter| matter.as_str()).collect();
    assert_eq!(choices("disputed-matter"), codes(&matters));
    let grounds: Vec<_> = DisputeGround::ALL.iter().map(|ground| ground.as_str()).collect();
    assert_eq!(choices("dispute-ground"), codes(&grounds));
    let levels: Vec<_> = DisputeLevel::ALL.iter().map(|level| level.as_str()).collect();
    assert_eq!(choices("dispute-level"), codes(&levels));
    let answers: Vec<_> = DisputeAnswer::ALL.iter().map(|answer| answer.as_str()).collect();
    assert_eq!(choices("dispute-answer"), codes(&answers));
    assert_eq!(choices("lane"), variants::<Lane>());
    assert_eq!(choices("state"), variants::<State>());
}

/// Every code of a list, as the decoder names them to who gives an unknown one.
fn variants<T: serde::de::DeserializeOwned + std::fmt::Debug>() -> BTreeSet<String> {
    let refused = serde_json::from_value::<T>("no code at all".into()).unwrap_err().to_string();
    let (_, known) = refused.split_once("expected").unwrap();
    known.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}
