//! German courts that keep registers of companies, societies and partnerships.

use std::collections::BTreeMap;
use std::sync::LazyLock;

/// A register court.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Court {
    name: String,
    codes: Vec<String>,
}

impl Court {
    /// The name that stands in a register number.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its XJustiz codes, as they stand in a EUID. Some have one for each department.
    pub fn codes(&self) -> impl Iterator<Item = &str> {
        self.codes.iter().map(String::as_str)
    }
}

/// Every court, in order of their names.
pub fn courts() -> impl Iterator<Item = &'static Court> {
    LIST.iter().map(|(court, _)| court)
}

/// The court of any usual spelling: `Köln`, `koeln`, `KOLN`, `Cologne`.
pub(crate) fn court(name: &str) -> Option<&'static Court> {
    SPELLINGS.get(&fold(name)).copied()
}

/// The court of an XJustiz code, whichever of its departments (`R`, `V`) is named.
pub(crate) fn court_of_code(code: &str) -> Option<&'static Court> {
    CODES.get(base(code)?).copied()
}

/// A letter and four digits; behind them at most the letter of a department.
fn base(code: &str) -> Option<&str> {
    let (base, department) = code.split_at_checked(5)?;
    matches!(department, "" | "R" | "V").then_some(base)
}

/// Lower case letters and digits without dots on them. A dot apart (U+0308) goes too, and a sharp s is two.
pub(crate) fn fold(name: &str) -> String {
    spelled(name, ["a", "o", "u"])
}

fn spelled(name: &str, [ae, oe, ue]: [&str; 3]) -> String {
    let mut folded = String::new();
    for c in name.chars().flat_map(char::to_lowercase) {
        match c {
            'ä' => folded.push_str(ae),
            'ö' => folded.push_str(oe),
            'ü' => folded.push_str(ue),
            'ß' => folded.push_str("ss"),
            other if other.is_alphanumeric() => folded.push(other),
            _ => {}
        }
    }
    folded
}

/// The courts with their other spellings.
static LIST: LazyLock<Vec<(Court, Vec<String>)>> = LazyLock::new(|| {
    let parts = |cell: Option<&str>| -> Vec<String> {
        cell.unwrap_or_default().split(';').filter(|part| !part.is_empty()).map(ToOwned::to_owned).collect()
    };
    let file = csv::Reader::from_reader(include_str!("../../data/de_courts.csv").as_bytes());
    let row = |row: csv::StringRecord| {
        Some((Court { name: row.get(0)?.to_owned(), codes: parts(row.get(1)) }, parts(row.get(2))))
    };
    file.into_records().filter_map(Result::ok).filter_map(row).collect()
});

/// `koln` and `koeln` are Köln.
static SPELLINGS: LazyLock<BTreeMap<String, &Court>> = LazyLock::new(|| {
    let names = LIST.iter().flat_map(|(court, aliases)| {
        aliases.iter().map(String::as_str).chain([court.name()]).map(move |name| (name, court))
    });
    names.flat_map(|(name, court)| [(fold(name), court), (spelled(name, ["ae", "oe", "ue"]), court)]).collect()
});

static CODES: LazyLock<BTreeMap<&str, &Court>> = LazyLock::new(|| {
    LIST.iter().flat_map(|(court, _)| court.codes().filter_map(base).map(move |code| (code, court))).collect()
});

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn named(name: &str) -> Option<&'static str> {
        court(name).map(Court::name)
    }

    #[test]
    fn every_row_is_read_and_no_two_courts_share_a_spelling() {
        assert_eq!(courts().count(), 174);
        let spellings = LIST.iter().flat_map(|(court, aliases)| {
            aliases.iter().map(String::as_str).chain([court.name()]).map(|name| (fold(name), court.name()))
        });
        let pairs: BTreeSet<_> = spellings.collect();
        let names: BTreeSet<_> = pairs.iter().map(|(spelling, _)| spelling).collect();
        assert_eq!(pairs.len(), names.len());
    }

    #[test]
    fn a_court_is_known_by_each_usual_spelling() {
        for name in ["Köln", "KOELN", "koln", "Ko\u{308}ln", "Cologne"] {
            assert_eq!(named(name), Some("Köln"), "{name}");
        }
        assert_eq!(named("Berlin-Charlottenburg"), Some("Berlin (Charlottenburg)"));
        assert_eq!(named("Frankfurt (Oder)"), Some("Frankfurt/Oder"));
        assert_eq!(named("Frankfurt"), None);
    }

    #[test]
    fn a_code_names_its_court_with_or_without_its_department() {
        let of = |code| court_of_code(code).map(Court::name);
        assert_eq!(of("K1101R"), Some("Hamburg"));
        assert_eq!(of("M1201"), Some("Frankfurt am Main"));
        assert_eq!((of("D2601V"), of("D2601")), (Some("München"), Some("München")));
        assert_eq!((of("M1201X"), of("A0000R"), of("M120")), (None, None, None));
    }
}
