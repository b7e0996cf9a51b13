//! The full two-way cycle of a small fabric: everything changes in Git, then everything changes here.

use hedgerow_model::thousands;
use std::time::Instant;

use anyhow::{Context, Result, bail};

use crate::anchor::by_hand::{self, ByHand};
use crate::data::{OWNER, Resource, Version, estate};
use crate::measure::{Sample, ms_since};
use crate::options::Sizes;
use crate::repository::Bare;
use crate::rig::{Breakdown, Connected, Rig, block_on};
use crate::row::{Row, Target, Unit};

pub(super) fn measure(sizes: &Sizes) -> Result<Vec<Row>> {
    block_on(case(sizes))
}

async fn case(sizes: &Sizes) -> Result<Vec<Row>> {
    let folder = tempfile::tempdir().context("no temporary directory")?;
    let files = |version: Version| {
        estate(1, sizes.cycle).map(move |resource| (resource.path(), resource.text(version)))
    };
    let bare = Bare::create(folder.path().join("cycle.git"), &mut files(Version::default()))?;
    let rig = Rig::open(&Connected::one(bare.url(), 1)).await?;
    rig.sync(0).await?;
    let by_hand = ByHand::of(&bare, folder.path())?;
    let (mut time, mut theirs) = (Sample::default(), Sample::default());
    let mut parts: [Sample; 3] = Default::default();
    let mut breakdown = Breakdown::default();
    for round in 1..=sizes.repeats {
        let version = Version { note: round, owner: round - 1 };
        if let Some(by_hand) = &by_hand {
            by_hand.bare.commit(&mut files(version))?;
            theirs.add(by_hand.fetch_and_edit(&format!("team-{round}"))?);
        }
        bare.commit(&mut files(version))?;
        let began = Instant::now();
        let (report, _) = rig.sync(0).await?;
        let synced = ms_since(began);
        if report.counts.changed != sizes.cycle {
            bail!("the sync changed {} resources", report.counts.changed);
        }
        let change = format!("round-{round}");
        let fields = estate(1, sizes.cycle)
            .map(|resource: Resource| (resource.name(), format!("{OWNER}=team-{round}")));
        rig.draft(0, &change, fields).await?;
        let drafted = ms_since(began);
        rig.clock.restart();
        let publishing = Instant::now();
        rig.publish_well(&change).await?;
        breakdown.add(&rig.clock, publishing, ms_since(publishing));
        let total = ms_since(began);
        time.add(total);
        let [sync, draft, publish] = &mut parts;
        sync.add(synced);
        draft.add(drafted - synced);
        publish.add(total - drafted);
    }
    let [sync, draft, publish] = parts.map(|sample| sample.median());
    Ok(vec![
        Row::new(
            format!("full two-way cycle of {} resources", thousands(sizes.cycle)),
            Unit::Milliseconds,
            &time,
        )
        .beside_if(by_hand::WHAT, by_hand.is_some().then_some(&theirs))
        .target(sizes.full, Target::OfAnchor(0.6))
        .note(format!(
            "all of them changed by a push from outside, synced (fetch included) in {sync:.0} ms, \
             another field of all of them saved as drafts in {draft:.0} ms and published in \
             {publish:.0} ms; the outside push itself is not counted; of the publish, {}",
            breakdown.sentence()
        )),
    ])
}
