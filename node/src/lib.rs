//! Node.

pub mod crypto;
pub mod keys;
pub mod store;
