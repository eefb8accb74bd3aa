//! `sluis demo`: a whole federation on this machine, with the commands that an operator would type and the HTTP that a
//! member's program would speak. Nothing in it is staged: three processes, real sockets, real databases.

mod ends;
pub(crate) mod federation;
mod story;
mod tell;

use std::io::IsTerminal;
use std::path::PathBuf;

use anyhow::Context;

use federation::{Federation, of_the_cases};
use story::Told;

/// Three national nodes.
const NODES: [&str; 3] = ["node-nl", "node-be", "node-de"];

/// How the demo runs.
#[derive(Debug, Clone)]
pub(crate) struct Options {
    /// End after the story.
    pub(crate) once: bool,
    /// For machines.
    pub(crate) json: bool,
    /// Where to keep the nodes; a temporary directory otherwise.
    pub(crate) dir: Option<PathBuf>,
    /// Language of sentences.
    pub(crate) language: String,
}

/// Runs it; says whether every outcome was as expected.
pub(crate) async fn run(options: Options) -> anyhow::Result<bool> {
    let temporary;
    let dir = match &options.dir {
        Some(dir) => {
            anyhow::ensure!(
                !dir.join("federation.json").exists(),
                "`{}` holds a demo already: remove it, or give another directory",
                dir.display()
            );
            std::fs::create_dir_all(dir).with_context(|| format!("could not make `{}`", dir.display()))?;
            dir.canonicalize().with_context(|| format!("could not find `{}`", dir.display()))?
        }
        None => {
            temporary = tempfile::tempdir().context("could not make a temporary directory")?;
            temporary.path().to_owned()
        }
    };
    progress("three authorities, three nodes: keys, register, two of three signatures");
    let federation = Federation::make(&dir, &of_the_cases(&NODES)?)?;
    progress("three processes, connected over QUIC");
    let federation = federation.start().await?;
    progress("ten signals, each previewed, released, judged, delivered and acknowledged");
    let told: Told = story::tell(&federation, &options.language, || {
        progress("one of them corrected, one recalled: destroyed by every holder, with receipts that say so");
    })
    .await?;
    if options.json {
        println!("{}", serde_json::to_string_pretty(&told)?);
    } else {
        print!("{}", tell::text(&told));
    }
    if !options.once {
        tell::addresses(&federation);
        tokio::signal::ctrl_c().await.context("could not wait for Ctrl-C")?;
    }
    federation.stop().await;
    Ok(told.ok)
}

fn progress(step: &str) {
    if std::io::stderr().is_terminal() {
        eprintln!("… {step}");
    }
}
