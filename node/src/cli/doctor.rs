//! `sluis doctor`: what is wrong with a node, and how to mend it.

use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, SystemTime};

use clap::Args;
use sluis_schemas::Timestamp;
use sluis_schemas::vocabulary::Language;

mod evidence;

use super::run::{Finding, findings, report};
use crate::client::Client;
use crate::clock;
use crate::http::bodies::{OperatorStatus, Outstanding};
use crate::http::erasures::Erasures;
use crate::register_file;
use crate::settings::Settings;
use crate::store::{DATA, KEYS};

/// Less room on disk than this is a problem, in bytes: some days of a busy node.
const ROOM: u64 = 1 << 30;
/// How far a file's time may lie ahead of the clock: file systems round.
const AHEAD: Duration = Duration::from_secs(5);
/// A signal that waits longer than this for its link or its receipt is a problem.
const LATE: Duration = Duration::from_secs(60 * 60);
/// A fault older than this is none any more.
const FRESH: Duration = Duration::from_millis(clock::DAY);

/// Say what is wrong with a node, and how to mend it
///
/// Looks at what `sluis check` looks at, and further: who else may use the files, the clock, room on disk, whether the
/// node runs and answers, its links, what waits for whom since when, what waits to be destroyed, faults of the last day. Changes nothing. Exit code
/// 0 only if nothing is wrong.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  sluis doctor --dir node-nl\n  sluis doctor --dir node-nl --json\n  \
                        sluis doctor --dir node-nl --evidence contradictions")]
pub(super) struct Arguments {
    /// The node's directory
    #[arg(long, env = "SLUIS_DIR", default_value = ".")]
    dir: PathBuf,
    /// One JSON document
    #[arg(long)]
    json: bool,
    /// Write the signed statements of peers that contradict earlier ones into this directory, as COSE
    #[arg(long, value_name = "OUT")]
    evidence: Option<PathBuf>,
}

pub(super) async fn run(arguments: Arguments) -> anyhow::Result<ExitCode> {
    let dir = arguments.dir.as_path();
    let mut found = findings(dir).await;
    found.extend([files(dir), time(dir), room(dir)]);
    let asked = async { Client::operator(dir, Language::En)?.operator_status().await };
    match asked.await {
        Ok(status) => {
            found.push(answers(&status).await);
            found.extend(links(&status));
            found.extend(late(&status));
            found.extend(erasures(&status));
            found.extend(faults(&status));
            found.extend(quarantine(dir, &status));
            found.extend(contradictions(&status));
            found.extend(contradicted_register(&status));
        }
        Err(error) => {
            let next = format!("start it with `sluis run --dir {}`, or see the log of its service", dir.display());
            found.push(wrong("running", error.to_string(), next));
            found.extend(addresses(dir));
        }
    }
    if let Some(out) = &arguments.evidence {
        evidence::write(dir, out).await?;
    }
    report(&found, arguments.json)
}

const fn fine(what: &'static str, detail: String) -> Finding {
    Finding { what, ok: true, detail, next: None }
}

fn wrong(what: &'static str, detail: String, next: impl Into<String>) -> Finding {
    Finding { what, ok: false, detail, next: Some(next.into()) }
}

/// The directory and the databases are their owner's alone; `check` looks at keys.
fn files(dir: &Path) -> Finding {
    for (path, wanted) in [(dir.to_owned(), "700"), (dir.join(DATA), "600"), (dir.join(KEYS), "600")] {
        let Ok(metadata) = fs::metadata(&path) else { continue };
        let mode = metadata.mode() & 0o777;
        if mode & 0o077 != 0 {
            let detail = format!("`{}` is open to others (mode {mode:03o})", path.display());
            return wrong("files", detail, format!("run `chmod {wanted} {}`", path.display()));
        }
    }
    fine("files", "for their owner alone".to_owned())
}

/// The clock is not behind what is known to have happened. Terms and retention rest on it.
fn time(dir: &Path) -> Finding {
    let now = clock::now();
    let next = "set the clock and keep it with NTP, then start the node again";
    let drawn_up = register_file::read_register(&dir.join(register_file::FILE)).ok().map(|r| r.head().at);
    if let Some(at) = drawn_up.filter(|at| *at > now) {
        return wrong("clock", format!("it says {now}, and the register was drawn up at {at}"), next);
    }
    let written = fs::metadata(dir.join(DATA)).and_then(|m| m.modified()).ok();
    let ahead = written.and_then(|at| at.duration_since(SystemTime::now()).ok());
    match ahead.filter(|ahead| *ahead > AHEAD) {
        Some(ahead) => wrong("clock", format!("it is {} s behind the last write to `{DATA}`", ahead.as_secs()), next),
        None => fine("clock", format!("{now}, not behind the register and the store")),
    }
}

fn room(dir: &Path) -> Finding {
    let free = match rustix::fs::statvfs(dir) {
        Ok(disk) => disk.f_bavail.saturating_mul(disk.f_frsize),
        Err(error) => {
            return wrong("disk", format!("`{}`: {error}", dir.display()), "see that it is there and mounted");
        }
    };
    let detail = format!("{} MiB free", free >> 20);
    if free >= ROOM {
        return fine("disk", detail);
    }
    wrong("disk", detail, "free some: a node that cannot write acknowledges nothing")
}

/// Where a node that does not run would listen.
fn addresses(dir: &Path) -> Vec<Finding> {
    let Ok(settings) = Settings::load(dir) else { return Vec::new() };
    let http = TcpListener::bind(settings.http.listen).map(drop);
    let nodes = settings.net.listen.iter().map(|address| (address.to_string(), crate::net::probe(address)));
    let all = std::iter::once((settings.http.listen.to_string(), http)).chain(nodes);
    all.filter_map(|(address, probed)| Some((address, probed.err()?)))
        .map(|(address, error)| {
            let next =
                "stop what uses it, or change sluis.toml; ports below 1024 take the capability CAP_NET_BIND_SERVICE";
            wrong("addresses", format!("can't listen at {address}: {error}"), next)
        })
        .collect()
}

/// Whether members' programs find the node ready.
async fn answers(status: &OperatorStatus) -> Finding {
    let url = format!("http://{}", status.http);
    let ready = async { Client::at(&url, None, Language::En)?.ready().await };
    match ready.await {
        Ok(_) => fine("running", format!("version {}, ready at {url}", status.status.version)),
        Err(error) => wrong("running", format!("at {url}: {error}"), "see the node's log"),
    }
}

fn links(status: &OperatorStatus) -> Vec<Finding> {
    let (linked, absent): (Vec<_>, Vec<_>) = status.peers.iter().partition(|peer| peer.linked);
    let names: Vec<_> = linked.iter().map(|peer| peer.node.as_str()).collect();
    let mut found: Vec<_> = absent
        .into_iter()
        .map(|peer| {
            let why = peer.obstacle.as_deref().unwrap_or("not tried yet");
            let detail = format!("none with {} since {}: {why}", peer.node, peer.since);
            wrong(
                "links",
                detail,
                "ask its operator whether it runs; see that TCP passes the firewalls, one way is enough",
            )
        })
        .collect();
    if found.is_empty() {
        let whom = if names.is_empty() { "no other node in the register".to_owned() } else { names.join(", ") };
        found.push(fine("links", whom));
    }
    found
}

fn late(status: &OperatorStatus) -> Vec<Finding> {
    let is_late = |feed: &&Outstanding| age(&feed.since).is_some_and(|age| age > LATE);
    let of = |feeds: &[Outstanding], what: &str, next: &'static str| -> Vec<Finding> {
        let late = feeds.iter().filter(is_late);
        late.map(|f| wrong("delivery", format!("{} → {}: {} {what} since {}", f.from, f.to, f.count, f.since), next))
            .collect()
    };
    let status = &status.status;
    let mut found = of(&status.waiting_for, "wait for a link", "see the links: they go out when one stands");
    found.extend(of(
        &status.outstanding,
        "without receipt",
        "ask the operator of the receiver's node for `sluis doctor`",
    ));
    if found.is_empty() {
        let count: u64 = status.waiting_for.iter().chain(&status.outstanding).map(|feed| feed.count).sum();
        found.push(fine("delivery", format!("{count} on their way, none for more than an hour")));
    }
    found
}

/// Nothing that is to be destroyed waits.
fn erasures(status: &OperatorStatus) -> Vec<Finding> {
    let Erasures { doubtful_clock, waiting, overdue } = &status.erasures;
    let mut found = Vec::new();
    if *doubtful_clock {
        let next = "set the clock and keep it with NTP; if it is right, give `sluis erasures let` and tell the peers";
        found.push(wrong("clock", "disagrees with the peers' clocks: nothing is destroyed by it".to_owned(), next));
    }
    for some in waiting.iter().filter(|some| some.why == "mass") {
        let detail = format!(
            "{} records of {} at {} wait to be destroyed since {}: more at once than goes by itself",
            some.count, some.signer, some.member, some.since
        );
        found.push(wrong("erasure", detail, "ask the signer whether it is meant so, then `sluis erasures let`"));
    }
    for some in overdue {
        let detail = format!(
            "{} has not said what became of {} signals that {} recalled, the oldest at {}",
            some.to, some.count, some.from, some.since
        );
        found.push(wrong("erasure elsewhere", detail, format!("ask the operator of the node that serves {}", some.to)));
    }
    found
}

fn faults(status: &OperatorStatus) -> Option<Finding> {
    let fault = status.faults.iter().find(|fault| age(&fault.at).is_some_and(|age| age < FRESH))?;
    let (whose, next) = if fault.ours {
        ("says that this node did wrong", "run the newest version; if it comes back, report it with both nodes' logs")
    } else {
        ("did wrong", "tell its operator; `sluis status` lists more of them")
    };
    Some(wrong("faults", format!("{} {whose} at {}: {}: {}", fault.node, fault.at, fault.code, fault.text), next))
}

fn quarantine(dir: &Path, status: &OperatorStatus) -> Option<Finding> {
    let restored = status.restored.as_ref().filter(|restored| restored.quarantined)?;
    let detail = format!("since {}, until these nodes have confirmed: {}", restored.since, restored.awaited.join(", "));
    let next = format!(
        "see the links; where a node stays away for long, `sluis restore --release --reason TEXT --dir {}`",
        dir.display()
    );
    Some(wrong("quarantine", detail, next))
}

fn contradictions(status: &OperatorStatus) -> Option<Finding> {
    let count = status.evidence;
    let detail = format!("{count} signed statements of peers contradict what they signed before");
    (count > 0).then(|| fine("evidence", format!("{detail}; `--evidence OUT` writes them")))
}

fn contradicted_register(status: &OperatorStatus) -> Option<Finding> {
    let contradicting = &status.status.register.contradicting;
    let versions = contradicting.iter().map(|v| format!("{} of {} ({})", v.sequence, v.line, v.digest));
    let detail = format!(
        "several versions for one place were signed: {}; what all of them let be is in force",
        versions.collect::<Vec<_>>().join(", ")
    );
    let next =
        "report both to who signs them (`--evidence OUT` writes them); `sluis register propose --settles` settles them";
    (!contradicting.is_empty()).then(|| wrong("register", detail, next))
}

fn age(at: &str) -> Option<Duration> {
    let at: Timestamp = at.parse().ok()?;
    Some(Duration::from_millis(clock::now().as_millis().saturating_sub(at.as_millis())))
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;
    use std::time::UNIX_EPOCH;

    use super::*;
    use crate::cli::run_line;

    #[test]
    fn a_file_that_others_may_read_is_named_with_what_to_do() {
        let dir = tempfile::tempdir().unwrap();
        fs::set_permissions(dir.path(), fs::Permissions::from_mode(0o700)).unwrap();
        assert!(files(dir.path()).ok);
        fs::write(dir.path().join(DATA), "").unwrap();
        fs::set_permissions(dir.path().join(DATA), fs::Permissions::from_mode(0o644)).unwrap();
        let found = files(dir.path());
        assert!(!found.ok && found.next.unwrap().contains("chmod 600"), "{}", found.detail);
    }

    #[test]
    fn a_clock_behind_the_last_write_is_noticed() {
        let dir = tempfile::tempdir().unwrap();
        let file = fs::File::create(dir.path().join(DATA)).unwrap();
        assert!(time(dir.path()).ok);
        file.set_modified(SystemTime::now() + Duration::from_secs(3_600)).unwrap();
        assert!(!time(dir.path()).ok);
        file.set_modified(UNIX_EPOCH).unwrap();
        assert!(time(dir.path()).ok);
    }

    #[test]
    fn a_taken_address_is_named() {
        let dir = tempfile::tempdir().unwrap();
        let taken = TcpListener::bind("127.0.0.1:0").unwrap();
        let at = taken.local_addr().unwrap();
        let config = format!("node = \"node-nl\"\n[http]\nlisten = \"{at}\"\n[net]\nlisten = []\n");
        fs::write(dir.path().join("sluis.toml"), config).unwrap();
        let found = addresses(dir.path());
        assert!(found.len() == 1 && found[0].detail.contains(&at.to_string()), "{found:?}");
    }

    #[test]
    fn what_is_no_nodes_directory_fails() {
        let dir = tempfile::tempdir().unwrap();
        let code = run_line(&["doctor", "--json", "--dir", dir.path().to_str().unwrap()]).unwrap();
        assert_eq!(format!("{code:?}"), format!("{:?}", ExitCode::FAILURE));
    }
}
