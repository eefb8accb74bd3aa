//! Judges one file.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::bail;
use clap::Args;
use serde_json::Value;
use sluis_protocol::gates::facts::{ConsentView, RequestView, Surroundings};
use sluis_protocol::gates::reduce::{Reduction, reduce};
use sluis_protocol::gates::table::{OutcomeTable, Reasons, table};
use sluis_protocol::gates::{DecisionTable, Engine, MemberView};
use sluis_schemas::case::{Case, CaseRequest, ExplainInput};
use sluis_schemas::content::Submission;
use sluis_schemas::messages::Arg;
use sluis_schemas::packs::{self, PackSource};
use sluis_schemas::problem::{Fault, Problem};
use sluis_schemas::vocabulary::Language;
use sluis_schemas::{Date, MemberId};

use super::ground::Ground;
use super::packs::Packs;
use crate::cli::output::{self, named, say};

/// The day of the cases that name none.
const DAY_OF_CASES: &str = "2026-11-23";

/// One file to be asked about, and what it does not bring.
#[derive(Debug, Args)]
pub(super) struct AskedFile {
    /// A submission, or a case file
    #[arg(value_name = "FILE")]
    pub(super) file: PathBuf,
    /// Who submits, where the file does not say it
    #[arg(long, value_name = "MEMBER")]
    from: Option<MemberId>,
    /// The members and agreements, as a federation file
    #[arg(long, value_name = "FILE")]
    federation: Option<PathBuf>,
    /// The members and agreements, as the register of the node in this directory, and the packs that it judges by
    #[arg(long, value_name = "DIR", conflicts_with = "federation")]
    dir: Option<PathBuf>,
    #[command(flatten)]
    packs: Packs,
    /// The day it is judged on, where the file does not say it
    #[arg(long, value_name = "DATE")]
    today: Option<Date>,
}

impl AskedFile {
    /// A bench for it, once each of these members is known to be one.
    pub(super) fn bench<'m>(
        &self,
        wanted: impl IntoIterator<Item = &'m MemberId>,
        now: Date,
        lang: Language,
    ) -> anyhow::Result<Bench> {
        let ground = Ground::read(self.federation.as_deref(), self.dir.as_deref(), lang)?;
        if let Some(stranger) = wanted.into_iter().find(|member| ground.member(member).is_none()) {
            bail!(output::say_of_reduction(lang, "no-such-member", [("member", named(stranger))]));
        }
        let flags = Flags { from: self.from.clone(), holder: None, today: self.today, now, lang };
        let (packs, judges) = self.packs.at_node(self.dir.as_deref(), lang)?;
        Bench::new(ground, (packs, judges.additions()), flags)
    }
}

/// What stands where a file brings nothing.
pub(super) struct Flags {
    pub(super) from: Option<MemberId>,
    pub(super) holder: Option<MemberId>,
    pub(super) today: Option<Date>,
    /// The current day.
    pub(super) now: Date,
    /// The reader's language.
    pub(super) lang: Language,
}

/// Why a file cannot be explained.
#[derive(Debug)]
pub(super) struct Failure {
    /// In one sentence.
    pub(super) error: String,
    /// Place by place, where it could be read.
    pub(super) problems: Vec<Problem>,
    /// Whether it is a federation file, which lies beside cases but is none.
    pub(super) is_federation: bool,
}

/// One engine for all files, and the decisions it made.
pub(super) struct Bench {
    engine: Engine,
    decisions: DecisionTable,
    ground: Ground,
    flags: Flags,
    day_of_cases: Date,
}

impl Bench {
    pub(super) fn new(
        ground: Ground,
        (packs, additions): (Vec<PackSource>, &[PackSource]),
        flags: Flags,
    ) -> anyhow::Result<Self> {
        for member in [&flags.from, &flags.holder].into_iter().flatten() {
            if ground.member(member).is_none() {
                bail!("`{member}` is not a member of this federation");
            }
        }
        let day_of_cases = DAY_OF_CASES.parse()?;
        let engine = Engine::narrowed(packs::SCHEMA, packs, additions)?;
        Ok(Self { engine, decisions: DecisionTable::default(), ground, flags, day_of_cases })
    }

    /// What the gates say of a file.
    pub(super) fn judge(&mut self, path: &Path) -> Result<OutcomeTable, Failure> {
        self.with(path, |engine, decisions, around, members| {
            table(engine, decisions, around, members.iter().copied(), Reasons::Told)
        })
    }

    /// The same, and the largest versions of it that may go to members.
    pub(super) fn reduce(
        &mut self,
        path: &Path,
        wanted: &BTreeSet<MemberId>,
    ) -> Result<(OutcomeTable, Vec<Reduction>), Failure> {
        self.with(path, |engine, decisions, around, members| {
            let whole = table(engine, decisions, around, members.iter().copied(), Reasons::Told);
            (whole, reduce(engine, decisions, around, members, wanted))
        })
    }

    /// The submission of a file, and what the gates say of it.
    pub(super) fn read(&mut self, path: &Path) -> Result<(Submission, OutcomeTable), Failure> {
        self.with(path, |engine, decisions, around, members| {
            let submission = Submission { content: around.content.clone(), distribution: around.distribution.clone() };
            (submission, table(engine, decisions, around, members.iter().copied(), Reasons::Told))
        })
    }

    /// What the gates say of another submission in the place of a file's.
    pub(super) fn instead(&mut self, path: &Path, submission: &Submission) -> Result<OutcomeTable, Failure> {
        self.with(path, |engine, decisions, around, members| {
            let around =
                Surroundings { content: &submission.content, distribution: &submission.distribution, ..*around };
            table(engine, decisions, &around, members.iter().copied(), Reasons::Told)
        })
    }

    /// Asks the gates something about a file.
    fn with<T>(
        &mut self,
        path: &Path,
        ask: impl FnOnce(&Engine, &mut DecisionTable, &Surroundings<'_>, &[MemberView<'_>]) -> T,
    ) -> Result<T, Failure> {
        let lang = self.flags.lang;
        let unreadable = |error| Failure::plain(say(lang, "cannot-read", [("why", named(error))]));
        let bytes = fs::read(path).map_err(unreadable)?;
        let input = ExplainInput::parse(&bytes).map_err(|problems| Failure::of(problems, &bytes, lang))?;
        let (prefix, case, usual_day) = match input {
            ExplainInput::Case(case) => ("/submission", case, self.day_of_cases),
            ExplainInput::Submission(submission) => ("", alone(submission), self.flags.now),
        };
        let unknown = self.unknown_members(&case, prefix, &bytes);
        if !unknown.is_empty() {
            return Err(Failure::of(unknown, &bytes, lang));
        }
        let today = case.today.or(self.flags.today).unwrap_or(usual_day);
        self.with_case(&case, today, ask)
    }

    fn with_case<T>(
        &mut self,
        case: &Case,
        today: Date,
        ask: impl FnOnce(&Engine, &mut DecisionTable, &Surroundings<'_>, &[MemberView<'_>]) -> T,
    ) -> Result<T, Failure> {
        let Self { engine, decisions, ground, flags, .. } = self;
        let member = |id: Option<&MemberId>| ground.member(id?);
        let nobody = || Failure::plain(say(flags.lang, "nobody-submits", []));
        let origin = member(case.submitted_by.as_ref().or(flags.from.as_ref())).ok_or_else(nobody)?;
        let holder = member(case.holder.as_ref().or(flags.holder.as_ref()));
        let requests: Vec<RequestView> = case.requests.iter().flat_map(views).collect();
        let consent = |c: &sluis_schemas::case::CaseConsent| ConsentView {
            holder: c.holder.clone(),
            receiver: c.receiver.clone(),
        };
        let consents: Vec<ConsentView> = case.consents.iter().map(consent).collect();
        let Submission { content, distribution } = &case.submission;
        let agreements = &ground.agreements;
        let around = Surroundings {
            content,
            distribution,
            origin,
            holder,
            agreements,
            requests: &requests,
            consents: &consents,
            today,
        };
        let members: Vec<_> = ground.members().collect();
        Ok(ask(&engine.on(today), decisions, &around, &members))
    }

    /// Origin, holder, audience and exclusions that the federation does not have, at their places in the text.
    fn unknown_members(&self, case: &Case, prefix: &str, bytes: &[u8]) -> Vec<Problem> {
        let known = |member: &MemberId| self.ground.member(member).is_some();
        let named = [("/submittedBy", &case.submitted_by), ("/holder", &case.holder)];
        let named = named.into_iter().filter_map(|(pointer, member)| Some((pointer, member.as_ref()?)));
        let mut problems: Vec<Problem> = named
            .filter(|(_, member)| !known(member))
            .map(|(pointer, member)| Problem {
                pointer: pointer.to_owned(),
                fault: Fault::UnknownMember { member: member.clone() },
            })
            .collect();
        let in_lists = case.submission.unknown_members(known);
        problems.extend(in_lists.into_iter().map(|problem| as_written(problem, prefix, bytes)));
        problems
    }
}

/// A submission without surroundings.
fn alone(submission: Submission) -> Case {
    Case {
        id: String::new(),
        title: String::new(),
        story: String::new(),
        submitted_by: None,
        submission,
        holder: None,
        requests: Vec::new(),
        consents: Vec::new(),
        today: None,
        expect: None,
    }
}

/// A request counts for the member asked, and for each to whom it was forwarded.
fn views(request: &CaseRequest) -> Vec<RequestView> {
    let view = |forwarded_to: Option<&MemberId>| RequestView {
        id: request.id.clone(),
        from: request.from.clone(),
        to: request.to.clone(),
        forwarded_to: forwarded_to.cloned(),
        purpose: request.purpose,
        open: request.open,
    };
    if request.forwarded_to.is_empty() {
        return vec![view(None)];
    }
    request.forwarded_to.iter().map(Some).map(view).collect()
}

/// Members are kept in order of their names; a reader looks for the place in the list as written.
fn as_written(problem: Problem, prefix: &str, bytes: &[u8]) -> Problem {
    let Fault::UnknownMember { member } = &problem.fault else { return problem };
    let list = problem.pointer.rsplit_once('/').map_or("", |(list, _)| list);
    let list = format!("{prefix}{list}");
    let place = serde_json::from_slice::<Value>(bytes).ok().and_then(|text| {
        let members = text.pointer(&list)?.as_array()?;
        members.iter().position(|entry| entry.as_str() == Some(member.as_str()))
    });
    let pointer = place.map_or_else(|| list.clone(), |place| format!("{list}/{place}"));
    Problem { pointer, ..problem }
}

impl Failure {
    /// As an error about a file, place by place where it could be read.
    pub(super) fn of_file(&self, path: &Path, lang: Language) -> anyhow::Error {
        let lines = output::problem_lines(lang, &self.problems);
        let why = if lines.is_empty() { format!(" {}", self.error) } else { lines };
        anyhow::anyhow!("`{}`:{why}", path.display())
    }

    fn plain(error: String) -> Self {
        Self { error, problems: Vec::new(), is_federation: false }
    }

    fn of(problems: Vec<Problem>, bytes: &[u8], lang: Language) -> Self {
        let first = problems.first().map(|problem| problem.text(lang).text).unwrap_or_default();
        let error = match problems.len() {
            0 | 1 => first,
            count => say(lang, "and-more", [("first", named(first)), ("count", Arg::Count(count.saturating_sub(1)))]),
        };
        Self { error, problems, is_federation: is_federation(bytes) }
    }
}

fn is_federation(bytes: &[u8]) -> bool {
    let file: Option<Value> = serde_json::from_slice(bytes).ok();
    file.is_some_and(|file| file.get("members").is_some() && file.get("nodes").is_some())
}
