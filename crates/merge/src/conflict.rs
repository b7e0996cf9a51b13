//! Conflicts as values, and who decides them.

use hedgerow_model::{ConflictKind, Decision, FieldPath, Side, Value};
use serde::Serialize;

/// A field on which both sides of a merge disagree.
///
/// A value that is `None` means: the field is not there on that side.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FieldConflict {
    /// Where. The root path stands for the whole document.
    pub path: FieldPath,
    /// How the sides disagree.
    pub kind: ConflictKind,
    /// What both sides started from.
    pub base: Option<Value>,
    /// What the draft says.
    pub draft: Option<Value>,
    /// What Git says.
    pub git: Option<Value>,
}

impl FieldConflict {
    /// The same conflict seen from the other side: draft and Git change places.
    #[must_use]
    pub fn mirrored(self) -> Self {
        let kind = match self.kind {
            ConflictKind::EditDelete => ConflictKind::DeleteEdit,
            ConflictKind::DeleteEdit => ConflictKind::EditDelete,
            other => other,
        };
        Self { kind, draft: self.git, git: self.draft, ..self }
    }

    /// The value that one side gives the field; `None` when it has none there.
    #[must_use]
    pub fn value_of(&self, side: Side) -> Option<&Value> {
        match side {
            Side::Draft => self.draft.as_ref(),
            Side::Git => self.git.as_ref(),
            Side::Base => self.base.as_ref(),
            // It takes no part in a merge of two texts.
            Side::Cluster => None,
        }
    }

    /// The value that a decision gives the field; `None`: the field goes.
    #[must_use]
    pub fn outcome<'a>(&'a self, decision: &'a Decision) -> Option<&'a Value> {
        match decision {
            Decision::Take(side) => self.value_of(*side),
            Decision::Value(value) => Some(value),
            Decision::Delete => None,
        }
    }
}

/// Settles conflicts while a merge runs: stored choices, a policy, a person's answers.
pub trait Decide {
    /// The decision for `conflict`; `None` leaves it open.
    fn decide(&mut self, conflict: &FieldConflict) -> Option<Decision>;
}

impl<F: FnMut(&FieldConflict) -> Option<Decision>> Decide for F {
    fn decide(&mut self, conflict: &FieldConflict) -> Option<Decision> {
        self(conflict)
    }
}

/// Leaves every conflict to a person.
#[derive(Clone, Copy, Debug, Default)]
pub struct Manual;

impl Decide for Manual {
    fn decide(&mut self, _conflict: &FieldConflict) -> Option<Decision> {
        None
    }
}
