//! A list of identities as a table of a statement.

use crate::dialect::{Query, THEN_JOIN};
use hedgerow_model::{FabricId, Identity};

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
