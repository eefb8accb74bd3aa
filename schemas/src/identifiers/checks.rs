//! The arithmetic of check digits.

/// Luhn: from the right, every second digit is doubled; the digits of all of it add up to a multiple of ten.
pub(super) fn luhn(digits: &[u32]) -> bool {
    luhn_sum(digits).is_multiple_of(10)
}

/// The digit that completes a number for Luhn.
pub(super) fn luhn_digit(digits: &[u32]) -> u32 {
    let completed: Vec<u32> = digits.iter().copied().chain([0]).collect();
    (10 - luhn_sum(&completed) % 10) % 10
}

/// The digits, from the right every second one doubled, added up.
pub(super) fn luhn_sum(digits: &[u32]) -> u32 {
    let doubled = |d: u32| if d > 4 { 2 * d - 9 } else { 2 * d };
    digits.iter().rev().enumerate().map(|(i, d)| if i % 2 == 1 { doubled(*d) } else { *d }).sum()
}

/// The sum of each digit times its weight; what has no weight is left out.
pub(super) fn weighted(digits: &[u32], weights: impl IntoIterator<Item = u32>) -> u32 {
    digits.iter().zip(weights).map(|(digit, weight)| digit * weight).sum()
}

/// ISO 7064 MOD 97-10 with A = 10 … Z = 35: the remainder is 1.
pub(super) fn mod_97_10(code: impl Iterator<Item = char>) -> bool {
    remainder_97(code) == 1
}

/// The remainder of a number by 97, letters counting as two digits. What is neither letter nor digit is passed over.
pub(super) fn remainder_97(code: impl Iterator<Item = char>) -> u32 {
    code.filter_map(|c| c.to_digit(36)).fold(0, |rest, value| {
        let shift = if value > 9 { 100 } else { 10 };
        (rest * shift + value) % 97
    })
}

/// ISO 7064 MOD 11,10 over digits, the last of which is the check digit.
pub(super) fn mod_11_10(digits: &[u32]) -> bool {
    let Some((check, rest)) = digits.split_last() else { return false };
    let product = rest.iter().fold(10, |product, digit| {
        let sum = (product + digit) % 10;
        (if sum == 0 { 10 } else { sum }) * 2 % 11
    });
    (product + check) % 10 == 1
}
