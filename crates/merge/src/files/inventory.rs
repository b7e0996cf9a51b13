//! What documents a file has, and what each is known by.

use std::collections::HashMap;

use hedgerow_model::{Identity, Value};
use hedgerow_yaml::{Content, Document, Limits, read_all};

use super::assemble::Kept;
use crate::document::Side;
use crate::error::{Input, MergeError};

/// What a document is known by in all three files. The number tells equal ones apart.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Key {
    Named(Identity, usize),
    /// Content without an identity, by its place among its like.
    Unnamed(usize),
    /// Comments or blank lines only, or content that nothing else tells apart: by its text.
    Text(String, usize),
}

impl Key {
    pub(super) fn identity(&self) -> Option<&Identity> {
        match self {
            Self::Named(identity, _) => Some(identity),
            _ => None,
        }
    }
}

/// One document of a file.
pub(super) struct Doc {
    /// Its place among the file's slices.
    pub(super) index: usize,
    /// Its own text without the blank lines at its end, which depend on what follows. The last line
    /// is ended even where the file does not end it, so that becoming the last document is no
    /// change.
    pub(super) text: String,
    /// The blank lines at its end.
    pub(super) tail: String,
    document: Option<Document>,
}

impl Doc {
    pub(super) fn value(&self) -> &Value {
        self.document.as_ref().map_or(&Value::Null, Document::value)
    }

    pub(super) fn side(&self) -> Option<Side<'_>> {
        let document = self.document.as_ref()?;
        Some(Side { text: &self.text, document })
    }

    pub(super) fn as_ours(&self) -> Kept {
        Kept::Ours(self.index)
    }

    pub(super) fn as_theirs(&self) -> Kept {
        Kept::Theirs(self.index)
    }

    /// This document of ours with another text and tail.
    pub(super) fn replaced(&self, text: &str, tail: &str) -> Kept {
        if self.text == text && self.tail == tail {
            return self.as_ours();
        }
        Kept::Replaced(self.index, [text, tail].concat())
    }
}

/// Where the blank lines at the end of a text start.
fn tail_start(text: &str, has_content: bool) -> usize {
    // The blank lines below a `|+` scalar are part of what it says.
    if !has_content || text.contains("|+") || text.contains(">+") {
        return text.len();
    }
    let end = text.trim_end_matches([' ', '\t', '\r', '\n']).len();
    text[end..].find('\n').map_or(text.len(), |newline| end + newline + 1)
}

/// The documents of one file.
pub(super) struct Inventory {
    /// In the order of the file.
    pub(super) keys: Vec<Key>,
    docs: HashMap<Key, Doc>,
}

impl Inventory {
    /// Reads a file's documents.
    ///
    /// # Errors
    /// When one of them cannot be read: guessing would risk what it says.
    pub(super) fn of(file: &str, side: Input) -> Result<Self, MergeError> {
        let mut inventory = Self { keys: Vec::new(), docs: HashMap::new() };
        for (index, found) in read_all(file, &Limits::default()).into_iter().enumerate() {
            let mut text = found.slice.own_text(file).into_owned();
            if !text.is_empty() && !text.ends_with('\n') {
                text.push_str(if text.contains("\r\n") { "\r\n" } else { "\n" });
            }
            let document = match found.content {
                Content::Broken(error) => return Err(MergeError::Unusable { side, error }),
                Content::Empty => None,
                Content::Object(document) => Some(document),
            };
            let tail = tail_start(&text, document.is_some());
            let tail = text.split_off(tail);
            let doc = Doc { index, text, tail, document };
            let first = match (&doc.document, Identity::of(doc.value())) {
                (_, Some(identity)) => Key::Named(identity, 0),
                (Some(_), None) => Key::Unnamed(0),
                (None, None) => Key::Text(doc.text.trim().to_owned(), 0),
            };
            inventory.add(first, doc);
        }
        Ok(inventory)
    }

    /// Files the document under the first free number of its key.
    fn add(&mut self, mut key: Key, doc: Doc) {
        while self.docs.contains_key(&key) {
            match &mut key {
                Key::Named(_, number) | Key::Unnamed(number) | Key::Text(_, number) => *number += 1,
            }
        }
        self.keys.push(key.clone());
        self.docs.insert(key, doc);
    }

    pub(super) fn get(&self, key: &Key) -> Option<&Doc> {
        self.docs.get(key)
    }

    /// Identities that more than one document has.
    pub(super) fn duplicated(&self) -> impl Iterator<Item = &Identity> {
        self.keys.iter().filter_map(|key| match key {
            Key::Named(identity, 1) => Some(identity),
            _ => None,
        })
    }

    /// Every document of an identity.
    pub(super) fn all(&self, identity: &Identity) -> Vec<&Doc> {
        self.keys
            .iter()
            .filter(|key| key.identity() == Some(identity))
            .filter_map(|key| self.get(key))
            .collect()
    }

    fn unnamed(&self) -> usize {
        self.keys.iter().filter(|key| matches!(key, Key::Unnamed(_))).count()
    }

    fn name_by_text(&mut self) {
        let keys = std::mem::take(&mut self.keys);
        let mut docs = std::mem::take(&mut self.docs);
        for key in keys {
            if let Some(doc) = docs.remove(&key) {
                let key = match key {
                    Key::Unnamed(_) => Key::Text(doc.text.trim().to_owned(), 0),
                    // Numbered anew, in the same order.
                    Key::Text(text, _) => Key::Text(text, 0),
                    Key::Named(identity, _) => Key::Named(identity, 0),
                };
                self.add(key, doc);
            }
        }
    }
}

/// Documents without identity are matched by their place as long as each file has as many; else
/// their text is all that is left to know them by.
pub(super) fn match_unnamed(inventories: &mut [Inventory; 3]) {
    let [base, ours, theirs] = &*inventories;
    if base.unnamed() != ours.unnamed() || base.unnamed() != theirs.unnamed() {
        inventories.iter_mut().for_each(Inventory::name_by_text);
    }
}
