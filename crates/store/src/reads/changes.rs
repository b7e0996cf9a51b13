//! Changes and their drafts, without the drafts' texts.

use std::collections::HashMap;

use hedgerow_model::{
    Change, ChangeId, ConflictState, DraftId, FabricId, Identity, Person, Standing,
};
use sqlx::{AssertSqlSafe, Row};

use super::push_fabrics;
use crate::changes::change;
use crate::dialect::{self, Connection, DbRow, Query, THEN_JOIN, among, push_among, texts};
use crate::sql::{identity, over, word};
use crate::{Millis, Store, StoreError};

/// Which changes are asked for.
#[derive(Clone, Copy, Debug, Default)]
pub struct ChangePage<'a> {
    /// Of these fabrics; of all when `None`.
    pub fabrics: Option<&'a [FabricId]>,
    /// Also those that are published or discarded.
    pub finished: bool,
    /// Only those that somebody with this address opened.
    pub author: Option<&'a str>,
    /// Behind this one.
    pub after: Option<ChangeId>,
    /// At most so many.
    pub limit: i64,
}

/// A draft without its texts.
#[derive(Clone, Debug)]
pub struct DraftLine {
    /// Its row.
    pub id: DraftId,
    /// The change.
    pub change_id: ChangeId,
    /// The resource.
    pub identity: Identity,
    /// Whether there was a document when it was started.
    pub has_base: bool,
    /// How the document was then.
    pub base_standing: Standing,
    /// Whether the resource is to stay.
    pub has_text: bool,
    /// Whether it is to be live or in comments.
    pub standing: Standing,
    /// Whether one of several documents is kept.
    pub keeps_one: bool,
    /// Whether its document changed in Git since its base.
    pub outdated: bool,
    /// Whether publishing it would break a rule that Git does not break.
    pub invalid: bool,
    /// Who edited it last.
    pub author: Person,
    /// Counts its edits.
    pub revision: i64,
    /// When it was last edited.
    pub updated_at: Millis,
}

const LINE: &str = "SELECT draft.id, draft.change_id, draft.kind, draft.name, draft.namespace,
    draft.grp, draft.base_text IS NOT NULL AS has_base, draft.base_standing,
    draft.text IS NOT NULL AS has_text, draft.standing, draft.outdated,
    draft.copies IS NOT NULL AS keeps_one, (draft.broken OR COALESCE(draft.invalid, FALSE)) AS invalid,
    draft.author_name, draft.author_email, draft.revision, draft.updated_at FROM ";

fn line(row: &DbRow) -> Result<DraftLine, StoreError> {
    Ok(DraftLine {
        id: DraftId(row.try_get("id")?),
        change_id: word(row, "change_id")?,
        identity: identity(row)?,
        has_base: row.try_get("has_base")?,
        base_standing: word(row, "base_standing")?,
        has_text: row.try_get("has_text")?,
        standing: word(row, "standing")?,
        keeps_one: row.try_get("keeps_one")?,
        outdated: row.try_get("outdated")?,
        invalid: row.try_get("invalid")?,
        author: Person { name: row.try_get("author_name")?, email: row.try_get("author_email")? },
        revision: row.try_get("revision")?,
        updated_at: row.try_get("updated_at")?,
    })
}

both! {
    /// Some changes with the names of their fabrics, in no order.
    ///
    /// # Errors
    /// When the database does not answer.
    changes_with_fabrics(ids: &[ChangeId]) -> Vec<(Change, String)> = read_changes_with_fabrics;

    /// The drafts of some changes, by change, kind and name.
    ///
    /// # Errors
    /// When the database does not answer.
    draft_lines(ids: &[ChangeId]) -> Vec<DraftLine> = read_draft_lines;
}

async fn read_draft_lines(
    of: &mut Connection,
    ids: &[ChangeId],
) -> Result<Vec<DraftLine>, StoreError> {
    let mut query = Query::new(LINE);
    push_among(query.push("draft WHERE "), "change_id", texts(ids));
    query.push(" ORDER BY change_id, kind, name, namespace, grp");
    query.build().fetch_all(of).await?.iter().map(line).collect()
}

async fn read_changes_with_fabrics(
    of: &mut Connection,
    ids: &[ChangeId],
) -> Result<Vec<(Change, String)>, StoreError> {
    let rows = sqlx::query(AssertSqlSafe(format!(
        "SELECT change.*, fabric.name AS fabric FROM change
         JOIN fabric ON fabric.id = change.fabric_id WHERE {}",
        among("change.id", "$1")
    )))
    .bind(texts(ids))
    .fetch_all(of)
    .await?;
    rows.iter().map(|row| Ok((change(row)?, row.try_get("fabric")?))).collect()
}

impl Store {
    /// Changes with the names of their fabrics, newest first.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn changes_page(
        &self,
        page: ChangePage<'_>,
    ) -> Result<Vec<(Change, String)>, StoreError> {
        let mut query = Query::new(
            "SELECT change.*, fabric.name AS fabric FROM change
             JOIN fabric ON fabric.id = change.fabric_id WHERE TRUE",
        );
        push_fabrics(&mut query, "change.fabric_id", page.fabrics);
        if !page.finished {
            query.push(" AND change.state NOT IN ").push(over());
        }
        if let Some(author) = page.author {
            query.push(" AND change.author_email = ").push_bind(author);
        }
        if let Some(after) = page.after {
            query.push(" AND change.id < ").push_bind(after.to_string());
        }
        query.push(" ORDER BY change.id DESC LIMIT ").push_bind(page.limit);
        let rows = query.build().fetch_all(self.readers()).await?;
        rows.iter().map(|row| Ok((change(row)?, row.try_get("fabric")?))).collect()
    }

    /// The drafts of a fabric's changes that are not over, by kind and name.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn active_draft_lines(&self, fabric: FabricId) -> Result<Vec<DraftLine>, StoreError> {
        let mut query = Query::new(LINE);
        query.push("change ").push(THEN_JOIN);
        query.push(" draft ON draft.change_id = change.id WHERE change.fabric_id = ");
        query.push_bind(fabric.0).push(" AND change.state NOT IN ").push(over());
        query.push(" ORDER BY draft.kind, draft.name, draft.namespace, draft.grp, draft.id");
        query.build().fetch_all(self.readers()).await?.iter().map(line).collect()
    }

    /// The resources of one name that a fabric's changes which are not over have drafts of, whatever
    /// their kind.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn drafted_named(
        &self,
        fabric: FabricId,
        name: &str,
    ) -> Result<Vec<Identity>, StoreError> {
        let rows = sqlx::query(AssertSqlSafe(format!(
            "SELECT DISTINCT draft.kind, draft.name, draft.namespace, draft.grp
             FROM change {THEN_JOIN} draft ON draft.change_id = change.id
             WHERE change.fabric_id = $1 AND change.state NOT IN {} AND draft.name = $2",
            over()
        )))
        .bind(fabric.0)
        .bind(name)
        .fetch_all(self.readers())
        .await?;
        rows.iter().map(identity).collect()
    }

    /// The texts of some drafts; `None` for one that deletes.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn draft_texts(
        &self,
        ids: &[DraftId],
    ) -> Result<HashMap<DraftId, Option<String>>, StoreError> {
        let rows: Vec<(i64, Option<String>)> = sqlx::query_as(AssertSqlSafe(format!(
            "SELECT id, text FROM draft WHERE {}",
            among("id", "$1")
        )))
        .bind(dialect::ids(ids.iter().map(|id| id.0)))
        .fetch_all(self.readers())
        .await?;
        Ok(rows.into_iter().map(|(id, text)| (DraftId(id), text)).collect())
    }

    /// The drafts of one resource in changes that are not over, oldest change first, with their
    /// texts and the name of each change.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn drafts_of_resource(
        &self,
        fabric: FabricId,
        id: &Identity,
    ) -> Result<Vec<(hedgerow_model::Draft, String)>, StoreError> {
        let rows = sqlx::query(AssertSqlSafe(format!(
            "SELECT draft.*, change.name AS change_name FROM draft
             JOIN change ON change.id = draft.change_id
             WHERE draft.fabric_id = $1 AND draft.kind = $2 AND draft.name = $3
             AND draft.namespace = $4 AND draft.grp = $5
             AND change.state NOT IN {} ORDER BY change.id",
            over()
        )))
        .bind(fabric.0)
        .bind(&id.kind)
        .bind(&id.name)
        .bind(&id.namespace)
        .bind(&id.group)
        .fetch_all(self.readers())
        .await?;
        rows.iter()
            .map(|row| Ok((crate::drafts::draft(row)?, row.try_get("change_name")?)))
            .collect()
    }

    /// How many conflicts of each of some changes are in a state, by change and draft.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn count_conflicts_of(
        &self,
        ids: &[ChangeId],
        state: ConflictState,
    ) -> Result<Vec<(ChangeId, Option<DraftId>, i64)>, StoreError> {
        let rows = sqlx::query(AssertSqlSafe(format!(
            "SELECT change_id, draft_id, count(*) AS n FROM conflict
             WHERE {} AND state = $2 GROUP BY change_id, draft_id",
            among("change_id", "$1")
        )))
        .bind(texts(ids))
        .bind(state.as_str())
        .fetch_all(self.readers())
        .await?;
        rows.iter()
            .map(|row| {
                let draft = row.try_get::<Option<i64>, _>("draft_id")?.map(DraftId);
                Ok((word(row, "change_id")?, draft, row.try_get("n")?))
            })
            .collect()
    }
}
