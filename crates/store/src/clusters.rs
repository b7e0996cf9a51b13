//! Clusters: how they are reached, sealed, and which fabrics live in them.

use hedgerow_model::{Applying, Cluster, ClusterId, CredentialState, FabricCluster, FabricId};
use hedgerow_seal::{ExposeSecret as _, Keyring, SealError, Sealed, SecretString, open_text, seal};
use sqlx::{AssertSqlSafe, Row};

use crate::dialect::{self, Connection, DbRow, among};
use crate::revisions::Edited;
use crate::sql::{each, json, to_json, word};
use crate::{Millis, Store, StoreError, Transaction};

/// What the ways to clusters are sealed for; the row is the cluster's.
pub(crate) const PURPOSE: &str = "cluster";

/// A cluster to be added.
#[derive(Clone, Debug)]
pub struct NewCluster {
    /// What people call it.
    pub name: String,
    /// What follows from how it is reached.
    pub reached: Reached,
    /// The login of who adds it.
    pub created_by: String,
}

/// What is told of how a cluster is reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reached {
    /// The address of its API.
    pub server: String,
    /// What it is asked with: `token`, `certificate`, `service-account`.
    pub login: String,
    /// When the certificate it is asked with ends.
    pub expires_at: Option<Millis>,
    /// What tells it from every other one, where it told.
    pub identity: Option<String>,
    /// The version of its program.
    pub version: Option<String>,
}

fn cluster(row: &DbRow) -> Result<Cluster, StoreError> {
    Ok(Cluster {
        id: ClusterId(row.try_get("id")?),
        name: row.try_get("name")?,
        server: row.try_get("server")?,
        identity: row.try_get("identity")?,
        version: row.try_get("version")?,
        login: row.try_get("login")?,
        created_at: row.try_get("created_at")?,
        created_by: row.try_get("created_by")?,
        rotated_at: row.try_get("rotated_at")?,
        expires_at: row.try_get("expires_at")?,
        state: word(row, "state")?,
        problem: row.try_get("problem")?,
        checked_at: row.try_get("checked_at")?,
        revision: row.try_get("revision")?,
    })
}

fn fabric_cluster(row: &DbRow) -> Result<FabricCluster, StoreError> {
    Ok(FabricCluster {
        fabric: FabricId(row.try_get("id")?),
        cluster: ClusterId(row.try_get("cluster_id")?),
        namespaces: json(row, "namespaces")?,
        applying: Applying {
            mode: word(row, "apply")?,
            prune: row.try_get("prune")?,
            refused: word(row, "refused")?,
        },
        undo_since: row.try_get("undo_since")?,
        revision: row.try_get("revision")?,
    })
}

both! {
    /// The cluster of this name.
    ///
    /// # Errors
    /// When the database does not answer.
    cluster_by_name(name: &str) -> Option<Cluster> = read_by_name;

    /// The cluster of a row.
    ///
    /// # Errors
    /// When the database does not answer.
    cluster(id: ClusterId) -> Option<Cluster> = read_cluster;

    /// The clusters of these rows.
    ///
    /// # Errors
    /// When the database does not answer.
    clusters_of_all(ids: &[ClusterId]) -> Vec<Cluster> = read_clusters_of_all;

    /// The fabrics that live in clusters, each with where.
    ///
    /// # Errors
    /// When the database does not answer.
    fabric_clusters() -> Vec<FabricCluster> = read_fabric_clusters;

    /// The same of these fabrics.
    ///
    /// # Errors
    /// When the database does not answer.
    clusters_of_fabrics(fabrics: &[FabricId]) -> Vec<FabricCluster> = read_clusters_of_fabrics;
}

async fn read_by_name(of: &mut Connection, name: &str) -> Result<Option<Cluster>, StoreError> {
    let row = sqlx::query("SELECT * FROM cluster WHERE name = $1").bind(name).fetch_optional(of);
    row.await?.as_ref().map(cluster).transpose()
}

async fn read_cluster(of: &mut Connection, id: ClusterId) -> Result<Option<Cluster>, StoreError> {
    let row = sqlx::query("SELECT * FROM cluster WHERE id = $1").bind(id.0).fetch_optional(of);
    row.await?.as_ref().map(cluster).transpose()
}

async fn read_clusters_of_all(
    of: &mut Connection,
    ids: &[ClusterId],
) -> Result<Vec<Cluster>, StoreError> {
    let sql = format!("SELECT * FROM cluster WHERE {}", among("id", "$1"));
    let rows = sqlx::query(AssertSqlSafe(sql))
        .bind(dialect::ids(ids.iter().map(|id| id.0)))
        .fetch_all(of)
        .await?;
    each(&rows, cluster)
}

async fn read_fabric_clusters(of: &mut Connection) -> Result<Vec<FabricCluster>, StoreError> {
    let rows = sqlx::query(
        "SELECT id, cluster_id, namespaces, apply, prune, refused, undo_since, revision FROM fabric WHERE cluster_id IS NOT NULL ORDER BY id",
    );
    each(&rows.fetch_all(of).await?, fabric_cluster)
}

async fn read_clusters_of_fabrics(
    of: &mut Connection,
    fabrics: &[FabricId],
) -> Result<Vec<FabricCluster>, StoreError> {
    let sql = format!(
        "SELECT id, cluster_id, namespaces, apply, prune, refused, undo_since, revision FROM fabric WHERE cluster_id IS NOT NULL AND {}",
        among("id", "$1")
    );
    let rows = sqlx::query(AssertSqlSafe(sql))
        .bind(dialect::ids(fabrics.iter().map(|fabric| fabric.0)))
        .fetch_all(of)
        .await?;
    each(&rows, fabric_cluster)
}

fn sealed(keyring: &Keyring, id: ClusterId, secret: &SecretString) -> Vec<u8> {
    seal(keyring, PURPOSE, &id.to_string(), secret.expose_secret().as_bytes()).to_bytes()
}

impl Store {
    /// Clusters by name, from the one after `after` on; at most `limit`.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn clusters(
        &self,
        after: Option<&str>,
        limit: i64,
    ) -> Result<Vec<Cluster>, StoreError> {
        let rows = sqlx::query("SELECT * FROM cluster WHERE name > $1 ORDER BY name LIMIT $2")
            .bind(after.unwrap_or_default())
            .bind(limit)
            .fetch_all(self.readers())
            .await?;
        each(&rows, cluster)
    }

    /// How a cluster is reached and who asks, opened; `None` where there is no such cluster.
    ///
    /// # Errors
    /// When the database does not answer. The inner error: what is stored does not open.
    pub async fn open_cluster(
        &self,
        id: ClusterId,
        keyring: &Keyring,
    ) -> Result<Option<Result<SecretString, SealError>>, StoreError> {
        let stored: Option<Vec<u8>> =
            sqlx::query_scalar("SELECT sealed FROM cluster WHERE id = $1")
                .bind(id.0)
                .fetch_optional(self.readers())
                .await?;
        Ok(stored.map(|stored| {
            open_text(keyring, PURPOSE, &id.to_string(), &Sealed::from_bytes(&stored)?)
        }))
    }

    /// The names of the fabrics that live in a cluster.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn fabrics_in_cluster(&self, id: ClusterId) -> Result<Vec<String>, StoreError> {
        Ok(sqlx::query_scalar("SELECT name FROM fabric WHERE cluster_id = $1 ORDER BY name")
            .bind(id.0)
            .fetch_all(self.readers())
            .await?)
    }
}

impl Transaction {
    /// Adds a cluster that was just tested; how it is reached is sealed for its row.
    ///
    /// # Errors
    /// [`StoreError::Taken`] when the name is taken.
    pub async fn add_cluster(
        &mut self,
        new: &NewCluster,
        secret: &SecretString,
        keyring: &Keyring,
        now: Millis,
    ) -> Result<ClusterId, StoreError> {
        let id: i64 = sqlx::query_scalar(
            "INSERT INTO cluster (name, server, identity, version, login, sealed, created_at, created_by,
             expires_at, state, checked_at, revision)
             VALUES ($1, $2, $3, $4, $5, x'', $6, $7, $8, 'works', $6, 1) RETURNING id",
        )
        .bind(&new.name)
        .bind(&new.reached.server)
        .bind(&new.reached.identity)
        .bind(&new.reached.version)
        .bind(&new.reached.login)
        .bind(now)
        .bind(&new.created_by)
        .bind(new.reached.expires_at)
        .fetch_one(self.connection())
        .await
        .map_err(|error| StoreError::taken(error, "cluster", &new.name))?;
        let id = ClusterId(id);
        self.seal_cluster(id, secret, keyring).await?;
        Ok(id)
    }

    async fn seal_cluster(
        &mut self,
        id: ClusterId,
        secret: &SecretString,
        keyring: &Keyring,
    ) -> Result<(), StoreError> {
        sqlx::query("UPDATE cluster SET sealed = $1 WHERE id = $2")
            .bind(sealed(keyring, id, secret))
            .bind(id.0)
            .execute(self.connection())
            .await?;
        Ok(())
    }

    /// Exchanges how a cluster is reached and who asks, which was just tested.
    ///
    /// # Errors
    /// [`StoreError::Moved`] when it was edited or removed since `expected`.
    pub async fn rotate_cluster(
        &mut self,
        id: ClusterId,
        expected: Option<i64>,
        reached: &Reached,
        secret: &SecretString,
        keyring: &Keyring,
        now: Millis,
    ) -> Result<i64, StoreError> {
        let revision = self.count_edit(Edited::Cluster(id), expected).await?;
        sqlx::query(
            "UPDATE cluster SET server = $1, login = $2, expires_at = $3, version = $4,
             identity = coalesce($5, identity), rotated_at = $6, checked_at = $6, state = 'works', problem = NULL
             WHERE id = $7",
        )
        .bind(&reached.server)
        .bind(&reached.login)
        .bind(reached.expires_at)
        .bind(&reached.version)
        .bind(&reached.identity)
        .bind(now)
        .bind(id.0)
        .execute(self.connection())
        .await?;
        self.seal_cluster(id, secret, keyring).await?;
        Ok(revision)
    }

    /// Notes what a cluster said when it was asked. Not a person's edit: the revision stays.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn set_cluster_state(
        &mut self,
        id: ClusterId,
        state: CredentialState,
        problem: Option<&str>,
        version: Option<&str>,
        now: Millis,
    ) -> Result<(), StoreError> {
        sqlx::query(
            "UPDATE cluster SET state = $1, problem = $2, version = coalesce($3, version), checked_at = $4
             WHERE id = $5",
        )
        .bind(state.as_str())
        .bind(problem)
        .bind(version)
        .bind(now)
        .bind(id.0)
        .execute(self.connection())
        .await?;
        Ok(())
    }

    /// Removes a cluster in which no fabric lives.
    ///
    /// # Errors
    /// [`StoreError::Moved`] when it was edited or removed since `expected`.
    pub async fn remove_cluster(
        &mut self,
        id: ClusterId,
        expected: Option<i64>,
    ) -> Result<(), StoreError> {
        self.count_edit(Edited::Cluster(id), expected).await?;
        sqlx::query("DELETE FROM cluster WHERE id = $1")
            .bind(id.0)
            .execute(self.connection())
            .await?;
        Ok(())
    }

    /// Says in which cluster and namespaces a fabric lives; `None`: in none. What was seen of another one is
    /// forgotten, what was agreed with it and ignored there too. Counts no edit of the fabric: the caller does.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn set_fabric_cluster(
        &mut self,
        fabric: FabricId,
        place: Option<(ClusterId, &[String])>,
        forget_agreed: bool,
    ) -> Result<(), StoreError> {
        // What is ignored was said of what was seen there. How the cluster has the kinds stays while it is the same one.
        let tables = [
            "watched",
            "actual",
            "drift",
            "beside",
            "cluster_given",
            "cluster_kind",
            "cluster_definition",
            "agreed",
            "drift_ignored",
            "applied",
            "healed",
        ];
        let forgotten = if forget_agreed { &tables[..] } else { &tables[..5] };
        for table in forgotten {
            let sql = format!("DELETE FROM {table} WHERE fabric_id = $1");
            sqlx::query(AssertSqlSafe(sql)).bind(fabric.0).execute(self.connection()).await?;
        }
        sqlx::query("UPDATE fabric SET given = NULL, given_problem = NULL WHERE id = $1")
            .bind(fabric.0)
            .execute(self.connection())
            .await?;
        if forget_agreed {
            sqlx::query("UPDATE fabric SET kinds_told = NULL WHERE id = $1")
                .bind(fabric.0)
                .execute(self.connection())
                .await?;
        }
        let namespaces = place.map(|(_, namespaces)| to_json(&namespaces)).transpose()?;
        sqlx::query("UPDATE fabric SET cluster_id = $1, namespaces = $2 WHERE id = $3")
            .bind(place.map(|(cluster, _)| cluster.0))
            .bind(namespaces)
            .bind(fabric.0)
            .execute(self.connection())
            .await?;
        Ok(())
    }
}
