//! The policy that a fabric has in its repository: read, written, compared, and what becomes of it.

use hedgerow_model::{
    Brought, ConflictKind, DriftStanding, FieldOwner, MOST_RULES, NotAFile, Owner, Policy,
    PolicyFile, PolicyFileSays, PolicyFileState, PolicyRule, Settle, Severity, SeverityRule,
};
use hedgerow_plan::{
    CannotAccept, POLICY_LIMIT, PolicyChange, PolicyDifference, PolicyNews, accept_policy_file,
    compare_policies, dismiss_policy_file, note_policy_file, note_written_policy,
    policy_file_attention, policy_file_state, policy_path, read_policy, write_policy,
};
use proptest::prelude::*;

fn told(text: &str) -> Vec<String> {
    let problems = read_policy(text).unwrap_err();
    problems.iter().map(ToString::to_string).collect()
}

#[test]
fn a_policy_is_read_with_the_words_it_has_everywhere() {
    let policy = read_policy(
        "# ours\n[[owners]]\nkind = 'VPC'\npath = \"spec.subnets.*.vlan\"\nowner = \"git\"\n\n[[rules]]\n\
         name = \"d\"\npath = \"**.description\"\nconflict = \"edit/edit\"\ntake = \"newest\"\noff = true\n\n\
         [[severities]]\npath = \"**.description\"\nstanding = \"differs\"\nseverity = \"info\"\n",
    )
    .unwrap();
    let path = |text: &str| text.parse().unwrap();
    let owner = FieldOwner {
        kind: Some("VPC".into()),
        path: path("spec.subnets.*.vlan"),
        owner: Owner::Git,
    };
    let severity = SeverityRule {
        kind: None,
        path: Some(path("**.description")),
        standing: Some(DriftStanding::Differs),
        severity: Severity::Info,
    };
    let rule = PolicyRule {
        name: "d".into(),
        kind: None,
        path: Some(path("**.description")),
        conflict: Some(ConflictKind::EditEdit),
        take: Settle::Newest,
        off: true,
    };
    assert_eq!(
        policy,
        Policy { owners: vec![owner], rules: vec![rule], severities: vec![severity] }
    );
    let one_line = "rules = [{ name = \"a\", take = \"git\" }, { name = \"b\", take = \"draft\" }]";
    assert_eq!(read_policy(one_line).unwrap().rules.len(), 2);
    let windows = "\u{feff}[[rules]]\r\nname = \"a\"\r\ntake = \"git\"\r\n";
    assert_eq!(read_policy(windows).unwrap().rules.len(), 1);
    assert_eq!(read_policy("").unwrap(), Policy::default());
}

#[test]
fn what_is_wrong_is_told_with_its_line_and_what_to_do() {
    for (text, expected) in [
        ("[[rule]]\nname = 1", "line 1, column 3: a policy has no `rule`; did you mean `rules`?"),
        (
            "[[rules]]\nname=\"a\"\ntake=\"git\"\npth=\"x\"",
            "line 4, column 1: a rule has no `pth`; did you mean `path`?",
        ),
        (
            "[[rules]]\nname=\"a\"\ntake=\"git\"\nzzzz=1",
            "line 4, column 1: a rule has no `zzzz`; it has name, kind, path, conflict, take, off",
        ),
        ("\n[[rules]]\nname=\"a\"", "line 2, column 1: a rule needs `take`"),
        ("[[owners]]\npath=\"a\"", "line 1, column 1: an owner needs `owner`"),
        (
            "[[rules]]\nname=\"a\"\ntake=\"theirs\"",
            "line 3, column 6: `take`: `theirs` is not an outcome of a policy: expected one of git, draft, cluster, newest, union, manual",
        ),
        (
            "[[rules]]\nname=\"ä\"\ntake=\"git\"",
            "line 2, column 6: `ä` is not a name: 1 to 63 letters, digits and hyphens",
        ),
        (
            "[[rules]]\nname=1\ntake=\"git\"",
            "line 2, column 6: `name` is a text in quotes, and this is a number",
        ),
        (
            "[[rules]]\nname=\"a\"\ntake=\"git\"\noff=\"yes\"",
            "line 4, column 5: `off` is true or false, and this is a text",
        ),
        (
            "[rules]\nname=\"a\"",
            "line 1, column 1: `rules` is a table: begin each of them with `[[rules]]`",
        ),
        ("rules = 1", "line 1, column 9: `rules` is a number: begin each of them with `[[rules]]`"),
        ("rules = [1]", "line 1, column 10: a rule is a table, and this is a number"),
        (
            "rules = {a = 1}",
            "line 1, column 9: `rules` is a table: begin each of them with `[[rules]]`",
        ),
        (
            "[[rules]]\nname=\"a\"\ntake=\"git\"\nconflict=\"cross-resource\"",
            "line 4, column 10: a conflict of two resources or documents is decided by a person",
        ),
        ("rules:\n  - name: a\n", "line 1, column 6: it is not TOML: "),
    ] {
        let problems = told(text);
        assert!(problems[0].starts_with(expected), "{text:?}\n{problems:#?}\n{expected}");
    }
    let two = "[[rules]]\nname=\"a\"\ntake=\"git\"\n[[rules]]\nname=\"a\"\ntake=\"git\"\n";
    assert_eq!(told(two), ["line 5, column 6: there are two rules with the name `a`"]);
    let many = "[[rules]]\nx=1\n".repeat(30);
    assert_eq!(told(&many).len(), 20, "no more than people read");
}

#[test]
fn a_text_has_bounds() {
    let rules = |many: usize| {
        let rule = |at| format!("[[rules]]\nname=\"r{at}\"\ntake=\"git\"\n");
        (0..many).map(rule).collect::<String>()
    };
    assert!(read_policy(&rules(MOST_RULES)).is_ok());
    assert!(told(&rules(MOST_RULES + 1))[0].contains("at most 200 rules, this has 201"));
    let long = "#".repeat(usize::try_from(POLICY_LIMIT).unwrap() + 1);
    assert_eq!(told(&long), ["it has more than 256 KiB: shorten it"]);
    let deep = format!("rules = {}", "[".repeat(20_000));
    assert_eq!(told(&deep).len(), 1);
    let word = format!("[[rules]]\nname=\"a\"\ntake=\"{}\u{1b}[2J\"", "x".repeat(5_000));
    assert!(told(&word)[0].chars().count() < 400 && !told(&word)[0].contains('\u{1b}'));
}

fn a_path() -> impl Strategy<Value = hedgerow_model::PathMask> {
    const TEXTS: [&str; 7] = [
        "spec.vlan",
        "**.description",
        "spec.links[*].mtu",
        "spec.links[a=b/E1].mtu",
        "metadata.annotations.\"a.b/c\"",
        "metadata.labels.\"it's \\\"so\\\"\"",
        "spec.*.**.x",
    ];
    prop::sample::select(&TEXTS[..]).prop_map(|text| text.parse().unwrap())
}

fn a_kind() -> impl Strategy<Value = Option<String>> {
    prop::sample::select(&[None, Some("VPC"), Some("VPC.vpc.githedgehog.com")][..])
        .prop_map(|kind| kind.map(str::to_owned))
}

prop_compose! {
    fn a_rule()(name in "[a-c]", kind in a_kind(), path in prop::option::of(a_path()),
        conflict in prop::option::of(prop::sample::select(&[ConflictKind::EditEdit, ConflictKind::EditDelete][..])),
        take in prop::sample::select(Settle::ALL), off in any::<bool>()) -> PolicyRule {
        PolicyRule { name, kind, path, conflict, take, off }
    }
}

prop_compose! {
    fn an_owner()(kind in a_kind(), path in a_path(), owner in prop::sample::select(Owner::ALL)) -> FieldOwner {
        FieldOwner { kind, path, owner }
    }
}

prop_compose! {
    fn a_severity()(kind in a_kind(), path in prop::option::of(a_path()),
        standing in prop::sample::select(&[None, Some(DriftStanding::Differs)][..]),
        severity in prop::sample::select(Severity::ALL)) -> SeverityRule {
        SeverityRule { kind, path, standing, severity }
    }
}

prop_compose! {
    fn a_policy()(owners in prop::collection::vec(an_owner(), 0..5), rules in prop::collection::vec(a_rule(), 0..6),
        severities in prop::collection::vec(a_severity(), 0..4)) -> Policy {
        let mut policy = Policy { owners, rules, severities };
        let mut seen = std::collections::BTreeSet::new();
        policy.rules.retain(|rule| seen.insert(rule.name.clone()));
        policy
    }
}

fn text_of(policy: &Policy, blob: &str) -> PolicyFileSays {
    PolicyFileSays::Text { blob: blob.to_owned(), text: write_policy(policy) }
}

fn brought() -> Brought {
    Brought { commit: "c".into(), by: None, at: None }
}

/// What happens to a fabric's policy and its file.
#[derive(Clone, Debug)]
enum Step {
    Pushed(u8),
    Broken,
    Gone,
    Accepted,
    Dismissed,
    Written(u8),
}

fn a_step() -> impl Strategy<Value = Step> {
    prop_oneof![
        (0..3_u8).prop_map(Step::Pushed),
        Just(Step::Broken),
        Just(Step::Gone),
        Just(Step::Accepted),
        Just(Step::Dismissed),
        (0..3_u8).prop_map(Step::Written),
    ]
}

/// Policies that differ; the first says nothing.
fn numbered(at: u8) -> Policy {
    let rules = match at {
        0 => Vec::new(),
        _ => vec![PolicyRule {
            name: format!("r{at}"),
            kind: None,
            path: None,
            conflict: None,
            take: Settle::Git,
            off: false,
        }],
    };
    Policy { rules, ..Policy::default() }
}

proptest! {
    #[test]
    fn a_policy_that_is_written_reads_as_the_same(policy in a_policy()) {
        let text = write_policy(&policy);
        prop_assert_eq!(read_policy(&text), Ok(policy), "{}", text);
    }

    #[test]
    fn nothing_makes_reading_end_otherwise_than_with_an_answer(text in "[\\[\\]a-z=\"'{},.\n# 0-9\u{e4}]{0,80}") {
        let _ = read_policy(&text);
    }

    #[test]
    fn policies_differ_where_they_are_not_the_same_and_nowhere_else(before in a_policy(), after in a_policy()) {
        let found = compare_policies(&before, &after);
        let nowhere = PolicyDifference::default();
        prop_assert_eq!(found == nowhere, before == after);
        prop_assert_eq!(compare_policies(&before, &before), Default::default());
        for one in &found.rules {
            let (was, is) = (one.before.is_some(), one.after.is_some());
            let expected = match one.change {
                PolicyChange::Added => (false, true),
                PolicyChange::Removed => (true, false),
                PolicyChange::Changed | PolicyChange::Moved => (true, true),
            };
            prop_assert_eq!((was, is), expected);
        }
    }

    /// Whatever is pushed, what is in force is what somebody here wrote or accepted last, and what waits differs.
    #[test]
    fn a_push_changes_nothing_that_is_in_force(steps in prop::collection::vec(a_step(), 1..30)) {
        let (mut in_force, mut file): (Policy, Option<PolicyFile>) = Default::default();
        // As it is kept: written with the file, and only where that is another one.
        let mut kept = None;
        let attention = |file: &Option<PolicyFile>, in_force: &Policy| {
            file.as_ref().and_then(|it| policy_file_attention(it, in_force))
        };
        for step in steps {
            let says = match &step {
                Step::Pushed(at) => Some(text_of(&numbered(*at), &format!("b{at}"))),
                Step::Broken => Some(PolicyFileSays::Unread { blob: "x".into(), why: NotAFile::NotUtf8 }),
                Step::Gone => file.as_ref().map(|_| PolicyFileSays::Gone),
                _ => None,
            };
            let held = in_force.clone();
            if let Some(says) = says {
                let (after, news) = note_policy_file(file.as_ref(), "p", says.clone(), brought(), &in_force);
                let waits = after.as_ref().and_then(|it| policy_file_state(it, &in_force)) == Some(PolicyFileState::Waiting);
                if news == Some(PolicyNews::Proposed) || news == Some(PolicyNews::Gone) {
                    prop_assert!(waits);
                }
                if news == Some(PolicyNews::Withdrawn) {
                    prop_assert!(!waits);
                }
                // Seen again, it is no news.
                if let Some(after) = &after {
                    prop_assert_eq!(note_policy_file(Some(after), "p", says, brought(), &in_force), (Some(after.clone()), None));
                }
                if file != after {
                    kept = attention(&after, &in_force);
                }
                file = after;
            }
            match (step, &file) {
                (Step::Accepted, Some(known)) => match accept_policy_file(known, &in_force) {
                    Ok(accepted) => {
                        in_force = accepted.policy;
                        file = accepted.file;
                        kept = None;
                        let state = file.as_ref().and_then(|it| policy_file_state(it, &in_force));
                        prop_assert!(matches!(state, None | Some(PolicyFileState::Agrees)), "{state:?}");
                    }
                    Err(_) => prop_assert_eq!(&in_force, &held),
                },
                (Step::Dismissed, Some(known)) => {
                    if let Ok(after) = dismiss_policy_file(known, &in_force, "Ada", 1) {
                        let state = after.as_ref().and_then(|it| policy_file_state(it, &in_force));
                        prop_assert!(matches!(state, None | Some(PolicyFileState::Dismissed)), "{state:?}");
                        file = after;
                        kept = None;
                    }
                }
                (Step::Written(at), known) => {
                    in_force = numbered(at);
                    if let Some(after) = known.as_ref().and_then(|it| note_written_policy(it, &in_force)) {
                        file = after;
                        kept = attention(&file, &in_force);
                    }
                }
                _ => prop_assert_eq!(&in_force, &held),
            }
            prop_assert_eq!(kept, attention(&file, &in_force));
            // What waits is never what is in force.
            if let Some(known) = &file
                && policy_file_state(known, &in_force) == Some(PolicyFileState::Waiting)
            {
                prop_assert_ne!(accept_policy_file(known, &in_force).unwrap().policy, in_force.clone());
            }
        }
    }
}

fn seen(before: Option<&PolicyFile>, says: PolicyFileSays, in_force: &Policy) -> PolicyFile {
    note_policy_file(before, &policy_path("env"), says, brought(), in_force).0.unwrap()
}

#[test]
fn where_a_file_stands_follows_from_what_was_seen_and_decided() {
    let (none, one, two) = (numbered(0), numbered(1), numbered(2));
    let first = seen(None, text_of(&one, "b1"), &none);
    assert_eq!(policy_file_state(&first, &none), Some(PolicyFileState::Waiting));
    let accepted = accept_policy_file(&first, &none).unwrap().file.unwrap();
    assert_eq!(policy_file_state(&accepted, &one), Some(PolicyFileState::Agrees));
    // Edited here since, the file is what differs, and does not wait.
    assert_eq!(policy_file_state(&accepted, &two), Some(PolicyFileState::Edited));
    // Another one waits; pushed back to what was accepted, it does not any more.
    let other = seen(Some(&accepted), text_of(&two, "b2"), &one);
    assert_eq!(policy_file_state(&other, &one), Some(PolicyFileState::Waiting));
    let (back, news) = note_policy_file(Some(&other), "p", text_of(&one, "b1"), brought(), &one);
    assert_eq!(news, Some(PolicyNews::Withdrawn));
    assert_eq!(policy_file_state(&back.unwrap(), &one), Some(PolicyFileState::Agrees));
    // Dismissed, until it says something else.
    let dismissed = dismiss_policy_file(&other, &one, "Ada", 5).unwrap().unwrap();
    assert_eq!(policy_file_state(&dismissed, &one), Some(PolicyFileState::Dismissed));
    assert_eq!(
        dismiss_policy_file(&dismissed, &one, "Ada", 5),
        Err(Some(PolicyFileState::Dismissed))
    );
    assert_eq!(accept_policy_file(&dismissed, &one).unwrap().policy, two);
    let third = seen(Some(&dismissed), text_of(&none, "b0"), &one);
    assert_eq!(policy_file_state(&third, &one), Some(PolicyFileState::Waiting));
    // Not understood, it is neither accepted nor dismissed.
    let unread = PolicyFileSays::Unread { blob: "x".into(), why: NotAFile::Symlink };
    let (unread, news) = note_policy_file(Some(&accepted), "p", unread, brought(), &one);
    let unread = unread.unwrap();
    assert_eq!(news, Some(PolicyNews::Unreadable));
    assert!(matches!(accept_policy_file(&unread, &one), Err(CannotAccept::Unreadable(_))));
    assert_eq!(
        dismiss_policy_file(&unread, &one, "Ada", 5),
        Err(Some(PolicyFileState::Unreadable))
    );
    // Gone, it waits where it was in force; accepted, there is no rule any more; dismissed, the rules stay.
    let (gone, news) = note_policy_file(Some(&unread), "p", PolicyFileSays::Gone, brought(), &one);
    let gone = gone.unwrap();
    assert_eq!(news, Some(PolicyNews::Gone));
    let over = accept_policy_file(&gone, &one).unwrap();
    assert_eq!((over.policy, over.file), (none.clone(), None));
    assert_eq!(dismiss_policy_file(&gone, &one, "Ada", 5), Ok(None));
    // What was never in force is forgotten when it goes.
    let (after, news) = note_policy_file(Some(&first), "p", PolicyFileSays::Gone, brought(), &none);
    assert_eq!((after, news), (None, Some(PolicyNews::Withdrawn)));
}
