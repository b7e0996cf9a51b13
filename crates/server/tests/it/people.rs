//! One's own account, tokens, and the accounts of others.

use std::time::Duration;

use futures::StreamExt;
use serde_json::json;

use crate::support::{JSON, PASSWORD, World};

#[tokio::test]
async fn an_account_is_made_looked_at_changed_and_removed() {
    let world = World::with_fabric().await;
    world.person("ada", json!([{"fabric": "env", "role": "editor"}, {"role": "viewer"}])).await;
    let path = "/api/v1/users/ada";
    let looked = world.get(path).await;
    let user = looked.json();
    assert_eq!(user["roles"], json!([{"role": "viewer"}, {"fabric": "env", "role": "editor"}]));
    assert!(user.get("password").is_none() && user["active"] == true);
    let tag = looked.etag();
    let renamed = json!({"name": "Ada Lovelace"}).to_string();
    let if_match = ("if-match", tag.as_str());
    let first = world.send("PATCH", path, &[JSON, if_match], &renamed).await;
    assert_eq!((first.status.as_u16(), &first.json()["name"]), (200, &json!("Ada Lovelace")));
    assert_ne!(first.etag(), tag);
    world.send("PATCH", path, &[JSON, if_match], &renamed).await.problem(412);
    world.send("DELETE", path, &[if_match], "").await.problem(412);
    let foreign = ("if-match", "\"something\"");
    world.send("DELETE", path, &[foreign], "").await.problem(412);
    let now = first.etag();
    assert_eq!(world.send("DELETE", path, &[("if-match", &now)], "").await.status, 204);
    world.get(path).await.problem(404);
}

#[tokio::test]
async fn accounts_are_a_page_by_login() {
    let world = World::new().await;
    for login in ["carol", "ada", "bob"] {
        world.person(login, json!([])).await;
    }
    let first = world.get("/api/v1/users?limit=2").await.json();
    let logins = |page: &serde_json::Value| -> Vec<String> {
        let items = page["items"].as_array().unwrap().iter();
        items.map(|user| user["login"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(logins(&first), ["ada", "bob"]);
    let next = first["next"].as_str().unwrap();
    let second = world.get(&format!("/api/v1/users?limit=2&cursor={next}")).await.json();
    assert_eq!(logins(&second), ["carol"]);
    assert!(second.get("next").is_none());
    world.get("/api/v1/users?cursor=x").await.problem(400);
}

#[tokio::test]
async fn a_search_finds_people_for_those_who_may_list_them() {
    let world = World::with_fabric().await;
    world.person("webster", json!([{"fabric": "env", "role": "admin"}])).await;
    let found = world.get("/api/v1/search?q=WEB").await.items();
    assert_eq!((&found[0]["what"], &found[0]["name"]), (&json!("person"), &json!("webster")));
    assert_eq!(found[1]["label"], "VPC/web");
    let one = world.get("/api/v1/search?q=web&limit=1").await.items();
    assert_eq!(one.as_array().unwrap().len(), 1);
    let own = world.log_in("webster").await;
    let found = world.browse(&own, "GET", "/api/v1/search?q=web", "").await.items();
    assert_eq!(found.as_array().unwrap().len(), 1, "{found}");
    assert_eq!(found[0]["what"], "resource");
}

#[tokio::test]
async fn a_person_knows_what_they_may_do_and_changes_their_name() {
    let world = World::with_fabric().await;
    world.person("ada", json!([{"fabric": "env", "role": "editor"}])).await;
    let ada = world.log_in("ada").await;
    let me = world.browse(&ada, "GET", "/api/v1/me", "").await.json();
    assert_eq!(me["fabrics"], json!({"env": ["read", "edit", "resolve"]}));
    assert_eq!((&me["permissions"], &me["admin"]), (&json!([]), &json!(false)));
    let body = json!({"name": "Ada <x>"}).to_string();
    world.browse(&ada, "PATCH", "/api/v1/me", &body).await.problem(422);
    let body = json!({"email": "ada@lovelace.example"}).to_string();
    world.browse(&ada, "PATCH", "/api/v1/me", &body).await.problem(409);
    let body = json!({"name": "Ada Lovelace"}).to_string();
    let changed = world.browse(&ada, "PATCH", "/api/v1/me", &body).await.json();
    assert_eq!(changed["name"], "Ada Lovelace");
    let me = world.get("/api/v1/me").await.json();
    assert_eq!((&me["kind"], &me["admin"]), (&json!("administrator"), &json!(true)));
}

#[tokio::test]
async fn what_a_person_writes_is_in_their_name_and_in_nobody_elses() {
    let world = World::with_fabric().await;
    world.person("ada", json!([{"fabric": "env", "role": "publisher"}])).await;
    let ada = world.log_in("ada").await;
    let mut drafts = json!({"change": "c", "edits": [
        {"op": "set", "resource": "VPC/web", "fields": ["spec.subnets.front.vlan=1002"]}
    ]});
    drafts["author"] = json!({"name": "Bob", "email": "bob@example.org"});
    let path = "/api/v1/fabrics/env/drafts";
    world.browse(&ada, "POST", path, &drafts.to_string()).await.problem(403);
    drafts.as_object_mut().unwrap().remove("author");
    let saved = world.browse(&ada, "POST", path, &drafts.to_string()).await;
    assert_eq!(saved.status, 200, "{saved:?}");
    let published = world.browse(&ada, "POST", "/api/v1/changes/c/publish", "").await;
    assert_eq!(published.json()["state"], "published", "{published:?}");
    let author = world.repository.git(&["log", "-1", "--format=%an <%ae>", "main"]);
    assert_eq!(author.trim(), "The ada <ada@example.org>");
}

#[tokio::test]
async fn a_changed_password_ends_the_other_sessions() {
    let world = World::new().await;
    world.person("ada", json!([])).await;
    let (here, elsewhere) = (world.log_in("ada").await, world.log_in("ada").await);
    let path = "/api/v1/me/password";
    let wrong = json!({"current": "wrong password", "new": "another good sentence"});
    world.browse(&here, "POST", path, &wrong.to_string()).await.problem(403);
    let right = json!({"current": PASSWORD, "new": "another good sentence"});
    assert_eq!(world.browse(&here, "POST", path, &right.to_string()).await.status, 204);
    assert_eq!(world.browse(&here, "GET", "/api/v1/me", "").await.status, 200);
    world.browse(&elsewhere, "GET", "/api/v1/me", "").await.problem(401);
    // Trying the current one is slowed down like a log-in.
    loop {
        let answer = world.browse(&here, "POST", path, &wrong.to_string()).await;
        if answer.status != 403 {
            answer.problem(429);
            break;
        }
    }
}

#[tokio::test]
async fn a_token_is_shown_once_listed_without_itself_and_revoked() {
    let world = World::new().await;
    world.person("ada", json!([{"role": "editor"}])).await;
    let ada = world.log_in("ada").await;
    let token = world.token_of(&ada, &json!({"name": "ci", "scopes": ["edit"]})).await;
    let bearer = format!("Bearer {token}");
    let me =
        async || world.send_as_it_is("GET", "/api/v1/me", &[("authorization", &bearer)], "").await;
    let shown = me().await.json();
    assert_eq!((&shown["kind"], &shown["token"]), (&json!("token"), &json!("ci")));
    assert_eq!(shown["permissions"], json!(["read", "edit"]));
    assert!(shown.get("csrf").is_none());
    let listed = world.browse(&ada, "GET", "/api/v1/me/tokens", "").await.items();
    assert!(listed[0].get("token").is_none() && listed[0]["name"] == "ci", "{listed}");
    let path = format!("/api/v1/me/tokens/{}", listed[0]["id"]);
    assert_eq!(world.browse(&ada, "DELETE", &path, "").await.status, 204);
    me().await.problem(401);
    world.browse(&ada, "DELETE", &path, "").await.problem(404);
}

#[tokio::test]
async fn one_sees_ones_sessions_and_ends_them() {
    let world = World::new().await;
    world.person("ada", json!([])).await;
    let (here, elsewhere) = (world.log_in("ada").await, world.log_in("ada").await);
    let listed = world.browse(&here, "GET", "/api/v1/me/sessions", "").await.items();
    assert_eq!(listed.as_array().unwrap().len(), 2);
    assert_eq!((&listed[0]["current"], &listed[1]["current"]), (&json!(false), &json!(true)));
    assert_eq!(listed[0]["from"], "192.0.2.1");
    let path = format!("/api/v1/me/sessions/{}", listed[0]["id"]);
    assert_eq!(world.browse(&here, "DELETE", &path, "").await.status, 204);
    world.browse(&elsewhere, "GET", "/api/v1/me", "").await.problem(401);
}

#[tokio::test]
async fn the_audit_is_filtered_taken_away_and_verified() {
    let world = World::new().await;
    world.person("ada", json!([])).await;
    world.log_in("ada").await;
    world.try_log_in("ada", "wrong password", &[]).await.problem(401);
    let refused = world.get("/api/v1/audit?action=login&outcome=refused").await.items();
    assert_eq!(refused.as_array().unwrap().len(), 1, "{refused}");
    assert_eq!(refused[0]["subject"], "user ada");
    assert_eq!(refused[0]["actor"]["kind"], "anonymous");
    let by_ada = world.get("/api/v1/audit?actor=ADA").await.items();
    assert_eq!(by_ada[0]["action"], "login");
    world.get("/api/v1/audit?action=nonsense").await.problem(400);
    let lines = world.get("/api/v1/audit/export").await;
    assert_eq!(lines.headers["content-type"], "application/x-ndjson");
    assert!(lines.headers["content-disposition"].to_str().unwrap().starts_with("attachment"));
    let entries: Vec<serde_json::Value> =
        lines.text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(entries[0]["action"], "audit.export", "that it was taken is in it");
    assert!(entries.iter().any(|entry| entry["action"] == "user.create"));
    let table = world.get("/api/v1/audit/export?format=csv&action=login").await;
    assert_eq!(table.text.lines().count(), 3, "{table:?}");
    assert!(table.text.starts_with("seq,at,kind,login,"));
    let found = world.get("/api/v1/audit/verification").await.json();
    assert_eq!((&found["ok"], &found["problems"]), (&json!(true), &json!([])), "{found}");
    assert_eq!(found["entries"].as_u64().unwrap(), found["last"].as_u64().unwrap());
}

#[tokio::test]
async fn a_stream_of_events_follows_what_its_listener_may_see_and_ends_with_the_session() {
    let world = World::with_fabric().await;
    // What is told is passed on by a job.
    world.engine.start();
    world.person("ada", json!([])).await;
    let ada = world.log_in("ada").await;
    let mut stream = world.listen(&ada).await;
    let mut next = async || {
        let next = tokio::time::timeout(Duration::from_secs(20), stream.next()).await.unwrap();
        next.map(|bytes| String::from_utf8(bytes.unwrap().to_vec()).unwrap())
    };
    assert!(next().await.unwrap().contains("event: hello"));
    let roles = json!({"roles": [{"fabric": "env", "role": "viewer"}]}).to_string();
    let changed = world.send("PATCH", "/api/v1/users/ada", &[JSON], &roles).await;
    assert_eq!(changed.status, 200, "{changed:?}");
    assert!(next().await.unwrap().contains("event: reset"));
    let edited = crate::support::FILE.replace("1001", "1009");
    world.repository.commit("main", "nine", &[("env/vpcs.yaml", Some(&edited))]);
    world.engine.sync("env").await.unwrap();
    while !next().await.unwrap().contains("event: ingested") {}
    let out = world.browse(&ada, "DELETE", "/api/v1/session", "").await;
    assert_eq!(out.status, 204, "{out:?}");
    while next().await.is_some() {}
}
