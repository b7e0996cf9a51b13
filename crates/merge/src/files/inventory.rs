//! What documents a file has, and what each is known by.

use std::collections::HashMap;

use hedgerow_model::{Identity, Value};
use hedgerow_yaml::{Content, Document, Limits, ReadError, read, read_all};

use super::ByLines;
use super::assemble::Kept;
use crate::document::Side;

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

    /// What the same document is known by in a result in which it says `value`.
    pub(super) fn of_result(&self, value: &Value) -> Self {
        match (self, Identity::of(value)) {
            (Self::Named(_, number), Some(identity)) => Self::Named(identity, *number),
            (_, Some(identity)) => Self::Named(identity, 0),
            _ => self.clone(),
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

    /// Whether it has content, and not only comments.
    pub(super) fn speaks(&self) -> bool {
        self.document.is_some()
    }

    pub(super) fn side(&self) -> Option<Side<'_>> {
        let document = self.document.as_ref()?;
        Some(Side { text: &self.text, document })
    }

    /// The document with another own text, which was read.
    pub(super) fn with_text(&self, text: &str, document: Document) -> Self {
        let (text, tail) = (text.to_owned(), self.tail.clone());
        Self { index: self.index, text, tail, document: Some(document) }
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

/// Ends the last line where that says nothing: a block scalar would gain a line break.
fn end_line(text: &mut String, document: Option<&Document>) {
    if text.is_empty() || text.ends_with('\n') {
        return;
    }
    let ended = format!("{text}{}", if text.contains("\r\n") { "\r\n" } else { "\n" });
    let same = document.is_none_or(|document| {
        read(&ended, &Limits::default()).is_ok_and(|after| after.value() == document.value())
    });
    if same {
        *text = ended;
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
    /// The first document that cannot be read. None of those is among the documents.
    pub(super) broken: Option<ReadError>,
    docs: HashMap<Key, Doc>,
}

impl Inventory {
    /// Reads a file's documents.
    pub(super) fn of(file: &str) -> Self {
        let mut inventory = Self { keys: Vec::new(), broken: None, docs: HashMap::new() };
        for (index, found) in read_all(file, &Limits::default()).into_iter().enumerate() {
            let mut text = found.slice.own_text(file).into_owned();
            let document = match found.content {
                Content::Broken(error) => {
                    inventory.broken.get_or_insert(error);
                    continue;
                }
                Content::Empty => None,
                Content::Object(document) => Some(document),
            };
            end_line(&mut text, document.as_ref());
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
        inventory
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

    /// Files the document of one key under another that the file has not.
    fn rename(&mut self, from: &Key, to: &Key) {
        if let Some(doc) = self.docs.remove(from) {
            self.docs.insert(to.clone(), doc);
            self.keys.iter_mut().filter(|key| *key == from).for_each(|key| *key = to.clone());
        }
    }

    fn name_by_text(&mut self) {
        let keys = std::mem::take(&mut self.keys);
        let mut docs = std::mem::take(&mut self.docs);
        for key in keys {
            if let Some(doc) = docs.remove(&key) {
                let key = match key {
                    Key::Unnamed(_) => Key::Text(doc.text.trim().to_owned(), 0),
                    // Numbered again, in the same order.
                    Key::Text(text, _) => Key::Text(text, 0),
                    Key::Named(identity, _) => Key::Named(identity, 0),
                };
                self.add(key, doc);
            }
        }
    }
}

/// A document that a side gave another namespace or group, or a name where it had none, stays the same:
/// it is known by what the base knows it by.
///
/// Another name is another resource.
pub(super) fn match_moved([base, ours, theirs]: &mut [Inventory; 3]) {
    let found = [&*ours, &*theirs].map(|side| moved(base, side));
    let of_both = [(&*theirs, &found[1]), (&*ours, &found[0])];
    let apart = [0, 1].map(|side| {
        let (other, others) = of_both[side];
        let free = |(was, is): &&(Key, Key)| {
            other.get(is).is_none() || others.contains(&(was.clone(), is.clone()))
        };
        found[side].iter().filter(free).cloned().collect::<Vec<_>>()
    });
    for (side, moved) in [ours, theirs].into_iter().zip(apart) {
        moved.iter().for_each(|(was, is)| side.rename(is, was));
    }
}

/// What a document says, but for its name.
fn unnamed(value: &Value) -> Value {
    let mut value = value.clone();
    let metadata = value.as_map_mut().and_then(|map| map.get_mut("metadata"));
    if let Some(metadata) = metadata.and_then(Value::as_map_mut) {
        metadata.shift_remove("name");
    }
    value
}

/// What a deletion, which may be a new name, would take along without a word: comments that the other
/// side changed in the document, or another name that the other side gave it.
pub(super) fn gone_with_words([base, ours, theirs]: &[Inventory; 3]) -> Option<ByLines> {
    // Of the documents of a kind that only one side has, whether there are any, and whether one of them says
    // what another said, but for the name.
    let fresh = |here: &Inventory, there: &Inventory, was: &Doc| {
        let new =
            here.keys.iter().filter(|key| base.get(key).is_none() && there.get(key).is_none());
        let of_kind: Vec<&Doc> = new
            .filter_map(|key| here.get(key))
            .filter(|doc| doc.value().get("kind") == was.value().get("kind"))
            .collect();
        let same = of_kind.iter().any(|doc| unnamed(doc.value()) == unnamed(was.value()));
        (!of_kind.is_empty(), same)
    };
    base.keys.iter().find_map(|key| {
        let was = base.get(key).filter(|doc| doc.speaks())?;
        match (ours.get(key), theirs.get(key)) {
            (None, Some(is)) | (Some(is), None)
                if is.text != was.text && is.value() == was.value() =>
            {
                Some(ByLines::Comments)
            }
            (None, None) => {
                let [ours, theirs] = [fresh(ours, theirs, was), fresh(theirs, ours, was)];
                let renamed = ours.0 && theirs.0 && (ours.1 || theirs.1);
                renamed.then_some(ByLines::Renamed)
            }
            _ => None,
        }
    })
}

/// Pairs of keys, in the base and on a side, of which each can only be the other.
fn moved(base: &Inventory, side: &Inventory) -> Vec<(Key, Key)> {
    let missing = |here: &Inventory, there: &Inventory| -> Vec<Key> {
        let speaks = |key: &&Key| !matches!(key, Key::Text(..)) && there.get(key).is_none();
        here.keys.iter().filter(speaks).cloned().collect()
    };
    let (gone, fresh) = (missing(base, side), missing(side, base));
    let alike = |was: &Key, is: &Key| {
        let (Some(was), Some(is)) = (base.get(was), side.get(is)) else { return false };
        let [(kind, name), (new_kind, new_name)] =
            [was, is].map(|doc| (doc.value().get("kind"), doc.value().at(&["metadata", "name"])));
        kind == new_kind && (name == new_name || name.is_none() || new_name.is_none())
    };
    // Which of several without a name got one, nobody can say.
    let known = |key: &Key| !matches!(key, Key::Unnamed(_)) || base.unnamed() < 2;
    let pairs = gone.iter().filter(|was| known(was)).filter_map(|was| {
        let mut like = fresh.iter().filter(|is| alike(was, is));
        let is = like.next().filter(|_| like.next().is_none())?;
        let only = gone.iter().filter(|other| alike(other, is)).count() == 1;
        only.then(|| (was.clone(), is.clone()))
    });
    pairs.collect()
}

/// Documents without identity are matched by their place as long as each file has as many; else
/// their text is all that is left to know them by. So it is with comments that are documents of
/// their own: those that a side changed are matched by their order where as many came as went.
///
/// Returns whether that leaves open which document is which: both sides have other ones than the base,
/// and not the same.
pub(super) fn match_unnamed(inventories: &mut [Inventory; 3]) -> bool {
    match_comments(inventories);
    let [base, ours, theirs] = inventories.each_ref().map(Inventory::unnamed);
    if ours == theirs && (base == ours || base == 0) {
        return false;
    }
    inventories.iter_mut().for_each(Inventory::name_by_text);
    let [base, ours, theirs] = &*inventories;
    let only = |here: &Inventory, there: &[&Inventory]| -> Vec<Key> {
        let speaks = |key: &&Key| here.get(key).is_some_and(Doc::speaks);
        let keys = here.keys.iter().filter(|key| matches!(key, Key::Text(..))).filter(speaks);
        keys.filter(|key| there.iter().all(|other| other.get(key).is_none())).cloned().collect()
    };
    let (new_ours, new_theirs) = (only(ours, &[base]), only(theirs, &[base]));
    let gone = base.keys.is_empty() || !only(base, &[ours, theirs]).is_empty();
    gone && !new_ours.is_empty() && !new_theirs.is_empty() && new_ours != new_theirs
}

fn match_comments([base, ours, theirs]: &mut [Inventory; 3]) {
    for side in [ours, theirs] {
        let missing = |here: &Inventory, there: &Inventory| -> Vec<Key> {
            let is = |key: &&Key| matches!(key, Key::Text(..)) && there.get(key).is_none();
            here.keys.iter().filter(is).cloned().collect()
        };
        let (gone, fresh) = (missing(base, side), missing(side, base));
        if gone.len() == fresh.len() {
            gone.iter().zip(&fresh).for_each(|(was, is)| side.rename(is, was));
        }
    }
}
