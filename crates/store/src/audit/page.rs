//! Reading the audit, newest first.

use hedgerow_model::{AuditAction, AuditOutcome, UserId};
use sqlx::Row;

use crate::dialect::{
    Connection, DbRow, Query, push_among, push_contains_in_any_case, push_same_login, texts,
    unindexed,
};
use crate::{Millis, StoreError};

/// Which entries are asked for: those that fit everything that is given.
#[derive(Clone, Debug, Default)]
pub struct AuditFilter {
    /// What was done.
    pub action: Option<AuditAction>,
    /// Who did it, by login, in whatever case.
    pub actor: Option<String>,
    /// In which fabric, by name.
    pub fabric: Option<String>,
    /// In which fabrics at most, by name. What was done in no fabric is then left out.
    pub fabrics: Option<Vec<String>>,
    /// How it ended.
    pub outcome: Option<AuditOutcome>,
    /// A part of what it was done to, in whatever case.
    pub subject: Option<String>,
    /// From this time on.
    pub since: Option<Millis>,
    /// Before this time.
    pub until: Option<Millis>,
}

/// An entry as it is in the database. Its words are texts: one that somebody edited by hand
/// must not hide the others, and is for [`Store::verify_audit`] to find.
#[derive(Clone, Debug, PartialEq)]
pub struct AuditEntry {
    /// Its number, from 1.
    pub seq: i64,
    /// When.
    pub at: Millis,
    /// What sort of being acted.
    pub kind: String,
    /// The account, for a user and a token.
    pub user: Option<UserId>,
    /// What they logged in with.
    pub login: String,
    /// Their name.
    pub name: String,
    /// Their address.
    pub email: String,
    /// The name of the token that was used.
    pub token: Option<String>,
    /// The network address the request came from.
    pub from: Option<String>,
    /// What was done.
    pub action: String,
    /// How it ended.
    pub outcome: String,
    /// The name of the fabric it was in.
    pub fabric: Option<String>,
    /// What it was done to.
    pub subject: Option<String>,
    /// What a person needs to know beside that.
    pub detail: Option<String>,
    /// What it was before.
    pub before: Option<serde_json::Value>,
    /// What it was afterwards.
    pub after: Option<serde_json::Value>,
}

fn entry(row: &DbRow) -> Result<AuditEntry, StoreError> {
    Ok(AuditEntry {
        seq: row.try_get("seq")?,
        at: row.try_get("at")?,
        kind: row.try_get("kind")?,
        user: row.try_get::<Option<i64>, _>("user_id")?.map(UserId),
        login: row.try_get("login")?,
        name: row.try_get("name")?,
        email: row.try_get("email")?,
        token: row.try_get("token")?,
        from: row.try_get("origin")?,
        action: row.try_get("action")?,
        outcome: row.try_get("outcome")?,
        fabric: row.try_get("fabric")?,
        subject: row.try_get("subject")?,
        detail: row.try_get("detail")?,
        before: value(row, "before")?,
        after: value(row, "after")?,
    })
}

fn value(row: &DbRow, column: &str) -> Result<Option<serde_json::Value>, StoreError> {
    let text: Option<String> = row.try_get(column)?;
    Ok(text.map(|text| serde_json::from_str(&text).unwrap_or(serde_json::Value::String(text))))
}

both! {
    /// Entries of the audit, newest first, before number `before`; at most `limit`.
    ///
    /// # Errors
    /// When the database does not answer.
    audit_page(filter: &AuditFilter, before: Option<i64>, limit: i64) -> Vec<AuditEntry> = read_audit_page;
}

async fn read_audit_page(
    of: &mut Connection,
    filter: &AuditFilter,
    before: Option<i64>,
    limit: i64,
) -> Result<Vec<AuditEntry>, StoreError> {
    let mut query = Query::new("SELECT * FROM audit WHERE seq < ");
    query.push_bind(before.unwrap_or(i64::MAX));
    if let Some(action) = filter.action {
        query.push(" AND action = ").push_bind(action.as_str());
    }
    if let Some(actor) = &filter.actor {
        push_same_login(query.push(" AND "), "login", actor);
    }
    if let Some(fabric) = &filter.fabric {
        query.push(" AND fabric = ").push_bind(fabric);
    }
    match filter.fabrics.as_deref() {
        None => {}
        Some([only]) => {
            query.push(" AND fabric = ").push_bind(only);
        }
        Some(several) => {
            push_among(query.push(" AND "), "fabric", texts(several));
        }
    }
    match filter.outcome {
        None => {}
        Some(AuditOutcome::Done) => {
            query.push(" AND outcome = 'done'");
        }
        Some(other) => {
            // In these words for the index of what went wrong, which is little.
            query.push(" AND outcome <> 'done' AND outcome = ").push_bind(other.as_str());
        }
    }
    if let Some(subject) = &filter.subject {
        push_contains_in_any_case(query.push(" AND "), "subject", subject);
    }
    // The numbers between which all entries of the time stand, from the index alone; then the
    // walk by number that every page is. Clocks were put back now and then: the time itself is
    // looked at too.
    let at = unindexed("at");
    if let Some(since) = filter.since {
        query.push(" AND seq >= (SELECT min(seq) FROM audit WHERE at >= ");
        query.push_bind(since).push(") AND ").push(&at).push(" >= ").push_bind(since);
    }
    if let Some(until) = filter.until {
        query.push(" AND seq <= (SELECT max(seq) FROM audit WHERE at < ");
        query.push_bind(until).push(") AND ").push(&at).push(" < ").push_bind(until);
    }
    query.push(" ORDER BY seq DESC LIMIT ").push_bind(limit);
    query.build().fetch_all(&mut *of).await?.iter().map(entry).collect()
}
