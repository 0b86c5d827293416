//! Values with a name that users type and tables show.

/// A word that is not one of those a field knows.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{given}` is not one of: {known}")]
pub struct UnknownValue {
    pub(crate) given: String,
    pub(crate) known: String,
}

/// Lets a type with `ALL` and `as_str` be read and shown by its names; case does not matter.
macro_rules! parse_by_name {
    ($type:ty) => {
        impl std::str::FromStr for $type {
            type Err = $crate::named::UnknownValue;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Self::ALL
                    .into_iter()
                    .find(|value| value.as_str().eq_ignore_ascii_case(text))
                    .ok_or_else(|| $crate::named::UnknownValue {
                        given: text.to_owned(),
                        known: Self::ALL.map(Self::as_str).join(", "),
                    })
            }
        }

        impl std::fmt::Display for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}

pub(crate) use parse_by_name;
