//! Publishes of one change each, while two others push to the branch without a pause.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use anyhow::{Context, Result};
use hedgerow_model::ChangeState;
use hedgerow_testkit::GitServer;

use crate::data::{OWNER, Resource, Version, estate};
use crate::measure::{Sample, ms_since};
use crate::options::Sizes;
use crate::repository::Bare;
use crate::rig::{Connected, Rig, block_on};
use crate::row::{Row, Target, Unit};

/// How many publishes; fewer where only the rows are tried.
const PUBLISHES: usize = 20;
const FEW: usize = 1;

pub(super) fn measure(sizes: &Sizes) -> Result<Vec<Row>> {
    block_on(async {
        let mut rows = case(sizes, false).await?;
        rows.extend(case(sizes, true).await?);
        Ok(rows)
    })
}

async fn case(sizes: &Sizes, http: bool) -> Result<Vec<Row>> {
    let folder = tempfile::tempdir().context("no temporary directory")?;
    let mut files = estate(1, sizes.small).map(|r| (r.path(), r.text(Version::default())));
    let bare = Bare::create(folder.path().join("net.git"), &mut files)?;
    bare.git(&["config", "http.receivepack", "true"])?;
    let server = GitServer::start(folder.path());
    let url = if http { server.url("net.git") } else { bare.url() };
    let rig = Rig::open(&Connected::one(url, 1)).await?;
    rig.sync(0).await?;
    let over = Arc::new(AtomicBool::new(false));
    let mut others = Vec::new();
    for number in 0..2 {
        let own = bare.copy(folder.path().join(format!("other-{number}.git")))?;
        // Of the same fabric, and never what is published.
        let resource = Resource { fabric: 0, index: sizes.small - 1 - number };
        let (url, over) = (bare.url(), over.clone());
        others.push(std::thread::spawn(move || push_without_pause(&own, &url, resource, &over)));
    }
    let (mut time, mut attempts) = (Sample::default(), Sample::default());
    let began = Instant::now();
    let publishes = if sizes.full { PUBLISHES } else { FEW };
    let mut landed = 0;
    for round in 0..publishes {
        let resource = Resource { fabric: 0, index: 2 + round };
        let change = format!("change-{round}");
        let field = format!("{OWNER}=team-{}", round + 1);
        rig.draft(0, &change, std::iter::once((resource.name(), field))).await?;
        rig.clock.restart();
        let began = Instant::now();
        // One that does not land is a figure too: it took as long as the server tried.
        let report = rig.publish(&change).await?;
        landed += usize::from(report.state == ChangeState::Published);
        attempts.add(report.attempts as f64);
        time.add(ms_since(began));
    }
    let seconds = began.elapsed().as_secs_f64();
    over.store(true, Ordering::Relaxed);
    let mut theirs = Sample::default();
    for other in others {
        let pushes = other.join().map_err(|_| anyhow::anyhow!("a pusher ended early"))??;
        pushes.into_iter().for_each(|push| theirs.add(push));
    }
    let how = if http { "HTTP" } else { "a file" };
    let name = format!("publish against two who push without a pause, over {how}");
    let anchor = "theirs: fetch, commit, push until it is accepted";
    let slowest = Sample::from_iter([time.most()]);
    let note = format!(
        "{landed} of {publishes} landed; {:.0} pushes of theirs a second; attempts: {} at the median, {} at most",
        theirs.count() as f64 / seconds,
        attempts.median(),
        attempts.most()
    );
    Ok(vec![
        Row::new(&name, Unit::Milliseconds, &time)
            .beside(anchor, &theirs)
            .target(sizes.full, Target::AtMost(1_000.0))
            .note(note),
        Row::new(format!("{name}: the slowest"), Unit::Milliseconds, &slowest)
            .target(sizes.full, Target::AtMost(10_000.0)),
    ])
}

/// How many milliseconds each push took until it was accepted.
fn push_without_pause(
    own: &Bare,
    url: &str,
    resource: Resource,
    over: &AtomicBool,
) -> Result<Vec<f64>> {
    let mut pushes = Vec::new();
    while !over.load(Ordering::Relaxed) {
        let began = Instant::now();
        loop {
            own.fetch(url)?;
            let version = Version { note: pushes.len() + 1, owner: 0 };
            own.commit(&mut std::iter::once((resource.path(), resource.text(version))))?;
            if own.push(url) || over.load(Ordering::Relaxed) {
                break;
            }
        }
        pushes.push(ms_since(began));
    }
    Ok(pushes)
}
