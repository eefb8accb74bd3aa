//! German register numbers, which are unique only with their court.

use super::clean::is_separator;
use super::error::{Broken, Checked, Rule, ensure};
use crate::codelists::{self, fold};

const FORM: Broken = Broken::new(Rule::Form, "hr-form");
const NO_COURT: Broken = Broken::new(Rule::UnknownCourt, "hr-no-court");
const UNKNOWN_COURT: Broken = Broken::new(Rule::UnknownCourt, "hr-court");
const KINDS: [&str; 6] = ["HRA", "HRB", "GnR", "PR", "VR", "GsR"];
/// What may stand around the name of a court and the number, folded: `eingetragen im Handelsregister des Amtsgerichts
/// … unter der Nummer …`.
const WORDS: [&str; 37] = [
    "ag",
    "amtsgericht",
    "amtsgerichts",
    "amtsgerichte",
    "am",
    "an",
    "bei",
    "beim",
    "commercial",
    "companies",
    "court",
    "company",
    "der",
    "des",
    "district",
    "eingetragen",
    "gericht",
    "handelsregister",
    "handelsregisters",
    "im",
    "in",
    "local",
    "no",
    "nr",
    "number",
    "nummer",
    "of",
    "register",
    "registered",
    "registergericht",
    "registernummer",
    "sitz",
    "the",
    "unter",
    "at",
    "handelsregisternummer",
    "vereinsregister",
];

/// Takes `Aachen HRB 123`, `HRB 123 B Aachen`, `Amtsgericht Koeln, HRB123`; gives `Aachen HRB 123`.
pub(super) fn register_number(text: &str) -> Checked {
    let words = words(text);
    let (at, kind) = find_kind(&words).ok_or(FORM)?;
    let (before, after) = words.split_at_checked(at).ok_or(FORM)?;
    let after = after.get(1..).unwrap_or_default();
    let is_number = |word: &String| word.bytes().any(|b| b.is_ascii_digit());
    let number_at = after.iter().position(is_number).ok_or(FORM)?;
    let (between, number) = after.split_at_checked(number_at).ok_or(FORM)?;
    let (number, rest) = number.split_first().ok_or(FORM)?;
    let number = register_digits(number)?;
    // `HRB 123 Aachen`, `HRB Aachen 123` or `Aachen HRB 123`.
    let court_words = [before, between].map(bare);
    let (court, suffix) = match court_words {
        [[], []] => court_behind(rest)?,
        [[], words] | [words, []] => (court(words)?, suffix_of(rest)?),
        _ => return Err(FORM),
    };
    Ok([court, kind, &number, &suffix].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" "))
}

/// Words, with a break between letters and digits: `HRB123B` is `HRB` `123` `B`. `HR B` is one word.
fn words(text: &str) -> Vec<String> {
    let parts = text.split(|c: char| c.is_whitespace() || c == ',' || c == ':' || c == ';');
    let runs = |part: &str| {
        let chars: Vec<char> = part.chars().collect();
        let same_kind = |a: &char, b: &char| a.is_ascii_digit() == b.is_ascii_digit();
        chars.chunk_by(same_kind).map(|run| run.iter().collect()).collect::<Vec<String>>()
    };
    let mut words: Vec<String> = Vec::new();
    for word in parts.map(without_thousands).flat_map(|part| runs(&part)).filter(|word| !word.chars().all(is_separator))
    {
        let section = matches!(fold(&word).as_str(), "a" | "b");
        match words.last_mut().filter(|last| section && fold(last) == "hr") {
            Some(last) => last.push_str(&fold(&word)),
            None => words.push(word),
        }
    }
    words
}

/// `12.345` is the number 12345.
fn without_thousands(part: &str) -> String {
    let mut groups = part.split('.');
    let digits = |group: &str| !group.is_empty() && group.bytes().all(|b| b.is_ascii_digit());
    let first = groups.next().is_some_and(|group| group.len() <= 3 && digits(group));
    let grouped = first && part.contains('.') && groups.all(|group| group.len() == 3 && digits(group));
    if grouped { part.replace('.', "") } else { part.to_owned() }
}

/// The place and the usual writing of the kind of register. No court is called like one.
fn find_kind(words: &[String]) -> Option<(usize, &'static str)> {
    let kind = |word: &str| KINDS.into_iter().find(|kind| kind.to_lowercase() == fold(word));
    // `HRB-Nr.`
    let first = |word: &str| kind(word).or_else(|| kind(fold(word).strip_suffix("nr")?));
    words.iter().enumerate().find_map(|(at, word)| Some((at, first(word)?)))
}

fn register_digits(word: &str) -> Checked {
    ensure(word.bytes().all(|b| b.is_ascii_digit()), FORM)?;
    ensure(word.len() <= 6, Broken::new(Rule::Length, "hr-length"))?;
    let number = word.trim_start_matches('0');
    ensure(!number.is_empty(), Broken::new(Rule::Form, "hr-zero"))?;
    Ok(number.to_owned())
}

/// The words without those that name no court.
fn bare(words: &[String]) -> &[String] {
    let filler = |word: &String| WORDS.contains(&fold(word).as_str());
    let from = words.iter().position(|word| !filler(word)).unwrap_or(words.len());
    let to = words.iter().rposition(|word| !filler(word)).map_or(from, |last| last + 1);
    words.get(from..to).unwrap_or_default()
}

/// A suffix and a court, or a court alone: `Bad Homburg` is a court, not a suffix `BAD` of the court Homburg.
fn court_behind(words: &[String]) -> Result<(&'static str, String), Broken> {
    let whole = court(bare(words));
    match (whole, words.split_first()) {
        (Err(unknown), Some((first, rest))) => {
            let suffix = suffix_of(std::slice::from_ref(first)).map_err(|_| unknown)?;
            Ok((court(bare(rest))?, suffix))
        }
        (whole, _) => Ok((whole?, String::new())),
    }
}

/// Letters that some registers put behind the number.
fn suffix_of(words: &[String]) -> Checked {
    match words {
        [] => Ok(String::new()),
        [one] if one.len() <= 3 && one.bytes().all(|b| b.is_ascii_alphabetic()) => Ok(one.to_ascii_uppercase()),
        _ => Err(Broken::new(Rule::Form, "hr-suffix")),
    }
}

fn court(words: &[String]) -> Result<&'static str, Broken> {
    ensure(!words.is_empty(), NO_COURT)?;
    codelists::court(&words.concat()).map(codelists::Court::name).ok_or(UNKNOWN_COURT)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn normal(given: &str) -> Option<String> {
        register_number(given).ok()
    }

    #[test]
    fn every_court_is_known_before_and_behind_the_number() {
        for court in codelists::courts().map(codelists::Court::name) {
            let expected = Some(format!("{court} HRB 1"));
            assert_eq!(normal(&format!("{court} HRB 1")), expected);
            assert_eq!(normal(&format!("HRB 1 {court}")), expected);
        }
    }

    #[test]
    fn spellings_and_orders_come_to_one_form() {
        for given in [
            "Köln HRB 999002",
            "koeln hrb999002",
            "HRB 999002 Koln",
            "Amtsgericht Köln, HRB: 999002",
            "AG Ko\u{308}ln HRB. 999002",
            "KÖLN  HRB 999002",
        ] {
            assert_eq!(normal(given).as_deref(), Some("Köln HRB 999002"), "{given}");
        }
        assert_eq!(normal("Aachen HRB 1 PR").as_deref(), Some("Aachen HRB 1 PR"));
        assert_eq!(normal("Aachen HRB 00123").as_deref(), Some("Aachen HRB 123"));
        assert_eq!(normal("Charlottenburg HRB 7 b").as_deref(), Some("Berlin (Charlottenburg) HRB 7 B"));
        assert_eq!(normal("HRB 7 B Berlin").as_deref(), Some("Berlin (Charlottenburg) HRB 7 B"));
        assert_eq!(normal("HRB 7 Bad Homburg").as_deref(), Some("Bad Homburg v.d.H. HRB 7"));
        assert_eq!(normal("giessen gnr 5").as_deref(), Some("Gießen GnR 5"));
    }

    #[test]
    fn what_is_no_register_number_says_why() {
        for (given, rule) in [
            ("Berlin HRC 1", Rule::Form),
            ("Atlantis HRB 1", Rule::UnknownCourt),
            ("Frankfurt HRB 1", Rule::UnknownCourt),
            ("HRB 3639", Rule::UnknownCourt),
            ("Aachen HRB", Rule::Form),
            ("Aachen HRB 0", Rule::Form),
            ("Aachen HRB 1234567", Rule::Length),
            ("Aachen HRB 1 ABCD", Rule::Form),
            ("Aachen HRB 1 2", Rule::Form),
            ("", Rule::Form),
        ] {
            assert_eq!(register_number(given).unwrap_err().rule, rule, "{given}");
        }
    }
}
