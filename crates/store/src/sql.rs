//! Reading columns into the types of the model.

use std::str::FromStr;

use hedgerow_model::Identity;
use serde::de::DeserializeOwned;
use sqlx::Row;
use sqlx::sqlite::SqliteRow;

use crate::StoreError;

/// A column that holds one of the model's words or ids.
pub(crate) fn word<T: FromStr>(row: &SqliteRow, column: &'static str) -> Result<T, StoreError> {
    let text: String = row.try_get(column)?;
    text.parse().map_err(|_| StoreError::Corrupt { what: column, text })
}

/// An optional column that holds one of the model's words or ids.
pub(crate) fn maybe_word<T: FromStr>(
    row: &SqliteRow,
    column: &'static str,
) -> Result<Option<T>, StoreError> {
    let text: Option<String> = row.try_get(column)?;
    text.map(|text| text.parse().map_err(|_| StoreError::Corrupt { what: column, text }))
        .transpose()
}

/// A column that holds JSON.
pub(crate) fn json<T: DeserializeOwned>(
    row: &SqliteRow,
    column: &'static str,
) -> Result<T, StoreError> {
    let text: String = row.try_get(column)?;
    serde_json::from_str(&text).map_err(|_| StoreError::Corrupt { what: column, text })
}

/// An optional column that holds JSON. JSON null is a value, SQL NULL is none.
pub(crate) fn maybe_json<T: DeserializeOwned>(
    row: &SqliteRow,
    column: &'static str,
) -> Result<Option<T>, StoreError> {
    let text: Option<String> = row.try_get(column)?;
    text.map(|text| {
        serde_json::from_str(&text).map_err(|_| StoreError::Corrupt { what: column, text })
    })
    .transpose()
}

/// The columns `grp`, `kind`, `namespace`, `name`.
pub(crate) fn identity(row: &SqliteRow) -> Result<Identity, StoreError> {
    Ok(Identity {
        group: row.try_get("grp")?,
        kind: row.try_get("kind")?,
        namespace: row.try_get("namespace")?,
        name: row.try_get("name")?,
    })
}

/// JSON text for a column. Every type stored this way serialises without failing.
pub(crate) fn to_json<T: serde::Serialize>(value: &T) -> Result<String, StoreError> {
    serde_json::to_string(value)
        .map_err(|error| StoreError::Corrupt { what: "value", text: error.to_string() })
}

/// Every row, read the same way.
pub(crate) fn each<T>(
    rows: &[SqliteRow],
    read: fn(&SqliteRow) -> Result<T, StoreError>,
) -> Result<Vec<T>, StoreError> {
    rows.iter().map(read).collect()
}

/// Rows' ids as a JSON list, for `IN (SELECT value FROM json_each(?))`: one statement however many.
pub(crate) fn ids(ids: impl IntoIterator<Item = i64>) -> String {
    let ids: Vec<String> = ids.into_iter().map(|id| id.to_string()).collect();
    format!("[{}]", ids.join(","))
}

/// Texts, or ids that are texts, as a JSON list, for the same.
pub(crate) fn texts<T: ToString>(texts: &[T]) -> Result<String, StoreError> {
    to_json(&texts.iter().map(ToString::to_string).collect::<Vec<_>>())
}

/// A column of exactly so many bytes.
pub(crate) fn blob<const N: usize>(
    row: &SqliteRow,
    column: &'static str,
) -> Result<[u8; N], StoreError> {
    let bytes: &[u8] = row.try_get(column)?;
    bytes
        .try_into()
        .map_err(|_| StoreError::Corrupt { what: column, text: format!("{} bytes", bytes.len()) })
}
