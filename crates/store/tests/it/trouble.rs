//! A database that takes no writes: whoever wants to save is told at once, loses nothing, and reads on.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::time::{Duration, Instant};

use hedgerow_store::{Store, StoreError, Trouble};

use crate::sqlite::{Sqlite, outsider};
use crate::world::{World, world};

async fn save(store: &Store, name: &str) -> Result<(), StoreError> {
    let mut tx = store.write().await?;
    tx.add_repository(name, name, name, "main", None, 1).await?;
    tx.commit().await
}

async fn names(store: &Store) -> Vec<String> {
    store.repositories().await.unwrap().into_iter().map(|of| of.name).collect()
}

fn trouble(refused: Result<(), StoreError>) -> Trouble {
    match refused {
        Err(StoreError::Unavailable(trouble)) => trouble,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn those_who_save_wait_five_seconds_together_for_another_programs_lock() {
    let world: World<Sqlite> = world().await;
    let store = &world.store;
    let pool = outsider(&world).await;
    let mut other = pool.acquire().await.unwrap();
    sqlx::query("BEGIN IMMEDIATE").execute(&mut *other).await.unwrap();
    let began = Instant::now();
    let (one, two, three, looked) =
        tokio::join!(save(store, "a"), save(store, "b"), save(store, "c"), store.look());
    let waited = began.elapsed();
    assert!((5..7).contains(&waited.as_secs()), "{waited:?}");
    assert_eq!(looked, Ok(()), "somebody writes, and has not waited for long");
    for refused in [one, two, three] {
        assert!(matches!(trouble(refused), Trouble::Locked { .. }));
    }
    assert!(matches!(store.look().await, Err(Trouble::Locked { .. })));
    let began = Instant::now();
    assert!(matches!(trouble(save(store, "d").await), Trouble::Locked { .. }));
    assert!(began.elapsed() < Duration::from_secs(1), "the lock is known by now");
    assert_eq!(names(store).await, ["r"], "reading goes on");

    sqlx::query("ROLLBACK").execute(&mut *other).await.unwrap();
    save(store, "e").await.unwrap();
    assert_eq!(names(store).await, ["e", "r"]);
    assert_eq!(store.look().await, Ok(()));
}

#[tokio::test]
async fn a_lock_that_goes_in_time_is_waited_for() {
    let world: World<Sqlite> = world().await;
    let pool = outsider(&world).await;
    let mut other = pool.acquire().await.unwrap();
    sqlx::query("BEGIN IMMEDIATE").execute(&mut *other).await.unwrap();
    let saving = tokio::spawn({
        let store = world.store.clone();
        async move { save(&store, "a").await }
    });
    tokio::task::yield_now().await;
    sqlx::query("COMMIT").execute(&mut *other).await.unwrap();
    saving.await.unwrap().unwrap();
}

#[tokio::test]
async fn once_a_file_of_the_database_is_gone_nothing_is_saved_and_all_of_it_is_rescued() {
    for file in ["hedgerow.db", "hedgerow.db-wal", "hedgerow.db-shm"] {
        for replaced in [false, true] {
            let world: World<Sqlite> = world().await;
            let store = &world.store;
            save(store, "saved").await.unwrap();
            assert_eq!(store.rescue().await.unwrap(), None, "nothing to rescue");
            let path = world.database.folder.path().join(file);
            fs::remove_file(&path).unwrap();
            if replaced {
                fs::write(&path, "").unwrap();
            }

            let lost = Trouble::Lost { file: file.to_owned(), replaced };
            assert_eq!(trouble(save(store, "late").await), lost);
            assert_eq!(store.look().await, Err(lost));
            assert_eq!(names(store).await, ["r", "saved"], "reading goes on");

            let copy = store.rescue().await.unwrap().unwrap();
            assert_eq!(store.rescue().await.unwrap().as_ref(), Some(&copy), "once");
            assert_eq!(fs::metadata(&copy).unwrap().permissions().mode() & 0o777, 0o600);
            let rescued = Store::open(&copy).await.unwrap();
            assert_eq!(names(&rescued).await, ["r", "saved"]);
            rescued.close().await;
        }
    }
}

#[tokio::test]
async fn a_group_that_is_under_way_when_the_file_goes_is_not_acknowledged() {
    let world: World<Sqlite> = world().await;
    let mut tx = world.store.write().await.unwrap();
    tx.add_repository("late", "l", "l", "main", None, 1).await.unwrap();
    fs::remove_file(world.database.folder.path().join("hedgerow.db")).unwrap();
    assert!(matches!(trouble(tx.commit().await), Trouble::Lost { .. }));
}

#[tokio::test]
async fn a_database_whose_folder_went_along_is_rescued_into_a_new_one() {
    let world: World<Sqlite> = world().await;
    fs::remove_dir_all(world.database.folder.path()).unwrap();
    let copy = world.store.rescue().await.unwrap().unwrap();
    assert_eq!(names(&Store::open(&copy).await.unwrap()).await, ["r"]);
}

#[tokio::test]
async fn another_programs_database_is_left_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("theirs.db");
    let url = format!("sqlite://{}?mode=rwc", file.display());
    let theirs = sqlx::SqlitePool::connect(&url).await.unwrap();
    sqlx::query("CREATE TABLE notes (id INTEGER)").execute(&theirs).await.unwrap();
    let refused = Store::open(&file).await.unwrap_err();
    assert!(refused.to_string().contains("another program"), "{refused}");
    let tables: i64 =
        sqlx::query_scalar("SELECT count(*) FROM sqlite_schema").fetch_one(&theirs).await.unwrap();
    assert_eq!(tables, 1);
}
