//! Bringing a fabric's cluster to what Git wants: what was done to each resource, and how it ended.

use serde::{Deserialize, Serialize};

use crate::{Identity, Millis};

words! {
    /// Who brings Git's resources into the fabric's cluster.
    ApplyMode("way of applying") {
        /// Somebody else: Argo CD, Flux, a person. Hedgerow only looks.
        Observe = "observe",
        /// Hedgerow itself.
        Direct = "direct",
    }
}

words! {
    /// What becomes of what the cluster refuses, where Hedgerow applies.
    #[derive(Default)]
    OnRefusal("answer to a refusal") {
        /// Git keeps it; it is shown, and tried again.
        #[default]
        Hold = "hold",
        /// The inverse is published: Git goes back to what the cluster has.
        Undo = "undo",
    }
}

words! {
    /// What is done to an object in the cluster.
    ApplyAct("act in the cluster") {
        /// It is created.
        Create = "create",
        /// It is brought to what Git wants.
        Update = "update",
        /// It is deleted, because Git no longer has it.
        Delete = "delete",
    }
}

words! {
    /// How an act in the cluster ended, or why it was not begun.
    ApplyOutcome("outcome of an act in the cluster") {
        /// It was begun; whether it reached the cluster is not known. It is done again.
        Trying = "trying",
        /// It was done.
        Done = "done",
        /// The cluster does not accept it. It is tried again.
        Refused = "refused",
        /// Another manager applies fields of it, and it was not asked to take them over.
        OfOthers = "of-others",
        /// It has to wait until something else is done, or for a time.
        Waits = "waits",
        /// It is one of many deletions at once, which a person has to confirm.
        Unconfirmed = "unconfirmed",
        /// It is left to a person.
        Left = "left",
    }
}

/// What was last done to a resource in the cluster, in the name of its fabric.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Applied {
    /// The resource.
    pub identity: Identity,
    /// What was done.
    pub act: ApplyAct,
    /// How it ended.
    pub outcome: ApplyOutcome,
    /// Why, as a sentence; what the cluster said.
    pub detail: Option<String>,
    /// The digest of the text that was to be applied; `None` of a deletion.
    pub digest: Option<String>,
    /// When.
    pub at: Millis,
    /// How often the same was tried.
    pub tries: i64,
    /// Before this time the same is not tried again without being asked to.
    pub retry_at: Option<Millis>,
    /// The cluster refused it for what the object says: not for who asks, nor because something was away.
    pub judged: bool,
    /// What was done in Git because it was refused, or why nothing was, as a sentence.
    pub answer: Option<String>,
}

/// How a fabric's cluster is brought to what Git wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Applying {
    /// Who does it.
    pub mode: ApplyMode,
    /// Whether what Git no longer has is deleted there.
    pub prune: bool,
    /// What becomes of what the cluster refuses.
    #[serde(default)]
    pub refused: OnRefusal,
}

impl Applying {
    /// Hedgerow only looks.
    pub const OBSERVE: Self =
        Self { mode: ApplyMode::Observe, prune: false, refused: OnRefusal::Hold };
}
