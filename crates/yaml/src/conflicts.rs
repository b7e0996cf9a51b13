//! Conflict markers that Git wrote into a file and somebody committed.

use std::fmt::Write;
use std::ops::Range;

use crate::error::{ReadError, ReadErrorKind};
use crate::files::Content;
use crate::position::{Position, saturate};
use crate::split::{Slice, lines};
use crate::tree::Shape;

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

impl Conflict {
    /// Its first byte, and its line from 1.
    fn start(&self) -> Alone {
        (self.bytes.start, self.ours.lines.start - 1)
    }
}

/// The lines of a side, from 1, its end not included, and what is behind its marker.
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

/// A line that starts with a marker, with what is behind it.
fn marker(line: &str) -> Option<(char, &str)> {
    let first = line.chars().next().filter(|c| matches!(c, '<' | '|' | '=' | '>'))?;
    let rest = line.trim_start_matches(first);
    if line.len() - rest.len() != 7 {
        return None;
    }
    let rest = rest.trim_end_matches(['\r', '\n']);
    (rest.is_empty() || rest.starts_with(' ')).then(|| (first, rest.trim()))
}

/// A marker that is alone: its first byte, and its line from 1.
type Alone = (usize, u32);

/// The conflicts of a file, and the markers that are alone.
fn find(file: &str) -> (Vec<Conflict>, Vec<Alone>) {
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
                alone.extend(open.take().map(|open| open.start()));
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
                alone.extend(open.take().map(|open| open.start()));
                alone.push((at, number));
            }
            _ => {}
        }
    }
    alone.extend(open.map(|open| open.start()));
    alone.sort_unstable();
    (whole, alone)
}

/// How many further conflicts of a document are named.
const NAMED: usize = 20;

fn error(line: u32, message: String, hint: &str) -> ReadError {
    let at = Position { line, column: 1 };
    let kind = ReadErrorKind::ConflictMarkers;
    ReadError { kind, ..ReadError::new(at, message).hint(hint) }
}

fn of_conflicts(conflicts: &[&Conflict]) -> Option<ReadError> {
    let (first, more) = conflicts.split_first()?;
    let mut message = format!(
        "a merge conflict was committed: {}, {}",
        first.ours.say("our side"),
        first.theirs.say("their side")
    );
    if let Some(base) = &first.base {
        message.push_str(&base.say(", and what both came from"));
    }
    if !more.is_empty() {
        let starts: Vec<String> =
            more.iter().take(NAMED).map(|conflict| conflict.start().1.to_string()).collect();
        let _ = write!(message, "; more start in line {}", starts.join(", "));
        if more.len() > NAMED {
            let _ = write!(message, " and {} others", more.len() - NAMED);
        }
    }
    let hint = "keep what is right of both sides, and remove the lines of the markers";
    Some(error(first.start().1, message, hint))
}

fn of_alone((_, line): Alone) -> ReadError {
    let message = "a Git conflict marker was left behind".to_owned();
    error(line, message, "check the lines around it, then remove it")
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
    of_conflicts(&all).or_else(|| alone.first().map(|alone| of_alone(*alone))).unwrap_or(error)
}

/// Makes broken what a conflict touches. Markers that are the text of a scalar are none.
///
/// Documents, conflicts and markers are in the order of the file, so that each is looked at next to the
/// others that it meets, and not next to all.
pub(crate) fn mark(file: &str, documents: &mut [(&Slice, &mut Content)]) {
    let (whole, alone) = find(file);
    if whole.is_empty() && alone.is_empty() {
        return;
    }
    let met = |conflict: &Conflict| {
        let first = documents.partition_point(|(it, _)| it.range().end <= conflict.bytes.start);
        first..documents.partition_point(|(it, _)| it.range().start < conflict.bytes.end)
    };
    let mut texts: Vec<Option<Texts>> = documents.iter().map(|_| None).collect();
    let mut touched: Vec<Vec<&Conflict>> = documents.iter().map(|_| Vec::new()).collect();
    for conflict in &whole {
        let is_real = met(conflict).any(|index: usize| {
            let (slice, content) = &documents[index];
            let here = |at: &&usize| slice.range().contains(*at);
            let texts = texts[index].get_or_insert_with(|| Texts::of(file, slice, content));
            conflict.markers.iter().filter(here).any(|at| !texts.hold(*at))
        });
        if is_real {
            touched[met(conflict)].iter_mut().for_each(|touched| touched.push(conflict));
        }
    }
    for ((slice, content), touched) in documents.iter_mut().zip(touched) {
        let range = slice.range();
        if let Some(error) = of_conflicts(&touched) {
            **content = Content::Broken(error);
        } else if matches!(content, Content::Broken(_)) {
            let next = alone.partition_point(|(at, _)| *at < range.start);
            if let Some(alone) = alone.get(next).filter(|(at, _)| *at < range.end) {
                **content = Content::Broken(of_alone(*alone));
            }
        }
    }
}

/// The scalars of a document that can be read, in order.
struct Texts {
    /// Where its own text would start in the file if its marker were not between.
    shift: usize,
    /// Each from its first byte to behind its last, in the own text.
    scalars: Vec<(usize, usize)>,
}

impl Texts {
    fn of(file: &str, slice: &Slice, content: &Content) -> Self {
        let Content::Object(document) = content else {
            return Self { shift: 0, scalars: Vec::new() };
        };
        let shift = slice.body.end - slice.own_text(file).len();
        let nodes = document.tree.nodes.iter();
        let mut scalars: Vec<(usize, usize)> = nodes
            .filter(|node| matches!(node.shape, Shape::Scalar(_)) && node.start < node.end)
            .map(|node| (node.start as usize, node.end as usize))
            .collect();
        scalars.sort_unstable();
        Self { shift, scalars }
    }

    /// Whether a marker, by its first byte in the file, is only text of a scalar.
    fn hold(&self, at: usize) -> bool {
        let Some(at) = at.checked_sub(self.shift) else { return false };
        let before = self.scalars.partition_point(|(start, _)| *start < at);
        before.checked_sub(1).is_some_and(|last| at < self.scalars[last].1)
    }
}
