//! The Sluis protocol without I/O: what a node decides, in what order, and what it must store before it says so.
//!
//! No clock, no randomness, no sockets, no files: time, salts, hashes and signatures come in as values or parameters.
//! The node and the simulator drive the very same code.

pub mod cbor;
pub mod core;
pub mod crypto;
pub mod envelope;
pub mod feeds;
pub mod gates;
pub mod journal;
pub mod records;
pub mod register;
pub mod standing;
pub mod stream;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod vectors;
pub mod wire;
