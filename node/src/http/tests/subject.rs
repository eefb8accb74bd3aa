//! What a member holds about a data subject, and the letter to them.

use serde_json::{Value, json};
use sluis_protocol::journal::{Detail, JournalSeq, ReadForm};
use sluis_schemas::vocabulary::UserRole::{self, Administrator, Auditor, PolicyOfficer, Reader, Releaser, Submitter};

use super::world::{Answer, ROLES, World, submission};

const READING: [(&str, &str); 2] = [("sluis-purpose", "licence-decision"), ("sluis-case", "AVG-1")];
/// Stands in the case that tests release.
const NUMBER: &str = "90000001";

async fn asked(world: &World, token: &str, value: &str, letter: bool) -> Answer {
    let body = json!({ "scheme": "nl-kvk", "value": value, "letter": letter }).to_string();
    world.post(token, "/v1/reports/subject", &READING, body).await
}

async fn report(world: &World, token: &str) -> Value {
    let answer = asked(world, token, NUMBER, false).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer.body
}

async fn released(world: &World, token: &str, signal: &Value) -> String {
    let draft = world.draft(token, signal).await.body;
    world.release(token, &draft).await.body["recordId"].as_str().unwrap().to_owned()
}

/// The signal of a case, with another subject beside the one that is asked for.
fn with_another() -> Value {
    let mut signal = submission("c03");
    let another = json!({ "kind": "natural-person", "role": "director", "name": "Testpersoon Elders" });
    signal["subjects"].as_array_mut().unwrap().push(another);
    signal
}

/// Reads in their order: form, how many records, outcome.
async fn reads(world: &World) -> Vec<(ReadForm, usize, String)> {
    let page = world.service.store().journal_page(JournalSeq(0), 500).await.unwrap();
    let details = page.iter().map(|row| row.opening.as_ref().unwrap().detail().unwrap());
    let read = |detail| match detail {
        Detail::Read { form, records, outcome, .. } => Some((form, records.len(), outcome)),
        _ => None,
    };
    details.filter_map(read).collect()
}

#[tokio::test]
async fn what_is_held_about_a_subject_is_told_at_its_origin_and_where_it_came() {
    let world = World::new().await;
    let riec = world.token("nl-riec-zuid", &ROLES).await;
    let id = released(&world, &riec, &with_another()).await;
    let waits = world.draft(&riec, &submission("c03")).await.body["id"].clone();
    let maasdorp = world.token("nl-maasdorp", &[Reader]).await;
    world.until_received(&maasdorp, &[]).await;

    let own = report(&world, &riec).await;

    let item = &own["items"][0];
    assert_eq!(own["items"].as_array().unwrap().len(), 1, "{own}");
    assert_eq!((&item["id"], &item["signal"], &item["version"]), (&json!(id), &json!(id), &json!(1)));
    assert_eq!(
        (&item["state"], &item["origin"], &item["from"]),
        (&json!("own"), &json!("nl-riec-zuid"), &item["origin"])
    );
    assert_eq!(item["sent"]["nl-maasdorp"]["state"], "accepted", "{item}");
    assert_eq!(item["said"]["legalBases"][0]["code"], "nl.wgs");
    assert!(!item["said"]["legalBases"][0]["label"].as_str().unwrap().is_empty());
    assert_eq!(
        (&item["said"]["retainUntil"], &item["said"]["notification"]["state"]),
        (&json!("2029-09-14"), &json!("due"))
    );
    assert_eq!(item["said"]["notification"]["passed"], false);
    assert!(item["ends"].as_str().unwrap().starts_with("2029-09-1"), "{item}");
    let steps = item["next"].as_array().unwrap();
    let named: Vec<&str> = steps.iter().map(|step| step["step"].as_str().unwrap()).collect();
    assert_eq!(named, ["rectify", "erase", "restrict"]);
    assert_eq!(steps[1]["command"], format!("sluis signals recall {id} --ground erasure-request"));
    assert_eq!(own["drafts"][0]["id"], waits);

    let received = report(&world, &maasdorp).await;
    let item = &received["items"][0];
    assert_eq!(
        (&item["state"], &item["origin"], &item["sent"]),
        (&json!("accepted"), &json!("nl-riec-zuid"), &json!({}))
    );
    assert_eq!(item["next"][0]["step"], "ask-origin");
    assert_eq!(received.get("drafts"), None, "who may not see drafts is not told of them");
    for report in [own, received] {
        let text = report.to_string();
        assert!(!text.contains("Testpersoon") && !text.contains(with_another()["title"].as_str().unwrap()), "{text}");
    }
    let subject = |(form, count, outcome): &(ReadForm, usize, String)| {
        *form == ReadForm::Subject && *count == 1 && outcome == "permitted"
    };
    assert_eq!(reads(&world).await.iter().filter(|read| subject(read)).count(), 2, "each is journalled as read");
}

#[tokio::test]
async fn that_nothing_is_held_is_said_and_journalled_and_what_others_hold_looks_the_same() {
    let world = World::new().await;
    let riec = world.token("nl-riec-zuid", &ROLES).await;
    released(&world, &riec, &submission("c03")).await;
    let stranger = world.token("nl-eiland", &[Reader]).await;
    let purpose = [("sluis-purpose", "licence-decision"), ("sluis-case", "AVG-1")];
    for value in [NUMBER, "90000002"] {
        let body = json!({ "scheme": "nl-kvk", "value": value }).to_string();
        let answer = world.post(&stranger, "/v1/reports/subject", &purpose, body).await;
        assert_eq!((answer.status.as_u16(), &answer.body["items"]), (200, &json!([])), "{}", answer.body);
    }
    let nothing = (ReadForm::Subject, 0, "permitted".to_owned());
    assert_eq!(reads(&world).await.iter().filter(|read| **read == nothing).count(), 2);
    let letter = asked(&world, &stranger, "90000002", true).await.body["letter"].clone();
    assert!(letter.as_str().unwrap().contains("No data is held"), "{letter}");
}

#[tokio::test]
async fn a_letter_names_no_source_while_telling_is_deferred_unless_a_policy_officer_asks() {
    let world = World::new().await;
    let riec = world.token("nl-riec-zuid", &ROLES).await;
    let mut deferred = with_another();
    deferred["handling"]["notification"] = json!({
        "state": "deferred", "ground": "toezicht loopt", "reviewOn": "2026-01-31", "responsible": "bureau juridisch",
    });
    released(&world, &riec, &deferred).await;
    let desk = world.token("nl-maasdorp", &[Reader]).await;
    world.until_received(&desk, &[]).await;
    let name = |id: &str| world.service.directory().member(&id.parse().unwrap()).unwrap().name.clone();

    let answer = asked(&world, &desk, NUMBER, true).await.body;

    let state = &answer["items"][0]["said"]["notification"];
    assert_eq!(
        (&state["state"], &state["by"], &state["passed"]),
        (&json!("deferred"), &json!("2026-01-31"), &json!(true))
    );
    assert_eq!((&state["ground"], &state["responsible"]), (&json!("toezicht loopt"), &json!("bureau juridisch")));
    let letter = answer["letter"].as_str().unwrap();
    assert!(letter.contains(NUMBER) && letter.contains(&name("nl-maasdorp")), "{letter}");
    for kept in
        [name("nl-riec-zuid").as_str(), "nl-riec-zuid", "Testpersoon", "toezicht", "juridisch", "d.devries", "AVG-1"]
    {
        assert!(!letter.contains(kept), "{kept} in {letter}");
    }
    let officer = world.token("nl-maasdorp", &[Reader, PolicyOfficer]).await;
    let answer = asked(&world, &officer, NUMBER, true).await.body;
    assert!(answer["letter"].as_str().unwrap().contains(&name("nl-riec-zuid")), "{answer}");
    assert!(!answer["letter"].as_str().unwrap().contains("Testpersoon"));
    assert_eq!(report(&world, &desk).await.get("letter"), None, "unasked");
}

#[tokio::test]
async fn what_is_restricted_or_was_recalled_is_named_and_not_told() {
    let world = World::new().await;
    let riec = world.token("nl-riec-zuid", &ROLES).await;
    let held = released(&world, &riec, &submission("c03")).await;
    let mut other = submission("c03");
    other["title"] = "Ander".into();
    let gone = released(&world, &riec, &other).await;
    let officer = world.token("nl-riec-zuid", &[PolicyOfficer]).await;
    let hold = json!({ "on": true, "reason": "bezwaar" }).to_string();
    let bearer = format!("Bearer {officer}");
    let headers = [("authorization", bearer.as_str()), ("content-type", "application/json")];
    let path = format!("/v1/signals/{held}/hold");
    assert_eq!(world.status(axum::http::Method::PUT, &path, &headers, hold.into()).await, 204);
    let ground = json!({ "ground": "error" }).to_string();
    world.post(&riec, &format!("/v1/signals/{gone}/recall"), &[], ground).await;

    let report = report(&world, &riec).await;

    let state = |id: &str| {
        let items = report["items"].as_array().unwrap();
        items.iter().find(|item| item["id"] == id).map(|item| (item["state"].clone(), item.get("said").cloned()))
    };
    assert_eq!(state(&held), Some((json!("restricted"), None)), "{report}");
    assert_eq!(state(&gone), Some((json!("recalled"), None)), "{report}");
}

#[tokio::test]
async fn a_report_takes_a_role_that_reads_a_purpose_and_a_case_and_every_fault_is_named() {
    let world = World::new().await;
    let expected: [(UserRole, u16); 6] =
        [(Reader, 200), (Submitter, 200), (Releaser, 200), (PolicyOfficer, 200), (Administrator, 403), (Auditor, 403)];
    for (role, expected) in expected {
        let token = world.token("nl-maasdorp", &[role]).await;
        assert_eq!(asked(&world, &token, NUMBER, false).await.status, expected, "{role}");
    }
    let token = world.token("nl-maasdorp", &[Reader]).await;
    let body = json!({ "scheme": "nl-kvk", "value": NUMBER }).to_string();
    let bare = world.post(&token, "/v1/reports/subject", &[], body.clone()).await;
    bare.assert_problem(403, "not-allowed");
    assert_eq!(bare.parameters(), ["Sluis-Purpose", "Sluis-Case"]);
    let foreign = [("sluis-purpose", "care-supervision"), ("sluis-case", "AVG-1")];
    world.post(&token, "/v1/reports/subject", &foreign, body).await.assert_problem(403, "not-allowed");
    assert!(reads(&world).await.iter().all(|(form, _, outcome)| {
        *form == ReadForm::Subject && (outcome == "permitted" || outcome.starts_with("refused:"))
    }));
    let wrong = json!({ "scheme": "nl-kvk", "value": "12", "name": "x" }).to_string();
    let wrong = world.post(&token, "/v1/reports/subject", &READING, wrong).await;
    wrong.assert_problem(400, "malformed");
    let mut pointers = wrong.pointers();
    pointers.sort_unstable();
    assert_eq!(pointers, ["/name", "/value"]);
    assert!(!wrong.body.to_string().contains("12"), "what was asked for is not repeated: {}", wrong.body);
}
