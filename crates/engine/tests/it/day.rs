//! A day with three actors: pushes, drafts of the page, and edits in the cluster, while Hedgerow applies what Git has.
//!
//! Every value that somebody writes is another one, so that it is seen whether one is lost: what was pushed stays in Git,
//! and what was edited in the cluster stays there, until a person writes something else in its place or decides.
//! `HEDGEROW_DAY_STEPS=N` makes it longer, `HEDGEROW_DAY_SEED=S` repeats one.

use std::collections::{BTreeMap, BTreeSet};

use hedgerow_engine::Engine;
use hedgerow_engine::views::{
    ClusterPlace, DraftEdit, PageRequest, PublishRequest, Resolution, TakeRequest,
};
use hedgerow_model::{
    AllAtomic, ApplyMode, ChangeState, ConflictId, FieldPath, Layout, Side, Value,
};
use hedgerow_plan::with_field;
use hedgerow_testkit::Cluster;
use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};
use serde_json::Value as Json;

use crate::clusters::{add, all as drifts, object, place, server, serving, until};
use crate::support::{World, config, request};

const NAMES: [&str; 5] = ["a", "b", "c", "d", "e"];
const FIELDS: [&str; 2] = ["spec.description", "spec.profile"];

/// A field of a server.
type Place = (&'static str, &'static str);

struct Day {
    world: World,
    engine: Engine,
    cluster: Cluster,
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

fn file(name: &str) -> String {
    format!("env/{name}.yaml")
}

impl Day {
    async fn begin(seed: u64) -> Self {
        let cluster = serving();
        let files: Vec<(String, String)> =
            NAMES.iter().map(|name| (file(name), server(name, "start"))).collect();
        let files: Vec<(&str, &str)> = files.iter().map(|(a, b)| (&**a, &**b)).collect();
        for name in NAMES {
            cluster.put(object(name, "start"), "kubectl");
        }
        let world = World::with(&files).await;
        world.fabric("env", "env", Layout::InPlace).await;
        add(&world.engine, "lab", cluster.kubeconfig()).await.unwrap();
        let direct = ClusterPlace {
            apply: Some(ApplyMode::Direct),
            prune: Some(true),
            ..place("lab").unwrap()
        };
        world.engine.set_fabric_place("env", Some(direct), None).await.unwrap();
        world.engine.start();
        let engine = world.engine.clone();
        Self {
            world,
            engine,
            cluster,
            random: StdRng::seed_from_u64(seed),
            written: 0,
            pushed: BTreeMap::new(),
            there: BTreeMap::new(),
            gone: BTreeSet::new(),
            drafted: BTreeMap::new(),
            decided: BTreeSet::new(),
            log: Vec::new(),
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

    fn in_cluster(&self, name: &str) -> Option<Value> {
        self.cluster.object("servers", name).map(|it| Value::from(&it))
    }

    fn push(&mut self) {
        let (name, field) = self.pick();
        let Some(text) = self.world.remote.read("main", &file(name)) else { return };
        let value = self.value("git");
        let path: FieldPath = field.parse().unwrap();
        let text = with_field(&text, &path, Some(Value::from(value.as_str())), &AllAtomic).unwrap();
        self.world.remote.commit("main", &value, &[(&file(name), Some(&text))]);
        self.log.push(format!("push {name} {field} {value}"));
        self.pushed.insert((name, field), value);
    }

    fn edit_there(&mut self) {
        let (name, field) = self.pick();
        let Some(mut object) = self.cluster.object("servers", name) else { return };
        let value = self.value("there");
        let (_, key) = field.rsplit_once('.').unwrap();
        object["spec"][key] = Json::from(value.as_str());
        self.cluster.put(object, "kubectl-edit");
        self.log.push(format!("edit there {name} {field} {value}"));
        self.there.insert((name, field), value);
    }

    fn delete_there(&mut self) {
        let (name, _) = self.pick();
        if self.cluster.object("servers", name).is_none() {
            return;
        }
        self.cluster.delete("servers", name);
        self.log.push(format!("delete there {name}"));
        self.there.retain(|(of, _), _| *of != name);
        self.gone.insert(name);
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
            if let Some(there) = self.there.get(&place) {
                unreachable!(
                    "{place:?} {there} was overruled without being asked\n{}",
                    self.told()
                );
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
        let done = self.engine.accept_drift("env", request).await;
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
            25..45 => self.edit_there(),
            45..48 => self.delete_there(),
            48..65 => self.draft().await,
            65..75 => self.publish().await,
            75..80 => self.decide().await,
            80..84 => self.accept().await,
            84..92 => {
                self.log.push("sync".to_owned());
                self.engine.sync("env").await.unwrap();
            }
            92..94 => self.cluster.cut(),
            94..95 => self.cluster.forget(),
            95..96 => {
                self.cluster.go_away();
                self.engine.sync("env").await.unwrap();
                self.cluster.come_back();
            }
            96..98 => self.restart().await,
            _ => tokio::task::yield_now().await,
        }
        self.holds();
    }

    /// What nobody wrote over and nobody decided is still there.
    fn holds(&self) {
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
            let has = self.in_cluster(name).and_then(|it| field_of(&it, field));
            assert_eq!(
                has.as_deref(),
                Some(value.as_str()),
                "the cluster lost {name} {field}\n{}",
                self.told()
            );
        }
        for name in &self.gone {
            assert!(self.in_cluster(name).is_none(), "{name} came back\n{}", self.told());
        }
    }

    fn told(&self) -> String {
        self.log.join("\n")
    }

    /// Which servers Git and the cluster have otherwise.
    fn otherwise(&self) -> BTreeSet<String> {
        let differs = |name: &&str| match (self.in_git(name), self.in_cluster(name)) {
            (Some(git), Some(there)) => {
                FIELDS.iter().any(|field| field_of(&git, field) != field_of(&there, field))
            }
            (git, there) => git.is_some() != there.is_some(),
        };
        NAMES.into_iter().filter(differs).map(str::to_owned).collect()
    }

    /// At the end both sides agree, or what they differ in is on record.
    async fn ends(&self) {
        self.engine.sync("env").await.unwrap();
        until(&format!("what differs is what is told\n{}", self.told()), || async {
            let told: BTreeSet<String> =
                drifts(&self.engine).await.into_iter().map(|it| it.name).collect();
            told == self.otherwise()
        })
        .await;
        self.holds();
        self.world.remote.fsck();
    }
}

#[tokio::test]
async fn nothing_that_anybody_wrote_is_lost_in_a_day_with_three_actors() {
    let steps = number("HEDGEROW_DAY_STEPS").unwrap_or(80);
    let seeds = match number("HEDGEROW_DAY_SEED") {
        Some(seed) => vec![seed],
        None => vec![1, 2, 3],
    };
    for seed in seeds {
        let mut day = Day::begin(seed).await;
        for _ in 0..steps {
            day.step().await;
        }
        day.ends().await;
        day.engine.shutdown().await;
    }
}
