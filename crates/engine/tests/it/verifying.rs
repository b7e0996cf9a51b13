//! Git and the database are read afresh and compared: a row that somebody changed is found as exactly that, repaired,
//! and nothing else is touched.

use hedgerow_engine::Engine;
use hedgerow_engine::views::{DraftEdit, VerifyRequest};
use hedgerow_model::{Layout, VerifyOutcome, VerifyReport, VerifyState};
use sqlx::{AssertSqlSafe, Row as _};

use crate::support::{NAMESPACES, World, config, vpc};

pub(super) const LOOK: VerifyRequest = VerifyRequest { repair: false };
pub(super) const REPAIR: VerifyRequest = VerifyRequest { repair: true };

/// Somebody who has the database open and writes what they like.
pub(super) async fn sql(world: &World, statement: &str) -> u64 {
    let url = format!("sqlite://{}", config(&world.folder).database.display());
    let pool = sqlx::SqlitePool::connect(&url).await.unwrap();
    let done = sqlx::query(AssertSqlSafe(statement.to_owned())).execute(&pool).await;
    assert!(done.is_ok(), "{statement}: {done:?}");
    let changed = done.unwrap().rows_affected();
    pool.close().await;
    changed
}

/// Everything that these statements give, as text.
pub(super) async fn rows(world: &World, statements: &[&str]) -> Vec<String> {
    let url = format!("sqlite://{}", config(&world.folder).database.display());
    let pool = sqlx::SqlitePool::connect(&url).await.unwrap();
    let mut all = Vec::new();
    for statement in statements {
        let found = sqlx::query(AssertSqlSafe((*statement).to_owned())).fetch_all(&pool).await;
        all.extend(found.unwrap().iter().map(|row| row.get::<String, _>(0)));
    }
    pool.close().await;
    all
}

/// What a report says differs, each as `part how resource fields`.
pub(super) fn lines(report: &VerifyReport) -> Vec<String> {
    let line = |it: &hedgerow_model::VerifyDifference| {
        let what = it.resource.as_deref().or(it.path.as_deref()).unwrap_or_default();
        format!("{} {} {what} {}", it.part, it.how, it.fields.join(",")).trim_end().to_owned()
    };
    report.differences.iter().map(line).collect()
}

pub(super) async fn look(engine: &Engine) -> VerifyReport {
    engine.verify("env", LOOK).await.unwrap()
}

pub(super) fn agrees(report: &VerifyReport) {
    assert_eq!(report.outcome, VerifyOutcome::Agrees, "{report:#?}");
    assert_eq!((report.total(), report.differences.len(), report.more), (0, 0, 0));
}

const BESIDE: &str = "\
apiVersion: vpc.githedgehog.com/v1beta1
kind: VPCAttachment
metadata: {name: web-1}
spec: {connection: server-1, subnet: web/default}
# apiVersion: vpc.githedgehog.com/v1beta1
# kind: VPC
# metadata:
#   name: aside
# spec: {}
";

/// A fabric in which nearly everything stands that may: comments, a broken file, a resource that is kept of one, a
/// chart, a kustomization, raw files, links to nowhere, the same resource twice.
async fn world() -> World {
    let twice = vpc("twice", 1300);
    let world = World::with(&[
        ("env/managed/namespaces.yaml", NAMESPACES),
        ("env/managed/web.yaml", &vpc("web", 1100)),
        ("env/managed/batch.yaml", &vpc("batch", 1200)),
        ("env/managed/beside.yaml", BESIDE),
        ("env/managed/twice-1.yaml", &twice),
        ("env/managed/twice-2.yaml", &twice),
        ("env/managed/broken.yaml", &vpc("kept", 1400)),
        ("env/managed/odd.yaml", &vpc("odd", 1500)),
        ("env/managed/wrong.yaml", &vpc("wrong", 1600).replace("vlan: 1600", "vlan: many")),
        ("env/managed/chart/Chart.yaml", "apiVersion: v2\nname: x\nversion: 1.0.0\n"),
        ("env/managed/chart/templates/x.yaml", "{{ .Values.x }}\n"),
        ("env/managed/UPPER.yaml", "# nothing\n"),
        ("env/managed/upper.yaml", "# nothing\n"),
        ("env/unmanaged/notes.txt", "x\n"),
        ("env/raw/half-finished.yaml", "kind: {\n"),
        ("env/loose.yaml", &vpc("loose", 1700)),
    ])
    .await;
    world.fabric("env", "env", Layout::Managed).await;
    world.remote.commit(
        "main",
        "Break two files",
        &[
            ("env/managed/broken.yaml", Some("kind: [\n")),
            ("env/managed/odd.yaml", Some("just: text\n")),
        ],
    );
    world.sync("env").await;
    world.remote.commit("main", "To be moved", &[("env/raw/new.yaml", Some(&vpc("new", 1800)))]);
    world.sync("env").await;
    world.set("env", "one", "VPC/web", "spec.subnets.default.vlan=1111").await;
    world.set("env", "two", "VPC/batch", "spec.subnets.default.vlan=1222").await;
    world.edit("env", "two", DraftEdit::Delete { resource: "VPC/new".into() }).await;
    // A draft that is outdated, and in conflict.
    let moved = vpc("batch", 1201);
    world.remote.commit("main", "Same field", &[("env/managed/batch.yaml", Some(&moved))]);
    world.sync("env").await;
    assert_eq!(world.open_conflicts("env").await.len(), 2);
    world
}

/// What a repair must leave as it is, or bring back.
const ALL: [&str; 6] = [
    "SELECT concat_ws('|', path, standing, ordinal, kind, name, namespace, grp, version, validity, line, blob, facts, text,
     source_id, fabric_id) FROM document ORDER BY 1",
    "SELECT concat_ws('|', d.path, d.ordinal, e.seq, e.field, e.part, e.implied, e.to_kind, e.to_name, e.fabric_id)
     FROM edge e JOIN document d ON d.id = e.document_id ORDER BY 1",
    "SELECT concat_ws('|', path, line, col, severity, rule, message, subject, field, target, judged) FROM finding ORDER BY 1",
    "SELECT concat_ws('|', ingested_commit, ingested_tree, reader) FROM source",
    "SELECT concat_ws('|', id, change_id, kind, name, base_text, base_standing, text, standing, outdated, revision)
     FROM draft ORDER BY 1",
    "SELECT concat_ws('|', id, name, disagreement, base, draft, git, state) FROM conflict ORDER BY id",
];

#[tokio::test]
async fn a_fabric_of_which_nothing_was_changed_agrees_whatever_is_in_it() {
    let world = world().await;
    let report = look(&world.engine).await;
    agrees(&report);
    assert_eq!(report.git.from, world.remote.head("main"));
    assert!(report.git.read > 10 && report.database.read > 20, "{report:?}");
    assert_eq!((report.cluster.state, report.drift), (VerifyState::None, None));
    let before = rows(&world, &ALL).await;
    let repaired = world.engine.verify("env", REPAIR).await.unwrap();
    agrees(&repaired);
    assert_eq!(repaired.repair.map(|it| (it.found, it.repaired)), Some((0, 0)));
    assert_eq!(rows(&world, &ALL).await, before);
    let last = world.engine.verified("env").await.unwrap();
    assert_eq!(last.ended_at, repaired.ended_at);
    let verified = world.engine.fabric("env").await.unwrap().verified.unwrap();
    assert_eq!((verified.outcome, verified.differences), (VerifyOutcome::Agrees, 0));
}

#[tokio::test]
async fn each_row_that_was_changed_is_found_as_exactly_that_and_repaired() {
    let world = world().await;
    let before = rows(&world, &ALL).await;
    let id_of = |name: &str| {
        format!("(SELECT id FROM document WHERE name = '{name}' AND standing = 'live')")
    };
    let edge = format!("document_id = {} AND seq = 0", id_of("web-1"));
    let cases: Vec<(String, &str)> = vec![
        ("UPDATE document SET text = replace(text, '1100', '1199') WHERE name = 'web'".into(), "document changed VPC/web text"),
        ("UPDATE document SET line = 77 WHERE name = 'web'".into(), "document changed VPC/web line"),
        ("UPDATE document SET blob = 'none' WHERE name = 'web'".into(), "document changed VPC/web blob"),
        ("UPDATE document SET version = 'v1' WHERE name = 'web'".into(), "document changed VPC/web version"),
        ("UPDATE document SET validity = 'invalid' WHERE name = 'web'".into(), "document changed VPC/web validity"),
        ("UPDATE document SET facts = '{}' WHERE name = 'web'".into(), "document changed VPC/web facts"),
        ("UPDATE document SET path = 'env/managed/other.yaml' WHERE name = 'web'".into(), "document changed VPC/web path"),
        ("UPDATE document SET name = 'bew' WHERE name = 'web'".into(), "document changed VPC/web resource"),
        ("UPDATE document SET fabric_id = 99 WHERE name = 'web'".into(), "document changed VPC/web fabric"),
        ("UPDATE document SET standing = 'live', ordinal = 5 WHERE name = 'aside'".into(), "document changed VPC/aside standing,place"),
        ("DELETE FROM document WHERE name = 'web'".into(), "document missing VPC/web"),
        ("DELETE FROM document WHERE name = 'aside'".into(), "document missing VPC/aside"),
        ("INSERT INTO document SELECT NULL, source_id, fabric_id, 'env/managed/ghost.yaml', 0, kind, 'ghost', namespace, grp, version, standing, validity, line, blob, facts, text FROM document WHERE name = 'web'".into(), "document extra VPC/ghost"),
        ("INSERT INTO document SELECT NULL, source_id, fabric_id, path, 7, kind, 'ghost', namespace, grp, version, 'unreadable', validity, line, blob, facts, text FROM document WHERE name = 'web'".into(), "document extra VPC/ghost"),
        (format!("UPDATE edge SET to_name = 'nobody' WHERE {edge}"), "reference changed VPCAttachment/web-1 spec.connection"),
        (format!("DELETE FROM edge WHERE {edge}"), "reference missing VPCAttachment/web-1 spec.connection"),
        (format!("INSERT INTO edge SELECT document_id, 99, fabric_id, 'spec.more', part, implied, to_kind, 'x', to_namespace, to_grp FROM edge WHERE {edge}"), "reference extra VPCAttachment/web-1 spec.more"),
        ("DELETE FROM finding WHERE rule = 'type' AND path LIKE '%wrong.yaml'".into(), "finding missing VPC/wrong type"),
        ("UPDATE finding SET message = 'all is well' WHERE path LIKE '%broken.yaml' AND rule = 'yaml'".into(), "finding changed env/managed/broken.yaml yaml"),
        ("INSERT INTO finding (source_id, fabric_id, path, line, col, severity, rule, message) SELECT source_id, fabric_id, path, 1, 1, 'error', 'schema', 'it is not' FROM document WHERE name = 'web'".into(), "finding extra env/managed/web.yaml schema"),
        ("DELETE FROM finding WHERE rule = 'duplicate-identity' AND path LIKE '%twice-1.yaml'".into(), "finding missing VPC/twice duplicate-identity"),
        ("DELETE FROM finding WHERE rule = 'lookalike-name' AND path GLOB '*UPPER.yaml'".into(), "finding missing env/managed/UPPER.yaml lookalike-name"),
        ("DELETE FROM finding WHERE rule = 'helm' AND path LIKE '%Chart.yaml'".into(), "finding missing env/managed/chart/Chart.yaml helm"),
        ("DELETE FROM finding WHERE id = (SELECT min(id) FROM finding WHERE judged = 1 AND path LIKE '%web.yaml')".into(), "finding missing VPC/web vpc-overlap-other"),
        ("INSERT INTO finding (source_id, fabric_id, path, line, col, severity, rule, message, judged) SELECT source_id, fabric_id, path, 1, 0, 'error', 'vpc/vlan', 'it is not', 1 FROM document WHERE name = 'web'".into(), "finding extra env/managed/web.yaml vpc/vlan"),
        ("UPDATE source SET ingested_tree = '0000000000000000000000000000000000000000'".into(), "head changed  tree"),
        ("UPDATE source SET ingested_commit = '0000000000000000000000000000000000000001'".into(), "head changed  ingested commit"),
        ("UPDATE queue SET head = '0000000000000000000000000000000000000001'".into(), "head changed  branch"),
        ("UPDATE queue SET head = 'garbage'".into(), "head changed  branch"),
    ];
    for (statement, expected) in cases {
        let all = || rows(&world, &ALL[2..3]);
        assert_eq!(sql(&world, &statement).await, 1, "{statement}: {:#?}", all().await);
        let report = look(&world.engine).await;
        let found = lines(&report);
        assert_eq!(found.len(), 1, "{statement}: {report:#?}");
        assert!(found[0].starts_with(expected), "{statement}: {found:?} is not {expected}");
        assert_eq!(report.outcome, VerifyOutcome::Differs);
        let repaired = world.engine.verify("env", REPAIR).await.unwrap();
        agrees(&repaired);
        let repair = repaired.repair.unwrap();
        assert_eq!((repair.found, repair.repaired, repair.problem), (1, 1, None), "{statement}");
        let after = rows(&world, &ALL).await;
        let odd: Vec<_> = after.iter().filter(|row| !before.contains(row)).collect();
        assert_eq!(after.len(), before.len(), "{statement}: {odd:?}");
        assert_eq!(odd, [""; 0], "{statement}");
        agrees(&look(&world.engine).await);
    }
    // What Git never had is no history.
    assert_eq!(rows(&world, &["SELECT text FROM earlier WHERE text LIKE '%1199%'"]).await, [""; 0]);
}

#[tokio::test]
async fn a_row_that_cannot_be_read_is_not_checked_and_never_said_to_agree() {
    let world = World::with(&[("env/managed/web.yaml", &vpc("web", 1100))]).await;
    world.fabric("env", "env", Layout::Managed).await;
    agrees(&look(&world.engine).await);
    sql(&world, "UPDATE document SET validity = 'perhaps'").await;
    let report = world.engine.verify("env", REPAIR).await.unwrap();
    assert_eq!(
        (report.outcome, report.git.state),
        (VerifyOutcome::Incomplete, VerifyState::NotChecked)
    );
    assert!(report.git.not_checked[0].contains("perhaps"), "{report:#?}");
}

#[tokio::test]
async fn a_damaged_mirror_is_fetched_again_and_not_believed() {
    let world = World::with(&[("env/managed/web.yaml", &vpc("web", 1100)), ("other", "x\n")]).await;
    world.fabric("env", "env", Layout::Managed).await;
    let mirror = world.folder.path().join("data/mirrors/1.git");
    let object = |path: &str| {
        let id = world.remote.git(&["rev-parse", &format!("main:{path}")]);
        let id = id.trim().to_owned();
        mirror.join("objects").join(&id[..2]).join(&id[2..])
    };
    let (web, other) = (object("env/managed/web.yaml"), object("other"));
    std::fs::remove_file(&web).unwrap();
    std::fs::copy(other, web).unwrap();
    let report = look(&world.engine).await;
    agrees(&report);
    assert_eq!(report.git.read, 1);
}
