//! Where things stand in the text that the syntax tree does not say: lines, columns, `:` and `-`,
//! the true ends of block collections and block scalars.
//!
//! The text must end with a line break.

use crate::tree::{NodeId, ScalarStyle, Shape, Tree};

/// The text of a document and its tree.
#[derive(Clone, Copy)]
pub(crate) struct Layout<'a> {
    pub(crate) text: &'a str,
    pub(crate) tree: &'a Tree,
}

/// An entry of a map or an item of a list.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Row {
    /// The first byte: of the key, with its properties, or of the dash; in a flow list, of the item.
    pub(crate) start: usize,
    /// Behind the last byte of its content.
    pub(crate) end: usize,
    /// Behind the `:` or the `-`; in a flow list, the start.
    pub(crate) slot: usize,
    /// Whether there is a `:`; true for items.
    pub(crate) has_slot: bool,
    /// Whether the key is behind a `?`.
    pub(crate) explicit: bool,
    /// The value.
    pub(crate) value: NodeId,
}

/// The parts of a block scalar.
#[derive(Clone, Copy, Debug)]
pub(crate) struct BlockScalar {
    /// The `|` or `>`.
    pub(crate) header: usize,
    /// Behind the indicators that follow it.
    pub(crate) header_end: usize,
    /// The column of its lines.
    pub(crate) column: usize,
    /// The end of its last line, without the line break; `header_end` when it has none.
    pub(crate) end: usize,
}

/// What ends a line, alone or one behind the other.
const BREAKS: [char; 2] = ['\n', '\r'];

impl<'a> Layout<'a> {
    fn bytes(&self) -> &'a [u8] {
        self.text.as_bytes()
    }

    /// The start of the line that `at` is on, behind a byte order mark. A carriage return alone ends a line too.
    pub(crate) fn line_start(&self, at: usize) -> usize {
        let before = &self.text[..at];
        // Within a line end, it is the line that this ends.
        let ended = self.bytes().get(at) == Some(&b'\n');
        let line = if ended { before.strip_suffix('\r').unwrap_or(before) } else { before };
        let start = line.rfind(BREAKS).map_or(0, |found| found + 1);
        if start == 0 && self.text.starts_with('\u{feff}') { 3.min(at) } else { start }
    }

    /// The end of the line that `at` is on, without its line break.
    pub(crate) fn line_end(&self, at: usize) -> usize {
        self.text[at..].find(BREAKS).map_or(self.text.len(), |found| at + found)
    }

    /// The start of the line behind that of `at`.
    pub(crate) fn next_line(&self, at: usize) -> usize {
        let end = self.line_end(at);
        let both = self.text[end..].starts_with("\r\n");
        (end + 1 + usize::from(both)).min(self.text.len())
    }

    /// The column of `at`, from 0.
    pub(crate) fn column(&self, at: usize) -> usize {
        at - self.line_start(at)
    }

    /// Whether nothing but blanks stand before `at` on its line.
    pub(crate) fn starts_line(&self, at: usize) -> bool {
        self.text[self.line_start(at)..at].bytes().all(|byte| matches!(byte, b' ' | b'\t'))
    }

    /// The next byte from `at` that is neither blank, line break nor part of a comment.
    pub(crate) fn skip_gap(&self, mut at: usize) -> usize {
        let bytes = self.bytes();
        while let Some(byte) = bytes.get(at) {
            match byte {
                b' ' | b'\t' | b'\r' | b'\n' => at += 1,
                b'#' => at = self.line_end(at),
                0xef if self.text[at..].starts_with('\u{feff}') => at += 3,
                _ => break,
            }
        }
        at
    }

    /// Behind the comma that follows on the same line, if one does.
    pub(crate) fn skip_comma(&self, at: usize) -> usize {
        let blank = self.text[at..].len() - self.text[at..].trim_start_matches([' ', '\t']).len();
        if self.bytes().get(at + blank) == Some(&b',') { at + blank + 1 } else { at }
    }

    /// Where the comment starts that is behind `at` on the same line.
    pub(crate) fn beside(&self, at: usize) -> Option<usize> {
        let end = self.line_end(at);
        let rest = &self.text[at..end];
        let blank = rest.len() - rest.trim_start_matches([' ', '\t']).len();
        rest[blank..].starts_with('#').then_some(at + blank)
    }

    /// Whether nothing but a comment is behind `at` on its line.
    pub(crate) fn ends_line(&self, at: usize) -> bool {
        let rest = self.text[at..self.line_end(at)].trim_start();
        rest.is_empty() || rest.starts_with('#')
    }

    /// Behind the last byte of a node's content. `slot` is where a node would be of which
    /// nothing is written.
    pub(crate) fn end_of(&self, id: NodeId, slot: usize) -> usize {
        let node = self.tree.node(id);
        match &node.shape {
            Shape::Scalar(_) if node.is_nothing() => {
                if node.has_props() {
                    node.props.1 as usize
                } else {
                    slot
                }
            }
            Shape::Scalar(style) if style.is_block() => self.block_end(id, slot),
            Shape::Map { flow: false, entries } => match entries.last() {
                Some(entry) => {
                    let key_end = self.tree.node(entry.key).end as usize;
                    self.end_of(entry.value, self.colon(key_end).unwrap_or(key_end))
                }
                None => node.end as usize,
            },
            Shape::List { flow: false, items } => match items.last() {
                Some(item) => self.end_of(*item, self.tree.node(*item).start as usize),
                None => node.end as usize,
            },
            _ => node.end as usize,
        }
    }

    /// Behind the `:` that follows a key.
    pub(crate) fn colon(&self, key_end: usize) -> Option<usize> {
        let at = self.skip_gap(key_end);
        (self.bytes().get(at) == Some(&b':')).then_some(at + 1)
    }

    fn block_end(&self, id: NodeId, slot: usize) -> usize {
        let node = self.tree.node(id);
        let raw = &self.text[node.range()];
        if raw.trim().is_empty() && !node.keeps_blank {
            // Nothing but the header.
            let header = self.skip_gap(slot.max(node.props.1 as usize).min(node.start as usize));
            return self.line_end(header).min(node.end as usize).max(header);
        }
        let mut end = node.end as usize;
        let strip_break = |end: usize| {
            let line = &self.text[..end];
            line.strip_suffix("\r\n").or_else(|| line.strip_suffix('\n')).unwrap_or(line).len()
        };
        if node.keeps_blank {
            // The blanks in front of a comment that follows are the comment's.
            let comment = self.text[end..].starts_with('#');
            return strip_break(if comment { self.line_start(end) } else { end });
        }
        // Blank lines behind it are not its own, unless they are longer than its indentation.
        let column = self.column(node.start as usize);
        loop {
            let stripped = strip_break(end);
            let start = self.line_start(stripped);
            let line = &self.text[start..stripped];
            if !line.bytes().all(|byte| byte == b' ') || line.len() > column {
                return stripped;
            }
            if start <= node.start as usize || start == end {
                return stripped;
            }
            end = start;
        }
    }

    /// The parts of a block scalar whose slot is known.
    pub(crate) fn block_scalar(&self, id: NodeId, slot: usize) -> BlockScalar {
        let node = self.tree.node(id);
        let header = self.skip_gap(slot.max(node.props.1 as usize));
        let mut header_end = header + 1;
        while self.bytes().get(header_end).is_some_and(|b| matches!(b, b'+' | b'-' | b'1'..=b'9')) {
            header_end += 1;
        }
        let empty = self.text[node.range()].trim().is_empty() && !node.keeps_blank;
        let end = if empty { header_end } else { self.block_end(id, slot) };
        BlockScalar { header, header_end, column: self.column(node.start as usize), end }
    }

    /// The entries of a map; `slot` is where the map is.
    pub(crate) fn map_rows(&self, entries: &[crate::tree::Entry]) -> Vec<Row> {
        entries
            .iter()
            .map(|entry| {
                let key = self.tree.node(entry.key);
                let start = key.outer_start();
                let key_end = key.end as usize;
                let slot = self.colon(key_end);
                let before = self.text[..start].trim_end_matches([' ', '\t']);
                Row {
                    start,
                    end: self.end_of(entry.value, slot.unwrap_or(key_end)),
                    slot: slot.unwrap_or(key_end),
                    has_slot: slot.is_some(),
                    explicit: before.ends_with('?') && self.is_question_mark(before.len() - 1),
                    value: entry.value,
                }
            })
            .collect()
    }

    /// Whether the `?` at `at` is an indicator: it is at the start of a line or behind one.
    fn is_question_mark(&self, at: usize) -> bool {
        let before = &self.text[self.line_start(at)..at];
        before.bytes().all(|byte| matches!(byte, b' ' | b'-' | b'?' | b':' | b'{' | b'[' | b','))
            || before.trim_end().ends_with(['{', '[', ','])
    }

    /// The items of a block list that is at `slot`.
    pub(crate) fn list_rows(&self, items: &[NodeId], slot: usize) -> Vec<Row> {
        let mut at = slot;
        items
            .iter()
            .map(|item| {
                let start = self.skip_gap(at);
                let end = self.end_of(*item, start + 1).max(start + 1);
                at = end;
                Row {
                    start,
                    end,
                    slot: start + 1,
                    has_slot: true,
                    explicit: self.bytes().get(start) != Some(&b'-'),
                    value: *item,
                }
            })
            .collect()
    }

    /// The items of a flow list.
    pub(crate) fn flow_rows(&self, items: &[NodeId]) -> Vec<Row> {
        items
            .iter()
            .map(|item| {
                let node = self.tree.node(*item);
                let start = node.outer_start();
                let pair = matches!(node.shape, Shape::Map { .. }) && node.start == node.end;
                let end = self.end_of(*item, start);
                Row { start, end, slot: start, has_slot: true, explicit: pair, value: *item }
            })
            .collect()
    }

    /// Whether comments that are indented deeper than the dashes of a list stand above their items: one
    /// is above the first, which has no item before it.
    pub(crate) fn leads(&self, first: &Row, column: usize) -> bool {
        let start = self.line_start(first.start);
        self.text[first.start..].starts_with('-')
            // A byte order mark is in front of the first line, and no line above it.
            && self.text[..start].ends_with('\n')
            && self.comment_indent(self.line_start(start - 1)).is_some_and(|deep| deep > column)
    }

    /// The indentation of a line that is a comment.
    fn comment_indent(&self, start: usize) -> Option<usize> {
        let line = &self.text[start..self.line_end(start)];
        let indent = line.len() - line.trim_start_matches(' ').len();
        line[indent..].starts_with('#').then_some(indent)
    }

    /// Whether nothing but comments is between the comment line at `at` and the row.
    pub(crate) fn touches(&self, at: usize, row: &Row) -> bool {
        let end = self.line_start(row.start);
        let mut line = self.line_start(at);
        while line < end {
            if self.comment_indent(line).is_none() {
                return false;
            }
            line = self.next_line(line);
        }
        true
    }

    /// The comment lines directly above a row that start in its column, or deeper in a list that
    /// [leads](Self::leads): where they start.
    pub(crate) fn top(&self, row: &Row, column: usize, leads: bool) -> usize {
        let mut top = self.line_start(row.start);
        while top > 0 {
            let start = self.line_start(top - 1);
            let indent = self.comment_indent(start);
            if start == top || indent.is_none_or(|deep| deep < column || (deep > column && !leads))
            {
                break;
            }
            top = start;
        }
        top
    }

    /// Behind a row: its line break and the comment lines below it that are indented deeper, but for
    /// those that are above the next item of a list that [leads](Self::leads).
    pub(crate) fn bottom(&self, row: &Row, column: usize, leads: bool) -> usize {
        let first = self.next_line(row.end);
        let (mut bottom, mut at, mut run) = (first, first, first);
        while at < self.text.len() {
            let next = self.next_line(at);
            let line = self.text[at..next].trim_end();
            let indent = line.len() - line.trim_start_matches(' ').len();
            if line.is_empty() {
                at = next;
                run = next;
            } else if indent > column && line[indent..].starts_with('#') {
                at = next;
                bottom = next;
            } else {
                if leads && indent == column && line[indent..].starts_with('-') {
                    // What touches the next item is its own.
                    return if run < bottom { self.above_blanks(run, first) } else { bottom };
                }
                break;
            }
        }
        bottom
    }

    /// Without the blank lines in front of `at`, not above `first`.
    fn above_blanks(&self, mut at: usize, first: usize) -> usize {
        while at > first {
            let start = self.line_start(at - 1);
            if !self.text[start..at].trim().is_empty() {
                break;
            }
            at = start;
        }
        at
    }

    /// Whether the scalar is written over several lines.
    pub(crate) fn is_multi_line(&self, id: NodeId) -> bool {
        let node = self.tree.node(id);
        let inline = matches!(
            node.shape,
            Shape::Scalar(ScalarStyle::Plain | ScalarStyle::Single | ScalarStyle::Double)
        );
        inline && self.text[node.range()].contains('\n')
    }
}
