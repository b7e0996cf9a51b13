//! Git, the database and the cluster of a fabric, each read afresh and compared.
//!
//! The database is what is judged: it says what Git and the cluster say, or it is repaired from them. What Git and the
//! cluster say of each other is drift, and told elsewhere. What people wrote is looked at and never changed. Each room
//! compares what it writes itself, and writes it anew by the transactions in which it always does.

mod face;
mod run;

pub(crate) use run::next_at;

crate::core::capability! {
    /// Git, the database and the cluster of a fabric, each read afresh and compared.
    Verify, verify
}
