//! Identifiers that are the same everywhere: companies, accounts, ships, containers, vehicles, places.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::checks::{mod_97_10, weighted};
use super::clean::{digits, has_form};
use super::error::{Broken, Checked, Rule, ensure};
use crate::codelists::port;

/// ISO 17442.
pub(super) fn lei(code: &str) -> Checked {
    ensure(code.len() == 20, Rule::Length, "an LEI has 20 characters")?;
    ensure(has_form(code, "ccccccccccccccccccnn"), Rule::Form, "an LEI is 18 letters or digits and 2 digits")?;
    ensure(mod_97_10(code.chars()), Rule::CheckDigit, "its last two digits do not fit the rest (ISO 7064 modulo 97)")?;
    Ok(code.to_owned())
}

/// ISO 13616. The form behind the check digits is that of the country; checks that banks add inside it are not made.
pub(super) fn iban(code: &str) -> Checked {
    let wrong = Broken(Rule::Form, "an IBAN is a country, 2 digits and the account in the country's form");
    let (head, account) = code.split_at_checked(4).ok_or(wrong)?;
    ensure(has_form(head, "aann"), wrong.0, wrong.1)?;
    let form = head.get(..2).and_then(|country| ACCOUNTS.get(country));
    let form = form.ok_or(Broken(Rule::UnknownCountry, "the country has no IBAN"))?;
    ensure(account.len() == form.len(), Rule::Length, "the country's IBAN has another length")?;
    ensure(has_form(account, form), wrong.0, wrong.1)?;
    let fits = mod_97_10(account.chars().chain(head.chars()));
    ensure(fits, Rule::CheckDigit, "its check digits do not fit the rest (ISO 7064 modulo 97)")?;
    Ok(code.to_owned())
}

/// The form of an account by country, one letter for each character, from `4!a10!n`.
static ACCOUNTS: LazyLock<BTreeMap<String, String>> = LazyLock::new(|| {
    let file = csv::Reader::from_reader(include_str!("../../data/iban.csv").as_bytes());
    let row = |row: csv::StringRecord| Some((row.get(0)?.to_owned(), spelled_out(row.get(1)?)));
    file.into_records().filter_map(Result::ok).filter_map(row).collect()
});

fn spelled_out(structure: &str) -> String {
    let parts = structure.split_inclusive(['n', 'a', 'c']);
    parts
        .filter_map(|part| {
            let (len, kind) = part.split_once('!')?;
            Some(kind.repeat(len.parse().ok()?))
        })
        .collect()
}

/// IMO number of a ship.
pub(super) fn imo(code: &str) -> Checked {
    let all = digits(code, 7, "an IMO number has 7 digits")?;
    let expected = weighted(&all, (2..=7).rev()) % 10;
    ensure(all.last() == Some(&expected), Rule::CheckDigit, "its last digit does not fit the others")?;
    Ok(code.to_owned())
}

/// ISO 6346: owner, category (U freight, J equipment, Z trailer), serial number, check digit.
pub(super) fn container(code: &str) -> Checked {
    ensure(code.len() == 11, Rule::Length, "a container number has 11 characters")?;
    let category = code.chars().nth(3).is_some_and(|c| "UJZ".contains(c));
    let form = category && has_form(code, "aaaannnnnnn");
    ensure(form, Rule::Form, "a container number is 3 letters, U, J or Z, and 7 digits")?;
    let sum: u32 = code.chars().take(10).zip(0..).map(|(c, place)| container_value(c) << place).sum();
    let check = code.chars().last().and_then(|c| c.to_digit(10));
    ensure(check == Some(sum % 11 % 10), Rule::CheckDigit, "its last digit does not fit the rest (ISO 6346)")?;
    Ok(code.to_owned())
}

/// A = 10 and on, leaving out the multiples of 11.
fn container_value(c: char) -> u32 {
    match c.to_digit(36).unwrap_or_default() {
        digit @ 0..=10 => digit,
        value @ 11..=20 => value + 1,
        value @ 21..=30 => value + 2,
        value => value + 3,
    }
}

/// ISO 3779.
pub(super) fn vin(code: &str) -> Checked {
    ensure(code.len() == 17, Rule::Length, "a vehicle number has 17 characters")?;
    let form = has_form(code, "ccccccccccccccccc") && !code.contains(['I', 'O', 'Q']);
    ensure(form, Rule::Form, "a vehicle number is digits and letters without I, O and Q")?;
    Ok(code.to_owned())
}

/// Whether the ninth character is the check digit. Only North America and China ask for one, so elsewhere a letter
/// that can be none is passed over.
pub(super) fn vin_check_fits(code: &str) -> bool {
    let Some(check) = code.chars().nth(8) else { return false };
    let asked_for = code.starts_with(['1', '2', '3', '4', '5', 'L']);
    if !(asked_for || check.is_ascii_digit() || check == 'X') {
        return true;
    }
    let values: Vec<u32> = code.chars().map(vin_value).collect();
    let rest = weighted(&values, [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2]) % 11;
    check == char::from_digit(rest, 10).unwrap_or('X')
}

/// A-H are 1-8, J-R 1-9, S-Z 2-9, with gaps where I, O and Q are.
fn vin_value(c: char) -> u32 {
    match c.to_digit(36).unwrap_or_default() {
        digit @ 0..=9 => digit,
        value @ 10..=18 => value - 9,
        value @ 19..=27 => value - 18,
        value => value - 26,
    }
}

/// UN/LOCODE of the C8.
pub(super) fn locode(code: &str) -> Checked {
    ensure(code.len() == 5, Rule::Length, "a place has 2 letters for its country and 3 characters")?;
    port(code)
        .ok_or(Broken(Rule::UnknownPlace, "UN/LOCODE has no port, airport or border crossing of the C8 with this code"))
}
