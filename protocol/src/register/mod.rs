//! The register: who is a member, which node serves it, which keys speak for it, what it may do.
//!
//! It has a root, and a section for each country. The root is signed by k of n authorities (k > n/2) and says who they are and
//! who signs each section; a section is signed by m of its country's keys and holds the country's nodes and members. Each of
//! these lines goes on by itself: a version names the digest of the one before, and a node accepts only extensions of what it
//! holds. Where two versions of a line were signed for one place, both are kept, what is in force of that line is what both let
//! be, and a later version that names both settles it. Nodes, members and keys are never removed: nodes and keys end, with a
//! date.

mod content;
mod directory;
mod door;
mod draw;
mod error;
mod in_force;
mod meet;
mod signed;
#[cfg(test)]
mod tests;
mod version;

pub use directory::{Directory, Head};
pub use door::{KeyStanding, Rejection, Verified};
pub use draw::{Wanted, draw};
pub use error::{ExtensionError, GenesisError, MAX_SECTIONS, RegisterError};
pub use in_force::Register;
pub use signed::{SignedVersion, SignedVersionError, VersionSignature, countersign, draft};
pub use version::{Delegation, KeyEntry, Line, Member, Node, NodeKeys, Place, Root, Section, Version};
