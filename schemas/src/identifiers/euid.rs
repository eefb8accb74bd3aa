//! European unique identifiers of companies (Dir. (EU) 2017/1132): country, register, a dot, the national number.

use super::error::{Broken, Checked, Rule, ensure};
use super::national;
use crate::codelists::{court_of_code, euid_register};

const FORM: Broken = Broken::new(Rule::Form, "euid-form");

/// The national number is checked where the country's shape is known: NL, BE, DE, FR, SE. Elsewhere only the form is.
pub(super) fn euid(text: &str) -> Checked {
    let code: String = text.chars().filter(|c| !c.is_whitespace()).map(|c| c.to_ascii_uppercase()).collect();
    let code = code.strip_prefix("EUID").unwrap_or(&code).trim_start_matches([':', '.', '-']);
    let (country, rest) = code.split_at_checked(2).ok_or(FORM)?;
    let known = euid_register(country).ok_or(Broken::new(Rule::UnknownCountry, "euid-country"))?;
    let (register, number) = rest.split_once('.').ok_or(FORM)?;
    let register_ok = !register.is_empty() && register.bytes().all(|b| b.is_ascii_alphanumeric());
    let number_ok = number.bytes().any(|b| b.is_ascii_alphanumeric())
        && number.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'/' | b'-'));
    ensure(register_ok && number_ok, FORM)?;
    let unknown = |key| Broken::new(Rule::UnknownRegister, key);
    match known {
        "" => {}
        "####" => {
            ensure(register.len() == 4 && register.bytes().all(|b| b.is_ascii_digit()), unknown("euid-register-fr"))?
        }
        "court" => ensure(court_of_code(register).is_some(), unknown("euid-register-de"))?,
        only => ensure(register == only, unknown("euid-register").about(only))?,
    }
    Ok(format!("{country}{register}.{}", national_number(country, number)?))
}

fn national_number(country: &str, number: &str) -> Checked {
    let plain = number.replace(['.', '-', '/'], "");
    match country {
        "NL" => national::kvk(&plain),
        "BE" => national::kbo(&plain),
        "SE" => national::orgnr(&plain),
        "FR" => national::siren(&plain),
        "DE" => german(&plain),
        _ => Ok(number.to_owned()),
    }
}

/// The kind of register, up to 6 digits, up to 3 letters.
fn german(number: &str) -> Checked {
    let wrong = Broken::new(Rule::Form, "euid-number-de");
    let rest =
        ["HRA", "HRB", "GNR", "PR", "VR", "GSR"].iter().find_map(|kind| number.strip_prefix(kind)).ok_or(wrong)?;
    let letters = rest.trim_start_matches(|c: char| c.is_ascii_digit());
    let digits = rest.len() - letters.len();
    let fits = (1..=6).contains(&digits) && letters.len() <= 3 && letters.bytes().all(|b| b.is_ascii_uppercase());
    if fits { Ok(number.to_owned()) } else { Err(wrong) }
}
