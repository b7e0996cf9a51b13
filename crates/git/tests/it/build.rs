use hedgerow_git::{BuildError, EditProblem, EntryKind, NewCommit, Oid};
use proptest::prelude::*;
use rstest::rstest;

use crate::support::{Pair, commit};

#[test]
fn a_commit_changes_exactly_its_paths_and_keeps_modes() {
    let pair = Pair::with(&[("a/run", "1"), ("a/keep", "k"), ("b", "1")]);
    pair.repository.work_git(&["update-index", "--chmod=+x", "a/run"]);
    pair.repository.work_git(&["commit", "-q", "-m", "x"]);
    pair.repository.work_git(&["push", "-q", &pair.repository.url(), "HEAD:main"]);
    let parent = pair.fetch().unwrap();
    let edits = [("a/run", Some("2")), ("b", None), ("c/d/e", Some("new"))];
    let built = pair.mirror.write_commits(Some(parent), &[commit("edit", &edits)]).unwrap();
    let oid = built[0].oid.unwrap();
    assert!(!built[0].unchanged);
    assert_eq!(pair.mirror.tree_of(oid), Ok(built[0].tree));
    let (_, kind) = pair.mirror.blob_at(oid, "a/run").unwrap().unwrap();
    assert_eq!(kind, EntryKind::Executable);
    let changed: Vec<String> = pair
        .mirror
        .diff(Some(pair.mirror.tree_of(parent).unwrap()), Some(built[0].tree))
        .unwrap()
        .into_iter()
        .map(|change| change.path)
        .collect();
    assert_eq!(changed, ["a/run", "b", "c/d/e"]);
    let info = pair.mirror.commit_info(oid).unwrap();
    assert_eq!((info.author.name.as_str(), info.committer.name.as_str()), ("ada", "hedgerow"));
    assert_eq!((info.parents, info.message.as_str()), (vec![parent], "edit\n"));
}

#[test]
fn no_change_makes_no_commit() {
    let pair = Pair::with(&[("a/b", "1")]);
    let parent = pair.mirror.known_head("main");
    let before = pair.mirror.size().unwrap();
    let commits = [
        commit("same content", &[("a/b", Some("1"))]),
        commit("removes nothing", &[("a/x", None), ("none/y", None), ("a/b/c", None)]),
        commit("nothing", &[]),
    ];
    let built = pair.mirror.write_commits(parent, &commits).unwrap();
    assert!(built.iter().all(|built| built.unchanged && built.oid == parent));
    assert_eq!(pair.mirror.size().unwrap(), before);
}

#[test]
fn a_stack_skips_what_changes_nothing() {
    let pair = Pair::with(&[("a", "1")]);
    let parent = pair.mirror.known_head("main");
    let built = pair
        .mirror
        .write_commits(
            parent,
            &[
                commit("one", &[("a", Some("2"))]),
                commit("again", &[("a", Some("2"))]),
                commit("two", &[("a", Some("3"))]),
            ],
        )
        .unwrap();
    assert_eq!(built.iter().map(|built| built.unchanged).collect::<Vec<_>>(), [false, true, false]);
    assert_eq!(built[1].oid, built[0].oid);
    let last = pair.mirror.commit_info(built[2].oid.unwrap()).unwrap();
    assert_eq!(last.parents, [built[0].oid.unwrap()]);
}

#[test]
fn the_last_file_takes_its_folders_with_it() {
    let pair = Pair::with(&[("a/b/c", "1"), ("d", "1")]);
    let oid = pair.build(&[("a/b/c", None)]);
    assert_eq!(pair.mirror.dir_tree(oid, "a").unwrap(), None);
    let oid = pair.build(&[("a/b/c", None), ("d", None)]);
    assert_eq!(pair.mirror.tree_of(oid).unwrap(), Oid::EMPTY_TREE);
}

#[test]
fn a_file_may_become_a_folder_within_one_commit() {
    let pair = Pair::with(&[("a", "1"), ("b/c", "1")]);
    let edits = [("a/x", Some("2")), ("a", None), ("b", Some("3")), ("b/c", None)];
    let oid = pair.build(&edits);
    assert!(pair.mirror.blob_at(oid, "a/x").unwrap().is_some());
    assert!(pair.mirror.blob_at(oid, "b").unwrap().is_some());
}

#[test]
fn an_empty_branch_begins_with_a_commit_without_parents() {
    let pair = Pair::empty();
    let nothing = pair.mirror.write_commits(None, &[commit("nothing", &[])]).unwrap();
    assert_eq!((nothing[0].oid, nothing[0].unchanged), (None, true));
    let oid = pair.build(&[("a/b", Some("1"))]);
    assert_eq!(pair.mirror.commit_info(oid).unwrap().parents, []);
}

#[rstest]
#[case(&[("a", Some("x"))], "cannot write `a`: `a/` is a folder")]
#[case(&[("a", None)], "cannot write `a`: `a/` is a folder")]
#[case(&[("f/x/y", Some("x"))], "cannot write `f/x/y`: `f` is a file, so nothing can be below it")]
#[case(&[("f", Some("x")), ("f", None)], "cannot write `f`: the commit edits this path twice")]
#[case(&[("../f", Some("x"))], "cannot write `../f`: not a usable path: it has a part `.` or `..`")]
fn an_edit_that_cannot_be_made_is_named(
    #[case] edits: &[(&str, Option<&str>)],
    #[case] says: &str,
) {
    let pair = Pair::with(&[("a/b", "1"), ("f", "1")]);
    let before = pair.mirror.size().unwrap();
    let commits = [commit("fine", &[("new", Some("1"))]), commit("not", edits)];
    let error = pair.mirror.write_commits(pair.mirror.known_head("main"), &commits).unwrap_err();
    assert_eq!(error.to_string(), says);
    assert!(matches!(error, BuildError::Edit { commit: 1, .. }));
    assert_eq!(pair.mirror.size().unwrap(), before, "nothing was written");
}

#[test]
fn a_link_is_not_written_through() {
    let pair = Pair::with(&[("a", "1")]);
    std::os::unix::fs::symlink("a", pair.repository.work_tree().join("link")).unwrap();
    pair.repository.commit_work_tree("main", "link");
    let parent = pair.fetch();
    let write = |edits: &[_]| pair.mirror.write_commits(parent, &[commit("edit", edits)]);
    let error = write(&[("link", Some("x"))]).unwrap_err();
    let expected = EditProblem::NotAFile { path: "link".to_owned(), kind: EntryKind::Symlink };
    assert!(matches!(error, BuildError::Edit { problem, .. } if problem == expected));
    assert!(!write(&[("link", None)]).unwrap()[0].unchanged);
}

#[test]
fn a_missing_parent_is_named() {
    let pair = Pair::empty();
    let nowhere: Oid = "1111111111111111111111111111111111111111".parse().unwrap();
    let error = pair.mirror.write_commits(Some(nowhere), &[commit("x", &[])]).unwrap_err();
    assert!(error.to_string().contains("has no object 1111"), "{error}");
}

fn stack(count: usize) -> Vec<NewCommit> {
    (0..count)
        .map(|n| {
            let path = format!("fabric-{}/managed/vpcs/vpc-{n}.yaml", n % 7);
            let text = format!("name: vpc-{n}\n");
            commit(&format!("change {n}"), &[(&path, Some(&text)), ("count", Some(&n.to_string()))])
        })
        .collect()
}

#[test]
fn a_pack_and_loose_objects_give_the_same_commits() {
    let pair = Pair::with(&[("fabric-1/x", "1")]);
    let parent = pair.mirror.known_head("main");
    let commits = stack(130);
    let packed = pair.mirror.write_commits(parent, &commits).unwrap();
    assert_eq!(pair.mirror.size().unwrap().packs, 1);
    let other = Pair::with(&[("fabric-1/x", "1")]);
    let mut head = parent;
    for (commit, packed) in commits.iter().zip(&packed) {
        let built = other.mirror.write_commits(head, std::slice::from_ref(commit)).unwrap();
        assert_eq!(built[0], *packed);
        head = built[0].oid;
    }
    assert_eq!(other.mirror.size().unwrap().packs, 0);
    // The same again: the same ids, and no second pack.
    assert_eq!(pair.mirror.write_commits(parent, &commits).unwrap(), packed);
    assert_eq!(pair.mirror.size().unwrap().packs, 1);
}

#[test]
fn git_finds_nothing_wrong_with_what_was_built() {
    let pair = Pair::with(&[("fabric-1/x", "1")]);
    let parent = pair.mirror.known_head("main");
    let built = pair.mirror.write_commits(parent, &stack(130)).unwrap();
    let few = pair.mirror.write_commits(built[129].oid, &stack(3)).unwrap();
    let head = few[2].oid.unwrap();
    let outcome = pair.mirror.push(&Default::default(), "main", parent, head);
    assert_eq!(outcome, hedgerow_git::PushOutcome::Accepted);
    pair.repository.fsck();
    let mirror = pair.mirror.path().to_str().unwrap();
    pair.repository.work_git(&["--git-dir", mirror, "fsck", "--full", "--strict"]);
    assert_eq!(pair.repository.subjects("main").len(), 134);
    assert_eq!(pair.repository.read("main", "count").as_deref(), Some("2"));
}

type Edits = Vec<(String, Option<String>)>;

fn edits() -> impl Strategy<Value = Edits> {
    let path = prop_oneof!["[a-c]", "[a-c]/[a-c]", "[a-c]/[a-c.]{2}/[a-c]", "[a-c][-.0]"];
    let path = path.prop_filter("dots", |path: &String| !path.split('/').any(|part| part == ".."));
    let edit = (path, proptest::option::weighted(0.7, "[xy]"));
    proptest::collection::vec(edit, 1..6)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    /// Git itself is the reference: it reads the same files from the tree, and finds it well formed.
    #[test]
    fn any_edits_give_the_tree_that_git_would_make(all in proptest::collection::vec(edits(), 1..14)) {
        let pair = Pair::empty();
        let mut files = std::collections::BTreeMap::new();
        let mut head = None;
        let mut stacked = Vec::new();
        for edits in &all {
            let commit_of = |edits: &Edits| commit("x", &edits.iter().map(|(path, text)| (path.as_str(), text.as_deref())).collect::<Vec<_>>());
            let Ok(built) = pair.mirror.write_commits(head, &[commit_of(edits)]) else { continue };
            head = built[0].oid;
            stacked.push(commit_of(edits));
            for (path, text) in edits.iter().filter(|(_, text)| text.is_none()).chain(edits.iter().filter(|(_, text)| text.is_some())) {
                match text {
                    Some(text) => files.insert(path.clone(), text.clone()),
                    None => files.remove(path),
                };
            }
        }
        let Some(head) = head else { return Ok(()) };
        // The same as one stack, which is a pack when it is high.
        let again = pair.mirror.write_commits(None, &stacked).unwrap();
        prop_assert_eq!(again.last().and_then(|built| built.oid), Some(head));
        let mirror = pair.mirror.path().to_str().unwrap();
        let git = |arguments: &[&str]| pair.repository.work_git(&[&["--git-dir", mirror], arguments].concat());
        git(&["fsck", "--strict", &head.to_string()]);
        let listed: std::collections::BTreeMap<String, String> = git(&["ls-tree", "-r", "--name-only", &head.to_string()])
            .lines()
            .map(|path| (path.to_owned(), git(&["cat-file", "blob", &format!("{head}:{path}")])))
            .collect();
        prop_assert_eq!(listed, files);
    }
}

/// A folder that empties within a stack: git reads what was stored of it.
#[test]
fn a_tree_that_empties_in_a_large_stack_can_be_read_by_git() {
    let pair = Pair::with(&[("a", "1")]);
    let parent = pair.mirror.known_head("main");
    let texts: Vec<Option<String>> = (0..24).map(|n| (n % 2 == 0).then(|| n.to_string())).collect();
    let commits: Vec<NewCommit> =
        texts.iter().map(|text| commit("x", &[("a", text.as_deref())])).collect();
    let new = pair.mirror.write_commits(parent, &commits).unwrap().last().unwrap().oid.unwrap();
    let path = pair.mirror.path().display().to_string();
    pair.repository.git(&["--git-dir", &path, "fsck", "--full", "--strict", &new.to_string()]);
}
