//! Documents without their texts, for tables.

use hedgerow_model::{FabricId, GroupKind, Identity, SourceId, Standing, Validity};
use sqlx::Row;

use crate::dialect::{DbRow, Query, push_among, texts};
use crate::sql::{identity, word};
use crate::{Store, StoreError};

/// A document without its text.
#[derive(Clone, Debug)]
pub struct DocumentLine {
    /// What it is.
    pub identity: Identity,
    /// The version it is written in.
    pub version: String,
    /// How it is in its file.
    pub standing: Standing,
    /// What its schema says.
    pub validity: Validity,
    /// The file, in the repository.
    pub path: String,
    /// The line of its own text in the file, from 1.
    pub line: i64,
    /// What is worth knowing of it, as JSON, where that was computed.
    pub facts: Option<String>,
}

/// What is counted of a kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KindFigures {
    /// A version that resources of it are written in.
    pub version: String,
    /// How many resources there are, those in comments included.
    pub resources: i64,
    /// Whether one of them is live more than once.
    pub duplicate: bool,
    /// Whether one of them breaks its schema.
    pub invalid: bool,
    /// Whether one of them cannot be read any more.
    pub unreadable: bool,
    /// Whether one of them is in comments only.
    pub commented_out: bool,
}

/// Which documents are asked for.
#[derive(Clone, Debug, Default)]
pub struct DocumentFilter {
    /// Only these groups and kinds.
    pub kinds: Vec<(String, String)>,
    /// Or kinds of this name, whatever their case.
    pub typed: Option<String>,
    /// The group of `typed`; any when left out.
    pub group: Option<String>,
    /// Only this namespace and name.
    pub name: Option<(String, String)>,
    /// Whether `kinds` and `typed` restrict at all.
    pub restricted: bool,
    /// Only these kinds, namespaces and names, of any group; of any name when empty.
    pub named: Vec<(String, String, String)>,
}

const LINE: &str = "SELECT kind, name, namespace, grp, version, standing, validity, path, line,
    facts FROM document";

fn line(row: &DbRow) -> Result<DocumentLine, StoreError> {
    Ok(DocumentLine {
        identity: identity(row)?,
        version: row.try_get("version")?,
        standing: word(row, "standing")?,
        validity: word(row, "validity")?,
        path: row.try_get("path")?,
        line: row.try_get("line")?,
        facts: row.try_get("facts")?,
    })
}

impl Store {
    /// The documents of a fabric behind an identity, ordered by kind, name, namespace and group, so
    /// that those of one identity stand together.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn document_lines(
        &self,
        fabric: FabricId,
        filter: &DocumentFilter,
        after: Option<&Identity>,
        limit: i64,
    ) -> Result<Vec<DocumentLine>, StoreError> {
        let mut query = Query::new(LINE);
        query.push(" WHERE fabric_id = ").push_bind(fabric.0);
        if !filter.named.is_empty() {
            // The fabric in each of them, so that each is looked up in the index.
            query.push(" AND (0 = 1");
            for (kind, namespace, name) in &filter.named {
                query.push(" OR (fabric_id = ").push_bind(fabric.0);
                query.push(" AND kind = ").push_bind(kind).push(" AND name = ").push_bind(name);
                query.push(" AND namespace = ").push_bind(namespace).push(")");
            }
            query.push(")");
        }
        if let Some(after) = after {
            query.push(" AND (kind, name, namespace, grp) > (");
            let mut key = query.separated(", ");
            key.push_bind(&after.kind).push_bind(&after.name);
            key.push_bind(&after.namespace).push_bind(&after.group);
            query.push(")");
        }
        if filter.restricted {
            query.push(" AND (");
            match &filter.typed {
                Some(typed) => query.push("(lower(kind) = ").push_bind(typed.to_lowercase()),
                None => query.push("(FALSE"),
            };
            if let Some(group) = &filter.group {
                query.push(" AND grp = ").push_bind(group);
            }
            query.push(")");
            for (group, kind) in &filter.kinds {
                query.push(" OR (kind = ").push_bind(kind);
                query.push(" AND grp = ").push_bind(group).push(")");
            }
            query.push(")");
        }
        if let Some((namespace, name)) = &filter.name {
            query.push(" AND name = ").push_bind(name);
            query.push(" AND namespace = ").push_bind(namespace);
        }
        query.push(" ORDER BY kind, name, namespace, grp, path LIMIT ").push_bind(limit);
        query.build().fetch_all(self.readers()).await?.iter().map(line).collect()
    }

    /// The documents of some files of a source, by path and place.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn document_lines_in(
        &self,
        source: SourceId,
        paths: &[String],
    ) -> Result<Vec<DocumentLine>, StoreError> {
        let mut query = Query::new(LINE);
        query.push(" WHERE source_id = ").push_bind(source.0);
        push_among(query.push(" AND "), "path", texts(paths));
        query.push(" ORDER BY path, standing, ordinal");
        query.build().fetch_all(self.readers()).await?.iter().map(line).collect()
    }

    /// What is counted of each kind of a fabric.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn kind_figures(
        &self,
        fabric: FabricId,
    ) -> Result<Vec<(GroupKind, KindFigures)>, StoreError> {
        let rows = sqlx::query(
            "SELECT grp, kind, min(version) AS version, count(*) AS resources,
             count(*) FILTER (WHERE live > 1) > 0 AS duplicate,
             count(*) FILTER (WHERE live = 1 AND invalid > 0) > 0 AS invalid,
             count(*) FILTER (WHERE live = 0 AND unreadable > 0) > 0 AS unreadable,
             count(*) FILTER (WHERE live = 0 AND unreadable = 0) > 0 AS commented_out FROM (
               SELECT grp, kind, max(version) AS version,
               count(*) FILTER (WHERE standing = 'live') AS live,
               count(*) FILTER (WHERE standing = 'live' AND validity = 'invalid') AS invalid,
               count(*) FILTER (WHERE standing = 'unreadable') AS unreadable
               FROM document WHERE fabric_id = $1
               GROUP BY kind, name, namespace, grp) AS resource GROUP BY grp, kind",
        )
        .bind(fabric.0)
        .fetch_all(self.readers())
        .await?;
        rows.iter()
            .map(|row| {
                let kind = GroupKind { group: row.try_get("grp")?, kind: row.try_get("kind")? };
                let figures = KindFigures {
                    version: row.try_get("version")?,
                    resources: row.try_get("resources")?,
                    duplicate: row.try_get("duplicate")?,
                    invalid: row.try_get("invalid")?,
                    unreadable: row.try_get("unreadable")?,
                    commented_out: row.try_get("commented_out")?,
                };
                Ok((kind, figures))
            })
            .collect()
    }
}
