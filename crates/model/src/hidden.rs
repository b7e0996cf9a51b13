//! Characters that nobody sees, or that make others be seen elsewhere.

/// Whether a character does not show, or makes others show elsewhere: control characters, soft
/// hyphen, zero widths, marks of direction, separators of lines, the byte order mark, tags.
#[must_use]
pub fn is_hidden(one: char) -> bool {
    one.is_control()
        || matches!(one,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// A text as it may be shown to somebody: line breaks and tabs stay, what is hidden is seen to be there.
#[must_use]
pub fn shown(text: &str) -> String {
    let show = |c: char| match c {
        '\n' | '\t' => c,
        c if is_hidden(c) => char::REPLACEMENT_CHARACTER,
        c => c,
    };
    text.chars().map(show).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_terminal_would_act_upon_is_seen_instead() {
        assert_eq!(shown("a\u{1b}[2Jb\r\u{202e}c\td\n"), "a\u{fffd}[2Jb\u{fffd}\u{fffd}c\td\n");
        assert_eq!(shown("Größe – 10 µm ✓"), "Größe – 10 µm ✓");
        assert!(is_hidden('\u{200b}') && is_hidden('\u{7f}') && !is_hidden(' ') && !is_hidden('é'));
    }
}
