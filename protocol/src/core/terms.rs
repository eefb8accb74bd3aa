//! What a record is found by in a search.

use std::collections::BTreeSet;

use sluis_schemas::content::Content;
use sluis_schemas::vocabulary::{Scheme, SignalType};

/// Something that a record is found by. The store keeps keyed hashes of terms, never the terms.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Term {
    /// Its type.
    Type(SignalType),
    /// A branch of NACE that its sector lies in: the digits of its beginning.
    Sector(String),
    /// A region that one of its regions lies in: the beginning of its code.
    Region(String),
    /// An identifier of a subject, in its normal form.
    Identifier(Scheme, String),
}

impl Term {
    /// A branch, with or without its dot.
    #[must_use]
    pub fn sector(code: &str) -> Self {
        Self::Sector(code.chars().filter(|c| *c != '.').collect())
    }
}

/// Every term of a record: a search for one finds it exactly if the term is among these.
#[must_use]
pub fn terms(content: &Content) -> BTreeSet<Term> {
    let mut terms = BTreeSet::from([Term::Type(content.r#type)]);
    if let Some(sector) = &content.sector {
        let Term::Sector(digits) = Term::sector(sector.code.as_str()) else { return terms };
        terms.extend(beginnings(&digits).map(Term::Sector));
    }
    terms.extend(content.regions.iter().flat_map(|region| beginnings(region.as_str()).map(Term::Region)));
    let identifiers = content.subjects.iter().flat_map(|subject| &subject.identifiers);
    terms.extend(identifiers.map(|id| Term::Identifier(id.scheme(), id.value().to_owned())));
    terms
}

/// The beginnings of a code, from the two characters that its first level has.
fn beginnings(code: &str) -> impl Iterator<Item = String> {
    (2..=code.len()).filter_map(|end| code.get(..end)).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use sluis_schemas::case::{CASES, Case};

    #[test]
    fn a_record_is_found_by_each_beginning_of_its_sector_and_regions_and_by_each_identifier() {
        let (_, text) = CASES.iter().find(|(name, _)| name.starts_with("c01")).unwrap();
        let content = Case::parse(text.as_bytes()).unwrap().submission.content;
        let found = terms(&content);
        let sector = content.sector.as_ref().unwrap().code.as_str();
        assert!(found.contains(&Term::Type(content.r#type)) && found.contains(&Term::sector(sector)));
        assert!(found.contains(&Term::sector(&sector[..2])), "{found:?}");
        let region = content.regions[0].as_str();
        assert!(
            found.contains(&Term::Region(region[..2].to_owned())) && found.contains(&Term::Region(region.to_owned()))
        );
        let id = &content.subjects.iter().flat_map(|s| &s.identifiers).next().unwrap();
        assert!(found.contains(&Term::Identifier(id.scheme(), id.value().to_owned())));
    }
}
