//! What an exchange with a remote identifies itself with: credentials of the server's configuration,
//! and stored ones, whose secrets are opened for the time of an exchange.
//!
//! A credential is sent to one host. What cannot be opened, or is not for a URL, is refused before
//! anything is sent, for that credential alone.

mod error;
mod look;
mod manage;
mod state;

use hedgerow_git::{Credential, RemoteUrl};
use hedgerow_model::{Actor, AuditAction, CredentialKind};
use hedgerow_seal::{SealError, SecretString};
use hedgerow_store::{Credential as Stored, CredentialFields, Transaction};
use serde_json::json;

use super::Admin;
use crate::config::CredentialConfig;
use crate::error::{EngineError, Thing};
use crate::record::entry;

pub use error::CredentialError;
pub(crate) use state::CredentialOutcome;

/// A credential that has a name.
pub(crate) enum Known {
    /// Of the server's configuration.
    Configured(CredentialConfig),
    /// Of the database.
    Stored(Box<Stored>),
}

impl Admin<'_> {
    /// The credential of this name. One of the configuration hides a stored one.
    pub(super) async fn known_credential(&self, name: &str) -> Result<Known, EngineError> {
        if let Some(configured) = self.config.credentials.get(name) {
            return Ok(Known::Configured(configured.clone()));
        }
        known(name, self.store.credential(name).await?)
    }

    /// As [`Self::known_credential`], as a group of writes sees it.
    pub(super) async fn known_credential_in(
        &self,
        tx: &mut Transaction,
        name: &str,
    ) -> Result<Known, EngineError> {
        match self.config.credentials.get(name) {
            Some(configured) => Ok(Known::Configured(configured.clone())),
            None => known(name, tx.credential(name).await?),
        }
    }

    /// The credential of this name, ready for an exchange with this URL.
    ///
    /// # Errors
    /// When there is none, it does not open, or it is for another host.
    pub(super) async fn credential_for(
        &self,
        name: Option<&str>,
        url: &RemoteUrl,
    ) -> Result<Credential, EngineError> {
        let Some(name) = name else { return Ok(Credential::None) };
        let known = self.known_credential(name).await?;
        Ok(self.ready(name, &known, url)?)
    }

    /// As [`Self::credential_for`], for whoever has more to do than exchanges: what is in the way
    /// becomes the answer of each exchange.
    pub(crate) async fn credential_of(
        &self,
        name: Option<&str>,
        url: &RemoteUrl,
    ) -> Result<Credential, EngineError> {
        let Some(name) = name else { return Ok(Credential::None) };
        let reason = match self.known_credential(name).await {
            Ok(known) => match self.ready(name, &known, url) {
                Ok(credential) => return Ok(credential),
                Err(error) => error.to_string(),
            },
            Err(error @ EngineError::NotFound { .. }) => error.to_string(),
            Err(error) => return Err(error),
        };
        Ok(Credential::Unusable { reason })
    }

    /// A credential ready for an exchange with this URL, or why it cannot be used there.
    pub(super) fn ready(
        &self,
        name: &str,
        known: &Known,
        url: &RemoteUrl,
    ) -> Result<Credential, CredentialError> {
        let stored = match known {
            Known::Configured(CredentialConfig::Token { user, secret }) => {
                return Ok(Credential::Token { user: user.clone(), secret: secret.clone() });
            }
            Known::Configured(CredentialConfig::SshKey { key_file, known_hosts }) => {
                return Ok(Credential::SshKey {
                    key_file: key_file.clone(),
                    known_hosts: known_hosts.clone(),
                });
            }
            Known::Stored(stored) => stored,
        };
        fits(name, &stored.fields, url)?;
        let secret = self.open_stored(stored).map_err(|why| unreadable(name, why))?;
        Ok(usable(stored.kind, &stored.fields, secret))
    }

    pub(super) fn open_stored(&self, stored: &Stored) -> Result<SecretString, SealError> {
        stored.open(&self.keyring)
    }

    /// Binds a stored credential that has no host yet to the one it is used for now.
    pub(super) async fn bind(
        &self,
        tx: &mut Transaction,
        name: Option<&str>,
        url: &RemoteUrl,
        actor: &Actor,
    ) -> Result<(), EngineError> {
        let (Some(name), Some(host)) = (name, url.host()) else { return Ok(()) };
        let Known::Stored(stored) = self.known_credential_in(tx, name).await? else {
            return Ok(());
        };
        if stored.fields.host.is_some() {
            // Looked at again, under the lock of the writer: another may have bound it meanwhile.
            return Ok(fits(name, &stored.fields, url)?);
        }
        let fields = CredentialFields { host: Some(host.clone()), ..stored.fields };
        tx.update_credential(name, Some(stored.revision), &fields).await?;
        let entry = entry(actor, AuditAction::CredentialUpdate)
            .subject(name)
            .detail("bound to the host of the first repository that uses it")
            .before(&json!({ "host": null }))
            .after(&json!({ "host": host }));
        tx.audit(&[entry]).await?;
        Ok(())
    }
}

fn known(name: &str, stored: Option<Stored>) -> Result<Known, EngineError> {
    stored
        .map(|stored| Known::Stored(Box::new(stored)))
        .ok_or_else(|| EngineError::not_found(Thing::Credential, name))
}

/// A stored credential, opened.
pub(crate) fn usable(
    kind: CredentialKind,
    fields: &CredentialFields,
    secret: SecretString,
) -> Credential {
    match kind {
        CredentialKind::Token => Credential::Token { user: fields.user.clone(), secret },
        CredentialKind::SshKey => Credential::SshKeyText {
            key: secret,
            known_hosts: fields.known_hosts.clone().unwrap_or_default(),
        },
    }
}

/// Why a credential does not open, and what to do.
fn unreadable(name: &str, why: SealError) -> CredentialError {
    CredentialError::Sealed { name: name.to_owned(), why }
}

/// Whether a credential is for this URL's host.
fn fits(name: &str, fields: &CredentialFields, url: &RemoteUrl) -> Result<(), CredentialError> {
    let Some(bound) = &fields.host else { return Ok(()) };
    let host = url.host();
    if host.as_deref() == Some(bound.as_str()) {
        return Ok(());
    }
    let host = host.unwrap_or_else(|| "this machine".to_owned());
    Err(CredentialError::NotForHost { name: name.to_owned(), bound: bound.clone(), host })
}
