//! The full two-way cycle with conflicts: drafts on everything, a push from outside that touches
//! everything, some of it in the same field, and every conflict decided.

use std::time::Instant;

use anyhow::{Context, Result, bail};
use hedgerow_engine::views::{PageRequest, Resolution, Scope};
use hedgerow_model::{ChangeState, ConflictId, ConflictState, Side, thousands};

use crate::anchor::by_hand::{self, ByHand};
use crate::data::{OWNER, Resource, Version, estate, fabric_name};
use crate::measure::{Sample, ms_since};
use crate::options::Sizes;
use crate::process;
use crate::repository::Bare;
use crate::rig::{Connected, Rig, block_on};
use crate::row::{Row, Target, Unit};

pub(super) fn measure(sizes: &Sizes) -> Result<Vec<Row>> {
    let mut rows = Vec::new();
    for conflicts in sizes.conflicts {
        rows.push(block_on(case(sizes, conflicts))?);
    }
    let peak = Sample::from_iter([process::peak_mb()?]);
    let name = format!("the cycles of {} resources: peak memory", thousands(sizes.conflict_cycle));
    rows.push(Row::new(name, Unit::Megabytes, &peak).note("all runs of the three, in one process"));
    Ok(rows)
}

async fn case(sizes: &Sizes, conflicts: usize) -> Result<Row> {
    let count = sizes.conflict_cycle;
    let folder = tempfile::tempdir().context("no temporary directory")?;
    let mut files = estate(1, count).map(|r| (r.path(), r.text(Version::default())));
    let bare = Bare::create(folder.path().join("cycle.git"), &mut files)?;
    let rig = Rig::open(&Connected::one(bare.url(), 1)).await?;
    rig.sync(0).await?;
    let by_hand = ByHand::of(&bare, folder.path())?;
    let (mut time, mut theirs) = (Sample::default(), Sample::default());
    let mut parts: [Sample; 5] = Default::default();
    for round in 1..=sizes.runs {
        let owner = |by: usize| round * 10 + by;
        let before = if round == 1 { 0 } else { (round - 1) * 10 + 1 };
        let change = format!("round-{round}");
        let began = Instant::now();
        let fields =
            estate(1, count).map(|r: Resource| (r.name(), format!("{OWNER}=team-{}", owner(1))));
        rig.draft(0, &change, fields).await?;
        let drafted = ms_since(began);
        // Not counted: somebody else's push.
        let pushed = || {
            estate(1, count).map(move |resource| {
                let theirs = if resource.index < conflicts { owner(2) } else { before };
                (resource.path(), resource.text(Version { note: round, owner: theirs }))
            })
        };
        if let Some(by_hand) = &by_hand {
            let others = || by_hand.bare.commit(&mut pushed()).map(drop);
            theirs.add(by_hand.edit_and_merge(&format!("team-{}", owner(1)), others)?);
        }
        bare.commit(&mut pushed())?;
        let began = Instant::now();
        rig.sync(0).await?;
        let synced = ms_since(began);
        let refused = rig.publish(&change).await?;
        let asked = ms_since(began);
        let (fabric, open) = (fabric_name(0), Some(ConflictState::Open));
        let all = PageRequest::first(1000);
        let open = rig.engine.conflicts(&Scope::All, Some(&fabric), open, &all).await?.items;
        if open.len() != conflicts {
            bail!("{} conflicts are open, not {conflicts}", open.len());
        }
        for conflict in open {
            let take = Resolution::Take(Side::Draft);
            rig.engine.resolve(ConflictId(conflict.id), take, None).await?;
        }
        let decided = ms_since(began);
        if refused.state != ChangeState::Published {
            rig.publish_well(&change).await?;
        }
        let total = ms_since(began);
        time.add(drafted + total);
        let steps = [drafted, synced, asked - synced, decided - asked, total - decided];
        for (part, step) in parts.iter_mut().zip(steps) {
            part.add(step);
        }
    }
    let [draft, sync, publish, decide, again] = parts.map(|sample| sample.median());
    let row = Row::new(
        format!("full cycle of {} resources, {conflicts} conflicts", thousands(count)),
        Unit::Milliseconds,
        &time,
    );
    let most = if conflicts == 0 { 0.6 } else { 0.8 };
    let row = row
        .beside_if(by_hand::WHAT, by_hand.is_some().then_some(&theirs))
        .target(sizes.full, Target::OfAnchor(most));
    Ok(row.note(format!(
        "drafts saved in {draft:.0} ms, sync {sync:.0} ms, publish {publish:.0} ms, conflicts listed \
         and decided one by one in {decide:.0} ms, published again in {again:.0} ms; the outside push \
         itself is not counted"
    )))
}
