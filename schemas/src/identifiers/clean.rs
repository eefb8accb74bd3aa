//! Dirt that may be taken off without a doubt: separators, lower case and a label in front.

use super::error::{Broken, Checked, Rule, ensure};

/// Applies a rule to the text without its separators; if its shape is wrong, to the text without its label too. The
/// whole text goes first, since a code may begin with the letters of a label.
pub(super) fn labelled(given: &str, labels: &[&str], rule: fn(&str) -> Checked) -> Checked {
    let code = compact(given)?;
    let plain = rule(&code);
    let misshapen = matches!(plain, Err(Broken(Rule::Form | Rule::Length | Rule::UnknownCountry, _)));
    // The longest label: `KVKNR` is not `KVK` and a number that begins with NR.
    let unlabelled = labels.iter().filter_map(|label| code.strip_prefix(label)).min_by_key(|rest| rest.len());
    unlabelled.filter(|_| misshapen).map_or(plain, rule)
}

/// Upper case, without separators.
pub(super) fn compact(given: &str) -> Checked {
    let code: String = given.chars().filter(|c| !is_separator(*c)).map(|c| c.to_ascii_uppercase()).collect();
    ensure(
        code.bytes().all(|b| b.is_ascii_alphanumeric()),
        Rule::Form,
        "only letters, digits and separators may stand in it",
    )?;
    Ok(code)
}

pub(super) fn is_separator(c: char) -> bool {
    c.is_whitespace() || is_dash(c) || matches!(c, '.' | '/' | ':')
}

fn is_dash(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}')
}

/// Exactly `len` digits, as numbers.
pub(super) fn digits(code: &str, len: usize, text: &'static str) -> Result<Vec<u32>, Broken> {
    let all: Option<Vec<u32>> = code.chars().map(|c| c.to_digit(10)).collect();
    let all = all.filter(|all| !all.is_empty()).ok_or(Broken(Rule::Form, text))?;
    ensure(all.len() == len, Rule::Length, text)?;
    Ok(all)
}

/// Whether a code has a form: for each character `n` a digit, `a` a letter, `c` either.
pub(super) fn has_form(code: &str, form: &str) -> bool {
    let fits = |(c, kind): (u8, u8)| match kind {
        b'n' => c.is_ascii_digit(),
        b'a' => c.is_ascii_uppercase(),
        _ => c.is_ascii_digit() || c.is_ascii_uppercase(),
    };
    code.len() == form.len() && code.bytes().zip(form.bytes()).all(fits)
}
