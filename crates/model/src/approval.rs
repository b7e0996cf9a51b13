//! Who wrote a change, and who approved it.

use crate::{ChangeId, Millis, Person, UserId};

/// Somebody who wrote a draft of a change, also when somebody else wrote over it since.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangeAuthor {
    /// The change.
    pub change_id: ChangeId,
    /// The account; `None` when it was removed, or never was one.
    pub user: Option<UserId>,
    /// What they logged in with then.
    pub login: String,
    /// Who they were then, as Git names people.
    pub person: Person,
    /// When they last edited.
    pub at: Millis,
}

/// Somebody's approval of a change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Approval {
    /// The change.
    pub change_id: ChangeId,
    /// The account; `None` when it was removed, or never was one.
    pub user: Option<UserId>,
    /// What they logged in with then.
    pub login: String,
    /// Who they were then, as Git names people.
    pub person: Person,
    /// The revision of the change that was approved: void once the change has another.
    pub revision: String,
    /// What they said.
    pub comment: Option<String>,
    /// When.
    pub at: Millis,
}
