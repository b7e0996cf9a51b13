//! Filters of lists, saved under a name.

use serde_json::{Value as Json, json};

use crate::support::{JSON, World};

const PATH: &str = "/api/v1/filters";

fn filter(name: &str, shared: bool) -> Json {
    json!({"name": name, "page": "resources", "fabric": "env", "shared": shared,
        "query": {"q": "kind:vpc", "new": "1"}})
}

/// One who may edit, one who may only look, and one who knows nothing of the fabric.
async fn world() -> World {
    let world = World::with_fabric().await;
    world.person("ed", json!([{"fabric": "env", "role": "editor"}])).await;
    world.person("vera", json!([{"fabric": "env", "role": "viewer"}])).await;
    world.person("nora", json!([])).await;
    world
}

async fn names(world: &World, who: &crate::support::Browser) -> Vec<String> {
    let items = world.browse(who, "GET", PATH, "").await.items();
    let items = items.as_array().unwrap().iter();
    items.map(|one| one["name"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn ones_own_are_ones_own_and_shared_ones_are_for_who_sees_the_list() {
    let world = world().await;
    let (ed, vera, nora) =
        (world.log_in("ed").await, world.log_in("vera").await, world.log_in("nora").await);
    let own = world.browse(&vera, "POST", PATH, &filter("mine", false).to_string()).await;
    assert_eq!(own.status, 201, "{own:?}");
    // What the list does not know is not kept.
    assert_eq!(
        (&own.json()["query"], &own.json()["revision"]),
        (&json!({"q": "kind:vpc"}), &json!(1))
    );
    world.browse(&vera, "POST", PATH, &filter("ours", true).to_string()).await.problem(403);
    let shared = world.browse(&ed, "POST", PATH, &filter("ours", true).to_string()).await;
    assert_eq!(shared.status, 201, "{shared:?}");
    world.browse(&nora, "POST", PATH, &filter("mine", false).to_string()).await.problem(404);
    assert_eq!(names(&world, &vera).await, ["mine", "ours"]);
    assert_eq!(names(&world, &ed).await, ["ours"]);
    assert!(names(&world, &nora).await.is_empty());
    // A shared one is changed and removed by who may edit; another's own does not exist.
    let of = |answer: &crate::support::Answer| format!("{PATH}/{}", answer.json()["id"]);
    let rename = json!({"name": "theirs"}).to_string();
    world.browse(&vera, "PATCH", &of(&shared), &rename).await.problem(403);
    world.browse(&nora, "PATCH", &of(&shared), &rename).await.problem(404);
    world.browse(&ed, "PATCH", &of(&own), &rename).await.problem(404);
    world.browse(&ed, "DELETE", &of(&own), "").await.problem(404);
    assert_eq!(world.browse(&ed, "PATCH", &of(&shared), &rename).await.json()["name"], "theirs");
    let audited = world.get("/api/v1/audit?action=filter.update").await.items();
    let subjects: Vec<_> = audited.as_array().unwrap().iter().map(|one| &one["subject"]).collect();
    assert_eq!(subjects, ["theirs", "ours"]);
    assert_eq!(world.browse(&ed, "DELETE", &of(&shared), "").await.status, 204);
    assert_eq!(world.browse(&vera, "DELETE", &of(&own), "").await.status, 204);
    assert!(names(&world, &vera).await.is_empty());
}

#[tokio::test]
async fn a_name_is_used_once_by_each_and_once_for_all() {
    let world = world().await;
    let (ed, vera) = (world.log_in("ed").await, world.log_in("vera").await);
    for (who, shared) in [(&ed, false), (&ed, true), (&vera, false)] {
        let saved = world.browse(who, "POST", PATH, &filter("vpcs", shared).to_string()).await;
        assert_eq!(saved.status, 201, "{saved:?}");
    }
    let again = world.browse(&ed, "POST", PATH, &filter("vpcs", true).to_string()).await;
    assert!(again.problem(409).contains("`vpcs`"));
    let other =
        world.browse(&ed, "POST", PATH, &filter("switches", false).to_string()).await.json();
    let path = format!("{PATH}/{}", other["id"]);
    let taken = json!({"name": "vpcs"}).to_string();
    world.browse(&ed, "PATCH", &path, &taken).await.problem(409);
    world
        .browse(&ed, "PATCH", &path, &json!({"name": "vpcs", "shared": true}).to_string())
        .await
        .problem(409);
    // Of another list it is another one.
    let changes = json!({"name": "vpcs", "page": "changes", "query": {"q": "vpc"}}).to_string();
    assert_eq!(world.browse(&ed, "POST", PATH, &changes).await.status, 201);
}

#[tokio::test]
async fn an_edit_of_an_older_revision_is_refused_and_what_is_no_filter_is() {
    let world = world().await;
    let saved = world.post(PATH, &filter("ours", true)).await.json();
    let path = format!("{PATH}/{}", saved["id"]);
    let seen = ("if-match", "\"r1\"");
    let edit = json!({"query": {"q": "kind:switch"}}).to_string();
    let first = world.send("PATCH", &path, &[JSON, seen], &edit).await;
    assert_eq!((first.status.as_u16(), &first.json()["revision"]), (200, &json!(2)), "{first:?}");
    world.send("PATCH", &path, &[JSON, seen], r#"{"name": "x"}"#).await.problem(412);
    world.send("DELETE", &path, &[seen], "").await.problem(412);
    // The server's own token is no person.
    world.post(PATH, &filter("mine", false)).await.problem(409);
    let no_list = json!({"name": "x", "page": "resources", "query": {"q": "a"}, "shared": true});
    world.post(PATH, &no_list).await.problem(422);
    let nothing = json!({"name": "x", "page": "changes", "query": {"tab": "a"}, "shared": true});
    world.post(PATH, &nothing).await.problem(422);
    // A fabric that is forgotten takes its filters along.
    let removed = world.send("DELETE", "/api/v1/fabrics/env", &[], "").await;
    assert_eq!(removed.status, 204, "{removed:?}");
    assert!(world.get(PATH).await.items().as_array().unwrap().is_empty());
}
