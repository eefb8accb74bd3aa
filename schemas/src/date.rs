//! Calendar days and moments, without a clock.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;
use time::format_description::well_known::Rfc3339;
use time::{Duration, Month, OffsetDateTime, Weekday};

/// A calendar day in UTC, written `YYYY-MM-DD` (RFC 3339 full-date).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Date(time::Date);

/// A text that is not a date or a moment.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{given}` is not {what}")]
pub struct MalformedDate {
    /// What was given, cut to 40 characters.
    pub given: String,
    /// What was expected.
    pub what: &'static str,
}

impl Date {
    /// The day of a moment.
    #[must_use]
    pub fn of(moment: Timestamp) -> Self {
        Self(moment.to_utc().date())
    }

    /// The day before.
    #[must_use]
    pub fn before(self) -> Self {
        Self(self.0.previous_day().unwrap_or(time::Date::MIN))
    }

    /// The same day of the next month, or that month's last where it has none (Regulation 1182/71, art. 3(2)(c)).
    #[must_use]
    pub fn a_month_later(self) -> Self {
        let month = self.0.month().next();
        let year = self.0.year() + i32::from(month == Month::January);
        let day = self.0.day().min(month.length(year));
        Self(time::Date::from_calendar_date(year, month, day).unwrap_or(time::Date::MAX))
    }

    /// So many days later.
    #[must_use]
    pub fn plus_days(self, days: u32) -> Self {
        Self(self.0.checked_add(Duration::days(days.into())).unwrap_or(time::Date::MAX))
    }

    /// So many days before.
    #[must_use]
    pub fn minus_days(self, days: u32) -> Self {
        Self(self.0.checked_sub(Duration::days(days.into())).unwrap_or(time::Date::MIN))
    }

    /// Its year.
    #[must_use]
    pub const fn year(self) -> i32 {
        self.0.year()
    }

    /// Whether it is a Saturday or a Sunday.
    #[must_use]
    pub const fn is_weekend(self) -> bool {
        matches!(self.0.weekday(), Weekday::Saturday | Weekday::Sunday)
    }

    /// The first day of its month.
    #[must_use]
    pub fn first_of_month(self) -> Self {
        Self(self.0.replace_day(1).unwrap_or(self.0))
    }

    /// The last day of its month.
    #[must_use]
    pub fn last_of_month(self) -> Self {
        self.first_of_month().a_month_later().before()
    }

    /// Its month, as `2026-11`.
    #[must_use]
    pub fn month(self) -> String {
        format!("{:04}-{:02}", self.0.year(), u8::from(self.0.month()))
    }

    /// Its first moment; of a day before 1970, the first of that year.
    #[must_use]
    pub fn start(self) -> Timestamp {
        Timestamp::from_utc(self.0.midnight().assume_utc())
    }

    /// The first moment that is no longer this day.
    #[must_use]
    pub fn end(self) -> Timestamp {
        let next = self.0.next_day().unwrap_or(time::Date::MAX);
        Timestamp::from_utc(next.midnight().assume_utc())
    }

    /// How many days after another this is; none for a later one.
    #[must_use]
    pub fn days_since(self, earlier: Self) -> u64 {
        u64::try_from((self.0 - earlier.0).whole_days()).unwrap_or(0)
    }
}

/// Half a calendar year, as `2026-H2`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct HalfYear {
    first: Date,
    last: Date,
}

impl HalfYear {
    /// The one that a day lies in.
    #[must_use]
    pub fn of(day: Date) -> Self {
        let of = |month: Month, days: u8| {
            let date = time::Date::from_calendar_date(day.0.year(), month, days);
            Date(date.unwrap_or(day.0))
        };
        if u8::from(day.0.month()) <= 6 {
            Self { first: of(Month::January, 1), last: of(Month::June, 30) }
        } else {
            Self { first: of(Month::July, 1), last: of(Month::December, 31) }
        }
    }

    /// Its first day.
    #[must_use]
    pub const fn first(self) -> Date {
        self.first
    }

    /// Its last day.
    #[must_use]
    pub const fn last(self) -> Date {
        self.last
    }
}

impl FromStr for HalfYear {
    type Err = MalformedDate;
    fn from_str(given: &str) -> Result<Self, MalformedDate> {
        let malformed = || MalformedDate { given: given.chars().take(40).collect(), what: "half a year (YYYY-H1)" };
        let (year, half) = given.split_once('-').ok_or_else(malformed)?;
        let (from, to) = match half {
            "H1" => ("01-01", "06-30"),
            "H2" => ("07-01", "12-31"),
            _ => return Err(malformed()),
        };
        let day = |day: &str| format!("{year}-{day}").parse().map_err(|_| malformed());
        Ok(Self { first: day(from)?, last: day(to)? })
    }
}

impl fmt::Display for HalfYear {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let half = if self.first.0.month() == Month::January { 1 } else { 2 };
        write!(f, "{:04}-H{half}", self.first.0.year())
    }
}

impl FromStr for Date {
    type Err = MalformedDate;
    fn from_str(given: &str) -> Result<Self, MalformedDate> {
        let malformed = || MalformedDate { given: given.chars().take(40).collect(), what: "a date (YYYY-MM-DD)" };
        let digits = |part: Option<&str>, len: usize| {
            part.filter(|p| p.len() == len && p.bytes().all(|b| b.is_ascii_digit()))
                .and_then(|p| p.parse::<u16>().ok())
                .ok_or_else(malformed)
        };
        let mut parts = given.split('-');
        let year = digits(parts.next(), 4)?;
        let month = digits(parts.next(), 2)?;
        let day = digits(parts.next(), 2)?;
        if parts.next().is_some() {
            return Err(malformed());
        }
        let month = u8::try_from(month).ok().and_then(|m| Month::try_from(m).ok()).ok_or_else(malformed)?;
        let day = u8::try_from(day).map_err(|_| malformed())?;
        time::Date::from_calendar_date(i32::from(year), month, day).map(Self).map_err(|_| malformed())
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.0.year(), u8::from(self.0.month()), self.0.day())
    }
}

impl TryFrom<String> for Date {
    type Error = MalformedDate;
    fn try_from(given: String) -> Result<Self, MalformedDate> {
        given.parse()
    }
}

impl From<Date> for String {
    fn from(date: Date) -> Self {
        date.to_string()
    }
}

/// A moment: milliseconds since 1970-01-01T00:00:00Z. In CBOR an unsigned integer; shown to people as RFC 3339.
/// Later than [`Self::MAX`] is read as that, so that deterministic decoding, which writes it again, refuses it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(from = "u64", into = "u64")]
pub struct Timestamp(u64);

impl From<u64> for Timestamp {
    fn from(millis: u64) -> Self {
        Self::from_millis(millis)
    }
}

impl From<Timestamp> for u64 {
    fn from(moment: Timestamp) -> Self {
        moment.0
    }
}

impl Timestamp {
    /// The last moment that RFC 3339 can write: 9999-12-31T23:59:59.999Z.
    pub const MAX: Self = Self(253_402_300_799_999);

    /// From milliseconds since the Unix epoch; later than [`Self::MAX`] becomes that.
    #[must_use]
    pub const fn from_millis(millis: u64) -> Self {
        if millis > Self::MAX.0 { Self::MAX } else { Self(millis) }
    }

    /// Milliseconds since the Unix epoch.
    #[must_use]
    pub const fn as_millis(self) -> u64 {
        self.0
    }

    /// This moment and `millis` milliseconds.
    #[must_use]
    pub const fn plus_millis(self, millis: u64) -> Self {
        Self::from_millis(self.0.saturating_add(millis))
    }

    fn to_utc(self) -> OffsetDateTime {
        let millis = i64::try_from(self.0).unwrap_or(i64::MAX);
        OffsetDateTime::UNIX_EPOCH.checked_add(Duration::milliseconds(millis)).unwrap_or(OffsetDateTime::UNIX_EPOCH)
    }

    fn from_utc(moment: OffsetDateTime) -> Self {
        let millis = moment.unix_timestamp_nanos() / 1_000_000;
        Self::from_millis(u64::try_from(millis).unwrap_or(0))
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = self.to_utc().format(&Rfc3339).map_err(|_| fmt::Error)?;
        f.write_str(&text)
    }
}

impl FromStr for Timestamp {
    type Err = MalformedDate;
    fn from_str(given: &str) -> Result<Self, MalformedDate> {
        OffsetDateTime::parse(given, &Rfc3339)
            .ok()
            .filter(|m| *m >= OffsetDateTime::UNIX_EPOCH)
            .map(Self::from_utc)
            .ok_or_else(|| MalformedDate { given: given.chars().take(40).collect(), what: "a moment (RFC 3339)" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_days_of_the_calendar_are_dates() {
        assert_eq!("2028-02-29".parse::<Date>().unwrap().to_string(), "2028-02-29");
        for wrong in ["2027-02-29", "2027-2-09", "27-02-09", "2027-02-09T00:00", "2027-13-01", "", "+027-01-01"] {
            assert!(wrong.parse::<Date>().is_err(), "`{wrong}` was taken for a date");
        }
    }

    #[test]
    fn a_month_ends_on_the_same_day_or_the_last_there_is() {
        let later = |day: &str| day.parse::<Date>().unwrap().a_month_later().to_string();
        assert_eq!(
            ["2026-11-23", "2026-12-31", "2027-01-31", "2028-01-30"].map(later),
            ["2026-12-23", "2027-01-31", "2027-02-28", "2028-02-29"]
        );
    }

    #[test]
    fn half_a_year_has_its_days_and_is_written_as_it_is_read() {
        let half: HalfYear = "2026-H2".parse().unwrap();
        assert_eq!([half.first(), half.last()].map(|day| day.to_string()), ["2026-07-01", "2026-12-31"]);
        assert_eq!(
            ["2026-H2", "2028-H1"].map(|text| text.parse::<HalfYear>().unwrap().to_string()),
            ["2026-H2", "2028-H1"]
        );
        let of = |day: &str| HalfYear::of(day.parse().unwrap());
        assert_eq!(
            (of("2026-07-01"), of("2026-12-31"), of("2026-06-30").to_string()),
            (half, half, "2026-H1".to_owned())
        );
        for wrong in ["2026", "2026-H3", "26-H1", "2026-h1", "2026-H1-", "-H1", ""] {
            assert!(wrong.parse::<HalfYear>().is_err(), "`{wrong}` was taken for half a year");
        }
    }

    #[test]
    fn months_have_their_days_also_in_leap_years() {
        let day = |text: &str| text.parse::<Date>().unwrap();
        let of = |text: &str| [day(text).first_of_month(), day(text).last_of_month()].map(|day| day.to_string());
        assert_eq!(of("2028-02-10"), ["2028-02-01", "2028-02-29"]);
        assert_eq!(of("2026-12-31"), ["2026-12-01", "2026-12-31"]);
        assert_eq!(day("2026-12-31").month(), "2026-12");
        assert_eq!(
            (day("2026-03-01").minus_days(1), day("2026-02-28").plus_days(1)),
            (day("2026-02-28"), day("2026-03-01"))
        );
    }

    #[test]
    fn a_day_ends_where_the_next_begins() {
        let day: Date = "2026-11-23".parse().unwrap();
        assert_eq!(day.end().to_string(), "2026-11-24T00:00:00Z");
        assert_eq!(Date::of(Timestamp::from_millis(day.end().as_millis() - 1)), day);
    }
}
