//! Who refers to what: the table of references against the texts, and a database from before it.

use std::collections::BTreeSet;

use hedgerow_engine::views::{DraftEdit, Knowledge, ResourceDetail};
use hedgerow_engine::{Engine, EngineError};
use hedgerow_model::{Document, Layout, Standing};
use hedgerow_yaml::Limits;

use crate::support::{World, config, new_fabric, vpc};

fn attachment(name: &str, to: &str) -> String {
    format!(
        "apiVersion: vpc.githedgehog.com/v1beta1\nkind: VPCAttachment\nmetadata:\n  name: {name}\n\
         spec:\n  subnet: {to}/default\n  connection: s1\n"
    )
}

fn peering(name: &str, one: &str, other: &str) -> String {
    format!(
        "apiVersion: vpc.githedgehog.com/v1beta1\nkind: VPCPeering\nmetadata:\n  name: {name}\nspec:\n  \
         permit:\n    - {one}: {{}}\n      {other}: {{}}\n"
    )
}

fn in_comments(text: &str) -> String {
    text.lines().map(|line| format!("# {line}\n")).collect()
}

async fn detail(engine: &Engine, name: &str) -> ResourceDetail {
    engine.resource("env", "VPC", "-", name).await.unwrap()
}

fn referrers(detail: &ResourceDetail) -> Vec<String> {
    let one =
        |r: &hedgerow_engine::views::ReferrerView| format!("{}/{} {}", r.kind, r.name, r.field);
    detail.referenced_by.iter().map(one).collect()
}

/// References to what is missing, as the findings tell them: who, where, to what.
async fn missing(world: &World) -> Vec<String> {
    let findings = world.findings("env").await;
    let mut told: Vec<String> = findings
        .iter()
        .filter_map(|finding| {
            let (target, _) = finding.message.strip_prefix("refers to ")?.split_once(", which")?;
            let field = finding.field.as_ref().unwrap();
            Some(format!("{} {field}: {target}", finding.resource.as_deref().unwrap()))
        })
        .collect();
    told.sort();
    told
}

/// What a text refers to, worked out again.
fn of_text(text: &str) -> Vec<(String, hedgerow_schema::Reference)> {
    let read = hedgerow_yaml::read(text, &Limits::default()).unwrap();
    let name = hedgerow_model::Identity::of(read.value()).unwrap().to_string();
    hedgerow_schema::references(read.value()).into_iter().map(|r| (name.clone(), r)).collect()
}

fn shown(reference: &hedgerow_schema::Reference) -> String {
    let hedgerow_schema::Reference { path, target, part, implied } = reference;
    format!("{path} {target} {part:?} {implied}")
}

/// The table says exactly what the texts say, and so do the findings.
async fn agrees(world: &World) {
    let store = world.engine.store();
    let fabric = store.fabric_by_name("env").await.unwrap().unwrap().id;
    let documents = store.documents(fabric).await.unwrap();
    let present: BTreeSet<_> = documents
        .iter()
        .filter(|document| document.standing != Standing::CommentedOut)
        .map(|document| document.identity.clone())
        .collect();
    let live: Vec<&Document> =
        documents.iter().filter(|document| document.standing == Standing::Live).collect();
    let mut wanted: Vec<String> = Vec::new();
    let mut wanted_missing: Vec<String> = Vec::new();
    let mut seen = BTreeSet::new();
    for document in &live {
        // Of one that stands twice, the first counts.
        let is_first = seen.insert(&document.identity);
        for (name, reference) in of_text(&document.text) {
            wanted.push(format!("{} {} {}", document.path, name, shown(&reference)));
            let (path, target) = (&reference.path, &reference.target);
            // Of a kind of which there is nothing, nothing can be said.
            let is_known = present.iter().any(|one| one.kind == target.kind);
            if is_first && !reference.implied && is_known && !present.contains(target) {
                wanted_missing.push(format!("{name} {path}: {target}"));
            }
        }
    }
    let mut found: Vec<String> = Vec::new();
    let identities: BTreeSet<_> = documents.iter().map(|document| &document.identity).collect();
    for identity in identities {
        for referrer in store.edges_from(fabric, identity).await.unwrap() {
            let hedgerow_model::Edge { field, target, part, implied } = referrer.edge;
            found.push(format!("{} {identity} {field} {target} {part:?} {implied}", referrer.path));
        }
    }
    wanted.sort();
    found.sort();
    assert_eq!(found, wanted);
    wanted_missing.sort();
    assert_eq!(missing(world).await, wanted_missing);
    for draft in store.active_drafts(fabric).await.unwrap() {
        let text = draft.text.filter(|_| draft.standing == Standing::Live);
        let wanted: Vec<String> = text
            .map(|text| of_text(&text).iter().map(|(_, reference)| shown(reference)).collect())
            .unwrap_or_default();
        let edges = store.edges_of_draft(draft.id).await.unwrap();
        let found: Vec<String> = edges
            .into_iter()
            .map(|e| format!("{} {} {:?} {}", e.field, e.target, e.part, e.implied))
            .collect();
        assert_eq!(found, wanted, "draft of {}", draft.identity);
    }
}

/// A generator whose numbers follow from its seed.
struct Dice(u64);

impl Dice {
    fn below(&mut self, count: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % count
    }

    fn vpc(&mut self) -> String {
        format!("v{}", self.below(4))
    }

    fn document(&mut self) -> String {
        match self.below(4) {
            0 | 1 => vpc(&self.vpc(), 1001),
            2 => attachment(&format!("a{}", self.below(3)), &self.vpc()),
            _ => peering(&format!("p{}", self.below(2)), &self.vpc(), &self.vpc()),
        }
    }

    fn file(&mut self) -> String {
        let documents: Vec<String> = (0..=self.below(3)).map(|_| self.document()).collect();
        let text = documents.join("---\n");
        match self.below(6) {
            0 => in_comments(&text),
            1 => format!("{text}---\nkind: [\n"),
            _ => text,
        }
    }

    fn path(&mut self) -> String {
        format!("env/f{}.yaml", self.below(5))
    }
}

#[tokio::test]
async fn the_table_of_references_is_what_the_texts_say_whatever_happens() {
    for seed in 1..=4_u64 {
        eprintln!("seed {seed}");
        let mut dice = Dice(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15));
        let world = World::with(&[("env/f0.yaml", &vpc("v0", 1001))]).await;
        world.fabric("env", "env", Layout::InPlace).await;
        let mut files: std::collections::BTreeMap<String, String> =
            [("env/f0.yaml".to_owned(), vpc("v0", 1001))].into();
        for step in 0..25 {
            eprintln!("step {step}");
            let change = format!("c{}", dice.below(2));
            match dice.below(8) {
                0..=2 => {
                    let (path, text) = (dice.path(), dice.file());
                    world.remote.commit("main", "write", &[(&path, Some(&text))]);
                    files.insert(path, text);
                }
                3 => {
                    let path = dice.path();
                    if files.remove(&path).is_some() {
                        world.remote.commit("main", "delete", &[(&path, None)]);
                    }
                }
                4 => {
                    let (from, to) = (dice.path(), dice.path());
                    if let Some(text) = files.remove(&from) {
                        let edits = [(from.as_str(), None), (to.as_str(), Some(text.as_str()))];
                        let edits = if from == to { &edits[1..] } else { &edits[..] };
                        world.remote.commit("main", "move", edits);
                        files.insert(to, text);
                    }
                }
                5 => {
                    let edit = DraftEdit::Documents { text: dice.document() };
                    let request = crate::support::request(&change, vec![edit]);
                    refused_or_done(world.engine.save_drafts("env", request).await.map(drop));
                }
                6 => {
                    let resource = format!("VPC/{}", dice.vpc());
                    let edit = match dice.below(3) {
                        0 => DraftEdit::Delete { resource },
                        1 => DraftEdit::CommentOut { resource },
                        _ => DraftEdit::Revert { resource },
                    };
                    let request = crate::support::request(&change, vec![edit]);
                    refused_or_done(world.engine.save_drafts("env", request).await.map(drop));
                }
                _ => {
                    let done = world.engine.publish(&change, Default::default()).await;
                    refused_or_done(done.map(drop));
                    files = files_of(&world);
                }
            }
            world.sync("env").await;
            agrees(&world).await;
        }
        world.engine.shutdown().await;
    }
}

/// What nobody can do in the state that the dice made is refused; nothing else may go wrong.
fn refused_or_done(done: Result<(), EngineError>) {
    if let Err(error) = done {
        assert!(!matches!(error, EngineError::Internal(_)), "{error}");
    }
}

fn files_of(world: &World) -> std::collections::BTreeMap<String, String> {
    let names = world.remote.git(&["ls-tree", "-r", "--name-only", "main"]);
    names
        .lines()
        .map(|path| (path.to_owned(), world.remote.git(&["show", &format!("main:{path}")]) + "\n"))
        .collect()
}

#[tokio::test]
async fn what_goes_and_comes_is_told_to_those_who_refer_to_it() {
    let files = [
        ("env/a.yaml", vpc("a", 1001)),
        ("env/b.yaml", vpc("b", 1002)),
        ("env/at.yaml", attachment("at", "a")),
        ("env/p.yaml", peering("p", "a", "b")),
    ];
    let files: Vec<_> = files.iter().map(|(path, text)| (*path, text.as_str())).collect();
    let world = World::with(&files).await;
    world.fabric("env", "env", Layout::InPlace).await;
    let a = detail(&world.engine, "a").await;
    assert_eq!(a.referenced_by_state, Knowledge::Known);
    assert_eq!(
        referrers(&a),
        ["VPCAttachment/at spec.subnet", "VPCPeering/p spec.permit[0].a"],
        "by kind and name"
    );
    assert_eq!(missing(&world).await, [""; 0]);
    world.remote.commit("main", "gone", &[("env/a.yaml", None)]);
    world.sync("env").await;
    assert_eq!(
        missing(&world).await,
        ["VPCAttachment/at spec.subnet: VPC/a", "VPCPeering/p spec.permit[0].a: VPC/a"]
    );
    // It comes back in comments: it is not there, and nothing is said twice.
    let off = in_comments(&vpc("a", 1001));
    world.remote.commit("main", "in comments", &[("env/a.yaml", Some(&off))]);
    world.sync("env").await;
    assert_eq!(missing(&world).await.len(), 2);
    world.remote.commit("main", "back", &[("env/elsewhere.yaml", Some(&vpc("a", 1001)))]);
    world.sync("env").await;
    assert_eq!(missing(&world).await, [""; 0]);
}

/// Makes the database one that a program from before the table wrote.
async fn without_edges(world: &World, and: &[&str]) {
    world.engine.shutdown().await;
    let file = config(&world.folder).database;
    let url = format!("sqlite://{}", file.display());
    let pool = sqlx::SqlitePool::connect(&url).await.unwrap();
    for sql in [
        "DELETE FROM edge",
        "DELETE FROM draft_edge",
        "UPDATE source SET reader = 0, edges_after = ''",
        "UPDATE draft SET edges_due = 1",
    ]
    .iter()
    .chain(and)
    {
        sqlx::query(sqlx::AssertSqlSafe(*sql)).execute(&pool).await.unwrap();
    }
    pool.close().await;
}

async fn until_known(engine: &Engine) -> ResourceDetail {
    loop {
        let found = detail(engine, "a").await;
        if found.referenced_by_state == Knowledge::Known {
            return found;
        }
        tokio::task::yield_now().await;
    }
}

async fn older() -> World {
    let both = format!("{}---\n{}", vpc("a", 1001), attachment("at", "a"));
    let world =
        World::with(&[("env/all.yaml", &both), ("env/p.yaml", &peering("p", "a", "nobody"))]).await;
    world.fabric("env", "env", Layout::InPlace).await;
    world.edit("env", "c", DraftEdit::Documents { text: attachment("new", "a") }).await;
    world
}

#[tokio::test]
async fn references_of_an_older_database_are_unknown_and_then_read_from_its_texts() {
    let world = older().await;
    let before = missing(&world).await;
    assert_eq!(before, ["VPCPeering/p spec.permit[0].nobody: VPC/nobody"]);
    without_edges(&world, &[]).await;
    // The remote is away: the texts are enough.
    std::fs::rename(world.folder.path().join("remote.git"), world.folder.path().join("away"))
        .unwrap();
    let engine = Engine::open(config(&world.folder)).await.unwrap();
    let unknown = detail(&engine, "a").await;
    assert_eq!(unknown.referenced_by_state, Knowledge::Unknown);
    assert_eq!(referrers(&unknown), [""; 0]);
    let world = World { engine, ..world };
    assert_eq!(missing(&world).await, before, "nothing is closed for want of edges");
    world.engine.start();
    let known = until_known(&world.engine).await;
    assert_eq!(
        referrers(&known),
        ["VPCAttachment/at spec.subnet", "VPCPeering/p spec.permit[0].a"]
    );
    while !world.engine.store().drafts_without_edges(1).await.unwrap().is_empty() {
        tokio::task::yield_now().await;
    }
    agrees(&world).await;
    world.engine.shutdown().await;
}

#[tokio::test]
async fn filling_goes_on_where_an_earlier_process_stopped() {
    let world = older().await;
    // The edges of the first file are there, and the mark says so.
    world.engine.shutdown().await;
    let url = format!("sqlite://{}", config(&world.folder).database.display());
    let pool = sqlx::SqlitePool::connect(&url).await.unwrap();
    for sql in [
        "DELETE FROM edge WHERE document_id IN (SELECT id FROM document WHERE path = 'env/p.yaml')",
        "UPDATE source SET reader = 0, edges_after = 'env/all.yaml'",
    ] {
        sqlx::query(sql).execute(&pool).await.unwrap();
    }
    pool.close().await;
    std::fs::rename(world.folder.path().join("remote.git"), world.folder.path().join("away"))
        .unwrap();
    let world = World { engine: Engine::open(config(&world.folder)).await.unwrap(), ..world };
    assert_eq!(detail(&world.engine, "a").await.referenced_by_state, Knowledge::Unknown);
    world.engine.start();
    until_known(&world.engine).await;
    agrees(&world).await;
    world.engine.shutdown().await;
}

#[tokio::test]
async fn what_another_version_read_is_read_again_without_a_new_commit() {
    let world = older().await;
    let before = missing(&world).await;
    without_edges(
        &world,
        &[
            "UPDATE document SET facts = 'wrong', version = 'wrong'",
            "UPDATE finding SET message = 'said by an older program'",
        ],
    )
    .await;
    let world = World { engine: Engine::open(config(&world.folder)).await.unwrap(), ..world };
    assert_eq!(detail(&world.engine, "a").await.row.version, "wrong");
    let report = world.sync("env").await;
    let news = [&report.added, &report.changed, &report.moved, &report.deleted];
    assert!(news.iter().all(|list| list.is_empty()), "{report:?}");
    let a = detail(&world.engine, "a").await;
    assert_eq!((a.row.version.as_str(), a.referenced_by_state), ("v1beta1", Knowledge::Known));
    assert!(!a.row.facts.is_empty());
    assert_eq!(referrers(&a), ["VPCAttachment/at spec.subnet", "VPCPeering/p spec.permit[0].a"]);
    assert_eq!(missing(&world).await, before);
    assert!(world.sync("env").await.nothing_new, "once is enough");
}

#[tokio::test]
async fn a_fabric_that_was_never_read_is_not_read_again() {
    let world = World::with(&[("env/a.yaml", &vpc("a", 1001))]).await;
    world.engine.add_fabric(new_fabric("gone", "gone", Layout::InPlace)).await.unwrap();
    world.sync("gone").await;
    assert!(world.sync("gone").await.nothing_new, "its directory is not there to be read");
}
