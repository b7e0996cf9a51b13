//! A day with three actors: pushes, drafts of the page, and edits in the cluster, while Hedgerow applies what Git has, or
//! somebody else does and Hedgerow observes.
//!
//! Every value that somebody writes is another one, so that it is seen whether one is lost: what was pushed stays in Git,
//! and what was edited in the cluster stays there, until a person writes something else in its place or decides.
//! An applier overrules what was edited there; nothing else does. `HEDGEROW_DAY_STEPS=N` makes it longer,
//! `HEDGEROW_DAY_SEED=S` repeats one.

use std::collections::{BTreeMap, BTreeSet};

use hedgerow_engine::Engine;
use hedgerow_engine::views::{
    ClusterPlace, DraftEdit, DriftView, PageRequest, PublishRequest, Resolution, TakeRequest,
};
use hedgerow_model::{
    AllAtomic, ApplyMode, ChangeState, ConflictId, DriftStanding, FieldPath, Layout, Side, Value,
};
use hedgerow_plan::with_field;
use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};
use serde_json::{Value as Json, json};

use crate::clusters::{add, all as drifts, object, place, server, until};
use crate::real_day::There;
use crate::support::{World, config, request};

const NAMES: [&str; 5] = ["a", "b", "c", "d", "e"];
const FIELDS: [&str; 2] = ["spec.description", "spec.profile"];

/// A field of a server.
type Place = (&'static str, &'static str);

struct Day {
    world: World,
    engine: Engine,
    cluster: There,
    /// Who brings what Git has into the cluster: Hedgerow, or an applier that is the fourth actor.
    mode: ApplyMode,
    /// What the applier applied, and prunes once Git has it no longer.
    applied: BTreeSet<&'static str>,
    random: StdRng,
    written: u32,
    /// What was pushed last to each field, and stays there.
    pushed: BTreeMap<Place, String>,
    /// What was edited last in the cluster, and stays there.
    there: BTreeMap<Place, String>,
    /// What was deleted in the cluster, and stays away.
    gone: BTreeSet<&'static str>,
    /// What drafts that are not published say, and what Git had when they were saved.
    drafted: BTreeMap<Place, (String, Option<String>)>,
    /// What people decided about, so that nothing is promised of it any more.
    decided: BTreeSet<&'static str>,
    log: Vec<String>,
}

fn number(variable: &str) -> Option<u64> {
    std::env::var(variable).ok().map(|text| text.parse().unwrap())
}

fn field_of(value: &Value, field: &str) -> Option<String> {
    let path: FieldPath = field.parse().unwrap();
    value.lookup(&path).and_then(Value::as_str).map(str::to_owned)
}

/// Whether a drift is that the cluster has this value at a field.
fn says(drift: &DriftView, field: &str, there: &str) -> bool {
    let actual = drift.fields.iter().find(|it| it.path.to_string() == field);
    actual.and_then(|it| it.actual.as_ref()).and_then(Value::as_str) == Some(there)
}

fn file(name: &str) -> String {
    format!("env/{name}.yaml")
}

impl Day {
    async fn begin(seed: u64, cluster: There, mode: ApplyMode) -> Self {
        let files: Vec<(String, String)> =
            NAMES.iter().map(|name| (file(name), server(name, "start"))).collect();
        let files: Vec<(&str, &str)> = files.iter().map(|(a, b)| (&**a, &**b)).collect();
        for name in NAMES {
            cluster.edit(name, &|_| {}, &object(name, "start")).await;
        }
        let world = World::with(&files).await;
        world.fabric("env", "env", Layout::InPlace).await;
        add(&world.engine, "lab", cluster.kubeconfig()).await.unwrap();
        let lives = ClusterPlace {
            apply: Some(mode),
            prune: Some(mode == ApplyMode::Direct),
            ..place("lab").unwrap()
        };
        world.engine.set_fabric_place("env", Some(lives), None).await.unwrap();
        world.engine.start();
        let engine = world.engine.clone();
        // What was never seen in the cluster has yet to come there, and is no deletion.
        until("the day begins with what both agree on", || async {
            let known = engine.fabric("env").await.unwrap().cluster.is_some_and(|it| it.known);
            known && drifts(&engine).await.is_empty()
        })
        .await;
        Self {
            world,
            engine,
            cluster,
            mode,
            applied: BTreeSet::new(),
            random: StdRng::seed_from_u64(seed),
            written: 0,
            pushed: BTreeMap::new(),
            there: BTreeMap::new(),
            gone: BTreeSet::new(),
            drafted: BTreeMap::new(),
            decided: BTreeSet::new(),
            log: vec![format!("seed {seed}")],
        }
    }

    fn pick(&mut self) -> Place {
        let (name, field) =
            (self.random.random_range(0..NAMES.len()), self.random.random_range(0..FIELDS.len()));
        (NAMES[name], FIELDS[field])
    }

    fn value(&mut self, by: &str) -> String {
        self.written += 1;
        format!("{by}-{}", self.written)
    }

    /// What Git has of a server.
    fn in_git(&self, name: &str) -> Option<Value> {
        let text = self.world.remote.read("main", &file(name))?;
        Some(hedgerow_yaml::read_value(&text).unwrap())
    }

    async fn in_cluster(&self, name: &str) -> Option<Value> {
        self.cluster.object(name).await.map(|it| Value::from(&it))
    }

    fn push(&mut self) {
        let (name, field) = self.pick();
        let value = self.value("git");
        let text = self.world.remote.read("main", &file(name));
        let text = text.unwrap_or_else(|| server(name, "again"));
        let path: FieldPath = field.parse().unwrap();
        let text = with_field(&text, &path, Some(Value::from(value.as_str())), &AllAtomic).unwrap();
        self.world.remote.commit("main", &value, &[(&file(name), Some(&text))]);
        self.log.push(format!("push {name} {field} {value}"));
        self.pushed.insert((name, field), value);
    }

    async fn edit_there(&mut self) {
        let (name, field) = self.pick();
        let value = self.value("there");
        let (_, key) = field.rsplit_once('.').unwrap();
        let edit = |object: &mut Json| object["spec"][key] = json!(value);
        self.cluster.edit(name, &edit, &object(name, "there again")).await;
        self.log.push(format!("edit there {name} {field} {value}"));
        self.gone.remove(name);
        self.there.insert((name, field), value);
    }

    async fn delete_there(&mut self) {
        let (name, _) = self.pick();
        if self.cluster.object(name).await.is_none() {
            return;
        }
        self.cluster.delete(name).await;
        self.log.push(format!("delete there {name}"));
        self.there.retain(|(of, _), _| *of != name);
        self.gone.insert(name);
    }

    /// Whoever applies the folder applies it: what was edited there otherwise is overruled, and what went from Git goes.
    async fn apply(&mut self) {
        if self.mode == ApplyMode::Direct {
            return;
        }
        self.log.push("the applier applies".to_owned());
        for name in NAMES {
            match self.in_git(name) {
                Some(git) => {
                    self.cluster.apply(&json!(git)).await;
                    self.applied.insert(name);
                    let has = |field: &str| field_of(&git, field).is_some();
                    self.there.retain(|(of, field), _| *of != name || !has(field));
                }
                None if self.applied.remove(name) => {
                    self.cluster.delete(name).await;
                    self.there.retain(|(of, _), _| *of != name);
                }
                None => continue,
            }
            self.gone.remove(name);
        }
    }

    async fn draft(&mut self) {
        let (name, field) = self.pick();
        let value = self.value("draft");
        let edit = DraftEdit::set(format!("Server/{name}"), vec![format!("{field}={value}")]);
        // What Git had when the draft was started is what was read last.
        self.engine.sync("env").await.unwrap();
        let before = self.in_git(name).and_then(|it| field_of(&it, field));
        if self.engine.save_drafts("env", request(&format!("of {name}"), vec![edit])).await.is_err()
        {
            return;
        }
        self.log.push(format!("draft {name} {field} {value}"));
        let first = self.drafted.get(&(name, field)).map(|(_, before)| before.clone());
        self.drafted.insert((name, field), (value, first.unwrap_or(before)));
    }

    async fn publish(&mut self) {
        let (name, _) = self.pick();
        let drafted: Vec<(Place, (String, Option<String>))> = self
            .drafted
            .iter()
            .filter(|((of, _), _)| *of == name)
            .map(|(place, it)| (*place, it.clone()))
            .collect();
        if drafted.is_empty() {
            return;
        }
        let seen = drifts(&self.engine).await;
        let published = self.engine.publish(&format!("of {name}"), PublishRequest::default()).await;
        let Ok(report) = published else { return };
        self.log.push(format!("publish {name}: {}", report.state));
        if report.state != ChangeState::Published {
            return;
        }
        let git = self.in_git(name);
        for (place, (value, before)) in drafted {
            self.drafted.remove(&place);
            let pushed = self.pushed.remove(&place);
            if self.decided.contains(name) {
                continue;
            }
            let has = git.as_ref().and_then(|it| field_of(it, place.1));
            assert_eq!(
                has.as_deref(),
                Some(value.as_str()),
                "what was published is in Git\n{}",
                self.told()
            );
            // Who pushed meanwhile was asked about.
            assert!(pushed.is_none() || pushed == before, "{place:?} {pushed:?}\n{}", self.told());
            // Of an edit that Hedgerow had seen too; one that it had not stays there, and is asked about later.
            if let Some(there) = self.there.get(&place) {
                let overruled = seen.iter().any(|it| it.name == name && says(it, place.1, there));
                assert!(!overruled, "{place:?} {there} was not asked about\n{}", self.told());
            }
        }
    }

    async fn decide(&mut self) {
        let ask = PageRequest::first(100);
        let scope = hedgerow_engine::views::Scope::All;
        let open = Some(hedgerow_model::ConflictState::Open);
        let conflicts = self.engine.conflicts(&scope, Some("env"), open, &ask).await.unwrap().items;
        if conflicts.is_empty() {
            return;
        }
        let conflict = &conflicts[self.random.random_range(0..conflicts.len())];
        let side =
            [Side::Draft, Side::Git, Side::Cluster, Side::Base][self.random.random_range(0..4)];
        let id = ConflictId(conflict.id);
        let decided = self.engine.resolve(id, Resolution::Take(side), None).await;
        let outcome = decided.map(|it| it.state.to_string()).unwrap_or_else(|it| it.to_string());
        self.log.push(format!("decide {} {} {side}: {outcome}", conflict.name, conflict.path));
        self.forget(&conflict.name);
    }

    async fn accept(&mut self) {
        let drifted = drifts(&self.engine).await;
        if drifted.is_empty() {
            return;
        }
        let one = &drifted[self.random.random_range(0..drifted.len())];
        let request = TakeRequest {
            resources: vec![format!("Server/{}", one.name)],
            change: Some(format!("of {}", one.name)),
            ..TakeRequest::default()
        };
        let done = match one.standing {
            DriftStanding::Extra => self.engine.import_resources("env", request).await,
            _ => self.engine.accept_drift("env", request).await,
        };
        let outcome = done.map(|it| it.count.to_string()).unwrap_or_else(|it| it.to_string());
        self.log.push(format!("accept {}: {outcome}", one.name));
        self.forget(&one.name.clone());
    }

    /// A person decided about a server: nothing is promised of it any more.
    fn forget(&mut self, name: &str) {
        let Some(name) = NAMES.into_iter().find(|it| *it == name) else { return };
        self.decided.insert(name);
        self.pushed.retain(|(of, _), _| *of != name);
        self.there.retain(|(of, _), _| *of != name);
        self.gone.remove(name);
    }

    async fn restart(&mut self) {
        self.log.push("restart".to_owned());
        self.engine.shutdown().await;
        self.engine = Engine::open(config(&self.world.folder)).await.unwrap();
        self.engine.start();
    }

    async fn step(&mut self) {
        match self.random.random_range(0..100) {
            0..25 => self.push(),
            25..42 => self.edit_there().await,
            42..45 => self.delete_there().await,
            45..48 => self.apply().await,
            48..65 => self.draft().await,
            65..75 => self.publish().await,
            75..80 => self.decide().await,
            80..84 => self.accept().await,
            84..92 => {
                self.log.push("sync".to_owned());
                self.engine.sync("env").await.unwrap();
            }
            92..94 => {
                self.log.push("watches are cut".to_owned());
                self.cluster.cut();
            }
            94..95 => {
                self.log.push("the cluster forgets".to_owned());
                self.cluster.forget().await;
            }
            95..96 => {
                self.log.push("the cluster is away".to_owned());
                self.cluster.go_away();
                self.engine.sync("env").await.unwrap();
                self.cluster.come_back();
            }
            96..98 => self.restart().await,
            _ => tokio::task::yield_now().await,
        }
        self.holds().await;
    }

    /// What nobody wrote over and nobody decided is still there.
    async fn holds(&self) {
        for ((name, field), value) in &self.pushed {
            let has = self.in_git(name).and_then(|it| field_of(&it, field));
            assert_eq!(
                has.as_deref(),
                Some(value.as_str()),
                "Git lost {name} {field}\n{}",
                self.told()
            );
        }
        for ((name, field), value) in &self.there {
            let has = self.in_cluster(name).await.and_then(|it| field_of(&it, field));
            assert_eq!(
                has.as_deref(),
                Some(value.as_str()),
                "the cluster lost {name} {field}\n{}",
                self.told()
            );
        }
        for name in &self.gone {
            assert!(self.in_cluster(name).await.is_none(), "{name} came back\n{}", self.told());
        }
    }

    fn told(&self) -> String {
        self.log.join("\n")
    }

    /// Which servers Git and the cluster have otherwise.
    async fn otherwise(&self) -> BTreeSet<String> {
        let mut all = BTreeSet::new();
        for name in NAMES {
            let differs = match (self.in_git(name), self.in_cluster(name).await) {
                (Some(git), Some(there)) => {
                    FIELDS.iter().any(|field| field_of(&git, field) != field_of(&there, field))
                }
                (git, there) => git.is_some() != there.is_some(),
            };
            if differs {
                all.insert(name.to_owned());
            }
        }
        all
    }

    /// At the end both sides agree, or what they differ in is on record.
    async fn ends(&mut self) {
        self.tells_all().await;
        if self.mode == ApplyMode::Observe {
            // What Git has is there by then, whatever was edited meanwhile; what it has not stays.
            self.apply().await;
            self.tells_all().await;
            let left = drifts(&self.engine).await;
            let only_there = |it: &DriftView| match it.standing {
                DriftStanding::Extra => true,
                DriftStanding::Differs => it.fields.iter().all(|field| field.desired.is_none()),
                _ => false,
            };
            assert!(left.iter().all(only_there), "{left:?}\n{}", self.told());
        }
        self.world.remote.fsck();
    }

    /// Waits until what differs is what is told.
    async fn tells_all(&self) {
        self.engine.sync("env").await.unwrap();
        until(&format!("what differs is what is told\n{}", self.told()), || async {
            let told: BTreeSet<String> =
                drifts(&self.engine).await.into_iter().map(|it| it.name).collect();
            told == self.otherwise().await
        })
        .await;
        self.holds().await;
    }
}

/// Days of so many steps, one for each seed, unless the environment says otherwise.
async fn days(steps: u64, seeds: &[u64], cluster: impl AsyncFn() -> There, mode: ApplyMode) {
    let steps = number("HEDGEROW_DAY_STEPS").unwrap_or(steps);
    let seeds = number("HEDGEROW_DAY_SEED").map_or_else(|| seeds.to_vec(), |seed| vec![seed]);
    for seed in seeds {
        let mut day = Day::begin(seed, cluster().await, mode).await;
        for _ in 0..steps {
            day.step().await;
        }
        day.ends().await;
        day.engine.shutdown().await;
    }
}

#[tokio::test]
async fn nothing_that_anybody_wrote_is_lost_in_a_day_with_three_actors() {
    days(80, &[1, 2, 3], async || There::small(), ApplyMode::Direct).await;
}

#[tokio::test]
async fn nothing_is_lost_where_somebody_else_applies() {
    days(80, &[1, 2, 3], async || There::small(), ApplyMode::Observe).await;
}

#[tokio::test]
#[ignore = "needs a Kubernetes API server, which `cargo xtask test --only cluster` starts"]
async fn nothing_is_lost_in_a_day_with_a_real_cluster() {
    days(60, &[1], There::real, ApplyMode::Direct).await;
}

#[tokio::test]
#[ignore = "needs a Kubernetes API server, which `cargo xtask test --only cluster` starts"]
async fn nothing_is_lost_where_somebody_else_applies_to_a_real_cluster() {
    days(60, &[2], There::real, ApplyMode::Observe).await;
}
