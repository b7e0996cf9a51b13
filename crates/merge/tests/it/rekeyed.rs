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
