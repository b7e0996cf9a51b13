//! Who set each field of a resource, in histories of many commits.

use hedgerow_model::thousands;
use std::time::Instant;

use anyhow::{Context, Result, bail};

use crate::anchor::git;
use crate::data::{Resource, Version, estate, fabric_name};
use crate::measure::{Sample, ms_since};
use crate::options::Sizes;
use crate::repository::Bare;
use crate::rig::{Connected, Rig, block_on};
use crate::row::{Row, Target, Unit};

/// The first VPC of a fabric, and how many resources further the next one is.
const VPC: (usize, usize) = (5, 5);

/// The most that is asked for once everything was read, in milliseconds.
const WARM: f64 = 50.0;

/// The most beside `git log` of the file, where nothing was read.
const COLD: f64 = 2.0;

pub(super) fn measure(sizes: &Sizes) -> Result<Vec<Row>> {
    block_on(cases(sizes))
}

async fn cases(sizes: &Sizes) -> Result<Vec<Row>> {
    let [short, long] = sizes.histories;
    let mut rows = history(sizes, short).await?;
    let mut longer = history(sizes, long).await?;
    rows.append(&mut longer);
    Ok(rows)
}

/// A history in which each of some resources was changed equally often, one field at a time.
async fn history(sizes: &Sizes, commits: usize) -> Result<Vec<Row>> {
    let folder = tempfile::tempdir().context("no temporary directory")?;
    let touched = (commits / sizes.touches).max(1);
    let resource = |number: usize| Resource { fabric: 0, index: VPC.0 + VPC.1 * number };
    let files = estate(1, (sizes.small / 10).max(VPC.0 + VPC.1 * touched));
    let mut files = files.map(|r| (r.path(), r.text(Version::default())));
    let bare = Bare::create(folder.path().join("estate.git"), &mut files)?;
    bare.commits_of(&mut (0..commits).map(|at| {
        let round = at / touched + 1;
        let version = Version { note: round / 2, owner: round.div_ceil(2) };
        let resource = resource(at % touched);
        (resource.path(), resource.text(version))
    }))?;
    let rig = Rig::open(&Connected::one(bare.url(), 1)).await?;
    rig.sync(0).await?;
    let [mut cold, mut warm, mut blame, mut log] = std::array::from_fn(|_| Sample::default());
    for run in 0..sizes.runs.min(touched) {
        let resource = resource(run);
        cold.add(asked(&rig, resource).await?);
        warm.add(asked(&rig, resource).await?);
        blame.add(git::blame(&bare, &resource.path())?);
        log.add(git::log(&bare, &resource.path())?);
    }
    let all = thousands(commits);
    let each = thousands(sizes.touches.min(commits));
    Ok(vec![
        Row::new(
            format!("who set the fields of a resource, {all} commits: first"),
            Unit::Milliseconds,
            &cold,
        )
        .beside("git log of the file", &log)
        .target(sizes.full, Target::OfAnchor(COLD))
        .note(format!("{each} of the commits changed it; nothing of it was read before")),
        Row::new(
            format!("who set the fields of a resource, {all} commits: again"),
            Unit::Milliseconds,
            &warm,
        )
        .beside("git blame of the file", &blame)
        .target(sizes.full, Target::AtMost(WARM))
        .note("at the same commit; after another one, what the files said is kept by blob"),
    ])
}

/// Asks who set the fields of a resource; gives the milliseconds.
async fn asked(rig: &Rig, resource: Resource) -> Result<f64> {
    let name = resource.name();
    let (kind, name) = name.split_once('/').context("a resource has a name")?;
    let began = Instant::now();
    let found = rig.engine.blame(&fabric_name(0), (kind, "default", name), None).await?;
    let took = ms_since(began);
    if found.items.is_empty() || found.items.iter().any(|row| !row.known) {
        bail!("not all of {kind}/{name} is known");
    }
    Ok(took)
}
