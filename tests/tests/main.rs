//! Tests of the whole: what no crate can hold on its own.
#![cfg(test)]

mod absences;
mod activation;
mod additions;
mod audit;
mod bad_input;
mod bench;
mod carried;
mod cases;
mod chaos;
mod completions;
mod consents;
mod decisions;
mod demo;
mod disputes;
mod documents;
mod evidence;
mod exchange;
mod federation;
mod fuzz;
mod gaps;
mod grammar;
mod identifiers;
mod kills;
mod matches;
mod openapi;
mod ownership;
mod recall;
mod register;
mod relay;
mod reports;
mod restore;
mod status;
mod stories;
mod structure;
mod swarm;
mod threats;
#[allow(dead_code, reason = "each tool comes with the tests that use it")]
mod tools;
mod widening;
