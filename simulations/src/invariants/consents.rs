//! Consents: an origin consents to what was asked of it, and a holder counts on no more than its origin said.

use sluis_protocol::core::{ConsentStage, KeptConsent, ToOrder, Write};
use sluis_protocol::envelope::RecordId;
use sluis_protocol::journal::Detail;
use sluis_protocol::records::{Consent, ConsentStep, ConsentTo, FeedId};
use sluis_schemas::{Date, MemberId, NodeId};

use super::commits::Commit;
use super::endings::Evidence;
use super::ownership::{has_ended_key, may_speak};
use super::{Invariant, Witness};
use crate::net::{Net, SimNode};

impl Witness {
    /// Whether an order up to a last day is what its origin was asked to consent to, for this holder and receiver; or follows
    /// such a one for a correction.
    pub(super) fn was_asked(commit: &Commit<'_>, what: &ToOrder) -> bool {
        let ToOrder { origin, relay, receiver, signal, record, until } = what;
        let consents = commit.node.store.consents.get(&(origin.clone(), *signal));
        let asks = |request: &RecordId| {
            let kept = consents.and_then(|consents| consents.get(request));
            kept.is_some_and(|kept| kept.holder == *relay && kept.to == ConsentTo::Onward(receiver.clone()))
        };
        commit.details.iter().any(|detail| match detail {
            Detail::Consent { step: ConsentStep::Granted { request, until: day }, .. } => {
                asks(request) && Some(*day) == *until
            }
            Detail::Submission { record: id, corrects, .. } => id == record && corrects.is_some(),
            _ => false,
        })
    }

    /// Whether the last day is over of the order by which a record goes in a feed.
    pub(super) fn is_too_late(commit: &Commit<'_>, feed: &FeedId, id: RecordId) -> bool {
        let today = Date::of(commit.now);
        commit.node.store.orders.keys().any(|(keeper, what)| {
            let is_it = (keeper, &what.relay, &what.receiver, what.record)
                == (&feed.discloser, &feed.discloser, &feed.receiver, id);
            is_it && what.until.is_some_and(|until| until < today)
        })
    }

    /// A consent comes further only by a record of who may say so, which is kept with it, or by the end of its signal.
    pub(super) fn consented(
        &mut self,
        commit: &Commit<'_>,
        (member, signal): (&MemberId, RecordId),
        request: RecordId,
        to: &KeptConsent,
    ) {
        let is_told = |detail: &Detail| {
            matches!(
                detail,
                Detail::Consent { .. }
                    | Detail::Arrival { .. }
                    | Detail::Retraction { .. }
                    | Detail::Recall { .. }
                    | Detail::Opened { .. }
            )
        };
        if !commit.details.iter().any(is_told) {
            self.unaccounted(commit, format!("what was asked of {signal} at {member}"));
        }
        let said = commit.writes.iter().filter_map(|write| match write {
            Write::Record { id, bytes, .. } => match Evidence::in_bytes(bytes) {
                Some(Evidence::Consent(said)) => Some((*id, said)),
                _ => None,
            },
            _ => None,
        });
        let is_right =
            to.stage == ConsentStage::Ended || said.into_iter().any(|(id, said)| says(&said, id, request, to));
        if !is_right || to.origin == to.holder {
            let text = format!("{request} at {member} is {:?}, which nobody said", to.stage);
            self.broken(Invariant::Authentic, &commit.node.id, commit.now, text);
        }
    }
}

/// Whether a record says that a consent stands so.
fn says(said: &Consent, id: RecordId, request: RecordId, kept: &KeptConsent) -> bool {
    let (stage, names) = match said.step {
        ConsentStep::Asked { .. } => (ConsentStage::Asked, id),
        ConsentStep::Granted { request, until } => (ConsentStage::Granted { until }, request),
        ConsentStep::Refused { request, ground } => (ConsentStage::Refused { ground }, request),
        ConsentStep::Withdrawn { request } => (ConsentStage::Withdrawn, request),
    };
    let ends = if said.step.is_origins() { (&kept.origin, &kept.holder) } else { (&kept.holder, &kept.origin) };
    stage == kept.stage && names == request && (&said.origin, &said.addressee) == ends
}

/// Once all is whole and quiet: what stands at a holder stands at its origin, and what an origin ended is ended there.
pub(super) fn at_rest(net: &Net) -> Vec<(Invariant, NodeId, String)> {
    let mut found = Vec::new();
    for node in net.nodes.values().filter(|node| node.is_running() && !net.witness.was_put_back(&node.id)) {
        for ((member, signal), consents) in &node.store.consents {
            for (request, kept) in consents.iter().filter(|(_, kept)| kept.holder == *member) {
                let text = holder(net, node, *signal, (request, kept));
                found.extend(text.map(|text| (Invariant::Delivered, node.id.clone(), text)));
            }
        }
    }
    found
}

fn holder(net: &Net, node: &SimNode, signal: RecordId, (request, kept): (&RecordId, &KeptConsent)) -> Option<String> {
    let home = net.nodes.get(&net.node_of(&kept.origin)?).filter(|home| home.is_running())?;
    let may_be_unheard = has_ended_key(net, &kept.holder) || has_ended_key(net, &kept.origin);
    if net.witness.was_put_back(&home.id) || may_be_unheard || !may_speak(net, node, home) {
        return None;
    }
    let origins = home.store.consents.get(&(kept.origin.clone(), signal)).and_then(|all| all.get(request));
    let is_right = match (kept.stage, origins.map(|origins| origins.stage)) {
        (ConsentStage::Granted { .. }, there) => there == Some(kept.stage),
        (_, Some(ConsentStage::Granted { .. })) => false,
        _ => true,
    };
    let there = origins.map(|origins| origins.stage);
    (!is_right).then(|| format!("{request} is {:?} at {} and {there:?} at {}", kept.stage, kept.holder, kept.origin))
}
