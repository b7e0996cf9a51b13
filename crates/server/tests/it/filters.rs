//! Filters of lists, saved under a name.

use hedgerow_model::FilterPage;
use serde_json::{Value as Json, json};

use crate::support::{JSON, World};

const PATH: &str = "/api/v1/filters";

fn filter(name: &str, shared: bool) -> Json {
    json!({"name": name, "page": "resources", "fabric": "env", "shared": shared,
        "query": {"q": "kind:vpc", "new": "1"}})
}

/// A person who may edit the fabric, one who may read it, and one who may not see it.
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
async fn a_persons_own_are_theirs_alone_and_shared_ones_are_for_everybody_who_sees_the_list() {
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
async fn an_edit_of_an_older_revision_is_refused_and_so_is_what_is_not_a_filter() {
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

#[tokio::test]
async fn a_token_that_may_only_read_lists_filters_and_changes_none() {
    let world = world().await;
    let ed = world.log_in("ed").await;
    let own = world.browse(&ed, "POST", PATH, &filter("mine", false).to_string()).await.json();
    let path = format!("{PATH}/{}", own["id"]);
    let token = async |scope: &str| {
        let token = world.token_of(&ed, &json!({"name": scope, "scopes": [scope]})).await;
        format!("Bearer {token}")
    };
    let (read, edit) = (token("read").await, token("edit").await);
    let send = async |bearer: &str, method: &str, path: &str, body: &str| {
        world.send_as_it_is(method, path, &[("authorization", bearer), JSON], body.to_owned()).await
    };
    assert_eq!(send(&read, "GET", PATH, "").await.items()[0]["name"], "mine");
    let rename = json!({"name": "theirs"}).to_string();
    for shared in [false, true] {
        send(&read, "POST", PATH, &filter("x", shared).to_string()).await.problem(403);
    }
    send(&read, "PATCH", &path, &rename).await.problem(403);
    send(&read, "DELETE", &path, "").await.problem(403);
    assert_eq!(send(&edit, "PATCH", &path, &rename).await.json()["name"], "theirs");
}

#[tokio::test]
async fn a_shared_filter_names_no_fabric_to_a_person_who_may_not_see_it() {
    let world = world().await;
    world.add_other().await;
    let vera = world.log_in("vera").await;
    let of_all = |name: &str, fabric: &str| json!({"name": name, "page": "changes", "shared": true, "query": {"fabric": fabric}});
    for fabric in ["env", "other"] {
        assert_eq!(world.post(PATH, &of_all(fabric, fabric)).await.status, 201);
    }
    // Lists that a viewer has no page for.
    for page in ["people", "clusters"] {
        let new = json!({"name": page, "page": page, "shared": true, "query": {"q": "x"}});
        assert_eq!(world.post(PATH, &new).await.status, 201);
    }
    assert_eq!(names(&world, &vera).await, ["env"]);
    let narrowed = async |query: &str| {
        let path = format!("{PATH}?{query}");
        world.get(&path).await.items().as_array().unwrap().len()
    };
    assert_eq!(narrowed("").await, 4);
    assert_eq!(narrowed("list=changes").await, 2);
    assert_eq!(narrowed("list=resources&fabric=env").await, 0);
    world.browse(&vera, "GET", &format!("{PATH}?fabric=other"), "").await.problem(404);
    world.get(&format!("{PATH}?list=nothing")).await.problem(400);
}

#[tokio::test]
async fn what_a_person_shared_stays_when_they_leave_and_their_own_go() {
    let world = world().await;
    let (ed, vera) = (world.log_in("ed").await, world.log_in("vera").await);
    for (name, shared) in [("mine", false), ("ours", true)] {
        let saved = world.browse(&ed, "POST", PATH, &filter(name, shared).to_string()).await;
        assert_eq!(saved.status, 201, "{saved:?}");
    }
    // Without a role in the fabric its filters are hidden, and back with the role.
    let roles = async |roles: Json| {
        let set = json!({ "roles": roles }).to_string();
        let set = world.send("PATCH", "/api/v1/users/ed", &[JSON], &set).await;
        assert_eq!(set.status, 200, "{set:?}");
    };
    roles(json!([])).await;
    let ed = world.log_in("ed").await;
    assert!(names(&world, &ed).await.is_empty());
    roles(json!([{"fabric": "env", "role": "viewer"}])).await;
    let ed = world.log_in("ed").await;
    assert_eq!(names(&world, &ed).await, ["mine", "ours"]);
    let gone = world.send("DELETE", "/api/v1/users/ed", &[], "").await;
    assert_eq!(gone.status, 204, "{gone:?}");
    let left = world.browse(&vera, "GET", PATH, "").await.items();
    assert_eq!((&left[0]["name"], &left[0]["saved_by"]), (&json!("ours"), &json!("The ed")));
    assert_eq!(names(&world, &vera).await.len(), 1);
}

#[tokio::test]
async fn a_person_has_at_most_a_hundred_and_none_is_huge_or_hidden() {
    let world = world().await;
    let vera = world.log_in("vera").await;
    let save = async |body: Json| world.browse(&vera, "POST", PATH, &body.to_string()).await;
    for number in 0..100 {
        assert_eq!(save(filter(&format!("f{number}"), false)).await.status, 201);
    }
    assert!(save(filter("more", false)).await.problem(409).contains("100"));
    for name in ["", "a\u{7}b", "a\u{202e}b", &"x".repeat(101)] {
        save(filter(name, false)).await.problem(422);
    }
    for q in ["a\nb", "a\u{200b}b", &"x".repeat(5000)] {
        let body = json!({"name": "x", "page": "changes", "query": {"q": q}});
        save(body).await.problem(422);
    }
}

/// The page takes of an address what the server keeps of it.
#[test]
fn the_page_and_the_server_have_the_same_parameters_of_each_list() {
    let page = concat!(env!("CARGO_MANIFEST_DIR"), "/../../web/src/features/filters/pages.ts");
    let page = std::fs::read_to_string(page).unwrap();
    for list in FilterPage::ALL {
        let quoted: Vec<String> =
            list.parameters().iter().map(|name| format!("\"{name}\"")).collect();
        let name = list.as_str();
        let key = if name.contains('-') { format!("\"{name}\"") } else { name.to_owned() };
        let line = format!("\n  {key}: [{}],\n", quoted.join(", "));
        assert!(page.contains(&line), "`pages.ts` lacks {}", line.trim());
    }
}
