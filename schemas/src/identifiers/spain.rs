//! Spanish tax numbers.

use super::checks::luhn_digit;
use super::clean::{digits, has_form};
use super::error::{Broken, Checked, Rule, ensure};

const LENGTH: &str = "a Spanish tax number has 9 characters";
const WRONG_CHECK: Broken = Broken(Rule::CheckDigit, "its last character does not fit the digits");

/// CIF of a legal entity: a letter for its kind, 7 digits, a check digit or letter. Which kinds take which is told in
/// different ways, so either is taken.
pub(super) fn cif(code: &str) -> Checked {
    ensure(code.len() == 9, Rule::Length, LENGTH)?;
    let entity = code.starts_with(|c| "ABCDEFGHJNPQRSUVW".contains(c));
    ensure(
        entity && has_form(code, "annnnnnnc"),
        Rule::Form,
        "a CIF is a letter of A-H J N P-S U-W, 7 digits, a check character",
    )?;
    let number = digits(code.get(1..8).unwrap_or_default(), 7, LENGTH)?;
    let check = luhn_digit(&number);
    let as_letter = "JABCDEFGHI".chars().nth(check as usize);
    let last = code.chars().last();
    let fits = last.is_some() && (last == char::from_digit(check, 10) || last == as_letter);
    if fits { Ok(code.to_owned()) } else { Err(WRONG_CHECK) }
}

/// NIF of anyone: a CIF, a DNI of a resident, a NIE of a foreigner, or K, L, M and a number.
pub(super) fn nif(code: &str) -> Checked {
    ensure(code.len() == 9, Rule::Length, LENGTH)?;
    let number = match code.chars().next() {
        Some('0'..='9') => code.to_owned(),
        Some('K' | 'L' | 'M') => code.replacen(['K', 'L', 'M'], "0", 1),
        Some('X') => code.replacen('X', "0", 1),
        Some('Y') => code.replacen('Y', "1", 1),
        Some('Z') => code.replacen('Z', "2", 1),
        _ => return cif(code),
    };
    ensure(has_form(&number, "nnnnnnnna"), Rule::Form, "a NIF of a person has digits and a last letter")?;
    let rest: u32 = number.get(..8).and_then(|n| n.parse::<u32>().ok()).unwrap_or_default() % 23;
    let expected = "TRWAGMYFPDXBNJZSQVHLCKE".chars().nth(rest as usize);
    if number.chars().last() == expected { Ok(code.to_owned()) } else { Err(WRONG_CHECK) }
}
