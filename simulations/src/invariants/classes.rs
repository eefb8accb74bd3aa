//! Personal records between nodes that judge by different packs: they go once the receiver's node accepted their class.

use std::collections::BTreeMap;

use sluis_protocol::cbor;
use sluis_protocol::core::{LinkId, own_copy, view};
use sluis_protocol::crypto::{Crypto, Digest};
use sluis_protocol::gates::facts::RecordClass;
use sluis_protocol::register::Directory;
use sluis_protocol::wire::{ClassSaid, Message};
use sluis_schemas::{Date, MemberId, NodeId, Timestamp};

use super::Moment;
use crate::crypto::ModelCrypto;

/// What nodes told each other of their packs, and of classes.
#[derive(Debug, Default)]
pub(super) struct Classes {
    packs: BTreeMap<(NodeId, LinkId), Digest>,
    said: BTreeMap<(MemberId, Digest), Vec<ClassSaid>>,
}

impl Classes {
    pub(super) fn hear(&mut self, from: &NodeId, link: LinkId, message: &Message) {
        match message {
            Message::Hello(hello) => drop(self.packs.insert((from.clone(), link), hello.packs)),
            Message::ClassAnswer(answer) => {
                self.said.entry((answer.receiver.clone(), answer.class)).or_default().push(answer.said.clone());
            }
            _ => {}
        }
    }

    /// Whether a record may go on a link to a node: it names nobody, both judge by the same packs, or its class was accepted.
    pub(super) fn let_go(
        &self,
        moment: &Moment<'_>,
        (to, link): (&NodeId, LinkId),
        receiver: &MemberId,
        bytes: &[u8],
    ) -> bool {
        let theirs = self.packs.get(&(to.clone(), link));
        if theirs.is_none_or(|theirs| *theirs == moment.judge.packs_digest()) {
            return true;
        }
        let is_personal = own_copy(bytes).is_some_and(|signal| signal.is_personal());
        let registers = [Some(moment.before), moment.node.directory()].into_iter().flatten();
        !is_personal
            || registers.into_iter().any(|d| self.was_said(d, receiver, bytes, moment.now, &ClassSaid::Accepted))
    }

    /// Whether the receiver's node said this of the class of a record.
    pub(super) fn was_said(
        &self,
        directory: &Directory,
        receiver: &MemberId,
        bytes: &[u8],
        now: Timestamp,
        said: &ClassSaid,
    ) -> bool {
        let class = || {
            let content = own_copy(bytes)?.content;
            let class = RecordClass::of(&content, view(directory.head(), receiver)?, Date::of(now));
            Some(ModelCrypto.sha256(&[&cbor::encode(&class).ok()?]))
        };
        class().and_then(|class| self.said.get(&(receiver.clone(), class))).is_some_and(|all| all.contains(said))
    }
}
