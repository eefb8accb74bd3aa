//! The vocabulary of Sluis: what signals, members and rules are made of. No I/O.
//!
//! | look for | in |
//! |---|---|
//! | code lists as enums | [`vocabulary`] |
//! | every code list by name, with labels | [`lists`] |
//! | what a signal says | [`content`] |
//! | JSON submissions, checked field by field | [`submission`] |
//! | bodies of other calls | [`calls`] |
//! | identifiers with their check digits | [`identifiers`] |
//! | terms in working days | [`working_days`] |
//! | what officials write of a matter, and of nobody | [`words`] |
//! | NUTS, NACE, UN/LOCODE, countries | [`codelists`] |
//! | nodes, members, mandates, agreements as a file | [`federation`] |
//! | a submission with what surrounds it, and what it must lead to | [`case`] |
//! | what is wrong with a document, place by place | [`problem`] |
//! | policy packs and their Cedar schema | [`packs`] |
//! | sentences in the reader's language | [`messages`] |

pub mod calls;
pub mod case;
mod code;
pub mod codelists;
pub mod content;
mod date;
pub mod federation;
pub mod identifiers;
mod ids;
mod json;
pub mod lists;
pub mod messages;
pub mod packs;
pub mod problem;
pub mod submission;
pub mod vocabulary;
mod walk;
pub mod words;
pub mod working_days;

pub use code::UnknownCode;
pub use date::{Date, HalfYear, MalformedDate, Timestamp};
pub use ids::{BasisId, C8, Country, MalformedId, MemberId, NodeId};
pub use words::Words;
