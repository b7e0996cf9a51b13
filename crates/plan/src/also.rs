//! Fields that two open drafts of one resource both change: known while one of them is typed, long before Git
//! could disagree.

use hedgerow_merge::changes;
use hedgerow_model::{FieldPath, ListTypes, Value};

/// The most fields that are named.
const MOST: usize = 20;

/// What somebody makes of a resource: what they began with and what they want; `None`: it is not there.
#[derive(Clone, Copy, Debug)]
pub struct Wish<'a> {
    /// What they began with.
    pub before: Option<&'a Value>,
    /// What they want.
    pub after: Option<&'a Value>,
}

/// The fields that both change, to different ends, at most twenty; the root where one makes or removes the whole
/// resource. Nothing where one of the two changes nothing.
#[must_use]
pub fn also_edited(mine: Wish<'_>, theirs: Wish<'_>, types: &dyn ListTypes) -> Vec<FieldPath> {
    if mine.before == mine.after || theirs.before == theirs.after || mine.after == theirs.after {
        return Vec::new();
    }
    let of = |wish: Wish<'_>| Some(changes(wish.before?, wish.after?, types));
    let (Some(own), Some(others)) = (of(mine), of(theirs)) else {
        return vec![FieldPath::root()];
    };
    let mut found: Vec<FieldPath> = Vec::new();
    for change in &own {
        let clashes = others.iter().any(|other| {
            let same_end = change.path == other.path && change.to == other.to;
            !same_end && (change.path.contains(&other.path) || other.path.contains(&change.path))
        });
        if clashes && found.len() < MOST {
            found.push(change.path.clone());
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use hedgerow_model::AllAtomic;

    use super::*;

    fn value(text: &str) -> Option<Value> {
        (!text.is_empty()).then(|| hedgerow_yaml::read_value(text).unwrap())
    }

    fn fields(base: &str, mine: &str, theirs: &str) -> Vec<String> {
        let [base, mine, theirs] = [base, mine, theirs].map(value);
        let wish = |after: &Option<Value>| (base.clone(), after.clone());
        let ((b1, a1), (b2, a2)) = (wish(&mine), wish(&theirs));
        let mine = Wish { before: b1.as_ref(), after: a1.as_ref() };
        let theirs = Wish { before: b2.as_ref(), after: a2.as_ref() };
        let found = also_edited(mine, theirs, &AllAtomic);
        found.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn only_what_both_change_to_different_ends_is_named() {
        let base = "{a: 1, b: {c: 2, d: 3}}";
        assert_eq!(fields(base, "{a: 2, b: {c: 2, d: 3}}", "{a: 3, b: {c: 2, d: 3}}"), ["a"]);
        assert_eq!(fields(base, "{a: 2, b: {c: 2, d: 3}}", "{a: 2, b: {c: 9, d: 3}}"), [""; 0]);
        assert_eq!(fields(base, "{a: 1, b: {c: 5, d: 3}}", "{a: 1}"), ["b.c"]);
        assert_eq!(fields(base, "{a: 1}", "{a: 1, b: {c: 5, d: 3}}"), ["b"]);
        assert_eq!(fields(base, "{a: 2, b: {c: 2, d: 3}}", base), [""; 0]);
    }

    #[test]
    fn what_one_makes_or_removes_is_named_whole() {
        let whole =
            |base, mine, theirs| fields(base, mine, theirs) == [FieldPath::root().to_string()];
        assert!(whole("{a: 1}", "{a: 2}", ""));
        assert!(whole("{a: 1}", "", "{a: 2}"));
        assert!(whole("", "{a: 1}", "{a: 2}"));
        assert!(!whole("", "{a: 1}", "{a: 1}"));
        assert!(!whole("{a: 1}", "", ""));
    }
}
