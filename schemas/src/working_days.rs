//! Terms in working days, by the calendar of a country.
//!
//! Working days are Monday to Friday without the nationwide public holidays of `schemas/data/holidays`. Holidays of regions
//! are not among them, nor days that are only half free. Where the data ends an error says so.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;
use std::sync::LazyLock;

use thiserror::Error;

use crate::{Country, Date};

/// Working days within which an offer is to be accepted: the seven days of IMI's yearly figures on answering in time
/// (<https://single-market-scoreboard.ec.europa.eu>), five of which are worked.
pub const ACCEPT_WITHIN: u32 = 5;
/// Working days within which a signal is to be closed where its origin says nothing else.
pub const CLOSE_WITHIN: u32 = 20;
/// Working days that officers and lawyers of two members have for a dispute, a mediator, and the steering group.
pub const DISPUTE_WITHIN: [u32; 4] = [5, 10, 20, 30];
/// Most working days of a term: about a year.
pub const LONGEST_TERM: u32 = 250;

/// Years that the data has whole.
const YEARS: RangeInclusive<i32> = 2024..=2035;

/// The holidays of a country.
#[derive(Debug, PartialEq, Eq)]
pub struct Calendar {
    country: String,
    holidays: BTreeSet<Date>,
}

/// A day whose working days are not known.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("public holidays of {country} are known from {} to {}, not for {day}", YEARS.start(), YEARS.end())]
pub struct NoHolidays {
    /// Where.
    pub country: String,
    /// The first day that is not known.
    pub day: Date,
}

impl Calendar {
    /// That of a country; none where its holidays are not known.
    #[must_use]
    pub fn of(country: &Country) -> Option<&'static Self> {
        CALENDARS.get(country.as_str())
    }

    /// Whether people work on a day.
    ///
    /// # Errors
    /// [`NoHolidays`] for a year that the data does not have.
    pub fn is_working_day(&self, day: Date) -> Result<bool, NoHolidays> {
        if !YEARS.contains(&day.year()) {
            return Err(NoHolidays { country: self.country.clone(), day });
        }
        Ok(!day.is_weekend() && !self.holidays.contains(&day))
    }

    /// The last day of a term of so many working days that begins after a day (Regulation 1182/71, art. 3(1)).
    ///
    /// # Errors
    /// [`NoHolidays`] where the term reaches into a year that the data does not have.
    pub fn after(&self, day: Date, working_days: u32) -> Result<Date, NoHolidays> {
        let (mut last, mut left) = (day, working_days);
        while left > 0 {
            last = last.plus_days(1);
            left -= u32::from(self.is_working_day(last)?);
        }
        Ok(last)
    }
}

static CALENDARS: LazyLock<BTreeMap<String, Calendar>> = LazyLock::new(|| {
    let mut all: BTreeMap<String, Calendar> = BTreeMap::new();
    let file = include_str!("../data/holidays/holidays.csv");
    for row in csv::Reader::from_reader(file.as_bytes()).into_records().filter_map(Result::ok) {
        let (Some(country), Some(day)) = (row.get(0), row.get(1).and_then(|day| day.parse().ok())) else { continue };
        let new = || Calendar { country: country.to_owned(), holidays: BTreeSet::new() };
        all.entry(country.to_owned()).or_insert_with(new).holidays.insert(day);
    }
    all
});

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::C8;

    fn of(country: &str) -> &'static Calendar {
        Calendar::of(&country.parse().unwrap()).unwrap()
    }

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn every_country_of_the_c8_has_a_calendar_for_every_year_and_nobody_else() {
        for country in C8 {
            for year in YEARS {
                let in_year = of(country).holidays.iter().filter(|day| day.year() == year).count();
                assert!((8..=16).contains(&in_year), "{country} {year} {in_year}");
                assert!(of(country).is_working_day(day(&format!("{year}-01-01"))) == Ok(false));
            }
        }
        assert_eq!(Calendar::of(&"CH".parse().unwrap()), None);
    }

    #[test]
    fn holidays_are_where_each_country_has_them() {
        for (country, free, worked) in [
            // Easter Monday is one for all but Portugal and, nationwide, Spain.
            ("NL", "2027-03-29", "2027-03-25"),
            ("PT", "2027-03-26", "2027-03-29"),
            ("ES", "2027-03-26", "2027-03-29"),
            // Koningsdag moves from a Sunday to the day before, and is otherwise on the 27th.
            ("NL", "2026-04-27", "2026-04-28"),
            // Liberation day is a holiday for all once in five years.
            ("NL", "2025-05-05", "2026-05-05"),
            ("BE", "2026-07-21", "2026-07-20"),
            ("DE", "2030-10-03", "2030-10-04"),
            ("FR", "2026-07-14", "2026-07-13"),
            ("IT", "2026-06-02", "2026-06-03"),
            ("SE", "2029-06-06", "2029-06-07"),
        ] {
            assert_eq!(of(country).is_working_day(day(free)), Ok(false), "{country} {free}");
            assert_eq!(of(country).is_working_day(day(worked)), Ok(true), "{country} {worked}");
        }
        assert!(of("NL").holidays.contains(&day("2025-04-26")) && !of("NL").holidays.contains(&day("2025-04-27")));
        // Swedish midsummer is the Saturday between 20 and 26 June.
        assert!(["2026-06-20", "2027-06-26"].iter().all(|saturday| of("SE").holidays.contains(&day(saturday))));
    }

    #[test]
    fn a_term_begins_the_day_after_and_passes_over_what_is_free() {
        let after = |country, from, days| of(country).after(day(from), days).unwrap().to_string();
        assert_eq!(after("NL", "2026-11-23", 5), "2026-11-30");
        assert_eq!(after("NL", "2026-12-23", 3), "2026-12-29");
        assert_eq!(after("BE", "2026-12-23", 3), "2026-12-29");
        assert_eq!(after("IT", "2026-12-23", 3), "2026-12-29");
        assert_eq!(after("ES", "2026-12-23", 3), "2026-12-29");
        assert_eq!(after("DE", "2027-03-25", 1), "2027-03-30");
        assert_eq!(after("PT", "2027-03-25", 1), "2027-03-29");
        assert_eq!(after("FR", "2026-11-21", 0), "2026-11-21");
    }

    #[test]
    fn beyond_the_data_nothing_is_made_up() {
        let last = day("2035-12-28");
        assert!(of("NL").after(last, 1).is_ok());
        let beyond = of("NL").after(last, 2).unwrap_err();
        assert_eq!(beyond, NoHolidays { country: "NL".to_owned(), day: day("2036-01-01") });
        assert!(beyond.to_string().contains("2024 to 2035"));
        assert!(of("NL").is_working_day(day("2023-12-29")).is_err());
    }

    proptest! {
        #[test]
        fn a_term_has_as_many_working_days_as_it_says(which in 0..8_usize, from in 0..3_000_u32, days in 1..=250_u32) {
            let (calendar, from) = (of(C8[which]), day("2024-01-01").plus_days(from));
            let last = calendar.after(from, days).unwrap();
            let length = u32::try_from(last.days_since(from)).unwrap();
            let worked = (1..=length).filter(|n| calendar.is_working_day(from.plus_days(*n)) == Ok(true)).count();
            prop_assert_eq!(worked, days as usize);
            prop_assert_eq!(calendar.is_working_day(last), Ok(true));
        }
    }
}
