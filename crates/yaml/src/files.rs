//! Files of several documents: reading them all, and replacing, removing and adding one while the
//! others stay as they are, byte for byte.

use crate::document::{Document, read};
use crate::edit::EditError;
use crate::error::ReadError;
use crate::limits::Limits;
use crate::position::Position;
use crate::split::{Slice, split};

/// A document of a file.
#[derive(Clone, Debug)]
pub struct FileDocument {
    /// Where it stands.
    pub slice: Slice,
    /// What it is.
    pub content: Content,
}

/// What a slice of a file holds.
#[derive(Clone, Debug)]
pub enum Content {
    /// Blank lines or comments only.
    Empty,
    /// A document; its positions are lines of the file.
    Object(Document),
    /// It cannot be read; the place is a line of the file.
    Broken(ReadError),
}

/// Splits a file and reads each of its documents; a broken one does not spoil its neighbours.
#[must_use]
pub fn read_all(file: &str, limits: &Limits) -> Vec<FileDocument> {
    let read_slice = |slice: Slice| {
        if slice.is_empty(file) {
            return FileDocument { slice, content: Content::Empty };
        }
        let lines = slice.line_shift(file);
        let content = match read(&slice.own_text(file), limits) {
            Ok(mut document) => {
                document.shift_lines(lines);
                Content::Object(document)
            }
            Err(error) => {
                let at = lines.apply(error.position());
                Content::Broken(ReadError { line: at.line, column: at.column, ..error })
            }
        };
        FileDocument { slice, content }
    };
    split(file).into_iter().map(read_slice).collect()
}

/// The line ending of a text: that of its first line, `\n` where it has none.
pub(crate) fn newline_of(text: &str) -> &'static str {
    match text.find('\n') {
        Some(at) if at > 0 && text.as_bytes()[at - 1] == b'\r' => "\r\n",
        _ => "\n",
    }
}

/// Puts `own_text` in the place of the document at `index` (of [`split`]).
///
/// The marker stays where it is; banner and body are taken from `own_text`. Nothing else changes.
///
/// # Errors
/// When there is no such document, or when the file then would not split into the same documents:
/// because `own_text` is several documents, or its comments would join a neighbour.
pub fn replace_document(file: &str, index: usize, own_text: &str) -> Result<String, EditError> {
    let slices = split(file);
    let slice = slices.get(index).ok_or_else(|| no_document(index, slices.len()))?;
    if slice.own_text(file) == own_text {
        return Ok(file.to_owned());
    }
    let (before, after) = (&file[..slice.banner.start], &file[slice.body.end..]);
    let bom = if file[slice.banner.clone()].starts_with('\u{feff}') { "\u{feff}" } else { "" };
    let inner = assemble(file, slice, own_text);
    let mut text = [before, bom, &inner].concat();
    end_line(&mut text, file, after);
    text.push_str(after);
    check(file, &text, &slices, index..index + 1, &[(index, own_text)])?;
    Ok(text)
}

/// Banner, marker and body for a new own text of `slice`.
fn assemble(file: &str, slice: &Slice, own_text: &str) -> String {
    let Some(marker) = &slice.marker else { return own_text.to_owned() };
    let own = split(own_text);
    // Its own marker, where directives brought one along.
    if own.first().is_some_and(|own| own.marker.is_some()) {
        return own_text.to_owned();
    }
    let marker_text = &file[marker.clone()];
    let bare = marker_text.ends_with('\n') || marker.end == file.len();
    let newline = newline_of(file);
    if slice.banner.is_empty() || file[slice.banner.clone()] == *"\u{feff}" {
        // Content on the marker's line: keep it there only while it starts as it did.
        let body = &file[slice.body.clone()];
        let same_start = body.lines().next() == own_text.lines().next();
        if bare || same_start {
            return match marker_text.ends_with('\n') || !bare {
                true => [marker_text, own_text].concat(),
                false => [marker_text, newline, own_text].concat(),
            };
        }
        return [marker_text.trim_end(), newline, own_text].concat();
    }
    // The banner is what stands at column 0 above the first content, if it still is a banner.
    let banner_end = banner_length(own_text, &file[slice.banner.clone()]);
    let (banner, body) = own_text.split_at(banner_end);
    let marker_text = if bare { marker_text } else { marker_text.trim_end() };
    let gap = if bare && marker_text.ends_with('\n') { "" } else { newline };
    let keeps_line = !bare && body.lines().next() == file[slice.body.clone()].lines().next();
    if keeps_line {
        return [banner, &file[marker.clone()], body].concat();
    }
    [banner, marker_text, gap, body].concat()
}

/// How much of `own_text` goes above the marker: the old banner where it is unchanged, else the
/// comments and blank lines at its start as far as the old banner's number of lines goes or, when
/// comments were added, all of them at column 0.
fn banner_length(own_text: &str, banner: &str) -> usize {
    let banner = banner.strip_prefix('\u{feff}').unwrap_or(banner);
    if own_text.starts_with(banner) {
        return banner.len();
    }
    let mut end = 0;
    for (at, line) in crate::split::lines(own_text, 0) {
        if !(line.starts_with('#') || line.trim().is_empty()) {
            break;
        }
        end = at + line.len();
    }
    end
}

/// Takes the document at `index` out of the file, with its banner and marker.
///
/// The neighbours keep every byte. Of the first document, its marker goes and the next one's stays.
/// The only document leaves an empty file (or a lone byte order mark).
///
/// # Errors
/// When there is no such document.
pub fn remove_document(file: &str, index: usize) -> Result<String, EditError> {
    let slices = split(file);
    let slice = slices.get(index).ok_or_else(|| no_document(index, slices.len()))?;
    let bom = if file[slice.banner.clone()].starts_with('\u{feff}') { "\u{feff}" } else { "" };
    let text = [&file[..slice.banner.start], bom, &file[slice.body.end..]].concat();
    check(file, &text, &slices, index..index + 1, &[])?;
    Ok(text)
}

/// Adds a document at the end of a file, behind a `---` line unless the file is blank.
///
/// Comments at column 0 at the start of `own_text` go above the marker, where banners stand, unless
/// the document before would then lose track of its own trailing comments.
///
/// # Errors
/// When `own_text` is not exactly one document.
pub fn append_document(file: &str, own_text: &str) -> Result<String, EditError> {
    let slices = split(file);
    let newline = newline_of(if file.is_empty() { own_text } else { file });
    if file.trim_start_matches('\u{feff}').trim().is_empty() {
        let text = [file, own_text].concat();
        check_one(own_text)?;
        return Ok(text);
    }
    check_one(own_text)?;
    let mut text = file.to_owned();
    if !text.ends_with('\n') {
        text.push_str(newline);
    }
    let has_marker = split(own_text).first().is_some_and(|own| own.marker.is_some());
    if !has_marker {
        text.push_str("---");
        text.push_str(newline);
    }
    text.push_str(own_text);
    let last = slices.len();
    check(file, &text, &slices, last..last, &[(last, own_text)])?;
    Ok(text)
}

fn check_one(own_text: &str) -> Result<(), EditError> {
    match split(own_text).len() {
        0 | 1 => Ok(()),
        count => {
            Err(EditError::file(format!("the text holds {count} documents where one is expected")))
        }
    }
}

fn no_document(index: usize, count: usize) -> EditError {
    EditError::file(format!("the file has no document {}: it has {count}", index + 1))
}

/// A document that now is followed by another needs a line break at its end.
fn end_line(text: &mut String, file: &str, after: &str) {
    if !after.is_empty() && !text.is_empty() && !text.ends_with('\n') {
        text.push_str(newline_of(file));
    }
}

/// Compares the documents of the new file with what they must be: the old ones outside `changed`,
/// and those in `new`.
fn check(
    file: &str,
    text: &str,
    slices: &[Slice],
    changed: std::ops::Range<usize>,
    new: &[(usize, &str)],
) -> Result<(), EditError> {
    let result = split(text);
    let mut wanted: Vec<std::borrow::Cow<'_, str>> = Vec::new();
    wanted.extend(slices[..changed.start].iter().map(|slice| slice.own_text(file)));
    wanted.extend(new.iter().map(|(_, text)| std::borrow::Cow::Borrowed(*text)));
    wanted.extend(slices[changed.end..].iter().map(|slice| slice.own_text(file)));
    let same = |(found, wanted): (&Slice, &std::borrow::Cow<'_, str>)| {
        let found = found.own_text(text);
        found.trim_end_matches(['\r', '\n']) == wanted.trim_end_matches(['\r', '\n'])
    };
    if result.len() == wanted.len() && result.iter().zip(&wanted).all(same) {
        return Ok(());
    }
    Err(EditError::Refused {
        path: hedgerow_model::FieldPath::root(),
        position: slices
            .get(changed.start)
            .map_or(Position::START, |slice| Position { line: slice.line, column: 1 }),
        reason: "the comments or markers around the document would no longer belong to the same \
                 documents; edit the file by hand"
            .to_owned(),
    })
}
