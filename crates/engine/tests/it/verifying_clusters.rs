//! The cluster is read afresh as well: what is written down of it, and what follows from it, is found as exactly what it
//! is, and written anew.

use hedgerow_model::{AuditAction, VerifyOutcome, VerifyReport, VerifyState};
use hedgerow_store::AuditFilter;
use hedgerow_testkit::Cluster;

use crate::clusters::{add, drifts_to, followed, object, place, serving, until};
use crate::support::World;
use crate::verifying::{LOOK, REPAIR, agrees, lines, look, rows, sql};

/// Four servers: one level, one that drifted, one that only Git has, one that only the cluster has.
async fn world(cluster: &Cluster) -> World {
    for (name, says) in [("level", "a"), ("drifted", "b"), ("gone", "c")] {
        cluster.put(object(name, says), "argocd");
    }
    let world = followed(cluster, &[("level", "a"), ("drifted", "b"), ("gone", "c")]).await;
    cluster.put(object("drifted", "other"), "kubectl-edit");
    cluster.put(object("extra", "x"), "kubectl-edit");
    cluster.delete("servers", "gone");
    let expected = [
        "drifted: spec.description by kubectl-edit (cluster)",
        "extra: extra (cluster)",
        "gone: missing (cluster)",
    ];
    drifts_to(&world.engine, &expected).await;
    world
}

const ALL: [&str; 4] = [
    "SELECT concat_ws('|', kind, name, namespace, grp, version, uid, generation, digest, object) FROM actual ORDER BY 1",
    "SELECT concat_ws('|', kind, name, namespace, grp, text) FROM agreed ORDER BY 1",
    "SELECT concat_ws('|', kind, name, namespace, grp, standing, fields, moved, ignored, resource_version, blob)
     FROM drift ORDER BY 1",
    "SELECT concat_ws('|', kind, grp, namespace, version, away_since, problem) FROM watched ORDER BY 1",
];

#[tokio::test]
async fn each_row_of_the_cluster_that_was_changed_is_found_as_exactly_that_and_written_anew() {
    let cluster = serving();
    let world = world(&cluster).await;
    let report = look(&world.engine).await;
    agrees(&report);
    assert_eq!(report.cluster.state, VerifyState::Checked);
    assert_eq!((report.cluster.read, report.drift), (3, Some(3)), "{report:?}");
    let before = rows(&world, &ALL).await;
    let cases: &[(&str, &str)] = &[
        (
            "UPDATE actual SET object = replace(object, '\"a\"', '\"z\"') WHERE name = 'level'",
            "object changed Server/level",
        ),
        ("UPDATE actual SET digest = 'none' WHERE name = 'level'", "object changed Server/level"),
        ("UPDATE actual SET uid = 'none' WHERE name = 'drifted'", "object changed Server/drifted"),
        ("UPDATE actual SET generation = 99 WHERE name = 'extra'", "object changed Server/extra"),
        ("DELETE FROM actual WHERE name = 'level'", "object missing Server/level"),
        ("DELETE FROM actual WHERE name = 'extra'", "object missing Server/extra"),
        (
            "INSERT INTO actual SELECT NULL, fabric_id, kind, 'ghost', namespace, grp, version, uid, resource_version, generation, digest, object, changed_at FROM actual WHERE name = 'level'",
            "object extra Server/ghost",
        ),
        (
            "INSERT INTO actual SELECT NULL, fabric_id, 'Ghost', name, namespace, grp, version, uid, resource_version, generation, digest, object, changed_at FROM actual WHERE name = 'level'",
            "object extra Ghost/level",
        ),
        ("UPDATE agreed SET text = 'x: 1' WHERE name = 'level'", "agreed changed Server/level"),
        ("DELETE FROM agreed WHERE name = 'level'", "agreed missing Server/level"),
        (
            "INSERT INTO agreed SELECT fabric_id, kind, 'ghost', namespace, grp, text, at FROM agreed WHERE name = 'level'",
            "agreed extra Server/ghost",
        ),
        (
            "UPDATE drift SET standing = 'deleting' WHERE name = 'drifted'",
            "drift changed Server/drifted standing",
        ),
        (
            "UPDATE drift SET fields = '[]' WHERE name = 'drifted'",
            "drift changed Server/drifted fields",
        ),
        ("UPDATE drift SET moved = 'git' WHERE name = 'extra'", "drift changed Server/extra moved"),
        ("UPDATE drift SET ignored = 1 WHERE name = 'gone'", "drift changed Server/gone ignored"),
        ("DELETE FROM drift WHERE name = 'gone'", "drift missing Server/gone"),
        (
            "INSERT INTO drift SELECT fabric_id, kind, 'level', namespace, grp, standing, fields, moved, ignored, resource_version, blob, since, severity FROM drift WHERE name = 'drifted'",
            "drift extra Server/level",
        ),
        ("DELETE FROM watched WHERE kind = 'Server'", "kind missing Server"),
        (
            "INSERT INTO watched SELECT fabric_id, 'Ghost', grp, namespace, version, resource_version, listed_at, seen_at, away_since, problem FROM watched WHERE kind = 'Server'",
            "kind extra Ghost",
        ),
    ];
    for (statement, expected) in cases {
        assert_eq!(sql(&world, statement).await, 1, "{statement}");
        let report = look(&world.engine).await;
        assert_eq!(lines(&report), [*expected], "{statement}: {report:#?}");
        assert!(report.differences[0].can_repair);
        let repaired = world.engine.verify("env", REPAIR).await.unwrap();
        agrees(&repaired);
        assert_eq!(repaired.repair.map(|it| (it.found, it.repaired)), Some((1, 1)), "{statement}");
        assert_eq!(rows(&world, &ALL).await, before, "{statement}");
    }
    let audited = AuditFilter { action: Some(AuditAction::FabricVerify), ..AuditFilter::default() };
    let told = world.engine.store().audit_page(&audited, None, 1000).await.unwrap();
    assert_eq!(told.len(), cases.len(), "one for each repair");
}

#[tokio::test]
async fn what_cannot_be_repaired_says_what_a_person_can_do() {
    let cluster = serving();
    let world = world(&cluster).await;
    sql(&world, "UPDATE agreed SET text = '{' WHERE name = 'drifted'").await;
    let report = world.engine.verify("env", REPAIR).await.unwrap();
    let agreed = report.differences.iter().find(|it| it.part.as_str() == "agreed").unwrap();
    assert!(!agreed.can_repair && agreed.advice.as_ref().unwrap().contains("re-apply"));
    assert_eq!(report.outcome, VerifyOutcome::Differs);
    assert_eq!(rows(&world, &["SELECT text FROM agreed WHERE name = 'drifted'"]).await, ["{"]);
}

#[tokio::test]
async fn a_draft_that_is_damaged_is_told_and_never_written() {
    let cluster = serving();
    let world = world(&cluster).await;
    world.set("env", "mine", "Server/level", "spec.description=mine").await;
    agrees(&look(&world.engine).await);
    let read = "SELECT concat_ws('|', base_text, text, outdated) FROM draft";
    for (statement, expected) in [
        ("UPDATE draft SET text = '{'", "text"),
        ("UPDATE draft SET base_text = replace(base_text, 'level', 'other')", "base"),
        (
            "UPDATE draft SET base_text = replace(base_text, 'description: a', 'description: z')",
            "base",
        ),
        ("UPDATE draft SET outdated = 1", "base"),
    ] {
        let whole =
            rows(&world, &["SELECT quote(base_text) FROM draft", "SELECT quote(text) FROM draft"])
                .await;
        sql(&world, statement).await;
        let damaged = rows(&world, &[read]).await;
        let report = world.engine.verify("env", REPAIR).await.unwrap();
        assert_eq!(
            lines(&report),
            [format!("draft changed Server/level {expected}")],
            "{statement}"
        );
        assert!(!report.differences[0].can_repair);
        assert_eq!(rows(&world, &[read]).await, damaged, "{statement}: it was written");
        let restore =
            format!("UPDATE draft SET base_text = {}, text = {}, outdated = 0", whole[0], whole[1]);
        sql(&world, &restore).await;
    }
    agrees(&look(&world.engine).await);
}

fn is_incomplete(report: &VerifyReport) {
    assert_eq!((report.outcome, report.total()), (VerifyOutcome::Incomplete, 0), "{report:#?}");
}

#[tokio::test]
async fn a_side_that_is_away_is_not_checked_and_never_said_to_agree() {
    let cluster = serving();
    let world = world(&cluster).await;
    let before = rows(&world, &ALL[..3]).await;
    cluster.answers("/servers?limit", 403, r#"{"kind": "Status", "message": "forbidden"}"#);
    let report = look(&world.engine).await;
    is_incomplete(&report);
    assert_eq!(report.cluster.state, VerifyState::Partly, "{report:?}");
    cluster.go_away();
    let report = world.engine.verify("env", REPAIR).await.unwrap();
    is_incomplete(&report);
    assert_eq!(report.cluster.state, VerifyState::NotChecked);
    assert!(!report.cluster.not_checked[0].is_empty());
    std::fs::rename(world.remote.path(), world.folder.path().join("away.git")).unwrap();
    let report = world.engine.verify("env", REPAIR).await.unwrap();
    is_incomplete(&report);
    assert_eq!(report.git.state, VerifyState::NotChecked, "{report:?}");
    assert_eq!(rows(&world, &ALL[..3]).await, before, "nothing is concluded from who is away");
    std::fs::rename(world.folder.path().join("away.git"), world.remote.path()).unwrap();
    assert_eq!(look(&world.engine).await.git.state, VerifyState::Checked);
}

#[tokio::test]
async fn what_git_brought_since_is_late_and_no_difference() {
    let cluster = serving();
    let world = World::with(&[("env/a.yaml", &crate::clusters::server("a", "a"))]).await;
    world.fabric("env", "env", hedgerow_model::Layout::InPlace).await;
    add(&world.engine, "lab", cluster.kubeconfig()).await.unwrap();
    world.engine.set_fabric_place("env", place("lab"), None).await.unwrap();
    // Nobody follows the cluster: what it has is unknown, not wrong.
    let report = world.engine.verify("env", LOOK).await.unwrap();
    assert_eq!(report.outcome, VerifyOutcome::Differs, "the kinds are not followed: {report:#?}");
    let is_of_kinds = |part: &str| matches!(part, "kind" | "definition");
    assert!(report.differences.iter().all(|it| is_of_kinds(it.part.as_str())), "{report:#?}");
    world.engine.set_fabric_place("env", None, None).await.unwrap();
    // Its kinds are defined otherwise now: it is read again by that.
    world.sync("env").await;
    world.remote.commit("main", "New", &[("env/b.yaml", Some(&crate::clusters::server("b", "b")))]);
    let report = look(&world.engine).await;
    is_incomplete(&report);
    assert!(report.late[0].contains("the next look reads"), "{report:?}");
    sql(&world, "UPDATE document SET line = 9 WHERE name = 'a'").await;
    assert_eq!(lines(&look(&world.engine).await), ["document changed Server/a line"]);
    world.sync("env").await;
    let repaired = world.engine.verify("env", REPAIR).await.unwrap();
    agrees(&repaired);
}

#[tokio::test]
async fn comparing_all_again_writes_what_follows_whatever_was_written_and_nothing_else() {
    let cluster = serving();
    let world = world(&cluster).await;
    let before = rows(&world, &ALL).await;
    for statement in [
        "DELETE FROM drift WHERE name = 'drifted'",
        "DELETE FROM drift WHERE name = 'gone'",
        "UPDATE drift SET standing = 'deleting', fields = '[]' WHERE name = 'drifted'",
        "INSERT INTO drift SELECT fabric_id, kind, 'level', namespace, grp, standing, fields, moved, ignored,
         resource_version, blob, since, severity FROM drift WHERE name = 'drifted'",
        "DELETE FROM agreed WHERE name = 'level'",
        "UPDATE agreed SET text = 'x: 1' WHERE name = 'level'",
    ] {
        assert_eq!(sql(&world, statement).await, 1, "{statement}");
        assert_ne!(rows(&world, &ALL).await, before, "{statement}");
        world.engine.test_cluster("lab").await.unwrap();
        until(statement, || async { rows(&world, &ALL).await == before }).await;
    }
}
