//! Setting comments: the last step of a rewrite, on a text that already reads as wanted.

use std::ops::Range;

use hedgerow_model::{FieldPath, Segment};

use super::patch::Patches;
use super::{CommentEdit, EditError, Rewrite};
use crate::comments::{Comment, CommentPosition, Labelled, assign, label_rows, with_line_break};
use crate::document::{Document, read};
use crate::emit::spaces;
use crate::files::newline_of;
use crate::layout::Layout;
use crate::limits::Limits;
use crate::position::Position;
use crate::tree::{ScalarStyle, Shape};

/// Sets the comments that `how` asks for.
pub(super) fn apply(
    text: String,
    document: &Document,
    how: &Rewrite<'_>,
) -> Result<String, EditError> {
    if how.comments.is_empty() {
        return Ok(text);
    }
    let padded = with_line_break(&text);
    let complete = padded.len() == text.len();
    let layout = Layout { text: &padded, tree: &document.tree };
    let rows = label_rows(&layout, document, how.types);
    let comments = assign(&layout, &rows);
    let mut setter =
        Setter { layout: &layout, rows: &rows, comments: &comments, patches: Patches::default() };
    for edit in how.comments {
        setter.set(edit, document)?;
    }
    let newline = newline_of(&padded);
    let mut edited = setter
        .patches
        .apply(&padded, newline)
        .ok_or_else(|| EditError::file("two comments would take the same place"))?;
    if !complete && let Some(stripped) = edited.strip_suffix(newline) {
        edited.truncate(stripped.len());
    }
    let same =
        read(&edited, &Limits::default()).is_ok_and(|after| after.value() == document.value());
    if same { Ok(edited) } else { Err(EditError::Mismatch { path: FieldPath::root() }) }
}

struct Setter<'a> {
    layout: &'a Layout<'a>,
    rows: &'a [Labelled],
    comments: &'a [Comment],
    patches: Patches,
}

impl Setter<'_> {
    fn set(&mut self, edit: &CommentEdit, document: &Document) -> Result<(), EditError> {
        let path = match edit {
            CommentEdit::Before { path, .. }
            | CommentEdit::Beside { path, .. }
            | CommentEdit::After { path, .. } => path,
        };
        let refused = |reason: &str| EditError::Refused {
            path: path.clone(),
            position: document.position(path).unwrap_or(Position::START),
            reason: reason.to_owned(),
        };
        let row = match path.segments() {
            [] => None,
            _ => Some(self.find(path, document).ok_or_else(|| {
                refused("there is nothing at this path that a comment could belong to")
            })?),
        };
        let wrong = |line: &String| !line.starts_with('#') || line.contains(['\n', '\r']);
        match edit {
            CommentEdit::Before { lines, .. } | CommentEdit::After { lines, .. }
                if lines.iter().any(wrong) =>
            {
                Err(refused("a comment line must start with `#` and be one line"))
            }
            CommentEdit::Beside { line: Some(line), .. } if wrong(line) => {
                Err(refused("a comment must start with `#` and be one line"))
            }
            CommentEdit::Before { lines, .. } => {
                self.lines(CommentPosition::Before, row, lines);
                Ok(())
            }
            CommentEdit::After { lines, .. } => {
                self.lines(CommentPosition::After, row, lines);
                Ok(())
            }
            CommentEdit::Beside { line, .. } => self.beside(row, line.as_deref()).map_err(refused),
        }
    }

    /// The row at `path`, whose list items may be named otherwise than here.
    fn find(&self, path: &FieldPath, document: &Document) -> Option<usize> {
        if let Some(found) = self.rows.iter().position(|row| row.path == *path) {
            return Some(found);
        }
        let wanted = resolve(path, document)?;
        self.rows.iter().position(|row| resolve(&row.path, document).as_ref() == Some(&wanted))
    }

    fn of(&self, place: CommentPosition, row: Option<usize>) -> Vec<Range<usize>> {
        self.comments
            .iter()
            .filter(|comment| comment.place == place && comment.row == row)
            .map(|comment| comment.range.clone())
            .collect()
    }

    fn lines(&mut self, place: CommentPosition, row: Option<usize>, new: &[String]) {
        let layout = self.layout;
        let old = self.of(place, row);
        let texts: Vec<&str> = old.iter().map(|range| &layout.text[range.clone()]).collect();
        let prefix = texts.iter().zip(new).take_while(|(a, b)| **a == b.as_str()).count();
        let suffix = texts[prefix..]
            .iter()
            .rev()
            .zip(new[prefix..].iter().rev())
            .take_while(|(a, b)| **a == b.as_str())
            .count();
        let gone = &old[prefix..old.len() - suffix];
        let fresh = &new[prefix..new.len() - suffix];
        // Line for line as far as it goes.
        for (range, line) in gone.iter().zip(fresh) {
            self.patches.replace(range.clone(), line.as_str());
        }
        for range in gone.iter().skip(fresh.len()) {
            self.patches.delete(layout.line_start(range.start)..layout.next_line(range.end));
        }
        let more = &fresh[gone.len().min(fresh.len())..];
        if more.is_empty() {
            return;
        }
        let column = row.map_or(0, |row| self.column(row, place));
        let text: String = more.iter().map(|line| format!("{}{line}\n", spaces(column))).collect();
        let at = match (old.get(prefix + gone.len()), old[..prefix + gone.len()].last()) {
            (Some(next), _) => layout.line_start(next.start),
            (None, Some(before)) => layout.next_line(before.end),
            (None, None) => self.fresh_place(place, row),
        };
        self.patches.insert(at, text);
    }

    /// The column of new comment lines.
    fn column(&self, row: usize, place: CommentPosition) -> usize {
        let labelled = &self.rows[row];
        if place == CommentPosition::Before && !self.layout.starts_line(labelled.row.start) {
            let line = self.layout.line_start(labelled.row.start);
            let text = &self.layout.text[line..];
            return text.len() - text.trim_start_matches(' ').len();
        }
        let more = &self.rows[row + 1..];
        let is_followed = more.iter().any(|other| other.parent == labelled.parent);
        if place == CommentPosition::After && labelled.flow_end.is_none() && is_followed {
            // In the column of the next it would be about that, and further right about what is inside.
            let has_inside = more.first().is_some_and(|other| other.parent == Some(row));
            return labelled.column + if has_inside { 1 } else { 2 };
        }
        labelled.column
    }

    fn fresh_place(&self, place: CommentPosition, row: Option<usize>) -> usize {
        let layout = self.layout;
        match (place, row) {
            (CommentPosition::Before, None) => layout.line_start(0),
            (_, None) => layout.text.len(),
            (CommentPosition::Before, Some(row)) => layout.line_start(self.rows[row].row.start),
            (_, Some(row)) => layout.next_line(self.rows[row].row.end),
        }
    }

    fn beside(&mut self, row: Option<usize>, line: Option<&str>) -> Result<(), &'static str> {
        let layout = self.layout;
        let old = self.of(CommentPosition::Beside, row);
        let Some(line) = line else {
            for range in old {
                let blank = layout.text[..range.start].trim_end_matches([' ', '\t']).len();
                self.patches.delete(blank..range.end);
            }
            return Ok(());
        };
        if let [first, rest @ ..] = old.as_slice() {
            self.patches.replace(first.clone(), line);
            for range in rest {
                let blank = layout.text[..range.start].trim_end_matches([' ', '\t']).len();
                self.patches.delete(blank..range.end);
            }
            return Ok(());
        }
        let Some(row) = row else { return Err("the document has no line of its own") };
        let at = self.end_of_line_content(row)?;
        self.patches.insert(at, format!(" {line}"));
        Ok(())
    }

    /// Where on the line of a row a comment can be.
    fn end_of_line_content(&self, row: usize) -> Result<usize, &'static str> {
        let layout = self.layout;
        let found = &self.rows[row].row;
        let node = layout.tree.node(found.value);
        let at = match &node.shape {
            Shape::Scalar(ScalarStyle::Literal | ScalarStyle::Folded) => {
                layout.block_scalar(found.value, found.slot).header_end
            }
            Shape::Map { flow: false, .. } | Shape::List { flow: false, .. } => {
                let at = found.slot.max(node.props.1 as usize);
                if !layout.ends_line(at) {
                    return Err("its first entry is on the same line; put the comment there");
                }
                at
            }
            _ => {
                let comma = layout.text[found.end..].trim_start_matches(' ').starts_with(',');
                if comma && self.rows[row].flow_end.is_some() {
                    layout.skip_gap(found.end) + 1
                } else {
                    found.end
                }
            }
        };
        if layout.ends_line(at) {
            Ok(layout.text[..layout.line_end(at)].trim_end().len().max(at))
        } else {
            Err("something follows it on its line, which the comment would swallow")
        }
    }
}

/// The path with list items by index.
fn resolve(path: &FieldPath, document: &Document) -> Option<Vec<Segment>> {
    let mut value = document.value();
    let mut out = Vec::new();
    for segment in path.segments() {
        let index = match segment {
            Segment::Key(key) => {
                value = value.get(key)?;
                out.push(segment.clone());
                continue;
            }
            Segment::Index(index) => *index,
            Segment::Item(wanted) => {
                value.as_list()?.iter().position(|item| item.matches(wanted))?
            }
        };
        value = value.as_list()?.get(index)?;
        out.push(Segment::Index(index));
    }
    Some(out)
}
