//! What hangs on references: a resource in full, and the ingest of one deletion.

use anyhow::{Context, Result, bail};
use hedgerow_model::thousands;

use crate::anchor::git;
use crate::data::{Resource, Version, estate, fabric_name};
use crate::measure::{Sample, ms_since};
use crate::options::Sizes;
use crate::repository::Bare;
use crate::rig::{Breakdown, Connected, Rig, block_on};
use crate::row::{Row, Target, Unit};

/// The first VPC: what it names is before it, and the fifth of each group of the data names it.
const VPC: usize = 5;

pub(super) fn measure(sizes: &Sizes) -> Result<Vec<Row>> {
    block_on(cases(sizes))
}

async fn cases(sizes: &Sizes) -> Result<Vec<Row>> {
    let folder = tempfile::tempdir().context("no temporary directory")?;
    let mut files = estate(1, sizes.small).map(|r| (r.path(), r.text(Version::default())));
    let bare = Bare::create(folder.path().join("estate.git"), &mut files)?;
    let rig = Rig::open(&Connected::one(bare.url(), 1)).await?;
    rig.sync(0).await?;
    let among = thousands(sizes.small);
    let (one, few) = shown(&rig, sizes, "VPC", "vpc-0").await?;
    let (hub, many) = shown(&rig, sizes, "VLANNamespace", "default").await?;
    let many = thousands(many);
    Ok(vec![
        Row::new(format!("a resource in full among {among}"), Unit::Milliseconds, &one)
            .note(format!("a VPC; references to it: {few}; with the last commit of its file")),
        Row::new(format!("the same, of one that {many} refer to"), Unit::Milliseconds, &hub)
            .beside("one that 1 refers to", &one)
            .note("at most 1,000 are listed"),
        deletion(sizes, &bare, &rig).await?,
    ])
}

/// Shows one resource in full; gives the milliseconds and how many refer to it.
async fn shown(rig: &Rig, sizes: &Sizes, kind: &str, name: &str) -> Result<(Sample, usize)> {
    let (mut time, mut referrers) = (Sample::default(), 0);
    for _ in 0..=sizes.repeats {
        let began = std::time::Instant::now();
        let detail = rig.engine.resource(&fabric_name(0), kind, "default", name).await?;
        time.add(ms_since(began));
        referrers = detail.referenced_by.len();
    }
    if referrers == 0 {
        bail!("nothing refers to {kind}/{name}");
    }
    Ok((time, referrers))
}

/// Deletes one VPC after another, each of which one attachment refers to.
async fn deletion(sizes: &Sizes, bare: &Bare, rig: &Rig) -> Result<Row> {
    let (mut time, mut plain_git) = (Sample::default(), Sample::default());
    let mut breakdown = Breakdown::default();
    for round in 0..sizes.repeats {
        let resource = Resource { fabric: 0, index: VPC + 5 * round };
        bare.delete(&resource.path())?;
        plain_git.add(git::read_changed(bare)?);
        let began = std::time::Instant::now();
        let (report, beyond) = rig.sync(0).await?;
        let total = ms_since(began);
        if report.deleted != [resource.name()] || report.findings.len() != 1 {
            bail!("{} was not all that went: {:?}", resource.name(), report.deleted);
        }
        time.add(beyond);
        breakdown.add(&rig.clock, began, total);
    }
    let among = thousands(sizes.small);
    Ok(Row::new(format!("ingest of 1 deletion among {among}"), Unit::Milliseconds, &time)
        .beside("git diff-tree and cat-file", &plain_git)
        .target(sizes.full, Target::AtMost(3.0))
        .note(format!(
            "a VPC that an attachment refers to; from the end of the fetch to the answer; {}",
            breakdown.sentence()
        )))
}
