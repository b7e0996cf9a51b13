//! Changes: their drafts, their diff, their way to Git.

use hedgerow_model::{BrokenRule, ChangeState, Reason, Shared};
use serde::{Deserialize, Serialize};

use super::{ApprovalView, ChangeInCluster, ConflictView, FindingView, Millis, Person};

/// What a person wants a resource to be.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "op", rename_all = "kebab-case", deny_unknown_fields)]
pub enum DraftEdit {
    /// One or more documents. A document without comments of its own is taken as values: the
    /// comments that Git has stay. With comments it is taken as the text it is.
    Documents {
        /// YAML, one document or several.
        text: String,
    },
    /// The exact text of one resource, as an editor has it.
    Text {
        /// `KIND/NAME`.
        resource: String,
        /// Its own text.
        text: String,
        /// The draft's revision the editor saw; 0 when there was none. Left out: not checked.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        revision: Option<i64>,
        /// The text the editor started from; empty when there was none. Where the change has no draft
        /// of the resource yet, this is its base: what Git gained since is merged, not taken back. Left
        /// out: what Git has now.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        base: Option<String>,
    },
    /// Fields of one resource.
    Set {
        /// `KIND/NAME`.
        resource: String,
        /// `PATH=VALUE` or `PATH-`.
        fields: Vec<String>,
        /// Where a value changes that other places of the resource share by an anchor: `here` alone, or
        /// `everywhere`. Left out: here.
        #[serde(default, skip_serializing_if = "Shared::is_here")]
        shared: Shared,
    },
    /// The resource is to go.
    Delete {
        /// `KIND/NAME`.
        resource: String,
    },
    /// The resource is to be in comments.
    CommentOut {
        /// `KIND/NAME`.
        resource: String,
    },
    /// The resource is to be live again.
    Uncomment {
        /// `KIND/NAME`.
        resource: String,
    },
    /// The resource is to be what it was at a commit: live or in comments, in the file where it is now.
    Restore {
        /// `KIND/NAME`.
        resource: String,
        /// 7 to 40 hexadecimal digits of a commit in the history of the branch.
        at: String,
    },
    /// The draft of the resource is thrown away.
    Revert {
        /// `KIND/NAME`.
        resource: String,
    },
}

impl DraftEdit {
    /// Fields of one resource, where they are named.
    #[must_use]
    pub fn set(resource: impl Into<String>, fields: Vec<String>) -> Self {
        Self::Set { resource: resource.into(), fields, shared: Shared::Here }
    }
}

/// Which changes are asked for; what is `None` cuts nothing down.
#[derive(Clone, Debug, Default)]
pub struct ChangeQuery {
    /// The fabric.
    pub fabric: Option<String>,
    /// Also those that are published or discarded.
    pub finished: bool,
    /// Only those that somebody with this address opened.
    pub author: Option<String>,
}

/// A request to undo the newest save of a change.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct UndoRequest {
    /// Who does; the administrator when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<Person>,
    /// The number of the save that is meant: another one is not undone in its place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub save: Option<i64>,
}

/// A request to save drafts in a change.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct DraftRequest {
    /// The change's name; it is opened when there is none. Left out: the open change of the fabric that the author opened
    /// and that was edited last, else a new one that is named after what is done. With automatic publishing, the author's
    /// own change of the moment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub change: Option<String>,
    /// What is wanted, in order. All of it is saved, or none.
    pub edits: Vec<DraftEdit>,
    /// The commit at which the fabric was read, for every edit that says nothing else: what Git gained
    /// since is merged, not taken back. 7 to 40 hexadecimal digits. A text may say it itself, in a line
    /// `# hedgerow: read at COMMIT`. Left out: what Git has now; a text that would put back what
    /// somebody else changed is refused then (`base-needed`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base: Option<String>,
    /// Who edits; the administrator when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub author: Option<Person>,
    /// The commit message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
}

/// A request to take back what a published change did to its resources.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct RevertRequest {
    /// What the new change is called; `Revert "NAME"` when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub change: Option<String>,
    /// Who edits; the administrator when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub author: Option<Person>,
    /// The commit message; when left out, it names the change and the commit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
}

/// A draft in a list.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DraftView {
    /// The API group.
    pub group: String,
    /// The kind.
    pub kind: String,
    /// The namespace.
    pub namespace: String,
    /// The name.
    pub name: String,
    /// `add`, `edit`, `delete`, `comment out`, `uncomment` or `keep one` (of several documents).
    pub action: String,
    /// `merges cleanly`, `outdated`, `invalid` (publishing it would break a rule that Git does not
    /// break) or `conflict`.
    pub state: String,
    /// Who edited it last.
    pub author: Person,
    /// Counts its edits.
    pub revision: i64,
    /// When it was last edited.
    pub updated_at: Millis,
}

/// Another open change, and the rules that it and this one would break together: whichever is published second is
/// stopped.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ClashView {
    /// What people call the other change.
    pub change: String,
    /// Its id.
    pub id: String,
    /// Who opened it.
    pub author: Person,
    /// The rules, the first ones; each names a resource of either change.
    pub broken: Vec<BrokenRule>,
}

/// A change.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ChangeView {
    /// Its id.
    pub id: String,
    /// What people call it.
    pub change: String,
    /// The fabric.
    pub fabric: String,
    /// Where it is on its way to Git; `conflicted` as long as it can be edited and conflicts of it are
    /// open.
    pub state: ChangeState,
    /// Why it is there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Reason>,
    /// The commit that published it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub commit: Option<String>,
    /// The commit message a person gave.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// Who opened it.
    pub author: Person,
    /// Everybody who wrote some of it.
    pub authors: Vec<Person>,
    /// Who asked for it to be published, once it is; Hedgerow where that goes automatically.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published_by: Option<Person>,
    /// What its drafts say, as one word: what an approval is bound to. In lists only where an
    /// approval is given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revision: Option<String>,
    /// Whether it needs another person's approval.
    pub four_eyes: bool,
    /// Who approved it.
    pub approvals: Vec<ApprovalView>,
    /// Its newest run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub run: Option<i64>,
    /// Its drafts.
    pub drafts: Vec<DraftView>,
    /// How many of its conflicts are open.
    pub conflicts: usize,
    /// The newest save, which can be undone. Left out in lists.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_save: Option<SaveView>,
    /// The other open changes that would break a rule with it. Found within moments after a change is edited.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub clashes: Vec<ClashView>,
    /// When it was opened.
    pub created_at: Millis,
    /// When it or a draft of it last changed.
    pub updated_at: Millis,
    /// When it was published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published_at: Option<Millis>,
    /// How far it is in the cluster of its fabric, once it is published; only where one change is asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub in_cluster: Option<ChangeInCluster>,
}

/// A save of drafts that can be undone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SaveView {
    /// Its number.
    pub id: i64,
    /// When.
    pub at: Millis,
    /// Who, as `Name <address>`.
    pub author: String,
    /// A resource that it was about.
    pub resource: String,
    /// How many others.
    pub more: usize,
}

/// The exact diff that publish would push.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DiffView {
    /// The change.
    pub change: String,
    /// The head it was computed on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub head: Option<String>,
    /// A unified diff; empty when nothing would be pushed, or drafts do not merge. Where only a rule or a confirmation is
    /// in the way, what would be pushed without that.
    pub diff: String,
    /// What would stop the publish: conflicts and violations.
    pub problems: Vec<FindingView>,
    /// What a person must do before it can be published, where that is neither.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waits: Option<Reason>,
    /// Whose approval it would wait for first; everything else here says what comes after that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unapproved: Option<Reason>,
    /// Open conflicts of the change.
    pub conflicts: Vec<ConflictView>,
    /// The other open changes that would break a rule with it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub clashes: Vec<ClashView>,
    /// How often a rule between resources was judged and is not broken, of the resources of the change and of
    /// those that it concerns.
    #[serde(default)]
    pub passed: usize,
    /// How often such a rule could not be judged; `unchecked` says why.
    #[serde(default)]
    pub not_possible: usize,
    /// What the cluster would accept although something breaks.
    #[serde(default)]
    pub warnings: Vec<FindingView>,
    /// What could not be checked, a sentence for each reason.
    #[serde(default)]
    pub unchecked: Vec<String>,
}

/// A request to publish.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PublishRequest {
    /// The head the person previewed on: when the branch moved since, the change waits, with that
    /// reason (law 9).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previewed: Option<String>,
    /// The change's revision the person looked at: when it was edited since, nothing is published
    /// (law 9).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revision: Option<String>,
    /// Releases a large deletion.
    #[serde(default)]
    pub confirm_deletions: bool,
    /// What conflicts moves to a change of its own, so that the rest is published.
    #[serde(default)]
    pub split: bool,
    /// The commit message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
}

/// Which drafts of a change move to another one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SplitWhat {
    /// Those with an open conflict.
    Conflicted,
    /// Those of these resources, as `KIND/NAME` or `KIND/NAMESPACE/NAME`.
    Resources(Vec<String>),
}

/// A change is to be split.
#[derive(Clone, Debug)]
pub struct SplitRequest {
    /// What moves.
    pub what: SplitWhat,
    /// The change that it moves to: one that can be edited, or a new one. Named after the change when left out.
    pub into: Option<String>,
    /// Who does it; the person who asks when left out.
    pub by: Option<Person>,
}

/// A change that was split.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SplitView {
    /// The change, with what is left in it.
    pub from: ChangeView,
    /// The change with what moved.
    pub into: ChangeView,
}

/// The outcome of a publish.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PublishReport {
    /// The change.
    pub change: String,
    /// Its id.
    pub id: String,
    /// Where it is now.
    pub state: ChangeState,
    /// The commit on the remote branch.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub commit: Option<String>,
    /// Why it is there, when it is not published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Reason>,
    /// What a person should know though it was published.
    pub warnings: Vec<FindingView>,
    /// The conflicts that are open.
    pub conflicts: Vec<ConflictView>,
    /// The change that what conflicts was moved to, so that the rest could be published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rest: Option<String>,
    /// The run that did it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub run: Option<i64>,
    /// Attempts that were needed.
    pub attempts: i64,
    /// How long it took, in milliseconds.
    pub duration_ms: f64,
}
