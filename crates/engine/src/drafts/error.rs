//! Why drafts were not saved.

use hedgerow_model::{ChangeState, FieldPath, GroupKind, Identity, Person, Standing, Unread};

use crate::error::{About, Class, Thing};

/// Why drafts were not saved.
#[derive(Debug, thiserror::Error)]
pub enum DraftError {
    /// Nobody knows what the fabric holds.
    #[error("fabric `{fabric}` was never synced, so its contents are not known; sync it first")]
    NeverSynced {
        /// The fabric.
        fabric: String,
    },
    /// The name of a change is empty, too long, has line breaks or characters that nobody sees, or is the form of an id.
    #[error(
        "a change's name is one line of at most 200 characters, without invisible characters, and no id"
    )]
    ChangeName,
    /// The change is over, on its way, or of another fabric.
    #[error("change `{change}` is {state} and does not accept drafts")]
    TakesNoDrafts {
        /// The change.
        change: String,
        /// Where it is.
        state: ChangeState,
    },
    /// No edit was given.
    #[error("there is nothing to save")]
    Nothing,
    /// The edit changes nothing.
    #[error("{identity} already has this content; there is nothing to save")]
    LikeThatAlready {
        /// The resource.
        identity: Identity,
    },
    /// The policy says that a field belongs to Git.
    #[error(
        "`{path}` of {identity} belongs to Git, says the policy (`{owned}`): change it there, or in the policy"
    )]
    BelongsToGit {
        /// The resource.
        identity: Identity,
        /// The field that would be changed.
        path: FieldPath,
        /// The field as the policy names it.
        owned: String,
    },
    /// The policy says that a field belongs to the cluster.
    #[error(
        "`{path}` of {identity} belongs to the cluster, says the policy (`{owned}`): Git's value of it is never published; \
         change it there, or in the policy"
    )]
    BelongsToCluster {
        /// The resource.
        identity: Identity,
        /// The field that would be changed.
        path: FieldPath,
        /// The field as the policy names it.
        owned: String,
    },
    /// An edit of what the change deletes.
    #[error("{identity} is to be deleted by this change")]
    ToBeDeleted {
        /// The resource.
        identity: Identity,
    },
    /// It is commented out, or live, already.
    #[error("{identity} is {} already", standing_word(*standing))]
    StandsAlready {
        /// The resource.
        identity: Identity,
        /// How it is.
        standing: Standing,
    },
    /// In comments, a resource is recognised by its kind's schema.
    #[error(
        "no schema of {kind} is known, so it would not be recognised once commented out; add its \
         definition to the fabric, or comment it out in Git"
    )]
    SchemaUnknown {
        /// The kind.
        kind: GroupKind,
    },
    /// What is in Git in its place cannot be read.
    #[error("{}", .unread.said(.identity))]
    Unreadable {
        /// The resource.
        identity: Identity,
        /// What is wrong there.
        unread: Unread,
    },
    /// Several resources may be meant.
    #[error(
        "`{typed}` may be any of {}; write KIND.GROUP/NAME", .candidates.join(", ")
    )]
    Ambiguous {
        /// What was asked for.
        typed: String,
        /// Those that may be meant, spelled so that only one is.
        candidates: Vec<String>,
    },
    /// Git has several documents of one resource: live ones, or ones in comments that differ.
    #[error(
        "{identity} is {} {}{}",
        if *.in_comments { "commented out in" } else { "in" },
        .paths.join(" and in "),
        if *.in_comments {
            ", and the copies differ; delete all but one in Git first"
        } else {
            "; keep one of the documents first (its conflict shows them), or delete all but one in Git"
        }
    )]
    Duplicates {
        /// The resource.
        identity: Box<Identity>,
        /// Whether the copies are commented out.
        in_comments: bool,
        /// The files they are in.
        paths: Vec<String>,
    },
    /// Of several documents exactly one is kept.
    #[error("exactly one of the documents is kept: say which")]
    KeepOne,
    /// There are too many documents to choose among.
    #[error(
        "{identity} has {many} documents; one is kept of up to {most}: delete some in Git first"
    )]
    ManyCopies {
        /// The resource.
        identity: Box<Identity>,
        /// How many.
        many: usize,
        /// The most.
        most: usize,
    },
    /// Git has other documents of the resource than were seen.
    #[error(
        "the documents of {identity} in Git are not those that were shown (it is in {} now); look at them again",
        match .paths.is_empty() { true => "no file".to_owned(), false => .paths.join(" and in ") }
    )]
    CopiesMoved {
        /// The resource.
        identity: Box<Identity>,
        /// The files that it is in now.
        paths: Vec<String>,
    },
    /// One resource is twice in the documents that were sent.
    #[error(
        "{identity} is in the request twice, at lines {} and {}; keep only one",
        .lines[0], .lines[1]
    )]
    Twice {
        /// The resource.
        identity: Identity,
        /// Where its documents start, each in its text.
        lines: [u32; 2],
    },
    /// A text that does not say what it was read from says something else where somebody else changed Git.
    #[error("{}", puts_back(.identity, .fields, .held_at, .until, .head))]
    PutsBack {
        /// The resource.
        identity: Box<Identity>,
        /// Where; the root where it would create the resource again.
        fields: Vec<FieldPath>,
        /// The newest commit at which Git said what the text says.
        held_at: String,
        /// The commit that changed it.
        until: String,
        /// The commit that the database agrees with.
        head: String,
    },
    /// A text that was not read from the change's draft would undo what somebody else wrote there.
    #[error(
        "the change has a draft of {identity} by {author} (revision {revision}), which this text \
         would undo{}; read that draft and edit it, or revert it first", places(.fields)
    )]
    TakesBack {
        /// The resource.
        identity: Box<Identity>,
        /// Where; the root stands for all of it.
        fields: Vec<FieldPath>,
        /// Who wrote it.
        author: Person,
        /// Its revision.
        revision: i64,
    },
    /// The draft that a text was read from was edited or is gone.
    #[error(
        "the draft that this text of {identity} was read from was edited since, or is gone; read it \
         again"
    )]
    DraftMoved {
        /// The resource.
        identity: Identity,
    },
    /// Nobody knows the commit that something was read at.
    #[error(
        "commit {commit} is not in the history of the branch as it is known here; sync the fabric if it \
         is new, or read the resource again"
    )]
    NoSuchCommit {
        /// As it was named.
        commit: String,
    },
    /// More changed since a commit than is read again.
    #[error("{files} files of the fabric changed since commit {commit}; read the resource again")]
    LongAgo {
        /// As it was named.
        commit: String,
        /// How many.
        files: usize,
    },
    /// Texts of one request were read from too many places.
    #[error("the texts of one request were read at more than {0} commits; save them in several")]
    ManyOrigins(usize),
    /// The resource was not there when it was read.
    #[error("{identity} did not exist at commit {commit}")]
    NotThen {
        /// The resource.
        identity: Identity,
        /// As it was named.
        commit: String,
    },
    /// A file that may have held the resource cannot be read at that commit.
    #[error(
        "what {identity} was at commit {commit} is not known: {path} cannot be read as resources there; \
         read the resource again"
    )]
    HiddenThen {
        /// The resource.
        identity: Identity,
        /// As it was named.
        commit: String,
        /// The file.
        path: String,
    },
    /// What was sent does not read, or is not a resource that can be drafted; with its place.
    #[error("{0}")]
    Text(String),
    /// The text cannot be edited so that only the asked for changes.
    #[error("{0}")]
    Uneditable(String),
    /// The kind is written by the fabric itself.
    #[error("{kind} is written by the fabric itself and never goes to Git")]
    OfTheFabric {
        /// The kind.
        kind: String,
    },
}

/// Says what a text would undo, and how to say what it was read from.
fn puts_back(
    identity: &Identity,
    fields: &[FieldPath],
    held_at: &str,
    until: &str,
    head: &str,
) -> String {
    let short = |commit: &str| commit.get(..10).unwrap_or(commit).to_owned();
    let (until, held_at, head) = (short(until), short(held_at), short(head));
    let is_gone = fields.iter().any(|field| field.segments().is_empty());
    let what = match is_gone {
        true => format!(
            "{identity} was deleted in Git by commit {until}, and this text would restore it"
        ),
        false => format!(
            "Git changed {identity} with commit {until}, and this text differs{}",
            places(fields)
        ),
    };
    format!(
        "{what}. Name the commit that the text was read at: commit {held_at} keeps Git's current \
         values next to your edits; commit {head} uses the text as it is"
    )
}

/// ` at a, b and 3 more`; nothing for a whole resource.
fn places(fields: &[FieldPath]) -> String {
    const SHOWN: usize = 3;
    if fields.is_empty() || fields.iter().any(|field| field.segments().is_empty()) {
        return String::new();
    }
    let shown: Vec<String> = fields.iter().take(SHOWN).map(|field| format!("`{field}`")).collect();
    match fields.len().saturating_sub(SHOWN) {
        0 => format!(" at {}", shown.join(", ")),
        more => format!(" at {} and {more} more", shown.join(", ")),
    }
}

fn standing_word(standing: Standing) -> &'static str {
    match standing {
        Standing::Live => "live",
        Standing::CommentedOut => "commented out",
        Standing::Unreadable => "unreadable",
    }
}

impl DraftError {
    pub(crate) fn class(&self) -> Class {
        match self {
            Self::ChangeName
            | Self::Nothing
            | Self::Ambiguous { .. }
            | Self::Twice { .. }
            | Self::NoSuchCommit { .. }
            | Self::ManyOrigins(_)
            | Self::KeepOne
            | Self::Text(_) => Class::Invalid,
            Self::DraftMoved { .. } | Self::CopiesMoved { .. } => Class::Moved,
            Self::NeverSynced { .. }
            | Self::TakesNoDrafts { .. }
            | Self::LikeThatAlready { .. }
            | Self::BelongsToGit { .. }
            | Self::BelongsToCluster { .. }
            | Self::ToBeDeleted { .. }
            | Self::StandsAlready { .. }
            | Self::SchemaUnknown { .. }
            | Self::Unreadable { .. }
            | Self::Duplicates { .. }
            | Self::ManyCopies { .. }
            | Self::Uneditable(_)
            | Self::PutsBack { .. }
            | Self::TakesBack { .. }
            | Self::LongAgo { .. }
            | Self::NotThen { .. }
            | Self::HiddenThen { .. }
            | Self::OfTheFabric { .. } => Class::Refused,
        }
    }

    pub(crate) fn code(&self) -> Option<&'static str> {
        match self {
            Self::NeverSynced { .. } => Some("never-synced"),
            Self::TakesNoDrafts { .. } => Some("change-closed"),
            Self::Nothing | Self::LikeThatAlready { .. } => Some("nothing-to-save"),
            Self::BelongsToGit { .. } => Some("belongs-to-git"),
            Self::BelongsToCluster { .. } => Some("belongs-to-cluster"),
            Self::SchemaUnknown { .. } => Some("schema-unknown"),
            Self::Ambiguous { .. } => Some("ambiguous-resource"),
            Self::Duplicates { .. } => Some("duplicate-documents"),
            Self::PutsBack { .. } => Some("base-needed"),
            Self::TakesBack { .. } => Some("draft-of-another"),
            Self::NoSuchCommit { .. } => Some("unknown-commit"),
            _ => None,
        }
    }

    pub(crate) fn about(&self) -> About<'_> {
        match self {
            Self::NeverSynced { fabric } => About::one(Thing::Fabric, fabric).within(Some(fabric)),
            Self::TakesNoDrafts { change, .. } => About::one(Thing::Change, change),
            Self::Ambiguous { typed, .. } => About::one(Thing::Resource, typed),
            _ => About::default(),
        }
    }
}
