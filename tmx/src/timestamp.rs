//! Points in time as exchange files write them.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A point in time to the second, in UTC, within the years 1 to 9999.
///
/// ```
/// let time = tmx::Timestamp::from_seconds(1_700_000_000);
/// assert_eq!(time.to_string(), "2023-11-14T22:13:20Z");
/// assert_eq!(time.to_tmx(), "20231114T221320Z");
/// assert_eq!("20231114T221320Z".parse(), Ok(time));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Timestamp(i64);

/// 0001-01-01T00:00:00Z, in seconds since 1970.
const FIRST: i64 = -62_135_596_800;
/// 9999-12-31T23:59:59Z, in seconds since 1970.
const LAST: i64 = 253_402_300_799;
const DAY: i64 = 86_400;
/// Days in 400 years of the Gregorian calendar, after which it repeats.
const CYCLE: i64 = 146_097;

impl Timestamp {
    /// The time so many seconds after 1970-01-01T00:00:00Z; beyond the years 1 to 9999, which is
    /// all that four digits can write, the nearest time within them.
    #[must_use]
    pub fn from_seconds(seconds: i64) -> Self {
        Self(seconds.clamp(FIRST, LAST))
    }

    /// Seconds since 1970-01-01T00:00:00Z.
    #[must_use]
    pub fn seconds(self) -> i64 {
        self.0
    }

    /// The form TMX wants: `YYYYMMDDThhmmssZ`.
    #[must_use]
    pub fn to_tmx(self) -> String {
        let (year, month, day) = self.day();
        let (hour, minute, second) = self.time();
        // A memory may have millions of them, and formatting is slow.
        let mut text = String::with_capacity(16);
        for number in [year / 100, year % 100, month, day, hour, minute, second] {
            for digit in [number / 10 % 10, number % 10] {
                text.push(char::from(b'0' + digit as u8));
            }
        }
        text.insert(8, 'T');
        text.push('Z');
        text
    }

    /// The day alone, as TBX wants it: `YYYY-MM-DD`.
    #[must_use]
    pub fn to_date(self) -> String {
        let (year, month, day) = self.day();
        format!("{year:04}-{month:02}-{day:02}")
    }

    fn day(self) -> (i64, i64, i64) {
        let mut rest = (self.0 - FIRST).div_euclid(DAY);
        let mut year = 1 + 400 * (rest / CYCLE);
        rest %= CYCLE;
        // The last century of a cycle and the last year of four are the longer ones, so that
        // plain division would count one too many on their last day.
        let centuries = (rest / 36_524).min(3);
        rest -= centuries * 36_524;
        let fours = rest / 1_461;
        rest %= 1_461;
        let years = (rest / 365).min(3);
        rest -= years * 365;
        year += 100 * centuries + 4 * fours + years;
        let mut month = 1;
        while rest >= days_in(year, month) {
            rest -= days_in(year, month);
            month += 1;
        }
        (year, month, rest + 1)
    }

    fn time(self) -> (i64, i64, i64) {
        let second = self.0.rem_euclid(DAY);
        (second / 3_600, second / 60 % 60, second % 60)
    }
}

impl fmt::Display for Timestamp {
    /// Writes ISO 8601: `2026-01-01T00:00:00Z`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (hour, minute, second) = self.time();
        write!(f, "{}T{hour:02}:{minute:02}:{second:02}Z", self.to_date())
    }
}

/// A time that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a time (write 20260101T000000Z or 2026-01-01T00:00:00Z)")]
pub struct ParseTimestampError(String);

impl FromStr for Timestamp {
    type Err = ParseTimestampError;

    /// Accepts what [`Timestamp::to_tmx`] and [`Display`](fmt::Display) write, in UTC.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        parse(text).ok_or_else(|| ParseTimestampError(text.to_owned()))
    }
}

impl TryFrom<String> for Timestamp {
    type Error = ParseTimestampError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Timestamp> for String {
    fn from(time: Timestamp) -> Self {
        time.to_string()
    }
}

fn parse(text: &str) -> Option<Timestamp> {
    let separators_stand_right = match text.len() {
        16 => matches!(text.as_bytes(), [.., b'Z']) && text.find('T') == Some(8),
        20 => text.bytes().enumerate().all(|(at, byte)| match at {
            4 | 7 => byte == b'-',
            10 => byte == b'T',
            13 | 16 => byte == b':',
            19 => byte == b'Z',
            _ => byte.is_ascii_digit(),
        }),
        _ => false,
    };
    let mut digits = [0_i64; 14];
    let mut count = 0;
    for byte in text.bytes().filter(u8::is_ascii_digit) {
        *digits.get_mut(count)? = i64::from(byte - b'0');
        count += 1;
    }
    if !separators_stand_right || count != digits.len() {
        return None;
    }
    let number = |from: usize, to: usize| {
        let digits = digits.get(from..to)?;
        Some(digits.iter().fold(0, |number, digit| 10 * number + digit))
    };
    let (year, month, day) = (number(0, 4)?, number(4, 6)?, number(6, 8)?);
    let (hour, minute, second) = (number(8, 10)?, number(10, 12)?, number(12, 14)?);
    if year == 0
        || !(1..=12).contains(&month)
        || !(1..=days_in(year, month)).contains(&day)
        || hour > 23
        || minute > 59
        || second > 59
    {
        return None;
    }
    let before = year - 1;
    let days = before * 365 + before / 4 - before / 100
        + before / 400
        + (1..month).map(|month| days_in(year, month)).sum::<i64>()
        + day
        - 1;
    let seconds = days * DAY + hour * 3_600 + minute * 60 + second;
    Some(Timestamp(FIRST + seconds))
}

fn days_in(year: i64, month: i64) -> i64 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{prop_assert_eq, proptest};

    use super::*;

    #[test]
    fn known_days_are_met() {
        for (seconds, written) in [
            (0, "1970-01-01T00:00:00Z"),
            (-1, "1969-12-31T23:59:59Z"),
            (951_782_400, "2000-02-29T00:00:00Z"),
            (978_220_800, "2000-12-31T00:00:00Z"),
            (1_735_603_200, "2024-12-31T00:00:00Z"),
            (i64::MIN, "0001-01-01T00:00:00Z"),
            (i64::MAX, "9999-12-31T23:59:59Z"),
        ] {
            assert_eq!(Timestamp::from_seconds(seconds).to_string(), written);
        }
    }

    #[test]
    fn what_is_no_time_is_refused() {
        for text in [
            "",
            "2026-01-01",
            "20260101T000000",
            "20261301T000000Z",
            "20260229T000000Z",
            "2026-01-01T24:00:00Z",
            "00000101T000000Z",
            "2026-01-01 00:00:00Z",
            "２０260101T00Z",
        ] {
            assert!(text.parse::<Timestamp>().is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn both_forms_read_back_as_the_same_time(seconds in FIRST..=LAST) {
            let time = Timestamp::from_seconds(seconds);
            prop_assert_eq!(time.to_string().parse(), Ok(time));
            prop_assert_eq!(time.to_tmx().parse(), Ok(time));
        }

        #[test]
        fn no_text_makes_the_parser_panic(text in "[0-9TZ:年-]{0,20}") {
            let _ = text.parse::<Timestamp>();
        }
    }
}
