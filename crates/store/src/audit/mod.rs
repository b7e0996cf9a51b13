//! The audit: what was done, tried and refused, by whom and from where.
//!
//! Append-only, and chained: each entry carries an HMAC over itself and over that of the entry
//! before it. The key of the chain is random and is sealed in the database, so that whoever can
//! edit the file and has no sealing key cannot make the chain fit again. The newest entry is
//! recorded apart, under the same key: without that, cutting off the end would leave no trace.
//! What this cannot show is an older copy of the whole database put in the place of the newer one;
//! for that, keep the head that a verification tells somewhere else.

mod append;
mod chain;
mod keys;
mod page;
mod verify;

use hedgerow_model::{Actor, AuditAction, AuditOutcome};
use serde::Serialize;

use crate::Millis;

pub use keys::Unlocked;
pub use page::{AuditEntry, AuditFilter};
pub use verify::{AuditProblem, AuditProblemKind, AuditVerification};

pub(crate) use append::Head;
pub(crate) use keys::{AuditKeys, PURPOSE};

/// An entry to be written.
#[derive(Clone, Debug, PartialEq)]
pub struct NewAudit {
    /// When.
    pub at: Millis,
    /// Who, and from where.
    pub actor: Actor,
    /// What.
    pub action: AuditAction,
    /// How it ended.
    pub outcome: AuditOutcome,
    /// The name of the fabric it was in.
    pub fabric: Option<String>,
    /// What it was done to.
    pub subject: Option<String>,
    /// What a person needs to know beside that. Never a secret.
    pub detail: Option<String>,
    /// What it was before. Never a secret.
    pub before: Option<serde_json::Value>,
    /// What it was afterwards. Never a secret.
    pub after: Option<serde_json::Value>,
}

impl NewAudit {
    /// Something that was done.
    #[must_use]
    pub fn done(actor: &Actor, action: AuditAction, now: Millis) -> Self {
        Self {
            at: now,
            actor: actor.clone(),
            action,
            outcome: AuditOutcome::Done,
            fabric: None,
            subject: None,
            detail: None,
            before: None,
            after: None,
        }
    }

    /// Something that was refused, and why.
    #[must_use]
    pub fn refused(
        actor: &Actor,
        action: AuditAction,
        why: impl Into<String>,
        now: Millis,
    ) -> Self {
        Self { outcome: AuditOutcome::Refused, ..Self::done(actor, action, now) }.detail(why)
    }

    /// Something that was tried and did not work, and why.
    #[must_use]
    pub fn failed(actor: &Actor, action: AuditAction, why: impl Into<String>, now: Millis) -> Self {
        Self { outcome: AuditOutcome::Failed, ..Self::done(actor, action, now) }.detail(why)
    }

    /// In which fabric, by its name.
    #[must_use]
    pub fn fabric(mut self, name: impl Into<String>) -> Self {
        self.fabric = Some(name.into());
        self
    }

    /// What it was done to.
    #[must_use]
    pub fn subject(mut self, subject: impl Into<String>) -> Self {
        self.subject = Some(subject.into());
        self
    }

    /// What a person needs to know beside that.
    #[must_use]
    pub fn detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = Some(detail.into());
        self
    }

    /// What it was before. What does not serialise is left out.
    #[must_use]
    pub fn before(mut self, value: &impl Serialize) -> Self {
        self.before = serde_json::to_value(value).ok();
        self
    }

    /// What it was afterwards. What does not serialise is left out.
    #[must_use]
    pub fn after(mut self, value: &impl Serialize) -> Self {
        self.after = serde_json::to_value(value).ok();
        self
    }
}
