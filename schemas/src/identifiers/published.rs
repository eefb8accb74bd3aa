//! Numbers of organisations as tender notices published them: what becomes of each stands in `published.csv`.

use serde::{Deserialize, Serialize};

use super::tests::scheme_called;
use super::*;
use crate::vocabulary::Language;

#[derive(Deserialize)]
struct Published {
    country: String,
    #[serde(rename = "nationalid_as_published")]
    given: String,
    valid_as: String,
}

#[derive(Serialize)]
struct Judged {
    country: String,
    given: String,
    scheme: Scheme,
    normalised: String,
    reason: String,
}

fn published() -> Vec<Published> {
    let mut file = csv::Reader::from_reader(include_str!("../../data/ted_org_ids.csv").as_bytes());
    file.deserialize().collect::<Result<_, _>>().unwrap()
}

/// The schemes of a country's organisations, the likeliest first.
fn schemes_of(country: &str) -> &'static [Scheme] {
    match country {
        "BE" => &[Scheme::BeKbo, Scheme::Vat],
        "DE" => &[Scheme::DeHr, Scheme::Vat],
        "ES" => &[Scheme::EsCif, Scheme::Vat],
        "FR" => &[Scheme::FrSiret, Scheme::FrSiren, Scheme::Vat],
        "IT" => &[Scheme::ItPiva, Scheme::ItCf, Scheme::Vat],
        "NL" => &[Scheme::NlKvk, Scheme::NlRsin, Scheme::Vat],
        "PT" => &[Scheme::PtNipc, Scheme::Vat],
        "SE" => &[Scheme::SeOrgnr, Scheme::Vat],
        other => panic!("no schemes for {other}"),
    }
}

/// The first scheme that takes a number; else the refusal by the first whose shape it has, or by the first of all.
fn judged(row: &Published) -> Judged {
    let tried: Vec<_> = schemes_of(&row.country).iter().map(|scheme| Identifier::parse(*scheme, &row.given)).collect();
    let shaped = |verdict: &&Result<Identifier, IdentifierError>| !matches!(verdict, Err(error) if matches!(error.rule, Rule::Form | Rule::Length | Rule::UnknownCountry));
    let taken = tried.iter().find(|verdict| verdict.is_ok());
    let (scheme, normalised, reason) = match taken.or_else(|| tried.iter().find(shaped)).unwrap_or(&tried[0]) {
        Ok(id) => (id.scheme(), id.value().to_owned(), String::new()),
        Err(error) => (error.scheme, String::new(), error.reason().text(Language::En).text),
    };
    Judged { country: row.country.clone(), given: row.given.clone(), scheme, normalised, reason }
}

#[test]
fn each_published_number_is_normalised_or_refused_with_its_reason() {
    let mut now = csv::Writer::from_writer(Vec::new());
    published().iter().for_each(|row| now.serialize(judged(row)).unwrap());
    let now = String::from_utf8(now.into_inner().unwrap()).unwrap();
    if std::env::var_os("SLUIS_BLESS").is_some() {
        std::fs::write(concat!(env!("CARGO_MANIFEST_DIR"), "/src/identifiers/published.csv"), &now).unwrap();
        return;
    }
    for (line, (now, then)) in now.lines().zip(include_str!("published.csv").lines()).enumerate() {
        assert_eq!(now, then, "line {} of published.csv: bless it with SLUIS_BLESS=1 if it is right", line + 1);
    }
    assert_eq!(now.lines().count(), include_str!("published.csv").lines().count());
}

/// The scheme that python-stdnum found valid. It pads a KvK number to an RSIN, which the rules here do not; its Spanish
/// `nif` and Portuguese `nif` are other schemes here.
fn library_verdict(row: &Published) -> Option<Scheme> {
    match (row.country.as_str(), row.valid_as.as_str()) {
        (_, "") => None,
        ("NL", "rsin") if row.given.len() == 8 => None,
        ("ES", "nif") => Some(Scheme::EsCif),
        ("PT", "nif") => Some(Scheme::PtNipc),
        (_, name) => Some(scheme_called(name)),
    }
}

#[test]
fn what_the_library_takes_is_taken() {
    for row in published() {
        if let Some(scheme) = library_verdict(&row) {
            assert!(Identifier::parse(scheme, &row.given).is_ok(), "{scheme} `{}`", row.given);
        }
    }
}
