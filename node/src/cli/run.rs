//! `sluis run` and `sluis check`.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context;
use sluis_protocol::register::Directory;
use sluis_schemas::{NodeId, packs};
use tokio_util::sync::CancellationToken;
use tracing_subscriber::EnvFilter;

use super::output::Waiting;
use crate::check;
use crate::clock;
use crate::keys::KeyRing;
use crate::node::Node;
use crate::policy::{FOLDER, JudgeFactory};
use crate::register_file;
use crate::settings::{LogFormat, Settings};
use crate::store::{DATA, PARTIAL, Store, StoreError};

/// Run a node
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  sluis run --dir node-nl\n\nStops in order at Ctrl-C or SIGTERM.")]
pub(super) struct Arguments {
    /// The node's directory
    #[arg(long, env = "SLUIS_DIR", default_value = ".")]
    dir: PathBuf,
    /// Where to serve HTTP, instead of what the configuration says
    #[arg(long)]
    http: Option<std::net::SocketAddr>,
}

/// Check a node's configuration, keys, register and store, without running it
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  sluis check --dir node-nl")]
pub(super) struct CheckArguments {
    /// The node's directory
    #[arg(long, env = "SLUIS_DIR", default_value = ".")]
    dir: PathBuf,
    /// One JSON document
    #[arg(long)]
    json: bool,
}

pub(super) async fn run(arguments: Arguments) -> anyhow::Result<ExitCode> {
    let mut settings = Settings::load(&arguments.dir)?;
    if let Some(http) = arguments.http {
        settings.http.listen = http;
    }
    start_log(&settings)?;
    let id = settings.node.clone();
    let node = Node::start(&arguments.dir, settings).await?;
    let listening: Vec<_> = node.listening.iter().map(ToString::to_string).collect();
    let metrics = node.metrics.map(|address| address.to_string());
    tracing::info!(node = %id, http = %node.http, nodes = listening.join(" "), metrics, "running");
    tokio::spawn(stop_at_signal(node.stop.clone()));
    node.wait().await?;
    tracing::info!("stopped");
    Ok(ExitCode::SUCCESS)
}

async fn stop_at_signal(stop: CancellationToken) {
    use tokio::signal::unix::{SignalKind, signal};
    let Ok(mut terminate) = signal(SignalKind::terminate()) else { return };
    tokio::select! {
        _ = terminate.recv() => {}
        _ = tokio::signal::ctrl_c() => {}
    }
    tracing::info!("stopping");
    stop.cancel();
}

fn start_log(settings: &Settings) -> anyhow::Result<()> {
    let filter = EnvFilter::try_new(&settings.log.level)
        .with_context(|| format!("log.level: `{}` is not a level or filter", settings.log.level))?;
    // A log on a full disk takes no line, and a complaint about that would panic: it goes to the same place.
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).log_internal_errors(false);
    match settings.log.format {
        LogFormat::Text => log.init(),
        LogFormat::Json => log.json().init(),
    }
    Ok(())
}

/// One thing that was checked.
#[derive(Debug, serde::Serialize)]
pub(super) struct Finding {
    pub(super) what: &'static str,
    pub(super) ok: bool,
    pub(super) detail: String,
    /// What to do about it, where the detail does not say so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) next: Option<String>,
}

pub(super) async fn check(arguments: CheckArguments) -> anyhow::Result<ExitCode> {
    report(&findings(&arguments.dir).await, arguments.json)
}

/// Prints what was found; a failure if something is wrong.
pub(super) fn report(findings: &[Finding], json: bool) -> anyhow::Result<ExitCode> {
    let mut out = io::stdout().lock();
    let ok = findings.iter().all(|f| f.ok);
    if json {
        writeln!(out, "{}", serde_json::json!({ "ok": ok, "findings": findings }))?;
    } else {
        for finding in findings {
            writeln!(out, "{} {}: {}", if finding.ok { "ok  " } else { "FAIL" }, finding.what, finding.detail)?;
            if let Some(next) = &finding.next {
                writeln!(out, "     → {next}")?;
            }
        }
    }
    Ok(if ok { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

pub(super) async fn findings(dir: &Path) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut note = |what, result: Result<String, String>| {
        let ok = result.is_ok();
        found.push(Finding { what, ok, detail: result.unwrap_or_else(|e| e), next: None });
    };
    let settings = Settings::load(dir);
    note("configuration", describe(&settings, |s| format!("{}, http {}", s.node, s.http.listen)));
    let keys = KeyRing::load(dir);
    note("keys", describe(&keys, |k| format!("of {} members", k.members().count())));
    let register = register_file::read_register(&dir.join(register_file::FILE));
    note("register", describe(&register, |r| format!("version {}, {}", r.head().sequence, r.digest())));
    if let (Ok(settings), Ok(keys), Ok(register)) = (&settings, &keys, &register) {
        note("registered", registered(&settings.node, keys, register));
        note("packs", packs(dir, keys, register).await);
    }
    note("additions", additions(dir));
    if let Ok(keys) = &keys {
        let _waiting = Waiting::on("looking through the store");
        note("store", store(dir, keys).await);
    }
    found
}

fn describe<T, E: std::fmt::Display>(result: &Result<T, E>, say: impl FnOnce(&T) -> String) -> Result<String, String> {
    result.as_ref().map(say).map_err(ToString::to_string)
}

fn registered(node: &NodeId, keys: &KeyRing, register: &Directory) -> Result<String, String> {
    check::registered(node, &keys.public(), register, clock::now()).map_err(|e| e.to_string())?;
    Ok("the register knows this node with these keys".to_owned())
}

/// The packs in force; those that ship, where the store does not say yet.
async fn packs(dir: &Path, keys: &KeyRing, register: &Directory) -> Result<String, String> {
    let in_force = match Store::beside(dir, keys).await {
        Ok(reader) => reader.packs().await.map_err(|e| e.to_string())?,
        Err(_) => None,
    };
    let in_force = in_force.unwrap_or_else(packs::all);
    let differing = check::differing(&in_force, register);
    if !differing.is_empty() {
        return Err(format!(
            "in force are others than the register names: {}; personal records wait at links to nodes that have those: \
             put them in force with `sluis policy activate`, or publish a register that names these",
            differing.join(", ")
        ));
    }
    if in_force != packs::all() {
        return Ok(
            "as the register names them; this version of sluis brings others, see `sluis policy diff`".to_owned()
        );
    }
    Ok("as the register names them".to_owned())
}

/// What the operator adds to the packs, read as the node will read it.
fn additions(dir: &Path) -> Result<String, String> {
    let judges = JudgeFactory::of(dir).map_err(|error| error.to_string())?;
    judges.make().map_err(|error| error.to_string())?;
    Ok(match judges.additions().len() {
        0 => format!("none: there are no files in {FOLDER}/"),
        count => format!("files in {FOLDER}/: {count}; each only narrows"),
    })
}

async fn store(dir: &Path, keys: &KeyRing) -> Result<String, String> {
    let is_there = |name| dir.join(name).exists();
    // Of a restore that was broken off the store says so itself.
    if !is_there(DATA) && !is_there(PARTIAL) {
        return Ok("none yet: made at the first run".to_owned());
    }
    let store = match Store::open(dir, keys).await {
        Err(StoreError::Locked { .. }) => return Ok("in use by a running node: ask `sluis status`".to_owned()),
        other => other.map_err(|e| e.to_string())?,
    };
    store.reader().check_files().await.map_err(|e| e.to_string())?;
    let head = store.reader().verify_journal().await.map_err(|e| e.to_string())?;
    let opened = store.reader().verify_openings().await.map_err(|e| e.to_string())?;
    store.close().await.map_err(|e| e.to_string())?;
    Ok(format!("sound, with {} journal entries, {opened} of them with what they stand for", head.seq.0))
}
