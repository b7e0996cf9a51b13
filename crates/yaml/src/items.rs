//! The objects of a `kind: List`, each as a text of its own: what `kubectl get -o yaml` prints of several
//! objects is a list of them in one document.

use std::cell::Cell;

use hedgerow_model::{FieldPath, Value};

use crate::document::{Document, LineShift, read};
use crate::emit::{EmitOptions, emit};
use crate::limits::Limits;
use crate::position::{breaks, saturate};
use crate::tree::{Node, NodeId, Shape};

/// One object of a list.
#[derive(Clone, Debug)]
pub struct ListItem {
    /// Its text, as a document of its own would have it: with the comment above it, without the list's
    /// indentation.
    pub text: String,
    /// The object; its positions are lines and columns of the file that the list is in.
    pub document: Document,
    /// The line in the file where its text starts, from 1.
    pub line: u32,
}

/// The objects under `items` of a list, in order; nothing for a document that has no such list. `own` is
/// the text that the document was read from.
///
/// A text that cannot be cut out so that it says what the object says (it uses an anchor of the list, or
/// starts on another line than its dash) is written again.
#[must_use]
pub fn list_items(own: &str, document: &Document) -> Vec<ListItem> {
    let path = FieldPath::root().key("items");
    let Some(Value::List(values)) = document.value.lookup(&path) else { return Vec::new() };
    let Some(list) = document.node_at(&path) else { return Vec::new() };
    let Shape::List { items, flow } = &document.tree.node(list).shape else { return Vec::new() };
    let cut = Cut { own, document, items, flow: *flow, known: Cell::default() };
    values.iter().enumerate().filter_map(|(at, value)| cut.item(at, value)).collect()
}

struct Cut<'a> {
    own: &'a str,
    document: &'a Document,
    items: &'a [NodeId],
    flow: bool,
    /// A place, and where its line starts: the one that was asked for last. Items come in order, and
    /// all of them may be on one line.
    known: Cell<(usize, usize)>,
}

/// Where a block item starts, on the line of its dash.
struct Start {
    /// The first byte of the comments directly above it, else of its line.
    from: usize,
    /// The first byte of its line.
    line: usize,
    /// The first byte of what it says.
    content: usize,
    /// The column of its dash, from 0.
    dash: usize,
}

impl Cut<'_> {
    fn item(&self, at: usize, value: &Value) -> Option<ListItem> {
        let node = self.node(at)?;
        let start = if self.flow { None } else { self.start(at) };
        let says_so = |text: String| {
            let document = read(&text, &Limits::default()).ok()?;
            (document.value == *value).then_some((text, document))
        };
        let cut = match (&start, self.flow) {
            (_, true) => {
                self.own.get(node.outer_start()..node.end as usize).map(|text| format!("{text}\n"))
            }
            (Some(start), _) => self.dedented(at, start),
            (None, _) => None,
        };
        let (text, mut document) = match cut.and_then(says_so) {
            Some(cut) => cut,
            None => {
                let text = emit(value, &EmitOptions::default());
                let document = read(&text, &Limits::default()).ok()?;
                (text, document)
            }
        };
        let above = start.as_ref().map_or(0, |start| lines_in(&self.own[start.from..start.line]));
        let column = node.outer_start() - self.line_start(node.outer_start());
        let own_line = node.at.line.saturating_sub(above);
        let line = self.document.lines.apply(crate::Position { line: own_line, column: 1 }).line;
        let by = line.saturating_sub(1);
        document.shift_lines(LineShift {
            banner: 0,
            above: by,
            below: by,
            first_columns: saturate(column),
            columns: if self.flow { 0 } else { saturate(column) },
        });
        Some(ListItem { text, document, line })
    }

    fn node(&self, at: usize) -> Option<&Node> {
        Some(self.document.tree.node(*self.items.get(at)?))
    }

    fn line_start(&self, at: usize) -> usize {
        let (known, start) = self.known.get();
        let start = if at >= known {
            self.own[known..at].rfind('\n').map_or(start, |found| known + found + 1)
        } else {
            self.own[..at].rfind('\n').map_or(0, |found| found + 1)
        };
        self.known.set((at, start));
        start
    }

    /// Where a block item starts, if that is on the line of its dash.
    fn start(&self, at: usize) -> Option<Start> {
        let content = self.node(at)?.outer_start();
        let line = self.line_start(content);
        let before = &self.own[line..content];
        let dash = before.find('-')?;
        let alone = |part: &str| part.bytes().all(|byte| byte == b' ');
        if !alone(&before[..dash]) || !alone(&before[dash + 1..]) {
            return None;
        }
        Some(Start { from: self.comments_above(line, dash, at), line, content, dash })
    }

    /// Where the comments start that are directly above a line, at the column of its dash.
    fn comments_above(&self, line: usize, dash: usize, at: usize) -> usize {
        let before = at.checked_sub(1).and_then(|before| self.node(before));
        let floor = before.map_or(0, Node::outer_start);
        let mut from = line;
        while from > floor {
            let start = self.line_start(from - 1);
            let above = &self.own[start..from];
            let is_comment = above.trim_start().starts_with('#')
                && above.len() - above.trim_start().len() == dash;
            if start <= floor || !is_comment {
                break;
            }
            from = start;
        }
        from
    }

    /// Where the last item ends: before the first line that is not a deeper than its dash.
    fn end(&self, content: usize, dash: usize) -> usize {
        let mut start = content;
        let mut end = self.own.len();
        let mut first = true;
        for line in self.own[content..].split_inclusive('\n') {
            let text = line.trim();
            let depth = line.len() - line.trim_start().len();
            if !first && !text.is_empty() && depth <= dash {
                end = start;
                break;
            }
            first = false;
            start += line.len();
        }
        // Blank lines behind it belong to what follows.
        let kept = self.own[..end].trim_end_matches(['\n', '\r', ' ']).len();
        let rest = self.own[kept..end].find('\n').map_or(end, |at| kept + at + 1);
        if self.keeps_blank(kept) { end } else { rest }
    }

    /// Whether blank lines at a place are part of a block scalar that keeps them.
    fn keeps_blank(&self, at: usize) -> bool {
        let nodes = &self.document.tree.nodes;
        nodes
            .iter()
            .any(|node| node.keeps_blank && (node.start as usize) <= at && at <= node.end as usize)
    }

    /// The lines of an item as those of a document: without the list's indentation.
    fn dedented(&self, at: usize, start: &Start) -> Option<String> {
        let to = match self.items.get(at + 1) {
            Some(_) => self.start(at + 1)?.from,
            None => self.end(start.content, start.dash),
        };
        let lines = self.own.get(start.content..to)?;
        let mut text = String::with_capacity(to - start.from);
        for comment in self.own[start.from..start.line].split_inclusive('\n') {
            text.push_str(&comment[start.dash..]);
        }
        let mut first = true;
        for line in lines.split_inclusive('\n') {
            let spaces = line.bytes().take_while(|byte| *byte == b' ').count();
            let cut = if first { 0 } else { spaces.min(start.content - start.line) };
            text.push_str(&line[cut..]);
            first = false;
        }
        if !text.ends_with('\n') {
            text.push('\n');
        }
        Some(text)
    }
}

fn lines_in(text: &str) -> u32 {
    saturate(breaks(text))
}
