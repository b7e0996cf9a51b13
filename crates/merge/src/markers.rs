//! Conflict markers: both sides of a dispute in the text, as Git writes them.

use crate::gitlines::{Part, Parts};

/// How long the lines of markers are where nobody says otherwise.
pub const MARKER_SIZE: usize = 7;

const OURS: &[u8] = b" ours";
const THEIRS: &[u8] = b" theirs";

/// The merged text, with markers of this length around what is disputed.
pub(crate) fn marked(parts: &Parts<'_>, size: usize) -> Vec<u8> {
    let mut out = Vec::new();
    let newline = newline(parts);
    for part in &parts.0 {
        match part {
            Part::Agreed(text) => out.extend_from_slice(text),
            Part::Disputed { ours, theirs, .. } => {
                let line = |sign: u8, name: &[u8], out: &mut Vec<u8>| {
                    end_line(out, newline);
                    out.extend(std::iter::repeat_n(sign, size));
                    out.extend_from_slice(name);
                    out.extend_from_slice(newline);
                };
                line(b'<', OURS, &mut out);
                out.extend_from_slice(ours);
                line(b'=', b"", &mut out);
                out.extend_from_slice(theirs);
                line(b'>', THEIRS, &mut out);
            }
        }
    }
    out
}

/// On which lines of the marked text the disputes begin, from 1.
pub(crate) fn places(parts: &Parts<'_>, size: usize) -> Vec<usize> {
    let mut found = Vec::new();
    let mut line = 1;
    for (at, part) in parts.0.iter().enumerate() {
        if matches!(part, Part::Disputed { .. }) {
            found.push(line);
        }
        let alone = Parts(parts.0.get(at..=at).unwrap_or_default().to_vec());
        line += marked(&alone, size).split_inclusive(|byte| *byte == b'\n').count();
    }
    found
}

fn end_line(text: &mut Vec<u8>, newline: &[u8]) {
    if !text.is_empty() && !text.ends_with(b"\n") {
        text.extend_from_slice(newline);
    }
}

/// How the first line ends.
fn newline(parts: &Parts<'_>) -> &'static [u8] {
    let texts = parts.0.iter().flat_map(|part| match part {
        Part::Agreed(text) => [*text, b""],
        Part::Disputed { ours, theirs, .. } => [*ours, *theirs],
    });
    for text in texts {
        if let Some(end) = text.iter().position(|byte| *byte == b'\n') {
            return if text[..end].ends_with(b"\r") { b"\r\n" } else { b"\n" };
        }
    }
    b"\n"
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gitlines::differences;

    fn with_markers(ours: &str, theirs: &str) -> String {
        let parts = differences(ours.as_bytes(), theirs.as_bytes());
        String::from_utf8(marked(&parts, MARKER_SIZE)).unwrap()
    }

    #[test]
    fn a_side_that_says_nothing_is_a_side() {
        assert_eq!(with_markers("", "a\n"), "<<<<<<< ours\n=======\na\n>>>>>>> theirs\n");
        assert_eq!(with_markers("a\n", ""), "<<<<<<< ours\na\n=======\n>>>>>>> theirs\n");
        assert_eq!(with_markers("", ""), "");
    }

    #[test]
    fn both_sides_stand_between_markers() {
        assert_eq!(
            with_markers("a\nb\nc\n", "a\nx\nc\n"),
            "a\n<<<<<<< ours\nb\n=======\nx\n>>>>>>> theirs\nc\n"
        );
        assert_eq!(with_markers("a\n", "a\nb\n"), "a\n<<<<<<< ours\n=======\nb\n>>>>>>> theirs\n");
    }

    #[test]
    fn lines_end_as_the_text_does_also_where_the_last_one_does_not() {
        assert_eq!(with_markers("a", "b"), "<<<<<<< ours\na\n=======\nb\n>>>>>>> theirs\n");
        assert_eq!(
            with_markers("a\r\nb", "a\r\nc"),
            "a\r\n<<<<<<< ours\r\nb\r\n=======\r\nc\r\n>>>>>>> theirs\r\n"
        );
    }
}
