//! A merge looks through what one side brought to a newer form: with random edits on both sides, it comes out as if
//! nobody had migrated, in the newer form.

use hedgerow_model::{ChangeId, Draft, DraftId, FabricId, Identity, Person, Standing};
use hedgerow_plan::{DocumentState, migrate_text, offered, would_be};
use hedgerow_schema::Catalogue;
use proptest::prelude::*;

/// One statement: whether it permits, its protocol, and a comment.
type Statement = (bool, u8, bool);

fn text(statements: &[(u16, Statement)]) -> String {
    let mut text = "apiVersion: vpc.githedgehog.com/v1beta1\nkind: ExternalAttachment\nmetadata: {name: x}\nspec:\n  \
        inboundACL:\n    statements:\n"
        .to_owned();
    for (seq, (permit, protocol, comment)) in statements {
        let comment = if *comment { " # a word" } else { "" };
        let protocol = ["tcp", "udp", "icmp"][usize::from(*protocol % 3)];
        text += &format!(
            "    - seq: {seq}\n      permit: {permit}{comment}\n      protocol: {protocol}\n"
        );
    }
    text
}

fn newer(text: &str) -> String {
    let catalogue = Catalogue::builtin();
    let kind = Identity::new("vpc.githedgehog.com", "ExternalAttachment", "x").group_kind();
    let migrated = migrate_text(text, &catalogue, &kind, &offered(&catalogue, &kind, &[]));
    assert!(migrated.left.is_empty());
    migrated.text.unwrap_or_else(|| text.to_owned())
}

/// The merged text; `None` where it conflicts.
fn merged(base: &str, mine: &str, git: &str) -> Option<String> {
    let draft = Draft {
        id: DraftId(1),
        change_id: ChangeId::generate(),
        fabric_id: FabricId(1),
        identity: Identity::new("vpc.githedgehog.com", "ExternalAttachment", "x"),
        base_text: Some(base.to_owned()),
        base_standing: Standing::Live,
        text: Some(mine.to_owned()),
        standing: Standing::Live,
        copies: Vec::new(),
        outdated: false,
        author: Person { name: "A".into(), email: "a@example.org".into() },
        revision: 1,
        updated_at: 0,
    };
    let git = DocumentState { standing: Standing::Live, text: git.to_owned() };
    let target = would_be(&draft, Some(&git), &Catalogue::builtin(), &[])?;
    target.map(|target| target.text)
}

fn statement() -> impl Strategy<Value = Statement> {
    (any::<bool>(), 0_u8..3, any::<bool>())
}

/// Statements 10, 20 and 30 on each side; a side may lack one, or have one more.
fn side() -> impl Strategy<Value = Vec<(u16, Statement)>> {
    (
        proptest::collection::vec((statement(), 0_u8..8), 3),
        proptest::option::weighted(0.3, statement()),
        40_u16..42,
    )
        .prop_map(|(own, more, at)| {
            let own = own.into_iter().enumerate().filter(|(_, (_, gone))| *gone > 0);
            let seq = |at: usize| u16::try_from(at + 1).unwrap() * 10;
            let mut all: Vec<_> = own.map(|(at, (what, _))| (seq(at), what)).collect();
            all.extend(more.map(|more| (at, more)));
            all
        })
}

fn value(text: Option<&String>) -> Option<hedgerow_model::Value> {
    text.map(|text| hedgerow_yaml::read_value(text).unwrap())
}

proptest! {
    #[test]
    fn whoever_migrates_it_comes_out_as_if_nobody_had_but_in_the_newer_form(
        base in proptest::collection::vec(statement(), 3),
        mine in side(),
        git in side(),
    ) {
        let base: Vec<_> = base.into_iter().zip([10, 20, 30]).map(|(what, at)| (at, what)).collect();
        let (base, mine, git) = (text(&base), text(&mine), text(&git));
        prop_assume!(base != mine && base != git && mine != git);
        // Where every statement of the base is gone on a side, it does not say in which form it would be.
        prop_assume!([&mine, &git].iter().all(|side| (1..=3).any(|at| side.contains(&format!("seq: {at}0")))));
        let expected = merged(&base, &mine, &git).map(|text| newer(&text));
        let by_git = merged(&base, &mine, &newer(&git));
        prop_assert_eq!(value(by_git.as_ref()), value(expected.as_ref()));
        let by_draft = merged(&base, &newer(&mine), &git);
        prop_assert_eq!(value(by_draft.as_ref()), value(expected.as_ref()));
        let by_both = merged(&base, &newer(&mine), &newer(&git));
        prop_assert_eq!(value(by_both.as_ref()), value(expected.as_ref()));
        for text in [by_git, by_draft, by_both].iter().flatten() {
            prop_assert!(!text.contains("permit:"), "{}", text);
        }
    }

    #[test]
    fn files_merge_as_drafts_do(
        base in proptest::collection::vec(statement(), 3),
        mine in side(),
        git in side(),
        migrated in (any::<bool>(), any::<bool>()),
    ) {
        let base: Vec<_> = base.into_iter().zip([10, 20, 30]).map(|(what, at)| (at, what)).collect();
        let (base, mine, git) = (text(&base), text(&mine), text(&git));
        let mine = if migrated.0 { newer(&mine) } else { mine };
        let git = if migrated.1 { newer(&git) } else { git };
        let files = crate::migrated_files::merged(&base, &git, &mine);
        let drafts = merged(&base, &mine, &git);
        // Of a list as one value, files have their lines.
        prop_assume!(files.by_lines.is_none());
        match drafts {
            Some(text) => prop_assert_eq!(files.text, text),
            None => prop_assert!(!files.conflicts.is_empty()),
        }
    }

    #[test]
    fn a_migration_alone_changes_nothing_that_the_other_side_wrote(
        base in proptest::collection::vec(statement(), 3),
        other in side(),
    ) {
        let base: Vec<_> = base.into_iter().zip([10, 20, 30]).map(|(what, at)| (at, what)).collect();
        let (base, other) = (text(&base), text(&other));
        prop_assume!(base != other && (1..=3).any(|at| other.contains(&format!("seq: {at}0"))));
        prop_assert_eq!(merged(&base, &other, &newer(&base)), Some(newer(&other)));
        prop_assert_eq!(merged(&base, &newer(&base), &other), Some(newer(&other)));
    }
}
