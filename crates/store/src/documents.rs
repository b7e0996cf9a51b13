//! Documents of managed files, and the raw texts they were normalised from.

use std::collections::BTreeSet;

use hedgerow_model::{FabricId, Identity, SourceId};
use sqlx::sqlite::SqliteRow;
use sqlx::{QueryBuilder, Row, Sqlite};

use crate::rows::Document;
use crate::sql::{identity, word};
use crate::wanted::wanted;
use crate::{Store, StoreError, Transaction};

/// Rows in one INSERT: 15 columns each, below SQLite's limit of 32,766 bound values.
const BATCH: usize = 250;

fn document(row: &SqliteRow) -> Result<Document, StoreError> {
    Ok(Document {
        source_id: SourceId(row.try_get("source_id")?),
        fabric_id: FabricId(row.try_get("fabric_id")?),
        path: row.try_get("path")?,
        ordinal: row.try_get("ordinal")?,
        identity: identity(row)?,
        version: row.try_get("version")?,
        standing: word(row, "standing")?,
        validity: word(row, "validity")?,
        line: row.try_get("line")?,
        blob: row.try_get("blob")?,
        facts: row.try_get("facts")?,
        text: row.try_get("text")?,
    })
}

fn documents(rows: &[SqliteRow]) -> Result<Vec<Document>, StoreError> {
    rows.iter().map(document).collect()
}

pub(crate) fn of_all(fabric: FabricId, ids: &[Identity]) -> QueryBuilder<Sqlite> {
    let mut query = wanted(ids);
    query.push(
        "SELECT document.* FROM wanted CROSS JOIN document WHERE document.kind = wanted.kind
         AND document.name = wanted.name AND document.namespace = wanted.namespace
         AND document.grp = wanted.grp AND document.fabric_id = ",
    );
    query.push_bind(fabric.0);
    query
}

impl Store {
    /// Every document of a fabric, ordered by kind, name, namespace and group, so that the
    /// documents of one identity stand together.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn documents(&self, fabric: FabricId) -> Result<Vec<Document>, StoreError> {
        let rows = sqlx::query(
            "SELECT * FROM document WHERE fabric_id = ? ORDER BY kind, name, namespace, grp, path",
        )
        .bind(fabric.0)
        .fetch_all(&self.readers)
        .await?;
        documents(&rows)
    }

    /// The documents of one identity.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn documents_of(
        &self,
        fabric: FabricId,
        id: &Identity,
    ) -> Result<Vec<Document>, StoreError> {
        let rows = sqlx::query(
            "SELECT * FROM document WHERE fabric_id = ? AND kind = ? AND name = ?
             AND namespace = ? AND grp = ? ORDER BY path, ordinal",
        )
        .bind(fabric.0)
        .bind(&id.kind)
        .bind(&id.name)
        .bind(&id.namespace)
        .bind(&id.group)
        .fetch_all(&self.readers)
        .await?;
        documents(&rows)
    }

    /// The documents of many identities, in no order; each once, however often one is named.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn documents_of_all(
        &self,
        fabric: FabricId,
        ids: &[Identity],
    ) -> Result<Vec<Document>, StoreError> {
        let ids: Vec<Identity> = ids.iter().cloned().collect::<BTreeSet<_>>().into_iter().collect();
        let mut found = Vec::new();
        for chunk in ids.chunks(BATCH) {
            let rows = of_all(fabric, chunk).build().fetch_all(&self.readers).await?;
            found.extend(documents(&rows)?);
        }
        Ok(found)
    }

    /// The documents of some files of a source, in the order of path and place.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn documents_in(
        &self,
        source: SourceId,
        paths: &[String],
    ) -> Result<Vec<Document>, StoreError> {
        let mut found = Vec::new();
        for chunk in paths.chunks(BATCH) {
            let mut query =
                QueryBuilder::<Sqlite>::new("SELECT * FROM document WHERE source_id = ");
            query.push_bind(source.0);
            query.push(" AND path IN (");
            let mut list = query.separated(", ");
            for path in chunk {
                list.push_bind(path);
            }
            query.push(") ORDER BY path, standing, ordinal");
            let rows = query.build().fetch_all(&self.readers).await?;
            found.extend(documents(&rows)?);
        }
        Ok(found)
    }

    /// Every document of a source, by path and place.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn documents_of_source(&self, source: SourceId) -> Result<Vec<Document>, StoreError> {
        let rows = sqlx::query(
            "SELECT * FROM document WHERE source_id = ? ORDER BY path, standing, ordinal",
        )
        .bind(source.0)
        .fetch_all(&self.readers)
        .await?;
        documents(&rows)
    }

    /// The groups of the live documents below a folder (with its trailing slash) of a source.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn groups_below(
        &self,
        source: SourceId,
        folder: &str,
    ) -> Result<Vec<String>, StoreError> {
        // `0` follows `/`: every path below the folder lies between.
        let end = format!("{}0", folder.trim_end_matches('/'));
        Ok(sqlx::query_scalar(
            "SELECT DISTINCT grp FROM document WHERE source_id = ? AND path >= ? AND path < ?
             AND standing = 'live'",
        )
        .bind(source.0)
        .bind(folder)
        .bind(end)
        .fetch_all(&self.readers)
        .await?)
    }

    /// The identities of this name in a fabric, whatever their kind.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn identities_named(
        &self,
        fabric: FabricId,
        name: &str,
    ) -> Result<Vec<Identity>, StoreError> {
        let rows = sqlx::query(
            "SELECT DISTINCT kind, name, namespace, grp FROM document
             WHERE fabric_id = ? AND name = ?",
        )
        .bind(fabric.0)
        .bind(name)
        .fetch_all(&self.readers)
        .await?;
        rows.iter().map(identity).collect()
    }

    /// The paths and kinds of a fabric's live documents of one kind, to place a new one beside
    /// them. At most `limit`.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn siblings(
        &self,
        fabric: FabricId,
        group: &str,
        kind: &str,
        limit: i64,
    ) -> Result<Vec<Document>, StoreError> {
        let rows = sqlx::query(
            "SELECT * FROM document WHERE fabric_id = ? AND kind = ? AND grp = ?
             AND standing = 'live' ORDER BY name LIMIT ?",
        )
        .bind(fabric.0)
        .bind(kind)
        .bind(group)
        .bind(limit)
        .fetch_all(&self.readers)
        .await?;
        documents(&rows)
    }

    /// How many resources a fabric has live, and how many it has in comments or unreadable only.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn count_resources(&self, fabric: FabricId) -> Result<(i64, i64), StoreError> {
        let row = sqlx::query(
            "SELECT count(*) AS everything, coalesce(sum(live), 0) AS live FROM (
               SELECT max(standing = 'live') AS live FROM document WHERE fabric_id = ?
               GROUP BY kind, name, namespace, grp)",
        )
        .bind(fabric.0)
        .fetch_one(&self.readers)
        .await?;
        let everything: i64 = row.try_get("everything")?;
        let live: i64 = row.try_get("live")?;
        Ok((live, everything - live))
    }

    /// Every path of a source that has a document or a finding.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn paths(&self, source: SourceId) -> Result<Vec<String>, StoreError> {
        Ok(sqlx::query_scalar(
            "SELECT path FROM document WHERE source_id = ?1
             UNION SELECT path FROM finding WHERE source_id = ?1",
        )
        .bind(source.0)
        .fetch_all(&self.readers)
        .await?)
    }

    /// The raw text a resource was last normalised from.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn normalised(
        &self,
        source: SourceId,
        id: &Identity,
    ) -> Result<Option<String>, StoreError> {
        Ok(sqlx::query_scalar(
            "SELECT text FROM normalised WHERE source_id = ? AND kind = ? AND name = ?
             AND namespace = ? AND grp = ?",
        )
        .bind(source.0)
        .bind(&id.kind)
        .bind(&id.name)
        .bind(&id.namespace)
        .bind(&id.group)
        .fetch_optional(&self.readers)
        .await?)
    }
}

impl Transaction {
    /// Forgets the documents and findings of some files of a source.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn clear_files(
        &mut self,
        source: SourceId,
        paths: &[String],
    ) -> Result<(), StoreError> {
        for chunk in paths.chunks(BATCH) {
            for table in ["document", "finding"] {
                let mut query = QueryBuilder::<Sqlite>::new("DELETE FROM ");
                query.push(table);
                query.push(" WHERE source_id = ");
                query.push_bind(source.0);
                query.push(" AND path IN (");
                let mut list = query.separated(", ");
                for path in chunk {
                    list.push_bind(path);
                }
                query.push(")");
                query.build().execute(self.connection()).await?;
            }
        }
        Ok(())
    }

    /// Forgets every document and finding of a source.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn clear_source(&mut self, source: SourceId) -> Result<(), StoreError> {
        for sql in
            ["DELETE FROM document WHERE source_id = ?", "DELETE FROM finding WHERE source_id = ?"]
        {
            sqlx::query(sql).bind(source.0).execute(self.connection()).await?;
        }
        Ok(())
    }

    /// Adds documents, in multi-row batches.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn add_documents(&mut self, rows: &[Document]) -> Result<(), StoreError> {
        for chunk in rows.chunks(BATCH) {
            let mut query = QueryBuilder::<Sqlite>::new(
                "INSERT INTO document (source_id, fabric_id, path, ordinal, kind, name, namespace,
                 grp, version, standing, validity, line, blob, facts, text) ",
            );
            query.push_values(chunk, |mut row, document| {
                row.push_bind(document.source_id.0)
                    .push_bind(document.fabric_id.0)
                    .push_bind(&document.path)
                    .push_bind(document.ordinal)
                    .push_bind(&document.identity.kind)
                    .push_bind(&document.identity.name)
                    .push_bind(&document.identity.namespace)
                    .push_bind(&document.identity.group)
                    .push_bind(&document.version)
                    .push_bind(document.standing.as_str())
                    .push_bind(document.validity.as_str())
                    .push_bind(document.line)
                    .push_bind(&document.blob)
                    .push_bind(&document.facts)
                    .push_bind(&document.text);
            });
            query.build().persistent(chunk.len() == BATCH).execute(self.connection()).await?;
        }
        Ok(())
    }

    /// The identities that stand live in more than one document of a fabric, with their files.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn duplicates(
        &mut self,
        fabric: FabricId,
    ) -> Result<Vec<(Identity, Vec<String>)>, StoreError> {
        let rows = sqlx::query(
            "SELECT kind, name, namespace, grp, group_concat(path, char(10)) AS paths FROM document
             WHERE fabric_id = ? AND standing = 'live'
             GROUP BY kind, name, namespace, grp HAVING count(*) > 1",
        )
        .bind(fabric.0)
        .fetch_all(self.connection())
        .await?;
        rows.iter()
            .map(|row| {
                let paths: String = row.try_get("paths")?;
                let mut paths: Vec<String> = paths.lines().map(str::to_owned).collect();
                paths.sort();
                Ok((identity(row)?, paths))
            })
            .collect()
    }

    /// Remembers the raw text a resource was normalised from.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn set_normalised(
        &mut self,
        source: SourceId,
        id: &Identity,
        text: &str,
    ) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT OR REPLACE INTO normalised (source_id, kind, name, namespace, grp, text)
             VALUES (?, ?, ?, ?, ?, ?)",
        )
        .bind(source.0)
        .bind(&id.kind)
        .bind(&id.name)
        .bind(&id.namespace)
        .bind(&id.group)
        .bind(text)
        .execute(self.connection())
        .await?;
        Ok(())
    }
}
