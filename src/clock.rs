//! The time that is written into entries and exports.

use std::ffi::OsStr;
use std::time::{SystemTime, UNIX_EPOCH};

use crate::failure::Failure;

/// The variable that fixes the time, so that two runs give the same files
/// (<https://reproducible-builds.org/specs/source-date-epoch/>).
pub(crate) const VARIABLE: &str = "SOURCE_DATE_EPOCH";

/// 9999-12-31T23:59:59Z, the last second that dates in exports can hold.
const LAST: i64 = 253_402_300_799;

/// Returns the time in seconds since 1970-01-01 UTC: what `fixed` says, else the computer's clock.
///
/// # Errors
///
/// A usage failure when `fixed` is not a number of seconds up to the year 9999.
pub(crate) fn now(fixed: Option<&OsStr>) -> Result<i64, Failure> {
    let Some(fixed) = fixed.filter(|value| !value.is_empty()) else {
        return Ok(from_computer());
    };
    fixed
        .to_str()
        .and_then(|value| value.parse().ok())
        .filter(|seconds| (0..=LAST).contains(seconds))
        .ok_or_else(|| {
            Failure::usage(format!(
                "{VARIABLE} is `{}`, which is not a number of seconds since 1970",
                fixed.to_string_lossy()
            ))
            .hint(format!(
                "remove the variable {VARIABLE}, or set it to a number like 1700000000"
            ))
        })
}

fn from_computer() -> i64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .ok()
        .and_then(|elapsed| i64::try_from(elapsed.as_secs()).ok())
        .unwrap_or(0)
        .min(LAST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_variable_wins() {
        assert_eq!(now(Some(OsStr::new("1700000000"))).unwrap(), 1_700_000_000);
    }

    #[test]
    fn an_empty_variable_counts_as_unset() {
        assert!(now(Some(OsStr::new(""))).unwrap() > 1_700_000_000);
        assert!(now(None).unwrap() > 1_700_000_000);
    }

    #[test]
    fn a_bad_variable_is_a_usage_failure() {
        for bad in ["today", "-1", "1.5", "253402300800", "99999999999999999999"] {
            assert_eq!(now(Some(OsStr::new(bad))).unwrap_err().code(), 2, "{bad}");
        }
    }
}
