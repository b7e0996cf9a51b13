//! Cutting a file into its documents, without reading them: it never fails, so that one broken
//! document does not spoil its neighbours.
//!
//! `---` and `...` at column 0 always are markers, because YAML forbids them inside scalars. A byte
//! order mark belongs to the file: it is in the first banner and in no document's own text.

use std::borrow::Cow;
use std::ops::Range;

use crate::position::{breaks, saturate};

/// One document of a file. Banner, marker and body of all slices, in this order, are the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slice {
    /// Comments at column 0 above the marker that introduce this document, with the blank lines
    /// between; directives (`%YAML`) too. Empty where there is no marker.
    pub banner: Range<usize>,
    /// The marker: the whole line when nothing else is on it, else `---` and the blanks behind it.
    pub marker: Option<Range<usize>>,
    /// Everything else, up to the next document; a closing `...` line belongs to it.
    pub body: Range<usize>,
    /// The line, from 1, on which the own text starts.
    pub line: u32,
    /// How many lines of the file stand above the banner: counted once for all documents, so that the
    /// cost of a file grows with its bytes and not with its bytes times its documents.
    lines_above: u32,
}

/// What a line is, seen alone.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Line {
    Blank,
    /// A comment that starts at column 0.
    Comment,
    /// A comment that is indented.
    IndentedComment,
    Directive,
    /// `---`
    Start,
    /// `...`
    End,
    Content,
}

fn classify(line: &str) -> Line {
    let bytes = line.as_bytes();
    let marker = |mark: &[u8]| {
        bytes.starts_with(mark) && matches!(bytes.get(3), None | Some(b' ' | b'\t' | b'\r' | b'\n'))
    };
    match bytes.first() {
        Some(b'#') => Line::Comment,
        Some(b'%') => Line::Directive,
        Some(b'-') if marker(b"---") => Line::Start,
        Some(b'.') if marker(b"...") => Line::End,
        _ => match line.trim_start().bytes().next() {
            None => Line::Blank,
            Some(b'#') => Line::IndentedComment,
            _ => Line::Content,
        },
    }
}

/// The lines of `text` from `at`, with their endings: (start, line).
pub(crate) fn lines(text: &str, at: usize) -> impl Iterator<Item = (usize, &str)> {
    let mut start = at;
    text[at..].split_inclusive('\n').map(move |line| {
        let this = start;
        start += line.len();
        (this, line)
    })
}

struct Splitter {
    slices: Vec<Slice>,
    /// Where the slice being built starts.
    start: usize,
    marker: Option<Range<usize>>,
    /// Where its body starts; before its marker is seen, where its banner does.
    body: usize,
    /// Whether it has a line that is neither blank nor a comment.
    content: bool,
    /// Where the comments start that belong to the next document if a marker follows.
    banner: Option<usize>,
    /// Whether its `...` was seen.
    ended: bool,
}

impl Splitter {
    fn close(&mut self, end: usize) {
        self.slices.push(Slice {
            banner: self.start..self.marker.as_ref().map_or(self.body, |marker| marker.start),
            marker: self.marker.take(),
            body: self.body..end,
            line: 0,
            lines_above: 0,
        });
        self.start = end;
        self.body = end;
        self.content = false;
        self.banner = None;
        self.ended = false;
    }

    fn start_marker(&mut self, at: usize, line: &str) {
        let first = self.marker.is_none() && !self.content && !self.ended;
        if !first {
            let end = self.banner.unwrap_or(at);
            self.close(end);
        }
        let bare = line[3..].trim().is_empty();
        let length = if bare { line.len() } else { line.len() - line[3..].trim_start().len() };
        self.marker = Some(at..at + length);
        self.body = at + length;
        self.content = !bare && !line[3..].trim_start().starts_with('#');
        self.banner = None;
    }

    fn line(&mut self, at: usize, line: &str) {
        match classify(line) {
            Line::Start => self.start_marker(at, line),
            Line::End => {
                (self.ended, self.content, self.banner) = (true, true, None);
            }
            Line::Directive if self.ended || (self.marker.is_none() && !self.content) => {
                self.banner = self.banner.or(Some(at));
            }
            Line::Blank | Line::IndentedComment => {}
            // A document without content keeps its comments: it may be a resource switched off.
            Line::Comment => {
                if self.content {
                    self.banner = self.banner.or(Some(at));
                }
            }
            Line::Content | Line::Directive => {
                if self.ended {
                    let end = self.banner.unwrap_or(at);
                    self.close(end);
                }
                (self.content, self.banner) = (true, None);
            }
        }
    }
}

/// Cuts a file into its documents.
///
/// An empty file gives none. A file without markers gives one. Comments at column 0 between a
/// document's last content line and the next marker belong to the next document; all other comments,
/// and blank lines above such a banner, to the document they trail.
#[must_use]
pub fn split(text: &str) -> Vec<Slice> {
    if text.is_empty() {
        return Vec::new();
    }
    let bom = if text.starts_with('\u{feff}') { 3 } else { 0 };
    let mut splitter = Splitter {
        slices: Vec::new(),
        start: 0,
        marker: None,
        body: bom,
        content: false,
        banner: None,
        ended: false,
    };
    for (at, line) in lines(text, bom) {
        splitter.line(at, line);
    }
    splitter.close(text.len());
    let mut slices = splitter.slices;
    let (mut line, mut counted) = (1, 0);
    for slice in &mut slices {
        line += breaks(&text[counted..slice.banner.start]);
        slice.lines_above = saturate(line - 1);
        counted = slice.banner.start;
        let start = if slice.banner.len() > bom || slice.marker.is_none() {
            slice.banner.start
        } else {
            slice.body.start
        };
        line += breaks(&text[counted..start]);
        counted = start;
        slice.line = saturate(line);
    }
    slices
}

impl Slice {
    /// All bytes of the document in its file.
    #[must_use]
    pub fn range(&self) -> Range<usize> {
        self.banner.start..self.body.end
    }

    fn banner_text<'t>(&self, file: &'t str) -> &'t str {
        let text = &file[self.banner.clone()];
        text.strip_prefix('\u{feff}').unwrap_or(text)
    }

    fn has_directive(&self, file: &str) -> bool {
        lines(self.banner_text(file), 0).any(|(_, line)| line.starts_with('%'))
    }

    /// The document's own text: banner and body. The marker is left out, except below directives,
    /// which need one; what is on the marker's line behind it is part of the body.
    #[must_use]
    pub fn own_text<'t>(&self, file: &'t str) -> Cow<'t, str> {
        let banner = self.banner_text(file);
        let body = &file[self.body.clone()];
        if banner.is_empty() {
            return Cow::Borrowed(body);
        }
        if self.marker.is_none() && body.is_empty() {
            return Cow::Borrowed(banner);
        }
        let marker = match &self.marker {
            Some(marker) if self.has_directive(file) => &file[marker.clone()],
            _ => "",
        };
        Cow::Owned([banner, marker, body].concat())
    }

    /// Whether the document is nothing but blank lines.
    #[must_use]
    pub fn is_blank(&self, file: &str) -> bool {
        self.banner_text(file).trim().is_empty() && file[self.body.clone()].trim().is_empty()
    }

    /// Whether the document has comments, and nothing else.
    #[must_use]
    pub fn is_comment_only(&self, file: &str) -> bool {
        !self.is_blank(file) && self.is_empty(file)
    }

    /// Whether the document has no content: nothing but comments and blank lines.
    #[must_use]
    pub fn is_empty(&self, file: &str) -> bool {
        let bare = |text: &str| {
            text.lines().all(|line| {
                line.trim_start().is_empty()
                    || line.trim_start().starts_with('#')
                    || classify(line) == Line::End
            })
        };
        bare(self.banner_text(file)) && bare(&file[self.body.clone()])
    }

    /// The line of the file, from 1, on which a byte of this document is.
    pub(crate) fn line_at(&self, file: &str, offset: usize) -> u32 {
        self.lines_above + 1 + saturate(breaks(&file[self.banner.start..offset]))
    }

    pub(crate) fn line_shift(&self, file: &str) -> crate::document::LineShift {
        let count = |range: Range<usize>| saturate(breaks(&file[range]));
        let above = self.lines_above;
        let banner = count(self.banner.clone());
        let below = above + self.marker.clone().map_or(0, count);
        let kept = if self.has_directive(file) { self.marker.clone().map_or(0, count) } else { 0 };
        crate::document::LineShift { banner, above, below: below - kept, ..Default::default() }
    }
}
