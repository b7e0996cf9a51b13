//! The publish of one change, beside `git add`, `git commit` and `git push` in a clone.

use hedgerow_model::thousands;
use std::time::Instant;

use anyhow::{Context, Result};
use hedgerow_testkit::GitServer;

use crate::anchor::git;
use crate::data::{OWNER, Resource, Version, estate};
use crate::measure::{Sample, ms_since};
use crate::options::Sizes;
use crate::repository::Bare;
use crate::rig::{Breakdown, Connected, Rig, block_on};
use crate::row::{Row, Target, Unit};

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
    let ours = Bare::create(folder.path().join("ours.git"), &mut files)?;
    let theirs = ours.copy(folder.path().join("theirs.git"))?;
    for bare in [&ours, &theirs] {
        bare.git(&["config", "http.receivepack", "true"])?;
    }
    let server = GitServer::start(folder.path());
    let (url, their_url) = match http {
        true => (server.url("ours.git"), server.url("theirs.git")),
        false => (ours.url(), theirs.url()),
    };
    let clone = Bare::clone_to(&their_url, folder.path().join("clone"))?;
    let rig = Rig::open(&Connected::one(url, 1)).await?;
    rig.sync(0).await?;
    let (mut time, mut anchor, mut drafting) =
        (Sample::default(), Sample::default(), Sample::default());
    let mut exchanges = Sample::default();
    let mut breakdown = Breakdown::default();
    // The first of either warms what is warm in a server that runs.
    for round in 0..=sizes.repeats {
        let resource = Resource { fabric: 0, index: 2 + round * 7 % (sizes.small - 2) };
        let text = resource.text(Version { note: 0, owner: round + 1 });
        let plain = git::publish(&clone, &resource.path(), &text)?;
        let change = format!("change-{round}");
        let began = Instant::now();
        let field = format!("{OWNER}=team-{}", round + 1);
        rig.draft(0, &change, std::iter::once((resource.name(), field))).await?;
        let drafted = ms_since(began);
        let before = server.exchanges();
        rig.clock.restart();
        let began = Instant::now();
        rig.publish_well(&change).await?;
        let total = ms_since(began);
        if round > 0 {
            anchor.add(plain);
            drafting.add(drafted);
            time.add(total);
            breakdown.add(&rig.clock, began, total);
            exchanges.add((server.exchanges() - before) as f64);
        }
    }
    let way = if http { "HTTP" } else { "file" };
    let name = format!("publish of 1 change among {} files, {way}", thousands(sizes.small));
    let mut rows = vec![
        Row::new(&name, Unit::Milliseconds, &time)
            .beside("git add + commit + push", &anchor)
            .target(sizes.full, Target::OfAnchor(0.8))
            .note(format!(
                "saving the draft before takes {:.1} ms; {}",
                drafting.median(),
                breakdown.sentence()
            )),
    ];
    if http {
        rows.push(
            Row::new(format!("{name}: exchanges with the remote"), Unit::Count, &exchanges)
                .target(sizes.full, Target::AtMost(1.0)),
        );
    }
    Ok(rows)
}
