//! The largest version of a submission that may go to members who may not have it whole: without the persons, without the
//! finding that stays home.
//!
//! It is found by leaving out and asking the gates; no rule and no basis is named here. What can be left out:
//!
//! - **bases**, each by itself. What rests on one is not marked in the text, so the free texts go with any of them, and the
//!   measure where the type lets it;
//! - **subjects that make it personal**: those with which the submission gate wants a category that it does not want
//!   without them. With them go their relations, all categories, the texts, and what was stated because of them (necessity,
//!   notification);
//! - **all subjects**, where no subject is known to carry what the categories name, or where they name tax secrets, which
//!   cover companies too; then the measure goes as well.
//!
//! A category never goes by itself: that would only take the label off. Nothing is added, nor changed otherwise: audience,
//! exclusions, handling code, grading, purpose and term stay, so that nobody gets what was not meant for them and no doubt
//! is hidden. Texts may name anybody, so they go whenever anything does.
//!
//! What comes out is a proposal: a person reads it before it is released, [`Reduction::review`] says where to look.

use std::collections::{BTreeSet, VecDeque};

use sluis_schemas::content::{Content, Measure, Subject, Submission};
use sluis_schemas::messages::{Arg, Args, Message};
use sluis_schemas::vocabulary::{Category, SubjectKind};
use sluis_schemas::{BasisId, MemberId, lists::LEGAL_BASES};

use super::decisions::DecisionTable;
use super::engine::Engine;
use super::facts::{MemberView, SubmissionFacts, Surroundings};
use super::outcome::{Outcome, RuleId, SubmitOutcome};
use super::table::{OutcomeTable, Reasons, table};

/// Most versions that are judged: some hundred decisions, most of them known already.
const MAX_TRIED: usize = 256;
/// Most proposals: beyond these nobody chooses.
pub const MAX_PROPOSALS: usize = 4;

/// Something that is left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Left {
    /// Where it stands in the submission as JSON (RFC 6901); of an entry in a list of codes, the list.
    pub pointer: String,
    /// What it is.
    pub what: What,
}

/// What is left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// A basis, and what rests on it.
    Basis(BasisId),
    /// A category: what it names is left out.
    Category(Category),
    /// A subject.
    Subject(SubjectKind),
    /// A relation of a subject that is left out.
    Relation,
    /// What an authority decided.
    Measure,
    /// A text, or a reference, that may tell what is left out.
    Text,
}

impl What {
    /// Its code.
    #[must_use]
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Basis(_) => "basis",
            Self::Category(_) => "category",
            Self::Subject(_) => "subject",
            Self::Relation => "relation",
            Self::Measure => "measure",
            Self::Text => "text",
        }
    }
}

impl Left {
    /// A sentence about it, without content.
    #[must_use]
    pub fn message(&self) -> Message {
        let named = match &self.what {
            What::Basis(basis) => Arg::code(LEGAL_BASES, basis.as_str()),
            What::Category(category) => Arg::code(Category::LIST, category.as_str()),
            What::Subject(kind) => Arg::code(SubjectKind::LIST, kind.as_str()),
            What::Relation | What::Measure | What::Text => Arg::Text(self.pointer.clone()),
        };
        let args: Args = [("what".to_owned(), named)].into();
        Message::new(format!("reduction-{}", self.what.as_str()), args)
    }
}

/// A version that may go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reduction {
    /// The submission. Each of its leaves stands in the one that it was made of.
    pub submission: Submission,
    /// What that has and it has not.
    pub left_out: Vec<Left>,
    /// Where it may still tell what was left out: places in the submission as JSON, for a person to look at.
    pub review: Vec<String>,
    /// What the gates say of it for every member.
    pub table: OutcomeTable,
}

/// Which subjects go, and with them categories and what was stated because of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Subjects {
    Stay,
    PersonsGo,
    AllGo,
}

/// What is tried.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Cut {
    bases: BTreeSet<BasisId>,
    subjects: Subjects,
}

impl Cut {
    /// Whether it leaves out all that another does.
    fn covers(&self, other: &Self) -> bool {
        self.subjects >= other.subjects && self.bases.is_superset(&other.bases)
    }
}

/// A content from which something is being left out.
struct Cutting {
    content: Content,
    left_out: Vec<Left>,
}

/// The versions that leave out least, of all that would go to every member wanted; none where there is none. Those that
/// leave out fewer bases come first, then those that leave out fewer subjects, then in the order of the bases. `members`
/// are all that the table is about.
///
/// Where it would go whole, what comes is that alone, with nothing left out. Whoever passes on another's record cannot
/// change it, and gets nothing.
pub fn reduce<'m>(
    engine: &Engine,
    decisions: &mut DecisionTable,
    around: &Surroundings<'_>,
    members: &[MemberView<'m>],
    wanted: &BTreeSet<MemberId>,
) -> Vec<Reduction> {
    if around.relay().is_some() {
        return Vec::new();
    }
    let mut search = Search { engine, decisions, around, members, wanted };
    let persons = search.persons();
    let levels = search.levels(&persons);
    let (mut found, mut cuts, mut tried) = (Vec::new(), Vec::<Cut>::new(), 0);
    let mut sets = VecDeque::from([BTreeSet::new()]);
    while let Some(bases) = sets.pop_front() {
        for subjects in &levels {
            let cut = Cut { bases: bases.clone(), subjects: *subjects };
            if cuts.iter().any(|before| cut.covers(before)) {
                continue;
            }
            tried += 1;
            if let Some(reduction) = search.try_cut(&cut, &persons) {
                found.push(reduction);
                cuts.push(cut);
            }
            if found.len() >= MAX_PROPOSALS || tried >= MAX_TRIED {
                return found;
            }
        }
        let next = around.content.handling.legal_bases.iter().filter(|basis| bases.last().is_none_or(|l| *basis > l));
        sets.extend(next.map(|basis| bases.iter().chain([basis]).cloned().collect()));
    }
    found
}

struct Search<'s, 'a, 'm> {
    engine: &'s Engine,
    decisions: &'s mut DecisionTable,
    around: &'s Surroundings<'a>,
    members: &'s [MemberView<'m>],
    wanted: &'s BTreeSet<MemberId>,
}

impl Search<'_, '_, '_> {
    /// Which subjects the submission gate wants a category for, by their place.
    fn persons(&mut self) -> Vec<bool> {
        let mut bare = self.around.content.clone();
        bare.handling.categories.clear();
        let subjects = std::mem::take(&mut bare.subjects);
        let without = self.refusals(&bare);
        let mut wants = |subject: &Subject| {
            bare.subjects = vec![subject.clone()];
            !self.refusals(&bare).is_subset(&without)
        };
        subjects.iter().map(&mut wants).collect()
    }

    fn refusals(&mut self, content: &Content) -> BTreeSet<RuleId> {
        let facts = SubmissionFacts::of(content, self.around.origin, self.around.today);
        let decision = self.decisions.decide_submission(self.engine, &facts);
        decision.reasons.iter().filter_map(|reason| reason.rule.clone()).collect()
    }

    /// How far subjects can be left out.
    fn levels(&self, persons: &[bool]) -> Vec<Subjects> {
        let categories = &self.around.content.handling.categories;
        let mut levels = vec![Subjects::Stay];
        // Tax secrecy covers whatever was learnt, of whomever.
        if persons.contains(&true) && !categories.contains(&Category::Tax) {
            levels.push(Subjects::PersonsGo);
        }
        if !persons.is_empty() || !categories.is_empty() {
            levels.push(Subjects::AllGo);
        }
        levels
    }

    /// The version with this left out, if it reads, is taken in, and would go to all who are wanted.
    fn try_cut(&mut self, cut: &Cut, persons: &[bool]) -> Option<Reduction> {
        let Cutting { content, left_out } = cut_out(self.around.content, cut, persons, &|content| self.reads(content))?;
        let submission = Submission { content, distribution: self.around.distribution.clone() };
        let around = Surroundings { content: &submission.content, ..*self.around };
        let wanted = self.members.iter().copied().filter(|member| self.wanted.contains(member.id));
        let first = table(self.engine, self.decisions, &around, wanted, Reasons::Kept);
        let goes = |member: &MemberId| first.members.get(member).is_some_and(|d| d.outcome == Outcome::Permitted);
        if first.submit.outcome != SubmitOutcome::Accepted || !self.wanted.iter().all(goes) {
            return None;
        }
        let table = table(self.engine, self.decisions, &around, self.members.iter().copied(), Reasons::Told);
        let review = if left_out.is_empty() { Vec::new() } else { to_review(&submission.content) };
        Some(Reduction { submission, left_out, review, table })
    }

    /// Whether a submission of this content is well-formed, whatever the rules say.
    fn reads(&self, content: &Content) -> bool {
        let submission = Submission { content: content.clone(), distribution: self.around.distribution.clone() };
        let form = serde_json::to_value(&submission);
        form.is_ok_and(|form| Submission::from_json(&form).is_ok())
    }
}

/// Leaves out; none where what is left does not read.
fn cut_out(content: &Content, cut: &Cut, persons: &[bool], reads: &dyn Fn(&Content) -> bool) -> Option<Cutting> {
    let mut cutting = Cutting { content: content.clone(), left_out: Vec::new() };
    let leaves_nothing = cut.bases.is_empty() && cut.subjects == Subjects::Stay;
    if leaves_nothing {
        return Some(cutting);
    }
    cutting.bases(&cut.bases);
    if cut.subjects > Subjects::Stay {
        cutting.subjects(|place| cut.subjects == Subjects::AllGo || persons.get(place).copied().unwrap_or(false));
        cutting.categories();
    }
    cutting.texts();
    let must_go = cut.subjects == Subjects::AllGo;
    if must_go || !cut.bases.is_empty() {
        cutting.measure(must_go, reads);
    }
    reads(&cutting.content).then_some(cutting)
}

impl Cutting {
    fn leave(&mut self, pointer: impl Into<String>, what: What) {
        self.left_out.push(Left { pointer: pointer.into(), what });
    }

    fn bases(&mut self, bases: &BTreeSet<BasisId>) {
        for basis in bases {
            self.content.handling.legal_bases.remove(basis);
            self.leave("/handling/legalBases", What::Basis(basis.clone()));
        }
    }

    /// Relations name subjects by their place, which changes where one before is left out.
    fn subjects(&mut self, goes: impl Fn(usize) -> bool) {
        let (mut places, mut kept) = (Vec::new(), Vec::new());
        for (place, subject) in std::mem::take(&mut self.content.subjects).into_iter().enumerate() {
            if goes(place) {
                self.leave(format!("/subjects/{place}"), What::Subject(subject.kind));
                places.push(None);
            } else {
                places.push(u16::try_from(kept.len()).ok());
                kept.push(subject);
            }
        }
        self.content.subjects = kept;
        let now = |place: u16| places.get(usize::from(place)).copied().flatten();
        for (place, mut relation) in std::mem::take(&mut self.content.relations).into_iter().enumerate() {
            match (now(relation.from), now(relation.to)) {
                (Some(from), Some(to)) => {
                    (relation.from, relation.to) = (from, to);
                    self.content.relations.push(relation);
                }
                _ => self.leave(format!("/relations/{place}"), What::Relation),
            }
        }
    }

    /// All of them, with what was stated because of them.
    fn categories(&mut self) {
        for category in std::mem::take(&mut self.content.handling.categories) {
            self.leave("/handling/categories", What::Category(category));
        }
        let handling = &mut self.content.handling;
        let stated = [
            ("/handling/necessity", handling.necessity.take().is_some()),
            ("/handling/notification", handling.notification.take().is_some()),
        ];
        self.left_texts(&stated);
    }

    /// Whatever may tell in words, or lead to, what is left out.
    fn texts(&mut self) {
        let content = &mut self.content;
        let told = [
            ("/title", content.title.take().is_some()),
            ("/summary", !std::mem::take(&mut content.summary).is_empty()),
            ("/assessment", content.assessment.take().is_some()),
            ("/urgency", content.urgency.take().is_some()),
            ("/caseRef", content.case_ref.take().is_some()),
            ("/measure/reference", content.measure.as_mut().and_then(|measure| measure.reference.take()).is_some()),
        ];
        self.left_texts(&told);
    }

    fn left_texts(&mut self, told: &[(&str, bool)]) {
        for (pointer, _) in told.iter().filter(|(_, was_there)| *was_there) {
            self.leave(*pointer, What::Text);
        }
    }

    /// Goes if it must, or else if what is left reads without it: some types are nothing without one.
    fn measure(&mut self, must_go: bool, reads: &dyn Fn(&Content) -> bool) {
        let Some(measure): Option<Measure> = self.content.measure.take() else { return };
        if must_go || reads(&self.content) {
            self.leave("/measure", What::Measure);
        } else {
            self.content.measure = Some(measure);
        }
    }
}

/// What is left and may still lead to what is not.
fn to_review(content: &Content) -> Vec<String> {
    let subjects = (0..content.subjects.len()).map(|place| format!("/subjects/{place}"));
    let measure = content.measure.as_ref().map(|_| "/measure".to_owned());
    let necessity = content.handling.necessity.as_ref().map(|_| "/handling/necessity".to_owned());
    subjects.chain(measure).chain(necessity).collect()
}
