//! The repositories' own ways to their remotes. Secrets are sealed here, each for its purpose and its
//! repository's row, and opened by whoever has the keyring.

use hedgerow_model::RepositoryId;
use hedgerow_seal::{ExposeSecret as _, Keyring, SealError, Sealed, SecretString, open_text, seal};
use sqlx::Row;

use crate::dialect::{Connection, DbRow};
use crate::{Store, StoreError, Transaction};

/// What a client's private key is sealed for.
pub(crate) const KEY: &str = "client key";
/// What a proxy's password is sealed for.
pub(crate) const PASSWORD: &str = "proxy password";

/// A repository's own way to its remote, its secrets sealed.
#[derive(Clone, PartialEq, Eq)]
pub struct Transport {
    /// Whose.
    pub repository: RepositoryId,
    /// What anybody may see.
    pub fields: TransportFields,
    key: Option<Vec<u8>>,
    password: Option<Vec<u8>>,
}

/// What of it is no secret.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TransportFields {
    /// The certificates of the authorities that are trusted, as PEM.
    pub authorities: Option<String>,
    /// The client's certificate, as PEM.
    pub certificate: Option<String>,
    /// The proxy's URL, without a password.
    pub proxy: Option<String>,
    /// The hosts that are reached without the proxy, with commas between.
    pub no_proxy: String,
}

/// What becomes of a secret.
#[derive(Clone, Debug, Default)]
pub enum NextSecret {
    /// It is what it was.
    #[default]
    Stays,
    /// There is none any more.
    Goes,
    /// This one, from now on.
    Is(SecretString),
}

/// Names the parts, never what is sealed.
impl std::fmt::Debug for Transport {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Transport")
            .field("repository", &self.repository)
            .field("fields", &self.fields)
            .field("key", &self.has_key())
            .field("password", &self.has_password())
            .finish()
    }
}

impl Transport {
    /// Whether there is a client's key.
    #[must_use]
    pub fn has_key(&self) -> bool {
        self.key.is_some()
    }

    /// Whether there is a proxy's password.
    #[must_use]
    pub fn has_password(&self) -> bool {
        self.password.is_some()
    }

    /// The client's private key, when there is one.
    ///
    /// # Errors
    /// When it does not open.
    pub fn open_key(&self, keyring: &Keyring) -> Result<Option<SecretString>, SealError> {
        self.open(keyring, KEY, self.key.as_deref())
    }

    /// The proxy's password, when there is one.
    ///
    /// # Errors
    /// When it does not open.
    pub fn open_password(&self, keyring: &Keyring) -> Result<Option<SecretString>, SealError> {
        self.open(keyring, PASSWORD, self.password.as_deref())
    }

    fn open(
        &self,
        keyring: &Keyring,
        purpose: &str,
        sealed: Option<&[u8]>,
    ) -> Result<Option<SecretString>, SealError> {
        let Some(sealed) = sealed else { return Ok(None) };
        open_text(keyring, purpose, &row(self.repository), &Sealed::from_bytes(sealed)?).map(Some)
    }
}

/// What a secret is bound to beside its purpose.
pub(crate) fn row(repository: RepositoryId) -> String {
    repository.0.to_string()
}

fn transport(row: &DbRow) -> Result<Transport, StoreError> {
    Ok(Transport {
        repository: RepositoryId(row.try_get("repository_id")?),
        fields: TransportFields {
            authorities: row.try_get("authorities")?,
            certificate: row.try_get("certificate")?,
            proxy: row.try_get("proxy")?,
            no_proxy: row.try_get("no_proxy")?,
        },
        key: row.try_get("client_key")?,
        password: row.try_get("proxy_password")?,
    })
}

both! {
    /// A repository's own way to its remote; `None` when nothing is set.
    ///
    /// # Errors
    /// When the database does not answer.
    transport(id: RepositoryId) -> Option<Transport> = read_transport;
}

async fn read_transport(
    of: &mut Connection,
    id: RepositoryId,
) -> Result<Option<Transport>, StoreError> {
    let row = sqlx::query("SELECT * FROM transport WHERE repository_id = $1")
        .bind(id.0)
        .fetch_optional(of)
        .await?;
    row.as_ref().map(transport).transpose()
}

impl Store {
    /// Every way that is set, by repository.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn transports(&self) -> Result<Vec<Transport>, StoreError> {
        let rows = sqlx::query("SELECT * FROM transport ORDER BY repository_id")
            .fetch_all(self.readers())
            .await?;
        rows.iter().map(transport).collect()
    }
}

impl Transaction {
    /// Sets a repository's way to its remote; its secrets are sealed for its row. Nothing at all leaves
    /// no row. The caller counts the edit of the repository.
    ///
    /// # Errors
    /// When the database does not answer, or has no such repository.
    pub async fn set_transport(
        &mut self,
        id: RepositoryId,
        fields: &TransportFields,
        key: &NextSecret,
        password: &NextSecret,
        keyring: &Keyring,
    ) -> Result<(), StoreError> {
        let before = self.transport(id).await?;
        let (old_key, old_password) = before.map(|it| (it.key, it.password)).unwrap_or_default();
        let next = |purpose, next: &NextSecret, old: Option<Vec<u8>>| match next {
            NextSecret::Stays => old,
            NextSecret::Goes => None,
            NextSecret::Is(secret) => {
                let secret = secret.expose_secret().as_bytes();
                Some(seal(keyring, purpose, &row(id), secret).to_bytes())
            }
        };
        let key = next(KEY, key, old_key);
        let password = next(PASSWORD, password, old_password);
        sqlx::query("DELETE FROM transport WHERE repository_id = $1")
            .bind(id.0)
            .execute(self.connection())
            .await?;
        if *fields == TransportFields::default() && key.is_none() && password.is_none() {
            return Ok(());
        }
        sqlx::query(
            "INSERT INTO transport (repository_id, authorities, certificate, client_key, proxy,
             proxy_password, no_proxy) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        )
        .bind(id.0)
        .bind(&fields.authorities)
        .bind(&fields.certificate)
        .bind(key)
        .bind(&fields.proxy)
        .bind(password)
        .bind(&fields.no_proxy)
        .execute(self.connection())
        .await?;
        Ok(())
    }
}
