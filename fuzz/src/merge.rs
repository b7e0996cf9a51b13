//! Merging: the laws of docs/merging.md, on what two people made of one text.

use std::collections::BTreeSet;

use hedgerow_merge::{
    FieldConflict, Manual, MergeError, Merged, leaves, merge_documents, merge_values, values_equal,
};
use hedgerow_model::{ConflictKind, Decision, FieldPath, Segment, Side, Value};
use hedgerow_yaml::{Limits, comments, read};

use crate::choices::parts;
use crate::mutate::mutated;
use crate::types::Types;

/// The texts of a merge.
struct Three {
    base: String,
    draft: String,
    git: String,
}

/// Merges what the choices of the input make of its text.
pub fn merge(data: &[u8]) {
    let Some((text, mut choices)) = parts(data) else { return };
    if read(text, &Limits::default()).is_err() {
        return;
    }
    let carriage = choices.pick(8) == 1 && !text.contains('\r');
    let base = if carriage { text.replace('\n', "\r\n") } else { text.to_owned() };
    if carriage && read(&base, &Limits::default()).is_err() {
        return;
    }
    let decided = choices.pick(3);
    let draft = mutated(&base, 'd', 5, &mut choices);
    let git = mutated(&base, 'g', 5, &mut choices);
    let three = Three { base, draft, git };
    one_side(&three);
    // What cannot be written without losing something waits with the reason.
    let Ok(merged) = merge_as(&three, &mut Manual) else { return };
    hold(&three, &merged);
    mirrored(&three, &merged);
    comments_stay(&three, &merged);
    comments_stay_one(&three, &merged);
    again(&three, &merged);
    if decided != 0 && !merged.conflicts.is_empty() {
        let side = [Side::Draft, Side::Git][decided - 1];
        let mut decide = |_: &FieldConflict| Some(Decision::Take(side));
        if let Ok(merged) = merge_as(&three, &mut decide) {
            assert!(merged.conflicts.is_empty(), "all is decided: {three}");
            hold(&three, &merged);
        }
    }
}

impl std::fmt::Display for Three {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { base, draft, git } = self;
        write!(
            f,
            "\n--- base {base:?}\n{base}\n--- draft {draft:?}\n{draft}\n--- git {git:?}\n{git}\n"
        )
    }
}

fn merge_as(three: &Three, decide: &mut dyn hedgerow_merge::Decide) -> Result<Merged, MergeError> {
    merge_documents(Some(&three.base), Some(&three.draft), Some(&three.git), &Types, decide)
}

fn value_of(text: &str) -> Value {
    read(text, &Limits::default()).map(|document| document.into_value()).unwrap_or_else(|error| {
        panic!("does not read: {error}\n{text:?}");
    })
}

/// A side that changed nothing yields the other, byte for byte.
fn one_side(three: &Three) {
    let Three { base, draft, git } = three;
    for (base, draft, git, expected) in [
        (base, base, git, git),
        (base, draft, base, draft),
        (base, draft, draft, draft),
        (draft, git, git, git),
    ] {
        let merged = merge_documents(Some(base), Some(draft), Some(git), &Types, &mut Manual);
        match merged {
            Ok(merged) => {
                assert_eq!(merged.text.as_ref(), Some(expected), "not byte for byte: {three}");
                assert_eq!(merged.conflicts, [], "{three}");
            }
            Err(error) => panic!("{error}: {three}"),
        }
    }
}

/// The text says the merged value, and each leaf of that comes from somewhere.
fn hold(three: &Three, merged: &Merged) {
    let text = merged.text.as_deref().unwrap_or_default();
    let value = value_of(text);
    assert_eq!(
        Some(&value),
        merged.value.as_ref(),
        "the text says something else: {three}\n{text}"
    );
    let decide = &mut |conflict: &FieldConflict| {
        let decision = merged.decided.iter().find(|(known, _)| known == conflict);
        decision.map(|(_, decision)| decision.clone())
    };
    let sides = [&three.base, &three.draft, &three.git].map(|text| value_of(text));
    let [base, draft, git] = &sides;
    let values = merge_values(Some(base), Some(draft), Some(git), &Types, decide);
    let wanted = values.value.unwrap_or_default();
    assert!(values_equal(&value, &wanted, &Types), "{wanted} was merged: {three}\n{text}");
    assert_eq!(merged.conflicts, values.conflicts, "{three}");
    let known: BTreeSet<(String, String)> = sides.iter().flat_map(unlabelled).collect();
    for leaf in unlabelled(&value) {
        let decided =
            merged.decided.iter().any(|(_, decision)| matches!(decision, Decision::Value(_)));
        assert!(known.contains(&leaf) || decided, "{leaf:?} comes from nowhere: {three}\n{text}");
    }
    let mixed = |text: &str| text.contains("\r\n") && text.replace("\r\n", "").contains('\n');
    if ![&three.base, &three.draft, &three.git].into_iter().any(|text| mixed(text)) {
        let same = text.contains("\r\n") == three.git.contains("\r\n");
        assert!(!mixed(text) || !same, "line ends are mixed: {three}\n{text:?}");
    }
}

/// The leaves of a value. An item that was given another key is the same item: its key is not told. Nothing at all
/// may be what is left when each side deleted the other half.
fn unlabelled(value: &Value) -> Vec<(String, String)> {
    let found = leaves(value, &Types).into_iter();
    let found =
        found.filter(|(_, value)| !matches!(value, Value::Map(_)) && value.as_list() != Some(&[]));
    found
        .map(|(path, value)| {
            let segments = path.segments().iter().map(|segment| match segment {
                Segment::Item(_) => "[]".to_owned(),
                other => FieldPath::from(vec![other.clone()]).to_string(),
            });
            (segments.collect::<Vec<_>>().join("."), value.to_string())
        })
        .collect()
}

/// With the sides swapped, the conflicts are the same seen from the other side, and the values without any are equal.
fn mirrored(three: &Three, merged: &Merged) {
    let [base, draft, git] = [&three.base, &three.draft, &three.git].map(|text| value_of(text));
    let other = merge_values(Some(&base), Some(&git), Some(&draft), &Types, &mut Manual);
    let told = |conflicts: Vec<FieldConflict>| -> BTreeSet<String> {
        conflicts.into_iter().map(|conflict| format!("{conflict:?}")).collect()
    };
    let seen = told(other.conflicts.into_iter().map(FieldConflict::mirrored).collect());
    assert_eq!(told(merged.conflicts.clone()), seen, "{three}");
    if let (true, Some(one), Some(other)) = (seen.is_empty(), &merged.value, &other.value) {
        assert!(values_equal(one, other, &Types), "{one} and {other}: {three}");
    }
}

/// The comments of a text, each with the path that it is at.
fn comments_in(text: &str) -> Vec<(FieldPath, String)> {
    let mut all = Vec::new();
    for (path, found) in comments(text, &Types).unwrap_or_default() {
        for line in found.before.into_iter().chain(found.beside).chain(found.after) {
            // Two of them may share the place beside an entry.
            all.extend(
                line.split(" #").map(|part| {
                    (path.clone(), part.trim().trim_start_matches('#').trim().to_owned())
                }),
            );
        }
    }
    all
}

/// A comment that one side wrote, or that both left, is in the result.
fn comments_stay(three: &Three, merged: &Merged) {
    let text = merged.text.as_deref().unwrap_or_default();
    let [base, draft, git] = [&three.base, &three.draft, &three.git].map(|text| comments_in(text));
    let has =
        |side: &[(FieldPath, String)], comment: &str| side.iter().any(|(_, text)| text == comment);
    for (side, other, other_text) in [(&draft, &git, &three.git), (&git, &draft, &three.draft)] {
        let other_value = value_of(other_text);
        for (path, comment) in side {
            let removed = has(&base, comment) && !has(other, comment);
            // What both had goes with the entry that a side deleted.
            let went = has(&base, comment) && other_value.lookup(path).is_none();
            let open = merged
                .conflicts
                .iter()
                .any(|conflict| conflict.path.contains(path) || path.contains(&conflict.path));
            if !removed && !went && !open {
                assert!(
                    text.contains(comment.as_str()),
                    "{comment:?} at {path} is lost: {three}\n--- merged\n{text}"
                );
            }
        }
    }
}

/// A comment that all have once is there once.
fn comments_stay_one(three: &Three, merged: &Merged) {
    let text = merged.text.as_deref().unwrap_or_default();
    let times = |text: &str, comment: &str| {
        comments_in(text).iter().filter(|(_, other)| other == comment).count()
    };
    for (_, comment) in comments_in(&three.base) {
        let most = [&three.base, &three.draft, &three.git].map(|text| times(text, &comment));
        let one = most.iter().all(|count| *count <= 1);
        assert!(
            !one || times(text, &comment) <= 1,
            "{comment:?} is there twice: {three}\n--- merged\n{text}"
        );
    }
}

/// Merging the result with the draft once more changes nothing that says something.
///
/// Blank lines may be there twice: they say nothing, and are not followed as comments are. Where values are shared,
/// the result may have been written out by then. Beside braces there is no room for a comment, and the one that was
/// put above them the first time is another entry's.
fn again(three: &Three, merged: &Merged) {
    let Some(text) = &merged.text else { return };
    if !merged.conflicts.is_empty() {
        return;
    }
    let twice =
        merge_documents(Some(&three.base), Some(&three.draft), Some(text), &Types, &mut Manual);
    // Items that were added twice may leave no one place for a comment by then.
    let Ok(twice) = twice else { return };
    // What one side added may be where the other took something out by then, and is asked about: it may be that item.
    let replaced = |conflict: &FieldConflict| {
        let is_item = matches!(conflict.path.segments().last(), Some(Segment::Item(_)));
        is_item && matches!(conflict.kind, ConflictKind::DeleteEdit | ConflictKind::EditDelete)
    };
    if twice.conflicts.iter().any(replaced) {
        return;
    }
    assert_eq!(twice.conflicts, [], "the result conflicts: {three}\n--- merged\n{text}");
    let (Some(is), Some(was)) = (&twice.value, &merged.value) else { return };
    assert!(values_equal(is, was, &Types), "another value: {three}\n--- merged\n{text}");
    let lines = |text: &str| -> Vec<String> {
        let said = text.lines().map(str::trim).filter(|line| !line.is_empty());
        let mut said: Vec<String> = said.map(str::to_owned).collect();
        said.sort();
        said
    };
    if !text.contains(['&', '{', '[']) {
        let again = twice.text.unwrap_or_default();
        assert_eq!(lines(&again), lines(text), "not the same again: {three}\n--- merged\n{text}");
    }
}
