//! Why a conflict was not settled.

use hedgerow_model::{
    BrokenTogether, ChangeState, ConflictId, ConflictState, Identity, NewConflict, PolicyFileState,
    Side,
};
use hedgerow_plan::NoChoice;

use crate::error::{About, Class, Thing};

/// Why a conflict was not settled.
#[derive(Debug, thiserror::Error)]
pub enum ResolveError {
    /// Git disagrees with itself: no side can be taken.
    #[error("conflict {id} is between documents in Git: {detail}")]
    WithinGit {
        /// The conflict.
        id: ConflictId,
        /// What is against what.
        detail: String,
    },
    /// It is decided, or gone, already.
    #[error("conflict {id} is {state} already")]
    Settled {
        /// The conflict.
        id: ConflictId,
        /// Where it is.
        state: ConflictState,
    },
    /// Between raw/ and managed/, a side is taken; another value is an edit.
    #[error(
        "conflict {id} is between raw/ and managed/: decide for one of them. Another value is an \
         edit: save it as a draft of a change"
    )]
    SideOnly {
        /// The conflict.
        id: ConflictId,
    },
    /// The side takes no part in it.
    #[error("conflict {id} has no side `{side}`: take one of {there}, or give a value")]
    NoSuchSide {
        /// The conflict.
        id: ConflictId,
        /// The side.
        side: Side,
        /// The sides that it has.
        there: String,
    },
    /// Of a whole resource, Git's side or the cluster's is taken.
    #[error(
        "conflict {id} is about the whole of {resource}: take Git's side or the cluster's, and edit it afterwards"
    )]
    WholeWithCluster {
        /// The conflict.
        id: ConflictId,
        /// The resource.
        resource: Box<Identity>,
    },
    /// Git could not take the value.
    #[error("conflict {id}: Git cannot take that value: {why}")]
    NotTaken {
        /// The conflict.
        id: ConflictId,
        /// Why.
        why: String,
    },
    /// A side changed since it was looked at.
    #[error("conflict {id}: Git or the cluster has something else by now; reload it")]
    SidesMoved {
        /// The conflict.
        id: ConflictId,
    },
    /// The value is not YAML.
    #[error("the value is not YAML: {0}")]
    NotYaml(String),
    /// The resource would break its schema.
    #[error("that value violates the schema: {}", .0.join("; "))]
    BreaksSchema(Vec<String>),
    /// The decision would break rules between resources, or not mend the one that it is about.
    #[error("that would break a rule: {}", .0.join("; "))]
    BreaksRules(Vec<String>),
    /// It is about two resources that break a rule together, and both would stay as they are.
    #[error(
        "{own} and {other} cannot both stay as they are: change one of the two, or take Git's side"
    )]
    BothStay {
        /// The draft's resource.
        own: Box<Identity>,
        /// The other one.
        other: Box<Identity>,
    },
    /// It is about a whole resource, not about one of its fields.
    #[error(
        "conflict {id} is about the whole of {resource}, not about a field: edit it in the change, \
         or take Git's side"
    )]
    WholeResource {
        /// The conflict.
        id: ConflictId,
        /// The resource.
        resource: Box<Identity>,
    },
    /// Only where two resources break a rule together there is another one to be changed.
    #[error("conflict {id} is about one resource: there is no other one to be changed")]
    NoOther {
        /// The conflict.
        id: ConflictId,
    },
    /// The other resource is not in Git any more.
    #[error("{other} is not in Git, so conflict {id} cannot be settled by changing it")]
    NotInGit {
        /// The conflict.
        id: ConflictId,
        /// The resource.
        other: Box<Identity>,
    },
    /// Only what was decided can be taken back.
    #[error("conflict {id} is {state}: there is no decision to take back")]
    NotDecided {
        /// The conflict.
        id: ConflictId,
        /// Where it is.
        state: ConflictState,
    },
    /// A decision between raw/ and managed/ goes to Git with the next sync.
    #[error(
        "conflict {id} is between raw/ and managed/, and the next sync carries its decision out: edit the resource \
         instead"
    )]
    CarriedOut {
        /// The conflict.
        id: ConflictId,
    },
    /// The decision was an edit of drafts.
    #[error(
        "the decision of conflict {id} edited the drafts of its change: edit them again to take it back"
    )]
    EditedDrafts {
        /// The conflict.
        id: ConflictId,
    },
    /// The change is over, or on its way.
    #[error("the change of conflict {id} is {state}: its decisions cannot be taken back any more")]
    TooLate {
        /// The conflict.
        id: ConflictId,
        /// Where the change is.
        state: ChangeState,
    },
    /// What is said about a conflict is empty, too long, or no plain text.
    #[error("what is said about a conflict has 1 to {longest} bytes of plain text")]
    Said {
        /// The most bytes.
        longest: usize,
    },
    /// So much was said about it.
    #[error("{most} things were said about conflict {id}; decide it")]
    SaidEnough {
        /// The conflict.
        id: ConflictId,
        /// The most.
        most: usize,
    },
    /// Nobody has this login, or the account is not active.
    #[error("there is no active account with the login `{login}`")]
    NoAccount {
        /// The login.
        login: String,
    },
    /// Too many conflicts, or none, in one request.
    #[error("{many} conflicts were named: 1 to {most} are decided with one request")]
    HowMany {
        /// How many.
        many: usize,
        /// The most.
        most: usize,
    },
    /// Only of a draft's own conflicts with Git it can be shown what they lead to.
    #[error("conflict {id} is not between a draft and Git: there is no outcome to be shown")]
    NoResult {
        /// The conflict.
        id: ConflictId,
    },
    /// Only of a resource with several documents one is kept.
    #[error(
        "conflict {id} is not about a resource with several documents: there is none to be kept of them"
    )]
    OneDocument {
        /// The conflict.
        id: ConflictId,
    },
    /// A policy cannot be used.
    #[error("{}; nothing was changed", .0.join("; "))]
    BadPolicy(Vec<String>),
    /// The repository has no policy of the fabric.
    #[error("the repository of fabric `{fabric}` has no policy for it that could be accepted")]
    NoPolicyFile {
        /// The fabric.
        fabric: String,
    },
    /// The file of a policy is not what somebody looked at.
    #[error("`{path}` has changed in the repository since it was loaded; reload and try again")]
    PolicyFileMoved {
        /// The file.
        path: String,
    },
    /// The file of a policy is not understood.
    #[error("`{path}` is not understood: {}; nothing was changed", .problems.join("; "))]
    PolicyFileUnreadable {
        /// The file.
        path: String,
        /// What is wrong with it.
        problems: Vec<String>,
    },
    /// Nothing waits that could be dismissed.
    #[error("nothing of `{path}` waits{}", .state.map(because).unwrap_or_default())]
    NothingWaits {
        /// The file.
        path: String,
        /// Where it stands, if it is there.
        state: Option<PolicyFileState>,
    },
    /// Somebody else decided, or an edit did, since it was looked at.
    #[error("conflict {id} has been resolved in the meantime")]
    SettledMeanwhile {
        /// The conflict.
        id: ConflictId,
    },
}

/// Why nothing of a policy's file waits, as the end of a sentence.
fn because(state: PolicyFileState) -> &'static str {
    match state {
        PolicyFileState::Waiting => "",
        PolicyFileState::Agrees => ": it says what is in force",
        PolicyFileState::Dismissed => ": it was dismissed already",
        PolicyFileState::Edited => ": it was accepted, and the policy was edited here since",
        PolicyFileState::Unreadable => ": it is not understood",
    }
}

impl ResolveError {
    /// Of a choice about two resources that would settle nothing.
    pub(super) fn settles_nothing(
        id: ConflictId,
        why: NoChoice,
        what: &NewConflict,
        together: &BrokenTogether,
    ) -> Self {
        let (own, other) = (Box::new(what.identity.clone()), Box::new(together.other.clone()));
        match why {
            NoChoice::BothStay => Self::BothStay { own, other },
            NoChoice::WholeOwn => Self::WholeResource { id, resource: own },
            NoChoice::WholeOther => Self::WholeResource { id, resource: other },
        }
    }

    pub(crate) fn class(&self) -> Class {
        match self {
            Self::WithinGit { .. }
            | Self::Settled { .. }
            | Self::SideOnly { .. }
            | Self::BothStay { .. }
            | Self::WholeResource { .. }
            | Self::NoOther { .. }
            | Self::NotInGit { .. }
            | Self::NotDecided { .. }
            | Self::CarriedOut { .. }
            | Self::EditedDrafts { .. }
            | Self::SaidEnough { .. }
            | Self::NoResult { .. }
            | Self::OneDocument { .. }
            | Self::NoPolicyFile { .. }
            | Self::PolicyFileUnreadable { .. }
            | Self::NothingWaits { .. }
            | Self::NoSuchSide { .. }
            | Self::WholeWithCluster { .. }
            | Self::NotTaken { .. }
            | Self::TooLate { .. } => Class::Refused,
            Self::Said { .. }
            | Self::NoAccount { .. }
            | Self::HowMany { .. }
            | Self::BadPolicy(_)
            | Self::NotYaml(_)
            | Self::BreaksSchema(_)
            | Self::BreaksRules(_) => Class::Invalid,
            Self::SettledMeanwhile { .. }
            | Self::SidesMoved { .. }
            | Self::PolicyFileMoved { .. } => Class::Moved,
        }
    }

    pub(crate) fn code(&self) -> Option<&'static str> {
        match self {
            Self::Settled { .. } | Self::SettledMeanwhile { .. } => Some("conflict-settled"),
            Self::WithinGit { .. } => Some("conflict-within-git"),
            Self::NotDecided { .. } => Some("conflict-not-decided"),
            Self::TooLate { .. } => Some("change-closed"),
            Self::NoPolicyFile { .. } => Some("no-policy-file"),
            Self::PolicyFileMoved { .. } => Some("policy-file-moved"),
            Self::PolicyFileUnreadable { .. } => Some("policy-file-unreadable"),
            _ => None,
        }
    }

    pub(crate) fn about(&self) -> About<'_> {
        match self {
            Self::WithinGit { id, .. }
            | Self::Settled { id, .. }
            | Self::SideOnly { id }
            | Self::WholeResource { id, .. }
            | Self::NoOther { id }
            | Self::NotInGit { id, .. }
            | Self::NotDecided { id, .. }
            | Self::CarriedOut { id }
            | Self::EditedDrafts { id }
            | Self::TooLate { id, .. }
            | Self::SaidEnough { id, .. }
            | Self::NoResult { id }
            | Self::OneDocument { id }
            | Self::NoSuchSide { id, .. }
            | Self::WholeWithCluster { id, .. }
            | Self::NotTaken { id, .. }
            | Self::SidesMoved { id }
            | Self::SettledMeanwhile { id } => About::one(Thing::Conflict, id.to_string()),
            Self::NoPolicyFile { fabric } => About::one(Thing::Fabric, fabric.clone()),
            Self::NotYaml(_)
            | Self::Said { .. }
            | Self::NoAccount { .. }
            | Self::HowMany { .. }
            | Self::BadPolicy(_)
            | Self::PolicyFileMoved { .. }
            | Self::PolicyFileUnreadable { .. }
            | Self::NothingWaits { .. }
            | Self::BreaksSchema(_)
            | Self::BreaksRules(_)
            | Self::BothStay { .. } => About::default(),
        }
    }
}
