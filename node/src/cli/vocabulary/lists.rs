//! Code lists that bring their own labels, from their sources.

use sluis_schemas::codelists::{self, Label, Nace, Region, RegionKind};
use sluis_schemas::vocabulary::Language;

use super::Code;

/// A list and what makes its codes, with labels in a language where the source has it.
type Sourced = (&'static str, fn(Language) -> Vec<Code>);

/// Name of the NACE of today.
pub(super) const NACE: &str = Nace::LIST;

pub(super) const SOURCED: &[Sourced] = &[
    (NACE, |_| {
        let code = |nace: Nace| (nace.to_string(), Some(nace.label().to_owned()), Some(Language::En));
        listed(NACE, Nace::all().map(code))
    }),
    (Region::LIST, |lang| listed(Region::LIST, Region::all().map(|region| of_region(&region, lang)))),
    ("nuts", |lang| {
        let nuts = Region::all().filter(|region| region.kind() == RegionKind::Nuts);
        listed("nuts", nuts.map(|region| of_region(&region, lang)))
    }),
    ("locodes", |_| listed("locodes", unworded(codelists::places()))),
    ("countries", |lang| {
        let code = |country: &'static codelists::CountryName| named(country.code().to_owned(), country.label(lang));
        listed("countries", codelists::countries().map(code))
    }),
    ("legal-bases", |_| {
        let code = |basis: &codelists::LegalBasis| (basis.id.to_string(), Some(basis.title.clone()), None);
        listed("legal-bases", codelists::legal_bases().map(code))
    }),
    ("courts", |_| {
        let code = |court: &codelists::Court| {
            let codes: Vec<_> = court.codes().collect();
            (court.name().to_owned(), Some(codes.join(" ")), None)
        };
        listed("courts", codelists::courts().map(code))
    }),
    ("vat-structures", |_| listed("vat-structures", unworded(codelists::vat_structures()))),
    ("iban-structures", |_| listed("iban-structures", unworded(codelists::iban_structures()))),
    ("euid-registers", |_| listed("euid-registers", unworded(codelists::euid_registers()))),
];

/// A code, its label and the language of that.
type Named = (String, Option<String>, Option<Language>);

fn listed(list: &'static str, codes: impl Iterator<Item = Named>) -> Vec<Code> {
    codes.map(|(code, label, lang)| Code { list, code, label, lang }).collect()
}

fn named(code: String, label: Option<Label<'_>>) -> Named {
    (code, label.map(|label| label.text.to_owned()), label.and_then(|label| label.lang))
}

fn of_region(region: &Region, lang: Language) -> Named {
    named(region.to_string(), region.label(lang))
}

/// Labels that are in no language.
fn unworded(rows: impl Iterator<Item = (&'static str, &'static str)>) -> impl Iterator<Item = Named> {
    rows.map(|(code, label)| (code.to_owned(), Some(label.to_owned()), None))
}
