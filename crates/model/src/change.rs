//! Changes: named sets of drafts, and what becomes of them.

use serde::{Deserialize, Serialize};

use crate::{ChangeId, ChangeState, FabricId, Identity, Millis, Person, Reason};

/// A named set of drafts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Its id.
    pub id: ChangeId,
    /// The fabric.
    pub fabric_id: FabricId,
    /// What people call it.
    pub name: String,
    /// Where it is on its way to Git.
    pub state: ChangeState,
    /// Why it is there.
    pub reason: Option<Reason>,
    /// The commit message a person gave.
    pub message: Option<String>,
    /// Who opened it.
    pub author: Person,
    /// Who asked to publish it.
    pub requested: Option<Requested>,
    /// Whether a person confirmed its large deletion.
    pub confirmed: bool,
    /// The head a person looked at before asking to publish: it must still be the head.
    pub previewed: Option<String>,
    /// When automatic publishing takes it.
    pub publish_after: Option<Millis>,
    /// The commit that published it.
    pub commit: Option<String>,
    /// When it was opened.
    pub created_at: Millis,
    /// When it or a draft of it last changed.
    pub updated_at: Millis,
    /// When it was queued: its commit's time.
    pub queued_at: Option<Millis>,
    /// When it was published.
    pub published_at: Option<Millis>,
    /// What it broke when it was held against the rules between resources, since it was last edited; `None` where
    /// it was not yet.
    pub judged: Option<Judged>,
}

/// What a change broke against what Git had when it was last edited: what it breaks beside that came later.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Judged {
    /// How many ingests had written its fabric's documents.
    pub written: i64,
    /// What was judged by, as one word.
    pub ruling: String,
    /// The kinds of which Git had resources, among those that rules know.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub held: Vec<String>,
    /// What it broke.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub breaks: Vec<BrokenPair>,
    /// Whether it broke more than is listed.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub more: bool,
}

/// A rule, and the resources that break it together, in order.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct BrokenPair(pub String, pub Vec<Identity>);

/// Who asked to publish a change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Requested {
    /// What they logged in with.
    pub login: String,
    /// Who they were, as Git names people.
    pub person: Person,
}

/// How a publish ended for one change.
#[derive(Clone, Debug)]
pub struct ChangeOutcome {
    /// The change.
    pub id: ChangeId,
    /// Where it went.
    pub state: ChangeState,
    /// Why.
    pub reason: Option<Reason>,
    /// The commit on the remote branch.
    pub commit: Option<String>,
}
