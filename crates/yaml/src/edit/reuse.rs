//! The lines of a block scalar of which a part changes: the others stay as somebody wrote them, with
//! their breaks and the spaces of their blank lines.

use hedgerow_model::Value;

use super::scalar::fold_line;
use crate::emit::spaces;
use crate::read_value;
use crate::tree::ScalarStyle;

/// A line that says something.
struct Piece {
    /// Its place among all lines.
    line: usize,
    /// Where what it says starts in the value.
    start: usize,
}

/// The lines for `new`, each after a line break, in which what stays keeps the lines of `source`;
/// `None` where that would not read as `new`. `source` has the lines of `old` in the same form, `header`
/// is the new one.
pub(super) fn lines(
    style: ScalarStyle,
    header: &str,
    source: &str,
    old: &str,
    new: &str,
    column: usize,
) -> Option<String> {
    let source = source.replace('\r', "");
    let written: Vec<&str> = source.strip_prefix('\n')?.split('\n').collect();
    let pieces = pieces(&written, old)?;
    let (mut first, mut behind) = kept(&pieces, old, new);
    if first == pieces.len() && style == ScalarStyle::Folded {
        // What follows the last line needs more than a line break.
        first -= 1;
    }
    let start = pieces.get(first).map_or(old.len(), |piece| piece.start);
    let mut changed = loop {
        let end = pieces.get(behind).map_or(0, |piece| old.len() - piece.start);
        let chunk = new.get(start..new.len().checked_sub(end)?)?;
        let next = pieces.get(behind).and_then(|next| old.get(next.start..));
        if let Some(lines) = chunk_lines(style, chunk, next, column) {
            break lines;
        }
        if behind == pieces.len() {
            return None;
        }
        behind += 1;
    };
    let until = pieces.get(first).map_or(written.len(), |piece| piece.line);
    let mut from = pieces.get(behind).map_or(written.len(), |piece| piece.line);
    // Blank lines in front of a line that stays are those that were there.
    let above = behind.checked_sub(1).and_then(|at| pieces.get(at)).map_or(0, |it| it.line + 1);
    while from > above.max(until) && changed.last().is_some_and(String::is_empty) {
        changed.pop();
        from -= 1;
    }
    let mut out = String::new();
    let mut push = |line: &str| {
        out.push('\n');
        out.push_str(line);
    };
    written[..until].iter().for_each(|line| push(line));
    changed.iter().for_each(|line| push(line));
    written[from..].iter().for_each(|line| push(line));
    let reads = read_value(&format!("k: {header}{out}\n")).ok()?;
    (reads.get("k").and_then(Value::as_str) == Some(new)).then_some(out)
}

/// The lines that say something, with their places in the value.
fn pieces(written: &[&str], old: &str) -> Option<Vec<Piece>> {
    let blanks = |line: &str| line.len() - line.trim_start_matches(' ').len();
    let speaking = |line: &&&str| !line.trim_matches([' ', '\t']).is_empty();
    let indent = written.iter().filter(speaking).map(|line| blanks(line)).min()?;
    let mut pieces = Vec::new();
    let mut at = 0;
    for (line, text) in written.iter().enumerate().filter(|(_, text)| speaking(text)) {
        let content = text.get(indent..)?;
        // Between two lines are line breaks, or the space of a fold.
        let gap = old.get(at..)?;
        let most = gap.len() - gap.trim_start_matches([' ', '\n']).len();
        let skip = (0..=most).find(|skip| gap[*skip..].starts_with(content))?;
        pieces.push(Piece { line, start: at + skip });
        at += skip + content.len();
    }
    (!pieces.is_empty()).then_some(pieces)
}

/// The first piece that does not stay, and the first behind it of those that stay again.
fn kept(pieces: &[Piece], old: &str, new: &str) -> (usize, usize) {
    let same: usize =
        old.chars().zip(new.chars()).take_while(|(a, b)| a == b).map(|(a, _)| a.len_utf8()).sum();
    let (old_rest, new_rest) = (&old[same..], &new[same..]);
    let backwards = old_rest.chars().rev().zip(new_rest.chars().rev());
    let alike: usize = backwards.take_while(|(a, b)| a == b).map(|(a, _)| a.len_utf8()).sum();
    let ends = |at: usize| {
        let end = if old.ends_with('\n') { old.len() } else { old.len() + 1 };
        pieces.get(at + 1).map_or(end, |next| next.start)
    };
    let first = (0..pieces.len()).take_while(|at| ends(*at) <= same).count();
    let behind = pieces.partition_point(|piece| piece.start < old.len() - alike).max(first);
    (first, behind)
}

/// The lines of what changed, in front of `next`, which stays. `None` where it does not end as it must
/// there.
fn chunk_lines(
    style: ScalarStyle,
    chunk: &str,
    next: Option<&str>,
    column: usize,
) -> Option<Vec<String>> {
    let followed = next.is_some();
    if chunk.is_empty() {
        return Some(Vec::new());
    }
    let indented = |line: &str| match line.is_empty() {
        true => String::new(),
        false => format!("{}{line}", spaces(column)),
    };
    if style == ScalarStyle::Literal {
        let body = match chunk.strip_suffix('\n') {
            Some(body) => body,
            None if followed => return None,
            None => chunk,
        };
        return Some(body.split('\n').map(indented).collect());
    }
    let body = chunk.trim_end_matches('\n');
    let breaks = chunk.len() - body.len();
    // A space behind which a line stays is its fold.
    let body = match body.strip_suffix(' ') {
        Some(body) if followed && breaks == 0 => body,
        _ if followed && breaks == 0 => return None,
        _ => body,
    };
    let mut lines = Vec::new();
    for (at, line) in body.split('\n').enumerate() {
        if line.starts_with([' ', '\t']) {
            return None;
        }
        if at > 0 {
            lines.push(String::new());
        }
        if !line.is_empty() {
            let folded = fold_line(line, column);
            lines.extend(format!("{}{folded}", spaces(column)).split('\n').map(str::to_owned));
        }
    }
    // In front of an indented line, and at the end, a line break is for itself.
    let folds = next.is_some_and(|next| !next.starts_with([' ', '\t']));
    let blank = if folds { breaks } else { breaks.saturating_sub(1) };
    lines.extend((0..blank).map(|_| String::new()));
    Some(lines)
}
