//! What a text was read from: a line that goes out with a text and is taken away again when the text
//! comes back, so that an edit is merged with what its author saw.

use std::fmt;
use std::ops::Range;

use crate::ChangeId;

/// How the line begins, behind its `#`.
const WORDS: &str = "hedgerow: read at";

/// What a text was read from. As text it is the line, without a line break:
///
/// ```text
/// # hedgerow: read at 0123456789abcdef0123456789abcdef01234567
/// # hedgerow: read at 0123456789abcdef0123456789abcdef01234567, draft 01890a5d-ac96-774b-bcce-b302099a8057 revision 3
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadAt {
    /// The commit that the fabric was read at: 7 to 40 hexadecimal digits.
    pub commit: String,
    /// The draft whose text it is, where it is not Git's: its change and its revision.
    pub draft: Option<(ChangeId, i64)>,
}

impl fmt::Display for ReadAt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "# {WORDS} {}", self.commit)?;
        if let Some((change, revision)) = &self.draft {
            write!(f, ", draft {change} revision {revision}")?;
        }
        Ok(())
    }
}

/// Why a line says nothing that can be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReadAtError {
    /// It begins like one, and does not continue like one.
    #[error(
        "line {line}: `{text}` does not name the commit that the text was read at; the form is `# \
         {WORDS} COMMIT`, as \
         `get -o yaml` writes it. Read the resource again, or remove the line and name the commit"
    )]
    Garbled {
        /// From 1, in the text.
        line: usize,
        /// The line.
        text: String,
    },
}

/// Whether a commit is named so that it can be looked for: 7 to 40 hexadecimal digits.
#[must_use]
pub fn is_commit_name(text: &str) -> bool {
    (7..=40).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// Whether a commit is named by all of its digits. Then it may be one that the branch does not have any more, because its
/// history was rewritten: who knows the whole name has seen it.
#[must_use]
pub fn is_whole_commit_name(text: &str) -> bool {
    text.len() == 40 && is_commit_name(text)
}

impl ReadAt {
    /// Takes the line out of a document's own text: the text without it, and what it says. Only whole
    /// lines that start at column 0 count: a comment that somebody wrote, never a part of a value.
    ///
    /// # Errors
    /// [`ReadAtError`].
    pub fn take(text: &str) -> Result<(String, Option<Self>), ReadAtError> {
        let mut found: Option<Self> = None;
        let mut cut: Vec<Range<usize>> = Vec::new();
        let mut start = 0;
        for (index, line) in text.split_inclusive('\n').enumerate() {
            let range = start..start + line.len();
            start = range.end;
            let Some(rest) = rest_of(line) else { continue };
            let garbled =
                || ReadAtError::Garbled { line: index + 1, text: line.trim_end().to_owned() };
            let said = parse(rest).ok_or_else(garbled)?;
            // The first one was written last: those behind it came along in the text.
            found = found.or(Some(said));
            cut.push(range);
        }
        let mut kept = text.to_owned();
        for range in cut.into_iter().rev() {
            kept.replace_range(range, "");
        }
        Ok((kept, found))
    }
}

/// What is behind the words, where the line begins with them. Blanks do not matter, nor does a byte
/// order mark before them.
fn rest_of(line: &str) -> Option<&str> {
    let mut rest = line.trim_start_matches('\u{feff}').strip_prefix('#')?;
    rest = rest.trim_start_matches('#').trim();
    for word in WORDS.split(' ') {
        rest = rest.trim_start();
        let (start, behind) = rest.split_at_checked(word.len())?;
        rest = start.eq_ignore_ascii_case(word).then_some(behind)?;
    }
    (rest.is_empty() || rest.starts_with([' ', '\t'])).then(|| rest.trim())
}

fn parse(rest: &str) -> Option<ReadAt> {
    let (commit, draft) = match rest.split_once(',') {
        Some((commit, draft)) => (commit, Some(draft)),
        None => (rest, None),
    };
    let commit = commit.trim();
    let draft = match draft {
        None => None,
        Some(draft) => match draft.split_whitespace().collect::<Vec<_>>()[..] {
            ["draft", change, "revision", number] => {
                Some((change.parse().ok()?, number.parse().ok().filter(|number| *number > 0)?))
            }
            _ => return None,
        },
    };
    is_commit_name(commit).then(|| ReadAt { commit: commit.to_ascii_lowercase(), draft })
}

#[cfg(test)]
mod tests {
    use super::*;

    const COMMIT: &str = "0123456789abcdef0123456789abcdef01234567";

    fn at(draft: Option<(ChangeId, i64)>) -> ReadAt {
        ReadAt { commit: COMMIT.into(), draft }
    }

    #[test]
    fn a_line_that_is_written_is_read_and_leaves_the_text_as_it_was() {
        for said in [at(None), at(Some((ChangeId::generate(), 3)))] {
            for text in ["kind: VPC\n", "# mine\nkind: VPC", "a: |\n  # x\n"] {
                let (kept, found) = ReadAt::take(&format!("{said}\n{text}")).unwrap();
                assert_eq!((kept.as_str(), found), (text, Some(said.clone())));
            }
        }
    }

    #[test]
    fn blanks_case_and_place_do_not_matter_and_other_comments_stay() {
        for line in [
            format!("#hedgerow:  read at {COMMIT}  \r\n"),
            format!("#   hedgerow: read   at\t{}\n", COMMIT.to_uppercase()),
            format!("## Hedgerow: Read at {COMMIT}\n"),
        ] {
            let (kept, found) = ReadAt::take(&format!("# mine\n{line}a: 1\n")).unwrap();
            assert_eq!((kept.as_str(), found), ("# mine\na: 1\n", Some(at(None))), "{line:?}");
        }
        let twice = format!("{0}\na: 1\n{0}\n", at(None));
        assert_eq!(ReadAt::take(&twice).unwrap(), ("a: 1\n".to_owned(), Some(at(None))));
    }

    #[test]
    fn what_is_no_such_line_stays() {
        for text in [
            format!("a: |\n  # hedgerow: read at {COMMIT}\n"),
            format!("a: 1 # hedgerow: read at {COMMIT}\n"),
            "# hedgerow: reads at night\n".to_owned(),
            "# hedgerow reads this file\n".to_owned(),
            String::new(),
        ] {
            assert_eq!(ReadAt::take(&text).unwrap(), (text.clone(), None));
        }
    }

    #[test]
    fn a_line_that_says_nothing_useful_is_refused_and_of_two_the_first_counts() {
        for bad in [
            "# hedgerow: read at\n".to_owned(),
            "# hedgerow: read at HEAD\n".to_owned(),
            "# hedgerow: read at 12345\n".to_owned(),
            format!("# hedgerow: read at {COMMIT}0\n"),
            format!("# hedgerow: read at {COMMIT}, draft x revision 1\n"),
            format!("# hedgerow: read at {COMMIT}, draft {} revision 0\n", ChangeId::generate()),
        ] {
            let error = ReadAt::take(&format!("a: 1\n{bad}")).unwrap_err();
            assert!(matches!(error, ReadAtError::Garbled { line: 2, .. }), "{bad}: {error}");
        }
        let two = format!("# hedgerow: read at {COMMIT}\n# hedgerow: read at abcdef0\n");
        assert_eq!(ReadAt::take(&two), Ok((String::new(), Some(at(None)))));
    }
}
