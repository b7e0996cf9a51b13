//! What is told of credentials: never their secrets.

use std::collections::HashMap;

use hedgerow_model::{CredentialKind, CredentialState, Millis};
use hedgerow_store::Credential as Stored;

use super::super::Admin;
use super::{Known, unreadable};
use crate::config::CredentialConfig;
use crate::core::now;
use crate::error::EngineError;
use crate::views::{CredentialView, Page, PageRequest, USUAL};

/// How long before its end a credential is warned about.
const WARN_MS: Millis = 14 * 86_400_000;
const DAY_MS: Millis = 86_400_000;

impl Admin<'_> {
    /// Credentials by name, those of the configuration among them.
    pub(crate) async fn credential_page(
        &self,
        ask: &PageRequest,
    ) -> Result<Page<CredentialView>, EngineError> {
        const LIST: &str = "credentials";
        let (limit, after) = (ask.limit(USUAL)?, ask.after::<String>(LIST)?);
        let mut users = self.users().await?;
        let mut views: Vec<CredentialView> = self
            .config
            .credentials
            .iter()
            .filter(|(name, _)| after.as_ref().is_none_or(|after| *name > after))
            .map(|(name, known)| {
                self.configured_view(name, known, users.remove(name).unwrap_or_default())
            })
            .collect();
        for stored in self.store.credentials(after.as_deref(), limit + 1).await? {
            // One of the configuration hides it.
            if !self.config.credentials.contains_key(&stored.name) {
                let users = users.remove(&stored.name).unwrap_or_default();
                views.push(self.stored_view(stored, users));
            }
        }
        views.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(Page::cut(views, limit, LIST, |view: &CredentialView| view.name.clone()))
    }

    pub(crate) async fn credential_view(&self, name: &str) -> Result<CredentialView, EngineError> {
        let users = self.users().await?.remove(name).unwrap_or_default();
        Ok(match self.known_credential(name).await? {
            Known::Configured(known) => self.configured_view(name, &known, users),
            Known::Stored(stored) => self.stored_view(*stored, users),
        })
    }

    /// The names of the repositories that use each credential.
    async fn users(&self) -> Result<HashMap<String, Vec<String>>, EngineError> {
        let mut users: HashMap<String, Vec<String>> = HashMap::new();
        for repository in self.store.repositories().await? {
            if let Some(credential) = repository.credential {
                users.entry(credential).or_default().push(repository.name);
            }
        }
        Ok(users)
    }

    fn configured_view(
        &self,
        name: &str,
        known: &CredentialConfig,
        repositories: Vec<String>,
    ) -> CredentialView {
        let seen = self.configured.get(name);
        let (kind, user) = match known {
            CredentialConfig::Token { user, .. } => (CredentialKind::Token, user.clone()),
            CredentialConfig::SshKey { .. } => (CredentialKind::SshKey, None),
        };
        CredentialView {
            name: name.to_owned(),
            kind,
            user,
            host: None,
            source: "configuration".to_owned(),
            repositories,
            created_at: None,
            created_by: None,
            rotated_at: None,
            expires_at: None,
            state: seen.state,
            problem: seen.problem,
            checked_at: seen.checked_at,
            revision: None,
        }
    }

    fn stored_view(&self, stored: Stored, repositories: Vec<String>) -> CredentialView {
        let (state, problem) = match self.open_stored(&stored) {
            Ok(_) => (stored.state, stored.problem),
            Err(why) => {
                let problem = unreadable(&stored.name, why).to_string();
                (CredentialState::Unreadable, Some(problem))
            }
        };
        let problem = problem.or_else(|| expiry(stored.fields.expires_at, now()));
        CredentialView {
            name: stored.name,
            kind: stored.kind,
            user: stored.fields.user,
            host: stored.fields.host,
            source: "sealed".to_owned(),
            repositories,
            created_at: Some(stored.created_at),
            created_by: Some(stored.created_by),
            rotated_at: stored.rotated_at,
            expires_at: stored.fields.expires_at,
            state,
            problem,
            checked_at: stored.checked_at,
            revision: Some(stored.revision),
        }
    }

    /// Logs which credentials stop working soon.
    pub(crate) async fn warn_of_expiry(&self) -> Result<(), EngineError> {
        let mut after: Option<String> = None;
        loop {
            let some = self.store.credentials(after.as_deref(), 500).await?;
            let Some(last) = some.last() else { return Ok(()) };
            after = Some(last.name.clone());
            for stored in &some {
                if let Some(problem) = expiry(stored.fields.expires_at, now()) {
                    tracing::warn!(credential = stored.name, problem, "a credential expires");
                }
            }
        }
    }
}

/// What there is to say about a credential's end.
fn expiry(expires_at: Option<Millis>, now: Millis) -> Option<String> {
    let left = expires_at? - now;
    let remedy = "replace its secret";
    match left {
        ..=0 => Some(format!("it has expired; {remedy}")),
        1..=WARN_MS => Some(match left / DAY_MS {
            0 => format!("it expires within a day; {remedy}"),
            1 => format!("it expires in 1 day; {remedy}"),
            days => format!("it expires in {days} days; {remedy}"),
        }),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_end_is_told_fourteen_days_ahead() {
        let of = |left: Millis| expiry(Some(1_000_000 + left), 1_000_000);
        assert_eq!(of(15 * DAY_MS), None);
        assert!(of(14 * DAY_MS).unwrap().contains("in 14 days"));
        assert!(of(1).unwrap().contains("within a day"));
        assert!(of(0).unwrap().contains("has expired"));
        assert_eq!(expiry(None, 0), None);
    }
}
