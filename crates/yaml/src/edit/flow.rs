//! Inserting and deleting the rows of a flow map or list, `{…}` or `[…]`, on one line or several.

use super::patch::Patches;
use super::rows::{Change, Obstacle, RowEdit};
use crate::layout::Layout;
use crate::tree::{Node, Shape};

/// Applies the edit; at least one row is old and one is kept or new.
pub(crate) fn edit_rows(
    layout: &Layout<'_>,
    patches: &mut Patches,
    node: &Node,
    edit: RowEdit,
) -> Result<(), Obstacle> {
    let edit = &in_place(layout, patches, node, edit);
    let (Some(first), Some(last)) = (edit.rows.first(), edit.rows.last()) else { return Ok(()) };
    if node.start == node.end {
        return Err((first.start, "it is a map without braces; edit the file by hand"));
    }
    let Some(first_kept) = (0..edit.rows.len()).find(|index| edit.kept(*index)) else {
        let texts = edit.behind(None).join(", ");
        patches.replace(first.start..last.end, texts);
        return Ok(());
    };
    let flow = Flow { layout, edit };
    flow.insert_front(patches, first_kept);
    for index in first_kept..edit.rows.len() {
        flow.insert_behind(patches, index);
    }
    flow.delete(patches);
    Ok(())
}

/// Puts what is new in the place of what goes there, on its line and with its comma; gives what is left to do. What
/// is beside an entry of a map is about its key: that goes too, and nothing takes the place.
fn in_place(layout: &Layout<'_>, patches: &mut Patches, node: &Node, mut edit: RowEdit) -> RowEdit {
    let is_list = matches!(node.shape, Shape::List { .. });
    let mut left: Vec<(Option<usize>, String)> = Vec::new();
    let mut next = 0;
    let mut last_anchor = None;
    for (anchor, text) in std::mem::take(&mut edit.inserts) {
        if last_anchor != Some(anchor) {
            next = anchor.map_or(0, |at| at + 1);
            last_anchor = Some(anchor);
        }
        let going = edit.rows.get(next).filter(|_| edit.changes[next] == Change::Delete);
        let bare = |end| layout.beside(layout.skip_comma(end)).is_none();
        match going.filter(|row| is_list || bare(row.end)) {
            Some(row) => {
                patches.replace(row.start..row.end, text);
                edit.changes[next] = Change::Keep;
                next += 1;
            }
            // Behind what took a place in front of it.
            None => left.push((next.checked_sub(1).or(anchor), text)),
        }
    }
    edit.inserts = left;
    edit
}

struct Flow<'a> {
    layout: &'a Layout<'a>,
    edit: &'a RowEdit,
}

impl Flow<'_> {
    /// Behind the comma that follows a row.
    fn comma(&self, index: usize) -> Option<usize> {
        let at = self.layout.skip_gap(self.edit.rows[index].end);
        (self.layout.text.as_bytes().get(at) == Some(&b',')).then_some(at + 1)
    }

    /// Whether a row, with its comma, has its lines for itself.
    fn has_own_lines(&self, index: usize) -> bool {
        let row = &self.edit.rows[index];
        let end = self.comma(index).unwrap_or(row.end);
        self.layout.starts_line(row.start)
            && self.layout.ends_line(end)
            && self.layout.line_end(row.end) == self.layout.line_end(end)
    }

    fn insert_front(&self, patches: &mut Patches, first_kept: usize) {
        let texts = self.edit.behind(None);
        if texts.is_empty() {
            return;
        }
        let row = &self.edit.rows[first_kept];
        if self.has_own_lines(first_kept) {
            let start = self.layout.line_start(row.start);
            let indent = &self.layout.text[start..row.start];
            let lines: String = texts.iter().map(|text| format!("{indent}{text},\n")).collect();
            patches.insert(start, lines);
        } else {
            patches.insert(row.start, format!("{}, ", texts.join(", ")));
        }
    }

    fn insert_behind(&self, patches: &mut Patches, index: usize) {
        let texts = self.edit.behind(Some(index));
        if texts.is_empty() {
            return;
        }
        let row = &self.edit.rows[index];
        let comma = self.comma(index);
        // What follows on the line of the bracket goes together with the line break before it.
        let next = index + 1;
        let line_goes =
            next < self.edit.rows.len() && !self.edit.kept(next) && !self.has_own_lines(next);
        if !self.has_own_lines(index) || line_goes {
            patches.insert(row.end, format!(", {}", texts.join(", ")));
            return;
        }
        let indent = &self.layout.text[self.layout.line_start(row.start)..row.start];
        let is_last = index + 1 == self.edit.rows.len();
        // Whether the last of the new rows gets a comma: as the one before which it is had.
        let ends_with_comma = !is_last || comma.is_some();
        if comma.is_none() {
            patches.insert(row.end, ",");
        }
        let mut lines = String::new();
        for (at, text) in texts.iter().enumerate() {
            let comma = if at + 1 < texts.len() || ends_with_comma { "," } else { "" };
            lines.push_str(&format!("{indent}{text}{comma}\n"));
        }
        patches.insert(self.layout.next_line(comma.unwrap_or(row.end)), lines);
    }

    fn delete(&self, patches: &mut Patches) {
        let rows = &self.edit.rows;
        let last_kept = (0..rows.len()).rev().find(|index| self.edit.kept(*index));
        for (index, row) in rows.iter().enumerate() {
            if self.edit.kept(index) {
                continue;
            }
            let in_tail = last_kept.is_some_and(|kept| kept < index);
            if self.has_own_lines(index) {
                let end = self.comma(index).unwrap_or(row.end);
                patches.delete(self.layout.line_start(row.start)..self.layout.next_line(end));
            } else if !in_tail {
                // Up to the next row, unless comments are between.
                let next = rows[index + 1].start;
                let comma = self.comma(index).unwrap_or(row.end);
                let blank =
                    self.layout.text[comma..next].bytes().all(|byte| matches!(byte, b' ' | b'\t'));
                if blank {
                    patches.delete(row.start..next);
                } else if self.layout.ends_line(comma) && self.layout.beside(comma).is_none() {
                    let before = self.layout.text[..row.start].trim_end_matches([' ', '\t']).len();
                    patches.delete(before..comma);
                } else {
                    patches.delete(row.start..comma);
                }
            } else {
                // From the row before, with its comma, unless comments are between.
                let before = rows[index - 1].end;
                let gap = &self.layout.text[before..row.start];
                if gap.contains('#') {
                    patches.delete(row.start..row.end);
                } else {
                    patches.delete(before..row.end);
                    continue;
                }
            }
            if in_tail && last_kept == Some(index - 1) {
                self.drop_comma(patches, index - 1, rows.len() - 1);
            }
        }
    }

    /// The row that is now last loses its comma, unless the former last one had one.
    fn drop_comma(&self, patches: &mut Patches, index: usize, last: usize) {
        let inserts = !self.edit.behind(Some(index)).is_empty();
        if let Some(comma) = self.comma(index)
            && self.comma(last).is_none()
            && !inserts
        {
            patches.delete(comma - 1..comma);
        }
    }
}
