//! Writing entries, in the same group of writes as what they tell of.

use std::sync::Arc;

use hedgerow_model::{Actor, AuditAction};
use sqlx::Row;

use super::NewAudit;
use super::chain::{Covered, MAC, START};
use super::keys::AuditKeys;
use crate::dialect::Query;
use crate::sql::{blob, to_json};
use crate::{StoreError, Transaction};

/// Rows in one INSERT.
const BATCH: usize = 32;

/// The newest entry, as a group of writes knows it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Head {
    pub(crate) seq: i64,
    pub(crate) mac: [u8; MAC],
}

/// One row, ready to be written.
struct Line<'a> {
    entry: &'a NewAudit,
    before: Option<String>,
    after: Option<String>,
    prev: [u8; MAC],
    head: Head,
}

impl Transaction {
    /// Appends entries to the audit. They become durable together with everything else of this
    /// group of writes, or not at all.
    ///
    /// # Errors
    /// [`StoreError::Locked`] before [`Store::unlock`](crate::Store::unlock).
    pub async fn audit(&mut self, entries: &[NewAudit]) -> Result<(), StoreError> {
        if entries.is_empty() {
            return Ok(());
        }
        let keys = self.audit_keys.clone().ok_or(StoreError::Locked)?;
        let mut head = match self.audit_head {
            Some(head) => head,
            None => self.known_head(&keys, entries[0].at).await?,
        };
        for chunk in entries.chunks(BATCH) {
            head = self.append(&keys, head, chunk).await?;
        }
        self.audit_head = Some(head);
        Ok(())
    }

    /// Opens the audit for this group of writes, which begins it or continues under a new key.
    pub(crate) fn begin_audit(&mut self, keys: Arc<AuditKeys>) {
        let begins = !keys.resumes;
        self.audit_keys = Some(keys);
        self.audit_head = begins.then_some(Head { seq: 0, mac: START });
    }

    /// The number of the last entry, and of the key it names.
    pub(crate) async fn last_audit(&mut self) -> Result<Option<(i64, i64)>, StoreError> {
        let last = "SELECT seq, key_id FROM audit ORDER BY seq DESC LIMIT 1";
        Ok(sqlx::query_as(last).fetch_optional(self.connection()).await?)
    }

    /// Records the newest entry, when this group of writes appended any.
    pub(crate) async fn seal_head(&mut self) -> Result<(), StoreError> {
        let (Some(head), Some(keys)) = (self.audit_head, self.audit_keys.clone()) else {
            return Ok(());
        };
        let key = keys.open.get(&keys.current).ok_or(StoreError::Locked)?;
        let seal = key.head(head.seq, keys.current, &head.mac);
        sqlx::query(
            "INSERT INTO audit_head (one, seq, mac, key_id, seal) VALUES (1, $1, $2, $3, $4)
             ON CONFLICT (one) DO UPDATE SET seq = excluded.seq, mac = excluded.mac,
               key_id = excluded.key_id, seal = excluded.seal",
        )
        .bind(head.seq)
        .bind(head.mac.as_slice())
        .bind(keys.current)
        .bind(seal.as_slice())
        .execute(self.connection())
        .await?;
        Ok(())
    }

    /// Where the log ends. When its record was removed or changed, or entries are behind it, an
    /// entry says so before anything else is written: going on in silence would fix the chain for
    /// whoever broke it.
    async fn known_head(&mut self, keys: &AuditKeys, at: i64) -> Result<Head, StoreError> {
        let end = self.last_audit().await?.map_or(0, |(seq, _)| seq);
        let row = sqlx::query("SELECT seq, mac, key_id, seal FROM audit_head")
            .fetch_optional(self.connection())
            .await?;
        let recorded = match &row {
            None => None,
            Some(row) => {
                let head =
                    Head { seq: row.try_get("seq")?, mac: blob(row, "mac").unwrap_or(START) };
                let key_id: i64 = row.try_get("key_id")?;
                let fits = match keys.open.get(&key_id) {
                    Some(key) if key_id == keys.current || keys.resumes => {
                        let seal = blob::<MAC>(row, "seal").ok();
                        seal == Some(key.head(head.seq, key_id, &head.mac))
                    }
                    Some(_) => false,
                    // What a key that no longer opens recorded is until the new one records: the
                    // entry that is being written says so.
                    None => keys.resumes && keys.closed.contains_key(&key_id),
                };
                Some((head, fits))
            }
        };
        let (head, fault) = match recorded {
            Some((head, true)) if head.seq >= end => return Ok(head),
            Some((head, true)) => {
                let fault = format!(
                    "entries {} to {end} come after the newest that was recorded",
                    head.seq + 1
                );
                (Head { seq: end, mac: head.mac }, fault)
            }
            Some((head, false)) => {
                let fault = format!("the record of the newest entry was changed; {}", gone(end));
                (Head { seq: end.max(head.seq), mac: self.mac_of(end).await? }, fault)
            }
            None => {
                let fault = format!("the record of the newest entry was removed; {}", gone(end));
                (Head { seq: end, mac: self.mac_of(end).await? }, fault)
            }
        };
        let entry = NewAudit::failed(&Actor::system(), AuditAction::AuditKey, fault, at);
        self.append(keys, head, &[entry]).await
    }

    /// What is as the HMAC of an entry.
    async fn mac_of(&mut self, seq: i64) -> Result<[u8; MAC], StoreError> {
        let row = sqlx::query("SELECT mac FROM audit WHERE seq = $1")
            .bind(seq)
            .fetch_optional(self.connection())
            .await?;
        Ok(row.as_ref().and_then(|row| blob(row, "mac").ok()).unwrap_or(START))
    }

    async fn append(
        &mut self,
        keys: &AuditKeys,
        mut head: Head,
        entries: &[NewAudit],
    ) -> Result<Head, StoreError> {
        let key = keys.open.get(&keys.current).ok_or(StoreError::Locked)?;
        let mut lines = Vec::with_capacity(entries.len());
        for entry in entries {
            let before = entry.before.as_ref().map(to_json).transpose()?;
            let after = entry.after.as_ref().map(to_json).transpose()?;
            let prev = head.mac;
            let seq = head.seq + 1;
            let covered = covered(entry, seq, keys.current, before.as_deref(), after.as_deref());
            head = Head { seq, mac: key.entry(&prev, &covered) };
            lines.push(Line { entry, before, after, prev, head });
        }
        let mut query = Query::new(
            "INSERT INTO audit (seq, at, kind, user_id, login, name, email, token, origin, action,
             outcome, fabric, subject, detail, before, after, key_id, prev, mac) ",
        );
        query.push_values(&lines, |mut row, line| {
            let (entry, actor) = (line.entry, &line.entry.actor);
            row.push_bind(line.head.seq)
                .push_bind(entry.at)
                .push_bind(actor.kind.as_str())
                .push_bind(actor.user.map(|user| user.0))
                .push_bind(&actor.login)
                .push_bind(&actor.name)
                .push_bind(&actor.email)
                .push_bind(&actor.token)
                .push_bind(&actor.from)
                .push_bind(entry.action.as_str())
                .push_bind(entry.outcome.as_str())
                .push_bind(&entry.fabric)
                .push_bind(&entry.subject)
                .push_bind(&entry.detail)
                .push_bind(&line.before)
                .push_bind(&line.after)
                .push_bind(keys.current)
                .push_bind(line.prev.as_slice())
                .push_bind(line.head.mac.as_slice());
        });
        let usual = lines.len() == 1 || lines.len() == BATCH;
        query.build().persistent(usual).execute(self.connection()).await?;
        Ok(head)
    }
}

fn gone(end: i64) -> String {
    format!("entries after {end} may be gone")
}

fn covered<'a>(
    entry: &'a NewAudit,
    seq: i64,
    key_id: i64,
    before: Option<&'a str>,
    after: Option<&'a str>,
) -> Covered<'a> {
    let actor = &entry.actor;
    Covered {
        seq,
        key_id,
        at: entry.at,
        user: actor.user.map(|user| user.0),
        texts: [
            Some(actor.kind.as_str()),
            Some(&actor.login),
            Some(&actor.name),
            Some(&actor.email),
            actor.token.as_deref(),
            actor.from.as_deref(),
            Some(entry.action.as_str()),
            Some(entry.outcome.as_str()),
            entry.fabric.as_deref(),
            entry.subject.as_deref(),
            entry.detail.as_deref(),
            before,
            after,
        ],
    }
}
