//! Reading objects.

use std::cell::RefCell;

use gix::objs::tree::{EntryMode, EntryRef};
use gix::objs::{Find, Kind, TreeRefIter};

use crate::damage::{damaged, missing};
use crate::diff::in_order;
use crate::{EntryKind, Mirror, Oid};

/// Why an object could not be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// The mirror does not have it.
    #[error("the mirror has no object {oid}: fetch, or build the commit again")]
    Missing {
        /// Which.
        oid: Oid,
    },
    /// It is not of the kind that is needed.
    #[error("{oid} is a {found}, not a {wanted}")]
    OtherKind {
        /// Which.
        oid: Oid,
        /// What was needed.
        wanted: &'static str,
        /// What it is.
        found: String,
    },
    /// It is there and cannot be read.
    #[error("object {oid} is damaged in the mirror ({message}): the mirror must be fetched again")]
    Damaged {
        /// Which.
        oid: Oid,
        /// How.
        message: String,
    },
}

/// What an entry of a tree is; `None` for a folder.
pub(crate) fn kind_of(mode: EntryMode) -> Option<EntryKind> {
    use gix::objs::tree::EntryKind as Git;
    match mode.kind() {
        Git::Tree => None,
        Git::Blob => Some(EntryKind::File),
        Git::BlobExecutable => Some(EntryKind::Executable),
        Git::Link => Some(EntryKind::Symlink),
        Git::Commit => Some(EntryKind::Submodule),
    }
}

/// How many folders deep a path may be. A tree deeper than that is somebody's joke, or an attack on
/// the stack of whoever walks it.
pub(crate) const DEEPEST: usize = 128;

/// Whether nothing below a folder of this path is read.
pub(crate) fn is_deepest(path: &[u8]) -> bool {
    path.iter().filter(|byte| **byte == b'/').count() >= DEEPEST
}

/// One path of a tree; never a folder, but for [`EntryKind::TooDeep`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TreeEntry {
    /// From the root of the listing, with `/`.
    pub path: String,
    /// The blob, or the commit of a submodule.
    pub oid: Oid,
    /// What it is.
    pub kind: EntryKind,
}

/// Bytes of unpacked objects that a reader keeps. Manifests resemble each other, so git packs them
/// as chains of up to 50 differences; without the neighbours available each would be unpacked again.
const CACHE: usize = 4 * 1024 * 1024;

/// Reads many objects on one thread, keeping its buffer and git's caches.
///
/// `Send`, not `Sync`: one per thread.
pub struct Reader {
    repository: gix::Repository,
    buffer: Vec<u8>,
}

impl Reader {
    pub(crate) fn repository(&self) -> &gix::Repository {
        &self.repository
    }

    /// A blob's bytes, until the next call.
    ///
    /// # Errors
    /// [`ReadError`].
    pub fn blob(&mut self, oid: Oid) -> Result<&[u8], ReadError> {
        find(&self.repository, oid, Kind::Blob, &mut self.buffer)?;
        Ok(&self.buffer)
    }

    /// A blob's size in bytes, without reading its content.
    ///
    /// # Errors
    /// [`ReadError`].
    pub fn blob_size(&self, oid: Oid) -> Result<u64, ReadError> {
        blob_size(&self.repository, oid)
    }
}

impl Mirror {
    /// A handle for reading many blobs on one thread.
    #[must_use]
    pub fn reader(&self) -> Reader {
        let mut repository = self.repository();
        repository.objects.set_pack_cache(|| {
            Box::new(gix::odb::pack::cache::lru::MemoryCappedHashmap::new(CACHE))
        });
        Reader { repository, buffer: Vec::new() }
    }

    /// A blob's bytes.
    ///
    /// # Errors
    /// [`ReadError`].
    pub fn blob(&self, oid: Oid) -> Result<Vec<u8>, ReadError> {
        let mut buffer = Vec::new();
        find(&self.repository(), oid, Kind::Blob, &mut buffer)?;
        Ok(buffer)
    }

    /// A blob's content; `None` where it has more bytes than these, which are not read then.
    ///
    /// # Errors
    /// [`ReadError`].
    pub fn blob_up_to(&self, oid: Oid, most: u64) -> Result<Option<Vec<u8>>, ReadError> {
        if self.blob_size(oid)? > most {
            return Ok(None);
        }
        self.blob(oid).map(Some)
    }

    /// A blob's content; `None` where the mirror does not have it, which is not a damage: for one that a
    /// commit of another history named.
    ///
    /// # Errors
    /// [`ReadError`].
    pub fn blob_if_there(&self, oid: Oid) -> Result<Option<Vec<u8>>, ReadError> {
        match self.repository().try_find_header(oid.to_gix()) {
            Ok(None) => Ok(None),
            _ => self.blob(oid).map(Some),
        }
    }

    /// A blob's size in bytes, without reading its content: to refuse files over a limit.
    ///
    /// # Errors
    /// [`ReadError`].
    pub fn blob_size(&self, oid: Oid) -> Result<u64, ReadError> {
        blob_size(&self.repository(), oid)
    }

    /// Whether the mirror has this commit. A damaged one has none: what it has is not to be relied
    /// on until the next fetch repaired it.
    #[must_use]
    pub fn commit_exists(&self, oid: Oid) -> bool {
        if self.is_damaged() {
            return false;
        }
        let header = self.repository().try_find_header(oid.to_gix());
        matches!(header, Ok(Some(header)) if header.kind() == Kind::Commit)
    }

    /// A commit's tree.
    ///
    /// # Errors
    /// [`ReadError`].
    pub fn tree_of(&self, commit: Oid) -> Result<Oid, ReadError> {
        tree_of(&self.repository(), commit)
    }

    /// The tree of a folder (`""` is the root); `None` when there is no such folder. Reads only the
    /// trees on the way. Equal ids mean equal contents.
    ///
    /// # Errors
    /// [`ReadError`].
    pub fn dir_tree(&self, commit: Oid, dir: &str) -> Result<Option<Oid>, ReadError> {
        let repository = self.repository();
        let root = tree_of(&repository, commit)?;
        match descend(&repository, root, dir)? {
            Some((mode, oid)) if mode.is_tree() => Ok(Some(oid)),
            _ => Ok(None),
        }
    }

    /// What is at a path of a commit; `None` for nothing and for folders.
    ///
    /// # Errors
    /// [`ReadError`].
    pub fn blob_at(&self, commit: Oid, path: &str) -> Result<Option<(Oid, EntryKind)>, ReadError> {
        let repository = self.repository();
        let root = tree_of(&repository, commit)?;
        let found = descend(&repository, root, path)?;
        Ok(found.and_then(|(mode, oid)| Some((oid, kind_of(mode)?))))
    }

    /// The names of what is directly in a folder (`""` is the root), in git's order; nothing when
    /// there is no such folder. What is not UTF-8 is replaced.
    ///
    /// # Errors
    /// [`ReadError`].
    pub fn names(&self, commit: Oid, dir: &str) -> Result<Vec<String>, ReadError> {
        let Some(tree) = self.dir_tree(commit, dir)? else { return Ok(Vec::new()) };
        let (repository, mut buffer) = (self.repository(), Vec::new());
        find(&repository, tree, Kind::Tree, &mut buffer)?;
        let name = |entry: Result<gix::objs::tree::EntryRef<'_>, _>| match entry {
            Ok(entry) => Ok(entry.filename.to_string()),
            Err(error) => Err(damaged(&repository, tree, &error)),
        };
        TreeRefIter::from_bytes(&buffer, gix::hash::Kind::Sha1).map(name).collect()
    }

    /// Visits everything below a tree that is not a folder, in git's order. `prefix` is put in front
    /// of every path, with a `/` between when it is not empty.
    ///
    /// # Errors
    /// [`ReadError`]; entries before the one that failed were visited.
    pub fn list(
        &self,
        tree: Oid,
        prefix: &str,
        visit: &mut dyn FnMut(TreeEntry),
    ) -> Result<(), ReadError> {
        let mut path = prefix.trim_end_matches('/').as_bytes().to_vec();
        let lister = Lister { repository: &self.repository(), buffers: RefCell::default() };
        lister.list(tree, &mut path, visit)
    }
}

struct Lister<'a> {
    repository: &'a gix::Repository,
    buffers: RefCell<Vec<Vec<u8>>>,
}

impl Lister<'_> {
    fn list(
        &self,
        tree: Oid,
        path: &mut Vec<u8>,
        visit: &mut dyn FnMut(TreeEntry),
    ) -> Result<(), ReadError> {
        let mut buffer = self.buffers.borrow_mut().pop().unwrap_or_default();
        find(self.repository, tree, Kind::Tree, &mut buffer)?;
        let length = path.len();
        for entry in entries(&buffer) {
            let entry = entry.map_err(|error| damaged(self.repository, tree, &error))?;
            let oid = own(self.repository, tree, entry.oid)?;
            push_name(path, entry.filename);
            match kind_of(entry.mode) {
                None if is_deepest(path) => {
                    let (path, _) = named(path, EntryKind::TooDeep);
                    visit(TreeEntry { path, oid, kind: EntryKind::TooDeep });
                }
                None => self.list(oid, path, visit)?,
                Some(kind) => {
                    let (path, kind) = named(path, kind);
                    visit(TreeEntry { path, oid, kind });
                }
            }
            path.truncate(length);
        }
        self.buffers.borrow_mut().push(buffer);
        Ok(())
    }
}

/// A tree's entries. Of two with one name the first counts, as it does for whoever asks for that name: the
/// other one must not pass for a file that went, or that came.
pub(crate) fn entries(
    tree: &[u8],
) -> impl Iterator<Item = Result<EntryRef<'_>, gix::error::Error>> {
    let mut last: Option<EntryRef<'_>> = None;
    TreeRefIter::from_bytes(tree, gix::hash::Kind::Sha1).filter(move |entry| {
        let Ok(entry) = entry else { return true };
        let before = last.replace(*entry);
        !before.is_some_and(|before| in_order(&before, entry).is_eq())
    })
}

/// Appends the name of an entry to the path of its folder. A name that git refuses, an empty one or one with
/// a `/`, becomes one that is not UTF-8: it must not pass for the path of another file.
pub(crate) fn push_name(path: &mut Vec<u8>, name: &[u8]) {
    const ODD: u8 = 0xff;
    if !path.is_empty() {
        path.push(b'/');
    }
    if name.is_empty() {
        path.push(ODD);
    }
    path.extend(name.iter().map(|byte| if *byte == b'/' { ODD } else { *byte }));
}

/// The path as text; what cannot be one is marked.
pub(crate) fn named(path: &[u8], kind: EntryKind) -> (String, EntryKind) {
    match std::str::from_utf8(path) {
        Ok(path) => (path.to_owned(), kind),
        Err(_) => (String::from_utf8_lossy(path).into_owned(), EntryKind::OddName),
    }
}

pub(crate) fn own(
    repository: &gix::Repository,
    holder: Oid,
    id: &gix::oid,
) -> Result<Oid, ReadError> {
    let odd = &"it names an object that is not SHA-1";
    Oid::from_gix(id).ok_or_else(|| damaged(repository, holder, odd))
}

pub(crate) fn find(
    repository: &gix::Repository,
    oid: Oid,
    wanted: Kind,
    buffer: &mut Vec<u8>,
) -> Result<(), ReadError> {
    if oid == Oid::EMPTY_TREE && wanted == Kind::Tree {
        buffer.clear();
        return Ok(());
    }
    let found = repository
        .objects
        .try_find(&oid.to_gix(), buffer)
        .map_err(|error| damaged(repository, oid, &error))?
        .ok_or_else(|| missing(repository, oid, wanted))?
        .kind;
    same_kind(oid, wanted, found)
}

fn same_kind(oid: Oid, wanted: Kind, found: Kind) -> Result<(), ReadError> {
    if wanted == found {
        return Ok(());
    }
    let wanted = match wanted {
        Kind::Blob => "blob",
        Kind::Tree => "tree",
        Kind::Commit => "commit",
        Kind::Tag => "tag",
    };
    Err(ReadError::OtherKind { oid, wanted, found: found.to_string() })
}

pub(crate) fn blob_size(repository: &gix::Repository, oid: Oid) -> Result<u64, ReadError> {
    let header = repository
        .try_find_header(oid.to_gix())
        .map_err(|error| damaged(repository, oid, &error))?
        .ok_or_else(|| missing(repository, oid, Kind::Blob))?;
    same_kind(oid, Kind::Blob, header.kind())?;
    Ok(header.size())
}

pub(crate) fn tree_of(repository: &gix::Repository, commit: Oid) -> Result<Oid, ReadError> {
    let mut buffer = Vec::new();
    find(repository, commit, Kind::Commit, &mut buffer)?;
    let tree = gix::objs::CommitRefIter::from_bytes(&buffer, gix::hash::Kind::Sha1)
        .tree_id()
        .map_err(|error| damaged(repository, commit, &error))?;
    own(repository, commit, &tree)
}

/// Follows a path from a tree; empty parts are skipped.
pub(crate) fn descend(
    repository: &gix::Repository,
    root: Oid,
    path: &str,
) -> Result<Option<(EntryMode, Oid)>, ReadError> {
    let mut buffer = Vec::new();
    let mut here = (EntryMode::from(gix::objs::tree::EntryKind::Tree), root);
    for part in path.split('/').filter(|part| !part.is_empty()) {
        let (mode, tree) = here;
        if !mode.is_tree() {
            return Ok(None);
        }
        find(repository, tree, Kind::Tree, &mut buffer)?;
        let mut next = None;
        for entry in TreeRefIter::from_bytes(&buffer, gix::hash::Kind::Sha1) {
            let entry = entry.map_err(|error| damaged(repository, tree, &error))?;
            if entry.filename == part.as_bytes() {
                next = Some((entry.mode, own(repository, tree, entry.oid)?));
                break;
            }
        }
        match next {
            Some(next) => here = next,
            None => return Ok(None),
        }
    }
    Ok(Some(here))
}

#[cfg(test)]
mod tests {
    use gix::objs::Write as _;

    use super::*;

    #[test]
    fn names_that_git_refuses_are_listed_as_such_and_hide_no_file() {
        let dir = tempfile::tempdir().unwrap();
        let repository = gix::init_bare(dir.path()).unwrap();
        let write = |entries: &[(&str, &str, Oid)]| {
            let entry = |(mode, name, oid): &(&str, &str, Oid)| {
                [format!("{mode} {name}\0").as_bytes(), oid.as_bytes()].concat()
            };
            let tree: Vec<u8> = entries.iter().flat_map(entry).collect();
            let written = repository.objects.write_buf(Kind::Tree, &tree).unwrap();
            Oid::from_gix(&written).unwrap()
        };
        let [one, two] = [1, 2].map(|id| Oid::from_bytes([id; 20]));
        let (file, folder) = ("100644", "40000");
        let below = write(&[(file, "b", one)]);
        let entries =
            [(file, "", two), (folder, "a", below), (file, "a/b", two), (folder, "c/", below)];
        let (mut found, tree) = (Vec::new(), write(&entries));
        let lister = Lister { repository: &repository, buffers: RefCell::default() };
        let mut visit = |entry: TreeEntry| found.push((entry.path, entry.oid, entry.kind));
        lister.list(tree, &mut Vec::new(), &mut visit).unwrap();
        let odd = |path: &str, oid| (path.to_owned(), oid, EntryKind::OddName);
        let expected = [
            odd("\u{fffd}", two),
            ("a/b".to_owned(), one, EntryKind::File),
            odd("a\u{fffd}b", two),
            odd("c\u{fffd}/b", one),
        ];
        assert_eq!(found, expected);
    }
}
