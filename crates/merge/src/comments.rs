//! The three-way merge of comments: each belongs to an entry, and each entry's are merged alone.
//!
//! For that an entry must have one name on all sides (`entries`).

use std::collections::{HashMap, HashSet};

use hedgerow_model::{FieldPath, ListTypes, Segment, Value};
use hedgerow_yaml::{CommentEdit, CommentMap, Comments};

use crate::below::Below;
use crate::entries::Entries;
use crate::equal::both_equal;
use crate::rename::Renamed;
use crate::slots::Slots;
use crate::value_path::ValuePath;

/// The comments of a merge's result.
pub(crate) struct MergedComments {
    pub(crate) map: CommentMap,
    /// What a side wrote at an entry that the other one deleted, where nothing is left around that.
    pub(crate) homeless: Vec<String>,
    /// In how many places both sides wrote something different; both are there.
    pub(crate) clashing: usize,
}

/// One side of a merge as the comments see it.
#[derive(Clone, Copy)]
pub(crate) struct Commented<'a> {
    pub(crate) entries: Entries<'a>,
    pub(crate) comments: &'a CommentMap,
    /// Where items have another key in the result than here: what is below them is not where the result has it.
    pub(crate) renamed: &'a [Renamed],
}

impl Commented<'_> {
    /// What this side says at an entry of the result. Where it has no such entry, because it deleted what a decision
    /// keeps, it says nothing of the entry's comments: they are as in the base.
    fn at<'c>(
        &'c self,
        path: &FieldPath,
        base: &'c Comments,
        nothing: &'c Comments,
    ) -> &'c Comments {
        match self.comments.get(path) {
            Some(own) => own,
            None if self.lacks(path) => base,
            None => nothing,
        }
    }

    pub(crate) fn lacks(&self, path: &FieldPath) -> bool {
        !self.entries.has(path) && !self.renamed.iter().any(|item| item.is_on(path))
    }
}

/// Merges the comments of every entry that `result` has. Those of entries that a side deleted go
/// with them, but for what the other side wrote there: that moves up to what is around.
///
/// Where equal items of a list leave nothing but their places to name them by, the comments come
/// from the side whose item is in the place, and what the other side wrote there moves up to
/// the list; so does what was written about an item that is no more, and nothing in its place,
/// because the other side changed the list.
pub(crate) fn merge_comments(
    base: &CommentMap,
    draft: Commented<'_>,
    git: Commented<'_>,
    result: Entries<'_>,
    types: &dyn ListTypes,
) -> MergedComments {
    let mut merged =
        MergedComments { map: CommentMap::default(), homeless: Vec::new(), clashing: 0 };
    let mut moved: Vec<(FieldPath, String)> = Vec::new();
    let nothing = Comments::default();
    let only_draft = draft.comments.iter().filter(|(path, _)| !git.comments.contains_key(*path));
    for (path, _) in git.comments.iter().chain(only_draft) {
        let b = base.get(path).unwrap_or(&nothing);
        let (d, g) = (draft.at(path, b, &nothing), git.at(path, b, &nothing));
        if !result.has(path) {
            // What a side wrote of an entry that the other one deleted is news, and goes where that was.
            let list = list_of_values(path).filter(|list| result.has(list));
            let lack = [draft.lacks(path), git.lacks(path)];
            if list.is_none() && lack == [false, false] {
                continue;
            }
            let new = written(b, d, &nothing).chain(written(b, g, d));
            let up = list.or_else(|| around(path, result.value));
            match up {
                Some(up) => moved.extend(new.map(|line| (up.clone(), line))),
                None => merged.homeless.extend(new),
            }
            continue;
        }
        let comments =
            match standing(path, draft.entries.value, git.entries.value, result.value, types) {
                Standing::Both => {
                    let mut slots = Slots { clashing: 0 };
                    let comments = slots.merge(b, d, g);
                    merged.clashing += slots.clashing;
                    comments
                }
                Standing::Draft(list) => {
                    moved.extend(written(b, g, d).map(|line| (list.clone(), line)));
                    d.clone()
                }
                Standing::Git(list) => {
                    moved.extend(written(b, d, g).map(|line| (list.clone(), line)));
                    g.clone()
                }
            };
        if comments != nothing {
            merged.map.insert(path.clone(), comments);
        }
    }
    let mut known: HashMap<FieldPath, HashSet<&String>> = HashMap::new();
    for (list, line) in moved {
        // A line that the base has in the list went along with its item, and is no news.
        let known = known.entry(list.clone()).or_insert_with(|| below(base, &list).collect());
        if known.contains(&line) {
            continue;
        }
        let comments = merged.map.entry(list).or_default();
        if !comments.before.contains(&line) {
            comments.before.push(line);
        }
    }
    merged
}

/// Comments without those of merge keys that a text has not: they move up to what is around.
pub(crate) fn without_merge_keys(comments: &CommentMap, text: Entries<'_>) -> CommentMap {
    let mut fitting = CommentMap::new();
    for (path, found) in comments {
        let is_merge_key = matches!(path.segments().last(), Some(Segment::Key(key)) if key == "<<");
        if !is_merge_key || text.has(path) {
            let entry = fitting.entry(path.clone()).or_default();
            entry.before.splice(0..0, found.before.iter().cloned());
            entry.beside.clone_from(&found.beside);
            entry.after.splice(0..0, found.after.iter().cloned());
            continue;
        }
        let up = around(path, text.value).unwrap_or_default();
        let entry = fitting.entry(up.clone()).or_default();
        let there = if up.segments().is_empty() { &mut entry.after } else { &mut entry.before };
        there.extend(lines(found).cloned());
    }
    fitting
}

/// The entry of the result that is next around a path that it does not have; `None` for the document.
fn around(path: &FieldPath, result: &Value) -> Option<FieldPath> {
    let prefix =
        |len: usize| path.segments().get(..len).map(|steps| FieldPath::from(steps.to_vec()));
    (1..path.segments().len()).rev().filter_map(prefix).find(|up| result.lookup(up).is_some())
}

/// The lines of all comments inside of a list.
fn below<'c>(comments: &'c CommentMap, list: &FieldPath) -> impl Iterator<Item = &'c String> {
    let list = list.segments().to_vec();
    let inside = comments.iter().filter(move |(path, _)| {
        path.segments().len() > list.len() && path.segments().starts_with(&list)
    });
    inside.flat_map(|(_, comments)| lines(comments))
}

/// The list of a path that goes through an item named by its place or content.
fn list_of_values(path: &FieldPath) -> Option<FieldPath> {
    let at = path.segments().iter().position(|segment| match segment {
        Segment::Index(_) => true,
        Segment::Item(label) => label.iter().all(|(key, _)| key.is_empty()),
        Segment::Key(_) => false,
    })?;
    Some(path.segments().get(..at)?.to_vec().into())
}

/// The edits that turn the comments of a document with these entries into others.
pub(crate) fn comment_edits(
    from: &CommentMap,
    to: &CommentMap,
    entries: Entries<'_>,
) -> Vec<CommentEdit> {
    let nothing = Comments::default();
    let mut edits = Vec::new();
    let stands = |path: &&FieldPath| entries.has(path);
    let gone = from.keys().filter(|path| !to.contains_key(*path)).filter(stands);
    for path in to.keys().chain(gone) {
        let was = from.get(path).unwrap_or(&nothing);
        let is = to.get(path).unwrap_or(&nothing);
        let path = || path.clone();
        if was.before != is.before {
            edits.push(CommentEdit::Before { path: path(), lines: is.before.clone() });
        }
        if was.beside != is.beside {
            edits.push(CommentEdit::Beside { path: path(), line: is.beside.clone() });
        }
        if was.after != is.after {
            edits.push(CommentEdit::After { path: path(), lines: is.after.clone() });
        }
    }
    edits
}

/// Whose item is at a path through a list that is one value.
enum Standing {
    /// The path names the same thing on both sides.
    Both,
    Draft(FieldPath),
    Git(FieldPath),
}

fn standing(
    path: &FieldPath,
    draft: &Value,
    git: &Value,
    result: &Value,
    types: &dyn ListTypes,
) -> Standing {
    let Some(at) = path.segments().iter().position(|s| matches!(s, Segment::Index(_))) else {
        return Standing::Both;
    };
    let prefix =
        |len: usize| FieldPath::from(path.segments().get(..len).unwrap_or_default().to_vec());
    let (list, item) = (prefix(at), prefix(at + 1));
    let same = |a: &Value, b: &Value| {
        both_equal(a.lookup(&item), b.lookup(&item), &ValuePath::Root, &Below(types, &item))
    };
    if same(draft, git) {
        Standing::Both
    } else if same(result, git) {
        Standing::Git(list)
    } else {
        Standing::Draft(list)
    }
}

/// What `side` wrote that neither the base nor `other` has.
fn written(base: &Comments, side: &Comments, other: &Comments) -> impl Iterator<Item = String> {
    let known: HashSet<String> = lines(base).chain(lines(other)).cloned().collect();
    let new: Vec<String> = lines(side).filter(|line| !known.contains(*line)).cloned().collect();
    new.into_iter()
}

pub(crate) fn lines(comments: &Comments) -> impl Iterator<Item = &String> {
    comments.before.iter().chain(&comments.beside).chain(&comments.after)
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use super::*;
    use crate::testing::{Types, value};

    /// Comments from `path | before, before | beside`.
    fn map(lines: &[&str]) -> CommentMap {
        lines
            .iter()
            .map(|line| {
                let mut parts = line.split('|').map(str::trim);
                let path = parts.next().unwrap().parse().unwrap();
                let before = parts.next().unwrap();
                let before = before.split(", ").filter(|line| !line.is_empty());
                let beside = parts.next().filter(|line| !line.is_empty()).map(str::to_owned);
                let before = before.map(str::to_owned).collect();
                (path, Comments { before, beside, after: Vec::new() })
            })
            .collect()
    }

    static NONE: LazyLock<HashSet<FieldPath>> = LazyLock::new(HashSet::new);

    fn entries(value: &Value) -> Entries<'_> {
        Entries { value, merge_keys: &NONE }
    }

    fn side<'a>(value: &'a Value, comments: &'a CommentMap) -> Commented<'a> {
        Commented { entries: entries(value), comments, renamed: &[] }
    }

    #[track_caller]
    fn merges(base: &[&str], draft: &[&str], git: &[&str], expected: &[&str], clashing: usize) {
        let same = value(r#"{"a": 1, "b": 1}"#);
        let (draft, git) = (map(draft), map(git));
        let side = |comments| side(&same, comments);
        let result = entries(&same);
        let merged = merge_comments(&map(base), side(&draft), side(&git), result, &Types);
        assert_eq!(merged.map, map(expected));
        assert_eq!(merged.clashing, clashing);
    }

    #[test]
    fn each_place_takes_the_side_that_changed_it() {
        merges(&["a|# x|"], &["a|# y|"], &["a|# x|", "b||# g"], &["a|# y|", "b||# g"], 0);
        merges(&["a|# x|# z"], &["a||# z"], &["a|# x|# g"], &["a||# g"], 0);
        merges(&["a|# x, # y|"], &["a|# n, # x, # y|"], &["a|# x|"], &["a|# n, # x|"], 0);
    }

    #[test]
    fn comments_that_clash_are_both_kept() {
        merges(&["a|# x|"], &["a|# d|"], &["a|# g|"], &["a|# g, # d|"], 1);
        merges(&["a||# x"], &["a||# d"], &["a||# g"], &["a||# g # d"], 1);
        merges(&[], &["a|# d|"], &["a|# g|"], &["a|# g, # d|"], 0);
        merges(&["a|# x|"], &[], &["a|# g|"], &["a|# g|"], 0);
    }

    #[test]
    fn a_result_merged_once_more_has_each_comment_once() {
        merges(&["a||# x"], &["a||# d"], &["a||# g # d"], &["a||# g # d"], 0);
        merges(&["a||# x"], &["a||# g # d"], &["a||# g"], &["a||# g # d"], 0);
        // There was no room beside it.
        merges(&["a||"], &["a||# d"], &["a|# d|"], &["a|# d|"], 0);
        merges(&["a||"], &["a|# d|"], &["a||# d"], &["a|# d|"], 0);
    }

    #[test]
    fn comments_of_an_entry_that_a_decision_keeps_are_those_of_the_side_that_has_it() {
        let (both, one) = (value(r#"{"a": 1, "b": 1}"#), value(r#"{"a": 1}"#));
        let (base, nothing) = (map(&["b|# x|# y"]), map(&[]));
        let has = |comments| side(&both, comments);
        let deleted = side(&one, &nothing);
        let edited = map(&["b|# x|# z"]);
        for (own, expected) in [(&base, &base), (&edited, &edited), (&nothing, &nothing)] {
            for (draft, git) in [(deleted, has(own)), (has(own), deleted)] {
                assert_eq!(
                    merge_comments(&base, draft, git, entries(&both), &Types).map,
                    *expected
                );
            }
        }
    }

    #[test]
    fn comments_of_an_entry_that_went_go_with_it() {
        merges(&["c|# x|"], &["c|# x|"], &["c|# x|"], &[], 0);
    }

    #[test]
    fn comments_in_a_list_that_is_one_value_follow_the_side_that_stands() {
        let (base, longer) = (value(r#"{"l": [1, 2]}"#), value(r#"{"l": [0, 1, 2]}"#));
        let of_base = map(&["l[0]|# one|", "l[1]|# two|"]);
        let of_draft = map(&["l[0]|# zero|", "l[1]|# one|", "l[2]|# two|"]);
        let of_git = map(&["l[0]|# one|", "l[1]|# two, # more|"]);
        let (draft, git) = (side(&longer, &of_draft), side(&base, &of_git));
        let merged = merge_comments(&of_base, draft, git, entries(&longer), &Types);
        let expected = map(&["l|# more|", "l[0]|# zero|", "l[1]|# one|", "l[2]|# two|"]);
        assert_eq!((merged.map, merged.clashing), (expected, 0));
    }

    #[test]
    fn comments_of_merge_keys_that_a_text_has_not_move_up() {
        let text = value(r#"{"a":{"x":1},"b":{"y":1}}"#);
        let kept = HashSet::from(["b.<<".parse().unwrap()]);
        let entries = Entries { value: &text, merge_keys: &kept };
        let found = without_merge_keys(&map(&["a.<< | one", "a.z | two", "b.<< | three"]), entries);
        // An entry that is not there keeps its comment, for the merge to say where it goes.
        assert_eq!(found, map(&["a | one", "a.z | two", "b.<< | three"]));
    }

    #[test]
    fn what_is_inside_of_a_list_is_below_it_and_the_list_is_not() {
        let comments =
            map(&["l | of the list", "l[0] | of an item", "l[0].x | deep", "m.x | beside"]);
        let found: Vec<&String> = below(&comments, &"l".parse().unwrap()).collect();
        assert_eq!(found, ["of an item", "deep"]);
    }

    #[test]
    fn an_item_without_a_key_is_of_its_list() {
        for (path, expected) in [
            ("spec.l[2].x", Some("spec.l")),
            ("spec.s[=a]", Some("spec.s")),
            ("spec.k[name=a].l[0]", Some("spec.k[name=a].l")),
            ("spec.k[name=a].x", None),
        ] {
            let found = list_of_values(&path.parse().unwrap());
            assert_eq!(found, expected.map(|list| list.parse().unwrap()), "{path}");
        }
    }
}
