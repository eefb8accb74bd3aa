//! `sluis bench`: figures of this machine and of the node on it, taken on real files, sockets and links.
//!
//! Every figure that writes says what durable means, and every figure of records is recounted from the databases.
//!
//! | look for | in |
//! |---|---|
//! | the directories, the nodes, what is submitted | `ground` |
//! | a core and store driven without tasks or network | `side`, `ceiling` |
//! | single parts: signatures, decisions, the disk | `parts` |
//! | many submissions at once | `crowd`, `submit` |
//! | two nodes | `deliver`, `recall` |
//! | counting from the databases | `books` |
//! | medians, percentiles, what others did meanwhile | `measure` |
//! | how it is told | `report` |

mod books;
mod ceiling;
mod crowd;
mod deliver;
mod ground;
mod measure;
mod parts;
mod recall;
mod report;
mod side;
mod submit;

use std::io::IsTerminal;
use std::path::Path;

pub(crate) use report::Report;

/// What durable means on one node.
const FULL: &str = "SQLite, WAL, synchronous=FULL: fsync of datakeys.db, then of sluis.db, for each group of commits";

/// How much is measured.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Bounds {
    /// Most signals in a round.
    pub(crate) count: u64,
    /// Longest time of a round.
    pub(crate) seconds: f64,
    /// Rounds, whose median counts.
    pub(crate) rounds: u32,
    /// Clients over HTTP.
    pub(crate) clients: u32,
}

impl Bounds {
    /// How long a round of a single part takes: a part needs less than a whole to be steady.
    fn part_seconds(&self) -> f64 {
        self.seconds.min(0.5)
    }
}

/// Measures single parts and the node's work without network.
pub(crate) async fn ceiling(dir: &Path, bounds: Bounds) -> anyhow::Result<Report> {
    Ok(Report::new("ceiling", ceiling::run(dir, &bounds).await?))
}

/// Measures the gates alone.
pub(crate) fn policy(dir: &Path, bounds: Bounds) -> anyhow::Result<Report> {
    tell("decisions");
    Ok(Report::new("policy", parts::policy(&ground::Ground::make(dir)?, &bounds)?))
}

/// Measures submissions to a node.
pub(crate) async fn submit(dir: &Path, bounds: Bounds) -> anyhow::Result<Report> {
    Ok(Report::new("submit", submit::run(dir, &bounds).await?))
}

/// Measures delivery from one node to another; the receiver misses `missed` signals.
pub(crate) async fn deliver(dir: &Path, bounds: Bounds, missed: u64) -> anyhow::Result<Report> {
    Ok(Report::new("deliver", deliver::run(dir, &bounds, missed).await?))
}

/// Measures recalls, from one node to another.
pub(crate) async fn recall(dir: &Path, bounds: Bounds) -> anyhow::Result<Report> {
    Ok(Report::new("recall", recall::run(dir, &bounds).await?))
}

fn tell(step: &str) {
    if std::io::stderr().is_terminal() {
        eprintln!("… {step}");
    }
}
