//! Whose a session or a token is: what each request asks.

use std::collections::HashSet;
use std::sync::{MutexGuard, PoisonError};

use hedgerow_model::{Actor, ActorKind, AuditAction};
use hedgerow_store::{
    ApiToken, FoundSession, FoundToken, NewAudit, Session, Store, StoreError, User,
};

use super::accounts::access_of;
use super::{Answer, People, SEEN_EVERY, SESSION_IDLE, actor_of, anonymous, so_often};
use crate::access::Limits;
use crate::counters::Network;
use crate::error::AccessError;
use crate::principal::{OwnSession, OwnToken, Principal, Visit};
use crate::secret::{Digest, Secret, TOKEN_PREFIX, csrf};

/// A session or token whose time of last use is being written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum LastUse {
    Session(i64),
    Token(i64),
}

impl People {
    /// Whose session it is; none when it is unknown or has ended.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn by_session(&self, secret: &Secret, visit: &Visit) -> Answer<Option<Principal>> {
        let digest = secret.digest();
        let Some(FoundSession { session, user }) = self.held(digest).await? else {
            return Ok(None);
        };
        let own = OwnSession { id: session.id, csrf: csrf(secret.reveal()), digest };
        self.note_session(&session);
        Ok(Some(in_session(&user, own, visit.from())))
    }

    /// A session that holds, and whose.
    async fn held(&self, digest: Digest) -> Answer<Option<FoundSession>> {
        let now = self.now();
        let holds = |found: &FoundSession| {
            let FoundSession { session, user } = found;
            user.active && now < session.expires_at && now < session.seen_at + SESSION_IDLE
        };
        Ok(self.0.store.session(&digest.0).await?.filter(holds))
    }

    /// Whose API token it is.
    ///
    /// # Errors
    /// [`AccessError::Denied`] when it is unknown, revoked, has expired, or its owner may not come in;
    /// that is written down once a minute for each address.
    pub async fn by_token(&self, text: &str, visit: &Visit) -> Answer<Principal> {
        let digest = Digest::of(text);
        let found = match text.starts_with(TOKEN_PREFIX) {
            true => self.0.store.token(&digest.0).await?,
            false => None,
        };
        let Some(FoundToken { token, user }) = found else {
            let why = "this token is not known to this server, or was revoked";
            return Err(self.reject(visit, None, why).await?);
        };
        if let Err(why) = self.opens(&token, &user) {
            let subject = format!("token {} of {}", token.name, user.login);
            return Err(self.reject(visit, Some(subject), why).await?);
        }
        let principal = with_token(&token, &user, OwnToken { digest }, visit.from());
        self.note_token(&token, visit.from());
        Ok(principal)
    }

    /// Whether a token still opens anything, or why not.
    fn opens(&self, token: &ApiToken, user: &User) -> Result<(), &'static str> {
        if self.now() >= token.expires_at {
            Err("this token has expired; its owner can create a new one")
        } else if !user.active {
            Err("the account of this token's owner is deactivated")
        } else {
            Ok(())
        }
    }

    async fn reject(
        &self,
        visit: &Visit,
        subject: Option<String>,
        why: &str,
    ) -> Answer<AccessError> {
        let key = format!("token {:?} {subject:?}", Network::from(visit.address));
        if let Some(times) = self.0.noise.count(&key) {
            let detail = format!("{why}{}", so_often(times));
            let actor = anonymous(visit);
            let mut entry = NewAudit::refused(&actor, AuditAction::TokenReject, detail, self.now());
            entry.subject = subject;
            self.write_down(entry).await?;
        }
        Ok(AccessError::Denied(why.to_owned()))
    }

    /// Who somebody is now, and what they may do now; none when their session or token has ended.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn again(&self, principal: &Principal) -> Answer<Option<Principal>> {
        let from = principal.actor.from.clone();
        if let Some(own) = &principal.session {
            let held = self.held(own.digest).await?;
            return Ok(held.map(|found| in_session(&found.user, own.clone(), from)));
        }
        let Some(own) = principal.token else { return Ok(Some(principal.clone())) };
        let found = self.0.store.token(&own.digest.0).await?;
        let found = found.filter(|found| self.opens(&found.token, &found.user).is_ok());
        Ok(found.map(|found| with_token(&found.token, &found.user, own, from)))
    }

    /// Writes the time of last use in the background, because the database may be busy.
    fn note<F>(&self, used: LastUse, how: impl FnOnce(Store) -> F)
    where
        F: Future<Output = Result<(), StoreError>> + Send + 'static,
    {
        if !self.noting().insert(used) {
            return;
        }
        let (people, noted) = (self.clone(), how(self.0.store.clone()));
        tokio::spawn(async move {
            if let Err(error) = noted.await {
                tracing::warn!(reason = %error, "the time of last use could not be recorded");
            }
            people.noting().remove(&used);
        });
    }

    fn noting(&self) -> MutexGuard<'_, HashSet<LastUse>> {
        self.0.noting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn note_session(&self, session: &Session) {
        let (id, now) = (session.id, self.now());
        if now < session.seen_at.saturating_add(SEEN_EVERY) {
            return;
        }
        self.note(LastUse::Session(id), move |store| async move {
            let mut tx = store.write().await?;
            tx.touch_session(id, now).await?;
            tx.commit().await
        });
    }

    fn note_token(&self, token: &ApiToken, from: Option<String>) {
        let (id, now) = (token.id, self.now());
        let fresh = token.used_at.is_some_and(|at| now < at.saturating_add(SEEN_EVERY));
        if fresh && token.used_from == from {
            return;
        }
        self.note(LastUse::Token(id), move |store| async move {
            let mut tx = store.write().await?;
            tx.touch_token(id, now, from.as_deref()).await?;
            tx.commit().await
        });
    }
}

pub(super) fn in_session(user: &User, session: OwnSession, from: Option<String>) -> Principal {
    let access = access_of(user);
    Principal { actor: actor_of(user, from), access, session: Some(session), token: None }
}

fn with_token(token: &ApiToken, user: &User, own: OwnToken, from: Option<String>) -> Principal {
    let limits = Limits {
        scopes: token.scopes.iter().copied().collect(),
        fabrics: token.fabrics.as_ref().map(|names| names.iter().cloned().collect()),
    };
    let actor =
        Actor { kind: ActorKind::Token, token: Some(token.name.clone()), ..actor_of(user, from) };
    Principal { actor, access: access_of(user).within(&limits), session: None, token: Some(own) }
}
