//! Sluis.
fn main() {}
