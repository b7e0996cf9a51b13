//! Rust sources as text: which of them are part of the product, and their string literals.

use super::{Text, Tree};

/// The sources of the crates and of the tasks, without tests and examples.
pub(super) fn product(tree: &Tree) -> impl Iterator<Item = &Text> {
    tree.texts.iter().filter(|text| {
        let inside = text.path.strip_prefix("crates/").and_then(|path| path.split_once('/'));
        let path = inside.map_or_else(|| text.path.strip_prefix("xtask/"), |(_, path)| Some(path));
        path.is_some_and(|path| {
            let is_test = path.ends_with("/tests.rs") || path.contains("/tests/");
            path.starts_with("src/") && path.ends_with(".rs") && !is_test
        })
    })
}

/// A source without its module of tests, which is the last in its file.
pub(super) fn without_tests(content: &str) -> &str {
    content.split("#[cfg(test)]\nmod tests {").next().unwrap_or(content)
}

/// The string literals of Rust source with the lines they start in; lines that are joined with a
/// backslash are one.
pub(super) fn literals(source: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let mut line = 1;
    let mut rest = source;
    while let Some(c) = rest.chars().next() {
        let (length, literal) = if rest.starts_with("//") {
            (rest.find('\n').unwrap_or(rest.len()), None)
        } else if rest.starts_with("/*") {
            (rest.find("*/").map_or(rest.len(), |end| end + 2), None)
        } else if let Some((length, literal)) = raw(rest) {
            (length, Some(literal))
        } else if c == '"' {
            let (length, literal) = quoted(rest);
            (length, Some(literal))
        } else if rest.starts_with("'\"'") {
            (3, None)
        } else if rest.starts_with("'\\\"'") {
            (4, None)
        } else {
            (c.len_utf8(), None)
        };
        found.extend(literal.map(|literal| (line, literal)));
        line += rest[..length].matches('\n').count();
        rest = &rest[length..];
    }
    found
}

/// A raw literal at the start of a source: its length and its text.
fn raw(source: &str) -> Option<(usize, String)> {
    let hashes = source.strip_prefix('r')?;
    let text = hashes.trim_start_matches('#');
    let count = hashes.len() - text.len();
    let text = text.strip_prefix('"')?;
    let end = format!("\"{}", "#".repeat(count));
    let length = text.find(&end)?;
    Some((1 + count + 1 + length + end.len(), text[..length].to_owned()))
}

/// A literal in plain quotes at the start of a source: its length and its text.
fn quoted(source: &str) -> (usize, String) {
    let mut text = String::new();
    let mut chars = source.char_indices().skip(1).peekable();
    while let Some((at, c)) = chars.next() {
        match c {
            '"' => return (at + 1, text),
            '\\' => match chars.next() {
                Some((_, '\n')) => while chars.next_if(|(_, c)| c.is_whitespace()).is_some() {},
                Some((_, 'n')) => text.push('\n'),
                Some((_, other)) => text.push(other),
                None => {}
            },
            other => text.push(other),
        }
    }
    (source.len(), text)
}
