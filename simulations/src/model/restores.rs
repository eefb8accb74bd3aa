//! What a node forgot whose store was put back: what its members did since the copy may never have been. What others did
//! must come back to it, and what ended must not.

use sluis_protocol::core::Buried;

use super::*;
use crate::net::SimNode;
use crate::store::MemoryStore;

impl Model {
    /// A node goes on with a copy of its store; `before` is what it had.
    pub(crate) fn put_back(&mut self, net: &Net, node: &NodeId, before: &MemoryStore) {
        let Some(copy) = net.nodes.get(node).map(|node| &node.store) else { return };
        let here = |member: &MemberId| net.node_of(member).as_ref() == Some(node);
        for (record, signal) in self.signals.iter_mut().filter(|(_, signal)| here(&signal.released.origin)) {
            let origin = signal.released.origin.clone();
            signal.released.sure &= copy.held.contains_key(&(origin.clone(), *record));
            let added = copy.private.get(record).map(|(_, private)| &private.added);
            for (member, sure) in &mut signal.added {
                *sure &= added.is_some_and(|added| added.contains(member));
            }
            if let Some(sure) = self.recalls.get_mut(record) {
                let buried = copy.tombstones.get(&(origin, *record));
                *sure &= matches!(buried, Some(Buried::Recalled { .. }));
            }
        }
        for ((member, record), hold) in self.holds.iter_mut().filter(|((member, _), _)| here(member)) {
            let holding = copy.held.get(&(member.clone(), *record));
            *hold = if holding.is_some_and(|holding| holding.hold.is_some()) { LegalHold::On } else { LegalHold::Off };
        }
        for ((request, asked), dialogue) in &mut self.dialogues {
            let asker = self.signals.get(request).map(|signal| &signal.released.origin);
            let both = [Some(asked), asker].into_iter().flatten();
            let came =
                |store: &MemoryStore, member: &MemberId| store.requests.get(&(member.clone(), *request)).cloned();
            dialogue.in_doubt |= both.filter(|m| here(m)).any(|m| came(copy, m) != came(before, m));
            // An answer changes nothing there before its receipt came.
            let forgot = |reply: RecordId| !copy.held.contains_key(&(asked.clone(), reply));
            dialogue.in_doubt |= here(asked) && dialogue.replies().any(forgot);
            // Nor does one there that came to who asked, and that this had closed by then.
            let went = |asker: &MemberId, reply| {
                let has = |store: &MemoryStore| store.held.contains_key(&(asker.clone(), reply));
                here(asker) && has(before) && !has(copy)
            };
            dialogue.in_doubt |= asker.is_some_and(|asker| dialogue.replies().any(|reply| went(asker, reply)));
        }
        self.seen.retain(|(member, _)| !here(member));
        let over = std::mem::take(&mut self.over).into_iter();
        // Where a member's own copy was put back to before the end, too, nobody may know of it any more.
        let is_closed = |member: &MemberId, record| net.row(member, record).is_none_or(|holding| !holding.is_open());
        let stays = |(member, record): &(MemberId, RecordId)| {
            self.has_ended(net, *record) || !here(member) && is_closed(member, *record)
        };
        self.over = over.filter(stays).collect();
        self.unaware.insert(node.clone(), net.standing(node).incarnation);
    }

    /// Whether a node may show what ended elsewhere: it does not know yet that its store was put back, or shows nothing,
    /// or an operator did not wait for those who know.
    pub(super) fn may_not_know(&self, net: &Net, node: &NodeId) -> bool {
        self.unaware.contains_key(node) || net.nodes.get(node).is_none_or(SimNode::awaits_others)
    }
}
