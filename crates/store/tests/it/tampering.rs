//! Somebody edits the audit with another program: what a verification says of it.

use AuditProblemKind::{CutOff, Edited, Exchanged, Head, Missing, Noted, Unverifiable};
use hedgerow_model::{Actor, AuditAction, UserId};
use hedgerow_store::{AuditFilter, AuditProblemKind, NewAudit, Store, Unlocked};
use sqlx::SqlitePool;

use crate::sqlite::{Sqlite, outsider};
use crate::world::{World, actor, ring, world};

const ENTRIES: i64 = 8;

async fn append(store: &Store, count: i64) {
    let entries: Vec<NewAudit> = (0..count)
        .map(|at| {
            let who = match at % 3 {
                0 => Actor::system(),
                _ => Actor { token: Some("ci".into()), ..actor("ada", Some(UserId(at))) },
            };
            let entry = NewAudit::done(&who, AuditAction::DraftSave, at);
            match at % 2 {
                0 => entry,
                _ => entry.fabric("f").subject("VPC/a").detail("d").before(&1).after(&2),
            }
        })
        .collect();
    let mut tx = store.write().await.unwrap();
    tx.audit(&entries).await.unwrap();
    tx.commit().await.unwrap();
}

/// A log of [`ENTRIES`], whose triggers somebody dropped.
async fn log() -> (World<Sqlite>, SqlitePool) {
    let world = world::<Sqlite>().await;
    world.store.unlock(&ring(), 1).await.unwrap();
    append(&world.store, ENTRIES - 1).await;
    let outsider = outsider(&world).await;
    for sql in ["DROP TRIGGER audit_is_not_edited", "DROP TRIGGER audit_is_not_shortened"] {
        sqlx::query(sql).execute(&outsider).await.unwrap();
    }
    (world, outsider)
}

async fn execute(outsider: &SqlitePool, sql: impl Into<String>) {
    sqlx::query(sqlx::AssertSqlSafe(sql.into())).execute(outsider).await.unwrap();
}

async fn found(world: &World<Sqlite>) -> Vec<(i64, i64, AuditProblemKind)> {
    let found = world.store.verify_audit().await.unwrap();
    found.problems.iter().map(|one| (one.seq, one.to, one.kind)).collect()
}

#[tokio::test]
async fn the_database_itself_refuses_an_edit() {
    let world = world::<Sqlite>().await;
    world.store.unlock(&ring(), 1).await.unwrap();
    let outsider = outsider(&world).await;
    for sql in ["UPDATE audit SET detail = 'x'", "DELETE FROM audit"] {
        let error = sqlx::query(sql).execute(&outsider).await.unwrap_err().to_string();
        assert!(error.contains("append-only"), "{error}");
    }
}

#[tokio::test]
async fn an_edit_of_any_column_of_any_entry_is_found_at_that_entry() {
    let (world, outsider) = log().await;
    assert_eq!(found(&world).await, []);
    let columns = [
        ("at", "at + 1"),
        ("kind", "kind || 'x'"),
        ("user_id", "coalesce(user_id + 1, 7)"),
        ("user_id", "iif(user_id IS NULL, 0, NULL)"),
        ("login", "login || 'x'"),
        ("name", "upper(name) || ' '"),
        ("email", "''"),
        ("token", "coalesce(token || 'x', '')"),
        ("token", "iif(token IS NULL, '', NULL)"),
        ("origin", "iif(origin IS NULL, '', NULL)"),
        ("action", "'login'"),
        ("outcome", "'failed'"),
        ("fabric", "coalesce(fabric || 'x', '')"),
        ("subject", "iif(subject IS NULL, '', NULL)"),
        ("detail", "coalesce(detail || 'x', 'd')"),
        ("before", "iif(before IS NULL, 'null', NULL)"),
        ("after", "coalesce(after || ' ', '2')"),
        ("key_id", "key_id + 1"),
        ("prev", "randomblob(32)"),
        ("mac", "randomblob(32)"),
        ("mac", "x''"),
    ];
    execute(&outsider, "CREATE TABLE kept AS SELECT * FROM audit").await;
    for seq in 1..=ENTRIES {
        for (column, value) in columns {
            execute(&outsider, format!("UPDATE audit SET {column} = {value} WHERE seq = {seq}"))
                .await;
            assert_eq!(found(&world).await, [(seq, seq, Edited)], "{column} = {value}, {seq}");
            execute(&outsider, format!("DELETE FROM audit WHERE seq = {seq}")).await;
            let back = format!("INSERT INTO audit SELECT * FROM kept WHERE seq = {seq}");
            execute(&outsider, back).await;
        }
    }
    assert_eq!(found(&world).await, []);
}

#[tokio::test]
async fn text_that_moved_from_one_column_to_the_next_is_found() {
    let (world, outsider) = log().await;
    let sql = "UPDATE audit SET login = login || substr(name, 1, 1), name = substr(name, 2)
               WHERE seq = 3";
    execute(&outsider, sql).await;
    assert_eq!(found(&world).await, [(3, 3, Edited)]);
}

#[tokio::test]
async fn removed_entries_are_missed_wherever_they_stood() {
    for seq in 1..ENTRIES {
        let (world, outsider) = log().await;
        execute(&outsider, format!("DELETE FROM audit WHERE seq = {seq}")).await;
        assert_eq!(found(&world).await, [(seq, seq, Missing)]);
        append(&world.store, 2).await;
        assert_eq!(found(&world).await, [(seq, seq, Missing)]);
        let told = world.store.verify_audit().await.unwrap().problems.remove(0).to_string();
        assert_eq!(told, format!("entry {seq}: removed"));
    }
    let (world, outsider) = log().await;
    execute(&outsider, "DELETE FROM audit WHERE seq BETWEEN 2 AND 4").await;
    assert_eq!(found(&world).await, [(2, 4, Missing)]);
}

#[tokio::test]
async fn a_cut_at_the_end_is_found_before_and_after_the_log_goes_on() {
    for first in 1..=ENTRIES {
        let (world, outsider) = log().await;
        execute(&outsider, format!("DELETE FROM audit WHERE seq >= {first}")).await;
        assert_eq!(found(&world).await, [(first, ENTRIES, CutOff)]);
        append(&world.store, 1).await;
        assert_eq!(found(&world).await, [(first, ENTRIES, Missing)]);
    }
}

#[tokio::test]
async fn a_cut_together_with_the_record_of_the_newest_is_found_too() {
    for sql in [
        "DELETE FROM audit_head",
        "UPDATE audit_head SET seq = 5, mac = (SELECT mac FROM audit WHERE seq = 5)",
        "UPDATE audit_head SET seq = 5, mac = (SELECT mac FROM audit WHERE seq = 5), key_id = 9",
    ] {
        let (world, outsider) = log().await;
        execute(&outsider, "DELETE FROM audit WHERE seq > 5").await;
        execute(&outsider, sql).await;
        assert_eq!(found(&world).await, [(6, 6, Head)]);
        // Going on does not fix it: the log tells of it from here on.
        append(&world.store, 2).await;
        assert_eq!(found(&world).await, [(6, 6, Noted)]);
        let told = world.store.audit_page(&AuditFilter::default(), Some(7), 1).await.unwrap();
        assert!(told[0].detail.as_deref().unwrap().contains("entries after 5 may be gone"));
    }
}

#[tokio::test]
async fn exchanged_places_are_found_at_both() {
    let (world, outsider) = log().await;
    for sql in [
        "UPDATE audit SET seq = -1 WHERE seq = 3",
        "UPDATE audit SET seq = 3 WHERE seq = 6",
        "UPDATE audit SET seq = 6 WHERE seq = -1",
    ] {
        execute(&outsider, sql).await;
    }
    assert_eq!(found(&world).await, [(3, 3, Edited), (6, 6, Edited)]);
}

#[tokio::test]
async fn inserted_entries_are_found() {
    let copy = |seq: i64| {
        format!(
            "INSERT INTO audit SELECT {seq}, at, kind, user_id, login, name, email, token, origin,
             action, outcome, fabric, subject, detail, before, after, key_id, prev, mac
             FROM audit WHERE seq = 4"
        )
    };
    let (world, outsider) = log().await;
    execute(&outsider, copy(0)).await;
    assert_eq!(found(&world).await, [(0, 0, Edited)]);
    let (world, outsider) = log().await;
    let end = ENTRIES + 1;
    execute(&outsider, copy(end)).await;
    assert_eq!(found(&world).await, [(end, end, Edited), (end, end, Head)]);
    append(&world.store, 1).await;
    assert_eq!(found(&world).await, [(end, end, Edited), (end + 1, end + 1, Noted)]);
}

#[tokio::test]
async fn a_chain_that_was_made_anew_with_another_key_does_not_pass() {
    let (world, outsider) = log().await;
    // The same entries, as somebody without the sealing key would chain them.
    let forged = crate::world::world::<Sqlite>().await;
    forged.store.unlock(&ring(), 1).await.unwrap();
    append(&forged.store, ENTRIES - 1).await;
    forged.store.close().await;
    let file = forged.database.folder.path().join("hedgerow.db");
    execute(&outsider, format!("ATTACH '{}' AS forged", file.display())).await;
    execute(&outsider, "DELETE FROM audit").await;
    execute(&outsider, "INSERT INTO audit SELECT * FROM forged.audit").await;
    execute(&outsider, "DELETE FROM audit_head").await;
    execute(&outsider, "INSERT INTO audit_head SELECT * FROM forged.audit_head").await;
    let end = ENTRIES + 1;
    assert_eq!(found(&world).await, [(1, ENTRIES, Edited), (end, end, Head)]);
}

#[tokio::test]
async fn a_forged_key_of_the_log_does_not_pass() {
    let world = world::<Sqlite>().await;
    let keyring = ring();
    world.store.unlock(&keyring, 1).await.unwrap();
    append(&world.store, 3).await;
    let forged = crate::world::world::<Sqlite>().await;
    forged.store.unlock(&ring(), 1).await.unwrap();
    forged.store.close().await;
    let outsider = outsider(&world).await;
    let file = forged.database.folder.path().join("hedgerow.db");
    execute(&outsider, format!("ATTACH '{}' AS forged", file.display())).await;
    execute(&outsider, "DELETE FROM audit_key").await;
    execute(&outsider, "INSERT INTO audit_key SELECT * FROM forged.audit_key").await;
    let was = world.store.unlock(&keyring, 9).await.unwrap();
    assert!(matches!(was, Unlocked::Resumed(_)));
    assert!(!world.store.verify_audit().await.unwrap().ok());
}

#[tokio::test]
async fn what_cannot_be_verified_does_not_grow() {
    let world = world::<Sqlite>().await;
    world.store.unlock(&ring(), 1).await.unwrap();
    append(&world.store, 3).await;
    world.store.unlock(&ring(), 2).await.unwrap();
    append(&world.store, 3).await;
    assert_eq!(found(&world).await, [(1, 4, Unverifiable), (5, 5, Noted)]);
    let outsider = outsider(&world).await;
    execute(&outsider, "DROP TRIGGER audit_is_not_edited").await;
    execute(&outsider, "UPDATE audit SET key_id = 1, detail = 'x' WHERE seq BETWEEN 5 AND 6").await;
    assert_eq!(found(&world).await, [(1, 6, Unverifiable), (7, 7, Exchanged)]);
    execute(&outsider, "UPDATE audit SET key_id = 1 WHERE seq = 8").await;
    assert_eq!(found(&world).await, [(1, 6, Unverifiable), (7, 7, Exchanged), (8, 8, Edited)]);
}

#[tokio::test]
async fn an_emptied_log_is_no_new_log() {
    let world = world::<Sqlite>().await;
    let keyring = ring();
    world.store.unlock(&keyring, 1).await.unwrap();
    append(&world.store, 3).await;
    let outsider = outsider(&world).await;
    for sql in
        ["DROP TRIGGER audit_is_not_shortened", "DELETE FROM audit", "DELETE FROM audit_head"]
    {
        execute(&outsider, sql).await;
    }
    append(&world.store, 1).await;
    assert_eq!(found(&world).await, [(1, 1, Noted)]);
}

#[tokio::test]
async fn an_entry_of_another_copy_of_the_log_is_found_by_the_one_behind_it() {
    let (world, outsider) = log().await;
    execute(&outsider, "CREATE TABLE kept_head AS SELECT * FROM audit_head").await;
    // The log continued another way once, before somebody put an older copy back.
    let other = NewAudit::failed(&Actor::system(), AuditAction::Ingest, "another way", 5);
    let mut tx = world.store.write().await.unwrap();
    tx.audit(&[other]).await.unwrap();
    tx.commit().await.unwrap();
    let next = ENTRIES + 1;
    for sql in [
        format!("CREATE TABLE other AS SELECT * FROM audit WHERE seq = {next}"),
        format!("DELETE FROM audit WHERE seq = {next}"),
        "DELETE FROM audit_head".to_owned(),
        "INSERT INTO audit_head SELECT * FROM kept_head".to_owned(),
    ] {
        execute(&outsider, sql).await;
    }
    append(&world.store, 2).await;
    assert_eq!(found(&world).await, []);
    execute(&outsider, format!("DELETE FROM audit WHERE seq = {next}")).await;
    execute(&outsider, "INSERT INTO audit SELECT * FROM other").await;
    assert_eq!(found(&world).await, [(next + 1, next + 1, Exchanged)]);
    execute(&outsider, format!("DELETE FROM audit WHERE seq = {}", next + 1)).await;
    assert_eq!(found(&world).await, [(next + 1, next + 1, CutOff)]);
}
