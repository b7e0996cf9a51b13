//! Inserting and deleting the rows (entries or items) of a block map or list.
//!
//! What goes with a deleted row: its lines, the comment beside it, comments inside it, and comment
//! lines below it that are indented deeper. Comment lines directly above it, in its column, go with it
//! only where no other row can be meant: when a blank line, another comment, or the end of the map or
//! list follows it. Everything else stays. Blank lines always stay.
//!
//! A new row goes directly behind the lines of the row before it, above what trails that row.

use std::ops::Range;

use super::patch::Patches;
use crate::emit::spaces;
use crate::layout::{Layout, Row};

/// What becomes of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Change {
    Keep,
    Delete,
}

/// The edit of one map or list.
pub(crate) struct RowEdit {
    pub(crate) rows: Vec<Row>,
    pub(crate) column: usize,
    pub(crate) changes: Vec<Change>,
    /// New rows in order, each with the kept row it goes behind (`None`: before all). The text
    /// starts without indentation and ends without a line break.
    pub(crate) inserts: Vec<(Option<usize>, String)>,
    /// Deleted rows whose text, comments included, is among the inserts.
    pub(crate) taken: Vec<usize>,
}

impl RowEdit {
    pub(crate) fn is_structural(&self) -> bool {
        !self.inserts.is_empty() || self.changes.contains(&Change::Delete)
    }

    /// Whether the comments of its list stand deeper than the dashes, above their items.
    fn leads(&self, layout: &Layout<'_>) -> bool {
        self.rows.first().is_some_and(|first| layout.leads(first, self.column))
    }

    pub(crate) fn kept(&self, index: usize) -> bool {
        self.changes[index] == Change::Keep
    }

    /// The texts to insert behind `row`.
    pub(crate) fn behind(&self, row: Option<usize>) -> Vec<&str> {
        self.inserts.iter().filter(|(at, _)| *at == row).map(|(_, text)| text.as_str()).collect()
    }
}

/// Where an edit cannot be made, and why.
pub(crate) type Obstacle = (usize, &'static str);

/// Applies the edit.
pub(crate) fn edit_rows(
    layout: &Layout<'_>,
    patches: &mut Patches,
    edit: &RowEdit,
) -> Result<(), Obstacle> {
    let Some(first) = edit.rows.first() else { return Ok(()) };
    for row in &edit.rows {
        if !layout.ends_line(row.end) {
            return Err((row.end, "something follows it on its line; edit the file by hand"));
        }
    }
    let compact = !layout.starts_line(first.start);
    let line_break = format!("\n{}", spaces(edit.column));
    let front = edit.behind(None).join(&line_break);
    let first_kept = (0..edit.rows.len()).find(|index| edit.kept(*index));
    match first_kept {
        None => {
            // Everything is new: it takes the place of the first row.
            patches.replace(first.start..layout.line_end(first.end), front);
            return delete(layout, patches, edit, 1..edit.rows.len());
        }
        Some(0) => insert_in_front(layout, patches, edit, compact, &front),
        Some(kept) if compact => {
            let (behind, next) = (edit.rows[kept - 1].end, edit.rows[kept].start);
            let comments = layout.text[layout.line_end(behind)..next].contains('#');
            if front.is_empty() && !comments {
                patches.delete(first.start..next);
            } else if front.is_empty() {
                // The comments above the row that is now first stay on lines of their own.
                let start = layout.text[..first.start].trim_end_matches(' ').len();
                patches.delete(start..layout.line_end(behind));
            } else {
                patches.replace(first.start..layout.line_end(behind), front);
            }
        }
        Some(kept) => {
            if !front.is_empty() {
                let at = layout.line_start(edit.rows[kept].start);
                patches.insert(at, format!("{}{front}\n", spaces(edit.column)));
            }
            delete(layout, patches, edit, 0..kept)?;
        }
    }
    for index in first_kept.unwrap_or(0)..edit.rows.len() {
        let texts = edit.behind(Some(index));
        if !texts.is_empty() {
            let at = layout.bottom(&edit.rows[index], edit.column, edit.leads(layout));
            let text = texts.join(&line_break);
            patches.insert(at, format!("{}{text}\n", spaces(edit.column)));
        }
    }
    delete(layout, patches, edit, first_kept.unwrap_or(0)..edit.rows.len())
}

/// Deletes all rows that are to go; none of them may be on the line of a dash.
pub(crate) fn delete_rows(
    layout: &Layout<'_>,
    patches: &mut Patches,
    edit: &RowEdit,
) -> Result<(), Obstacle> {
    delete(layout, patches, edit, 0..edit.rows.len())
}

fn insert_in_front(
    layout: &Layout<'_>,
    patches: &mut Patches,
    edit: &RowEdit,
    compact: bool,
    front: &str,
) {
    if front.is_empty() {
        return;
    }
    let first = &edit.rows[0];
    if compact {
        patches.insert(first.start, format!("{front}\n{}", spaces(edit.column)));
    } else {
        let at = layout.top(first, edit.column, edit.leads(layout));
        patches.insert(at, format!("{}{front}\n", spaces(edit.column)));
    }
}

fn delete(
    layout: &Layout<'_>,
    patches: &mut Patches,
    edit: &RowEdit,
    range: Range<usize>,
) -> Result<(), Obstacle> {
    for index in range {
        if edit.kept(index) {
            continue;
        }
        let row = &edit.rows[index];
        if !layout.ends_line(row.end) {
            return Err((row.end, "something follows it on its line; edit the file by hand"));
        }
        let leads = edit.leads(layout);
        let bottom = layout.bottom(row, edit.column, leads);
        let with_comments =
            leads || edit.taken.contains(&index) || stands_apart(layout, edit, index);
        let top = if with_comments {
            layout.top(row, edit.column, leads)
        } else {
            layout.line_start(row.start)
        };
        patches.delete(top..bottom);
    }
    Ok(())
}

/// Whether no later row directly follows, to which the comment above could belong as well.
fn stands_apart(layout: &Layout<'_>, edit: &RowEdit, index: usize) -> bool {
    let mut last = index;
    while last + 1 < edit.rows.len() && !edit.kept(last + 1) {
        last += 1;
    }
    let Some(next) = edit.rows.get(last + 1) else { return true };
    layout.next_line(edit.rows[last].end) != layout.line_start(next.start)
}
