//! A decision as a log record of the Authorization Decision Log: Logius, consultation version 1.0.0 of April 2026,
//! <https://logius-standaarden.github.io/authorization-decision-log/>, section "Interface". Requests and responses are those
//! of AuthZEN 1.0: who would receive is the subject, the record the resource.
//!
//! Level 3 of its four is reached, all information sources; the configuration of the engine is not recorded, since the
//! journal does not keep which build of the program decided.

use serde_json::{Map, Value, json};
use sluis_protocol::gates::PERMITTED;
use sluis_protocol::journal::decisions::{Logged, Matter};
use sluis_schemas::MemberId;

use super::{Placed, Trace, Writer};

/// One question to the gates and its answer.
struct Evaluation {
    subject: Value,
    action: &'static str,
    decision: bool,
    outcome: String,
}

pub(super) fn record(writer: &Writer, placed: Placed<'_>) -> Value {
    let Placed { entry, logged, .. } = placed;
    let Trace { trace, span } = writer.trace(placed);
    let evaluations = evaluations(logged);
    let resource = resource(writer, placed);
    let context = json!({ "time": entry.at.to_string(), "day": logged.epoch.day });
    let (event, request, response) = match evaluations.as_slice() {
        [one] if is_one_question(logged.matter) => {
            let request = json!({ "subject": one.subject, "action": { "name": one.action }, "resource": resource, "context": context });
            ("adl.access_evaluation", request, answer(one))
        }
        several => {
            let asked: Vec<_> =
                several.iter().map(|e| json!({ "subject": e.subject, "action": { "name": e.action } })).collect();
            let answered: Vec<_> = several.iter().map(answer).collect();
            let request = json!({ "resource": resource, "context": context, "evaluations": asked });
            ("adl.access_evaluations", request, json!({ "evaluations": answered }))
        }
    };
    json!({
        "trace_id": trace,
        "span_id": span,
        "event_name": event,
        "timestamp": entry.at.as_millis(),
        "status": if logged.has_failed() { "Error" } else { "Unset" },
        "resource": writer.resource(entry),
        "attributes": {
            "adl.core.policies": { "packs": { "sha256": logged.epoch.packs } },
            "adl.core.information": information(logged),
        },
        "body": { "adl.core.request": request, "adl.core.response": response },
    })
}

const fn is_one_question(matter: Matter) -> bool {
    matches!(matter, Matter::Refusal | Matter::PassedOn | Matter::Withheld)
}

/// The submission gate's question first, where it was asked; then one for each member.
fn evaluations(logged: &Logged) -> Vec<Evaluation> {
    let submitted = logged.submit.as_ref().zip(logged.member.as_ref()).map(|(outcome, member)| Evaluation {
        subject: subject(member),
        action: "submit",
        decision: outcome == "accepted",
        outcome: outcome.clone(),
    });
    let received = logged.outcomes.iter().map(|(member, outcome)| Evaluation {
        subject: subject(member),
        action: "receive",
        decision: outcome == PERMITTED,
        outcome: outcome.clone(),
    });
    submitted.into_iter().chain(received).collect()
}

fn subject(member: &MemberId) -> Value {
    json!({ "type": "member", "id": member })
}

fn answer(evaluation: &Evaluation) -> Value {
    json!({ "decision": evaluation.decision, "context": { "outcome": evaluation.outcome } })
}

/// The record, or the submission that became none, which only its place in the journal names.
fn resource(writer: &Writer, placed: Placed<'_>) -> Value {
    let Placed { entry, logged, .. } = placed;
    let (kind, id) = match logged.record {
        Some(record) => ("signal", record.to_string()),
        None => ("submission", format!("{}/{}", writer.node, entry.seq.0)),
    };
    let mut properties = match serde_json::to_value(&logged.class) {
        Ok(Value::Object(class)) => class,
        _ => Map::new(),
    };
    let named = [("member", &logged.member), ("through", &logged.through)].into_iter();
    properties.extend(named.filter_map(|(name, member)| Some((name.to_owned(), json!(member.as_ref()?)))));
    json!({ "type": kind, "id": id, "properties": properties })
}

/// Where the facts lie: members, mandates and agreements in the register; content and whom it is meant for in the record
/// with its origin; the request that it answers with who was asked.
fn information(logged: &Logged) -> Value {
    let register = Some(json!({ "sha256": logged.epoch.register }));
    let signal = logged.record.map(|record| json!({ "id": record }));
    let request = logged.request.as_ref().map(|request| json!({ "id": request.id, "open": request.open }));
    let sources = [("register", register), ("signal", signal), ("request", request)].into_iter();
    sources.filter_map(|(name, source)| Some((name.to_owned(), source?))).collect()
}
