//! Credentials: what opens a repository. Secrets are sealed here and opened by whoever has the
//! keyring; the database never holds them otherwise.

use hedgerow_model::{CredentialKind, CredentialState};
use hedgerow_seal::{
    ExposeSecret as _, KeyId, Keyring, SealError, Sealed, SecretString, open_text, seal,
};
use sqlx::Row;

use crate::dialect::{Connection, DbRow};
use crate::revisions::Edited;
use crate::sql::word;
use crate::{Millis, Store, StoreError, Transaction};

/// What a credential is sealed for; its row is its name. The next secret is sealed the same, so that
/// taking it over is not a new sealing.
pub(crate) const PURPOSE: &str = "credential";

/// A credential, its secret sealed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credential {
    /// What people call it; stays for its life.
    pub name: String,
    /// What sort.
    pub kind: CredentialKind,
    /// What can be edited.
    pub fields: CredentialFields,
    /// When it was stored.
    pub created_at: Millis,
    /// The login of who stored it.
    pub created_by: String,
    /// When its secret was last exchanged.
    pub rotated_at: Option<Millis>,
    /// What is known of it.
    pub state: CredentialState,
    /// Why it does not work.
    pub problem: Option<String>,
    /// When the remote was last asked.
    pub checked_at: Option<Millis>,
    /// Counts people's edits.
    pub revision: i64,
    sealed: SealedBytes,
    pending: Option<SealedBytes>,
}

/// What of a credential can be edited.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CredentialFields {
    /// The user name that goes with it.
    pub user: Option<String>,
    /// The only host it is used for; any when there is none.
    pub host: Option<String>,
    /// The pinned host keys that go with it.
    pub known_hosts: Option<String>,
    /// When its issuer ends it.
    pub expires_at: Option<Millis>,
}

/// A credential to be stored.
#[derive(Clone, Debug)]
pub struct NewCredential {
    /// What people call it.
    pub name: String,
    /// What sort.
    pub kind: CredentialKind,
    /// What can be edited later.
    pub fields: CredentialFields,
    /// The login of who stores it.
    pub created_by: String,
}

/// As they are stored: one that is damaged must not hide the others.
#[derive(Clone, PartialEq, Eq)]
struct SealedBytes(Vec<u8>);

impl std::fmt::Debug for SealedBytes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("sealed")
    }
}

impl SealedBytes {
    fn open(&self, keyring: &Keyring, name: &str) -> Result<SecretString, SealError> {
        open_text(keyring, PURPOSE, name, &Sealed::from_bytes(&self.0)?)
    }
}

impl Credential {
    /// The secret.
    ///
    /// # Errors
    /// When it does not open: fits behind "credential `name` …".
    pub fn open(&self, keyring: &Keyring) -> Result<SecretString, SealError> {
        self.sealed.open(keyring, &self.name)
    }

    /// The next secret, which waits for its first success, when there is one.
    ///
    /// # Errors
    /// When it does not open.
    pub fn open_pending(&self, keyring: &Keyring) -> Result<Option<SecretString>, SealError> {
        self.pending.as_ref().map(|pending| pending.open(keyring, &self.name)).transpose()
    }

    /// Whether a next secret waits for its first success.
    #[must_use]
    pub fn has_pending(&self) -> bool {
        self.pending.is_some()
    }

    /// Which sealing key wraps the secret; `None` when what is stored is damaged.
    #[must_use]
    pub fn sealed_with(&self) -> Option<KeyId> {
        Sealed::from_bytes(&self.sealed.0).ok().map(|sealed| sealed.key())
    }
}

fn credential(row: &DbRow) -> Result<Credential, StoreError> {
    Ok(Credential {
        name: row.try_get("name")?,
        kind: word(row, "kind")?,
        fields: CredentialFields {
            user: row.try_get("user_name")?,
            host: row.try_get("host")?,
            known_hosts: row.try_get("known_hosts")?,
            expires_at: row.try_get("expires_at")?,
        },
        created_at: row.try_get("created_at")?,
        created_by: row.try_get("created_by")?,
        rotated_at: row.try_get("rotated_at")?,
        state: word(row, "state")?,
        problem: row.try_get("problem")?,
        checked_at: row.try_get("checked_at")?,
        revision: row.try_get("revision")?,
        sealed: SealedBytes(row.try_get("sealed")?),
        pending: row.try_get::<Option<Vec<u8>>, _>("pending")?.map(SealedBytes),
    })
}

fn sealed(keyring: &Keyring, name: &str, secret: &SecretString) -> Vec<u8> {
    seal(keyring, PURPOSE, name, secret.expose_secret().as_bytes()).to_bytes()
}

both! {
    /// The credential of this name.
    ///
    /// # Errors
    /// When the database does not answer.
    credential(name: &str) -> Option<Credential> = read_credential;
}

async fn read_credential(
    of: &mut Connection,
    name: &str,
) -> Result<Option<Credential>, StoreError> {
    let row = sqlx::query("SELECT * FROM credential WHERE name = $1")
        .bind(name)
        .fetch_optional(of)
        .await?;
    row.as_ref().map(credential).transpose()
}

impl Store {
    /// Credentials by name, from the one after `after` on; at most `limit`.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn credentials(
        &self,
        after: Option<&str>,
        limit: i64,
    ) -> Result<Vec<Credential>, StoreError> {
        let rows = sqlx::query("SELECT * FROM credential WHERE name > $1 ORDER BY name LIMIT $2")
            .bind(after.unwrap_or_default())
            .bind(limit)
            .fetch_all(self.readers())
            .await?;
        rows.iter().map(credential).collect()
    }
}

impl Transaction {
    /// Stores a credential, untested; its secret is sealed for its name.
    ///
    /// # Errors
    /// [`StoreError::Taken`] when the name is taken.
    pub async fn add_credential(
        &mut self,
        new: &NewCredential,
        secret: &SecretString,
        keyring: &Keyring,
        now: Millis,
    ) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT INTO credential (name, kind, user_name, host, known_hosts, sealed, created_at,
             created_by, expires_at, state, revision)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'untested', 1)",
        )
        .bind(&new.name)
        .bind(new.kind.as_str())
        .bind(&new.fields.user)
        .bind(&new.fields.host)
        .bind(&new.fields.known_hosts)
        .bind(sealed(keyring, &new.name, secret))
        .bind(now)
        .bind(&new.created_by)
        .bind(new.fields.expires_at)
        .execute(self.connection())
        .await
        .map_err(|error| StoreError::taken(error, "credential", &new.name))?;
        Ok(())
    }

    /// Edits a credential; returns its new revision. `expected` is the revision that was seen;
    /// `None` asks for none. The secret stays.
    ///
    /// # Errors
    /// [`StoreError::Moved`] when it was edited or removed since.
    pub async fn update_credential(
        &mut self,
        name: &str,
        expected: Option<i64>,
        fields: &CredentialFields,
    ) -> Result<i64, StoreError> {
        let revision = self.count_edit(Edited::Credential(name), expected).await?;
        sqlx::query(
            "UPDATE credential SET user_name = $1, host = $2, known_hosts = $3, expires_at = $4
             WHERE name = $5",
        )
        .bind(&fields.user)
        .bind(&fields.host)
        .bind(&fields.known_hosts)
        .bind(fields.expires_at)
        .bind(name)
        .execute(self.connection())
        .await?;
        Ok(revision)
    }

    /// Exchanges a credential's secret; returns its new revision. Afterwards it is untested and
    /// nothing waits to take over.
    ///
    /// # Errors
    /// [`StoreError::Moved`] when it was edited or removed since `expected`.
    pub async fn rotate_credential(
        &mut self,
        name: &str,
        expected: Option<i64>,
        secret: &SecretString,
        keyring: &Keyring,
        now: Millis,
    ) -> Result<i64, StoreError> {
        let revision = self.count_edit(Edited::Credential(name), expected).await?;
        sqlx::query(
            "UPDATE credential SET sealed = $1, pending = NULL, rotated_at = $2, state = 'untested',
             problem = NULL, checked_at = NULL WHERE name = $3",
        )
        .bind(sealed(keyring, name, secret))
        .bind(now)
        .bind(name)
        .execute(self.connection())
        .await?;
        Ok(revision)
    }

    /// Keeps a next secret beside the one in use, until [`Transaction::take_pending`]; `None` drops
    /// it.
    ///
    /// # Errors
    /// [`StoreError::Moved`] when there is no such credential any more.
    pub async fn set_pending(
        &mut self,
        name: &str,
        secret: Option<&SecretString>,
        keyring: &Keyring,
    ) -> Result<(), StoreError> {
        let done = sqlx::query("UPDATE credential SET pending = $1 WHERE name = $2")
            .bind(secret.map(|secret| sealed(keyring, name, secret)))
            .bind(name)
            .execute(self.connection())
            .await?;
        if done.rows_affected() == 1 { Ok(()) } else { Err(StoreError::Moved("the credential")) }
    }

    /// Puts the next secret in the place of the one in use, which is forgotten; tells whether there
    /// was a next one.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn take_pending(&mut self, name: &str, now: Millis) -> Result<bool, StoreError> {
        let done = sqlx::query(
            "UPDATE credential SET sealed = pending, pending = NULL, rotated_at = $1,
             revision = revision + 1 WHERE name = $2 AND pending IS NOT NULL",
        )
        .bind(now)
        .bind(name)
        .execute(self.connection())
        .await?;
        Ok(done.rows_affected() == 1)
    }

    /// Notes what the remote said of a credential; tells whether its state became another. Not a
    /// person's edit: the revision stays.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn set_credential_state(
        &mut self,
        name: &str,
        state: CredentialState,
        problem: Option<&str>,
        now: Millis,
    ) -> Result<bool, StoreError> {
        let before: Option<String> =
            sqlx::query_scalar("SELECT state FROM credential WHERE name = $1")
                .bind(name)
                .fetch_optional(self.connection())
                .await?;
        sqlx::query(
            "UPDATE credential SET state = $1, problem = $2, checked_at = $3 WHERE name = $4",
        )
        .bind(state.as_str())
        .bind(problem)
        .bind(now)
        .bind(name)
        .execute(self.connection())
        .await?;
        Ok(before.is_some_and(|before| before != state.as_str()))
    }

    /// Removes a credential with its secrets. Whether a repository uses it is the caller's to know:
    /// [`Transaction::repositories_with`].
    ///
    /// # Errors
    /// [`StoreError::Moved`] when it was edited or removed since `expected`.
    pub async fn remove_credential(
        &mut self,
        name: &str,
        expected: Option<i64>,
    ) -> Result<(), StoreError> {
        self.count_edit(Edited::Credential(name), expected).await?;
        sqlx::query("DELETE FROM credential WHERE name = $1")
            .bind(name)
            .execute(self.connection())
            .await?;
        Ok(())
    }

    /// The names of the repositories that use a credential, as this group of writes sees them.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn repositories_with(&mut self, credential: &str) -> Result<Vec<String>, StoreError> {
        Ok(sqlx::query_scalar("SELECT name FROM repository WHERE credential = $1 ORDER BY name")
            .bind(credential)
            .fetch_all(self.connection())
            .await?)
    }
}
