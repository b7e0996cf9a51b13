//! What an approval is bound to, and whose counts.

use hedgerow_model::{
    Approval, ChangeAuthor, Conflict, ConflictState, Decision, Draft, Person, SeenCopy, Side,
    Standing, UserId, Value,
};
use hedgerow_plan::{Authors, revision};
use proptest::prelude::*;

use crate::strategies::cases;
use crate::support::{change, conflict, draft, id, live};

/// What a revision speaks of.
#[derive(Clone)]
struct ChangeParts {
    message: Option<String>,
    drafts: Vec<Draft>,
    stored: Vec<Conflict>,
}

impl ChangeParts {
    fn revision(&self) -> String {
        revision(self.message.as_deref(), &self.drafts, &self.stored)
    }

    fn with(&self, change: impl FnOnce(&mut Self)) -> Self {
        let mut told = self.clone();
        change(&mut told);
        told
    }
}

fn change_parts() -> ChangeParts {
    let copy = SeenCopy { path: "m/a".into(), digest: "d".into(), goes: true };
    let drafts = vec![
        Draft { copies: vec![copy], ..draft(1, id("a"), live("base"), live("text")) },
        draft(2, id("b"), None, live("new")),
        draft(3, id("c"), live("gone"), None),
    ];
    let decided = |number, draft: &Draft, decision: Decision| Conflict {
        state: ConflictState::Resolved,
        decision: Some(decision),
        ..conflict(number, draft, "spec.size", [1, 2, 3])
    };
    let stored = vec![
        decided(1, &drafts[0], Decision::Take(Side::Git)),
        decided(2, &drafts[0], Decision::Value(Value::from(4))),
    ];
    ChangeParts { message: Some("why".into()), drafts, stored }
}

#[test]
fn every_single_part_makes_another_revision() {
    let before = change_parts();
    let others: Vec<(&str, ChangeParts)> = vec![
        ("message", before.with(|it| it.message = Some("why not".into()))),
        ("no message", before.with(|it| it.message = None)),
        ("empty message", before.with(|it| it.message = Some(String::new()))),
        ("group", before.with(|it| it.drafts[0].identity.group = "g".into())),
        ("kind", before.with(|it| it.drafts[0].identity.kind = "k".into())),
        ("namespace", before.with(|it| it.drafts[0].identity.namespace = "n".into())),
        ("name", before.with(|it| it.drafts[0].identity.name = "aa".into())),
        ("base text", before.with(|it| it.drafts[0].base_text = Some("other".into()))),
        ("no base", before.with(|it| it.drafts[0].base_text = None)),
        ("empty base", before.with(|it| it.drafts[0].base_text = Some(String::new()))),
        ("file of a copy", before.with(|it| it.drafts[0].copies[0].path = "m/b".into())),
        ("text of a copy", before.with(|it| it.drafts[0].copies[0].digest = "e".into())),
        ("whether a copy goes", before.with(|it| it.drafts[0].copies[0].goes = false)),
        ("no copies", before.with(|it| it.drafts[0].copies.clear())),
        ("base standing", before.with(|it| it.drafts[0].base_standing = Standing::CommentedOut)),
        ("text", before.with(|it| it.drafts[0].text = Some("other".into()))),
        ("deleted", before.with(|it| it.drafts[0].text = None)),
        ("standing", before.with(|it| it.drafts[0].standing = Standing::CommentedOut)),
        ("one less", before.with(|it| drop(it.drafts.pop()))),
        ("one more", before.with(|it| it.drafts.push(draft(4, id("d"), None, live("d"))))),
        ("a decision", before.with(|it| it.stored[0].decision = Some(Decision::Take(Side::Draft)))),
        (
            "a typed value",
            before.with(|it| it.stored[1].decision = Some(Decision::Value(Value::from(5)))),
        ),
        ("taken back", before.with(|it| it.stored[0].state = ConflictState::Open)),
        ("of another conflict", before.with(|it| it.stored[0].id.0 = 9)),
    ];
    let mut seen = vec![("as it was", before.revision())];
    for (what, told) in others {
        let revision = told.revision();
        for (other, known) in &seen {
            assert_ne!(*known, revision, "{what} and {other}");
        }
        seen.push((what, revision));
    }
}

#[test]
fn what_says_nothing_about_the_change_leaves_the_revision_as_it_is() {
    let before = change_parts();
    let same =
        |what: &str, told: ChangeParts| assert_eq!(told.revision(), before.revision(), "{what}");
    same("the order of drafts", before.with(|it| it.drafts.reverse()));
    same("the order of conflicts", before.with(|it| it.stored.reverse()));
    same("outdated", before.with(|it| it.drafts[0].outdated = true));
    same("a save without a change", before.with(|it| it.drafts[0].revision = 9));
    let another = draft(9, id("z"), None, None);
    let theirs = Conflict {
        state: ConflictState::Resolved,
        decision: Some(Decision::Delete),
        ..conflict(7, &another, "spec.size", [1, 2, 3])
    };
    same("a decision for another change", before.with(|it| it.stored.push(theirs)));
    let gone = Conflict {
        state: ConflictState::Superseded,
        ..conflict(8, &before.drafts[0], "spec.size", [1, 2, 3])
    };
    same("a superseded conflict", before.with(|it| it.stored.push(gone)));
}

proptest! {
    #![proptest_config(cases(300))]

    #[test]
    fn no_letter_can_move_from_one_part_to_the_next(
        parts in prop::collection::vec("[ab]{0,3}", 7), from in 0..6usize,
    ) {
        let described = |parts: &[String]| {
            let mut it = draft(1, id("x"), live(parts[5].clone()), live(parts[6].clone()));
            it.identity.group.clone_from(&parts[1]);
            it.identity.kind.clone_from(&parts[2]);
            it.identity.namespace.clone_from(&parts[3]);
            it.identity.name.clone_from(&parts[4]);
            revision(Some(&parts[0]), &[it], &[])
        };
        let mut moved = parts.clone();
        if let Some(last) = moved[from].pop() {
            moved[from + 1].insert(0, last);
            prop_assert_ne!(described(&parts), described(&moved));
        }
    }
}

fn author(user: Option<i64>, login: &str, email: &str) -> ChangeAuthor {
    ChangeAuthor {
        change_id: change().id,
        user: user.map(UserId),
        login: login.into(),
        person: Person { name: login.to_uppercase(), email: email.into() },
        at: 0,
    }
}

fn approval(user: Option<i64>, login: &str, email: &str, revision: &str) -> Approval {
    Approval {
        change_id: change().id,
        user: user.map(UserId),
        login: login.into(),
        person: Person { name: "Somebody".into(), email: email.into() },
        revision: revision.into(),
        comment: None,
        at: 0,
    }
}

#[test]
fn whoever_wrote_some_of_it_is_no_second_pair_of_eyes() {
    let mut drafts = vec![draft(1, id("a"), None, live("a"))];
    drafts[0].author = Person { name: "Dee".into(), email: "dee@example.org".into() };
    let authors = Authors::new(vec![author(Some(1), "ann", "ann@example.org")], &drafts);
    for (what, mine) in [
        ("the account", approval(Some(1), "renamed", "new@example.org", "r")),
        ("the login", approval(Some(2), " ANN ", "new@example.org", "r")),
        ("the address", approval(None, "bob", "Ann@Example.org ", "r")),
        ("the address of a draft", approval(Some(2), "bob", "dee@example.org", "r")),
        ("the address of a draft", approval(None, "bob", "dee@example.org", "r")),
    ] {
        assert!(!authors.counts(&mine, "r"), "{what}");
    }
    assert!(authors.counts(&approval(Some(2), "bob", "bob@example.org", "r"), "r"));
    let taken = approval(Some(2), "bob", "ann@example.org", "r");
    assert!(
        authors.counts(&taken, "r"),
        "an account is told by its number, whatever address it took"
    );
    // two who have no account are not the same for that
    let nobody = Authors::new(vec![author(None, "ann", "ann@example.org")], &[]);
    assert!(nobody.counts(&approval(None, "bob", "bob@example.org", "r"), "r"));
}

#[test]
fn the_first_approval_of_this_very_revision_by_somebody_else_counts() {
    let authors = Authors::new(vec![author(Some(1), "ann", "ann@example.org")], &[]);
    let given = [
        approval(Some(2), "bob", "bob@example.org", "old"),
        approval(Some(1), "ann", "ann@example.org", "new"),
        approval(Some(3), "cem", "cem@example.org", "new"),
        approval(Some(2), "bob", "bob@example.org", "new"),
    ];
    assert_eq!(authors.approval(&given, "new").unwrap().login, "cem");
    assert!(authors.approval(&given, "newer").is_none());
}

#[test]
fn everybody_who_wrote_is_named_once() {
    let same = author(None, "ada", "ada@example.org");
    let drafts = [draft(1, id("a"), None, live("a")), draft(2, id("b"), None, live("b"))];
    let same = ChangeAuthor { person: drafts[0].author.clone(), ..same };
    let authors = Authors::new(vec![same, author(None, "bob", "bob@example.org")], &drafts);
    assert_eq!(authors.names(), ["Ada", "BOB"]);
    let emails: Vec<String> = authors.into_people().into_iter().map(|it| it.email).collect();
    assert_eq!(emails, ["ada@example.org", "bob@example.org"]);
}
