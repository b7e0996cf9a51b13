//! A fabric in a cluster: what following it costs, how soon it is known, and what comparing it takes.
//!
//! A server that was there before and one that follows the cluster are processes of their own (`case`), on copies of the
//! same data; the API server is outside of both.

mod case;

use std::path::Path;
use std::time::Instant;

use anyhow::{Context, Result};
use hedgerow_engine::views::{ClusterAccess, ClusterPlace, NewCluster, NewSecret};
use hedgerow_model::{ApplyMode, thousands};
use tempfile::TempDir;

use crate::anchor::pyyaml;
use crate::api_server::{ApiServer, NAMESPACE};
use crate::kinds::{GROUPS, KINDS, fabric, servers, twelve};
use crate::measure::{Sample, ms_since};
use crate::options::Sizes;
use crate::repository::Bare;
use crate::rig::{Connected, Rig, block_on};
use crate::row::{Row, Target, Unit};

pub(super) use case::{Case, once};
use case::{Outcome, in_a_process};

/// What the cluster is called.
pub(super) const CLUSTER: &str = "lab";

pub(super) fn measure(sizes: &Sizes) -> Result<Vec<Row>> {
    block_on(case(sizes))
}

async fn case(sizes: &Sizes) -> Result<Vec<Row>> {
    let count = sizes.objects;
    let folder = tempfile::tempdir().context("no temporary directory")?;
    let mut files = twelve(count).map(|one| (one.path(), one.text));
    let bare = Bare::create(folder.path().join("estate.git"), &mut files)?;
    let server = ApiServer::start().await?;
    server.has(twelve(count)).await?;
    let alone = folder.path().join("alone");
    let placed = folder.path().join("placed");
    prepare(&bare, &alone, None).await?;
    prepare(&bare, &placed, Some((&server, ApplyMode::Observe))).await?;
    let mut before = Vec::new();
    let mut found = Vec::new();
    let mut lists = Sample::default();
    for run in 0..sizes.runs.min(3) {
        let case = |data: &TempDir, is_placed| Case {
            data: data.path().to_owned(),
            kubeconfig: server.kubeconfig().to_owned(),
            objects: count,
            servers: servers(count),
            is_placed,
            // Doing nothing is watched once.
            idle_seconds: if run == 0 { sizes.idle_seconds } else { 0 },
            settle_ms: if sizes.full { 3_000 } else { 200 },
            repeats: sizes.repeats,
        };
        let data = copy(&alone)?;
        before.push(in_a_process(&case(&data, false))?);
        let data = copy(&placed)?;
        found.push(in_a_process(&case(&data, true))?);
        lists.add(list_all(&server).await?);
    }
    let texts = twelve(count).map(|one| one.text);
    let python = pyyaml::parse(texts, folder.path(), sizes.runs.min(3))?;
    Ok(rows(sizes, &server, &before, &found, &lists, python.as_ref()))
}

/// Makes the data of a server that has read the fabric; where a server is given, the fabric lives in it, and nothing of it
/// was looked at yet.
pub(super) async fn prepare(
    bare: &Bare,
    data: &Path,
    place: Option<(&ApiServer, ApplyMode)>,
) -> Result<()> {
    prepare_at(&bare.url(), data, place).await
}

/// The same with a repository that is reached in another way.
pub(super) async fn prepare_at(
    url: &str,
    data: &Path,
    place: Option<(&ApiServer, ApplyMode)>,
) -> Result<()> {
    std::fs::create_dir_all(data)?;
    let rig = Rig::open_at(data, &Connected::one(url.to_owned(), 1)).await?;
    rig.sync(0).await?;
    if let Some((server, apply)) = place {
        let secret = NewSecret::new(server.kubeconfig().to_owned());
        let access = ClusterAccess { kubeconfig: Some(secret), ..ClusterAccess::default() };
        rig.engine.add_cluster(NewCluster { name: CLUSTER.to_owned(), access }).await?;
        let place = ClusterPlace {
            cluster: CLUSTER.to_owned(),
            namespaces: vec![NAMESPACE.to_owned()],
            apply: Some(apply),
            ..ClusterPlace::default()
        };
        rig.engine.set_fabric_place(&fabric(), Some(place), None).await?;
    }
    rig.engine.shutdown().await;
    Ok(())
}

/// A copy of a folder.
pub(super) fn copy(folder: &Path) -> Result<TempDir> {
    fn into(from: &Path, to: &Path) -> Result<()> {
        for entry in std::fs::read_dir(from)? {
            let entry = entry?;
            let target = to.join(entry.file_name());
            if entry.file_type()?.is_dir() {
                std::fs::create_dir(&target)?;
                into(&entry.path(), &target)?;
            } else {
                std::fs::copy(entry.path(), target)?;
            }
        }
        Ok(())
    }
    let copied = tempfile::tempdir().context("no temporary directory")?;
    into(folder, copied.path())?;
    Ok(copied)
}

/// Milliseconds that listing all kinds takes, page by page, with nothing done with it.
async fn list_all(server: &ApiServer) -> Result<f64> {
    let hand = server.hand().await?;
    let began = Instant::now();
    for kind in hand.served(&GROUPS).await? {
        let mut next: Option<String> = None;
        loop {
            let page = hand.list(&kind, NAMESPACE, next.as_deref()).await?;
            next = page.next;
            if next.is_none() {
                break;
            }
        }
    }
    Ok(ms_since(began))
}

fn rows(
    sizes: &Sizes,
    server: &ApiServer,
    before: &[Outcome],
    found: &[Outcome],
    lists: &Sample,
    python: Option<&Sample>,
) -> Vec<Row> {
    let (full, what) = (sizes.full, server.what);
    let name = format!("{} objects of {KINDS} kinds", thousands(sizes.objects));
    let of = |get: fn(&Outcome) -> f64| -> Sample { found.iter().map(get).collect() };
    let all = |get: fn(&Outcome) -> &[f64]| -> Sample {
        found.iter().flat_map(|outcome| get(outcome).iter().copied()).collect()
    };
    let alone = |get: fn(&Outcome) -> f64| before.iter().map(get).collect::<Sample>().median();
    let (resident, peak) = (alone(|it| it.resident), alone(|it| it.peak));
    let (writes, idle) = (all(|it| &it.writes), found.first());
    let compared = all(|it| &it.compares);
    let idle = |get: fn(&Outcome) -> f64| Sample::from_iter(idle.map(get));
    let alone_idle = Sample::from_iter(before.first().map(|it| it.idle));
    let listing = "listing the kinds, nothing more";
    vec![
        Row::new(
            format!("{name}: memory beyond the same server without"),
            Unit::Megabytes,
            &of(|it| it.resident).map(|mb| mb - resident),
        )
        .target(full, Target::AtMost(60.0))
        .note(format!("on {what}; resident once all is known, {resident:.0} MB without")),
        Row::new(
            format!("{name}: the same at its peak"),
            Unit::Megabytes,
            &of(|it| it.peak).map(|mb| mb - peak),
        )
        .target(full, Target::AtMost(60.0))
        .note(format!("while all is listed, compared and written; {peak:.0} MB without")),
        Row::new(format!("{name}: first complete state"), Unit::Milliseconds, &of(|it| it.first))
            .beside(listing, lists)
            .target(full, Target::AtMost(3_000.0))
            .note(
                "from the start of a server that never looked there until all is listed, compared and \
                 written",
            ),
        Row::new(format!("{name}: an event until it is told"), Unit::Milliseconds, &all(|it| &it.events))
            .beside("a watch that does nothing else", &all(|it| &it.watches))
            .target(full, Target::AtMost(300.0))
            .note(format!(
                "from before an edit by hand is sent until a listener has it, compared with Git; the edit itself \
                 takes {:.1} ms",
                writes.median()
            )),
        Row::new(format!("{name}: all compared"), Unit::Milliseconds, &of(|it| it.anew))
            .beside_if("PyYAML's C loader, parsing Git's side only", python)
            .target(full, Target::AtMost(300.0))
            .note("each text of Git and each object read from the database, nothing known before"),
        Row::new(format!("{name}: all compared again"), Unit::Milliseconds, &compared)
            .beside_if("PyYAML's C loader, parsing Git's side only", python)
            .target(full, Target::AtMost(300.0))
            .note("of the texts that did not change it is known what they say"),
        Row::new(format!("{name}: idle, processor"), Unit::Core, &idle(|it| it.idle))
            .beside("the same server without", &alone_idle)
            .target(full, Target::AtMost(1.0))
            .note(format!(
                "in {} s; once in five minutes all is compared again, which is {:.2} % more",
                sizes.idle_seconds,
                compared.median() / 300_000.0 * 100.0
            )),
        Row::new(format!("{name}: known again after a restart"), Unit::Milliseconds, &of(|it| it.again))
            .beside(listing, lists)
            .target(full, Target::AtMost(3_000.0)),
        Row::new(
            format!("{name}: kinds listed again by that"),
            Unit::Count,
            &of(|it| it.listed_again as f64),
        )
        .target(full, Target::AtMost(0.0))
        .note("its watches continue from the resource versions that are in the database"),
        Row::new(format!("{name}: verified"), Unit::Milliseconds, &of(|it| it.verify))
            .beside(listing, lists)
            .note(
                "Git, the database and the cluster read again and compared, once all that was edited is back",
            ),
    ]
}
