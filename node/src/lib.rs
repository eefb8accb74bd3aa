//! The Sluis node: what touches the world. Rules of the protocol live in `sluis-protocol`.

mod cli;
mod clock;

pub use cli::main;
