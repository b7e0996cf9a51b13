//! Conflict markers that Git wrote into a file and somebody committed.

use std::fmt::Write;
use std::ops::Range;

use crate::document::Document;
use crate::error::{ReadError, ReadErrorKind};
use crate::files::Content;
use crate::position::{Position, saturate};
use crate::split::{Slice, lines};

/// One conflict: from its `<<<<<<<` to its `>>>>>>>`.
#[derive(Debug, PartialEq, Eq)]
struct Conflict {
    bytes: Range<usize>,
    /// The starts of its lines with markers.
    markers: Vec<usize>,
    ours: Side,
    base: Option<Side>,
    theirs: Side,
}

/// The lines of a side, from 1, its end not included, and what stands behind its marker.
#[derive(Debug, Default, PartialEq, Eq)]
struct Side {
    lines: Range<u32>,
    label: String,
}

impl Side {
    fn say(&self, whose: &str) -> String {
        let mut said = whose.to_owned();
        if !self.label.is_empty() {
            let _ = write!(said, " (`{}`)", self.label);
        }
        match self.lines.len() {
            0 => said.push_str(" is empty"),
            1 => {
                let _ = write!(said, " is line {}", self.lines.start);
            }
            _ => {
                let _ = write!(said, " is lines {} to {}", self.lines.start, self.lines.end - 1);
            }
        }
        said
    }
}

/// A line that starts with a marker, with what stands behind it.
fn marker(line: &str) -> Option<(char, &str)> {
    let first = line.chars().next().filter(|c| matches!(c, '<' | '|' | '=' | '>'))?;
    let rest = line.trim_start_matches(first);
    if line.len() - rest.len() != 7 {
        return None;
    }
    let rest = rest.trim_end_matches(['\r', '\n']);
    (rest.is_empty() || rest.starts_with(' ')).then(|| (first, rest.trim()))
}

/// The conflicts of a file, and the markers that stand alone.
fn find(file: &str) -> (Vec<Conflict>, Vec<usize>) {
    let (mut whole, mut alone) = (Vec::new(), Vec::new());
    if !file.contains("<<<<<<<") && !file.contains(">>>>>>>") {
        return (whole, alone);
    }
    let mut open: Option<Conflict> = None;
    for (index, (at, line)) in lines(file, 0).enumerate() {
        let Some((mark, label)) = marker(line.trim_start_matches('\u{feff}')) else { continue };
        let number = saturate(index + 1);
        let side = || Side { lines: number + 1..number + 1, label: label.to_owned() };
        let stage = open.as_ref().map(|open| (open.base.is_some(), open.theirs.lines.start > 0));
        match (mark, stage) {
            ('<', _) => {
                alone.extend(open.take().map(|open| open.bytes.start));
                open = Some(Conflict {
                    bytes: at..at,
                    markers: vec![at],
                    ours: side(),
                    base: None,
                    theirs: Side::default(),
                });
            }
            ('|', Some((false, false))) | ('=', Some((_, false))) => {
                let Some(open) = &mut open else { continue };
                open.markers.push(at);
                open.base.as_mut().unwrap_or(&mut open.ours).lines.end = number;
                if mark == '|' {
                    open.base = Some(side());
                } else {
                    open.theirs = side();
                }
            }
            ('>', Some((_, true))) => {
                let Some(mut open) = open.take() else { continue };
                open.markers.push(at);
                open.bytes.end = at + line.len();
                open.theirs =
                    Side { lines: open.theirs.lines.start..number, label: label.to_owned() };
                whole.push(open);
            }
            ('>', _) => {
                alone.extend(open.take().map(|open| open.bytes.start));
                alone.push(at);
            }
            _ => {}
        }
    }
    alone.extend(open.map(|open| open.bytes.start));
    alone.sort_unstable();
    (whole, alone)
}

fn error(file: &str, at: usize, message: String, hint: &str) -> ReadError {
    let at = Position { line: Position::of_offset(file, at).line, column: 1 };
    let kind = ReadErrorKind::ConflictMarkers;
    ReadError { kind, ..ReadError::new(at, message).hint(hint) }
}

fn of_conflicts(file: &str, conflicts: &[&Conflict]) -> Option<ReadError> {
    let (first, more) = conflicts.split_first()?;
    let mut message = format!(
        "a merge conflict of Git was committed: {}, {}",
        first.ours.say("our side"),
        first.theirs.say("their side")
    );
    if let Some(base) = &first.base {
        message.push_str(&base.say(", and what both came from"));
    }
    if !more.is_empty() {
        let starts: Vec<String> =
            more.iter().map(|conflict| (conflict.ours.lines.start - 1).to_string()).collect();
        let _ = write!(message, "; more start in line {}", starts.join(", "));
    }
    let hint = "keep what is right of both sides, and remove the lines of the markers";
    Some(error(file, first.bytes.start, message, hint))
}

fn of_alone(file: &str, at: usize) -> ReadError {
    let message = "a marker of a merge conflict of Git was left behind".to_owned();
    error(file, at, message, "remove the line, after a look at what stands around it")
}

/// Whether a file has conflict markers, text of scalars among them.
pub(crate) fn has_some(file: &str) -> bool {
    let (whole, alone) = find(file);
    !whole.is_empty() || !alone.is_empty()
}

/// Says of a text that cannot be read that it has conflict markers, where it has.
pub(crate) fn explain(text: &str, error: ReadError) -> ReadError {
    let (whole, alone) = find(text);
    let all: Vec<&Conflict> = whole.iter().collect();
    of_conflicts(text, &all)
        .or_else(|| alone.first().map(|at| of_alone(text, *at)))
        .unwrap_or(error)
}

/// Makes broken what a conflict touches. Markers that are the text of a scalar are none.
pub(crate) fn mark(file: &str, documents: &mut [(&Slice, &mut Content)]) {
    let (whole, alone) = find(file);
    let mut real: Vec<&Conflict> = Vec::new();
    for conflict in &whole {
        let is_real = documents.iter().any(|(slice, content)| {
            let here = |at: &&usize| slice.range().contains(*at);
            conflict.markers.iter().filter(here).any(|at| !is_text(file, slice, content, *at))
        });
        if is_real {
            real.push(conflict);
        }
    }
    for (slice, content) in documents {
        let range = slice.range();
        let touched: Vec<&Conflict> = real
            .iter()
            .filter(|it| it.bytes.start < range.end && range.start < it.bytes.end)
            .copied()
            .collect();
        if let Some(error) = of_conflicts(file, &touched) {
            **content = Content::Broken(error);
        } else if matches!(content, Content::Broken(_))
            && let Some(at) = alone.iter().find(|at| range.contains(*at))
        {
            **content = Content::Broken(of_alone(file, *at));
        }
    }
}

/// Whether a marker is only text of a scalar in a document that can be read.
fn is_text(file: &str, slice: &Slice, content: &Content, at: usize) -> bool {
    let Content::Object(document) = content else { return false };
    let own = slice.own_text(file);
    let behind = slice.body.end - at;
    own.len().checked_sub(behind).is_some_and(|at| is_inside_scalar(document, at))
}

fn is_inside_scalar(document: &Document, at: usize) -> bool {
    document.tree.nodes.iter().any(|node| {
        matches!(node.shape, crate::tree::Shape::Scalar(_))
            && (node.start as usize) < at
            && at < node.end as usize
    })
}
