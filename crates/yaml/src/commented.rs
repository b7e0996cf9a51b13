//! Resources that are switched off by commenting them out, as operators do.

use std::ops::Range;

use hedgerow_model::{Identity, Value};

use crate::document::read;
use crate::limits::Limits;
use crate::position::saturate;
use crate::split::lines;

/// A resource that stands in comments.
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

/// Removes one `#` and one space behind it, if there is one, from every line that starts with `#`.
/// Other lines stay as they are.
#[must_use]
pub fn uncomment(text: &str) -> String {
    text.split_inclusive('\n').map(uncomment_line).collect()
}

fn uncomment_line(line: &str) -> &str {
    match line.strip_prefix('#') {
        Some(rest) => rest.strip_prefix(' ').unwrap_or(rest),
        None => line,
    }
}

/// The resources that stand in comments in `text` (DESIGN section 3, "commented out").
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
        let separator = line.starts_with('#') && {
            let bare = uncomment_line(line);
            bare.starts_with("---") && bare[3..].trim().is_empty()
        };
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

/// Looks for a resource in one run of comment lines.
fn search(
    run: &[(usize, &str)],
    first: usize,
    is_candidate: &dyn Fn(&Value) -> bool,
    found: &mut Vec<CommentedOut>,
) {
    let bare: Vec<&str> = run.iter().map(|(_, line)| uncomment_line(line)).collect();
    let has = |key: &str| bare.iter().any(|line| line.starts_with(key));
    if !has("apiVersion:") || !has("kind:") {
        return;
    }
    // A resource starts at or above its first root key and cannot go on behind the line that does
    // not read; prose stands above it or below it.
    let Some(top) = bare.iter().position(|line| is_root_key(line)) else { return };
    let mut start = top;
    while start < bare.len() {
        let Some(end) = longest(&bare, start, is_candidate) else {
            match next_start(&bare, start) {
                Some(next) => start = next,
                None => return,
            }
            continue;
        };
        let (end, value) = end;
        // Comments of the resource itself stand above it: `# # about the VPC`.
        let mut above = start;
        while above > 0 && is_comment_or_blank(bare[above - 1]) {
            above -= 1;
        }
        while above < start && bare[above].trim().is_empty() {
            above += 1;
        }
        let last = run[end - 1];
        found.push(CommentedOut {
            lines: run[above].0..last.0 + last.1.len(),
            text: bare[above..end].concat(),
            value,
            line: saturate(first + above),
        });
        match next_start(&bare, end - 1) {
            Some(next) => start = next,
            None => return,
        }
    }
}

fn is_comment_or_blank(line: &str) -> bool {
    let line = line.trim();
    line.is_empty() || line.starts_with('#')
}

/// Whether a line starts with one of the keys that start an object.
fn is_root_key(line: &str) -> bool {
    ["apiVersion:", "kind:", "metadata:", "spec:"].iter().any(|key| line.starts_with(key))
}

/// The next line at which an object can start.
fn next_start(bare: &[&str], behind: usize) -> Option<usize> {
    let at = bare.iter().skip(behind + 1).position(|line| is_root_key(line))?;
    Some(behind + 1 + at)
}

/// The longest run from `start` that is a candidate: (end, value).
///
/// The end can only be where prose begins: a line at column 0 that is no key, or the end. Each such
/// place is tried from the longest down, and there are at most a few.
fn longest(
    bare: &[&str],
    start: usize,
    is_candidate: &dyn Fn(&Value) -> bool,
) -> Option<(usize, Value)> {
    let mut ends = vec![];
    let mut end = start;
    for (at, line) in bare.iter().enumerate().skip(start) {
        if could_continue(line) {
            end = at + 1;
        } else {
            ends.push(end);
            end = at + 1;
        }
    }
    ends.push(end);
    ends.dedup();
    const TRIES: usize = 16;
    // The nearest break first decides whether anything can be read at all.
    let mut best = None;
    for end in ends.into_iter().filter(|end| *end > start).take(TRIES) {
        match candidate(bare, start, end, is_candidate) {
            Some(value) => best = Some((end, value)),
            None if best.is_some() => break,
            None => {}
        }
    }
    best
}

fn candidate(
    bare: &[&str],
    start: usize,
    end: usize,
    is_candidate: &dyn Fn(&Value) -> bool,
) -> Option<Value> {
    let text = bare[start..end].concat();
    let value = read(&text, &Limits::default()).ok()?.into_value();
    (Identity::of(&value).is_some() && is_candidate(&value)).then_some(value)
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
