//! Edges written with the rows that they hang on.

use hedgerow_model::{DraftId, FabricId, SourceId};

use sqlx::AssertSqlSafe;
use sqlx::query_builder::Separated;

use super::{BATCH, DocumentEdges, Edge};
use crate::dialect::{Db, Query, THEN_JOIN, among, ids};
use crate::{StoreError, Transaction};

impl Transaction {
    /// Adds what documents of a source refer to. The documents were added before and had no edges; a
    /// place where no live document is gets none.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn add_edges(
        &mut self,
        source: SourceId,
        documents: &[DocumentEdges],
    ) -> Result<(), StoreError> {
        let rows: Vec<_> = documents
            .iter()
            .flat_map(|of| (0_i64..).zip(&of.edges).map(move |(seq, edge)| (of, seq, edge)))
            .collect();
        for chunk in rows.chunks(BATCH) {
            let mut query = Query::new(
                "WITH new (path, ordinal, seq, field, part, implied, to_kind, to_name, to_namespace,
                 to_grp) AS (",
            );
            query.push_values(chunk, |mut row, (of, seq, edge)| {
                row.push_bind(&of.path).push_bind(of.ordinal).push_bind(*seq);
                push_edge(&mut row, edge);
            });
            query.push(
                ") INSERT INTO edge (document_id, seq, fabric_id, field, part, implied, to_kind,
                 to_name, to_namespace, to_grp)
                 SELECT document.id, new.seq, document.fabric_id, new.field, new.part, new.implied,
                 new.to_kind, new.to_name, new.to_namespace, new.to_grp FROM new ",
    ).push(THEN_JOIN).push(
        " document
                 WHERE document.path = new.path AND document.ordinal = new.ordinal
                 AND document.standing = 'live' AND document.source_id = ",
            );
            query.push_bind(source.0);
            query.build().persistent(chunk.len() == BATCH).execute(self.connection()).await?;
        }
        Ok(())
    }

    /// These drafts of a fabric refer to exactly this, and their edges are known.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn replace_draft_edges(
        &mut self,
        fabric: FabricId,
        drafts: &[(DraftId, Vec<Edge>)],
    ) -> Result<(), StoreError> {
        let list = ids(drafts.iter().map(|(id, _)| id.0));
        for sql in [
            format!("DELETE FROM draft_edge WHERE {}", among("draft_id", "$1")),
            format!("UPDATE draft SET edges_due = 0 WHERE edges_due = 1 AND {}", among("id", "$1")),
        ] {
            sqlx::query(AssertSqlSafe(sql)).bind(&list).execute(self.connection()).await?;
        }
        let rows: Vec<(DraftId, i64, &Edge)> = drafts
            .iter()
            .flat_map(|(id, edges)| (0_i64..).zip(edges).map(move |(seq, edge)| (*id, seq, edge)))
            .collect();
        for chunk in rows.chunks(BATCH) {
            let mut query = Query::new(
                "INSERT INTO draft_edge (draft_id, seq, fabric_id, field, part, implied, to_kind,
                 to_name, to_namespace, to_grp) ",
            );
            query.push_values(chunk, |mut row, (draft, seq, edge)| {
                row.push_bind(draft.0).push_bind(*seq).push_bind(fabric.0);
                push_edge(&mut row, edge);
            });
            query.build().execute(self.connection()).await?;
        }
        Ok(())
    }
}

/// The columns of an edge itself, from `field` to `to_grp`, in the order of both tables.
fn push_edge(row: &mut Separated<'_, Db, &'static str>, edge: &Edge) {
    row.push_bind(edge.field.to_string())
        .push_bind(&edge.part)
        .push_bind(i64::from(edge.implied))
        .push_bind(&edge.target.kind)
        .push_bind(&edge.target.name)
        .push_bind(&edge.target.namespace)
        .push_bind(&edge.target.group);
}
