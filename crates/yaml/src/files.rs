//! Files of several documents: reading them all, and replacing, removing and adding one while the
//! others stay as they are, byte for byte.

use std::borrow::Cow;
use std::ops::Range;

use hedgerow_model::FieldPath;

use crate::conflicts;
use crate::document::{Document, read, read_as};
use crate::edit::EditError;
use crate::edit::ended::ended;
use crate::error::ReadError;
use crate::kubectl::is_json;
use crate::limits::Limits;
use crate::markers::{Above, unread};
use crate::position::Position;
use crate::split::{Slice, split};

/// A document of a file.
#[derive(Clone, Debug)]
pub struct FileDocument {
    /// Where it is.
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
    let mut documents: Vec<FileDocument> = InTurn::of(file, limits).collect();
    let mut contents: Vec<_> =
        documents.iter_mut().map(|document| (&document.slice, &mut document.content)).collect();
    conflicts::mark(file, &mut contents);
    documents
}

/// As [`read_all`], one after the other: who lets go of each before the next has one in memory at a time.
pub fn read_each<'a>(
    file: &'a str,
    limits: &'a Limits,
) -> impl Iterator<Item = FileDocument> + use<'a> {
    // What a conflict of Git touches is known only when all was read.
    let (all, each) = match conflicts::has_some(file) {
        true => (Some(read_all(file, limits)), None),
        false => (None, Some(InTurn::of(file, limits))),
    };
    all.into_iter().flatten().chain(each.into_iter().flatten())
}

/// Reads the documents of a file, each by itself.
struct InTurn<'a> {
    file: &'a str,
    limits: &'a Limits,
    slices: std::vec::IntoIter<Slice>,
    /// Whether nothing with content was met yet.
    first: bool,
    above: Option<Above>,
}

impl<'a> InTurn<'a> {
    fn of(file: &'a str, limits: &'a Limits) -> Self {
        Self { file, limits, slices: split(file).into_iter(), first: true, above: None }
    }
}

impl Iterator for InTurn<'_> {
    type Item = FileDocument;

    fn next(&mut self) -> Option<FileDocument> {
        let (file, slice) = (self.file, self.slices.next()?);
        let unread = unread(file, &slice, self.above);
        self.above = Some(Above::of(file, &slice, self.above));
        if let Some(error) = unread {
            return Some(FileDocument { slice, content: Content::Broken(error) });
        }
        let empty = slice.is_empty(file);
        let lines = slice.line_shift(file);
        let own_text = slice.own_text(file);
        // kubectl's JSON reader reads what is at the start of a file.
        let json = !empty && std::mem::take(&mut self.first) && is_json(&own_text);
        let content = match read_as(&own_text, self.limits, json) {
            Ok(_) if empty => Content::Empty,
            Ok(mut document) => {
                document.shift_lines(lines);
                Content::Object(document)
            }
            Err(error) => {
                let at = lines.apply(error.position());
                Content::Broken(ReadError { line: at.line, column: at.column, ..error })
            }
        };
        Some(FileDocument { slice, content })
    }
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
/// The marker stays where it is; banner and body are taken from `own_text`. Nothing else changes,
/// except where comments would otherwise slip to the document behind: then the document is closed by
/// a `...` line or, when it is the first and has no marker, opened by a `---` line.
///
/// # Errors
/// When there is no such document, or when `own_text` is not one document.
pub fn replace_document(file: &str, index: usize, own_text: &str) -> Result<String, EditError> {
    let slices = split(file);
    let slice = slices.get(index).ok_or_else(|| no_document(index, slices.len()))?;
    if slice.own_text(file) == own_text {
        return Ok(file.to_owned());
    }
    let (before, after) = (&file[..slice.banner.start], &file[slice.body.end..]);
    let own_text = &*if after.is_empty() { Cow::Borrowed(own_text) } else { with_end(own_text) };
    let bom = if file[slice.banner.clone()].starts_with('\u{feff}') { "\u{feff}" } else { "" };
    let newline = newline_of(file);
    let around = |own: &str, close: &str, after: &str| {
        let mut text = [before, bom, own].concat();
        if !close.is_empty() || !after.is_empty() {
            end_line(&mut text, newline);
        }
        text.push_str(close);
        text.push_str(after);
        text
    };
    let own = assemble(file, slice, own_text);
    let opened = [&*format!("---{newline}"), own_text].concat();
    let mut candidates = vec![around(&own, "", after)];
    if slice.marker.is_none() {
        candidates.push(around(&opened, "", after));
    }
    candidates.push(around(&own, &format!("...{newline}"), after));
    // kubectl reads no `...` behind comments alone: then the comments of the next stand below its marker.
    if let Some(after) = slices.get(index + 1).and_then(|next| banner_below(file, next)) {
        candidates.push(around(&own, "", &after));
        candidates.push(around(&opened, "", &after));
    }
    let wanted = Wanted { file, slices: &slices, changed: index..index + 1, new: Some(own_text) };
    wanted.first_of(candidates)
}

/// A document and what follows it, with its banner below its marker: its own text is the same.
fn banner_below(file: &str, slice: &Slice) -> Option<String> {
    let marker = &file[slice.marker.clone()?];
    let below = [marker, &file[slice.banner.clone()], &file[slice.body.start..]].concat();
    (marker.ends_with('\n') && !slice.banner.is_empty()).then_some(below)
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
    // The banner is what is at column 0 above the first content, if it still is a banner.
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
/// The neighbours keep every byte. The only document leaves an empty file (or a lone byte order mark).
///
/// # Errors
/// When there is no such document.
pub fn remove_document(file: &str, index: usize) -> Result<String, EditError> {
    let slices = split(file);
    let slice = slices.get(index).ok_or_else(|| no_document(index, slices.len()))?;
    let bom = if file[slice.banner.clone()].starts_with('\u{feff}') { "\u{feff}" } else { "" };
    let (before, after) = (&file[..slice.banner.start], &file[slice.body.end..]);
    let newline = newline_of(file);
    let close = format!("...{newline}");
    // Comments at the end of the document before would slip to the one behind.
    let candidates = vec![[before, bom, after].concat(), [before, &close, after].concat()];
    let wanted = Wanted { file, slices: &slices, changed: index..index + 1, new: None };
    wanted.first_of(candidates)
}

/// Adds a document at the end of a file, behind a `---` line unless the file is blank.
///
/// Comments at column 0 that trail the last document stay its own: it is then closed by a `...` line.
///
/// # Errors
/// When `own_text` is not one document.
pub fn append_document(file: &str, own_text: &str) -> Result<String, EditError> {
    let count = split(own_text).len();
    if count > 1 {
        return Err(EditError::file(format!(
            "the text has {count} documents where one is expected"
        )));
    }
    if file.trim_start_matches('\u{feff}').trim().is_empty() {
        return Ok([file, own_text].concat());
    }
    let last = split(file).last().map_or(0, |slice| slice.body.start);
    let file = &*[&file[..last], &*with_end(&file[last..])].concat();
    let slices = split(file);
    let newline = newline_of(file);
    let has_marker = split(own_text).first().is_some_and(|own| own.marker.is_some());
    let marker = if has_marker { String::new() } else { format!("---{newline}") };
    let build = |close: &str| {
        let mut text = file.to_owned();
        end_line(&mut text, newline);
        [&text, close, &marker, own_text].concat()
    };
    let mut candidates = vec![build(""), build(&format!("...{newline}"))];
    // Comments that are alone keep to themselves below a marker of their own.
    if let Some(opened) = opened(file, newline) {
        candidates.push([&opened, &*marker, own_text].concat());
    }
    let last = slices.len();
    let wanted = Wanted { file, slices: &slices, changed: last..last, new: Some(own_text) };
    wanted.first_of(candidates)
}

/// A file with a marker above its first document; `None` where it has one.
fn opened(file: &str, newline: &str) -> Option<String> {
    let first = split(file).into_iter().next()?;
    if first.marker.is_some() {
        return None;
    }
    let (bom, rest) = file.split_at(if file.starts_with('\u{feff}') { 3 } else { 0 });
    let mut text = [bom, "---", newline, rest].concat();
    end_line(&mut text, newline);
    Some(text)
}

fn no_document(index: usize, count: usize) -> EditError {
    EditError::file(format!("the file has no document {}: it has {count}", index + 1))
}

/// A document's own text with a line break at its end, reading as it did: a block scalar does not gain
/// one.
pub(crate) fn with_end(own_text: &str) -> Cow<'_, str> {
    let document = read(own_text, &Limits::default()).ok();
    let ended = document.and_then(|document| ended(own_text, &document));
    ended.map_or(Cow::Borrowed(own_text), |(text, _)| Cow::Owned(text))
}

pub(crate) fn end_line(text: &mut String, newline: &str) {
    if !text.is_empty() && !text.ends_with('\n') && !text.ends_with('\u{feff}') {
        text.push_str(newline);
    }
}

/// The documents that a changed file must have: the old ones outside `changed`, and `new`.
pub(crate) struct Wanted<'a> {
    pub(crate) file: &'a str,
    pub(crate) slices: &'a [Slice],
    pub(crate) changed: Range<usize>,
    pub(crate) new: Option<&'a str>,
}

impl Wanted<'_> {
    pub(crate) fn first_of(&self, candidates: Vec<String>) -> Result<String, EditError> {
        candidates.into_iter().find(|text| self.is_met_by(text)).ok_or_else(|| {
            let slice = self.slices.get(self.changed.start);
            EditError::Refused {
                path: FieldPath::root(),
                position: slice
                    .map_or(Position::START, |slice| Position { line: slice.line, column: 1 }),
                reason: "the comments and markers of the file would no longer belong to the same \
                         documents; edit the file by hand"
                    .to_owned(),
            }
        })
    }

    /// Whether kubectl reads of the documents that stay those that it read before, and the new one.
    fn keeps_what_is_read(&self, text: &str, result: &[Slice]) -> bool {
        let mut before = unread_documents(self.file, self.slices);
        let mut after = unread_documents(text, result);
        let end = self.changed.end.min(before.len());
        let was = before.splice(self.changed.start..end, []).any(|unread| unread);
        if self.new.is_some() && self.changed.start < after.len() {
            let is = after.remove(self.changed.start);
            return before == after && (was || !is);
        }
        before == after
    }

    fn is_met_by(&self, text: &str) -> bool {
        let mut wanted: Vec<Cow<'_, str>> = Vec::new();
        let own_text = |slice: &Slice| slice.own_text(self.file).into_owned();
        wanted.extend(self.slices[..self.changed.start].iter().map(|slice| own_text(slice).into()));
        wanted.extend(self.new.map(Cow::Borrowed));
        wanted.extend(self.slices[self.changed.end..].iter().map(|slice| own_text(slice).into()));
        let result = split(text);
        if wanted.iter().all(|text| text.is_empty()) {
            return result.iter().all(|slice| slice.is_blank(text));
        }
        if !self.keeps_what_is_read(text, &result) {
            return false;
        }
        let same = |(slice, wanted): (&Slice, &Cow<'_, str>)| {
            let is = slice.own_text(text);
            is == *wanted || (without_end(&is) == without_end(wanted) && reads_alike(&is, wanted))
        };
        result.len() == wanted.len() && result.iter().zip(&wanted).all(same)
    }
}

/// Which documents of a file (of [`split`]) are not read for where they are: behind `...`, on the line
/// of a `---`, in a conflict of Git.
#[must_use]
pub fn unread_documents(file: &str, slices: &[Slice]) -> Vec<bool> {
    if conflicts::has_some(file) {
        let documents = read_all(file, &Limits::default());
        return documents.iter().map(|it| matches!(it.content, Content::Broken(_))).collect();
    }
    let mut above = None;
    let unread = |slice: &Slice| {
        let unread = unread(file, slice, above).is_some();
        above = Some(Above::of(file, slice, above));
        unread
    };
    slices.iter().map(unread).collect()
}

/// Whether two texts say the same, or neither can be read.
fn reads_alike(a: &str, b: &str) -> bool {
    let value = |text: &str| read(text, &Limits::default()).ok().map(Document::into_value);
    value(a) == value(b)
}

/// A text without the last line break and the closing `...` that neighbours may need.
fn without_end(text: &str) -> &str {
    let text = text.trim_end_matches(['\r', '\n']);
    text.strip_suffix("...")
        .filter(|text| text.is_empty() || text.ends_with('\n'))
        .map_or(text, |text| text.trim_end_matches(['\r', '\n']))
}
