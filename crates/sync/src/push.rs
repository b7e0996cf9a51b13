//! Building commits on the known head, journaling them, and pushing: one exchange with the remote.

use hedgerow_git::{BuildError, Credential, NewCommit, Oid, PushOutcome, Signature};
use hedgerow_model::{Actor, Attempt, ChangeId, Millis, Person, RunId, RunState};

use crate::core::{Branch, Core, blocking, now};
use crate::error::EngineError;
use crate::exchange::Look;
use crate::journal::Journal;

/// A commit that is about to be pushed.
pub(crate) struct Prepared {
    pub(crate) change: Option<ChangeId>,
    pub(crate) commit: NewCommit,
}

/// How a push ended, once the remote was looked at where that was needed.
pub(crate) enum Pushed {
    /// The branch contains our commits; this is its head.
    Accepted(Oid),
    /// The branch moved; nothing of ours is there.
    Moved,
    /// The remote refused the stack; with fewer commits it may not.
    Declined(String),
    /// The remote refuses everything of ours for this reason.
    Refused(String),
    /// The credential does not work: the queue is read-only.
    ReadOnly(String),
    /// The remote did not answer: nobody knows. To be settled when it does.
    Unknown(String),
    /// The commit at this place cannot be built, with the reason; nothing was written or sent.
    Unbuildable(usize, String),
    /// It failed before anything was sent, or for sure did not arrive: retry.
    Retry(String),
}

/// Names of the points where the kill harness may strike.
pub(crate) struct Points {
    pub(crate) built: &'static str,
    pub(crate) journaled: &'static str,
    pub(crate) pushed: &'static str,
}

/// A person as Git records them, at a time of the journal: the same merge gives the same commit.
pub(crate) fn signature(person: &Person, at: Millis) -> Signature {
    Signature {
        name: person.name.clone(),
        email: person.email.clone(),
        seconds: at / 1000,
        offset: 0,
    }
}

impl Core {
    pub(crate) fn committer(&self) -> Person {
        Person {
            name: self.config.committer_name.clone(),
            email: self.config.committer_email.clone(),
        }
    }

    /// Builds the commits on the queue's head, journals them durably, and pushes them. `before` is
    /// written in the journal's transaction. Gives the commits' ids beside the outcome; a commit
    /// that changes nothing has none.
    #[expect(clippy::too_many_arguments, reason = "one protocol step with its journal")]
    pub(crate) async fn build_and_push(
        &self,
        branch: &Branch,
        run: RunId,
        number: i64,
        prepared: &[Prepared],
        mut tx: hedgerow_store::Transaction,
        points: &Points,
        journal: &mut Journal,
    ) -> Result<(Vec<Option<Oid>>, Pushed), EngineError> {
        let head = branch.head()?;
        let (mirror, commits) = (
            branch.mirror.clone(),
            prepared.iter().map(|prepared| prepared.commit.clone()).collect::<Vec<_>>(),
        );
        let built = match blocking(move || mirror.write_commits(head, &commits)).await? {
            Ok(built) => built,
            Err(BuildError::Edit { commit, path, problem }) => {
                let reason = format!("`{path}` cannot be written: {problem}; mend that in Git");
                return Ok((Vec::new(), Pushed::Unbuildable(commit, reason)));
            }
            Err(error) => return Err(error.into()),
        };
        self.steps.reached(points.built);
        let oids: Vec<Option<Oid>> =
            built.iter().map(|built| built.oid.filter(|_| !built.unchanged)).collect();
        let Some(new) = oids.iter().rev().flatten().next().copied() else {
            tx.commit().await?;
            return match head {
                Some(head) => Ok((oids, Pushed::Accepted(head))),
                None => Ok((oids, Pushed::Refused("there is nothing to commit".to_owned()))),
            };
        };
        let attempts: Vec<Attempt> = (0_i64..)
            .zip(prepared.iter().zip(&oids))
            .filter_map(|(position, (prepared, oid))| {
                Some(Attempt {
                    run_id: run,
                    number,
                    position,
                    change_id: prepared.change,
                    parent: head.map(|head| head.to_string()),
                    oid: (*oid)?.to_string(),
                })
            })
            .collect();
        tx.add_attempts(&attempts, now()).await?;
        tx.set_run_state(run, RunState::Pushing).await?;
        tx.commit().await?;
        journal.step("committed", Some(format!("{} commits, head {new}", attempts.len())));
        self.steps.reached(points.journaled);
        let pushed = self.push(branch, head, new).await?;
        self.steps.reached(points.pushed);
        Ok((oids, pushed))
    }

    async fn push(
        &self,
        branch: &Branch,
        head: Option<Oid>,
        new: Oid,
    ) -> Result<Pushed, EngineError> {
        let (mirror, credential, name) =
            (branch.mirror.clone(), branch.credential.clone(), branch.queue.branch.clone());
        let outcome = blocking(move || mirror.push(&credential, &name, head, new)).await?;
        metrics::counter!("hedgerow_pushes_total", "outcome" => class(&outcome)).increment(1);
        let message = outcome.message().trim().to_owned();
        if let Credential::Unusable { reason } = &branch.credential {
            return Ok(Pushed::ReadOnly(format!("{reason}; drafts are kept")));
        }
        Ok(match outcome {
            PushOutcome::Accepted => Pushed::Accepted(new),
            PushOutcome::HookDeclined { .. } => {
                Pushed::Declined(format!("a hook of the remote declined it: {message}"))
            }
            PushOutcome::TooLarge { .. } => {
                Pushed::Declined(format!("the remote finds it too large: {message}"))
            }
            PushOutcome::Protected { .. } => Pushed::Refused(format!(
                "branch `{}` takes no direct pushes ({message}); let Hedgerow's account push \
                 there, or connect another branch",
                branch.queue.branch
            )),
            PushOutcome::Authentication { .. } => Pushed::ReadOnly(format!(
                "the remote did not accept the credential ({message}); drafts are kept. Mend the \
                 credential and publish again"
            )),
            PushOutcome::Permission { .. } => Pushed::ReadOnly(format!(
                "the credential may not push ({message}); drafts are kept. Give it write access \
                 and publish again"
            )),
            // The mirror was made anew meanwhile: the same commits are built again.
            PushOutcome::Invalid { .. } if !branch.mirror.commit_exists(new) => {
                Pushed::Retry(message)
            }
            PushOutcome::Invalid { .. } => Pushed::Refused(message),
            // A stale lease is looked into as well: a transport that sends a request twice meets
            // its own commit the second time.
            PushOutcome::StaleLease { .. }
            | PushOutcome::Network { .. }
            | PushOutcome::TimedOut
            | PushOutcome::Unknown { .. } => self.look_for(branch, head, new, &message).await,
        })
    }

    /// After an unclear outcome: the remote tells (law 3).
    async fn look_for(
        &self,
        branch: &Branch,
        head: Option<Oid>,
        new: Oid,
        message: &str,
    ) -> Pushed {
        let (mirror, credential, name, cancel) = (
            branch.mirror.clone(),
            branch.credential.clone(),
            branch.queue.branch.clone(),
            self.cancel.clone(),
        );
        let looked = tokio::task::spawn_blocking(move || {
            let remote = mirror.ls_remote(&credential, &name)?;
            if remote == Some(new) || remote == head {
                return Ok(remote);
            }
            Ok(mirror.fetch(&credential, &name, &mut |_| (), &cancel)?.new)
        })
        .await;
        let remote: Result<Option<Oid>, hedgerow_git::ExchangeError> = match looked {
            Ok(remote) => remote,
            Err(error) => return Pushed::Unknown(error.to_string()),
        };
        match remote {
            Ok(Some(remote)) if remote == new => Pushed::Accepted(new),
            Ok(remote) if remote == head => Pushed::Retry(message.to_owned()),
            Ok(Some(remote)) => match self.contains(branch, remote, new).await {
                Ok(true) => Pushed::Accepted(remote),
                Ok(false) => Pushed::Moved,
                Err(error) => Pushed::Unknown(error.to_string()),
            },
            Ok(None) => Pushed::Moved,
            Err(error) => Pushed::Unknown(format!("{message}; then {error}")),
        }
    }

    /// Brings the database to the branch's newest head after a refused lease.
    pub(crate) async fn catch_up(&self, branch: &Branch) -> Result<(), EngineError> {
        match self.look(branch).await? {
            Look::New(new) => self.ingest(branch, new, &Actor::system()).await.map(|_| ()),
            Look::Same | Look::Absent => Ok(()),
        }
    }
}

fn class(outcome: &PushOutcome) -> &'static str {
    match outcome {
        PushOutcome::Accepted => "accepted",
        PushOutcome::StaleLease { .. } => "stale lease",
        PushOutcome::HookDeclined { .. } => "hook declined",
        PushOutcome::Protected { .. } => "protected",
        PushOutcome::Authentication { .. } => "authentication",
        PushOutcome::Permission { .. } => "permission",
        PushOutcome::TooLarge { .. } => "too large",
        PushOutcome::Network { .. } => "network",
        PushOutcome::TimedOut => "timed out",
        PushOutcome::Unknown { .. } => "unknown",
        PushOutcome::Invalid { .. } => "invalid",
    }
}
