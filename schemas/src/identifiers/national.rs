//! Numbers of organisations that are digits only: NL, BE, FR, SE, PT.

use super::checks::{luhn, remainder_97, weighted};
use super::clean::digits;
use super::error::{Broken, Checked, Rule, ensure};

pub(super) const LUHN: Broken = Broken::new(Rule::CheckDigit, "luhn");

/// KvK-nummer. It has no check digit.
pub(super) fn kvk(code: &str) -> Checked {
    digits(code, 8, "kvk-length")?;
    Ok(code.to_owned())
}

/// RSIN, checked by the eleven test. Zeros in front are part of it.
pub(super) fn rsin(code: &str) -> Checked {
    let all = digits(code, 9, "rsin-length")?;
    ensure(eleven_test(&all), Broken::new(Rule::CheckDigit, "eleven-test"))?;
    Ok(code.to_owned())
}

/// Weights 9 to 2, and minus the last digit; all zeros is no number.
pub(super) fn eleven_test(nine: &[u32]) -> bool {
    let Some((check, rest)) = nine.split_last() else { return false };
    let sum = weighted(rest, (2..=9).rev());
    sum > 0 && sum % 11 == *check
}

/// Ondernemingsnummer. Older ones are written without their leading zero.
pub(super) fn kbo(code: &str) -> Checked {
    let ten = if code.len() == 9 { format!("0{code}") } else { code.to_owned() };
    digits(&ten, 10, "kbo-length")?;
    ensure(ten.starts_with(['0', '1']), Broken::new(Rule::Form, "kbo-first"))?;
    let (number, check) = ten.split_at_checked(8).unwrap_or_default();
    let rest = remainder_97(number.chars());
    let fits = check.parse() == Ok(97 - rest) && number.bytes().any(|b| b != b'0');
    ensure(fits, Broken::new(Rule::CheckDigit, "kbo-check"))?;
    Ok(ten)
}

/// Belgian notices carry a number of the tender platform behind the enterprise number, as `0207.310.774_22257`.
pub(super) fn without_platform_suffix(given: &str) -> &str {
    match given.split_once('_') {
        Some((number, suffix)) if !suffix.is_empty() && suffix.bytes().all(|b| b.is_ascii_digit()) => number,
        _ => given,
    }
}

/// SIREN.
pub(super) fn siren(code: &str) -> Checked {
    let all = digits(code, 9, "siren-length")?;
    ensure(luhn(&all), LUHN)?;
    Ok(code.to_owned())
}

/// SIRET: a SIREN and the number of an establishment.
pub(super) fn siret(code: &str) -> Checked {
    let all = digits(code, 14, "siret-length")?;
    let (company, _) = code.split_at_checked(9).unwrap_or_default();
    let is_siren = luhn(&digits(company, 9, "siret-length")?);
    ensure(is_siren, Broken::new(Rule::CheckDigit, "siret-siren"))?;
    // La Poste has more establishments than Luhn leaves room for; its head office alone keeps to Luhn.
    if company == "356000000" && code != "35600000000048" {
        let sum: u32 = all.iter().sum();
        ensure(sum.is_multiple_of(5), Broken::new(Rule::CheckDigit, "siret-la-poste"))?;
    } else {
        ensure(luhn(&all), LUHN)?;
    }
    Ok(code.to_owned())
}

/// Organisationsnummer of a legal entity.
pub(super) fn orgnr(code: &str) -> Checked {
    // The tax agency writes 16 where a person's number has the century.
    let code = code.strip_prefix("16").filter(|rest| rest.len() == 10).unwrap_or(code);
    let ten = orgnr_of_anyone(code)?;
    let legal_entity = code.chars().nth(2).is_some_and(|third| third >= '2');
    ensure(legal_entity, Broken::new(Rule::NaturalPerson, "orgnr-person"))?;
    Ok(ten)
}

/// Also a sole trader's, which is a personal number.
pub(super) fn orgnr_of_anyone(code: &str) -> Checked {
    let all = digits(code, 10, "orgnr-length")?;
    ensure(luhn(&all), LUHN)?;
    Ok(code.to_owned())
}

/// NIPC.
pub(super) fn nipc(code: &str) -> Checked {
    let all = digits(code, 9, "nipc-length")?;
    ensure(!code.starts_with('0'), Broken::new(Rule::Form, "nipc-first"))?;
    let expected = (11 - weighted(&all, (2..=9).rev()) % 11) % 11 % 10;
    ensure(all.last() == Some(&expected), Broken::new(Rule::CheckDigit, "mod-11"))?;
    Ok(code.to_owned())
}
