//! One server beside an API server, in a process that does nothing else.

use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use hedgerow_cluster::{Act, Cluster, ServedKind, Told, Write};
use hedgerow_engine::StreamItem;
use hedgerow_engine::views::{DriftQuery, Event, PageRequest, VerifyRequest};
use hedgerow_model::{Millis, VerifyOutcome};
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};

use super::CLUSTER;
use crate::api_server::{NAMESPACE, hand};
use crate::kinds::{GROUPS, description, fabric, server_name};
use crate::measure::ms_since;
use crate::process;
use crate::rig::{Rig, block_on};

/// How long anything may take.
const PATIENCE: Duration = Duration::from_secs(120);

/// How often it is looked whether something is so.
const LOOK: Duration = Duration::from_millis(5);

/// The points of the engine between which all is compared.
const COMPARING: [&str; 2] = ["observe.comparing", "observe.compared"];

/// What one run is told.
#[derive(Serialize, Deserialize)]
pub(in crate::rows) struct Case {
    /// The server's data.
    pub(super) data: PathBuf,
    pub(super) kubeconfig: String,
    pub(super) objects: usize,
    pub(super) servers: usize,
    /// Whether the fabric lives in the cluster.
    pub(super) is_placed: bool,
    pub(super) idle_seconds: u64,
    /// How long nothing is done before memory is looked at.
    pub(super) settle_ms: u64,
    /// Edits by hand.
    pub(super) repeats: usize,
}

/// What one run measured; times in milliseconds, memory in MB.
#[derive(Default, Serialize, Deserialize)]
pub(super) struct Outcome {
    pub(super) first: f64,
    pub(super) resident: f64,
    pub(super) peak: f64,
    pub(super) writes: Vec<f64>,
    pub(super) events: Vec<f64>,
    pub(super) watches: Vec<f64>,
    /// Of the first time that all is compared: each text is read.
    pub(super) anew: f64,
    pub(super) compares: Vec<f64>,
    /// Percent of a core.
    pub(super) idle: f64,
    pub(super) again: f64,
    pub(super) listed_again: usize,
    pub(super) verify: f64,
}

pub(super) fn in_a_process(case: &Case) -> Result<Outcome> {
    let output = Command::new(std::env::current_exe().context("cannot find this program")?)
        .args(["--one", &serde_json::to_string(&json!({ "Cluster": case }))?])
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output()
        .context("cannot start this program again")?;
    if !output.status.success() {
        bail!("one server beside a cluster ended with {}", output.status);
    }
    serde_json::from_slice(&output.stdout).context("one server printed something else")
}

/// One run, in a process that does nothing else.
pub(in crate::rows) fn once(case: &Case) -> Result<String> {
    let outcome = block_on(async {
        match case.is_placed {
            true => beside(case).await,
            false => alone(case).await,
        }
    })?;
    Ok(serde_json::to_string(&outcome)?)
}

async fn alone(case: &Case) -> Result<Outcome> {
    let rig = Rig::again_at(&case.data).await?;
    rig.engine.start();
    let mut outcome = Outcome::default();
    settled(case, &mut outcome).await?;
    rig.engine.shutdown().await;
    Ok(outcome)
}

/// Memory after a while of doing nothing, and what doing nothing takes.
async fn settled(case: &Case, outcome: &mut Outcome) -> Result<()> {
    tokio::time::sleep(Duration::from_millis(case.settle_ms)).await;
    (outcome.resident, outcome.peak) = (process::resident_mb()?, process::peak_mb()?);
    if case.idle_seconds > 0 {
        let (own, children) = process::processor_seconds()?;
        tokio::time::sleep(Duration::from_secs(case.idle_seconds)).await;
        let (own_after, children_after) = process::processor_seconds()?;
        let seconds = own_after - own + children_after - children;
        outcome.idle = seconds / case.idle_seconds as f64 * 100.0;
    }
    Ok(())
}

async fn beside(case: &Case) -> Result<Outcome> {
    let mut outcome = Outcome::default();
    let began = Instant::now();
    let rig = Rig::again_at(&case.data).await?;
    rig.engine.start();
    known(&rig).await?;
    outcome.first = ms_since(began);
    settled(case, &mut outcome).await?;
    let drifted = drift(&rig).await?;
    if drifted > 0 {
        bail!("{drifted} of {} objects differ, and none should", case.objects);
    }
    let hand = hand(&case.kubeconfig).await?;
    let served = hand.served(&GROUPS).await?;
    let of_servers = |kind: &&ServedKind| kind.kind.kind == "Server";
    let kind = served.iter().find(of_servers).context("there are no servers")?;
    let edited: Vec<String> = (0..case.repeats.min(case.servers)).map(server_name).collect();
    for name in &edited {
        edit(&rig, &hand, kind, name, &mut outcome).await?;
    }
    let drifted = drift(&rig).await?;
    if drifted != edited.len() {
        bail!("{drifted} objects differ, and {} were edited", edited.len());
    }
    outcome.anew = compared(&rig).await?;
    for _ in 0..case.repeats.min(7) {
        outcome.compares.push(compared(&rig).await?);
    }
    let before = listed(&rig).await?;
    rig.engine.shutdown().await;
    drop(rig);
    let began = Instant::now();
    let rig = Rig::again_at(&case.data).await?;
    rig.engine.start();
    known(&rig).await?;
    outcome.again = ms_since(began);
    let after = listed(&rig).await?;
    outcome.listed_again =
        before.iter().zip(&after).filter(|(before, after)| before != after).count();
    for name in &edited {
        put_back(&hand, kind, name).await?;
    }
    until(async || Ok(drift(&rig).await? == 0)).await.context("edits were put back")?;
    let began = Instant::now();
    let report = rig.engine.verify(&fabric(), VerifyRequest { repair: false }).await?;
    outcome.verify = ms_since(began);
    if report.outcome != VerifyOutcome::Agrees {
        bail!("verifying came to {:?}: {:?} {:?}", report.outcome, report.differences, report.late);
    }
    rig.engine.shutdown().await;
    Ok(outcome)
}

/// Waits until something is so.
async fn until(is_so: impl AsyncFn() -> Result<bool>) -> Result<()> {
    let began = Instant::now();
    while !is_so().await? {
        if began.elapsed() > PATIENCE {
            bail!("it is not so after {} s", PATIENCE.as_secs());
        }
        tokio::time::sleep(LOOK).await;
    }
    Ok(())
}

/// Waits until everything that is looked at is known.
async fn known(rig: &Rig) -> Result<()> {
    until(async || {
        let cluster = rig.engine.fabric(&fabric()).await?.cluster;
        Ok(cluster.is_some_and(|cluster| cluster.known))
    })
    .await
    .context("the cluster is known")
}

/// How many objects differ.
async fn drift(rig: &Rig) -> Result<usize> {
    let ask = PageRequest::first(1_000);
    Ok(rig.engine.drift(&fabric(), &DriftQuery::default(), &ask).await?.items.len())
}

/// When each kind was listed.
async fn listed(rig: &Rig) -> Result<Vec<Option<Millis>>> {
    Ok(rig.engine.watched(&fabric()).await?.into_iter().map(|kind| kind.listed_at).collect())
}

/// Milliseconds that comparing everything takes.
async fn compared(rig: &Rig) -> Result<f64> {
    rig.clock.restart();
    rig.engine.test_cluster(CLUSTER).await?;
    until(async || Ok(rig.clock.at(COMPARING[1]).is_some())).await.context("all is compared")?;
    let [from, to] = COMPARING.map(|point| rig.clock.at(point));
    let (from, to) = from.zip(to).context("the engine passed no point")?;
    // The watches begin again behind it.
    known(rig).await?;
    Ok((to - from).as_secs_f64() * 1e3)
}

/// Edits a server by hand, and waits until a listener was told of it.
async fn edit(
    rig: &Rig,
    hand: &Cluster,
    kind: &ServedKind,
    name: &str,
    outcome: &mut Outcome,
) -> Result<()> {
    let mut object = object(hand, kind, name).await?;
    object["spec"]["description"] = json!("by hand");
    let version = object["metadata"]["resourceVersion"].as_str().unwrap_or_default().to_owned();
    let mut watch = hand.watch(kind, NAMESPACE, &version).await?;
    let mut listener = rig.engine.listen(None);
    let began = Instant::now();
    let watching = {
        let name = name.to_owned();
        tokio::spawn(async move {
            while let Some(told) = watch.next().await? {
                if matches!(&told, Told::Here(here) if here.identity.name == name) {
                    return Ok(ms_since(began));
                }
            }
            bail!("the watch ended")
        })
    };
    replace(hand, kind, name, &object).await?;
    outcome.writes.push(ms_since(began));
    let resource = format!("{}/{name}", kind.kind.kind);
    let told = async {
        while let Some(item) = listener.next().await {
            let StreamItem::Event(_, event) = item else { continue };
            if matches!(&*event, Event::Cluster { resources, .. } if resources.contains(&resource))
            {
                return Ok(());
            }
        }
        bail!("nothing more can be told")
    };
    tokio::time::timeout(PATIENCE, told).await.context("an edit by hand was not told")??;
    outcome.events.push(ms_since(began));
    outcome.watches.push(watching.await??);
    Ok(())
}

async fn object(hand: &Cluster, kind: &ServedKind, name: &str) -> Result<Json> {
    hand.object(kind, NAMESPACE, name).await?.with_context(|| format!("{name} is not there"))
}

async fn replace(hand: &Cluster, kind: &ServedKind, name: &str, object: &Json) -> Result<()> {
    let write = Write { manager: "kubectl-edit", dry_run: false };
    hand.act((kind, NAMESPACE, name), &Act::Replace { object }, write).await?;
    Ok(())
}

/// Puts a server back to what Git says.
async fn put_back(hand: &Cluster, kind: &ServedKind, name: &str) -> Result<()> {
    let mut object = object(hand, kind, name).await?;
    let round: usize = name.rsplit('-').next().unwrap_or_default().parse()?;
    object["spec"]["description"] = json!(description(round));
    replace(hand, kind, name, &object).await
}
