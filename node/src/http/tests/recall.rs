//! Recall, correction, legal hold and destruction between members of one node.

use axum::body::Body;
use axum::http::{Method, Request, StatusCode};
use serde_json::{Value, json};
use sluis_protocol::core::Terms;
use sluis_schemas::vocabulary::UserRole;

use super::super::control_router;
use super::world::{Answer, PATIENCE, ROLES, World, ask, submission};

const ORIGIN: &str = "nl-riec-zuid";
const HOLDER: &str = "nl-maasdorp";
const READING: [(&str, &str); 2] = [("sluis-purpose", "licence-decision"), ("sluis-case", "Z-1")];
const HOUR: u64 = 3_600_000;

/// A node where content is destroyed as soon as it ended.
fn at_once() -> Terms {
    Terms::new(0, 72 * HOUR, 1_000).unwrap()
}

/// A node, tokens of origin and holder, and a signal that arrived.
struct Sent {
    world: World,
    origin: String,
    holder: String,
    id: String,
}

impl Sent {
    async fn new(terms: Terms) -> Self {
        let world = World::with_terms(terms).await;
        let (origin, holder) = (world.token(ORIGIN, &ROLES).await, world.token(HOLDER, &ROLES).await);
        let draft = world.draft(&origin, &submission("c03")).await.body;
        let id = world.release(&origin, &draft).await.body["recordId"].as_str().unwrap().to_owned();
        world.until_received(&holder, &[]).await;
        Self { world, origin, holder, id }
    }

    fn path(&self, what: &str) -> String {
        format!("/v1/signals/{}{what}", self.id)
    }

    async fn recall(&self) -> Answer {
        self.world.post(&self.origin, &self.path("/recall"), &[], r#"{"ground": "error"}"#).await
    }

    async fn read(&self, token: &str, id: &str, lang: &str) -> Answer {
        let headers = [&READING[..], &[("accept-language", lang)]].concat();
        self.world.get(token, &format!("/v1/signals/{id}"), &headers).await
    }

    async fn inbox(&self) -> Vec<String> {
        let page = self.world.get(&self.holder, "/v1/signals?direction=received", &[]).await.body;
        page["items"].as_array().unwrap().iter().map(|item| item["id"].as_str().unwrap().to_owned()).collect()
    }

    /// Drafts and releases a correction; its id.
    async fn correct(&self, submission: &Value) -> String {
        let path = self.path("/corrections");
        let draft = self.world.post(&self.origin, &path, &[], submission.to_string()).await;
        assert_eq!(draft.status, StatusCode::CREATED, "{}", draft.body);
        let released = self.world.release(&self.origin, &draft.body).await;
        assert_eq!(released.status, StatusCode::CREATED, "{}", released.body);
        released.body["recordId"].as_str().unwrap().to_owned()
    }

    /// Waits until the holder stands so on the recall's board.
    async fn until_board(&self, state: &str) -> Value {
        let mut last = Value::Null;
        let reached = async {
            loop {
                let board = self.world.get(&self.origin, &self.path("/recall"), &[("accept-language", "nl")]).await;
                if board.body["members"][HOLDER]["state"] == state {
                    return board.body;
                }
                last = board.body;
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(PATIENCE, reached).await.unwrap_or_else(|_| panic!("not {state}: {last}"))
    }

    /// Waits until the holder is answered so about a record.
    async fn until_answered(&self, id: &str, kind: &str) -> Answer {
        let reached = async {
            loop {
                let answer = self.read(&self.holder, id, "en").await;
                if answer.body["type"] == format!("urn:sluis:problem:{kind}") {
                    return answer;
                }
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(PATIENCE, reached).await.unwrap_or_else(|_| panic!("{id} is not {kind}"))
    }

    async fn operator(&self, method: Method, body: &str) -> Answer {
        let control = control_router(self.world.service.clone(), "127.0.0.1:1".parse().unwrap());
        let request = Request::builder().method(method).uri("/erasures").header("content-type", "application/json");
        ask(&control, request.body(Body::from(body.to_owned())).unwrap()).await
    }
}

fn corrected() -> Value {
    let mut submission = submission("c03");
    submission["title"] = json!("Rechtgezet");
    submission
}

#[tokio::test]
async fn a_recalled_signal_is_never_served_again_and_its_holder_destroys_it() {
    let sent = Sent::new(at_once()).await;

    let given = sent.recall().await;

    assert_eq!(given.status, StatusCode::CREATED, "{}", given.body);
    assert_eq!(given.header("location"), sent.path("/recall"));
    let board = sent.until_board("erased").await;
    assert_eq!((&board["recall"], &board["complete"]), (&given.body["recall"], &json!(true)));
    assert_eq!((&board["ground"], &board["groundLabel"]), (&json!("error"), &json!("fout")));
    let at = &board["members"][HOLDER];
    assert!(at["name"].is_string() && at["told"].is_string() && at["closed"].is_string() && at["said"].is_string());
    assert_eq!(at["overdue"], false);
    for token in [&sent.origin, &sent.holder] {
        let answer = sent.read(token, &sent.id, "nl").await;
        answer.assert_problem(410, "recalled");
        assert!(answer.body["since"].is_string() && answer.body["title"] == "teruggeroepen", "{}", answer.body);
        sent.world.get(token, &sent.path("/record"), &READING).await.assert_problem(410, "recalled");
    }
    let auditor = sent.world.token(HOLDER, &[UserRole::Auditor]).await;
    sent.read(&auditor, &sent.id, "en").await.assert_problem(403, "not-allowed");
    assert!(sent.inbox().await.is_empty());
    let again = sent.recall().await;
    assert_eq!((again.status, again.body), (StatusCode::OK, given.body));
}

#[tokio::test]
async fn what_was_recalled_stays_so_over_a_restart() {
    let sent = Sent::new(at_once()).await;
    sent.recall().await;
    let before = sent.until_board("erased").await;
    let sent = Sent { world: sent.world.restart().await, ..sent };
    assert_eq!(sent.until_board("erased").await, before);
    sent.read(&sent.holder, &sent.id, "en").await.assert_problem(410, "recalled");
    sent.world.draft(&sent.origin, &submission("c03")).await.assert_problem(409, "was-recalled");
}

#[tokio::test]
async fn within_the_grace_nobody_reads_it_and_nothing_is_destroyed_yet() {
    let sent = Sent::new(Terms::DEFAULT).await;
    sent.recall().await;
    let board = sent.until_board("closed").await;
    assert_eq!((&board["complete"], &board["members"][HOLDER]["said"]), (&json!(false), &Value::Null));
    sent.read(&sent.holder, &sent.id, "de").await.assert_problem(410, "recalled");
}

#[tokio::test]
async fn a_resubmission_is_refused_in_the_readers_language() {
    let sent = Sent::new(at_once()).await;
    sent.recall().await;
    for (lang, words) in [("nl", "teruggeroepen"), ("de", "zurückgerufen"), ("fr", "rappelé"), ("en", "recalled")] {
        let body = submission("c03").to_string();
        let answer = sent.world.post(&sent.origin, "/v1/drafts", &[("accept-language", lang)], body).await;
        answer.assert_problem(409, "was-recalled");
        assert_eq!(answer.body["signal"], sent.id);
        assert!(answer.body["detail"].as_str().unwrap().contains(words), "{}", answer.body);
    }
    let other = corrected();
    assert_eq!(sent.world.draft(&sent.origin, &other).await.status, StatusCode::CREATED, "what is right may be sent");
}

#[tokio::test]
async fn who_never_had_it_cannot_tell_a_recalled_signal_from_an_unknown_one() {
    let sent = Sent::new(at_once()).await;
    let stranger = sent.world.token("nl-arbeid", &ROLES).await;
    sent.recall().await;
    let (known, unknown) = (sent.id.clone(), "0".repeat(64));
    for what in ["", "/record", "/recall", "/account"] {
        let mut answers = Vec::new();
        for id in [&known, &unknown] {
            let answer = sent.world.get(&stranger, &format!("/v1/signals/{id}{what}"), &READING).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{what}");
            answers.push(answer.body.to_string().replace(id, "X"));
        }
        assert_eq!(answers[0], answers[1], "{what}");
    }
    for token in [&stranger, &sent.holder] {
        let foreign = sent.world.post(token, &sent.path("/recall"), &[], r#"{"ground": "error"}"#).await;
        foreign.assert_problem(404, "not-found");
        let foreign = sent.world.post(token, &sent.path("/corrections"), &[], corrected().to_string()).await;
        foreign.assert_problem(404, "not-found");
    }
}

#[tokio::test]
async fn a_corrected_signal_shows_only_its_newest_version() {
    let sent = Sent::new(at_once()).await;

    let second = sent.correct(&corrected()).await;
    sent.until_answered(&sent.id, "superseded").await;
    let third = sent
        .correct(&{
            let mut again = corrected();
            again["title"] = json!("Nogmaals rechtgezet");
            again
        })
        .await;
    sent.until_answered(&second, "superseded").await;

    assert_eq!(sent.inbox().await, std::slice::from_ref(&third));
    let shown = sent.read(&sent.holder, &third, "en").await.body;
    assert_eq!((&shown["version"], &shown["corrects"]), (&json!(3), &json!(second)));
    assert_eq!(shown["content"]["title"], "Nogmaals rechtgezet");
    let account = sent.world.get(&sent.origin, &format!("/v1/signals/{second}/account"), &[]).await.body;
    assert_eq!(account["signal"], sent.id);
    let versions: Vec<_> = account["versions"].as_array().unwrap().iter().map(|v| v["id"].clone()).collect();
    assert_eq!(versions, [json!(sent.id), json!(second), json!(third)]);
    let sent = Sent { world: sent.world.restart().await, ..sent };
    assert_eq!(sent.inbox().await, [third]);
}

#[tokio::test]
async fn a_correction_is_a_draft_that_says_what_it_corrects() {
    let sent = Sent::new(at_once()).await;
    let key = [("idempotency-key", "k")];
    let body = corrected().to_string();
    let draft = sent.world.post(&sent.origin, &sent.path("/corrections"), &key, body.clone()).await;
    assert_eq!((draft.status, &draft.body["corrects"]), (StatusCode::CREATED, &json!(sent.id)));
    let again = sent.world.post(&sent.origin, &sent.path("/corrections"), &key, body.clone()).await;
    assert_eq!(again.body["id"], draft.body["id"]);
    let fresh = sent.world.post(&sent.origin, "/v1/drafts", &key, body).await;
    fresh.assert_problem(409, "idempotency-conflict");
    let bad = sent.world.post(&sent.origin, &sent.path("/corrections"), &[], "{}").await;
    bad.assert_problem(400, "malformed");
    sent.recall().await;
    sent.world.release(&sent.origin, &draft.body).await.assert_problem(410, "recalled");
    let late = sent.world.post(&sent.origin, &sent.path("/corrections"), &[], corrected().to_string()).await;
    late.assert_problem(410, "recalled");
}

#[tokio::test]
async fn an_audience_that_a_correction_narrows_has_it_taken_back() {
    let sent = Sent::new(at_once()).await;
    let mut narrowed = corrected();
    narrowed["handling"]["audience"] = json!({ "members": ["de-rurheim"] });
    let second = sent.correct(&narrowed).await;
    sent.until_answered(&sent.id, "retracted").await;
    assert!(sent.inbox().await.is_empty());
    sent.read(&sent.holder, &second, "en").await.assert_problem(404, "not-found");
    assert_eq!(sent.read(&sent.origin, &second, "en").await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_question_is_not_corrected() {
    let world = World::new().await;
    let asker = world.token(HOLDER, &ROLES).await;
    let mut question = submission("c03");
    question = json!({
        "type": "request", "questions": ["known-to-you"], "dueBy": "2026-12-24",
        "handling": {
            "purpose": question["handling"]["purpose"].take(), "legalBases": ["nl.gemeentewet"], "categories": [],
            "adminUse": true, "handlingCode": "H3", "audience": { "members": [ORIGIN] },
        },
    });
    let draft = world.post(&asker, "/v1/requests", &[], question.to_string()).await;
    assert_eq!(draft.status, StatusCode::CREATED, "{}", draft.body);
    let id = world.release(&asker, &draft.body).await.body["recordId"].as_str().unwrap().to_owned();
    for (lang, words) in [("nl", "sluit het"), ("de", "schließen")] {
        let path = format!("/v1/signals/{id}/corrections");
        let answer = world.post(&asker, &path, &[("accept-language", lang)], question.to_string()).await;
        answer.assert_problem(409, "request-not-corrected");
        assert!(answer.body["detail"].as_str().unwrap().contains(words), "{}", answer.body);
    }
}

#[tokio::test]
async fn what_is_under_legal_hold_is_kept_unread_and_named_until_the_hold_is_lifted() {
    let sent = Sent::new(at_once()).await;
    let officer = sent.world.token(HOLDER, &[UserRole::PolicyOfficer]).await;
    let bearer = format!("Bearer {officer}");
    let headers = [("authorization", bearer.as_str()), ("content-type", "application/json")];
    let hold = async |body: &str| sent.world.send(Method::PUT, &sent.path("/hold"), &headers, body.to_owned()).await;
    hold(r#"{"on": true}"#).await.assert_problem(400, "malformed");

    assert_eq!(hold(r#"{"on": true, "reason": "bezwaar"}"#).await.status, StatusCode::NO_CONTENT);
    assert_eq!(hold(r#"{"on": true, "reason": "bezwaar"}"#).await.status, StatusCode::NO_CONTENT);
    sent.read(&sent.holder, &sent.id, "en").await.assert_problem(410, "restricted");
    sent.recall().await;
    let board = sent.until_board("restricted").await;
    assert_eq!(board["complete"], true);

    assert_eq!(hold(r#"{"on": false, "reason": "beslist"}"#).await.status, StatusCode::NO_CONTENT);
    sent.until_board("erased").await;
    sent.read(&sent.holder, &sent.id, "en").await.assert_problem(410, "recalled");
}

#[tokio::test]
async fn a_mass_of_ends_waits_for_the_operator_and_goes_on_when_let() {
    let sent = Sent::new(Terms::new(0, 72 * HOUR, 0).unwrap()).await;
    sent.recall().await;
    let waiting = async {
        loop {
            let erasures = sent.operator(Method::GET, "").await.body;
            if erasures["waiting"].as_array().is_some_and(|waiting| waiting.len() == 2) {
                return erasures;
            }
            tokio::task::yield_now().await;
        }
    };
    let erasures = tokio::time::timeout(PATIENCE, waiting).await.expect("both members' copies wait");
    assert_eq!((&erasures["doubtfulClock"], &erasures["overdue"]), (&json!(false), &json!([])));
    let waiting = erasures["waiting"].as_array().unwrap();
    assert!(waiting.iter().all(|some| some["signer"] == ORIGIN && some["why"] == "mass"), "{waiting:?}");
    sent.until_board("closed").await;

    sent.operator(Method::POST, "{}").await.assert_problem(400, "malformed");
    let let_go = sent.operator(Method::POST, r#"{"reason": "nagevraagd"}"#).await;

    assert_eq!((let_go.status, let_go.body["waiting"].as_array().unwrap().len()), (StatusCode::OK, 2));
    // Of the two copies on this node either may go last.
    let said = async {
        while sent.world.get(&sent.origin, &sent.path("/recall"), &[]).await.body["complete"] != true {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(PATIENCE, said).await.expect("the holder says that it is destroyed");
    assert_eq!(sent.operator(Method::GET, "").await.body["waiting"], json!([]));
}

#[tokio::test]
async fn exports_of_what_is_recalled_are_counted_for_who_made_them() {
    let sent = Sent::new(at_once()).await;
    for _ in 0..2 {
        assert_eq!(export(&sent).await, 200);
    }
    sent.recall().await;
    assert_eq!(sent.until_board("erased").await["exports"], 2);
    let gone = sent.read(&sent.origin, &sent.id, "en").await;
    assert_eq!(gone.body["exports"], json!({ "count": 2, "users": ["d.devries"] }));
    assert!(sent.read(&sent.holder, &sent.id, "en").await.body["exports"].is_null(), "another member's are no news");
    assert_eq!(export(&sent).await, 410);
}

async fn export(sent: &Sent) -> u16 {
    let bearer = format!("Bearer {}", sent.origin);
    let headers = [&READING[..], &[("authorization", bearer.as_str())]].concat();
    sent.world.status(Method::GET, &sent.path("/record"), &headers, Body::empty()).await
}
