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

use crate::dialect::{List, Query, ids, push_among};

pub use changes::{ChangePage, DraftLine};
pub use conflicts::{ConflictFilter, ConflictLine};
pub use documents::{DocumentFilter, DocumentLine, KindFigures};
pub use fabrics::FabricFigures;
pub use findings::{FindingKey, RuleFigure};
pub use search::{Hit, Named, TextHit};

/// `AND column IN (…)`, for the fabrics that a list is cut down to.
fn push_fabrics(query: &mut Query, column: &str, fabrics: Option<&[FabricId]>) {
    if let Some(fabrics) = fabrics {
        push_among(query.push(" AND "), column, fabric_list(fabrics));
    }
}

/// Fabrics as a list to be bound.
fn fabric_list(fabrics: &[FabricId]) -> List {
    ids(fabrics.iter().map(|fabric| fabric.0))
}
