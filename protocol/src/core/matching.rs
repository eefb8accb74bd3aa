//! Matches: whether members have something about one exact identifier that they might disclose, before anything is asked
//! for. Questions are signed and go outside the feeds; a person decides what follows.
//!
//! An answer says `hit` only where its member, as origin, might send a record of its own in reply: what others disclosed to
//! it has an audience that it does not know, and so has what it asked others itself. Nothing held, nothing to be said and
//! too much asked look alike: each reads and judges the same things, leaves one entry in the journal, has the same size, and
//! goes at an instant that was fixed when the question came.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;
use sluis_schemas::calls::MAX_MATCHED;
use sluis_schemas::content::{Audience, Content, Distribution, Handling, Subject, Submission};
use sluis_schemas::identifiers::Matchable;
use sluis_schemas::vocabulary::{HandlingCode, Onward, Question, SignalType, SubjectRole, Use, UserRole};
use sluis_schemas::{BasisId, Date, MemberId, NodeId, Timestamp};

use super::contract::{Fact, Facts, Idempotency, Input, Key, LinkId, Private, ReadSet, Ticket, Write};
use super::effects::{Effect, Reply};
use super::judge::{Judged, lacks};
use super::people::{class, read_own_copy};
use super::work::{Repeated, Work};
use super::{Core, CoreError};
use crate::cbor;
use crate::crypto::{Crypto, Signer};
use crate::envelope::{MAX_RECORD, RecordId, Unverified};
use crate::journal::{Actor, Class, Detail};
use crate::records::MatchQuery;
use crate::register::{KeyStanding, Verified};
use crate::wire::{MatchAnswer, Message};

/// How long a question stands, in milliseconds: until then it goes again over each new link, and its answer counts.
pub const MATCH_TERM: u64 = 10 * 60_000;
/// How far the clock of who asks may be from ours, in milliseconds, beyond which a question is an old one sent again. What
/// was answered is known for longer than that.
const MAX_AGE: u64 = 24 * 60 * 60_000;
/// Answers go at whole multiples of this, in milliseconds.
const INSTANTS: u64 = 2_000;
/// How long at least before the instant a question must have come, in milliseconds: many times what judging it takes.
const TO_JUDGE: u64 = 1_000;
/// Most answers that wait for their instant. What comes beyond is not answered: it is asked again over a new link.
const MAX_WAITING: usize = 4_096;
/// Most of a member's records that are looked at for one question, the newest.
const MAX_LOOKED_AT: u32 = 64;
/// Most questions that go again over a new link.
const MAX_AGAIN: u32 = 256;

/// What is read before they do.
const OPEN: Key = Key::OpenMatches { limit: MAX_AGAIN };

/// Names a match over all members that were asked; drawn by the driver, ordered by time.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct MatchId(pub String);

/// Whose questions are counted, a day (UTC).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs, reason = "the fields are what their types say")]
pub enum MatchCounter {
    /// Those of one user of a member here.
    User { member: MemberId, user: String },
    /// Those of a member here in one case.
    Case { member: MemberId, case: String },
    /// Those of a member here to one other.
    Asked { member: MemberId, of: MemberId },
    /// Those to a member here from one other.
    From { member: MemberId, asker: MemberId },
}

/// Which quota is used up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MatchQuota {
    /// That of the user.
    User,
    /// That of the case.
    Case,
    /// That of the member towards one that it asks.
    Member {
        /// Which.
        asked: MemberId,
    },
}

impl MatchQuota {
    /// Most questions a day (UTC). Each member that is asked is a question.
    #[must_use]
    pub const fn most(&self) -> u64 {
        match self {
            Self::User | Self::Case => 100,
            Self::Member { .. } => 1_000,
        }
    }
}

/// A question that a member here put, as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AskedMatch {
    /// Who asked.
    pub member: MemberId,
    /// Who was asked.
    pub addressee: MemberId,
    /// When.
    pub at: Timestamp,
    /// What was answered, once it was.
    pub hit: Option<bool>,
}

impl AskedMatch {
    /// Whether an answer is still awaited.
    #[must_use]
    pub fn is_open(&self, now: Timestamp) -> bool {
        self.hit.is_none() && now <= self.at.plus_millis(MATCH_TERM)
    }
}

/// The request that a question stands for, and what the gates say of it.
#[derive(Debug, Clone)]
pub struct MayAsk {
    /// The request.
    pub request: Submission,
    /// What they say of it for the member that is asked; or the rule by which the submission gate refuses it.
    pub judged: Result<Judged, String>,
}

/// What was counted of a counter, on the newest day on which anything was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counted {
    /// The day.
    pub day: Date,
    /// How many.
    pub count: u64,
}

/// A record of a member's own, with what never leaves it.
#[derive(Debug, Clone)]
pub struct OwnRecord {
    /// Its id.
    pub id: RecordId,
    /// Its bytes.
    pub bytes: Arc<[u8]>,
    /// What is kept beside it.
    pub private: Arc<Private>,
}

/// An answer that waits for its instant.
pub(super) struct Due {
    node: NodeId,
    link: LinkId,
    hit: bool,
}

/// Answers by their instant; those of one instant in the order of their questions' ids, which nobody chooses.
pub(super) type Answers = BTreeMap<(Timestamp, RecordId), Due>;

/// A match that a user asks for.
pub(super) struct Asking {
    pub(super) ticket: Ticket,
    pub(super) actor: Actor,
    pub(super) id: MatchId,
    pub(super) idempotency: Option<Idempotency>,
    pub(super) queries: Vec<Verified<MatchQuery>>,
}

/// Why nobody is asked.
enum NotAsked {
    /// One of the two was succeeded, or the register knows one of them no more.
    Reply(Box<Reply>),
    /// The submission gate refuses the request that the questions stand for.
    Refused { class: Class, rule: String },
}

/// What a batch did to matches.
pub(super) struct Matched {
    counts: BTreeMap<MatchCounter, Counted>,
    answered: BTreeMap<RecordId, bool>,
    learnt: BTreeSet<RecordId>,
}

impl Matched {
    pub(super) const fn new() -> Self {
        Self { counts: BTreeMap::new(), answered: BTreeMap::new(), learnt: BTreeSet::new() }
    }

    /// How many were counted on a day so far.
    fn count(&self, facts: &Facts, counter: &MatchCounter, day: Date) -> u64 {
        let stored = || match facts.get(&Key::MatchCount(counter.clone())) {
            Some(Fact::MatchCount(counted)) => Some(*counted),
            _ => None,
        };
        let counted = self.counts.get(counter).copied().or_else(stored);
        counted.filter(|counted| counted.day == day).map_or(0, |counted| counted.count)
    }
}

impl Work {
    /// One more of each is counted.
    fn count_match(&mut self, facts: &Facts, counter: MatchCounter, more: u64) {
        let day = Date::of(self.now);
        let counted = Counted { day, count: self.matched.count(facts, &counter, day).saturating_add(more) };
        self.matched.counts.insert(counter.clone(), counted);
        self.writes.push(Write::MatchCount { counter, counted });
    }
}

/// The request that a hit leads to, as who asked may send it or change it first: without categories of data.
pub(super) fn question(query: &MatchQuery, basis: Option<&BasisId>) -> Submission {
    let legal_bases = basis.into_iter().cloned().collect();
    let subject = Subject {
        kind: query.identifier.kind(),
        role: SubjectRole::Other,
        name: None,
        address: None,
        identifiers: vec![query.identifier.identifier().clone()],
    };
    let handling = Handling {
        purpose: query.purpose,
        legal_bases,
        necessity: None,
        categories: BTreeSet::new(),
        admin_use: true,
        handling_code: HandlingCode::H3,
        tlp: None,
        r#use: Use::LeadOnly,
        onward: Onward::None,
        retain_until: None,
        in_reply_to: None,
        notification: None,
    };
    let content = Content {
        r#type: SignalType::Request,
        title: None,
        summary: Vec::new(),
        observed: None,
        assessment: None,
        subjects: vec![subject],
        relations: Vec::new(),
        sector: None,
        regions: Vec::new(),
        threats: Vec::new(),
        measure: None,
        grading: None,
        questions: vec![Question::KnownToYou],
        due_by: None,
        urgency: None,
        case_ref: Some(query.case.clone()),
        answer: None,
        handling,
    };
    let audience = Audience { members: [query.addressee.clone()].into(), ..Audience::default() };
    Submission { content, distribution: Distribution { audience, ..Distribution::default() } }
}

/// The question in bytes that were verified when they were signed. Never for bytes from anywhere but our own store.
#[must_use]
pub fn own_query(bytes: &[u8]) -> Option<MatchQuery> {
    let envelope = Unverified::parse(bytes, MAX_RECORD).ok()?;
    cbor::decode(&envelope.payload).ok()
}

/// Whether a record says something about what was asked about, for what it was asked for. A question says nothing.
fn is_about(content: &Content, query: &MatchQuery) -> bool {
    let asked = &query.identifier;
    let is_it = |subject: &Subject| {
        let mut all = subject.identifiers.iter();
        Matchable::may_name(subject.kind) && all.any(|id| id.scheme() == asked.scheme() && id.value() == asked.value())
    };
    content.r#type != SignalType::Request
        && content.handling.purpose == query.purpose
        && content.subjects.iter().any(is_it)
}

/// When the answer to what comes now goes.
fn instant(now: Timestamp) -> Timestamp {
    let earliest = now.as_millis().saturating_add(TO_JUDGE);
    Timestamp::from_millis(earliest.div_ceil(INSTANTS).saturating_mul(INSTANTS))
}

/// What is read before a match is asked for.
pub(super) fn asking_needs(actor: &Actor, queries: &[Verified<MatchQuery>], keys: &mut ReadSet) {
    let queries = queries.iter().take(MAX_MATCHED);
    keys.extend(counters(actor, queries).map(Key::MatchCount));
}

/// What a question that comes is answered from, whatever is held.
pub(super) fn query_needs(query: &Verified<MatchQuery>, keys: &mut ReadSet) {
    let MatchQuery { origin, addressee, identifier, .. } = query.record();
    let (member, asker) = (addressee.clone(), origin.clone());
    keys.insert(Key::MatchAnswered(member.clone(), query.id()));
    keys.insert(Key::Matching { member: member.clone(), identifier: identifier.clone(), limit: MAX_LOOKED_AT });
    keys.insert(Key::MatchCount(MatchCounter::From { member, asker }));
}

fn counters<'a>(
    actor: &'a Actor,
    queries: impl Iterator<Item = &'a Verified<MatchQuery>> + 'a,
) -> impl Iterator<Item = MatchCounter> + 'a {
    let member = || actor.member.clone();
    let user = MatchCounter::User { member: member(), user: actor.user.clone() };
    let case = actor.case.clone().map(|case| MatchCounter::Case { member: member(), case });
    let asked = queries
        .map(move |query| MatchCounter::Asked { member: actor.member.clone(), of: query.record().addressee.clone() });
    [Some(user), case].into_iter().flatten().chain(asked)
}

impl<C: Crypto, S: Signer> Core<C, S> {
    /// A user asks members about one identifier. All are asked, or where one may not be, none.
    pub(super) fn ask_match(&mut self, work: &mut Work, facts: &Facts, asking: Asking) -> Result<(), CoreError> {
        let Asking { ticket, actor, id, idempotency, queries } = asking;
        if let Some(rule) = lacks(&actor, UserRole::Submitter) {
            return Self::reply(work, ticket, Reply::Refused { rule });
        }
        let Some(first) = queries.first().filter(|_| self.are_one_match(&actor, &queries)) else {
            return Self::reply(work, ticket, Reply::Stale);
        };
        match idempotency.and_then(|idempotency| work.repeated(facts, &idempotency)) {
            Some(Repeated::Same { made }) => return Self::reply(work, ticket, Reply::Asked { id: MatchId(made) }),
            Some(Repeated::Another) => return Self::reply(work, ticket, Reply::IdempotencyConflict),
            None => {}
        }
        let (purpose, case, epoch) = (first.record().purpose, first.record().case.clone(), self.epoch(work.now));
        let outcomes = match self.may_be_asked(work, &actor, &queries) {
            Ok(outcomes) => outcomes,
            Err(NotAsked::Reply(reply)) => return Self::reply(work, ticket, *reply),
            Err(NotAsked::Refused { class, rule }) => {
                let reply = Reply::Refused { rule: rule.clone() };
                self.journal_entry(work, &Detail::Refusal { actor, class, epoch, rule, waits: None })?;
                return Self::reply(work, ticket, reply);
            }
        };
        let refused = outcomes.iter().find(|(_, judged)| **judged != Judged::Permitted);
        let over = self.over_quota(work, facts, &actor, &queries).filter(|_| refused.is_none());
        let reply = match (refused, &over) {
            (Some((member, judged)), _) => Reply::MayNotAsk { member: member.clone(), outcome: judged.outcome() },
            (None, Some(quota)) => Reply::OverQuota { quota: quota.clone() },
            (None, None) => Reply::Asked { id: id.clone() },
        };
        let put = if matches!(reply, Reply::Asked { .. }) { queries.as_slice() } else { &[] };
        self.journal_entry(
            work,
            &Detail::MatchAsked {
                actor: actor.clone(),
                asked: id.0.clone(),
                purpose,
                case,
                queries: put.iter().map(|query| (query.record().addressee.clone(), query.id())).collect(),
                outcomes: outcomes.iter().map(|(member, judged)| (member.clone(), judged.outcome())).collect(),
                over,
                epoch,
            },
        )?;
        if !put.is_empty() {
            self.put_questions(work, facts, &actor, &id, put);
            if let Some(idempotency) = idempotency {
                work.remember(idempotency, &id.0);
            }
        }
        Self::reply(work, ticket, reply)
    }

    /// What the gates say of asking each member, as of the request that the question stands for.
    fn may_be_asked(
        &mut self,
        work: &Work,
        actor: &Actor,
        queries: &[Verified<MatchQuery>],
    ) -> Result<BTreeMap<MemberId, Judged>, NotAsked> {
        let mut named = queries.iter().map(|query| &query.record().addressee).chain([&actor.member]);
        let successor = |member: &MemberId| Some((member.clone(), self.directory.head().successor(member)?.clone()));
        if let Some((member, by)) = named.find_map(successor) {
            return Err(NotAsked::Reply(Box::new(Reply::Succeeded { member, by })));
        }
        let mut outcomes = BTreeMap::new();
        for query in queries {
            let asked = &query.record().addressee;
            let may = self.judge.may_ask(&self.directory, query.record(), work.now);
            let MayAsk { request, judged } = may.map_err(|_| NotAsked::Reply(Box::new(Reply::Stale)))?;
            let judged = judged.map_err(|rule| NotAsked::Refused { class: class(&request.content), rule })?;
            outcomes.insert(asked.clone(), judged);
        }
        Ok(outcomes)
    }

    /// Whether these are questions of one match, made under the register in force.
    fn are_one_match(&self, actor: &Actor, queries: &[Verified<MatchQuery>]) -> bool {
        let Some(first) = queries.first().map(Verified::record) else { return false };
        let is_one = |query: &Verified<MatchQuery>| {
            let said = query.record();
            query.checked_against() == self.directory.digest()
                && said.origin == actor.member
                && (Some(said.purpose), Some(&said.case)) == (actor.purpose, actor.case.as_ref())
                && (&said.identifier, said.purpose, &said.case) == (&first.identifier, first.purpose, &first.case)
        };
        let others = queries.iter().map(|query| &query.record().addressee).filter(|member| **member != actor.member);
        let others: BTreeSet<_> = others.collect();
        others.len() == queries.len() && queries.len() <= MAX_MATCHED && queries.iter().all(is_one)
    }

    /// The quota that these questions would exceed, if one would be.
    fn over_quota(
        &self,
        work: &Work,
        facts: &Facts,
        actor: &Actor,
        queries: &[Verified<MatchQuery>],
    ) -> Option<MatchQuota> {
        let day = Date::of(work.now);
        let over = |counter: MatchCounter| {
            let (quota, more) = match &counter {
                MatchCounter::User { .. } => (MatchQuota::User, queries.len() as u64),
                MatchCounter::Case { .. } => (MatchQuota::Case, queries.len() as u64),
                MatchCounter::Asked { of, .. } | MatchCounter::From { asker: of, .. } => {
                    (MatchQuota::Member { asked: of.clone() }, 1)
                }
            };
            let count = work.matched.count(facts, &counter, day).saturating_add(more);
            (count > quota.most()).then_some(quota)
        };
        counters(actor, queries.iter()).find_map(over)
    }

    fn put_questions(
        &self,
        work: &mut Work,
        facts: &Facts,
        actor: &Actor,
        id: &MatchId,
        queries: &[Verified<MatchQuery>],
    ) {
        for counter in counters(actor, queries.iter()) {
            let more = if matches!(counter, MatchCounter::Asked { .. }) { 1 } else { queries.len() as u64 };
            work.count_match(facts, counter, more);
        }
        for query in queries {
            let addressee = query.record().addressee.clone();
            let asked = AskedMatch { member: actor.member.clone(), addressee, at: work.now, hit: None };
            self.send_query(work, &asked.addressee, query.bytes());
            work.writes.push(Write::MatchAsked {
                id: id.clone(),
                query: query.id(),
                asked,
                bytes: query.bytes().clone(),
            });
        }
    }

    /// Where no link is ready it goes once one is.
    fn send_query(&self, work: &mut Work, addressee: &MemberId, bytes: &[u8]) {
        let node = self.directory.node_of(addressee);
        let link = node.and_then(|node| Some((node, self.links.get(node).filter(|link| link.is_ready())?)));
        if let Some((node, link)) = link {
            let message = Message::MatchQuery(ByteBuf::from(bytes.to_vec()));
            work.effects.push(Effect::Send { node: node.clone(), link: link.id, message });
        }
    }

    /// What is read before questions go again.
    pub(super) fn ask_again_needs(keys: &mut ReadSet) {
        keys.insert(OPEN);
    }

    /// A link is ready: what was asked over it, or would have been, and was not answered goes again.
    pub(super) fn ask_again(&self, work: &mut Work, facts: &Facts, node: &NodeId) {
        let Some(Fact::OpenMatches(open)) = facts.get(&OPEN).filter(|_| !self.standing.is_quarantined()) else {
            return;
        };
        for (asked, bytes) in open {
            let is_theirs = self.directory.node_of(&asked.addressee) == Some(node);
            if is_theirs && asked.is_open(work.now) && self.counts_still(bytes, work.now) {
                self.send_query(work, &asked.addressee, bytes);
            }
        }
    }

    /// Whether the key of a question has not ended since it was signed, nor was stolen by any clock: nobody would answer it
    /// then.
    fn counts_still(&self, bytes: &[u8], now: Timestamp) -> bool {
        let Ok(signed) = Unverified::parse(bytes, MAX_RECORD) else { return false };
        let standing = |at| self.directory.key_standing(&signed.header.key, at);
        let is_stolen = matches!(standing(Timestamp::MAX), Some(KeyStanding::Compromised { .. }));
        !is_stolen && standing(now) == Some(KeyStanding::Counts)
    }

    /// A member here is asked. What is read, judged and written does not depend on what is held, but for the records found.
    pub(super) fn match_queried(
        &mut self,
        work: &mut Work,
        facts: &Facts,
        (node, link): (&NodeId, LinkId),
        query: &Verified<MatchQuery>,
    ) -> Result<(), CoreError> {
        let (id, said) = (query.id(), query.record());
        let comes_from_there = self.directory.node_of(&said.origin) == Some(node) && said.origin != said.addressee;
        let is_answered = comes_from_there && self.serves(&said.addressee) && !self.standing.is_quarantined();
        if !is_answered || self.answers.len() >= MAX_WAITING {
            return Ok(());
        }
        let outcomes = self.in_reply(work, facts, id, said)?;
        let mut hit = outcomes.values().any(|judged| *judged == Judged::Permitted);
        let counter = MatchCounter::From { member: said.addressee.clone(), asker: said.origin.clone() };
        let most = MatchQuota::Member { asked: said.addressee.clone() }.most();
        let count = work.matched.count(facts, &counter, Date::of(work.now));
        let before = work.matched.answered.get(&id).copied().or_else(|| match facts.get(&answered_key(query)) {
            Some(Fact::MatchAnswered { hit }) => Some(*hit),
            _ => None,
        });
        let age = work.now.as_millis().abs_diff(said.at.as_millis());
        match before {
            // It was said, or was about to be. What has ended since is not said once more.
            Some(before) => hit &= before,
            None if age > MAX_AGE || count > most => hit = false,
            None => {
                let over = count == most;
                hit &= !over;
                work.count_match(facts, counter, 1);
                self.keep_answer(work, query, hit, over, &outcomes)?;
            }
        }
        self.answers.insert((instant(work.now), id), Due { node: node.clone(), link, hit });
        Ok(())
    }

    /// What the gates say of each record about it, as if its member sent that to who asks in reply to a request.
    fn in_reply(
        &mut self,
        work: &Work,
        facts: &Facts,
        id: RecordId,
        query: &MatchQuery,
    ) -> Result<BTreeMap<RecordId, Judged>, CoreError> {
        let (member, identifier) = (query.addressee.clone(), query.identifier.clone());
        let key = Key::Matching { member: member.clone(), identifier, limit: MAX_LOOKED_AT };
        let Some(Fact::Matching(found)) = facts.get(&key) else { return Ok(BTreeMap::new()) };
        let mut outcomes = BTreeMap::new();
        for OwnRecord { id: record, bytes, private } in found {
            let is_over = |of: &(MemberId, RecordId)| work.ended.contains(of) || work.holds.contains_key(of);
            let signal = read_own_copy(bytes).ok_or(CoreError::DamagedRecord { record: *record })?;
            if is_over(&(member.clone(), *record)) || !is_about(&signal.content, query) {
                continue;
            }
            let private = work.widened.get(record).unwrap_or(private);
            let judged =
                self.judge.in_reply(&self.directory, signal, &private.distribution.exclude, (id, query), work.now);
            outcomes.insert(*record, judged);
        }
        Ok(outcomes)
    }

    fn keep_answer(
        &mut self,
        work: &mut Work,
        query: &Verified<MatchQuery>,
        hit: bool,
        over: bool,
        outcomes: &BTreeMap<RecordId, Judged>,
    ) -> Result<(), CoreError> {
        let MatchQuery { origin, addressee, purpose, case, .. } = query.record();
        let (member, asker, id) = (addressee.clone(), origin.clone(), query.id());
        self.journal_entry(
            work,
            &Detail::MatchAnswered {
                member: member.clone(),
                asker,
                query: id,
                purpose: *purpose,
                case: case.clone(),
                outcomes: outcomes.iter().map(|(record, judged)| (*record, judged.outcome())).collect(),
                over,
                hit,
                epoch: self.epoch(work.now),
            },
        )?;
        work.matched.answered.insert(id, hit);
        work.writes.push(Write::MatchAnswered { member, query: id, hit, at: work.now });
        Ok(())
    }

    /// The earliest instant at which an answer goes.
    pub(super) fn next_answer(&self) -> Option<Timestamp> {
        self.answers.keys().next().map(|(at, _)| *at)
    }

    /// Answers whose instant has come go, where the link on which they were asked for still stands.
    pub(super) fn give_answers(&mut self, work: &mut Work) {
        while let Some(first) = self.answers.first_entry().filter(|first| first.key().0 <= work.now) {
            let ((_, query), Due { node, link, hit }) = first.remove_entry();
            if self.links.get(&node).is_some_and(|open| open.id == link) {
                let message = Message::MatchAnswer(MatchAnswer { query, hit });
                work.effects.push(Effect::Send { node, link, message });
            }
        }
    }

    /// A member that was asked answers. What nobody awaits changes nothing: it may have been asked twice over two links.
    pub(super) fn match_answered(
        &mut self,
        work: &mut Work,
        facts: &Facts,
        node: &NodeId,
        answer: &MatchAnswer,
    ) -> Result<(), CoreError> {
        let MatchAnswer { query, hit } = *answer;
        let Some(Fact::AskedMatch(asked)) = facts.get(&Key::AskedMatch(query)) else { return Ok(()) };
        let is_theirs = self.directory.node_of(&asked.addressee) == Some(node);
        if !is_theirs || !asked.is_open(work.now) || !work.matched.learnt.insert(query) {
            return Ok(());
        }
        let (member, from) = (asked.member.clone(), asked.addressee.clone());
        self.journal_entry(work, &Detail::MatchLearnt { member, from, query, hit })?;
        work.writes.push(Write::MatchLearnt { query, hit, at: work.now });
        Ok(())
    }

    /// What is given once a link is ready.
    pub(super) fn asks_again(node: &NodeId) -> Effect {
        Effect::Again(Input::AskAgain { node: node.clone() })
    }
}

fn answered_key(query: &Verified<MatchQuery>) -> Key {
    Key::MatchAnswered(query.record().addressee.clone(), query.id())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use sluis_schemas::identifiers::Identifier;
    use sluis_schemas::vocabulary::{Purpose, Scheme, SubjectKind};

    use super::*;
    use crate::crypto::Salt;
    use crate::vectors::federation::{member_id, now, register};
    use crate::vectors::full_content;

    fn asking(scheme: Scheme, value: &str, purpose: Purpose) -> MatchQuery {
        MatchQuery {
            salt: Salt([1; 32]),
            at: now(),
            register: register(),
            origin: member_id("nl-molenstad"),
            addressee: member_id("be-brugdorp"),
            identifier: Identifier::parse(scheme, value).unwrap().try_into().unwrap(),
            purpose,
            case: "voorbeeld".to_owned(),
        }
    }

    #[test]
    fn a_record_is_about_a_number_only_as_that_of_no_person_and_for_the_same_purpose() {
        let mut content = full_content();
        let query = asking(Scheme::BeKbo, "0999000129", content.handling.purpose);
        let mut subject = content.subjects[0].clone();
        subject.kind = SubjectKind::LegalEntity;
        subject.identifiers = vec![Identifier::parse(Scheme::BeKbo, "BE 0999.000.129").unwrap()];
        content.subjects = vec![subject];
        assert!(is_about(&content, &query));
        let other = Purpose::ALL.iter().find(|purpose| **purpose != query.purpose).unwrap();
        assert!(!is_about(&content, &MatchQuery { purpose: *other, ..query.clone() }));
        assert!(!is_about(&content, &asking(Scheme::BeKbo, "0999000228", query.purpose)));
        content.subjects[0].kind = SubjectKind::NaturalPerson;
        assert!(!is_about(&content, &query));
        content.subjects[0].kind = SubjectKind::Premises;
        assert!(is_about(&content, &query));
        content.r#type = SignalType::Request;
        assert!(!is_about(&content, &query));
    }

    #[test]
    fn the_request_that_may_follow_is_one_that_a_node_takes() {
        let query = asking(Scheme::BeKbo, "0999000129", Purpose::LicenceDecision);
        let basis = "nl.gemeentewet".parse().unwrap();
        let request = question(&query, Some(&basis));
        let text = serde_json::to_vec(&request).unwrap();
        let problems = Submission::parse_request(&text, |_| true).map(|read| assert_eq!(read, request));
        problems.unwrap();
    }

    proptest! {
        #[test]
        fn an_answer_goes_at_an_instant_that_leaves_time_to_judge(millis in 0_u64..4_000_000_000_000) {
            let at = instant(Timestamp::from_millis(millis)).as_millis();
            prop_assert_eq!(at % INSTANTS, 0);
            prop_assert!((TO_JUDGE..TO_JUDGE + INSTANTS).contains(&(at - millis)));
        }
    }
}
