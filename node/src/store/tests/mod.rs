//! The store as its users see it, on real files.

mod board;
mod delivery;
mod destruction;
mod disputes;
mod durability;
mod endings;
mod ends;
mod facts;
mod figures;
mod files;
mod follow_ups;
mod gaps;
mod keys;
mod matches;
mod migration;
mod packs;
mod people;
mod pruning;
mod recovery;
mod relays;
mod requests;
mod search;
mod world;
