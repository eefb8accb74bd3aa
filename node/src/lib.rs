//! The Sluis node: what touches the world. Rules of the protocol live in `sluis-protocol`.

mod backup;
mod bench;
mod card;
mod check;
mod cli;
mod client;
mod clock;
mod crypto;
mod cursor;
mod decision_log;
mod demo;
mod driver;
mod http;
mod key_file;
mod keys;
mod kill_point;
mod links;
mod net;
mod node;
mod owner_only;
mod peers;
mod policy;
mod proposal;
mod register_draft;
mod register_file;
mod service;
mod settings;
mod store;

pub use cli::main;
