//! Hedgerow that applies beside the real Argo CD and the real Flux: the same objects of the same repository, in the same
//! cluster, one after the other in one run.
//!
//! What counts is what the API server has. Argo CD looks at Git every three seconds here, and so does Hedgerow. Flux is told
//! of commits at once, because its half that looks at Git is not part of the rig.

mod argo;
mod flux;
mod ours;
mod theirs;

use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use hedgerow_cluster::{Act, Cluster, ServedKind, Write};
use hedgerow_model::{ApplyMode, thousands};
use hedgerow_testkit::GitServer;
use serde_json::{Value as Json, json};

use super::apply::{all, clear};
use super::cluster::prepare_at;
use crate::api_server::{ApiServer, NAMESPACE, starts_rigs};
use crate::kinds::{GROUPS, KINDS, Manifest, description, server_name, twelve};
use crate::measure::{Sample, ms_since};
use crate::options::Sizes;
use crate::repository::Bare;
use crate::rig::block_on;
use crate::row::{Row, Unit};

use ours::Ours;
pub(super) use ours::{Case, once};
use theirs::Theirs;

/// How long anything may take.
const PATIENCE: Duration = Duration::from_secs(300);

/// How often the objects of the cluster are looked at.
const LOOK: Duration = Duration::from_millis(200);

/// How often it is asked whether an edit was seen.
const ASK: Duration = Duration::from_millis(10);

/// The repository, in the folder that is served.
const REPOSITORY: &str = "estate.git";

pub(super) fn measure(sizes: &Sizes) -> Result<Vec<Row>> {
    if starts_rigs().is_none() {
        bail!("this group needs --rigs");
    }
    block_on(async {
        let mut rows = beside(sizes, Theirs::Argo).await?;
        rows.extend(beside(sizes, Theirs::Flux).await?);
        Ok(rows)
    })
}

/// What an applier took.
#[derive(Default)]
struct Took {
    /// Milliseconds until all objects were there.
    first: Sample,
    /// Milliseconds from a commit that changes all objects until they are so.
    commits: Sample,
    /// Milliseconds from an edit by hand until it was seen.
    edits: Sample,
    /// Memory at its most, in MB.
    memory: Sample,
}

/// A repository of objects that are applied, and the cluster.
struct Place {
    count: usize,
    bare: Bare,
    git: GitServer,
    server: ApiServer,
    hand: Cluster,
    folder: tempfile::TempDir,
}

impl Place {
    fn url(&self) -> String {
        self.git.url(REPOSITORY)
    }

    /// Waits until every object is as of a revision.
    async fn has(&self, revision: usize) -> Result<()> {
        let note = format!("revision-{revision}");
        let began = Instant::now();
        loop {
            let objects = all(&self.hand).await?;
            let is_so = |object: &Json| object["metadata"]["annotations"]["note"] == note.as_str();
            let found = objects.iter().filter(|(_, seen)| is_so(&seen.object)).count();
            if found == self.count {
                return Ok(());
            }
            if began.elapsed() > PATIENCE {
                bail!("{found} of {} objects are of revision {revision}", self.count);
            }
            tokio::time::sleep(LOOK).await;
        }
    }

    /// Commits another revision of every object.
    fn commit(&self, revision: usize) -> Result<String> {
        self.bare.commit(&mut revision_of(self.count, revision).map(|one| (one.path(), one.text)))
    }

    /// Writes what a server says of itself, by hand.
    async fn edit(&self, round: usize, says: &str) -> Result<()> {
        let served = self.hand.served(&GROUPS).await?;
        let of_servers = |kind: &&ServedKind| kind.kind.kind == "Server";
        let kind = served.iter().find(of_servers).context("there are no servers")?;
        let name = server_name(round);
        let object = self.hand.object(kind, NAMESPACE, &name).await?;
        let mut object = object.with_context(|| format!("{name} is not there"))?;
        object["spec"]["description"] = json!(says);
        let write = Write { manager: "kubectl-edit", dry_run: false };
        let act = Act::Replace { object: &object };
        self.hand.act((kind, NAMESPACE, &name), &act, write).await?;
        Ok(())
    }
}

/// The objects as of a revision.
fn revision_of(count: usize, revision: usize) -> impl Iterator<Item = Manifest> {
    twelve(count).map(move |one| Manifest {
        text: one.text.replace("revision-0", &format!("revision-{revision}")),
        ..one
    })
}

async fn beside(sizes: &Sizes, theirs: Theirs) -> Result<Vec<Row>> {
    let program = starts_rigs().context("there are no rigs")?;
    let (count, runs) = (sizes.applied, sizes.runs.min(3));
    let folder = tempfile::tempdir().context("no temporary directory")?;
    let root = folder.path().join("repositories");
    std::fs::create_dir(&root)?;
    let mut files = twelve(count).map(|one| (one.path(), one.text));
    let bare = Bare::create(root.join(REPOSITORY), &mut files)?;
    let git = GitServer::start(&root);
    let server = ApiServer::of_rig(&program, theirs.rig()).await?;
    let hand = server.hand().await?;
    let place = Place { count, bare, git, server, hand, folder };

    let mut them = Took::default();
    let began = Instant::now();
    let applier = theirs.start(&place).await?;
    place.has(0).await?;
    them.first.add(ms_since(began));
    for revision in 1..=runs {
        let commit = place.commit(revision)?;
        let began = Instant::now();
        applier.told(&place, &commit)?;
        place.has(revision).await?;
        them.commits.add(ms_since(began));
    }
    for round in 0..runs {
        them.edits.add(applier.sees(&place, round).await?);
    }
    them.memory.add(applier.memory_mb(&place)?);
    applier.stop(&place)?;
    clear(&place.hand).await?;

    let mut us = Took::default();
    let data = place.folder.path().join("data");
    prepare_at(&place.url(), &data, Some((&place.server, ApplyMode::Direct))).await?;
    let began = Instant::now();
    let mut ours = Ours::start(&data)?;
    place.has(runs).await?;
    us.first.add(ms_since(began));
    for revision in runs + 1..=2 * runs {
        place.commit(revision)?;
        let began = Instant::now();
        place.has(revision).await?;
        us.commits.add(ms_since(began));
    }
    until(|| Ok(ours.drift()? == 0)).await.context("what was applied came back")?;
    for round in 0..runs {
        let began = Instant::now();
        place.edit(round, "by hand").await?;
        until(|| Ok(ours.drift()? == 1)).await.context("an edit is seen")?;
        us.edits.add(ms_since(began));
        place.edit(round, &description(round)).await?;
        until(|| Ok(ours.drift()? == 0)).await.context("an edit was put back")?;
    }
    us.memory.add(ours.memory_mb()?);
    ours.stop()?;
    Ok(rows(theirs, count, &us, &them))
}

/// Waits until something is so.
async fn until(mut is_so: impl FnMut() -> Result<bool>) -> Result<()> {
    let began = Instant::now();
    while !is_so()? {
        if began.elapsed() > PATIENCE {
            bail!("it is not so after {} s", PATIENCE.as_secs());
        }
        tokio::time::sleep(ASK).await;
    }
    Ok(())
}

fn rows(theirs: Theirs, count: usize, us: &Took, them: &Took) -> Vec<Row> {
    let name = format!("{} objects of {KINDS} kinds, beside {}", thousands(count), theirs.name());
    let row = |what: &str, unit, of: fn(&Took) -> &Sample| {
        Row::new(format!("{name}: {what}"), unit, of(us)).beside(theirs.name(), of(them))
    };
    vec![
        row("until all are there", Unit::Milliseconds, |took| &took.first).note(
            "from the start of Hedgerow's server, and from the manifest that names the repository",
        ),
        row("commit until all are so", Unit::Milliseconds, |took| &took.commits)
            .note(theirs.of_commits()),
        row("edit by hand until it is seen", Unit::Milliseconds, |took| &took.edits)
            .note(theirs.of_edits()),
        row("memory at its most", Unit::Megabytes, |took| &took.memory).note(theirs.of_memory()),
    ]
}
