//! Tests of the whole: what no crate can hold on its own.
#![cfg(test)]

mod structure;
