//! When a text needs quotes, and putting it into them.

use crate::resolve::{self, Meaning};
use crate::scan::is_printable;

/// Which quotes a text gets where it needs some.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Quote {
    #[default]
    Double,
    Single,
}

/// Whether `text`, written bare as a value or key, would be read as something else: by kubectl, by
/// other readers of YAML 1.1 (`12:30`, `2024-01-01`, `=`) or of 1.2, or not at all.
#[must_use]
pub fn needs_quotes(text: &str) -> bool {
    let Some(first) = text.chars().next() else { return true };
    resolve::plain(text) != Meaning::Text
        || first.is_whitespace()
        || text.ends_with(char::is_whitespace)
        || starts_with_indicator(text, first)
        || text.ends_with(':')
        || text.contains(": ")
        || text.contains(" #")
        || text.chars().any(|c| !is_bare(c))
        || matches!(text, "=" | "<<")
        || is_other_number(text)
}

/// As [`needs_quotes`], inside `[…]` or `{…}`. kubectl's reader ends a bare text there at `?` too, and
/// none starts with `:`.
pub(crate) fn needs_quotes_in_flow(text: &str) -> bool {
    text.starts_with(':') || text.contains([',', '[', ']', '{', '}', '?']) || needs_quotes(text)
}

pub(crate) fn is_bare(c: char) -> bool {
    is_printable(c) && !matches!(c, '\t' | '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

fn starts_with_indicator(text: &str, first: char) -> bool {
    match first {
        ',' | '[' | ']' | '{' | '}' | '#' | '&' | '*' | '!' | '|' | '>' | '\'' | '"' | '%'
        | '@' | '`' => true,
        '-' | '?' | ':' => {
            text.len() == 1
                || text[1..].starts_with([' ', '\t', ',', '[', ']', '{', '}'])
                || text.starts_with("---")
        }
        '.' => text.starts_with("..."),
        _ => false,
    }
}

/// Numbers and dates of other readers: base 60, timestamps, underscores.
fn is_other_number(text: &str) -> bool {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    if !unsigned.starts_with(|c: char| c.is_ascii_digit() || c == '.') {
        return false;
    }
    let only = |allowed: &[u8]| {
        unsigned.bytes().all(|byte| byte.is_ascii_digit() || allowed.contains(&byte))
    };
    let base_60 = only(b":._") && unsigned.contains(':') && is_base_60(unsigned);
    let date = unsigned.len() >= 8
        && unsigned.as_bytes()[..4].iter().all(u8::is_ascii_digit)
        && unsigned.as_bytes()[4] == b'-'
        && unsigned.as_bytes()[5].is_ascii_digit();
    let underscored = only(b"_.eE+-") && unsigned.contains('_');
    base_60 || date || underscored
}

/// Groups behind the first are at most 59, and without a fraction the first digit is not a zero:
/// `11:22:33`, not the hardware address `00:11:22`.
fn is_base_60(text: &str) -> bool {
    let mut groups = text.split(':');
    (text.contains('.') || !text.starts_with('0'))
        && groups.next().is_some_and(|first| !first.is_empty())
        && groups.all(|group| {
            let whole = group.split('.').next().unwrap_or(group);
            matches!(whole.parse::<u8>(), Ok(0..=59))
        })
}

/// Whether a text can be in single quotes on one line.
pub(crate) fn fits_single(text: &str) -> bool {
    text.chars().all(|c| is_bare(c) || c == '\t')
}

/// The text in single quotes.
pub(crate) fn single(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// The text in double quotes, with what cannot be there escaped.
pub(crate) fn double(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        push_escaped(&mut out, c);
    }
    out.push('"');
    out
}

/// One character of a text in double quotes.
pub(crate) fn push_escaped(out: &mut String, c: char) {
    match c {
        '"' => out.push_str("\\\""),
        '\\' => out.push_str("\\\\"),
        '\n' => out.push_str("\\n"),
        '\t' => out.push_str("\\t"),
        '\r' => out.push_str("\\r"),
        '\0' => out.push_str("\\0"),
        '\u{85}' => out.push_str("\\N"),
        '\u{2028}' => out.push_str("\\L"),
        '\u{2029}' => out.push_str("\\P"),
        _ if is_printable(c) => out.push(c),
        _ => {
            let code = u32::from(c);
            let escape = match code {
                0..=0xff => format!("\\x{code:02x}"),
                0x100..=0xffff => format!("\\u{code:04x}"),
                _ => format!("\\U{code:08x}"),
            };
            out.push_str(&escape);
        }
    }
}

/// The text in quotes on one line: the preferred ones unless others suit it better.
pub(crate) fn quoted(text: &str, prefer: Quote) -> String {
    let single_reads_better = text.contains(['"', '\\']) && !text.contains('\'');
    if fits_single(text) && (prefer == Quote::Single || single_reads_better) {
        single(text)
    } else {
        double(text)
    }
}
