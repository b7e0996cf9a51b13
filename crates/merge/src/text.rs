//! Bringing merged values into text.
//!
//! The line-wise merge of the texts is taken when it reads as exactly the merged values and its
//! comments are where their own merge puts them; it keeps the hand of both sides. Otherwise the
//! lossless editor makes up for what is missing: on those lines if they can be read at all, so that
//! all but the disputed ones stay as people wrote them, else on Git's text, else on the draft's.

use std::collections::HashMap;

use hedgerow_model::{FieldPath, ListTypes, Value};
use hedgerow_yaml::{
    CommentMap, Comments, EditError, Limits, Position, Rewrite, comments, read, rewrite,
};

use crate::comments::{Commented, MergedComments, comment_edits, merge_comments};
use crate::document::{Side, Way};
use crate::endings::{by_lines, with_endings};
use crate::equal::same_reading;
use crate::error::{Input, MergeError};

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

/// The document stands on one side only, and so it does in the result.
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

/// The document stands on both sides. `decided`: some of the target is the draft's, or neither's,
/// because a conflict was decided.
pub(crate) fn both(
    base: Option<Side<'_>>,
    draft: Side<'_>,
    git: Side<'_>,
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
    let of_draft = comments_of(draft.text, Input::Draft, types)?;
    let of_git = comments_of(git.text, Input::Git, types)?;
    let of_base = match base {
        Some(base) => comments_of(base.text, Input::Base, types)?,
        None => CommentMap::new(),
    };
    let comments = merge_comments(
        &of_base,
        Commented { value: draft.value(), comments: &of_draft },
        Commented { value: git.value(), comments: &of_git },
        &target,
        types,
    );
    let goal = Goal { value: target, comments, types };
    let written = goal.write(base, draft, git, [&of_git, &of_draft], decided)?;
    Ok(Written { clashing: goal.comments.clashing, ..written })
}

fn comments_of(text: &str, side: Input, types: &dyn ListTypes) -> Result<CommentMap, MergeError> {
    comments(text, types).map_err(|error| MergeError::Unusable { side, error })
}

/// What a merged text must say.
struct Goal<'a> {
    value: Value,
    comments: MergedComments,
    types: &'a dyn ListTypes,
}

impl Goal<'_> {
    fn write(
        &self,
        base: Option<Side<'_>>,
        draft: Side<'_>,
        git: Side<'_>,
        [of_git, of_draft]: [&CommentMap; 2],
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
                let text = by_lines(base.text, under.text, over.text);
                let Some((value, comments)) = self.read(&text) else { continue };
                if self.is_reached(&value, &comments) {
                    return Ok(Written::new(text, value, Way::Lines));
                }
                readable.get_or_insert((text, comments));
            }
            if let Some((text, comments)) = readable
                && let Ok(text) = self.edit(&text, &comments)
                && let Some((value, comments)) = self.read(&text)
                && self.is_reached(&value, &comments)
            {
                return Ok(Written::new(text, value, Way::Edits));
            }
        }
        let by_edits = |side: Side<'_>, comments: &CommentMap| {
            let text = self.edit(side.text, comments).map_err(MergeError::Refused)?;
            self.keeps_comments(&text)?;
            let text = match base {
                Some(base) => with_endings(text, base.text, draft.text, git.text),
                None => text,
            };
            Ok(Written::new(text, self.value.clone(), Way::Edits))
        };
        by_edits(git, of_git).or_else(|refused| by_edits(draft, of_draft).map_err(|_| refused))
    }

    fn read(&self, text: &str) -> Option<(Value, CommentMap)> {
        let document = read(text, &Limits::default()).ok()?;
        let comments = comments(text, self.types).ok()?;
        Some((document.into_value(), comments))
    }

    fn is_reached(&self, value: &Value, comments: &CommentMap) -> bool {
        *comments == self.comments.map && same_reading(value, &self.value, self.types)
    }

    fn edit(&self, text: &str, comments: &CommentMap) -> Result<String, EditError> {
        let edits = comment_edits(comments, &self.comments.map);
        rewrite(text, &self.value, &Rewrite { types: self.types, comments: &edits })
    }

    /// Checks that every comment of the result stands somewhere in `text`; where, is the editor's
    /// business.
    fn keeps_comments(&self, text: &str) -> Result<(), MergeError> {
        let lines = |map: &CommentMap| {
            let mut counts: HashMap<String, (usize, FieldPath)> = HashMap::new();
            for (path, Comments { before, beside, after }) in map {
                for line in before.iter().chain(beside).chain(after) {
                    counts.entry(line.clone()).or_insert((0, path.clone())).0 += 1;
                }
            }
            counts
        };
        let found = lines(
            &comments(text, self.types)
                .map_err(|error| MergeError::Refused(EditError::Read(error)))?,
        );
        for (line, (count, path)) in lines(&self.comments.map) {
            if found.get(&line).is_none_or(|(found, _)| *found < count) {
                return Err(MergeError::Refused(EditError::Refused {
                    path,
                    position: Position::START,
                    reason: format!("the comment `{line}` would be lost; merge it by hand"),
                }));
            }
        }
        Ok(())
    }
}
