//! A tree that is being edited: read when it is first entered, written when it was changed.

use gix::objs::tree::{EntryKind as GitKind, EntryMode, name_order};
use gix::objs::{Kind, TreeRefIter};

use super::EditProblem;
use super::objects::{Objects, Stored};
use crate::damage::damaged;
use crate::read::find;
use crate::read::kind_of;
use crate::{Oid, ReadError};

pub(super) enum Error {
    Problem(EditProblem),
    Read(ReadError),
    Write(String),
}

impl From<EditProblem> for Error {
    fn from(problem: EditProblem) -> Self {
        Self::Problem(problem)
    }
}

impl From<ReadError> for Error {
    fn from(error: ReadError) -> Self {
        Self::Read(error)
    }
}

/// A folder. `oid` is right unless `dirty`.
pub(super) struct Folder {
    oid: Oid,
    dirty: bool,
    /// `None` until it is entered.
    entries: Option<Vec<Entry>>,
    /// The last version of it that was written here, for the next one to build upon.
    stored: Option<Stored>,
}

struct Entry {
    name: Vec<u8>,
    mode: EntryMode,
    oid: Oid,
    /// The folder, once entered.
    folder: Option<Box<Folder>>,
}

/// Where a name is, or would be put.
enum EntrySlot {
    At(usize),
    Before(usize),
}

impl Folder {
    pub(super) fn unread(oid: Oid) -> Self {
        Self { oid, dirty: false, entries: None, stored: None }
    }

    fn enter(&mut self, repository: &gix::Repository) -> Result<&mut Vec<Entry>, ReadError> {
        match &mut self.entries {
            Some(entries) => Ok(entries),
            unread => Ok(unread.insert(read(repository, self.oid)?)),
        }
    }

    /// Removes a path, when it is there; whether it was.
    pub(super) fn remove(
        &mut self,
        repository: &gix::Repository,
        path: &str,
    ) -> Result<bool, Error> {
        self.remove_below(repository, path, 0)
    }

    fn remove_below(
        &mut self,
        repository: &gix::Repository,
        path: &str,
        start: usize,
    ) -> Result<bool, Error> {
        let entries = self.enter(repository)?;
        let (name, deeper) = part_of(path, start);
        let Some(at) = find_name(entries, name) else { return Ok(false) };
        let Some(entry) = entries.get_mut(at) else { return Ok(false) };
        let removed = match deeper {
            Some(next) if entry.mode.is_tree() => {
                let folder = entry.folder.get_or_insert_with(|| Box::new(Self::unread(entry.oid)));
                let removed = folder.remove_below(repository, path, next)?;
                if removed && folder.entries.as_ref().is_some_and(Vec::is_empty) {
                    entries.remove(at);
                }
                removed
            }
            Some(_) => false,
            None if entry.mode.is_tree() => {
                return Err(EditProblem::IsFolder(path.to_owned()).into());
            }
            None => {
                entries.remove(at);
                true
            }
        };
        self.dirty |= removed;
        Ok(removed)
    }

    /// Gives a path this content; whether that changed anything.
    pub(super) fn put(
        &mut self,
        repository: &gix::Repository,
        path: &str,
        content: &[u8],
        objects: &mut Objects,
    ) -> Result<bool, Error> {
        self.put_below(repository, path, 0, content, objects)
    }

    fn put_below(
        &mut self,
        repository: &gix::Repository,
        path: &str,
        start: usize,
        content: &[u8],
        objects: &mut Objects,
    ) -> Result<bool, Error> {
        let entries = self.enter(repository)?;
        let (name, deeper) = part_of(path, start);
        let here = || path.get(..start + name.len()).unwrap_or(path).to_owned();
        let changed = match (place_of(entries, name, deeper.is_some()), deeper) {
            (EntrySlot::At(at), Some(next)) => {
                let Some(entry) = entries.get_mut(at) else { return Ok(false) };
                if !entry.mode.is_tree() {
                    return Err(EditProblem::BelowFile(here()).into());
                }
                let folder = entry.folder.get_or_insert_with(|| Box::new(Self::unread(entry.oid)));
                folder.put_below(repository, path, next, content, objects)?
            }
            (EntrySlot::Before(at), Some(next)) => {
                let mut folder = Self::unread(Oid::EMPTY_TREE);
                folder.put_below(repository, path, next, content, objects)?;
                entries.insert(
                    at,
                    Entry {
                        name: name.as_bytes().to_vec(),
                        mode: GitKind::Tree.into(),
                        oid: Oid::EMPTY_TREE,
                        folder: Some(Box::new(folder)),
                    },
                );
                true
            }
            (EntrySlot::At(at), None) => {
                let Some(entry) = entries.get_mut(at) else { return Ok(false) };
                match kind_of(entry.mode) {
                    None => return Err(EditProblem::IsFolder(here()).into()),
                    Some(kind) if !kind.is_file() => {
                        return Err(EditProblem::NotAFile { path: here(), kind }.into());
                    }
                    Some(_) => {}
                }
                let oid = objects.blob(content, Some(entry.oid)).map_err(Error::Write)?;
                let changed = oid != entry.oid;
                entry.oid = oid;
                changed
            }
            (EntrySlot::Before(at), None) => {
                let oid = objects.blob(content, None).map_err(Error::Write)?;
                let name = name.as_bytes().to_vec();
                entries.insert(at, Entry { name, mode: GitKind::Blob.into(), oid, folder: None });
                true
            }
        };
        self.dirty |= changed;
        Ok(changed)
    }

    /// Writes what was changed, from the leaves up, and gives the id.
    pub(super) fn write(&mut self, objects: &mut Objects) -> Result<Oid, String> {
        if !self.dirty {
            return Ok(self.oid);
        }
        let mut text = Vec::new();
        for entry in self.entries.iter_mut().flatten() {
            if let Some(folder) = &mut entry.folder {
                entry.oid = folder.write(objects)?;
            }
            text.extend_from_slice(entry.mode.as_bytes(&mut [0; 6]));
            text.push(b' ');
            text.extend_from_slice(&entry.name);
            text.push(0);
            text.extend_from_slice(entry.oid.as_bytes());
        }
        let before = self.stored.take();
        let (oid, stored) = objects.tree(text, before)?;
        (self.oid, self.stored, self.dirty) = (oid, stored, false);
        Ok(oid)
    }
}

/// The part of the path that begins at `start`, and where the next one begins.
fn part_of(path: &str, start: usize) -> (&str, Option<usize>) {
    let rest = path.get(start..).unwrap_or_default();
    match rest.split_once('/') {
        Some((part, _)) => (part, Some(start + part.len() + 1)),
        None => (rest, None),
    }
}

fn find_name(entries: &[Entry], name: &str) -> Option<usize> {
    // Git orders folders as if their names ended in `/`, so a name has two places to be.
    [false, true].into_iter().find_map(|is_folder| search(entries, name, is_folder).ok())
}

fn place_of(entries: &[Entry], name: &str, is_folder: bool) -> EntrySlot {
    match (find_name(entries, name), search(entries, name, is_folder)) {
        (Some(at), _) | (None, Ok(at)) => EntrySlot::At(at),
        (None, Err(at)) => EntrySlot::Before(at),
    }
}

fn search(entries: &[Entry], name: &str, is_folder: bool) -> Result<usize, usize> {
    entries.binary_search_by(|entry| {
        name_order(&entry.name, entry.mode.is_tree(), name.as_bytes(), is_folder)
    })
}

fn read(repository: &gix::Repository, oid: Oid) -> Result<Vec<Entry>, ReadError> {
    let mut buffer = Vec::new();
    find(repository, oid, Kind::Tree, &mut buffer)?;
    TreeRefIter::from_bytes(&buffer, gix::hash::Kind::Sha1)
        .map(|entry| {
            let entry = entry.map_err(|error| damaged(repository, oid, &error))?;
            let id =
                Oid::from_gix(entry.oid).ok_or_else(|| damaged(repository, oid, &"not SHA-1"))?;
            Ok(Entry { name: entry.filename.to_vec(), mode: entry.mode, oid: id, folder: None })
        })
        .collect()
}
