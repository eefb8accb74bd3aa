//! Facts as sentences name them: codes with their labels, and `yes` or `no` where a sentence chooses its clause.
//!
//! | variable | says |
//! |---|---|
//! | `$type`, `$purpose`, `$handlingCode`, `$onward` | the record's code with its label; `$purposeCode` and so on the code alone |
//! | `$bases`, `$categories` | all of them; `$basesCount` and so on how many |
//! | `$has-<category>`, `$basis-<basis>` | `yes` where the record names it |
//! | `$aggregate`, `$adminUse`, `$corroborated`, `$expired` | `yes` or `no` |
//! | `$kind-<kind>`, `$scheme-<scheme>`, `$necessity`, `$retainUntil` | of a draft: `yes` or `no` |
//! | `$originCountry`, `$originRole`, `$receiverCountry`, `$receiverRole` | who sends, and who would get it |
//! | `$…HasPurpose`, `$…Bases`, `$…Lacks` | whether a mandate has the purpose; bases of those that have; bases of the record that none of them has |
//! | `$excluded`, `$relayed`, `$abroad` | `yes` or `no` |
//! | `$lastDay`, `$sector`, `$sectorNamed`, `$inReplyTo`, `$otherBasis`, `$receiverSectors` | beside the facts, from record and register |
//!
//! Content is never among them.

use std::collections::BTreeSet;

use sluis_schemas::codelists::{COUNTRY_LIST, Nace};
use sluis_schemas::content::Content;
use sluis_schemas::lists::LEGAL_BASES;
use sluis_schemas::messages::{Arg, Args};
use sluis_schemas::vocabulary::{Category, HandlingCode, Onward, Purpose, Role, Scheme, SignalType, SubjectKind};
use sluis_schemas::{BasisId, Country};

use super::facts::{DraftFacts, MemberFacts, MemberView, RecordFacts, RelationFacts};

/// Variables of sentences, being collected.
#[derive(Debug, Default)]
pub(super) struct Named(Args);

impl From<Named> for Args {
    fn from(named: Named) -> Self {
        named.0
    }
}

impl Named {
    pub(super) fn record(self, facts: &RecordFacts) -> Self {
        let bases = facts.bases.iter().map(|basis| (format!("basis-{}", dashed(basis)), Arg::Flag(true)));
        let mut named = self
            .code("type", SignalType::LIST, facts.signal_type.as_str())
            .code("purpose", Purpose::LIST, facts.purpose.as_str())
            .code("handlingCode", HandlingCode::LIST, facts.handling_code.as_str())
            .code("onward", Onward::LIST, facts.onward.as_str())
            .codes("bases", LEGAL_BASES, facts.bases.iter().map(BasisId::as_str))
            .codes("categories", Category::LIST, facts.categories.iter().map(|category| category.as_str()))
            .flag("aggregate", facts.signal_type.is_aggregate())
            .flag("adminUse", facts.admin_use)
            .flag("corroborated", facts.corroborated)
            .flag("expired", facts.expired);
        named.0.extend(bases);
        Category::ALL
            .iter()
            .fold(named, |named, category| named.flag(&format!("has-{category}"), facts.categories.contains(category)))
    }

    pub(super) fn draft(self, facts: &DraftFacts) -> Self {
        let named = self.flag("necessity", facts.necessity).flag("retainUntil", facts.retain_until);
        let named = SubjectKind::ALL
            .iter()
            .fold(named, |named, kind| named.flag(&format!("kind-{kind}"), facts.subject_kinds.contains(kind)));
        Scheme::ALL
            .iter()
            .fold(named, |named, scheme| named.flag(&format!("scheme-{scheme}"), facts.schemes.contains(scheme)))
    }

    pub(super) fn place(self, who: &str, country: &Country, role: Role) -> Self {
        self.code(&format!("{who}Country"), COUNTRY_LIST, country.as_str()).code(
            &format!("{who}Role"),
            Role::LIST,
            role.as_str(),
        )
    }

    pub(super) fn member(self, who: &str, facts: &MemberFacts, record: &RecordFacts) -> Self {
        let lacks = record.bases.difference(&facts.mandate_bases).map(BasisId::as_str);
        self.place(who, &facts.country, facts.role)
            .flag(&format!("{who}HasPurpose"), facts.has_purpose)
            .codes(&format!("{who}Bases"), LEGAL_BASES, facts.mandate_bases.iter().map(BasisId::as_str))
            .codes(&format!("{who}Lacks"), LEGAL_BASES, lacks)
    }

    pub(super) fn relation(self, facts: &RelationFacts) -> Self {
        self.flag("excluded", facts.excluded).flag("relayed", facts.relayed).flag("abroad", facts.abroad)
    }

    /// What no decision depends on, but a sentence may name.
    pub(super) fn beside(self, content: &Content, receiver: Option<MemberView<'_>>) -> Self {
        let handling = &content.handling;
        let day = handling.retain_until.map(|day| day.to_string()).unwrap_or_default();
        let named = self
            .text("lastDay", day)
            .flag("inReplyTo", handling.in_reply_to.is_some())
            .flag("otherBasis", false)
            .flag("sectorNamed", content.sector.is_some());
        let named = match &content.sector {
            Some(sector) => named.code("sector", Nace::LIST, sector.code.as_str()),
            None => named.text("sector", String::new()),
        };
        let Some(receiver) = receiver else { return named };
        let mandates = receiver.mandates.iter().filter(|mandate| mandate.purpose == handling.purpose);
        let sectors: BTreeSet<&str> = mandates.flat_map(|mandate| &mandate.sectors).map(String::as_str).collect();
        named.codes("receiverSectors", Nace::LIST, sectors)
    }

    /// Bases on which it might go.
    pub(super) fn other_bases(self, bases: &[&BasisId]) -> Self {
        self.flag("otherBasis", true).codes("otherBases", LEGAL_BASES, bases.iter().map(|basis| basis.as_str()))
    }

    fn with(mut self, name: &str, arg: Arg) -> Self {
        self.0.insert(name.to_owned(), arg);
        self
    }

    fn text(self, name: &str, text: String) -> Self {
        self.with(name, Arg::Text(text))
    }

    fn flag(self, name: &str, holds: bool) -> Self {
        self.with(name, Arg::Flag(holds))
    }

    fn code(self, name: &str, list: &'static str, code: &str) -> Self {
        self.with(name, Arg::code(list, code))
    }

    fn codes<'c>(self, name: &str, list: &'static str, codes: impl IntoIterator<Item = &'c str>) -> Self {
        self.with(name, Arg::codes(list, codes))
    }
}

/// A basis as part of a variable's name.
fn dashed(basis: &BasisId) -> String {
    basis.as_str().replace(['.', '_'], "-")
}
