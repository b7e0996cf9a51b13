//! Lists as pages, cut down to what a reader may know of.

use hedgerow_engine::views::{DraftEdit, PageRequest, ResourceQuery, Scope, ShownState};
use hedgerow_engine::{Class, EngineError};
use hedgerow_model::{Layout, ResourceState};

use crate::support::{World, vpc};

/// The names on every page, asked for one after another.
async fn names(world: &World, query: &ResourceQuery, limit: i64) -> Vec<Vec<String>> {
    let mut pages = Vec::new();
    let mut ask = Some(PageRequest::first(limit));
    while let Some(asked) = ask {
        let page = world.engine.resources("env", query, &asked).await.unwrap();
        ask = asked.behind(&page);
        pages.push(page.items.into_iter().map(|row| row.name).collect());
    }
    pages
}

fn everything() -> ResourceQuery {
    ResourceQuery::default()
}

async fn many() -> World {
    let texts: Vec<(String, String)> = ["a", "b", "c", "d", "e"]
        .iter()
        .zip(1001..)
        .map(|(name, vlan)| (format!("env/{name}.yaml"), vpc(name, vlan)))
        .collect();
    let files: Vec<(&str, &str)> =
        texts.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let world = World::with(&files).await;
    world.fabric("env", "env", Layout::InPlace).await;
    world
}

#[tokio::test]
async fn pages_hold_every_resource_once() {
    let world = many().await;
    assert_eq!(names(&world, &everything(), 2).await, [vec!["a", "b"], vec!["c", "d"], vec!["e"]]);
    assert_eq!(names(&world, &everything(), 5).await, [vec!["a", "b", "c", "d", "e"]]);
    assert_eq!(names(&world, &everything(), 1).await.len(), 5);
}

#[tokio::test]
async fn what_comes_and_goes_between_two_pages_shifts_nothing() {
    let world = many().await;
    let first = PageRequest::first(2);
    let page = world.engine.resources("env", &everything(), &first).await.unwrap();
    world.remote.commit(
        "main",
        "came and went",
        &[("env/a.yaml", None), ("env/aa.yaml", Some(&vpc("aa", 1009)))],
    );
    world.sync("env").await;
    let second = first.behind(&page).unwrap();
    let page = world.engine.resources("env", &everything(), &second).await.unwrap();
    assert_eq!(page.items.iter().map(|row| row.name.as_str()).collect::<Vec<_>>(), ["c", "d"]);
}

#[tokio::test]
async fn what_only_a_draft_has_stands_in_its_place_on_the_pages() {
    let world = many().await;
    let text = format!("{}---\n{}", vpc("bb", 1010), vpc("z", 1011));
    world.edit("env", "new", DraftEdit::Documents { text }).await;
    world.edit("env", "new", DraftEdit::Delete { resource: "VPC/c".into() }).await;
    let drafted = ResourceQuery { picture: ShownState::Draft, ..everything() };
    assert_eq!(names(&world, &drafted, 2).await.concat(), ["a", "b", "bb", "d", "e", "z"]);
    assert_eq!(names(&world, &everything(), 2).await.concat(), ["a", "b", "c", "d", "e"]);
    let with_added = ResourceQuery { added: true, ..everything() };
    for limit in [1, 2, 9] {
        let all = names(&world, &with_added, limit).await.concat();
        assert_eq!(all, ["a", "b", "bb", "c", "d", "e", "z"], "in pages of {limit}");
    }
    let all = world.engine.resources("env", &with_added, &PageRequest::first(9)).await.unwrap();
    let new = all.items.iter().find(|row| row.name == "bb").unwrap();
    assert_eq!(
        (new.state, &new.path, new.change.as_deref()),
        (ResourceState::Draft, &None, Some("new"))
    );
}

#[tokio::test]
async fn a_row_tells_its_facts_its_drafts_and_who_touched_it_last() {
    let world = many().await;
    world.set("env", "one", "VPC/b", "spec.subnets.default.vlan=1020").await;
    world.set("env", "two", "VPC/b", "spec.subnets.default.vlan=1021").await;
    let commit = world.remote.commit("main", "later", &[("env/a.yaml", Some(&vpc("a", 1030)))]);
    world.sync("env").await;
    let query = ResourceQuery { changed: true, ..everything() };
    let rows = world.engine.resources("env", &query, &PageRequest::default()).await.unwrap().items;
    let facts: Vec<String> =
        rows[0].facts.iter().map(|fact| format!("{}: {}", fact.name, fact.value)).collect();
    assert!(facts.contains(&"VLANs: 1030".to_owned()), "{facts:?}");
    assert_eq!(rows[0].changed.as_ref().unwrap().commit, commit);
    assert_ne!(rows[1].changed.as_ref().unwrap().commit, commit);
    assert_eq!((rows[1].draft_count, rows[1].change.as_deref()), (2, Some("two")));
    assert_eq!(rows[1].state, ResourceState::Draft);
    assert!(rows[1].text.is_none());
}

#[tokio::test]
async fn resources_are_asked_for_by_the_names_that_events_give_them() {
    let world = many().await;
    let text = vpc("e", 1040).replace("name: e", "name: e\n  namespace: lab");
    world.remote.commit("main", "two of a name", &[("env/lab.yaml", Some(&text))]);
    world.sync("env").await;
    let of = |names: &[&str]| ResourceQuery {
        names: names.iter().map(|&name| name.to_owned()).collect(),
        ..everything()
    };
    let asked = of(&["VPC/d", "VPC/lab/e", "VPC/b", "VPC/gone", "Switch/a"]);
    let rows = world.engine.resources("env", &asked, &PageRequest::default()).await.unwrap().items;
    let found: Vec<_> =
        rows.iter().map(|row| (row.name.as_str(), row.namespace.as_str())).collect();
    assert_eq!(found, [("b", "default"), ("d", "default"), ("e", "lab")]);
    let none =
        world.engine.resources("env", &of(&["VPC/gone"]), &PageRequest::default()).await.unwrap();
    assert!(none.items.is_empty());
    let many = vec!["VPC/a"; 201];
    let refused = world.engine.resources("env", &of(&many), &PageRequest::default()).await;
    assert_eq!(refused.unwrap_err().class(), Class::Invalid);
}

#[tokio::test]
async fn what_only_a_draft_has_is_found_by_its_name_and_nothing_else_of_its_change() {
    let world = many().await;
    let text = format!("{}---\n{}", vpc("bb", 1010), vpc("z", 1011));
    world.edit("env", "new", DraftEdit::Documents { text }).await;
    let asked = ResourceQuery {
        picture: ShownState::Draft,
        names: vec!["VPC/bb".to_owned(), "VPC/a".to_owned()],
        ..everything()
    };
    assert_eq!(names(&world, &asked, 5).await, [vec!["a", "bb"]]);
}

#[tokio::test]
async fn each_file_is_told_with_the_commit_that_touched_it_last() {
    let world = many().await;
    let commit = world.remote.commit("main", "later", &[("env/a.yaml", Some(&vpc("a", 1030)))]);
    world.sync("env").await;
    let told = world.engine.last_commits("env").await.unwrap().items;
    let of = |wanted: bool| told.iter().find(|one| (one.last.commit == commit) == wanted).unwrap();
    assert_eq!(of(true).paths, ["env/a.yaml"]);
    assert_eq!((told.len(), of(false).paths.len()), (2, 4));
}

#[tokio::test]
async fn every_list_is_cut_down_to_what_a_reader_may_know_of() {
    let (a, b) = (vpc("a", 1001), vpc("b", 1002));
    let world = World::with(&[("env/a.yaml", &a), ("other/b.yaml", &b)]).await;
    world.fabric("env", "env", Layout::InPlace).await;
    world.fabric("other", "other", Layout::InPlace).await;
    world.set("env", "mine", "VPC/a", "spec.subnets.default.vlan=1003").await;
    world.set("other", "theirs", "VPC/b", "spec.subnets.default.vlan=1004").await;
    world.publish("theirs").await;
    let engine = &world.engine;
    let (all, ask) = (Scope::All, PageRequest::default());
    let env = Scope::Fabrics(["env".to_owned(), "gone".to_owned()].into());
    let none = Scope::Fabrics([].into());
    for (scope, fabrics, changes, repositories) in
        [(&all, 2, 2, 1), (&env, 1, 1, 1), (&none, 0, 0, 0)]
    {
        let found = engine.fabrics(scope, &ask).await.unwrap().items;
        assert_eq!(found.len(), fabrics, "{scope:?}");
        let found = engine.changes(scope, None, true, &ask).await.unwrap().items;
        assert_eq!(found.len(), changes, "{scope:?}");
        let found = engine.repositories(scope, &ask).await.unwrap().items;
        assert_eq!(found.len(), repositories, "{scope:?}");
        assert!(found.iter().all(|repository| repository.fabrics.len() == fabrics));
    }
    let runs = engine.runs(&all, None, &ask).await.unwrap().items;
    let mine = engine.runs(&env, None, &ask).await.unwrap().items;
    assert!(mine.len() < runs.len(), "the publish is the other fabric's");
    for run in &mine {
        assert!(run.fabrics.iter().all(|fabric| fabric == "env"), "{run:?}");
        assert!(!serde_json::to_string(run).unwrap().contains("other"), "{run:?}");
    }
    let theirs = runs.iter().find(|run| run.fabrics == ["other"]).unwrap();
    let hidden = engine.run(&env, hedgerow_model::RunId(theirs.id)).await;
    assert!(matches!(hidden, Err(EngineError::NotFound { .. })));
    let hidden = engine.changes(&env, Some("other"), true, &ask).await;
    assert!(matches!(hidden, Err(EngineError::NotFound { .. })));
    let found = engine.search(&env, "b", &ask).await.unwrap().items;
    assert!(found.iter().all(|found| found.fabric.as_deref() != Some("other")), "{found:?}");
}

#[tokio::test]
async fn a_fabric_is_counted_the_same_alone_and_in_the_list() {
    let world = many().await;
    world.set("env", "one", "VPC/b", "spec.subnets.default.vlan=1020").await;
    let alone = world.engine.fabric("env").await.unwrap();
    let listed = world.engine.fabrics(&Scope::All, &PageRequest::default()).await.unwrap().items;
    assert_eq!(serde_json::to_value(&alone).unwrap(), serde_json::to_value(&listed[0]).unwrap());
    assert_eq!((alone.resources, alone.drafts, alone.open_changes), (5, 1, 1));
    assert!(alone.last_activity.is_some());
}
