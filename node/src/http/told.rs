//! Numbers as they may be handed on: small ones are not told, nor what they could be computed from.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Numbers smaller than this are not told, but for none at all.
pub const SMALLEST: u64 = 5;

/// A number as it may be handed on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Told {
    /// The number; absent where it is not told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub count: Option<u64>,
    /// Why it is not told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kept: Option<Kept>,
}

/// Why a number is not told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Kept {
    /// It is small: 1 to 4.
    Few,
    /// It is not small, but a small one could be computed from it.
    Withheld,
}

impl Told {
    /// A number by itself.
    #[must_use]
    pub const fn of(count: u64) -> Self {
        if count == 0 || count >= SMALLEST { Self::number(count) } else { Self::not(Kept::Few) }
    }

    /// Not told, since a small one could be computed from it.
    #[must_use]
    pub const fn withheld() -> Self {
        Self::not(Kept::Withheld)
    }

    const fn number(count: u64) -> Self {
        Self { count: Some(count), kept: None }
    }

    const fn not(kept: Kept) -> Self {
        Self { count: None, kept: Some(kept) }
    }

    /// Whether it is small.
    #[must_use]
    pub fn is_few(self) -> bool {
        self.kept == Some(Kept::Few)
    }

    /// As a cell of a table or a file.
    #[must_use]
    pub fn cell(self) -> String {
        match (self.count, self.kept) {
            (Some(count), _) => count.to_string(),
            (None, Some(Kept::Few)) => format!("<{SMALLEST}"),
            (None, _) => "-".to_owned(),
        }
    }
}

/// Numbers that add up to a total, and the total, so that no small one follows from the others. Where some are small, the
/// smallest of the others is withheld; where that is not enough, or there is none, the total is.
#[must_use]
pub fn with_total(counts: &[u64]) -> (Vec<Told>, Told) {
    let mut told: Vec<Told> = counts.iter().map(|count| Told::of(*count)).collect();
    let few: Vec<u64> = counts.iter().copied().filter(|count| Told::of(*count).is_few()).collect();
    let total = counts.iter().sum();
    if few.is_empty() {
        return (told, Told::of(total));
    }
    let mut large: Vec<(u64, usize)> =
        counts.iter().zip(0..).filter(|(count, _)| **count >= SMALLEST).map(|(count, place)| (*count, place)).collect();
    large.sort_unstable();
    let mut large = large.into_iter();
    let Some((smallest, place)) = large.next() else { return (told, Told::withheld()) };
    if let Some(told) = told.get_mut(place) {
        *told = Told::withheld();
    }
    // What a reader knows: the sum of the small ones and the withheld one, that each small one is 1 to 4, and that the
    // withheld one is 5 at least and no larger than the smallest that is told, before which it stands if they are equal.
    let (number, sum) = (few.len() as u64, few.iter().sum::<u64>() + smallest);
    let most = large.next().map_or(u64::MAX, |(next, at)| next - u64::from(at < place));
    let least_few = number.max(sum.saturating_sub(most));
    let most_few = (number * (SMALLEST - 1)).min(sum.saturating_sub(SMALLEST));
    let is_known = least_few >= most_few || most_few == number || least_few == number * (SMALLEST - 1);
    (told, if is_known { Told::withheld() } else { Told::of(total) })
}

/// A number that is part of another, so that neither of the two tells what the rest is where that is small.
#[must_use]
pub(super) fn part(part: u64, (whole, told): (u64, Told)) -> Told {
    let alone = Told::of(part);
    let rest = Told::of(whole.saturating_sub(part));
    let tells = rest.is_few() || told.count.is_none() && rest.count == Some(0);
    if tells && !alone.is_few() && part > 0 { Told::withheld() } else { alone }
}

/// One number in percent of another, where both are told.
#[must_use]
pub(super) fn percent(part: Told, whole: Told) -> Option<u64> {
    let (part, whole) = part.count.zip(whole.count.filter(|whole| *whole > 0))?;
    Some(part * 100 / whole)
}

/// Half of them are no larger.
#[must_use]
pub(super) fn median(mut numbers: Vec<u64>) -> Option<u64> {
    numbers.sort_unstable();
    numbers.get(numbers.len().saturating_sub(1) / 2).copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::{BTreeMap, BTreeSet};

    fn cells(counts: &[u64]) -> (Vec<String>, String) {
        let (told, total) = with_total(counts);
        (told.into_iter().map(Told::cell).collect(), total.cell())
    }

    #[test]
    fn small_numbers_are_not_told_and_none_at_all_is() {
        assert_eq!([0, 1, 4, 5, 70].map(|count| Told::of(count).cell()), ["0", "<5", "<5", "5", "70"]);
    }

    #[test]
    fn what_a_small_one_could_be_computed_from_is_not_told_either() {
        let told = |cells: &[&str], total: &str| (cells.iter().map(ToString::to_string).collect(), total.to_owned());
        assert_eq!(cells(&[12, 7]), told(&["12", "7"], "19"));
        assert_eq!(cells(&[12, 3, 8]), told(&["12", "<5", "-"], "23"));
        assert_eq!(cells(&[3]), told(&["<5"], "-"), "the total is the number");
        assert_eq!(cells(&[3, 2, 0]), told(&["<5", "<5", "0"], "-"));
        assert_eq!(cells(&[5, 1, 30]), told(&["-", "<5", "30"], "-"), "six is one and five, whatever else");
        assert_eq!(cells(&[5, 4, 5]), told(&["-", "<5", "5"], "-"), "of what is withheld the order is known");
        assert_eq!(cells(&[]), told(&[], "0"));
    }

    /// Whoever knows how this works, and what it told, is left with more than one value for each small number.
    #[test]
    fn no_small_number_follows_from_what_is_told() {
        let mut alike: BTreeMap<_, Vec<[u64; 3]>> = BTreeMap::new();
        for (a, b, c) in (0..=20).flat_map(|a| (0..=20).flat_map(move |b| (0..=20).map(move |c| (a, b, c)))) {
            let (told, total) = cells(&[a, b, c]);
            if total != "-" {
                alike.entry((told, total)).or_default().push([a, b, c]);
            }
        }
        // Beyond these, what it could have been as well lies outside of what was tried.
        let whole = |all: &[[u64; 3]]| all.iter().any(|counts| counts.iter().all(|count| *count <= 12));
        for ((told, total), all) in alike.iter().filter(|(_, all)| whole(all)) {
            for place in (0..3).filter(|place| told[*place] == "<5") {
                let values: BTreeSet<u64> = all.iter().map(|counts| counts[place]).collect();
                assert!(values.len() > 1, "{told:?} of {total} can only be {values:?} at {place}");
            }
        }
        assert!(alike.len() > 1_000);
    }
}
