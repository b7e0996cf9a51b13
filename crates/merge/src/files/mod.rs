//! The three-way merge of whole files, offline: it fits as a Git merge driver.
//!
//! Documents are matched by identity, each pair of changes is merged alone, and documents that
//! nobody touched stay byte for byte (`structured`). Ours is what the result is built on. A file that
//! cannot be merged so is merged by its lines, and what comes of it is checked (`by_lines`).
//!
//! What is in conflict is in the text as both sides have it, between conflict markers: a text
//! without them would lose theirs as soon as somebody believes it.

mod assemble;
mod by_lines;
mod form;
mod inventory;
mod kinds;
mod settle;
mod structured;
mod told;
mod why;

use hedgerow_model::{ConflictKind, FieldPath, Identity, Value};
use hedgerow_yaml::{EditError, ReadError};
use serde::{Serialize, Serializer};

use crate::conflict::FieldConflict;
use crate::error::{Input, MergeError};
use crate::gitlines::differences;
use crate::markers::marked;
use crate::policy::Policy;
use inventory::{Inventory, gone_with_words, match_moved, match_unnamed};
pub use kinds::{Kinds, OneForm, SharedTypes};
use structured::{Structured, structured};
pub use why::Why;

/// What came out of a merge of files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileMerge {
    /// The merged file. What is in conflict is there as both sides have it, between markers.
    pub text: String,
    /// The merged file with our value wherever a conflict is open; equal to `text` where none is.
    pub with_ours: String,
    /// What somebody must decide.
    pub conflicts: Vec<FileConflict>,
    /// What the policy decided, and how.
    pub decided: Vec<FileConflict>,
    /// In how many places both sides wrote different comments; both are there.
    pub clashing_comments: usize,
    /// Why the file was merged by its lines, where it was.
    pub by_lines: Option<ByLines>,
}

/// Why a file was merged by its lines instead of by what it says.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ByLines {
    /// A document of it cannot be read. Its lines count from 1.
    #[error("{side} cannot be read: {error}")]
    Unread {
        /// Whose file.
        side: Input,
        /// Where and why.
        error: ReadError,
    },
    /// The merged values cannot be brought into the text without losing something.
    #[error("the merged values cannot be written into the text: {0}")]
    Refused(EditError),
    /// Documents without a name, of which nobody can say which is which.
    #[error("its documents have no names and cannot be told apart otherwise")]
    Unnamed,
    /// A side made something else of comments that the other changed.
    #[error("one side changed comments that the other side rewrote")]
    Comments,
    /// Both sides gave a document another name, and not the same.
    #[error("both sides renamed a document, differently")]
    Renamed,
}

/// A conflict, and the document that it is in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileConflict {
    /// The document in words: its identity, else its number in our file.
    pub document: String,
    /// The document's identity, where it has one.
    pub identity: Option<Identity>,
    /// The conflict. Its draft is ours, its `git` is theirs.
    pub conflict: FieldConflict,
    /// Why it is one.
    pub why: Why,
}

/// As reports show it: `document`, `kind`, `namespace`, `name`, `path`, `conflict`, `base`, `ours`,
/// `theirs`, `reason`; what is not there is null.
impl Serialize for FileConflict {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Row<'a> {
            document: &'a str,
            group: Option<&'a str>,
            kind: Option<&'a str>,
            namespace: Option<&'a str>,
            name: Option<&'a str>,
            path: &'a FieldPath,
            conflict: ConflictKind,
            base: &'a Option<Value>,
            ours: &'a Option<Value>,
            theirs: &'a Option<Value>,
            reason: String,
        }
        let identity = self.identity.as_ref();
        Row {
            document: &self.document,
            group: identity.map(|identity| identity.group.as_str()),
            kind: identity.map(|identity| identity.kind.as_str()),
            namespace: identity.map(|identity| identity.namespace.as_str()),
            name: identity.map(|identity| identity.name.as_str()),
            path: &self.conflict.path,
            conflict: self.conflict.kind,
            base: &self.conflict.base,
            ours: &self.conflict.draft,
            theirs: &self.conflict.git,
            reason: self.why.to_string(),
        }
        .serialize(serializer)
    }
}

/// The three files of a merge.
#[derive(Clone, Copy)]
struct Files<'a> {
    base: &'a str,
    ours: &'a str,
    theirs: &'a str,
}

/// Merges what `theirs` changed since `base` into `ours`.
///
/// One identity in several documents, where the sides do not agree about it, is a conflict of the
/// kind `duplicate identity`. A resource that one side commented out and the other edited is one of
/// the kind `commented out/edit`.
///
/// A file of which a document cannot be read, and one into which the result cannot be written
/// without losing something, are merged by their lines as Git does. The result is believed only
/// where it says what both sides changed, as far as that can be read.
#[must_use]
pub fn merge_files(
    base: &str,
    ours: &str,
    theirs: &str,
    kinds: &dyn Kinds,
    policy: Policy,
    marker_size: usize,
) -> FileMerge {
    let files = Files { base, ours, theirs };
    let mut inventories = [base, ours, theirs].map(Inventory::of);
    match_moved(&mut inventories);
    let is_open = match_unnamed(&mut inventories);
    let unread = [Input::Base, Input::Ours, Input::Theirs].into_iter().zip(&inventories);
    let unread = unread.into_iter().find_map(|(side, inventory)| {
        let error = inventory.broken.clone()?;
        Some(ByLines::Unread { side, error })
    });
    if let Some(unread) = unread {
        return by_lines::merge(files, &inventories, kinds, policy, marker_size, unread);
    }
    if is_open {
        let why = ByLines::Unnamed;
        return by_lines::merge(files, &inventories, kinds, policy, marker_size, why);
    }
    if let Some(why) = gone_with_words(&inventories) {
        return by_lines::merge(files, &inventories, kinds, policy, marker_size, why);
    }
    match structured(files, &inventories, kinds, policy) {
        Ok(merged) => {
            // Comments are lines, and so is what somebody makes of them.
            if merged.conflicts.iter().all(|conflict| conflict.why == Why::Comments)
                && !merged.conflicts.is_empty()
            {
                let why = ByLines::Comments;
                let lines = by_lines::merge(files, &inventories, kinds, policy, marker_size, why);
                if lines.conflicts.is_empty() {
                    return lines;
                }
            }
            let text = if merged.conflicts.is_empty() {
                merged.text.clone()
            } else {
                // The same with their value at each conflict; the rest is equal.
                let other = Structured::with_theirs(files, &inventories, kinds);
                both_texts(files, &merged, other.ok().as_ref(), marker_size)
            };
            merged.into_merge(text)
        }
        Err(refused) => {
            let why = match refused {
                MergeError::Refused(error) => ByLines::Refused(error),
                MergeError::Unusable { side, error } => ByLines::Unread { side, error },
            };
            by_lines::merge(files, &inventories, kinds, policy, marker_size, why)
        }
    }
}

/// Our version and theirs in one text, with markers where they differ.
fn both_texts(
    files: Files<'_>,
    ours: &Structured,
    theirs: Option<&Structured>,
    marker_size: usize,
) -> String {
    // Where theirs cannot be written, all of it is in dispute.
    let [ours, theirs] = match theirs {
        Some(theirs) => [ours.text.as_str(), theirs.text.as_str()],
        None => [files.ours, files.theirs],
    };
    text_of(marked(&differences(ours.as_bytes(), theirs.as_bytes()), marker_size))
}

/// Lines of texts are text.
fn text_of(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes)
        .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
}
