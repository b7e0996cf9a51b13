//! The ingest of one changed file, beyond the fetch.

use anyhow::{Context, Result, bail};
use hedgerow_model::thousands;

use crate::anchor::git;
use crate::data::{Resource, Version, estate};
use crate::measure::Sample;
use crate::options::Sizes;
use crate::repository::Bare;
use crate::rig::{Breakdown, Connected, Rig, block_on};
use crate::row::{Row, Target, Unit};

pub(super) fn measure(sizes: &Sizes) -> Result<Vec<Row>> {
    let mut rows = Vec::new();
    for (resources, fabrics) in [(sizes.small, 1), (sizes.large, sizes.fabrics)] {
        rows.extend(block_on(case(sizes, resources, fabrics))?);
    }
    Ok(rows)
}

async fn case(sizes: &Sizes, resources: usize, fabrics: usize) -> Result<[Row; 2]> {
    let folder = tempfile::tempdir().context("no temporary directory")?;
    let mut files = estate(fabrics, resources).map(|r| (r.path(), r.text(Version::default())));
    let bare = Bare::create(folder.path().join("estate.git"), &mut files)?;
    let rig = Rig::open(&Connected::one(bare.url(), fabrics)).await?;
    rig.sync(0).await?;
    let copy = bare.copy(folder.path().join("copy.git"))?;
    let (mut time, mut plain_git) = (Sample::default(), Sample::default());
    let (mut whole, mut fetches) = (Sample::default(), Sample::default());
    let mut breakdown = Breakdown::default();
    for round in 1..=sizes.repeats {
        let resource =
            Resource { fabric: round % fabrics, index: 2 + round * 7 % (resources / fabrics - 2) };
        let text = resource.text(Version { note: round, owner: 0 });
        bare.commit(&mut std::iter::once((resource.path(), text)))?;
        plain_git.add(git::read_changed(&bare)?);
        fetches.add(git::look_and_fetch(&copy, &bare.url())?);
        let began = std::time::Instant::now();
        let (report, beyond) = rig.sync(resource.fabric).await?;
        let total = crate::measure::ms_since(began);
        if report.changed != [resource.name()] {
            bail!("the sync changed {:?}, not {}", report.changed, resource.name());
        }
        time.add(beyond);
        whole.add(total);
        breakdown.add(&rig.clock, began, total);
    }
    let among = match fabrics {
        1 => thousands(resources),
        _ => format!("{} in {} fabrics", thousands(resources), thousands(fabrics)),
    };
    let ingest =
        Row::new(format!("ingest of 1 changed file among {among}"), Unit::Milliseconds, &time);
    let sync = format!("a whole sync with 1 changed file among {among}");
    Ok([
        ingest
            .beside("git diff-tree and cat-file", &plain_git)
            .target(sizes.full, Target::OfAnchor(0.5))
            .note(format!("from the end of the fetch to the answer; {}", breakdown.sentence())),
        Row::new(sync, Unit::Milliseconds, &whole)
            .beside("git ls-remote and git fetch", &fetches)
            .target(sizes.full, Target::OfAnchor(1.5)),
    ])
}
