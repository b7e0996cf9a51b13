use std::fs;
use std::path::Path;

use hedgerow_git::{Mirror, MirrorError, MirrorOptions, PushOutcome, RemoteUrl};

use crate::support::{Pair, commit, fetch, mirror_of, options};

#[test]
fn a_mirror_is_found_again_as_it_was() {
    let pair = Pair::with(&[("a", "1")]);
    let head = pair.mirror.known_head("main");
    let again = mirror_of(pair.dir.path(), &pair.repository.url());
    assert_eq!(again.known_head("main"), head);
    assert!(head.is_some());
}

#[test]
fn a_mirror_of_another_url_is_replaced() {
    let pair = Pair::with(&[("a", "1")]);
    let other = Pair::empty();
    let mirror = mirror_of(pair.dir.path(), &other.repository.url());
    assert_eq!(mirror.known_head("main"), None);
}

#[test]
fn something_else_in_the_place_of_a_mirror_is_not_touched() {
    let dir = tempfile::tempdir().unwrap();
    fs::create_dir(dir.path().join("mirror")).unwrap();
    fs::write(dir.path().join("mirror/thesis.txt"), "years of work").unwrap();
    let url = RemoteUrl::parse("https://example.org/a").unwrap();
    let error = Mirror::open_or_create(&dir.path().join("mirror"), &url, &options()).unwrap_err();
    assert!(matches!(error, MirrorError::NotAMirror(_)), "{error}");
    assert!(dir.path().join("mirror/thesis.txt").exists());
}

fn damage_heads_commit(pair: &Pair) {
    let mirror = pair.mirror.path();
    let head = pair.mirror.known_head("main").unwrap().to_string();
    let loose = mirror.join("objects").join(&head[..2]).join(&head[2..]);
    if loose.exists() {
        fs::remove_file(&loose).unwrap();
    } else {
        for file in fs::read_dir(mirror.join("objects/pack")).unwrap().flatten() {
            fs::remove_file(file.path()).unwrap();
        }
    }
}

#[test]
fn a_damaged_mirror_is_made_anew_when_it_is_opened() {
    let pair = Pair::with(&[("a", "1")]);
    let head = pair.mirror.known_head("main");
    damage_heads_commit(&pair);
    let mirror = mirror_of(pair.dir.path(), &pair.repository.url());
    assert_eq!(mirror.known_head("main"), None);
    assert_eq!(fetch(&mirror, "main"), head);
    mirror.commit_info(head.unwrap()).unwrap();
}

#[test]
fn a_mirror_that_is_damaged_while_in_use_is_made_anew_by_a_fetch() {
    let pair = Pair::with(&[("a", "1")]);
    damage_heads_commit(&pair);
    pair.repository.commit("main", "second", &[("a", Some("2"))]);
    // A second handle, because the first may still have the files open.
    let head = pair.fetch().unwrap();
    pair.mirror.commit_info(head).unwrap();
    assert_eq!(pair.mirror.commits_between(None, head, 10).unwrap().len(), 2);
}

#[test]
fn a_mirror_without_its_configuration_or_head_is_made_anew() {
    for file in ["HEAD", "config", "objects", "refs"] {
        let pair = Pair::with(&[("a", "1")]);
        let path = pair.mirror.path().join(file);
        if path.is_dir() {
            fs::remove_dir_all(path).unwrap();
        } else {
            fs::write(path, "\0garbage").unwrap();
        }
        let mirror = mirror_of(pair.dir.path(), &pair.repository.url());
        assert!(fetch(&mirror, "main").is_some(), "{file}");
    }
}

#[test]
fn recreating_empties_all_handles() {
    let pair = Pair::with(&[("a", "1")]);
    let clone = pair.mirror.clone();
    pair.mirror.recreate().unwrap();
    assert_eq!(clone.known_head("main"), None);
    assert!(fetch(&clone, "main").is_some());
}

#[test]
fn a_lock_file_that_was_left_behind_does_not_stop_anything() {
    let pair = Pair::with(&[("a", "1")]);
    let left = pair.mirror.path().join("refs/hedgerow/remote/main.lock");
    fs::write(&left, "").unwrap();
    let long_ago = std::time::SystemTime::now() - std::time::Duration::from_secs(3600);
    fs::File::options().write(true).open(&left).unwrap().set_modified(long_ago).unwrap();
    pair.repository.commit("main", "second", &[("a", Some("2"))]);
    assert_eq!(pair.fetch().unwrap().to_string(), pair.repository.head("main").unwrap());
    assert!(!left.exists());
}

#[test]
fn a_lock_file_of_a_git_that_was_killed_just_now_does_not_stop_anything_either() {
    let pair = Pair::with(&[("a", "1")]);
    let left = pair.mirror.path().join("refs/hedgerow/remote/main.lock");
    fs::write(&left, "").unwrap();
    pair.repository.commit("main", "second", &[("a", Some("2"))]);
    let head = pair.fetch().unwrap();
    assert_eq!(head.to_string(), pair.repository.head("main").unwrap());
    fs::write(&left, "").unwrap();
    pair.mirror.set_known_head("main", head).unwrap();
    assert!(!left.exists());
}

#[test]
fn a_git_that_is_missing_is_named() {
    let dir = tempfile::tempdir().unwrap();
    let url = RemoteUrl::parse("https://example.org/a").unwrap();
    let options = MirrorOptions { git_program: "/no/such/git".into(), ..options() };
    let error = Mirror::open_or_create(&dir.path().join("m"), &url, &options).unwrap_err();
    let text = error.to_string();
    assert!(text.starts_with("cannot start `git`") && text.contains("install git"), "{text}");
    assert!(!text.contains("/no/such"), "no answer holds a path of the server: {text}");
}

#[test]
fn a_place_that_cannot_be_written_is_named() {
    let url = RemoteUrl::parse("https://example.org/a").unwrap();
    let error = Mirror::open_or_create(Path::new("/dev/null/m"), &url, &options()).unwrap_err();
    assert!(matches!(error, MirrorError::Io { .. }), "{error}");
}

#[test]
fn only_the_owner_may_look_into_a_mirror() {
    let pair = Pair::empty();
    let mode = fs::metadata(pair.mirror.path()).unwrap();
    assert_eq!(std::os::unix::fs::PermissionsExt::mode(&mode.permissions()) & 0o077, 0);
}

#[test]
fn the_head_of_a_commit_that_is_not_here_cannot_be_noted() {
    let pair = Pair::empty();
    let nowhere = "1111111111111111111111111111111111111111".parse().unwrap();
    assert!(pair.mirror.set_known_head("main", nowhere).is_err());
}

#[test]
fn housekeeping_packs_what_has_piled_up_and_loses_nothing() {
    let pair = Pair::with(&[("a", "1")]);
    let mut head = pair.mirror.known_head("main");
    let start = head;
    for n in 0..400 {
        let commits = [commit("x", &[("a", Some(&n.to_string()))])];
        head = pair.mirror.write_commits(head, &commits).unwrap()[0].oid;
    }
    let outcome = pair.mirror.push(&Default::default(), "main", start, head.unwrap());
    assert_eq!(outcome, PushOutcome::Accepted);
    pair.mirror.set_known_head("main", head.unwrap()).unwrap();
    let pending = pair.build(&[("a", Some("not pushed yet"))]);
    let mut reader = pair.mirror.reader();
    let before = pair.mirror.size().unwrap();
    pair.mirror.maintain().unwrap();
    let after = pair.mirror.size().unwrap();
    assert!(before.loose_objects > 1000 && after.loose_objects < 20, "{before:?} {after:?}");
    assert!(pair.mirror.commit_exists(pending), "what is still to be pushed was thrown away");
    let (blob, _) = pair.mirror.blob_at(head.unwrap(), "a").unwrap().unwrap();
    assert_eq!(reader.blob(blob).unwrap(), b"399");
    assert_eq!(pair.mirror.commits_between(start, head.unwrap(), 1000).unwrap().len(), 400);
    pair.mirror.maintain().unwrap();
    assert_eq!(pair.mirror.size().unwrap(), after, "nothing to do, nothing done");
}

#[test]
fn many_packs_that_arrive_one_by_one_are_all_read() {
    let pair = Pair::with(&[("a", "1")]);
    let mut head = pair.mirror.known_head("main");
    let mut reader = pair.mirror.reader();
    for n in 0..130 {
        let stack: Vec<_> =
            (0..11).map(|at| commit("x", &[("a", Some(format!("{n} {at}").as_str()))])).collect();
        head = pair.mirror.write_commits(head, &stack).unwrap()[10].oid;
        let (blob, _) = pair.mirror.blob_at(head.unwrap(), "a").unwrap().unwrap();
        assert_eq!(reader.blob(blob).unwrap(), format!("{n} 10").as_bytes());
    }
    assert!(pair.mirror.size().unwrap().packs >= 130);
    pair.mirror.set_known_head("main", head.unwrap()).unwrap();
    pair.mirror.maintain().unwrap();
    assert!(pair.mirror.size().unwrap().packs <= 2);
    let (blob, _) = pair.mirror.blob_at(head.unwrap(), "a").unwrap().unwrap();
    assert_eq!(reader.blob(blob).unwrap(), b"129 10");
}

#[test]
fn many_threads_share_one_mirror() {
    let pair = Pair::with(&[("a", "1")]);
    let head = pair.mirror.known_head("main").unwrap();
    std::thread::scope(|scope| {
        for n in 0..8 {
            let mirror = pair.mirror.clone();
            scope.spawn(move || {
                let branch = format!("branch-{n}");
                let text = n.to_string();
                let built = mirror.write_commits(Some(head), &[commit("x", &[("a", Some(&text))])]);
                let new = built.unwrap()[0].oid.unwrap();
                let outcome = mirror.push(&Default::default(), &branch, None, new);
                assert_eq!(outcome, PushOutcome::Accepted);
                mirror.set_known_head(&branch, new).unwrap();
                assert_eq!(fetch(&mirror, &branch), Some(new));
            });
        }
    });
}
