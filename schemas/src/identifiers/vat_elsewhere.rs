//! Check digits of VAT numbers of member states outside the C8, as their tax authorities publish them. The form has
//! been checked before.

use time::{Date, Month};

use super::checks::{luhn_sum, mod_11_10, weighted};
use super::error::{Broken, Checked, Rule, ensure};

const WRONG_CHECK: Broken = Broken::new(Rule::CheckDigit, "check-digit");
const FORM: Broken = Broken::new(Rule::Form, "vat-places");
const FIRST_ZERO: Broken = Broken::new(Rule::Form, "vat-first-zero");

pub(super) fn check(country: &str, number: &str) -> Checked {
    let all: Vec<u32> = number.chars().filter_map(|c| c.to_digit(10)).collect();
    let by = |weights: &[u32], modulus: u32| weighted(&all, weights.iter().copied()).is_multiple_of(modulus);
    let first_zero = matches!(country, "DK" | "MT" | "RO" | "SI") && number.starts_with('0');
    ensure(!first_zero, FIRST_ZERO)?;
    let fits = match country {
        "AT" => austrian(&all),
        "BG" if all.len() == 9 => bulgarian(&all),
        "BG" => bulgarian_person(&all) || bulgarian_foreigner(&all) || bulgarian_other(&all),
        "CY" => {
            ensure(!number.starts_with("12"), FORM)?;
            cypriot(&all, number)
        }
        "CZ" if all.len() == 8 => {
            ensure(!number.starts_with('9'), FORM)?;
            czech(&all)
        }
        "CZ" if all.len() == 9 && number.starts_with('6') => czech_special(&all),
        "CZ" => born_czech(&all),
        "DK" => by(&[2, 7, 6, 5, 4, 3, 2, 1], 11),
        "EE" => by(&[3, 7, 1, 3, 7, 1, 3, 7, 1], 10),
        "EL" => {
            let sum = weighted(&all, [256, 128, 64, 32, 16, 8, 4, 2]);
            last_is(&all, sum % 11 % 10)
        }
        "FI" => by(&[7, 9, 10, 5, 8, 4, 2, 1], 11),
        "HR" => mod_11_10(&all),
        "HU" => by(&[9, 7, 3, 1, 9, 7, 3, 1], 10),
        "IE" => irish(number),
        "LT" => {
            // The last but one is 1.
            ensure(all.iter().rev().nth(1) == Some(&1), FORM)?;
            lithuanian(&all)
        }
        "LU" => {
            number.get(..6).and_then(|n| n.parse::<u32>().ok()).map(|n| n % 89)
                == number.get(6..).and_then(|n| n.parse().ok())
        }
        "LV" => latvian(&all),
        "MT" => by(&[3, 4, 6, 7, 8, 9, 10, 1], 37),
        "PL" => by(&[6, 5, 7, 2, 3, 4, 5, 6, 7, 10], 11),
        "RO" => romanian(&all),
        "SI" => {
            let check = 11 - weighted(&all, (2..=8).rev()) % 11;
            last_is(&all, if check == 10 { 0 } else { check })
        }
        "SK" => slovak(&all, number)?,
        "XI" => northern_irish(&all, number),
        _ => false,
    };
    ensure(fits, WRONG_CHECK)?;
    Ok(number.to_owned())
}

fn last_is(all: &[u32], expected: u32) -> bool {
    all.last() == Some(&expected)
}

/// Every second digit doubled as in Luhn, and 4 for the U in front.
fn austrian(all: &[u32]) -> bool {
    let sum = luhn_sum(all.get(..7).unwrap_or_default()) + 4;
    last_is(all, (10 - sum % 10) % 10)
}

fn bulgarian(all: &[u32]) -> bool {
    let rest = all.get(..8).unwrap_or_default();
    let check = weighted(rest, 1..) % 11;
    last_is(all, if check == 10 { weighted(rest, 3..) % 11 % 10 } else { check })
}

/// The month has 20 added for those born before 1900, 40 for those after 1999.
fn bulgarian_person(all: &[u32]) -> bool {
    let [y1, y2, m1, m2, d1, d2, ..] = *all else { return false };
    let (century, month) = match m1 * 10 + m2 {
        month @ 41.. => (2000, month - 40),
        month @ 21..=40 => (1800, month - 20),
        month => (1900, month),
    };
    is_day(century + y1 * 10 + y2, month, d1 * 10 + d2)
        && last_is(all, weighted(all, [2, 4, 8, 5, 10, 9, 7, 3, 6]) % 11 % 10)
}

fn bulgarian_foreigner(all: &[u32]) -> bool {
    last_is(all, weighted(all, [21, 19, 17, 13, 11, 9, 7, 3, 1]) % 10)
}

fn bulgarian_other(all: &[u32]) -> bool {
    last_is(all, (11 - weighted(all, [4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11) % 11)
}

/// The values of 0 to 9 in odd places are those of the Italian codice fiscale.
fn cypriot(all: &[u32], number: &str) -> bool {
    let odd = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21];
    let value = |(place, digit): (usize, &u32)| {
        if place % 2 == 0 { odd.get(*digit as usize).copied().unwrap_or_default() } else { *digit }
    };
    let sum: u32 = all.iter().enumerate().map(value).sum();
    number.chars().last() == ('A'..='Z').nth((sum % 26) as usize)
}

fn czech(all: &[u32]) -> bool {
    let check = (11 - weighted(all, (2..=8).rev()) % 11) % 11;
    last_is(all, if check == 0 { 1 } else { check % 10 })
}

fn czech_special(all: &[u32]) -> bool {
    let rest = weighted(all.get(1..8).unwrap_or_default(), (2..=8).rev()) % 11;
    // 8 minus a number from 0 to 10, modulo 10.
    last_is(all, (18 - (21 - rest) % 11) % 10)
}

/// A birth number: nine digits until 1953, ten with a check digit since. Women have 50 added to the month.
fn born_czech(all: &[u32]) -> bool {
    let [y1, y2, m1, m2, d1, d2, ..] = *all else { return false };
    let two = y1 * 10 + y2;
    let year = match (all.len(), two) {
        (9, 80..) => 1800 + two,
        (9, ..54) => 1900 + two,
        (9, _) => return false,
        (_, 54..) => 1900 + two,
        _ => 2000 + two,
    };
    let born = is_day(year, (m1 * 10 + m2) % 50 % 20, d1 * 10 + d2);
    let rest = all.iter().take(9).fold(0, |rest, digit| (rest * 10 + digit) % 11);
    born && (all.len() == 9 || last_is(all, rest % 10))
}

/// Seven digits, a check letter and perhaps one more letter; or, of old, a sign in the second place.
fn irish(number: &str) -> bool {
    let value = |c: char| "WABCDEFGHIJKLMNOPQRSTUV".find(c).and_then(|value| u32::try_from(value).ok());
    let Some((seven, letters)) = number.split_at_checked(7) else { return false };
    let (digits, more) = if seven.bytes().all(|b| b.is_ascii_digit()) {
        (seven.to_owned(), letters.get(1..).unwrap_or_default())
    } else {
        let (first, rest) = seven.split_at_checked(1).unwrap_or_default();
        (format!("0{}{first}", rest.get(1..).unwrap_or_default()), "")
    };
    let digits: Vec<u32> = digits.chars().filter_map(|c| c.to_digit(10)).collect();
    let more = more.chars().next().map_or(Some(0), value);
    let check = letters.chars().next().and_then(value);
    digits.len() == 7 && more.is_some_and(|more| check == Some((weighted(&digits, (2..=8).rev()) + 9 * more) % 23))
}

fn lithuanian(all: &[u32]) -> bool {
    let rest = all.split_last().map_or(&[][..], |(_, rest)| rest);
    let sum = |start: u32| weighted(rest, (0..).map(|place| 1 + (start + place) % 9)) % 11;
    let check = sum(0);
    last_is(all, if check == 10 { sum(2) % 10 } else { check })
}

/// Of an enterprise it begins with 4 or more; of a person with the day of birth, or 32 since 2017.
fn latvian(all: &[u32]) -> bool {
    let [d1, d2, m1, m2, y1, y2, century, ..] = *all else { return false };
    if d1 > 3 {
        return weighted(all, [9, 1, 4, 8, 3, 10, 2, 5, 7, 6, 1]) % 11 == 3;
    }
    let born = d1 * 10 + d2 == 32 || is_day(1800 + century * 100 + y1 * 10 + y2, m1 * 10 + m2, d1 * 10 + d2);
    born && last_is(all, (1 + weighted(all, [10, 5, 8, 4, 2, 1, 6, 3, 7, 9])) % 11 % 10)
}

/// The weights stand from the right.
fn romanian(all: &[u32]) -> bool {
    let Some((check, rest)) = all.split_last() else { return false };
    let reversed: Vec<u32> = rest.iter().rev().copied().collect();
    10 * weighted(&reversed, [2, 3, 5, 7, 1, 2, 3, 5, 7]) % 11 % 10 == *check
}

fn slovak(all: &[u32], number: &str) -> Result<bool, Broken> {
    if born_czech(all) {
        return Ok(true);
    }
    let third = matches!(all.get(2), Some(2 | 3 | 4 | 7 | 8 | 9));
    ensure(!number.starts_with('0') && third, FORM)?;
    Ok(all.iter().fold(0, |rest, digit| (rest * 10 + digit) % 11) == 0)
}

/// Of governments `GD` below 500, of health authorities `HA` from 500; else nine digits and perhaps three of a branch.
fn northern_irish(all: &[u32], number: &str) -> bool {
    let three = all.iter().take(3).fold(0, |sum, digit| sum * 10 + digit);
    if number.starts_with("GD") || number.starts_with("HA") {
        return number.starts_with("GD") == (three < 500);
    }
    let rest = weighted(all, [8, 7, 6, 5, 4, 3, 2, 10, 1]) % 97;
    rest == 0 || (three >= 100 && matches!(rest, 42 | 55))
}

fn is_day(year: u32, month: u32, day: u32) -> bool {
    let date = || {
        let month = Month::try_from(u8::try_from(month).ok()?).ok()?;
        Date::from_calendar_date(i32::try_from(year).ok()?, month, u8::try_from(day).ok()?).ok()
    };
    date().is_some()
}
