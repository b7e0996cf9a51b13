//! Building commits on the known head and journaling them; pushing them: one exchange with the remote.

use hedgerow_git::{BuildError, Credential, NewCommit, Oid, PushOutcome, Signature};
use hedgerow_model::{Actor, Attempt, ChangeId, Millis, Person, Reason, RunId, RunState};
use hedgerow_outbound::Pushed;
use hedgerow_outbound::branch::{Arrival, Place, arrived};

use super::Outbound;
use super::journal::Journal;
use crate::core::{Branch, blocking, now};
use crate::error::EngineError;
use crate::ingest::{Look, place};

/// A commit that is about to be pushed.
pub(crate) struct Prepared {
    pub(crate) change: Option<ChangeId>,
    pub(crate) commit: NewCommit,
}

/// What building commits gave.
pub(crate) enum Built {
    /// The commits are journaled; one that changes nothing has no id.
    Commits(Vec<Option<Oid>>),
    /// None of them changes anything: that counts as this.
    Unchanged(Sent),
    /// The commit at this place cannot be built, with the reason; nothing was written.
    Unbuildable(usize, Reason),
}

/// A push that ended.
pub(crate) struct Sent {
    pub(crate) pushed: Pushed<Reason>,
    /// The head that has our commits, when it was accepted.
    pub(crate) head: Option<Oid>,
}

impl Sent {
    fn accepted(head: Oid) -> Self {
        Self { pushed: Pushed::Accepted, head: Some(head) }
    }

    fn not(pushed: Pushed<Reason>) -> Self {
        Self { pushed, head: None }
    }
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

impl Outbound<'_> {
    pub(crate) fn committer(&self) -> Person {
        Person {
            name: self.config.committer_name.clone(),
            email: self.config.committer_email.clone(),
        }
    }

    /// Builds the commits of a run's attempt on the queue's head, and journals them durably together
    /// with what `tx` has written.
    pub(crate) async fn build(
        &self,
        branch: &Branch,
        (run, number): (RunId, u32),
        prepared: &[Prepared],
        mut tx: hedgerow_store::Transaction,
        points: &Points,
        journal: &mut Journal,
    ) -> Result<Built, EngineError> {
        let head = branch.tip()?;
        let (mirror, commits) = (
            branch.mirror.clone(),
            prepared.iter().map(|prepared| prepared.commit.clone()).collect::<Vec<_>>(),
        );
        let built = match blocking(move || mirror.write_commits(head, &commits)).await? {
            Ok(built) => built,
            Err(BuildError::Edit { commit, path, problem }) => {
                let reason = Reason::Unwritable { path, detail: problem.to_string() };
                return Ok(Built::Unbuildable(commit, reason));
            }
            Err(error) => return Err(error.into()),
        };
        self.steps.reached(points.built);
        let oids: Vec<Option<Oid>> =
            built.iter().map(|built| built.oid.filter(|_| !built.unchanged)).collect();
        let Some(new) = oids.iter().rev().flatten().next().copied() else {
            tx.commit().await?;
            return Ok(Built::Unchanged(match head {
                Some(head) => Sent::accepted(head),
                None => Sent::not(Pushed::Refused(Reason::NothingToCommit)),
            }));
        };
        let attempts: Vec<Attempt> = (0_i64..)
            .zip(prepared.iter().zip(&oids))
            .filter_map(|(position, (prepared, oid))| {
                Some(Attempt {
                    run_id: run,
                    number: number.into(),
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
        let many = if attempts.len() == 1 { "commit" } else { "commits" };
        journal.done("committed", Some(format!("{} {many}, head {new}", attempts.len())));
        self.steps.reached(points.journaled);
        Ok(Built::Commits(oids))
    }

    /// Pushes the newest of these commits, with a lease on the head they were built on.
    pub(crate) async fn push(
        &self,
        branch: &Branch,
        oids: &[Option<Oid>],
        points: &Points,
    ) -> Result<Sent, EngineError> {
        let newest = oids.iter().rev().flatten().next().copied();
        let new = newest.ok_or_else(|| EngineError::Internal("a push of nothing".to_owned()))?;
        let sent = self.send(branch, branch.tip()?, new).await?;
        self.steps.reached(points.pushed);
        Ok(sent)
    }

    async fn send(
        &self,
        branch: &Branch,
        head: Option<Oid>,
        new: Oid,
    ) -> Result<Sent, EngineError> {
        let (mirror, credential, name) =
            (branch.mirror.clone(), branch.credential.clone(), branch.queue.branch.clone());
        let exchange = self.exchange(branch.queue.id);
        let outcome = blocking(move || mirror.push(&credential, &name, head, new)).await?;
        drop(exchange);
        metrics::counter!("hedgerow_pushes_total", "outcome" => class(&outcome)).increment(1);
        let text = outcome.message().trim().to_owned();
        if let Credential::Unusable { reason } = &branch.credential {
            let text = reason.clone();
            return Ok(Sent::not(Pushed::ReadOnly(Reason::CredentialUnusable { text })));
        }
        Ok(Sent::not(match outcome {
            PushOutcome::Accepted => return Ok(Sent::accepted(new)),
            PushOutcome::HookDeclined { .. } => Pushed::Declined(Reason::HookDeclined { text }),
            PushOutcome::TooLarge { .. } => Pushed::Declined(Reason::TooLarge { text }),
            PushOutcome::Protected { .. } => {
                let branch = branch.queue.branch.clone();
                Pushed::Refused(Reason::ProtectedBranch { branch, text })
            }
            PushOutcome::Authentication { .. } => {
                Pushed::ReadOnly(Reason::CredentialRefused { text })
            }
            PushOutcome::Permission { .. } => Pushed::ReadOnly(Reason::NoWriteAccess { text }),
            // The mirror was made anew meanwhile: the same commits are built again.
            PushOutcome::Invalid { .. } if !branch.mirror.commit_exists(new) => {
                Pushed::Retry(unreachable(text))
            }
            PushOutcome::Invalid { .. } | PushOutcome::Refused { .. } => {
                Pushed::Refused(Reason::PushRefused { text })
            }
            PushOutcome::NotSent { .. } => Pushed::Retry(unreachable(text)),
            // A transport that sends a request twice may meet its own commit the second time: the look
            // before the next attempt finds that out.
            PushOutcome::StaleLease { .. } => Pushed::Moved,
            PushOutcome::Network { .. } | PushOutcome::TimedOut | PushOutcome::Unknown { .. } => {
                return Ok(self.look_for(branch, head, new, &text).await);
            }
        }))
    }

    /// After an unclear outcome: the remote tells (law 3).
    async fn look_for(&self, branch: &Branch, head: Option<Oid>, new: Oid, message: &str) -> Sent {
        let (mirror, credential, name) =
            (branch.mirror.clone(), branch.credential.clone(), branch.queue.branch.clone());
        let _exchange = self.exchange(branch.queue.id);
        let looked = blocking(move || {
            let mut remote = mirror.ls_remote(&credential, &name)?;
            if remote != Some(new) && remote != head {
                remote = mirror.fetch(&credential, &name, &mut |_| ())?.new;
            }
            let place = match remote {
                Some(remote) => place(&mirror, new, remote).unwrap_or(Place::Unknown),
                None => Place::Elsewhere,
            };
            Ok::<_, hedgerow_git::ExchangeError>(arrived(remote, head, &new, place))
        })
        .await;
        Sent::not(match looked {
            Ok(Ok(Arrival::Arrived(head))) => return Sent::accepted(head),
            Ok(Ok(Arrival::Unmoved)) => Pushed::Retry(unreachable(message.to_owned())),
            Ok(Ok(Arrival::Moved)) => Pushed::Moved,
            Ok(Ok(Arrival::Unknown)) => Pushed::Unknown(unreachable(format!(
                "{message}; then its history could not be read"
            ))),
            Ok(Err(error)) => Pushed::Unknown(unreachable(format!("{message}; then {error}"))),
            Err(error) => Pushed::Unknown(unreachable(error.to_string())),
        })
    }

    /// Brings the database to the branch's newest head; says whether that moved.
    pub(crate) async fn catch_up(&self, branch: &Branch) -> Result<bool, EngineError> {
        match self.ingest().look(branch).await? {
            Look::New(new) => {
                self.ingest().ingest(branch, new, &Actor::system()).await?;
                Ok(true)
            }
            Look::Same | Look::Absent => Ok(false),
        }
    }

    /// As [`Self::catch_up`], for a run: what went wrong is kept in `failed`, and why the branch was
    /// not reached is the error.
    pub(crate) async fn catch_up_in_run(
        &self,
        branch: &Branch,
        failed: &mut Option<EngineError>,
    ) -> Result<bool, Reason> {
        self.catch_up(branch).await.map_err(|error| {
            let reason = unreachable(error.to_string());
            *failed = Some(error);
            reason
        })
    }
}

fn unreachable(text: String) -> Reason {
    Reason::RemoteUnreachable { text }
}

fn class(outcome: &PushOutcome) -> &'static str {
    match outcome {
        PushOutcome::Accepted => "accepted",
        PushOutcome::StaleLease { .. } => "stale lease",
        PushOutcome::HookDeclined { .. } => "hook declined",
        PushOutcome::Protected { .. } => "protected",
        PushOutcome::Authentication { .. } => "authentication",
        PushOutcome::Permission { .. } => "permission",
        PushOutcome::Refused { .. } => "refused",
        PushOutcome::NotSent { .. } => "not sent",
        PushOutcome::TooLarge { .. } => "too large",
        PushOutcome::Network { .. } => "network",
        PushOutcome::TimedOut => "timed out",
        PushOutcome::Unknown { .. } => "unknown",
        PushOutcome::Invalid { .. } => "invalid",
    }
}
