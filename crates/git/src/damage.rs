//! A damaged mirror: noticed wherever it is read, repaired by the next fetch. It is only a cache.
//!
//! What makes a folder a mirror (its frame) is always the same and is written again on the spot. An
//! object that cannot be read is noted in the mirror itself, so that it is known to every handle and
//! after a restart; from then on the mirror has no commit as far as anybody asks
//! ([`Mirror::commit_exists`]), so that whoever needs one fetches it.

use std::fs;
use std::io;
use std::path::Path;

use gix::objs::compute_hash;

use crate::{Mirror, MirrorError, Oid, ReadError};

/// A mirror has no head of its own.
pub(crate) const HEAD: &str = "ref: refs/heads/none\n";
pub(crate) const CONFIG: &str = "[core]\n\trepositoryformatversion = 0\n\tbare = true\n";
pub(crate) const FOLDERS: [&str; 5] =
    ["objects/info", "objects/pack", "refs/heads", "refs/hedgerow", EMPTY];

/// One in which nothing ever is: tags are not fetched.
pub(crate) const EMPTY: &str = "refs/tags";

/// Says that an object cannot be read, and which.
const MARKER: &str = "hedgerow-damaged";

/// What git says of files of its own that it cannot read.
const WORDS: &[&str] = &[
    "does not match index",
    "is far too short to be a packfile",
    "is not a git packfile",
    "index file",
    "cannot be accessed",
    "garbage at end of",
    "is corrupt",
    "inflate: data stream error",
    "unable to unpack",
    "unable to read tree",
    "bad object",
    "bad tree object",
    "missing blob object",
    "missing tree object",
    "broken link",
    "unable to parse",
    "did not send all necessary objects",
];

/// What of git's own lines is in the words of the other side.
const THEIRS: &[&str] = &["error: remote unpack failed: ", "fatal: remote error: "];

/// Whether git said that files of the mirror cannot be read. What begins with `remote:` speaks of the
/// other side's.
pub(crate) fn names_damage(stderr: &str) -> bool {
    stderr
        .lines()
        .filter(|line| line.starts_with("error: ") || line.starts_with("fatal: "))
        .filter(|line| !THEIRS.iter().any(|words| line.starts_with(words)))
        .any(|line| WORDS.iter().any(|words| line.contains(words)))
}

/// Notes that an object cannot be read; `None` where it is not known which.
fn note(mirror: &Path, oid: Option<Oid>) {
    let text = oid.map(|oid| oid.to_string()).unwrap_or_default();
    // Where not even this can be written, the next exchange says so.
    if let Err(error) = fs::write(mirror.join(MARKER), text) {
        tracing::error!(mirror = %mirror.display(), %error, "damage could not be recorded");
    }
}

/// An object that is there and cannot be read.
pub(crate) fn damaged(
    repository: &gix::Repository,
    oid: Oid,
    error: &dyn std::fmt::Display,
) -> ReadError {
    note(repository.path(), Some(oid));
    told(repository, oid, error)
}

/// Some object below this one.
pub(crate) fn damaged_below(
    repository: &gix::Repository,
    oid: Oid,
    error: &dyn std::fmt::Display,
) -> ReadError {
    note(repository.path(), None);
    told(repository, oid, error)
}

/// An object that another one names and that is not there. Commits are asked for by people too.
pub(crate) fn missing(
    repository: &gix::Repository,
    oid: Oid,
    wanted: gix::objs::Kind,
) -> ReadError {
    if matches!(wanted, gix::objs::Kind::Tree | gix::objs::Kind::Blob) {
        note(repository.path(), Some(oid));
    }
    ReadError::Missing { oid }
}

fn told(repository: &gix::Repository, oid: Oid, error: &dyn std::fmt::Display) -> ReadError {
    let path = repository.path().display().to_string();
    tracing::error!(mirror = %path, %oid, %error, "an object of a mirror cannot be read");
    ReadError::Damaged { oid, message: error.to_string().replace(&path, "the mirror") }
}

impl Mirror {
    /// Whether something of it could not be read; the next [`Mirror::fetch`] repairs it.
    #[must_use]
    pub fn is_damaged(&self) -> bool {
        self.path().join(MARKER).exists()
    }

    /// Some object of it cannot be read.
    pub(crate) fn note_damage(&self) {
        note(self.path(), None);
    }

    /// Makes a damaged mirror anew, unless what could not be read can be read now. The lock must be
    /// held.
    pub(crate) fn repair_locked(&self) -> Result<(), MirrorError> {
        let marker = self.path().join(MARKER);
        let noted = fs::read_to_string(&marker).unwrap_or_default();
        self.reopen();
        let noted: Option<Oid> = noted.trim().parse().ok();
        let readable = noted.is_some_and(|oid| is_readable(&self.repository(), oid));
        // What a fetch did not bring back once, the next one does not either.
        if !readable && (noted.is_none() || *self.repaired_for() != noted) {
            *self.repaired_for() = noted;
            return self.recreate_locked();
        }
        match fs::remove_file(&marker) {
            Err(source) if source.kind() != io::ErrorKind::NotFound => {
                Err(MirrorError::Io { action: "repair", path: marker, source })
            }
            _ => Ok(()),
        }
    }

    /// To be called after a fetch: what it brought back was worth the repair.
    pub(crate) fn note_fetched(&self) {
        let mut last = self.repaired_for();
        if last.is_some_and(|oid| is_readable(&self.repository(), oid)) {
            *last = None;
        }
    }

    /// Writes again what makes the folder a mirror, where that is not as it was made, and forgets the
    /// references, where they cannot be read. A mirror that is gone as a whole stays so.
    pub(crate) fn mend_frame(&self) {
        let has_references = references(&self.repository()).is_some();
        if has_frame(self.path()) && has_references || !self.path().is_dir() {
            return;
        }
        tracing::warn!(mirror = %self.path().display(), url = %self.url(), "mirror is repaired");
        if !has_references {
            // Where they pointed to is fetched. What cannot be removed is told by the exchange.
            let _ = fs::remove_file(self.path().join("packed-refs"));
            let _ = fs::remove_dir_all(self.path().join("refs"));
        }
        if let Err(error) = write_frame(self.path()) {
            tracing::error!(mirror = %self.path().display(), %error, "mirror could not be repaired");
        }
        self.reopen();
    }
}

/// Whether git would take this folder for a repository of ours.
fn has_frame(path: &Path) -> bool {
    let holds =
        |name, text| fs::read(path.join(name)).is_ok_and(|read| read == str::as_bytes(text));
    holds("HEAD", HEAD)
        && holds("config", CONFIG)
        && FOLDERS.iter().all(|folder| path.join(folder).is_dir())
}

fn write_frame(path: &Path) -> io::Result<()> {
    for folder in FOLDERS {
        fs::create_dir_all(path.join(folder))?;
    }
    for (name, text) in [("HEAD", HEAD), ("config", CONFIG)] {
        // Never half written, whoever reads it meanwhile.
        let mut file = tempfile::NamedTempFile::new_in(path)?;
        io::Write::write_all(&mut file, text.as_bytes())?;
        file.persist(path.join(name)).map_err(|error| error.error)?;
    }
    Ok(())
}

/// Whether an object is there and is what its name says.
fn is_readable(repository: &gix::Repository, oid: Oid) -> bool {
    let mut buffer = Vec::new();
    let found = gix::objs::Find::try_find(&repository.objects, &oid.to_gix(), &mut buffer);
    matches!(found, Ok(Some(data))
        if compute_hash(gix::hash::Kind::Sha1, data.kind, data.data).is_ok_and(|id| id == oid.to_gix()))
}

/// Whether git would take this for a repository, and the commits that our references name, and their
/// trees, can be read.
pub(crate) fn is_sound(path: &Path, repository: &gix::Repository) -> bool {
    if !has_frame(path) || path.join(MARKER).exists() {
        return false;
    }
    references(repository).is_some_and(|ids| {
        ids.into_iter().all(|id| {
            repository
                .find_commit(id)
                .and_then(|commit| commit.tree_id().map(gix::Id::detach))
                .and_then(|tree| repository.find_tree(tree).map(drop))
                .is_ok()
        })
    })
}

/// What our references point to; `None` where they cannot be read.
fn references(repository: &gix::Repository) -> Option<Vec<gix::ObjectId>> {
    let platform = repository.references().ok()?;
    let references = platform.all().ok()?;
    let ids = references.map(|reference| Some(reference.ok()?.try_id().map(gix::Id::detach)));
    Some(ids.collect::<Option<Vec<_>>>()?.into_iter().flatten().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_git_says_of_its_own_files_is_damage() {
        // Recorded from git 2.39.
        let own = "error: packfile ./objects/pack/pack-1.pack does not match index\n";
        assert!(names_damage(own));
        for other in [
            "remote: error: packfile x does not match index",
            "error: remote unpack failed: unable to unpack 3521a0b header",
            "fatal: remote error: packfile x does not match index",
            "fatal: Could not read from remote repository.",
            "fatal: unable to access 'http://h/': The requested URL returned error: 503",
        ] {
            assert!(!names_damage(other), "{other}");
        }
    }
}
