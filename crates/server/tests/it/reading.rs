//! What pages read.

use serde_json::json;

use crate::support::{FILE, World};

#[tokio::test]
async fn lists_go_on_behind_their_cursor_and_refuse_another_lists() {
    let world = World::with_draft().await;
    let other = FILE.replace("web", "api").replace("10.0.1", "10.0.2").replace("1001", "1002");
    world.repository.commit("main", "more", &[("env/api.yaml", Some(&other))]);
    world.send("POST", "/api/v1/fabrics/env/sync", &[], "").await;
    let path = "/api/v1/fabrics/env/resources";
    let first = world.get(&format!("{path}?limit=1")).await.json();
    assert_eq!(first["items"][0]["name"], "api");
    let next = first["next"].as_str().unwrap();
    let second = world.get(&format!("{path}?limit=1&cursor={next}")).await.json();
    assert_eq!(second["items"][0]["name"], "web");
    assert!(second.get("next").is_none());
    let refused = world.get(&format!("/api/v1/runs?cursor={next}")).await.problem(400);
    assert!(refused.contains("cursor"), "{refused}");
    for list in [
        "repositories",
        "fabrics",
        "changes",
        "conflicts",
        "runs",
        "fabrics/env/findings",
        "fabrics/env/files",
        "fabrics/env/resources",
        "fabrics/env/resources/VPC/-/web/history",
    ] {
        let answer = world.get(&format!("/api/v1/{list}?limit=1")).await;
        assert!(answer.json()["items"].is_array(), "{list}: {answer:?}");
        world.get(&format!("/api/v1/{list}?limit=0")).await.problem(400);
        world.get(&format!("/api/v1/{list}?cursor=x")).await.problem(400);
        world.get(&format!("/api/v1/{list}?offset=1")).await.problem(400);
    }
}

#[tokio::test]
async fn a_resource_is_shown_with_its_draft_and_a_tag_that_follows_it() {
    let world = World::with_draft().await;
    let path = "/api/v1/fabrics/env/resources/VPC/-/web";
    let answer = world.get(path).await;
    let json = answer.json();
    assert_eq!(json["state"], "draft");
    assert_eq!(json["text"], FILE);
    assert_eq!(json["drafts"][0]["change"], "c");
    assert_eq!(json["evidence"]["commit"].as_str(), world.repository.head("main").as_deref());
    let vlan = json["fields"].as_array().unwrap().iter();
    let vlan = vlan.clone().find(|row| row["path"] == "spec.subnets.front.vlan").unwrap();
    assert_eq!(
        vlan,
        &json!({"path": "spec.subnets.front.vlan", "git": 1001, "base": 1001,
        "drafts": {"c": 1002}, "state": "draft"})
    );
    assert_eq!(world.get(path).await.etag(), answer.etag());
    let more = json!({"change": "c", "edits": [
        {"op": "set", "resource": "VPC/web", "fields": ["spec.subnets.front.vlan=1004"]}
    ]});
    world.post("/api/v1/fabrics/env/drafts", &more).await;
    assert_ne!(world.get(path).await.etag(), answer.etag());
    let grouped = "/api/v1/fabrics/env/resources/VPC.vpc.githedgehog.com/default/web";
    assert_eq!(world.get(grouped).await.status, 200);
    world.get("/api/v1/fabrics/env/resources/VPC/-/nobody").await.problem(404);
    world.get("/api/v1/fabrics/none/resources/VPC/-/web").await.problem(404);
    let history = world.get(&format!("{path}/history")).await.items();
    assert_eq!(history[0]["what"], "added");
}

#[tokio::test]
async fn a_change_that_was_edited_since_it_was_looked_at_is_not_discarded() {
    let world = World::with_draft().await;
    let path = "/api/v1/changes/c";
    let seen = world.get(path).await.etag();
    let more = json!({"change": "c", "edits": [
        {"op": "set", "resource": "VPC/web", "fields": ["spec.subnets.front.vlan=1004"]}
    ]});
    world.post("/api/v1/fabrics/env/drafts", &more).await;
    world.send("DELETE", path, &[("if-match", &seen)], "").await.problem(412);
    assert_eq!(world.get(path).await.json()["state"], "open");
    let seen = world.get(path).await.etag();
    let discarded = world.send("DELETE", path, &[("if-match", &seen)], "").await;
    assert_eq!(discarded.json()["state"], "discarded", "{discarded:?}");
}

#[tokio::test]
async fn a_conflict_that_somebody_decided_is_not_decided_again() {
    let world = World::with_draft().await;
    let theirs = FILE.replace("1001", "1005");
    world.repository.commit("main", "five", &[("env/vpcs.yaml", Some(&theirs))]);
    world.send("POST", "/api/v1/fabrics/env/sync", &[], "").await;
    let open = world.get("/api/v1/conflicts?state=open").await.items();
    let path = format!("/api/v1/conflicts/{}", open[0]["id"]);
    let seen = world.get(&path).await.etag();
    let headers = [("content-type", "application/json"), ("if-match", seen.as_str())];
    let resolve = format!("{path}/resolve");
    let first = world.send("POST", &resolve, &headers, r#"{"take": "git"}"#).await;
    assert_eq!(first.status, 200, "{first:?}");
    world.send("POST", &resolve, &headers, r#"{"take": "draft"}"#).await.problem(412);
}

#[tokio::test]
async fn a_conflict_comes_with_those_of_its_resource_and_says_what_is_left() {
    let world = World::with_draft().await;
    let other = FILE.replace("web", "api").replace("10.0.1", "10.0.2").replace("1001", "1003");
    world.repository.commit("main", "more", &[("env/api.yaml", Some(&other))]);
    world.send("POST", "/api/v1/fabrics/env/sync", &[], "").await;
    let edits = json!({"change": "c", "edits": [
        {"op": "set", "resource": "VPC/web", "fields": ["spec.subnets.front.subnet=10.9.1.0/24"]},
        {"op": "set", "resource": "VPC/api", "fields": ["spec.subnets.front.vlan=1008"]},
    ]});
    let saved = world.post("/api/v1/fabrics/env/drafts", &edits).await;
    assert_eq!(saved.status, 200, "{saved:?}");
    let (web, api) =
        (FILE.replace("1001", "1005").replace("10.0.1", "10.8.1"), other.replace("1003", "1006"));
    let files = [("env/vpcs.yaml", Some(web.as_str())), ("env/api.yaml", Some(api.as_str()))];
    world.repository.commit("main", "five", &files);
    world.send("POST", "/api/v1/fabrics/env/sync", &[], "").await;

    let open = world.get("/api/v1/conflicts?state=open").await.items();
    let of = |name: &str| -> Vec<i64> {
        let open = open.as_array().unwrap().iter();
        open.filter(|one| one["name"] == name).map(|one| one["id"].as_i64().unwrap()).collect()
    };
    let (web, api) = (of("web"), of("api"));
    assert_eq!((web.len(), api.len()), (2, 1), "{open:?}");
    let path = format!("/api/v1/conflicts/{}/set", web[0]);
    let set = world.get(&path).await.json();
    assert_eq!(set["conflict"]["id"], web[0]);
    assert_eq!(set["needs"], "resolve");
    let paths = |of: &serde_json::Value| -> Vec<String> {
        of.as_array().unwrap().iter().map(|one| one["path"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(paths(&set["open"]), ["spec.subnets.front.subnet", "spec.subnets.front.vlan"]);
    assert!(paths(&set["resolved"]).is_empty() && set.get("next").is_none(), "{set:?}");

    for id in &web {
        let taken =
            world.post(&format!("/api/v1/conflicts/{id}/resolve"), &json!({"take": "git"})).await;
        assert_eq!(taken.status, 200, "{taken:?}");
    }
    let set = world.get(&path).await.json();
    assert!(paths(&set["open"]).is_empty());
    assert_eq!(paths(&set["resolved"]).len(), 2);
    assert_eq!((&set["others"], &set["next"]["id"]), (&json!(1), &json!(api[0])));
    world.get("/api/v1/conflicts/999/set").await.problem(404);
}

#[tokio::test]
async fn the_words_for_roles_and_permissions_are_the_servers() {
    let told = World::new().await.get("/api/v1/roles").await.json();
    assert_eq!(told["roles"][1]["role"], "editor");
    assert_eq!(told["roles"][1]["permissions"], json!(["read", "edit", "resolve"]));
    let publish = json!({"permission": "publish", "about": "publish", "role": "publisher"});
    assert_eq!(told["permissions"][3], publish);
}

#[tokio::test]
async fn a_table_asks_for_the_rows_that_an_event_names() {
    let world = World::with_fabric().await;
    let other = FILE.replace("web", "api").replace("10.0.1", "10.0.2").replace("1001", "1003");
    let commit = world.repository.commit("main", "more", &[("env/api.yaml", Some(&other))]);
    world.send("POST", "/api/v1/fabrics/env/sync", &[], "").await;
    let path = "/api/v1/fabrics/env/resources";
    let rows = world.get(&format!("{path}?names=VPC/api,VPC/gone&changed=true")).await.items();
    assert_eq!((rows.as_array().unwrap().len(), &rows[0]["name"]), (1, &json!("api")));
    assert_eq!(rows[0]["changed"]["commit"], json!(commit));
    let told = world.get("/api/v1/fabrics/env/last-commits").await.items();
    let newest = told.as_array().unwrap().iter().find(|one| one["commit"] == json!(commit));
    assert_eq!(newest.unwrap()["paths"], json!(["env/api.yaml"]));
    world.get(&format!("{path}?names=api")).await.problem(422);
}

#[tokio::test]
async fn a_fabric_whose_settings_changed_is_not_disconnected_unseen() {
    let world = World::with_fabric().await;
    let path = "/api/v1/fabrics/env";
    let seen = world.get(path).await.etag();
    let json = ("content-type", "application/json");
    world.send("PATCH", path, &[json], r#"{"quiet_seconds": 5}"#).await;
    world.send("DELETE", path, &[("if-match", &seen)], "").await.problem(412);
    let seen = world.get(path).await.etag();
    let gone = world.send("DELETE", path, &[("if-match", &seen)], "").await;
    assert_eq!(gone.status, 204, "{gone:?}");
}

#[tokio::test]
async fn an_editor_asks_for_schemas_and_checks() {
    let world = World::with_fabric().await;
    let schema = world.get("/api/v1/fabrics/env/kinds/VPC/schema").await.json();
    assert_eq!(schema["properties"]["kind"]["enum"][0], "VPC");
    world.get("/api/v1/fabrics/env/kinds/Nothing/schema").await.problem(404);
    let kinds = world.get("/api/v1/fabrics/env/kinds").await.items();
    assert!(kinds.as_array().unwrap().iter().any(|kind| kind["plural"] == "vpcs"));
    let text = json!({"text": FILE.replace("vlan: 1001", "vlan: [")});
    let checked = world.post("/api/v1/fabrics/env/check", &text).await.json();
    assert_eq!(checked["findings"][0]["rule"], "yaml", "{checked}");
    assert!(checked["findings"][0]["line"].as_i64().unwrap() >= 10, "{checked}");
    let text = json!({"text": FILE});
    let checked = world.post("/api/v1/fabrics/env/check", &text).await.json();
    assert_eq!(checked["resources"], json!(["VPC/web"]));
    let found = world.get("/api/v1/search?q=we").await.items();
    assert_eq!(found[0]["label"], "VPC/web");
    assert_eq!(world.get("/api/v1/search").await.items(), json!([]));
    let files = world.get("/api/v1/fabrics/env/files?area=managed").await.items();
    assert_eq!(files[0]["resources"], json!(["VPC/web"]));
}
