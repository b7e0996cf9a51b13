//! A server with nothing to do: memory and processor time while it polls.

use hedgerow_model::thousands;
use std::time::Duration;

use anyhow::{Context, Result};

use crate::data::{Version, estate};
use crate::measure::Sample;
use crate::options::Sizes;
use crate::process;
use crate::repository::Bare;
use crate::rig::{Connected, Rig, block_on};
use crate::row::{Row, Target, Unit};

pub(super) fn measure(sizes: &Sizes) -> Result<Vec<Row>> {
    block_on(case(sizes))
}

async fn case(sizes: &Sizes) -> Result<Vec<Row>> {
    let folder = tempfile::tempdir().context("no temporary directory")?;
    let (repositories, fabrics) = (sizes.idle_repositories, sizes.fabrics);
    let in_each = fabrics / repositories;
    let mut connected = Vec::new();
    for repository in 0..repositories {
        let own = repository * in_each..(repository + 1) * in_each;
        let mut files = estate(fabrics, sizes.large)
            .filter(|resource| own.contains(&resource.fabric))
            .map(|resource| (resource.path(), resource.text(Version::default())));
        let name = format!("estate-{repository}");
        let bare = Bare::create(folder.path().join(format!("{name}.git")), &mut files)?;
        connected.push(Connected { name, url: bare.url(), fabrics: own.clone() });
    }
    let rig = Rig::open(&connected).await?;
    for repository in &connected {
        rig.sync(repository.fabrics.start).await?;
    }
    rig.engine.start();
    // The first round of polls comes at once; a whole period after it is watched.
    tokio::time::sleep(Duration::from_secs(sizes.idle_seconds.min(10))).await;
    let (own, children) = process::processor_seconds()?;
    tokio::time::sleep(Duration::from_secs(sizes.idle_seconds)).await;
    let (own_after, children_after) = process::processor_seconds()?;
    let memory = Sample::from_iter([process::resident_mb()?]);
    let anonymous = process::anonymous_mb()?;
    rig.engine.shutdown().await;
    let (own, children) = (own_after - own, children_after - children);
    let share = Sample::from_iter([(own + children) / sizes.idle_seconds as f64 * 100.0]);
    let name = format!(
        "idle, {} resources in {} fabrics, {repositories} repositories polled",
        thousands(sizes.large),
        thousands(fabrics)
    );
    Ok(vec![
        Row::new(format!("{name}: memory"), Unit::Megabytes, &memory)
            .target(sizes.full, Target::AtMost(100.0))
            .note(format!(
                "resident, after the first ingest of all of it in the same process; {anonymous:.0} MB \
                 of it without mapped files"
            )),
        Row::new(format!("{name}: processor"), Unit::Core, &share)
            .target(sizes.full, Target::AtMost(1.0))
            .note(format!(
                "{own:.2} s of its own and {children:.2} s of git, in {} s with one round of polls",
                sizes.idle_seconds
            )),
    ])
}
