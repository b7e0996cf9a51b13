//! Questions about edges: who refers to what, and what is missing.

use hedgerow_model::{DraftId, FabricId, Identity, SourceId};

use sqlx::{AssertSqlSafe, Row as _};

use super::{BATCH, DocumentEdges, Edge, Referrer, edge, referrer};
use crate::dialect::{Connection, DbRow, Query, THEN_JOIN, among, texts};
use crate::sql::identity;
use crate::wanted::wanted;
use crate::{Store, StoreError};

const REFERRERS: &str = "SELECT document.source_id, document.path, document.line, document.kind,
    document.name, document.namespace, document.grp, edge.field, edge.part, edge.implied,
    edge.to_kind, edge.to_name, edge.to_namespace, edge.to_grp ";

fn present(fabric: FabricId, ids: &[Identity]) -> Query {
    let mut query = wanted(ids);
    query
        .push(
            "SELECT DISTINCT document.kind, document.name, document.namespace, document.grp
         FROM wanted ",
        )
        .push(THEN_JOIN)
        .push(
            " document WHERE document.kind = wanted.kind
         AND document.name = wanted.name AND document.namespace = wanted.namespace
         AND document.grp = wanted.grp AND document.standing <> 'commented out'
         AND document.fabric_id = ",
        );
    query.push_bind(fabric.0);
    query
}

fn to_one(fabric: FabricId, id: &Identity, limit: i64) -> Query {
    let mut query = Query::new(REFERRERS);
    query.push(
        "FROM edge JOIN document ON document.id = edge.document_id
         WHERE NOT edge.implied AND edge.fabric_id = ",
    );
    query.push_bind(fabric.0).push(" AND edge.to_kind = ").push_bind(id.kind.clone());
    query.push(" AND edge.to_name = ").push_bind(id.name.clone());
    query.push(" AND edge.to_namespace = ").push_bind(id.namespace.clone());
    query.push(" AND edge.to_grp = ").push_bind(id.group.clone());
    query.push(" ORDER BY edge.document_id, edge.seq LIMIT ").push_bind(limit);
    query
}

both! {
    /// What the documents of a source refer to, by path and place; of those that refer to something.
    ///
    /// # Errors
    /// When the database does not answer.
    edges_of_source(source: SourceId) -> Vec<DocumentEdges> = read_edges_of_source;

    /// What the documents of some files of a source refer to, as [`Self::edges_of_source`] has it.
    ///
    /// # Errors
    /// When the database does not answer.
    edges_in(source: SourceId, paths: &[String]) -> Vec<DocumentEdges> = read_edges_in;
}

const OF_DOCUMENTS: &str =
    "SELECT document.path, document.ordinal, edge.field, edge.part, edge.implied,
    edge.to_kind, edge.to_name, edge.to_namespace, edge.to_grp
    FROM document JOIN edge ON edge.document_id = document.id
    WHERE document.standing = 'live' AND document.source_id = $1";

const BY_PLACE: &str = "ORDER BY document.path, document.ordinal, edge.seq";

async fn read_edges_of_source(
    of: &mut Connection,
    source: SourceId,
) -> Result<Vec<DocumentEdges>, StoreError> {
    let query = sqlx::query(AssertSqlSafe(format!("{OF_DOCUMENTS} {BY_PLACE}")));
    by_document(&query.bind(source.0).fetch_all(of).await?)
}

async fn read_edges_in(
    of: &mut Connection,
    source: SourceId,
    paths: &[String],
) -> Result<Vec<DocumentEdges>, StoreError> {
    let some = among("document.path", "$2");
    let query = sqlx::query(AssertSqlSafe(format!("{OF_DOCUMENTS} AND {some} {BY_PLACE}")));
    by_document(&query.bind(source.0).bind(texts(paths)).fetch_all(of).await?)
}

/// The edges of each document, of rows in the order of their places.
fn by_document(rows: &[DbRow]) -> Result<Vec<DocumentEdges>, StoreError> {
    let mut found: Vec<DocumentEdges> = Vec::new();
    for row in rows {
        let (path, ordinal): (String, i64) = (row.try_get("path")?, row.try_get("ordinal")?);
        match found.last_mut().filter(|last| last.path == path && last.ordinal == ordinal) {
            Some(last) => last.edges.push(edge(row)?),
            None => found.push(DocumentEdges { path, ordinal, edges: vec![edge(row)?] }),
        }
    }
    Ok(found)
}

impl Store {
    /// Whether the table holds everything that the documents of a fabric refer to. Ask before reading
    /// edges: once known, they stay known.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn edges_known(&self, fabric: FabricId) -> Result<bool, StoreError> {
        Ok(sqlx::query_scalar(
            "SELECT NOT EXISTS (SELECT 1 FROM source
             WHERE fabric_id = $1 AND edges_after IS NOT NULL)",
        )
        .bind(fabric.0)
        .fetch_one(&mut *self.reader().await?)
        .await?)
    }

    /// The references that live documents of a fabric make to one identity, defaults left out, in the
    /// order in which the documents were written here. At most `limit`.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn edges_to(
        &self,
        fabric: FabricId,
        id: &Identity,
        limit: i64,
    ) -> Result<Vec<Referrer>, StoreError> {
        to_one(fabric, id, limit)
            .build()
            .fetch_all(&mut *self.reader().await?)
            .await?
            .iter()
            .map(referrer)
            .collect()
    }

    /// What the live documents of one identity refer to, defaults included, document by document as
    /// it is written.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn edges_from(
        &self,
        fabric: FabricId,
        id: &Identity,
    ) -> Result<Vec<Referrer>, StoreError> {
        let mut query = Query::new(REFERRERS);
        query.push(
            "FROM document JOIN edge ON edge.document_id = document.id WHERE document.fabric_id = ",
        );
        query.push_bind(fabric.0).push(" AND document.kind = ").push_bind(&id.kind);
        query.push(" AND document.name = ").push_bind(&id.name);
        query.push(" AND document.namespace = ").push_bind(&id.namespace);
        query.push(" AND document.grp = ").push_bind(&id.group);
        query.push(" ORDER BY document.path, document.ordinal, edge.seq");
        query.build().fetch_all(&mut *self.reader().await?).await?.iter().map(referrer).collect()
    }

    /// What a draft refers to, defaults included, as it is written.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn edges_of_draft(&self, draft: DraftId) -> Result<Vec<Edge>, StoreError> {
        let rows = sqlx::query("SELECT * FROM draft_edge WHERE draft_id = $1 ORDER BY seq")
            .bind(draft.0)
            .fetch_all(&mut *self.reader().await?)
            .await?;
        rows.iter().map(edge).collect()
    }

    /// Which of these identities stand in a fabric, readable or not, and not only in comments.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn present(
        &self,
        fabric: FabricId,
        ids: &[Identity],
    ) -> Result<Vec<Identity>, StoreError> {
        let mut found = Vec::new();
        for chunk in ids.chunks(BATCH) {
            let rows = present(fabric, chunk).build().fetch_all(&mut *self.reader().await?).await?;
            for row in &rows {
                found.push(identity(row)?);
            }
        }
        Ok(found)
    }
}

#[cfg(test)]
mod tests {
    use sqlx::Row;

    use super::*;

    /// Law 10: what is asked is found by an index down to the name, whatever else the fabric holds.
    #[tokio::test]
    async fn no_question_walks_through_a_fabric() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("hedgerow.db")).await.unwrap();
        let ids = [Identity::new("g", "K", "a"), Identity::new("g", "K", "b")];
        let questions = [
            ("edge", to_one(FabricId(1), &ids[0], 9)),
            ("document", present(FabricId(1), &ids)),
            ("document", crate::wanted::of_all("document", "document.*", FabricId(1), &ids)),
        ];
        for (table, question) in questions {
            let mut explain = Query::new("EXPLAIN QUERY PLAN ");
            explain.push(question.sql().as_str());
            let rows =
                explain.build().fetch_all(&mut *store.reader().await.unwrap()).await.unwrap();
            let steps: Vec<String> = rows.iter().map(|row| row.get("detail")).collect();
            let found = format!("SEARCH {table} USING ");
            let by_name = |step: &String| step.starts_with(&found) && step.contains("name=?");
            assert!(steps.iter().any(by_name), "{steps:?}");
            let walks = |step: &String| step.starts_with("SCAN") && !step.contains("CONSTANT");
            assert!(!steps.iter().any(|step| walks(step) && !step.contains("wanted")), "{steps:?}");
        }
    }
}
