//! SQLite: the first database that keeps the contract, and who else may have its file open.

use hedgerow_store::Store;
use tempfile::TempDir;

use crate::contract::{Database, contract};
use crate::world::World;

/// A database file in a folder of its own.
pub(crate) struct Sqlite {
    pub(crate) folder: TempDir,
}

impl Database for Sqlite {
    async fn fresh() -> Self {
        Self { folder: TempDir::new().unwrap() }
    }

    async fn open(&self) -> Store {
        Store::open(&self.folder.path().join("hedgerow.db")).await.unwrap()
    }
}

/// Somebody else who has the file open and writes what they like.
pub(crate) async fn outsider(world: &World<Sqlite>) -> sqlx::SqlitePool {
    let url = format!("sqlite://{}", world.database.folder.path().join("hedgerow.db").display());
    let options = sqlx::sqlite::SqlitePoolOptions::new().max_connections(1);
    options.connect(&url).await.unwrap()
}

contract!(Sqlite);
