//! The Sluis node: what touches the world. Rules of the protocol live in `sluis-protocol`.

mod card;
mod cli;
mod clock;
mod crypto;
mod key_file;
mod keys;
pub mod net;
mod register_draft;
mod register_file;
mod store;

pub use cli::main;
