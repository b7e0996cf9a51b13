//! Policies that fabrics have in their repositories, as they were seen last.

use std::collections::HashMap;

use hedgerow_model::{
    Brought, DismissedPolicy, FabricId, PolicyFile, PolicyFileSays, PolicyFileState, SourceId,
};
use sqlx::{AssertSqlSafe, Row};

use crate::dialect::{self, Connection, DbRow, among};
use crate::sql::maybe_word;
use crate::{StoreError, Transaction};

fn policy_file_of(row: &DbRow) -> Result<PolicyFile, StoreError> {
    let blob: Option<String> = row.try_get("blob")?;
    let text: Option<String> = row.try_get("text")?;
    let says = match (blob, text, maybe_word(row, "unread")?) {
        (None, _, _) => PolicyFileSays::Gone,
        (Some(blob), _, Some(why)) => PolicyFileSays::Unread { blob, why },
        (Some(blob), text, None) => PolicyFileSays::Text { blob, text: text.unwrap_or_default() },
    };
    let by: Option<String> = row.try_get("dismissed_by")?;
    let at: Option<i64> = row.try_get("dismissed_at")?;
    Ok(PolicyFile {
        path: row.try_get("path")?,
        says,
        brought: Brought {
            commit: row.try_get("commit_oid")?,
            by: row.try_get("brought_by")?,
            at: row.try_get("brought_at")?,
        },
        settled: row.try_get("settled")?,
        dismissed: by.map(|by| DismissedPolicy { by, at: at.unwrap_or_default() }),
    })
}

both! {
    /// What is known of the policy that a fabric has in its repository.
    ///
    /// # Errors
    /// When the database does not answer.
    policy_file(fabric: FabricId) -> Option<PolicyFile> = read_policy_file;

    /// The same of several fabrics, those of which anything is known.
    ///
    /// # Errors
    /// When the database does not answer.
    policy_files(fabrics: &[FabricId]) -> HashMap<FabricId, PolicyFile> = read_policy_files;
}

async fn read_policy_file(
    of: &mut Connection,
    fabric: FabricId,
) -> Result<Option<PolicyFile>, StoreError> {
    let row = sqlx::query("SELECT * FROM policy_file WHERE fabric_id = $1")
        .bind(fabric.0)
        .fetch_optional(of)
        .await?;
    row.as_ref().map(policy_file_of).transpose()
}

async fn read_policy_files(
    of: &mut Connection,
    fabrics: &[FabricId],
) -> Result<HashMap<FabricId, PolicyFile>, StoreError> {
    let sql = format!("SELECT * FROM policy_file WHERE {}", among("fabric_id", "$1"));
    let rows = sqlx::query(AssertSqlSafe(sql))
        .bind(dialect::ids(fabrics.iter().map(|fabric| fabric.0)))
        .fetch_all(of)
        .await?;
    let one = |row: &DbRow| Ok((FabricId(row.try_get("fabric_id")?), policy_file_of(row)?));
    rows.iter().map(one).collect()
}

impl Transaction {
    /// Writes what is known of the policy that a fabric has in its repository, with what a person should look at;
    /// `None`: nothing.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn set_policy_file(
        &mut self,
        fabric: FabricId,
        file: Option<&PolicyFile>,
        attention: Option<PolicyFileState>,
    ) -> Result<(), StoreError> {
        sqlx::query("DELETE FROM policy_file WHERE fabric_id = $1")
            .bind(fabric.0)
            .execute(self.connection())
            .await?;
        let Some(file) = file else { return Ok(()) };
        let (blob, text, unread) = match &file.says {
            PolicyFileSays::Gone => (None, None, None),
            PolicyFileSays::Text { blob, text } => (Some(blob), Some(text), None),
            PolicyFileSays::Unread { blob, why } => (Some(blob), None, Some(why.as_str())),
        };
        let dismissed = file.dismissed.as_ref();
        sqlx::query(
            "INSERT INTO policy_file (fabric_id, path, blob, text, unread, commit_oid, brought_by, brought_at, settled,
               dismissed_by, dismissed_at, attention)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        )
        .bind(fabric.0)
        .bind(&file.path)
        .bind(blob)
        .bind(text)
        .bind(unread)
        .bind(&file.brought.commit)
        .bind(&file.brought.by)
        .bind(file.brought.at)
        .bind(&file.settled)
        .bind(dismissed.map(|it| it.by.as_str()))
        .bind(dismissed.map(|it| it.at))
        .bind(attention.map(PolicyFileState::as_str))
        .execute(self.connection())
        .await?;
        Ok(())
    }

    /// Notes in which tree the policies of the fabrics of these sources were looked for; empty: there was none.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn set_policy_tree(
        &mut self,
        sources: &[SourceId],
        tree: &str,
    ) -> Result<(), StoreError> {
        let sql = format!("UPDATE source SET policy_tree = $1 WHERE {}", among("id", "$2"));
        sqlx::query(AssertSqlSafe(sql))
            .bind(tree)
            .bind(dialect::ids(sources.iter().map(|source| source.0)))
            .execute(self.connection())
            .await?;
        Ok(())
    }
}
