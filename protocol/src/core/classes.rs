//! Personal records where two nodes judge by different packs: their class is offered first, and the record follows once
//! the receiver's node said that the member may hold it.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use serde_bytes::ByteBuf;
use sluis_schemas::content::Content;
use sluis_schemas::{MemberId, NodeId};

use super::contract::{Input, LinkId};
use super::effects::Effect;
use super::judge::Judged;
use super::work::Work;
use super::{Core, CoreError};
use crate::cbor;
use crate::crypto::{Crypto, Digest, Signer};
use crate::journal::PolicyEpoch;
use crate::wire::{CheckedOfferOfClass, ClassAnswer, ClassOffer, ClassSaid, Message, PeerFault};

/// Most classes offered on one link under the same rules: what goes beyond waits for other rules, or for the same packs.
const MAX_OFFERED: usize = 1_024;

/// Classes offered on a link, and what the peer said of them.
#[derive(Default)]
pub(super) struct Offered {
    /// The rules here when they were offered: under others they are offered again.
    under: Option<PolicyEpoch>,
    classes: BTreeMap<(MemberId, Digest), Class>,
}

#[derive(Default)]
struct Class {
    /// Offers of it that were not answered. Answers come in the order of offers: the last one is about the rules now.
    open: u32,
    /// Whether it was offered under the rules now.
    asked: bool,
    said: Option<ClassSaid>,
}

impl Offered {
    /// Under other rules nothing counts that was said.
    fn begin(&mut self, epoch: PolicyEpoch) {
        if self.under != Some(epoch) {
            self.under = Some(epoch);
            self.classes.retain(|_, class| class.open > 0);
            self.classes.values_mut().for_each(|class| *class = Class { open: class.open, ..Class::default() });
        }
    }
}

/// What is known of a class.
pub(super) enum ClassStanding {
    /// Records of it may go.
    Accepted,
    /// They never go, for this outcome.
    Declined(String),
    /// Nothing yet.
    Unknown,
}

impl<C: Crypto, S: Signer> Core<C, S> {
    /// What the receiver's node says of the class of a record; where it was not asked, it is.
    pub(super) fn class_stands(
        &mut self,
        work: &mut Work,
        node: &NodeId,
        receiver: &MemberId,
        content: &Content,
    ) -> Result<ClassStanding, CoreError> {
        let Some(class) = self.judge.class(&self.directory, content, receiver, work.now) else {
            return Ok(ClassStanding::Unknown);
        };
        let class = cbor::encode(&class)?;
        let (digest, epoch) = (self.crypto.sha256(&[&class]), self.epoch(work.now));
        let Some(link) = self.links.get_mut(node) else { return Ok(ClassStanding::Unknown) };
        link.offered.begin(epoch);
        let has_room = link.offered.classes.len() < MAX_OFFERED;
        let key = (receiver.clone(), digest);
        let there = match link.offered.classes.entry(key) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(new) if has_room => new.insert(Class::default()),
            Entry::Vacant(_) => return Ok(ClassStanding::Unknown),
        };
        match &there.said {
            Some(ClassSaid::Accepted) => return Ok(ClassStanding::Accepted),
            Some(ClassSaid::Declined(rule)) => return Ok(ClassStanding::Declined(format!("declined:{rule}"))),
            Some(ClassSaid::Undecided) => return Ok(ClassStanding::Unknown),
            None if there.asked => return Ok(ClassStanding::Unknown),
            None => {}
        }
        there.asked = true;
        there.open = there.open.saturating_add(1);
        let offer = ClassOffer { receiver: receiver.clone(), class: ByteBuf::from(class) };
        let message = Message::ClassOffer(offer);
        work.effects.push(Effect::Send { node: node.clone(), link: link.id, message });
        Ok(ClassStanding::Unknown)
    }

    /// A peer asks whether a member here may hold records of a class.
    pub(super) fn class_offered(&mut self, work: &mut Work, node: &NodeId, link: LinkId, asked: CheckedOfferOfClass) {
        let CheckedOfferOfClass { offer: ClassOffer { receiver, .. }, digest, class } = asked;
        let judged = match class.filter(|_| self.serves(&receiver)) {
            Some(class) => self.judge.accept_class(&self.directory, class, &receiver, work.now),
            None => Judged::Error,
        };
        let said = match judged {
            Judged::Permitted => ClassSaid::Accepted,
            Judged::Refused(outcome) => {
                ClassSaid::Declined(outcome.split_once(':').map_or(outcome.clone(), |(_, rule)| rule.to_owned()))
            }
            Judged::Error => ClassSaid::Undecided,
        };
        let message = Message::ClassAnswer(ClassAnswer { receiver, class: digest, said });
        work.effects.push(Effect::Send { node: node.clone(), link, message });
    }

    /// The peer says whether a member there may hold records of a class.
    pub(super) fn class_answered(
        &mut self,
        work: &mut Work,
        node: &NodeId,
        answer: ClassAnswer,
    ) -> Result<(), PeerFault> {
        let Some(link) = self.links.get_mut(node) else { return Ok(()) };
        let ClassAnswer { receiver, class, said } = answer;
        let offered = link.offered.classes.get_mut(&(receiver, class)).filter(|class| class.open > 0);
        let asked =
            offered.ok_or_else(|| PeerFault::new("class-answer", "a class is answered that was not asked about"))?;
        asked.open -= 1;
        if asked.open == 0 && asked.asked {
            asked.said = Some(said);
            work.effects.push(Effect::Again(Input::Pump { node: node.clone() }));
        }
        Ok(())
    }
}
