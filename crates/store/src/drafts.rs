//! Drafts: resources as somebody is editing them.

use hedgerow_model::{ChangeId, Draft, DraftId, FabricId, Identity, NewDraft};
use sqlx::{AssertSqlSafe, Row};
use std::collections::{BTreeSet, HashMap};

use crate::changes::person;
use crate::dialect::{Connection, DbRow, Query, ROWS, THEN_JOIN, among, ids};
use crate::sql::{each, identity, maybe_json, to_json, word};
use crate::wanted::wanted;
use crate::{Millis, Store, StoreError, Transaction};

/// The states of changes that are not over.
const ACTIVE: &str = "('open', 'awaiting approval', 'queued', 'publishing', 'proposed', 'waiting',
 'conflicted', 'invalid', 'partly published', 'rewritten upstream')";

/// From so many resources on, those without a draft are sorted out first.
const MANY: usize = 1000;

/// Starts from the changes that are not over: drafts of published ones are kept, and are many.
fn active_drafts(columns: &str) -> String {
    format!(
        "SELECT {columns} FROM change {THEN_JOIN} draft ON draft.change_id = change.id
         WHERE change.fabric_id = $1 AND change.state IN {ACTIVE}
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
        copies: maybe_json(row, "copies")?.unwrap_or_default(),
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

    /// As `active_drafts`, those of some resources only; each once, however often one is named.
    ///
    /// # Errors
    /// When the database does not answer.
    active_drafts_of(fabric: FabricId, ids: &[Identity]) -> Vec<Draft> = read_active_drafts_of;

    /// A change's drafts of some resources, in no order; each once, however often one is named.
    ///
    /// # Errors
    /// When the database does not answer.
    drafts_in(change: ChangeId, ids: &[Identity]) -> Vec<Draft> = read_drafts_in;
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
    let sql = active_drafts("draft.*");
    let rows = sqlx::query(AssertSqlSafe(sql)).bind(fabric.0).fetch_all(of).await?;
    drafts(&rows)
}

async fn read_active_drafts_of(
    of: &mut Connection,
    fabric: FabricId,
    ids: &[Identity],
) -> Result<Vec<Draft>, StoreError> {
    let mut ids: BTreeSet<Identity> = ids.iter().cloned().collect();
    if ids.len() > MANY {
        let sql = active_drafts("draft.kind, draft.name, draft.namespace, draft.grp");
        let rows = sqlx::query(AssertSqlSafe(sql)).bind(fabric.0).fetch_all(&mut *of).await?;
        let drafted = each(&rows, identity)?;
        ids = drafted.into_iter().filter(|id| ids.contains(id)).collect();
    }
    let ids: Vec<Identity> = ids.into_iter().collect();
    let mut found = Vec::new();
    for chunk in ids.chunks(ROWS) {
        let mut query = wanted(chunk);
        query.push("SELECT draft.* FROM wanted ").push(THEN_JOIN);
        query.push(" draft ON draft.kind = wanted.kind AND draft.name = wanted.name");
        query.push(" AND draft.namespace = wanted.namespace AND draft.grp = wanted.grp ");
        query.push(THEN_JOIN).push(" change ON change.id = draft.change_id");
        query.push(" WHERE draft.fabric_id = ").push_bind(fabric.0);
        query.push(" AND change.state IN ").push(ACTIVE);
        found.extend(drafts(&query.build().fetch_all(&mut *of).await?)?);
    }
    found.sort_by(|a, b| {
        let key = |draft: &Draft| (draft.identity.kind.clone(), draft.identity.name.clone());
        (key(a), a.id).cmp(&(key(b), b.id))
    });
    Ok(found)
}

async fn read_drafts_in(
    of: &mut Connection,
    change: ChangeId,
    ids: &[Identity],
) -> Result<Vec<Draft>, StoreError> {
    let ids: Vec<Identity> = ids.iter().cloned().collect::<BTreeSet<_>>().into_iter().collect();
    let mut found = Vec::new();
    for chunk in ids.chunks(ROWS) {
        let mut query = wanted(chunk);
        query.push("SELECT draft.* FROM wanted ").push(THEN_JOIN);
        query.push(" draft ON draft.kind = wanted.kind AND draft.name = wanted.name");
        query.push(" AND draft.namespace = wanted.namespace AND draft.grp = wanted.grp");
        query.push(" WHERE draft.change_id = ").push_bind(change.to_string());
        found.extend(drafts(&query.build().fetch_all(&mut *of).await?)?);
    }
    Ok(found)
}

impl Store {
    /// The fabrics with drafts of which nobody knows yet whether they break rules: an earlier program
    /// wrote them.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn fabrics_with_unjudged_drafts(&self) -> Result<Vec<FabricId>, StoreError> {
        let ids: Vec<i64> = sqlx::query_scalar(AssertSqlSafe(format!(
            "SELECT DISTINCT draft.fabric_id FROM change
             {THEN_JOIN} draft ON draft.change_id = change.id
             WHERE change.state IN {ACTIVE} AND draft.invalid IS NULL ORDER BY draft.fabric_id"
        )))
        .fetch_all(self.readers())
        .await?;
        Ok(ids.into_iter().map(FabricId).collect())
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
    /// Saves drafts of one change, each in place of the change's draft of the same resource; no
    /// resource is named twice. Their ids are in the order of `new`.
    ///
    /// Beside each is the revision that its editor saw (0: there was no draft); `None` asks for
    /// none.
    ///
    /// # Errors
    /// [`StoreError::Moved`] when somebody saved one since.
    pub async fn save_drafts(
        &mut self,
        new: &[(NewDraft, Option<i64>)],
        now: Millis,
    ) -> Result<Vec<DraftId>, StoreError> {
        let Some(change) = new.first().map(|(new, _)| new.change_id) else {
            return Ok(Vec::new());
        };
        let seen: HashMap<&Identity, i64> =
            new.iter().filter_map(|(new, seen)| Some((&new.identity, (*seen)?))).collect();
        if !seen.is_empty() {
            let named: Vec<Identity> = seen.keys().map(|id| (*id).clone()).collect();
            let there: HashMap<Identity, i64> = self
                .drafts_in(change, &named)
                .await?
                .into_iter()
                .map(|draft| (draft.identity, draft.revision))
                .collect();
            if seen.iter().any(|(id, seen)| *seen != there.get(*id).copied().unwrap_or(0)) {
                return Err(StoreError::Moved("the draft"));
            }
        }
        let mut ids: HashMap<Identity, DraftId> = HashMap::with_capacity(new.len());
        for chunk in new.chunks(ROWS) {
            let mut rows = Vec::with_capacity(chunk.len());
            for (new, _) in chunk {
                let copies = (!new.copies.is_empty()).then(|| to_json(&new.copies)).transpose()?;
                rows.push((new, copies));
            }
            let mut query = Query::new(
                "INSERT INTO draft (change_id, fabric_id, kind, name, namespace, grp, base_text,
                 base_standing, text, standing, copies, author_name, author_email, revision,
                 updated_at) ",
            );
            query.push_values(rows, |mut row, (new, copies)| {
                row.push_bind(change.to_string())
                    .push_bind(new.fabric_id.0)
                    .push_bind(&new.identity.kind)
                    .push_bind(&new.identity.name)
                    .push_bind(&new.identity.namespace)
                    .push_bind(&new.identity.group)
                    .push_bind(&new.base_text)
                    .push_bind(new.base_standing.as_str())
                    .push_bind(&new.text)
                    .push_bind(new.standing.as_str())
                    .push_bind(copies)
                    .push_bind(&new.author.name)
                    .push_bind(&new.author.email)
                    .push_bind(1_i64)
                    .push_bind(now);
            });
            query.push(
                " ON CONFLICT (change_id, kind, name, namespace, grp) DO UPDATE SET
                 base_text = excluded.base_text, base_standing = excluded.base_standing,
                 text = excluded.text, standing = excluded.standing, copies = excluded.copies,
                 author_name = excluded.author_name, author_email = excluded.author_email,
                 revision = draft.revision + 1, updated_at = excluded.updated_at
                 RETURNING id, kind, name, namespace, grp",
            );
            for row in query.build().fetch_all(self.connection()).await? {
                ids.insert(identity(&row)?, DraftId(row.try_get("id")?));
            }
        }
        self.was_edited(change, now).await?;
        Ok(new.iter().filter_map(|(new, _)| ids.get(&new.identity).copied()).collect())
    }

    /// Notes that the drafts of a change were edited: what was said of it is not known any more.
    pub(crate) async fn was_edited(
        &mut self,
        change: ChangeId,
        now: Millis,
    ) -> Result<(), StoreError> {
        sqlx::query(
            "UPDATE change SET updated_at = $1, revision = revision + 1, judged = NULL
             WHERE id = $2",
        )
        .bind(now)
        .bind(change.to_string())
        .execute(self.connection())
        .await?;
        Ok(())
    }

    /// Throws drafts away. The records of their conflicts stay, superseded.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn remove_drafts(
        &mut self,
        drafts: &[DraftId],
        now: Millis,
    ) -> Result<(), StoreError> {
        self.end_conflicts_of(drafts, now).await?;
        let list = ids(drafts.iter().map(|id| id.0));
        let changed = format!(
            "UPDATE change SET updated_at = $2, revision = revision + 1, judged = NULL
             WHERE id IN (SELECT change_id FROM draft WHERE {})",
            among("id", "$1")
        );
        sqlx::query(AssertSqlSafe(changed))
            .bind(&list)
            .bind(now)
            .execute(self.connection())
            .await?;
        let gone = format!("DELETE FROM draft WHERE {}", among("id", "$1"));
        sqlx::query(AssertSqlSafe(gone)).bind(&list).execute(self.connection()).await?;
        Ok(())
    }

    /// Marks whether publishing drafts would break rules that Git does not break.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn set_invalid(
        &mut self,
        drafts: &[DraftId],
        invalid: bool,
    ) -> Result<(), StoreError> {
        if drafts.is_empty() {
            return Ok(());
        }
        sqlx::query(AssertSqlSafe(format!(
            "UPDATE draft SET invalid = $2 WHERE {} AND (invalid IS NULL OR invalid <> $2)",
            among("id", "$1")
        )))
        .bind(ids(drafts.iter().map(|id| id.0)))
        .bind(invalid)
        .execute(self.connection())
        .await?;
        Ok(())
    }

    /// Marks whether drafts take part in breaking a rule between resources.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn set_broken(&mut self, drafts: &[DraftId], broken: bool) -> Result<(), StoreError> {
        if drafts.is_empty() {
            return Ok(());
        }
        sqlx::query(AssertSqlSafe(format!(
            "UPDATE draft SET broken = $2 WHERE {}",
            among("id", "$1")
        )))
        .bind(ids(drafts.iter().map(|id| id.0)))
        .bind(broken)
        .execute(self.connection())
        .await?;
        Ok(())
    }

    /// Marks the drafts of a change that take part in breaking a rule between resources: those of these resources,
    /// and no others.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn set_broken_in(
        &mut self,
        change: ChangeId,
        broken: &[Identity],
    ) -> Result<(), StoreError> {
        let drafts: Vec<DraftId> = match broken {
            [] => Vec::new(),
            broken => self.drafts_in(change, broken).await?.iter().map(|draft| draft.id).collect(),
        };
        sqlx::query(AssertSqlSafe(format!(
            "UPDATE draft SET broken = ({among}) WHERE change_id = $2 AND broken <> ({among})",
            among = among("id", "$1")
        )))
        .bind(ids(drafts.iter().map(|id| id.0)))
        .bind(change.to_string())
        .execute(self.connection())
        .await?;
        Ok(())
    }

    /// Marks whether the documents of drafts changed in Git since their base.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn set_outdated(
        &mut self,
        drafts: &[DraftId],
        outdated: bool,
    ) -> Result<(), StoreError> {
        if drafts.is_empty() {
            return Ok(());
        }
        sqlx::query(AssertSqlSafe(format!(
            "UPDATE draft SET outdated = $2 WHERE {}",
            among("id", "$1")
        )))
        .bind(ids(drafts.iter().map(|id| id.0)))
        .bind(outdated)
        .execute(self.connection())
        .await?;
        Ok(())
    }
}
