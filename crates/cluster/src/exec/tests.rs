//! Programs are small scripts here.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde_json::{Value as Json, json};
use tempfile::TempDir;

use super::login::Login;
use super::{Exec, ExecTrouble, Programs};
use crate::connection::Connection;
use crate::error::ClusterError;
use crate::kubeconfig::{read_kubeconfig, to_kubeconfig};
use crate::{Cluster, Login as Who};

const V1: &str = "client.authentication.k8s.io/v1";

fn script(folder: &TempDir, text: &str) -> String {
    let file = folder.path().join("plugin");
    std::fs::write(&file, format!("#!/bin/sh\n{text}\n")).unwrap();
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o755)).unwrap();
    file.to_str().unwrap().to_owned()
}

fn token(token: &str, expires: Option<&str>) -> String {
    let status = json!({ "token": token, "expirationTimestamp": expires });
    json!({ "apiVersion": V1, "kind": "ExecCredential", "status": status }).to_string()
}

fn config(server: &str, exec: &Json) -> String {
    json!({
        "current-context": "x",
        "contexts": [{"name": "x", "context": {"cluster": "x", "user": "x"}}],
        "clusters": [{"name": "x", "cluster": {
            "server": server, "tls-server-name": "k8s",
            "extensions": [{"name": "client.authentication.k8s.io/exec", "extension": {"audience": "lab"}}],
        }}],
        "users": [{"name": "x", "user": {"exec": exec}}],
    })
    .to_string()
}

fn entry(command: &str) -> Json {
    json!({"apiVersion": V1, "command": command, "args": ["get", "token"],
        "env": [{"name": "PROFILE", "value": "lab"}], "provideClusterInfo": true,
        "interactiveMode": "IfAvailable"})
}

fn connection(server: &str, command: &str) -> Connection {
    read_kubeconfig(&config(server, &entry(command)), None).unwrap().connection
}

fn exec(connection: &Connection) -> Exec {
    let Who::Exec { exec } = &connection.login else { panic!("it logs in with a program") };
    exec.clone()
}

fn why(error: ClusterError) -> ExecTrouble {
    let ClusterError::Exec { why, .. } = error else { panic!("{error}") };
    why
}

async fn asked(command: &str, limit: Duration) -> Result<u64, ExecTrouble> {
    let connection = connection("https://a:1", command);
    let exec = exec(&connection);
    let login = Login::new(connection, exec).within(limit);
    login.client(None).await.map(|it| it.unwrap().1).map_err(why)
}

/// A cluster that accepts one token and counts who came with which.
fn cluster(accepts: &'static str) -> (String, std::sync::mpsc::Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let server = format!("http://{}", listener.local_addr().unwrap());
    let (seen, heard) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let (mut head, mut some) = (Vec::new(), [0; 1024]);
            while !head.windows(4).any(|it| it == b"\r\n\r\n") {
                match stream.read(&mut some) {
                    Ok(0) | Err(_) => break,
                    Ok(count) => head.extend_from_slice(&some[..count]),
                }
            }
            let head = String::from_utf8_lossy(&head).into_owned();
            let line = head.lines().find(|it| it.to_lowercase().starts_with("authorization"));
            let shown = line.and_then(|it| it.split_whitespace().last()).unwrap_or("-").to_owned();
            let (status, body) = match shown == accepts {
                true => ("200 OK", r#"{"gitVersion":"v1.34.0"}"#),
                false => ("401 Unauthorized", "{}"),
            };
            let length = body.len();
            let answer = format!(
                "HTTP/1.1 {status}\r\ncontent-type: application/json\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}"
            );
            let _ = stream.write_all(answer.as_bytes());
            if seen.send(shown).is_err() {
                return;
            }
        }
    });
    (server, heard)
}

fn runs(folder: &Path) -> usize {
    std::fs::read_to_string(folder.join("runs")).unwrap_or_default().lines().count()
}

#[test]
fn the_entry_travels_with_the_context_alone() {
    let text = config("https://a:1", &entry("/bin/plugin"));
    let chosen = read_kubeconfig(&text, None).unwrap();
    assert_eq!((chosen.connection.login_word(), chosen.connection.expires_at()), ("exec", None));
    let again = read_kubeconfig(&to_kubeconfig(&chosen), None).unwrap();
    assert_eq!(again.connection, chosen.connection);
    let stored = serde_json::to_string(&chosen.connection).unwrap();
    let stored: Connection = serde_json::from_str(&stored).unwrap();
    assert_eq!(stored, chosen.connection);
}

#[test]
fn what_such_an_entry_may_not_say_is_refused() {
    let with = |field: &str, value: Json| {
        let mut entry = entry("/bin/plugin");
        entry.as_object_mut().unwrap().insert(field.to_owned(), value);
        read_kubeconfig(&config("https://a:1", &entry), None).unwrap_err().to_string()
    };
    assert!(
        with("apiVersion", json!("client.authentication.k8s.io/v1alpha1")).contains("apiVersion")
    );
    assert!(with("command", json!("")).contains("command"));
    assert!(with("interactiveMode", json!("Always")).contains("interactiveMode"));
    assert!(with("args", json!([1])).contains("args"));
    assert!(with("provideClusterInfo", json!("yes")).contains("provideClusterInfo"));
    for name in ["PATH", "LD_PRELOAD", "DYLD_INSERT_LIBRARIES", "A=B", "", "KUBERNETES_EXEC_INFO"] {
        let refused = with("env", json!([{"name": name, "value": "x"}]));
        assert!(refused.contains("exec.env"), "{name}: {refused}");
    }
    let both = json!({"exec": entry("/bin/plugin"), "token": "t"});
    let text = config("https://a:1", &json!({})).replace(r#"{"exec":{}}"#, &both.to_string());
    assert!(read_kubeconfig(&text, None).unwrap_err().to_string().contains("exec"));
}

#[tokio::test]
async fn only_what_the_configuration_lists_is_run() {
    let folder = TempDir::new().unwrap();
    let plugin = script(&folder, &format!("echo run >> {}/runs", folder.path().display()));
    let beside = folder.path().join(".").join("plugin").to_str().unwrap().to_owned();
    let connection = connection("https://a:1", &plugin);
    for listed in [Vec::new(), vec!["/bin/other".to_owned()], vec![beside], vec!["plugin".into()]] {
        let error = Cluster::open(&connection, &Programs::listed(listed)).await.unwrap_err();
        assert!(error.to_string().contains("cluster_exec"), "{error}");
        assert_eq!(why(error), ExecTrouble::NotListed);
    }
    let relative = self::connection("https://a:1", "plugin");
    let listed = Programs::listed(vec!["plugin".to_owned()]);
    assert_eq!(why(Cluster::open(&relative, &listed).await.unwrap_err()), ExecTrouble::NotListed);
    assert_eq!(runs(folder.path()), 0);
}

#[tokio::test]
async fn a_program_sees_its_own_environment_and_which_cluster_it_is_for() {
    let folder = TempDir::new().unwrap();
    let out = folder.path().display();
    let answer = token("t", None);
    let plugin = script(
        &folder,
        &format!(
            "env > {out}/env; echo \"$@\" > {out}/args; pwd > {out}/pwd; cat > {out}/in; echo '{answer}'"
        ),
    );
    asked(&plugin, Duration::from_secs(30)).await.unwrap();
    let read = |name: &str| std::fs::read_to_string(folder.path().join(name)).unwrap();
    assert_eq!(
        (read("args").trim(), read("pwd").trim(), read("in").as_str()),
        ("get token", "/", "")
    );
    let env = read("env");
    let mut names: Vec<&str> = env.lines().filter_map(|it| Some(it.split_once('=')?.0)).collect();
    // The shell adds these itself.
    names.retain(|name| !["PWD", "OLDPWD", "SHLVL", "_"].contains(name));
    names.sort_unstable();
    assert_eq!(names, ["HOME", "KUBERNETES_EXEC_INFO", "PATH", "PROFILE"]);
    let info = env.lines().find_map(|it| it.strip_prefix("KUBERNETES_EXEC_INFO=")).unwrap();
    let info: Json = serde_json::from_str(info).unwrap();
    let cluster =
        json!({"server": "https://a:1", "tls-server-name": "k8s", "config": {"audience": "lab"}});
    assert_eq!(
        info,
        json!({"apiVersion": V1, "kind": "ExecCredential", "spec": {"interactive": false, "cluster": cluster}})
    );
}

#[tokio::test]
async fn what_goes_wrong_is_told_without_what_it_printed() {
    let limit = Duration::from_secs(30);
    assert_eq!(asked("/nowhere/plugin", limit).await, Err(ExecTrouble::NotFound));
    let folder = TempDir::new().unwrap();
    for (text, expected) in [
        ("echo S3CRET; echo S3CRET >&2; exit 7", ExecTrouble::Failed(7)),
        ("kill -9 $$", ExecTrouble::Ended),
        ("echo S3CRET", ExecTrouble::NotOne("it is not the JSON of one")),
        ("head -c 400000 /dev/zero", ExecTrouble::TooLarge(super::run::LARGEST)),
    ] {
        let error = asked(&script(&folder, text), limit).await.unwrap_err();
        assert_eq!(error, expected, "{text}");
        assert!(!error.to_string().contains("S3CRET"));
    }
    let over = token("S3CRET", Some("2001-01-01T00:00:00Z"));
    let error = asked(&script(&folder, &format!("echo '{over}'")), limit).await.unwrap_err();
    assert_eq!(error, ExecTrouble::Expired);
    let pem = json!({"apiVersion": V1, "kind": "ExecCredential",
        "status": {"clientCertificateData": "S3CRET", "clientKeyData": "S3CRET"}});
    let error = asked(&script(&folder, &format!("echo '{pem}'")), limit).await.unwrap_err();
    assert!(matches!(error, ExecTrouble::NotOne(_)), "{error}");
    assert!(!error.to_string().contains("S3CRET"));
}

#[tokio::test]
async fn one_that_does_not_end_is_ended_with_all_that_it_started() {
    let folder = TempDir::new().unwrap();
    let child: PathBuf = folder.path().join("child");
    let plugin = script(&folder, &format!("sleep 600 & echo $! > {}; wait", child.display()));
    let limit = Duration::from_secs(2);
    assert_eq!(asked(&plugin, limit).await, Err(ExecTrouble::TimedOut(limit)));
    let id = std::fs::read_to_string(child).unwrap();
    let state = format!("/proc/{}/stat", id.trim());
    let is_gone = || {
        // One that ended and that nobody has waited for is gone, too.
        std::fs::read_to_string(&state)
            .map_or(true, |stat| stat.rsplit(") ").next().is_none_or(|it| it.starts_with('Z')))
    };
    let gone = async {
        while !is_gone() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), gone).await.unwrap();
}

#[tokio::test]
async fn a_token_is_kept_and_asked_for_again_when_it_ends_or_is_not_accepted() {
    let folder = TempDir::new().unwrap();
    let runs_file = folder.path().join("runs");
    let (first, second) = (token("old", None), token("new", None));
    let plugin = script(
        &folder,
        &format!(
            "echo run >> {0}; if [ $(wc -l < {0}) -gt 1 ]; then echo '{second}'; else echo '{first}'; fi",
            runs_file.display()
        ),
    );
    let (server, heard) = cluster("new");
    let connection = connection(&server, &plugin);
    let programs = Programs::listed(vec![plugin]);
    let cluster = Cluster::open(&connection, &programs).await.unwrap();
    assert_eq!(runs(folder.path()), 0, "nothing was asked yet");
    // What was given just now is not asked for again at once.
    assert_eq!(cluster.version().await.unwrap_err(), ClusterError::Unauthorised);
    assert_eq!((heard.recv().unwrap().as_str(), runs(folder.path())), ("old", 1));
    let accepted = async {
        while cluster.version().await.is_err() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(60), accepted).await.unwrap();
    while heard.recv().unwrap() != "new" {}
    // Another that is opened goes on with what there is.
    let again = Cluster::open(&connection, &programs).await.unwrap();
    assert_eq!(again.version().await.unwrap(), "v1.34.0");
    assert_eq!((heard.recv().unwrap().as_str(), runs(folder.path())), ("new", 2));
}

#[tokio::test]
async fn what_ends_soon_is_exchanged_without_being_refused_first() {
    let folder = TempDir::new().unwrap();
    let runs_file = folder.path().join("runs");
    // Half a second is what is left of it; after a quarter of one it is exchanged.
    let plugin = script(
        &folder,
        &format!(
            "echo run >> {}; at=$(date -u -d '+2 seconds' +%Y-%m-%dT%H:%M:%SZ); \
             echo '{{\"apiVersion\":\"{V1}\",\"kind\":\"ExecCredential\",\"status\":{{\"token\":\"t\",\"expirationTimestamp\":\"'$at'\"}}}}'",
            runs_file.display()
        ),
    );
    let connection = connection("https://a:1", &plugin);
    let login = Login::new(connection.clone(), exec(&connection));
    let (_, one) = login.client(None).await.unwrap().unwrap();
    let exchanged = async {
        while login.client(None).await.unwrap().unwrap().1 == one {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), exchanged).await.unwrap();
    assert_eq!(runs(folder.path()), 2);
}

#[tokio::test]
async fn a_certificate_of_a_program_is_what_is_shown() {
    let folder = TempDir::new().unwrap();
    let made = rcgen::generate_simple_self_signed(["a.example.org".to_owned()]).unwrap();
    let answer = json!({"apiVersion": V1, "kind": "ExecCredential", "status": {
        "clientCertificateData": made.cert.pem(), "clientKeyData": made.signing_key.serialize_pem()}});
    let file = folder.path().join("answer");
    std::fs::write(&file, answer.to_string()).unwrap();
    let plugin = script(&folder, &format!("cat {}", file.display()));
    assert_eq!(asked(&plugin, Duration::from_secs(30)).await, Ok(1));
}
