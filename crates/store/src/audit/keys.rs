//! The keys of the chain: sealed in the database, open in memory.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, PoisonError};

use hedgerow_model::{Actor, AuditAction};
use hedgerow_seal::{ExposeSecret as _, Keyring, Sealed, open, seal};
use rand::Rng as _;
use sqlx::Row;
use zeroize::Zeroizing;

use super::NewAudit;
use super::chain::ChainKey;
use crate::{Millis, Store, StoreError, Transaction};

/// What an audit key is sealed for; its row is its number.
pub(crate) const PURPOSE: &str = "audit key";

/// The keys of the chain that could be opened, and why the others could not.
#[derive(Clone)]
pub(crate) struct AuditKeys {
    /// The one that new entries are written under, and the record of the newest.
    pub(crate) current: i64,
    /// Whether the log is just going on under a new key: the record of the newest is of another.
    pub(crate) resumes: bool,
    pub(crate) open: BTreeMap<i64, ChainKey>,
    pub(crate) closed: BTreeMap<i64, String>,
}

impl fmt::Debug for AuditKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "AuditKeys({} of {})", self.open.len(), self.open.len() + self.closed.len())
    }
}

/// How the audit is after [`Store::unlock`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unlocked {
    /// It begins: this is a new database.
    Begun,
    /// It continues under its key.
    Opened,
    /// It continues under a new key, and says so: why the one so far does not open.
    Resumed(String),
}

impl Store {
    /// Opens the audit with the sealing keys, so that entries can be written and verified; to be
    /// called once after the database was opened. The key of the chain is made when there is none,
    /// and when the one so far does not open: then the log continues under a new one, an entry says
    /// so, and the older part cannot be verified until its sealing key is named as a former one.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn unlock(&self, keyring: &Keyring, now: Millis) -> Result<Unlocked, StoreError> {
        let mut tx = self.write().await?;
        let mut keys = stored(&mut tx, keyring).await?;
        let newest = keys.open.keys().chain(keys.closed.keys()).max().copied();
        let was = match newest {
            Some(newest) if keys.open.contains_key(&newest) => {
                keys.current = newest;
                Unlocked::Opened
            }
            Some(newest) => {
                let why = keys.closed.get(&newest).cloned().unwrap_or_default();
                keys.current = newest + 1;
                Unlocked::Resumed(format!("audit key {newest} {why}"))
            }
            None => {
                let past = tx.last_audit().await?;
                keys.current = past.map_or(0, |(_, key)| key) + 1;
                match past {
                    None => Unlocked::Begun,
                    Some((past, _)) => {
                        Unlocked::Resumed(format!("the key of the entries up to {past} is gone"))
                    }
                }
            }
        };
        let system = Actor::system();
        let entry = match &was {
            Unlocked::Opened => None,
            Unlocked::Begun => {
                Some(NewAudit::done(&system, AuditAction::AuditKey, now).detail("the log begins"))
            }
            Unlocked::Resumed(why) => {
                let why = format!("{why}; the log continues under a new key");
                Some(NewAudit::failed(&system, AuditAction::AuditKey, why, now))
            }
        };
        if let Some(entry) = entry {
            let id = keys.current;
            keys.open.insert(id, tx.add_audit_key(id, keyring, now).await?);
            let entry = entry.subject(format!("audit key {id}"));
            keys.resumes = was != Unlocked::Begun;
            tx.begin_audit(Arc::new(keys.clone()));
            keys.resumes = false;
            tx.audit(&[entry]).await?;
            tx.commit().await?;
        }
        *self.audit.write().unwrap_or_else(PoisonError::into_inner) = Some(Arc::new(keys));
        Ok(was)
    }

    /// The keys, once they were opened.
    pub(crate) fn audit_keys(&self) -> Option<Arc<AuditKeys>> {
        self.audit.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

async fn stored(tx: &mut Transaction, keyring: &Keyring) -> Result<AuditKeys, StoreError> {
    let rows = sqlx::query("SELECT id, sealed FROM audit_key ORDER BY id")
        .fetch_all(tx.connection())
        .await?;
    let mut keys =
        AuditKeys { current: 0, resumes: false, open: BTreeMap::new(), closed: BTreeMap::new() };
    for row in rows {
        let id: i64 = row.try_get("id")?;
        let opened = Sealed::from_bytes(row.try_get("sealed")?)
            .map_err(Into::into)
            .and_then(|sealed| open(keyring, PURPOSE, &id.to_string(), &sealed));
        match opened {
            Ok(bytes) => {
                keys.open.insert(id, ChainKey::new(bytes.expose_secret())?);
            }
            Err(why) => {
                keys.closed.insert(id, why.to_string());
            }
        }
    }
    Ok(keys)
}

impl Transaction {
    async fn add_audit_key(
        &mut self,
        id: i64,
        keyring: &Keyring,
        now: Millis,
    ) -> Result<ChainKey, StoreError> {
        let mut bytes = Zeroizing::new([0_u8; 32]);
        rand::rng().fill_bytes(bytes.as_mut_slice());
        let sealed = seal(keyring, PURPOSE, &id.to_string(), bytes.as_slice());
        sqlx::query("INSERT INTO audit_key (id, sealed, created_at) VALUES ($1, $2, $3)")
            .bind(id)
            .bind(sealed.to_bytes())
            .bind(now)
            .execute(self.connection())
            .await?;
        ChainKey::new(bytes.as_slice())
    }
}
