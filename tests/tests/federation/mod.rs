//! A federation of real processes on loopback: made, signed and run with the commands that an operator would type.

mod process;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

pub use process::{PATIENCE, Running, eventually, free_port, output, run, sluis};

const FEDERATION: &str = include_str!("../../../schemas/cases/federation.json");
const AUTHORITIES: [&str; 3] = ["NL", "BE", "DE"];

/// A case file of the project.
pub fn case(name: &str) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../schemas/cases");
    let file = std::fs::read_dir(path).expect("the cases").find_map(|entry| {
        let path = entry.ok()?.path();
        path.file_name()?.to_str()?.starts_with(name).then_some(path)
    });
    let text = std::fs::read(file.unwrap_or_else(|| panic!("no case {name}"))).expect("the case reads");
    serde_json::from_slice(&text).expect("the case is JSON")
}

/// Three national nodes that serve the members of the case federation.
pub struct Federation {
    dir: tempfile::TempDir,
    nodes: BTreeMap<String, NodeHandle>,
    tokens: BTreeMap<String, String>,
    http: reqwest::Client,
    runtime: tokio::runtime::Runtime,
}

struct NodeHandle {
    dir: PathBuf,
    url: String,
    process: Option<Running>,
}

/// An answer: its status and body.
pub struct Answer {
    pub status: u16,
    pub body: Value,
    pub content_type: String,
}

impl Federation {
    /// NL, BE and DE, running, with a token for every member.
    pub fn of_three() -> Self {
        Self::running(&["node-nl", "node-be", "node-de"])
    }

    /// Every node of the case federation: five, with sixteen members.
    pub fn of_five() -> Self {
        Self::running(&["node-nl", "node-be", "node-de", "node-fr", "node-it"])
    }

    fn running(names: &[&str]) -> Self {
        let mut federation = Self::prepared(names);
        let names: Vec<_> = federation.nodes.keys().cloned().collect();
        for name in &names {
            federation.start(name, &[]);
        }
        federation.give_tokens();
        for name in &names {
            federation.wait_for_links(name, names.len() - 1);
        }
        federation
    }

    /// Directories, keys and register, nothing running.
    pub fn prepared(names: &[&str]) -> Self {
        Self::prepared_with(names, &[])
    }

    /// The same, with cards of nodes from elsewhere in the register.
    fn prepared_with(names: &[&str], others: &[&NodeHandle]) -> Self {
        let dir = tempfile::tempdir().expect("a directory");
        std::fs::write(dir.path().join("federation.json"), FEDERATION).expect("the federation file");
        let nodes = names.iter().map(|name| ((*name).to_owned(), init(dir.path(), name))).collect();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        let http = reqwest::Client::builder().timeout(PATIENCE).build().expect("a client");
        let federation = Self { dir, nodes, tokens: BTreeMap::new(), http, runtime };
        for country in AUTHORITIES {
            let out = federation.dir.path().join(format!("authority-{country}.key"));
            run(sluis().args(["register", "authority", "--country", country, "--out"]).arg(out));
        }
        federation.publish("federation.json", names, None, others);
        federation
    }

    /// Draws up a register from a federation file, has two authorities sign it, publishes it on nodes.
    pub fn publish_register(&self, file: &str, on: &[&str], extends: Option<&str>) {
        self.publish(file, on, extends, &[]);
    }

    fn publish(&self, file: &str, on: &[&str], extends: Option<&str>, others: &[&NodeHandle]) {
        let root = self.dir.path();
        let out = root.join(format!("register-{file}.cose"));
        let mut create = sluis();
        create.args(["register", if extends.is_some() { "propose" } else { "create" }]);
        create.arg("--federation").arg(root.join(file)).arg("--out").arg(&out);
        match extends {
            Some(node) => {
                create.arg("--register").arg(self.dir_of(node).join("register.cbor"));
            }
            None => {
                for country in AUTHORITIES {
                    create.arg("--authority").arg(root.join(format!("authority-{country}.json")));
                }
                for node in self.nodes.values().chain(others.iter().copied()) {
                    create.arg("--node").arg(node.dir.join("node-card.json"));
                }
            }
        }
        run(&mut create);
        self.sign_and_publish(&out, on);
    }

    /// Draws up the next version after that of a node from proposals, has two authorities sign it, publishes it there.
    pub fn propose(&self, proposals: &[&Path], on: &str) {
        let out = proposals[0].with_extension("cose");
        let mut propose = sluis();
        propose.args(["register", "propose", "--register"]).arg(self.dir_of(on).join("register.cbor"));
        run(propose.args(proposals).arg("--out").arg(&out));
        self.sign_and_publish(&out, &[on]);
    }

    /// Draws up the version that settles the newest one of a node and another for the same place, and publishes it there.
    pub fn settle(&self, other: &Path, on: &str) {
        let out = self.root().join("settled.cose");
        let mut propose = sluis();
        propose.args(["register", "propose", "--register"]).arg(self.dir_of(on).join("register.cbor"));
        run(propose.arg("--settles").arg(other).arg("--out").arg(&out));
        self.sign_and_publish(&out, &[on]);
    }

    fn sign_and_publish(&self, out: &Path, on: &[&str]) {
        for country in &AUTHORITIES[..2] {
            let key = self.root().join(format!("authority-{country}.key"));
            run(sluis().args(["register", "sign"]).arg(out).arg("--key").arg(key));
        }
        let mut publish = sluis();
        publish.args(["register", "publish"]).arg(out);
        for node in on {
            publish.arg("--dir").arg(self.dir_of(node));
        }
        run(&mut publish);
    }

    /// The federation's directory.
    pub fn root(&self) -> &Path {
        self.dir.path()
    }

    /// A node's directory.
    pub fn dir_of(&self, node: &str) -> &Path {
        &self.nodes[node].dir
    }

    /// Where a node serves its members.
    pub fn url_of(&self, node: &str) -> &str {
        &self.nodes[node].url
    }

    /// Starts a node and waits until it is ready.
    pub fn start(&mut self, node: &str, environment: &[(&str, &str)]) {
        let handle = self.nodes.get_mut(node).expect("a node of the federation");
        handle.process = Some(Running::start(&handle.dir, environment));
        self.wait_ready(node);
    }

    /// Starts a node that will not be ready for a while, and waits until it answers.
    pub fn start_unready(&mut self, node: &str) {
        let handle = self.nodes.get_mut(node).expect("a node of the federation");
        handle.process = Some(Running::start(&handle.dir, &[]));
        self.wait_for_ok(node, "healthz");
    }

    /// Waits until a node says that it is ready.
    pub fn wait_ready(&mut self, node: &str) {
        self.wait_for_ok(node, "readyz");
    }

    fn wait_for_ok(&mut self, node: &str, path: &str) {
        let url = format!("{}/{path}", self.nodes[node].url);
        let (client, runtime) = (&self.http, &self.runtime);
        let process = self.nodes.get_mut(node).and_then(|n| n.process.as_mut()).expect("a started node");
        eventually(&format!("{node} answers {path}"), || {
            assert!(process.is_running(), "{node} ended:\n{}", process.log());
            let status = runtime.block_on(async { client.get(&url).send().await.ok().map(|r| r.status()) });
            status.filter(|s| s.is_success())
        });
    }

    /// The process of a node.
    pub fn process(&mut self, node: &str) -> &mut Running {
        self.nodes.get_mut(node).and_then(|n| n.process.as_mut()).expect("a started node")
    }

    /// Gives every member of every running node a token for all it may do.
    pub fn give_tokens(&mut self) {
        let members = members();
        for (member, node) in members {
            if self.nodes.get(&node).is_some_and(|n| n.process.is_some()) && !self.tokens.contains_key(&member) {
                let token = self.give_token(&node, &member, &["reader", "submitter", "releaser"]);
                self.tokens.insert(member, token);
            }
        }
    }

    /// A token for one member.
    pub fn give_token(&self, node: &str, member: &str, roles: &[&str]) -> String {
        let mut create = sluis();
        create.args(["token", "create", "--member", member, "--user", "e.voorbeeld", "--json", "--dir"]);
        create.arg(self.dir_of(node));
        for role in roles {
            create.args(["--role", role]);
        }
        let printed: Value = serde_json::from_str(&run(&mut create)).expect("JSON");
        printed["token"].as_str().expect("a token").to_owned()
    }

    /// Waits until a node has so many links.
    pub fn wait_for_links(&self, node: &str, count: usize) {
        eventually(&format!("{node} has {count} links"), || {
            let status: Value =
                serde_json::from_str(&run(sluis().args(["status", "--json", "--dir"]).arg(self.dir_of(node)))).ok()?;
            (status["links"].as_array()?.len() == count).then_some(())
        });
    }

    /// Where a node's members call it.
    pub fn url(&self, node: &str) -> &str {
        &self.nodes[node].url
    }

    /// A member's token.
    pub fn token(&self, member: &str) -> &str {
        &self.tokens[member]
    }

    /// A request as a member's user.
    pub fn request(
        &self,
        member: &str,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: Option<Vec<u8>>,
    ) -> Answer {
        self.try_request(member, method, path, headers, body).unwrap_or_else(|| panic!("no answer to {method} {path}"))
    }

    /// A command as a member's user: where its node is and with its token.
    pub fn as_user(&self, member: &str, words: &[&str]) -> std::process::Command {
        let mut command = sluis();
        command.args(words).env("SLUIS_URL", &self.nodes[&members()[member]].url);
        command.env("SLUIS_TOKEN", &self.tokens[member]);
        command
    }

    /// A request whose answer may not come: the node may be killed meanwhile.
    pub fn try_request(
        &self,
        member: &str,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: Option<Vec<u8>>,
    ) -> Option<Answer> {
        let url = format!("{}{path}", self.nodes[&members()[member]].url);
        self.send(self.tokens.get(member).map_or("", String::as_str), method, &url, headers, body)
    }

    fn send(
        &self,
        token: &str,
        method: &str,
        url: &str,
        headers: &[(&str, &str)],
        body: Option<Vec<u8>>,
    ) -> Option<Answer> {
        self.runtime.block_on(async {
            let method = method.parse().expect("a method");
            let mut request = self.http.request(method, url).bearer_auth(token);
            for (name, value) in headers {
                request = request.header(*name, *value);
            }
            if let Some(body) = body {
                request = request.header("Content-Type", "application/json").body(body);
            }
            let response = request.send().await.ok()?;
            let status = response.status().as_u16();
            let content_type =
                response.headers().get("content-type").and_then(|v| v.to_str().ok()).unwrap_or_default().to_owned();
            let text = response.bytes().await.ok()?;
            Some(Answer { status, body: serde_json::from_slice(&text).unwrap_or(Value::Null), content_type })
        })
    }

    /// The bytes of an answer that is no JSON.
    pub fn raw(&self, member: &str, path: &str, headers: &[(&str, &str)]) -> Vec<u8> {
        let url = format!("{}{path}", self.nodes[&members()[member]].url);
        self.runtime.block_on(async {
            let mut request = self.http.get(&url).bearer_auth(&self.tokens[member]);
            for (name, value) in headers {
                request = request.header(*name, *value);
            }
            request.send().await.expect("an answer").bytes().await.expect("its bytes").to_vec()
        })
    }

    /// Drafts a submission.
    pub fn draft(&self, member: &str, submission: &Value, headers: &[(&str, &str)]) -> Answer {
        self.request(member, "POST", "/v1/drafts", headers, Some(submission.to_string().into_bytes()))
    }

    /// Releases a draft under the table that it answered with.
    pub fn release(&self, member: &str, draft: &Answer) -> Answer {
        let path = format!("/v1/drafts/{}/release", draft.body["id"].as_str().expect("a draft"));
        let body = json!({ "tableHash": draft.body["table"]["hash"] });
        self.request(member, "POST", &path, &[], Some(body.to_string().into_bytes()))
    }

    /// Drafts with a key, where an answer may not come.
    pub fn try_draft(&self, member: &str, submission: &Value, key: &str) -> Option<Answer> {
        let headers = [("Idempotency-Key", key)];
        let body = submission.to_string().into_bytes();
        self.try_request(member, "POST", "/v1/drafts", &headers, Some(body)).filter(|a| a.status == 201)
    }

    /// Releases a draft, where an answer may not come.
    pub fn try_release(&self, member: &str, draft: &Answer) -> Option<Answer> {
        let path = format!("/v1/drafts/{}/release", draft.body["id"].as_str().expect("a draft"));
        let body = json!({ "tableHash": draft.body["table"]["hash"] }).to_string().into_bytes();
        self.try_request(member, "POST", &path, &[], Some(body)).filter(|a| a.status == 201)
    }

    /// A request with a token that may be no token.
    pub fn request_with_token(&self, token: &str, member: &str, method: &str, path: &str) -> Answer {
        let url = format!("{}{path}", self.nodes[&members()[member]].url);
        self.send(token, method, &url, &[], None).expect("an answer")
    }

    /// A node with keys that the federation does not know, which knows where its nodes listen.
    pub fn stranger_to(federation: &Self) -> Self {
        let mut stranger = Self::prepared_with(&["node-be"], &[&federation.nodes["node-nl"]]);
        stranger.start("node-be", &[]);
        stranger
    }

    /// How many links a node has.
    pub fn links(&self, node: &str) -> usize {
        let status: Value =
            serde_json::from_str(&run(sluis().args(["status", "--json", "--dir"]).arg(self.dir_of(node))))
                .expect("JSON");
        status["links"].as_array().expect("links").len()
    }

    /// Drafts and releases; gives the record's id and the outcome for every member.
    pub fn submit(&self, member: &str, submission: &Value) -> (String, BTreeMap<String, String>) {
        let draft = self.draft(member, submission, &[]);
        assert_eq!(draft.status, 201, "{}", draft.body);
        let released = self.release(member, &draft);
        assert_eq!(released.status, 201, "{}", released.body);
        let members = draft.body["table"]["members"].as_object().expect("members");
        let outcomes = members.iter().map(|(id, d)| (id.clone(), d["outcome"].as_str().unwrap_or_default().to_owned()));
        (released.body["recordId"].as_str().expect("a record").to_owned(), outcomes.collect())
    }

    /// Ids of what a member received.
    pub fn inbox(&self, member: &str) -> Vec<String> {
        let answer = self.request(member, "GET", "/v1/signals?direction=received&limit=100", &[], None);
        assert_eq!(answer.status, 200, "{}", answer.body);
        let items = answer.body["items"].as_array().expect("items");
        items.iter().map(|i| i["id"].as_str().expect("an id").to_owned()).collect()
    }

    /// Waits until a member received a record.
    pub fn wait_for(&self, member: &str, record: &str) {
        eventually(&format!("{member} receives {record}"), || {
            self.inbox(member).contains(&record.to_owned()).then_some(())
        });
    }

    /// Waits until every member named has acknowledged an own record; gives the state for every member.
    pub fn wait_for_receipts(&self, origin: &str, record: &str, from: &BTreeSet<&str>) -> Value {
        eventually(&format!("receipts for {record} from {from:?}"), || {
            let answer = self.request(origin, "GET", &format!("/v1/signals/{record}"), &READING, None);
            let delivery = answer.body["delivery"].clone();
            from.iter().all(|m| delivery[m]["state"] == "accepted").then_some(delivery)
        })
    }

    /// The tokens given.
    pub fn tokens(&self) -> impl Iterator<Item = &String> {
        self.tokens.values()
    }

    /// Members with a token.
    pub fn members(&self) -> impl Iterator<Item = &String> {
        self.tokens.keys()
    }
}

/// Headers of a reader who has a purpose and a case.
pub const READING: [(&str, &str); 2] = [("Sluis-Purpose", "phenomenon-picture"), ("Sluis-Case", "Z-2026-17")];

/// Every member of the case federation, with its node.
pub fn members() -> BTreeMap<String, String> {
    let federation: Value = serde_json::from_str(FEDERATION).expect("the federation file");
    let members = federation["members"].as_array().expect("members");
    let text = |v: &Value| v.as_str().expect("text").to_owned();
    members.iter().map(|m| (text(&m["id"]), text(&m["node"]))).collect()
}

fn init(root: &Path, name: &str) -> NodeHandle {
    let (port, http) = (free_port(), free_port());
    let dir = root.join(name);
    let mut init = sluis();
    init.arg("init").arg(&dir).args(["--node", name, "--federation"]).arg(root.join("federation.json"));
    init.args([
        "--listen",
        &format!("/ip4/127.0.0.1/udp/{port}/quic-v1"),
        "--listen",
        &format!("/ip4/127.0.0.1/tcp/{port}"),
    ]);
    run(init.args(["--http", &format!("127.0.0.1:{http}")]));
    NodeHandle { dir, url: format!("http://127.0.0.1:{http}"), process: None }
}
