//! Where kubectl's cutting of a file into documents is another than ours: what it refuses, and what it
//! never reads.
//!
//! kubectl cuts at every line that starts with `---`, and of each piece it reads the first document only.

use crate::error::ReadError;
use crate::position::Position;
use crate::split::{Slice, lines};

/// What is above a document in the piece of the file that kubectl cuts out.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Above {
    /// Nothing that is read: comments, blank lines.
    Nothing,
    /// A document, so that nothing behind it is read.
    Document,
}

impl Above {
    pub(crate) fn of(file: &str, slice: &Slice, above: Option<Self>) -> Self {
        let fresh = slice.marker.is_some() || above.is_none();
        if slice.is_empty(file) && (fresh || above == Some(Self::Nothing)) {
            Self::Nothing
        } else {
            Self::Document
        }
    }
}

/// Why kubectl does not read a document of a file because of the lines that start or end it.
pub(crate) fn unread(file: &str, slice: &Slice, above: Option<Above>) -> Option<ReadError> {
    let at = |offset: usize| Position { line: slice.line_at(file, offset), column: 1 };
    if let Some(marker) = &slice.marker
        && !file[marker.clone()].ends_with(['\n', '\r'])
        && marker.end < file.len()
        && !file[marker.end..].starts_with('#')
    {
        return Some(
            ReadError::new(
                at(marker.start),
                "text on the line of `---`, which kubectl does not read",
            )
            .hint("put the text on the next line"),
        );
    }
    let hidden = slice.marker.is_none() && above == Some(Above::Document);
    if hidden && !slice.is_empty(file) {
        let start = lines(file, slice.banner.start)
            .find(|(_, line)| !line.trim().is_empty() && !line.starts_with('#'))
            .map_or(slice.banner.start, |(start, _)| start);
        return Some(
            ReadError::new(
                at(start),
                "this is after `...`, where kubectl stops reading: it reads only the object above",
            )
            .hint("put `---` on a line of its own above it"),
        );
    }
    for (start, line) in lines(file, slice.body.start) {
        if start >= slice.body.end {
            break;
        }
        if line.starts_with("---") {
            let message = "a line that starts with `---`, at which kubectl cuts the file";
            return Some(
                ReadError::new(at(start), message)
                    .hint("put `---` on a line of its own, or indent the line"),
            );
        }
        if line.starts_with("...") && !hidden && slice.is_empty(file) {
            return Some(
                ReadError::new(
                    at(start),
                    "`...` without a document above it, which kubectl does not read",
                )
                .hint("write `---` instead"),
            );
        }
    }
    None
}
