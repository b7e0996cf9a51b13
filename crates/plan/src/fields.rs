//! A resource's fields on every side, as rows: what Git has, what each draft makes of it, and who
//! changed what. Pure.

use std::collections::{BTreeMap, HashMap, HashSet};

use hedgerow_merge::leaves;
use hedgerow_model::{FieldPath, ListTypes, Value};
use serde::{Deserialize, Serialize};

/// A field of a resource on every side.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FieldRow {
    /// Where it is.
    pub path: FieldPath,
    /// Git's value; null where Git does not have it.
    pub git: Option<Value>,
    /// The values of the drafts that changed it, by change; null where one takes it away.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub drafts: BTreeMap<String, Option<Value>>,
    /// What it was when the first draft that differs was started; null where it was not there, absent
    /// where nothing differs.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "some")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Value>))]
    pub base: Option<Option<Value>>,
    /// Who changed it.
    pub state: FieldState,
}

/// Keeps a null apart from what is absent.
fn some<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Option<Option<Value>>, D::Error> {
    Option::<Value>::deserialize(from).map(Some)
}

/// Who changed a field since the base.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "lowercase")]
pub enum FieldState {
    /// Nobody.
    Same,
    /// A draft.
    Draft,
    /// Git, since a draft was started.
    Git,
    /// A draft and Git, or two drafts, without an open conflict.
    Both,
    /// An open conflict is about it.
    Conflict,
}

/// A draft as values.
pub struct DraftSide<'a> {
    /// The change it belongs to.
    pub change: &'a str,
    /// What it was started from; `None` when there was nothing.
    pub base: Option<&'a Value>,
    /// What it wants; `None` when the resource is to go.
    pub wanted: Option<&'a Value>,
}

/// The leaves of one side by path.
type Leaves = HashMap<FieldPath, Value>;

/// The rows of a resource: Git's fields in their order, what only others have behind its neighbour.
/// `conflicts` are the paths of the open ones.
pub fn rows(
    git: Option<&Value>,
    drafts: &[DraftSide<'_>],
    conflicts: &[FieldPath],
    types: &dyn ListTypes,
) -> Vec<FieldRow> {
    let mut order: Vec<FieldPath> = Vec::new();
    let mut take = |value: Option<&Value>| -> Leaves {
        let found = value.map(|value| leaves(value, types)).unwrap_or_default();
        place(&mut order, found.iter().map(|(path, _)| path));
        found.into_iter().collect()
    };
    let git = take(git);
    let sides: Vec<(&str, Leaves, Leaves)> =
        drafts.iter().map(|draft| (draft.change, take(draft.wanted), take(draft.base))).collect();
    order.into_iter().map(|path| row(path, &git, &sides, conflicts)).collect()
}

/// Puts paths that are not in the order yet behind the one they follow.
fn place<'p>(order: &mut Vec<FieldPath>, paths: impl Iterator<Item = &'p FieldPath>) {
    if order.is_empty() {
        order.extend(paths.cloned());
        return;
    }
    let known: HashSet<FieldPath> = order.iter().cloned().collect();
    let mut behind: HashMap<Option<FieldPath>, Vec<FieldPath>> = HashMap::new();
    let mut last: Option<FieldPath> = None;
    for path in paths {
        if known.contains(path) {
            last = Some(path.clone());
        } else {
            behind.entry(last.clone()).or_default().push(path.clone());
        }
    }
    if behind.is_empty() {
        return;
    }
    let mut placed = behind.remove(&None).unwrap_or_default();
    for path in std::mem::take(order) {
        let follow = behind.remove(&Some(path.clone()));
        placed.push(path);
        placed.extend(follow.into_iter().flatten());
    }
    *order = placed;
}

fn row(
    path: FieldPath,
    git: &Leaves,
    sides: &[(&str, Leaves, Leaves)],
    conflicts: &[FieldPath],
) -> FieldRow {
    let in_git = git.get(&path);
    let mut drafts = BTreeMap::new();
    let mut base = None;
    let mut by_git = false;
    for (change, wanted, started) in sides {
        let (wanted, started) = (wanted.get(&path), started.get(&path));
        let by_draft = wanted != started;
        if by_draft {
            drafts.insert((*change).to_owned(), wanted.cloned());
        }
        if by_draft || in_git != started {
            base.get_or_insert_with(|| started.cloned());
        }
        by_git |= in_git != started;
    }
    let disputed =
        conflicts.iter().any(|conflict| conflict.contains(&path) || path.contains(conflict));
    let state = match (drafts.len(), by_git) {
        (0, false) => FieldState::Same,
        (_, _) if disputed => FieldState::Conflict,
        (0, true) => FieldState::Git,
        (1, false) => FieldState::Draft,
        _ => FieldState::Both,
    };
    FieldRow { git: in_git.cloned(), path, drafts, base, state }
}

#[cfg(test)]
mod tests {
    use hedgerow_model::ListType;

    use super::*;

    struct Types;

    impl ListTypes for Types {
        fn list_type(&self, path: &FieldPath) -> ListType {
            match path.to_string().as_str() {
                "rules" => ListType::Keyed(vec!["seq".into()]),
                _ => ListType::Atomic,
            }
        }
    }

    fn value(yaml: &str) -> Value {
        hedgerow_yaml::read_value(yaml).unwrap()
    }

    /// Rows as `path state git/base/draft`.
    fn fields_of(
        git: Option<&str>,
        drafts: &[(&str, Option<&str>, Option<&str>)],
        conflicts: &[&str],
    ) -> Vec<String> {
        let values: Vec<_> = drafts
            .iter()
            .map(|(change, base, wanted)| (*change, base.map(value), wanted.map(value)))
            .collect();
        let sides: Vec<_> = values
            .iter()
            .map(|(change, base, wanted)| DraftSide {
                change,
                base: base.as_ref(),
                wanted: wanted.as_ref(),
            })
            .collect();
        let conflicts: Vec<FieldPath> =
            conflicts.iter().map(|path| path.parse().unwrap()).collect();
        let text = |value: &Option<Value>| value.as_ref().map_or("-".into(), Value::to_string);
        rows(git.map(value).as_ref(), &sides, &conflicts, &Types)
            .iter()
            .map(|row| {
                let mut line = format!("{} {:?} {}", row.path, row.state, text(&row.git));
                if let Some(base) = &row.base {
                    line.push_str(&format!(" from {}", text(base)));
                }
                for (change, value) in &row.drafts {
                    line.push_str(&format!(" {change}={}", text(value)));
                }
                line
            })
            .collect()
    }

    #[test]
    fn without_drafts_every_field_is_the_same() {
        assert_eq!(fields_of(Some("{a: 1, b: {c: 2}}"), &[], &[]), ["a Same 1", "b.c Same 2"]);
    }

    #[test]
    fn who_changed_a_field_is_told_from_the_base() {
        let base = Some("{a: 1, b: 1, c: 1, d: 1}");
        assert_eq!(
            fields_of(
                Some("{a: 1, b: 1, c: 2, d: 2}"),
                &[("x", base, Some("{a: 1, b: 3, c: 1, d: 3}"))],
                &["d"]
            ),
            ["a Same 1", "b Draft 1 from 1 x=3", "c Git 2 from 1", "d Conflict 2 from 1 x=3"]
        );
    }

    #[test]
    fn both_without_a_conflict_is_told_apart() {
        let drafts = [("x", Some("a: 1"), Some("a: 2")), ("y", Some("a: 1"), Some("a: 3"))];
        assert_eq!(fields_of(Some("a: 1"), &drafts, &[]), ["a Both 1 from 1 x=2 y=3"]);
        assert_eq!(
            fields_of(Some("a: 2"), &[("x", Some("a: 1"), Some("a: 2"))], &[]),
            ["a Both 2 from 1 x=2"]
        );
    }

    #[test]
    fn a_new_field_stands_behind_its_neighbour_and_items_by_their_key() {
        assert_eq!(
            fields_of(
                Some("{rules: [{seq: 10, x: 1}, {seq: 30, x: 1}], z: 1}"),
                &[(
                    "c",
                    Some("{rules: [{seq: 10, x: 1}, {seq: 30, x: 1}], z: 1}"),
                    Some("{rules: [{seq: 10, x: 1}, {seq: 20, x: 2}, {seq: 30, x: 1}], z: 1}")
                )],
                &[]
            ),
            [
                "rules[seq=10].seq Same 10",
                "rules[seq=10].x Same 1",
                "rules[seq=20].seq Draft - from - c=20",
                "rules[seq=20].x Draft - from - c=2",
                "rules[seq=30].seq Same 30",
                "rules[seq=30].x Same 1",
                "z Same 1",
            ]
        );
    }

    #[test]
    fn a_draft_that_deletes_or_adds_the_whole_is_told_field_by_field() {
        assert_eq!(
            fields_of(Some("a: 1"), &[("x", Some("a: 1"), None)], &[]),
            ["a Draft 1 from 1 x=-"]
        );
        assert_eq!(fields_of(None, &[("x", None, Some("a: 1"))], &[]), ["a Draft - from - x=1"]);
    }

    #[test]
    fn a_conflict_above_or_below_a_field_is_about_it() {
        let drafts = [("x", Some("a: {b: 1}"), Some("a: {b: 2}"))];
        assert_eq!(fields_of(Some("a: {b: 3}"), &drafts, &["a"]), ["a.b Conflict 3 from 1 x=2"]);
    }

    #[test]
    fn what_is_the_same_on_every_side_is_no_conflict_though_one_is_about_its_parent() {
        let drafts = [("x", Some("a: {b: 1, c: 1}"), Some("a: {b: 2, c: 1}"))];
        assert_eq!(
            fields_of(Some("a: {b: 3, c: 1}"), &drafts, &["a"]),
            ["a.b Conflict 3 from 1 x=2", "a.c Same 1"]
        );
        let drafts = [("x", Some("l: [1, 2]"), Some("l: [1, 3]"))];
        assert_eq!(
            fields_of(Some("l: [1, 4]"), &drafts, &["l[1]"]),
            ["l Conflict [1,4] from [1,2] x=[1,3]"]
        );
    }

    #[test]
    fn a_row_keeps_null_and_absent_apart_when_it_is_read_back() {
        let row = |base: Option<Option<Value>>| FieldRow {
            path: FieldPath::of_keys(["a"]),
            git: None,
            drafts: BTreeMap::from([("x".to_owned(), None)]),
            base,
            state: FieldState::Draft,
        };
        for row in [row(None), row(Some(None)), row(Some(Some(Value::from(1))))] {
            let json = serde_json::to_string(&row).unwrap();
            assert_eq!(serde_json::from_str::<FieldRow>(&json).unwrap(), row, "{json}");
        }
    }
}
