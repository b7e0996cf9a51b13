//! A directory that is read again as a whole: people write meanwhile, and only what differs is written.

use std::collections::BTreeMap;
use std::sync::Arc;

use hedgerow_engine::{Engine, SystemClock};
use hedgerow_model::Layout;
use sqlx::{AssertSqlSafe, Row as _};

use crate::gate::{Gate, Stop};
use crate::support::{World, config, vpc};

fn attachment(name: &str, vpc: &str) -> String {
    format!(
        "apiVersion: vpc.githedgehog.com/v1beta1\nkind: VPCAttachment\nmetadata: {{name: {name}}}\n\
         spec: {{connection: c1, subnet: {vpc}/default}}\n"
    )
}

/// A directory with what makes rows of every sort.
async fn world() -> World {
    let twice = vpc("twice", 1010);
    let in_comments =
        vpc("off", 1011).lines().map(|line| format!("# {line}\n")).collect::<String>();
    let world = World::with(&[
        ("env/a.yaml", &vpc("a", 1001)),
        ("env/b.yaml", &format!("{}---\n{}", vpc("b", 1002), attachment("at", "a"))),
        ("env/dangling.yaml", &attachment("lost", "nobody")),
        ("env/one.yaml", &twice),
        ("env/two.yaml", &twice),
        ("env/off.yaml", &in_comments),
        ("env/broken.yaml", "a: [\n"),
        ("env/other.yaml", "a: 1\n"),
        ("env/chart/Chart.yaml", "name: x\n"),
        ("env/chart/values.yaml", "a: 1\n"),
        ("env/Same.yaml", &vpc("s1", 1003)),
        ("env/same.yaml", &vpc("s2", 1004)),
    ])
    .await;
    world.fabric("env", "env", Layout::InPlace).await;
    world
}

/// What stands in the tables, each row by its number with all it says.
type Rows = BTreeMap<String, Vec<String>>;

/// Runs statements on the database while no engine has it open, and gives what stands in the tables.
async fn with_database(world: &World, statements: &[&str]) -> Rows {
    let url = format!("sqlite://{}", config(&world.folder).database.display());
    let pool = sqlx::SqlitePool::connect(&url).await.unwrap();
    for statement in statements {
        sqlx::query(AssertSqlSafe((*statement).to_owned())).execute(&pool).await.unwrap();
    }
    let mut rows = Rows::new();
    for (table, said) in [
        ("document", "id || ' ' || path || ' ' || standing || ' ' || validity || ' ' || text"),
        ("edge", "document_id || ' ' || seq || ' ' || to_name"),
        ("finding", "id || ' ' || path || ' ' || rule || ' ' || message"),
    ] {
        let sql = format!("SELECT {said} AS said FROM {table} ORDER BY 1");
        let found = sqlx::query(AssertSqlSafe(sql)).fetch_all(&pool).await.unwrap();
        let found = found.iter().map(|row| row.try_get("said").unwrap()).collect();
        rows.insert(table.to_owned(), found);
    }
    pool.close().await;
    rows
}

/// What rows say, whatever their numbers.
fn said(rows: &Rows) -> Rows {
    let without = |row: &String| row.split_once(' ').unwrap().1.to_owned();
    let of = |table: &str| {
        let mut said: Vec<String> = rows[table].iter().map(without).collect();
        said.sort();
        (table.to_owned(), said)
    };
    [of("document"), of("finding")].into()
}

/// As if another version of the reading code had written it, and with these changes; then it is read again.
async fn read_again(world: &mut World, statements: &[&str]) -> (Rows, Rows) {
    world.engine.shutdown().await;
    let mut all = vec!["UPDATE source SET reader = 0"];
    all.extend(statements);
    let before = with_database(world, &all).await;
    world.engine = Engine::open(config(&world.folder)).await.unwrap();
    world.sync("env").await;
    world.engine.shutdown().await;
    let after = with_database(world, &[]).await;
    world.engine = Engine::open(config(&world.folder)).await.unwrap();
    (before, after)
}

/// The files of rows that are in one and not in the other.
fn differing(before: &Rows, after: &Rows) -> Vec<String> {
    let mut paths: Vec<String> = ["document", "finding"]
        .into_iter()
        .flat_map(|table| {
            let (one, other) = (&before[table], &after[table]);
            let gone = one.iter().filter(|row| !other.contains(row));
            gone.chain(other.iter().filter(|row| !one.contains(row)))
        })
        .map(|row| row.split(' ').nth(1).unwrap().to_owned())
        .collect();
    paths.sort();
    paths.dedup();
    paths
}

#[tokio::test]
async fn what_is_read_again_and_says_the_same_is_not_written() {
    let mut world = world().await;
    let (before, after) = read_again(&mut world, &[]).await;
    // What is said of names is said anew; a file that is not understood is judged anew.
    let lookalike: Vec<&String> =
        before["finding"].iter().filter(|row| row.contains("lookalike-name")).collect();
    assert_eq!(lookalike.len(), 2);
    let written = differing(&before, &after);
    assert!(
        written
            .iter()
            .all(|path| ["env/Same.yaml", "env/same.yaml", "env/broken.yaml"]
                .contains(&path.as_str())),
        "{written:?}"
    );
    assert_eq!(before["document"], after["document"]);
    assert_eq!(before["edge"], after["edge"]);
    assert_eq!(said(&before), said(&after));
    assert!(world.sync("env").await.nothing_new, "it is level with this version");
}

#[tokio::test]
async fn whatever_differs_in_a_file_has_it_written_anew() {
    let mut world = world().await;
    world.engine.shutdown().await;
    let right = with_database(&world, &[]).await;
    world.engine = Engine::open(config(&world.folder)).await.unwrap();
    for wrong in [
        "UPDATE document SET text = 'x' WHERE path = 'env/a.yaml'",
        "UPDATE document SET validity = 'unvalidated' WHERE path = 'env/a.yaml'",
        "DELETE FROM document WHERE path = 'env/a.yaml'",
        "UPDATE document SET path = 'env/gone.yaml' WHERE path = 'env/a.yaml'",
        "DELETE FROM edge WHERE to_name = 'a'",
        "UPDATE edge SET to_name = 'x' WHERE to_name = 'a'",
        "DELETE FROM finding WHERE path = 'env/other.yaml'",
        "DELETE FROM finding WHERE path LIKE 'env/chart/%'",
        "DELETE FROM finding WHERE rule = 'reference'",
        "UPDATE finding SET message = 'x' WHERE path = 'env/other.yaml'",
    ] {
        let (before, after) = read_again(&mut world, &[wrong]).await;
        assert_eq!(said(&after), said(&right), "{wrong}");
        let targets = |rows: &Rows| {
            let last = |row: &String| row.rsplit(' ').next().unwrap().to_owned();
            let mut targets: Vec<String> = rows["edge"].iter().map(last).collect();
            targets.sort();
            targets
        };
        assert_eq!(targets(&after), targets(&right), "{wrong}");
        let written = differing(&before, &after);
        let others = ["env/one.yaml", "env/two.yaml", "env/off.yaml"];
        assert!(
            !written.iter().any(|path| others.contains(&path.as_str())),
            "{wrong}: {written:?}"
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn drafts_of_the_same_fabric_are_saved_while_it_is_read_again_and_meet_what_it_brings() {
    let files: Vec<(String, String)> =
        (0..800).map(|n| (format!("env/v{n}.yaml"), vpc(&format!("v{n}"), 1000 + n))).collect();
    let files: Vec<_> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let mut world = World::with(&files).await;
    world.fabric("env", "env", Layout::InPlace).await;
    world.engine.shutdown().await;
    let gate = Gate::before("ingest.prepared");
    world.engine = Engine::open_with(config(&world.folder), gate.clone(), Arc::new(SystemClock))
        .await
        .unwrap();
    let (theirs, others) = (vpc("v1", 3001), vpc("v2", 3002));
    let edits = [("env/v1.yaml", Some(theirs.as_str())), ("env/v2.yaml", Some(others.as_str()))];
    world.remote.commit("main", "Others", &edits);
    let engine = world.engine.clone();
    let reading = tokio::spawn(async move { engine.sync("env").await });
    gate.stopped().await;

    // It is read and not written: who reads sees the head before, who writes does not wait.
    assert!(world.get("env", "VPC/v1").await.text.unwrap().contains("1001"));
    world.set("env", "c", "VPC/v1", "spec.subnets.default.vlan=2001").await;
    gate.becomes(Stop::GoOn);
    let report = reading.await.unwrap().unwrap();
    assert_eq!(report.changed, ["VPC/v1", "VPC/v2"]);
    let conflicts = world.open_conflicts("env").await;
    assert_eq!(conflicts.len(), 1, "the draft that was saved meanwhile met it");
}
