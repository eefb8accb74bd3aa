//! Identifiers that a match may be about: of a legal entity, its premises, a vehicle or a vessel, and never of a person.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::Identifier;
use crate::vocabulary::{Scheme, SubjectKind};

/// What a match may be about. Licences have no scheme yet: a record about one is found by its holder or premises.
const KINDS: [SubjectKind; 5] =
    [SubjectKind::LegalEntity, SubjectKind::Premises, SubjectKind::Licence, SubjectKind::Vehicle, SubjectKind::Vessel];

/// An identifier in its normal form that names no person. The text as given is not kept: it may say more than the number.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "Identifier", into = "Identifier")]
pub struct Matchable(Identifier);

/// An identifier that may be a person's, an account's, or one of something that a match is not about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("a match is about a legal entity, premises, a vehicle or a vessel, which `{scheme}` may not name")]
pub struct NotMatchable {
    /// Its scheme.
    pub scheme: Scheme,
}

impl Matchable {
    /// The scheme.
    #[must_use]
    pub const fn scheme(&self) -> Scheme {
        self.0.scheme()
    }

    /// The normal form.
    #[must_use]
    pub fn value(&self) -> &str {
        self.0.value()
    }

    /// The identifier.
    #[must_use]
    pub const fn identifier(&self) -> &Identifier {
        &self.0
    }

    /// What it names.
    #[must_use]
    pub const fn kind(&self) -> SubjectKind {
        match self.0.scheme() {
            Scheme::Imo => SubjectKind::Vessel,
            Scheme::Vin => SubjectKind::Vehicle,
            Scheme::FrSiret => SubjectKind::Premises,
            _ => SubjectKind::LegalEntity,
        }
    }

    /// Whether a subject is one that a match may be about: a person may have a number of this form, too.
    #[must_use]
    pub fn may_name(kind: SubjectKind) -> bool {
        KINDS.contains(&kind)
    }
}

impl TryFrom<Identifier> for Matchable {
    type Error = NotMatchable;
    fn try_from(identifier: Identifier) -> Result<Self, NotMatchable> {
        let Identifier { scheme, value, .. } = identifier;
        let names_nobody = match scheme {
            Scheme::Vat => is_vat_of_entity(&value),
            Scheme::PtNipc => is_portuguese_entity(&value),
            Scheme::NlKvk
            | Scheme::NlRsin
            | Scheme::BeKbo
            | Scheme::DeHr
            | Scheme::FrSiren
            | Scheme::FrSiret
            | Scheme::ItPiva
            | Scheme::EsCif
            | Scheme::SeOrgnr
            | Scheme::Euid
            | Scheme::Lei
            | Scheme::Imo
            | Scheme::Vin => true,
            // A person's, a consignment's, an account's, a town's.
            Scheme::ItCf | Scheme::Iso6346 | Scheme::Iban | Scheme::Locode => false,
        };
        if names_nobody { Ok(Self(Identifier { scheme, value, given: None })) } else { Err(NotMatchable { scheme }) }
    }
}

impl From<Matchable> for Identifier {
    fn from(matchable: Matchable) -> Self {
        matchable.0
    }
}

/// Sole traders pay under personal numbers in many countries. What is taken holds the number of an entity, or cannot hold a
/// person's; of countries that are not looked at, nothing.
fn is_vat_of_entity(vat: &str) -> bool {
    let Some((country, number)) = vat.split_at_checked(2) else { return false };
    let begins = |length| number.get(..length).unwrap_or_default();
    let is_one = |scheme, text: &str| Identifier::parse(scheme, text).is_ok();
    match country {
        "BE" | "DE" | "FR" | "IT" => true,
        "NL" => is_one(Scheme::NlRsin, begins(9)),
        "ES" => is_one(Scheme::EsCif, number),
        "SE" => is_one(Scheme::SeOrgnr, begins(10)),
        "PT" => is_portuguese_entity(number),
        _ => false,
    }
}

/// Persons have 1, 2, 3 or 45 in front.
fn is_portuguese_entity(number: &str) -> bool {
    !number.starts_with(['1', '2', '3']) && !number.starts_with("45")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(scheme: Scheme, given: &str) -> Result<Matchable, NotMatchable> {
        Matchable::try_from(Identifier::parse(scheme, given).unwrap())
    }

    #[test]
    fn a_number_of_an_entity_is_taken_in_its_normal_form_alone() {
        let taken = of(Scheme::BeKbo, "BE 0999.000.129").unwrap();
        assert_eq!((taken.value(), taken.identifier().given()), ("0999000129", None));
        assert_eq!(taken.kind(), SubjectKind::LegalEntity);
        assert_eq!(of(Scheme::Imo, "IMO 9074729").unwrap().kind(), SubjectKind::Vessel);
    }

    #[test]
    fn what_may_name_a_person_an_account_or_a_place_is_refused() {
        for (scheme, given) in [
            (Scheme::ItCf, "RSSMRA85T10A562S"),
            (Scheme::Iso6346, "CSQU3054383"),
            (Scheme::Iban, "NL91ABNA0417164300"),
            (Scheme::Locode, "NLRTM"),
        ] {
            assert_eq!(of(scheme, given), Err(NotMatchable { scheme }), "{scheme}");
        }
    }

    #[test]
    fn of_vat_numbers_those_of_persons_are_refused() {
        let scheme = Scheme::Vat;
        for person in ["ES12345678Z", "ESX2482300W", "SE811218987601", "PT123456789"] {
            assert_eq!(of(scheme, person), Err(NotMatchable { scheme }), "{person}");
        }
        for entity in ["BE0999000129", "DE136695976", "ESA58818501"] {
            assert_eq!(of(scheme, entity).map(|taken| taken.value().to_owned()), Ok(entity.to_owned()));
        }
    }

    #[test]
    fn it_is_written_as_an_identifier_and_read_back_as_strictly() {
        let taken = of(Scheme::NlKvk, "KVK 90001354").unwrap();
        let text = serde_json::to_string(&taken).unwrap();
        assert_eq!(serde_json::from_str::<Matchable>(&text).unwrap(), taken);
        let iban = Identifier::parse(Scheme::Iban, "NL91ABNA0417164300").unwrap();
        assert!(serde_json::from_value::<Matchable>(serde_json::to_value(iban).unwrap()).is_err());
    }
}
