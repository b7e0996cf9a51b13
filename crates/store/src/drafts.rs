//! Drafts: resources as somebody is editing them.

use hedgerow_model::{ChangeId, Draft, DraftId, FabricId, Identity, NewDraft};
use sqlx::sqlite::SqliteRow;
use sqlx::{QueryBuilder, Row, Sqlite};

use crate::changes::person;
use crate::sql::{identity, word};
use crate::{Millis, Store, StoreError, Transaction};

/// Starts from the changes that are not over: drafts of published ones are kept, and are many.
const ACTIVE_DRAFTS: &str =
    "SELECT draft.* FROM change CROSS JOIN draft ON draft.change_id = change.id
    WHERE change.fabric_id = ? AND change.state IN ('open', 'awaiting approval', 'queued',
      'publishing', 'proposed', 'waiting', 'conflicted', 'invalid', 'partly published',
      'rewritten upstream')
    ORDER BY draft.kind, draft.name, draft.id";

pub(crate) fn draft(row: &SqliteRow) -> Result<Draft, StoreError> {
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

fn drafts(rows: &[SqliteRow]) -> Result<Vec<Draft>, StoreError> {
    rows.iter().map(draft).collect()
}

impl Store {
    /// The drafts of a change, by kind and name.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn drafts(&self, id: ChangeId) -> Result<Vec<Draft>, StoreError> {
        self.drafts_of_all(&[id]).await
    }

    /// The drafts of several changes, in the order of the changes' ids, then by kind and name.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn drafts_of_all(&self, ids: &[ChangeId]) -> Result<Vec<Draft>, StoreError> {
        let mut found = Vec::new();
        for chunk in ids.chunks(500) {
            let mut query = QueryBuilder::<Sqlite>::new("SELECT * FROM draft WHERE change_id IN (");
            let mut list = query.separated(", ");
            for id in chunk {
                list.push_bind(id.to_string());
            }
            query.push(") ORDER BY change_id, kind, name, namespace, grp");
            found.extend(drafts(&query.build().fetch_all(&self.readers).await?)?);
        }
        Ok(found)
    }

    /// The drafts of a fabric's changes that are not over.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn active_drafts(&self, fabric: FabricId) -> Result<Vec<Draft>, StoreError> {
        let rows = sqlx::query(ACTIVE_DRAFTS).bind(fabric.0).fetch_all(&self.readers).await?;
        drafts(&rows)
    }

    /// A change's draft of one resource.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn draft_in(
        &self,
        change: ChangeId,
        id: &Identity,
    ) -> Result<Option<Draft>, StoreError> {
        let row = sqlx::query(
            "SELECT * FROM draft WHERE change_id = ? AND kind = ? AND name = ? AND namespace = ?
             AND grp = ?",
        )
        .bind(change.to_string())
        .bind(&id.kind)
        .bind(&id.name)
        .bind(&id.namespace)
        .bind(&id.group)
        .fetch_optional(&self.readers)
        .await?;
        row.as_ref().map(draft).transpose()
    }

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
             WHERE draft.fabric_id = ? AND draft.kind = ? AND draft.name = ?
             AND draft.namespace = ? AND draft.grp = ? AND draft.standing = 'commented out'
             AND draft.text NOT NULL AND change.state = 'published'
             ORDER BY change.published_at DESC LIMIT 1",
        )
        .bind(fabric.0)
        .bind(&id.kind)
        .bind(&id.name)
        .bind(&id.namespace)
        .bind(&id.group)
        .fetch_optional(&self.readers)
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
            "SELECT id, revision FROM draft WHERE change_id = ? AND kind = ? AND name = ?
             AND namespace = ? AND grp = ?",
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
                "UPDATE draft SET base_text = ?, base_standing = ?, text = ?, standing = ?, author_name = ?,
                 author_email = ?, revision = revision + 1, updated_at = ?
                 WHERE id = ?",
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
            sqlx::query(
                "INSERT INTO draft (change_id, fabric_id, kind, name, namespace, grp, base_text,
                 base_standing, text, standing, author_name, author_email, revision, updated_at)
                 VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1, ?)",
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
            .execute(self.connection())
            .await?
            .last_insert_rowid()
        };
        sqlx::query("UPDATE change SET updated_at = ? WHERE id = ?")
            .bind(now)
            .bind(new.change_id.to_string())
            .execute(self.connection())
            .await?;
        Ok(DraftId(id))
    }

    /// The drafts of a fabric's changes that are not over, as this group of writes sees them.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn active_drafts(&mut self, fabric: FabricId) -> Result<Vec<Draft>, StoreError> {
        let rows = sqlx::query(ACTIVE_DRAFTS).bind(fabric.0).fetch_all(self.connection()).await?;
        drafts(&rows)
    }

    /// Throws a draft away.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn remove_draft(&mut self, id: DraftId) -> Result<(), StoreError> {
        sqlx::query("DELETE FROM draft WHERE id = ?").bind(id.0).execute(self.connection()).await?;
        Ok(())
    }

    /// Marks whether a draft's document changed in Git since its base.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn set_outdated(&mut self, id: DraftId, outdated: bool) -> Result<(), StoreError> {
        sqlx::query("UPDATE draft SET outdated = ? WHERE id = ?")
            .bind(outdated)
            .bind(id.0)
            .execute(self.connection())
            .await?;
        Ok(())
    }
}
