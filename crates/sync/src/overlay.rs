//! The files of a commit with changes on top, before anything is committed.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};

use hedgerow_git::{Mirror, Oid};

use crate::file_edit::Memo;

/// A path and its new content; `None` removes it.
pub(crate) type FileEdit = (String, Option<Vec<u8>>);

/// A commit's files, some of them with other content: what earlier changes settled, and the step
/// that is being made, which can be taken back.
pub(crate) struct Overlay {
    mirror: Mirror,
    head: Option<Oid>,
    /// Files of the commit that were read already: a merge looks at each several times.
    read: RefCell<HashMap<String, Option<String>>>,
    /// Their documents.
    pub(crate) memo: Memo,
    settled: BTreeMap<String, Option<String>>,
    step: BTreeMap<String, Option<String>>,
}

impl Overlay {
    pub(crate) fn new(mirror: Mirror, head: Option<Oid>) -> Self {
        Self {
            mirror,
            head,
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
    pub(crate) fn committed(&self, path: &str) -> Result<Option<String>, String> {
        if let Some(known) = self.read.borrow().get(path) {
            return Ok(known.clone());
        }
        let text = self.look_up(path)?;
        self.read.borrow_mut().insert(path.to_owned(), text.clone());
        Ok(text)
    }

    fn look_up(&self, path: &str) -> Result<Option<String>, String> {
        let Some(head) = self.head else { return Ok(None) };
        let found = self.mirror.blob_at(head, path).map_err(|error| format!("{path}: {error}"))?;
        let Some((blob, kind)) = found else { return Ok(None) };
        if !kind.is_file() {
            return Err(format!("{path} is not a plain file in Git"));
        }
        let bytes = self.mirror.blob(blob).map_err(|error| format!("{path}: {error}"))?;
        String::from_utf8(bytes).map(Some).map_err(|_| format!("{path} is not UTF-8 text"))
    }

    /// A file's text with the changes; `None` when there is none.
    ///
    /// # Errors
    /// As [`Overlay::committed`].
    pub(crate) fn text(&self, path: &str) -> Result<Option<String>, String> {
        match self.step.get(path) {
            Some(text) => Ok(text.clone()),
            None => self.before(path),
        }
    }

    /// A file's text without the step that is being made.
    fn before(&self, path: &str) -> Result<Option<String>, String> {
        match self.settled.get(path) {
            Some(text) => Ok(text.clone()),
            None => self.committed(path),
        }
    }

    pub(crate) fn set(&mut self, path: &str, text: Option<String>) {
        self.step.insert(path.to_owned(), text);
    }

    /// Whether an earlier change gave a file other content than the commit's.
    pub(crate) fn is_settled(&self, path: &str) -> bool {
        self.settled.contains_key(path)
    }

    /// Takes the step back.
    pub(crate) fn roll_back(&mut self) {
        self.step.clear();
    }

    /// Settles the step; gives the paths it changed with their contents.
    ///
    /// # Errors
    /// As [`Overlay::committed`].
    pub(crate) fn settle(&mut self) -> Result<Vec<FileEdit>, String> {
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
    pub(crate) fn diff(&self) -> Result<String, String> {
        let mut out = String::new();
        for (path, text) in &self.settled {
            let before = self.committed(path)?;
            out.push_str(&crate::diff::file(path, before.as_deref(), text.as_deref()));
        }
        Ok(out)
    }
}
