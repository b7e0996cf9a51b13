//! Coming in and going: the first account, log-ins and log-outs.

use hedgerow_model::{AuditAction, Millis, Role};
use hedgerow_store::{NewAudit, NewSession, Transaction, User};

use super::accounts::{NewAccount, outline};
use super::recognise::in_session;
use super::{Answer, People, SESSION_IDLE, SESSION_LONGEST, actor_of, anonymous, so_often};
use crate::access::Grant;
use crate::counters::{Door, Network, Standing};
use crate::error::AccessError;
use crate::names;
use crate::principal::{OwnSession, Principal, Visit};
use crate::secret::{Secret, csrf, same};

/// What the first administrator's account is made of.
#[derive(Debug)]
pub struct SetUp {
    /// The set-up code of this server.
    pub code: Secret,
    /// What they log in with.
    pub login: String,
    /// Their name, for commits.
    pub name: String,
    /// Their address, for commits.
    pub email: String,
    /// Their password.
    pub password: Secret,
}

/// Somebody who has just come in.
#[derive(Debug)]
pub struct LoggedIn {
    /// Who they are.
    pub principal: Principal,
    /// The session's secret, for the browser.
    pub secret: Secret,
    /// What the browser is recognised by at the next log-in.
    pub device: Option<Secret>,
}

/// What a browser brings along when somebody logs in.
#[derive(Clone, Debug, Default)]
pub struct Brought {
    /// The secret of a session, which ends.
    pub session: Option<Secret>,
    /// What it was given at an earlier log-in.
    pub device: Option<Secret>,
}

/// The same words whatever was wrong.
const NOT_RIGHT: &str = "wrong login or password";

fn once() -> AccessError {
    AccessError::Refused(
        "this server already has accounts; an administrator creates further ones".to_owned(),
    )
}

impl People {
    /// Whether nobody has an account yet.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn setup_needed(&self) -> Answer<bool> {
        Ok(!self.0.store.any_user().await?)
    }

    /// Makes the first account, an admin of all fabrics, and a session for it.
    ///
    /// # Errors
    /// When somebody has an account already, the code is not the server's, or an entry cannot be used.
    pub async fn set_up(&self, visit: &Visit, wanted: SetUp) -> Answer<LoggedIn> {
        if !self.setup_needed().await? {
            return Err(once());
        }
        let attempt = self.0.limiter.begin(Door::Setup, "", visit.address, Standing::Stranger)?;
        self.check_code(visit, &wanted.code).await?;
        attempt.right();
        let account = NewAccount {
            login: wanted.login,
            name: wanted.name,
            email: wanted.email,
            password: wanted.password,
            active: true,
            grants: vec![Grant { fabric: None, role: Role::Admin }],
        };
        let account = account.checked()?;
        let hash = self.0.passwords.hash(&account.password).await?;
        let now = self.now();
        let mut tx = self.0.store.write().await?;
        if tx.any_user().await? {
            return Err(once());
        }
        let user = tx.add_user(&account.row(hash, now)).await?;
        let (session, secret) = open(&mut tx, &user, visit, now).await?;
        let actor = actor_of(&user, visit.from());
        let entry = NewAudit::done(&actor, AuditAction::Setup, now)
            .subject(format!("user {}", user.login))
            .after(&outline(&user));
        tx.audit(&[entry]).await?;
        tx.commit().await?;
        self.forget_setup_code();
        self.tell();
        let principal = in_session(&user, session, visit.from());
        Ok(LoggedIn { principal, secret, device: self.0.devices.give(&user, now) })
    }

    async fn check_code(&self, visit: &Visit, code: &Secret) -> Answer<()> {
        let Some(known) = self.setup_code() else {
            return Err(AccessError::Refused(
                "this server has no set-up code; restart it to print a new link".to_owned(),
            ));
        };
        if same(known.reveal(), code.reveal().trim()) {
            return Ok(());
        }
        let why = "wrong set-up code";
        let entry = NewAudit::refused(&anonymous(visit), AuditAction::Setup, why, self.now());
        self.write_down(entry).await?;
        Err(AccessError::Denied(
            "wrong set-up code; the server prints it as a link when it starts".to_owned(),
        ))
    }

    /// Opens a session for whoever knows a login and its password. The session is always a new one;
    /// the one that the browser had before ends.
    ///
    /// # Errors
    /// With the same words whatever is wrong; with [`AccessError::Limited`] after too many tries.
    pub async fn log_in(
        &self,
        visit: &Visit,
        login: &str,
        password: &Secret,
        brought: &Brought,
    ) -> Answer<LoggedIn> {
        let found = match names::login(login) {
            Ok(login) => self.0.store.user_by_login(&login).await?,
            Err(_) => None,
        };
        let standing = self.standing(visit, login.trim(), found.as_ref(), brought).await?;
        let attempt = match self.0.limiter.begin(Door::Login, login.trim(), visit.address, standing)
        {
            Ok(attempt) => attempt,
            Err(limited) => return Err(self.too_often(visit, limited).await?),
        };
        let hash = found.as_ref().filter(|user| user.active).map(|user| user.password.as_str());
        let fits = self.0.passwords.fits(password, hash).await?;
        let Some(user) = found.as_ref().filter(|_| fits) else {
            return Err(self.not_right(visit, found.as_ref()).await?);
        };
        let now = self.now();
        let mut tx = self.0.store.write().await?;
        // As it is now: a password that was changed while this one was compared is not right any more.
        let user = match tx.user(user.id).await? {
            Some(fresh) if fresh.active && fresh.password == user.password => fresh,
            _ => {
                drop(tx);
                return Err(self.not_right(visit, found.as_ref()).await?);
            }
        };
        if let Some(before) = &brought.session {
            tx.end_session_with(&before.digest().0).await?;
        }
        tx.end_sessions_before(now, now - SESSION_IDLE).await?;
        let (session, secret) = open(&mut tx, &user, visit, now).await?;
        let actor = actor_of(&user, visit.from());
        tx.audit(&[NewAudit::done(&actor, AuditAction::Login, now)]).await?;
        tx.commit().await?;
        attempt.right();
        self.tell();
        let principal = in_session(&user, session, visit.from());
        Ok(LoggedIn { principal, secret, device: self.0.devices.give(&user, now) })
    }

    /// What is known of who logs in, before the password is looked at.
    async fn standing(
        &self,
        visit: &Visit,
        login: &str,
        user: Option<&User>,
        brought: &Brought,
    ) -> Answer<Standing> {
        if let (Some(cookie), Some(user)) = (&brought.device, user)
            && let Some(device) = self.0.devices.recognise(cookie, user, self.now())
        {
            return Ok(Standing::KnownDevice(device));
        }
        Ok(match visit.from() {
            Some(origin) if self.0.store.has_session_from(login, &origin).await? => {
                Standing::KnownAddress
            }
            _ => Standing::Stranger,
        })
    }

    /// Writes down a log-in that failed. People type passwords into the wrong field: only the login of
    /// somebody who exists is kept.
    async fn not_right(&self, visit: &Visit, user: Option<&User>) -> Answer<AccessError> {
        let (subject, why) = match user {
            None => (None, "unknown login"),
            Some(user) if user.active => (Some(user), "wrong password"),
            Some(user) => (Some(user), "not active"),
        };
        let mut entry = NewAudit::refused(&anonymous(visit), AuditAction::Login, why, self.now());
        entry.subject = subject.map(|user| format!("user {}", user.login));
        self.write_down(entry).await?;
        Ok(AccessError::Denied(NOT_RIGHT.to_owned()))
    }

    async fn too_often(&self, visit: &Visit, limited: AccessError) -> Answer<AccessError> {
        if let Some(times) =
            self.0.noise.count(&format!("log-in {:?}", Network::from(visit.address)))
        {
            let why = format!("too many attempts{}", so_often(times));
            let actor = anonymous(visit);
            self.write_down(NewAudit::refused(&actor, AuditAction::Login, why, self.now())).await?;
        }
        Ok(limited)
    }

    /// Ends the session that a request came with.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn log_out(&self, principal: &Principal) -> Answer<()> {
        let (Some(session), Some(user)) = (&principal.session, principal.user()) else {
            return Ok(());
        };
        let mut tx = self.0.store.write().await?;
        if tx.end_session(user, session.id).await? {
            tx.audit(&[NewAudit::done(&principal.actor, AuditAction::Logout, self.now())]).await?;
            tx.commit().await?;
            self.tell();
        }
        Ok(())
    }
}

async fn open(
    tx: &mut Transaction,
    user: &User,
    visit: &Visit,
    now: Millis,
) -> Answer<(OwnSession, Secret)> {
    let secret = Secret::generate("");
    let digest = secret.digest();
    let new = NewSession {
        sha256: digest.0,
        user_id: user.id,
        created_at: now,
        expires_at: now + SESSION_LONGEST,
        origin: visit.from(),
        agent: visit.agent.clone(),
    };
    let id = tx.add_session(&new).await?;
    tx.touch_user(user.id, now).await?;
    Ok((OwnSession { id, csrf: csrf(secret.reveal()), digest }, secret))
}
