//! References between resources.

use crate::{FieldPath, Identity};

/// One reference.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edge {
    /// Where it is named.
    pub field: FieldPath,
    /// What is named.
    pub target: Identity,
    /// What of the target is meant: a subnet, a port.
    pub part: Option<String>,
    /// Whether it is a default that nobody wrote.
    pub implied: bool,
}
