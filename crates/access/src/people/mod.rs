//! The accounts of people, their sessions and tokens.
//!
//! What is decided about the state of things (nobody has an account yet, somebody else administers
//! too) is decided while the one group of writes is open, so that nothing comes in between; and each
//! write stands in the audit by the same group.

mod accounts;
mod enter;
mod own;
mod recognise;
mod tokens;

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};

use hedgerow_model::{Actor, ActorKind, AuditAction, Millis};
use hedgerow_store::{NewAudit, Store, User};
use tokio::sync::watch;

pub use accounts::{Account, AccountPatch, NewAccount};
pub use enter::{Brought, LoggedIn, SetUp};
pub use own::SessionInfo;
pub use tokens::{NewToken, TokenInfo};

use crate::clock::Clock;
use crate::device::DeviceKeys;
use crate::error::AccessError;
use crate::limiter::Limiter;
use crate::noise::Noise;
use crate::password::Passwords;
use crate::principal::Visit;
use crate::secret::Secret;

/// How often it is written down that somebody is still there.
const SEEN_EVERY: Millis = MINUTE;

const MINUTE: Millis = 60 * 1000;
const HOUR: Millis = 60 * MINUTE;
const DAY: Millis = 24 * HOUR;

/// How long a session lasts without use, in milliseconds.
pub const SESSION_IDLE: Millis = 12 * HOUR;

/// How long a session lasts at most, in milliseconds.
pub const SESSION_LONGEST: Millis = 7 * DAY;

type Answer<T> = Result<T, AccessError>;

/// The accounts of people, their sessions and tokens. Cheap to clone.
#[derive(Clone)]
pub struct People(Arc<Inner>);

struct Inner {
    store: Store,
    clock: Clock,
    passwords: Passwords,
    limiter: Limiter,
    devices: DeviceKeys,
    noise: Noise,
    setup_code: Mutex<Option<Secret>>,
    /// Sessions and tokens that are being noted as seen.
    noting: Mutex<HashSet<recognise::LastUse>>,
    changed: watch::Sender<u64>,
}

impl std::fmt::Debug for People {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("People")
    }
}

impl People {
    /// The people of a database. `devices` recognises their browsers; `setup_code` is what the first of
    /// them must know.
    #[must_use]
    pub fn new(
        store: Store,
        devices: DeviceKeys,
        clock: Clock,
        setup_code: Option<Secret>,
    ) -> Self {
        Self(Arc::new(Inner {
            store,
            passwords: Passwords::new(),
            limiter: Limiter::new(clock.clone()),
            devices,
            noise: Noise::new(clock.clone()),
            clock,
            setup_code: Mutex::new(setup_code),
            noting: Mutex::default(),
            changed: watch::Sender::new(0),
        }))
    }

    /// Tells when sessions, tokens, accounts or roles changed: time to ask [`People::again`].
    #[must_use]
    pub fn watch(&self) -> watch::Receiver<u64> {
        self.0.changed.subscribe()
    }

    /// Writes down that somebody was not allowed to do something: the same once a minute, with how
    /// often it was.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn refused(
        &self,
        actor: &Actor,
        operation: &str,
        fabric: Option<&str>,
        subject: Option<&str>,
    ) -> Answer<()> {
        let token = actor.token.as_deref().unwrap_or_default();
        let key = format!("refused {} {token} {operation} {subject:?}", actor.login);
        let Some(times) = self.0.noise.count(&key) else { return Ok(()) };
        let why = format!("{operation}{}", so_often(times));
        let mut entry = NewAudit::refused(actor, AuditAction::AccessRefuse, why, self.now());
        entry.fabric = fabric.map(str::to_owned);
        entry.subject = subject.map(str::to_owned);
        self.write_down(entry).await
    }

    /// One entry of the audit, on its own.
    async fn write_down(&self, entry: NewAudit) -> Answer<()> {
        let mut tx = self.0.store.write().await?;
        tx.audit(&[entry]).await?;
        tx.commit().await?;
        Ok(())
    }

    fn now(&self) -> Millis {
        self.0.clock.now()
    }

    /// Lets those who listen know that somebody may now do more or less.
    fn tell(&self) {
        self.0.changed.send_modify(|count| *count += 1);
    }

    fn setup_code(&self) -> Option<Secret> {
        self.0.setup_code.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn forget_setup_code(&self) {
        *self.0.setup_code.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

fn anonymous(visit: &Visit) -> Actor {
    Actor { from: visit.from(), ..Actor::anonymous() }
}

fn actor_of(user: &User, from: Option<String>) -> Actor {
    Actor {
        kind: ActorKind::User,
        user: Some(user.id),
        login: user.login.clone(),
        name: user.name.clone(),
        email: user.email.clone(),
        token: None,
        from,
    }
}

fn so_often(times: u64) -> String {
    if times > 1 { format!(", {times} times since the last entry") } else { String::new() }
}
