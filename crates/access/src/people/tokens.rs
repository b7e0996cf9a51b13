//! API tokens of people.

use std::collections::BTreeSet;

use hedgerow_model::{AuditAction, Millis, Permission};
use hedgerow_store::{ApiToken, NewApiToken, NewAudit};

use super::own::{account, own};
use super::{Answer, DAY, People};
use crate::error::AccessError;
use crate::names;
use crate::permissions::Permissions;
use crate::principal::Principal;
use crate::secret::{Secret, TOKEN_PREFIX};

/// The longest that a token may live, in days.
const MOST_DAYS: u32 = 366;

/// The most tokens that one person may have.
const MOST_TOKENS: usize = 100;

/// A token to be made.
#[derive(Clone, Debug)]
pub struct NewToken {
    /// What its owner calls it.
    pub name: String,
    /// What may be done with it at most. Seeing is always among them.
    pub scopes: Permissions,
    /// Where; wherever its owner may when there are none.
    pub fabrics: Option<BTreeSet<String>>,
    /// For how many days from now.
    pub days: u32,
}

/// A token, as its owner sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenInfo {
    /// Its row.
    pub id: i64,
    /// What its owner calls it.
    pub name: String,
    /// What may be done with it at most.
    pub scopes: Permissions,
    /// Where; wherever its owner may when there are none.
    pub fabrics: Option<BTreeSet<String>>,
    /// When it was made.
    pub created_at: Millis,
    /// When it ends.
    pub expires_at: Millis,
    /// When it was last used, to a minute.
    pub used_at: Option<Millis>,
    /// The network address it was last used from.
    pub used_from: Option<String>,
}

impl From<ApiToken> for TokenInfo {
    fn from(token: ApiToken) -> Self {
        Self {
            id: token.id,
            name: token.name,
            scopes: token.scopes.iter().copied().collect(),
            fabrics: token.fabrics.map(|names| names.into_iter().collect()),
            created_at: token.created_at,
            expires_at: token.expires_at,
            used_at: token.used_at,
            used_from: token.used_from,
        }
    }
}

impl People {
    /// One's own tokens, expired ones too, the newest first; `before` is the row of the last one of the
    /// page before.
    ///
    /// # Errors
    /// When there is no account behind the request.
    pub async fn tokens(
        &self,
        principal: &Principal,
        before: Option<i64>,
        limit: i64,
    ) -> Answer<Vec<TokenInfo>> {
        let id = account(principal)?;
        let tokens = self.0.store.tokens_of(id, before, limit).await?;
        Ok(tokens.into_iter().map(TokenInfo::from).collect())
    }

    /// Makes a token. Its text is given this once.
    ///
    /// # Errors
    /// When an entry cannot be used, a fabric does not exist for its owner, or the name is taken.
    pub async fn create_token(
        &self,
        principal: &Principal,
        new: NewToken,
    ) -> Answer<(TokenInfo, Secret)> {
        let id = account(principal)?;
        let name = names::token_name(&new.name)?;
        if new.scopes.is_empty() {
            return Err(AccessError::invalid("`scopes`: must have at least one permission"));
        }
        if !(1..=MOST_DAYS).contains(&new.days) {
            return Err(AccessError::invalid(format!("`expires_in_days`: from 1 to {MOST_DAYS}")));
        }
        if let Some(fabrics) = &new.fabrics {
            seen(principal, fabrics)?;
        }
        let scopes = new.scopes.or([Permission::Read].into_iter().collect());
        let secret = Secret::generate(TOKEN_PREFIX);
        let now = self.now();
        let mut tx = self.0.store.write().await?;
        own(&mut tx, id).await?;
        if tx.count_tokens(id).await? >= MOST_TOKENS {
            return Err(AccessError::Refused(format!(
                "an account can have at most {MOST_TOKENS} tokens; revoke an unused one"
            )));
        }
        let row = NewApiToken {
            user_id: id,
            name,
            sha256: secret.digest().0,
            scopes: scopes.iter().collect(),
            fabrics: new.fabrics.map(|names| names.into_iter().collect()),
            created_at: now,
            expires_at: now + Millis::from(new.days) * DAY,
        };
        let info = TokenInfo::from(tx.add_token(&row).await?);
        let entry = NewAudit::done(&principal.actor, AuditAction::TokenCreate, now)
            .subject(format!("token {}", info.name))
            .after(&outline(&info));
        tx.audit(&[entry]).await?;
        tx.commit().await?;
        Ok((info, secret))
    }

    /// Revokes one of one's own tokens; whatever uses it is refused from now on.
    ///
    /// # Errors
    /// When one has none of this row.
    pub async fn revoke_token(&self, principal: &Principal, token: i64) -> Answer<()> {
        let id = account(principal)?;
        let mut tx = self.0.store.write().await?;
        let Some(revoked) = tx.remove_token(id, token).await? else {
            return Err(AccessError::NotFound { what: "token", name: token.to_string() });
        };
        let info = TokenInfo::from(revoked);
        let entry = NewAudit::done(&principal.actor, AuditAction::TokenRevoke, self.now())
            .subject(format!("token {}", info.name))
            .before(&outline(&info));
        tx.audit(&[entry]).await?;
        tx.commit().await?;
        self.tell();
        Ok(())
    }
}

/// A token is for fabrics that its owner sees.
fn seen(principal: &Principal, fabrics: &BTreeSet<String>) -> Answer<()> {
    if fabrics.is_empty() {
        return Err(AccessError::invalid(
            "`fabrics`: must name at least one; leave it out for all that you can see",
        ));
    }
    match fabrics.iter().find(|fabric| !principal.access.sees(fabric)) {
        Some(fabric) => {
            Err(AccessError::invalid(format!("`fabrics`: fabric `{fabric}` does not exist")))
        }
        None => Ok(()),
    }
}

/// A token as the audit keeps it.
fn outline(token: &TokenInfo) -> serde_json::Value {
    serde_json::json!({
        "scopes": token.scopes.iter().collect::<Vec<_>>(),
        "fabrics": token.fabrics,
        "expires_at": token.expires_at,
    })
}
