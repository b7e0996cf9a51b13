//! Line endings: a side that changed every one of them has changed no line.

use crate::lines::{LineMerge, merge_lines};

/// The line-wise merge, where endings are one thing that a side can change.
pub(crate) fn by_lines(base: &str, draft: &str, git: &str) -> LineMerge {
    let endings = [base, draft, git].map(Ending::of);
    let [of_base, of_draft, of_git] = endings;
    if of_base == of_draft && of_base == of_git || endings.contains(&Ending::Mixed) {
        return merge_lines(base, draft, git);
    }
    let [base_lf, draft_lf, git_lf] = [base, draft, git].map(|text| text.replace("\r\n", "\n"));
    let merged = merge_lines(&base_lf, &draft_lf, &git_lf);
    LineMerge { text: with_endings(merged.text, base, draft, git), ..merged }
}

/// Gives a text the line endings of the side that changed them.
pub(crate) fn with_endings(text: String, base: &str, draft: &str, git: &str) -> String {
    let (base, draft, git) = (Ending::of(base), Ending::of(draft), Ending::of(git));
    let wanted = if draft == base { git } else { draft };
    match wanted {
        Ending::Mixed => text,
        Ending::Lf => text.replace("\r\n", "\n"),
        Ending::CrLf => text.replace("\r\n", "\n").replace('\n', "\r\n"),
    }
}

/// A text with the line ends of what it was made of: one whose ends are all of the other kind comes from an
/// editor that has only one, and no line was changed by that. Mixed ends stay.
pub fn keep_line_ends(text: String, of: &str) -> String {
    if !of.contains('\n') || !text.contains('\n') {
        return text;
    }
    match (Ending::of(of), Ending::of(&text)) {
        (Ending::CrLf, Ending::Lf) => text.replace('\n', "\r\n"),
        (Ending::Lf, Ending::CrLf) => text.replace("\r\n", "\n"),
        _ => text,
    }
}

/// How the lines of a text end.
#[derive(Clone, Copy, PartialEq)]
enum Ending {
    Lf,
    CrLf,
    Mixed,
}

impl Ending {
    fn of(text: &str) -> Self {
        let all = text.bytes().filter(|byte| *byte == b'\n').count();
        match text.matches("\r\n").count() {
            0 => Self::Lf,
            crlf if crlf == all => Self::CrLf,
            _ => Self::Mixed,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endings_follow_the_side_that_changed_them() {
        let (base, draft, git) = ("a\nb\nc\n", "a\r\nb\r\nx\r\n", "y\nb\nc\n");
        assert_eq!(by_lines(base, draft, git).text, "y\r\nb\r\nx\r\n");
        assert_eq!(by_lines(base, git, draft).text, "y\r\nb\r\nx\r\n");
        assert_eq!(by_lines(draft, "y\r\nb\r\nx\r\n", base).text, "y\nb\nc\n");
    }

    #[test]
    fn a_text_keeps_the_ends_of_what_it_was_made_of() {
        let kept = |text: &str, of: &str| keep_line_ends(text.to_owned(), of);
        assert_eq!(kept("a\nx\n", "a\r\nb\r\n"), "a\r\nx\r\n");
        assert_eq!(kept("a\r\nx\r\n", "a\nb\n"), "a\nx\n");
        assert_eq!(kept("a\r\nx\n", "a\nb\n"), "a\r\nx\n", "somebody mixed them");
        assert_eq!(kept("a\nx\n", "a\r\nb\n"), "a\nx\n", "mixed before");
        assert_eq!(kept("a\r\n", ""), "a\r\n");
        assert_eq!(kept("a", "a\r\n"), "a");
    }

    #[test]
    fn mixed_endings_belong_to_their_lines() {
        assert_eq!(by_lines("a\r\nb\nc\n", "x\r\nb\nc\n", "a\r\nb\ny\n").text, "x\r\nb\ny\n");
        assert_eq!(by_lines("a\nb\nc\n", "x\nb\nc\n", "a\nb\r\nc\n").text, "x\nb\r\nc\n");
    }
}
