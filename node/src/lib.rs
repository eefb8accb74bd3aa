//! The Sluis node: what touches the world. Rules of the protocol live in `sluis-protocol`.

mod cli;
pub mod client;
mod clock;
pub mod crypto;
pub mod driver;
pub mod http;
pub mod keys;
mod kill_point;
pub mod links;
pub mod net;
pub mod peers;
pub mod policy;
pub mod service;
pub mod store;

pub use cli::main;
