//! Why a change was not split.

use hedgerow_model::{ChangeState, Identity};

use crate::error::{About, Class, Thing};

/// Why a change was not split.
#[derive(Debug, thiserror::Error)]
pub enum SplitError {
    /// No resource was named.
    #[error("name the resources whose drafts move to another change")]
    Nothing,
    /// A resource that was named is not in the change, or is in it more than once.
    #[error(
        "`{typed}` names {} of change `{change}`; name it as KIND/NAMESPACE/NAME",
        drafts(*.fitting)
    )]
    NoSuchDraft {
        /// The change.
        change: String,
        /// What was typed.
        typed: String,
        /// How many drafts that fits.
        fitting: usize,
    },
    /// None of its drafts has an open conflict.
    #[error("nothing of change `{change}` is in conflict; there is nothing to be split off")]
    NoConflict {
        /// The change.
        change: String,
    },
    /// All of its drafts would move.
    #[error("that is all of change `{change}`: nothing would be left in it")]
    NothingLeft {
        /// The change.
        change: String,
    },
    /// The other change is this one.
    #[error("the drafts are in change `{change}` already")]
    IntoItself {
        /// The change.
        change: String,
    },
    /// One of the two is over, or on its way.
    #[error("change `{change}` is {state}: its drafts cannot be moved")]
    Closed {
        /// The change.
        change: String,
        /// Where it is.
        state: ChangeState,
    },
    /// The other change edits the same resource.
    #[error("change `{change}` has a draft of {identity} already; publish or discard that first")]
    DraftedThere {
        /// The other change.
        change: String,
        /// The resource.
        identity: Identity,
    },
}

fn drafts(many: usize) -> String {
    match many {
        0 => "no draft".to_owned(),
        many => format!("{many} drafts"),
    }
}

impl SplitError {
    pub(crate) fn class(&self) -> Class {
        match self {
            Self::Nothing | Self::NoSuchDraft { .. } => Class::Invalid,
            _ => Class::Refused,
        }
    }

    pub(crate) fn code(&self) -> Option<&'static str> {
        match self {
            Self::NoConflict { .. } => Some("nothing-in-conflict"),
            Self::Closed { .. } => Some("change-closed"),
            _ => None,
        }
    }

    pub(crate) fn about(&self) -> About<'_> {
        match self {
            Self::Nothing => About::default(),
            Self::NoSuchDraft { change, .. }
            | Self::NoConflict { change }
            | Self::NothingLeft { change }
            | Self::IntoItself { change }
            | Self::Closed { change, .. }
            | Self::DraftedThere { change, .. } => About::one(Thing::Change, change),
        }
    }
}
