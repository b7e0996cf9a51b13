//! Why a change was not found by its name, published, approved or shown.

use hedgerow_model::{Actor, ChangeId, ChangeState, Identity, Person};

use super::split_error::SplitError;
use crate::error::{About, Class, Thing};

/// Why a change was not found by its name, published, approved or shown.
#[derive(Debug, thiserror::Error)]
pub enum ChangeError {
    /// Open changes of several fabrics have this name.
    #[error("several fabrics have an open change `{name}`; use its id")]
    Ambiguous {
        /// The name.
        name: String,
    },
    /// It was published or discarded.
    #[error("change `{change}` is {state} already")]
    Over {
        /// The change.
        change: String,
        /// How it ended.
        state: ChangeState,
    },
    /// It was published or discarded, so it has no diff against the branch.
    #[error("change `{change}` is {state}; see its commit{}", space(.commit.as_deref()))]
    NoDiff {
        /// The change.
        change: String,
        /// How it ended.
        state: ChangeState,
        /// Its commit, when it was published.
        commit: Option<String>,
    },
    /// Only what was published can be taken back.
    #[error("change `{change}` is {state}; only a published change can be reverted")]
    NotPublished {
        /// The change.
        change: String,
        /// Where it is.
        state: ChangeState,
    },
    /// Several published changes have this name.
    #[error("several published changes are called `{name}`; use the id of one: {}", listed(.several))]
    SeveralPublished {
        /// The name.
        name: String,
        /// Each with its commit, the newest first.
        several: Vec<(ChangeId, String)>,
    },
    /// The branch does not have the change's commit any more.
    #[error(
        "commit {commit} of change `{change}` is not on the branch any more: its history was rewritten, so there \
         is nothing to revert"
    )]
    CommitGone {
        /// The change.
        change: String,
        /// Its commit.
        commit: String,
    },
    /// Everything is as it was before the change.
    #[error("nothing of change `{change}` is left: its resources are as they were before it")]
    NothingToRevert {
        /// The change.
        change: String,
    },
    /// A change of the name that a new one is to have is open.
    #[error("a change called `{change}` is open already; give the new one another name")]
    NameTaken {
        /// The name.
        change: String,
    },
    /// Nothing was saved in it that could be undone.
    #[error("nothing was saved in change `{change}` that could be undone")]
    NothingToUndo {
        /// The change.
        change: String,
    },
    /// Another save is the newest by now.
    #[error("change `{change}` was saved again since: undo what was saved last first")]
    SavedSince {
        /// The change.
        change: String,
    },
    /// A draft was edited since the save that is to be undone.
    #[error(
        "{identity} was edited otherwise since the last save of change `{change}`; edit it again instead"
    )]
    EditedAfter {
        /// The change.
        change: String,
        /// The resource.
        identity: Identity,
    },
    /// It was not split.
    #[error(transparent)]
    Split(#[from] SplitError),
    /// It has no drafts.
    #[error("change `{change}` has no drafts; there is nothing to {verb}")]
    Empty {
        /// The change.
        change: String,
        /// What was asked for: `publish`, `approve`.
        verb: &'static str,
    },
    /// It is on its way or over: too late to approve it.
    #[error("change `{change}` is {state}; there is nothing to approve")]
    NotToBeApproved {
        /// The change.
        change: String,
        /// Where it is.
        state: ChangeState,
    },
    /// Its drafts, decisions or message are not those that were looked at.
    #[error(
        "change `{change}` was edited since you loaded it; review it again and {verb} its current \
         state"
    )]
    EditedSince {
        /// The change.
        change: String,
        /// What was asked for: `publish`, `approve`.
        verb: &'static str,
    },
    /// The branch is not at the commit that was looked at.
    #[error(
        "the branch has changed since you loaded the diff (it is at {} now); review the new diff",
        .head.as_deref().unwrap_or("nothing")
    )]
    BranchMoved {
        /// Where it is now.
        head: Option<String>,
    },
    /// Whoever wrote some of it does not approve it.
    #[error(
        "you wrote some of change `{change}`; the approval must come from a person other than {}",
        .authors.join(" and ")
    )]
    OwnWork {
        /// The change.
        change: String,
        /// Those who wrote it.
        authors: Vec<String>,
    },
    /// A token of nobody's was used to approve.
    #[error(
        "change `{change}` must be approved by a person with an account: the installation's own \
         token cannot approve"
    )]
    NeedsAPerson {
        /// The change.
        change: String,
    },
    /// There is no approval to take back.
    #[error("{} `{change}` does not exist; {actor} did not approve it", Thing::Approval)]
    NotApproved {
        /// The change.
        change: String,
        /// Who asked.
        actor: Box<Actor>,
    },
    /// Somebody writes in another's name.
    #[error(
        "{actor} cannot commit as {asked}: leave the author out, or use the \
         installation's own token"
    )]
    InAnothersName {
        /// Who writes.
        actor: Box<Actor>,
        /// In whose name.
        asked: Person,
    },
    /// An author that Git could not record.
    #[error("an author is `Name <address>`, without line breaks")]
    Author,
    /// A message that no commit may have.
    #[error("`message`: {0}")]
    Message(&'static str),
    /// A comment that is too long.
    #[error("a comment has at most {0} bytes")]
    Comment(usize),
}

/// `ID (commit 0123456789), …`; of very many the newest.
fn listed(several: &[(ChangeId, String)]) -> String {
    const SHOWN: usize = 5;
    let one = |(id, commit): &(ChangeId, String)| {
        format!("{id} (commit {})", commit.get(..10).unwrap_or(commit))
    };
    let mut all = several.iter().take(SHOWN).map(one).collect::<Vec<_>>().join(", ");
    if let Some(more) = several.len().checked_sub(SHOWN).filter(|more| *more > 0) {
        all.push_str(&format!(" and {more} older"));
    }
    all
}

fn space(text: Option<&str>) -> String {
    text.map(|text| format!(" {text}")).unwrap_or_default()
}

impl ChangeError {
    pub(crate) fn class(&self) -> Class {
        match self {
            Self::Split(error) => error.class(),
            Self::NotApproved { .. } => Class::NotFound,
            Self::Ambiguous { .. }
            | Self::SeveralPublished { .. }
            | Self::Author
            | Self::Message(_)
            | Self::Comment(_) => Class::Invalid,
            Self::NotPublished { .. }
            | Self::CommitGone { .. }
            | Self::NothingToRevert { .. }
            | Self::NothingToUndo { .. }
            | Self::EditedAfter { .. }
            | Self::NameTaken { .. }
            | Self::Over { .. }
            | Self::NoDiff { .. }
            | Self::Empty { .. }
            | Self::NotToBeApproved { .. } => Class::Refused,
            Self::EditedSince { .. } | Self::SavedSince { .. } | Self::BranchMoved { .. } => {
                Class::Moved
            }
            Self::OwnWork { .. } | Self::NeedsAPerson { .. } | Self::InAnothersName { .. } => {
                Class::Forbidden
            }
        }
    }

    pub(crate) fn code(&self) -> Option<&'static str> {
        match self {
            Self::Ambiguous { .. } | Self::SeveralPublished { .. } => Some("ambiguous-change"),
            Self::Split(error) => error.code(),
            Self::NotPublished { .. } => Some("not-published"),
            Self::CommitGone { .. } => Some("commit-gone"),
            Self::NothingToRevert { .. } => Some("nothing-to-revert"),
            Self::NothingToUndo { .. } => Some("nothing-to-undo"),
            Self::NameTaken { .. } => Some("change-name-taken"),
            Self::Over { .. } | Self::NoDiff { .. } | Self::NotToBeApproved { .. } => {
                Some("change-closed")
            }
            Self::Empty { .. } => Some("change-empty"),
            Self::EditedSince { .. } | Self::SavedSince { .. } => Some("change-edited"),
            Self::BranchMoved { .. } => Some("branch-moved"),
            Self::OwnWork { .. } => Some("own-work"),
            _ => None,
        }
    }

    pub(crate) fn about(&self) -> About<'_> {
        match self {
            Self::Ambiguous { name: change }
            | Self::SeveralPublished { name: change, .. }
            | Self::NotPublished { change, .. }
            | Self::CommitGone { change, .. }
            | Self::NothingToRevert { change }
            | Self::NothingToUndo { change }
            | Self::EditedAfter { change, .. }
            | Self::NameTaken { change }
            | Self::Over { change, .. }
            | Self::NoDiff { change, .. }
            | Self::Empty { change, .. }
            | Self::NotToBeApproved { change, .. }
            | Self::EditedSince { change, .. }
            | Self::SavedSince { change }
            | Self::OwnWork { change, .. }
            | Self::NeedsAPerson { change } => About::one(Thing::Change, change),
            Self::Split(error) => error.about(),
            Self::NotApproved { change, .. } => About::one(Thing::Approval, change),
            _ => About::default(),
        }
    }
}
