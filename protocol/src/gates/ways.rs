//! What the origin itself can change so that a member may have the record, where no rule asks for a step: it could have
//! named the member, another of its bases, or the sector. Each is tried: it is offered only where it leads to "permitted".

use std::sync::Arc;

use sluis_schemas::BasisId;
use sluis_schemas::messages::Args;

use super::decisions::DecisionTable;
use super::engine::Engine;
use super::facts::{Facts, MemberView, RecordFacts, Surroundings};
use super::named::Named;
use super::outcome::{Change, Decision, Outcome, ReasonKind, Remedy, Step};

/// Tries what the origin can change.
pub(super) struct Ways<'w, 'a> {
    pub(super) engine: &'w Engine,
    pub(super) decisions: &'w mut DecisionTable,
    pub(super) around: &'w Surroundings<'a>,
}

/// What the origin can change.
struct Way {
    step: &'static str,
    /// What its sentence names beside the facts.
    more: Args,
    /// The field to change.
    pointer: &'static str,
    changes: Vec<Change>,
}

impl Way {
    fn by(step: &'static str, more: Args, changes: Vec<Change>) -> Self {
        let pointer = changes.first().map_or("", Change::pointer);
        Self { step, more, pointer, changes }
    }
}

impl Ways<'_, '_> {
    /// Gives a refusal its next step, if there is one. Whoever passes on another's record changes nothing in it.
    pub(super) fn add(&mut self, facts: &Facts, receiver: MemberView<'_>, decision: &mut Decision) {
        let Some(reason) = decision.reasons.first().filter(|_| self.around.relay().is_none()) else { return };
        let found = match reason.kind {
            ReasonKind::NotInAudience => self.named_in_audience(facts, receiver),
            ReasonKind::NoGround => self.on_other_bases(facts),
            ReasonKind::Declined => self.with_a_sector(facts, receiver),
            _ => None,
        };
        let Some(Way { step, more, pointer, changes }) = found else { return };
        if let Some(reason) = decision.reasons.first_mut() {
            let remedy = Remedy::new(Step::shown_by_facts(step), Arc::clone(&reason.message.args));
            reason.remedy = Some(Remedy { changes, ..remedy });
            reason.pointer = Some(pointer.to_owned());
            reason.naming(&more);
        }
    }

    /// Naming the member may lead to a step that a rule asks for.
    fn named_in_audience(&mut self, facts: &Facts, receiver: MemberView<'_>) -> Option<Way> {
        let mut named = facts.clone();
        named.relation.in_audience = true;
        let decision = self.decisions.decide(self.engine, &named);
        let leads = match decision.outcome {
            Outcome::Permitted => true,
            Outcome::AskFirst(_) => decision.reasons.iter().all(|reason| reason.remedy.is_some()),
            _ => false,
        };
        let others = &self.around.distribution.audience.members;
        let change = || Change::Named(others.iter().chain([receiver.id]).cloned().collect());
        leads.then(|| Way::by("name-in-audience", Args::new(), vec![change()]))
    }

    fn on_other_bases(&mut self, facts: &Facts) -> Option<Way> {
        let (origin, purpose) = (self.around.origin, facts.record.purpose);
        let mut others: Vec<&BasisId> = origin
            .mandates
            .iter()
            .filter(|mandate| mandate.purpose == purpose && !facts.record.bases.contains(&mandate.legal_basis))
            .map(|mandate| &mandate.legal_basis)
            .filter(|basis| self.may_go_on(facts, basis))
            .collect();
        others.sort_unstable();
        others.dedup();
        if others.is_empty() {
            return None;
        }
        let changes = others.iter().map(|basis| Change::Bases([(*basis).clone()].into())).collect();
        Some(Way::by("other-basis", Named::default().other_bases(&others).into(), changes))
    }

    fn may_go_on(&mut self, facts: &Facts, basis: &BasisId) -> bool {
        let bases = [basis.clone()].into();
        let record = Arc::new(RecordFacts { bases, ..RecordFacts::clone(&facts.record) });
        self.leads_to_permitted(Facts { record, ..facts.clone() })
    }

    fn with_a_sector(&mut self, facts: &Facts, receiver: MemberView<'_>) -> Option<Way> {
        let mut mandates = receiver.mandates.iter().filter(|mandate| mandate.purpose == facts.record.purpose);
        let lists_some = mandates.any(|mandate| !mandate.sectors.is_empty());
        let mut covered = facts.clone();
        covered.receiver.sector_covered = true;
        let leads = self.around.content.sector.is_none() && lists_some && self.leads_to_permitted(covered);
        leads.then(|| Way { step: "name-sector", more: Args::new(), pointer: "/sector", changes: Vec::new() })
    }

    fn leads_to_permitted(&mut self, facts: Facts) -> bool {
        self.decisions.decide(self.engine, &facts).outcome == Outcome::Permitted
    }
}
