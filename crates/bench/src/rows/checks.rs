//! Many large texts checked at once: the memory of the server, and how long somebody else waits.

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Instant;

use anyhow::{Context, Result, bail};
use hedgerow_server::{AdminToken, Server, ServerConfig};
use serde_json::json;

use crate::data::{Resource, Version, estate, fabric_name};
use crate::measure::{Sample, ms_since};
use crate::options::Sizes;
use crate::process;
use crate::repository::Bare;
use crate::rig::{Connected, Rig, block_on};
use crate::row::{Row, Target, Unit};

pub(super) fn measure(sizes: &Sizes) -> Result<Vec<Row>> {
    let folder = tempfile::tempdir().context("no temporary directory")?;
    let mut files =
        estate(1, 60).map(|resource| (resource.path(), resource.text(Version::default())));
    let bare = Bare::create(folder.path().join("estate.git"), &mut files)?;
    block_on(async move {
        let rig = Rig::open(&Connected::one(bare.url(), 1)).await?;
        rig.sync(0).await?;
        let token = AdminToken::generate();
        let listen = "127.0.0.1:0".parse().context("an address")?;
        let server = Server::bind(listen, rig.engine.clone(), ServerConfig::from(&token)).await?;
        let url = server.url();
        let serving = tokio::spawn(server.serve(std::future::pending()));
        let (checks, bytes) = (sizes.checks, sizes.check_bytes);
        let work = move || at_once(&Client { url, token }, checks, bytes);
        let outcome = tokio::task::spawn_blocking(work).await.context("the clients failed")?;
        serving.abort();
        rows(sizes, &outcome?)
    })
}

struct Client {
    url: String,
    token: AdminToken,
}

/// What the checks cost.
struct Outcome {
    before: f64,
    peak: f64,
    alone: f64,
    each: Sample,
    /// Saves of a draft meanwhile, in milliseconds, and before.
    saves: Sample,
    saves_before: Sample,
}

fn at_once(client: &Client, checks: usize, bytes: usize) -> Result<Outcome> {
    let text: String = estate(1, bytes / 300)
        .map(|resource: Resource| resource.text(Version::default()) + "---\n")
        .scan(0, |length, text| {
            *length += text.len();
            (*length <= bytes).then_some(text)
        })
        .collect();
    let body = json!({ "text": text }).to_string();
    let saves_before: Sample = (0..10).map(|_| client.save()).collect::<Result<_>>()?;
    let before = process::peak_mb()?;
    let alone = client.check("{\"text\": \"a: 1\\n\"}")?;
    let busy = AtomicBool::new(true);
    let (each, saves) = thread::scope(|scope| -> Result<(Sample, Sample)> {
        let all: Vec<_> = (0..checks).map(|_| scope.spawn(|| client.check(&body))).collect();
        let saving = scope.spawn(|| -> Result<Sample> {
            let mut saves = Sample::default();
            while busy.load(Ordering::Relaxed) {
                saves.add(client.save()?);
            }
            Ok(saves)
        });
        let ended: Vec<_> = all.into_iter().map(thread::ScopedJoinHandle::join).collect();
        busy.store(false, Ordering::Relaxed);
        let failed = |_| anyhow::anyhow!("a client failed");
        let saves = saving.join().map_err(failed)??;
        let each = ended.into_iter().map(|one| one.map_err(failed)?).collect::<Result<_>>()?;
        Ok((each, saves))
    })?;
    Ok(Outcome { before, peak: process::peak_mb()?, alone, each, saves, saves_before })
}

impl Client {
    fn check(&self, body: &str) -> Result<f64> {
        self.post(&format!("fabrics/{}/check", fabric_name(0)), body)
    }

    fn save(&self) -> Result<f64> {
        let edit =
            json!({"op": "set", "resource": "VPC/vpc-0", "fields": ["metadata.labels.owner=me"]});
        let body = json!({"change": "c", "edits": [edit]}).to_string();
        self.post(&format!("fabrics/{}/drafts", fabric_name(0)), &body)
    }

    /// Milliseconds that the answer took.
    fn post(&self, path: &str, body: &str) -> Result<f64> {
        let began = Instant::now();
        let answer = ureq::post(format!("{}/api/v1/{path}", self.url))
            .header("authorization", format!("Bearer {}", self.token.reveal()))
            .header("content-type", "application/json")
            .send(body)
            .with_context(|| format!("{path} failed"))?;
        if answer.status() != 200 {
            bail!("{path} was answered with {}", answer.status());
        }
        drop(answer.into_body().read_to_vec()?);
        Ok(ms_since(began))
    }
}

fn rows(sizes: &Sizes, outcome: &Outcome) -> Result<Vec<Row>> {
    let one = |value: f64| Sample::from_iter([value]);
    let name =
        format!("{} checks of {:.1} MB at once", sizes.checks, sizes.check_bytes as f64 / 1e6);
    Ok(vec![
        Row::new(format!("{name}: peak memory"), Unit::Megabytes, &one(outcome.peak))
            .beside("before", &one(outcome.before))
            .target(sizes.full, Target::AtMost(300.0))
            .note(format!(
                "with the texts of the clients, which are in the same process; a check took {:.0} to {:.0} \
                 ms, one of a few bytes {:.1} ms",
                outcome.each.least(),
                outcome.each.most(),
                outcome.alone
            )),
        Row::new(format!("{name}: slowest save meanwhile"), Unit::Milliseconds, &one(outcome.saves.most()))
            .beside("slowest save before", &one(outcome.saves_before.most()))
            .target(sizes.full, Target::AtMost(1000.0))
            .note(format!("{} saves, median {:.1} ms", outcome.saves.count(), outcome.saves.median())),
    ])
}
