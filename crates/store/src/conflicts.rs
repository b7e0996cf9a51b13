//! Conflicts: durable records of disagreements.

use hedgerow_model::{
    ChangeId, Conflict, ConflictId, ConflictState, Decision, DraftId, FabricId, Identity, Life,
    NewConflict, Person, RuleUsed,
};
use sqlx::{AssertSqlSafe, Row};

use crate::dialect::{self, Connection, DbRow, Query, ROWS, among};
use crate::sql::{identity, json, maybe_json, maybe_word, to_json, word};
use crate::wanted::of_all;
use crate::{Millis, Store, StoreError, Transaction};

/// What `considered` says of a conflict about which a decision was taken back.
const TAKEN_BACK: i64 = 2;

pub(crate) fn conflict(row: &DbRow) -> Result<Conflict, StoreError> {
    let path: String = row.try_get("path")?;
    let path = if path.is_empty() { hedgerow_model::FieldPath::root() } else { word(row, "path")? };
    Ok(Conflict {
        id: ConflictId(row.try_get("id")?),
        fabric_id: FabricId(row.try_get("fabric_id")?),
        what: NewConflict {
            parties: json(row, "parties")?,
            identity: identity(row)?,
            path,
            kind: word(row, "disagreement")?,
            base: maybe_json(row, "base")?,
            draft: maybe_json(row, "draft")?,
            git: maybe_json(row, "git")?,
            cluster: maybe_json(row, "cluster")?,
            detail: row.try_get("detail")?,
            together: maybe_json(row, "together")?,
        },
        state: word(row, "state")?,
        decision: maybe_json(row, "decision")?,
        decided_by: row.try_get("decided_by")?,
        opened_at: row.try_get("opened_at")?,
        closed_at: row.try_get("closed_at")?,
        life: Life {
            why: row.try_get("why")?,
            rule_used: maybe_json(row, "rule_used")?,
            assignee: row.try_get("assignee")?,
            successor: row.try_get::<Option<i64>, _>("successor")?.map(ConflictId),
            draft_by: row.try_get::<Option<String>, _>("draft_by")?.as_deref().and_then(person),
            draft_at: row.try_get("draft_at")?,
            git_at: row.try_get("git_at")?,
            taken_back: row.try_get::<i64, _>("considered")? == TAKEN_BACK,
        },
    })
}

/// A person as Git writes one.
fn person(text: &str) -> Option<Person> {
    let (name, email) = text.strip_suffix('>')?.rsplit_once(" <")?;
    Some(Person { name: name.to_owned(), email: email.to_owned() })
}

pub(crate) fn conflicts(rows: &[DbRow]) -> Result<Vec<Conflict>, StoreError> {
    rows.iter().map(conflict).collect()
}

both! {
    /// The open and resolved conflicts of a fabric that are neither a draft's nor with the cluster: those within Git,
    /// and with raw texts. Oldest first.
    ///
    /// # Errors
    /// When the database does not answer.
    conflicts_without_draft(fabric: FabricId) -> Vec<Conflict> = read_conflicts_without_draft;

    /// The open and resolved conflicts of some drafts: what a merge needs to know.
    ///
    /// # Errors
    /// When the database does not answer.
    conflicts_of_drafts(drafts: &[DraftId]) -> Vec<Conflict> = read_conflicts_of_drafts;
}

async fn read_conflicts_without_draft(
    of: &mut Connection,
    fabric: FabricId,
) -> Result<Vec<Conflict>, StoreError> {
    let rows = sqlx::query(
        "SELECT * FROM conflict WHERE fabric_id = $1 AND state IN ('open', 'resolved')
         AND change_id IS NULL AND with_cluster = 0 ORDER BY id",
    )
    .bind(fabric.0)
    .fetch_all(of)
    .await?;
    conflicts(&rows)
}

async fn read_conflicts_of_drafts(
    of: &mut Connection,
    drafts: &[DraftId],
) -> Result<Vec<Conflict>, StoreError> {
    let mut found = Vec::new();
    for chunk in drafts.chunks(500) {
        let mut query =
            Query::new("SELECT * FROM conflict WHERE state <> 'superseded' AND draft_id IN (");
        let mut list = query.separated(", ");
        for id in chunk {
            list.push_bind(id.0);
        }
        query.push(") ORDER BY id");
        found.extend(conflicts(&query.build().fetch_all(&mut *of).await?)?);
    }
    Ok(found)
}

both! {
    /// The open and resolved conflicts with the cluster about these resources of a fabric, of drafts and of Git, in the
    /// order in which they were opened.
    ///
    /// # Errors
    /// When the database does not answer.
    conflicts_with_cluster(fabric: FabricId, ids: &[Identity]) -> Vec<Conflict> = read_conflicts_with_cluster;
}

async fn read_conflicts_with_cluster(
    of: &mut Connection,
    fabric: FabricId,
    ids: &[Identity],
) -> Result<Vec<Conflict>, StoreError> {
    let mut found = Vec::new();
    for chunk in ids.chunks(ROWS) {
        let mut query = of_all("conflict", "conflict.*", fabric, chunk);
        query.push(" AND conflict.with_cluster = 1 AND conflict.state <> 'superseded'");
        found.extend(conflicts(&query.build().fetch_all(&mut *of).await?)?);
    }
    found.sort_by_key(|conflict| conflict.id);
    Ok(found)
}

both! {
    /// The conflicts of a change in one state.
    ///
    /// # Errors
    /// When the database does not answer.
    conflicts_of_change(change: ChangeId, state: ConflictState) -> Vec<Conflict> = read_conflicts_of_change;
}

async fn read_conflicts_of_change(
    of: &mut Connection,
    change: ChangeId,
    state: ConflictState,
) -> Result<Vec<Conflict>, StoreError> {
    let rows =
        sqlx::query("SELECT * FROM conflict WHERE change_id = $1 AND state = $2 ORDER BY id")
            .bind(change.to_string())
            .bind(state.as_str())
            .fetch_all(of)
            .await?;
    conflicts(&rows)
}

impl Store {
    /// Conflicts by their numbers, those that there are, in the order of the numbers.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn conflicts_numbered(
        &self,
        numbers: &[ConflictId],
    ) -> Result<Vec<Conflict>, StoreError> {
        let sql = format!("SELECT * FROM conflict WHERE {} ORDER BY id", among("id", "$1"));
        let rows = sqlx::query(AssertSqlSafe(sql))
            .bind(dialect::ids(numbers.iter().map(|id| id.0)))
            .fetch_all(self.readers())
            .await?;
        conflicts(&rows)
    }

    /// One conflict.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn conflict(&self, id: ConflictId) -> Result<Option<Conflict>, StoreError> {
        let row = sqlx::query("SELECT * FROM conflict WHERE id = $1")
            .bind(id.0)
            .fetch_optional(self.readers())
            .await?;
        row.as_ref().map(conflict).transpose()
    }
}

impl Transaction {
    /// Opens conflicts; their ids are in the order of `new`.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn open_conflicts(
        &mut self,
        fabric: FabricId,
        new: &[NewConflict],
        now: Millis,
    ) -> Result<Vec<ConflictId>, StoreError> {
        let mut opened = Vec::with_capacity(new.len());
        for chunk in new.chunks(ROWS) {
            let mut json = Vec::with_capacity(chunk.len());
            for new in chunk {
                json.push((
                    new,
                    new.base.as_ref().map(to_json).transpose()?,
                    new.draft.as_ref().map(to_json).transpose()?,
                    new.git.as_ref().map(to_json).transpose()?,
                    new.cluster.as_ref().map(to_json).transpose()?,
                    to_json(&new.parties)?,
                    new.together.as_ref().map(to_json).transpose()?,
                ));
            }
            let mut query = Query::new(
                "INSERT INTO conflict (fabric_id, change_id, draft_id, kind, name, namespace, grp,
                 path, disagreement, base, draft, git, cluster, with_cluster, parties, together, detail, state,
                 opened_at) ",
            );
            query.push_values(
                json,
                |mut row, (new, base, draft, git, cluster, parties, together)| {
                    row.push_bind(fabric.0)
                        .push_bind(new.change_id().map(|id| id.to_string()))
                        .push_bind(new.draft_id().map(|id| id.0))
                        .push_bind(&new.identity.kind)
                        .push_bind(&new.identity.name)
                        .push_bind(&new.identity.namespace)
                        .push_bind(&new.identity.group)
                        .push_bind(new.path.to_string())
                        .push_bind(new.kind.as_str())
                        .push_bind(base)
                        .push_bind(draft)
                        .push_bind(git)
                        .push_bind(cluster)
                        .push_bind(new.is_with_cluster())
                        .push_bind(parties)
                        .push_bind(together)
                        .push_bind(&new.detail)
                        .push_bind(ConflictState::Open.as_str())
                        .push_bind(now);
                },
            );
            query.push(" RETURNING id");
            let mut ids: Vec<i64> = query.build_query_scalar().fetch_all(self.connection()).await?;
            // They are given in the order of the rows, and may be told in another.
            ids.sort_unstable();
            opened.extend(ids.into_iter().map(ConflictId));
        }
        self.note_origins(&opened).await?;
        Ok(opened)
    }

    /// Marks conflicts as superseded: their sides moved.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn supersede_conflicts(
        &mut self,
        ids: &[ConflictId],
        now: Millis,
    ) -> Result<(), StoreError> {
        if ids.is_empty() {
            return Ok(());
        }
        sqlx::query(AssertSqlSafe(format!(
            "UPDATE conflict SET state = 'superseded', closed_at = $2
             WHERE {} AND state = 'open'",
            among("id", "$1")
        )))
        .bind(dialect::ids(ids.iter().map(|id| id.0)))
        .bind(now)
        .execute(self.connection())
        .await?;
        Ok(())
    }

    /// Marks the open conflicts of a fabric with its cluster as superseded, because it lives there no longer; gives the
    /// changes that they are of.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn supersede_with_cluster(
        &mut self,
        fabric: FabricId,
        now: Millis,
    ) -> Result<Vec<ChangeId>, StoreError> {
        let rows = sqlx::query(
            "UPDATE conflict SET state = 'superseded', closed_at = $2
             WHERE fabric_id = $1 AND with_cluster = 1 AND state = 'open' RETURNING change_id",
        )
        .bind(fabric.0)
        .bind(now)
        .fetch_all(self.connection())
        .await?;
        let of = |row: &DbRow| maybe_word::<ChangeId>(row, "change_id").transpose();
        let mut changes: Vec<ChangeId> = rows.iter().filter_map(of).collect::<Result<_, _>>()?;
        changes.sort_unstable();
        changes.dedup();
        Ok(changes)
    }

    /// Opens a decided conflict again, without its decision; tells whether it was decided. No policy decides it
    /// again.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn reopen_conflict(&mut self, id: ConflictId) -> Result<bool, StoreError> {
        let done = sqlx::query(
            "UPDATE conflict SET state = 'open', decision = NULL, decided_by = NULL, closed_at = NULL,
             why = NULL, rule_used = NULL, considered = 2 WHERE id = $1 AND state = 'resolved'",
        )
        .bind(id.0)
        .execute(self.connection())
        .await?;
        Ok(done.rows_affected() == 1)
    }

    /// Records a decision on an open conflict; tells whether it was open.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn decide_conflict(
        &mut self,
        id: ConflictId,
        decided: &Decided<'_>,
        now: Millis,
    ) -> Result<bool, StoreError> {
        let done = sqlx::query(
            "UPDATE conflict SET state = 'resolved', decision = $1, decided_by = $2, closed_at = $3,
             why = $4, rule_used = $5 WHERE id = $6 AND state = 'open'",
        )
        .bind(to_json(decided.decision)?)
        .bind(decided.by)
        .bind(now)
        .bind(decided.why)
        .bind(decided.rule.map(to_json).transpose()?)
        .bind(id.0)
        .execute(self.connection())
        .await?;
        Ok(done.rows_affected() == 1)
    }
}

/// A decision, and whose it is.
#[derive(Clone, Copy, Debug)]
pub struct Decided<'a> {
    /// What was decided.
    pub decision: &'a Decision,
    /// Who decided, as `Name <address>`, or which policy.
    pub by: &'a str,
    /// What they said to it.
    pub why: Option<&'a str>,
    /// The rule of the policy that decided.
    pub rule: Option<&'a RuleUsed>,
}
