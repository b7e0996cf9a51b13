//! A lock file that a killed git left in the mirror: nobody waits for the next poll because of it.

use std::fs::File;
use std::time::{Duration, SystemTime};

use crate::estate::{Way, outside_neighbour};
use crate::process::Death;
use crate::session::Session;

#[test]
fn a_lock_that_a_killed_git_left_in_the_mirror_holds_a_change_up_for_seconds_only() {
    let mut session = Session::new(Way::Http, [Death::Point("publish.attempts-written", 1)]);
    session.connect();
    session.draft();
    let client = session.server().client.clone();
    assert!(client.publish("c1").is_err());
    // The branch has moved, so that settling has to fetch, and the fetch to move a reference.
    session.estate.outsider("Bea").push("main", outside_neighbour);
    let mirrors = session.estate.folder.path().join("data/mirrors");
    let mirror = std::fs::read_dir(mirrors)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .find(|path| path.extension().is_some_and(|extension| extension == "git"))
        .unwrap();
    let lock = File::create(mirror.join("refs/hedgerow/remote/main.lock")).unwrap();
    // Git's own locks are held for milliseconds; Hedgerow waits half a minute to be sure.
    lock.set_modified(SystemTime::now() - Duration::from_secs(25)).unwrap();
    drop(lock);
    session.settle();
    assert_eq!(session.died, 1);
    let change = session.ask(|client| client.got("changes/c1"));
    assert_eq!(change["state"], "published", "{change}");
}
