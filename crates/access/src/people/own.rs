//! What a person does with their own account.

use hedgerow_model::{AuditAction, Millis, UserId};
use hedgerow_store::{NewAudit, Session, Transaction, User};

use super::accounts::{address_is_free, outline};
use super::{Answer, People, SESSION_IDLE};
use crate::counters::{Door, Standing};
use crate::error::AccessError;
use crate::principal::{Principal, Visit};
use crate::secret::Secret;
use crate::{names, password};

/// A session, as its owner sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionInfo {
    /// Its row.
    pub id: i64,
    /// When it began.
    pub created_at: Millis,
    /// When it was last used, to a minute.
    pub seen_at: Millis,
    /// When it ends, if it is not used until then: at the latest a week after it began.
    pub expires_at: Millis,
    /// The network address it began at.
    pub from: Option<String>,
    /// What the browser calls itself.
    pub agent: Option<String>,
    /// Whether it is the one that asks.
    pub current: bool,
}

impl SessionInfo {
    fn of(session: Session, own: Option<i64>) -> Self {
        Self {
            current: own == Some(session.id),
            id: session.id,
            created_at: session.created_at,
            seen_at: session.seen_at,
            expires_at: session.expires_at.min(session.seen_at + SESSION_IDLE),
            from: session.origin,
            agent: session.agent,
        }
    }
}

impl People {
    /// Changes one's own name and address for commits; what is left out stays.
    ///
    /// # Errors
    /// When one cannot be used.
    pub async fn update_own(
        &self,
        principal: &Principal,
        name: Option<&str>,
        email: Option<&str>,
    ) -> Answer<Principal> {
        let id = account(principal)?;
        let name = name.map(names::name).transpose()?;
        let email = email.map(names::email).transpose()?;
        let mut tx = self.0.store.write().await?;
        let before = own(&mut tx, id).await?;
        let mut after = before.clone();
        after.name = name.unwrap_or(after.name);
        after.email = email.unwrap_or(after.email);
        if after.email != before.email {
            if !principal.access.administers() {
                return Err(AccessError::Refused(
                    "only an administrator can change your address: commits carry it".to_owned(),
                ));
            }
            address_is_free(&mut tx, &after.email, Some(id)).await?;
        }
        if (&after.name, &after.email) != (&before.name, &before.email) {
            tx.update_user(&after).await?;
            let entry = NewAudit::done(&principal.actor, AuditAction::UserUpdate, self.now())
                .subject(format!("user {}", before.login))
                .before(&outline(&before))
                .after(&outline(&after));
            tx.audit(&[entry]).await?;
            tx.commit().await?;
            self.tell();
        }
        let mut principal = principal.clone();
        principal.actor.name = after.name;
        principal.actor.email = after.email;
        Ok(principal)
    }

    /// Changes one's own password, which ends all other sessions and makes the account's browsers
    /// unknown; what this one is recognised by from now on is the answer.
    ///
    /// # Errors
    /// [`AccessError::Denied`] when the current one is not right, [`AccessError::Limited`] after too
    /// many tries, [`AccessError::Invalid`] when the new one cannot be one.
    pub async fn change_password(
        &self,
        principal: &Principal,
        visit: &Visit,
        current: &Secret,
        new: &Secret,
    ) -> Answer<Option<Secret>> {
        let id = account(principal)?;
        let user = self.0.store.user(id).await?.ok_or_else(gone)?;
        password::check(new.reveal(), &user.login, &user.email)?;
        let attempt = self.0.limiter.begin(
            Door::Password,
            &user.login,
            visit.address,
            Standing::KnownAddress,
        )?;
        let actor = &principal.actor;
        if !self.0.passwords.fits(current, Some(&user.password)).await? {
            let why = "wrong current password";
            let entry = NewAudit::refused(actor, AuditAction::PasswordChange, why, self.now());
            self.write_down(entry).await?;
            return Err(AccessError::Denied("the current password is wrong".to_owned()));
        }
        attempt.right();
        let hash = self.0.passwords.hash(new).await?;
        let mut tx = self.0.store.write().await?;
        let fresh = own(&mut tx, id).await?;
        if fresh.password != user.password {
            return Err(AccessError::Moved(
                "the password was changed elsewhere in the meantime".to_owned(),
            ));
        }
        tx.update_user(&User { password: hash, ..fresh }).await?;
        let stays = principal.session.as_ref().map(|session| session.id);
        let ended = tx.end_sessions_of(id, stays).await?;
        let changed = own(&mut tx, id).await?;
        let mut entry = NewAudit::done(actor, AuditAction::PasswordChange, self.now());
        entry.subject = Some(format!("user {}", user.login));
        entry.detail = (ended > 0).then(|| format!("other sessions that ended: {ended}"));
        tx.audit(&[entry]).await?;
        tx.commit().await?;
        self.tell();
        Ok(self.0.devices.give(&changed, self.now()))
    }

    /// One's own sessions that hold, the newest first; `before` is the row of the last one of the page
    /// before.
    ///
    /// # Errors
    /// When there is no account behind the request.
    pub async fn sessions(
        &self,
        principal: &Principal,
        before: Option<i64>,
        limit: i64,
    ) -> Answer<Vec<SessionInfo>> {
        let id = account(principal)?;
        let now = self.now();
        let own = principal.session.as_ref().map(|session| session.id);
        let sessions = self.0.store.sessions_of(id, now, now - SESSION_IDLE, before, limit).await?;
        Ok(sessions.into_iter().map(|session| SessionInfo::of(session, own)).collect())
    }

    /// Ends one of one's own sessions.
    ///
    /// # Errors
    /// When one has none of this row.
    pub async fn end_session(&self, principal: &Principal, session: i64) -> Answer<()> {
        let id = account(principal)?;
        let mut tx = self.0.store.write().await?;
        if !tx.end_session(id, session).await? {
            return Err(AccessError::NotFound { what: "session", name: session.to_string() });
        }
        let entry = NewAudit::done(&principal.actor, AuditAction::Logout, self.now())
            .subject(format!("session {session}"));
        tx.audit(&[entry]).await?;
        tx.commit().await?;
        self.tell();
        Ok(())
    }
}

/// One's own account, as a group of writes sees it.
pub(super) async fn own(tx: &mut Transaction, id: UserId) -> Answer<User> {
    tx.user(id).await?.ok_or_else(gone)
}

fn gone() -> AccessError {
    AccessError::Moved("the account no longer exists".to_owned())
}

/// The account behind a request.
pub(super) fn account(principal: &Principal) -> Answer<UserId> {
    principal.user().ok_or_else(|| {
        AccessError::Refused("the installation's own token has no account".to_owned())
    })
}
