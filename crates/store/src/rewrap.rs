//! After the sealing key was exchanged: wrapping what a former one wraps with the current one.

use hedgerow_model::{Actor, AuditAction, RepositoryId};
use hedgerow_seal::{Keyring, SealError, Sealed, rewrap};
use sqlx::Row;

use crate::audit::{self, NewAudit};
use crate::{Millis, Store, StoreError, Transaction};
use crate::{clusters, credentials, transports};

/// What wrapping anew did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rewrapped {
    /// Secrets of credentials that were wrapped anew.
    pub credentials: usize,
    /// Secrets of repositories' ways to their remotes that were wrapped anew.
    pub transports: usize,
    /// Ways to clusters that were wrapped anew.
    pub clusters: usize,
    /// Keys of the audit that were wrapped anew.
    pub audit_keys: usize,
    /// What could not be: its name, and why.
    pub problems: Vec<(String, SealError)>,
}

impl Rewrapped {
    /// Whether there was nothing to do and nothing in the way.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

impl Store {
    /// Wraps every stored secret that a former key of the ring wraps with the current one. What
    /// does not open stays as it is and is told. When this returns, the former keys whose secrets
    /// are not among the problems are no longer needed.
    ///
    /// # Errors
    /// When the database does not answer; then nothing was changed.
    pub async fn rewrap(&self, keyring: &Keyring, now: Millis) -> Result<Rewrapped, StoreError> {
        let mut tx = self.write().await?;
        let mut done = Rewrapped::default();
        for column in ["sealed", "pending"] {
            done.credentials += tx.rewrap_credentials(keyring, column, &mut done.problems).await?;
        }
        done.transports = tx.rewrap_transports(keyring, &mut done.problems).await?;
        done.clusters = tx.rewrap_clusters(keyring, &mut done.problems).await?;
        done.audit_keys = tx.rewrap_audit_keys(keyring, &mut done.problems).await?;
        if done.credentials + done.transports + done.clusters + done.audit_keys == 0 {
            return Ok(done);
        }
        if self.audit_keys().is_some() {
            let detail = format!(
                "{} secrets of credentials, {} of repositories, {} of clusters and {} audit keys are now wrapped with \
                 sealing key {}",
                done.credentials,
                done.transports,
                done.clusters,
                done.audit_keys,
                keyring.current().id()
            );
            let entry = NewAudit::done(&Actor::system(), AuditAction::CredentialRewrap, now);
            tx.audit(&[entry.detail(detail)]).await?;
        }
        tx.commit().await?;
        Ok(done)
    }
}

impl Transaction {
    async fn rewrap_credentials(
        &mut self,
        keyring: &Keyring,
        column: &'static str,
        problems: &mut Vec<(String, SealError)>,
    ) -> Result<usize, StoreError> {
        let (read, write) = match column {
            "pending" => (
                "SELECT name, pending AS sealed FROM credential WHERE pending IS NOT NULL ORDER BY name",
                "UPDATE credential SET pending = $1 WHERE name = $2",
            ),
            _ => (
                "SELECT name, sealed FROM credential ORDER BY name",
                "UPDATE credential SET sealed = $1 WHERE name = $2",
            ),
        };
        let mut done = 0;
        for row in sqlx::query(read).fetch_all(self.connection()).await? {
            let name: String = row.try_get("name")?;
            match anew(keyring, credentials::PURPOSE, &name, row.try_get("sealed")?) {
                Ok(None) => {}
                Ok(Some(sealed)) => {
                    sqlx::query(write).bind(sealed).bind(name).execute(self.connection()).await?;
                    done += 1;
                }
                Err(why) => problems.push((format!("credential `{name}`"), why)),
            }
        }
        Ok(done)
    }

    async fn rewrap_transports(
        &mut self,
        keyring: &Keyring,
        problems: &mut Vec<(String, SealError)>,
    ) -> Result<usize, StoreError> {
        let all = "SELECT repository_id, name, client_key, proxy_password FROM transport
             JOIN repository ON repository.id = repository_id ORDER BY repository_id";
        let columns = [
            (
                "client_key",
                transports::KEY,
                "UPDATE transport SET client_key = $1 WHERE repository_id = $2",
            ),
            (
                "proxy_password",
                transports::PASSWORD,
                "UPDATE transport SET proxy_password = $1 WHERE repository_id = $2",
            ),
        ];
        let mut done = 0;
        for row in sqlx::query(all).fetch_all(self.connection()).await? {
            let id = RepositoryId(row.try_get("repository_id")?);
            let name: String = row.try_get("name")?;
            for (column, purpose, write) in columns {
                let Some(stored) = row.try_get::<Option<Vec<u8>>, _>(column)? else { continue };
                match anew(keyring, purpose, &transports::row(id), &stored) {
                    Ok(None) => {}
                    Ok(Some(sealed)) => {
                        sqlx::query(write)
                            .bind(sealed)
                            .bind(id.0)
                            .execute(self.connection())
                            .await?;
                        done += 1;
                    }
                    Err(why) => {
                        problems.push((format!("the {purpose} of repository `{name}`"), why));
                    }
                }
            }
        }
        Ok(done)
    }

    async fn rewrap_clusters(
        &mut self,
        keyring: &Keyring,
        problems: &mut Vec<(String, SealError)>,
    ) -> Result<usize, StoreError> {
        let mut done = 0;
        let rows = sqlx::query("SELECT id, name, sealed FROM cluster ORDER BY id");
        for row in rows.fetch_all(self.connection()).await? {
            let id: i64 = row.try_get("id")?;
            match anew(keyring, clusters::PURPOSE, &id.to_string(), row.try_get("sealed")?) {
                Ok(None) => {}
                Ok(Some(sealed)) => {
                    sqlx::query("UPDATE cluster SET sealed = $1 WHERE id = $2")
                        .bind(sealed)
                        .bind(id)
                        .execute(self.connection())
                        .await?;
                    done += 1;
                }
                Err(why) => {
                    let name: String = row.try_get("name")?;
                    problems.push((format!("cluster `{name}`"), why));
                }
            }
        }
        Ok(done)
    }

    async fn rewrap_audit_keys(
        &mut self,
        keyring: &Keyring,
        problems: &mut Vec<(String, SealError)>,
    ) -> Result<usize, StoreError> {
        let rows = sqlx::query("SELECT id, sealed FROM audit_key ORDER BY id")
            .fetch_all(self.connection())
            .await?;
        let mut done = 0;
        for row in rows {
            let id: i64 = row.try_get("id")?;
            match anew(keyring, audit::PURPOSE, &id.to_string(), row.try_get("sealed")?) {
                Ok(None) => {}
                Ok(Some(sealed)) => {
                    sqlx::query("UPDATE audit_key SET sealed = $1 WHERE id = $2")
                        .bind(sealed)
                        .bind(id)
                        .execute(self.connection())
                        .await?;
                    done += 1;
                }
                Err(why) => problems.push((format!("audit key {id}"), why)),
            }
        }
        Ok(done)
    }
}

fn anew(
    keyring: &Keyring,
    purpose: &str,
    row: &str,
    stored: &[u8],
) -> Result<Option<Vec<u8>>, SealError> {
    let sealed = Sealed::from_bytes(stored)?;
    Ok(rewrap(keyring, purpose, row, &sealed)?.map(|anew| anew.to_bytes()))
}
