//! The secret keys of a node: files in its directory's `keys/`, readable by their owner alone.
//!
//! | file | is |
//! |---|---|
//! | `transport.key` | seed of the key that opens links |
//! | `attestation.key` | seed of the key that signs heads and receipts |
//! | `members/<member>.key` | seed of a member's record key |
//! | `storage.key` | wraps the data keys of what is stored |
//! | `index.key` | keys the hashes by which stored things are found |
//!
//! A signing key that follows another is `<name>.2.key` beside it, then `<name>.3.key`. The register says from when each
//! counts.

mod file;
mod pair;
mod ring;

pub use file::{KeyError, Seed};
pub use pair::Pair;
pub use ring::{KeyRing, PublicKeys, Use};
