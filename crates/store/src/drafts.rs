//! Drafts: resources as somebody is editing them.

use hedgerow_model::{ChangeId, Draft, DraftId, FabricId, Identity, NewDraft};
use sqlx::{AssertSqlSafe, Row};

use crate::changes::person;
use crate::dialect::{Connection, DbRow, Query, THEN_JOIN};
use crate::sql::{identity, word};
use crate::{Millis, Store, StoreError, Transaction};

/// Starts from the changes that are not over: drafts of published ones are kept, and are many.
fn active_drafts() -> String {
    format!(
        "SELECT draft.* FROM change {THEN_JOIN} draft ON draft.change_id = change.id
         WHERE change.fabric_id = $1 AND change.state IN ('open', 'awaiting approval', 'queued',
           'publishing', 'proposed', 'waiting', 'conflicted', 'invalid', 'partly published',
           'rewritten upstream')
         ORDER BY draft.kind, draft.name, draft.id"
    )
}

pub(crate) fn draft(row: &DbRow) -> Result<Draft, StoreError> {
    Ok(Draft {
        id: DraftId(row.try_get("id")?),
        change_id: word(row, "change_id")?,
        fabric_id: FabricId(row.try_get("fabric_id")?),
        identity: identity(row)?,
        base_text: row.try_get("base_text")?,
        base_standing: word(row, "base_standing")?,
        text: row.try_get("text")?,
        standing: word(row, "standing")?,
        outdated: row.try_get("outdated")?,
        author: person(row)?,
        revision: row.try_get("revision")?,
        updated_at: row.try_get("updated_at")?,
    })
}

fn drafts(rows: &[DbRow]) -> Result<Vec<Draft>, StoreError> {
    rows.iter().map(draft).collect()
}

both! {
    /// The drafts of a change, by kind and name.
    ///
    /// # Errors
    /// When the database does not answer.
    drafts(id: ChangeId) -> Vec<Draft> = read_drafts;

    /// The drafts of several changes, in the order of the changes' ids, then by kind and name.
    ///
    /// # Errors
    /// When the database does not answer.
    drafts_of_all(ids: &[ChangeId]) -> Vec<Draft> = read_drafts_of_all;

    /// The drafts of a fabric's changes that are not over.
    ///
    /// # Errors
    /// When the database does not answer.
    active_drafts(fabric: FabricId) -> Vec<Draft> = read_active_drafts;

    /// A change's draft of one resource.
    ///
    /// # Errors
    /// When the database does not answer.
    draft_in(change: ChangeId, id: &Identity) -> Option<Draft> = read_draft_in;
}

async fn read_drafts(of: &mut Connection, id: ChangeId) -> Result<Vec<Draft>, StoreError> {
    read_drafts_of_all(of, &[id]).await
}

async fn read_drafts_of_all(
    of: &mut Connection,
    ids: &[ChangeId],
) -> Result<Vec<Draft>, StoreError> {
    let mut found = Vec::new();
    for chunk in ids.chunks(500) {
        let mut query = Query::new("SELECT * FROM draft WHERE change_id IN (");
        let mut list = query.separated(", ");
        for id in chunk {
            list.push_bind(id.to_string());
        }
        query.push(") ORDER BY change_id, kind, name, namespace, grp");
        found.extend(drafts(&query.build().fetch_all(&mut *of).await?)?);
    }
    Ok(found)
}

async fn read_active_drafts(
    of: &mut Connection,
    fabric: FabricId,
) -> Result<Vec<Draft>, StoreError> {
    let rows = sqlx::query(AssertSqlSafe(active_drafts())).bind(fabric.0).fetch_all(of).await?;
    drafts(&rows)
}

async fn read_draft_in(
    of: &mut Connection,
    change: ChangeId,
    id: &Identity,
) -> Result<Option<Draft>, StoreError> {
    let row = sqlx::query(
        "SELECT * FROM draft WHERE change_id = $1 AND kind = $2 AND name = $3 AND namespace = $4
         AND grp = $5",
    )
    .bind(change.to_string())
    .bind(&id.kind)
    .bind(&id.name)
    .bind(&id.namespace)
    .bind(&id.group)
    .fetch_optional(of)
    .await?;
    row.as_ref().map(draft).transpose()
}

impl Store {
    /// The text a resource had when a published change last switched it off.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn last_switched_off(
        &self,
        fabric: FabricId,
        id: &Identity,
    ) -> Result<Option<String>, StoreError> {
        Ok(sqlx::query_scalar(
            "SELECT draft.text FROM draft JOIN change ON change.id = draft.change_id
             WHERE draft.fabric_id = $1 AND draft.kind = $2 AND draft.name = $3
             AND draft.namespace = $4 AND draft.grp = $5 AND draft.standing = 'commented out'
             AND draft.text IS NOT NULL AND change.state = 'published'
             ORDER BY change.published_at DESC NULLS LAST LIMIT 1",
        )
        .bind(fabric.0)
        .bind(&id.kind)
        .bind(&id.name)
        .bind(&id.namespace)
        .bind(&id.group)
        .fetch_optional(self.readers())
        .await?)
    }
}

impl Transaction {
    /// Saves a draft, replacing the change's draft of the same resource.
    ///
    /// `expected` is the revision the editor saw (0: there was no draft); `None` asks for none.
    ///
    /// # Errors
    /// [`StoreError::Moved`] when somebody saved it since.
    pub async fn save_draft(
        &mut self,
        new: &NewDraft,
        expected: Option<i64>,
        now: Millis,
    ) -> Result<DraftId, StoreError> {
        let current: Option<(i64, i64)> = sqlx::query_as(
            "SELECT id, revision FROM draft WHERE change_id = $1 AND kind = $2 AND name = $3
             AND namespace = $4 AND grp = $5",
        )
        .bind(new.change_id.to_string())
        .bind(&new.identity.kind)
        .bind(&new.identity.name)
        .bind(&new.identity.namespace)
        .bind(&new.identity.group)
        .fetch_optional(self.connection())
        .await?;
        let revision = current.map_or(0, |(_, revision)| revision);
        if expected.is_some_and(|expected| expected != revision) {
            return Err(StoreError::Moved("the draft"));
        }
        let id = if let Some((id, _)) = current {
            sqlx::query(
                "UPDATE draft SET base_text = $1, base_standing = $2, text = $3, standing = $4, author_name = $5,
                 author_email = $6, revision = revision + 1, updated_at = $7
                 WHERE id = $8",
            )
            .bind(&new.base_text)
            .bind(new.base_standing.as_str())
            .bind(&new.text)
            .bind(new.standing.as_str())
            .bind(&new.author.name)
            .bind(&new.author.email)
            .bind(now)
            .bind(id)
            .execute(self.connection())
            .await?;
            id
        } else {
            sqlx::query_scalar(
                "INSERT INTO draft (change_id, fabric_id, kind, name, namespace, grp, base_text,
                 base_standing, text, standing, author_name, author_email, revision, updated_at)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 1, $13)
                 RETURNING id",
            )
            .bind(new.change_id.to_string())
            .bind(new.fabric_id.0)
            .bind(&new.identity.kind)
            .bind(&new.identity.name)
            .bind(&new.identity.namespace)
            .bind(&new.identity.group)
            .bind(&new.base_text)
            .bind(new.base_standing.as_str())
            .bind(&new.text)
            .bind(new.standing.as_str())
            .bind(&new.author.name)
            .bind(&new.author.email)
            .bind(now)
            .fetch_one(self.connection())
            .await?
        };
        sqlx::query("UPDATE change SET updated_at = $1, revision = revision + 1 WHERE id = $2")
            .bind(now)
            .bind(new.change_id.to_string())
            .execute(self.connection())
            .await?;
        Ok(DraftId(id))
    }

    /// Throws a draft away.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn remove_draft(&mut self, id: DraftId) -> Result<(), StoreError> {
        sqlx::query(
            "UPDATE change SET revision = revision + 1
             WHERE id = (SELECT change_id FROM draft WHERE id = $1)",
        )
        .bind(id.0)
        .execute(self.connection())
        .await?;
        sqlx::query("DELETE FROM draft WHERE id = $1")
            .bind(id.0)
            .execute(self.connection())
            .await?;
        Ok(())
    }

    /// Marks whether a draft's document changed in Git since its base.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn set_outdated(&mut self, id: DraftId, outdated: bool) -> Result<(), StoreError> {
        sqlx::query("UPDATE draft SET outdated = $1 WHERE id = $2")
            .bind(outdated)
            .bind(id.0)
            .execute(self.connection())
            .await?;
        Ok(())
    }
}
