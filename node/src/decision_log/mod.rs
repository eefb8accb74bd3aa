//! The decision log of a node: each decision of its journal as a line of JSON, in a form of ours or of others, and judged
//! again from the facts that it names.
//!
//! | look for | in |
//! |---|---|
//! | the Authorization Decision Log (Logius) | `authorization` |
//! | the Logboek Dataverwerkingen (Logius) | `processing` |
//! | judging again | `replay` |
//!
//! No form names a user, a case or a data subject. It writes no file and asks no network; what is decided is the gates'.

mod authorization;
mod processing;
pub mod replay;

use clap::ValueEnum;
use serde_json::{Map, Value, json};
use sluis_protocol::crypto::{Crypto, Digest};
use sluis_protocol::journal::Entry;
use sluis_protocol::journal::decisions::Logged;
use sluis_schemas::NodeId;
use sluis_schemas::vocabulary::Language;

use crate::crypto::RingCrypto;

/// In which form decisions are written, one a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum Form {
    /// Sluis's own: all that the journal has of a decision
    #[default]
    Plain,
    /// Log records of the Authorization Decision Log of Logius
    AuthorizationDecisionLog,
    /// Lines of the Logboek Dataverwerkingen of Logius
    LogboekDataverwerkingen,
}

/// Whose log it is, and how it speaks.
pub struct Writer {
    /// The node.
    pub node: NodeId,
    /// Digest of the federation's first register.
    pub genesis: Digest,
    /// Where the register of processing activities lies: a purpose's code is put behind it.
    pub activities: String,
    /// Language of what is written for people.
    pub lang: Language,
}

/// A decision in its place: the entry, and its number among the entry's decisions, from 0.
#[derive(Clone, Copy)]
pub struct Placed<'a> {
    /// The entry.
    pub entry: &'a Entry,
    /// Its number.
    pub number: u32,
    /// What was decided.
    pub logged: &'a Logged,
}

/// Names of a trace and of a span in it (W3C Trace Context), in hexadecimal.
struct Trace {
    trace: String,
    span: String,
}

impl Writer {
    /// The line of a decision, in a form.
    #[must_use]
    pub fn line(&self, form: Form, placed: Placed<'_>) -> Value {
        match form {
            Form::Plain => self.plain(placed),
            Form::AuthorizationDecisionLog => authorization::record(self, placed),
            Form::LogboekDataverwerkingen => processing::line(self, placed),
        }
    }

    /// The line of an entry whose opening was destroyed, in the forms that have one: what it decided is not known any more,
    /// but that it stood there is.
    #[must_use]
    pub fn erased(&self, form: Form, entry: &Entry) -> Option<Value> {
        (form == Form::Plain).then(|| {
            let erased = ("erased".to_owned(), true.into());
            self.place(entry).into_iter().chain([erased]).collect()
        })
    }

    fn place(&self, entry: &Entry) -> Map<String, Value> {
        named([
            ("node", json!(self.node)),
            ("seq", json!(entry.seq)),
            ("at", json!(entry.at.to_string())),
            ("kind", json!(entry.kind)),
            ("leaf", json!(hex::encode(entry.leaf()))),
        ])
    }

    fn plain(&self, placed: Placed<'_>) -> Value {
        let mut line = self.place(placed.entry);
        if let Ok(Value::Object(decision)) = serde_json::to_value(placed.logged) {
            line.extend(decision);
        }
        Value::Object(line)
    }

    /// What tells whose line it is, beside others'.
    fn resource(&self, entry: &Entry) -> Map<String, Value> {
        named([
            ("service.name", json!("sluis")),
            ("service.version", json!(env!("CARGO_PKG_VERSION"))),
            ("service.instance.id", json!(self.node)),
            ("sluis.federation", json!(self.genesis)),
            ("sluis.journal.seq", json!(entry.seq)),
            ("sluis.journal.leaf", json!(hex::encode(entry.leaf()))),
        ])
    }

    /// The trace of an entry, and in it the span of one of its decisions. They follow from the node and the entry's
    /// commitment, so that whoever takes in the same decision twice knows it; that is a hash over a salt of 32 random bytes,
    /// which they are as hard to guess as.
    fn trace(&self, placed: Placed<'_>) -> Trace {
        let Placed { entry, number, .. } = placed;
        let parts: [&[u8]; 4] = [b"sluis/trace/1", self.node.as_str().as_bytes(), b"\0", &entry.commitment.0];
        let trace = RingCrypto.sha256(&parts);
        let span = RingCrypto.sha256(&[b"sluis/span/1", &trace.0, &number.to_be_bytes()]);
        let first = |digest: Digest, bytes: usize| hex::encode(digest.0.get(..bytes).unwrap_or_default());
        Trace { trace: first(trace, 16), span: first(span, 8) }
    }
}

fn named<const N: usize>(fields: [(&str, Value); N]) -> Map<String, Value> {
    fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

#[cfg(test)]
mod tests;
