//! The vocabulary of Sluis: what signals, members and rules are made of. No I/O.
//!
//! | look for | in |
//! |---|---|
//! | code lists as enums | [`vocabulary`] |
//! | what a signal says | [`content`] |
//! | JSON submissions, checked field by field | [`submission`] |
//! | identifiers with their check digits | [`identifiers`] |
//! | NUTS, NACE, UN/LOCODE, countries | [`codelists`] |
//! | nodes, members, mandates, agreements as a file | [`federation`] |
//! | policy packs and their Cedar schema | [`packs`] |
//! | sentences in the reader's language | [`messages`] |

mod code;
pub mod codelists;
pub mod content;
mod date;
pub mod federation;
pub mod identifiers;
mod ids;
pub mod messages;
pub mod packs;
pub mod submission;
pub mod vocabulary;

pub use code::UnknownCode;
pub use date::{Date, MalformedDate, Timestamp};
pub use ids::{BasisId, C8, Country, MalformedId, MemberId, NodeId};
