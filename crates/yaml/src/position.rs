//! Places in a text, as people count them.

use std::fmt;

/// A place in a text: lines and columns count from 1, columns in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Position {
    /// The line, from 1.
    pub line: u32,
    /// The column in characters, from 1.
    pub column: u32,
}

impl Position {
    /// The first character of a text.
    pub const START: Self = Self { line: 1, column: 1 };

    /// The position of the byte at `offset` of `text`; the end of the text when it lies behind it.
    #[must_use]
    pub fn of_offset(text: &str, offset: usize) -> Self {
        let offset = text.floor_char_boundary(offset.min(text.len()));
        let before = &text[..offset];
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        Self {
            line: saturate(breaks(before) + 1),
            column: saturate(before[line_start..].chars().count() + 1),
        }
    }
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}", self.line, self.column)
    }
}

/// How many line breaks a text has. Whatever counts lines asks this, so that tests can count in turn how
/// many bytes were passed.
pub(crate) fn breaks(text: &str) -> usize {
    #[cfg(test)]
    passed::add(text.len());
    text.bytes().filter(|byte| *byte == b'\n').count()
}

/// How many bytes were passed to count lines, by the thread of a test.
#[cfg(test)]
pub(crate) mod passed {
    use std::cell::Cell;

    thread_local! {
        static BYTES: Cell<usize> = const { Cell::new(0) };
    }

    pub(crate) fn add(bytes: usize) {
        BYTES.with(|passed| passed.set(passed.get() + bytes));
    }

    /// How many bytes `work` passes.
    pub(crate) fn by(work: impl FnOnce()) -> usize {
        BYTES.with(|passed| passed.set(0));
        work();
        BYTES.with(Cell::get)
    }
}

/// A count as `u32`; texts are limited far below, so it never saturates in practice.
pub(crate) fn saturate(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::passed;
    use crate::files::read_all;
    use crate::items::list_items;
    use crate::{Content, Limits};

    /// How often each byte of a file is passed to count lines, when all of it is read.
    fn times_passed(file: &str) -> f64 {
        let bytes = passed::by(|| {
            for document in read_all(file, &Limits::default()) {
                if let Content::Object(read) = &document.content {
                    drop(list_items(&document.slice.own_text(file), read));
                }
            }
        });
        f64::from(u32::try_from(bytes).unwrap()) / f64::from(u32::try_from(file.len()).unwrap())
    }

    #[rstest]
    #[case::documents("", "---\na: 1\n")]
    #[case::with_banners("", "# about it\n---\na: 1\n")]
    #[case::with_carriage_returns("", "---\r\na: 1\r\n")]
    #[case::broken("", "---\na: [\n")]
    #[case::control_characters("", "---\na: \u{1}\n")]
    #[case::on_the_line_of_a_marker("", "--- a: 1\n")]
    #[case::behind_dots("", "a: 1\n...\n")]
    #[case::lines_that_start_like_markers("", "---\n---a\n")]
    #[case::conflicts("", "---\n<<<<<<< a\na: 1\n=======\na: 2\n>>>>>>> b\n")]
    #[case::conflicts_of_one_document("", "<<<<<<< a\na: 1\n=======\na: 2\n>>>>>>> b\n")]
    #[case::markers_left_behind("", "---\na: [\n>>>>>>> b\n")]
    #[case::list_items("items:\n", "# about it\n- a: 1\n")]
    #[case::keys("", "? a\n: b\n")]
    fn lines_are_counted_once_however_many_there_are(#[case] head: &str, #[case] unit: &str) {
        for repeated in [100, 2000] {
            let file = [head, &unit.repeat(repeated)].concat();
            let times = times_passed(&file);
            assert!(times <= 4.0, "each byte of {repeated} is passed {times} times");
        }
    }
}
