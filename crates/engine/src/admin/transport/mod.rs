//! Repositories' own ways to their remotes: whom TLS trusts there, what it shows, and the proxy. Set with
//! a repository's settings and tried live before they are kept.

mod error;
mod next;
mod shown;

use std::sync::Arc;

use hedgerow_git::{Authorities, ClientIdentity, NoProxy, Proxy, RemoteUrl, Transport};
use hedgerow_model::{Repository, RepositoryId};
use hedgerow_seal::{Keyring, SealError, SecretString};
use hedgerow_store::{NextSecret, Transaction, Transport as Stored, TransportFields};
use serde_json::Value as Json;

pub use error::TransportError;
use next::{Next, Now, next};
pub(crate) use shown::view;

use super::Admin;
use crate::core::now;
use crate::error::EngineError;
use crate::views::TransportSettings;

/// A way that is to be set: checked, and ready to be tried.
pub(super) struct Way {
    next: Next,
    before: Json,
    after: Json,
    /// What exchanges use.
    pub(super) transport: Arc<Transport>,
    /// Whether anything of it is to be written.
    pub(super) changed: bool,
}

impl Way {
    /// Writes it, within the group of writes of what it is set with.
    pub(super) async fn write(
        &self,
        tx: &mut Transaction,
        id: RepositoryId,
        keyring: &Keyring,
    ) -> Result<(), EngineError> {
        if self.changed {
            let Next { fields, key, password } = &self.next;
            tx.set_transport(id, fields, key, password, keyring).await?;
        }
        Ok(())
    }

    /// As the audit keeps it: before and after. Null where nothing is written.
    pub(super) fn audited(&self) -> (Json, Json) {
        match self.changed {
            true => (self.before.clone(), self.after.clone()),
            false => (Json::Null, Json::Null),
        }
    }
}

impl Admin<'_> {
    /// The way that a repository's exchanges go. What is stored and cannot be used becomes the answer of
    /// each exchange.
    pub(crate) async fn transport_of(
        &self,
        repository: &Repository,
        url: &RemoteUrl,
    ) -> Result<Arc<Transport>, EngineError> {
        // Nothing can be set for others.
        if !url.is_http() {
            return Ok(Arc::default());
        }
        let Some(stored) = self.store.transport(repository.id).await? else {
            return Ok(Arc::default());
        };
        let opened = self.opened(&repository.name, &stored);
        Ok(Arc::new(opened.unwrap_or_else(|error| Transport::unusable(error.to_string()))))
    }

    /// The way of a repository, named `name`, at this URL, with these settings. `id`: of one that has a
    /// way already, or may.
    pub(super) async fn way(
        &self,
        name: &str,
        id: Option<RepositoryId>,
        url: &RemoteUrl,
        settings: Option<&TransportSettings>,
    ) -> Result<Way, EngineError> {
        let stored = match id {
            Some(id) => self.store.transport(id).await?,
            None => None,
        };
        let before = stored.as_ref().map(Now::of).unwrap_or_default();
        let mut next = next(&before, settings.unwrap_or(&TransportSettings::default()))?;
        let sealed = |what, why| sealed(what, name, why);
        let key = match (&next.key, &stored) {
            (NextSecret::Is(key), _) => Some(key.clone()),
            (NextSecret::Stays, Some(stored)) => {
                stored.open_key(&self.keyring).map_err(|why| sealed("the client key", why))?
            }
            _ => None,
        };
        let password = match (&next.password, &stored) {
            (NextSecret::Is(password), _) => Some(password.clone()),
            (NextSecret::Stays, Some(stored)) => stored
                .open_password(&self.keyring)
                .map_err(|why| sealed("the proxy password", why))?,
            _ => None,
        };
        let transport = assemble(&next.fields, key, password)?;
        transport.fits(url).map_err(TransportError::from)?;
        // Without what stood between the certificates, as it is used.
        let certificate = transport.client().map(|client| client.certificate().to_owned());
        next.fields.certificate = certificate;
        let (has_key, has_password) = (
            transport.client().is_some(),
            transport.proxy().is_some_and(|it| it.login().is_some()),
        );
        Ok(Way {
            changed: !next.is_same(&before),
            before: shown::audited(&before.fields, before.has_key, before.has_password),
            after: shown::audited(&next.fields, has_key, has_password),
            transport: Arc::new(transport),
            next,
        })
    }

    fn opened(&self, name: &str, stored: &Stored) -> Result<Transport, TransportError> {
        let key =
            stored.open_key(&self.keyring).map_err(|why| sealed("the client key", name, why))?;
        let password = stored
            .open_password(&self.keyring)
            .map_err(|why| sealed("the proxy password", name, why))?;
        assemble(&stored.fields, key, password)
    }

    /// Logs what of the ways does not open with the sealing keys that are at hand.
    pub(crate) async fn check_ways(&self) -> Result<(), EngineError> {
        for stored in self.store.transports().await? {
            let Some(repository) = self.store.repository(stored.repository).await? else {
                continue;
            };
            if let Err(problem) = self.opened(&repository.name, &stored) {
                tracing::error!(repository = repository.name, %problem, "a way cannot be used");
            }
        }
        Ok(())
    }

    /// Logs which certificates of the ways expire soon.
    pub(crate) async fn warn_of_certificates(&self) -> Result<(), EngineError> {
        for stored in self.store.transports().await? {
            let Some(repository) = self.store.repository(stored.repository).await? else {
                continue;
            };
            for problem in view(&stored, &repository.url, now()).warnings {
                tracing::warn!(repository = repository.name, problem, "on the way to a remote");
            }
        }
        Ok(())
    }
}

impl Now {
    fn of(stored: &Stored) -> Self {
        Self {
            fields: stored.fields.clone(),
            has_key: stored.has_key(),
            has_password: stored.has_password(),
        }
    }
}

/// All parts of a way, checked.
fn assemble(
    fields: &TransportFields,
    key: Option<SecretString>,
    password: Option<SecretString>,
) -> Result<Transport, TransportError> {
    let authorities = fields.authorities.as_deref().map(Authorities::parse).transpose()?;
    let client = match (&fields.certificate, key) {
        (Some(certificate), Some(key)) => Some(ClientIdentity::parse(certificate, &key)?),
        (Some(_), None) => return Err(TransportError::KeyMissing),
        (None, _) => None,
    };
    let proxy = fields.proxy.as_deref().map(|url| Proxy::parse(url, password)).transpose()?;
    let no_proxy: NoProxy = fields.no_proxy.parse()?;
    Ok(Transport::new(authorities, client, proxy, no_proxy))
}

fn sealed(what: &'static str, repository: &str, why: SealError) -> TransportError {
    TransportError::Sealed { what, repository: repository.to_owned(), why }
}
