//! Spanish tax numbers.

use super::checks::luhn_digit;
use super::clean::{digits, has_form};
use super::error::{Broken, Checked, Rule, ensure};

const LENGTH: Broken = Broken::new(Rule::Length, "cif-length");
const WRONG_CHECK: Broken = Broken::new(Rule::CheckDigit, "cif-check");

/// CIF of a legal entity: a letter for its kind, 7 digits, a check digit or letter. Which kinds take which is told in
/// different ways, so either is taken.
pub(super) fn cif(code: &str) -> Checked {
    ensure(code.len() == 9, LENGTH)?;
    ensure(!code.starts_with(PERSONS) || person(code).is_err(), Broken::new(Rule::NaturalPerson, "cif-person"))?;
    let entity = code.starts_with(|c| "ABCDEFGHJNPQRSUVW".contains(c));
    ensure(entity && has_form(code, "A9999999X"), Broken::new(Rule::Form, "cif-form"))?;
    let number = digits(code.get(1..8).unwrap_or_default(), 7, "cif-form")?;
    let check = luhn_digit(&number);
    let as_letter = "JABCDEFGHI".chars().nth(check as usize);
    let last = code.chars().last();
    let fits = last.is_some() && (last == char::from_digit(check, 10) || last == as_letter);
    if fits { Ok(code.to_owned()) } else { Err(WRONG_CHECK) }
}

/// NIF of anyone: a CIF, a DNI of a resident, a NIE of a foreigner, or K, L, M and a number.
pub(super) fn nif(code: &str) -> Checked {
    ensure(code.len() == 9, LENGTH)?;
    if code.starts_with(PERSONS) { person(code) } else { cif(code) }
}

/// What numbers of persons begin with.
const PERSONS: [char; 16] = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'K', 'L', 'M', 'X', 'Y', 'Z'];

fn person(code: &str) -> Checked {
    let number = match code.chars().next() {
        Some('K' | 'L' | 'M') => code.replacen(['K', 'L', 'M'], "0", 1),
        Some('X') => code.replacen('X', "0", 1),
        Some('Y') => code.replacen('Y', "1", 1),
        Some('Z') => code.replacen('Z', "2", 1),
        _ => code.to_owned(),
    };
    ensure(has_form(&number, "99999999A"), Broken::new(Rule::Form, "nif-form"))?;
    let rest: u32 = number.get(..8).and_then(|n| n.parse::<u32>().ok()).unwrap_or_default() % 23;
    let expected = "TRWAGMYFPDXBNJZSQVHLCKE".chars().nth(rest as usize);
    if number.chars().last() == expected { Ok(code.to_owned()) } else { Err(WRONG_CHECK) }
}
