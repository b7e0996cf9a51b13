//! The line-wise three-way merge.
//!
//! It is bolder than diff3: changes that merely touch are both taken, insertions in one place stand
//! one after the other, and where both sides changed the same lines Git's stand. That is safe here
//! and only here, because the caller believes the text only when it reads as the structural result.

use std::ops::Range;

use imara_diff::{Algorithm, Diff, Hunk, Interner, Token};

/// Merges the lines that the draft changed with those that Git changed. Line endings belong to
/// their lines.
pub(crate) fn merge_lines(base: &str, draft: &str, git: &str) -> String {
    let mut interner = Interner::new(base.len() / 16);
    let mut tokens = |text| lines(text).map(|line| interner.intern(line)).collect::<Vec<Token>>();
    let (base, draft, git) = (tokens(base), tokens(draft), tokens(git));
    let draft = Side::new(&base, &draft, interner.num_tokens());
    let git = Side::new(&base, &git, interner.num_tokens());
    let mut out = String::new();
    for token in merge(&base, &draft, &git) {
        out.push_str(interner[token]);
    }
    out
}

fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.split_inclusive('\n')
}

/// One side: its lines, and where they differ from the base's.
struct Side<'a> {
    lines: &'a [Token],
    changed: Vec<Change>,
}

/// Lines of the base and what stands in their place.
#[derive(Clone, Debug, PartialEq)]
struct Change {
    base: Range<usize>,
    side: Range<usize>,
}

impl<'a> Side<'a> {
    fn new(base: &[Token], lines: &'a [Token], tokens: u32) -> Self {
        let mut diff = Diff::default();
        diff.compute_with(Algorithm::Histogram, base, lines, tokens);
        Self { lines, changed: diff.hunks().flat_map(split).collect() }
    }

    fn text(&self, range: Range<usize>) -> &'a [Token] {
        self.lines.get(range).unwrap_or_default()
    }
}

/// As many lines as before: each stands for the line in its place, so that the other side may
/// change one of them and this side another.
fn split(hunk: Hunk) -> Vec<Change> {
    let range = |range: &Range<u32>| range.start as usize..range.end as usize;
    let (base, side) = (range(&hunk.before), range(&hunk.after));
    if base.len() != side.len() {
        return vec![Change { base, side }];
    }
    base.zip(side).map(|(b, s)| Change { base: b..b + 1, side: s..s + 1 }).collect()
}

/// Whether two changes cannot be made one after the other.
fn overlap(a: &Range<usize>, b: &Range<usize>) -> bool {
    a.start < b.end && b.start < a.end
}

fn merge(base: &[Token], draft: &Side<'_>, git: &Side<'_>) -> Vec<Token> {
    let mut out = Vec::with_capacity(base.len() + 16);
    let mut at = 0;
    let mut drafts = draft.changed.iter().peekable();
    let mut gits = git.changed.iter().peekable();
    loop {
        let (mine, theirs) = (drafts.peek().copied(), gits.peek().copied());
        let (change, side, other) = match (mine, theirs) {
            (None, None) => break,
            (Some(mine), None) => (mine, draft, None),
            (None, Some(theirs)) => (theirs, git, None),
            (Some(mine), Some(theirs)) if overlap(&mine.base, &theirs.base) => {
                (theirs, git, Some(mine))
            }
            (Some(mine), Some(theirs)) => {
                let same = mine.base == theirs.base
                    && draft.text(mine.side.clone()) == git.text(theirs.side.clone());
                if same {
                    drafts.next();
                }
                // Of two insertions in one place Git's stands first.
                if same || (theirs.base.start, theirs.base.end) <= (mine.base.start, mine.base.end)
                {
                    (theirs, git, None)
                } else {
                    (mine, draft, None)
                }
            }
        };
        if other.is_none() {
            if std::ptr::eq(side, git) {
                gits.next()
            } else {
                drafts.next()
            };
            out.extend_from_slice(base.get(at..change.base.start).unwrap_or_default());
            out.extend_from_slice(side.text(change.side.clone()));
            at = change.base.end.max(at);
            continue;
        }
        // Everything that hangs together, as Git has it.
        let mut whole = change.base.clone();
        let mut last = None;
        loop {
            if let Some(next) = drafts.next_if(|next| overlap(&next.base, &whole)) {
                whole = whole.start.min(next.base.start)..whole.end.max(next.base.end);
            } else if let Some(next) = gits.next_if(|next| overlap(&next.base, &whole)) {
                whole = whole.start.min(next.base.start)..whole.end.max(next.base.end);
                last = Some(next);
            } else {
                break;
            }
        }
        out.extend_from_slice(base.get(at..whole.start).unwrap_or_default());
        // Git's first change of the group starts as many lines after the group as in the base.
        let start = change.side.start - (change.base.start - whole.start);
        let end = last.map_or(start, |last| last.side.end + (whole.end - last.base.end));
        out.extend_from_slice(git.text(start..end));
        at = whole.end;
    }
    out.extend_from_slice(base.get(at..).unwrap_or_default());
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn merged(base: &str, draft: &str, git: &str) -> String {
        let text = |letters: &str| letters.chars().map(|c| format!("{c}\n")).collect::<String>();
        merge_lines(&text(base), &text(draft), &text(git)).replace('\n', "")
    }

    #[test]
    fn changes_apart_are_both_taken() {
        assert_eq!(merged("abcdef", "aXcdef", "abcdYf"), "aXcdYf");
        assert_eq!(merged("abcdef", "bcdef", "abcdefY"), "bcdefY");
    }

    #[test]
    fn changes_that_touch_are_both_taken() {
        assert_eq!(merged("abcd", "aXcd", "abYd"), "aXYd");
        assert_eq!(merged("abcd", "aXYd", "abZd"), "aXZd");
        assert_eq!(merged("abcd", "abXcd", "aYcd"), "aYXcd");
        assert_eq!(merged("abcd", "acd", "abXcd"), "aXcd");
    }

    #[test]
    fn insertions_in_one_place_are_both_taken() {
        assert_eq!(merged("ab", "aXb", "aYb"), "aYXb");
        assert_eq!(merged("ab", "aXb", "aXb"), "aXb");
    }

    #[test]
    fn where_both_changed_the_same_lines_gits_stand() {
        assert_eq!(merged("abcdef", "aXYef", "abQRSef"), "abQRSef");
        assert_eq!(merged("abcdef", "aXdeZ", "abQdef"), "abQdeZ");
    }

    #[test]
    fn line_endings_and_a_missing_last_one_are_kept() {
        assert_eq!(merge_lines("a\r\nb\nc", "x\r\nb\nc", "a\r\nb\ny"), "x\r\nb\ny");
    }

    proptest! {
        #[test]
        fn a_side_that_changed_nothing_yields_the_other(base in "[a-e]{0,12}", side in "[a-e]{0,12}") {
            prop_assert_eq!(merged(&base, &side, &base), side.clone());
            prop_assert_eq!(merged(&base, &base, &side), side.clone());
            prop_assert_eq!(merged(&base, &side, &side), side);
        }

        #[test]
        fn every_line_comes_from_a_side(base in "[a-e]{0,12}", draft in "[a-z]{0,12}", git in "[A-Ea-e]{0,12}") {
            for letter in merged(&base, &draft, &git).chars() {
                prop_assert!(draft.contains(letter) || git.contains(letter));
            }
        }
    }
}
