//! Reading along a history.

use hedgerow_git::{Oid, Walker};

use crate::support::Pair;

const PATHS: [&str; 7] =
    ["a.yaml", "env/a.yaml", "env/deep/a.yaml", "env/deep", "env/a.yaml/b", "none/a.yaml", "link"];

/// A history in which files and folders come, change, go and take each other's place.
fn history() -> (Pair, Vec<Oid>) {
    let pair = Pair::with(&[("a.yaml", "1"), ("env/a.yaml", "1"), ("env/deep/a.yaml", "1")]);
    let edits: [&[(&str, Option<&str>)]; 6] = [
        &[("other/b.yaml", Some("2"))],
        &[("env/a.yaml", Some("2"))],
        &[("env/deep/b.yaml", Some("2"))],
        &[("env/deep/a.yaml", None), ("env/deep/b.yaml", None)],
        &[("env/a.yaml", None), ("none/a.yaml", Some("3"))],
        &[("env/a.yaml/b", Some("4")), ("a.yaml", Some("1 "))],
    ];
    for (at, edits) in edits.iter().enumerate() {
        pair.repository.commit("main", &format!("edit {at}"), edits);
    }
    std::os::unix::fs::symlink("a.yaml", pair.repository.work_tree().join("link")).unwrap();
    pair.repository.commit_work_tree("main", "a link");
    let mut at = pair.fetch();
    let walker = pair.mirror.walker();
    let mut commits = Vec::new();
    while let Some(commit) = at {
        commits.push(commit);
        at = walker.link(commit).unwrap().unwrap().parents.first().copied();
    }
    (pair, commits)
}

fn file(walker: &Walker, commit: Oid, path: &str) -> Option<Oid> {
    let found = walker.blob_at(commit, path).unwrap();
    found.filter(|(_, kind)| kind.is_file()).map(|(oid, _)| oid)
}

#[test]
fn a_path_leads_to_the_same_whatever_it_is_looked_for_beside() {
    let (pair, commits) = history();
    assert_eq!(commits.len(), 8);
    let walker = pair.mirror.walker();
    let tree = |commit: Oid| walker.link(commit).unwrap().unwrap().tree;
    for path in PATHS {
        for commit in &commits {
            let expected = file(&walker, *commit, path);
            let alone = walker.reach(tree(*commit), path, None).unwrap();
            assert_eq!(alone.file(), expected, "{path} at {commit}");
            for other in &commits {
                let beside = walker.reach(tree(*other), path, None).unwrap();
                let found = walker.reach(tree(*commit), path, Some(&beside)).unwrap();
                assert_eq!(found, alone, "{path} at {commit} beside {other}");
            }
        }
    }
}

#[test]
fn a_commit_says_where_it_is_and_what_is_none_is_nowhere() {
    let (pair, commits) = history();
    let walker = pair.mirror.walker();
    for commit in &commits {
        let info = walker.commit_info(*commit).unwrap();
        let link = walker.link(*commit).unwrap().unwrap();
        assert_eq!((link.tree, link.parents), (info.tree, info.parents));
        assert_eq!(link.seconds, info.committer.seconds);
        assert_eq!(walker.link(link.tree).unwrap(), None, "a tree is no commit");
    }
    assert_eq!(walker.link(Oid::from_bytes([7; 20])).unwrap(), None);
}
