//! The rules that a fabric declares itself: written, judged, set, audited.

use serde_json::{Value as Json, json};

use crate::support::{Answer, JSON, World};

const RULES: &str = "/api/v1/fabrics/env/rules";
const DECLARED: &str = "/api/v1/fabrics/env/declared-rules";

const TENANT: &str = "apiVersion: example.com/v1\nkind: Tenant\nmetadata: {name: blue}\nspec: {}\n";

/// Ours, with a comment that stays.
const TEXT: &str = "\
# ours
tenant:
  why: Networks are billed.
  reference: {from: {kind: Network.example.com, path: spec.tenant}, to: {kind: Tenant.example.com}}
vni: {unique: {of: {kind: Network.example.com, path: spec.vni}}}
";

fn network(name: &str, tenant: &str, vni: u32) -> String {
    format!(
        "apiVersion: example.com/v1\nkind: Network\nmetadata: {{name: {name}}}\n\
         spec: {{tenant: {tenant}, vni: {vni}}}\n"
    )
}

/// A fabric with a tenant, a network of it, and one of a tenant that does not exist.
async fn world() -> World {
    let world = World::with_fabric().await;
    let networks = format!("{}---\n{}", network("a", "blue", 1), network("b", "red", 1));
    world.repository.commit(
        "main",
        "networks",
        &[("env/tenant.yaml", Some(TENANT)), ("env/networks.yaml", Some(networks.as_str()))],
    );
    let synced = world.send("POST", "/api/v1/fabrics/env/sync", &[], "").await;
    assert_eq!(synced.status, 200, "{synced:?}");
    world
}

async fn declare(world: &World, text: &str) -> Answer {
    world.send("PUT", DECLARED, &[JSON], &json!({"text": text}).to_string()).await
}

fn rule(rules: &Json, id: &str) -> Json {
    let found = rules["rules"].as_array().unwrap().iter().find(|rule| rule["id"] == id);
    found.unwrap_or_else(|| panic!("no rule {id}")).clone()
}

/// What is said of declared rules: `rule resource field other`, sorted.
async fn found(world: &World) -> Vec<String> {
    let findings = world.get("/api/v1/fabrics/env/findings?limit=1000").await.items();
    let text = |one: &Json, key: &str| one[key].as_str().unwrap_or("-").to_owned();
    let own = findings
        .as_array()
        .unwrap()
        .iter()
        .filter(|one| one["rule"].as_str().unwrap().starts_with("declared/"));
    let mut lines: Vec<String> = own
        .map(|one| ["rule", "resource", "field", "other"].map(|key| text(one, key)).join(" "))
        .collect();
    lines.sort();
    lines
}

#[tokio::test]
async fn what_is_declared_is_judged_at_once_and_listed_with_the_other_rules() {
    let world = world().await;
    let declared = declare(&world, TEXT).await;
    assert_eq!(declared.status, 200, "{declared:?}");
    let all = declared.json();
    assert_eq!((&all["judged"], &all["declared"]["text"]), (&json!("current"), &json!(TEXT)));
    let tenant = rule(&all, "declared/tenant");
    assert_eq!(tenant["meaning"], "refers at `spec.tenant` to a Tenant that does not exist");
    assert_eq!(tenant["action"], "correct the name, or add it. Networks are billed.");
    assert_eq!(tenant["broken"], json!({"errors": 1, "warnings": 0}));
    assert_eq!(rule(&all, "declared/vni")["broken"], json!({"errors": 2, "warnings": 0}));
    let notes = all["declared"]["notes"].to_string();
    assert!(notes.contains("no definition of Network.example.com is given"), "{notes}");
    assert_eq!(
        found(&world).await,
        [
            "declared/tenant Network/b spec.tenant -",
            "declared/vni Network/a spec.vni Network/b",
            "declared/vni Network/b spec.vni Network/a",
        ]
    );
    let gone = declare(&world, "").await.json();
    assert_eq!(gone["declared"], json!({"text": "", "notes": []}));
    assert_eq!(found(&world).await, [""; 0]);
}

#[tokio::test]
async fn a_text_with_mistakes_changes_nothing_and_names_each_line() {
    let world = world().await;
    declare(&world, TEXT).await;
    let wrong = "a: {unique: {of: {kind: VPC, path: spec.vlans}}}\nb: {range: {of: {kind: VPC, path: spec.mode}, from: 1}}\n";
    let detail = declare(&world, wrong).await.problem(422);
    let lines: Vec<&str> = detail.lines().collect();
    assert!(lines[0].starts_with("line 1: VPC does not have `spec.vlans`"), "{detail}");
    assert!(lines[1].starts_with("line 2: `spec.mode` of VPC is a string"), "{detail}");
    assert_eq!(lines[2..], ["nothing was changed"]);
    assert_eq!(world.get(RULES).await.json()["declared"]["text"], TEXT);
    let many = "a: {unique: {of: {kind: VPC, path: spec.vlans}, within: {}}}\n".repeat(300);
    assert!(declare(&world, &many).await.problem(422).len() < 4000);
}

#[tokio::test]
async fn a_declared_rule_is_set_in_its_text_and_stands_in_the_audit() {
    let world = world().await;
    declare(&world, TEXT).await;
    let path = format!("{RULES}/declared%2Fvni");
    let set = async |level: &str| {
        world.send("PUT", &path, &[JSON], &json!({"level": level}).to_string()).await
    };
    let warning = set("warning").await;
    assert_eq!(warning.json()["broken"], json!({"errors": 0, "warnings": 2}), "{warning:?}");
    assert_eq!(set("off").await.json()["level"], "off");
    assert_eq!(found(&world).await, ["declared/tenant Network/b spec.tenant -"]);
    let text = world.get(RULES).await.json()["declared"]["text"].as_str().unwrap().to_owned();
    assert!(text.starts_with("# ours\ntenant:\n") && text.contains("level: \"off\""), "{text}");
    let told = world.get("/api/v1/audit?action=fabric.update").await.items();
    assert_eq!(told[0]["before"]["declared"]["vni"]["level"], "warning");
    assert_eq!(told[0]["after"]["declared"]["vni"]["level"], "off");
    assert_eq!(told[0]["after"]["declared"].get("tenant"), None, "only what differs");
    let back = set("error").await;
    assert_eq!(back.json()["broken"], json!({"errors": 2, "warnings": 0}));

    let unknown = format!("{RULES}/declared%2Fx");
    let unknown = world.send("PUT", &unknown, &[JSON], r#"{"level":"off"}"#);
    assert!(unknown.await.problem(404).contains("rule `declared/x` does not exist"));
}

#[tokio::test]
async fn nobody_overwrites_rules_that_they_did_not_see() {
    let world = world().await;
    let tag = world.get(RULES).await.etag();
    let seen = [JSON, ("if-match", tag.as_str())];
    let body = json!({"text": TEXT}).to_string();
    let first = world.send("PUT", DECLARED, &seen, &body).await;
    assert_eq!(first.status, 200, "{first:?}");
    world.send("PUT", DECLARED, &seen, &body).await.problem(412);
    // The same again is no news.
    assert_eq!(declare(&world, TEXT).await.etag(), first.etag());
}

#[tokio::test]
async fn drafts_checks_previews_and_publishes_go_by_what_is_declared() {
    let world = world().await;
    let edits = json!([{"op": "documents", "text": network("c", "green", 9)}]);
    let drafts = json!({"change": "c", "edits": edits});
    assert_eq!(world.post("/api/v1/fabrics/env/drafts", &drafts).await.status, 200);
    let state = async || world.get("/api/v1/changes/c").await.json()["drafts"][0]["state"].clone();
    assert_eq!(state().await, "merges cleanly");
    declare(&world, TEXT).await;
    assert_eq!(state().await, "invalid");

    let check = json!({"text": network("d", "green", 1)});
    let checked = world.post("/api/v1/fabrics/env/check", &check).await.json();
    let said: Vec<&str> = checked["findings"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|one| one["rule"].as_str().filter(|rule| rule.starts_with("declared/")))
        .collect();
    assert_eq!(said, ["declared/tenant", "declared/vni", "declared/vni"], "{checked}");

    let diff = world.get("/api/v1/changes/c/diff").await.json().to_string();
    assert!(diff.contains("refers to Tenant/green, which does not exist"), "{diff}");
    let published = world.post("/api/v1/changes/c/publish", &json!({})).await.json();
    assert_ne!(published["state"], "published");
    assert!(published.to_string().contains("declared/tenant"), "{published}");
}

#[tokio::test]
async fn what_a_removal_breaks_is_known_before_it_and_refused() {
    let world = world().await;
    declare(&world, TEXT).await;
    let asked = json!({"resources": ["Tenant/blue"]});
    let impact = world.post("/api/v1/fabrics/env/impact", &asked).await.json();
    assert_eq!(impact["affected"][0]["name"], "a", "{impact}");
    assert_eq!(impact["affected"][0]["broken"][0]["rule"], "declared/tenant");
    let edits = json!([{"op": "delete", "resource": "Tenant/blue"}]);
    let saved =
        world.post("/api/v1/fabrics/env/drafts", &json!({"change": "d", "edits": edits})).await;
    assert_eq!(saved.status, 200, "{saved:?}");
    let change = world.get("/api/v1/changes/d").await.json();
    assert_eq!(change["drafts"][0]["state"], "invalid", "{change}");
    let published = world.post("/api/v1/changes/d/publish", &json!({})).await.json();
    assert_ne!(published["state"], "published");
    assert!(published.to_string().contains("Tenant/blue, which does not exist"), "{published}");
}
