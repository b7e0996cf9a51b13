//! Many changes of many fabrics, published to one branch at once.

use hedgerow_model::thousands;
use std::time::Instant;

use anyhow::{Context, Result, bail};

use crate::anchor::git;
use crate::data::{OWNER, Resource, Version, estate};
use crate::measure::{Sample, ms_since};
use crate::options::Sizes;
use crate::repository::Bare;
use crate::rig::{Connected, Rig, block_on};
use crate::row::{Row, Target, Unit};

/// How many single pushes stand for all of them.
const SINGLE: usize = 20;

pub(super) fn measure(sizes: &Sizes) -> Result<Vec<Row>> {
    block_on(case(sizes))
}

async fn case(sizes: &Sizes) -> Result<Vec<Row>> {
    let (fabrics, each) = (sizes.burst_fabrics, sizes.burst_resources);
    let folder = tempfile::tempdir().context("no temporary directory")?;
    let mut files = estate(fabrics, fabrics * each).map(|r| (r.path(), r.text(Version::default())));
    let bare = Bare::create(folder.path().join("ours.git"), &mut files)?;
    let theirs = bare.copy(folder.path().join("theirs.git"))?;
    let clone = Bare::clone_to(&theirs.url(), folder.path().join("clone"))?;
    let rig = Rig::open(&Connected::one(bare.url(), fabrics)).await?;
    rig.sync(0).await?;
    let (mut time, mut pushes) = (Sample::default(), Sample::default());
    let (mut commits, mut drafting) = (Sample::default(), Sample::default());
    let mut last = String::new();
    for round in 1..=sizes.runs.min(3) {
        let began = Instant::now();
        let mut names = Vec::new();
        for number in 0..sizes.burst_changes {
            let resource = of_change(number, fabrics, each);
            let name = format!("round-{round}-change-{number}");
            let field = format!("{OWNER}=team-{round}");
            let fields = std::iter::once((resource.name(), field));
            rig.draft(resource.fabric, &name, fields).await?;
            names.push(name);
        }
        drafting.add(ms_since(began));
        let (pushed, committed) = (bare.updates()?, bare.commits()?);
        rig.clock.restart();
        let began = Instant::now();
        let publishing: Vec<_> = names
            .into_iter()
            .map(|name| {
                let engine = rig.engine.clone();
                tokio::spawn(async move {
                    engine.publish(&name, hedgerow_engine::views::PublishRequest::default()).await
                })
            })
            .collect();
        for one in publishing {
            let report = one.await??;
            if report.state != hedgerow_model::ChangeState::Published {
                bail!("change `{}` is {}: {:?}", report.change, report.state, report.reason);
            }
        }
        time.add(ms_since(began));
        last = runs_of(&rig, began);
        pushes.add((bare.updates()? - pushed) as f64);
        commits.add((bare.commits()? - committed) as f64);
    }
    let mut single = Sample::default();
    for number in 0..SINGLE.min(sizes.burst_changes) {
        let resource = of_change(number, fabrics, each);
        let text = resource.text(Version { note: 0, owner: 1 });
        single.add(git::publish(&clone, &resource.path(), &text)?);
    }
    let name = format!(
        "{} changes at once, by {fabrics} fabrics of {each}",
        thousands(sizes.burst_changes)
    );
    Ok(vec![
        Row::new(format!("{name}: time"), Unit::Milliseconds, &time)
            .beside(
                format!("git commit + push, {SINGLE} singly, scaled"),
                &single.scaled(sizes.burst_changes as f64),
            )
            .target(sizes.full, Target::AtMost(1_200.0))
            .note(format!(
                "from the first call to the last answer; saving the drafts before takes {:.0} ms; \
                 {last}",
                drafting.median()
            )),
        Row::new(format!("{name}: pushes"), Unit::Count, &pushes)
            .target(sizes.full, Target::AtMost(2.0)),
        Row::new(format!("{name}: commits"), Unit::Count, &commits)
            .target(sizes.full, Target::AtMost(sizes.burst_changes as f64)),
    ])
}

/// Each change edits a resource of its own.
fn of_change(number: usize, fabrics: usize, each: usize) -> Resource {
    Resource { fabric: number % fabrics, index: 2 + number / fabrics * 7 % (each - 2) }
}

/// When the runs of the last round passed their points. There is an intent per change; the last
/// of them is what the first run did not wait for.
fn runs_of(rig: &Rig, began: Instant) -> String {
    let of_runs: Vec<String> = rig
        .clock
        .points(began)
        .into_iter()
        .filter(|(name, _)| !name.contains("intent"))
        .map(|(name, at)| format!("{} {at:.0}", name.trim_start_matches("publish.")))
        .collect();
    let intents = rig.clock.points(began);
    let last = intents.iter().rev().find(|(name, _)| *name == "publish.intent-written");
    format!(
        "in the last round the last intent was written at {:.0} ms; the runs' points, in ms: {}",
        last.map_or(0.0, |(_, at)| *at),
        of_runs.join(", ")
    )
}
