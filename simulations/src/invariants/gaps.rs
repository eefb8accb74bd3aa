//! Each legal gap is counted with the release that met it, and ends with what it was in the way of; what belongs to another
//! channel waits, and does no more, as the journal says.

use sluis_protocol::core::{Buried, Write};
use sluis_protocol::envelope::RecordId;
use sluis_protocol::gates::Outcome;
use sluis_protocol::journal::Detail;
use sluis_protocol::records::FeedId;
use sluis_schemas::MemberId;

use super::commits::opened;
use crate::net::SimNode;
use crate::store::MemoryStore;

/// What a batch releases or refuses and does not count, or counts without a reason.
pub(crate) fn uncounted(store: &MemoryStore, writes: &[Write]) -> Vec<String> {
    let entries = writes.iter().filter_map(|write| match write {
        Write::Journal { entry, opening, .. } => opened(entry, opening),
        _ => None,
    });
    let details: Vec<Detail> = entries.collect();
    let mut found = Vec::new();
    for detail in &details {
        let Detail::Submission { record, outcomes, class, corrects, .. } = detail else { continue };
        let missing = outcomes.iter().filter(|(_, outcome)| is_gap(outcome));
        let begins = |member: &MemberId, outcome: &str| {
            writes.iter().any(|write| {
                matches!(write, Write::Gap { signal, receiver, gap, .. }
                    if receiver == member && gap.missing == outcome && gap.purpose == class.purpose
                        && gap.r#type == class.r#type && gap.bases == class.bases
                        && (corrects.is_some() || signal == record))
            })
        };
        let uncounted = missing.filter(|(member, outcome)| !begins(member, outcome));
        found.extend(uncounted.map(|(member, outcome)| format!("{outcome} of {record} for {member} is not counted")));
    }
    found.extend(writes.iter().filter_map(|write| uncounted_turn(store, writes, write)));
    for write in writes {
        let is_told = match write {
            Write::Refusal { id, .. } => {
                details.iter().any(|d| matches!(d, Detail::Refusal { waits: Some(waits), .. } if waits == id))
            }
            Write::HandedOver { id, .. } => {
                details.iter().any(|d| matches!(d, Detail::HandOver { refusal, .. } if refusal == id))
            }
            _ => true,
        };
        if !is_told {
            found.push(format!("the journal does not tell of {write:?}"));
        }
    }
    found
}

/// What waited for its turn at its origin, and may not go any more, is counted.
fn uncounted_turn(store: &MemoryStore, writes: &[Write], write: &Write) -> Option<String> {
    let Write::Withheld { feed, record, outcome, .. } = write else { return None };
    let waited =
        writes.iter().any(|w| matches!(w, Write::OutboxRemove { feed: f, record: r } if f == feed && r == record));
    let is_own = store.of.get(record).is_some_and(|of| of.signer == feed.discloser);
    let counted = writes.iter().any(|write| {
        matches!(write, Write::Gap { receiver, gap, .. }
            if *receiver == feed.receiver && gap.member == feed.discloser && gap.missing == *outcome)
    });
    let text = || format!("{record} may not go to {} any more, for {outcome}, which is not counted", feed.receiver);
    (waited && is_own && is_gap(outcome) && !counted).then(text)
}

/// Gaps of a node that nothing is in the way of any more. A store that was put back may not know yet.
pub(crate) fn still_open(node: &SimNode) -> Vec<String> {
    let store = &node.store;
    let of_gap = |(signal, receiver): (RecordId, &MemberId), origin: &MemberId| {
        let recalled = matches!(store.tombstones.get(&(origin.clone(), signal)), Some(Buried::Recalled { .. }));
        let is_version = |id: &RecordId| store.of.get(id).is_some_and(|of| of.first == signal);
        let newest = store.of.iter().filter(|(id, _)| is_version(id)).max_by_key(|(_, of)| of.version);
        let newest = newest.map(|(id, _)| id)?;
        let direct = FeedId { discloser: origin.clone(), receiver: receiver.clone() };
        let withheld = store.withheld.contains_key(&(direct, *newest));
        let sent = !withheld && store.sent.get(newest).is_some_and(|(_, receivers)| receivers.contains(receiver));
        let destroyed = store.held.get(&(origin.clone(), *newest)).is_some_and(|held| held.destroyed);
        let why = [(recalled, "was recalled"), (sent, "went there"), (destroyed, "is over")];
        let why = why.into_iter().find_map(|(holds, why)| holds.then_some(why))?;
        Some(format!("{signal} {why}, and is still counted as kept from {receiver}"))
    };
    store.open_gaps().filter_map(|(signal, receiver, gap, _)| of_gap((signal, receiver), &gap.member)).collect()
}

fn is_gap(outcome: &str) -> bool {
    matches!(outcome.parse(), Ok(Outcome::NoGround | Outcome::AskFirst(_)))
}
