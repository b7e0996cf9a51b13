//! A push that continues without the server that began it, and lands when nobody waits for it.

use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use serde_json::json;

use crate::estate::{ONE, Way};
use crate::session::Session;

/// The first push over HTTP waits for `release`, the second says that it came and waits for `go`.
const HOOK: &str = r#"
[ -z "$REMOTE_USER" ] && exit 0
if mkdir first 2>/dev/null; then
  while [ ! -e release ]; do sleep 0.01; done
else
  touch second
  while [ ! -e go ]; do sleep 0.01; done
fi
exit 0
"#;

fn wait_until(what: &str, mut is_so: impl FnMut() -> bool) {
    let started = Instant::now();
    while !is_so() {
        assert!(started.elapsed() < Duration::from_secs(60), "{what}: it does not happen");
        thread::sleep(Duration::from_millis(2));
    }
}

fn touch(path: &Path) {
    std::fs::write(path, "").unwrap();
}

#[test]
fn a_push_that_lands_after_its_server_died_and_was_started_again_is_known_as_ours() {
    let mut session = Session::new(Way::Http, []);
    session.connect();
    let field = "spec.subnets.default.vlan=1101";
    for (change, resource) in [("c1", "VPC/one"), ("c2", "VPC/two")] {
        let draft = json!({
            "change": change,
            "edits": [{ "op": "set", "resource": resource, "fields": [field] }],
        });
        session.ask(|client| client.posted("fabrics/alpha/drafts", &draft));
    }
    let bare = session.estate.remote.path().to_owned();
    session.estate.remote.hook("pre-receive", HOOK);
    let before = session.estate.remote.head("main");

    let client = session.server().client.clone();
    thread::scope(|scope| {
        let publishing = scope.spawn(|| client.publish("c1"));
        wait_until("the first push", || bare.join("first").exists());
        // Another change waits behind it: the next push will be of both.
        let waiting = scope.spawn(|| client.publish("c2"));
        wait_until("the queue", || client.got("changes/c2").unwrap()["state"] == "queued");
        session.server().kill(true);
        for answer in [publishing, waiting] {
            assert!(answer.join().unwrap().is_err(), "nobody can have been answered");
        }
    });
    let others = session.estate.outsider("Bea");
    thread::scope(|scope| {
        let bare = &bare;
        // The successor finds nothing on the branch and pushes again; then the first push lands, and
        // somebody edits the same field on top of it before the second is refused.
        scope.spawn(move || {
            wait_until("the second push", || bare.join("second").exists());
            touch(&bare.join("release"));
        });
        let landed = session.estate.remote.path().to_owned();
        let before = before.clone();
        scope.spawn(move || {
            let reference = landed.join("refs/heads/main");
            wait_until("the first push landing", || {
                std::fs::read_to_string(&reference)
                    .is_ok_and(|now| Some(now.trim()) != before.as_deref())
            });
            others.push("main", |files| files.replace(ONE, "vlan: 1101", "vlan: 1301"));
            touch(&landed.join("go"));
        });
        session.settle();
    });
    for name in ["c1", "c2"] {
        let change = session.ask(|client| client.got(&format!("changes/{name}")));
        assert_eq!(change["state"], "published", "{change}");
        let id = change["id"].as_str().unwrap();
        let trailer = format!("--grep={id}");
        let commits = session.estate.remote.git(&["log", "--format=%H", &trailer, "main"]);
        assert_eq!(change["commit"].as_str(), Some(commits.as_str()), "once, and known");
    }
    session.sync();
    let text = session.estate.remote.read("main", ONE).unwrap();
    assert!(text.contains("vlan: 1301\n"), "the later edit stays:\n{text}");
    let conflicts = session.ask(|client| client.listed("conflicts"));
    assert_eq!(conflicts, json!([]));
    session.estate.remote.fsck();
}
