//! A database with one fabric, and what tests put into it.

use hedgerow_model::{
    Actor, ActorKind, ChangeId, ChangeOutcome, ChangeState, ConflictId, ConflictKind, Document,
    DraftId, FabricId, FieldPath, Finding, Identity, Layout, NewConflict, NewDraft, NewSource,
    Party, Person, PublishMode, QueueId, RepositoryId, Role, Severity, SourceId, Standing, UserId,
    Validity,
};
use hedgerow_seal::{Keyring, SealingKey};
use hedgerow_store::{NewUser, RoleGrant, Store, StoreError, Transaction, User};

use crate::contract::Database;

pub(crate) struct World<D> {
    pub(crate) database: D,
    pub(crate) store: Store,
    pub(crate) repository: RepositoryId,
    pub(crate) queue: QueueId,
    pub(crate) fabric: FabricId,
    pub(crate) source: SourceId,
}

pub(crate) fn ada() -> Person {
    Person { name: "Ada".into(), email: "ada@example.org".into() }
}

pub(crate) async fn world<D: Database>() -> World<D> {
    let database = D::fresh().await;
    let store = database.open().await;
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
    let source = tx.add_source(fabric, &source).await.unwrap();
    tx.commit().await.unwrap();
    World { database, store, repository, queue, fabric, source }
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
        copies: Vec::new(),
        author: ada(),
    }
}

/// Saves one draft.
pub(crate) async fn save(
    tx: &mut Transaction,
    new: &NewDraft,
    expected: Option<i64>,
    now: i64,
) -> Result<DraftId, StoreError> {
    Ok(tx.save_drafts(&[(new.clone(), expected)], now).await?.remove(0))
}

/// Opens one conflict.
pub(crate) async fn open_one(
    tx: &mut Transaction,
    fabric: FabricId,
    new: &NewConflict,
    now: i64,
) -> Result<ConflictId, StoreError> {
    Ok(tx.open_conflicts(fabric, std::slice::from_ref(new), now).await?.remove(0))
}

pub(crate) async fn opened<D>(world: &World<D>) -> ChangeId {
    let id = ChangeId::generate();
    let mut tx = world.store.write().await.unwrap();
    tx.open_change(id, world.fabric, "c", None, &ada(), 1).await.unwrap();
    save(&mut tx, &draft(id, world.fabric, "one\n"), Some(0), 1).await.unwrap();
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

/// A document of the fabric, valid and live.
pub(crate) fn document<D>(world: &World<D>, path: &str, kind: &str, name: &str) -> Document {
    Document {
        source_id: world.source,
        fabric_id: world.fabric,
        path: path.to_owned(),
        ordinal: 0,
        identity: Identity::new("g", kind, name),
        version: "v1".to_owned(),
        standing: Standing::Live,
        validity: Validity::Valid,
        line: 1,
        blob: "oid".to_owned(),
        facts: None,
        text: format!("kind: {kind}\nname: {name}\n"),
    }
}

/// A finding of a rule in a file.
pub(crate) fn finding(path: &str, line: i64, severity: Severity, rule: &str) -> Finding {
    Finding {
        path: path.to_owned(),
        line,
        column: 1,
        severity,
        rule: rule.to_owned(),
        message: "it is wrong".to_owned(),
        subject: None,
        field: None,
        target: None,
    }
}

/// A disagreement about a resource within Git itself.
pub(crate) fn disagreement(name: &str) -> NewConflict {
    NewConflict {
        parties: vec![Party::Git { commit: "x".into(), path: None }],
        identity: Identity::new("g", "K", name),
        path: FieldPath::of_keys(["spec", "a"]),
        kind: ConflictKind::EditEdit,
        base: Some(1_i64.into()),
        draft: Some(2_i64.into()),
        git: None,
        cluster: None,
        detail: None,
        together: None,
    }
}

/// A disagreement between a draft and Git.
pub(crate) fn of_draft(change: ChangeId, draft: DraftId) -> NewConflict {
    let git = Party::Git { commit: "x".into(), path: None };
    NewConflict { parties: vec![Party::Draft { change, draft }, git], ..disagreement("a") }
}

/// A change without drafts, on its way to `state` by legal steps.
pub(crate) async fn change_in<D>(world: &World<D>, state: ChangeState) -> ChangeId {
    let id = ChangeId::generate();
    let mut tx = world.store.write().await.unwrap();
    tx.open_change(id, world.fabric, state.as_str(), None, &ada(), 1).await.unwrap();
    for step in way(state) {
        tx.settle_changes(&[to(id, step)], 2).await.unwrap();
    }
    tx.commit().await.unwrap();
    id
}

/// The shortest legal way from `open` to a state.
fn way(to: ChangeState) -> Vec<ChangeState> {
    let mut ways = vec![vec![ChangeState::Open]];
    let mut next = 0;
    while let Some(way) = ways.get(next).cloned() {
        let last = *way.last().unwrap();
        if last == to {
            return way[1..].to_vec();
        }
        for step in ChangeState::ALL.iter().filter(|step| last.check(**step).is_ok()) {
            if !ways.iter().any(|way| way.contains(step)) {
                ways.push(way.iter().copied().chain([*step]).collect());
            }
        }
        next += 1;
    }
    unreachable!("no way to {to}")
}
