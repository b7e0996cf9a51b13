//! The engine's face: one method for each thing that can be asked of it.

use std::sync::Arc;
use std::time::Instant;

use hedgerow_model::{Actor, ChangeState, ConflictId, ConflictState, Identity, Severity};
use hedgerow_store::{Store, Unlocked};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use hedgerow_plan::{Fate, Stack};
use hedgerow_seal::Keyring;

use crate::config::EngineConfig;
use crate::core::MirrorFiles;
use crate::core::{Core, blocking, now};
use crate::core::{NoSteps, Steps};
use crate::error::EngineError;
use crate::jobs;
use crate::reads::finding_view;
use crate::told::Listener;
use crate::views::{
    Approve, Ask, ChangeView, ConflictView, CredentialSettings, CredentialView, DiffView,
    DraftRequest, FabricSettings, FabricView, FindingView, NewCredential, NewFabric, NewRepository,
    Page, Person, PublishReport, PublishRequest, RepairView, RepositorySettings, RepositoryView,
    Resolution, Rotation, SyncReport,
};

/// The engine. Cheap to clone; the last clone that goes leaves the database closed.
#[derive(Clone)]
pub struct Engine {
    pub(crate) core: Arc<Core>,
    tasks: TaskTracker,
    stop: CancellationToken,
    actor: Arc<Actor>,
}

impl std::fmt::Debug for Engine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Engine")
    }
}

type Answer<T> = Result<T, EngineError>;

impl Engine {
    /// Opens the database and the mirrors, and settles what an earlier process left unfinished.
    ///
    /// # Errors
    /// When the data folder or the database cannot be used.
    pub async fn open(config: EngineConfig) -> Answer<Self> {
        Self::open_with_steps(config, Arc::new(NoSteps)).await
    }

    /// As [`Engine::open`], telling `steps` of every point it passes: for the kill harness.
    ///
    /// # Errors
    /// As [`Engine::open`].
    pub async fn open_with_steps(config: EngineConfig, steps: Arc<dyn Steps>) -> Answer<Self> {
        let folder = config.data.join("mirrors");
        std::fs::create_dir_all(&folder).map_err(|error| {
            EngineError::Internal(format!("folder {}: {error}", folder.display()))
        })?;
        let keyring = Keyring::load(&config.sealing.current, &config.sealing.former)
            .map_err(|error| EngineError::Refused(error.to_string()))?;
        let store = Store::open(&config.database).await?;
        unlock(&store, &keyring).await?;
        let core = Arc::new(Core::new(config, store, keyring, steps));
        core.admin().check_sealed().await?;
        core.jobs().settle_everything().await?;
        let actor = Arc::new(Actor::system());
        Ok(Self { core, tasks: TaskTracker::new(), stop: CancellationToken::new(), actor })
    }

    /// Starts polling and automatic publishing.
    pub fn start(&self) {
        jobs::start(&self.core, &self.tasks, &self.stop);
    }

    /// The same engine, with somebody else asking: who that is stands in the audit and, for drafts,
    /// in the commits.
    #[must_use]
    pub fn acting_as(&self, actor: Actor) -> Self {
        Self { actor: Arc::new(actor), ..self.clone() }
    }

    /// The database, for what is kept beside the engine's own matters: people, sessions, the audit.
    #[must_use]
    pub fn store(&self) -> &Store {
        &self.core.store
    }

    /// Ends what happens without being asked, waits for it, and closes the database.
    pub async fn shutdown(&self) {
        self.stop.cancel();
        self.core.cancel.cancel();
        self.tasks.close();
        self.tasks.wait().await;
        self.core.store.close().await;
    }

    /// What happens from now on, for live views; behind the event `since`, where it is still known.
    #[must_use]
    pub fn listen(&self, since: Option<&str>) -> Listener {
        self.core.events.listen(since)
    }

    /// Whether requests can be answered.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn ready(&self) -> Answer<()> {
        Ok(self.core.store.ping().await?)
    }

    /// Connects a repository, after a live test of URL and credential.
    ///
    /// # Errors
    /// When the name or the repository is taken, or the remote does not answer.
    pub async fn add_repository(&self, new: NewRepository) -> Answer<RepositoryView> {
        self.core.admin().add_repository(new, &self.actor).await
    }

    /// Switches a repository to another credential, or to another branch for new fabrics, after a
    /// live test. `expected` is the revision that was seen; `None` asks for none.
    ///
    /// # Errors
    /// When the remote does not take it, or the credential is for another host;
    /// [`EngineError::Moved`] when it was edited since it was looked at.
    pub async fn update_repository(
        &self,
        name: &str,
        settings: RepositorySettings,
        expected: Option<i64>,
    ) -> Answer<RepositoryView> {
        self.core.admin().update_repository(name, settings, expected, &self.actor).await
    }

    /// Stores a credential, its secret sealed.
    ///
    /// # Errors
    /// When the name is taken, or the secret cannot be one of its kind.
    pub async fn add_credential(&self, new: NewCredential) -> Answer<CredentialView> {
        self.core.admin().add_credential(new, &self.actor).await
    }

    /// The credentials, by name; never their secrets.
    ///
    /// # Errors
    /// When the page cannot be read or the database does not answer.
    pub async fn credentials(&self, ask: &Ask) -> Answer<Page<CredentialView>> {
        self.core.admin().credential_page(ask).await
    }

    /// One credential; never its secret.
    ///
    /// # Errors
    /// When there is none of this name.
    pub async fn credential(&self, name: &str) -> Answer<CredentialView> {
        self.core.admin().credential_view(name).await
    }

    /// Changes what describes a credential. `expected` is the revision that was seen.
    ///
    /// # Errors
    /// When it was edited since, is of the configuration, or a repository would be without.
    pub async fn update_credential(
        &self,
        name: &str,
        settings: CredentialSettings,
        expected: Option<i64>,
    ) -> Answer<CredentialView> {
        self.core.admin().update_credential(name, settings, expected, &self.actor).await
    }

    /// Exchanges a credential's secret, once every repository that uses it took the new one; at
    /// once when `untested`.
    ///
    /// # Errors
    /// When a repository does not take it: then the old one is still in use.
    pub async fn rotate_credential(
        &self,
        name: &str,
        rotation: Rotation,
        untested: bool,
        expected: Option<i64>,
    ) -> Answer<CredentialView> {
        self.core.admin().rotate_credential(name, rotation, untested, expected, &self.actor).await
    }

    /// Tries a credential, live, with every repository that uses it. That it does not work is an
    /// answer, not an error.
    ///
    /// # Errors
    /// When there is none of this name.
    pub async fn test_credential(&self, name: &str) -> Answer<CredentialView> {
        self.core.admin().test_credential(name, &self.actor).await
    }

    /// Removes a credential.
    ///
    /// # Errors
    /// When a repository uses it, or it is of the configuration.
    pub async fn remove_credential(&self, name: &str, expected: Option<i64>) -> Answer<()> {
        self.core.admin().remove_credential(name, expected, &self.actor).await
    }

    /// Tests a repository's connection and credential with one live exchange.
    ///
    /// # Errors
    /// Says why it failed and what to do.
    pub async fn test_repository(&self, name: &str) -> Answer<RepositoryView> {
        self.core.admin().test_repository(name).await
    }

    /// Forgets a repository that no fabric uses. `expected` is the revision that was seen; `None`
    /// asks for none.
    ///
    /// # Errors
    /// When a fabric uses it; [`EngineError::Moved`] when it was edited since.
    pub async fn remove_repository(&self, name: &str, expected: Option<i64>) -> Answer<()> {
        self.core.admin().remove_repository(name, expected, &self.actor).await
    }

    /// Connects a fabric. Nothing is read from Git yet.
    ///
    /// # Errors
    /// When the name or the directory is taken, or the definitions cannot be used.
    pub async fn add_fabric(&self, new: NewFabric) -> Answer<FabricView> {
        self.core.admin().add_fabric(new, &self.actor).await
    }

    /// Changes a fabric's settings. `expected` is the revision that was seen; `None` asks for none.
    ///
    /// # Errors
    /// When there is none of this name, or a setting is out of range; [`EngineError::Moved`] when it
    /// was edited since.
    pub async fn update_fabric(
        &self,
        name: &str,
        settings: FabricSettings,
        expected: Option<i64>,
    ) -> Answer<FabricView> {
        self.core.admin().update_fabric(name, settings, expected, &self.actor).await
    }

    /// Forgets a fabric without open drafts. Git is not touched. `expected` is the revision that was
    /// seen; `None` asks for none.
    ///
    /// # Errors
    /// When it has drafts that are not published; [`EngineError::Moved`] when it was edited since.
    pub async fn remove_fabric(&self, name: &str, expected: Option<i64>) -> Answer<()> {
        self.core.admin().remove_fabric(name, expected, &self.actor).await
    }

    /// Brings the database up to date with Git, normalises raw/, publishes what is queued.
    ///
    /// # Errors
    /// When the remote does not answer or refuses.
    pub async fn sync(&self, fabric: &str) -> Answer<SyncReport> {
        let began = Instant::now();
        let core = &self.core;
        let fabric = core.fabric_named(fabric).await?;
        let source = core.source_of(&fabric).await?;
        core.progress(Some(&fabric.name), "waiting for the branch");
        let mut guard = core.lock_queue(source.queue_id).await;
        core.outbound().settle(source.queue_id, &mut guard).await?;
        core.progress(Some(&fabric.name), "looking at the remote");
        let branch = core.branch(source.queue_id).await?;
        let reports = core.ingest().refresh(&branch, &self.actor).await?;
        if reports.as_ref().is_some_and(|reports| reports.contains_key(&fabric.id)) {
            core.untold(fabric.id);
        }
        let mut report = reports
            .and_then(|mut reports| reports.remove(&fabric.id))
            .or_else(|| core.untold(fabric.id))
            .unwrap_or_else(|| SyncReport { nothing_new: true, ..SyncReport::default() });
        report.fabric.clone_from(&fabric.name);
        core.own().normalise(&source, &mut report, &self.actor).await?;
        if report.normalise_commit.is_some() {
            report.nothing_new = false;
        }
        core.outbound().drain_locked(source.queue_id, &mut guard).await?;
        let current = core.source_of(&fabric).await?;
        report.commit = current.ingested_commit;
        if report.commit.is_none() {
            report.alerts.push(format!(
                "branch `{}` does not exist on the remote yet; the first publish or push creates it",
                branch.queue.branch
            ));
        }
        report.duration_ms = began.elapsed().as_secs_f64() * 1000.0;
        Ok(report)
    }

    /// Saves drafts in a change: all of them, or none.
    ///
    /// # Errors
    /// Says which edit cannot be, and why.
    pub async fn save_drafts(&self, fabric: &str, request: DraftRequest) -> Answer<ChangeView> {
        self.core.drafts().save_drafts(fabric, request, &self.actor).await
    }

    /// Throws a change and its drafts away. `expected` is the revision that was seen, so that no draft
    /// of another person goes unseen; `None` asks for none.
    ///
    /// # Errors
    /// When it was published or is on its way; [`EngineError::Moved`] when it is at another revision.
    pub async fn discard(&self, change: &str, expected: Option<i64>) -> Answer<ChangeView> {
        self.core.drafts().discard(change, expected, &self.actor).await
    }

    /// The exact diff that publishing the change now would push.
    ///
    /// # Errors
    /// When there is no such change or it is over.
    pub async fn diff(&self, change: &str) -> Answer<DiffView> {
        let core = &self.core;
        let change = core.change_named(change).await?;
        if change.state.is_final() {
            return Err(EngineError::Refused(format!(
                "change `{}` is {}; see its commit{}",
                change.name,
                change.state,
                change.commit.as_deref().map(|c| format!(" {c}")).unwrap_or_default()
            )));
        }
        let fabric = core
            .store
            .fabric(change.fabric_id)
            .await?
            .ok_or_else(|| EngineError::not_found("fabric", change.fabric_id.to_string()))?;
        let source = core.source_of(&fabric).await?;
        let queue = core.lock_queue(source.queue_id).await;
        let branch = core.ingest().present(source.queue_id).await?;
        drop(queue);
        let inputs = core.outbound().inputs(&branch, std::slice::from_ref(&change)).await?;
        let (mirror, head) = (branch.mirror.clone(), branch.head()?);
        let large = core.outbound().large_deletion_bounds();
        let (fate, diff) = blocking(move || {
            let mut stack = Stack::new(MirrorFiles::new(mirror, head), large);
            let fate = inputs.iter().map(|input| stack.add(input)).next();
            let diff = stack.diff();
            (fate, diff)
        })
        .await?;
        let diff = diff.map_err(|error| EngineError::Internal(error.to_string()))?;
        let (mut problems, mut waits) = (Vec::new(), None);
        match fate {
            Some(Fate::Invalid(findings)) => problems.extend(findings.iter().map(finding_view)),
            Some(Fate::Waiting(reason)) => waits = Some(reason),
            Some(Fate::Conflicted(conflicts)) => {
                for (draft, found) in conflicts {
                    problems.extend(found.iter().map(|conflict| FindingView {
                        path: String::new(),
                        line: 0,
                        column: 0,
                        severity: Severity::Error,
                        rule: "conflict".to_owned(),
                        message: format!("conflicts with Git ({})", conflict.kind),
                        resource: Some(draft.identity.to_string()),
                        field: Some(conflict.path.clone()),
                    }));
                }
            }
            _ => {}
        }
        let open = core.store.conflicts_of_change(change.id, ConflictState::Open).await?;
        Ok(DiffView {
            change: change.name,
            head: branch.queue.head,
            diff,
            problems,
            waits,
            conflicts: core.reads().conflict_views(open).await?,
        })
    }

    /// Publishes a change and waits for the outcome. A change that is conflicted, invalid or held
    /// is an answer, not an error.
    ///
    /// # Errors
    /// When there is no such change, it is over, it was previewed on another head, or the remote
    /// did not say whether it took it.
    pub async fn publish(&self, change: &str, request: PublishRequest) -> Answer<PublishReport> {
        let began = Instant::now();
        let core = &self.core;
        let change = core.change_named(change).await?;
        let drafts = core.store.draft_lines(&[change.id]).await?;
        if change.state.is_final() {
            return Err(EngineError::Refused(format!(
                "change `{}` is {} already",
                change.name, change.state
            )));
        }
        if drafts.is_empty() {
            return Err(EngineError::Refused(format!(
                "change `{}` has no drafts; there is nothing to publish",
                change.name
            )));
        }
        let queue = core.queue_of(change.fabric_id).await?;
        if let Some(previewed) = &request.previewed {
            let queue = core.store.queue(queue).await?;
            if queue.head.as_ref() != Some(previewed) {
                return Err(EngineError::Moved(format!(
                    "the branch moved since you looked (it is at {} now); look at the new diff",
                    queue.head.as_deref().unwrap_or("nothing")
                )));
            }
        }
        core.steps.reached("publish.before-intent");
        let mut state = change.state;
        if !matches!(state, ChangeState::Queued | ChangeState::Publishing) {
            state = core.drafts().ask_to_publish(change.id, &request, &self.actor).await?;
        }
        core.steps.reached("publish.intent-written");
        if state == ChangeState::AwaitingApproval {
            core.told().tell_changes_of(&[change.id]).await;
        } else {
            core.outbound().drain(queue).await?;
        }
        let change = core.change_by_id(change.id).await?;
        let attempts = core.store.attempts_of_change(change.id).await?;
        let open = core.store.conflicts_of_change(change.id, ConflictState::Open).await?;
        let mut warnings = Vec::new();
        if change.state == ChangeState::Published {
            let subjects: Vec<Identity> = drafts.into_iter().map(|draft| draft.identity).collect();
            let about = core.store.findings_about(change.fabric_id, &subjects).await?;
            warnings = about.iter().map(finding_view).collect();
        }
        Ok(PublishReport {
            change: change.name,
            id: change.id.to_string(),
            state: change.state,
            commit: change.commit,
            reason: change.reason,
            warnings,
            conflicts: core.reads().conflict_views(open).await?,
            run: attempts.first().map(|attempt| attempt.run_id.0),
            attempts: attempts.first().map_or(0, |attempt| attempt.number),
            duration_ms: began.elapsed().as_secs_f64() * 1000.0,
        })
    }

    /// Approves a revision of a change, in a fabric that asks for four eyes. A change that was
    /// waiting for it is published, and its outcome waited for.
    ///
    /// # Errors
    /// When it was edited since that revision, whoever approves wrote some of it, or it is over.
    pub async fn approve(&self, change: &str, request: Approve) -> Answer<ChangeView> {
        self.core.drafts().approve(change, &request, &self.actor).await
    }

    /// Takes back one's own approval of a change that is not published.
    ///
    /// # Errors
    /// When there is none.
    pub async fn withdraw_approval(&self, change: &str) -> Answer<ChangeView> {
        self.core.drafts().withdraw(change, &self.actor).await
    }

    /// Settles a conflict.
    ///
    /// # Errors
    /// When it is not open, is within Git itself, or the value breaks the schema.
    pub async fn resolve(
        &self,
        id: ConflictId,
        resolution: Resolution,
        by: Option<Person>,
    ) -> Answer<ConflictView> {
        self.core.conflicts().resolve(id, resolution, by, &self.actor).await
    }

    /// What initialising or repairing the fabric's directory would do.
    ///
    /// # Errors
    /// When there is no such fabric.
    pub async fn directory_preview(&self, fabric: &str) -> Answer<RepairView> {
        let fabric = self.core.fabric_named(fabric).await?;
        let source = self.core.source_of(&fabric).await?;
        let _queue = self.core.lock_queue(source.queue_id).await;
        let branch = self.core.branch(source.queue_id).await?;
        self.core.ingest().refresh(&branch, &self.actor).await?;
        self.core.own().repair(&source, false, None, &self.actor).await
    }

    /// Initialises or repairs the fabric's directory, as it was previewed on `previewed`.
    ///
    /// # Errors
    /// When the branch moved since, or the remote refused.
    pub async fn directory_apply(
        &self,
        fabric: &str,
        previewed: Option<String>,
    ) -> Answer<RepairView> {
        let fabric = self.core.fabric_named(fabric).await?;
        let source = self.core.source_of(&fabric).await?;
        let mut guard = self.core.lock_queue(source.queue_id).await;
        self.core.outbound().settle(source.queue_id, &mut guard).await?;
        self.core.own().repair(&source, true, previewed.as_deref(), &self.actor).await
    }
}

/// Opens what is sealed in the database, and wraps it with the current key where a former one does.
async fn unlock(store: &Store, keyring: &Keyring) -> Answer<()> {
    if let Unlocked::Resumed(why) = store.unlock(keyring, now()).await? {
        tracing::error!(
            %why,
            "the audit goes on under a new key: the part so far cannot be verified until its sealing \
             key is named as a former one"
        );
    }
    let done = store.rewrap(keyring, now()).await?;
    if done.credentials + done.audit_keys > 0 {
        tracing::info!(
            credentials = done.credentials,
            audit_keys = done.audit_keys,
            key = %keyring.current().id(),
            "what a former sealing key wrapped is wrapped with the current one"
        );
    }
    for (what, why) in &done.problems {
        tracing::warn!(what, %why, "not wrapped anew");
    }
    Ok(())
}
