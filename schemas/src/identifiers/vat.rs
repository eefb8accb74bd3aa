//! VAT numbers: a country prefix and the national rule. Countries whose rule is not here are refused, not guessed.

use super::checks::{luhn, mod_11_10, mod_97_10, remainder_97};
use super::clean::{digits, has_form};
use super::error::{Broken, Checked, Rule, ensure};
use super::{italy, national, spain};

/// Gives the prefix and the national number.
pub(super) fn vat(code: &str) -> Checked {
    let unknown = Broken(Rule::UnknownCountry, "a VAT number begins with one of NL BE DE FR IT ES SE PT");
    let (country, number) = code.split_at_checked(2).ok_or(unknown)?;
    let national: fn(&str) -> Checked = match country {
        "NL" => dutch,
        "BE" => national::kbo,
        "DE" => german,
        "FR" => french,
        "IT" => italy::piva,
        "ES" => spain::nif,
        "SE" => swedish,
        "PT" => national::nipc,
        _ => return Err(unknown),
    };
    Ok(format!("{country}{}", national(number)?))
}

const DUTCH: &str = "it is NL, 9 digits, B and 2 digits";

/// The number of a legal entity holds its RSIN; that of a sole trader, since 2020, is checked as a whole.
fn dutch(number: &str) -> Checked {
    ensure(number.len() == 12, Rule::Length, DUTCH)?;
    let (nine, tail) = number.split_at_checked(9).unwrap_or_default();
    let form = has_form(nine, "nnnnnnnnn") && tail.starts_with('B') && has_form(tail, "ann");
    let zeros = |part: &str| part.trim_start_matches(['0', 'B']).is_empty();
    ensure(form && !zeros(nine) && !zeros(tail), Rule::Form, DUTCH)?;
    let fits = national::eleven_test(&digits(nine, 9, DUTCH)?) || mod_97_10("NL".chars().chain(number.chars()));
    ensure(fits, Rule::CheckDigit, "neither the eleven test nor modulo 97 holds")?;
    Ok(number.to_owned())
}

fn german(number: &str) -> Checked {
    let all = digits(number, 9, "it is DE and 9 digits")?;
    ensure(!number.starts_with('0'), Rule::Form, "it is DE and 9 digits, the first not 0")?;
    ensure(mod_11_10(&all), Rule::CheckDigit, "its last digit does not fit the others (ISO 7064 modulo 11,10)")?;
    Ok(number.to_owned())
}

const FRENCH: &str = "it is FR, a key of two characters without I and O, and a SIREN";

fn french(number: &str) -> Checked {
    ensure(number.len() == 11, Rule::Length, FRENCH)?;
    let (key, siren) = number.split_at_checked(2).unwrap_or_default();
    ensure(!key.contains(['I', 'O']), Rule::Form, FRENCH)?;
    let all = digits(siren, 9, FRENCH)?;
    // Companies of Monaco have 000 where France has a SIREN.
    ensure(
        siren.starts_with("000") || luhn(&all),
        Rule::CheckDigit,
        "the SIREN in it does not fit its last digit (Luhn)",
    )?;
    ensure(french_key_fits(key, siren), Rule::CheckDigit, "the two characters behind FR do not fit the SIREN")?;
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
    digits(number, 12, "it is SE, 10 digits and 01")?;
    let (orgnr, tail) = number.split_at_checked(10).unwrap_or_default();
    ensure(tail == "01", Rule::Form, "it is SE, 10 digits and 01")?;
    national::orgnr_of_anyone(orgnr)?;
    Ok(number.to_owned())
}
