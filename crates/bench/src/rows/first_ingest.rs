//! The first ingest of an estate, beyond the fetch: time, and memory of the whole process.

use hedgerow_model::thousands;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};
use hedgerow_engine::views::{PageRequest, Scope};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::anchor::{git, pyyaml};
use crate::data::{Version, estate};
use crate::measure::Sample;
use crate::options::Sizes;
use crate::process;
use crate::repository::Bare;
use crate::rig::{Connected, Rig, block_on};
use crate::row::{Row, Target, Unit};

/// What one run is told.
#[derive(Serialize, Deserialize)]
pub(super) struct Case {
    url: String,
    fabrics: usize,
    resources: usize,
}

/// What one run measured.
#[derive(Serialize, Deserialize)]
struct Outcome {
    /// Milliseconds from the end of the fetch to the answer.
    beyond_fetch: f64,
    /// The most memory the process had resident, mapped files included, in MB.
    peak: f64,
    /// Memory resident before, in MB.
    before: f64,
    /// Memory resident afterwards that is not a file's, in MB.
    anonymous: f64,
}

pub(super) fn measure(sizes: &Sizes) -> Result<Vec<Row>> {
    let mut rows = estates(sizes, 1, sizes.small, 400.0, 60.0)?;
    rows.extend(estates(sizes, 1, sizes.large, 3_500.0, 100.0)?);
    rows.extend(estates(sizes, sizes.fabrics, sizes.large, 3_500.0, 100.0)?);
    Ok(rows)
}

fn estates(
    sizes: &Sizes,
    fabrics: usize,
    resources: usize,
    target_ms: f64,
    target_mb: f64,
) -> Result<Vec<Row>> {
    let folder = tempfile::tempdir().context("no temporary directory")?;
    let files = || estate(fabrics, resources).map(|r| (r.path(), r.text(Version::default())));
    let bare = Bare::create(folder.path().join("estate.git"), &mut files())?;
    let case = Case { url: bare.url(), fabrics, resources };
    let (mut time, mut peak) = (Sample::default(), Sample::default());
    let (mut before, mut anonymous) = (Sample::default(), Sample::default());
    let mut plain_git = Sample::default();
    for _ in 0..sizes.runs {
        let outcome = in_a_process(&case)?;
        time.add(outcome.beyond_fetch);
        peak.add(outcome.peak);
        before.add(outcome.before);
        anonymous.add(outcome.anonymous);
        plain_git.add(git::read_all(&bare)?);
    }
    // PyYAML takes so long for a large estate that a part of it must do.
    let part = resources.min(sizes.small);
    let scale = resources as f64 / part.max(1) as f64;
    let texts = estate(1, part).map(|resource| resource.text(Version::default()));
    let rounds = sizes.runs.min(3);
    let python = pyyaml::parse(texts, folder.path(), rounds)?.map(|parsed| parsed.scaled(scale));
    let scaled = if scale > 1.0 { ", scaled" } else { "" };
    let name = match fabrics {
        1 => format!("first ingest of {} resources", thousands(resources)),
        _ => format!(
            "first ingest of {} resources in {} fabrics",
            thousands(resources),
            thousands(fabrics)
        ),
    };
    Ok(vec![
        Row::new(format!("{name}: time"), Unit::Milliseconds, &time)
            .beside_if(format!("PyYAML's C loader, parsing only{scaled}"), python.as_ref())
            .target(sizes.full, Target::AtMost(target_ms))
            .note(format!(
                "from the end of the fetch to the answer; git ls-tree and cat-file of the same \
                 files: {:.0} ms",
                plain_git.median()
            )),
        Row::new(format!("{name}: peak memory"), Unit::Megabytes, &peak)
            .beside("before the sync", &before)
            .target(sizes.full, Target::AtMost(target_mb))
            .note(format!(
                "resident, mapped packs included; {:.0} MB afterwards without them",
                anonymous.median()
            )),
    ])
}

fn in_a_process(case: &Case) -> Result<Outcome> {
    let output = Command::new(std::env::current_exe().context("cannot find this program")?)
        .args(["--one", &serde_json::to_string(&json!({ "FirstIngest": case }))?])
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output()
        .context("cannot start this program again")?;
    if !output.status.success() {
        bail!("one first ingest ended with {}", output.status);
    }
    serde_json::from_slice(&output.stdout).context("one first ingest printed something else")
}

/// One run, in a process that does nothing else.
pub(super) fn once(case: Case) -> Result<String> {
    let outcome = block_on(async {
        let rig = Rig::open(&Connected::one(case.url, case.fabrics)).await?;
        let before = process::resident_mb()?;
        let (_, beyond_fetch) = rig.sync(0).await?;
        let outcome = Outcome {
            beyond_fetch,
            peak: process::peak_mb()?,
            before,
            anonymous: process::anonymous_mb()?,
        };
        let mut found = 0;
        let mut ask = Some(PageRequest::first(1000));
        while let Some(asked) = ask {
            let page = rig.engine.fabrics(&Scope::All, &asked).await?;
            ask = asked.behind(&page);
            for view in page.items {
                found += view.resources;
                if view.errors + view.warnings > 0 {
                    bail!("fabric `{}` has findings, and should have none", view.fabric);
                }
            }
        }
        let wanted = case.resources / case.fabrics * case.fabrics;
        if usize::try_from(found)? != wanted {
            bail!("{found} resources were ingested, not {wanted}");
        }
        Ok(outcome)
    })?;
    Ok(serde_json::to_string(&outcome)?)
}
