//! What Sluis is for, told from end to end: each story by command and by HTTP, over a kill, with what is refused on the way.

use std::fs;

use serde_json::{Value, json};

use crate::federation::{Federation, case, eventually, output, run};

const ASKER: &str = "nl-maasdorp";
const ASKED: &str = "de-rurheim";

/// By what a desk speaks with its node.
#[derive(Debug, Clone, Copy)]
enum By {
    Command,
    Http,
}

/// A desk's request, as HTTP takes it.
struct Request<'a> {
    method: &'a str,
    path: &'a str,
    body: Option<Value>,
}

fn get(path: &str) -> Request<'_> {
    Request { method: "GET", path, body: None }
}

fn post(path: &str, body: Value) -> Request<'_> {
    Request { method: "POST", path, body: Some(body) }
}

impl By {
    /// What a member's node answers, where it does what it is asked.
    fn done(self, federation: &Federation, member: &str, words: &[&str], request: &Request<'_>) -> Value {
        self.answer(federation, member, words, request).unwrap_or_else(|why| panic!("{words:?}: {why}"))
    }

    /// What it says where it does not.
    fn refused(self, federation: &Federation, member: &str, words: &[&str], request: &Request<'_>) -> String {
        self.answer(federation, member, words, request).expect_err("a refusal")
    }

    fn answer(
        self,
        federation: &Federation,
        member: &str,
        words: &[&str],
        request: &Request<'_>,
    ) -> Result<Value, String> {
        match self {
            Self::Command => {
                let said = output(federation.as_user(member, words).args(["--json", "--lang", "en"]));
                let text = |bytes| String::from_utf8(bytes).unwrap();
                if !said.status.success() {
                    return Err(format!("{}{}", text(said.stdout), text(said.stderr)));
                }
                Ok(serde_json::from_str(&text(said.stdout)).unwrap_or_default())
            }
            Self::Http => {
                let headers = [("if-match", "*"), ("accept-language", "en")];
                let headers = if request.path.ends_with("/ownership") { &headers[..] } else { &headers[1..] };
                let body = request.body.as_ref().map(|body| body.to_string().into_bytes());
                let answer = federation.request(member, request.method, request.path, headers, body);
                if answer.status < 300 { Ok(answer.body) } else { Err(answer.body.to_string()) }
            }
        }
    }

    /// Drafts and releases a question or an answer; its record.
    fn released(self, federation: &Federation, member: &str, words: &[&str], path: &str, content: &Value) -> String {
        let record = match self {
            Self::Command => {
                let file = federation.root().join("content.json");
                fs::write(&file, content.to_string()).unwrap();
                let mut command = federation.as_user(member, words);
                let said: Value = serde_json::from_str(&run(command.arg(&file).args(["--release", "--json"]))).unwrap();
                said["record"].clone()
            }
            Self::Http => {
                let body = Some(content.to_string().into_bytes());
                let draft = federation.request(member, "POST", path, &[], body);
                assert_eq!(draft.status, 201, "{}", draft.body);
                federation.release(member, &draft).body["recordId"].clone()
            }
        };
        record.as_str().unwrap_or_else(|| panic!("{words:?} gave {record}")).to_owned()
    }

    /// Asks a member whether it has something about a number; the answer, with the question that it leads to.
    fn matched(self, federation: &Federation, number: &str) -> Value {
        let body = json!({
            "identifier": { "scheme": "de-hr", "value": number },
            "purpose": "licence-decision", "case": "voorbeeld-2026-114", "members": [ASKED],
        });
        let words = ["match", "de-hr", number, "--of", ASKED, "--purpose", "licence-decision"];
        let words: Vec<&str> = words.into_iter().chain(["--case", "voorbeeld-2026-114", "--wait", "60"]).collect();
        let found = self.done(federation, ASKER, &words, &post("/v1/matches", body));
        let path = format!("/v1/matches/{}", found["id"].as_str().unwrap());
        let shown = || match self {
            Self::Command => found.clone(),
            Self::Http => federation.request(ASKER, "GET", &path, &[], None).body,
        };
        eventually("an answer", || Some(shown()["members"][ASKED].clone()).filter(|said| said["answer"] != "waiting"))
    }

    /// A step of who follows a signal up.
    fn follows(self, federation: &Federation, member: &str, signal: &str, words: &[&str], step: Value) -> Value {
        let words: Vec<&str> = ["follow-up", words[0], signal].into_iter().chain(words[1..].iter().copied()).collect();
        self.done(federation, member, &words, &post(&format!("/v1/signals/{signal}/ownership"), step))
    }

    fn until(self, federation: &Federation, member: &str, signal: &str, state: &str) -> Value {
        let path = format!("/v1/signals/{signal}/ownership");
        eventually(&format!("{signal} {state} at {member}"), || {
            let shown = self.done(federation, member, &["follow-up", "show", signal], &get(&path));
            Some(shown).filter(|shown| shown["state"] == state)
        })
    }
}

#[test]
fn maasdorp_asks_by_command() {
    maasdorp_asks(By::Command);
}

#[test]
fn maasdorp_asks_by_http() {
    maasdorp_asks(By::Http);
}

/// A municipality has an application of somebody about whom its neighbour across the border may know something. It must
/// not be told unasked; so it asks, is answered, decides, and says what became of it.
fn maasdorp_asks(by: By) {
    let mut federation = Federation::of_three();
    let (secret, outcomes) = federation.submit(ASKED, &case("c05")["submission"]);
    assert_eq!(outcomes[ASKER], "ask-first:request");

    // A number that it has something about, one that it has not, and a name, which is asked about nobody.
    let name = json!({
        "identifier": { "scheme": "name", "value": "Beispielstube" },
        "purpose": "licence-decision", "case": "voorbeeld-2026-114", "members": [ASKED],
    });
    let words = ["match", "name", "Beispielstube", "--of", ASKED, "--purpose", "licence-decision", "--case", "x-1"];
    assert!(by.refused(&federation, ASKER, &words, &post("/v1/matches", name)).contains("scheme"));
    assert_eq!(by.matched(&federation, "Aachen HRB 999009")["answer"], "no-answer");
    let hit = by.matched(&federation, "Aachen HRB 999001");
    assert_eq!(hit["answer"], "hit");
    assert!(!hit.to_string().contains(&secret));

    // A person makes the question of it, and releases that.
    let request =
        by.released(&federation, ASKER, &["request", "ask"], "/v1/requests", &question(&federation, by, &hit));
    federation.wait_for(ASKED, &request);
    let steps = format!("/v1/requests/{request}/steps");
    let accepted = json!({ "step": "accepted" });
    by.done(&federation, ASKED, &["request", "accept", &request], &post(&steps, accepted.clone()));
    let not_asked = by.refused(&federation, ASKER, &["request", "accept", &request], &post(&steps, accepted));
    assert!(!not_asked.is_empty(), "who asked does not accept");

    federation.process("node-de").kill();
    federation.start("node-de", &[]);

    // Its answer goes to who asked. One to a question that nobody put does not.
    let mut answer = case("c06")["submission"].clone();
    answer["answer"] = json!("full");
    let handling = answer["handling"].as_object_mut().unwrap();
    handling.remove("inReplyTo");
    handling.remove("audience");
    let nobodys = secret.clone();
    let file = federation.root().join("answer.json");
    fs::write(&file, answer.to_string()).unwrap();
    let words = ["request", "answer", nobodys.as_str(), file.to_str().unwrap()];
    let path = format!("/v1/requests/{nobodys}/replies");
    assert!(!by.refused(&federation, ASKED, &words, &post(&path, answer.clone())).is_empty());
    let path = format!("/v1/requests/{request}/replies");
    let reply = by.released(&federation, ASKED, &["request", "answer", &request], &path, &answer);
    federation.wait_for(ASKER, &reply);
    assert!(!federation.inbox("be-grensbeek").contains(&reply), "who did not ask");
    for (member, side) in [(ASKER, "asking"), (ASKED, "asked")] {
        let path = format!("/v1/requests/{request}");
        eventually(&format!("answered for who is {side}"), || {
            let shown = by.done(&federation, member, &["request", "show", &request], &get(&path));
            shown.to_string().contains("\"answered\"").then_some(())
        });
    }

    helped(&federation, by, &request);

    // It is not to be cited unasked: Rurheim lets Maasdorp cite it in its decision. Nobody else could.
    let body = json!({ "signal": reply, "kind": "cite", "case": "2026-114", "until": "2099-01-31" });
    let words = ["consent", "ask", &reply, "--kind", "cite", "--case", "2026-114", "--until", "2099-01-31"];
    let asked = by.done(&federation, ASKER, &words, &post("/v1/consents", body));
    let consent = asked["id"].as_str().unwrap().to_owned();
    let path = format!("/v1/consents/{consent}");
    let stands = |member: &str, state: &str| {
        eventually(&format!("consent {state} at {member}"), || {
            let shown = by.answer(&federation, member, &["consent", "show", &consent], &get(&path)).ok()?;
            (shown["state"] == state).then_some(())
        });
    };
    stands(ASKED, "asked");
    let answer = format!("{path}/answer");
    let granted = json!({ "step": "granted" });
    let words = ["consent", "grant", &consent];
    assert!(!by.refused(&federation, ASKER, &words, &post(&answer, granted.clone())).is_empty(), "its own consent");
    by.done(&federation, ASKED, &words, &post(&answer, granted));
    stands(ASKER, "granted");

    // The answer has an owner: who asked, which decides, and says what it did.
    let offer = json!({ "step": "offered", "to": ASKER, "closeWithin": 10 });
    by.follows(&federation, ASKED, &reply, &["offer", "--to", ASKER, "--close-within", "10"], offer);
    by.until(&federation, ASKER, &reply, "offered");
    by.follows(&federation, ASKER, &reply, &["accept"], json!({ "step": "accepted" }));
    let (decision, _) = federation.submit(ASKER, &case("c01")["submission"]);
    federation.wait_for(ASKED, &decision);
    let closed = json!({ "step": "closed", "outcome": "measure-taken", "check": "confirmed" });
    let words = ["close", "--outcome", "measure-taken", "--check", "confirmed"];
    by.follows(&federation, ASKER, &reply, &words, closed);

    let told = by.until(&federation, ASKED, &reply, "closed");
    assert_eq!((&told["outcome"], &told["check"]), (&json!("measure-taken"), &json!("confirmed")));
    for (member, lang, word) in [(ASKER, "nl", "afgesloten"), (ASKED, "de", "abgeschlossen")] {
        let shown = run(&mut federation.as_user(member, &["follow-up", "show", &reply, "--json", "--lang", lang]));
        assert_eq!(serde_json::from_str::<Value>(&shown).unwrap()["stateLabel"], word);
    }
    holds_up(&federation);
}

/// Who asked says whether the answer helped; who answered does not, and is not told.
fn helped(federation: &Federation, by: By, request: &str) {
    let path = format!("/v1/requests/{request}");
    let rating = format!("{path}/rating");
    let words = ["request", "rate", request, "helped"];
    assert!(!by.refused(federation, ASKED, &words, &post(&rating, json!({ "rating": "helped" }))).is_empty());
    for said in ["no-help", "helped"] {
        let words = ["request", "rate", request, said, "--of", ASKED];
        by.done(federation, ASKER, &words, &post(&rating, json!({ "rating": said, "of": ASKED })));
    }
    let shown = |member| by.done(federation, member, &["request", "show", request], &get(&path))["items"][0].clone();
    assert_eq!((&shown(ASKER)["rating"], &shown(ASKER)["overdue"]), (&json!("helped"), &json!(false)));
    assert_eq!(shown(ASKED).get("rating"), None);
    let report = by.done(federation, ASKER, &["report", "half-year"], &get("/v1/reports/half-year"));
    let of_germany = &report["asking"]["items"][0];
    assert_eq!(
        (&of_germany["country"]["code"], &of_germany["figures"]["rated"]),
        (&json!("DE"), &json!({ "kept": "few" }))
    );
    assert_eq!(of_germany["figures"]["noHelp"], json!({ "count": 0 }), "the last word counts");
    let overdue = by.done(federation, ASKER, &["request", "list", "--overdue"], &get("/v1/requests?overdue=true"));
    assert_eq!(overdue["items"], json!([]));
}

/// The question that a hit leads to, with what a person adds.
fn question(federation: &Federation, by: By, hit: &Value) -> Value {
    let mut question = match by {
        // The command writes it to a file; what it holds is what HTTP gives.
        By::Command => {
            let file = federation.root().join("question.json");
            let words = ["match", "de-hr", "Aachen HRB 999001", "--of", ASKED, "--purpose", "licence-decision"];
            let mut ask = federation.as_user(ASKER, &words);
            run(ask.args(["--case", "voorbeeld-2026-114", "--wait", "60", "--request"]).arg(&file));
            serde_json::from_str(&fs::read_to_string(&file).unwrap()).unwrap()
        }
        By::Http => hit["request"].clone(),
    };
    question["questions"] = json!(["known-to-you", "measures-taken"]);
    question
}

#[test]
fn a_rumour_that_belongs_elsewhere_by_command() {
    a_rumour_that_belongs_elsewhere(By::Command);
}

#[test]
fn a_rumour_that_belongs_elsewhere_by_http() {
    a_rumour_that_belongs_elsewhere(By::Http);
}

/// Somebody heard something, wants it looked into, and passes it to the neighbours: it is for the police. It does not go,
/// the channel is named, and it waits until somebody says that it was brought there.
fn a_rumour_that_belongs_elsewhere(by: By) {
    let mut federation = Federation::of_three();
    let rumour = case("c12")["submission"].clone();
    let file = federation.root().join("rumour.json");
    fs::write(&file, rumour.to_string()).unwrap();
    let words = ["submit", file.to_str().unwrap()];
    let refused = by.refused(&federation, ASKER, &words, &post("/v1/drafts", rumour));
    assert!(refused.contains("EU-F1") && refused.contains("police"), "{refused}");

    federation.process("node-nl").kill();
    federation.start("node-nl", &[]);

    let waiting = |member: &str| {
        let listed = by.done(&federation, member, &["gaps", "waiting"], &get("/v1/refusals"));
        listed.get("items").cloned().unwrap_or(listed)
    };
    let left = waiting(ASKER);
    assert_eq!(left.as_array().map(Vec::len), Some(1), "{left}");
    assert_eq!(waiting("nl-riec-zuid"), json!([]), "a neighbour's");
    let id = left[0]["id"].as_str().unwrap().to_owned();
    for (lang, word) in [("nl", "politie"), ("de", "Polizei")] {
        let said = run(&mut federation.as_user(ASKER, &["gaps", "waiting", "--lang", lang]));
        assert!(said.contains(word), "{said}");
    }
    let path = format!("/v1/refusals/{id}/hand-over");
    let elsewhere = json!({ "to": "newspaper" });
    let words = ["gaps", "hand-over", &id, "--to", "newspaper"];
    assert!(by.refused(&federation, ASKER, &words, &post(&path, elsewhere)).contains("newspaper"));
    let to_police = json!({ "to": "police", "reference": "2026-118" });
    let words = ["gaps", "hand-over", &id, "--to", "police", "--reference", "2026-118"];
    by.done(&federation, ASKER, &words, &post(&path, to_police.clone()));

    assert_eq!(waiting(ASKER), json!([]), "nothing is left lying");
    assert!(!by.refused(&federation, ASKER, &words, &post(&path, to_police)).is_empty(), "once is enough");
    assert!(federation.inbox(ASKED).is_empty(), "it went nowhere");
    holds_up(&federation);
}

/// What every node journalled stands as it was written.
fn holds_up(federation: &Federation) {
    for node in ["node-nl", "node-be", "node-de"] {
        let mut verify = crate::federation::sluis();
        let said = run(verify.args(["audit", "verify", "--dir"]).arg(federation.dir_of(node)));
        assert!(!said.contains("FAIL"), "{said}");
    }
}
