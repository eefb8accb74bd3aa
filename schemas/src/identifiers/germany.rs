//! German register numbers, which are unique only with their court.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::clean::is_separator;
use super::error::{Broken, Checked, Rule, ensure};

const FORM: Broken =
    Broken(Rule::Form, "it is a court, one of HRA HRB GnR PR VR GsR, and a number, as `Aachen HRB 123`");
const KINDS: [&str; 6] = ["HRA", "HRB", "GnR", "PR", "VR", "GsR"];
/// What may stand before the name of a court, folded.
const COURT_WORDS: [&str; 4] = ["amtsgericht", "registergericht", "handelsregister", "ag"];

/// Takes `Aachen HRB 123`, `HRB 123 B Aachen`, `Amtsgericht Koeln, HRB123`; gives `Aachen HRB 123`.
pub(super) fn register_number(given: &str) -> Checked {
    let words = words(given);
    let (at, kind) = find_kind(&words).ok_or(FORM)?;
    let (before, after) = words.split_at_checked(at).ok_or(FORM)?;
    let (number, rest) = after.get(1..).and_then(<[_]>::split_first).ok_or(FORM)?;
    let number = register_digits(number)?;
    let (court, suffix) = if before.is_empty() { court_behind(rest)? } else { (court(before)?, suffix_of(rest)?) };
    Ok([court, kind, &number, &suffix].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" "))
}

/// Words, with a break between letters and digits: `HRB123B` is `HRB` `123` `B`.
fn words(given: &str) -> Vec<String> {
    let parts = given.split(|c: char| c.is_whitespace() || c == ',' || c == ':');
    let runs = |part: &str| {
        let chars: Vec<char> = part.chars().collect();
        let same_kind = |a: &char, b: &char| a.is_ascii_digit() == b.is_ascii_digit();
        chars.chunk_by(same_kind).map(|run| run.iter().collect()).collect::<Vec<String>>()
    };
    parts.flat_map(runs).collect()
}

/// The place and the usual writing of the kind of register. No court is called like one.
fn find_kind(words: &[String]) -> Option<(usize, &'static str)> {
    let kind = |word: &str| KINDS.into_iter().find(|kind| kind.eq_ignore_ascii_case(word));
    words.iter().map(|word| word.trim_matches(is_separator)).enumerate().find_map(|(at, word)| Some((at, kind(word)?)))
}

fn register_digits(word: &str) -> Checked {
    ensure(word.bytes().all(|b| b.is_ascii_digit()), FORM.0, FORM.1)?;
    ensure(word.len() <= 6, Rule::Length, "the number has at most 6 digits")?;
    let number = word.trim_start_matches('0');
    ensure(!number.is_empty(), Rule::Form, "the number is not 0")?;
    Ok(number.to_owned())
}

/// A suffix and a court, or a court alone: `Bad Homburg` is a court, not a suffix `BAD` of the court Homburg.
fn court_behind(words: &[String]) -> Result<(&'static str, String), Broken> {
    let whole = court(words);
    match (whole, words.split_first()) {
        (Err(unknown), Some((first, rest))) => {
            let suffix = suffix_of(std::slice::from_ref(first)).map_err(|_| unknown)?;
            Ok((court(rest)?, suffix))
        }
        (whole, _) => Ok((whole?, String::new())),
    }
}

/// Letters that some registers put behind the number.
fn suffix_of(words: &[String]) -> Checked {
    match words {
        [] => Ok(String::new()),
        [one] if one.len() <= 3 && one.bytes().all(|b| b.is_ascii_alphabetic()) => Ok(one.to_ascii_uppercase()),
        _ => Err(Broken(Rule::Form, "behind court, register and number at most 3 letters may stand")),
    }
}

fn court(words: &[String]) -> Result<&'static str, Broken> {
    let folded: Vec<String> = words.iter().map(|word| fold(word)).collect();
    let known = |words: &[String]| COURTS.get(&words.concat()).map(String::as_str);
    let unworded = || match folded.split_first() {
        Some((first, rest)) if COURT_WORDS.contains(&first.as_str()) => known(rest),
        _ => None,
    };
    known(&folded)
        .or_else(unworded)
        .ok_or(Broken(Rule::UnknownCourt, "no register court of this name is known; write court, register and number"))
}

/// Lower case letters without their dots. A dot apart (U+0308) goes too, and a sharp s is two.
fn fold(name: &str) -> String {
    spelled(name, ["a", "o", "u"])
}

fn spelled(name: &str, [ae, oe, ue]: [&str; 3]) -> String {
    let mut folded = String::new();
    for c in name.chars().flat_map(char::to_lowercase).filter(|c| !is_separator(*c)) {
        match c {
            'ä' => folded.push_str(ae),
            'ö' => folded.push_str(oe),
            'ü' => folded.push_str(ue),
            'ß' => folded.push_str("ss"),
            '\u{308}' | '(' | ')' => {}
            other => folded.push(other),
        }
    }
    folded
}

/// Courts by each of their spellings: `koln` and `koeln` are Köln.
static COURTS: LazyLock<BTreeMap<String, String>> = LazyLock::new(|| {
    let file = csv::Reader::from_reader(include_str!("../../data/de_courts.csv").as_bytes());
    let mut courts = BTreeMap::new();
    for row in file.into_records().filter_map(Result::ok) {
        let (court, aliases) = (row.get(0).unwrap_or_default(), row.get(1).unwrap_or_default());
        for name in aliases.split(';').filter(|alias| !alias.is_empty()).chain([court]) {
            courts.insert(fold(name), court.to_owned());
            courts.insert(spelled(name, ["ae", "oe", "ue"]), court.to_owned());
        }
    }
    courts
});

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn normal(given: &str) -> Option<String> {
        register_number(given).ok()
    }

    #[test]
    fn every_court_is_known_and_no_two_share_a_spelling() {
        let mut owners: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for line in include_str!("../../data/de_courts.csv").lines().skip(1) {
            let (court, aliases) = line.rsplit_once(',').unwrap();
            for name in aliases.split(';').filter(|a| !a.is_empty()).chain([court]) {
                for key in [fold(name), spelled(name, ["ae", "oe", "ue"])] {
                    owners.entry(key).or_default().insert(court.to_owned());
                }
                assert_eq!(normal(&format!("{name} HRB 1")), Some(format!("{court} HRB 1")), "{name}");
                assert_eq!(normal(&format!("HRB 1 {name}")), Some(format!("{court} HRB 1")), "{name}");
            }
        }
        assert_eq!(COURTS.values().collect::<BTreeSet<_>>().len(), 151);
        assert!(owners.values().all(|courts| courts.len() == 1));
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
            assert_eq!(register_number(given).unwrap_err().0, rule, "{given}");
        }
    }
}
