//! Resources that are switched off by commenting them out, as operators do.

use std::ops::Range;

use hedgerow_model::{Identity, Value};

use crate::document::read;
use crate::limits::Limits;
use crate::position::saturate;
use crate::split::lines;

/// A resource that is in comments.
#[derive(Clone, Debug, PartialEq)]
pub struct CommentedOut {
    /// The bytes of its lines in the text that was searched.
    pub lines: Range<usize>,
    /// The document without its comment marks.
    pub text: String,
    /// Its value: a map with apiVersion, kind and a name.
    pub value: Value,
    /// The line, from 1, on which it starts.
    pub line: u32,
}

/// Puts `# ` before every line of a document; blank lines get a lone `#`.
///
/// [`uncomment`] is its exact reverse.
#[must_use]
pub fn comment_out(own_text: &str) -> String {
    let mut out = String::with_capacity(own_text.len() + own_text.len() / 8);
    for line in own_text.split_inclusive('\n') {
        out.push_str(if line.trim_end_matches(['\r', '\n']).is_empty() { "#" } else { "# " });
        out.push_str(line);
    }
    out
}

/// Removes one `#` from every line that starts with it, and one space behind it where all these lines
/// have one or nothing. Other lines stay as they are.
#[must_use]
pub fn uncomment(text: &str) -> String {
    let lines = || text.split_inclusive('\n');
    let spaced = has_spaces(lines());
    lines().map(|line| uncomment_line(line, spaced)).collect()
}

fn has_spaces<'t>(mut lines: impl Iterator<Item = &'t str>) -> bool {
    lines.all(|line| match line.strip_prefix('#') {
        Some(rest) => rest.starts_with(' ') || rest.trim_end_matches(['\r', '\n']).is_empty(),
        None => true,
    })
}

fn uncomment_line(line: &str, spaced: bool) -> &str {
    match line.strip_prefix('#') {
        Some(rest) if spaced => rest.strip_prefix(' ').unwrap_or(rest),
        Some(rest) => rest,
        None => line,
    }
}

/// The resources that are in comments in `text`.
///
/// Each is the longest run of comment lines at column 0 that, minus one `#` and one optional space,
/// reads as a map with apiVersion, kind and a name for which `is_candidate` is true. `# ---` inside a
/// run separates documents.
#[must_use]
pub fn commented_out(text: &str, is_candidate: &dyn Fn(&Value) -> bool) -> Vec<CommentedOut> {
    let mut found = Vec::new();
    let mut run: Vec<(usize, &str)> = Vec::new();
    let mut number = 0;
    let mut first = 0;
    for (at, line) in lines(text, 0) {
        number += 1;
        let (at, line) = match line.strip_prefix('\u{feff}') {
            Some(rest) => (at + 3, rest),
            None => (at, line),
        };
        let bare = uncomment_line(line, true);
        let separator =
            line.starts_with('#') && bare.starts_with("---") && bare[3..].trim().is_empty();
        if line.starts_with('#') && !separator {
            if run.is_empty() {
                first = number;
            }
            run.push((at, line));
            continue;
        }
        search(&run, first, is_candidate, &mut found);
        run.clear();
    }
    search(&run, first, is_candidate, &mut found);
    found
}

/// Looks for resources in one run of comment lines.
///
/// The run is cut where prose is and where a second `apiVersion:` or `kind:` starts another object,
/// so that every line is read a bounded number of times.
fn search(
    run: &[(usize, &str)],
    first: usize,
    is_candidate: &dyn Fn(&Value) -> bool,
    found: &mut Vec<CommentedOut>,
) {
    let bare: Vec<&str> = run.iter().map(|(_, line)| uncomment_line(line, true)).collect();
    let has = |key: &str| bare.iter().any(|line| line.starts_with(key));
    if !has("apiVersion:") || !has("kind:") {
        return;
    }
    let mut free = 0;
    let segments = segments(&bare);
    let last_segment = segments.len().saturating_sub(1);
    for (number, segment) in segments.into_iter().enumerate() {
        let Some((mut end, value)) = longest(run, segment.clone(), is_candidate) else { continue };
        // Its own comments below it: between two resources they belong to the next.
        while number == last_segment && bare.get(end).is_some_and(|line| is_comment_or_blank(line))
        {
            end += 1;
        }
        // Comments of the resource itself stand above it: `# # about the VPC`.
        let mut start = segment.start;
        while start > free && is_comment_or_blank(bare[start - 1]) {
            start -= 1;
        }
        while start < segment.start && bare[start].trim().is_empty() {
            start += 1;
        }
        free = end;
        let last = run[end - 1];
        found.push(CommentedOut {
            lines: run[start].0..last.0 + last.1.len(),
            text: uncommented(&run[start..end]),
            value,
            line: saturate(first + start),
        });
    }
}

fn uncommented(run: &[(usize, &str)]) -> String {
    let spaced = has_spaces(run.iter().map(|(_, line)| *line));
    run.iter().map(|(_, line)| uncomment_line(line, spaced)).collect()
}

fn is_comment_or_blank(line: &str) -> bool {
    let line = line.trim();
    line.is_empty() || line.starts_with('#')
}

/// The parts of a run that may be an object: each from a root key to prose or to the next object.
fn segments(bare: &[&str]) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    let mut start: Option<usize> = None;
    let mut seen: [bool; 2] = [false; 2];
    for (at, line) in bare.iter().enumerate() {
        let again = ["apiVersion:", "kind:"]
            .iter()
            .zip(&mut seen)
            .filter(|(key, _)| line.starts_with(**key))
            .any(|(_, seen)| std::mem::replace(seen, true));
        if let Some(from) = start
            && (again || !could_continue(line))
        {
            out.push(from..at);
            start = None;
        }
        if start.is_none() {
            seen = [line.starts_with("apiVersion:"), line.starts_with("kind:")];
            start = is_root_key(line).then_some(at);
        }
    }
    out.extend(start.map(|from| from..bare.len()));
    out
}

/// Whether a line starts with one of the keys that start an object.
fn is_root_key(line: &str) -> bool {
    ["apiVersion:", "kind:", "metadata:", "spec:"].iter().any(|key| line.starts_with(key))
}

/// The longest part from the start of a segment that is a candidate: (end, value).
fn longest(
    run: &[(usize, &str)],
    segment: Range<usize>,
    is_candidate: &dyn Fn(&Value) -> bool,
) -> Option<(usize, Value)> {
    /// How often a part that does not read is cut before the line that is wrong.
    const TRIES: usize = 8;
    let mut end = segment.end;
    for _ in 0..TRIES {
        while end > segment.start && is_comment_or_blank(uncomment_line(run[end - 1].1, true)) {
            end -= 1;
        }
        let text = uncommented(run.get(segment.start..end)?);
        match read(&text, &Limits::default()) {
            Ok(document) => {
                let value = document.into_value();
                let fits = Identity::of(&value).is_some() && is_candidate(&value);
                return fits.then_some((end, value));
            }
            Err(error) => {
                let line = usize::try_from(error.line).ok()?;
                end = end.min(segment.start + line).checked_sub(1)?;
                if end <= segment.start {
                    return None;
                }
            }
        }
    }
    None
}

/// Whether a line can belong to a document that started above it.
fn could_continue(line: &str) -> bool {
    let trimmed = line.trim_end();
    if trimmed.is_empty() || line.starts_with([' ', '#', '-', '}', ']']) {
        return true;
    }
    let key_end = trimmed.find(": ").or_else(|| trimmed.ends_with(':').then(|| trimmed.len() - 1));
    key_end.is_some_and(|end| !trimmed[..end].contains(' '))
}
