//! Protocol.

pub mod gates;
