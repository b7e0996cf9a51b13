//! No secret leaves: neither in an answer, nor in a line of the log, nor in the database.

use std::io::Write;
use std::sync::{Arc, Mutex};

use serde_json::json;
use tracing_subscriber::fmt::MakeWriter;

use crate::support::{JSON, PASSWORD, World};

/// Everything that is logged.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

#[tokio::test]
async fn secrets_are_in_no_answer_no_log_line_and_not_in_the_database() {
    let log = Log::default();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::DEBUG)
        .with_ansi(false)
        .with_writer(log.clone())
        .finish();
    // Of the whole process: much is done on other threads. What other tests log is looked at too.
    tracing::subscriber::set_global_default(subscriber).unwrap();

    let world = World::with_fabric().await;
    let code = world.setup_code.reveal().to_owned();
    let first = json!({"code": code, "login": "root", "name": "The Root",
        "email": "root@example.org", "password": PASSWORD});
    let mut answers = Vec::new();
    let made = world.send_as_it_is("POST", "/api/v1/setup", &[JSON], first.to_string()).await;
    assert_eq!(made.status, 201, "{made:?}");
    let root = made.browser();
    let secret = root.cookie.split_once('=').unwrap().1.to_owned();
    let token = world.token_of(&root, &json!({"name": "ci", "scopes": ["read"]})).await;
    answers.push(made.text);
    let wrong = "a wrong password that nobody may see";
    answers.push(world.try_log_in("root", wrong, &[]).await.text);
    answers.push(world.try_log_in(wrong, wrong, &[]).await.text);
    let odd = json!({"login": "root", "password": {"is": wrong}}).to_string();
    answers.push(world.send_as_it_is("POST", "/api/v1/session", &[JSON], odd).await.text);
    let body = json!({"current": wrong, "new": wrong}).to_string();
    answers.push(world.browse(&root, "POST", "/api/v1/me/password", &body).await.text);
    let rejected = "hgr_a-token-that-nobody-may-see";
    let bearer = format!("Bearer {rejected}");
    let headers = [("authorization", bearer.as_str())];
    answers.push(world.send_as_it_is("GET", "/api/v1/me", &headers, "").await.text);
    let owner = format!("Bearer {token}");
    let headers = [("authorization", owner.as_str())];
    answers.push(world.send_as_it_is("GET", "/api/v1/me", &headers, "").await.text);
    for path in ["/me", "/me/tokens", "/me/sessions", "/users", "/audit", "/audit/export"] {
        answers.push(world.browse(&root, "GET", &format!("/api/v1{path}"), "").await.text);
    }
    world.engine.shutdown().await;

    let log = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    assert!(log.contains("/api/v1/me/password"), "requests are logged");
    let database = world.database();
    let admin = world.token.reveal();
    for (what, secret) in [
        ("the set-up code", code.as_str()),
        ("a password", PASSWORD),
        ("a wrong password", wrong),
        ("a session", secret.as_str()),
        ("a csrf value", root.csrf.as_str()),
        ("a token", token.as_str()),
        ("a token that was rejected", rejected),
        ("the installation's token", admin),
    ] {
        assert!(!log.contains(secret), "{what} is in the log");
        let found = database.windows(secret.len()).any(|bytes| bytes == secret.as_bytes());
        assert!(!found, "{what} is in the database");
        // Its owner asks for this one, to send it along.
        if what != "a csrf value" {
            assert!(!answers.iter().any(|answer| answer.contains(secret)), "{what}: {answers:?}");
        }
    }
    assert!(!answers.iter().any(|answer| answer.contains("argon2")), "{answers:?}");
}
