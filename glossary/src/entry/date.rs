//! Dates known to the year, the month or the day.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A date known to the year, the month or the day: `2023`, `2023-05`, `2023-05-19`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PartialDate {
    year: u16,
    month: Option<u8>,
    day: Option<u8>,
}

impl PartialDate {
    /// The first day it can mean, as (year, month, day).
    #[must_use]
    pub fn first_day(&self) -> (u16, u8, u8) {
        (self.year, self.month.unwrap_or(1), self.day.unwrap_or(1))
    }

    /// The last day it can mean, as (year, month, day).
    #[must_use]
    pub fn last_day(&self) -> (u16, u8, u8) {
        let month = self.month.unwrap_or(12);
        (
            self.year,
            month,
            self.day.unwrap_or_else(|| days_in(self.year, month)),
        )
    }
}

fn days_in(year: u16, month: u8) -> u8 {
    match month {
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => {
            29
        }
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

impl fmt::Display for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.year)?;
        if let Some(month) = self.month {
            write!(f, "-{month:02}")?;
        }
        if let Some(day) = self.day {
            write!(f, "-{day:02}")?;
        }
        Ok(())
    }
}

/// A date that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a date (write 2023, 2023-05 or 2023-05-19)")]
pub struct ParseDateError(String);

impl FromStr for PartialDate {
    type Err = ParseDateError;

    /// Accepts one-digit months and days, and `/` or `.` between them.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = || ParseDateError(text.to_owned());
        let number = |part: &str, longest: usize| -> Result<u16, ParseDateError> {
            if part.is_empty() || part.len() > longest || !part.bytes().all(|b| b.is_ascii_digit())
            {
                return Err(wrong());
            }
            part.parse().map_err(|_| wrong())
        };
        let parts: Vec<&str> = text.trim().split(['-', '/', '.']).collect();
        if parts.len() > 3 || parts[0].len() != 4 {
            return Err(wrong());
        }
        let year = number(parts[0], 4)?;
        let month = parts.get(1).map(|part| number(part, 2)).transpose()?;
        let day = parts.get(2).map(|part| number(part, 2)).transpose()?;
        let month = month.map(|month| month as u8);
        let day = day.map(|day| day as u8);
        if month.is_some_and(|month| !(1..=12).contains(&month))
            || day
                .zip(month)
                .is_some_and(|(day, month)| !(1..=days_in(year, month)).contains(&day))
        {
            return Err(wrong());
        }
        Ok(Self { year, month, day })
    }
}

impl TryFrom<String> for PartialDate {
    type Error = ParseDateError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<PartialDate> for String {
    fn from(date: PartialDate) -> Self {
        date.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> PartialDate {
        text.parse().unwrap()
    }

    #[test]
    fn dates_keep_the_precision_they_were_given_in() {
        for text in ["2023", "2023-05", "2023-05-19"] {
            assert_eq!(date(text).to_string(), text);
        }
        assert_eq!(date("2023/5/9").to_string(), "2023-05-09");
    }

    #[test]
    fn impossible_dates_are_refused() {
        for text in [
            "",
            "23",
            "2023-13",
            "2023-02-29",
            "2023-00",
            "2023-5-",
            "今天",
        ] {
            assert!(text.parse::<PartialDate>().is_err(), "{text}");
        }
        assert!("2024-02-29".parse::<PartialDate>().is_ok());
    }
}
