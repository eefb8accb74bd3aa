//! Matches: what is asked and answered is in the journal, and an answer says only what its member might send.

use std::collections::BTreeMap;

use sluis_protocol::core::{HeldState, Judge, Proposed, own_copy};
use sluis_protocol::envelope::RecordId;
use sluis_protocol::gates::facts::RequestView;
use sluis_protocol::gates::table::Reasons;
use sluis_protocol::journal::Detail;
use sluis_protocol::records::{MatchQuery, Signal};
use sluis_protocol::register::Directory;
use sluis_protocol::wire::MatchAnswer;
use sluis_schemas::NodeId;
use sluis_schemas::content::{Audience, Distribution, Submission};
use sluis_schemas::vocabulary::SignalType;

use super::commits::Commit;
use super::{Invariant, Moment, Witness};
use crate::crypto::ModelCrypto;
use crate::net::SimNode;

/// Questions as they were put.
#[derive(Debug, Default)]
pub(super) struct Heard(BTreeMap<RecordId, MatchQuery>);

impl Witness {
    pub(super) fn match_query(&mut self, moment: &Moment<'_>, to: &NodeId, bytes: &[u8]) {
        let Moment { now, node, before, .. } = *moment;
        // It may have been put in the batch in which another register came.
        let registers = [Some(before), node.directory()].into_iter().flatten();
        let mut verified = registers
            .filter_map(|directory| Some((directory, directory.verify_past::<MatchQuery>(&ModelCrypto, bytes).ok()?)));
        let Some((directory, query)) = verified.next_back() else {
            return self.broken(Invariant::Authentic, &node.id, now, "a question that the register does not bear out");
        };
        let (id, said) = (query.id(), query.record());
        if directory.node_of(&said.addressee) != Some(to) {
            self.broken(Invariant::NoLeak, &node.id, now, format!("{to} is told what {} is asked", said.addressee));
        }
        if !node.store.matches.asked.contains_key(&id) {
            self.broken(Invariant::Durable, &node.id, now, format!("question {id} is put and not stored"));
        }
        let told = |detail: Detail| matches!(detail, Detail::MatchAsked { queries, .. } if queries.get(&said.addressee) == Some(&id));
        if !journal(node).any(told) {
            self.broken(Invariant::Accounted, &node.id, now, format!("question {id} is put and no entry says so"));
        }
        self.matches.0.insert(id, said.clone());
    }

    pub(super) fn match_answer(&mut self, moment: &Moment<'_>, to: &NodeId, answer: &MatchAnswer) {
        let Moment { now, node, .. } = *moment;
        let (id, hit) = (answer.query, answer.hit);
        let asked = self.matches.0.get(&id);
        let is_theirs = |query: &MatchQuery| node.directory().is_some_and(|d| d.node_of(&query.origin) == Some(to));
        if !asked.is_some_and(is_theirs) {
            self.broken(Invariant::NoLeak, &node.id, now, format!("{to} is told of {id}, which it did not ask"));
        }
        let told = journal(node).find_map(|detail| match detail {
            Detail::MatchAnswered { query, hit, .. } if query == id => Some(hit),
            _ => None,
        });
        // Of too much asked no entry says anything; what has ended since is not said again.
        if hit && told != Some(true) {
            self.broken(Invariant::Accounted, &node.id, now, format!("{id} is answered otherwise than journalled"));
        }
    }

    /// A `hit` is decided on a record that the gates, asked anew with the whole of it, let its member send in reply.
    pub(super) fn answers_matches(&mut self, commit: &Commit<'_>, judge: &Judge) {
        for detail in &commit.details {
            let Detail::MatchAnswered { query, hit: true, .. } = detail else { continue };
            let might = self.matches.0.get(query).is_some_and(|asked| {
                commit.registers().iter().any(|directory| might_send(commit, judge, directory, *query, asked))
            });
            if !might {
                let text = format!("{query} is answered with what may not be told");
                self.broken(Invariant::NoLeak, &commit.node.id, commit.now, text);
            }
        }
    }
}

/// What a node's journal says, the newest first.
pub(super) fn journal(node: &SimNode) -> impl Iterator<Item = Detail> {
    node.store.journal.iter().rev().filter_map(|(_, opening)| opening.detail().ok())
}

fn might_send(commit: &Commit<'_>, judge: &Judge, directory: &Directory, id: RecordId, asked: &MatchQuery) -> bool {
    let store = &commit.node.store;
    let own = store.held.iter().filter(|((member, _), holding)| {
        *member == asked.addressee && holding.state == HeldState::Own && holding.is_open()
    });
    own.into_iter().any(|((_, record), _)| {
        let signal = store.records.get(record).and_then(|bytes| own_copy(bytes));
        let exclude = store.private.get(record).map(|(_, private)| private.distribution.exclude.clone());
        let Some((signal, exclude)) = signal.zip(exclude) else { return false };
        let audience = Audience { members: [asked.origin.clone()].into(), ..Audience::default() };
        let distribution = Distribution { audience, exclude };
        is_about(&signal, asked) && permits(commit, judge, directory, (id, asked), (signal, distribution))
    })
}

fn is_about(signal: &Signal, asked: &MatchQuery) -> bool {
    let content = &signal.content;
    let identifiers = content.subjects.iter().flat_map(|subject| &subject.identifiers);
    content.r#type != SignalType::Request
        && content.handling.purpose == asked.purpose
        && identifiers
            .into_iter()
            .any(|id| (id.scheme(), id.value()) == (asked.identifier.scheme(), asked.identifier.value()))
}

fn permits(
    commit: &Commit<'_>,
    judge: &Judge,
    directory: &Directory,
    (id, asked): (RecordId, &MatchQuery),
    (signal, distribution): (Signal, Distribution),
) -> bool {
    let mut content = signal.content;
    content.handling.in_reply_to = Some(id.to_string());
    let (from, to, purpose) = (asked.origin.clone(), asked.addressee.clone(), asked.purpose);
    let request = RequestView { id: id.to_string(), from, to, forwarded_to: None, purpose, open: true };
    let submission = Submission { content, distribution };
    let (origin, submission) = (&asked.addressee, &submission);
    let proposed = Proposed { origin, submission, request: Some(&request), corrects: None };
    let table = judge.beside().preview(&ModelCrypto, directory, commit.now, proposed, Reasons::Kept);
    table.is_ok_and(|(_, preview)| preview.permits(&asked.origin))
}
