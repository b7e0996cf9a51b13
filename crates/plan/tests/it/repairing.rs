//! The three folders of a managed directory: what is made, moved and left.

use std::collections::BTreeMap;

use hedgerow_model::{EntryKind, Layout, Severity};
use hedgerow_plan::{MemoryFiles, OwnCommit, loose, repair};
use proptest::prelude::*;
use rstest::rstest;

use crate::strategies::cases;
use crate::support::source;

fn run(files: &MemoryFiles) -> OwnCommit {
    repair(files, &source(Layout::Managed), "lab").unwrap()
}

fn paths(files: &MemoryFiles) -> Vec<&str> {
    files.iter().map(|(path, _)| path).collect()
}

#[rstest]
#[case("dc/a.yaml", Some("loose"))]
#[case("dc/b/c.yml", Some("loose"))]
#[case("dc/.hnp/state", Some("earlier-plugin"))]
#[case("dc/a.yaml.archived", Some("earlier-plugin"))]
#[case("dc/README.md", None)]
#[case("dc/x.hnp", None)]
fn what_may_not_stand_beside_the_three_folders_is_told(
    #[case] path: &str,
    #[case] rule: Option<&str>,
) {
    let finding = loose(path);
    assert_eq!(finding.as_ref().map(|it| &*it.rule), rule);
    if let Some(finding) = finding {
        assert_eq!((&*finding.path, finding.severity), (path, Severity::Warning));
    }
}

#[test]
fn an_empty_directory_gets_its_folders() {
    let files = MemoryFiles::new([("README.md", "x")]);
    let plan = run(&files);
    assert_eq!(plan.actions, ["create dc/raw/", "create dc/unmanaged/"]);
    assert_eq!(plan.diff, "# create dc/raw/\n# create dc/unmanaged/\n");
    assert_eq!(
        plan.message,
        "Arrange the directory of lab\n\n- create dc/raw/\n- create dc/unmanaged/\n"
    );
    let after = files.with(&plan.edits);
    assert_eq!(paths(&after), ["README.md", "dc/raw/.gitkeep", "dc/unmanaged/.gitkeep"]);
}

#[test]
fn what_stands_beside_the_folders_is_moved_into_them_with_every_byte() {
    let mut files = MemoryFiles::new([
        ("dc/raw/a.yaml", "1"),
        ("dc/unmanaged/.hnp/x", "2"),
        ("dc/managed/b.yaml", "3"),
        ("dc/managed/b.yaml.archived", "4"),
        ("dc/raw/.hnp/y", "5"),
        ("dc/a.yaml", "6"),
        ("dc/sub/c.yml", "7"),
        ("dc/.hnp/z", "8"),
        ("dc/notes.md", "9"),
        ("elsewhere.yaml", "10"),
    ]);
    files.put("dc/link.yaml", EntryKind::Symlink, "a.yaml");
    let plan = run(&files);
    assert_eq!(
        plan.actions,
        [
            "move dc/.hnp/z to dc/unmanaged/.hnp/z",
            "move dc/a.yaml to dc/raw/2/a.yaml",
            "move dc/managed/b.yaml.archived to dc/unmanaged/managed/b.yaml.archived",
            "move dc/raw/.hnp/y to dc/unmanaged/raw/.hnp/y",
            "move dc/sub/c.yml to dc/raw/sub/c.yml",
        ]
    );
    let after = files.with(&plan.edits);
    assert!(plan.edits.is_sorted());
    assert_eq!(
        paths(&after),
        [
            "dc/link.yaml",
            "dc/managed/b.yaml",
            "dc/notes.md",
            "dc/raw/2/a.yaml",
            "dc/raw/a.yaml",
            "dc/raw/sub/c.yml",
            "dc/unmanaged/.hnp/x",
            "dc/unmanaged/.hnp/z",
            "dc/unmanaged/managed/b.yaml.archived",
            "dc/unmanaged/raw/.hnp/y",
            "elsewhere.yaml",
        ]
    );
}

#[test]
fn a_name_that_is_taken_twice_is_numbered_on() {
    let files =
        MemoryFiles::new([("dc/a.yaml", "1"), ("dc/raw/2/a.yaml", "2"), ("dc/raw/a.yaml", "3")]);
    let after = files.clone().with(&run(&files).edits);
    assert!(paths(&after).contains(&"dc/raw/3/a.yaml"), "{:?}", paths(&after));
}

proptest! {
    #![proptest_config(cases(300))]

    #[test]
    fn nothing_is_lost_or_overwritten_and_a_second_time_there_is_nothing_to_do(
        chosen in prop::collection::btree_set(
            prop::collection::vec(
                prop_oneof![
                    Just("managed"), Just("raw"), Just("unmanaged"), Just("2"), Just("3"), Just(".hnp"),
                ],
                0..3,
            ),
            0..8,
        ),
        names in prop::collection::vec(
            prop_oneof![Just("a.yaml"), Just("b.archived"), Just("c.md")], 8),
    ) {
        let path = |(folders, name): (Vec<&str>, &str)| {
            let mut path = String::from("dc/");
            folders.iter().for_each(|folder| path.push_str(&format!("{folder}/")));
            path + name
        };
        let files: BTreeMap<String, String> =
            chosen.into_iter().zip(names).map(path).map(|path| (path.clone(), path)).collect();
        let files = MemoryFiles::new(files);
        let plan = run(&files);
        let after = files.clone().with(&plan.edits);
        let contents = |files: &MemoryFiles| {
            let mut all: Vec<Vec<u8>> = files
                .iter()
                .filter(|(path, _)| !path.ends_with(".gitkeep"))
                .map(|(_, content)| content.to_vec())
                .collect();
            all.sort();
            all
        };
        prop_assert_eq!(contents(&after), contents(&files));
        let again = run(&after);
        prop_assert!(again.edits.is_empty(), "{:?}", again.actions);
        let may_stay = |path: &str| {
            let earlier = path.contains("/.hnp/") || path.ends_with(".archived");
            let inside = ["dc/raw/", "dc/managed/"].iter().any(|it| path.starts_with(it));
            loose(path).is_none() || path.starts_with("dc/unmanaged/") || (inside && !earlier)
        };
        prop_assert!(after.iter().all(|(path, _)| may_stay(path)));
    }
}
