use std::os::unix::fs::{PermissionsExt, symlink};

use hedgerow_git::{EntryKind, Mirror, Oid, ReadError, TreeChange};

use crate::support::Pair;

fn paths(mirror: &Mirror, tree: Oid, prefix: &str) -> Vec<(String, EntryKind)> {
    let mut found = Vec::new();
    mirror.list(tree, prefix, &mut |entry| found.push((entry.path, entry.kind))).unwrap();
    found
}

#[test]
fn a_listing_tells_files_links_submodules_and_odd_names_apart() {
    let pair = Pair::with(&[("a/b/c.yaml", "c"), ("a/d.yaml", "d"), ("top", "t")]);
    let work = pair.repository.work_tree();
    std::fs::write(work.join("a/run"), "x").unwrap();
    std::fs::set_permissions(work.join("a/run"), PermissionsExt::from_mode(0o755)).unwrap();
    symlink("d.yaml", work.join("a/link")).unwrap();
    let odd = std::ffi::OsStr::new("a");
    let odd =
        work.join(odd).join(<std::ffi::OsStr as std::os::unix::ffi::OsStrExt>::from_bytes(b"\xff"));
    std::fs::write(odd, "odd").unwrap();
    let head = pair.repository.head("main").unwrap();
    let module = format!("160000,{head},a/module");
    pair.repository.work_git(&["add", "a"]);
    pair.repository.work_git(&["update-index", "--add", "--cacheinfo", &module]);
    pair.repository.work_git(&["commit", "--quiet", "-m", "odd things"]);
    pair.repository.work_git(&["push", "-q", &pair.repository.url(), "HEAD:main"]);
    let head = pair.fetch().unwrap();

    let tree = pair.mirror.dir_tree(head, "/a/").unwrap().unwrap();
    assert_eq!(
        paths(&pair.mirror, tree, "a"),
        [
            ("a/b/c.yaml".to_owned(), EntryKind::File),
            ("a/d.yaml".to_owned(), EntryKind::File),
            ("a/link".to_owned(), EntryKind::Symlink),
            ("a/module".to_owned(), EntryKind::Submodule),
            ("a/run".to_owned(), EntryKind::Executable),
            ("a/\u{fffd}".to_owned(), EntryKind::OddName),
        ]
    );
    assert_eq!(pair.mirror.dir_tree(head, "a/d.yaml").unwrap(), None);
    assert_eq!(pair.mirror.dir_tree(head, "none/here").unwrap(), None);
    assert_eq!(pair.mirror.dir_tree(head, "").unwrap(), Some(pair.mirror.tree_of(head).unwrap()));
    assert_eq!(pair.mirror.blob_at(head, "a").unwrap(), None);
    assert_eq!(pair.mirror.blob_at(head, "top/x").unwrap(), None);
    let (oid, kind) = pair.mirror.blob_at(head, "a/run").unwrap().unwrap();
    assert_eq!((pair.mirror.blob(oid).unwrap(), kind), (b"x".to_vec(), EntryKind::Executable));
    assert_eq!(pair.mirror.blob_up_to(oid, 1), Ok(Some(b"x".to_vec())));
    assert_eq!(pair.mirror.blob_up_to(oid, 0), Ok(None));
}

#[test]
fn a_difference_names_exactly_the_paths_that_differ() {
    let pair = Pair::with(&[("a/b/c", "1"), ("a/d", "1"), ("e", "1"), ("f", "1"), ("same/x", "1")]);
    let old = pair.mirror.known_head("main").unwrap();
    pair.repository.commit(
        "main",
        "changes",
        &[("a/b/c", None), ("a/b/n/m", Some("2")), ("a/d", Some("2")), ("f", None)],
    );
    // A file that becomes a folder, and the other way round.
    pair.repository.commit("main", "swap", &[("f/g", Some("3")), ("e", None)]);
    let new = pair.fetch().unwrap();
    let tree = |commit| Some(pair.mirror.tree_of(commit).unwrap());

    let sides = |changes: Vec<TreeChange>| -> Vec<(String, bool, bool)> {
        changes.into_iter().map(|c| (c.path, c.old.is_some(), c.new.is_some())).collect()
    };
    let forth = sides(pair.mirror.diff(tree(old), tree(new)).unwrap());
    let expected = [
        ("a/b/c", true, false),
        ("a/b/n/m", false, true),
        ("a/d", true, true),
        ("e", true, false),
        ("f", true, false),
        ("f/g", false, true),
    ];
    assert_eq!(forth, expected.map(|(path, old, new)| (path.to_owned(), old, new)));
    let back = sides(pair.mirror.diff(tree(new), tree(old)).unwrap());
    assert_eq!(back, expected.map(|(path, old, new)| (path.to_owned(), new, old)));

    assert_eq!(pair.mirror.diff(tree(new), tree(new)).unwrap(), []);
    assert_eq!(pair.mirror.diff(None, tree(new)).unwrap().len(), 4);
    assert_eq!(pair.mirror.diff(tree(old), None).unwrap().len(), 5);
    assert_eq!(pair.mirror.diff(None, None).unwrap(), []);
}

#[test]
fn folders_that_are_too_deep_are_one_change_and_not_opened() {
    let deep = |depth: usize| format!("{}x", "d/".repeat(depth));
    let pair = Pair::with(&[("a", "1"), (&deep(128), "1"), (&deep(140), "1")]);
    let old = pair.mirror.known_head("main").unwrap();
    pair.repository.commit("main", "deeper", &[(&deep(140), Some("2")), (&deep(128), Some("2"))]);
    let new = pair.fetch().unwrap();
    let tree = |commit| pair.mirror.tree_of(commit).unwrap();
    let folder = "d/".repeat(129).trim_end_matches('/').to_owned();
    let kinds: Vec<_> = pair
        .mirror
        .diff(Some(tree(old)), Some(tree(new)))
        .unwrap()
        .into_iter()
        .map(|change| (change.path, change.old.unwrap().1, change.new.unwrap().1))
        .collect();
    assert_eq!(
        kinds,
        [
            (folder.clone(), EntryKind::TooDeep, EntryKind::TooDeep),
            (deep(128), EntryKind::File, EntryKind::File)
        ]
    );
    // As a listing has it.
    let mut listed = Vec::new();
    pair.mirror.list(tree(new), "", &mut |entry| listed.push((entry.path, entry.kind))).unwrap();
    assert!(listed.contains(&(folder, EntryKind::TooDeep)), "{listed:?}");
    assert_eq!(pair.mirror.diff(None, Some(tree(new))).unwrap().len(), listed.len());
}

#[test]
fn names_that_start_alike_are_told_apart_as_files_and_folders() {
    let pair = Pair::with(&[("a.b", "1"), ("a/x", "1"), ("a0", "1"), ("ab", "1")]);
    let old = pair.mirror.known_head("main").unwrap();
    pair.repository.commit("main", "next", &[("a/x", None), ("a.b", None)]);
    pair.repository.commit("main", "last", &[("a", Some("2")), ("a.b/y", Some("2"))]);
    let new = pair.fetch().unwrap();
    let tree = |commit| Some(pair.mirror.tree_of(commit).unwrap());
    let paths: Vec<_> = pair
        .mirror
        .diff(tree(old), tree(new))
        .unwrap()
        .into_iter()
        .map(|change| (change.path, change.old.is_some(), change.new.is_some()))
        .collect();
    let expected =
        [("a", false, true), ("a.b", true, false), ("a.b/y", false, true), ("a/x", true, false)];
    assert_eq!(paths, expected.map(|(path, old, new)| (path.to_owned(), old, new)));
}

#[test]
fn a_mode_or_type_that_changes_is_a_change_of_one_path() {
    let pair = Pair::with(&[("a", "1"), ("b", "1")]);
    let old = pair.mirror.known_head("main").unwrap();
    let work = pair.repository.work_tree();
    std::fs::set_permissions(work.join("a"), PermissionsExt::from_mode(0o755)).unwrap();
    std::fs::remove_file(work.join("b")).unwrap();
    symlink("a", work.join("b")).unwrap();
    pair.repository.commit_work_tree("main", "modes");
    let new = pair.fetch().unwrap();
    let tree = |commit| Some(pair.mirror.tree_of(commit).unwrap());
    let kinds: Vec<_> = pair
        .mirror
        .diff(tree(old), tree(new))
        .unwrap()
        .into_iter()
        .map(|change| (change.path, change.old.unwrap().1, change.new.unwrap().1))
        .collect();
    assert_eq!(
        kinds,
        [
            ("a".to_owned(), EntryKind::File, EntryKind::Executable),
            ("b".to_owned(), EntryKind::File, EntryKind::Symlink)
        ]
    );
}

#[test]
fn a_commit_tells_who_when_and_its_trailers() {
    let pair = Pair::with(&[("a", "1")]);
    let old = pair.mirror.known_head("main").unwrap();
    pair.repository.commit(
        "main",
        "Open a port\n\nBecause: not a trailer here.\n\nHedgerow-Change: 42\nCo-authored-by: B <b@e>",
        &[("a", Some("2"))],
    );
    let new = pair.fetch().unwrap();
    let info = pair.mirror.commit_info(new).unwrap();
    assert_eq!((info.author.name.as_str(), info.author.seconds), ("Ada Field", 1_700_000_000));
    assert_eq!(info.parents, [old]);
    assert_eq!(info.trailer("hedgerow-change"), Some("42"));
    assert_eq!(info.trailers.len(), 2);
    assert!(info.message.starts_with("Open a port\n"));
}

#[test]
fn history_tells_a_step_forward_from_a_rewrite() {
    let pair = Pair::with(&[("a", "1")]);
    let first = pair.mirror.known_head("main").unwrap();
    pair.repository.commit("main", "second", &[("a", Some("2"))]);
    let second = pair.fetch().unwrap();
    pair.repository.checkout("main");
    pair.repository.work_git(&["commit", "-q", "--amend", "-m", "other"]);
    pair.repository.work_git(&["push", "-q", "-f", &pair.repository.url(), "HEAD:main"]);
    let other = pair.fetch().unwrap();

    assert!(pair.mirror.is_ancestor(first, second).unwrap());
    assert!(pair.mirror.is_ancestor(second, second).unwrap());
    assert!(!pair.mirror.is_ancestor(second, first).unwrap());
    assert!(!pair.mirror.is_ancestor(second, other).unwrap());
    let gained = |old, new, most| {
        let gained = pair.mirror.gained(old, new, most).unwrap();
        gained.map(|gained| gained.into_iter().collect::<Vec<_>>())
    };
    assert_eq!(gained(first, second, 1), Some(vec![second]));
    assert_eq!(gained(second, second, 1), Some(vec![]));
    assert_eq!(gained(first, second, 0), None, "it is further away");
    assert_eq!(gained(second, first, 9), None, "it is behind");
    assert_eq!(gained(second, other, 9), None, "it is beside");
    let between = |old, limit| -> Vec<Oid> {
        let commits = pair.mirror.commits_between(old, other, limit).unwrap();
        commits.into_iter().map(|commit| commit.oid).collect()
    };
    assert_eq!(between(Some(second), 10), [other]);
    assert_eq!(between(Some(first), 10), [other]);
    assert_eq!(between(Some(other), 10), []);
    assert_eq!(between(None, 10), [other, first]);
    assert_eq!(between(None, 1), [other]);
}

#[test]
fn what_is_missing_or_of_another_kind_is_named() {
    let pair = Pair::with(&[("a", "1")]);
    let head = pair.mirror.known_head("main").unwrap();
    let nowhere: Oid = "1111111111111111111111111111111111111111".parse().unwrap();
    assert!(matches!(pair.mirror.blob(head), Err(ReadError::OtherKind { .. })));
    assert!(matches!(pair.mirror.blob_size(head), Err(ReadError::OtherKind { .. })));
    assert!(pair.mirror.is_ancestor(nowhere, head).is_err());
    assert!(pair.mirror.commits_between(Some(nowhere), head, 1).is_err());
    assert!(pair.mirror.commit_exists(head));
    assert!(!pair.mirror.commit_exists(nowhere));
    assert!(!pair.mirror.commit_exists(pair.mirror.tree_of(head).unwrap()));
    assert!(!pair.mirror.is_damaged(), "nobody promised that commit");
    assert_eq!(pair.mirror.blob(nowhere), Err(ReadError::Missing { oid: nowhere }));
}

#[test]
fn a_reader_reads_what_was_fetched_after_it_was_made() {
    let pair = Pair::with(&[("a", "1")]);
    let mut reader = pair.mirror.reader();
    pair.repository.commit("main", "more", &[("b", Some("23"))]);
    let head = pair.fetch().unwrap();
    let (oid, _) = pair.mirror.blob_at(head, "b").unwrap().unwrap();
    assert_eq!(reader.blob_size(oid), Ok(2));
    assert_eq!(reader.blob(oid), Ok(&b"23"[..]));
}
