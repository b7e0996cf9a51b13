//! What a fabric's repository says of its policy: the file as it was seen last, and what became of it.

use serde::{Deserialize, Serialize};

use crate::Millis;

words! {
    /// Why what is at the place of a policy's file is not read.
    NotAFile("reason why a policy's file is not read") {
        /// A symbolic link, which is not followed.
        Symlink = "symlink",
        /// A submodule.
        Submodule = "submodule",
        /// A folder.
        Folder = "folder",
        /// It has more bytes than are read.
        TooLarge = "too-large",
        /// Its bytes are no text.
        NotUtf8 = "not-utf-8",
    }
}

words! {
    /// Where a policy's file stands to the policy that is in force.
    PolicyFileState("state of a policy's file") {
        /// It says what is in force.
        Agrees = "agrees",
        /// It says something else, which waits for whoever manages the fabric.
        Waiting = "waiting",
        /// It says something else, and that was dismissed.
        Dismissed = "dismissed",
        /// What it says was in force, until the policy was edited here.
        Edited = "edited",
        /// It is not understood.
        Unreadable = "unreadable",
    }
}

/// What is at the place of a policy's file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PolicyFileSays {
    /// Nothing: it was there, and is gone.
    Gone,
    /// A text.
    Text {
        /// Its blob.
        blob: String,
        /// What it is.
        text: String,
    },
    /// Something that is not read.
    Unread {
        /// Its object.
        blob: String,
        /// Why not.
        why: NotAFile,
    },
}

impl PolicyFileSays {
    /// How what is there is named where nothing is there. No object of Git's is called so.
    pub const GONE: &str = "gone";

    /// What names it: another content has another name.
    #[must_use]
    pub fn id(&self) -> &str {
        match self {
            Self::Gone => Self::GONE,
            Self::Text { blob, .. } | Self::Unread { blob, .. } => blob,
        }
    }
}

/// Who brought what is at the place of a policy's file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Brought {
    /// The commit that brought it; where that was too long ago to be looked for, the one in which it was seen.
    pub commit: String,
    /// The name of that commit's author; left out where it was only seen there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// When it was written, as the commit claims.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Millis>,
}

/// Who dismissed what a policy's file says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DismissedPolicy {
    /// Who.
    pub by: String,
    /// When.
    pub at: Millis,
}

/// A policy's file as it was seen last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyFile {
    /// Where it is in the repository.
    pub path: String,
    /// What is there.
    pub says: PolicyFileSays,
    /// Who brought that.
    pub brought: Brought,
    /// The blob of it that was last accepted, or last said what was in force.
    pub settled: Option<String>,
    /// Who dismissed what is there, if somebody did.
    pub dismissed: Option<DismissedPolicy>,
}
