//! The table of references: what hangs on what, and what is known.

use hedgerow_model::{Document, Edge, FieldPath, Identity, SourceId, Standing, Validity};
use hedgerow_store::{DocumentEdges, Referrer, Transaction};

use crate::sqlite::{Sqlite, outsider};
use crate::world::{self, opened};

type World = world::World<Sqlite>;

async fn world() -> World {
    world::world().await
}

const SOURCE: SourceId = SourceId(1);

fn id(name: &str) -> Identity {
    Identity::new("g", "K", name)
}

fn edge(field: &str, target: &str) -> Edge {
    Edge { field: FieldPath::of_keys([field]), target: id(target), part: None, implied: false }
}

fn document(world: &World, path: &str, ordinal: i64, name: &str, standing: Standing) -> Document {
    Document {
        source_id: SOURCE,
        fabric_id: world.fabric,
        path: path.into(),
        ordinal,
        identity: id(name),
        version: "v1".into(),
        standing,
        validity: Validity::Valid,
        line: 7,
        blob: "oid".into(),
        facts: None,
        text: format!("name: {name}\n"),
    }
}

fn of(path: &str, ordinal: i64, edges: &[Edge]) -> DocumentEdges {
    DocumentEdges { path: path.into(), ordinal, edges: edges.to_vec() }
}

/// `a` (a.yaml) refers to `b` (b.yaml, second document) and `c` (nowhere); `b` to `a`.
async fn filled() -> World {
    let world = world().await;
    let mut tx = world.store.write().await.unwrap();
    let documents = [
        document(&world, "a.yaml", 0, "a", Standing::Live),
        document(&world, "b.yaml", 0, "x", Standing::Live),
        document(&world, "b.yaml", 1, "b", Standing::Live),
    ];
    tx.add_documents(&documents).await.unwrap();
    let edges = [
        of("a.yaml", 0, &[edge("to", "b"), edge("also", "c")]),
        of("b.yaml", 1, &[edge("to", "a")]),
    ];
    tx.add_edges(SOURCE, &edges).await.unwrap();
    tx.commit().await.unwrap();
    world
}

fn described(referrers: &[Referrer]) -> Vec<String> {
    let one = |r: &Referrer| format!("{} {} -> {}", r.from.name, r.edge.field, r.edge.target.name);
    referrers.iter().map(one).collect()
}

async fn commit(tx: Transaction) {
    tx.commit().await.unwrap();
}

/// What refers to a resource.
async fn to(world: &World, name: &str) -> Vec<String> {
    described(&world.store.edges_to(world.fabric, &id(name), 10).await.unwrap())
}

#[tokio::test]
async fn edges_are_found_from_both_ends() {
    let world = filled().await;
    let store = &world.store;
    let to_b = store.edges_to(world.fabric, &id("b"), 10).await.unwrap();
    assert_eq!(described(&to_b), ["a to -> b"]);
    assert_eq!((to_b[0].path.as_str(), to_b[0].line), ("a.yaml", 7));
    let from_a = store.edges_from(world.fabric, &id("a")).await.unwrap();
    assert_eq!(
        described(&from_a),
        ["a to -> b", "a also -> c"],
        "in the order in which they are written"
    );
    assert_eq!(store.edges_to(world.fabric, &id("x"), 10).await.unwrap(), []);
    let other = hedgerow_model::FabricId(99);
    assert_eq!(store.edges_to(other, &id("b"), 10).await.unwrap(), []);
}

#[tokio::test]
async fn an_edge_goes_with_the_document_that_it_was_read_from() {
    let world = filled().await;
    let mut tx = world.store.write().await.unwrap();
    tx.clear_files(SOURCE, &["a.yaml".to_owned()]).await.unwrap();
    commit(tx).await;
    assert_eq!(to(&world, "b").await, [""; 0]);
    assert_eq!(to(&world, "a").await, ["b to -> a"]);
    assert_eq!(world.store.edges_from(world.fabric, &id("a")).await.unwrap(), []);
    let mut tx = world.store.write().await.unwrap();
    tx.remove_fabric(world.fabric, None).await.unwrap();
    commit(tx).await;
    let left: i64 = sqlx::query_scalar("SELECT count(*) FROM edge")
        .fetch_one(&outsider(&world).await)
        .await
        .unwrap();
    assert_eq!(left, 0);
}

#[tokio::test]
async fn what_stands_in_comments_is_missed_and_what_cannot_be_read_is_not() {
    let world = filled().await;
    let mut tx = world.store.write().await.unwrap();
    tx.add_documents(&[document(&world, "c.yaml", 0, "c", Standing::CommentedOut)]).await.unwrap();
    commit(tx).await;
    let present = async |ids: &[Identity]| world.store.present(world.fabric, ids).await.unwrap();
    assert_eq!(present(&[id("c"), id("b")]).await, [id("b")]);
    let mut tx = world.store.write().await.unwrap();
    tx.add_documents(&[document(&world, "d.yaml", 0, "c", Standing::Unreadable)]).await.unwrap();
    commit(tx).await;
    assert_eq!(present(&[id("c")]).await, [id("c")]);
}

#[tokio::test]
async fn a_default_that_nobody_wrote_is_no_reference_to_anybody() {
    let world = filled().await;
    let mut tx = world.store.write().await.unwrap();
    let implied = Edge { implied: true, part: Some("p".into()), ..edge("by-default", "nowhere") };
    tx.add_edges(SOURCE, &[of("b.yaml", 0, std::slice::from_ref(&implied))]).await.unwrap();
    commit(tx).await;
    assert_eq!(world.store.edges_to(world.fabric, &id("nowhere"), 9).await.unwrap(), []);
    assert_eq!(world.store.edges_from(world.fabric, &id("x")).await.unwrap()[0].edge, implied);
}

#[tokio::test]
async fn the_documents_of_identities_come_once_however_often_one_is_named() {
    let world = filled().await;
    let ids = [id("b"), id("nobody"), id("a"), id("b")];
    let found = world.store.documents_of_all(world.fabric, &ids).await.unwrap();
    let mut names: Vec<&str> = found.iter().map(|found| found.identity.name.as_str()).collect();
    names.sort_unstable();
    assert_eq!(names, ["a", "b"]);
}

#[tokio::test]
async fn only_live_documents_have_edges() {
    let world = filled().await;
    let mut tx = world.store.write().await.unwrap();
    let aside = document(&world, "c.yaml", 0, "c", Standing::CommentedOut);
    tx.add_documents(&[aside]).await.unwrap();
    let edges = [of("c.yaml", 0, &[edge("to", "a")]), of("none.yaml", 0, &[edge("to", "a")])];
    tx.add_edges(SOURCE, &edges).await.unwrap();
    commit(tx).await;
    assert_eq!(to(&world, "a").await, ["b to -> a"]);
}

#[tokio::test]
async fn many_edges_take_several_statements_and_all_arrive() {
    let world = filled().await;
    let many: Vec<Edge> = (0..600).map(|n| edge(&format!("f{n}"), &format!("t{n}"))).collect();
    let mut tx = world.store.write().await.unwrap();
    tx.add_edges(SOURCE, &[of("b.yaml", 0, &many)]).await.unwrap();
    commit(tx).await;
    assert_eq!(world.store.edges_from(world.fabric, &id("x")).await.unwrap().len(), 600);
}

#[tokio::test]
async fn a_draft_refers_to_what_was_said_last_and_to_nothing_once_it_is_gone() {
    let world = world().await;
    let change = opened(&world).await;
    let draft = world.store.drafts(change).await.unwrap()[0].id;
    for edges in [vec![edge("to", "a"), edge("to", "b")], vec![edge("to", "c")]] {
        let mut tx = world.store.write().await.unwrap();
        tx.replace_draft_edges(world.fabric, &[(draft, edges.clone())]).await.unwrap();
        commit(tx).await;
        assert_eq!(world.store.edges_of_draft(draft).await.unwrap(), edges);
    }
    let mut tx = world.store.write().await.unwrap();
    tx.remove_drafts(&[draft], 9).await.unwrap();
    commit(tx).await;
    assert_eq!(world.store.edges_of_draft(draft).await.unwrap(), []);
}

#[tokio::test]
async fn a_draft_that_was_saved_meanwhile_is_not_filled_with_what_it_said_before() {
    let world = world().await;
    opened(&world).await;
    assert_eq!(world.store.drafts_without_edges(9).await.unwrap(), [], "a new one is not due");
    let file = outsider(&world).await;
    let due = "UPDATE draft SET edges_due = 1, revision = revision + 1";
    sqlx::query(due).execute(&file).await.unwrap();
    let stale = world.store.drafts_without_edges(9).await.unwrap().remove(0);
    assert_eq!(stale.text.as_deref(), Some("one\n"));
    sqlx::query(due).execute(&file).await.unwrap();
    let mut tx = world.store.write().await.unwrap();
    tx.fill_draft_edges(&stale, &[edge("to", "a")]).await.unwrap();
    commit(tx).await;
    assert_eq!(world.store.edges_of_draft(stale.id).await.unwrap(), []);
    let fresh = world.store.drafts_without_edges(9).await.unwrap().remove(0);
    let mut tx = world.store.write().await.unwrap();
    tx.fill_draft_edges(&fresh, &[edge("to", "a")]).await.unwrap();
    commit(tx).await;
    assert_eq!(world.store.edges_of_draft(stale.id).await.unwrap(), [edge("to", "a")]);
    assert_eq!(world.store.drafts_without_edges(9).await.unwrap(), []);
}

#[tokio::test]
async fn files_are_filled_in_the_order_of_their_paths_and_not_twice() {
    let world = filled().await;
    let paths = async || world.store.files_without_edges(SOURCE, 1).await.unwrap();
    assert!(world.store.edges_known(world.fabric).await.unwrap());
    assert_eq!(paths().await, [""; 0], "a source whose edges are known has none to fill");
    let step = async |to: Option<&str>| {
        let mut tx = world.store.write().await.unwrap();
        tx.set_edges_after(SOURCE, to).await.unwrap();
        assert_eq!(tx.edges_after(SOURCE).await.unwrap().as_deref(), to);
        commit(tx).await;
    };
    step(Some("")).await;
    assert!(!world.store.edges_known(world.fabric).await.unwrap());
    assert_eq!(world.store.sources_without_edges().await.unwrap(), [(SOURCE, world.fabric)]);
    assert_eq!(paths().await, ["a.yaml"]);
    step(Some("a.yaml")).await;
    assert_eq!(paths().await, ["b.yaml"]);
    step(Some("b.yaml")).await;
    assert_eq!(paths().await, [""; 0]);
    assert!(!world.store.edges_known(world.fabric).await.unwrap(), "nobody said that this is all");
    step(None).await;
    assert!(world.store.edges_known(world.fabric).await.unwrap());
}

#[tokio::test]
async fn a_source_that_was_read_whole_has_all_its_edges() {
    let world = filled().await;
    let mut tx = world.store.write().await.unwrap();
    tx.set_edges_after(SOURCE, Some("a.yaml")).await.unwrap();
    tx.set_reader(SOURCE, 3).await.unwrap();
    commit(tx).await;
    assert!(world.store.edges_known(world.fabric).await.unwrap());
    assert_eq!(world.store.sources().await.unwrap()[0].reader, 3);
}
