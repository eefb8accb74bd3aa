//! The gates: may this go in, may it go there, may it be held, may it be read?
//!
//! Law is data: the policy packs of `sluis_schemas::packs`. This module derives facts from record, members and register
//! ([`facts`]), asks Cedar which policies hold ([`Engine`]), and orders what holds by the policies' own annotations into
//! one outcome with its reasons. No rule is named here, and none is chosen here.
//!
//! | look for | in |
//! |---|---|
//! | what a policy can see, and how it is derived | [`facts`] |
//! | reading packs, their annotations and checks | [`rules`] |
//! | from policies that hold to an outcome | [`Engine`] |
//! | outcomes, reasons, remedies | [`Outcome`], [`Reason`] |
//! | decisions kept by their facts | [`DecisionTable`] |
//! | one submission, every member | [`table`] |
//! | facts as sentences name them | `named` |
//! | what the origin itself can change | `ways` |
//! | the largest version that may go | [`reduce`] |
//! | what packs promise, decided for every combination of facts | [`proof`] |
//!
//! What it does not do: it knows no clock (the day is a fact), keeps no journal, and tells nobody.

mod context;
mod decisions;
mod engine;
pub mod facts;
mod named;
mod outcome;
pub mod proof;
pub mod reduce;
pub mod rules;
pub mod table;
mod ways;

#[cfg(test)]
mod tests;

pub use decisions::DecisionTable;
pub use engine::Engine;
pub use facts::{AcceptFacts, AccessFacts, Facts, MemberView, SubmissionFacts};
pub use outcome::{
    Change, Decision, MalformedOutcome, NOT_IN_AUDIENCE, Outcome, PERMITTED, Reason, ReasonKind, Remedy, RuleId, Step,
    SubmitDecision, SubmitOutcome,
};
pub use rules::{PackError, PackErrorKind, Rule};
