//! Reading columns into the types of the model.

use std::str::FromStr;

use hedgerow_model::{ChangeState, Identity};
use serde::de::DeserializeOwned;
use sqlx::Row;

use crate::StoreError;
use crate::dialect::DbRow;

/// A column that holds one of the model's words or ids.
pub(crate) fn word<T: FromStr>(row: &DbRow, column: &'static str) -> Result<T, StoreError> {
    let text: String = row.try_get(column)?;
    text.parse().map_err(|_| StoreError::Corrupt { what: column, text })
}

/// An optional column that holds one of the model's words or ids.
pub(crate) fn maybe_word<T: FromStr>(
    row: &DbRow,
    column: &'static str,
) -> Result<Option<T>, StoreError> {
    let text: Option<String> = row.try_get(column)?;
    text.map(|text| text.parse().map_err(|_| StoreError::Corrupt { what: column, text }))
        .transpose()
}

/// A column that holds JSON.
pub(crate) fn json<T: DeserializeOwned>(
    row: &DbRow,
    column: &'static str,
) -> Result<T, StoreError> {
    let text: String = row.try_get(column)?;
    serde_json::from_str(&text).map_err(|_| StoreError::Corrupt { what: column, text })
}

/// An optional column that holds JSON. JSON null is a value, SQL NULL is none.
pub(crate) fn maybe_json<T: DeserializeOwned>(
    row: &DbRow,
    column: &'static str,
) -> Result<Option<T>, StoreError> {
    let text: Option<String> = row.try_get(column)?;
    text.map(|text| {
        serde_json::from_str(&text).map_err(|_| StoreError::Corrupt { what: column, text })
    })
    .transpose()
}

/// The states of changes of which something holds, as a list for `IN`.
pub(crate) fn states(which: fn(ChangeState) -> bool) -> String {
    let words = ChangeState::ALL.iter().filter(|state| which(**state));
    let words: Vec<String> = words.map(|state| format!("'{state}'")).collect();
    format!("({})", words.join(", "))
}

/// Those of changes that are over.
pub(crate) fn over() -> String {
    states(ChangeState::is_final)
}

/// The columns `grp`, `kind`, `namespace`, `name`.
pub(crate) fn identity(row: &DbRow) -> Result<Identity, StoreError> {
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
    rows: &[DbRow],
    read: fn(&DbRow) -> Result<T, StoreError>,
) -> Result<Vec<T>, StoreError> {
    rows.iter().map(read).collect()
}

/// A column of exactly so many bytes.
pub(crate) fn blob<const N: usize>(
    row: &DbRow,
    column: &'static str,
) -> Result<[u8; N], StoreError> {
    let bytes: &[u8] = row.try_get(column)?;
    bytes
        .try_into()
        .map_err(|_| StoreError::Corrupt { what: column, text: format!("{} bytes", bytes.len()) })
}

/// Reads that are asked of the store, and of a group of writes, which sees what it wrote so far: the
/// same statement for both.
macro_rules! both {
    ($($(#[$doc:meta])+ $name:ident($($arg:ident: $type:ty),*) -> $out:ty = $read:path;)+) => {
        impl crate::Store {
            $($(#[$doc])+
            pub async fn $name(&self $(, $arg: $type)*) -> Result<$out, crate::StoreError> {
                $read(&mut *self.reader().await? $(, $arg)*).await
            })+
        }

        impl crate::Transaction {
            $($(#[$doc])+
            pub async fn $name(&mut self $(, $arg: $type)*) -> Result<$out, crate::StoreError> {
                $read(self.connection() $(, $arg)*).await
            })+
        }
    };
}
