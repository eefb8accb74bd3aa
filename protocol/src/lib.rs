//! The Sluis protocol without I/O: what a node decides, in what order, and what it must store before it says so.
//!
//! No clock, no randomness, no sockets, no files: time, salts, hashes and signatures come in as values or parameters.
//! The node and the simulator drive the very same code.

pub mod cbor;
pub mod crypto;
pub mod envelope;
pub mod records;
pub mod register;
pub mod feeds;
pub mod journal;
#[cfg(test)]
mod testing;
pub mod wire;
