//! Whole-merge policies of the offline command.

use hedgerow_model::{Decision, Side};

use crate::conflict::{Decide, FieldConflict};

/// What to do with every conflict of a merge of files.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Policy {
    /// Leave it open; our value is in the text meanwhile.
    #[default]
    Manual,
    /// Take our value.
    Ours,
    /// Take their value.
    Theirs,
}

/// In a merge of files, ours is what the result is built on, as Git's text is elsewhere.
impl Decide for Policy {
    fn decide(&mut self, _conflict: &FieldConflict) -> Option<Decision> {
        match self {
            Self::Manual => None,
            Self::Ours => Some(Decision::Take(Side::Git)),
            Self::Theirs => Some(Decision::Take(Side::Draft)),
        }
    }
}
