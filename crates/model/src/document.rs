//! Documents: the texts of resources in files.

use crate::{FabricId, Identity, SourceId};

words! {
    /// How a document is in its file.
    Standing("standing") {
        /// As a document.
        Live = "live",
        /// In comments.
        CommentedOut = "commented out",
        /// It was here when its file was last readable.
        Unreadable = "unreadable",
    }
}

impl Standing {
    /// All, in the order in which they count: where a resource has documents of several standings, it is what the
    /// first of these says.
    pub const COUNTS: [Self; 3] = [Self::Live, Self::Unreadable, Self::CommentedOut];

    /// Its place among them; the lowest counts.
    #[must_use]
    pub fn rank(self) -> usize {
        Self::COUNTS.iter().position(|it| *it == self).unwrap_or(Self::COUNTS.len())
    }
}

words! {
    /// What its schema says of a document.
    Validity("validity") {
        /// It fits.
        Valid = "valid",
        /// It breaks its schema; findings say where.
        Invalid = "invalid",
        /// There is no schema for its kind or version.
        Unvalidated = "unvalidated",
    }
}

/// One document of a managed file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// The source.
    pub source_id: SourceId,
    /// The fabric.
    pub fabric_id: FabricId,
    /// The file, in the repository.
    pub path: String,
    /// Position among the file's documents (of its standing).
    pub ordinal: i64,
    /// What it is.
    pub identity: Identity,
    /// The version it is written in.
    pub version: String,
    /// How it is in the file.
    pub standing: Standing,
    /// What its schema says.
    pub validity: Validity,
    /// The line of its own text in the file, from 1.
    pub line: i64,
    /// The file's blob.
    pub blob: String,
    /// The key facts of its kind, as JSON; `None` where none were computed.
    pub facts: Option<String>,
    /// Its own text; uncommented when it is commented out.
    pub text: String,
}
