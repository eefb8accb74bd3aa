//! A deterministic world that drives the very cores that nodes run: stores, a clock, links, faults, and the invariants.
//!
//! | look for | in |
//! |---|---|
//! | the federation, links, cuts, crashes, members that act | [`net`] |
//! | what must always hold, and how it is checked from outside | [`invariants`] |
//! | the store's contract in memory | [`store`] |
//! | hashes and signatures that only a model may use | [`crypto`] |
//! | sets of packs that nodes put in force | [`packs`] |
//! | draws that depend on seed, purpose and entity alone | [`draws`] |
//! | the case federation and its submissions | [`cases`] |
//! | what can happen in a run, as a list | [`actions`] |
//! | the event loop of studies; protocols of others as its actors | [`engine`], [`baselines`] |
//! | who can reach whom, computed, drawn or read | [`topology`] |
//! | scenarios of researchers, their measures, published results | [`studies`] |
//! | what must come about, without feeds and links | `model` |
//! | random actions and faults beside the model, traces, shrinking | [`swarm`] |
//! | the command line of `sluis-sim` | [`cli`] |
//!
//! Nothing here decides what the protocol decides: rules live in `sluis-protocol` only.

pub mod actions;
#[cfg(feature = "cli")]
pub mod baselines;
pub mod cases;
#[cfg(feature = "cli")]
pub mod cli;
pub mod crypto;
pub mod draws;
#[cfg(feature = "cli")]
pub mod engine;
pub mod invariants;
pub mod keys;
mod model;
pub mod net;
pub mod packs;
pub mod store;
#[cfg(feature = "cli")]
pub mod studies;
pub mod swarm;
#[cfg(feature = "cli")]
pub mod topology;

use thiserror::Error;

use invariants::{Invariant, Violation};

/// Why a scenario ended early.
#[derive(Debug, Error)]
pub enum SimError {
    /// An invariant was broken: the first few violations, and the seed to run again with.
    #[error("seed {seed}: {} invariants broken, first: {}", .violations.len(), first(.violations))]
    Broken {
        /// Seed of the run.
        seed: u64,
        /// What was broken, in order.
        violations: Vec<Violation>,
    },
    /// The world did not come to rest.
    #[error("seed {seed}: still busy after {events} events")]
    NotQuiet {
        /// Seed of the run.
        seed: u64,
        /// Events that were handled.
        events: u64,
    },
    /// The core panicked, which nothing may make it do.
    #[error("seed {seed}: the core panicked: {text}")]
    Panicked {
        /// Seed of the run.
        seed: u64,
        /// What it said.
        text: String,
    },
    /// The scenario asks for what is not there.
    #[error("the scenario cannot go on: {0}")]
    Scenario(String),
}

impl SimError {
    /// What is wrong, one by one.
    #[must_use]
    pub fn causes(&self) -> Vec<String> {
        match self {
            Self::Broken { violations, .. } => violations.iter().map(ToString::to_string).collect(),
            other => vec![other.to_string()],
        }
    }

    /// Whether another run ended for the same kind of reason: the same invariant first, where one was broken.
    #[must_use]
    pub fn is_like(&self, other: &Self) -> bool {
        std::mem::discriminant(self) == std::mem::discriminant(other) && self.invariant() == other.invariant()
    }

    /// The first invariant that was broken; none where the run ended in another way.
    #[must_use]
    pub fn invariant(&self) -> Option<Invariant> {
        match self {
            Self::Broken { violations, .. } => violations.first().map(|violation| violation.invariant),
            _ => None,
        }
    }
}

fn first(violations: &[Violation]) -> String {
    violations.iter().take(3).map(ToString::to_string).collect::<Vec<_>>().join("; ")
}

/// A scenario that cannot go on.
pub(crate) fn scenario(text: impl std::fmt::Display) -> SimError {
    SimError::Scenario(text.to_string())
}
