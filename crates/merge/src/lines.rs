//! The line-wise three-way merge.
//!
//! It is bolder than diff3: changes that merely touch are both taken, insertions in one place stand
//! one after the other, and where both sides changed the same lines Git's stand. That is safe here
//! and only here, because the caller believes the text only when it reads as the structural result.

use std::ops::Range;

use imara_diff::{Algorithm, Diff, Hunk, Interner, Token};

/// What a line-wise merge made.
pub(crate) struct LineMerge {
    pub(crate) text: String,
    /// Whether a line with content that nobody changed is between any two changes of different
    /// sides. Then every comment has the neighbours that it had where it was written, and so
    /// belongs to the same entry: what a comment belongs to is decided between the lines with
    /// content above and below it.
    pub(crate) apart: bool,
}

/// Merges the lines that the draft changed with those that Git changed. Line endings belong to
/// their lines.
pub(crate) fn merge_lines(base: &str, draft: &str, git: &str) -> LineMerge {
    let has_content: Vec<bool> = lines(base)
        .map(|line| !matches!(line.trim_start().as_bytes().first(), None | Some(b'#')))
        .collect();
    let mut interner = Interner::new(has_content.len());
    let mut tokens = |text| lines(text).map(|line| interner.intern(line)).collect::<Vec<Token>>();
    let (base, draft, git) = (tokens(base), tokens(draft), tokens(git));
    let draft = Side::new(&base, &draft, interner.num_tokens());
    let git = Side::new(&base, &git, interner.num_tokens());
    let mut merge =
        Merge { base: &base, at: 0, last: None, out: Vec::new(), apart: true, has_content };
    merge.run(&draft, &git);
    let text = merge.out.into_iter().map(|token| interner[token]).collect();
    LineMerge { text, apart: merge.apart }
}

fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.split_inclusive('\n')
}

/// One side: its lines, and where they differ from the base's.
struct Side<'a> {
    lines: &'a [Token],
    changed: Vec<Change>,
}

/// Lines of the base and what is in their place.
#[derive(Clone, Debug, PartialEq)]
struct Change {
    base: Range<usize>,
    side: Range<usize>,
}

impl<'a> Side<'a> {
    fn new(base: &[Token], lines: &'a [Token], tokens: u32) -> Self {
        let mut diff = Diff::default();
        diff.compute_with(Algorithm::Histogram, base, lines, tokens);
        // Of equal lines both sides mean the last, whatever else they changed.
        diff.postprocess_with(base, lines, |_: &[Token], hunk: Range<u32>, _: u32| hunk.end);
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

/// The lines of the two that the others are a part of.
fn whole<'a>(draft: &'a [Token], git: &'a [Token]) -> Option<&'a [Token]> {
    let has = |all: &[Token], part: &[Token]| {
        part.is_empty() || all.windows(part.len()).any(|window| window == part)
    };
    match has(git, draft) {
        true => Some(git),
        false => has(draft, git).then_some(draft),
    }
}

struct Merge<'a> {
    base: &'a [Token],
    /// How much of the base is done.
    at: usize,
    /// Whether the last change was Git's.
    last: Option<bool>,
    out: Vec<Token>,
    apart: bool,
    has_content: Vec<bool>,
}

impl Merge<'_> {
    fn run(&mut self, draft: &Side<'_>, git: &Side<'_>) {
        let mut drafts = draft.changed.iter().peekable();
        let mut gits = git.changed.iter().peekable();
        loop {
            match (drafts.peek().copied(), gits.peek().copied()) {
                (None, None) => break,
                (Some(mine), Some(theirs)) if overlap(&mine.base, &theirs.base) => {
                    // Everything that hangs together, as Git has it.
                    let mut whole = theirs.base.clone();
                    let mut last = theirs;
                    loop {
                        let next =
                            drafts.next_if(|next| overlap(&next.base, &whole)).or_else(|| {
                                let next = gits.next_if(|next| overlap(&next.base, &whole))?;
                                last = next;
                                Some(next)
                            });
                        let Some(next) = next else { break };
                        whole = whole.start.min(next.base.start)..whole.end.max(next.base.end);
                    }
                    // Around its changes Git's lines are the base's, as many before and behind.
                    let start = theirs.side.start - (theirs.base.start - whole.start);
                    let end = last.side.end + (whole.end - last.base.end);
                    self.take(whole, git.text(start..end), true);
                    self.apart = false;
                }
                // What one inserted is a part of what the other did, as when Git has it already.
                (Some(mine), Some(theirs))
                    if mine.base == theirs.base
                        && let Some(whole) =
                            whole(draft.text(mine.side.clone()), git.text(theirs.side.clone())) =>
                {
                    drafts.next();
                    gits.next();
                    self.take(theirs.base.clone(), whole, true);
                    self.apart = false;
                }
                // Of two insertions in one place Git's is first.
                (mine, Some(theirs))
                    if mine.is_none_or(|mine| {
                        (theirs.base.start, theirs.base.end) <= (mine.base.start, mine.base.end)
                    }) =>
                {
                    gits.next();
                    self.take(theirs.base.clone(), git.text(theirs.side.clone()), true);
                }
                (Some(mine), _) => {
                    drafts.next();
                    self.take(mine.base.clone(), draft.text(mine.side.clone()), false);
                }
                (None, Some(_)) => break,
            }
        }
        self.out.extend_from_slice(self.base.get(self.at..).unwrap_or_default());
    }

    /// Goes on to a change and makes it.
    fn take(&mut self, base: Range<usize>, lines: &[Token], is_git: bool) {
        let between = self.at..base.start.max(self.at);
        if self.last.is_some_and(|last| last != is_git) {
            let unchanged = self.has_content.get(between.clone()).unwrap_or_default();
            self.apart &= unchanged.contains(&true);
        }
        self.out.extend_from_slice(self.base.get(between).unwrap_or_default());
        self.out.extend_from_slice(lines);
        self.at = base.end.max(self.at);
        self.last = Some(is_git);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn merged(base: &str, draft: &str, git: &str) -> String {
        let text = |letters: &str| letters.chars().map(|c| format!("{c}\n")).collect::<String>();
        merge_lines(&text(base), &text(draft), &text(git)).text.replace('\n', "")
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
    fn what_git_has_already_is_not_inserted_again() {
        assert_eq!(merged("ab", "aXb", "aYXb"), "aYXb");
        assert_eq!(merged("ab", "aXYb", "aXb"), "aXYb");
        assert_eq!(merged("ab", "XabX", "YXabX"), "YXabX");
    }

    #[test]
    fn a_line_like_its_neighbour_is_inserted_once() {
        assert_eq!(merged("abc", "abbc", "Xabbc"), "Xabbc");
        assert_eq!(merged("abc", "abbc", "abbcX"), "abbcX");
        assert_eq!(merged("abc", "abbcY", "Xabbc"), "XabbcY");
    }

    #[test]
    fn where_both_changed_the_same_lines_gits_stand() {
        assert_eq!(merged("abcdef", "aXYef", "abQRSef"), "abQRSef");
        assert_eq!(merged("abcdef", "aXdeZ", "abQdef"), "abQdeZ");
    }

    #[test]
    fn line_endings_and_a_missing_last_one_are_kept() {
        assert_eq!(merge_lines("a\r\nb\nc", "x\r\nb\nc", "a\r\nb\ny").text, "x\r\nb\ny");
    }

    #[test]
    fn changes_are_apart_when_content_stands_between_them() {
        let apart = |draft, git| merge_lines("a\n# x\nb\n\nc\n", draft, git).apart;
        assert!(apart("A\n# x\nb\n\nc\n", "a\n# x\nb\n\nC\n"));
        assert!(apart("A\n# y\nb\n\nc\n", "a\n# x\nb\n\nC\n"));
        assert!(!apart("A\n# x\nb\n\nc\n", "a\n# x\nB\n\nc\n"));
        assert!(!apart("a\n# x\nB\n\nc\n", "a\n# x\nb\n\nC\n"));
        assert!(!apart("A\n# x\nb\n\nc\n", "A\n# x\nb\n\nc\n"));
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
