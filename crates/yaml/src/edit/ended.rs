//! Giving a text the line break at its end that it lacks, so that something can come behind it.

use crate::comments::with_line_break;
use crate::document::{Document, read};
use crate::limits::Limits;
use crate::tree::Shape;

/// A text that ends without a line break, with one, reading as it did; `None` where it has one already
/// or that cannot be. A block scalar at the end would gain the line break: its header then says that
/// it has none.
pub(crate) fn ended(text: &str, document: &Document) -> Option<(String, Document)> {
    if text.is_empty() || text.ends_with('\n') {
        return None;
    }
    let same = |text: String| {
        let after = read(&text, &Limits::default()).ok()?;
        (after.value() == document.value()).then_some((text, after))
    };
    same(with_line_break(text)).or_else(|| same(with_line_break(&stripped(text, document)?)))
}

/// The text with `-` in the header of the block scalar at its end.
fn stripped(text: &str, document: &Document) -> Option<String> {
    let nodes = &document.tree.nodes;
    let last = nodes
        .iter()
        .filter(|node| matches!(node.shape, Shape::Scalar(style) if style.is_block()))
        .max_by_key(|node| node.start)?;
    let above = text.get(..last.start as usize)?.trim_end();
    let line = above.rfind('\n').map_or(0, |at| at + 1);
    let header = above[line..].match_indices(['|', '>']).find_map(|(at, _)| {
        let behind = &above[line + at + 1..];
        let marks = behind.find(|c: char| !matches!(c, '0'..='9' | '+' | '-'));
        let (marks, rest) = behind.split_at(marks.unwrap_or(behind.len()));
        let nothing = rest.is_empty() || rest.starts_with([' ', '\t']);
        let comment = rest.trim_start();
        (nothing && (comment.is_empty() || comment.starts_with('#'))).then_some((at, marks))
    });
    let (at, marks) = header?;
    let (start, end) = (line + at + 1, line + at + 1 + marks.len());
    let digits: String = marks.chars().filter(char::is_ascii_digit).collect();
    Some(format!("{}{digits}-{}", &text[..start], &text[end..]))
}
