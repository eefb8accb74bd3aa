//! Facts as Cedar requests.

use std::collections::BTreeSet;
use std::str::FromStr;

use cedar_policy::{Context, EntityId, EntityTypeName, EntityUid, Request, RestrictedExpression};
use sluis_schemas::BasisId;
use sluis_schemas::messages::Args;
use sluis_schemas::vocabulary::Category;

use super::facts::{
    AcceptFacts, AccessFacts, DraftFacts, Facts, MemberFacts, RecordFacts, RelationFacts, SubmissionFacts,
};
use super::named::Named;
use super::rules::Gate;

/// A request that could not be built; the gate answers `error`.
#[derive(Debug)]
pub(super) struct Unbuildable;

/// A list of code entities in the Cedar schema, its type name parsed once.
#[derive(Debug, Clone)]
struct Entity(EntityTypeName);

impl Entity {
    fn named(name: &str) -> Result<Self, Unbuildable> {
        EntityTypeName::from_str(name).map(Self).map_err(|_| Unbuildable)
    }

    fn uid(&self, id: &str) -> EntityUid {
        EntityUid::from_type_name_and_id(self.0.clone(), EntityId::new(id))
    }

    fn one(&self, id: &str) -> RestrictedExpression {
        RestrictedExpression::new_entity_uid(self.uid(id))
    }

    fn set<'a>(&self, ids: impl Iterator<Item = &'a str>) -> RestrictedExpression {
        RestrictedExpression::new_set(ids.map(|id| self.one(id)))
    }
}

type Fields<const N: usize> = [(&'static str, RestrictedExpression); N];

fn record<const N: usize>(fields: Fields<N>) -> Result<RestrictedExpression, Unbuildable> {
    let named = fields.into_iter().map(|(name, value)| (name.to_owned(), value));
    RestrictedExpression::new_record(named).map_err(|_| Unbuildable)
}

fn flag(value: bool) -> RestrictedExpression {
    RestrictedExpression::new_bool(value)
}

/// Facts that become a request to Cedar, and fill the sentences about its answer.
pub(super) trait Ask {
    /// Builds the request.
    fn request(&self, builder: &Builder) -> Result<Request, Unbuildable>;

    /// The facts that sentences name: codes and countries, never content.
    fn args(&self) -> Args;
}

/// Builds requests; holds the parsed names.
#[derive(Debug, Clone)]
pub(super) struct Builder {
    signal_type: Entity,
    purpose: Entity,
    role: Entity,
    handling_code: Entity,
    onward: Entity,
    subject_kind: Entity,
    scheme: Entity,
    user_role: Entity,
    country: Entity,
    basis: Entity,
    member: EntityUid,
    user: EntityUid,
    resource: EntityUid,
    action: Entity,
}

impl Builder {
    pub(super) fn new() -> Result<Self, Unbuildable> {
        // Policies look at facts alone, so one entity of each kind stands for all.
        let any = |name| Entity::named(name).map(|entity| entity.uid("any"));
        Ok(Self {
            signal_type: Entity::named("SignalType")?,
            purpose: Entity::named("Purpose")?,
            role: Entity::named("Role")?,
            handling_code: Entity::named("HandlingCode")?,
            onward: Entity::named("Onward")?,
            subject_kind: Entity::named("SubjectKind")?,
            scheme: Entity::named("Scheme")?,
            user_role: Entity::named("UserRole")?,
            country: Entity::named("Country")?,
            basis: Entity::named("Basis")?,
            member: any("Member")?,
            user: any("User")?,
            resource: any("Record")?,
            action: Entity::named("Action")?,
        })
    }

    fn build<const N: usize>(
        &self,
        gate: Gate,
        principal: &EntityUid,
        fields: Fields<N>,
    ) -> Result<Request, Unbuildable> {
        let named = fields.into_iter().map(|(name, value)| (name.to_owned(), value));
        let context = Context::from_pairs(named).map_err(|_| Unbuildable)?;
        let action = self.action.uid(gate.as_str());
        Request::new(principal.clone(), action, self.resource.clone(), context, None).map_err(|_| Unbuildable)
    }

    fn bases(&self, bases: &BTreeSet<BasisId>) -> RestrictedExpression {
        self.basis.set(bases.iter().map(BasisId::as_str))
    }

    fn record(&self, facts: &RecordFacts) -> Result<RestrictedExpression, Unbuildable> {
        let has = |category| flag(facts.categories.contains(&category));
        record([
            ("type", self.signal_type.one(facts.signal_type.as_str())),
            ("aggregate", flag(facts.signal_type.is_aggregate())),
            ("purpose", self.purpose.one(facts.purpose.as_str())),
            ("bases", self.bases(&facts.bases)),
            ("categorised", flag(!facts.categories.is_empty())),
            ("personal", has(Category::Personal)),
            ("offence", has(Category::Offence)),
            ("special", has(Category::Special)),
            ("tax", has(Category::Tax)),
            ("minor", has(Category::Minor)),
            ("handlingCode", self.handling_code.one(facts.handling_code.as_str())),
            ("adminUse", flag(facts.admin_use)),
            ("onward", self.onward.one(facts.onward.as_str())),
            ("corroborated", flag(facts.corroborated)),
            ("expired", flag(facts.expired)),
        ])
    }

    fn draft(&self, facts: &DraftFacts) -> Result<RestrictedExpression, Unbuildable> {
        record([
            ("subjectKinds", self.subject_kind.set(facts.subject_kinds.iter().map(|kind| kind.as_str()))),
            ("schemes", self.scheme.set(facts.schemes.iter().map(|scheme| scheme.as_str()))),
            ("necessity", flag(facts.necessity)),
            ("retainUntil", flag(facts.retain_until)),
        ])
    }

    fn member(&self, facts: &MemberFacts) -> Result<RestrictedExpression, Unbuildable> {
        record([
            ("country", self.country.one(facts.country.as_str())),
            ("role", self.role.one(facts.role.as_str())),
            ("thirdCountry", flag(facts.third_country)),
            ("hasPurpose", flag(facts.has_purpose)),
            ("mandateBases", self.bases(&facts.mandate_bases)),
            ("offenceFlag", flag(facts.offence_flag)),
            ("transferInstrument", flag(facts.transfer_instrument)),
            ("sectorCovered", flag(facts.sector_covered)),
        ])
    }

    fn relation(&self, facts: &RelationFacts) -> Result<RestrictedExpression, Unbuildable> {
        record([
            ("inAudience", flag(facts.in_audience)),
            ("excluded", flag(facts.excluded)),
            ("abroad", flag(facts.abroad)),
            ("relayed", flag(facts.relayed)),
            ("inHolderCountry", flag(facts.in_holder_country)),
            ("consent", flag(facts.consent)),
            ("agreementBases", self.bases(&facts.agreement_bases)),
            ("replyToReceiver", flag(facts.reply_to_receiver)),
        ])
    }
}

impl Ask for SubmissionFacts {
    fn request(&self, builder: &Builder) -> Result<Request, Unbuildable> {
        builder.build(
            Gate::Submit,
            &builder.member,
            [
                ("record", builder.record(&self.record)?),
                ("draft", builder.draft(&self.draft)?),
                ("origin", builder.member(&self.origin)?),
            ],
        )
    }

    fn args(&self) -> Args {
        Named::default().record(&self.record).draft(&self.draft).member("origin", &self.origin, &self.record).into()
    }
}

impl Ask for Facts {
    fn request(&self, builder: &Builder) -> Result<Request, Unbuildable> {
        let origin = record([
            ("country", builder.country.one(self.origin_country.as_str())),
            ("role", builder.role.one(self.origin_role.as_str())),
        ])?;
        builder.build(
            Gate::Disclose,
            &builder.member,
            [
                ("record", builder.record(&self.record)?),
                ("origin", origin),
                ("receiver", builder.member(&self.receiver)?),
                ("relation", builder.relation(&self.relation)?),
            ],
        )
    }

    fn args(&self) -> Args {
        Named::default()
            .record(&self.record)
            .place("origin", &self.origin_country, self.origin_role)
            .member("receiver", &self.receiver, &self.record)
            .relation(&self.relation)
            .into()
    }
}

impl Ask for AcceptFacts {
    fn request(&self, builder: &Builder) -> Result<Request, Unbuildable> {
        builder.build(
            Gate::Accept,
            &builder.member,
            [("record", builder.record(&self.record)?), ("receiver", builder.member(&self.receiver)?)],
        )
    }

    fn args(&self) -> Args {
        Named::default().record(&self.record).member("receiver", &self.receiver, &self.record).into()
    }
}

impl Ask for AccessFacts {
    fn request(&self, builder: &Builder) -> Result<Request, Unbuildable> {
        let reader = record([
            ("roles", builder.user_role.set(self.roles.iter().map(|role| role.as_str()))),
            ("holds", flag(self.holds)),
            ("hasPurpose", flag(self.has_purpose)),
            ("hasCase", flag(self.has_case)),
        ])?;
        let accessed = record([
            ("personal", flag(self.personal)),
            ("expired", flag(self.expired)),
            ("figures", flag(self.figures)),
        ])?;
        builder.build(Gate::Access, &builder.user, [("reader", reader), ("record", accessed)])
    }

    fn args(&self) -> Args {
        Args::new()
    }
}
