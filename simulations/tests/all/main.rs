//! Scenarios, random campaigns: whole federations of real cores in virtual time.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "helpers of tests fail as tests do")]

mod absences;
mod activation;
mod adversaries;
mod cases;
mod changes;
mod classes;
mod consents;
mod contradiction;
mod delivery;
mod dispute;
mod endings;
mod faults;
mod figures;
mod gaps;
mod matches;
mod model;
mod onward;
mod ownership;
mod pruning;
mod ratings;
mod recalls;
mod relays;
mod requests;
mod restore;
mod revocation;
mod rotation;
mod sends;
mod succession;
mod swarm;
mod widening;
mod witnesses;
