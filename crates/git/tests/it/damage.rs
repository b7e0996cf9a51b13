//! A mirror is a cache: whatever happens to its files is repaired by the next exchange that needs
//! them, is never blamed on the remote or the credential, and no message holds its place.

use std::fs;
use std::path::Path;

use hedgerow_git::{Mirror, Oid, PushOutcome, ReadError};
use rstest::rstest;

use crate::support::{Pair, Served, commit};

const NONE: hedgerow_git::Credential = hedgerow_git::Credential::None;

fn garbage(file: &str) -> impl Fn(&Path) {
    move |mirror| fs::write(mirror.join(file), "\0garbage\n[").unwrap()
}

/// Every file below this folder, in place of which another one is written: what is open stays whole.
fn replace_all(dir: &Path, with: &dyn Fn(Vec<u8>) -> Vec<u8>) {
    for entry in fs::read_dir(dir).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() {
            replace_all(&path, with);
        } else {
            let damaged = with(fs::read(&path).unwrap());
            fs::remove_file(&path).unwrap();
            fs::write(&path, damaged).unwrap();
        }
    }
}

fn damage(how: &str) -> Box<dyn Fn(&Path)> {
    match how {
        "HEAD" => Box::new(garbage("HEAD")),
        "config" => Box::new(garbage("config")),
        "packed-refs" => Box::new(garbage("packed-refs")),
        "no objects" => Box::new(|mirror| fs::remove_dir_all(mirror.join("objects")).unwrap()),
        "no refs" => Box::new(|mirror| fs::remove_dir_all(mirror.join("refs")).unwrap()),
        "truncated" => Box::new(|mirror| {
            replace_all(&mirror.join("objects"), &|bytes| bytes[..bytes.len() / 2].to_vec());
        }),
        "overwritten" => Box::new(|mirror| {
            replace_all(&mirror.join("objects"), &|bytes| vec![0x2a; bytes.len()]);
        }),
        _ => unreachable!(),
    }
}

/// A mirror whose objects are in a pack, as after a large first fetch.
fn packed(served: &Served) -> Mirror {
    let git_dir = served.mirror.path().display().to_string();
    served.pair.repository.work_git(&["--git-dir", &git_dir, "repack", "-adq"]);
    served.mirror.clone()
}

/// What a run does after a push that did not go: it looks, fetches what is missing, builds and
/// pushes again.
fn publish(served: &Served, told: &mut Vec<String>) -> Option<Oid> {
    for _ in 0..3 {
        let head = served.look().unwrap()?;
        if !served.mirror.commit_exists(head) || served.mirror.known_head("main") != Some(head) {
            served.fetch().unwrap();
        }
        let built = served.mirror.write_commits(Some(head), &[commit("x", &[("a", Some("3"))])]);
        let new = match built {
            Ok(built) => built[0].oid.unwrap(),
            Err(error) => {
                told.push(error.to_string());
                continue;
            }
        };
        match served.mirror.push(&NONE, "main", Some(head), new) {
            PushOutcome::Accepted => return Some(new),
            outcome => {
                let blamed = matches!(
                    outcome,
                    PushOutcome::Permission { .. }
                        | PushOutcome::Authentication { .. }
                        | PushOutcome::Refused { .. }
                );
                assert!(!blamed, "{outcome:?}");
                told.push(outcome.message().to_owned());
            }
        }
    }
    None
}

#[rstest]
fn a_publish_repairs_what_happened_to_the_mirror(
    #[values("HEAD", "config", "packed-refs", "no objects", "no refs", "truncated", "overwritten")]
    how: &str,
    #[values(false, true)] in_packs: bool,
    #[values(false, true)] reopened: bool,
) {
    let mut served = Served::new();
    if in_packs {
        packed(&served);
    }
    let place = served.mirror.path().to_owned();
    damage(how)(&place);
    if reopened {
        let url = served.mirror.url().clone();
        served.mirror = Mirror::open_or_create(&place, &url, &crate::support::options()).unwrap();
    }
    let mut told = Vec::new();
    let new = publish(&served, &mut told);
    let place = place.display().to_string();
    assert!(told.iter().all(|text| !text.contains(&place)), "{told:?}");
    assert!(new.is_some(), "{told:?}");
    assert_eq!(Some(served.remote_head()), new);
    assert_eq!(served.fetch(), Ok(new));
    assert!(!served.mirror.is_damaged());
}

#[test]
fn a_commit_that_was_built_and_is_damaged_is_never_half_pushed() {
    let served = Served::new();
    packed(&served);
    damage("truncated")(served.mirror.path());
    let outcome = served.push();
    assert_ne!(outcome, PushOutcome::Accepted);
    assert_eq!(Some(served.remote_head()), served.old);
    assert!(publish(&served, &mut Vec::new()).is_some());
}

#[test]
fn an_object_that_cannot_be_read_is_fetched_again() {
    let pair = Pair::with(&[("a", "1"), ("dir/b", "2")]);
    let head = pair.mirror.known_head("main").unwrap();
    let (blob, _) = pair.mirror.blob_at(head, "dir/b").unwrap().unwrap();
    let name = blob.to_string();
    let file = pair.mirror.path().join("objects").join(&name[..2]).join(&name[2..]);
    for damage in ["missing", "empty"] {
        fs::remove_file(&file).unwrap();
        if damage == "empty" {
            fs::write(&file, "").unwrap();
        }
        assert!(pair.mirror.commit_exists(head), "nobody knows yet");
        let error = pair.mirror.blob(blob).unwrap_err();
        assert!(!error.to_string().contains(pair.mirror.path().to_str().unwrap()), "{error}");
        assert!(pair.mirror.is_damaged(), "{damage}: {error}");
        assert!(!pair.mirror.commit_exists(head), "so that it is fetched");
        assert_eq!(pair.fetch(), Some(head));
        assert_eq!(pair.mirror.blob(blob).unwrap(), b"2");
        assert!(pair.mirror.commit_exists(head));
    }
}

#[test]
fn what_can_be_read_after_all_costs_nothing() {
    let pair = Pair::with(&[("a", "1")]);
    let head = pair.mirror.known_head("main").unwrap();
    let pending = pair.build(&[("a", Some("2"))]);
    let (blob, _) = pair.mirror.blob_at(head, "a").unwrap().unwrap();
    let name = blob.to_string();
    let file = pair.mirror.path().join("objects").join(&name[..2]).join(&name[2..]);
    let content = fs::read(&file).unwrap();
    fs::remove_file(&file).unwrap();
    assert_eq!(pair.mirror.blob(blob), Err(ReadError::Missing { oid: blob }));
    fs::write(&file, content).unwrap();
    pair.fetch();
    assert!(!pair.mirror.is_damaged());
    assert!(pair.mirror.commit_exists(pending), "it was not made anew");
}

#[test]
fn what_no_fetch_brings_back_is_not_tried_for_ever() {
    let pair = Pair::with(&[("a", "1")]);
    let nowhere: Oid = "1111111111111111111111111111111111111111".parse().unwrap();
    assert!(pair.mirror.blob(nowhere).is_err());
    pair.fetch();
    let pending = pair.build(&[("a", Some("2"))]);
    assert!(pair.mirror.blob(nowhere).is_err());
    pair.fetch();
    assert!(pair.mirror.commit_exists(pending), "it was made anew once, and in vain");
}

#[test]
fn an_object_that_is_not_what_its_id_says_is_found_when_all_are_read_again() {
    let pair = Pair::with(&[("dc/a", "1\n"), ("dc/b/c", "2\n"), ("other/d", "3\n")]);
    let head = pair.fetch().unwrap();
    let stop = hedgerow_git::Cancel::new();
    let check = |dir: &str| pair.mirror.check(head, dir, 1 << 20, &stop);
    let whole = check("dc").unwrap();
    assert_eq!((whole.files, whole.objects, whole.is_whole), (2, 6, true));
    assert_eq!(check("").unwrap().files, 3);
    assert_eq!(check("not/there").unwrap().files, 0);
    assert_eq!(pair.mirror.check(head, "dc", 1, &stop).unwrap().objects, 4, "none so large");
    // Another object under the name of one: it can be read, and says something else.
    let loose = |path: &str| {
        let id = pair.mirror.blob_at(head, path).unwrap().unwrap().0.to_string();
        pair.mirror.path().join("objects").join(&id[..2]).join(&id[2..])
    };
    let (a, d) = (loose("dc/a"), loose("other/d"));
    fs::remove_file(&a).unwrap();
    fs::copy(d, a).unwrap();
    assert_eq!(check("other").unwrap().files, 1, "what is not read is not checked");
    let error = check("dc").unwrap_err();
    assert!(matches!(error, ReadError::Damaged { .. }), "{error}");
    assert!(pair.mirror.is_damaged(), "the next fetch repairs it");
    pair.fetch();
    assert!(check("dc").unwrap().is_whole);
    stop.cancel();
    assert!(!check("dc").unwrap().is_whole);
}
