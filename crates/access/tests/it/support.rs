//! People over a fresh database.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use hedgerow_access::{
    Account, Brought, Clock, DeviceKeys, Grant, LoggedIn, NewAccount, People, Principal, Secret,
    SetUp, Visit,
};
use hedgerow_model::{Actor, Role};
use hedgerow_seal::{Keyring, SealingKey};
use hedgerow_store::{AuditFilter, Store};
use tempfile::TempDir;

pub(crate) const CODE: &str = "the-set-up-code";
pub(crate) const PASSWORD: &str = "correct horse battery";
pub(crate) const HOUR: i64 = 3_600_000;

pub(crate) struct World {
    pub(crate) people: People,
    pub(crate) store: Store,
    pub(crate) now: Arc<AtomicI64>,
    _folder: TempDir,
}

impl World {
    pub(crate) async fn new() -> Self {
        let folder = TempDir::new().unwrap();
        let store = Store::open(&folder.path().join("hedgerow.db")).await.unwrap();
        let now = Arc::new(AtomicI64::new(1_700_000_000_000));
        let keyring = Keyring::new(SealingKey::generate(), Vec::new());
        store.unlock(&keyring, 1).await.unwrap();
        let clock = Arc::clone(&now);
        let clock = Clock::of(move || clock.load(Ordering::Relaxed));
        let people = People::new(
            store.clone(),
            DeviceKeys::of(&keyring),
            clock,
            Some(Secret::from_text(CODE)),
        );
        Self { people, store, now, _folder: folder }
    }

    /// With `root`, who administers.
    pub(crate) async fn with_root() -> (Self, LoggedIn) {
        let world = Self::new().await;
        let root = world.people.set_up(&visit(), set_up(CODE, "root")).await.unwrap();
        (world, root)
    }

    pub(crate) fn wait(&self, milliseconds: i64) {
        self.now.fetch_add(milliseconds, Ordering::Relaxed);
    }

    pub(crate) async fn person(&self, login: &str, roles: &[Role]) -> Account {
        let grants = roles.iter().map(|role| Grant { fabric: None, role: *role }).collect();
        let new = NewAccount {
            login: login.to_owned(),
            name: format!("The {login}"),
            email: format!("{login}@example.org"),
            password: Secret::from_text(PASSWORD),
            active: true,
            grants,
        };
        self.people.create_account(&Actor::administrator(), new).await.unwrap()
    }

    pub(crate) async fn log_in(&self, login: &str) -> LoggedIn {
        let password = Secret::from_text(PASSWORD);
        self.people.log_in(&visit(), login, &password, &Brought::default()).await.unwrap()
    }

    pub(crate) async fn again(&self, secret: &Secret) -> Option<Principal> {
        self.people.by_session(secret, &visit()).await.unwrap()
    }

    /// Uses a session until that is noted, which is done beside the answer.
    pub(crate) async fn used(&self, secret: &Secret) -> Principal {
        loop {
            let principal = self.again(secret).await.unwrap();
            let sessions = self.people.sessions(&principal, None, 1).await.unwrap();
            if sessions[0].seen_at == self.now.load(Ordering::Relaxed) {
                return principal;
            }
            tokio::task::yield_now().await;
        }
    }

    /// The audit, oldest first: action, outcome, who, what, detail.
    pub(crate) async fn audit(&self) -> Vec<String> {
        let entries = self.store.audit_page(&AuditFilter::default(), None, 1000).await.unwrap();
        let line = |entry: hedgerow_store::AuditEntry| {
            let subject = entry.subject.unwrap_or_default();
            let detail = entry.detail.unwrap_or_default();
            let line = format!(
                "{} {} by {} | {subject} | {detail}",
                entry.action,
                entry.outcome,
                if entry.login.is_empty() { &entry.kind } else { &entry.login }
            );
            line
        };
        entries.into_iter().rev().map(line).collect()
    }
}

pub(crate) fn visit() -> Visit {
    Visit { address: Some("192.0.2.1".parse().unwrap()), agent: Some("a browser".to_owned()) }
}

pub(crate) fn set_up(code: &str, login: &str) -> SetUp {
    SetUp {
        code: Secret::from_text(code),
        login: login.to_owned(),
        name: "The Root".to_owned(),
        email: "root@example.org".to_owned(),
        password: Secret::from_text(PASSWORD),
    }
}
