//! Bringing merged values into text.
//!
//! The line-wise merge of the texts is taken when it reads as exactly the merged values and its
//! comments are where their own merge puts them; it keeps the hand of both sides. Otherwise the
//! lossless editor makes up for what is missing: on those lines if they can be read at all, so that
//! all but the disputed ones stay as people wrote them, else on Git's text, else on the draft's.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use hedgerow_model::{FieldPath, ListTypes, Value};
use hedgerow_yaml::{CommentEdit, CommentMap, EditError, Limits, Position, Rewrite, read, rewrite};

use crate::comments::{
    Commented, MergedComments, comment_edits, lines, merge_comments, without_merge_keys,
};
use crate::document::{Side, Way};
use crate::endings::{by_lines, with_endings};
use crate::entries::{Entries, comments_of, entry_paths_of};
use crate::equal::same_reading;
use crate::error::MergeError;
use crate::found::Found;
use crate::neighbours::{behind_additions, settled};
use crate::rename::{Names, Renamed};
use crate::replaced::Values;

/// A merged text and what it says.
pub(crate) struct Written {
    pub(crate) text: Option<String>,
    pub(crate) value: Option<Value>,
    pub(crate) way: Way,
    pub(crate) clashing: usize,
}

impl Written {
    pub(crate) fn nothing(way: Way) -> Self {
        Self { text: None, value: None, way, clashing: 0 }
    }

    fn taken(side: Side<'_>, way: Way) -> Self {
        Self::new(side.text.to_owned(), side.value().clone(), way)
    }

    fn new(text: String, value: Value, way: Way) -> Self {
        Self { text: Some(text), value: Some(value), way, clashing: 0 }
    }
}

/// The document is on one side only, and so it does in the result.
pub(crate) fn alone(
    base: Option<Side<'_>>,
    side: Side<'_>,
    way: Way,
    target: Value,
    types: &dyn ListTypes,
) -> Result<Written, MergeError> {
    for (candidate, way) in [(Some(side), way), (base, Way::Edits)] {
        if let Some(candidate) = candidate.filter(|candidate| *candidate.value() == target) {
            return Ok(Written::taken(candidate, way));
        }
    }
    let text = rewrite(side.text, &target, &Rewrite { types, comments: &[] })
        .map_err(MergeError::Refused)?;
    Ok(Written::new(text, target, Way::Edits))
}

/// A document that is on both sides.
pub(crate) struct Sides<'a> {
    pub(crate) base: Option<Side<'a>>,
    pub(crate) draft: Side<'a>,
    pub(crate) git: Side<'a>,
    /// The items that a side gave another key.
    pub(crate) renamed: &'a [Renamed],
}

/// The document is on both sides. `decided`: some of the target is the draft's, or neither's,
/// because a conflict was decided.
pub(crate) fn both<'a>(
    &Sides { base, draft, git, renamed }: &Sides<'a>,
    target: Value,
    decided: bool,
    types: &dyn ListTypes,
) -> Result<Written, MergeError> {
    if draft.text == git.text {
        return Ok(Written::taken(git, Way::Same));
    }
    let same_as_base = |side: Side<'_>| base.is_some_and(|base| base.text == side.text);
    if same_as_base(draft) {
        return Ok(Written::taken(git, Way::TakeGit));
    }
    if same_as_base(git) {
        return Ok(Written::taken(draft, Way::TakeDraft));
    }
    let lines_of_both = base.map(|base| by_lines(base.text, draft.text, git.text));
    if let Some(merged) = lines_of_both.as_ref().filter(|merged| merged.apart)
        && let Ok(document) = read(&merged.text, &Limits::default())
        && same_reading(document.value(), &target, types)
    {
        return Ok(Written::new(merged.text.clone(), document.into_value(), Way::Lines));
    }
    let values = Values {
        base: base.map(Side::value),
        draft: draft.value(),
        git: git.value(),
        result: &target,
    };
    let found = |side: Side<'a>, number: usize| -> Found<'a> {
        Found::in_result(side, &Names::of(renamed, number), &values, types)
    };
    let (of_draft, of_git) = (found(draft, 1), found(git, 2));
    let of_base = base.map(|base| found(base, 0)).unwrap_or_default();
    // A merge key that a side took out is gone, and one that a side wrote is new.
    let stays = |key: &&FieldPath| {
        let sides = [&of_base, &of_draft, &of_git].map(|side| side.merge_keys.contains(*key));
        !sides[0] || (sides[1] && sides[2])
    };
    let merge_keys = of_draft.merge_keys.union(&of_git.merge_keys).filter(stays).cloned().collect();
    let result = Entries { value: &target, merge_keys: &merge_keys };
    let [on_draft, on_git] = [&of_draft, &of_git].map(|side| Commented {
        entries: side.entries(),
        comments: &side.comments,
        renamed,
    });
    let by_lines = || {
        let text = &lines_of_both.as_ref()?.text;
        let document = read(text, &Limits::default()).ok()?;
        Some(comments_of(text, &document, types))
    };
    let [in_base, mut in_draft, mut in_git] =
        settled(&of_base.comments, on_draft, on_git, result, &by_lines)
            .unwrap_or_else(|| [&of_base, &of_draft, &of_git].map(|found| found.comments.clone()));
    let of_both = [(&of_draft, &mut in_draft, git, 2), (&of_git, &mut in_git, draft, 1)];
    for (own, comments, other, number) in of_both {
        if own.closing.is_empty() {
            continue;
        }
        let names = Names::of(renamed, number);
        let paths = entry_paths_of(other.text, other.document, types);
        let in_result =
            |path: &FieldPath| values.in_result(other.value(), path, names.in_result(path));
        let others: Vec<FieldPath> = paths.iter().map(in_result).collect();
        behind_additions(comments, &own.closing, &of_base.comments, own.entries(), &others, result);
    }
    let comments = merge_comments(
        &in_base,
        Commented { comments: &in_draft, ..on_draft },
        Commented { comments: &in_git, ..on_git },
        result,
        types,
    );
    let known =
        of_base.comments.values().chain(comments.map.values()).flat_map(lines).cloned().collect();
    let goal = Goal { value: target, comments, known, types };
    let written = goal.write(base, (draft, of_draft), (git, of_git), decided)?;
    Ok(Written { clashing: goal.comments.clashing, ..written })
}

/// What a merged text must say.
struct Goal<'a> {
    value: Value,
    comments: MergedComments,
    /// Comments that have a place in the result, or had one in the base.
    known: HashSet<String>,
    types: &'a dyn ListTypes,
}

impl Goal<'_> {
    fn write(
        &self,
        base: Option<Side<'_>>,
        (draft, of_draft): (Side<'_>, Found<'_>),
        (git, of_git): (Side<'_>, Found<'_>),
        decided: bool,
    ) -> Result<Written, MergeError> {
        if let Some(base) = base {
            // Where both changed the same lines, Git's stand; the draft's where it won a conflict.
            let mut orders = vec![(draft, git)];
            if decided {
                orders.push((git, draft));
            }
            let mut readable = None;
            for (under, over) in orders {
                let text = by_lines(base.text, under.text, over.text).text;
                let Some(found) = self.read(&text) else { continue };
                if found.comments == self.wanted(&found)
                    && self.without_place(&found.comments).is_empty()
                    && same_reading(&found.value, &self.value, self.types)
                {
                    return Ok(Written::new(text, found.value.into_owned(), Way::Lines));
                }
                readable.get_or_insert((text, found));
            }
            // Both say all of it already, in other words.
            if [&of_draft, &of_git].into_iter().all(|found| self.is_met_by(found)) {
                let text = with_endings(git.text.to_owned(), base.text, draft.text, git.text);
                return Ok(Written::new(text, self.value.clone(), Way::Edits));
            }
            if let Some((text, found)) = readable
                && let Ok((text, found)) = self.edit(&text, found)
                // To the letter: a set that both sides added to must not change its order.
                && *found.value == self.value
                && found.comments == self.wanted(&found)
            {
                return Ok(Written::new(text, found.value.into_owned(), Way::Edits));
            }
        }
        let by_edits = |side: Side<'_>, found: Found<'_>| {
            let (text, found) = self.edit(side.text, found)?;
            self.check(&found.comments)?;
            let text = match base {
                Some(base) => with_endings(text, base.text, draft.text, git.text),
                None => text,
            };
            Ok(Written::new(text, found.value.into_owned(), Way::Edits))
        };
        by_edits(git, of_git)
            .or_else(|refused| by_edits(draft, of_draft).map_err(|_| refused))
            .map_err(MergeError::Refused)
    }

    /// Whether a text says what is wanted, to the letter.
    fn is_met_by(&self, found: &Found<'_>) -> bool {
        *found.value == self.value
            && found.comments == self.wanted(found)
            && self.without_place(&found.comments).is_empty()
    }

    fn read(&self, text: &str) -> Option<Found<'static>> {
        let document = read(text, &Limits::default()).ok()?;
        let Found { comments, merge_keys, .. } = Found::of(text, &document, self.types);
        let value = Cow::Owned(document.into_value());
        Some(Found { value, comments, merge_keys, closing: Vec::new() })
    }

    /// The comments that a text with these should have: the merged ones, and what a side wrote
    /// about an entry that the other side deleted. That has no right place any more, but it is
    /// news, and stays where the entry was.
    fn wanted(&self, found: &Found<'_>) -> CommentMap {
        let mut wanted = self.merged(found);
        for (path, comments) in &found.comments {
            for line in lines(comments).filter(|line| !self.known.contains(*line)) {
                let entry = wanted.entry(path.clone()).or_default();
                if comments.before.contains(line) {
                    // In front or behind, as it is found.
                    let front = comments.before.first() == Some(line);
                    let at = if front { 0 } else { entry.before.len() };
                    entry.before.insert(at, line.clone());
                } else if comments.after.contains(line) {
                    entry.after.push(line.clone());
                } else {
                    entry.beside.get_or_insert_with(|| line.clone());
                }
            }
        }
        wanted
    }

    /// The merged comments, for a text with these entries.
    fn merged(&self, found: &Found<'_>) -> CommentMap {
        without_merge_keys(&self.comments.map, found.entries())
    }

    /// Brings values and comments into a text in which this was found.
    fn edit(&self, text: &str, found: Found<'_>) -> Result<(String, Found<'static>), EditError> {
        let text = self.edit_once(text, &found, &self.merged(&found))?;
        let unread = || EditError::Mismatch { path: FieldPath::root() };
        let found = self.read(&text).ok_or_else(unread)?;
        let wanted = self.wanted(&found);
        let (text, found) = if found.comments == wanted {
            (text, found)
        } else {
            // What was around deleted entries has passed to their neighbours.
            let text = self.edit_once(&text, &found, &wanted)?;
            let found = self.read(&text).ok_or_else(unread)?;
            (text, found)
        };
        let homeless = self.without_place(&found.comments);
        if homeless.is_empty() {
            return Ok((text, found));
        }
        let mut with = found.comments.clone();
        with.entry(FieldPath::root()).or_default().after.extend(homeless);
        let text = self.edit_once(&text, &found, &with)?;
        let found = self.read(&text).ok_or_else(unread)?;
        Ok((text, found))
    }

    /// What has nothing around it and is nowhere yet: it goes behind everything.
    fn without_place(&self, found: &CommentMap) -> Vec<String> {
        let is_there = |line: &&String| found.values().flat_map(lines).any(|found| found == *line);
        self.comments.homeless.iter().filter(|line| !is_there(line)).cloned().collect()
    }

    fn edit_once(
        &self,
        text: &str,
        from: &Found<'_>,
        to: &CommentMap,
    ) -> Result<String, EditError> {
        let there = Entries { value: &self.value, merge_keys: &from.merge_keys };
        let mut edits = comment_edits(&from.comments, to, there);
        loop {
            let how = Rewrite { types: self.types, comments: &edits };
            let refused = match rewrite(text, &self.value, &how) {
                Err(EditError::Refused { path, position, reason }) => (path, position, reason),
                done => return done,
            };
            // Where a line has no room for a comment, it goes above the line.
            let beside = edits.iter().position(|edit| {
                matches!(edit, CommentEdit::Beside { path, line: Some(_) } if *path == refused.0)
            });
            let Some(CommentEdit::Beside { path, line }) = beside.map(|at| edits.remove(at)) else {
                let (path, position, reason) = refused;
                return Err(EditError::Refused { path, position, reason });
            };
            edits.retain(
                |edit| !matches!(edit, CommentEdit::Before { path: other, .. } if *other == path),
            );
            let above = to.get(&path).map_or(&[][..], |comments| &comments.before);
            let lines = above.iter().cloned().chain(line).collect();
            edits.push(CommentEdit::Before { path, lines });
        }
    }

    /// Checks that every comment of the result is somewhere; where, is the editor's business.
    fn check(&self, found: &CommentMap) -> Result<(), EditError> {
        let mut counts: HashMap<&str, usize> = HashMap::new();
        for line in found.values().flat_map(lines) {
            *counts.entry(line).or_default() += 1;
        }
        for (path, comments) in &self.comments.map {
            for line in lines(comments) {
                match counts.get_mut(line.as_str()) {
                    Some(count) if *count > 0 => *count -= 1,
                    _ => {
                        return Err(EditError::Refused {
                            path: path.clone(),
                            position: Position::START,
                            reason: format!("the comment `{line}` would be lost; merge by hand"),
                        });
                    }
                }
            }
        }
        Ok(())
    }
}
