//! The policies that fabrics have in their repositories.

use hedgerow_model::{
    Brought, DismissedPolicy, FabricId, NotAFile, PolicyFile, PolicyFileSays, PolicyFileState,
    Source,
};

use super::Database;
use crate::world::world;

fn file(says: PolicyFileSays) -> PolicyFile {
    PolicyFile {
        path: ".hedgerow/f.toml".into(),
        says,
        brought: Brought { commit: "c".into(), by: Some("Ada".into()), at: Some(7) },
        settled: Some("b".into()),
        dismissed: Some(DismissedPolicy { by: "Grace".into(), at: 9 }),
    }
}

pub(crate) async fn a_policy_file_is_read_as_it_was_written_and_goes_with_its_fabric<
    D: Database,
>() {
    let world = world::<D>().await;
    let text = PolicyFileSays::Text { blob: "b".into(), text: "# ours\n".into() };
    let unread = PolicyFileSays::Unread { blob: "x".into(), why: NotAFile::TooLarge };
    let seen = PolicyFile {
        brought: Brought { commit: "c".into(), by: None, at: None },
        settled: None,
        dismissed: None,
        ..file(text.clone())
    };
    for written in [file(text), file(PolicyFileSays::Gone), file(unread), seen] {
        let mut tx = world.store.write().await.unwrap();
        let attention = Some(PolicyFileState::Waiting);
        tx.set_policy_file(world.fabric, Some(&written), attention).await.unwrap();
        assert_eq!(tx.policy_file(world.fabric).await.unwrap(), Some(written.clone()));
        tx.commit().await.unwrap();
        assert_eq!(world.store.policy_file(world.fabric).await.unwrap(), Some(written.clone()));
        let figures = world.store.fabric_figures(&[world.fabric]).await.unwrap();
        assert_eq!(figures[&world.fabric].policy_file, attention);
        let both = [world.fabric, FabricId(999)];
        let all = world.store.policy_files(&both).await.unwrap();
        assert_eq!(all.into_iter().collect::<Vec<_>>(), [(world.fabric, written)]);
    }
    let mut tx = world.store.write().await.unwrap();
    tx.set_policy_file(world.fabric, None, None).await.unwrap();
    assert_eq!(tx.policy_file(world.fabric).await.unwrap(), None);
    tx.set_policy_file(world.fabric, Some(&file(PolicyFileSays::Gone)), None).await.unwrap();
    tx.remove_fabric(world.fabric, None).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(world.store.policy_file(world.fabric).await.unwrap(), None);
}

pub(crate) async fn a_source_knows_where_its_policy_was_looked_for_until_it_moves<D: Database>() {
    let world = world::<D>().await;
    let read = async || -> Source { world.store.sources().await.unwrap().remove(0) };
    assert_eq!(read().await.policy_tree, None);
    for tree in ["tree", ""] {
        let mut tx = world.store.write().await.unwrap();
        tx.set_policy_tree(&[world.source], tree).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(read().await.policy_tree.as_deref(), Some(tree));
    }
    let known = read().await;
    let mut tx = world.store.write().await.unwrap();
    tx.move_source(&known, world.queue, "elsewhere", None).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(read().await.policy_tree, None);
}
