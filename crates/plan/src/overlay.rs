//! The files of a commit with changes on top, before anything is committed.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use hedgerow_model::Reason;

use crate::files::{Files, FilesError};
use crate::memo::Memo;

/// A path and its new content; `None` removes it.
pub type FileEdit = (String, Option<Vec<u8>>);

/// Why a file cannot be looked at.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FileError {
    /// The commit cannot be read there.
    #[error("{path}: {error}")]
    Read {
        /// The file.
        path: String,
        /// Why.
        error: FilesError,
    },
    /// A link or a submodule stands there.
    #[error("{path} is not a plain file in Git")]
    NotPlain {
        /// The file.
        path: String,
    },
    /// Its bytes are no text.
    #[error("{path} is not UTF-8 text")]
    NotText {
        /// The file.
        path: String,
    },
}

impl From<FileError> for Reason {
    fn from(error: FileError) -> Self {
        Self::FileUnreadable { detail: error.to_string() }
    }
}

/// A commit's files, some of them with other content: what earlier changes settled, and the step
/// that is being made, which can be taken back.
pub(crate) struct Overlay<F> {
    files: F,
    /// Files of the commit that were read already: a merge looks at each several times.
    read: RefCell<HashMap<String, Option<String>>>,
    /// Their documents.
    pub(crate) memo: Memo,
    settled: BTreeMap<String, Option<String>>,
    step: BTreeMap<String, Option<String>>,
}

impl<F: Files> Overlay<F> {
    /// A commit's files without changes.
    pub(crate) fn new(files: F) -> Self {
        Self {
            files,
            read: RefCell::default(),
            memo: Memo::default(),
            settled: BTreeMap::new(),
            step: BTreeMap::new(),
        }
    }

    /// A file's text as the commit has it; `None` when it has none.
    ///
    /// # Errors
    /// When it cannot be read, is no plain file, or is not UTF-8.
    pub(crate) fn committed(&self, path: &str) -> Result<Option<String>, FileError> {
        self.wanted(path)?;
        if let Some(known) = self.read.borrow().get(path) {
            return Ok(known.clone());
        }
        let text = self.look_up(path)?;
        self.read.borrow_mut().insert(path.to_owned(), text.clone());
        Ok(text)
    }

    fn wanted(&self, path: &str) -> Result<(), FileError> {
        let failed = |error: FilesError| FileError::Read { path: path.to_owned(), error };
        self.files.wanted().map_err(failed)
    }

    fn look_up(&self, path: &str) -> Result<Option<String>, FileError> {
        let failed = |error: FilesError| FileError::Read { path: path.to_owned(), error };
        let Some((id, kind)) = self.files.find(path).map_err(failed)? else { return Ok(None) };
        if !kind.is_file() {
            return Err(FileError::NotPlain { path: path.to_owned() });
        }
        let bytes = self.files.read(&id).map_err(failed)?;
        let text = String::from_utf8(bytes);
        text.map(Some).map_err(|_| FileError::NotText { path: path.to_owned() })
    }

    /// A file's text with the changes; `None` when there is none.
    ///
    /// # Errors
    /// As [`Overlay::committed`].
    pub(crate) fn text(&self, path: &str) -> Result<Option<String>, FileError> {
        self.wanted(path)?;
        match self.step.get(path) {
            Some(text) => Ok(text.clone()),
            None => self.before(path),
        }
    }

    /// A file's text without the step that is being made.
    fn before(&self, path: &str) -> Result<Option<String>, FileError> {
        match self.settled.get(path) {
            Some(text) => Ok(text.clone()),
            None => self.committed(path),
        }
    }

    /// The names of what stands directly in a folder with the changes, or did in the commit.
    ///
    /// # Errors
    /// When the commit cannot be read.
    pub(crate) fn names(&self, folder: &str) -> Result<BTreeSet<String>, FileError> {
        let failed = |error: FilesError| FileError::Read { path: folder.to_owned(), error };
        let mut names = self.files.names(folder).map_err(failed)?;
        let below = if folder.is_empty() { String::new() } else { format!("{folder}/") };
        for (path, _) in self.settled.iter().chain(&self.step).filter(|(_, text)| text.is_some()) {
            if let Some(rest) = path.strip_prefix(&below) {
                names.insert(rest.split('/').next().unwrap_or(rest).to_owned());
            }
        }
        Ok(names)
    }

    pub(crate) fn set(&mut self, path: &str, text: Option<String>) {
        self.step.insert(path.to_owned(), text);
    }

    /// Takes the step back.
    pub(crate) fn roll_back(&mut self) {
        self.step.clear();
    }

    /// Settles the step; gives the paths it changed with their contents.
    ///
    /// # Errors
    /// As [`Overlay::committed`].
    pub(crate) fn settle(&mut self) -> Result<Vec<FileEdit>, FileError> {
        let mut edits = Vec::new();
        for (path, text) in std::mem::take(&mut self.step) {
            if self.before(&path)? != text {
                edits.push((path.clone(), text.clone().map(String::into_bytes)));
                self.settled.insert(path, text);
            }
        }
        Ok(edits)
    }

    /// A unified diff from the commit to the changes.
    ///
    /// # Errors
    /// As [`Overlay::committed`].
    pub(crate) fn diff(&self) -> Result<String, FileError> {
        let mut out = String::new();
        for (path, text) in &self.settled {
            let before = self.committed(path)?;
            out.push_str(&crate::diff::unified_diff(path, before.as_deref(), text.as_deref()));
        }
        Ok(out)
    }
}
