//! The Sluis node: what touches the world. Rules of the protocol live in `sluis-protocol`.

mod cli;
mod clock;
mod crypto;
mod keys;
pub mod net;
mod store;

pub use cli::main;
