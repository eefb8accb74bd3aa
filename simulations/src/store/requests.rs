//! Requests as members here keep them, and the replies whose receipts are awaited.

use sluis_protocol::core::{AwaitedReply, Private, Request, Requests, Write};
use sluis_protocol::envelope::RecordId;
use sluis_protocol::records::FeedId;
use sluis_schemas::MemberId;

use super::MemoryStore;

impl MemoryStore {
    pub(super) fn find_replies(&self, feed: &FeedId) -> Vec<AwaitedReply> {
        let awaited = self.awaited.iter().filter(|((f, _), _)| f == feed);
        let with_place = |(_, reply): (&(FeedId, RecordId), &AwaitedReply)| AwaitedReply {
            kept: self.requests.get(&(feed.discloser.clone(), reply.request)).cloned().unwrap_or_default(),
            place: self.place(feed, reply.record).map(|entry| (entry.lane, entry.place)),
            ..reply.clone()
        };
        awaited.map(with_place).collect()
    }

    /// The request that a member's signal names, or is, as the member keeps it.
    pub(super) fn request_of(&self, member: &MemberId, id: RecordId, private: &Private) -> Option<&Requests> {
        self.requests.get(&(member.clone(), private.answers.unwrap_or(id)))
    }

    pub(super) fn apply_requests(&mut self, write: &Write) {
        match write {
            Write::Request { member, request, other, as_kept } => {
                let requests = self.requests.entry((member.clone(), *request)).or_default();
                let before = requests.insert(other.clone(), as_kept.clone());
                self.anomaly(before.is_some(), || format!("{member} and {other} have request {request} twice"));
            }
            Write::Progress { member, request, other, as_kept } => {
                let requests = self.requests.get_mut(&(member.clone(), *request));
                let kept = requests.and_then(|requests| requests.get_mut(other));
                let known = kept.map(|kept| *kept = Request { rating: kept.rating, ..as_kept.clone() }).is_some();
                self.anomaly(!known, || format!("{member} keeps no request {request} with {other}"));
            }
            Write::Rated { member, request, other, rating } => {
                let requests = self.requests.get_mut(&(member.clone(), *request));
                let kept = requests.and_then(|requests| requests.get_mut(other));
                let known = kept.map(|kept| kept.rating = Some(*rating)).is_some();
                self.anomaly(!known, || format!("{member} keeps no request {request} with {other}"));
            }
            Write::ReplyAwaited { feed, record, request, answer } => {
                let (record, request, answer) = (*record, *request, *answer);
                let reply = AwaitedReply { record, request, kept: Requests::new(), answer, place: None };
                let before = self.awaited.insert((feed.clone(), record), reply);
                self.anomaly(before.is_some(), || format!("reply {record} is awaited twice"));
            }
            Write::ReplySettled { feed, record } => drop(self.awaited.remove(&(feed.clone(), *record))),
            _ => {}
        }
    }
}
