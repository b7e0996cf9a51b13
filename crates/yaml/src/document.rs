//! A document that was read: its value, and where everything in it is.

use std::borrow::Cow;
use std::sync::OnceLock;

use hedgerow_model::{FieldPath, Segment, Value};

use crate::conflicts;
use crate::error::ReadError;
use crate::kubectl;
use crate::limits::Limits;
use crate::load;
use crate::position::{Position, saturate};
use crate::scan;
use crate::tree::{Entry, NodeId, Shape, Slots, Tree};

/// Something in a document that reads, but perhaps not as meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    /// Where.
    pub at: Position,
    /// What, and what to do about it.
    pub message: String,
}

/// One document that was read.
#[derive(Clone, Debug)]
pub struct Document {
    pub(crate) value: Value,
    pub(crate) tree: Tree,
    pub(crate) warnings: Vec<Warning>,
    has_anchors: bool,
    pub(crate) keys: load::Keys,
    pub(crate) lines: LineShift,
    /// Where the entries of maps stand, by the indices of their values; made when it is asked for.
    slots: OnceLock<Box<Slots>>,
}

/// From the lines of a document's own text to those of its file, which has a marker line between
/// banner and body that the own text lacks.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct LineShift {
    /// Lines of the own text that are in the banner.
    pub(crate) banner: u32,
    /// Added to the lines of the banner.
    pub(crate) above: u32,
    /// Added to the lines behind it.
    pub(crate) below: u32,
    /// Added to the columns of the first line.
    pub(crate) first_columns: u32,
    /// Added to the columns of the others.
    pub(crate) columns: u32,
}

impl LineShift {
    pub(crate) fn apply(self, at: Position) -> Position {
        let by = if at.line <= self.banner { self.above } else { self.below };
        let columns = if at.line == 1 { self.first_columns } else { self.columns };
        Position { line: at.line + by, column: at.column + columns }
    }
}

/// Reads one document: a document's own text, not a file of several.
///
/// A text without content reads as null.
///
/// # Errors
/// When the text is not YAML, holds what kubectl would refuse or silently drop (duplicate keys), or
/// exceeds a limit.
pub fn read(text: &str, limits: &Limits) -> Result<Document, ReadError> {
    let read = read_as(text, limits, kubectl::is_json(text));
    read.map_err(|error| conflicts::explain(text, error))
}

/// As [`read`]; `json` says whether kubectl's JSON reader reads it.
pub(crate) fn read_as(text: &str, limits: &Limits, json: bool) -> Result<Document, ReadError> {
    scan::check(text, limits)?;
    let outline = kubectl::outline(text, json);
    let spaced = outline.as_ref().map_or(Cow::Borrowed(text), |outline| outline.spaced(text));
    // The parser's message is the better one where both refuse.
    let loaded = load::load(text, &spaced, limits)?;
    outline?.compare(&loaded.tree)?;
    Ok(Document {
        value: loaded.value,
        tree: loaded.tree,
        warnings: loaded.warnings,
        has_anchors: loaded.has_anchors,
        keys: loaded.keys,
        lines: LineShift::default(),
        slots: OnceLock::new(),
    })
}

/// The value of a document that [`read`] has read before: it is not held against kubectl's reading once more, which takes a
/// third of the time.
///
/// # Errors
/// When the text is none that was read before.
pub fn read_again(text: &str, limits: &Limits) -> Result<Value, ReadError> {
    // which tabs are blanks is known from kubectl's reading
    if text.contains('\t') {
        return read(text, limits).map(Document::into_value);
    }
    load::load(text, text, limits).map(|loaded| loaded.value)
}

/// Reads the VALUE of a command line: any YAML node, `10.0.0.0/8`, `[a, b]` or `{vlan: 10}`.
///
/// # Errors
/// As [`read`].
pub fn read_value(text: &str) -> Result<Value, ReadError> {
    read(text, &Limits::default()).map(|document| document.value)
}

impl Document {
    /// The value.
    #[must_use]
    pub fn value(&self) -> &Value {
        &self.value
    }

    /// The value, without the positions.
    #[must_use]
    pub fn into_value(self) -> Value {
        self.value
    }

    /// What reads, but perhaps not as meant.
    pub fn warnings(&self) -> impl Iterator<Item = Warning> + '_ {
        self.warnings.iter().map(|warning| Warning {
            at: self.lines.apply(warning.at),
            message: warning.message.clone(),
        })
    }

    /// Whether the document has anchors (`&name`).
    #[must_use]
    pub fn has_anchors(&self) -> bool {
        self.has_anchors
    }

    /// Where the value at `path` is; of its nearest ancestor when there is none.
    ///
    /// `None` only for a document without content.
    #[must_use]
    pub fn position(&self, path: &FieldPath) -> Option<Position> {
        self.find(path).map(|found| self.lines.apply(self.tree.node(found.value).at))
    }

    /// Where the key of the entry at `path` is; of a list item, the item; else as
    /// [`Document::position`].
    #[must_use]
    pub fn key_position(&self, path: &FieldPath) -> Option<Position> {
        self.find(path)
            .map(|found| self.lines.apply(self.tree.node(found.key.unwrap_or(found.value)).at))
    }

    /// A scalar at `path` as it is written in the text that the document was read from; nothing for a map, a
    /// list or a block scalar.
    #[must_use]
    pub fn written<'t>(&self, text: &'t str, path: &FieldPath) -> Option<&'t str> {
        let node = self.tree.node(self.node_at(path)?);
        match &node.shape {
            Shape::Scalar(style) if !style.is_block() => text.get(node.range()),
            _ => None,
        }
    }

    pub(crate) fn shift_lines(&mut self, lines: LineShift) {
        self.lines = lines;
    }

    pub(crate) fn place_of(&self, node: NodeId) -> Position {
        self.lines.apply(self.tree.node(node).at)
    }

    /// The node at a path, aliases followed; none where nothing is there.
    pub(crate) fn node_at(&self, path: &FieldPath) -> Option<NodeId> {
        self.value.lookup(path)?;
        self.find(path).map(|found| self.tree.target(found.value))
    }

    fn find(&self, path: &FieldPath) -> Option<Found> {
        let mut at = Found { key: None, value: self.tree.root? };
        let mut value = &self.value;
        for segment in path.segments() {
            let Some((found, below)) = self.step(at.value, value, segment) else { break };
            at = found;
            let Some(below) = below else { break };
            value = below;
        }
        Some(at)
    }

    /// The entry of a map that stands for the value at an index of its values.
    ///
    /// Without merges (`<<`) the two are in one order; else the entries of all maps are put in order once,
    /// so that a map of many keys is not gone through for each of them.
    pub(crate) fn entry<'e>(
        &self,
        map: NodeId,
        entries: &'e [Entry],
        slot: usize,
    ) -> Option<&'e Entry> {
        let wanted = Some(saturate(slot));
        let is_it = |entry: &&Entry| entry.slot == wanted;
        if let Some(entry) = entries.get(slot).filter(is_it) {
            return Some(entry);
        }
        let slots = self.slots.get_or_init(|| Box::new(self.tree.slots()));
        entries.get(slots.place(map, wanted?)?)
    }

    fn step<'v>(
        &self,
        node: NodeId,
        value: &'v Value,
        segment: &Segment,
    ) -> Option<(Found, Option<&'v Value>)> {
        let node = self.tree.target(node);
        match (&self.tree.node(node).shape, segment) {
            (Shape::Map { entries, .. }, Segment::Key(name)) => {
                let (slot, _, below) = value.as_map()?.get_full(name)?;
                let entry = self
                    .entry(node, entries, slot)
                    // A merged entry is where its `<<` does.
                    .or_else(|| entries.iter().find(|entry| entry.slot.is_none()))?;
                let below = entry.slot.is_some().then_some(below);
                Some((Found { key: Some(entry.key), value: entry.value }, below))
            }
            (Shape::List { items, .. }, Segment::Index(index)) => {
                let below = value.as_list()?.get(*index)?;
                Some((Found { key: None, value: *items.get(*index)? }, Some(below)))
            }
            (Shape::List { items, .. }, Segment::Item(wanted)) => {
                let list = value.as_list()?;
                let index = list.iter().position(|item| item.matches(wanted))?;
                Some((Found { key: None, value: *items.get(index)? }, list.get(index)))
            }
            _ => None,
        }
    }
}

#[derive(Clone, Copy)]
struct Found {
    key: Option<NodeId>,
    value: NodeId,
}
