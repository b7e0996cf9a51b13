//! Accounts, as an administrator sees and changes them.
//!
//! There is always somebody who administers: the last active admin of all fabrics is neither removed,
//! demoted nor deactivated. Only the installation's own token is beside that.

use hedgerow_model::{Actor, AuditAction, Millis, Permission, UserId};
use hedgerow_store::{NewAudit, NewUser, RoleGrant, Transaction, User};
use serde_json::{Value as Json, json};

use super::{Answer, People};
use crate::access::{Access, Grant};
use crate::error::AccessError;
use crate::secret::Secret;
use crate::{names, password};

/// An account, without its password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// What they log in with.
    pub login: String,
    /// Their name, for commits.
    pub name: String,
    /// Their address, for commits.
    pub email: String,
    /// Whether they may come in.
    pub active: bool,
    /// Their roles.
    pub grants: Vec<Grant>,
    /// When it was made.
    pub created_at: Millis,
    /// When they were last seen, to a minute.
    pub seen_at: Option<Millis>,
    /// Counts its edits: what was looked at is what is changed.
    pub revision: i64,
}

impl From<User> for Account {
    fn from(user: User) -> Self {
        Self {
            grants: grants_of(&user),
            login: user.login,
            name: user.name,
            email: user.email,
            active: user.active,
            created_at: user.created_at,
            seen_at: user.seen_at,
            revision: user.revision,
        }
    }
}

/// An account to be made.
#[derive(Clone, Debug)]
pub struct NewAccount {
    /// What they log in with.
    pub login: String,
    /// Their name, for commits.
    pub name: String,
    /// Their address, for commits.
    pub email: String,
    /// Their first password.
    pub password: Secret,
    /// Whether they may come in.
    pub active: bool,
    /// Their roles.
    pub grants: Vec<Grant>,
}

/// What of an account is to change; what is left out stays.
#[derive(Clone, Debug, Default)]
pub struct AccountPatch {
    /// Their name.
    pub name: Option<String>,
    /// Their address.
    pub email: Option<String>,
    /// Whether they may come in.
    pub active: Option<bool>,
    /// All of their roles.
    pub grants: Option<Vec<Grant>>,
    /// A new password; ends their sessions and revokes their tokens.
    pub password: Option<Secret>,
}

impl NewAccount {
    /// With each entry in its one spelling.
    pub(super) fn checked(self) -> Answer<Self> {
        let checked = Self {
            login: names::login(&self.login)?,
            name: names::name(&self.name)?,
            email: names::email(&self.email)?,
            grants: without_doubles(self.grants)?,
            ..self
        };
        password::check(checked.password.reveal(), &checked.login, &checked.email)?;
        Ok(checked)
    }

    pub(super) fn row(&self, password: String, now: Millis) -> NewUser {
        NewUser {
            login: self.login.clone(),
            name: self.name.clone(),
            email: self.email.clone(),
            password,
            active: self.active,
            grants: self.grants.iter().cloned().map(role_grant).collect(),
            created_at: now,
        }
    }
}

/// Refuses an address that another account commits under: an address in a commit is one person's.
pub(super) async fn address_is_free(
    tx: &mut Transaction,
    email: &str,
    of: Option<UserId>,
) -> Result<(), AccessError> {
    if tx.has_address(email, of).await? {
        return Err(AccessError::Refused(format!(
            "another account has the address `{email}`, and commits must name one person; use \
             another address, or change that account first"
        )));
    }
    Ok(())
}

impl People {
    /// The accounts by login; `after` is the last login of the page before.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn accounts(&self, after: Option<&str>, limit: i64) -> Answer<Vec<Account>> {
        let users = self.0.store.users(after, limit).await?;
        Ok(users.into_iter().map(Account::from).collect())
    }

    /// Accounts whose login or name has a text in it, at most `limit`.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn find(&self, text: &str, limit: i64) -> Answer<Vec<Account>> {
        let users = self.0.store.search_users(text, limit).await?;
        Ok(users.into_iter().map(Account::from).collect())
    }

    /// One account.
    ///
    /// # Errors
    /// When there is none of this login.
    pub async fn account(&self, login: &str) -> Answer<Account> {
        let user = self.0.store.user_by_login(login).await?;
        user.map(Account::from).ok_or_else(|| unknown(login))
    }

    /// Makes an account.
    ///
    /// # Errors
    /// When the login is taken, a fabric does not exist, or an entry cannot be used.
    pub async fn create_account(&self, actor: &Actor, new: NewAccount) -> Answer<Account> {
        let new = new.checked()?;
        let hash = self.0.passwords.hash(&new.password).await?;
        let now = self.now();
        let mut tx = self.0.store.write().await?;
        address_is_free(&mut tx, &new.email, None).await?;
        let user = tx.add_user(&new.row(hash, now)).await?;
        let entry = NewAudit::done(actor, AuditAction::UserCreate, now)
            .subject(format!("user {}", user.login))
            .after(&outline(&user));
        tx.audit(&[entry]).await?;
        tx.commit().await?;
        self.forget_setup_code();
        self.tell();
        Ok(Account::from(user))
    }

    /// Changes an account. `looked_at` is the revision that was looked at, when somebody insists on it.
    ///
    /// # Errors
    /// When there is none of this login, it changed meanwhile, an entry cannot be used, or nobody would
    /// administer any more.
    pub async fn update_account(
        &self,
        actor: &Actor,
        login: &str,
        patch: AccountPatch,
        looked_at: Option<i64>,
    ) -> Answer<Account> {
        let name = patch.name.as_deref().map(names::name).transpose()?;
        let email = patch.email.as_deref().map(names::email).transpose()?;
        let grants = patch.grants.map(without_doubles).transpose()?;
        let hash = match &patch.password {
            Some(new) => Some(self.checked_hash(new, login, email.as_deref()).await?),
            None => None,
        };
        let mut tx = self.0.store.write().await?;
        let before = tx.user_by_login(login).await?.ok_or_else(|| unknown(login))?;
        unmoved(&before, looked_at)?;
        let mut after = before.clone();
        after.name = name.unwrap_or(after.name);
        after.email = email.unwrap_or(after.email);
        after.active = patch.active.unwrap_or(after.active);
        if let Some(grants) = grants {
            after.grants = grants.into_iter().map(role_grant).collect();
        }
        let password = hash.is_some();
        after.password = hash.unwrap_or(after.password);
        if after.email != before.email {
            address_is_free(&mut tx, &after.email, Some(before.id)).await?;
        }
        let mut entries = self.edits(actor, &before, &after, password);
        if entries.is_empty() {
            return Ok(Account::from(before));
        }
        after.revision = tx.update_user(&after).await?;
        somebody_administers(&mut tx, &before, "change").await?;
        if password || !after.active {
            tx.end_sessions_of(before.id, None).await?;
            // Whoever knew the old password may have made tokens with it.
            let revoked = tx.remove_tokens_of(before.id).await?;
            if revoked > 0 {
                let entry = NewAudit::done(actor, AuditAction::TokenRevoke, self.now())
                    .subject(format!("user {}", before.login))
                    .detail(format!("all of them: {revoked}"));
                entries.push(entry);
            }
        }
        tx.audit(&entries).await?;
        tx.commit().await?;
        self.tell();
        Ok(Account::from(after))
    }

    fn edits(&self, actor: &Actor, before: &User, after: &User, password: bool) -> Vec<NewAudit> {
        let entry = |action| {
            NewAudit::done(actor, action, self.now()).subject(format!("user {}", before.login))
        };
        let (old, new) = (outline(before), outline(after));
        let mut entries = Vec::new();
        if old != new {
            entries.push(entry(AuditAction::UserUpdate).before(&old).after(&new));
        }
        if password {
            entries.push(entry(AuditAction::PasswordChange).detail("set by an administrator"));
        }
        entries
    }

    async fn checked_hash(&self, new: &Secret, login: &str, email: Option<&str>) -> Answer<String> {
        let account = self.account(login).await?;
        password::check(new.reveal(), &account.login, email.unwrap_or(&account.email))?;
        self.0.passwords.hash(new).await
    }

    /// Removes an account with its sessions, tokens and roles. What the person wrote keeps their name.
    ///
    /// # Errors
    /// When there is none of this login, it changed meanwhile, or nobody would administer any more.
    pub async fn delete_account(
        &self,
        actor: &Actor,
        login: &str,
        looked_at: Option<i64>,
    ) -> Answer<()> {
        let mut tx = self.0.store.write().await?;
        let user = tx.user_by_login(login).await?.ok_or_else(|| unknown(login))?;
        unmoved(&user, looked_at)?;
        tx.remove_user(user.id).await?;
        somebody_administers(&mut tx, &user, "remove").await?;
        let entry = NewAudit::done(actor, AuditAction::UserDelete, self.now())
            .subject(format!("user {}", user.login))
            .before(&outline(&user));
        tx.audit(&[entry]).await?;
        tx.commit().await?;
        self.tell();
        Ok(())
    }
}

fn unknown(login: &str) -> AccessError {
    AccessError::NotFound { what: "user", name: login.to_owned() }
}

/// Looks at what the group of writes would leave behind; the caller drops it on an error.
async fn somebody_administers(tx: &mut Transaction, changed: &User, what: &str) -> Answer<()> {
    let did = changed.active && access_of(changed).everywhere().has(Permission::Administer);
    if did && tx.count_active_admins().await? == 0 {
        return Err(AccessError::Refused(format!(
            "`{}` is the last active admin of all fabrics; make another person admin before you \
             {what} this account",
            changed.login
        )));
    }
    Ok(())
}

fn unmoved(user: &User, looked_at: Option<i64>) -> Answer<()> {
    if looked_at.is_none_or(|revision| revision == user.revision) {
        return Ok(());
    }
    Err(AccessError::Moved(format!(
        "user `{}` has changed since it was loaded; reload and try again",
        user.login
    )))
}

/// One role for each place: of two, one says nothing, or is a mistake.
fn without_doubles(mut grants: Vec<Grant>) -> Answer<Vec<Grant>> {
    grants.sort();
    if let Some(pair) = grants.windows(2).find(|pair| pair[0].fabric == pair[1].fabric) {
        let place = match &pair[0].fabric {
            Some(fabric) => format!("fabric `{fabric}`"),
            None => "all fabrics".to_owned(),
        };
        return Err(AccessError::invalid(format!(
            "`roles`: has two for {place}; keep the stronger one"
        )));
    }
    Ok(grants)
}

/// An account as the audit keeps it.
pub(super) fn outline(user: &User) -> Json {
    let roles: Vec<Json> = grants_of(user)
        .into_iter()
        .map(|grant| match grant.fabric {
            Some(fabric) => json!({ "fabric": fabric, "role": grant.role }),
            None => json!({ "role": grant.role }),
        })
        .collect();
    json!({
        "login": user.login,
        "name": user.name,
        "email": user.email,
        "active": user.active,
        "roles": roles,
    })
}

/// Roles in their one order.
fn grants_of(user: &User) -> Vec<Grant> {
    let grant = |grant: &RoleGrant| Grant { fabric: grant.fabric.clone(), role: grant.role };
    let mut grants: Vec<Grant> = user.grants.iter().map(grant).collect();
    grants.sort();
    grants
}

pub(super) fn access_of(user: &User) -> Access {
    Access::of(&grants_of(user))
}

fn role_grant(grant: Grant) -> RoleGrant {
    RoleGrant { fabric: grant.fabric, role: grant.role }
}
