//! Replacements of byte ranges, applied in one go.

use std::ops::Range;

/// Replacements, in any order, of ranges that do not overlap, except that deletions may.
#[derive(Default)]
pub(crate) struct Patches {
    list: Vec<(Range<usize>, String)>,
}

impl Patches {
    pub(crate) fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    pub(crate) fn replace(&mut self, range: Range<usize>, text: impl Into<String>) {
        let text = text.into();
        if !range.is_empty() || !text.is_empty() {
            self.list.push((range, text));
        }
    }

    pub(crate) fn insert(&mut self, at: usize, text: impl Into<String>) {
        self.replace(at..at, text);
    }

    pub(crate) fn delete(&mut self, range: Range<usize>) {
        self.replace(range, "");
    }

    /// The patched text, with `newline` in what was inserted; `None` when two replacements overlap.
    pub(crate) fn apply(mut self, text: &str, newline: &str) -> Option<String> {
        self.list.sort_by_key(|(range, _)| (range.start, range.end));
        let mut out = String::with_capacity(text.len() + 64);
        let mut at = 0;
        for (range, new) in &self.list {
            if range.start < at && !new.is_empty() && !range.is_empty() {
                return None;
            }
            out.push_str(text.get(at..range.start.max(at))?);
            if newline == "\n" {
                out.push_str(new);
            } else {
                out.push_str(&new.replace("\r\n", "\n").replace('\n', newline));
            }
            at = at.max(range.end);
        }
        out.push_str(text.get(at..)?);
        Some(out)
    }
}
