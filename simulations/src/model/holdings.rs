//! Who must hold what in the end, who may, and who must not.

use std::sync::Arc;

use sluis_protocol::gates::facts::{RecordFacts, RequestView, Surroundings};
use sluis_protocol::gates::{AcceptFacts, DecisionTable, Outcome, PERMITTED};
use sluis_protocol::register::Register;

use super::endings::is_buried;
use super::keys::{is_evidence, may_wait};
use super::*;
use crate::store::Holding;

/// How a member stands to a record.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Right {
    /// It was permitted at the release, or since.
    Permitted,
    /// It may have been added.
    Perhaps,
    /// It was not.
    None,
}

impl Signal {
    fn right(&self, member: &MemberId) -> Right {
        let permitted = *member == self.released.origin
            || self.released.outcomes.get(member).is_some_and(|outcome| outcome == PERMITTED);
        match (permitted, self.added.get(member)) {
            (true, _) | (_, Some(true)) => Right::Permitted,
            (false, Some(false)) => Right::Perhaps,
            (false, None) => Right::None,
        }
    }
}

impl Model {
    /// Signals that members hold or held, with how; what they said and were told of requests is not among them.
    fn held(net: &Net) -> impl Iterator<Item = (&NodeId, &MemberId, RecordId, &Holding)> {
        let rows = net.nodes.values().flat_map(|node| node.store.held.iter().map(move |row| (&node.id, row)));
        let all = rows.map(|(node, ((member, record), holding))| (node, member, *record, holding));
        all.filter(|(.., holding)| holding.state != HeldState::Notice)
    }

    /// Signals that members can read.
    pub(super) fn read(net: &Net) -> impl Iterator<Item = (MemberId, RecordId)> {
        let is_read = |holding: &Holding| holding.is_open() && holding.state != HeldState::Deferred;
        let open = Self::held(net).filter(move |(.., holding)| is_read(holding));
        open.map(|(_, member, record, _)| (member.clone(), record))
    }

    /// What is held by somebody who must not.
    pub(super) fn strangers(&self, net: &Net) -> Found {
        let strange = |(node, member, record, holding): (&NodeId, &MemberId, RecordId, &Holding)| {
            let bytes = net.nodes.get(node).and_then(|node| node.store.records.get(&record));
            let waits = bytes.is_some_and(|bytes| may_wait(net, bytes, holding));
            let text = match self.signals.get(&record) {
                // What was kept unread and may not be held once it is read.
                None if holding.state == HeldState::Deferred && !holding.is_open() => return None,
                // What ends signals waits for its member's word like these.
                None if waits && bytes.is_some_and(|bytes| is_evidence(bytes)) => return None,
                None => format!("{member} holds record {record}, which nobody released"),
                Some(signal) if signal.right(member) == Right::None && !self.is_relayed(signal, member) => {
                    let outcome = signal.released.outcomes.get(member).map_or("no outcome", String::as_str);
                    format!("{member} holds record {record}, for which its outcome was `{outcome}`")
                }
                // What waits for its member's word is looked at once that was given.
                Some(_) if holding.state == HeldState::Deferred && holding.is_open() && !waits => {
                    format!("{member} cannot read record {record}")
                }
                Some(_) => return None,
            };
            Some((Invariant::NoLeak, node.clone(), text))
        };
        Self::held(net).filter_map(strange).collect()
    }

    /// What is not held by somebody who must.
    pub(super) fn missing(&mut self, net: &Net) -> Found {
        let read: BTreeSet<(MemberId, RecordId)> = Self::read(net).collect();
        let mut found = Found::new();
        for (record, signal) in &self.signals {
            let origin = &signal.released.origin;
            let Some(node) = net.node_of(origin) else { continue };
            let Some(own) = net.row(origin, *record) else {
                if signal.released.sure {
                    let text = format!("{origin} was told that {record} is released, and does not hold it");
                    found.push((Invariant::Durable, node, text));
                }
                continue;
            };
            let ended = own.ended.is_some() && self.may_be_ended(*record, signal);
            if ended || self.is_ended(net, *record, signal) || is_buried(net, signal) || self.may_be_over(signal) {
                continue;
            }
            let entitled = signal.released.outcomes.keys().filter(|m| signal.right(m) == Right::Permitted);
            for member in entitled.filter(|member| !read.contains(&((*member).clone(), *record))) {
                // Of a correction that its origin forgot since, what takes the version before it back may have come.
                let narrowed = self.later(*record).filter_map(|later| self.signals.get(&later));
                let narrowed = narrowed.into_iter().any(|later| later.right(member) != Right::Permitted);
                let has_later = self.later(*record).any(|later| net.row(member, later).is_some());
                // The same of a recall that nobody attests: it came before the signal, of which only the id came then.
                let came_ended = net.row(member, *record).is_none() && self.has_unread_recall(net, member, *record);
                if !narrowed
                    && !has_later
                    && !came_ended
                    && !self.may_be_on_hold(member, *record)
                    && !self.may_be_unasked(member, *record)
                    && !self.may_be_withheld(net, signal, member)
                {
                    let text = format!("{member} was permitted record {record} at all times and cannot read it");
                    found.push((Invariant::Delivered, node.clone(), text));
                }
            }
        }
        found
    }

    /// Whether a signal may have been passed on to a member by another, who may not have.
    fn is_relayed(&self, signal: &Signal, member: &MemberId) -> bool {
        self.relayed.contains(&(signal.first, member.clone()))
    }

    /// Whether there was a version of the register and a day, since a record was released, on which it could not go, or it
    /// depends on who was to pass it on.
    pub(super) fn may_be_withheld(&self, net: &Net, signal: &Signal, receiver: &MemberId) -> bool {
        if self.is_relayed(signal, receiver) {
            return true;
        }
        let mut decisions = BTreeMap::new();
        let since = usize::try_from(signal.released.register).unwrap_or(0);
        let days = std::iter::successors(Some(signal.day), |day| Some(Date::of(day.end())));
        let days: Vec<Date> = days.take_while(|day| *day <= self.latest).collect();
        let requests = self.views(signal);
        let sets = self.sets(net, &signal.released.origin);
        let accepted_by = self.sets(net, receiver);
        let mut moments = self.registers.iter().skip(since).flat_map(|r| days.iter().map(move |day| (r, *day)));
        moments.any(|(register, day)| {
            let mut asked = sets.iter().flat_map(|set| requests.iter().map(move |view| (*set, view)));
            asked.any(|(set, view)| !permits(&mut decisions, (set, register), signal, receiver, (day, view.as_slice())))
                || accepted_by.iter().any(|set| !accepts((*set, register), signal, receiver, day))
        })
    }

    /// The packs that a member's node may have judged by.
    fn sets(&self, net: &Net, member: &MemberId) -> BTreeSet<PackSet> {
        let changed = net.node_of(member).and_then(|node| self.packs.get(&node));
        changed.into_iter().flatten().copied().chain([PackSet::Shipped]).collect()
    }

    /// The request that a signal answers, as its origin may have kept it since the release.
    fn views(&self, signal: &Signal) -> Vec<Vec<RequestView>> {
        let Some(request) = signal.answers else { return vec![Vec::new()] };
        let member = &signal.released.origin;
        let (Some(asked), Some(dialogue)) =
            (self.signals.get(&request), self.dialogues.get(&(request, member.clone())))
        else {
            return vec![Vec::new()];
        };
        let view = |open| RequestView {
            id: request.to_string(),
            from: asked.released.origin.clone(),
            to: member.clone(),
            forwarded_to: None,
            purpose: asked.released.submission.content.handling.purpose,
            open,
        };
        let ended = dialogue.may_have_ended().then(|| vec![view(false)]);
        [vec![view(true)]].into_iter().chain(ended).collect()
    }
}

/// What the gates say, asked anew.
fn permits(
    decisions: &mut BTreeMap<PackSet, DecisionTable>,
    (packs, register): (PackSet, &Register),
    signal: &Signal,
    receiver: &MemberId,
    (today, requests): (Date, &[RequestView]),
) -> bool {
    let Released { origin, submission, .. } = &signal.released;
    let Ok(engine) = packs.engine().map(|engine| engine.on(today)) else { return false };
    let (Some(origin), Some(receiver)) = (view(register, origin), view(register, receiver)) else { return false };
    let agreements: Vec<_> = register.agreements.iter().cloned().collect();
    let mut distribution = submission.distribution.clone();
    distribution.audience.members.extend(signal.added.keys().cloned());
    let around = Surroundings {
        content: &submission.content,
        distribution: &distribution,
        origin,
        holder: None,
        agreements: &agreements,
        requests,
        consents: &[],
        today,
    };
    let record = Arc::new(RecordFacts::of(&submission.content, today));
    decisions.entry(packs).or_default().decide(&engine, &around.facts(&record, receiver)).outcome.to_string()
        == PERMITTED
}

/// What the receiver's own gate says of a record.
fn accepts((packs, register): (PackSet, &Register), signal: &Signal, receiver: &MemberId, today: Date) -> bool {
    let Ok(engine) = packs.engine().map(|engine| engine.on(today)) else { return false };
    let Some(receiver) = view(register, receiver) else { return false };
    let facts = AcceptFacts::of(&signal.released.submission.content, receiver, today);
    engine.judge_acceptance(&facts).outcome == Outcome::Permitted
}
