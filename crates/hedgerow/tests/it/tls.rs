//! A server with TLS of its own, and the command line that trusts it.

use std::fs;
use std::process::{Command, Stdio};

use hedgerow_testkit::Authority;

use crate::support::{Ran, Server, folder, hedgerow};

#[test]
fn a_server_speaks_tls_itself_and_takes_a_new_certificate_while_it_runs() {
    let folder = folder(&[]);
    let below = |name: &str| folder.path().join(name);
    let own = Authority::new("Own CA");
    let put = |identity: &hedgerow_testkit::Identity| {
        fs::write(below("certificate"), &identity.certificate).unwrap();
        fs::write(below("key"), &identity.key).unwrap();
    };
    put(&own.server(&["127.0.0.1"]));
    fs::write(below("ca"), own.pem()).unwrap();
    fs::write(below("other"), Authority::new("Other CA").pem()).unwrap();
    let (certificate, key) = (below("certificate"), below("key"));
    let tls =
        ["--tls-certificate", certificate.to_str().unwrap(), "--tls-key", key.to_str().unwrap()];
    let server = Server::start("serve", &below("data"), &tls);
    assert!(server.url.starts_with("https://127.0.0.1:"), "{}", server.url);
    assert!(server.printed.contains("https://"), "{}", server.printed);

    let status = |ca: Option<&str>| -> Ran {
        let mut command = server.command();
        command.arg("status").stdin(Stdio::null());
        if let Some(ca) = ca {
            command.env("HEDGEROW_CA_FILE", below(ca));
        }
        command.output().unwrap().into()
    };
    status(Some("ca")).ok();
    let mut named = server.command();
    let named: Ran =
        named.arg("status").arg("--server-ca").arg(below("ca")).output().unwrap().into();
    named.ok();
    for ca in [None, Some("other")] {
        let ran = status(ca);
        assert_eq!(ran.code, 3, "{ran:?}");
        assert!(ran.err.contains("is not trusted") && ran.err.contains("--server-ca"), "{ran:?}");
    }
    let ran = status(Some("certificate"));
    assert_eq!(ran.code, 3, "a certificate that signs nothing: {ran:?}");

    // At once when it is told to.
    let next = Authority::new("Next CA");
    fs::write(below("next"), next.pem()).unwrap();
    put(&next.server(&["127.0.0.1"]));
    let hangup = Command::new("kill").args(["-HUP", &server.process().to_string()]).status();
    assert!(hangup.unwrap().success());
    while status(Some("next")).code != 0 {
        std::thread::yield_now();
    }
    assert_eq!(status(Some("ca")).code, 3);
    assert_eq!(server.terminate(), 0);
}

#[test]
fn a_server_whose_certificate_cannot_be_used_does_not_start() {
    let own = Authority::new("Own CA");
    let (one, other) = (own.server(&["a.example"]), own.server(&["b.example"]));
    let folder = folder(&[("certificate", &one.certificate), ("key", &other.key)]);
    let below = |name: &str| folder.path().join(name);
    let ran: Ran = hedgerow()
        .args(["serve", "--listen", "127.0.0.1:0", "--data"])
        .arg(below("data"))
        .arg("--tls-certificate")
        .arg(below("certificate"))
        .arg("--tls-key")
        .arg(below("key"))
        .stdin(Stdio::null())
        .output()
        .unwrap()
        .into();
    assert_eq!(ran.code, 2, "{ran:?}");
    assert!(ran.err.contains("does not belong to the certificate (`CN=a.example`)"), "{ran:?}");
}
