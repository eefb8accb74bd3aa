//! A federation of real processes on loopback: made, signed and run with the commands that an operator would type.

mod http;
mod process;

use std::collections::{BTreeMap, BTreeSet};
use std::net::Ipv4Addr;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

pub use http::{Answer, Http};
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

/// Real nodes that serve the members of a federation file.
pub struct Federation {
    dir: tempfile::TempDir,
    /// Members, each with its node.
    members: BTreeMap<String, String>,
    /// Each with a key: of an authority, or of a section alone.
    countries: BTreeSet<String>,
    nodes: BTreeMap<String, NodeHandle>,
    tokens: BTreeMap<String, String>,
    http: Http,
}

struct NodeHandle {
    dir: PathBuf,
    url: String,
    namespace: Option<String>,
    process: Option<Running>,
}

impl NodeHandle {
    fn spawn(&mut self, environment: &[(&str, &str)]) {
        self.process = Some(Running::start(&self.dir, self.namespace.as_deref(), environment));
    }
}

/// Where a node lives.
pub struct Place {
    pub node: String,
    /// Below the federation's directory.
    pub dir: String,
    pub address: Ipv4Addr,
    /// Its network namespace, where it has one of its own.
    pub namespace: Option<String>,
    /// The node that carries its links; others do not reach it then.
    pub through: Option<String>,
}

impl Place {
    /// Beside the others, on loopback.
    pub fn on_loopback(node: &str) -> Self {
        Self {
            node: node.to_owned(),
            dir: node.to_owned(),
            address: Ipv4Addr::LOCALHOST,
            namespace: None,
            through: None,
        }
    }

    /// Where nobody reaches it but the node that carries its links.
    pub fn behind(node: &str, carrier: &str) -> Self {
        Self { through: Some(carrier.to_owned()), ..Self::on_loopback(node) }
    }
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
        Self::prepared(names).all_started()
    }

    /// Everything started, with a token for every member and all links.
    pub fn all_started(self) -> Self {
        let mut federation = self;
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
        let places: Vec<_> = names.iter().map(|name| Place::on_loopback(name)).collect();
        Self::made(dir, &cases(), &places, others)
    }

    /// The nodes and members of a federation file, each node in its place below a directory.
    pub fn at(dir: tempfile::TempDir, file: &Value, places: &[Place]) -> Self {
        Self::made(dir, file, places, &[])
    }

    fn made(dir: tempfile::TempDir, file: &Value, places: &[Place], others: &[&NodeHandle]) -> Self {
        std::fs::write(dir.path().join("federation.json"), file.to_string()).expect("the federation file");
        let nodes = places.iter().map(|place| (place.node.clone(), init(dir.path(), place))).collect();
        let (members, http) = (members_of(file), Http::with_patience(PATIENCE));
        let countries = countries_of(file);
        let federation = Self { dir, members, countries, nodes, tokens: BTreeMap::new(), http };
        let names: Vec<_> = places.iter().map(|place| place.node.as_str()).collect();
        for country in &federation.countries {
            let out = federation.dir.path().join(format!("authority-{country}.key"));
            run(sluis().args(["register", "authority", "--country", country, "--out"]).arg(out));
        }
        federation.publish("federation.json", &names, None, others);
        federation
    }

    /// Draws up a register from a federation file, has everybody sign it, publishes it on nodes.
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
                for country in &self.countries {
                    let is_authority = AUTHORITIES.contains(&country.as_str());
                    create.arg(if is_authority { "--authority" } else { "--section-key" });
                    create.arg(root.join(format!("authority-{country}.json")));
                }
                for node in self.nodes.values().chain(others.iter().copied()) {
                    create.arg("--node").arg(node.dir.join("node-card.json"));
                }
            }
        }
        run(&mut create);
        self.sign_and_publish(&out, on);
    }

    /// Draws up what comes after the register of a node from proposals, has everybody sign it, publishes it there.
    pub fn propose(&self, proposals: &[&Path], on: &str) {
        let out = self.draft_register(proposals, on);
        self.sign_and_publish(&out, &[on]);
    }

    /// The same, signed with the key of one country alone.
    pub fn propose_by(&self, country: &str, proposals: &[&Path], on: &str) {
        let out = self.draft_register(proposals, on);
        self.sign(&out, country);
        run(sluis().args(["register", "publish"]).arg(out).arg("--dir").arg(self.dir_of(on)));
    }

    /// Draws up what comes after the register of a node from proposals; nobody has signed it.
    pub fn draft_register(&self, proposals: &[&Path], on: &str) -> PathBuf {
        let out = proposals[0].with_extension("cose");
        let mut propose = sluis();
        propose.args(["register", "propose", "--register"]).arg(self.dir_of(on).join("register.cbor"));
        run(propose.args(proposals).arg("--out").arg(&out));
        out
    }

    /// Draws up what settles the newest versions of a node and another for the same place, and publishes it there.
    pub fn settle(&self, other: &Path, on: &str) {
        let out = self.root().join("settled.cose");
        let mut propose = sluis();
        propose.args(["register", "propose", "--register"]).arg(self.dir_of(on).join("register.cbor"));
        run(propose.arg("--settles").arg(other).arg("--out").arg(&out));
        self.sign_and_publish(&out, &[on]);
    }

    fn sign(&self, file: &Path, country: &str) {
        let key = self.root().join(format!("authority-{country}.key"));
        run(sluis().args(["register", "sign"]).arg(file).arg("--key").arg(key));
    }

    fn sign_and_publish(&self, out: &Path, on: &[&str]) {
        // Whoever has no say in a draft is not asked.
        let shown: Value =
            serde_json::from_str(&run(sluis().args(["register", "show", "--json"]).arg(out))).expect("JSON");
        let versions = shown["versions"].as_array().expect("versions");
        let has_a_say = |country: &&String| {
            let mut unsigned = versions.iter().filter(|v| v["signatures"].as_u64() < v["signaturesNeeded"].as_u64());
            unsigned.any(|version| match version["section"].as_str() {
                None => AUTHORITIES.contains(&country.as_str()),
                Some(section) => section == country.as_str(),
            })
        };
        self.countries.iter().filter(has_a_say).for_each(|country| self.sign(out, country));
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
        self.spawn(node, environment);
        self.wait_ready(node);
    }

    /// Starts a node and waits for nothing.
    pub fn spawn(&mut self, node: &str, environment: &[(&str, &str)]) {
        self.nodes.get_mut(node).expect("a node of the federation").spawn(environment);
    }

    /// Starts a node that will not be ready for a while, and waits until it answers.
    pub fn start_unready(&mut self, node: &str) {
        self.spawn(node, &[]);
        self.wait_for_ok(node, "healthz");
    }

    /// Waits until a node says that it is ready.
    pub fn wait_ready(&mut self, node: &str) {
        self.wait_for_ok(node, "readyz");
    }

    fn wait_for_ok(&mut self, node: &str, path: &str) {
        eventually(&format!("{node} answers {path}"), || {
            let process = self.process(node);
            assert!(process.is_running(), "{node} ended:\n{}", process.log());
            self.answers(node, path).then_some(())
        });
    }

    /// Whether a node says yes to who needs no token.
    pub fn answers(&self, node: &str, path: &str) -> bool {
        let url = format!("{}/{path}", self.nodes[node].url);
        self.http.send("", "GET", &url, &[], None).is_some_and(|answer| answer.status == 200)
    }

    /// The process of a node.
    pub fn process(&mut self, node: &str) -> &mut Running {
        self.nodes.get_mut(node).and_then(|n| n.process.as_mut()).expect("a started node")
    }

    /// Gives every member of every running node a token for all it may do.
    pub fn give_tokens(&mut self) {
        for (member, node) in self.members.clone() {
            if self.nodes.get(&node).is_some_and(|n| n.process.is_some()) && !self.tokens.contains_key(&member) {
                let token = self.give_token(&node, &member, &["reader", "submitter", "releaser"]);
                self.tokens.insert(member, token);
            }
        }
    }

    /// Gives a member's user another token in place of the one that it has, for these roles.
    pub fn give_roles(&mut self, member: &str, roles: &[&str]) {
        let token = self.give_token(&self.members[member], member, roles);
        self.tokens.insert(member.to_owned(), token);
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
        command.args(words).env("SLUIS_URL", &self.nodes[&self.members[member]].url);
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
        let url = format!("{}{path}", self.nodes[&self.members[member]].url);
        self.http.send(self.tokens.get(member).map_or("", String::as_str), method, &url, headers, body)
    }

    /// The bytes of an answer that is no JSON.
    pub fn raw(&self, member: &str, path: &str, headers: &[(&str, &str)]) -> Vec<u8> {
        let url = format!("{}{path}", self.nodes[&self.members[member]].url);
        self.http.bytes(&self.tokens[member], &url, headers)
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
        let url = format!("{}{path}", self.nodes[&self.members[member]].url);
        self.http.send(token, method, &url, &[], None).expect("an answer")
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

    /// Every member, with its node.
    pub const fn members_and_nodes(&self) -> &BTreeMap<String, String> {
        &self.members
    }

    /// Members with a token.
    pub fn members(&self) -> impl Iterator<Item = &String> {
        self.tokens.keys()
    }
}

/// Headers of a reader who has a purpose and a case.
pub const READING: [(&str, &str); 2] = [("Sluis-Purpose", "phenomenon-picture"), ("Sluis-Case", "Z-2026-17")];

/// The federation file of the cases.
pub fn cases() -> Value {
    serde_json::from_str(FEDERATION).expect("the federation file")
}

/// The countries of a federation file's authorities and nodes.
fn countries_of(file: &Value) -> BTreeSet<String> {
    let of = |what: &str| file[what].as_array().expect("a list").iter();
    let named = of("nodes").filter_map(|entry| entry["country"].as_str()).map(str::to_owned);
    named.chain(AUTHORITIES.map(str::to_owned)).collect()
}

/// Every member of a federation file, with its node.
pub fn members_of(file: &Value) -> BTreeMap<String, String> {
    let members = file["members"].as_array().expect("members");
    let text = |v: &Value| v.as_str().expect("text").to_owned();
    members.iter().map(|m| (text(&m["id"]), text(&m["node"]))).collect()
}

fn init(root: &Path, place: &Place) -> NodeHandle {
    let (port, http) = (free_port(), free_port());
    let Place { node, dir, address, namespace, through } = place;
    let dir = root.join(dir);
    let mut init = sluis();
    init.arg("init").arg(&dir).args(["--node", node, "--federation"]).arg(root.join("federation.json"));
    for listen in [format!("/ip4/{address}/udp/{port}/quic-v1"), format!("/ip4/{address}/tcp/{port}")] {
        init.args(["--listen", &listen]);
    }
    init.args(through.iter().flat_map(|carrier| ["--through", carrier]));
    run(init.args(["--http", &format!("{address}:{http}")]));
    NodeHandle { dir, url: format!("http://{address}:{http}"), namespace: namespace.clone(), process: None }
}
