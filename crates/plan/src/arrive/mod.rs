//! What Git brought, against what was there before: which documents a file has, what is kept of one
//! that cannot be read (law 5), and what happened to each resource.

mod happened;
mod kept;
mod places;
mod same;

pub use happened::{Happened, ended, happened};
pub use kept::{Arrived, ArrivedDocument, Stray, keep, keep_strays, keep_unread, not_understood};
pub use places::{Places, is_present};
pub use same::{FileRows, reads_the_same};
