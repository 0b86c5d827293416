//! Rows on their way into the file and out of it.

use rusqlite::ToSql;
use rusqlite::types::{ToSqlOutput, Value as SqlValue, ValueRef};
use serde::{Serialize, Serializer};
use serde_json::{Map, Value};

use super::StoreError;

/// Columns of a row, by name.
pub(super) type Row = Map<String, Value>;

/// The cell of a row that is stored.
#[derive(Debug, Clone, Copy)]
pub(super) enum Cell<'c> {
    Null,
    Number(i64),
    Text(&'c str),
}

/// The columns of a row but for its number and its uid, in the order of their names.
pub(super) type Cells<'c> = [(&'static str, Cell<'c>)];

impl From<i64> for Cell<'_> {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

impl From<Option<i64>> for Cell<'_> {
    fn from(number: Option<i64>) -> Self {
        number.map_or(Self::Null, Self::Number)
    }
}

impl<'c> From<&'c str> for Cell<'c> {
    fn from(text: &'c str) -> Self {
        Self::Text(text)
    }
}

impl<'c> From<Option<&'c str>> for Cell<'c> {
    fn from(text: Option<&'c str>) -> Self {
        text.map_or(Self::Null, Self::Text)
    }
}

impl<'c> From<&'c Option<String>> for Cell<'c> {
    fn from(text: &'c Option<String>) -> Self {
        text.as_deref().into()
    }
}

impl From<Cell<'_>> for Value {
    fn from(cell: Cell<'_>) -> Self {
        match cell {
            Cell::Null => Self::Null,
            Cell::Number(number) => number.into(),
            Cell::Text(text) => text.into(),
        }
    }
}

impl ToSql for Cell<'_> {
    fn to_sql(&self) -> Result<ToSqlOutput<'_>, rusqlite::Error> {
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Null => ValueRef::Null,
            Self::Number(number) => ValueRef::Integer(*number),
            Self::Text(text) => ValueRef::Text(text.as_bytes()),
        }))
    }
}

impl Serialize for Cell<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Number(number) => serializer.serialize_i64(*number),
            Self::Text(text) => serializer.serialize_str(text),
        }
    }
}

/// A row that is new, with all its columns.
pub(super) struct NewRow<'c> {
    pub(super) id: i64,
    pub(super) uid: &'c str,
    pub(super) cells: &'c Cells<'c>,
}

impl<'c> NewRow<'c> {
    /// All cells in the order of their names, which is that of the log.
    pub(super) fn cells(&self) -> impl Iterator<Item = (&'static str, Cell<'c>)> + use<'c> {
        let place = |name| self.cells.partition_point(|(other, _)| *other < name);
        let (before, rest) = self.cells.split_at(place("id"));
        let (between, behind) = rest.split_at(place("uid") - before.len());
        let (id, uid) = (self.id.into(), self.uid.into());
        let before = before.iter().copied().chain([("id", id)]);
        let between = between.iter().copied().chain([("uid", uid)]);
        before.chain(between).chain(behind.iter().copied())
    }
}

impl Serialize for NewRow<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.cells())
    }
}

/// A row of the named columns.
pub(super) fn row<const N: usize>(columns: [(&str, Value); N]) -> Row {
    columns
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .collect()
}

/// A stored value in its type; the file is damaged when it does not fit.
pub(super) fn parsed<T>(text: &str) -> Result<T, StoreError>
where
    T: std::str::FromStr,
    T::Err: std::fmt::Display,
{
    text.parse()
        .map_err(|error: T::Err| StoreError::Damaged(error.to_string()))
}

/// A value as it is stored.
pub(super) fn sql_value(value: &Value) -> SqlValue {
    match value {
        Value::Null => SqlValue::Null,
        Value::Bool(flag) => SqlValue::Integer(i64::from(*flag)),
        Value::Number(number) => match number.as_i64() {
            Some(integer) => SqlValue::Integer(integer),
            None => SqlValue::Real(number.as_f64().unwrap_or_default()),
        },
        Value::String(text) => SqlValue::Text(text.clone()),
        Value::Array(_) | Value::Object(_) => SqlValue::Text(value.to_string()),
    }
}
