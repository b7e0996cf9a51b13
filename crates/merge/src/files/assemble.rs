//! Putting the merged documents together to a file, around bytes that stay as they are.

use std::borrow::Cow;
use std::collections::HashSet;

use hedgerow_model::FieldPath;
use hedgerow_yaml::{EditError, Position, Slice, replace_document, split};

use super::Files;
use crate::error::MergeError;

/// One document of the result; numbers count the slices of a file.
pub(super) enum Kept {
    /// Our document as it is.
    Ours(usize),
    /// Our document with another own text.
    Replaced(usize, String),
    /// Their document as it is.
    Theirs(usize),
}

const BOM: &str = "\u{feff}";

/// The file that holds `kept`, in that order.
///
/// # Errors
/// When a document's text cannot be between its neighbours.
pub(super) fn assemble(files: Files<'_>, kept: &[Kept]) -> Result<String, MergeError> {
    let mut ours = files.ours.to_owned();
    let mut done = HashSet::new();
    for document in kept {
        if let Kept::Replaced(index, text) = document {
            // Comments at its end would pass to the next document, say because it was the last one
            // when they were written. They are kept from that by a `...`, which nobody wrote; a
            // banner of the next document is what people would make of them.
            match replace_document(&ours, *index, text) {
                Ok(replaced)
                    if end_markers(&replaced) <= end_markers(&ours) + end_markers(text) =>
                {
                    ours = replaced;
                    done.insert(*index);
                }
                _ => {}
            }
        }
    }
    let slices = split(&ours);
    let in_place = kept.len() == slices.len()
        && kept.iter().enumerate().all(|(n, document)| match document {
            Kept::Ours(index) => *index == n,
            Kept::Replaced(index, _) => *index == n && done.contains(index),
            Kept::Theirs(_) => false,
        });
    let text = if in_place {
        ours
    } else {
        let their_slices = split(files.theirs);
        let pieces: Vec<Piece<'_>> = kept
            .iter()
            .filter_map(|document| match document {
                Kept::Replaced(index, text) if !done.contains(index) => {
                    Some(Piece::of(&ours, slices.get(*index)?).with_text(text))
                }
                Kept::Ours(index) | Kept::Replaced(index, _) => {
                    Some(Piece::of(&ours, slices.get(*index)?))
                }
                Kept::Theirs(index) => Some(Piece::of(files.theirs, their_slices.get(*index)?)),
            })
            .collect();
        join(&pieces, &ours)?
    };
    let text = start(text, files);
    let touched = !matches!(kept.last(), Some(Kept::Ours(_)) | None);
    Ok(if touched { end(text, files) } else { text })
}

/// How many `...` lines there are.
fn end_markers(text: &str) -> usize {
    text.lines().filter(|line| line.trim_end() == "...").count()
}

/// The bytes of one document.
struct Piece<'a> {
    banner: &'a str,
    marker: Option<&'a str>,
    body: &'a str,
}

impl<'a> Piece<'a> {
    fn of(file: &'a str, slice: &Slice) -> Self {
        let part = |range: std::ops::Range<usize>| {
            file.get(range).unwrap_or_default().trim_start_matches(BOM)
        };
        Self {
            banner: part(slice.banner.clone()),
            marker: slice.marker.clone().map(part),
            body: part(slice.body.clone()),
        }
    }

    fn with_text(self, own_text: &'a str) -> Self {
        match own_text.strip_prefix(self.banner) {
            Some(body) => Self { body, ..self },
            None => Self { banner: "", body: own_text, ..self },
        }
    }

    /// What the document says, whichever document the comments around it belong to.
    fn content(&self) -> impl Iterator<Item = &'a str> {
        content(self.banner).chain(content(self.body))
    }
}

fn content(text: &str) -> impl Iterator<Item = &str> {
    text.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty())
}

/// The pieces one after the other, with a marker wherever one is needed.
fn join(pieces: &[Piece<'_>], ours: &str) -> Result<String, MergeError> {
    let newline = newline_of(ours);
    let mut out = if ours.starts_with(BOM) { BOM.to_owned() } else { String::new() };
    let start = out.len();
    for piece in pieces {
        let first = out.len() == start;
        if !first && !out.ends_with('\n') {
            out.push_str(newline);
        }
        out.push_str(piece.banner);
        let marker = match piece.marker {
            Some(marker) => Cow::Borrowed(marker),
            None if first => Cow::Borrowed(""),
            None => Cow::Owned(["---", newline].concat()),
        };
        out.push_str(&marker);
        out.push_str(piece.body);
    }
    // Comments may pass from one neighbour to the next, content may not.
    let result: Vec<Piece<'_>> = split(&out).iter().map(|slice| Piece::of(&out, slice)).collect();
    let speaking = |piece: &&Piece<'_>| piece.content().next().is_some();
    let same = pieces
        .iter()
        .filter(speaking)
        .map(|piece| piece.content().collect::<Vec<_>>())
        .eq(result.iter().filter(speaking).map(|piece| piece.content().collect::<Vec<_>>()));
    if same { Ok(out) } else { Err(refused()) }
}

fn refused() -> MergeError {
    MergeError::Refused(EditError::Refused {
        path: FieldPath::root(),
        position: Position::START,
        reason: "the merged documents would not stay separate in one file; merge them by hand, with `---` between them"
            .to_owned(),
    })
}

/// Begins with a marker, or not, as the side does that changed this.
fn start(text: String, files: Files<'_>) -> String {
    let begins = |file: &str| split(file).first().is_some_and(|slice| slice.marker.is_some());
    let (base, ours, theirs) = (begins(files.base), begins(files.ours), begins(files.theirs));
    let wanted = if ours == base { theirs } else { ours };
    let slices = split(&text);
    let Some(first) = slices.first() else { return text };
    match &first.marker {
        None if wanted => {
            let (mark, rest) = text.split_at(if text.starts_with(BOM) { BOM.len() } else { 0 });
            [mark, "---", newline_of(&text), rest].concat()
        }
        Some(marker) if !wanted => {
            let (before, after) = (&text[..marker.start], &text[marker.end..]);
            // Directives need their marker, and what is on its line needs a place.
            let needed = before.lines().any(|line| line.starts_with('%'))
                || !text[marker.clone()].ends_with('\n');
            if needed { text } else { [before, after].concat() }
        }
        _ => text,
    }
}

/// Ends the last line, or not, as the side does that changed this.
fn end(mut text: String, files: Files<'_>) -> String {
    let ends = |file: &str| file.is_empty() || file.ends_with('\n');
    let (base, ours, theirs) = (ends(files.base), ends(files.ours), ends(files.theirs));
    let wanted = if ours == base { theirs } else { ours };
    if !wanted && text.ends_with('\n') {
        text.pop();
        if text.ends_with('\r') {
            text.pop();
        }
    } else if wanted && !text.is_empty() && !text.ends_with('\n') {
        text.push_str(newline_of(&text));
    }
    text
}

fn newline_of(text: &str) -> &'static str {
    if text.contains("\r\n") { "\r\n" } else { "\n" }
}
