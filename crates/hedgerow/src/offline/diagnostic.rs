//! A place in a file, shown as compilers show it.

use std::fmt::Write as _;

use hedgerow_yaml::ReadError;

use crate::exit::Failure;

/// How many lines are above the one that is meant.
const ABOVE: usize = 2;

/// A failure to read a document, with the place in its file.
pub(crate) fn unreadable(file: &str, text: &str, error: &ReadError) -> Failure {
    let message = format!("{file}:{}:{}: {}", error.line, error.column, error.message);
    let place = excerpt(text, error.line, error.column, error.hint.as_deref());
    Failure::refused(message).showing(place)
}

/// The lines around a place, with a mark below it and what to do.
pub(crate) fn excerpt(text: &str, line: u32, column: u32, hint: Option<&str>) -> String {
    let at = usize::try_from(line).unwrap_or(usize::MAX).max(1);
    let width = at.to_string().len();
    let mut shown = String::new();
    for (index, content) in text.lines().enumerate().skip(at.saturating_sub(ABOVE + 1)) {
        let number = index + 1;
        if number > at {
            break;
        }
        let content = content.trim_end_matches('\r').replace('\t', "→");
        let _ = writeln!(shown, " {number:>width$} │ {content}");
    }
    let before = usize::try_from(column).unwrap_or(1).max(1) - 1;
    let _ = writeln!(shown, " {:>width$} │ {}^", "", " ".repeat(before.min(200)));
    if let Some(hint) = hint {
        let _ = writeln!(shown, " {:>width$} = help: {hint}", "");
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_shown_with_the_lines_above_it_and_a_mark_below() {
        let text = "a: 1\nb: 2\nc: 3\nd:\t4\ne: 5\n";
        assert_eq!(
            excerpt(text, 4, 3, Some("replace the tab by spaces")),
            " 2 │ b: 2\n 3 │ c: 3\n 4 │ d:→4\n   │   ^\n   = help: replace the tab by spaces\n"
        );
    }

    #[test]
    fn a_place_behind_the_end_still_has_its_mark() {
        assert_eq!(excerpt("a: 1\n", 1, 9, None), " 1 │ a: 1\n   │         ^\n");
    }
}
