//! What fabrics' clusters have: followed, kept, and held against what Git wants.
//!
//! For each fabric with a cluster there is one follower. It asks which kinds the cluster serves and how it defines
//! them, then lists and follows each kind; what they tell is written by one writer, in the order in which it was told,
//! with how far it was told in the same transaction, so that a process that starts again goes on from there. What is
//! concluded is written with it. A cluster that is away is unknown since then: what it had stays.

mod accept;
mod beside;
mod contest;
mod definitions;
mod error;
mod follower;
mod given;
mod glance;
mod ignored;
mod judge;
mod kind;
mod kinds;
mod plain;
mod published;
mod reapply;
mod severity;
mod shown;
mod sides;
mod text;
mod verify;
mod writer;

pub(crate) use beside::follow_beside;
pub use error::ClusterTrouble;
pub(crate) use follower::{Place, follow};
pub(crate) use reapply::{in_its_namespace, manager, outside, served};
pub(crate) use sides::object;
pub(crate) use verify::OfCluster;
pub(crate) use writer::kept;

crate::core::capability! {
    /// What fabrics' clusters have, held against what Git wants.
    Observe, observe
}
