//! Questions of matches that members here put or answered, and what is counted of them.

use std::collections::BTreeMap;
use std::sync::Arc;

use sluis_protocol::core::{
    AskedMatch, Counted, Fact, HeldState, Key, MatchCounter, MatchId, OwnRecord, Term, Write, own_copy, terms,
};
use sluis_protocol::envelope::RecordId;
use sluis_schemas::identifiers::Matchable;
use sluis_schemas::{MemberId, Timestamp};

use super::MemoryStore;

/// What is kept of matches.
#[derive(Debug, Default, Clone)]
pub(crate) struct Matches {
    pub(crate) counts: BTreeMap<MatchCounter, Counted>,
    pub(crate) asked: BTreeMap<RecordId, (MatchId, AskedMatch, Arc<[u8]>)>,
    pub(crate) answered: BTreeMap<(MemberId, RecordId), bool>,
    /// When answers came.
    pub(crate) learnt: BTreeMap<RecordId, Timestamp>,
}

impl MemoryStore {
    pub(super) fn find_match(&self, key: &Key) -> Option<Fact> {
        let Matches { counts, asked, answered, .. } = &self.matches;
        match key {
            Key::MatchCount(counter) => counts.get(counter).copied().map(Fact::MatchCount),
            Key::AskedMatch(query) => asked.get(query).map(|(_, asked, _)| Fact::AskedMatch(asked.clone())),
            Key::OpenMatches { limit } => {
                let open = asked.values().filter(|(_, asked, _)| asked.hit.is_none());
                let mut open: Vec<_> = open.map(|(_, asked, bytes)| (asked.clone(), bytes.clone())).collect();
                open.sort_by_key(|(asked, _)| std::cmp::Reverse(asked.at));
                open.truncate(*limit as usize);
                Some(Fact::OpenMatches(open))
            }
            Key::MatchAnswered(member, query) => {
                let hit = *answered.get(&(member.clone(), *query))?;
                Some(Fact::MatchAnswered { hit })
            }
            Key::Matching { member, identifier, limit } => {
                Some(Fact::Matching(self.matching(member, identifier, *limit)))
            }
            _ => None,
        }
    }

    /// The newest of a member's own records that are found by an identifier.
    fn matching(&self, member: &MemberId, identifier: &Matchable, limit: u32) -> Vec<OwnRecord> {
        let term = Term::Identifier(identifier.scheme(), identifier.value().to_owned());
        let own = self
            .held
            .iter()
            .filter(|((m, _), holding)| m == member && holding.state == HeldState::Own && holding.is_open());
        let found = own.filter_map(|((_, id), holding)| {
            let (bytes, (_, private)) = (self.records.get(id)?.clone(), self.private.get(id)?);
            let is_found = terms(&own_copy(&bytes)?.content).contains(&term);
            is_found.then(|| (holding.since, OwnRecord { id: *id, bytes, private: private.clone() }))
        });
        let mut found: Vec<_> = found.collect();
        found.sort_by_key(|(since, _)| std::cmp::Reverse(*since));
        found.into_iter().take(limit as usize).map(|(_, record)| record).collect()
    }

    pub(super) fn apply_match(&mut self, write: &Write) {
        let Matches { counts, asked, answered, learnt } = &mut self.matches;
        match write {
            Write::MatchCount { counter, counted } => drop(counts.insert(counter.clone(), *counted)),
            Write::MatchAsked { id, query, asked: as_asked, bytes } => {
                let before = asked.insert(*query, (id.clone(), as_asked.clone(), bytes.clone()));
                self.anomaly(before.is_some(), || format!("question {query} was put twice"));
            }
            Write::MatchLearnt { query, hit, at } => {
                learnt.insert(*query, *at);
                let before = asked.get_mut(query).map(|(_, asked, _)| asked.hit.replace(*hit));
                self.anomaly(before != Some(None), || format!("what was answered to {query} came twice, or unasked"));
            }
            Write::MatchAnswered { member, query, hit, .. } => {
                let before = answered.insert((member.clone(), *query), *hit);
                self.anomaly(before.is_some(), || format!("question {query} was answered twice"));
            }
            _ => {}
        }
    }
}
