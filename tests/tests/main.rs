//! Tests of the whole: what no crate can hold on its own.
#![cfg(test)]

mod bad_input;
mod completions;
mod demo;
mod documents;
mod exchange;
mod federation;
mod kills;
mod status;
mod structure;
mod threats;
#[allow(dead_code, reason = "each tool comes with the tests that use it")]
mod tools;
