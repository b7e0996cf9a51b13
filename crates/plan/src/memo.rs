//! The documents of a file's text and the objects of its lists, each read once.

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::Arc;

use hedgerow_model::{Identity, Standing, Value};
use hedgerow_yaml::CommentedOut;

use crate::blame::Version;
use crate::combine::DocumentState;
use crate::parse::limits;

/// One document of a file, as far as it can be read.
#[derive(Debug, PartialEq)]
pub(crate) enum Entry {
    Empty,
    Broken,
    Object(Option<Identity>, Value),
    /// A list of objects: what it says beside them, and each of them.
    List(Value, Vec<Arc<Entry>>),
}

/// Where an entry of a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum At {
    /// It is a document.
    Document(usize),
    /// It is an object of the list that is this document.
    Item(usize, usize),
}

impl Entry {
    pub(crate) fn is(&self, identity: &Identity) -> bool {
        matches!(self, Self::Object(Some(found), _) if found == identity)
    }
}

/// Documents that were read, by their own text: many edits of one file read each document once.
#[derive(Debug, Default)]
pub struct Memo(RefCell<HashMap<String, Arc<Entry>>>);

/// How many documents are remembered before all are forgotten.
const REMEMBERED: usize = 4096;

impl Memo {
    /// The documents of a file, in order; behind a list its objects.
    pub(crate) fn entries(&self, file: &str) -> Vec<(At, Arc<Entry>)> {
        let mut entries = Vec::new();
        for (index, entry) in self.documents(file).into_iter().enumerate() {
            let objects = match &*entry {
                Entry::List(_, objects) => objects.clone(),
                Entry::Empty | Entry::Broken | Entry::Object(..) => Vec::new(),
            };
            entries.push((At::Document(index), entry));
            let places = (0..).map(|item| At::Item(index, item));
            entries.extend(places.zip(objects));
        }
        entries
    }

    /// The documents of a file, in order.
    fn documents(&self, file: &str) -> Vec<Arc<Entry>> {
        let slices = hedgerow_yaml::split(file);
        let unread = hedgerow_yaml::unread_documents(file, &slices);
        slices
            .iter()
            .zip(unread)
            .map(|(slice, unread)| {
                if unread {
                    return Arc::new(Entry::Broken);
                }
                if slice.is_empty(file) {
                    return Arc::new(Entry::Empty);
                }
                self.read(&slice.own_text(file))
            })
            .collect()
    }

    /// One document.
    fn read(&self, own: &str) -> Arc<Entry> {
        if let Some(known) = self.0.borrow().get(own) {
            return known.clone();
        }
        let entry = Arc::new(match hedgerow_yaml::read(own, &limits()) {
            Ok(read) => entry_of(read.into_value()),
            Err(_) => Entry::Broken,
        });
        let mut known = self.0.borrow_mut();
        if known.len() >= REMEMBERED {
            known.clear();
        }
        known.insert(own.to_owned(), entry.clone());
        entry
    }

    pub(crate) fn live_place(&self, file: &str, identity: &Identity) -> Option<At> {
        let found = self.entries(file).into_iter().find(|(_, entry)| entry.is(identity))?;
        Some(found.0)
    }

    /// Finds the document of `identity` in a file: live first, then in comments.
    pub fn find(&self, file: &str, identity: &Identity) -> Option<DocumentState> {
        if let Some(place) = self.live_place(file, identity) {
            let text = text_at(file, place)?;
            return Some(DocumentState { standing: Standing::Live, text });
        }
        commented(file, identity)
            .map(|found| DocumentState { standing: Standing::CommentedOut, text: found.text })
    }

    /// What a file says of a resource. Where it is not found, and a document of the file cannot be read, nobody
    /// can say: that one may have been it.
    pub fn version(&self, file: &str, identity: &Identity) -> Version {
        let slices = hedgerow_yaml::split(file);
        let unread = hedgerow_yaml::unread_documents(file, &slices);
        let mut others = Vec::new();
        for (slice, unread) in slices.iter().zip(unread) {
            let own = slice.own_text(file);
            // Of a file with many documents, those that cannot be it are not read for it.
            if unread || !own.contains(&identity.name) {
                others.push((slice, unread));
                continue;
            }
            let entry = self.read(&own);
            let found = match &*entry {
                Entry::List(_, objects) => objects.iter().find(|object| object.is(identity)),
                Entry::Object(..) if entry.is(identity) => Some(&entry),
                Entry::Broken => {
                    others.push((slice, true));
                    None
                }
                Entry::Empty | Entry::Object(..) => None,
            };
            if let Some(Entry::Object(_, value)) = found.map(|found| &**found) {
                return Version::Says(Arc::new(value.clone()));
            }
        }
        let is_broken = others.into_iter().any(|(slice, unread)| {
            unread || (!slice.is_empty(file) && *self.read(&slice.own_text(file)) == Entry::Broken)
        });
        if is_broken { Version::Unreadable } else { Version::Absent }
    }

    /// How many live documents of `identity` a file has.
    pub(crate) fn count(&self, file: &str, identity: &Identity) -> usize {
        self.entries(file).iter().filter(|(_, entry)| entry.is(identity)).count()
    }

    /// Whether a file holds resources or comments only, so that another document may be with
    /// them.
    pub(crate) fn is_ours(&self, file: &str) -> bool {
        self.entries(file).iter().all(|(_, entry)| {
            matches!(**entry, Entry::Empty | Entry::Object(Some(_), _) | Entry::List(..))
        })
    }
}

fn entry_of(value: Value) -> Entry {
    let Some(objects) = hedgerow_schema::list_objects(&value) else {
        return Entry::Object(Identity::of(&value), value);
    };
    let object = |value: &Value| Arc::new(Entry::Object(Identity::of(value), value.clone()));
    let objects = objects.iter().map(object).collect();
    let mut rest = value;
    if let Some(map) = rest.as_map_mut() {
        map.shift_remove("items");
    }
    Entry::List(rest, objects)
}

/// The own text of what is at a place of a file.
pub(crate) fn text_at(file: &str, place: At) -> Option<String> {
    let (At::Document(index) | At::Item(index, _)) = place;
    let slices = hedgerow_yaml::split(file);
    let own = slices.get(index)?.own_text(file);
    match place {
        At::Document(_) => Some(own.into_owned()),
        At::Item(_, item) => {
            let read = hedgerow_yaml::read(&own, &limits()).ok()?;
            Some(hedgerow_yaml::list_items(&own, &read).into_iter().nth(item)?.text)
        }
    }
}

pub(crate) fn commented(file: &str, identity: &Identity) -> Option<CommentedOut> {
    let is_it = |value: &Value| Identity::of(value).as_ref() == Some(identity);
    hedgerow_yaml::commented_out(file, &is_it)
        .into_iter()
        .find(|found| Identity::of(&found.value).as_ref() == Some(identity))
}
