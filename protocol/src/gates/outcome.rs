//! What a gate answers: an outcome, and the reasons for it.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use sluis_schemas::messages::{Arg, Args, Message};
use sluis_schemas::{BasisId, MemberId};
use thiserror::Error;

/// A text that is no outcome, rule or step.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{given}` is not {what}")]
pub struct MalformedOutcome {
    /// What was given, cut to 64 characters.
    pub given: String,
    /// What was expected.
    pub what: &'static str,
}

fn malformed(given: &str, what: &'static str) -> MalformedOutcome {
    MalformedOutcome { given: given.chars().take(64).collect(), what }
}

macro_rules! name {
    ($(#[$meta:meta])* $name:ident, $what:literal, $ok:expr) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
        pub struct $name(String);

        impl $name {
            /// The text form.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = MalformedOutcome;
            fn from_str(given: &str) -> Result<Self, MalformedOutcome> {
                let ok: fn(&str) -> bool = $ok;
                if ok(given) { Ok(Self(given.to_owned())) } else { Err(malformed(given, $what)) }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

name!(
    /// Id of a rule in a pack: a layer or country, a letter and a number, as in the tables of the domain.
    RuleId, "a rule id (two letters A-Z, a dash, a letter A-Z, a number)",
    |given| given.split_once('-').is_some_and(|(layer, rest)| {
        layer.len() == 2
            && layer.bytes().all(|b| b.is_ascii_uppercase())
            && rest.split_at_checked(1).is_some_and(|(letter, number)| {
                letter.bytes().all(|b| b.is_ascii_uppercase())
                    && (1..=4).contains(&number.len())
                    && number.bytes().all(|b| b.is_ascii_digit())
            })
    })
);
name!(
    /// A step that somebody can take, in kebab-case.
    Step, "a step (1 to 40 of a-z and -)",
    |given| (1..=40).contains(&given.len()) && given.bytes().all(|b| b.is_ascii_lowercase() || b == b'-')
);

impl Step {
    /// Whether it is to hand over what was refused to the channel where it belongs.
    #[must_use]
    pub fn is_hand_over(&self) -> bool {
        self.0 == "right-channel"
    }

    /// A step that no rule asks for.
    pub(super) fn shown_by_facts(name: &'static str) -> Self {
        Self(name.to_owned())
    }
}

/// The outcome [`Outcome::Permitted`] as text, as tables and the journal hold it.
pub const PERMITTED: &str = "permitted";

/// The code of [`Outcome::NotInAudience`].
pub const NOT_IN_AUDIENCE: &str = "not-in-audience";

/// What the disclosure, acceptance and access gates answer. Its text form is the one of case files.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// The origin did not mean it for this member.
    NotInAudience,
    /// The law says no.
    Forbidden(RuleId),
    /// Somebody has to take a step first.
    AskFirst(Step),
    /// Nothing forbids it and nothing allows it: a legal gap.
    NoGround,
    /// The receiver's own law does not let it hold this.
    Declined(RuleId),
    /// It may.
    Permitted,
    /// The gate could not decide; treated as a refusal, with an alarm.
    Error,
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotInAudience => f.write_str(NOT_IN_AUDIENCE),
            Self::Forbidden(rule) => write!(f, "forbidden:{rule}"),
            Self::AskFirst(step) => write!(f, "ask-first:{step}"),
            Self::NoGround => f.write_str("no-ground"),
            Self::Declined(rule) => write!(f, "declined:{rule}"),
            Self::Permitted => f.write_str(PERMITTED),
            Self::Error => f.write_str("error"),
        }
    }
}

impl FromStr for Outcome {
    type Err = MalformedOutcome;
    fn from_str(given: &str) -> Result<Self, MalformedOutcome> {
        match given.split_once(':') {
            Some(("forbidden", rule)) => Ok(Self::Forbidden(rule.parse()?)),
            Some(("ask-first", step)) => Ok(Self::AskFirst(step.parse()?)),
            Some(("declined", rule)) => Ok(Self::Declined(rule.parse()?)),
            Some(_) => Err(malformed(given, "an outcome")),
            None => match given {
                NOT_IN_AUDIENCE => Ok(Self::NotInAudience),
                "no-ground" => Ok(Self::NoGround),
                PERMITTED => Ok(Self::Permitted),
                "error" => Ok(Self::Error),
                _ => Err(malformed(given, "an outcome")),
            },
        }
    }
}

/// What the submission gate answers.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum SubmitOutcome {
    /// It may go in.
    Accepted,
    /// The first rule, in the domain's order, that refuses it.
    Refused(RuleId),
    /// The gate could not decide; treated as a refusal, with an alarm.
    Error,
}

impl fmt::Display for SubmitOutcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Accepted => f.write_str("accepted"),
            Self::Refused(rule) => write!(f, "refused:{rule}"),
            Self::Error => f.write_str("error"),
        }
    }
}

impl FromStr for SubmitOutcome {
    type Err = MalformedOutcome;
    fn from_str(given: &str) -> Result<Self, MalformedOutcome> {
        match given.split_once(':') {
            Some(("refused", rule)) => Ok(Self::Refused(rule.parse()?)),
            None if given == "accepted" => Ok(Self::Accepted),
            None if given == "error" => Ok(Self::Error),
            _ => Err(malformed(given, "an outcome of a submission")),
        }
    }
}

/// What a reason says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ReasonKind {
    /// Refused at submission.
    Refused,
    /// Not meant for this member.
    NotInAudience,
    /// Forbidden.
    Forbidden,
    /// A step is missing.
    AskFirst,
    /// No ground; names no rule.
    NoGround,
    /// The receiver's law declines it.
    Declined,
    /// A ground that holds.
    Permitted,
    /// A policy that could not be evaluated.
    Error,
}

impl ReasonKind {
    /// Every kind.
    pub const ALL: &'static [Self] = &[
        Self::Refused,
        Self::NotInAudience,
        Self::Forbidden,
        Self::AskFirst,
        Self::NoGround,
        Self::Declined,
        Self::Permitted,
        Self::Error,
    ];

    /// The code; `outcome-` and this is the key of its short sentence, `reason-` and this of the one that says why where
    /// no rule does.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Refused => "refused",
            Self::NotInAudience => NOT_IN_AUDIENCE,
            Self::Forbidden => "forbidden",
            Self::AskFirst => "ask-first",
            Self::NoGround => "no-ground",
            Self::Declined => "declined",
            Self::Permitted => PERMITTED,
            Self::Error => "error",
        }
    }
}

/// Why: one rule that holds, with its sentence, its basis and what would change it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    /// What it says.
    pub kind: ReasonKind,
    /// The rule; none for a legal gap, which is the absence of one.
    pub rule: Option<RuleId>,
    /// What the rule rests on.
    pub basis: Option<String>,
    /// Its sentence.
    pub message: Message,
    /// The next step; none means that nothing can be done, or nothing need be.
    pub remedy: Option<Remedy>,
    /// JSON pointer to the field of the submission that a refusal, or the next step, is about (RFC 6901).
    pub pointer: Option<String>,
}

/// The next step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remedy {
    /// Which.
    pub step: Step,
    /// Its sentence.
    pub message: Message,
    /// Changes of the submission that carry it out, any one of them; none where a person has to write something, or
    /// somebody else has to act.
    pub changes: Vec<Change>,
}

/// A change of a submission that can be made without knowing more than the register does. Whether it is right is for a
/// person to say: who needs the signal, and on what it rests, no rule knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// These are the members named in the audience.
    Named(BTreeSet<MemberId>),
    /// These are its legal bases.
    Bases(BTreeSet<BasisId>),
}

impl Change {
    /// The field of the submission that it sets (RFC 6901).
    #[must_use]
    pub const fn pointer(&self) -> &'static str {
        match self {
            Self::Named(_) => "/handling/audience/members",
            Self::Bases(_) => "/handling/legalBases",
        }
    }
}

impl Remedy {
    /// A step with what its sentence names.
    pub(super) fn new(step: Step, args: Arc<Args>) -> Self {
        Self { message: Message::new(format!("step-{step}"), args), step, changes: Vec::new() }
    }
}

impl Reason {
    /// What to do, in words: the next step; or that nothing changes this; or for whom it is where no rule could be
    /// applied. None where nothing need be done.
    #[must_use]
    pub fn next_step(&self) -> Option<Message> {
        match (&self.remedy, self.kind) {
            (Some(remedy), _) => Some(remedy.message.clone()),
            (None, ReasonKind::Permitted) => None,
            (None, ReasonKind::Error) => Some(Message::plain("remedy-operator")),
            (None, kind) => {
                let kind = Arg::Text(kind.as_str().to_owned());
                Some(Message::new("remedy-none", Args::from([("kind".to_owned(), kind)])))
            }
        }
    }

    /// The same, with more that its sentences may name.
    pub(super) fn naming(&mut self, more: &Args) {
        let remedy = self.remedy.as_mut().map(|remedy| &mut remedy.message);
        for message in std::iter::once(&mut self.message).chain(remedy) {
            Arc::make_mut(&mut message.args).extend(more.clone());
        }
    }
}

/// The answer about one member or user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// What.
    pub outcome: Outcome,
    /// Why, the outcome's rule first.
    pub reasons: Vec<Reason>,
}

/// The answer about a submission.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubmitDecision {
    /// What.
    pub outcome: SubmitOutcome,
    /// Every rule that refuses it, in order; empty where accepted.
    pub reasons: Vec<Reason>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outcomes_read_back_as_they_are_written() {
        let texts = [
            "not-in-audience",
            "forbidden:EU-F5",
            "ask-first:agreement",
            "no-ground",
            "declined:BE-R1",
            "permitted",
            "error",
        ];
        for text in texts {
            assert_eq!(text.parse::<Outcome>().unwrap().to_string(), text);
        }
        for text in ["accepted", "refused:EU-F13", "error"] {
            assert_eq!(text.parse::<SubmitOutcome>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn what_is_no_outcome_is_refused() {
        for wrong in [
            "",
            "Permitted",
            "forbidden",
            "forbidden:",
            "forbidden:eu-f5",
            "forbidden:EU-F",
            "ask-first:EU",
            "permitted:EU-P1",
            "refused",
        ] {
            assert!(wrong.parse::<Outcome>().is_err(), "`{wrong}` was taken for an outcome");
        }
        for wrong in ["accepted:EU-P1", "refused", "refused:", "permitted"] {
            assert!(wrong.parse::<SubmitOutcome>().is_err(), "`{wrong}` was taken for an outcome");
        }
    }
}
