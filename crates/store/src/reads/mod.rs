//! Lists as pages, and what live views ask for beside them.
//!
//! A page starts behind a key of its order and never at a number of rows: it is stable while rows
//! come and go. `fabrics` cuts a list down to those a reader may know of; `None` is all of them.

mod changes;
mod conflicts;
mod documents;
mod fabrics;
mod findings;
mod runs;
mod search;

use hedgerow_model::FabricId;
use sqlx::{QueryBuilder, Sqlite};

pub use changes::{ChangePage, DraftLine};
pub use conflicts::ConflictLine;
pub use documents::{DocumentFilter, DocumentLine, KindFigures};
pub use fabrics::FabricFigures;
pub use findings::FindingKey;
pub use search::Hit;

/// `AND column IN (…)`, for the fabrics that a list is cut down to.
fn push_fabrics(query: &mut QueryBuilder<Sqlite>, column: &str, fabrics: Option<&[FabricId]>) {
    if let Some(fabrics) = fabrics {
        query.push(" AND ").push(column).push(" IN (SELECT value FROM json_each(");
        query.push_bind(ids(fabrics)).push("))");
    }
}

/// Row numbers as a JSON list.
fn ids(fabrics: &[FabricId]) -> String {
    let ids: Vec<String> = fabrics.iter().map(|fabric| fabric.0.to_string()).collect();
    format!("[{}]", ids.join(","))
}
