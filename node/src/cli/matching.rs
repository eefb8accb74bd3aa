//! `sluis match`: whether other members have something about a number, before anything is asked for.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use anyhow::Context;
use clap::Args;
use serde_json::{Value, json};
use sluis_schemas::vocabulary::{Purpose, Scheme};
use tokio::time::{Instant, sleep};

use super::output::named;
use super::remote::{Remote, Speech};
use super::wait_for;
use crate::client::{Client, ClientError};
use crate::http::matches::Match;

/// How often it is looked whether everybody has answered.
const LOOK_AGAIN: Duration = Duration::from_millis(500);

/// Ask members whether they have something about one exact number that they might disclose
///
/// The number of a legal entity, its premises, a vehicle or a vessel; never a person's. Each member answers `hit` or
/// `no-answer`: nothing held and nothing that may be said look the same. What follows is a person's to decide.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  sluis match be-kbo 0999.000.129 --of be-ariec-oost --purpose licence-decision --case 2026-114 --request question.json\n  sluis request ask question.json --release"
)]
pub(super) struct Matching {
    /// Scheme of the number, see `sluis vocabulary show schemes`
    #[arg(required_unless_present = "id")]
    scheme: Option<Scheme>,
    /// The number, as it stands on paper
    #[arg(required_unless_present = "id")]
    value: Option<String>,
    /// A member to ask; may be given several times
    #[arg(long, value_name = "MEMBER", required_unless_present = "id")]
    of: Vec<String>,
    /// What it is for, see `sluis vocabulary show purposes`
    #[arg(long, required_unless_present = "id")]
    purpose: Option<Purpose>,
    /// The member's own case
    #[arg(long, required_unless_present = "id")]
    case: Option<String>,
    /// Look again at a match that was asked before, by its id
    #[arg(long, value_name = "ID", conflicts_with_all = ["scheme", "value", "of", "purpose", "case"])]
    id: Option<String>,
    /// Where to write the request that may follow a hit; after several hits, one a member with its name put in
    #[arg(long, value_name = "FILE")]
    request: Option<PathBuf>,
    /// How many seconds to wait for answers
    #[arg(long, value_name = "SECONDS", default_value_t = 15)]
    wait: u64,
    #[command(flatten)]
    remote: Remote,
}

pub(super) fn run(matching: &Matching) -> anyhow::Result<ExitCode> {
    let (client, form) = (matching.remote.client()?, matching.remote.form);
    let found = wait_for(async { Ok(answered(&client, matching).await?) })?;
    let written = match &matching.request {
        Some(file) => write(&found, file)?,
        None => Vec::new(),
    };
    form.print(&found, || in_words(&found, &written, form))?;
    Ok(ExitCode::SUCCESS)
}

/// Asks, and looks until everybody has answered or nobody is waited for any more.
async fn answered(client: &Client, matching: &Matching) -> Result<Match, ClientError> {
    let Matching { scheme, value, of, purpose, case, id, wait, .. } = matching;
    let body = json!({
        "identifier": { "scheme": scheme, "value": value }, "purpose": purpose, "case": case, "members": of,
    });
    let mut found = match id {
        Some(id) => client.matched(id).await?,
        None => client.ask_match(&body).await?,
    };
    let until = Instant::now() + Duration::from_secs(*wait);
    while found.members.values().any(|member| member.answer == "waiting") && Instant::now() < until {
        sleep(LOOK_AGAIN).await;
        found = client.matched(&found.id).await?;
    }
    Ok(found)
}

/// Writes the request to each member that has something; gives the files.
fn write(found: &Match, file: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let requests = found.members.iter().filter_map(|(member, said)| Some((member, said.request.as_ref()?)));
    let requests: Vec<(&String, &Value)> = requests.collect();
    let mut written = Vec::with_capacity(requests.len());
    for (member, request) in &requests {
        let path = if requests.len() == 1 { file.to_owned() } else { beside(file, member) };
        let text = serde_json::to_string_pretty(request)? + "\n";
        std::fs::write(&path, text).with_context(|| format!("`{}` cannot be written", path.display()))?;
        written.push(path);
    }
    Ok(written)
}

/// `question.json` for `be-a` is `question.be-a.json`.
fn beside(file: &Path, member: &str) -> PathBuf {
    match file.extension().and_then(|extension| extension.to_str()) {
        Some(extension) => file.with_extension(format!("{member}.{extension}")),
        None => file.with_extension(member),
    }
}

fn in_words(found: &Match, written: &[PathBuf], form: Speech) -> String {
    let mut shown = form.table(&["member", "answer"]);
    for (member, said) in &found.members {
        shown.add_row([member, &said.answer_label]);
    }
    let mut words = vec![shown.to_string()];
    words.extend(written.iter().map(|file| form.say("request-written", [("file", named(file.display().to_string()))])));
    if found.members.values().any(|member| member.answer == "waiting") {
        words.push(form.say("match-waits", [("id", named(&found.id))]));
    }
    words.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn after_several_hits_each_request_has_a_file_of_its_own() {
        assert_eq!(beside(Path::new("out/question.json"), "be-a"), Path::new("out/question.be-a.json"));
        assert_eq!(beside(Path::new("question"), "be-a"), Path::new("question.be-a"));
    }
}
