//! Objects applied by Hedgerow and by `kubectl apply --server-side`: the same objects, and who has which field of them.
//!
//! Only beside a real API server: how long it takes, and what it makes of both, is its own.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use hedgerow_cluster::{Act, Cluster, Observed, ServedKind, Write};
use hedgerow_engine::views::{DriftQuery, PageRequest};
use hedgerow_model::{ApplyMode, thousands};
use serde_json::Value as Json;
use tokio::task::JoinSet;

use super::cluster::{copy, prepare};
use crate::api_server::{ApiServer, NAMESPACE, starts_rigs};
use crate::kinds::{GROUPS, KINDS, fabric, twelve};
use crate::measure::{Sample, ms_since};
use crate::options::Sizes;
use crate::repository::Bare;
use crate::rig::{Rig, block_on};
use crate::row::{Row, Target, Unit};

/// How long applying may take.
const PATIENCE: Duration = Duration::from_secs(600);

/// How many objects are deleted at the same time.
const AT_ONCE: usize = 8;

pub(super) fn measure(sizes: &Sizes) -> Result<Vec<Row>> {
    if starts_rigs().is_none() {
        bail!("this group needs --rigs");
    }
    block_on(case(sizes))
}

async fn case(sizes: &Sizes) -> Result<Vec<Row>> {
    let count = sizes.applied;
    let folder = tempfile::tempdir().context("no temporary directory")?;
    let mut files = twelve(count).map(|one| (one.path(), one.text));
    let bare = Bare::create(folder.path().join("estate.git"), &mut files)?;
    let manifests = folder.path().join("manifests");
    std::fs::create_dir(&manifests)?;
    for (number, one) in twelve(count).enumerate() {
        std::fs::write(manifests.join(format!("{number:05}.yaml")), one.text)?;
    }
    let server = ApiServer::start().await?;
    let hand = server.hand().await?;
    let data = folder.path().join("data");
    prepare(&bare, &data, Some((&server, ApplyMode::Direct))).await?;
    let (mut ours, mut theirs, mut known) =
        (Sample::default(), Sample::default(), Sample::default());
    let mut different = Sample::default();
    for _ in 0..sizes.runs.min(3) {
        theirs.add(by_kubectl(&server, &manifests)?);
        let expected = objects(&hand).await?;
        clear(&hand).await?;
        let data = copy(&data)?;
        let (first, all) = by_hedgerow(data.path()).await?;
        known.add(first);
        ours.add(all);
        let found = objects(&hand).await?;
        if found.len() != count {
            bail!("{} objects were applied, not {count}", found.len());
        }
        let differ = expected.iter().filter(|(id, object)| found.get(*id) != Some(*object));
        let differ: Vec<_> = differ.map(|(id, _)| id).collect();
        different.add(differ.len() as f64);
        clear(&hand).await?;
    }
    let name = format!("{} objects of {KINDS} kinds applied", thousands(count));
    Ok(vec![
        Row::new(format!("{name}: time"), Unit::Milliseconds, &ours)
            .beside("kubectl apply --server-side", &theirs)
            .note(format!(
                "on {}; from the start of a server, of which {:.0} ms until it knows what is there, until what was applied \
                 came back and is level; in the order of what they refer to",
                server.what,
                known.median()
            )),
        Row::new(format!("{name}: objects or managed fields that differ"), Unit::Count, &different)
            .target(true, Target::AtMost(0.0))
            .note("compared without times, ids and the manager's name"),
    ])
}

fn by_kubectl(server: &ApiServer, manifests: &Path) -> Result<f64> {
    let kubectl = server.kubectl.as_ref().context("there is no kubectl")?;
    let filename = format!("--filename={}", manifests.display());
    let began = Instant::now();
    kubectl.run(&["apply", "--server-side", &filename])?;
    Ok(ms_since(began))
}

/// Milliseconds until the server knows what the cluster has, and until that is what Git wants.
async fn by_hedgerow(data: &Path) -> Result<(f64, f64)> {
    let began = Instant::now();
    let rig = Rig::again_at(data).await?;
    rig.engine.start();
    let mut known = None;
    let ask = PageRequest::first(1);
    loop {
        let cluster = rig.engine.fabric(&fabric()).await?.cluster;
        if cluster.is_some_and(|cluster| cluster.known) {
            let known = *known.get_or_insert_with(|| ms_since(began));
            let drift = rig.engine.drift(&fabric(), &DriftQuery::default(), &ask).await?;
            if drift.items.is_empty() {
                let all = ms_since(began);
                rig.engine.shutdown().await;
                return Ok((known, all));
            }
        }
        if began.elapsed() > PATIENCE {
            bail!("not everything is applied after {} s", PATIENCE.as_secs());
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

pub(super) async fn all(hand: &Cluster) -> Result<Vec<(ServedKind, Observed)>> {
    let mut all = Vec::new();
    for kind in hand.served(&GROUPS).await? {
        let mut next: Option<String> = None;
        loop {
            let page = hand.list(&kind, NAMESPACE, next.as_deref()).await?;
            all.extend(page.objects.into_iter().map(|object| (kind.clone(), object)));
            next = page.next;
            if next.is_none() {
                break;
            }
        }
    }
    Ok(all)
}

/// The objects with their managed fields, without what differs each time.
async fn objects(hand: &Cluster) -> Result<BTreeMap<String, Json>> {
    let plain = |(_, seen): (ServedKind, Observed)| {
        let mut object = seen.object;
        if let Some(metadata) = object["metadata"].as_object_mut() {
            for key in ["uid", "resourceVersion", "creationTimestamp"] {
                metadata.remove(key);
            }
            let entries = metadata.get_mut("managedFields").and_then(Json::as_array_mut);
            for entry in entries.into_iter().flatten().filter_map(Json::as_object_mut) {
                entry.remove("manager");
                entry.remove("time");
            }
        }
        (seen.identity.to_string(), object)
    };
    Ok(all(hand).await?.into_iter().map(plain).collect())
}

/// Deletes all objects.
pub(super) async fn clear(hand: &Cluster) -> Result<()> {
    let mut going = JoinSet::new();
    for (kind, seen) in all(hand).await? {
        if going.len() >= AT_ONCE {
            going.join_next().await.context("nothing was deleted")???;
        }
        let hand = hand.clone();
        going.spawn(async move {
            let act = Act::Delete { uid: &seen.uid, resource_version: None };
            let write = Write { manager: "kubectl", dry_run: false };
            hand.act((&kind, NAMESPACE, &seen.identity.name), &act, write).await
        });
    }
    while let Some(gone) = going.join_next().await {
        gone??;
    }
    Ok(())
}
