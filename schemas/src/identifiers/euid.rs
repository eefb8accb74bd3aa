//! European unique identifiers of companies (Dir. (EU) 2017/1132): country, register, a dot, the national number.

use super::clean::has_form;
use super::error::{Broken, Checked, Rule, ensure};
use super::national;

const COUNTRIES: [&str; 30] = [
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "EL", "ES", "FI", "FR", "HR", "HU", "IE", "IT", "LT", "LU", "LV",
    "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK", "IS", "LI", "NO",
];
const FORM: Broken =
    Broken(Rule::Form, "it is a country, a register, a dot and a national number, as `NLNHR.09155985`");

/// The national number is checked where the country's shape is known: NL, BE, DE, FR, SE. Elsewhere only the form is.
pub(super) fn euid(given: &str) -> Checked {
    let code: String = given.chars().filter(|c| !c.is_whitespace()).map(|c| c.to_ascii_uppercase()).collect();
    let code = code.strip_prefix("EUID").unwrap_or(&code).trim_start_matches(':');
    let (country, rest) = code.split_at_checked(2).ok_or(FORM)?;
    ensure(
        COUNTRIES.contains(&country),
        Rule::UnknownCountry,
        "it begins with a country of the business register network (Greece is EL)",
    )?;
    let (register, number) = rest.split_once('.').ok_or(FORM)?;
    let register_ok = !register.is_empty() && register.bytes().all(|b| b.is_ascii_alphanumeric());
    let number_ok = number.bytes().any(|b| b.is_ascii_alphanumeric())
        && number.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'/' | b'-'));
    ensure(register_ok && number_ok, FORM.0, FORM.1)?;
    Ok(format!("{country}{register}.{}", national_number(country, register, number)?))
}

fn national_number(country: &str, register: &str, number: &str) -> Checked {
    let plain = number.replace(['.', '-', '/'], "");
    match country {
        "NL" => known(register == "NHR", "the register of NL is NLNHR").and_then(|()| national::kvk(&plain)),
        "BE" => known(register == "KBOBCE", "the register of BE is BEKBOBCE").and_then(|()| national::kbo(&plain)),
        "SE" => known(register == "BOLREG", "the register of SE is SEBOLREG").and_then(|()| national::orgnr(&plain)),
        "FR" => known(has_form(register, "nnnn"), "a register of FR is FR and 4 digits")
            .and_then(|()| national::siren(&plain)),
        "DE" => known(has_form(register, "annnna"), "a register of DE is DE, a letter, 4 digits and a letter")
            .and_then(|()| german(&plain)),
        _ => Ok(number.to_owned()),
    }
}

fn known(is: bool, text: &'static str) -> Result<(), Broken> {
    ensure(is, Rule::UnknownRegister, text)
}

/// The kind of register, up to 6 digits, up to 3 letters.
fn german(number: &str) -> Checked {
    let wrong =
        Broken(Rule::Form, "the German number is one of HRA HRB GNR PR VR GSR, 1 to 6 digits, at most 3 letters");
    let rest =
        ["HRA", "HRB", "GNR", "PR", "VR", "GSR"].iter().find_map(|kind| number.strip_prefix(kind)).ok_or(wrong)?;
    let letters = rest.trim_start_matches(|c: char| c.is_ascii_digit());
    let digits = rest.len() - letters.len();
    let fits = (1..=6).contains(&digits) && letters.len() <= 3 && letters.bytes().all(|b| b.is_ascii_uppercase());
    if fits { Ok(number.to_owned()) } else { Err(wrong) }
}
