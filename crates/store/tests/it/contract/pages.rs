//! Changes and conflicts as pages, their counts, and finding things by name.

use hedgerow_model::{
    ChangeId, ChangeState, ConflictKind, ConflictState, FabricId, Identity, NewConflict,
    PublishMode,
};
use hedgerow_store::{ChangePage, ConflictFilter, Hit, Named};

use super::Database;
use crate::world::{
    World, ada, disagreement, document, draft, of_draft, open_one, opened, save, to, world,
};

async fn changes<D>(world: &World<D>, fabric: FabricId, count: usize) -> Vec<ChangeId> {
    let mut ids = Vec::new();
    let mut tx = world.store.write().await.unwrap();
    for n in 0..count {
        let id = ChangeId::generate();
        tx.open_change(id, fabric, &format!("c{n}"), None, &ada(), 1).await.unwrap();
        ids.push(id);
    }
    tx.commit().await.unwrap();
    ids.sort_by_key(|id| std::cmp::Reverse(id.to_string()));
    ids
}

pub(crate) async fn pages_of_changes_give_each_once_newest_first<D: Database>() {
    let world = world::<D>().await;
    let all = changes(&world, world.fabric, 5).await;
    for size in 1..=6 {
        let (mut seen, mut after) = (Vec::new(), None);
        loop {
            let page = ChangePage { after, limit: size, ..ChangePage::default() };
            let page = world.store.changes_page(page).await.unwrap();
            let Some((last, _)) = page.last() else { break };
            after = Some(last.id);
            assert!(page.iter().all(|(_, fabric)| fabric == "f"));
            seen.extend(page.into_iter().map(|(change, _)| change.id));
        }
        assert_eq!(seen, all, "{size}");
    }
}

pub(crate) async fn a_page_shows_only_the_fabrics_it_is_cut_down_to<D: Database>() {
    let world = world::<D>().await;
    let mut tx = world.store.write().await.unwrap();
    let other = tx.add_fabric("g", PublishMode::Manual, 0, &[], 1).await.unwrap();
    let theirs = open_one(&mut tx, other, &disagreement("a"), 1).await.unwrap();
    let own = open_one(&mut tx, world.fabric, &disagreement("a"), 1).await.unwrap();
    tx.commit().await.unwrap();
    changes(&world, other, 2).await;
    let mine = changes(&world, world.fabric, 1).await;
    let cut = async |fabrics: Option<&[FabricId]>| {
        let page = ChangePage { fabrics, limit: 9, ..ChangePage::default() };
        let changes = world.store.changes_page(page).await.unwrap();
        let conflicts =
            world.store.conflicts_page(fabrics, &ConflictFilter::default(), None, 9).await.unwrap();
        let conflicts: Vec<_> = conflicts.into_iter().map(|(one, ..)| one.id).collect();
        (changes.len(), conflicts)
    };
    assert_eq!(cut(None).await, (3, vec![theirs, own]));
    assert_eq!(cut(Some(&[world.fabric])).await, (mine.len(), vec![own]));
    assert_eq!(cut(Some(&[])).await, (0, vec![]));
}

pub(crate) async fn what_is_over_is_shown_only_where_it_is_asked_for<D: Database>() {
    let world = world::<D>().await;
    let over = changes(&world, world.fabric, 2).await[0];
    let mut tx = world.store.write().await.unwrap();
    tx.settle_changes(&[to(over, ChangeState::Discarded)], 2).await.unwrap();
    tx.commit().await.unwrap();
    for (finished, count) in [(false, 1), (true, 2)] {
        let page = ChangePage { finished, limit: 9, ..ChangePage::default() };
        assert_eq!(world.store.changes_page(page).await.unwrap().len(), count);
    }
    let some = world.store.changes_with_fabrics(&[over]).await.unwrap();
    assert_eq!((some.len(), some[0].0.id, some[0].1.as_str()), (1, over, "f"));
    assert!(world.store.changes_with_fabrics(&[]).await.unwrap().is_empty());
}

pub(crate) async fn conflicts_are_paged_by_state_and_counted_by_draft<D: Database>() {
    let world = world::<D>().await;
    let change = opened(&world).await;
    let own = world.store.drafts(change).await.unwrap().remove(0);
    let mut tx = world.store.write().await.unwrap();
    let mut ids = Vec::new();
    for _ in 0..3 {
        ids.push(open_one(&mut tx, world.fabric, &of_draft(change, own.id), 1).await.unwrap());
    }
    tx.supersede_conflicts(&ids[..1], 2).await.unwrap();
    tx.commit().await.unwrap();
    let store = &world.store;
    let open = ConflictFilter { state: Some(ConflictState::Open), ..ConflictFilter::default() };
    let page = store.conflicts_page(None, &open, Some(ids[1]), 9).await.unwrap();
    let told: Vec<_> =
        page.iter().map(|(one, fabric, change)| (one.id, &**fabric, change.as_deref())).collect();
    assert_eq!(told, [(ids[2], "f", Some("c"))]);
    let mut tx = store.write().await.unwrap();
    assert!(tx.assign_conflict(ids[2], Some("Grace")).await.unwrap());
    let beside = NewConflict { kind: ConflictKind::AddAdd, ..disagreement("b") };
    let beside = open_one(&mut tx, world.fabric, &beside, 3).await.unwrap();
    tx.commit().await.unwrap();
    let none = ConflictFilter::default();
    for (filter, expected) in [
        (ConflictFilter { assignee: Some("grace".into()), ..none.clone() }, vec![ids[2]]),
        (ConflictFilter { assignee: Some(String::new()), ..open.clone() }, vec![ids[1], beside]),
        (ConflictFilter { change: Some(change), ..none.clone() }, ids.clone()),
        (ConflictFilter { name: Some("b".into()), ..none.clone() }, vec![beside]),
        (ConflictFilter { kind: Some("VPC".into()), ..none.clone() }, Vec::new()),
        (ConflictFilter { disagreement: Some(ConflictKind::AddAdd), ..none }, vec![beside]),
    ] {
        let page = store.conflicts_page(None, &filter, None, 9).await.unwrap();
        let found: Vec<_> = page.iter().map(|(one, ..)| one.id).collect();
        assert_eq!(found, expected, "{filter:?}");
    }
    let counted = store.count_conflicts_of(&[change], ConflictState::Open).await.unwrap();
    assert_eq!(counted, [(change, Some(own.id), 2)]);
    let conflicted = ["a", "b"].map(|name| Identity::new("g", "K", name));
    assert_eq!(store.conflicted(world.fabric).await.unwrap(), conflicted);
    let of = store.conflicts_of_change(change, ConflictState::Superseded).await.unwrap();
    assert_eq!(of.iter().map(|one| one.id).collect::<Vec<_>>(), ids[..1]);
}

pub(crate) async fn a_fabrics_figures_count_what_is_under_way<D: Database>() {
    let world = world::<D>().await;
    let (open, over) = (opened(&world).await, opened(&world).await);
    let mut tx = world.store.write().await.unwrap();
    let mut second = draft(open, world.fabric, "x");
    second.identity = Identity::new("g", "K", "b");
    save(&mut tx, &second, None, 5).await.unwrap();
    tx.settle_changes(&[to(over, ChangeState::Discarded)], 4).await.unwrap();
    let conflict = open_one(&mut tx, world.fabric, &disagreement("a"), 6).await.unwrap();
    tx.commit().await.unwrap();
    let figures =
        async || world.store.fabric_figures(&[world.fabric]).await.unwrap()[&world.fabric];
    let now = figures().await;
    assert_eq!((now.open_changes, now.drafts, now.conflicts), (1, 2, 1));
    assert_eq!(now.last_activity, Some(6));
    let mut tx = world.store.write().await.unwrap();
    tx.supersede_conflicts(&[conflict], 8).await.unwrap();
    tx.commit().await.unwrap();
    let now = figures().await;
    assert_eq!((now.conflicts, now.last_activity), (0, Some(8)));
}

pub(crate) async fn drafts_in_lists_say_what_they_do_without_their_texts<D: Database>() {
    let world = world::<D>().await;
    let id = opened(&world).await;
    let mut tx = world.store.write().await.unwrap();
    let mut gone = draft(id, world.fabric, "");
    (gone.identity, gone.text, gone.base_text) = (Identity::new("g", "K", "b"), None, None);
    save(&mut tx, &gone, None, 2).await.unwrap();
    tx.commit().await.unwrap();
    let lines = world.store.draft_lines(&[id]).await.unwrap();
    let told: Vec<_> = lines.iter().map(|line| (line.has_base, line.has_text)).collect();
    assert_eq!(told, [(true, true), (false, false)]);
    let texts = world.store.draft_texts(&[lines[0].id, lines[1].id]).await.unwrap();
    assert_eq!(
        (texts[&lines[0].id].as_deref(), texts[&lines[1].id].as_deref()),
        (Some("one\n"), None)
    );
}

pub(crate) async fn a_search_finds_parts_of_names_those_that_start_with_it_first<D: Database>() {
    let world = world::<D>().await;
    let mut tx = world.store.write().await.unwrap();
    for name in ["my-web", "WEB-2", "web", "a_b", "axb"] {
        tx.add_documents(&[document(&world, &format!("dc/{name}"), "K", name)]).await.unwrap();
    }
    let again = hedgerow_model::Document { ordinal: 1, ..document(&world, "dc/web", "K", "web") };
    tx.add_documents(&[again]).await.unwrap();
    let web = tx.add_fabric("web", PublishMode::Manual, 0, &[], 1).await.unwrap();
    tx.commit().await.unwrap();
    let found = async |fabrics: Option<&[FabricId]>, text: &str| {
        let hits = world.store.search(fabrics, text, 9).await.unwrap();
        hits.into_iter()
            .map(|hit| match hit {
                Hit::Fabric { name } => format!("fabric {name}"),
                Hit::Resource { identity, .. } => identity.name,
                Hit::Change { name, .. } => format!("change {name}"),
            })
            .collect::<Vec<_>>()
    };
    assert_eq!(found(None, "web").await, ["fabric web", "web", "WEB-2", "my-web"]);
    assert_eq!(found(Some(&[web]), "web").await, ["fabric web"]);
    assert_eq!(found(None, "a_b").await, ["a_b"]);
    assert_eq!(found(None, "%").await, [""; 0]);
    opened(&world).await;
    assert_eq!(found(Some(&[world.fabric]), "c").await, ["change c"]);
}

pub(crate) async fn a_resource_is_found_by_how_its_kind_begins_and_where_only_a_draft_has_it<
    D: Database,
>() {
    let world = world::<D>().await;
    let mut tx = world.store.write().await.unwrap();
    for (kind, name) in
        [("VPCAttachment", "web"), ("VPC", "web-2"), ("VPC", "web"), ("Switch", "web")]
    {
        let path = format!("dc/{kind}-{name}");
        tx.add_documents(&[document(&world, &path, kind, name)]).await.unwrap();
    }
    tx.commit().await.unwrap();
    let found = async |fabrics: Option<&[FabricId]>, kind, namespace, name| {
        let named = Named { kind: Some(kind), namespace, name };
        let hits = world.store.search_resources(fabrics, named, 9).await.unwrap();
        hits.into_iter()
            .map(|hit| match hit {
                Hit::Resource { identity, .. } => format!("{}/{}", identity.kind, identity.name),
                other => panic!("{other:?}"),
            })
            .collect::<Vec<_>>()
    };
    assert_eq!(
        found(None, "vpc", None, "web").await,
        ["VPC/web", "VPC/web-2", "VPCAttachment/web"]
    );
    assert_eq!(found(None, "Switch", None, "").await, ["Switch/web"]);
    assert_eq!(found(None, "vp_", None, "web").await, [""; 0]);
    assert_eq!(found(Some(&[]), "vpc", None, "web").await, [""; 0]);
    let namespace = Identity::DEFAULT_NAMESPACE;
    assert_eq!(found(None, "vpca", Some(namespace), "web").await, ["VPCAttachment/web"]);
    assert_eq!(found(None, "vpca", Some("other"), "web").await, [""; 0]);

    // New in an open change; not what a change deletes, nor what one had that is over.
    let id = opened(&world).await;
    let mut tx = world.store.write().await.unwrap();
    let mut new = draft(id, world.fabric, "one\n");
    new.identity = Identity::new("g", "Server", "new");
    let mut gone = draft(id, world.fabric, "");
    (gone.identity, gone.text) = (Identity::new("g", "Server", "gone"), None);
    save(&mut tx, &new, None, 2).await.unwrap();
    save(&mut tx, &gone, None, 2).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(found(None, "server", None, "").await, ["Server/new"]);
    let mut tx = world.store.write().await.unwrap();
    tx.settle_changes(&[to(id, ChangeState::Discarded)], 3).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(found(None, "server", None, "").await, [""; 0]);
}
