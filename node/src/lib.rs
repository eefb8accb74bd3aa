//! Node.

pub mod crypto;
pub mod keys;
