//! The files of a commit, as planning reads them.

use std::collections::{BTreeMap, BTreeSet};

use hedgerow_model::EntryKind;

/// Why a commit's files cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct FilesError(pub String);

/// One path of a commit that is not a folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry<Id> {
    /// From the root of the repository, with `/`.
    pub path: String,
    /// What its content is read by.
    pub id: Id,
    /// What it is.
    pub kind: EntryKind,
}

/// The files of one commit; of a branch that does not exist yet, none.
pub trait Files {
    /// What a content is read by: an object id in Git.
    type Id: Clone;

    /// Whether anybody still waits for what is made of them: asked before each file, so that work ends
    /// soon after nobody does.
    ///
    /// # Errors
    /// When nobody does.
    fn wanted(&self) -> Result<(), FilesError> {
        Ok(())
    }

    /// What stands at a path; `None` where nothing does, or a folder.
    ///
    /// # Errors
    /// When the commit cannot be read.
    fn find(&self, path: &str) -> Result<Option<(Self::Id, EntryKind)>, FilesError>;

    /// Everything below a folder (`""` is the root), in the order of their paths; nothing when there
    /// is no such folder.
    ///
    /// # Errors
    /// When the commit cannot be read.
    fn list(&self, folder: &str) -> Result<Vec<Entry<Self::Id>>, FilesError>;

    /// The names of what stands directly in a folder (`""` is the root), files and folders; nothing
    /// when there is no such folder.
    ///
    /// # Errors
    /// When the commit cannot be read.
    fn names(&self, folder: &str) -> Result<BTreeSet<String>, FilesError>;

    /// How many bytes a content has, without reading it.
    ///
    /// # Errors
    /// When it cannot be read.
    fn size(&self, id: &Self::Id) -> Result<u64, FilesError>;

    /// A content.
    ///
    /// # Errors
    /// When it cannot be read.
    fn read(&self, id: &Self::Id) -> Result<Vec<u8>, FilesError>;
}

/// Files in memory, by path: for tests, and for whoever has no repository.
#[derive(Clone, Debug, Default)]
pub struct MemoryFiles(BTreeMap<String, (EntryKind, Vec<u8>)>);

impl MemoryFiles {
    /// Plain files with these texts.
    pub fn new<P: Into<String>, T: Into<Vec<u8>>>(files: impl IntoIterator<Item = (P, T)>) -> Self {
        let plain = |(path, text): (P, T)| (path.into(), (EntryKind::File, text.into()));
        Self(files.into_iter().map(plain).collect())
    }

    /// Puts something at a path.
    pub fn put(&mut self, path: &str, kind: EntryKind, content: impl Into<Vec<u8>>) {
        self.0.insert(path.to_owned(), (kind, content.into()));
    }

    /// The files with edits made: as the next commit has them.
    #[must_use]
    pub fn with(mut self, edits: &[crate::FileEdit]) -> Self {
        for (path, content) in edits {
            match content {
                Some(content) => self.put(path, EntryKind::File, content.clone()),
                None => {
                    self.0.remove(path);
                }
            }
        }
        self
    }

    /// Paths and contents, in the order of the paths.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.0.iter().map(|(path, (_, content))| (path.as_str(), content.as_slice()))
    }
}

impl Files for MemoryFiles {
    type Id = String;

    fn find(&self, path: &str) -> Result<Option<(String, EntryKind)>, FilesError> {
        Ok(self.0.get(path).map(|(kind, _)| (path.to_owned(), *kind)))
    }

    fn list(&self, folder: &str) -> Result<Vec<Entry<String>>, FilesError> {
        let below = if folder.is_empty() { String::new() } else { format!("{folder}/") };
        let entry = |(path, (kind, _)): (&String, &(EntryKind, Vec<u8>))| Entry {
            path: path.clone(),
            id: path.clone(),
            kind: *kind,
        };
        Ok(self.0.iter().filter(|(path, _)| path.starts_with(&below)).map(entry).collect())
    }

    fn names(&self, folder: &str) -> Result<BTreeSet<String>, FilesError> {
        let below = if folder.is_empty() { String::new() } else { format!("{folder}/") };
        let name = |path: &String| {
            let rest = path.strip_prefix(&below)?;
            Some(rest.split('/').next().unwrap_or(rest).to_owned())
        };
        Ok(self.0.keys().filter_map(name).collect())
    }

    fn size(&self, id: &String) -> Result<u64, FilesError> {
        self.read(id).map(|content| content.len() as u64)
    }

    fn read(&self, id: &String) -> Result<Vec<u8>, FilesError> {
        let found = self.0.get(id).map(|(_, content)| content.clone());
        found.ok_or_else(|| FilesError(format!("there is no file {id}")))
    }
}
