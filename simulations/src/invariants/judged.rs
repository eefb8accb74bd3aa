//! What the gates make of a record that was stored, judged anew by the rules and registers of a commit.

use std::collections::BTreeMap;
use std::sync::Arc;

use sluis_protocol::core::{Judge, own_copy, view};
use sluis_protocol::envelope::RecordId;
use sluis_protocol::gates::PERMITTED;
use sluis_protocol::gates::facts::{ConsentView, RecordFacts, RequestView, Surroundings};
use sluis_protocol::records::{FeedId, Signal};
use sluis_protocol::register::Directory;
use sluis_schemas::{Date, MemberId};

use super::Witness;
use super::commits::Commit;

impl Witness {
    /// The outcomes that a record has now for every member, judged anew from all of its submission. The register and
    /// the request it answers may have changed in this commit, before the record's turn or after it: either counts.
    pub(super) fn reference(
        &mut self,
        commit: &Commit<'_>,
        id: RecordId,
        judge: &Judge,
    ) -> Vec<BTreeMap<MemberId, String>> {
        let Some(signal) = commit.bytes(id).and_then(|bytes| own_copy(&bytes)) else { return Vec::new() };
        let requests = commit.requests(&signal);
        self.tables(commit, (id, &signal), &requests, judge)
    }

    /// Whether a receiver was sent a signal in some version, and may have that: then what is said of it may go there.
    pub(super) fn has_and_may(&mut self, commit: &Commit<'_>, feed: &FeedId, signal: RecordId, judge: &Judge) -> bool {
        let versions = self.versions.iter().filter(|(_, first)| **first == signal).map(|(version, _)| *version);
        let sent: Vec<_> = versions.filter(|version| self.disclosed.contains(&(feed.clone(), *version))).collect();
        sent.into_iter().any(|version| self.permits_while_asked(commit, version, feed, judge))
    }

    /// Whether a record may go to a member as long as the question that it answers stands: what was said in reply may be
    /// followed up though the question ended with it.
    fn permits_while_asked(&mut self, commit: &Commit<'_>, id: RecordId, feed: &FeedId, judge: &Judge) -> bool {
        let Some(signal) = commit.bytes(id).and_then(|bytes| own_copy(&bytes)) else { return false };
        let open = |request: RequestView| RequestView { open: true, ..request };
        let requests = commit.requests(&signal).into_iter().map(|all| all.into_iter().map(open).collect());
        let requests: Vec<Vec<_>> = requests.collect();
        let tables = self.tables(commit, (id, &signal), &requests, judge);
        tables.iter().any(|table| table.get(&feed.receiver).is_some_and(|outcome| outcome == PERMITTED))
    }

    fn tables(
        &mut self,
        commit: &Commit<'_>,
        (id, signal): (RecordId, &Signal),
        requests: &[Vec<RequestView>],
        judge: &Judge,
    ) -> Vec<BTreeMap<MemberId, String>> {
        let Some(private) = commit.private(id) else { return Vec::new() };
        let distribution = private.meant_for();
        let engine = judge.engine().on(Date::of(commit.now));
        let decisions = self.decisions.entry(judge.packs_digest()).or_default();
        let mut table = |directory: &Arc<Directory>, requests: &[RequestView]| {
            let register = directory.head();
            let agreements: Vec<_> = register.agreements.iter().cloned().collect();
            let around = Surroundings {
                content: &signal.content,
                distribution: &distribution,
                origin: view(directory.head(), &signal.origin)?,
                holder: None,
                agreements: &agreements,
                requests,
                consents: &[],
                today: Date::of(commit.now),
            };
            let record = Arc::new(RecordFacts::of(&signal.content, around.today));
            let others = register.members.keys().filter(|member| **member != signal.origin);
            let judged = others.map(|id| {
                let decision = decisions.decide(&engine, &around.facts(&record, view(directory.head(), id)?));
                Some((id.clone(), decision.outcome.to_string()))
            });
            judged.collect()
        };
        let pairs = commit.registers.iter().flat_map(|d| requests.iter().map(move |r| (d, r)));
        pairs.filter_map(|(directory, requests)| table(directory, requests)).collect()
    }

    /// The outcomes for a member that a record is passed on to, judged anew from all of its submission with the relay as its
    /// holder.
    pub(super) fn relayed(&mut self, commit: &Commit<'_>, id: RecordId, feed: &FeedId, judge: &Judge) -> Vec<String> {
        let (Some(bytes), Some(release)) = (commit.bytes(id), self.releases.get(&id)) else { return Vec::new() };
        let (Some(signal), distribution) = (own_copy(&bytes), &release.distribution) else { return Vec::new() };
        let consents = [ConsentView { holder: feed.discloser.clone(), receiver: feed.receiver.clone() }];
        let engine = judge.engine().on(Date::of(commit.now));
        let decisions = self.decisions.entry(judge.packs_digest()).or_default();
        let mut outcomes = Vec::new();
        for directory in &commit.registers {
            let register = directory.head();
            let known = |id: &MemberId| view(directory.head(), id);
            let holder = known(&feed.discloser);
            let (Some(origin), Some(receiver), Some(_)) = (known(&signal.origin), known(&feed.receiver), holder) else {
                continue;
            };
            let agreements: Vec<_> = register.agreements.iter().cloned().collect();
            let around = Surroundings {
                content: &signal.content,
                distribution,
                origin,
                holder,
                agreements: &agreements,
                requests: &[],
                consents: &consents,
                today: Date::of(commit.now),
            };
            let record = Arc::new(RecordFacts::of(&signal.content, around.today));
            let decision = decisions.decide(&engine, &around.facts(&record, receiver));
            outcomes.push(decision.outcome.to_string());
        }
        outcomes
    }
}
