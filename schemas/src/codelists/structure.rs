//! How numbers look by country: VAT numbers, accounts, registers of companies.

use std::collections::BTreeMap;
use std::sync::LazyLock;

type ByCountry = LazyLock<BTreeMap<String, String>>;

/// Prefix of a VAT number and the structures of what follows it, `;` between them: `9` is a digit, `A` a letter, `X`
/// either, and any other character itself.
pub fn vat_structures() -> impl Iterator<Item = (&'static str, &'static str)> {
    each(&VAT)
}

/// Country of an IBAN and the structure of the account (ISO 13616): `4!n` are four digits, `a` letters, `c` either.
pub fn iban_structures() -> impl Iterator<Item = (&'static str, &'static str)> {
    each(&IBAN)
}

/// Country of a EUID and its register: `####` stands for four digits, `court` for the code of a German court; empty
/// where no list of that country's registers is known here.
pub fn euid_registers() -> impl Iterator<Item = (&'static str, &'static str)> {
    each(&EUID)
}

pub(crate) fn vat_structure(prefix: &str) -> Option<&'static str> {
    VAT.get(prefix).map(String::as_str)
}

pub(crate) fn euid_register(country: &str) -> Option<&'static str> {
    EUID.get(country).map(String::as_str)
}

static VAT: ByCountry = LazyLock::new(|| read(include_str!("../../data/vat.csv")));
static IBAN: ByCountry = LazyLock::new(|| read(include_str!("../../data/iban.csv")));
static EUID: ByCountry = LazyLock::new(|| read(include_str!("../../data/euid.csv")));

fn read(file: &'static str) -> BTreeMap<String, String> {
    let rows = csv::Reader::from_reader(file.as_bytes()).into_records().filter_map(Result::ok);
    rows.filter_map(|row| Some((row.get(0)?.to_owned(), row.get(1)?.to_owned()))).collect()
}

fn each(list: &'static ByCountry) -> impl Iterator<Item = (&'static str, &'static str)> {
    list.iter().map(|(country, structure)| (country.as_str(), structure.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::C8;

    #[test]
    fn every_country_of_the_c8_has_each_structure() {
        for (list, rows) in [(&VAT, 28), (&EUID, 30), (&IBAN, 89)] {
            assert_eq!(list.len(), rows);
            assert!(C8.iter().all(|country| list.contains_key(*country)));
        }
    }
}
