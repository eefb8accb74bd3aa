//! Node.

pub mod net;
