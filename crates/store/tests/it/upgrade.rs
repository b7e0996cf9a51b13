//! A database that an earlier version wrote, opened by this one.

use std::path::Path;

use hedgerow_model::{FabricId, Identity};
use hedgerow_store::{Standing, Store, Validity};
use sqlx::migrate::Migrator;
use sqlx::sqlite::{SqliteConnectOptions, SqlitePool};
use tempfile::TempDir;

/// A database as it was after the migrations up to `version`.
async fn at_version(file: &Path, version: i64) -> SqlitePool {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations");
    let all = Migrator::new(folder).await.unwrap();
    let then = all.iter().filter(|one| one.version <= version).cloned().collect();
    let options = SqliteConnectOptions::new().filename(file).create_if_missing(true);
    let pool = SqlitePool::connect_with(options).await.unwrap();
    Migrator::with_migrations(then).run(&pool).await.unwrap();
    pool
}

#[tokio::test]
async fn what_the_first_version_wrote_is_still_there() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("hedgerow.db");
    let pool = at_version(&file, 1).await;
    for sql in [
        "INSERT INTO repository VALUES (1, 'r', 'u', 'u', 'main', NULL, 1)",
        "INSERT INTO queue VALUES (1, 1, 'main', NULL, NULL, NULL, NULL)",
        "INSERT INTO fabric VALUES (1, 'f', 'manual', 0, 1)",
        "INSERT INTO source VALUES (1, 1, 1, 'dc', 'managed', '[]', NULL, NULL, NULL, NULL)",
        "INSERT INTO document VALUES (7, 1, 1, 'dc/a.yaml', 0, 'VPC', 'a', 'default', 'g', 'v1', 'live',
           'valid', 3, 'oid', 'the text')",
        "INSERT INTO change (id, fabric_id, name, state, author_name, author_email, created_at,
           updated_at) VALUES ('01890a5d-ac96-774b-bcce-b302099a8057', 1, 'c', 'open', 'Ada',
           'ada@example.org', 1, 1)",
    ] {
        sqlx::query(sql).execute(&pool).await.unwrap();
    }
    pool.close().await;

    let store = Store::open(&file).await.unwrap();
    let documents = store.documents(FabricId(1)).await.unwrap();
    let [document] = &documents[..] else { unreachable!("one document") };
    assert_eq!(document.identity, Identity::new("g", "VPC", "a"));
    assert_eq!((document.standing, document.validity), (Standing::Live, Validity::Valid));
    assert_eq!((document.line, document.text.as_str()), (3, "the text"));
    assert_eq!((document.path.as_str(), &document.facts), ("dc/a.yaml", &None));
    let changes = store.changes_by_name("c").await.unwrap();
    assert_eq!((changes.len(), &changes[0].requested), (1, &None));
    assert!(!store.fabric(FabricId(1)).await.unwrap().unwrap().four_eyes);
}

#[tokio::test]
async fn a_database_of_another_version_says_what_to_do() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("hedgerow.db");
    let store = Store::open(&file).await.unwrap();
    store.close().await;
    let url = format!("sqlite://{}", file.display());
    let pool = sqlx::SqlitePool::connect(&url).await.unwrap();
    sqlx::query("UPDATE _sqlx_migrations SET checksum = x'00'").execute(&pool).await.unwrap();
    pool.close().await;
    let error = Store::open(&file).await.unwrap_err().to_string();
    assert!(error.contains("another version of Hedgerow"), "{error}");
}
