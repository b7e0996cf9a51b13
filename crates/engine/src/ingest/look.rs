//! Looking at a remote and bringing a queue's branch up to date.

use hedgerow_git::{ExchangeError, Mirror, Oid, ReadError};
use hedgerow_model::{Actor, QueueId};
use hedgerow_outbound::branch::Containment;

use super::Ingest;
use crate::admin::CredentialOutcome;
use crate::core::{Branch, now};
use crate::error::EngineError;
use crate::ingest::Reports;
use crate::views::Event;
use hedgerow_plan::is_stale;

/// What a look at the remote gave.
pub(crate) enum RemoteState {
    /// The branch is where the database is.
    Same,
    /// There is no such branch yet.
    Absent,
    /// The branch moved, and the mirror has it.
    New(Oid),
}

impl Ingest<'_> {
    /// Asks the remote where the branch is; fetches when it moved. Also the live test of the
    /// credential: what is in the way is recorded with the queue.
    pub(crate) async fn look(&self, branch: &Branch) -> Result<RemoteState, EngineError> {
        match self.ask(branch).await {
            Ok(look) => {
                let gone = matches!(look, RemoteState::Absent) && branch.queue.head.is_some();
                let problem = gone.then(|| {
                    format!(
                        "branch `{}` was deleted on the remote; everything is kept",
                        branch.queue.branch
                    )
                });
                if !matches!(look, RemoteState::New(_)) {
                    self.note_look(branch, true, problem.as_deref(), &CredentialOutcome::Works)
                        .await?;
                } else if branch.repository.credential.is_some() {
                    // The ingest may still fail; that the remote let us in is known now.
                    let mut tx = self.write_to_queue(branch.queue.id).await?;
                    self.admin()
                        .note_use(&mut tx, branch, &CredentialOutcome::Works, false)
                        .await?;
                    tx.commit().await?;
                }
                match problem {
                    Some(problem) => Err(EngineError::Remote(problem)),
                    None => Ok(look),
                }
            }
            Err(error) => {
                let said = CredentialOutcome::by(Some(&error));
                let error = EngineError::from(error);
                self.note_look(branch, false, Some(&error.to_string()), &said).await?;
                Err(error)
            }
        }
    }

    async fn ask(&self, branch: &Branch) -> Result<RemoteState, ExchangeError> {
        let (mirror, credential) = (branch.mirror.clone(), branch.credential.clone());
        let name = branch.queue.branch.clone();
        let known = branch.queue.head.clone();
        let level = branch.sources.iter().all(|source| {
            source.ingested_commit.as_deref() == known.as_deref()
                && !is_stale(source)
                && source.policy_tree.is_some()
        });
        let events = self.events.clone();
        let _exchange = self.exchange(branch.queue.id);
        let asked = tokio::task::spawn_blocking(move || {
            let Some(remote) = mirror.ls_remote(&credential, &name)? else {
                return Ok(RemoteState::Absent);
            };
            if Some(remote.to_string()) == known && level && mirror.commit_exists(remote) {
                return Ok(RemoteState::Same);
            }
            if mirror.known_head(&name) == Some(remote) && mirror.commit_exists(remote) {
                return Ok(RemoteState::New(remote));
            }
            let mut progress = |line: &str| {
                events.progress(Event::progress(None, line));
            };
            let fetched = mirror.fetch(&credential, &name, &mut progress)?;
            Ok(fetched.new.map_or(RemoteState::Absent, RemoteState::New))
        });
        asked.await.unwrap_or_else(|error| {
            Err(ExchangeError::Other { message: format!("a worker ended early: {error}") })
        })
    }

    /// Records that the remote was looked at.
    pub(crate) async fn note_look(
        &self,
        branch: &Branch,
        answered: bool,
        problem: Option<&str>,
        said: &CredentialOutcome,
    ) -> Result<(), EngineError> {
        if !answered && branch.queue.problem.as_deref() == problem {
            return Ok(());
        }
        // That this server stops is not a trouble of the remote's.
        if !answered && self.cancel.is_cancelled() {
            return Ok(());
        }
        let mut tx = self.write_to_queue(branch.queue.id).await?;
        tx.set_looked_at(branch.queue.id, answered.then(now), problem).await?;
        self.admin().note_use(&mut tx, branch, said, false).await?;
        if branch.queue.problem.as_deref() != problem {
            self.record().emit_queue(&mut tx, branch, problem).await?;
        }
        tx.commit().await?;
        Ok(())
    }

    /// Looks at the remote and ingests what is new, because `actor` asked.
    pub(crate) async fn refresh(
        &self,
        branch: &Branch,
        actor: &Actor,
    ) -> Result<Option<Reports>, EngineError> {
        match self.look(branch).await? {
            RemoteState::Same | RemoteState::Absent => Ok(None),
            RemoteState::New(new) => {
                self.steps.reached("ingest.fetched");
                self.ingest(branch, new, actor).await.map(Some)
            }
        }
    }

    /// As [`Ingest::present`], for whoever only reads: the lock is taken, and what is unfinished
    /// settled, only where the mirror lost the head and the remote must be asked.
    pub(crate) async fn readable(&self, queue: QueueId) -> Result<Branch, EngineError> {
        let branch = self.branch(queue).await?;
        if let Some(head) = branch.head()?
            && branch.mirror.commit_exists(head)
        {
            return Ok(branch);
        }
        let mut guard = self.lock_queue_for_people(queue).await?;
        self.outbound().settle(queue, &mut guard).await?;
        self.present(queue).await
    }

    /// The queue's branch with its head present in the mirror. A mirror is a cache: what it lost is
    /// fetched again. The queue's lock must be held.
    pub(crate) async fn present(&self, queue: QueueId) -> Result<Branch, EngineError> {
        let mut branch = self.branch(queue).await?;
        let lost = match branch.head()? {
            Some(head) => !branch.mirror.commit_exists(head),
            None => true,
        };
        if !lost {
            return Ok(branch);
        }
        let moved = self.outbound().catch_up(&branch).await?;
        self.after_look(&mut branch, moved).await?;
        Ok(branch)
    }

    /// What was gathered of a branch, now that the remote answered: gathered again only where it moved.
    pub(crate) async fn after_look(
        &self,
        branch: &mut Branch,
        moved: bool,
    ) -> Result<(), EngineError> {
        if moved {
            *branch = self.branch(branch.queue.id).await?;
        } else {
            branch.queue.problem = None;
        }
        Ok(())
    }
}

/// Where a commit is, seen from a head that the mirror has.
pub(crate) fn place(mirror: &Mirror, commit: Oid, head: Oid) -> Result<Containment, ReadError> {
    if !mirror.commit_exists(commit) {
        return Ok(Containment::Missing);
    }
    Ok(if mirror.is_ancestor(commit, head)? {
        Containment::Contained
    } else {
        Containment::Elsewhere
    })
}
