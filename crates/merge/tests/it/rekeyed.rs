//! Items that a side gave another key, by example: what is merged, what is asked, where comments go.

use hedgerow_merge::{Manual, Merged, merge_documents};
use rstest::rstest;

use crate::support::Types;

fn merge(base: &str, draft: &str, git: &str) -> Merged {
    merge_documents(Some(base), Some(draft), Some(git), &Types, &mut Manual).unwrap()
}

fn asked(merged: &Merged) -> Vec<String> {
    merged.conflicts.iter().map(|conflict| format!("{} {}", conflict.kind, conflict.path)).collect()
}

const LINKS: &str = "\
links:
  - server: {port: s1/E1/1} # the long cable
    switch: {port: l1/E1/1}
  - server: {port: s1/E1/2}
    switch: {port: l1/E1/2}
";

const ROUTES: &str = "\
routes:
  # The office.
  - prefix: 10.0.0.1
    via: a
  - prefix: 10.0.0.2 # spare
    via: b
";

const GROUPS: &str = "\
groups:
  - red # the first
  - blue
";

const RANGES: &str = "\
ranges:
  - from: 1000
    to: 1999
";

const RULES: &str = "\
rules:
  - name: ten
    action: permit
  - name: twenty # the rest
    action: deny
";

#[rstest]
#[case::a_link(LINKS, ("s1/E1/1}", "s1/E1/7}"), ("s1/E1/1}", "s1/E1/8}"),
    "edit/edit links[server.port=s1/E1/1,switch.port=l1/E1/1].server.port")]
#[case::a_route(ROUTES, ("10.0.0.1", "10.0.0.7"), ("10.0.0.1", "10.0.0.8"),
    "edit/edit routes[prefix=10.0.0.1].prefix")]
#[case::an_ordered_one(RULES, ("ten", "eleven"), ("ten", "twelve"),
    "edit/edit rules[name=ten].name")]
#[case::one_of_a_set(GROUPS, ("red", "green"), ("red", "grey"), "edit/edit groups[=red]")]
#[case::a_range(RANGES, ("1000", "2500"), ("1000", "2600"),
    r#"edit/edit ranges[="{\"from\":1000,\"to\":1999}"]"#)]
fn another_key_from_each_side_is_asked_about(
    #[case] base: &str,
    #[case] draft: (&str, &str),
    #[case] git: (&str, &str),
    #[case] path: &str,
) {
    let ours = base.replace(draft.0, draft.1);
    let theirs = base.replace(git.0, git.1);
    for (draft, git) in [(&ours, &theirs), (&theirs, &ours)] {
        let merged = merge(base, draft, git);
        assert_eq!(asked(&merged), [path]);
        assert_eq!(merged.text.as_ref(), Some(git), "Git's stands meanwhile");
    }
}

#[rstest]
#[case::both_ends_of_a_link(LINKS, ("s1/E1/1}", "s1/E1/7}"), ("l1/E1/1}", "l1/E1/9}"))]
#[case::a_key_and_a_field(ROUTES, ("10.0.0.1", "10.0.0.7"), ("via: a", "via: z"))]
#[case::a_key_and_a_comment_above(ROUTES, ("10.0.0.1", "10.0.0.7"), ("The office", "The new office"))]
#[case::a_key_and_a_comment_beside(ROUTES, ("10.0.0.2", "10.0.0.9"), ("# spare", "# in use"))]
#[case::two_keys(ROUTES, ("10.0.0.1", "10.0.0.7"), ("10.0.0.2", "10.0.0.9"))]
#[case::an_ordered_one_and_its_comment(RULES, ("twenty", "thirty"), ("# the rest", "# all others"))]
#[case::an_ordered_one_and_its_field(RULES, ("twenty", "thirty"), ("deny", "reject"))]
#[case::one_of_a_set_and_its_comment(GROUPS, ("red", "green"), ("# the first", "# the best"))]
#[case::two_of_a_set(GROUPS, ("red", "green"), ("blue", "grey"))]
fn what_the_sides_changed_of_it_is_both_taken(
    #[case] base: &str,
    #[case] draft: (&str, &str),
    #[case] git: (&str, &str),
) {
    let expected = base.replace(draft.0, draft.1).replace(git.0, git.1);
    let ours = base.replace(draft.0, draft.1);
    let theirs = base.replace(git.0, git.1);
    for (draft, git) in [(&ours, &theirs), (&theirs, &ours)] {
        let merged = merge(base, draft, git);
        assert_eq!(asked(&merged), [""; 0]);
        assert_eq!(merged.text.as_ref(), Some(&expected));
    }
}

#[rstest]
#[case::deleted_by_one(ROUTES, ("10.0.0.1", "10.0.0.7"),
    ("  # The office.\n  - prefix: 10.0.0.1\n    via: a\n", ""),
    "edit/delete routes[prefix=10.0.0.1]")]
#[case::one_port_for_two_links(LINKS, ("s1/E1/1}", "s1/E1/7}"), ("s1/E1/2}", "s1/E1/7}"),
    "edit/edit links")]
#[case::one_key_for_two_items(ROUTES, ("10.0.0.1", "10.0.0.7"), ("10.0.0.2", "10.0.0.7"),
    "edit/edit routes")]
fn what_nobody_can_know_is_asked(
    #[case] base: &str,
    #[case] draft: (&str, &str),
    #[case] git: (&str, &str),
    #[case] path: &str,
) {
    let (draft, git) = (base.replace(draft.0, draft.1), base.replace(git.0, git.1));
    let merged = merge(base, &draft, &git);
    assert_eq!(asked(&merged), [path]);
    assert_eq!(merged.text, Some(git));
}

#[test]
fn an_item_that_both_gave_the_same_key_is_one() {
    let (draft, git) = (
        ROUTES.replace("10.0.0.1", "10.0.0.7"),
        ROUTES.replace("10.0.0.1", "10.0.0.7").replace("via: a", "via: z"),
    );
    assert_eq!(merge(ROUTES, &draft, &git).text, Some(git));
}

#[test]
fn an_edit_of_an_item_that_may_have_become_another_is_asked_about() {
    // Two went and one came: which of them it was, nobody can say.
    let draft = "routes:\n  - prefix: 10.0.0.7\n    via: x\n";
    let git = ROUTES.replace("via: a", "via: z");
    assert_eq!(asked(&merge(ROUTES, draft, &git)), ["delete/edit routes[prefix=10.0.0.1]"]);
}

/// Routes as `prefix via`, links as `server/switch`.
fn list_of(items: &[&str]) -> String {
    let item = |item: &&str| match (item.split_once(' '), item.split_once('/')) {
        (Some((prefix, via)), _) => format!("  - prefix: {prefix}\n    via: {via}\n"),
        (None, Some((server, switch))) => {
            format!("  - server: {{port: {server}}}\n    switch: {{port: {switch}}}\n")
        }
        (None, None) => format!("  - {item}\n"),
    };
    let name = match items[0] {
        first if first.contains(' ') => "routes",
        first if first.contains('/') => "links",
        _ => "groups",
    };
    format!("{name}:\n{}", items.iter().map(item).collect::<String>())
}

#[rstest]
#[case::one_is_put_in_front(&["10 a"], &["10 b", "20 a"], &["10 x"])]
#[case::numbered_anew_onto_each_other(&["10 a", "20 b"], &["20 a", "30 b"], &["10 a", "20 x"])]
#[case::two_change_places(&["10 a", "20 b"], &["20 a", "10 b"], &["15 a", "20 b"])]
#[case::two_change_places_and_one_goes(&["10 a", "20 b"], &["20 a", "10 b"], &["20 b"])]
#[case::one_becomes_what_the_other_adds(&["p a", "q b"], &["n a", "q b"], &["p a", "q b", "n z"])]
#[case::two_ends_and_two_stories(&["s1/l1", "s2/l2"], &["s4/l1", "s2/l2"], &["s2/l1", "s4/l2"])]
#[case::two_of_a_set_become_one(&["a", "b"], &["x", "b"], &["a", "x"])]
fn what_moved_from_key_to_key_is_settled_by_nobody_unasked(
    #[case] base: &[&str],
    #[case] ours: &[&str],
    #[case] theirs: &[&str],
) {
    let (base, ours, theirs) = (list_of(base), list_of(ours), list_of(theirs));
    for (draft, git) in [(&ours, &theirs), (&theirs, &ours)] {
        let merged = merge(&base, draft, git);
        assert!(!merged.conflicts.is_empty(), "{base}{draft}{git} -> {:?}", merged.text);
    }
    for side in [&ours, &theirs] {
        let merged = merge(&base, side, &base);
        assert_eq!((asked(&merged), merged.text.as_ref()), (Vec::new(), Some(side)));
    }
}

#[test]
fn in_a_set_what_may_have_been_an_item_that_went_is_new() {
    // One side took out `a`; the other took out one of the two, and the other one became `x`, or both went and `x` came.
    let (base, one, other) = (list_of(&["a", "b"]), list_of(&["b"]), list_of(&["x"]));
    for (draft, git) in [(&one, &other), (&other, &one)] {
        let merged = merge(&base, draft, git);
        assert_eq!((asked(&merged), merged.text.as_ref()), (Vec::new(), Some(&other)));
    }
    // Sure that it was `a`: somebody must be asked.
    let other = list_of(&["x", "b"]);
    for (draft, git) in [(&one, &other), (&other, &one)] {
        assert_eq!(asked(&merge(&base, draft, git)).len(), 1);
    }
}
