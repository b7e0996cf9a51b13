//! Edges: what documents and drafts refer to.
//!
//! An edge hangs on the row of the document or draft that it was read from and is deleted with it:
//! whoever clears files or throws a draft away needs to do nothing here. A source of which `edge` does
//! not hold everything yet says so ([`Store::edges_known`]): then a missing edge means nothing.

mod ask;
mod fill;
mod write;

use hedgerow_model::{Edge, Identity, SourceId};
use sqlx::Row;

use crate::StoreError;
use crate::dialect::DbRow;
use crate::sql::{identity, word};

pub use fill::DueDraft;

/// Rows in one statement: at most 11 values each, below SQLite's limit of 32,766 bound values.
const BATCH: usize = 250;

/// What one live document of a source refers to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DocumentEdges {
    /// Its file, in the repository.
    pub path: String,
    /// Its position among the file's live documents.
    pub ordinal: i64,
    /// Its references, in the order in which they are written.
    pub edges: Vec<Edge>,
}

/// A reference and the document that makes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Referrer {
    /// The document's source.
    pub source_id: SourceId,
    /// Its file.
    pub path: String,
    /// The line of its own text in the file.
    pub line: i64,
    /// What it is.
    pub from: Identity,
    /// The reference.
    pub edge: Edge,
}

fn edge(row: &DbRow) -> Result<Edge, StoreError> {
    Ok(Edge {
        field: word(row, "field")?,
        target: Identity {
            group: row.try_get("to_grp")?,
            kind: row.try_get("to_kind")?,
            namespace: row.try_get("to_namespace")?,
            name: row.try_get("to_name")?,
        },
        part: row.try_get("part")?,
        implied: row.try_get("implied")?,
    })
}

fn referrer(row: &DbRow) -> Result<Referrer, StoreError> {
    Ok(Referrer {
        source_id: SourceId(row.try_get("source_id")?),
        path: row.try_get("path")?,
        line: row.try_get("line")?,
        from: identity(row)?,
        edge: edge(row)?,
    })
}
