//! Who set each field, over histories in memory.

use std::convert::Infallible;
use std::sync::Arc;

use hedgerow_model::{AllAtomic, FieldPath, GroupKind, KeyPath, ListType, ListTypes, Value};
use hedgerow_plan::{Before, Past, SetBy, Version, at_place, blame};
use proptest::prelude::*;

/// `routes` by prefix, `groups` as a set.
struct Types;

impl ListTypes for Types {
    fn list_type(&self, path: &FieldPath) -> ListType {
        match path.to_string().as_str() {
            "routes" => ListType::Keyed(vec![KeyPath::new("prefix")]),
            "groups" => ListType::Set,
            _ => ListType::Atomic,
        }
    }
}

/// A commit: its parents, and what it has of the resource.
#[derive(Debug)]
pub(crate) struct Commit {
    pub(crate) parents: Vec<Before<usize>>,
    pub(crate) version: Version,
}

/// Commits by their numbers; a parent's is smaller.
#[derive(Debug)]
pub(crate) struct History {
    pub(crate) commits: Vec<Commit>,
    pub(crate) steps: usize,
}

/// A kind of which nothing was ever renamed.
fn kind() -> GroupKind {
    GroupKind::new("example.org", "Thing")
}

impl History {
    fn is_gone(&self, at: usize) -> bool {
        self.commits[at].version == Version::Absent
    }
}

impl Past for History {
    type At = usize;
    type Error = Infallible;

    fn when(&mut self, at: &usize) -> Result<i64, Infallible> {
        Ok(*at as i64)
    }

    fn version(&mut self, at: &usize) -> Result<Version, Infallible> {
        Ok(self.commits[*at].version.clone())
    }

    fn before(&mut self, at: &usize) -> Result<Vec<Before<usize>>, Infallible> {
        let parents = self.commits[*at].parents.iter();
        Ok(parents
            .map(|parent| match parent {
                Before::At(parent) if self.is_gone(*parent) => Before::Nowhere,
                other => other.clone(),
            })
            .collect())
    }

    fn goes_on(&mut self) -> bool {
        let more = self.steps > 0;
        self.steps = self.steps.saturating_sub(1);
        more
    }
}

/// What a text says: `-` absent, `!` broken, else a value.
pub(crate) fn version(text: &str) -> Version {
    match text {
        "-" => Version::Absent,
        "!" => Version::Unreadable,
        text => Version::Says(Arc::new(hedgerow_yaml::read_value(text).unwrap())),
    }
}

fn told(history: &mut History) -> Vec<String> {
    let newest = history.commits.len() - 1;
    let Some(rows) = blame(history, &newest, &kind(), &Types).unwrap() else { return Vec::new() };
    let line = |by| match by {
        SetBy::Here(at) => format!("{at}"),
        SetBy::UnknownBefore(at) => format!("?{at}"),
    };
    rows.into_iter().map(|row| format!("{} {}", row.path, line(row.by))).collect()
}

/// Who set what, in a history of one line.
fn line(versions: &[&str]) -> Vec<String> {
    let parents = |at: usize| at.checked_sub(1).map(Before::At).into_iter().collect();
    let commits = versions.iter().enumerate();
    let commits = commits.map(|(at, text)| Commit { parents: parents(at), version: version(text) });
    told(&mut History { commits: commits.collect(), steps: usize::MAX })
}

/// The same with the parents of each.
fn merged(commits: &[(&[usize], &str)]) -> Vec<String> {
    let commits = commits.iter().map(|(parents, text)| Commit {
        parents: parents.iter().map(|parent| Before::At(*parent)).collect(),
        version: version(text),
    });
    told(&mut History { commits: commits.collect(), steps: usize::MAX })
}

#[test]
fn a_leaf_belongs_to_the_commit_that_made_it_what_it_is() {
    assert_eq!(
        line(&["{a: 1, b: 1}", "{a: 1, b: 2}", "{c: 1, b: 2, a: 1}"]),
        ["c 2", "b 1", "a 0"]
    );
}

#[test]
fn what_went_and_came_back_belongs_to_the_commit_that_brought_it_back() {
    assert_eq!(line(&["{a: 1, b: 1}", "{b: 1}", "{a: 1, b: 1}"]), ["a 2", "b 0"]);
    assert_eq!(line(&["{a: 1}", "{a: 2}", "{a: 1}"]), ["a 2"]);
    assert_eq!(line(&["{a: 1}", "-", "{a: 1}", "{a: 1}"]), ["a 2"]);
}

#[test]
fn an_item_keeps_its_author_under_another_key_and_in_another_place() {
    assert_eq!(
        line(&[
            "{routes: [{prefix: p, via: 1}, {prefix: q, via: 2}], groups: [a, b]}",
            "{routes: [{prefix: r, via: 1}, {prefix: q, via: 2}], groups: [b, a]}",
            "{routes: [{prefix: q, via: 2}, {prefix: r, via: 1}], groups: [c, b, a]}",
        ]),
        [
            "routes[prefix=q].prefix 0",
            "routes[prefix=q].via 0",
            "routes[prefix=r].prefix 1",
            "routes[prefix=r].via 0",
            "groups[=c] 2",
            "groups[=b] 0",
            "groups[=a] 0",
        ]
    );
}

#[test]
fn a_merge_sets_only_what_none_of_its_parents_has_so() {
    assert_eq!(
        merged(&[
            (&[], "{a: 1, b: 1, c: 1}"),
            (&[0], "{a: 2, b: 1, c: 1}"),
            (&[0], "{a: 1, b: 2, c: 2}"),
            (&[1, 2], "{a: 2, b: 2, c: 3}"),
        ]),
        ["a 1", "b 2", "c 3"]
    );
    // One side deleted it, the merge kept the other's.
    assert_eq!(
        merged(&[(&[], "{a: 1}"), (&[0], "-"), (&[0], "{a: 2}"), (&[1, 2], "{a: 2}")]),
        ["a 2"]
    );
}

#[test]
fn what_cannot_be_read_is_never_concluded_from() {
    // Who mended the file did not set what stayed.
    assert_eq!(line(&["{a: 1, b: 1}", "!", "!", "{a: 1, b: 1}"]), ["a 0", "b 0"]);
    // What changed meanwhile was set by who broke it, who mended it, or between.
    assert_eq!(line(&["{a: 1, b: 1}", "!", "{a: 1, b: 2}", "{a: 1, b: 2}"]), ["a 0", "b ?2"]);
    assert_eq!(line(&["!", "{a: 1}", "{a: 1}"]), ["a ?1"]);
    assert_eq!(line(&["-", "!", "{a: 1}"]), ["a ?2"]);
    // A parent that can be read and has it decides.
    assert_eq!(
        merged(&[(&[], "{a: 1}"), (&[0], "!"), (&[0], "{a: 2}"), (&[1, 2], "{a: 2}")]),
        ["a 2"]
    );
    assert_eq!(line(&["{a: 1}", "!"]), [""; 0], "the newest one is asked for by nobody");
}

#[test]
fn an_item_is_followed_through_what_cannot_be_read() {
    assert_eq!(
        line(&["{routes: [{prefix: p, via: 1}]}", "!", "{routes: [{prefix: q, via: 1}]}"]),
        ["routes[prefix=q].prefix ?2", "routes[prefix=q].via 0"]
    );
}

#[test]
fn what_is_not_settled_within_the_bounds_is_unknown() {
    let history = |steps| {
        let says =
            |text: &str, parents: Vec<Before<usize>>| Commit { parents, version: version(text) };
        let commits = vec![
            says("{a: 1}", vec![]),
            says("{a: 1, b: 1}", vec![Before::At(0)]),
            says("{a: 1, b: 1, c: 1}", vec![Before::At(1)]),
        ];
        told(&mut History { commits, steps })
    };
    assert_eq!(history(0), ["a ?2", "b ?2", "c ?2"]);
    assert_eq!(history(1), ["a ?1", "b ?1", "c 2"]);
    assert_eq!(history(3), ["a 0", "b 1", "c 2"]);
    let cut = Commit { parents: vec![Before::Unknown], version: version("{a: 1}") };
    assert_eq!(told(&mut History { commits: vec![cut], steps: 9 }), ["a ?0"], "a shallow history");
}

#[test]
fn a_place_stands_for_the_leaves_at_it_below_it_or_around_it() {
    let text = "{routes: [{prefix: p, via: 1}, {prefix: q, via: 2}], groups: [a, b], list: [{x: 1}], m: {one: 1}}";
    let value = hedgerow_yaml::read_value(text).unwrap();
    let found = |place: &str| -> Option<Vec<String>> {
        let is_there = at_place(&place.parse().unwrap(), &value, &Types)?;
        let leaves = hedgerow_merge::leaves(&value, &Types).into_iter();
        Some(leaves.filter(|(path, _)| is_there(path)).map(|(path, _)| path.to_string()).collect())
    };
    let told = |place: &str| found(place).unwrap().join(" ");
    assert_eq!(told("routes[prefix=q]"), "routes[prefix=q].prefix routes[prefix=q].via");
    assert_eq!(told("routes[1].via"), "routes[prefix=q].via");
    assert_eq!(told("groups"), "groups[=a] groups[=b]");
    assert_eq!(told("groups[1]"), "groups[=b]");
    assert_eq!(told("list[0].x"), "list");
    assert_eq!(told("m"), "m.one");
    assert_eq!(found("m.x"), None);
    assert_eq!(found("routes[prefix=z]"), None);
}

/// A value of a few fields, some of them below others.
fn values() -> impl Strategy<Value = Version> {
    let field = || prop::option::of(0..3_i64);
    let said = (field(), field(), field(), prop::collection::vec(0..3_i64, 0..3)).prop_map(
        |(a, b, c, list)| {
            let mut text = format!("{{list: {list:?}");
            for (name, value) in [("a", a), ("b", b)] {
                value.into_iter().for_each(|value| text.push_str(&format!(", {name}: {value}")));
            }
            c.into_iter().for_each(|value| text.push_str(&format!(", below: {{c: {value}}}")));
            version(&format!("{text}}}"))
        },
    );
    prop_oneof![8 => said, 1 => Just(Version::Unreadable), 1 => Just(Version::Absent)]
}

fn histories() -> impl Strategy<Value = History> {
    prop::collection::vec(
        (values(), any::<prop::sample::Index>(), any::<prop::sample::Index>(), 0..4_u8),
        1..14,
    )
    .prop_map(|drawn| {
        let commits = drawn.into_iter().enumerate().map(|(at, (version, one, other, how))| {
            let parents = match (at, how) {
                (0, _) => vec![],
                (_, 0 | 1) => vec![at - 1],
                (_, 2) => vec![one.index(at)],
                _ => vec![at - 1, other.index(at)],
            };
            Commit { parents: parents.into_iter().map(Before::At).collect(), version }
        });
        History { commits: commits.collect(), steps: usize::MAX }
    })
}

impl History {
    fn says(&self, at: usize, path: &FieldPath) -> Option<&Value> {
        match &self.commits[at].version {
            Version::Says(value) => value.lookup(path),
            Version::Absent | Version::Unreadable => None,
        }
    }

    fn parents(&self, at: usize) -> Vec<usize> {
        let parents = self.commits[at].parents.iter();
        parents
            .filter_map(|parent| match parent {
                Before::At(at) => Some(*at),
                _ => None,
            })
            .collect()
    }

    /// Whether there is a way back to `to` on which every version that can be read has the value.
    fn has_it_all_the_way(&self, from: usize, to: usize, path: &FieldPath, value: &Value) -> bool {
        let fits = |at: usize| {
            self.commits[at].version == Version::Unreadable || self.says(at, path) == Some(value)
        };
        let mut ahead = vec![from];
        while let Some(at) = ahead.pop() {
            if at == to {
                return true;
            }
            ahead.extend(self.parents(at).into_iter().filter(|at| fits(*at)));
        }
        false
    }
}

proptest! {
    #[test]
    fn a_leaf_came_to_be_what_it_is_where_it_is_said_and_is_so_since(mut history in histories()) {
        let newest = history.commits.len() - 1;
        let rows = blame(&mut history, &newest, &kind(), &AllAtomic).unwrap();
        let Some(rows) = rows else { return Ok(()) };
        let Version::Says(value) = &history.commits[newest].version else { unreachable!() };
        prop_assert_eq!(
            rows.iter().map(|row| (row.path.clone(), row.value.clone())).collect::<Vec<_>>(),
            hedgerow_merge::leaves(value, &AllAtomic)
        );
        for row in rows {
            let (SetBy::Here(at) | SetBy::UnknownBefore(at)) = row.by.clone();
            prop_assert_eq!(history.says(at, &row.path), Some(&row.value));
            prop_assert!(history.has_it_all_the_way(newest, at, &row.path, &row.value));
            let parents = history.parents(at);
            let is_open = parents.iter().any(|at| history.commits[*at].version == Version::Unreadable);
            let is_here = matches!(row.by, SetBy::Here(_));
            prop_assert!(parents.iter().all(|at| history.says(*at, &row.path) != Some(&row.value)));
            // Unknown only where what was before cannot be read; known only where it can.
            prop_assert_eq!(is_here, !is_open);
        }
    }

    #[test]
    fn bounds_make_less_known_and_nothing_otherwise(mut history in histories(), steps in 0..14_usize) {
        let newest = history.commits.len() - 1;
        let Some(all) = blame(&mut history, &newest, &kind(), &AllAtomic).unwrap() else { return Ok(()) };
        history.steps = steps;
        let some = blame(&mut history, &newest, &kind(), &AllAtomic).unwrap().unwrap_or_default();
        for (all, some) in all.iter().zip(&some) {
            match &some.by {
                SetBy::Here(_) => prop_assert_eq!(all, some),
                SetBy::UnknownBefore(at) => {
                    prop_assert!(history.has_it_all_the_way(newest, *at, &some.path, &some.value));
                }
            }
        }
    }
}
