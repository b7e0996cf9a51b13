//! An engine on a database of its own, whose steps are timed.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use hedgerow_engine::views::{
    DraftEdit, DraftRequest, NewFabric, NewRepository, PublishReport, PublishRequest, SyncReport,
};
use hedgerow_engine::{Engine, EngineConfig, Steps};
use hedgerow_model::{ChangeState, Layout, PublishMode};
use tempfile::TempDir;

use crate::data::{directory, fabric_name};
use crate::measure::{Sample, ms_since};

/// The point after which nothing of an ingest depends on the remote.
const FETCHED: &str = "ingest.fetched";

/// When the engine was where.
#[derive(Default)]
pub(crate) struct Clock(Mutex<Vec<(&'static str, Instant)>>);

impl Steps for Clock {
    fn reached(&self, name: &'static str) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push((name, Instant::now()));
    }
}

impl Clock {
    /// Forgets what was.
    pub(crate) fn restart(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// When a point was first reached.
    pub(crate) fn at(&self, point: &str) -> Option<Instant> {
        let passed = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        passed.iter().find(|(name, _)| *name == point).map(|(_, at)| *at)
    }

    /// Every point with the milliseconds since `began` when it was first reached.
    pub(crate) fn points(&self, began: Instant) -> Vec<(&'static str, f64)> {
        let passed = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        passed.iter().map(|(name, at)| (*name, (*at - began).as_secs_f64() * 1e3)).collect()
    }
}

/// How long the steps between the points of many runs took.
#[derive(Default)]
pub(crate) struct Breakdown(BTreeMap<usize, (String, Sample)>);

impl Breakdown {
    /// Adds a run that began at `began` and took `total` milliseconds.
    pub(crate) fn add(&mut self, clock: &Clock, began: Instant, total: f64) {
        let mut last = 0.0;
        let points = clock.points(began);
        let ends = points.into_iter().map(|(name, at)| (format!("to {name}"), at));
        for (number, (name, at)) in ends.chain([("to the end".to_owned(), total)]).enumerate() {
            self.0.entry(number).or_insert_with(|| (name, Sample::default())).1.add(at - last);
            last = at;
        }
    }

    /// The medians, in order, in milliseconds.
    pub(crate) fn sentence(&self) -> String {
        let parts: Vec<String> = self
            .0
            .values()
            .map(|(name, sample)| format!("{name} {:.1}", sample.median()))
            .collect();
        format!("where it went, in ms: {}", parts.join(", "))
    }
}

/// An engine with its data in a temporary directory.
pub(crate) struct Rig {
    pub(crate) engine: Engine,
    pub(crate) clock: Arc<Clock>,
    /// Its own data, where it has them for itself.
    _data: Option<TempDir>,
}

/// A repository with the fabrics that live in it, by number.
pub(crate) struct Connected {
    /// What it is called.
    pub(crate) name: String,
    /// Its URL.
    pub(crate) url: String,
    /// Its fabrics.
    pub(crate) fabrics: std::ops::Range<usize>,
}

impl Connected {
    /// One repository that holds `fabrics` fabrics.
    pub(crate) fn one(url: String, fabrics: usize) -> [Self; 1] {
        [Self { name: "estate".to_owned(), url, fabrics: 0..fabrics }]
    }
}

impl Rig {
    /// An engine with these repositories and fabrics connected, and nothing read yet.
    pub(crate) async fn open(repositories: &[Connected]) -> Result<Self> {
        let data = tempfile::tempdir().context("no temporary directory")?;
        let rig = Self::open_at(data.path(), repositories).await?;
        Ok(Self { _data: Some(data), ..rig })
    }

    /// An engine on data that an earlier one left.
    pub(crate) async fn again_at(data: &Path) -> Result<Self> {
        Self::open_at(data, &[]).await
    }

    /// The same, that looks at Git so often.
    pub(crate) async fn polling_at(data: &Path, poll: Duration) -> Result<Self> {
        Self::with(EngineConfig { poll, ..EngineConfig::for_data(data.to_owned()) }, &[]).await
    }

    /// The same as [`Self::open`], with its data in a folder that stays.
    pub(crate) async fn open_at(data: &Path, repositories: &[Connected]) -> Result<Self> {
        Self::with(EngineConfig::for_data(data.to_owned()), repositories).await
    }

    async fn with(mut config: EngineConfig, repositories: &[Connected]) -> Result<Self> {
        config.allow_file = true;
        config.deadline = Duration::from_secs(600);
        // The longest that a publish against others is to take.
        config.patience = Duration::from_secs(10);
        let clock = Arc::new(Clock::default());
        let engine = Engine::open_with_steps(config, clock.clone()).await?;
        for repository in repositories {
            engine
                .add_repository(NewRepository {
                    name: repository.name.clone(),
                    url: repository.url.clone(),
                    branch: Some("main".to_owned()),
                    credential: None,
                    transport: None,
                })
                .await?;
            for fabric in repository.fabrics.clone() {
                engine
                    .add_fabric(NewFabric {
                        name: fabric_name(fabric),
                        repository: repository.name.clone(),
                        directory: directory(fabric),
                        layout: Layout::Managed,
                        branch: None,
                        crds: Vec::new(),
                        exclude: Vec::new(),
                        publish: PublishMode::Manual,
                        quiet_seconds: 20,
                        four_eyes: false,
                    })
                    .await?;
            }
        }
        clock.restart();
        Ok(Self { engine, clock, _data: None })
    }

    /// Syncs a fabric; gives the report and the milliseconds that were spent beyond the fetch, which
    /// are none where there was nothing to fetch.
    pub(crate) async fn sync(&self, fabric: usize) -> Result<(SyncReport, f64)> {
        self.clock.restart();
        let report = self.engine.sync(&fabric_name(fabric)).await?;
        let beyond = self.clock.at(FETCHED).map_or(0.0, ms_since);
        Ok((report, beyond))
    }

    /// Sets fields of resources in a change.
    pub(crate) async fn draft(
        &self,
        fabric: usize,
        change: &str,
        fields: impl Iterator<Item = (String, String)>,
    ) -> Result<()> {
        let edits = fields.map(|(resource, field)| DraftEdit::set(resource, vec![field])).collect();
        let request = DraftRequest {
            base: None,
            change: Some(change.to_owned()),
            edits,
            author: None,
            message: None,
        };
        self.engine.save_drafts(&fabric_name(fabric), request).await?;
        Ok(())
    }

    /// Publishes a change, whatever becomes of it.
    pub(crate) async fn publish(&self, change: &str) -> Result<PublishReport> {
        Ok(self.engine.publish(change, PublishRequest::default()).await?)
    }

    /// Publishes a change that nothing stands in the way of.
    pub(crate) async fn publish_well(&self, change: &str) -> Result<PublishReport> {
        let report = self.publish(change).await?;
        if report.state != ChangeState::Published {
            let reason = report.reason.as_ref().map(ToString::to_string).unwrap_or_default();
            bail!("change `{change}` is {} and not published: {reason}", report.state);
        }
        Ok(report)
    }
}

/// Runs a case on a runtime like the server's.
pub(crate) fn block_on<T>(work: impl Future<Output = Result<T>>) -> Result<T> {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .context("no runtime")?
        .block_on(work)
}
