use std::collections::BTreeMap;

use proptest::prelude::*;
use serde::Deserialize;

use super::*;

fn value(scheme: Scheme, given: &str) -> String {
    match Identifier::parse(scheme, given) {
        Ok(id) => id.value().to_owned(),
        Err(refusal) => panic!("`{given}`: {refusal}"),
    }
}

fn rule(scheme: Scheme, given: &str) -> Rule {
    match Identifier::parse(scheme, given) {
        Ok(id) => panic!("`{given}` was taken for a {scheme}: `{}`", id.value()),
        Err(refusal) => refusal.rule,
    }
}

/// The vectors and the tender file have working names of their own.
fn scheme_called(name: &str) -> Scheme {
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
        (EsCif, "54362315K", Rule::Form),
        (SeOrgnr, "811218-9876", Rule::NaturalPerson),
        (PtNipc, "012345678", Rule::Form),
        (Euid, "GRGEMI.077700527000", Rule::UnknownCountry),
        (Euid, "NLKVK.09155985", Rule::UnknownRegister),
        (Euid, "NLNHR.0915598", Rule::Length),
        (Euid, "ATBRA.", Rule::Form),
        (Vat, "ATU13585627", Rule::UnknownCountry),
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
fn dirt_without_doubt_is_taken_off() {
    use Scheme::*;
    for (scheme, given, expected) in [
        (NlKvk, "KVK 81122373", "81122373"),
        (NlKvk, "KvK-nummer: 8112 2373", "81122373"),
        (NlRsin, "rsin 0025.64.440", "002564440"),
        (BeKbo, "BE 207 475 377", "0207475377"),
        (BeKbo, "BE0207.475.377", "0207475377"),
        (BeKbo, "0207.310.774_22257", "0207310774"),
        (DeHr, "Aachen HRB 999001", "Aachen HRB 999001"),
        (FrSiren, "SIREN 552 100 554", "552100554"),
        (FrSiret, "412 280 737 20375", "41228073720375"),
        (ItPiva, "P.IVA: 01341140182", "01341140182"),
        (ItPiva, "IT 00188590939", "00188590939"),
        (ItCf, "c.f. rssmra85t10a562s", "RSSMRA85T10A562S"),
        (ItCf, "00188590939", "00188590939"),
        (EsCif, "Q-2833003-C.", "Q2833003C"),
        (EsCif, "A/81638108", "A81638108"),
        (EsCif, "ESP0800258F", "P0800258F"),
        (SeOrgnr, "202100\u{2013}0076", "2021000076"),
        (PtNipc, "PT504454536", "504454536"),
        (Euid, "nlnhr.09155985", "NLNHR.09155985"),
        (Euid, "BEKBOBCE.0543.696.579", "BEKBOBCE.0543696579"),
        (Vat, "BE 403.170.701", "BE0403170701"),
        (Vat, "nl004495445b01", "NL004495445B01"),
        (Vat, "NL002455799B11", "NL002455799B11"),
        (Vat, "USt-IdNr.: DE 136 630 247", "DE136630247"),
        (Vat, "FR K7 399 859 412", "FRK7399859412"),
        (Vat, "FR23334175221", "FR23334175221"),
        (Vat, "P.IVA IT00188590939", "IT00188590939"),
        (Vat, "ESX5253868R", "ESX5253868R"),
        (Vat, "ESY1234567X", "ESY1234567X"),
        (Vat, "SE202100383101", "SE202100383101"),
        (Vat, "PT504454536", "PT504454536"),
        (Lei, "lei 5493001KJTIIGC8Y1R12", "5493001KJTIIGC8Y1R12"),
        (Imo, "IMO 9074729", "9074729"),
        (Imo, "IMO9074729", "9074729"),
        (Iso6346, "MSKU 601167-2", "MSKU6011672"),
        (Iban, "IBAN NL91 ABNA 0417 1643 00", "NL91ABNA0417164300"),
        (Iban, "BE68539007547034", "BE68539007547034"),
        (Locode, "nl rtm", "NLRTM"),
    ] {
        assert_eq!(value(scheme, given), expected, "{scheme} `{given}`");
    }
}

#[test]
fn a_code_that_begins_like_its_label_is_left_whole() {
    assert_eq!(value(Scheme::ItCf, "CFRMRA85T10A562Y"), "CFRMRA85T10A562Y");
}

#[test]
fn the_given_text_is_kept_only_where_it_differs() {
    let dirty = Identifier::parse(Scheme::NlKvk, "KVK 81122373").unwrap();
    assert_eq!((dirty.value(), dirty.given()), ("81122373", Some("KVK 81122373")));
    assert_eq!(Identifier::parse(Scheme::NlKvk, "81122373").unwrap().given(), None);
}

#[test]
fn longer_than_64_characters_is_refused_unread() {
    let padded = |spaces: usize| format!("81122373{}", " ".repeat(spaces));
    assert_eq!(value(Scheme::NlKvk, &padded(56)), "81122373");
    assert_eq!(rule(Scheme::NlKvk, &padded(57)), Rule::Length);
}

#[test]
fn only_a_vehicle_number_with_a_check_digit_is_warned_of() {
    let warning = |given| Identifier::parse(Scheme::Vin, given).unwrap().warning();
    assert_eq!(warning("1M8GDM9AXKP042788"), None);
    assert_eq!(warning("1M8GDM9A0KP042788"), Some(Warning::VinCheckDigit));
    // Z is the filler of European makers, who have no check digit; an American number must have one.
    assert_eq!(warning("WVWZZZ1JZXW000001"), None);
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
fn a_refusal_does_not_repeat_what_was_given() {
    let refusal = Identifier::parse(Scheme::ItCf, "RSSMRA85T10A562T").unwrap_err();
    assert_eq!(refusal.to_string(), "not a valid it-cf: its last letter does not fit the other characters");
}

#[derive(Deserialize)]
struct Published {
    country: String,
    #[serde(rename = "nationalid_as_published")]
    given: String,
    valid_as: String,
}

fn published() -> Vec<Published> {
    let mut file = csv::Reader::from_reader(include_str!("../../data/ted_org_ids.csv").as_bytes());
    file.deserialize().collect::<Result<_, _>>().unwrap()
}

fn schemes_of(country: &str) -> &'static [Scheme] {
    match country {
        "BE" => &[Scheme::BeKbo],
        "DE" => &[Scheme::Vat, Scheme::DeHr],
        "ES" => &[Scheme::EsCif],
        "FR" => &[Scheme::FrSiret, Scheme::FrSiren],
        "IT" => &[Scheme::ItPiva],
        "NL" => &[Scheme::NlKvk, Scheme::NlRsin],
        "PT" => &[Scheme::PtNipc],
        "SE" => &[Scheme::SeOrgnr, Scheme::Vat],
        other => panic!("no schemes for {other}"),
    }
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
fn published_numbers_are_normalised_or_refused_with_a_reason() {
    let (mut accepted, mut refused) = (BTreeMap::new(), BTreeMap::new());
    for row in published() {
        let tried = schemes_of(&row.country).iter().map(|scheme| Identifier::parse(*scheme, &row.given));
        match tried.reduce(|first, next| first.or(next)).unwrap() {
            Ok(id) => *accepted.entry(id.scheme().as_str()).or_insert(0) += 1,
            Err(refusal) => *refused.entry(refusal.rule).or_insert(0) += 1,
        }
        if let Some(scheme) = library_verdict(&row) {
            value(scheme, &row.given);
        }
    }
    println!("accepted {accepted:?}, refused {refused:?}");
    let expected = [
        ("be-kbo", 10),
        ("es-cif", 33),
        ("fr-siren", 6),
        ("fr-siret", 32),
        ("it-piva", 8),
        ("nl-kvk", 25),
        ("pt-nipc", 8),
        ("se-orgnr", 5),
        ("vat", 2),
    ];
    assert_eq!(accepted, BTreeMap::from(expected));
    let expected = [(Rule::Form, 12), (Rule::Length, 5), (Rule::CheckDigit, 6), (Rule::UnknownCourt, 2)];
    assert_eq!(refused, BTreeMap::from(expected));
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
