//! Whether an answer helped who asked: said there, and kept there alone.

use sluis_schemas::MemberId;
use sluis_schemas::vocabulary::{Rating, UserRole};

use super::contract::{Facts, Ticket, Write};
use super::effects::Reply;
use super::judge::lacks;
use super::request::Side;
use super::work::Work;
use super::{Core, CoreError};
use crate::crypto::{Crypto, Signer};
use crate::envelope::RecordId;
use crate::journal::{Actor, Detail};

/// What a user says of the answer that a member gave to a request.
pub(super) struct Given {
    pub(super) ticket: Ticket,
    pub(super) actor: Actor,
    pub(super) request: RecordId,
    pub(super) of: MemberId,
    pub(super) rating: Rating,
}

impl<C: Crypto, S: Signer> Core<C, S> {
    /// Keeps and journals it; the last word counts, and saying the same again changes nothing.
    pub(super) fn rate(&mut self, work: &mut Work, facts: &Facts, given: Given) -> Result<(), CoreError> {
        let Given { ticket, actor, request: id, of, rating } = given;
        if let Some(rule) = lacks(&actor, UserRole::Submitter) {
            return Self::reply(work, ticket, Reply::Refused { rule });
        }
        let mut requests = work.requests(facts, &actor.member, id);
        let asked = requests.get_mut(&of).filter(|request| request.side == Side::Asking);
        let Some(request) = asked else { return Self::reply(work, ticket, Reply::NotFound) };
        if request.replied.is_none() {
            return Self::reply(work, ticket, Reply::NotAnswered);
        }
        if request.rating.replace(rating) != Some(rating) {
            let member = actor.member.clone();
            self.journal_entry(work, &Detail::Rating { actor, request: id, of: of.clone(), rating })?;
            work.requests.insert((member.clone(), id), requests);
            work.writes.push(Write::Rated { member, request: id, other: of, rating });
        }
        Self::reply(work, ticket, Reply::Done { notice: None })
    }
}
