//! Which side moved is concluded from what both last agreed on, and from nothing else.

use hedgerow_drift::compare;
use hedgerow_model::{Moved, Value};
use hedgerow_schema::Catalogue;
use rstest::rstest;

use crate::support::manifest;

fn server(spec: &str) -> Value {
    manifest("wiring/Server", &format!("metadata: {{name: x}}\nspec: {{{spec}}}"))
}

#[rstest]
#[case::git("description: old", "description: new", "description: old", &[("spec.description", Moved::Git)], Moved::Git)]
#[case::cluster("description: old", "description: old", "description: new", &[("spec.description", Moved::Cluster)], Moved::Cluster)]
#[case::both("description: old", "description: a", "description: b", &[("spec.description", Moved::Both)], Moved::Both)]
#[case::taken_away_in_git("description: old, profile: p", "profile: p", "description: old, profile: p", &[("spec.description", Moved::Git)], Moved::Git)]
#[case::taken_away_in_the_cluster("description: old, profile: p", "description: old, profile: p", "profile: p", &[("spec.description", Moved::Cluster)], Moved::Cluster)]
#[case::each_its_own_field("description: old, profile: p", "description: new, profile: p", "description: old, profile: q",
    &[("spec.description", Moved::Git), ("spec.profile", Moved::Cluster)], Moved::Both)]
fn each_field_says_who_moved(
    #[case] agreed: &str,
    #[case] desired: &str,
    #[case] actual: &str,
    #[case] expected: &[(&str, Moved)],
    #[case] together: Moved,
) {
    let (agreed, desired, actual) = (server(agreed), server(desired), server(actual));
    let catalogue = Catalogue::builtin();
    let drift = compare(Some(&desired), Some(&actual), Some(&agreed), &catalogue).unwrap();
    let mut found: Vec<_> =
        drift.fields.iter().map(|it| (it.path.to_string(), it.moved.unwrap())).collect();
    found.sort();
    let expected: Vec<_> =
        expected.iter().map(|(path, side)| ((*path).to_owned(), *side)).collect();
    assert_eq!((found, drift.moved), (expected, Some(together)));
    let unknown = compare(Some(&desired), Some(&actual), None, &catalogue).unwrap();
    assert!(unknown.moved.is_none() && unknown.fields.iter().all(|field| field.moved.is_none()));
}

#[rstest]
#[case::git_has_it_no_longer(false, true, Moved::Git)]
#[case::git_has_it(true, true, Moved::Cluster)]
#[case::git_never_had_it(false, false, Moved::Cluster)]
#[case::git_has_it_and_nothing_was_agreed(true, false, Moved::Cluster)]
fn a_deletion_under_way_is_git_s_only_where_git_no_longer_has_what_was_agreed(
    #[case] is_desired: bool,
    #[case] is_agreed: bool,
    #[case] expected: Moved,
) {
    let object = server("description: old");
    let going = manifest(
        "wiring/Server",
        "metadata: {name: x, deletionTimestamp: '2026-11-01T00:00:00Z'}\nspec: {description: old}",
    );
    let (desired, agreed) = (is_desired.then_some(&object), is_agreed.then_some(&object));
    let drift = compare(desired, Some(&going), agreed, &Catalogue::builtin()).unwrap();
    assert_eq!(drift.moved, Some(expected));
}

#[test]
fn what_one_side_does_not_have_came_or_went_by_what_was_agreed() {
    let (old, new) = (server("description: old"), server("description: new"));
    let catalogue = Catalogue::builtin();
    let moved =
        |desired, actual, agreed| compare(desired, actual, agreed, &catalogue).unwrap().moved;
    let [none, old, new] = [None, Some(&old), Some(&new)];
    assert_eq!(moved(old, none, none), Some(Moved::Git), "not applied yet");
    assert_eq!(moved(old, none, old), Some(Moved::Cluster), "deleted there");
    assert_eq!(moved(new, none, old), Some(Moved::Both), "deleted there, edited in Git");
    assert_eq!(moved(none, old, none), Some(Moved::Cluster), "made there");
    assert_eq!(moved(none, old, old), Some(Moved::Git), "deleted in Git, not pruned yet");
    assert_eq!(moved(none, new, old), Some(Moved::Both), "deleted in Git, edited there");
}
