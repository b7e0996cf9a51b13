//! Edges written with the rows that they hang on.

use hedgerow_model::{DraftId, FabricId, SourceId};

use super::{BATCH, DocumentEdges, Edge};
use crate::dialect::{Query, THEN_JOIN};
use crate::{StoreError, Transaction};

impl Transaction {
    /// Adds what documents of a source refer to. The documents were added before and had no edges; a
    /// place where no live document stands gets none.
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
                row.push_bind(&of.path)
                    .push_bind(of.ordinal)
                    .push_bind(*seq)
                    .push_bind(edge.field.to_string())
                    .push_bind(&edge.part)
                    .push_bind(i64::from(edge.implied))
                    .push_bind(&edge.target.kind)
                    .push_bind(&edge.target.name)
                    .push_bind(&edge.target.namespace)
                    .push_bind(&edge.target.group);
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

    /// A draft refers to exactly these, and its edges are known.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn replace_draft_edges(
        &mut self,
        draft: DraftId,
        fabric: FabricId,
        edges: &[Edge],
    ) -> Result<(), StoreError> {
        for sql in [
            "DELETE FROM draft_edge WHERE draft_id = $1",
            "UPDATE draft SET edges_due = 0 WHERE id = $1",
        ] {
            sqlx::query(sql).bind(draft.0).execute(self.connection()).await?;
        }
        let rows: Vec<(i64, &Edge)> = (0_i64..).zip(edges).collect();
        for chunk in rows.chunks(BATCH) {
            let mut query = Query::new(
                "INSERT INTO draft_edge (draft_id, seq, fabric_id, field, part, implied, to_kind,
                 to_name, to_namespace, to_grp) ",
            );
            query.push_values(chunk, |mut row, (seq, edge)| {
                row.push_bind(draft.0)
                    .push_bind(*seq)
                    .push_bind(fabric.0)
                    .push_bind(edge.field.to_string())
                    .push_bind(&edge.part)
                    .push_bind(i64::from(edge.implied))
                    .push_bind(&edge.target.kind)
                    .push_bind(&edge.target.name)
                    .push_bind(&edge.target.namespace)
                    .push_bind(&edge.target.group);
            });
            query.build().execute(self.connection()).await?;
        }
        Ok(())
    }
}
