//! What drafts said before each save, so that a save is undone.

use std::collections::HashMap;

use hedgerow_model::{ChangeId, Draft, Identity, Person, SeenCopy, Standing};
use serde::{Deserialize, Serialize};
use sqlx::{AssertSqlSafe, Row};

use crate::dialect::{Connection, Query, ROWS};
use crate::sql::{identity, maybe_json, states, to_json};
use crate::{Millis, Store, StoreError, Transaction};

/// How many saves of a change can be undone.
pub const UNDOABLE: i64 = 50;

/// A draft as it was before a save.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Before {
    /// The text it was started from.
    pub base_text: Option<String>,
    /// How that stood.
    pub base_standing: Standing,
    /// What it wanted; `None`: its resource deleted.
    pub text: Option<String>,
    /// How that was to stand.
    pub standing: Standing,
    /// The documents among which one was chosen.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub copies: Vec<SeenCopy>,
    /// Its revision.
    pub revision: i64,
}

impl From<&Draft> for Before {
    fn from(draft: &Draft) -> Self {
        Self {
            base_text: draft.base_text.clone(),
            base_standing: draft.base_standing,
            text: draft.text.clone(),
            standing: draft.standing,
            copies: draft.copies.clone(),
            revision: draft.revision,
        }
    }
}

/// What a save did to one draft.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SavedDraft {
    /// The resource.
    pub identity: Identity,
    /// The draft as it was; `None`: there was none.
    pub before: Option<Before>,
    /// The revision of the draft that the save left; 0: it left none.
    pub revision: i64,
}

/// A save that can be undone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Save {
    /// Its number.
    pub id: i64,
    /// When.
    pub at: Millis,
    /// Who, as `Name <address>`.
    pub author: String,
    /// What it did.
    pub drafts: Vec<SavedDraft>,
}

both! {
    /// The newest save of a change that can be undone.
    ///
    /// # Errors
    /// When the database does not answer.
    last_save(change: ChangeId) -> Option<Save> = read_last_save;
}

async fn read_last_save(of: &mut Connection, change: ChangeId) -> Result<Option<Save>, StoreError> {
    let row = sqlx::query(
        "SELECT id, at, author FROM saved WHERE change_id = $1 ORDER BY id DESC LIMIT 1",
    )
    .bind(change.to_string())
    .fetch_optional(&mut *of)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let id: i64 = row.try_get("id")?;
    let rows = sqlx::query("SELECT * FROM saved_draft WHERE saved_id = $1 ORDER BY kind, name")
        .bind(id)
        .fetch_all(of)
        .await?;
    let mut drafts = Vec::with_capacity(rows.len());
    for row in &rows {
        drafts.push(SavedDraft {
            identity: identity(row)?,
            before: maybe_json(row, "before")?,
            revision: row.try_get("revision")?,
        });
    }
    Ok(Some(Save { id, at: row.try_get("at")?, author: row.try_get("author")?, drafts }))
}

/// A save that can be undone, without its texts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SaveLine {
    /// Its number.
    pub id: i64,
    /// When.
    pub at: Millis,
    /// Who, as `Name <address>`.
    pub author: String,
    /// How many resources it was about.
    pub many: i64,
    /// The first of them, by kind and name.
    pub first: Identity,
}

impl Store {
    /// The newest save of a change that can be undone, without its texts.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn last_save_line(&self, change: ChangeId) -> Result<Option<SaveLine>, StoreError> {
        let row = sqlx::query(
            "SELECT saved.id, saved.at, saved.author, saved_draft.kind, saved_draft.name,
               saved_draft.namespace, saved_draft.grp,
               (SELECT count(*) FROM saved_draft WHERE saved_id = saved.id) AS many
             FROM saved JOIN saved_draft ON saved_draft.saved_id = saved.id
             WHERE saved.id = (SELECT max(id) FROM saved WHERE change_id = $1)
             ORDER BY saved_draft.kind, saved_draft.name LIMIT 1",
        )
        .bind(change.to_string())
        .fetch_optional(self.readers())
        .await?;
        let Some(row) = row else { return Ok(None) };
        let (id, at) = (row.try_get("id")?, row.try_get("at")?);
        let (author, many) = (row.try_get("author")?, row.try_get("many")?);
        Ok(Some(SaveLine { id, at, author, many, first: identity(&row)? }))
    }
}

impl Transaction {
    /// Keeps what drafts of a change said before a save. Of each change the newest [`UNDOABLE`] are kept.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn keep_save(
        &mut self,
        change: ChangeId,
        author: &Person,
        drafts: &[SavedDraft],
        now: Millis,
    ) -> Result<(), StoreError> {
        let id: i64 = sqlx::query_scalar(
            "INSERT INTO saved (change_id, at, author) VALUES ($1, $2, $3) RETURNING id",
        )
        .bind(change.to_string())
        .bind(now)
        .bind(author.to_string())
        .fetch_one(self.connection())
        .await?;
        for chunk in drafts.chunks(ROWS) {
            let mut json = Vec::with_capacity(chunk.len());
            for draft in chunk {
                json.push((draft, draft.before.as_ref().map(to_json).transpose()?));
            }
            let mut query = Query::new(
                "INSERT INTO saved_draft (saved_id, kind, name, namespace, grp, before, revision) ",
            );
            query.push_values(json, |mut row, (draft, before)| {
                row.push_bind(id)
                    .push_bind(&draft.identity.kind)
                    .push_bind(&draft.identity.name)
                    .push_bind(&draft.identity.namespace)
                    .push_bind(&draft.identity.group)
                    .push_bind(before)
                    .push_bind(draft.revision);
            });
            query.build().execute(self.connection()).await?;
        }
        sqlx::query(
            "DELETE FROM saved WHERE change_id = $1 AND id NOT IN
               (SELECT id FROM saved WHERE change_id = $1 ORDER BY id DESC LIMIT $2)",
        )
        .bind(change.to_string())
        .bind(UNDOABLE)
        .execute(self.connection())
        .await?;
        Ok(())
    }

    /// Forgets a save that was undone, and the undoing, which is one as well. The saves before it can be undone next:
    /// what they left is there again, under the revision that its draft has now.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn undid(&mut self, change: ChangeId, save: &Save) -> Result<(), StoreError> {
        sqlx::query("DELETE FROM saved WHERE change_id = $1 AND id >= $2")
            .bind(change.to_string())
            .bind(save.id)
            .execute(self.connection())
            .await?;
        let identities: Vec<Identity> =
            save.drafts.iter().map(|draft| draft.identity.clone()).collect();
        let revisions: HashMap<Identity, i64> = self
            .drafts_in(change, &identities)
            .await?
            .into_iter()
            .map(|draft| (draft.identity, draft.revision))
            .collect();
        for draft in &save.drafts {
            let left = draft.before.as_ref().map_or(0, |before| before.revision);
            let id = &draft.identity;
            sqlx::query(
                "UPDATE saved_draft SET revision = $7 WHERE kind = $2 AND name = $3 AND namespace = $4 AND grp = $5 AND revision = $6
                   AND saved_id = (SELECT max(saved.id) FROM saved
                     JOIN saved_draft of_it ON of_it.saved_id = saved.id
                     WHERE saved.change_id = $1 AND of_it.kind = $2 AND of_it.name = $3
                       AND of_it.namespace = $4 AND of_it.grp = $5)",
            )
            .bind(change.to_string())
            .bind(&id.kind)
            .bind(&id.name)
            .bind(&id.namespace)
            .bind(&id.group)
            .bind(left)
            .bind(revisions.get(id).copied().unwrap_or(0))
            .execute(self.connection())
            .await?;
        }
        Ok(())
    }

    /// Forgets the saves of changes that are over: nothing of them can be undone so.
    pub(crate) async fn forget_saves_of_over(
        &mut self,
        changes: &[ChangeId],
    ) -> Result<(), StoreError> {
        for change in changes {
            sqlx::query(AssertSqlSafe(format!(
                "DELETE FROM saved WHERE change_id IN
                   (SELECT id FROM change WHERE id = $1 AND state IN {})",
                states(hedgerow_model::ChangeState::is_final)
            )))
            .bind(change.to_string())
            .execute(self.connection())
            .await?;
        }
        Ok(())
    }
}
