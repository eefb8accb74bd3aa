//! Italian tax numbers.

use super::checks::luhn;
use super::clean::{digits, has_form};
use super::error::{Broken, Checked, Rule, ensure};
use super::national::LUHN;

/// Partita IVA: seven digits of the company, three of the office that gave the number, one check digit.
pub(super) fn piva(code: &str) -> Checked {
    let all = digits(code, 11, "piva-length")?;
    ensure(!code.starts_with("0000000"), Broken::new(Rule::Form, "piva-zeros"))?;
    let office: u32 = code.get(7..10).and_then(|o| o.parse().ok()).unwrap_or_default();
    let known = matches!(office, 1..=100 | 120 | 121 | 888 | 999);
    ensure(known, Broken::new(Rule::Office, "piva-office"))?;
    ensure(luhn(&all), LUHN)?;
    Ok(code.to_owned())
}

const CF_FORM: Broken = Broken::new(Rule::Form, "cf-form");
/// The letters that stand for 0 to 9 where two persons would share a code.
const DIGIT_LETTERS: &str = "LMNPQRSTUV";
const MONTHS: &str = "ABCDEHLMPRST";
/// The values of 0-9 and of A-J, and so on, in odd places.
const ODD_VALUES: [usize; 26] =
    [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23];

/// Codice fiscale: of a person 16 characters, of a legal entity a partita IVA.
pub(super) fn codice_fiscale(code: &str) -> Checked {
    match code.len() {
        11 => piva(code),
        16 => person(code),
        _ => Err(Broken::new(Rule::Length, "cf-length")),
    }
}

fn person(code: &str) -> Checked {
    let plain = with_plain_digits(code);
    let month = plain.chars().nth(8).and_then(|letter| MONTHS.find(letter)).ok_or(CF_FORM)?;
    ensure(has_form(code, "AAAAAAXXAXXAXXXA") && has_form(&plain, "AAAAAA99A99A999A"), CF_FORM)?;
    ensure(check_letter_fits(code), Broken::new(Rule::CheckDigit, "cf-check"))?;
    let number = |range: std::ops::Range<usize>| plain.get(range).and_then(|n| n.parse::<usize>().ok());
    let born = number(6..8).zip(number(9..11)).is_some_and(|(year, day)| is_day(year, month, day));
    ensure(born, Broken::new(Rule::BirthDate, "birth-date"))?;
    Ok(code.to_owned())
}

/// The code with digits in the places of year, day and municipality, whichever way they are written.
fn with_plain_digits(code: &str) -> String {
    let plain = |(place, c): (usize, char)| match DIGIT_LETTERS.find(c) {
        Some(digit) if matches!(place, 6 | 7 | 9 | 10 | 12..=14) => {
            u32::try_from(digit).ok().and_then(|d| char::from_digit(d, 10)).unwrap_or(c)
        }
        _ => c,
    };
    code.chars().enumerate().map(plain).collect()
}

fn check_letter_fits(code: &str) -> bool {
    let value = |(place, c): (usize, char)| {
        let value = c.to_digit(36).map_or(0, |v| if v > 9 { v - 10 } else { v }) as usize;
        // The first place counts as odd.
        if place % 2 == 0 { ODD_VALUES.get(value).copied().unwrap_or_default() } else { value }
    };
    let sum: usize = code.chars().take(15).enumerate().map(value).sum();
    code.chars().last() == ('A'..='Z').nth(sum % 26)
}

/// Women have 40 added to the day. The century is not in the code; of the two possible ones both have the same leap
/// years but 1900, whose children are not told from those of 2000.
fn is_day(year: usize, month: usize, day: usize) -> bool {
    let february = if year.is_multiple_of(4) { 29 } else { 28 };
    let last = [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31].get(month).copied().unwrap_or_default();
    (1..=last).contains(&(day % 40))
}
