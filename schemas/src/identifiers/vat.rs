//! VAT numbers of the European Union: a country prefix and the national rule.

use super::checks::{luhn, mod_11_10, mod_97_10, remainder_97};
use super::clean::{digits, has_form};
use super::error::{Broken, Checked, Rule, ensure};
use super::{italy, national, spain, vat_elsewhere};
use crate::codelists::vat_structure;

const FORM: Broken = Broken::new(Rule::Form, "vat-form");

/// Gives the prefix and the national number. Greece is EL, as in VIES; GR is taken for it.
pub(super) fn vat(code: &str) -> Checked {
    let unknown = Broken::new(Rule::UnknownCountry, "vat-country");
    let (country, number) = code.split_at_checked(2).ok_or(unknown)?;
    let country = if country == "GR" { "EL" } else { country };
    let structures = vat_structure(country).ok_or(unknown)?;
    let number = padded(country, number);
    let same_length = structures.split(';').any(|form| form.len() == number.len());
    ensure(same_length, Broken::new(Rule::Length, "vat-form").about(structures))?;
    ensure(structures.split(';').any(|form| has_form(&number, form)), FORM.about(structures))?;
    let checked = match country {
        "NL" => dutch(&number),
        "BE" => national::kbo(&number),
        "DE" => german(&number),
        "FR" => french(&number),
        "IT" => italy::piva(&number),
        "ES" => spain::nif(&number),
        "SE" => swedish(&number),
        "PT" => national::nipc(&number),
        _ => vat_elsewhere::check(country, &number),
    };
    Ok(format!("{country}{}", checked?))
}

/// With the zeros in front that older Belgian and Greek numbers lack and that spreadsheets take from Dutch ones.
fn padded(country: &str, number: &str) -> String {
    match (country, number.len()) {
        ("BE", 9) | ("EL", 8) => format!("0{number}"),
        ("NL", 10 | 11) => format!("{number:0>12}"),
        _ => number.to_owned(),
    }
}

/// The number of a legal entity holds its RSIN; that of a sole trader, since 2020, is checked as a whole.
fn dutch(number: &str) -> Checked {
    let (nine, tail) = number.split_at_checked(9).unwrap_or_default();
    let zeros = |part: &str| part.trim_start_matches(['0', 'B']).is_empty();
    ensure(!zeros(nine) && !zeros(tail), Broken::new(Rule::Form, "vat-zeros"))?;
    let fits = national::eleven_test(&digits(nine, 9, "rsin-length")?) || mod_97_10("NL".chars().chain(number.chars()));
    ensure(fits, Broken::new(Rule::CheckDigit, "vat-nl-check"))?;
    Ok(number.to_owned())
}

fn german(number: &str) -> Checked {
    ensure(!number.starts_with('0'), Broken::new(Rule::Form, "vat-first-zero"))?;
    ensure(mod_11_10(&digits(number, 9, "vat-form")?), Broken::new(Rule::CheckDigit, "mod-11-10"))?;
    Ok(number.to_owned())
}

fn french(number: &str) -> Checked {
    let (key, siren) = number.split_at_checked(2).unwrap_or_default();
    ensure(!key.contains(['I', 'O']), Broken::new(Rule::Form, "vat-fr-letters"))?;
    // Companies of Monaco have 000 where France has a SIREN.
    let is_siren = siren.starts_with("000") || luhn(&digits(siren, 9, "siren-length")?);
    ensure(is_siren, Broken::new(Rule::CheckDigit, "vat-fr-siren"))?;
    ensure(french_key_fits(key, siren), Broken::new(Rule::CheckDigit, "vat-fr-key"))?;
    Ok(number.to_owned())
}

/// A key of digits is the SIREN with 12 behind it, modulo 97. One with a letter is told apart by what it begins with.
fn french_key_fits(key: &str, siren: &str) -> bool {
    if let Ok(digits) = key.parse::<u32>() {
        return digits == remainder_97(siren.chars().chain("12".chars()));
    }
    let mut values = key.chars().filter_map(|c| "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ".find(c));
    let (Some(first), Some(second)) = (values.next(), values.next()) else { return false };
    let number: usize = siren.parse().unwrap_or_default();
    // Below 10 the second is a letter, so neither subtraction goes below 0.
    let check = if first < 10 { first * 24 + second - 10 } else { first * 34 + second - 100 };
    (number + 1 + check / 11) % 11 == check % 11
}

/// A sole trader's number is a personal one, so the rule for legal entities does not bind here.
fn swedish(number: &str) -> Checked {
    let (orgnr, tail) = number.split_at_checked(10).unwrap_or_default();
    ensure(tail == "01", Broken::new(Rule::Form, "vat-se-01"))?;
    national::orgnr_of_anyone(orgnr)?;
    Ok(number.to_owned())
}
