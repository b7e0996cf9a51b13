//! A database with one fabric, and what tests put into it.

use hedgerow_model::{
    Actor, ActorKind, ChangeId, ChangeOutcome, ChangeState, FabricId, Identity, Layout, NewDraft,
    NewSource, Person, PublishMode, QueueId, Role, Standing, UserId,
};
use hedgerow_seal::{Keyring, SealingKey};
use hedgerow_store::{NewUser, RoleGrant, Store, User};
use tempfile::TempDir;

pub(crate) struct World {
    pub(crate) folder: TempDir,
    pub(crate) store: Store,
    pub(crate) queue: QueueId,
    pub(crate) fabric: FabricId,
}

pub(crate) fn ada() -> Person {
    Person { name: "Ada".into(), email: "ada@example.org".into() }
}

pub(crate) async fn world() -> World {
    let folder = TempDir::new().unwrap();
    let store = Store::open(&folder.path().join("hedgerow.db")).await.unwrap();
    let mut tx = store.write().await.unwrap();
    let repository = tx.add_repository("r", "u", "u", "main", None, 1).await.unwrap();
    let queue = tx.queue_for(repository, "main").await.unwrap();
    let fabric = tx.add_fabric("f", PublishMode::Manual, 0, &[], 1).await.unwrap();
    let source = NewSource {
        queue_id: queue,
        directory: "dc".into(),
        layout: Layout::Managed,
        exclude: Vec::new(),
    };
    tx.add_source(fabric, &source).await.unwrap();
    tx.commit().await.unwrap();
    World { folder, store, queue, fabric }
}

pub(crate) fn draft(change: ChangeId, fabric: FabricId, text: &str) -> NewDraft {
    NewDraft {
        change_id: change,
        fabric_id: fabric,
        identity: Identity::new("g", "K", "a"),
        base_text: Some("base\n".into()),
        base_standing: Standing::Live,
        text: Some(text.into()),
        standing: Standing::Live,
        author: ada(),
    }
}

pub(crate) async fn opened(world: &World) -> ChangeId {
    let id = ChangeId::generate();
    let mut tx = world.store.write().await.unwrap();
    tx.open_change(id, world.fabric, "c", None, &ada(), 1).await.unwrap();
    tx.save_draft(&draft(id, world.fabric, "one\n"), Some(0), 1).await.unwrap();
    tx.commit().await.unwrap();
    id
}

pub(crate) fn to(id: ChangeId, state: ChangeState) -> ChangeOutcome {
    ChangeOutcome { id, state, reason: None, commit: None }
}

pub(crate) fn ring() -> Keyring {
    Keyring::new(SealingKey::generate(), Vec::new())
}

pub(crate) fn grant(fabric: Option<&str>, role: Role) -> RoleGrant {
    RoleGrant { fabric: fabric.map(str::to_owned), role }
}

pub(crate) fn new_user(login: &str, grants: &[RoleGrant]) -> NewUser {
    NewUser {
        login: login.to_owned(),
        name: "A Person".to_owned(),
        email: format!("{login}@example.org"),
        password: "$argon2id$not-shown".to_owned(),
        active: true,
        grants: grants.to_vec(),
        created_at: 1,
    }
}

pub(crate) async fn user(store: &Store, login: &str, grants: &[RoleGrant]) -> User {
    let mut tx = store.write().await.unwrap();
    let user = tx.add_user(&new_user(login, grants)).await.unwrap();
    tx.commit().await.unwrap();
    user
}

pub(crate) fn actor(login: &str, user: Option<UserId>) -> Actor {
    Actor {
        kind: ActorKind::User,
        user,
        login: login.to_owned(),
        name: "A Person".to_owned(),
        email: format!("{login}@example.org"),
        token: None,
        from: Some("192.0.2.1".to_owned()),
    }
}

/// Somebody else who has the file open and writes what they like.
pub(crate) async fn outsider(world: &World) -> sqlx::SqlitePool {
    let url = format!("sqlite://{}", world.folder.path().join("hedgerow.db").display());
    let options = sqlx::sqlite::SqlitePoolOptions::new().max_connections(1);
    options.connect(&url).await.unwrap()
}
