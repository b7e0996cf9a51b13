//! The structural three-way merge.
//!
//! Maps merge by key, keyed lists by their keys, sets as sets; every other list is one value. Git's
//! value is the skeleton of the result: its order stays, and it is where a conflict is open.

use std::borrow::Cow;

use hedgerow_model::{ConflictKind, Decision, ListTypes, Map, Value};

use crate::conflict::{Decide, FieldConflict};
use crate::equal::both_equal;
use crate::lists::Three;
use crate::order::interleave;
use crate::rename::Renamed;
use crate::value_path::ValuePath;

/// What came out of a merge of values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MergedValue {
    /// The result; `None`: the document goes. Where a conflict is open, Git's value is here.
    pub value: Option<Value>,
    /// What somebody must decide.
    pub conflicts: Vec<FieldConflict>,
    /// What was decided on the way, and how.
    pub decided: Vec<(FieldConflict, Decision)>,
    /// The items that a side gave another key.
    pub(crate) renamed: Vec<Renamed>,
}

/// Merges what the draft changed since the base with what Git changed since the base.
///
/// `None` means that there is no such document. Without a base, fields that only one side has are
/// kept, fields that both have must agree.
///
/// The same on both sides, with the sides swapped, gives the same value up to the order of sets
/// and of keyed lists, and the same conflicts seen from the other side.
pub fn merge_values(
    base: Option<&Value>,
    draft: Option<&Value>,
    git: Option<&Value>,
    types: &dyn ListTypes,
    decide: &mut dyn Decide,
) -> MergedValue {
    let mut merger = Merger { types, decide, told: MergeNotes::default() };
    let value = merger.node(&ValuePath::Root, base, draft, git).map(Cow::into_owned);
    let MergeNotes { conflicts, decided, renamed } = merger.told;
    MergedValue { value, conflicts, decided, renamed }
}

/// The value at one place after the merge: borrowed from a side wherever possible.
pub(crate) type Picked<'a> = Option<Cow<'a, Value>>;

pub(crate) struct Merger<'m> {
    pub(crate) types: &'m dyn ListTypes,
    decide: &'m mut dyn Decide,
    pub(crate) told: MergeNotes,
}

/// What is told beside the value.
#[derive(Default)]
pub(crate) struct MergeNotes {
    pub(crate) conflicts: Vec<FieldConflict>,
    pub(crate) decided: Vec<(FieldConflict, Decision)>,
    pub(crate) renamed: Vec<Renamed>,
}

impl MergeNotes {
    /// How much was told so far.
    pub(crate) fn marks(&self) -> [usize; 3] {
        [self.conflicts.len(), self.decided.len(), self.renamed.len()]
    }

    /// Takes back what was told since.
    pub(crate) fn back_to(&mut self, [conflicts, decided, renamed]: [usize; 3]) {
        self.conflicts.truncate(conflicts);
        self.decided.truncate(decided);
        self.renamed.truncate(renamed);
    }
}

impl Merger<'_> {
    pub(crate) fn node<'v>(
        &mut self,
        place: &ValuePath<'_>,
        base: Option<&'v Value>,
        draft: Option<&'v Value>,
        git: Option<&'v Value>,
    ) -> Picked<'v> {
        match (draft, git) {
            (None, None) => None,
            (Some(Value::Map(d)), Some(whole @ Value::Map(g))) => {
                Some(self.maps(place, base.and_then(Value::as_map), d, g, whole))
            }
            (Some(Value::List(_)), Some(Value::List(_))) => {
                self.lists(place, &Three { base, draft, git })
            }
            _ => self.whole(place, base, draft, git),
        }
    }

    /// Takes the side that changed the value as a whole, if only one did.
    pub(crate) fn whole<'v>(
        &mut self,
        place: &ValuePath<'_>,
        base: Option<&'v Value>,
        draft: Option<&'v Value>,
        git: Option<&'v Value>,
    ) -> Picked<'v> {
        if both_equal(base, draft, place, self.types) || both_equal(draft, git, place, self.types) {
            return git.map(Cow::Borrowed);
        }
        if both_equal(base, git, place, self.types) {
            return draft.map(Cow::Borrowed);
        }
        self.conflict(place, kind_of(place, base, draft, git), base, draft, git)
    }

    pub(crate) fn conflict<'v>(
        &mut self,
        place: &ValuePath<'_>,
        kind: ConflictKind,
        base: Option<&'v Value>,
        draft: Option<&'v Value>,
        git: Option<&'v Value>,
    ) -> Picked<'v> {
        let conflict = FieldConflict {
            path: place.path(),
            kind,
            base: base.cloned(),
            draft: draft.cloned(),
            git: git.cloned(),
        };
        match self.decide.decide(&conflict) {
            None => {
                self.told.conflicts.push(conflict);
                git.map(Cow::Borrowed)
            }
            Some(decision) => {
                let value = conflict.outcome(&decision).cloned();
                self.told.decided.push((conflict, decision));
                value.map(Cow::Owned)
            }
        }
    }

    fn maps<'v>(
        &mut self,
        place: &ValuePath<'_>,
        base: Option<&'v Map>,
        draft: &'v Map,
        git: &'v Map,
        whole_git: &'v Value,
    ) -> Cow<'v, Value> {
        let added = draft.keys().any(|key| !git.contains_key(key));
        let keys: Vec<&str> = if added {
            interleave(git.keys().map(String::as_str), draft.keys().map(String::as_str))
        } else {
            git.keys().map(String::as_str).collect()
        };
        let mut picked = Vec::with_capacity(keys.len());
        let mut is_git = true;
        for key in keys {
            let in_base = base.and_then(|base| base.get(key));
            let in_git = git.get(key);
            let value = self.node(&place.key(key), in_base, draft.get(key), in_git);
            is_git &= is_the_same(value.as_ref(), in_git);
            picked.extend(value.map(|value| (key, value)));
        }
        if is_git {
            return Cow::Borrowed(whole_git);
        }
        let map: Map =
            picked.into_iter().map(|(key, value)| (key.to_owned(), value.into_owned())).collect();
        Cow::Owned(Value::Map(map))
    }
}

fn is_the_same(picked: Option<&Cow<'_, Value>>, git: Option<&Value>) -> bool {
    match (picked, git) {
        (Some(Cow::Borrowed(picked)), Some(git)) => std::ptr::eq(*picked, git),
        (None, None) => true,
        _ => false,
    }
}

fn kind_of(
    place: &ValuePath<'_>,
    base: Option<&Value>,
    draft: Option<&Value>,
    git: Option<&Value>,
) -> ConflictKind {
    let (draft, git) = match (draft, git) {
        (Some(draft), Some(git)) => (draft, git),
        (None, _) => return ConflictKind::DeleteEdit,
        (_, None) => return ConflictKind::EditDelete,
    };
    if shape(draft) != shape(git) {
        ConflictKind::TypeChange
    } else if place.is_top_level("apiVersion") {
        ConflictKind::ApiVersion
    } else if base.is_none() {
        ConflictKind::AddAdd
    } else {
        ConflictKind::EditEdit
    }
}

#[derive(PartialEq)]
enum Shape {
    Scalar,
    List,
    Map,
}

fn shape(value: &Value) -> Shape {
    match value {
        Value::Map(_) => Shape::Map,
        Value::List(_) => Shape::List,
        _ => Shape::Scalar,
    }
}

#[cfg(test)]
mod tests {
    use hedgerow_model::Side;

    use super::*;
    use crate::conflict::Manual;
    use crate::testing::{Types, value};

    fn merge(base: &str, draft: &str, git: &str) -> MergedValue {
        let side = |text: &str| (!text.is_empty()).then(|| value(text));
        let (base, draft, git) = (side(base), side(draft), side(git));
        merge_values(base.as_ref(), draft.as_ref(), git.as_ref(), &Types, &mut Manual)
    }

    /// The merged value as JSON and the open conflicts as `kind path`.
    fn merged(base: &str, draft: &str, git: &str) -> (String, Vec<String>) {
        let merged = merge(base, draft, git);
        let conflicts = merged.conflicts.iter().map(|c| format!("{} {}", c.kind, c.path)).collect();
        (merged.value.map_or_else(String::new, |value| value.to_string()), conflicts)
    }

    #[track_caller]
    fn clean(base: &str, draft: &str, git: &str, expected: &str) {
        assert_eq!(merged(base, draft, git), (expected.to_owned(), vec![]));
    }

    #[track_caller]
    fn open(base: &str, draft: &str, git: &str, expected: &str, conflicts: &[&str]) {
        let conflicts = conflicts.iter().map(|text| (*text).to_owned()).collect();
        assert_eq!(merged(base, draft, git), (expected.to_owned(), conflicts));
    }

    #[test]
    fn edits_of_different_fields_are_both_taken() {
        clean(r#"{"a":1,"b":1}"#, r#"{"a":2,"b":1}"#, r#"{"a":1,"b":3}"#, r#"{"a":2,"b":3}"#);
    }

    #[test]
    fn an_edit_of_one_field_by_both_is_a_conflict_and_gits_value_stands() {
        open(
            r#"{"a":1,"b":1}"#,
            r#"{"a":2,"b":2}"#,
            r#"{"a":3,"b":1}"#,
            r#"{"a":3,"b":2}"#,
            &["edit/edit a"],
        );
        clean(r#"{"a":1}"#, r#"{"a":2}"#, r#"{"a":2}"#, r#"{"a":2}"#);
    }

    #[test]
    fn what_the_draft_adds_stands_after_its_neighbour() {
        clean(
            r#"{"a":1,"b":1}"#,
            r#"{"a":1,"x":1,"b":1}"#,
            r#"{"a":1,"b":1,"y":1}"#,
            r#"{"a":1,"x":1,"b":1,"y":1}"#,
        );
    }

    #[test]
    fn deleting_what_the_other_side_edits_is_a_conflict_at_the_deleted_field() {
        let base = r#"{"s":{"a":{"x":1},"b":1}}"#;
        let deleted = r#"{"s":{"b":1}}"#;
        let edited = r#"{"s":{"a":{"x":2},"b":1}}"#;
        open(base, deleted, edited, edited, &["delete/edit s.a"]);
        open(base, edited, deleted, deleted, &["edit/delete s.a"]);
        clean(base, deleted, base, deleted);
        clean(base, base, deleted, deleted);
        clean(base, deleted, deleted, deleted);
    }

    #[test]
    fn a_deleted_document_against_an_edit_is_a_conflict_at_the_root() {
        open(r#"{"a":1}"#, "", r#"{"a":2}"#, r#"{"a":2}"#, &["delete/edit "]);
        open(r#"{"a":1}"#, r#"{"a":2}"#, "", "", &["edit/delete "]);
        clean(r#"{"a":1}"#, "", r#"{"a":1}"#, "");
        clean(r#"{"a":1}"#, "", "", "");
        clean("", "", r#"{"a":1}"#, r#"{"a":1}"#);
    }

    #[test]
    fn without_a_base_equal_fields_agree_and_different_ones_are_conflicts() {
        open(
            "",
            r#"{"s":{"a":1,"b":1,"c":1}}"#,
            r#"{"s":{"a":1,"b":2,"d":1}}"#,
            r#"{"s":{"a":1,"b":2,"c":1,"d":1}}"#,
            &["add/add s.b"],
        );
        open(r#"{}"#, r#"{"s":{"a":1}}"#, r#"{"s":{"a":2}}"#, r#"{"s":{"a":2}}"#, &["add/add s.a"]);
    }

    #[test]
    fn a_field_that_becomes_another_sort_of_thing_is_a_type_change() {
        open(
            r#"{"a":{"x":1}}"#,
            r#"{"a":"no"}"#,
            r#"{"a":{"x":2}}"#,
            r#"{"a":{"x":2}}"#,
            &["type change a"],
        );
        clean(r#"{"a":{"x":1}}"#, r#"{"a":"no"}"#, r#"{"a":{"x":1}}"#, r#"{"a":"no"}"#);
    }

    #[test]
    fn two_api_versions_are_a_conflict_of_their_own_kind() {
        open(
            r#"{"apiVersion":"g/v1"}"#,
            r#"{"apiVersion":"g/v2"}"#,
            r#"{"apiVersion":"g/v3"}"#,
            r#"{"apiVersion":"g/v3"}"#,
            &["api version apiVersion"],
        );
    }

    #[test]
    fn sets_merge_as_sets_in_gits_order() {
        clean(
            r#"{"groups":["a","b","c"]}"#,
            r#"{"groups":["x","c","b","y"]}"#,
            r#"{"groups":["b","a","z","y","c"]}"#,
            r#"{"groups":["b","x","z","y","c"]}"#,
        );
        clean(
            "",
            r#"{"groups":["a","b"]}"#,
            r#"{"groups":["c","b"]}"#,
            r#"{"groups":["c","b","a"]}"#,
        );
    }

    #[test]
    fn what_git_says_twice_in_a_set_stays_twice() {
        clean(
            r#"{"groups":["a","b"]}"#,
            r#"{"groups":["a","b","x"]}"#,
            r#"{"groups":["a","b","c","c"]}"#,
            r#"{"groups":["a","b","c","c","x"]}"#,
        );
    }

    #[test]
    fn sets_of_sets_merge_as_sets() {
        clean(
            r#"{"permit":[["a","b"],["c"]]}"#,
            r#"{"permit":[["b","a"]]}"#,
            r#"{"permit":[["c"],["a","b"],["d"]]}"#,
            r#"{"permit":[["a","b"],["d"]]}"#,
        );
    }

    #[test]
    fn keyed_lists_merge_item_by_item() {
        clean(
            r#"{"routes":[{"prefix":"p","via":1},{"prefix":"q","via":1}]}"#,
            r#"{"routes":[{"prefix":"p","via":2},{"prefix":"n","via":1},{"prefix":"q","via":1}]}"#,
            r#"{"routes":[{"prefix":"q","via":3},{"prefix":"p","via":1},{"prefix":"z","via":1}]}"#,
            r#"{"routes":[{"prefix":"q","via":3},{"prefix":"p","via":2},{"prefix":"n","via":1},{"prefix":"z","via":1}]}"#,
        );
        open(
            r#"{"routes":[{"prefix":"p","via":1},{"prefix":"q","via":1}]}"#,
            r#"{"routes":[{"prefix":"p","via":2}]}"#,
            r#"{"routes":[{"prefix":"p","via":3},{"prefix":"q","via":2}]}"#,
            r#"{"routes":[{"prefix":"p","via":3},{"prefix":"q","via":2}]}"#,
            &["edit/edit routes[prefix=p].via", "delete/edit routes[prefix=q]"],
        );
    }

    #[test]
    fn a_keyed_list_with_doubtful_keys_is_one_value() {
        for git in [
            r#"{"routes":[{"via":1},{"prefix":"p"}]}"#,
            r#"{"routes":[{"prefix":"p"},{"prefix":"p"}]}"#,
        ] {
            open(
                r#"{"routes":[{"prefix":"p"}]}"#,
                r#"{"routes":[]}"#,
                git,
                git,
                &["edit/edit routes"],
            );
        }
    }

    #[test]
    fn ordered_lists_take_insertions_that_are_apart() {
        let list = |names: &str| {
            let items: Vec<String> =
                names.chars().map(|name| format!(r#"{{"name":"{name}"}}"#)).collect();
            format!(r#"{{"rules":[{}]}}"#, items.join(","))
        };
        clean(&list("abc"), &list("axbc"), &list("abyc"), &list("axbyc"));
        open(&list("ab"), &list("axb"), &list("ayb"), &list("ayb"), &["list order rules"]);
    }

    #[test]
    fn other_lists_are_one_value() {
        open(
            r#"{"l":[1]}"#,
            r#"{"l":[1,2]}"#,
            r#"{"l":[1,3]}"#,
            r#"{"l":[1,3]}"#,
            &["edit/edit l"],
        );
        clean(r#"{"l":[1]}"#, r#"{"l":[1,2]}"#, r#"{"l":[1]}"#, r#"{"l":[1,2]}"#);
    }

    #[test]
    fn decisions_are_taken_and_told() {
        let (base, draft, git) = (
            value(r#"{"a":1,"b":1,"c":1,"d":1}"#),
            value(r#"{"a":2,"b":2,"c":2,"d":2}"#),
            value(r#"{"a":3,"b":3,"c":3,"d":3}"#),
        );
        let mut decide = |conflict: &FieldConflict| match conflict.path.to_string().as_str() {
            "a" => Some(Decision::Take(Side::Draft)),
            "b" => Some(Decision::Value(Value::from(9))),
            "c" => Some(Decision::Delete),
            _ => None,
        };
        let merged = merge_values(Some(&base), Some(&draft), Some(&git), &Types, &mut decide);
        assert_eq!(merged.value.unwrap().to_string(), r#"{"a":2,"b":9,"d":3}"#);
        assert_eq!(merged.conflicts.len(), 1);
        assert_eq!(merged.decided.len(), 3);
    }
}
