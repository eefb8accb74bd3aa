use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use serde::Deserialize;

use super::*;

pub(super) fn value(scheme: Scheme, given: &str) -> String {
    match Identifier::parse(scheme, given) {
        Ok(id) => id.value().to_owned(),
        Err(refusal) => panic!("`{given}`: {refusal}"),
    }
}

pub(super) fn rule(scheme: Scheme, given: &str) -> Rule {
    match Identifier::parse(scheme, given) {
        Ok(id) => panic!("`{given}` was taken for a {scheme}: `{}`", id.value()),
        Err(refusal) => refusal.rule,
    }
}

/// The vectors and the tender file have working names of their own.
pub(super) fn scheme_called(name: &str) -> Scheme {
    match name {
        "kvk" => Scheme::NlKvk,
        "rsin" => Scheme::NlRsin,
        "kbo" => Scheme::BeKbo,
        "hr_de" => Scheme::DeHr,
        "siren" => Scheme::FrSiren,
        "siret" => Scheme::FrSiret,
        "partita_iva" | "iva" => Scheme::ItPiva,
        "codice_fiscale" => Scheme::ItCf,
        "cif_nif_es" | "cif" => Scheme::EsCif,
        "orgnr_se" | "org" => Scheme::SeOrgnr,
        "nipc_pt" => Scheme::PtNipc,
        other => other.parse().unwrap(),
    }
}

#[derive(Deserialize)]
struct Vectors {
    valid: Vec<String>,
    invalid: Vec<String>,
    #[serde(default)]
    check_mismatch: Vec<String>,
}

fn vectors() -> BTreeMap<String, Vectors> {
    serde_json::from_str(include_str!("../../data/identifiers.json")).unwrap()
}

#[test]
fn every_vector_is_judged_as_published() {
    let all = vectors();
    assert_eq!(all.len(), 17);
    for (name, vectors) in all {
        let scheme = scheme_called(&name);
        for given in &vectors.valid {
            let normal = value(scheme, given);
            assert_eq!(value(scheme, &normal), normal);
        }
        for given in &vectors.invalid {
            rule(scheme, given);
        }
        for given in &vectors.check_mismatch {
            assert!(Identifier::parse(scheme, given).unwrap().warning().is_some(), "{given}");
        }
    }
}

#[test]
fn a_refusal_names_the_rule() {
    use Scheme::*;
    for (scheme, given, expected) in [
        (NlKvk, "3720748", Rule::Length),
        (NlKvk, "O9155985", Rule::Form),
        (NlKvk, "81122373 en 09155985", Rule::Form),
        (NlKvk, "", Rule::Form),
        (NlRsin, "002564441", Rule::CheckDigit),
        (NlRsin, "000000000", Rule::CheckDigit),
        (BeKbo, "0403170702", Rule::CheckDigit),
        (BeKbo, "2403170701", Rule::Form),
        (ItPiva, "12345678901", Rule::Office),
        (ItPiva, "00000000000", Rule::Form),
        (ItCf, "RSSMRA85T10A562T", Rule::CheckDigit),
        (ItCf, "RSSMRA85T10", Rule::Form),
        (ItCf, "RSSMRA85T1", Rule::Length),
        (EsCif, "54362315K", Rule::NaturalPerson),
        (EsCif, "X5253868R", Rule::NaturalPerson),
        (EsCif, "54362315A", Rule::Form),
        (SeOrgnr, "811218-9876", Rule::NaturalPerson),
        (PtNipc, "012345678", Rule::Form),
        (Euid, "GRGEMI.077700527000", Rule::UnknownCountry),
        (Euid, "NLKVK.09155985", Rule::UnknownRegister),
        (Euid, "DEA0000.HRB1", Rule::UnknownRegister),
        (Euid, "NLNHR.0915598", Rule::Length),
        (Euid, "ATBRA.", Rule::Form),
        (Vat, "ATU13585628", Rule::CheckDigit),
        (Vat, "CHE107787577", Rule::UnknownCountry),
        (Vat, "GB980780684", Rule::UnknownCountry),
        (Vat, "004495445B01", Rule::UnknownCountry),
        (Vat, "NL004495446B01", Rule::CheckDigit),
        (Vat, "DE136630248", Rule::CheckDigit),
        (Vat, "DE036630247", Rule::Form),
        (Vat, "FR24334175221", Rule::CheckDigit),
        (Vat, "FRK8399859412", Rule::CheckDigit),
        (Vat, "FRIO334175221", Rule::Form),
        (Vat, "ESX5253868A", Rule::CheckDigit),
        (Vat, "SE202100383102", Rule::Form),
        (Lei, "5493001KJTIIGC8Y1R1", Rule::Length),
        (Lei, "5493001KJTIIGC8Y1R13", Rule::CheckDigit),
        (Iban, "US91ABNA0417164300", Rule::UnknownCountry),
        (Iban, "NL91ABNA041716430", Rule::Length),
        (Iban, "NL9112340417164300", Rule::Form),
        (Iso6346, "MSCA6639871", Rule::Form),
        (Vin, "WVWZZZ1JZXO000001", Rule::Form),
        (Locode, "NLQQQ", Rule::UnknownPlace),
    ] {
        assert_eq!(rule(scheme, given), expected, "{scheme} `{given}`");
    }
}

#[test]
fn a_date_of_birth_that_no_calendar_has_is_refused() {
    // The check letters are right, so only the date is judged.
    assert_eq!(rule(Scheme::ItCf, "RSSMRA85B30A562G"), Rule::BirthDate);
    for last_of_december in ["RSSMRA85T31A562T", "RSSMRA85T71A562X"] {
        assert_eq!(value(Scheme::ItCf, last_of_december), last_of_december);
    }
}

#[test]
fn the_given_text_is_kept_only_where_it_differs() {
    let dirty = Identifier::parse(Scheme::NlKvk, "KVK 81122373").unwrap();
    assert_eq!((dirty.value(), dirty.given()), ("81122373", Some("KVK 81122373")));
    assert_eq!(Identifier::parse(Scheme::NlKvk, "81122373").unwrap().given(), None);
}

#[test]
fn longer_than_128_characters_is_refused_unread() {
    let padded = |spaces: usize| format!("81122373{}", " ".repeat(spaces));
    assert_eq!(value(Scheme::NlKvk, &padded(120)), "81122373");
    assert_eq!(rule(Scheme::NlKvk, &padded(121)), Rule::Length);
}

#[test]
fn only_a_vehicle_number_with_a_check_digit_is_warned_of() {
    let warning = |given| Identifier::parse(Scheme::Vin, given).unwrap().warning();
    assert_eq!(warning("1M8GDM9AXKP042788"), None);
    assert_eq!(warning("1M8GDM9A0KP042788"), Some(Warning::VinCheckDigit));
    // European makers owe no check digit; an American number must have one.
    assert_eq!(warning("WVWZZZ1JZXW000001"), None);
    assert_eq!(warning("VF1AAAAA512345678"), None);
    assert_eq!(warning("1M8GDM9AZKP042788"), Some(Warning::VinCheckDigit));
}

#[test]
fn json_is_checked_again_when_it_is_read() {
    let read = |json: &str| serde_json::from_str::<Identifier>(json);
    for json in [
        r#"{"scheme":"nl-kvk","value":"81122373"}"#,
        r#"{"scheme":"nl-kvk","value":"81122373","given":"KVK 81122373"}"#,
    ] {
        assert_eq!(serde_json::to_string(&read(json).unwrap()).unwrap(), json);
    }
    for (json, why) in [
        (r#"{"scheme":"nl-kvk","value":"KVK 81122373"}"#, "normal form"),
        (r#"{"scheme":"nl-kvk","value":"81122373","given":"81122373"}"#, "normal form"),
        (r#"{"scheme":"nl-kvk","value":"81122373","given":"09155985"}"#, "normal form"),
        (r#"{"scheme":"nl-rsin","value":"002564441"}"#, "eleven test"),
        (r#"{"scheme":"nl-kvk","value":"81122373","note":""}"#, "unknown field"),
        (r#"{"scheme":"kvk","value":"81122373"}"#, "not a code"),
    ] {
        let refusal = read(json).unwrap_err().to_string();
        assert!(refusal.contains(why), "{json}: {refusal}");
    }
}

#[test]
fn every_reason_is_a_sentence_in_four_languages() {
    let keys = |text: &str| -> BTreeSet<String> {
        let lines = text.lines().filter(|line| line.starts_with("identifier-"));
        lines.filter_map(|line| line.split_once(" = ")).map(|(key, _)| key.to_owned()).collect()
    };
    let en = keys(include_str!("../../locales/en/identifiers.ftl"));
    for other in [
        include_str!("../../locales/nl/identifiers.ftl"),
        include_str!("../../locales/fr/identifiers.ftl"),
        include_str!("../../locales/de/identifiers.ftl"),
    ] {
        assert_eq!(keys(other), en);
        assert!(fluent_bundle::FluentResource::try_new(other.to_owned()).is_ok());
    }
    let sources = [
        include_str!("error.rs"),
        include_str!("clean.rs"),
        include_str!("national.rs"),
        include_str!("italy.rs"),
        include_str!("spain.rs"),
        include_str!("germany.rs"),
        include_str!("global.rs"),
        include_str!("euid.rs"),
        include_str!("vat.rs"),
        include_str!("vat_elsewhere.rs"),
    ]
    .concat();
    for key in &en {
        let short = key.trim_start_matches("identifier-");
        let used = [short, key].iter().any(|key| sources.contains(&format!("\"{key}\"")));
        assert!(used, "nobody says {key}");
    }
    for told in sources.split("Broken::new(Rule::").skip(1).filter_map(|rest| rest.split_once(')')) {
        let Some((_, key)) = told.0.split_once('"') else { continue };
        let key = format!("identifier-{}", key.trim_end_matches('"'));
        assert!(en.contains(&key), "{key} has no sentence");
    }
}

#[test]
fn a_refusal_does_not_repeat_what_was_given() {
    let refusal = Identifier::parse(Scheme::ItCf, "RSSMRA85T10A562T").unwrap_err();
    assert_eq!(refusal.to_string(), "not a valid it-cf: its last letter does not fit the other characters");
}

/// A valid number of the vectors for which a condition holds.
fn valid_number(wanted: fn(Scheme, &str) -> bool) -> impl Strategy<Value = (Scheme, String)> {
    let named = |(name, vectors): (String, Vectors)| {
        let scheme = scheme_called(&name);
        vectors.valid.into_iter().map(move |given| (scheme, given))
    };
    let all: Vec<_> = vectors().into_iter().flat_map(named).filter(|(scheme, given)| wanted(*scheme, given)).collect();
    prop::sample::select(all)
}

fn has_separators_of_no_meaning(scheme: Scheme, _: &str) -> bool {
    !matches!(scheme, Scheme::DeHr | Scheme::Euid)
}

/// Schemes whose check finds each single wrong digit. The sums modulo 10 and 11 of IMO, ISO 6346 and NIPC do not, and
/// La Poste's SIRETs have a weaker one.
fn finds_each_wrong_digit(scheme: Scheme, given: &str) -> bool {
    use Scheme::*;
    matches!(scheme, NlRsin | BeKbo | FrSiren | FrSiret | ItPiva | EsCif | SeOrgnr | Lei | Iban)
        && !given.starts_with("356000000")
}

/// Any text, texts of the length of codes, and texts like German register numbers.
fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![
        ".{0,70}",
        "[A-Z0-9 ./-]{0,24}",
        "[A-Z]{2}[0-9]{9,12}",
        "(KVK|N° |SIRET|P\\.IVA|C\\.F\\. e |NIF|VAT no\\. |RCS Paris|BE ?\\(0\\))[ :]?[A-Z]{0,2}[0-9 ./-]{6,16}",
        "(Hof|Ulm|koeln|[a-zäöü ]{0,12}) ?(HRA|HRB|PR) ?[0-9]{1,7} ?[a-zA-Z]{0,4}",
    ]
}

proptest! {
    #[test]
    fn no_text_makes_it_panic_and_what_is_accepted_is_stable(
        scheme in prop::sample::select(Scheme::ALL),
        given in any_text(),
    ) {
        if let Ok(id) = Identifier::parse(scheme, &given) {
            let again = Identifier::parse(scheme, id.value()).unwrap();
            prop_assert_eq!(again.value(), id.value());
            prop_assert_eq!(again.given(), None);
        }
    }

    #[test]
    fn separators_and_lower_case_do_not_matter(
        (scheme, given) in valid_number(has_separators_of_no_meaning),
        at in any::<prop::sample::Index>(),
        separator in "[ ./-]",
    ) {
        let place = at.index(given.len() + 1);
        let dirty = format!("{}{separator}{}", &given[..place], &given[place..]).to_lowercase();
        prop_assert_eq!(value(scheme, &dirty), value(scheme, &given));
    }

    #[test]
    fn one_wrong_digit_is_found(
        (scheme, given) in valid_number(finds_each_wrong_digit),
        at in any::<prop::sample::Index>(),
        add in 1u8..10,
    ) {
        let is_digit = |(_, byte): &(usize, u8)| byte.is_ascii_digit();
        let places: Vec<usize> = given.bytes().enumerate().filter(is_digit).map(|(place, _)| place).collect();
        let place = *at.get(&places);
        let mut bytes = given.into_bytes();
        bytes[place] = b'0' + (bytes[place] - b'0' + add) % 10;
        let wrong = String::from_utf8(bytes).unwrap();
        prop_assert!(Identifier::parse(scheme, &wrong).is_err(), "{}", wrong);
    }
}
