//! A list of identities as a table of a statement.

use hedgerow_model::{FabricId, Identity};
use sqlx::AssertSqlSafe;

use crate::StoreError;
use crate::dialect::{Connection, Query, THEN_JOIN};

/// A statement that begins with these identities as the table `wanted`. A cross join with it, which
/// SQLite does in the order in which it is written, finds each by its index; a list of row values
/// behind `IN` is compared with the whole fabric.
pub(crate) fn wanted(ids: &[Identity]) -> Query {
    let mut query = Query::new("WITH wanted (kind, name, namespace, grp) AS (");
    query.push_values(ids, |mut row, id| {
        row.push_bind(id.kind.clone())
            .push_bind(id.name.clone())
            .push_bind(id.namespace.clone())
            .push_bind(id.group.clone());
    });
    query.push(") ");
    query
}

/// Removes the rows of these identities from a table that has them for each fabric; `only` cuts them down further.
pub(crate) async fn remove_of_all(
    of: &mut Connection,
    table: &str,
    only: &str,
    fabric: FabricId,
    ids: &[Identity],
) -> Result<(), StoreError> {
    let sql = format!(
        "DELETE FROM {table} WHERE fabric_id = $1 AND kind = $2 AND name = $3 AND namespace = $4 AND grp = $5 {only}"
    );
    for id in ids {
        sqlx::query(AssertSqlSafe(sql.clone()))
            .bind(fabric.0)
            .bind(&id.kind)
            .bind(&id.name)
            .bind(&id.namespace)
            .bind(&id.group)
            .execute(&mut *of)
            .await?;
    }
    Ok(())
}

/// The rows of these identities in a table that has them for each fabric.
pub(crate) fn of_all(table: &str, columns: &str, fabric: FabricId, ids: &[Identity]) -> Query {
    let mut query = wanted(ids);
    query.push(format!("SELECT {columns} FROM wanted ")).push(THEN_JOIN).push(format!(
        " {table} WHERE {table}.kind = wanted.kind AND {table}.name = wanted.name
         AND {table}.namespace = wanted.namespace AND {table}.grp = wanted.grp AND {table}.fabric_id = "
    ));
    query.push_bind(fabric.0);
    query
}
