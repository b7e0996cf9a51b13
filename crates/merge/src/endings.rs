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
    fn mixed_endings_belong_to_their_lines() {
        assert_eq!(by_lines("a\r\nb\nc\n", "x\r\nb\nc\n", "a\r\nb\ny\n").text, "x\r\nb\ny\n");
        assert_eq!(by_lines("a\nb\nc\n", "x\nb\nc\n", "a\nb\r\nc\n").text, "x\nb\r\nc\n");
    }
}
