use serde_json::json;

use crate::support::{FILE, World};

const JSON: (&str, &str) = ("content-type", "application/json");

#[tokio::test]
async fn a_draft_goes_out_as_the_diff_that_was_looked_at() {
    let world = World::with_draft().await;
    let diff = world.get("/api/v1/changes/c/diff").await;
    assert_eq!(diff.etag(), format!("\"{}\"", world.repository.head("main").unwrap()));
    assert!(diff.json()["diff"].as_str().unwrap().contains("+      vlan: 1002   # behind"));
    let published =
        world.send("POST", "/api/v1/changes/c/publish", &[("if-match", &diff.etag())], "").await;
    assert_eq!(published.status, 200, "{published:?}");
    assert_eq!(published.json()["state"], "published");
    let text = world.repository.read("main", "env/vpcs.yaml").unwrap();
    assert_eq!(text, FILE.replace("1001", "1002"));
}

#[tokio::test]
async fn a_publish_of_a_preview_that_git_left_behind_waits_for_another_look() {
    let world = World::with_draft().await;
    let diff = world.get("/api/v1/changes/c/diff").await;
    let moved = FILE.replace("# The shop.", "# Our shop.");
    world.repository.commit("main", "moved", &[("env/vpcs.yaml", Some(&moved))]);
    let waits =
        world.send("POST", "/api/v1/changes/c/publish", &[("if-match", &diff.etag())], "").await;
    assert_eq!(waits.json()["state"], "waiting", "{waits:?}");
    assert!(waits.json()["reason"]["kind"] == "moved-since-preview", "{waits:?}");
    // To look again is to see where it is now.
    let diff = world.get("/api/v1/changes/c/diff").await;
    assert!(diff.json()["waits"].is_null(), "{diff:?}");
    assert!(diff.json()["diff"].as_str().unwrap().contains("+      vlan: 1002"), "{diff:?}");
    assert_eq!(world.repository.read("main", "env/vpcs.yaml").unwrap(), moved);
}

#[tokio::test]
async fn settings_that_somebody_else_changed_are_not_overwritten() {
    let world = World::with_fabric().await;
    let path = "/api/v1/fabrics/env";
    let seen = world.get(path).await.etag();
    let first =
        world.send("PATCH", path, &[JSON, ("if-match", &seen)], r#"{"quiet_seconds": 5}"#).await;
    assert_eq!(first.status, 200, "{first:?}");
    let second =
        world.send("PATCH", path, &[JSON, ("if-match", &seen)], r#"{"quiet_seconds": 9}"#).await;
    second.problem(412);
    assert_eq!(world.get(path).await.json()["quiet_seconds"], 5);
    let third = world
        .send("PATCH", path, &[JSON, ("if-match", &first.etag())], r#"{"quiet_seconds": 9}"#)
        .await;
    assert_eq!(third.status, 200, "{third:?}");
}

#[tokio::test]
async fn a_remote_that_does_not_answer_holds_up_nobody_elses_settings() {
    let world = std::sync::Arc::new(World::with_fabric().await);
    let folder = tempfile::TempDir::new().unwrap();
    let far = hedgerow_testkit::TestRepository::create(folder.path().join("far.git"));
    far.commit("main", "first", &[("a.txt", Some("a"))]);
    far.commit("next", "first", &[("a.txt", Some("a"))]);
    let server = hedgerow_testkit::GitServer::start(folder.path());
    let new = json!({"name": "far", "url": server.url("far.git"), "branch": "main"});
    let added = world.post("/api/v1/repositories", &new).await;
    assert_eq!(added.status, 201, "{added:?}");

    let held = server.hold(hedgerow_testkit::Stage::Request);
    let asking = std::sync::Arc::clone(&world);
    let switching = tokio::spawn(async move {
        asking.send("PATCH", "/api/v1/repositories/far", &[JSON], r#"{"branch": "next"}"#).await
    });
    let held = tokio::task::spawn_blocking(move || {
        held.wait();
        held
    });
    let held = held.await.unwrap();
    // The remote has the question and says nothing.
    let path = "/api/v1/fabrics/env";
    let seen = world.get(path).await.etag();
    let other = [JSON, ("if-match", seen.as_str())];
    let changed = world.send("PATCH", path, &other, r#"{"quiet_seconds": 5}"#).await;
    assert_eq!(changed.json()["quiet_seconds"], 5, "{changed:?}");
    let path = "/api/v1/repositories/net";
    let changed = world.send("PATCH", path, &[JSON], r#"{"branch": "main"}"#).await;
    assert_eq!(changed.status, 200, "{changed:?}");
    assert!(!switching.is_finished());
    held.release();
    let switched = switching.await.unwrap();
    assert_eq!(switched.json()["branch"], "next", "{switched:?}");
}

#[tokio::test]
async fn settings_that_changed_while_the_remote_was_asked_are_not_overwritten() {
    let world = std::sync::Arc::new(World::with_fabric().await);
    let folder = tempfile::TempDir::new().unwrap();
    let far = hedgerow_testkit::TestRepository::create(folder.path().join("far.git"));
    for branch in ["main", "next"] {
        far.commit(branch, "first", &[("a.txt", Some("a"))]);
    }
    let server = hedgerow_testkit::GitServer::start(folder.path());
    let new = json!({"name": "far", "url": server.url("far.git"), "branch": "main"});
    world.post("/api/v1/repositories", &new).await;
    let path = "/api/v1/repositories/far";
    let seen = world.get(path).await.etag();
    let held = server.hold(hedgerow_testkit::Stage::Request);
    let asking = std::sync::Arc::clone(&world);
    let tag = seen.clone();
    let switching = tokio::spawn(async move {
        let headers = [JSON, ("if-match", tag.as_str())];
        asking.send("PATCH", path, &headers, r#"{"branch": "next"}"#).await
    });
    let held = tokio::task::spawn_blocking(move || {
        held.wait();
        held
    });
    let held = held.await.unwrap();
    let gone = world.send("DELETE", path, &[("if-match", &seen)], "").await;
    assert_eq!(gone.status, 204, "{gone:?}");
    held.release();
    switching.await.unwrap().problem(412);
    world.get(path).await.problem(404);
}

#[tokio::test]
async fn a_text_that_was_edited_on_an_older_revision_is_refused() {
    let world = World::with_draft().await;
    let edit = json!({"change": "c", "edits": [
        {"op": "text", "resource": "VPC/web", "text": FILE.replace("1001", "1003"), "revision": 0}
    ]});
    world.post("/api/v1/fabrics/env/drafts", &edit).await.problem(412);
}

#[tokio::test]
async fn a_conflict_is_listed_and_settled() {
    let world = World::with_draft().await;
    let theirs = FILE.replace("1001", "1005");
    world.repository.commit("main", "five", &[("env/vpcs.yaml", Some(&theirs))]);
    let published = world.post("/api/v1/changes/c/publish", &json!({})).await;
    assert_eq!(published.status, 200, "a conflict is an outcome: {published:?}");
    assert_eq!(published.json()["state"], "conflicted");
    let conflicts = world.get("/api/v1/conflicts?fabric=env&state=open").await.items();
    let id = conflicts[0]["id"].as_i64().unwrap();
    assert_eq!(conflicts[0]["base"], 1001);
    assert_eq!(conflicts[0]["draft"], 1002);
    assert_eq!(conflicts[0]["git"], 1005);
    let by = json!({"take": "draft", "by": {"name": "Ada", "email": "ada@example.net"}});
    let resolved = world.post(&format!("/api/v1/conflicts/{id}/resolve"), &by).await;
    assert_eq!(resolved.status, 200, "{resolved:?}");
    assert_eq!(resolved.json()["state"], "resolved");
    assert!(resolved.json()["decided_by"].as_str().unwrap().contains("Ada"));
    let published = world.post("/api/v1/changes/c/publish", &json!({})).await;
    assert_eq!(published.json()["state"], "published", "{published:?}");
}

#[tokio::test]
async fn resources_are_listed_with_their_texts_where_they_are_wanted() {
    let world = World::with_draft().await;
    let path = "/api/v1/fabrics/env/resources";
    let plain = world.get(path).await.items();
    assert_eq!(plain[0]["path"], "env/vpcs.yaml");
    assert!(plain[0].get("text").is_none());
    let git = world.get(&format!("{path}?content=true")).await.items();
    assert_eq!(git[0]["text"], FILE);
    let draft =
        world.get(&format!("{path}?content=true&picture=draft&only=VPC%2Fweb")).await.items();
    assert_eq!(draft[0]["value"]["spec"]["subnets"]["front"]["vlan"], 1002);
}

#[tokio::test]
async fn a_change_that_is_discarded_is_over() {
    let world = World::with_draft().await;
    let discarded = world.send("DELETE", "/api/v1/changes/c", &[], "").await;
    assert_eq!(discarded.json()["state"], "discarded", "{discarded:?}");
    assert_eq!(world.get("/api/v1/changes?fabric=env").await.json(), json!({"items": []}));
    let all = world.get("/api/v1/changes?finished=true").await.items();
    assert_eq!(all.as_array().unwrap().len(), 1);
    let discarded = world.send("DELETE", "/api/v1/fabrics/env", &[], "").await;
    assert_eq!(discarded.status, 204, "{discarded:?}");
}

#[tokio::test]
async fn a_directory_in_order_needs_nothing() {
    let world = World::with_fabric().await;
    let preview = world.get("/api/v1/fabrics/env/directory").await;
    assert_eq!(preview.json()["actions"], json!([]), "{preview:?}");
    let applied = world.send("POST", "/api/v1/fabrics/env/directory", &[], "").await;
    assert_eq!(applied.status, 200, "{applied:?}");
    assert!(applied.json().get("commit").is_none());
}

#[tokio::test]
async fn a_published_change_is_reverted_by_its_name_and_of_several_by_an_id() {
    let world = World::with_fabric().await;
    let edit = |vlan: u16| {
        let field = format!("spec.subnets.front.vlan={vlan}");
        json!({"change": "c", "edits": [{"op": "set", "resource": "VPC/web", "fields": [field]}]})
    };
    let publish = async |vlan: u16| {
        assert_eq!(world.post("/api/v1/fabrics/env/drafts", &edit(vlan)).await.status, 200);
        let published = world.post("/api/v1/changes/c/publish", &json!({})).await.json();
        assert_eq!(published["state"], "published", "{published}");
    };
    publish(2001).await;
    // One of the name that is open is not what is meant.
    assert_eq!(world.post("/api/v1/fabrics/env/drafts", &edit(2002)).await.status, 200);
    let reverted = world.post("/api/v1/changes/c/revert", &json!({})).await;
    assert_eq!(reverted.status, 200, "{reverted:?}");
    assert_eq!(reverted.json()["change"], "Revert \"c\"");
    let published = world.post("/api/v1/changes/c/publish", &json!({})).await.json();
    assert_eq!(published["state"], "published", "{published}");
    let several = world.post("/api/v1/changes/c/revert", &json!({"change": "d"})).await;
    assert_eq!(
        (several.status.as_u16(), several.json()["code"].as_str()),
        (422, Some("ambiguous-change"))
    );
    let ids: Vec<String> = several.json()["detail"]
        .as_str()
        .unwrap()
        .split(' ')
        .filter(|word| word.len() == 36)
        .map(str::to_owned)
        .collect();
    assert_eq!(ids.len(), 2, "{several:?}");
    let path = format!("/api/v1/changes/{}/revert", ids[0]);
    assert_eq!(world.post(&path, &json!({"change": "d"})).await.status, 200);
    let again = world.post(&path, &json!({"change": "d"})).await;
    assert_eq!(again.json()["code"], "change-name-taken", "{again:?}");
}

#[tokio::test]
async fn a_field_of_several_resources_is_previewed_and_saved_and_what_moved_between_is_told() {
    let world = World::with_fabric().await;
    let path = "/api/v1/fabrics/env/set";
    let ask = |change: Option<&str>, seen: serde_json::Value| {
        json!({"resources": ["VPC/web", "VPC/nobody"], "fields": ["spec.defaultIsolated=true"],
            "preview": change.is_none(), "change": change, "seen": seen})
    };
    let preview = world.post(path, &ask(None, json!({}))).await.json();
    assert_eq!(preview["resources"][0]["outcome"], "set", "{preview}");
    assert!(preview["resources"][0]["diff"].as_str().unwrap().contains("+  defaultIsolated: true"));
    assert_eq!(preview["resources"][1]["outcome"], "refused");
    let old = json!({"VPC/web": "0123"});
    let moved = world.post(path, &ask(Some("modes"), old)).await.json();
    assert_eq!((&moved["resources"][0]["outcome"], &moved["count"]), (&json!("moved"), &json!(0)));
    assert!(moved["saved"].is_null(), "{moved}");
    let seen = json!({"VPC/web": preview["resources"][0]["version"]});
    let saved = world.post(path, &ask(Some("modes"), seen)).await.json();
    assert_eq!(saved["saved"]["change"], "modes", "{saved}");
    let diff = world.get("/api/v1/changes/modes/diff").await.json();
    assert!(diff["diff"].as_str().unwrap().contains("+  defaultIsolated: true"), "{diff}");
}
