//! Identifiers that are the same everywhere: companies, accounts, ships, containers, vehicles, places.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::checks::{mod_97_10, weighted};
use super::clean::{digits, has_form};
use super::error::{Broken, Checked, Rule, ensure};
use crate::codelists::{iban_structures, port};

/// ISO 17442.
pub(super) fn lei(code: &str) -> Checked {
    ensure(code.len() == 20, Broken::new(Rule::Length, "lei-length"))?;
    ensure(has_form(code, "XXXXXXXXXXXXXXXXXX99"), Broken::new(Rule::Form, "lei-form"))?;
    ensure(mod_97_10(code.chars()), Broken::new(Rule::CheckDigit, "lei-check"))?;
    Ok(code.to_owned())
}

/// ISO 13616. The form behind the check digits is that of the country; checks that banks add inside it are not made.
pub(super) fn iban(code: &str) -> Checked {
    let wrong = Broken::new(Rule::Form, "iban-form");
    let (head, account) = code.split_at_checked(4).ok_or(wrong)?;
    ensure(has_form(head, "AA99"), wrong)?;
    let form = head.get(..2).and_then(|country| ACCOUNTS.get(country));
    let form = form.ok_or(Broken::new(Rule::UnknownCountry, "iban-country"))?;
    ensure(account.len() == form.len(), Broken::new(Rule::Length, "iban-length"))?;
    ensure(has_form(account, form), wrong)?;
    let fits = mod_97_10(account.chars().chain(head.chars()));
    ensure(fits, Broken::new(Rule::CheckDigit, "iban-check"))?;
    Ok(code.to_owned())
}

/// The form of an account by country, one sign for each character, from `4!a10!n`.
static ACCOUNTS: LazyLock<BTreeMap<String, String>> = LazyLock::new(|| {
    iban_structures().map(|(country, structure)| (country.to_owned(), spelled_out(structure))).collect()
});

fn spelled_out(structure: &str) -> String {
    let parts = structure.split_inclusive(['n', 'a', 'c']);
    parts
        .filter_map(|part| {
            let (len, kind) = part.split_once('!')?;
            let kind = match kind {
                "n" => "9",
                "a" => "A",
                _ => "X",
            };
            Some(kind.repeat(len.parse().ok()?))
        })
        .collect()
}

/// IMO number of a ship.
pub(super) fn imo(code: &str) -> Checked {
    let all = digits(code, 7, "imo-length")?;
    let expected = weighted(&all, (2..=7).rev()) % 10;
    ensure(all.last() == Some(&expected), Broken::new(Rule::CheckDigit, "imo-check"))?;
    Ok(code.to_owned())
}

/// ISO 6346: owner, category (U freight, J equipment, Z trailer), serial number, check digit.
pub(super) fn container(code: &str) -> Checked {
    ensure(code.len() == 11, Broken::new(Rule::Length, "container-length"))?;
    let category = code.chars().nth(3).is_some_and(|c| "UJZ".contains(c));
    let form = category && has_form(code, "AAAA9999999");
    ensure(form, Broken::new(Rule::Form, "container-form"))?;
    let sum: u32 = code.chars().take(10).zip(0..).map(|(c, place)| container_value(c) << place).sum();
    let check = code.chars().last().and_then(|c| c.to_digit(10));
    ensure(check == Some(sum % 11 % 10), Broken::new(Rule::CheckDigit, "container-check"))?;
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
    ensure(code.len() == 17, Broken::new(Rule::Length, "vin-length"))?;
    let form = has_form(code, &"X".repeat(17)) && !code.contains(['I', 'O', 'Q']);
    ensure(form, Broken::new(Rule::Form, "vin-form"))?;
    Ok(code.to_owned())
}

/// Whether the ninth character is the check digit that makers of North America and China owe. Those of elsewhere owe
/// none: there it may be anything.
pub(super) fn vin_check_fits(code: &str) -> bool {
    let Some(check) = code.chars().nth(8) else { return false };
    if !code.starts_with(['1', '2', '3', '4', '5', 'L']) {
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
    ensure(code.len() == 5, Broken::new(Rule::Length, "locode-length"))?;
    port(code).ok_or(Broken::new(Rule::UnknownPlace, "locode-unknown"))
}
