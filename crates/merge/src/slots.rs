//! The three-way merge of one entry's comments: above it, beside it, behind it.

use hedgerow_yaml::Comments;

use crate::comments::lines;
use crate::lines::merge_lines;

/// What came of it, unless both sides changed it, differently.
fn by_one_side<'a, T: PartialEq + ?Sized>(base: &T, draft: &'a T, git: &'a T) -> Option<&'a T> {
    if draft == git || draft == base {
        return Some(git);
    }
    (git == base).then_some(draft)
}

/// The three places for comments at an entry.
pub(crate) struct Slots {
    /// In how many places both sides wrote something different.
    pub(crate) clashing: usize,
}

impl Slots {
    pub(crate) fn merge(&mut self, base: &Comments, draft: &Comments, git: &Comments) -> Comments {
        let of_draft = beside_alone(base, draft, git);
        let of_git = beside_alone(base, git, draft);
        Comments {
            before: self.block(&base.before, &draft.before, &git.before),
            beside: self.beside(base.beside.as_ref(), of_draft, of_git),
            after: self.block(&base.after, &draft.after, &git.after),
        }
    }

    fn block(&mut self, base: &[String], draft: &[String], git: &[String]) -> Vec<String> {
        if let Some(lines) = by_one_side(base, draft, git) {
            return lines.to_vec();
        }
        let text =
            |lines: &[String]| lines.iter().map(|line| format!("{line}\n")).collect::<String>();
        let mut merged: Vec<String> = merge_lines(&text(base), &text(draft), &text(git))
            .text
            .lines()
            .map(str::to_owned)
            .collect();
        // Where both rewrote the same lines Git's stand: the draft's follow.
        let mut clash = false;
        for line in draft {
            if !merged.contains(line) && !base.contains(line) {
                merged.push(line.clone());
                clash = true;
            }
        }
        self.clashing += usize::from(clash);
        merged
    }

    /// There is one place beside an entry: two comments share it.
    fn beside(
        &mut self,
        base: Option<&String>,
        draft: Option<&String>,
        git: Option<&String>,
    ) -> Option<String> {
        if let Some(line) = by_one_side(&base, &draft, &git) {
            return line.cloned();
        }
        match (draft, git) {
            (Some(draft), Some(git)) if shares(draft, git) => Some(draft.clone()),
            (Some(draft), Some(git)) if shares(git, draft) => Some(git.clone()),
            (Some(draft), Some(git)) => {
                self.clashing += 1;
                Some(format!("{git} {draft}"))
            }
            (one, other) => one.or(other).cloned(),
        }
    }
}

/// What a side has beside an entry; as in the base where the other side has the same new comment on a
/// line of its own, as a merge leaves it that found no room beside.
fn beside_alone<'c>(
    base: &'c Comments,
    side: &'c Comments,
    other: &Comments,
) -> Option<&'c String> {
    let elsewhere = |line: &String| {
        !lines(base).any(|known| known == line)
            && other.before.iter().chain(&other.after).any(|known| known == line)
    };
    match &side.beside {
        Some(line) if elsewhere(line) => base.beside.as_ref(),
        own => own.as_ref(),
    }
}

/// Whether a comment beside an entry is two, of which `one` is the first or the second.
fn shares(both: &str, one: &str) -> bool {
    let first = both.strip_prefix(one).is_some_and(|rest| rest.starts_with(" #"));
    let second = || both.strip_suffix(one).is_some_and(|rest| rest.ends_with(' '));
    first || second()
}
