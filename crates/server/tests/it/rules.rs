//! The rules of a fabric: shown with how often each is broken, set, audited; and how it is installed.

use serde_json::{Value as Json, json};

use crate::support::{Answer, JSON, World};

const RULES: &str = "/api/v1/fabrics/env/rules";
const INSTALLATION: &str = "/api/v1/fabrics/env/installation";

/// Two VPCs with one VLAN in one namespace, whose gateway kinds nobody has.
const TWO: &str = "\
apiVersion: vpc.githedgehog.com/v1beta1
kind: VPC
metadata: {name: a}
spec: {subnets: {s: {subnet: 10.0.1.0/24, vlan: 1001}}}
---
apiVersion: vpc.githedgehog.com/v1beta1
kind: VPC
metadata: {name: b}
spec: {subnets: {s: {subnet: 10.0.2.0/24, vlan: 1001}}}
";

async fn world() -> World {
    let world = World::with_fabric().await;
    world.repository.commit("main", "two", &[("env/vpcs.yaml", Some(TWO))]);
    let synced = world.send("POST", "/api/v1/fabrics/env/sync", &[], "").await;
    assert_eq!(synced.status, 200, "{synced:?}");
    world
}

async fn put(world: &World, path: &str, body: &Json) -> Answer {
    world.send("PUT", path, &[JSON], &body.to_string()).await
}

async fn rules(world: &World) -> Json {
    let answer = world.get(RULES).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.json()
}

fn rule(rules: &Json, id: &str) -> Json {
    let found = rules["rules"].as_array().unwrap().iter().find(|rule| rule["id"] == id);
    found.unwrap_or_else(|| panic!("no rule {id}")).clone()
}

/// How many errors and warnings the fabric has under a rule, by its findings.
async fn found(world: &World, id: &str) -> (usize, usize) {
    let findings = world.get("/api/v1/fabrics/env/findings?limit=1000").await.items();
    let of = |severity: &str| {
        let all = findings.as_array().unwrap().iter();
        all.filter(|one| one["rule"] == id && one["severity"] == severity).count()
    };
    (of("error"), of("warning"))
}

#[tokio::test]
async fn each_rule_says_what_it_asks_and_how_often_it_is_broken() {
    let world = world().await;
    let all = rules(&world).await;
    assert_eq!((&all["judged"], &all["more"]), (&json!("current"), &json!(false)));
    assert!(all["commit"].is_string());
    let broken = rule(&all, "vpc-vlan-other");
    assert_eq!(broken["level"], "error");
    let (errors, warnings) = found(&world, "vpc-vlan-other").await;
    assert!(errors > 0, "{all}");
    assert_eq!(broken["broken"], json!({"errors": errors, "warnings": warnings}));
    assert!(broken["violating"].as_str().unwrap().contains("kind: VPC"));
    assert_eq!(rule(&all, "vpc-subnet-overlap")["broken"], json!({"errors": 0, "warnings": 0}));
    let held = rule(&all, "vpc-name");
    assert_eq!((&held["can_be_set"], &held["schema"]), (&json!(false), &json!(["name"])));
    assert_eq!(held.get("broken"), None, "its findings have other ids");
}

#[tokio::test]
async fn a_fabric_that_was_never_read_claims_nothing() {
    let world = World::new().await;
    let repository = json!({"name": "net", "url": world.repository.url(), "branch": "main"});
    assert_eq!(world.post("/api/v1/repositories", &repository).await.status, 201);
    let fabric =
        json!({"name": "env", "repository": "net", "directory": "env", "layout": "in-place"});
    assert_eq!(world.post("/api/v1/fabrics", &fabric).await.status, 201);
    let all = rules(&world).await;
    assert_eq!(all["judged"], "never");
    assert_eq!(rule(&all, "vpc-vlan-other").get("broken"), None);
    assert_eq!(
        put(&world, &format!("{RULES}/vpc-vlan-other"), &json!({"level": "off"})).await.status,
        200
    );
    assert_eq!(rules(&world).await["judged"], "never");
    world.send("POST", "/api/v1/fabrics/env/sync", &[], "").await;
    let all = rules(&world).await;
    assert_eq!(
        (&all["judged"], &rule(&all, "vpc-vlan-other")["level"]),
        (&json!("current"), &json!("off"))
    );
}

#[tokio::test]
async fn a_rule_that_is_set_holds_at_once_and_stands_in_the_audit() {
    let world = world().await;
    let path = format!("{RULES}/vpc-vlan-other");
    let (errors, _) = found(&world, "vpc-vlan-other").await;
    let set = put(&world, &path, &json!({"level": "warning"})).await;
    assert_eq!(set.status, 200, "{set:?}");
    assert_eq!(set.json()["broken"], json!({"errors": 0, "warnings": errors}));
    assert_eq!(found(&world, "vpc-vlan-other").await, (0, errors));
    let set = put(&world, &path, &json!({"level": "off"})).await;
    assert_eq!(set.json()["broken"], json!({"errors": 0, "warnings": 0}));
    assert_eq!(found(&world, "vpc-vlan-other").await, (0, 0));
    let told = world.get("/api/v1/audit?action=fabric.update&subject=vpc-vlan-other").await.items();
    assert_eq!(told[0]["before"], json!({"rule": "vpc-vlan-other", "level": "warning"}));
    assert_eq!(told[0]["after"], json!({"rule": "vpc-vlan-other", "level": "off"}));
    assert_eq!(told[0]["fabric"], "env");

    // The same again is no news.
    let tag = world.get(RULES).await.etag();
    assert_eq!(put(&world, &path, &json!({"level": "off"})).await.status, 200);
    assert_eq!(world.get(RULES).await.etag(), tag);
    let again =
        world.get("/api/v1/audit?action=fabric.update&subject=vpc-vlan-other").await.items();
    assert_eq!(again.as_array().unwrap().len(), 2);

    let back = put(&world, &path, &json!({"level": "error"})).await;
    assert_eq!(back.json()["broken"], json!({"errors": errors, "warnings": 0}));
}

#[tokio::test]
async fn an_open_change_is_judged_by_what_was_set() {
    let world = World::with_fabric().await;
    let other = TWO.split("---\n").last().unwrap();
    let drafts = json!({"change": "c", "edits": [{"op": "documents", "text": other}]});
    let saved = world.post("/api/v1/fabrics/env/drafts", &drafts).await;
    assert_eq!(saved.status, 200, "{saved:?}");
    let state = async || world.get("/api/v1/changes/c").await.json()["drafts"][0]["state"].clone();
    assert_eq!(state().await, "invalid");
    let path = format!("{RULES}/vpc-vlan-other");
    put(&world, &path, &json!({"level": "warning"})).await;
    assert_eq!(state().await, "merges cleanly");
    put(&world, &path, &json!({"level": "error"})).await;
    assert_eq!(state().await, "invalid");
}

#[tokio::test]
async fn only_rules_that_there_are_can_be_set_and_not_those_of_the_schema() {
    let world = World::with_fabric().await;
    let off = json!({"level": "off"});
    let answer = put(&world, &format!("{RULES}/vpc-vlan-othr"), &off).await;
    assert!(answer.problem(404).contains("did you mean vpc-vlan-other"), "{answer:?}");
    assert_eq!(
        (&answer.json()["thing"], &answer.json()["fabric"]),
        (&json!("rule"), &json!("env"))
    );
    let far = "x".repeat(3000);
    let answer = put(&world, &format!("{RULES}/{far}"), &off).await;
    assert!(answer.problem(404).len() < 300);
    let answer = put(&world, &format!("{RULES}/vpc-name"), &off).await;
    assert!(answer.problem(409).contains("held by the schema check (findings name)"));
    assert_eq!(answer.json()["code"], "held-by-schema");
    let detail =
        put(&world, &format!("{RULES}/vpc-mode"), &json!({"level": "info"})).await.problem(422);
    assert!(detail.contains("`level`") && detail.contains("off"), "{detail}");
    let nowhere = put(&world, "/api/v1/fabrics/none/rules/vpc-mode", &off).await;
    assert!(nowhere.problem(404).contains("none"));
}

#[tokio::test]
async fn nobody_overwrites_what_they_did_not_see() {
    let world = World::with_fabric().await;
    let tag = world.get(RULES).await.etag();
    let seen = [JSON, ("if-match", tag.as_str())];
    let path = format!("{RULES}/vpc-mode");
    let off = json!({"level": "off"}).to_string();
    let set = world.send("PUT", &path, &seen, &off).await;
    assert_eq!(set.status, 200, "{set:?}");
    assert_ne!(set.etag(), tag);
    world.send("PUT", &path, &seen, &off).await.problem(412);
    world.send("PUT", INSTALLATION, &seen, "{}").await.problem(412);
    world.send("DELETE", INSTALLATION, &[("if-match", &tag)], "").await.problem(412);
    let next = set.etag();
    assert_eq!(
        world.send("PUT", INSTALLATION, &[JSON, ("if-match", &next)], "{}").await.status,
        200
    );
}

#[tokio::test]
async fn the_installation_is_said_and_taken_back_and_decides_what_is_checked() {
    let world = world().await;
    let asks = |all: &Json| {
        let asked = all["not_checked"].as_array().unwrap().iter();
        asked
            .filter(|why| why.as_str().unwrap().contains("installation settings are not given"))
            .count()
    };
    let all = rules(&world).await;
    assert_eq!((&all["installation"], asks(&all)), (&Json::Null, 1), "{}", all["not_checked"]);
    let mode = &all["settings"][0];
    assert_eq!((&mode["name"], &mode["default"]), (&json!("mode"), &json!("spine-leaf")));

    let answer = put(
        &world,
        INSTALLATION,
        &json!({"reservedSubnets": ["10.0.1.0/24"], "mode": "spine-leaf"}),
    )
    .await;
    let all = answer.json();
    assert_eq!(all["installation"], json!({"reservedSubnets": ["10.0.1.0/24"]}), "what differs");
    assert_eq!((&all["judged"], asks(&all)), (&json!("current"), 0));
    assert_eq!(rule(&all, "vpc-subnet-reserved")["broken"]["errors"], 1);
    let told = world.get("/api/v1/audit?action=fabric.update").await.items();
    assert_eq!(told[0]["before"], json!({"installation": null}));
    assert_eq!(told[0]["after"], json!({"installation": {"reservedSubnets": ["10.0.1.0/24"]}}));

    let tag = world.get(RULES).await.etag();
    for (wrong, named) in [
        (json!({"mod": 1}), "did you mean `mode`"),
        (json!({"mode": "mesh"}), "`mode` must be one of"),
        (json!(null), "must be a map"),
        (json!([]), "must be a map"),
    ] {
        let detail = put(&world, INSTALLATION, &wrong).await.problem(422);
        assert!(detail.contains(named) && detail.ends_with("nothing was changed"), "{detail}");
    }
    assert_eq!(world.get(RULES).await.etag(), tag);

    let defaults = put(&world, INSTALLATION, &json!({})).await.json();
    assert_eq!(
        (&defaults["installation"], asks(&defaults)),
        (&json!({}), 0),
        "given, and nothing differs"
    );
    let gone = world.send("DELETE", INSTALLATION, &[], "").await.json();
    assert_eq!((&gone["installation"], asks(&gone)), (&Json::Null, 1));
    let again = world.send("DELETE", INSTALLATION, &[], "").await;
    assert_eq!(again.status, 200, "it is not there: so it is");
}
