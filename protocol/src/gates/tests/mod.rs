//! The gates against the published cases, the readings, the sentences, and an independent model of the rule tables.

mod against_model;
mod broken_packs;
mod cases;
mod days;
mod fixture;
mod model;
mod mutants;
mod readings;
mod reductions;
mod sentences;
