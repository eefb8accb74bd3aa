//! The Sluis node: what touches the world. Rules of the protocol live in `sluis-protocol`.

mod cli;
pub mod client;
mod clock;
mod crypto;
mod driver;
pub mod http;
mod keys;
mod kill_point;
mod net;
mod policy;
mod service;
mod store;

pub use cli::main;
