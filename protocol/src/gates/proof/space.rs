//! The facts that policies can tell apart, which combinations of them exist, and what a combination stands for.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use sluis_schemas::C8;
use sluis_schemas::codelists::{LegalBasis, Level, legal_bases, legal_basis};
use sluis_schemas::vocabulary::{Category, HandlingCode, Onward, Purpose, Role, Scheme, SignalType, SubjectKind};
use sluis_schemas::{BasisId, Country};

use super::expr::{Expr, Region, Values, Var};
use super::read::Mentioned;
use crate::gates::facts::{DraftFacts, Facts, MemberFacts, RecordFacts, RelationFacts, SubmissionFacts};

/// Countries of which the first two that no policy names stand for all such: two, since one may send to another.
const ELSEWHERE: [&str; 12] = ["AT", "CH", "FI", "NO", "IE", "IS", "PL", "GB", "DK", "UA", "CZ", "RS"];

/// A fact that varies by itself; what follows from others is no fact here.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Fact {
    Type,
    Purpose,
    Basis(BasisId),
    Category(Category),
    HandlingCode,
    AdminUse,
    Onward,
    Corroborated,
    /// On the day it goes.
    Expired,
    /// On the day it was submitted.
    ExpiredBefore,
    SubjectKind(SubjectKind),
    Scheme(Scheme),
    Necessity,
    RetainUntil,
    Of(Party, OfMember),
    InAudience,
    Excluded,
    Relayed,
    InHolderCountry,
    Consent,
    Agreement(BasisId),
    ReplyToReceiver,
}

/// Whom a fact is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Party {
    Origin,
    Receiver,
}

/// A fact about a member, in view of the record's purpose and sector.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum OfMember {
    Country,
    ThirdCountry,
    Role,
    /// A mandate with the purpose has this basis.
    Basis(BasisId),
    Offence,
    TransferInstrument,
    SectorCovered,
}

/// What a policy names, in terms of the facts.
pub(super) enum Named {
    /// A yes or no.
    Flag(Expr),
    /// One code of a list.
    Code(Var, Vec<String>),
    /// Some codes of a list: for each that any policy names, whether it is among them.
    Codes(Vec<(String, Expr)>),
}

/// Every fact, with how many values it has.
pub(super) struct Space {
    facts: Vec<(Fact, usize)>,
    by_fact: BTreeMap<Fact, Var>,
    places: Vec<Country>,
    elsewhere: Vec<Country>,
    bases: Vec<BasisId>,
    kinds: Vec<SubjectKind>,
    schemes: Vec<Scheme>,
}

impl Space {
    /// With what policies mention, the bases of which the reading is unsure, and one that stands for all others.
    pub(super) fn new(mentioned: &Mentioned) -> Self {
        let unsure = legal_bases().filter(|basis| basis.level == Level::Unsure).map(|basis| &basis.id);
        let named: BTreeSet<&BasisId> = mentioned.bases.iter().chain(unsure).collect();
        let is_other =
            |basis: &&LegalBasis| C8.iter().all(|c| *c != basis.country.as_str()) && !named.contains(&basis.id);
        let other = legal_bases().find(is_other).map(|basis| &basis.id);
        let bases: Vec<BasisId> = named.iter().copied().chain(other).cloned().collect();
        let kinds: Vec<_> = mentioned.kinds.iter().copied().collect();
        let schemes: Vec<_> = mentioned.schemes.iter().copied().collect();
        let mut places: Vec<Country> = C8.into_iter().filter_map(|code| code.parse().ok()).collect();
        let of_others: Vec<Country> = mentioned.countries.iter().filter(|c| !places.contains(c)).cloned().collect();
        places.extend(of_others);
        let unnamed = ELSEWHERE.into_iter().filter_map(|code| code.parse().ok());
        let elsewhere: Vec<Country> = unnamed.filter(|country| !places.contains(country)).take(2).collect();
        places.extend(elsewhere.iter().cloned());
        let mut facts = vec![
            (Fact::Type, SignalType::ALL.len()),
            (Fact::Purpose, Purpose::ALL.len()),
            (Fact::HandlingCode, HandlingCode::ALL.len()),
            (Fact::Onward, Onward::ALL.len()),
        ];
        for party in [Party::Origin, Party::Receiver] {
            facts.push((Fact::Of(party, OfMember::Country), places.len()));
            facts.push((Fact::Of(party, OfMember::Role), Role::ALL.len()));
            let flags =
                [OfMember::ThirdCountry, OfMember::Offence, OfMember::TransferInstrument, OfMember::SectorCovered];
            let flags = flags.into_iter().chain(bases.iter().cloned().map(OfMember::Basis));
            facts.extend(flags.map(|flag| (Fact::Of(party, flag), 2)));
        }
        let flags = [
            Fact::AdminUse,
            Fact::Corroborated,
            Fact::Expired,
            Fact::ExpiredBefore,
            Fact::Necessity,
            Fact::RetainUntil,
            Fact::InAudience,
            Fact::Excluded,
            Fact::Relayed,
            Fact::InHolderCountry,
            Fact::Consent,
            Fact::ReplyToReceiver,
        ];
        let flags = flags.into_iter().chain(Category::ALL.iter().copied().map(Fact::Category));
        let flags = flags.chain(kinds.iter().copied().map(Fact::SubjectKind));
        let flags = flags.chain(schemes.iter().copied().map(Fact::Scheme));
        let flags = flags.chain(bases.iter().cloned().map(Fact::Basis));
        let flags = flags.chain(bases.iter().cloned().map(Fact::Agreement));
        facts.extend(flags.map(|flag| (flag, 2)));
        let by_fact = facts.iter().enumerate().map(|(place, (fact, _))| (fact.clone(), Var(place))).collect();
        Self { facts, by_fact, places, elsewhere, bases, kinds, schemes }
    }

    /// Countries of which the origins are told apart.
    pub(super) fn places(&self) -> impl Iterator<Item = &Country> {
        self.places.iter()
    }

    /// Those of them that stand for every country that no policy names.
    pub(super) fn elsewhere(&self) -> &[Country] {
        &self.elsewhere
    }

    /// Every basis that is told apart.
    pub(super) fn bases(&self) -> impl Iterator<Item = &BasisId> {
        self.bases.iter()
    }

    /// Every combination with an origin in this country, possible or not.
    pub(super) fn region(&self, origin: &Country) -> Region {
        let all = Region::new(self.facts.iter().map(|(_, count)| Values::first(*count)).collect());
        let country = Fact::Of(Party::Origin, OfMember::Country);
        match self.by_fact.get(&country) {
            Some(var) => all.narrowed(*var, self.place(origin)),
            None => all,
        }
    }

    fn place(&self, country: &Country) -> Values {
        Values::at(self.places.iter().position(|place| place == country))
    }

    /// Condition that a fact has one of these values; never, of a fact that is none here.
    fn is(&self, fact: &Fact, values: Values) -> Expr {
        self.by_fact.get(fact).map_or(Expr::NO, |var| Expr::Is(*var, values))
    }

    pub(super) fn yes(&self, fact: &Fact) -> Expr {
        self.is(fact, Values::YES)
    }

    /// The fact behind a basis of the record, to be fixed.
    pub(super) fn basis(&self, basis: &BasisId) -> Option<Var> {
        self.by_fact.get(&Fact::Basis(basis.clone())).copied()
    }

    /// Which fact a policy of this action means by a path below `context`.
    pub(super) fn named(&self, is_submission: bool, path: &[&str]) -> Option<Named> {
        Some(match path {
            ["record", "type"] => self.code(&Fact::Type, SignalType::ALL.iter().map(|code| code.as_str()))?,
            ["record", "purpose"] => self.code(&Fact::Purpose, Purpose::ALL.iter().map(|code| code.as_str()))?,
            ["record", "handlingCode"] => {
                self.code(&Fact::HandlingCode, HandlingCode::ALL.iter().map(|code| code.as_str()))?
            }
            ["record", "onward"] => self.code(&Fact::Onward, Onward::ALL.iter().map(|code| code.as_str()))?,
            ["record", "bases"] => self.of_bases(Fact::Basis),
            ["record", "aggregate"] => Named::Flag(self.aggregate()),
            ["record", "categorised"] => {
                Named::Flag(Expr::Any(Category::ALL.iter().map(|c| self.yes(&Fact::Category(*c))).collect()))
            }
            ["record", "expired"] if is_submission => Named::Flag(self.yes(&Fact::ExpiredBefore)),
            ["record", "expired"] => Named::Flag(self.yes(&Fact::Expired)),
            ["record", "adminUse"] => Named::Flag(self.yes(&Fact::AdminUse)),
            ["record", "corroborated"] => Named::Flag(self.yes(&Fact::Corroborated)),
            ["record", category] => Named::Flag(self.yes(&Fact::Category(category.parse().ok()?))),
            ["draft", "necessity"] => Named::Flag(self.yes(&Fact::Necessity)),
            ["draft", "retainUntil"] => Named::Flag(self.yes(&Fact::RetainUntil)),
            ["draft", "subjectKinds"] => {
                let kinds = self.kinds.iter();
                Named::Codes(kinds.map(|k| (k.as_str().to_owned(), self.yes(&Fact::SubjectKind(*k)))).collect())
            }
            ["draft", "schemes"] => {
                let schemes = self.schemes.iter();
                Named::Codes(schemes.map(|s| (s.as_str().to_owned(), self.yes(&Fact::Scheme(*s)))).collect())
            }
            ["origin", of] => self.of_member(Party::Origin, of)?,
            ["receiver", of] => self.of_member(Party::Receiver, of)?,
            ["relation", "inAudience"] => Named::Flag(self.yes(&Fact::InAudience)),
            ["relation", "excluded"] => Named::Flag(self.yes(&Fact::Excluded)),
            ["relation", "abroad"] => Named::Flag(self.abroad()),
            ["relation", "relayed"] => Named::Flag(self.yes(&Fact::Relayed)),
            ["relation", "inHolderCountry"] => Named::Flag(self.yes(&Fact::InHolderCountry)),
            ["relation", "consent"] => Named::Flag(self.yes(&Fact::Consent)),
            ["relation", "agreementBases"] => self.of_bases(Fact::Agreement),
            ["relation", "replyToReceiver"] => Named::Flag(self.yes(&Fact::ReplyToReceiver)),
            _ => return None,
        })
    }

    fn code<'c>(&self, fact: &Fact, codes: impl Iterator<Item = &'c str>) -> Option<Named> {
        Some(Named::Code(*self.by_fact.get(fact)?, codes.map(str::to_owned).collect()))
    }

    fn of_bases(&self, fact: impl Fn(BasisId) -> Fact) -> Named {
        Named::Codes(self.bases.iter().map(|b| (b.as_str().to_owned(), self.yes(&fact(b.clone())))).collect())
    }

    fn of_member(&self, party: Party, name: &str) -> Option<Named> {
        let of = |fact| self.yes(&Fact::Of(party, fact));
        Some(match name {
            "country" => self.code(&Fact::Of(party, OfMember::Country), self.places.iter().map(Country::as_str))?,
            "role" => self.code(&Fact::Of(party, OfMember::Role), Role::ALL.iter().map(|code| code.as_str()))?,
            "thirdCountry" => Named::Flag(of(OfMember::ThirdCountry)),
            "hasPurpose" => Named::Flag(self.has_purpose(party)),
            "mandateBases" => self.of_bases(|basis| Fact::Of(party, OfMember::Basis(basis))),
            "offenceFlag" => Named::Flag(of(OfMember::Offence)),
            "transferInstrument" => Named::Flag(of(OfMember::TransferInstrument)),
            "sectorCovered" => Named::Flag(of(OfMember::SectorCovered)),
            _ => return None,
        })
    }

    fn aggregate(&self) -> Expr {
        let types = SignalType::ALL.iter().enumerate().filter(|(_, code)| code.is_aggregate());
        self.is(&Fact::Type, Values::at(types.map(|(place, _)| place)))
    }

    /// The eight countries lie in the Union.
    fn in_the_union(&self, party: Party) -> Expr {
        let eight = self.is(&Fact::Of(party, OfMember::Country), Values::first(C8.len()));
        Expr::All(vec![eight, self.yes(&Fact::Of(party, OfMember::ThirdCountry))]).not()
    }

    fn has_purpose(&self, party: Party) -> Expr {
        let of = |basis: &BasisId| self.yes(&Fact::Of(party, OfMember::Basis(basis.clone())));
        Expr::Any(self.bases.iter().map(of).collect())
    }

    /// A mandate on the law of one country is that country's member's.
    fn own_law(&self, party: Party) -> Expr {
        let of = |basis: &BasisId| {
            let country = &legal_basis(basis)?.country;
            let has = self.yes(&Fact::Of(party, OfMember::Basis(basis.clone())));
            C8.contains(&country.as_str()).then(|| has.implies(self.in_country(party, country)))
        };
        Expr::All(self.bases.iter().filter_map(of).collect())
    }

    pub(super) fn in_country(&self, party: Party, country: &Country) -> Expr {
        self.is(&Fact::Of(party, OfMember::Country), self.place(country))
    }

    fn abroad(&self) -> Expr {
        let both = |place| {
            let here = |party| self.in_country(party, place);
            Expr::All(vec![here(Party::Origin), here(Party::Receiver)])
        };
        Expr::Any(self.places.iter().map(both).collect()).not()
    }

    /// Which combinations exist, rule by rule; each rule's sentence is the message `reachable-<name>`.
    pub(super) fn reachable(&self) -> Vec<(&'static str, Expr)> {
        let yes = |fact: Fact| self.yes(&fact);
        let of_mandate = |party| {
            let flags = [OfMember::Offence, OfMember::TransferInstrument, OfMember::SectorCovered];
            let flags = flags.into_iter().map(|flag| yes(Fact::Of(party, flag)));
            Expr::Any(flags.collect()).implies(self.has_purpose(party))
        };
        let based = Expr::Any(self.bases.iter().map(|basis| yes(Fact::Basis(basis.clone()))).collect());
        vec![
            ("based", Expr::Any(vec![self.aggregate(), based])),
            ("mandates", Expr::All(vec![of_mandate(Party::Origin), of_mandate(Party::Receiver)])),
            ("own-law", Expr::All(vec![self.own_law(Party::Origin), self.own_law(Party::Receiver)])),
            ("union", Expr::All(vec![self.in_the_union(Party::Origin), self.in_the_union(Party::Receiver)])),
            ("consent", yes(Fact::Consent).implies(yes(Fact::Relayed))),
            ("holder", Expr::Any(vec![yes(Fact::Relayed), yes(Fact::InHolderCountry).iff(self.abroad().not())])),
            (
                "term",
                Expr::All(vec![
                    yes(Fact::ExpiredBefore).implies(yes(Fact::Expired)),
                    yes(Fact::Expired).implies(yes(Fact::RetainUntil)),
                ]),
            ),
        ]
    }

    fn chosen(&self, region: &Region, fact: &Fact) -> usize {
        self.by_fact.get(fact).map_or(0, |var| region.of(*var).lowest())
    }

    fn is_so(&self, region: &Region, fact: &Fact) -> bool {
        self.chosen(region, fact) == 1
    }

    /// The first combination of a region, as the gate of submissions sees it; none of an empty region.
    pub(super) fn submission(&self, region: &Region) -> Option<SubmissionFacts> {
        let is = |fact: Fact| self.is_so(region, &fact);
        Some(SubmissionFacts {
            record: RecordFacts { expired: is(Fact::ExpiredBefore), ..self.record(region)? },
            draft: DraftFacts {
                subject_kinds: self.kinds.iter().copied().filter(|kind| is(Fact::SubjectKind(*kind))).collect(),
                schemes: self.schemes.iter().copied().filter(|scheme| is(Fact::Scheme(*scheme))).collect(),
                necessity: is(Fact::Necessity),
                retain_until: is(Fact::RetainUntil),
            },
            origin: self.member(region, Party::Origin)?,
        })
    }

    /// The first combination of a region, as the gates of disclosure and acceptance see it; none of an empty region.
    pub(super) fn disclosure(&self, region: &Region) -> Option<Facts> {
        let is = |fact: Fact| self.is_so(region, &fact);
        let (origin, receiver) = (self.member(region, Party::Origin)?, self.member(region, Party::Receiver)?);
        let relation = RelationFacts {
            in_audience: is(Fact::InAudience),
            excluded: is(Fact::Excluded),
            abroad: origin.country != receiver.country,
            relayed: is(Fact::Relayed),
            in_holder_country: is(Fact::InHolderCountry),
            consent: is(Fact::Consent),
            agreement_bases: self.chosen_bases(region, Fact::Agreement),
            reply_to_receiver: is(Fact::ReplyToReceiver),
        };
        let record = Arc::new(self.record(region)?);
        Some(Facts { origin_country: origin.country, origin_role: origin.role, relation, receiver, record })
    }

    fn record(&self, region: &Region) -> Option<RecordFacts> {
        let is = |fact: Fact| self.is_so(region, &fact);
        Some(RecordFacts {
            signal_type: *SignalType::ALL.get(self.chosen(region, &Fact::Type))?,
            purpose: *Purpose::ALL.get(self.chosen(region, &Fact::Purpose))?,
            bases: self.chosen_bases(region, Fact::Basis),
            categories: Category::ALL.iter().copied().filter(|category| is(Fact::Category(*category))).collect(),
            handling_code: *HandlingCode::ALL.get(self.chosen(region, &Fact::HandlingCode))?,
            admin_use: is(Fact::AdminUse),
            onward: *Onward::ALL.get(self.chosen(region, &Fact::Onward))?,
            corroborated: is(Fact::Corroborated),
            expired: is(Fact::Expired),
        })
    }

    fn member(&self, region: &Region, party: Party) -> Option<MemberFacts> {
        let of = |fact| Fact::Of(party, fact);
        let is = |fact| self.is_so(region, &of(fact));
        let place = self.chosen(region, &of(OfMember::Country));
        let mandate_bases = self.chosen_bases(region, |basis| of(OfMember::Basis(basis)));
        Some(MemberFacts {
            country: self.places.get(place)?.clone(),
            role: *Role::ALL.get(self.chosen(region, &of(OfMember::Role)))?,
            third_country: is(OfMember::ThirdCountry),
            has_purpose: !mandate_bases.is_empty(),
            mandate_bases,
            offence_flag: is(OfMember::Offence),
            transfer_instrument: is(OfMember::TransferInstrument),
            sector_covered: is(OfMember::SectorCovered),
        })
    }

    fn chosen_bases(&self, region: &Region, fact: impl Fn(BasisId) -> Fact) -> BTreeSet<BasisId> {
        self.bases.iter().filter(|basis| self.is_so(region, &fact((*basis).clone()))).cloned().collect()
    }
}
