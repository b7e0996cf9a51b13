//! Putting a value in the place of another of a different kind or style.

use std::ops::Range;

use hedgerow_model::Value;

use super::care::Care;
use super::rows::{Change, RowEdit, delete_rows};
use super::scalar::{Old, ScalarPosition, ScalarText, scalar_text};
use super::walk::{Edited, Slot, SlotKind, Walk};
use crate::emit::{self, is_block, spaces};
use crate::tree::{Node, NodeId, ScalarStyle, Shape};

impl Walk<'_> {
    /// Puts `new` in the place of a node.
    pub(super) fn replace(&mut self, id: NodeId, slot: Slot, old: &Value, new: &Value) -> Edited {
        let node = self.node(id);
        let old_is_block =
            matches!(node.shape, Shape::Map { flow: false, .. } | Shape::List { flow: false, .. });
        let flow_stays = matches!(
            &node.shape,
            Shape::Map { flow: true, entries } if !entries.is_empty()
        ) || matches!(&node.shape, Shape::List { flow: true, items } if !items.is_empty());
        let in_flow = matches!(slot.kind, SlotKind::Flow { .. });
        if old_is_block {
            self.replace_block(id, slot, new)
        } else if in_flow || flow_stays || !is_block(new) {
            self.replace_inline(id, slot, old, new)
        } else {
            self.inline_to_block(id, slot, new)
        }
    }

    /// The bytes that a node's inline text takes, and what of its properties must stay before it.
    fn inline_range(&mut self, id: NodeId, slot: Slot, new: &Value) -> (Range<usize>, String) {
        let node = self.node(id);
        let (props, kept) = self.kept_props(node, new);
        let content = if node.is_nothing() {
            let at = if node.has_props() { node.props.1 as usize } else { slot.at };
            at..at
        } else {
            node.range()
        };
        match props {
            // A comment between the two stays.
            Some(props)
                if self.layout.text[props.end..content.start.max(props.end)].contains('#') =>
            {
                self.patches.replace(props, kept.trim_end());
                (content, String::new())
            }
            Some(props) => (props.start..content.end, kept),
            None => (content, String::new()),
        }
    }

    /// When a node's tag does not fit the new value: its properties, and the anchor in them.
    fn kept_props(&self, node: &Node, new: &Value) -> (Option<Range<usize>>, String) {
        if !node.tagged {
            return (None, String::new());
        }
        let text = &self.layout.text[node.props_range()];
        let is_string_tag = text.split_whitespace().any(|word| word == "!!str" || word == "!");
        if is_string_tag && matches!(new, Value::String(_)) {
            return (None, String::new());
        }
        let anchor = text.split_whitespace().find(|word| word.starts_with('&'));
        let kept = anchor.map_or_else(String::new, |anchor| format!("{anchor} "));
        (Some(node.props_range()), kept)
    }

    fn place(&self, slot: Slot, start: usize) -> ScalarPosition {
        let indent = self.style().indent;
        let below = match slot.kind {
            SlotKind::Root => indent,
            SlotKind::Key(column) => column + indent,
            SlotKind::Item(column) => column + 2,
            SlotKind::Flow { .. } => 0,
        };
        ScalarPosition {
            in_flow: matches!(slot.kind, SlotKind::Flow { .. }),
            column: self.layout.column(start),
            below,
        }
    }

    fn replace_inline(&mut self, id: NodeId, slot: Slot, old: &Value, new: &Value) -> Edited {
        let layout = self.layout;
        let node = self.node(id);
        let style = match node.shape {
            Shape::Scalar(style) => Some(style),
            _ => None,
        };
        if let Some(style) = style
            && style.is_block()
        {
            return self.replace_block_scalar(id, slot, style, old, new);
        }
        let (range, kept) = self.inline_range(id, slot, new);
        let source = if node.is_nothing() { "" } else { &layout.text[node.range()] };
        let range = self.behind_space(node, range, slot);
        // What follows a missing space starts behind it.
        let gap = self.gap_before(node, range.start, slot);
        let mut place = self.place(slot, range.start);
        place.column += gap.len() + kept.len();
        if source.contains('\n') {
            place.below = continuation_column(source).unwrap_or(place.below);
        }
        let text = if self.is_json() {
            ScalarText::Inline(emit::json(new))
        } else if is_block(new) && self.care() < Care::Fresh {
            ScalarText::Inline(self.spelled(id, old, new))
        } else if is_block(new) {
            ScalarText::Inline(emit::flow(new, self.style().quote))
        } else {
            let old = Old { style, source, lines: "", value: old };
            scalar_text(&old, new, place, &self.habits())
        };
        match text {
            ScalarText::Inline(text) if text.is_empty() && kept.is_empty() => {
                // A null that is written as nothing takes the space before it along.
                let start = layout.text[..range.start].trim_end_matches(' ').len().max(slot.at);
                self.patches.delete(start..range.end);
            }
            ScalarText::Inline(text) => {
                self.patches.replace(range, format!("{gap}{kept}{text}"));
            }
            ScalarText::Block { header, lines } => {
                let line_end = layout.line_end(range.end);
                self.patches.replace(range, format!("{gap}{kept}{header}"));
                self.patches.insert(line_end, lines);
            }
        }
        Ok(())
    }

    /// In a flow map, a missing value goes behind the space that follows its `:`.
    fn behind_space(&self, node: &Node, range: Range<usize>, slot: Slot) -> Range<usize> {
        let in_flow = slot.kind == (SlotKind::Flow { lacks_colon: false });
        let space = self.layout.text.as_bytes().get(range.end) == Some(&b' ');
        if in_flow && space && range.is_empty() && node.is_nothing() && !node.has_props() {
            range.start + 1..range.end + 1
        } else {
            range
        }
    }

    /// What must be before a text that is put where nothing was.
    fn gap_before(&self, node: &Node, at: usize, slot: Slot) -> &'static str {
        if !node.is_nothing() {
            return "";
        }
        match self.layout.text[..at].bytes().last() {
            _ if slot.kind == (SlotKind::Flow { lacks_colon: true }) => ": ",
            None | Some(b' ' | b'\t' | b'\n') => "",
            Some(_) => " ",
        }
    }

    fn replace_block_scalar(
        &mut self,
        id: NodeId,
        slot: Slot,
        style: ScalarStyle,
        old: &Value,
        new: &Value,
    ) -> Edited {
        let layout = self.layout;
        let block = layout.block_scalar(id, slot.at);
        let header_line = layout.line_end(block.header_end);
        let mut place = self.place(slot, block.header);
        let has_lines = block.end > header_line;
        if has_lines {
            place.below = block.column;
        }
        let source = &layout.text[block.header..block.header_end];
        let lines = if has_lines { &layout.text[header_line..block.end] } else { "" };
        let old = Old { style: Some(style), source, lines, value: old };
        let text = scalar_text(&old, new, place, &self.habits());
        let (head, lines) = match text {
            ScalarText::Inline(text) => (text, String::new()),
            ScalarText::Block { header, lines } => (header, lines),
        };
        let (props, kept) = self.kept_props(self.node(id), new);
        let start = props.map_or(block.header, |props| props.start);
        self.patches.replace(start..block.header_end, format!("{kept}{head}"));
        if has_lines {
            self.patches.replace(header_line..block.end, lines);
        } else {
            self.patches.insert(header_line, lines);
        }
        Ok(())
    }

    /// A scalar, alias or empty collection becomes a block list or map.
    fn inline_to_block(&mut self, id: NodeId, slot: Slot, new: &Value) -> Edited {
        let layout = self.layout;
        let node = self.node(id);
        let (range, kept) = match node.shape {
            Shape::Scalar(style) if style.is_block() => {
                let block = layout.block_scalar(id, slot.at);
                let header_line = layout.line_end(block.header_end);
                if block.end > header_line {
                    self.patches.delete(header_line..block.end);
                }
                (block.header..block.header_end, String::new())
            }
            _ => self.inline_range(id, slot, new),
        };
        let style = self.style();
        let has_props =
            !kept.is_empty() || (node.has_props() && range.start > node.props.0 as usize);
        if let SlotKind::Item(column) = slot.kind
            && !has_props
            && layout.beside(range.end).is_none()
            && layout.text[slot.at..range.start].bytes().all(|byte| byte == b' ')
        {
            let text = format!(" {}", style.node(new, column + 2));
            self.patches.replace(slot.at..range.end, text);
            return Ok(());
        }
        let column = match slot.kind {
            SlotKind::Key(column) => style.column_below(new, column),
            SlotKind::Item(column) => column + 2,
            SlotKind::Root | SlotKind::Flow { .. } => 0,
        };
        if slot.kind == SlotKind::Root && !has_props {
            self.patches.replace(range, style.node(new, 0));
            return Ok(());
        }
        let line_end = layout.line_end(range.end);
        let before = layout.text[..range.start].trim_end_matches([' ', '\t']).len();
        let start = if range.start > slot.at { before.max(slot.at) } else { range.start };
        let kept = kept.trim_end();
        let kept = if kept.is_empty() { String::new() } else { format!(" {kept}") };
        self.patches.replace(start..range.end, kept);
        self.patches.insert(line_end, format!("\n{}{}", spaces(column), style.node(new, column)));
        Ok(())
    }

    /// A block list or map becomes something else.
    fn replace_block(&mut self, id: NodeId, slot: Slot, new: &Value) -> Edited {
        let layout = self.layout;
        let node = self.node(id);
        let start = slot.at.max(node.props.1 as usize);
        let rows = match &node.shape {
            Shape::Map { entries, .. } => layout.map_rows(entries),
            Shape::List { items, .. } => layout.list_rows(items, start),
            _ => Vec::new(),
        };
        let Some(first) = rows.first().copied() else { return Ok(()) };
        if let Some(row) = rows.iter().find(|row| !layout.ends_line(row.end)) {
            return Err(self.refused(row.end, "something follows it on its line"));
        }
        let column = layout.column(first.start);
        let (props, kept) = self.kept_props(node, new);
        let style = self.style();
        let compact = !layout.starts_line(first.start);
        if let Some(props) = props {
            // A tag that no longer fits goes.
            self.patches.replace(props, kept.trim_end());
        }
        let changes = vec![Change::Delete; rows.len()];
        if !is_block(new) {
            let habits = self.habits();
            let old = Old { style: None, source: "", lines: "", value: &Value::Null };
            let place = self.place(slot, start);
            let text = match scalar_text(&old, new, place, &habits) {
                ScalarText::Inline(text) => text,
                ScalarText::Block { header, lines } => format!("{header}{lines}"),
            };
            if compact || slot.kind == SlotKind::Root {
                let text = if text.is_empty() { "null".to_owned() } else { text };
                self.patches.replace(first.start..layout.line_end(first.end), text);
                let rest = RowEdit {
                    rows: rows[1..].to_vec(),
                    column,
                    changes: changes[1..].to_vec(),
                    inserts: Vec::new(),
                    taken: Vec::new(),
                };
                return delete_rows(&layout, &mut self.patches, &rest)
                    .map_err(|(at, reason)| self.refused(at, reason));
            }
            let head = if text.is_empty() { text } else { format!(" {text}") };
            // The lines of a block scalar go behind the comment beside the key.
            match head.split_once('\n') {
                Some((head, lines)) => {
                    self.patches.insert(start, head);
                    self.patches.insert(layout.line_end(start), format!("\n{lines}"));
                }
                None => self.patches.insert(start, head),
            }
            let all = RowEdit { rows, column, changes, inserts: Vec::new(), taken: Vec::new() };
            return delete_rows(&layout, &mut self.patches, &all)
                .map_err(|(at, reason)| self.refused(at, reason));
        }
        let inner = match slot.kind {
            SlotKind::Key(key) if !compact => style.column_below(new, key),
            _ => column,
        };
        let from = if compact { first.start } else { layout.line_start(first.start) };
        let indent = if compact { String::new() } else { spaces(inner) };
        self.patches.replace(
            from..layout.line_end(first.end),
            format!("{indent}{}", style.node(new, inner)),
        );
        let rest = RowEdit {
            rows: rows[1..].to_vec(),
            column,
            changes: changes[1..].to_vec(),
            inserts: Vec::new(),
            taken: Vec::new(),
        };
        delete_rows(&layout, &mut self.patches, &rest)
            .map_err(|(at, reason)| self.refused(at, reason))
    }
}

/// The column of the second line of a scalar over several lines.
fn continuation_column(source: &str) -> Option<usize> {
    let line = source.lines().skip(1).find(|line| !line.trim().is_empty())?;
    Some(line.len() - line.trim_start_matches(' ').len())
}
