//! Over SSH, where an `sshd` is installed; what `cargo xtask test` runs has one.

use hedgerow_git::{Credential, ExchangeError, PushOutcome};
use hedgerow_testkit::SshServer;

use crate::support::{Pair, commit, mirror_of};

#[test]
fn an_ssh_remote_takes_the_right_key_and_only_the_pinned_host() {
    let Some(server) = SshServer::start() else {
        eprintln!("skipped: no sshd is installed");
        return;
    };
    let pair = Pair::with(&[("a", "1")]);
    let dir = tempfile::tempdir().unwrap();
    let mirror = mirror_of(dir.path(), &server.url(pair.repository.path()));
    let right = Credential::SshKey { key_file: server.key(), known_hosts: server.known_hosts() };
    let text = |path: std::path::PathBuf| std::fs::read_to_string(path).unwrap();
    let held = |key, known_hosts| Credential::SshKeyText {
        key: text(key).into(),
        known_hosts: text(known_hosts),
    };
    let in_memory = held(server.key(), server.known_hosts());
    let head = mirror.fetch(&right, "main", &mut |_| ()).unwrap().new;
    assert_eq!(head, pair.mirror.known_head("main"));
    assert_eq!(mirror.ls_remote(&right, "main"), Ok(head));
    assert_eq!(mirror.ls_remote(&in_memory, "main"), Ok(head));

    for wrong in [
        Credential::SshKey { key_file: server.other_key(), known_hosts: server.known_hosts() },
        Credential::SshKey { key_file: server.key(), known_hosts: server.wrong_hosts() },
        held(server.other_key(), server.known_hosts()),
        held(server.key(), server.wrong_hosts()),
    ] {
        let error = mirror.ls_remote(&wrong, "main").unwrap_err();
        assert!(matches!(error, ExchangeError::Authentication { .. }), "{error:?}");
    }
    let built = mirror.write_commits(head, &[commit("x", &[("a", Some("2"))])]).unwrap();
    let new = built[0].oid.unwrap();
    assert_eq!(mirror.push(&in_memory, "main", head, new), PushOutcome::Accepted);
    assert_eq!(pair.repository.head("main"), Some(new.to_string()));

    let nowhere = mirror_of(&dir.path().join("2"), &server.url(&dir.path().join("no/such")));
    let error = nowhere.ls_remote(&right, "main").unwrap_err();
    assert!(matches!(error, ExchangeError::NotFound { .. }), "{error:?}");
}
