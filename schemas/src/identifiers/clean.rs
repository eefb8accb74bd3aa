//! Dirt that may be taken off without a doubt: what keyboards, web pages and spreadsheets put into a code.

use super::error::{Broken, Checked, Rule, ensure};

/// What stands around a code but is no part of it.
const WRAPPING: [char; 14] = ['\'', '"', ',', ';', '.', ':', '<', '>', '{', '}', '*', '#', '=', '_'];

/// The text with characters of ASCII where they mean the same, without what nobody sees and what is wrapped around it.
pub(super) fn plain(given: &str) -> String {
    let text: String = given.chars().filter_map(ascii).collect();
    text.trim_matches(|c: char| c.is_whitespace() || WRAPPING.contains(&c)).to_owned()
}

fn ascii(c: char) -> Option<char> {
    Some(match c {
        // Soft hyphens, zero-width marks, directions of writing, byte order marks.
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' => {
            return None;
        }
        // Full width, as East Asian keyboards give it.
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0)?,
        // Mathematical digits: five alphabets of ten.
        '\u{1d7ce}'..='\u{1d7ff}' => char::from_digit((u32::from(c) - 0x1d7ce) % 10, 10)?,
        '\u{2010}'..='\u{2015}'
        | '\u{2212}'
        | '\u{2d7}'
        | '\u{58a}'
        | '\u{5be}'
        | '\u{2043}'
        | '\u{207b}'
        | '\u{208b}'
        | '\u{fe58}'
        | '\u{fe63}' => '-',
        '·' | '•' | '\u{2024}' | '\u{2027}' | '\u{2219}' | '\u{22c5}' | '\u{3002}' | '\u{30fb}' | '\u{fe52}' | 'º'
        | '°' => '.',
        '\u{2044}' | '\u{2215}' => '/',
        '\u{2236}' | '\u{fe55}' => ':',
        '\u{201a}' | '\u{3001}' | '\u{fe50}' => ',',
        '\u{2018}' | '\u{2019}' | '\u{201b}'..='\u{201f}' | '«' | '»' | '`' | '´' | '\u{2032}' | '\u{2033}' => '\'',
        '№' => 'N',
        space if space.is_whitespace() => ' ',
        other => other,
    })
}

/// Upper case, without separators.
pub(super) fn compact(text: &str) -> Checked {
    let code: String = text.chars().filter(|c| !is_separator(*c)).map(|c| c.to_ascii_uppercase()).collect();
    ensure(code.bytes().all(|b| b.is_ascii_alphanumeric()), Broken::new(Rule::Form, "characters"))?;
    Ok(code)
}

/// Brackets stand around a check digit, or around the 0 that Belgium put before its numbers.
pub(super) fn is_separator(c: char) -> bool {
    c.is_whitespace() || matches!(c, '-' | '.' | '/' | ':' | ',' | '(' | ')' | '[' | ']')
}

/// Exactly `len` digits, as numbers. `key` names the sentence that says so.
pub(super) fn digits(code: &str, len: usize, key: &'static str) -> Result<Vec<u32>, Broken> {
    let all: Option<Vec<u32>> = code.chars().map(|c| c.to_digit(10)).collect();
    let all = all.filter(|all| !all.is_empty()).ok_or(Broken::new(Rule::Form, key))?;
    ensure(all.len() == len, Broken::new(Rule::Length, key))?;
    Ok(all)
}

/// Whether a code has a form: for each character `9` a digit, `A` a letter, `X` either; any other stands for itself.
pub(super) fn has_form(code: &str, form: &str) -> bool {
    let fits = |(c, kind): (u8, u8)| match kind {
        b'9' => c.is_ascii_digit(),
        b'A' => c.is_ascii_uppercase(),
        b'X' => c.is_ascii_digit() || c.is_ascii_uppercase(),
        same => c == same,
    };
    code.len() == form.len() && code.bytes().zip(form.bytes()).all(fits)
}
