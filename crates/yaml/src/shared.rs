//! Values that are at several places by anchors and aliases, and keys that are read as another name
//! than the one that is written.

use hedgerow_model::{FieldPath, Segment, Value};

use crate::document::Document;
use crate::tree::{Entry, NodeId, Shape};

/// How many places are looked for: enough to say that there are many.
const MOST: usize = 1000;

/// A key that is written in one way and read in another, as kubectl does: `y` is `true`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MisreadKey {
    /// The key as it is written.
    pub written: String,
    /// The key that it is read as.
    pub read: String,
    /// Its line, from 1.
    pub line: u32,
    /// The path that was asked for, with the key that is read.
    pub path: FieldPath,
}

impl std::fmt::Display for MisreadKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { written, read, line, path } = self;
        write!(
            f,
            "the key written `{written}` in line {line} is read as `{read}` by kubectl: name {path}"
        )
    }
}

impl Document {
    /// The other places that share the value at `path`: those that an edit of the anchor changes too.
    ///
    /// Of a value that is not there, the places that share the nearest that is, with the rest of the
    /// path. At most a thousand, in the order of the text.
    #[must_use]
    pub fn shared(&self, path: &FieldPath) -> Vec<FieldPath> {
        if !self.has_anchors() {
            return Vec::new();
        }
        let Some(root) = self.tree.root else { return Vec::new() };
        let (mut node, mut depth) = (self.tree.target(root), 0);
        let mut value = self.value();
        for segment in path.segments() {
            let Some((below, next)) = self.below(node, value, segment) else { break };
            (node, value, depth) = (self.tree.target(below), next, depth + 1);
        }
        let rest = &path.segments()[depth..];
        let (mut found, mut at) = (Vec::new(), FieldPath::root());
        self.places(root, self.value(), node, &mut at, &mut found);
        let own: FieldPath = path.segments()[..depth].to_vec().into();
        let own = self.value().lookup(&own);
        found.retain(|place| {
            let there = self.value().lookup(place);
            !there.zip(own).is_some_and(|(there, own)| std::ptr::eq(there, own))
        });
        let with_rest = |place: FieldPath| {
            rest.iter().fold(place, |place, segment| place.child(segment.clone()))
        };
        found.into_iter().map(with_rest).collect()
    }

    /// The other places that an edit at `path` is shared with: those of the value that is set, or of the map
    /// or list that something is deleted from (`sets`: which of the two).
    #[must_use]
    pub fn shared_edit(&self, path: &FieldPath, sets: bool) -> Vec<FieldPath> {
        match (path.parent(), path.segments().last()) {
            (Some(parent), Some(last)) if !sets => {
                self.shared(&parent).into_iter().map(|place| place.child(last.clone())).collect()
            }
            _ => self.shared(path),
        }
    }

    /// The node and the value one step down, through aliases and merges.
    fn below<'v>(
        &self,
        node: NodeId,
        value: &'v Value,
        segment: &Segment,
    ) -> Option<(NodeId, &'v Value)> {
        match (&self.tree.node(node).shape, segment) {
            (Shape::Map { entries, .. }, Segment::Key(name)) => {
                let (slot, _, below) = value.as_map()?.get_full(name)?;
                let node = match self.entry(node, entries, slot) {
                    Some(entry) => entry.value,
                    None => self.merged(entries, name)?,
                };
                Some((node, below))
            }
            (Shape::List { items, .. }, Segment::Index(index)) => {
                Some((*items.get(*index)?, value.as_list()?.get(*index)?))
            }
            (Shape::List { items, .. }, Segment::Item(wanted)) => {
                let list = value.as_list()?;
                let index = list.iter().position(|item| item.matches(wanted))?;
                Some((*items.get(index)?, list.get(index)?))
            }
            _ => None,
        }
    }

    /// The node of an entry that a merge (`<<`) brings.
    fn merged(&self, entries: &[Entry], name: &str) -> Option<NodeId> {
        let merges = entries.iter().filter(|entry| entry.slot.is_none());
        let sources = merges.flat_map(|entry| {
            let source = self.tree.target(entry.value);
            match &self.tree.node(source).shape {
                Shape::List { items, .. } => items.clone(),
                _ => vec![source],
            }
        });
        sources.map(|source| self.tree.target(source)).find_map(|source| {
            let Shape::Map { entries, .. } = &self.tree.node(source).shape else { return None };
            let own = entries.iter().find(|entry| {
                entry.slot.is_some() && self.key_of(entry).is_some_and(|key| key == name)
            });
            own.map(|entry| entry.value).or_else(|| self.merged(entries, name))
        })
    }

    fn key_of(&self, entry: &Entry) -> Option<&str> {
        self.keys.names.get(&entry.key).map(String::as_str)
    }

    /// Collects where `wanted` is, aliases and merges followed.
    fn places(
        &self,
        node: NodeId,
        value: &Value,
        wanted: NodeId,
        at: &mut FieldPath,
        found: &mut Vec<FieldPath>,
    ) {
        let node = self.tree.target(node);
        if found.len() >= MOST {
            return;
        }
        if node == wanted {
            found.push(at.clone());
            return;
        }
        let segments: Vec<Segment> = match value {
            Value::Map(map) => map.keys().cloned().map(Segment::Key).collect(),
            Value::List(items) => (0..items.len()).map(Segment::Index).collect(),
            _ => return,
        };
        for segment in segments {
            if let Some((below, value)) = self.below(node, value, &segment) {
                at.push(segment);
                self.places(below, value, wanted, at, found);
                at.pop();
            }
        }
    }

    /// Refuses a path with a key that is written so in the text and is read as another. `typed` is the path
    /// as it was typed, where a key in quotes is one of its own; `sets` tells setting from deleting.
    ///
    /// # Errors
    /// Says how the key is read and what to type.
    pub fn refuse_misread(&self, path: &FieldPath, typed: &str, sets: bool) -> Result<(), String> {
        let Some(key) = self.misread_key(path) else { return Ok(()) };
        let quoted = format!("\"{}\"", key.written);
        match sets {
            true if typed.contains(&quoted) => Ok(()),
            true => Err(format!(
                "{key} to change it, or put the key in quotes ({quoted}) to add a second one"
            )),
            false => Err(format!("{key} to delete it")),
        }
    }

    /// The first key on the way of `path` that is written so in the text and is read as another, where
    /// no key has the name that was asked for.
    #[must_use]
    pub fn misread_key(&self, path: &FieldPath) -> Option<MisreadKey> {
        let mut node = self.tree.target(self.tree.root?);
        let mut value = self.value();
        for (depth, segment) in path.segments().iter().enumerate() {
            if let Some((below, next)) = self.below(node, value, segment) {
                (node, value) = (self.tree.target(below), next);
                continue;
            }
            let (Shape::Map { entries, .. }, Segment::Key(name)) =
                (&self.tree.node(node).shape, segment)
            else {
                return None;
            };
            let mut misread = self.keys.misread.iter();
            let (key, _, read) = misread.find(|(key, written, _)| {
                written == name && entries.iter().any(|entry| entry.key == *key)
            })?;
            let mut segments = path.segments().to_vec();
            segments[depth] = Segment::Key(read.clone());
            let line = self.place_of(*key).line;
            return Some(MisreadKey {
                written: name.clone(),
                read: read.clone(),
                line,
                path: segments.into(),
            });
        }
        None
    }
}
