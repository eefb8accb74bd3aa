//! Figures that may be handed on; and that no report ranks anybody.

use std::collections::BTreeSet;

use axum::body::Body;
use axum::http::Method;
use serde_json::{Value, json};
use sluis_schemas::vocabulary::UserRole::{self, Administrator, Auditor, PolicyOfficer, Reader, Releaser, Submitter};

use super::world::{ROLES, World, submission};

const CENTRE: &str = "nl-riec-zuid";

/// Releases a signal of its own for each name, about a subject of that name.
async fn released(world: &World, token: &str, subjects: &[&str]) {
    for (number, subject) in subjects.iter().enumerate() {
        let mut signal = submission("c03");
        signal["title"] = format!("Signaal {number}").into();
        signal["subjects"][0]["name"] = (*subject).into();
        let draft = world.draft(token, &signal).await.body;
        assert_eq!(world.release(token, &draft).await.status, 201);
    }
}

async fn got(world: &World, token: &str, path: &str) -> Value {
    let answer = world.get(token, &format!("/v1/reports/{path}"), &[("accept-language", "nl")]).await;
    assert_eq!(answer.status, 200, "{path}: {}", answer.body);
    answer.body
}

/// Today, as the node has it.
fn today() -> sluis_schemas::Date {
    sluis_schemas::Date::of(crate::clock::now())
}

/// The three reports of figures of a member, of now.
async fn figures(world: &World, token: &str) -> [Value; 3] {
    let (month, on) = (today().month(), today());
    [
        got(world, token, "half-year").await,
        got(world, token, &format!("trends?month={month}")).await,
        got(world, token, &format!("displacement?sector=56&region=NL42&on={on}&beside=BE22")).await,
    ]
}

#[tokio::test]
async fn a_member_has_its_figures_of_half_a_year_and_small_ones_are_not_told() {
    let world = World::new().await;
    let token = world.token(CENTRE, &ROLES).await;
    let empty = got(&world, &token, "half-year").await;
    assert_eq!((&empty["sent"]["items"], &empty["sent"]["total"]["count"]), (&json!([]), &json!(0)));
    released(&world, &token, &["Voorbeeld A"; 4]).await;
    let few = got(&world, &token, "half-year").await;
    assert_eq!(few["sent"]["items"][0]["figure"], json!({ "kept": "few" }), "{few}");
    assert_eq!(few["sent"]["total"], json!({ "kept": "withheld" }));
    released(&world, &token, &["Voorbeeld A", "Voorbeeld B"]).await;

    let report = got(&world, &token, "half-year").await;

    let item = &report["sent"]["items"][0];
    assert_eq!((&item["country"]["code"], &item["purpose"]["code"]), (&json!("NL"), &json!("licence-decision")));
    let count = |figure: &Value| figure["count"].as_u64().unwrap_or(0);
    assert!((5..=6).contains(&count(&item["figure"])), "what says the same is sent once: {report}");
    assert_eq!(item["figure"], report["sent"]["total"]);
    let outcome = |code: &str| {
        let all = report["outcomes"].as_array().unwrap();
        all.iter().find(|counted| counted["what"]["code"] == code).unwrap()["figure"].clone()
    };
    assert_eq!(count(&outcome("permitted")), count(&item["figure"]));
    assert_eq!(count(&outcome("no-ground")), 2 * count(&item["figure"]));
    assert_eq!((count(&report["gaps"]), &outcome("forbidden")), (count(&outcome("no-ground")), &json!({ "count": 0 })));
    assert!(item["type"]["label"].as_str().unwrap().len() > 3 && report["lang"] == "nl", "{report}");
    let town = world.token("nl-maasdorp", &[Reader]).await;
    world.until_received(&town, &[]).await;
    let received = got(&world, &town, "half-year").await;
    assert_eq!(received["received"]["items"][0]["country"]["code"], "NL");
    assert_eq!(received["sent"]["items"], json!([]), "a neighbour's");
}

#[tokio::test]
async fn months_and_days_around_an_intervention_are_counted_by_branch_and_region() {
    let world = World::new().await;
    let token = world.token(CENTRE, &ROLES).await;
    released(&world, &token, &["A", "B", "C", "D", "E"]).await;

    let [_, trends, around] = figures(&world, &token).await;

    assert_eq!(trends["items"].as_array().unwrap().len(), 1, "{trends}");
    let item = &trends["items"][0];
    assert_eq!(
        (&item["sector"]["code"], &item["region"], &item["figure"]["count"]),
        (&json!("56"), &json!("NL42"), &json!(5))
    );
    assert_eq!(
        (trends["baselineMonths"].clone(), item.get("baseline")),
        (json!(0), None),
        "nothing was counted before"
    );
    let place = &around["items"][0];
    assert_eq!((&place["relation"], &place["after"]["figure"]["count"]), (&json!("place"), &json!(5)), "{around}");
    assert_eq!((&around["daysAfter"], &place["after"]["per30Days"]), (&json!(1), &json!(150.0)));
    assert_eq!((&around["daysBefore"], &place["before"]["figure"]), (&json!(0), &json!({ "kept": "withheld" })));
    let beside: Vec<&str> =
        around["items"].as_array().unwrap()[1..].iter().map(|item| item["region"].as_str().unwrap()).collect();
    assert_eq!((beside, around["neighboursBy"].as_str()), (vec!["BE22", "NL41"], Some("nuts-1-and-named")));
    let other = got(&world, &token, &format!("trends?month={}&sector=41", today().month())).await;
    assert_eq!(other["items"], json!([]));
}

#[tokio::test]
async fn every_fault_of_a_question_for_figures_is_named_at_once() {
    let world = World::new().await;
    let token = world.token(CENTRE, &[Reader]).await;
    for (path, expected) in [
        ("half-year?half=2026", vec!["half"]),
        ("half-year?half=2999-H1", vec!["half"]),
        ("trends?month=2026-13&sector=5610&region=NL", vec!["month", "sector", "region"]),
        ("trends?month=2999-01", vec!["month"]),
        ("displacement", vec!["sector", "region", "on"]),
        (
            "displacement?sector=A&region=NLRTM&on=2999-01-01&days=7&beside=BE22,x",
            vec!["sector", "region", "on", "days", "beside"],
        ),
    ] {
        let answer = world.get(&token, &format!("/v1/reports/{path}"), &[]).await;
        answer.assert_problem(400, "malformed");
        assert_eq!(answer.parameters(), expected, "{path}");
    }
    world.get(&token, "/v1/reports/trends?subject=x", &[]).await.assert_problem(400, "malformed");
}

#[tokio::test]
async fn each_role_sees_figures_that_reads_content_or_audits() {
    let world = World::new().await;
    let expected: [(UserRole, u16); 6] =
        [(Reader, 200), (Submitter, 200), (Releaser, 200), (PolicyOfficer, 200), (Administrator, 403), (Auditor, 200)];
    for (role, expected) in expected {
        let token = world.token("nl-maasdorp", &[role]).await;
        let bearer = format!("Bearer {token}");
        for path in ["half-year", "trends", "displacement?sector=56&region=NL42&on=2026-01-01"] {
            let path = format!("/v1/reports/{path}");
            let status = world.status(Method::GET, &path, &[("authorization", &bearer)], Body::empty()).await;
            assert_eq!(status, expected, "{role}: {path}");
        }
    }
}

/// Names of the fields of a schema, and of those that it refers to.
fn fields(document: &Value, name: &str, found: &mut BTreeSet<String>) {
    fn walk(document: &Value, value: &Value, found: &mut BTreeSet<String>) {
        match value {
            Value::Object(object) => {
                if let Some(Value::String(reference)) = object.get("$ref") {
                    fields(document, reference.rsplit('/').next().unwrap(), found);
                }
                for (key, inner) in object {
                    if key == "properties" {
                        found.extend(inner.as_object().unwrap().keys().cloned());
                    }
                    walk(document, inner, found);
                }
            }
            Value::Array(items) => items.iter().for_each(|item| walk(document, item, found)),
            _ => {}
        }
    }
    walk(document, &document["components"]["schemas"][name], found);
}

#[test]
fn no_report_has_a_field_that_scores_or_ranks_and_figures_have_none_of_anybody() {
    let document = super::super::openapi();
    let scoring =
        ["score", "rank", "risk", "rating", "weight", "probab", "likel", "priorit", "suspic", "threat", "grad"];
    let of_somebody =
        ["subject", "identif", "name", "title", "summary", "record", "signal", "user", "case", "address", "value"];
    let has = |words: &[&str], field: &String| words.iter().any(|word| field.to_lowercase().contains(word));
    for (report, is_figures) in
        [("SubjectReport", false), ("HalfYearReport", true), ("TrendReport", true), ("DisplacementReport", true)]
    {
        let mut found = BTreeSet::new();
        fields(&document, report, &mut found);
        assert!(found.len() > 8, "{report}: {found:?}");
        assert_eq!(found.iter().find(|field| has(&scoring, field)), None, "{report}");
        if is_figures {
            assert_eq!(found.iter().find(|field| has(&of_somebody, field)), None, "{report}");
        }
    }
}

#[tokio::test]
async fn figures_are_the_same_whoever_the_signals_are_about() {
    let (one, many) = (World::new().await, World::new().await);
    let tokens = (one.token(CENTRE, &ROLES).await, many.token(CENTRE, &ROLES).await);
    released(&one, &tokens.0, &["Voorbeeld A"; 6]).await;
    released(&many, &tokens.1, &["Voorbeeld A", "Voorbeeld B", "Voorbeeld C", "Voorbeeld D", "Elders", "Anders"]).await;
    let (of_one, of_many) = (figures(&one, &tokens.0).await, figures(&many, &tokens.1).await);
    assert_eq!(of_one, of_many);
    let text = of_many.iter().map(Value::to_string).collect::<String>();
    for kept in ["Voorbeeld", "Elders", "Anders", "90000001", "Signaal", "6299"] {
        assert!(!text.contains(kept), "{kept} in {text}");
    }
}

#[tokio::test]
async fn what_is_told_of_a_subject_stands_in_the_order_of_time_alone() {
    let world = World::new().await;
    let token = world.token(CENTRE, &ROLES).await;
    released(&world, &token, &["A", "B", "C"]).await;
    let reading = [("sluis-purpose", "licence-decision"), ("sluis-case", "AVG-1")];
    let body = json!({ "scheme": "nl-kvk", "value": "90000001" }).to_string();
    let report = world.post(&token, "/v1/reports/subject", &reading, body).await.body;
    let items = report["items"].as_array().unwrap();
    let names: Vec<&str> = items.iter().map(|item| item["said"]["subjects"][0]["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["C", "B", "A"], "the newest first");
    assert!(items.windows(2).all(|pair| pair[0]["at"].as_str() >= pair[1]["at"].as_str()));
}
