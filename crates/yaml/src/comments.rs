//! Which comment belongs to which value.
//!
//! A comment on a line of its own belongs to the entry or item that follows it, unless it is indented
//! deeper than that: then it trails what is above it (`after`). In a list whose first item has such a
//! comment above it, all of them are above their items. Behind the last entry, an indented
//! comment trails the entry whose column it reaches, and one at column 0 the whole document. A comment
//! behind something on its line (`beside`) belongs to the entry or item that started last; behind a
//! `}` or `]`, to the entry that holds the braces.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

use hedgerow_model::{FieldPath, KeyPath, ListType, ListTypes, Segment, Value};

use crate::document::{Document, read};
use crate::edit::align::{keys_of, written_keys};
use crate::error::ReadError;
use crate::files::newline_of;
use crate::layout::{Layout, Row};
use crate::limits::Limits;
use crate::tree::{NodeId, Shape};

/// The comments of one entry, item or document, with their `#`, without indentation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Comments {
    /// On lines of their own above it.
    pub before: Vec<String>,
    /// On its line. Where the braces of a flow collection have one each, both.
    pub beside: Option<String>,
    /// On lines of their own behind it, before something less indented or the end.
    pub after: Vec<String>,
}

/// The comments of a document by path; the root path has those behind everything. Paths without
/// comments are left out.
pub type CommentMap = BTreeMap<FieldPath, Comments>;

/// The comments of a document by path.
///
/// List items are named by their key fields where `types` knows some, by their value where all are
/// different scalars, else by their place.
///
/// # Errors
/// When the text cannot be read.
pub fn comments(text: &str, types: &dyn ListTypes) -> Result<CommentMap, ReadError> {
    let document = read(text, &Limits::default())?;
    Ok(comments_of(text, &document, types))
}

/// As [`comments`], of a document that was read from this very text.
#[must_use]
pub fn comments_of(text: &str, document: &Document, types: &dyn ListTypes) -> CommentMap {
    let padded = with_line_break(text);
    let layout = Layout { text: &padded, tree: &document.tree };
    let rows = label_rows(&layout, document, types);
    let mut map = CommentMap::new();
    for comment in assign(&layout, &rows) {
        let path = comment.row.map_or_else(FieldPath::root, |row| rows[row].path.clone());
        let entry = map.entry(path).or_default();
        let line = padded[comment.range].to_owned();
        match comment.place {
            CommentPosition::Before => entry.before.push(line),
            CommentPosition::After => entry.after.push(line),
            CommentPosition::Beside => {
                entry.beside = Some(match entry.beside.take() {
                    Some(first) => format!("{first} {line}"),
                    None => line,
                });
            }
        }
    }
    map
}

/// Where maps have a merge key: the paths of their `<<`, with items named as [`comments`] names them. No value is at such
/// a path, but a comment can be.
#[must_use]
pub fn merge_keys(text: &str, document: &Document, types: &dyn ListTypes) -> Vec<FieldPath> {
    if !document.has_anchors() {
        return Vec::new();
    }
    let padded = with_line_break(text);
    let layout = Layout { text: &padded, tree: &document.tree };
    let is_one = |path: &FieldPath| {
        matches!(path.segments().last(), Some(Segment::Key(key)) if key == MERGE)
            && document.value.lookup(path).is_none()
    };
    let rows = label_rows(&layout, document, types);
    rows.into_iter().map(|row| row.path).filter(is_one).collect()
}

/// The paths of all entries and items, in the order of the text, with items named as [`comments`] names them.
#[must_use]
pub fn entry_paths(text: &str, document: &Document, types: &dyn ListTypes) -> Vec<FieldPath> {
    let padded = with_line_break(text);
    let layout = Layout { text: &padded, tree: &document.tree };
    label_rows(&layout, document, types).into_iter().map(|row| row.path).collect()
}

/// What a merge key is called in a path.
const MERGE: &str = "<<";

/// The text, with a line break at its end.
pub(crate) fn with_line_break(text: &str) -> String {
    if text.is_empty() || text.ends_with('\n') {
        text.to_owned()
    } else {
        format!("{text}{}", newline_of(text))
    }
}

/// Where a comment is, seen from what it belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CommentPosition {
    Before,
    Beside,
    After,
}

/// A comment.
#[derive(Clone, Debug)]
pub(crate) struct Comment {
    /// From its `#` to the end of its text.
    pub(crate) range: Range<usize>,
    pub(crate) place: CommentPosition,
    /// What it belongs to; `None` for the document.
    pub(crate) row: Option<usize>,
}

/// An entry or item, with what is around it.
#[derive(Clone, Debug)]
pub(crate) struct Labelled {
    pub(crate) path: FieldPath,
    pub(crate) row: Row,
    pub(crate) column: usize,
    pub(crate) parent: Option<usize>,
    /// The end of the flow collection that it is directly in.
    pub(crate) flow_end: Option<usize>,
}

/// All entries and items in the order of the text.
pub(crate) fn label_rows(
    layout: &Layout<'_>,
    document: &Document,
    types: &dyn ListTypes,
) -> Vec<Labelled> {
    let mut labels = Labels { layout, types, rows: Vec::new(), path: FieldPath::root() };
    if let Some(root) = document.tree.root {
        labels.walk(root, 0, &document.value, None);
    }
    labels.rows
}

struct Labels<'a> {
    layout: &'a Layout<'a>,
    types: &'a dyn ListTypes,
    rows: Vec<Labelled>,
    path: FieldPath,
}

impl Labels<'_> {
    fn walk(&mut self, id: NodeId, slot: usize, value: &Value, parent: Option<usize>) {
        let node = self.layout.tree.node(id);
        match (&node.shape, value) {
            (Shape::Map { flow, entries }, Value::Map(map)) => {
                let rows = self.layout.map_rows(entries);
                let end = flow.then_some(node.end as usize);
                for (entry, row) in entries.iter().zip(rows) {
                    let found = entry.slot.and_then(|slot| map.get_index(slot as usize));
                    let key = found.map_or(MERGE, |(key, _)| key.as_str());
                    let value = found.map(|(_, value)| value);
                    self.row(Segment::Key(key.to_owned()), row, value, parent, end);
                }
            }
            (Shape::List { flow, items }, Value::List(values)) => {
                let start = slot.max(node.props.1 as usize);
                let rows = if *flow {
                    self.layout.flow_rows(items)
                } else {
                    self.layout.list_rows(items, start)
                };
                let end = flow.then_some(node.end as usize);
                let labels = item_labels(values, &self.types.list_type(&self.path));
                for ((row, value), label) in rows.into_iter().zip(values).zip(labels) {
                    self.row(label, row, Some(value), parent, end);
                }
            }
            _ => {}
        }
    }

    fn row(
        &mut self,
        label: Segment,
        row: Row,
        value: Option<&Value>,
        parent: Option<usize>,
        flow_end: Option<usize>,
    ) {
        self.path.push(label);
        let index = self.rows.len();
        self.rows.push(Labelled {
            path: self.path.clone(),
            row,
            column: self.layout.column(row.start),
            parent,
            flow_end,
        });
        if let Some(value) = value {
            self.walk(row.value, row.slot, value, Some(index));
        }
        self.path.pop();
    }
}

/// The names of list items.
pub(crate) fn item_labels(items: &[Value], list_type: &ListType) -> Vec<Segment> {
    let keys = list_type.key_paths();
    if !keys.is_empty()
        && keys_of(items, keys).is_some()
        && let Some(texts) = written_keys(items, keys)
    {
        let names = || keys.iter().map(|key| key.path().to_owned());
        let item = |texts: Vec<String>| Segment::Item(names().zip(texts).collect());
        return texts.into_iter().map(item).collect();
    }
    let whole = [KeyPath::new("")];
    if let Some(texts) = keys_of(items, &whole) {
        let item = |texts: Vec<String>| {
            Segment::Item(texts.into_iter().map(|text| (String::new(), text)).collect())
        };
        return texts.into_iter().map(item).collect();
    }
    (0..items.len()).map(Segment::Index).collect()
}

/// The ranges of all comments: from `#` to the end of the text on the line.
fn find(layout: &Layout<'_>) -> Vec<Range<usize>> {
    let bytes = layout.text.as_bytes();
    let mut scalars: Vec<Range<usize>> = layout
        .tree
        .nodes
        .iter()
        .filter(|node| matches!(node.shape, Shape::Scalar(_)))
        .map(crate::tree::Node::range)
        .filter(|range| !range.is_empty())
        .collect();
    scalars.sort_by_key(|range| range.start);
    let mut scalars = scalars.into_iter().peekable();
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(next) = layout.text[at..].find('#').map(|next| at + next) {
        while scalars.peek().is_some_and(|range| range.end <= next) {
            scalars.next();
        }
        if let Some(range) = scalars.peek()
            && range.contains(&next)
        {
            at = range.end;
            continue;
        }
        let starts = next == 0
            || matches!(bytes[next - 1], b' ' | b'\t' | b'\n' | b'\r')
            || layout.text[..next].ends_with('\u{feff}');
        // Behind `,`, `[` or a quote a `#` is not YAML, and the text was read.
        if starts {
            let end = layout.line_end(next);
            found.push(next..next + layout.text[next..end].trim_end().len());
            at = end;
        } else {
            at = next + 1;
        }
    }
    found
}

/// All comments, each with what it belongs to.
pub(crate) fn assign(layout: &Layout<'_>, rows: &[Labelled]) -> Vec<Comment> {
    let mut out = Vec::new();
    // Whether the items of a list, by what they are in, have their comments above them.
    let mut lead: HashMap<Option<usize>, bool> = HashMap::new();
    for row in rows {
        lead.entry(row.parent).or_insert_with(|| layout.leads(&row.row, row.column));
    }
    // The row that follows, and whether a comment of this gap already belongs to it.
    let mut gap = (usize::MAX, false);
    for range in find(layout) {
        let next = rows.partition_point(|row| row.row.start < range.start);
        let last = next.checked_sub(1).map(|last| climb_flow(rows, last, range.start));
        if !layout.starts_line(range.start) {
            out.push(Comment { range, place: CommentPosition::Beside, row: last });
            continue;
        }
        if gap.0 != next {
            gap = (next, false);
        }
        let of_next = rows.get(next).is_some_and(|row| {
            lead.get(&row.parent).copied().unwrap_or(false) && layout.touches(range.start, &row.row)
        });
        let taken = gap.1 || of_next;
        let (place, row) = match trailed(layout, rows, next, last, range.start, taken) {
            Some(row) => (CommentPosition::After, row),
            None => {
                gap.1 = true;
                (CommentPosition::Before, Some(next))
            }
        };
        out.push(Comment { range, place, row });
    }
    out
}

/// The row, or the one around the flow collections that end before `at`.
fn climb_flow(rows: &[Labelled], mut row: usize, at: usize) -> usize {
    while let (Some(end), Some(parent)) = (rows[row].flow_end, rows[row].parent) {
        if end > at {
            break;
        }
        row = parent;
    }
    row
}

/// What a comment line at `at` trails; `None` when it belongs to the row that follows it.
#[expect(clippy::option_option, reason = "it follows, or trails the document, or trails a row")]
fn trailed(
    layout: &Layout<'_>,
    rows: &[Labelled],
    next: usize,
    last: Option<usize>,
    at: usize,
    taken: bool,
) -> Option<Option<usize>> {
    let Some(last) = last else { return (next == rows.len()).then_some(None) };
    let column = layout.column(at);
    // Inside a flow collection: the next item of it, else the last one.
    if rows[last].flow_end.is_some() {
        let same = rows.get(next).is_some_and(|row| row.flow_end == rows[last].flow_end);
        return if same { None } else { Some(Some(last)) };
    }
    match rows.get(next) {
        Some(row) => {
            let child = row.parent == Some(last);
            if taken || child || column <= row.column || row.flow_end.is_some() {
                return None;
            }
        }
        None if column == 0 => return Some(None),
        None => {}
    }
    let mut row = Some(last);
    while let Some(index) = row {
        if rows[index].column <= column {
            return Some(Some(index));
        }
        row = rows[index].parent;
    }
    Some(None)
}
