//! Writes what the gates say: JSON as the contract of the command has it, or a table for people.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::Path;

use comfy_table::Table;
use serde::Serialize;
use sluis_protocol::gates::table::OutcomeTable;
use sluis_protocol::gates::{Decision, Outcome, Reason, SubmitOutcome};
use sluis_schemas::MemberId;
use sluis_schemas::messages::{self, Args};
use sluis_schemas::vocabulary::Language;

use super::verdict::Failure;
use crate::cli::output::{self, Form};
use crate::http::bodies;

/// Where answers go.
pub(super) struct Report<W> {
    form: Form,
    lang: Language,
    several: bool,
    out: W,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Answer<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<String>,
    /// The language that texts and remedies are in.
    lang: Language,
    submit: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    submit_reasons: Vec<bodies::Reason>,
    members: BTreeMap<&'a MemberId, MemberAnswer>,
}

#[derive(Serialize)]
struct MemberAnswer {
    outcome: String,
    reasons: Vec<bodies::Reason>,
}

#[derive(Serialize)]
struct Unexplained<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<String>,
    error: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    problems: Vec<ProblemAnswer<'a>>,
}

#[derive(Serialize)]
struct ProblemAnswer<'a> {
    pointer: &'a str,
    code: &'static str,
    text: String,
}

impl<W: Write> Report<W> {
    pub(super) fn new(form: Form, lang: Language, several: bool, out: W) -> Self {
        Self { form, lang, several, out }
    }

    /// Writes what the gates say of a file.
    pub(super) fn table(&mut self, path: &Path, table: &OutcomeTable) -> io::Result<()> {
        if self.form.json {
            let answer = self.answer(path, table);
            self.json(&answer)
        } else {
            self.for_people(path, table)
        }
    }

    /// Writes why a file could not be explained.
    pub(super) fn failure(&mut self, path: &Path, failure: &Failure) -> io::Result<()> {
        if self.form.json {
            let problems = failure.problems.iter().map(|problem| ProblemAnswer {
                pointer: &problem.pointer,
                code: problem.fault.code(),
                text: problem.fault.message().text(self.lang).text,
            });
            let file = self.file(path);
            return self.json(&Unexplained { file, error: &failure.error, problems: problems.collect() });
        }
        let lines = output::problem_lines(self.lang, &failure.problems);
        let text = if lines.is_empty() { format!(" {}", failure.error) } else { lines };
        writeln!(self.out, "{}:{text}", output::heading(&path.display().to_string()))
    }

    /// Hands over what is still buffered.
    pub(super) fn finish(mut self) -> io::Result<()> {
        self.out.flush()
    }

    fn json(&mut self, answer: &impl Serialize) -> io::Result<()> {
        if self.several {
            output::json_line(&mut self.out, answer)
        } else {
            output::json_document(&mut self.out, answer)
        }
    }

    fn file(&self, path: &Path) -> Option<String> {
        self.several.then(|| path.display().to_string())
    }

    fn answer<'a>(&self, path: &Path, table: &'a OutcomeTable) -> Answer<'a> {
        let member = |decision: &Decision| MemberAnswer {
            outcome: decision.outcome.to_string(),
            reasons: self.reasons(&decision.reasons),
        };
        Answer {
            file: self.file(path),
            lang: messages::sentences(self.lang),
            submit: table.submit.outcome.to_string(),
            submit_reasons: self.reasons(&table.submit.reasons),
            members: table.members.iter().map(|(id, decision)| (id, member(decision))).collect(),
        }
    }

    fn reasons(&self, reasons: &[Reason]) -> Vec<bodies::Reason> {
        reasons.iter().map(|reason| bodies::Reason::of(reason, self.lang)).collect()
    }

    fn sentence(&self, key: &str) -> String {
        messages::text(self.lang, key, &Args::new()).text
    }

    fn for_people(&mut self, path: &Path, table: &OutcomeTable) -> io::Result<()> {
        let submit = match &table.submit.outcome {
            SubmitOutcome::Accepted => "outcome-accepted",
            SubmitOutcome::Refused(_) => "outcome-refused",
            SubmitOutcome::Error => "outcome-error",
        };
        let file = output::heading(&path.display().to_string());
        writeln!(self.out, "{file}: {} ({})", self.sentence(submit), table.submit.outcome)?;
        if !table.submit.reasons.is_empty() {
            writeln!(self.out, "{}", self.refusals(&table.submit.reasons))?;
        }
        let (absent, meant): (Vec<_>, Vec<_>) =
            table.members.iter().partition(|(_, decision)| decision.outcome == Outcome::NotInAudience);
        if !meant.is_empty() {
            writeln!(self.out, "{}", self.decisions(&meant))?;
        }
        if !absent.is_empty() {
            let names: Vec<&str> = absent.iter().map(|(id, _)| id.as_str()).collect();
            let sentence = self.sentence("outcome-not-in-audience");
            writeln!(self.out, "{}: {}", sentence.trim_end_matches('.'), names.join(", "))?;
        }
        writeln!(self.out)
    }

    fn refusals(&self, reasons: &[Reason]) -> Table {
        let mut table = output::table(self.lang, &["rule", "basis", "why", "next-step"]);
        for reason in reasons {
            table.add_row(self.cells(reason));
        }
        table
    }

    fn decisions(&self, members: &[(&MemberId, &std::sync::Arc<Decision>)]) -> Table {
        let mut table = output::table(self.lang, &["member", "outcome", "rule", "basis", "why", "next-step"]);
        for (id, decision) in members {
            for (place, reason) in decision.reasons.iter().enumerate() {
                let sentence = self.sentence(&format!("outcome-{}", reason.kind.as_str()));
                let outcome = format!("{sentence}\n{}", decision.outcome);
                // Further reasons stand below the outcome's own, without repeating whom they are about.
                let start = if place == 0 { [id.to_string(), outcome] } else { Default::default() };
                table.add_row(start.into_iter().chain(self.cells(reason)));
            }
        }
        table
    }

    /// Rule, basis, sentence and next step.
    fn cells(&self, reason: &Reason) -> [String; 4] {
        let bodies::Reason { rule, basis, text, remedy, .. } = bodies::Reason::of(reason, self.lang);
        let basis = output::basis(self.lang, rule.as_deref(), basis.as_deref());
        [rule.unwrap_or_default(), basis, text, remedy.unwrap_or_default()]
    }
}
