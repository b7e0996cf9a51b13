//! Documents of managed files, and the raw texts they were normalised from.

use hedgerow_model::{Document, FabricId, Identity, SourceId};
use sqlx::{AssertSqlSafe, Row};
use std::collections::BTreeSet;

use crate::dialect::{Connection, DbRow, Query, ROWS, among, lines_of, texts};
use crate::sql::{identity, word};
use crate::wanted::of_all;
use crate::{Store, StoreError, Transaction};

fn document(row: &DbRow) -> Result<Document, StoreError> {
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

fn documents(rows: &[DbRow]) -> Result<Vec<Document>, StoreError> {
    rows.iter().map(document).collect()
}

both! {
    /// Every document of a fabric, ordered by kind, name, namespace and group, so that the
    /// documents of one identity stand together.
    ///
    /// # Errors
    /// When the database does not answer.
    documents(fabric: FabricId) -> Vec<Document> = read_documents;

    /// The documents of one identity.
    ///
    /// # Errors
    /// When the database does not answer.
    documents_of(fabric: FabricId, id: &Identity) -> Vec<Document> = read_documents_of;

    /// The documents of many identities, in no order; each once, however often one is named.
    ///
    /// # Errors
    /// When the database does not answer.
    documents_of_all(fabric: FabricId, ids: &[Identity]) -> Vec<Document> = read_documents_of_all;

    /// The documents of some files of a source, in the order of path and place.
    ///
    /// # Errors
    /// When the database does not answer.
    documents_in(source: SourceId, paths: &[String]) -> Vec<Document> = read_documents_in;

    /// Every document of a source, by path and place.
    ///
    /// # Errors
    /// When the database does not answer.
    documents_of_source(source: SourceId) -> Vec<Document> = read_documents_of_source;

    /// How many resources a fabric has live, and how many it has in comments or unreadable only.
    ///
    /// # Errors
    /// When the database does not answer.
    count_resources(fabric: FabricId) -> (i64, i64) = read_count_resources;

    /// Every path of a source that has a document or a finding.
    ///
    /// # Errors
    /// When the database does not answer.
    paths(source: SourceId) -> Vec<String> = read_paths;
}

async fn read_documents(
    of: &mut Connection,
    fabric: FabricId,
) -> Result<Vec<Document>, StoreError> {
    let rows = sqlx::query(
        "SELECT * FROM document WHERE fabric_id = $1 ORDER BY kind, name, namespace, grp, path",
    )
    .bind(fabric.0)
    .fetch_all(of)
    .await?;
    documents(&rows)
}

async fn read_documents_of(
    of: &mut Connection,
    fabric: FabricId,
    id: &Identity,
) -> Result<Vec<Document>, StoreError> {
    let rows = sqlx::query(
        "SELECT * FROM document WHERE fabric_id = $1 AND kind = $2 AND name = $3
         AND namespace = $4 AND grp = $5 ORDER BY path, ordinal",
    )
    .bind(fabric.0)
    .bind(&id.kind)
    .bind(&id.name)
    .bind(&id.namespace)
    .bind(&id.group)
    .fetch_all(of)
    .await?;
    documents(&rows)
}

async fn read_documents_of_all(
    of: &mut Connection,
    fabric: FabricId,
    ids: &[Identity],
) -> Result<Vec<Document>, StoreError> {
    let ids: Vec<Identity> = ids.iter().cloned().collect::<BTreeSet<_>>().into_iter().collect();
    let mut found = Vec::new();
    for chunk in ids.chunks(ROWS) {
        let rows =
            of_all("document", "document.*", fabric, chunk).build().fetch_all(&mut *of).await?;
        found.extend(documents(&rows)?);
    }
    Ok(found)
}

/// Only the rows of these files of a source. At most [`ROWS`].
fn push_of_files(query: &mut Query, source: SourceId, paths: &[String]) {
    query.push(" WHERE source_id = ").push_bind(source.0).push(" AND path IN (");
    let mut list = query.separated(", ");
    for path in paths {
        list.push_bind(path);
    }
    query.push(")");
}

async fn read_documents_in(
    of: &mut Connection,
    source: SourceId,
    paths: &[String],
) -> Result<Vec<Document>, StoreError> {
    let mut found = Vec::new();
    for chunk in paths.chunks(ROWS) {
        let mut query = Query::new("SELECT * FROM document");
        push_of_files(&mut query, source, chunk);
        query.push(" ORDER BY path, standing, ordinal");
        let rows = query.build().fetch_all(&mut *of).await?;
        found.extend(documents(&rows)?);
    }
    Ok(found)
}

async fn read_documents_of_source(
    of: &mut Connection,
    source: SourceId,
) -> Result<Vec<Document>, StoreError> {
    let rows =
        sqlx::query("SELECT * FROM document WHERE source_id = $1 ORDER BY path, standing, ordinal")
            .bind(source.0)
            .fetch_all(of)
            .await?;
    documents(&rows)
}

async fn read_count_resources(
    of: &mut Connection,
    fabric: FabricId,
) -> Result<(i64, i64), StoreError> {
    let row = sqlx::query(
        "SELECT count(*) AS everything, count(*) FILTER (WHERE live > 0) AS live FROM (
           SELECT count(*) FILTER (WHERE standing = 'live') AS live FROM document
           WHERE fabric_id = $1 GROUP BY kind, name, namespace, grp) AS resource",
    )
    .bind(fabric.0)
    .fetch_one(of)
    .await?;
    let everything: i64 = row.try_get("everything")?;
    let live: i64 = row.try_get("live")?;
    Ok((live, everything - live))
}

async fn read_paths(of: &mut Connection, source: SourceId) -> Result<Vec<String>, StoreError> {
    Ok(sqlx::query_scalar(
        "SELECT path FROM document WHERE source_id = $1
         UNION SELECT path FROM finding WHERE source_id = $1",
    )
    .bind(source.0)
    .fetch_all(of)
    .await?)
}

impl Store {
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
            "SELECT DISTINCT grp FROM document WHERE source_id = $1 AND path >= $2 AND path < $3
             AND standing = 'live'",
        )
        .bind(source.0)
        .bind(folder)
        .bind(end)
        .fetch_all(self.readers())
        .await?)
    }

    /// The identities of these names in a fabric's documents, whatever their kind.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn identities_named(
        &self,
        fabric: FabricId,
        names: &[String],
    ) -> Result<Vec<Identity>, StoreError> {
        let rows = sqlx::query(AssertSqlSafe(format!(
            "SELECT DISTINCT kind, name, namespace, grp FROM document
             WHERE fabric_id = $1 AND {}",
            among("name", "$2")
        )))
        .bind(fabric.0)
        .bind(texts(names))
        .fetch_all(self.readers())
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
            "SELECT * FROM document WHERE fabric_id = $1 AND kind = $2 AND grp = $3
             AND standing = 'live' ORDER BY name LIMIT $4",
        )
        .bind(fabric.0)
        .bind(kind)
        .bind(group)
        .bind(limit)
        .fetch_all(self.readers())
        .await?;
        documents(&rows)
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
            "SELECT text FROM normalised WHERE source_id = $1 AND kind = $2 AND name = $3
             AND namespace = $4 AND grp = $5",
        )
        .bind(source.0)
        .bind(&id.kind)
        .bind(&id.name)
        .bind(&id.namespace)
        .bind(&id.group)
        .fetch_optional(self.readers())
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
        for chunk in paths.chunks(ROWS) {
            for table in ["document", "finding"] {
                let mut query = Query::new("DELETE FROM ");
                query.push(table);
                push_of_files(&mut query, source, chunk);
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
        for sql in [
            "DELETE FROM document WHERE source_id = $1",
            "DELETE FROM finding WHERE source_id = $1",
        ] {
            sqlx::query(sql).bind(source.0).execute(self.connection()).await?;
        }
        Ok(())
    }

    /// Adds documents, in multi-row batches.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn add_documents(&mut self, rows: &[Document]) -> Result<(), StoreError> {
        for chunk in rows.chunks(ROWS) {
            let mut query = Query::new(
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
            query.build().persistent(chunk.len() == ROWS).execute(self.connection()).await?;
        }
        Ok(())
    }

    /// The identities that are live in more than one document of a fabric, with their files.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn duplicates(
        &mut self,
        fabric: FabricId,
    ) -> Result<Vec<(Identity, Vec<String>)>, StoreError> {
        let rows = sqlx::query(AssertSqlSafe(format!(
            "SELECT kind, name, namespace, grp, {} AS paths FROM document
             WHERE fabric_id = $1 AND standing = 'live'
             GROUP BY kind, name, namespace, grp HAVING count(*) > 1",
            lines_of("path")
        )))
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
            "INSERT INTO normalised (source_id, kind, name, namespace, grp, text)
             VALUES ($1, $2, $3, $4, $5, $6)
             ON CONFLICT (source_id, kind, name, namespace, grp)
               DO UPDATE SET text = excluded.text",
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
