//! Putting the merged documents together to a file, around bytes that stay as they are.

use hedgerow_yaml::{Slice, replace_document, split};

use crate::error::MergeError;

/// The three files of a merge.
#[derive(Clone, Copy)]
pub(super) struct Files<'a> {
    pub(super) base: &'a str,
    pub(super) ours: &'a str,
    pub(super) theirs: &'a str,
}

/// One document of the result; numbers count the slices of a file.
pub(super) enum Kept {
    /// Our document as it is.
    Ours(usize),
    /// Our document with another own text.
    Replaced(usize, String),
    /// Their document as it is.
    Theirs(usize),
    /// An own text that stands in neither file.
    New(String),
}

/// The file that holds `kept`, in that order.
///
/// # Errors
/// When a document's text cannot stand between its neighbours.
pub(super) fn assemble(files: Files<'_>, kept: &[Kept]) -> Result<String, MergeError> {
    let mut ours = files.ours.to_owned();
    for document in kept {
        if let Kept::Replaced(index, text) = document {
            ours = replace_document(&ours, *index, text).map_err(MergeError::Refused)?;
        }
    }
    let slices = split(&ours);
    let in_place = kept.len() == slices.len()
        && kept.iter().enumerate().all(|(n, document)| {
            matches!(document, Kept::Ours(index) | Kept::Replaced(index, _) if *index == n)
        });
    let text = if in_place { ours } else { join(&ours, &slices, files.theirs, kept) };
    let touched = !matches!(kept.last(), Some(Kept::Ours(_)) | None);
    Ok(if touched { end(text, files) } else { text })
}

/// The pieces one after the other, with a marker wherever one is needed.
fn join(ours: &str, our_slices: &[Slice], theirs: &str, kept: &[Kept]) -> String {
    let their_slices = split(theirs);
    let newline = if ours.contains("\r\n") { "\r\n" } else { "\n" };
    let mut out = String::with_capacity(ours.len() + theirs.len());
    if ours.starts_with(BOM) {
        out.push_str(BOM);
    }
    let start = out.len();
    for document in kept {
        let (file, slice) = match document {
            Kept::Ours(index) | Kept::Replaced(index, _) => (ours, our_slices.get(*index)),
            Kept::Theirs(index) => (theirs, their_slices.get(*index)),
            Kept::New(_) => ("", None),
        };
        let part = |range: std::ops::Range<usize>| {
            file.get(range).unwrap_or_default().trim_start_matches(BOM)
        };
        let (banner, marker, body) = match (slice, document) {
            (_, Kept::New(text)) => ("", None, text.as_str()),
            (Some(slice), _) => (
                part(slice.banner.clone()),
                slice.marker.clone().map(part),
                part(slice.body.clone()),
            ),
            (None, _) => continue,
        };
        let first = out.len() == start;
        if !first && !out.ends_with('\n') {
            out.push_str(newline);
        }
        out.push_str(banner);
        match marker {
            Some(marker) => out.push_str(marker),
            None if !first => {
                out.push_str("---");
                out.push_str(newline);
            }
            None => {}
        }
        out.push_str(body);
    }
    out
}

const BOM: &str = "\u{feff}";

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
        text.push('\n');
    }
    text
}
