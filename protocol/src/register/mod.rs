//! The register: who is a member, which node serves it, which keys speak for it, what it may do.
//!
//! Each version is signed by k of n authorities (k > n/2) and names the digest of the one before; a node accepts only
//! extensions of its own head. Where authorities signed two versions for one place, both are kept, what is in force is what
//! both let be, and a later version that names both settles it. Nodes, members and keys are never removed: nodes and keys end, with a date.

mod chain;
mod door;
mod meet;
mod signed;
#[cfg(test)]
mod tests;
mod version;

pub use chain::{Directory, ExtensionError, GenesisError, RegisterError};
pub use door::{KeyStanding, Rejection, Verified};
pub use signed::{RegisterSignature, SignedRegister, SignedRegisterError, countersign, draft};
pub use version::{KeyEntry, Member, Node, NodeKeys, Register};
