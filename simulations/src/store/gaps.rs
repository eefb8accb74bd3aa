//! Legal gaps, and what waits for its hand-over.

use std::collections::BTreeMap;
use std::sync::Arc;

use sluis_protocol::core::{Gap, GapEnd, Write};
use sluis_protocol::envelope::RecordId;
use sluis_schemas::{Date, MemberId};

use super::MemoryStore;

/// A gap whose signal and receiver are known no more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Closed {
    /// What was missing.
    pub gap: Arc<Gap>,
    /// Since when.
    pub began: Date,
    /// Until when.
    pub ended: Date,
    /// How it ended.
    pub end: GapEnd,
}

#[derive(Debug, Default, Clone)]
pub(crate) struct Gaps {
    /// By signal and receiver, each with the day on which it began.
    pub(crate) open: BTreeMap<(RecordId, MemberId), (Arc<Gap>, Date)>,
    pub(crate) closed: Vec<Closed>,
}

impl Gaps {
    fn end(&mut self, key: &(RecordId, MemberId), end: GapEnd, ended: Date) {
        if let Some((gap, began)) = self.open.remove(key) {
            self.closed.push(Closed { gap, began, ended, end });
        }
    }
}

impl MemoryStore {
    /// What is missing for signals, named by their first versions, to go to members.
    pub fn open_gaps(&self) -> impl Iterator<Item = (RecordId, &MemberId, &Gap, Date)> {
        self.gaps.open.iter().map(|((signal, receiver), (gap, began))| (*signal, receiver, gap.as_ref(), *began))
    }

    /// What was missing before.
    #[must_use]
    pub fn closed_gaps(&self) -> &[Closed] {
        &self.gaps.closed
    }

    /// How many refusals wait for their hand-over.
    #[must_use]
    pub fn waiting_refusals(&self) -> usize {
        self.refusals.values().filter(|is_waiting| **is_waiting).count()
    }

    pub(super) fn apply_gaps(&mut self, write: &Write) {
        match write {
            Write::Gap { signal, receiver, gap, on } => {
                let kept = self.gaps.open.entry((*signal, receiver.clone())).or_insert_with(|| (gap.clone(), *on));
                kept.0 = gap.clone();
            }
            Write::GapsEnded { signal, of, end, on } => {
                let of_signal = self.gaps.open.keys().filter(|(named, receiver)| {
                    named == signal && of.as_ref().is_none_or(|members| members.contains(receiver))
                });
                for key in of_signal.cloned().collect::<Vec<_>>() {
                    self.gaps.end(&key, *end, *on);
                }
            }
            Write::GapAnswered { member, receiver, purpose, on } => {
                let waited = self.gaps.open.iter().filter(|((_, other), (gap, _))| {
                    let asks = gap.missing.starts_with("ask-first:");
                    gap.member == *member && other == receiver && gap.purpose == *purpose && asks
                });
                let oldest = waited.min_by_key(|((signal, _), (_, began))| (*began, *signal));
                if let Some(key) = oldest.map(|(key, _)| key.clone()) {
                    self.gaps.end(&key, GapEnd::Answered, *on);
                }
            }
            Write::Refusal { id, member, .. } => {
                let before = self.refusals.insert((member.clone(), *id), true);
                self.anomaly(before.is_some(), || format!("refusal {id} waits twice"));
            }
            Write::HandedOver { id, member, .. } => {
                let before = self.refusals.insert((member.clone(), *id), false);
                self.anomaly(before != Some(true), || format!("refusal {id} was handed over, but did not wait"));
            }
            // `MemoryStore::apply` gives nothing else here.
            _ => {}
        }
    }
}
