//! What exchanges say of credentials: told to the database and the audit when it becomes something
//! else, not with every exchange.

use hedgerow_git::{Credential, ExchangeError};
use hedgerow_model::{Actor, AuditAction, CredentialState, Repository, RepositoryId};
use hedgerow_store::{NewAudit, Transaction};

use super::super::Admin;
use super::{Known, unreadable};
use crate::core::{Branch, Configured, now};
use crate::error::EngineError;
use crate::record::entry;

/// What an exchange said of its credential.
#[derive(Clone, Debug)]
pub(crate) enum CredentialOutcome {
    /// The remote took it.
    Works,
    /// The remote refused it, or it cannot be used there.
    Failed(String),
    /// Nothing: the remote was not reached.
    Nothing,
}

impl CredentialOutcome {
    pub(crate) fn by(error: Option<&ExchangeError>) -> Self {
        match error {
            None => Self::Works,
            Some(
                error @ (ExchangeError::Authentication { .. }
                | ExchangeError::Permission { .. }
                | ExchangeError::NotFound { .. }
                | ExchangeError::Invalid { .. }),
            ) => Self::Failed(format!("{error}; {}", error.remedy())),
            Some(_) => Self::Nothing,
        }
    }
}

impl Admin<'_> {
    /// Notes what an exchange on a branch said of its credential. `pushed`: it was a push, which
    /// proves more than a look.
    pub(crate) async fn note_use(
        &self,
        tx: &mut Transaction,
        branch: &Branch,
        said: &CredentialOutcome,
        pushed: bool,
    ) -> Result<(), EngineError> {
        let Some(name) = &branch.repository.credential else { return Ok(()) };
        let unusable = matches!(branch.credential, Credential::Unusable { .. });
        let own_trouble = !pushed && branch.queue.push_problem.is_some();
        let known = match self.known_credential_in(tx, name).await {
            Ok(known) => known,
            // It was removed: there is nothing to note it with.
            Err(_) => return Ok(()),
        };
        let state = self.state_of(name, &known);
        match (said, state) {
            (CredentialOutcome::Nothing, _)
            | (CredentialOutcome::Works, CredentialState::Works) => Ok(()),
            (CredentialOutcome::Works, before) => {
                // One that another branch is refused with does not work, whatever this one says.
                let other = before != CredentialState::Untested
                    && (own_trouble || others_in_trouble(tx, name, branch).await?);
                if other {
                    return Ok(());
                }
                self.set_state(tx, name, &known, CredentialState::Works, None).await
            }
            (CredentialOutcome::Failed(why), before) => {
                let unreadable = unusable
                    && matches!(&known, Known::Stored(stored) if self.open_stored(stored).is_err());
                let state =
                    if unreadable { CredentialState::Unreadable } else { CredentialState::Failed };
                if state == before {
                    return Ok(());
                }
                let problem = format!("{}: {why}", branch.repository.name);
                self.set_state(tx, name, &known, state, Some(problem)).await
            }
        }
    }

    /// Notes what a live test of a repository said of its credential, and that its branches answer
    /// again.
    pub(in crate::admin) async fn note_tried(
        &self,
        repository: &Repository,
        error: Option<&ExchangeError>,
    ) -> Result<(), EngineError> {
        let Some(name) = &repository.credential else { return Ok(()) };
        let known = self.known_credential(name).await?;
        let before = self.state_of(name, &known);
        let (state, problem) = match CredentialOutcome::by(error) {
            CredentialOutcome::Works if before == CredentialState::Untested => {
                (CredentialState::Works, None)
            }
            CredentialOutcome::Failed(why) if before != CredentialState::Failed => {
                (CredentialState::Failed, Some(format!("{}: {why}", repository.name)))
            }
            _ => return Ok(()),
        };
        let mut tx = self.store.write().await?;
        self.set_state(&mut tx, name, &known, state, problem).await?;
        tx.commit().await?;
        Ok(())
    }

    fn state_of(&self, name: &str, known: &Known) -> CredentialState {
        match known {
            Known::Configured(_) => self.configured.get(name).state,
            Known::Stored(stored) => stored.state,
        }
    }

    /// Notes a state and tells the audit.
    async fn set_state(
        &self,
        tx: &mut Transaction,
        name: &str,
        known: &Known,
        state: CredentialState,
        problem: Option<String>,
    ) -> Result<(), EngineError> {
        let before = self.state_of(name, known);
        self.set_tested(tx, name, known, state, problem.clone()).await?;
        // One of the configuration is untested after each start: that it still works is not news.
        let again = (before, state) == (CredentialState::Untested, CredentialState::Works);
        if !(again && matches!(known, Known::Configured(_))) {
            tx.audit(&[of_use(name, before, state, problem)]).await?;
        }
        Ok(())
    }

    /// Notes a state that the audit is told of otherwise.
    pub(super) async fn set_tested(
        &self,
        tx: &mut Transaction,
        name: &str,
        known: &Known,
        state: CredentialState,
        problem: Option<String>,
    ) -> Result<(), EngineError> {
        match known {
            Known::Configured(_) => {
                let checked_at = Some(now());
                self.configured.set(name, Configured { state, problem, checked_at });
            }
            Known::Stored(_) => {
                tx.set_credential_state(name, state, problem.as_deref(), now()).await?;
            }
        }
        Ok(())
    }

    /// A repository's branches are not held against a credential that it does not use any more.
    pub(in crate::admin) async fn forgive(
        &self,
        tx: &mut Transaction,
        repository: RepositoryId,
    ) -> Result<(), EngineError> {
        for queue in tx.queues_of_repository(repository).await? {
            if queue.problem.is_some() {
                tx.set_looked_at(queue.id, None, None).await?;
            }
            if queue.push_problem.is_some() {
                tx.set_push_problem(queue.id, None).await?;
            }
        }
        Ok(())
    }

    /// Finds out which stored credentials can be opened with the sealing keys that are available.
    pub(crate) async fn check_sealed(&self) -> Result<(), EngineError> {
        let mut after: Option<String> = None;
        loop {
            let some = self.store.credentials(after.as_deref(), 500).await?;
            let Some(last) = some.last() else { return Ok(()) };
            after = Some(last.name.clone());
            for stored in some {
                let (state, problem) = match self.open_stored(&stored) {
                    Err(error) => (
                        CredentialState::Unreadable,
                        Some(unreadable(&stored.name, error).to_string()),
                    ),
                    Ok(_) if stored.state == CredentialState::Unreadable => {
                        (CredentialState::Untested, None)
                    }
                    Ok(_) => continue,
                };
                if let Some(problem) = &problem {
                    tracing::error!(
                        credential = stored.name,
                        problem,
                        "a credential is unreadable"
                    );
                }
                if state == stored.state {
                    continue;
                }
                let mut tx = self.store.write().await?;
                let name = stored.name.clone();
                self.set_state(&mut tx, &name, &Known::Stored(Box::new(stored)), state, problem)
                    .await?;
                tx.commit().await?;
            }
        }
    }
}

/// Whether another branch has trouble with a credential.
async fn others_in_trouble(
    tx: &mut Transaction,
    name: &str,
    own: &Branch,
) -> Result<bool, EngineError> {
    let users: Vec<RepositoryId> = tx
        .repositories()
        .await?
        .into_iter()
        .filter(|repository| repository.credential.as_deref() == Some(name))
        .map(|repository| repository.id)
        .collect();
    Ok(tx.queues().await?.into_iter().any(|queue| {
        queue.id != own.queue.id
            && users.contains(&queue.repository_id)
            && (queue.problem.is_some() || queue.push_problem.is_some())
    }))
}

fn of_use(
    name: &str,
    before: CredentialState,
    state: CredentialState,
    problem: Option<String>,
) -> NewAudit {
    let (system, action) = (Actor::system(), AuditAction::CredentialUse);
    let told = match problem {
        Some(problem) => NewAudit::failed(&system, action, problem, now()),
        None => entry(&system, action).detail(state.to_string()),
    };
    told.subject(name)
        .before(&serde_json::json!({ "state": before }))
        .after(&serde_json::json!({ "state": state }))
}
