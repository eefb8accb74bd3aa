//! `sluis submit`: from files to drafts and released signals.

pub(super) mod files;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use serde::Serialize;

use super::output::{Progress, named};
use super::remote::{Remote, Speech, outcomes};
use super::wait_for;
use crate::client::{Client, ClientError};
use crate::http::bodies::Table;
use crate::http::problem::Problem;
use files::{Entry, Submission};
use sluis_protocol::gates::NOT_IN_AUDIENCE;

/// Draft submissions, and with --release send them: the outcome table first, then each line's fate
///
/// A FILE is a submission as JSON, a case file (its `submission` is taken), `.ndjson` (one submission a line), or `.csv`
/// (one submission a row, see below). Repeating the command is safe: the same content gives the same draft.
#[derive(Debug, Args)]
#[command(after_help = concat!(
    "CSV: the heading names fields by their path, such as `type`, `title`, `summary.lang`, `summary.text`,\n",
    "`measure.kind`, `sector`, `grading.scheme`, `handling.purpose`, `handling.adminUse`. Lists are separated by `;`:\n",
    "`regions`, `threats`, `handling.legalBases`, `handling.categories`, `handling.audience.members`,\n",
    "`handling.audience.countries`, `handling.audience.roles`, `handling.exclude`. Subjects are numbered:\n",
    "`subject1.kind`, `subject1.role`, `subject1.name`, `subject1.address.nuts`, `subject1.identifiers`\n",
    "(as `nl-kvk:90000001;vat:…`), `subject2.kind` and so on. Empty cells are left out.\n\n",
    "Example:\n  sluis submit closure.json --release --token-file desk.token",
))]
pub(super) struct Submit {
    /// What to submit
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Release each draft under the table shown
    #[arg(long)]
    release: bool,
    #[command(flatten)]
    remote: Remote,
}

/// What became of one line.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Fate {
    file: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    draft: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    record: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    table: Option<Table>,
    #[serde(skip_serializing_if = "Option::is_none")]
    problem: Option<Problem>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
}

pub(super) fn run(submit: &Submit) -> anyhow::Result<ExitCode> {
    let client = submit.remote.client()?;
    let mut entries = Vec::new();
    for file in &submit.files {
        entries.extend(files::read(file));
    }
    wait_for(async {
        let alone = entries.len() == 1;
        let mut progress = Progress::new(entries.len());
        let mut failed = false;
        for entry in entries {
            let fate = fate(&client, entry, submit.release).await;
            failed |= fate.problem.is_some() || fate.error.is_some();
            progress.aside(|| submit.remote.form.print(&fate, || fate.in_words(alone, submit.remote.form)))?;
            progress.step();
        }
        Ok(if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS })
    })
}

async fn fate(client: &Client, entry: Entry, release: bool) -> Fate {
    let Entry { file, line, submission } = entry;
    let mut fate = Fate { file, line, draft: None, record: None, table: None, problem: None, error: None };
    if let Err(error) = fate.pursue(client, submission, release).await {
        match error {
            Obstacle::Node(ClientError::Problem(problem)) => fate.problem = Some(*problem),
            Obstacle::Node(error) => fate.error = Some(error.to_string()),
            Obstacle::File(why) => fate.error = Some(why),
        }
    }
    fate
}

enum Obstacle {
    File(String),
    Node(ClientError),
}

impl Fate {
    async fn pursue(&mut self, client: &Client, submission: Submission, release: bool) -> Result<(), Obstacle> {
        let submission = submission.map_err(Obstacle::File)?;
        let key = files::key(&submission);
        let draft = client.draft(submission, &key).await.map_err(Obstacle::Node)?;
        self.draft = Some(draft.id.clone());
        let hash = self.table.insert(draft.table).hash.clone();
        if release {
            self.record = Some(client.release(&draft.id, &hash).await.map_err(Obstacle::Node)?.record_id);
        }
        Ok(())
    }

    fn in_words(&self, alone: bool, form: Speech) -> String {
        let place = self.line.map_or_else(|| self.file.clone(), |line| format!("{}:{line}", self.file));
        let mut words = String::new();
        if let Some(table) = &self.table {
            words = if alone {
                format!("{}\n", outcomes(table, form.language()))
            } else {
                format!("{place}: {}\n", in_one_line(table))
            };
        }
        let what = match (&self.problem, &self.error, &self.record, &self.draft) {
            (Some(problem), ..) => ClientError::Problem(Box::new(problem.clone())).to_string(),
            (_, Some(error), ..) => error.clone(),
            (_, _, Some(record), _) => form.say("released-as", [("record", named(record))]),
            (.., Some(draft)) => form.say("draft-kept", [("draft", named(draft))]),
            _ => String::new(),
        };
        words + &format!("{place}: {what}")
    }
}

/// Who may have it and who may not, without reasons.
fn in_one_line(table: &Table) -> String {
    let mut by_outcome = std::collections::BTreeMap::<&str, Vec<&str>>::new();
    for (id, member) in table.members.iter().filter(|(_, m)| m.outcome != NOT_IN_AUDIENCE) {
        by_outcome.entry(&member.outcome).or_default().push(id);
    }
    let groups = by_outcome.iter().map(|(outcome, members)| format!("{outcome}: {}", members.join(", ")));
    groups.collect::<Vec<_>>().join("; ")
}
