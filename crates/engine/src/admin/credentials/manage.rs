//! Storing credentials, changing them, exchanging their secrets, trying and removing them.

use hedgerow_git::{Credential, ExchangeError};
use hedgerow_model::{Actor, AuditAction, CredentialKind, CredentialState, Repository};
use hedgerow_store::{
    Credential as Stored, CredentialFields, NewAudit, NewCredential as NewStored, StoreError,
};
use serde_json::{Value as Json, json};

use super::super::Admin;
use super::super::configure::check_name;
use super::{CredentialError, Known, usable};
use crate::core::{blocking, now};
use crate::error::{EngineError, Thing};
use crate::record::entry;
use crate::views::{CredentialSettings, CredentialView, NewCredential, Rotation};

impl Admin<'_> {
    /// Stores a credential, its secret sealed.
    pub(crate) async fn add_credential(
        &self,
        new: NewCredential,
        actor: &Actor,
    ) -> Result<CredentialView, EngineError> {
        check_name(Thing::Credential, &new.name)?;
        if self.config.credentials.contains_key(&new.name) {
            return Err(CredentialError::NameConfigured { name: new.name }.into());
        }
        let fields = CredentialFields {
            user: new.user,
            host: new.host.as_deref().map(host).transpose()?,
            known_hosts: new.known_hosts,
            expires_at: new.expires_at,
        };
        check(new.kind, &fields)?;
        let candidate = usable(new.kind, &fields, new.secret.0.clone());
        sound(&candidate)?;
        let stored = NewStored {
            name: new.name.clone(),
            kind: new.kind,
            fields,
            created_by: actor.login.clone(),
        };
        let mut tx = self.store.write().await?;
        tx.add_credential(&stored, &new.secret.0, &self.keyring, now()).await?;
        let entry = entry(actor, AuditAction::CredentialCreate)
            .subject(new.name.clone())
            .after(&shown(new.kind, &stored.fields));
        tx.audit(&[entry]).await?;
        tx.commit().await?;
        self.credential_view(&new.name).await
    }

    /// Changes what describes a credential; its secret stays.
    pub(crate) async fn update_credential(
        &self,
        name: &str,
        settings: CredentialSettings,
        expected: Option<i64>,
        actor: &Actor,
    ) -> Result<CredentialView, EngineError> {
        let stored = self.stored(name, "changed").await?;
        let before = stored.fields.clone();
        let fields = CredentialFields {
            user: settings.user.unwrap_or_else(|| before.user.clone()),
            host: match settings.host {
                None => before.host.clone(),
                Some(given) => given.as_deref().map(host).transpose()?,
            },
            known_hosts: settings.known_hosts.unwrap_or_else(|| before.known_hosts.clone()),
            expires_at: settings.expires_at.unwrap_or(before.expires_at),
        };
        unmoved(&stored, expected)?;
        if fields == before {
            return self.credential_view(name).await;
        }
        check(stored.kind, &fields)?;
        // Whoever may name a host could read the secret there: another one needs the secret again.
        if let Some(bound) = before.host.as_deref()
            && fields.host != before.host
        {
            return Err(
                CredentialError::Bound { name: name.to_owned(), bound: bound.to_owned() }.into()
            );
        }
        let users = self.repositories_using(name).await?;
        for repository in &users {
            let is_bound = fields.host.is_some();
            if is_bound && self.url(&repository.url)?.host() != fields.host {
                return Err(CredentialError::UsedElsewhere {
                    name: name.to_owned(),
                    repository: repository.name.clone(),
                    url: repository.url.clone(),
                }
                .into());
            }
        }
        let mut tx = self.store.write().await?;
        tx.update_credential(name, Some(stored.revision), &fields).await?;
        if (&fields.user, &fields.known_hosts) != (&before.user, &before.known_hosts) {
            tx.set_credential_state(name, CredentialState::Untested, None, now()).await?;
        }
        let entry = entry(actor, AuditAction::CredentialUpdate)
            .subject(name)
            .before(&shown(stored.kind, &before))
            .after(&shown(stored.kind, &fields));
        tx.audit(&[entry]).await?;
        tx.commit().await?;
        self.credential_view(name).await
    }

    /// Exchanges a credential's secret. Unless `untested`, each repository that uses it is asked with
    /// the new one first; until all of them took it, the old one stays.
    pub(crate) async fn rotate_credential(
        &self,
        name: &str,
        rotation: Rotation,
        untested: bool,
        expected: Option<i64>,
        actor: &Actor,
    ) -> Result<CredentialView, EngineError> {
        let stored = self.stored(name, "exchanged").await?;
        unmoved(&stored, expected)?;
        let fields = CredentialFields {
            known_hosts: rotation.known_hosts.or_else(|| stored.fields.known_hosts.clone()),
            expires_at: rotation.expires_at,
            ..stored.fields.clone()
        };
        check(stored.kind, &fields)?;
        let candidate = usable(stored.kind, &fields, rotation.secret.0.clone());
        sound(&candidate)?;
        let users = self.repositories_using(name).await?;
        let tested = !untested && !users.is_empty();
        if tested && let Some((repository, error)) = self.first_refusal(&users, &candidate).await? {
            let refused = CredentialError::NotTaken { repository, error };
            let reason = refused.to_string();
            let mut tx = self.store.write().await?;
            let action = AuditAction::CredentialRotate;
            tx.audit(&[NewAudit::failed(actor, action, &*reason, now()).subject(name)]).await?;
            tx.commit().await?;
            return Err(refused.into());
        }
        let mut tx = self.store.write().await?;
        let mut revision = stored.revision;
        if fields != stored.fields {
            revision = tx.update_credential(name, Some(revision), &fields).await?;
        }
        let secret = &rotation.secret.0;
        tx.rotate_credential(name, Some(revision), secret, &self.keyring, now()).await?;
        if tested {
            tx.set_credential_state(name, CredentialState::Works, None, now()).await?;
            for repository in &users {
                self.forgive(&mut tx, repository.id).await?;
            }
        }
        let entry = entry(actor, AuditAction::CredentialRotate)
            .subject(name)
            .detail(if tested { "accepted by every repository that uses it" } else { "untested" })
            .before(&json!({ "state": stored.state, "expires_at": stored.fields.expires_at }))
            .after(&json!({ "expires_at": fields.expires_at }));
        tx.audit(&[entry]).await?;
        tx.commit().await?;
        self.credential_view(name).await
    }

    /// Tries a credential, live, with every repository that uses it.
    pub(crate) async fn test_credential(
        &self,
        name: &str,
        actor: &Actor,
    ) -> Result<CredentialView, EngineError> {
        let known = self.known_credential(name).await?;
        let users = self.repositories_using(name).await?;
        let mut said = Vec::new();
        for repository in &users {
            let url = self.url(&repository.url)?;
            let tried = match self.ready(name, &known, &url) {
                Ok(credential) => self.try_with(repository, credential).await?,
                Err(error) => Err(ExchangeError::Invalid { message: error.to_string() }),
            };
            if let Err(error) = tried {
                said.push(format!("{}: {error}; {}", repository.name, error.remedy()));
            }
        }
        let (state, problem) = match (users.is_empty(), said.is_empty()) {
            (true, _) => return self.untestable(name, actor).await,
            (false, true) => (CredentialState::Works, None),
            (false, false) => (CredentialState::Failed, Some(said.join(". "))),
        };
        let mut tx = self.store.write().await?;
        self.set_tested(&mut tx, name, &known, state, problem.clone()).await?;
        let action = AuditAction::CredentialTest;
        let entry = match problem {
            Some(problem) => NewAudit::failed(actor, action, problem, now()),
            None => entry(actor, action),
        };
        tx.audit(&[entry.subject(name)]).await?;
        tx.commit().await?;
        self.credential_view(name).await
    }

    /// Nothing uses it, so no remote can be asked: that it opens is all there is to find out.
    async fn untestable(&self, name: &str, actor: &Actor) -> Result<CredentialView, EngineError> {
        let mut tx = self.store.write().await?;
        let entry = entry(actor, AuditAction::CredentialTest)
            .subject(name)
            .detail("no repository uses it, so it could not be tested");
        tx.audit(&[entry]).await?;
        tx.commit().await?;
        self.credential_view(name).await
    }

    /// Removes a credential that no repository uses.
    pub(crate) async fn remove_credential(
        &self,
        name: &str,
        expected: Option<i64>,
        actor: &Actor,
    ) -> Result<(), EngineError> {
        let stored = self.stored(name, "removed").await?;
        unmoved(&stored, expected)?;
        let mut tx = self.store.write().await?;
        let users = tx.repositories_with(name).await?;
        if !users.is_empty() {
            return Err(
                CredentialError::InUse { name: name.to_owned(), repositories: users }.into()
            );
        }
        tx.remove_credential(name, Some(stored.revision)).await?;
        let entry = entry(actor, AuditAction::CredentialDelete)
            .subject(name)
            .before(&shown(stored.kind, &stored.fields));
        tx.audit(&[entry]).await?;
        tx.commit().await?;
        Ok(())
    }

    /// A stored credential; those of the configuration are not for the API to change.
    async fn stored(&self, name: &str, done: &'static str) -> Result<Stored, EngineError> {
        match self.known_credential(name).await? {
            Known::Stored(stored) => Ok(*stored),
            Known::Configured(_) => {
                Err(CredentialError::Configured { name: name.to_owned(), done }.into())
            }
        }
    }

    async fn repositories_using(&self, name: &str) -> Result<Vec<Repository>, EngineError> {
        let mut all = self.store.repositories().await?;
        all.retain(|repository| repository.credential.as_deref() == Some(name));
        Ok(all)
    }

    /// The first repository that refuses a credential, and why.
    async fn first_refusal(
        &self,
        users: &[Repository],
        candidate: &Credential,
    ) -> Result<Option<(String, ExchangeError)>, EngineError> {
        for repository in users {
            if let Err(error) = self.try_with(repository, candidate.clone()).await? {
                return Ok(Some((repository.name.clone(), error)));
            }
        }
        Ok(None)
    }

    async fn try_with(
        &self,
        repository: &Repository,
        credential: Credential,
    ) -> Result<Result<(), ExchangeError>, EngineError> {
        let mirror = self.mirror(repository).await?;
        let branch = repository.default_branch.clone();
        blocking(move || mirror.remote_head(&credential, Some(&branch)).map(drop)).await
    }
}

/// Whether a credential is still what somebody saw.
fn unmoved(stored: &Stored, expected: Option<i64>) -> Result<(), EngineError> {
    match expected {
        Some(expected) if expected != stored.revision => {
            Err(StoreError::Moved("the credential").into())
        }
        _ => Ok(()),
    }
}

/// A host as a credential is bound to it.
fn host(text: &str) -> Result<String, CredentialError> {
    let host = text.trim().to_lowercase();
    let fits = !host.is_empty()
        && host.len() <= 253
        && host
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':' | '[' | ']'))
        && host.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '[');
    if fits {
        return Ok(host);
    }
    Err(CredentialError::Host(text.trim().to_owned()))
}

/// Whether what describes a credential goes together.
fn check(kind: CredentialKind, fields: &CredentialFields) -> Result<(), CredentialError> {
    let wrong = match kind {
        CredentialKind::Token if fields.known_hosts.is_some() => {
            Some("host keys are pinned for SSH keys only; leave `known_hosts` out")
        }
        CredentialKind::SshKey if fields.user.is_some() => {
            Some("the user of an SSH key is part of the repository's URL; leave `user` out")
        }
        CredentialKind::SshKey if fields.known_hosts.is_none() => {
            Some("an SSH key needs the host keys that are trusted, as `known_hosts`")
        }
        _ => None,
    };
    wrong.map_or(Ok(()), |wrong| Err(CredentialError::Unfit(wrong.to_owned())))
}

/// Whether a secret looks as if it could be used.
fn sound(candidate: &Credential) -> Result<(), CredentialError> {
    match candidate.defect() {
        None => Ok(()),
        Some(defect) => Err(CredentialError::Unfit(defect.to_owned())),
    }
}

/// What the audit is shown of a credential.
fn shown(kind: CredentialKind, fields: &CredentialFields) -> Json {
    json!({
        "kind": kind,
        "user": fields.user,
        "host": fields.host,
        "known_hosts": fields.known_hosts,
        "expires_at": fields.expires_at,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_are_told_from_urls() {
        assert_eq!(host(" Git.Example:8443 ").unwrap(), "git.example:8443");
        assert_eq!(host("[::1]:22").unwrap(), "[::1]:22");
        for wrong in ["", "https://git.example", "git.example/a", "bot@git.example", "-x"] {
            assert!(host(wrong).is_err(), "{wrong}");
        }
    }
}
