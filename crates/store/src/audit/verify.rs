//! Reading the whole chain again: what was edited, removed, inserted or cut off, and where.

use std::fmt;
use std::sync::Arc;

use hedgerow_model::hex;
use sqlx::Row;

use super::chain::{Covered, MAC, START};
use super::keys::AuditKeys;
use crate::dialect::{Connection, DbRow};
use crate::sql::blob;
use crate::{Store, StoreError};

/// Entries read at a time: memory stays flat.
const BATCH: i64 = 1000;

/// Where the action is among an entry's texts.
const ACTION: usize = 6;

/// Problems that are told one by one; further ones are counted.
const MOST_PROBLEMS: usize = 1000;

/// What a verification of the audit found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuditVerification {
    /// How many entries there are.
    pub entries: u64,
    /// The number of the first one.
    pub first: Option<i64>,
    /// The number of the last one.
    pub last: Option<i64>,
    /// The HMAC of the last one, in hexadecimal digits: kept elsewhere, it shows that a later copy
    /// of the log still contains what this one does.
    pub head: Option<String>,
    /// From which entry on the keys available verify; `None`: none of them.
    pub verifiable_from: Option<i64>,
    /// What is wrong, in the order of the entries.
    pub problems: Vec<AuditProblem>,
    /// How many problems there are beyond those.
    pub further: u64,
}

impl AuditVerification {
    /// Whether nothing is wrong.
    #[must_use]
    pub fn ok(&self) -> bool {
        self.problems.is_empty()
    }
}

/// What is wrong with some entries that follow one another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditProblem {
    /// The first of them.
    pub seq: i64,
    /// The last of them.
    pub to: i64,
    /// What sort of problem.
    pub kind: AuditProblemKind,
    /// What it is, in words that fit behind "entry 7: …".
    pub what: String,
}

impl fmt::Display for AuditProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.seq, self.to) {
            (seq, to) if seq == to => write!(f, "entry {seq}: {}", self.what),
            (seq, to) => write!(f, "entries {seq} to {to}: {}", self.what),
        }
    }
}

/// What sort of problem.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AuditProblemKind {
    /// They are not what Hedgerow wrote there: edited, moved, inserted, or written under a key that
    /// is not the log's.
    Edited,
    /// They are gone.
    Missing,
    /// They are gone from the end.
    CutOff,
    /// The entry before was exchanged for another that Hedgerow wrote.
    Exchanged,
    /// The record of the newest entry is not what Hedgerow wrote.
    Head,
    /// Hedgerow itself met something wrong here, and wrote it down.
    Noted,
    /// The key they were written under does not open: nothing can be said of them.
    Unverifiable,
}

impl Store {
    /// Verifies the whole audit, as it is at this moment.
    ///
    /// # Errors
    /// [`StoreError::Locked`] before [`Store::unlock`]; when the database does not answer.
    pub async fn verify_audit(&self) -> Result<AuditVerification, StoreError> {
        let keys = self.audit_keys().ok_or(StoreError::Locked)?;
        // One transaction: one picture, whatever is appended meanwhile.
        let mut tx = self.readers().begin().await?;
        let head = recorded(&mut tx).await?;
        let mut walk = Walk::new(keys);
        let mut from = i64::MIN;
        loop {
            let rows = sqlx::query("SELECT * FROM audit WHERE seq >= $1 ORDER BY seq LIMIT $2")
                .bind(from)
                .bind(BATCH)
                .fetch_all(&mut *tx)
                .await?;
            for row in &rows {
                walk.entry(row)?;
            }
            match walk.found.last.and_then(|last| last.checked_add(1)) {
                Some(next) if !rows.is_empty() => from = next,
                _ => break,
            }
        }
        Ok(walk.end(head.as_ref()))
    }
}

struct Recorded {
    seq: i64,
    key_id: i64,
    mac: Option<[u8; MAC]>,
    seal: Option<[u8; MAC]>,
}

async fn recorded(tx: &mut Connection) -> Result<Option<Recorded>, StoreError> {
    let row =
        sqlx::query("SELECT seq, mac, key_id, seal FROM audit_head").fetch_optional(tx).await?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(Recorded {
        seq: row.try_get("seq")?,
        key_id: row.try_get("key_id")?,
        mac: blob(&row, "mac").ok(),
        seal: blob(&row, "seal").ok(),
    }))
}

/// The walk along the chain.
struct Walk {
    keys: Arc<AuditKeys>,
    found: AuditVerification,
    /// The HMAC that the next entry follows, and whether the entry that carries it is whole.
    last: Option<([u8; MAC], bool)>,
    /// The key of the entries so far.
    key: Option<i64>,
}

impl Walk {
    fn new(keys: Arc<AuditKeys>) -> Self {
        Self { keys, found: AuditVerification::default(), last: Some((START, true)), key: None }
    }

    fn entry(&mut self, row: &DbRow) -> Result<(), StoreError> {
        let seq: i64 = row.try_get("seq")?;
        self.found.entries += 1;
        self.found.first.get_or_insert(seq);
        let expected = self.found.last.map_or(1, |last| last.saturating_add(1)).max(1);
        if seq > expected {
            self.problem(expected, seq - 1, AuditProblemKind::Missing, "removed");
            self.last = None;
        }
        self.found.last = Some(seq);
        let Ok(read) = Read::of(row) else {
            let what = "edited: a column has a value that Hedgerow does not write";
            self.problem(seq, seq, AuditProblemKind::Edited, what);
            self.last = None;
            return Ok(());
        };
        let whole = self.whole(seq, &read);
        let follows = self.last.is_none_or(|(mac, was_whole)| !was_whole || mac == read.prev);
        if whole && !follows {
            let what = "follows another entry than the one before it, which was exchanged";
            self.problem(seq, seq, AuditProblemKind::Exchanged, what);
        }
        self.last = Some((read.mac, whole));
        self.found.head = Some(hex(&read.mac));
        Ok(())
    }

    /// Whether an entry is what Hedgerow wrote, as far as its key can tell.
    fn whole(&mut self, seq: i64, read: &Read<'_>) -> bool {
        let keys = Arc::clone(&self.keys);
        let covered = Covered { seq, ..read.covered };
        if let Some(key) = keys.open.get(&covered.key_id) {
            if seq < 1 || key.entry(&read.prev, &covered) != read.mac {
                let what = "edited, moved or inserted: not what Hedgerow wrote here";
                self.problem(seq, seq, AuditProblemKind::Edited, what);
                return false;
            }
            self.found.verifiable_from.get_or_insert(seq);
            let begins = self.key.replace(covered.key_id).is_some_and(|key| key != covered.key_id);
            if begins && self.last.is_some() && covered.texts[ACTION] != Some("audit.key") {
                let what = "the first under its key, and not the entry that begins it: entries \
                            before it were edited";
                self.problem(seq, seq, AuditProblemKind::Exchanged, what);
            }
            if let [.., Some("audit.key"), Some("failed"), _, _, detail, _, _] = covered.texts {
                let what = format!("recorded by Hedgerow itself: {}", detail.unwrap_or_default());
                self.problem(seq, seq, AuditProblemKind::Noted, &what);
            }
            return true;
        }
        if let Some(why) = keys.closed.get(&covered.key_id)
            && self.key.is_none_or(|key| key <= covered.key_id)
        {
            self.key = Some(covered.key_id);
            let what = format!("not verifiable: audit key {} {why}", covered.key_id);
            self.problem(seq, seq, AuditProblemKind::Unverifiable, &what);
            return true;
        }
        let what = format!("edited or inserted: audit key {} is not its key", covered.key_id);
        self.problem(seq, seq, AuditProblemKind::Edited, &what);
        false
    }

    fn end(mut self, head: Option<&Recorded>) -> AuditVerification {
        let end = self.found.last.unwrap_or(0).max(0);
        let Some(head) = head else {
            let what =
                "the record of the newest entry was removed; entries from here on may be gone";
            self.problem(end + 1, end + 1, AuditProblemKind::Head, what);
            return self.found;
        };
        let key = self.keys.open.get(&head.key_id).filter(|_| head.key_id == self.keys.current);
        let fits = key
            .zip(head.mac)
            .is_some_and(|(key, mac)| head.seal == Some(key.head(head.seq, head.key_id, &mac)));
        if !fits {
            let what =
                "the record of the newest entry was edited; entries from here on may be gone";
            self.problem(end + 1, end + 1, AuditProblemKind::Head, what);
        } else if head.seq > end {
            self.problem(end + 1, head.seq, AuditProblemKind::CutOff, "removed from the end");
        } else if head.seq < end {
            let what = "after the newest that was recorded: appended by something else, or the record was restored to an older one";
            self.problem(head.seq + 1, end, AuditProblemKind::Head, what);
        } else if self.last.is_some_and(|(mac, whole)| whole && head.mac != Some(mac)) {
            let what = "exchanged: another entry was recorded as the newest";
            self.problem(end, end, AuditProblemKind::Exchanged, what);
        }
        self.found
    }

    /// Adds a problem; the same one of neighbours is told once.
    fn problem(&mut self, seq: i64, to: i64, kind: AuditProblemKind, what: &str) {
        if let Some(last) = self.found.problems.last_mut()
            && last.kind == kind
            && last.what == what
            && last.to.checked_add(1) == Some(seq)
        {
            last.to = to;
        } else if self.found.problems.len() < MOST_PROBLEMS {
            self.found.problems.push(AuditProblem { seq, to, kind, what: what.to_owned() });
        } else {
            self.found.further += 1;
        }
    }
}

/// The columns of an entry.
struct Read<'a> {
    covered: Covered<'a>,
    prev: [u8; MAC],
    mac: [u8; MAC],
}

impl<'a> Read<'a> {
    fn of(row: &'a DbRow) -> Result<Self, StoreError> {
        let columns = [
            "kind", "login", "name", "email", "token", "origin", "action", "outcome", "fabric",
            "subject", "detail", "before", "after",
        ];
        let mut texts = [None; 13];
        for (text, column) in texts.iter_mut().zip(columns) {
            *text = row.try_get::<Option<&str>, _>(column)?;
        }
        Ok(Self {
            covered: Covered {
                seq: row.try_get("seq")?,
                key_id: row.try_get("key_id")?,
                at: row.try_get("at")?,
                user: row.try_get("user_id")?,
                texts,
            },
            prev: blob(row, "prev")?,
            mac: blob(row, "mac")?,
        })
    }
}
