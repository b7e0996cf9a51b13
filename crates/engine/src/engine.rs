//! The engine's face: one method for each thing that can be asked of it.

use std::sync::Arc;

use hedgerow_model::{Actor, RuleLevel, RunId, Value};
use hedgerow_store::{Store, Unlocked};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use hedgerow_seal::Keyring;

use crate::config::EngineConfig;
use crate::core::{
    Clock, Core, Events, FabricLeases, LeasedQueues, NoSteps, Steps, SystemClock, now, server_name,
};
use crate::core::{EventId, Listener};
use crate::error::EngineError;
use crate::filters::FilterAccess;
use crate::jobs;
use crate::views::{
    Approve, ChangeView, CredentialSettings, CredentialView, DiffView, DraftRequest,
    FabricSettings, FabricView, FilterEdit, FilterQuery, FilterView, MigrateRequest, MigrateView,
    MigrationView, NewCredential, NewFabric, NewFilter, NewRepository, Page, PageRequest,
    PublishReport, PublishRequest, RepairView, RepositorySettings, RepositoryView, RevertRequest,
    Rotation, RuleView, RulesView, SetFieldsRequest, SetFieldsView, SyncReport,
};

/// The engine. Cheap to clone; the last clone that goes leaves the database closed.
#[derive(Clone)]
pub struct Engine {
    pub(crate) core: Arc<Core>,
    tasks: TaskTracker,
    stop: CancellationToken,
    pub(crate) actor: Arc<Actor>,
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
        Self::open_with(config, steps, Arc::new(SystemClock)).await
    }

    /// As [`Engine::open_with_steps`], with a clock that says how long leases last: for
    /// tests with several servers on one database.
    ///
    /// # Errors
    /// As [`Engine::open`].
    pub async fn open_with(
        config: EngineConfig,
        steps: Arc<dyn Steps>,
        clock: Arc<dyn Clock>,
    ) -> Answer<Self> {
        let folder = config.data.join("mirrors");
        std::fs::create_dir_all(&folder).map_err(|error| {
            EngineError::Internal(format!("folder {}: {error}", folder.display()))
        })?;
        let keyring = Keyring::load(&config.sealing.current, &config.sealing.former)
            .map_err(|error| EngineError::Refused(error.to_string()))?;
        let store = Store::open(&config.database).await?;
        unlock(&store, &keyring).await?;
        let server = server_name(&config.data)
            .map_err(|error| EngineError::Internal(format!("the server's name: {error}")))?;
        let queues = LeasedQueues::open(store.clone(), &server, clock.clone()).await?;
        let fabrics = FabricLeases::new(store.clone(), queues.holder().to_owned(), clock);
        let events = Events::open(store.clone()).await?;
        let core =
            Arc::new(Core::new(config, store, keyring, steps, (Box::new(queues), fabrics), events));
        core.observe().begin().await?;
        core.admin().check_sealed().await?;
        core.admin().check_ways().await?;
        let actor = Arc::new(Actor::system());
        Ok(Self { core, tasks: TaskTracker::new(), stop: CancellationToken::new(), actor })
    }

    /// Starts polling and automatic publishing. The first look at each branch settles what an earlier
    /// process left there; [`Engine::settling`] tells what that is still waiting for.
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

    /// The sealing keys, for what follows from them beside the engine's own secrets.
    #[must_use]
    pub fn keyring(&self) -> &Keyring {
        &self.core.keyring
    }

    /// Ends every exchange with a remote, and begins no other, so that nobody waits for one when the
    /// server stops. What that leaves open, a push above all, is settled at the next start.
    pub fn end_exchanges(&self) {
        self.stop.cancel();
        self.core.cancel.cancel();
    }

    /// Ends what happens without being asked, waits for it, and closes the database; one whose file is
    /// gone leaves a copy.
    pub async fn shutdown(&self) {
        self.end_exchanges();
        self.tasks.close();
        self.tasks.wait().await;
        self.core.close_queues().await;
        jobs::rescue(&self.core).await;
        self.core.store.close().await;
    }

    /// What is told up to now: whoever reads something from here on and then listens from behind this event hears of
    /// all that happens to it.
    #[must_use]
    pub fn newest_event(&self) -> EventId {
        self.core.events.newest()
    }

    /// What happens from now on, for live views; behind the event `since`, where it is still known.
    #[must_use]
    pub fn listen(&self, since: Option<&str>) -> Listener {
        self.core.events.listen(since)
    }

    /// Whether requests can be answered: the database takes reads and writes. It is looked at once a
    /// second, however many ask.
    ///
    /// # Errors
    /// Says what is wrong with it.
    pub async fn ready(&self) -> Answer<()> {
        self.core.store.look().await.map_err(EngineError::Unavailable)
    }

    /// The runs of an earlier process whose outcome is not known yet: their remotes have not told.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn settling(&self) -> Answer<Vec<RunId>> {
        let mut runs = self.core.store.unfinished_runs().await?;
        runs.retain(|run| run.started_at < self.core.began);
        Ok(runs.into_iter().map(|run| run.id).collect())
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
    /// [moved](crate::Class::Moved) when it was edited since it was looked at.
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
    pub async fn credentials(&self, ask: &PageRequest) -> Answer<Page<CredentialView>> {
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
    /// When a fabric uses it; [moved](crate::Class::Moved) when it was edited since.
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
    /// When there is none of this name, or a setting is out of range;
    /// [moved](crate::Class::Moved) when it was edited since.
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
    /// When it has drafts that are not published; [moved](crate::Class::Moved) when it was edited since.
    pub async fn remove_fabric(&self, name: &str, expected: Option<i64>) -> Answer<()> {
        self.core.admin().remove_fabric(name, expected, None, &self.actor).await
    }

    /// As [`Engine::remove_fabric`], with its open drafts, of which `drafts` were looked at. They stand in
    /// the audit and nowhere else then.
    ///
    /// # Errors
    /// [moved](crate::Class::Moved) when there are more or fewer, or it was edited since.
    pub async fn discard_fabric(
        &self,
        name: &str,
        expected: Option<i64>,
        drafts: usize,
    ) -> Answer<()> {
        self.core.admin().remove_fabric(name, expected, Some(drafts), &self.actor).await
    }

    /// Brings the database up to date with Git, normalises raw/, publishes what is queued.
    ///
    /// # Errors
    /// When the remote does not answer or refuses.
    pub async fn sync(&self, fabric: &str) -> Answer<SyncReport> {
        self.core.reading(|| async { self.core.ingest().sync(fabric, &self.actor).await }).await
    }

    /// Saves drafts in a change: all of them, or none.
    ///
    /// # Errors
    /// Says which edit cannot be, and why.
    pub async fn save_drafts(&self, fabric: &str, request: DraftRequest) -> Answer<ChangeView> {
        self.core.drafts().save_drafts(fabric, request, &self.actor).await
    }

    /// Opens a change that takes back what a published change did to its resources: what others did since stays, or
    /// is a conflict.
    ///
    /// # Errors
    /// When it was not published, its commit is not on the branch any more, or nothing of it is left.
    pub async fn revert(&self, change: &str, request: RevertRequest) -> Answer<ChangeView> {
        self.core.drafts().revert(change, request, &self.actor).await
    }

    /// The migrations that concern what Git has in a fabric.
    ///
    /// # Errors
    /// When there is no such fabric.
    pub async fn migrations(&self, fabric: &str) -> Answer<Vec<MigrationView>> {
        self.core.drafts().migrations(fabric).await
    }

    /// Brings resources to the newer form of their kinds, as drafts of a change; or shows what that would be.
    ///
    /// # Errors
    /// When a resource or a migration that is named does not exist, or the change accepts no drafts.
    pub async fn migrate(&self, fabric: &str, request: MigrateRequest) -> Answer<MigrateView> {
        self.core.drafts().migrate(fabric, request, &self.actor).await
    }

    /// Sets the same fields of several resources, as drafts of a change; or tells what would become of each.
    ///
    /// # Errors
    /// When no resource or field is named, or too many are; when a field cannot be read, or the change accepts no drafts.
    pub async fn set_fields(
        &self,
        fabric: &str,
        request: SetFieldsRequest,
    ) -> Answer<SetFieldsView> {
        self.core.drafts().set_fields(fabric, request, &self.actor).await
    }

    /// One's own saved filters, and the shared ones that one may see.
    ///
    /// # Errors
    /// When there is no such page or fabric.
    pub async fn saved_filters(
        &self,
        of: &FilterQuery,
        ask: &PageRequest,
        may: &dyn FilterAccess,
    ) -> Answer<Page<FilterView>> {
        self.core.filters().list(of, ask, &self.actor, may).await
    }

    /// Saves a filter of a list under a name.
    ///
    /// # Errors
    /// When the name is none or is taken, the list is not filtered, there are too many, or one may not share it.
    pub async fn save_filter(&self, new: NewFilter, may: &dyn FilterAccess) -> Answer<FilterView> {
        self.core.filters().save(new, &self.actor, may).await
    }

    /// Changes a saved filter: its name, what it says, whether it is shared. `expected` is the revision that was seen.
    ///
    /// # Errors
    /// As [`Self::save_filter`]; [moved](crate::Class::Moved) when it is at another revision.
    pub async fn change_filter(
        &self,
        id: i64,
        edit: FilterEdit,
        expected: Option<i64>,
        may: &dyn FilterAccess,
    ) -> Answer<FilterView> {
        self.core.filters().edit(id, edit, expected, &self.actor, may).await
    }

    /// Removes a saved filter.
    ///
    /// # Errors
    /// When there is none of that number that one may remove; [moved](crate::Class::Moved) when it is at another revision.
    pub async fn remove_filter(
        &self,
        id: i64,
        expected: Option<i64>,
        may: &dyn FilterAccess,
    ) -> Answer<()> {
        self.core.filters().remove(id, expected, &self.actor, may).await
    }

    /// Throws a change and its drafts away. `expected` is the revision that was seen, so that no draft
    /// of another person goes unseen; `None` asks for none.
    ///
    /// # Errors
    /// When it was published or is on its way; [moved](crate::Class::Moved) when it is at another
    /// revision.
    pub async fn discard(&self, change: &str, expected: Option<i64>) -> Answer<ChangeView> {
        self.core.drafts().discard(change, expected, &self.actor).await
    }

    /// The exact diff that publishing the change now would push.
    ///
    /// # Errors
    /// When there is no such change or it is over.
    pub async fn diff(&self, change: &str) -> Answer<DiffView> {
        self.core.reading(|| async { self.core.outbound().preview(change).await }).await
    }

    /// Holds open changes against the rules where Git moved or one of them was edited since: what a job does by
    /// itself, moments later.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn judge_due(&self) -> Answer<()> {
        self.core.judging().judge_due().await
    }

    /// Publishes a change and waits for the outcome. A change that is conflicted, invalid or held
    /// is an answer, not an error.
    ///
    /// # Errors
    /// When there is no such change, it is over, it was previewed on another head, or the remote
    /// did not say whether it took it.
    pub async fn publish(&self, change: &str, request: PublishRequest) -> Answer<PublishReport> {
        self.core.outbound().publish(change, request, &self.actor).await
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

    /// The rules between resources in a fabric: what each says, its level, how often it is broken; and how
    /// the fabric is installed.
    ///
    /// # Errors
    /// When there is no such fabric.
    pub async fn rules(&self, fabric: &str) -> Answer<RulesView> {
        self.core.judging().rules(fabric).await
    }

    /// Sets a rule for a fabric, and judges the fabric and its open changes by it. `expected` is the revision
    /// of the fabric's settings that was seen; `None` asks for none.
    ///
    /// # Errors
    /// When there is no such fabric or rule, or the schema check holds it;
    /// [moved](crate::Class::Moved) when the fabric was edited since it was looked at.
    pub async fn set_rule(
        &self,
        fabric: &str,
        id: &str,
        level: RuleLevel,
        expected: Option<i64>,
    ) -> Answer<RuleView> {
        self.core.judging().set_rule((fabric, id), level, expected, &self.actor).await
    }

    /// Says how a fabric is installed, as what differs from the installer's defaults; `None` takes that
    /// back. Judges the fabric and its open changes by it. `expected` is as with [`Engine::set_rule`].
    ///
    /// # Errors
    /// Names the setting that makes no sense; as [`Engine::set_rule`].
    pub async fn set_installation(
        &self,
        fabric: &str,
        installation: Option<&Value>,
        expected: Option<i64>,
    ) -> Answer<RulesView> {
        self.core.judging().set_installation(fabric, installation, expected, &self.actor).await
    }

    /// Writes the rules that a fabric declares itself, as a text in YAML, in the place of those before; an empty
    /// text declares none. Judges the fabric and its open changes by them. `expected` is as with
    /// [`Engine::set_rule`].
    ///
    /// # Errors
    /// Names each mistake of the text with its line; as [`Engine::set_rule`].
    pub async fn declare_rules(
        &self,
        fabric: &str,
        text: String,
        expected: Option<i64>,
    ) -> Answer<RulesView> {
        self.core.judging().declare(fabric, text, expected, &self.actor).await
    }

    /// What initialising or repairing the fabric's directory would do, on the head that is known.
    ///
    /// # Errors
    /// When there is no such fabric, or nothing of it is known and the remote does not answer.
    pub async fn directory_preview(&self, fabric: &str) -> Answer<RepairView> {
        let fabric = self.core.fabric_named(fabric).await?;
        let source = self.core.source_of(&fabric).await?;
        self.core.ingest().readable(source.queue_id).await?;
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
        let mut guard = self.core.lock_queue_for_people(source.queue_id).await?;
        self.core.outbound().settle(source.queue_id, &mut guard).await?;
        self.core.own().repair(&source, true, previewed.as_deref(), &self.actor).await
    }
}

/// Opens what is sealed in the database, and wraps it with the current key where a former one does.
async fn unlock(store: &Store, keyring: &Keyring) -> Answer<()> {
    if let Unlocked::Resumed(why) = store.unlock(keyring, now()).await? {
        tracing::error!(
            %why,
            "the audit continues under a new key: the part so far cannot be verified until its \
             sealing \
             key is named as a former one"
        );
    }
    let done = store.rewrap(keyring, now()).await?;
    if done.credentials + done.transports + done.audit_keys > 0 {
        tracing::info!(
            credentials = done.credentials,
            transports = done.transports,
            audit_keys = done.audit_keys,
            key = %keyring.current().id(),
            "secrets of a former sealing key were re-encrypted with the current one"
        );
    }
    for (what, why) in &done.problems {
        tracing::warn!(what, %why, "a secret could not be re-encrypted");
    }
    Ok(())
}
