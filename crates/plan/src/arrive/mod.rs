//! What Git brought, against what was there before: which documents a file has, what is kept of one
//! that cannot be read (law 5), and what happened to each resource.

mod happened;
mod kept;
mod places;

pub use happened::{Happened, happened};
pub use kept::{Arrived, ArrivedDocument, Stray, keep_strays};
pub use places::{Places, best, is_present};
