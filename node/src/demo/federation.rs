//! National nodes of the case federation, made with the commands that an operator would type, and run as processes of
//! this program.

use std::collections::BTreeMap;
use std::net::{TcpListener, UdpSocket};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};

use anyhow::{Context, bail, ensure};
use serde_json::Value;
use sluis_schemas::case::FEDERATION;
use tokio::process::{Child, Command};

use crate::settings;

const AUTHORITIES: [&str; 3] = ["NL", "BE", "DE"];
/// Longest wait for a node to be ready or a receipt to arrive: well above what a slow machine needs.
pub(crate) const PATIENCE: Duration = Duration::from_secs(40);

/// Made, not running.
pub(crate) struct Federation {
    dir: PathBuf,
    program: PathBuf,
    nodes: Vec<String>,
    /// Countries that sign their own section and nothing else.
    sections: Vec<String>,
    urls: BTreeMap<String, String>,
    /// Members with the node that serves them.
    members: BTreeMap<String, String>,
}

/// Running.
pub(crate) struct Running {
    made: Federation,
    processes: Vec<Child>,
    tokens: BTreeMap<String, String>,
    http: reqwest::Client,
}

impl Federation {
    /// Directories, keys and a register: its root signed by two of three authorities, each section by its country.
    pub(crate) fn make(dir: &Path, file: &Value) -> anyhow::Result<Self> {
        let program = std::env::current_exe().context("this program's file is not found")?;
        let nodes = list(file, "nodes").map(|node| text(node, "id")).collect();
        let countries = list(file, "nodes").map(|node| text(node, "country"));
        let sections = countries.filter(|country| !AUTHORITIES.contains(&country.as_str())).collect();
        let members = list(file, "members").map(|m| (text(m, "id"), text(m, "node"))).collect();
        std::fs::write(dir.join("federation.json"), serde_json::to_vec_pretty(file)?)?;
        let mut made = Self { dir: dir.to_owned(), program, nodes, sections, urls: BTreeMap::new(), members };
        for node in made.nodes.clone() {
            made.init(&node)?;
        }
        made.register()?;
        Ok(made)
    }

    fn init(&mut self, node: &str) -> anyhow::Result<()> {
        let (port, http) = (free_port()?, free_port()?);
        let listen = [format!("/ip4/127.0.0.1/udp/{port}/quic-v1"), format!("/ip4/127.0.0.1/tcp/{port}")];
        let http = format!("127.0.0.1:{http}");
        self.command(&[
            "init",
            node,
            "--node",
            node,
            "--federation",
            "federation.json",
            "--listen",
            &listen[0],
            "--listen",
            &listen[1],
            "--http",
            &http,
        ])?;
        self.destroy_at_once(node)?;
        self.urls.insert(node.to_owned(), format!("http://{http}"));
        Ok(())
    }

    /// In the story nobody waits out the grace after a recall.
    fn destroy_at_once(&self, node: &str) -> anyhow::Result<()> {
        let path = self.dir.join(node).join(settings::FILE);
        let sample = std::fs::read_to_string(&path)?;
        let hasty = sample.replace("grace = \"1 h\"", "grace = \"0\"");
        ensure!(hasty != sample, "the configuration of {node} names no grace");
        Ok(std::fs::write(path, hasty)?)
    }

    fn register(&self) -> anyhow::Result<()> {
        let mut create: Vec<String> =
            ["register", "create", "--federation", "federation.json", "--out", "register.cose"]
                .map(String::from)
                .into();
        let keys = AUTHORITIES.map(|country| (country, "--authority")).into_iter();
        let keys: Vec<_> =
            keys.chain(self.sections.iter().map(|country| (country.as_str(), "--section-key"))).collect();
        for (country, what) in &keys {
            let out = format!("authority-{country}");
            self.command(&["register", "authority", "--country", country, "--out", &format!("{out}.key")])?;
            create.extend([(*what).to_owned(), format!("{out}.json")]);
        }
        for node in &self.nodes {
            create.extend(["--node".to_owned(), format!("{node}/node-card.json")]);
        }
        self.command(&create.iter().map(String::as_str).collect::<Vec<_>>())?;
        for (country, _) in keys {
            let key = format!("authority-{country}.key");
            self.command(&["register", "sign", "register.cose", "--key", &key])?;
        }
        let mut publish = vec!["register", "publish", "register.cose"];
        publish.extend(self.nodes.iter().flat_map(|node| ["--dir", node.as_str()]));
        self.command(&publish)?;
        Ok(())
    }

    /// Runs a command of this program in the demo's directory.
    fn command(&self, arguments: &[&str]) -> anyhow::Result<String> {
        let output = std::process::Command::new(&self.program)
            .args(arguments)
            .current_dir(&self.dir)
            .stdin(Stdio::null())
            .output()
            .with_context(|| format!("`sluis {}` did not start", arguments.join(" ")))?;
        let errors = String::from_utf8_lossy(&output.stderr);
        ensure!(output.status.success(), "`sluis {}` failed: {errors}", arguments.join(" "));
        Ok(String::from_utf8(output.stdout)?)
    }

    /// Starts the nodes, waits until all are connected, and gives every member's user a token.
    pub(crate) async fn start(self) -> anyhow::Result<Running> {
        let processes = self.nodes.iter().map(|node| self.spawn(node)).collect::<anyhow::Result<_>>()?;
        let mut running = Running { made: self, processes, tokens: BTreeMap::new(), http: reqwest::Client::new() };
        for node in &running.made.nodes {
            running.wait_ready(node).await?;
        }
        for (member, node) in &running.made.members {
            let roles = ["--role", "reader", "--role", "submitter", "--role", "releaser"];
            let mut create = vec!["token", "create", "--dir", node, "--member", member, "--user", "demo", "--json"];
            create.extend(roles);
            let token: Value = serde_json::from_str(&running.made.command(&create)?)?;
            let token = token.get("token").and_then(Value::as_str).context("no token was printed")?;
            running.tokens.insert(member.clone(), token.to_owned());
        }
        for node in &running.made.nodes {
            running.wait_linked(node).await?;
        }
        Ok(running)
    }

    fn spawn(&self, node: &str) -> anyhow::Result<Child> {
        let log = std::fs::File::create(self.dir.join(node).join("log"))?;
        let mut command = Command::new(&self.program);
        command.args(["run", "--dir", node]).current_dir(&self.dir).kill_on_drop(true);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(log);
        command.spawn().with_context(|| format!("{node} did not start"))
    }
}

impl Running {
    /// Members with the node that serves them.
    pub(crate) const fn members(&self) -> &BTreeMap<String, String> {
        &self.made.members
    }

    /// Where each node serves its members.
    pub(crate) const fn urls(&self) -> &BTreeMap<String, String> {
        &self.made.urls
    }

    /// Where all of it lies.
    pub(crate) fn dir(&self) -> &Path {
        &self.made.dir
    }

    /// A request as a member's user; gives status and body.
    pub(crate) async fn call(
        &self,
        member: &str,
        request: impl FnOnce(&reqwest::Client, &str) -> reqwest::RequestBuilder,
    ) -> anyhow::Result<(u16, Value)> {
        let node = self.made.members.get(member).with_context(|| format!("no member `{member}`"))?;
        let url = self.made.urls.get(node).with_context(|| format!("no node `{node}`"))?;
        let token = self.tokens.get(member).with_context(|| format!("no token for `{member}`"))?;
        let answer = request(&self.http, url).bearer_auth(token).send().await?;
        let status = answer.status().as_u16();
        Ok((status, serde_json::from_slice(&answer.bytes().await?).unwrap_or(Value::Null)))
    }

    async fn wait_ready(&self, node: &str) -> anyhow::Result<()> {
        let url = format!("{}/readyz", self.made.urls.get(node).context("a node of the demo")?);
        let ready = async || {
            let answer = self.http.get(&url).send().await.ok()?;
            answer.status().is_success().then_some(())
        };
        self.eventually(&format!("{node} is ready (see {}/{node}/log)", self.dir().display()), ready).await
    }

    async fn wait_linked(&self, node: &str) -> anyhow::Result<()> {
        let member = self.made.members.iter().find(|(_, n)| *n == node).map(|(m, _)| m).context("a member")?;
        let linked = async || {
            let (_, status) = self.call(member, |http, url| http.get(format!("{url}/v1/status"))).await.ok()?;
            (status.get("links")?.as_array()?.len() == self.made.nodes.len() - 1).then_some(())
        };
        self.eventually(&format!("{node} is connected to the others"), linked).await
    }

    /// Waits until something comes true.
    pub(crate) async fn eventually<T>(&self, what: &str, check: impl AsyncFn() -> Option<T>) -> anyhow::Result<T> {
        let began = Instant::now();
        loop {
            if let Some(value) = check().await {
                return Ok(value);
            }
            if began.elapsed() > PATIENCE {
                bail!("after {PATIENCE:?} still not so: {what}");
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    /// Asks the nodes to stop, and waits for them.
    pub(crate) async fn stop(mut self) {
        for process in &mut self.processes {
            if let Some(id) = process.id() {
                // A node that ended already needs no signal.
                let _ = Command::new("sh").args(["-c", "kill -TERM \"$0\""]).arg(id.to_string()).status().await;
            }
            let _ = tokio::time::timeout(Duration::from_secs(10), process.wait()).await;
        }
    }
}

/// The case federation with these of its nodes, and their members.
pub(crate) fn of_the_cases(nodes: &[&str]) -> anyhow::Result<Value> {
    let mut federation: Value = serde_json::from_str(FEDERATION)?;
    let mut keep = |what: &str, field: &str| {
        if let Some(list) = federation.get_mut(what).and_then(Value::as_array_mut) {
            list.retain(|entry| nodes.contains(&text(entry, field).as_str()));
        }
    };
    keep("nodes", "id");
    keep("members", "node");
    Ok(federation)
}

fn list<'v>(file: &'v Value, what: &str) -> impl Iterator<Item = &'v Value> {
    file.get(what).and_then(Value::as_array).into_iter().flatten()
}

fn text(value: &Value, field: &str) -> String {
    value.get(field).and_then(Value::as_str).unwrap_or_default().to_owned()
}

/// A port that was free a moment ago, for UDP and TCP.
fn free_port() -> anyhow::Result<u16> {
    loop {
        let port = TcpListener::bind("127.0.0.1:0").context("no free port on loopback")?.local_addr()?.port();
        if UdpSocket::bind(("127.0.0.1", port)).is_ok() {
            return Ok(port);
        }
    }
}
