//! A resource that a commit does not have: which commit took it out of a file.
//!
//! That a commit did not have it either is concluded only where everything that the one after it changed was read. Where
//! that cannot be, the walk ends, and what was before is not known.

use hedgerow_git::{CommitInfo, EntryKind, Oid, TreeChange};
use hedgerow_plan::{Area, DocumentState, Version, prefix};

use super::{Looked, Step, Walk, diff, what};
use crate::error::EngineError;

/// How many changed files of one commit a resource is looked for in.
const FILES: usize = 2_000;

/// How many bytes of them are read.
const BYTES: u64 = 64 << 20;

/// Where a resource was that a commit does not have there any more.
pub(super) enum Left {
    /// In this file.
    File(String, DocumentState),
    /// In none.
    Nowhere,
    /// Not all that the commit changed could be read.
    Unknown,
}

impl Walk<'_> {
    /// What a commit that does not have the resource did to it, and where to continue; nothing where that is not known.
    pub(super) fn look_for(&self, commit: &CommitInfo) -> Result<Option<Looked>, EngineError> {
        let (mut had, mut lacked, mut is_known) = (Vec::new(), Vec::new(), true);
        for parent in &commit.parents {
            match self.left(*parent, commit.oid, None)? {
                Left::File(path, before) => had.push((*parent, path, before)),
                Left::Nowhere => lacked.push((*parent, String::new())),
                Left::Unknown => is_known = false,
            }
        }
        // A parent that does not have it either had it taken out before.
        if !lacked.is_empty() {
            return Ok(is_known.then_some((None, lacked)));
        }
        if !is_known {
            return Ok(None);
        }
        let step = had.first().map(|(_, path, before)| Step {
            path: path.clone(),
            from_path: None,
            what: what(Some(before), None),
            diff: diff(path, Some(before), None),
        });
        let goes_on = had.into_iter().map(|(parent, path, _)| (parent, path)).collect();
        Ok(Some((step, goes_on)))
    }

    /// A file, other than this one, that has the resource in a parent and does not in the commit: where it was before the
    /// commit moved or deleted it.
    pub(super) fn left(
        &self,
        parent: Oid,
        commit: Oid,
        other_than: Option<&str>,
    ) -> Result<Left, EngineError> {
        if !self.git.commit_exists(parent) {
            return Ok(Left::Unknown);
        }
        let old = self.git.dir_tree(parent, self.directory)?;
        let new = self.git.dir_tree(commit, self.directory)?;
        let below = prefix(self.directory);
        let (mut read, mut is_known) = (0, true);
        for (at, change) in self.git.diff(old, new)?.into_iter().enumerate() {
            if at == FILES || read > BYTES {
                return Ok(Left::Unknown);
            }
            let path = format!("{below}{}", change.path);
            if Some(path.as_str()) == other_than || !self.is_read(&path, &change) {
                continue;
            }
            let (before, now) = (self.says(change.old)?, self.says(change.new)?);
            read += before.bytes + now.bytes;
            match (before.what, now.what) {
                (Says::This(before), Says::Nothing) => return Ok(Left::File(path, before)),
                // A copy that stays where it was did not leave.
                (Says::This(_), Says::This(_)) | (Says::Nothing, _) => {}
                (Says::Unread, _) | (Says::This(_), Says::Unread) => is_known = false,
            }
        }
        Ok(if is_known { Left::Nowhere } else { Left::Unknown })
    }

    /// Whether the documents of a file were resources before it changed.
    fn is_read(&self, path: &str, change: &TreeChange) -> bool {
        let area = change.old.map(|(_, kind)| self.areas.area(path, kind));
        matches!(area, Some(Area::Managed | Area::Raw))
    }

    /// What a file says of the resource; one that is not there says nothing.
    fn says(&self, file: Option<(Oid, EntryKind)>) -> Result<Said, EngineError> {
        let said = |bytes, what| Ok(Said { bytes, what });
        let Some((blob, kind)) = file else { return said(0, Says::Nothing) };
        let text = if kind.is_file() { self.text(blob)? } else { None };
        let Some(text) = text else { return said(0, Says::Unread) };
        let bytes = text.len() as u64;
        if !text.contains(&self.identity.name) {
            return said(bytes, Says::Nothing);
        }
        let what = match self.memo.find(&text, self.identity) {
            Some(document) => Says::This(document),
            // What does not parse may have been it.
            None if self.memo.version(&text, self.identity) == Version::Unreadable => Says::Unread,
            None => Says::Nothing,
        };
        said(bytes, what)
    }
}

/// What a file says of a resource, and how many bytes were read for it.
struct Said {
    bytes: u64,
    what: Says,
}

enum Says {
    This(DocumentState),
    Nothing,
    /// Nobody can say.
    Unread,
}
