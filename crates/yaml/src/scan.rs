//! Characters that no YAML text may hold, and those that readers take differently.

use crate::error::ReadError;
use crate::limits::Limits;
use crate::position::Position;

/// Refuses control characters, byte order marks inside the text and the line separators of Unicode,
/// which kubectl reads as line breaks and newer readers as text.
pub(crate) fn check(text: &str, limits: &Limits) -> Result<(), ReadError> {
    if text.len() > limits.max_bytes {
        return Err(ReadError::new(
            Position::START,
            format!("{} bytes are more than the limit of {}", text.len(), limits.max_bytes),
        )
        .hint("split the document"));
    }
    let bytes = text.as_bytes();
    let mut at = if text.starts_with('\u{feff}') { 3 } else { 0 };
    while let Some(found) = bytes[at..].iter().position(|byte| is_suspect(*byte)) {
        at += found;
        let Some(c) = text[at..].chars().next() else { break };
        if let Some(reason) = refusal(c) {
            return Err(ReadError::new(Position::of_offset(text, at), reason)
                .hint("remove it, or write it as an escape in double quotes"));
        }
        at += c.len_utf8();
    }
    Ok(())
}

fn is_suspect(byte: u8) -> bool {
    (byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r')) || byte >= 0x7f
}

/// Why a character may not be in a text; `None` for those that may.
fn refusal(c: char) -> Option<String> {
    let what = match c {
        '\0' => "a NUL character: this is not a text file",
        '\u{feff}' => "a byte order mark inside the text",
        '\u{85}' | '\u{2028}' | '\u{2029}' => {
            return Some(format!(
                "the character U+{:04X}, which kubectl reads as a line break",
                u32::from(c)
            ));
        }
        _ if !is_printable(c) => {
            return Some(format!("the control character U+{:04X}", u32::from(c)));
        }
        _ => return None,
    };
    Some(what.to_owned())
}

/// Whether YAML lets a character stand in a text as itself.
pub(crate) fn is_printable(c: char) -> bool {
    matches!(c,
        '\t' | '\n' | '\r' | '\x20'..='\x7e' | '\u{85}' | '\u{a0}'..='\u{fffd}'
        | '\u{10000}'..)
        && c != '\u{feff}'
}
