//! The store as its users see it, on real files.

mod delivery;
mod durability;
mod facts;
mod files;
mod keys;
mod people;
mod recovery;
mod requests;
mod search;
mod world;
