//! From two values to patches: walks both, and the syntax tree, in step.

use std::cell::OnceCell;
use std::collections::HashMap;

use hedgerow_model::{FieldPath, ListTypes, Map, Segment, Value};

use super::EditError;
use super::align::{Origin, align};
use super::care::{Care, How};
use super::habits::{Habits, habits};
use super::patch::Patches;
use super::rows::{Change, RowEdit};
use super::same::same;

use crate::emit::{self, Style, is_block};
use crate::layout::{Layout, Row};
use crate::position::Position;
use crate::tree::{Entry, Node, NodeId, ScalarStyle, Shape};

/// Where a value is.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Slot {
    /// Behind the `:` or `-`, or the start of the text.
    pub(crate) at: usize,
    pub(crate) kind: SlotKind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SlotKind {
    Root,
    /// Behind a key at this column.
    Key(usize),
    /// Behind a dash at this column.
    Item(usize),
    /// In a flow collection; whether a `:` (or nothing) is missing before the value.
    Flow {
        lacks_colon: bool,
    },
}

pub(crate) struct Walk<'a> {
    pub(crate) layout: Layout<'a>,
    pub(crate) types: &'a dyn ListTypes,
    pub(crate) patches: Patches,
    pub(crate) path: FieldPath,
    /// Whether an ordered list needs a second pass.
    pub(crate) again: bool,
    care: Care,
    /// Whether to leave aliases and merged entries alone: what they share may be edited at its anchor.
    shared: bool,
    /// Whether the text is JSON, and stays that.
    json: bool,
    /// Keys that the text writes otherwise than they are read, by what they are read as.
    respelled: HashMap<String, String>,
    habits: OnceCell<Habits>,
}

pub(super) type Edited = Result<(), EditError>;

impl<'a> Walk<'a> {
    pub(crate) fn new(
        layout: Layout<'a>,
        types: &'a dyn ListTypes,
        how: How,
        respelled: HashMap<String, String>,
    ) -> Self {
        let json = is_json(&layout);
        Self {
            json,
            respelled,
            layout,
            types,
            patches: Patches::default(),
            path: FieldPath::root(),
            again: false,
            care: how.care,
            shared: how.shared,
            habits: OnceCell::new(),
        }
    }

    pub(super) fn care(&self) -> Care {
        self.care
    }

    pub(super) fn is_json(&self) -> bool {
        self.json
    }

    pub(crate) fn habits(&self) -> Habits {
        *self.habits.get_or_init(|| {
            let mut habits = habits(&self.layout);
            habits.style.literals = self.care < Care::Literals;
            habits
        })
    }

    pub(super) fn style(&self) -> Style {
        self.habits().style
    }

    pub(super) fn node(&self, id: NodeId) -> &'a Node {
        self.layout.tree.node(id)
    }

    pub(crate) fn refused(&self, at: usize, reason: &str) -> EditError {
        EditError::Refused {
            path: self.path.clone(),
            position: Position::of_offset(self.layout.text, at),
            reason: reason.to_owned(),
        }
    }

    /// Makes the node at `slot`, which reads as `old`, read as `new`.
    pub(crate) fn edit(&mut self, id: NodeId, slot: Slot, old: &Value, new: &Value) -> Edited {
        if same(old, new, &mut self.path, self.types) {
            return Ok(());
        }
        let tree = self.layout.tree;
        let node = tree.node(id);
        if self.shared && matches!(node.shape, Shape::Alias(_)) {
            return Ok(());
        }
        let is_flow =
            matches!(node.shape, Shape::Map { flow: true, .. } | Shape::List { flow: true, .. });
        if self.care >= Care::Braces && is_flow && !self.layout.text[node.range()].contains('#') {
            return self.replace(id, slot, old, new);
        }
        match (&node.shape, old, new) {
            (Shape::Map { flow, entries }, Value::Map(old), Value::Map(new))
                if !new.is_empty() && !entries.is_empty() =>
            {
                self.map(id, *flow, entries, old, new)
            }
            (Shape::List { flow, items }, Value::List(old), Value::List(new))
                if !new.is_empty() && !items.is_empty() =>
            {
                self.list(id, slot, *flow, items, old, new)
            }
            _ => self.replace(id, slot, old, new),
        }
    }

    fn map(&mut self, id: NodeId, flow: bool, entries: &[Entry], old: &Map, new: &Map) -> Edited {
        let rows = self.layout.map_rows(entries);
        let column = rows.first().map_or(0, |row| self.layout.column(row.start));
        let mut changes = vec![Change::Keep; rows.len()];
        let mut own = vec![None; old.len()];
        for (index, (entry, row)) in entries.iter().zip(&rows).enumerate() {
            let Some(slot) = entry.slot else { continue };
            let Some((key, value)) = old.get_index(slot as usize) else { continue };
            own[slot as usize] = Some(index);
            let Some(wanted) = new.get(key) else {
                changes[index] = Change::Delete;
                continue;
            };
            let kind = if flow {
                SlotKind::Flow { lacks_colon: !row.has_slot }
            } else {
                SlotKind::Key(column)
            };
            self.path.push(Segment::Key(key.clone()));
            let done = self.edit(entry.value, Slot { at: row.slot, kind }, value, wanted);
            self.path.pop();
            done?;
        }
        let mut inserts: Vec<(Option<usize>, String)> = Vec::new();
        let merged_gone =
            old.iter().zip(&own).find(|((key, _), own)| own.is_none() && !new.contains_key(*key));
        if let Some(((key, _), _)) = merged_gone.filter(|_| !self.shared) {
            self.path.push(Segment::Key(key.clone()));
            let error = self.refused(
                self.node(id).start as usize,
                "it comes from a merge key (`<<`); edit the map that is merged, or write the \
                 merge out",
            );
            self.path.pop();
            return Err(error);
        }
        let mut anchor = None;
        let siblings_flow = self.siblings_are_flow(entries.iter().map(|entry| entry.value));
        for (key, value) in new {
            match old.get_index_of(key).map(|at| (at, own[at])) {
                Some((_, Some(row))) => anchor = Some(row),
                Some((at, None))
                    if self.shared || old.get_index(at).is_some_and(|(_, was)| was == value) => {}
                _ => {
                    let place = self.place_of_key(key, &rows, entries, old, &changes);
                    let behind = place.unwrap_or(anchor);
                    // A merged entry is overridden behind the merge.
                    let behind = if old.contains_key(key) { Some(rows.len() - 1) } else { behind };
                    let respelled = self.respelled.get(key).filter(|_| !self.json);
                    let text = if self.json {
                        format!("{}: {}", emit::json(&Value::from(key.as_str())), emit::json(value))
                    } else if let Some(key) = respelled {
                        // As the text writes this key elsewhere.
                        let quote = self.style().quote;
                        match flow || (siblings_flow && is_block(value)) {
                            true => format!("{key}: {}", emit::flow(value, quote)),
                            false => format!("{key}:{}", self.style().behind_key(value, column)),
                        }
                    } else if flow {
                        emit::flow_entry(key, value, self.style().quote)
                    } else if siblings_flow && is_block(value) {
                        let quote = self.style().quote;
                        let key = emit::string(key, false, quote);
                        format!("{key}: {}", emit::flow(value, quote))
                    } else {
                        self.style().entry(key, value, column)
                    };
                    inserts.push((behind, text));
                }
            }
        }
        self.apply_rows(id, flow, RowEdit { rows, column, changes, inserts, taken: Vec::new() })
    }

    /// The row behind which Kubernetes' order puts a new key of an object or its metadata.
    #[expect(clippy::option_option, reason = "no known place, or the first, or behind a row")]
    fn place_of_key(
        &self,
        key: &str,
        rows: &[Row],
        entries: &[Entry],
        old: &Map,
        changes: &[Change],
    ) -> Option<Option<usize>> {
        let rank: fn(&str) -> Option<u8> = match self.path.segments() {
            [] if old.contains_key("apiVersion") && old.contains_key("kind") => emit::root_rank,
            [Segment::Key(parent)] if parent == "metadata" => emit::metadata_rank,
            _ => return None,
        };
        let own = rank(key)?;
        if key == "status" {
            return Some(rows.len().checked_sub(1));
        }
        let behind = entries.iter().enumerate().filter(|(index, entry)| {
            let name = entry.slot.and_then(|slot| old.get_index(slot as usize));
            changes[*index] == Change::Keep
                && name.and_then(|(name, _)| rank(name)).is_some_and(|rank| rank <= own)
        });
        Some(behind.map(|(index, _)| index).next_back())
    }

    /// Whether all lists and maps among these nodes are in flow style, and there is one.
    fn siblings_are_flow(&self, nodes: impl Iterator<Item = NodeId>) -> bool {
        let mut any = false;
        for id in nodes {
            match &self.node(id).shape {
                Shape::Map { flow: true, entries } if !entries.is_empty() => any = true,
                Shape::List { flow: true, items } if !items.is_empty() => any = true,
                Shape::Map { flow: false, .. } | Shape::List { flow: false, .. } => return false,
                _ => {}
            }
        }
        any
    }

    fn list(
        &mut self,
        id: NodeId,
        slot: Slot,
        flow: bool,
        items: &[NodeId],
        old: &[Value],
        new: &[Value],
    ) -> Edited {
        let start = slot.at.max(self.node(id).props.1 as usize);
        let rows =
            if flow { self.layout.flow_rows(items) } else { self.layout.list_rows(items, start) };
        let column = rows.first().map_or(0, |row| self.layout.column(row.start));
        let leads = rows.first().is_some_and(|first| self.layout.leads(first, column));
        let aligned = align(old, new, &mut self.path, self.types);
        self.again |= aligned.again;
        let mut changes = vec![Change::Delete; rows.len()];
        let mut inserts: Vec<(Option<usize>, String)> = Vec::new();
        let mut taken = Vec::new();
        let mut anchor = None;
        let siblings_flow = self.siblings_are_flow(items.iter().copied());
        for (value, origin) in new.iter().zip(&aligned.items) {
            match *origin {
                Origin::Stays(index) => {
                    changes[index] = Change::Keep;
                    // An item that waits for the second pass is not a place to put others behind.
                    anchor = anchor.max(Some(index));
                    let kind = if flow {
                        SlotKind::Flow { lacks_colon: false }
                    } else {
                        SlotKind::Item(column)
                    };
                    let slot = Slot { at: rows[index].slot, kind };
                    self.path.push(Segment::Index(index));
                    let done = self.edit(items[index], slot, &old[index], value);
                    self.path.pop();
                    done?;
                }
                Origin::Moves(index) if !flow => {
                    changes[index] = Change::Delete;
                    taken.push(index);
                    inserts.push((anchor, self.row_text(&rows[index], column, leads)));
                }
                Origin::Moves(index) => {
                    let text = &self.layout.text[rows[index].start..rows[index].end];
                    inserts.push((anchor, text.to_owned()));
                }
                Origin::New => {
                    let text = if self.json {
                        emit::json(value)
                    } else if flow {
                        emit::flow(value, self.style().quote)
                    } else if siblings_flow && is_block(value) {
                        format!("- {}", emit::flow(value, self.style().quote))
                    } else {
                        self.style().item(value, column)
                    };
                    inserts.push((anchor, text));
                }
            }
        }
        self.apply_rows(id, flow, RowEdit { rows, column, changes, inserts, taken })
    }

    /// The lines of a row with the comments above it, without the first indentation and the last
    /// line break.
    fn row_text(&self, row: &Row, column: usize, leads: bool) -> String {
        let layout = &self.layout;
        let start = if layout.starts_line(row.start) {
            layout.top(row, column, leads) + column
        } else {
            row.start
        };
        let text = &layout.text[start..layout.bottom(row, column, leads)];
        text.trim_end_matches(['\r', '\n']).to_owned()
    }

    fn apply_rows(&mut self, id: NodeId, flow: bool, edit: RowEdit) -> Edited {
        if !edit.is_structural() {
            return Ok(());
        }
        if let Some(row) = edit.rows.iter().find(|row| row.explicit) {
            return Err(self.refused(
                row.start,
                "entries around it are written with `?`, or without braces; edit the file by hand",
            ));
        }
        let node = self.node(id);
        let result = if flow {
            super::flow::edit_rows(&self.layout, &mut self.patches, node, edit)
        } else {
            super::rows::edit_rows(&self.layout, &mut self.patches, &edit)
        };
        result.map_err(|(at, reason)| self.refused(at, reason))
    }
}

/// Whether a text is JSON, as YAML can be: braces and brackets, double quotes around every key and text,
/// nothing that JSON has not.
fn is_json(layout: &Layout<'_>) -> bool {
    let tree = layout.tree;
    let Some(root) = tree.root else { return false };
    let plain = |node: &Node| {
        let text = &layout.text[node.range()];
        matches!(text, "true" | "false" | "null")
            || (text.starts_with(|c: char| c == '-' || c.is_ascii_digit())
                && text.bytes().all(|b| b.is_ascii_digit() || b"+-.eE".contains(&b)))
    };
    let is_json = |node: &Node| {
        !node.has_props()
            && match &node.shape {
                Shape::Map { flow, .. } | Shape::List { flow, .. } => *flow,
                Shape::Scalar(ScalarStyle::Double) => true,
                Shape::Scalar(ScalarStyle::Plain) => plain(node),
                Shape::Scalar(_) | Shape::Alias(_) => false,
            }
    };
    let keys_are_texts = |node: &Node| match &node.shape {
        Shape::Map { entries, .. } => entries
            .iter()
            .all(|entry| matches!(tree.node(entry.key).shape, Shape::Scalar(ScalarStyle::Double))),
        _ => true,
    };
    matches!(tree.node(root).shape, Shape::Map { .. } | Shape::List { .. })
        && tree.nodes.iter().all(|node| is_json(node) && keys_are_texts(node))
}
