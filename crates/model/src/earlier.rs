//! What Git had of resources before.

use crate::{Identity, Millis, Standing};

/// What Git had of a resource until a commit changed or removed it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Earlier {
    /// The resource.
    pub identity: Identity,
    /// How its document was.
    pub standing: Standing,
    /// Its own text.
    pub text: String,
    /// The newest commit at which it was known to be so.
    pub held_at: String,
    /// The commit that was read next, at which it was something else.
    pub until: String,
    /// When that one was read.
    pub at: Millis,
}
