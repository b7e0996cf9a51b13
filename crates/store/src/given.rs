//! What the clusters of fabrics have that the fabric writes there itself, for the rules that are judged by it.

use hedgerow_model::{FabricId, Identity};

use crate::dialect::{Connection, DbRow};
use crate::sql::{each, identity};
use crate::{StoreError, Transaction};

/// Something that the fabric writes in its cluster.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Given {
    /// What it is known by.
    pub identity: Identity,
    /// What it is known by and its spec, as JSON.
    pub object: String,
}

fn given(row: &DbRow) -> Result<Given, StoreError> {
    use sqlx::Row as _;
    Ok(Given { identity: identity(row)?, object: row.try_get("object")? })
}

both! {
    /// What a fabric's cluster had when it was read last, in the order of kinds, names, namespaces and groups.
    ///
    /// # Errors
    /// When the database does not answer.
    given(fabric: FabricId) -> Vec<Given> = read_given;
}

async fn read_given(of: &mut Connection, fabric: FabricId) -> Result<Vec<Given>, StoreError> {
    let rows = sqlx::query(
        "SELECT grp, kind, namespace, name, object FROM cluster_given WHERE fabric_id = $1
         ORDER BY kind, name, namespace, grp",
    )
    .bind(fabric.0)
    .fetch_all(of)
    .await?;
    each(&rows, given)
}

impl Transaction {
    /// Has these as what a fabric's cluster has, and nothing else. `digest` is that of all of them.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn set_given(
        &mut self,
        fabric: FabricId,
        all: &[Given],
        digest: &str,
    ) -> Result<(), StoreError> {
        sqlx::query("DELETE FROM cluster_given WHERE fabric_id = $1")
            .bind(fabric.0)
            .execute(self.connection())
            .await?;
        for Given { identity: Identity { group, kind, namespace, name }, object } in all {
            sqlx::query(
                "INSERT INTO cluster_given (fabric_id, kind, name, namespace, grp, object)
                 VALUES ($1, $2, $3, $4, $5, $6)",
            )
            .bind(fabric.0)
            .bind(kind)
            .bind(name)
            .bind(namespace)
            .bind(group)
            .bind(object)
            .execute(self.connection())
            .await?;
        }
        sqlx::query("UPDATE fabric SET given = $1, given_problem = NULL WHERE id = $2")
            .bind(digest)
            .bind(fabric.0)
            .execute(self.connection())
            .await?;
        Ok(())
    }

    /// Says why a fabric's cluster did not give it. What was read before stays.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn given_is_refused(
        &mut self,
        fabric: FabricId,
        why: &str,
    ) -> Result<(), StoreError> {
        sqlx::query("UPDATE fabric SET given_problem = $1 WHERE id = $2")
            .bind(why)
            .bind(fabric.0)
            .execute(self.connection())
            .await?;
        Ok(())
    }
}
